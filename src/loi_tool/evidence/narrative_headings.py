"""Which item of a call a heading of the letter names. A heading is a hint, not an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loi_tool.calls.items import Item, Part
from loi_tool.calls.model import Call
from loi_tool.evidence.narrative_passages import NarrativePassage, NarrativeSection, words_of
from loi_tool.evidence.narrative_words import is_small, meaning, stems

_ENOUGH = 0.5
"""The share of a heading's words that must be those of an item."""
_PHRASE = 1.5
"""How much more a word of the call's own list for headings counts."""
_LONGEST = 60


@dataclass(frozen=True)
class _HeadingWords:
    """The words by which headings name an item, or a part of one."""

    key: str
    words: frozenset[str]
    phrases: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Matched:
    """For each heading of a letter, what it names, and how well."""

    by_heading: Mapping[str, Mapping[str, float]]

    def above(self, key: str, passage: NarrativePassage) -> float:
        """How well the headings above a passage name an item, or a part (from 0 to 1)."""
        return max((self.strength(key, heading) for heading in passage.headings), default=0.0)

    def names(self, key: str, section: NarrativeSection) -> bool:
        """Whether the heading of a section names an item, or a part."""
        return self.strength(key, section.heading) > 0

    def strength(self, key: str, heading: str) -> float:
        """How well a heading names an item, or a part (from 0 to 1)."""
        named = self.by_heading.get(heading, {})
        # the heading of an item with parts says little of each part
        return max(named.get(key, 0.0), named.get(key.partition(".")[0], 0.0) / 2)


def match_headings(call: Call, parts: Sequence[NarrativeSection]) -> Matched:
    """What the headings of a letter name."""
    names = [_names(item, part) for item in call.items for part in (None, *item.parts)]
    rarity: dict[str, float] = {}
    for word in {word for target in names for word in target.words}:
        items = {target.key.partition(".")[0] for target in names if word in target.words}
        rarity[word] = 1 / len(items)
    headings = {section.heading for section in parts} | {
        heading for section in parts for passage in section.passages for heading in passage.headings
    }
    return Matched({heading: _match(heading, names, rarity) for heading in headings if heading})


def is_title(item: Item, section: NarrativeSection) -> bool:
    """Whether the heading of a section is the call's own title of an item, word for word."""
    return words_of(section.heading) == words_of(item.title)


def _names(item: Item, part: Part | None) -> _HeadingWords:
    if part is None:
        text = f"{item.title} {item.quote} {item.prompt}"
        serves = item.evidence
        key = item.id
    else:
        text, serves, key = part.title, part.evidence, f"{item.id}.{part.id}"
    phrases = tuple(_all_meaning(phrase) for phrase in (serves.headings if serves else ()))
    return _HeadingWords(key, meaning(text), phrases)


def _all_meaning(phrase: str) -> frozenset[str]:
    """The words of a phrase that carry meaning, or all of them if none does (“who we are”)."""
    return meaning(phrase) or frozenset(stems(phrase))


def _match(
    heading: str, names: Sequence[_HeadingWords], rarity: Mapping[str, float]
) -> dict[str, float]:
    every = frozenset(stems(heading))
    words = frozenset(word for word in every if not is_small(word) and word[0].isalpha())
    if not every or len(every) > _LONGEST:
        return {}
    whole = sum(rarity.get(word, 0.5) for word in words) or 1.0
    scores: dict[str, float] = {}
    for target in names:
        shared = words & target.words
        score = sum(rarity[word] for word in shared) / whole
        if score < _ENOUGH or not shared:
            score = 0.0
        said = [phrase for phrase in target.phrases if phrase <= every]
        if said:
            longest = max(said, key=len)
            score = max(score, _PHRASE * len(longest) / max(len(words), len(longest)))
        if score:
            scores[target.key] = score
    if not scores:
        return {}
    best = max(scores.values())
    return {key: min(score, 1.0) for key, score in scores.items() if score > 0.7 * best}
