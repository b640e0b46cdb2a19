"""Engines are processes: started, left alone, waited for, and ended whatever happens."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from loi_tool.layout import engines
from loi_tool.layout.engine import letter_pdf
from loi_tool.layout.engines import (
    EngineFailed,
    letter_started,
    pdf_started,
    sheets_by,
    sheets_of,
    sheets_started,
)
from loi_tool.word.write import word_bytes
from tests.letters import AS_OF, letter, picture
from tests.word.word_files import docx, p

LETTER = docx(p("Dear Ms. Hart,"))


class Interrupted(BaseException):
    """As KeyboardInterrupt is, and told from a real one."""


@pytest.fixture
def started(monkeypatch):
    """The processes that were started, in their order."""
    processes = []

    class Noted(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            processes.append(self)

    monkeypatch.setattr(engines.subprocess, "Popen", Noted)
    return processes


@pytest.fixture
def hanging(tmp_path, monkeypatch):
    """An engine that never ends."""
    script = tmp_path / "engine_process.py"
    script.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(engines, "__file__", str(tmp_path / "engines.py"))


def is_gone(process):
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_several_work_at_the_same_time_and_each_is_waited_for(started):
    with pdf_started("rdocx", LETTER) as pdf, sheets_started("dxpdf", LETTER) as sheets:
        assert len(started) == 2
        assert pdf().startswith(b"%PDF-")
        assert [text for _, text in sheets()[0].lines] == ["Dear Ms. Hart,"]
    assert all(is_gone(process) for process in started)


@pytest.mark.parametrize("start", [pdf_started, sheets_started])
def test_one_that_is_not_waited_for_is_ended(start, started, hanging):
    begun = time.monotonic()
    with pytest.raises(Interrupted), start("rdocx", LETTER):
        raise Interrupted
    assert is_gone(started[0])
    assert time.monotonic() - begun < 5


def test_one_that_is_waited_for_is_ended_by_an_interruption(started, hanging, monkeypatch):
    def interrupt(self, **_):
        raise Interrupted

    with pytest.raises(Interrupted), pdf_started("rdocx", LETTER) as pdf:
        monkeypatch.setattr(subprocess.Popen, "communicate", interrupt)
        pdf()
    assert is_gone(started[0])


def test_libreoffice_that_is_not_waited_for_leaves_nothing(tmp_path, monkeypatch, started):
    program = tmp_path / "soffice"
    program.write_text(
        '#!/bin/sh\necho > "$TMPDIR/lu0.tmp"\necho "$TMPDIR" > "$0.seen"\nsleep 60\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(engines, "soffice", lambda: str(program))
    seen = tmp_path / "soffice.seen"
    with pytest.raises(Interrupted), pdf_started("libreoffice", LETTER):
        while not (seen.exists() and seen.read_text()):
            time.sleep(0.01)
        raise Interrupted
    assert is_gone(started[0])
    assert not Path(seen.read_text().strip()).exists()


def test_starting_waits_for_nothing_however_large_the_file(hanging):
    begun = time.monotonic()
    with pdf_started("rdocx", bytes(20_000_000)):
        assert time.monotonic() - begun < 5


def test_fonts_go_into_the_copy_of_a_letter():
    word = word_bytes(letter("x", logo=picture()), AS_OF)
    with pytest.raises(EngineFailed), letter_started(word, {"No = Font": b"no font"}) as pdf:
        pdf()
    with letter_started(word, {}) as pdf:
        assert pdf().startswith(b"%PDF-")


@pytest.mark.parametrize("engine", ["rdocx", "dxpdf"])
def test_lines_have_every_word_once_in_its_order(engine):
    """One engine gives a line's text as ActualText of its first word, another hyphens as marks."""
    text = " ".join([*["office-wide", "waffle", "Ñandú", "559-0167"] * 20, "end"])
    (sheet,) = sheets_by(engine, docx(p(text)))
    assert len(sheet.lines) > 5
    assert "".join(line for _, line in sheet.lines).replace(" ", "") == text.replace(" ", "")


def test_headers_and_footers_are_told_from_the_body_where_the_engine_marks_them():
    text = "Our last words are these. " * 60
    sheets = sheets_of(letter_pdf(word_bytes(letter(text, text), AS_OF)))
    for sheet in sheets[1:]:
        assert "Page" in "".join(line for _, line in sheet.furniture)
        assert not any("last words" in line for _, line in sheet.furniture)
        assert set(sheet.furniture) < set(sheet.lines)
    assert len(sheets) > 1


def test_pages_are_counted_in_known_fonts_whatever_a_person_has_set(tmp_path, monkeypatch):
    words = docx(p("Families and schools in our valley know each other. " * 60))
    usual = sheets_by("dxpdf", words)
    folder = tmp_path / "fontconfig"
    folder.mkdir()
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?><fontconfig><match><edit name="family" mode="prepend" '
        'binding="strong"><string>Liberation Mono</string></edit></match></fontconfig>'
    )
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert sheets_by("dxpdf", words) == usual
