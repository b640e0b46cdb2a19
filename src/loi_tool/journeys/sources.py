"""The files of one submission, read into facts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from loi_tool.calls.load import LoadedCall, built_in_ids, load_call
from loi_tool.errors import BadUsage, EngineFailed, LoiError, UnreadableFile
from loi_tool.facts import (
    UNSIGNED,
    AnswersFacts,
    DeliveryFacts,
    Facts,
    LetterReading,
    PageFacts,
    PairFacts,
    Problem,
    ProblemKind,
    SignatureFacts,
    SignedCopy,
    Written,
)
from loi_tool.files import LeftoverKind, WordFacts, read_bytes
from loi_tool.findings import Place
from loi_tool.journeys.gather import Source
from loi_tool.journeys.kept import KeptLetter
from loi_tool.journeys.other_kinds import refuse_other_kind
from loi_tool.journeys.outcome import Asked, Options, resolve_as_of
from loi_tool.package.manifest import NAME as MANIFEST
from loi_tool.placeholders import masked
from loi_tool.text import as_argument

if TYPE_CHECKING:
    from loi_tool.answers.load import LoadedAnswers
    from loi_tool.answers.read import NotYaml, YamlDocument
    from loi_tool.files import PdfFacts, WordFacts
    from loi_tool.journeys.readers import AskedPdf, AskedWord, Readers, ScanCompared
    from loi_tool.letter import Letter


_TOLD_OF_MENDED = (
    ProblemKind.WRONG_TYPE,
    ProblemKind.BAD_DATE,
    ProblemKind.BAD_VALUE,
    ProblemKind.NOTE,
    ProblemKind.RAW_MARK,
)
"""What is wrong in answers that are not YAML, whatever else may come of how they are mended."""
_KEYS_OF_CALL = frozenset({"id", "items", "deadlines"})


@dataclass(frozen=True)
class SubmissionRead:
    """One submission as it was read: what it answers, what was measured, and its files."""

    asked: Asked
    facts: Facts
    """What was measured in the letter; in the answers, where no letter could be made of them."""
    answers: LoadedAnswers | None = None
    answers_facts: Facts | None = None
    """What was measured in the answers, where the facts are those of the letter made of them."""
    letter: Letter | None = field(default=None, repr=False)
    """The letter that was made of the answers, where there is no finished one."""
    word: bytes = field(default=b"", repr=False)
    pdf: bytes = field(default=b"", repr=False)
    """The letter's files."""
    place: bytes = field(default=b"", repr=False)
    """The place of the signature on a scan, as a PNG."""


def read_submission(source: Source, options: Options, readers: Readers) -> SubmissionRead:
    """Read the files of one submission, and measure everything.

    Where there is a finished letter, it is judged, and the answers beside it only read. Else the
    letter is made of the answers in memory, and judged as a finished one.

    Args:
        source: the files.
        options: the call, the moment, the engine.
        readers: the processes in which they are read.

    Raises:
        BadUsage: there is no such call, or `as_of` is no time.
        BadCall: the call's own file is wrong.
        NothingToCheck: a file is not there, or its folder cannot be entered.
        EngineFailed: the PDF of some answers could not be made.
    """
    if source.closed is not None:
        raise source.closed
    read = _read(source, options, readers)
    if options.template:
        from loi_tool.journeys.template import as_template

        return as_template(read)
    return read


def _read(source: Source, options: Options, readers: Readers) -> SubmissionRead:
    read = (
        read_answers(source.answers, options, readers)
        if source.answers
        else without_answers(source, options)
    )
    if read.facts.unreadable is not None:
        return read
    try:
        if source.finished:
            return _with_finished_letter(read, source, options, readers)
        from loi_tool.journeys.written import with_letter

        return with_letter(read, options, readers)
    except UnreadableFile as error:
        return replace(read, facts=unreadable_facts(read.asked, error, error.file))


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


