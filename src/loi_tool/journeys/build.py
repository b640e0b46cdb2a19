"""`loi build`: the package of a letter, from answers or from a Word file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loi_tool import ending
from loi_tool.calls.load import LoadedCall
from loi_tool.calls.weights import SUFFIX, weights_data
from loi_tool.errors import BadUsage, CannotWrite
from loi_tool.facts import Facts
from loi_tool.files import Paragraph
from loi_tool.findings import Evidence, Finding, Place, Severity, Submission
from loi_tool.journeys.configured import with_settings
from loi_tool.journeys.gather import Source, find_sources, pdfs_beside, with_pdf_beside
from loi_tool.journeys.judge import judged
from loi_tool.journeys.outcome import (
    TOOL,
    Asked,
    JudgedLetter,
    Options,
    Outcome,
    outcome_of,
)
from loi_tool.journeys.pictures import with_pictures
from loi_tool.journeys.readers import Readers
from loi_tool.journeys.sources import (
    SubmissionRead,
    read_answers,
    read_submission,
    with_letter_files,
    with_signed_copies,
)
from loi_tool.journeys.written import with_draft
from loi_tool.text import first_of, folded_words

if TYPE_CHECKING:
    from loi_tool.journeys.fit import Fitted

_LEFT_BY_SYSTEMS = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_FIRST_WORDS = 8
"""Of a piece of evidence, by which its page is found."""
_NAMED = 8
"""Letters of a folder that a message names."""


@dataclass(frozen=True)
class Built(Outcome):
    """What a build gave: the folder and its files, or no folder where errors stopped it."""

    folder: Path | None = None
    files: tuple[str, ...] = ()
    draft: bool = False
    engine: str | None = None
    """What made the PDF of a Word letter, or of one on a letterhead; else None."""
    pdf: str | None = None
    """The PDF that stood beside the Word file and was taken as it is, or stopped the build because
    it differs."""
    fitted: Fitted | None = None
    """The setting that was chosen so that the letter stays within the limit."""
    email_bytes: int = 0
    """Of the draft of the email with its attachments; 0 where there is none."""


@dataclass(frozen=True)
class Signing:
    """What was done to a package since it was built."""

    history: tuple[Mapping[str, Any], ...]
    """As the manifest has it; the last entry is the signing."""
    kept: Mapping[str, tuple[str, bytes]]
    """By name, the role and bytes of files whose place was taken."""
    said: str
    """What was taken, in a sentence for the checklist."""
    picture: bytes = field(default=b"", repr=False)
    """A PNG of the place of the signature, where the letter was scanned."""


@dataclass(frozen=True)
class LetterFiles:
    """A letter as it goes into a package, and what it was made from."""

    read: SubmissionRead
    author: str
    pages: int
    engine: str
    sources: Mapping[str, str]
    """SHA-256 by name."""
    printed: tuple[Paragraph, ...] = ()
    """Of the PDF as it was before it was printed, signed and scanned; else none."""

    def with_pages(self, submission: Submission) -> Submission:
        """What was found, each piece of evidence with its page in the PDF, and no other place."""
        facts = self.read.facts
        paragraphs = self.printed or (facts.pdf.paragraphs if facts.pdf else ())
        if not paragraphs and facts.word is not None:
            paragraphs = facts.word.paragraphs
        pages = [(" ".join(folded_words(p.text)), p.place.page) for p in paragraphs]
        return submission.model_copy(
            update={
                "requirements": tuple(
                    requirement.model_copy(
                        update={"evidence": tuple(_on_page(e, pages) for e in requirement.evidence)}
                    )
                    for requirement in submission.requirements
                )
            }
        )


def _on_page(evidence: Evidence, pages: Sequence[tuple[str, int | None]]) -> Evidence:
    """The same with the page on which its first words are, where they are on one."""
    for count in (_FIRST_WORDS, _FIRST_WORDS // 2):
        words = " ".join(folded_words(evidence.text)[:count])
        found = {page for text, page in pages if words and words in text}
        if len(found) == 1:
            return evidence.model_copy(update={"place": Place(page=found.pop())})
    return evidence.model_copy(update={"place": Place()})


def build_package(
    source: Path,
    folder: Path | None,
    options: Options,
    *,
    draft: bool = False,
    fit: bool = False,
) -> Built:
    """Build the package of a file of answers, or of a Word letter that a person wrote.

    A PDF that is beside a Word letter is the letter's, and is taken as it is.

    Args:
        source: the answers or the Word file, or a folder with one of them.
        folder: where the package goes; None is `package` beside the source.
        options: as for `check_letters`.
        draft: build in spite of errors, and mark every page; for answers only.
        fit: set the letter as is best to read within the limit; for answers only, and no draft.

    Returns:
        The report on what was built. Where errors stopped the build, no folder.

    Raises:
        CannotWrite: the folder holds something that would be lost, or the disk refuses.
        LoiError: as for `check_letters`.
    """
    files = _source_of_build(source, draft)
    if fit and (draft or files.answers is None):
        why = "a draft is not" if draft else "a Word file is never changed"
        raise BadUsage(f"--fit is for letters built of answers; {why}.", "Leave --fit out.")
    options = with_settings(files, options)
    if options.template:
        raise BadUsage(
            f"{files.first.name} is a template by the settings of its folder, and not a letter.",
            "Copy it to another folder, fill it in, and build that.",
        )
    folder = folder or files.first.parent / "package"
    with Readers() as readers:
        readers.start_for(files)
        return _built(files, folder, options, readers, draft=draft, fit=fit)


def _built(
    files: Source, folder: Path, options: Options, readers: Readers, *, draft: bool, fit: bool
) -> Built:
    from loi_tool.package.write import ensure_replaceable, ensure_unsigned, write_package

    ensure_unsigned(folder)
    read, fitted = _read_to_build(files, options, readers, draft=draft, fit=fit)
    read = with_office(read, options)
    asked = read.asked
    if read.facts.unreadable is not None or (read.letter is None and files.answers):
        return _not_built(asked, judged(files, read, options))
    beside = _pdfs_beside(files, folder)
    if files.answers is None and not beside:
        ensure_replaceable(folder, may_stay)
    given = files.pdf.name if files.pdf else None
    if files.answers is None and given is None:
        submission = _judged_as_package(files, read, _district(files, read), options)
        if is_stopped(submission):  # before a PDF is made, which takes longest
            return _not_built(asked, submission)
    letter = _of_answers(files, read) if files.answers else of_word(files, read, options, readers)
    copied = with_signed_copies(letter.read, folder, beside, options, readers)
    letter = replace(letter, read=copied)
    submission = _judged_as_package(files, letter.read, letter.author, options)
    if not draft and is_stopped(submission):
        if files.answers:
            return replace(_not_built(asked, judged(files, read, options)), fitted=fitted)
        differs = any(finding.rule == "LOI307" for finding in submission.findings)
        stopped = _not_built(asked, submission)
        return replace(stopped, pdf=given if differs else None)
    _refuse_copies_in(folder, letter.read.facts)
    ensure_replaceable(folder, may_stay)
    package = package_files(letter, submission, draft, fitted=fitted)
    with ending.postponed():
        write_package(folder, {name: data for name, (_, data) in package.items()}, may_stay)
        ending.written()
    submission = with_pictures(submission, letter.read, options, readers)
    outcome = outcome_of([JudgedLetter.of(asked, submission)])
    pair = letter.read.facts.pair
    engine = pair.made_by if pair and pair.made_by else None
    return Built(
        outcome.report,
        outcome.exit_code,
        folder=folder,
        files=tuple(package),
        draft=draft,
        engine=engine,
        pdf=given,
        fitted=fitted,
        email_bytes=email_bytes_of(package),
    )


def email_bytes_of(package: Mapping[str, tuple[str, bytes]]) -> int:
    """The size of the draft of the email in a package; 0 where there is none."""
    from loi_tool.package.message import DRAFT

    return len(package[DRAFT][1]) if DRAFT in package else 0


def _pdfs_beside(files: Source, folder: Path) -> tuple[Path, ...]:
    """The PDFs in the folder of the package, or beside its source, that may be it, signed."""
    source = files.first
    own = {path.absolute() for path in (files.word, files.pdf) if path is not None}
    found = pdfs_beside(folder, source.parent, [source.name])
    return tuple(path for path in found if path not in own)


def _refuse_copies_in(folder: Path, facts: Facts) -> None:
    """See that the signed letter is not in the folder of a package that is to be replaced.

    Raises:
        CannotWrite: it is.
    """
    for copy in facts.signed_copies:
        if (folder / copy.file).is_file():
            raise CannotWrite(
                f"`{copy.file}` looks like the signed letter: `{copy.command}`.",
                "Nothing was built. Run that command, or move the file to another folder to build "
                "the package again.",
            )


def may_stay(path: Path) -> bool:
    """Whether a file in a package's folder is a report, which `--output` may have put there, or
    what a system leaves in folders that people look into."""
    from loi_tool.package.manifest import is_plain
    from loi_tool.reports import is_report

    return is_plain(path) and (path.name.casefold() in _LEFT_BY_SYSTEMS or is_report(path))


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
        files = [str((s.answers or s.word or path).relative_to(path)) for s in of_use]
        names = first_of(files, _NAMED)
        raise BadUsage(f"There are several letters in {path}: {names}.", "Name one.")
    if draft and not of_use[0].answers:
        raise BadUsage(
            "A draft can be built of answers only; a Word file is never changed.",
            "Correct the errors in Word, or leave --draft out.",
        )
    return of_use[0]


def _read_to_build(
    source: Source, options: Options, readers: Readers, *, draft: bool, fit: bool
) -> tuple[SubmissionRead, Fitted | None]:
    """Read what is to be built, with the setting that was chosen for it, if one is to be."""
    if not fit or source.answers is None:
        return _read(source, options, readers, draft), None
    from loi_tool.journeys.fit import fitted
    from loi_tool.journeys.written import with_letter

    read = read_answers(source.answers, options, readers)
    if read.facts.unreadable is not None:
        return read, None
    read, chosen = fitted(read, options, readers)
    return with_letter(read, options, readers), chosen


def _read(source: Source, options: Options, readers: Readers, draft: bool) -> SubmissionRead:
    """Read what is to be built; of answers for a draft, with a letter whatever is wrong in them."""
    if not draft or source.answers is None:
        return read_submission(source, options, readers)
    read = read_answers(source.answers, options, readers)
    if read.facts.unreadable is not None:
        return read
    drafted = with_draft(read, options, readers)
    if drafted is None:
        raise BadUsage(
            "There is too little in the answers to make a draft of.", "Mend the errors first."
        )
    return drafted


def is_stopped(submission: Submission) -> bool:
    """Whether there is an error in the letter; one may build after the deadline."""
    return any(
        finding.severity is Severity.ERROR and finding.requirement != "deadline"
        for finding in submission.findings
    )


def _not_built(asked: Asked, submission: Submission) -> Built:
    outcome = outcome_of([JudgedLetter.of(asked, submission)])
    return Built(outcome.report, outcome.exit_code)


def _of_answers(source: Source, read: SubmissionRead) -> LetterFiles:
    """The files that were made of answers."""
    from loi_tool.layout.engine import engine_name
    from loi_tool.package.manifest import sha256

    letter, loaded, facts = read.letter, read.answers, read.facts
    assert letter is not None and loaded is not None and source.answers is not None
    sources = {source.answers.name: loaded.document.sha256}
    for file, key in (
        (letter.logo, "logo"),
        (letter.signature, "signature"),
        (letter.paper, "letterhead"),
    ):
        if file is not None:
            sources[key] = sha256(file.data)
    engine = engine_name()
    if letter.paper is not None:
        engine = (facts.pair.made_by if facts.pair else "") or "none"
    return LetterFiles(read, letter.author, pages_of(facts), engine, sources)


def of_word(
    source: Source, read: SubmissionRead, options: Options, readers: Readers
) -> LetterFiles:
    """The Word file with the PDF that is there, or with one made of it, read back and measured."""
    from loi_tool.package.manifest import sha256

    word, district = read.facts.word, _district(source, read)
    assert word is not None and source.word is not None
    sources = {source.word.name: sha256(read.word)}
    if source.pdf is not None:
        sources[source.pdf.name] = sha256(read.pdf)
        return LetterFiles(read, district, pages_of(read.facts), "none", sources)
    title = f"{read.asked.call.letter.subject}, {district}"
    name = source.word.with_suffix(".pdf").name
    pdf = readers.pdf_of_word(name, read.word, word, options.engine, title)
    read = with_letter_files(read, None, pdf, source.maybe_word or source.maybe_pdf)
    program = read.facts.pair.made_by if read.facts.pair else ""
    return LetterFiles(read, district, pages_of(read.facts), program, sources)


def _district(source: Source, read: SubmissionRead) -> str:
    """Who sends a Word letter, or else the name of its file."""
    reading = read.facts.reading
    assert source.word is not None
    return (reading.district if reading else None) or source.word.stem


def pages_of(facts: Facts) -> int:
    """The pages of the PDF, or of the Word file where no PDF is asked for."""
    if facts.pdf is not None:
        return facts.pdf.pages
    return facts.pages.counted if facts.pages else 0


def _judged_as_package(
    source: Source, read: SubmissionRead, author: str, options: Options
) -> Submission:
    """What the rules say of the letter under the names that its files have in the package."""
    from loi_tool.package.names import file_stem

    sent, pair = read.asked.call.formats.sent, read.facts.pair
    assert pair is not None
    draft = read.letter is not None and read.letter.draft
    stem = file_stem(author, read.asked.call, draft)
    pair = replace(
        pair,
        word_file=f"{stem}.docx" if "word" in sent else None,
        pdf_file=f"{stem}.pdf" if "pdf" in sent else None,
        to_be_built=False,
    )
    facts = replace(read.facts, pair=pair, to_be_signed=True)
    submission = judged(source, replace(read, facts=facts), options)
    if draft:
        submission = submission.model_copy(
            update={"findings": _with_one_draft_mark(submission.findings)}
        )
    names = {"word": pair.word_file, "pdf": pair.pdf_file}
    files = submission.files.model_copy(update=names)
    return submission.model_copy(update={"files": files})


def _with_one_draft_mark(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings on a draft: that it says so is told once, and is no mistake in the answers."""
    marks = [finding for finding in findings if finding.rule == "LOI606"]
    once = {
        "message": "This is a draft: each page and the names of the files say so.",
        "fix": "Correct the errors, and build the letter without --draft.",
        "place": Place(),
        "source_line": None,
    }
    others = [finding for finding in findings if finding.rule != "LOI606"]
    return (*others, *(mark.model_copy(update=once) for mark in marks[:1]))


