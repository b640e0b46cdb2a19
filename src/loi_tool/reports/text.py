"""The report for a person at a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from loi_tool.findings import (
    Finding,
    Report,
    RequirementResult,
    Severity,
    Submission,
    Verdict,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_VERDICTS = {
    Verdict.MET: ("met", "green"),
    Verdict.NOT_MET: ("not met", "bold red"),
    Verdict.CONFIRM: ("confirm", "yellow"),
    Verdict.NOT_CHECKED: ("not checked", "dim"),
}
_SEVERITIES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}

# Escapes and marks of direction (C0, C1; UAX #9) would let a file write on the terminal.
_UNSAFE = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{REPLACEMENT CHARACTER}"),
    ord("\n"): "\n",
    ord("\t"): " ",
}
_ASCII = str.maketrans(
    {"─": "-", "“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "...",
     "→": "->", "•": "-", "·": "-"}
)  # fmt: skip


def render(
    report: Report, *, width: int, color: bool, unicode: bool = True, quiet: bool = False
) -> str:
    """The report as text.

    Args:
        report: what was found.
        width: columns of the terminal.
        color: whether to use colours (ANSI escapes).
        unicode: whether the output can show lines and curly quotes.
        quiet: only findings and the last line, without the table.
    """
    if quiet and not color and [len(s.findings) for s in report.submissions] == [0]:
        text = f"{verdict_line(report.submissions[0])}\n"  # rich takes a while to load
        return text if unicode else plain(text)
    from rich.console import Console

    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    several = len(report.submissions) > 1
    for submission in report.submissions:
        _submission(console, submission, quiet=quiet, named=several or not quiet)
    if several:
        console.print(_summary(report))
    lines = (line.rstrip() for line in buffer.getvalue().rstrip().splitlines())
    text = "\n".join(lines) + "\n"
    return text if unicode else plain(text)


def verdict_line(submission: Submission) -> str:
    """The one line that says ready or not."""
    if submission.status == "unreadable":
        return "NOT CHECKED: the file could not be read."
    counts = [_count(submission, Severity.ERROR, "error")]
    counts += [_count(submission, Severity.WARNING, "warning")]
    line = " and ".join(count for count in counts if count)
    if submission.status == "not_ready":
        return f"NOT READY: {line} to correct."
    confirm = sum(r.verdict is Verdict.CONFIRM for r in submission.requirements)
    unmet = sum(r.verdict is Verdict.NOT_MET for r in submission.requirements)
    line = f"READY: {line or 'no errors and no warnings'}"
    if confirm:
        line += f"; {_many(confirm, 'requirement')} for you to confirm"
    if unmet:
        line += f"; {_many(unmet, 'requirement')} not met, by rules that were left out"
    return f"{line}."


def printable(text: str) -> str:
    """A text in which no character can steer the terminal."""
    return text.translate(_UNSAFE)


def plain(text: str) -> str:
    """A text with ASCII in place of lines, dashes and curly quotes."""
    return text.translate(_ASCII)


def _submission(console: Console, submission: Submission, *, quiet: bool, named: bool) -> None:
    if named:
        file = submission.files.answers or submission.files.word or submission.files.pdf or ""
        title = _text("").append_text(_text(submission.name, "bold"))
        console.print(title.append_text(_text(f"  {file}", "dim")))
        console.print()
    if submission.requirements and not quiet:
        _table(console, submission)
        console.print()
    for finding in submission.findings:
        _finding(console, finding)
        console.print()
    style = "bold green" if submission.status == "ready" else "bold red"
    console.print(_text(verdict_line(submission), style))
    console.print()


def _table(console: Console, submission: Submission) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    longest = max(len(requirement.title) for requirement in submission.requirements)
    table.add_column("Requirement", width=min(longest, 58 * (console.width - 17) // 100))
    table.add_column("Verdict", no_wrap=True)
    table.add_column("What there is", overflow="fold")
    for requirement in submission.requirements:
        word, style = _VERDICTS[requirement.verdict]
        what = _what(requirement, submission)
        table.add_row(_text(requirement.title), _text(word, style), _text(what))
    console.print(table)


def _what(requirement: RequirementResult, submission: Submission) -> str:
    """What there is; where findings below say it in full, only their names and lines."""
    below = [
        finding.name.replace("-", " ")
        + (f", line {finding.place.line}" if finding.place.line is not None else "")
        for finding in submission.findings
        if finding.requirement == requirement.id and finding.verdict is requirement.verdict
    ]
    named = "; ".join(dict.fromkeys(below))
    return named[0].upper() + named[1:] if named else requirement.why


def _finding(console: Console, finding: Finding) -> None:
    from rich.padding import Padding
    from rich.table import Table

    head = _text("").append_text(_text(finding.severity.value, _SEVERITIES[finding.severity]))
    head.append_text(_text(f"  {finding.rule} {finding.name}", "dim"))
    console.print(
        head.append_text(_text(f"  {finding.place}" if str(finding.place) else "", "bold"))
    )
    console.print(Padding(_text(finding.message), (0, 0, 0, 2)))
    if finding.source_line is not None and finding.place.line is not None:
        for line in _excerpt(finding, console.width):
            console.print(line, no_wrap=True, crop=True)
    fix = Table.grid(padding=(0, 1))
    fix.add_row("  →", _text(finding.fix, "italic"))
    console.print(fix)


def _excerpt(finding: Finding, width: int) -> list[Text]:
    """The offending line with its number, and a caret under the column."""
    from rich.cells import cell_len

    line = printable(finding.source_line or "").rstrip()
    number = f"    {finding.place.line} | "
    column = min((finding.place.column or 1) - 1, len(line))
    room = max(width - len(number) - 1, 20)
    start = max(column - room // 2, 0) if len(line) > room else 0
    shown = line[start : start + room]
    if start + room < len(line):
        shown = shown[:-1] + "…"
    before = cell_len(shown[: column - start])
    if start:
        shown = "…" + shown[1:]
    caret = " " * (len(number) - 2) + "| " + " " * before + "^"
    return [_text(number + shown), _text(caret, "red")]


def _summary(report: Report) -> str:
    """One line on all letters: how many are ready, and the names of those that are not."""
    parts = [f"{report.summary.ready} ready"]
    for status, words in (("not_ready", "not ready"), ("unreadable", "could not be read")):
        names = [printable(s.name) for s in report.submissions if s.status == status]
        if names:
            parts.append(f"{len(names)} {words} ({', '.join(names)})")
    return f"{_many(report.summary.submissions, 'letter')}: {'; '.join(parts)}."


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(printable(text), style=style)


def _count(submission: Submission, severity: Severity, thing: str) -> str:
    number = sum(finding.severity is severity for finding in submission.findings)
    return _many(number, thing) if number else ""


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
