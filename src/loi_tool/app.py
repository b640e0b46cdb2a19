"""The journeys: check, build, new. Also the Python API; reads no clock and prints nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from loi_tool import __version__
from loi_tool.calls.load import LoadedCall, built_in_ids, load_call
from loi_tool.calls.model import Call
from loi_tool.errors import BadUsage, ExitCode, NothingToCheck, UnreadableFile
from loi_tool.facts import (
    DeliveryFacts,
    Facts,
    PairFacts,
    Problem,
    ProblemKind,
    SignatureFacts,
    Written,
)
from loi_tool.findings import (
    Finding,
    Place,
    Report,
    Severity,
    Submission,
    SubmissionFiles,
    Summary,
)

if TYPE_CHECKING:
    from loi_tool.answers.load import LoadedAnswers
    from loi_tool.layout.engine import LaidOut
    from loi_tool.letter import Letter

TOOL = f"loi {__version__}"
_ANSWERS_KEYS = re.compile(r"^(district|superintendent|sections|contact)\s*:", re.MULTILINE)
_AFTER_THE_ENGINE = ("rules.catalog", "rules.verdicts", "package.checklist", "package.write")
_TEMPLATE_IGNORES = ("LOI402", "LOI403", "LOI5", "LOI601")


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


@dataclass
class _Case:
    """One submission on its way from file to verdict."""

    call: LoadedCall
    as_of: datetime
    facts: Facts
    loaded: LoadedAnswers | None = None
    letter: Letter | None = None
    word: bytes = field(default=b"", repr=False)
    laid_out: LaidOut | None = None


# Check --------------------------------------------------------------------------------------------


def check(paths: Sequence[Path], options: Options) -> Outcome:
    """Check files of answers, or the folders that hold them.

    Raises:
        NothingToCheck: a path is not there, or no answers are among the paths.
        BadUsage: a path is of a kind that cannot be checked; `as_of` is no time.
        BadCall: the call's own file is wrong.
    """
    sources = [source for path in paths for source in find_answers(path)]
    cases = [(source, _case(source, options)) for source in dict.fromkeys(sources)]
    submissions = [_submission(source, case, options) for source, case in cases]
    return _outcome(cases[0][1], submissions, options)


def find_answers(path: Path) -> list[Path]:
    """The files of answers that a path stands for; a folder of folders is walked.

    Raises:
        NothingToCheck: there are none.
        BadUsage: the path is a file of another kind.
    """
    if path.is_dir():
        found = _in_folder(path)
        if not found:
            raise NothingToCheck(
                f"There are no answers in the folder {path}.",
                "`loi new` writes a file of answers to begin with.",
            )
        return found
    if path.suffix.lower() in (".docx", ".doc", ".pdf"):
        raise BadUsage(
            f"{path.name} is a finished letter; {TOOL} checks answers (a .yaml file).",
            "Put the letter's text into the file that `loi new` writes.",
        )
    return [path]


def _in_folder(folder: Path) -> list[Path]:
    found: list[Path] = []
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise NothingToCheck(f"{folder} cannot be opened: {error.strerror}.") from error
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            found += _in_folder(entry)
        elif entry.suffix.lower() in (".yaml", ".yml") and _may_be_answers(entry):
            found.append(entry)
    return found


def _may_be_answers(path: Path) -> bool:
    if path.stem == "answers":
        return True
    try:
        with path.open("rb") as file:
            head = file.read(100_000)
    except OSError:
        return True  # reading it will say what is wrong
    return _ANSWERS_KEYS.search(head.decode("utf-8", errors="replace")) is not None


def _case(source: Path, options: Options) -> _Case:
    """Read one file, lay out the letter if it makes one, and measure everything."""
    from loi_tool.answers.load import load_answers
    from loi_tool.answers.read import read_yaml

    try:
        document = read_yaml(source)
    except UnreadableFile as error:
        call = load_call(options.call or built_in_ids()[0])
        place = Place(file=source.name, line=error.line, column=error.column)
        problem = Problem(ProblemKind.UNREADABLE, "", error.message, error.fix, place, error.source)
        moment = resolve_as_of(options.as_of, call.call)
        return _Case(call, moment, Facts(moment, unreadable=problem))
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
    case = _Case(call, moment, Facts(moment, answers=loaded.facts), loaded)
    if loaded.answers is not None:
        from loi_tool.answers.compose import compose

        _set(case, compose(loaded.answers, call.call, loaded.pictures))
    case.facts = _facts(case)
    return case


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


# Laying out ---------------------------------------------------------------------------------------


def _set(case: _Case, letter: Letter) -> None:
    """Write the Word file in memory, lay it out, and measure it."""
    from loi_tool.layout.engine import lay_out
    from loi_tool.layout.fonts import fonts_for
    from loi_tool.layout.measure import letter_texts, measure
    from loi_tool.package.word import word_bytes

    text = "\n".join(text for _, text in letter_texts(letter))
    named = case.loaded.fonts if case.loaded else ()
    fonts = fonts_for(text, letter.layout.font, named)
    case.letter = letter
    case.word = word_bytes(letter, case.as_of, fonts.family_of, frozenset(fonts.files))
    case.laid_out = _while_loading(lambda: lay_out(case.word, fonts.files))
    limit = case.call.call.pages.max if case.call.call.pages else None
    case.facts = replace(
        case.facts, pages=measure(letter, case.laid_out.drawn, limit, fonts.missing)
    )


def _while_loading(work: Callable[[], LaidOut]) -> LaidOut:
    """Let the engine work on a core of its own while the modules that come next are loaded."""
    from importlib import import_module
    from threading import Thread

    results: list[LaidOut] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # raised again where the work was asked for
            errors.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    for module in _AFTER_THE_ENGINE:
        import_module(f"loi_tool.{module}")
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def _facts(case: _Case) -> Facts:
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


def _submission(source: Path, case: _Case, options: Options) -> Submission:
    from loi_tool.rules.catalog import run, selected
    from loi_tool.rules.verdicts import assess, page_report, signature_report

    call, facts = case.call.call, case.facts
    findings = run(call, facts)
    ignore = options.ignore + (_TEMPLATE_IGNORES if options.template else ())
    shown = tuple(f for f in findings if selected(f, options.select, ignore))
    name = source.stem if source.stem != "answers" else source.absolute().parent.name
    files = SubmissionFiles(
        answers=source.as_posix(),
        word=facts.pair.word_file if facts.pair else None,
        pdf=facts.pair.pdf_file if facts.pair else None,
    )
    if facts.unreadable is not None:
        # Nothing was read, so nothing but the reading can be spoken of.
        reading = tuple(f for f in findings if f.rule == "LOI101")
        return Submission(name=name, files=files, status="unreadable", findings=reading)
    results = assess(call, facts, findings)
    return Submission(
        name=name,
        files=files,
        status="not_ready" if _fails(shown, options) else "ready",
        requirements=tuple(results),
        pages=page_report(call, facts, results),
        signature=signature_report(facts, results),
        findings=shown,
    )


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


def build(source: Path, folder: Path | None, options: Options, *, draft: bool = False) -> Built:
    """Build the package of a file of answers.

    Args:
        source: the answers, or a folder with one file of them.
        folder: where the package goes; None is `package` beside the answers.
        options: as for `check`.
        draft: build in spite of errors, and mark every page.

    Returns:
        The report on what was built. Where errors stopped the build, no folder.

    Raises:
        CannotWrite: the folder holds something that would be lost, or the disk refuses.
        LoiError: as for `check`.
    """
    from loi_tool.package.write import ensure_replaceable, write_package

    sources = find_answers(source)
    if len(sources) > 1:
        names = ", ".join(path.name for path in sources)
        raise BadUsage(f"There are several files of answers in {source}: {names}.", "Name one.")
    source = sources[0]
    folder = folder or source.parent / "package"
    case = _case(source, options)
    submission = _submission(source, case, options)
    stopped = any(finding.severity is Severity.ERROR for finding in submission.findings)
    if submission.status == "unreadable" or (stopped and not draft):
        outcome = _outcome(case, [submission], options)
        return Built(outcome.report, outcome.exit_code)
    ensure_replaceable(folder)
    if draft:
        _set_draft(case)
    files, submission = _package(source, case, options)
    if not draft and any(finding.severity is Severity.ERROR for finding in submission.findings):
        outcome = _outcome(case, [submission], options)
        return Built(outcome.report, outcome.exit_code)
    write_package(folder, {name: data for name, (_, data) in files.items()})
    outcome = _outcome(case, [submission], options)
    return Built(outcome.report, outcome.exit_code, folder, tuple(files), draft)


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


def _package(
    source: Path, case: _Case, options: Options
) -> tuple[dict[str, tuple[str, bytes]], Submission]:
    """The files of a package by name, each with its role; and the verdict on them."""
    from loi_tool.layout.compare import differences
    from loi_tool.layout.engine import engine_name
    from loi_tool.package.checklist import checklist_html
    from loi_tool.package.manifest import NAME, manifest_json, sha256
    from loi_tool.package.names import file_stem

    letter, laid_out, loaded, call = case.letter, case.laid_out, case.loaded, case.call.call
    assert letter is not None and laid_out is not None and loaded is not None
    stem = file_stem(letter, call)
    files: dict[str, tuple[str, bytes]] = {}
    if call.formats.word:
        files[f"{stem}.docx"] = ("word", case.word)
    if call.formats.pdf:
        files[f"{stem}.pdf"] = ("pdf", laid_out.pdf)
    case.facts = replace(
        case.facts,
        pair=PairFacts(
            word_file=f"{stem}.docx" if call.formats.word else None,
            pdf_file=f"{stem}.pdf" if call.formats.pdf else None,
            pdf_pages=laid_out.drawn.pages,
            differences=differences(case.word, laid_out.drawn),
        ),
    )
    submission = _submission(source, case, options)
    as_of = case.as_of.isoformat()
    page = checklist_html(
        call,
        submission.model_copy(update={"name": letter.author}),
        case.facts.delivery,
        tool=TOOL,
        as_of=as_of,
        draft=letter.draft,
    )
    files["checklist.html"] = ("checklist", page.encode())
    sources = {source.name: loaded.document.sha256}
    for picture, key in ((letter.logo, "logo"), (letter.signature, "signature")):
        if picture is not None:
            sources[key] = sha256(picture.data)
    files[NAME] = (
        "manifest",
        manifest_json(
            tool=TOOL,
            engine=engine_name(),
            call={"id": call.id, "sha256": case.call.sha256},
            as_of=as_of,
            draft=letter.draft,
            pages=laid_out.drawn.pages,
            sources=sources,
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
