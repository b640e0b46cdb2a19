"""The shape of a file of answers (schemas/answers.json is generated from it).

What depends on the call (which sections, which roles) is checked on loading; what a value is
worth (a phone number that is one) is for the rules.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from loi_tool.calls.base import ApplicantType, StrictModel

Text = Annotated[str, StringConstraints(strict=True, pattern=r"[^ \t\r\n]")]
OptionalText = Annotated[str, StringConstraints(strict=True)] | None
Line = Annotated[Text, StringConstraints(max_length=500)]
"""What is on a line of the letter, or on a few."""
OptionalLine = Annotated[str, StringConstraints(strict=True, max_length=500)] | None
ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
LENGTH = r"^([0-9]{1,2}(\.[0-9]{1,3})?) ?(in|cm|mm|pt)$"


def _iso_date(value: Any) -> Any:  # noqa: ANN401 (whatever the YAML holds)
    if not isinstance(value, str):
        raise PydanticCustomError("date_form", "not a date")
    if not re.fullmatch(ISO_DATE[1:-1], value):
        raise PydanticCustomError("date_form", "not written as year-month-day")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("date_impossible", "no such day") from error


IsoDate = Annotated[
    date,
    BeforeValidator(_iso_date),
    WithJsonSchema({"type": "string", "format": "date", "pattern": ISO_DATE}),
]


def margin_inches(text: str) -> float | None:
    """A length like 1in, 2.5cm, 25mm or 72pt in inches; None if the text is not one."""
    match = re.fullmatch(LENGTH[1:-1], text)
    if match is None:
        return None
    return float(match[1]) / {"in": 1.0, "cm": 2.54, "mm": 25.4, "pt": 72.0}[match[3]]


class District(StrictModel):
    """The applicant, as the letterhead shows it."""

    name: Line = Field(description="The name as the letter should give it")
    type: ApplicantType = Field(description="What kind of applicant this is")
    county: OptionalLine = None
    address: list[Line] | None = Field(
        None, max_length=10, description="Street, then city, state and ZIP"
    )
    phone: OptionalLine = None
    website: OptionalLine = None
    logo: OptionalText = Field(None, description="PNG or JPEG, beside the answers")


class Superintendent(StrictModel):
    """Who signs."""

    name: Line
    title: Line
    signature: OptionalText = Field(
        None, description="PNG or JPEG of the signature; without it there is a line to sign on"
    )


class Cosigner(StrictModel):
    """Who signs besides."""

    name: Line
    title: Line


class School(StrictModel):
    """The specified school site."""

    name: Line
    about: OptionalText = None


class Consortium(StrictModel):
    """For the type `consortium`: who leads it, and who belongs to it."""

    lead: OptionalLine = None
    members: list[Line] | None = Field(None, max_length=200)


class Contact(StrictModel):
    """The employee to be contacted about the application."""

    name: Line
    title: OptionalLine = None
    phone: Line
    email: Line


class TeamMember(StrictModel):
    """A person on the team; `role` is one of the call's."""

    role: Line
    name: Line
    title: OptionalLine = None


class SubmissionTo(StrictModel):
    """Email addresses that the call does not show, once the funder has given them."""

    to: OptionalLine = None
    cc: Annotated[list[Line], Field(max_length=20)] | OptionalLine = None


class LetterWords(StrictModel):
    """Words of the district's own instead of the usual ones."""

    salutation: OptionalLine = Field(None, description="One line, as “Dear Dr. Mitchell:”")
    opening: OptionalText = Field(
        None, description="The paragraphs before the first section, instead of the usual sentence"
    )
    closing: OptionalText = Field(
        None, description="The paragraphs before “Sincerely,”, instead of the usual sentence"
    )


class LayoutChoice(StrictModel):
    """How the letter looks."""

    font: Line = "Calibri"
    size: Annotated[float, Field(strict=True, ge=8, le=16, description="Points")] = 11
    margin: Annotated[str, StringConstraints(strict=True, pattern=LENGTH)] = Field(
        "1in", description="A number and in, cm, mm or pt"
    )
    fonts: list[Text] | None = Field(
        None, max_length=20, description="Font files for scripts that the built-in fonts lack"
    )
    letterhead: OptionalText = Field(
        None,
        description="A Word file with the district's own letterhead, by its path from the answers; "
        "the letter is written on it, in its font and with its margins",
    )


SectionText = OptionalText | dict[str, OptionalText]


class Answers(StrictModel):
    """A district's answers to a call."""

    call: Text = Field(description="The id of a built-in call, or the path of a call's YAML file")
    date: IsoDate = Field(description="The date on the letter, as 2022-05-12")
    district: District
    superintendent: Superintendent | None = Field(
        None, description="Who signs; needed where the call asks for a signature"
    )
    cosigners: list[Cosigner] | None = Field(
        None, max_length=10, description="Who signs besides, where the call asks for several"
    )
    sections: dict[str, SectionText] = Field(description="The call's items, by id")
    school: School | None = None
    consortium: Consortium | None = None
    contact: Contact | None = None
    team: list[TeamMember] | None = Field(None, max_length=50)
    commitments: Annotated[bool, Field(strict=True)] | None = Field(
        None, description="true: the letter states the call's commitments"
    )
    submission: SubmissionTo | None = None
    layout: LayoutChoice = LayoutChoice()
    letter: LetterWords | None = None
