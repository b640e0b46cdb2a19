"""The person to be asked about the application: name, phone, email.

Begins at each phone number and address and looks whose it is. What the letterhead, a “do not” or
a word of thanks goes with is nobody's to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from loi_tool.evidence.outline import evidence
from loi_tool.evidence.passages import CONTACT_CUE, CONTACT_LABEL, Passage, label_of
from loi_tool.evidence.people import (
    EMAIL,
    PHONE,
    Name,
    local_part,
    names,
    resembles,
    role_follows,
    same_person,
)
from loi_tool.evidence.places import districts, is_place, schools
from loi_tool.facts import PartReading
from loi_tool.findings import Verdict
from loi_tool.text import Regex, fold, word_set

_APPLICATION = Regex(
    r"\b(application|letter|submission|proposal|LOI|this (?:matter|request)|solicitud)\b",
    re.IGNORECASE,
)
# what must stand in a letterhead or footer for it to name the contact
_ASKED = Regex(
    r"\b(contacts?|questions?|inquir(?:y|ies)|application|reach|ask|poc|go[- ]to)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = Regex(
    r"\b(?:contact|call|reach|e-?mail|write|ask|text|phone|telephone|find|get)(?: to| for)? me\b|"
    r"\bI(?: am|['’]m)\b[^.]{0,40}\b(?:contact|call|person|ask)\b|\bI(?: can| may) be\b|"
    r"\bI (?:answer|pick up|will (?:serve|answer|be the))|\bmyself\b|\bthe undersigned\b|"
    r"\bmy (?:own |direct |cell |office )?(?:cell|phone|number|e-?mail|line|telephone|mobile|"
    r"desk)\b",
    re.IGNORECASE,
)
_INTRODUCED = Regex(
    r"\b(?:I['’]m|I am|[Mm]y name is) (?:(?:Dr|Mr|Mrs|Ms)\. )?[A-ZÀ-Þ][\w'’-]+ [A-ZÀ-Þ]"
)
# what speaks against the number or address that follows, and against the one before
_AVOID = Regex(
    r"\b(?:do not|don['’]t|never|please not) (?:use|contact|send|copy|try|reply|bother)\b|"
    r"\brather than\b|\binstead of\b|\bnot (?:the|to|at|through|via|by|our|my)\b|\bskip\w*|"
    r"\bavoid\b|"
    r"\bother than\b|\bno (?:\w+ )?questions\b|\bformerly\b|\bfor [\w ,]{1,30} only\b|"
    r"\bonly for\b|\bonly\)|"
    r"\b(?:emergenc(?:y|ies)|billing|invoices?|payroll|media|press(?! \d)|scheduling)\b",
    re.IGNORECASE,
)
_AVOID_KIND = {
    "phone": Regex(r"\b(?:do not|don['’]t|never) (?:call|phone|telephone|ring|dial)\b", re.I),
    "email": Regex(r"\b(?:do not|don['’]t|never) (?:write|e-?mail)\b", re.I),
}
# “not to counsel, at 555-0134”: the number is not counsel's
_RESUMED = Regex(
    r"[,;:)]\s*(?:at|by|on|via|with|to|tel\w*|phone|e-?mail|call|write|who\w*|is|but|and)\b",
    re.IGNORECASE,
)
_REFUSED = Regex(
    r"\bno one\b(?! else)|\bnobody\b(?! else)|\bno longer\b|\bbounces?\b|\bonly as to\b|"
    r"\bdo not use\b|"
    r"\bnot (?:for|this|needed|monitored|answered|used|in use|about|know|concerned|involved|"
    r"connected)\b|\bno (?:\w+ )?questions\b|"
    r"\bfor (?![\w ]*(?:application|this|purpose|letter|question|inquir))[\w ,]{1,30} only\b",
    re.IGNORECASE,
)
_OUTSIDER = Regex(
    r"\b(consultants?|consulting|contractors?|grant ?writers?|advisory|assistance was|"
    r"prepared (?:by|with)|"
    r"drafted (?:by|with)|vendors?|(?:law|outside|private) firm|LLC|LLP|Inc)\b",
    re.IGNORECASE,
)
_OTHER_MATTER = Regex(
    r"\b(county office|coe|thank(?:s|ed)?|grateful|complaints?|public records|media|press|billing|"
    r"bills|"
    r"invoices?|payroll|accounts payable|bookkeep\w*|accountant|auditors?|scheduling|webmaster|"
    r"told us|technical)\b",
    re.IGNORECASE,
)
_GENERAL = word_set(
    """
    info office admin contact mail district hello webmaster frontdesk superintendent supt inquiries
    communications questions main districtoffice frontoffice help support reception
    """
)
_AT_THE_HEAD = Regex(r"\b(?:point of contact|contact)\b.*\b(?:head|top) of", re.DOTALL)
_OFFICE_NUMBER = Regex(
    r"\b(number|phone|telephone|line)s? (?:(?:shown|listed|given|printed|that is) )?(?:above|"
    r"at the top|on (?:the|our) letterhead|"
    r"in (?:the|our) letterhead|of (?:the|our) letterhead)|\b(?:letterhead|main office) (?:number|"
    r"phone|telephone)|"
    r"(?:above|letterhead) number",
    re.IGNORECASE,
)


@dataclass
class _Point:
    """A phone or an address, where it stands, and whether the text warns of it."""

    kind: str
    text: str
    unit: int
    start: int
    warned: bool
    cued: bool


@dataclass
class _Person:
    """Who might be the contact: with phones and addresses, and how much speaks for it."""

    name: str
    unit: int
    start: int
    score: float = 0
    end: int = 0
    points: list[_Point] = field(default_factory=list)
    outsider: bool = False
    cued: bool = False
    """Whether words or a label say that somebody is to be asked."""


def _avoided(before: str) -> bool:
    """Whether the words before a number or address speak against it."""
    for match in _AVOID.finditer(before):
        rest = before[match.end() :]
        if not _RESUMED.search(rest) and not names(rest):
            return True
    return False


def _points(passage: Passage) -> list[_Point]:
    found: list[_Point] = []
    linked: set[str] = set()
    for number, unit in enumerate(passage.units):
        text = unit.text
        cued = CONTACT_CUE.search(text) is not None
        matches = sorted(
            [("phone", match) for match in PHONE.finditer(text)]
            + [("email", match) for match in EMAIL.finditer(text)],
            key=lambda each: each[1].start(),
        )
        matches = [
            each
            for at, each in enumerate(matches)
            if at == 0 or each[1].start() >= matches[at - 1][1].end()
        ]
        for at, (kind, match) in enumerate(matches):
            before = text[matches[at - 1][1].end() if at else 0 : match.start()]
            end = matches[at + 1][1].start() if at + 1 < len(matches) else len(text)
            after = text[match.end() : end] if at + 1 == len(matches) else ""
            warned = bool(
                _avoided(before[-90:])
                or _AVOID_KIND[kind].search(before[-90:])
                or (
                    _REFUSED.search(after)
                    and (at == 0 or not CONTACT_CUE.search(text[: match.start()]))
                )
            )
            fax = re.search(r"\bfax\b[^,;|]*$", before[-25:], re.IGNORECASE) or re.match(
                r"\s*\(?fax\b", text[match.end() : match.end() + 8], re.IGNORECASE
            )
            if kind == "phone" and fax:
                continue
            value = match.group().strip(" .'’")
            found.append(_Point(kind, value, number, match.start(), warned, cued))
        for link in unit.links:
            if EMAIL.fullmatch(link) and link not in text and link not in linked:
                linked.add(link)
                if not EMAIL.search(passage.text):
                    found.append(_Point("email", link, number, len(text), False, True))
    return found


def read_contact(
    everything: Sequence[Passage], signer: str | None, addressees: Sequence[str]
) -> dict[str, PartReading]:
    """Name, phone and email of the person to be asked about the application.

    Args:
        everything: The letter's passages.
        signer: The superintendent, who is the contact only where the letter says so.
        addressees: Those to whom the letter goes, who never are.
    """
    found: list[tuple[bool, float, _Person, Passage]] = []
    places = {
        fold(mention.text)
        for passage in everything
        for unit in passage.units
        for mention in [*districts(unit.text), *schools(unit.text)]
    }
    for passage in everything:
        for person in _persons(passage, signer, addressees, places):
            if person.score >= _CONTACT_CONFIRM:
                reachable = any(not point.warned for point in person.points)
                found.append((reachable, person.score, person, passage))
    if not found:
        return {
            part: PartReading(Verdict.NOT_MET, why=f"The letter gives no {word}.")
            for part, word in _CONTACT_PARTS.items()
        }
    # whom no number or address goes with is the contact only if nobody else is
    _, _, person, passage = max(found, key=lambda each: each[:2])
    return _contact_of(person, passage, everything)


_CONTACT_PARTS = {
    "name": "person to contact about the application",
    "phone": "phone number of the contact",
    "email": "email address of the contact",
}
_CONTACT_CONFIRM = 2.5


def _persons(
    passage: Passage, signer: str | None, addressees: Sequence[str], places: set[str]
) -> list[_Person]:
    """Who might be the contact in a passage, with the phones and addresses that are theirs."""
    points = _points(passage)
    labelled = CONTACT_LABEL.search(label_of(passage)) is not None
    own = _FIRST_PERSON.search(passage.text) is not None and not _INTRODUCED.search(passage.text)
    cued = labelled or CONTACT_CUE.search(passage.text) is not None
    if not points and not cued:
        return []
    people: list[_Person] = []
    for number, unit in enumerate(passage.units):
        for name in names(unit.text):
            if any(same_person(name.text, other) for other in addressees):
                continue
            if _is_place(unit.text, name, places):
                continue
            if name.text.isupper() and unit.text[name.end : name.end + 1] == ":":
                continue  # a label in capitals
            if people:
                since = people[-1].end if people[-1].unit == number else 0
                if _OFFICE_LIST.fullmatch(unit.text[since : name.start]):
                    continue  # “Walter Eze, Coordinator, Child Welfare”
            people.append(_score(passage, number, name, points, labelled, signer, own))
    if not people and (cued or own) and points:
        # no name: the person who writes, or a name that is only in the address
        nameless = _Person(signer if own and signer else "", -1, 0, cued=True)
        nameless.score = (
            (3 if labelled else 1)
            + (2 if own else 0)
            + (1 if any(point.cued and not point.warned for point in points) else 0)
        )
        if passage.zone in ("head", "furniture") or all(point.warned for point in points):
            nameless.score -= 4
        people.append(nameless)
    elif (
        own
        and signer
        and (points or _AT_THE_HEAD.search(passage.text))
        and not any(same_person(each.name, signer) for each in people)
    ):
        at = next((n for n, unit in enumerate(passage.units) if _FIRST_PERSON.search(unit.text)), 0)
        people.append(_Person(signer, at, 0, 3.5 if labelled else 3.0, cued=True))
    for point in points:
        owner = _owner(point, people, passage)
        if owner:
            owner.points.append(point)
    for person in people:
        for kind in ("phone", "email"):
            good = [point for point in person.points if point.kind == kind and not point.warned]
            person.score += 1 if good else 0
        if any(
            point.kind == "email" and resembles(person.name, point.text) and not point.warned
            for point in person.points
        ):
            person.score += 2
        if person.points and all(point.warned for point in person.points):
            person.score -= 4
    return people


_OFFICE_LIST = Regex(
    r"[\s,(–—|-]*(?:[\w&]+ ){0,3}(?:director|coordinator|manager|officer|administrator|specialist|"
    r"chief|"
    r"supervisor|dean|principal|superintendent|secretary),\s*",
    re.IGNORECASE,
)
_OFFICE_OF = Regex(
    r"\b(?:director|coordinator|manager|officer|administrator|specialist|superintendent|office|"
    r"chief|"
    r"department|division|principal|dean|supervisor|head)\b[^,;.|\n]*\b(?:of|for|and|&)\s+$",
    re.IGNORECASE,
)


def _is_place(text: str, name: Name, places: set[str]) -> bool:
    """Whether a run of capitals is a district or school, or owns or modifies one."""
    if not name.honorific and any(fold(name.text) in place for place in places):
        return True
    if name.honorific:
        return False
    if re.search(r" (?:River|Creek|Canyon|Valley|Mountains?|County)$", name.text):
        return True
    if _OFFICE_OF.search(text[max(0, name.start - 80) : name.start]):
        return True  # “Coordinator of Child Welfare”
    return is_place(text, name.end)


def _score(
    passage: Passage,
    number: int,
    name: Name,
    points: Sequence[_Point],
    labelled: bool,
    signer: str | None,
    own: bool,
) -> _Person:
    unit = passage.units[number]
    person = _Person(name.text, number, name.start, end=name.end)
    before = passage.units[number - 1].text if number else ""
    for lead in (before, unit.text[: name.start].rstrip()):
        labelled |= lead.endswith(":") and CONTACT_LABEL.search(lead) is not None
    person.cued = labelled or bool(CONTACT_CUE.search(unit.text) or CONTACT_CUE.search(before))
    score = 3.0 if labelled else 0.0
    score += 2 if CONTACT_CUE.search(unit.text) else (1 if CONTACT_CUE.search(before) else 0)
    score += 1 if _APPLICATION.search(unit.text) or _APPLICATION.search(before) else 0
    score += 0.5 if role_follows(unit.text, name.end) or name.honorific else 0
    score += 0.5 if name.is_full else -0.5
    last = passage.zone == "body" and unit.position > 0.6 and len(passage.text) < 500
    if last and any(not point.warned for point in points):
        score += 1  # a name and a number at the end of a letter are there to be used
        person.cued = True
    score -= 2.5 if _OTHER_MATTER.search(unit.text) else 0
    score += 1 if _OFFICE_NUMBER.search(passage.text) else 0
    score -= 0.25 * min(number, 4)  # the first named is meant
    if signer and same_person(name.text, signer):
        score += 1 if own else -2.5
    if (_AVOID.search(unit.text) or _REFUSED.search(unit.text)) and not any(
        point.unit == number and not point.warned for point in points
    ):
        score -= 2
    if _OUTSIDER.search(unit.text):
        person.outsider = True
        person.cued = labelled or CONTACT_CUE.search(unit.text) is not None
        score -= 3 if person.cued else 5
    if passage.zone in ("head", "furniture") and not _ASKED.search(passage.text):
        score -= 5
    if passage.zone in ("head", "furniture") and re.match(
        r"\s*(?:from|to|cc)\s*:", unit.text, re.I
    ):
        score -= 4
    if passage.zone in ("closing", "after"):
        score -= 1.5
    person.score = score
    return person


def _owner(point: _Point, people: Sequence[_Person], passage: Passage) -> _Person | None:
    """Whose a phone or address is: by likeness, else the name before it, else the one after."""
    if point.kind == "email":
        alike = [(resembles(each.name, point.text), each) for each in people if each.name]
        top = max((rank for rank, _ in alike), default=0)
        if top:
            close = [each for rank, each in alike if rank == top]
            return min(close, key=lambda each: abs(each.unit - point.unit))
    here = (point.unit, point.start)
    before = [each for each in people if (each.unit, each.start) < here]
    if before:
        return max(before, key=lambda each: (each.unit, each.start))
    return min(people, key=lambda each: (each.unit, each.start)) if people else None


def _contact_of(
    person: _Person,
    passage: Passage,
    everything: Sequence[Passage],
) -> dict[str, PartReading]:
    doubtful = person.outsider or person.score < _CONTACT_MET or not (person.name and person.cued)
    verdict = Verdict.CONFIRM if doubtful else Verdict.MET
    why = ""
    name = person.name
    if person.outsider:
        why = f"Is {name} employed by the district? The letter speaks of help from outside."
    elif verdict is Verdict.CONFIRM:
        why = f"Is {name or 'this'} the person to contact about the application?"
    parts: dict[str, PartReading] = {}
    here = (person.unit, person.start)
    phone = min(
        (each for each in person.points if each.kind == "phone" and not each.warned),
        key=lambda each: ((each.unit, each.start) < here, each.unit, each.start),
        default=None,
    )
    email = _best_email(person)
    shown_unit = passage.units[max(person.unit, 0)]
    if not name and email:
        name = _named_by(email.text, everything) or ""
    full = _full_name(name, everything)
    if full:
        shown = evidence(shown_unit.written, shown_unit.place, name)
        parts["name"] = PartReading(verdict, full, (shown,), why)
    else:
        parts["name"] = PartReading(
            Verdict.NOT_MET, why="No person is named to be contacted about the application."
        )
    for kind, point in (("phone", phone), ("email", email)):
        if point:
            unit = passage.units[point.unit]
            parts[kind] = PartReading(
                verdict, point.text, (evidence(unit.written, unit.place, point.text),), why
            )
        else:
            parts[kind] = _from_elsewhere(kind, full or "", passage, everything)
    return {part: parts[part] for part in _CONTACT_PARTS}


_CONTACT_MET = 3.5


def _best_email(person: _Person) -> _Point | None:
    good = [each for each in person.points if each.kind == "email" and not each.warned]
    return max(
        good,
        key=lambda each: (resembles(person.name, each.text), local_part(each.text) not in _GENERAL),
        default=None,
    )


def _named_by(email: str, everything: Sequence[Passage]) -> str | None:
    """The person in the letter whose surname an address holds."""
    for passage in everything:
        for unit in passage.units:
            for name in names(unit.text):
                if name.is_full and resembles(name.text, email) == 2:
                    return name.text
    return None


def _full_name(name: str, everything: Sequence[Passage]) -> str | None:
    """A first name or surname alone, made whole from elsewhere in the letter."""
    if not name or len(name.split()) > 1:
        return name or None
    for passage in everything:
        for unit in passage.units:
            for other in names(unit.text):
                if other.is_full and fold(name) in other.words:
                    return other.text
    return name


def _from_elsewhere(
    kind: str, name: str, passage: Passage, everything: Sequence[Passage]
) -> PartReading:
    """A phone or address of the contact that stands in another place of the letter."""
    for other in everything:
        for number, point in ((each.unit, each) for each in _points(other)):
            if point.kind != kind or point.warned or not name:
                continue
            unit = other.units[number]
            if kind == "email":
                mine = resembles(name, point.text) == 2
            else:
                above = other.units[number - 1].text if number else ""
                before = f"{above}\n{unit.text[: point.start]}"
                mine = any(same_person(name, each.text) for each in names(before))
            if mine:
                return PartReading(
                    Verdict.MET, point.text, (evidence(unit.written, unit.place, point.text),)
                )
    if kind == "phone" and _OFFICE_NUMBER.search(passage.text):
        for other in everything:
            if other.zone not in ("head", "furniture"):
                continue
            for point in _points(other):
                if point.kind == "phone":
                    unit = other.units[point.unit]
                    return PartReading(
                        Verdict.CONFIRM,
                        point.text,
                        (evidence(unit.written, unit.place, point.text),),
                        f"Is {point.text} the number at which {name} can be reached?",
                    )
    return PartReading(Verdict.NOT_MET, why=f"The letter gives no {_CONTACT_PARTS[kind]}.")