def read_answers(path: Path, options: Options, readers: Readers) -> SubmissionRead:
    """Read a file of answers; no letter is made of it."""
    from loi_tool.answers.load import load_answers
    from loi_tool.answers.read import NotYaml, read_yaml

    try:
        refuse_other_kind(path)
        document = read_yaml(path)
        _refuse_call(document)
    except UnreadableFile as error:
        asked = asked_by(options.call, options)
        facts = unreadable_facts(asked, error, path.name)
        if isinstance(error, NotYaml):
            facts = _with_all_faults(facts, asked, error, path, options)
        return SubmissionRead(asked, facts)
    call, unknown = _call_of_answers(document.data.get("call"), document.path, options)
    problems: list[Problem] = []
    if unknown is not None:
        place = document.value_places["call"]
        line = document.line(place)
        problems.append(
            Problem(ProblemKind.BAD_VALUE, "call", unknown.message, unknown.fix, place, line)
        )
    letterhead = options.settings.letterhead if options.settings else None
    loaded = load_answers(document, call.call, problems, readers.letterhead, letterhead)
    asked = _asked(call, options)
    return SubmissionRead(asked, Facts(asked.as_of, answers=loaded.facts), loaded)


def _with_all_faults(
    facts: Facts, asked: Asked, error: NotYaml, path: Path, options: Options
) -> Facts:
    """The same with what else keeps answers from being read, and then from fitting the model."""
    from loi_tool.answers.load import load_answers

    others = (unreadable_facts(asked, other, path.name).unreadable for other in error.others)
    facts = replace(facts, also_unreadable=tuple(other for other in others if other))
    if error.mended is None:
        return facts
    try:
        document = error.mended.read()
        call, _ = _call_of_answers(document.data.get("call"), document.path, options)
    except LoiError:
        return facts  # it is told when the faults before it are mended
    found = load_answers(document, call.call).facts
    told = []
    for problem in filter(None, map(error.mended.in_file, found.problems)):
        misspelled = problem.kind is ProblemKind.UNKNOWN_KEY and problem.fix.startswith("Did you")
        if misspelled or problem.kind in _TOLD_OF_MENDED:
            told.append(problem)
    answers = AnswersFacts(found.file, {}, {}, tuple(told), complete=False)
    return replace(facts, answers=answers)


def _refuse_call(document: YamlDocument) -> None:
    """See that a file is not a call, which has other keys than answers."""
    if not document.data.keys() >= _KEYS_OF_CALL or "sections" in document.data:
        return
    raise UnreadableFile(
        f"{document.file} is a call, and not a file of answers.",
        f"To look at it: `loi calls {document.file}`. For answers to it: `loi new --call "
        f"{document.file}`.",
    )


def _call_of_answers(
    name: object, path: Path, options: Options
) -> tuple[LoadedCall, LoiError | None]:
    """The call of a file of answers; if it is unknown, the first built-in one and what is wrong.

    A call that a person names comes first. But a template is copied with the call that it names.
    """
    if options.call is not None:
        asked = load_call(options.call)
        return asked, _other_call(name, path, asked) if options.template else None
    default = load_call(built_in_ids()[0])
    if not isinstance(name, str) or not name.strip():
        return default, None  # the model says that it is missing
    try:
        return load_call(name.strip(), beside=path.parent), None
    except BadUsage as error:
        return default, error


def _other_call(name: object, path: Path, asked: LoadedCall) -> LoiError | None:
    """What is wrong if a template names another call than the one that it is checked against."""
    if not isinstance(name, str) or not name.strip() or masked(name) != name:
        return None
    try:
        own = load_call(name.strip(), beside=path.parent).call
    except LoiError as error:
        return error
    if own.id == asked.call.id:
        return None
    return BadUsage(
        f"The template is for the call “{own.title}”. It is checked against “{asked.call.title}”.",
        "Correct `call`, or name the other call for the check.",
    )


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
    facts = replace(read.facts, signature=signature, delivery=_delivery_by(answers))
    return replace(read, facts=facts)


