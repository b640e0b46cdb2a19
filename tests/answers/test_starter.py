"""The starter file of every call: it loads, asks everything, and lacks nothing but the answers."""

import re
from datetime import date

import jsonschema
import pytest
import yaml

from loi_tool.answers.model import Answers
from loi_tool.answers.read import read_yaml
from loi_tool.answers.schema import answers_schema
from loi_tool.answers.starter import SCHEMA_NAME, starter
from loi_tool.calls.load import load_call
from loi_tool.errors import CannotWrite
from loi_tool.journeys import write_starter
from tests.answers.filled import CALLS, ROOT, checked, problems

TODAY = date(2022, 5, 12)


def started(name):
    """A call, and the starter file for it."""
    call = load_call(name).call
    return call, starter(call, name if "/" not in name else str(ROOT / name), TODAY)


def uncommented(text):
    """The starter file with everything in use that it offers as a note."""
    offers = re.compile(
        r"^( *)# (county|address|phone|website|about|title|consortium|team|submission|layout|letter"
        r"|  (?:lead|members|salutation|opening|closing|\[What|- \{role))\b",
        re.MULTILINE,
    )
    text = offers.sub(r"\1\2", text)
    return re.sub(r"^( *)#   (\[What|- \{role)", r"\1  \2", text, flags=re.MULTILINE)


def data_of(folder, text):
    path = folder / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    document = read_yaml(path)
    assert document.problems == []
    return document.data


def prompts(data):
    """The dotted keys whose text is a prompt."""
    if isinstance(data, str):
        return {""} if data.startswith("[") else set()
    if not isinstance(data, (dict, list)):
        return set()
    steps = data.items() if isinstance(data, dict) else enumerate(data)
    return {
        f"{step}.{below}".rstrip(".")
        for step, value in (steps if isinstance(data, (dict, list)) else ())
        for below in prompts(value)
    }


@pytest.fixture(params=CALLS, ids=lambda name: name.rpartition("/")[2])
def call_and_text(request):
    return started(request.param)


def test_the_schema_line_is_first(call_and_text):
    _, text = call_and_text
    assert text.splitlines()[0] == f"# yaml-language-server: $schema=./{SCHEMA_NAME}"


def test_no_line_is_long_or_ends_in_a_space(call_and_text):
    _, text = call_and_text
    for line in text.splitlines():
        assert len(line) <= 100 or line.startswith("call: "), line
        assert line == line.rstrip()
    assert text.endswith("\n") and not text.endswith("\n\n")


def test_it_fits_the_model_and_the_schema_of_its_call(call_and_text, tmp_path):
    call, text = call_and_text
    for version in (text, uncommented(text)):
        data = data_of(tmp_path, version)
        Answers.model_validate(data)
        jsonschema.validate(data, answers_schema(call))


def test_every_field_is_there_in_the_order_of_the_contract(call_and_text, tmp_path):
    call, text = call_and_text
    keys = list(data_of(tmp_path, uncommented(text)))
    assert keys == [field for field in Answers.model_fields if field in keys]
    kinds = {item.kind for item in call.items}
    given = {"call", "date", "district", "sections", "layout"}
    optional = {
        "superintendent": bool(call.signers),
        "letter": call.letter.salutation is not None,
        "school": "school" in kinds,
        "contact": "contact" in kinds,
        "consortium": "consortium" in call.applicants.types,
        "team": call.team is not None,
        "commitments": bool(call.commitments),
        "submission": call.delivery.method == "email"
        and any(person.email is None for person in (call.delivery.to, *call.delivery.cc)),
    }
    assert set(keys) == given | {key for key, wanted in optional.items() if wanted}


