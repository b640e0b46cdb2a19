"""The text of a PDF's pages put into paragraphs, by geometry alone.

A PDF has no paragraphs: it has runs of characters at places. Points, from the lower left corner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from loi_tool.pdf.tables import Grid


@dataclass
class Span:
    """A run of characters that was set in one go."""

    text: str
    x0: float
    x1: float
    y: float
    """The baseline."""
    size: float
    font: str
    bold: bool = False
    word: float = 0.0
    """The width of its first word; 0 if it is not known."""


@dataclass
class Line:
    """Characters on one baseline with no wide gap between them, in one column."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    page: int
    starts_bold: bool = False
    word: float = 0.0
    """The width of its first word."""
    cell: tuple[int, int, int] | None = None
    """Table, row and column (from 1)."""
    right: float = 0.0
    """Where its column or cell leaves off, if it stands in one."""
    gap: float = 0.0
    """White space before it, to what stands on its left."""

    @property
    def top(self) -> float:
        """Roughly the upper edge of its letters."""
        return self.y + 0.75 * self.size


@dataclass
class Block:
    """Lines that are one paragraph."""

    lines: list[Line]
    furniture: str = ""
    text: str = ""
    is_list: bool = False
    is_heading: bool = False

    @property
    def page(self) -> int:
        """Where it begins."""
        return self.lines[0].page

    @property
    def cell(self) -> tuple[int, int, int] | None:
        """Table, row and column (from 1)."""
        return self.lines[0].cell

    def near(self, page: int, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether any of its lines lies under a rectangle."""
        return any(
            line.page == page
            and line.x0 < right
            and left < line.x1
            and line.y - 0.25 * line.size < top
            and bottom < line.top
            for line in self.lines
        )


@dataclass
class PageText:
    """The runs of one page, upright, and the page's size."""

    number: int
    width: float
    height: float
    spans: list[Span] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    """Text that is set at an angle: watermarks, notes up the margin."""


_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\u2002": " ", "\u2003": " ",
        "\u00ad": "", "\u200b": "", "\ufeff": "", "\u2060": "", "\u0002": "-", "\ufffe": "-",
        "\u2010": "-", "\u2011": "-",
    }
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Private-use characters are how Symbol and Wingdings draw their bullets.
_BULLET = re.compile(
    r"^(?:[•●○◦▪■□➢➤►▶‣⁃∙·✓✔❖◆◇★☐☑\uf0a7\uf0b7\uf0d8\uf0fc]|[-–—*o](?=\s*\t)|[-*](?=\s)|o(?=\s+[A-Z]))\s*"
)
# Not “J. Ortiz”: a capital with a point is an initial as often as it is a number.
_NUMBER = re.compile(r"^\(?(?:\d{1,2}[.)]|(?:[a-z]|[ivx]{1,4})[.)]|[A-Z]\))(?:\s|$)")
_PAGE_NUMBER = re.compile(
    r"^[-–—|\s]*(?:page|pg\.?|p\.)?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\s]*$", re.IGNORECASE
)


def clean(text: str) -> str:
    """Ligatures resolved, odd spaces plain, soft hyphens and control characters gone."""
    return _CONTROL.sub("", text.translate(_LIGATURES))


def lines_of(page: PageText) -> list[Line]:
    """The lines of a page in reading order: columns one after the other, tables row by row."""
    free: list[Span] = []
    cells: dict[tuple[int, int, int], list[Span]] = {}
    for span in page.spans:
        for index, grid in enumerate(page.grids):
            inside = grid.cell(span.x0 + 1, span.y + 0.2 * span.size)
            if inside is not None:
                cells.setdefault((index, *inside), []).append(span)
                break
        else:
            free.append(span)
    lines = _by_columns(_lines(free, page.number))
    for (index, row, column), spans in sorted(cells.items(), reverse=True):
        grid = page.grids[index]
        inner = _lines(spans, page.number)
        padding = max(min((line.x0 for line in inner), default=0) - grid.xs[column], 0)
        for line in inner:
            line.cell = (page.number * 1000 + index, row + 1, column + 1)
            line.right = grid.xs[column + 1] - min(padding, 12)
        place = next((i for i, line in enumerate(lines) if line.y < grid.ys[0]), len(lines))
        lines[place:place] = inner
    return lines


def _lines(spans: list[Span], page: int) -> list[Line]:
    return [line for row in _rows(spans) for line in _segments(row, page)]


