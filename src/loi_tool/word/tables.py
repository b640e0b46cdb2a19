"""Where each cell of a Word file's tables is (ISO 29500-1, 17.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from loi_tool.opc.numbers import whole
from loi_tool.opc.styles import is_on
from loi_tool.word.look import W

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Cell(NamedTuple):
    """A place in a table, all counted from 1; of a text box, `table` is negative."""

    table: int
    row: int
    column: int


@dataclass
class TableNotes:
    """What there is to know of a table beside its words."""

    rows: int = 0
    columns: int = 0
    has_header: bool = False
    cells: Counter[int] = field(default_factory=Counter)
    """Cells by row."""
    continued: set[int] = field(default_factory=set)
    """Rows whose first cell goes on from the row above."""


def read_table(table: Element, number: int) -> tuple[TableNotes, dict[Element, Cell]]:
    """Number the cells of a table; tables inside its cells are left for themselves."""
    notes = TableNotes()
    cells: dict[Element, Cell] = {}
    for row in _inside(table, f"{W}tr"):
        notes.rows += 1
        props = row.find(f"{W}trPr")
        column = 1
        if props is not None:
            column += _count(props.find(f"{W}gridBefore"))
            if notes.rows == 1:
                notes.has_header = is_on(props.find(f"{W}tblHeader"))
        for cell in _inside(row, f"{W}tc"):
            cells[cell] = Cell(number, notes.rows, column)
            notes.cells[notes.rows] += 1
            if column == 1 and continues(cell):
                notes.continued.add(notes.rows)
            column += max(_count(cell.find(f"{W}tcPr/{W}gridSpan")), 1)
        notes.columns = max(notes.columns, column - 1)
    return notes, cells


def continues(cell: Element) -> bool:
    """Whether a cell is merged with the one above, so that Word shows that one (17.4.84)."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _inside(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, through content controls and the like."""
    for child in element:
        if child.tag == tag:
            yield child
        elif not child.tag.endswith("Pr") and child.tag not in (f"{W}tr", f"{W}tc", f"{W}p"):
            yield from _inside(child, tag)


def _count(element: Element | None) -> int:
    number = whole(element.get(f"{W}val")) if element is not None else 0
    return min(max(number, 0), 1000)
