"""Asks the layout engines to set a Word file, each in a process of its own.

An engine is native code that is given other people's files: it can raise, abort or hang, and then
it is one source less and nothing worse. A process costs 0.03 s. Each is started in a `with` block
that is given a function: calling it waits for what the engine makes, and until then there is other
work to do. Leaving the block, whichever way, ends the process and takes its files away.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from loi_tool.errors import EngineFailed

EngineName = Literal["rdocx", "dxpdf", "libreoffice"]

_SECONDS = {"rdocx": 10, "dxpdf": 15, "pdf": 15, "libreoffice": 90}
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0) or None
"""How `engine_process.py` ends when it took more processor time than it may."""
_SOFFICE = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_KNOWN_FONTS = {"FONTCONFIG_FILE": str(Path(__file__).with_name("known_fonts.conf"))}
"""With these dxpdf counts pages; what it draws may be in any font that is there."""
_PROFILE, _NUMBER = "profile", "process"
_TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


@dataclass(frozen=True)
class Sheet:
    """One page: its height in points, its pictures, and its lines (baseline, text) from above."""

    height: float
    images: int
    lines: tuple[tuple[float, str], ...]
    furniture: tuple[tuple[float, str], ...] = ()
    """Those of the lines that the engine marked as a header or a footer."""


@contextlib.contextmanager
def pdf_started(engine: EngineName, word: bytes) -> Iterator[Callable[[], bytes]]:
    """Start an engine on the PDF of a Word file.

    Yields:
        A function that waits for the PDF. It raises EngineFailed where the engine failed, took too
        long, or gave something else.

    Raises:
        EngineFailed: the engine is not installed, or could not be started.
    """
    started = _libreoffice(word) if engine == "libreoffice" else _child(engine, "pdf", word)
    with started as output:
        yield lambda: _as_pdf(output(), engine)


@contextlib.contextmanager
def sheets_started(engine: EngineName, word: bytes) -> Iterator[Callable[[], tuple[Sheet, ...]]]:
    """Start an engine on the pages of a Word file; otherwise as `pdf_started`."""
    if engine == "libreoffice":
        with pdf_started(engine, word) as pdf:
            yield lambda: sheets_of(pdf())
    else:
        with _child(engine, "lines", word) as output:
            yield lambda: _sheets(output(), engine)


@contextlib.contextmanager
def letter_started(word: bytes, fonts: Mapping[str, bytes]) -> Iterator[Callable[[], bytes]]:
    """Start the embedded engine on the archival PDF of a letter of ours.

    Args:
        word: the Word file.
        fonts: by family name, fonts that are put into the copy that the engine is given.

    Yields and raises: as `pdf_started`.
    """
    sizes = [f"{family}={len(font)}" for family, font in fonts.items()]
    with _child("rdocx", "letter", b"".join((word, *fonts.values())), sizes) as output:
        yield lambda: _as_pdf(output(), "rdocx")


def pdf_by(engine: EngineName, word: bytes) -> bytes:
    """Have an engine set a Word file.

    Raises:
        EngineFailed: it is not installed, failed, took too long, or gave something else.
    """
    with pdf_started(engine, word) as pdf:
        return pdf()


def sheets_by(engine: EngineName, word: bytes) -> tuple[Sheet, ...]:
    """The pages that an engine makes of a Word file.

    Raises:
        EngineFailed: as for `pdf_by`.
    """
    with sheets_started(engine, word) as sheets:
        return sheets()


def sheets_of(pdf: bytes) -> tuple[Sheet, ...]:
    """The pages of a PDF.

    Raises:
        EngineFailed: it cannot be read back.
    """
    with _child("pdf", "lines", pdf) as output:
        return _sheets(output(), "pdf")


def soffice() -> str | None:
    """The path of LibreOffice, or None where it is not installed."""
    return shutil.which("soffice") or next((p for p in _SOFFICE if Path(p).is_file()), None)


def _failed(engine: str) -> EngineFailed:
    return EngineFailed(f"The layout engine {engine} could not set the Word file.")


def _as_pdf(data: bytes, engine: str) -> bytes:
    if not data.startswith(b"%PDF-"):
        raise _failed(engine)
    return data


def _sheets(data: bytes, engine: str) -> tuple[Sheet, ...]:
    if not data:
        raise _failed(engine)
    found = json.loads(data)
    sheets = tuple(
        Sheet(
            page["height"],
            page["images"],
            tuple((y, text) for y, text, _ in page["lines"]),
            tuple((y, text) for y, text, furniture in page["lines"] if furniture),
        )
        for page in found["pages"]
    )
    unread = int(found["count"]) - len(sheets)  # so many that the rest was only counted
    return sheets + tuple(Sheet(sheet.height, 0, ()) for sheet in sheets[-1:]) * unread


@contextlib.contextmanager
def _child(
    engine: str, wanted: str, data: bytes, further: list[str] | None = None
) -> Iterator[Callable[[], bytes]]:
    """Start `engine_process.py`; the function gives nothing where the engine failed."""
    spec = find_spec("pypdfium2" if engine == "pdf" else engine)
    if spec is None or spec.origin is None:
        raise EngineFailed(f"The layout engine {engine} is not installed.")
    script = Path(__file__).with_name("engine_process.py")
    site = Path(spec.origin).parents[1]
    command = [sys.executable, "-I", "-S", str(script), engine, wanted, str(site), *(further or ())]

    def output() -> bytes:
        made = process()
        if not made and engine == "dxpdf":  # it sets nothing on a machine without fonts
            from loi_tool.layout.spare_fonts import with_spare_fonts

            with (
                with_spare_fonts() as environment,
                _process(command, engine, data, environment) as again,
            ):
                made = again()
        return made

    counts = engine == "dxpdf" and wanted == "lines"
    with _process(command, engine, data, _KNOWN_FONTS if counts else None) as process:
        yield output


@contextlib.contextmanager
def _process(
    command: list[str],
    engine: str,
    data: bytes = b"",
    environment: Mapping[str, str] | None = None,
    number_file: Path | None = None,
) -> Iterator[Callable[[], bytes]]:
    """Start a process; the function gives what it writes, or nothing if it failed.

    What the process reads is in a file and not in a pipe, which would have to be filled.

    Args:
        command: the program with its arguments.
        engine: whose time limit holds.
        data: what the process reads.
        environment: what is added to that of this process.
        number_file: for a program of several processes: a group of their own is made for them,
            and its number is written there.
    """
    is_group = number_file is not None
    try:
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            process = subprocess.Popen(  # noqa: S603 (our own script, or the program asked for)
                command,
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=is_group,
                env={**os.environ, **(environment or {})},
            )
    except OSError as error:
        raise EngineFailed(f"The layout engine {engine} could not be started.") from error

    def output() -> bytes:
        try:
            written, _ = process.communicate(timeout=_SECONDS[engine])
        except subprocess.TimeoutExpired as error:
            raise EngineFailed(
                f"The layout engine {engine} took over {_SECONDS[engine]} seconds and was stopped."
            ) from error
        if process.returncode == _OUT_OF_TIME:
            what = "To read the PDF back" if engine == "pdf" else f"The layout engine {engine}"
            raise EngineFailed(f"{what} took more time than any letter needs and was stopped.")
        return written if process.returncode == 0 else b""

    with process:
        try:
            if number_file is not None:
                number_file.write_text(str(process.pid))
                _may_take_memory(process.pid)
            yield output
        finally:
            if process.poll() is None:
                if is_group:
                    _kill_group(process.pid)
                process.kill()
                process.wait()  # after Ctrl-C Popen itself does not wait


def _kill_group(number: int) -> None:
    """End LibreOffice, which is a script and its children."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(number, signal.SIGKILL)


