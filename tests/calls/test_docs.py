"""docs/calls.md: the call that it leads to is one, and what it says of evidence is so."""

import re
from pathlib import Path

import pytest

from loi_tool.calls.coverage import coverage_of
from loi_tool.calls.items import Serves
from loi_tool.calls.load import load_call
from loi_tool.calls.model import Call
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
