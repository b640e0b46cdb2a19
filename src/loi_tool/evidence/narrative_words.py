"""Words as they are compared: sentences, stems, and terms of one or two stems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

PROGRAM = "\ue000"
"""Stands for the names of the call's own program, whose words are no evidence."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d,.:/-]*%?|%|\ue000")
_END = re.compile(  # counted, so that no row of dots or spaces costs more than its length
    r"[.!?…]{1,4}[\"”’')\]]{0,3}\s{1,9}(?=[\"“‘'(\[]?[A-Z0-9¿¡])|\n(?=\W{0,4}[A-Z0-9¿¡•▪–-])"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Mx|St|Jr|Sr|No|Prof|Rev|Sgt|Lt|Capt|Gov|Sen|Supt|Asst|Dept|Mt|Ft|vs|"
    r"approx|e\.g|i\.e|cf|ca|a\.m|p\.m|U\.S|Ed|Ph|Inc|Co|Ave|Blvd|attn)|\b[A-Z])\.$"
)
_NEAR = 80
"""Characters that hold an abbreviation and what follows it; searching all would be slow."""
_ENDINGS = re.compile(
    "(?:ations|ation|ings|ing|ities|ity|ies|ments|ment|edly|ed|ers|er|ors|or|es|ly|s|e|y)$"
)
_SMALL = re.compile(
    "an?|and|are|as|at|be|been|but|by|for|from|had|has|have|her|his|in|into|is|its?|may|of|on|or|"
    "ours?|such|than|that|the|theirs?|them|there|these|they|this|those|to|was|we|were|what|when|"
    "where|which|who|whom|whose|will|with|would|you|your"
)
NUMBER, SHARE, YEAR = "#", "#%", "#year"
"""What stands for any number, any percentage, any year."""
_NUMBERS = re.compile(
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|"
    "eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|dozen|half|third|"
    "quarter"
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word in small letters, less its ending; a number is one of `#`, `#%`, `#year`."""
    if word[0].isdigit():
        if word.endswith("%"):
            return SHARE
        return YEAR if re.fullmatch(r"(19|20)\d\d", word) else NUMBER
    if word == "%":
        return SHARE
    word = word.lower().replace("’", "'").removesuffix("'s")
    if _NUMBERS.fullmatch(word):
        return NUMBER
    ending = _ENDINGS.search(word, 4)
    return word[: ending.start()] if ending else word


def stems(text: str) -> list[str]:
    """The stems of a text, in order."""
    return [stem(word) for word in _WORD.findall(text)]


def is_small(word: str) -> bool:
    """Whether a stem carries no meaning of its own (the, of, our)."""
    return _SMALL.fullmatch(word) is not None


def meaning(text: str) -> frozenset[str]:
    """The stems of a text that carry meaning."""
    return frozenset(word for word in stems(text) if not is_small(word))


def terms(words: Sequence[str]) -> frozenset[str]:
    """Every stem, and every two that follow one another."""
    return frozenset(words) | {f"{a} {b}" for a, b in pairwise(words)}


def sentences(text: str) -> list[str]:
    """The sentences of a text, as they stand there; a new line that begins anew ends one."""
    return [text[start:end] for start, end in sentence_spans(text)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        near = max(start, match.end() - _NEAR)
        if _ABBREVIATION.search(text[near : match.end()].rstrip()):
            continue
        found.append((start, match.end()))
        start = match.end()
    found.append((start, len(text)))
    return [
        (begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip()))
        for begin, end in found
        if (piece := text[begin:end]).strip()
    ]
