"""The last touches to a PDF that an engine made: what it says of itself, with pypdf.

Section numbers: ISO 32000-1.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
from typing import cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)
from pypdf.xmp import DC_NAMESPACE, XMP_NAMESPACE, XMPMM_NAMESPACE, XmpInformation

from loi_tool.errors import EngineFailed

_REPLACED = (
    (DC_NAMESPACE, "title"),
    (XMP_NAMESPACE, "CreateDate"),
    (XMP_NAMESPACE, "ModifyDate"),
    (XMP_NAMESPACE, "MetadataDate"),
    (XMPMM_NAMESPACE, "DocumentID"),
    (XMPMM_NAMESPACE, "InstanceID"),
)
"""What goes from the metadata stream (14.3.2): the title, and what is of the moment."""
_ID_BYTES = 16
_UNCLEAR_END = re.compile(rb"\r\n?endstream")

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it forgives is no news


def with_language(pdf: bytes, language: str) -> bytes:
    """The PDF with a language (14.9.2), and otherwise as it is.

    Raises:
        EngineFailed: it cannot be read back.
    """
    try:
        reader = PdfReader(io.BytesIO(pdf))
        reader.root_object[NameObject("/Lang")] = TextStringObject(language)
        return _written(_copied(reader, pdf))
    except Exception as error:  # a broken file can make any part of pypdf raise
        raise _not_readable() from error


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has.

    Raises:
        EngineFailed: it cannot be read back.
    """
    try:
        return len(PdfReader(io.BytesIO(pdf)).pages)
    except Exception as error:  # as above
        raise _not_readable() from error


def finished(pdf: bytes, language: str, title: str, made_of: bytes) -> bytes:
    """The PDF with language, title and the wish to show the title, and with nothing of the moment.

    So the same Word file gives the same bytes.

    Args:
        pdf: as an engine made it.
        language: of its text (14.9.2).
        title: for its properties (14.3.3) and its metadata stream (14.3.2).
        made_of: what the identifier of the file (14.4) is to tell from others.

    Raises:
        EngineFailed: it cannot be read back.
    """
    try:
        reader = PdfReader(io.BytesIO(pdf))
        root = reader.root_object
        root[NameObject("/Lang")] = TextStringObject(language)
        metadata = _metadata(reader, title)
        root.pop("/Metadata", None)
        info = reader.trailer.setdefault(NameObject("/Info"), DictionaryObject()).get_object()
        for key in ("/CreationDate", "/ModDate"):
            info.pop(key, None)
        info[NameObject("/Title")] = TextStringObject(title)
        digest = ByteStringObject(hashlib.sha256(made_of).digest()[:_ID_BYTES])
        reader.trailer[NameObject("/ID")] = ArrayObject([digest, digest])

        writer = _copied(reader, pdf)
        writer.xmp_metadata = metadata
        stream = cast(DictionaryObject, writer.root_object["/Metadata"])
        stream[NameObject("/Type")] = NameObject("/Metadata")
        stream[NameObject("/Subtype")] = NameObject("/XML")
        preferences = writer.viewer_preferences or writer.create_viewer_preferences()
        preferences[NameObject("/DisplayDocTitle")] = BooleanObject(True)
        return _written(writer)
    except Exception as error:  # as above
        raise _not_readable() from error


def _not_readable() -> EngineFailed:
    return EngineFailed("The layout engine wrote a PDF that cannot be read back.")


def _metadata(reader: PdfReader, title: str) -> bytes:
    """The metadata stream with a title, and without dates and identifiers."""
    xmp = reader.xmp_metadata or XmpInformation.create()
    for namespace, name in _REPLACED:
        for node in list(xmp.get_element("", namespace, name)):
            if node.nodeType == node.ATTRIBUTE_NODE:
                node.ownerElement.removeAttributeNode(node)
            else:
                node.parentNode.removeChild(node)
    xmp.rdf_root.setAttribute("xmlns:dc", DC_NAMESPACE)  # pypdf takes it to be declared
    xmp.dc_title = {"x-default": title}
    return xmp.stream.get_data()


def _copied(reader: PdfReader, pdf: bytes) -> PdfWriter:
    """A writer of the same PDF, in which no stream ends in a carriage return.

    Where no stream of the file ends so, none is opened.
    """
    for number in reader.xref.get(0, ()) if _UNCLEAR_END.search(pdf) else ():
        stream = reader.get_object(number)
        if isinstance(stream, StreamObject) and "/DecodeParms" not in stream:
            _clear_end(stream)
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    return writer


def _clear_end(stream: StreamObject) -> None:
    """Let a stream not end in a carriage return (ISO 19005-2, 6.1.7.1).

    Before the line feed that is written behind it, it is taken for a part of the line's end, and
    the length for wrong. One compressed stream in 256 ends so. In hexadecimal digits (7.4.2) it
    ends in “>”.
    """
    stored = StreamObject.get_data(stream)
    if stored.endswith(b"\r"):
        filters = stream.get("/Filter", ArrayObject())
        inner = filters if isinstance(filters, ArrayObject) else [filters]
        stream[NameObject("/Filter")] = ArrayObject([NameObject("/ASCIIHexDecode"), *inner])
        StreamObject.set_data(stream, stored.hex().encode() + b">")


def _written(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
