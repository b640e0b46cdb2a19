import io
import time
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from loi_tool import guard as guard_module
from loi_tool.errors import OverLimit, UnreadableFile
from loi_tool.files import LeftoverKind
from loi_tool.guard import Guard
from loi_tool.pdf.read import read_pdf
from tests.pdf.pdf_files import Pdf, at, letter, width, wrapped

EXAMPLES = Path(__file__).parents[2] / "examples"
PROSE = (
    "Families in our valley come to the school for more than classes, and for years we took their "
    "presence for engagement. We wish to learn from other districts how to ask, and what to do with "
    "the answers that we are given, so that those who are heard least are heard first."
)
MORE = (
    "In three open meetings the board learned how few of its plans had been made with families. "
    "Since then two parents have sat on every committee, and the budget has changed for it."
)


def read(pdf):
    return read_pdf(pdf if isinstance(pdf, bytes) else pdf.bytes(), "letter.pdf")


def texts(pdf):
    return [paragraph.text for paragraph in read(pdf).paragraphs]


def one_page(content, **options):
    file = Pdf()
    file.page(content, **options)
    return file


def encrypted(pdf, user, owner="owner"):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf.bytes())))
    writer.encrypt(user, owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# Paragraphs


def test_lines_become_paragraphs_with_their_pages():
    file = Pdf()
    for paragraph in (PROSE, MORE):
        file.page(wrapped(paragraph, 72, 720, 540)[0])
    found = read(file).paragraphs
    assert [one.text for one in found] == [PROSE, MORE]
    assert [(one.place.page, one.place.paragraph) for one in found] == [(1, 1), (2, 2)]


def test_paragraphs_told_apart_by_an_indent_alone():
    first, y = wrapped(PROSE, 72, 720, 540, indent=24)
    second, _ = wrapped(MORE, 72, y, 540, indent=24)
    assert texts(one_page(first + second)) == [PROSE, MORE]


def test_paragraphs_told_apart_by_a_short_last_line_alone():
    first, y = wrapped(PROSE, 72, 720, 540)
    second, _ = wrapped(MORE, 72, y, 540)
    assert texts(one_page(first + second)) == [PROSE, MORE]


def test_lines_of_an_address_and_of_a_closing_stay_apart():
    lines = ["Steven Mitchell", "Assistant Director", "Sincerely,", "Ruth Lindqvist"]
    content, y = wrapped(PROSE, 72, 720, 540)
    for line in lines:
        content, y = content + at(72, y, line), y - 13.5
    assert texts(one_page(content)) == [PROSE, *lines]


def test_a_paragraph_goes_on_over_the_page_but_not_over_a_heading():
    file = Pdf()
    whole, _ = wrapped(PROSE, 72, 720, 540)
    lines = whole.splitlines(keepends=True)
    file.page("".join(lines[:2]))
    file.page(lines[2].replace(" 693.00 Td", " 720.00 Td") + at(72, 690, "School site", font="B"))
    found = read(file).paragraphs
    assert [one.text for one in found] == [PROSE, "School site"]
    assert [one.place.page for one in found] == [1, 2]


def test_headings_are_short_lines_that_are_bold_or_large():
    content = at(72, 720, "Why we are interested", font="B")
    content += wrapped(PROSE, 72, 700, 540)[0] + at(72, 640, "School site", size=14)
    content += wrapped(MORE, 72, 620, 540)[0]
    found = read(one_page(content)).paragraphs
    assert [one.is_heading for one in found] == [True, False, True, False]
    assert [one.heading for one in found][1::2] == ["Why we are interested", "School site"]


def test_bullets_are_list_items_without_their_signs():
    content, y = "", 720
    for paragraph in (PROSE, MORE):
        some, lower = wrapped(paragraph, 90, y, 540)
        content, y = content + at(72, y, "•") + some, lower
    found = read(one_page(content)).paragraphs
    assert [one.text for one in found] == [PROSE, MORE]
    assert all(one.is_list for one in found)


def test_an_initial_at_the_beginning_of_a_line_is_no_number_of_a_list():
    line = "The team that will take part is led by our principal for the last eleven years, Ms."
    content = at(72, 720, line) + at(72, 706.5, "J. Ortiz, who will speak for us.")
    assert texts(one_page(content)) == [line + " J. Ortiz, who will speak for us."]


def test_two_columns_are_read_one_after_the_other():
    left, right = (PROSE + " " + MORE, MORE + " " + PROSE)
    content = wrapped(left, 72, 720, 290)[0] + wrapped(right, 322, 720, 540)[0]
    assert texts(one_page(content)) == [left, right]


def test_cells_of_a_ruled_table_are_read_row_by_row():
    content = wrapped("The reason why we wish to take part", 76, 690, 178)[0]
    content += wrapped(PROSE, 186, 690, 536)[0]
    content += at(76, 590, "Contact") + wrapped(MORE, 186, 590, 536)[0]
    for y in (705, 605, 540):
        content += f"72 {y} 468 0.5 re f\n"
    for x in (72, 182, 540):
        content += f"{x} 540 0.5 165 re f\n"
    found = read(one_page(content)).paragraphs
    assert [one.text for one in found] == [
        "The reason why we wish to take part",
        PROSE,
        "Contact",
        MORE,
    ]
    assert [(one.where, one.row, one.cell) for one in found] == [
        ("table", (1, 1), 1),
        ("table", (1, 1), 2),
        ("table", (1, 2), 1),
        ("table", (1, 2), 2),
    ]


def open_table(ends):
    """A table with level rules only, in pieces that end at some places, and cells of two lines."""
    content = at(76, 690, "Name") + at(240, 690, "Phone") + at(360, 690, "Email")
    content += at(76, 670, "Rosa Alvarez, Director of") + at(76, 656, "Family Engagement")
    content += at(240, 670, "(559) 555-0167") + at(240, 656, "ext. 12")
    content += at(360, 670, "ralvarez@valleverde.example")
    for y in (705, 684, 650):
        for left, right in pairwise(ends):
            content += f"{left} {y} {right - left} 0.5 re f\n"
    return content


@pytest.mark.parametrize("ends", [(72, 540), (72, 238, 358, 540)])
def test_cells_of_a_table_with_level_rules_only_are_read_row_by_row(ends):
    content = open_table(ends) + wrapped(PROSE, 72, 620, 540)[0]
    found = read(one_page(content)).paragraphs
    assert [(one.where, one.text, one.row, one.cell) for one in found] == [
        ("table", "Name", (1, 1), 1),
        ("table", "Phone", (1, 1), 2),
        ("table", "Email", (1, 1), 3),
        ("table", "Rosa Alvarez, Director of Family Engagement", (1, 2), 1),
        ("table", "(559) 555-0167 ext. 12", (1, 2), 2),
        ("table", "ralvarez@valleverde.example", (1, 2), 3),
        ("body", PROSE, None, None),
    ]


def test_rules_around_text_make_no_table():
    """Ornaments over and under paragraphs, and lines to sign on."""
    content, y = "", 740.0
    for paragraph in (PROSE, MORE, PROSE):
        content += f"72 {y} 468 0.5 re f\n"
        some, y = wrapped(paragraph, 72, y - 20, 540)
        content, y = content + some, y - 6
    for y in (180, 140, 100):
        content += f"72 {y} 200 0.5 re f\n" + at(72, y - 12, f"Signature {y}")
    found = read(one_page(content)).paragraphs
    assert {one.where for one in found} == {"body"}
    assert [one.text for one in found][:3] == [PROSE, MORE, PROSE]


def test_repeated_lines_and_page_numbers_are_furniture():
    file = Pdf()
    for number, paragraph in enumerate((PROSE, MORE), 1):
        head, foot = at(72, 760, "Valle Verde Unified"), at(280, 40, f"Page {number} of 2")
        file.page(head + wrapped(paragraph, 72, 700, 540)[0] + foot)
    found = read(file).paragraphs
    assert [(one.where, one.text) for one in found] == [
        ("header", "Valle Verde Unified"),
        ("body", PROSE),
        ("body", MORE),
        ("footer", "Page 1 of 2"),
    ]
    assert found[0].place.paragraph is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("our plans are docu-", "mented in full", "documented"),
        ("a plan that is community-", "based for the community", "community-based"),
        ("we cooperate; so we coop-", "erate", "cooperate; so we cooperate"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_where_it_is_no_part_of_the_word(
    first, second, expected
):
    filling = "These lines are filled with words up to the edge of the paper, or as good as that: "
    content = at(72, 720, filling + first) + at(72, 706.5, second)
    assert expected in texts(one_page(content))[0]


def test_text_set_letter_by_letter_and_ligatures_are_words():
    file, x, content = Pdf(), 72, ""
    for letter_ in "An office for families":
        content, x = content + (at(x, 720, letter_) if letter_ != " " else ""), x + width(letter_)
    file.page(content)
    assert texts(file) == ["An office for families"]


def test_a_text_that_stands_for_several_runs_is_read_once():
    said, left = "/Span <</ActualText %s>> BDC ", "/Span <</ActualText ()>> BDC "
    file = one_page(
        said % "(Dear Mr. Mitchell)" + at(72, 720, "Dear") + "EMC\n"
        + left + at(72 + width("Dear "), 720, "Mr.") + "EMC\n"
        + left + at(72 + width("Dear Mr. "), 720, "Mitchell") + "EMC\n"
    )  # fmt: skip
    assert texts(file) == ["Dear Mr. Mitchell"]


def test_the_size_is_that_on_paper():
    file = one_page("BT /F 1 Tf 9 0 0 9 72 720 Tm (Small print) Tj ET")
    (use,) = read(file).types
    assert (use.font, use.points, use.characters, use.text) == ("Helvetica", 9, 10, "Small print")
    assert read(file).fonts_not_embedded == ("Helvetica",)


def test_the_margin_is_that_of_the_prose_and_of_the_nearer_side():
    words = "Every family in the valley was asked what it would like to see at the school. " * 6
    for left, right, inches in ((72, 540, 1.0), (50, 540, 0.69), (90, 569, 0.6)):
        page = "".join(wrapped(words, left, y, right)[0] for y in (700, 500))
        measured = read(one_page(at(20, 760, "Rio Seco Unified") + page)).text_margin
        assert inches <= measured < inches + 0.2  # lines that are not justified end before it
    assert read(one_page(at(20, 760, "Rio Seco Unified"))).text_margin is None


def test_a_turned_page_reads_as_people_see_it():
    file = one_page(
        "BT /F 11 Tf 0 1 -1 0 100 72 Tm (Dear reader,) Tj ET\n"
        "BT /F 11 Tf 0 1 -1 0 130 72 Tm (We wish to take part.) Tj ET",
        extra="/Rotate 90",
    )
    assert texts(file) == ["Dear reader,", "We wish to take part."]
    assert [(shape.width, shape.height) for shape in read(file).shapes] == [(11, 8.5)]


def test_slanted_text_is_kept_apart():
    found = read(one_page(at(72, 720, "Dear") + "BT /F 60 Tf .7 .7 -.7 .7 90 90 Tm (DRAFT) Tj ET"))
    assert [(one.where, one.text) for one in found.paragraphs] == [
        ("body", "Dear"),
        ("text_box", "DRAFT"),
    ]


def test_what_was_typed_into_a_form_is_read_and_an_empty_field_is_left():
    file = Pdf()
    name, phone = "<</T(name)/V(Rosa Alvarez)%s>>", "<</T(phone)/TU(Phone number)%s>>"
    look = "/FT/Tx/Type/Annot/Subtype/Widget/DA(/F 11 Tf)/Rect[72 %d 300 %d]"
    fields = [
        file.add(name % look % (700, 716)),
        file.add(phone % look % (660, 676)),
    ]
    refs = " ".join(f"{number} 0 R" for number in fields)
    file.catalog["AcroForm"] = f"<</Fields[{refs}]>>"
    file.page(at(72, 730, "Contact"), extra=f"/Annots[{refs}]")
    assert texts(file) == ["Contact", "Rosa Alvarez"]
    (left,) = read(file).leftovers
    assert (left.kind, left.text) == (LeftoverKind.FORM_FIELD, "Phone number")


# Links, pictures, scans


def test_links_belong_to_the_paragraph_under_them():
    link = "<</Type/Annot/Subtype/Link/Rect[%s]/A<</S/URI/URI(%s)>>>>"
    file = one_page(
        at(72, 720, "Write to us") + at(72, 690, "Or look here"),
        extra="/Annots["
        + link % ("72 717 120 731", "mailto:rosa@valleverde.example")
        + link % ("72 687 120 701", "https://valleverde.example")
        + "]",
    )
    assert [one.links for one in read(file).paragraphs] == [
        ("rosa@valleverde.example",),
        ("https://valleverde.example",),
    ]


def picture(file):
    entries = (
        "/Type/XObject/Subtype/Image/Width 2/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
    )
    return f"/XObject<</I {file.add(entries, ' x')} 0 R>>"


def test_a_picture_has_a_place_and_a_size():
    file = Pdf()
    file.page(
        at(72, 720, "Sincerely,")
        + "q 144 0 0 36 72 670 cm /I Do Q\n"
        + at(72, 650, "R. Lindqvist"),
        resources=picture(file),
    )
    (found,) = read(file).images
    assert (found.index, found.place.page, found.width, found.height) == (0, 1, 2, 0.5)


def test_a_scan_and_a_mix_of_scan_and_text():
    file = Pdf()
    file.page(wrapped(PROSE, 72, 720, 540)[0])
    file.page("q 612 0 0 792 0 0 cm /I Do Q", resources=picture(file))
    assert read(file).scanned == (2,)


# What else is in the file


def test_scripts_are_found_wherever_they_hide():
    script = "<</S/JavaScript/JS(app.alert%d)>>"
    file = Pdf(
        OpenAction=script % 1,
        AA=f"<</WC {script % 2}>>",
        Names=f"<</JavaScript<</Names[(a){script % 3}]>>>>",
    )
    field = file.add(f"<</FT/Btn/T(b)/AA<</F {script % 4}>>>>")
    file.catalog["AcroForm"] = f"<</Fields[{field} 0 R]>>"
    text = file.add("", "app.alert5", deflate=True)
    hidden = file.add(f"<</S/J#61vaScript/JS {text} 0 R>>")
    file.page(
        extra=f"/AA<</O {script % 6}>>/Annots[<</Subtype/Link/A {hidden} 0 R>>]",
    )
    found = [left for left in read(file).leftovers if left.kind == LeftoverKind.SCRIPT]
    assert {left.text for left in found} == {f"app.alert{number}" for number in range(1, 7)}


def test_starts_of_programs_attachments_and_notes():
    file = Pdf(Names="<</EmbeddedFiles<</Names[(a)<</Type/Filespec/UF(budget.xlsx)>>]>>>>")
    file.page(
        at(72, 720, "Dear"),
        extra="/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(virus.exe)>>>>"
        "<</Subtype/Text/Rect[0 0 9 9]/T(Rosa)/Contents(Is this right?)>>"
        "<</Subtype/FileAttachment/Rect[0 0 9 9]/FS<</F(old.doc)>>>>]",
    )
    found = {(left.kind, left.text, left.author, left.place.page) for left in read(file).leftovers}
    assert found == {
        (LeftoverKind.LAUNCH, "virus.exe", "", None),
        (LeftoverKind.ATTACHMENT, "budget.xlsx", "", None),
        (LeftoverKind.ATTACHMENT, "old.doc", "", 1),
        (LeftoverKind.ANNOTATION, "Is this right?", "Rosa", 1),
    }


def test_a_clean_letter_has_nothing_left():
    found = read(letter(PROSE, MORE))
    assert (found.leftovers, found.signatures, found.tagged) == ((), (), False)
    assert (found.encrypted, found.locked, found.scanned) == (False, False, ())


def test_properties_are_read():
    file = letter(PROSE, Lang="(en-US)", MarkInfo="<</Marked true>>")
    info = file.add("<</Title<FEFF004C00E9>/Author(Rosa)/Creator(Word)>>")
    file.trailer = f"/Info {info} 0 R"
    found = read(file)
    assert (found.properties.title, found.properties.author) == ("Lé", "Rosa")
    assert (found.properties.application, found.properties.language) == ("Word", "en-US")
    assert found.tagged


@pytest.mark.parametrize(
    ("raw", "author"),
    [
        (r"(\215Tule Bend\216 \205 a district)", "“Tule Bend” – a district"),
        (r"(Mar\355a \240)", "María €"),
        ("<EFBBBF4DC3AD61>", "Mía"),
        ("<FFFE4C00E900>", "Lé"),
        (r"(Rosa \237 Diaz)", "Rosa Ÿ Diaz"),
        (r"(\215Rosa\216 O\220Neil)", "“Rosa” O’Neil"),
        (r"(\215Rosa\216 \237 O\220Neil)", "“Rosa” Ÿ O’Neil"),
        (r"(\215Rosa\177\216)", "“Rosa\x7f”"),
        (r"(\342\200\234Jos\303\251\342\200\235)", "“José”"),
        ("<FEFF004C00>", "L�"),
        ("/Rosa", "Rosa"),
        ("[(Rosa)]", ""),
        ("99 0 R", ""),
    ],
)
def test_texts_are_read_in_their_encoding(raw, author):
    """PDFDocEncoding, UTF-8, UTF-16 (7.9.2.2), and what is none of them as Windows would."""
    file = letter(PROSE)
    file.trailer = f"/Info {file.add(f'<</Author{raw}>>')} 0 R"
    assert read(file).properties.author == author


def test_a_password_to_open_locks_and_one_to_change_does_not():
    locked = read(encrypted(letter(PROSE), "secret"))
    assert (locked.locked, locked.pages, locked.paragraphs) == (True, 0, ())
    open_ = read(encrypted(letter(PROSE, OpenAction="<</S/JavaScript/JS(hidden)>>"), ""))
    assert (open_.locked, open_.encrypted) == (False, True)
    assert [one.text for one in open_.paragraphs] == [PROSE]
    assert [left.text for left in open_.leftovers] == ["hidden"]


def test_a_pdf_for_the_holders_of_certificates_is_locked():
    file = letter(PROSE)
    file.trailer = "/Encrypt<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4>>/ID[<31><31>]"
    assert read(file).locked


def test_our_own_letters_read_as_they_were_written():
    folder = EXAMPLES / "valle-verde" / "package"
    (path,) = folder.glob("*.pdf")
    found = read_pdf(path.read_bytes(), path.name)
    assert (found.pages, found.tagged, found.fonts_not_embedded) == (3, True, ())
    headings = [one.text for one in found.paragraphs if one.is_heading]
    assert {"Why we are interested", "Specified school site"} <= set(headings)
    assert not any(
        one.text[:1].islower()
        for one in found.paragraphs
        if one.where == "body" and not one.is_list
    )


# What cannot be read


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04" + b"\0" * 99, "a Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "an old Word file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "a picture"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"Dear Mr. Mitchell,", "plain text"),
        (b"\x00\x01\x02\x03", "is not a PDF"),
    ],
)
def test_what_is_no_pdf_is_called_by_its_name(data, words):
    with pytest.raises(UnreadableFile, match=r"letter\.pdf") as raised:
        read(data)
    assert words in raised.value.message and raised.value.fix


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_pdf_that_is_cut_off_is_refused(share):
    data = letter(*[PROSE] * 8).bytes()
    with pytest.raises(UnreadableFile, match="is cut off"):
        read(data[: int(len(data) * share)])


