"""Which ligatures a PDF has other characters for, and the words that read otherwise for it.

A font draws “fi” or “tt” as one sign. A program that gives a wrong letter for it (ISO 32000-1,
9.10) does so all over a letter, and that is how such words are told from words that differ.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

DRAWN_AS_ONE = (
    "ffi", "ffl", "fft", "tti", "ttf", "ff", "fi", "fl", "ft", "fj", "ti", "tt", "tf", "Th", "ct",
    "st",
)  # fmt: skip
"""The longest come first."""
_KEPT = 4
"""Of so many words with a ligature one may be right, as where a heading has another font."""
_WORDS = 3
"""Words that read wrong in the same way are enough to know it by; fewer are differences."""
_MOST_WORDS = 1_000
"""Words with ligatures; a letter has a few hundred."""
_READINGS: tuple[Callable[[str], str], ...] = (
    lambda sign: sign[0],
    lambda sign: " ",
    lambda sign: "-",
    *(lambda sign, other=other: other for other in ("ti", "tt", "tf", "ft", "tti")),
)
"""What a PDF may have in the place of a ligature, other than nothing."""

Readings = dict[tuple[str, ...], list[str]]
"""By the words of a PDF the words of the Word file that they may be."""


def lost(known: Counter[str], present: Counter[str]) -> list[str]:
    """The ligatures that words of a Word file have, and (nearly) no word of its PDF.

    Args:
        known: the words of the Word file.
        present: those of the PDF.
    """
    shared = Counter({word: times for word, times in present.items() if word in known})
    return [
        sign
        for sign in DRAWN_AS_ONE
        if (usual := _times(sign, known)) and _KEPT * _times(sign, shared) <= usual
    ]


def left_out(known: Iterable[str], signs: Sequence[str]) -> Readings:
    """The words with nothing in the place of ligatures."""
    return _read_as(known, signs, lambda sign: "")


def exchanged(
    known: Iterable[str], signs: Sequence[str], lines: Iterable[list[str]], *, is_misread: bool
) -> Readings:
    """The words with something else in the place of ligatures, where a PDF has several such.

    Args:
        known: the words of the Word file.
        signs: the ligatures that the PDF has other characters for.
        lines: the words of the PDF.
        is_misread: whether it is known already that other words of it read otherwise; then one
            word less is enough.
    """
    words = set(known)
    runs = {
        run
        for line in lines
        for many in (1, 2, 3)
        for run in zip(*(line[n:] for n in range(many)), strict=False)
        if not words.issuperset(run)
    }
    result: Readings = {}
    for reading in _READINGS:
        met = {run: w for run, w in _read_as(words, signs, reading).items() if run in runs}
        found = {whole.casefold() for wholes in met.values() for whole in wholes}
        if len(found) >= _WORDS - is_misread:
            for run, wholes in met.items():
                result.setdefault(run, []).extend(wholes)
    return result


def _times(sign: str, words: Counter[str]) -> int:
    return sum(times for word, times in words.items() if sign in word)


def _read_as(known: Iterable[str], signs: Sequence[str], reading: Callable[[str], str]) -> Readings:
    """Words as they are where one of these signs, or all, or all of two letters, read otherwise."""
    result: Readings = {}
    sets = ([sign] for sign in signs), [signs, [sign for sign in signs if len(sign) == 2]]
    patterns = [re.compile("|".join(part)) for parts in sets for part in parts if part]
    holders = sorted(word for word in known if any(sign in word for sign in signs))
    for word in holders[:_MOST_WORDS]:
        for cut in {pattern.sub(lambda match: reading(match[0]), word) for pattern in patterns}:
            if cut != word and (run := tuple(cut.split())):
                result.setdefault(run, []).append(word)
    return result
