"""What each repair of the copy does, shown by a file in which an engine gets it wrong without."""

import io
import zipfile

import pytest

from loi_tool.errors import EngineFailed
from loi_tool.layout.engines import sheets_by
from loi_tool.layout.normalise import make_room, normalised
from loi_tool.layout.pages import furniture_of
from tests.word.word_files import REL, TYPES, docx, field, p, part, r

FONT = '<w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/><w:sz w:val="22"/></w:rPr>'
STYLES = part(
    "styles",
    f"<w:docDefaults><w:rPrDefault>{FONT}</w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="L"><w:name w:val="List"/><w:pPr>'
    '<w:spacing w:before="240" w:after="240"/><w:contextualSpacing/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="M"><w:name w:val="M"/><w:basedOn w:val="L"/></w:style>',
)
SPACE = '<w:spacing w:before="960"/>'
BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
INCH = (
    '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" '
    'w:left="1440" w:header="720" w:footer="720"/>'
)


def word(body, header=None, footer=None, first=None, more=None):
    """A Word file with Calibri 11, single spaced, and headers."""
    parts = {"word/styles.xml": STYLES, **(more or {})}
    relations = [("s", "styles", "styles.xml", False)]
    types = [("word/styles.xml", f"{TYPES}.styles+xml")]
    references = ""
    for name, kind, content in (
        ("default", "header", header),
        ("default", "footer", footer),
        ("first", "header", first),
    ):
        if content is not None:
            file = f"{kind}{len(parts)}.xml"
            parts[f"word/{file}"] = part("hdr" if kind == "header" else "ftr", content)
            types.append((f"word/{file}", f"{TYPES}.{kind}+xml"))
            relations.append((file, kind, file, False))
            references += f'<w:{kind}Reference w:type="{name}" r:id="{file}"/>'
    for name in more or {}:
        kind = name.partition("/")[2].removesuffix(".xml")
        relations.append((kind, kind, f"{kind}.xml", False))
    title = "<w:titlePg/>" if first is not None else ""
    section = f"<w:sectPr>{references}{INCH}{title}</w:sectPr>"
    return docx(body + section, relations=relations, parts=parts, types=types)


def heights(engine, file):
    """The baselines of all lines by their text, on the page where they stand."""
    return {
        text: (number, round(y))
        for number, sheet in enumerate(sheets_by(engine, file), 1)
        for y, text in sheet.lines
    }


ENGINES = pytest.mark.parametrize("engine", ["rdocx", "dxpdf"])


def test_space_before_the_first_paragraph_is_kept():
    file = word(p("first", props=SPACE))
    top = heights("rdocx", word(p("first")))["first"][1]
    assert heights("rdocx", file)["first"][1] == top  # as the engine has it
    assert heights("rdocx", normalised(file).to_bytes())["first"][1] == top + 48


@ENGINES
def test_space_before_is_kept_after_a_page_break(engine):
    top = heights(engine, word(p("first")))["first"][1]
    for body in (
        p("first") + BREAK + p("second", props=SPACE),
        p("first") + p("second", props=f"<w:pageBreakBefore/>{SPACE}"),
    ):
        copy = normalised(word(body)).to_bytes()
        assert heights(engine, copy)["second"] == (2, top + 48)


def test_a_page_break_adds_no_empty_line():
    file = word(p("first") + BREAK + p("second"))
    before, after = (
        heights("rdocx", data)["second"] for data in (file, normalised(file).to_bytes())
    )
    assert before[1] > after[1]
    assert after == (2, heights("rdocx", file)["first"][1])


def test_contextual_spacing_leaves_out_space_between_paragraphs_of_one_style():
    body = "".join(
        p(text, props=f'<w:pStyle w:val="{style}"/>')
        for text, style in (("top", "L"), ("same", "L"), ("other", "M"))
    )
    file = word(p("start") + body)
    before, after = (heights("rdocx", data) for data in (file, normalised(file).to_bytes()))
    assert before["same"][1] - before["top"][1] > 20
    assert 12 <= after["same"][1] - after["top"][1] <= 15
    assert after["other"][1] - after["same"][1] > 20  # another style: the space stays


@ENGINES
def test_wrapped_text_is_shown_and_codes_are_not(engine):
    file = word(
        "<w:sdt><w:sdtContent>"
        + p("block")
        + "</w:sdtContent></w:sdt>"
        + p(
            '<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t xml:space="preserve">one </w:t></w:r>'
            '</w:sdtContent></w:sdt><w:smartTag w:element="City"><w:r><w:t>two</w:t></w:r>'
            "</w:smartTag>",
            f"<w:ins>{r(' three')}</w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>",
            field('XE "code"'),
        )
    )
    assert list(heights(engine, normalised(file).to_bytes())) == ["block", "one two three"]


