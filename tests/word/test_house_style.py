"""The house style is a Word file: it is whole, and who changes it in Word changes the letters."""

import io
import re

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

import loi_tool.word.page as page
from loi_tool.letter import Layout
from loi_tool.word.read import read_word
from loi_tool.word.write import word_bytes
from tests.layout.laid_out import laid_out
from tests.letters import AS_OF, letter, prose

PARAGRAPH, AT_LEAST = WD_STYLE_TYPE.PARAGRAPH, WD_LINE_SPACING.AT_LEAST
HOUSE_STYLE = page.HOUSE_STYLE


def written(content):
    return docx.Document(io.BytesIO(word_bytes(content, AS_OF)))


@pytest.fixture
def edited(monkeypatch, tmp_path):
    """Put a changed house style in the place of the one that is shipped."""

    def edit(change):
        document = docx.Document(str(HOUSE_STYLE))
        change(document)
        document.save(tmp_path / "letter.docx")
        monkeypatch.setattr(page, "HOUSE_STYLE", tmp_path / "letter.docx")

    return edit


@pytest.mark.judge
def test_microsofts_own_validator_finds_nothing(open_xml_errors):
    assert open_xml_errors(HOUSE_STYLE) == []


def test_every_style_is_shown_in_its_sample():
    document = docx.Document(str(HOUSE_STYLE))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    shown = {p.style.name for p in document.paragraphs}
    shown |= {p.style.name for cell in cells for p in cell.paragraphs}
    own = {style.name for style in document.styles if style.type == PARAGRAPH}
    not_in_the_body = {"Normal", "Header", "Footer", "Draft Mark", "Letterhead Logo",
                       "Signature Picture"}  # fmt: skip
    assert own - shown == not_in_the_body


def test_nothing_of_its_sample_comes_into_a_letter():
    facts = read_word(word_bytes(letter("x"), AS_OF), "letter.docx")
    assert not any(re.search(r"\[|house style", p.text) for p in facts.paragraphs)


def test_what_is_changed_in_word_changes_the_letters(edited):
    def change(document):
        heading = document.styles["Heading 1"]
        heading.font.size, heading.font.color.rgb = Pt(15), RGBColor(0x80, 0, 0)
        document.styles["Body Text"].paragraph_format.space_after = Pt(9)
        document.sections[0].footer.paragraphs[0].runs[1].text = " · page "

    edited(change)
    styles = written(letter("x", layout=Layout(size=12))).styles
    assert styles["Heading 1"].font.size == Pt(16)  # as much larger than the text as it was made
    assert styles["Heading 1"].font.color.rgb == RGBColor(0x80, 0, 0)
    assert styles["Body Text"].paragraph_format.space_after == Pt(9)
    footer = written(letter("x")).sections[0].footer.paragraphs[0].text
    assert footer.startswith("Rio Seco Elementary School District · page ")


def test_a_font_that_a_style_names_stays(edited):
    edited(lambda document: setattr(document.styles["Letterhead Name"].font, "name", "Georgia"))
    styles = written(letter("x", layout=Layout("Arial"))).styles
    assert styles["Letterhead Name"].font.name == "Georgia"


@pytest.mark.parametrize("size", [8, 9.5, 11, 16])
def test_lines_have_room_for_their_type(size):
    """At 1.28 times the type size, in every style: more than any built-in font asks for."""
    document = written(letter("x", layout=Layout(size=size)))
    lined = [
        style
        for style in document.styles
        if style.type == PARAGRAPH and style.paragraph_format.line_spacing_rule == AT_LEAST
    ]
    assert len(lined) >= 4
    for style in lined:
        points = style.font.size.pt if style.font.size else size
        line = style.paragraph_format.line_spacing.pt
        assert line == pytest.approx(1.28 * points, abs=0.06)


def test_what_word_counted_in_the_house_style_is_not_said_of_a_letter(edited):
    def change(document):
        part = document.part.package.part_related_by(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties"
        )
        part._blob = part.blob.replace(b"<Application>", b"<Pages>7</Pages><Application>Word ")
        document.core_properties.comments = "a note"

    edited(change)
    facts = read_word(word_bytes(letter("x"), AS_OF), "letter.docx")
    assert facts.properties.pages is None
    assert facts.properties.application == "loi"
    assert written(letter("x")).core_properties.comments == ""


def test_what_word_writes_into_normal_gives_way_to_the_letters_own_type(edited):
    def change(document):
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = "Georgia", Pt(12)
        normal.element.rPr.rFonts.set(qn("w:asciiTheme"), "minorHAnsi")
        document.styles["Heading 1"].font.size = Pt(14)

    edited(change)
    word = word_bytes(letter("x", layout=Layout("Arial", 10)), AS_OF)
    facts = read_word(word, "letter.docx")
    used = {(use.font, use.points) for use in facts.types if use.place.paragraph}
    assert ("Arial", 10) in used
    assert not {font for font, _ in used} - {"Arial"}
    assert written(letter("x", layout=Layout("Arial", 10))).styles["Heading 1"].font.size == Pt(12)


@pytest.mark.parametrize("name", ["Школьный округ", "مدرسة الوادي", "Cộng đồng Unified"])
def test_the_district_is_in_the_footer_in_its_own_script(name):
    from loi_tool.layout.fonts import fonts_for

    content = letter(*[prose(300)] * 3, author=name)
    fonts = fonts_for(name, content.layout.font)
    word = word_bytes(content, AS_OF, fonts.family_of, frozenset(fonts.files))
    assert laid_out(word, fonts.files).boxes == 0
    text = docx.Document(io.BytesIO(word)).sections[0].footer.paragraphs[0].text
    assert text.startswith(f"{name} · Letter of Interest · Page ")