def test_an_update_that_is_cut_off_is_refused():
    with pytest.raises(UnreadableFile, match="is cut off"):
        read(letter(PROSE).bytes() + b"9 0 obj\n<</Type/Page" + b"x" * 2000)


def test_a_pdf_with_a_hole_is_refused():
    data = letter(*[PROSE] * 8).bytes()
    with pytest.raises(UnreadableFile, match="is damaged"):
        read(data[:900] + data[1400:])


def swollen(filters, raw):
    file = one_page("")
    stream = b"<</Filter[%s]/Length %d>>\nstream\n%s\nendstream" % (filters, len(raw), raw)
    file.objects[file.pages[0] - 2] = stream
    return file


def object_stream(file, raw):
    """Add an object stream whose first object is the next but one; its number, and the object's."""
    number = len(file.objects) + 1
    file.objects.append(
        b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
        % (len(raw), raw)
    )
    return number, number + 1


def bomb_of_objects(raw):
    file = one_page("")
    stream, inside = object_stream(file, raw)
    file.catalog["OpenAction"] = f"{inside} 0 R"
    return file.bytes(inside=stream)


FORM = "/Type/XObject/Subtype/Form/BBox[0 0 612 792]"


def nested_forms(file, draw="/X Do\n", form=FORM):
    """The number of a form that draws others, eight deep and a dozen times each."""
    inner = file.add(form, at(72, 700, "word"))
    for _ in range(8):
        inner = file.add(f"{form}/Resources<</XObject<</X {inner} 0 R>>>>", draw * 12)
    return inner


