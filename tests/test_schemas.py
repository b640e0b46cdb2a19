"""The committed schemas are fresh, admit what is really there, and say what the models say."""

import copy
import json
from datetime import date

import jsonschema
import pytest
import yaml
from hypothesis import event, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from loi_tool.answers.model import Answers
from loi_tool.answers.read import read_yaml
from loi_tool.answers.schema import answers_schema
from loi_tool.calls.load import load_call
from loi_tool.cli import Kind, schema_text
from loi_tool.journeys import Options, check_letters
from loi_tool.reports import json as json_report
from tests.answers.filled import AS_OF, CALLS, ROOT, checked

SCHEMAS = ROOT / "schemas"
EXAMPLES = sorted((ROOT / "examples").rglob("answers.yaml"))


def judge(schema):
    kind = jsonschema.Draft202012Validator
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def committed(kind):
    return judge(json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8")))


# Fresh, and true of what is there -----------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_schema_is_fresh(kind):
    path = SCHEMAS / f"{kind}.json"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert text == schema_text(Kind(kind)), (
        f"schemas/{kind}.json is stale; refresh it: loi schema {kind} > schemas/{kind}.json"
    )


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_schema_is_one(kind):
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text(Kind(kind))))


def test_no_schema_is_left_over():
    assert {path.stem for path in SCHEMAS.glob("*.json")} == {kind.value for kind in Kind}


def test_the_schema_of_a_call_says_of_every_key_what_it_holds():
    schema = json.loads(schema_text(Kind.CALL))
    models = {"Call": schema, **schema["$defs"]}
    keys = {f"{m}.{k}": v for m, d in models.items() for k, v in d.get("properties", {}).items()}
    assert [key for key, value in keys.items() if not value.get("description")] == []
    assert keys["Deadline.time"]["description"].startswith("5 p.m., noon, ")
    assert keys["Item.quote"]["description"] == keys["Pages.quote"]["description"]
    assert keys["SubjectLine.words"]["description"].startswith("The words as they must be.")


def test_there_are_examples_to_look_at():
    assert len(EXAMPLES) >= 3
    assert len(CALLS) >= 4


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_example_answers_are_admitted(path):
    data = read_yaml(path).data
    committed("answers").validate(data)
    judge(answers_schema(load_call(data["call"], beside=path.parent).call)).validate(data)


@pytest.mark.parametrize("name", CALLS)
def test_calls_are_admitted(name):
    content = yaml.safe_load(load_call(name).path.read_text(encoding="utf-8"))
    committed("call").validate(json.loads(json.dumps(content, default=date.isoformat)))


@pytest.mark.parametrize(
    "content",
    [
        *EXAMPLES,
        ROOT / "tests" / "data" / "wrong_answers.yaml",
        ROOT / "tests" / "data" / "wrong_consortium.yaml",
        "call: cei-plln-cohort-3",
        "a: [",
    ],
    ids=lambda content: content.parent.name if hasattr(content, "parent") else content,
)
def test_reports_are_admitted(tmp_path, content):
    if isinstance(content, str):
        outcome = checked(tmp_path, content)
    else:
        outcome = check_letters([content], Options(as_of=AS_OF))
    committed("report").validate(json.loads(json_report.render(outcome.report)))


def test_report_schema_admits_a_place_that_is_whole_or_empty(tmp_path):
    content = json.loads(json_report.render(checked(tmp_path, "a: [").report))
    finding = content["submissions"][0]["findings"][0]
    whole = finding["place"]
    part = {name: whole[name] for name in ("file", "line")}
    places = [whole, {}, part, {**whole, "row": 1}, {**whole, "line": "1"}, {**whole, "line": 0}]
    admitted = []
    for place in places:
        finding["place"] = place
        admitted.append(committed("report").is_valid(content))
    assert admitted == [True, True, False, False, False, False]


def test_report_schema_asks_for_every_field_of_the_contract(tmp_path):
    content = json.loads(json_report.render(checked(tmp_path, "a: [").report))
    for name in content:
        assert not committed("report").is_valid({k: v for k, v in content.items() if k != name})


# The schema of answers and the model accept the same files ----------------------------------------

WHOLE = {
    "call": "cei-plln-cohort-3",
    "date": "2022-05-12",
    "district": {
        "name": "Valle Verde Unified School District",
        "type": "consortium",
        "county": "Tulare",
        "address": ["4120 Orchard Avenue", "Visalia, CA 93277"],
        "phone": "(559) 555-0134",
        "website": "https://valleverde.example",
        "logo": "logo.png",
    },
    "superintendent": {"name": "Elena Marquez", "title": "Superintendent", "signature": "s.png"},
    "sections": {
        "description": {"district": "One.", "community": None, "student_body": ""},
        "interest": "Two.",
        "engagement": None,
    },
    "school": {"name": "Sequoia Grove Middle School", "about": "Three."},
    "consortium": {"lead": "Valle Verde", "members": ["Rio Seco"]},
    "contact": {"name": "Ana", "title": "Head", "phone": "1", "email": "a@b"},
    "team": [{"role": "district", "name": "Ana", "title": "Head"}, {"role": "x", "name": "Bo"}],
    "commitments": True,
    "submission": {"to": "a@b.example", "cc": ["c@d.example"]},
    "layout": {"font": "Calibri", "size": 11, "margin": "1in", "fonts": ["a.ttf"]},
    "letter": {"salutation": "Dear Ms. Park:", "opening": "Four.", "closing": None},
}

junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 30),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.sampled_from(["", " ", "\t", " x ", "\u00a0", "0", "true", "-", "district", "charter"]),
    st.sampled_from(["2022-02-30", "2024-02-29", "0000-01-01", "22-05-12", "2022-05-12T00:00"]),
    st.sampled_from(["9999-12-31", "２０２２-05-12", "2022-W19-4", "20220512", " 2022-05-12"]),
    st.sampled_from(
        ["1in", "2.54 cm", "25mm", "72pt", "1 inch", "in", "0.0001in", "100in", "1 IN"]
    ),
    st.sampled_from([8, 16, 7.99, 16.01, 11.5, 10**400]),
    st.text(max_size=3),
    st.lists(st.sampled_from(["", "x", 1, None, "  "]), max_size=2),
    st.dictionaries(st.sampled_from(["name", "x", "role"]), st.sampled_from(["", "x", 1, None])),
)


def paths(value, path=()):
    """The way to everything within a value."""
    yield path
    steps = enumerate(value) if isinstance(value, list) else ()
    for step, below in value.items() if isinstance(value, dict) else steps:
        yield from paths(below, (*path, step))


def at(data, path):
    """What holds the value at the end of a path, and its key there."""
    *way, last = path
    for step in way:
        data = data[step]
    return data, last


@st.composite
def nearly_whole(draw):
    """The whole answers, with a few things taken out, put in, or set to something else."""
    data = copy.deepcopy(WHOLE)
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        parent, last = at(data, draw(st.sampled_from([path for path in paths(data) if path])))
        change = draw(st.sampled_from(["set", "set", "set", "drop", "add"]))
        if change == "drop":
            del parent[last]
        elif change == "add" and isinstance(parent, dict):
            parent[draw(st.sampled_from(["extra", "Name", "nmae", "about", ""]))] = draw(junk)
        else:
            parent[last] = draw(junk)
    return data


def model_accepts(data):
    try:
        Answers.model_validate(data)
    except ValidationError:
        return False
    return True


ANSWERS = judge(json.loads(schema_text(Kind.ANSWERS)))


@settings(max_examples=500, deadline=None)
@given(nearly_whole())
def test_schema_and_model_accept_the_same_answers(data):
    accepts = model_accepts(data)
    event(f"accepted: {accepts}")
    assert ANSWERS.is_valid(data) == accepts


@pytest.mark.parametrize("value", [None, "", 7, True, [], {}, "x", "drop"], ids=repr)
def test_schema_and_model_agree_on_every_key(value):
    for path in list(paths(WHOLE))[1:]:
        data = copy.deepcopy(WHOLE)
        parent, last = at(data, path)
        if value == "drop":
            del parent[last]
        else:
            parent[last] = value
        assert ANSWERS.is_valid(data) == model_accepts(data), (path, value)


@pytest.mark.parametrize(
    ("path", "value", "admitted"),
    [
        (("sections", "description"), None, True),
        (("sections", "interest"), None, True),
        (("sections", "description"), "One text for three parts.", False),
        (("sections", "description", "history"), "Long.", False),
        (("sections", "references"), "None.", False),
        (("team", 0, "role"), "community", True),
        (("team", 0, "role"), "mayor", False),
        (("district", "type"), "charter", True),
    ],
)
def test_the_schema_of_one_call_knows_its_sections_and_roles(path, value, admitted):
    data = copy.deepcopy({**WHOLE, "team": WHOLE["team"][:1]})
    parent, last = at(data, path)
    parent[last] = value
    assert judge(answers_schema(load_call("cei-plln-cohort-3").call)).is_valid(data) == admitted


def test_the_schema_of_one_call_knows_who_is_invited():
    (name,) = [name for name in CALLS if "lone-star" in name]
    schema = answers_schema(load_call(name).call)
    data = {**WHOLE, "sections": {}}
    assert not judge(schema).is_valid(data), "a consortium is not invited"
    assert judge(schema).is_valid({**data, "district": {"name": "A", "type": "charter"}})


def test_the_whole_answers_are_accepted_and_a_spoiled_one_is_not():
    assert ANSWERS.is_valid(WHOLE)
    assert model_accepts(WHOLE)
    spoiled = {**WHOLE, "date": "2022-02-30"}
    assert not ANSWERS.is_valid(spoiled)
    assert not model_accepts(spoiled)
