"""A package on disk: its files, and whether they are as its manifest has them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loi_tool.errors import BadUsage, NotTaken
from loi_tool.facts import PackageFacts
from loi_tool.journeys.build import may_stay
from loi_tool.journeys.gather import Source, package_in
from loi_tool.package.manifest import NAME, Manifest, is_plain, read_manifest, sha256
from loi_tool.package.message import DRAFT, attached_files
from loi_tool.text import as_argument, listed


@dataclass(frozen=True)
class BuiltPackage:
    """A package, and what its manifest says."""

    folder: Path
    source: Source
    manifest: Manifest

    def name(self, role: str) -> str | None:
        """The name of its file of a role: `word`, `pdf`, `message`."""
        return self.manifest.roles.get(role)

    def as_built(self, role: str) -> bytes:
        """The Word file or the PDF as it was before anybody signed it; raises as `as_listed`."""
        first = f"earlier_{role}_0"
        return self.as_listed(first if self.name(first) else role)

    def as_listed(self, role: str) -> bytes:
        """A file as the manifest has it: from the folder, or from the draft of the email.

        Raises:
            NotTaken: it is in neither.
        """
        name = self.name(role)
        if name is None:
            return b""
        draft = self.folder / DRAFT
        attached = attached_files(draft.read_bytes()) if draft.is_file() else {}
        file = self.folder / name
        for data in (file.read_bytes() if file.is_file() else b"", attached.get(name, b"")):
            if sha256(data) == self.manifest.files[name]:
                return data
        raise NotTaken(
            f"{name} is not in the package as it was built, so there is nothing to compare with.",
            "Put it back, or build the package again. Then sign that.",
        )


def opened_package(folder: Path) -> BuiltPackage:
    """Open a package.

    Raises:
        BadUsage: the folder is none.
        NotTaken: its letter is not there.
    """
    try:
        manifest = read_manifest((folder / NAME).read_bytes())
    except OSError:
        manifest = None
    if manifest is None:
        raise _no_package(folder)
    source = package_in(folder)
    if source is None:
        names = [name for role in ("word", "pdf") if (name := manifest.roles.get(role))]
        raise NotTaken(
            f"The letter is not in the package: {listed(names)} "
            f"{'is' if len(names) == 1 else 'are'} missing.",
            "Put it back, or build the package again.",
        )
    return BuiltPackage(folder, source, manifest)


def _no_package(folder: Path) -> BadUsage:
    """What is said of a path that is no package, and where there may be one."""
    fix = "Name the folder that `loi build` wrote; its name is usually package."
    if not folder.exists():
        return BadUsage(f"There is no folder {folder}.", fix)
    if not folder.is_dir():
        fix += " If it is in an archive, unpack that first. The signed file is named last."
        return BadUsage(f"{folder} is a file, and no package.", fix)
    try:
        inside = [entry for entry in sorted(folder.iterdir()) if (entry / NAME).is_file()]
    except OSError:
        inside = []
    if inside:
        fix = f"Name the package in it: {listed([as_argument(str(path)) for path in inside[:3]])}."
    return BadUsage(
        f"{folder} is no package: there is no manifest in it that `loi build` wrote.", fix
    )


def state_of(package: BuiltPackage) -> PackageFacts:
    """Which files of a package are not as its manifest has them."""
    there = {
        entry.name: entry
        for entry in sorted(package.folder.iterdir())
        if entry.name != NAME and not entry.name.startswith("~$")
    }
    files = package.manifest.files
    return PackageFacts(
        changed=tuple(
            name
            for name, digest in files.items()
            if name in there and not _is_file_of(there[name], digest)
        ),
        missing=tuple(name for name in files if name not in there),
        signed=bool(package.manifest.history),
        added=tuple(name for name, e in there.items() if name not in files and not may_stay(e)),
    )


def _is_file_of(path: Path, digest: str) -> bool:
    return is_plain(path) and sha256(path.read_bytes()) == digest


def ensure_own_files(package: BuiltPackage, given: bytes) -> None:
    """See that nothing in a package was changed but what is to be signed.

    Raises:
        NotTaken: something was.
    """
    digest = sha256(given)
    listed_as = package.manifest.files
    if digest in (
        listed_as.get(package.name("pdf") or ""),
        listed_as.get(package.name("word") or ""),
    ):
        raise NotTaken(
            "This file is in the package already, as it is.",
            "Name the file that was signed. `loi verify` says whether the package is in order.",
        )
    changed = [n for n in state_of(package).changed if not _is_file_of(package.folder / n, digest)]
    if changed:
        raise NotTaken(
            f"{listed(changed)} {'was' if len(changed) == 1 else 'were'} changed since the package "
            "was built. Nothing was written.",
            "Move what was changed to another folder, and sign again; if it is the signed letter, "
            "name it as the file to take.",
        )


def is_stray(package: BuiltPackage, path: Path) -> bool:
    """Whether a file in a package's folder is no part of it: it stays there."""
    return is_plain(path) and path.name not in package.manifest.files