def hostile():
    blank = zlib.compress(b" " * 60_000_000, 9)
    yield "bomb", swollen(b"/FlateDecode", blank)
    yield "bomb in a bomb", swollen(b"/FlateDecode/FlateDecode", zlib.compress(blank, 9))
    yield "bomb of objects", bomb_of_objects(blank)
    loop = one_page("")
    loop.objects[1] = b"<</Type/Pages/Kids[2 0 R %d 0 R]/Count 5>>" % loop.pages[0]
    yield "page tree in a loop", loop
    many = one_page("")
    many.pages *= 100_000
    yield "100,000 pages", many
    yield "endless page", one_page(at(72, 700, "word") * 100_000, deflate=True)
    for name, draw, form in (
        ("forms in forms", "/X Do\n", FORM),
        ("forms whose names are written in another way", "/#58 Do\n", FORM),
        ("forms whose names are not followed by Do at once", "/X % Do\nDo\n", FORM),
        ("forms whose kind is somewhere else", "/X Do\n", FORM.replace("/Form", " 9 0 R")),
    ):
        forms = Pdf()
        forms.objects += [b"null"] * 4 + [b"/Form"]
        inner = nested_forms(forms, draw, form)
        forms.page("/X Do", resources=f"/XObject<</X {inner} 0 R>>")
        yield name, forms
    shared = Pdf()  # each of them draws two that are found in the page's resources
    names = [f"/F{n}" for n in range(30)]
    drawn = [f"{a}%\nDo {a}%\nDo" for a in [*names[1:], "/none"]]
    numbers = [shared.add(FORM, text) for text in drawn]
    shared.page(
        "/F0 Do", resources=f"/XObject<<{' '.join(map('{} {} 0 R'.format, names, numbers))}>>"
    )
    yield "forms with the page's resources", shared
    many = Pdf()
    odd = [many.add(FORM, "/A%\nDo") for _ in range(1500)]
    refs = "".join(f"/A{n} {number} 0 R" for n, number in enumerate(odd))
    many.page("/A0 Do", resources=f"/XObject<<{refs}>>")
    yield "forms that could draw any of a thousand", many
    glyphs = Pdf()
    inner = nested_forms(glyphs)
    glyph = glyphs.add("", "1000 0 0 0 750 750 d1 /X Do")
    glyphs.font = glyphs.add(
        f"<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[.001 0 0 .001 0 0]"
        f"/CharProcs<</a {glyph} 0 R>>/Encoding<</Type/Encoding/Differences[97/a]>>/FirstChar 97"
        f"/LastChar 97/Widths[1000]/Resources<</XObject<</X {inner} 0 R>>>>>>"
    )
    glyphs.page(at(72, 700, "aaaa"))
    yield "glyphs that draw forms", glyphs
    picture = b"BI /W 9000 /H 9000 /BPC 8 /CS /G /F /Fl ID " + blank + b"\nEI\n"
    yield "bomb within the instructions", one_page(picture)
    yield "pictures without end within the instructions", one_page("BI ID x\n" * 300_000)
    for name, entries, raw in (
        ("bomb of runs", "/Filter/RunLengthDecode", b"\x81\0" * 300_000),
        ("bomb of letters", "/Filter/ASCII85Decode", b"z" * 5_000_000 + b"~>"),
        ("bomb of differences", "/Filter/FlateDecode/DecodeParms<</Predictor 2>>", blank),
    ):
        slow = Pdf()
        slow.page("", extra=f"/PieceInfo {slow.add(entries, raw)} 0 R")
        yield name, slow
    torn = Pdf()
    streams = [torn.add("/Filter/FlateDecode", b"x\x9c" + b"\xff" * 400_000) for _ in range(60)]
    torn.page("", extra="/PieceInfo[" + " ".join(f"{number} 0 R" for number in streams) + "]")
    yield "streams that cannot be decoded", torn
    parts = "[" + "[1 2 3 (a) /B] " * 100_000 + "]"
    yield "half a million parts of one object", letter(PROSE, Lang=parts)
    yield "ten million parts of one object", letter(PROSE, Lang="[" + "1 " * 10_000_000 + "]")
    dense = b"8 0 [" + b"1 " * 10_000_000 + b"]"
    yield "ten million parts of one object in a stream", bomb_of_objects(zlib.compress(dense))
    note = "<</Subtype/FreeText/Rect[0 0 9 9]/Contents 4 0 R>>"
    shared = Pdf()
    shared.objects.append(b"(" + b"word " * 20_000 + b")")
    shared.page("", extra="/Annots[" + note.replace("4", str(len(shared.objects))) * 1000 + "]")
    yield "one long text in a thousand notes", shared
    notes = "<</Subtype/Link/Rect[0 0 600 700]/A<</S/URI/URI(http://a.b)>>>>" * 50_000
    yield "50,000 links", one_page("x", extra=f"/Annots[{notes}]")


