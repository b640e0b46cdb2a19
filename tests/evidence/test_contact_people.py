"""Who may be the contact, what speaks for each, and what that is worth."""

import pytest

from loi_tool.evidence.contact_people import ContactWeights, candidates, contact_weights
from loi_tool.evidence.outline import outline
from loi_tool.evidence.passages import passages
from loi_tool.evidence.read import read_values
from loi_tool.findings import Verdict
from tests.evidence.samples import CALL, CONTACT, SITE, letter


def reasons(*body, **parts):
    """The reasons of each candidate in a letter, by name."""
    everything = passages(outline(CALL, letter(*body, **parts).paragraphs))
    return {one.name: one.reasons for one in candidates(everything, "Elena Marquez", ["Mitchell"])}


LETTERS = [
    [CONTACT],
    ["# Contact", "Walter Eze\n559-555-0134\nweze@palohondo.example.org"],
    ["You are welcome to call. Mr. Eze is at 559-555-0134."],
    ["Questions go to 559-555-0134."],
    ["Please call Elena Marquez at 559-555-0134, or Lind Advisory at 559-555-0135."],
    ["Media questions: Walter Eze, 559-555-0134."],
]
PARTS = [
    {"head": ("Palo Hondo Unified School District", "Contact: Walter Eze, 559-555-0134")},
    {"end": ("Sincerely,", "Elena Marquez", "Superintendent", "Contact: Walter Eze, 559-555-0134")},
]


def test_every_reason_is_worth_something_and_every_worth_is_a_reasons():
    seen = set()
    for body in LETTERS:
        seen.update(*reasons(SITE, *body).values())
    for parts in PARTS:
        seen.update(*reasons(SITE, **parts).values())
    assert seen == set(contact_weights().reasons)


def test_what_speaks_for_a_contact_is_worth_more_than_nothing_and_the_rest_less():
    weights = contact_weights()
    against = {"only one name", "the signer as another person", "help from outside"}
    for reason, worth in weights.reasons.items():
        assert (worth > 0) == (reason not in {*against, "another matter"}), reason
    assert weights.bias < weights.least < weights.met
    assert weights.score(["phone", "email", "a reason of no worth"]) == pytest.approx(
        weights.bias + weights.reasons["phone"] + weights.reasons["email"]
    )


def test_the_reasons_are_those_that_a_reader_sees():
    found = reasons(SITE, CONTACT)
    assert found["Maria Delgado"] == {
        "phone",
        "email",
        "an email like the name",
        "an office beside the name",
        "words of contact",
        "late",
    }


def test_help_from_outside_and_numbers_that_are_warned_of_make_no_candidate():
    assert not reasons(SITE, "Lind Advisory drafted this, at 559-555-0134.")
    assert not reasons(SITE, "Do not call Walter Eze. Never use 559-555-0134.")


@pytest.mark.parametrize(("met", "verdict"), [(-9.0, Verdict.MET), (99.0, Verdict.CONFIRM)])
def test_other_weights_decide_otherwise(met, verdict):
    ours = contact_weights()
    weights = ContactWeights(ours.bias, ours.reasons, -9.0, met)
    found = read_values(CALL, letter(SITE, CONTACT), {}, weights).items["contact"]
    assert found.parts["name"].value == "Maria Delgado"
    assert found.verdict is verdict
