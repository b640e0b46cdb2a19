"""Which files are one submission, and which of them is what."""

from __future__ import annotations

import hashlib
import os
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from loi_tool.errors import BadUsage, LoiError, NothingToCheck
from loi_tool.files import MAX_BYTES
from loi_tool.journeys.other_kinds import (
    LOCK,
    is_no_letter,
    is_other_kind,
    may_be_answers,
    what_else_is_there,
)
from loi_tool.package.manifest import NAME as MANIFEST
from loi_tool.package.manifest import Manifest, read_manifest
from loi_tool.settings import settings_for

Kind = Literal["answers", "word", "pdf"]

_KINDS: dict[str, Kind] = {
    ".yaml": "answers",
    ".yml": "answers",
    ".docx": "word",
    ".doc": "word",
    ".docm": "word",
    ".dotx": "word",
    ".rtf": "word",
    ".odt": "word",
    ".pages": "word",
    ".pdf": "pdf",
}
_DEEPEST = 20
_MOST_BESIDE = 4
"""PDFs in a package's folder that are looked at."""


@dataclass(frozen=True)
class Source:
    """The files of one submission; at least one of the three is there."""

    name: str
    answers: Path | None = None
    word: Path | None = None
    pdf: Path | None = None
    call: str | None = None
    """The call that a package's manifest names."""
    packaged: bool = False
    as_built: bool = False
    """Whether the letter is in a package, and as it was when the package was built; once it was
    signed with `loi sign` it is not."""
    changed_sources: tuple[str, ...] = ()
    """Names of the files that a package was built from, and that are not as they were."""
    altered: tuple[Path, ...] = ()
    """The Word file and the PDF of a package that are not as its manifest has them."""
    printed: Path | None = None
    """The PDF of a package as it was before it was signed, where it is kept."""
    to: str = ""
    """The address that a package's manifest gives for the recipient."""
    cc: tuple[str, ...] = ()
    beside: tuple[Path, ...] = ()
    """PDFs that may be the package's letter, signed: in its folder, and not listed in its manifest;
    and beside what it was built from, and the PDF of no Word file there."""
    maybe_word: tuple[str, ...] = ()
    """Where there is no Word file: names of Word files beside it that belong to no PDF."""
    maybe_pdf: tuple[str, ...] = ()
    closed: NothingToCheck | None = None
    """Why the folder that is here in place of answers cannot be entered."""

    @property
    def first(self) -> Path:
        """One of its files: the Word file, else the PDF, else the answers."""
        found = self.word or self.pdf or self.answers
        assert found is not None
        return found

    @property
    def finished(self) -> bool:
        """Whether there is a letter as it would be sent."""
        return self.word is not None or self.pdf is not None


def find_sources(
    paths: Sequence[Path], *, to_build: bool = False, skipped: list[Path] | None = None
) -> list[Source]:
    """The submissions that some paths stand for, in the order given.

    Files of one folder that share a stem are one submission, so is a package (a folder with a
    manifest), so is a folder with at most one file of each kind, and so are one Word file and one
    PDF of a folder if nothing else is named. A Word file and a PDF above folders of letters are one
    only if they share a stem. Anything else is several, and a folder of folders is walked. What a
    package was built from, byte for byte, is no second letter beside it, but may be built again. A
    letterhead that answers or settings name is no letter.

    Args:
        paths: files and folders.
        to_build: whether letters are to be built, also those that are in a package already.
        skipped: gets the files in folders that are no letters by their names.

    Raises:
        NothingToCheck: a folder holds nothing to check, or cannot be opened.
        BadUsage: a path is of a kind that cannot be checked; settings cannot be read.
    """
    found: list[Source] = []
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = _in_folder(path, _DEEPEST, skipped if skipped is not None else [])
            closed = [source.closed for source in inside if source.closed is not None]
            if closed and (to_build or len(inside) == 1):
                raise closed[0]
            if not inside:
                raise NothingToCheck(
                    f"There is no letter in the folder {path}: no answers, no Word file, no PDF.",
                    what_else_is_there(path.iterdir())
                    or "`loi new` writes a file of answers to begin with.",
                )
            found += inside if to_build else _less_built(inside)
        else:
            files.append(path)
    of = {kind_of(file): file for file in files}
    alone = len(paths) == 2 and set(of) == {"word", "pdf"}
    if alone and of["word"].parent == of["pdf"].parent:
        return [_source(of["word"].stem, files)]
    return _distinct(dict.fromkeys(found + _by_stem(files)))


