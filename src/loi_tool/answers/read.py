"""YAML with places: a file of answers as plain data, and where each key and value stands.

Section numbers refer to YAML 1.2, https://yaml.org/spec/1.2.2/.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from loi_tool.errors import UnreadableFile
from loi_tool.facts import Problem, ProblemKind, Written
from loi_tool.files import read_bytes
from loi_tool.findings import Place

MAX_BYTES = 1_000_000
_MAX_DEPTH = 20
_PREFIX = "tag:yaml.org,2002:"
_TEXT_TAGS = {_PREFIX + "str", _PREFIX + "timestamp"}
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What text cannot hold (5.1); XML, and so a Word file, cannot hold it either."""
_BREAKS_OF_YAML_1_1 = {0x85: " ", 0x2028: " ", 0x2029: " ", 0xFEFF: None}
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*")
_SWALLOWED = re.compile(r"\s+(#\S)")
_OTHER_KINDS = {
    b"{\\rtf": "rich text",
    b"PK\x03\x04": "a Word file",
    b"\xd0\xcf\x11\xe0": "a Word file",
    b"%PDF": "a PDF",
}
_COMPARE = "Compare it with the file that `loi new` writes."
_IN_QUOTES = "Put the text in quotes, or on lines of its own after a |."


@dataclass
class YamlDocument:
    """The data of a YAML file. Dotted keys (`contact.phone`, `team.0.name`) lead to places.

    `written` is each value as it stands in the file, as far as its first line goes.
    """

    path: Path
    data: dict[str, Any]
    lines: list[str]
    sha256: str
    key_places: dict[str, Place] = field(default_factory=dict)
    texts: dict[str, Written] = field(default_factory=dict)
    value_places: dict[str, Place] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The file's name, as findings give it."""
        return self.path.name

    def line(self, place: Place) -> str | None:
        """The file's line at a place."""
        number = place.line or 0
        return self.lines[number - 1] if 0 < number <= len(self.lines) else None


def dotted(parent: str, step: str | int) -> str:
    """A key below a key. A dot within a name becomes one that does not separate names."""
    name = str(step).replace(".", "․")
    return f"{parent}.{name}" if parent else name


def read_yaml(path: Path) -> YamlDocument:
    """Read a file of answers.

    Raises:
        NothingToCheck: there is no such file.
        UnreadableFile: it cannot be opened, is not text, not YAML, or not a mapping; with line
            and column where they are known.
    """
    import hashlib

    raw = read_bytes(path, MAX_BYTES, "answers never are")
    text = unicodedata.normalize("NFC", _decode(raw, path.name)).translate(_BREAKS_OF_YAML_1_1)
    _refuse_control_characters(text, path.name)
    document = YamlDocument(path, {}, text.splitlines(), hashlib.sha256(raw).hexdigest())
    root = _compose(text, document)
    if root is None:
        what = "holds nothing but notes" if text.strip() else "is empty"
        raise UnreadableFile(
            f"{path.name} {what}.",
            "`loi new` writes a file with every question.",
            line=1,
            column=1,
        )
    if not isinstance(root, yaml.MappingNode):
        raise UnreadableFile(
            f"{path.name} does not begin with a line like `call: …`, so it holds no answers.",
            "Start from the file that `loi new` writes.",
            line=root.start_mark.line + 1,
            column=root.start_mark.column + 1,
        )
    document.data = _value(root, "", document)
    return document


# From bytes to text -----------------------------------------------------------------------------


def _decode(raw: bytes, name: str) -> str:
    for beginning, kind in _OTHER_KINDS.items():
        if raw.startswith(beginning):
            raise UnreadableFile(
                f"{name} is {kind}, not plain text.",
                "Copy the text into a plain text file: in TextEdit, Format, Make Plain Text; on "
                "Windows, use Notepad.",
                line=1,
                column=1,
            )
    encoding = _encoding(raw)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(encoding, "ignore")
        line, column = _line_and_column(before)
        shown = before[-min(column - 1, 20) :] if column > 1 else ""
        shown += raw[error.start : error.start + 12].decode("cp1252", "replace")
        raise UnreadableFile(
            f"{name} is not saved as UTF-8 text: see “{shown.splitlines()[0].strip()}”.",
            "Save the file as UTF-8: in Notepad, Save As, Encoding UTF-8; in TextEdit, Plain Text, "
            "UTF-8.",
            line=line,
            column=column,
        ) from error


