"""How a file that is not YAML should be written: where to act, and that line as it should be.

Each way of mending it is tried: the file is read again with it. The way after which most of the
file can be read is the advice, so it helps to follow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from loi_tool.answers.yaml_faults import YamlFault, after_indent, in_quotes
from loi_tool.text import Regex, listed, plural, shortened

_FENCE = Regex(r"[ \t]{0,40}(?:`{3,9}|~{3,9})[ \t]{0,9}\w{0,20}[ \t]{0,9}")
_NO_ANSWERS = {
    "a line of ``` marks a text on a web page, and is no part of the answers": _FENCE,
    "the line --- begins another file inside this one": Regex(r"-{3,99}[ \t]{0,9}"),
    "a mark of a web page is no part of the answers": Regex(
        r"</?[a-zA-Z][a-zA-Z0-9]{0,19}(?: [^<>]{0,200})?>[ \t]{0,9}"
    ),
}
"""Lines that are no part of the answers, by what is said of them."""
_NOTE = Regex(r"(?://|<!--)(?P<text>.{0,300}?)(?:-->)?[ \t]{0,9}")
_ODD_KEY = Regex(
    r"(?P<indent> {0,40})[*_“\"]{0,3}(?P<key>[a-z][a-z_]{1,40})[*_”\"]{0,3}"
    r"(?:[ ]?(?:=|:)[*_”\"]{0,3}|: ?=)\s{0,9}(?P<value>.*)"
)
"""A key with an equals sign, or in bold or in quotes."""
_KEY = Regex(r" {0,40}(?P<key>[a-z][a-z_]{1,40}):(?:\s{1,40}(?P<value>\S.*))?[ ]{0,40}")
_ENTRY = Regex(r"(?P<begin> {0,40}(?:- {1,9}|(?:- {1,9})?[\w-]{1,60}: {0,40}))(?P<value>[^\s|>].*)")
_BAR = Regex(r"[|>][-+\d]{0,3}(?:\s{1,40}#.*)?")
_PART = Regex(r"(\"[^\"]{0,500}\"|'[^']{0,500}'|[^,]{1,500})(?:,\s{0,9}|$)")
_BULLET_KEY = Regex(
    r"(?P<indent> {0,40})[-\u2013\u2014\u2022*\u00b7\u25aa]\s{0,9}(?P<text>(?:role|name|title): .*)"
)
_HEADINGS = (
    *("district", "organization", "superintendent", "signer", "sections", "description"),
    *("school", "consortium", "contact", "submission", "layout", "letter"),
)
"""Keys that have keys below them."""
_LONG = 70
_LOOKED_BACK = 60
"""Lines above the fault in which its cause is looked for."""

Reader = Callable[[Sequence[str]], int | None]
"""From the lines of a file to the line (from 0) where reading stops; None where it does not."""


@dataclass(frozen=True)
class Repair:
    """One way of mending a file: what to say, and the lines as they would be."""

    advice: tuple[YamlFault, ...]
    """Where to act. A message is empty where what is known of the fault says it."""
    lines: tuple[str, ...]
    numbers: tuple[int, ...]
    """Of each line the one in the file, from 0, that it comes from."""


@dataclass(frozen=True)
class _BrokenFile:
    """A file that cannot be read."""

    lines: Sequence[str]
    numbers: Sequence[int]
    fault: YamlFault
    stopped: int
    no_break: Collection[int]

    def number(self, at: int) -> int:
        """The line in the file, from 0, that a line comes from; the end is that of the last."""
        return self.numbers[min(at, len(self.numbers) - 1)]

    def repair(self, new: Mapping[int, str], *advice: YamlFault) -> Repair:
        """The file with some of its lines changed; one with a line break is two lines then."""
        lines: list[str] = []
        numbers: list[int] = []
        for at, (line, number) in enumerate(zip(self.lines, self.numbers, strict=True)):
            written = new.get(at, line).split("\n")
            lines += written
            numbers += [number] * len(written)
        told = (
            fault._replace(place=(self.number(fault.place[0]), fault.place[1])) for fault in advice
        )
        return Repair(tuple(told), tuple(lines), tuple(numbers))

    def named(self, at: Sequence[int]) -> str:
        """Lines as people count them: line 3, lines 3 to 5 and 7; empty lines do not count."""
        runs: list[list[int]] = []
        for number in at:
            if runs and not any(self.lines[n].strip() for n in range(runs[-1][-1] + 1, number)):
                runs[-1].append(number)
            else:
                runs.append([number])
        words: list[str] = []
        for run in runs:
            ends = [str(number) for number in sorted({self.number(n) + 1 for n in run})]
            words += [f"{ends[0]} to {ends[-1]}"] if len(ends) > 2 else ends
        return ("line " if len(at) == 1 else "lines ") + listed(words)


def best_repair(
    lines: Sequence[str],
    fault: YamlFault,
    stopped: int,
    no_break: Collection[int],
    read: Reader,
    numbers: Sequence[int] = (),
) -> Repair | None:
    """The way of mending after which most of a file can be read; None if there is none.

    Args:
        lines: the file's lines.
        fault: what is known of the fault.
        stopped: the line, from 0, where reading stopped.
        no_break: lines, from 0, that began with no-break spaces.
        read: reads the lines again.
        numbers: of each line the one that it was before earlier repairs, from 0.
    """
    best: Repair | None = None
    reached = stopped
    broken = _BrokenFile(lines, numbers or range(len(lines)), fault, stopped, no_break)
    for repair in _no_answers(broken):  # they hide faults behind them
        end = read(repair.lines)
        if end is None or end >= stopped:
            return repair
    for repair in _repairs(broken):
        end = read(repair.lines)
        added = len(repair.lines) - len(lines)
        if end is None:
            return repair
        if end - added > reached:
            best, reached = repair, end - added
    return best


def _repairs(broken: _BrokenFile) -> Iterator[Repair]:
    yield from _without_tabs(broken)
    yield from _text_indented(broken)
    yield from _with_bar(broken)
    yield from _dash_spaced(broken)
    yield from _bar_added(broken)
    yield from _first_lines_moved(broken)
    yield from _without_heading(broken)
    for number in dict.fromkeys((broken.fault.place[0], broken.stopped)):
        yield from _line_rewritten(broken, number)
    yield from _keys_moved(broken)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _spaces(number: int) -> str:
    return plural(number, "space") if number else "no spaces"


def _as_code(line: str, most: int = _LONG) -> str:
    return f"`{shortened(line, most)}`"


def _begin(broken: _BrokenFile, at: Sequence[int], depth: int, text: str) -> str:
    """The advice to begin some lines with so many spaces; the text is that of the first."""
    where = f"with {_spaces(depth)}" if depth else "at the left margin"
    where += ", without a tab" if "\t" in _space(broken.lines[at[0]]) else ""
    return f"Begin {broken.named(at)} {where}: {_as_code(text.strip())}."


def _no_answers(broken: _BrokenFile) -> Iterator[Repair]:
    """Lines that are no part of the answers: fences, ends of files, marks and other notes."""
    new: dict[int, str] = {}
    advice: list[YamlFault] = []
    has_begun = False
    for number, line in enumerate(broken.lines):
        note = _NOTE.fullmatch(line)
        message = next((said for said, form in _NO_ANSWERS.items() if form.fullmatch(line)), "")
        if line.startswith("---") and not has_begun:
            message = ""  # a file may begin so
        has_begun = has_begun or (bool(line.strip()) and not line.startswith("#"))
        if note:
            new[number] = f"# {note['text'].strip()}"
            fix = f"Write {_as_code(new[number], 2 * _LONG)} in {broken.named([number])}."
            advice.append(YamlFault("a note begins with #", fix, (number, 0)))
        elif message:
            new[number] = ""
            fix = f"Delete {broken.named([number])}."
            advice.append(YamlFault(message, fix, (number, 0)))
    if advice:
        yield broken.repair(new, *advice)


def _without_tabs(broken: _BrokenFile) -> Iterator[Repair]:
    """Lines that begin with a tab: keys by two spaces a tab, text as the line above it."""
    lines = broken.lines
    tabs = [n for n, line in enumerate(lines) if "\t" in _space(line) and line.strip()]
    if not tabs:
        return
    for by_tabs in (False, True):
        new: dict[int, str] = {}
        runs: list[list[int]] = []
        for n in tabs:
            new[n] = " " * _depth(lines, n, new, by_tabs) + lines[n].strip()
            last = runs[-1][-1] if runs else n
            if runs and n - last == 1 and _indent(new[n]) == _indent(new[last]):
                runs[-1].append(n)
            else:
                runs.append([n])
        message = "a tab is used where spaces are needed"
        yield broken.repair(
            new,
            *(
                YamlFault(
                    message,
                    _begin(broken, run, _indent(new[run[0]]), new[run[0]]),
                    (run[0], lines[run[0]].index("\t")),
                )
                for run in runs
            ),
        )


def _depth(lines: Sequence[str], number: int, new: dict[int, str], by_tabs: bool) -> int:
    """How many spaces a line with tabs should begin with; `new` are those above, as mended."""
    by_its_tabs = 2 * _space(lines[number]).expandtabs(1).count(" ")
    above = next((n for n in range(number - 1, -1, -1) if lines[n].strip()), None)
    if by_tabs or above is None:
        return by_its_tabs
    if _KEY.fullmatch(lines[number].strip()):
        return by_its_tabs
    line = new.get(above, lines[above])
    key = _KEY.fullmatch(line)
    if key and (not key["value"] or _BAR.fullmatch(key["value"])):
        return _indent(line) + 2
    return by_its_tabs if key else _indent(line)


def _space(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _keys_above(broken: _BrokenFile) -> Iterator[tuple[int, re.Match[str]]]:
    """The keys at and above the line where reading stopped, from below, with their lines."""
    last = min(broken.stopped, len(broken.lines) - 1)
    for number in range(last, max(-1, last - _LOOKED_BACK), -1):
        key = _KEY.fullmatch(broken.lines[number])
        if key is not None:
            yield number, key


def _text_indented(broken: _BrokenFile) -> Iterator[Repair]:
    """Text, or the entries of a list, that is not further to the right than the key above it."""
    lines = broken.lines
    for number, key in _keys_above(broken):
        if key["value"] and not _BAR.fullmatch(key["value"]):
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
        if not short or short[0] > broken.stopped:
            continue
        if not key["value"] and not lines[run[0]].lstrip().startswith("- "):
            continue
        new = {n: " " * depth + lines[n].strip() for n in short}
        message = f"the text under `{key['key']}:` must be further to the right than that key"
        fix = _begin(broken, short, depth, lines[short[0]])
        place = (short[0], _indent(lines[short[0]]))
        yield broken.repair(new, YamlFault(message, fix, place))
        return


def _with_bar(broken: _BrokenFile) -> Iterator[Repair]:
    """A text that begins on the line of its key and goes on below needs a bar."""
    lines = broken.lines
    number, key = next(_keys_above(broken), (0, None))
    if key is None or not key["value"] or _BAR.fullmatch(key["value"]):
        return
    text, depth = key["value"], _indent(lines[number])
    below: list[int] = []
    for n in range(number + 1, len(lines)):
        if lines[n].strip() and (_indent(lines[n]) <= depth or _KEY.fullmatch(lines[n])):
            break
        below += [n] if lines[n].strip() else []
    has_bar = text[0] in "|>"
    inner = min((_indent(lines[n]) for n in below), default=depth + 2)
    message = (
        f"the text after `{key['key']}:` goes on in further lines, so it must begin on a line "
        "of its own"
    )
    if has_bar:
        message = f"there is text on the same line as {text[0]}"
    if below or has_bar:
        column = key.start("value") if has_bar else depth
        bare = text[1:].lstrip() if has_bar else text
        yield _below_bar(broken, number, key["key"], (inner, bare), message, column)


def _below_bar(
    broken: _BrokenFile, number: int, key: str, text: tuple[int, str], message: str, column: int
) -> Repair:
    """A text below its key and a bar, after so many spaces."""
    inner, words = text
    head = " " * _indent(broken.lines[number]) + f"{key}: |"
    fix = (
        f"Write only `{key}: |` in {broken.named([number])}, and put its text on a new line "
        f"below, after {_spaces(inner)}: {_as_code(words)}. The lines below then count one more."
    )
    new = f"{head}\n{' ' * inner}{words}"
    return broken.repair({number: new}, YamlFault(message, fix, (number, column)))


def _bar_added(broken: _BrokenFile) -> Iterator[Repair]:
    """A text below its key that has signs of YAML in it needs a bar."""
    for number, key in _keys_above(broken):
        line = broken.lines[number]
        below = next((text for text in broken.lines[number + 1 :] if text.strip()), "")
        is_text = not _KEY.fullmatch(below) and not below.lstrip().startswith("- ")
        is_below = _indent(below) > _indent(line)
        if key["value"] or key["key"] in _HEADINGS or not (is_text and is_below):
            continue
        message = f"the text below `{key['key']}:` needs a | behind that key"
        new = f"{line.rstrip()} |"
        fix = f"Write {_as_code(new.strip())} in {broken.named([number])}{after_indent(new)}."
        yield broken.repair({number: new}, YamlFault(message, fix, (number, _indent(line))))
        return


def _first_lines_moved(broken: _BrokenFile) -> Iterator[Repair]:
    """A text that begins further to the right than it goes on."""
    lines = broken.lines
    for number, key in _keys_above(broken):
        if not key["value"] or not _BAR.fullmatch(key["value"]):
            continue
        filled = [n for n in range(number + 1, len(lines)) if lines[n].strip()]
        depths = list(takewhile(_indent(lines[number]).__lt__, (_indent(lines[n]) for n in filled)))
        depth = min(depths, default=0)
        first = filled[: depths.index(depth)] if depths else []
        if not first:
            continue
        message = "a text must not begin further to the right than it goes on"
        fix = _begin(broken, first, depth, lines[first[0]])
        new = {n: " " * depth + lines[n].strip() for n in first}
        place = (first[0], _indent(lines[first[0]]))
        yield broken.repair(new, YamlFault(message, fix, place))
        return


def _dash_spaced(broken: _BrokenFile) -> Iterator[Repair]:
    """Entries of a list that begin with a dash and no space, or with a bullet."""
    new: dict[int, str] = {}
    advice: list[YamlFault] = []
    depth = 0
    for number, line in enumerate(broken.lines):
        entry = _BULLET_KEY.fullmatch(line)
        fix = ""
        if entry and not line.lstrip().startswith("- "):
            depth = len(entry["indent"]) + 2
            new[number] = f"{entry['indent']}- {entry['text']}"
            message = "an entry of a list begins with a dash and a space"
            fix = f"Write {_as_code(new[number].strip())} in {broken.named([number])}"
            fix += f"{after_indent(new[number])}."
        elif not _KEY.fullmatch(line) or _indent(line) <= depth - 2:
            depth = 0
        elif depth and _indent(line) != depth:
            new[number] = " " * depth + line.strip()
            message = "this line is not indented like the lines that it belongs to"
            fix = _begin(broken, [number], depth, line)
        if fix:
            advice.append(YamlFault(message, fix, (number, _indent(line))))
    if advice:
        yield broken.repair(new, *advice)


def _without_heading(broken: _BrokenFile) -> Iterator[Repair]:
    """A text beside a key that has keys below it."""
    for number, key in _keys_above(broken):
        line = broken.lines[number]
        below = next((text for text in broken.lines[number + 1 :] if text.strip()), "")
        is_heading = key["key"] in _HEADINGS and _KEY.fullmatch(below)
        if not is_heading or not key["value"] or _indent(below) <= _indent(line):
            continue
        name = f"{key['key']}:"
        message = f"`{name}` has keys below it, so there can be no text beside it"
        fix = f"Write only `{name}` in {broken.named([number])}. "
        fix += f"Write “{shortened(key['value'], _LONG)}” after one of the keys below."
        place = (number, key.start("value"))
        yield broken.repair({number: line[: key.end("key") + 1]}, YamlFault(message, fix, place))
        return


def _line_rewritten(broken: _BrokenFile, number: int) -> Iterator[Repair]:
    """One line with its value in quotes, with its colon, or not at all."""
    line, fault = broken.lines[number] if number < len(broken.lines) else "", broken.fault
    place = fault.place if fault.place[0] == number else (number, _indent(line))
    message = fault.message if fault.place[0] == number else ""
    named = broken.named([number])
    if line.startswith("---"):
        yield broken.repair({number: ""}, YamlFault(message, f"Delete {named}.", place))
        return
    message = message or "this line has a mistake"
    key = _KEY.fullmatch(line)
    if key and key["value"] and len(key["value"]) > 2 * _LONG and key["value"][0] not in "[{|>":
        text = (_indent(line) + 2, key["value"].strip("'\""))
        yield _below_bar(broken, number, key["key"], text, message, place[1])
    for new in _rewritten(line):
        fix = f"Write {_as_code(new.strip(), 2 * _LONG)} in {named}{after_indent(new)}."
        yield broken.repair({number: new}, YamlFault(message, fix, place))


def _rewritten(line: str) -> Iterator[str]:
    odd = _ODD_KEY.fullmatch(line)
    if odd and not _ENTRY.fullmatch(line):
        yield f"{odd['indent']}{odd['key']}: {odd['value']}".rstrip()
        yield f"{odd['indent']}{odd['key']}: {in_quotes(odd['value'])}"
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
        if value[0] == "{" and value[-1:] != "}":
            yield f"{begin}{value.rstrip(', ')}}}"
        if value[-1:] == "," and value[-2:-1] in ("'", '"'):
            yield begin + value[:-1]
        yield begin + in_quotes(value)
    if re.fullmatch(r" {0,40}[a-z_]{2,40} {0,40}", line):
        yield f"{line.rstrip()}:"


def _keys_moved(broken: _BrokenFile) -> Iterator[Repair]:
    """A key that does not begin where those that belong with it do."""
    lines, stopped = broken.lines, broken.stopped
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
            if broken.number(number) in broken.no_break:
                message = "this line begins with no-break spaces, as web pages and Word have them"
            elif number == broken.fault.place[0]:
                message = broken.fault.message
            fix = _begin(broken, [number], depth, new)
            place = (number, _indent(lines[number]))
            yield broken.repair({number: new}, YamlFault(message, fix, place))
