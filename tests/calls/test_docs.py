"""docs/calls.md: the call that it leads to is one, and what it says of evidence is so."""

import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from loi_tool.answers.schema import answers_schema
from loi_tool.calls.coverage import coverage_of
from loi_tool.calls.items import Serves
from loi_tool.calls.load import _Loader, load_call
from loi_tool.calls.model import Call
from loi_tool.calls.schema import models_in
from loi_tool.evidence.concept_match import best_hit, pattern
from loi_tool.evidence.narratives import read_narratives
from loi_tool.files import Paragraph
from loi_tool.findings import Place, Verdict

PAGE = (Path(__file__).parents[2] / "docs/calls.md").read_text("utf-8")
WALK, _, REFERENCE = PAGE.partition("## What each key holds")


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    path = tmp_path_factory.mktemp("call") / "marigold.yaml"
    blocks = re.findall(r"```yaml\n(.*?)```", WALK, re.DOTALL)
    path.write_text("".join(blocks), "utf-8")
    return load_call(str(path))


def test_the_walk_leads_to_a_call_that_is_judged_whole(walk):
    found = coverage_of(walk.call, walk.data)
    assert [item.id for item in walk.call.items] == ["students", "week", "amount", "contact"]
    assert not found.uncovered
    said = " ".join(PAGE.replace("\n> ", " ").split())
    assert [quote for quote in walk.call.quotes if " ".join(quote.split()) not in said] == []


def test_the_page_says_which_keys_are_needed():
    keys = dict(re.findall(r"^\| (`.*?) \| (yes)? ?\|", REFERENCE, re.MULTILINE))
    needed = {key for cell, yes in keys.items() if yes for key in re.findall(r"`(\w+)`", cell)}
    known = {key for cell in keys for key in re.findall(r"`(\w+)`", cell)}
    required = {name for name, field in Call.model_fields.items() if field.is_required()}
    either = {"signatory", "signatories"}
    assert needed == required | either
    assert known - {"signatories_quote"} == set(Call.model_fields) - {"signatories_quote"}


BLOCKS = [
    yaml.load(block, _Loader) for block in re.findall(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL)
]
OF_CALLS = [
    block for block in BLOCKS if isinstance(block, dict) and set(block) <= set(Call.model_fields)
]


@pytest.mark.parametrize("block", OF_CALLS, ids=lambda block: "-".join(block))
def test_what_the_page_shows_of_a_key_loads(walk, block):
    content = yaml.load(walk.data, _Loader)
    if "signatories" in block:
        del content["signatory"]
    if "headings" in block:
        content["items"][0]["heading"] = "OUR STUDENTS"
    loaded = Call.model_validate(content | block)
    assert loaded.model_fields_set >= set(block)


def test_the_kinds_of_items_that_the_page_shows_load(walk):
    (items,) = [block for block in BLOCKS if isinstance(block, list)]
    beside = {"title": "One", "quote": "Two", "prompt": "Three?"}
    content = yaml.load(walk.data, _Loader)
    content["items"] = [{**beside, **item} for item in items]
    assert [item.kind for item in Call.model_validate(content).items] == [i["kind"] for i in items]


def test_the_neutral_names_that_the_page_shows_are_known_to_answers(walk):
    (answers,) = [block for block in BLOCKS if isinstance(block, dict) and "organization" in block]
    whole = {"call": "a", "date": "2027-01-11", "sections": {}, **answers}
    walked = yaml.load(walk.data, _Loader)
    walked["applicants"]["types"] = ["library"]
    judge = jsonschema.Draft202012Validator(answers_schema(Call.model_validate(walked)))
    assert judge.is_valid(whole)
    assert not judge.is_valid({**whole, "organization": {**answers["organization"], "type": "zoo"}})


def test_the_page_has_every_key():
    models, seen, missing = [Call], set(), []
    while models:
        model = models.pop()
        seen.add(model)
        for name, field in model.model_fields.items():
            if not re.search(rf"`{name}[`:]|^[ \-#]*{name}:|[{{,] ?{name}:", PAGE, re.MULTILINE):
                missing.append(f"{model.__name__}.{name}")
            models += [inner for inner in models_in(field.annotation) if inner not in seen]
    assert missing == []


@pytest.mark.parametrize(
    ("sign", "found", "not_found"),
    [
        ("learn*", ["learned", "learning"], ["unlearn"]),
        ("#", ["40", "forty", "1,200"], ["none"]),
        ("#%", ["40 percent", "40%", "a third of them"], ["40"]),
        ("$#", ["$4,500", "$ 12", "six thousand dollars", "$2 million", "$45k"], ["4,500", "dollars"]),
        ("#year", ["2024"], ["24", "1776"]),
    ],
)  # fmt: skip
def test_the_signs_mean_what_the_page_says(sign, found, not_found):
    assert f"| `{sign}` |" in REFERENCE
    assert all(pattern([sign]).search(f"It is {text}.") for text in found)
    assert not any(pattern([sign]).search(f"It is {text}.") for text in not_found)


EVIDENCE = Serves.model_validate(
    {
        "concepts": {"want": "we want, we need, would like", "learn": "learn*, coach*, peers"},
        "answers": [{"concepts": ["want", "learn"], "within": 3}],
    }
)
ONE = "We want our principals to be learning about this in the coming school year."
THREE = (
    "We want our principals to be learning from others. We need a coach for each of them. They would "
    "like peers who answer the telephone."
)


def paragraphs(*texts):
    return [
        Paragraph(text=text, place=Place(file="a.docx", paragraph=number))
        for number, text in enumerate(texts, 1)
    ]


def verdict(walk, text):
    item = walk.call.items[0].model_copy(update={"evidence": EVIDENCE})
    call = walk.call.model_copy(update={"items": (item, *walk.call.items[2:])})
    closing = "We thank the Fund for its work in the schools of the county over many years."
    letter = paragraphs("Dear Marigold Fund:", text, closing, "Sincerely,", "Ana Ruiz, Principal")
    return read_narratives(call, letter)[item.id]


def test_one_word_of_each_concept_is_shown_and_three_are_an_answer(walk):
    shown = verdict(walk, ONE)
    assert shown.verdict is Verdict.CONFIRM and "principals" in shown.evidence[0].text
    assert verdict(walk, THREE).verdict is Verdict.MET


@pytest.mark.parametrize("place_kept", ["[name of coach]", "TBD", "XX"])
def test_a_sentence_with_a_placeholder_answers_nothing(walk, place_kept):
    text = THREE.replace("each of them", place_kept).replace(". ", "; ")
    assert verdict(walk, text).verdict is not Verdict.MET
    assert best_hit(EVIDENCE, [THREE]) is not None
