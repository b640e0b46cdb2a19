"""What is refused in a PDF before it costs time or memory.

pypdf has limits of its own, which are set here. What it has none for is added: one budget for
all that is read and decoded in a file, and the weight of what its pages draw.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Any, cast

from pypdf import Configuration, PageObject, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from loi_tool.pdf.values import dictionary, items, name, resolved

MAX_BYTES = 60_000_000
"""Of a PDF file."""
MAX_PAGES = 1000
MAX_STREAM = 32_000_000
"""Bytes that one stream may decode to, pictures aside."""
MAX_STREAMS = 80_000_000
"""Bytes that all streams may decode to, pictures aside."""
MAX_CONTENT = 3_000_000
"""Bytes of drawing instructions of one page, forms counted as often as they are drawn."""
MAX_CONTENTS = 40_000_000
"""The same of all pages."""
MAX_OBJECTS = 400_000
"""Of a cross-reference stream."""
MAX_DICTIONARIES = 80_000
"""Of all kinds; each takes pdfium a kilobyte."""
MAX_OBJECT_BYTES = 4_000_000
"""Of all objects, less streams; pdfium takes eighty times as much memory for the densest."""
MAX_READS = 1_500_000
"""How often pypdf may read from a file: it reads most of it byte by byte, a million in half a
second. A letter of three pages takes some ten thousand."""
MAX_SEARCHED = 200_000_000
"""Bytes that may be searched for objects that are not where the file says: all, each time."""
MAX_INLINE_PICTURES = 10_000
"""Of one page or form."""
MAX_LOOKUPS = 300_000
"""Forms that may be looked at as what a name could mean, over the whole file."""
_MAX_TABLE = 1_000_000
_SLOW = 16
"""How much longer filters take that pypdf has in Python, and not from zlib."""
_RECOVERED = 100_000
"""Bytes of a damaged stream that pypdf tries one by one."""
_MAX_LEVELS = 40
"""Of forms within forms: pdfium draws no more."""

LIMITS = Configuration(
    maximum_declared_stream_length=MAX_BYTES,
    page_tree_maximum_entries=2 * MAX_PAGES,
    zlib_maximum_output_length=_MAX_TABLE,
    zlib_maximum_recovery_input_length=_RECOVERED,
    lzw_maximum_output_length=_MAX_TABLE,
    run_length_maximum_output_length=_MAX_TABLE,
    jbig2dec_binary=None,  # never start another program
)
"""Of what pypdf decodes by itself: cross-reference streams. For all other streams see `Budget`."""


class Hostile(LimitReachedError):
    """The file is made, or broken, so that reading it whole would be dangerous.

    pypdf lets its own limit errors pass where it forgives others, and so this is one of them.
    """


class CountedFile:
    """The bytes of a file, for pypdf to read from, with a limit on how often it does."""

    def __init__(self, data: bytes) -> None:
        self._bytes = io.BytesIO(data)
        self._reads = 0
        self._searched = 0
        self.seek = self._bytes.seek
        self.tell = self._bytes.tell

    def read(self, size: int = -1) -> bytes:
        """The next bytes, or all: pypdf asks for all to search for an object."""
        part = self._bytes.read(size)
        self._reads += 1
        if self._reads > MAX_READS:
            raise Hostile("it has too many parts")
        if size < 0:
            self._searched += len(part)
            if self._searched > MAX_SEARCHED:
                raise Hostile("too many of its parts are missing")
        return part


def opened(data: bytes) -> PdfReader:
    """A reader of a file, with limits; errors are pypdf's, and any that a broken file causes."""
    return PdfReader(cast(Any, CountedFile(data)), xref_stream_maximum_entries=MAX_OBJECTS)


