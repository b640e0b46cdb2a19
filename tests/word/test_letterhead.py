"""A district's own letterhead: what of it stays, and what cannot serve."""

import io

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt

from loi_tool.errors import UnreadableFile
from loi_tool.letter import Block, Layout, Section, Span
from loi_tool.word.letterhead import is_prompt, read_letterhead
from loi_tool.word.read import read_word
from loi_tool.word.write import DRAFT_WORDS, word_bytes
from tests.letters import AS_OF, letter, picture, prose
from tests.word.letterheads import (
    letterhead,
    part_of,
    with_floating_seal,
    with_part,
    with_setting,
)

LISTS = (
    Block((Span("one"),), "bullet"),
    Block((Span("below"),), "bullet", 1),
    Block((Span("third"),), "number", 0, 3),
    Block((Span("fourth"),), "number"),
    Block((Span("After the lists."),)),
)


def full(paper, **changes):
    blocks = (Block((Span(prose(60)),)), *LISTS)
    sections = (Section("description", "Our district", blocks), *letter().sections[1:])
    values = {
        "author": "Cedar Basin Joint Unified School District",
        "letterhead": (),
        "signature": picture("Signature of Dr. Jo Park"),
        "layout": paper.layout,
        "paper": paper,
        "sections": sections,
        **changes,
    }
    return letter(**values)


def on(data, **changes):
    """A letter on a letterhead."""
    return word_bytes(full(read_letterhead(data, "ours.docx"), **changes), AS_OF)


def opened(word):
    return docx.Document(io.BytesIO(word))


def texts(word, where):
    return [p.text for p in read_word(word, "letter.docx").paragraphs if p.where == where]


# What stays ---------------------------------------------------------------------------------------


def test_header_footer_logo_margins_and_font_stay():
    word = on(letterhead(lambda document: document.styles["Heading 1"].delete()))
    assert texts(word, "header") == [
        "Cedar Basin Joint Unified School District",
        "1200 Cannery Road, Cedar Basin, CA 93999",
    ]
    assert texts(word, "footer") == ["Board of Trustees: A. Ruiz, B. Lee, C. Moua"]
    facts = read_word(word, "letter.docx")
    assert [image.where for image in facts.images] == ["header", "body"]
    (shape,) = facts.shapes
    assert (shape.left, shape.right, shape.top, shape.bottom) == (1.25, 1.25, 2, 1.1)
    body = [use for use in facts.types if use.place.paragraph]
    assert {use.font for use in body} == {"Georgia"}
    assert max(body, key=lambda use: use.characters).points == 10.5


def test_only_the_letter_is_in_the_body_without_a_letterhead_of_ours():
    body = texts(on(letterhead()), "body")
    assert body[0] == "May 12, 2022"
    assert body[-3:] == ["Dr. Jo Park", "Superintendent", "Rio Seco Elementary School District"]
    assert not any("Type the letter" in text for text in body)


def test_how_its_text_looks_is_told():
    paper = read_letterhead(letterhead(), "ours.docx")
    assert paper.layout == Layout("Georgia", 10.5, 1.1, 6)


def test_its_own_styles_are_used_and_those_that_it_lacks_are_added():
    def change(document):
        document.styles["Heading 1"].font.size = Pt(19)
        for name in ("Body Text", "List Bullet", "List Number"):
            document.styles[name].delete()

    word = on(letterhead(change))
    styles = opened(word).styles
    assert styles["Heading 1"].font.size == Pt(19)
    assert styles["Normal"].font.name == "Georgia"
    assert styles["Body Text"].paragraph_format.space_after == Pt(6)
    assert styles["Body Text"].paragraph_format.line_spacing is None  # that of its Normal
    assert styles["Date"].base_style.name == "Normal"
    assert styles["Date"].element.find(f".//{qn('w:pBdr')}") is None
    assert styles["Table Heading"].base_style.name == "Table Text"
    assert styles["Letter Table"].base_style.name == "Normal Table"
    assert "Letterhead Name" not in styles


def test_added_sizes_follow_those_of_the_letterhead():
    def change(document):
        document.styles["Normal"].font.size = Pt(14)
        document.styles["Heading 1"].delete()

    heading = opened(on(letterhead(change))).styles["Heading 1"]
    assert heading.font.size == Pt(15)  # one more than the text, as in the house style
    assert heading.font.color.rgb is None


def test_lists_are_numbered_whatever_lists_the_letterhead_has():
    word = on(letterhead())
    marked = [
        (p.text, p.is_list) for p in read_word(word, "x.docx").paragraphs if p.text in
        ("one", "below", "third", "fourth")
    ]  # fmt: skip
    assert marked == [(text, True) for text in ("one", "below", "third", "fourth")]

    def without(document):
        document.part.drop_rel(
            next(r.rId for r in document.part.rels.values() if r.reltype.endswith("/numbering"))
        )

    numbering = opened(on(letterhead(without))).part.numbering_part.element
    assert len(numbering.findall(qn("w:abstractNum"))) == 2
    assert [n.get(qn("w:numId")) for n in numbering.findall(qn("w:num"))] == ["1", "2", "3"]


