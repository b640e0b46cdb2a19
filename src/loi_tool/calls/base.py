"""What every part of a call is made of."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

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
    if not isinstance(value, str):
        return value
    words = tuple(word.strip().strip('"“”').strip() for word in value.split(","))
    if "" in words:
        raise ValueError("there is no word between two commas, or after the last one")
    return words


NUMBER_SIGNS = {"#": "a number", "#%": "a share", "#year": "a year", "$#": "an amount of money"}
"""Words of a call that stand for any number of a kind."""
PROGRAM_SIGN = "{program}"
_STRANGE = re.compile(r'[?|\[\]^\\~<>=;"“”]')
_AMOUNT = re.compile(r"\$\d")


def _signs(words: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse signs that mean nothing: such a word would never be found."""
    if "*" in words:
        raise ValueError("a * by itself is every word; put it at the end of a word, as in learn*")
    for token in (token for word in words for token in word.split()):
        rest = token.replace(PROGRAM_SIGN, "")
        strange = _STRANGE.search(rest)
        if token in NUMBER_SIGNS or token == PROGRAM_SIGN:
            continue
        if "#" in rest or ("$" in rest and not _AMOUNT.search(rest)):
            known = ", ".join(f"{sign} is {what}" for sign, what in NUMBER_SIGNS.items())
            raise ValueError(f"“{token}” is not known ({known}; each is a word by itself)")
        if "{" in rest or "}" in rest:
            raise ValueError(f"“{token}” is not known; in braces there is only {PROGRAM_SIGN}")
        if "*" in rest[:-1]:
            raise ValueError(f"in “{token}” the * is not at the end of a word, as in learn*")
        if strange:
            raise ValueError(
                f"“{token}” has the sign {strange[0]} in it, which has no meaning here; "
                "put commas between words, and no quotation marks around them"
            )
    return words


Words = Annotated[
    tuple[Text, ...],
    Field(min_length=1),
    BeforeValidator(_split, json_schema_input_type=str | tuple[Text, ...]),
    AfterValidator(_signs),
]
"""A list, or one text with commas between the words."""
