"""The school that the letter specifies for the call, or a consortium's lead district."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loi_tool.evidence.lead_district import read_lead_district
from loi_tool.evidence.outline import evidence
from loi_tool.evidence.passages import SITE_LABEL, Passage, Unit, label_of
from loi_tool.evidence.people import EMAIL, PHONE, names, role_follows
from loi_tool.evidence.places import FUNCTION_WORDS, Mention, is_place, plain, schools, stem
from loi_tool.evidence.school_reasons import CAPITALS, site_score
from loi_tool.facts import PartReading
from loi_tool.findings import Verdict
from loi_tool.text import Regex

_MOST_NAMED = 20
"""Schools of one sentence that are weighed; each is weighed against the whole of it."""
_SITE_MET = 3.0
"""What a school is worth that is named with two words of choice and more."""
_SITE_CONFIRM = 2.25
"""What a school is worth that may be the site."""
_MORE_OF_A_CONSORTIUM = 1.5
"""How much more a school is worth of a consortium, which owes a lead district and not a school."""
_AHEAD = 0.75
"""By how much the site is worth more than any other school; else the letter leaves it open."""


@dataclass
class _SchoolCandidate:
    """A school that may be the site, where most speaks for it."""

    text: str
    score: float
    unit: Unit
    order: int


def read_school(
    everything: Sequence[Passage], consortium: bool, district: str | None
) -> PartReading:
    """The school that a letter specifies; of a consortium the lead district.

    Args:
        everything: The letter's passages.
        consortium: Whether the letter is a consortium's.
        district: The district's name, which is no part of a school's (“Tecolote’s Gate School”).
    """
    if consortium:
        lead = read_lead_district(everything)
        if lead.verdict is not Verdict.NOT_MET:
            return lead
    ranked = _ranked(everything, frozenset(plain(word) for word in (district or "").split()))
    least = _SITE_CONFIRM + (_MORE_OF_A_CONSORTIUM if consortium else 0)
    if not ranked or ranked[0].score < least:
        what = "lead district" if consortium else "school site"
        return PartReading(Verdict.NOT_MET, why=f"The letter specifies no {what}.")
    first = ranked[0]
    shown = [evidence(first.unit.written, first.unit.place, first.text)]
    if len(ranked) > 1 and first.score - ranked[1].score < _AHEAD:
        second = ranked[1]
        shown.append(evidence(second.unit.written, second.unit.place, second.text))
        why = f"Which is the school site: {first.text} or {second.text}?"
    elif consortium:
        why = f"The letter names {first.text}, but no lead district. Which district leads?"
    elif first.score < _SITE_MET:
        why = f"Is {first.text} the school that the call asks for?"
    else:
        return PartReading(Verdict.MET, first.text, tuple(shown))
    return PartReading(Verdict.CONFIRM, first.text, tuple(shown), why)


def _ranked(everything: Sequence[Passage], owners: frozenset[str]) -> list[_SchoolCandidate]:
    """The schools of a letter, each where most speaks for it; the likeliest site first."""
    best: dict[str, _SchoolCandidate] = {}
    order = 0
    for passage in everything:
        for number, unit in enumerate(passage.units):
            mentions = schools(unit.text, owners) or _unmarked(passage, number, owners)
            for rank, mention in enumerate(mentions[:_MOST_NAMED]):
                order += 1
                score = site_score(passage, number, mentions, rank)
                known = best.get(stem(mention.text))
                if known is None or score > known.score:
                    best[stem(mention.text)] = _SchoolCandidate(mention.text, score, unit, order)
    return sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.order))


_UNMARKED = Regex(  # a site that is not called a school: “Site: Delta Vista”
    r"\b(?i:site|school|campus)\b[^.;]{0,40}?(?:\b(?:is|be)|[:=–—]) (?:at |the )?" + CAPITALS
)
_SITE_IS = Regex(  # the same in any sentence, where the letter names other schools
    r"\b(?i:(?:specified|school|chosen|proposed) site (?:is|will be|would be)) (?:at |the )?"
    + CAPITALS
)
_LABEL_LENGTH = 40
"""Characters of a label that is a sentence of its own: “9. Site.”"""
_LINE_LENGTH = 90
"""Characters of a line that is a name and a few words on it."""
# a line under a heading that asks for the site: “Yucca Flat (K-8)”
_UNMARKED_LINE = Regex(CAPITALS + r"\s*(?:$|[,(.–—])")


def _unmarked(passage: Passage, number: int, owners: frozenset[str]) -> tuple[Mention, ...]:
    """A school that is not called one: “The specified site is Delta Vista.”"""
    text = passage.units[number].text
    match = _SITE_IS.search(text)
    if match is None and not schools(passage.text, owners):
        match = _first_name(passage, number)
    if match is None or plain(match.group(1).split()[0]) in FUNCTION_WORDS:
        return ()
    if is_place(text, match.end(1)):  # a district
        return ()
    name = re.sub(r"['’]s?$", "", match.group(1))
    return (Mention(name, match.start(1), match.start(1) + len(name)),)


def _first_name(passage: Passage, number: int) -> re.Match[str] | None:
    """The name with which a passage on the site begins, after a label that is a sentence or not."""
    text, above = passage.units[number].text, passage.units[0].text
    if number == 0 and (match := _UNMARKED.search(text)):
        return match
    leads = number == 0 or (number == 1 and len(above) < _LABEL_LENGTH and above.endswith("."))
    if not leads or len(text) >= _LINE_LENGTH or not SITE_LABEL.search(label_of(passage)):
        return None
    return None if _is_of_a_person(passage, text) else _UNMARKED_LINE.match(text)


def _is_of_a_person(passage: Passage, text: str) -> bool:
    """Whether a text is of a person: in the closing, with a phone or email, or with an office."""
    if passage.zone == "closing" or PHONE.search(passage.text) or EMAIL.search(passage.text):
        return True
    return any(name.honorific or role_follows(text, name.end) for name in names(text)[:1])
