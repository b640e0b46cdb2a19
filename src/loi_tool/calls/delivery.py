"""How a letter is sent: to whom, with which subject, and under which name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from loi_tool.calls.base import StrictModel, Text
from loi_tool.calls.items import APPLICANT


class Recipient(StrictModel):
    """Who must get the letter.

    `name` is None where a letter is to be addressed to no one in particular, `email` where the call
    shows none.
    """

    name: Text | None
    """The person's name; null where a letter is addressed to no one in particular."""
    title: Text | None = None
    """The person's title."""
    organization: Text | None = None
    """Where the person works."""
    email: Text | None = None
    """The address that the call gives; null if it gives none."""
    address: tuple[Text, ...] = ()
    """Lines of the address for mail."""

    @model_validator(mode="after")
    def _known(self) -> Recipient:
        if not (self.name or self.organization):
            raise ValueError(
                "a person whose `name` is null needs an `organization`: "
                "to: {name: null, organization: Marigold Fund}"
            )
        return self

    @property
    def called(self) -> str:
        """The name of the person, or else of the organization."""
        return self.name or self.organization or ""


class ExactWords(StrictModel):
    """Words that the call asks for as they are. `{applicant}` is the name of who applies."""

    words: Text
    """The words as they must be. `{applicant}` is the name of who applies."""
    quote: Text

    def filled(self, applicant: str) -> str:
        """The words with the name of who applies."""
        return self.words.replace(APPLICANT, applicant)

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds the words with any name in them."""
        words = re.sub(r"\s+", " ", self.words)
        return re.compile(".{1,200}".join(map(re.escape, words.split(APPLICANT))))


class SubjectLine(ExactWords):
    """The subject of the email. It may have to stand in the letter as well."""

    in_letter: bool = False
    """Whether the same line must be in the letter."""


class Delivery(StrictModel):
    """How the letter is sent: the `recipients` requirement."""

    method: Literal["email", "portal", "mail"]
    """How the letter is sent."""
    quotes: Annotated[tuple[Text, ...], Field(min_length=1)]
    to: Recipient
    """Who gets the letter."""
    cc: tuple[Recipient, ...] = ()
    """Who gets a copy."""
    portal: Text | None = None
    """The address of the portal; only for that method."""
    subject: SubjectLine | None = None
    file_name: ExactWords | None = None
    """What the files must be called, without their endings."""

    @model_validator(mode="after")
    def _portal_named(self) -> Delivery:
        if (self.method == "portal") != (self.portal is not None):
            raise ValueError("delivery: `portal` is named for the method portal, and only for it")
        return self

    def addressed(self, to: str, cc: Iterable[str]) -> list[tuple[Recipient, str]]:
        """The recipient and those who get a copy, each with an email address.

        Args:
            to: the recipient's address where the call gives none; empty if it is not known.
            cc: those of people who get a copy and whose address the call does not give, in order.
        """
        supplied = iter(cc)
        copies = [(person, person.email or next(supplied, "")) for person in self.cc]
        return [(self.to, self.to.email or to), *copies]
