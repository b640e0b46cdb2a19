"""A model of answers that are not finished, for a draft: what is missing says so in the letter."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from pydantic import ValidationError

from loi_tool.answers.model import Answers
from loi_tool.calls.model import Call

_ROUNDS = 50
_DROPPED_WHOLE = ("layout", "team", "submission", "commitments", "consortium")


def draft_answers(data: dict[str, Any], call: Call, today: date) -> Answers | None:
    """Fill the gaps of unfinished answers.

    Args:
        data: the YAML file's data.
        call: the call that it answers.
        today: the date for a letter without one.

    Returns:
        A model in which “[phone: still to be written]” stands where something is missing, or None
        if there is too little to make a letter of.
    """
    data = copy.deepcopy(data)
    for _ in range(_ROUNDS):
        try:
            answers = Answers.model_validate(data)
        except ValidationError as error:
            if not _mend(data, error, today):
                return None
            continue
        return _with_gaps(answers, call)
    return None


def _gap(what: str) -> str:
    return f"[{what}: still to be written]"


def _mend(data: dict[str, Any], error: ValidationError, today: date) -> bool:
    problem = error.errors(include_url=False)[0]
    where = [step for step in problem["loc"] if not str(step).startswith(("str", "dict["))]
    if where[0] in _DROPPED_WHOLE:
        return data.pop(str(where[0]), None) is not None
    parent: Any = data
    for step in where[:-1]:
        parent = parent[step]
    last = where[-1]
    if problem["type"] == "extra_forbidden":
        del parent[last]
    elif last in ("district", "superintendent", "contact", "school", "sections"):
        parent[last] = {}
    elif last == "date":
        parent[last] = today.isoformat()
    elif last == "type":
        parent[last] = "district"
    elif isinstance(parent, list) or problem["type"] == "list_type":
        data[str(where[0])].pop(str(where[1]), None)
    else:
        parent[last] = _gap(str(last))
    return True


def _with_gaps(answers: Answers, call: Call) -> Answers:
    sections = {name: value for name, value in answers.sections.items() if value}
    for item in call.narratives:
        asked = item.required and item.asked_of(answers.district.type)
        value = sections.get(item.id)
        if isinstance(value, dict) and item.parts:
            parts = {part.id: value.get(part.id) or _gap(part.title) for part in item.parts}
            sections[item.id] = parts
        elif asked and not value:
            sections[item.id] = _gap(item.title)
    return answers.model_copy(update={"sections": sections})
