"""A PDF is read as a person sees it, whatever its letters, layers and tables say."""

import re

import pytest

from loi_tool.errors import UnreadableFile
from tests.pdf.pdf_files import Pdf, at, letter, width
from tests.pdf.test_read import PROSE, one_page, read, texts

LINES = ("Dear reader,", "We wish to take part in the second cohort.", "Call (559) 555-0142.")
TURNS = {90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}


def lying(degrees, extra=""):
    """A page on which all text is set at an angle."""
    starts = {90: (100, 72, 30, 0), 180: (540, 720, 0, -30), 270: (500, 720, -30, 0)}
    x, y, right, up = starts[degrees]
    content = "".join(
        f"BT /F 11 Tf {TURNS[degrees]} {x + n * right} {y - n * up - 60 * (degrees == 180)} Tm "
        f"{'(' + line.replace('(', chr(92) + '(').replace(')', chr(92) + ')') + ')'} Tj ET\n"
        for n, line in enumerate(LINES)
    )
    return one_page(content, extra=extra)


@pytest.mark.parametrize("degrees", [90, 270])
def test_a_page_that_lies_on_its_side_is_read_upright_and_told(degrees):
    found = read(lying(degrees))
    assert [paragraph.text for paragraph in found.paragraphs] == list(LINES)
    assert found.turned == (1,)
    assert (found.shapes[0].width, found.shapes[0].height) == (11, 8.5)


def test_a_page_that_is_turned_upside_down_is_read_upright_and_told():
    file = one_page("".join(at(72, 720 - 30 * n, line) for n, line in enumerate(LINES)),
                    extra="/Rotate 180")  # fmt: skip
    found = read(file)
    assert [paragraph.text for paragraph in found.paragraphs] == list(LINES)
    assert found.turned == (1,)


def test_text_that_its_page_turns_upright_is_no_turned_page():
    found = read(lying(90, extra="/Rotate 90"))
    assert [paragraph.text for paragraph in found.paragraphs] == list(LINES)
    assert found.turned == ()


@pytest.mark.parametrize(("right", "up"), [(0.25, 0), (1, -1), (0, 0)])
def test_what_is_drawn_twice_for_bold_or_a_shadow_is_read_once(right, up):
    file = one_page(at(72, 720, "Our district") + at(72 + right, 720 + up, "Our district"))
    assert texts(file) == ["Our district"]


def test_what_is_said_twice_is_read_twice():
    file = one_page(at(72, 720, "ll") + at(72 + width("ll"), 720, "ll") + at(72, 690, "ll"))
    assert texts(file) == ["llll", "ll"]


GAP = "[(many Vi) -556 (t families, H) -556 (O and bread)] TJ ET\n"


def test_letters_of_another_font_are_read_in_the_gaps_that_are_left_for_them():
    before, between = width("many Vi"), width("many Vi") + width("et families, H")
    line = f"BT /F 11 Tf 72 720 Td {GAP}"
    file = one_page(
        line + at(72 + before, 720, "e", font="B") + at(72 + between, 720, "2", font="B")
    )
    assert texts(file) == ["many Viet families, H2O and bread"]


def test_what_is_drawn_over_a_line_without_gaps_cuts_no_word_of_it():
    file = one_page(at(72, 720, "our families and friends") + at(90, 720, "x", font="B"))
    assert "our families and friends" in texts(file)[0]


def test_tabs_returns_and_unbroken_spaces_are_spaces():
    file = one_page(at(72, 720, "Piedra\t\r \xa0Azul\t\r \xa0School"))
    assert texts(file) == ["Piedra Azul School"]


# Letters


def with_letters(meanings, content, name="Calibri"):
    """A page in a font that says of some codes which letters they are."""
    file = Pdf()
    rows = "".join(f"<{code:02X}> <{meaning}>\n" for code, meaning in meanings.items())
    table = file.add(
        "",
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00><FF> "
        f"endcodespacerange {len(meanings)} beginbfchar\n{rows}endbfchar endcmap",
    )
    file.font = file.add(
        f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding/ToUnicode {table} 0 R>>"
    )
    file.page(content)
    return file


@pytest.mark.parametrize(
    ("meaning", "text", "read_as"),
    [
        ("019F", "Educa#onal", "Educational"),
        ("01A9", "Le#er", "Letter"),
        ("014C", "So#ware", "Software"),
        ("014C", "O#en", "Often"),
        ("E001", "Of#ce", "Of\ufffdce"),
    ],
)
def test_ligatures_that_read_as_other_letters_are_mended_or_told(meaning, text, read_as):
    codes = {ord(letter_): f"{ord(letter_):04X}" for letter_ in set(text) - {"#"}}
    found = read(with_letters({**codes, ord("#"): meaning}, at(72, 720, text)))
    assert [paragraph.text for paragraph in found.paragraphs] == [read_as]
    assert len(found.misread) == 1