@pytest.fixture(scope="module")
def guard():
    with pytest.MonkeyPatch.context() as patch, Guard(["loi_tool.pdf.read"]) as process:
        patch.setattr(guard_module, "SECONDS", 1)
        yield process


@pytest.mark.parametrize(("name", "file"), [pytest.param(*one, id=one[0]) for one in hostile()])
def test_a_hostile_pdf_is_read_or_refused_within_the_limits(guard, name, file):
    data = file if isinstance(file, bytes) else file.bytes()
    try:
        assert guard.call(read_pdf, data, "letter.pdf").pages
    except UnreadableFile as error:
        assert error.message.startswith("letter.pdf") and error.fix
    except OverLimit:
        pass  # whoever asked says so, by the name of the file
    assert guard.call(read_pdf, WHOLE, "letter.pdf").pages == 1  # the next letter is read


def test_a_bomb_of_objects_that_nothing_refers_to_is_never_opened():
    file = letter(PROSE)
    object_stream(file, zlib.compress(b" " * 60_000_000, 9))
    start = time.process_time()
    assert texts(file) == [PROSE]
    assert time.process_time() - start < 1


def test_objects_in_a_stream_are_read():
    raw = b"8 0 <</S/JavaScript/JS(inside)>>"
    (left,) = read(bomb_of_objects(zlib.compress(raw))).leftovers
    assert (left.kind, left.text) == (LeftoverKind.SCRIPT, "inside")