def _delivery_by(answers: AnswersFacts) -> DeliveryFacts:
    return DeliveryFacts(answers.text("submission.to"), tuple(answers.under("submission.cc")))


# Finished letters ---------------------------------------------------------------------------------


def without_answers(source: Source, options: Options) -> SubmissionRead:
    """A package knows the addresses that were in the answers, and whether it is as it was built."""
    asked = asked_by(options.call or source.call or options.default_call, options)
    place = Place(file=MANIFEST)
    to, *cc = (Written(address, place) for address in (source.to, *source.cc))
    delivery = DeliveryFacts(to if to.text else None, tuple(cc))
    facts = Facts(asked.as_of, delivery=delivery, to_be_signed=source.as_built)
    facts = replace(facts, changed_sources=source.changed_sources)
    return SubmissionRead(asked, facts)


def _with_finished_letter(
    read: SubmissionRead, source: Source, options: Options, readers: Readers
) -> SubmissionRead:
    word, pdf = source.word, source.pdf
    pdf_data = bytes_of(pdf) if pdf else b""
    word_data = bytes_of(word) if word else b""
    printed = source.printed.read_bytes() if source.printed else b""
    kept = KeptLetter(read, source, options, word_data, pdf_data, printed)
    facts = kept.facts(read.asked.as_of)
    if facts is not None:
        return replace(read, facts=facts, word=word_data, pdf=pdf_data)
    read = with_letter_read(read, source, word_data, pdf_data, options, readers, printed)
    kept.keep(read.facts)
    package = source.first.parent
    return with_signed_copies(read, package, source.beside, options, readers, source.altered)


def with_letter_read(
    read: SubmissionRead,
    source: Source,
    word_data: bytes,
    pdf_data: bytes,
    options: Options,
    readers: Readers,
    printed: bytes = b"",
) -> SubmissionRead:
    """The same with what is in the files of a finished letter, and how the two compare.

    Args:
        read: what is known of the submission.
        source: the names of the files.
        word_data: what is in the Word file, if there is one.
        pdf_data: the same of the PDF.
        options: the engine.
        readers: the processes in which they are read.
        printed: the PDF as it was before it was printed, signed and scanned, where it is known.

    Raises:
        UnreadableFile: one of the files cannot be read; it says which.
    """
    word, pdf = source.word, source.pdf
    asked_pdf = readers.pdf(pdf.name, pdf_data) if pdf else None
    asked_word = (
        readers.word(
            word.name,
            word_data,
            read.asked.length,
            libreoffice=options.engine == "libreoffice",
        )
        if word
        else None
    )
    read = with_letter_files(read, asked_word, asked_pdf, source.maybe_word or source.maybe_pdf)
    return _with_scan(read, options, readers, printed)


def _with_scan(
    read: SubmissionRead, options: Options, readers: Readers, printed: bytes
) -> SubmissionRead:
    """The same with how the pages of a PDF that are pictures compare with those of the letter."""
    pdf, pair = read.facts.pdf, read.facts.pair
    if pdf is None or pair is None or not (pdf.scanned or pdf.recognized):
        return read
    try:
        compared = _scan_compared(read, pdf, read.pdf, options, readers, printed)
    except (EngineFailed, UnreadableFile):
        return read  # that it was not compared is said already
    pictures = {*pdf.scanned, *pdf.recognized}
    scan = tuple(page for page in compared.pages if page.number in pictures)
    ink = compared.ink if compared.ink and compared.ink.page in pictures else None
    pair = replace(pair, scan=scan, ink=ink.is_there if ink else None)
    facts = replace(read.facts, pair=pair)
    return replace(read, facts=facts, place=ink.picture if ink else b"")