def test_a_sign_that_reads_as_nothing_is_told_and_a_hyphen_is_none():
    codes = {ord(letter_): f"{ord(letter_):04X}" for letter_ in "Leradso -"} | {ord("#"): "0000"}
    found = read(with_letters(codes, at(72, 720, "Le#er a#er r-a le# so")))
    assert [paragraph.text for paragraph in found.paragraphs] == [
        "Le\ufffder a\ufffder r-a le\ufffd so"
    ]
    assert len(found.misread) == 3


def test_a_soft_hyphen_that_is_drawn_is_a_hyphen():
    text = "(559) 555-0142, one-day"
    codes = {ord(letter_): f"{ord(letter_):04X}" for letter_ in text} | {ord("-"): "00AD"}
    found = read(with_letters(codes, at(72, 720, text)))
    assert [paragraph.text for paragraph in found.paragraphs] == [text]
    assert found.misread == ()


@pytest.mark.parametrize("name", ["Ōtaki", "KŌRERO"])
def test_a_letter_of_a_name_is_no_ligature(name):
    codes = {ord("#"): "014C", **{ord(one): f"{ord(one):04X}" for one in name if one != "Ō"}}
    found = read(with_letters(codes, at(72, 720, name.replace("Ō", "#"))))
    assert [paragraph.text for paragraph in found.paragraphs] == [name]
    assert found.misread == ()


def test_accents_that_are_apart_are_put_into_their_letters():
    codes = {ord(one): f"{ord(one):04X}" for one in "Pena"} | {ord("~"): "0303"}
    assert texts(with_letters(codes, at(72, 720, "Pen~a"))) == ["Peña"]


def unmapped(content, more=""):
    """A page in a font of glyphs by number, which says of none which letter it is."""
    file = Pdf()
    font = file.add(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Calibri/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500>>"
    )
    file.font = file.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Calibri/Encoding/Identity-H"
        f"/DescendantFonts[{font} 0 R]>>"
    )
    file.page(content + more)
    return file


GLYPHS = "BT /F 11 Tf 72 %d Td <00240025002600270028002900030004000500060007> Tj ET\n"


def test_a_pdf_without_letters_cannot_be_read_and_says_so():
    found = read(unmapped("".join(GLYPHS % y for y in range(500, 720, 20))))
    assert found.paragraphs == () and found.misread == ()
    assert found.unreadable == found.scanned == (1,)


def test_what_of_it_has_letters_is_read():
    glyphs = "".join(GLYPHS % y for y in range(500, 720, 20))
    found = read(unmapped(glyphs, at(72, 740, "Dear Mr. Mitchell,", font="B")))
    assert [paragraph.text for paragraph in found.paragraphs] == ["Dear Mr. Mitchell,"]
    assert found.unreadable == (1,)
    assert read(letter(PROSE)).unreadable == ()


def test_a_heading_without_letters_makes_its_page_one_that_was_not_read_in_full():
    heading = "BT /F 11 Tf 72 740 Td <002400250026002700280029000300040005> Tj ET\n"
    rest = "BT /F 11 Tf 72 640 Td <002400250026002700280029000300040005000600070008> Tj ET\n"
    found = read(unmapped(heading + rest, at(72, 700, "Dear Mr. Mitchell,", font="B")))
    assert [paragraph.text for paragraph in found.paragraphs] == ["Dear Mr. Mitchell,"]
    assert found.unreadable == (1,)


def test_bullets_without_letters_are_no_text():
    bullets = "".join(f"BT /F 11 Tf 72 {y} Td <0024> Tj ET\n" for y in range(500, 720, 30))
    items = "".join(at(90, y, "We listen.", font="B") for y in range(500, 720, 30))
    found = read(unmapped(bullets + items))
    assert found.unreadable == () and all("We listen." in p.text for p in found.paragraphs)


# Layers


def layered(settings, mark="/OC /L", group=""):
    """A page with a draft mark on a layer, and a letter."""
    file = Pdf()
    layer = file.add(f"<</Type/OCG/Name(Draft){group}>>")
    form = file.add(
        f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/OC {layer} 0 R"
        f"/Resources<</Font<</F {file.font} 0 R>>>>"
    )
    file.objects[form - 1] = b"<<%s/Length 0>>\nstream\n\nendstream" % file.objects[form - 1]
    file.catalog["OCProperties"] = (
        f"<</OCGs[{layer} 0 R]/D<<{settings.replace('#', f'{layer} 0 R')}>>>>"
    )
    either = f"<</Type/OCMD/OCGs[{layer} 0 R]/P/AllOff>>"
    file.page(
        f"{mark} BDC "
        + at(200, 400, "DRAFT", size=40)
        + "EMC\n/X Do\n"
        + at(72, 720, "Dear reader,"),
        resources=f"/Properties<</L {layer} 0 R/M {either}>>/XObject<</X {form} 0 R>>",
    )
    return file


