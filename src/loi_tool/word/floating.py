"""Where a floating picture is drawn: by its distance from its anchor, past how many paragraphs.

Nothing is laid out here. How high paragraphs are is estimated from their type, their spacing and
their length, which is enough to tell above which of them a picture is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from loi_tool.opc.numbers import measure
from loi_tool.word.drafts import Draft, Story
from loi_tool.word.look import W

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from loi_tool.word.opened import WordFile

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EMU = 12_700
"""To a point (20.1.2.1)."""
_FROM_ANCHOR = ("paragraph", "line")
_VML_FROM_ANCHOR = ("", "text", "paragraph", "line")
_LINE_HEIGHT = 1.2
"""Of a line at single spacing, to the size of its type."""
_LETTER_WIDTH = 0.48
"""Of a letter, to the size of its type."""
_TEXT_WIDTH = 6.5 * 72
_FARTHEST = 60
"""Paragraphs from an anchor to its picture."""


def offset_of(drawing: Element, style: Mapping[str, str]) -> float | None:
    """How many points below the top of its anchor's paragraph a drawing begins.

    Args:
        drawing: an anchored or inline drawing (20.4.2.3), or a picture of VML.
        style: what the shape of VML says of its look (14.1.2.19); empty for others.

    Returns:
        0 for one that is in line with the text; None where its place is on the page (20.4.3.5).
    """
    if drawing.tag == f"{WP}anchor":
        vertical = drawing.find(f"{WP}positionV")
        points = vertical.findtext(f"{WP}posOffset") if vertical is not None else None
        if vertical is None or points is None or vertical.get("relativeFrom") not in _FROM_ANCHOR:
            return None
        return measure(points.strip(), _EMU) or 0.0
    if style.get("position") == "absolute":
        if style.get("mso-position-vertical-relative", "") not in _VML_FROM_ANCHOR:
            return None
        return measure(style.get("margin-top", "0"), 1) or 0.0
    return 0.0


def drawn_beside(word: WordFile, story: Story, anchor: Draft, middle: float) -> Draft:
    """The last paragraph that begins above the middle of a picture.

    Args:
        word: the file, for its styles.
        story: the body.
        anchor: the paragraph that the picture is anchored in.
        middle: points from the top of that to the middle of the picture.
    """
    placed = [
        (element, draft)
        for element, draft in story.drafts.items()
        if draft.where in ("body", "table")
    ]
    at = next((number for number, (_, draft) in enumerate(placed) if draft is anchor), None)
    if at is None:
        return anchor
    beside, top = anchor, 0.0
    if middle < 0:
        for element, draft in reversed(placed[max(0, at - _FARTHEST) : at]):
            beside, top = draft, top - _height(word, element, draft)
            if top <= middle:
                break
        return beside
    for element, draft in placed[at : at + _FARTHEST]:
        if top > middle or (draft is not anchor and _begins_page(element)):
            break
        beside, top = draft, top + _height(word, element, draft)
    return beside


def _begins_page(paragraph: Element) -> bool:
    """Whether a paragraph begins on a new page, as far as the file says."""
    return (
        paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None
        or next(paragraph.iter(f"{W}lastRenderedPageBreak"), None) is not None
        or any(line.get(f"{W}type") == "page" for line in paragraph.iter(f"{W}br"))
    )


def _height(word: WordFile, paragraph: Element, draft: Draft) -> float:
    """About how high a paragraph is, in points."""
    props = paragraph.find(f"{W}pPr")
    style = props.find(f"{W}pStyle") if props is not None else None
    name = style.get(f"{W}val") if style is not None else None
    spacing = dict(word.styles.spacing(name))
    own = props.find(f"{W}spacing") if props is not None else None
    if own is not None:
        spacing |= own.attrib

    def points(name: str, unit: float) -> float | None:
        return measure(spacing.get(f"{W}{name}"), unit)

    size = max((look.points for text, look in draft.seen if text.strip()), default=0.0)
    size = max(size or word.styles.look(name, None).points, 1.0)
    wide = size * _LETTER_WIDTH
    lines = sum(
        max(1, math.ceil(len(line) * wide / _TEXT_WIDTH)) for line in draft.text.split("\n")
    )
    line = size * _LINE_HEIGHT
    if spacing.get(f"{W}lineRule") in ("exact", "atLeast"):
        line = points("line", 20) or line
    else:
        line *= points("line", 240) or 1.0
    return (points("before", 20) or 0.0) + lines * line + (points("after", 20) or 0.0)
