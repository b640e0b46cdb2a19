"""How text in a Word file looks: styles, defaults and themes resolved (ISO 29500-1, 17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from loi_tool.opc.numbers import measure
from loi_tool.opc.styles import StyleSheet, is_on

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_VAL = f"{W}val"
_HEADING_NAME = re.compile(r"\bheading\b|^title$", re.IGNORECASE)
_NEARLY_WHITE = 0xF6
_TOGGLES = {f"{W}b": "bold", f"{W}caps": "caps", f"{W}vanish": "hidden"}
_THEMED = (("ascii", "asciiTheme"), ("hAnsi", "hAnsiTheme"))

Props = dict[str, object]


class Look(NamedTuple):
    """How a run of text looks."""

    font: str = "Times New Roman"
    points: float = 10
    bold: bool = False
    underlined: bool = False
    caps: bool = False
    hidden: bool = False
    raised: bool = False
    """Set as superscript or subscript."""
    highlight: bool = False
    white: bool = False
    """Set in white or nearly so, which is not seen on white."""
    shaded: bool | None = None
    """Whether the run has a ground of its own that is not white; None where it says nothing."""
    language: str = ""


class ParagraphStyle(NamedTuple):
    """What the styles say of a paragraph."""

    is_heading: bool = False
    is_list: bool = False
    shaded: bool | None = None
    """As of `Look`."""


class _OwnProperties(NamedTuple):
    """What one style says by itself; None where it is silent."""

    named_heading: bool
    level: bool | None
    is_list: bool | None
    ground: bool | None
    shades: bool
    spacing: dict[str, str]
    props: Props


class Styles:
    """The styles of one file."""

    def __init__(self, sheet: StyleSheet, theme: Element | None) -> None:
        self._sheet = sheet
        self._theme = theme
        self._looks: dict[tuple[str, str], Look] = {}
        self._bases: dict[tuple[str, str], Props] = {}
        self._read: dict[str, _OwnProperties] = {}
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._defaults: Props = {}
        self._spacing: dict[str, str] = {}
        if sheet.root is None:
            return
        self._spacing = _spacing(sheet.root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"))
        defaults = sheet.root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        if defaults is not None:
            self._defaults = self._props(defaults)

    def paragraph(self, name: str | None) -> ParagraphStyle:
        """What a paragraph style says, with all that it is based on."""
        key = name or self._sheet.usual_paragraph
        if key not in self._paragraphs:
            chain = list(self._chain(key))
            named = any(style.named_heading for style in chain)
            level = _first(style.level for style in chain)
            heading = named if level is None else level
            is_list = bool(_first(style.is_list for style in chain)) and not heading
            ground = _first(style.ground for style in chain)
            self._paragraphs[key] = ParagraphStyle(heading, is_list, ground)
        return self._paragraphs[key]

    def spacing(self, name: str | None) -> dict[str, str]:
        """What a paragraph style says of spacing (17.3.1.33), with all that it is based on."""
        chain = list(self._chain(name or self._sheet.usual_paragraph))
        found = dict(self._spacing)
        for style in reversed(chain):
            found |= style.spacing
        return found

    def shades_tables(self, name: str) -> bool:
        """Whether a table style sets any of its cells on a ground that is not white (17.7.6)."""
        return any(style.shades for style in self._chain(name))

    def look(self, paragraph: str | None, run: Element | None) -> Look:
        """How a run looks in a paragraph of that style; `run` is its own `rPr`."""
        of_paragraph = paragraph or self._sheet.usual_paragraph
        of_run = run.find(f"{W}rStyle") if run is not None else None
        key = (of_paragraph, of_run.get(_VAL, "") if of_run is not None else "")
        base = self._bases.get(key)
        if base is None:
            base = self._bases[key] = self._base(*key)
            self._looks[key] = _look(base)
        if run is None or len(run) == (of_run is not None):
            return self._looks[key]
        return _look({**base, **self._props(run)})

    def _base(self, paragraph: str, run: str) -> Props:
        of_paragraph, of_run = self._of_style(paragraph), self._of_style(run) if run else {}
        base = {**self._defaults, **of_paragraph, **of_run}
        for name in _TOGGLES.values():  # 17.7.3: twice on is off
            if of_run.get(name) and of_paragraph.get(name):
                base[name] = False
            elif name in of_run or name in of_paragraph:
                base[name] = bool(of_run.get(name) or of_paragraph.get(name))
        return base

    def _of_style(self, name: str) -> Props:
        found: Props = {}
        for style in self._chain(name):
            found = {**style.props, **found}
        return found

    def _chain(self, name: str) -> Iterator[_OwnProperties]:
        for style_id, style in self._sheet.chain(name):
            if style_id not in self._read:
                self._read[style_id] = self._read_style(style)
            yield self._read[style_id]

    def _read_style(self, style: Element) -> _OwnProperties:
        shown = style.find(f"{W}name")
        of_run, of_paragraph = style.find(f"{W}rPr"), style.find(f"{W}pPr")
        name = shown.get(_VAL, "")[:100] if shown is not None else ""
        silent = of_paragraph is None
        return _OwnProperties(
            named_heading=_HEADING_NAME.search(name) is not None,
            level=None if silent else outline(of_paragraph),
            is_list=None if silent else numbered(of_paragraph),
            ground=None if silent else shaded(of_paragraph),
            shades=any(map(_is_shade, style.iter(f"{W}shd"))),
            spacing=_spacing(of_paragraph),
            props={} if of_run is None else self._props(of_run),
        )

    def _props(self, run: Element) -> Props:
        """The properties that are named in an `rPr`, and no others."""
        found: Props = {}
        for element in run:
            tag = element.tag
            value = element.get(_VAL, "")
            if tag in _TOGGLES:
                found[_TOGGLES[tag]] = is_on(element)
            elif tag == f"{W}sz":
                points = measure(value, 2)
                if points:
                    found["points"] = points
            elif tag == f"{W}rFonts":
                font = self._font(element)
                if font:
                    found["font"] = font
            elif tag == f"{W}u":
                found["underlined"] = value not in ("", "none")
            elif tag == f"{W}vertAlign":
                found["raised"] = value in ("superscript", "subscript")
            elif tag == f"{W}highlight":
                found["highlight"] = value not in ("", "none", "white")
            elif tag == f"{W}shd":
                found.setdefault("highlight", like_a_marker(element))
                found["shaded"] = _is_shade(element)
            elif tag == f"{W}color":
                found["white"] = _is_white(value, element.get(f"{W}themeColor"))
            elif tag == f"{W}lang":
                found["language"] = "" if value == "x-none" else value
        return found

    def _font(self, fonts: Element) -> str:
        for plain, themed in _THEMED:
            theme = fonts.get(f"{W}{themed}", "")
            font = self._theme_fonts.get(theme[:5]) if theme else None
            font = font or fonts.get(f"{W}{plain}")
            if font:
                return font.strip()
        return ""

    @cached_property
    def _theme_fonts(self) -> dict[str, str]:
        found = {}
        for name in ("major", "minor"):
            path = f".//{A}fontScheme/{A}{name}Font/{A}latin"
            latin = self._theme.find(path) if self._theme is not None else None
            if latin is not None:
                found[name] = latin.get("typeface", "")
        return found


def _first(values: Iterable[bool | None]) -> bool | None:
    return next((value for value in values if value is not None), None)


def _spacing(props: Element | None) -> dict[str, str]:
    """What a `pPr` says of spacing; nothing where it is silent."""
    spacing = props.find(f"{W}spacing") if props is not None else None
    return {} if spacing is None else dict(spacing.attrib)


def outline(props: Element) -> bool | None:
    """Whether a `pPr` gives its paragraph a level in the outline (17.3.1.20); None if silent."""
    level = props.find(f"{W}outlineLvl")
    return None if level is None else level.get(_VAL, "") in tuple("012345678")


def numbered(props: Element) -> bool | None:
    """Whether a `pPr` makes its paragraph an item of a list (17.9.18); None if silent."""
    number = props.find(f"{W}numPr/{W}numId")
    return None if number is None else number.get(_VAL, "0") != "0"


def shaded(props: Element) -> bool | None:
    """Whether a `pPr`, `tcPr` or `tblPr` has a ground that is not white; None if silent."""
    shade = props.find(f"{W}shd")
    return None if shade is None else _is_shade(shade)


def _is_shade(shade: Element) -> bool | None:
    """Whether a shading (17.3.5) is not white; None if one sees through it."""
    if shade.get(_VAL, "clear") not in ("clear", "nil"):
        return True
    fill = shade.get(f"{W}fill", "auto")
    theme = shade.get(f"{W}themeFill")
    return None if fill == "auto" and theme is None else not _is_white(fill, theme)


def _is_white(colour: str, theme: str | None) -> bool:
    """Whether a colour is white or nearly so; Word saves what a colour of the theme comes to."""
    if theme is not None and theme not in ("background1", "light1"):
        return False
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return theme is not None
    return min(bytes.fromhex(colour)) >= _NEARLY_WHITE


def like_a_marker(shade: Element) -> bool:
    """Whether a shading is a yellow as of a marker."""
    fill = shade.get(f"{W}fill", "")
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", fill):
        return False
    red, green, blue = bytes.fromhex(fill)
    return red >= 230 and green >= 210 and blue <= 160


def _look(props: Props) -> Look:
    return Look(**props)  # type: ignore[arg-type]