def test_thousands_of_references_to_nothing_do_no_harm():
    file = one_page(at(72, 720, PROSE), extra="/PieceInfo[" + "99999 0 R " * 50_000 + "]")
    file.add("", "x" * 5_000_000)
    start = time.process_time()
    assert read(file).pages == 1
    assert time.process_time() - start < 2


@pytest.mark.parametrize("size", ["1" + "0" * 22, "9" * 400, "-3", "0", "1e5"])
def test_a_note_in_an_impossible_size_is_read_in_the_usual_one(size):
    note = f"<</Subtype/FreeText/Rect[72 700 300 720]/Contents(A note)/DA(/Helv {size} Tf)>>"
    assert "A note" in texts(one_page(at(72, 740, "Dear"), extra=f"/Annots[{note}]"))


@pytest.mark.parametrize("meaning", ["0000", "0002", "FFFE", "D800", "FEFF"])
def test_thousands_of_characters_that_mean_nothing_hide_nothing_else(meaning):
    file = Pdf()
    table = file.add(
        "",
        "begincmap 1 begincodespacerange <00><FF> endcodespacerange "
        f"1 beginbfchar <61> <{meaning}> endbfchar endcmap",
    )
    file.font = file.add(f"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode {table} 0 R>>")
    file.page(at(10, 700, "a" * 3000, size=1) + at(72, 600, "Der Mr. Mitchell,"))
    assert texts(file)[-1] == "Der Mr. Mitchell,"


