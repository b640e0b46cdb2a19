"""The report for a person at a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from loi_tool.findings import (
    Finding,
    Place,
    Report,
    RequirementResult,
    Severity,
    Submission,
    Verdict,
    verdict_line,
)
from loi_tool.reports.overview import number_ready, overview_of, skipped_words, words_of
from loi_tool.text import first_of, folded_words, plural, printable_line, shortened

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

_STATUS_STYLES = {
    "ready": "green",
    "to_judge": "yellow",
    "not_ready": "bold red",
    "unreadable": "bold red",
}
_OWN_WORDS = ("signature", "recipients")
"""Requirements for which `why` says more than the values of the parts."""
_PASSAGE = 80
"""Characters of a passage in the table; a value is shorter."""
_QUOTED = 200
_NAMED = 8

_ASCII = str.maketrans(
    {"─": "-", "“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "...",
     "→": "->", "•": "-", "·": "-"}
)  # fmt: skip


def render(
    report: Report,
    *,
    width: int,
    color: bool,
    unicode: bool = True,
    quiet: bool = False,
    details: bool = False,
) -> str:
    """The report as text.

    Args:
        report: what was found.
        width: columns of the terminal.
        color: whether to use colours (ANSI escapes).
        unicode: whether the output can show lines and curly quotes.
        quiet: only findings and the last line, without the table.
        details: of several letters not only a table, but all that was found.
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
    if several and not quiet:
        _overview(console, report)
    if report.skipped and not quiet:
        console.print(_text(skipped_words(report)))
        console.print()
    if details or not several:
        for submission in report.submissions:
            _submission(console, submission, quiet=quiet, named=several or not quiet)
    if several:
        console.print(_summary(report))
    lines = (line.rstrip() for line in buffer.getvalue().rstrip().splitlines())
    text = "\n".join(lines) + "\n"
    return text if unicode else plain(text)


def plain(text: str) -> str:
    """A text with ASCII in place of lines, dashes and curly quotes."""
    return text.translate(_ASCII)


def _submission(console: Console, submission: Submission, *, quiet: bool, named: bool) -> None:
    if named:
        title = _text("").append_text(_text(submission.name, "bold"))
        console.print(title.append_text(_text(f"  {_files(submission)}", "dim")))
        console.print()
    if submission.requirements and not quiet:
        _table(console, submission)
        console.print()
    for finding in submission.findings:
        _finding(console, finding)
        console.print()
    if not quiet:
        for requirement in submission.requirements:
            if requirement.verdict is Verdict.CONFIRM and not _below(requirement, submission):
                _question(console, requirement)
                console.print()
    style = _STATUS_STYLES[submission.shown_status]
    console.print(_text(verdict_line(submission), f"bold {style}"))
    console.print()


def _files(submission: Submission) -> str:
    files = submission.files
    return " + ".join(name for name in (files.answers, files.word, files.pdf) if name)


