"""What the pages of a PDF show, by pdfium: runs of text with places and fonts, pictures, tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import atan2, degrees, hypot

from pypdfium2 import PdfDocument, PdfiumError, PdfMatrix, PdfObject, PdfPage, PdfTextPage

from loi_tool.files import MAX_TEXT, TypeUse, too_much_text
from loi_tool.findings import Place
from loi_tool.pdf import pdfium, tables
from loi_tool.pdf.limits import Hostile
from loi_tool.pdf.lines import UNREADABLE, DrawnText, PageText, clean, misread_words
from loi_tool.text import is_running

MAX_SIDE = 14_400
"""Of a page, in points (ISO 32000-1, C.2); pdfium takes memory for every point of it."""
MAX_RUNS = 30_000
"""Pieces of text that one page may be set in; a page has some hundreds."""
MAX_PICTURES = 20_000
MAX_PATHS = 6000
"""Of one page. One with more is a drawing, and has no tables."""
MAX_DRAWN = 200_000
"""Texts, lines and pictures of all pages."""
_MAX_LEVELS = 9
"""Of forms within forms."""
_MOST_LYING = 0.7
"""The share of a page's text that lies one way for the page to lie so."""
_EDGE = 3
"""Points at the upper and lower edge of a link, in which the next line may begin."""
_SHADOW = 0.12
"""Of the size of a text: how far its shadow falls, and less than two letters are apart."""
_WIDEST = 36
"""Points: what is wider, alone, and is no letter, is a drawing. Printers make fonts of them."""
_GAP = 0.1
"""Of the height of a line: what is more between two letters may have one of another font in it."""
_SIGNS = re.compile(f"[{UNREADABLE}\ue000-\uf8ff]")
_MOST_UNREADABLE = 0.3
"""The share of a text's signs from which on it cannot be read."""
_MOST_LOST = 20
"""Characters of such texts that a page may have for decoration."""
_TOO_MUCH = "a page has more drawn on it than can be read"


@dataclass
class _Use:
    """What is set in one font at one size."""

    place: Place
    characters: int = 0
    running: int = 0
    text: str = ""


