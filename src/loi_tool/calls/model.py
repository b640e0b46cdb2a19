"""What a funder asks for, as data. Each fact has the call's own words with it (`quote`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date as Date  # noqa: N812 (a field is called `date`)
from datetime import datetime, time, timedelta, timezone
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from loi_tool.calls.base import ApplicantType, Identifier, StrictModel, Text, Words
from loi_tool.calls.delivery import Delivery
from loi_tool.calls.items import Item
from loi_tool.calls.signatory import Signatory
from loi_tool.calls.times import Clock
from loi_tool.text import WEEKDAYS, listed, written_day

CallId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class Pages(StrictModel):
    """How long the letter may be, in pages."""

    max: Annotated[int, Field(ge=1)]
    """Pages at the most."""
    quote: Text


class Style(StrictModel):
    """Type and margins, where the call states them. Points and inches."""

    min_font_points: Annotated[float, Field(gt=0)] | None = None
    """The smallest type, in points."""
    min_margin_inches: Annotated[float, Field(gt=0)] | None = None
    """The narrowest margin, in inches."""
    page_numbers: bool = False
    """Whether every page must carry its number."""
    quote: Text


FileKind = Literal["word", "pdf"]
Wanted = Literal["required", "accepted", "refused"]
FILE_KINDS: dict[FileKind, str] = {"word": "Word file", "pdf": "PDF"}
"""What people call them."""


class AskedHeadings(StrictModel):
    """What the call says of the headings that its items name."""

    in_order: bool = False
    """They stand in the order of the items."""
    no_others: bool = False
    """No other headings are allowed."""
    quote: Text


class Attachments(StrictModel):
    """What may stand behind the letter in the same file. It is not counted as its pages."""

    max: Annotated[int, Field(ge=0)]
    """Attachments at the most."""
    max_pages_each: Annotated[int, Field(ge=1)] | None = None
    """Pages of each of them at the most."""
    headings: tuple[Text, ...] = ()
    """How each of them begins, on a new page: Attachment A."""
    quote: Text


class Formats(StrictModel):
    """The files that are sent. `true` means required, `false` accepted.

    All that are required must be sent. If none is, one of those that are accepted is enough.
    """

    word: bool | Wanted
    """Whether a Word file is required, accepted or refused."""
    pdf: bool | Wanted
    """Whether a PDF is required, accepted or refused."""
    quote: Text

    @model_validator(mode="after")
    def _some(self) -> Formats:
        if not (self.required or self.accepted) or (self.word is False and self.pdf is False):
            raise ValueError("formats: at least one of word and pdf must be asked for")
        return self

    @property
    def required(self) -> tuple[FileKind, ...]:
        """The files that must be sent."""
        return self._that_are(True, "required")

    @property
    def accepted(self) -> tuple[FileKind, ...]:
        """The files that may be sent."""
        return self._that_are(False, "accepted")

    @property
    def refused(self) -> tuple[FileKind, ...]:
        """The files that must not be sent."""
        return self._that_are("refused")

    @property
    def sent(self) -> tuple[FileKind, ...]:
        """The files of a package: those required, or else one, the PDF if it is accepted."""
        return self.required or self.accepted[-1:]

    def _that_are(self, *wanted: bool | Wanted) -> tuple[FileKind, ...]:
        kinds: tuple[FileKind, ...] = ("word", "pdf")
        return tuple(kind for kind in kinds if getattr(self, kind) in wanted)


class Deadline(StrictModel):
    """One statement of the deadline, as written and as read.

    `time` None is the end of that day. `utc_offset` ("-07:00") is how the zone is read.
    """

    id: Identifier
    quotes: Annotated[tuple[Text, ...], Field(min_length=1)]
    weekday: Weekday | None = None
    """The day of the week, if the call names it. It must be that of the date."""
    date: Date
    """The day: 2022-06-16."""
    time: Clock | None = None
    """5 p.m., noon, 17:00 or 23:59:59; without it the whole day counts."""
    zone_as_written: Text | None = None
    """The call's own word for the time zone; left out if there is none."""
    zone_as_read: Text
    """What the zone means: Pacific Daylight Time."""
    utc_offset: Annotated[str, StringConstraints(pattern=r"^[+-](0\d|1[0-4]):[0-5]\d$")]
    """The zone in numbers: -07:00."""
    event: Literal["received", "postmarked"] = "received"
    """Whether the letter must be there by then, or have the postmark of that day."""
    governs: bool
    """Whether this is the statement that holds; one of them is."""
    why: Text
    """Why this statement governs, or is superseded."""

    @model_validator(mode="after")
    def _weekday_and_date_agree(self) -> Deadline:
        actual = WEEKDAYS[self.date.weekday()]
        if self.weekday is not None and self.weekday != actual:
            raise ValueError(
                f"deadline {self.id}: {self.date.isoformat()} is a {actual}, not a {self.weekday}; "
                "look at the call again, and correct the one that is wrong"
            )
        return self

    @property
    def zone(self) -> timezone:
        """The zone as read."""
        sign = -1 if self.utc_offset[0] == "-" else 1
        hours, minutes = self.utc_offset[1:].split(":")
        return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))

    @property
    def moment(self) -> str:
        """The day and the time as people write them, with the time zone."""
        if self.time is None:
            return f"{written_day(self.date)} ({self.event} that day, {self.zone_as_read})"
        at = time.fromisoformat(self.time)
        seconds = f":{at.second:02}" if at.second else ""
        clock = f"{at.hour % 12 or 12}:{at.minute:02}{seconds} {'a.m.' if at.hour < 12 else 'p.m.'}"
        return f"{clock}, {written_day(self.date)} ({self.zone_as_read})"

    @property
    def instant(self) -> datetime:
        """The last moment that is in time. Without a time of day it is the end of the day."""
        at = time.fromisoformat(self.time) if self.time else time.max
        return datetime.combine(self.date, at, self.zone)


