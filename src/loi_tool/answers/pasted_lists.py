"""Lists, headings and rules as people paste or type them, made Markdown.

CommonMark (https://spec.commonmark.org/0.31.2/#list-items) knows `-`, `*`, `+`, `1.` and `1)`.
Word, mails and web pages have other bullets, letters and Roman numerals.
"""

from __future__ import annotations

import html.entities
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from loi_tool.letter import NumberFormat
from loi_tool.text import Regex

_LEVELS = ("-*+•●∙·⁃⦁⬤➢➤►▶▷▸❖✦→⇒➔■□★☆♦◆◇✓✔✗✘☐☑☒", "o◦○–—", "▪▫§‣")
"""Bullets by the level of a list that Word gives them."""
_OF_WORD = {"\uf0a7": 2, "\uf06f": 1}
"""Those of Word's fonts for symbols (private use); the others are on the first level."""
_TELLING = "★☆✓✔✗✘☐☑☒"
"""Signs that may say yes or no. They are kept where a text has more than one of them."""
_SURE = "•●◦○▪▫■□‣⁃⦁⬤➢➤►▸❖◆◇"
"""No running text begins with one of these, with a space behind it or without."""
_GAP = r"[ \t\u00a0]"
_BULLET = Regex(
    rf"(?P<indent>{_GAP}{{0,60}})(?:(?P<sure>[{_SURE}\ue000-\uf8ff])|(?P<sign>[^\w\s]|[o§])"
    rf"(?={_GAP}))(?P<gap>{_GAP}{{0,60}})(?P<text>\S.*)"
)
_ORDERED = Regex(
    rf"(?P<indent>{_GAP}{{0,60}})(?P<open>\(?)(?P<label>\d{{1,9}}|[ivxlIVXL]{{1,6}}|[A-Za-z])"
    rf"(?P<close>[.)])(?P<gap>{_GAP}{{1,60}})(?P<text>\S.*)"
)
_HEADING = Regex(r"[ \t]{0,3}#{1,6}[ \t]{1,9}([^\W\d].{0,98}[^\s.,;:#])[ \t#]{0,60}")
_RULE = Regex(
    r"[ \t]{0,60}(?:(?:-[ \t]{0,9}){3,99}|(?:\*[ \t]{0,9}){3,99}|(?:_[ \t]{0,9}){3,99}"
    r"|[─—–═=]{3,99})"
)
_TIMES = Regex(r"(?<=\d)\*(?=\d)")
_ENTITY = Regex(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.IGNORECASE)
_TAG = Regex(r"<(/?)(b|strong|i|em|br|p|div|span|u)(?:\s[^<>]{0,99})?/?>", re.IGNORECASE)
_TAGS = {"b": "**", "strong": "**", "i": "*", "em": "*", "br": "\\\n", "p": "\n\n", "div": "\n\n"}
_RAW = {
    "a table": Regex(r"^[ \t]{0,60}\|.{0,300}\|[ \t]{0,9}$", re.MULTILINE),
    "a picture": Regex(r"!\[[^\[\]\n]{0,200}\]\([^()\s]{1,300}\)"),
    "a link": Regex(r"(?<!!)\[[^\[\]\n]{1,200}\]\([^()\s]{1,300}\)"),
    "code": Regex(r"`[^`\n]{1,200}`|^```", re.MULTILINE),
    "struck-out text": Regex(r"~~[^~\n]{1,200}~~"),
    "a quotation": Regex(r"^[ \t]{0,3}>[ \t]?[^\W\d].{0,80}", re.MULTILINE),
    "a mark of a web page": Regex(
        r"</?(?:a|ul|ol|li|h[1-6]|table|t[rdh]|img|font|code|pre|sup|sub)\b[^<>]{0,200}>",
        re.IGNORECASE,
    ),
}
"""Marks of Markdown and of web pages that a letter cannot have, by what they are for."""
_RAW_IN_LINE = {
    "a note": Regex(r"\s//\s.{1,300}|<!--.{0,300}"),
    "a mark of a web page": _RAW["a mark of a web page"],
}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_NEAR = 12
"""Lines between two items of a list at the most."""
_WRAPPED = 60
"""Characters from which on a line may have been broken where it was full."""
_LEAST_OF_A_YEAR = 3
"""Digits of a number that begins no list: “2019. That year …”."""


@dataclass(frozen=True)
class MarkdownText:
    """A text as Markdown. `formats` has, by line from 0, how an item of a list is numbered."""

    text: str
    formats: dict[int, NumberFormat] = field(default_factory=dict)
    changes: Counter[str] = field(default_factory=Counter)
    """What was understood, by kind: `item`, `heading`, `rule`, `html`."""


@dataclass
class _ListLine:
    """A line that is an item of a list, or may be one."""

    line: int
    indent: int
    key: str
    """The bullet, or the form of the label: items of one list have the same."""
    level: int
    text: str
    number: int = 0
    number_format: NumberFormat = ""
    tab: bool = False
    native: bool = False
    """Whether it is an item in Markdown."""


