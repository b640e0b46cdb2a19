"""What is drawn on a PDF besides its text: marks by hand, blank pictures, scans."""

from datetime import datetime, timezone

import pytest
from PIL import Image, ImageDraw

from loi_tool.evidence.read import read_letter
from loi_tool.evidence.signature import signature
from loi_tool.facts import Facts
from loi_tool.pdf.read import read_pdf
from loi_tool.rules.leftovers import comments_left
from loi_tool.rules.signature import digital_signature_broken, not_signed
from loi_tool.rules.verdicts import assess
from tests.evidence.samples import CALL
from tests.pdf.pdf_files import Pdf, at, wrapped

PROSE = (
    "Families in our valley come to the school for more than classes, and for years we took their "
    "presence for engagement. We wish to learn from other districts how to ask, and what to do with "
    "the answers that we are given, so that those who are heard least are heard first."
)
BLOCK = (72, 452, 210, 486)
"""Between “Sincerely,” and the name."""


def end_of_letter(line=""):
    text = at(72, 720, "Dear Mr. Mitchell:") + wrapped(PROSE, 72, 700, 540)[0]
    text += wrapped(PROSE, 72, 620, 540)[0] + at(72, 496, "Sincerely,")
    return text + line + at(72, 438, "Elena Marquez") + at(72, 418, "Superintendent")


def scribble(left=73, bottom=455, curve=True):
    """Strokes of a pen, as instructions."""
    strokes = []
    for number in range(10):
        x = left + 12 * number
        if curve:
            bent = f"{x} {bottom} m {x + 4} {bottom + 20} {x + 9} {bottom - 8} {x + 14} {bottom + 10} c S"
        else:
            bent = f"{x} {bottom} m {x + 4} {bottom + 20} l {x + 9} {bottom + 3} l S"
        strokes.append(bent)
    return "q 1.2 w 0.1 0.1 0.5 RG " + " ".join(strokes) + " Q\n"


def picture(file, ink=True, alpha=False):
    """An image object of 200 by 50 points: a pen's line, or nothing."""
    drawn = Image.new("L", (200, 50), 255)
    if ink:
        ImageDraw.Draw(drawn).line([(5, 40), (60, 5), (110, 45), (190, 10)], fill=0, width=4)
    plain = "<</Type/XObject/Subtype/Image/Width 200/Height 50/BitsPerComponent 8"
    if not alpha:
        return file.add(f"{plain}/ColorSpace/DeviceGray", drawn.tobytes(), deflate=True)
    mask = file.add(
        f"{plain}/ColorSpace/DeviceGray", drawn.point(lambda v: 255 - v).tobytes(), deflate=True
    )
    return file.add(
        f"{plain}/ColorSpace/DeviceGray/SMask {mask} 0 R", bytes(200 * 50), deflate=True
    )


def add_fixed(file):
    """Make `Pdf.add` close the dictionaries that `picture` leaves open."""
    plain = file.add

    def add(entries, stream=None, deflate=False):
        if stream is not None and entries.startswith("<<"):
            entries = entries[2:]
        return plain(entries, stream, deflate)

    file.add = add
    return file


def annotated(subtype, extra="", content="", place=BLOCK, resources=""):
    """A letter with an annotation that has an appearance of its own."""
    file = add_fixed(Pdf())
    left, bottom, right, top = place
    drawn = file.add(
        f"/Type/XObject/Subtype/Form/BBox[{left} {bottom} {right} {top}]{resources}", content
    )
    note = file.add(
        f"<</Type/Annot/Subtype/{subtype}/F 4/Rect[{left} {bottom} {right} {top}]"
        f"/AP<</N {drawn} 0 R>>{extra}>>"
    )
    file.page(end_of_letter(), extra=f"/Annots[{note} 0 R]")
    return file


def with_picture(place=BLOCK, **kind):
    file = add_fixed(Pdf())
    left, bottom, right, top = place
    number = picture(file, **kind)
    drawing = f"q {right - left} 0 0 {top - bottom} {left} {bottom} cm /Im Do Q\n"
    file.page(end_of_letter(drawing), resources=f"/XObject<</Im {number} 0 R>>")
    return file


