"""What the letter itself must say: the items of a call, and what serves as evidence for them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from loi_tool.calls.base import ApplicantType, Identifier, StrictModel, Text, Words


class Together(StrictModel):
    """Concepts that must all be in a few sentences of a passage that answers."""

    concepts: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Names of concepts; each of them must be there."""
    within: Annotated[int, Field(ge=1, le=10)] = 3
    """The number of sentences, one after another, that they must be in."""


class Serves(StrictModel):
    """The words that are evidence of an answer, and which of them together make an answer.

    A word may end in `*` for any ending. `#` is a number, `#%` a share, `$#` an
    amount of money, `#year` a year, and `{program}` the program's own name. Several words are a
    phrase.
    """

    headings: Words = ()
    """Words of headings, in addition to those of the title, the quote and the prompt."""
    concepts: dict[Identifier, Words] = Field(default_factory=dict)
    """Lists of words, each with a name of your own."""
    answers: tuple[Together, ...] = ()
    """Each of them alone is enough for an answer."""
    against: Words = ()
    """Phrases that only look like evidence. Their words do not count."""

    @model_validator(mode="after")
    def _known(self) -> Serves:
        for together in self.answers:
            for name in together.concepts:
                if name not in self.concepts:
                    raise ValueError(f"evidence: there is no concept `{name}`")
        if self.concepts and not self.answers:
            raise ValueError("evidence: `concepts` do nothing without `answers`")
        return self


class Part(StrictModel):
    """One part of an item, with an answer of its own: `description` has three."""

    id: Identifier
    title: Text
    prompt: Text
    """The question, put to the grant writer."""
    evidence: Serves | None = None
    """How a finished letter is read for it."""


STATED = ("amount", "identifier", "statement")
"""Kinds of items that are there or not, in few words, and sometimes in the call's own."""


APPLICANT = "{applicant}"
"""Where the name of who applies belongs in a text of a call."""


class Item(StrictModel):
    """One thing that the letter itself must say.

    `narrative` is prose under a heading, `list` the same with people or organizations that are
    named one by one, `amount` a sum of money that is asked for, `identifier` a
    code of a fixed form, `statement` a sentence that must be there word for word (answers:
    `sections`). `school` is a named site (answers: `school`, for a consortium the lead district),
    `contact` a person's name, phone and email.
    """

    id: Identifier
    kind: Literal["narrative", "list", "amount", "identifier", "statement", "school", "contact"] = (
        "narrative"
    )
    """What it is; prose if it is left out."""
    title: Text
    """The short heading in the letter."""
    heading: Text | None = None
    """The heading that the letter must have above it, in these words. Items may share one."""
    quote: Text
    prompt: Text
    """The question, put to the grant writer."""
    parts: tuple[Part, ...] = ()
    """Questions that must each be answered."""
    max_words: Annotated[int, Field(ge=1)] | None = None
    """Words at the most; only for a narrative or a list."""
    max_words_quote: Text | None = None
    max_pages: Annotated[int, Field(ge=1)] | None = None
    """Pages at the most; only for a narrative or a list."""
    max_pages_quote: Text | None = None
    min_entries: Annotated[int, Field(ge=1)] | None = None
    """Of a `list`: how many must be named at least."""
    min_entries_quote: Text | None = None
    entries_include: dict[Identifier, Words] = Field(default_factory=dict)
    """Of a `list`: kinds of entries, and the words by which an entry of each kind is known."""
    max_amount: Annotated[float, Field(gt=0)] | None = None
    """Dollars for the whole time that is asked for; only for an `amount`."""
    max_amount_quote: Text | None = None
    form: Annotated[str, StringConstraints(pattern=r"^[#AX][#AX -]{1,38}[#AX]$")] | None = None
    """Of an `identifier`: # is a digit, A a letter, X either; letters may leave out - and space."""
    words: Text | None = None
    """Of a `statement`: the sentence. `{applicant}` is replaced by the name of who applies."""
    required: bool = True
    """false: a letter may leave it out."""
    applicants: tuple[ApplicantType, ...] = ()
    """The types of applicants that must answer; empty if all must."""
    outside_page_limit: bool = False
    """Whether it goes last, on a separate page that is not counted (references)."""
    evidence: Serves | None = None
    """How a finished letter is read for it."""

    @model_validator(mode="after")
    def _consistent(self) -> Item:
        if not self.is_prose and (self.parts or self.has_limit):
            raise ValueError(f"item {self.id}: only a narrative or a list has parts and a limit")
        for key in ("max_words", "max_pages", "max_amount", "min_entries"):
            if (getattr(self, key) is None) != (getattr(self, f"{key}_quote") is None):
                raise ValueError(f"item {self.id}: {key} and {key}_quote go together")
        if self.entries_include and self.kind != "list":
            raise ValueError(
                f"item {self.id}: entries_include is only for an item of the kind list"
            )
        for key, kind, needed in (
            ("min_entries", "list", True),
            ("max_amount", "amount", False),
            ("form", "identifier", True),
            ("words", "statement", True),
        ):
            given = getattr(self, key) is not None
            if given and self.kind != kind:
                raise ValueError(f"item {self.id}: {key} is only for an item of the kind {kind}")
            if needed and not given and self.kind == kind:
                raise ValueError(f"item {self.id}: an item of the kind {kind} needs {key}")
        return self

    @property
    def is_prose(self) -> bool:
        """Whether it is answered by a passage."""
        return self.kind in ("narrative", "list")

    @property
    def has_limit(self) -> bool:
        """Whether the call limits the words or pages of it."""
        return self.max_words is not None or self.max_pages is not None

    @property
    def in_sections(self) -> bool:
        """Whether its answer is a text under `sections`."""
        return self.kind not in ("school", "contact")

    def asked_of(self, applicant: str | None) -> bool:
        """Whether an applicant of this type must answer. If the type is not known, it must."""
        return not self.applicants or applicant is None or applicant in self.applicants
