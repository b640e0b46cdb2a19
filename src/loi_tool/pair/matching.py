"""Which words of one file are which of the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from loi_tool.pair.sides import SideWord

_ROUNDS = 8
_MOVED = 4
"""Words in a row that may be in another place; fewer only as a cell or line of their own."""
STAMP = 40
"""Words of the longest mark that a signing program leaves."""


def matched(ours: Sequence[SideWord], theirs: Sequence[SideWord]) -> dict[int, int]:
    """Which word of one side is which of the other, by their indexes.

    What is left over is compared again, by itself, so that lines, cells and passages that are in
    another place are found there.
    """
    from rapidfuzz.distance import Indel

    pairs = dict(_same_lines(ours, theirs))
    for _ in range(_ROUNDS):
        known = set(pairs.values())
        ours_left = [index for index in range(len(ours)) if index not in pairs]
        theirs_left = [index for index in range(len(theirs)) if index not in known]
        left, right = [ours[i].plain for i in ours_left], [theirs[i].plain for i in theirs_left]
        if not left or not right:
            break
        near = _near(pairs, len(ours), len(theirs))
        for step in Indel.opcodes(left, right):
            if step.tag == "equal":
                here = ours_left[step.src_start : step.src_end]
                there = theirs_left[step.dest_start : step.dest_end]
                for group in _in_a_row(here, there):
                    if near(*group[0]) or _may_move(ours, theirs, group):
                        pairs.update(group)
        _close_up(ours, theirs, pairs)
        if len(pairs) == len(known):
            break
    return pairs


def _same_lines(ours: Sequence[SideWord], theirs: Sequence[SideWord]) -> Iterator[tuple[int, int]]:
    """The words of lines that are long enough, and are once in each of the files."""
    once: list[dict[tuple[str, ...], list[int]]] = [{}, {}]
    for words, found in zip((ours, theirs), once, strict=True):
        for _, line in groupby(range(len(words)), key=lambda index: words[index].line):
            indexes = list(line)
            key = tuple(words[index].plain for index in indexes)
            found[key] = [] if key in found else indexes
    for key, here in once[0].items():
        if len(key) >= _MOVED and here and (there := once[1].get(key)):
            yield from zip(here, there, strict=True)


def _near(pairs: dict[int, int], many: int, many_there: int) -> Callable[[int, int], bool]:
    """Whether two words are between the same matched words, or as far from one of them."""
    known = sorted({-1: -1, **pairs, many: many_there}.items())

    def near(i: int, j: int) -> bool:
        after = bisect_left(known, (i, -1))
        (h, before), (k, behind) = known[after - 1], known[after]
        if before < behind:
            return before < j < behind
        return 0 < j - before <= i - h + STAMP or 0 < behind - j <= k - i + STAMP

    return near


def _in_a_row(here: Sequence[int], there: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    group: list[tuple[int, int]] = []
    for i, j in zip(here, there, strict=True):
        if group and (i, j) != (group[-1][0] + 1, group[-1][1] + 1):
            yield group
            group = []
        group.append((i, j))
    yield group


def _may_move(
    ours: Sequence[SideWord], theirs: Sequence[SideWord], group: Sequence[tuple[int, int]]
) -> bool:
    """Whether words are many, or a whole line or cell in one of the files."""

    def whole(words: Sequence[SideWord], first: int, last: int) -> bool:
        begins = first == 0 or words[first - 1].line != words[first].line
        return begins and (last + 1 == len(words) or words[last + 1].line != words[last].line)

    return (
        len(group) >= _MOVED
        or whole(ours, group[0][0], group[-1][0])
        or whole(theirs, group[0][1], group[-1][1])
    )


def _close_up(ours: Sequence[SideWord], theirs: Sequence[SideWord], pairs: dict[int, int]) -> None:
    """Let matches grow over equal words beside them that are free, or matched far from theirs."""
    back = {there: here for here, there in pairs.items()}

    def settled(i: int, j: int) -> bool:
        return pairs.get(i - 1) == j - 1 or pairs.get(i + 1) == j + 1

    waiting = list(pairs)
    while waiting:
        here = waiting.pop()
        for step in (-1, 1):
            i, j = here + step, pairs.get(here, -2) + step
            if not (0 <= i < len(ours) and 0 <= j < len(theirs)) or pairs.get(i) == j:
                continue
            if ours[i].plain != theirs[j].plain:
                continue
            other_j, other_i = pairs.get(i), back.get(j)
            if other_j is not None and other_i is not None:
                continue
            if other_i is not None and not settled(other_i, j):
                del pairs[other_i]
                waiting += [near for near in (other_i - 1, other_i + 1) if near in pairs]
            elif other_j is not None and not settled(i, other_j):
                del back[other_j]
            elif other_i is not None or other_j is not None:
                continue
            pairs[i], back[j] = j, i
            waiting.append(i)
