"""The command line: flags in, exit code out. Nothing is judged here."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from loi_tool import __version__, ending
from loi_tool.errors import BadCall, BadUsage, CannotWrite, ExitCode, LoiError
from loi_tool.findings import Severity
from loi_tool.text import as_argument, megabytes, plural, printable, printable_line

app = typer.Typer(
    name="loi",
    help="Check and package letters of interest against the call they answer.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(str, Enum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    MARKDOWN = "markdown"
    CSV = "csv"
    HTML = "html"


class Engine(str, Enum):
    """What lays out a Word letter that a person wrote."""

    LIBREOFFICE = "libreoffice"
    DXPDF = "dxpdf"
    RDOCX = "rdocx"


class FailOn(str, Enum):
    """What makes a check fail: errors always, the others in addition."""

    ERROR = "error"
    WARNING = "warning"
    CONFIRM = "confirm"


class Kind(str, Enum):
    """What has a JSON Schema."""

    ANSWERS = "answers"
    CALL = "call"
    REPORT = "report"
    SETTINGS = "settings"


_FOR_PEOPLE = (None, Format.TEXT)
_Call = Annotated[
    str | None, typer.Option("--call", metavar="ID|PATH", help="The call; default: as answered.")
]
_AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="Check for this moment (ISO 8601).")
]
_Format = Annotated[
    Format | None,
    typer.Option(
        "--format",
        metavar="FORM",
        help="text, html (to look at), json, github (for Actions), markdown, or csv (a table).",
    ),
]
_Output = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Write the report to a file.")
]
_Select = Annotated[
    list[str] | None, typer.Option("--select", metavar="RULES", help="Only these rules, LOI2,…")
]
_Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="RULES", help="Not these rules, LOI505,…")
]
_FailOn = Annotated[
    FailOn,
    typer.Option(
        "--fail-on",
        metavar="WHAT",
        help="What makes it fail: error; warning, too; or confirm (required items left to you).",
    ),
]
_Template = Annotated[
    bool,
    typer.Option("--template", help="A shared template: has it all that the call asks for?"),
]
_Engine = Annotated[
    Engine | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="What lays out a Word file: libreoffice, dxpdf, or rdocx; default: what is there.",
    ),
]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Findings and the last line only.")]
_NoColor = Annotated[bool, typer.Option("--no-color", help="No colors; so does NO_COLOR.")]


def run(arguments: list[str]) -> int:
    """Run the command line; the exit code."""
    _never_fail_to_print()
    try:
        _ensure_in_a_folder()
        result: Any = app(arguments, standalone_mode=False, prog_name="loi")
    except LoiError as error:
        if os.environ.get("GITHUB_ACTIONS") == "true":
            from loi_tool.reports.github import error_command

            _say(error_command(f"{error.message} {error.fix}".strip()))
            return int(error.exit_code)
        _say(f"loi: {error.message}")
        if error.fix:
            _say(f"     {error.fix}")
        return int(error.exit_code)
    except Exception as error:  # a defect of ours: said plainly, with no traceback
        return _other(error)
    return int(result) if isinstance(result, int) else 0


def _ensure_in_a_folder() -> None:
    """See that the current folder is still there: libraries ask for it in the middle of things."""
    try:
        Path.cwd()
    except OSError as error:
        raise BadUsage(
            "The folder that you are in is not there any more.", "Go to another one (`cd`)."
        ) from error


def _other(error: Exception) -> int:
    show = getattr(error, "show", None)  # what typer raises for bad usage can show itself
    if show is not None:
        shown = io.StringIO()
        show(file=shown)
        sys.stderr.write(printable(shown.getvalue()))
        return int(ExitCode.CANNOT_CHECK)
    if os.environ.get("LOI_DEBUG"):
        raise error
    _say(f"loi: Something went wrong that should not have ({type(error).__name__}: {error}).")
    _say("     Please report it; LOI_DEBUG=1 in front of the command shows more.")
    return int(ExitCode.CANNOT_CHECK)


def _version(wanted: bool) -> None:
    if wanted:
        _print(f"loi {__version__}\n")
        raise typer.Exit


@app.callback()
def loi(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Check and package letters of interest against the call they answer."""


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", hidden=True)] = Path(),
    call: _Call = None,
    as_of: _AsOf = None,
    word: Annotated[
        bool, typer.Option("--word", help="Write a letter.docx to fill in in Word instead.")
    ] = False,
) -> int:
    """Write an answers.yaml whose comments are the call's own questions.

    DIR is the folder to write it in. Without it, that is the folder that you are in.
    """
    from loi_tool import journeys
    from loi_tool.calls.load import built_in_ids, load_call

    loaded = load_call(call) if call else None
    moment = _moment(as_of)
    if isinstance(moment, str):
        default = loaded or load_call(built_in_ids()[0])
        moment = journeys.resolve_as_of(moment, default.call)
    with ending.postponed():
        if word:
            written = journeys.write_starter_letter(folder, call, moment)
        else:
            written, _ = journeys.write_starter(folder, call, moment)
        ending.written()
    name = printable_line(written)
    named = f" --call {as_argument(printable_line(call))}" if word and call else ""
    where = " in Word: click each prompt in brackets, and write" if word else ""
    _print(f"Wrote {name}. Fill it in{where}. Then run: loi check {as_argument(name)}{named}\n")
    return 0


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH", hidden=True)] = None,
    call: _Call = None,
    as_of: _AsOf = None,
    format_: _Format = None,
    output: _Output = None,
    select: _Select = None,
    ignore: _Ignore = None,
    fail_on: _FailOn = FailOn.ERROR,
    template: _Template = False,
    engine: _Engine = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", min=1, metavar="N", help="Letters checked at once; default: one a core."
        ),
    ] = None,
    details: Annotated[
        bool, typer.Option("--details", help="Of several letters all findings, not only a table.")
    ] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Read all letters anew, and keep nothing of them.")
    ] = False,
    annotate: Annotated[
        Path | None,
        typer.Option(
            "--annotate",
            metavar="FILE",
            help="Write a copy of the Word letter with the findings as comments.",
        ),
    ] = None,
    quiet: _Quiet = False,
    no_color: _NoColor = False,
) -> int:
    """Say requirement by requirement what is met and what is not.

    PATH is a file of answers, a Word file, a PDF, or a folder. There may be several. Without one,
    it is the folder that you are in.
    """
    from loi_tool import journeys

    _ensure_writable(output)
    options = _options(call, as_of, select, ignore, fail_on, template, engine, format_)
    if annotate is not None:
        journeys.ensure_annotatable(paths or [Path()], annotate)
    with _progress_bar(quiet) as progress:
        outcome = journeys.check_letters(
            paths or [Path()],
            options,
            jobs=jobs or journeys.usable_cores(),
            progress=progress,
            cached=not no_cache,
        )
    text = _rendered(outcome.report, format_, output, quiet, no_color, details)
    _deliver(text, output)
    if annotate is not None and journeys.write_annotated(outcome, annotate):
        _say(f"Wrote a copy with comments to {annotate}. The letter itself is as it was.")
    if outcome.report.skipped and format_ not in _FOR_PEOPLE:
        from loi_tool.reports.overview import skipped_words

        _say(skipped_words(outcome.report))
    return int(outcome.exit_code)


