"""What a letter is written on: the house style, or a district's own letterhead.

The styles and lists of letters come from `letter.docx`, a Word file. A letterhead keeps those that
it has, and is given those that it lacks, in its own font, size and color.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.shared import Inches, Length

from loi_tool.letter import Layout
from loi_tool.word import elements, page_elements

if TYPE_CHECKING:
    from docx.document import Document

    from loi_tool.word.elements import Element

HOUSE_STYLE = Path(__file__).with_name("letter.docx")
BODY_TEXT = "Body Text"
DISTRICT = "[District]"
"""What the footer of the house style has in the place of the district's name."""
_LISTS = {"bullet": "List Bullet", "number": "List Number"}
_LETTERHEAD_OF_OURS = ("Letterhead Logo", "Letterhead Name", "Letterhead Line")
_OF_THE_TEXT_BEFORE = (
    "comments",
    "commentsExtended",
    "commentsIds",
    "commentsExtensible",
    "people",
)
"""Kinds of parts that go with the text of a letterhead."""


@dataclass(frozen=True)
class Page:
    """A document without text, in which a letter is written."""

    document: Document
    lists: dict[str, int]
    """The numbering of bullets and of numbers."""
    floating: list[Element] = field(default_factory=list)
    """Runs with pictures and boxes that float over the first page, for its first paragraph."""

    @property
    def style_ids(self) -> dict[str, str]:
        """The ids of its styles, by name."""
        return {style.name: style.style_id for style in self.document.styles if style.name}


def house_page(layout: Layout) -> Page:
    """The house style, without its sample text, in the font, size and margins of a letter."""
    document = docx.Document(str(HOUSE_STYLE))
    page_elements.clear_body(document)
    page_elements.set_type(document.styles.element, layout.font, layout.size)
    section = document.sections[0]
    margin = Inches(layout.margin)
    section.top_margin = section.bottom_margin = margin
    section.left_margin = section.right_margin = margin
    section.header_distance = section.footer_distance = Length(margin // 2)
    lists = {kind: elements.numbering_of(document, style) for kind, style in _LISTS.items()}
    for number in lists.values():
        elements.set_label_font(document, number, layout.font)
    return Page(document, lists)


def page_on_letterhead(document: Document, author: str) -> Page:
    """A letterhead without the text of its body.

    Pictures stay. What it says of itself to people who cannot see them is added where it is
    missing.

    Args:
        document: the letterhead, which is changed.
        author: whose it is.
    """
    house = docx.Document(str(HOUSE_STYLE))
    floating = page_elements.clear_body(document)
    page_elements.drop_parts(document, _OF_THE_TEXT_BEFORE, floating)
    page_elements.forget_editing(document)
    page_elements.describe_pictures(document, f"Letterhead of {author}")
    page_elements.add_styles(document, house, _LETTERHEAD_OF_OURS)
    numbers = {kind: elements.numbering_of(house, style) for kind, style in _LISTS.items()}
    lists = {kind: elements.add_list(document, house, n) for kind, n in numbers.items()}
    return Page(document, lists, floating)
