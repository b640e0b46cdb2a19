"""What speaks for a school that a letter names, and against it.

A school counts by what is around it: words of choice, of team and site, of the future, the label
above. The same school in an anecdote, or one that “will follow later”, is not the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from loi_tool.evidence.passages import SITE_LABEL, Passage, Unit, label_of
from loi_tool.evidence.places import Mention, schools
from loi_tool.text import MONTHS, Regex

CAPITALS = r"([A-ZÀ-Þ][\w'’-]*(?: (?:(?:de|del|la|las|los|el|of|the) )*[A-ZÀ-Þ][\w'’-]*){0,4})"
"""A name: up to five capitalized words, in a group of its own."""
_CHOSEN = Regex(
    r"\b(specif\w+|select\w*|cho(?:ice|ose|sen?)|designat\w+|identif\w+|named|propos\w+|"
    r"(?:we|I) (?:name|offer|give|send)|participating|pick(?:ed)?|nominat\w+|agreed to|in mind|"
    r"put(?:ting)? (?:forward|us)|(?:decid|settl)\w* (?:on|upon)|elegid[oa])\b",
    re.IGNORECASE,
)
_SITE = Regex(r"\b((?:school ?)?sites?|campus|plantel)\b", re.IGNORECASE)
_TEAM = Regex(
    r"\b(teams?|network|initiative|cohort|convenings?|take part|participat\w+|application|"
    r"(?:this|the|our) (?:work|plan|project))\b",
    re.IGNORECASE,
)
WILL = Regex(
    r"\b(?:will|would|shall|intend\w*|(?:plan|is|are|hope|going) to)\b|['’](?:d|ll)\b",
    re.IGNORECASE,
)
_ACT = Regex(
    r"\b(represent\w*|bring(?:ing)?|serves? as|(?:start|begin|launch)s?|sends?|carry|anchor|"
    r"work (?:at|in|with|from)|home (?:of|for|base)|come (?:from|out of)|focus|host|"
    r"join (?:the|our)|go(?:es)? first)\b",
    re.IGNORECASE,
)
ONE = Regex(
    r"\b(?:the|our|its) (?:\w+ )?(?:one|school|place|choice)\b|\bonly (?:one|school|campus)\b|"
    r"\bit(?:['’]s| is| would be| will be)\b|\bwhere (?:we|the team)\b|"
    r"\b(?:school|campus|site)\b[^.;!]{0,25}(?:[:=?]|\b(?:is|be)\b)",
    re.IGNORECASE,
)
_US = Regex(r"\b(we|our|us|I|you|your|please)\b", re.IGNORECASE)
# what looks like a past tense and tells no story: “has asked”, “would be joined”, “if admitted”
_NO_STORY = Regex(
    r"\b(?:has|have|be|been|being|if|once|is|are) (?:\w+ly )?(?:\w+ed|found|chosen|put|built)\b|"
    r"\b(?:was|were) (?=(?:chosen|selected|identified|designated|picked|named)\b)",
    re.IGNORECASE,
)
_SECOND = Regex(
    r"\b(observers?|follow(?:s|ed)?|later|watch(?:es)?|partner|deferred|"
    r"(?:was|were) (?:considered|looked at|proposed)|other (?:campus|school|site)s?|not|instead|"
    r"neither|nor|never|rather than|feeders?|supposed|assumed|declined)\b|n['’]t\b",
    re.IGNORECASE,
)
_OVER = Regex(
    r"\b(?:over|in preference to|instead of|rather than|near|students (?:from|of|at)|former)\s*$",
    re.IGNORECASE,
)
_STORY = Regex(
    r"\b(?:19|20)\d\d\b|\b(?:last|this past) (?:year|winter|spring|summer|fall|autumn|week|month|"
    rf"\w+day)|\b(?:in|since|until|on) (?:{'|'.join(MONTHS)})\b|"
    r"\b(?:ago|once|when|after|during|attended|remember|distinguished|awards?)\b",
    re.IGNORECASE,
)
_PAST = Regex(  # the commonest verbs whose past does not end in -ed
    r"\b(?:was|were|had|did|held|came|began|won|built|met|led|told|went|made|saw|found|gave|brought|"
    r"taught|wrote|took|got|left|sent|heard|\w{3,}ed)\b",
    re.IGNORECASE,
)


_SITE_IS_NAMED = Regex(  # “The proposed site is …”, whatever else the sentence tells
    r"\b(?:proposed|chosen|selected|specified|our) (?:school )?site (?:is|will be|would be) "
    r"(?:the )?$",
    re.IGNORECASE,
)


# Set by hand: weights learnt from the same reasons, with each register held out, read 142 of 151
# letters, these 148; on 19 letters that neither had seen, both read 13. Each reason here changes
# what is read of some letter in benchmarks/letters; others were taken out.
_WORTH = {
    # the words of the sentence
    "choice": 1.5,
    "site": 1.5,
    "team": 1.0,
    "the future": 1.0,
    "taking part": 1.0,
    "the one": 1.0,
    "in so many words": 5.0,
    "we or you": 0.5,
    # where it is
    "a label that asks for the site": 2.0,
    "nothing but the name": 2.0,  # or a label and the name, late in the letter
    "after a colon": 1.0,
    "site or team in the sentences around": 0.5,
    "late": 0.5,
    "late and near the contact": 0.75,
    "a short passage": 0.5,
    # what speaks against it; more than all words together if it says that nothing is decided
    "a story": -1.0,
    "the past": -1.0,
    "a story of a choice": -0.5,
    "the past of a choice": -0.5,
    "in brackets": -1.5,
    "undecided": -6.0,
    "another comes first": -3.0,
    "of another district": -6.0,
    "none of them": -2.0,
}
_LATE = 0.5
"""How far into the body the second half begins, where most letters specify the school."""
_SHORT = 320
"""Characters of a passage that is about the site and little else: two or three sentences."""
_CUES = {
    "choice": _CHOSEN,
    "site": _SITE,
    "team": _TEAM,
    "the future": WILL,
    "taking part": _ACT,
    "the one": ONE,
    "we or you": _US,
}
_GOES_ON = Regex(r"(?:It|There|This)\b")
_INTRODUCTION = Regex(r"^[^.;!?:]{0,40}[:=]\W*$")
_BY_THE_WAY = Regex(r"\([A-Z]?[a-z]{2}|\([A-Z] ")
_OUR_SCHOOLS = Regex(r"\bour (?:\w{1,15} ){0,3}(?:schools|campuses|sites)\b", re.IGNORECASE)
_ELSEWHERE = Regex(
    r"\b(?:(?:in|of|from) (?:the|a|our) (?:neighbou?ring|adjacent|adjoining|nearby|next) "
    r"(?:school )?(?:district|town|city|county)|"
    r"(?:in|of|from) (?:another|the other) (?:school )?district)\b",
    re.IGNORECASE,
)
_OPEN = Regex(r"\b(?:TBD|[Ww]hether)\b")
_NONE_OF_THEM = Regex(r", (?:are|were|will|do) not\b")  # “A, and B, are not specified”


def site_score(passage: Passage, number: int, mentions: Sequence[Mention], rank: int) -> float:
    """How much speaks for one of the schools in a sentence as the site.

    Args:
        passage: The passage.
        number: The sentence of it.
        mentions: The schools in the sentence, in order.
        rank: Which of them is meant.
    """
    return sum(_WORTH[reason] for reason in _reasons(passage, number, mentions, rank))


def is_named_as_ours(passage: Passage, number: int, mentions: Sequence[Mention], rank: int) -> bool:
    """Whether a sentence speaks of one of its schools as of the writer's own, here and now.

    The arguments are those of `site_score`.
    """
    reasons = set(_reasons(passage, number, mentions, rank))
    against = {reason for reason in reasons if _WORTH[reason] < 0} - {"in brackets"}
    if _OUR_SCHOOLS.search(passage.units[number].text):
        against -= {"undecided"}  # “of our schools, A and B are ready; we have not yet decided”
    return not reasons.isdisjoint(_CUES) and not against


def _reasons(
    passage: Passage, number: int, mentions: Sequence[Mention], rank: int
) -> Iterator[str]:
    """What speaks for and against one of the schools in a sentence of a passage."""
    unit, mention = passage.units[number], mentions[rank]
    clause = clause_around(unit.text, mention)
    beside = _beside(unit.text, mentions, rank)
    around = [
        passage.units[at].text for at in (number - 1, number + 1) if 0 <= at < len(passage.units)
    ]
    following = passage.units[number + 1].text if number + 1 < len(passage.units) else ""
    said = clause
    if _GOES_ON.match(following) and not schools(following):
        said = f"{clause} {following}"
    yield from (reason for reason, cue in _CUES.items() if cue.search(said))
    if _SITE_IS_NAMED.search(unit.text[: mention.start]):
        yield "in so many words"
    past = list(_told(beside if len(mentions) > 1 else clause))
    yield from past
    if not past and len(passage.text) < _SHORT:
        yield "a short passage"
    if SITE_LABEL.search(label_of(passage)):
        yield "a label that asks for the site"
    if any(map(_is_of_site_or_team, around)):
        yield "site or team in the sentences around"
    yield from _place_reasons(passage, unit, mention, clause)
    if _is_undecided(passage.text) or _OPEN.search(unit.text):
        yield "undecided"
    if _ELSEWHERE.search(beside):
        yield "of another district"
    # of several in a sentence, what is next to each counts
    if _SECOND.search(beside) or _OVER.search(unit.text[: mention.start]):
        yield "another comes first"
    elif len(mentions) > 1 and _SECOND.search(clause) and _NONE_OF_THEM.search(unit.text):
        yield "none of them"


@lru_cache(maxsize=8)
def _is_of_site_or_team(text: str) -> bool:
    """Asked for each school of the sentence beside it."""
    return _SITE.search(text) is not None or _TEAM.search(text) is not None


@lru_cache(maxsize=8)
def _is_undecided(text: str) -> bool:
    """Asked for each school of the passage."""
    return _UNDECIDED.search(text) is not None


def _told(text: str) -> Iterator[str]:
    """Whether words tell of another time. How the site was chosen is no story."""
    if _WAS_CHOSEN.search(text):
        return
    of_a_choice = " of a choice" if _CHOSEN.search(text) else ""
    if _STORY.search(text):
        yield f"a story{of_a_choice}"
    if _PAST.search(_CHOSEN.sub(" ", _NO_STORY.sub(" ", text))):
        yield f"the past{of_a_choice}"


def _place_reasons(passage: Passage, unit: Unit, mention: Mention, clause: str) -> Iterator[str]:
    """What the place in the letter and in the sentence says of a school."""
    late = passage.zone == "body" and unit.position > _LATE
    if late:
        yield "late"
    if late and passage.near_contact:
        yield "late and near the contact"
    before = unit.text[: mention.start]
    introduced = _INTRODUCTION.search(before) is not None
    rest = clause.replace(before, "", 1) if introduced else clause
    if late and not re.search(r"[a-z]{2,}", rest):
        yield "nothing but the name"
    elif introduced:
        yield "after a colon"
    if _BY_THE_WAY.match(unit.text):
        yield "in brackets"


def clause_around(text: str, mention: Mention) -> str:
    """The sentence around a mention, less the brackets that it is not in."""
    for match in re.finditer(r"\([^()]*\)", text):
        if match.start() <= mention.start and mention.end <= match.end():
            return match.group()
    return re.sub(r"\([^()]*\)", " ", text).replace(mention.text, " ", 1)


_ASIDE = Regex(
    r"[,;(]?\s{0,9}\b(?:(?:and |but |though )?not|rather than|instead of|as|since|because|"
    r"(?:al)?though|while|where(?:as)?|whose)\b.*$",
    re.DOTALL,
)


def _beside(text: str, mentions: Sequence[Mention], rank: int) -> str:
    """What a sentence says of one of the schools in it: what is between it and the others.

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
    return f"{before} {after}"


_UNDECIDED = Regex(  # rare, but a school that is only thought of must not be met
    r"\b(?:yet to (?:be|decide|choose)|not yet (?:been )?(?:chosen|decided|named|selected)|"
    r"have (?:both|all|each) asked|name of (?:our|the|its) [\w ]{0,20}(?:site|school) will follow|"
    r"(?:site|choice|question) is (?:still|as yet|yet) (?:open|undecided)|"
    r"(?:site|school|choice|which) (?:will|is to|would|to) be (?:named|chosen|selected|decided)|"
    r"(?:cabinet|board|we|principals|superintendent) (?:will|shall) (?:then |later )?"
    r"(?:name|choose|decide|select|pick))\b",
    re.IGNORECASE,
)
_WAS_CHOSEN = Regex(
    r"\b(?:(?:was|were|is|been) (?:chosen|selected|identified|designated|picked)|"
    r"(?:we|board|cabinet)(?: have| has)? settled (?:on|upon))\b"
    r"(?! (?:an?|as an?|for|one of|by the (?:state|county|governor|department))\b)",
    re.IGNORECASE,
)
