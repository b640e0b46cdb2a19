"""`loi sign` and `loi verify`: the package of a letter after it was built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from loi_tool import ending
from loi_tool.errors import BadUsage
from loi_tool.journeys.build import (
    Signing,
    email_bytes_of,
    is_stopped,
    may_stay,
    package_files,
)
from loi_tool.journeys.built_package import (
    BuiltPackage,
    ensure_own_files,
    is_stray,
    opened_package,
    state_of,
)
from loi_tool.journeys.configured import with_settings
from loi_tool.journeys.gather import kind_of
from loi_tool.journeys.judge import judged
from loi_tool.journeys.outcome import JudgedLetter, Options, Outcome, outcome_of
from loi_tool.journeys.pictures import with_pictures
from loi_tool.journeys.readers import Readers
from loi_tool.journeys.signed_files import Kept, data_of, pdf_taken, word_taken
from loi_tool.journeys.sources import (
    SubmissionRead,
    read_submission,
)
from loi_tool.package.manifest import (
    fingerprint,
    sha256,
    signed_entry,
)

_UNSIGNED_NAME = "NOT-SIGNED_"


@dataclass(frozen=True)
class Signed(Outcome):
    """What came of a signed file: the folder and its files; no folder where errors stopped it."""

    folder: Path | None = None
    files: tuple[str, ...] = ()
    said: str = ""
    """How the letter was signed, in whole sentences."""
    email_bytes: int = 0
    """Of the draft of the email with its attachments; 0 where there is none."""


@dataclass(frozen=True)
class Verified(Outcome):
    """A package as it is now."""

    codes: Mapping[str, str] | None = None
    """By name, the beginning of the SHA-256 of each file of the letter, to read aloud."""


def sign_package(folder: Path, signed: Path, options: Options) -> Signed:
    """Take a signed letter into its package, under the package's name for it.

    A PDF is taken that was signed digitally, or with a picture, and has the same text; or a scan
    that shows the same pages. A Word file is taken that has a picture by the name of the signer and
    is otherwise the package's own; its PDF is made again. What was built is kept beside it, and
    checklist, message and manifest are renewed.

    Args:
        folder: the package.
        signed: the signed file. If it is in that folder, its place is under the new name.
        options: as for `check_letters`.

    Returns:
        The report on the signed letter. Where errors stopped it, no folder, and nothing is written.

    Raises:
        NotTaken: it is not the same letter, or not signed; the words or the page are named.
        BadUsage: the folder is no package, or the file is of another kind.
        CannotWrite: the folder holds something that would be lost, or the disk refuses.
        LoiError: as for `check_letters`.
    """
    from loi_tool.package.write import write_package

    package = opened_package(folder)
    if package.manifest.draft:
        raise BadUsage(
            "This package is a draft, which is not to be signed.",
            "Correct the errors, build it without --draft, and have that signed.",
        )
    options = with_settings(package.source, options)
    data = data_of(signed)
    ensure_own_files(package, data)
    with Readers() as readers:
        readers.start_for(package.source)
        take = pdf_taken if kind_of(signed) == "pdf" else word_taken
        letter, said, files = take(package, signed, data, options, readers)
        submission = judged(package.source, letter.read, options)
        if is_stopped(submission):
            outcome = outcome_of([JudgedLetter.of(letter.read.asked, submission)])
            return Signed(outcome.report, outcome.exit_code, said=said)
        names = {"word": package.name("word"), "pdf": package.name("pdf")}
        named = submission.model_copy(update={"files": submission.files.model_copy(update=names)})
        signing = _signing(package, signed, data, letter.read, said, files)
        new = package_files(letter, named, draft=False, signing=signing)
        with ending.postponed():
            write_package(
                folder,
                {name: content for name, (_, content) in new.items()},
                lambda path: may_stay(path) or is_stray(package, path),
                given=data,
            )
            ending.written()
        submission = with_pictures(named, letter.read, options, readers)
    outcome = outcome_of([JudgedLetter.of(letter.read.asked, submission)])
    return Signed(
        outcome.report,
        outcome.exit_code,
        folder=folder,
        files=tuple(new),
        said=said,
        email_bytes=email_bytes_of(new),
    )


def verify_package(folder: Path, options: Options) -> Verified:
    """Look whether a package is as its manifest has it, and check it as of now.

    Args:
        folder: the package.
        options: as for `check_letters`.

    Raises:
        BadUsage: the folder is no package.
        NotTaken: its letter is not there at all.
        LoiError: as for `check_letters`.
    """
    package = opened_package(folder)
    options = with_settings(package.source, options)
    with Readers() as readers:
        readers.start_for(package.source)
        read = read_submission(package.source, options, readers)
        facts = replace(read.facts, package=state_of(package))
        read = replace(read, facts=facts)
        submission = with_pictures(judged(package.source, read, options), read, options, readers)
    outcome = outcome_of([JudgedLetter.of(read.asked, submission)])
    letter = [file for file in (package.source.word, package.source.pdf) if file is not None]
    codes = {file.name: fingerprint(sha256(file.read_bytes())) for file in letter}
    return Verified(outcome.report, outcome.exit_code, codes=codes)


def _signing(
    package: BuiltPackage,
    signed: Path,
    data: bytes,
    read: SubmissionRead,
    said: str,
    files: Kept,
) -> Signing:
    """What the new manifest and checklist say of it, and the files that are kept aside."""
    history, kept = package.manifest.history, {}
    for role, name in package.manifest.roles.items():  # those of earlier signings
        if role.startswith("earlier_"):
            kept[name] = (role, package.as_listed(role))
    entries = []
    for role, (name, old) in files.items():
        number = len(history)
        before = f"EARLIER-{number}_{name}" if number else f"{_UNSIGNED_NAME}{name}"
        kept[before] = (f"earlier_{role}_{number}", old)
        entries.append((name, before, old))
    signature = read.facts.signature
    assert signature is not None
    mark = signature.mark
    entry = signed_entry(
        as_of=read.asked.as_of.isoformat(),
        kind=signature.kind,
        signer=(mark.signer if mark else None) or signature.signer,
        given=signed.name,
        data=data,
        replaced=entries,
    )
    return Signing((*history, entry), kept, said, read.place)
