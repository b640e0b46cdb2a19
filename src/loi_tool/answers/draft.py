"""A model of unfinished answers, for a draft. In the letter a remark shows what is missing."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from loi_tool.answers.model import Answers, Contact, School, SectionText, Superintendent
from loi_tool.answers.problems import SAYS
from loi_tool.calls.model import Call

_ROUNDS = 1000
_DROPPED_WHOLE = ("layout", "letter", "team", "submission", "commitments", "consortium")
_WITH_KEYS_OF_THEIR_OWN = ("district", "superintendent", "sections", "school", "contact")


def draft_answers(data: dict[str, Any], call: Call, today: date) -> Answers | None:
    """Fill the gaps of unfinished answers.

    Args:
        data: the YAML file's data.
        call: the call that it answers.
        today: the date for a letter without one.

    Returns:
        A model with a remark, like “[phone: still to be written]”, for everything that is missing;
        None if the data are too different from answers to make a letter.
    """
    data = copy.deepcopy(data)
    for _ in range(_ROUNDS):
        try:
            return _with_gaps(Answers.model_validate(data), call)
        except ValidationError as error:
            _mend(data, error.errors(include_url=False)[0], today)
    return None


def _gap(name: str) -> str:
    return f"[{name.replace('_', ' ')}: still to be written]"


def _mend(data: dict[str, Any], problem: ErrorDetails, today: date) -> None:
    """Remove what does not fit, and write a remark for what is needed."""
    top = problem["loc"][0]
    parent, last = _where(data, problem)
    if top in _DROPPED_WHOLE or (parent is data and problem["type"] == "extra_forbidden"):
        del data[str(top)]
    elif parent is data and last in _WITH_KEYS_OF_THEIR_OWN:
        data[last] = {}
    elif parent is data and last == "date":
        data[last] = today.isoformat()
    elif top == "district" and last == "type":
        parent[last] = "district"
    elif isinstance(parent, list) or problem["type"] in ("extra_forbidden", "list_type"):
        del parent[last]
    else:
        parent[last] = _gap(SAYS.get(f"{top}.{last}", str(last)))


def _where(data: Any, problem: ErrorDetails) -> tuple[Any, Any]:  # noqa: ANN401
    """The mapping or list with the faulty value, and its key there."""
    parent, last = data, problem["loc"][0]
    for step in problem["loc"]:
        inside = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if inside or (isinstance(data, dict) and step in data):
            parent, last, data = data, step, data[step]
        elif problem["type"] == "missing":
            return data, step
    return parent, last


def _with_gaps(answers: Answers, call: Call) -> Answers:
    sections: dict[str, SectionText] = {k: text for k, text in answers.sections.items() if text}
    asked = [item for item in call.items if item.required and item.asked_of(answers.district.type)]
    for item in call.sections:
        value = sections.get(item.id)
        if isinstance(value, dict) and item.parts:
            sections[item.id] = {p.id: value.get(p.id) or _gap(p.title) for p in item.parts}
        elif item in asked and not (value and isinstance(value, str)):
            sections[item.id] = _gap(item.title)
    filled: dict[str, Any] = {"sections": sections}
    kinds = {item.kind for item in asked}
    if "contact" in kinds and answers.contact is None:
        gaps = {name: _gap(SAYS[f"contact.{name}"]) for name in ("name", "phone", "email")}
        filled["contact"] = Contact(**gaps)
    if call.signers and answers.superintendent is None:
        gaps = {name: _gap(SAYS[f"superintendent.{name}"]) for name in ("name", "title")}
        filled["superintendent"] = Superintendent(**gaps)
    if "school" in kinds and answers.school is None and answers.district.type != "consortium":
        filled["school"] = School(name=_gap(SAYS["school.name"]))
    return answers.model_copy(update=filled)