def _rows(spans: Iterable[Span]) -> list[list[Span]]:
    """Spans that share a baseline; raised or lowered small ones go with their neighbours."""
    rows: dict[int, list[list[Span]]] = {}
    found: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: (-span.size, -span.y, span.x0)):
        reach = span.size * 1.5 + 2
        best: list[Span] | None = None
        for bucket in range(int((span.y - reach) // 8), int((span.y + reach) // 8) + 1):
            for row in rows.get(bucket, ()):
                head = row[0]
                rise = 0.55 if span.size < 0.8 * head.size else 0.25
                if -0.25 * head.size <= span.y - head.y <= rise * head.size and (
                    best is None or abs(head.y - span.y) < abs(best[0].y - span.y)
                ):
                    best = row
        if best is None:
            best = []
            rows.setdefault(int(span.y // 8), []).append(best)
            found.append(best)
        best.append(span)
    return sorted(found, key=lambda row: -row[0].y)


def _segments(row: list[Span], page: int) -> list[Line]:
    """A row cut where a gap is too wide for a space between words."""
    base = row[0]
    lines: list[Line] = []
    group: list[Span] = []
    gap = 0.0

    def close() -> None:
        text = ""
        for before, span in zip([None, *group[:-1]], group, strict=True):
            if (
                before is not None
                and span.x0 - before.x1 > 0.15 * min(span.size, before.size)
                and not text.endswith(" ")
                and not span.text.startswith(" ")
            ):
                text += " "
            text += span.text
        text = re.sub(r" {2,}", " ", text).strip()
        if text:
            worded = [span for span in group if span.text.strip()]
            size = Counter[float]()
            for span in worded:
                size[span.size] += len(span.text)
            lines.append(
                Line(
                    text=text,
                    x0=worded[0].x0,
                    x1=max(span.x1 for span in worded),
                    y=base.y,
                    size=size.most_common(1)[0][0],
                    bold=all(span.bold for span in worded),
                    page=page,
                    starts_bold=worded[0].bold,
                    word=_first_word(worded),
                    gap=gap,
                )
            )

    for span in sorted(row, key=lambda span: span.x0):
        if not span.text.strip():
            continue
        if group:
            right = max(other.x1 for other in group[-3:])
            if span.x0 - right > 1.5 * max(span.size, group[-1].size):
                close()
                group, gap = [], span.x0 - right
        group.append(span)
    if group:
        close()
    return lines


def _first_word(spans: list[Span]) -> float:
    """The width of the first word, where it was set in parts too."""
    if not spans[0].word:
        whole = " ".join(span.text for span in spans).strip()
        word = whole.split(None, 1)[0]
        return (max(span.x1 for span in spans) - spans[0].x0) * len(word) / len(whole)
    end = spans[0].x0
    for span in spans:
        if span.x0 - end > 0.15 * span.size:
            break
        text = span.text.strip()
        if re.search(r"\s", text):
            end = span.x0 + span.word
            break
        end = span.x1
        if span.text.endswith(" "):
            break
    return end - spans[0].x0


def _by_columns(lines: list[Line]) -> list[Line]:
    """Lines in reading order: where there are two columns of prose, the left one comes first."""
    if len(lines) < 10:
        return lines
    candidates = Counter(round(line.x0) - 2 for line in lines)
    best: tuple[int, int, int, int] | None = None
    for x, count in candidates.most_common(12):
        if count < 4:
            break
        start = 0
        for index in range(len(lines) + 1):
            if index < len(lines) and not (lines[index].x0 < x < lines[index].x1 + 6):
                continue
            if _two_columns(lines[start:index], x) and (
                best is None or index - start > best[1] - best[0]
            ):
                best = (start, index, count, x)
            start = index + 1
    if best is None:
        return lines
    start, end, _, x = best
    part = lines[start:end]
    # What stands over or under one column alone belongs to the letter's full width.
    left = [line for line in part if line.x0 < x]
    right = [line for line in part if line.x0 >= x]
    top = min(left[0].y, right[0].y) + 0.5 * part[0].size
    low = max(left[-1].y, right[-1].y) - 0.5 * part[0].size
    if _even(left, right):
        before = [line for line in part if line.y > top]
        after = [line for line in part if line.y < low]
    else:
        before, after = [], []
    moved = {id(line) for line in (*before, *after)}
    inner_left = [line for line in left if id(line) not in moved]
    inner_right = [line for line in right if id(line) not in moved]
    edge = min((line.x0 for line in inner_right), default=x) - 10
    for side, right_edge in ((inner_left, edge), (inner_right, 0.0)):
        fullest = _crowded([line.x1 for line in side])
        prose = median(len(line.text) for line in side or part) >= 25
        if prose and 2 * sum(line.x1 > fullest - 40 for line in side) > len(side):
            right_edge = fullest
        for line in side:
            line.right = right_edge
            if line.x0 - line.gap < x:
                line.gap = 0.0
    return [
        *_by_columns(lines[:start]),
        *before,
        *_by_columns(inner_left),
        *_by_columns(inner_right),
        *after,
        *_by_columns(lines[end:]),
    ]


def _even(left: list[Line], right: list[Line]) -> bool:
    """Whether two columns begin at about the same height (and not one over the whole page)."""
    return abs(left[0].y - right[0].y) < 3 * left[0].size


def _two_columns(part: list[Line], x: float) -> bool:
    left = [line for line in part if line.x0 < x]
    right = [line for line in part if line.x0 >= x]
    if len(left) < 4 or len(right) < 4:
        return False
    prose = all(median(len(line.text) for line in side) >= 20 for side in (left, right))
    baselines = {round(line.y) for line in right}
    alike = sum(
        1 for line in left if baselines & {round(line.y) - 1, round(line.y), round(line.y) + 1}
    )
    overlap = min(left[0].y, right[0].y) - max(left[-1].y, right[-1].y)
    return overlap > 3 * left[0].size and (prose or alike * 2 < len(left))


def blocks_of(pages: list[PageText]) -> list[Block]:
    """The paragraphs of all pages in reading order; repeated furniture is marked as such."""
    lines_of_pages = [lines_of(page) for page in pages]
    furniture = _furniture(lines_of_pages, [page.height for page in pages])
    lines = [line for some in lines_of_pages for line in some]
    body = [line for line in lines if id(line) not in furniture]
    size = Counter[float]()
    for line in body:
        size[line.size] += len(line.text)
    usual = size.most_common(1)[0][0] if size else 11.0
    margins = _Margins(body, max(page.width for page in pages))
    words = {
        word for line in lines for word in _WORD.findall(_HYPHENATED.sub("", line.text.lower()))
    }
    blocks: list[Block] = []
    last: Block | None = None
    columns: dict[int, Block] = {}
    for line in lines:
        if id(line) in furniture:
            blocks.append(Block([line], furniture[id(line)]))
            continue
        if line.cell and last is not None and last.lines[-1].page != line.page:
            columns = {
                block.cell[2]: block
                for block in blocks
                if block.cell and last.cell and block.cell[:2] == last.cell[:2]
            }
        before = last
        if line.cell and line.cell[1] == 1 and line.cell[2] in columns:
            before = columns.pop(line.cell[2])  # a row that a page break may have cut in two
        if before is not None and _belongs(before, line, margins):
            before.lines.append(line)
        else:
            before = Block([line])
            blocks.append(before)
        last = before
    for block in blocks:
        _finish(block, usual, words)
    return blocks


class _Margins:
    """Where lines end, and how far apart they stand, by what most lines do."""

    def __init__(self, body: list[Line], width: float) -> None:
        self._right = max(_crowded([line.x1 for line in body]), 0.6 * width)
        pairs = [
            (before.y - after.y) / before.size
            for before, after in pairwise(body)
            if before.page == after.page
            and abs(before.size - after.size) < 0.1
            and 0.8 < (before.y - after.y) / before.size < 3
            and not self.fits(before, after)
        ]
        self.leading = min(_mode(pairs), 2.6) if pairs else 1.25

    def share(self, line: Line) -> float:
        """How much of its column's width a line fills."""
        return (line.x1 - line.x0) / max((line.right or self._right) - line.x0, 1)

    def fits(self, before: Line, after: Line) -> bool:
        """Whether the first word of a line would have had room at the end of the one before."""
        word = after.text.split(None, 1)[0]
        part = re.split(r"(?<=[-–—])", word, maxsplit=1)[0]
        width = after.word * len(part) / len(word)
        right = before.right or self._right
        if self.share(before) < 0.5:
            return True  # so much white is not left for the sake of one long word
        return before.x1 + width + 0.2 * before.size < right - 0.3 * before.size


def _crowded(ends: list[float]) -> float:
    """The largest end that one in twelve come close to."""
    ends = sorted(ends, reverse=True)
    need = max(2, len(ends) // 12)
    for index, end in enumerate(ends):
        if index + need <= len(ends) and end - ends[index + need - 1] < 30:
            return end
    return ends[0] if ends else 0.0


def _mode(values: list[float]) -> float:
    counts = Counter(round(value, 1) for value in values)
    most = max(counts.values())
    return min(value for value, count in counts.items() if count == most)


def _belongs(block: Block, line: Line, margins: _Margins) -> bool:
    """Whether a line goes on with a paragraph."""
    before = block.lines[-1]
    if bool(before.cell) != bool(line.cell):
        return False
    if before.cell and line.cell and before.page == line.page and before.cell != line.cell:
        return False
    if before.gap or line.gap:
        if line.gap and before.page == line.page and abs(before.y - line.y) < 0.6 * line.size:
            return True  # the next cell of the same row
        if line.gap or len([one for one in block.lines if one.gap]) > 1:
            return False
    if _BULLET.match(line.text + "\t"):
        return False
    if _NUMBER.match(line.text) and before.text.endswith((".", ";", ":", "?", "!", "and", "or")):
        return False
    if abs(before.size - line.size) > 0.6 or (before.bold and not line.starts_bold):
        return False
    if line.bold and not before.bold and len(block.lines) == 1 and not before.starts_bold:
        return False
    goes_on = line.text[:1].islower() and not before.text.endswith((".", ":", ";", "?", "!"))
    if margins.fits(before, line) and not (goes_on and margins.share(before) > 0.6):
        return False
    if before.page != line.page or line.y > before.y:  # a new page or column
        last = before.text.rstrip(" \"'”’)")
        return line.text[:1].islower() or (
            not last.endswith((".", "!", "?", ":")) and not before.bold
        )
    if before.y - line.y > (margins.leading + 0.25) * max(before.size, line.size):
        return False
    if before.x0 - line.x0 > 5 * line.size:
        return False  # set flush right, or centered
    if line.x0 - before.x0 > 0.8 * line.size:
        # Indented more than the line before: a new paragraph, or a bullet's hanging text.
        listed = _BULLET.match(before.text + "\t") or _NUMBER.match(before.text)
        return len(block.lines) == 1 and bool(listed)
    return True


def _furniture(pages: list[list[Line]], heights: list[float]) -> dict[int, str]:
    """Lines at the top or foot of pages that come again on others, and page numbers."""
    found: dict[int, str] = {}
    seen: dict[tuple[str, str, int], list[Line]] = {}
    for lines, height in zip(pages, heights, strict=True):
        ordered = sorted(lines, key=lambda line: -line.y)
        for where, some in (("header", ordered[:5]), ("footer", ordered[:-6:-1])):
            for position, line in enumerate(some):
                in_zone = line.y > 0.85 * height if where == "header" else line.y < 0.15 * height
                if not in_zone:
                    continue
                numbered = _PAGE_NUMBER.match(line.text) or re.search(
                    rf"\b[Pp]age {line.page}(?: of \d+)?$", line.text
                )
                if numbered and len(lines) > 1 and position < 2:
                    found[id(line)] = where
                plain = re.sub(r"\d+", "#", line.text)
                seen.setdefault((where, plain, round(line.y / 6)), []).append(line)
                seen.setdefault((where, plain, round(line.y / 6 + 0.5)), []).append(line)
    for (where, _, _), some in seen.items():
        if len({line.page for line in some}) >= 2:
            found.update((id(line), where) for line in some)
    return found


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HYPHENATED = re.compile(r"[^\W\d_]{2,}-$")
_PREFIXES = re.compile(
    r"(?:self|non|co|re|pre|post|multi|well|ex|anti|mid|cross|low|high|long|short|first|second|third"
    r"|full|part|year|school|family|peer|student|parent|teacher|community|district|evidence"
    r"|one|two|three|four|five|six|seven|eight|nine|ten)$"
)


def _joined(text: str, line: str, words: set[str]) -> str:
    """A text and the line after it, where the text ends in a hyphen.

    The hyphen goes where the letter has the word without it, or where what stands before it is no
    word; it stays in “community-based”.
    """
    left = _WORD.findall(text[-40:].lower())[-1].rpartition("-")[2]
    right = _WORD.findall(line.lower())[0]
    if left + right in words:
        return text[:-1] + line
    if f"{left}-{right}" in words or left in words or _PREFIXES.match(left):
        return text + line
    return text[:-1] + line


def _finish(block: Block, usual: float, words: set[str]) -> None:
    """Put the text of a paragraph together, and say what it looks like."""
    text = ""
    for before, line in zip([None, *block.lines[:-1]], block.lines, strict=True):
        if before is None:
            text = line.text
        elif line.gap and abs(before.y - line.y) < 0.6 * line.size:
            text += "\t" + line.text if line.gap > 2.5 * line.size else " " + line.text
        elif _HYPHENATED.search(text, max(len(text) - 40, 0)) and line.text[:1].islower():
            text = _joined(text, line.text, words)
        else:
            text += " " + line.text
    bullet = _BULLET.match(text + "\t")
    if bullet and bullet.end() < len(text):
        text, block.is_list = text[bullet.end() :].strip(), True
    elif _NUMBER.match(text):
        block.is_list = True
    block.text = text
    letters = sum(1 for character in text if character.isalpha())
    block.is_heading = (
        not block.furniture
        and not bullet
        and letters > 2
        and len(text) <= 100
        and len(block.lines) <= 2
        and not text.endswith((".", ",", ";"))
        and all(line.bold or line.size >= 1.15 * usual for line in block.lines)
    )
