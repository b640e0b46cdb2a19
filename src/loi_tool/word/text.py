"""Walks the text of a Word file in reading order, as its readers see it (ISO 29500-1, 17).

One walker serves the body, headers, footers and notes. It keeps what is seen (`Draft`) apart from
what is not (deleted, hidden) and from what is marked (tracked, highlighted).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from loi_tool.files import MAX_TEXT, LeftoverKind, Where, too_much_text
from loi_tool.word.look import (
    A,
    Look,
    Styles,
    W,
    is_on,
    like_a_marker,
    measure,
    numbered,
    outline,
    shaded,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from loi_tool.word.package import Package, Relation

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741 (its usual prefix)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SEEN = (f"{W}t", f"{A}t", f"{A}blip", f"{V}imagedata", f"{V}textpath")
_EMU = 914400
_TINY = 4.0
"""Points below which nobody reads."""
_BANNER = 5.0
"""Inches from which on a picture behind the text may be what white text stands on."""
_NUMBERED = ("body", "table", "text_box")
_CLEAN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2007\u2002\u2003\u2009", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff\u200e\u200f"),
        "\u2011": "-",
        "\u2028": "\n",
    }
)
_LINES = str.maketrans("\n\r\t", "   ")
_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_SYMBOLS = {  # what Wingdings and Symbol are used for in letters
    **dict.fromkeys((0xA8, 0x6F, 0x71, 0x72), "☐"),
    **dict.fromkeys((0xFE, 0x53), "☑"),
    **dict.fromkeys((0xFD, 0x54, 0x78), "☒"),
    0xFC: "✓",
    0x28: "☎",
    0x29: "☎",
    0x2A: "✉",
}
_SYMBOL_FONT = {0x2D: "−", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB0: "°", 0xD2: "®",
                0xE2: "®", 0xD3: "©", 0xE3: "©", 0xD4: "™", 0xE4: "™", 0xA7: "§"}  # fmt: skip
_TRACKED = {
    f"{W}ins": LeftoverKind.INSERTION,
    f"{W}del": LeftoverKind.DELETION,
    f"{W}moveTo": LeftoverKind.MOVE,
    f"{W}moveFrom": LeftoverKind.MOVE,
}
_GONE = (f"{W}del", f"{W}moveFrom")
_FIELD = (f"{W}instrText", f"{W}delInstrText")


@dataclass
class Mark:
    """A stretch of text that is tracked, hidden or highlighted."""

    kind: LeftoverKind
    author: str
    text: str
    end: int
    """Where the seen text stood when the stretch ended: what follows at once belongs to it."""


@dataclass
class Cell:
    """Where in a table, or in which text box (then `table` is negative)."""

    table: int
    row: int
    column: int


@dataclass
class Draft:
    """A paragraph while it is being read, and what was found in it."""

    where: Where
    cells: tuple[Cell, ...] = ()
    heading_style: bool = False
    is_list: bool = False
    text: str = ""
    number: int | None = None
    page: int | None = None
    links: dict[str, None] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    pieces: list[tuple[str, Look]] = field(default_factory=list)
    length: int = 0
    order: int = 0
    """When it was read, with those that have no seen text."""
    repeated: bool = False
    """The same text stands in another header or footer."""

    def add(self, text: str, look: Look) -> None:
        """Text that is seen."""
        self.pieces.append((text, look))
        self.length += len(text)

    def mark(self, kind: LeftoverKind, author: str, text: str, before: int) -> None:
        """A marked stretch; it goes on where the last one of its kind ended."""
        for last in reversed(self.marks[-4:]):
            if (last.kind, last.author, last.end) == (kind, author, before):
                last.text += text
                last.end = self.length
                return
        self.marks.append(Mark(kind, author, text, self.length))


@dataclass
class Picture:
    """A picture as it was met; `draft` is the paragraph that it stands in."""

    draft: Draft
    after: int
    """How many paragraphs stand before that one."""
    alt: str
    name: str
    width: float
    height: float
    decorative: bool
    part: str | None
    """The part that holds it, empty where there is none; None for a chart or one that is linked."""


@dataclass
class SignatureLine:
    """A signature line of Word (29500-4, 19.2.2.14)."""

    draft: Draft
    signer: str
    title: str


@dataclass
class TableNotes:
    """What there is to know of a table beside its words."""

    rows: int = 0
    columns: int = 0
    has_header: bool = False
    cells: dict[int, int] = field(default_factory=dict)
    """Cells by row."""
    continued: set[int] = field(default_factory=set)
    """Rows whose first cell goes on from the row above."""


@dataclass
class _Field:
    result: bool = False
    code: list[str] = field(default_factory=list)
    link: str = ""
    form: str | None = None
    """The name of a form field of the old kind."""
    start: int = 0
    """Where its result begins."""


class Walker:
    """Reads stories one after the other; the lists it fills are in reading order."""

    def __init__(self, package: Package, styles: Styles, counts_pages: bool) -> None:
        self.drafts: list[Draft] = []
        self.pictures: list[Picture] = []
        self.lines: list[SignatureLine] = []
        self.tables: dict[int, TableNotes] = {}
        self.comments: dict[str, Draft] = {}
        self.notes: list[tuple[str, Draft]] = []
        """Name of the note, `footnote` or `endnote` and its id, and where it is referred to."""
        self.carried: dict[tuple[str, str], Draft] = {}
        """Where an embedded part stands, by part and relation."""
        self.fetched: list[tuple[LeftoverKind, str, Draft]] = []
        """Fields that fetch their result from elsewhere."""
        self.silent: list[Draft] = []
        """Marked paragraphs without seen text; their number is that of the paragraph before."""
        self._package = package
        self._styles = styles
        self._characters = 0
        self._page: int | None = 1 if counts_pages else None
        self._fresh_page = False
        self._number = 0
        self._boxes = 0
        self._table_count = 0
        self._where: Where = "body"
        self._part = ""
        self._relations: dict[str, Relation] = {}
        self._cells: tuple[Cell, ...] = ()
        self._draft: Draft | None = None
        self._waiting: list[tuple[Element, str]] = []
        self._gone: tuple[LeftoverKind, str] | None = None
        self._new: tuple[LeftoverKind, str] | None = None
        self._unseen = False
        self._shaded = False
        """Whether the ground of cells, boxes or a picture is not white."""
        self._line_shaded: bool | None = None
        """The same of the paragraph; None where it has no ground of its own."""
        self._marked = False
        self._placeholder = False
        self._link = ""
        self._fields: list[_Field] = []
        self._codes = 0
        self._stray: set[Element] = set()
        self._style: str | None = None
        self._handlers: dict[str, Callable[[Element], None]] = {
            f"{W}p": self._paragraph,
            f"{W}r": self._run,
            f"{W}tbl": self._table,
            f"{W}sdt": self._control,
            f"{W}hyperlink": self._hyperlink,
            f"{W}fldSimple": self._simple_field,
            f"{W}altChunk": self._carried_part,
            f"{W}control": self._carried_part,
            f"{W}drawing": self._drawing,
            f"{W}pict": self._drawing,
            f"{W}object": self._drawing,
            f"{W}ruby": lambda element: self._children(element.find(f"{W}rubyBase")),
            f"{MC}AlternateContent": lambda element: self._children(branch(element)),
            f"{M}r": self._run,
            **dict.fromkeys(_TRACKED, self._tracked),
        }
        self._in_run: dict[str, Callable[[Element, Look], None]] = {
            f"{W}t": self._text,
            f"{M}t": self._text,
            f"{W}delText": self._deleted_text,
            f"{W}tab": lambda element, look: self._put("\t", look),
            f"{W}ptab": lambda element, look: self._put("\t", look),
            f"{W}cr": lambda element, look: self._put("\n", look),
            f"{W}br": self._break,
            f"{W}noBreakHyphen": lambda element, look: self._put("-", look),
            f"{W}sym": self._symbol,
            f"{W}fldChar": self._field_mark,
            f"{W}instrText": self._field_code,
            f"{W}lastRenderedPageBreak": self._rendered_break,
            f"{W}footnoteReference": self._reference,
            f"{W}endnoteReference": self._reference,
            f"{W}commentReference": self._comment,
        }

    # Stories and blocks

    def story(self, root: Element, part: str, where: Where, page: int | None = None) -> None:
        """Read a body, header, footer or note.

        Args:
            root: what holds its paragraphs.
            part: the name of its part, for what it points to.
            where: what its paragraphs are.
            page: for a note, the page that it stands on.
        """
        self._where = where
        if part != self._part:
            self._part = part
            self._relations = {found.id: found for found in self._package.relations(part)}
        own_page, self._page = self._page, page if where != "body" else self._page
        self._fields, self._codes = [], 0
        self._stray = _unmatched(root)
        self._shaded = self._shaded or any(map(_is_banner, root.iter(f"{WP}anchor")))
        self._draft = None
        self._children(root)
        self._flush()
        self._page = own_page

    def _children(self, element: Element | None) -> None:
        for child in element if element is not None else ():
            handler = self._handlers.get(child.tag)
            if handler is not None:
                handler(child)
            elif len(child) and not child.tag.endswith("Pr"):
                self._children(child)

    def _paragraph(self, element: Element) -> None:
        props = element.find(f"{W}pPr")
        own = props.find(f"{W}pStyle") if props is not None else None
        self._style = own.get(f"{W}val") if own is not None else None
        style = self._styles.paragraph(self._style)
        heading, is_list = style.is_heading, style.is_list
        self._line_shaded, self._marked = style.shaded, False
        joined = False
        draft = self._draft
        if draft is None:
            draft = self._draft = Draft(self._where, self._cells)
        if props is not None:
            own_level, own_list = outline(props), numbered(props)
            heading = heading if own_level is None else own_level
            is_list = is_list if own_list is None else own_list
            shade = props.find(f"{W}shd")
            if shade is not None:
                self._line_shaded, self._marked = shaded(props), like_a_marker(shade)
            joined = self._paragraph_mark(props, draft)
        draft.heading_style, draft.is_list = heading, is_list and not heading
        self._children(element)
        if not joined:
            self._flush()

    def _paragraph_mark(self, props: Element, draft: Draft) -> bool:
        """Look at the mark at the end of a paragraph; returns whether the next one joins on."""
        for change in (props.find(f"{W}pPrChange"), props.find(f"{W}rPr/{W}rPrChange")):
            if change is not None:
                self._mark_formatting(change, draft)
        mark = props.find(f"{W}rPr")
        if mark is None:
            return False
        joined = False
        for tag, kind in _TRACKED.items():
            change = mark.find(tag)
            if change is not None:
                draft.mark(kind, _author(change), "", draft.length)
                joined = joined or tag in _GONE
        return joined or is_on(mark.find(f"{W}vanish"))

    def _flush(self) -> None:
        """End the paragraph, then read the text boxes that are anchored in it."""
        draft, self._draft = self._draft, None
        if draft is None:
            return
        draft.text = "".join(text for text, _ in draft.pieces).strip()
        if draft.text:
            if draft.where in _NUMBERED:
                self._number += 1
                draft.number = self._number
            draft.order = len(self.drafts) + len(self.silent)
            self.drafts.append(draft)
        else:
            self._keep_silent(draft, bool(draft.marks))
        waiting, self._waiting = self._waiting, []
        for box, text in waiting:
            self._boxes += 1
            with self._kept():
                self._cells = (*self._cells, Cell(-self._boxes, 1, 1))
                self._shaded = True  # what a box stands on is not known
                if self._where in ("body", "table"):
                    self._where = "text_box"
                self._fields, self._codes = [], 0
                if text:
                    self._draft = Draft(self._where, self._cells)
                    self._put(text, Look())
                else:
                    self._children(box)
                self._flush()

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """What is set inside holds inside only."""
        names = ("_where", "_cells", "_gone", "_new", "_unseen", "_placeholder", "_link", "_style",
                 "_fields", "_codes", "_shaded", "_line_shaded", "_marked")  # fmt: skip
        kept = {name: getattr(self, name) for name in names}
        yield
        for name, value in kept.items():
            setattr(self, name, value)

    def _table(self, element: Element) -> None:
        self._flush()
        self._table_count += 1
        number = self._table_count
        notes = self.tables[number] = TableNotes()
        for change in ("tblPr/{W}tblPrChange", "tblGridChange"):
            found = element.find(f"{W}{change.format(W=W)}")
            if found is not None:
                self._mark_formatting(found, self._silent_draft())
        with self._kept():
            if self._where == "body":
                self._where = "table"
            props = element.find(f"{W}tblPr")
            if props is not None:
                named = props.find(f"{W}tblStyle")
                self._shaded = bool(
                    self._shaded
                    or shaded(props)
                    or (named is not None and self._styles.shades_tables(named.get(f"{W}val", "")))
                )
            for row in _inside(element, f"{W}tr"):
                notes.rows += 1
                self._row(row, number, notes)
        self._draft = None

    def _row(self, element: Element, number: int, notes: TableNotes) -> None:
        props = element.find(f"{W}trPr")
        column = 1
        outer = self._cells
        with self._kept():
            if props is not None:
                if notes.rows == 1:
                    notes.has_header = is_on(props.find(f"{W}tblHeader"))
                before = props.find(f"{W}gridBefore")
                column += _count(before)
                for tag in (f"{W}ins", f"{W}del"):
                    change = props.find(tag)
                    if change is not None:
                        self._set_tracked(tag, change)
                self._unseen = self._unseen or is_on(props.find(f"{W}hidden"))
            for cell in _inside(element, f"{W}tc"):
                notes.cells[notes.rows] = notes.cells.get(notes.rows, 0) + 1
                cell_props = cell.find(f"{W}tcPr")
                span, follows = 1, False
                behind = self._shaded
                if cell_props is not None:
                    ground = shaded(cell_props)
                    self._shaded = behind if ground is None else ground
                    span = max(_count(cell_props.find(f"{W}gridSpan")), 1)
                    merge = cell_props.find(f"{W}vMerge")
                    follows = merge is not None and merge.get(f"{W}val", "continue") == "continue"
                if follows and column == 1:
                    notes.continued.add(notes.rows)
                self._cells = (*outer, Cell(number, notes.rows, column))
                unseen = self._unseen
                self._unseen = unseen or follows  # Word shows the first of the merged cells
                self._children(cell)
                self._flush()
                self._unseen, self._shaded = unseen, behind
                column += span
            notes.columns = max(notes.columns, column - 1)

    def _control(self, element: Element) -> None:
        """A content control (17.5.2); one that shows its placeholder is still to be filled in."""
        props = element.find(f"{W}sdtPr")
        content = element.find(f"{W}sdtContent")
        shows = is_on(props.find(f"{W}showingPlcHdr")) if props is not None else False
        if not shows or self._placeholder:
            self._children(content)
            return
        before = self._draft, len(self.drafts)
        with self._kept():
            self._placeholder = True
            self._children(content)
        draft = self._draft or (self.drafts[-1] if len(self.drafts) > before[1] else None)
        words = (
            "".join(part.text or "" for part in content.iter(f"{W}t"))
            if content is not None
            else ""
        )
        draft = draft or self._silent_draft()
        draft.mark(LeftoverKind.FORM_FIELD, "", words, -1)

    def _silent_draft(self) -> Draft:
        """For what stands between paragraphs."""
        draft = self._draft
        if draft is None:
            draft = Draft(self._where, self._cells)
            self._keep_silent(draft)
        return draft

    def _keep_silent(self, draft: Draft, marked: bool = True) -> None:
        draft.page = draft.page or self._page
        if draft.where in _NUMBERED:
            draft.number = max(self._number, 1)
        if marked:
            draft.order = len(self.drafts) + len(self.silent)
            self.silent.append(draft)

    # Runs and what is in them

    def _run(self, element: Element) -> None:
        props = element.find(f"{W}rPr")
        look = self._styles.look(self._style, props)
        if props is not None:
            change = props.find(f"{W}rPrChange")
            if change is not None and self._draft is not None:
                self._mark_formatting(change, self._draft)
        self._run_parts(element, look)

    def _run_parts(self, element: Element | None, look: Look) -> None:
        for child in element if element is not None else ():
            tag = child.tag
            handler = self._in_run.get(tag)
            if handler is not None:
                handler(child, look)
                continue
            if tag == f"{MC}AlternateContent":
                self._run_parts(branch(child), look)
                continue
            block = self._handlers.get(tag)
            if block is not None:
                unseen = self._unseen
                self._unseen = unseen or look.hidden
                block(child)
                self._unseen = unseen
            elif len(child) and not tag.endswith("Pr"):
                self._run_parts(child, look)

    def _put(self, text: str, look: Look) -> None:
        """Put text where it belongs: seen, or among what is not seen."""
        draft = self._draft
        if draft is None or self._codes or not text:
            return
        self._characters += len(text)
        if self._characters > MAX_TEXT:
            raise too_much_text(self._package.file)
        if not text.isascii():
            text = text.translate(_CLEAN)
        before = draft.length
        if self._gone is not None:
            draft.mark(*self._gone, text, before)
            return
        if look.hidden or self._unseen:
            draft.mark(LeftoverKind.HIDDEN, "", text, before)
            return
        if look.points < _TINY or (look.white and not self._stands_out(look)):
            draft.mark(LeftoverKind.INVISIBLE, "", text, before)
            return
        if draft.page is None:
            draft.page = self._page
        if not text.isspace():
            self._fresh_page = False
        draft.add(text, look)
        if self._new is not None:
            draft.mark(*self._new, text, before)
        if look.highlight or self._marked:
            draft.mark(LeftoverKind.HIGHLIGHT, "", text, before)
        link = self._fields[-1].link if self._fields else ""
        link = link or self._link
        if link:
            draft.links[link] = None

    def _stands_out(self, look: Look) -> bool:
        """Whether white text stands on a ground that is not white: its own, or what is under it."""
        grounds = (look.highlight or look.shaded, self._line_shaded, self._shaded)
        return bool(next((ground for ground in grounds if ground is not None), False))

    def _text(self, element: Element, look: Look) -> None:
        text = element.text or ""
        if element.get(_SPACE) != "preserve" and element.tag != f"{M}t":
            text = text.strip(" \t\r\n")
        if "\n" in text or "\t" in text or "\r" in text:
            text = text.translate(_LINES)
        if "\uf020" <= max(text, default="") <= "\uf0ff":
            text = "".join(
                _symbol(ord(letter), look.font) if "\uf020" <= letter <= "\uf0ff" else letter
                for letter in text
            )
        self._put(text, look)

    def _deleted_text(self, element: Element, look: Look) -> None:
        if self._gone is not None:
            self._put(element.text or "", look)

    def _symbol(self, element: Element, look: Look) -> None:
        code = element.get(f"{W}char", "")
        if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
            self._put(_symbol(int(code, 16), element.get(f"{W}font", "")), look)

    def _break(self, element: Element, look: Look) -> None:
        self._put("\n", look)
        if element.get(f"{W}type") == "page" and self._page and not (self._gone or self._unseen):
            self._page += 1
            self._fresh_page = True  # Word notes the same break again before the next words

    def _rendered_break(self, element: Element, look: Look) -> None:
        if self._page and not self._fresh_page:
            self._page += 1
        self._fresh_page = False

    def _tracked(self, element: Element) -> None:
        draft = self._draft
        before = len(draft.marks) if draft is not None else 0
        with self._kept():
            self._set_tracked(element.tag, element)
            self._children(element)
        silent = draft is not None and draft is self._draft and len(draft.marks) == before
        if draft and silent and any(part.tag in _FIELD for part in element.iter()):
            draft.mark(_TRACKED[element.tag], _author(element), "", -1)

    def _set_tracked(self, tag: str, change: Element) -> None:
        tracked = (_TRACKED[tag], _author(change))
        if tag in _GONE:
            self._gone = tracked
        else:
            self._new = tracked

    def _mark_formatting(self, change: Element, draft: Draft) -> None:
        author = _author(change)
        if not any(m.kind is LeftoverKind.FORMATTING and m.author == author for m in draft.marks):
            draft.mark(LeftoverKind.FORMATTING, author, "", -1)

    # Links and fields

    def _hyperlink(self, element: Element) -> None:
        relation = self._relations.get(element.get(f"{R}id", ""))
        outer = self._link
        if relation is not None and relation.external:
            self._link = _address(relation.target)
        self._children(element)
        self._link = outer

    def _simple_field(self, element: Element) -> None:
        found = _Field(code=[element.get(f"{W}instr", "")])
        self._fields.append(found)
        self._read_code(found)
        self._children(element)
        self._fields.pop()

    def _field_mark(self, element: Element, look: Look) -> None:
        kind = element.get(f"{W}fldCharType")
        if element in self._stray:
            return
        if kind == "begin":
            found = _Field(form=_form_name(element))
            self._fields.append(found)
            self._codes += 1
        elif not self._fields:
            return
        elif kind == "separate" and not self._fields[-1].result:
            self._codes -= 1
            self._read_code(self._fields[-1])
        elif kind == "end":
            found = self._fields[-1]
            if not found.result:
                self._codes -= 1
                self._read_code(found)
            self._fields.pop()
            draft = self._draft
            if draft is not None and found.form is not None:
                result = "".join(text for text, _ in draft.pieces)[found.start :]
                if not result.strip():
                    draft.mark(LeftoverKind.FORM_FIELD, "", found.form, -1)

    def _field_code(self, element: Element, look: Look) -> None:
        if self._fields and not self._fields[-1].result:
            self._fields[-1].code.append(element.text or "")

    def _read_code(self, found: _Field) -> None:
        """What a field's instruction says (17.16): where it links to, what it fetches."""
        found.result = True
        found.start = self._draft.length if self._draft is not None else 0
        code = "".join(found.code)
        if len(self._fields) > 1:
            found.link = self._fields[-2].link
        if len(code) > 10_000:
            return
        words = [quoted or plain for quoted, plain in _ARGUMENT.findall(code)]
        name = words[0].upper() if words else ""
        first = words[1].replace("\\\\", "\\") if len(words) > 1 else ""
        draft = self._draft
        if name == "HYPERLINK":
            if first and not first.startswith("\\"):
                found.link = _address(first)
        elif draft is not None and self._gone is None:
            if name in ("DDE", "DDEAUTO", "LINK", "INCLUDETEXT", "INCLUDE", "DATABASE"):
                target = (
                    words[2] if name in ("DDE", "DDEAUTO", "LINK") and len(words) > 2 else first
                )
                self.fetched.append((LeftoverKind.LINKED_DATA, target or name, draft))
            elif name in ("INCLUDEPICTURE", "IMPORT"):
                self.fetched.append((LeftoverKind.LINKED_IMAGE, first, draft))
            elif name == "MACROBUTTON":  # shows the words that follow the macro's name
                self._put(" ".join(words[2:]), Look())
                draft.mark(LeftoverKind.FORM_FIELD, "", " ".join(words[2:]), -1)

    # Notes, comments, pictures, boxes

    def _reference(self, element: Element, look: Look) -> None:
        if self._draft is not None and not (self._gone or self._unseen or look.hidden):
            kind = element.tag[len(W) :].removesuffix("Reference")
            if self._draft.page is None:
                self._draft.page = self._page
            self.notes.append((f"{kind} {element.get(f'{W}id', '')}", self._draft))

    def _comment(self, element: Element, look: Look) -> None:
        if self._draft is not None:
            self.comments.setdefault(element.get(f"{W}id", ""), self._draft)

    def _carried_part(self, element: Element) -> None:
        self.carried[self._part, element.get(f"{R}id", "")] = self._silent_draft()

    def _drawing(self, element: Element) -> None:
        """A drawing, a VML picture or an embedded object: its pictures and its text boxes."""
        draft = self._draft
        if draft is None:
            return
        parts = list(_shown(element))
        seen = not (self._gone or self._unseen or self._codes)
        for part in parts:
            if part.tag == f"{W}txbxContent":
                if seen:
                    self._waiting.append((part, ""))
                else:
                    for text in part.iter(f"{W}t"):
                        self._put(text.text or "", Look())
            elif part.tag == f"{V}textpath" and seen:
                self._waiting.append((part, part.get("string", "")))
            elif part.tag == f"{O}OLEObject" or part.tag == f"{W}control":
                self.carried[self._part, part.get(f"{R}id", "")] = draft
            elif part.tag == f"{O}signatureline" and seen:
                self.lines.append(
                    SignatureLine(
                        draft,
                        part.get(f"{O}suggestedsigner", ""),
                        part.get(f"{O}suggestedsigner2", ""),
                    )
                )
            elif part.tag.startswith(WP) and part.tag[len(WP) :] in ("inline", "anchor") and seen:
                self._drawn_picture(part, draft)
            elif (
                part.find(f"{V}imagedata") is not None
                and part.find(f"{O}signatureline") is None
                and seen
            ):
                self._vml_picture(part, draft)

    def _drawn_picture(self, part: Element, draft: Draft) -> None:
        inner = list(_shown(part))
        graphic = next((found for found in inner if found.tag == f"{A}graphicData"), None)
        uri = graphic.get("uri", "") if graphic is not None else ""
        if uri.endswith("/diagram"):
            self._diagram(inner)
        elif not uri.endswith("/chart") and not any(found.tag == f"{A}blip" for found in inner):
            return
        extent, about = part.find(f"{WP}extent"), part.find(f"{WP}docPr")
        if about is not None and about.get("hidden") in ("1", "true"):
            return
        sizes = [
            (measure(extent.get(side), 1) or 0.0) / _EMU if extent is not None else 0.0
            for side in ("cx", "cy")
        ]
        get = about.get if about is not None else lambda name, other="": other
        decorative = about is not None and any(
            found.tag.endswith("}decorative") and found.get("val") in ("1", "true")
            for found in about.iter()
        )
        alt = get("descr", "") or get("title", "")
        blip = next((found for found in inner if found.tag == f"{A}blip"), None)
        part_of = self._held(blip, "embed") if blip is not None else None
        self._picture(draft, alt, get("name", ""), sizes[0], sizes[1], decorative, part_of)

    def _diagram(self, inner: list[Element]) -> None:
        """The words of a diagram (SmartArt) stand in a part of their own."""
        for found in inner:
            relation = self._relations.get(found.get(f"{R}dm", ""))
            root = None
            if relation is not None and not relation.external:
                root = self._package.xml(relation.target)
            for line in root.iter(f"{A}p") if root is not None else ():
                text = "".join(part.text or "" for part in line.iter(f"{A}t"))
                if text.strip():
                    self._waiting.append((line, text))

    def _vml_picture(self, part: Element, draft: Draft) -> None:
        items = (item.partition(":") for item in part.get("style", "").split(";"))
        style = {name.strip(): value.strip() for name, _, value in items}
        data = part.find(f"{V}imagedata")
        title = data.get(f"{O}title", "") if data is not None else ""
        width, height = ((measure(style.get(side), 1) or 0.0) / 72 for side in ("width", "height"))
        part_of = self._held(data, "id") if data is not None else None
        self._picture(draft, part.get("alt", ""), title, width, height, False, part_of)

    def _held(self, reference: Element, attribute: str) -> str | None:
        """The part that a picture is held in, or as `Picture.part` has it."""
        relation = self._relations.get(reference.get(f"{R}{attribute}", ""))
        linked = reference.get(f"{R}link") or reference.get(f"{R}href")
        if relation is None:
            return None if linked else ""
        return None if relation.external else relation.target

    def _picture(
        self,
        draft: Draft,
        alt: str,
        name: str,
        width: float,
        height: float,
        decorative: bool,
        part: str | None,
    ) -> None:
        if self._placeholder:
            return
        if draft.page is None:
            draft.page = self._page
        after = len(self.drafts)
        self.pictures.append(Picture(draft, after, alt, name, width, height, decorative, part))


