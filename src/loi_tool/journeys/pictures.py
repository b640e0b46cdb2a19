"""The pages of a letter as pictures, for a report that shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from loi_tool.errors import LoiError
from loi_tool.findings import Finding, LetterPictures, PageMark, Place, Submission
from loi_tool.journeys.outcome import Options
from loi_tool.journeys.places import QUOTED, paragraph_texts

if TYPE_CHECKING:
    from loi_tool.journeys.readers import Readers
    from loi_tool.journeys.sources import SubmissionRead
    from loi_tool.pdf.pictures import MarkedWords

_MOST_PASSAGES = 300


def with_pictures(
    submission: Submission, read: SubmissionRead, options: Options, readers: Readers
) -> Submission:
    """The same with pictures of the letter's first pages, if they are asked for.

    They are those of the PDF; where there is none, an engine makes one of the Word file. Of answers
    there are some only if a letter could be made of them.

    Args:
        submission: what was found.
        read: the letter's files.
        options: whether they are asked for, and which engine that is.
        readers: the processes in which they are read.
    """
    if not options.pictures or (read.facts.word is None and read.facts.pdf is None):
        return submission
    try:
        pdf, pages, caption = _pdf(submission, read, options, readers)
    except LoiError as error:
        pictures = LetterPictures(caption=f"The pages could not be drawn. {error.message}")
    else:
        drawn = readers.pictures(pdf, tuple(_passages(submission, read))[:_MOST_PASSAGES])
        if len(drawn) < pages:
            caption += f" {len(drawn)} of {pages} are shown."
        pictures = LetterPictures(caption=caption, pages=drawn)
    return submission.model_copy(update={"pictures": pictures})


def _pdf(
    submission: Submission, read: SubmissionRead, options: Options, readers: Readers
) -> tuple[bytes, int, str]:
    """The PDF that is drawn, how many pages it has, and a sentence that says which it is."""
    word, pdf = read.facts.word, read.facts.pdf
    if pdf is not None and pdf.locked:
        raise LoiError(f"{pdf.file} does not open without a password.")
    if pdf is not None and read.letter is not None:
        return read.pdf, pdf.pages, "The pages are those that `loi build` makes of the answers."
    if pdf is not None:
        return read.pdf, pdf.pages, f"The pages are those of {pdf.file}."
    assert word is not None
    made = readers.pdf_of_word(word.file, read.word, word, options.engine, submission.name)
    program = made.converted.program if made.converted else ""
    caption = f"The pages are those of {word.file}, set by {program}. In Word they may differ."
    return made.data, made.facts.pages, caption


def _passages(submission: Submission, read: SubmissionRead) -> Iterator[MarkedWords]:
    """What is to be marked: the words of findings, and those that serve a requirement."""
    from loi_tool.pdf.pictures import MarkedWords

    texts = paragraph_texts(read)
    for number, finding in enumerate(submission.findings):
        paragraph = _paragraph(texts, finding.place)
        words = _words(finding, paragraph)
        yield MarkedWords(PageMark(finding=number), words, paragraph, finding.place.page)
    for requirement in submission.requirements:
        mark = PageMark(requirement=requirement.id)
        parts = (piece for part in requirement.parts for piece in part.evidence)
        for piece in dict.fromkeys((*requirement.evidence, *parts)):
            paragraph = _paragraph(texts, piece.place)
            yield MarkedWords(mark, (piece.text,), paragraph, piece.place.page)


def _paragraph(texts: Mapping[tuple[str | None, int | None], str], place: Place) -> str:
    return texts.get((place.file, place.paragraph), "") if place.paragraph else ""


def _words(finding: Finding, paragraph: str) -> tuple[str, ...]:
    """What a finding is about in the letter; a message may quote the call as well."""
    if paragraph or finding.place.page:
        return tuple(QUOTED.findall(finding.message))
    line, column = finding.source_line, finding.place.column
    return (line[column - 1 :],) if line and column else ()
