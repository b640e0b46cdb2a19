"""A copy of somebody else's Word file that the layout engines set as Word sets the original.

Only what an engine is known to get wrong is changed, and nothing that Word would show otherwise:
wrappers go, so do comments and fields without a result, spacing that Word leaves out between
paragraphs of one style is taken out, and a letterhead gets the room that Word would give it.
The copy is measured, or made a PDF of, and thrown away. Section numbers: ISO 29500-1.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from statistics import median_low
from typing import TYPE_CHECKING, TypeAlias
from xml.etree.ElementTree import ParseError, TreeBuilder, tostring
from xml.parsers import expat

from loi_tool.errors import EngineFailed
from loi_tool.layout.saved import marked_pages

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element
else:
    Element: TypeAlias = object

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_DROPPED = re.compile(
    r"word/(comments\w*|people)\.xml|word/(glossary|_rels/comments)|customXml/|docProps/thumbnail"
)
_STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WRAPPERS = frozenset(
    ("w:smartTag", "w:customXml", "w:ins", "w:moveTo", "w:sdtContent", "w:dir", "w:bdo")
)
_GONE = _names(
    "w:del w:moveFrom w:commentRangeStart w:commentRangeEnd w:commentReference w:proofErr "
    "w:smartTagPr w:customXmlPr w:sdtPr w:sdtEndPr w:permStart w:permEnd w:rPrChange w:pPrChange "
    "w:sectPrChange w:tblPrChange w:tblGridChange w:trPrChange w:tcPrChange w:numberingChange "
    "w:moveFromRangeStart w:moveFromRangeEnd w:moveToRangeStart w:moveToRangeEnd "
    "w:customXmlInsRangeStart w:customXmlInsRangeEnd w:customXmlDelRangeStart "
    "w:customXmlDelRangeEnd w:lastRenderedPageBreak w:noProof"
)
_NOTED = ("w:rsid", "w14:")
"""Attributes that say when something was written; half of a copy's size, and of its time."""
END_MARK = "."
STAND_INS = {
    "courier": "Courier New",
    "times": "Times New Roman",
    "helvetica": "Arial",
    "helvetica neue": "Arial",
}
"""By a font's name in lower case, the one of the same widths that the engines have."""
_ON = ("1", "true", "on")
_MARKS = ("w:bookmarkStart", "w:bookmarkEnd")
_NOTES = "notes at the foot of pages"
_MOST_NESTED = 200
_DEEPEST = 20
_LEAST = 40
_TALLEST = 10_000


class Copy:
    """The parts of a Word file, its XML parts as trees where they were asked for.

    Names are as written in the file (`w:p`): the engines take prefixes for granted, so a tree is
    written back with those that it came with.

    Raises:
        EngineFailed: it is not a Word file that can be copied.
    """

    def __init__(self, word: bytes) -> None:
        try:
            with zipfile.ZipFile(io.BytesIO(word)) as archive:
                self.parts = {
                    info.filename: archive.read(info)
                    for info in archive.infolist()
                    if not info.is_dir() and not _DROPPED.match(info.filename)
                }
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise EngineFailed("The Word file cannot be copied to be measured.") from error
        self._trees: dict[str, Element] = {}
        self.hard: list[str] = []
        """What engines place otherwise than Word, in a grant writer's words."""
        self.marked = (1, 1)
        """The least and most pages that the breaks noted in the text make."""

    def tree(self, name: str) -> Element:
        """The tree of a part; changes to it are written."""
        if name not in self._trees:
            self._trees[name] = _parse(self.parts[name])
        return self._trees[name]

    def stories(self) -> Iterator[Element]:
        """The trees of all parts that hold text."""
        for name in list(self.parts):
            if _STORIES.fullmatch(name):
                yield self.tree(name)

    def make_room(self, tops: Sequence[float], bottoms: Sequence[float]) -> bool:
        """Raise the margins to what headers and footers need, as Word does (17.6.11).

        Args:
            tops: for each page, where its header ends, in points from the upper edge.
            bottoms: for each page, how far up its footer reaches, in points.

        Returns:
            Whether there was anything to do. One engine lets the body run under both.
        """
        document = self.tree("word/document.xml")
        first_differs = any(True for _ in document.iter("w:titlePg"))
        later = slice(1, None) if first_differs and len(tops) > 1 else slice(None)
        changed = False
        for margins in document.iter("w:pgMar"):
            for key, needs in (("w:top", tops), ("w:bottom", bottoms)):
                # Repeated table heads and notes are drawn like headers, but not on most pages.
                usual = median_low(needs[later]) if needs[later] else 0.0
                if key == "w:top" or _NOTES not in self.hard:
                    changed |= _raise(margins, key, usual)
        first = next(document.iter("w:pgMar"), None)
        if first_differs and first is not None and tops:
            missing = round(tops[0] * 20) - _whole(first.get("w:top", ""))
            body = child(document, "w:body")
            if missing > _LEAST and _whole(first.get("w:top", "")) >= 0 and body is not None:
                body.insert(0, _spacer(body[0], missing))
                changed = True
        return changed

    def margins(self, otherwise: tuple[float, float]) -> tuple[float, float]:
        """Top and bottom margin of the last part, in points."""
        found = list(self.tree("word/document.xml").iter("w:pgMar"))
        if not found:
            return otherwise
        top, bottom = (abs(_whole(found[-1].get(key, ""))) / 20 for key in ("w:top", "w:bottom"))
        return top, bottom

    def to_bytes(self) -> bytes:
        """The copy as a Word file."""
        kept = set(self.parts)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name, data in self.parts.items():
                if name in self._trees:
                    _drop_unused_prefixes(self._trees[name])
                    data = tostring(self._trees[name], encoding="unicode").encode()  # faster
                elif name.endswith(".rels"):
                    data = _without_lost_targets(name, data, kept)
                elif name == "[Content_Types].xml":
                    data = _without_lost_overrides(data, kept)
                archive.writestr(name, data)
        return buffer.getvalue()


