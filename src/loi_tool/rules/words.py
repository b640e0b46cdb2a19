"""What the rules on finished letters share: the paragraphs, and places in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loi_tool.calls.items import Item
from loi_tool.calls.model import Call
from loi_tool.facts import Facts, LetterReading
from loi_tool.files import Leftover, LeftoverKind, Paragraph, PdfFacts, WordFacts
from loi_tool.findings import Place
from loi_tool.letter import COMMITMENTS, TEAM
from loi_tool.text import Regex, is_valediction, quoted

_SHOWN = 3
_BY_TITLES = 0.75
"""The share of the call's own titles from which on a letter has them as headings."""
_LIST_MARK = Regex(r"^\s*(?:[-+*]|\d{1,9}[.)])\s", re.MULTILINE)


def word_count(written: str) -> int:
    """The words of an answer as Word counts them in the letter.

    Everything between two spaces is a word, but the marks of a list are none.
    """
    return len(_LIST_MARK.sub(" ", written).split())


def words_by_section(call: Call, facts: Facts) -> dict[str, int]:
    """How many words are in each section of the letter, by its heading, in their order.

    In a letter that has the call's own titles as headings, lesser headings begin no section.
    """
    sections = facts.pages.sections if facts.pages else ()
    titles = {" ".join(item.title.split()).casefold(): item.title for item in call.items}
    there = sum(" ".join(section.heading.split()).casefold() in titles for section in sections)
    if there < _BY_TITLES * len(titles):
        return {section.heading: section.words for section in sections if section.words}
    titles |= {heading.casefold(): heading for heading in (TEAM, COMMITMENTS)}
    counts: dict[str, int] = {}
    title = ""
    for section in sections:
        title = titles.get(" ".join(section.heading.split()).casefold(), title)
        if title:
            counts[title] = counts.get(title, 0) + section.words
    return counts


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


def applicant_of(facts: Facts) -> str | None:
    """The type of applicant, as far as it is known."""
    if facts.reading is not None:
        return facts.reading.applicant_type or facts.reading.applicant
    return facts.answers.applicant_type if facts.answers else None


def is_asked_in(item: Item, reading: LetterReading) -> bool:
    """Whether a finished letter must answer an item: one for some only if it tells that it is."""
    return item.required and (not item.applicants or reading.applicant in item.applicants)


def closing_index(paragraphs: Sequence[Paragraph]) -> int:
    """The index of the line before the signature (“Sincerely,”), or the number of paragraphs."""
    for index in range(len(paragraphs) - 1, -1, -1):
        paragraph = paragraphs[index]
        first = paragraph.text.strip().partition("\n")[0]
        if paragraph.where not in ("header", "footer", "note") and is_valediction(first):
            return index
    return len(paragraphs)


def where(place: Place) -> str:
    """The page within a file, if it is known. Word shows no numbers of paragraphs."""
    return f"page {place.page}" if place.page is not None else ""


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