def _distinct(sources: Iterable[Source]) -> list[Source]:
    """Submissions of the same name get longer ones: their folder's, their file's, their path."""

    def in_folder(source: Source) -> str:
        folder = source.first.absolute().parent
        return f"{(folder.parent if folder.name == source.name else folder).name}/{source.name}"

    found = list(sources)
    for longer in (in_folder, lambda source: source.first.name, lambda source: str(source.first)):
        many = Counter(source.name for source in found)
        found = [replace(s, name=longer(s)) if many[s.name] > 1 else s for s in found]
    return found


def with_pdf_beside(source: Source) -> Source:
    """A submission with the PDF that has the same name as its Word file, if it has none yet."""
    word = source.word
    if word is None or source.pdf is not None:
        return replace(source, maybe_pdf=())
    name = f"{word.stem}.pdf".casefold()
    try:
        beside = sorted(word.parent.iterdir())
    except OSError:
        beside = []  # reading the Word file will say what is wrong
    pdf = next((p for p in beside if p.name.casefold() == name and p.is_file()), None)
    return replace(source, pdf=pdf, maybe_pdf=())


def kind_of(path: Path) -> Kind:
    """What a file is by its name, or else by its first bytes.

    Raises:
        BadUsage: it is none of the kinds that can be checked.
    """
    known = _KINDS.get(path.suffix.lower()) or ("answers" if is_other_kind(path) else None)
    if known or not path.is_file():
        return known or "answers"  # reading it will say what is wrong
    try:
        with path.open("rb") as file:
            head = file.read(2048)
    except OSError:
        return "answers"  # reading it will say what is wrong
    if head.startswith(b"PK\x03\x04") or head.startswith(b"\xd0\xcf\x11\xe0"):
        return "word"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if b"\x00" in head and not head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise BadUsage(
            f"{path.name} is no letter.",
            "Name a Word file, a PDF, a file of answers (.yaml), or a folder with them.",
        )
    return "answers"


def _in_folder(
    folder: Path, depth: int, skipped: list[Path], passed: frozenset[str] = frozenset()
) -> list[Source]:
    """The submissions in a folder and in those inside it, less some files that are no letters."""
    try:
        entries = sorted(folder.iterdir())
        folders = [e for e in entries if e.is_dir() and not e.is_symlink()]
    except OSError as error:
        closed = NothingToCheck(
            f"The folder {folder} cannot be opened: {error.strerror}.",
            "Look whether you may open it, and whether the drive that it is on is there.",
        )
        return [Source(folder.absolute().name, answers=folder, closed=closed)]
    entries = [e for e in entries if not e.name.startswith(".") and not e.is_symlink()]
    package = _inner_package(folder)
    if package:
        return [package]
    entries = [e for e in entries if e.is_file()]
    files = [e for e in entries if _is_of_use(e) and not _is_office_paper(e)]
    passed |= {_letterhead(file) for file in files if kind_of(file) == "answers"}
    others = [e for e in entries if not _is_of_use(e)]
    skipped += [e for e in others if is_no_letter(e, pictures=not passed)]
    files = [file for file in files if os.path.normpath(file.absolute()) not in passed]
    packages = [inside for inner in folders if (inside := _inner_package(inner)) is not None]
    copies = {path for built in packages for path in built.beside}
    files = [file for file in files if file.absolute() not in copies]
    kinds = [kind_of(file) for file in files]
    below = [
        source
        for inner in folders
        if depth and not inner.name.startswith((".", "__"))
        for source in _in_folder(inner, depth - 1, skipped, passed)
    ]
    are_papers = set(kinds) == {"word", "pdf"} and _are_letters(below)
    if files and len(set(kinds)) == len(kinds) and not are_papers:
        return [_source(folder.absolute().name, files), *below]
    return _by_stem(files) + below


