"""What Word's automatic numbering puts before a paragraph (ISO 29500-1, 17.9)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from loi_tool.opc.numbers import whole
from loi_tool.opc.styles import StyleSheet, is_on
from loi_tool.text import ordinal
from loi_tool.word.look import W

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_VAL = f"{W}val"
_LEVELS = 9
_LONGEST_CHAIN = 20
"""Of lists that are another one's."""
_MOST = 9_999
"""A number from which on only digits are written."""
_SYMBOL_FONTS = ("Symbol", "Wingdings", "Webdings")
_ROMAN = {
    1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x",
    9: "ix", 5: "v", 4: "iv", 1: "i",
}  # fmt: skip
_ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth",
             "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}  # fmt: skip


class _Level(NamedTuple):
    """One level of a list (17.9.6)."""

    start: int
    form: str
    text: str
    legal: bool
    """Whether all its numbers are in digits (17.9.4)."""
    restart: int | None
    """The level, from 1, after which it begins anew; 0 is never, None after any above it."""
    style: str
    font: str


class _List(NamedTuple):
    """A numbering (17.9.15): whose count it goes on with, its levels, and where it begins anew."""

    goes_on: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """The lists of one file, and how far each has been counted."""

    def __init__(self, numbering: Element | None, styles: StyleSheet) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._numbers: dict[str, Element] = {}
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if numbering is None:
            return
        for element in numbering.iterfind(f"{W}abstractNum"):
            self._abstract.setdefault(element.get(f"{W}abstractNumId", ""), element)
        for element in numbering.iterfind(f"{W}num"):
            self._numbers.setdefault(element.get(f"{W}numId", ""), element)

    def label(self, props: Element | None, style: str | None) -> str:
        """Count a paragraph, and say what stands before it; empty for bullets and plain text.

        Args:
            props: its `pPr`.
            style: the id of its style, or None for the usual one.
        """
        number, level = self._place(props, style) if self._numbers else ("", 0)
        numbering = self._list(number) if number else None
        if numbering is None or level not in numbering.levels:
            return ""
        self._count(number, numbering, level)
        own = numbering.levels[level]
        if own.form == "none" and "%" not in own.text:
            return own.text.strip()
        if own.form == "bullet":
            plain = own.font.startswith(_SYMBOL_FONTS) or len(own.text.strip()) < 2
            return "" if plain else own.text.strip()
        return self._text(numbering, own).strip()

    def _place(self, props: Element | None, style: str | None) -> tuple[str, int]:
        """The id of a paragraph's numbering, empty if it has none, and its level."""
        number, level = _own(props)
        named = self._styles.usual_paragraph if style is None else style
        for name, element in self._styles.chain(named) if number is None else ():
            number, of_style = _own(element.find(f"{W}pPr"))
            level = of_style if level is None else level
            if number is not None:
                numbering = self._list(number)
                levels = numbering.levels.items() if numbering is not None else ()
                linked = {one.style: at for at, one in levels}
                level = linked.get(name) if level is None else level
                break
        return number or "", level or 0

    def _list(self, number: str) -> _List | None:
        if number not in self._lists:
            self._lists[number] = self._read(number)
        return self._lists[number]

    def _read(self, number: str) -> _List | None:
        goes_on, levels, starts = "", {}, {}
        element = self._numbers.get(number)
        for _ in range(_LONGEST_CHAIN):
            if element is None:
                return None
            goes_on = goes_on or _value(element, "abstractNumId")
            abstract = self._abstract.get(_value(element, "abstractNumId"))
            if abstract is None:
                return None
            linked = _value(abstract, "numStyleLink")  # 17.9.21: the list of a style
            _, style = next(self._styles.chain(linked), ("", None))
            if not linked or style is None:
                levels = {_at(level): _level(level) for level in abstract.iterfind(f"{W}lvl")}
                break
            props = style.find(f"{W}pPr")
            element = self._numbers.get(_own(props)[0] or "")
        for override in self._numbers[number].iterfind(f"{W}lvlOverride"):
            start, level = override.find(f"{W}startOverride"), override.find(f"{W}lvl")
            if level is not None:
                levels[_at(override)] = _level(level)
            if start is not None:
                starts[_at(override)] = whole(start.get(_VAL))
        return _List(goes_on, levels, starts)

    def _count(self, number: str, numbering: _List, level: int) -> None:
        counts = self._counts.setdefault(numbering.goes_on, [None] * _LEVELS)
        for at in range(level + 1):
            if at in numbering.starts and (number, at) not in self._begun:
                counts[at] = None  # 17.9.26: this numbering begins anew
            self._begun.add((number, at))
        before, usual = counts[level], numbering.levels[level].start
        counts[level] = numbering.starts.get(level, usual) if before is None else before + 1
        for at in range(level + 1, _LEVELS):
            below = numbering.levels.get(at)
            after = below.restart if below is not None else None
            if after is None or level < after:
                counts[at] = None

    def _text(self, numbering: _List, own: _Level) -> str:
        counts = self._counts[numbering.goes_on]

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = numbering.levels.get(at)
            form = "decimal" if own.legal or level is None else level.form
            number = counts[at]
            if number is None:
                number = level.start if level is not None else 1
            return _number(number, form)

        return re.sub(r"%([1-9])", written, own.text)


