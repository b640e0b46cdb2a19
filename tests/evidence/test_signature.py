"""Who signs, and what there is of a signature: never more than it is."""

import pytest

from loi_tool.evidence.read import read_values
from loi_tool.evidence.signature import signature
from loi_tool.files import DrawnMark, Image, Paragraph, PdfFacts, SignatureMark
from loi_tool.findings import Place, Verdict
from tests.evidence.samples import CALL, CONTACT, END, HEAD, SITE, STORY, letter, reading


def signed(*end, pdf=None, head=HEAD, body=(SITE, CONTACT), **fields):
    word = letter(*body, head=head, end=end, **fields)
    found = read_values(CALL, word, {})
    return found, signature(CALL, found, word, pdf)


def pdf_of(word, **fields):
    return PdfFacts("letter.pdf", pages=2, paragraphs=word.paragraphs, **fields)


FIRST = len(HEAD) + len(STORY) + 2  # where the closing begins in `paragraphs`


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (("Sincerely,", "/s/ Elena Marquez", "Dr. Elena Marquez", "Superintendent"), "conformed"),
        (("Yours,", "s/ Elena Marquez", "Elena Marquez, Superintendent"), "conformed"),
        (("[signed]", "Elena Marquez", "Superintendent"), "conformed"),
        (("With thanks,", "(sgd.) Elena Marquez", "Superintendent"), "conformed"),
        (
            ("DISTRICT:", "By: /s/ Elena Marquez", "Name: Elena Marquez", "Its: Superintendent"),
            "conformed",
        ),
        (("/s/ Elena Marquez\nDr. Elena Marquez\nSuperintendent",), "conformed"),
        (("Sincerely,", "______________", "Elena Marquez, Ed.D.", "Superintendent"), "line"),
        (("Signature:", "Elena Marquez", "Superintendent"), "line"),
        (("x__________________", "Elena Marquez (Superintendent)"), "line"),
        (
            ("Signature: ________ Date: ____", "Name: Elena Marquez", "Title: Superintendent"),
            "line",
        ),
        (("Sincerely,", "[signature]", "Elena Marquez", "Superintendent"), "line"),
        (("Sincerely,", "Elena Marquez", "Superintendent"), "typed"),
        (("Onward,", "Elena Marquez - Superintendent"), "typed"),
        (("Signed,", "Elena Marquez", "Superintendent"), "typed"),
        (("Sincerely,", "Superintendent Elena Marquez"), "typed"),
        (("Sincerely,", "Signature on file", "Elena Marquez", "Superintendent"), "typed"),
        (("Sincerely,", "Signed electronically", "Elena Marquez", "Superintendent"), "typed"),
        (("In hope and stubbornness,", "Elena Marquez", "Superintendent"), "typed"),
        (("Elena Marquez, Superintendent",), "typed"),
    ],
)
def test_the_mark_in_the_closing(end, expected):
    found, kind = signed(*end)
    assert kind.kind == expected
    assert (kind.signer, kind.title) == ("Elena Marquez", "Superintendent")
    assert (found.signer.value, found.signer_title.value) == ("Elena Marquez", "Superintendent")
    assert found.signer.verdict is Verdict.MET
    if expected != "typed":
        assert kind.evidence[0].text in "\n".join(end)


def test_the_words_of_a_signing_program_are_to_be_looked_at_in_a_word_file_too():
    _, kind = signed(
        "Sincerely,", "Electronically signed by Elena Marquez on May 6, 2022",
        "Elena Marquez", "Superintendent",
    )  # fmt: skip
    assert (kind.kind, kind.drawn) == ("image", "the mark of a signing program")
    assert kind.signer == "Elena Marquez"


def test_nobody_signs():
    found, kind = signed("Thank you for your time.")
    assert (kind.kind, kind.signer) == ("none", None)
    assert found.signer.verdict is found.signer_title.verdict is Verdict.NOT_MET


@pytest.mark.parametrize(
    "title",
    [
        "Superintendent/Principal",
        "Superintendent and CEO",
        "Interim Superintendent",
        "Superintendent & Co-Founder",
        "District Superintendent",
        "Superintendent of Schools",
        "Supt.",
        "Superintendente",
        "Vice Principal and Superintendent",
        "Executive Director (Superintendent of record)",
    ],
)
def test_titles_of_superintendents(title):
    for end in (("Elena Marquez", title), (f"Elena Marquez, Ed.D., {title}",)):
        found = reading(SITE, CONTACT, end=("Sincerely,", *end))
        assert found.signer.verdict is Verdict.MET
        assert found.signer_title.value.rstrip(".") == title.rstrip(".")


