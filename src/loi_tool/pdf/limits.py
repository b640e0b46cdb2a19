"""What is refused in a PDF, and what pypdf may take for one.

A file that is made to take all of a machine meets the limits of the process that reads it (see
`guard`). Those here have a sentence of their own, or keep out what no letter has.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from pypdf import Configuration, PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from loi_tool.pdf.values import resolved

MAX_BYTES = 60_000_000
"""Of a PDF file."""
MAX_PAGES = 1000
MAX_STREAM = 32_000_000
"""Bytes that one stream may decode to, pictures aside."""
MAX_OBJECTS = 400_000
"""Of a cross-reference stream."""

LIMITS = Configuration(
    maximum_declared_stream_length=MAX_BYTES,
    page_tree_maximum_entries=2 * MAX_PAGES,
    zlib_maximum_output_length=MAX_STREAM,
    lzw_maximum_output_length=MAX_STREAM,
    run_length_maximum_output_length=MAX_STREAM,
    stream_decoding_work_maximum_length=MAX_STREAM,
    jbig2dec_binary=None,  # never start another program
)


class Hostile(LimitReachedError):
    """The file is made, or broken, so that reading it whole would be dangerous.

    pypdf lets its own limit errors pass where it forgives others, and so this is one of them.
    """


def opened(data: bytes) -> PdfReader:
    """A reader of a file, with limits; errors are pypdf's, and any that a broken file causes."""
    return PdfReader(io.BytesIO(data), xref_stream_maximum_entries=MAX_OBJECTS)


def refuse_holes(reader: PdfReader) -> None:
    """Look at every object of a file whose table had to be made anew.

    Raises:
        PyPdfError: one is cut short, as where a part of the file is missing.
    """
    reader.strict = True
    for generation, numbers in reader.xref.items():
        for number in numbers:
            reader.get_object(IndirectObject(number, generation, reader))


def decoded(stream: StreamObject) -> bytes:
    """The bytes of a stream behind its filters (7.4); none where it is damaged.

    Raises:
        LimitReachedError: they are too many.
    """
    try:
        return stream.get_data()
    except LimitReachedError:
        raise
    except Exception:  # a damaged stream can make any part of a filter raise
        return b""


def reachable(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary and stream of a file that can be come to, each once.

    The structure tree (14.7) is left out: it is most of a tagged letter, and nothing runs or is
    drawn that is only there.
    """
    seen: set[int] = set()
    waiting: list[object] = [reader.trailer.raw_get("/Root")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = resolved(value)
        if isinstance(value, DictionaryObject):
            yield value
            parts = [value.raw_get(key) for key in value if key != "/StructTreeRoot"]
        elif isinstance(value, ArrayObject):
            parts = list(value)
        else:
            continue
        waiting.extend(p for p in reversed(parts) if isinstance(p, _CONTAINERS))


_CONTAINERS = (IndirectObject, DictionaryObject, ArrayObject)
