"""Every character arrives: no box is drawn, whatever the text layer says."""

from pathlib import Path

import page as judge
import pytest

from loi_tool.findings import Place
from loi_tool.layout import fonts as fonts_module
from loi_tool.layout.engine import KNOWN_FONTS
from loi_tool.layout.fonts import PLAIN, Fonts, OddLines, fonts_for, missing_glyphs, odd_lines
from loi_tool.letter import Block, Layout, Section, Span
from loi_tool.word.write import word_bytes
from tests.layout.laid_out import laid_out
from tests.letters import AS_OF, LANGUAGES, letter


@pytest.fixture
def no_system_fonts(monkeypatch):
    monkeypatch.setattr(fonts_module, "system_folders", lambda: [])


def set_letter(text, font="Calibri", named=()):
    found = fonts_for(text, font, named)
    content = letter(text, layout=Layout(font=font))
    word = word_bytes(content, AS_OF, found.family_of, frozenset(found.files))
    return found, laid_out(word, found.files)


@pytest.mark.parametrize("font", KNOWN_FONTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_comes_out_without_any_font_installed(language, font, no_system_fonts):
    found, result = set_letter(LANGUAGES[language], font)
    assert found.missing == frozenset()
    assert found.files == {}
    assert result.boxes == 0


@pytest.mark.parametrize("font", KNOWN_FONTS)
def test_plain_characters_are_in_every_built_in_font(font):
    drawn_by = fonts_module._survey(sorted(c for c in PLAIN if not c.isspace()), font)
    assert len(set(drawn_by.values())) == 1
    assert None not in drawn_by.values()


@pytest.mark.parametrize("font", KNOWN_FONTS)
@pytest.mark.parametrize(("bold", "italic"), [(True, False), (False, True), (True, True)])
def test_plain_characters_are_there_in_bold_and_italic(font, bold, italic):
    text = " ".join(sorted(c for c in PLAIN if not c.isspace()))
    section = Section("description", "Our district", (Block((Span(text, bold, italic),)),))
    result = laid_out(word_bytes(letter(sections=(section,), layout=Layout(font=font)), AS_OF))
    assert result.boxes == 0


def test_a_rare_symbol_does_not_drag_its_neighbours(no_system_fonts):
    text = "Our plan is done ☑ and was agreed ✓ by all."
    _, result = set_letter(text)
    symbols = {word.font for word in result.words() if any(c in word.text for c in "☑✓")}
    neighbours = {w.font for w in result.words() if "agreed" in w.text or "done" in w.text}
    assert neighbours == {"Carlito"}
    assert symbols and "Carlito" not in symbols


@pytest.mark.parametrize(
    "word",
    [
        "x\u0331wm\u0259\u03b8kw\u0259y\u0313\u0259m",
        "Din\u00e9 \u0105\u0301 and T\u02bc",
        "\u02bb\u014clelo Hawai\u02bbi",
    ],
)
def test_a_mark_that_combines_does_not_make_boxes_of_its_neighbours(word, no_system_fonts):
    found, result = set_letter(f"They say {word} and more.")
    assert result.boxes == 0
    assert odd_lines(result.pdf, found, "letter.pdf") == OddLines((), ())


def test_bullets_and_numbers_are_in_the_font_of_the_letter():
    blocks = tuple(
        Block((Span(text),), kind, number_format=form, start=start)
        for text, kind, form, start in (
            ("one", "bullet", "", None),
            ("two", "number", "lowerLetter", 1),
            ("three", "number", "upperRoman", 4),
        )
    )
    section = Section("description", "Our district", blocks)
    result = laid_out(word_bytes(letter(sections=(section,)), AS_OF))
    assert {word.font.partition("-")[0] for word in result.words()} == {"Carlito"}
    assert [w.text.strip() for w in result.words() if w.text.strip() in ("•", "a.", "IV.")] == [
        "•", "a.", "IV."
    ]  # fmt: skip


def test_a_line_with_a_box_is_named_with_its_page(no_system_fonts):
    found, result = set_letter("Every family says Բարև to us.")
    (line,) = odd_lines(result.pdf, found, "letter.pdf").boxes
    assert line.place == Place(file="letter.pdf", page=1)
    assert "Every family says" in line.text


def test_a_line_in_another_font_than_it_needs_is_named_with_its_page(no_system_fonts):
    found, result = set_letter("Every family says ☑ to us.")
    assert odd_lines(result.pdf, found, "letter.pdf").other_fonts == ()
    (line,) = odd_lines(result.pdf, Fonts(), "letter.pdf").other_fonts
    assert line.place == Place(file="letter.pdf", page=1)
    assert "Every family says" in line.text


def test_missing_characters_are_told_once_for_each_script():
    texts = [("", "Dear all"), ("sections.interest", "Բարև ձեզ, 한국어 and 😀🏫")]
    told = missing_glyphs(texts, frozenset("Բարևձեզ한국어😀🏫"))
    assert [(glyphs.name, glyphs.characters, glyphs.key) for glyphs in told] == [
        ("Armenian", "Բարևձեզ", "sections.interest"),
        ("Hangul", "한국어", "sections.interest"),
        ("grinning face", "😀🏫", "sections.interest"),
    ]
    assert missing_glyphs(texts, frozenset()) == ()


def test_uncut_the_same_symbol_would_be_a_box():
    """What the cutting is for; when this fails the engine has learnt it, and the cutting can go."""
    text = "Our plan is done ☑ and was agreed ✓ by all."
    assert laid_out(word_bytes(letter(text), AS_OF)).boxes > 0


def test_missing_characters_are_told_and_the_judge_agrees(no_system_fonts):
    found, result = set_letter("Բարև ձեզ, 한국어")
    assert found.missing == frozenset("Բարևձեզ한국어")
    assert result.boxes == len("Բարևձեզ한국어")
    report = judge.validate_pdf_bytes(result.pdf, profile="ua1")
    assert any("NOTDEF" in failure.rule_id for failure in report.failures)


def a_font_with(characters, family, path):
    """A font file with a square for each character, made here."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = [".notdef", "space", *(f"u{ord(c):04X}" for c in characters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({32: "space", **{ord(c): f"u{ord(c):04X}" for c in characters}})
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(None)
        if name != "space":
            for point, draw in zip(
                [(50, 0), (50, 600), (550, 600), (550, 0)],
                [pen.moveTo, pen.lineTo, pen.lineTo, pen.lineTo],
                strict=True,
            ):
                draw(point)
            pen.closePath()
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    post_script = family.replace(" ", "") + "-Regular"
    builder.setupNameTable(
        {"familyName": family, "styleName": "Regular", "fullName": family, "psName": post_script}
    )
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200, fsType=0)
    builder.setupPost()
    builder.save(path)
    return path


def test_a_named_font_is_used(tmp_path: Path, no_system_fonts):
    path = a_font_with("Բարև", "Test Armenian", tmp_path / "armenian.ttf")
    found, result = set_letter("We say Բարև to all.", named=[path])
    assert found.missing == frozenset()
    assert set(found.files) == {"Test Armenian"}
    assert result.boxes == 0
    assert judge.is_pdf_compliant_bytes(result.pdf, profile="ua1")
    assert judge.is_pdf_compliant_bytes(result.pdf, profile="2b")


def test_a_system_font_is_used(tmp_path: Path, monkeypatch):
    a_font_with("Բարև", "Test Armenian", tmp_path / "armenian.ttf")
    monkeypatch.setattr(fonts_module, "system_folders", lambda: [tmp_path])
    found, result = set_letter("We say Բարև to all.")
    assert found.missing == frozenset() and result.boxes == 0


def test_a_font_that_may_not_be_embedded_is_left_alone(tmp_path: Path, no_system_fonts):
    from fontTools.ttLib import TTFont

    path = a_font_with("Բարև", "Test Armenian", tmp_path / "armenian.ttf")
    font = TTFont(path)
    font["OS/2"].fsType = 0x0002
    font.save(path)
    found, _ = set_letter("We say Բարև to all.", named=[path])
    assert found.missing == frozenset("Բարև")


def test_a_broken_font_file_is_passed_over(tmp_path: Path, no_system_fonts):
    path = tmp_path / "broken.ttf"
    path.write_bytes(b"\x00\x01\x00\x00 not a font")
    found, _ = set_letter("We say Բարև to all.", named=[path])
    assert found.missing == frozenset("Բարև")


def test_plain_text_asks_nobody(monkeypatch):
    monkeypatch.setattr(fonts_module, "_survey", lambda *a: pytest.fail("asked the engine"))
    assert fonts_for(LANGUAGES["Spanish"], "Calibri").families == {}
