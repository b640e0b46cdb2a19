"""What a PDF's objects hold, whatever a careless or broken file has in their place (7.3).

pypdf's objects are used as they are. What is absent, of the wrong type, or refers to nothing is
taken as empty, as viewers take it. Section numbers here and in this room: ISO 32000-1.
"""

from __future__ import annotations

import codecs

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
    create_string_object,
)

_WIDE = (codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)
_MOST_STEPS = 8
_LARGEST = 2**32
_NOTHING = DictionaryObject()


def resolved(value: object) -> PdfObject | None:
    """An object, or what it refers to (7.3.10); None where there is nothing.

    pypdf searches the whole file for an object that its table does not have. Here there is none.
    """
    for _ in range(_MOST_STEPS):
        if not isinstance(value, IndirectObject):
            return value if isinstance(value, PdfObject) else None
        reader = value.pdf
        known = value.idnum in reader.xref.get(value.generation, ())
        value = value.get_object() if known else None
    return None


def dictionary(value: object) -> DictionaryObject:
    """A dictionary, or that of a stream; empty for anything else."""
    found = resolved(value)
    return found if isinstance(found, DictionaryObject) else _NOTHING


def items(value: object) -> list[object]:
    """The elements of an array; none of anything else."""
    found = resolved(value)
    return list(found) if isinstance(found, ArrayObject) else []


def name(value: object) -> str:
    """A name without its slash (7.3.5); empty for anything else."""
    found = resolved(value)
    return found[1:] if isinstance(found, NameObject) else ""


def number(value: object) -> float:
    """A number; 0 for anything else, and for numbers that no place or flag has."""
    found = resolved(value)
    if not isinstance(found, NumberObject | FloatObject) or abs(found) > _LARGEST:
        return 0.0
    return float(found)


def text(value: object) -> str:
    """A text string (7.9.2.2) in one line, or a name; empty for anything else.

    pypdf decodes UTF-16, UTF-8 and PDFDocEncoding (D.2). What is none of them comes as bytes, and
    UTF-8 that does not say so as other letters.
    """
    found = resolved(value)
    if isinstance(found, NameObject):
        plain = found[1:]
    elif isinstance(found, TextStringObject):
        plain = _as_utf_8(found.original_bytes) or str(found)
    elif isinstance(found, ByteStringObject):
        plain = _decoded(bytes(found))
    else:
        return ""
    return " ".join(plain.replace("\x00", "").split())


def _as_utf_8(raw: bytes) -> str:
    """Bytes that are UTF-8, which PDFDocEncoding seldom is by chance; empty for others."""
    if raw.isascii() or raw.startswith((*_WIDE, codecs.BOM_UTF8)):
        return ""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return ""


def _decoded(raw: bytes) -> str:
    """Bytes of which some are undefined in PDFDocEncoding: these are read as Windows would."""
    if raw.startswith(_WIDE):
        return raw.decode("utf-16", "replace")
    letters = (create_string_object(bytes([byte])) for byte in raw)
    return _as_utf_8(raw) or "".join(
        letter if isinstance(letter, str) else bytes(letter).decode("cp1252", "ignore")
        for letter in letters
    )