def _may_take_memory(number: int) -> None:
    """Lift the limit that a process has from the guard: LibreOffice needs more to start."""
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        everything = resource.RLIM_INFINITY
        resource.prlimit(number, resource.RLIMIT_DATA, (everything, everything))


@contextlib.contextmanager
def _libreoffice(word: bytes) -> Iterator[Callable[[], bytes]]:
    """One process a file, with a profile of its own: several files in one lose some silently."""
    program = soffice()
    if program is None:
        raise EngineFailed(
            "LibreOffice is not installed here.", "Install it, or leave `--engine libreoffice` out."
        )
    from loi_tool.layout.office_profile import write_profile

    with tempfile.TemporaryDirectory(prefix="loi-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / "letter.docx"
        source.write_bytes(word)
        write_profile(folder / _PROFILE)
        home = (folder / _PROFILE).as_uri()
        profile = f"-env:UserInstallation={home}"
        to_pdf = ["--headless", "--norestore", "--convert-to", _TAGGED, "--outdir", name]
        own = {"TMPDIR": name, "TMP": name, "TEMP": name}  # it leaves files there when stopped
        command = [program, profile, *to_pdf, str(source)]
        try:
            with _process(
                command, "libreoffice", environment=own, number_file=folder / _NUMBER
            ) as process:

                def pdf() -> bytes:
                    process()
                    made = folder / "letter.pdf"
                    return made.read_bytes() if made.is_file() else b""

                yield pdf
        finally:
            _socket_of(home).unlink(missing_ok=True)


def end_left_behind(scratch: Path) -> None:
    """End LibreOffice where whoever asked it was ended, and take its sockets away.

    Args:
        scratch: the folder that was the temporary folder of whoever asked it.
    """
    for number_file in scratch.glob(f"*/{_NUMBER}"):
        with contextlib.suppress(OSError, ValueError):
            _kill_group(int(number_file.read_text()))
        _socket_of((number_file.parent / _PROFILE).as_uri()).unlink(missing_ok=True)


def _socket_of(home: str) -> Path:
    """The socket that LibreOffice makes for a profile, and leaves in /tmp where it is stopped."""
    digest = hashlib.md5(home.encode("utf-16-le"), usedforsecurity=False).digest()
    user = os.getuid() if hasattr(os, "getuid") else 0
    name = "".join(f"{byte:x}" for byte in digest)
    return Path(f"/tmp/OSL_PIPE_{user}_SingleOfficeIPC_{name}")  # noqa: S108 (its choice)
