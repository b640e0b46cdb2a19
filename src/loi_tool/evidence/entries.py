"""The people or organizations that a letter names one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from loi_tool.calls.items import Item
from loi_tool.calls.model import Call
from loi_tool.evidence.narrative_words import meaning
from loi_tool.evidence.people import names
from loi_tool.facts import ItemReading, ListReading
from loi_tool.files import Paragraph
from loi_tool.text import Regex, sentences

_TO_BE_NAMED = Regex(
    r"\b(?:to\sbe\s(?:determined|named|announced|confirmed|identified|hired|decided|chosen|selected)"
    r"|will\s(?:soon\s)?be\s(?:named|identified|chosen|selected|announced|determined)"
    r"|not\syet\s(?:named|known|chosen|identified)|tbd|tba|vacant|open\s(?:seat|position))\b",
    re.IGNORECASE,
)
_NOBODY = Regex(
    r"(?:an?|one|two|three|four|five|some|several|many|other|another|additional|more|further)\s"
    r"[a-z]",
    re.IGNORECASE,
)
"""How an entry begins that names nobody: “Two students, chosen each fall”. A name has a capital."""
_ORGANIZATION = Regex(
    r"[A-ZÀ-Þ][\w'’&.-]{1,30}(?:\s(?:(?:of|the|and|for|de|del|la|&)\s){0,2}[A-ZÀ-Þ][\w'’&.-]{1,30}){1,6}"
)
_LABEL = 6
"""Words of the label of a column, at the most."""
_SHARED = 2
"""Words that the line before a list has in common with the call's words for it."""
_NEAR = 3
"""Paragraphs between a passage on a list and its bullets or its table."""

_Group = list[list[Paragraph]]
"""Entries one after another: bullets, or the cells of rows."""


def read_lists(
    call: Call, paragraphs: Sequence[Paragraph], items: Mapping[str, ItemReading]
) -> dict[str, ListReading]:
    """The entries of each list that a call asks for.

    Args:
        call: what is asked for.
        paragraphs: the letter, in reading order.
        items: what was read of the items; the entries of a list are looked for at its passages.
    """
    asked = [item for item in call.items if item.kind == "list" and item.id in items]
    groups = _groups(paragraphs) if asked else []
    readings = {item.id: _entries(item, paragraphs, groups, items[item.id]) for item in asked}
    return {id_: reading for id_, reading in readings.items() if reading is not None}


def _groups(paragraphs: Sequence[Paragraph]) -> list[tuple[int, int, _Group]]:
    """Bullets and tables, each with the indexes of its first and last paragraph."""
    groups: list[tuple[int, int, _Group]] = []
    kind: object = None
    for index, paragraph in enumerate(paragraphs):
        row, here = paragraph.row, "bullets" if paragraph.is_list else None
        now = ("table", row[0]) if row else here
        if now is None:
            kind = None
        elif now != kind:
            groups.append((index, index, [[paragraph]]))
            kind = now
        else:
            first, _, entries = groups[-1]
            same_row = row is not None and entries[-1][0].row == row
            entries[-1].append(paragraph) if same_row else entries.append([paragraph])
            groups[-1] = (first, index, entries)
    return groups


def _entries(
    item: Item,
    paragraphs: Sequence[Paragraph],
    groups: Sequence[tuple[int, int, _Group]],
    reading: ItemReading,
) -> ListReading | None:
    """The entries near the passages of an item; None where it has no passage."""
    places = [passage.place for passage in reading.evidence]
    at = [index for index, paragraph in enumerate(paragraphs) if paragraph.place in places]
    introduced = _introduced(item, paragraphs, groups)
    entries = introduced or _list_near(groups, at)
    if entries is not None:
        rows = entries[1:] if entries[0][0].row and _is_head(entries[0]) else entries
        texts = [" · ".join(part.text.strip() for part in entry) for entry in rows]
        named = tuple(text for text in texts if _names_somebody(text))
        unnamed = tuple(text for text in texts if text not in named)
        return ListReading(named, unnamed, is_certain=True, is_introduced=introduced is not None)
    if not at:
        return None
    said = " ".join(paragraphs[index].text for index in at)
    unnamed = tuple(text for text in sentences(said) if _TO_BE_NAMED.search(text))
    return ListReading(_names_in(said), unnamed, is_certain=False)


def _introduced(
    item: Item, paragraphs: Sequence[Paragraph], groups: Sequence[tuple[int, int, _Group]]
) -> _Group | None:
    """The bullets or the table that a heading or the line before introduces as an item's answer."""
    asked = meaning(f"{item.title} {item.quote}")
    for first, _, entries in groups:
        before = paragraphs[first - 1].text if first else ""
        heading = meaning(paragraphs[first].heading)
        if meaning(item.title) & heading or len(asked & meaning(before)) >= _SHARED:
            return entries
    return None


def _list_near(groups: Sequence[tuple[int, int, _Group]], at: Sequence[int]) -> _Group | None:
    """The first bullets or table beside the passages of an item."""
    for first, last, entries in groups:
        if len(entries) > 1 and any(first - _NEAR <= index <= last + _NEAR for index in at):
            return entries
    return None


def _is_head(cells: Sequence[Paragraph]) -> bool:
    """Whether a row has only labels of columns: a few words in each cell, and nobody's name."""
    words = [cell.text.split() for cell in cells]
    if any(len(one) > _LABEL or names(cell.text) for one, cell in zip(words, cells, strict=True)):
        return False
    return all(len(one) <= 2 for one in words) or not any(
        _ORGANIZATION.search(cell.text) for cell in cells
    )


def _names_somebody(entry: str) -> bool:
    return not (_TO_BE_NAMED.search(entry) or _NOBODY.match(entry))


def _names_in(text: str) -> tuple[str, ...]:
    """The names of people and organizations in prose, each once."""
    people = [name.text for name in names(text)]
    places = [match[0] for match in _ORGANIZATION.finditer(text)]
    return tuple(dict.fromkeys([*people, *places]))
