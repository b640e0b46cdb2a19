"""The copy of a Word file that layout engines are given: nothing in it leads out of it.

It is made of what the letter is known to need and no more: parts that the letter's text leads to
by a relation of a known kind, under the names that Word gives them. Whatever else is in the file,
an engine never sees it. Of what leads elsewhere only links stay, which are asked for when a reader
clicks on them. Section numbers: ISO 29500-1; ISO 29500-2 for the package.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from docx.opc.constants import CONTENT_TYPE as CT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from loi_tool.errors import EngineFailed, UnreadableFile
from loi_tool.layout.fields import leave_harmless_fields
from loi_tool.opc.markup import OFFICE, VML, as_word_reads
from loi_tool.opc.numbers import measure
from loi_tool.opc.package import Package, Relation, open_package
from loi_tool.opc.references import addresses_in_picture, is_raster

Element: TypeAlias = Any
"""An element of python-docx, which has methods by its name."""

MAIN = "word/document.xml"
STATISTICS = "docProps/app.xml"
_NAMES = {
    "officeDocument": MAIN,
    "core-properties": "docProps/core.xml",
    "extended-properties": STATISTICS,
    "extendedProperties": STATISTICS,
    "theme": "word/theme/theme1.xml",
    **{
        kind: f"word/{kind}.xml"
        for kind in ("styles", "settings", "numbering", "fontTable", "footnotes", "endnotes")
    },
}
"""By the last word of a relation's type, the name that Word gives such a part."""
_OTHERS = (
    "header", "footer", "image", "font", "chart", "chartUserShapes", "themeOverride",
    "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing",
)  # fmt: skip
_STORIES = ("officeDocument", "header", "footer", "footnotes", "endnotes")
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = {
    "core-properties": f"{_RELATIONS}/metadata/core-properties",
    "extendedProperties": f"{_OFFICE}/extended-properties",
    "diagramDrawing": "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing",
}
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_ELSEWHERE = tuple(map(qn, ("w:altChunk", "w:subDoc")))
_GONE = (
    *map(qn, ("w:altChunk", "w:subDoc", "w:control", "w:contentPart", "w:dataBinding",
              "w:objectEmbed", "w:objectLink", "w:attachedTemplate", "w:attachedSchema",
              "w:mailMerge", "w:movie", "w:updateFields", "w:saveThroughXslt",
              "a:audioFile", "a:videoFile", "a:quickTimeFile", "a:audioCd", "a:wavAudioFile",
              "c:externalData")),
    f"{OFFICE}OLEObject", _SVG,
)  # fmt: skip
"""Elements that take in something else: imported files (17.17.2), objects, data, templates."""
_REFERENCES = etree.XPath(
    "//@r:* | //@*[contains('|relid|relId|src|href|althref|embeddedHtml|', "
    "concat('|', local-name(), '|'))]",
    namespaces={"r": _OFFICE},
)
_USUAL_TYPES = {
    "xml": CT.XML, "png": CT.PNG, "jpg": CT.JPEG, "jpeg": CT.JPEG, "gif": CT.GIF, "bmp": CT.BMP,
    "tif": CT.TIFF, "tiff": CT.TIFF, "emf": CT.X_EMF, "wmf": CT.X_WMF,
}  # fmt: skip
"""By the ending of a name, for parts of which the file does not say what they are."""
_count_elements = etree.XPath("count(//*)")
_LINKS = (qn("w:hyperlink"), qn("a:hlinkClick"), qn("a:hlinkHover"), qn("a:hlinkMouseOver"))
_PICTURES = {qn("a:blip"): qn("r:embed"), f"{VML}imagedata": qn("r:id")}
"""What shows a picture, and the attribute that says which."""
_USELESS = tuple(
    qn(f"w:{name}")
    for name in ("headerReference", "footerReference", "embedRegular", "embedBold", "embedItalic",
                 "embedBoldItalic")
)  # fmt: skip
"""Elements that say nothing where the part is gone that they name."""
_BLANK_NAME = "word/media/blank.png"
_BLANK = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\xdac\xf8\x0f\0"
    b"\1\1\1\0\x1c\xb0\x8c\x99\0\0\0\0IEND\xaeB`\x82"
)
"""A white point, which is shown for a picture that is elsewhere: its frame keeps its size."""
_SIZES = frozenset(
    qn(f"w:{name}")
    for name in (
        *("before", "after", "line", "left", "right", "start", "end", "firstLine", "hanging"),
        *("w", "h", "top", "bottom", "header", "footer", "gutter", "num", "pos", "x", "y"),
        *("tblpX", "tblpY", "space", "hSpace", "vSpace", "sz"),
    )
)
"""Attributes that are numbers."""
_SIZES_OF = {
    **{
        qn(f"w:{name}"): (qn("w:val"),)
        for name in (
            *("sz", "szCs", "kern", "spacing", "position", "w", "trHeight", "gridSpan"),
            *("gridBefore", "gridAfter", "ilvl", "start", "defaultTabStop"),
        )
    },
    qn("a:ext"): ("cx", "cy"),
}
"""Further ones, by their element; all of `wp:extent` are."""
_PLAIN = re.compile("-?[0-9]{1,4}").fullmatch
"""The form of nearly all."""
_UNITS = ("mm", "cm", "in", "pt", "pc", "pi")
_PER_POINT = dict.fromkeys(map(qn, ("w:sz", "w:szCs", "w:kern", "w:position")), 2)
"""How many of an attribute's own units are a point, where it is not twenty (17.18)."""
_LARGEST = {
    **dict.fromkeys(map(qn, ("wp:extent", "a:ext")), 100_000_000),
    **dict.fromkeys(map(qn, ("w:gridSpan", "w:gridBefore", "w:gridAfter")), 63),
}
"""In units of 914,400 to an inch, and the most columns that Word has."""
_LARGEST_ELSEWHERE = 32_000
"""More than the twentieths of a point on Word's largest page (17.18.81): 22 inches."""
MOST_ELEMENTS = 25_000
"""In the text of a letter: twenty-five pages and more, which an engine lays out in a second."""
MOST_PICTURES = 20_000_000
"""Bytes of all pictures together that an engine is handed."""
_SNIFFED = 16
_LARGE = 1_000_000
"""Bytes of a picture that is not worth handing to an engine that only measures."""


