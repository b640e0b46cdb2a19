"""What python-docx has no word for, set on its elements, which are lxml's.

Everything here is WordprocessingML (ISO/IEC 29500-1, chapter 17) but for pictures (chapter 20). The
order of elements is fixed by the schema.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.shared import Inches, Length

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

Element: TypeAlias = Any
"""An element of python-docx; lxml has no types."""

_SCRIPTS = ("ascii", "hAnsi", "eastAsia", "cs")
_AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
    "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
    "w:pPrChange",
)  # fmt: skip
"""The properties of a paragraph that come behind `bidi` (17.3.1.26)."""


# Runs and paragraphs --------------------------------------------------------------------------


def set_style(paragraph: Paragraph, style_id: str) -> None:
    """Set a style by its id (17.3.1.27); to look it up by its name takes python-docx 1 ms."""
    properties: Element = paragraph._p.get_or_add_pPr()
    properties.style = style_id


def set_font(run: Run, family: str) -> None:
    """Name a font for all scripts (17.3.2.26); python-docx names it for Latin letters only."""
    run.font.name = family
    properties: Element = run._r.rPr
    _name_font(properties.rFonts, family)


def _name_font(fonts: Element, family: str) -> None:
    for script in _SCRIPTS:
        fonts.set(qn(f"w:{script}"), family)


def read_from_right(paragraph: Paragraph) -> None:
    """Let the lines of a paragraph begin at the right (17.3.1.6)."""
    properties: Element = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)


def fill_in(paragraph: Paragraph, prompt: str, text: str) -> None:
    """Put a text in the place of a prompt that is a part of one run."""
    for run in paragraph.runs:
        if prompt in run.text:
            run.text = run.text.replace(prompt, text)


# Lists ----------------------------------------------------------------------------------------


def numbering_of(document: Document, style: str) -> int:
    """The numbering (17.9.15) that a list style of a document is numbered by."""
    properties: Element = document.styles[style].element.pPr
    return int(properties.numPr.numId.val)


def number_anew(document: Document, number: int, level: int, start: int) -> int:
    """A numbering that is like another one and counts anew at a level (17.9.26).

    Returns:
        Its number, for `set_numbering`.
    """
    numbering: Element = document.part.numbering_part.element
    like = numbering.num_having_numId(number).abstractNumId.val
    made = numbering.add_num(like)
    made.add_lvlOverride(level).add_startOverride(start)
    return int(made.numId)


def set_numbering(paragraph: Paragraph, number: int, level: int) -> None:
    """Number a paragraph by another numbering than its style's (17.3.1.19)."""
    properties: Element = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


# Tables ---------------------------------------------------------------------------------------


def shape_table(table: Table, title: str, widths: Sequence[Length]) -> None:
    """Give a table its title, its widths, and a first row that is its header.

    Rows stay whole, and the header is repeated on further pages (17.4.6, 17.4.49). The title is
    what a screen reader says of it (17.4.62).
    """
    table.autofit = False
    properties: Element = table._tbl.tblPr
    width = properties.find(qn("w:tblW"))
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(round(sum(widths) / 635)))
    look = properties.find(qn("w:tblLook"))
    look.set(qn("w:val"), "0020")  # the first row is a header, the first column is none
    look.set(qn("w:firstColumn"), "0")
    look.set(qn("w:noVBand"), "0")
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), title)
    properties.append(caption)
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    for number, row in enumerate(table.rows):
        row_properties: Element = row._tr.get_or_add_trPr()
        row_properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            row_properties.append(OxmlElement("w:tblHeader"))


def rows_from_below(table: Table) -> list[list[Paragraph]]:
    """The paragraphs of each row, the last row first."""
    return [[p for cell in row.cells for p in cell.paragraphs] for row in reversed(table.rows)]


# Pictures -------------------------------------------------------------------------------------


def add_picture(run: Run, data: bytes, alt: str, size: tuple[Length, Length]) -> None:
    """Put a PNG or JPEG into a run, with its alternative text (20.4.2.5, 20.4.2.8).

    python-docx does the same, but reads the file on its own account, and knows JPEG files of two
    makers only.
    """
    extension = "png" if data.startswith(b"\x89PNG") else "jpeg"
    document = run.part
    name = document.package.next_partname(f"/word/media/image%d.{extension}")
    picture = ImagePart(name, f"image/{extension}", data)
    relation = document.relate_to(picture, RELATIONSHIP_TYPE.IMAGE)
    number = document.next_id
    inline: Element = CT_Inline.new_pic_inline(number, relation, name.filename, *size)
    for properties in (inline.docPr, inline.graphic.graphicData.pic.nvPicPr.cNvPr):
        properties.set("descr", alt)
    run._r.add_drawing(inline)


# Pages and styles -----------------------------------------------------------------------------


def text_width(section: Section) -> Length:
    """The width of the lines of a section; what it leaves open is US Letter with an inch around."""
    width = section.page_width or Inches(8.5)
    sides = (section.left_margin, section.right_margin)
    return Length(width - sum(Inches(1) if side is None else side for side in sides))


def set_type(styles: Element, family: str, points: float) -> None:
    """Set the font and the size of a style sheet; what is larger or smaller stays so.

    Args:
        styles: the `w:styles` of a file (17.7.4.18).
        family: the font of everything that names none of its own.
        points: the size of everything that names none of its own. Other sizes change by as many
            points, and distances of lines (17.3.1.33) that follow a size change with it.
    """
    defaults: Element = styles.find(qn("w:docDefaults"))
    _name_font(next(defaults.iter(qn("w:rFonts"))), family)
    usual = _half_points(defaults)
    more = round(points * 2) - usual
    for block in (defaults, *styles.iterchildren(qn("w:style"))):
        before = _half_points(block) or usual
        for tag in ("w:sz", "w:szCs"):
            for size in block.iter(qn(tag)):
                if before + more > 0 and not _is_for_picture(before):
                    size.set(qn("w:val"), str(before + more))
        for spacing in block.iter(qn("w:spacing")):
            line = spacing.get(qn("w:line"))
            if line and spacing.get(qn("w:lineRule")) == "atLeast":
                spacing.set(qn("w:line"), str(round(int(line) * (before + more) / before)))


def _half_points(block: Element) -> int:
    size = next(block.iter(qn("w:sz")), None)
    return 0 if size is None else int(size.get(qn("w:val")))


def _is_for_picture(half_points: int) -> bool:
    """Whether a size is that of an empty line, so that a picture alone decides how high it is."""
    return half_points <= 4


# The package ----------------------------------------------------------------------------------

_APPLICATION = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>%s</Application></Properties>'
)


def drop_properties(document: Document, application: str) -> None:
    """Forget what a file says of itself, its pages and words above all, for they will change.

    Args:
        document: the file.
        application: the name of the program that it says made it instead (22.2.2.1).
    """
    package = document.part.package
    for relation in list(package.rels.values()):
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("core-properties", "thumbnail"):
            del package.rels[relation.rId]
        elif kind == "extended-properties":
            relation.target_part._blob = _APPLICATION % application.encode()