def test_a_word_of_a_hundred_thousand_letters_takes_no_time():
    start = time.process_time()
    note = f"<</Subtype/FreeText/Rect[72 700 300 720]/Contents({'w' * 35_000})>>"
    assert read(one_page(at(72, 740, "Dear"), extra=f"/Annots[{note}]")).pages == 1
    assert time.process_time() - start < 1


def test_objects_nested_without_end_do_no_harm():
    depth = 100_000
    assert read(letter(PROSE, OpenAction="[" * depth + "]" * depth)).pages == 1


def test_the_longest_letter_takes_a_second():
    file = Pdf()
    content = "".join(wrapped(PROSE, 72, 700 - 60 * part, 540)[0] for part in range(8))
    for _ in range(25):
        file.page(content)
    start = time.process_time()
    assert read(file).pages == 25
    assert time.process_time() - start < 1.5


WHOLE = letter(PROSE, MORE, OpenAction="<</S/JavaScript/JS(x)>>", Lang="(en-US)").bytes()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=12),
    st.one_of(st.none(), st.integers(0, len(WHOLE))),
)
def test_whatever_happens_to_its_bytes_a_pdf_is_read_or_refused(flips, end):
    data = bytearray(WHOLE)
    for place, value in flips:
        data[place] = value
    try:
        assert read(bytes(data[:end])).file == "letter.pdf"
    except UnreadableFile as error:
        assert error.message.startswith("letter.pdf")


def test_a_page_larger_than_any_paper_takes_no_memory():
    with pytest.raises(UnreadableFile, match="larger than any paper"):
        read(one_page(at(72, 720, "x"), size=(10**8, 792)))
    assert texts(one_page(at(72, 720, "A poster"), size=(14_000, 792))) == ["A poster"]


def test_more_text_than_the_longest_letter():
    def pages(number):
        file = Pdf()
        for _ in range(number):
            file.page(wrapped(PROSE * 10, 72, 720, 540)[0])
        return file

    with pytest.raises(UnreadableFile, match="more text than 25 pages"):
        read(pages(40))
    assert read(pages(20)).pages == 20


def test_five_hundred_pages_of_a_few_words_are_counted():
    file = Pdf()
    for _ in range(500):
        file.page(at(72, 720, "Thank you."))
    assert read(file).pages == 500
