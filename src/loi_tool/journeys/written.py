"""The letter that answers give: written as a Word file, made a PDF, and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
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
    from loi_tool.layout.convert import Converted
    from loi_tool.layout.fonts import Fonts
    from loi_tool.letter import Letter

_ENGINE_NAMES = {"libreoffice": "LibreOffice"}


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
    """Write a letter as it would be packed, and read it as a stranger's.

    What is read back are the files that the call asks for, under the names that they are given.
    """
    from loi_tool.layout.convert import lost_letterhead, pdf_of
    from loi_tool.layout.fonts import fonts_for, missing_glyphs
    from loi_tool.package.names import file_stem
    from loi_tool.word.read import read_word
    from loi_tool.word.write import word_bytes

    asked, formats = read.asked, read.asked.call.formats
    texts = letter.texts()
    named_fonts = read.answers.fonts if read.answers else ()
    fonts = fonts_for("\n".join(text for _, text in texts), letter.layout.font, named_fonts)
    embedded = frozenset() if letter.paper else frozenset(fonts.files)
    word = word_bytes(letter, asked.as_of, fonts.family_of, embedded)
    told = replace(read.facts, missing_glyphs=missing_glyphs(texts, fonts.missing))
    blank = Facts(asked.as_of, delivery=read.facts.delivery, to_be_signed=True)
    stem = file_stem(letter.author, asked.call, letter.draft)
    read = replace(read, facts=blank, answers_facts=told, letter=letter)
    word_name, pdf_name = f"{stem}.docx", f"{stem}.pdf"
    converted = None
    if letter.paper is not None and formats.pdf:
        word_facts = read_word(word, word_name)
        converted = pdf_of(word, word_facts, options.engine, letter.title)
    with _pdf_started(word, fonts, converted) if formats.pdf else nullcontext(bytes) as pdf:
        made = with_letter_files(
            read,
            LetterFile(word_name, lambda: word) if formats.word else None,
            LetterFile(pdf_name, pdf) if formats.pdf else None,
            options,
        )
    assert made.facts.pair is not None
    pair = replace(made.facts.pair, to_be_built=True)
    if converted is not None:
        assert made.facts.pdf is not None
        losses = converted.losses + lost_letterhead(word_facts, made.facts.pdf)
        pair = replace(pair, losses=losses, made_by=engine_shown(converted.engine))
    return replace(made, facts=replace(made.facts, pair=pair))


def engine_shown(engine: str) -> str:
    """The name of an engine as people know it."""
    return _ENGINE_NAMES.get(engine, engine)


@contextmanager
def _pdf_started(
    word: bytes, fonts: Fonts, converted: Converted | None
) -> Iterator[Callable[[], bytes]]:
    """Start to make the PDF of the Word file; the function waits for it.

    On the district's own letterhead the PDF is already there, made as for a stranger's letter.
    """
    if converted is not None:
        yield lambda: converted.pdf
        return
    from loi_tool.layout.engine import letter_pdf_started

    with letter_pdf_started(word, fonts.files) as pdf:
        yield pdf
