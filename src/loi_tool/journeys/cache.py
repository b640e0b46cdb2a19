"""What was read in finished letters, kept in the user's cache folder for the next run.

Reading a letter, and asking the engines for its pages, takes nearly all the time of a check; to
judge takes 10 ms. So what was read is kept, and judged anew: rules, settings, and the moment are
those of the run. A name in the cache is the SHA-256 of all that the reading depends on: the files
and their names, the call, and this program with its libraries and fonts. An entry that does not fit
the models, or is damaged, is not used. Where there is no cache, all is as without one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from loi_tool import ending

_MOST_BYTES = 100_000_000
"""Of all entries; one letter takes 20 kB."""
_LARGEST = 5_000_000
"""Bytes of one entry."""
_DIGEST = 64

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Cache:
    """A folder of entries that no one else can write in.

    Entries are JSON behind a digest of them and their name, and are read into dataclasses.
    """

    folder: Path
    program: str
    """The digest of all that reads, besides the letter and the call; see `program_digest`."""

    def name_of(self, *parts: str | bytes) -> str:
        """The name of an entry that depends on some parts; their order counts."""
        digests = [hashlib.sha256(p.encode() if isinstance(p, str) else p) for p in parts]
        whole = "".join([self.program, *(digest.hexdigest() for digest in digests)])
        return hashlib.sha256(whole.encode()).hexdigest()

    def kept(self, name: str, form: type[_Value]) -> _Value | None:
        """An entry; None where there is none that can be used.

        Args:
            name: as `name_of` gives it.
            form: the class of what is in it.
        """
        path = self.folder / name
        try:
            with path.open("rb") as file:
                content = file.read(_LARGEST + 1)
            digest, data = content[:_DIGEST], content[_DIGEST:]
            if digest != _digest(name, data):
                return None
            its_class: Any = form
            value: _Value = _adapter(its_class).validate_json(data)
        except (OSError, ValueError, RecursionError):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # what was used last is kept longest
        return value

    def keep(self, name: str, value: object) -> None:
        """Write an entry, all or nothing; where that cannot be done there is none."""
        data = as_json(value)
        if len(data) + _DIGEST > _LARGEST:
            return
        with contextlib.suppress(OSError), ending.postponed():
            handle, written = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_digest(name, data) + data)
                Path(written).replace(self.folder / name)
            except BaseException:
                Path(written).unlink(missing_ok=True)
                raise

    def sweep(self, most: int = _MOST_BYTES) -> None:
        """Take away what was not used for longest, where there are more than so many bytes."""
        entries = []
        with contextlib.suppress(OSError), os.scandir(self.folder) as found:
            for entry in found:
                with contextlib.suppress(OSError):  # another run has taken it away
                    state = entry.stat(follow_symlinks=False)
                    entries.append((state.st_mtime_ns, entry.path, state.st_size))
        size = sum(entry[2] for entry in entries)
        for _, path, its_size in sorted(entries):
            if size <= most:
                return
            with contextlib.suppress(OSError):
                Path(path).unlink()
            size -= its_size


def users_cache() -> Cache | None:
    """The cache of the user who runs this, or None where there can be none."""
    from platformdirs import user_cache_path

    try:
        folder = user_cache_path("loi-tool", appauthor=False)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.lstat()
        if not stat.S_ISDIR(state.st_mode) or not os.access(folder, os.W_OK):
            return None
        if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & 0o077):
            return None  # others can write in it, or could when it was filled
    except (OSError, RuntimeError):  # there is no home folder
        return None
    return Cache(folder, program_digest())


def program_digest() -> str:
    """The digest of what reads: this program, whether installed or being worked on, by its content;
    Python; the other packages, by name and version; and the folders of fonts, by when they changed.
    """
    digest = hashlib.sha256(f"{sys.version} {sys.platform}".encode())
    for part in (*_own_files(), *_packages(), *_fonts()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _own_files() -> Iterator[bytes]:
    source = Path(__file__).parents[1]
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = Path(folder, name)
            yield str(path.relative_to(source)).encode()
            yield path.read_bytes()


def _packages() -> Iterator[bytes]:
    """The names of installed packages, which have their versions in them (PEP 376)."""
    for folder in sys.path:
        with contextlib.suppress(OSError):
            names = os.listdir(folder or ".")  # noqa: PTH208 (four times as fast)
            yield "\n".join(sorted(n for n in names if n.endswith("-info"))).encode()


def _fonts() -> Iterator[bytes]:
    from loi_tool.layout.fonts import system_folders

    for fonts in system_folders():
        for folder, folders, _ in os.walk(fonts):
            folders.sort()
            with contextlib.suppress(OSError):
                yield f"{folder} {Path(folder).stat().st_mtime_ns}".encode()


def as_json(value: object) -> bytes:
    """The fields of a dataclass, as entries have them; equal for equal values."""
    form: Any = type(value)
    data: bytes = _adapter(form).dump_json(value)
    return data


def _digest(name: str, data: bytes) -> bytes:
    return hashlib.sha256(name.encode() + data).hexdigest().encode()


@cache
def _adapter(form: Any) -> Any:  # noqa: ANN401 (one for each class)
    from pydantic import TypeAdapter

    return TypeAdapter(form)
