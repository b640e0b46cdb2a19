"""The school that a letter specifies, or a consortium's lead district.

A school counts by what stands around it: words of choice, of team and site, of the future, the
label above. The same school in an anecdote, or one that “will follow later”, is not the site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loi_tool.evidence.outline import evidence
from loi_tool.evidence.passages import SITE_LABEL, Passage, Unit, label_of
from loi_tool.evidence.people import names, role_follows
from loi_tool.evidence.places import FUNCTION_WORDS, Mention, districts, plain, schools, stem
from loi_tool.facts import PartReading
from loi_tool.findings import Verdict
from loi_tool.text import MONTHS, Regex, fold

_CHOSEN = Regex(
    r"\b(specif\w+|select(?:ed|ing|s)?|chosen|choose|choice|chose|designat\w+|identif(?:y|ied)|"
    r"named|"
    r"(?:we|I) (?:name|offer|give|send)|propos\w+|participating|pick(?:ed)?|nominat\w+|"
    r"put(?:ting)? (?:forward|us)|(?:decid|settl)\w* (?:on|for|upon)|enter|enroll|in mind|"
    r"agreed to|"
    r"elegid[oa]|escogid[oa])\b",
    re.IGNORECASE,
)
_SITE = Regex(r"\b((?:school ?)?sites?|campus|plantel)\b", re.IGNORECASE)
_TEAM = Regex(
    r"\b(teams?|network|initiative|cohort|convenings?|take part|participat\w+|application|"
    r"(?:this|the|our) (?:work|effort|plan|project|pilot))\b",
    re.IGNORECASE,
)
_WILL = Regex(
    r"\b(will|would|shall|intend\w*|plan to|is to|are to|hope to|going to)\b|['’](?:d|ll)\b",
    re.IGNORECASE,
)
_ACT = Regex(
    r"\b(represent\w*|bring(?:ing)?|serves? as|built? around|cent(?:er|re)(?:ed)? (?:of|at|on|in)|"
    r"(?:start|begin|launch)s?|work (?:at|in|with|from)|sends?|carry|anchor|home (?:of|for|base)|"
    r"focus|try it|drawn from|come (?:from|out of)|stands? for|be on (?:the|our)|join (?:the|our)|"
    r"host|pilot|partner school|takes? the lead|(?:goes|go) first|first in line)\b",
    re.IGNORECASE,
)
_ONE = Regex(
    r"\b(?:the|our|its) (?:\w+ )?(?:one|school|place|choice)\b|\bonly (?:one|school|campus)\b|"
    r"\bit(?:['’]s| is| would be| will be)\b|\bwhere (?:we|the team)\b|"
    r"\b(?:school|campus|site)\b[^.;!]{0,25}(?:[:=?]|\b(?:is|be)\b)",
    re.IGNORECASE,
)
_US = Regex(r"\b(we|our|us|I|you|your|please)\b", re.IGNORECASE)
# what looks like a past tense and tells no story: “has asked”, “would be joined”, “if admitted”
_NO_STORY = Regex(
    r"\b(?:has|have|be|been|being|if|once|is|are) (?:\w+ly )?(?:\w+ed|found|chosen|put|built)\b|"
    r"\b(?:was|were) (?=(?:chosen|selected|identified|designated|picked|named)\b)|\bmade up of\b",
    re.IGNORECASE,
)
_SECOND = Regex(
    r"\b(observers?|non-?voting|follow(?:s|ed)?|later|watch(?:es)?|partner|deferred|too far|"
    r"(?:was|were) (?:considered|looked at|proposed)|alternate|other (?:campus|school|site)s?|not|"
    r"instead|neither|nor|never|rather than|unlike|feeders?|feeds|neighboring|notwithstanding|"
    r"excluded|"
    r"runners?-up|supposed|assumed|(?:once|first) thought|"
    r"expand(?:s|ed|ing)? to|phase two|second year|year two|turned down|declined)\b|"
    r"n['’]t\b",
    re.IGNORECASE,
)
_OVER = Regex(
    r"\b(?:over|in preference to|instead of|rather than|besides|near|students (?:from|of|at)|"
    r"former)\s*$",
    re.IGNORECASE,
)
_STORY = Regex(
    r"\b(?:19|20)\d\d\b|\b(?:last|this past) (?:year|winter|spring|summer|fall|autumn|week|month|"
    r"\w+day)|"
    rf"\b(?:in|since|until|on) (?:{'|'.join(MONTHS)})\b|"
    r"\b(?:ago|once|when|after|during|graduated|attended|remember|recently|"
    r"years? (?:at|as)|distinguished|blue ribbon|awards?|award-winning|governor)\b",
    re.IGNORECASE,
)
_PAST = Regex(
    r"\b(was|were|had|did|held|came|began|learned|started|opened|won|built|met|led|told|asked|"
    r"went|made|"
    r"rang|turned|became|hosted|invited|changed|saw|found|gave|brought|taught|used|drew|wrote|"
    r"sang|grew|ran|drove|took|got|spoke|stood|fell|lost|left|sent|knew|"
    r"kept|paid|sold|spent|hung|broke|flew|ate|swam|beat|threw|wore|heard|felt|sat|slept|caught|"
    r"\w{3,}ed)\b",
    re.IGNORECASE,
)
_LEAD = Regex(
    r"\b(lead(?:ing|s)?(?: district| agency| lea)?|primary|focus|point district|anchor|"
    r"fiscal (?:agent|lead)|"
    r"on behalf of|principal district|heads?)\b",
    re.IGNORECASE,
)


@dataclass
class _Candidate:
    text: str
    score: float
    unit: Unit
    order: int


def _site_score(passage: Passage, number: int, mentions: Sequence[Mention], rank: int) -> float:
    unit, mention = passage.units[number], mentions[rank]
    clause = _clause(unit.text, mention)
    following = passage.units[number + 1].text if number + 1 < len(passage.units) else ""
    goes_on = re.match(r"(?:It|There|This)\b", following) and not schools(following)
    said = f"{clause} {following}" if goes_on else clause
    beside = _beside(unit.text, mentions, rank)
    told = beside if len(mentions) > 1 else clause
    story = 1.5 * bool(_STORY.search(told))
    story += bool(_PAST.search(_CHOSEN.sub(" ", _NO_STORY.sub(" ", told))))
    if _CHOSEN.search(told) and not _AWARD.search(told):
        story = 0 if _WAS_CHOSEN.search(told) else story / 2
    score = -story
    if SITE_LABEL.search(label_of(passage)):
        score += 3 if number <= 1 or len(passage.units) <= 3 else 2
    cues = ((_CHOSEN, 1.5), (_SITE, 1.5), (_TEAM, 1), (_WILL, 1), (_ACT, 1), (_ONE, 1), (_US, 0.5))
    score += min(4.0, sum(weight for cue, weight in cues if cue.search(said)))
    around = " ".join(
        passage.units[at].text for at in (number - 1, number + 1) if 0 <= at < len(passage.units)
    )
    score += 0.5 if _SITE.search(around) or _TEAM.search(around) else 0
    late = passage.zone == "body" and unit.position > 0.5
    score += 0.5 * late + 0.75 * (late and passage.near_contact)
    score += 0.5 if not story and len(passage.text) < 320 else 0
    before = unit.text[: mention.start]
    introduced = re.search(r"^[^.;!?:]{0,40}[:=]\W*$", before) is not None
    rest = clause.replace(before, "", 1) if introduced else clause
    if late and not re.search(r"[a-z]{2,}", _SMALL_PRINT.sub("", rest)):
        score += 2  # nothing but the name, or a label and the name
    elif introduced:
        score += 1
    if re.match(r"\([A-Z]?[a-z]{2}|\([A-Z] ", unit.text):
        score -= 1.5  # said by the way
    if _UNDECIDED.search(passage.text) or re.search(r"\b(?:TBD|[Ww]hether)\b", unit.text):
        score -= 6
    # of several in a sentence, what stands next to each counts
    if _SECOND.search(beside) or _OVER.search(unit.text[: mention.start]):
        score -= 3
    elif len(mentions) > 1 and _SECOND.search(clause):
        # “A, and B, are not specified” is said of both
        score -= 2 if re.search(r", (?:are|were|will|do) not\b", unit.text) else 1
    others = [each for each in mentions[:rank] if stem(each.text) != stem(mention.text)]
    between = unit.text[others[0].end : mention.start] if others else ""
    if others and not (re.search(r"\b(or|either)\b", between) or _CHOSEN.search(between)):
        score -= 1
    if mention.text.rpartition(" ")[2].islower():
        score -= 0.5
    if passage.zone != "body" and not SITE_LABEL.search(label_of(passage)):
        score -= 2
    return score


def _clause(text: str, mention: Mention) -> str:
    """The sentence around a mention, less the brackets that it does not stand in."""
    for match in re.finditer(r"\([^()]*\)", text):
        if match.start() <= mention.start and mention.end <= match.end():
            return match.group()
    return re.sub(r"\([^()]*\)", " ", text).replace(mention.text, " ", 1)


_ASIDE = Regex(
    r"[,;(]?\s*\b(?:(?:and|but|though) not|not|rather than|instead of|as|since|because|though|"
    r"although|"
    r"while|whereas|where|whose)\b.*$",
    re.DOTALL,
)


def _beside(text: str, mentions: Sequence[Mention], rank: int) -> str:
    """What a sentence says of one of the schools in it: what stands between it and the others.

    Up to the first comma that is of the school before, the rest of the school after.
    """
    mention = mentions[rank]
    before = text[mentions[rank - 1].end if rank else 0 : mention.start]
    before = (
        re.split(r"[,;:]", before)[-1] if rank == 0 else re.split(r"[,;]", before, maxsplit=1)[-1]
    )
    after = text[mention.end : mentions[rank + 1].start if rank + 1 < len(mentions) else None]
    if rank + 1 < len(mentions):
        after = re.split(r"[,;]", after, maxsplit=1)[0]
    elif after[:1] == ",":
        after = _ASIDE.sub("", after)
    return re.sub(r"\([^()]*\)?", " ", f"{before} {after}")


_UNDECIDED = Regex(
    r"\b(?:undecided|reserved for|nothing in this|yet to (?:be|decide|choose)|"
    r"not yet (?:been )?(?:chosen|decided|named|selected)|have (?:both|all|each) asked|"
    r"name of (?:our|the|its) [\w ]{0,20}(?:site|school) will follow|"
    r"(?:site|school|choice|which) (?:will|is to|would|to) be "
    r"(?:named|chosen|selected|determined|decided|announced|designated)|"
    r"(?:cabinet|board|we|principals|superintendent) (?:will|shall) (?:then |later )?"
    r"(?:name|choose|decide|select|pick|designate|determine)|decides? (?:on|in|by))\b",
    re.IGNORECASE,
)
_WAS_CHOSEN = Regex(
    r"\b(?:(?:was|were|is|been) (?:chosen|selected|identified|designated|picked)|"
    r"(?:we|board|cabinet|council|committee)(?: have| has)? settled (?:on|upon))\b"
    r"(?! (?:an?|as an?|for|one of|by the (?:state|county|governor|department))\b)",
    re.IGNORECASE,
)
_AWARD = Regex(r"\b(distinguished|blue ribbon|awards?|of the year|prize)\b", re.IGNORECASE)
_SMALL_PRINT = Regex(r"\b(?:the|at|in|grades?|to|and|of|students?|enrollment|pupils)\b")

_MOST_NAMED = 40
"""Schools of one sentence that are weighed; each is weighed against the whole of it."""


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
        found = _lead_district(everything)
        if found.verdict is not Verdict.NOT_MET:
            return found
    best: dict[str, _Candidate] = {}
    order = 0
    owners = frozenset(plain(word) for word in (district or "").split())
    for passage in everything:
        for number, unit in enumerate(passage.units):
            mentions = schools(unit.text, owners)
            if not mentions:
                mentions = _unmarked(passage, number, owners)
            for rank, mention in enumerate(mentions[:_MOST_NAMED]):
                order += 1
                score = _site_score(passage, number, mentions, rank)
                known = best.get(stem(mention.text))
                if known is None or score > known.score:
                    best[stem(mention.text)] = _Candidate(mention.text, score, unit, order)
    ranked = sorted(best.values(), key=lambda each: (-each.score, each.order))
    least = _SITE_CONFIRM + 1.5 if consortium else _SITE_CONFIRM
    if not ranked or ranked[0].score < least:
        what = "lead district" if consortium else "school site"
        return PartReading(Verdict.NOT_MET, why=f"The letter specifies no {what}.")
    first = ranked[0]
    shown = [evidence(first.unit.written, first.unit.place, first.text)]
    rivals = [each for each in ranked[1:] if first.score - each.score < 0.75]
    if rivals:
        second = rivals[0]
        shown.append(evidence(second.unit.written, second.unit.place, second.text))
        return PartReading(
            Verdict.CONFIRM,
            first.text,
            tuple(shown),
            f"Which is the school site: {first.text} or {second.text}?",
        )
    if consortium:
        why = f"The letter names {first.text}, but no lead district. Which district leads?"
        return PartReading(Verdict.CONFIRM, first.text, tuple(shown), why)
    if first.score < _SITE_MET:
        why = f"Is {first.text} the school that the call asks for?"
        return PartReading(Verdict.CONFIRM, first.text, tuple(shown), why)
    return PartReading(Verdict.MET, first.text, tuple(shown))


_SITE_MET = 3.0
_SITE_CONFIRM = 2.25
_CAPITALS = r"([A-ZÀ-Þ][\w'’-]*(?: (?:(?:de|del|la|las|los|el|of|the) )*[A-ZÀ-Þ][\w'’-]*){0,4})"
_UNMARKED = Regex(
    r"(?:\b(?i:site|school|campus)\b[^.;]{0,40}?(?:\b(?:is|be)|[:=–—]) (?:at |the )?|"
    r"\b(?:bring|specif(?:y|ies)|nominates?|designates?|chooses?|chosen|selects?|put forward|"
    r"represents?) )" + _CAPITALS
)
_SITE_IS = Regex(
    r"\b(?i:(?:specified|school|chosen|proposed) site (?:is|will be|would be)) (?:at |the )?"
    + _CAPITALS
)
_LABEL_LENGTH = 40
_UNMARKED_LINE = Regex(_CAPITALS + r"\s*(?:$|[,(.–—])")


def _unmarked(passage: Passage, number: int, owners: frozenset[str]) -> list[Mention]:
    """A school that is not called one: “The specified site is Delta Vista.”"""
    unit = passage.units[number]
    match = _SITE_IS.search(unit.text)
    above = passage.units[0].text
    leads = number == 0 or (number == 1 and len(above) < _LABEL_LENGTH and above.endswith("."))
    if match is None and leads and not schools(passage.text, owners):
        match = _UNMARKED.search(unit.text) if number == 0 else None
        if match is None and SITE_LABEL.search(label_of(passage)) and len(unit.text) < 90:
            match = _UNMARKED_LINE.match(unit.text)
            if match and _names_a_person(unit.text):
                return []
    if match is None or plain(match.group(1).split()[0]) in FUNCTION_WORDS:
        return []
    word = re.sub(r"['’]s?$", "", match.group(1))
    after = unit.text[match.end(1) :]
    if re.match(
        r" (?:Unified|Union|Joint|Elementary|School|District|County)\b|, (?:our|the) \w*", after
    ):
        return []
    return [Mention(word, match.start(1), match.start(1) + len(word))]


def _names_a_person(text: str) -> bool:
    """Whether an office goes with the first name of a text."""
    return any(name.honorific or role_follows(text, name.end) for name in names(text)[:1])


_IS_LEAD = Regex(
    _CAPITALS + r",? (?:is|will be|would be|shall be|serves as|(?:will|has agreed to) serve as) "
    r"(?:the |our )*"
    r"(?:in the )?(?:lead|primary|focus)\b|\b(?i:lead(?: district)?)(?: is|:) " + _CAPITALS
)


def _lead_district(everything: Sequence[Passage]) -> PartReading:
    ranked: list[tuple[float, int, Mention, Unit]] = []
    order = 0
    for passage in everything:
        for unit in passage.units:
            for rank, mention in enumerate(districts(unit.text)):
                order += 1
                clause = _clause(unit.text, mention)
                score = -0.5 * rank
                score += 2 * min(
                    2, len({match.group(1).lower() for match in _LEAD.finditer(clause)})
                )
                score += 2 if _LEAD.search(label_of(passage)) else 0
                score += 1 if SITE_LABEL.search(label_of(passage)) or _WILL.search(clause) else 0
                score += 1 if "district" in mention.text.lower() else 0
                score += 1 if _ONE.search(clause) and unit.position > 0.6 else 0
                score += 0.5 if unit.position > 0.6 and passage.zone == "body" else 0
                score -= (
                    3 if re.search(r"\b(no one|none|not|nobody)\b", clause, re.IGNORECASE) else 0
                )
                score -= 2 if passage.zone in ("head", "furniture") else 0
                ranked.append((score, order, mention, unit))
    ranked.sort(key=lambda each: (-each[0], each[1]))
    if not ranked or ranked[0][0] < 2.5:
        for unit in (unit for passage in everything for unit in passage.units):
            match = _IS_LEAD.search(unit.text)
            word = match and (match.group(1) or match.group(2))
            if word and plain(word.split()[0]) not in FUNCTION_WORDS:
                shown = (evidence(unit.written, unit.place, word),)
                whole = [
                    m.text for _, _, m, _ in ranked if fold(m.text).startswith(fold(word) + " ")
                ]
                return PartReading(Verdict.MET, max(whole, key=len, default=word), shown)
        return PartReading(Verdict.NOT_MET)
    score, _, mention, unit = ranked[0]
    shown = (evidence(unit.written, unit.place, mention.text),)
    for other in ranked[1:]:
        if score - other[0] < 0.5 and not _same_district(mention.text, other[2].text):
            why = f"Which district leads: {mention.text} or {other[2].text}?"
            return PartReading(
                Verdict.CONFIRM,
                mention.text,
                (*shown, evidence(other[3].written, other[3].place, other[2].text)),
                why,
            )
    return PartReading(Verdict.MET, mention.text, shown)


def _same_district(one: str, other: str) -> bool:
    return fold(one).split()[:2] == fold(other).split()[:2]
