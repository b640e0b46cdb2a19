"""YAML with places: a file of answers as plain data, and where each key and value stands.

YAML 1.2 section numbers refer to https://yaml.org/spec/1.2.2/.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from loi_tool.errors import NothingToCheck, UnreadableFile
from loi_tool.facts import Problem, ProblemKind, Written
from loi_tool.findings import Place

MAX_BYTES = 1_000_000
_PREFIX = "tag:yaml.org,2002:"
_TEXT_TAGS = {_PREFIX + "str", _PREFIX + "timestamp"}
_UTF8_FIX = (
    "Save the file as UTF-8: in Notepad, Save As, Encoding UTF-8; in TextEdit, Plain Text, UTF-8."
)


@dataclass
class YamlDocument:
    """The data of a YAML file. Dotted keys (`contact.phone`, `team.0.name`) lead to places."""

    path: Path
    data: dict[str, Any]
    lines: list[str]
    sha256: str
    key_places: dict[str, Place] = field(default_factory=dict)
    texts: dict[str, Written] = field(default_factory=dict)
    value_places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The file's name, as findings give it."""
        return self.path.name

    def line(self, place: Place) -> str | None:
        """The file's line at a place."""
        number = place.line or 0
        return self.lines[number - 1] if 0 < number <= len(self.lines) else None


class _Loader(yaml.SafeLoader):
    """The safe loader; a `*` that stands for an alias is refused (spec 7.1)."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:  # noqa: ANN401
        """Refuse aliases: nobody needs them here, and a few lines of them fill any memory."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise UnreadableFile(
                "A text that begins with * must be in quotes.",
                "Put the text in quotes, or on lines of its own after a |.",
                line=mark.line + 1,
                column=mark.column + 1,
            )
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


def read_yaml(path: Path) -> YamlDocument:
    """Read a file of answers.

    Raises:
        NothingToCheck: there is no such file.
        UnreadableFile: it cannot be opened, is not text, not YAML, or not a mapping; with line
            and column where they are known.
    """
    import hashlib

    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise NothingToCheck(
            f"There is no file {path}.", "Look at the name and the folder; `loi new` writes one."
        ) from error
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror}.") from error
    if len(raw) > MAX_BYTES:
        raise UnreadableFile(f"{path.name} is larger than 1 MB; answers never are.")
    text = _decode(raw, path.name)
    document = YamlDocument(path, {}, text.splitlines(), hashlib.sha256(raw).hexdigest())
    root = _compose(text, document)
    if root is None:
        raise UnreadableFile(
            f"{path.name} is empty.", "`loi new` writes a file with every question.", line=1
        )
    if not isinstance(root, yaml.MappingNode):
        raise UnreadableFile(
            f"{path.name} holds no `key: value` lines, so there is nothing to read.",
            "Start from the file that `loi new` writes.",
            line=root.start_mark.line + 1,
            column=root.start_mark.column + 1,
        )
    try:
        document.data = _value(root, "", document)
    except RecursionError as error:  # pragma: no cover (compose meets it first)
        raise UnreadableFile(f"{path.name} is nested too deeply.") from error
    return document


def _decode(raw: bytes, name: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        shown = raw[before.rfind(b"\n") + 1 : error.start + 12].decode("cp1252", errors="replace")
        raise UnreadableFile(
            f"{name} is not saved as UTF-8 text: see “{shown.splitlines()[0].strip()}”.",
            _UTF8_FIX,
            line=line,
            column=column,
        ) from error


def _compose(text: str, document: YamlDocument) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_Loader)
    except UnreadableFile as error:
        error.message = f"{document.file}: {error.message}"
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _explained(mark, document) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        raise UnreadableFile(
            f"{document.file} holds a character that no text has (code {error.character:#x}).",
            "Delete it; it often comes along when text is pasted from a PDF.",
            line=before.count("\n") + 1,
            column=error.position - (before.rfind("\n") + 1) + 1,
        ) from error
    except RecursionError as error:
        raise UnreadableFile(f"{document.file} is nested too deeply to be answers.") from error


def _explained(mark: yaml.Mark | None, document: YamlDocument) -> UnreadableFile:
    """Say what is wrong with a line by looking at the line: YAML's own words help nobody."""
    if mark is None:
        return UnreadableFile(f"{document.file} is not YAML that can be read.")
    number = min(mark.line, max(len(document.lines) - 1, 0))
    line = document.lines[number] if document.lines else ""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or line[mark.column : mark.column + 1] == "\t":
        message = "a tab stands where spaces are needed"
        fix = "Replace the tab by two spaces for each step."
    elif line.count('"') % 2 or line.strip().count("'") % 2:
        message = "a quotation mark is opened and not closed, or the other way round"
        fix = "Close it, or write the text on lines of its own after a |."
    elif line.partition(": ")[2].count(": ") or line.partition(": ")[2].rstrip().endswith(":"):
        message = "the text has a colon in it"
        fix = "Put the whole text in quotes, or on lines of its own after a |."
    elif line.strip() and ":" not in line:
        message = "this line is neither a `key: value` nor a part of the text above it"
        fix = "Indent it like the text it belongs to, or give it a key."
    else:
        message = "the line does not fit under the one above it"
        fix = "Give keys that belong together the same number of spaces; put text in quotes."
    return UnreadableFile(
        f"{document.file} is not YAML that can be read: {message}.",
        fix,
        line=number + 1,
        column=mark.column + 1,
    )


def _place(mark: yaml.Mark, document: YamlDocument) -> Place:
    return Place(file=document.file, line=mark.line + 1, column=mark.column + 1)


def _value(node: yaml.Node, key: str, document: YamlDocument) -> Any:  # noqa: ANN401
    place = _place(node.start_mark, document)
    document.value_places[key] = place
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, key, document)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(child, f"{key}.{index}" if key else str(index), document)
            for index, child in enumerate(node.value)
        ]
    value = _scalar(node)
    if isinstance(value, str):
        last = max(node.end_mark.line, node.start_mark.line + 1)
        if node.end_mark.column:
            last = max(last, node.end_mark.line + 1)
        lines = tuple(document.lines[node.start_mark.line : last])
        document.texts[key] = Written(value, place, lines)
    return value


def _mapping(node: yaml.MappingNode, key: str, document: YamlDocument) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = _place(key_node.start_mark, document)
        if not isinstance(key_node, yaml.ScalarNode):
            raise UnreadableFile(
                f"{document.file}: a key must be a single word.", line=place.line, column=1
            )
        name = str(key_node.value)
        dotted = f"{key}.{name}" if key else name
        if name in result:
            first = document.key_places[dotted]
            document.problems.append(
                Problem(
                    ProblemKind.DUPLICATE_KEY,
                    dotted,
                    f"`{name}` stands here for the second time; the first is in line {first.line}.",
                    "Keep one of the two and delete the other.",
                    place,
                    document.line(place),
                )
            )
            continue
        document.key_places[dotted] = place
        result[name] = _value(value_node, dotted, document)
    return result


def _scalar(node: yaml.Node) -> Any:  # noqa: ANN401
    if node.tag in _TEXT_TAGS:
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
