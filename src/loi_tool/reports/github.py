"""The report as commands for GitHub Actions, which shows them beside the lines of a pull request.

Source: “Workflow commands for GitHub Actions”, docs.github.com.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePath

from loi_tool.findings import Finding, Place, Report, Severity, Submission, verdict_line
from loi_tool.text import printable

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SETTINGS = ".toml"
_IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_DATA, ":": "%3A", ",": "%2C"}


def render(report: Report) -> str:
    """One command a finding: its severity, file, line and column, and what to do.

    What is the same of several letters is given once. So is a notice that is about no file: it is
    about the call.
    """
    commands: dict[object, str] = {}
    for submission in report.submissions:
        for finding in submission.findings:
            command = _command(finding, submission)
            is_of_call = finding.severity is Severity.INFO and finding.place.file is None
            commands.setdefault((finding.rule, finding.message) if is_of_call else command, command)
    lines = "".join(f"{command}\n" for command in commands.values())
    return lines + "".join(map(_open, report.submissions))


def _open(submission: Submission) -> str:
    """The last line of the report, where required items are left to a person."""
    if not submission.to_judge or any(f.severity is Severity.ERROR for f in submission.findings):
        return ""
    command = "notice" if submission.status == "ready" else "error"
    path = _escaped(_path(Place(), submission), _IN_PROPERTY)
    title = _escaped(f"LOI {submission.name}", _IN_PROPERTY)
    said = _escaped(verdict_line(submission), _IN_DATA)
    return f"::{command} file={path},title={title}::{said}\n"


def beside_text(text: str, report: Report) -> str:
    """The report as text, in which no line is a command, and then as commands.

    A letter may hold a line that looks like a command. The word that ends the text is not to be
    known when the letter is written: it is made of the whole text.
    """
    word = hashlib.sha256(text.encode()).hexdigest()
    return f"::stop-commands::{word}\n{text}::{word}::\n{render(report)}"


def error_command(message: str) -> str:
    """The command that shows an error of no file: why nothing could be checked."""
    return f"::error title=loi::{_escaped(message, _IN_DATA)}"


def _command(finding: Finding, submission: Submission) -> str:
    place = finding.place
    values = {
        "file": _path(place, submission),
        "line": place.line,
        "col": place.column,
        "title": f"{finding.rule} {finding.name}",
    }
    properties = ",".join(
        f"{name}={_escaped(str(value), _IN_PROPERTY)}" for name, value in values.items() if value
    )
    where = place.model_copy(update={"file": None, "line": None, "column": None})
    message = f"{finding.message} {finding.fix}" + (f" ({where})" if str(where) else "")
    return f"::{_COMMANDS[finding.severity]} {properties}::{_escaped(message, _IN_DATA)}"


def _path(of: Place, submission: Submission) -> str:
    """The file, from the current folder on: findings give its name without the folder."""
    files = submission.files
    paths = [path for path in (files.answers, files.word, files.pdf) if path]
    place = of.file or ""
    named = [path for path in paths if PurePath(path).name == place]
    if not named and PurePath(place).suffix == _SETTINGS:
        return place  # which are named from the current folder on
    path = Path(next(iter(named or paths), place))
    is_below = path.is_absolute() and path.is_relative_to(Path.cwd())
    return (path.relative_to(Path.cwd()) if is_below else path).as_posix()


def _escaped(text: str, replacements: Mapping[str, str]) -> str:
    return printable(text).translate({ord(char): code for char, code in replacements.items()})
