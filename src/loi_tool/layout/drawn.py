"""Gives the drawings of a copy that an engine does not draw the room that Word gives them.

A white picture of the same size is put in their place. Where the size is not said, or what is drawn
is not in the file, that is told: then the count is a person's to confirm. ISO 29500-1, 20.4, 14.1.
"""

from __future__ import annotations

from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Emu

from loi_tool.layout.copied import Copy, Element
from loi_tool.opc.markup import MC, OFFICE, VML, vml_style
from loi_tool.opc.numbers import measure

_PICTURE = "/picture"
_SHAPES = tuple(f"{VML}{name}" for name in ("shape", "rect", "roundrect", "oval", "group", "line"))
_TEXT = qn("w:txbxContent")
_PIXELS = 4 / 3
"""To a point, where a length has no unit."""
_EMU = 12_700
"""To a point."""
_TALL = 20.0
"""Points of a drawing from which on it takes more room than a line has."""


def give_room(copy: Copy) -> None:
    """Put pictures in the place of charts, diagrams, shapes and old drawings in the lines of text.

    Args:
        copy: the copy, whose measured pages are then as many as in Word.
    """
    for root in copy.stories():
        _settle_alternates(root)
        for drawing in [*root.iter(qn("wp:inline")), *root.iter(qn("wp:anchor"))]:
            _replace_drawing(copy, root, drawing)
        for old in [*root.iter(qn("w:pict")), *root.iter(qn("w:object"))]:
            _replace_old(copy, root, old)


def _settle_alternates(root: Element) -> None:
    """One engine passes over alternate content, even where its first branch is in the line."""
    for alternates in list(root.iter(f"{MC}AlternateContent")):
        branch = next(iter(alternates), None)
        if branch is None or next(branch.iter(qn("wp:inline"), qn("w:pict")), None) is None:
            continue
        for child in list(branch):
            alternates.addprevious(child)
        alternates.getparent().remove(alternates)


def _replace_drawing(copy: Copy, root: Element, drawing: Element) -> None:
    data = drawing.find(f".//{qn('a:graphicData')}")
    extent = drawing.find(qn("wp:extent"))
    if data is None or data.get("uri", "").endswith(_PICTURE) or extent is None:
        return
    floats = drawing.find(qn("wp:wrapNone")) is not None
    if floats or next(data.iter(_TEXT), None) is not None:
        return
    try:
        picture = _white(copy, root, int(extent.get("cx", "0")), int(extent.get("cy", "0")))
    except ValueError:
        return
    graphic = data.getparent()
    graphic.getparent().replace(graphic, picture.graphic)


def _replace_old(copy: Copy, root: Element, old: Element) -> None:
    shape = next((part for part in old if part.tag in _SHAPES), None)
    if shape is None:
        return
    style = {key.lower(): value.lower() for key, value in vml_style(shape).items()}
    if style.get("position", "static") != "static" or shape.get(f"{OFFICE}hr"):
        return  # it floats, or is a rule
    width, height = (
        measure(f"0{style.get(key, '-')}".removesuffix("px"), _PIXELS)
        for key in ("width", "height")
    )  # “.05pt” is a length, too
    if width is None or height is None:
        copy.undrawn.append("a drawing of an older kind")
    elif height >= _TALL:
        drawing = old.makeelement(qn("w:drawing"))
        drawing.append(_white(copy, root, round(width * _EMU), round(height * _EMU)))
        old.getparent().replace(old, drawing)


def _white(copy: Copy, root: Element, width: int, height: int) -> CT_Inline:
    name = copy.blank_picture(root)
    return CT_Inline.new_pic_inline(1, name, "blank.png", Emu(width), Emu(height))