def _own(props: Element | None) -> tuple[str | None, int | None]:
    """The numbering and level that a `pPr` names (17.9.18); `0` is no numbering."""
    named = props.find(f"{W}numPr") if props is not None else None
    if named is None:
        return None, None
    number, level = _value(named, "numId"), _value(named, "ilvl")
    named_level = min(max(whole(level), 0), _LEVELS - 1) if level else None
    return ("" if number == "0" else number or None), named_level


def _at(element: Element) -> int:
    return min(max(whole(element.get(f"{W}ilvl")), 0), _LEVELS - 1)


def _level(element: Element) -> _Level:
    restart, fonts = _value(element, "lvlRestart"), element.find(f"{W}rPr/{W}rFonts")
    form = next(element.iter(f"{W}numFmt"), None)
    return _Level(
        start=whole(_value(element, "start")),
        form="decimal" if form is None else form.get(f"{W}format") or form.get(_VAL, "decimal"),
        text=_value(element, "lvlText"),
        legal=is_on(element.find(f"{W}isLgl")),
        restart=whole(restart) if restart else None,
        style=_value(element, "pStyle"),
        font=fonts.get(f"{W}ascii", "") if fonts is not None else "",
    )


def _value(element: Element, name: str) -> str:
    found = element.find(f"{W}{name}")
    return found.get(_VAL, "") if found is not None else ""


def _number(number: int, form: str) -> str:
    """A number as a list writes it (17.18.59); in digits where its form is none of letters."""
    if form in ("none", "bullet"):
        return ""
    if re.fullmatch(r"0{0,9}1, 0{0,9}2, .{0,80}", form):  # “001, 002, 003, ...”
        return f"{number:0{form.index(',')}}"
    if form == "decimalZero":
        return f"{number:02}"
    if form == "numberInDash":
        return f"- {number} -"
    if form == "hex":
        return f"{number:X}"
    if not 0 < number <= _MOST:
        return str(number)
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form in ("upperLetter", "lowerLetter"):  # after z come aa, bb, cc
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form == "ordinal":
        return ordinal(number)
    if form in ("cardinalText", "ordinalText") and number < 100:
        words = _in_words(number)
        return (_as_ordinal(words) if form == "ordinalText" else words).capitalize()
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN.items():
        text += letters * (number // value)
        number %= value
    return text


def _in_words(number: int) -> str:
    if number < len(_ONES):
        return _ONES[number]
    return "-".join(filter(None, (_TENS[number // 10], _ONES[number % 10])))


def _as_ordinal(words: str) -> str:
    first, joint, last = words.rpartition("-")
    ordinal = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{first}{joint}{_ORDINALS.get(last, ordinal)}"
