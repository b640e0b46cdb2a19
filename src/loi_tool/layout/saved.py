"""The count of pages that Word saved in the file, and whether it can still be true.

docProps/app.xml (ISO 29500-1, 22.2.2) says who saved it and how much text there was; the breaks
that Word noted in the text (17.3.3.13) say the same of the pages. Other programs keep both as
they find them, so all must agree with the text that is there now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loi_tool.files import LeftoverKind, WordFacts

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TOLERANCE = 0.08
"""Word estimates words as characters by 5.7, so of few words some are always wrong."""
_FEW_WORDS = 12


@dataclass(frozen=True)
class Saved:
    """`pages` where the count is there; `stale` says why it is not to be trusted."""

    pages: int | None
    stale: str = ""


def saved_count(app: bytes, facts: WordFacts, marks: tuple[int, int]) -> Saved:
    """The saved count of a Word file.

    Args:
        app: its docProps/app.xml, or nothing.
        facts: what was read in the file.
        marks: the least and most pages that the breaks in its text make (`marked_pages`).
    """
    said = facts.properties
    if not said.pages or said.words == 0:  # a template that is still empty
        return Saved(None)
    if not re.match(r"Microsoft (Office |Macintosh )?Word", said.application):
        other = re.split(r"[/$]", said.application)[0].strip() or "another program"
        return Saved(said.pages, f"that was counted by {other}, not by Word")
    texts = [p.text for p in facts.paragraphs if p.where in ("body", "table")]
    # Word counts white text, and not the hidden.
    texts += [left.text for left in facts.leftovers if left.kind is LeftoverKind.INVISIBLE]
    words = sum(len(text.split()) for text in texts)
    characters = sum(len(text) for text in texts)
    found = re.search(rb"<(?:\w+:)?CharactersWithSpaces>(\d{1,9})<", app)
    same = [_near(words, said.words or 0, _FEW_WORDS)]
    if found:
        same.append(_near(characters, int(found[1]), 6 * _FEW_WORDS))
    if not any(same):
        return Saved(
            said.pages,
            f"that was when the letter had {said.words or 0} words, and now it has {words}",
        )
    if not marks[0] <= said.pages <= marks[1]:
        return Saved(said.pages, "the page breaks noted in its text do not agree")
    return Saved(said.pages)


def _near(here: int, there: int, few: int) -> bool:
    return abs(here - there) <= max(_TOLERANCE * max(here, there), few)


def marked_pages(document: Element) -> tuple[int, int]:
    """How many pages the breaks noted in a document's text make, and its own breaks.

    Returns:
        The least and the most that they can mean. Where a table runs over a page Word notes the
        break in several cells, and often again in the next row; and it notes none before an empty
        last page.
    """
    counter = _Counter()
    counter.count(document)
    return 1 + counter.pages - counter.repeated, 2 + counter.pages


class _Counter:
    """Counts breaks in reading order."""

    def __init__(self) -> None:
        self.pages = 0
        self.repeated = 0
        """Breaks that may be those of the row above."""
        self._own = False
        """Whether the last one is the text's own, which Word will note again."""

    def count(self, element: Element) -> None:
        """Count what is within an element."""
        row_above = False
        for inner in element:
            if inner.tag == f"{_W}tr":
                row_above = self._row(inner, row_above)
            elif inner.tag == f"{_W}br" and inner.get(f"{_W}type") == "page":
                self.pages += 1
                self._own = True
            elif inner.tag == f"{_W}lastRenderedPageBreak":
                self.pages += not self._own
                self._own = False
            elif inner.tag not in (_FALLBACK, f"{_W}txbxContent"):
                self.count(inner)

    def _row(self, row: Element, row_above: bool) -> bool:
        """Cells stand side by side: the one with the most breaks says how many there are."""
        before, repeated, most = self.pages, self.repeated, 0
        for cell in row:
            self.pages = before
            self.count(cell)
            most = max(most, self.pages - before)
        self.pages = before + most
        self.repeated = max(self.repeated, repeated)
        if most:
            self.repeated += most - 1 + row_above
        return most > 0
