"""The parts of a letter: what comes before the salutation, the body, and the closing.

Paragraphs are cut into lines, because many letters set a whole block with soft line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from loi_tool.calls.model import Call
from loi_tool.evidence.people import PHONE, name_and_title
from loi_tool.files import Paragraph
from loi_tool.findings import Evidence, Place
from loi_tool.text import VALEDICTION, Regex, is_greeting, window

MAX_EVIDENCE = 240
"""Characters of a passage that are shown."""
_LONG_PARAGRAPH = 20_000  # no letter has one; a hostile file may
_MAX_LINES = 4_000

_ADDRESSED = Regex(  # a salutation without “Dear”: “Members of the Committee:”
    r"\b(mrs?|ms|dr|members|committee|team|colleagues?|partners?|reviewers?|friends|director|sir|"
    r"madam)\b",
    re.IGNORECASE,
)
# lines to sign on, drawn or labelled: where the closing begins, and whether it is signed
_RULE = Regex(r"[_‗]{4,}|[.–—-]{8,}")
_EMPTY = Regex(
    r"^\W*(?:signature|sig|sign here|x)(?: of [\w ]+)?\W*$|"
    r"[\[(<]\s*(?:sign(?:ature)?\b[^\])>]{0,30})[\])>]",
    re.IGNORECASE,
)
_CONFORMED = Regex(  # “/s/” and “[signed]”: a mark, where a signature would be
    r"(?:/\s?s\s?/|\bs/(?=\s?[A-Z])|[\[(]\s*(?:original )?(?:signed|sgd\.?)(?: by)?\s*[\])])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LetterLine:
    """One line of a paragraph, with the number of the paragraph in the file's list."""

    text: str
    index: int
    paragraph: Paragraph

    @property
    def place(self) -> Place:
        """Where its paragraph is."""
        return self.paragraph.place

    @property
    def is_furniture(self) -> bool:
        """In a header, footer or note."""
        return self.paragraph.where in ("header", "footer", "note")


@dataclass(frozen=True)
class Outline:
    """The lines of a letter in its three parts, and its headers and footers."""

    head: tuple[LetterLine, ...]
    """Letterhead, date, addressee, subject."""
    salutation: LetterLine | None
    body: tuple[LetterLine, ...]
    valediction: LetterLine | None
    closing: tuple[LetterLine, ...]
    """What is under the valediction: mark, name, title."""
    after: tuple[LetterLine, ...]
    """Attachments behind the closing."""
    furniture: tuple[LetterLine, ...]


def evidence(text: str, place: Place, around: str = "") -> Evidence:
    """A passage as evidence, cut to what can be shown."""
    return Evidence(text=window(text, MAX_EVIDENCE, around), place=place)


def is_rule(text: str) -> bool:
    """Whether a line is drawn, or only labelled, to sign on."""
    return _RULE.search(text) is not None or _EMPTY.search(text) is not None


def conformed_mark(text: str) -> re.Match[str] | None:
    """“/s/” or “[signed]” in a line, as lawyers write it; else None."""
    return _CONFORMED.search(text)


def _lines(paragraphs: Sequence[Paragraph]) -> list[LetterLine]:
    lines: list[LetterLine] = []
    for index, paragraph in enumerate(paragraphs):
        for part in paragraph.text[:_LONG_PARAGRAPH].split("\n"):
            if part.strip():
                lines.append(LetterLine(part.strip(), index, paragraph))
        if len(lines) > _MAX_LINES:
            break
    return lines


def _is_salutation(text: str) -> bool:
    if is_greeting(text):
        return len(text) < 90 or text[:90].find(":") > 0 or text[:90].find(",") > 0
    return len(text) < 80 and text[-1] in ":," and _ADDRESSED.search(text) is not None


def _is_prose(line: LetterLine) -> bool:
    return len(line.text.split()) > 14 and re.search(r"[a-z]{2}[.!?](\s|$)", line.text) is not None


def _opening(lines: Sequence[LetterLine]) -> tuple[int, int]:
    """Where the salutation is (or would be), and where the body begins."""
    for number, line in enumerate(lines[:40]):
        if _is_salutation(line.text):
            # “Dear Mr. Mitchell: For ease of review …” is both
            rest = re.split(r"[:,]\s+", line.text, maxsplit=1)
            return number, number if len(rest) > 1 and len(rest[1]) > 40 else number + 1
        if _is_prose(line) and line.paragraph.where != "text_box":
            table = line.paragraph.row[0] if line.paragraph.row and line.paragraph.cell else None
            while number > 1 and (
                lines[number - 1].paragraph.is_heading
                or (table is not None and (lines[number - 1].paragraph.row or (0,))[0] == table)
            ):
                number -= 1
            return number, number
    for number, line in enumerate(lines[:40]):
        if line.paragraph.is_heading and number > 2:
            return number, number
    return 0, 0


def _signs(text: str) -> bool:
    """Whether a line is a mark, a line to sign on, or begins with a name and says little more."""
    if conformed_mark(text) or is_rule(text):
        return True
    return len(text) < 120 and "@" not in text and name_and_title(text) is not None