def button(file):
    number = picture(file)
    look = file.add(
        f"/Type/XObject/Subtype/Form/BBox[0 0 138 34]/Resources<</XObject<</Im {number} 0 R>>>>",
        "q 138 0 0 34 0 0 cm /Im Do Q",
    )
    field = file.add(
        "<</Type/Annot/Subtype/Widget/FT/Btn/Ff 65536/T(Image1_af_image)/F 4"
        f"/Rect[{' '.join(map(str, BLOCK))}]/AP<</N {look} 0 R>>>>"
    )
    file.catalog["AcroForm"] = f"<</Fields[{field} 0 R]>>"
    file.page(end_of_letter(), extra=f"/Annots[{field} 0 R]")
    return file


def in_a_form(file):
    form = file.add("/Type/XObject/Subtype/Form/BBox[0 0 612 792]", scribble())
    file.page(end_of_letter("/Fm Do\n"), resources=f"/XObject<</Fm {form} 0 R>>")
    return file


def to_sign_in(content):
    """A letter with a field for a digital signature that has none."""
    file = annotated("Widget", "/FT/Sig/T(Signature1)", content)
    file.catalog["AcroForm"] = "<</Fields[]>>"
    return file


def polylines(*, color="0 0 .5", pieces=3, dips=True, bottom=455):
    """Notes of lines that have no look of their own: a viewer draws them."""
    file = Pdf()
    notes = []
    for number in range(pieces):
        left = 73 + 45 * number
        places = " ".join(f"{left + 5 * n} {bottom + (n % 2) * 20 * dips}" for n in range(8))
        notes.append(
            file.add(
                f"<</Type/Annot/Subtype/PolyLine/F 4/Rect[{left} {bottom} {left + 40} {bottom + 22}]"
                f"/Vertices[{places}]/C[{color}]>>"
            )
        )
    file.page(end_of_letter(), extra=f"/Annots[{' '.join(f'{note} 0 R' for note in notes)}]")
    return file


def small_strokes():
    """A signature of which each stroke is a note, and smaller than any signature."""
    file = Pdf()
    notes = []
    for number in range(8):
        left, right = 73 + 12 * number, 85 + 12 * number
        notes.append(
            file.add(
                f"<</Type/Annot/Subtype/Ink/F 4/Rect[{left} 455 {right} 475]/C[0 0 .5]/BS<</W 2>>"
                f"/InkList[[{left} 456 {left + 4} 474 {right} 458]]>>"
            )
        )
    file.page(end_of_letter(), extra=f"/Annots[{' '.join(f'{note} 0 R' for note in notes)}]")
    return file


def typed(words, place=BLOCK):
    return annotated("FreeText", f"/Contents({words})/DA(/F 16 Tf)", "", place)


def glyph(size=130):
    """A drawing that is the only letter of a font (ISO 32000-1, 9.6.5)."""
    file = Pdf()
    drawing = file.add("", "1000 0 0 0 1000 300 d1 0 0 m 300 280 600 -80 990 250 c 20 w S")
    font = file.add(
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 300]/FontMatrix[.001 0 0 .001 0 0]"
        f"/CharProcs<</g {drawing} 0 R>>/Encoding<</Type/Encoding/Differences[1/g]>>"
        "/FirstChar 1/LastChar 1/Widths[1000]/Resources<<>>>>"
    )
    shown = f"BT /T3 {size} Tf 73 455 Td <01> Tj ET\n"
    file.page(end_of_letter(shown), resources=f"/Font<</T3 {font} 0 R>>")
    return file


def signed_with(contents, subfilter="adbe.pkcs7.detached"):
    """A letter with a digital signature, as a careless program writes it."""
    file = add_fixed(Pdf())
    value = file.add(
        f"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/{subfilter}/Contents<{contents}>"
        "/ByteRange[0 10 20 10]>>"
    )
    field = file.add(
        f"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/F 132/V {value} 0 R"
        f"/Rect[{' '.join(map(str, BLOCK))}]>>"
    )
    file.catalog["AcroForm"] = f"<</Fields[{field} 0 R]/SigFlags 3>>"
    file.page(end_of_letter(), extra=f"/Annots[{field} 0 R]")
    return file


def drawn_on(content):
    file = Pdf()
    file.page(end_of_letter(content))
    return file