def test_comments_that_make_an_engine_fail_are_dropped():
    file = word(
        p('<w:commentRangeStart w:id="0"/>', "text", '<w:commentRangeEnd w:id="0"/>')
        + p('<w:r><w:commentReference w:id="0"/></w:r>'),
        more={
            "word/comments.xml": part("comments", '<w:comment w:id="0"/>'),
            "word/commentsExtended.xml": "<w15:commentsEx/>",
        },
    )
    copy = normalised(file)
    with zipfile.ZipFile(io.BytesIO(copy.to_bytes())) as archive:
        assert not [name for name in archive.namelist() if "comments" in name]
        assert b"comments" not in archive.read("word/_rels/document.xml.rels")
    assert "text" in heights("rdocx", copy.to_bytes())


def test_a_letterhead_taller_than_the_margin_pushes_the_body_down():
    file = word(p("body"), header=p("Office of the Superintendent") * 6 + p())
    copy = normalised(file)
    assert heights("rdocx", copy.to_bytes())["body"][1] < 90  # runs into the letterhead
    assert make_room(copy, *furniture_of(normalised(file)))
    there = heights("dxpdf", file)["body"][1]  # which knows it of itself
    assert abs(heights("rdocx", copy.to_bytes())["body"][1] - there) < 8


def test_a_letterhead_of_the_first_page_leaves_the_other_pages_alone():
    body = p("one") + BREAK + p("two")
    file = word(body, header=p("short"), first=p("District") * 8)
    copy = normalised(file)
    assert make_room(copy, *furniture_of(normalised(file)))
    found = heights("rdocx", copy.to_bytes())
    assert found["two"] == (2, heights("rdocx", word(p("one")))["one"][1])
    assert found["one"][1] > 130


def test_a_tall_footer_ends_the_body_above_it():
    file = word("".join(p(f"line {n}") for n in range(48)), footer=p("Board of Trustees") * 8)
    copy = normalised(file)
    assert make_room(copy, *furniture_of(normalised(file)))
    lines = heights("rdocx", copy.to_bytes())
    on_first = [y for text, (page, y) in lines.items() if page == 1 and text.startswith("line")]
    assert max(on_first) < 792 - 36 - 8 * 13
    assert not make_room(normalised(word(p("body"), footer=p("1"))), (0.0,), (50.0,))


def test_an_empty_last_paragraph_counts():
    file = word("".join(p(f"line {n}") for n in range(48)) + p())
    assert len(sheets_by("dxpdf", normalised(file).to_bytes())) == 2
    assert len(normalised(file, measured=False).to_bytes()) < len(normalised(file).to_bytes())


def test_the_copy_is_made_twice_alike_and_the_original_is_let_be():
    file = word(p("text"), header=p())
    before = bytes(file)
    assert normalised(file).to_bytes() == normalised(file).to_bytes()
    assert file == before


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"PK\x03\x04junk",
        docx("<w:document"),
        docx('<!DOCTYPE x [<!ENTITY a "b">]><w:document/>'),
        docx("<w:document/>"),
    ],
    ids=["empty", "broken", "not XML", "entities", "no body"],
)
def test_what_cannot_be_copied_says_so_or_is_copied(junk):
    try:
        normalised(junk).to_bytes()
    except EngineFailed as error:
        assert "cannot be copied" in error.message


def test_nesting_without_end_is_no_crash():
    deep = "<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000
    with pytest.raises(EngineFailed):
        normalised(docx(deep))


def test_relations_are_kept_where_their_parts_are():
    copy = normalised(word(p("text"), header=p("head"))).to_bytes()
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert f"{REL}/header".encode() in archive.read("word/_rels/document.xml.rels")


def test_notes_of_when_something_was_written_go_and_what_is_used_stays_declared():
    file = docx(
        '<w:p w:rsidR="00AA"><w:r w:rsidRPr="00BB"><w:lastRenderedPageBreak/><w:t>text</w:t></w:r>'
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="wps"><w:r><w:t>new</w:t></w:r></mc:Choice></mc:AlternateContent></w:p>'
    )
    with zipfile.ZipFile(io.BytesIO(normalised(file).to_bytes())) as archive:
        document = archive.read("word/document.xml")
    assert b"rsid" not in document and b"lastRendered" not in document
    assert b"xmlns:wps=" in document  # named in Requires
    assert b"xmlns:wp=" not in document
    assert b"xmlns:w=" in document
