"""What a check says: severities, places, findings, verdicts and the report.

The shape of `Report` as JSON is a contract (schemas/report.json); `schema` counts its versions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_serializer,
    model_serializer,
)

from loi_tool.text import plural

_LONGEST = 2_000


class Severity(str, Enum):
    """How grave a finding is: an error costs the district its place, a warning may."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)


class Verdict(str, Enum):
    """Of one requirement. No evidence is never `met`."""

    MET = "met"
    NOT_MET = "not_met"
    CONFIRM = "confirm"
    NOT_CHECKED = "not_checked"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2].rstrip()} …"


Wording = Annotated[str, AfterValidator(_cut)]
"""What a report says or quotes; no one reads more of it than the first 2,000 characters."""


class _Frozen(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        json_schema_serialization_defaults_required=True,
    )


_PlaceAsJson = Annotated[
    dict[str, str | int | None],
    WithJsonSchema(
        {
            "description": "Where in a file; empty if that is nowhere in particular.",
            "type": "object",
            "properties": {
                "file": {"type": ["string", "null"]},
                **{
                    name: {"type": ["integer", "null"], "minimum": 1}
                    for name in ("page", "paragraph", "line", "column")
                },
            },
            "additionalProperties": False,
            "anyOf": [
                {"maxProperties": 0},
                {"required": ["file", "page", "paragraph", "line", "column"]},
            ],
        }
    ),
]


class Place(_Frozen):
    """Where in a file: page and paragraph in letters, line and column (from 1) in YAML."""

    file: str | None = None
    page: int | None = None
    paragraph: int | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        for name in ("page", "paragraph", "line", "column"):
            number = getattr(self, name)
            if number is not None:
                parts.append(f"{name} {number}")
        return ", ".join(parts)

    @model_serializer
    def _as_contract(self) -> _PlaceAsJson:
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return fields if any(value is not None for value in fields.values()) else {}


class Evidence(_Frozen):
    """A passage that serves a requirement, in the letter's own words."""

    text: Wording
    place: Place = Place()


class Finding(_Frozen):
    """One fault: what is wrong, where, and what to do."""

    rule: str
    name: str
    severity: Severity
    requirement: str | None = None
    message: Wording
    fix: Wording
    place: Place = Place()
    source_line: str | None = Field(default=None, exclude=True)
    """The offending line as it is in the file, or the first words of the paragraph, for people to
    look at."""
    verdict: Verdict | None = Field(default=None, exclude=True)
    """What the finding makes of the requirement that it serves; None leaves it alone."""
    part: str | None = Field(default=None, exclude=True)
    """The part of the requirement that it serves, or None for the whole."""

    @property
    def words(self) -> str:
        """Its name in words, for a cell of a table: PDF not signed."""
        return self.name.replace("-", " ").replace("pdf", "PDF")


class PartResult(_Frozen):
    """The verdict on one part of a requirement, and the value that was read."""

    id: str
    verdict: Verdict
    value: Wording | None = None
    evidence: tuple[Evidence, ...] = ()


class RequirementResult(_Frozen):
    """The verdict on one requirement, with the call's words and the letter's."""

    id: str
    verdict: Verdict
    quote: str
    evidence: tuple[Evidence, ...] = ()
    why: Wording
    parts: tuple[PartResult, ...] = ()
    title: str = Field(default="", exclude=True)
    """What people call it: the heading in the letter."""
    is_required_item: bool = Field(default=False, exclude=True)
    """Whether it is an item that the letter must have, and not its length, files or delivery."""


PageSourceName = Literal["pdf", "word_saved", "layout", "second_layout", "libreoffice"]


class PageSource(_Frozen):
    """One count of pages: who counted, how many, how full the last one is (0 to 1)."""

    source: PageSourceName
    pages: int
    fill: float | None = None


class PageReport(_Frozen):
    """Pages against the call's limit; `limit` is None where the call sets none."""

    limit: int | None
    count: int | None
    verdict: Verdict
    sources: tuple[PageSource, ...] = ()


SignatureKind = Literal["image", "conformed", "typed", "line", "digital", "scan", "none"]


class SignatureReport(_Frozen):
    """What the signature evidence is, never more than it is."""

    verdict: Verdict
    kind: SignatureKind
    signer: Wording | None = None


class SubmissionFiles(_Frozen):
    """The files that were checked together; None for one that is not there."""

    answers: str | None = None
    word: str | None = None
    pdf: str | None = None


