"""Tables of a PDF's page, found by the rules that are drawn between their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_RULES = 3000
"""A page with more is a drawing, and has no tables."""
_TOUCH = 3.0
_LEAST_LEVEL = 3
"""Rules of a table that has no upright ones: two are an ornament, or lines to sign on."""
_TALLEST_ROW = 200.0
_GUTTER = 5.0
"""Points of white between columns; a space between words has less."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True)
class Grid:
    """A table: the edges of its columns from left to right, and of its rows downwards."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column (from 0) of a point; None outside."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[-1] <= y < self.ys[0]):
            return None
        row = len(self.ys) - 1 - bisect_right(self.ys[::-1], y)
        return row, bisect_right(self.xs, x) - 1


def grids(boxes: Iterable[Box], texts: Iterable[Box] = ()) -> list[Grid]:
    """The tables among the paths that are drawn on a page, from the top.

    Args:
        boxes: the paths.
        texts: the runs of text; they tell the columns of a table that has level rules only.
    """
    rules = [
        box
        for box in boxes
        if (box[2] - box[0] <= _TOUCH) != (box[3] - box[1] <= _TOUCH)  # thin one way only
        and max(box[2] - box[0], box[3] - box[1]) >= 6
    ]
    if len(rules) > MAX_RULES:
        return []
    found = []
    level_only: list[list[Box]] = []
    for group in _touching(rules):
        upright = [box for box in group if box[2] - box[0] <= _TOUCH]
        level = [box for box in group if box[2] - box[0] > _TOUCH]
        xs = _merged((box[0] + box[2]) / 2 for box in upright)
        ys = _merged((box[1] + box[3]) / 2 for box in level)
        if len(xs) >= 3 and len(ys) >= 2:
            found.append(Grid(tuple(xs), tuple(reversed(ys))))
        elif not upright:
            level_only.append(level)
    found += _open_grids(level_only, list(texts))
    return sorted(found, key=lambda grid: -grid.ys[0])


def _open_grids(groups: list[list[Box]], texts: list[Box]) -> Iterator[Grid]:
    """Tables with no upright rules: three level ones and more, of the same ends, in a stack."""
    stacks: list[list[list[Box]]] = []
    for group in sorted(groups, key=lambda group: -group[0][3]):
        above = next((stack for stack in stacks if _continues(stack[-1], group)), None)
        if above is not None:
            above.append(group)
        else:
            stacks.append([group])
    for stack in stacks:
        rules = [rule for group in stack for rule in group]
        left, right = min(rule[0] for rule in rules), max(rule[2] for rule in rules)
        ys = tuple(reversed(_merged((rule[1] + rule[3]) / 2 for rule in rules)))
        if len(ys) < _LEAST_LEVEL:
            continue
        joints = _merged(rule[0] for rule in rules if rule[0] > left + _TOUCH)
        inner = joints or _columns([t for t in texts if _is_in(t, left, right, ys)])
        if inner:
            yield Grid((left, *inner, right), ys)


def _continues(above: list[Box], below: list[Box]) -> bool:
    ends = [(min(r[0] for r in rules), max(r[2] for r in rules)) for rules in (above, below)]
    near = max(rule[1] for rule in above) - max(rule[3] for rule in below) <= _TALLEST_ROW
    return near and all(abs(one - other) <= _TOUCH for one, other in zip(*ends, strict=True))


def _is_in(text: Box, left: float, right: float, ys: tuple[float, ...]) -> bool:
    return left - _TOUCH <= text[0] and text[2] <= right + _TOUCH and ys[-1] < text[1] < ys[0]


def _columns(texts: list[Box]) -> list[float]:
    """Where the second column and those after it begin: behind white from the top to the bottom."""
    begins: list[float] = []
    reached: float | None = None
    for left, _, right, _ in sorted(texts):
        if reached is not None and left - reached >= _GUTTER:
            begins.append(left - 1)
        reached = right if reached is None else max(reached, right)
    return begins


def _touching(rules: list[Box]) -> list[list[Box]]:
    """Rules in groups that hang together."""
    groups: list[tuple[Box, list[Box]]] = []
    for rule in sorted(rules, key=lambda box: -box[3]):
        members, whole = [rule], rule
        apart: list[tuple[Box, list[Box]]] = []
        for box, some in groups:
            if _meet(box, whole):
                members, whole = some + members, around(box, whole)
            else:
                apart.append((box, some))
        groups = [*apart, (whole, members)]
    return [members for _, members in groups]


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + _TOUCH
        and other[0] <= one[2] + _TOUCH
        and one[1] <= other[3] + _TOUCH
        and other[1] <= one[3] + _TOUCH
    )


def around(one: Box, other: Box) -> Box:
    """The rectangle around two."""
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _merged(places: Iterable[float]) -> list[float]:
    """Places in order, those that are as good as one made one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _TOUCH:
            found.append(place)
    return found
