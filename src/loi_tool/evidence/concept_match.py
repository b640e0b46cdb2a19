"""Concepts of a call in the sentences of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from loi_tool.calls.items import Serves
from loi_tool.evidence.narrative_words import PROGRAM

_MOST = 3
"""Distinct words of one concept that count."""
_NUMBER = (
    r"(?:\d[\d,.]{0,15}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety)(?:[- ]\w+)?|(?:a |some )?(?:dozens?|hundreds?|thousands?))"
)
_SHARE = (
    r"(?:\d[\d.,]{0,15} ?(?:%|per ?cent)|\w+(?:[- ]\w+)? per ?cent|percent(?:age)? of"
    r"|(?:one|two|three|four|six|seven|eight|nine)[- ](?:thirds?|quarters?|fifths?|tenths?)"
    r"|one in \w+|\w+ in (?:five|ten)|(?:a |one[- ])?(?:third|quarter|fifth) of|half(?: of)?"
    r"|majority|most of)"
)
_AMOUNT = (
    r"(?:(?:US ?)?\$ ?\d[\d,.]{0,15}(?:[ -]?(?:k|thousand|million))?|"
    + _NUMBER
    + r"(?:[- ]\w{1,12}){0,4} dollars)"
)
_COUNTS = {"#": _NUMBER, "#%": _SHARE, "$#": _AMOUNT, "#year": r"(?:19|20)\d\d"}
"""Patterns for a number, a share, an amount of money, a year in the words of a call."""


@dataclass(frozen=True)
class Hit:
    """How well sentences `first` to `last` answer: the concepts' distinct words, as a share."""

    score: float
    first: int
    last: int


@dataclass(frozen=True)
class _Ready:
    concepts: Mapping[str, re.Pattern[str]]
    against: re.Pattern[str] | None


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern for any of some words of a call, with the signs that `Serves` has.

    Phrases that begin or end with a number share the pattern for it, which is long to compile.
    """
    alternatives: list[str] = []
    counted: dict[str, list[str]] = {}
    counts: dict[str, list[str]] = {}
    for word in words:
        first, *rest = word.split()
        *start, last = word.split()
        if rest and first in _COUNTS:
            counted.setdefault(first, []).append(_as_pattern(" ".join(rest)))
        elif start and last in _COUNTS:
            counts.setdefault(last, []).append(_as_pattern(" ".join(start)))
        else:
            alternatives.append(_as_pattern(word))
    for number, things in counted.items():
        alternatives.append(rf"{_COUNTS[number]}\s+(?:{'|'.join(things)})")
    for number, things in counts.items():
        alternatives.append(rf"(?:{'|'.join(things)})\s+{_COUNTS[number]}")
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


def _as_pattern(phrase: str) -> str:
    return r"\s+".join(map(_word_pattern, phrase.split()))


def _word_pattern(word: str) -> str:
    if word in _COUNTS:
        return _COUNTS[word]
    if word == "{program}":
        return PROGRAM
    return re.escape(word).replace(r"\*", r"\w*").replace("'", "['’]")


@lru_cache(maxsize=64)
def _ready(key: tuple[tuple[str, tuple[str, ...]], ...], against: tuple[str, ...]) -> _Ready:
    return _Ready(
        {name: pattern(words) for name, words in key}, pattern(against) if against else None
    )


def best_hit(serves: Serves, texts: Sequence[str]) -> Hit | None:
    """The stretch of sentences that answers best, or None where none does.

    Args:
        serves: the words of an item of the call, or of a part.
        texts: sentences that are together, in order.
    """
    ready = _ready(tuple(serves.concepts.items()), serves.against)
    clean = [ready.against.sub(" ", text) for text in texts] if ready.against else list(texts)
    words_by_concept = {
        name: [frozenset(match.lower() for match in regex.findall(text)) for text in clean]
        for name, regex in ready.concepts.items()
    }
    best: Hit | None = None
    for together in serves.answers:
        for first in range(max(len(texts) - together.within + 1, 1)):
            last = min(first + together.within, len(texts))
            counts = [
                len(frozenset().union(*words_by_concept[name][first:last]))
                for name in together.concepts
            ]
            if not all(counts):
                continue
            score = sum(min(count, _MOST) for count in counts) / (_MOST * len(counts))
            if best is None or score > best.score:
                best = Hit(score, first, last)
    return best
