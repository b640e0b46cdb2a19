"""The objects of a PDF (ISO 32000-1, 7.3), read from the plain copy that the PDF library writes.

In that copy there are no object streams, no encryption and one classic cross-reference table, so
that reading it takes little. What is hostile is refused with `Hostile`: nothing here inflates,
nests or follows without a limit.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, Union

MAX_STREAM = 32_000_000
"""Bytes that one stream may inflate to, pictures aside."""
MAX_STREAMS = 80_000_000
"""Bytes that all streams may inflate to, pictures aside."""
MAX_DEPTH = 200
MAX_OBJECTS = 400_000
MAX_DICTIONARIES = 80_000
"""Of all kinds; each takes the library a kilobyte."""
MAX_TOKENS = 300_000
"""Words that one object may be written in."""


class Hostile(Exception):
    """The file is made, or broken, so that reading it whole would be dangerous."""


class Name(str):
    """A PDF name, without its slash."""

    __slots__ = ()


@dataclass(frozen=True)
class Ref:
    """A reference to an object, by number."""

    number: int


@dataclass(frozen=True)
class Stream:
    """A stream: its dictionary, and its bytes as they are stored."""

    entries: dict[str, Value]
    raw: bytes


Value: TypeAlias = Union[
    bool, int, float, bytes, Name, Ref, "list[Value]", "dict[str, Value]", Stream, None
]

_TOKEN = re.compile(
    rb"[\x00\t\n\f\r ]*(?:%[^\r\n]*[\x00\t\n\f\r ]*)*"
    rb"(<<|>>|\[|\]|\(|/[^\x00\t\n\f\r ()<>\[\]{}/%]*|<[0-9A-Fa-f\x00\t\n\f\r ]*>"
    rb"|[^\x00\t\n\f\r ()<>\[\]{}/%]+)"
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PAREN = re.compile(rb"\\[\s\S]|[()]")


def _unescaped(match: re.Match[bytes]) -> bytes:
    what = match[1]
    if what[:1].isdigit():
        return bytes([int(what, 8) & 255])
    if what in (b"\r\n", b"\n", b"\r"):
        return b""
    return _PLAIN.get(what, what)


def _literal(data: bytes, start: int) -> tuple[bytes, int]:
    """A string from behind its opening parenthesis, and the offset behind it (7.3.4.2)."""
    depth = 1
    for match in _PAREN.finditer(data, start):
        if match[0] == b"(":
            depth += 1
        elif match[0] == b")":
            depth -= 1
            if not depth:
                return _ESCAPED.sub(_unescaped, data[start : match.start()]), match.end()
    raise Hostile("a part of it has no end")


def _name(raw: bytes) -> Name:
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), raw)
    return Name(plain.decode("utf-8", "replace"))


def _number(raw: bytes) -> int | float | None:
    try:
        return int(raw)
    except ValueError:
        pass
    try:
        return float(raw)
    except ValueError:
        return None


def parse(data: bytes, start: int) -> Value:
    """The object that begins at an offset; `Hostile` if it is none or nests too deep."""
    stack: list[list[Value]] = [[]]
    closers: list[bytes] = []
    position = start
    for _ in range(MAX_TOKENS):
        found = _TOKEN.match(data, position)
        if found is None:
            raise Hostile("a part of it cannot be understood")
        token, position = found[1], found.end()
        top = stack[-1]
        if token in (b"<<", b"["):
            if len(stack) > MAX_DEPTH:
                raise Hostile("its parts lie in each other too deep")
            stack.append([])
            closers.append(b">>" if token == b"<<" else b"]")
        elif token in (b">>", b"]"):
            if not closers or closers.pop() != token:
                raise Hostile("a part of it cannot be understood")
            items = stack.pop()
            stack[-1].append(_dictionary(items) if token == b">>" else items)
        elif token == b"(":
            text, position = _literal(data, position)
            top.append(text)
        elif token[:1] == b"/":
            top.append(_name(token[1:]))
        elif token[:1] == b"<":
            digits = bytes(token[1:-1].translate(None, b"\x00\t\n\f\r "))
            top.append(binascii.unhexlify(digits + b"0" * (len(digits) % 2)))
        elif token == b"R":
            if len(top) >= 2 and isinstance(top[-2], int):
                top.pop()
                number = top.pop()
                top.append(Ref(int(number)))  # type: ignore[arg-type]
        elif token in (b"endobj", b"stream"):
            if closers or not stack[0]:
                raise Hostile("a part of it cannot be understood")
            if token == b"stream" and isinstance(stack[0][0], dict):
                return _stream(data, position, stack[0][0])
            return stack[0][0]
        else:
            top.append({b"true": True, b"false": False}.get(token, _number(token)))
    raise Hostile("a part of it has no end")


def _dictionary(items: list[Value]) -> dict[str, Value]:
    return {
        key: value
        for key, value in zip(items[::2], items[1::2], strict=False)
        if isinstance(key, Name)
    }


def _stream(data: bytes, position: int, entries: dict[str, Value]) -> Stream:
    if data[position : position + 2] == b"\r\n":
        position += 2
    elif data[position : position + 1] in (b"\n", b"\r"):
        position += 1
    length = entries.get("Length")
    if not isinstance(length, int):  # the copy has all lengths in place
        end = data.find(b"endstream", position)
        length = max(end - position, 0)
    return Stream(entries, data[position : position + length])


class Budget:
    """How much may still be inflated, over the whole file."""

    def __init__(self) -> None:
        self.left = MAX_STREAMS

    def inflate(self, raw: bytes) -> bytes:
        """Deflated bytes as plain ones, as far as they are whole; `Hostile` if too many."""
        limit = min(MAX_STREAM, self.left)
        try:
            plain = zlib.decompressobj().decompress(raw, limit + 1)
        except zlib.error:
            plain = b""
        return self.spend(plain, limit)

    def spend(self, plain: bytes, limit: int | None = None) -> bytes:
        """Count bytes that were got out of a stream."""
        if len(plain) > (self.left if limit is None else limit):
            raise Hostile("it swells to hundreds of times its size when it is opened")
        self.left -= len(plain)
        return plain

    def plain(self, filters: list[str], raw: bytes) -> bytes:
        """The bytes of a stream behind its filters, or nothing where one is for pictures only."""
        for name in filters:
            if name in ("FlateDecode", "Fl"):
                raw = self.inflate(raw)
            elif name in ("ASCIIHexDecode", "AHx"):
                digits = re.sub(rb"[^0-9A-Fa-f]", b"", raw.partition(b">")[0])
                raw = binascii.unhexlify(digits[: len(digits) // 2 * 2])
            elif name in ("ASCII85Decode", "A85"):
                try:
                    raw = self.spend(base64.a85decode(raw.partition(b"~")[0]))
                except ValueError:
                    return b""
            elif name in ("LZWDecode", "LZW", "RunLengthDecode", "RL"):
                # Out of use for decades. Only how far it can swell matters: 64 or 1400 times.
                swell = 64 if name in ("RunLengthDecode", "RL") else 1400
                if len(raw) * swell > min(MAX_STREAM, self.left):
                    raise Hostile("it swells to hundreds of times its size when it is opened")
                self.left -= len(raw) * swell
                return b""
            elif name != "Crypt":
                return b""
        return raw


_HEADER = re.compile(rb"/(?:ObjStm|XRef)\b|#")
_FILTERS = re.compile(rb"/Filter\s*(\[[^\]]*\]|/[^\s/<>\[\]()]+)")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")


def weigh_before_opening(data: bytes) -> None:
    """Refuse a file whose object and cross-reference streams swell (7.5.7, 7.5.8).

    These alone are inflated when a file is opened. Others are weighed in the plain copy.
    """
    budget = Budget()
    dictionaries = data.count(b"<<")
    for match in _STREAM.finditer(data):
        start = max(data.rfind(b"obj", max(0, match.start() - 2000), match.start()), 0)
        header = data[start : match.start()]
        if _HEADER.search(header) and (b"/Image" not in header or b"ObjStm" in header):
            named = _FILTERS.search(header)
            names = re.findall(rb"/([^\s/\[\]]+)", named[1]) if named else [b"FlateDecode"]
            end = data.find(b"endstream", match.end())
            raw = data[match.end() : end if end >= 0 else len(data)]
            plain = budget.plain([str(_name(name)) for name in names], raw)
            dictionaries += plain.count(b"<<")
    if dictionaries > MAX_DICTIONARIES:
        raise Hostile("it has too many parts")


class Objects:
    """The objects of a plain copy, parsed when they are asked for."""

    def __init__(self, copy: bytes) -> None:
        self._data = copy
        self._known: dict[int, Value] = {}
        self.offsets, self.trailer = _table(copy)
        self.budget = Budget()

    def get(self, value: Value) -> Value:
        """A value, or what it refers to; None for what is not there."""
        for _ in range(8):
            if not isinstance(value, Ref):
                return value
            number = value.number
            if number not in self._known:
                offset = self.offsets.get(number)
                try:
                    self._known[number] = parse(self._data, offset) if offset else None
                except (RecursionError, ValueError) as error:
                    raise Hostile(str(error)) from error
            value = self._known[number]
        return None

    def entries(self, value: Value) -> dict[str, Value]:
        """A dictionary, or that of a stream; empty for anything else."""
        found = self.get(value)
        if isinstance(found, Stream):
            return found.entries
        return found if isinstance(found, dict) else {}

    def items(self, value: Value) -> list[Value]:
        """An array; empty for anything else."""
        found = self.get(value)
        return found if isinstance(found, list) else []

    def text(self, value: Value) -> str:
        """A text string (7.9.2.2), or a name; empty for anything else."""
        found = self.get(value)
        if isinstance(found, Name):
            return str(found)
        if not isinstance(found, bytes):
            return ""
        if found[:2] in (b"\xfe\xff", b"\xff\xfe"):
            plain = found.decode("utf-16", "replace")
        elif found[:3] == b"\xef\xbb\xbf":
            plain = found[3:].decode("utf-8", "replace")
        else:
            plain = found.decode("cp1252", "replace")
        return " ".join(plain.replace("\x00", "").split())

    def number(self, value: Value) -> float:
        """A number; 0 for anything else."""
        found = self.get(value)
        return float(found) if isinstance(found, int | float) else 0.0

    def filters(self, stream: Stream) -> list[str]:
        """The names of a stream's filters, in order."""
        found = self.get(stream.entries.get("Filter"))
        names = found if isinstance(found, list) else [found]
        return [str(name) for name in map(self.get, names) if isinstance(name, Name)]

    def plain(self, stream: Stream) -> bytes:
        """The bytes of a stream without its filters."""
        return self.budget.plain(self.filters(stream), stream.raw)

    def all_streams(self) -> Iterator[tuple[int, Stream]]:
        """Every stream, with the number of its object."""
        for number, _, end in self._spans():
            if self._data.find(b"endstream", end - 60, end) >= 0:  # others are not worth parsing
                found = self.get(Ref(number))
                if isinstance(found, Stream):
                    yield number, found

    def holding(self, pattern: re.Pattern[bytes]) -> Iterator[Value]:
        """Every object in whose bytes a pattern occurs."""
        for number, start, end in self._spans():
            if pattern.search(self._data, start, end):
                yield self.get(Ref(number))

    def _spans(self) -> list[tuple[int, int, int]]:
        """Number of every object, and where its value begins and the next object's does."""
        starts = sorted((offset, number) for number, offset in self.offsets.items())
        ends = [*(offset for offset, _ in starts[1:]), len(self._data)]
        return [(number, start, end) for (start, number), end in zip(starts, ends, strict=True)]


def _table(copy: bytes) -> tuple[dict[int, int], dict[str, Value]]:
    """Where each object's value begins, and the trailer, as the library writes them (7.5.4)."""
    found = re.search(rb"startxref\s+(\d+)", copy[-200:])
    position = int(found[1]) if found else -1
    if position < 0 or not copy.startswith(b"xref", position):
        raise Hostile("its list of parts cannot be read")
    end = copy.find(b"trailer", position)
    offsets: dict[int, int] = {}
    number = 0
    for line in copy[position + 4 : end].split(b"\n"):
        fields = line.split()
        if len(fields) == 2:
            number = int(fields[0])
        elif len(fields) == 3:
            if fields[2] == b"n":
                start = copy.find(b"obj", int(fields[0]), int(fields[0]) + 30)
                if start >= 0:
                    offsets[number] = start + 3
            number += 1
        if len(offsets) > MAX_OBJECTS:
            raise Hostile("it has too many parts")
    trailer = parse(copy[end + 7 :].partition(b"startxref")[0] + b" endobj", 0)
    return offsets, trailer if isinstance(trailer, dict) else {}
