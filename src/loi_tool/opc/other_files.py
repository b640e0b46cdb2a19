"""What a file is that was given as a Word file and is none, in words, with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

SAVE_AS = "Open it in Word, choose File, Save As, “Word Document (*.docx)”, and use that file."
ASK_AGAIN = "Ask for the file again, or open it in Word and save it under a new name."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF-", "a PDF under the name of a Word file", "Give it a name that ends in .pdf."),
    (b"{\\rtf", "an RTF file under the name of a Word file", SAVE_AS),
    (b"\x89PNG", "a picture, not a Word file", ""),
    (b"\xff\xd8\xff", "a picture, not a Word file", ""),
    (b"GIF8", "a picture, not a Word file", ""),
    (b"II*\0", "a picture, not a Word file", ""),
    (b"MM\0*", "a picture, not a Word file", ""),
    (b"BM", "a picture, not a Word file", ""),
    (b"\x1f\x8b", "a compressed archive, not a Word file", "Unpack it first."),
    (b"Rar!", "a compressed archive, not a Word file", "Unpack it first."),
    (b"7z\xbc\xaf", "a compressed archive, not a Word file", "Unpack it first."),
    (b"\xdb\xa5-", "a very old Word file (.doc)", SAVE_AS),
)
_OTHER_MAINS = (
    ("ms-word.template.macroEnabled", "a Word template with macros (.dotm)", SAVE_AS),
    (
        "ms-word.document.macroEnabled",
        "a Word file with macros (.docm)",
        "Open it in Word, and save it as “Word Document (*.docx)”: that leaves the macros out. If "
        "Word does not open it, let its name end in .docm first.",
    ),
    ("wordprocessingml.template", "a Word template (.dotx), not a document", SAVE_AS),
    ("spreadsheetml", "an Excel workbook, not a Word file", ""),
    ("ms-excel", "an Excel workbook, not a Word file", ""),
    ("presentationml", "a PowerPoint presentation, not a Word file", ""),
    ("ms-powerpoint", "a PowerPoint presentation, not a Word file", ""),
)
_HTML = re.compile(rb"\s*<(!doctype\s+html|html|head|body|meta)\b", re.IGNORECASE)


def what_it_is(data: bytes) -> tuple[str, str]:
    """What a file is that is no zip archive, and what to do about it, in words."""
    if data.startswith(_OLE):
        streams = set(_ole_names(data))
        if "EncryptedPackage" in streams:
            return "protected by a password", (
                "Open it in Word, choose File, Info, Protect Document, Encrypt with Password, "
                "delete the password, and save."
            )
        if "WordDocument" in streams:
            return "an old Word file (.doc)", SAVE_AS
        return "a file of an old Office program, not a Word file", SAVE_AS
    for magic, what, fix in _MAGIC:
        if data.startswith(magic):
            return what, fix
    if _HTML.match(data[:1000]):
        return "a web page under the name of a Word file", SAVE_AS
    start = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"<?xml"):
        return "an XML file, not a Word file (.docx)", SAVE_AS
    if start and not any(byte < 9 for byte in start):
        return "a plain text file under the name of a Word file", SAVE_AS
    return "not a Word file", "Look whether it is the right file, or ask for it again."


def what_archive_it_is(names: Container[str]) -> tuple[str, str] | None:
    """The same of a zip archive, by its parts' names in lower case; None if it may be Word's."""
    if "mimetype" in names and "content.xml" in names:
        return "an OpenDocument file (.odt), not a Word file", SAVE_AS
    if "index/document.iwa" in names or "index.zip" in names:
        return (
            "a Pages file, not a Word file",
            "Open it in Pages, choose File, Export To, Word, and use that file.",
        )
    if "[content_types].xml" not in names:
        return "a zip archive, not a Word file", (
            "Let its name end in .zip, unpack it, and look whether the letter is in it. If not, "
            "ask for the file again."
        )
    return None


def what_office_file_it_is(content_type: str) -> tuple[str, str] | None:
    """The same of an Office file, by the content type of its main part."""
    for words, what, fix in _OTHER_MAINS:
        if words in content_type:
            return what, fix
    return None


def _ole_names(data: bytes) -> Iterator[str]:
    """The names of streams in a compound file (MS-CFB, 2.6.1): directory entries of 128 bytes."""
    for name in ("EncryptedPackage", "WordDocument"):
        wanted = name.encode("utf-16-le") + b"\0\0"
        at = data.find(wanted)
        while at >= 0:
            if at % 128 == 0:
                yield name
                break
            at = data.find(wanted, at + 1)
