"""The letter that answers give: written as a Word file, made a PDF, and read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from loi_tool.facts import Facts
from loi_tool.journeys.outcome import Options
from loi_tool.journeys.sources import (
    LetterFile,
    SubmissionRead,
    with_facts_of_answers,
    with_letter_files,
)

if TYPE_CHECKING:
    from loi_tool.letter import Letter


def with_letter(read: SubmissionRead, options: Options) -> SubmissionRead:
    """The same with the letter that the answers give, read back, if they are complete.

    Raises:
        EngineFailed: the PDF could not be made.
    """
    read = with_facts_of_answers(read)
    loaded = read.answers
    if loaded is None or loaded.answers is None:
        return read
    from loi_tool.answers.compose import compose

    letter = compose(loaded.answers, read.asked.call, loaded.pictures, loaded.paper)
    return _read_back(read, letter, options)


def with_draft(read: SubmissionRead, options: Options) -> SubmissionRead | None:
    """The same with a draft of the letter, whose gaps say what is missing.

    Returns:
        None where there is too little in the answers to make a draft of.

    Raises:
        EngineFailed: the PDF could not be made.
    """
    from loi_tool.answers.compose import compose
    from loi_tool.answers.draft import draft_answers

    read = with_facts_of_answers(read)
    loaded, asked = read.answers, read.asked
    assert loaded is not None
    answers = draft_answers(loaded.document.data, asked.call, asked.as_of.date())
    if answers is None:
        return None
    letter = compose(answers, asked.call, loaded.pictures, loaded.paper, draft=True)
    return _read_back(read, letter, options)


def _read_back(read: SubmissionRead, letter: Letter, options: Options) -> SubmissionRead:
    """Write a letter as it would be packed, and read it as a stranger's."""
    from loi_tool.layout.fonts import fonts_for, missing_glyphs
    from loi_tool.word.write import word_bytes

    asked = read.asked
    texts = letter.texts()
    named_fonts = read.answers.fonts if read.answers else ()
    fonts = fonts_for("\n".join(text for _, text in texts), letter.layout.font, named_fonts)
    embedded = {} if letter.paper else fonts.files
    word = word_bytes(letter, asked.as_of, fonts.family_of, frozenset(embedded))
    told = replace(read.facts, missing_glyphs=missing_glyphs(texts, fonts.missing))
    blank = Facts(
        asked.as_of,
        delivery=read.facts.delivery,
        to_be_signed=True,
        on_letterhead=letter.paper is not None,
    )
    read = replace(read, facts=blank, answers_facts=told, letter=letter)
    if not asked.call.formats.pdf:
        return _with_files(read, letter, word, None, options)
    if letter.paper is not None:
        return _with_converted_pdf(read, letter, word, options)
    from loi_tool.layout.engine import letter_pdf_started

    with letter_pdf_started(word, embedded) as pdf:
        return _with_files(read, letter, word, pdf, options)


def _with_converted_pdf(
    read: SubmissionRead, letter: Letter, word: bytes, options: Options
) -> SubmissionRead:
    """The same where the PDF is made as that of a stranger's Word file, for a letterhead is."""
    from loi_tool.layout.convert import lost_letterhead, pdf_of
    from loi_tool.word.read import read_word

    word_facts = read_word(word, f"{_stem(read, letter)}.docx")
    converted = pdf_of(word, word_facts, options.engine, letter.title)
    read = _with_files(read, letter, word, lambda: converted.pdf, options)
    pdf, pair = read.facts.pdf, read.facts.pair
    assert pdf is not None
    assert pair is not None
    losses = converted.losses + lost_letterhead(word_facts, pdf)
    pair = replace(pair, losses=losses, made_by=converted.program)
    return replace(read, facts=replace(read.facts, pair=pair))


def _with_files(
    read: SubmissionRead,
    letter: Letter,
    word: bytes,
    pdf: Callable[[], bytes] | None,
    options: Options,
) -> SubmissionRead:
    """Read the files that the call asks for, under the names that they are given."""
    stem = _stem(read, letter)
    read = with_letter_files(
        read,
        LetterFile(f"{stem}.docx", lambda: word) if read.asked.call.formats.word else None,
        LetterFile(f"{stem}.pdf", pdf) if pdf else None,
        options,
    )
    assert read.facts.pair is not None
    pair = replace(read.facts.pair, to_be_built=True)
    return replace(read, facts=replace(read.facts, pair=pair))


def _stem(read: SubmissionRead, letter: Letter) -> str:
    from loi_tool.package.names import file_stem

    return file_stem(letter.author, read.asked.call, letter.draft)