def branch(alternates: Element) -> Element | None:
    """The one branch of alternate content to read: the first in which something is seen."""
    for found in alternates:
        if any(next(found.iter(tag), None) is not None for tag in _SEEN):
            return found
    return None


def _shown(element: Element) -> Iterator[Element]:
    """Everything inside, in order, less what is in a text box, and one branch of alternates."""
    stack = list(reversed(element))
    while stack:
        found = stack.pop()
        if found.tag == f"{MC}AlternateContent":
            chosen = branch(found)
            stack.extend(reversed(chosen) if chosen is not None else ())
            continue
        yield found
        if found.tag != f"{W}txbxContent":
            stack.extend(reversed(found))


def _inside(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, through content controls and the like."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag == f"{MC}AlternateContent":
            chosen = branch(child)
            if chosen is not None:
                yield from _inside(chosen, tag)
        elif not child.tag.endswith("Pr") and child.tag not in (f"{W}tr", f"{W}tc", f"{W}p"):
            yield from _inside(child, tag)


def _unmatched(root: Element) -> set[Element]:
    """Marks of fields that have no beginning or no end: they would swallow the rest."""
    open_marks: list[Element] = []
    stray = set()
    for mark in root.iter(f"{W}fldChar"):
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            open_marks.append(mark)
        elif kind == "end":
            if open_marks:
                open_marks.pop()
            else:
                stray.add(mark)
    return stray | set(open_marks)


def _is_banner(anchor: Element) -> bool:
    """Whether something wide is placed behind the text (20.4.2.3)."""
    extent = anchor.find(f"{WP}extent")
    width = (measure(extent.get("cx"), 1) or 0.0) / _EMU if extent is not None else 0.0
    return anchor.get("behindDoc") in ("1", "true") and width >= _BANNER


def _form_name(mark: Element) -> str | None:
    """The name of a form field of the old kind (17.16.17), or None."""
    data = mark.find(f"{W}ffData")
    if data is None or data.find(f"{W}textInput") is None:
        return None
    name = data.find(f"{W}name")
    return name.get(f"{W}val", "") if name is not None else ""


def _symbol(code: int, font: str) -> str:
    if 0xF000 <= code <= 0xF0FF:
        code -= 0xF000
    if font.startswith(("Wingdings", "Webdings")):
        return _SYMBOLS.get(code, "•")
    if font == "Symbol":
        return _SYMBOL_FONT.get(code, "•" if code > 0x7E else chr(code))
    return chr(code) if 0x20 <= code < 0xD800 else ""


def _address(target: str) -> str:
    """An address as a reader knows it: less its scheme if that is `mailto:` or `tel:`."""
    scheme, _, rest = target.partition(":")
    if scheme.strip().lower() in ("mailto", "tel"):
        target = unquote(rest).partition("?")[0]
    return target.strip()


def _author(change: Element) -> str:
    return change.get(f"{W}author", "").strip()


def _count(element: Element | None) -> int:
    number = measure(element.get(f"{W}val"), 1) if element is not None else None
    return min(max(int(number or 0), 0), 1000)
