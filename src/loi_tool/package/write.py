"""All-or-nothing writing: a package appears whole or not at all, and overwrites no one's work.

A build may be killed at any moment. So a package is made beside its place, under a hidden name
that says which place that is, and the two exchange names in one step. What has a hidden name is
removed by the build itself or, if that was killed, by the next.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from loi_tool.errors import CannotWrite
from loi_tool.package.manifest import NAME, is_plain, listed_files, read_manifest, sha256

_OTHER_FOLDER = "Choose another folder with -o, or move the old one away."
_WHAT_TO_LOOK_AT = (
    "Look whether the disk is full, whether you may write there, and whether a file of the "
    "package is open in Word."
)


MayStay = Callable[[Path], bool]
"""Whether a file that is no part of a package may be in its folder."""


def write_package(
    folder: Path,
    files: Mapping[str, bytes],
    may_stay: MayStay = lambda path: False,
    *,
    given: bytes | None = None,
) -> None:
    """Write files into a folder, all or none.

    An earlier package there is replaced only if nothing in it was changed since it was built, and
    can be read until then. What a build that was killed has left is cleared away.

    Args:
        folder: where the package goes.
        files: by name what is in it; the manifest last, as the sign that it is whole.
        may_stay: whether a file that is there and no part of the package stays beside it.
        given: one of the files, byte for byte, that may be in the folder under any name, and has
            its place in the package now.

    Raises:
        CannotWrite: the folder holds something else, or the disk refuses.
    """
    taken = frozenset({sha256(given)} if given is not None and given in files.values() else ())
    ensure_replaceable(folder, may_stay, taken)
    place = _real(folder)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _alone(place.parent):
            _clear_away(place)
            staying = _staying(place, files, may_stay, taken)
            made = _made(place, {**staying, **files})
            _put_in_place(made, place, folder, lambda path: path.name in staying, taken)
    except OSError as error:
        raise CannotWrite(
            f"The package could not be written to {folder}: {_reason(error)}.", _WHAT_TO_LOOK_AT
        ) from error


def _staying(
    place: Path, files: Mapping[str, bytes], may_stay: MayStay, taken: frozenset[str]
) -> dict[str, bytes]:
    """The files of a folder that are no part of its package, and stay in it."""
    listed = (_listed(place) or {}) if place.is_dir() else None
    if listed is None:
        return {}
    return {
        entry.name: data
        for entry in sorted(place.iterdir())
        if entry.name not in (NAME, *listed, *files) and may_stay(entry)
        if sha256(data := entry.read_bytes()) not in taken
    }


def ensure_replaceable(
    folder: Path, may_stay: MayStay = lambda path: False, taken: frozenset[str] = frozenset()
) -> None:
    """See that a folder is free: absent, empty, or a package as it was built.

    Args:
        folder: where a package is to go.
        may_stay: whether a file that is no part of the package may be there.
        taken: SHA-256 of files that may be there, as the package that comes has them.

    Raises:
        CannotWrite: it holds something that would be lost.
    """
    place = _real(folder)
    if place == Path.cwd():
        raise CannotWrite(
            "A package takes the place of its folder, and you are in that folder now.",
            "Choose a folder in it with -o, or run `loi` from another folder.",
        )
    with _alone(place.parent):
        _ensure_replaceable(place, folder, may_stay, taken)


def ensure_unsigned(folder: Path) -> None:
    """See that a folder has no package whose letter was signed: no build makes that again.

    Raises:
        CannotWrite: it has.
    """
    with contextlib.suppress(OSError):
        manifest = read_manifest((folder / NAME).read_bytes())
        if manifest and manifest.history:
            raise CannotWrite(
                f"The folder {folder} holds the signed letter, so nothing was written there.",
                _OTHER_FOLDER,
            )


def _ensure_replaceable(
    place: Path, folder: Path, may_stay: MayStay, taken: frozenset[str]
) -> None:
    """See the same of what is at `place`; people call it `folder`."""
    try:
        entries = sorted(place.iterdir())
        listed = _listed(place)
        changed = [
            entry.name
            for entry in entries
            if entry.name != NAME
            and not _as_listed(entry, listed)
            and not (entry.name not in (listed or {}) and may_stay(entry))
            and not (is_plain(entry) and taken and sha256(entry.read_bytes()) in taken)
        ]
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise CannotWrite(
            f"There is a file where the folder {folder} would be.", "Choose a folder with -o."
        ) from error
    except OSError as error:
        raise CannotWrite(
            f"The folder {folder} cannot be read: {_reason(error)}.", _OTHER_FOLDER
        ) from error
    if entries and listed is None:
        raise CannotWrite(
            f"The folder {folder} holds other files and no package, so nothing was written there.",
            _OTHER_FOLDER,
        )
    if changed:
        raise CannotWrite(
            f"In the folder {folder} these were changed or added since the package was built: "
            f"{', '.join(changed)}. They were left alone, and nothing was written.",
            f"If one of them is the signed letter, take it in with `loi sign`. {_OTHER_FOLDER}",
        )


def _listed(place: Path) -> Mapping[str, str] | None:
    """The SHA-256 of each file of a package, by name; None if there is no package."""
    manifest = place / NAME
    return listed_files(manifest.read_bytes()) if manifest.is_file() else None


def _as_listed(entry: Path, listed: Mapping[str, str] | None) -> bool:
    digest = (listed or {}).get(entry.name)
    return digest is not None and is_plain(entry) and sha256(entry.read_bytes()) == digest


def write_file(path: Path, data: bytes, may_replace: Callable[[Path], bool] | None = None) -> None:
    """Write one file, whole or not at all.

    Args:
        path: where.
        data: what.
        may_replace: whether an earlier file there may be replaced; without it none may.

    Raises:
        CannotWrite: it exists and may not be replaced, or the disk refuses.
    """
    place = _real(path)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if may_replace is None:
            _write(place, data)
        elif place.exists() and not place.is_file() and not place.is_dir():
            place.write_bytes(data)  # a device or a pipe (/dev/null) is written to, not replaced
        else:
            with _alone(place.parent):
                ensure_file_replaceable(path, may_replace)
                _clear_away(place)
                made = _beside(place)
                try:
                    _write(made, data)
                    made.replace(place)
                finally:
                    made.unlink(missing_ok=True)
    except FileExistsError as error:
        raise CannotWrite(
            f"{path} is already there, and it was left alone.",
            "Choose another folder, or move the file away.",
        ) from error
    except OSError as error:
        raise CannotWrite(
            f"{path} could not be written: {_reason(error)}.",
            "Look whether the disk is full, and whether you may write there.",
        ) from error


def ensure_file_replaceable(path: Path, may_replace: Callable[[Path], bool]) -> None:
    """See that a file can be written: none is there, or one that may be replaced.

    Raises:
        CannotWrite: there is another.
    """
    try:
        refused = path.is_file() and not may_replace(path)
    except (OSError, ValueError) as error:
        raise CannotWrite(f"{path} cannot be written: {error}.", "Choose another name.") from error
    if refused:
        raise CannotWrite(
            f"{path} is already there and holds something else, so it was left alone.",
            "Choose another name, or move the file away.",
        )


def _write(path: Path, data: bytes) -> None:
    """Write a new file to the disk; where that fails, none of it stays."""
    file = path.open("xb")
    try:
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _made(place: Path, files: Mapping[str, bytes]) -> Path:
    """A folder beside a place with some files in it; where that fails, none of it stays."""
    made = _beside(place)
    try:
        made.mkdir()
        for name, data in files.items():
            _write(made / name, data)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return made


def _put_in_place(
    made: Path, place: Path, folder: Path, may_stay: MayStay, taken: frozenset[str]
) -> None:
    """Give a folder that was made its place; what was there is removed."""
    try:
        if not place.exists():
            made.rename(place)
            return
        old = _exchange(made, place)
    except BaseException as error:
        shutil.rmtree(made, ignore_errors=True)  # else the next build would take it for finished
        if isinstance(error, OSError) and error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise CannotWrite(
                f"Something else was written to the folder {folder} at the same time.",
                "Look at what is there now, and build again if it is not what you want.",
            ) from error
        raise
    try:
        _ensure_replaceable(
            old, folder, may_stay, taken
        )  # it may have changed since it was looked at
    except BaseException:
        shutil.rmtree(_exchange(old, place), ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, place: Path) -> Path:
    """Put a folder in the place of another, and say where that is now.

    Where the system cannot do it in one step, the other steps aside, and comes back if that fails.
    """
    if _exchanged(one, place):
        return one
    aside = _beside(place)
    try:
        place.rename(aside)
        one.rename(place)
    except BaseException:
        if aside.exists() and not place.exists():
            aside.rename(place)
        raise
    return aside


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; False where that cannot be.

    Python has no name for it: on Linux it is renameat2(2) with RENAME_EXCHANGE, on macOS
    renamex_np(2) with RENAME_SWAP, and both of these are 2. Windows has nothing like it.
    """
    import ctypes

    names = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None)
        if hasattr(system, "renamex_np"):
            return bool(system.renamex_np(*names, 2) == 0)
        unused = -100  # AT_FDCWD, for relative paths
        return bool(system.renameat2(unused, names[0], unused, names[1], 2) == 0)
    except (AttributeError, OSError, TypeError):
        return False


