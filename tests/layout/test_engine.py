"""The engine's PDF and what is put right in it; and its failures."""

import io

import page as pdf_judge
import pypdf
import pytest
import rdocx

from loi_tool.errors import EngineFailed
from loi_tool.layout.engine import lay_out
from loi_tool.layout.engines import pdf_by
from loi_tool.letter import Layout
from loi_tool.word.write import word_bytes
from tests.letters import AS_OF, letter, prose
from tests.word.word_files import docx


def a_letter_with_an_unclear_end():
    """The first of many letters of which the engine writes a stream that ends in 0x0D."""
    for number in range(300):
        word = word_bytes(letter(f"Letter {number}, for chance {number * 7919 % 1000}."), AS_OF)
        if b"\r\nendstream" in rdocx.Document.from_bytes(word).to_pdfa_deterministic():
            return word
    raise AssertionError("the engine no longer does it; _with_clear_ends can go")


def test_no_stream_ends_in_a_carriage_return():
    pdf = lay_out(a_letter_with_an_unclear_end()).pdf
    assert b"\r\nendstream" not in pdf
    assert [f.message for f in pdf_judge.validate_pdf_bytes(pdf, profile="2b").failures] == []
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    assert "for chance" in reader.pages[0].extract_text()


def test_language_is_set():
    pdf = lay_out(word_bytes(letter("x"), AS_OF)).pdf
    assert pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "en-US"


@pytest.mark.parametrize("word", [b"", b"not a zip", b"PK\x03\x04 cut off"])
def test_what_cannot_be_laid_out_is_a_failed_engine(word):
    with pytest.raises(EngineFailed, match=r"could not be laid out\. The layout engine rdocx"):
        lay_out(word)


def test_a_letter_is_an_archival_pdf_or_none():
    """Other people's letters get a plain PDF where PDF/A forbids a link; ours never has such."""
    link = '<w:hyperlink r:id="rId9"><w:r><w:t>here</w:t></w:r></w:hyperlink>'
    file = docx(f"<w:p>{link}</w:p>", relations=[("rId9", "hyperlink", "javascript:x()", True)])
    assert pdf_by("rdocx", file)
    with pytest.raises(EngineFailed):
        lay_out(file)


@pytest.mark.parametrize("font", ["Calibri", "Arial", "Times New Roman"])
def test_no_gap_is_left_behind_the_number_of_a_page(font):
    """The engine keeps room for two digits; the copy that it is given makes up for that."""
    word = word_bytes(letter(prose(900), layout=Layout(font)), AS_OF)
    footer = [w for w in lay_out(word).drawn.words if w.furniture and w.page == 2]
    number, space, of, total = footer[-4:]
    assert [w.text.strip() for w in (number, space, of, total)] == ["2", "", "of", "2"]
    digit = 9.5 * {"Calibri": 0.507, "Arial": 0.556, "Times New Roman": 0.5}[font]
    assert space.x - number.x == pytest.approx(digit, abs=0.6)


def test_two_digits_of_a_page_number_do_not_overlap():
    word = word_bytes(letter(*[prose(900)] * 9), AS_OF)
    drawn = lay_out(word).drawn
    assert drawn.pages >= 10
    footer = [w for w in drawn.words if w.furniture and w.page == 10]
    number, space = footer[-4:-2]
    assert number.text == "10"
    assert space.x - number.x == pytest.approx(2 * 9.5 * 0.507, abs=0.2)
