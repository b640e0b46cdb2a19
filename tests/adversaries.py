"""Hostile strings for a regular expression, made from the pattern itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

parser = getattr(re, "_parser", None) or re.sre_parse  # its name until Python 3.10

_REPEATS = {parser.MAX_REPEAT, parser.MIN_REPEAT} | {
    getattr(parser, name) for name in ("POSSESSIVE_REPEAT",) if hasattr(parser, name)
}
_CANDIDATES = [*map(chr, range(32, 127)), "\t", "\n", "’", "“", "–", "é", "…", "•", "\ue000"]
_TAIL = "\x00"
"""What no class of a pattern holds but a negated one."""
LENGTH = 2_000
MOST = 60
"""Strings for one pattern: of a list with hundreds of words, each of which is alike, every few."""


def adversaries(pattern: re.Pattern[Any]) -> list[str]:
    """Strings of `LENGTH` characters on which a pattern that goes back and forth is slow.

    Each piece of the pattern that can be repeated is repeated: behind what comes before it in the
    pattern, and alone; with and without an end that cannot match.
    """
    tree = parser.parse(pattern.pattern, pattern.flags)
    pumps = dict.fromkeys(_pumps(list(tree), ""))
    strings = {}
    for before, piece in pumps:
        body = (piece * (LENGTH // len(piece) + 1))[: LENGTH - len(before)]
        strings[before + body] = None
        strings[(before + body)[:-1] + _TAIL] = None
    return list(strings)[:: len(strings) // MOST + 1]


def _pumps(nodes: Sequence[Any], before: str) -> Iterator[tuple[str, str]]:
    """What to repeat, and what to put before it, for each piece of a sequence."""
    whole = "".join(_sample(node) for node in nodes)
    if whole:
        yield "", whole
        yield "", whole + " "
    lead = before
    for node in nodes:
        yield from _pumps_of(node, lead)
        lead += _sample(node)


def _pumps_of(node: Any, before: str) -> Iterator[tuple[str, str]]:
    operator, argument = node
    if operator in _REPEATS:
        _, most, body = argument
        if most > 1:
            pieces = list(dict.fromkeys(piece for piece in _samples(list(body)) if piece))
            for piece in pieces:
                yield before, piece
                yield "", piece
            if len(pieces) > 1:
                yield before, "".join(pieces)
        yield from _pumps(list(body), before)
    elif operator is parser.SUBPATTERN:
        yield from _pumps(list(argument[-1]), before)
    elif operator is parser.BRANCH:
        for branch in argument[1]:
            yield from _pumps(list(branch), before)
    elif operator in (parser.ASSERT, parser.ASSERT_NOT):
        yield from _pumps(list(argument[1]), before)
    elif operator is getattr(parser, "ATOMIC_GROUP", None):
        yield from _pumps(list(argument), before)


def _samples(nodes: Sequence[Any]) -> Iterator[str]:
    """Strings that a sequence matches: one for each alternative, and for each kind of character."""
    if len(nodes) == 1:
        operator, argument = nodes[0]
        if operator is parser.BRANCH:
            for branch in argument[1]:
                yield from _samples(list(branch))
            return
        if operator is parser.SUBPATTERN:
            yield from _samples(list(argument[-1]))
            return
        if operator is parser.IN:
            yield from _members(argument)
            return
        if operator in _REPEATS:
            for piece in _samples(list(argument[2])):
                yield piece * max(argument[0], 1)
            return
    yield "".join(_sample(node) for node in nodes)


def _sample(node: Any) -> str:
    """A string that a piece of a pattern matches; empty for what only looks around."""
    operator, argument = node
    if operator is parser.LITERAL:
        return chr(argument)
    if operator is parser.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if operator is parser.ANY:
        return "a"
    if operator is parser.IN:
        return next(_members(argument), "")
    if operator in _REPEATS:
        least, _, body = argument
        return "".join(map(_sample, body)) * max(least, 1)
    if operator is parser.SUBPATTERN:
        return "".join(map(_sample, argument[-1]))
    if operator is parser.BRANCH:
        return "".join(map(_sample, argument[1][0]))
    if operator is getattr(parser, "ATOMIC_GROUP", None):
        return "".join(map(_sample, argument))
    return ""


def _members(choices: Sequence[Any]) -> Iterator[str]:
    """Characters of a class, one for each of its kinds, those of words first."""
    if choices[0][0] is parser.NEGATE:
        members = [char for char in ("a", " ", "-", "1") if not _in(char, choices[1:])]
        yield from members[:2] or [char for char in _CANDIDATES if not _in(char, choices[1:])][:1]
        return
    for choice in choices:
        member = next((char for char in _CANDIDATES if _in(char, [choice])), None)
        if choice[0] is parser.LITERAL:
            member = chr(choice[1])
        if choice[0] is parser.CATEGORY and _in("a", [choice]):
            member = "a"
        if member is not None:
            yield member


def _in(char: str, choices: Sequence[Any]) -> bool:
    tests = {
        parser.CATEGORY_DIGIT: char.isdigit(),
        parser.CATEGORY_NOT_DIGIT: not char.isdigit(),
        parser.CATEGORY_SPACE: char.isspace(),
        parser.CATEGORY_NOT_SPACE: not char.isspace(),
        parser.CATEGORY_WORD: char.isalnum() or char == "_",
        parser.CATEGORY_NOT_WORD: not (char.isalnum() or char == "_"),
    }
    for operator, argument in choices:
        if operator is parser.LITERAL and ord(char) == argument:
            return True
        if operator is parser.RANGE and argument[0] <= ord(char) <= argument[1]:
            return True
        if operator is parser.CATEGORY and tests[argument]:
            return True
    return False
