"""What python-docx has no word for, set on its elements, which are lxml's.

Everything here is WordprocessingML (ISO/IEC 29500-1, chapter 17) but for pictures (chapter 20). The
order of elements is fixed by the schema.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.parts.numbering import NumberingPart
from docx.shared import Length

if TYPE_CHECKING:
    from docx.document import Document
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
_LONGEST_ALIAS = 64
"""Characters of the title of a content control; Word refuses more."""


# Runs and paragraphs ------------------------------------------------------------------------------


def set_style(paragraph: Paragraph, style_id: str) -> None:
    """Set a style by its id (17.3.1.27); to look it up by its name takes python-docx 1 ms."""
    properties: Element = paragraph._p.get_or_add_pPr()
    properties.style = style_id


def set_font(run: Run, family: str) -> None:
    """Name a font for all scripts (17.3.2.26); python-docx names it for Latin letters only."""
    run.font.name = family
    properties: Element = run._r.rPr
    name_font(properties.rFonts, family)


def name_font(fonts: Element, family: str) -> None:
    """Set a font for all scripts in a `w:rFonts`, in the place of one of the theme (17.3.2.26)."""
    for script in _SCRIPTS:
        fonts.set(qn(f"w:{script}"), family)
    for name in [name for name in fonts.attrib if name.lower().endswith("theme")]:
        del fonts.attrib[name]


def copy_run(run: Run, text: str) -> Run:
    """Put a run that looks like another one before it, with another text."""
    copied = copy.deepcopy(run._r)
    run._r.addprevious(copied)
    made = type(run)(copied, run._parent)
    made.text = text
    return made


def remove_run(run: Run) -> None:
    """Take a run out of its paragraph."""
    element: Element = run._r
    element.getparent().remove(element)


def read_from_right(paragraph: Paragraph) -> None:
    """Let the lines of a paragraph begin at the right (17.3.1.6)."""
    properties: Element = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)


def put_in_front(paragraph: Paragraph, runs: Sequence[Element]) -> None:
    """Put runs before the text of a paragraph."""
    at = paragraph._p.index(paragraph.runs[0]._r) if paragraph.runs else len(paragraph._p)
    for run in reversed(runs):
        paragraph._p.insert(at, run)


# Prompts ------------------------------------------------------------------------------------------


def add_prompt(paragraph: Paragraph, text: str, style: str, number: int) -> None:
    """Add a prompt to a paragraph: a click on it selects it, and what is typed replaces it.

    Args:
        paragraph: where it goes.
        text: what it says.
        style: the id of the style of its characters.
        number: another for each prompt of a file.
    """
    control = _prompt(text, number)
    control[0].append(OxmlElement("w:text"))  # one line, in the look of what is around it
    run = paragraph.add_run(text)
    properties: Element = run._r.get_or_add_rPr()
    properties.style = style
    control[1].append(run._r)
    paragraph._p.append(control)


def make_prompt(paragraph: Paragraph, style: str, number: int) -> None:
    """Make a paragraph a prompt as a whole, in whose place several paragraphs can be written."""
    control = _prompt(paragraph.text, number)
    for run in paragraph.runs:
        properties: Element = run._r.get_or_add_rPr()
        properties.style = style
    paragraph._p.addprevious(control)
    control[1].append(paragraph._p)


def _prompt(text: str, number: int) -> Element:
    """A content control (17.5.2) that shows its prompt, and goes when that is replaced."""
    control, properties = OxmlElement("w:sdt"), OxmlElement("w:sdtPr")
    for name, value in (("alias", text.strip("[]")[:_LONGEST_ALIAS]), ("id", str(number))):
        properties.append(OxmlElement(f"w:{name}", {qn("w:val"): value}))
    properties.append(OxmlElement("w:temporary"))
    properties.append(OxmlElement("w:showingPlcHdr"))
    control.append(properties)
    control.append(OxmlElement("w:sdtContent"))
    return control


# Lists --------------------------------------------------------------------------------------------


def numbering_of(document: Document, style: str) -> int:
    """The numbering (17.9.15) that a list style of a document is numbered by."""
    properties: Element = document.styles[style].element.pPr
    return int(properties.numPr.numId.val)


def number_anew(
    document: Document, number: int, level: int, start: int, number_format: str = ""
) -> int:
    """A numbering that is like another one and counts anew at a level (17.9.26).

    Args:
        document: where it is made.
        number: the other one.
        level: where it counts anew, from 0.
        start: the first number.
        number_format: how it counts there (17.18.59), if it is not to be as in the other one.

    Returns:
        Its number, for `set_numbering`.
    """
    numbering: Element = document.part.numbering_part.element
    like = numbering.num_having_numId(number).abstractNumId.val
    if number_format:
        definition = _definition_like(numbering, numbering, like)
        levels = list(definition.iterchildren(qn("w:lvl")))
        levels[level].find(qn("w:numFmt")).set(qn("w:val"), number_format)
        like = int(definition.get(qn("w:abstractNumId")))
    made = numbering.add_num(like)
    made.add_lvlOverride(level).add_startOverride(start)
    return int(made.numId)


def set_label_font(document: Document, number: int, family: str) -> None:
    """Set the bullets and numbers of a numbering (17.9.24) in a font; engines take another else."""
    numbering: Element = document.part.numbering_part.element
    like = numbering.num_having_numId(number).abstractNumId.val
    for definition in numbering.iterchildren(qn("w:abstractNum")):
        if int(definition.get(qn("w:abstractNumId"))) == like:
            for properties in definition.iter(qn("w:rPr")):
                fonts = OxmlElement("w:rFonts")
                name_font(fonts, family)
                properties.insert(0, fonts)


def add_list(document: Document, source: Document, number: int) -> int:
    """Take a numbering over from another document.

    Returns:
        Its number in the document.
    """
    theirs = source.part.numbering_part
    wanted: Element = theirs.element
    like = wanted.num_having_numId(number).abstractNumId.val
    package = document.part.package
    kinds = {relation.reltype for relation in document.part.rels.values()}
    if RELATIONSHIP_TYPE.NUMBERING not in kinds:
        name = package.next_partname("/word/numbering%d.xml")
        empty = b'<w:numbering xmlns:w="%s"/>' % nsmap["w"].encode()
        made = NumberingPart.load(name, CONTENT_TYPE.WML_NUMBERING, empty, package)
        document.part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    numbering: Element = document.part.numbering_part.element
    definition = _definition_like(numbering, wanted, like)
    return int(numbering.add_num(int(definition.get(qn("w:abstractNumId")))).numId)


def _definition_like(numbering: Element, source: Element, like: int) -> Element:
    """A copy of a numbering definition (17.9.1), in the same part or another."""
    (definition,) = (
        copy.deepcopy(found)
        for found in source.iterchildren(qn("w:abstractNum"))
        if int(found.get(qn("w:abstractNumId"))) == like
    )
    used = [int(i) for i in numbering.xpath("./w:abstractNum/@w:abstractNumId")]
    definition.set(qn("w:abstractNumId"), str(max(used, default=-1) + 1))
    for linked in list(definition.iter(qn("w:pStyle"))):
        linked.getparent().remove(linked)  # that style may be one of the document's own
    numbering.insert_element_before(definition, "w:num", "w:numIdMacAtCleanup")
    return definition


def set_numbering(paragraph: Paragraph, number: int, level: int) -> None:
    """Number a paragraph by another numbering than its style's (17.3.1.19)."""
    properties: Element = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


# Tables -------------------------------------------------------------------------------------------


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


# Pictures -----------------------------------------------------------------------------------------


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
