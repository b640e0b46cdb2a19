"""The pages of a PDF as pictures, with the places of some words on them."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import lru_cache

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, PdfTextPage

from loi_tool.files import MAX_TEXT
from loi_tool.findings import PageMark, PagePicture
from loi_tool.pdf import pdfium, tables
from loi_tool.pdf.page_text import blank_page
from loi_tool.text import folded_words

MAX_PICTURES = 10
"""Pages of a letter; calls allow one to five."""
_WIDTH, _HEIGHT = 1000, 1700
"""The most pixels: small print can be read."""
_QUALITY = 60
_LEAST, _TELLING = 3, 30
"""Letters and digits of what is looked for, and those by which the beginning of it is known."""
_REST = 12
"""Letters and digits of what goes on at the top of the next page."""

_ROOM, _LEAST_ROOM, _BESIDE, _WIDEST = 100.0, 10.0, 18.0, 320.0
"""Points above a name, and from its left edge, in which one signs."""

_Range = tuple[int, int]
"""From one letter of a page to before another."""


@dataclass(frozen=True)
class MarkedWords:
    """Words of a letter that are to be marked, and what is known of their place."""

    mark: PageMark
    """Whose words they are."""
    words: tuple[str, ...]
    """The first of them that are found are marked."""
    paragraph: str = ""
    """The text that they are in: looked for first, and marked where they are not in it."""
    page: int | None = None


def marked_pages(data: bytes, passages: Sequence[MarkedWords]) -> Iterator[PagePicture]:
    """Draw the first pages of a PDF, one after the other; one that cannot be drawn is left out.

    A mark is on every page that has words of its passage. Where none has, the mark is without boxes
    on the page that the passage is said to be on.

    Raises:
        PdfiumError: it cannot be opened.
    """
    with PdfDocument(data) as document:
        with suppress(PdfiumError):
            document.init_forms()  # what is typed into fields, and what signatures look like
        count = min(len(document), MAX_PICTURES)
        pages = [_Letters.of(document, index) for index in range(count)]
        marked = [_located(pages, passage) for passage in passages]
        for index in range(count):
            here: dict[PageMark, list[_Range]] = {}
            for passage, ranges in zip(passages, marked, strict=True):
                if index in ranges:
                    here.setdefault(passage.mark, []).extend(ranges[index])
            with suppress(PdfiumError), closing(document[index]) as page:
                yield _drawn(page, index + 1, pages[index], here)


def _drawn(
    page: PdfPage, number: int, letters: _Letters, marked: dict[PageMark, list[_Range]]
) -> PagePicture:
    width, height = page.get_size()
    scale = min(_WIDTH / width, _HEIGHT / height)
    buffer = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(buffer, "WEBP", quality=_QUALITY)
    with closing(page.get_textpage()) as text:
        marks = tuple(
            mark.model_copy(update={"boxes": tuple(_boxes(page, text, letters.characters(ranges)))})
            for mark, ranges in marked.items()
        )
    return PagePicture(
        number=number,
        width=round(width, 1),
        height=round(height, 1),
        webp=buffer.getvalue(),
        marks=marks,
    )


def place_above(
    data: bytes, name: str, valediction: str
) -> tuple[int, float, float, float, float] | None:
    """Where there is room to sign above a name, the first behind the last valediction of a letter.

    Args:
        data: a PDF that opens.
        name: as it is in the letter.
        valediction: the line above it; empty where there is none.

    Returns:
        The page (from 1), and left, top, right and bottom as shares of its width and height. None
        where the name is not found, or where there is no room.
    """
    wanted, farewell = _folded(name), _folded(valediction)
    if len(wanted) < _LEAST:
        return None
    with PdfDocument(data) as document:
        for index in reversed(range(min(len(document), MAX_PICTURES))):
            letters = _Letters.of(document, index)
            begin = letters.text.rfind(farewell) if farewell else -1
            after = begin + len(farewell) if begin >= 0 else 0
            at = letters.text.find(wanted, after) if begin >= 0 else letters.text.rfind(wanted)
            if at < 0:
                continue
            with closing(document[index]) as page, closing(page.get_textpage()) as text:
                (left, top, _, _), *_ = _boxes(page, text, [letters.at[at : at + len(wanted)]])
                above = list(_boxes(page, text, [letters.at[begin:after]])) if begin >= 0 else []
                width, height = page.get_size()
            upper = max([top - _ROOM, *(y + high for _, y, _, high in above if y + high < top)])
            if top - upper < _LEAST_ROOM:
                return None
            left = max(left - _BESIDE, 0)
            right = min(left + _WIDEST, width)
            return index + 1, left / width, upper / height, right / width, top / height
    return None


# Where words are ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Letters:
    """The letters and digits of a page, folded, and the number of the character each is of."""

    text: str
    at: list[int]

    @staticmethod
    def of(document: PdfDocument, index: int) -> _Letters:
        """Those of a page, from 0; none of one that is damaged."""
        text: list[str] = []
        at: list[int] = []
        with (
            suppress(PdfiumError),
            closing(document[index]) as page,
            closing(page.get_textpage()) as characters,
        ):
            for number in range(min(characters.count_chars(), MAX_TEXT)):
                folded = _folded(pdfium.character(characters, number))
                text.append(folded)
                at.extend([number] * len(folded))
        return _Letters("".join(text), at)

    def find(self, words: str, start: int = 0, end: int | None = None) -> _Range | None:
        """Where letters are, whatever is between them; a short word only where it is whole."""
        while (found := self.text.find(words, start, end)) >= 0:
            stop = found + len(words)
            if len(words) >= _TELLING or not (self._is_joined(found) or self._is_joined(stop)):
                return found, stop
            start = found + 1
        return None

    def beginning(self, words: str) -> _Range | None:
        """Where as much of the beginning of some words is as the page has."""
        length = bisect_left(
            range(1, len(words) + 1), True, key=lambda n: words[:n] not in self.text
        )
        start = self.text.find(words[:length])
        return (start, start + length) if length else None

    def characters(self, ranges: list[_Range]) -> list[list[int]]:
        """The numbers of the characters in some ranges; those that overlap are made one."""
        apart: list[_Range] = []
        for start, end in sorted(ranges):
            if apart and start <= apart[-1][1]:
                apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
            else:
                apart.append((start, end))
        return [self.at[start:end] for start, end in apart]

    def _is_joined(self, index: int) -> bool:
        """Whether a letter and the one before it have nothing between them."""
        return 0 < index < len(self.at) and self.at[index] - self.at[index - 1] <= 1


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return "".join(folded_words(text))


def _located(pages: Sequence[_Letters], passage: MarkedWords) -> dict[int, list[_Range]]:
    """By page, from 0, where the words of a passage are; an empty list for its margin."""
    said = passage.page - 1 if passage.page else -1
    order = sorted(range(len(pages)), key=lambda index: index != said)
    paragraph = _folded(passage.paragraph)
    wanted = [word for word in map(_folded, passage.words) if len(word) >= _LEAST]
    around = _whole(pages, order, paragraph) if len(paragraph) >= _LEAST else None
    for words in wanted:
        if around is not None:
            index, (start, end) = around
            found = pages[index].find(words, start, end)
            if found:
                return {index: [found]}
        elif (whole := _whole(pages, order, words)) is not None:
            return {whole[0]: [whole[1]]}
    if around is not None:
        return {around[0]: [around[1]]}
    for words in (*wanted, paragraph):
        if (parts := _broken(pages, order, words)) is not None:
            return parts
    return {said: []} if 0 <= said < len(pages) else {}


def _whole(pages: Sequence[_Letters], order: list[int], words: str) -> tuple[int, _Range] | None:
    return next(((index, at) for index in order if (at := pages[index].find(words))), None)


def _broken(
    pages: Sequence[_Letters], order: list[int], words: str
) -> dict[int, list[_Range]] | None:
    """Where words are that begin on one page and may go on at the next, behind its header."""
    for index in order:
        first = pages[index].beginning(words)
        if first is None or first[1] - first[0] < _TELLING:
            continue
        parts = {index: [first]}
        rest = words[first[1] - first[0] :]
        if index + 1 < len(pages) and len(rest) >= _REST:
            second = pages[index + 1].beginning(rest)
            if second is not None and second[1] - second[0] >= _REST:
                parts[index + 1] = [second]
        return parts
    return None


def _boxes(
    page: PdfPage, text: PdfTextPage, runs: list[list[int]]
) -> Iterator[tuple[float, float, float, float]]:
    """A box for each line that characters are on, on the page as people see it."""
    seen = blank_page(page, 0, page.get_rotation() // 90)
    for run in runs:
        line: tables.Box | None = None
        for index in run:
            box = seen.upright.on_rect(*text.get_charbox(index, loose=True))
            if line is not None and _is_beside(line, box):
                line = tables.around(line, box)
                continue
            if line is not None:
                yield _from_the_top(line, seen.height)
            line = box
        if line is not None:
            yield _from_the_top(line, seen.height)


def _is_beside(line: tables.Box, box: tables.Box) -> bool:
    """Whether a character goes on with a line: at its height, and not far off."""
    middle = (box[1] + box[3]) / 2
    size = line[3] - line[1]
    return line[1] < middle < line[3] and -size < box[0] - line[2] < 3 * size


def _from_the_top(box: tables.Box, height: float) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    return round(left, 1), round(height - top, 1), round(right - left, 1), round(top - bottom, 1)
