"""AskedHeadings that a call asks for, and what stands under them."""

import pytest

from loi_tool.calls.load import load_call
from loi_tool.calls.model import AskedHeadings, Attachments
from loi_tool.evidence.headed import read_headed
from loi_tool.files import Paragraph
from loi_tool.findings import Place

CALL = load_call("cei-plln-cohort-3").call


def asking(*headings, **changes):
    """The call with a heading for each of its first items."""
    items = [
        item.model_copy(update={"heading": heading})
        for item, heading in zip(CALL.items, headings, strict=False)
    ]
    asked = AskedHeadings(in_order=True, no_others=True, quote="Use these headings.")
    return CALL.model_copy(update={"items": tuple(items), "headings": asked, **changes})


def letter(*lines):
    return [
        Paragraph(
            text.lstrip("#|"),
            Place(file="letter.docx", page=1 + number // 4, paragraph=number + 1),
            is_heading=text.startswith("#"),
            row=(1, number) if text.startswith("|") else None,
        )
        for number, text in enumerate(lines)
    ]


@pytest.mark.parametrize(
    "line",
    ["#BUDGET", "#Budget:", "#4. Budget", "#(d) BUDGET", "#Budget (at most 120 words)", "|Budget"],
)
def test_a_heading_is_one_whatever_it_looks_like(line):
    text = letter("Dear all,", line, "We ask for nine.")
    (section,) = read_headed(asking("BUDGET"), text).sections
    assert (section.place.paragraph, section.words) == (2, 4)


def test_bold_words_before_the_text_are_a_heading():
    headed = read_headed(asking("BUDGET"), letter("Budget. We ask for nine."))
    assert headed.under("BUDGET").words == 4


@pytest.mark.parametrize("line", ["Budget cuts hit us.", "Our budget", "#The budget of the school"])
def test_a_sentence_that_begins_so_is_none(line):
    assert read_headed(asking("BUDGET"), letter(line)).under("BUDGET") is None


def test_words_are_counted_down_to_the_next_heading_with_those_of_tables():
    headed = read_headed(
        asking("NEED", "BUDGET"), letter("#Need", "One two.", "|three", "|four", "#Budget", "Five.")
    )
    assert [(s.heading, s.words) for s in headed.sections] == [("NEED", 4), ("BUDGET", 1)]
    assert headed.under("NEED").pages == 1


def test_what_is_behind_the_letter_is_not_counted():
    call = asking("BUDGET", attachments=Attachments(max=1, headings=("Attachment A",), quote="one"))
    text = letter("#Budget", "One.", "#Attachment B: Resume", "Two three.")
    headed = read_headed(call, text)
    assert headed.under("BUDGET").words == 1 and headed.others == ()
    assert (
        read_headed(asking("BUDGET"), letter("#Budget", "One.", "Sincerely,", "A"))
        .under("BUDGET")
        .words
        == 1
    )


def test_further_headings_are_told_but_those_of_the_head_are_none():
    text = letter("#Rio Seco School District", "#Budget", "One.", "#About us", "Two.")
    assert [other.text for other in read_headed(asking("BUDGET"), text).others] == ["About us"]


def test_a_call_that_asks_for_no_heading_has_nothing_to_read():
    assert read_headed(CALL, letter("#Budget", "One.")).sections == ()


LIMITED = [
    item.model_copy(update={"title": title, "max_words": limit, "max_words_quote": limit and "few"})
    for item, title, limit in zip(
        CALL.items, ("Teachers", "Safety and access", "Helpers"), (3, None, None), strict=False
    )
]


@pytest.mark.parametrize("second", ["4. Keeping dry. Four.", "Safety and access. Four.", "#Dry"])
def test_a_section_ends_where_another_item_or_the_next_number_begins(second):
    call = CALL.model_copy(update={"items": tuple(LIMITED)})
    text = letter("3. Teachers. One two.", second, "Five six.")
    assert read_headed(call, text).under("Teachers").words == 2


def test_a_section_goes_on_in_its_own_list():
    call = CALL.model_copy(update={"items": tuple(LIMITED)})
    text = letter("3. Teachers. One two.", "1. Three.", "Safety comes first.")
    assert read_headed(call, text).under("Teachers").words == 7
