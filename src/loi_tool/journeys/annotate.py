"""`loi check LETTER --annotate COPY`: what was found, as comments in a copy of the Word letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from loi_tool import ending
from loi_tool.errors import BadUsage, CannotWrite
from loi_tool.files import read_bytes
from loi_tool.findings import Evidence, Finding, Report, Severity, Submission, Verdict, verdict_line
from loi_tool.journeys.gather import find_sources
from loi_tool.journeys.outcome import Outcome
from loi_tool.journeys.readers import Readers
from loi_tool.text import plural, shortened, written_date

if TYPE_CHECKING:
    from loi_tool.word.comments import Note

_SEVERITIES = {
    Severity.ERROR: "To correct",
    Severity.WARNING: "Please check",
    Severity.INFO: "For your information",
}
_VERDICTS = {
    Verdict.MET: "MET",
    Verdict.NOT_MET: "NOT MET",
    Verdict.CONFIRM: "PLEASE CONFIRM",
    Verdict.NOT_CHECKED: "NOT CHECKED",
}
_QUOTED = 80
_ONE_LETTER = "--annotate writes comments into a copy of one Word letter (.docx)"


def ensure_annotatable(paths: Sequence[Path], copy: Path) -> None:
    """See, before anything is read, that there is one Word letter, and room for its copy.

    Raises:
        BadUsage: there are several letters, or there is none in Word.
        CannotWrite: there is a file where the copy would be; no file is ever replaced by one.
        LoiError: as for `check_letters`.
    """
    if copy.exists() or copy.is_symlink():
        raise CannotWrite(
            f"{copy} is already there, and it was left alone.",
            "Choose another name for the copy, or move the file away.",
        )
    if copy.suffix.lower() != ".docx":
        raise BadUsage(
            f"The copy is a Word file, and “{copy.name}” is no name for one.",
            f"For example: --annotate {copy.stem or 'reviewed'}.docx",
        )
    sources = find_sources(paths)
    if len(sources) > 1:
        raise BadUsage(f"{_ONE_LETTER}, and here are {len(sources)} letters.", "Name one of them.")
    if sources[0].word is None:
        raise BadUsage(f"{_ONE_LETTER}, and here is none.", "Name the Word file of the letter.")


def write_annotated(outcome: Outcome, copy: Path) -> bool:
    """Write the copy of the only letter in an outcome.

    Args:
        outcome: what `check_letters` gave.
        copy: where the copy goes.

    Returns:
        Whether it was written; not where the letter could not be read.

    Raises:
        CannotWrite: a file is there, or the disk refuses.
        UnreadableFile: no comments can be added to this file.
    """
    from loi_tool.package.write import write_file

    report, submission = outcome.report, outcome.report.submissions[0]
    if submission.status == "unreadable" or submission.files.word is None:
        return False
    word = Path(submission.files.word)
    with Readers() as readers:
        notes = notes_of(report, submission, word.name)
        data = readers.annotated(word.name, read_bytes(word), notes, report.as_of)
    with ending.postponed():
        write_file(copy, data)
        ending.written()
    return True


def notes_of(report: Report, submission: Submission, file: str) -> list[Note]:
    """The comments: first the one that sums up, then the findings in the order of the text.

    Findings that say the same are one comment, at the first of their places.

    Args:
        report: what the submission is of.
        submission: what was found.
        file: the name of the Word file.
    """
    from loi_tool.word.comments import Note

    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in submission.findings:
        groups.setdefault((finding.rule, finding.message, finding.fix), []).append(finding)
    notes: list[Note] = []
    elsewhere: list[list[Finding]] = []
    for group in groups.values():
        group.sort(key=lambda finding: finding.place.paragraph or 0)
        here = [f for f in group if f.place.file == file and f.place.paragraph is not None]
        if here:
            notes.append(Note(tuple(_lines(here)), here[0].place.paragraph))
        else:
            elsewhere.append(group)
    notes.sort(key=lambda note: note.paragraph or 0)
    return [Note(tuple(_summary(report, submission, file, elsewhere))), *notes]


def _lines(group: Sequence[Finding]) -> Iterator[str]:
    """What a comment says of findings that say the same."""
    first, *others = group
    yield f"{_SEVERITIES[first.severity]}: {_one_line(first.message)}"
    if others:
        places = "; ".join(dict.fromkeys(map(_where, others)))
        yield f"The same in {plural(len(others), 'other place')}: {places}."
    yield f"What to do: {_one_line(first.fix)}"
    yield f"({first.rule} {first.name})"


def _where(finding: Finding) -> str:
    """A place as a person finds it: Word shows no numbers of paragraphs."""
    words = f"“{finding.source_line}”" if finding.source_line else ""
    page = f"page {finding.place.page}" if finding.place.page is not None else ""
    return ", ".join(filter(None, (page, words))) or "elsewhere in the letter"


def _summary(
    report: Report, submission: Submission, file: str, elsewhere: Sequence[Sequence[Finding]]
) -> Iterator[str]:
    """What the first comment says: the verdict, each requirement, and what has no place."""
    from loi_tool.reports.text import what_there_is

    yield verdict_line(submission)
    yield (
        f"{report.tool} checked {file} for {written_date(report.as_of.date())}. This is a copy "
        "with comments. Make your changes in the letter itself."
    )
    for requirement in submission.requirements:
        says = _passage(requirement.evidence) if requirement.verdict is Verdict.MET else ""
        says = says or _one_line(what_there_is(requirement, submission))
        yield f"{_VERDICTS[requirement.verdict]} – {requirement.title}: {says}"
    if elsewhere:
        yield "Findings that are not about one place in the text:"
    for group in elsewhere:
        yield from _lines(group)


def _passage(evidence: Sequence[Evidence]) -> str:
    """The first passage of the text that serves a requirement, and its page."""
    first = next((piece for piece in evidence if piece.place.paragraph is not None), None)
    if first is None:
        return ""
    page = f"page {first.place.page}, " if first.place.page is not None else ""
    return f"{page}“{shortened(first.text, _QUOTED)}”"


def _one_line(text: str) -> str:
    return " ".join(text.split())