def test_a_seal_that_floats_over_the_body_stays_on_the_first_page():
    word = on(letterhead(with_floating_seal))
    first = opened(word).paragraphs[0]
    assert first.text == "May 12, 2022"
    assert first._p.find(f".//{qn('wp:anchor')}") is not None
    facts = read_word(word, "letter.docx")
    assert [image.where for image in facts.images] == ["header", "body", "body"]
    assert facts.leftovers == ()  # no picture is lost


def test_comments_and_their_marks_go_with_the_text():
    def change(document):
        run = document.paragraphs[0].runs[0]
        document.add_comment(run, "Which seal?", author="Ana")
        run.add_picture(io.BytesIO(picture().data), width=Inches(1))

    word = on(letterhead(change))
    assert read_word(word, "letter.docx").leftovers == ()
    assert "comment" not in part_of(word, "word/document.xml")


def test_a_logo_that_stands_in_the_body_stays_above_the_letter():
    def change(document):
        document.add_picture(io.BytesIO(picture().data), width=Inches(2))
        document.add_paragraph("[Date]")

    paragraphs = opened(on(letterhead(change, prompt=None))).paragraphs
    assert paragraphs[0]._p.find(f".//{qn('wp:inline')}") is not None
    assert paragraphs[1].text == "May 12, 2022"


def test_pictures_without_alternative_text_are_given_some():
    word = on(letterhead())
    alts = [image.alt for image in read_word(word, "x.docx").images]
    assert alts == [
        "Letterhead of Cedar Basin Joint Unified School District",
        "Signature of Dr. Jo Park",
    ]


def test_what_it_said_of_itself_is_not_said_of_the_letter():
    def change(document):
        document.core_properties.comments = "Template 2019"
        document.core_properties.keywords = "letterhead"

    data = with_part(
        letterhead(change),
        "docProps/app.xml",
        lambda text: text.replace("<Pages>1</Pages>", "<Pages>1</Pages><Company>X</Company>"),
    )
    word = on(data)
    facts = read_word(word, "x.docx")
    assert facts.properties.pages is None
    assert facts.properties.company == ""
    assert facts.properties.author == "Cedar Basin Joint Unified School District"
    assert opened(word).core_properties.comments == ""
    assert "docProps/thumbnail.jpeg" not in opened(word).part.package.parts


def test_a_draft_says_so_at_the_head_of_every_kind_of_page():
    def change(document):
        document.sections[0].different_first_page_header_footer = True
        document.sections[0].first_page_header.paragraphs[0].text = "First page of Cedar Basin"
        document.settings.odd_and_even_pages_header_footer = True
        document.sections[0].even_page_header.paragraphs[0].text = "Even page of Cedar Basin"

    section = opened(on(letterhead(change), draft=True)).sections[0]
    for header in (section.header, section.first_page_header, section.even_page_header):
        said = [p.text for p in header.paragraphs]
        assert said.count(DRAFT_WORDS) == 1
        assert any("Cedar Basin" in text for text in said)


def test_the_same_letterhead_gives_the_same_bytes():
    data = letterhead(with_floating_seal)
    assert on(data) == on(data)


@pytest.mark.judge
@pytest.mark.parametrize("floating", [False, True])
def test_microsofts_own_validator_finds_nothing(tmp_path, floating, open_xml_errors):
    data = letterhead(with_floating_seal if floating else lambda document: None)
    before, after = tmp_path / "before.docx", tmp_path / "after.docx"
    before.write_bytes(data)
    after.write_bytes(on(data, draft=floating))
    assert open_xml_errors(after) == open_xml_errors(before) == []


@pytest.mark.judge
def test_libreoffice_opens_it_with_header_and_letter(tmp_path, set_by_libreoffice, printed_lines):
    path = tmp_path / "letter.docx"
    path.write_bytes(on(letterhead()))
    (page, *_) = printed_lines(set_by_libreoffice(path))
    assert page[0] == "Cedar Basin Joint Unified School District"
    assert "May 12, 2022" in page
    assert page[-1].startswith("Board of Trustees")


# What cannot serve --------------------------------------------------------------------------------


def refused(data):
    with pytest.raises(UnreadableFile) as error:
        read_letterhead(data, "ours.docx")
    assert error.value.fix
    return error.value.message


def changed(change, **more):
    return letterhead(change, **more)


def with_column(document):
    columns = OxmlElement("w:cols")
    columns.set(qn("w:num"), "2")
    properties = document.sections[0]._sectPr
    for old in properties.findall(qn("w:cols")):
        properties.remove(old)
    properties.append(columns)


def tracked(document):
    run = document.sections[0].header.paragraphs[-1].runs[0]._r
    inserted = OxmlElement("w:ins")
    inserted.set(qn("w:id"), "1")
    inserted.set(qn("w:author"), "Ana")
    run.addprevious(inserted)
    inserted.append(run)


