"""All-or-nothing writing: a package appears whole or not at all, and overwrites no one's work."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from loi_tool.errors import CannotWrite
from loi_tool.package.manifest import NAME, listed_files, sha256

_OTHER_FOLDER = "Choose another folder with -o, or move the old one away."
_WHAT_TO_LOOK_AT = (
    "Look whether the disk is full, whether you may write there, and whether a file of the "
    "package is open in Word."
)


def write_package(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, all or none.

    They are written beside it first; then the folder is put in place in one step. An earlier
    package there is replaced only if nothing in it was changed since it was built.

    Raises:
        CannotWrite: the folder holds something else, or the disk refuses.
    """
    ensure_replaceable(folder)
    place = _real(folder)
    made = _beside(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        made.mkdir()
        for name, data in files.items():
            _write(made / name, data)
        with _alone(place.parent):
            _put_in_place(made, place, folder)
    except OSError as error:
        raise CannotWrite(
            f"The package could not be written to {folder}: {_reason(error)}.", _WHAT_TO_LOOK_AT
        ) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def ensure_replaceable(folder: Path) -> None:
    """See that a folder is free: absent, empty, or a package as it was built.

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
        _ensure_replaceable(place, folder)


def _ensure_replaceable(place: Path, folder: Path) -> None:
    """See the same of what stands at `place`; people call it `folder`."""
    try:
        entries = sorted(place.iterdir())
        manifest = (place / NAME).read_bytes() if (place / NAME).is_file() else b""
        listed = listed_files(manifest)
        changed = [
            entry.name for entry in entries if entry.name != NAME and not _as_listed(entry, listed)
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
            _OTHER_FOLDER,
        )


def _as_listed(entry: Path, listed: Mapping[str, str] | None) -> bool:
    digest = (listed or {}).get(entry.name)
    is_file = entry.is_file() and not entry.is_symlink()
    return digest is not None and is_file and sha256(entry.read_bytes()) == digest


def write_file(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write one file, whole or not at all; `replace` allows an earlier one to be replaced.

    Raises:
        CannotWrite: it exists and may not be replaced, or the disk refuses.
    """
    place = _real(path)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if not replace:
            _write(place, data)
        elif place.exists() and not place.is_file() and not place.is_dir():
            place.write_bytes(data)  # a device or a pipe (/dev/null) is written to, not replaced
        else:
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


def _put_in_place(made: Path, place: Path, folder: Path) -> None:
    """Rename; an earlier package steps aside first, and comes back if anything fails."""
    aside = _beside(place)
    superseded = False
    try:
        with contextlib.suppress(FileNotFoundError):
            place.rename(aside)
        _ensure_replaceable(aside, folder)  # it may have changed since it was looked at
        superseded = True
        made.rename(place)
    except BaseException as error:
        if aside.exists() and not place.exists():
            aside.rename(place)
        if isinstance(error, OSError) and error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise CannotWrite(
                f"Something else was written to the folder {folder} at the same time.",
                "Look at what is there now, and build again if it is not what you want.",
            ) from error
        raise
    finally:
        if superseded and place.exists():
            shutil.rmtree(aside, ignore_errors=True)


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


def _beside(place: Path) -> Path:
    """A name that nothing has, in the same folder and so on the same disk."""
    return place.with_name(f".loi-{secrets.token_hex(8)}")


def _real(path: Path) -> Path:
    """Where a path leads, with no link and no `..` left in it."""
    return Path(os.path.realpath(path))


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