def _encoding(raw: bytes) -> str:
    """By the byte-order mark, or by the zero beside the first character (5.2)."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    zeros = [byte == 0 for byte in raw[:2]]
    if zeros in ([False, True], [True, False]):
        return "utf-16-le" if zeros[1] else "utf-16-be"
    return "utf-8-sig"


def _line_and_column(before: str) -> tuple[int, int]:
    """Of the character that follows this text; both count from 1."""
    lines = f"{before}x".splitlines()
    return len(lines), len(lines[-1])


def _refuse_control_characters(text: str, name: str) -> None:
    found = _NOT_TEXT.search(text)
    if found is None:
        return
    line, column = _line_and_column(text[: found.start()])
    raise UnreadableFile(
        f"{name} holds an invisible character that no text should have (code {_code(found[0])}).",
        "Delete it and write the words around it again; it often comes along when text is pasted "
        "from a PDF.",
        line=line,
        column=column,
    )


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


# From text to nodes -----------------------------------------------------------------------------

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is five times as fast


def _compose(text: str, document: YamlDocument) -> yaml.Node | None:
    try:
        _refuse_what_nobody_means(text, document)
        root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise _explained(error, document) from error
    return root


def _at(mark: Any) -> tuple[int, int]:  # noqa: ANN401 (its types differ with the loader)
    """Line and column from 0; PyYAML sets every mark, but its types do not say so."""
    return (mark.line, mark.column) if mark is not None else (0, 0)


def _refuse_what_nobody_means(text: str, document: YamlDocument) -> None:
    """Refuse aliases, anchors and tags (3.2.2.2, 3.2.1.2), and depths at which no answers are.

    A grant writer who begins a text with *, & or ! means that character; and a few lines of
    aliases fill any memory.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line, column = _at(event.start_mark)
        if isinstance(event, yaml.NodeEvent) and (event.anchor or getattr(event, "tag", None)):
            sign = document.lines[line][column : column + 1]
            raise _cannot_be_read(*_begins_with(sign), (line, column), document)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            raise _cannot_be_read(
                f"more than {_MAX_DEPTH} brackets or keys stand one inside the other",
                _COMPARE,
                (line, column),
                document,
            )


def _cannot_be_read(
    message: str, fix: str, place: tuple[int, int], document: YamlDocument
) -> UnreadableFile:
    return UnreadableFile(
        f"{document.file} cannot be read: {message}.",
        fix,
        line=place[0] + 1,
        column=place[1] + 1,
        source=document.lines[place[0]] if place[0] < len(document.lines) else None,
    )


# What is wrong with a line: YAML's own words help nobody, so this looks at the line ---------------

_KEY = re.compile(r":(\s|$)")


def _begins_with(sign: str) -> tuple[str, str]:
    return f"a text that begins with {sign} must be in quotes", _IN_QUOTES


def _explained(error: yaml.MarkedYAMLError, document: YamlDocument) -> UnreadableFile:
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return _cannot_be_read("a line is not in order", _COMPARE, (0, 0), document)
    at = (mark.line, mark.column)
    start = (context.line, context.column) if context is not None else None
    return _cannot_be_read(*_diagnosis(document.lines, at, start), document)


