"""Fields of a Word file: which text is a result, where it links to, what it fetches (17.16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from loi_tool.files import LeftoverKind
from loi_tool.opc.styles import is_true
from loi_tool.word.look import W

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_LONGEST = 10_000
"""Characters of an instruction; longer ones are not read."""
MAX_DEPTH = 100
"""Fields in fields; Word stops at twenty."""
_ALL = ("fldSimple", "fldChar", "instrText", "delInstrText", "t")
_LINKED = ("DDE", "DDEAUTO", "LINK")
_CHANGING = ("DATE", "TIME", "SAVEDATE", "PRINTDATE")
_FETCHED = {
    **dict.fromkeys(
        (*_LINKED, "INCLUDETEXT", "INCLUDE", "DATABASE", "RD"), LeftoverKind.LINKED_DATA
    ),
    **dict.fromkeys(("INCLUDEPICTURE", "IMPORT"), LeftoverKind.LINKED_IMAGE),
}


class Instruction(NamedTuple):
    """What a field is told to do, as far as it concerns a reader."""

    link: str = ""
    """The address that its result leads to."""
    fetched: tuple[LeftoverKind, str] | None = None
    """What it fetches its result from."""
    prompt: str = ""
    """The words of a button (17.16.5.34), which are to be replaced."""
    changes: str = ""
    """The name of a field that tells the time, and another one whenever Word looks at it."""


def read_instruction(code: str) -> Instruction:
    """The instruction of a field (17.16.2)."""
    arguments = _ARGUMENT.findall(code) if len(code) <= _LONGEST else []
    words = [quoted or plain for quoted, plain in arguments]
    name = words[0].upper() if words else ""
    first = words[1].replace("\\\\", "\\") if len(words) > 1 else ""
    if name == "HYPERLINK" and not first.startswith("\\"):
        return Instruction(link=address(first))
    if name == "MACROBUTTON":
        return Instruction(prompt=" ".join(words[2:]))
    if name in _CHANGING:
        return Instruction(changes=name)
    if name in _LINKED and len(words) > 2:
        first = words[2]
    kind = _FETCHED.get(name)
    if kind is LeftoverKind.LINKED_DATA:
        first = first or name
    return Instruction(fetched=(kind, first) if kind is not None else None)


@dataclass
class Field:
    """A field that has begun and not ended."""

    mark: Element
    """With which it begins."""
    form: str | None = None
    """The name of a form field of the old kind."""
    code: list[str] = field(default_factory=list)
    has_result: bool = False
    link: str = ""
    start: int = 0
    """How much was seen before its result."""


class OpenFields:
    """The fields that are open at a place of the text, the innermost last."""

    def __init__(self) -> None:
        self._fields: list[Field] = []
        self._codes = 0

    @property
    def depth(self) -> int:
        """How many fields are open."""
        return len(self._fields)

    @property
    def innermost(self) -> Element | None:
        """The mark with which the innermost begins."""
        return self._fields[-1].mark if self._fields else None

    @property
    def in_code(self) -> bool:
        """Whether the place is in an instruction and not in a result."""
        return self._codes > 0

    @property
    def link(self) -> str:
        """Where the text there links to, or an empty text."""
        return self._fields[-1].link if self._fields else ""

    def begin(self, mark: Element) -> None:
        """A field begins."""
        self._fields.append(Field(mark, _form_name(mark)))
        self._codes += 1

    def add_code(self, text: str) -> None:
        """A stretch of the instruction."""
        if self._fields and not self._fields[-1].has_result:
            self._fields[-1].code.append(text)

    def add_result(self, text: str) -> None:
        """Text that is shown, or the result of a field within an instruction, and so part of it."""
        for opened in reversed(self._fields[-MAX_DEPTH:]) if self._codes else ():
            if not opened.has_result:
                opened.code.append(text)
                return

    def complete(self, start: int) -> Instruction | None:
        """The instruction ends, and with it what is not shown; None if it had ended before."""
        if not self._fields or self._fields[-1].has_result:
            return None
        ended = self._fields[-1]
        instruction = read_instruction("".join(ended.code))
        outer = self._fields[-2].link if len(self._fields) > 1 else ""
        ended.link = instruction.link or outer
        ended.has_result, ended.start = True, start
        self._codes -= 1
        return instruction

    def end(self) -> Field | None:
        """The innermost field ends; None if there is none."""
        return self._fields.pop() if self._fields else None


def fetched_by_fields(root: Element) -> Iterator[tuple[LeftoverKind, str]]:
    """What the fields of a part fetch (17.16.5), whether its text is shown or not."""
    opened = OpenFields()
    for element in root.iter(*(f"{W}{name}" for name in _ALL)):
        kind = element.get(f"{W}fldCharType")
        instruction = None
        if element.tag == f"{W}fldSimple":
            instruction = read_instruction(element.get(f"{W}instr", ""))
        elif element.tag == f"{W}t":
            opened.add_result(element.text or "")
        elif element.tag != f"{W}fldChar":
            opened.add_code(element.text or "")
        elif kind == "begin":
            opened.begin(element)
        elif kind in ("separate", "end"):
            instruction = opened.complete(0)
            if kind == "end":
                opened.end()
        if instruction is not None and instruction.fetched is not None:
            yield instruction.fetched


def marks_without_match(root: Element) -> set[Element]:
    """Marks of fields that have no beginning or no end: they would swallow the rest."""
    begun: list[Element] = []
    stray = set()
    for mark in root.iter(f"{W}fldChar"):
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            begun.append(mark)
        elif kind == "end":
            if begun:
                begun.pop()
            else:
                stray.add(mark)
    return stray | set(begun)


def is_locked(mark: Element) -> bool:
    """Whether a field keeps its result (17.16.18, 17.16.19)."""
    return is_true(mark.get(f"{W}fldLock"))


def address(target: str) -> str:
    """An address as a reader knows it: less its scheme if that is `mailto:` or `tel:`."""
    scheme, _, rest = target.partition(":")
    if scheme.strip().lower() in ("mailto", "tel"):
        target = unquote(rest).partition("?")[0]
    return target.strip()


def _form_name(mark: Element) -> str | None:
    """The name of a text field of a form of the old kind (17.16.17), or None."""
    data = mark.find(f"{W}ffData")
    if data is None or data.find(f"{W}textInput") is None:
        return None
    name = data.find(f"{W}name")
    return name.get(f"{W}val", "") if name is not None else ""
