"""What the embedded engine drew: words with their places, and glyphs that are none.

A reader for the PDF of our own engine, whose form is known (classic cross-reference table,
Identity-H fonts, one marked sequence a word), and for no other. It is here because a general
reader takes longer to load than the whole build takes. Section numbers: ISO 32000-1.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from loi_tool.errors import EngineFailed

_SAME_LINE_POINTS = 2.0
_OPERATORS = re.compile(
    rb"(?P<artifact>/Artifact\b(?:\s*<<.*?>>)?\s*B[MD]C)|(?P<open>/\w+\s*(?:<<.*?>>)?\s*B[MD]C)"
    rb"|(?P<close>\bEMC\b)|/(?P<font>\w+)\s+[\d.]+\s+Tf"
    rb"|(?P<matrix>(?:[-\d.]+\s+){6})Tm|(?P<show>\[(?=[(<\]]))",
    re.DOTALL,
)
_ESCAPES = {ord("n"): 10, ord("r"): 13, ord("t"): 9, ord("b"): 8, ord("f"): 12}


@dataclass(frozen=True)
class DrawnWord:
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
        file = _File(pdf)
        pages = file.pages()
        words = [
            word for number, page in enumerate(pages, 1) for word in _words(file, page, number)
        ]
    except (KeyError, IndexError, ValueError, zlib.error, AttributeError, TypeError) as error:
        raise EngineFailed("The layout engine wrote a PDF that cannot be read back.") from error
    return Drawn(len(pages), tuple(words))


class _File:
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
        self.fonts: dict[int, tuple[str, dict[int, str]]] = {}

    def object(self, number: int) -> bytes:
        """The dictionary, or what else there is before a stream."""
        start = self.offsets[number]
        body = self.data[start : self.data.index(b"endobj", start)]
        return body.split(b"stream\n", 1)[0]

    def stream(self, number: int) -> bytes:
        start = self.offsets[number]
        content = self.data.index(b"stream\n", start) + len(b"stream\n")
        head = self.data[start:content]
        raw = self.data[content : content + int(_match(rb"/Length (\d+)", head))]
        return zlib.decompress(raw) if b"/FlateDecode" in head else raw

    def pages(self) -> list[bytes]:
        root = self.object(int(_match(rb"/Pages (\d+) 0 R", self.object(1))))
        kids = _match(rb"/Kids \[([^\]]*)\]", root)
        return [self.object(int(kid)) for kid in re.findall(rb"(\d+) 0 R", kids)]

    def font(self, number: int) -> tuple[str, dict[int, str]]:
        """The family of a font and its table from glyphs to text (9.10.3)."""
        if number not in self.fonts:
            font = self.object(number)
            name = _match(rb"/BaseFont /([^\s/<>\[\]()]+)", font).decode("latin-1")
            cmap = self.stream(int(_match(rb"/ToUnicode (\d+) 0 R", font)))
            self.fonts[number] = name, dict(_to_unicode(cmap))
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


def _words(file: _File, page: bytes, number: int) -> Iterator[DrawnWord]:
    resources = _match(rb"/Font <<(.*?)>>", page) if b"/Font <<" in page else b""
    fonts = {
        name: file.font(int(reference))
        for name, reference in re.findall(rb"/(\w+) (\d+) 0 R", resources)
    }
    content = file.stream(int(_match(rb"/Contents (\d+) 0 R", page)))
    family, table = "", dict[int, str]()
    artifacts: list[bool] = []
    x = y = 0.0
    position = 0
    while found := _OPERATORS.search(content, position):
        position = found.end()
        if found["artifact"] or found["open"]:
            artifacts.append(bool(found["artifact"]))
        elif found["close"]:
            if artifacts:
                artifacts.pop()
        elif found["font"]:
            family, table = fonts[found["font"]]
        elif found["matrix"]:
            x, y = map(float, found["matrix"].split()[4:])
        else:
            codes, position = _shown(content, found.end())
            yield DrawnWord(
                text="".join(table.get(code, "") for code in codes if code),
                page=number,
                x=x,
                y=y,
                font=family,
                furniture=any(artifacts),
                missing=codes.count(0),
            )


def _shown(content: bytes, position: int) -> tuple[list[int], int]:
    """The two-byte codes of a TJ array (9.4.3) that begins at `position`, and where it ends."""
    shown = bytearray()
    while content[position] != ord("]"):
        if content[position] == ord("("):
            position = _literal(content, position + 1, shown)
        elif content[position] == ord("<"):
            end = content.index(b">", position)
            shown += bytes.fromhex(content[position + 1 : end].decode())
            position = end + 1
        else:
            position += 1
    return [int.from_bytes(shown[i : i + 2], "big") for i in range(0, len(shown), 2)], position + 1


def _literal(content: bytes, position: int, shown: bytearray) -> int:
    """Read a literal string (7.3.4.2) into `shown`; the position after it."""
    depth = 1
    while True:
        byte = content[position]
        position += 1
        if byte == ord("\\"):
            octal = re.compile(rb"[0-7]{1,3}").match(content, position)
            if octal:
                shown.append(int(octal[0], 8) & 255)
                position = octal.end()
            else:
                escaped = content[position]
                position += 1
                if escaped not in (10, 13):
                    shown.append(_ESCAPES.get(escaped, escaped))
            continue
        if byte == ord("("):
            depth += 1
        elif byte == ord(")"):
            depth -= 1
            if depth == 0:
                return position
        shown.append(byte)
