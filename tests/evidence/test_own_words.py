"""What a letter says in so many words: the call's own sentences, a table with heads, a title."""

import pytest

from loi_tool.evidence.own_words import contact_by_table, site_by_sentence
from loi_tool.files import Paragraph
from loi_tool.findings import Place, Verdict
from tests.evidence.samples import CALL, END, reading

HEADS = ("Name", "Phone", "Email")
PERSON = ("Dr. Rosa Alvarez, Director", "(559) 555-0167", "rosa@rioseco.example")


def paragraphs(*texts):
    return [Paragraph(text, Place(paragraph=number)) for number, text in enumerate(texts, 1)]


def table(*rows, number=1):
    """A table as a Word file has it: a paragraph a cell."""
    cells = [(text, row) for row, texts in enumerate(rows, 1) for text in texts]
    return [
        Paragraph(text, Place(paragraph=place), "table", row=(number, row))
        for place, (text, row) in enumerate(cells, 1)
    ]


def test_the_calls_own_sentence_names_the_school_whatever_it_is_called():
    for name in ("Canal School", "The Learning Center at 5th & Main", "Nuestra Señora"):
        (text,) = paragraphs(f"The specified school site is {name}. It has 12 teachers.")
        site = site_by_sentence(CALL, [text], lead=False)
        assert (site.verdict, site.value) == (Verdict.MET, name)
        assert site.evidence[0].text == f"The specified school site is {name}."
        assert site.evidence[0].place == text.place


def test_what_is_added_in_brackets_is_none_of_its_name():
    (text,) = paragraphs(
        "The specified school site is Canal (East) School (grades 6–8, 740 pupils)."
    )
    assert site_by_sentence(CALL, [text], lead=False).value == "Canal (East) School"


def test_and_the_lead_district():
    text = "The district that is the primary contact and focus of this initiative is Alder Creek."
    assert site_by_sentence(CALL, paragraphs(text), lead=True).value == "Alder Creek"
    assert site_by_sentence(CALL, paragraphs(text), lead=False) is None


@pytest.mark.parametrize(
    ("says", "name"),
    [
        ("Crossing High School, with 1,490 students", "Crossing High School"),
        ("School No. 12, 490 students", "School No. 12"),
        ("Da Vinci Connect, a K–8 school in Fresno", "Da Vinci Connect"),
        ("Canal School (K–8, bilingual), which has 490 students", "Canal School"),
        ("Canal School—the oldest in town", "Canal School"),
        ("Academy of Arts, Science, and the Sea", "Academy of Arts, Science, and the Sea"),
        ("Learning Without Limits", "Learning Without Limits"),
    ],
)
def test_what_is_said_of_a_school_is_none_of_its_name(says, name):
    texts = paragraphs(f"The specified school site is {says}.")
    assert site_by_sentence(CALL, texts, lead=False).value == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "…",
        "_____",
        "[school: still to be written]",
        "x" * 200,
        "Our district",
        "The School Site",
    ],
)
def test_a_sentence_that_names_nothing_is_none(name):
    texts = paragraphs(f"The specified school site is {name}.")
    assert site_by_sentence(CALL, texts, lead=False) is None


def test_a_table_with_the_heads_names_the_contact():
    contact = contact_by_table(table(HEADS, PERSON))
    assert [contact[part].value for part in ("name", "phone", "email")] == [
        "Rosa Alvarez", "(559) 555-0167", "rosa@rioseco.example",
    ]  # fmt: skip
    assert [part.evidence[0].place.paragraph for part in contact.values()] == [4, 5, 6]


def test_in_a_pdf_it_is_two_lines_with_tabs():
    contact = contact_by_table(paragraphs("\t".join(HEADS), "\t".join(PERSON)))
    assert contact["email"].value == "rosa@rioseco.example"


def test_the_heads_may_come_in_any_order_and_case():
    contact = contact_by_table(table(("E-mail:", "NAME", "Telephone"), ("r@a.example", "R", "1")))
    assert [contact[part].value for part in ("name", "phone", "email")] == ["R", "1", "r@a.example"]


@pytest.mark.parametrize(
    "rows",
    [
        (("Name", "Role", "Email"), PERSON),
        (HEADS, PERSON, ("Luis Mora", "(559) 555-0168", "luis@rioseco.example")),
        (HEADS,),
        (HEADS, HEADS),
        (HEADS, PERSON[:2]),
    ],
    ids=["other heads", "two people", "no row", "heads again", "a cell is missing"],
)
def test_any_other_table_says_nothing_in_so_many_words(rows):
    assert contact_by_table(table(*rows)) is None


def test_a_cell_that_keeps_a_place_is_not_met():
    contact = contact_by_table(table(HEADS, ("Rosa Alvarez", "[phone: still to be written]", "—")))
    assert [contact[part].verdict for part in ("name", "phone", "email")] == [
        Verdict.MET, Verdict.NOT_MET, Verdict.NOT_MET,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Xóchitl Ñ. Q", "ᓄᓇᕗᑦ ᐃᓄᒃ", "X"])
def test_who_stands_above_a_title_that_may_sign_has_signed(name):
    values = reading(end=(END[0], name, "Superintendent"))
    assert (values.signer.verdict, values.signer_title.value) == (Verdict.MET, "Superintendent")
    assert name.endswith(values.signer.value)


def test_the_district_under_the_title_is_not_who_signs():
    values = reading(end=(END[0], "J. R. de la Cruz, Ed.D.", END[2], "La Cañada–Ñuñoa Unified"))
    assert values.signer.value.startswith("J. R. de la Cruz")
    assert values.signer_title.value == "Superintendent"


def test_a_line_to_sign_on_is_no_name():
    values = reading(end=(END[0], "_________________", "Superintendent"))
    assert values.signer.verdict is not Verdict.MET