def child(element: Element, *path: str) -> Element | None:
    """The first element at the end of a path of names; `find` would take a prefix for its own."""
    found: Element | None = element
    for name in path:
        found = next((e for e in found if e.tag == name), None) if found is not None else None
    return found


def _parse(data: bytes) -> Element:
    parser = expat.ParserCreate()
    builder = TreeBuilder()
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_NESTED:
            raise EngineFailed("The Word file cannot be copied to be measured.")
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    try:
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise EngineFailed("The Word file cannot be copied to be measured.")
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ParseError, AssertionError, ValueError, LookupError) as error:
        raise EngineFailed("The Word file cannot be copied to be measured.") from error


def _drop_unused_prefixes(root: Element) -> None:
    """One engine reads every declared prefix again at every element."""
    used = {"mc"}
    for element in root.iter():
        used.add(element.tag.partition(":")[0])
        used.update(key.partition(":")[0] for key in element.attrib if ":" in key)
        used.update(element.get("Requires", "").split())
    for key in [key for key in root.attrib if key.startswith("xmlns:")]:
        if key[6:] not in used:
            del root.attrib[key]
    if "mc:Ignorable" in root.attrib:
        kept = (name for name in root.get("mc:Ignorable", "").split() if name in used)
        root.set("mc:Ignorable", " ".join(kept))


def _without_lost_targets(name: str, data: bytes, kept: set[str]) -> bytes:
    root = _parse(data)
    base = posixpath.dirname(posixpath.dirname(name))
    for relation in list(root):
        target = relation.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.join(base, target)
        if relation.get("TargetMode") != "External" and posixpath.normpath(path) not in kept:
            root.remove(relation)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _without_lost_overrides(data: bytes, kept: set[str]) -> bytes:
    root = _parse(data)
    for entry in list(root):
        if entry.get("PartName", "/")[1:] not in kept and entry.tag.endswith("Override"):
            root.remove(entry)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def normalised(word: bytes, *, measured: bool = True) -> Copy:
    """Make the copy.

    Args:
        word: the .docx file.
        measured: whether it is made to be measured and thrown away. Then the ends of the body and
            of headers that nothing is drawn at are marked.

    Raises:
        EngineFailed: it is not a Word file that can be copied.
    """
    copy = Copy(word)
    if "word/document.xml" not in copy.parts:
        raise EngineFailed("The Word file cannot be copied to be measured.")
    styles = _ParagraphSpacing(copy)
    copy.marked = marked_pages(copy.tree("word/document.xml"))
    for root in copy.stories():
        _unwrap(root)
        _drop_fields_without_result(root)
        _name_known_fonts(root)
        styles.make_contextual_explicit(root)
    if "word/styles.xml" in copy.parts:
        _name_known_fonts(copy.tree("word/styles.xml"))
    document = copy.tree("word/document.xml")
    styles.keep_space_at_the_top(document)
    body = child(document, "w:body")
    if body is not None and measured:
        _mark_the_end(body)
    for name in copy.parts if measured else ():
        if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
            _drop_floating(copy.tree(name))
        if re.fullmatch(r"word/header\d*\.xml", name):
            _mark_the_end(copy.tree(name))
    copy.hard += _hard(document)
    return copy


def _hard(document: Element) -> Iterator[str]:
    tags = {element.tag for element in document.iter()}
    if tags & {"wp:wrapSquare", "wp:wrapTight", "wp:wrapThrough", "wp:wrapTopAndBottom"}:
        yield "pictures or boxes that the text flows around"
    if "w:tblpPr" in tags:
        yield "tables that the text flows around"
    if "w:framePr" in tags:
        yield "frames"
    if any(_whole(columns.get("w:num", "")) > 1 for columns in document.iter("w:cols")):
        yield "columns"
    if tags & {"w:footnoteReference", "w:endnoteReference"}:
        yield _NOTES


