"""Opens the zip that a Word file is, without trusting it (ISO/IEC 29500-2, Open Packaging).

Nothing is inflated before the list of parts has been judged, and no part beyond its limit. A file
with a DOCTYPE, the one door to entities, is refused before it is parsed (29500-2, 9.1.4 forbids
them in any case). What passes is opened by python-docx: see `word/opened.py`.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from lxml import etree

from loi_tool.errors import UnreadableFile
from loi_tool.opc.other_files import (
    ASK_AGAIN,
    what_archive_it_is,
    what_it_is,
    what_office_file_it_is,
)
from loi_tool.opc.references import leads_out
from loi_tool.text import shortened

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_BYTES = 60_000_000
"""Of the file as it is stored: far more than any portal or mailbox takes."""
MAX_ENTRIES = 2_000
MAX_TOTAL = 120_000_000
"""Of all parts together, unpacked."""
MAX_RATIO = 200
"""Unpacked to packed, of parts over `_SMALL`; text reaches 40, an empty bitmap 1000."""
MAX_XML = 12_000_000
"""Of all parts together that are parsed."""
MAX_ITEMS = 150_000
"""Elements and attributes of those parts: 150 pages and more, in two seconds and 150 MB."""
MAX_DEPTH = 128
"""Of elements in elements: a table in a table in a text box takes some forty."""
_is_deep = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
_LONGEST_TEXT = 10_000_000
"""Bytes of one text, from which on libxml2 stops."""
_XML_PART = re.compile(r"application/(?!xhtml).*xml$")
_DECLARATION = re.compile(rb"\A\s*<\?xml\s[^>]*?\?>")
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)""")
_READABLE = (b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii")
_SMALL = 4_000_000
_PIECE = 1_000_000
_MAX_NAME = 260
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\\:\ufffe\uffff]|//|^/|(^|/)\.+(/|$)")
"""29500-2, 6.2.2.2: no empty segments, none of dots alone, no backslash."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
_REPAIR = "Open it in Word, let Word repair it, and save it under a new name."
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_STRICT_NAMES = {
    b"extendedProperties": b"extended-properties",
    b"customProperties": b"custom-properties",
}

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
)


class Relation(NamedTuple):
    """A link from one part of a package to another part, or to something outside it."""

    id: str
    kind: str
    """The last word of its type, as in `image`, `hyperlink`, `attachedTemplate`."""
    target: str
    """The part's name, or the address outside."""
    external: bool
    strays: bool = False
    """Whether it is a path on a machine, and said to be inside: nothing is shown for it."""


