"""Who signs: two side by side, and titles that are not, or no longer, the superintendent's."""

from dataclasses import replace

import pytest

from loi_tool.calls.model import Applicants
from loi_tool.calls.signatory import Signatory
from loi_tool.evidence.outline import outline
from loi_tool.evidence.read import read_values
from loi_tool.evidence.signature import signature
from loi_tool.evidence.signers import closing_signers
from loi_tool.files import Image, Paragraph
from loi_tool.findings import Place, Verdict
from tests.evidence.samples import CALL, CONTACT, SITE, letter, reading

BOARD, OURS = "Hollis Brandt", "Elena Marquez, Ed.D."
CHAIR, HEAD = "President, Board of Trustees", "Superintendent"


@pytest.mark.parametrize("between", ["\t", "\t\t", "          "])
@pytest.mark.parametrize("ours_first", [True, False])
@pytest.mark.parametrize(
    "form", ["{0}|{1}", "____{0}____|{0}|{1}", "{0}, {1}", "Name: {0}|Title: {1}"]
)
def test_two_who_sign_side_by_side(between, ours_first, form):
    left, right = ((OURS, HEAD), (BOARD, CHAIR)) if ours_first else ((BOARD, CHAIR), (OURS, HEAD))
    form = form.replace("____{0}____", "_______________")
    rows = zip(form.format(*left).split("|"), form.format(*right).split("|"), strict=True)
    found = reading(SITE, CONTACT, end=("Sincerely,", *(between.join(row) for row in rows)))
    assert (found.signer.verdict, found.signer.value) == (Verdict.MET, "Elena Marquez")
    assert found.signer_title.value == "Superintendent"


@pytest.mark.parametrize(
    "end",
    [("Elena Marquez\tSuperintendent",), ("Elena Marquez, Superintendent\tDate: May 9, 2022",)],
)
def test_one_who_signs_before_a_tab(end):
    found = reading(SITE, CONTACT, end=("Sincerely,", *end))
    assert (found.signer.value, found.signer_title.value) == ("Elena Marquez", "Superintendent")


@pytest.mark.parametrize(
    "title",
    [
        "Superintendent Emeritus", "Superintendent-elect", "Superintendent Designee",
        "Superintendent’s Designee", "Superintendent of Schools, Retired", "Superintendent (Ret.)",
        "Retired Superintendent", "Former District Superintendent", "Immediate Past Superintendent",
        "Superintendent of Buildings and Grounds",
    ],
)  # fmt: skip
def test_who_is_not_in_office_is_asked_back(title):
    assert CALL.signatory.is_doubtful(title) and not CALL.signatory.fits(title)
    found = reading(SITE, CONTACT, end=("Sincerely,", "Elena Marquez", title))
    assert found.signer.verdict is Verdict.CONFIRM
    assert found.signer_title.value == title


@pytest.mark.parametrize(
    "title",
    [
        "Supt. of Schools", "Supt.", "Superintendent/Principal", "Principal/Superintendent",
        "Interim Superintendent", "District Superintendent", "Superintendent & CEO",
        "Superintendent, Past President of ACSA", "Superintendent and former principal",
    ],
)  # fmt: skip
def test_who_is_in_office(title):
    assert CALL.signatory.fits(title)
    found = reading(SITE, CONTACT, end=("Sincerely,", "Elena Marquez", title))
    assert found.signer.verdict is Verdict.MET


@pytest.mark.parametrize("title", ["Assistant Superintendent", "Superintendent, Area 3"])
def test_a_deputy_is_one_and_not_doubtful(title):
    assert CALL.signatory.is_deputy(title) and not CALL.signatory.is_doubtful(title)


def test_a_picture_in_the_cell_above_the_name_is_that_signers():
    def cell(text, row, column):
        place = Place(file="letter.docx", paragraph=20 + row)
        return Paragraph(text, place, "table", row=(1, row), cell=column)

    cells = [cell(BOARD, 2, 1), cell(OURS, 2, 2), cell(CHAIR, 3, 1), cell(HEAD, 3, 2)]
    parts = letter(SITE, CONTACT, end=("Sincerely,", *cells))
    found = read_values(CALL, parts, {})
    name = next(n for n, p in enumerate(parts.paragraphs) if p.text == BOARD)
    for column, kind in ((2, "image"), (1, "typed")):
        picture = Image(name, Place(file="letter.docx"), width=1.8, height=0.6, cell=column)
        signed = replace(parts, images=(picture,))
        assert signature(CALL, found, signed, None).kind == kind