@app.command()
def build(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", hidden=True)],
    folder: Annotated[
        Path | None, typer.Option("-o", metavar="DIR", help="Default: package, beside the source.")
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Build in spite of errors; marks every page.")
    ] = False,
    fit: Annotated[
        bool,
        typer.Option("--fit", help="Choose the largest type and margins that fit the page limit."),
    ] = False,
    call: _Call = None,
    as_of: _AsOf = None,
    format_: _Format = None,
    output: _Output = None,
    select: _Select = None,
    ignore: _Ignore = None,
    fail_on: _FailOn = FailOn.ERROR,
    engine: _Engine = None,
    quiet: _Quiet = False,
    no_color: _NoColor = False,
) -> int:
    """Write the Word file and the PDF, a checklist and a manifest.

    SOURCE is a file of answers, a Word file, or a folder with one of them.
    """
    from loi_tool import journeys

    _ensure_writable(output)
    options = _options(call, as_of, select, ignore, fail_on, False, engine, format_)
    built = journeys.build_package(source, folder, options, draft=draft, fit=fit)
    report = built.report
    if format_ in _FOR_PEOPLE and built.folder is not None:
        report = _for_a_builder(report)
    text = _rendered(report, format_, output, quiet or built.folder is not None, no_color)
    if format_ in _FOR_PEOPLE and built.folder is not None and not quiet:
        text += _contents(built)
    _deliver(text, output)
    if built.fitted is not None:
        _say(built.fitted.said)
    if built.folder is None:
        submission = report.submissions[0]
        readable = submission.status != "unreadable" and submission.files.answers is not None
        can_draft = not draft and readable
        hint = ", or build a draft with --draft" if can_draft else ""
        _say(f"Nothing was built. Correct the errors{hint}.")
        if built.pdf is not None:
            _say(f"To have a new PDF made, move {built.pdf} away, and build again.")
    return int(built.exit_code)


