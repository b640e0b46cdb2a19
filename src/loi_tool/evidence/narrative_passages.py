"""The body of a letter as passages: what belongs together, under which heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from loi_tool.calls.model import Call
from loi_tool.evidence.narrative_words import PROGRAM, stems
from loi_tool.evidence.outline import LetterLine, outline
from loi_tool.files import Paragraph
from loi_tool.findings import Place
from loi_tool.text import Regex, any_of, sentence_spans

_MAX_SENTENCES = 600  # a letter has a hundred
_MAX_SENTENCE = 2_000
_ADDRESS_WORDS, _SIGNATURE_WORDS = 7, 14
_ADDRESS = Regex(  # no verdict misses it; it keeps address lines out of the evidence that is shown
    r"@|\b\d{5}\b|\d{3}[-. )]+\d{4}\b|\b(?:19|20)\d\d$"
    r"|^\W*(?:to|from|cc|re|subj\w*|date|attn|via)\b"
    r"|\bP\. ?O\. Box\b|\b(?:Street|Avenue|Road|Lane|Drive|Blvd|Ave|St|Rd)\b\.?(?:,|$)",
    re.IGNORECASE,
)
_LABEL = Regex(  # “Prior engagement: …”; for calls without words of their own, whose headings count
    r"(?:\W{0,3}\w{1,4}[.)]\s)?(?:[A-Z][\w’'/&,-]{0,30}(?: [\w’'/&,-]{1,30}){0,6} ?:"
    r"|[A-Z][A-Z’'/&, -]{3,50}\.)\s+(?=\S)"
)
_CELL_WORDS = 8
_FIGURE = Regex(r"\d")  # for tables of figures, which letters as text have none of


@dataclass(frozen=True)
class Sentence:
    """One sentence, where it is in its paragraph, and its words.

    `bare` is the sentence with `PROGRAM` for each name of the call's own program.
    """

    paragraph: Paragraph
    start: int
    end: int
    bare: str
    stems: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentence as it is in the letter."""
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True)
class NarrativePassage:
    """Sentences that belong together: a paragraph, a list with what leads into it, a cell.

    `headings` are those above it, the nearest last: a heading, the label of its row, the words
    that it begins with ("Prior engagement: …").
    """

    headings: tuple[str, ...]
    section: int
    sentences: tuple[Sentence, ...]

    @property
    def words(self) -> int:
        """How many there are."""
        return sum(len(sentence.stems) for sentence in self.sentences)


@dataclass(frozen=True)
class NarrativeSection:
    """A heading (or the label of a row) and the passages under it, down to the next."""

    heading: str
    place: Place
    passages: tuple[NarrativePassage, ...] = ()

    @property
    def body(self) -> tuple[Sentence, ...]:
        """Everything under the heading."""
        return tuple(sentence for passage in self.passages for sentence in passage.sentences)