def _overview(console: Console, report: Report) -> None:
    """All letters, one a row, with the name of each below its district; no empty columns."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    cells: dict[str, list[Text]] = {}
    for submission in report.submissions:
        row = overview_of(submission)
        named = [_text(row.district)] if row.district else []
        style = "dim" if row.district else ""
        for heading, cell in {
            "District and letter": Text("\n").join([*named, _text(row.name, style)]),
            "School": _text(row.school),
            "Pages": _text(row.pages),
            "Signature": _text(row.signature),
            "Status": _text(row.status, _STATUS_STYLES[submission.shown_status]),
            "Reasons": _text(row.gravest),
        }.items():
            cells.setdefault(heading, []).append(cell)
    filled = {heading: column for heading, column in cells.items() if any(map(str, column))}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    ratios = {"District and letter": 4, "School": 3, "Reasons": 5}
    widths = {"Signature": 10, "Status": 9}
    for heading in filled:
        ratio, width = ratios.get(heading), widths.get(heading)
        table.add_column(
            heading, overflow="fold", ratio=ratio, max_width=width, no_wrap=heading == "Pages"
        )
    for cells_of_row in zip(*filled.values(), strict=True):
        table.add_row(*cells_of_row)
    console.print(table)
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
        there_is = what_there_is(requirement, submission)
        table.add_row(_text(requirement.title), _text(word, style), _text(there_is))
    console.print(table)


def what_there_is(requirement: RequirementResult, submission: Submission) -> str:
    """What there is; where findings below say it in full, only their names and places."""
    below = [finding.words + _where(finding.place) for finding in _below(requirement, submission)]
    named = "; ".join(dict.fromkeys(below))
    if named:
        return named[0].upper() + named[1:]
    if requirement.verdict is not Verdict.MET or requirement.id in _OWN_WORDS:
        return requirement.why
    values = [part.value for part in requirement.parts if part.value]
    if values and max(map(len, values)) < _PASSAGE:
        return ", ".join(values)
    first = requirement.evidence[0] if requirement.evidence else None
    if first is not None and (first.place.paragraph or first.place.line) is not None:
        return f"“{shortened(first.text, _PASSAGE)}”{_where(first.place)}"
    return requirement.why


def _below(requirement: RequirementResult, submission: Submission) -> list[Finding]:
    """The findings that made the verdict what it is."""
    return [
        finding
        for finding in submission.findings
        if finding.requirement == requirement.id and finding.verdict is requirement.verdict
    ]


def _where(place: Place) -> str:
    for name in ("line", "page"):
        if getattr(place, name) is not None:
            return f", {name} {getattr(place, name)}"
    return ""


def place_words(place: Place) -> str:
    """A place as a person finds it: Word shows no numbers of paragraphs."""
    return str(place.model_copy(update={"paragraph": None}))


def search_words(finding: Finding) -> str:
    """How to find a paragraph in Word, if the message does not have its words; else ""."""
    if finding.source_line is None or finding.place.paragraph is None:
        return ""
    words = finding.source_line.removesuffix(" …")
    if " ".join(folded_words(words)) in " ".join(folded_words(finding.message)):
        return ""
    return f"To find the paragraph, search for “{words}”."


def _question(console: Console, requirement: RequirementResult) -> None:
    """What a person is asked, with the passages to look at."""
    from rich.padding import Padding

    head = _text("").append_text(_text("confirm", _VERDICTS[Verdict.CONFIRM][1]))
    console.print(head.append_text(_text(f"  {requirement.title}", "bold")))
    console.print(Padding(_text(requirement.why), (0, 0, 0, 2)))
    for piece in requirement.evidence:
        place = place_words(piece.place)
        line = f"“{shortened(piece.text, _QUOTED)}”" + (f" ({place})" if place else "")
        console.print(Padding(_text(line, "dim"), (0, 0, 0, 4)))


def _finding(console: Console, finding: Finding) -> None:
    from rich.padding import Padding
    from rich.table import Table

    head = _text("").append_text(_text(finding.severity.value, _SEVERITIES[finding.severity]))
    head.append_text(_text(f"  {finding.rule} {finding.name}", "dim"))
    place = place_words(finding.place)
    console.print(head.append_text(_text(f"  {place}" if place else "", "bold")))
    console.print(Padding(_text(finding.message), (0, 0, 0, 2)))
    if finding.source_line is not None and finding.place.line is not None:
        for line in _excerpt(finding, console.width):
            console.print(line, no_wrap=True, crop=True)
    elif searched := search_words(finding):
        console.print(Padding(_text(searched, "dim"), (0, 0, 0, 2)))
    fix = Table.grid(padding=(0, 1))
    fix.add_column()
    fix.add_column(overflow="fold")  # of a command nothing is left out
    fix.add_row("  →", _text(finding.fix, "italic"))
    console.print(fix)


def _excerpt(finding: Finding, width: int) -> list[Text]:
    """The offending line with its number, and a caret under the column."""
    from rich.cells import cell_len

    line = printable_line(finding.source_line or "").rstrip()
    number = f"    {finding.place.line} | "
    column = min((finding.place.column or 1) - 1, len(line))
    room = max(width - len(number) - 1, 20)
    start = max(column - room // 2, 0) if len(line) > room else 0
    visible = line[start : start + room]
    if start + room < len(line):
        visible = visible[:-1] + "…"
    before = cell_len(visible[: column - start])
    if start:
        visible = "…" + visible[1:]
    caret = " " * (len(number) - 2) + "| " + " " * before + "^"
    return [_text(number + visible), _text(caret, "red")]


def _summary(report: Report) -> str:
    """One line on all letters: how many are ready, and the names of the first that are not."""
    called = words_of(report)
    parts = [f"{number_ready(report)} {called.done}"]
    for status, words in called.statuses.items():
        names = [printable_line(s.name) for s in report.submissions if s.shown_status == status]
        if status == "ready":
            continue
        if names:
            words = words.removeprefix("template ")
            parts.append(f"{len(names)} {words} ({first_of(names, _NAMED)})")
    return f"{plural(report.summary.submissions, called.noun)}: {'; '.join(parts)}."


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(printable_line(text), style=style)