class Budget:
    """What may still be decoded in a file, over all its streams."""

    def __init__(self) -> None:
        self.left = MAX_STREAMS

    def decoded(self, stream: StreamObject) -> bytes:
        """The bytes of a stream behind its filters (7.4); none where they cannot be had.

        Raises:
            Hostile: they are too many.
        """
        filters = [name(one) for one in items(stream.get("/Filter")) or [stream.get("/Filter")]]
        slow = filters not in ([""], ["FlateDecode"]) or "/DecodeParms" in stream
        price = _SLOW if slow else 1
        room = max(min(MAX_STREAM, self.left) // price, 1)
        limits = LIMITS.with_overwrites(
            zlib_maximum_output_length=room,
            lzw_maximum_output_length=room,
            run_length_maximum_output_length=room,
            stream_decoding_work_maximum_length=room if slow else MAX_BYTES + room,
        )
        plain = b""
        try:
            with apply_configuration(limits):
                plain = stream.get_data()
        except LimitReachedError as error:
            raise Hostile(_SWELLS) from error
        except Exception:  # noqa: S110 (a damaged stream can make any part of a filter raise)
            pass
        stored = len(StreamObject.get_data(stream))
        stream.decoded_self = None  # do not keep them all
        self.spend(price * len(plain))
        if len(plain) < stored:  # it may be one that pypdf tried to recover
            self.spend(_SLOW * min(stored, _RECOVERED))
        return plain

    def spend(self, size: int) -> None:
        """Count bytes; `Hostile` if there are too many."""
        self.left -= size
        if self.left < 0:
            raise Hostile(_SWELLS)


_SWELLS = "it swells to hundreds of times its size when it is opened"
_TOO_MUCH = "a page has more drawn on it than can be read"


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


def weigh_objects(reader: PdfReader, data: bytes) -> None:
    """Refuse a file whose object streams (7.5.7) swell, or whose objects are too many or too large.

    They alone, and the cross-reference streams, are decoded when a file is opened.

    Raises:
        Hostile: as said.
    """
    budget = Budget()
    dictionaries, size = data.count(b"<<"), 0
    starts = sorted(start for table in reader.xref.values() for start in table.values())
    for start, end in pairwise((*starts, len(data))):
        stream = data.find(b"stream", start, end)
        size += (stream if stream >= 0 else end) - start
    numbers = {container for container, _ in reader.xref_objStm.values()}
    reader.xref_objStm.clear()  # or pypdf would read what is in them, which nothing counts
    for number in numbers:
        container = reader.get_object(number)
        if isinstance(container, StreamObject):
            objects = budget.decoded(container)
            dictionaries += objects.count(b"<<")
            size += len(objects)
    if dictionaries > MAX_DICTIONARIES or size > MAX_OBJECT_BYTES:
        raise Hostile("it has too many parts")


def weigh_streams(reader: PdfReader, pages: Iterable[PageObject]) -> None:
    """Refuse a file whose streams swell, or whose pages have more drawn on them than letters have.

    Raises:
        Hostile: as said.
    """
    budget = Budget()
    weights = _DrawnBytes(budget)
    weights.weigh(pages)
    for part in reachable(reader):
        is_picture = name(part.get("/Subtype")) == "Image"
        if isinstance(part, StreamObject) and not is_picture and id(part) not in weights.texts:
            budget.decoded(part)


class _DrawnBytes:
    """The bytes of drawing instructions that pages come to when all their forms are drawn.

    A form (8.10) weighs as often as it is drawn, and so does what it draws in turn.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.texts: dict[int, bytes] = {}
        """Decoded streams of instructions by the `id` of the stream."""
        self._known: dict[tuple[int, ...], int] = {}
        self._glyphs_of: set[int] = set()
        self._lookups = 0
        self._whole = 0

    def weigh(self, pages: Iterable[PageObject]) -> None:
        """Weigh all pages; `Hostile` if one of them, or all, weigh too much."""
        for page in pages:
            contents = page.get("/Contents")
            streams = [resolved(part) for part in items(contents) or [contents]]
            drawn = b"\n".join(self._text(s) for s in streams if isinstance(s, StreamObject))
            resources = dictionary(page.get("/Resources"))
            self._add(self._weight(drawn, resources, resources, 0))

    def _add(self, weight: int) -> None:
        self._whole += weight
        if weight > MAX_CONTENT or self._whole > MAX_CONTENTS:
            raise Hostile(_TOO_MUCH)

    def _text(self, stream: StreamObject) -> bytes:
        if id(stream) not in self.texts:
            text = self._budget.decoded(stream)
            self._weigh_inline_pictures(text)
            self.texts[id(stream)] = text
        return self.texts[id(stream)]

    def _weigh_inline_pictures(self, drawn: bytes) -> None:
        """pdfium decodes pictures within the instructions (8.9.7), to find their ends."""
        if len(drawn) > MAX_CONTENT:
            return  # none of them may be drawn
        for count, picture in enumerate(_INLINE_PICTURE.finditer(drawn)):
            if count > MAX_INLINE_PICTURES:
                raise Hostile(_TOO_MUCH)
            with suppress(zlib.error):
                stored = memoryview(drawn)[picture.end() :]
                data = zlib.decompressobj().decompress(stored, MAX_STREAM)
                self._budget.spend(len(data) if len(data) < MAX_STREAM else MAX_STREAMS)

    def _weight(
        self, drawn: bytes, own: DictionaryObject, page: DictionaryObject, level: int
    ) -> int:
        """Of instructions with their own resources; what is not there is looked for in the page's.

        A name that is not found, or that pdfium may read in another way, counts as the heaviest.
        """
        if level > _MAX_LEVELS:
            raise Hostile("its parts lie in each other too deep")
        self._weigh_glyphs(own, page, level)
        if b"Do" not in drawn:
            return len(drawn)
        forms, more = dictionary(own.get("/XObject")), dictionary(page.get("/XObject"))
        named = Counter(_NAMED_DRAW.findall(drawn))
        weight, doubtful = len(drawn), len(_DRAW.findall(drawn)) - named.total()
        for raw, times in named.items():
            key = "/" + raw.decode("utf-8", "replace")
            form = forms.get(key, more.get(key))
            if form is None or b"#" in raw:
                doubtful += times
            else:
                weight += times * self._form(form, own, page, level + 1)
        return (
            weight + doubtful * self._heaviest(forms, more, own, page, level)
            if doubtful
            else weight
        )

    def _heaviest(
        self,
        forms: DictionaryObject,
        more: DictionaryObject,
        own: DictionaryObject,
        page: DictionaryObject,
        level: int,
    ) -> int:
        self._lookups += len(forms) + len(more)
        if self._lookups > MAX_LOOKUPS:
            raise Hostile(_TOO_MUCH)
        all_forms = (*forms.values(), *more.values())
        return max((self._form(form, own, page, level + 1) for form in all_forms), default=0)

    def _form(
        self, value: object, above: DictionaryObject, page: DictionaryObject, level: int
    ) -> int:
        form = resolved(value)
        if not isinstance(form, StreamObject) or name(form.get("/Subtype")) == "Image":
            return 0
        own = dictionary(form.get("/Resources")) if "/Resources" in form else above
        key = (id(form), id(own), id(page))
        if key not in self._known:
            self._known[key] = 0  # pdfium draws no form within itself
            self._known[key] = self._weight(self._text(form), own, page, level)
        return self._known[key]

    def _weigh_glyphs(self, own: DictionaryObject, page: DictionaryObject, level: int) -> None:
        """Add what the glyphs of Type 3 fonts (9.6.5) draw: each once."""
        if id(own) in self._glyphs_of:
            return
        self._glyphs_of.add(id(own))
        for value in dictionary(own.get("/Font")).values():
            font = dictionary(value)
            resources = dictionary(font.get("/Resources")) if "/Resources" in font else own
            for glyph in dictionary(font.get("/CharProcs")).values():
                self._add(self._form(glyph, resources, page, level + 1))


_INLINE_PICTURE = re.compile(rb"\sID\s")
_DRAW = re.compile(rb"(?<![^\s\]>)}])Do(?![^\s\[<({/%])")
_NAMED_DRAW = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do(?![^\s\[<({/%])")
