"""What Word mends without a word, and python-docx stops at, is mended before it is handed on."""

import pytest
from docx import Document

from loi_tool.errors import UnreadableFile
from loi_tool.word.opened import open_word
from loi_tool.word.read import read_word
from tests.word.word_files import NS, SECTION, docx, p, part, parts_of, r, rels, zipped

HEADER = '<w:sectPr><w:headerReference w:type="default" r:id="h"/></w:sectPr>'
BOLD = part(
    "styles",
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="heading 1"/></w:style>',
)


def texts(parts):
    return [paragraph.text for paragraph in read_word(zipped(parts), "letter.docx").paragraphs]


@pytest.mark.parametrize(
    "relation",
    [
        ("x", "image", "media/none.png", False),
        ("x", "image", "NULL", False),
        ("x", "image", "../NULL", False),
        ("x", "header", "none.xml", False),
        ("x", "styles", "", False),
        ("x", "image", "https://x.example/a.png", True),
        ("x", "hyperlink", "#top", False),
        ("x", "settings", "_rels/document.xml.rels", False),
        ("x", "settings", "../[Content_Types].xml", False),
        ("x", "image", "document.xml", False),
        ("x", "officeDocument", "../docProps/core.xml", False),
    ],
)
def test_relations_that_lead_nowhere_or_astray(relation):
    parts = parts_of(p("Dear Mr. Ito:") + HEADER, relations=[relation])
    assert texts(parts) == ["Dear Mr. Ito:"]


def test_names_of_parts_in_another_case():
    parts = parts_of(
        p("Dear") + HEADER,
        relations=[("h", "header", "HEADER1.XML", False), ("s", "styles", "Styles.xml", False)],
        parts={"word/header1.xml": part("hdr", p("District")), "WORD/STYLES.XML": BOLD},
    )
    parts["Word/Document.xml"] = parts.pop("word/document.xml")
    assert texts(parts) == ["District", "Dear"]
    assert read_word(zipped(parts), "letter.docx").paragraphs[1].is_heading


def test_parts_under_no_content_type_or_a_wrong_one():
    parts = parts_of(
        p("Dear") + HEADER,
        relations=[("h", "header", "header1.bin", False), ("s", "styles", "styles.xml", False)],
        parts={"word/header1.bin": part("hdr", p("District")), "word/styles.xml": BOLD},
        types=[("word/styles.xml", "application/vnd.ms-excel")],
    )
    assert texts(parts) == ["District", "Dear"]


def test_two_relations_where_there_may_be_one():
    parts = parts_of(
        p("Dear"),
        relations=[(f"s{n}", kind, f"{kind}.xml", False)
                   for n, kind in enumerate(["styles", "styles", "settings", "settings"])],
        parts={"word/styles.xml": BOLD, "word/settings.xml": part("settings", "")},
    )  # fmt: skip
    parts["_rels/.rels"] = rels(
        *[(f"d{n}", "officeDocument", "word/document.xml", False) for n in (1, 2)]
    )
    assert texts(parts) == ["Dear"]


def test_a_chain_of_parts_that_each_lead_to_the_next():
    many = range(1_500)
    parts = parts_of(
        p("Dear") + HEADER,
        relations=[("h", "header", "h0.xml", False)],
        parts={
            **{f"word/h{n}.xml": part("hdr", p("District")) for n in many},
            **{
                f"word/_rels/h{n}.xml.rels": rels(("h", "header", f"h{n + 1}.xml", False))
                for n in many[:400]
            },
        },
    )
    assert texts(parts) == ["District", "Dear"]


@pytest.mark.parametrize("inside", ["Dear<!-- no --> Mr.<?no?> Ito", "<![CDATA[Dear Mr. Ito]]>"])
def test_comments_instructions_and_cdata_are_no_words(inside):
    body = f"<!-- a --><?b?><w:p><!-- c --><w:r><w:t>{inside}</w:t></w:r></w:p>"
    assert texts(parts_of(body)) == ["Dear Mr. Ito"]
    noted = [("n", "footnotes", "n.xml", False)]
    note = part("footnotes", f'<w:footnote w:id="1">{body}</w:footnote>')
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    parts = parts_of(p("x", reference), relations=noted, parts={"word/n.xml": note})
    assert texts(parts) == ["x", "Dear Mr. Ito"]


@pytest.mark.parametrize(
    "name, kind, words",
    [
        ("styles.xml", "styles", "its formatting"),
        ("header1.xml", "header", "a header or footer"),
        ("footnotes.xml", "footnotes", "its notes"),
        ("comments.xml", "comments", "its comments"),
        ("theme/theme1.xml", "theme", "its formatting"),
    ],
)
def test_which_part_is_damaged_is_told(name, kind, words):
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    data = docx(
        p("x", reference) + SECTION,
        relations=[("x", kind, name, False)],
        parts={f"word/{name}": f"<w:x {NS}><w:p>"},
    )
    with pytest.raises(UnreadableFile, match=f"^letter.docx is damaged: {words} cannot be read.$"):
        read_word(data, "letter.docx")


def test_nothing_of_python_docx_s_own_template_is_read():
    facts = read_word(docx(p(r("x"))), "letter.docx")
    assert (facts.properties.title, facts.properties.author) == ("", "")
    word = open_word(docx(p(r("x"))), "letter.docx")
    assert word.properties is None and word.main.rels == {}


def test_what_python_docx_makes_is_read(tmp_path):
    document = Document()
    document.add_heading("Our district", 1)
    document.add_paragraph("We serve 6,400 students.", style="List Bullet")
    document.core_properties.title = "Letter"
    document.sections[0].header.paragraphs[0].text = "Valle Verde"
    document.save(tmp_path / "letter.docx")
    facts = read_word((tmp_path / "letter.docx").read_bytes(), "letter.docx")
    assert [(q.text, q.where, q.is_heading, q.is_list) for q in facts.paragraphs] == [
        ("Valle Verde", "header", False, False),
        ("Our district", "body", True, False),
        ("We serve 6,400 students.", "body", False, True),
    ]
    assert facts.properties.title == "Letter"
