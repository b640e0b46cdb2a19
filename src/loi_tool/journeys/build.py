"""`loi build`: the package of a letter, from answers or from a Word file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from loi_tool.errors import BadUsage
from loi_tool.facts import Facts, PairFacts
from loi_tool.findings import Severity, Submission
from loi_tool.journeys.check import judged_source
from loi_tool.journeys.gather import Source, find_sources, with_pdf_beside
from loi_tool.journeys.outcome import TOOL, Asked, Options, Outcome, outcome_of
from loi_tool.journeys.sources import (
    SubmissionRead,
    read_submission,
    with_pdf_pages,
    with_reading,
)
from loi_tool.journeys.written import WrittenLetter, with_draft

_ENGINE_NAMES = {"libreoffice": "LibreOffice"}


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


@dataclass(frozen=True)
class _LetterFiles:
    """A Word file and its PDF as they go into a package, and what they were made from."""

    author: str
    word: bytes = field(repr=False)
    pdf: bytes = field(repr=False)
    pages: int
    engine: str
    sources: Mapping[str, str]
    """SHA-256 by name."""
    facts: Facts = field(repr=False)
    """What was measured in them."""


def build_package(
    source: Path, folder: Path | None, options: Options, *, draft: bool = False
) -> Built:
    """Build the package of a file of answers, or of a Word letter that somebody wrote.

    A PDF that stands beside a Word letter is the letter's, and is taken as it is.

    Args:
        source: the answers or the Word file, or a folder with one of them.
        folder: where the package goes; None is `package` beside the source.
        options: as for `check_letters`.
        draft: build in spite of errors, and mark every page; for answers only.

    Returns:
        The report on what was built. Where errors stopped the build, no folder.

    Raises:
        CannotWrite: the folder holds something that would be lost, or the disk refuses.
        LoiError: as for `check_letters`.
    """
    from loi_tool.package.write import ensure_replaceable, write_package

    files_of_source = _source_of_build(source, draft)
    read = _to_be_signed(read_submission(files_of_source, options))
    asked = read.asked
    submission = judged_source(files_of_source, asked, read.facts, options)
    stops = files_of_source.answers is not None and not draft and _has_errors(submission)
    if stops or submission.status == "unreadable":
        return _not_built(asked, submission, options)
    folder = folder or files_of_source.first.parent / "package"
    ensure_replaceable(folder)
    if draft:
        read = _draft_of(read)
    letter = (
        _of_answers(files_of_source, read, options)
        if files_of_source.answers
        else _of_word(files_of_source, read, options)
    )
    letter, submission = _named(files_of_source, asked, letter, options, draft)
    given = files_of_source.pdf.name if files_of_source.pdf else None
    if not draft and _has_errors(submission):
        differs = any(finding.rule == "LOI307" for finding in submission.findings)
        stopped = _not_built(asked, submission, options)
        return replace(stopped, pdf=given if differs else None)
    package = _package(asked, letter, submission, draft)
    write_package(folder, {name: data for name, (_, data) in package.items()})
    outcome = outcome_of(asked, [submission], options)
    ours = read.written is not None and read.written.laid_out is not None
    engine = None if ours or given else letter.engine
    return Built(outcome.report, outcome.exit_code, folder, tuple(package), draft, engine, given)


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


def _to_be_signed(read: SubmissionRead) -> SubmissionRead:
    return replace(read, facts=replace(read.facts, to_be_signed=True))


def _has_errors(submission: Submission) -> bool:
    return any(finding.severity is Severity.ERROR for finding in submission.findings)


def _not_built(asked: Asked, submission: Submission, options: Options) -> Built:
    outcome = outcome_of(asked, [submission], options)
    return Built(outcome.report, outcome.exit_code)


def _draft_of(read: SubmissionRead) -> SubmissionRead:
    drafted = with_draft(read)
    if drafted is None:
        raise BadUsage(
            "There is too little in the answers to make a draft of.", "Mend the errors first."
        )
    return drafted


def _of_answers(source: Source, read: SubmissionRead, options: Options) -> _LetterFiles:
    """The files that were made of answers, compared with each other."""
    from loi_tool.layout.compare import differences
    from loi_tool.layout.engine import engine_name
    from loi_tool.package.manifest import sha256

    written, loaded = read.written, read.answers
    assert written is not None and loaded is not None and source.answers is not None
    letter, laid_out = written.letter, written.laid_out
    sources = {source.answers.name: loaded.document.sha256}
    for file, key in (
        (letter.logo, "logo"),
        (letter.signature, "signature"),
        (letter.paper, "letterhead"),
    ):
        if file is not None:
            sources[key] = sha256(file.data)
    if laid_out is None:
        return _on_letterhead(read, written, options, sources)
    drawn = laid_out.drawn
    pair = PairFacts(
        None, None, pdf_pages=drawn.pages, differences=differences(written.word, drawn)
    )
    return _LetterFiles(
        author=letter.author,
        word=written.word,
        pdf=laid_out.pdf,
        pages=drawn.pages,
        engine=engine_name(),
        sources=sources,
        facts=replace(read.facts, pair=pair),
    )


def _on_letterhead(
    read: SubmissionRead, written: WrittenLetter, options: Options, sources: Mapping[str, str]
) -> _LetterFiles:
    """The letter on a letterhead of the district's own, and its PDF, compared as a stranger's."""
    from loi_tool.layout.convert import lost_letterhead, pdf_of
    from loi_tool.pair import compare, not_compared
    from loi_tool.pdf.read import read_pdf
    from loi_tool.word.read import read_word

    assert written.pages.file is not None
    word = read_word(written.word, written.pages.file)
    converted = pdf_of(written.word, word, options.engine, written.letter.title)
    engine = _ENGINE_NAMES.get(converted.engine, converted.engine)
    pdf = read_pdf(converted.pdf, Path(word.file).with_suffix(".pdf").name)
    pair = PairFacts(
        word.file,
        pdf.file,
        differences=compare(word, pdf),
        not_compared=not_compared(word, pdf),
        losses=converted.losses + lost_letterhead(word, pdf),
        made_by=engine,
    )
    facts = replace(read.facts, pages=with_pdf_pages(read.asked, written.pages, pdf), pair=pair)
    author = written.letter.author
    return _LetterFiles(author, written.word, converted.pdf, pdf.pages, engine, sources, facts)


def _of_word(source: Source, read: SubmissionRead, options: Options) -> _LetterFiles:
    """The Word file with the PDF that is there, or with one made of it, read back and measured."""
    from loi_tool.layout.convert import lost_letterhead, pdf_of
    from loi_tool.package.manifest import sha256
    from loi_tool.pdf.read import read_pdf

    asked, facts = read.asked, read.facts
    word, reading = facts.word, facts.reading
    assert word is not None and source.word is not None
    district = (reading.district if reading else None) or source.word.stem
    sources = {source.word.name: sha256(read.word)}
    if source.pdf is not None and facts.pdf is not None:
        sources[source.pdf.name] = sha256(read.pdf)
        return _LetterFiles(district, read.word, read.pdf, facts.pdf.pages, "none", sources, facts)
    title = f"{asked.call.letter.subject}, {district}"
    converted = pdf_of(read.word, word, options.engine, title)
    engine = _ENGINE_NAMES.get(converted.engine, converted.engine)
    pdf = read_pdf(converted.pdf, source.word.with_suffix(".pdf").name)
    facts = with_reading(asked, replace(facts, pdf=pdf), source.maybe_word or source.maybe_pdf)
    assert facts.pair is not None
    losses = converted.losses + lost_letterhead(word, pdf)
    facts = replace(
        facts,
        pages=with_pdf_pages(asked, facts.pages, pdf),
        pair=replace(facts.pair, losses=losses, made_by=engine),
    )
    return _LetterFiles(district, read.word, converted.pdf, pdf.pages, engine, sources, facts)


def _named(
    source: Source, asked: Asked, letter: _LetterFiles, options: Options, draft: bool
) -> tuple[_LetterFiles, Submission]:
    """The letter under the names that its files have in the package, and the verdict on it."""
    from loi_tool.package.names import file_stem

    call, pair = asked.call, letter.facts.pair
    assert pair is not None
    stem = file_stem(letter.author, call, draft)
    pair = replace(
        pair,
        word_file=f"{stem}.docx" if call.formats.word else None,
        pdf_file=f"{stem}.pdf" if call.formats.pdf else None,
    )
    letter = replace(letter, facts=replace(letter.facts, pair=pair))
    submission = judged_source(source, asked, letter.facts, options)
    names = {"word": pair.word_file, "pdf": pair.pdf_file}
    files = submission.files.model_copy(update=names)
    return letter, submission.model_copy(update={"files": files})


def _package(
    asked: Asked, letter: _LetterFiles, submission: Submission, draft: bool
) -> dict[str, tuple[str, bytes]]:
    """The files of a package by name, each with its role."""
    from loi_tool.package.checklist import checklist_html
    from loi_tool.package.manifest import NAME, manifest_json

    files: dict[str, tuple[str, bytes]] = {}
    if submission.files.word:
        files[submission.files.word] = ("word", letter.word)
    if submission.files.pdf:
        files[submission.files.pdf] = ("pdf", letter.pdf)
    as_of = asked.as_of.isoformat()
    page = checklist_html(
        asked.call,
        submission.model_copy(update={"name": letter.author}),
        letter.facts.delivery,
        tool=TOOL,
        as_of=as_of,
        draft=draft,
    )
    files["checklist.html"] = ("checklist", page.encode())
    manifest = manifest_json(
        tool=TOOL,
        engine=letter.engine,
        call={"id": asked.call.id, "sha256": asked.loaded.sha256},
        as_of=as_of,
        draft=draft,
        pages=letter.pages,
        sources=letter.sources,
        files=dict(files),
    )
    files[NAME] = ("manifest", manifest)
    return files
