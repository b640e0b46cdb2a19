"""A Word file that passed the limits, opened by python-docx.

python-docx stops at what Word mends without a word: relations that lead nowhere, names of parts in
another case, parts under another content type, the strict namespaces. So it is handed a copy in
which these are mended. The copy holds the parts that are read as XML, and no others.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from functools import cached_property
from typing import TYPE_CHECKING

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import XmlPart
from lxml import etree

from loi_tool.opc.markup import as_word_reads
from loi_tool.opc.package import Package, Relation, open_package
from loi_tool.opc.styles import StyleSheet
from loi_tool.word.look import A, Styles
from loi_tool.word.numbering import Numbering

if TYPE_CHECKING:
    from docx.opc.part import Part
    from lxml.etree import _Element as Element

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_READ = {
    "officeDocument": (RT.OFFICE_DOCUMENT, CT.WML_DOCUMENT_MAIN),
    "core-properties": (RT.CORE_PROPERTIES, CT.OPC_CORE_PROPERTIES),
    "extendedProperties": (RT.EXTENDED_PROPERTIES, CT.OFC_EXTENDED_PROPERTIES),
    **{
        kind: (f"{_OFFICE}/{kind}", CT.WML_STYLES.replace("styles", kind))
        for kind in ("styles", "settings", "header", "footer", "footnotes", "endnotes", "comments",
                     "numbering", "theme", "extended-properties")
    },
}  # fmt: skip
"""By the last word of a relation's type: the type, and the content type of what it leads to."""
_MANY = ("header", "footer")
"""Of all others a part has one at most (29500-1, 11.3)."""


class WordFile:
    """The parts that python-docx opened, and what is asked of them."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.file = package.file
        self._roots: dict[Part, Element] = {}
        self._relations: dict[str, dict[str, Relation]] = {}
        self._diagrams: dict[str, list[str]] = {}
        texts, copy = _mended(package)
        try:
            document = docx.Document(io.BytesIO(copy))
        except etree.XMLSyntaxError as error:
            for name, text in texts.items():
                package.parse(name, text)  # raises, and says which part it is
            raise package.damaged(package.main) from error
        self.main: Part = document.part
        self.properties: Part | None = _related(document.part.package, RT.CORE_PROPERTIES)
        self.statistics: Part | None = _related(document.part.package, RT.EXTENDED_PROPERTIES)

    @cached_property
    def styles(self) -> Styles:
        """The styles of the letter's text."""
        return Styles(self._style_sheet, self.root(self.part(RT.THEME)))

    @cached_property
    def numbering(self) -> Numbering:
        """The numbering of the letter's lists, which counts as it is read."""
        return Numbering(self.root(self.part(RT.NUMBERING)), self._style_sheet)

    @cached_property
    def _style_sheet(self) -> StyleSheet:
        return StyleSheet(self.root(self.part(RT.STYLES)))

    def part(self, kind: str) -> Part | None:
        """The part that the letter's text points to with a relation of that type, or None."""
        return _related(self.main, kind)

    def relation(self, part: Part, name: str | None) -> Relation | None:
        """What a part points to by that id."""
        source = part.partname.membername
        if source not in self._relations:
            self._relations[source] = {one.id: one for one in self.package.relations(source)}
        return self._relations[source].get(name or "")

    def diagram_lines(self, name: str) -> list[str]:
        """The words of a diagram (SmartArt, 21.4), which are in a part of their own."""
        if name not in self._diagrams:
            root = self.package.xml(name)
            lines = root.iter(f"{A}p") if root is not None else ()
            words = ("".join(text.text or "" for text in line.iter(f"{A}t")) for line in lines)
            self._diagrams[name] = [line for line in words if line.strip()]
        return self._diagrams[name]

    def root(self, part: Part | None) -> Element | None:
        """The root of an XML part, without comments; None of None.

        Raises:
            UnreadableFile: it is damaged, or nested deeper than Word writes.
        """
        if part is None:
            return None
        root = self._roots.get(part)
        if root is None:
            if isinstance(part, XmlPart):
                root = part.element
                self.package.refuse_deep(root)
            else:
                root = self.package.parse(part.partname.membername, part.blob)
            as_word_reads(root)
            self._roots[part] = root
        return root


def open_word(data: bytes, file: str) -> WordFile:
    """Open a Word file.

    Args:
        data: the whole file.
        file: its name, for messages.

    Raises:
        UnreadableFile: it is not a Word file, is damaged or locked, or passes a limit.
    """
    return WordFile(open_package(data, file))


def mended_copy(package: Package) -> bytes:
    """The copy of a Word file that python-docx can open: the parts that are read, and no others."""
    return _mended(package)[1]


def _related(source: Part, kind: str) -> Part | None:
    try:
        return source.part_related_by(kind)
    except KeyError:
        return None


def _mended(package: Package) -> tuple[dict[str, bytes], bytes]:
    """The parts that are read, and the copy that python-docx is handed.

    Relations lead from the package and from the letter's text, and no further: python-docx follows
    them by recursion.
    """
    main = package.main
    texts = {main: package.xml_text(main) or b""}
    types = etree.Element(f"{_TYPES}Types")
    etree.SubElement(
        types, f"{_TYPES}Override", PartName=f"/{main}", ContentType=CT.WML_DOCUMENT_MAIN
    )
    parts = {}
    for source in ("", main):
        relations = etree.Element(f"{_RELATIONS}Relationships")
        known = set()
        for relation in package.relations(source):
            name = None if relation.external else package.stored_name(relation.target)
            if name is None or relation.kind not in _READ or relation.kind in known:
                continue
            if name.endswith(".rels") or (relation.kind == "officeDocument" and name != main):
                continue
            known |= {relation.kind} - {*_MANY}
            kind, content_type = _READ[relation.kind]
            target = f"/{name}"
            link = {"Id": relation.id, "Type": kind, "Target": target}
            etree.SubElement(relations, f"{_RELATIONS}Relationship", link)
            if name not in texts:
                texts[name] = package.xml_text(name) or b""
                etree.SubElement(
                    types, f"{_TYPES}Override", PartName=target, ContentType=content_type
                )
        folder, base = posixpath.split(source)
        parts[posixpath.join(folder, "_rels", f"{base}.rels")] = etree.tostring(relations)
    parts["[Content_Types].xml"] = etree.tostring(types)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in {**texts, **parts}.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return texts, stream.getvalue()
