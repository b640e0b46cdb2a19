"""How tables come out of a PDF otherwise than they are in the Word file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby

from loi_tool.files import Paragraph, PdfFacts, WordFacts
from loi_tool.pair.sides import Side, key_of


def without_repeated_heads(pdf: PdfFacts, word: WordFacts) -> PdfFacts:
    """The PDF less the header rows of tables that come again on their next page."""
    marked = {table.place for table in word.tables if table.has_header}
    numbers = {p.row[0] for p in word.paragraphs if p.row and p.place in marked}
    heads = {
        key_of(" ".join(p.text for p in word.paragraphs if p.row == (number, 1)))
        for number in numbers
    }
    seen: set[str] = set()
    kept: list[Paragraph] = []
    for _, group in groupby(pdf.paragraphs, key=lambda p: p.row or id(p)):
        paragraphs = list(group)
        key = key_of(" ".join(p.text for p in paragraphs))
        if key in heads and key in seen:
            continue
        seen.add(key)
        kept += paragraphs
    return replace(pdf, paragraphs=tuple(kept)) if len(kept) < len(pdf.paragraphs) else pdf


def rows_by_line(ours: Side, theirs: Side, pairs: dict[int, int]) -> dict[int, int]:
    """The words of table rows that the PDF has as well, but line by line through all cells.

    That is how a table with no rules between its columns is read from a PDF.

    Args:
        ours: the Word file.
        theirs: the PDF.
        pairs: which word of the one is which of the other, as far as that is known.

    Returns:
        The same of further words.
    """
    more: dict[int, int] = {}
    matched = set(pairs.values())

    def row_of(index: int) -> tuple[int, int] | None:
        return ours.paragraphs[ours.words[index].paragraph].row

    for row, group in groupby(range(len(ours.words)), key=row_of):
        indexes = list(group)
        gone = [index for index in indexes if index not in pairs]
        if row is None or not gone:
            continue
        start = pairs.get(indexes[0] - 1, -1) + 1
        stop = pairs.get(indexes[-1] + 1, len(theirs.words))
        free: dict[str, list[int]] = {}
        for there in reversed(range(start, stop)):
            if there not in matched:
                free.setdefault(theirs.words[there].plain, []).append(there)
        wanted = Counter(ours.words[index].plain for index in gone)
        if all(count <= len(free.get(plain, ())) for plain, count in wanted.items()):
            more |= {index: free[ours.words[index].plain].pop() for index in gone}
    return more
