"""Fonts on a machine that has none."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from loi_tool.layout import engines, spare_fonts
from loi_tool.layout.convert import pdf_of
from loi_tool.layout.engines import pdf_by, sheets_by, sheets_of
from loi_tool.layout.fonts import PLAIN
from loi_tool.layout.spare_fonts import with_spare_fonts
from loi_tool.word.read import read_word
from tests.layout.test_normalise import word
from tests.word.word_files import p

TEXT = "We ask “Señora Núñez” for 12½ — and Nguyễn for more."
LETTER = word(p("Dear Ms. Hart,") + p(TEXT), header=p("Rio Seco"))


@pytest.fixture
def no_fonts(tmp_path, monkeypatch):
    """A machine without fonts, as far as fontconfig goes."""
    config = tmp_path / "empty.conf"
    config.write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    monkeypatch.setitem(engines._KNOWN_FONTS, "FONTCONFIG_FILE", str(config))


def test_dxpdf_sets_text_on_a_machine_without_fonts(no_fonts):
    made = pdf_of(LETTER, read_word(LETTER, "letter.docx"), "dxpdf", "Letter")
    assert (made.engine, made.losses) == ("dxpdf", ())
    lines = [line for sheet in sheets_of(made.pdf) for _, line in sheet.lines]
    assert TEXT in lines and "Rio Seco" in lines
    assert b"Liberation" in made.pdf or b"Carlito" in made.pdf
    assert sheets_by("dxpdf", LETTER)[0].lines


def test_pages_are_counted_alike_where_there_are_other_fonts_alone(tmp_path, monkeypatch):
    """Those that are there have other widths."""
    with with_spare_fonts() as environment:
        file = next(Path(environment["FONTCONFIG_FILE"]).parent.glob("*.ttf")).read_bytes()
    with TTFont(io.BytesIO(file)) as font:
        for record in font["name"].names:
            record.string = "Odd Sans"
        font["hmtx"].metrics = dict.fromkeys(font["hmtx"].metrics, (2000, 0))
        font.save(tmp_path / "odd.ttf")
    known = Path(engines._KNOWN_FONTS["FONTCONFIG_FILE"]).read_text("utf-8")
    config = tmp_path / "fonts.conf"
    config.write_text(re.sub("<dir.*dir>", f"<dir>{tmp_path}</dir>", known), "utf-8")
    monkeypatch.setitem(engines._KNOWN_FONTS, "FONTCONFIG_FILE", str(config))
    with_other_fonts = sheets_by("dxpdf", LETTER)
    config.write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    assert [sheet.lines for sheet in with_other_fonts] == [
        s.lines for s in sheets_by("dxpdf", LETTER)
    ]


@pytest.mark.skipif(not shutil.which("fc-list"), reason="fontconfig is not here to be asked")
def test_with_fonts_on_the_machine_they_are_not_asked_for(monkeypatch):
    listed = subprocess.run(["fc-list"], capture_output=True, check=True).stdout
    asked = []
    monkeypatch.setattr(spare_fonts, "_fonts", lambda: asked.append(1) or ())
    assert pdf_by("dxpdf", LETTER) if listed else True
    assert not asked or not listed


def test_each_font_has_the_characters_of_every_letter_and_a_style():
    with with_spare_fonts() as environment:
        config = Path(environment["FONTCONFIG_FILE"])
        fonts = [TTFont(io.BytesIO(file.read_bytes())) for file in config.parent.glob("*.ttf")]
    assert not config.exists()
    styles = {(font["name"].getDebugName(1), font["head"].macStyle & 3) for font in fonts}
    for family in ("Carlito", "Caladea", "Liberation Sans", "Liberation Serif", "Liberation Mono"):
        assert {(family, style) for style in range(4)} - {("Caladea", 3)} <= styles
    for font in fonts:
        missing = PLAIN - set(map(chr, font.getBestCmap())) - {"\n"}
        assert not {character for character in missing if character.isalnum()}