def _scan_compared(
    read: SubmissionRead,
    pdf: PdfFacts,
    data: bytes,
    options: Options,
    readers: Readers,
    printed: bytes,
) -> ScanCompared:
    """How the pages of a scan compare with those of a letter: as printed, or as its Word file."""
    from loi_tool.evidence.outline import outline
    from loi_tool.journeys.readers import ScanAsked, ScanCompared

    word, signature = read.facts.word, read.facts.signature
    if word is None and not printed:
        return ScanCompared(())
    closing = outline(read.asked.call, word.paragraphs).valediction if word else None
    return readers.scan(
        ScanAsked(
            pdf.file,
            data,
            printed,
            read.word,
            word,
            options.engine,
            (signature.signer if signature else None) or "",
            closing.text if closing else "",
        )
    )


def _command(package: Path, file: Path) -> str:
    """What takes a file into a package."""
    names = []
    for path in (package, file):
        try:
            name = os.path.relpath(path)
        except ValueError:  # another drive
            name = str(path)
        names.append(as_argument(name))
    return " ".join(("loi sign", *names))


def with_signed_copies(
    read: SubmissionRead,
    package: Path,
    beside: Sequence[Path],
    options: Options,
    readers: Readers,
    altered: Sequence[Path] = (),
) -> SubmissionRead:
    """The same with the PDFs that show its letter, signed or scanned, where that is not signed.

    Where it is, with those of its own files that were signed after the package was built.

    Args:
        read: the letter of a package.
        package: its folder.
        beside: the PDFs that are looked at.
        options: the engine.
        readers: the processes in which they are read.
        altered: its own files that are not as they were built.
    """
    facts = read.facts
    if facts.signature is None:
        return read
    if facts.signature.kind not in UNSIGNED:
        kinds = facts.signature.kinds
        signed = [path for path in altered if kinds.get(path.name, "none") not in UNSIGNED]
        own = tuple(SignedCopy(path.name, _command(package, path)) for path in signed)
        return replace(read, facts=replace(facts, signed_copies=own))
    if facts.word is None:
        return read
    copies = []
    for path in beside:
        try:
            data = bytes_of(path)
            pdf = readers.pdf(path.name, data).facts
            if _is_signed_copy(read, pdf, data, options, readers):
                copies.append(SignedCopy(path.name, _command(package, path)))
        except LoiError:
            continue  # it is no file of the package
    return replace(read, facts=replace(facts, signed_copies=tuple(copies)))


def _is_signed_copy(
    read: SubmissionRead, pdf: PdfFacts, data: bytes, options: Options, readers: Readers
) -> bool:
    """Whether a PDF is the letter as it was signed."""
    from loi_tool.evidence.signature import signature
    from loi_tool.pair import compare

    word, reading = read.facts.word, read.facts.reading
    assert word is not None and reading is not None
    if pdf.is_scan:
        own = read.facts.pdf
        printed = read.pdf if own is not None and not own.is_scan else b""
        pages = _scan_compared(read, pdf, data, options, readers, printed).pages
        return bool(pages) and all(page.likeness in ("same", "unsure") for page in pages)
    signed = signature(read.asked.call, reading, None, pdf)
    return signed.kind not in UNSIGNED and not compare(word, pdf)


def bytes_of(path: Path) -> bytes:
    """What is in a file that is a letter by its name.

    Raises:
        UnreadableFile: it is not there, cannot be opened, is too large, or of another kind.
    """
    try:
        refuse_other_kind(path)
        return read_bytes(path)
    except UnreadableFile as error:
        error.file = path.name
        raise


