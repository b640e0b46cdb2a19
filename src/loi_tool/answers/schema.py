"""The JSON Schema of answers, for editors: of any call's, or of one call's with its questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from loi_tool.answers.model import Answers
from loi_tool.answers.read import NEUTRAL_NAMES
from loi_tool.calls.model import Call

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TITLE = "Answers to "


def answers_schema(call: Call | None = None) -> dict[str, Any]:
    """The schema as a dictionary; with a call, its sections and questions are in it."""
    schema: dict[str, Any] = {"$schema": DIALECT, **Answers.model_json_schema()}
    schema["title"] = f"{_TITLE}a call for letters of interest"
    for neutral, usual in NEUTRAL_NAMES.items():
        schema["properties"][neutral] = schema["properties"][usual]
    schema["required"].remove("district")
    names = ("district", "organization")
    schema["oneOf"] = [{"required": [name]} for name in names]
    if call is None:
        return schema
    schema["title"] = f"{_TITLE}{call.title}"
    properties: dict[str, Any] = {}
    for item in call.sections:
        if not item.parts:
            properties[item.id] = {"type": ["string", "null"], "description": item.prompt}
            continue
        parts = {
            part.id: {"type": ["string", "null"], "description": part.prompt} for part in item.parts
        }
        properties[item.id] = {
            "type": ["object", "null"],
            "description": item.prompt,
            "properties": parts,
            "additionalProperties": False,
        }
    schema["properties"]["sections"] = {
        "type": "object",
        "description": "The call's items",
        "properties": properties,
        "additionalProperties": False,
    }
    schema["$defs"]["District"]["properties"]["type"]["enum"] = list(call.applicants.types)
    if call.team:
        roles = [role.id for role in call.team.roles]
        schema["$defs"]["TeamMember"]["properties"]["role"]["enum"] = roles
    return schema


def as_text(schema: dict[str, Any]) -> str:
    """A schema as the text of a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def is_schema_of_answers(path: Path) -> bool:
    """Whether a file is such a schema, which a newer one may replace."""
    with path.open("rb") as file:
        text = file.read(1_000_000).decode("utf-8", "replace")
    return DIALECT in text and f'"title": "{_TITLE}' in text
