"""What is drawn on the pages of a PDF besides their text: scans, blank pictures, marks by hand.

A second look at pages that `page_text` has read. Places are those that people see, in points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from pypdfium2 import PdfDocument, PdfImage, PdfiumError, PdfObject, PdfPage

from loi_tool.blank import is_blank
from loi_tool.pdf import pdfium
from loi_tool.pdf.lines import PageText
from loi_tool.pdf.page_text import place_of
from loi_tool.pdf.structure import PutMark
from loi_tool.pdf.tables import Box, around

if TYPE_CHECKING:
    from PIL.Image import Image

_COVERS = 0.6
"""The share of a page that is pictures from which on it may be a scan."""
_CHARACTERS = 50
"""With fewer a page has no text worth the name."""
_MOST = 0.9
"""The share of a page's text that is nearly all of it."""
_LOOKED_AT = 40
"""Runs of text under which the picture is looked at."""
_INKED = 80
"""Of 255: what is between the paper and a letter at least."""
_MOST_OBJECTS = 20_000
"""Of a page; one with more is no letter's."""
_PICTURES = 12
"""Those of a page that are looked at whether they are blank, from the top."""
_PIXELS = 4_000_000
_SIGNATURE = (0.3, 6.0, 0.1, 2.5)
"""Inches: the least and the most that a signature is wide, and high."""
_NEAR = 14.0
"""Points between two strokes of one hand."""
_HAND = 5
"""The least strokes of a signature."""
_PIECES = ("a drawing by hand", "a drawing")
"""Marks of which there may be one for each stroke."""
_MOST_PIECES = 200
_LARGEST = 1800
"""Points that the longer side of a page is drawn with at most."""
_MOST_STROKES = 1500
"""Of a page; one with more is a map or a chart."""
_SHOWS = 24
"""Of 255: by how much a mark that is seen changes a page."""


@dataclass
class PageLook:
    """What was found on one page."""

    is_scan: bool = False
    is_recognized: bool = False
    blank: set[Box] = field(default_factory=set)
    """Places of pictures that show nothing."""
    strokes: list[Box] = field(default_factory=list)
    """Places of what a hand may have drawn."""


def look_at(document: PdfDocument, text: PageText) -> PageLook:
    """Look at a page again, whose text and pictures are known."""
    look = PageLook()
    characters = sum(len(span.text.strip()) for span in text.spans)
    covered = _covered(text)
    if covered >= _COVERS and characters < _CHARACTERS:
        look.is_scan = True
        return look
    with closing(document[text.number - 1]) as page:
        things = []
        for thing in page.get_objects(max_depth=9):
            things.append(thing)
            if len(things) > _MOST_OBJECTS:
                return look
        if covered >= _COVERS and _is_recognized(page, things, text):
            look.is_recognized = True
            return look
        look.blank = {
            place
            for place, thing in _of_kind(things, pdfium.PICTURE, text)[-_PICTURES:]
            if _is_sized(place) and _is_blank(thing)
        }
        drawn = [
            (place, count)
            for place, thing in _of_kind(things, pdfium.PATH, text)
            if (count := pdfium.strokes(thing))
        ]
        if len(drawn) <= _MOST_STROKES:
            drawn += [(place, _HAND) for place in text.glyphs]
            look.strokes = [place for place in _together(drawn) if _is_sized(place)]
    return look


def _covered(text: PageText) -> float:
    """The share of a page that is covered by pictures."""
    covered = 0.0
    for left, bottom, right, top in text.pictures:
        wide = max(min(right, text.width) - max(left, 0), 0)
        high = max(min(top, text.height) - max(bottom, 0), 0)
        covered += wide * high / max(text.width * text.height, 1)
    return covered


def _of_kind(things: Sequence[PdfObject], kind: int, text: PageText) -> list[tuple[Box, PdfObject]]:
    """The objects of one kind that are drawn on a page, with their places."""
    places = [(place_of(thing), thing) for thing in things if thing.type == kind]
    return [(text.upright.on_rect(*place), thing) for place, thing in places if place is not None]


def _is_sized(place: Box) -> bool:
    """Whether something is as large as signatures are."""
    wide, high = (place[2] - place[0]) / 72, (place[3] - place[1]) / 72
    least_wide, most_wide, least_high, most_high = _SIGNATURE
    return least_wide <= wide <= most_wide and least_high <= high <= most_high


# Scans --------------------------------------------------------------------------------------------


