"""The person to be asked about the application: name, phone, email."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from loi_tool.evidence.contact_people import (
    NUMBER_ABOVE,
    Candidate,
    ContactWeights,
    candidates,
    contact_weights,
)
from loi_tool.evidence.landscape import is_of_a_place
from loi_tool.evidence.outline import evidence
from loi_tool.evidence.passages import Passage
from loi_tool.evidence.people import names, resembles, same_person
from loi_tool.evidence.points import Point, points
from loi_tool.facts import PartReading
from loi_tool.findings import Verdict
from loi_tool.text import fold

_PARTS = {
    "name": "person to contact about the application",
    "phone": "phone number of the contact",
    "email": "email address of the contact",
}


def read_contact(
    everything: Sequence[Passage],
    signer: str | None,
    addressees: Sequence[str],
    weights: ContactWeights | None = None,
) -> dict[str, PartReading]:
    """Name, phone and email of the person to be asked about the application.

    Args:
        everything: The letter's passages.
        signer: The superintendent, who is the contact only where the letter says so.
        addressees: Those to whom the letter goes, who never are.
        weights: What each reason for a candidate is worth, if not what was learnt from all letters.
    """
    weights = weights or contact_weights()
    people = candidates(everything, signer, addressees)
    best = max(people, key=lambda person: weights.score(person.reasons), default=None)
    score = weights.score(best.reasons) if best else weights.least
    if best is None or score < weights.least:
        return {part: _missing(part) for part in _PARTS}
    return contact_of(best, score >= weights.met, everything)


def _missing(part: str) -> PartReading:
    return PartReading(Verdict.NOT_MET, why=f"The letter gives no {_PARTS[part]}.")


def contact_of(
    person: Candidate, is_sure: bool, everything: Sequence[Passage]
) -> dict[str, PartReading]:
    """What is read of a candidate; `is_sure` where enough speaks for it to be `met`."""
    is_sure &= not person.outsider and bool(person.name) and person.is_asked
    verdict = Verdict.MET if is_sure else Verdict.CONFIRM
    why = ""
    if person.outsider:
        why = f"Is {person.name} employed by the district? The letter speaks of help from outside."
    elif not is_sure:
        why = f"Is {person.name or 'this'} the person to contact about the application?"
    phone, email = _first_phone(person), _best_email(person)
    written = person.name or (_named_by(email.text, everything) if email else "")
    name = _full_name(written, everything)
    parts = {
        "name": PartReading(
            Verdict.NOT_MET, why="No person is named to be contacted about the application."
        )
    }
    if name:
        unit = person.passage.units[person.unit]
        shown = evidence(unit.written, unit.place, written)
        parts["name"] = PartReading(verdict, name, (shown,), why)
    for kind, point in (("phone", phone), ("email", email)):
        if point:
            parts[kind] = replace(_reading(point, person.passage), verdict=verdict, why=why)
        else:
            parts[kind] = _from_elsewhere(kind, name, person.passage, everything)
    return parts


def _reading(point: Point, passage: Passage) -> PartReading:
    unit = passage.units[point.unit]
    shown = evidence(unit.written, unit.place, point.text)
    return PartReading(Verdict.MET, point.text, (shown,))


def _first_phone(person: Candidate) -> Point | None:
    """The first phone after the name, else the first before it."""
    here = (person.unit, person.start)
    return min(
        (point for point in person.usable if point.kind == "phone"),
        key=lambda point: ((point.unit, point.start) < here, point.unit, point.start),
        default=None,
    )


def _best_email(person: Candidate) -> Point | None:
    """The address that is most like the name."""
    return max(
        (point for point in person.usable if point.kind == "email"),
        key=lambda point: resembles(person.name, point.text),
        default=None,
    )


def _named_by(email: str, everything: Sequence[Passage]) -> str:
    """The person in the letter whose surname an address has in it, or an empty text."""
    for passage in everything:
        for unit in passage.units:
            for name in names(unit.text):
                if resembles(name.text, email) != 2 or not name.is_full:
                    continue
                if not is_of_a_place(unit.text, name, passage.text, frozenset()):
                    return name.text
    return ""


def _full_name(name: str, everything: Sequence[Passage]) -> str:
    """A name of one word, made whole from elsewhere in the letter; any other name as it is."""
    if len(name.split()) != 1:
        return name
    for passage in everything:
        for unit in passage.units:
            for other in names(unit.text):
                if other.is_full and fold(name) in other.words:
                    return other.text
    return name


def _from_elsewhere(
    kind: str, name: str, passage: Passage, everything: Sequence[Passage]
) -> PartReading:
    """A phone or address of the contact that is in another place of the letter."""
    for other in everything if name else ():
        for point in points(other):
            if point.kind == kind and not point.warned and _is_of(name, point, other):
                return _reading(point, other)
    if kind == "phone" and NUMBER_ABOVE.search(passage.text):
        for other in everything:
            if other.zone not in ("head", "furniture"):
                continue
            for point in points(other):
                if point.kind == "phone":
                    why = f"Is {point.text} the number at which {name} can be reached?"
                    return replace(_reading(point, other), verdict=Verdict.CONFIRM, why=why)
    return _missing(kind)


def _is_of(name: str, point: Point, passage: Passage) -> bool:
    """Whether a phone has the name before it, or an address has the surname in it."""
    if point.kind == "email":
        return resembles(name, point.text) == 2
    above = passage.units[point.unit - 1].text if point.unit else ""
    before = f"{above}\n{passage.units[point.unit].text[: point.start]}"
    return any(same_person(name, other.text) for other in names(before))
