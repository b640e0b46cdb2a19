"""The district that leads a consortium."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loi_tool.evidence.outline import evidence
from loi_tool.evidence.passages import Passage, Unit
from loi_tool.evidence.places import FUNCTION_WORDS, Mention, districts, plain
from loi_tool.evidence.school_reasons import CAPITALS, ONE, WILL, clause_around
from loi_tool.facts import PartReading
from loi_tool.findings import Evidence, Verdict
from loi_tool.text import Regex, fold

_LEAD = Regex(  # what a lead district is called or does
    r"\b(lead(?:ing|s)?(?: district| agency| lea)?|primary|focus|anchor|on behalf of|heads?)\b",
    re.IGNORECASE,
)
# rare, but of “no one leads” the district beside it must not be met as the lead
_NONE = Regex(r"\b(no one|none|not|nobody)\b", re.IGNORECASE)
_IS_LEAD = Regex(  # a lead by its short name: “Alder Creek will be the lead”
    CAPITALS + r",? (?:is|(?:will|would|shall) be|(?:will |agreed to )?serves? as) "
    r"(?:the |our |in the )*(?:lead|primary|focus)\b|\b(?i:lead(?: district)?)(?: is|:) " + CAPITALS
)
_LEAST = 2.5
"""What a lead district is worth at least: a word of leading, and a little more."""
_AHEAD = 0.5
"""By how much the lead is worth more than any other district; else the letter leaves it open."""
_LATE = 0.6
"""How far into the body the last third begins, where most letters name the lead."""


@dataclass
class _LeadCandidate:
    mention: Mention
    unit: Unit
    score: float

    @property
    def evidence(self) -> Evidence:
        return evidence(self.unit.written, self.unit.place, self.mention.text)


def read_lead_district(everything: Sequence[Passage]) -> PartReading:
    """The lead district of a consortium, or `not_met` where the letter names none."""
    named = [
        _LeadCandidate(mention, unit, _score(passage, unit, mention))
        for passage in everything
        for unit in passage.units
        for mention in districts(unit.text)
    ]
    first = max(named, key=lambda candidate: candidate.score, default=None)
    if first is None or first.score < _LEAST:
        return _called_lead(everything, named)
    second = max(
        (
            candidate
            for candidate in named
            if not _same_district(candidate.mention.text, first.mention.text)
        ),
        key=lambda candidate: candidate.score,
        default=None,
    )
    if second and first.score - second.score < _AHEAD:
        why = f"Which district leads: {first.mention.text} or {second.mention.text}?"
        shown = (first.evidence, second.evidence)
        return PartReading(Verdict.CONFIRM, first.mention.text, shown, why)
    return PartReading(Verdict.MET, first.mention.text, (first.evidence,))


def _score(passage: Passage, unit: Unit, mention: Mention) -> float:
    """How much speaks for a district as the lead. Each number changes the reading of a letter."""
    clause = clause_around(unit.text, mention)
    late = unit.position > _LATE
    score = 2.0 * len({match.group(1).lower() for match in _LEAD.finditer(clause)})
    score += WILL.search(clause) is not None
    score += "district" in mention.text.lower()
    score += late and ONE.search(clause) is not None
    score += 0.5 * (late and passage.zone == "body")
    # more than a word of leading: where none leads yet, a lead must not be met
    score -= 3.0 * (_NONE.search(clause) is not None)
    return score


def _called_lead(everything: Sequence[Passage], named: Sequence[_LeadCandidate]) -> PartReading:
    """A lead that is not called a district: “Alder Creek will be the lead.”"""
    for unit in (unit for passage in everything for unit in passage.units):
        match = _IS_LEAD.search(unit.text)
        short = match and (match.group(1) or match.group(2))
        if short and plain(short.split()[0]) not in FUNCTION_WORDS:
            whole = [
                candidate.mention.text
                for candidate in named
                if fold(candidate.mention.text).startswith(fold(short) + " ")
            ]
            shown = (evidence(unit.written, unit.place, short),)
            return PartReading(Verdict.MET, max(whole, key=len, default=short), shown)
    return PartReading(Verdict.NOT_MET)


def _same_district(first: str, second: str) -> bool:
    return fold(first).split()[:2] == fold(second).split()[:2]