def _is_valediction(lines: Sequence[LetterLine], number: int) -> bool:
    """A short line that says farewell, or ends in a comma, with a signer below it."""
    text = lines[number].text
    if len(text.split()) > 9 or len(text) > 75 or "@" in text or PHONE.search(text):
        return False
    below = [line.text for line in lines[number + 1 : number + 4]]
    if not any(_signs(line) for line in below[:3]):
        return VALEDICTION.match(text) is not None and text.endswith(",")
    if VALEDICTION.match(text):
        return not name_and_title(text)
    return text.endswith(",") and not name_and_title(text)


def _closing(lines: Sequence[LetterLine], begin: int, titles: re.Pattern[str]) -> tuple[int, int]:
    """The line of the valediction and the first under it; both the same where there is none.

    The last line that bids farewell to the reader counts. Without one the closing begins at the
    last mark, or at the last name that a title of the signatory goes with.
    """
    for number in range(len(lines) - 1, begin - 1, -1):
        if not lines[number].paragraph.is_list and _is_valediction(lines, number):
            return number, number + 1
    for number in range(begin, len(lines)):
        text = lines[number].text
        under = _texts(lines, number)
        if conformed_mark(text):
            first = _signed_above(lines, begin, number, titles)
            return first, first
        if is_rule(text) and any(_signs(line) or titles.match(line) for line in under):
            return number, number
    for number in range(len(lines) - 1, max(begin, len(lines) // 2) - 1, -1):
        text = lines[number].text
        below = " ".join(_texts(lines, number)[:1])
        parsed = name_and_title(text) if len(text) < 120 else None
        if parsed and titles.search(parsed[1] or below[:120]):
            while step := _signs_above(lines, begin, number, titles):
                number -= step
            return number, number
    if lines and len(lines) - 1 > begin and _is_name_alone(lines[-1].text):
        return len(lines) - 1, len(lines) - 1
    return len(lines), len(lines)


def _signs_above(
    lines: Sequence[LetterLine], begin: int, number: int, titles: re.Pattern[str]
) -> int:
    """How many lines up another one signs: a name, or a name with a title under it; else 0."""
    above = [line.text for line in lines[max(begin, number - 2) : number]]
    if above and name_and_title(above[-1]):
        return 1
    return 2 * (len(above) > 1 and titles.match(above[1]) is not None and _signs(above[0]))


def _signed_above(
    lines: Sequence[LetterLine], begin: int, mark: int, titles: re.Pattern[str]
) -> int:
    """The first line of those who sign right above a mark, by name and title; else the mark's."""
    first = mark
    for number in range(mark - 1, max(begin, mark - 8), -1):
        if lines[number].paragraph.is_heading or _is_prose(lines[number]):
            break
        under = lines[number + 1].text
        if _signs(lines[number].text) and len(under) < 120 and titles.match(under):
            first = number
    return first


def _is_name_alone(text: str) -> bool:
    parsed = name_and_title(text)
    return parsed is not None and not parsed[1] and parsed[0].is_full and len(text) < 50


def _texts(lines: Sequence[LetterLine], number: int) -> list[str]:
    return [line.text for line in lines[number + 1 : number + 3]]


def _block_end(lines: Sequence[LetterLine], first: int) -> int:
    """The line after the last of the closing: before a long paragraph or an attachment."""
    for number in range(first, len(lines)):
        if number > first and _is_prose(lines[number]):
            return number
    return len(lines)


def _in_columns(closing: Sequence[LetterLine]) -> Iterator[LetterLine]:
    """The lines of a closing; where two sign side by side with tabs between them, each its own.

    A part of a line has the number of its column, as the cell of a table has.
    """
    parted = [_COLUMNS.split(line.text) for line in closing]
    side_by_side = any(
        sum(parsed is not None and parsed[0].is_full for parsed in map(name_and_title, parts)) > 1
        for parts in parted
    )
    for line, parts in zip(closing, parted, strict=True):
        if len(parts) < 2 or not side_by_side or line.paragraph.cell is not None:
            yield line
            continue
        for column, text in enumerate(parts, 1):
            part = replace(line.paragraph, text=text, cell=column)
            yield LetterLine(text, line.index, part)


_COLUMNS = Regex(r"\t[\t ]{0,99}| {4,99}")


def outline(call: Call, paragraphs: Sequence[Paragraph]) -> Outline:
    """The parts of a letter to this call."""
    titles = call.signer.title_pattern
    every = _lines(paragraphs)
    furniture = tuple(line for line in every if line.is_furniture)
    lines = [line for line in every if not line.is_furniture]
    at, begin = _opening(lines)
    salutation = lines[at] if at < begin or (lines and _is_salutation(lines[at].text)) else None
    close, first = _closing(lines, begin, titles)
    end = _block_end(lines, first)
    return Outline(
        head=tuple(lines[:at]),
        salutation=salutation,
        body=tuple(lines[begin:close]),
        valediction=lines[close] if close < first else None,
        closing=tuple(_in_columns(lines[first:end])),
        after=tuple(lines[end:]),
        furniture=furniture,
    )
