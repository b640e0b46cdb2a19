"""Names of schools that do not fit the usual form, and letters that name no site in words."""

import pytest

from loi_tool.evidence.places import schools
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
        "Oak Grove Middle/High School", "Pathways (Alternative) Junior High School",
        "Academy of Arts, Science and the Sea", "School of Letters, Law, and Leadership",
    ],
)  # fmt: skip
def test_a_school_by_any_name(says, name):
    found = school(says.format(name))
    assert (found.value, found.verdict) == (name, Verdict.MET)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Our team will represent The Met.", "The Met"),
        ("Our district team would represent The Ridge (K–8).", "The Ridge"),
        ("The site that the District Team will represent is “La Escuelita”.", "La Escuelita"),
        ("The school site is Cabrillo 5th and 6th Grade Center.",
         "Cabrillo 5th and 6th Grade Center"),
        ("School site represented on the team: TK–8 at Sugar Pine.", "Sugar Pine"),
    ],
)  # fmt: skip
def test_a_name_with_quotation_marks_or_grades_or_only_a_team_is_whole(text, name):
    found = school(text)
    assert (found.value, found.verdict) == (name, Verdict.MET)


@pytest.mark.parametrize(
    "text",
    [
        "Our team will represent Latino families.",
        "Our team will represent English Learners and their teachers.",
        "Our team will represent Arroyo Claro Unified School District.",
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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We have chosen The Nueva (grades 6–8, 212 students), our school of choice.", "The Nueva"),
        ("The board selected Delta Vista for its parents.", "Delta Vista"),
        ("We have chosen the Academy of Arts, Science and the Sea.", "Academy of Arts, Science and the Sea"),
    ],
)  # fmt: skip
def test_what_was_chosen_under_a_label_of_the_site_is_one(text, name):
    found = reading("# School site", text, CONTACT).items["school"].parts["name"]
    assert found.value == name
    assert found.verdict in (Verdict.MET, Verdict.CONFIRM)


def test_a_list_of_schools_is_no_name_with_commas():
    text = "Parents of the Academy of Arts, Lincoln Elementary and Oak Middle School will be asked."
    assert [mention.text for mention in schools(text)] == [
        "Lincoln Elementary",
        "Oak Middle School",
    ]
    assert [mention.text for mention in schools("Ana (Principal) of Oak (Lower) High School")] == [
        "Oak (Lower) High School"
    ]


def test_schools_of_ours_of_which_none_is_chosen_yet_are_asked_back():
    found = school(
        "Two of our three schools, Manzanita Elementary and Oak Flat Middle School, are ready; we "
        "have not yet decided which one will be the site."
    )
    assert (found.value, found.verdict) == (None, Verdict.CONFIRM)
    assert "Manzanita Elementary" in found.why
    assert "Oak Flat Middle School" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "# School site\nWe have visited Escalon Bay Middle School in the neighboring district twice, "
        "and admire what its principal has done. Our own site is still open.",
        "# School site\nWe will learn from the team of Escalon Bay Middle School in another district.",
    ],
)
def test_a_school_of_another_district_is_not_the_site(text):
    assert school(*text.split("\n")).verdict is Verdict.NOT_MET


def test_our_school_beside_one_of_another_district_is_the_site():
    found = school(
        "Our specified school site is Canal School. We visited Oak Middle School in a nearby district."
    )
    assert (found.value, found.verdict) == ("Canal School", Verdict.MET)