@app.command()
def sign(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", hidden=True)],
    signed: Annotated[Path, typer.Argument(metavar="SIGNED.pdf", hidden=True)],
    call: _Call = None,
    as_of: _AsOf = None,
    format_: _Format = None,
    output: _Output = None,
    select: _Select = None,
    ignore: _Ignore = None,
    fail_on: _FailOn = FailOn.ERROR,
    engine: _Engine = None,
    quiet: _Quiet = False,
    no_color: _NoColor = False,
) -> int:
    """Take the signed letter into its package, and renew checklist and message.

    PACKAGE is the folder that `loi build` wrote. SIGNED.pdf is the PDF of the package after it was
    signed digitally, or a scan of all its pages as signed on paper. Or it is the Word file of the
    package with a picture of the signature in it; the PDF is made again then. For a call that takes
    only the Word file, that is the way.

    What is not the same letter is not taken.
    """
    from loi_tool import journeys

    _ensure_writable(output)
    options = _options(call, as_of, select, ignore, fail_on, False, engine, format_)
    taken = journeys.sign_package(package, signed, options)
    report = taken.report
    done = taken.folder is not None
    if format_ in _FOR_PEOPLE and done:
        report = _for_a_builder(report)
    text = _rendered(report, format_, output, quiet or done, no_color)
    if format_ in _FOR_PEOPLE and done and not quiet:
        names = "".join(f"  {name}\n" for name in taken.files)
        text += f"\n{printable_line(taken.said)}\nPackage in {printable_line(package)}:\n{names}"
        text += _email_size(taken.email_bytes)
    _deliver(text, output)
    if not done:
        _say(
            "Nothing was taken. If the errors are only in the signed file, correct them there. "
            "Else correct the letter, build it again, and have that signed."
        )
    return int(taken.exit_code)


@app.command()
def verify(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", hidden=True)],
    call: _Call = None,
    as_of: _AsOf = None,
    format_: _Format = None,
    output: _Output = None,
    select: _Select = None,
    ignore: _Ignore = None,
    fail_on: _FailOn = FailOn.ERROR,
    engine: _Engine = None,
    quiet: _Quiet = False,
    no_color: _NoColor = False,
) -> int:
    """Look whether a package is as it was written, and check it as of now.

    PACKAGE is the folder that `loi build` wrote. Files that were changed, are missing, or were
    added are named. Nothing is written.
    """
    from loi_tool import journeys

    _ensure_writable(output)
    options = _options(call, as_of, select, ignore, fail_on, False, engine, format_)
    verified = journeys.verify_package(package, options)
    text = _rendered(verified.report, format_, output, quiet, no_color)
    if format_ in _FOR_PEOPLE and verified.codes and not quiet:
        codes = "".join(f"  {name}: {code}\n" for name, code in verified.codes.items())
        text += f"\nThe codes of the letter, as on the checklist:\n{printable(codes)}"
    _deliver(text, output)
    return int(verified.exit_code)


@app.command()
def calls(
    call_ids: Annotated[list[str] | None, typer.Argument(metavar="CALL", hidden=True)] = None,
    new: Annotated[
        Path | None,
        typer.Option(
            "--new", metavar="FILE", help="Write a file to begin a call of your own with."
        ),
    ] = None,
) -> int:
    """List the built-in calls, show one, or check the file of one.

    CALL is the id of a built-in call, which is shown, or the path of a call's file: all mistakes in
    it are told, or, if there are none, what will be judged, and what is left to a person.
    """
    from loi_tool.calls.load import built_in_ids, load_call

    if new is not None:
        if call_ids:
            raise BadUsage("--new writes a new call; it takes no other.", "Leave the other out.")
        from loi_tool import journeys

        with ending.postponed():
            journeys.write_call_starter(new)
            ending.written()
        name = printable_line(new)
        _print(f"Wrote {name}. Fill it in, then run: loi calls {as_argument(name)}\n")
        return 0
    if not call_ids:
        for name in built_in_ids():
            loaded = load_call(name).call
            _print(f"{name}  {loaded.title} (due {loaded.deadline.date.isoformat()})\n")
        return 0
    return max([_call_shown(call_id) for call_id in call_ids])


