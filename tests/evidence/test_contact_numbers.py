"""Numbers near the contact that are dialed by no one, and the signs in those that are."""

import pytest

from loi_tool.evidence.outline import outline
from loi_tool.evidence.passages import passages
from loi_tool.files import Paragraph
from loi_tool.findings import Place, Verdict
from tests.evidence.samples import CALL, SITE, letter, reading

PHONE = "(559) 555-0142"
OTHER_NUMBERS = (
    "Suite 214–1039",
    "P.O. Box 555-0100, Palo Hondo, CA 93299",
    "Mail stop 555-0101",
    "Our board policy 1240-0001 names this office",
    "Room 120-4410",
    "Fund code 010-0142",
    "EIN 94-6002345",
    "Palo Hondo, CA 93299-0123",
    "05-10-2022",
    "Resolution No. 221-2022",
    "Federal tax ID 945-6002",
    "CDS code 1062166103",
    "Grant award no. 221-555-0100",
    "Bldg. 3, 555-0199",
    "Fax 559-555-0111",
    "Serving 120-1400 students since 1950",
)


def contact(*body):
    parts = reading(SITE, *body).items["contact"].parts
    return {name: (part.value, part.verdict) for name, part in parts.items()}


@pytest.mark.parametrize("number", OTHER_NUMBERS)
@pytest.mark.parametrize("between", ["\n", ", "])
def test_a_number_that_is_no_phone_never_wins_over_a_whole_one(number, between):
    person = "Point of contact: Dev Okafor, Director of Family Partnerships"
    found = contact(between.join((person, number, PHONE, "dokafor@palohondo.example")))
    assert found["phone"] == (PHONE, Verdict.MET)
    assert found["name"] == ("Dev Okafor", Verdict.MET)


@pytest.mark.parametrize("number", ["Suite 214-1039", "Mail stop 555-0101", "EIN 945-600-2345"])
def test_a_labelled_number_alone_is_no_phone(number):
    found = contact(f"Questions about this application go to Dev Okafor, Director, {number}.")
    assert found["phone"] == (None, Verdict.NOT_MET)


def test_a_number_without_its_area_code_is_read_where_there_is_no_other():
    found = contact("Questions about this application go to Dev Okafor, Director, 555-0142.")
    assert found["phone"][0] == "555-0142"


@pytest.mark.parametrize(
    "phone",
    [
        "(559) 555−0142", "559−555−0142", "559‒555‒0142", "559‑555‑0142", "559.555.0142",
        "559–555–0142", "559—555—0142", "559 555 0142", "(559)\u202f555-0142",
        "(559) - 555-0142", "+1 (559) 555-0142", "559/555-0142", "559·555·0142", "5595550142",
        "559.555.0142, ext. 12",
    ],
)  # fmt: skip
def test_a_phone_with_any_sign_that_is_used_for_a_hyphen(phone):
    found = contact(
        "Questions about this application may be put to Maria Delgado, Director of Family "
        f"Programs, at {phone} or mdelgado@palohondo.example.org."
    )
    assert found["phone"] == (phone, Verdict.MET)


def form(*rows):
    """A table of two columns, as the paragraphs of a letter."""
    return [
        Paragraph(
            text, Place(file="letter.docx", paragraph=number), "table", row=(1, number), cell=cell
        )
        for number, row in enumerate(rows, 50)
        for cell, text in enumerate(row, 1)
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (
            ("Who runs this", "Dev Okafor, clerk"),
            ("By day", PHONE),
            ("Write to", "clerk@ph.example"),
        ),
        (("Ring", f"Dev Okafor, clerk, {PHONE}"), ("Write", "clerk@ph.example")),
        (("Name", "Dev Okafor"), ("Phone", PHONE), ("Email", "clerk@ph.example")),
    ],
)
def test_a_form_names_the_contact_whatever_its_labels_are(rows):
    found = contact(*form(("Applicant", "Palo Hondo Unified"), *rows))
    assert {name: value for name, (value, _) in found.items()} == {
        "name": "Dev Okafor",
        "phone": PHONE,
        "email": "clerk@ph.example",
    }


def test_a_table_of_several_people_is_no_form():
    def together(*rows):
        read = passages(outline(CALL, letter(SITE, *form(*rows)).paragraphs))
        return any("Bo Li" in one.text and "555" in one.text for one in read)

    rows = (("Carpentry", "Bo Li"), ("Choir", "at 559-555-0199"), ("Garden", "ana@ph.example"))
    assert together(*rows)
    assert not together(*rows, ("Kitchen", "ruth@ph.example"))