def _clear_away(place: Path) -> None:
    """Remove what builds that were killed have left of what they made for a place.

    A package that stepped aside for a new one comes back if the new one did not come.

    Raises:
        CannotWrite: a person changed a package while it was replaced, and the build was killed.
    """
    for left in sorted(place.parent.glob(f"{_mark(place)}*")):
        if left.is_file():
            left.unlink(missing_ok=True)
        elif _listed(left) is None:  # it was being written, or removed
            shutil.rmtree(left, ignore_errors=True)
        elif not place.exists():
            left.rename(place)
        else:
            there = frozenset(sha256(p.read_bytes()) for p in place.iterdir() if is_plain(p))
            _ensure_replaceable(left, left, lambda path: False, there)
            shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _alone(parent: Path) -> Iterator[None]:
    """Wait until no other build is putting a package in place in this folder.

    Where the system has no such locks a build may be refused that could have waited; each
    package is whole all the same.
    """
    lock = None
    with contextlib.suppress(ImportError, OSError):
        import fcntl

        lock = os.open(parent, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _mark(place: Path) -> str:
    """What the hidden names of all begin with that is made for this place."""
    return f".loi-{hashlib.sha256(os.fsencode(place.name)).hexdigest()[:16]}-"


def _beside(place: Path) -> Path:
    """A name that nothing has, in the same folder and so on the same disk."""
    return place.with_name(_mark(place) + secrets.token_hex(8))


def _real(path: Path) -> Path:
    """Where a path leads, with no link and no `..` left in it."""
    return Path(os.path.realpath(path))


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