def _are_letters(sources: Sequence[Source]) -> bool:
    """Whether there are letters, and not only the package that was built of the files above."""
    return len(sources) > 1 or any(not source.packaged for source in sources)


def _inner_package(folder: Path) -> Source | None:
    return package_in(folder) if (folder / MANIFEST).is_file() else None


def _less_built(sources: Sequence[Source]) -> list[Source]:
    """Submissions less those that are in a package among them already, byte for byte.

    So are answers, if the package in their folder was built from them as they are.
    """
    folders = [source.first.parent for source in sources if source.packaged]
    packages = [(folder, read) for folder in folders if (read := _manifest(folder))]
    built = {digest for _, manifest in packages for digest in manifest.files.values()}
    answered = {
        (folder.parent.absolute(), digest)
        for folder, manifest in packages
        if not manifest.draft
        for digest in manifest.sources.values()
    }
    return [
        source
        for source in sources
        if not (built and _is_built(source, built)) and not _is_answered(source, answered)
    ]


def _manifest(folder: Path) -> Manifest | None:
    """The manifest of a package; None if there is none, or it is none of ours."""
    try:
        return read_manifest((folder / MANIFEST).read_bytes())
    except OSError:
        return None


def _is_as_listed(file: Path, manifest: Manifest) -> bool:
    """Whether a file of a package is what its manifest says."""
    digest = manifest.files[file.name]
    return digest != "" and _sha256(file) == digest


def _changed_sources(package: Path, manifest: Manifest) -> Iterator[str]:
    """Of the files that a package was built from, those that are in the folder above, changed."""
    for name, digest in manifest.sources.items():
        file = package.parent / name
        if file.is_file() and _sha256(file) not in ("", digest):
            yield name


def _is_built(source: Source, built: set[str]) -> bool:
    """Whether a letter is in a package already."""
    if source.packaged or source.answers or not source.finished:
        return False
    return all(_sha256(file) in built for file in (source.word, source.pdf) if file is not None)


def _is_answered(source: Source, answered: set[tuple[Path, str]]) -> bool:
    """Whether a submission is the answers alone that a package in their folder was built from."""
    if source.answers is None or source.finished:
        return False
    return (source.answers.parent.absolute(), _sha256(source.answers)) in answered


def _sha256(file: Path) -> str:
    """The SHA-256 of a file, or nothing where reading it will say what is wrong."""
    try:
        if file.stat().st_size > MAX_BYTES:
            return ""
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def package_in(folder: Path) -> Source | None:
    """The letter of a package by the roles in its manifest; None if that is none of ours."""
    manifest = _manifest(folder)
    if manifest is None or not manifest.call:
        return None
    call = manifest.call
    roles = {role: folder / file for role, file in manifest.roles.items()}
    listed = [roles[role] for role in ("word", "pdf") if role in roles]
    files = [file for file in listed if file.is_file()]
    if not files:
        return None
    altered = tuple(file for file in files if not _is_as_listed(file, manifest))
    as_built = len(files) == len(listed) and not altered and not manifest.history
    folder = folder.absolute()
    name = f"{folder.parent.name}/{folder.name}" if folder.name == "package" else folder.name
    source = _source(name, files)
    beside = pdfs_beside(folder, folder.parent, manifest.sources)
    changed = tuple(_changed_sources(folder, manifest))
    if its_call := roles.get("call"):
        call = str(its_call) if its_call.is_file() else call
        changed += () if _is_as_listed(its_call, manifest) else (its_call.name,)
    source = replace(source, call=call, packaged=True, as_built=as_built, changed_sources=changed)
    before = roles.get("earlier_pdf_0")
    printed = before if before and _is_as_listed(before, manifest) else None
    source = replace(source, beside=beside, altered=altered, printed=printed)
    return replace(source, to=manifest.to, cc=manifest.cc)


