"""What goes into a journey, and what comes out of it: options, verdicts, exit code."""

from __future__ import annotations

import pickle
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, overload

from loi_tool import __version__
from loi_tool.calls.load import LoadedCall
from loi_tool.calls.model import Call
from loi_tool.errors import BadUsage, ExitCode
from loi_tool.facts import PageLimit
from loi_tool.findings import Report, Severity, Submission, Summary

if TYPE_CHECKING:
    from loi_tool.journeys.cache import Cache
    from loi_tool.settings import FoundSettings

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
    fail_on_confirm: bool = False
    """Whether a required item that is left to a person makes it fail as well."""
    template: bool = False
    settings: FoundSettings | None = None
    """Those of the folder of the letter."""
    engine: str | None = None
    """What lays out a Word letter: `libreoffice`, `dxpdf` or `rdocx`; None is what is there."""
    pictures: bool = False
    """Whether the pages of a letter are drawn, if there is only one."""

    cache: Cache | None = None
    """Where what was read in finished letters is kept."""

    @property
    def default_call(self) -> str | None:
        """The call of a letter that names none, and that no one named for it."""
        return self.settings.call if self.settings else None


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
        behind = self.call.attachments.headings if self.call.attachments else ()
        return PageLimit(self.call.pages.max if self.call.pages else None, outside, behind)


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


def with_status(submission: Submission, options: Options) -> Submission:
    """The same with the status that its findings and open items mean."""
    grave = any(f.severity.rank >= options.fail_on.rank for f in submission.findings)
    open_ = options.fail_on_confirm and bool(submission.to_judge)
    status = "not_ready" if grave or open_ else "ready"
    return submission.model_copy(update={"status": status})


@dataclass(frozen=True)
class JudgedLetter:
    """What was found about a letter, packed, and the call and the moment it was judged for."""

    packed: bytes
    call: str
    as_of: datetime

    @classmethod
    def of(cls, asked: Asked, submission: Submission) -> JudgedLetter:
        """Pack what was found."""
        return cls(_packed(submission), asked.call.id, asked.as_of)

    def with_submission(self, submission: Submission) -> JudgedLetter:
        """The same with something else found."""
        return replace(self, packed=_packed(submission))

    @property
    def submission(self) -> Submission:
        """What was found."""
        submission: Submission = pickle.loads(zlib.decompress(self.packed))  # noqa: S301
        return submission


def _packed(submission: Submission) -> bytes:
    return zlib.compress(pickle.dumps(submission))


class JudgedLetters(Sequence[Submission]):
    """What was found about each letter: of a thousand letters one at a time is unpacked."""

    def __init__(self, letters: Sequence[JudgedLetter]) -> None:
        self._letters = letters

    def __len__(self) -> int:
        return len(self._letters)

    @overload
    def __getitem__(self, index: int) -> Submission: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Submission]: ...
    def __getitem__(self, index: int | slice) -> Submission | Sequence[Submission]:
        if isinstance(index, slice):
            return JudgedLetters(self._letters[index])
        return self._letters[index].submission


def outcome_of(letters: Sequence[JudgedLetter], skipped: Iterable[Path] = ()) -> Outcome:
    """The report on some submissions, with its exit code.

    Args:
        letters: what was found about each; the report names the call and the moment of the first.
        skipped: files beside them that are no letters.
    """
    count: Counter[str] = Counter()
    worst = ExitCode.OK
    submissions = JudgedLetters(letters)
    for submission in submissions:
        count["ready"] += submission.status == "ready"
        count.update(finding.severity.value for finding in submission.findings)
        if submission.status == "unreadable":
            worst = ExitCode.CANNOT_CHECK
        elif submission.status == "not_ready":
            worst = max(worst, ExitCode.FINDINGS)
    report = Report.model_construct(  # of valid parts; they stay packed
        tool=TOOL,
        call=letters[0].call,
        as_of=letters[0].as_of,
        submissions=submissions,
        summary=Summary(
            submissions=len(submissions),
            ready=count["ready"],
            errors=count[Severity.ERROR.value],
            warnings=count[Severity.WARNING.value],
        ),
        skipped=tuple(path.name for path in dict.fromkeys(skipped)),
    )
    return Outcome(report, worst)
