"""All-or-nothing writing: a package appears whole or not at all, and overwrites no one's work."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from loi_tool.errors import CannotWrite
from loi_tool.package.manifest import NAME, changed_files

_OTHER_FOLDER = "Choose another folder with -o, or move the old one away."


def write_package(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, all or none.

    They are written beside it first; then the folder is put in place in one step. An earlier
    package there is replaced only if nothing in it was changed since it was built.

    Raises:
        CannotWrite: the folder holds something else, or the disk refuses.
    """
    folder = folder.absolute()
    ensure_replaceable(folder)
    made: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        for name, data in files.items():
            with (made / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        made.chmod(0o755)  # as mkdir would have made it
        _put_in_place(made, folder)
        made = None
    except OSError as error:
        raise CannotWrite(
            f"The package could not be written to {folder}: {error.strerror or error}.",
            "Look whether the disk is full, or the folder may not be written to, or a file in it "
            "is open in Word.",
        ) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def ensure_replaceable(folder: Path) -> None:
    """See that a folder is free: absent, empty, or a package as it was built.

    Raises:
        CannotWrite: it holds something that would be lost.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise CannotWrite(f"{folder} is a file, not a folder.", "Choose a folder with -o.")
    try:
        entries = sorted(folder.iterdir())
        if not entries:
            return
        manifest = folder / NAME
        if not manifest.is_file():
            raise CannotWrite(
                f"{folder} is not empty and not a package, so nothing was written there.",
                _OTHER_FOLDER,
            )
        present = {
            entry.name: entry.read_bytes() if entry.is_file() else b"" for entry in entries
        }
    except OSError as error:
        raise CannotWrite(f"{folder} cannot be read: {error.strerror}.", _OTHER_FOLDER) from error
    changed = changed_files(present[NAME], present)
    if changed is None:
        raise CannotWrite(
            f"{folder} is not empty and not a package, so nothing was written there.",
            _OTHER_FOLDER,
        )
    if changed:
        raise CannotWrite(
            f"{folder} has files that were changed or added since it was built: "
            f"{', '.join(changed)}. They were left alone, and nothing was written.",
            _OTHER_FOLDER,
        )


def write_file(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write one file, whole or not at all; `replace` allows an earlier one to be replaced.

    Raises:
        CannotWrite: it exists and may not be replaced, or the disk refuses.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not replace:
            # Creating it exclusively is the check: two runs at once cannot both pass it.
            with path.open("xb"):
                pass
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
        temporary = None
    except FileExistsError as error:
        raise CannotWrite(
            f"{path} is already there, and it was left alone.",
            "Choose another folder, or move the file away.",
        ) from error
    except OSError as error:
        if not replace:
            with contextlib.suppress(OSError):
                if path.stat().st_size == 0:
                    path.unlink()
        raise CannotWrite(f"{path} could not be written: {error.strerror or error}.") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _put_in_place(made: Path, folder: Path) -> None:
    """Rename; an earlier package steps aside first and comes back if the renaming fails."""
    if not folder.exists():
        made.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent)) / "old"
    folder.rename(aside)
    try:
        made.rename(folder)
    except BaseException:
        if not folder.exists():
            aside.rename(folder)
        raise
    finally:
        shutil.rmtree(aside.parent, ignore_errors=True)