def package_files(
    letter: LetterFiles,
    submission: Submission,
    draft: bool,
    signing: Signing | None = None,
    fitted: Fitted | None = None,
) -> dict[str, tuple[str, bytes]]:
    """The files of a package by name, each with its role.

    Args:
        letter: its files, and what they were made from.
        submission: what was found; its files have the names of the package.
        draft: whether the package must not be sent.
        signing: what was done since it was built.
    """
    from loi_tool.package.checklist import PackageState, checklist_html
    from loi_tool.package.manifest import NAME, manifest_json
    from loi_tool.package.message import is_unsigned, message_files

    read, asked = letter.read, letter.read.asked
    files: dict[str, tuple[str, bytes]] = {}
    if submission.files.word:
        files[submission.files.word] = ("word", read.word)
    if submission.files.pdf:
        files[submission.files.pdf] = ("pdf", read.pdf)
    named = letter.with_pages(submission).model_copy(update={"name": letter.author})
    pair = read.facts.pair
    unsigned = is_unsigned(named, pair.ink if pair else None)
    message = message_files(
        asked.call, named, read.facts.delivery, files, draft=draft, unsigned=unsigned
    )
    files |= {name: ("message", data) for name, data in message.items()}
    state = PackageState(
        checked={name: data for name, (role, data) in files.items() if role != "message"},
        email_bytes=email_bytes_of(files),
        unsigned=unsigned,
        draft=draft,
        signed=signing.said if signing else "",
        picture=signing.picture if signing else b"",
    )
    page = checklist_html(
        asked.call, named, read.facts.delivery, state, tool=TOOL, as_of=asked.as_of
    )
    files["checklist.html"] = ("checklist", page.encode())
    files |= _call_files(asked.loaded)
    files |= signing.kept if signing else {}
    manifest = manifest_json(
        tool=TOOL,
        engine=letter.engine,
        call={"id": asked.call.id, "sha256": asked.loaded.sha256},
        as_of=asked.as_of.isoformat(),
        draft=draft,
        pages=letter.pages,
        recipients=_recipients(read.facts),
        sources=letter.sources,
        files=dict(files),
        fitted={"size": fitted.size, "margin": f"{fitted.margin:g}in"} if fitted else None,
        district=letter.author,
        history=signing.history if signing else (),
    )
    files[NAME] = ("manifest", manifest)
    return files


def _call_files(call: LoadedCall) -> dict[str, tuple[str, bytes]]:
    """A call that is not built in goes with its package, which can then be checked anywhere."""
    if call.is_built_in:
        return {}
    files = {"call.yaml": ("call", call.data)}
    if weights := weights_data(call.path):
        files[f"call{SUFFIX}"] = ("weights", weights)
    return files


def with_office(read: SubmissionRead, options: Options) -> SubmissionRead:
    """The same with the recipients that the settings add to those of the call."""
    if options.settings is None:
        return read
    office = options.settings.settings.recipients
    delivery = replace(read.facts.delivery, office=office)
    return replace(read, facts=replace(read.facts, delivery=delivery))


def _recipients(facts: Facts) -> dict[str, str | list[str]]:
    """The addresses that the district gave."""
    to, cc = facts.delivery.to, facts.delivery.cc
    recipients: dict[str, str | list[str]] = {}
    if to is not None:
        recipients["to"] = to.text.strip()
    if cc:
        recipients["cc"] = [written.text.strip() for written in cc]
    return recipients
