"""The report as one HTML page to look at: nothing is fetched, and it reads without script.

All words of letters and of their files' names are escaped. The policy of the page (Content Security
Policy Level 3, 4.2) allows its own style and script, by their hashes, pictures that are in it, and
nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from loi_tool.findings import (
    Finding,
    Report,
    RequirementResult,
    Severity,
    Submission,
    Verdict,
    verdict_line,
)
from loi_tool.reports.html_pages import page_figure, tag_of
from loi_tool.reports.overview import (
    STATUS,
    overview_of,
    requirements_of,
    skipped_words,
    words_of,
)
from loi_tool.reports.text import place_words, search_words, what_there_is
from loi_tool.text import plural, printable, shortened

_TEMPLATE = Path(__file__).parent / "template"
_VERDICTS = {
    Verdict.MET: ("✓", "met"),
    Verdict.NOT_MET: ("✗", "not met"),
    Verdict.CONFIRM: ("?", "confirm"),
    Verdict.NOT_CHECKED: ("–", "not checked"),
}
_BY_GRAVITY = (Verdict.NOT_MET, Verdict.CONFIRM, Verdict.NOT_CHECKED, Verdict.MET)
_SEVERITIES = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Note"}
_POLICY = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
_TABLE = (
    '<table class="requirements"><thead><tr><th scope="col">Requirement, in the call’s words</th>'
    '<th scope="col">Verdict</th><th scope="col">What there is</th></tr></thead><tbody>'
)
_HEADS = ("District", "Status", "School", "Pages", "Signature")
_QUOTED, _PASSAGES = 200, 3
_BEFORE, _LINE = 60, 200
"""Characters of a line of answers that are shown before the fault, and in all."""


def render(report: Report) -> str:
    """The report as HTML. Of one letter it shows the pages, if there are pictures of them."""
    several = len(report.submissions) > 1
    letters = list(_several(report) if several else map(_one, report.submissions))
    style, script = (
        (_TEMPLATE / f"report.{kind}").read_text("utf-8") if wanted else ""
        for kind, wanted in (("css", True), ("js", several))
    )
    sources = {"style-src": _hash(style), "script-src": _hash(script) if several else "'none'"}
    allowed = "; ".join(f"{kind} {source}" for kind, source in sources.items())
    heading, below = _heading(report)
    values = {
        "tool": _text(report.tool),
        "policy": f"{_POLICY}; {allowed}",
        "title": f"{heading}: what the check found",
        "style": style,
        "wide": ' class="wide"' if several else "",
        "heading": heading,
        "below_heading": below,
        "content": "\n".join(letters),
        "as_of": report.as_of.isoformat(" "),
        "call": _text(report.call),
        "script": f"<script>{script}</script>\n" if several else "",
    }
    template = (_TEMPLATE / "report.html").read_text("utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)


def _hash(code: str) -> str:
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _heading(report: Report) -> tuple[str, str]:
    """What the page is called, and the line below."""
    skipped = f"<br>{_text(skipped_words(report))}" if report.skipped else ""
    if len(report.submissions) == 1:
        (submission,) = report.submissions
        files = " + ".join(_file_names(submission))
        return _text(submission.district or submission.name), f"{_text(files)}{skipped}"
    statuses = [submission.shown_status for submission in report.submissions]
    counts = [
        f"{statuses.count(status)} {words}"
        for status, words in words_of(report).statuses.items()
        if status in statuses or status == "ready"
    ]
    kind = words_of(report).noun
    below = f"{'; '.join(counts)}. Check a {kind} alone to see its pages.{skipped}"
    return plural(report.summary.submissions, kind), below


def _file_names(submission: Submission) -> list[str]:
    files = submission.files
    return [Path(path).name for path in (files.answers, files.word, files.pdf) if path]


def _text(text: str) -> str:
    """A text as it is, in HTML."""
    return escape(printable(text))


def _message(text: str) -> str:
    """A message in HTML; what is between backticks is a name of a key or a command."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", _text(text))


# One letter ---------------------------------------------------------------------------------------


def _one(submission: Submission) -> str:
    letter = _LetterSection(submission, "", 2)
    return "\n".join(letter.content())