def tall_header(document):
    header = document.sections[0].header
    for _ in range(4):
        header.add_paragraph().add_run().add_picture(io.BytesIO(picture().data), height=Inches(2))


CANNOT_SERVE = {
    "text": (letterhead(prompt="Dear Ms. Pell: We saw your booth."), "has text of its own where"),
    "a table": (
        changed(lambda d: setattr(d.add_table(1, 1).cell(0, 0), "text", "Superintendent Ana Ruiz")),
        "“Superintendent Ana Ruiz”",
    ),
    "narrow": (
        changed(lambda d: setattr(d.sections[0], "left_margin", Inches(5))),
        "leaves only 2.2 by 7.9 inches of a page for the text",
    ),
    "low": (
        changed(lambda d: setattr(d.sections[0], "top_margin", Inches(8))),
        "leaves only 6.0 by 1.9 inches",
    ),
    "a tall header": (changed(tall_header), "leaves only 6.0 by "),
    "columns": (changed(with_column), "is set in columns."),
    "sections": (changed(lambda d: d.add_section(WD_SECTION.NEW_PAGE)), "has 2 sections"),
    "tracked changes": (changed(tracked), "has tracked changes in it."),
    "an empty page": (None, "is an empty page"),
    "protected": (
        with_setting(letterhead(), '<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'),
        "is protected against changes.",
    ),
    "protected by a password to change it": (
        with_setting(letterhead(), '<w:writeProtection w:hashValue="x" w:saltValue="y"/>'),
        "is protected against changes.",
    ),
    "no Word file": (b"%PDF-1.7\n", "is a PDF under the name of a Word file."),
    "cut short": (letterhead()[:4000], "is cut short or damaged"),
    "a template": (
        with_part(
            letterhead(),
            "[Content_Types].xml",
            lambda t: t.replace("document.main+xml", "template.main+xml"),
        ),
        "is a Word template (.dotx), not a document.",
    ),
    "a template with macros": (
        with_part(
            letterhead(),
            "[Content_Types].xml",
            lambda t: t.replace(
                "vnd.openxmlformats-officedocument.wordprocessingml.document.main",
                "vnd.ms-word.template.macroEnabledTemplate.main",
            ),
        ),
        "is a Word template with macros (.dotm).",
    ),
    "a picture that is not in it": (
        with_part(
            letterhead(),
            "word/_rels/header1.xml.rels",
            lambda t: t.replace('Target="media/image1.png"', 'Target="media/image9.png"'),
        ),
        "has a picture or other data that is not in the file itself.",
    ),
}


@pytest.mark.parametrize("what", CANNOT_SERVE)
def test_what_cannot_serve_is_refused_with_the_reason(what):
    data, says = CANNOT_SERVE[what]
    if data is None:
        buffer = io.BytesIO()
        docx.Document().save(buffer)
        data = buffer.getvalue()
    message = refused(data)
    assert message.startswith("ours.docx ")
    assert says in message


def test_macros_in_a_file_that_says_it_has_none():
    def change(document):
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        part = Part(PackURI("/word/vbaProject.bin"), "application/vnd.ms-office.vbaProject", b"x")
        document.part.relate_to(
            part, "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
        )

    assert refused(letterhead(change)) == "ours.docx has macros in it."


def test_settings_that_hinder_editing_are_taken_out():
    data = with_setting(letterhead(), '<w:documentProtection w:edit="comments" w:enforcement="0"/>')
    data = with_setting(data, "<w:trackRevisions/>")
    settings = part_of(on(data), "word/settings.xml")
    assert "documentProtection" not in settings and "trackRevisions" not in settings


# Prompts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\u00a0",
        "[Date]",
        "[Recipient Name] [Title] [Company]",
        "Dear [Recipient]:",
        "Dear Recipient:",
        "Sincerely,",
        "<<Body>>",
        "Click or tap here to enter text.",
        "Click here to enter a date.",
        "Start typing your letter here",
        "Type your letter here…",
        "Begin typing here",
        "Insert text here",
        "Body of the letter goes here.",
        "Your text here",
        "Letter text",
        "Date",
        "Month DD, YYYY",
        "May 12, 2022",
        "____________",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
        "Vestibulum ante ipsum primis in faucibus orci luctus et ultrices posuere cubilia curae.",
        "Sed ut perspiciatis unde omnis iste natus error sit voluptatem accusantium doloremque.",
    ],
)
def test_prompts(text):
    assert is_prompt(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ms. Pell:",
        "Dear Steven Sterling Mitchell:",
        "Office of the Superintendent",
        "Ana Ruiz, Superintendent",
        "1200 Cannery Road, Cedar Basin, CA 93999",
        "(559) 555-0134",
        "Thank you for your letter of May 3.",
        "Board of Trustees",
        "We write to you about the name of the school.",
        "Every student, every day",
        "Insert the key and turn it before you open the door of the bus for the letter carrier who waits there at noon and at five.",
    ],
)
def test_text_of_its_own(text):
    assert not is_prompt(text)