@pytest.mark.parametrize(
    "title",
    [
        "Assistant Superintendent",
        "Deputy Superintendent",
        "Assistant to the Superintendent",
        "Principal",
    ],
)
def test_somebody_else_signs(title):
    found, kind = signed("Sincerely,", "/s/ Paul Orr", "Paul Orr", title)
    assert (found.signer.verdict, found.signer.value) == (Verdict.CONFIRM, None)
    assert title in found.signer.why
    assert (kind.kind, kind.signer, kind.title) == ("conformed", "Paul Orr", title)


@pytest.mark.parametrize(
    "end",
    [
        ("Hollis Brandt\tElena Marquez", "President, Board of Trustees\tSuperintendent"),
        ("Elena Marquez\tHollis Brandt", "Superintendent\tPresident, Board of Trustees"),
        ("Hollis Brandt\t\tElena Marquez, Superintendent",),
        ("________\t________", "Hollis Brandt\tElena Marquez", "Principal\tSuperintendent"),
    ],
)
def test_names_set_side_by_side_with_tabs_have_their_own_titles(end):
    found, kind = signed("Sincerely,", *end)
    assert (found.signer.verdict, found.signer.value) == (Verdict.MET, "Elena Marquez")
    assert (found.signer_title.value, kind.signer) == ("Superintendent", "Elena Marquez")


def test_side_by_side_with_tabs_and_no_superintendent():
    found, _ = signed("Sincerely,", "Hollis Brandt\tAna Diaz", "President\tPrincipal")
    assert found.signer.verdict is Verdict.CONFIRM


def test_somebody_else_signs_and_the_letterhead_names_the_superintendent():
    found, _ = signed(
        "Sincerely,",
        "Paul Orr",
        "Deputy Superintendent",
        head=(HEAD[0], "Superintendent: Elena Marquez", *HEAD[1:]),
    )
    assert (found.signer.verdict, found.signer.value) == (Verdict.CONFIRM, "Elena Marquez")


@pytest.mark.parametrize("line", ["Kirsten Dahl, for", "/s/ Kirsten Dahl for"])
def test_somebody_signs_for_the_superintendent(line):
    found, _ = signed("Sincerely,", line, "Elena Marquez, Superintendent")
    assert (found.signer.verdict, found.signer.value) == (Verdict.CONFIRM, "Elena Marquez")
    assert "Kirsten Dahl" in found.signer.why


def test_the_name_may_stand_in_the_letterhead_alone():
    found, kind = signed("Thank you.", head=(HEAD[0], "Superintendent: Elena Marquez", *HEAD[1:]))
    assert (found.signer.value, kind.kind) == ("Elena Marquez", "none")


def test_a_name_without_title_has_no_title():
    found, kind = signed(
        "Many thanks,", "Elena Marquez", body=("As superintendent I write to you.", SITE, CONTACT)
    )
    assert (found.signer.value, found.signer_title.value) == ("Elena Marquez", None)
    assert found.signer_title.verdict is Verdict.NOT_MET
    assert kind.kind == "typed"


def test_a_consortium_has_several_signers_and_the_lead_counts():
    end = (
        "Respectfully,",
        "____________\nAnn Fry\nSuperintendent\nAngel Gulch Elementary School District",
        "/s/ Elena Marquez\nElena Marquez\nSuperintendent\nCopper Flat Unified School District",
        "____________\nRosa Vance\nSuperintendent\nMokel Hill Unified School District",
    )
    lead = "Copper Flat Unified School District will be the lead district of our consortium."
    found, kind = signed(*end, body=(lead, CONTACT), head=("A rural consortium", *HEAD[2:]))
    assert (found.signer.value, kind.kind) == ("Elena Marquez", "conformed")


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        (Image(FIRST + 1, Place(), width=1.9, height=0.6), "image"),
        (Image(FIRST, Place(), width=1.9, height=0.6, alt="Signature of Elena Marquez"), "image"),
        (Image(FIRST + 1, Place(), width=1.9, height=0.6, name="sig_marquez.png"), "image"),
        (Image(FIRST + 1, Place(), width=1.9, height=0.6, alt="District logo"), "typed"),
        (Image(FIRST + 1, Place(), width=0.8, height=0.8), "typed"),
        (Image(FIRST + 1, Place(), width=6.5, height=1.5), "typed"),
        (Image(0, Place(), width=1.9, height=0.6), "typed"),
        (Image(FIRST + 1, Place(), where="footer", width=1.9, height=0.6), "typed"),
        (Image(FIRST + 2, Place(), width=1.9, height=0.6), "image"),  # under the name
        (Image(FIRST + 4, Place(), width=1.9, height=0.6), "typed"),
        (Image(FIRST + 1, Place(), width=1.9, height=0.6, name="design.png"), "image"),
    ],
)
def test_a_picture_counts_by_place_size_and_description(image, kind):
    end = ("Sincerely,", "Elena Marquez", "Superintendent")
    assert signed(*end, images=(image,))[1].kind == kind


