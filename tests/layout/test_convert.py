"""The PDF of a finished Word file, and what it lacks of it."""

import io

import pypdf
import pytest

from loi_tool.errors import BadUsage, EngineFailed
from loi_tool.files import Image, PdfFacts, WordFacts
from loi_tool.findings import Place
from loi_tool.layout import convert
from loi_tool.layout.convert import losses, lost_letterhead, pdf_of
from loi_tool.layout.engines import Sheet, sheets_of
from loi_tool.word.read import read_word
from tests.layout.test_normalise import word
from tests.word.word_files import p

LETTER = word(p("Dear Ms. Hart,") + p("we ask for May 12, 2022.") + p(), header=p("Rio Seco") + p())


def made(engine):
    return pdf_of(LETTER, read_word(LETTER, "letter.docx"), engine, "Letter, Rio Seco")


@pytest.mark.parametrize("engine", ["dxpdf", "rdocx"])
def test_a_pdf_has_all_words_and_no_others_and_is_the_same_each_time(engine):
    first, second = made(engine), made(engine)
    assert first.pdf == second.pdf
    assert first.engine == engine
    assert first.losses == ()
    text = [line for sheet in sheets_of(first.pdf) for _, line in sheet.lines]
    assert sorted(text) == ["Dear Ms. Hart,", "Rio Seco", "we ask for May 12, 2022."]


@pytest.mark.parametrize("engine", ["dxpdf", "rdocx"])
def test_title_and_language_are_set_and_no_date(engine):
    reader = pypdf.PdfReader(io.BytesIO(made(engine).pdf))
    assert reader.metadata.title == "Letter, Rio Seco"
    assert "/CreationDate" not in reader.metadata and "/ModDate" not in reader.metadata
    assert reader.root_object["/Lang"] == "en-US"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.xmp_metadata.dc_title == {"x-default": "Letter, Rio Seco"}


def test_the_best_engine_that_can_do_it_is_taken(monkeypatch):
    asked = []

    def fail_but_the_last(engine, data):
        asked.append(engine)
        if engine != "rdocx":
            raise EngineFailed(f"{engine} failed.")
        return real(engine, data)

    real = convert.pdf_by
    monkeypatch.setattr(convert, "pdf_by", fail_but_the_last)
    monkeypatch.setattr(convert, "soffice", lambda: "soffice")
    assert made(None).engine == "rdocx"
    assert asked == ["libreoffice", "dxpdf", "rdocx"]
    with pytest.raises(EngineFailed, match="dxpdf failed"):
        made("dxpdf")
    with pytest.raises(BadUsage, match="no engine “word”"):
        made("word")


def test_words_that_are_lost_are_named():
    body = p("Dear Ms. Hart,") + p("Our trustees agreed to the fund of 3 schools on May 12, 2022.")
    facts = read_word(word(body, footer=p("Board of Trustees")), "letter.docx")
    whole = "Dear Ms. Hart, Our trustees agreed to the fund of 3 schools on May 12, 2022."

    def lost(text):
        return losses(facts, (Sheet(792, 0, ((80.0, text),)),))

    assert lost(f"{whole} Board of Trustees") == ()
    assert lost(whole.replace("fund", "ﬁnd") + "Board of Trus\u00adtees") == (
        "The PDF lacks the words “fund”.",
    )
    assert lost(whole) == ("The PDF lacks “Board of Trustees”.",)
    assert lost("Dear Ms. Hart, Board of Trustees") == (
        "The PDF lacks “Our trustees agreed to the fund of 3 schools on May 12, 2022.”.",
    )


@pytest.mark.parametrize(
    ("in_pdf", "lost"),
    [
        ("Our Vit families of H O write to us. ệ 2", ()),  # as LibreOffice sets other fonts
        ("Our families of H O write to us. ệ 2", ("Việt",)),
        ("Our Vit families of H O write to us. 2", ("Việt",)),
        ("Our Vit families of H O write to us. ệ", ("H2O",)),
    ],
)
def test_letters_of_another_font_are_not_lost_where_they_follow_their_line(in_pdf, lost):
    facts = read_word(word(p("Our Việt families of H₂O write to us.")), "letter.docx")
    found = losses(facts, (Sheet(792, 0, ((80.0, in_pdf),)),))
    assert len(found) == len(lost)
    assert all(name.casefold()[-1] in says for name, says in zip(lost, found, strict=True))


@pytest.mark.parametrize(
    ("in_word", "in_pdf", "says"),
    [
        ([("header", 0)], [0], ""),
        ([("header", 0), ("header", 0)], [1], ""),
        ([("body", 1)], [3], ""),
        ([("body", 20)], [], ""),
        ([("header", 0)], [], "lacks the picture at the top"),
        ([("body", 0), ("body", 1)], [0], "lacks 1 of the 2 pictures at the top"),
        ([("header", 0)], [14], "is lower"),
    ],
)
def test_the_letterhead_of_the_first_page_is_looked_for(in_word, in_pdf, says):
    ours = WordFacts("a.docx", (), tuple(Image(n, Place(), where) for where, n in in_word))
    theirs = tuple(Image(n, Place(page=1)) for n in in_pdf)
    found = lost_letterhead(ours, PdfFacts("a.pdf", 2, images=(*theirs, Image(40, Place(page=2)))))
    assert len(found) == bool(says) and says in "".join(found)


def test_headers_text_boxes_and_tables_are_missed_too():
    box = '<w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>'
    box += p("Two hundred families wrote to us") + "</w:txbxContent></v:textbox></w:pict>"
    body = p("Dear Ms. Hart,") + f"<w:p><w:r>{box}</w:r></w:p>"
    facts = read_word(word(body, header=p("Rio Seco School District")), "letter.docx")
    assert losses(facts, (Sheet(792, 0, ((80.0, "Dear Ms. Hart,"),)),)) == (
        "The PDF lacks “Rio Seco School District”.",
        "The PDF lacks “Two hundred families wrote to us”.",
    )


def test_libreoffice_makes_a_pdf(set_by_libreoffice):
    found = made("libreoffice")
    assert found.losses == () and found.pdf == made("libreoffice").pdf
    reader = pypdf.PdfReader(io.BytesIO(found.pdf))
    assert reader.metadata.title == "Letter, Rio Seco"
    assert reader.root_object["/Lang"] == "en-US"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
