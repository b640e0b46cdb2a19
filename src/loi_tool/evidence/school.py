"""The school that the letter specifies for the call, or a consortium's lead district."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loi_tool.evidence.lead_district import read_lead_district
from loi_tool.evidence.outline import evidence
from loi_tool.evidence.passages import SITE_LABEL, Passage, Unit, label_of
from loi_tool.evidence.people import EMAIL, PHONE, is_role, names, role_follows
from loi_tool.evidence.places import FUNCTION_WORDS, Mention, is_place, plain, schools, stem
from loi_tool.evidence.school_reasons import CAPITALS, is_named_as_ours, site_score
from loi_tool.facts import PartReading
from loi_tool.findings import Verdict
from loi_tool.text import Regex, listed, word_set

_MOST_SHOWN = 5
"""Schools that a question names."""
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
    ours: bool
    """Whether the letter speaks of it anywhere as of a school of the district's."""


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
        ours = [] if consortium else [candidate for candidate in ranked if candidate.ours]
        if not consortium and len(ranked) == 1 and ranked[0].score > 0:
            ours = ranked
        if ours:
            return _which_of(ours)
        return PartReading(Verdict.NOT_MET, why=f"The letter specifies no {what}.")
    first = ranked[0]
    shown = [evidence(first.unit.written, first.unit.place, first.text)]
    as_likely = [other for other in ranked[1:] if first.score - other.score < _AHEAD]
    if as_likely:
        shown += [evidence(s.unit.written, s.unit.place, s.text) for s in as_likely[:_MOST_SHOWN]]
        names_of = [first.text, *(school.text for school in as_likely[:_MOST_SHOWN])]
        why = f"Which is the school site: {listed(names_of, 'or')}?"
    elif consortium:
        why = f"The letter names {first.text}, but no lead district. Which district leads?"
    elif first.score < _SITE_MET:
        why = f"Is {first.text} the school that the call asks for?"
    else:
        return PartReading(Verdict.MET, first.text, tuple(shown))
    return PartReading(Verdict.CONFIRM, first.text, tuple(dict.fromkeys(shown)), why)


def _which_of(ours: Sequence[_SchoolCandidate]) -> PartReading:
    """The question where a letter names schools of the district, and none as the site."""
    schools_named = [candidate.text for candidate in ours[:_MOST_SHOWN]]
    shown = (evidence(school.unit.written, school.unit.place, school.text) for school in ours)
    one = len(ours) == 1
    more = f", and {len(ours) - _MOST_SHOWN} more" if len(ours) > _MOST_SHOWN else ""
    named = (", ".join(schools_named) + more) if more else listed(schools_named)
    why = (
        f"The letter names {named}, and does not say plainly which school the call is for. "
        f"Is {'it' if one else 'one of them'} the school site?"
    )
    return PartReading(Verdict.CONFIRM, None, tuple(dict.fromkeys(shown))[:_MOST_SHOWN], why)


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
                ours = is_named_as_ours(passage, number, mentions, rank)
                if known is None or score > known.score:
                    ours |= known is not None and known.ours
                    candidate = _SchoolCandidate(mention.text, score, unit, order, ours)
                    best[stem(mention.text)] = candidate
                else:
                    known.ours |= ours
    return sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.order))