class TeamRole(StrictModel):
    """A role on the applicant's team. The quote says who may fill it."""

    id: Identifier
    title: Text
    quote: Text


class Team(StrictModel):
    """The roles of the team, and when it is needed. The letter does not have to name them."""

    needed_by: Text
    """When the team must be complete, in the call's words."""
    quote: Text
    roles: Annotated[tuple[TeamRole, ...], Field(min_length=1)]
    """The roles, each with who may fill it."""


class Commitment(StrictModel):
    """Something that a selected applicant agrees to. `statement` is the sentence for the letter."""

    statement: Text
    """The sentence for the letter, less its beginning."""
    quote: Text


class Applicants(StrictModel):
    """Who may apply, with the call's words for it."""

    types: Annotated[tuple[ApplicantType, ...], Field(min_length=1)]
    """district, charter, county_office, consortium, or any plain word."""
    quotes: Annotated[tuple[Text, ...], Field(min_length=1)]


class LetterText(StrictModel):
    """The fixed sentences of a built letter.

    `{applicant}`, `{school}` and `{lead}` (of a consortium) are replaced by names; `{district}` is
    the same as `{applicant}`.
    """

    name: Text = "Letter of Interest"
    """What the call calls it: Letter of Intent."""
    subject: Text
    """The subject, above the salutation and of the email."""
    salutation: Text | None
    """None where the call's letters have none."""
    opening: Text | None
    """The first sentence."""
    school: Text = "The school is {school}."
    """The sentence that names the school."""
    lead: Text = "The district that leads this consortium is {lead}."
    """The sentence that names the lead district of a consortium."""
    commitments_intro: Text | None = None
    """What comes before the list of commitments."""
    closing: Text | None
    """The last sentence."""
    valediction: Text | None = "Sincerely,"
    """What comes before the signature."""


