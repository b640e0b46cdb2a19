"""The journeys: check, build, new. Also the Python API; reads no clock and prints nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

from loi_tool import __version__
from loi_tool.calls.load import LoadedCall, built_in_ids, load_call
from loi_tool.calls.model import Call
from loi_tool.errors import (
    BadCall,
    BadUsage,
    ExitCode,
    LoiError,
    NothingToCheck,
    UnreadableFile,
)
from loi_tool.facts import (
    DeliveryFacts,
    Facts,
    PageFacts,
    PairFacts,
    Problem,
    ProblemKind,
    SignatureFacts,
    Written,
)
from loi_tool.files import read_bytes
from loi_tool.findings import (
    Finding,
    Place,
    Report,
    Severity,
    Submission,
    SubmissionFiles,
    Summary,
)
from loi_tool.journeys.gather import Source, find_sources, with_pdf_beside

if TYPE_CHECKING:
    from loi_tool.answers.load import LoadedAnswers
    from loi_tool.files import PdfFacts, WordFacts
    from loi_tool.layout.engine import LaidOut
    from loi_tool.letter import Letter

_Result = TypeVar("_Result")

TOOL = f"loi {__version__}"
_AFTER_THE_ENGINE = ("rules.catalog", "rules.verdicts", "package.checklist", "package.write")
_at_work: list[Event] = []
"""One for each thread in the background; a thread that is joined in vain is forgotten by Python."""
_A_MOMENT = 0.1
_MOMENTS = 20
_TEMPLATE_IGNORES = ("LOI402", "LOI403", "LOI404", "LOI405", "LOI5", "LOI601", "LOI606", "LOI617")


@dataclass(frozen=True)
class Options:
    """What the commands share.

    `as_of` is a moment with a zone, or text: an ISO 8601 date or time, which is read in the zone
    of the call's deadline where it names none.
    """

    as_of: datetime | str
    call: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR
    template: bool = False
    engine: str | None = None
    """What lays out a Word letter: `libreoffice`, `dxpdf` or `rdocx`; None is what is there."""


@dataclass(frozen=True)
class Outcome:
    """A report, and the exit code that it means."""

    report: Report
    exit_code: ExitCode


@dataclass(frozen=True)
class Built(Outcome):
    """What a build gave: the folder and its files, or no folder where errors stopped it."""

    folder: Path | None = None
    files: tuple[str, ...] = ()
    draft: bool = False
    engine: str | None = None
    """What made the PDF of a Word letter; None for a letter from answers."""
    pdf: str | None = None
    """The PDF that stood beside the Word file and was taken as it is, or stopped the build because
    it differs."""


@dataclass
class _Case:
    """One submission on its way from file to verdict."""

    call: LoadedCall
    as_of: datetime
    facts: Facts
    loaded: LoadedAnswers | None = None
    letter: Letter | None = None
    word: bytes = field(default=b"", repr=False)
    pdf: bytes = field(default=b"", repr=False)
    """The PDF that was there."""
    laid_out: LaidOut | None = None


# Check --------------------------------------------------------------------------------------------


def check(paths: Sequence[Path], options: Options) -> Outcome:
    """Check answers, Word files, PDFs, or the folders that hold them.

    Raises:
        NothingToCheck: a path is not there, or nothing to check is among the paths.
        BadUsage: a path is of a kind that cannot be checked; `as_of` is no time.
        BadCall: the call's own file is wrong.
    """
    sources = find_sources(paths)
    checked = [_checked(source, options, alone=len(sources) == 1) for source in sources]
    return _outcome(checked[0][0], [submission for _, submission in checked], options)


def _checked(source: Source, options: Options, *, alone: bool) -> tuple[_Case, Submission]:
    """One of several submissions does not stop the others, whatever goes wrong with it."""
    try:
        case = _case(source, options)
        return case, _submission(source, case, options)
    except (BadUsage, BadCall, NothingToCheck):
        raise
    except Exception as error:
        if alone:
            raise
        case = _no_answers(source, options)
        file = next(path.name for path in (source.word, source.pdf, source.answers) if path)
        message, fix = (
            (error.message, error.fix)
            if isinstance(error, LoiError)
            else (
                f"{file} could not be read: something went wrong that should not have "
                f"({type(error).__name__}: {error}).",
                "Please report it; LOI_DEBUG=1 in front of a check of this letter alone shows "
                "more.",
            )
        )
        case.facts = Facts(case.as_of, unreadable=_unreadable(UnreadableFile(message, fix), file))
        return case, _submission(source, case, options)


def _case(source: Source, options: Options) -> _Case:
    """Read the files of one submission, and measure everything.

    Where there is a finished letter, it is judged, and the answers beside it only read.
    """
    case = _answers(source.answers, options) if source.answers else _no_answers(source, options)
    try:
        if source.finished and case.facts.unreadable is None:
            _finished(case, source, options)
        elif case.loaded is not None and case.loaded.answers is not None:
            from loi_tool.answers.compose import compose

            _set(case, compose(case.loaded.answers, case.call.call, case.loaded.pictures))
    except UnreadableFile as error:
        case.facts = Facts(case.as_of, unreadable=_unreadable(error, error.file))
    if not source.finished and case.loaded is not None:
        case.facts = _of_answers(case)
    return case


def _no_answers(source: Source, options: Options) -> _Case:
    name = options.call or source.call
    call = load_call(name or built_in_ids()[0])
    moment = resolve_as_of(options.as_of, call.call)
    return _Case(call, moment, Facts(moment))


def _answers(path: Path, options: Options) -> _Case:
    """Read one file of answers."""
    from loi_tool.answers.load import load_answers
    from loi_tool.answers.read import read_yaml

    try:
        document = read_yaml(path)
    except UnreadableFile as error:
        call = load_call(options.call or built_in_ids()[0])
        moment = resolve_as_of(options.as_of, call.call)
        return _Case(call, moment, Facts(moment, unreadable=_unreadable(error, path.name)))
    call, further = _call_of(document.data.get("call"), document.path, options)
    if further is not None:
        place = document.value_places["call"]
        further_problems = [
            Problem(
                ProblemKind.BAD_VALUE,
                "call",
                further.message,
                further.fix,
                place,
                document.line(place),
            )
        ]
    else:
        further_problems = []
    loaded = load_answers(document, call.call, further_problems)
    moment = resolve_as_of(options.as_of, call.call)
    return _Case(call, moment, Facts(moment, answers=loaded.facts), loaded)


def _unreadable(error: UnreadableFile, file: str | None) -> Problem:
    place = Place(file=file, line=error.line, column=error.column)
    return Problem(ProblemKind.UNREADABLE, "", error.message, error.fix, place, error.source)


def _call_of(name: object, path: Path, options: Options) -> tuple[LoadedCall, BadUsage | None]:
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


def resolve_as_of(as_of: datetime | str, call: Call) -> datetime:
    """A moment in time; a date is its first second, in the zone of the call's deadline.

    Raises:
        BadUsage: the text is not an ISO 8601 date or time.
    """
    if isinstance(as_of, str):
        text = re.sub(r"[zZ]$", "+00:00", as_of.strip())
        try:
            as_of = datetime.fromisoformat(text)
        except ValueError as error:
            raise BadUsage(
                f"“{as_of}” is not a time.", "Write --as-of 2022-05-12T09:00:00-07:00."
            ) from error
    if as_of.tzinfo is None:
        as_of = datetime.combine(as_of.date(), as_of.time() or time(), call.deadline.zone)
    return as_of


# Finished letters ---------------------------------------------------------------------------------


def _finished(case: _Case, source: Source, options: Options) -> None:
    """Read the finished letter of a submission, the Word file, the PDF or both, and measure it.

    Raises:
        UnreadableFile: one of them cannot be read, so the submission cannot be judged.
    """
    word = pdf = None
    if source.word is not None:
        from loi_tool.word.read import read_word

        case.word, word = _opened(source.word, read_word)
    pages = _in_background(lambda: _pages(case, word, options)) if word else None
    if source.pdf is not None:
        from loi_tool.pdf.read import read_pdf

        case.pdf, pdf = _opened(source.pdf, read_pdf)
    case.facts = replace(case.facts, word=word, pdf=pdf)
    _read_finished(case, source)
    case.facts = replace(case.facts, pages=_counted(case, pages() if pages else None, pdf))


def _opened(path: Path, read: Callable[[bytes, str], _Result]) -> tuple[bytes, _Result]:
    try:
        data = read_bytes(path)
        return data, read(data, path.name)
    except UnreadableFile as error:
        error.file = path.name
        raise


def _pages(case: _Case, word: WordFacts, options: Options) -> PageFacts:
    from loi_tool.layout.pages import page_evidence

    limit = case.call.call.pages.max if case.call.call.pages else None
    return page_evidence(case.word, word, limit, libreoffice=options.engine == "libreoffice")


def _counted(case: _Case, pages: PageFacts | None, pdf: PdfFacts | None) -> PageFacts | None:
    """Page evidence of the Word file, with the pages of the PDF that will be sent."""
    from loi_tool.layout.pages import with_pdf

    limit = case.call.call.pages.max if case.call.call.pages else None
    return pages if pdf is None or pdf.locked else with_pdf(pages, pdf, limit)


def _read_finished(case: _Case, source: Source) -> None:
    """Find in the letter what the call asks for, and compare the Word file with the PDF."""
    from loi_tool.calls.weights import load_weights
    from loi_tool.evidence.read import read_letter
    from loi_tool.evidence.signature import signature

    call, word, pdf = case.call.call, case.facts.word, case.facts.pdf
    letter = word or pdf
    assert letter is not None
    reading = read_letter(call, letter, load_weights(case.call.path))
    pair = PairFacts(
        word_file=word.file if word else None,
        pdf_file=pdf.file if pdf else None,
        candidates=source.maybe_word or source.maybe_pdf,
    )
    if word and pdf:
        from loi_tool.pair import compare, not_compared

        pair = replace(pair, differences=compare(word, pdf), not_compared=not_compared(word, pdf))
    case.facts = replace(
        case.facts, reading=reading, pair=pair, signature=signature(call, reading, word, pdf)
    )


# Laying out ---------------------------------------------------------------------------------------


def _set(case: _Case, letter: Letter) -> None:
    """Write the Word file in memory, lay it out, and measure it."""
    from loi_tool.layout.engine import lay_out
    from loi_tool.layout.fonts import fonts_for
    from loi_tool.layout.measure import letter_texts, measure
    from loi_tool.word.write import word_bytes

    text = "\n".join(text for _, text in letter_texts(letter))
    named = case.loaded.fonts if case.loaded else ()
    fonts = fonts_for(text, letter.layout.font, named)
    case.letter = letter
    case.word = word_bytes(letter, case.as_of, fonts.family_of, frozenset(fonts.files))
    laid_out = _in_background(lambda: lay_out(case.word, fonts.files))
    for module in _AFTER_THE_ENGINE:  # while it is at work
        import_module(f"loi_tool.{module}")
    case.laid_out = laid_out()
    limit = case.call.call.pages.max if case.call.call.pages else None
    case.facts = replace(
        case.facts, pages=measure(letter, case.laid_out.drawn, limit, fonts.missing)
    )


def _in_background(work: Callable[[], _Result]) -> Callable[[], _Result]:
    """Let the engine work on a core of its own; calling what comes back waits for its result."""
    done = Event()
    _at_work.append(done)
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # raised again where the work was asked for
            errors.append(error)
        finally:
            done.set()

    Thread(target=run, daemon=True).start()

    def result() -> _Result:
        done.wait()
        if errors:
            raise errors[0]
        return results[0]

    return result


def clear_up() -> None:
    """After an interruption: end the engines, and let those who wait for them take away files."""
    from loi_tool.layout.engines import stop_engines

    for done in _at_work:
        for _ in range(_MOMENTS):  # it may go on to the next engine
            stop_engines()
            if done.wait(_A_MOMENT):
                break


def _of_answers(case: _Case) -> Facts:
    """Add to the facts what the answers say of signature and delivery."""
    loaded = case.loaded
    assert loaded is not None
    answers = loaded.facts
    name = answers.text("superintendent.name")
    title = answers.text("superintendent.title")
    signature = SignatureFacts(
        kind="image" if loaded.pictures.signature else "line",
        signer=name.text.strip() if name else None,
        title=title.text.strip() if title else None,
        place=answers.nearest("superintendent"),
    )
    copies = [
        written
        for key, written in answers.texts.items()
        if key == "submission.cc" or key.startswith("submission.cc.")
    ]
    delivery = DeliveryFacts(answers.text("submission.to"), tuple(_filled(copies)))
    return replace(case.facts, signature=signature, delivery=delivery)


def _filled(texts: Iterable[Written]) -> list[Written]:
    return [written for written in texts if written.text.strip()]


# Verdicts -----------------------------------------------------------------------------------------


def _submission(source: Source, case: _Case, options: Options) -> Submission:
    from loi_tool.rules.catalog import run, selected
    from loi_tool.rules.verdicts import assess, page_report, signature_report

    call, facts = case.call.call, case.facts
    findings = run(call, facts)
    ignore = options.ignore + (_TEMPLATE_IGNORES if options.template else ())
    shown = tuple(f for f in findings if selected(f, options.select, ignore))
    files = SubmissionFiles(
        answers=source.answers.as_posix() if source.answers else None,
        word=source.word.as_posix() if source.word else None,
        pdf=source.pdf.as_posix() if source.pdf else None,
    )
    if facts.unreadable is not None:
        # Nothing was read, so nothing but the reading can be spoken of.
        reading = tuple(f for f in findings if f.rule == "LOI101")
        return Submission(name=source.name, files=files, status="unreadable", findings=reading)
    results = assess(call, facts, findings)
    submission = Submission(
        name=source.name,
        files=files,
        status="not_ready" if _fails(shown, options) else "ready",
        requirements=tuple(results),
        pages=page_report(call, facts, results),
        signature=signature_report(facts, results),
        findings=shown,
    )
    if facts.word is None or facts.pages is None:
        return submission
    return _with_pages(submission, facts.word.file, facts.pages.page_of)


def _with_pages(value: _Result, file: str, page_of: Mapping[int, int]) -> _Result:
    """A part of a report in which places of a Word file have their page."""
    from pydantic import BaseModel

    if isinstance(value, Place):
        page = page_of.get(value.paragraph or 0)
        known = value.file != file or value.page is not None or page is None
        return value if known else value.model_copy(update={"page": page})
    if isinstance(value, tuple):
        return type(value)(_with_pages(one, file, page_of) for one in value)
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        placed = {name: _with_pages(one, file, page_of) for name, one in fields.items()}
        changed = {name: one for name, one in placed.items() if one is not fields[name]}
        return value.model_copy(update=changed) if changed else value
    return value


def _fails(findings: Iterable[Finding], options: Options) -> bool:
    return any(finding.severity.rank >= options.fail_on.rank for finding in findings)


def _outcome(first: _Case, submissions: Sequence[Submission], options: Options) -> Outcome:
    findings = [finding for submission in submissions for finding in submission.findings]
    report = Report(
        tool=TOOL,
        call=first.call.call.id,
        as_of=first.as_of,
        submissions=tuple(submissions),
        summary=Summary(
            submissions=len(submissions),
            ready=sum(submission.status == "ready" for submission in submissions),
            errors=sum(finding.severity is Severity.ERROR for finding in findings),
            warnings=sum(finding.severity is Severity.WARNING for finding in findings),
        ),
    )
    if any(submission.status == "unreadable" for submission in submissions):
        return Outcome(report, ExitCode.CANNOT_CHECK)
    return Outcome(report, ExitCode.FINDINGS if _fails(findings, options) else ExitCode.OK)


# Build --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Made:
    """A Word file and its PDF as they go into a package, and what they were made from."""

    author: str
    word: bytes = field(repr=False)
    pdf: bytes = field(repr=False)
    pages: int
    engine: str
    sources: Mapping[str, str]
    """SHA-256 by name."""


def build(source: Path, folder: Path | None, options: Options, *, draft: bool = False) -> Built:
    """Build the package of a file of answers, or of a Word letter that somebody wrote.

    A PDF that stands beside a Word letter is the letter's, and is taken as it is.

    Args:
        source: the answers or the Word file, or a folder with one of them.
        folder: where the package goes; None is `package` beside the source.
        options: as for `check`.
        draft: build in spite of errors, and mark every page; for answers only.

    Returns:
        The report on what was built. Where errors stopped the build, no folder.

    Raises:
        CannotWrite: the folder holds something that would be lost, or the disk refuses.
        LoiError: as for `check`.
    """
    from loi_tool.package.write import ensure_replaceable, write_package

    from_ = _source_of_build(source, draft)
    case = _case(from_, options)
    case.facts = replace(case.facts, to_be_signed=True)
    submission = _submission(from_, case, options)
    if from_.answers and not draft and (stopped := _stopped(case, submission, options)):
        return stopped
    if submission.status == "unreadable":
        outcome = _outcome(case, [submission], options)
        return Built(outcome.report, outcome.exit_code)
    path = from_.answers or from_.word
    assert path is not None
    folder = folder or path.parent / "package"
    ensure_replaceable(folder)
    if draft:
        _set_draft(case)
    made = _made_of_answers(from_, case) if from_.answers else _made_of_word(from_, case, options)
    files, submission = _package(from_, case, options, made, draft)
    given = from_.pdf.name if from_.pdf else None
    if not draft and (stopped := _stopped(case, submission, options)):
        differs = any(finding.rule == "LOI307" for finding in submission.findings)
        return replace(stopped, pdf=given if differs else None)
    write_package(folder, {name: data for name, (_, data) in files.items()})
    outcome = _outcome(case, [submission], options)
    engine = None if from_.answers or given else made.engine
    return Built(outcome.report, outcome.exit_code, folder, tuple(files), draft, engine, given)


def _source_of_build(path: Path, draft: bool) -> Source:
    sources = find_sources([path], to_build=True)
    answers = [replace(s, word=None, pdf=None) for s in sources if s.answers]
    words = [with_pdf_beside(s) for s in sources if s.word and not s.packaged]
    of_use = answers or words
    if not of_use:
        raise BadUsage(
            f"There is nothing in {path} to build from.", "Name a file of answers or a Word file."
        )
    if len(of_use) > 1:
        names = ", ".join(str((s.answers or s.word or path).name) for s in of_use)
        raise BadUsage(f"There are several letters in {path}: {names}.", "Name one.")
    if draft and not of_use[0].answers:
        raise BadUsage(
            "A draft can be built of answers only; a Word file is never changed.",
            "Correct the errors in Word, or leave --draft out.",
        )
    return of_use[0]


def _stopped(case: _Case, submission: Submission, options: Options) -> Built | None:
    """What a build gives that errors stop; None where there are none."""
    if all(finding.severity is not Severity.ERROR for finding in submission.findings):
        return None
    outcome = _outcome(case, [submission], options)
    return Built(outcome.report, outcome.exit_code)


def _set_draft(case: _Case) -> None:
    from loi_tool.answers.compose import compose
    from loi_tool.answers.draft import draft_answers

    loaded = case.loaded
    assert loaded is not None
    answers = draft_answers(loaded.document.data, case.call.call, case.as_of.date())
    if answers is None:
        raise BadUsage(
            "There is too little in the answers to make a draft of.", "Mend the errors first."
        )
    _set(case, compose(answers, case.call.call, loaded.pictures, draft=True))


def _made_of_answers(source: Source, case: _Case) -> _Made:
    from loi_tool.layout.compare import differences
    from loi_tool.layout.engine import engine_name
    from loi_tool.package.manifest import sha256

    letter, laid_out, loaded = case.letter, case.laid_out, case.loaded
    assert letter is not None and laid_out is not None and loaded is not None
    assert source.answers is not None
    sources = {source.answers.name: loaded.document.sha256}
    for picture, key in ((letter.logo, "logo"), (letter.signature, "signature")):
        if picture is not None:
            sources[key] = sha256(picture.data)
    pages = laid_out.drawn.pages
    pair = PairFacts(
        None, None, pdf_pages=pages, differences=differences(case.word, laid_out.drawn)
    )
    case.facts = replace(case.facts, pair=pair)
    return _Made(letter.author, case.word, laid_out.pdf, pages, engine_name(), sources)


def _made_of_word(source: Source, case: _Case, options: Options) -> _Made:
    """Make the PDF of a Word file, read it back, and measure the two; or take the one there is."""
    from loi_tool.layout.convert import lost_letterhead, pdf_of
    from loi_tool.package.manifest import sha256
    from loi_tool.pdf.read import read_pdf

    word, reading = case.facts.word, case.facts.reading
    assert word is not None and source.word is not None
    district = (reading.district if reading else None) or source.word.stem
    if source.pdf is not None and case.facts.pdf is not None:
        sources = {source.word.name: sha256(case.word), source.pdf.name: sha256(case.pdf)}
        return _Made(district, case.word, case.pdf, case.facts.pdf.pages, "none", sources)
    title = f"{case.call.call.letter.subject}, {district}"
    converted = pdf_of(case.word, word, options.engine, title)
    engine = {"libreoffice": "LibreOffice"}.get(converted.engine, converted.engine)
    pdf = read_pdf(converted.pdf, source.word.with_suffix(".pdf").name)
    case.facts = replace(case.facts, pdf=pdf)
    _read_finished(case, source)
    case.facts = replace(
        case.facts,
        pages=_counted(case, case.facts.pages, pdf),
        pair=replace(
            case.facts.pair or PairFacts(None, None),
            losses=converted.losses + lost_letterhead(word, pdf),
            made_by=engine,
        ),
    )
    return _Made(
        district,
        case.word,
        converted.pdf,
        pdf.pages,
        engine,
        {source.word.name: sha256(case.word)},
    )


def _package(
    source: Source, case: _Case, options: Options, made: _Made, draft: bool
) -> tuple[dict[str, tuple[str, bytes]], Submission]:
    """The files of a package by name, each with its role; and the verdict on them."""
    from loi_tool.package.checklist import checklist_html
    from loi_tool.package.manifest import NAME, manifest_json
    from loi_tool.package.names import file_stem

    call = case.call.call
    stem = file_stem(made.author, call, draft)
    files: dict[str, tuple[str, bytes]] = {}
    if call.formats.word:
        files[f"{stem}.docx"] = ("word", made.word)
    if call.formats.pdf:
        files[f"{stem}.pdf"] = ("pdf", made.pdf)
    assert case.facts.pair is not None
    pair = replace(
        case.facts.pair,
        word_file=f"{stem}.docx" if call.formats.word else None,
        pdf_file=f"{stem}.pdf" if call.formats.pdf else None,
    )
    case.facts = replace(case.facts, pair=pair)
    submission = _submission(source, case, options)
    built = {"word": pair.word_file, "pdf": pair.pdf_file}
    submission = submission.model_copy(update={"files": submission.files.model_copy(update=built)})
    as_of = case.as_of.isoformat()
    page = checklist_html(
        call,
        submission.model_copy(update={"name": made.author}),
        case.facts.delivery,
        tool=TOOL,
        as_of=as_of,
        draft=draft,
    )
    files["checklist.html"] = ("checklist", page.encode())
    files[NAME] = (
        "manifest",
        manifest_json(
            tool=TOOL,
            engine=made.engine,
            call={"id": call.id, "sha256": case.call.sha256},
            as_of=as_of,
            draft=draft,
            pages=made.pages,
            sources=made.sources,
            files=dict(files),
        ),
    )
    return files, submission


# New ----------------------------------------------------------------------------------------------


def new(folder: Path, call_name: str | None, as_of: datetime) -> tuple[Path, Path]:
    """Write a starter file of answers, and beside it the schema that editors use.

    Returns:
        The paths of both.

    Raises:
        CannotWrite: a file of answers is already there; it is left alone.
        BadUsage: there is no such call.
    """
    from loi_tool.answers.schema import answers_schema, as_text
    from loi_tool.answers.starter import SCHEMA_NAME, starter
    from loi_tool.package.write import write_file

    name = call_name or built_in_ids()[0]
    loaded = load_call(name)
    reference = loaded.call.id if name in built_in_ids() else str(loaded.path.absolute())
    answers, schema = folder / "answers.yaml", folder / SCHEMA_NAME
    write_file(answers, starter(loaded.call, reference, as_of.date()).encode())
    write_file(schema, as_text(answers_schema(loaded.call)).encode(), replace=True)
    return answers, schema


# Doctor -------------------------------------------------------------------------------------------


def doctor() -> list[tuple[str, str]]:
    """What is installed and found here, each with what it is for: pairs of what and which."""
    import platform
    from importlib.metadata import version

    from loi_tool.calls.weights import load_weights
    from loi_tool.layout.engines import soffice

    found = [
        ("tool", f"{TOOL}, Python {platform.python_version()}"),
        ("pages and PDF", f"rdocx {version('rdocx')}, always here"),
        ("second opinion on pages", f"dxpdf {version('dxpdf')}"),
        ("PDF of Word letters", f"LibreOffice, {soffice() or 'not found (not needed)'}"),
        ("reading PDFs", f"pypdfium2 {version('pypdfium2')}"),
        ("digital signatures", f"pyHanko {version('pyhanko')}"),
    ]
    for name in built_in_ids():
        weights = load_weights(load_call(name).path)
        second = f" and {len(weights.terms)} learnt terms" if weights else ""
        found.append((f"reading letters, {name}", f"the words of the call{second}"))
    return found