def _diagnosis(
    lines: list[str], at: tuple[int, int], start: tuple[int, int] | None
) -> tuple[str, str, tuple[int, int]]:
    """What is wrong, what to do, and where.

    Args:
        lines: the file's lines.
        at: where reading stopped.
        start: where what was being read began, if that is known.
    """
    line, before, here = _around(lines, at)
    first_line, _, opened = _around(lines, start) if start else ("", "", "")
    begin = start or at
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or here == "\t":
        place = (at[0], line.index("\t") if "\t" in indent else at[1])
        return "a tab stands where spaces are needed", "Write two spaces for each step.", place
    if line.startswith("---"):
        return "the line --- begins another file within this one", "Delete this line.", at
    if opened in ("'", '"'):
        if "\\" in line[begin[1] : at[1] + 1] and begin[0] == at[0]:
            return (
                "a backslash in double quotes has a meaning of its own",
                "Write / in place of \\, or use single quotes.",
                (at[0], line.rindex("\\", 0, at[1] + 1)),
            )
        return (
            "a quotation mark is opened here and never closed",
            "Close it, or write the text on lines of its own after a |.",
            begin,
        )
    if opened in ("[", "{"):
        return _in_brackets(first_line, here, at, begin)
    if opened in ("|", ">"):
        return f"text stands on the same line as {opened}", "Begin it on the next line.", begin
    if opened in ("*", "&", "!"):
        return *_begins_with(opened), begin
    if here and here in "@%`,]}?-" and before.endswith(":"):
        return *_begins_with(here), at
    if before.endswith(("'", '"')):
        return _after_quote(lines, at)
    if before.endswith(("]", "}")):
        return "text stands after a closing bracket", "Put the whole text in quotes.", at
    if here == ":":
        return _colon(lines, at)
    if start and start[0] < at[0] and not _KEY.search(first_line):
        return _stray(first_line, start)
    if not before:
        return (
            "this line is not indented like the lines that it belongs to",
            "Put the same number of spaces in front of all keys that belong together, and more in "
            "front of a text under a key.",
            at,
        )
    return "this line is not in order", f"{_IN_QUOTES} {_COMPARE}", at


def _around(lines: list[str], place: tuple[int, int]) -> tuple[str, str, str]:
    """The line at a place, what stands before the place on it, and the character there."""
    line = lines[place[0]] if place[0] < len(lines) else ""
    return line, line[: place[1]].rstrip(), line[place[1] : place[1] + 1]


def _in_brackets(
    line: str, here: str, at: tuple[int, int], begin: tuple[int, int]
) -> tuple[str, str, tuple[int, int]]:
    if here == ":" and at[0] == begin[0]:
        return "the text in brackets has a colon in it", "Put that text in quotes.", at
    note = re.search(r"\s#", line[begin[1] :])
    if note:
        return (
            "what follows a # is read as a note, so the bracket before it is never closed",
            "Put the text that has the # in quotes.",
            (begin[0], begin[1] + note.start() + 1),
        )
    return "a bracket is opened here and never closed", "Close it.", begin


def _after_quote(lines: list[str], at: tuple[int, int]) -> tuple[str, str, tuple[int, int]]:
    _, before, _ = _around(lines, at)
    quote = before[-1]
    if before.count(quote) % 2 == 0:
        return (
            "text stands after a closing quotation mark",
            "Put one pair of quotation marks around the whole text, or none.",
            at,
        )
    # The mark before this place closes one that was opened in a line above.
    beginning = re.compile(rf"(?:^|[:\[,-])\s*({quote})")
    for number in range(at[0] - 1, -1, -1):
        opening = beginning.search(lines[number])
        if opening and lines[number].count(quote) % 2:
            place = (number, opening.start(1))
            return (
                f"a quotation mark is opened here and not closed before line {at[0] + 1}",
                "Close it, or write the text on lines of its own after a |.",
                place,
            )
    return "a quotation mark is missing, or one too many", "Look at the lines above, too.", at


def _colon(lines: list[str], at: tuple[int, int]) -> tuple[str, str, tuple[int, int]]:
    line, before, _ = _around(lines, at)
    if not before:
        return "no key stands in front of the colon", "Write the key in front of it.", at
    if _KEY.search(before):
        return "the text has a colon in it", _IN_QUOTES, at
    above = at[0] - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above >= 0 and not _KEY.search(lines[above]):
        return _stray(lines[above], (above, len(lines[above]) - len(lines[above].lstrip())))
    return (
        "this line begins further to the right than the line above it, and is read as part of it",
        "Put the same number of spaces in front of keys that belong together. If it is text, write "
        "it on lines of its own after a |.",
        (at[0], len(line) - len(line.lstrip())),
    )


