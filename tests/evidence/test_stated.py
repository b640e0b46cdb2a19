"""Amounts, identifiers and statements: what a letter gives, and what only looks like it."""

import pytest

from loi_tool.calls.items import Item
from loi_tool.evidence.stated import read_stated
from loi_tool.files import Paragraph
from loi_tool.findings import Place, Verdict
from tests.evidence.samples import CALL, word

SAYS = {"title": "The amount requested", "quote": "State the amount.", "prompt": "How much?"}
AMOUNT = Item(id="amount", kind="amount", **SAYS)
EIN = Item(id="ein", kind="identifier", form="##-#######", **SAYS)
UEI = Item(id="uei", kind="identifier", form="XXXXXXXXXXXX", **SAYS)
PWS = Item(id="pws", kind="identifier", form="AA#######", **SAYS)
SYMBOL = Item(id="symbol", kind="identifier", form="AAA", **{**SAYS, "title": "OCLC symbol"})
WORDS = (
    "{applicant} will seat a council by October 30, 2026; and will share its data every quarter."
)
STATEMENT = Item(id="statement", kind="statement", words=WORDS, **SAYS)


def row(*texts):
    """The cells of a row, as the paragraphs of a letter."""
    return [
        Paragraph(text, Place(file="letter.docx", paragraph=number), row=(1, 1), cell=number)
        for number, text in enumerate(texts, 1)
    ]


def read(item, *lines, applicant=None):
    call = CALL.model_copy(update={"items": (item,)})
    return read_stated(call, word(*lines).paragraphs, applicant)[item.id]


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("We request $52,000 for the two years: $31,000 for staff, $21,000 for books.", "$52,000"),
        ("Of a total cost of $11,900 we ask the Foundation for $7,200.", "$7,200"),
        ("Sixty-two hundred dollars is what we are asking of the Agency.", "$6,200"),
        ("We ask for $22,500 a year for two years.", "$45,000"),
        ("The library seeks eleven thousand dollars in each of the two years.", "$22,000"),
        ("Our request is for 38,400 dollars.", "$38,400"),
        ("Amount requested: $12.5 thousand", "$12,500"),
        ("Our request: $9,500", "$9,500"),
        ("The amount requested: $9,500", "$9,500"),
        ("Nine thousand dollars would be needed from the Fund.", "$9,000"),
    ],
)
def test_the_sum_that_is_asked_for(text, dollars):
    reading = read(AMOUNT, "Our reserve is $12,000.", text)
    assert (reading.verdict, reading.parts["amount"].value) == (Verdict.MET, dollars)


def test_the_sum_below_its_heading_or_beside_its_label():
    below = read(AMOUNT, "# Amount requested", "$8,500")
    assert below.parts["amount"].value == "$8,500"
    cells = row("Amount Requested", "$45,000 ($22,500 in each of two years)")
    assert read(AMOUNT, *cells).parts["amount"].value == "$45,000"


def test_a_label_that_asks_needs_no_word_of_the_title():
    size = Item(id="amount", kind="amount", **{**SAYS, "title": "Size of the grant"})
    other = "Drivers get $14 to $19.50 an hour."
    for label, verdict in (
        ("Request", Verdict.MET),
        ("Total amount requested", Verdict.MET),
        ("SIZE OF THE GRANT", Verdict.MET),
        ("Requests of the past", Verdict.CONFIRM),
        ("Total", Verdict.CONFIRM),
    ):
        reading = read(size, *row(label, "$68,500"), other)
        assert reading.verdict is verdict, label
        assert read(size, f"# {label}", "$68,500", "# Staff", other).verdict is verdict, label


def test_under_a_heading_that_asks_the_sum_with_a_verb_is_the_one():
    lines = ("We ask for $54,300, of which $8,000 is for mileage.", "The clinic adds $18,000.")
    reading = read(AMOUNT, "# Amount requested", *lines)
    assert reading.parts["amount"].value == "$54,300"
    assert read(AMOUNT, "# Amount requested", "$54,300", lines[1]).verdict is Verdict.CONFIRM


@pytest.mark.parametrize(
    "text",
    [
        "The whole residency costs $11,900, and the district has $4,650.",
        "We request $7,200 now. We also request $9,000 for the second year.",
    ],
)
def test_a_person_must_say_which_sum_is_asked_for(text):
    reading = read(AMOUNT, text)
    assert reading.verdict is Verdict.CONFIRM and "Does the letter ask for $" in reading.why


@pytest.mark.parametrize("text", ["We request your help.", "We request $[amount] for two years."])
def test_no_sum_is_asked_for(text):
    assert read(AMOUNT, text).verdict is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("item", "text", "code"),
    [
        (EIN, "Our EIN is 31-0774019.", "31-0774019"),
        (EIN, "310774019", "310774019"),
        (UEI, "UEI: KX7LQ2MB84T9 (active)", "KX7LQ2MB84T9"),
        (EIN, "The Circle has 82-1904467, the House 27-5530918.", "82-1904467 and 27-5530918"),
        (PWS, "Our system is KA 2004417.", "KA 2004417"),
        (PWS, "KA2004417 and KA-2004417", "KA2004417"),
        (SYMBOL, "Palo Hondo Library (OCLC: PHL) wrote to the CEO of the ALA.", "PHL"),
    ],
)
def test_codes_of_the_form(item, text, code):
    reading = read(item, text)
    assert (reading.verdict, reading.parts["code"].value) == (Verdict.MET, code)


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (EIN, "Call (740) 555-0147, or 740-555-0147."),
        (EIN, "31-07740190 and $31-0774019"),
        (UEI, "We are accomplished, and our registration is pending."),
        (PWS, "KAB 2004417, KA 20044170 and K 2004417"),
        (SYMBOL, "We are not the one for OCLC, and our symbol has yet to come."),
    ],
)
def test_other_numbers_and_words_are_no_codes(item, text):
    reading = read(item, text)
    assert reading.verdict is Verdict.NOT_MET and item.form in reading.why


def test_a_code_of_letters_alone_without_its_label_is_for_a_person_to_judge():
    reading = read(SYMBOL, "The Palo Hondo Library (PHL) writes to you.")
    assert reading.verdict is Verdict.CONFIRM and "PHL" in reading.parts["code"].why
    assert read(SYMBOL, *row("Our mark in OCLC", "PHL")).verdict is Verdict.MET


@pytest.mark.parametrize("name", ["Piedra Blanca Unified", "St. Mary's K-8", "The Circle, Inc."])
def test_a_statement_word_for_word(name):
    text = "  ".join(WORDS.replace("{applicant}", name).split(" "))
    reading = read(STATEMENT, f"We say it plainly: {text} So be it.", applicant=name)
    assert reading.verdict is Verdict.MET and "will seat a council" in reading.evidence[0].text


def test_a_statement_in_other_words_is_not_the_statement():
    text = WORDS.replace("{applicant}", "We").replace("every quarter", "every year")
    reading = read(STATEMENT, text)
    assert reading.verdict is Verdict.NOT_MET
    assert "every quarter" in reading.why and "every year" in reading.why
    assert read(STATEMENT, "We like councils.").evidence == ()


def test_a_statement_without_the_name_is_not_the_statement():
    reading = read(STATEMENT, WORDS.replace("{applicant}", "[Name of the applicant]"))
    assert reading.verdict is Verdict.NOT_MET
