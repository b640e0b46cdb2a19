"""A copy of another program's Word file that the layout engines set as Word sets the original.

Only what an engine is known to get wrong is changed, and nothing that Word would show otherwise:
wrappers go, so do comments and fields without a result, spacing that Word leaves out between
paragraphs of one style is taken out, and a letterhead gets the room that Word would give it.
The copy is measured, or made a PDF of, and thrown away. Section numbers: ISO 29500-1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median_low

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from loi_tool.layout.copied import Copy, Element
from loi_tool.layout.drawn import give_room
from loi_tool.layout.fields import leave_harmless_fields
from loi_tool.layout.saved import marked_pages
from loi_tool.layout.unseen import Unseen
from loi_tool.opc.numbers import whole
from loi_tool.opc.styles import StyleSheet, is_on, is_true


def _names(text: str) -> tuple[str, ...]:
    return tuple(map(qn, text.split()))


_P, _PPR, _BODY, _VAL = _names("w:p w:pPr w:body w:val")
_STYLE, _SPACING, _CONTEXTUAL, _NEW_PAGE = _names(
    "w:pStyle w:spacing w:contextualSpacing w:pageBreakBefore"
)
_WRAPPERS = _names("w:smartTag w:customXml w:ins w:moveTo w:sdt w:sdtContent w:dir w:bdo")
_GONE = _names(
    "w:del w:moveFrom w:commentRangeStart w:commentRangeEnd w:commentReference w:proofErr "
    "w:smartTagPr w:customXmlPr w:sdtPr w:sdtEndPr w:permStart w:permEnd w:rPrChange w:pPrChange "
    "w:sectPrChange w:tblPrChange w:tblGridChange w:trPrChange w:tcPrChange w:numberingChange "
    "w:moveFromRangeStart w:moveFromRangeEnd w:moveToRangeStart w:moveToRangeEnd "
    "w:customXmlInsRangeStart w:customXmlInsRangeEnd w:customXmlDelRangeStart "
    "w:customXmlDelRangeEnd w:lastRenderedPageBreak w:noProof"
)
_NOTED = (
    *_names("w:rsidR w:rsidRPr w:rsidRDefault w:rsidP w:rsidTr w:rsidDel w:rsidSect"),
    "{http://schemas.microsoft.com/office/word/2010/wordml}*",
)
"""Attributes that say when something was written; half of a copy's size, and of its time."""
END_MARK = "."
STAND_INS = {
    "courier": "Courier New",
    "times": "Times New Roman",
    "helvetica": "Arial",
    "helvetica neue": "Arial",
}
"""By a font's name in lower case, the one of the same widths that the engines have."""
_MARKS = _names("w:bookmarkStart w:bookmarkEnd")
_WRAPPED = _names("wp:wrapSquare wp:wrapTight wp:wrapThrough wp:wrapTopAndBottom")
_NOTES = "notes at the foot of pages"
_DEEPEST = 20
_LEAST = 40
_TALLEST = 10_000


def normalised(word: bytes, *, measured: bool = True) -> Copy:
    """Make the copy.

    Args:
        word: the .docx file.
        measured: whether it is made to be measured and thrown away. Then the ends of the body and
            of headers that nothing is drawn at are marked.

    Raises:
        EngineFailed: it is not a Word file that can be copied.
    """
    copy = Copy(word, measured=measured)
    copy.marked = marked_pages(copy.document)
    sheet = StyleSheet(copy.styles)
    spaces, unseen = _ParagraphSpacing(sheet), Unseen(sheet)
    for root in copy.stories():
        unseen.leave_out(root)
        etree.strip_elements(root, *_GONE, with_tail=False)
        etree.strip_tags(root, *_WRAPPERS)
        etree.strip_attributes(root, *_NOTED)
        leave_harmless_fields(root, with_result=True)
        _name_known_fonts(root)
        spaces.make_contextual_explicit(root)
    if copy.styles is not None:
        _name_known_fonts(copy.styles)
    body = copy.document.find(_BODY)
    if body is not None:
        spaces.keep_space_at_the_top(body)
    if measured:
        give_room(copy)
        for story in (*copy.stories("header"), *(() if body is None else (body,))):
            _mark_the_end(story)
        for story in copy.stories("header", "footer"):
            _drop_floating(story)
    copy.hard += _hard(copy.document)
    return copy


# The room for headers and footers -----------------------------------------------------------------


