"""Text that Word takes from another file of the package when it opens the letter (17.17.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docx.oxml.parser import OxmlElement
from lxml import etree

from loi_tool.errors import UnreadableFile
from loi_tool.opc.markup import VML, as_word_reads
from loi_tool.opc.package import MAX_XML, open_package
from loi_tool.word.look import A, R, W

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from loi_tool.word.opened import WordFile

_BLOCKS = ("p", "div", "li", "tr", "td", "th", "br", "h1", "h2", "h3", "h4", "h5", "h6")
_NO_TEXT = ("head", "script", "style", "title")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PAGE = ("text/html", "application/xhtml+xml")
_MAIL = ("message/rfc822", "multipart/related", "application/x-mimearchive")


def take_in(word: WordFile, body: Element) -> str:
    """Put the words of imported parts behind the places where they are shown.

    Args:
        word: the file.
        body: its body, which is changed.

    Returns:
        The name of a part whose words cannot be read here; empty if all could.
    """
    unread = ""
    for chunk in list(body.iter(f"{W}altChunk", f"{W}subDoc")):
        relation = word.relation(word.main, chunk.get(f"{R}id"))
        name = None if relation is None or relation.external else relation.target
        blocks = None if name is None else _blocks(word, name)
        if blocks is None:
            unread = name or (relation.target if relation is not None else "") or "another file"
        for block in reversed(blocks or ()):
            chunk.addnext(block)
    return unread


def _blocks(word: WordFile, name: str) -> list[Element] | None:
    """The paragraphs and tables of a part; None where its kind is not read here."""
    package = word.package
    kind = package.content_type(name).partition(";")[0].strip().lower()
    ending = name.lower().rpartition(".")[2]
    data = package.read(name, MAX_XML) or b""
    if kind.startswith(_WORD) or ending == "docx":
        return _of_word(data, word.file)
    if kind in _MAIL or ending in ("mht", "mhtml"):
        import email

        parts = email.message_from_bytes(data).walk()
        pages = [part for part in parts if part.get_content_type() in _PAGE]
        data = pages[0].get_payload(decode=True) if pages else b""  # type: ignore[assignment]
        kind = _PAGE[0]
    if kind in _PAGE or ending in ("htm", "html", "xhtml"):
        lines = _of_page(word, data)
    elif kind == "text/plain" or ending == "txt":
        lines = iter(data.decode("utf-8-sig", "replace").splitlines())
    else:
        return None
    return [_paragraph(line) for line in map(" ".join, map(str.split, lines)) if line]


def _of_word(data: bytes, file: str) -> list[Element] | None:
    try:
        package = open_package(data, file)
        root = package.xml(package.main)
    except UnreadableFile:
        return None
    body = root.find(f"{W}body") if root is not None else None
    if root is None or body is None:
        return []
    as_word_reads(root)
    for element in body.iter():  # its numbers for relations and lists are those of another file
        for key in [key for key in element.attrib if str(key).startswith(R)]:
            del element.attrib[key]
    # and so are its pictures
    gone = (f"{W}numPr", f"{W}sectPr", f"{A}blip", f"{VML}imagedata")
    etree.strip_elements(body, *gone, with_tail=False)
    return list(body)


def _of_page(word: WordFile, data: bytes) -> Iterator[str]:
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return iter(())
    if root is None:
        return iter(())
    word.package.refuse_deep(root)
    etree.strip_elements(root, *_NO_TEXT, with_tail=False)
    for element in root.iter(etree.Element):
        element.text = (element.text or "").replace("\n", " ")
        element.tail = (element.tail or "").replace("\n", " ")
        if element.tag in _BLOCKS:
            element.text, element.tail = f"\n{element.text}", f"\n{element.tail}"
    return iter("".join(root.itertext()).splitlines())


def _paragraph(line: str) -> Element:
    paragraph = OxmlElement("w:p")
    paragraph.add_r().add_t(line)
    return paragraph
