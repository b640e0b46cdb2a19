"""Names of schools that do not fit the usual form, and letters that name no site in words."""

import pytest

from loi_tool.findings import Verdict
from tests.evidence.samples import CONTACT, reading

SAYS = (
    "The school site that would be represented on our district team is {}. Its principal, a "
    "teacher, two parents and two students have agreed to serve.",
    "Our specified school site is {}.",
    "School site: {}",
    "We have chosen {} as the specified school site for the District Team.",
)


def school(*body):
    return reading(*body, CONTACT).items["school"].parts["name"]


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize(
    "name",
    [
        "Independence (Continuation) High School", "Lincoln (K-8) School", "The Grove Academy",
        "The Met", "O’Neill Middle School", "Tule Bend Middle School's East Campus",
        "Valley Children’s Academy", "The Women's Leadership Academy", "P.S. 12", "PS 12",
        "I.S. 204", "School No. 5", "Rosewood", "Da Vinci Connect", "New Tech", "St. HOPE",
        "Casa de Niños Montessori", "Learning Without Limits", "Discovery @ Delta",
        "Mary W. Jackson STEAM Multilingual Magnet", "Frida Kahlo High School #4",
        "Oak Grove Middle/High School",
    ],
)  # fmt: skip
def test_a_school_by_any_name(says, name):
    found = school(says.format(name))
    assert (found.value, found.verdict) == (name, Verdict.MET)


@pytest.mark.parametrize(
    "text",
    [
        "The school site lead is Maria Delgado.",
        "Our school site contact will be Maria Delgado, principal.",
        "The school site is to be announced.",
        "When we closed Mesa Elementary in 2019 we told families late.",
    ],
)
def test_what_is_no_school(text):
    found = school(text)
    assert (found.value, found.verdict) == (None, Verdict.NOT_MET)


@pytest.mark.parametrize(
    "text",
    [
        "We run Canal School, Lincoln Elementary and Roosevelt Middle School, with 900 students.",
        "Parents may come to Canal School, Lincoln Elementary or Roosevelt Middle School, where "
        "our liaisons keep tea and coffee and listen to what they have to say of the year.",
    ],
)
def test_schools_of_ours_without_a_word_of_the_site_are_asked_back(text):
    found = school(text)
    assert found.verdict is Verdict.CONFIRM
    for name in ("Canal School", "Lincoln Elementary", "Roosevelt Middle School"):
        assert name in found.why
    assert found.evidence[0].text in text
