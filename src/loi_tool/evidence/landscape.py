"""Names of streets, buildings and places, which look like the names of persons."""

from __future__ import annotations

import re

from loi_tool.evidence.people import (
    EMAIL,
    STREET_SURNAMES,
    Name,
    is_asked_for,
    is_role,
    local_part,
    resembles,
    role_follows,
)
from loi_tool.text import Regex, fold, word_set

# no surname: what runs of capitals end in that are a street, a building or an office
_STREETS_AND_BUILDINGS = word_set(
    """
    dr ct ave av rd ln blvd st cir trl pkwy hwy pl sq circle trail parkway
    annex hub building bldg library center centre complex auditorium gym gymnasium cafeteria
    theater theatre museum headquarters clubhouse portable hospital clinic airport
    """
)
# surnames too, which need more around them to be a person's
_LANDSCAPE = STREET_SURNAMES | word_set(
    """
    alameda alta alto arroyo bay beach bend bluff bridge brook butte canyon caliente canada casa
    castle cliff corner corners costa cove creek crest crossing dale dell desert encino estates
    falls farm farms field fields flat flats ford forest fork garden gardens gate gates glen
    grande grove hacienda hall harbor heights hermosa hermoso hill hills hollow house island
    isle junction knoll lago laguna lake lakes landing light loma lomas loop madre manor mar
    marsh meadow meadows mesa mill mills monte mountain mountains oak oaks orchard palm palms
    palmas park parks pass pine pines place playa plaza point pointe pond prairie ranch rancho
    rapids ridge rio river rivers rock rocks row run sands seca seco shore shores sierra slough
    spring springs square station summit terrace tower towers trails vale valley verde view
    views villa villas village vista vistas water waters well wells wood woods yard
    """
)
_BEGIN_A_PLACE = word_set(
    "san santa santo las los el mount mt fort port lake camp rancho north south east west upper "
    "lower new old villa punta isla puerto bahia cerro laguna arroyo"
)
_ORGANIZATION = (
    r"(?:hub|cent(?:er|re)|hall|building|library|annex|campus|complex|house|park|gym(?:nasium)?|"
    r"room|wing|auditorium|cafeteria|theat(?:er|re)|trailer|church|clubhouse|branch|station|site|"
    r"program|project|foundation|collaborative|network|academy|school|department|division|team|"
    r"council|committee|coalition|services|partnerships?|street|st|avenue|ave|"
    r"road|rd|lane|ln|drive|dr|court|ct|boulevard|blvd|way|circle|plaza|parkway)"
)
# “Mesa Verde Learning Hub”, “San Lorenzo office”; “Ana Ruiz Office: 555-0142” is a person
_GOES_ON = Regex(
    rf"(?:\s(?-i:[A-Z])[\w'’-]{{1,20}}){{0,3}}\s(?:{_ORGANIZATION}\b|"
    r"(?:office|desk|line)\b(?!\W{0,3}[\d(+]))",
    re.IGNORECASE,
)
_IN_STATE = Regex(r",? (?:CA\b|Calif)")
_IN_CITY = Regex(r", [A-Z]\w{1,20}(?: [A-Z]\w{1,20}){0,2},? (?:CA\b|Calif|9\d{4}\b)")
# “12 Larkspur Grove”, “our office in Cedar Flat”; “1. Ana Ruiz” is an item of a list
_LEADS = Regex(r"(?:(?<![.,\d-])\b\d{1,6}[A-Z]?|\b(?:in|near)(?: the)?|\bone)\s$", re.IGNORECASE)
_AT = Regex(r"\b(?:at|on)(?: the)?\s$", re.IGNORECASE)
_LEAD = 12


def is_of_a_place(text: str, name: Name, passage: str, titled: frozenset[str]) -> bool:
    """Whether a run of capitals is the name of a street, a building or a place.

    A name that may be both (“Glen Meadows”) is a person's where an office, “Dr.” or an address of
    that person goes with it.

    Args:
        text: the sentence.
        name: what looks like a name in it.
        passage: all that belongs to the sentence.
        titled: the names that the letter gives an office, folded.
    """
    if name.honorific:
        return False
    words = re.findall(r"[^\W\d_]+", fold(name.text))
    if words[-1] in _STREETS_AND_BUILDINGS:
        return True
    beside = re.split(r"[,.;:()\n]", text[name.end :], maxsplit=1)[0]
    if _GOES_ON.match(text, name.end) and not is_role(beside):
        return True
    if _LEADS.search(text[max(0, name.start - _LEAD) : name.start]):
        return True
    if _IN_STATE.match(text, name.end):
        return True
    if words[-1] not in _LANDSCAPE and words[0] not in _BEGIN_A_PLACE:
        return False
    if _AT.search(text[max(0, name.start - _LEAD) : name.start]):
        return True
    if words[-1] in STREET_SURNAMES:
        if _IN_CITY.match(text, name.end):
            return True
        if is_asked_for(text, name.start):
            return False
    whole = "".join(words)
    own = (resembles(name.text, email) and local_part(email) != whole
           for email in EMAIL.findall(passage))  # fmt: skip
    return not (fold(name.text) in titled or role_follows(text, name.end) or any(own))