def with_letter_files(
    read: SubmissionRead,
    word: AskedWord | None,
    pdf: AskedPdf | None,
    candidates: tuple[str, ...] = (),
) -> SubmissionRead:
    """Read a letter, a stranger's or one that is just being made of answers.

    The PDF is read, and the pages of the Word file are counted, while its text is.

    Args:
        read: what is known of the submission; the Word file may be among it.
        word: the Word file; one of the two files must be there.
        pdf: the PDF.
        candidates: names of files that may be the one that is missing.

    Raises:
        UnreadableFile: one of the files cannot be read; it says which.
        EngineFailed: the PDF could not be made.
    """
    get_ready_to_judge()
    asked, facts = read.asked, read.facts
    if word is not None:
        read = replace(read, word=word.data)
        facts = replace(facts, word=word.facts, reading=_reading(asked, word.facts))
    if pdf is not None:
        read = replace(read, pdf=pdf.data)
        facts = replace(facts, pdf=pdf.facts)
    facts = _with_comparison(asked, facts, candidates)
    if pdf is not None and pdf.converted is not None:
        assert facts.pair is not None
        losses, program = pdf.converted.losses, pdf.converted.program
        facts = replace(facts, pair=replace(facts.pair, losses=losses, made_by=program))
    attached = len(read.word) + len(read.pdf)
    facts = replace(facts, delivery=replace(facts.delivery, attached_bytes=attached))
    pages = word.pages if word else facts.pages
    return replace(read, facts=replace(facts, pages=_with_pdf_pages(asked, pages, facts.pdf)))


def get_ready_to_judge() -> None:
    """Import what will be needed: there is time while the files are read."""
    for module in ("loi_tool.evidence.read", "loi_tool.rules.catalog", "loi_tool.pair"):
        import_module(module)


def _reading(asked: Asked, letter: WordFacts | PdfFacts) -> LetterReading:
    """What a file of the letter says of all that the call asks; its prompts say nothing."""
    from loi_tool.calls.weights import load_weights
    from loi_tool.evidence.read import read_letter

    weights = load_weights(asked.loaded.path)
    if isinstance(letter, WordFacts):
        letter = _without_prompts(letter)
    return read_letter(asked.call, letter, weights)


def _without_prompts(letter: WordFacts) -> WordFacts:
    """The same with “[…]” in the place of what asks to be filled in."""
    from loi_tool.placeholders import is_to_fill_in

    fields = [left for left in letter.leftovers if left.kind is LeftoverKind.FORM_FIELD]
    prompts = [(field.place, field.text) for field in fields if is_to_fill_in(field.text)]
    paragraphs = list(letter.paragraphs)
    for at, paragraph in enumerate(paragraphs):
        for place, text in prompts:
            if place == paragraph.place and text in paragraph.text:
                words = paragraph.text.replace(text, "[…]")
                paragraphs[at] = paragraph = replace(paragraph, text=words)
    return replace(letter, paragraphs=tuple(paragraphs))


def _with_comparison(asked: Asked, facts: Facts, candidates: tuple[str, ...] = ()) -> Facts:
    """The same with the signature, and with how the Word file and the PDF compare.

    Args:
        asked: what is asked of the letter.
        facts: those of the Word file, with what it says, of the PDF, or of both.
        candidates: names of files that may be the one that is missing.
    """
    from loi_tool.evidence.signature import signature

    word, pdf, reading = facts.word, facts.pdf, facts.reading
    if reading is None:
        assert pdf is not None
        reading = _reading(asked, pdf)
    pair = PairFacts(
        word_file=word.file if word else None,
        pdf_file=pdf.file if pdf else None,
        candidates=candidates,
    )
    if word and pdf:
        from loi_tool.pair import compare, misread, not_compared

        pair = replace(
            pair,
            differences=compare(word, pdf),
            not_compared=not_compared(word, pdf),
            misread=misread(word, pdf),
        )
    signed = signature(asked.call, reading, word, pdf)
    return replace(facts, reading=reading, pair=pair, signature=signed)


def _with_pdf_pages(
    asked: Asked, pages: PageFacts | None, pdf: PdfFacts | None
) -> PageFacts | None:
    """Page evidence of the Word file, with the pages of the PDF that will be sent."""
    if pdf is None or pdf.locked:
        return pages
    from loi_tool.layout.pdf_pages import with_pdf

    return with_pdf(pages, pdf, asked.length)