def of_kinds(*signatories):
    """A call for districts and schools, with a signatory for each."""
    types = ("district", "school")
    signers = tuple(
        Signatory(role=title, titles=(title,), applicants=(kind,), quote="signs")
        for kind, title in signatories
    )
    applicants = Applicants(types=types, quotes=("districts and schools",))
    changes = {"signatory": None, "signatories": signers, "applicants": applicants}
    return CALL.model_copy(update=changes)


SCHOOLS = of_kinds(("district", "Superintendent"), ("school", "Principal"))


@pytest.mark.parametrize("title", ["Principal", "Superintendent"])
def test_who_applies_is_not_known_and_either_may_sign(title):
    found = read_values(SCHOOLS, letter(SITE, CONTACT, end=("Yours,", "Ana Ruiz", title)), {})
    assert found.signer.verdict is Verdict.MET and found.signer_title.value == title
    # the letterhead names a district, whose school it may be
    assert found.applicant == {"Principal": None, "Superintendent": "district"}[title]


def test_a_deputy_of_either_may_not_sign():
    end = ("Yours,", "Ana Ruiz", "Director of Programs")
    found = read_values(SCHOOLS, letter(SITE, CONTACT, end=end), {})
    assert found.signer.verdict is Verdict.CONFIRM
    assert "Is that the Superintendent or Principal?" in found.signer.why


def test_two_offices_that_sign_together_are_no_consortium():
    both = of_kinds(("district", "Superintendent"), ("district", "Principal"))
    end = ("Yours,", "Ana Ruiz", "Principal", "Elena Marquez", "Superintendent")
    assert read_values(both, letter(SITE, CONTACT, end=end), {}).applicant == "district"
    two = ("Yours,", "Ana Ruiz", "Superintendent", "Elena Marquez", "Superintendent")
    assert read_values(both, letter(SITE, CONTACT, end=two), {}).applicant == "consortium"


def test_an_office_of_what_may_not_sign_is_a_deputys():
    head = Signatory(
        role="Chief executive",
        titles=("Director", "Chief"),
        not_titles=("Development", "Programs"),
        quote="signs",
    )
    assert head.is_deputy("Director of Development and Communications")
    assert head.is_deputy("Chief of the Programs")
    for title in ("Director of the Rio Seco Center", "Director, and Chair of Development"):
        assert head.fits(title)


TOGETHER = CALL.model_copy(
    update={
        "signatory": None,
        "signatories": (
            Signatory(role="Superintendent", titles=("Superintendent",), quote="signs"),
            Signatory(role="President", titles=("President",), quote="and the president"),
        ),
    }
)


def test_of_two_who_sign_the_first_has_what_counts_to_the_farewell():
    end = ("Sincerely,", OURS, HEAD, "Countersigned:", BOARD, CHAIR)
    parts = letter(SITE, CONTACT, end=end)
    found = read_values(TOGETHER, parts, {})
    farewell = next(n for n, p in enumerate(parts.paragraphs) if p.text == "Sincerely,")
    for index, kind in ((farewell, "image"), (farewell + 3, "typed"), (farewell - 2, "typed")):
        picture = Image(index, Place(file="letter.docx"), width=1.8, height=0.6)
        signed = replace(parts, images=(picture,))
        assert signature(TOGETHER, found, signed, None).kind == kind


@pytest.mark.parametrize("titles_below", [True, False])
def test_two_who_sign_under_no_farewell_that_is_known(titles_below):
    pairs = ((OURS, HEAD), (BOARD, CHAIR))
    lines = [line for pair in pairs for line in (pair if titles_below else (", ".join(pair),))]
    parts = outline(TOGETHER, letter(SITE, CONTACT, end=lines).paragraphs)
    assert [one.name for one in closing_signers(TOGETHER, parts)] == ["Elena Marquez", BOARD]


def test_who_is_to_sign_as_well_and_has_no_mark():
    end = ("Sincerely,", OURS, HEAD, "Countersigned:", BOARD, CHAIR)
    parts = letter(SITE, CONTACT, end=end)
    found = read_values(TOGETHER, parts, {})
    farewell = next(n for n, p in enumerate(parts.paragraphs) if p.text == "Sincerely,")
    place = Place(file="letter.docx")
    ours, theirs = (Image(farewell + at, place, width=1.8, height=0.6) for at in (0, 3))
    for images, unsigned in (((ours, theirs), ()), ((ours,), ((BOARD, CHAIR),))):
        signed = replace(parts, images=images)
        assert signature(TOGETHER, found, signed, None).unsigned == unsigned
        assert signature(CALL, found, signed, None).unsigned == ()
    marked = letter(SITE, CONTACT, end=(*end[:4], f"/s/ {BOARD}", *end[4:]), images=(ours,))
    assert signature(TOGETHER, found, marked, None).unsigned == ()
