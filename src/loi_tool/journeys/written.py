"""The letter that answers give: written as a Word file, made a PDF, and read back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loi_tool.facts import Facts
from loi_tool.journeys.outcome import Options
from loi_tool.journeys.sources import (
    SubmissionRead,
    get_ready_to_judge,
    with_facts_of_answers,
    with_letter_files,
)

if TYPE_CHECKING:
    from loi_tool.facts import PageLimit
    from loi_tool.journeys.readers import AskedWord, Readers
    from loi_tool.layout.fonts import Fonts
    from loi_tool.letter import Letter


def with_letter(read: SubmissionRead, options: Options, readers: Readers) -> SubmissionRead:
    """The same with the letter that the answers give, read back, if they are complete.

    Raises:
        EngineFailed: the PDF could not be made.
    """
    read = with_facts_of_answers(read)
    loaded = read.answers
    if loaded is None or loaded.answers is None:
        return read
    return _read_back(read, letter_of_answers(read), options, readers)


def letter_of_answers(read: SubmissionRead) -> Letter:
    """The letter that answers give; they must be complete."""
    from loi_tool.answers.compose import compose

    loaded = read.answers
    assert loaded is not None and loaded.answers is not None
    return compose(loaded.answers, read.asked.call, loaded.pictures, loaded.paper)


def with_draft(read: SubmissionRead, options: Options, readers: Readers) -> SubmissionRead | None:
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
    return _read_back(read, letter, options, readers)


_MOST_ON_A_PAGE = 4_000
"""Characters; most letters with more of them are too long."""


def _is_dense(letter: Letter, limit: PageLimit) -> bool:
    """Whether a letter is so long that it is worth waiting for its pages."""
    most = (limit.pages or 0) * _MOST_ON_A_PAGE
    return 0 < most < sum(len(text) for _, text in letter.texts())


def _is_too_long(read: SubmissionRead, word: AskedWord, options: Options) -> bool:
    """Whether a letter has more pages than the call allows, and that stops a build."""
    from loi_tool.rules.catalog import selected
    from loi_tool.rules.pages import too_many_pages

    facts = replace(read.facts, word=word.facts, pages=word.pages)
    left_out = tuple(options.settings.settings.ignore) if options.settings else ()
    return any(
        selected(finding, options.select, (*options.ignore, *left_out))
        for finding in too_many_pages.findings(read.asked.call, facts)
    )


def word_of_letter(
    read: SubmissionRead, letter: Letter, options: Options, readers: Readers
) -> tuple[AskedWord, Fonts]:
    """The Word file of a letter of some answers, which is being made, and its fonts."""
    from loi_tool.layout.fonts import fonts_for
    from loi_tool.package.names import file_stem

    asked = read.asked
    text = "\n".join(text for _, text in letter.texts())
    fonts = fonts_for(text, letter.layout.font, read.answers.fonts if read.answers else ())
    word = readers.word_of_letter(
        f"{file_stem(letter.author, asked.call, letter.draft)}.docx",
        letter,
        asked.as_of,
        fonts,
        asked.length,
        libreoffice=options.engine == "libreoffice",
    )
    return word, fonts


def _read_back(
    read: SubmissionRead, letter: Letter, options: Options, readers: Readers
) -> SubmissionRead:
    """Write a letter as it would be packed, and read it as a stranger's."""
    from loi_tool.layout.fonts import missing_glyphs

    asked = read.asked
    word, fonts = word_of_letter(read, letter, options, readers)
    told = replace(read.facts, missing_glyphs=missing_glyphs(letter.texts(), fonts.missing))
    blank = Facts(
        asked.as_of,
        delivery=read.facts.delivery,
        to_be_signed=True,
        on_letterhead=letter.paper is not None,
    )
    read = replace(read, facts=blank, answers_facts=told, letter=letter)
    get_ready_to_judge()  # while the file is written
    sent, pdf = asked.call.formats.sent, None
    makes_pdf = "pdf" in sent and not (
        # it would not be built, and to make and read its PDF would take longest
        not letter.draft and _is_dense(letter, asked.length) and _is_too_long(read, word, options)
    )
    name = f"{word.file.removesuffix('.docx')}.pdf"
    if makes_pdf and letter.paper is None:
        pdf = readers.pdf_of_letter(name, word.data, fonts)
    elif makes_pdf:
        made_by = options.engine
        pdf = readers.pdf_of_word(name, word.data, word.facts, made_by, letter.title)
    read = with_letter_files(read, word if "word" in sent else None, pdf)
    assert read.facts.pair is not None
    pair = replace(read.facts.pair, to_be_built=True)
    return replace(read, facts=replace(read.facts, pair=pair))
