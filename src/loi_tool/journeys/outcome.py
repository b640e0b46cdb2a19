"""What goes into a journey, and what comes out of it: options, verdicts, exit code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from loi_tool import __version__
from loi_tool.calls.load import LoadedCall
from loi_tool.calls.model import Call
from loi_tool.errors import BadUsage, ExitCode
from loi_tool.facts import PageLimit
from loi_tool.findings import Finding, Report, Severity, Submission, Summary

TOOL = f"loi {__version__}"


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
    def length(self) -> PageLimit:
        """What the call says of length."""
        outside = tuple(item.title for item in self.call.items if item.outside_page_limit)
        return PageLimit(self.call.pages.max if self.call.pages else None, outside)


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


def fails(findings: Iterable[Finding], options: Options) -> bool:
    """Whether any of them is as grave as what a check fails on."""
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
    return Outcome(report, ExitCode.FINDINGS if fails(findings, options) else ExitCode.OK)