def judged(file):
    pdf = read_pdf(file.bytes(), "letter.pdf")
    reading = read_letter(CALL, pdf)
    signed = signature(CALL, reading, None, pdf)
    as_of = datetime(2022, 5, 10, tzinfo=timezone.utc)
    facts = Facts(as_of, pdf=pdf, reading=reading, signature=signed)
    result = next(r for r in assess(CALL, facts, []) if r.id == "signature")
    asked = (not_signed, digital_signature_broken, comments_left)
    told = [finding for rule in asked for finding in rule.findings(CALL, facts)]
    mark = next(part for part in result.parts if part.id == "mark")
    return mark.verdict.value, {finding.rule for finding in told}


MARKS = {
    "stamp": lambda: annotated("Stamp", content=scribble()),
    "stamp of a viewer for Macs": lambda: annotated(
        "Stamp", "/AAPL:AKExtras<<>>/T(Elena Marquez)/Contents(Signature)", scribble()
    ),
    "ink": lambda: annotated("Ink", "/InkList[[73 455 90 470 110 450]]", scribble()),
    "polyline": lambda: annotated("PolyLine", "/Vertices[73 455 90 470]", scribble()),
    "curves": lambda: drawn_on(scribble()),
    "straight strokes": lambda: drawn_on(scribble(curve=False)),
    "form": lambda: in_a_form(add_fixed(Pdf())),
    "picture in a field": lambda: button(add_fixed(Pdf())),
    "digital, and not to be read": lambda: signed_with("00" * 200),
    "digital, of an old kind": lambda: signed_with("00" * 200, "adbe.x509.rsa_sha1"),
    "lower than the name": lambda: drawn_on(scribble(left=180, bottom=432)),
    "polylines that a viewer draws": polylines,
    "a note for each stroke": small_strokes,
    "drawn in a field to sign in": lambda: to_sign_in(scribble()),
    "the name, typed over the page": lambda: typed("Elena Marquez"),
    "the name, typed into a field": lambda: annotated(
        "Widget", "/FT/Tx/T(Sign)/V(Elena Marquez)", "BT /F1 9 Tf 2 8 Td (Elena Marquez) Tj ET"
    ),
    "the only letter of a font": glyph,
    "name and time of a service": lambda: drawn_on(
        at(72, 470, "Elena Marquez \\(May 9, 2022 10:14 PDT\\)", 7)
    ),
    "words of a service": lambda: drawn_on(at(72, 470, "DocuSigned by:", 7)),
}
NO_MARKS = {
    "rule": lambda: drawn_on("72 455 m 250 455 l S\n"),
    "frame": lambda: drawn_on("72 452 138 34 re S\n"),
    "rounded frame": lambda: drawn_on(
        "80 452 m 200 452 l 210 452 210 460 210 462 c 210 480 l 210 486 206 486 200 486 c 80 486 l "
        "72 486 72 482 72 480 c 72 460 l 72 452 76 452 80 452 c S\n"
    ),
    "white strokes": lambda: drawn_on(scribble().replace("0.1 0.1 0.5 RG", "1 1 1 RG")),
    "strokes elsewhere": lambda: drawn_on(scribble(bottom=740)),
    "empty appearance": lambda: annotated("Stamp"),
    "field to sign in": lambda: to_sign_in(""),
    "field to sign in, with a frame and words": lambda: to_sign_in(
        "q 73 453 136 32 re S BT /F1 9 Tf 80 460 Td (Click to sign) Tj ET Q"
    ),
    "small letter of a font": lambda: glyph(20),
    "something else, typed into a field": lambda: annotated(
        "Widget", "/FT/Tx/T(Date)/V(May 9, 2022)", "BT /F1 9 Tf 2 8 Td (May 9, 2022) Tj ET"
    ),
    "circle": lambda: drawn_on(
        "100 470 m 100 476 95 480 90 480 c 85 480 80 476 80 470 c 80 465 85 460 90 460 c 95 460 "
        "100 465 100 470 c S\n"
    ),
}


@pytest.mark.parametrize("kind", MARKS)
def test_what_is_drawn_by_the_name_is_to_be_looked_at(kind):
    assert judged(MARKS[kind]()) == ("confirm", set())


