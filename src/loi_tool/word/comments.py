"""A copy of a Word file with comments in it, for a person to work through in Word.

All parts of the file are taken over byte for byte, but for the text, which gets the marks of the
comments, the comments themselves, and the two lists that name them (ISO/IEC 29500-1, 17.13.4).
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from loi_tool.errors import UnreadableFile
from loi_tool.files import COMMENTS_BY_US
from loi_tool.opc.package import Package, open_package
from loi_tool.text import printable_line
from loi_tool.word.opened import mended_copy
from loi_tool.word.read import stored_paragraphs

if TYPE_CHECKING:
    from docx.document import Document

    from loi_tool.word.elements import Element

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NO_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF))
"""XML 1.0 forbids them (2.2)."""
_STRICT = b"purl.oclc.org/ooxml"


@dataclass(frozen=True)
class Note:
    """What a comment says, paragraph by paragraph, and where: the number of a paragraph as the
    reader of Word files counts them, or None for the beginning of the letter."""

    lines: tuple[str, ...]
    paragraph: int | None = None


def with_comments(data: bytes, file: str, notes: Sequence[Note], as_of: datetime) -> bytes:
    """A copy of a Word file with comments by `COMMENTS_BY_US`.

    Args:
        data: the whole file.
        file: its name, for messages.
        notes: what the comments say; those of one paragraph stay in their order.
        as_of: when they were written.

    Returns:
        The file's bytes, the same for the same input on any machine.

    Raises:
        UnreadableFile: it is not a Word file, is damaged or locked, or passes a limit.
    """
    at = stored_paragraphs(data, file)
    package = open_package(data, file)
    if _STRICT in (package.read(package.main) or b""):
        raise UnreadableFile(
            f"{file} is saved in the format “Strict Open XML Document”, in which no comments can "
            "be added.",
            "In Word: File > Save As > Word Document (*.docx), and use that file.",
        )
    try:
        return _packed(package, _with_notes(package, notes, at, as_of))
    except (AttributeError, ValueError, TypeError, KeyError, IndexError) as error:
        # of what Word mends without a word; python-docx raises many kinds
        raise UnreadableFile(
            f"{file} is built in a way that only Word itself can mend, so no comments can be added "
            "to it.",
            "Open it in Word, and save it under a new name.",
        ) from error


def _with_notes(
    package: Package, notes: Sequence[Note], at: Mapping[int, int], as_of: datetime
) -> dict[str, bytes]:
    """The parts that the comments change or add, by name."""
    document = docx.Document(io.BytesIO(mended_copy(package)))
    before = {part.partname.membername for part in document.part.related_parts.values()}
    body: Element = document.element.body
    paragraphs = list(document.element.iter(qn("w:p"))) or [body.add_p()]
    for note in notes:
        known = [number for number in at if number <= (note.paragraph or 0)]
        index = at[max(known)] if known else min(at.values(), default=0)
        _add(document, paragraphs[index], note, as_of)
    comments = document.part._comments_part
    name = comments.partname.membername
    changed = {package.main: document.part.blob}
    if name in before:
        return {**changed, package.stored_name(name) or name: comments.blob}
    return {**changed, **_named(package, comments.blob)}


def _add(document: Document, paragraph: Element, note: Note, as_of: datetime) -> None:
    """Add a comment that is about a paragraph, less its text boxes."""
    runs = [
        Run(run, Paragraph(paragraph, document._body))
        for run in paragraph.iter(qn("w:r"))
        if next(run.iterancestors(qn("w:p"))) is paragraph
    ] or [Paragraph(paragraph, document._body).add_run()]
    text = "\n".join(map(printable_line, note.lines)).translate(_NO_CHARACTERS)
    comment = document.add_comment(runs, text, COMMENTS_BY_US, COMMENTS_BY_US)
    element: Element = comment._comment_elm
    element.date = as_of.astimezone(timezone.utc)  # python-docx takes the time from the clock


def _named(package: Package, comments: bytes) -> dict[str, bytes]:
    """Comments as a new part, with the lists that name it (29500-2, 6.5 and 7.2.3)."""
    folder, base = posixpath.split(package.main)
    number = 1
    while package.stored_name(name := posixpath.join(folder, f"comments{number}.xml")):
        number += 1
    types = package.xml("[Content_Types].xml")
    assert types is not None  # it says which part is the main one
    etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{name}", ContentType=CT.WML_COMMENTS)
    wanted = posixpath.join(folder, "_rels", f"{base}.rels")
    listed = package.stored_name(wanted) or wanted
    links = package.xml(listed)
    if links is None:
        links = etree.Element(f"{_RELATIONS}Relationships", nsmap={None: _RELATIONS[1:-1]})
    used = {link.get("Id") for link in links}
    own = next(id_ for n in range(len(used) + 1) if (id_ := f"loiComments{n}") not in used)
    etree.SubElement(
        links, f"{_RELATIONS}Relationship", Id=own, Type=RT.COMMENTS, Target=f"/{name}"
    )
    return {name: comments, "[Content_Types].xml": _xml(types), listed: _xml(links)}


def _xml(root: Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _packed(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """The file with some parts changed or added; no compression and no clock."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in dict.fromkeys((*package.names, *changed)):
            data = changed[name] if name in changed else package.read(name)
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data or b"")
    return stream.getvalue()