def _is_recognized(page: PdfPage, things: Sequence[PdfObject], text: PageText) -> bool:
    """Whether the text of a page that is covered by pictures is only what a machine read in them.

    It is not drawn, or behind a picture, or over the ink that it was read from. Over a letterhead
    that fills the page there is none.
    """
    texts = [thing for thing in things if thing.type == pdfium.TEXT]
    unseen = sum(map(pdfium.is_invisible, texts))
    last_picture = max(
        number for number, thing in enumerate(things) if thing.type == pdfium.PICTURE
    )
    behind = sum(thing.type == pdfium.TEXT for thing in things[:last_picture])
    if max(unseen, behind) >= _MOST * len(texts):
        return True
    for thing in texts:
        if thing.container is None:
            page.remove_obj(thing)
    picture = _drawn(page)
    spans = [span for span in text.spans if len(span.text.strip()) > 2]
    inked = [
        _has_ink(picture, (span.x0, span.y, span.x1, span.y + 0.7 * span.size), text)
        for span in spans[:: len(spans) // _LOOKED_AT + 1]
    ]
    return bool(inked) and sum(inked) >= _MOST * len(inked)


def _drawn(page: PdfPage, scale: float = 1.0, notes: bool = False) -> Image:
    """A page in gray."""
    scale = min(scale, _LARGEST / max(*page.get_size(), 1))
    picture: Image = page.render(scale=scale, draw_annots=notes, may_draw_forms=notes).to_pil()
    return picture.convert("L")


def _cut(picture: Image, place: Box, text: PageText) -> Image | None:
    """The part of a page's picture that is in a place; None where that is off the page."""
    scale_x, scale_y = picture.width / text.width, picture.height / text.height
    left, right = max(0, int(place[0] * scale_x)), min(picture.width, int(place[2] * scale_x) + 1)
    top = max(0, int((text.height - place[3]) * scale_y))
    bottom = min(picture.height, int((text.height - place[1]) * scale_y) + 1)
    return picture.crop((left, top, right, bottom)) if left < right and top < bottom else None


def _has_ink(picture: Image, place: Box, text: PageText) -> bool:
    part = _cut(picture, place, text)
    if part is None:
        return False
    return _contrast(part) >= _INKED


def _contrast(picture: Image) -> int:
    """What is between the darkest point of a gray picture and the lightest."""
    values = [value for value, count in enumerate(picture.histogram()) if count]
    return values[-1] - values[0]


# Marks --------------------------------------------------------------------------------------------


def _is_blank(thing: PdfObject) -> bool:
    """Whether a picture, as it is drawn on white paper, is of one color."""
    assert isinstance(thing, PdfImage)
    try:
        wide, high = thing.get_px_size()
        if wide * high > _PIXELS:
            return False
        return is_blank(thing.get_bitmap(render=True, scale_to_original=False).to_pil())
    except (PdfiumError, OSError, ValueError):
        return False


def _together(drawn: Sequence[tuple[Box, int]]) -> Iterator[Box]:
    """The places of strokes that are near one another, where they are enough for a hand."""
    groups: list[tuple[Box, int]] = []
    for place, count in drawn:
        apart = []
        for other, its in groups:
            if _are_near(place, other):
                place, count = around(place, other), count + its
            else:
                apart.append((other, its))
        groups = [*apart, (place, count)]
    for place, count in groups:
        if count >= _HAND:
            yield place


def _are_near(one: Box, other: Box) -> bool:
    return (
        one[0] - _NEAR <= other[2]
        and other[0] - _NEAR <= one[2]
        and one[1] - _NEAR <= other[3]
        and other[1] - _NEAR <= one[3]
    )


def seen_marks(
    data: bytes, marks: Sequence[PutMark], pages: Sequence[PageText]
) -> Iterator[tuple[PutMark, Box]]:
    """Those of the marks put on a PDF that are seen, and where people see them.

    Args:
        data: the file.
        marks: stamps, drawings and pictures in fields, by the file's own places.
        pages: what its pages show.
    """
    places = [(mark, pages[mark.page - 1].upright.on_rect(*mark.place)) for mark in marks]
    pieces = [(mark, place) for mark, place in places if mark.what in _PIECES][:_MOST_PIECES]
    sized = []
    for mark, place in places:
        extent, count = _hand_of(mark, place, pieces)
        if mark.words or _is_sized(place) or _is_sized(extent):
            sized.append((mark, place, count))
    if not sized:
        return
    from PIL.ImageChops import difference

    with PdfDocument(data) as document:
        document.init_forms()
        for number in dict.fromkeys(mark.page for mark, *_ in sized):
            text = pages[number - 1]
            here = [(mark, place, count) for mark, place, count in sized if mark.page == number]
            with closing(document[number - 1]) as page:
                shown = difference(_drawn(page, notes=True), _drawn(page))
                if any(mark.is_field for mark, *_ in here):
                    page.flatten()
            by_hand = list(_by_hand(document, text)) if any(m.is_field for m, *_ in here) else []
            for mark, place, count in here:
                part = _cut(shown, place, text)
                is_seen = part is not None and _contrast(part) >= _SHOWS
                if mark.is_field:
                    is_seen &= any(_is_within(hand, place) for hand in by_hand)
                if is_seen or mark.words or count >= _HAND:
                    yield mark, place


def _hand_of(mark: PutMark, place: Box, pieces: Sequence[tuple[PutMark, Box]]) -> tuple[Box, int]:
    """The place of a mark with all strokes that are drawn near it, and their number."""
    strokes, extent = mark.strokes, place
    if mark.what in _PIECES:
        for piece, its in pieces:
            if piece is not mark and piece.page == mark.page and _are_near(extent, its):
                extent, strokes = around(extent, its), strokes + piece.strokes
    return extent, strokes


def _by_hand(document: PdfDocument, text: PageText) -> Iterator[Box]:
    """Where pictures are, and strokes of a hand, on a page whose fields are now a part of it."""
    with closing(document[text.number - 1]) as page:
        things = list(islice(page.get_objects(max_depth=9), _MOST_OBJECTS))
        yield from (place for place, thing in _of_kind(things, pdfium.PICTURE, text))
        paths = _of_kind(things, pdfium.PATH, text)[-_MOST_STROKES:]
        drawn = [(place, count) for place, thing in paths if (count := pdfium.strokes(thing))]
        yield from _together(drawn)


def _is_within(place: Box, frame: Box) -> bool:
    """Whether the middle of a place is in another one, and it is as large as signatures are."""
    x, y = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
    return _is_sized(place) and frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]


def page_pictures(data: bytes, wide: int, most: int) -> Iterator[Image]:
    """The first pages of a PDF as gray pictures, with the notes on them.

    Args:
        data: a file that opens.
        wide: points across each.
        most: pages.
    """
    with PdfDocument(data) as document:
        document.init_forms()
        for number in range(min(len(document), most)):
            with closing(document[number]) as page:
                yield _drawn(page, wide / max(page.get_width(), 1), notes=True)
