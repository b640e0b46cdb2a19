"""The Word file: what stands in it, its styles, and what stays the same from run to run."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile

import docx
import page as pdf_judge
import pypdf
import pytest
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from loi_tool.layout.engine import letter_pdf
from loi_tool.letter import Block, Layout, Picture, Section, Span, Table
from loi_tool.word.write import DRAFT_WORDS, cut, word_bytes
from tests.layout.laid_out import laid_out
from tests.letters import AS_OF, LANGUAGES, letter, picture, prose

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def part(word, name="word/document.xml"):
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        return ET.fromstring(archive.read(name))


def text_of(element):
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def full():
    blocks = (
        Block((Span("Plain "), Span("bold", bold=True), Span(" "), Span("italic", italic=True))),
        Block((Span("one"),), "bullet"),
        Block((Span("nested"),), "bullet", 1),
        Block((Span("third"),), "number", 0, 3),
        Block((Span("fourth"),), "number"),
        *(Block((Span(text),)) for text in LANGUAGES.values()),
        Block((Span("two\nlines"),)),
    )
    sections = (Section("description", "Our district", blocks), *letter().sections[1:])
    return letter(sections=sections, logo=picture(), signature=picture("Signature of Dr. Jo Park"))


def test_the_letter_stands_in_order():
    body = text_of(part(word_bytes(full(), AS_OF)))
    pieces = [
        "Rio Seco Elementary School District",
        "May 12, 2022",
        "Steven Sterling Mitchell",
        "Subject: Letter of Interest",
        "Dear Steven Sterling Mitchell:",
        "Our district",
        "Point of contact",
        "aruiz@rioseco.example",
        "Sincerely,",
        "Dr. Jo Park",
        "Superintendent",
    ]
    positions = [body.index(piece) for piece in pieces]
    assert positions == sorted(positions)


def test_headings_lists_tables_and_pictures_are_real():
    root = part(word_bytes(full(), AS_OF))
    styles = [style.get(f"{W}val") for style in root.iter(f"{W}pStyle")]
    assert styles.count("Heading1") == 2
    assert {"ListBullet", "ListNumber", "Date", "Salutation", "Closing", "Signature"} <= set(styles)
    assert len(list(root.iter(f"{W}tblHeader"))) == 1
    assert [p.get("descr") for p in root.iter(f"{WP}docPr")] == [
        "Logo of the district",
        "Signature of Dr. Jo Park",
    ]


def test_language_title_and_kerning_are_set():
    word = word_bytes(full(), AS_OF)
    styles = part(word, "word/styles.xml")
    default = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert default.find(f"{W}lang").get(f"{W}val") == "en-US"
    assert default.find(f"{W}kern") is not None
    core = ET.tostring(part(word, "docProps/core.xml"))
    assert b"<dc:title>Letter of Interest</dc:title>" in core
    assert b"2022-05-12T16:00:00Z" in core


def test_page_numbers_begin_on_page_two():
    shown = laid_out(word_bytes(letter(*[prose(200)] * 8), AS_OF))
    assert len(shown.sheets) == 3
    assert shown.furniture(1) == ""
    assert [shown.furniture(page)[-11:] for page in (2, 3)] == ["Page 2 of 3", "Page 3 of 3"]


def test_without_a_signature_image_there_is_a_line_to_sign_on():
    root = part(word_bytes(letter("x"), AS_OF))
    lines = [p for p in root.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle") is not None]
    signing = [p for p in lines if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "SignatureLine"]
    assert [text_of(p) for p in signing] == ["Dr. Jo Park"]


def test_a_long_name_stands_on_one_line_under_the_line_to_sign_on():
    def room(name):
        root = part(word_bytes(letter("x", signer=(name, "Superintendent")), AS_OF))
        (line,) = [p for p in root.iter(f"{W}p") if text_of(p) == name]
        return int(line.find(f"{W}pPr/{W}ind").get(f"{W}right"))

    name = "María-José Ángela Zúñiga-O'Shaughnessy y Peñalosa, Ed.D."
    assert room(name) < room("Dr. Jo Park") == room("Jo Park")
    word = word_bytes(letter("x", signer=(name, "Superintendent")), AS_OF)
    assert name in laid_out(word).text


def test_a_draft_says_so_on_every_page_of_both_files():
    word = word_bytes(letter(*[prose(200)] * 8, draft=True), AS_OF)
    section = docx.Document(io.BytesIO(word)).sections[0]
    headers = [section.first_page_header, section.header]
    assert ["".join(p.text for p in header.paragraphs) for header in headers] == [DRAFT_WORDS] * 2
    shown = laid_out(word)
    assert all("DRAFT" in shown.furniture(page + 1) for page in range(len(shown.sheets)))


def test_the_same_letter_gives_the_same_bytes():
    assert word_bytes(full(), AS_OF) == word_bytes(full(), AS_OF)
    assert letter_pdf(word_bytes(full(), AS_OF)) == letter_pdf(word_bytes(full(), AS_OF))


def test_the_bytes_hold_no_compression_and_no_clock():
    with zipfile.ZipFile(io.BytesIO(word_bytes(full(), AS_OF))) as archive:
        for entry in archive.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    "hostile",
    ["<w:p>&amp;</w:p>", '"quotes" & <tags>', "{margin} {body} {{x}}", "\x00\x0b\x1f ok", "]]>"],
)
def test_no_text_is_taken_for_markup(hostile):
    word = word_bytes(letter(hostile, author=hostile, letterhead=(hostile,), title=hostile), AS_OF)
    shown = re.sub(r"[\x00-\x08\x0b-\x1f]", "", hostile)
    assert shown in text_of(part(word))
    assert shown in text_of(part(word, "word/footer1.xml"))
    assert len(laid_out(word).sheets) == 1


@pytest.mark.parametrize("profile", ["ua1", "2b"])
@pytest.mark.parametrize(
    "content",
    [full(), letter("x"), letter("x", draft=True), letter("x", layout=Layout("Arial", 12, 0.75))],
    ids=["full", "small", "draft", "other-layout"],
)
def test_the_pdf_passes_the_judge(content, profile):
    from loi_tool.layout.fonts import fonts_for

    fonts = fonts_for("".join(text for _, text in content.texts()), content.layout.font)
    pdf = letter_pdf(word_bytes(content, AS_OF, fonts.family_of, frozenset(fonts.files)))
    report = pdf_judge.validate_pdf_bytes(pdf, profile=profile)
    assert [failure.message for failure in report.failures] == []
    root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 (not Python's own)


def test_jpeg_files_of_any_maker_are_taken():
    """python-docx knows those that say JFIF or Exif; Photoshop and scanners write others."""
    buffer = io.BytesIO()
    Image.new("CMYK", (40, 20)).save(buffer, "JPEG")
    data = buffer.getvalue()
    assert data[2:4] == b"\xff\xee"  # Adobe's own mark
    word = word_bytes(letter("x", logo=Picture(data, "Logo", 40, 20)), AS_OF)
    assert [p.get("descr") for p in part(word).iter(f"{WP}docPr")] == ["Logo"]
    assert len(laid_out(word).sheets) == 1


def test_a_name_longer_than_word_takes_for_a_property_is_cut_there_only():
    name = "Unified School District of " + "Sand and " * 40
    word = word_bytes(letter("x", author=name, title=name, letterhead=(name,)), AS_OF)
    assert name in text_of(part(word))
    assert docx.Document(io.BytesIO(word)).core_properties.author == name[:255]


def test_text_after_a_list_stands_off_from_it_as_from_text():
    blocks = (Block((Span("one"),), "bullet"), Block((Span("two"),), "bullet"), Block((Span("x"),)))
    document = docx.Document(
        io.BytesIO(word_bytes(letter(sections=(Section("a", "A", blocks),)), AS_OF))
    )
    after = [
        p.paragraph_format.space_after for p in document.paragraphs if p.text in ("one", "two")
    ]
    assert after == [None, document.styles["Body Text"].paragraph_format.space_after]


# Cutting ------------------------------------------------------------------------------------------


def family_of(character):
    if character in "☑✓★":
        return "Symbols"
    return "Arabic" if "\u0600" <= character <= "\u06ff" else None


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("plain text", [("plain text", None)]),
        ("a ✓ b", [("a ", None), ("✓", "Symbols"), (" b", None)]),
        ("✓ ☑", [("✓ ☑", "Symbols")]),
        ("say اب جد now", [("say ", None), ("اب جد", "Arabic"), (" now", None)]),
        ("✓", [("✓", "Symbols")]),
        ("✓ ", [("✓", "Symbols"), (" ", None)]),
        (" ", [(" ", None)]),
        ("", []),
    ],
)
def test_text_is_cut_where_the_font_changes(text, pieces):
    assert cut(text, family_of) == pieces


@settings(max_examples=200)
@given(st.text(st.sampled_from("ab ✓☑اب\n\u0301"), max_size=30))
def test_cutting_loses_nothing(text):
    assert "".join(piece for piece, _ in cut(text, family_of)) == text


# Judges from outside ------------------------------------------------------------------------------


@pytest.mark.judge
@pytest.mark.parametrize("draft", [False, True])
def test_microsofts_own_validator_finds_nothing(tmp_path, draft, open_xml_errors):
    content = full()
    path = tmp_path / "letter.docx"
    path.write_bytes(word_bytes(letter(**{**content.__dict__, "draft": draft}), AS_OF))
    assert open_xml_errors(path) == []


# The signature ------------------------------------------------------------------------------------


def ending_in(*blocks, closing="Thank you."):
    """A letter whose last section ends in some blocks, after text that fills most of a page."""
    filling = tuple(Block((Span(prose(70)),)) for _ in range(4))
    sections = (Section("description", "Our district", (*filling, *blocks)),)
    return letter(sections=sections, closing=(Block((Span(closing),)),))


def paragraph(words):
    return Block((Span(prose(words)),))


def items(count):
    return [Block((Span(f"Item {number}"),), "bullet") for number in range(count)]


def lines_above_the_signature(pages):
    """On the page of “Sincerely,”: how many lines of text stand above it, and on which page."""
    for number, lines in enumerate(pages, 1):
        for above, line in enumerate(lines):
            if line.startswith("Sincerely,"):
                return number, above
    raise AssertionError("no valediction")


ENDS = [
    *([paragraph(words)] for words in range(40, 130, 15)),
    *([paragraph(70), paragraph(words)] for words in range(8, 64, 8)),
    *([paragraph(60), *items(count)] for count in range(1, 8)),
]


def test_a_signature_never_stands_alone_on_a_page():
    """Two lines of text stand above it, wherever the text ends."""
    pages = set()
    for blocks in ENDS:
        shown = laid_out(word_bytes(ending_in(*blocks), AS_OF))
        lines = [shown.lines(number + 1) for number in range(len(shown.sheets))]
        page, above = lines_above_the_signature(lines)
        pages.add(page)
        assert above >= 2, blocks
    assert pages == {1, 2}  # so the end of the page was met


@pytest.mark.judge
@pytest.mark.parametrize("end", [3, 8, 10, 16])
def test_nor_in_libreoffice(end, tmp_path, set_by_libreoffice, printed_lines):
    path = tmp_path / "letter.docx"
    path.write_bytes(word_bytes(ending_in(*ENDS[end]), AS_OF))
    _, above = lines_above_the_signature(printed_lines(set_by_libreoffice(path)))
    assert above >= 2


def test_a_row_of_a_table_keeps_with_the_signature_but_a_long_paragraph_does_not():
    def kept(content):
        document = docx.Document(io.BytesIO(word_bytes(content, AS_OF)))
        blocks = list(document.iter_inner_content())
        table = [p for row in document.tables[0].rows for p in row.cells[0].paragraphs]
        above = [p for p in blocks if isinstance(p, Paragraph) and p.text.startswith("Families")]
        return [p.paragraph_format.keep_with_next for p in (above[-1], *table)]

    assert kept(letter(prose(40))) == [None, None, True]
    two_lines = (Block((Span(prose(40)),)),)
    assert kept(letter(prose(40), closing=two_lines))[-1] is None
    sections = tuple(reversed(letter(prose(40)).sections))
    assert kept(letter(sections=sections))[0] is True
    sections = tuple(reversed(letter(prose(400)).sections))
    assert kept(letter(sections=sections))[0] is None


def table_pages(words, rows):
    """On which pages heading, header, first and last row of a table and “Sincerely,” are."""
    table = Table("Team", ("Role", "Name"), tuple((f"Role {n}", "Ana") for n in range(rows)),
                  (0.5, 0.5))  # fmt: skip
    text = Section("a", "Our district", tuple(Block((Span(prose(70)),)) for _ in range(2)))
    more = Section("b", "Our plans", (paragraph(words),))
    content = letter(sections=(text, more, Section("team", "Our team", table=table)))
    shown = laid_out(word_bytes(content, AS_OF))
    lines = [(line, page) for page in range(1, len(shown.sheets) + 1) for line in shown.lines(page)]
    wanted = ("Our team", "Role Name", "Role 0 Ana", f"Role {rows - 1} Ana", "Sincerely,")
    return [next(page for line, page in lines if " ".join(line.split()) == text) for text in wanted]


@pytest.mark.parametrize("rows", [1, 5])
def test_the_header_of_a_table_is_not_left_alone_nor_the_signature_without_a_row(rows):
    seen = set()
    for words in range(40, 330, 12):
        heading, header, first, last, signed = table_pages(words, rows)
        seen.add((heading, last))
        assert heading == header == first, words
        assert last == signed, words
    assert {(1, 1), (2, 2)} <= seen