def pdfs_beside(package: Path, folder: Path, sources: Iterable[str]) -> tuple[Path, ...]:
    """The PDFs that may be the letter of a package, signed.

    Args:
        package: its folder. Those in it are meant that are not of the package.
        folder: where it was built from. Those in it are meant that belong to no Word file.
        sources: the names of what it was built from.
    """
    manifest = _manifest(package)
    inside = tuple(_unlisted(package, manifest.files if manifest else ()))[:_MOST_BESIDE]
    return inside + tuple(_lone_pdfs(folder.absolute(), sources))[:_MOST_BESIDE]


def _unlisted(folder: Path, listed: Iterable[str]) -> Iterator[Path]:
    """The PDFs of a package's folder that are not of the package."""
    names = {name.casefold() for name in listed}
    try:
        entries = sorted(folder.absolute().iterdir())
    except OSError:
        return
    for entry in entries:
        is_pdf = entry.suffix.lower() == ".pdf" and not entry.name.startswith(".")
        if is_pdf and entry.is_file() and entry.name.casefold() not in names:
            yield entry


def _lone_pdfs(folder: Path, sources: Iterable[str]) -> list[Path]:
    """The PDFs beside what a package was built from that are no letters of their own by their name.

    None where that is not in the folder.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    names = {name.casefold() for name in sources}
    if not any(entry.name.casefold() in names for entry in entries):
        return []
    words = {
        entry.stem.casefold() for entry in entries if _KINDS.get(entry.suffix.lower()) == "word"
    }
    return [
        entry
        for entry in entries
        if entry.suffix.lower() == ".pdf"
        and not entry.name.startswith(".")
        and entry.stem.casefold() not in words
        and entry.name.casefold() not in names
        and entry.is_file()
    ]


def _letterhead(answers: Path) -> str:
    """The path of the Word file that a letter is to be written on; empty if there is none."""
    from loi_tool.answers.read import read_yaml

    try:
        layout = read_yaml(answers).data.get("layout")
    except LoiError:
        return ""  # reading them again will say what is wrong
    name = layout.get("letterhead") if isinstance(layout, dict) else None
    if not isinstance(name, str) or not name.strip():
        return ""
    return os.path.normpath(answers.absolute().parent / name.strip())


def _is_office_paper(file: Path) -> bool:
    """Whether a file is the letterhead that the settings of its folder name."""
    settings = settings_for(file)
    paper = settings.letterhead if settings else None
    return paper is not None and paper.resolve() == file.resolve()


def _is_of_use(path: Path) -> bool:
    if path.name.startswith(LOCK):
        return False
    kind = _KINDS.get(path.suffix.lower())
    if kind == "answers":
        return path.stem == "answers" or may_be_answers(path)
    return kind is not None


def _source(name: str, files: Iterable[Path]) -> Source:
    of = {kind_of(file): file for file in files}
    return Source(name, of.get("answers"), of.get("word"), of.get("pdf"))


def _by_stem(files: Sequence[Path]) -> list[Source]:
    """Files that share folder and stem together; two of one kind stay apart."""
    groups: list[dict[Kind, Path]] = []
    open_groups: dict[tuple[Path, str], dict[Kind, Path]] = {}
    for file in dict.fromkeys(files):
        key, kind = (file.parent, file.stem.casefold()), kind_of(file)
        group = open_groups.get(key)
        if group is None or kind in group:
            group = open_groups[key] = {}
            groups.append(group)
        group[kind] = file
    alone_word = [g["word"] for g in groups if "word" in g and "pdf" not in g]
    alone_pdf = [g["pdf"] for g in groups if "pdf" in g and "word" not in g]
    found = []
    for group in groups:
        first = next(iter(group.values()))
        name = first.stem if first.stem != "answers" else first.absolute().parent.name
        source = _source(name, group.values())
        if "word" in group and "pdf" not in group:
            source = replace(source, maybe_pdf=_beside(first, alone_pdf))
        elif "pdf" in group and "word" not in group:
            source = replace(source, maybe_word=_beside(first, alone_word))
        found.append(source)
    return found


def _beside(file: Path, others: Iterable[Path]) -> tuple[str, ...]:
    return tuple(other.name for other in others if other.parent == file.parent)
