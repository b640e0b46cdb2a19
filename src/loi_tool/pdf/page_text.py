"""What the pages of a PDF show, by pdfium: runs of text with places and fonts, pictures, tables."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from math import atan2, degrees, hypot

from pypdfium2 import PdfDocument, PdfiumError, PdfMatrix, PdfObject, PdfPage, PdfTextPage

from loi_tool.files import MAX_TEXT, TypeUse, too_much_text
from loi_tool.findings import Place
from loi_tool.pdf import pdfium, tables
from loi_tool.pdf.limits import Hostile
from loi_tool.pdf.lines import DrawnText, PageText, clean

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
_TOO_MUCH = "a page has more drawn on it than can be read"


@dataclass
class _Use:
    """What is set in one font at one size."""

    place: Place
    characters: int = 0
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

    @property
    def types(self) -> tuple[TypeUse, ...]:
        """The fonts and sizes of the pages read so far."""
        return tuple(
            TypeUse(font, points, use.characters, " ".join(use.text.split()), use.place)
            for (font, points), use in self._uses.items()
        )

    @property
    def fonts_not_embedded(self) -> tuple[str, ...]:
        """The names of fonts that are not in the file."""
        return tuple(self._not_embedded)

    def page(self, number: int) -> PageText:
        """Read a page, the first of which is 1.

        Raises:
            UnreadableFile: the pages have too much text.
            Hostile: the page is made to take time or memory.
            PdfiumError: it is damaged.
        """
        with closing(self._document[number - 1]) as page:
            width, height = page.get_size()
            if max(width, height) > MAX_SIDE:
                raise Hostile("a page is larger than any paper")
            upright = PdfMatrix().rotate(page.get_rotation())
            left, bottom, _, _ = upright.on_rect(*page.get_bbox())
            text = PageText(number, width, height, upright.translate(-left, -bottom))
            self._read_text(page, text)
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

    def _read_text(self, page: PdfPage, into: PageText) -> None:
        with closing(page.get_textpage()) as text_page:
            count = text_page.count_chars()
            self._characters += count
            if self._characters > MAX_TEXT:
                raise too_much_text(self._file)
            runs = _runs(text_page, count)
            if len(runs) > MAX_RUNS:
                raise Hostile(_TOO_MUCH)
            for start, end in runs:
                self._add_run(text_page, start, end, into)

    def _add_run(self, page: PdfTextPage, start: int, end: int, into: PageText) -> None:
        """Add the characters of one text object, from `start` to before `end`."""
        raw = pdfium.text_between(page, start, end)
        text = clean(raw)
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
        points = round(points, 1)
        self._note_use(font, points, text, into.number)
        ahead = matrix.multiply(into.upright)
        if 3 < degrees(atan2(ahead.b, ahead.a)) % 360 < 357:
            into.aside.append(text.strip())
            return
        spaces = len(raw) - len(raw.lstrip())
        end_of_word = start + spaces + len(raw.split(None, 1)[0]) - 1
        word = into.upright.on_rect(*page.get_charbox(min(end_of_word, end - 1), loose=True))
        width = word[2] - left if replaced == "no" else 0.0
        bold = bold or pdfium.is_outlined(thing)
        into.spans.append(DrawnText(text, left, right, round(base, 2), points, font, bold, width))

    def _note_use(self, font: str, points: float, text: str, page: int) -> None:
        use = self._uses.setdefault((font, points), _Use(Place(file=self._file, page=page)))
        use.characters += len(text.replace(" ", ""))
        if len(use.text) < 40:
            use.text += text if not use.text else " " + text

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
