"""What the embedded engine drew: words with their places, and glyphs that are none.

A reader for the PDF of our own engine, whose form is known (classic cross-reference table,
Identity-H fonts, an operator a line), and for no other. It is here because a general
reader takes longer to load than the whole build takes. Section numbers: ISO 32000-1.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from loi_tool.errors import EngineFailed

_SAME_LINE_POINTS = 2.0
_OPERATORS = frozenset((b"TJ", b"Tm", b"Tf", b"DC", b"MC"))
_STRING = re.compile(rb"\(([^()\\]*(?:\\.[^()\\]*)*)\)|<([0-9A-Fa-f]*)>", re.DOTALL)
_ESCAPED_PARENTHESIS = re.compile(rb"\\([()])|\\\\")
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)


class DrawnWord(NamedTuple):
    """A word on a page. `x` and `y` are points from the upper left; `missing` counts boxes."""

    text: str
    page: int
    x: float
    y: float
    font: str
    furniture: bool
    """Whether it stands in a header or footer (marked as an artifact)."""
    missing: int


@dataclass(frozen=True)
class DrawnLine:
    """A printed line of the body."""

    text: str
    page: int
    y: float


@dataclass(frozen=True)
class Drawn:
    """All words that a PDF shows, in the order in which they were set."""

    pages: int
    words: tuple[DrawnWord, ...]

    @cached_property
    def body(self) -> tuple[DrawnWord, ...]:
        """The words less headers and footers."""
        return tuple(word for word in self.words if not word.furniture)

    @cached_property
    def lines(self) -> tuple[DrawnLine, ...]:
        """The lines of the body, page by page from top to bottom."""
        lines: list[DrawnLine] = []
        for page, words in groupby(self.body, key=lambda word: word.page):
            rows: list[list[DrawnWord]] = []
            for word in sorted(words, key=lambda word: word.y):
                if rows and word.y - rows[-1][0].y < _SAME_LINE_POINTS:
                    rows[-1].append(word)
                else:
                    rows.append([word])
            for row in rows:
                text = " ".join(w.text.strip() for w in sorted(row, key=lambda w: w.x))
                lines.append(DrawnLine(text, page, row[0].y))
        return tuple(lines)

    @property
    def missing(self) -> int:
        """How many glyphs are boxes (.notdef, glyph 0)."""
        return sum(word.missing for word in self.words)


def read_drawn(pdf: bytes) -> Drawn:
    """Read what a PDF of the embedded engine shows.

    Raises:
        EngineFailed: it is not the kind of PDF that the engine writes.
    """
    try:
        file = PdfFile(pdf)
        pages = file.pages()
        words = [
            word for number, page in enumerate(pages, 1) for word in _words(file, page, number)
        ]
    except (KeyError, IndexError, ValueError, TypeError, zlib.error) as error:
        raise EngineFailed("The layout engine wrote a PDF that cannot be read back.") from error
    return Drawn(len(pages), tuple(words))


class _Table(dict[int, str]):
    """From glyphs to text, for str.translate; a glyph without text has none."""

    def __missing__(self, code: int) -> str:
        return ""


class PdfFile:
    """Objects by number, through the cross-reference table (7.5.4)."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        start = int(_match(rb"startxref\s+(\d+)", data[-200:]))
        first, count = map(int, data[start + 5 :].split(None, 2)[:2])
        table = data.index(b"\n", start + 6) + 1
        self.offsets = {
            first + index: int(data[table + 20 * index : table + 20 * index + 10])
            for index in range(count)
        }
        self.fonts: dict[int, tuple[str, _Table]] = {}

    def object(self, number: int) -> bytes:
        """The dictionary, or what else there is before a stream."""
        start = self.offsets[number]
        body = self.data[start : self.data.index(b"endobj", start)]
        return body.split(b"stream\n", 1)[0]

    def stream(self, number: int) -> bytes:
        """The bytes of a stream, decompressed."""
        start = self.offsets[number]
        content = self.data.index(b"stream\n", start) + len(b"stream\n")
        head = self.data[start:content]
        raw = self.data[content : content + int(_match(rb"/Length (\d+)", head))]
        return zlib.decompress(raw) if b"/FlateDecode" in head else raw

    def pages(self) -> list[bytes]:
        """The dictionaries of the pages, in order (7.7.3)."""
        root = self.object(int(_match(rb"/Pages (\d+) 0 R", self.object(1))))
        kids = _match(rb"/Kids \[([^\]]*)\]", root)
        return [self.object(int(kid)) for kid in re.findall(rb"(\d+) 0 R", kids)]

    def font(self, number: int) -> tuple[str, _Table]:
        """The family of a font and its table from glyphs to text (9.10.3)."""
        if number not in self.fonts:
            font = self.object(number)
            name = _match(rb"/BaseFont /([^\s/<>\[\]()]+)", font).decode("latin-1")
            cmap = self.stream(int(_match(rb"/ToUnicode (\d+) 0 R", font)))
            self.fonts[number] = name, _Table(_to_unicode(cmap))
        return self.fonts[number]


