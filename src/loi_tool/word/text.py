"""Reads the text of a Word file in reading order, as its readers see it (ISO 29500-1, 17).

Whether a stretch of text is deleted, in a cell or in a text box is read off its ancestors: see
`word/state.py`. What is kept of it: see `word/drafts.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loi_tool.files import LeftoverKind, Where
from loi_tool.opc.markup import MC, VML
from loi_tool.opc.styles import is_on
from loi_tool.word.drafts import Contents, Draft, Piece, Story
from loi_tool.word.fields import (
    MAX_DEPTH,
    Instruction,
    OpenFields,
    is_locked,
    marks_without_match,
    read_instruction,
)
from loi_tool.word.look import A, Look, R, W, like_a_marker, numbered, outline, shaded
from loi_tool.word.pictures import DIAGRAM, has_banner
from loi_tool.word.state import GONE, TRACKED, Mark, State, States, outside_boxes, tracked
from loi_tool.word.symbols import plain_text, symbol, without_symbols
from loi_tool.word.tables import Cell

if TYPE_CHECKING:
    from docx.opc.part import Part
    from lxml.etree import _Element as Element

    from loi_tool.word.opened import WordFile

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SHOWS = (f"{W}t", f"{A}t", f"{A}blip", f"{VML}imagedata", f"{VML}textpath")
_RUNS = (f"{W}r", f"{M}r")
_TINY = 4.0
"""Points below which text cannot be read."""
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{W}br": "\n",
    f"{W}noBreakHyphen": "-",
}
_LINES = str.maketrans("\n\r\t", "   ")
_TEXTS = (f"{W}t", f"{M}t", f"{W}delText")
_FIELDS = (f"{W}fldChar", f"{W}instrText", f"{W}delInstrText", f"{W}fldSimple")
_NOTES = (f"{W}footnoteReference", f"{W}endnoteReference")
_DRAWINGS = (f"{W}drawing", f"{W}pict", f"{W}object")
_PICTURES = (f"{A}blip", f"{VML}imagedata")
_SHOWN = (*_NOTES, *_PICTURES, f"{VML}textpath", f"{A}graphicData")
_HIDDEN = (LeftoverKind.HIDDEN, "")
_INVISIBLE = (LeftoverKind.INVISIBLE, "")
_HIGHLIGHT = (LeftoverKind.HIGHLIGHT, "")


def read_story(
    word: WordFile,
    contents: Contents,
    root: Element,
    part: Part,
    where: Where,
    page: int | None = None,
) -> None:
    """Read a body, header, footer or note.

    Args:
        word: the file.
        contents: what was read before; the story is added.
        root: what holds its paragraphs.
        part: its part, for what it points to.
        where: what its paragraphs are.
        page: the page that it begins on, if that is known.

    Raises:
        UnreadableFile: with this the file has more text than a letter.
    """
    leave_one_branch(root)
    contents.over_banner = contents.over_banner or has_banner(root)
    states = States(word, contents, root, part, State(where, shaded=contents.over_banner))
    story = Story(root, part, where, states, Draft(where, page=page))
    contents.begin(story)
    reader = _StoryReader(word, contents, story)
    for paragraph in root.iter(f"{W}p"):
        reader.read(paragraph)
    contents.finish()


@dataclass
class _Line:
    """What a paragraph says of its text."""

    shaded: bool | None
    """Whether its ground is not white; None where it has no ground of its own."""
    marked: bool = False
    """Whether its ground is as of a marker."""
    joins: bool = False
    """Whether the next paragraph joins on to it."""


class _StoryReader:
    """Reads the paragraphs of one story."""

    def __init__(self, word: WordFile, contents: Contents, story: Story) -> None:
        self._word = word
        self._contents = contents
        self._story = story
        self._states = story.states
        self._page = story.before.page
        self._on_fresh_page = False
        """After a break; Word notes the same again before the next words (17.3.3.13)."""
        self._stray = marks_without_match(story.root)
        self._fields: dict[Cell | None, OpenFields] = {}
        """By text box."""
        self._open = OpenFields()
        self._joining: dict[tuple[Cell, ...], Draft] = {}
        """Paragraphs that the next one of the same cell joins on to."""
        self._run: tuple[Element, State, Look] | None = None
        """The run that was read last."""
        self._words = 0
        """Pieces that are seen and not blank."""

    def read(self, paragraph: Element) -> None:
        """Read a paragraph; what is in its text boxes is left for itself."""
        state = self._states.of(paragraph.getparent())
        draft = self._joining.pop(state.cells, None) or self._new_draft(state)
        if draft.pieces and not draft.pieces[-1].seen:  # two that are hidden are not one word
            draft.pieces.append(draft.pieces[-1]._replace(text=" "))
        for depth, cell in enumerate(state.cells):
            if cell.table > 0:
                self._joining.pop(state.cells[:depth], None)  # a table ends what is before it
        self._story.drafts[paragraph] = draft
        self._open = self._fields.setdefault(state.box, OpenFields())
        line = self._read_props(paragraph, draft)
        for element in outside_boxes(paragraph):
            self._read_part(element, draft, line)
        if line.joins:
            self._joining[state.cells] = draft
        elif draft.page is None:
            draft.page = self._page

    def _new_draft(self, state: State) -> Draft:
        return self._contents.new_draft(state.where, state.cells)

    def _read_props(self, paragraph: Element, draft: Draft) -> _Line:
        """What a paragraph says of itself."""
        style = self._word.styles.paragraph(self._states.style(paragraph))
        heading, is_list, line = style.is_heading, style.is_list, _Line(style.shaded)
        props = paragraph.find(f"{W}pPr")
        if props is not None:
            own_level, own_list, shade = outline(props), numbered(props), props.find(f"{W}shd")
            heading = heading if own_level is None else own_level
            is_list = is_list if own_list is None else own_list
            if shade is not None:
                line.shaded, line.marked = shaded(props), like_a_marker(shade)
            mark = props.find(f"{W}rPr")
            for change in mark if mark is not None else ():
                if change.tag in TRACKED:
                    draft.pieces.append(Piece("", Look(), (tracked(change),), False))
                if change.tag in GONE or (change.tag == f"{W}vanish" and is_on(change)):
                    line.joins = True
        draft.heading_style, draft.is_list = heading, is_list and not heading
        if not line.joins:
            draft.label = self._word.numbering.label(props, self._states.style(paragraph))
        return line

    # What is in a paragraph

    def _read_part(self, element: Element, draft: Draft, line: _Line) -> None:
        tag = element.tag
        if tag in _TEXTS:
            self._read_text(element, draft, line)
        elif tag == f"{W}br" and element.get(f"{W}type") == "page":
            self._put("\n", element, draft, line)
            if self._page and self._is_shown(element):
                self._page += 1
                self._on_fresh_page = True
        elif tag in _CHARACTERS:
            self._put(_CHARACTERS[tag], element, draft, line)
        elif tag == f"{W}lastRenderedPageBreak":
            if self._page and not self._on_fresh_page:
                self._page += 1
            self._on_fresh_page = False
        elif tag == f"{W}sym":
            code = element.get(f"{W}char", "")
            if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
                text = symbol(int(code, 16), element.get(f"{W}font", ""))
                self._put(text, element, draft, line)
        elif tag in _FIELDS:
            self._read_field(element, draft)
        elif self._open.in_code:
            if tag in _DRAWINGS:
                self._states.hide(element)
        elif tag in _SHOWN and self._is_shown(element):
            self._read_shown(element, draft)

    def _read_text(self, element: Element, draft: Draft, line: _Line) -> None:
        text = element.text or ""
        if element.tag == f"{W}t" and element.get(_SPACE) != "preserve":
            text = text.strip(" \t\r\n")
        if element.tag == f"{W}delText" and not self._states.of(element).gone:
            return
        self._put(text.translate(_LINES), element, draft, line)

    def _put(self, text: str, element: Element, draft: Draft, line: _Line) -> None:
        """Add text to a paragraph, as seen or as not seen; what is in no run is no text."""
        run = next(element.iterancestors(*_RUNS), None)
        if run is None or not text:
            return
        if self._open.in_code:
            self._open.add_result(text)
            return
        if self._run is None or self._run[0] is not run:
            self._run = run, self._states.of(run.getparent()), self._states.look(run)
        _, state, look = self._run
        text = plain_text(without_symbols(text, look.font))
        unseen = _unseen(state, look, line)
        marks = [mark for mark in (unseen or state.new,) if mark is not None]
        if unseen is None and (look.highlight or line.marked):
            marks.append(_HIGHLIGHT)
        self._add(Piece(text, look, tuple(marks), unseen is None), draft)
        link = self._open.link or state.link
        if unseen is None and link:
            draft.links[link] = draft.links.get(link, "") + text

    def _add(self, piece: Piece, draft: Draft) -> None:
        self._contents.count(piece.text)
        draft.pieces.append(piece)
        if piece.seen and draft.page is None:
            draft.page = self._page
        if piece.seen and not piece.text.isspace():
            self._words += 1
            self._on_fresh_page = False

    def _add_plain(self, text: str, state: State, draft: Draft) -> None:
        """Add text that is seen and is in no run."""
        marks = () if state.new is None else (state.new,)
        self._add(Piece(plain_text(text), Look(), marks, True), draft)

    def _add_box(self, text: str, element: Element) -> None:
        """Words of a drawing are a paragraph of their own, behind the one that it is in."""
        if text.strip():
            state, fresh = self._states.of(element), self._on_fresh_page
            self._add_plain(text, state, self._new_draft(self._states.new_box(state)))
            self._on_fresh_page = fresh

    def _is_shown(self, element: Element) -> bool:
        return self._states.of(element.getparent()).is_shown

    def _read_shown(self, element: Element, draft: Draft) -> None:
        """A picture, the words in a drawing (14.1.2.23, 21.4.2.8), or a reference to a note."""
        if element.tag in (*_NOTES, *_PICTURES) and draft.page is None:
            draft.page = self._page
        if element.tag in _NOTES:
            self._contents.notes.append((element, draft))
        elif element.tag == f"{VML}textpath":
            self._add_box(element.get("string", ""), element)
        elif element.tag == f"{A}graphicData" and element.get("uri", "").endswith(DIAGRAM):
            for part in element:
                data = self._word.relation(self._story.part, part.get(f"{R}dm"))
                if data is not None and not data.external:
                    for line in self._word.diagram_lines(data.target):
                        self._add_box(line, element)

    # Fields

    def _read_field(self, element: Element, draft: Draft) -> None:
        tag, kind = element.tag, element.get(f"{W}fldCharType")
        if tag == f"{W}fldSimple":
            self._use(read_instruction(element.get(f"{W}instr", "")), element, draft)
        elif tag != f"{W}fldChar":
            self._open.add_code(element.text or "")
            change = next(element.iterancestors(*TRACKED, f"{W}p"))
            if change.tag in TRACKED:
                draft.pieces.append(Piece("", Look(), (tracked(change),), False))
        elif element in self._stray:
            pass
        elif kind == "begin":
            self._open.begin(element)
            if self._open.depth > MAX_DEPTH:
                raise self._word.package.too_deep()
        elif kind in ("separate", "end"):
            begun = self._open.innermost
            instruction = self._open.complete(self._words)
            if instruction is not None and begun is not None:
                self._use(instruction, begun, draft)
            ended = self._open.end() if kind == "end" else None
            if ended and ended.form is not None and ended.start == self._words:
                self._contents.noted.append((LeftoverKind.FORM_FIELD, ended.form, draft))

    def _use(self, field: Instruction, element: Element, draft: Draft) -> None:
        """Note what a field fetches, and what it asks for."""
        if field.fetched is not None:
            self._contents.noted.append((*field.fetched, draft))
        if self._states.of(element).gone is not None:
            return
        if field.changes and not is_locked(element):
            self._contents.noted.append((LeftoverKind.CHANGING, field.changes, draft))
        if field.prompt and not self._open.in_code and self._is_shown(element):
            self._add_plain(field.prompt, self._states.of(element), draft)
            self._contents.noted.append((LeftoverKind.FORM_FIELD, field.prompt, draft))


def _unseen(state: State, look: Look, line: _Line) -> Mark | None:
    """Why text is not seen, or None if it is."""
    if state.gone is not None:
        return state.gone
    if look.hidden or state.hidden:
        return _HIDDEN
    if look.points < _TINY:
        return _INVISIBLE
    if look.white:  # on a ground that is not white: its own, or what is under it
        grounds = (look.highlight or look.shaded, line.shaded, state.shaded)
        if not next((ground for ground in grounds if ground is not None), False):
            return _INVISIBLE
    return None


def leave_one_branch(root: Element) -> None:
    """Of alternate content leave the branch to read: the first in which something is seen."""
    for alternates in list(root.iter(f"{MC}AlternateContent")):
        for branch in list(alternates):
            if any(next(branch.iter(tag), None) is not None for tag in _SHOWS):
                for child in list(branch):
                    alternates.addprevious(child)
                break
        parent = alternates.getparent()
        if parent is not None:
            parent.remove(alternates)