def _drop_floating(story: Element) -> None:
    """Leave out what floats over a header or footer and takes no room in it (20.4.2.15)."""
    for run in list(story.iter("w:r")):
        for inner in list(run):
            if next(inner.iter("wp:wrapNone"), None) is not None:
                run.remove(inner)


def _mark_the_end(story: Element) -> None:
    """Put a word into the last paragraph of the body or of a header if it is empty.

    Word gives it a line, and a page where it has no room; one engine passes over it, and of the
    other nothing would be seen in what it draws.
    """
    blocks = [block for block in story if block.tag != "w:sectPr"]
    if not blocks or blocks[-1].tag != "w:p":
        return
    last = blocks[-1]
    if any((text.text or "").strip() for text in last.iter("w:t")):
        return
    run = last.makeelement("w:r", {})
    look = child(last, "w:pPr", "w:rPr")
    if look is not None:
        own = run.makeelement("w:rPr", {})
        own.extend(look)
        run.append(own)
    text = run.makeelement("w:t", {})
    text.text = END_MARK
    run.append(text)
    last.append(run)


def _name_known_fonts(root: Element) -> None:
    for fonts in root.iter("w:rFonts"):
        for key in ("w:ascii", "w:hAnsi", "w:cs"):
            name = fonts.get(key, "").lower()
            if name in STAND_INS:
                fonts.set(key, STAND_INS[name])


def _unwrap(element: Element) -> None:
    """Content controls (17.5.2), smart tags and custom XML (17.5.1), tracked changes (17.13.5)."""
    for key in [key for key in element.attrib if key.startswith(_NOTED)]:
        del element.attrib[key]
    kept: list[Element] = []
    for inner in element:
        if inner.tag in _GONE:
            continue
        _unwrap(inner)
        if inner.tag in _WRAPPERS or inner.tag == "w:sdt":
            kept.extend(inner)
        else:
            kept.append(inner)
    element[:] = kept


def _drop_fields_without_result(root: Element) -> None:
    """Index entries and the like (17.16.18): nothing of them is shown, engines show the code."""
    for paragraph in root.iter("w:p"):
        opened: list[tuple[int, bool]] = []
        runs = list(paragraph)
        lost: set[int] = set()
        for index, run in enumerate(runs):
            for mark in run.iter("w:fldChar"):
                kind = mark.get("w:fldCharType")
                if kind == "begin":
                    opened.append((index, False))
                elif kind == "separate" and opened:
                    opened[-1] = (opened[-1][0], True)
                elif kind == "end" and opened:
                    start, shown = opened.pop()
                    if not shown:
                        lost.update(range(start, index + 1))
        if lost:
            paragraph[:] = [run for index, run in enumerate(runs) if index not in lost]


class _ParagraphSpacing:
    """The paragraph styles of a file (17.7.4), as far as spacing goes."""

    def __init__(self, copy: Copy) -> None:
        self._styles: dict[str, Element] = {}
        self._default = ""
        self._base: Element | None = None
        if "word/styles.xml" not in copy.parts:
            return
        root = copy.tree("word/styles.xml")
        self._base = child(root, "w:docDefaults", "w:pPrDefault", "w:pPr", "w:spacing")
        for style in root.iter("w:style"):
            if style.get("w:type") == "paragraph":
                name = style.get("w:styleId", "")
                self._styles[name] = style
                if style.get("w:default") in _ON:
                    self._default = name

    def of(self, paragraph: Element) -> str:
        """The id of a paragraph's style."""
        style = child(paragraph, "w:pPr", "w:pStyle")
        return style.get("w:val", "") if style is not None else self._default

    def _chain(self, paragraph: Element) -> Iterator[Element]:
        """The paragraph and its styles, the nearest first."""
        yield paragraph
        name = self.of(paragraph)
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            based = child(style, "w:basedOn")
            name = based.get("w:val", "") if based is not None else ""

    def is_on(self, paragraph: Element, mark: str) -> bool:
        """Whether a property that is on or off is on."""
        for level in self._chain(paragraph):
            found = child(level, "w:pPr", mark)
            if found is not None:
                return found.get("w:val", "1") in _ON
        return False

    def before(self, paragraph: Element) -> int:
        """The space before a paragraph, in twentieths of a point (17.3.1.33)."""
        levels = [child(level, "w:pPr", "w:spacing") for level in self._chain(paragraph)]
        for element in (*levels, self._base):
            if element is None:
                continue
            if element.get("w:beforeAutospacing") in _ON:
                return 0  # Word leaves it out at the top of a page
            value = element.get("w:before", "")
            if value.isdigit():
                return min(int(value), _TALLEST)
        return 0

    def make_contextual_explicit(self, root: Element) -> None:
        """Leave out the space between paragraphs of one style that ask for it (17.3.1.9)."""
        for parent in root.iter():
            above: Element | None = None
            for block in parent:
                if block.tag != "w:p":
                    if block.tag not in ("w:bookmarkStart", "w:bookmarkEnd", "w:tcPr"):
                        above = None
                    continue
                if above is not None and self.of(above) == self.of(block):
                    if self.is_on(above, "w:contextualSpacing"):
                        _no_space(above, "after")
                    if self.is_on(block, "w:contextualSpacing"):
                        _no_space(block, "before")
                above = block

    def keep_space_at_the_top(self, document: Element) -> None:
        """Word keeps the space before a letter's first paragraph and after a page break.

        The engines leave it out there, so a line of its height stands in for it.
        """
        body = child(document, "w:body")
        if body is None:
            return
        _breaks_before(body)
        for index, block in reversed(list(enumerate(body))):
            if block.tag != "w:p":
                continue
            breaks = self.is_on(block, "w:pageBreakBefore")
            height = self.before(block) if breaks or index == 0 else 0
            if height < _LEAST:
                continue
            spacer = _spacer(block, height)
            if breaks:
                properties(spacer).insert(0, spacer.makeelement("w:pageBreakBefore", {}))
                _set_off(block, "w:pageBreakBefore")
            _no_space(block, "before")
            body.insert(index, spacer)


