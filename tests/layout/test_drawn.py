"""The reader of the engine's PDF, against a reader that knows nothing of the engine."""

import io

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loi_tool.errors import EngineFailed
from loi_tool.layout.drawn import read_drawn
from loi_tool.layout.engine import lay_out
from loi_tool.word.write import word_bytes
from tests.letters import AS_OF, letter, picture, prose


def laid_out(*texts, **changes):
    return lay_out(word_bytes(letter(*texts, **changes), AS_OF))


def bare(text):
    return "".join(text.split())


@pytest.mark.parametrize("pages", [1, 2, 4])
def test_reads_the_same_words_and_pages_as_pypdf(pages):
    result = laid_out(*[prose(130)] * (4 * pages - 3), logo=picture())
    reader = pypdf.PdfReader(io.BytesIO(result.pdf))
    assert result.drawn.pages == len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        ours = bare("".join(w.text for w in result.drawn.words if w.page == number))
        assert sorted(ours) == sorted(bare(page.extract_text()))


def test_headers_and_footers_are_furniture():
    result = laid_out(*[prose(200)] * 5, draft=True)
    furniture = {
        page: "".join(w.text for w in result.drawn.words if w.furniture and w.page == page)
        for page in range(1, result.drawn.pages + 1)
    }
    assert all("DRAFT" in text for text in furniture.values())
    assert "Page" not in furniture[1]
    assert furniture[2].endswith(f"Page 2 of {result.drawn.pages}")
    assert "DRAFT" not in "".join(w.text for w in result.drawn.body)


def test_lines_run_from_top_to_bottom():
    lines = laid_out(prose(120)).drawn.lines
    assert [(line.page, line.y) for line in lines] == sorted((line.page, line.y) for line in lines)
    assert lines[0].text == "Rio Seco Elementary School District"
    assert lines[-1].text == "Rio Seco Elementary School District"


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60))
def test_every_printable_character_comes_back(text):
    # Glyph codes are two bytes, so every byte, a parenthesis among them, occurs in strings.
    drawn = laid_out(text).drawn
    assert bare(text) in bare("".join(word.text for word in drawn.body))
    assert drawn.missing == 0


def test_hundreds_of_different_glyphs_come_back():
    """Codes over 127 are written in another way than those below."""
    text = " ".join(
        chr(code) for code in [*range(0x21, 0x7F), *range(0xA1, 0x17F), *range(0x410, 0x450)]
    )
    text = text.replace("\u00ad ", "")
    drawn = laid_out(text).drawn
    assert bare(text.replace("ŉ", "")) in bare("".join(w.text for w in drawn.body)).replace("ŉ", "")


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"%PDF-1.7\nstartxref\n9\n%%EOF", b"x" * 500])
def test_what_is_no_pdf_of_ours_is_refused(junk):
    with pytest.raises(EngineFailed):
        read_drawn(junk)


def test_a_truncated_pdf_is_refused():
    pdf = laid_out("Hello.").pdf
    with pytest.raises(EngineFailed):
        read_drawn(pdf[: len(pdf) // 2])