def _call_shown(name: str) -> int:
    """Show a built-in call, or say what is wrong with a file, or what it asks; the exit code."""
    from loi_tool.calls.load import load_call

    try:
        loaded = load_call(name)
    except BadCall as error:
        if not error.faults:
            raise
        _say(f"loi: {plural(len(error.faults), 'mistake')} in {name}")
        for message, example in error.faults:
            _say(f"  {message}")
            for line in example.splitlines():
                _say(f"      {line}")
        return int(error.exit_code)
    if loaded.is_built_in:
        _print(printable(loaded.path.read_text(encoding="utf-8")))
        return 0
    from loi_tool.calls.coverage import as_text, coverage_of

    _print(printable(as_text(coverage_of(loaded.call, loaded.data))))
    return 0


@app.command()
def rule(
    rule_id: Annotated[str | None, typer.Argument(metavar="RULE", hidden=True)] = None,
) -> int:
    """Explain a rule, or list them all.

    RULE is an id, as LOI101, or a name, as unreadable-file.
    """
    from loi_tool.rules.catalog import RULES

    if rule_id is None:
        for entry in RULES:
            summary = entry.explanation.splitlines()[0]
            _print(f"{entry.id}  {entry.severity.value:7}  {entry.name}: {summary}\n")
        return 0
    wanted = rule_id.strip()
    for entry in RULES:
        if wanted.upper() == entry.id or wanted.lower() == entry.name:
            serves = f", serves `{entry.requirement}`" if entry.requirement else ""
            title = f"{entry.id} {entry.name} ({entry.severity.value}{serves})"
            _print(f"{title}\n\n{entry.explanation}\n")
            return 0
    raise BadUsage(f"There is no rule “{rule_id}”.", "`loi rule` lists them all.")


@app.command()
def schema(
    kind: Annotated[Kind, typer.Argument(metavar="KIND", hidden=True)],
    call: _Call = None,
) -> int:
    """Print a JSON Schema.

    KIND is answers, call, report, or settings.
    """
    _print(schema_text(kind, call))
    return 0


def schema_text(kind: Kind, call: str | None = None) -> str:
    """The text of a JSON Schema; with a call, that of its answers."""
    from loi_tool.answers.schema import DIALECT, answers_schema, as_text
    from loi_tool.calls.load import load_call
    from loi_tool.calls.schema import call_schema
    from loi_tool.findings import Report
    from loi_tool.settings import Settings

    if kind is Kind.ANSWERS:
        return as_text(answers_schema(load_call(call).call if call else None))
    if kind is Kind.SETTINGS:
        return as_text({"$schema": DIALECT, **Settings.model_json_schema()})
    if kind is Kind.CALL:
        return as_text({"$schema": DIALECT, **call_schema()})
    return as_text({"$schema": DIALECT, **Report.model_json_schema(mode="serialization")})


@app.command()
def doctor() -> int:
    """Say what is installed and found here."""
    from loi_tool import journeys

    lines = journeys.installed_parts()
    width = max(len(what) for what, _ in lines)
    _print("".join(f"{what:{width}}  {which}\n" for what, which in lines))
    return 0


@app.command("help")
def help_(
    command: Annotated[str | None, typer.Argument(metavar="COMMAND", hidden=True)] = None,
) -> int:
    """Show the help of `loi`, or of one of its commands."""
    app([command, "--help"] if command else ["--help"], standalone_mode=False, prog_name="loi")
    return 0


# Helpers ------------------------------------------------------------------------------------------


def _options(
    call: str | None,
    as_of: str | None,
    select: list[str] | None,
    ignore: list[str] | None,
    fail_on: FailOn,
    template: bool,
    engine: Engine | None,
    format_: Format | None,
) -> Any:  # noqa: ANN401 (the journeys are imported where they are used)
    from loi_tool.journeys import Options

    return Options(
        as_of=_moment(as_of),
        call=call,
        select=_words(select),
        ignore=_words(ignore),
        fail_on=Severity.WARNING if fail_on is FailOn.WARNING else Severity.ERROR,
        fail_on_confirm=fail_on is FailOn.CONFIRM,
        template=template,
        engine=engine.value if engine else None,
        pictures=format_ is Format.HTML,
    )


def _moment(as_of: str | None) -> datetime | str:
    """The one place where the clock is read."""
    return as_of if as_of is not None else datetime.now().astimezone().replace(microsecond=0)


