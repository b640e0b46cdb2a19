"""Exit codes, and one exception class for each way to fail.

Every exception carries a message for a grant writer: what is wrong, where, what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    """What `loi` returns to the shell; stable from release to release."""

    OK = 0
    """Checked; nothing at or above --fail-on."""
    FINDINGS = 1
    """Checked; there are findings at or above --fail-on."""
    CANNOT_CHECK = 2
    """Bad usage, nothing to check, an unreadable file, a failed engine, an unwritable output."""
    INTERRUPTED = 130
    """Ctrl-C (128 + SIGINT, as shells count)."""


class LoiError(Exception):
    """The work could not be done. `fix` says what to do about it, or is empty."""

    exit_code = ExitCode.CANNOT_CHECK

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class BadUsage(LoiError):
    """The command was given something that it has no meaning for."""


class NothingToCheck(LoiError):
    """There is no such file, or no answers among what was named."""


class UnreadableFile(LoiError):
    """The file is there but cannot be read as what it should be; `source` is the line at fault.

    `file` is its name, for whoever reads several; who raises need not say it.
    """

    file: str | None = None

    def __init__(
        self,
        message: str,
        fix: str = "",
        *,
        line: int | None = None,
        column: int | None = None,
        source: str | None = None,
    ) -> None:
        super().__init__(message, fix)
        self.line = line
        self.column = column
        self.source = source


class OverLimit(Exception):
    """Reading a file took more time or memory than it may; who knows the file says which it was."""


class BadCall(LoiError):
    """The call's own file is wrong: not YAML, not the model, or at odds with itself.

    `faults` are all its faults, each with lines in the right form (or none).
    """

    def __init__(self, message: str, fix: str = "", faults: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message, fix)
        self.faults = tuple(faults)


class EngineFailed(LoiError):
    """The layout engine raised, or gave something that is not a PDF."""


class CannotWrite(LoiError):
    """The output could not be written, or writing it would overwrite another person's work."""


class NotTaken(LoiError):
    """A file was looked at, and is not what it must be to take its place in a package."""

    exit_code = ExitCode.FINDINGS
