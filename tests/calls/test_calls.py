"""Calls: the built-in one word for word, and files that are refused, in words that help."""

import re
from datetime import datetime, timezone
from pathlib import Path

import pytest
import yaml

from loi_tool.calls.load import built_in_ids, load_call
from loi_tool.errors import BadCall, BadUsage

ROOT = Path(__file__).parents[2]
CEI = "cei-plln-cohort-3"
PAGE = (ROOT / "tests/data/cei-plln-cohort-3.txt").read_text(encoding="utf-8")
SOURCE = (ROOT / f"src/loi_tool/calls/{CEI}.yaml").read_text(encoding="utf-8")
EXAMPLES = sorted((ROOT / "examples/calls").glob("*.yaml"))


def words(text):
    return " ".join(text.split())


def quotes(value):
    """Every `quote` and `quotes` in a call, at any depth."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key in ("quote", "max_words_quote"):
                yield below
            elif key == "quotes":
                yield from below
            else:
                yield from quotes(below)
    elif isinstance(value, (list, tuple)):
        for below in value:
            yield from quotes(below)


def write(tmp_path, *changes, name="call.yaml"):
    """The built-in call with some of its text replaced."""
    text = SOURCE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def refusal(path, kind=BadCall):
    """What is said of a call that is refused: message and fix."""
    with pytest.raises(kind) as caught:
        load_call(str(path))
    assert caught.value.message.endswith((".", "?", "”"))
    assert "  " not in caught.value.message
    return f"{caught.value.message} {caught.value.fix}"


# The built-in call --------------------------------------------------------------------------------


def test_every_quote_stands_in_the_call_word_for_word():
    page = words(PAGE)
    found = [words(quote) for quote in quotes(yaml.safe_load(SOURCE))]
    assert len(found) > 20
    assert [quote for quote in found if quote not in page] == []


def test_the_facts_of_the_call_stand_in_its_text():
    call = load_call(CEI).call
    page = words(PAGE)
    delivery = call.delivery
    people = [(p.name, p.title) for p in (delivery.to, *delivery.cc)]
    assert people == [
        (
            "Steven Sterling Mitchell",
            "Assistant Director, Community Engagement and System of Support",
        ),
        ("Nicole LoBese", None),
    ]
    for words_of_it in (call.title, call.program, *call.issuers, *(n for n, _ in people)):
        assert words(words_of_it).partition(" (")[0] in page
    for deadline in call.deadlines:
        written = f"{deadline.date:%B} {deadline.date.day}, {deadline.date.year}"
        assert all(f"{deadline.weekday}, {written}" in quote for quote in deadline.quotes)


def test_addresses_that_the_call_does_not_show_are_not_invented():
    delivery = load_call(CEI).call.delivery
    assert "@" not in PAGE
    assert [person.email for person in (delivery.to, *delivery.cc)] == [None, None]


def test_what_the_call_asks_for():
    call = load_call(CEI).call
    assert [item.id for item in call.items] == [
        "description",
        "interest",
        "engagement",
        "capacity_and_trust",
        "historically_unengaged",
        "school",
        "contact",
    ]
    assert [part.id for part in call.items[0].parts] == ["district", "community", "student_body"]
    assert call.pages.max == 3
    assert call.formats.word and call.formats.pdf
    assert call.signatory.role == "District Superintendent"
    assert len(call.team.roles) == 5
    assert len(call.commitments) == 3
    assert "charter" in call.applicants.types and "consortium" in call.applicants.types


@pytest.mark.parametrize(
    "title",
    [
        "Superintendent",
        "SUPERINTENDENT OF SCHOOLS",
        "Supt.",
        "Superintendente",
        "Interim Superintendent",
        "Superintendent and Area Administrator",
        "Superintendent/Principal",
        "Vice Principal and Superintendent",
        "Assistant Principal, Superintendent",
        "Superintendent, Assistant Professor of Education",
        "Principal & Superintendent, Tri-Area Unified",
    ],
)
def test_a_title_that_may_sign(title):
    signatory = load_call(CEI).call.signatory
    assert signatory.fits(title)
    assert not signatory.is_deputy(title)


@pytest.mark.parametrize(
    ("title", "deputy"),
    [
        ("Assistant Superintendent", True),
        ("Associate Superintendent of Educational Services", True),
        ("Principal and Assistant Superintendent", True),
        ("Area Superintendent", True),
        ("Superintendent, Area 3", True),
        ("Superintendent (Deputy)", True),
        ("Assistant to the Superintendent", True),
        ("Executive Assistant, Office of the Superintendent", True),
        ("Chief of Staff to Superintendent Marquez", True),
        ("Vice Principal", True),
        ("Superintendent’s Secretary", False),
        ("Executive Director", False),
        ("Superintendence", False),
        ("", False),
    ],
)
def test_a_title_that_may_not_sign(title, deputy):
    signatory = load_call(CEI).call.signatory
    assert not signatory.fits(title)
    assert signatory.is_deputy(title) is deputy


def test_a_call_that_excludes_no_titles_takes_them_all():
    signatory = load_call(CEI).call.signatory.model_copy(update={"not_titles": ()})
    assert signatory.fits("Area Superintendent")
    assert not signatory.fits("Secretary to the Superintendent")
    assert not signatory.is_deputy("Vice Principal")


def test_a_call_whose_program_has_one_name_may_have_years_alone():
    call = load_call(CEI).call
    plain = call.model_copy(update={"names": call.names.model_validate({"years": [2022]})})
    assert plain.program_names == (call.program,) != call.program_names


def test_the_names_by_which_letters_know_the_call():
    call = load_call(CEI).call
    assert call.program_names[0] == "Community Engagement Initiative"
    assert {"CEI", "PLLN", "Peer Leading and Learning Network"} < {*call.program_names}
    assert {*call.own_names} == {*call.program_names, "Cohort III"}
    lengths = [len(name) for name in call.own_names]
    assert lengths == sorted(lengths, reverse=True)
    assert {"CCEE", "Families in Schools", "FIS"} < {*call.organizations}
    assert not any("(" in name for name in call.organizations)


def test_a_round_has_a_title_and_what_letters_name_of_it(tmp_path):
    own = load_call(CEI).call.names.round
    assert own.title == "Cohort III"
    assert "convening" in own.events and "stipend" in own.has
    lines = SOURCE[SOURCE.index("    events:") : SOURCE.index("  years:")]
    plain = load_call(write(tmp_path, (lines, ""))).call.names.round
    assert plain.events == () and "stipend" in plain.has and "expansion" not in plain.has


def test_both_deadlines_as_written_and_as_read():
    call = load_call(CEI).call
    faq = call.superseded_deadlines[0]
    assert call.deadline.instant == datetime(2022, 6, 16, 16, tzinfo=timezone.utc)
    assert faq.instant == datetime(2022, 5, 17, 16, tzinfo=timezone.utc)
    assert (call.deadline.zone_as_written, faq.zone_as_written) == (None, "PST")
    assert len(call.deadline.quotes) == 2


def test_built_in_calls_go_by_id():
    assert CEI in built_in_ids()
    for name in built_in_ids():
        assert load_call(name).call.id == name


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_calls_among_the_examples_are_right(path):
    assert load_call(str(path)).call.id == path.stem


def test_a_date_without_a_time_is_the_whole_day(tmp_path):
    path = write(
        tmp_path, ('    time: "09:00"\n    zone_as_written: null', "    zone_as_written: null")
    )
    assert load_call(path).call.deadline.instant.isoformat() == "2022-06-16T23:59:59.999999-07:00"


# Calls that are refused ---------------------------------------------------------------------------


def test_a_weekday_that_is_not_the_dates_is_refused(tmp_path):
    said = refusal(write(tmp_path, ("weekday: Thursday", "weekday: Friday")))
    assert "2022-06-16 is a Thursday, not a Friday" in said


@pytest.mark.parametrize(
    "change", [("governs: false", "governs: true"), ("governs: true", "governs: false")]
)
def test_exactly_one_deadline_governs(tmp_path, change):
    assert "exactly one of them must say `governs: true`" in refusal(write(tmp_path, change))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("program: Comm", "programm: x\nprogram: Comm", "`programm` is not a key that a call has"),
        ("program: Community Engagement Initiative\n", "", "`program` is missing"),
        ("program: Community Engagement Initiative\n", 'program: ""\n', "`program` is empty"),
        ("max: 3", "max: three", "`pages.max` must be a whole number"),
        ("date: 2022-06-16", "date: 2022-06-31", "deadline `page`: `date` must be a date"),
        ("date: 2022-06-16", "date: 6/16/2022", "deadline `page`: `date` must be a date"),
        ("weekday: Tuesday", "weekday: Tues", "deadline `faq`: `weekday` must be one of 'Monday'"),
        ('"-07:00"', "Pacific", "deadline `page`: `utc_offset` is “Pacific”"),
        ("word: true\n  pdf: true", "word: false\n  pdf: false", "at least one of word and pdf"),
        ("  - id: interest", "  - id: engagement", "two of them have the same id"),
        ("  - id: interest", "  - id: pages", "`pages` is kept for the requirement"),
        ("  method: email", "  method: portal", "`portal` is named for the method portal"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path, old, new, says):
    assert says in refusal(write(tmp_path, (old, new)))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "has no `key: value` lines"),
        (b"- a\n- b\n", "has no `key: value` lines"),
        (b"id: x\n  title: y\n", "line 2, is not YAML"),
        (b"id: [x\n", "is not YAML"),
        (b"id: \xff\xfe\n", "not saved as UTF-8"),
        (b"id: a\x07b\n", "is not YAML"),
        (b"id: !!python/object:os.system x\n", "is not YAML"),
        (b"id: !!int x\n", "is not YAML"),
        (b"a: &a [x]\nb: [*a, *a]\n", "line 2: a text that begins with * must be in quotes"),
        (b"a: &a [*a]\n", "begins with *"),
        (b"[" * 900, "nested deeper"),
        (b"#" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_what_is_not_a_call_is_refused(tmp_path, content, says):
    path = tmp_path / "call.yaml"
    path.write_bytes(content)
    assert says in refusal(path)


def test_a_call_that_is_not_there_is_named_with_those_that_are(tmp_path):
    said = refusal(tmp_path / "nothing.yaml", BadUsage)
    assert "nothing.yaml" in said and CEI in said


def test_a_folder_is_no_call(tmp_path):
    refusal(tmp_path, BadUsage)


def test_a_path_is_looked_for_beside_the_answers(tmp_path):
    write(tmp_path, (f"id: {CEI}", "id: mine"), name="mine.yaml")
    assert load_call("mine.yaml", beside=tmp_path).call.id == "mine"


def test_no_message_shows_what_a_machine_would_say(tmp_path):
    said = refusal(write(tmp_path, ("max: 3", "max: [3]"), ("governs: true", "governs: [1]")))
    assert not re.search(r"pydantic|Error\b|Input|type=|<class", said)
