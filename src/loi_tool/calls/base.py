"""What every part of a call is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
ApplicantType = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
"""Any plain word; a call says which."""
SCHOOL_APPLICANTS = ("district", "charter", "county_office", "consortium")
"""The types that most calls have, and that a letter is read for."""


class StrictModel(BaseModel):
    """Data that cannot change, and whose keys are all known."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _split(value: object) -> object:
    """Words with commas between them, as a list."""
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return value


Words = Annotated[
    tuple[Text, ...],
    Field(min_length=1),
    BeforeValidator(_split, json_schema_input_type=str | tuple[Text, ...]),
]
"""A list, or one text with commas between the words."""
