"""One letter in one row: what a person who receives many wants to see of each."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from loi_tool.findings import Report, RequirementResult, Severity, Submission
from loi_tool.text import listed, plural, shortened

STATUS = {
    "ready": "ready",
    "to_judge": "for you to judge",
    "not_ready": "not ready",
    "unreadable": "could not be read",
}
STATUS_OF_TEMPLATE = {
    "ready": "template complete",
    "not_ready": "template not complete",
    "unreadable": "could not be read",
}
SIGNATURES = {
    "image": "image",
    "conformed": "“/s/”",
    "typed": "typed name only",
    "line": "empty line",
    "digital": "digital",
    "scan": "scan",
    "none": "none",
}
_REASONS = 2
_NAMED = 5
_WHY = 120
"""Characters of the reason for which a letter could not be read."""


@dataclass(frozen=True)
class Overview:
    """What one row says of a letter; empty where nothing was read."""

    name: str
    district: str
    school: str
    contact: str
    phone: str
    email: str
    signer: str
    signature: str
    pages: str
    status: str
    reasons: tuple[str, ...]
    """What speaks against it, the gravest first."""

    @property
    def gravest(self) -> str:
        """The first two reasons, and how many more there are."""
        more = len(self.reasons) - _REASONS
        words = list(self.reasons[:_REASONS]) + ([f"{more} more"] if more > 0 else [])
        return "; ".join(words)


def overview_of(submission: Submission) -> Overview:
    """The row of one letter."""
    contact = _values(submission, {"phone", "email"})
    return Overview(
        name=submission.name,
        district=submission.district or "",
        school=_values(submission, {"name"}, without={"phone", "email", "mark"}).get("name", ""),
        contact=contact.get("name", ""),
        phone=contact.get("phone", ""),
        email=contact.get("email", ""),
        signer=_values(submission, {"mark"}).get("name", ""),
        signature=SIGNATURES[submission.signature.kind] if submission.signature else "",
        pages=_pages(submission),
        status=status_words(submission),
        reasons=_reasons(submission),
    )


def status_words(submission: Submission) -> str:
    """The status in words; of a template “ready” is never said."""
    return (STATUS_OF_TEMPLATE if submission.template else STATUS)[submission.shown_status]


def number_ready(report: Report) -> int:
    """How many are ready, with no required item left to a person; or complete, if templates."""
    return sum(submission.shown_status == "ready" for submission in report.submissions)


@dataclass(frozen=True)
class ReportWords:
    """How a report on letters, on templates, or on both, calls them."""

    noun: str
    done: str
    statuses: dict[str, str]


_OF_LETTERS = ReportWords("letter", "ready", STATUS)
_OF_TEMPLATES = ReportWords("template", "complete", STATUS_OF_TEMPLATE)
_OF_BOTH = ReportWords(
    "file",
    "ready or complete",
    STATUS
    | {s: f"{STATUS[s]} or {w.removeprefix('template ')}" for s, w in STATUS_OF_TEMPLATE.items()}
    | {"unreadable": STATUS["unreadable"]},
)


def words_of(report: Report) -> ReportWords:
    """What to call that which was checked; settings may name templates beside the letters."""
    kinds = {submission.template for submission in report.submissions}
    if len(kinds) > 1:
        return _OF_BOTH
    return _OF_TEMPLATES if kinds == {True} else _OF_LETTERS


def skipped_words(report: Report) -> str:
    """Which files were not checked, because they are no letters; empty if there are none."""
    names = report.skipped
    if not names:
        return ""
    count = plural(len(names), "file that is no letter", "files that are no letters")
    more = f" and {len(names) - _NAMED} more" if names[_NAMED:] else ""
    may_be = any(name.lower().endswith((".docx", ".pdf")) for name in names)
    hint = " To check one all the same, name it." if may_be else ""
    return f"Skipped {count}: {listed(names[:_NAMED])}{more}.{hint}"


def _values(
    submission: Submission, parts: Set[str], without: Set[str] = frozenset()
) -> dict[str, str]:
    """What was read for the first requirement that has such parts, by part."""
    for requirement in submission.requirements:
        ids = {part.id for part in requirement.parts}
        if parts <= ids and not without & ids:
            return {part.id: part.value for part in requirement.parts if part.value}
    return {}


def _pages(submission: Submission) -> str:
    pages = submission.pages
    if pages is None or pages.count is None:
        return ""
    return f"{pages.count} of {pages.limit}" if pages.limit else str(pages.count)


def _reasons(submission: Submission) -> tuple[str, ...]:
    """The names of what is wrong, the gravest first, each once and with what it is about.

    Among the errors and among the warnings, those that concern what the call asks for come first.
    Of a letter that could not be read it is why.
    """
    titles = {requirement.id: requirement.title for requirement in submission.requirements}
    grave = [f for f in submission.findings if f.severity is not Severity.INFO]
    if submission.status == "unreadable":
        return tuple(shortened(finding.message.removesuffix("."), _WHY) for finding in grave)
    grave.sort(key=lambda finding: (-finding.severity.rank, finding.requirement is None))
    reasons = []
    for finding in grave:
        about = titles.get(finding.requirement or "", "")
        reasons.append(f"{finding.words} ({about})" if about else finding.words)
    return tuple(dict.fromkeys(reasons))


def requirements_of(submissions: Iterable[Submission]) -> dict[str, RequirementResult]:
    """The requirements of all letters by id, in the order in which they first come."""
    first: dict[str, RequirementResult] = {}
    for submission in submissions:
        for requirement in submission.requirements:
            first.setdefault(requirement.id, requirement)
    return first