def _words(values: list[str] | None) -> tuple[str, ...]:
    words = [word.strip() for value in values or () for word in value.split(",") if word.strip()]
    words = [word.upper() if word.upper().startswith("LOI") else word.lower() for word in words]
    for word in words:
        from loi_tool.rules.catalog import is_known

        if not is_known(word):
            raise BadUsage(f"There is no rule “{word}”.", "`loi rule` lists them all.")
    return tuple(words)


@contextmanager
def _progress_bar(quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """What shows at a terminal how many letters are done, and how long the others will take."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as shown:

        @cache  # at the first letter of several
        def bar() -> tuple[Any, Any]:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

            columns = ("Letters", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            console = Console(stderr=True)
            progress = Progress(*columns, console=console, auto_refresh=False, transient=True)
            shown.enter_context(progress)
            return progress, progress.add_task("", total=None)

        def show(done: int, of_: int) -> None:
            progress, task = bar()
            progress.update(task, completed=done, total=of_, refresh=True)

        yield show


def _rendered(
    report: Any,  # noqa: ANN401
    format_: Format | None,
    output: Path | None,
    quiet: bool,
    no_color: bool,
    details: bool = False,
) -> str:
    if format_ not in _FOR_PEOPLE:
        if output is None and isinstance(sys.stdout, io.TextIOWrapper):
            # As RFC 8259 and RFC 4180 have it, whatever the console.
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        renderer = importlib.import_module(f"loi_tool.reports.{format_.value}")
        return str(renderer.render(report))
    import shutil

    from loi_tool.reports import text

    to_terminal = output is None and sys.stdout.isatty()
    content = text.render(
        report,
        width=min(shutil.get_terminal_size((100, 24)).columns, 120),
        color=to_terminal and not no_color and not os.environ.get("NO_COLOR"),
        unicode=output is not None or _utf8(),
        quiet=quiet,
        details=details,
    )
    if format_ is None and output is None and os.environ.get("GITHUB_ACTIONS") == "true":
        from loi_tool.reports import github

        return github.beside_text(content, report)
    return content


def _for_a_builder(report: Any) -> Any:  # noqa: ANN401
    """The report less what is only for information: after a build that is in the checklist."""
    submissions = [
        submission.model_copy(
            update={
                "findings": tuple(f for f in submission.findings if f.severity is not Severity.INFO)
            }
        )
        for submission in report.submissions
    ]
    return report.model_copy(update={"submissions": tuple(submissions)})


def _contents(built: Any) -> str:  # noqa: ANN401
    """What a build wrote, and what comes next."""
    folder = printable_line(built.folder)
    names = "".join(f"  {name}\n" for name in built.files)
    if built.draft:
        return f"\nDraft in {folder}; every page says so, and it must not be sent:\n{names}"
    text = f"\nPackage in {folder}; open checklist.html for what is left to do:\n{names}"
    text += _email_size(built.email_bytes)
    if built.pdf is not None:
        text += (
            f"\nThe PDF is {printable_line(built.pdf)}, byte for byte. To have a new one made, "
            "move it away, and\nbuild again.\n"
        )
    elif built.engine is not None:
        text += f"\n{built.engine} made the PDF.\n"
        if not any(submission.files.answers for submission in built.report.submissions):
            text = text[:-1] + (
                " To have one that Word makes, save it beside your Word file under\nthe same name "
                "(File > Save As > PDF), and build again.\n"
            )
    return text


def _email_size(size: int) -> str:
    return f"The email with its attachments has {megabytes(size)}.\n" if size else ""


def _ensure_writable(output: Path | None) -> None:
    """See, before anything is done, that a report takes the place of nothing but a report."""
    if output is not None:
        from loi_tool.package.write import ensure_file_replaceable
        from loi_tool.reports import is_report

        ensure_file_replaceable(output, is_report)


def _deliver(text: str, output: Path | None) -> None:
    if output is None:
        _print(text)
        return
    from loi_tool.package.write import write_file
    from loi_tool.reports import is_report

    with ending.postponed():
        write_file(output, text.encode(), is_report)
    _say(f"Wrote the report to {output}.")


def _print(text: str) -> None:
    """Write to stdout; a reader that has had enough (`| head`) needs no message."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # Let nothing more be written, not even what Python still holds when it leaves.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(int(ExitCode.CANNOT_CHECK)) from error
        raise CannotWrite(f"The output could not be written: {error.strerror}.") from error


def _utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _never_fail_to_print() -> None:
    """A console that lacks a character shows another in its place."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _say(message: str) -> None:
    sys.stderr.write(printable_line(message) + "\n")
