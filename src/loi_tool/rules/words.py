"""What the rules on finished letters share: the paragraphs, and places in a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loi_tool.facts import Facts
from loi_tool.files import Leftover, LeftoverKind, Paragraph, PdfFacts, WordFacts
from loi_tool.findings import Place
from loi_tool.text import is_valediction, quoted

_SHOWN = 3


def letter_of(facts: Facts) -> WordFacts | PdfFacts | None:
    """The file whose words are judged: the Word file, or the PDF where there is no Word file."""
    if facts.word is not None:
        return facts.word
    return facts.pdf if facts.pdf is not None and facts.pdf.paragraphs else None


def files_of(facts: Facts) -> Iterator[WordFacts | PdfFacts]:
    """The finished files that could be opened."""
    if facts.word is not None:
        yield facts.word
    if facts.pdf is not None and not facts.pdf.locked:
        yield facts.pdf


def leftovers_of(facts: Facts, *kinds: LeftoverKind) -> Iterator[tuple[str, list[Leftover]]]:
    """The leftovers of some kinds, file by file."""
    for file in files_of(facts):
        leftovers = [leftover for leftover in file.leftovers if leftover.kind in kinds]
        if leftovers:
            yield file.file, leftovers


def paragraphs_of(facts: Facts) -> tuple[Paragraph, ...]:
    """The paragraphs of the letter."""
    letter = letter_of(facts)
    return letter.paragraphs if letter is not None else ()


def closing_index(paragraphs: Sequence[Paragraph]) -> int:
    """The index of the line before the signature (“Sincerely,”), or the number of paragraphs."""
    for index in range(len(paragraphs) - 1, -1, -1):
        paragraph = paragraphs[index]
        first = paragraph.text.strip().partition("\n")[0]
        if paragraph.where not in ("header", "footer", "note") and is_valediction(first):
            return index
    return len(paragraphs)


def where(place: Place) -> str:
    """A place within a file: page 2, paragraph 14."""
    return str(place.model_copy(update={"file": None}))


def with_places(texts: Sequence[tuple[str, Place]], most: int = _SHOWN) -> str:
    """The first few of many texts, quoted, at the end of a sentence, with the full stop.

    Each has its place, unless it is that of the text before. The first has none, because the
    finding has it.
    """
    quotes = []
    for number, (text, place) in enumerate(texts[:most]):
        at = where(place)
        is_known = number == 0 or at == where(texts[number - 1][1])
        quotes.append(quoted(text) + (f" ({at})" if at and not is_known else ""))
    rest = len(texts) - len(quotes)
    sentence = ", ".join(quotes) + (f" and {rest} more" if rest else "")
    return sentence if sentence.endswith(("?”", "!”")) else f"{sentence}."
