"""A Word file as one engine set it: pages with their lines, and how near the limit they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from loi_tool.facts import PageLimit
from loi_tool.text import is_attachment

if TYPE_CHECKING:
    from loi_tool.layout.engines import Sheet

_DESCENT = 0.22
"""Of the distance between lines: what a line needs below its baseline."""
_USUAL_PITCH = 14.0
_WIDEST_PITCH = 32.0
_FURNITURE_DESCENT = 3.2
_FURNITURE_ASCENT = 10.5
"""Points that a line of a header or footer takes below and above its baseline, of usual type."""
_ENDED_EARLY = 4
"""Lines of room: more than are left because a paragraph or heading keeps together."""
_TELLING = 40
"""Letters by which a paragraph is known."""


@dataclass(frozen=True)
class Measured:
    """A file as one engine set it; margins in points."""

    sheets: tuple[Sheet, ...]
    top: float
    bottom: float

    def body(self, page: int) -> list[tuple[float, str]]:
        """The lines of a page (from 1) less headers, footers, and what is in the margins."""
        sheet = self.sheets[page - 1]
        floor = sheet.height - self.bottom + 2
        return [
            line
            for line in sheet.lines
            if self.top - 2 <= line[0] <= floor and line not in sheet.furniture
        ]

    @cached_property
    def pitch(self) -> float:
        """The usual distance between lines, in points."""
        steps = [
            below[0] - above[0]
            for page in range(1, len(self.sheets) + 1)
            for above, below in zip(self.body(page), self.body(page)[1:], strict=False)
            if 4 < below[0] - above[0] < _WIDEST_PITCH
        ]
        return median(steps) if steps else _USUAL_PITCH

    def room(self, page: int) -> float:
        """How many more lines the page has room for."""
        return (self._height(page) - self._used(page)) / self.pitch

    def fill(self, page: int) -> float:
        """How full the page is, from 0 to 1."""
        return round(min(max(self._used(page) / self._height(page), 0.0), 1.0), 2)

    def _height(self, page: int) -> float:
        return max(self.sheets[page - 1].height - self.top - self.bottom, 72.0)

    def _used(self, page: int) -> float:
        lowest = max((y for y, _ in self.body(page)), default=0.0)
        return lowest - self.top + _DESCENT * self.pitch if lowest else 0.0

    def over(self, limit: int) -> list[str]:
        """The body lines behind the last page that the call allows."""
        return [
            text for page in range(limit + 1, len(self.sheets) + 1) for _, text in self.body(page)
        ]

    def slack(self, limit: int) -> float:
        """Lines left before the limit is passed, or, below zero, lines beyond it.

        A page that has room left was ended on purpose, and that room counts to what is beyond.
        """
        count = len(self.sheets)
        if count > limit:
            room = self.room(limit)
            return -max(len(self.over(limit)), 1) - (room if room > _ENDED_EARLY else 0.0)
        whole = self._height(count) / self.pitch
        return max(self.room(count), 0.0) + (limit - count) * whole

    def without(self, limit: PageLimit) -> Measured:
        """The same less the pages from the first on that begins with what the limit leaves out."""
        for page in range(2, len(self.sheets) + 1):
            body = self.body(page)
            if body and is_outside(body[0][1], limit):
                return replace(self, sheets=self.sheets[: page - 1])
        return self


def furniture_heights(sheets: Sequence[Sheet]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """For each page where its header ends, from above, and its footer begins, from below.

    Points; of the engine that marks headers and footers. For `Copy.make_room`.
    """
    heads, feet = [0.0] * len(sheets), [0.0] * len(sheets)
    for page, sheet in enumerate(sheets):
        for y, _ in sheet.furniture:
            if y < sheet.height / 2:
                heads[page] = max(heads[page], y + _FURNITURE_DESCENT)
            else:
                feet[page] = max(feet[page], sheet.height - y + _FURNITURE_ASCENT)
    return tuple(heads), tuple(feet)


def pages_of(paragraphs: Sequence[str], sheets: Sequence[Sheet]) -> list[int | None]:
    """The page on which each paragraph of a letter begins, as an engine set it.

    Args:
        paragraphs: their texts, in order.
        sheets: the pages that the engine made.

    Returns:
        A page (from 1) for each, or None where its first words are not found in their order.
    """
    text = ""
    starts: list[int] = []
    for sheet in sheets:
        starts.append(len(text))
        text += bare("".join(line[1] for line in sheet.lines if line not in sheet.furniture))
    pages: list[int | None] = []
    position = 0
    for paragraph in paragraphs:
        wanted = bare(paragraph)[:_TELLING]
        at = text.find(wanted, position) if wanted else -1
        if at < 0:
            pages.append(None)
            continue
        position = at + len(wanted)
        pages.append(sum(1 for start in starts if start <= at))
    return pages


def bare(text: str) -> str:
    """A text without white space, its compatibility forms (ligatures) resolved."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_outside(line: str, limit: PageLimit) -> bool:
    """Whether a line at the head of a page begins what the limit does not count."""
    headings = set(map(heading_key, limit.outside))
    return heading_key(line) in headings or is_attachment(line, limit.attachments)


def heading_key(heading: str) -> str:
    """A heading as it is compared."""
    return bare(heading).casefold().strip(":.")
