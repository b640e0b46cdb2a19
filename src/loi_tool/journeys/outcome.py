"""What goes into a journey, and what comes out of it: options, verdicts, exit code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeVar

from loi_tool import __version__
from loi_tool.calls.load import LoadedCall
from loi_tool.calls.model import Call
from loi_tool.errors import BadUsage, ExitCode
from loi_tool.facts import Facts
from loi_tool.findings import (
    Finding,
    Place,
    Report,
    Severity,
    Submission,
    SubmissionFiles,
    Summary,
)

_Part = TypeVar("_Part")

TOOL = f"loi {__version__}"
_TEMPLATE_IGNORES = ("LOI402", "LOI403", "LOI404", "LOI405", "LOI5", "LOI601", "LOI606", "LOI617")


@dataclass(frozen=True)
class Options:
    """What the commands share.

    `as_of` is a moment with a zone, or text: an ISO 8601 date or time, which is read in the zone
    of the call's deadline where it names none.
    """

    as_of: datetime | str
    call: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR
    template: bool = False
    engine: str | None = None
    """What lays out a Word letter: `libreoffice`, `dxpdf` or `rdocx`; None is what is there."""


@dataclass(frozen=True)
class Outcome:
    """A report, and the exit code that it means."""

    report: Report
    exit_code: ExitCode


@dataclass(frozen=True)
class Asked:
    """The call that a submission answers, and the moment that it is judged for."""

    loaded: LoadedCall
    as_of: datetime

    @property
    def call(self) -> Call:
        """The call itself."""
        return self.loaded.call

    @property
    def page_limit(self) -> int | None:
        """The most pages that the call allows, if it says so."""
        return self.call.pages.max if self.call.pages else None


def resolve_as_of(as_of: datetime | str, call: Call) -> datetime:
    """A moment in time; a date is its first second, in the zone of the call's deadline.

    Raises:
        BadUsage: the text is not an ISO 8601 date or time.
    """
    if isinstance(as_of, str):
        text = re.sub(r"[zZ]$", "+00:00", as_of.strip())
        try:
            as_of = datetime.fromisoformat(text)
        except ValueError as error:
            raise BadUsage(
                f"“{as_of}” is not a time.", "Write --as-of 2022-05-12T09:00:00-07:00."
            ) from error
    if as_of.tzinfo is None:
        as_of = datetime.combine(as_of.date(), as_of.time() or time(), call.deadline.zone)
    return as_of


def judged(
    name: str, files: SubmissionFiles, call: Call, facts: Facts, options: Options
) -> Submission:
    """What the rules say of a submission.

    Args:
        name: what the submission is called in the report.
        files: its files, as the report names them.
        call: what is asked for.
        facts: what was measured.
        options: which rules are asked, and what makes a letter fail.
    """
    from loi_tool.rules.catalog import run, selected
    from loi_tool.rules.verdicts import assess, page_report, signature_report

    findings = run(call, facts)
    if facts.unreadable is not None:
        # Nothing was read, so nothing but the reading can be spoken of.
        reading = tuple(finding for finding in findings if finding.rule == "LOI101")
        return Submission(name=name, files=files, status="unreadable", findings=reading)
    ignore = options.ignore + (_TEMPLATE_IGNORES if options.template else ())
    shown = tuple(f for f in findings if selected(f, options.select, ignore))
    results = assess(call, facts, findings)
    submission = Submission(
        name=name,
        files=files,
        status="not_ready" if _fails(shown, options) else "ready",
        requirements=tuple(results),
        pages=page_report(call, facts, results),
        signature=signature_report(facts, results),
        findings=shown,
    )
    if facts.word is None or facts.pages is None:
        return submission
    return _with_pages(submission, facts.word.file, facts.pages.page_of)


def _with_pages(part: _Part, file: str, page_of: Mapping[int, int]) -> _Part:
    """A part of a report in which places of a Word file have their page."""
    from pydantic import BaseModel

    if isinstance(part, Place):
        page = page_of.get(part.paragraph or 0)
        known = part.file != file or part.page is not None or page is None
        return part if known else part.model_copy(update={"page": page})
    if isinstance(part, tuple):
        return type(part)(_with_pages(inner, file, page_of) for inner in part)
    if isinstance(part, BaseModel):
        fields = {name: getattr(part, name) for name in type(part).model_fields}
        placed = {name: _with_pages(value, file, page_of) for name, value in fields.items()}
        changed = {name: value for name, value in placed.items() if value is not fields[name]}
        return part.model_copy(update=changed) if changed else part
    return part


def _fails(findings: Iterable[Finding], options: Options) -> bool:
    return any(finding.severity.rank >= options.fail_on.rank for finding in findings)


def outcome_of(asked: Asked, submissions: Sequence[Submission], options: Options) -> Outcome:
    """The report on some submissions, with its exit code.

    Args:
        asked: the call and the moment that the report names: those of the first.
        submissions: what was found about each.
        options: what makes a letter fail.
    """
    findings = [finding for submission in submissions for finding in submission.findings]
    report = Report(
        tool=TOOL,
        call=asked.call.id,
        as_of=asked.as_of,
        submissions=tuple(submissions),
        summary=Summary(
            submissions=len(submissions),
            ready=sum(submission.status == "ready" for submission in submissions),
            errors=sum(finding.severity is Severity.ERROR for finding in findings),
            warnings=sum(finding.severity is Severity.WARNING for finding in findings),
        ),
    )
    if any(submission.status == "unreadable" for submission in submissions):
        return Outcome(report, ExitCode.CANNOT_CHECK)
    return Outcome(report, ExitCode.FINDINGS if _fails(findings, options) else ExitCode.OK)
