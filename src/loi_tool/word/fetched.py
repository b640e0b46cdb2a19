"""What is embedded in a Word file, and what Word fetches from elsewhere when it opens the file.

A reference is found by where it leads and not by how it is spelled: see `opc/references.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from lxml import etree

from loi_tool.files import Leftover, LeftoverKind
from loi_tool.findings import Place
from loi_tool.opc.markup import OFFICE
from loi_tool.opc.references import addresses_in_picture, is_raster, leads_out
from loi_tool.word.drafts import Contents, Draft, Story
from loi_tool.word.fields import fetched_by_fields
from loi_tool.word.look import A, R, W

if TYPE_CHECKING:
    from loi_tool.opc.package import Relation
    from loi_tool.word.opened import WordFile

_HOLDERS = (f"{OFFICE}OLEObject", f"{W}control", f"{W}altChunk")
_CARRIED = ("oleObject", "package", "control")
_EXTERNAL = {"attachedTemplate": LeftoverKind.TEMPLATE, "image": LeftoverKind.LINKED_IMAGE}
_CLICKED = (f"{W}hyperlink", *(f"{A}{name}" for name in ("hlinkClick", "hlinkHover")))
_ADDRESSES = etree.XPath(
    "//@*[local-name()='src' or local-name()='althref'] | //@o:href | //@r:link | //@r:embed | "
    "//@r:href | //@r:pict | //*[local-name()='imagedata' or local-name()='fill']/@r:id",
    namespaces={"o": OFFICE[1:-1], "r": R[1:-1]},
)
_FIELDS = (b"instrText", b"fldSimple")
_SNIFFED = 16


def carried_and_fetched(word: WordFile, contents: Contents) -> Iterator[Leftover]:
    """Both, of all parts, also of those that the text does not lead to.

    Raises:
        UnreadableFile: a part is damaged, or too large.
    """
    places: dict[tuple[str, str], Place] = {}
    for story in contents.stories:
        name = story.part.partname.membername.lower()
        for holder, draft, _ in story.placed(*_HOLDERS):
            places[name, holder.get(f"{R}id", "")] = draft.place(word.file)
    pictures = {}
    for part, relation in word.package.all_relations():
        place = places.get((part.lower(), relation.id), Place(file=word.file))
        found = _kind_and_target(relation)
        if found is not None:
            yield Leftover(*found, place)
        elif relation.kind == "image":
            pictures[relation.target.lower()] = relation.target
    for story in contents.stories:
        yield from _by_attribute(word, story)
    for target in pictures.values():
        yield from _by_picture(word, target)
    yield from _by_settings(word)
    yield from _by_unread_fields(word, contents)


def _kind_and_target(relation: Relation) -> tuple[LeftoverKind, str] | None:
    if relation.external or relation.strays:
        if relation.kind == "hyperlink":
            return None
        kind = _EXTERNAL.get(relation.kind, LeftoverKind.LINKED_DATA)
        return kind, unquote(relation.target)
    if relation.kind == "aFChunk":
        return LeftoverKind.IMPORTED, relation.target
    return (LeftoverKind.OBJECT, relation.target) if relation.kind in _CARRIED else None


def _by_attribute(word: WordFile, story: Story) -> Iterator[Leftover]:
    """Pictures that are named by their address, or through a relation that says it is a link."""
    for value in _ADDRESSES(story.root.getroottree()):
        element = value.getparent()
        if element.tag in _CLICKED:
            continue
        address = str(value)
        if value.attrname.startswith(R):
            relation = word.relation(story.part, address)
            linked = relation is not None and relation.external and relation.kind == "hyperlink"
            address = relation.target if relation is not None and linked else ""
        if leads_out(address):
            paragraph = next(element.iterancestors(f"{W}p"), None)
            draft: Draft = story.drafts.get(paragraph, story.before)
            yield Leftover(LeftoverKind.LINKED_IMAGE, address, draft.place(word.file))


def _by_picture(word: WordFile, name: str) -> Iterator[Leftover]:
    """What a picture in the file asks for itself."""
    if is_raster(word.package.start(name, _SNIFFED)):
        return
    for address in addresses_in_picture(word.package.read(name) or b""):
        if address:
            yield Leftover(LeftoverKind.LINKED_IMAGE, address, Place(file=word.file))


def _by_settings(word: WordFile) -> Iterator[Leftover]:
    """The data of a mail merge that is named without a relation (17.14.8)."""
    settings = word.root(word.part(RT.SETTINGS))
    if settings is None:
        return
    merges = settings.iterfind(f"{W}mailMerge")
    said = (merge.find(f"{W}{tag}") for merge in merges for tag in ("connectString", "query"))
    texts = (element.get(f"{W}val", "").strip() for element in said if element is not None)
    source = next(filter(None, texts), None)
    if source is not None:
        yield Leftover(LeftoverKind.LINKED_DATA, source, Place(file=word.file))


def _by_unread_fields(word: WordFile, contents: Contents) -> Iterator[Leftover]:
    """What fields fetch in parts that nothing is read of: comments, headers that are not shown."""
    read = {story.part.partname.membername.lower() for story in contents.stories}
    for name in word.package.names:
        if name.lower() in read or not name.lower().endswith(".xml"):
            continue
        data = word.package.read(name) or b""
        if any(mark in data.replace(b"\0", b"") for mark in _FIELDS):
            root = word.package.xml(name)
            for found in fetched_by_fields(root) if root is not None else ():
                yield Leftover(*found, Place(file=word.file))
