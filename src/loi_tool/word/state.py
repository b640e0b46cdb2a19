"""What holds for text in a Word file because of where it is, read off its ancestors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from loi_tool.files import LeftoverKind, Where
from loi_tool.opc.styles import is_on
from loi_tool.word.fields import address, read_instruction
from loi_tool.word.look import Look, R, W, shaded
from loi_tool.word.tables import Cell, continues, read_table

if TYPE_CHECKING:
    from docx.opc.part import Part
    from lxml.etree import _Element as Element

    from loi_tool.word.drafts import Contents
    from loi_tool.word.opened import WordFile

Mark = tuple[LeftoverKind, str]
"""What marks a stretch of text, and who made the change."""
TRACKED = {
    f"{W}ins": LeftoverKind.INSERTION,
    f"{W}del": LeftoverKind.DELETION,
    f"{W}moveTo": LeftoverKind.MOVE,
    f"{W}moveFrom": LeftoverKind.MOVE,
}
_LINKS = (f"{W}hyperlink", f"{W}fldSimple")
GONE = (f"{W}del", f"{W}moveFrom")
BOX = f"{W}txbxContent"
_LEFT = (BOX, f"{W}p", f"{W}rt", *(f"{W}{name}Pr" for name in ("p", "r", "sdt", "tbl", "ruby")))


class State(NamedTuple):
    """What holds inside an element."""

    where: Where
    cells: tuple[Cell, ...] = ()
    """The cells and text boxes that it is in, the innermost last."""
    gone: Mark | None = None
    """The deletion, or the move to elsewhere, that it is in."""
    new: Mark | None = None
    """The insertion, or the move to here, that it is in."""
    hidden: bool = False
    is_prompt: bool = False
    """Whether it is a content control's prompt, in place of what is still to be filled in."""
    link: str = ""
    """Where the link leads that it is in."""
    shaded: bool = False
    """Whether the ground of the cells, boxes or a picture may be other than white."""

    @property
    def is_shown(self) -> bool:
        """Whether a picture there is seen."""
        return self.gone is None and not self.hidden

    @property
    def box(self) -> Cell | None:
        """The innermost text box."""
        return next((cell for cell in reversed(self.cells) if cell.table < 0), None)


class States:
    """The states of the elements of one story."""

    def __init__(
        self, word: WordFile, contents: Contents, root: Element, part: Part, state: State
    ) -> None:
        self._states: dict[Element, State] = {root: state}
        self._word = word
        self._part = part
        self._contents = contents
        self._named: dict[Element | None, str | None] = {}
        self._cells: dict[Element, Cell] = {}
        for table in root.iter(f"{W}tbl"):
            number = len(contents.tables) + 1
            contents.tables[number], cells = read_table(table, number)
            self._cells |= cells

    def of(self, element: Element) -> State:
        """The state inside an element."""
        state = self._states.get(element)
        if state is None:
            state = self._states[element] = self._inside(self.of(element.getparent()), element)
        return state

    def hide(self, element: Element) -> None:
        """Nothing inside an element is seen."""
        self._states[element] = self.of(element)._replace(hidden=True)

    def new_box(self, state: State) -> State:
        """The state in a text box that is where that state holds."""
        where: Where = "text_box" if state.where in ("body", "table") else state.where
        cells = (*state.cells, Cell(next(self._contents.boxes), 1, 1))
        return state._replace(where=where, cells=cells, link="", shaded=True)  # its ground is open

    def style(self, paragraph: Element | None) -> str | None:
        """The name of a paragraph's style, or None for the usual one."""
        if paragraph not in self._named:
            style = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
            self._named[paragraph] = style.get(f"{W}val") if style is not None else None
        return self._named[paragraph]

    def look(self, run: Element) -> Look:
        """How a run looks."""
        paragraph = next(run.iterancestors(f"{W}p"), None)
        return self._word.styles.look(self.style(paragraph), run.find(f"{W}rPr"))

    def _inside(self, state: State, element: Element) -> State:
        tag = element.tag
        if tag in TRACKED:
            return _changed(state, element)
        if tag == BOX:
            return self.new_box(state)
        if tag == f"{W}sdt":
            return state._replace(is_prompt=state.is_prompt or shows_prompt(element))
        if tag == f"{W}r":  # only what else is in it asks: its own text has its look
            hidden = not state.hidden and self.look(element).hidden
            return state._replace(hidden=True) if hidden else state
        if tag in _LINKS:
            return state._replace(link=self._link(element) or state.link)
        if tag == f"{W}tbl":
            where: Where = "table" if state.where == "body" else state.where
            return state._replace(where=where, shaded=state.shaded or self._shades(element))
        if tag == f"{W}tr":
            return _in_row(state, element)
        if tag == f"{W}tc" and element in self._cells:
            props = element.find(f"{W}tcPr")
            ground = shaded(props) if props is not None else None
            return state._replace(
                cells=(*state.cells, self._cells[element]),
                hidden=state.hidden or continues(element),
                shaded=state.shaded if ground is None else ground,
            )
        return state

    def _link(self, element: Element) -> str:
        if element.tag == f"{W}fldSimple":
            return read_instruction(element.get(f"{W}instr", "")).link
        relation = self._word.relation(self._part, element.get(f"{R}id"))
        return address(relation.target) if relation is not None and relation.external else ""

    def _shades(self, table: Element) -> bool:
        props = table.find(f"{W}tblPr")
        if props is None:
            return False
        style = props.find(f"{W}tblStyle")
        by_style = style is not None and self._word.styles.shades_tables(style.get(f"{W}val", ""))
        return by_style or bool(shaded(props))


def _in_row(state: State, row: Element) -> State:
    """A row may be tracked and hidden as a whole (17.4.79)."""
    props = row.find(f"{W}trPr")
    for prop in props if props is not None else ():
        if prop.tag in TRACKED:
            state = _changed(state, prop)
        elif prop.tag == f"{W}hidden" and is_on(prop):
            state = state._replace(hidden=True)
    return state


def _changed(state: State, change: Element) -> State:
    mark = tracked(change)
    return state._replace(gone=mark) if change.tag in GONE else state._replace(new=mark)


def shows_prompt(control: Element) -> bool:
    """Whether a content control (17.5.2) shows its prompt, so that it is still to be filled in.

    LibreOffice does not keep that it is one, but its name, which a prompt in brackets begins with.
    """
    props = next(control.iterchildren(), None)
    if props is None or props.tag != f"{W}sdtPr":
        return False
    alias = props.find(f"{W}alias")
    name = alias.get(f"{W}val") if alias is not None else ""
    if name and "".join(t.text or "" for t in control.iter(f"{W}t")).startswith(f"[{name}"):
        return True
    return is_on(props.find(f"{W}showingPlcHdr"))


def tracked(change: Element) -> Mark:
    """A tracked change and who made it."""
    return TRACKED[change.tag], author(change)


def author(change: Element) -> str:
    """Who made a tracked change or a comment."""
    return str(change.get(f"{W}author", "")).strip()


def outside_boxes(element: Element) -> Iterator[Element]:
    """What is in a paragraph or a drawing, in order; the paragraphs in its text boxes are left for
    themselves, and so are properties of text, and the small print of ruby text.
    """
    walk = etree.iterwalk(element, events=("start",))
    next(walk)
    for _, part in walk:
        if part.tag in _LEFT:
            walk.skip_subtree()
        yield part