class Package:
    """The parts of an opened Word file. Names have no leading slash and are found in any case."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self.file = file
        self._archive = archive
        self._items = 0
        self._bytes = 0
        self._relations: dict[str, tuple[Relation, ...]] = {}
        self._infos = {
            info.filename.lower(): info
            for info in archive.infolist()
            if not info.filename.endswith("/")
        }

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the file."""
        return tuple(info.filename for info in self._infos.values())

    @cached_property
    def _folders(self) -> set[str]:
        return {name.partition("/")[0].lower() for name in self.names}

    @cached_property
    def main(self) -> str:
        """The name of the part that holds the letter.

        Raises:
            UnreadableFile: there is none, or it is not a Word document's.
        """
        other = what_archive_it_is(self._infos)
        for relation in self.relations("") if other is None else ():
            if relation.kind != "officeDocument" or relation.external:
                continue
            name = self.stored_name(relation.target)
            if name is None:
                break
            kind = self.content_type(name)
            if kind == _WORD:
                return name
            other = what_office_file_it_is(kind)
            if other is not None:
                break
        if other is not None:
            raise _not_word(self.file, *other)
        raise UnreadableFile(
            f"{self.file} has no text in it: the main part of a Word file is missing.", ASK_AGAIN
        )

    def stored_name(self, name: str) -> str | None:
        """The name of a part as it is stored, whatever its case, or None if there is none."""
        info = self._infos.get(name.lower())
        return None if info is None else info.filename

    def read(self, name: str, limit: int = MAX_TOTAL) -> bytes | None:
        """The bytes of a part, or None if there is no such part.

        Raises:
            UnreadableFile: the part is damaged, larger than `limit` or than it says.
        """
        info = self._infos.get(name.lower())
        if info is None:
            return None
        if info.file_size > limit:
            raise self.too_large()
        try:
            with self._archive.open(info) as stream:
                data = stream.read(info.file_size + 1)
        except _DAMAGED as error:
            raise self.damaged(name) from error
        if len(data) != info.file_size:
            raise UnreadableFile(f"{self.file} is damaged: {_called(name)} is cut short.", _REPAIR)
        return data

    def size(self, name: str) -> int:
        """How many bytes a part has, unpacked; 0 where there is no such part."""
        info = self._infos.get(name.lower())
        return 0 if info is None else info.file_size

    def start(self, name: str, size: int) -> bytes:
        """The first bytes of a part; none where there is no such part, or it is damaged."""
        info = self._infos.get(name.lower())
        if info is None:
            return b""
        try:
            with self._archive.open(info) as stream:
                return stream.read(size)
        except _DAMAGED:
            return b""

    def xml_text(self, name: str) -> bytes | None:
        """An XML part in UTF-8, with no declaration, in the transitional namespaces; or None.

        Raises:
            UnreadableFile: it is damaged, has a DOCTYPE, or too much was read with it.
        """
        data = self.read(name, MAX_XML)
        if data is None:
            return None
        data = self._as_utf8(name, data)
        self._bytes += len(data)
        self._items += data.count(b"<") - data.count(b"</") + data.count(b"=")
        if self._items > MAX_ITEMS or self._bytes > MAX_XML:
            raise self.too_large()
        return _STRICT.sub(_transitional, data) if b"purl.oclc.org/ooxml" in data else data

    def xml(self, name: str) -> Element | None:
        """The root of an XML part, or None if there is no such part.

        Raises:
            UnreadableFile: as `xml_text` and `parse` do.
        """
        data = self.xml_text(name)
        return None if data is None else self.parse(name, data)

    def parse(self, name: str, data: bytes) -> Element:
        """The root of an XML part, from what `xml_text` gave.

        Raises:
            UnreadableFile: it is damaged, or nested deeper than Word writes.
        """
        try:
            root = etree.fromstring(data, _PARSER)
        except etree.XMLSyntaxError as error:
            if error.code != etree.ErrorTypes.ERR_RESOURCE_LIMIT:
                raise self.damaged(name) from error
            if max(map(len, data.split(b"<"))) >= _LONGEST_TEXT:
                raise self.too_large() from error
            raise self.too_deep() from error
        self.refuse_deep(root)
        return root

    def refuse_deep(self, root: Element) -> None:
        """Refuse what is nested deeper than `MAX_DEPTH`.

        Raises:
            UnreadableFile: it is.
        """
        if _is_deep(root):
            raise self.too_deep()

    def _as_utf8(self, name: str, data: bytes) -> bytes:
        """An XML part in UTF-8; it may be that or UTF-16, with no DOCTYPE (29500-2, 9.1.4)."""
        if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
            kind = "utf-16" if data[:1] > b"\xf0" else f"utf-16-{'lb'[data[0] == 0]}e"
            try:
                data = data.decode(kind).encode()
            except ValueError as error:
                raise self.damaged(name) from error
        data = data.removeprefix(b"\xef\xbb\xbf")
        declared = _DECLARED.match(data)
        if declared and declared[1].lower() not in _READABLE:
            raise self.damaged(name)
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise UnreadableFile(
                f"{self.file} has a declaration in it (DOCTYPE) that Word never writes and "
                "that can be used to steal files.",
                "Do not open it. Ask the person who sent it for a new copy, by phone or in person.",
            )
        return _DECLARATION.sub(b"", data, count=1)

    def refuse_damage(self) -> None:
        """Look also into the parts that are not read here: whoever opens the file reads them.

        Raises:
            UnreadableFile: a part cannot be unpacked, has a wrong checksum (29500-2, 7.3.4) or a
                DOCTYPE, or they are too large.
        """
        left = MAX_XML
        for name in self.names:
            if name.endswith((".xml", ".rels", ".vml")) or _XML_PART.match(self.content_type(name)):
                data = self.read(name, left) or b""
                left -= len(data)
                self._as_utf8(name, data)
            else:
                self._unpack(name)

    def _unpack(self, name: str) -> None:
        """Unpack a part for its checksum, and keep nothing of it."""
        info = self._infos[name.lower()]
        left = info.file_size
        try:
            with self._archive.open(info) as stream:
                while piece := stream.read(min(_PIECE, left + 1)):
                    left -= len(piece)
        except _DAMAGED as error:
            raise self.damaged(name) from error
        if left:
            raise UnreadableFile(f"{self.file} is damaged: {_called(name)} is cut short.", _REPAIR)

    def relations(self, name: str) -> tuple[Relation, ...]:
        """Where a part points to; `""` is the package itself."""
        if name not in self._relations:
            self._relations[name] = tuple(self._read_relations(name))
        return self._relations[name]

    def _read_relations(self, name: str) -> Iterator[Relation]:
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        for element in root if root is not None else ():
            target = element.get("Target", "").strip()
            mode = element.get("TargetMode", "").strip().lower()
            external = mode == "external" or leads_out(target)
            strays = not external and self._strays(folder, target)
            if not external and not strays:
                target = _name_inside(folder, target)
            kind = element.get("Type", "").strip().rpartition("/")[2]
            yield Relation(element.get("Id", ""), kind, target, external, strays)

    def _strays(self, folder: str, target: str) -> bool:
        """Whether a target with no mode is a path on a machine all the same."""
        name = _name_inside(folder, target)
        climbs = posixpath.normpath(f"{folder or '.'}/{target}").startswith("..")
        elsewhere = target.startswith("/") and name.partition("/")[0].lower() not in self._folders
        return (climbs or elsewhere) and self.stored_name(name) is None

    def all_relations(self) -> Iterator[tuple[str, Relation]]:
        """Every relation of every part, with the name of the part."""
        for relations in self.names:
            folder, base = posixpath.split(relations)
            if base.endswith(".rels") and folder.endswith("_rels"):
                part = posixpath.join(posixpath.dirname(folder), base[: -len(".rels")])
                for relation in self.relations(part):
                    yield part, relation

    def content_type(self, name: str) -> str:
        """The content type of a part, or an empty text."""
        whole, by_ending = self._content_types
        ending = name.lower().rpartition(".")[2]
        return whole.get(name.lower(), by_ending.get(ending, ""))

    @cached_property
    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        whole: dict[str, str] = {}
        by_ending: dict[str, str] = {}
        root = self.xml("[Content_Types].xml")
        for element in root if root is not None else ():
            kind = element.get("ContentType", "")
            if element.tag.endswith("}Override"):
                whole[element.get("PartName", "").lstrip("/").lower()] = kind
            else:
                by_ending[element.get("Extension", "").lower()] = kind
        return whole, by_ending

    def damaged(self, name: str) -> UnreadableFile:
        """What to raise where a part cannot be read."""
        return UnreadableFile(f"{self.file} is damaged: {_called(name)} cannot be read.", _REPAIR)

    def too_large(self) -> UnreadableFile:
        """What to raise where a limit is passed."""
        return UnreadableFile(
            f"{self.file} is far too large for a letter once it is unpacked.",
            "Look whether it is the right file. If it is, copy the text of the letter into a new "
            "Word file, and use that.",
        )

    def too_deep(self) -> UnreadableFile:
        """What to raise where elements or fields are nested too deeply."""
        return UnreadableFile(
            f"{self.file} has tables, boxes or fields nested in one another deeper than Word ever "
            "writes.",
            "Copy the text of the letter into a new Word file, and use that.",
        )