def make_room(copy: Copy, tops: Sequence[float], bottoms: Sequence[float]) -> bool:
    """Raise the margins of a copy to what headers and footers need, as Word does (17.6.11).

    Args:
        copy: what `normalised` gave.
        tops: for each page, where its header ends, in points from the upper edge.
        bottoms: for each page, how far up its footer reaches, in points.

    Returns:
        Whether there was anything to do. One engine lets the body run under both.
    """
    document = copy.document
    first_differs = next(document.iter(qn("w:titlePg")), None) is not None
    later = slice(1, None) if first_differs and len(tops) > 1 else slice(None)
    changed = False
    all_margins = list(document.iter(qn("w:pgMar")))
    for margins in all_margins:
        for key, needs in (("w:top", tops), ("w:bottom", bottoms)):
            # Repeated table heads and notes are drawn like headers, but not on most pages.
            usual = median_low(needs[later]) if needs[later] else 0.0
            if key == "w:top" or _NOTES not in copy.hard:
                changed |= _raise(margins, qn(key), usual)
    body = document.find(_BODY)
    if first_differs and all_margins and tops and body is not None:
        here = whole(all_margins[0].get(qn("w:top")))
        missing = round(tops[0] * 20) - here
        if missing > _LEAST and here >= 0:
            body.insert(0, _spacer(missing))
            changed = True
    return changed


def margins_of(copy: Copy, otherwise: tuple[float, float]) -> tuple[float, float]:
    """Top and bottom margin of the last part of a copy, in points."""
    found = list(copy.document.iter(qn("w:pgMar")))
    if not found:
        return otherwise
    top, bottom = (abs(whole(found[-1].get(qn(key)))) / 20 for key in ("w:top", "w:bottom"))
    return top, bottom


def _raise(margins: Element, key: str, points: float) -> bool:
    """Raise a margin; one below zero is meant to be run over (17.18.104, ST_SignedTwipsMeasure)."""
    here, wanted = whole(margins.get(key)), min(round(points * 20), _TALLEST)
    if here < 0 or wanted <= here + _LEAST:
        return False
    margins.set(key, str(wanted))
    return True


# Repairs ------------------------------------------------------------------------------------------


def _hard(document: Element) -> Iterator[str]:
    def has(*tags: str) -> bool:
        return next(document.iter(*tags), None) is not None

    if has(*_WRAPPED):
        yield "pictures or boxes that the text flows around"
    if has(qn("w:tblpPr")):
        yield "tables that the text flows around"
    if has(qn("w:framePr")):
        yield "frames"
    if any(whole(columns.get(qn("w:num"))) > 1 for columns in document.iter(qn("w:cols"))):
        yield "columns"
    if has(*_names("w:footnoteReference w:endnoteReference")):
        yield _NOTES


def _drop_floating(story: Element) -> None:
    """Leave out what floats over a header or footer and takes no room in it (20.4.2.15)."""
    for run in list(story.iter(qn("w:r"))):
        for inner in list(run):
            if next(inner.iter(qn("wp:wrapNone")), None) is not None:
                run.remove(inner)


def _mark_the_end(story: Element) -> None:
    """Put a word into the last paragraph of the body or of a header if it is empty.

    Word gives it a line, and a page where it has no room; one engine passes over it, and of the
    other nothing would be seen in what it draws.
    """
    blocks = [block for block in story if block.tag != qn("w:sectPr")]
    if not blocks or blocks[-1].tag != _P:
        return
    last = blocks[-1]
    if any((text.text or "").strip() for text in last.iter(qn("w:t"))):
        return
    run = last.add_r()
    look = _property(last, qn("w:rPr"))
    if look is not None:
        own = run.get_or_add_rPr()
        own.extend(list(look))
    run.add_t(END_MARK)


def _property(owner: Element, tag: str) -> Element | None:
    """A property of a paragraph or of a style (17.3.1.26)."""
    properties = owner.find(_PPR)
    return None if properties is None else properties.find(tag)


def _name_known_fonts(root: Element) -> None:
    keys = _names("w:ascii w:hAnsi w:cs")
    for fonts in root.iter(qn("w:rFonts")):
        for key in keys:
            name = fonts.get(key, "").lower()
            if name in STAND_INS:
                fonts.set(key, STAND_INS[name])


