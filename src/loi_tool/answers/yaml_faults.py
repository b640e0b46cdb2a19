"""What is wrong with a line that is not YAML, for a grant writer.

The messages of a YAML parser do not help a grant writer, so this looks at the line itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from loi_tool.answers.pasted import without_quotes
from loi_tool.text import Regex, plural

COMPARE = "Compare it with the file that `loi new` writes."
_IN_QUOTES = "Put the text in quotes, or on separate lines after a |."
_KEY = Regex(r":(\s|$)")
LinePlace = tuple[int, int]
"""Line and column, both from 0."""


class YamlFault(NamedTuple):
    """What is wrong with a line, what to do, and where."""

    message: str
    fix: str
    place: LinePlace


def after_indent(line: str) -> str:
    """The spaces that a line begins with, as the end of an advice to write it."""
    number = len(line) - len(line.lstrip(" "))
    return f", after {plural(number, 'space')}" if number else ""


def in_quotes(text: str) -> str:
    """A text as YAML reads it whole (7.3): in double quotes, or in single ones where it has those.

    Quotation marks that are around it already are not doubled.
    """
    text = without_quotes(text.strip(), Counter())
    if text[:1] in ("'", '"'):
        if len(text) > 1 and text[-1] == text[0]:
            text = text[1:-1]
        elif text.count(text[0]) == 1:
            text = text[1:]
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def begins_with(sign: str, place: LinePlace) -> YamlFault:
    """The fault of a text that begins with a sign that has a meaning in YAML."""
    return YamlFault(f"a text that begins with {sign} must be in quotes", _IN_QUOTES, place)


def diagnosis(lines: Sequence[str], at: LinePlace, start: LinePlace | None) -> YamlFault:
    """The fault of a file that is not YAML.

    Args:
        lines: the file's lines.
        at: the place where the parser stopped.
        start: the place where the part begins that it was reading, if that is known.
    """
    line, before, here = _around(lines, at)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or here == "\t":
        place = (at[0], line.index("\t") if "\t" in indent else at[1])
        message = "a tab is used where spaces are needed"
        return YamlFault(message, "Write two spaces for each level.", place)
    if line.startswith("---"):
        message = "the line --- begins another file inside this one"
        return YamlFault(message, "Delete this line.", at)
    if start and (fault := _of_opened(lines, at, start)):
        return fault
    if here and here in "@%`,]}?-" and before.endswith(":"):
        return begins_with(here, at)
    if before.endswith(("'", '"')):
        return _after_quote(lines, at)
    if before.endswith(("]", "}")):
        message = "there is text after a closing bracket"
        return YamlFault(message, "Put the whole text in quotes.", at)
    if here == ":":
        return _colon(lines, at)
    if start and start[0] < at[0] and not _KEY.search(first_line := _around(lines, start)[0]):
        return _stray(first_line, start)
    if not before:
        return YamlFault(
            "this line is not indented like the lines that it belongs to",
            "Put the same number of spaces before all keys that belong together, and more spaces "
            "before a text under a key.",
            at,
        )
    return YamlFault("this line has a mistake", f"{_IN_QUOTES} {COMPARE}", at)


def _of_opened(lines: Sequence[str], at: LinePlace, begin: LinePlace) -> YamlFault | None:
    """The fault of a quotation, bracket or block that begins at a place, if one begins there."""
    line, _, here = _around(lines, at)
    first_line, _, opened = _around(lines, begin)
    if opened in ("'", '"'):
        if "\\" in line[begin[1] : at[1] + 1] and begin[0] == at[0]:
            return YamlFault(
                "a backslash has a special meaning in double quotes",
                "Write / instead of \\, or use single quotes.",
                (at[0], line.rindex("\\", 0, at[1] + 1)),
            )
        return YamlFault(
            "a quotation begins here and does not end",
            "Close the quotation, or write the text on separate lines after a |.",
            begin,
        )
    if opened in ("[", "{"):
        return _in_brackets(first_line, here, at, begin)
    if opened in ("|", ">"):
        message = f"there is text on the same line as {opened}"
        return YamlFault(message, "Begin it on the next line.", begin)
    return begins_with(opened, begin) if opened in ("*", "&", "!") else None


def _around(lines: Sequence[str], place: LinePlace) -> tuple[str, str, str]:
    """The line at a place, its text before the place, and the character at the place."""
    line = lines[place[0]] if place[0] < len(lines) else ""
    return line, line[: place[1]].rstrip(), line[place[1] : place[1] + 1]


def _in_brackets(line: str, here: str, at: LinePlace, begin: LinePlace) -> YamlFault:
    if here == ":" and at[0] == begin[0]:
        return YamlFault("the text in brackets has a colon in it", "Put that text in quotes.", at)
    note = re.search(r"\s#", line[begin[1] :])
    if note:
        return YamlFault(
            "the text after a # is read as a note, so the bracket before it is not closed",
            "Put the text that has the # in quotes.",
            (begin[0], begin[1] + note.start() + 1),
        )
    return YamlFault("a bracket is opened here and not closed", "Close it.", begin)


def _after_quote(lines: Sequence[str], at: LinePlace) -> YamlFault:
    _, before, _ = _around(lines, at)
    quote = before[-1]
    if before.count(quote) % 2 == 0:
        return YamlFault(
            "there is text after a closing quotation mark",
            "Put one pair of quotation marks around the whole text, or none.",
            at,
        )
    # The mark before this place closes a quotation that begins in a line above.
    beginning = Regex(rf"(?:^|[:\[,-])\s*({quote})")
    for number in range(at[0] - 1, -1, -1):
        opening = beginning.search(lines[number])
        if opening and lines[number].count(quote) % 2:
            place = (number, opening.start(1))
            return YamlFault(
                f"a quotation begins here and does not end before line {at[0] + 1}",
                "Close the quotation, or write the text on separate lines after a |.",
                place,
            )
    return YamlFault(
        "there is one quotation mark too few or too many", "Look at the lines above, too.", at
    )


def _colon(lines: Sequence[str], at: LinePlace) -> YamlFault:
    line, before, _ = _around(lines, at)
    if not before:
        return YamlFault("there is no key before the colon", "Write the key before it.", at)
    if _KEY.search(before):
        return YamlFault("the text has a colon in it", _IN_QUOTES, at)
    above = at[0] - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above >= 0 and not _KEY.search(lines[above]):
        return _stray(lines[above], (above, len(lines[above]) - len(lines[above].lstrip())))
    return YamlFault(
        "this line begins further to the right than the line above it, and is read as part of it",
        "Put the same number of spaces before keys that belong together. If it is text, write it "
        "on separate lines after a |.",
        (at[0], len(line) - len(line.lstrip())),
    )


def _stray(line: str, place: LinePlace) -> YamlFault:
    text = line[place[1] :].strip()
    key = re.match(r"([\w-]{1,60}):(?!//)", text)
    if key:
        column = place[1] + key.end()
        return YamlFault(
            "a space is missing after the colon", f"Write `{key[0]} …`.", (place[0], column)
        )
    if re.fullmatch(r"[a-z_]+", text):
        column = place[1] + len(text)
        return YamlFault(
            f"a colon is missing after `{text}`", f"Write `{text}:`.", (place[0], column)
        )
    return YamlFault(
        "this line is not a key with a colon, and it is not indented like the text above it",
        "If it belongs to the text above, put spaces before it. If not, give it a key.",
        place,
    )
