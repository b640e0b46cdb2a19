"""The letter that answers give: written as a Word file, and set as a PDF."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING

from loi_tool.journeys.sources import SubmissionRead, with_facts_of_answers

if TYPE_CHECKING:
    from loi_tool.facts import PageFacts
    from loi_tool.layout.engine import LaidOut
    from loi_tool.layout.fonts import Fonts
    from loi_tool.letter import Letter

_NEEDED_NEXT = ("rules.catalog", "rules.verdicts", "package.checklist", "package.write")


@dataclass(frozen=True)
class WrittenLetter:
    """A letter that was made of answers: as data, as a Word file, and as the engine set it."""

    letter: Letter
    word: bytes = field(repr=False)
    pages: PageFacts
    laid_out: LaidOut | None
    """None on a letterhead of the district's own: its PDF is made when it is built."""


def with_letter(read: SubmissionRead) -> SubmissionRead:
    """The same with the letter, if the answers are complete, and with what they say of delivery.

    Raises:
        EngineFailed: the letter could not be laid out.
    """
    read = with_facts_of_answers(read)
    loaded = read.answers
    if loaded is None or loaded.answers is None:
        return read
    from loi_tool.answers.compose import compose

    return _with(read, compose(loaded.answers, read.asked.call, loaded.pictures, loaded.paper))


def with_draft(read: SubmissionRead) -> SubmissionRead | None:
    """The same with a draft of the letter, whose gaps say what is missing.

    Returns:
        None where there is too little in the answers to make a draft of.

    Raises:
        EngineFailed: the draft could not be laid out.
    """
    from loi_tool.answers.compose import compose
    from loi_tool.answers.draft import draft_answers

    loaded, asked = read.answers, read.asked
    assert loaded is not None
    answers = draft_answers(loaded.document.data, asked.call, asked.as_of.date())
    if answers is None:
        return None
    letter = compose(answers, asked.call, loaded.pictures, loaded.paper, draft=True)
    return _with(read, letter)


def _with(read: SubmissionRead, letter: Letter) -> SubmissionRead:
    written = write_letter(read, letter)
    return replace(read, written=written, facts=replace(read.facts, pages=written.pages))


def write_letter(read: SubmissionRead, letter: Letter) -> WrittenLetter:
    """Write the Word file of a letter in memory, lay it out, and measure it.

    Raises:
        EngineFailed: it could not be laid out.
    """
    from loi_tool.layout.fonts import fonts_for
    from loi_tool.layout.measure import letter_texts

    text = "\n".join(text for _, text in letter_texts(letter))
    fonts = fonts_for(text, letter.layout.font, read.answers.fonts if read.answers else ())
    if letter.paper is not None:
        return _on_letterhead(read, letter, fonts)
    return _on_house_style(read, letter, fonts)


def _on_house_style(read: SubmissionRead, letter: Letter, fonts: Fonts) -> WrittenLetter:
    from loi_tool.layout.engine import letter_laid_out
    from loi_tool.layout.measure import measure
    from loi_tool.word.write import word_bytes

    word = word_bytes(letter, read.asked.as_of, fonts.family_of, frozenset(fonts.files))
    with letter_laid_out(word, fonts.files) as finished:
        for module in _NEEDED_NEXT:  # while the engine is at work
            import_module(f"loi_tool.{module}")
        laid_out = finished()
    pages = measure(letter, laid_out.drawn, read.asked.page_limit, fonts.missing)
    return WrittenLetter(letter, word, pages, laid_out)


def _on_letterhead(read: SubmissionRead, letter: Letter, fonts: Fonts) -> WrittenLetter:
    """The page count is that of a letter which somebody wrote on the letterhead in Word."""
    from loi_tool.layout.measure import missing_glyphs
    from loi_tool.layout.pages import pages_counted
    from loi_tool.package.names import file_stem
    from loi_tool.word.read import read_word
    from loi_tool.word.write import word_bytes

    word = word_bytes(letter, read.asked.as_of, fonts.family_of)
    facts = read_word(word, f"{file_stem(letter.author, read.asked.call, letter.draft)}.docx")
    with pages_counted(word, facts, read.asked.page_limit) as counted:
        pages = counted()
    missing = missing_glyphs(letter, fonts.missing)
    return WrittenLetter(letter, word, replace(pages, missing_glyphs=missing), None)
