"""The report for a person at a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from loi_tool.findings import Finding, Report, Severity, Submission, Verdict

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
    for submission in report.submissions:
        _submission(console, submission, quiet=quiet)
    if len(report.submissions) > 1:
        summary = report.summary
        console.print(
            f"{_many(summary.submissions, 'letter')}: {summary.ready} ready, "
            f"{_many(summary.errors, 'error')}, {_many(summary.warnings, 'warning')}."
        )
    lines = (line.rstrip() for line in buffer.getvalue().splitlines())
    text = "\n".join(lines) + "\n"
    return text if unicode else _plain(text)


def verdict_line(submission: Submission) -> str:
    """The one line that says ready or not."""
    errors = _count(submission, Severity.ERROR)
    warnings = _count(submission, Severity.WARNING)
    confirm = sum(r.verdict is Verdict.CONFIRM for r in submission.requirements)
    if submission.status == "unreadable":
        return "NOT CHECKED: the file could not be read."
    counts = [_many(warnings, "warning")] if warnings else []
    if confirm:
        counts.append(f"{_many(confirm, 'requirement')} for a person to confirm")
    rest = f" ({', '.join(counts)})" if counts else ""
    if submission.status == "ready":
        return f"READY: nothing stands against this letter{rest}."
    what = _many(errors, "error") if errors else _many(warnings, "warning")
    if errors and warnings:
        what += f" and {_many(warnings, 'warning')}"
    return f"NOT READY: {what} to mend."


def _submission(console: Console, submission: Submission, *, quiet: bool) -> None:
    from rich.text import Text

    file = submission.files.answers or submission.files.word or submission.files.pdf or ""
    if not quiet:
        console.print(Text(submission.name, style="bold").append(f"  {file}", style="dim"))
        console.print()
        if submission.requirements:
            _table(console, submission)
            console.print()
    for finding in submission.findings:
        _finding(console, finding)
        console.print()
    style = "bold green" if submission.status == "ready" else "bold red"
    console.print(Text(verdict_line(submission), style=style))
    console.print()


def _table(console: Console, submission: Submission) -> None:
    from rich import box
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    table.add_column("Requirement", ratio=3, min_width=18)
    table.add_column("Verdict", no_wrap=True, width=11)
    table.add_column("What there is", ratio=6)
    for requirement in submission.requirements:
        word, style = _VERDICTS[requirement.verdict]
        table.add_row(requirement.title, Text(word, style=style), Text(requirement.why))
    console.print(Padding(table, (0, 0)))


def _finding(console: Console, finding: Finding) -> None:
    from rich.padding import Padding
    from rich.text import Text

    head = Text(finding.severity.value, style=_SEVERITIES[finding.severity])
    head.append(f"  {finding.rule} {finding.name}", style="dim")
    place = str(finding.place)
    if place:
        head.append(f"  {place}", style="bold")
    console.print(head)
    console.print(Padding(Text(finding.message), (0, 0, 0, 2)))
    if finding.source_line is not None and finding.place.line is not None:
        for line in _excerpt(finding, console.width):
            console.print(line, no_wrap=True, crop=True)
    console.print(Padding(Text(finding.fix, style="italic"), (0, 0, 0, 2)))


def _excerpt(finding: Finding, width: int) -> list[Text]:
    """The offending line with its number, and a caret under the column."""
    from rich.text import Text

    line = (finding.source_line or "").replace("\t", " ").rstrip()
    number = f"    {finding.place.line} | "
    column = (finding.place.column or 1) - 1
    room = max(width - len(number) - 1, 20)
    start = max(column - room // 2, 0) if len(line) > room else 0
    shown = line[start : start + room]
    caret = " " * (len(number) - 2) + "| " + " " * (column - start) + "^"
    return [Text(number + shown), Text(caret, style="red")]


def _count(submission: Submission, severity: Severity) -> int:
    return sum(finding.severity is severity for finding in submission.findings)


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _plain(text: str) -> str:
    table = {"─": "-", "“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "..."}
    return text.translate(str.maketrans(table))
