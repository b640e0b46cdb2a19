"""A draft of unfinished answers says in the letter what is still to be written."""

from datetime import date

import pytest

from loi_tool.answers.compose import compose
from loi_tool.answers.draft import draft_answers
from loi_tool.answers.load import Pictures
from loi_tool.calls.load import load_call
from tests.answers.filled import CALLS

CALL = load_call("cei-plln-cohort-3").call
TODAY = date(2022, 5, 12)


def drafted(data, call=CALL):
    answers = draft_answers(data, call, TODAY)
    assert answers is not None
    return answers


@pytest.mark.parametrize("name", CALLS, ids=lambda name: name.rpartition("/")[2])
def test_a_draft_of_nothing_names_every_gap(name):
    call = load_call(name).call
    answers = drafted({}, call)
    assert answers.date == TODAY
    assert answers.district.name == "[the district's name: still to be written]"
    if call.signers:
        title = "[the title of the person who signs: still to be written]"
        assert answers.superintendent.title == title
    letter = compose(answers, call, Pictures(), draft=True)
    asked = [item for item in call.items if item.required and item.asked_of("district")]
    ids = {section.id: section for section in letter.sections}
    under = {section.heading: section for section in letter.sections}
    for item in asked:
        section = ids.get(item.id) or under[item.heading]  # two may share a heading
        words = " ".join(block.text for block in section.blocks)
        words += " ".join(" ".join(row) for row in (section.table.rows if section.table else ()))
        assert "still to be written]" in words, item.id
    assert letter.draft


def test_what_is_written_stays():
    answers = drafted(
        {
            "district": {"name": "Rio Seco", "phone": 5595550134},
            "sections": {
                "interest": "Because.",
                "engagement": "",
                "description": {"district": "Here.", "community": None},
                "capacity_and_trust": {"so": "what"},
                "unknown": "x",
            },
            "contact": {"name": "Ana"},
        }
    )
    assert answers.district.name == "Rio Seco"
    assert answers.district.phone == "[phone: still to be written]"
    assert answers.sections["interest"] == "Because."
    assert answers.sections["engagement"] == "[How we engage our community: still to be written]"
    assert answers.sections["capacity_and_trust"].endswith(": still to be written]")
    assert answers.sections["description"] == {
        "district": "Here.",
        "community": "[its community: still to be written]",
        "student_body": "[its student body: still to be written]",
    }
    assert answers.contact.name == "Ana"
    assert answers.contact.phone == "[the contact's phone number: still to be written]"


def test_what_does_not_fit_goes():
    answers = drafted(
        {
            "date": "5/12/2022",
            "district": {"name": "A", "type": 1, "address": ["", "B", 3], "extra": 1},
            "team": [{"role": 1}],
            "layout": {"size": 99},
            "submission": "x",
            "commitments": "maybe",
            "consortium": [],
            "school": "Sequoia",
            "sections": ["x"],
            "nonsense": {},
        }
    )
    assert (answers.date, answers.district.type) == (TODAY, "district")
    assert answers.district.address == ["B"]
    assert answers.layout.size == 11
    assert answers.school.name == "[the name of the school: still to be written]"
    assert answers.team is answers.submission is answers.commitments is answers.consortium is None
    assert set(answers.sections) == {item.id for item in CALL.narratives}


def test_a_consortium_is_not_asked_for_a_school():
    assert drafted({"district": {"name": "A", "type": "consortium"}}).school is None


def test_the_data_are_left_alone():
    data = {"district": {"name": 1}}
    drafted(data)
    assert data == {"district": {"name": 1}}
