"""The words of a Word file or a PDF, as they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from loi_tool.files import Paragraph, PdfFacts, WordFacts
from loi_tool.text import Regex, fold, is_valediction

DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_WORD = Regex(r"(?:(?<![^\s(])[+-](?=\d))?[^\W_]+(?:[.,:/@'’_+-]+[^\W_]+)*")
_PIECE = Regex(
    r"(?:^[+-])?[^\W_]+(?:['’]+[^\W_]+|(?<=[^\W\d_])\.(?=[^\W\d_])[^\W_]+"
    r"|(?<=\d)[.,:/-](?=\d)[^\W_]+)*"
)
_BREAK = Regex(r"(?<=[^\W\d_])[-\u2010\u2011][ \t]{0,4}\n[ \t]{0,4}(?=[^\W\d_])")
MOST_WORDS = 8_000
"""Of one file; three pages have 1,500. What comes after is not compared."""


@dataclass(frozen=True)
class SideWord:
    """A word as it is compared, and where it is: its paragraph, and its place in the text."""

    plain: str
    paragraph: int
    start: int
    end: int
    line: int
    """The number of its line or cell: a paragraph is cut at line breaks and tabs."""


@dataclass(frozen=True)
class Side:
    """The words of one file."""

    file: str
    texts: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    """Those that the texts are of."""
    words: tuple[SideWord, ...]
    labels: tuple[int, ...]
    """For each paragraph how many characters of it are the numbering of Word."""
    closing: int
    """The paragraph with which the signature block begins."""
    furniture: frozenset[str]
    """What is in headers and footers, one key a paragraph or line of them."""
    letterhead: str
    """One key of all of that."""

    def is_label(self, index: int) -> bool:
        """Whether a word is one of Word's numbering."""
        word = self.words[index]
        return word.end <= self.labels[word.paragraph]


def word_count(paragraphs: Iterable[Paragraph]) -> int:
    """How many words there are, as Word counts them."""
    return sum(len(paragraph.text.split()) for paragraph in paragraphs)


def has_words(pdf: PdfFacts) -> bool:
    """Whether any text could be read in a PDF."""
    return any(paragraph.text.strip() for paragraph in pdf.paragraphs)


def less_recognized(pdf: PdfFacts) -> PdfFacts:
    """A PDF as if no machine had recognized words on its pages that are pictures."""
    if not pdf.recognized:
        return pdf
    kept = (p for p in pdf.paragraphs if p.place.page not in pdf.recognized)
    scanned = tuple(sorted({*pdf.scanned, *pdf.recognized}))
    return replace(pdf, paragraphs=tuple(kept), scanned=scanned)


def key_of(text: str) -> str:
    """A line of furniture, less page numbers; of one without letters, all of it."""
    bare = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
    letters = re.sub(r"\d+", "", bare)
    return letters if len(letters) > 2 else bare


def side_of(facts: WordFacts | PdfFacts) -> Side:
    """What of a file is compared: the words of its body, and keys of its headers and footers."""
    texts: list[str] = []
    kept: list[Paragraph] = []
    labels: list[int] = []
    words: list[SideWord] = []
    furniture: list[str] = []
    lines = 0
    for paragraph in facts.paragraphs:
        if paragraph.where in ("header", "footer"):
            furniture.append(paragraph.text)
            continue
        text, start = "", len(words)
        whole = _BREAK.sub("", _plain(f"{paragraph.label} {paragraph.text}"))
        for line in filter(None, (" ".join(part.split()) for part in re.split(r"[\n\t]", whole))):
            text += " " * bool(text)
            words += _words(line, len(kept), len(text), lines)
            text += line
            lines += 1
        if len(words) > start:
            texts.append(text)
            labels.append(len(_plain(paragraph.label)))
            kept.append(paragraph)
        if len(words) > MOST_WORDS:
            break
    closing = len(texts)
    for number in range(len(texts) - 1, max(-1, len(texts) - 40), -1):
        if is_valediction(texts[number].partition(",")[0][:60]):
            closing = number
            break
    compared = tuple(words[:MOST_WORDS])
    keys = frozenset(key_of(line) for text in furniture for line in (text, *text.splitlines()))
    head = key_of(" ".join(furniture))
    return Side(facts.file, tuple(texts), tuple(kept), compared, tuple(labels), closing, keys, head)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _words(text: str, paragraph: int, offset: int, line: int) -> Iterator[SideWord]:
    """The words of a line. Addresses are one word, so are numbers with the marks in them.

    Words of scripts that run from the right are left out: PDFs have them from the other end and in
    joined forms, whose text is often there only in part.
    """
    for match in _WORD.finditer(text.translate(DASHES)):
        if any(unicodedata.bidirectional(character) in ("R", "AL") for character in match[0]):
            continue
        pieces = [match] if "@" in match[0] else _PIECE.finditer(match[0])
        for piece in pieces:
            start = offset + piece.start() + (match.start() if piece is not match else 0)
            yield SideWord(comparable(piece[0]), paragraph, start, start + len(piece[0]), line)


def comparable(word: str) -> str:
    """A word without case, accents and apostrophes."""
    return fold(word).translate(_APOSTROPHES)