def test_every_question_of_the_call_stands_in_it_in_order(call_and_text, tmp_path):
    call, text = call_and_text
    flat = " ".join(re.sub(r"^ *#", " ", text, flags=re.MULTILINE).split())
    said = 0
    for item in call.narratives:
        quote = flat.index(" ".join(item.quote.split()), said)
        for part in item.parts or (item,):
            said = flat.index(" ".join(part.prompt.split()), quote)
        if item.max_words_quote:
            assert item.max_words_quote in flat
    for words in (item.quote for item in call.items if not item.is_prose):
        assert " ".join(words.split()) in flat
    for statement in (commitment.statement for commitment in call.commitments):
        assert " ".join(statement.split()) in flat
    for deadline in call.deadlines:
        assert " ".join(deadline.quotes[0].split()) in flat
    sections = data_of(tmp_path, text)["sections"]
    assert list(sections) == [item.id for item in call.sections]
    for item in call.narratives:
        if item.parts:
            assert list(sections[item.id]) == [part.id for part in item.parts]


def test_all_prompts_are_reported_and_nothing_else_is_wrong(call_and_text, tmp_path):
    _, text = call_and_text
    for version in (text, uncommented(text)):
        outcome = checked(tmp_path, version)
        found = problems(outcome)
        rules = {rule for rule, *_ in found}
        assert not rules & {f"LOI10{n}" for n in range(1, 9)}, found
        # Some are asked of others only, prompts can be too long, and a deadline can be past.
        assert rules - {"LOI211", "LOI301", "LOI501", "LOI502", "LOI504"} == {"LOI601"}, found
        lines = version.splitlines()
        told = [(line, column) for rule, line, column, *_ in found if rule == "LOI601"]
        assert len(told) == len(set(told)) == len(prompts(data_of(tmp_path, version)))
        for line, column in told:
            assert lines[line - 1][column - 1] == "["


def test_uncommenting_uses_every_offer(call_and_text):
    """So that the tests above see them."""
    _, text = call_and_text
    offered = re.findall(r"^ *# +(\w+:|- \{|\[What)", text, flags=re.MULTILINE)
    left = re.findall(r"^ *# +(\w+:|- \{|\[What)", uncommented(text), flags=re.MULTILINE)
    assert {"county:", "about:", "layout:"} & set(offered)
    in_quotes = {"Deadline:", "Length:", "it:", "name:"}
    assert set(left) <= {"logo:", "signature:", *in_quotes}


@pytest.mark.parametrize(
    "reference", ["cei-plln-cohort-3", "/a/b c.yaml", "C:\\calls\\a: #1.yaml", "true", "12", "*x"]
)
def test_whatever_the_call_is_called_it_is_read_back(tmp_path, reference):
    text = starter(load_call("cei-plln-cohort-3").call, reference, TODAY)
    assert data_of(tmp_path, text)["call"] == reference


def test_stated_type_and_margins_are_set_and_not_only_offered():
    names = [name for name in CALLS if load_call(name).call.style]
    for name in names:
        call, text = started(name)
        layout = yaml.safe_load(text)["layout"]
        assert layout["size"] >= call.style.min_font_points
        assert float(layout["margin"].removesuffix("in")) >= call.style.min_margin_inches
    assert names


def test_loi_new_writes_it_beside_its_schema_and_never_over_another(tmp_path):
    moment = load_call("cei-plln-cohort-3").call.deadline.instant
    answers, schema = write_starter(tmp_path, None, moment)
    assert schema.name == SCHEMA_NAME
    text = answers.read_text(encoding="utf-8")
    assert text == starter(load_call("cei-plln-cohort-3").call, "cei-plln-cohort-3", moment.date())
    answers.write_text("mine", encoding="utf-8")
    with pytest.raises(CannotWrite):
        write_starter(tmp_path, None, moment)
    assert answers.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "said"),
    [("Expression of Interest", "an expression"), ("Letter of Intent", "a letter")],
)
def test_what_is_answered_has_its_article(name, said):
    call = load_call("cei-plln-cohort-3").call
    letter = call.letter.model_copy(update={"name": name})
    text = starter(call.model_copy(update={"letter": letter}), "call.yaml", TODAY)
    assert f"# Answers for {said} of " in text