def body_paragraphs(call: Call, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """What is between the salutation and the closing, and behind the closing.

    What is long for an address or a signature counts too: a terse letter begins without salutation.
    """
    parts = outline(call, paragraphs)
    lines: dict[int, list[str]] = {}
    begun: list[LetterLine] = []
    if parts.salutation is None:
        for line in reversed(parts.head):
            paragraph = line.paragraph
            if not paragraph.is_heading and (
                _ADDRESS.search(paragraph.text) or len(stems(paragraph.text)) < _ADDRESS_WORDS
            ):
                break
            begun.insert(0, line)
    titles = {words_of(item.title) for item in call.items}
    behind: list[LetterLine] = []
    titled = False
    for line in parts.closing:  # what the call wants behind the signature has a heading there
        titled = titled or (line.paragraph.is_heading and words_of(line.text) in titles)
        if titled or len(stems(line.text)) >= _SIGNATURE_WORDS:
            behind.append(line)
    for line in (*begun, *parts.body, *behind, *parts.after):
        lines.setdefault(line.index, []).append(line.text)
    return _figures_joined(
        [
            replace(paragraphs[index], text="\n".join(texts))
            for index, texts in sorted(lines.items())
        ]
    )


def _figures_joined(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """With each table of figures (“Latino”, “77%”) as one paragraph: a cell alone says nothing."""
    tables: dict[int, list[Paragraph]] = {}
    for paragraph in paragraphs:
        if paragraph.row is not None:
            tables.setdefault(paragraph.row[0], []).append(paragraph)
    joined: dict[int, Paragraph] = {}
    gone: set[int] = set()
    for cells in tables.values():
        rows: dict[tuple[int, int] | None, list[Paragraph]] = {}
        for cell in cells:
            rows.setdefault(cell.row, []).append(cell)
        data = [row for row in rows.values() if len(row) > 1]
        short = all(len(cell.text.split()) <= _CELL_WORDS for cell in cells)
        figures = sum(any(_FIGURE.search(cell.text) for cell in row[1:]) for row in data)
        if len(data) > 2 and short and figures > len(data) / 2:
            first = data[0][0]
            text = "; ".join(" ".join(cell.text for cell in row) for row in data)
            joined[id(first)] = replace(first, text=text, row=None, cell=None)
            gone.update(id(cell) for row in data for cell in row)
    return [
        joined.get(id(paragraph), paragraph)
        for paragraph in paragraphs
        if id(paragraph) in joined or id(paragraph) not in gone
    ]


def sections(call: Call, paragraphs: Sequence[Paragraph]) -> list[NarrativeSection]:
    """The body of a letter, cut at its headings; what comes before the first has none."""
    headed: list[tuple[str, Place, list[list[Paragraph]]]] = [("", Place(), [])]
    own = any_of(call.own_names)
    row: tuple[int, int] | None = None
    groups = headed[-1][2]
    for paragraph, is_label in _labelled(body_paragraphs(call, paragraphs)):
        if is_label:
            headed.append((paragraph.text, paragraph.place, []))
            groups = headed[-1][2]
            row = paragraph.row
            continue
        if paragraph.row is None and row is not None:  # below a table its labels end
            row = None
            headed.append(("", paragraph.place, []))
            groups = headed[-1][2]
        if paragraph.is_list and groups and (groups[-1][-1].is_list or _leads_in(groups[-1][-1])):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    left = _MAX_SENTENCES
    result = []
    for number, (heading, place, bodies) in enumerate(headed):
        passages = []
        for body in bodies:
            passage = _passage(body, heading, number, own)
            left -= len(passage.sentences)
            if passage.sentences and left > 0:
                passages.append(passage)
        if heading or passages:
            result.append(NarrativeSection(heading, place, tuple(passages)))
    return result


def _labelled(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, bool]]:
    """Each paragraph, and whether it is a heading or the label of a row."""
    wide = {p.row for p in paragraphs if p.row is not None and (p.cell or 1) > 1}
    for paragraph in paragraphs:
        first, _, rest = paragraph.text.partition("\n")
        if paragraph.row is not None:
            is_label = paragraph.row in wide and (paragraph.cell or 1) == 1
            yield paragraph, is_label and len(stems(paragraph.text)) <= 45
        elif paragraph.is_heading:
            yield paragraph, True
        elif rest and _is_line_heading(first, rest):
            yield replace(paragraph, text=first), True
            yield replace(paragraph, text=rest), False
        else:
            yield paragraph, False


def _is_line_heading(line: str, rest: str) -> bool:
    return (
        len(line.split()) <= 9
        and line[-1:] not in ".,;!"
        and line[:1].isupper()
        and len(rest.split()) > 15
        and rest[:1].isupper()
    )


def _leads_in(paragraph: Paragraph) -> bool:
    return paragraph.text.rstrip().endswith(":")


def _passage(body: Sequence[Paragraph], heading: str, number: int, own: Regex) -> NarrativePassage:
    headings = [heading] if heading else []
    label = _LABEL.match(body[0].text)
    if label and len(body[0].text) > len(label[0]) + 20:
        headings.append(label[0].strip())
    sentences = []
    for paragraph in body:
        for start, end in sentence_spans(paragraph.text):
            if end - start <= _MAX_SENTENCE:
                bare = own.sub(PROGRAM, paragraph.text[start:end])
                sentences.append(Sentence(paragraph, start, end, bare, tuple(stems(bare))))
    return NarrativePassage(tuple(headings), number, tuple(sentences))


@lru_cache(maxsize=4_096)  # it is asked of each heading for each item
def words_of(heading: str) -> tuple[str, ...]:
    """The words of a heading, to know it by."""
    return tuple(re.findall(r"\w+", heading.casefold()))