class _LetterSection:
    """One letter: its status, its requirements, its findings, and its pages."""

    def __init__(self, submission: Submission, prefix: str, level: int) -> None:
        self._submission = submission
        self._prefix = prefix
        self._level = level
        self._requirements = {r.id: r for r in submission.requirements}
        pictures = submission.pictures
        self._pages = pictures.pages if pictures else ()
        self._marked = {
            mark.requirement for page in self._pages for mark in page.marks if mark.requirement
        }

    def content(self) -> Iterator[str]:
        """The parts, one below the other."""
        submission, level = self._submission, self._level
        yield f'<p class="status {submission.shown_status}">{_text(verdict_line(submission))}</p>'
        if submission.requirements:
            yield f"<h{level}>What the call asks for</h{level}>"
            yield from self._table()
        on_pages = {mark.finding for page in self._pages for mark in page.marks}
        elsewhere = [n for n in range(len(submission.findings)) if n not in on_pages]
        yield f'<section id="{self._prefix}findings">'
        if elsewhere:
            what = "On the whole letter" if self._pages else "What was found"
            yield f"<h{level}>{what}</h{level}>"
            yield from self._findings(elsewhere)
        yield from self._sheets()
        yield "</section>"

    # Requirements

    def _table(self) -> Iterator[str]:
        yield _TABLE
        for number, requirement in enumerate(self._submission.requirements):
            symbol, word = _VERDICTS[requirement.verdict]
            yield (
                f'<tr id="{self._prefix}r{number}"><th scope="row">{self._tag(requirement.id)}'
                f"{_text(requirement.title)}<q>{_text(requirement.quote)}</q></th>"
                f'<td class="verdict {requirement.verdict.value}"><span aria-hidden="true">{symbol}'
                f"</span> {word}</td><td>{self._there_is(requirement)}</td></tr>"
            )
        yield "</tbody></table>"

    def _tag(self, requirement: str) -> str:
        """The letter by which the words on the pages are known that serve a requirement."""
        if requirement not in self._marked:
            return ""
        tag = self._tag_letter(requirement)
        return f'<a class="tag" href="#{self._prefix}m{tag}" aria-label="Passage {tag}">{tag}</a>'

    def _tag_letter(self, requirement: str) -> str:
        return tag_of(list(self._requirements).index(requirement))

    def _there_is(self, requirement: RequirementResult) -> str:
        findings = self._submission.findings
        links = [
            f'<a href="#{self._prefix}f{number}" aria-label="Finding {number}">{number}</a>'
            for number, finding in enumerate(findings, 1)
            if finding.requirement == requirement.id
        ]
        cell = _message(what_there_is(requirement, self._submission))
        cell += f' <span class="soft">→ {", ".join(links)}</span>' if links else ""
        if requirement.verdict is not Verdict.CONFIRM or not requirement.evidence:
            return cell
        pieces = "".join(
            f"<li><q>{_text(shortened(piece.text, _QUOTED))}</q> "
            f"<small>{_text(place_words(piece.place))}</small></li>"
            for piece in requirement.evidence[:_PASSAGES]
        )
        return f"{cell}<ul>{pieces}</ul>"

    # Findings

    def _findings(self, numbers: list[int]) -> Iterator[str]:
        yield '<ol class="findings">'
        yield from map(self._finding, numbers)
        yield "</ol>"

    def _finding(self, index: int) -> str:
        finding = self._submission.findings[index]
        place = place_words(finding.place)
        head = (
            f'<span class="number">{index + 1}</span><span class="severity">'
            f'{_SEVERITIES[finding.severity]}</span> <span class="soft">{_text(finding.rule)} '
            f"{_text(finding.name)}{f' · {_text(place)}' if place else ''}</span>"
        )
        return (
            f'<li id="{self._prefix}f{index + 1}" class="{finding.severity.value}"><p>{head}</p>'
            f"<p>{_message(finding.message)}</p>{_source(finding)}"
            f'<p class="fix">{_message(finding.fix)}</p>{self._asked(finding)}</li>'
        )

    def _asked(self, finding: Finding) -> str:
        """The call's words that a finding is about, if the message does not have them."""
        requirement = self._requirements.get(finding.requirement or "")
        if requirement is None or not requirement.quote or requirement.quote in finding.message:
            return ""
        return f'<p class="soft">The call: <q>{_text(requirement.quote)}</q></p>'

    # Pages

    def _sheets(self) -> Iterator[str]:
        pictures = self._submission.pictures
        if pictures is None:
            return
        marks = [mark for page in self._pages for mark in page.marks]
        about = [_message(pictures.caption)]
        if self._marked:
            about.append("Words that serve a requirement are highlighted and have its letter.")
        if not all(mark.boxes for mark in marks):
            about.append("A mark at the top of a page is for words that were not found on it.")
        yield f'<h{self._level}>The pages</h{self._level}><p class="soft">{" ".join(about)}</p>'
        told: set[int] = set()
        named: set[str] = set()
        for page in self._pages:
            here = sorted({m.finding for m in page.marks if m.finding is not None})
            served = [m.requirement for m in page.marks if m.requirement is not None]
            yield f'<section class="sheet"><h3>Page {page.number}</h3>'
            yield page_figure(page, self._submission, self._prefix, named)
            yield '<div class="notes">'
            again = [n for n in here if n in told]
            if len(here) > len(again):
                yield from self._findings([n for n in here if n not in told])
            yield from self._notes_again(again)
            told.update(here)
            yield from self._served(served)
            if not page.marks:
                yield '<p class="soft">Nothing on this page is marked.</p>'
            yield "</div></section>"

    def _notes_again(self, numbers: list[int]) -> Iterator[str]:
        for number in numbers:
            link = f'<a href="#{self._prefix}f{number + 1}">Finding {number + 1}</a>'
            yield f"<p>{link} goes on here.</p>"

    def _served(self, requirements: list[str]) -> Iterator[str]:
        if not requirements:
            return
        yield '<h4>Passages on this page</h4><ul class="served">'
        for id_ in requirements:
            requirement = self._requirements[id_]
            row = list(self._requirements).index(id_)
            yield (
                f'<li><span class="tag" aria-hidden="true">{self._tag_letter(id_)}</span>'
                f'<a href="#{self._prefix}r{row}">{_text(requirement.title)}</a>: '
                f"{_VERDICTS[requirement.verdict][1]}</li>"
            )
        yield "</ul>"


