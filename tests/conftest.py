"""What all tests share: the judges from outside."""

import atexit
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

import loi_tool.guard
import loi_tool.layout.convert
import loi_tool.layout.finish
import loi_tool.layout.pages
import loi_tool.pdf.read
import loi_tool.word.write  # the processes that read letters are forked from this one

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="loi-cache-")  # not the user's own
atexit.register(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each process compiles the project anew
sys.dont_write_bytecode = False
loi_tool.layout.convert.soffice = lambda: None  # it takes 2 s a letter; tests that want it say so


def pytest_collection_finish():
    """Put aside the thousands of tests: else each process that reads letters is forked with them,
    and looks through them after each letter, which takes as long as the letter."""
    gc.collect()
    gc.freeze()
    loi_tool.guard.gc = SimpleNamespace(**{**vars(gc), "unfreeze": lambda: None})


def _judge(name):
    """The path of an outside judge; without it the test is skipped, and where CI runs it fails."""
    path = os.environ.get(f"LOI_{name.upper().replace('-', '_')}") or shutil.which(name)
    if path is None:
        if os.environ.get("LOI_JUDGES") == "required":
            pytest.fail(f"{name} is not installed, and here it must be")
        pytest.skip(f"{name} is not installed")
    return path


@pytest.fixture(scope="session")
def judge():
    """Ask for an outside judge by its name: its path."""
    return _judge


@pytest.fixture
def open_xml_errors():
    """Ask Microsoft's Open XML SDK: the errors that it finds in a Word file."""
    validator = _judge("ooxml-validator")

    def errors(path: Path):
        done = subprocess.run([validator, str(path)], capture_output=True, text=True, timeout=120)
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout)["errors"]

    return errors


@pytest.fixture
def set_by_libreoffice(tmp_path_factory):
    """Ask LibreOffice: the PDF (or another format) that it makes of a file. One process a file."""
    soffice = _judge("soffice")

    def convert(path: Path, made_as: str = "pdf", *options: str):
        folder = tmp_path_factory.mktemp("libreoffice")
        done = subprocess.run(
            [
                soffice,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                *options,
                "--convert-to",
                made_as,
                "--outdir",
                str(folder),
                str(path),
            ],
            capture_output=True,
            text=True,
            timeout=120,
        )
        made = folder / f"{path.stem}.{made_as.partition(':')[0]}"
        assert made.is_file(), done.stderr
        return made

    return convert


@pytest.fixture
def printed_lines():
    """The printed lines of a PDF, page by page, as poppler reads them."""
    pdftotext = _judge("pdftotext")

    def lines(pdf: Path):
        done = subprocess.run(
            [pdftotext, "-layout", str(pdf), "-"], capture_output=True, text=True, timeout=60
        )
        pages = done.stdout.split("\f")[:-1]
        return [[" ".join(line.split()) for line in p.splitlines() if line.strip()] for p in pages]

    return lines