@pytest.mark.parametrize(
    ("settings", "mark", "group", "seen"),
    [
        ("/OFF[#]", "/OC /L", "", False),
        ("", "/OC /L", "", True),
        ("/BaseState/OFF", "/OC /L", "", False),
        ("/BaseState/OFF/ON[#]", "/OC /L", "", True),
        ("/OFF[#]", "/OC /M", "", True),  # a mark for when the layer is off
        ("/AS[<</Event/View/OCGs[#]/Category[/View]>>]", "/OC /L",
         "/Usage<</View<</ViewState/OFF>>>>", False),
        ("/AS[<</Event/Print/OCGs[#]/Category[/View]>>]", "/OC /L",
         "/Usage<</View<</ViewState/OFF>>>>", True),
        ("/OFF[#]", "/Span /L", "", True),
    ],
)  # fmt: skip
def test_what_is_on_a_layer_that_is_off_is_not_read(settings, mark, group, seen):
    found = texts(layered(settings, mark, group))
    assert ("DRAFT" in found) is seen and "Dear reader," in found


def test_a_drawing_on_a_layer_that_is_off_is_not_read():
    file = layered("/OFF[#]")
    form = next(n for n, body in enumerate(file.objects) if body and b"/Subtype/Form" in body)
    words = at(72, 600, "hidden words").encode()
    file.objects[form] = file.objects[form].replace(
        b"/Length 0>>\nstream\n\n", b"/Length %d>>\nstream\n%s\n" % (len(words), words)
    )
    assert texts(file) == ["Dear reader,"]


# Addresses, links


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("write to dev.okafor-", "partners@valley.example.", "dev.okafor-partners@valley.example."),
        (
            "write to okafor@family-",
            "office.valley.example.",
            "okafor@family-office.valley.example.",
        ),
        ("write to okafor@", "valley.example.", "okafor@valley.example."),
        ("write to okafor", "@valley.example.", "okafor@valley.example."),
        ("write to okafor@valley", ".example.", "okafor@valley.example."),
        ("see https://valley.example/", "parent-center/", "https://valley.example/parent-center/"),
        ("see www.valley-", "schools.example", "www.valley-schools.example"),
    ],
)
def test_an_address_that_goes_over_a_line_is_whole(first, second, whole):
    file = one_page(at(72, 720, f"For more of this {first}") + at(72, 706.5, second))
    assert whole in " ".join(texts(file))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("write to okafor@valley.example.", "thank you"),
        ("Rosa Alvarez.", "rosa@valley.example"),
        ("see https://valley.example/", "and write"),
        ("okafor@valley.example", "rosa@valley.example"),
    ],
)
def test_an_address_that_ends_with_its_line_stays_as_it_is(first, second):
    joined = " ".join(texts(one_page(at(72, 720, first) + at(72, 706.5, second))))
    assert joined == f"{first} {second}"


def test_the_words_under_a_link_are_kept_with_its_address():
    link = "<</Type/Annot/Subtype/Link/Rect[%s]/A<</S/URI/URI(mailto:old@x.example)>>>>"
    x = 72 + width("Write to ")
    place = f"{x} 717 {x + width('new@x.example')} 731"
    file = one_page(
        at(72, 720, "Write to new@x.example today.") + at(72, 706, "for@y.example or"),
        extra=f"/Annots[{link % place}]",
    )
    [found] = read(file).links
    assert (found.text, found.address) == ("new@x.example", "old@x.example")


# The order of the file


DATA = letter(*[PROSE] * 4).bytes()
START = re.search(rb"startxref\n(\d+)\n", DATA)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (DATA, ""),
        (DATA + b"\0" * 3000, ""),
        (DATA.replace(START[0], b"startxref\n%d\n" % (int(START[1]) + 7)), "rightly"),
        (DATA.replace(START[0], b"startxref\n0\n"), "rightly"),
        (DATA.replace(START[0], b"startxref\n999999999\n"), "rightly"),
        (DATA.replace(b"\nxref\n", b"\n"), "rightly"),
        (DATA + b"\n-- \nSent from my phone\n", "behind"),
        (DATA + b"<p>added by a portal</p>" * 200, "behind"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + DATA, "before"),
        (DATA[: DATA.rindex(b"%%EOF")], "mark of its end is missing"),
        (DATA[: DATA.rindex(b"OF")], "mark of its end is missing"),
    ],
)
def test_a_pdf_that_opens_everywhere_is_read_and_what_is_wrong_is_told(data, says):
    found = read(data)
    assert len(found.paragraphs) == 4
    assert says in found.disorder and bool(says) is bool(found.disorder)


@pytest.mark.parametrize("more", [1, 3, 12])
def test_a_pdf_that_is_cut_off_before_its_end_mark_is_refused(more):
    end = DATA.rindex(b"%%EOF") - len(b"\n") - more
    with pytest.raises(UnreadableFile, match="is cut off"):
        read(DATA[:end])


def test_of_a_pdf_without_order_nothing_may_be_missing():
    moved = DATA.replace(START[0], b"startxref\n7\n")
    with pytest.raises(UnreadableFile, match="is damaged"):
        read(moved[:900] + moved[1400:])