def _match(pattern: bytes, data: bytes) -> bytes:
    found = re.search(pattern, data, re.DOTALL)
    if found is None:
        raise ValueError(pattern)
    return found[1]


def _to_unicode(cmap: bytes) -> Iterator[tuple[int, str]]:
    for section in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", section):
            yield int(code, 16), _utf16(text)
    for section in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        pattern = rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>"
        for low, high, text in re.findall(pattern, section):
            base = _utf16(text)
            for offset in range(int(high, 16) - int(low, 16) + 1):
                yield int(low, 16) + offset, base[:-1] + chr(ord(base[-1]) + offset)


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def _words(file: PdfFile, page: bytes, number: int) -> Iterator[DrawnWord]:
    resources = _match(rb"/Font <<(.*?)>>", page) if b"/Font <<" in page else b""
    fonts = {
        name: file.font(int(reference))
        for name, reference in re.findall(rb"/(\w+) (\d+) 0 R", resources)
    }
    content = file.stream(int(_match(rb"/Contents (\d+) 0 R", page)))
    family, table = "", _Table()
    artifacts: list[bool] = []
    tag = b""
    x = y = 0.0
    for line in content.split(b"\n"):  # one operator ends each line; strings hold no raw newline
        operator = line[-2:]
        if operator not in _OPERATORS:
            if line[:1] == b"/":
                tag = line  # of marked content, when its properties take further lines
        elif operator == b"TJ":
            codes = _shown(line)
            yield DrawnWord(
                text=codes.translate(table),
                page=number,
                x=x,
                y=y,
                font=family,
                furniture=any(artifacts),
                missing=codes.count("\0"),
            )
        elif operator == b"Tm":
            x, y = map(float, line.split()[4:6])
        elif operator == b"Tf":
            family, table = fonts[line[1:].split()[0]]
        elif line == b"EMC":
            artifacts.pop()
        else:
            tag = line if line[:1] == b"/" else tag
            artifacts.append(tag.startswith(b"/Artifact"))


def _shown(line: bytes) -> str:
    """The two-byte codes of a TJ array (9.4.3), each as one character."""
    strings = _STRING.findall(line)
    literals = b"".join(literal for literal, _ in strings)
    if line.count(b"(") - line.count(b"\\(") != len([1 for _, digits in strings if not digits]):
        shown = _shown_with_nesting(line)
    elif literals and any(digits for _, digits in strings):
        shown = b"".join(
            bytes.fromhex(digits.decode()) if digits else _unescaped(literal)
            for literal, digits in strings
        )
    elif literals:
        shown = _unescaped(literals)
    else:
        shown = bytes.fromhex(b"".join(digits for _, digits in strings).decode())
    return shown.decode("utf-16-be", "surrogatepass")


def _unescaped(text: bytes) -> bytes:
    """A literal string (7.3.4.2) without its backslashes; but for \\( and \\) they are Python's."""
    if b"\\" not in text:
        return text
    text = _ESCAPED_PARENTHESIS.sub(lambda match: match[1] or match[0], text)
    return text.decode("unicode_escape").encode("latin-1")


def _shown_with_nesting(line: bytes) -> bytes:
    """The same for an array whose strings hold balanced parentheses, which need no backslash."""
    shown = b""
    position = 1
    while line[position] != ord("]"):
        if line[position] == ord("<"):
            end = line.index(b">", position)
            shown += bytes.fromhex(line[position + 1 : end].decode())
            position = end
        if line[position] != ord("("):
            position += 1
            continue
        start, depth = position + 1, 0
        for found in _PARENTHESIS.finditer(line, position):
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
            if depth == 0:
                position = found.end()
                break
        shown += _unescaped(line[start : position - 1])
    return shown