class PageMark(_Frozen):
    """Words on the picture of a page: those of a finding, or those that serve a requirement."""

    finding: int | None = None
    """The number of the finding in its submission, from 0."""
    requirement: str | None = None
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    """Left, top, width and height in points, from the upper left corner; none where the words are
    on the page and were not found there."""


class PagePicture(_Frozen):
    """A page as people see it. Width and height are in points."""

    number: int
    width: float
    height: float
    webp: bytes = Field(repr=False)
    marks: tuple[PageMark, ...] = ()


class LetterPictures(_Frozen):
    """The pages of a letter, for a report that shows them."""

    caption: Wording
    """Of which file they are and how many are left out, or why there are none. Whole sentences."""
    pages: tuple[PagePicture, ...] = ()


class Submission(_Frozen):
    """All that was found about one submission."""

    name: Wording
    district: Wording | None = None
    """Who sends the letter, as it was read; None where that was not found."""
    files: SubmissionFiles
    status: Literal["ready", "not_ready", "unreadable"]
    requirements: tuple[RequirementResult, ...] = ()
    pages: PageReport | None = None
    signature: SignatureReport | None = None
    findings: tuple[Finding, ...] = ()
    pictures: LetterPictures | None = Field(default=None, exclude=True)
    """Only where they were asked for."""
    template: bool = Field(default=False, exclude=True)
    """Whether it was judged as a template: then `ready` is said as “complete”."""
    left_out: tuple[str, ...] = Field(default=(), exclude=True)
    """The rules, or groups of them, that found something and are left out by settings."""

    @property
    def to_judge(self) -> tuple[RequirementResult, ...]:
        """The required items of which only a person can say whether they are met."""
        open_ = (Verdict.CONFIRM, Verdict.NOT_CHECKED)
        return tuple(r for r in self.requirements if r.is_required_item and r.verdict in open_)

    @property
    def shown_status(self) -> str:
        """The status as people are told it: `to_judge` where `ready` would say too much."""
        return "to_judge" if self.status == "ready" and self.to_judge else self.status


def verdict_line(submission: Submission) -> str:
    """The one line that says ready or not."""
    if submission.status == "unreadable":
        return "NOT CHECKED: the file could not be read."
    counts = {
        severity: sum(finding.severity is severity for finding in submission.findings)
        for severity in (Severity.ERROR, Severity.WARNING)
    }
    found = " and ".join(plural(n, severity.value) for severity, n in counts.items() if n)
    if submission.template:
        if submission.status == "not_ready":
            return f"TEMPLATE NOT COMPLETE: {found} to correct."
        return f"TEMPLATE COMPLETE: {found or 'no errors and no warnings'}."
    items = submission.to_judge
    are = "is" if len(items) == 1 else "are"
    judge = f"{plural(len(items), 'required item')} {are} for you to judge"
    if submission.status == "not_ready":
        left = [f"{judge}."] if items and not counts[Severity.ERROR] else []
        said = [f"{found} to correct."] if found else []
        return f"NOT READY: {' '.join(said + left)}"
    said = [f"NO ERRORS, but {judge}"] + [found] * bool(found)
    if not items:
        said = [f"READY: {found or 'no errors and no warnings'}"]
    told = {f.requirement for f in submission.findings if f.severity is not Severity.INFO}
    others = [
        r.verdict
        for r in submission.requirements
        if r not in items and not (r.verdict is Verdict.NOT_MET and r.id in told)
    ]
    other = "other requirement" if items else "requirement"
    for verdict, what in (
        (Verdict.CONFIRM, "for you to confirm"),
        (Verdict.NOT_CHECKED, "not checked"),
        (Verdict.NOT_MET, "not met, by rules that were left out"),
    ):
        if number := others.count(verdict):
            said.append(f"{plural(number, other)} {what}")
    return f"{'; '.join(said)}."


class Summary(_Frozen):
    """The counts that a person or a build server looks at first."""

    submissions: int
    ready: int
    errors: int
    warnings: int


class Report(_Frozen):
    """What `loi check` found, over all submissions."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    tool: str
    call: str
    as_of: datetime
    submissions: Sequence[Submission]
    summary: Summary
    skipped: tuple[str, ...] = Field(default=(), exclude=True)
    """Names of the files beside letters that were not checked, because they are no letters."""

    @field_serializer("submissions")
    def _unpacked(self, submissions: Sequence[Submission]) -> tuple[Submission, ...]:
        return tuple(submissions)  # they may be packed
