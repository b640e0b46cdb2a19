"""Pictures in a Word file: where they are, what is said of them, and whether they are any."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal

from loi_tool.blank import is_blank
from loi_tool.files import Image, Leftover, LeftoverKind, SignatureMark
from loi_tool.findings import Place
from loi_tool.opc.markup import OFFICE, VML, vml_style
from loi_tool.opc.numbers import measure
from loi_tool.opc.references import RASTERS
from loi_tool.word.drafts import Contents, Draft, Story
from loi_tool.word.floating import WP, drawn_beside, offset_of
from loi_tool.word.look import A, R
from loi_tool.word.state import BOX

if TYPE_CHECKING:
    from docx.opc.part import Part
    from lxml.etree import _Element as Element

    from loi_tool.word.opened import WordFile

DIAGRAM = "/diagram"
"""How the kind of a diagram ends."""
_DRAWN = (f"{WP}inline", f"{WP}anchor")
_DRAWINGS = (*_DRAWN, f"{VML}imagedata", f"{OFFICE}signatureline")
_HELD = (f"{A}graphicData", f"{A}blip")
"""What tells of a drawing what it is."""
_EMU = 914400
"""To an inch (20.1.2.1)."""
_BANNER = 5.0
"""Inches from which on a picture behind the text may be what white text is set on."""
_RASTERS = ("png", "jpg", "jpeg", "jpe", "gif", "bmp", "dib", "tif", "tiff")
_PICTURES = (*RASTERS, b"\x01\0\0\0", b"\xd7\xcd\xc6\x9a")
"""How pictures begin; the first four kinds are looked at."""
_CLOSING = 0.6
"""The part of a letter behind which a picture may be a signature."""
_LOOKED_AT = 12
"""Pictures, the last ones."""
_SMALL_PICTURE = 20_000
"""Bytes: one of a single colour never has more."""
_MOST_PIXELS = 1_000_000

_PHOTO, _EXIF = b"\xff\xd8\xff", b"Exif\0\0"
_START_OF_PHOTO = 70_000
"""Bytes of a JPEG in which its EXIF is (CIPA DC-008, 4.5.4): one segment."""
_PLACE, _ARTIST, _COPYRIGHT = 0x8825, 0x013B, 0x8298

_Kind = Literal["shown", "lost", "blank"]


@dataclass
class _Drawing:
    """A picture, or a line for a signature, that is seen, and the paragraph that it is in."""

    element: Element
    draft: Draft
    story: Story
    graphic: str = ""
    """What kind of graphic it holds (20.1.2.2.17)."""
    blip: Element | None = None
    """Its first reference to a picture (20.1.8.13)."""

    @property
    def part(self) -> Part:
        """The part of the file that it is in."""
        return self.story.part

    @property
    def style(self) -> dict[str, str]:
        """What a shape of VML says of its look (14.1.2.19)."""
        if self.element.tag != f"{VML}imagedata":
            return {}
        return vml_style(self.element.getparent())


def read_pictures(
    word: WordFile, contents: Contents
) -> tuple[list[Image], list[SignatureMark], list[Leftover]]:
    """Pictures and lines for signatures that are seen; what is wrong with pictures."""
    drawings = [drawing for story in contents.stories for drawing in _drawings(story)]
    before = [0]  # how many of the paragraphs before each stay
    for draft in contents.drafts:
        before.append(before[-1] + (bool(draft.text) and not draft.repeated))
    pictures = [drawing for drawing in drawings if _is_picture(drawing)]
    kind_of = lru_cache(maxsize=None)(partial(_kind, word))
    tells = lru_cache(maxsize=None)(partial(_tells_more, word))
    images, left = [], []
    for number, drawing in enumerate(pictures, 1):
        draft = drawing.draft
        index = max(min(before[draft.order], before[-1] - 1), 0)
        image = _image(drawing, index, draft.place(word.file))
        closes = before[draft.order] >= _CLOSING * before[-1]
        late = closes and number > len(pictures) - _LOOKED_AT
        part = _held_in(word, drawing)
        kind = kind_of(part, late)
        if kind == "lost":
            left.append(Leftover(LeftoverKind.LOST_IMAGE, image.alt or image.name, image.place))
        elif tells(part):
            left.append(Leftover(LeftoverKind.TELLING_IMAGE, image.alt or image.name, image.place))
        if kind == "shown":
            images.append(_at_its_place(word, drawing, image, before) if late else image)
    lines = [drawing for drawing in drawings if drawing.element.tag == f"{OFFICE}signatureline"]
    return images, [_signature_line(word, line) for line in lines], left


def _at_its_place(word: WordFile, drawing: _Drawing, image: Image, before: list[int]) -> Image:
    """A picture with the index of the paragraph that it is drawn beside."""
    draft, offset = drawing.draft, offset_of(drawing.element, drawing.style)
    if offset is None:
        return replace(image, is_fixed=True)
    is_floating = drawing.element.tag == f"{WP}anchor" or "absolute" in drawing.style.values()
    if not is_floating or draft.where != "body":
        return image
    beside = drawn_beside(word, drawing.story, draft, offset + 36 * image.height)
    if beside is draft:
        return image
    return replace(image, index=max(before[beside.order + 1] - 1, 0))


def _drawings(story: Story) -> Iterator[_Drawing]:
    """The drawings of a story that are seen, with what they hold outside their text boxes."""
    found: dict[Element, _Drawing] = {}
    for element, draft, is_inside in story.placed(*_DRAWINGS, *_HELD):
        if element.tag in _DRAWINGS:
            state = story.states.of(element)
            is_line = element.tag == f"{OFFICE}signatureline"
            if is_inside and state.is_shown and (is_line or not state.is_prompt):
                found[element] = _Drawing(element, draft, story)
            continue
        owner = found.get(next(element.iterancestors(*_DRAWN, BOX), None))
        if owner is not None and element.tag == f"{A}graphicData":
            owner.graphic = owner.graphic or element.get("uri", "")
        elif owner is not None and owner.blip is None:
            owner.blip = element
    yield from found.values()


def has_banner(root: Element) -> bool:
    """Whether something wide is placed behind the text (20.4.2.3)."""
    return any(
        anchor.get("behindDoc") in ("1", "true")
        and _inches(anchor.find(f"{WP}extent"), "cx") >= _BANNER
        for anchor in root.iter(f"{WP}anchor")
    )


def _is_picture(drawing: _Drawing) -> bool:
    """Whether a drawing shows a picture, a chart or a diagram."""
    element = drawing.element
    if element.tag == f"{VML}imagedata":
        shape = element.getparent()
        is_first = shape.find(f"{VML}imagedata") is element
        return is_first and shape.find(f"{OFFICE}signatureline") is None
    if drawing.blip is None and not drawing.graphic.endswith(("/chart", DIAGRAM)):
        return False
    about = element.find(f"{WP}docPr")
    return about is None or about.get("hidden") not in ("1", "true")


def _image(drawing: _Drawing, index: int, place: Place) -> Image:
    """A picture with what the file says of it."""
    element = drawing.element
    if element.tag == f"{VML}imagedata":
        said, style = dict(element.getparent().attrib), drawing.style
        alt, name = said.get("alt", ""), element.get(f"{OFFICE}title", "")
        sides = [(measure(style.get(side), 1) or 0.0) / 72 for side in ("width", "height")]
        marks = []
    else:
        about, extent = element.find(f"{WP}docPr"), element.find(f"{WP}extent")
        said = dict(about.attrib) if about is not None else {}
        alt, name = said.get("descr") or said.get("title", ""), said.get("name", "")
        sides = [_inches(extent, side) for side in ("cx", "cy")]
        marks = list(about.iter("{*}decorative")) if about is not None else []
    cell = drawing.draft.cell
    return Image(
        index=index,
        place=place,
        where=drawing.draft.where,
        alt=alt,
        name=name,
        width=round(sides[0], 3),
        height=round(sides[1], 3),
        decorative=any(mark.get("val") in ("1", "true") for mark in marks),
        cell=cell.column if cell is not None else None,
    )


def _signature_line(word: WordFile, line: _Drawing) -> SignatureMark:
    """A line of Word for a signature (29500-4, 19.2.2.14)."""
    return SignatureMark(
        kind="line",
        place=line.draft.place(word.file),
        signed=False,
        signer=line.element.get(f"{OFFICE}suggestedsigner") or None,
        title=line.element.get(f"{OFFICE}suggestedsigner2") or None,
    )


def _inches(extent: Element | None, side: str) -> float:
    return (measure(extent.get(side), 1) or 0.0) / _EMU if extent is not None else 0.0


def _held_in(word: WordFile, drawing: _Drawing) -> str | None:
    """The part that a picture is in, empty where there is none; None if it is not in the file."""
    is_vml = drawing.element.tag == f"{VML}imagedata"
    reference = drawing.element if is_vml else drawing.blip
    if reference is None:  # a chart or a diagram
        return None
    relation = word.relation(drawing.part, reference.get(f"{R}{'id' if is_vml else 'embed'}"))
    if relation is None:
        return None if reference.get(f"{R}link") or reference.get(f"{R}href") else ""
    return None if relation.external else relation.target


def _kind(word: WordFile, part: str | None, late: bool) -> _Kind:
    """Whether a picture is shown, is none, or, where small ones are looked at, is blank."""
    if part is None:
        return "shown"
    data = word.package.start(part, _SMALL_PICTURE + 1)
    ending = part.lower().rpartition(".")[2]
    if not data or (ending in _RASTERS and not data.startswith(_PICTURES)):
        return "lost"
    if late and len(data) <= _SMALL_PICTURE and data.startswith(RASTERS[:4]):
        return _look_at(data)
    return "shown"


def _tells_more(word: WordFile, part: str | None) -> bool:
    """Whether a photo says where it was taken, or by whom (EXIF; CIPA DC-008, 4.6)."""
    data = word.package.start(part, _START_OF_PHOTO) if part else b""
    if not data.startswith(_PHOTO) or _EXIF not in data:
        return False
    from PIL.Image import Exif

    start = data.index(_EXIF)
    exif = Exif()
    try:
        exif.load(data[start : start + int.from_bytes(data[start - 2 : start], "big")])
        return any(exif.get(tag) for tag in (_PLACE, _ARTIST, _COPYRIGHT))
    except Exception:  # a damaged one makes Pillow raise many kinds
        return False


def _look_at(data: bytes) -> _Kind:
    from PIL import Image as Pillow

    try:
        with Pillow.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return "shown"
            return "blank" if is_blank(picture) else "shown"
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return "lost"
