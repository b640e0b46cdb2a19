"""Leaves of the fields of a story (ISO 29500-1, 17.16) those that ask for nothing.

Of any other its result stays, as text: it is what the writer saw, and what was checked. So no
engine fetches anything, and none puts in today's date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

_HARMLESS = frozenset(
    ("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ",
     "HYPERLINK", "SYMBOL", "EQ", "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "FORMTEXT",
     "FORMCHECKBOX", "FORMDROPDOWN", "MACROBUTTON", "GOTOBUTTON", "XE", "TC")
)  # fmt: skip
"""What engines work out of the letter itself, or only show."""
_MARK, _SIMPLE, _LOOK = qn("w:fldChar"), qn("w:fldSimple"), qn("w:rPr")
_CODES = (qn("w:instrText"), qn("w:delInstrText"))
_MISPLACED = etree.XPath(
    "//*[(self::w:fldChar or self::w:instrText or self::w:delInstrText) and not(parent::w:r)]",
    namespaces={"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
)
_LONGEST = 4_000


@dataclass
class _OpenField:
    """A field that has begun: where, and what it is told to do."""

    start: int
    mark: Any
    codes: list[int] = field(default_factory=list)
    separator: int | None = None
    separate: Any = None
    is_plain: bool = True
    """Whether there is nothing but text in its instruction."""


def leave_harmless_fields(root: Any, *, with_result: bool = False) -> None:  # noqa: ANN401
    """Take the fields out of a story that fetch something, or may.

    Args:
        root: the body, header, footer or notes.
        with_result: whether fields without a result go as well, of which engines show the code.
    """
    for simple in list(root.iter(_SIMPLE)):
        if not _is_harmless(simple.get(qn("w:instr"), "")):
            _unwrap(simple)
    for mark in _MISPLACED(root):
        mark.getparent().remove(mark)
    if next(root.iter(_MARK, *_CODES), None) is not None:
        _Fields(root, with_result).clean()


class _Fields:
    """The pieces of all runs of a story in reading order, and which of them go."""

    def __init__(self, root: Any, with_result: bool) -> None:  # noqa: ANN401
        self._pieces = [e for run in root.iter(qn("w:r")) for e in run if e.tag != _LOOK]
        self._with_result = with_result
        self._changes = [0] * (len(self._pieces) + 1)
        """By how much there are more reasons from a piece on to take it out."""
        self._open: list[_OpenField] = []

    def clean(self) -> None:
        """Take them out. What has no end is no field: its marks go, and its text stays."""
        for index, piece in enumerate(self._pieces):
            if piece.tag == _MARK:
                self._mark(index, piece)
            elif self._open and self._open[-1].separator is None:
                if piece.tag in _CODES:
                    self._open[-1].codes.append(index)
                else:
                    self._open[-1].is_plain = False
            elif piece.tag in _CODES:
                self._drop(index)
        for begun in self._open:
            for own in (begun.start, begun.separator, *begun.codes):
                self._drop(own)
        for piece, reasons in zip(self._pieces, accumulate(self._changes), strict=False):
            if reasons:
                run = piece.getparent()
                run.remove(piece)
                if all(inner.tag == _LOOK for inner in run):
                    run.getparent().remove(run)

    def _drop(self, first: int | None, last: int | None = None) -> None:
        if first is not None:
            self._changes[first] += 1
            self._changes[(first if last is None else last) + 1] -= 1

    def _mark(self, index: int, mark: Any) -> None:  # noqa: ANN401
        kind = mark.get(qn("w:fldCharType"))
        innermost = self._open[-1] if self._open else None
        if kind == "begin":
            if innermost is not None and innermost.separator is None:
                innermost.is_plain = False
            self._open.append(_OpenField(index, mark))
        elif innermost is None or kind not in ("separate", "end"):
            self._drop(index)
        elif kind == "end":
            self._end(self._open.pop(), index, mark)
        elif innermost.separator is None:
            innermost.separator, innermost.separate = index, mark
        else:
            self._drop(index)

    def _end(self, ended: _OpenField, index: int, mark: Any) -> None:  # noqa: ANN401
        code = "".join(self._pieces[i].text or "" for i in ended.codes)
        own = [m for m in (ended.mark, ended.separate, mark) if m is not None]
        paragraphs = {next(m.iterancestors(qn("w:p")), None) for m in own}
        stays = ended.is_plain and len(paragraphs) == 1 and _is_harmless(code)
        if self._with_result and ended.separator is None:
            stays = False
        if not stays:
            self._drop(ended.start, ended.separator if ended.separator is not None else index)
            if ended.separator is not None:
                self._drop(index)


def _is_harmless(code: str) -> bool:
    words = code[:_LONGEST].split(None, 1)
    return len(code) <= _LONGEST and bool(words) and words[0].upper() in _HARMLESS


def _unwrap(element: Any) -> None:  # noqa: ANN401
    for inner in list(element):
        element.addprevious(inner)
    element.getparent().remove(element)