def open_package(data: bytes, file: str, *, whole: bool = True) -> Package:
    """Open a Word file.

    Args:
        data: the whole file.
        file: its name, for messages.
        whole: whether the parts that are not read here are looked into as well.

    Returns:
        Its parts, of which none has been unpacked but the ones that say what it is.

    Raises:
        UnreadableFile: it is not a Word file, is damaged or locked, or passes a limit.
    """
    if not data:
        raise UnreadableFile(f"{file} is empty (0 bytes).", "Ask for the file again.")
    if not data.startswith(b"PK\x03\x04"):
        if b"PK\x03\x04".startswith(data):
            raise _cut_short(file)
        raise _not_word(file, *what_it_is(data))
    # Before zipfile makes an object of each: a list may be longer than it says.
    if len(data) > MAX_BYTES or data.count(b"PK\x01\x02") > MAX_ENTRIES:
        raise UnreadableFile(
            f"{file} is far too large for a letter.",
            "Look whether it is the right file. If it is, make its pictures smaller (Picture "
            "Format, Compress Pictures).",
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _cut_short(file) from error
    package = Package(archive, file)
    _judge(archive, package)
    _ = package.main
    if whole:
        package.refuse_damage()
    return package


def _judge(archive: zipfile.ZipFile, package: Package) -> None:
    """Refuse a list of parts that no Word file has."""
    file = package.file
    total = 0
    seen = set()
    for info in archive.infolist():
        name = info.orig_filename
        if info.flag_bits & 0x41:
            raise UnreadableFile(
                f"{file} is protected by a password.",
                "Save a copy of the letter without a password, and use that.",
            )
        odd = not info.filename or len(name) > _MAX_NAME or _UNSAFE_NAME.search(name) is not None
        if odd or name.lower() in seen:
            what = "a part with an unsafe name" if odd else "the same part twice"
            raise UnreadableFile(
                f"{file} has {what} in it (“{_shown(name)}”), which Word never writes.",
                "Do not open it. Ask the person who sent it for a new copy, by phone or in person.",
            )
        seen.add(name.lower())
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableFile(f"{file} is packed in a way that Word does not read.", _REPAIR)
        total += info.file_size
        ratio = info.file_size / max(info.compress_size, 1)
        if total > MAX_TOTAL or (info.file_size > _SMALL and ratio > MAX_RATIO):
            raise package.too_large()


def _name_inside(folder: str, target: str) -> str:
    """The name of the part that a relation of a part in that folder leads to (29500-2, 6.5.3)."""
    path = posixpath.join("/", folder, unquote(target.partition("#")[0]))
    return posixpath.normpath(path).lstrip("/")


def _cut_short(file: str) -> UnreadableFile:
    return UnreadableFile(
        f"{file} is cut short or damaged: the end of the file is missing.",
        "Download or copy it again; the transfer may have stopped too early.",
    )


_CALLED = (
    (r"word/document", "its text"),
    (r"word/(header|footer)", "a header or footer"),
    (r"word/(foot|end)notes", "its notes"),
    (r"word/comments", "its comments"),
    (r"word/(styles|numbering|theme|fontTable|settings|webSettings)", "its formatting"),
    (r"docProps/", "its properties (title, author and the like)"),
    (r"word/media/", "a picture"),
    (r".*\.rels$|\[Content_Types\]", "the list of what belongs to it"),
)


def _called(name: str) -> str:
    """What a part of a Word file holds, for a reader."""
    return next((what for pattern, what in _CALLED if re.match(pattern, name, re.I)), "a part")


def _shown(name: str) -> str:
    printable = "".join(character if character.isprintable() else "?" for character in name)
    return shortened(printable, 60)


def _transitional(match: re.Match[bytes]) -> bytes:
    """Strict names (29500-1) as the transitional ones (29500-4) that are looked for."""
    area, name = match.groups()
    name = _STRICT_NAMES.get(name, name)
    if name == b"main":
        return b"http://schemas.openxmlformats.org/%s/2006/main" % area
    return b"http://schemas.openxmlformats.org/%s/2006/%s" % (area, name)


def _not_word(file: str, what: str, fix: str) -> UnreadableFile:
    return UnreadableFile(
        f"{file} is {what}.", fix or "Look whether it is the right file, or ask for it again."
    )