def _source(finding: Finding) -> str:
    """The line of the answers that is at fault, or how to find the paragraph of a letter."""
    line, number = finding.source_line, finding.place.line
    if line is None or number is None:
        searched = search_words(finding)
        return f"<p>{_text(searched)}</p>" if searched else ""
    column = min((finding.place.column or 1) - 1, len(line))
    start = max(column - _BEFORE, 0)
    before, fault = line[start:column], line[column : start + _LINE]
    lead, tail = "…" if start else "", "…" if start + _LINE < len(line) else ""
    return f"<pre>{number} | {lead}{_text(before)}<mark>{_text(fault.rstrip())}</mark>{tail}</pre>"


# Several letters ----------------------------------------------------------------------------------


def _several(report: Report) -> Iterator[str]:
    yield from _filter(report)
    yield from _letters_table(report)
    yield '<div id="findings">'
    for number, submission in enumerate(report.submissions, 1):
        prefix = f"l{number}-"
        name = _text(submission.district or submission.name)
        files = _text(" + ".join(_file_names(submission)))
        yield f'<section class="letter" id="l{number}"><h2>{name}</h2><p class="soft">{files}</p>'
        yield from _LetterSection(submission, prefix, 3).content()
        yield '<p class="back"><a href="#letters">Back to the table</a></p></section>'
    yield "</div>"


def _filter(report: Report) -> Iterator[str]:
    statuses = [submission.shown_status for submission in report.submissions]
    choices = [("", "all", len(statuses))]
    choices += [
        (status, words, statuses.count(status))
        for status, words in words_of(report).statuses.items()
    ]
    yield '<fieldset class="filter" hidden><legend>Show</legend>'
    for status, words, count in choices:
        if count:
            checked = "" if status else " checked"
            yield (
                f'<label><input type="radio" name="status" value="{status}"{checked}> {words} '
                f"({count})</label>"
            )
    yield '<label>name has <input type="search"></label></fieldset>'
    yield '<p id="said" class="soft" role="status"></p>'


def _letters_table(report: Report) -> Iterator[str]:
    asked = requirements_of(report.submissions)
    titles = "".join(
        f'<th scope="col" class="asked"><span>{_text(r.title or id_)}</span></th>'
        for id_, r in asked.items()
    )
    yield (
        '<div class="scroll wide" id="letters" role="region" aria-label="All letters" tabindex="0">'
        '<table class="letters"><thead><tr>'
    )
    yield "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    yield f'<th scope="col" class="reasons">Reasons</th>{titles}</tr></thead><tbody>'
    for number, submission in enumerate(report.submissions, 1):
        row = overview_of(submission)
        status = list(STATUS).index(submission.shown_status)
        name, below = _text(row.district or row.name), _text(row.name if row.district else "")
        cells = [
            f'<th scope="row"><a href="#l{number}">{name}</a><small>{below}</small></th>',
            f'<td class="verdict {submission.shown_status}" data-key="{status}">{row.status}</td>',
            f"<td>{_text(row.school)}</td>",
            f"<td>{row.pages}</td>",
            f"<td>{row.signature}</td>",
            f"<td>{_text(row.gravest)}</td>",
        ]
        places = {r.id: (index, r.verdict) for index, r in enumerate(submission.requirements)}
        cells += [_verdict_cell(number, places.get(id_)) for id_ in asked]
        yield (
            f'<tr data-status="{submission.shown_status}" data-letter="l{number}">'
            f"{''.join(cells)}</tr>"
        )
    signs = "; ".join(f"{symbol} {word}" for symbol, word in _VERDICTS.values())
    yield f'</tbody></table><p class="soft">{signs}</p></div>'


def _verdict_cell(letter: int, place: tuple[int, Verdict] | None) -> str:
    if place is None:
        return f'<td class="asked" data-key="{len(_BY_GRAVITY)}">–</td>'
    index, verdict = place
    symbol, word = _VERDICTS[verdict]
    return (
        f'<td class="asked verdict {verdict.value}" data-key="{_BY_GRAVITY.index(verdict)}">'
        f'<a href="#l{letter}-r{index}" title="{word}"><span aria-hidden="true">{symbol}</span>'
        f'<span class="word"> {word}</span></a></td>'
    )