class PageReader:
    """Reads the pages of one document, and gathers the fonts that they are set in."""

    def __init__(self, document: PdfDocument, file: str) -> None:
        self._document = document
        self._file = file
        self._characters = 0
        self._drawn = 0
        self._fonts: dict[bytes, tuple[str, bool]] = {}
        self._uses: dict[tuple[str, float], _Use] = {}
        self._not_embedded: dict[str, None] = {}
        self._page = 0
        self._places: dict[tuple[str, int, int], tuple[float, float]] = {}
        """By its words, and roughly by its place, where text of that page is drawn."""

    @property
    def types(self) -> tuple[TypeUse, ...]:
        """The fonts and sizes of the pages read so far."""
        return tuple(
            TypeUse(
                font, points, use.characters, " ".join(use.text.split()), use.place, use.running
            )
            for (font, points), use in self._uses.items()
        )

    @property
    def fonts_not_embedded(self) -> tuple[str, ...]:
        """The names of fonts that are not in the file."""
        return tuple(self._not_embedded)

    def page(self, number: int, links: Sequence[tuple[tables.Box, str]] = ()) -> PageText:
        """Read a page, the first of which is 1, with the rectangles and addresses of its links.

        Raises:
            UnreadableFile: the pages have too much text.
            Hostile: the page is made to take time or memory.
            PdfiumError: it is damaged.
        """
        with closing(self._document[number - 1]) as page:
            if max(page.get_size()) > MAX_SIDE:
                raise Hostile("a page is larger than any paper")
            with closing(page.get_textpage()) as text_page:
                runs = self._runs(text_page)
                quarters = _quarters(text_page, runs, page.get_rotation())
                text = blank_page(page, number, quarters)
                for start, end in runs:
                    self._add_run(text_page, start, end, text)
                text.links = list(_shown_links(text_page, links))
            if _is_unreadable(text):
                text.unreadable = True
                text.spans = [span for span in text.spans if _is_read(span.text)]
                text.aside = list(filter(_is_read, text.aside))
            self._note_running(text.spans)
            pictures, paths = (
                [text.upright.on_rect(*box) for box in boxes] for boxes in self._drawn_boxes(page)
            )
            text.pictures = pictures[::-1]  # what is on top comes first
            if len(paths) <= MAX_PATHS:
                texts = [(span.x0, span.y, span.x1, span.y + span.size) for span in text.spans]
                text.grids = tables.grids(paths, texts)
            return text

    def _drawn_boxes(self, page: PdfPage) -> tuple[list[tables.Box], list[tables.Box]]:
        """Where pictures and paths are, those of forms too; no more paths than are looked at."""
        pictures: list[tables.Box] = []
        paths: list[tables.Box] = []
        for thing in page.get_objects(max_depth=_MAX_LEVELS):
            self._drawn += 1
            if self._drawn > MAX_DRAWN or len(pictures) > MAX_PICTURES:
                raise Hostile(_TOO_MUCH)
            is_path = thing.type == pdfium.PATH and len(paths) <= MAX_PATHS
            if thing.type == pdfium.PICTURE or is_path:
                place = place_of(thing)
                if place is not None:
                    (paths if is_path else pictures).append(place)
        return pictures, paths

    def _runs(self, page: PdfTextPage) -> list[tuple[int, int]]:
        count = page.count_chars()
        self._characters += count
        if self._characters > MAX_TEXT:
            raise too_much_text(self._file)
        runs = _runs(page, count)
        if len(runs) > MAX_RUNS:
            raise Hostile(_TOO_MUCH)
        return _cut_at_gaps(page, runs)

    def _add_run(self, page: PdfTextPage, start: int, end: int, into: PageText) -> None:
        """Add the characters of one text object, from `start` to before `end`."""
        raw = pdfium.letters_between(page, start, end, UNREADABLE)
        text = re.sub(r"\s+", " ", clean(raw))  # Quartz writes a space as tab and return
        thing = page.get_textobj(start)
        if not text.strip() or thing is None:
            return
        font, bold = self._font(thing)
        matrix = pdfium.matrix_of(page, start)
        points = thing.get_font_size() * hypot(matrix.c, matrix.d)
        first, last = (page.get_charbox(i, loose=True) for i in (start, end - 1))
        left, bottom, right, top = into.upright.on_rect(*tables.around(first, last))
        if right < 0 or top < 0 or left > into.width or bottom > into.height or points < 0.5:
            return  # off the paper
        _, base = into.upright.on_point(matrix.e, matrix.f)
        replaced = pdfium.replaced(thing)
        if replaced == "elsewhere":
            before = into.spans[-1] if into.spans else None
            if before and abs(before.y - base) < 1:
                before.x1 = max(before.x1, right)
            return
        if text.strip() == UNREADABLE and right - left > _WIDEST:
            into.glyphs.append((left, bottom, right, top))
            return
        points = round(points, 1)
        drawn = DrawnText(text, left, right, round(base, 2), points, font, bold)
        if self._is_drawn(drawn, into):
            return
        into.misread += misread_words(raw)
        self._note_use(font, points, text, into.number)
        ahead = matrix.multiply(into.upright)
        if 3 < degrees(atan2(ahead.b, ahead.a)) % 360 < 357:
            into.aside.append(text.strip())
            return
        spaces = len(raw) - len(raw.lstrip())
        end_of_word = start + spaces + len(raw.split(None, 1)[0]) - 1
        word = into.upright.on_rect(*page.get_charbox(min(end_of_word, end - 1), loose=True))
        drawn.word = word[2] - left if replaced == "no" else 0.0
        drawn.bold = bold or pdfium.is_outlined(thing)
        into.spans.append(drawn)

    def _is_drawn(self, text: DrawnText, page: PageText) -> bool:
        """Whether the same was drawn in about the same place, as for a shadow or for bold."""
        if page.number != self._page:
            self._page, self._places = page.number, {}
        near = _SHADOW * text.size
        words, column, row = text.text.strip(), int(text.x0 // near), int(text.y // near)
        beside = ((words, column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        places = filter(None, map(self._places.get, beside))
        same = any(abs(x - text.x0) < near and abs(y - text.y) < near for x, y in places)
        self._places[words, column, row] = text.x0, text.y
        return same

    def _note_use(self, font: str, points: float, text: str, page: int) -> None:
        use = self._uses.setdefault((font, points), _Use(Place(file=self._file, page=page)))
        use.characters += len(text.replace(" ", ""))
        if len(use.text) < 40:
            use.text += text if not use.text else " " + text

    def _note_running(self, spans: Sequence[DrawnText]) -> None:
        """Count what is in lines of running text. A wide gap ends a line: another column begins."""
        lines: dict[tuple[float, float, str], list[DrawnText]] = {}
        for span in spans:
            lines.setdefault((span.y, span.size, span.font), []).append(span)
        for (_, size, font), parts in lines.items():
            parts.sort(key=lambda span: span.x0)
            ends = [n for n, (a, b) in enumerate(pairwise(parts), 1) if b.x0 - a.x1 > 2 * size]
            for first, last in pairwise((0, *ends, len(parts))):
                line = " ".join(span.text.strip() for span in parts[first:last])
                if is_running(line) and (use := self._uses.get((font, size))):
                    use.running += len(line.replace(" ", ""))

    def _font(self, thing: PdfObject) -> tuple[str, bool]:
        """The name of a text's font, and whether it is bold; one not embedded is noted."""
        font = thing.get_font()
        key = bytes(font.raw)
        if key not in self._fonts:
            whole = font.get_base_name().partition("\0")[0] if font.raw else ""
            name = re.sub(r"^[A-Z]{6}\+", "", whole)
            heavy = re.search(r"bold|black|heavy|demi", name, re.IGNORECASE)
            bold = bool(heavy) or bool(font.raw and pdfium.is_forced_bold(font))
            if font.raw and not font.is_embedded:
                self._not_embedded[name] = None
            self._fonts[key] = (name, bold)
        return self._fonts[key]


def _quarters(page: PdfTextPage, runs: list[tuple[int, int]], rotation: int) -> int:
    """By how many quarters, clockwise, a page is turned for its text to be upright.

    That is how much the page asks for (7.7.3.3), unless most of its text lies otherwise.
    """
    upright = PdfMatrix().rotate(rotation)
    lying: Counter[int] = Counter()
    for start, end in runs:
        ahead = pdfium.matrix_of(page, start).multiply(upright)
        lying[round(degrees(atan2(ahead.b, ahead.a)) / 90) % 4] += end - start
    most, count = max(lying.items(), key=lambda item: item[1], default=(0, 0))
    asked = rotation // 90
    return asked + most if count > _MOST_LYING * lying.total() else asked


def _shown_links(
    page: PdfTextPage, links: Sequence[tuple[tables.Box, str]]
) -> Iterator[tuple[str, str]]:
    """The words of each link; one that goes over a line has a rectangle for each line."""
    for address, parts in groupby(links, key=lambda link: link[1]):
        words = [
            page.get_text_bounded(left + 1, bottom + _EDGE, right - 1, top - _EDGE)
            for (left, bottom, right, top), _ in parts
        ]
        yield "".join(clean(part).strip() for part in words), address


def blank_page(page: PdfPage, number: int, quarters: int) -> PageText:
    """A page without its text, turned by quarters."""
    upright = PdfMatrix().rotate(90 * quarters)
    left, bottom, right, top = upright.on_rect(*page.get_bbox())
    text = PageText(number, right - left, top - bottom, upright.translate(-left, -bottom))
    text.turned = (quarters - page.get_rotation() // 90) % 4 != 0
    return text


def _is_unreadable(page: PageText) -> bool:
    """Whether more of a page cannot be read than a sign here and there."""
    texts = [*(span.text for span in page.spans), *page.aside]
    return sum(len(text) for text in texts if _is_lost(text)) > _MOST_LOST


def _is_read(text: str) -> bool:
    """Whether a text of a page with such text has words of its own."""
    return sum(map(str.isalnum, text)) > max(len(_SIGNS.findall(text)), 2)


def _is_lost(text: str) -> bool:
    """Whether more of a text cannot be read than a ligature or a bullet."""
    lost = len(_SIGNS.findall(text))
    return lost > 2 and lost > _MOST_UNREADABLE * len(text.replace(" ", ""))


def _runs(page: PdfTextPage, count: int) -> list[tuple[int, int]]:
    """Where the characters of each text object begin and end.

    Between two objects, and within one, pdfium puts in white space that is of none.
    """
    runs: list[tuple[int, int]] = []
    last = pdfium.NO_OBJECT
    for index in range(count):
        owner = pdfium.text_object(page, index)
        if owner == pdfium.NO_OBJECT:
            continue
        if owner == last:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
            last = owner
    return runs


def _cut_at_gaps(page: PdfTextPage, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs; those of one line that are set into each other's gaps are cut at them.

    LibreOffice sets a line in one run, and then into its gaps what needs another font.
    """
    within: set[int] = set()
    line, place = 0, (0.0, 0.0, 0.0, 0.0)
    for number, run in enumerate(runs):
        box = tables.around(*(page.get_charbox(at, loose=True) for at in (run[0], run[1] - 1)))
        beside = place[0] < box[0] and box[2] < place[2]
        if beside and place[1] < (box[1] + box[3]) / 2 < place[3]:
            within |= {line, number}
        else:
            line, place = number, box
    cut = (_pieces(page, run) if n in within else [run] for n, run in enumerate(runs))
    return [piece for pieces in cut for piece in pieces]


def _pieces(page: PdfTextPage, run: tuple[int, int]) -> list[tuple[int, int]]:
    """The parts of a run between which there is more than a narrow gap."""
    found: list[tuple[int, int]] = []
    edge = 0.0
    for at in range(*run):
        if pdfium.is_put_in(page, at):
            continue
        left, bottom, right, top = page.get_charbox(at, loose=True)
        if found and left - edge < _GAP * (top - bottom):
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
        edge = right
    return found or [run]


def place_of(thing: PdfObject) -> tables.Box | None:
    """Where a picture or path is drawn, in the file's own places; None where it is nowhere."""
    try:
        box: tables.Box = thing.get_bounds()
        matrix = PdfMatrix()
        while thing.container is not None:
            thing = thing.container
            matrix = matrix.multiply(thing.get_matrix())
        return matrix.on_rect(*box) if matrix != PdfMatrix() else box
    except PdfiumError:
        return None