class _Link(NamedTuple):
    """A relation of the copy."""

    id: str
    kind: str
    target: str
    """The name of a part of the copy, or an address."""
    external: bool


class Copy:
    """The parts of the copy, its XML parts as trees of python-docx.

    Raises:
        EngineFailed: it is not a Word file that can be copied.
    """

    def __init__(self, word: bytes, *, measured: bool = False) -> None:
        """Make the copy.

        Args:
            word: the .docx file.
            measured: whether it is only measured, so that large pictures are left out.
        """
        self._measured = measured
        self._trees: dict[str, Element] = {}
        self._data: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._links: dict[str, list[_Link]] = {}
        self._names: dict[str, str] = {}
        """By the name of a part in the file, that in the copy."""
        self._stories: list[str] = []
        self.hard: list[str] = []
        """What engines place otherwise than Word, in a grant writer's words."""
        self.undrawn: list[str] = []
        """What takes room in Word that cannot be measured here, in the same words."""
        self.marked = (1, 1)
        """The least and most pages that the breaks noted in the text make."""
        try:
            package = open_package(word, "", whole=False)
            self._read(package)
        except (UnreadableFile, etree.XMLSyntaxError, ValueError) as error:
            raise EngineFailed("The Word file cannot be copied to be measured.") from error

    @property
    def document(self) -> Element:
        """The tree of the letter's text."""
        return self._trees[MAIN]

    @property
    def styles(self) -> Element | None:
        """The tree of its styles, where there are any."""
        return self._trees.get(_NAMES["styles"])

    @property
    def statistics(self) -> bytes:
        """What the file says of its pages and words, or nothing."""
        root = self._trees.get(STATISTICS)
        return b"" if root is None else bytes(etree.tostring(root, encoding="UTF-8"))

    def stories(self, *kinds: str) -> Iterator[Element]:
        """The trees of the parts that hold text, or of those named `header`, `footer` and so on."""
        for name in self._stories:
            if not kinds or name.startswith(tuple(f"word/{kind}" for kind in kinds)):
                yield self._trees[name]

    def blank_picture(self, story: Element) -> str:
        """The id under which a part that holds text refers to a white picture."""
        return self._blank(next(name for name in self._stories if self._trees[name] is story))

    def to_bytes(self) -> bytes:
        """The copy as a Word file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(zipfile.ZipInfo("[Content_Types].xml"), self._content_types())
            for source, links in self._links.items():
                folder, base = posixpath.split(source)
                name = posixpath.join(folder, "_rels", f"{base}.rels")
                archive.writestr(zipfile.ZipInfo(name), _relations(folder, links))
            for name, root in self._trees.items():
                _drop_unused_prefixes(root)
                archive.writestr(zipfile.ZipInfo(name), etree.tostring(root, encoding="UTF-8"))
            for name, data in self._data.items():
                archive.writestr(zipfile.ZipInfo(name), data)
        return buffer.getvalue()

    # How it is made

    def _read(self, package: Package) -> None:
        waiting = ["", package.main]
        self._names = {"": "", package.main: MAIN}
        for source in waiting:
            kept: list[_Link] = []
            for relation in package.relations(source):
                link = self._kept(package, source, relation)
                if link is None or any(link.id == other.id for other in kept):
                    continue
                kept.append(link)
                stored = package.stored_name(relation.target)
                if not relation.external and stored not in waiting:
                    waiting.append(stored or "")
            if kept:
                self._links[self._names[source]] = kept
        if sum(_count_elements(self._trees[name]) for name in self._stories) > MOST_ELEMENTS:
            raise EngineFailed("The letter is too long to be laid out.")
        for stored in waiting[1:]:
            name = self._names[stored]
            if name in self._trees:
                self._close(name)

    def _kept(self, package: Package, source: str, relation: Relation) -> _Link | None:
        """The relation as it is in the copy, with what it leads to; None if it is left out."""
        kind = relation.kind
        if relation.external:
            return _Link(relation.id, kind, relation.target, True) if kind == "hyperlink" else None
        stored = package.stored_name(relation.target)
        if stored is None or stored.endswith(".rels") or kind not in (*_NAMES, *_OTHERS):
            return None
        if (kind == "officeDocument") != (stored == package.main):
            return None
        if kind in ("core-properties", "extended-properties", "extendedProperties") and source:
            return None
        name = self._names.get(stored) or self._new_name(stored, kind)
        known = name in self._trees or name in self._data
        if not known and not self._take(package, stored, name, kind):
            return None
        self._names[stored] = name
        return _Link(relation.id, kind, name, False)

    def _new_name(self, stored: str, kind: str) -> str:
        """The name that Word gives such a part; the stored one where Word gives none."""
        wanted = _NAMES.get(kind)
        if wanted is None and kind in ("header", "footer"):
            wanted = f"word/{kind}{len(self._stories)}.xml"
        elif wanted is None:
            wanted = stored if stored.startswith("word/") else f"word/{stored}"
        taken = {name.lower() for name in (*self._trees, *self._data, *self._names.values())}
        folder, base = posixpath.split(wanted)
        return wanted if wanted.lower() not in taken else f"{folder}/{len(taken)}{base}"

    def _take(self, package: Package, stored: str, name: str, kind: str) -> bool:
        """Take a part into the copy; whether it is one that may be in it."""
        content_type = CT.WML_DOCUMENT_MAIN if name == MAIN else package.content_type(stored)
        ending = name.lower().rpartition(".")[2]
        content_type = content_type or _USUAL_TYPES.get(ending, "application/octet-stream")
        if kind == "image":
            size, is_points = package.size(stored), is_raster(package.start(stored, _SNIFFED))
            if self._measured and is_points and size > _LARGE:
                data = _BLANK
            elif sum(map(len, self._data.values())) + size > MOST_PICTURES:
                raise EngineFailed(
                    "The pictures of the letter are too large to be laid out.",
                    "In Word: Picture Format > Compress Pictures, and save it.",
                )
            else:
                data = package.read(stored) or b""
            if not data or any(True for _ in addresses_in_picture(data)):
                return False
            self._data[name] = data
        elif kind == "font":
            self._data[name] = package.read(stored) or b""
        else:
            try:
                root = parse_xml(package.xml_text(stored) or b"")
            except etree.XMLSyntaxError:
                if kind in _NAMES or kind in _STORIES:
                    raise
                return False
            package.refuse_deep(root)
            as_word_reads(root)
            self._trees[name] = root
            if kind in _STORIES:
                self._stories.append(name)
        self._types[name] = content_type
        return True

    def _close(self, name: str) -> None:
        """Take out of a part what leads to what is not in the copy."""
        root = self._trees[name]
        if next(root.iter(*_ELSEWHERE), None) is not None:
            self.undrawn.append("text in another file that Word puts in when it opens the letter")
        etree.strip_elements(root, *_GONE, with_tail=False)
        for shown in root.iter(qn("w:object")):
            shown.tag = qn("w:pict")  # what is left is its picture
        links = self._links.get(name, [])
        inside = {link.id for link in links if not link.external}
        outside = {link.id for link in links if link.external}
        for value in _REFERENCES(root):
            element = value.getparent()
            is_link = element.tag in _LINKS and value in outside
            if value.attrname.startswith(f"{{{_OFFICE}}}") and (value in inside or is_link):
                continue
            if value.attrname.rpartition("}")[2].lower() == "relid" and value in inside:
                continue
            del element.attrib[value.attrname]
            if element.tag in _USELESS:
                element.getparent().remove(element)
            elif element.tag in _PICTURES and _PICTURES[element.tag] not in element.attrib:
                element.set(_PICTURES[element.tag], self._blank(name))
        _settle_sizes(root)
        if name in self._stories:
            leave_harmless_fields(root)

    def _blank(self, name: str) -> str:
        """The id of a part's relation to the blank picture."""
        links = self._links.setdefault(name, [])
        if not any(link.target == _BLANK_NAME for link in links):
            links.append(_Link(f"blank{len(links)}", "image", _BLANK_NAME, False))
            self._data[_BLANK_NAME] = _BLANK
            self._types[_BLANK_NAME] = "image/png"
        return next(link.id for link in links if link.target == _BLANK_NAME)

    def _content_types(self) -> bytes:
        root = etree.Element(f"{{{_TYPES}}}Types", nsmap={None: _TYPES})
        usual = {"rels": CT.OPC_RELATIONSHIPS, "xml": CT.XML}
        for name in self._data:
            usual.setdefault(name.lower().rpartition(".")[2], self._types[name])
        for ending, kind in usual.items():
            etree.SubElement(root, f"{{{_TYPES}}}Default", Extension=ending, ContentType=kind)
        for name, kind in self._types.items():
            if usual.get(name.lower().rpartition(".")[2]) != kind:
                attributes = {"PartName": f"/{name}", "ContentType": kind}
                etree.SubElement(root, f"{{{_TYPES}}}Override", attributes)
        return _xml(root)


