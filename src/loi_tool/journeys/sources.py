"""The files of one submission, read into facts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from loi_tool.calls.load import LoadedCall, built_in_ids, load_call
from loi_tool.errors import BadUsage, UnreadableFile
from loi_tool.facts import (
    AnswersFacts,
    DeliveryFacts,
    Facts,
    PageFacts,
    PairFacts,
    Problem,
    ProblemKind,
    SignatureFacts,
)
from loi_tool.files import read_bytes
from loi_tool.findings import Place
from loi_tool.journeys.gather import Source
from loi_tool.journeys.outcome import Asked, Options, resolve_as_of

if TYPE_CHECKING:
    from loi_tool.answers.load import LoadedAnswers
    from loi_tool.files import PdfFacts
    from loi_tool.journeys.written import WrittenLetter
    from loi_tool.letter import Paper

_FileFacts = TypeVar("_FileFacts")


@dataclass(frozen=True)
class SubmissionRead:
    """One submission as it was read: what it answers, what was measured, and its files."""

    asked: Asked
    facts: Facts
    answers: LoadedAnswers | None = None
    written: WrittenLetter | None = None
    """The letter that was made of the answers, where there is no finished one."""
    word: bytes = field(default=b"", repr=False)
    pdf: bytes = field(default=b"", repr=False)
    """The finished files that were there."""


def read_submission(source: Source, options: Options) -> SubmissionRead:
    """Read the files of one submission, and measure everything.

    Where there is a finished letter, it is judged, and the answers beside it only read.

    Raises:
        BadUsage: there is no such call, or `as_of` is no time.
        BadCall: the call's own file is wrong.
        NothingToCheck: a file is not there.
        EngineFailed: the letter of some answers could not be laid out.
    """
    read = (
        read_answers(source.answers, options)
        if source.answers
        else _without_answers(source, options)
    )
    if read.facts.unreadable is not None:
        return read
    if not source.finished:
        from loi_tool.journeys.written import with_letter

        return with_letter(read)
    try:
        return _with_finished_letter(read, source, options)
    except UnreadableFile as error:
        return replace(read, facts=unreadable_facts(read.asked, error, error.file))


def _without_answers(source: Source, options: Options) -> SubmissionRead:
    asked = asked_by(options.call or source.call, options)
    return SubmissionRead(asked, Facts(asked.as_of))


def asked_by(call_name: str | None, options: Options) -> Asked:
    """The call of this name, or the first that is built in, and the moment to judge for.

    Raises:
        BadUsage: there is no such call, or `as_of` is no time.
        BadCall: the call's own file is wrong.
    """
    return _asked(load_call(call_name or built_in_ids()[0]), options)


def _asked(call: LoadedCall, options: Options) -> Asked:
    return Asked(call, resolve_as_of(options.as_of, call.call))


def unreadable_facts(asked: Asked, error: UnreadableFile, file: str | None) -> Facts:
    """The facts of a submission with a file that cannot be read."""
    place = Place(file=file, line=error.line, column=error.column)
    problem = Problem(ProblemKind.UNREADABLE, "", error.message, error.fix, place, error.source)
    return Facts(asked.as_of, unreadable=problem)


# Answers ------------------------------------------------------------------------------------------


def read_answers(path: Path, options: Options) -> SubmissionRead:
    """Read a file of answers; no letter is made of it."""
    from loi_tool.answers.load import load_answers
    from loi_tool.answers.read import read_yaml

    try:
        document = read_yaml(path)
    except UnreadableFile as error:
        asked = asked_by(options.call, options)
        return SubmissionRead(asked, unreadable_facts(asked, error, path.name))
    call, unknown = _call_of_answers(document.data.get("call"), document.path, options)
    problems: list[Problem] = []
    if unknown is not None:
        place = document.value_places["call"]
        line = document.line(place)
        problems.append(
            Problem(ProblemKind.BAD_VALUE, "call", unknown.message, unknown.fix, place, line)
        )
    loaded = load_answers(document, call.call, problems, _letterhead)
    asked = _asked(call, options)
    return SubmissionRead(asked, Facts(asked.as_of, answers=loaded.facts), loaded)


def _letterhead(data: bytes, file: str) -> Paper:
    from loi_tool.word.letterhead import read_letterhead

    return read_letterhead(data, file)


def _call_of_answers(
    name: object, path: Path, options: Options
) -> tuple[LoadedCall, BadUsage | None]:
    """The call of a file of answers; if it is unknown, the first built-in one and what is wrong."""
    if options.call is not None:
        return load_call(options.call), None
    default = load_call(built_in_ids()[0])
    if not isinstance(name, str) or not name.strip():
        return default, None  # the model says that it is missing
    try:
        return load_call(name.strip(), beside=path.parent), None
    except BadUsage as error:
        return default, error


def with_facts_of_answers(read: SubmissionRead) -> SubmissionRead:
    """The same with what the answers say of signature and delivery."""
    loaded = read.answers
    if loaded is None:
        return read
    answers = loaded.facts
    name, title = answers.text("superintendent.name"), answers.text("superintendent.title")
    signature = SignatureFacts(
        kind="image" if loaded.pictures.signature else "line",
        signer=name.text.strip() if name else None,
        title=title.text.strip() if title else None,
        place=answers.nearest("superintendent"),
    )
    facts = replace(read.facts, signature=signature, delivery=_delivery(answers))
    return replace(read, facts=facts)


def _delivery(answers: AnswersFacts) -> DeliveryFacts:
    copies = tuple(answers.under("submission.cc"))
    return DeliveryFacts(answers.text("submission.to"), copies)


# Finished letters ---------------------------------------------------------------------------------


def _with_finished_letter(read: SubmissionRead, source: Source, options: Options) -> SubmissionRead:
    """Read the Word file, the PDF or both, and measure them while the engines count the pages.

    Raises:
        UnreadableFile: one of them cannot be read, so the submission cannot be judged.
    """
    word_data, pdf_data = b"", b""
    word, pdf, counted = None, None, None
    with ExitStack() as engines:
        if source.word is not None:
            from loi_tool.word.read import read_word

            word_data, word = _opened(source.word, read_word)
            from loi_tool.layout.pages import pages_counted

            by_libreoffice = options.engine == "libreoffice"
            limit = read.asked.page_limit
            counted = engines.enter_context(
                pages_counted(word_data, word, limit, libreoffice=by_libreoffice)
            )
        if source.pdf is not None:
            from loi_tool.pdf.read import read_pdf

            pdf_data, pdf = _opened(source.pdf, read_pdf)
        facts = replace(read.facts, word=word, pdf=pdf)
        facts = with_reading(read.asked, facts, source.maybe_word or source.maybe_pdf)
        pages = counted() if counted else None
    facts = replace(facts, pages=with_pdf_pages(read.asked, pages, pdf))
    return replace(read, facts=facts, word=word_data, pdf=pdf_data)


def _opened(path: Path, read: Callable[[bytes, str], _FileFacts]) -> tuple[bytes, _FileFacts]:
    try:
        data = read_bytes(path)
        return data, read(data, path.name)
    except UnreadableFile as error:
        error.file = path.name
        raise


def with_pdf_pages(asked: Asked, pages: PageFacts | None, pdf: PdfFacts | None) -> PageFacts | None:
    """Page evidence of the Word file, with the pages of the PDF that will be sent."""
    if pdf is None or pdf.locked:
        return pages
    from loi_tool.layout.pages import with_pdf

    return with_pdf(pages, pdf, asked.page_limit)


def with_reading(asked: Asked, facts: Facts, candidates: tuple[str, ...] = ()) -> Facts:
    """The same with what the letter says of all that the call asks, and how the pair compares.

    Args:
        asked: what is asked of the letter.
        facts: those of the Word file, the PDF, or both.
        candidates: names of files that may be the one that is missing.
    """
    from loi_tool.calls.weights import load_weights
    from loi_tool.evidence.read import read_letter
    from loi_tool.evidence.signature import signature

    word, pdf = facts.word, facts.pdf
    letter = word or pdf
    assert letter is not None
    reading = read_letter(asked.call, letter, load_weights(asked.loaded.path))
    pair = PairFacts(
        word_file=word.file if word else None,
        pdf_file=pdf.file if pdf else None,
        candidates=candidates,
    )
    if word and pdf:
        from loi_tool.pair import compare, not_compared

        pair = replace(pair, differences=compare(word, pdf), not_compared=not_compared(word, pdf))
    signed = signature(asked.call, reading, word, pdf)
    return replace(facts, reading=reading, pair=pair, signature=signed)
