"""The engine's PDF and what is put right in it; and its failures."""

import io
import unicodedata

import page as pdf_judge
import pypdf
import pytest
import rdocx
from hypothesis import given, settings
from hypothesis import strategies as st

from loi_tool.errors import EngineFailed
from loi_tool.layout.engine import letter_pdf
from loi_tool.layout.engines import pdf_by
from loi_tool.letter import Layout
from loi_tool.word.write import word_bytes
from tests.layout.laid_out import laid_out
from tests.letters import AS_OF, letter, picture, prose
from tests.word.word_files import docx


def a_letter_with_an_unclear_end():
    """The first of many letters of which the engine writes a stream that ends in 0x0D."""
    for number in range(300):
        word = word_bytes(letter(f"Letter {number}, for chance {number * 7919 % 1000}."), AS_OF)
        if b"\r\nendstream" in rdocx.Document.from_bytes(word).to_pdfa_deterministic():
            return word
    raise AssertionError("the engine no longer does it; _with_clear_ends can go")


def test_no_stream_ends_in_a_carriage_return():
    pdf = letter_pdf(a_letter_with_an_unclear_end())
    assert b"\r\nendstream" not in pdf
    assert [f.message for f in pdf_judge.validate_pdf_bytes(pdf, profile="2b").failures] == []
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    assert "for chance" in reader.pages[0].extract_text()


def test_language_is_set():
    pdf = letter_pdf(word_bytes(letter("x"), AS_OF))
    assert pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "en-US"


@pytest.mark.parametrize("word", [b"", b"not a zip", b"PK\x03\x04 cut off"])
def test_what_cannot_be_laid_out_is_a_failed_engine(word):
    with pytest.raises(EngineFailed, match=r"could not be laid out\. The layout engine rdocx"):
        letter_pdf(word)


def test_a_letter_is_an_archival_pdf_or_none():
    """Other people's letters get a plain PDF where PDF/A forbids a link; ours never has such."""
    link = '<w:hyperlink r:id="rId9"><w:r><w:t>here</w:t></w:r></w:hyperlink>'
    file = docx(f"<w:p>{link}</w:p>", relations=[("rId9", "hyperlink", "javascript:x()", True)])
    assert pdf_by("rdocx", file)
    with pytest.raises(EngineFailed):
        letter_pdf(file)


@pytest.mark.parametrize("font", ["Calibri", "Arial", "Times New Roman"])
def test_no_gap_is_left_behind_the_number_of_a_page(font):
    """The engine keeps room for two digits; the copy that it is given makes up for that."""
    word = word_bytes(letter(prose(900), layout=Layout(font)), AS_OF)
    number, space, of, total = [w for w in laid_out(word).words() if w.page == 2][-4:]
    assert [w.text.strip() for w in (number, space, of, total)] == ["2", "", "of", "2"]
    digit = 9.5 * {"Calibri": 0.507, "Arial": 0.556, "Times New Roman": 0.5}[font]
    assert space.x - number.x == pytest.approx(digit, abs=0.6)


def test_two_digits_of_a_page_number_do_not_overlap():
    word = word_bytes(letter(*[prose(900)] * 9), AS_OF)
    letter_set = laid_out(word)
    assert len(letter_set.sheets) >= 10
    number, space = [w for w in letter_set.words() if w.page == 10][-4:-2]
    assert number.text == "10"
    assert space.x - number.x == pytest.approx(2 * 9.5 * 0.507, abs=0.2)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60))
def test_every_printable_character_is_drawn(text):
    shown = laid_out(word_bytes(letter(text), AS_OF))
    assert "".join(text.split()) in "".join(shown.text.split())
    assert shown.boxes == 0


def test_hundreds_of_different_glyphs_are_drawn():
    """Their codes are written in another way than the first few."""
    codes = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x149), *range(0x410, 0x450)]
    wanted = [*map(chr, codes)]
    shown = laid_out(word_bytes(letter(" ".join(wanted)), AS_OF))
    text = unicodedata.normalize("NFKC", shown.text)
    assert [c for c in wanted if unicodedata.normalize("NFKC", c).strip() not in text] == []
    assert shown.boxes == 0


@pytest.mark.parametrize("pages", [1, 2, 4])
def test_pages_and_words_are_those_that_pypdf_reads(pages):
    shown = laid_out(word_bytes(letter(*[prose(130)] * (4 * pages - 3), logo=picture()), AS_OF))
    reader = pypdf.PdfReader(io.BytesIO(shown.pdf))
    assert len(shown.sheets) == len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        ours = "".join([*shown.lines(number), shown.furniture(number)])
        assert sorted("".join(ours.split())) == sorted("".join(page.extract_text().split()))


def test_lines_run_from_top_to_bottom():
    sheet = laid_out(word_bytes(letter(prose(120)), AS_OF)).sheets[0]
    assert [y for y, _ in sheet.lines] == sorted(y for y, _ in sheet.lines)
    assert sheet.lines[0][1] == sheet.lines[-1][1] == "Rio Seco Elementary School District"