def _settle_sizes(root: Element) -> None:
    """Write sizes as plain numbers, and leave out those that are none, as Word does.

    One with a unit (22.9.2.14, as strict files have it) is read by no engine, and on one that is
    larger than any page they fail.
    """
    for element, attribute, value in list(_sizes(root)):
        plain, unit = value.strip().removesuffix("%"), value.strip()[-2:]
        number = measure(plain, 1)
        if number is not None and (unit in _UNITS or unit.endswith("%")):
            if unit in _UNITS:
                number *= _PER_POINT.get(element.tag, 20)
            elif element.tag != qn("w:w"):
                number *= 50  # a width in percent (17.18.90)
            element.set(attribute, str(round(number)))
        if number is None or abs(number) > _LARGEST.get(element.tag, _LARGEST_ELSEWHERE):
            del element.attrib[attribute]
            if not element.attrib and element.getparent() is not None:
                element.getparent().remove(element)


def _sizes(root: Element) -> Iterator[tuple[Element, str, str]]:
    """The attributes that are numbers, less those in their usual form: a style sheet has thousands,
    and in XPath to look at them takes five times as long."""
    extent = qn("wp:extent")
    for element in root.iter(etree.Element):
        tag = element.tag
        further = _SIZES_OF.get(tag, ())
        for attribute, value in element.items():
            is_size = attribute in _SIZES or attribute in further or tag == extent
            if is_size and (tag in _LARGEST or _PLAIN(value) is None):
                yield element, attribute, value


def _relations(folder: str, links: list[_Link]) -> bytes:
    root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
    for link in links:
        kind = _KINDS.get(link.kind, f"{_OFFICE}/{link.kind}")
        target = link.target if link.external else posixpath.relpath(link.target, folder or ".")
        attributes = {"Id": link.id, "Type": kind, "Target": target}
        if link.external:
            attributes["TargetMode"] = "External"
        etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", attributes)
    return _xml(root)


def _xml(root: Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _drop_unused_prefixes(root: Element) -> None:
    """One engine reads every declared prefix again at every element."""
    needed = {"mc"}
    for choice in root.iter(f"{{{_MC}}}Choice"):
        needed.update(choice.get("Requires", "").split())
    etree.cleanup_namespaces(root, keep_ns_prefixes=sorted(needed))
    ignorable = f"{{{_MC}}}Ignorable"
    if ignorable in root.attrib:
        kept = (name for name in root.get(ignorable).split() if name in root.nsmap)
        root.set(ignorable, " ".join(kept))
