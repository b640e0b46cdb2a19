"""What a letter looks like: its type less headers, footers and letterhead, and its margins."""

from __future__ import annotations

from loi_tool.facts import Facts
from loi_tool.files import PdfFacts, TypeUse, WordFacts
from loi_tool.findings import Place
from loi_tool.rules.words import letter_of, paragraphs_of

ENOUGH_IN_SMALL_TYPE = 300
"""Characters in small type; a letterhead, a caption or a footnote has fewer."""
_HEAD = 20
"""Paragraphs in which the date is at the head of a letter."""


def smallest_type(facts: Facts) -> TypeUse | None:
    """The smallest type that the letter's text is set in, or None where that is not known.

    Headers, footers and the letterhead above the date are left out. In a PDF they cannot be told
    apart, so type counts there from a number of characters on that these do not have.
    """
    letter = letter_of(facts)
    if letter is None:
        return None
    if isinstance(letter, WordFacts):
        uses = [
            use
            for use in letter.types
            if use.place.paragraph is not None
            and use.in_sentences > letterhead_characters(facts, use.place)
        ]
    elif letter.scanned or letter.recognized:
        return None  # what a scanner recognized has no size of its own
    else:
        enough = ENOUGH_IN_SMALL_TYPE * letter.pages
        uses = [use for use in letter.types if use.in_sentences > enough]
    return min((use for use in uses if use.points > 0), key=lambda use: use.points, default=None)


def furniture_characters(word: WordFacts | None) -> int:
    """Characters in the headers and footers of a Word file, which its PDF has on every page."""
    paragraphs = word.paragraphs if word is not None else ()
    return sum(
        len(paragraph.text) for paragraph in paragraphs if paragraph.where in ("header", "footer")
    )


def letterhead_characters(facts: Facts, first: Place) -> int:
    """Characters from a place above the letter's date down to the date."""
    dated = facts.reading.date_place if facts.reading is not None else Place()
    if dated.file != first.file or dated.paragraph is None or first.paragraph is None:
        return 0
    between = range(first.paragraph, dated.paragraph)
    if not between or dated.paragraph > _HEAD:
        return 0
    return sum(
        len(paragraph.text)
        for paragraph in paragraphs_of(facts)
        if paragraph.place.paragraph in between
    )


def narrowest_margin(letter: WordFacts | PdfFacts) -> float | None:
    """The narrowest margin of a letter, in inches; None where it is not known.

    A PDF sets none; there it is that between its prose and the sides of the paper.
    """
    if isinstance(letter, PdfFacts):
        return letter.text_margin
    sides = [
        side
        for shape in letter.shapes
        for side in (shape.top, shape.bottom, shape.left, shape.right)
        if side is not None
    ]
    return min(map(abs, sides), default=None)
