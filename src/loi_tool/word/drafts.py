"""What is kept of a Word file's text while it is read: paragraphs in pieces, story by story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from loi_tool.files import MAX_PARAGRAPHS, MAX_TEXT, LeftoverKind, Where, too_much_text
from loi_tool.findings import Place
from loi_tool.text import composed
from loi_tool.word.look import Look, W
from loi_tool.word.state import BOX, Mark, States
from loi_tool.word.tables import Cell, TableNotes

if TYPE_CHECKING:
    from docx.opc.part import Part
    from lxml.etree import _Element as Element

_NUMBERED = ("body", "table", "text_box")


class Piece(NamedTuple):
    """A stretch of a paragraph. One without text notes a change of what has no words."""

    text: str
    look: Look
    marks: tuple[Mark, ...]
    seen: bool


@dataclass(slots=True)
class Draft:
    """A paragraph while it is being read; one without seen text only gives others their place."""

    where: Where
    cells: tuple[Cell, ...] = ()
    order: int = 0
    heading_style: bool = False
    is_list: bool = False
    text: str = ""
    label: str = ""
    """What Word's numbering puts before the text."""
    number: int | None = None
    """Of a numbered paragraph with text; else that of the one before."""
    page: int | None = None
    links: dict[str, str] = field(default_factory=dict)
    """By address, the words that lead to it."""
    pieces: list[Piece] = field(default_factory=list)
    repeated: bool = False
    """The same text is in another header or footer."""

    def place(self, file: str) -> Place:
        """Where it is in that file."""
        return Place(file=file, page=self.page, paragraph=self.number)

    @property
    def cell(self) -> Cell | None:
        """The innermost cell of a table that it is in."""
        return next((cell for cell in reversed(self.cells) if cell.table > 0), None)

    @property
    def seen(self) -> Iterator[tuple[str, Look]]:
        """The stretches that are seen, with how they look."""
        return ((piece.text, piece.look) for piece in self.pieces if piece.seen)


@dataclass
class Story:
    """A body, header, footer or note."""

    root: Element
    part: Part
    where: Where
    states: States
    before: Draft
    """A place for what comes before the first paragraph."""
    drafts: dict[Element, Draft] = field(default_factory=dict)
    """By the element of the paragraph."""

    def placed(self, *tags: str) -> Iterator[tuple[Element, Draft, bool]]:
        """The elements of these tags, the paragraph of each, and whether it is in that one.

        What is between two paragraphs has the place of the former.
        """
        last = self.before
        for element in self.root.iter(f"{W}p", *tags):
            if element.tag == f"{W}p":
                last = self.drafts.get(element, last)
                continue
            own = next(element.iterancestors(f"{W}p", BOX), None)
            yield element, self.drafts.get(own, last), own in self.drafts


class Contents:
    """All that was read of a file, in reading order."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.stories: list[Story] = []
        self.drafts: list[Draft] = []
        self.tables: dict[int, TableNotes] = {}
        self.notes: list[tuple[Element, Draft]] = []
        """References to notes."""
        self.noted: list[tuple[LeftoverKind, str, Draft]] = []
        """What fields fetch, and what is still to be filled in."""
        self.boxes = count(-1, -1)
        """Numbers for text boxes."""
        self.over_banner = False
        """Whether something wide was placed behind the text."""
        self._characters = 0
        self._number = 0
        self._first = 0

    def new_draft(self, where: Where, cells: tuple[Cell, ...]) -> Draft:
        """Begin a paragraph.

        Raises:
            UnreadableFile: with this the file has more of them than a letter.
        """
        if len(self.drafts) >= MAX_PARAGRAPHS:
            raise too_much_text(self.file)
        draft = Draft(where, cells, len(self.drafts))
        self.drafts.append(draft)
        return draft

    def count(self, text: str) -> None:
        """Count text, seen or not.

        Raises:
            UnreadableFile: it is more than a letter has.
        """
        self._characters += len(text)
        if self._characters > MAX_TEXT:
            raise too_much_text(self.file)

    def begin(self, story: Story) -> None:
        """The drafts from now on are of that story."""
        self.stories.append(story)
        self._first = len(self.drafts)

    def finish(self) -> None:
        """Give the paragraphs of the story their text and number."""
        story, said = self.stories[-1], set()
        if story.where in ("header", "footer"):
            said = {
                draft.text for draft in self.drafts[: self._first] if draft.where == story.where
            }
        for draft in (story.before, *self.drafts[self._first :]):
            draft.text = composed("".join(text for text, _ in draft.seen)).strip()
            draft.repeated = draft.text in said
            if draft.where in _NUMBERED:
                self._number += bool(draft.text)
                draft.number = max(self._number, 1)
