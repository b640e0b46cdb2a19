"""The lines of a PDF's page in reading order, by geometry alone.

A PDF has no lines: it has runs of characters at places. Points, from the lower left corner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from pypdfium2 import PdfMatrix

from loi_tool.pdf.tables import Box, Grid
from loi_tool.text import composed


@dataclass
class DrawnText:
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
class DrawnLine:
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
    """Where its column or cell leaves off, if it is in one."""
    gap: float = 0.0
    """White space before it, to what is on its left."""

    @property
    def top(self) -> float:
        """Roughly the upper edge of its letters."""
        return self.y + 0.75 * self.size


@dataclass
class PageText:
    """What one page shows, as people see it: turned and cropped."""

    number: int
    width: float
    height: float
    upright: PdfMatrix = field(default_factory=PdfMatrix, repr=False)
    """From places in the file to places on the page that people see."""
    spans: list[DrawnText] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    glyphs: list[Box] = field(default_factory=list)
    """Places of what is drawn as a letter, and is larger than any that a file has no letter for."""
    aside: list[str] = field(default_factory=list)
    """Text that is set at an angle: watermarks, notes up the margin."""
    links: list[tuple[str, str]] = field(default_factory=list)
    """Words under the rectangle of a link, and its address."""
    turned: bool = False
    """Whether its text lies on its side, or on its head, for who opens the file."""
    misread: list[str] = field(default_factory=list)
    """Words that read otherwise than they look."""
    unreadable: bool = False
    """Whether the file has no letters for most of its signs; then it has no text here."""


UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands for a sign that the file shows and has no letter for."""
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\u2002": " ", "\u2003": " ",
        "\u200b": "", "\ufeff": "", "\u2060": "", "\u0002": "-", "\ufffe": "-",
        "\u00ad": "-", "\u2010": "-", "\u2011": "-",
    }
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WRONG = {"Ɵ": "ti", "Ʃ": "tt", "ƫ": "tti", "ƞ": "tf", "Ō": "ft"}
"""Ligatures of Calibri, by the letters that Word's PDFs give for them."""
_MISREAD = re.compile(r"[ƟƩƫƞ]|(?<=[a-z])Ō|(?<=[A-Z])Ō(?=[a-z])")
_PRIVATE = re.compile(
    "[\ue000-\uefff\uf100-\uf8ff]|(?<=[a-z])[\uf000-\uf0ff]|\ufffe(?=\ufffe?[^\\W\\d_]|[ ,.;:’]\\S)"
)
"""Letters that only the font knows; what is left of them is how bullets are drawn.

pdfium gives U+FFFE for U+0000, and for the hyphen at the end of a line.
"""


def clean(text: str) -> str:
    """Text whole and plain.

    Ligatures are resolved, accents are in their letters, odd spaces are plain, control characters
    are gone, and what cannot be read is `UNREADABLE`. Soft hyphens are hyphens: one is drawn only
    where it is seen.
    """
    if text.isascii():
        return _CONTROL.sub("", text.replace("\u0002", "-"))
    text = _MISREAD.sub(lambda match: _WRONG[match[0]], text)
    text = _PRIVATE.sub(UNREADABLE, text)
    return composed(_CONTROL.sub("", text.translate(_LIGATURES)))


def misread_words(text: str) -> list[str]:
    """The words of a text, as it is in the file, that read otherwise than they look."""
    if text.isascii():
        return []
    words = _PRIVATE.sub(UNREADABLE, text).split()
    return [
        word
        for word in words
        if _MISREAD.search(word) or (UNREADABLE in word and any(map(str.isalpha, word)))
    ]


def lines_of(page: PageText) -> list[DrawnLine]:
    """The lines of a page in reading order: columns one after the other, tables row by row."""
    free: list[DrawnText] = []
    cells: dict[tuple[int, int, int], list[DrawnText]] = {}
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


def _lines(spans: list[DrawnText], page: int) -> list[DrawnLine]:
    return [line for row in _rows(spans) for line in _segments(row, page)]


def _rows(spans: Iterable[DrawnText]) -> list[list[DrawnText]]:
    """Spans that share a baseline; raised or lowered small ones go with their neighbours."""
    rows: dict[int, list[list[DrawnText]]] = {}
    found: list[list[DrawnText]] = []
    for span in sorted(spans, key=lambda span: (-span.size, -span.y, span.x0)):
        reach = span.size * 1.5 + 2
        best: list[DrawnText] | None = None
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


def _segments(row: list[DrawnText], page: int) -> list[DrawnLine]:
    """A row cut where a gap is too wide for a space between words."""
    base = row[0]
    lines: list[DrawnLine] = []
    group: list[DrawnText] = []
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
        text = composed(re.sub(r" {2,}", " ", text).strip())
        if text:
            worded = [span for span in group if span.text.strip()]
            size = Counter[float]()
            for span in worded:
                size[span.size] += len(span.text)
            lines.append(
                DrawnLine(
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


def _first_word(spans: list[DrawnText]) -> float:
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


def _by_columns(lines: list[DrawnLine]) -> list[DrawnLine]:
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
    # What is over or under one column alone belongs to the letter's full width.
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
        fullest = crowded([line.x1 for line in side])
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


def _even(left: list[DrawnLine], right: list[DrawnLine]) -> bool:
    """Whether two columns begin at about the same height (and not one over the whole page)."""
    return abs(left[0].y - right[0].y) < 3 * left[0].size


def _two_columns(part: list[DrawnLine], x: float) -> bool:
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


def crowded(ends: list[float]) -> float:
    """The largest end that one in twelve come close to."""
    ends = sorted(ends, reverse=True)
    need = max(2, len(ends) // 12)
    for index, end in enumerate(ends):
        if index + need <= len(ends) and end - ends[index + need - 1] < 30:
            return end
    return ends[0] if ends else 0.0
