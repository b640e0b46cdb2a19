"""How a file that is not YAML should be written: where to act, and that line as it should be.

Each way of mending it is tried: the file is read again with it. The way after which most of the
file can be read is the advice, so it helps to follow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from loi_tool.answers.yaml_faults import LinePlace, YamlFault, in_quotes
from loi_tool.text import Regex, plural, shortened

_FENCE = Regex(r"[ \t]{0,40}(?:`{3,9}|~{3,9})[ \t]{0,9}\w{0,20}[ \t]{0,9}")
_KEY = Regex(r" {0,40}(?P<key>[a-z][a-z_]{1,40}):(?:\s{1,40}(?P<value>\S.*))?[ ]{0,40}")
_ENTRY = Regex(r"(?P<begin> {0,40}(?:- {1,9}|(?:- {1,9})?[\w-]{1,60}: {0,40}))(?P<value>[^\s|>].*)")
_BAR = Regex(r"[|>][-+\d]{0,3}(?:\s{1,40}#.*)?")
_PART = Regex(r"(\"[^\"]{0,500}\"|'[^']{0,500}'|[^,]{1,500})(?:,\s{0,9}|$)")
_LONG = 70
_LOOKED_BACK = 60
"""Lines above the fault in which its cause is looked for."""

Reader = Callable[[Sequence[str]], int | None]
"""From the lines of a file to the line (from 0) where reading stops; None where it does not."""


@dataclass(frozen=True)
class Repair:
    """One way of mending a file: what to say, and the lines as they would be."""

    message: str
    """Empty where what is known of the fault says it."""
    fix: str
    place: LinePlace
    lines: tuple[str, ...]


def best_repair(
    lines: Sequence[str],
    fault: YamlFault,
    stopped: int,
    no_break: Collection[int],
    read: Reader,
) -> Repair | None:
    """The way of mending after which most of a file can be read; None if there is none.

    Args:
        lines: the file's lines.
        fault: what is known of the fault.
        stopped: the line, from 0, where reading stopped.
        no_break: lines, from 0, that began with no-break spaces.
        read: reads the lines again.
    """
    best: Repair | None = None
    reached = stopped
    for repair in _repairs(lines, fault, stopped, no_break):
        end = read(repair.lines)
        added = len(repair.lines) - len(lines)
        if end is None:
            return repair
        if end - max(added, 0) > reached:
            best, reached = repair, end - max(added, 0)
    return best


def _repairs(
    lines: Sequence[str], fault: YamlFault, stopped: int, no_break: Collection[int]
) -> Iterator[Repair]:
    yield from _without_fences(lines)
    yield from _without_tabs(lines)
    yield from _text_indented(lines, stopped)
    yield from _with_bar(lines, stopped)
    for number in dict.fromkeys((fault.place[0], stopped)):
        yield from _line_rewritten(lines, number, fault)
    yield from _keys_moved(lines, fault, stopped, no_break)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _changed(lines: Sequence[str], new: dict[int, str]) -> tuple[str, ...]:
    return tuple(new.get(number, line) for number, line in enumerate(lines))


def _lines_named(numbers: Sequence[int]) -> str:
    """Lines as people count them: line 3, lines 3 to 5, lines 3 and 7."""
    named = [number + 1 for number in numbers]
    if len(named) == 1:
        return f"line {named[0]}"
    joint = "and" if len(named) == 2 else "to"
    return f"lines {named[0]} {joint} {named[-1]}"


def _spaces(number: int) -> str:
    return plural(number, "space") if number else "no spaces"


def _as_code(line: str, most: int = _LONG) -> str:
    return f"`{shortened(line, most)}`"


def _without_fences(lines: Sequence[str]) -> Iterator[Repair]:
    fences = [number for number, line in enumerate(lines) if _FENCE.fullmatch(line)]
    if fences:
        kept = tuple("" if number in fences else line for number, line in enumerate(lines))
        message = "a line of ``` marks a text on a web page, and is no part of the answers"
        yield Repair(message, f"Delete {_lines_named(fences)}.", (fences[0], 0), kept)


def _without_tabs(lines: Sequence[str]) -> Iterator[Repair]:
    """Lines that begin with a tab: keys by two spaces a tab, text as the line above it."""
    tabs = [n for n, line in enumerate(lines) if "\t" in _space(line)]
    if not tabs:
        return
    for by_tabs in (False, True):
        new: dict[int, str] = {}
        for n in tabs:
            new[n] = " " * _depth(lines, n, new, by_tabs) + lines[n].strip()
        depths = {_indent(line) for line in new.values()}
        one = len(tabs) == 1
        fix = f"In {_lines_named(tabs)}, put {_spaces(_indent(new[tabs[0]]))} in the place of "
        fix += "the tab" if one else "each tab"
        if len(depths) > 1:
            fix = f"In {_lines_named(tabs)}, put spaces in the place of the tabs"
        then = f"line {tabs[0] + 1} has {_spaces(_indent(new[tabs[0]]))}, and then "
        fix += f": {'' if one else then}{_as_code(new[tabs[0]].strip())}."
        place = (tabs[0], lines[tabs[0]].index("\t"))
        yield Repair("a tab is used where spaces are needed", fix, place, _changed(lines, new))


def _depth(lines: Sequence[str], number: int, new: dict[int, str], by_tabs: bool) -> int:
    """How many spaces a line with tabs should begin with; `new` are those above, as mended."""
    by_its_tabs = 2 * _space(lines[number]).expandtabs(1).count(" ")
    above = next((n for n in range(number - 1, -1, -1) if lines[n].strip()), None)
    if by_tabs or above is None:
        return by_its_tabs
    line = new.get(above, lines[above])
    key = _KEY.fullmatch(line)
    if key and (not key["value"] or _BAR.fullmatch(key["value"])):
        return _indent(line) + 2
    return by_its_tabs if key else _indent(line)


def _space(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _text_indented(lines: Sequence[str], stopped: int) -> Iterator[Repair]:
    """Text, or the entries of a list, that is not further to the right than the key above it."""
    for number in range(min(stopped, len(lines) - 1), max(-1, stopped - _LOOKED_BACK), -1):
        key = _KEY.fullmatch(lines[number])
        if key is None or (key["value"] and not _BAR.fullmatch(key["value"])):
            continue
        depth = _indent(lines[number]) + 2
        run: list[int] = []
        for below in range(number + 1, len(lines)):
            line = lines[below]
            if _KEY.fullmatch(line) or (line.lstrip().startswith("#") and not key["value"]):
                break
            if line.strip():
                run.append(below)
        while run and lines[run[-1]].lstrip().startswith("#"):
            run.pop()
        short = [n for n in run if _indent(lines[n]) < depth]
        if not short or short[0] > stopped:
            continue
        if not key["value"] and not lines[run[0]].lstrip().startswith("- "):
            continue
        new = {n: " " * depth + lines[n].strip() for n in short}
        named = _lines_named(short)
        message = f"the text under `{key['key']}:` must be further to the right than that key"
        fix = f"Put {_spaces(depth)} in front of {named}: {_as_code(lines[short[0]].strip())}. "
        fix += f"The text is then 2 spaces further to the right than `{key['key']}:`."
        yield Repair(message, fix, (short[0], _indent(lines[short[0]])), _changed(lines, new))
        return


def _with_bar(lines: Sequence[str], stopped: int) -> Iterator[Repair]:
    """A text that begins on the line of its key and goes on below needs a bar."""
    for number in range(min(stopped, len(lines) - 1), max(-1, stopped - _LOOKED_BACK), -1):
        key = _KEY.fullmatch(lines[number])
        if key is None:
            continue
        text, depth = key["value"], _indent(lines[number])
        if not text or _BAR.fullmatch(text):
            return
        below: list[int] = []
        for n in range(number + 1, len(lines)):
            if lines[n].strip() and (_indent(lines[n]) <= depth or _KEY.fullmatch(lines[n])):
                break
            below += [n] if lines[n].strip() else []
        text = text[1:].lstrip() if text[0] in "|>" else text
        inner = min((_indent(lines[n]) for n in below), default=depth + 2)
        head = f"{' ' * depth}{key['key']}: |"
        new = (*lines[:number], head, " " * inner + text, *lines[number + 1 :])
        message = (
            f"the text after `{key['key']}:` goes on in further lines, so it must begin on a line "
            "of its own"
        )
        fix = (
            f"Write only `{key['key']}: |` in line {number + 1}, and put its text on a new line "
            f"below, after {_spaces(inner)}: {_as_code(text)}. The lines below then count one more."
        )
        if below or key["value"][0] in "|>":
            if key["value"][0] in "|>":
                message = f"there is text on the same line as {key['value'][0]}"
            column = key.start("value") if key["value"][0] in "|>" else depth
            yield Repair(message, fix, (number, column), new)
        return


def _line_rewritten(lines: Sequence[str], number: int, fault: YamlFault) -> Iterator[Repair]:
    """One line with its value in quotes, with its colon, or not at all."""
    line = lines[number] if number < len(lines) else ""
    place = fault.place if fault.place[0] == number else (number, _indent(line))
    message = fault.message if fault.place[0] == number else ""
    if line.startswith("---"):
        yield Repair(message, "Delete this line.", place, _changed(lines, {number: ""}))
        return
    for new in _rewritten(line):
        before = _indent(new)
        after = f", after {_spaces(before)}" if before else ""
        fix = f"Write {_as_code(new.strip(), 2 * _LONG)} in line {number + 1}{after}."
        yield Repair(
            message or "this line has a mistake", fix, place, _changed(lines, {number: new})
        )


def _rewritten(line: str) -> Iterator[str]:
    entry = _ENTRY.fullmatch(line)
    if entry:
        value = entry["value"].rstrip()
        begin = entry["begin"] if entry["begin"].endswith(" ") else f"{entry['begin']} "
        if not entry["begin"].endswith(" "):
            yield begin + value
        if value[0] in "[{" and (parts := _PART.findall(value.strip("[]{} "))):
            quoted = ", ".join(
                part if part[0] in "\"'" else in_quotes(part.strip()) for part in parts
            )
            if value[0] == "[" and value[-1:] in ("]", ",", '"', "'"):
                yield f"{begin}[{quoted}]"
        yield begin + in_quotes(value)
    if re.fullmatch(r" {0,40}[a-z_]{2,40} {0,40}", line):
        yield f"{line.rstrip()}:"


def _keys_moved(
    lines: Sequence[str], fault: YamlFault, stopped: int, no_break: Collection[int]
) -> Iterator[Repair]:
    """A key that does not begin where those that belong with it do."""
    keys = [n for n, line in enumerate(lines) if _KEY.fullmatch(line)]
    near = [n for n in keys if stopped - _LOOKED_BACK < n < stopped + 4]
    depths = list(
        dict.fromkeys(_indent(lines[n]) for n in sorted(near, key=lambda n: abs(n - stopped)))
    )
    for number in [n for n in reversed(near) if n <= stopped][:3]:
        for depth in depths:
            if depth == _indent(lines[number]):
                continue
            new = " " * depth + lines[number].strip()
            message = "this line is not indented like the lines that it belongs to"
            if number in no_break:
                message = "this line begins with no-break spaces, as web pages and Word have them"
            elif number == fault.place[0]:
                message = fault.message
            fix = f"Put {_spaces(depth)} in front of line {number + 1}: {_as_code(new.strip())}."
            yield Repair(
                message, fix, (number, _indent(lines[number])), _changed(lines, {number: new})
            )