@pytest.mark.parametrize("kind", NO_MARKS)
def test_what_is_no_mark_signs_nothing(kind):
    verdict, rules = judged(NO_MARKS[kind]())
    assert verdict == "not_met"
    assert "LOI404" in rules


@pytest.mark.parametrize(
    ("extra", "content", "place"),
    [
        ("/Name/Draft", scribble(), BLOCK),
        ("/Name/SBApproved", scribble(), BLOCK),
        ("/Contents(RECEIVED MAY 10)", scribble(), BLOCK),
        ("", "BT (DRAFT) Tj ET " + scribble(), BLOCK),
        ("", scribble(bottom=702), (72, 700, 210, 734)),
        ("", scribble(bottom=42), (72, 40, 210, 74)),
    ],
)
def test_a_stamp_that_says_something_or_is_elsewhere_is_a_note(extra, content, place):
    verdict, rules = judged(annotated("Stamp", extra, content, place))
    assert (verdict, rules) == ("not_met", {"LOI404", "LOI603"})


@pytest.mark.parametrize(
    "note",
    [
        lambda: polylines(dips=False),
        lambda: polylines(color="1 1 1"),
        lambda: polylines(bottom=702),
        lambda: typed("Elena, please sign here"),
        lambda: typed("Elena"),
        lambda: typed("Rosa Delgado"),
        lambda: typed("Elena Marquez", (300, 740, 420, 760)),
    ],
)
def test_other_lines_and_other_words_over_the_page_are_notes(note):
    assert judged(note()) == ("not_met", {"LOI404", "LOI603"})


def test_a_mark_with_the_name_typed_over_the_page_is_no_note():
    assert judged(typed("/s/ E. Marquez")) == ("met", set())


@pytest.mark.parametrize("alpha", [False, True])
def test_a_picture_signs_only_if_it_shows_anything(alpha):
    assert judged(with_picture(alpha=alpha)) == ("met", set())
    assert judged(with_picture(alpha=alpha, ink=False)) == ("not_met", {"LOI404"})


# Scans


def page_of_ink(lines, wide=850, high=1100):
    """A page with something dark on each of its lines, as a scanner would see it."""
    page = Image.new("L", (wide, high), 250)
    draw = ImageDraw.Draw(page)
    for y, text in lines:
        top = high - y * high / 792
        for number in range(len(text.split())):
            left = 100 + 48 * number
            draw.rectangle((left, top - 9, left + 36, top), fill=30)
    return page


LINES = [(720 - 20 * number, "who comes to the school and why") for number in range(20)]


def scan(mode="3 Tr ", over="", under="", page=None, size=11):
    """A page that is a picture, with text as a machine recognized it."""
    file = add_fixed(Pdf())
    page = page or page_of_ink(LINES)
    number = file.add(
        f"/Type/XObject/Subtype/Image/Width {page.width}/Height {page.height}/BitsPerComponent 8"
        "/ColorSpace/DeviceGray",
        page.tobytes(),
        deflate=True,
    )
    text = "".join(at(72, y, words, size).replace("BT ", f"BT {mode}") for y, words in LINES)
    image = "q 612 0 0 792 0 0 cm /Im Do Q\n"
    content = text + image if under else image + text
    file.page(content + over, resources=f"/XObject<</Im {number} 0 R>>")
    return read_pdf(file.bytes(), "letter.pdf")


@pytest.mark.parametrize("how", [{}, {"mode": "0 Tr "}, {"mode": "0 Tr ", "under": "text"}])
def test_recognized_text_makes_no_letter_of_a_scan(how):
    pdf = scan(**how, size=9)
    assert (pdf.scanned, pdf.recognized, pdf.is_scan) == ((), (1,), True)
    assert pdf.types == pdf.fonts_not_embedded == ()
    assert len(pdf.paragraphs) > 1


def test_a_letterhead_over_the_whole_page_makes_no_scan():
    page = Image.new("L", (850, 1100), 250)
    ImageDraw.Draw(page).rectangle((0, 0, 850, 90), fill=60)
    pdf = scan(mode="0 Tr ", page=page)
    assert (pdf.scanned, pdf.recognized, pdf.is_scan) == ((), (), False)
    assert pdf.types
