"""Tables of a PDF's page, found by the rules that are drawn between their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

MAX_RULES = 3000
"""A page with more is a drawing, and has no tables."""
_TOUCH = 3.0

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


def grids(boxes: Iterable[Box]) -> list[Grid]:
    """The tables among the paths that are drawn on a page, from the top."""
    rules = [
        box
        for box in boxes
        if (box[2] - box[0] <= _TOUCH) != (box[3] - box[1] <= _TOUCH)  # thin one way only
        and max(box[2] - box[0], box[3] - box[1]) >= 6
    ]
    if len(rules) > MAX_RULES:
        return []
    found = []
    for group in _touching(rules):
        upright = [box for box in group if box[2] - box[0] <= _TOUCH]
        level = [box for box in group if box[2] - box[0] > _TOUCH]
        xs = _merged((box[0] + box[2]) / 2 for box in upright)
        ys = _merged((box[1] + box[3]) / 2 for box in level)
        if len(xs) >= 3 and len(ys) >= 2:
            found.append(Grid(tuple(xs), tuple(reversed(ys))))
    return sorted(found, key=lambda grid: -grid.ys[0])


def _touching(rules: list[Box]) -> list[list[Box]]:
    """Rules in groups that hang together."""
    groups: list[tuple[Box, list[Box]]] = []
    for rule in sorted(rules, key=lambda box: -box[3]):
        members, around = [rule], rule
        apart: list[tuple[Box, list[Box]]] = []
        for box, some in groups:
            if _meet(box, around):
                members, around = some + members, _around(box, around)
            else:
                apart.append((box, some))
        groups = [*apart, (around, members)]
    return [members for _, members in groups]


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + _TOUCH
        and other[0] <= one[2] + _TOUCH
        and one[1] <= other[3] + _TOUCH
        and other[1] <= one[3] + _TOUCH
    )


def _around(one: Box, other: Box) -> Box:
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
