"""Whether the Word file and the PDF say the same: the words of one against those of the other."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loi_tool.facts import Difference
from loi_tool.files import PageShape, Paragraph, PdfFacts, WordFacts
from loi_tool.findings import Place

_WORD = re.compile(r"[^\W_]+(?:[.,:/@'’-]+[^\W_]+)*")
_BREAK = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011][ \t]{0,4}\n[ \t]{0,4}(?=[^\W\d_])")
_SIGNED = re.compile(
    r"(?:digitally|electronically|e-?)\s?signed|signed\s(?:digitally|electronically)|docusign"
    r"|envelope\sid|adobe\s(?:acrobat\s)?sign|verified\sby|/s/|transaction\sid"
    r"|signature\s(?:not|valid|is|by|of|id)|^\W*signature\W*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\W*(?:(?:very|most|yours|with|kind|best|warm(?:est)?)\s+)*(?:sincerely|respectfully|cordially"
    r"|gratefully|truly|regards|appreciation|thanks|thank you)\b.{0,30}",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*", re.IGNORECASE)
_LABEL = re.compile(r"(?:\d{1,2}|[a-z]|[ivx]{1,5})", re.IGNORECASE)
_DATE = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|\d{1,4}(?:[./-]\d{1,4})*|date|time|[ap]m"
    r"|\d+(?::\d+)+",
    re.IGNORECASE,
)
_MOST_WORDS = 8_000
"""Of one file; three pages have 1,500. What comes after is not compared."""
_ROUNDS = 4
_APART = 3
"""Changes with so few equal words between them are one difference."""
_CONTEXT = 5
_SHOWN = 30
_SMALL_BLOCK = 8
"""Words that a signature block may have in one of the files alone."""
_STAMP = 40
"""Words of the longest mark that a signing program leaves."""
_HARDLY = 0.3
"""The share of words in common under which these are two letters."""
_MANY = 400
"""So many differences, and these are two letters."""


@dataclass(frozen=True)
class _Word:
    """A word as it is compared, and where it stands: its paragraph, and its place in the text."""

    plain: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True)
class _Side:
    """The words of one file."""

    file: str
    texts: tuple[str, ...]
    places: tuple[Place, ...]
    words: tuple[_Word, ...]
    closing: int
    """The paragraph with which the signature block begins."""


def compare(word: WordFacts, pdf: PdfFacts) -> tuple[Difference, ...]:
    """What the text of a Word file and of a PDF do not have in common.

    Ligatures, hyphenation, quotes, white space, list labels, headers, footers, page numbers and the
    marks of a signature may differ, and so may the order: text boxes, tables and columns are read
    differently from the two.

    Args:
        word: the Word file.
        pdf: the PDF. A locked or scanned one has no difference: see `not_compared`. Of one that has
            some pages that are pictures, what the Word file has and the PDF lacks is not told.

    Returns:
        The differences in the order of the Word file, then what the PDF alone has.
    """
    if pdf.locked or not _has_words(pdf) or _is_recognised(word, pdf):
        return ()
    ours, theirs = _sides(word, pdf)
    if not ours.words or not theirs.words:
        return ()
    gone, new = _unmatched(ours.words, theirs.words)
    mine, other = _runs(ours, gone), _runs(theirs, new)
    if len(ours.words) - len(gone) < _HARDLY * len(ours.words) or len(mine) + len(other) > _MANY:
        first = (_first_words(ours), _first_words(theirs), ours.places[0], theirs.places[0])
        return (Difference(*first),)
    notes = any(paragraph.where == "note" for paragraph in word.paragraphs)
    return tuple(
        _difference(ours, theirs, here, there)
        for here, there in _regions(ours, theirs, mine, other)
        if (there or not pdf.scanned) and not _same(ours, theirs, here, there, notes)
    )


def not_compared(word: WordFacts, pdf: PdfFacts) -> str:
    """What of the pair could not be compared, and why, in whole sentences; empty if nothing."""
    if pdf.locked:
        return "The PDF needs a password, so it could not be compared with the Word file."
    if pdf.scanned and len(pdf.scanned) >= pdf.pages:
        return (
            "The PDF is a picture of a letter (a scan), so its words could not be compared with "
            "the Word file."
        )
    if _is_recognised(word, pdf):
        return (
            "The PDF is a scan whose words a machine recognised, so it could not be compared with "
            "the Word file word by word."
        )
    if not _has_words(pdf):
        return "There are no words in the PDF, so it could not be compared with the Word file."
    if pdf.scanned:
        pages = ", ".join(map(str, pdf.scanned))
        many = "Pages" if len(pdf.scanned) > 1 else "Page"
        are = "are pictures" if len(pdf.scanned) > 1 else "is a picture"
        return f"{many} {pages} of the PDF {are}, and could not be compared with the Word file."
    if max(map(_count, (word.paragraphs, pdf.paragraphs))) > _MOST_WORDS:
        return f"Only the first {_MOST_WORDS} words of the two files were compared."
    return ""


# The words of each side ---------------------------------------------------------------------------


def _count(paragraphs: Iterable[Paragraph]) -> int:
    return sum(len(paragraph.text.split()) for paragraph in paragraphs)


def _has_words(pdf: PdfFacts) -> bool:
    return any(paragraph.text.strip() for paragraph in pdf.paragraphs)


def _is_recognised(word: WordFacts, pdf: PdfFacts) -> bool:
    """Whether every page of the PDF is a picture that text was laid over."""

    def as_large_as_a_page(facts: WordFacts | PdfFacts) -> set[int | None]:
        shape = facts.shapes[0] if facts.shapes else PageShape(8.5, 11)
        return {
            image.place.page
            for image in facts.images
            if image.width > 0.9 * shape.width and image.height > 0.9 * shape.height
        }

    large = as_large_as_a_page(pdf)
    return bool(large) and len(large) >= pdf.pages and not as_large_as_a_page(word)


def _sides(word: WordFacts, pdf: PdfFacts) -> tuple[_Side, _Side]:
    """Both files, each less the furniture of the other: one may take a header for body text."""
    furniture = Counter(
        plain
        for paragraph in (*word.paragraphs, *pdf.paragraphs)
        if paragraph.where in ("header", "footer")
        for line in paragraph.text.splitlines()
        if (plain := _key(line))
    )
    sides = []
    for facts in (word, pdf):
        texts, places = [], []
        for paragraph in facts.paragraphs:
            if paragraph.where in ("header", "footer"):
                continue
            text = _BREAK.sub("", unicodedata.normalize("NFKC", paragraph.text))
            kept = [
                line
                for line in text.splitlines()
                if not _PAGE_NUMBER.fullmatch(line) and _key(line) not in furniture
            ]
            if kept and _key(" ".join(kept)) not in furniture:
                texts.append(" ".join(" ".join(kept).split()))
                places.append(paragraph.place)
        sides.append(_side(facts.file, texts, places))
    return sides[0], sides[1]


def _key(text: str) -> str:
    """A line of furniture, less page numbers."""
    letters = re.sub(r"[\W\d_]+", "", unicodedata.normalize("NFKC", text)).casefold()
    return letters if len(letters) > 2 else ""


def _side(file: str, texts: Sequence[str], places: Sequence[Place]) -> _Side:
    words: list[_Word] = []
    for number, text in enumerate(texts):
        for match in _WORD.finditer(text):
            for piece in re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", match[0]):
                start = match.start() + piece.start()
                words.append(_Word(_plain(piece[0]), number, start, start + len(piece[0])))
        if len(words) > _MOST_WORDS:
            break
    closing = len(texts)
    for number in range(len(texts) - 1, max(-1, len(texts) - 40), -1):
        if _CLOSING.fullmatch(texts[number].partition(",")[0][:60]):
            closing = number
            break
    return _Side(file, tuple(texts), tuple(places), tuple(words[:_MOST_WORDS]), closing)


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in folded if not unicodedata.combining(char) and char not in "'’ʼ")


# What is in one and not in the other --------------------------------------------------------------


def _unmatched(ours: Sequence[_Word], theirs: Sequence[_Word]) -> tuple[list[int], list[int]]:
    """The indexes of the words of each side that the other does not have.

    What is left over is compared again, by itself, so that another order of the same words does not
    count.
    """
    from rapidfuzz.distance import Indel

    gone, new = list(range(len(ours))), list(range(len(theirs)))
    for _ in range(_ROUNDS):
        left = [ours[index].plain for index in gone]
        right = [theirs[index].plain for index in new]
        if not left or not right:
            break
        keep_left: list[int] = []
        keep_right: list[int] = []
        for step in Indel.opcodes(left, right):
            if step.tag != "equal":
                keep_left += gone[step.src_start : step.src_end]
                keep_right += new[step.dest_start : step.dest_end]
        if len(keep_left) == len(gone):
            break
        gone, new = keep_left, keep_right
    return gone, new


def _regions(
    ours: _Side, theirs: _Side, mine: list[list[int]], other: list[list[int]]
) -> list[tuple[list[int], list[int]]]:
    """Words that are missing near one another, each with what the other file has in their place."""
    pairs: list[tuple[list[int], list[int]]] = []
    waiting = dict(enumerate(other))
    for run in mine:
        before, after = _neighbours(ours, run)
        best, score = None, 0
        for number, candidate in waiting.items():
            near = _neighbours(theirs, candidate)
            agree = len(before & near[0]) + len(after & near[1])
            if agree > score:
                best, score = number, agree
        if best is not None and score >= min(2, len(before) + len(after)):
            pairs.append((run, waiting.pop(best)))
        else:
            pairs.append((run, []))
    return pairs + [([], run) for run in waiting.values()]


def _runs(side: _Side, indexes: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for index in indexes:
        if runs:
            last = runs[-1][-1]
            same = side.words[index].paragraph == side.words[last].paragraph
            if index - last <= (_APART + 1 if same else 1):
                runs[-1].append(index)
                continue
        runs.append([index])
    return runs


def _neighbours(side: _Side, run: list[int]) -> tuple[set[str], set[str]]:
    first, last = run[0], run[-1]
    return (
        {word.plain for word in side.words[max(0, first - 3) : first]},
        {word.plain for word in side.words[last + 1 : last + 4]},
    )


def _same(ours: _Side, theirs: _Side, mine: list[int], other: list[int], has_notes: bool) -> bool:
    """Whether a region differs only in what may differ."""
    left = "".join(ours.words[i].plain for i in _filled(mine))
    right = "".join(theirs.words[i].plain for i in _filled(other))
    if left == right or (has_notes and re.sub(r"\d{1,2}\b", "", right) == left):
        return True
    if mine and other:
        return False
    side, run = (ours, mine) if mine else (theirs, other)
    first, last = side.words[run[0]], side.words[run[-1]]
    text = side.texts[first.paragraph]
    if (
        len(run) == 1
        and _LABEL.fullmatch(first.plain)
        and not re.search(r"\w", text[: first.start])
    ):
        return True  # the label of a list, which Word makes up
    if len(run) > _STAMP:
        return False
    end = last.end if last.paragraph == first.paragraph else len(text)
    if _SIGNED.search(text[max(0, first.start - 2) : end]):
        return True
    numbers = [word for i in run if re.search(r"\d", word := side.words[i].plain)]
    signing = first.paragraph >= side.closing and len(run) <= _SMALL_BLOCK
    return signing and all(map(_DATE.fullmatch, numbers))


def _filled(run: list[int]) -> range:
    """A run with the equal words between its ends."""
    return range(run[0], run[-1] + 1) if run else range(0)


def _difference(ours: _Side, theirs: _Side, mine: list[int], other: list[int]) -> Difference:
    return Difference(
        _shown(ours, mine),
        _shown(theirs, other),
        ours.places[ours.words[mine[0]].paragraph] if mine else Place(file=ours.file),
        theirs.places[theirs.words[other[0]].paragraph] if other else Place(file=theirs.file),
    )


def _shown(side: _Side, run: list[int]) -> str:
    """The words of a run, with some of those around it in its paragraph."""
    if not run:
        return ""
    first, last = side.words[run[0]], side.words[run[-1]]
    text = side.texts[first.paragraph]
    end = last.end if last.paragraph == first.paragraph else len(text)
    before, after = text[: first.start], text[end:]
    left, right = before.split(" "), after.split(" ")
    lead = " ".join(left[-_CONTEXT - 1 :]) if before else ""
    tail = " ".join(right[: _CONTEXT + 1]) if after else ""
    middle = text[first.start : end]
    if last.paragraph != first.paragraph:
        between = side.texts[first.paragraph + 1 : last.paragraph]
        middle = " ".join((middle, *between, side.texts[last.paragraph][: last.end]))
        tail = ""
    pieces = middle.split()
    if len(pieces) > _SHOWN:
        middle, tail = " ".join(pieces[:_SHOWN]), " …"
    shown = f"{'… ' if before[: len(before) - len(lead)].strip() else ''}{lead}{middle}{tail}"
    cut = tail != " …" and after[len(tail) :].strip()
    return " ".join(f"{shown}{' …' if cut else ''}".replace("“", "‘").replace("”", "’").split())


def _first_words(side: _Side) -> str:
    return " ".join(" ".join(side.texts[:3]).split()[:_SHOWN]) + " …"