@dataclass
class _OpenLevel:
    indent: int
    key: str
    level: int
    width: int


def as_markdown(text: str) -> MarkdownText:
    """A text whose lists, headings and marks of web pages are Markdown.

    Args:
        text: what a person wrote, or pasted.
    """
    changes: Counter[str] = Counter()
    text = _TIMES.sub(r"\\*", without_html(text, changes))
    lines = list(_lines(text, changes))
    items = _items(lines)
    if any(not item.native for item in items.values()):
        return _with_lists(lines, items, changes)
    lines = [line if number in items else _escaped(line) for number, line in enumerate(lines)]
    return MarkdownText("\n".join(lines), changes=changes)


def raw_marks(text: str, *, in_line: bool = False) -> dict[str, str]:
    """The marks of a text that would be printed as they are, by what they are for.

    Args:
        text: what a person wrote, or pasted.
        in_line: it is a line, as a name is, and no Markdown.
    """
    marks = _RAW_IN_LINE if in_line else _RAW
    found = {what: pattern.search(text) for what, pattern in marks.items()}
    return {what: match[0].strip() for what, match in found.items() if match}


def without_html(text: str, changes: Counter[str], *, in_line: bool = False) -> str:
    """A text whose marks of a web page are Markdown, or nothing in a line, as a name is."""

    def plain(found: re.Match[str]) -> str:
        tag = found[2].lower()
        if in_line:
            return " " if tag == "br" else ""
        return _TAGS.get(tag, "")

    if "<" in text and (tags := len(_TAG.findall(text))):
        changes["html"] += tags
        text = _TAG.sub(plain, text).strip("\n\\")
    for entity in dict.fromkeys(_ENTITY.findall(text) if "&" in text else ()):
        if entity[1] == "#" or entity[1:] in html.entities.html5:
            changes["html"] += text.count(entity)
            text = text.replace(entity, html.unescape(entity))
    return text


def _lines(text: str, changes: Counter[str]) -> Iterator[str]:
    """The lines, with headings in bold and without rules."""
    for line in text.split("\n"):
        heading = _HEADING.fullmatch(line)
        if heading and "**" not in line:
            changes["heading"] += 1
            yield from ("", f"**{heading[1].strip()}**", "")
        elif _RULE.fullmatch(line.rstrip()):
            changes["rule"] += 1
            yield ""
        else:
            yield line


def _escaped(line: str) -> str:
    """A line that begins with a year is no item of a list."""
    ordered = _ORDERED.match(line)
    if ordered and not ordered["open"] and len(ordered["label"]) >= _LEAST_OF_A_YEAR:
        at = ordered.start("close")
        return f"{line[:at]}\\{line[at:]}" if ordered["label"].isdigit() else line
    return line


# Which lines are items ----------------------------------------------------------------------------


def _items(lines: Sequence[str]) -> dict[int, _ListLine]:
    """The lines that are items of lists, by their number."""
    bullets = {n: item for n, line in enumerate(lines) if (item := _bullet(n, line))}
    found = {item.line: item for item in bullets.values() if _is_meant(item, bullets, lines)}
    ordered = [item for number, line in enumerate(lines) for item in _ordered(number, line)]
    for item in _in_sequence(ordered, lines):
        found.setdefault(item.line, item)
    return dict(sorted(found.items()))


def _indent(space: str) -> int:
    return len(space.expandtabs(4))


def _bullet(number: int, line: str) -> _ListLine | None:
    match = _BULLET.fullmatch(line)
    sign = (match["sure"] or match["sign"]) if match else ""
    level = next((n for n, signs in enumerate(_LEVELS) if sign and sign in signs), None)
    if match is None or (level is None and not match["sure"]):
        return None
    level = _OF_WORD.get(sign, 0) if level is None else level
    native = sign in "-*+"
    tab = bool(match["sure"]) or "\t" in match["gap"] or len(match["gap"]) > 1
    text = match["text"]
    return _ListLine(number, _indent(match["indent"]), sign, level, text, tab=tab, native=native)


def _is_meant(item: _ListLine, bullets: Mapping[int, _ListLine], lines: Sequence[str]) -> bool:
    """Whether a sign at the beginning of a line is a bullet: dashes and “o” are words, too."""
    if item.native or item.tab or item.key not in "o–—§":
        return True
    for step in (-1, 1):
        number, before, gap = item.line + step, True, False
        while 0 <= number < len(lines) and abs(number - item.line) <= _NEAR:
            other = bullets.get(number)
            if other is not None and other.key == item.key and (before or not gap):
                return True
            if lines[number].strip():
                if before and step < 0 and (other or lines[number].rstrip().endswith(":")):
                    return True
                before = False
            else:
                gap = True
            number += step
    return False