def _breaks_before(body: Element) -> None:
    """Move a page break at the end of a paragraph to the one below.

    Word begins the page with that one; one engine puts an empty line before it.
    """
    for above, below in zip(list(body), list(body)[1:], strict=False):
        if (
            above.tag != "w:p"
            or below.tag != "w:p"
            or (child(above, "w:pPr", "w:sectPr") is not None)
        ):
            continue
        shown = [
            (run, mark)
            for run in above
            if run.tag == "w:r"
            for mark in run
            if mark.tag not in ("w:rPr", "w:lastRenderedPageBreak")
        ]
        if not shown or any(e.tag not in ("w:r", "w:pPr", *_MARKS) for e in above):
            continue
        run, mark = shown[-1]
        if mark.tag == "w:br" and mark.get("w:type") == "page":
            run.remove(mark)
            _set_off(below, "w:pageBreakBefore")
            properties(below).insert(
                1 if child(below, "w:pPr", "w:pStyle") is not None else 0,
                below.makeelement("w:pageBreakBefore", {}),
            )


def _set_off(paragraph: Element, mark: str) -> None:
    parent = properties(paragraph)
    parent[:] = [element for element in parent if element.tag != mark]


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else 0


def _raise(margins: Element, key: str, points: float) -> bool:
    """Raise a margin; one below zero is meant to be run over (17.18.104, ST_SignedTwipsMeasure)."""
    here, wanted = _whole(margins.get(key, "")), min(round(points * 20), _TALLEST)
    if here < 0 or wanted <= here + _LEAST:
        return False
    margins.set(key, str(wanted))
    return True


def _spacer(near: Element, height: int) -> Element:
    """An empty line of a height in twentieths of a point."""
    paragraph = near.makeelement("w:p", {})
    spacing(paragraph).attrib.update(
        {"w:before": "0", "w:after": "0", "w:line": str(height), "w:lineRule": "exact"}
    )
    return paragraph


def properties(paragraph: Element) -> Element:
    """The properties of a paragraph, made where there are none (17.3.1.26)."""
    found = child(paragraph, "w:pPr")
    if found is None:
        found = paragraph.makeelement("w:pPr", {})
        paragraph.insert(0, found)
    return found


_AFTER_SPACING = _names(
    "w:ind w:contextualSpacing w:mirrorIndents w:suppressOverlap w:jc w:textDirection "
    "w:textAlignment w:textboxTightWrap w:outlineLvl w:divId w:cnfStyle w:rPr w:sectPr"
)


def spacing(paragraph: Element) -> Element:
    """The spacing of a paragraph, made in its place where there is none (17.3.1.33)."""
    parent = properties(paragraph)
    found = child(parent, "w:spacing")
    if found is None:
        found = parent.makeelement("w:spacing", {})
        at = next((i for i, e in enumerate(parent) if e.tag in _AFTER_SPACING), len(parent))
        parent.insert(at, found)
    return found


def _no_space(paragraph: Element, side: str) -> None:
    element = spacing(paragraph)
    element.set(f"w:{side}", "0")
    for other in ("Lines", "Autospacing"):
        if f"w:{side}{other}" in element.attrib:
            element.set(f"w:{side}{other}", "0")