_WORD = r"[A-ZÀ-Þ][\w'’-]{0,30}"
_UNMARKED_NAME = (  # “The Met”, “Casa de Niños”, “St. HOPE”, “Learning Without Limits”
    rf"((?:(?:The|St\.|Mt\.|Ft\.|Dr\.) ){{0,2}}{_WORD}"
    rf"(?: (?:(?:de|del|la|las|los|el|of|the|for|@|&) ){{0,3}}(?:[A-ZÀ-Þ]\.|{_WORD})){{0,6}}"
    r"(?: \d{1,2}(?:st|nd|rd|th)(?: (?:and|&|to|through) \d{1,2}(?:st|nd|rd|th))? Grade(?: Center| "
    r"Academy| Campus)?)?)"
)
_BEFORE_A_NAME = r"(?:at |the )?(?:(?:T?K|Pre-?K)[-–]\d{1,2} (?:at )?)?[\"“]?"
_UNMARKED = Regex(  # a site that is not called a school: “Site: Delta Vista”
    r"\b(?i:site|school|campus)\b[^.;]{0,40}?(?:\b(?:is|be)|[:=–—]) "
    + _BEFORE_A_NAME
    + _UNMARKED_NAME
)
_SAID_OF_A_SITE = (
    r"(?:that|which|we|our|the|a|would|will|shall|be|is|represented|representing|represents|on|for|in|"
    r"of|to|this|serve|propose|proposed|have|has|chosen|selected|specify|offer|name|named|take|part|"
    r"join|from|application|letter|network|initiative|cohort|iii|district(?:['’]s)?|team)"
)
_SITE_IS = Regex(  # the same in any sentence, where the letter names other schools
    r"\b(?i:(?:specified|school|chosen|proposed|selected|participating) (?:school )?site"
    rf"(?: {_SAID_OF_A_SITE}){{0,14}}? (?:is|will be|would be|shall be)) "
    + _BEFORE_A_NAME
    + _UNMARKED_NAME
)
_IS_THE_SITE = Regex(  # “Rosewood will be our school site”
    _UNMARKED_NAME + r" (?:is|will be|would be|shall be|serves as|will serve as|would serve as|as) "
    r"(?:the|our|its) (?:\w{1,15} ){0,2}(?:school )?(?:site|campus)\b"
)
_REPRESENTS = Regex(  # the same of a team: “Our team will represent The Met.”
    r"\b(?i:team (?:will|would|shall) represent) "
    + _BEFORE_A_NAME
    + _UNMARKED_NAME
    + r"(?=[\"”.,;]| \(| [–—])"
)
_HAVE_CHOSEN = Regex(  # the same under a label: “We have chosen The Nueva”
    r"\b(?i:(?:we|board|cabinet|district)(?: have| has)? (?:chosen|selected|designated|identified|"
    r"named|specified|choose|propose|name|select|chose|proposed)) " + _UNMARKED_NAME
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
    match = _SITE_IS.search(text) or _IS_THE_SITE.search(text) or _REPRESENTS.search(text)
    if match is None and not schools(passage.text, owners):
        match = _first_name(passage, number)
    if match is None or _is_no_name(text, match):
        return ()
    if is_place(text, match.end(1)):  # a district
        return ()
    name = re.sub(r"['’]s?$", "", match.group(1))
    return (Mention(name, match.start(1), match.start(1) + len(name)),)


def _is_no_name(text: str, match: re.Match[str]) -> bool:
    """Whether capitals begin a sentence, keep a place, or are a person's who has an office."""
    words = [plain(word) for word in match[1].split()]
    if words[0] == "the" and len(words) > 1:
        words = words[1:]
    said_before = text[match.start() : match.start(1)]
    return (
        is_role(said_before)
        or _OF_A_PERSON.search(said_before) is not None
        or words[0] in FUNCTION_WORDS - _MAY_BEGIN
        or words[0] in _NO_NAMES
        or words[-1] in _NO_SCHOOLS
        or all(word in _COMMON for word in words)
        or any(name.honorific or role_follows(text, name.end) for name in names(match[1])[:1])
        or role_follows(text, match.end(1))
    )


_OF_A_PERSON = Regex(r"\b(?:contact|person|member|leader|name)\b", re.IGNORECASE)
_MAY_BEGIN = word_set("new high two three first second third one all")
_NO_NAMES = word_set("tbd tba title grade grades dr mr mrs ms yes")
_NO_SCHOOLS = word_set("district county state union college university lea usd jusd")
_COMMON = word_set("the our site school new high first second third one two three all district")


def _first_name(passage: Passage, number: int) -> re.Match[str] | None:
    """The name with which a passage on the site begins, after a label that is a sentence or not."""
    text, above = passage.units[number].text, passage.units[0].text
    if number == 0 and (match := _UNMARKED.search(text)):
        return match
    leads = number == 0 or (number == 1 and len(above) < _LABEL_LENGTH and above.endswith("."))
    if not leads or len(text) >= _LINE_LENGTH or not SITE_LABEL.search(label_of(passage)):
        return None
    if _is_of_a_person(passage, text):
        return None
    return _HAVE_CHOSEN.search(text) or _UNMARKED_LINE.match(text)


def _is_of_a_person(passage: Passage, text: str) -> bool:
    """Whether a text is of a person: in the closing, with a phone or email, or with an office."""
    if passage.zone == "closing" or PHONE.search(passage.text) or EMAIL.search(passage.text):
        return True
    return any(name.honorific or role_follows(text, name.end) for name in names(text)[:1])