def test_digital_signatures_and_empty_places_for_them():
    place = Place(file="letter.docx")
    line = SignatureMark("line", place, signed=False, signer="Elena Marquez")
    package = SignatureMark("package", place, signed=True, whole=True)
    assert signed(*END, signatures=(line,))[1].kind == "line"
    found = signed(*END, signatures=(line, package))[1]
    assert (found.kind, found.mark) == ("digital", package)


def test_the_better_of_word_file_and_pdf_counts():
    word = letter(SITE, CONTACT)
    found = read_values(CALL, word, {})
    place = Place(file="letter.pdf")
    field = SignatureMark("field", place, signed=True)
    empty = SignatureMark("field", place, signed=False)

    def kind(word, pdf):
        return signature(CALL, found, word, pdf).kind

    assert kind(word, None) == "typed"
    assert kind(word, pdf_of(word, signatures=(field,))) == "digital"
    assert kind(word, pdf_of(word, signatures=(empty,))) == "line"
    assert kind(word, pdf_of(word)) == "typed"
    assert kind(word, PdfFacts("letter.pdf", pages=2, scanned=(1, 2))) == "scan"
    assert kind(word, PdfFacts("letter.pdf", locked=True)) == "typed"
    assert kind(None, None) == "none"


def test_a_scanned_last_page_is_a_scan_only_if_it_holds_the_closing():
    word = letter(SITE, CONTACT)
    found = read_values(CALL, word, {})
    without = PdfFacts("a.pdf", pages=2, paragraphs=word.paragraphs[:-3], scanned=(2,))
    assert signature(CALL, found, None, without).kind == "scan"
    annex = PdfFacts("a.pdf", pages=2, paragraphs=word.paragraphs, scanned=(2,))
    assert signature(CALL, found, None, annex).kind == "typed"


def test_a_closing_in_the_cells_of_a_table():
    def cell(column, text):
        place = Place(file="letter.docx", paragraph=30)
        return Paragraph(text, place, where="table", row=(1, 1), cell=column)

    found, kind = signed(
        "Respectfully,",
        cell(1, "/s/ Elena Marquez\nDr. Elena Marquez\nSuperintendent\nPalo Hondo Unified"),
        cell(2, "/s/ Gus Lind\nGus Lind\nSuperintendent/Principal\nAngel Gulch Elementary"),
    )
    assert (found.signer.value, found.signer_title.value) == ("Elena Marquez", "Superintendent")
    assert kind.kind == "conformed"


def test_a_line_and_a_title_without_a_name():
    found, kind = signed("______________", "Superintendent")
    assert (found.signer.value, found.signer_title.value) == (None, "Superintendent")
    assert kind.kind == "line"


def test_the_office_of_the_superintendent_is_nobody():
    found, _ = signed(
        "Thank you.", head=("FROM: Office of the Superintendent, Tierra Redonda USD", *HEAD[2:])
    )
    assert found.signer.value is None


def columns(*rows, first=40):
    """A closing in columns, as Word reads it."""
    return [
        Paragraph(
            text,
            Place(file="letter.docx", paragraph=first + number),
            where="table",
            row=(1, number),
            cell=column,
        )
        for number, row in enumerate(rows, 1)
        for column, text in enumerate(row, 1)
    ]


@pytest.mark.parametrize(("column", "kind"), [(1, "image"), (2, "typed")])
def test_a_picture_over_another_name_is_not_the_superintendents(column, kind):
    end = ("Sincerely,", *columns(("Elena Marquez", "Ana Diaz"), ("Superintendent", "Board Chair")))
    image = Image(FIRST + 1, Place(file="letter.docx"), "table", width=1.5, height=0.4, cell=column)
    found, signature_ = signed(*end, images=(image,))
    assert (found.signer.value, found.signer_title.value) == ("Elena Marquez", "Superintendent")
    assert signature_.kind == kind
    seen = Image(FIRST + 1, Place(file="a.pdf"), width=1.5, height=0.4)
    in_pdf = PdfFacts("a.pdf", 1, letter(SITE, CONTACT, end=end).paragraphs, images=(seen,))
    word_ = letter(SITE, CONTACT, end=end, images=(image,))
    assert signature(CALL, read_values(CALL, word_, {}), word_, in_pdf).kind == kind