def _stray(line: str, place: tuple[int, int]) -> tuple[str, str, tuple[int, int]]:
    text = line[place[1] :].strip()
    key = re.match(r"([\w-]+):(?!//)", text)
    if key:
        column = place[1] + key.end()
        return "a space is missing after the colon", f"Write `{key[0]} …`.", (place[0], column)
    if re.fullmatch(r"[a-z_]+", text):
        column = place[1] + len(text)
        return f"a colon is missing after `{text}`", f"Write `{text}:`.", (place[0], column)
    return (
        "this line is neither a key with a colon nor indented like the text above it",
        "Put spaces in front of it if it belongs to the text above, or give it a key.",
        place,
    )


# From nodes to data -----------------------------------------------------------------------------


def _value(node: yaml.Node, key: str, document: YamlDocument) -> Any:  # noqa: ANN401
    start, end = node.start_mark, node.end_mark
    place = _place(start, document)
    document.value_places[key] = place
    first = document.line(place) or ""
    document.written[key] = first[start.column : end.column if end.line == start.line else None]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, key, document)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(child, dotted(key, index), document) for index, child in enumerate(node.value)
        ]
    if not getattr(node, "style", None):
        _note_swallowed(end, key, document)
    value = _scalar(node)
    if isinstance(value, str):
        value = _text(value, key, place, document)
        last = max(end.line, start.line + 1)
        if end.column:
            last = max(last, end.line + 1)
        lines = tuple(document.lines[start.line : last])
        document.texts[key] = Written(value, place, lines)
    return value


def _place(mark: yaml.Mark, document: YamlDocument) -> Place:
    return Place(file=document.file, line=mark.line + 1, column=mark.column + 1)


def _note_swallowed(end: yaml.Mark, key: str, document: YamlDocument) -> None:
    """Say so if a # cuts a text short: `name: Lincoln School #2` reads as Lincoln School."""
    place = _place(end, document)
    found = _SWALLOWED.match(document.line(place) or "", end.column)
    if found is None:
        return
    place = place.model_copy(update={"column": found.start(1) + 1})
    document.problems.append(
        Problem(
            ProblemKind.WRONG_TYPE,
            key,
            "What follows a # is read as a note, and would be left out of the letter.",
            "Put the whole text in quotes. If it is a note, write a space after the #.",
            place,
            document.line(place),
        )
    )


def _text(value: str, key: str, place: Place, document: YamlDocument) -> str:
    """The text, less what no text can hold; a text that nobody can see is none."""
    found = _NOT_TEXT.search(value)
    if found:
        document.problems.append(
            Problem(
                ProblemKind.BAD_VALUE,
                key,
                f"The text has an invisible character in it (code {_code(found[0])}).",
                "Write it without the backslash, or in single quotes.",
                place,
                document.line(place),
            )
        )
        value = _NOT_TEXT.sub("\ufffd", value)
    return "" if _INVISIBLE.fullmatch(value) else value


def _mapping(node: yaml.MappingNode, key: str, document: YamlDocument) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = _place(key_node.start_mark, document)
        if not isinstance(key_node, yaml.ScalarNode):
            mark = key_node.start_mark
            raise _cannot_be_read(
                "brackets stand where a key should be",
                "Begin the line with a key and a colon, or put the text in quotes.",
                (mark.line, mark.column),
                document,
            )
        name = _NOT_TEXT.sub("\ufffd", str(key_node.value))
        below = dotted(key, name)
        if name in result:
            first = document.key_places[below]
            document.problems.append(
                Problem(
                    ProblemKind.DUPLICATE_KEY,
                    below,
                    f"`{name}` stands here for the second time; the first is in line {first.line}.",
                    "Keep one of the two and delete the other.",
                    place,
                    document.line(place),
                )
            )
            continue
        document.key_places[below] = place
        result[name] = _value(value_node, below, document)
    return result


def _scalar(node: yaml.Node) -> Any:  # noqa: ANN401
    if node.tag in _TEXT_TAGS:
        return node.value
    if not isinstance(node, yaml.ScalarNode):
        return node.value
    constructor = yaml.constructor.SafeConstructor()
    try:
        if node.tag == _PREFIX + "null":
            return None
        if node.tag == _PREFIX + "bool":
            return constructor.construct_yaml_bool(node)
        if node.tag == _PREFIX + "int":
            return constructor.construct_yaml_int(node)
        if node.tag == _PREFIX + "float":
            return constructor.construct_yaml_float(node)
    except ValueError:
        pass  # looks like a number and is none: take it as text
    return node.value