class _ParagraphSpacing:
    """The paragraph styles of a file (17.7.4), as far as spacing goes."""

    def __init__(self, sheet: StyleSheet) -> None:
        self._sheet = sheet
        path = map(qn, ("w:docDefaults", "w:pPrDefault", "w:pPr", "w:spacing"))
        self._base = sheet.root.find("/".join(path)) if sheet.root is not None else None
        self._contextual: dict[str, bool] = {}

    def of(self, paragraph: Element) -> str:
        """The id of a paragraph's style."""
        style = _property(paragraph, _STYLE)
        return style.get(_VAL, "") if style is not None else self._sheet.usual_paragraph

    def _levels(self, paragraph: Element) -> Iterator[Element]:
        """A paragraph, its style, and those that this is based on."""
        yield paragraph
        for _, style in self._sheet.chain(self.of(paragraph)):
            yield style

    def is_on(self, paragraph: Element, mark: str) -> bool:
        """Whether a property that is on or off is on."""
        for level in self._levels(paragraph):
            found = _property(level, mark)
            if found is not None:
                return is_on(found)
        return False

    def _is_contextual(self, paragraph: Element, style: str) -> bool:
        own = _property(paragraph, _CONTEXTUAL)
        if own is not None:
            return is_on(own)
        if style not in self._contextual:
            self._contextual[style] = self.is_on(paragraph, _CONTEXTUAL)
        return self._contextual[style]

    def before(self, paragraph: Element) -> int:
        """The space before a paragraph, in twentieths of a point (17.3.1.33)."""
        found = [_property(level, _SPACING) for level in self._levels(paragraph)]
        for element in (*found, self._base):
            if element is None:
                continue
            if is_true(element.get(qn("w:beforeAutospacing"))):
                return 0  # Word leaves it out at the top of a page
            value = whole(element.get(qn("w:before")), -1)
            if value >= 0:
                return min(value, _TALLEST)
        return 0

    def make_contextual_explicit(self, root: Element) -> None:
        """Leave out the space between paragraphs of one style that ask for it (17.3.1.9)."""
        for block in root.iter(_P):
            above = block.getprevious()
            while above is not None and above.tag in _MARKS:
                above = above.getprevious()
            if above is None or above.tag != _P:
                continue
            style = self.of(block)
            if self.of(above) == style:
                if self._is_contextual(above, style):
                    _no_space(above, "after")
                if self._is_contextual(block, style):
                    _no_space(block, "before")

    def keep_space_at_the_top(self, body: Element) -> None:
        """Word keeps the space before a letter's first paragraph and after a page break.

        The engines leave it out there, so a line of its height takes its place.
        """
        _breaks_before(body)
        for block in list(body):
            if block.tag != _P:
                continue
            breaks = self.is_on(block, _NEW_PAGE)
            is_first = block.getprevious() is None
            height = self.before(block) if breaks or is_first else 0
            if height < _LEAST:
                continue
            spacer = _spacer(height)
            if breaks:
                spacer.pPr.get_or_add_pageBreakBefore()
                block.get_or_add_pPr()._remove_pageBreakBefore()
            _no_space(block, "before")
            block.addprevious(spacer)


def _breaks_before(body: Element) -> None:
    """Move a page break at the end of a paragraph to the one below.

    Word begins the page with that one; one engine puts an empty line before it.
    """
    run_tag, allowed = qn("w:r"), (qn("w:r"), qn("w:pPr"), *_MARKS)
    for mark in list(body.iter(qn("w:br"))):
        above = mark.getparent().getparent()
        below = above.getnext() if above is not None and above.getparent() is body else None
        if below is None or above.tag != _P or below.tag != _P:
            continue
        if _property(above, qn("w:sectPr")) is not None:
            continue
        shown = [e for run in above if run.tag == run_tag for e in run if e.tag != qn("w:rPr")]
        if shown[-1:] != [mark] or any(inner.tag not in allowed for inner in above):
            continue
        if mark.get(qn("w:type")) == "page":
            mark.getparent().remove(mark)
            props = below.get_or_add_pPr()
            props._remove_pageBreakBefore()
            props.get_or_add_pageBreakBefore()


def _spacer(height: int) -> Element:
    """An empty line of a height in twentieths of a point."""
    paragraph = OxmlElement("w:p")
    spacing = paragraph.get_or_add_pPr().get_or_add_spacing()
    for key, value in (("before", "0"), ("after", "0"), ("line", str(height)),
                       ("lineRule", "exact")):  # fmt: skip
        spacing.set(qn(f"w:{key}"), value)
    return paragraph


def _no_space(paragraph: Element, side: str) -> None:
    """Leave out the space before or after a paragraph (17.3.1.33)."""
    spacing = paragraph.get_or_add_pPr().get_or_add_spacing()
    spacing.set(qn(f"w:{side}"), "0")
    for other in ("Lines", "Autospacing"):
        if qn(f"w:{side}{other}") in spacing.attrib:
            spacing.set(qn(f"w:{side}{other}"), "0")