def test_of_several_digital_signatures_the_superintendents_counts():
    def mark(signer, covers):
        return SignatureMark(
            "field", Place(file="a.pdf"), True, signer, whole=True, covers_file=covers
        )

    marks = (mark("Linda Gold", True), mark("Elena Marquez", False))
    found = read_values(CALL, letter(SITE, CONTACT), {})
    pdf = PdfFacts("a.pdf", 1, letter(SITE, CONTACT).paragraphs, signatures=marks)
    assert signature(CALL, found, None, pdf).mark.signer == "Elena Marquez"


def test_the_mark_of_somebody_else_is_kept_and_asked_back():
    found, kind = signed("Sincerely,", "/s/ Linda Gold", "Elena Marquez", "Superintendent")
    assert found.signer.verdict is Verdict.CONFIRM
    assert kind.kind == "conformed"


def test_who_sign_above_a_mark_belong_to_the_closing():
    found, _ = signed(
        "EXECUTED by the lead district:",
        "Elena Marquez",
        "Superintendent, Palo Hondo Unified School District",
        "And concurred in by:",
        "/s/ Philippa Drummond",
        "Philippa Drummond",
        "Superintendent, Tupelo Springs School District",
    )
    assert found.signer.value == "Elena Marquez"


def test_who_has_retired_does_not_sign():
    gone = "Since the retirement in March of Dr. Warren Tidewell, superintendent, the Board leads."
    end = ("On behalf of the Board,", "Palo Hondo Unified School District")
    found, kind = signed(*end, body=(gone, SITE, CONTACT))
    assert found.signer.value is None and kind.kind == "none"


def test_each_file_is_said_to_bear_what_it_bears():
    end = ("Sincerely,", "/s/ Elena Marquez", "Elena Marquez", "Superintendent")
    word = letter(SITE, CONTACT, head=HEAD, end=end)
    bare = PdfFacts("letter.pdf", 2, tuple(p for p in word.paragraphs if p.text != end[1]))
    found = signature(CALL, read_values(CALL, word, {}), word, bare)
    assert found.kind == "conformed"
    assert found.kinds == {word.file: "conformed", "letter.pdf": "typed"}
    locked = PdfFacts("letter.pdf", locked=True)
    found = signature(CALL, read_values(CALL, word, {}), word, locked)
    assert found.kinds == {word.file: "conformed"}


@pytest.mark.parametrize(
    "lines",
    [
        ("María-José Ángela Zúñiga-O'Shaughnessy y", "Peñalosa, Ed.D."),
        ("María-José Ángela Zúñiga-O'Shaughnessy y Peñalosa, Ed.D.",),
    ],
)
def test_a_name_that_goes_on_in_the_next_line_of_a_pdf_is_the_signer(lines):
    district = "Península de Nuñez–San José Unified School District"
    end = ("Sincerely,", "María-José Ángela Zúñiga-O'Shaughnessy y Peñalosa", "Superintendent")
    word = letter(SITE, CONTACT, end=(*end, district))
    in_pdf = letter(SITE, CONTACT, end=("Sincerely,", *lines, "Superintendent", district))
    mark = SignatureMark(
        "field", Place(file="letter.pdf", page=2), True, "A. Person", None, True, True
    )
    pdf = PdfFacts("letter.pdf", 2, in_pdf.paragraphs, signatures=(mark,))
    found = signature(CALL, read_values(CALL, word, {}), word, pdf)
    assert (found.kind, found.signer) == ("digital", end[1])
    assert [piece.text for piece in found.evidence] == [lines[0]]


def test_what_is_drawn_on_the_picture_of_the_last_page_may_be_the_signature_and_is_no_note():
    word = letter(SITE, CONTACT)
    marks = tuple(
        DrawnMark(0, Place(file="a.pdf", page=page), "a drawing by hand", 2, 0.5, note=page)
        for page in (1, 2)
    )
    pdf = PdfFacts("a.pdf", pages=2, scanned=(1, 2), drawn=marks)
    found = signature(CALL, read_values(CALL, word, {}), word, pdf)
    assert (found.kind, found.notes) == ("scan", {2})