def _ordered(number: int, line: str) -> list[_ListLine]:
    """What a label at the beginning of a line may be: “i.” is a letter, or a Roman numeral."""
    match = _ORDERED.fullmatch(line)
    if match is None or (match["open"] and match["close"] != ")"):
        return []
    label, form = match["label"], match["open"] + match["close"]
    kinds: list[tuple[NumberFormat, int, int]] = []
    if label.isdigit():
        kinds.append(("decimal", int(label), 0))
    else:
        lower = label.lower()
        upper = label.isupper()
        if set(lower) <= set(_ROMAN) and (label in (lower, label.upper())):
            value = sum(
                -_ROMAN[one] if _ROMAN[one] < _ROMAN.get(after, 0) else _ROMAN[one]
                for one, after in zip(lower, f"{lower[1:]} ", strict=True)
            )
            kinds.append(("upperRoman" if upper else "lowerRoman", value, 2))
        if len(label) == 1:
            kinds.append(("upperLetter" if upper else "lowerLetter", ord(lower) - 96, 1))
    indent, tab = _indent(match["indent"]), "\t" in match["gap"]
    return [
        _ListLine(
            number,
            indent,
            f"{form}{number_format}",
            level,
            match["text"],
            value,
            number_format,
            tab,
            native=number_format == "decimal"
            and not match["open"]
            and len(label) < _LEAST_OF_A_YEAR,
        )
        for number_format, value, level in kinds
    ]


def _in_sequence(items: Sequence[_ListLine], lines: Sequence[str]) -> Iterator[_ListLine]:
    """Those that count on from one to the next, and numbers that Markdown takes for a list."""
    at: dict[tuple[str, int], list[int]] = {}
    for item in items:
        at.setdefault((item.key, item.number), []).append(item.line)
    for item in items:
        after = _is_near(at.get((item.key, item.number + 1), []), item.line, 1)
        before = _is_near(at.get((item.key, item.number - 1), []), item.line, -1)
        begins = item.number == 1
        above = lines[item.line - 1] if item.line else ""
        alone = item.native and (begins or not above.strip())
        if before or alone or (after and (begins or item.native)) or (begins and item.tab):
            yield item


def _is_near(numbers: Sequence[int], line: int, side: int) -> bool:
    """Whether one of some lines, in order, is near another: below it for 1, above it for -1."""
    at = bisect(numbers, line) - (side < 0)
    return 0 <= at < len(numbers) and 0 < side * (numbers[at] - line) <= _NEAR


# The same as Markdown -----------------------------------------------------------------------------


def _with_lists(
    lines: Sequence[str], items: dict[int, _ListLine], changes: Counter[str]
) -> MarkdownText:
    written: list[str] = []
    formats: dict[int, NumberFormat] = {}
    open_levels: list[_OpenLevel] = []
    telling = {item.key for item in items.values() if item.key in _TELLING}
    last: _ListLine | None = None
    ends = {key: ".)"[n % 2] for n, key in enumerate(dict.fromkeys(i.key for i in items.values()))}
    for number, line in enumerate(lines):
        item = items.get(number)
        if item is not None:
            changes["item"] += not item.native
            new = not open_levels
            inside = _enter(open_levels, item)
            if new and written and written[-1].strip():
                written.append("")
            if item.number_format:
                formats[len(written)] = item.number_format
            text = (
                f"{item.key} {item.text}" if len(telling) > 1 and item.key in telling else item.text
            )
            mark = f"{item.number}{ends[item.key]}" if item.number_format else "-"
            written.append(f"{' ' * inside}{mark} {text}")
            last = item
        elif not line.strip():
            written.append("")
        elif last is not None and open_levels and _goes_on(last, line, lines[number - 1]):
            written.append(" " * (open_levels[-1].width) + line.strip())
        else:
            if open_levels and written[-1].strip():
                written.append("")
            open_levels.clear()
            written.append(_escaped(line.strip(" \t") if last else line))
    return MarkdownText("\n".join(written), formats, changes)


def _enter(levels: list[_OpenLevel], item: _ListLine) -> int:
    """Open the level of an item, and close those inside it; the spaces in front of its mark."""
    while levels and item.indent < levels[-1].indent - 1:
        levels.pop()
    if levels and item.indent <= levels[-1].indent + 1:
        known = [n for n, level in enumerate(levels) if level.key == item.key]
        if known:
            del levels[known[-1] :]
        while levels and not known and item.level <= levels[-1].level:
            levels.pop()
    inside = levels[-1].width if levels else 0
    mark = len(f"{item.number}.") if item.number_format else 1
    levels.append(_OpenLevel(item.indent, item.key, item.level, inside + mark + 1))
    return inside


def _goes_on(item: _ListLine, line: str, above: str) -> bool:
    """Whether a line that is no item belongs to the item above it."""
    indented = _indent(line[: len(line) - len(line.lstrip())]) > item.indent
    if not above.strip():
        return indented
    full = len(above) >= _WRAPPED and not above.rstrip().endswith((".", "!", "?", ":", ";"))
    return indented or full or line.lstrip()[:1].islower()
