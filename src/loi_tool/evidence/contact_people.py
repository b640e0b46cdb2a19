"""Who may be the person to be asked about the application, and what speaks for each.

Each candidate has reasons, of which each is there or not, and their sum decides. What a reason is
worth was learnt from labelled letters by `benchmarks/learn.py` and is in `contact.weights.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from loi_tool.evidence.landscape import is_of_a_place
from loi_tool.evidence.passages import CONTACT_CUE, CONTACT_LABEL, Passage, label_of
from loi_tool.evidence.people import Name, names, resembles, role_follows, same_person
from loi_tool.evidence.places import districts, is_place, schools
from loi_tool.evidence.points import OTHER_MATTERS, Point, points
from loi_tool.text import Regex, fold

# a letterhead or footer with none of these words names no contact
_ASKED = Regex(
    r"\b(contacts?|questions?|inquir(?:y|ies)|application|reach|ask|poc|go[- ]to)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = Regex(  # where the signer is the contact: “call me”, “my desk”
    r"\b(?:contact|call|reach|e-?mail|write|ask|text|phone|get)(?: to| for)? me\b|"
    r"\bI(?: am|['’]m)\b[^.]{0,40}\b(?:contact|call|person|ask)\b|"
    r"\bI (?:answer|pick up|will (?:serve|be the))|\bmyself\b|\bthe undersigned\b|"
    r"\bmy (?:\w+ )?(?:cell|phone|number|e-?mail|line|mobile|desk)\b",
    re.IGNORECASE,
)
_OUTSIDER = Regex(  # rare, but a person from outside must not be met as the contact
    r"\b(consult(?:ants?|ing)|contractors?|grant ?writers?|advisory|vendors?|"
    r"(?:prepared|drafted) (?:by|with)|(?:law|outside|private) firm|LL[CP]|Inc)\b",
    re.IGNORECASE,
)
_OTHER_MATTER = Regex(  # people who are named for something else, or thanked
    rf"\b(?:{OTHER_MATTERS}|county office|coe|thank(?:s|ed)?|grateful|complaints?|bookkeep\w*|"
    r"auditors?|told us)\b",
    re.IGNORECASE,
)
NUMBER_ABOVE = Regex(  # rare; without it such a letter would be said to give no phone
    r"\b(?:number|phone|telephone|line)s? (?:(?:shown|listed|given|printed|that is) )?"
    r"(?:above|at the top|(?:on|in|of) (?:the|our) letterhead)",
    re.IGNORECASE,
)
# rare; without it a signer whose number is in the letterhead would be no contact
_AT_THE_HEAD = Regex(r"\b(?:point of contact|contact)\b.*\b(?:head|top) of", re.DOTALL)
WEIGHTS = Path(__file__).with_name("contact.weights.json")
_LATE = 0.6
"""How far into the body the last third begins, where most letters name their contact."""
_SHORT = 500
"""Characters of a passage that is about the contact and little else."""


@dataclass(frozen=True)
class ContactWeights:
    """What each reason is worth, and what the sum decides."""

    bias: float
    """The sum for a candidate without a reason."""
    reasons: Mapping[str, float]
    least: float
    """Below this sum a candidate is not the contact."""
    met: float
    """Below this sum the writer is asked whether it is the contact."""

    def score(self, reasons: Iterable[str]) -> float:
        """The sum for a candidate with these reasons."""
        return self.bias + sum(self.reasons.get(reason, 0.0) for reason in reasons)


@lru_cache(maxsize=1)
def contact_weights() -> ContactWeights:
    """The weights that `benchmarks/learn.py` wrote."""
    content = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return ContactWeights(content["bias"], content["reasons"], content["least"], content["met"])


@dataclass
class Candidate:
    """A person who may be the contact."""

    name: str
    """As written; empty where a number or an address goes with no name."""
    passage: Passage
    unit: int = 0
    """The sentence with the name."""
    start: int = 0
    end: int = 0
    has_office: bool = False
    """Whether an office or “Dr.” is beside the name."""
    points: list[Point] = field(default_factory=list)
    """The phones and addresses that go with the name."""
    reasons: frozenset[str] = frozenset()
    is_asked: bool = False
    """Whether words, a label or its place in the letter say that it is to be asked."""
    outsider: bool = False
    """Whether the sentence speaks of consultants and other help from outside."""

    @property
    def usable(self) -> list[Point]:
        """The phones and addresses that the text does not warn of."""
        return [point for point in self.points if not point.warned]


def candidates(
    everything: Sequence[Passage], signer: str | None, addressees: Sequence[str]
) -> list[Candidate]:
    """Everyone who may be the contact, in the order of the letter, with the reasons.

    Args:
        everything: The letter's passages.
        signer: The superintendent, who writes “call me” in the first person.
        addressees: Those to whom the letter goes, who never are the contact.
    """
    places = "\n".join(
        {
            fold(mention.text): None
            for passage in everything
            for unit in passage.units
            for mention in (*districts(unit.text), *schools(unit.text))
        }
    )
    titled = frozenset(
        fold(name.text)
        for passage in everything
        for unit in passage.units
        for name in names(unit.text)
        if name.honorific or role_follows(unit.text, name.end)
    )
    return [
        candidate
        for passage in everything
        for candidate in _candidates_in(passage, signer, addressees, places, titled)
    ]


def _candidates_in(
    passage: Passage,
    signer: str | None,
    addressees: Sequence[str],
    places: str,
    titled: frozenset[str],
) -> list[Candidate]:
    label = CONTACT_LABEL.search(label_of(passage)) is not None
    if passage.zone in ("head", "furniture") and not (label or _ASKED.search(passage.text)):
        return []
    reachable = points(passage)
    is_cued = label or CONTACT_CUE.search(passage.text) is not None
    if not reachable and not is_cued:
        return []
    speaks = [
        number for number, unit in enumerate(passage.units) if _FIRST_PERSON.search(unit.text)
    ]
    people = list(_named(passage, addressees, places, titled))
    if (
        speaks
        and signer
        and (reachable or _AT_THE_HEAD.search(passage.text))
        and not any(same_person(person.name, signer) for person in people)
    ):
        people.append(Candidate(signer, passage, speaks[0]))
    elif not people and reachable and (is_cued or speaks):
        people.append(Candidate("", passage))
    leads = NUMBER_ABOVE.search(passage.text) or _AT_THE_HEAD.search(passage.text)
    for point in reachable:
        if owner := _owner(point, people):
            owner.points.append(point)
    for person in people:
        _weigh(person, None if speaks else signer, label, len(reachable) > 0, leads is not None)
    # what the text only warns of is not to be used, and help from outside is not to be asked
    return [
        person
        for person in people
        if (person.usable or not person.points) and (person.is_asked or not person.outsider)
    ]


def _named(
    passage: Passage, addressees: Sequence[str], places: str, titled: frozenset[str]
) -> Iterator[Candidate]:
    """The persons whom a passage names, less addressees and what only looks like a name."""
    for number, unit in enumerate(passage.units):
        for name in names(unit.text):
            is_label = name.text.isupper() and unit.text[name.end : name.end + 1] == ":"
            if (
                is_label
                or _is_place(unit.text, name, places)
                or is_of_a_place(unit.text, name, passage.text, titled)
                or any(same_person(name.text, addressee) for addressee in addressees)
            ):
                continue
            has_office = role_follows(unit.text, name.end) or name.honorific
            yield Candidate(name.text, passage, number, name.start, name.end, has_office)


_OFFICE_OF = Regex(  # the capitals behind it are part of a title
    r"\b(?:director|coordinator|manager|officer|administrator|specialist|superintendent|office|"
    r"chief|"
    r"department|division|principal|dean|supervisor|head)\b[^,;.|\n]{0,60}\b(?:of|for|and|&)\s+$",
    re.IGNORECASE,
)
_TITLE = 80
"""Characters before a name in which a title that goes on (“Coordinator of”) is looked for."""
_LANDSCAPE = Regex(r" (?:River|Creek|Canyon|Valley|Mountains?|County)$")
"""Rare, but “Kern River” must not be met as the contact, whatever goes with it."""


def _is_place(text: str, name: Name, places: str) -> bool:
    """Whether a run of capitals is a district or school, or owns or modifies one."""
    if name.honorific:
        return False
    return (
        fold(name.text) in places
        or _LANDSCAPE.search(name.text) is not None
        # “Coordinator of Child Welfare”
        or _OFFICE_OF.search(text[max(0, name.start - _TITLE) : name.start]) is not None
        or is_place(text, name.end)
    )


def _owner(point: Point, people: Sequence[Candidate]) -> Candidate | None:
    """Who has a phone or address: by likeness, else the name before it, else the first name."""
    if point.kind == "email":
        alike = [(resembles(person.name, point.text), person) for person in people if person.name]
        top = max((likeness for likeness, _ in alike), default=0)
        if top:
            nearest = [person for likeness, person in alike if likeness == top]
            return min(nearest, key=lambda person: abs(person.unit - point.unit))
    before = [
        person for person in people if (person.unit, person.start) < (point.unit, point.start)
    ]
    if before:
        return max(before, key=lambda person: (person.unit, person.start))
    return min(people, key=lambda person: (person.unit, person.start), default=None)


def _weigh(
    person: Candidate, signer: str | None, label: bool, reachable: bool, number_above: bool
) -> None:
    """Write down what speaks for and against a candidate.

    Args:
        person: The candidate.
        signer: The superintendent, where the passage speaks of the superintendent as of another.
        label: Whether the heading or label of the passage asks for a contact.
        reachable: Whether the passage has a phone or an address.
        number_above: Whether the passage says that the number is at the head of the letter.
    """
    passage = person.passage
    unit = passage.units[person.unit]
    before = passage.units[person.unit - 1].text if person.unit else ""
    label |= any(
        lead.endswith(":") and CONTACT_LABEL.search(lead) is not None
        for lead in (before, unit.text[: person.start].rstrip())
    )
    cue = CONTACT_CUE.search(unit.text) is not None
    cue_before = CONTACT_CUE.search(before) is not None
    late = passage.zone == "body" and unit.position > _LATE and len(passage.text) < _SHORT
    named = person.end > 0
    kinds = {point.kind for point in person.usable}
    person.outsider = _OUTSIDER.search(unit.text) is not None
    person.is_asked = label or cue
    if not person.outsider:
        person.is_asked |= cue_before or not named or (late and reachable)
    reasons = {
        "phone": "phone" in kinds or number_above,
        "email": "email" in kinds,
        "an email like the name": any(
            point.kind == "email" and resembles(person.name, point.text) for point in person.usable
        ),
        "an office beside the name": person.has_office,
        "only one name": named and len(person.name.split()) < 2,
        "no name": not person.name,
        "a label": label,
        "words of contact": cue,
        "words of contact in the sentence before": cue_before and not cue,
        "late": late,
        "the letterhead": passage.zone in ("head", "furniture"),
        "the closing": passage.zone in ("closing", "after"),
        "the signer as another person": bool(
            signer and person.name and same_person(person.name, signer)
        ),
        "another matter": _OTHER_MATTER.search(unit.text) is not None,
        "help from outside": person.outsider,
    }
    person.reasons = frozenset(reason for reason, holds in reasons.items() if holds)
