"""The elements of the page that a letter is written on: styles, body, sections, settings, parts.

As in `elements.py`, this is what python-docx has no word for (ISO/IEC 29500-1, chapter 17).
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from itertools import chain, count
from typing import TYPE_CHECKING

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Inches, Length

from loi_tool.opc.numbers import whole
from loi_tool.opc.styles import is_true
from loi_tool.word.elements import Element, name_font

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section

_DRAWINGS = (qn("w:drawing"), qn("w:pict"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


# Styles -------------------------------------------------------------------------------------------


def set_type(styles: Element, family: str, points: float) -> None:
    """Set the font and the size of a style sheet; what is larger or smaller stays so.

    Args:
        styles: the `w:styles` of a file (17.7.4.18).
        family: the font of the text, and of all styles that name none of their own.
        points: the size of the text. Other sizes change by as many points, and distances of lines
            (17.3.1.33) that follow a size change with it.
    """
    defaults: Element = styles.find(qn("w:docDefaults"))
    normal: Element = styles.default_for(WD_STYLE_TYPE.PARAGRAPH)
    for block in (defaults, normal):
        for fonts in block.iter(qn("w:rFonts")):
            name_font(fonts, family)
    usual = _usual_half_points(styles)
    more = round(points * 2) - usual
    for block in (defaults, *styles.iterchildren(qn("w:style"))):
        before = _half_points(block) or usual
        for size in (*block.iter(qn("w:sz")), *block.iter(qn("w:szCs"))):
            if before + more > 0 and not _is_for_picture(before):
                size.set(qn("w:val"), str(before + more))
        for spacing in block.iter(qn("w:spacing")):
            line = whole(spacing.get(qn("w:line")))
            if line and before and spacing.get(qn("w:lineRule")) == "atLeast":
                spacing.set(qn("w:line"), str(round(line * (before + more) / before)))


def _half_points(block: Element) -> int:
    size = None if block is None else next(block.iter(qn("w:sz")), None)
    return 0 if size is None else max(whole(size.get(qn("w:val"))), 0)


def _is_for_picture(half_points: int) -> bool:
    """Whether a size is that of an empty line, so that a picture alone decides how high it is."""
    return half_points <= 4


def add_styles(document: Document, source: Document, left_out: Collection[str]) -> None:
    """Give a document the styles that it lacks, in its own font, size and color (17.7.4).

    Args:
        document: what is given them.
        source: what has them.
        left_out: names of styles that are not wanted.
    """
    styles: Element = document.styles.element
    theirs: Element = source.styles.element
    for style in styles.iterchildren(qn("w:style")):
        if style.get(qn("w:type")) is None:
            style.set(qn("w:type"), "paragraph")  # as is read where it is left out (17.7.4.17)
    ids = {(s.type, s.name): s.style_id for s in document.styles}
    more = _usual_half_points(styles) - _usual_half_points(theirs)
    new_ids: dict[str, str] = {}
    added = []
    for style in source.styles:
        default = document.styles.default(style.type) if style.element.default else None
        known = default.style_id if default else ids.get((style.type, style.name))
        if known is None and not style.element.default and style.name not in left_out:
            known = _free_id(style.style_id, set(ids.values()))
            added.append(copy.deepcopy(style.element))
        if known is not None:
            new_ids[style.style_id] = known
    for style in added:
        style.set(qn("w:styleId"), new_ids[style.get(qn("w:styleId"))])
        for tag in ("w:basedOn", "w:next", "w:link"):
            for reference in list(style.iterchildren(qn(tag))):
                if reference.get(qn("w:val")) in new_ids:
                    reference.set(qn("w:val"), new_ids[reference.get(qn("w:val"))])
                else:
                    style.remove(reference)
        _make_neutral(style, more)
        styles.append(style)


def _free_id(wanted: str, used: Collection[str]) -> str:
    names = chain([wanted], (f"{wanted}{number}" for number in count(2)))
    return next(name for name in names if name not in used)


def _make_neutral(style: Element, more: int) -> None:
    """Leave to a letterhead what is its own: fonts, colors, rules, distances of lines, numbering.

    The mark of a draft stays red, and the line to sign on a line.
    """
    for size in (*style.iter(qn("w:sz")), *style.iter(qn("w:szCs"))):
        half_points = int(size.get(qn("w:val")))
        if not _is_for_picture(half_points):
            size.set(qn("w:val"), str(max(half_points + more, 2)))
    for spacing in style.iter(qn("w:spacing")):
        if spacing.get(qn("w:lineRule")) == "atLeast":
            del spacing.attrib[qn("w:line")], spacing.attrib[qn("w:lineRule")]
    name = style.find(qn("w:name")).get(qn("w:val"))
    gone = ["w:numPr", "w:rFonts"]
    if name != "Draft Mark":
        gone.append("w:color")
    if name != "Signature Line":
        gone.append("w:pBdr")
    for tag in gone:
        for found in list(style.iter(qn(tag))):
            found.getparent().remove(found)


def _usual_half_points(styles: Element) -> int:
    """The size of text in the default style; what names none is in 10 points (17.3.2.38)."""
    default = styles.default_for(WD_STYLE_TYPE.PARAGRAPH)
    defaults = styles.find(qn("w:docDefaults"))
    return next((n for n in map(_half_points, (default, defaults)) if n), 20)


# The body -----------------------------------------------------------------------------------------


def body_texts(document: Document) -> list[str]:
    """The texts of the paragraphs in the body, less prompts of content controls (17.5.2.39).

    Text boxes float over the page and are no part of it.
    """
    body: Element = document.element.body
    texts = []
    for paragraph in body.iter(qn("w:p")):
        if _is_inside(paragraph, qn("w:txbxContent")):
            continue
        pieces = (
            t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph
        )
        texts.append("".join(t.text or "" for t in pieces if not _is_prompted(t)))
    return texts


def _is_inside(element: Element, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _is_prompted(text: Element) -> bool:
    controls = text.iterancestors(qn("w:sdt"))
    return any(control.find(f".//{qn('w:showingPlcHdr')}") is not None for control in controls)


def has_drawing(document: Document) -> bool:
    """Whether there is a picture or a box in the body."""
    return next(document.element.body.iter(*_DRAWINGS), None) is not None


_MARKS = (
    "w:commentRangeStart", "w:commentRangeEnd", "w:commentReference", "w:bookmarkStart",
    "w:bookmarkEnd", "w:permStart", "w:permEnd", "w:proofErr",
)  # fmt: skip
"""Of places in the text that is gone."""


def clear_body(document: Document) -> list[Element]:
    """Take away the text of a document's body; pictures that stand in it stay.

    Returns:
        The runs with pictures and boxes that floated over the page, for another paragraph.
    """
    body: Element = document.element.body
    floating: list[Element] = []
    for block in list(body.iterchildren()):
        if block.tag == qn("w:sectPr"):
            continue
        drawn = [
            run
            for run in block.iter(qn("w:r"))
            if next(run.iter(*_DRAWINGS), None) is not None
            and not _is_inside(run, qn("w:txbxContent"))
        ]
        if all(map(_floats, drawn)):
            floating += drawn
            body.remove(block)
            continue
        for run in list(block.iter(qn("w:r"))):
            if run not in drawn and not any(above in drawn for above in run.iterancestors()):
                run.getparent().remove(run)
    for mark in list(body.iter(*map(qn, _MARKS))):
        mark.getparent().remove(mark)
    return floating


def _floats(run: Element) -> bool:
    shapes = [*run.iter(qn("wp:inline"), qn("w:pict"), qn("w:object"))]
    return not any(
        shape.tag == qn("wp:inline") or "position:absolute" not in _vml_style(shape)
        for shape in shapes
        if not _is_inside(shape, _FALLBACK)
    )


def _vml_style(shape: Element) -> str:
    return " ".join(inner.get("style", "") for inner in shape.iter()).replace(" ", "")


# Pages --------------------------------------------------------------------------------------------


def columns(section: Section) -> int:
    """How many columns the text of a section has (17.6.4)."""
    found: Element = section._sectPr.find(qn("w:cols"))
    return whole(found.get(qn("w:num")), 1) if found is not None else 1


def text_width(section: Section) -> Length:
    """The width of the lines of a section; what it leaves open is US Letter with an inch around."""
    width = section.page_width or Inches(8.5)
    sides = (section.left_margin, section.right_margin)
    return Length(width - sum(Inches(1) if side is None else side for side in sides))


def text_height(section: Section) -> Length:
    """The least height of the text on a page, less what headers and footers need (17.6.11).

    Their height is estimated: a line is a fifth of an inch, or as high as its pictures.
    """
    headers, footers = [section.header], [section.footer]
    if section.different_first_page_header_footer:
        headers.append(section.first_page_header)
        footers.append(section.first_page_footer)
    height = section.page_height or Inches(11)
    for margin, distance, stories in (
        (section.top_margin, section.header_distance, headers),
        (section.bottom_margin, section.footer_distance, footers),
    ):
        margin = Inches(1) if margin is None else margin
        heights = [_height(story._element) for story in stories if not story.is_linked_to_previous]
        needed = (distance or 0) + max(heights, default=0) if margin >= 0 else 0
        height = Length(height - max(abs(margin), needed))
    return height


def _height(story: Element) -> int:
    if story.tag == qn("w:tbl"):
        rows = story.iterchildren(qn("w:tr"))
        return sum(max(map(_height, row.iterchildren(qn("w:tc"))), default=0) for row in rows)
    if story.tag == qn("w:p"):
        pictures = story.iterfind(f".//{qn('wp:inline')}/{qn('wp:extent')}")
        return max([Inches(0.2), *(whole(extent.get("cy")) for extent in pictures)])
    return sum(map(_height, story.iterchildren(qn("w:p"), qn("w:tbl"))))


def is_protected(settings: Element) -> bool:
    """Whether a `w:settings` keeps people from changing the file (17.15.1.29, 17.15.1.94)."""
    editing = settings.find(qn("w:documentProtection"))
    writing = settings.find(qn("w:writeProtection"))
    locked = editing is not None and is_true(editing.get(qn("w:enforcement")))
    hashes = [] if writing is None else [k for k in writing.attrib if "hash" in k.lower()]
    return locked or bool(hashes)


_OF_EDITING = (
    "w:writeProtection", "w:documentProtection", "w:trackRevisions", "w:attachedTemplate",
)  # fmt: skip


def forget_editing(document: Document) -> None:
    """Take out settings that would hinder those who edit the letter, and its template (17.15.1)."""
    settings: Element = document.settings.element
    for tag in _OF_EDITING:
        for found in list(settings.iterchildren(qn(tag))):
            settings.remove(found)
    rels = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels
    for relation in [r for r in rels.values() if r.reltype.endswith("/attachedTemplate")]:
        del rels[relation.rId]


def describe_pictures(document: Document, words: str) -> None:
    """Give every picture without alternative text some (20.4.2.5), unless it is decoration."""
    stories = [document.element]
    for relation in document.part.rels.values():
        if relation.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER):
            stories.append(relation.target_part.element)
    for story in stories:
        for properties in story.iter(qn("wp:docPr")):
            decorative = [e for e in properties.iter() if e.tag.endswith("}decorative")]
            if not properties.get("descr", "").strip() and not decorative:
                properties.set("descr", words)


# The package --------------------------------------------------------------------------------------

_APPLICATION = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>%s</Application></Properties>'
)


def drop_parts(
    document: Document, kinds: Collection[str], also_used: Collection[Element] = ()
) -> None:
    """Leave out parts of some kinds, and pictures and links that nothing points to any more.

    Args:
        document: what has them.
        kinds: the last words of the types of their relations.
        also_used: elements that are not in the document now and will be.
    """
    stories = (document.element, *also_used)
    used = {value for story in stories for inner in story.iter() for value in inner.values()}
    rels = document.part.rels
    for relation in list(rels.values()):
        kind = relation.reltype.rpartition("/")[2]
        unused = kind in ("image", "hyperlink") and relation.rId not in used
        if unused or kind in kinds:
            del rels[relation.rId]


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