CARDINALS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class Round(StrictModel):
    """The round that a call is for: number 3 of `cohort` is Cohort III, the third cohort."""

    word: Text
    """What the call calls a round: cohort."""
    number: Annotated[int, Field(ge=1, le=12)]
    """The number of this round."""
    events: Words = ()
    """Events of a round that letters name with the year: convening."""
    has: Words = ("stipend", "kickoff", "kick-off", "meeting", "session", "team")
    """Other things that belong to a round. A letter that looks forward to them applies for it."""

    @property
    def title(self) -> str:
        """The round as a title: Cohort III."""
        return f"{self.word.capitalize()} {ROMAN[self.number - 1]}"


class Names(StrictModel):
    """The names that letters use for this call, and names that show another call.

    They are used only where a letter applies for something. It may mention other programs.
    """

    program: tuple[Text, ...] = ()
    """Names and acronyms of this program, in addition to `program` and `issuers` of the call."""
    round: Round | None = None
    years: tuple[Annotated[int, Field(ge=1990, le=2100)], ...] = ()
    """The years of this call's own application, deadline, and work."""
    other_programs: tuple[Text, ...] = ()
    """Other programs, with their acronyms, to which the same applicants apply."""


class Call(StrictModel):
    """A call for letters."""

    id: CallId
    """The name of the call: small letters, digits and hyphens."""
    title: Text
    """The whole title, as the call has it."""
    short_title: Text
    """For file names and one-line messages."""
    program: Text
    """The name of the program, as letters name it."""
    issuers: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Who invites letters."""
    quote: Text
    """The sentence in which the issuers invite letters."""
    source: Text
    """Where the words come from, so that a reader can look them up."""
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    pages: Pages | None = None
    style: Style | None = None
    headings: AskedHeadings | None = None
    attachments: Attachments | None = None
    formats: Formats
    signatory: Signatory | None = None
    signatories: tuple[Signatory, ...] | None = None
    """Instead of `signatory`: all of them sign; an empty list says that no one needs to."""
    signatories_quote: Text | None = None
    """The call's words for an empty list."""
    deadlines: Annotated[tuple[Deadline, ...], Field(min_length=1)]
    delivery: Delivery
    team: Team | None = None
    commitments: tuple[Commitment, ...] = ()
    applicants: Applicants
    letter: LetterText
    names: Names | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Call:
        if sum(deadline.governs for deadline in self.deadlines) != 1:
            raise ValueError("deadlines: exactly one of them must say `governs: true`")
        if (self.signatory is None) == (self.signatories is None):
            raise ValueError("either `signatory` or `signatories` must be there, and not both")
        if (self.signatories == ()) != (self.signatories_quote is not None):
            raise ValueError("signatories_quote: it goes with an empty list of signatories")
        ids = [item.id for item in self.items]
        if len(set(ids)) != len(ids):
            raise ValueError("items: two of them have the same id")
        taken = {"pages", "formats", "signature", "deadline", "recipients"} & set(ids)
        if taken:
            raise ValueError(f"items: `{min(taken)}` is kept for the requirement of that name")
        if self.headings and not any(item.heading for item in self.items):
            raise ValueError("headings: no item names one under `heading`")
        for kind in ("school", "contact"):
            of_kind = [item.id for item in self.items if item.kind == kind]
            if of_kind not in ([], [kind]):
                raise ValueError(f"items: one item of the kind {kind} at most, with the id {kind}")
        if self.commitments and self.letter.commitments_intro is None:
            raise ValueError("letter: commitments need a commitments_intro")
        return self

    @property
    def signers(self) -> tuple[Signatory, ...]:
        """Those who must sign, for all types of applicants."""
        return (self.signatory,) if self.signatory else self.signatories or ()

    def kinds(self, applicant: str | None) -> tuple[str, ...]:
        """The types that an applicant may be of. A letter tells of a charter or a consortium."""
        if applicant is not None:
            return (applicant,)
        told = ("charter", "consortium")
        return tuple(kind for kind in self.applicants.types if kind not in told) or ("district",)

    def for_applicant(self, applicant: str | None) -> Call:
        """The call as it is for this type of applicant: who signs.

        Of an unknown one, all who sign for a type that it may be of.
        """
        kinds = set(self.kinds(applicant))
        own = tuple(s for s in self.signers if not s.applicants or kinds & set(s.applicants))
        own = own or self.signers[:1]
        if len(own) == len(self.signers):
            return self
        return self.model_copy(update={"signatory": None, "signatories": own})

    @property
    def signer(self) -> Signatory:
        """All who sign as one: any of their titles is right. No title is if nobody signs."""
        signers = self.signers
        if len(signers) == 1:
            return signers[0]
        return Signatory.model_construct(
            role=listed([signer.role for signer in signers], "or") or "signer",
            titles=tuple(title for signer in signers for title in signer.titles),
            not_titles=tuple(dict.fromkeys(t for signer in signers for t in signer.not_titles)),
            quote=" … ".join(s.quote for s in signers) or self.signatories_quote or "",
        )

    @property
    def deadline(self) -> Deadline:
        """The statement that governs."""
        return next(deadline for deadline in self.deadlines if deadline.governs)

    def deadlines_ahead(self, as_of: datetime) -> tuple[Deadline, ...]:
        """The statements of the deadline that have not passed, the earliest first."""
        ahead = [deadline for deadline in self.deadlines if as_of <= deadline.instant]
        return tuple(sorted(ahead, key=lambda deadline: deadline.instant))

    @property
    def superseded_deadlines(self) -> tuple[Deadline, ...]:
        """The other statements of the deadline."""
        return tuple(deadline for deadline in self.deadlines if not deadline.governs)

    @property
    def narratives(self) -> tuple[Item, ...]:
        """The items that are answered in prose, in the call's order."""
        return tuple(item for item in self.items if item.is_prose)

    @property
    def sections(self) -> tuple[Item, ...]:
        """The items that are answered by a text under `sections`, in the call's order."""
        return tuple(item for item in self.items if item.in_sections)

    @property
    def program_names(self) -> tuple[str, ...]:
        """The names and acronyms of this call's program."""
        return (self.program, *(self.names.program if self.names else ()))

    @property
    def own_names(self) -> tuple[str, ...]:
        """The names of the program, the title and the round. They are no evidence of an answer.

        Longer names come first, because they may contain shorter ones.
        """
        names = {*self.program_names, *re.split(r"\s[–—-]\s|[:,]\s", self.title)}
        capitals = (re.findall(r"\b[A-Z](?=\w)", name.removeprefix("The ")) for name in names)
        initials = {"".join(letters) for letters in capitals}  # “THE” would be every “the”
        names |= {letters for letters in initials if len(letters) > 2}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    @property
    def organizations(self) -> tuple[str, ...]:
        """The names and acronyms of the issuers of the call and of its recipients."""
        people = (self.delivery.to, *self.delivery.cc)
        written = (*self.issuers, *(person.organization or "" for person in people))
        names = [part.strip(") ") for name in written for part in name.split("(")]
        return tuple(name for name in names if name)

    def item(self, item_id: str) -> Item | None:
        """The item with this id, or None."""
        return next((item for item in self.items if item.id == item_id), None)

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        """Every quote of the call's own words, each once."""
        return tuple(dict.fromkeys(_quotes_in(self.model_dump())))

    @property
    def questions(self) -> tuple[str, ...]:
        """Every wording of a question in the call: titles, prompts and quotes of the items."""
        words: list[str] = []
        for item in self.items:
            words += [item.title, item.prompt, item.quote]
            for part in item.parts:
                words += [part.title, part.prompt]
        return tuple(words)


def _quotes_in(data: Any) -> Iterator[str]:  # noqa: ANN401
    """The texts under keys that are named for quotes, in the order of the call."""
    if isinstance(data, (list, tuple)):
        for value in data:
            yield from _quotes_in(value)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key.endswith(("quote", "quotes")) and value:
                yield from [value] if isinstance(value, str) else value
            else:
                yield from _quotes_in(value)
