"""Asks the layout engines to set a Word file, each in a process of its own.

An engine is native code that is given other people's files: it can raise, abort or hang, and then
it is one source less and nothing worse. A process costs 0.03 s.
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
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from loi_tool.errors import EngineFailed

EngineName = Literal["rdocx", "dxpdf", "libreoffice"]

_running: set[subprocess.Popen[bytes]] = set()
_SECONDS = {"rdocx": 10, "dxpdf": 15, "pdf": 15, "libreoffice": 90}
_SOFFICE = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


@dataclass(frozen=True)
class Sheet:
    """One page: its height in points, its pictures, and its lines (baseline, text) from above."""

    height: float
    images: int
    lines: tuple[tuple[float, str], ...]


def pdf_by(engine: EngineName, word: bytes) -> bytes:
    """Have an engine set a Word file.

    Raises:
        EngineFailed: it is not installed, failed, took too long, or gave something else.
    """
    pdf = _by_libreoffice(word) if engine == "libreoffice" else _child(engine, "pdf", word)
    if not pdf.startswith(b"%PDF-"):
        raise _failed(engine)
    return pdf


def sheets_by(engine: EngineName, word: bytes) -> tuple[Sheet, ...]:
    """The pages that an engine makes of a Word file.

    Raises:
        EngineFailed: as for `pdf_by`.
    """
    if engine == "libreoffice":
        return sheets_of(pdf_by(engine, word))
    return _sheets(_child(engine, "lines", word), engine)


def sheets_of(pdf: bytes) -> tuple[Sheet, ...]:
    """The pages of a PDF.

    Raises:
        EngineFailed: it cannot be read back.
    """
    return _sheets(_child("pdf", "lines", pdf), "pdf")


def soffice() -> str | None:
    """The path of LibreOffice, or None where it is not installed."""
    return shutil.which("soffice") or next((p for p in _SOFFICE if Path(p).is_file()), None)


def _failed(engine: str) -> EngineFailed:
    return EngineFailed(f"The layout engine {engine} could not set the Word file.")


def _sheets(data: bytes, engine: str) -> tuple[Sheet, ...]:
    if not data:
        raise _failed(engine)
    found = json.loads(data)
    sheets = tuple(
        Sheet(page["height"], page["images"], tuple((y, text) for y, text in page["lines"]))
        for page in found["pages"]
    )
    unread = int(found["count"]) - len(sheets)  # so many that the rest was only counted
    return sheets + tuple(Sheet(sheet.height, 0, ()) for sheet in sheets[-1:]) * unread


def _child(engine: str, wanted: str, data: bytes) -> bytes:
    spec = find_spec("pypdfium2_raw" if engine == "pdf" else engine)
    if spec is None or spec.origin is None:
        raise EngineFailed(f"The layout engine {engine} is not installed.")
    script = Path(__file__).with_name("engine_process.py")
    site = Path(spec.origin).parents[1]
    command = [sys.executable, "-I", "-S", str(script), engine, wanted, str(site)]
    made = _run(command, engine, data)
    if not made and engine == "dxpdf":  # it sets nothing on a machine without fonts
        from loi_tool.layout.spare_fonts import with_spare_fonts

        with with_spare_fonts() as environment:
            made = _run(command, engine, data, environment)
    return made


def _run(
    command: list[str], engine: str, data: bytes = b"", environment: Mapping[str, str] | None = None
) -> bytes:
    """What a process writes, or nothing if it fails; it and what it started ends in time."""
    try:
        process = subprocess.Popen(  # noqa: S603 (our own script, or the program asked for)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
    except OSError as error:
        raise EngineFailed(f"The layout engine {engine} could not be started.") from error
    _running.add(process)
    try:
        out, _ = process.communicate(data, timeout=_SECONDS[engine])
    except subprocess.TimeoutExpired as error:
        raise EngineFailed(
            f"The layout engine {engine} took over {_SECONDS[engine]} seconds and was stopped."
        ) from error
    finally:
        _running.discard(process)
        if process.poll() is None:
            _end(process)
            process.communicate()
    return out if process.returncode == 0 else b""


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # LibreOffice is a script and its child
    process.kill()


def stop_engines() -> None:
    """End the engines that are at work; who waits for them clears up behind them, and goes on."""
    for process in list(_running):
        _end(process)


def _by_libreoffice(word: bytes) -> bytes:
    """One process a file, with a profile of its own: several files in one lose some silently."""
    program = soffice()
    if program is None:
        raise EngineFailed(
            "LibreOffice is not installed here.", "Install it, or leave `--engine libreoffice` out."
        )
    with tempfile.TemporaryDirectory(prefix="loi-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / "letter.docx"
        source.write_bytes(word)
        home = (folder / "profile").as_uri()
        profile = f"-env:UserInstallation={home}"
        to_pdf = ["--headless", "--norestore", "--convert-to", _TAGGED, "--outdir", name]
        own = {"TMPDIR": name, "TMP": name, "TEMP": name}  # it leaves files there when stopped
        try:
            _run([program, profile, *to_pdf, str(source)], "libreoffice", environment=own)
        finally:
            _socket_of(home).unlink(missing_ok=True)
        made = folder / "letter.pdf"
        return made.read_bytes() if made.is_file() else b""


def _socket_of(home: str) -> Path:
    """The socket that LibreOffice makes for a profile, and leaves in /tmp where it is stopped."""
    digest = hashlib.md5(home.encode("utf-16-le"), usedforsecurity=False).digest()
    user = os.getuid() if hasattr(os, "getuid") else 0
    name = "".join(f"{byte:x}" for byte in digest)
    return Path(f"/tmp/OSL_PIPE_{user}_SingleOfficeIPC_{name}")  # noqa: S108 (its choice)
