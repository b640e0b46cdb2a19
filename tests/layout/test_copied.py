"""The copy that engines are given: what is in it, and what is made of what is wrong."""

import io
import zipfile

import pytest

from loi_tool.errors import EngineFailed
from loi_tool.layout import copied
from loi_tool.layout.copied import Copy
from loi_tool.layout.engines import sheets_by
from loi_tool.layout.normalise import normalised
from tests.layout.test_normalise import STYLES, word
from tests.word.word_files import (
    MAIN,
    docx,
    field,
    held,
    inline_picture,
    p,
    part,
    parts_of,
    picture_file,
    r,
    rels,
    zipped,
)


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words(data, engine="rdocx"):
    return [text for sheet in sheets_by(engine, data) for _, text in sheet.lines]


def text_of(body):
    """The body of the copy of a file with that body."""
    return parts(Copy(docx(body)).to_bytes())["word/document.xml"].decode()


@pytest.mark.parametrize("folder", ["word/", "letter/", ""])
def test_the_main_part_may_have_any_name(folder):
    made = parts_of(p("Dear Ms. Hart,"), types=[(f"{folder}document2.xml", MAIN)])
    made[f"{folder}document2.xml"] = made.pop("word/document.xml")
    made[f"{folder}styles2.xml"] = STYLES
    made["_rels/.rels"] = rels(("d", "officeDocument", f"{folder}document2.xml", False))
    made.pop("word/_rels/document.xml.rels")
    made[f"{folder}_rels/document2.xml.rels"] = rels(("s", "styles", "styles2.xml", False))
    copy = normalised(zipped(made)).to_bytes()
    assert {"word/document.xml", "word/styles.xml"} <= set(parts(copy))
    for engine in ("rdocx", "dxpdf"):
        assert words(copy, engine) == ["Dear Ms. Hart,"]


def test_only_what_the_text_leads_to_is_in_the_copy():
    made = parts(
        Copy(
            docx(
                p("x", inline_picture()),
                relations=[
                    ("pic", "image", "media/a.png", False),
                    ("c", "customXml", "c.xml", False),
                ],
                parts={
                    "word/media/a.png": picture_file("navy"),
                    "word/c.xml": "<c/>",
                    "word/b.bin": "b",
                },
            )
        ).to_bytes()
    )
    assert "word/media/a.png" in made
    assert not {"word/c.xml", "word/b.bin"} & set(made)


def test_a_large_picture_is_left_out_where_the_copy_is_only_measured():
    data = picture_file("navy") + b"\0" * 2_000_000
    file = docx(p("x", inline_picture()), **held(data))
    assert parts(Copy(file).to_bytes())["word/media/image1.png"] == data
    assert len(Copy(file, measured=True).to_bytes()) < 100_000


@pytest.mark.parametrize("code", ["INCLUDEPICTURE a.png", "DATE", "toc", "AUTHOR"])
def test_of_other_fields_the_result_stays(code):
    complex_one = text_of(p(field(code, r("result"))))
    simple = text_of(p(f'<w:fldSimple w:instr=" {code} ">{r("result")}</w:fldSimple>'))
    for made in (complex_one, simple):
        assert "result" in made and code not in made and "fld" not in made


@pytest.mark.parametrize("code", ["PAGE", " numpages ", "HYPERLINK https://x.example"])
def test_fields_that_ask_for_nothing_stay(code):
    made = text_of(p(field(code, r("1"))))
    assert code in made and made.count("fldChar ") == 3
    assert code in text_of(p(f'<w:fldSimple w:instr="{code}">{r("1")}</w:fldSimple>'))


def test_marks_of_fields_without_an_end_go_and_their_text_stays():
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    for body in (
        p(begin, "text"),
        p(end, "text"),
        p(begin, "text", "<w:instrText>DDE</w:instrText>"),
    ):
        made = text_of(body)
        assert "text" in made and "fldChar" not in made and "instr" not in made


def test_a_field_over_two_paragraphs_is_its_result():
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    )
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    made = text_of(
        p(begin, separate, "one") + p("two", '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    )
    assert "one" in made and "two" in made and "fldChar" not in made


@pytest.mark.parametrize("number", ["²", "٣", "NaN", "1e5", "9" * 400, "1" + "0" * 22, "", "-"])
def test_a_size_that_is_none_reaches_no_engine(number):
    spacing = f'<w:spacing w:before="{number}" w:after="{number}"/>'
    size = f'<w:sz w:val="{number}"/>'
    section = f'<w:sectPr><w:pgSz w:w="{number}" w:h="15840"/></w:sectPr>'
    style = f'<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:pPr>{spacing}</w:pPr></w:style>'
    file = docx(
        p(r("Dear Ms. Hart,", size), props=spacing) + p("two") + section,
        relations=[("s", "styles", "styles.xml", False)],
        parts={"word/styles.xml": part("styles", style)},
    )
    copy = normalised(file).to_bytes()
    for engine in ("rdocx", "dxpdf"):
        assert words(copy, engine) == ["Dear Ms. Hart,", "two"]
    assert b'w:h="15840"' in parts(copy)["word/document.xml"]


def test_what_is_too_long_or_too_large_is_not_laid_out(monkeypatch):
    with pytest.raises(EngineFailed, match="too long"):
        Copy(word(p("x") * (copied.MOST_ELEMENTS // 3 + 1)))
    file = docx(p(inline_picture()), **held(picture_file("navy")))
    monkeypatch.setattr(copied, "MOST_PICTURES", 50)
    with pytest.raises(EngineFailed, match="too large"):
        Copy(file)


def test_relations_of_one_id_are_not_mixed_up():
    file = docx(
        p("x", inline_picture(link="link")),
        relations=[
            ("pic", "image", "media/a.png", False),
            ("pic", "hyperlink", "https://x.example/a.png", True),
        ],
        parts={"word/media/a.png": picture_file("navy")},
    )
    assert b"x.example" not in parts(Copy(file).to_bytes())["word/_rels/document.xml.rels"]
