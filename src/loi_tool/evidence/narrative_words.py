"""Words as they are compared: stems, and terms of one or two stems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from loi_tool.text import Regex

PROGRAM = "\ue000"
"""Takes the place of the names of the call's own program, whose words are no evidence."""
_WORD = Regex(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d,.:/-]*%?|%|\ue000")
_ENDINGS = Regex(  # so that “engaging” and “engagement” are one word to the learnt weights
    "(?:ations|ation|ings|ing|ities|ity|ies|ments|ment|edly|ed|ers|er|ors|or|es|ly|s|e|y)$"
)
_SMALL = Regex(  # for the headings of calls without words of their own
    "an?|and|are|as|at|be|been|but|by|for|from|had|has|have|her|his|in|into|is|its?|may|of|on|or|"
    "ours?|such|than|that|the|theirs?|them|there|these|they|this|those|to|was|we|were|what|when|"
    "where|which|who|whom|whose|will|with|would|you|your"
)
NUMBER, SHARE, YEAR = "#", "#%", "#year"
"""The stems of any number, any percentage, any year."""
_NUMBERS = Regex(  # so that “twelve schools” and “12 schools” are the same
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
