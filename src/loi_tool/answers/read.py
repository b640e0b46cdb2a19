"""YAML with places: a file of answers as plain data, and the place of each key and value.

Section numbers refer to YAML 1.2, https://yaml.org/spec/1.2.2/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from loi_tool.answers.pasted import plain_characters, told
from loi_tool.answers.values import (
    cleaned,
    is_markdown,
    is_text,
    may_be_number,
    raw_mark_problems,
    unfolded,
)
from loi_tool.answers.yaml_faults import COMPARE, YamlFault, begins_with, diagnosis, in_quotes
from loi_tool.errors import UnreadableFile
from loi_tool.facts import Problem, ProblemKind, Written
from loi_tool.files import read_bytes
from loi_tool.findings import Place
from loi_tool.text import Regex, shortened

MAX_BYTES = 1_000_000
_MAX_DEPTH = 20
_MAX_ENTRIES = 2_000
"""Keys, texts and entries of lists; a long letter has two hundred."""
_MAX_VALUE, _MAX_TEXT = 20_000, 40_000
"""The sizes of one text and of all: five and ten pages. More is not read, let alone laid out."""
_LINE, _MARK = 30, 20
"""What the end of a line, and a mark of emphasis, add to the size: they cost time, too."""
_DOT = "\N{ONE DOT LEADER}"
"""In place of a dot within a name, because dots separate names."""
_MOST_FAULTS = 20
"""Of a file that cannot be read, that are told at once."""
_MOST_READ = 400_000
"""Characters of all that is read again to find them."""
_SHORTEN = "Shorten it. If it was pasted here by mistake, delete it."
_PREFIX = "tag:yaml.org,2002:"
_TEXT_TAGS = {_PREFIX + "str", _PREFIX + "timestamp"}
_NOT_TEXT = Regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that text must not have (5.1). XML, and so a Word file, does not allow them either."""
_BREAKS_OF_YAML_1_1 = {0x85: " ", 0x2028: " ", 0x2029: " "}
_NO_BREAK = Regex(
    "(?P<indent>[ \u00a0]{0,40})(?P<dash>-[ \u00a0]{1,9})?"
    "(?:(?P<key>[\\w-]{1,60}:)(?P<gap>[ \u00a0]{1,40}|$))?"
)
"""The beginning of a line that YAML reads only where its spaces are plain ones (6.1)."""
_SWALLOWED = Regex(r"\s{1,99}(#\s?\S.*)")
_OTHER_KINDS = {
    b"{\\rtf": "rich text",
    b"PK\x03\x04": "a Word file",
    b"\xd0\xcf\x11\xe0": "a Word file",
    b"%PDF": "a PDF",
}


@dataclass
class YamlDocument:
    """The data of a YAML file, with places by dotted keys (`contact.phone`, `team.0.name`).

    `written` has the first line of each value as it is written in the file.
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
    remarks: list[Problem] = field(default_factory=list)
    """What is told although the file fits."""
    changes: Counter[str] = field(default_factory=Counter)
    """What of pasted text was made plain, by kind; `changed_at` has the first of it."""
    changed_at: Place | None = None
    no_break: set[int] = field(default_factory=set)
    """Lines, from 0, that began with no-break spaces."""
    names: dict[str, str] = field(default_factory=dict)
    """Keys that have a neutral name in the file, and that name: superintendent, signer."""

    @property
    def file(self) -> str:
        """The file's name, as findings give it."""
        return self.path.name

    def line(self, place: Place) -> str | None:
        """The file's line at a place."""
        number = place.line or 0
        return self.lines[number - 1] if 0 < number <= len(self.lines) else None


@dataclass(frozen=True)
class Mended:
    """A file that is not YAML, as it is when all that is advised was done."""

    document: YamlDocument
    """The file as it is."""
    lines: Sequence[str]
    numbers: Sequence[int]
    """Of each line the one in the file, from 0, that it comes from."""

    def read(self) -> YamlDocument:
        """The mended file; raises as `read_yaml` does."""
        now = self.document
        document = YamlDocument(now.path, {}, list(self.lines), now.sha256)
        _read_text("\n".join(self.lines), document)
        return document

    def in_file(self, problem: Problem) -> Problem | None:
        """A problem of the mended file at its place in the file; None where that line was mended.

        A line of which only the beginning was mended is as it was.
        """
        line = problem.place.line
        if line is None:
            return None
        number = self.numbers[line - 1]
        mended, written = self.lines[line - 1], self.document.lines[number]
        if mended.strip() != written.strip():
            return None
        moved = len(written.rstrip()) - len(mended.rstrip())
        update = {"line": number + 1, "column": max(1, (problem.place.column or 1) + moved)}
        place = problem.place.model_copy(update=update)
        return replace(problem, place=place, source_line=written)


class NotYaml(UnreadableFile):
    """A file of answers that is not YAML: the first of its faults, and the others."""

    def __init__(
        self, first: UnreadableFile, others: Sequence[UnreadableFile], mended: Mended | None
    ) -> None:
        super().__init__(
            first.message, first.fix, line=first.line, column=first.column, source=first.source
        )
        self.others = tuple(others)
        self.mended = mended


def dotted(parent: str, step: str | int) -> str:
    """A key below a key. A dot within a name is replaced, because dots separate names."""
    name = str(step).replace(".", _DOT)
    return f"{parent}.{name}" if parent else name


def key_name(key: str) -> str:
    """The name of a dotted key, as it is in the file."""
    return key.rpartition(".")[2].replace(_DOT, ".")


def read_yaml(path: Path) -> YamlDocument:
    """Read a file of answers.

    Raises:
        NothingToCheck: there is no such file.
        UnreadableFile: it cannot be opened, is not text, not YAML, or not a mapping; with line
            and column where they are known.
    """
    import hashlib

    raw = read_bytes(path, MAX_BYTES, "answers never are")
    document = YamlDocument(path, {}, [], hashlib.sha256(raw).hexdigest())
    text = _plain(_decode(raw, path.name).translate(_BREAKS_OF_YAML_1_1), document)
    _refuse_control_characters(text, path.name)
    document.lines = text.splitlines()
    _read_text(text, document)
    return document


def _read_text(text: str, document: YamlDocument) -> None:
    """Read the text of a file into its document; raises as `read_yaml` does."""
    root = _compose(text, document)
    if root is None:
        fault = "has nothing but notes in it" if text.strip() else "is empty"
        raise UnreadableFile(
            f"{document.file} {fault}.",
            "`loi new` writes a file with every question.",
            line=1,
            column=1,
        )
    if not isinstance(root, yaml.MappingNode):
        raise UnreadableFile(
            f"{document.file} does not begin with a line like `call: …`, so it has no answers.",
            "Start from the file that `loi new` writes.",
            line=root.start_mark.line + 1,
            column=root.start_mark.column + 1,
        )
    _use_usual_names(root, document)
    document.data = _value(root, "", document)
    if said := told(document.changes):
        place = document.changed_at or Place(file=document.file)
        message = f"Pasted text was made plain: {said}."
        fix = "Read these places in the letter. Nothing else was changed."
        remark = Problem(ProblemKind.PASTED, "", message, fix, place, document.line(place))
        document.remarks.append(remark)


NEUTRAL_NAMES = {"organization": "district", "signer": "superintendent"}
"""Names of keys for applicants that are no districts, and the usual names."""


def _use_usual_names(root: yaml.MappingNode, document: YamlDocument) -> None:
    """Give keys with a neutral name their usual one, and remember what the writer calls them."""
    there = {key.value for key, _ in root.value if isinstance(key, yaml.ScalarNode)}
    for key, _ in root.value:
        usual = NEUTRAL_NAMES.get(key.value) if isinstance(key, yaml.ScalarNode) else None
        if usual and usual not in there:
            document.names[usual] = key.value
            key.value = usual


# From bytes to text -----------------------------------------------------------------------------


def _decode(raw: bytes, name: str) -> str:
    for beginning, kind in _OTHER_KINDS.items():
        if raw.startswith(beginning):
            raise UnreadableFile(
                f"{name} is {kind}, not plain text.",
                "Copy the text into a plain text file. In TextEdit, choose Format > Make Plain "
                "Text. On Windows, use Notepad.",
                line=1,
                column=1,
            )
    encoding = _encoding(raw)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(encoding, "ignore")
        line, column = _line_and_column(before)
        excerpt = before[-min(column - 1, 20) :] if column > 1 else ""
        excerpt += raw[error.start : error.start + 12].decode("cp1252", "replace")
        raise UnreadableFile(
            f"{name} is not saved as UTF-8 text. Look at “{excerpt.splitlines()[0].strip()}”.",
            "Save the file as UTF-8. In Notepad: Save As, Encoding UTF-8. In TextEdit: Plain Text, "
            "UTF-8.",
            line=line,
            column=column,
        ) from error


def _plain(text: str, document: YamlDocument) -> str:
    """The text of a file in plain characters, with plain spaces where YAML needs them."""
    lines = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        before = document.changes.total()
        plain = plain_characters(line, document.changes)
        begin = _NO_BREAK.match(plain) if "\u00a0" in plain else None
        if begin and (begin["dash"] or begin["key"]) and "\u00a0" in begin[0]:
            document.changes["space"] += begin[0].count("\u00a0")
            if "\u00a0" in begin["indent"]:
                document.no_break.add(number - 1)
            plain = begin[0].replace("\u00a0", " ") + plain[begin.end() :]
        if document.changed_at is None and document.changes.total() > before:
            document.changed_at = Place(file=document.file, line=number, column=1)
        lines.append(plain)
    return "".join(lines)


def _encoding(raw: bytes) -> str:
    """The encoding by the byte-order mark, or by the zero next to the first character (5.2)."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    zeros = [byte == 0 for byte in raw[:2]]
    if zeros in ([False, True], [True, False]):
        return "utf-16-le" if zeros[1] else "utf-16-be"
    return "utf-8-sig"


def _line_and_column(before: str) -> tuple[int, int]:
    """The line and the column of the character after this text, both from 1."""
    lines = f"{before}x".splitlines()
    return len(lines), len(lines[-1])


def _refuse_control_characters(text: str, name: str) -> None:
    match = _NOT_TEXT.search(text)
    if match is None:
        return
    line, column = _line_and_column(text[: match.start()])
    raise UnreadableFile(
        f"{name} has an invisible character that is not allowed in text (code {_code(match[0])}).",
        "Delete it, and type the words around it again. It often comes from text that was pasted "
        "from a PDF.",
        line=line,
        column=column,
    )


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


# From text to nodes -----------------------------------------------------------------------------

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the loader in C is five times as fast


def _compose(text: str, document: YamlDocument) -> yaml.Node | None:
    try:
        _refuse_special_signs(text, document)
        root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise _explained(error, document) from error
    return root


def _at(mark: Any) -> tuple[int, int]:  # noqa: ANN401 (its types differ with the loader)
    """The line and the column, from 0. PyYAML sets every mark, but its types do not say so."""
    return (mark.line, mark.column) if mark is not None else (0, 0)


def _refuse_special_signs(text: str, document: YamlDocument) -> None:
    """Refuse aliases, anchors and tags (3.2.2.2, 3.2.1.2), and more than a letter has of anything.

    A grant writer who begins a text with *, & or ! means that character. Besides, a few lines of
    aliases can fill the memory.
    """
    depth = entries = size = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line, column = place = _at(event.start_mark)
        if isinstance(event, yaml.NodeEvent) and (event.anchor or getattr(event, "tag", None)):
            sign = document.lines[line][column : column + 1]
            raise _mended(begins_with(sign, place), line, document)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        entries += isinstance(event, yaml.NodeEvent)
        length = _size(event.value) if isinstance(event, yaml.ScalarEvent) else 0
        size += length
        if too_much := _too_much(depth, entries, length, size):
            raise _cannot_be_read(YamlFault(*too_much, place), document)


def _too_much(depth: int, entries: int, length: int, size: int) -> tuple[str, str] | None:
    """What there is more of than a letter has, if anything, and what to do."""
    if depth > _MAX_DEPTH:
        return f"more than {_MAX_DEPTH} brackets or keys are nested inside one another", COMPARE
    if entries > _MAX_ENTRIES:
        return f"there are more than {_MAX_ENTRIES:,} keys and texts in it", COMPARE
    if length > _MAX_VALUE:
        return "the text that begins here is longer than five pages", _SHORTEN
    if size > _MAX_TEXT:
        return "there is more text in it than ten pages, and here they are full", _SHORTEN
    return None


def _size(text: str) -> int:
    """How large a text is, by what it costs to lay it out and to read it back."""
    ends, marks = text.count("\n"), text.count("*") + text.count("_")
    return len(text.encode("utf-8", "replace")) + _LINE * ends + _MARK * marks


def _cannot_be_read(fault: YamlFault, document: YamlDocument) -> UnreadableFile:
    line, column = fault.place
    return UnreadableFile(
        f"{document.file} cannot be read: {fault.message}.",
        fault.fix,
        line=line + 1,
        column=column + 1,
        source=document.lines[line] if line < len(document.lines) else None,
    )


def _explained(error: yaml.MarkedYAMLError, document: YamlDocument) -> NotYaml:
    fault, stopped = _fault(error, document.lines)
    return _mended(fault, stopped, document)


def _fault(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> tuple[YamlFault, int]:
    """What is wrong, and the line where reading stopped."""
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return YamlFault("a line has a mistake", COMPARE, (0, 0)), 0
    start = (context.line, context.column) if context is not None else None
    return diagnosis(lines, (mark.line, mark.column), start), mark.line


def _mended(fault: YamlFault, stopped: int, document: YamlDocument) -> NotYaml:
    """All faults that can be known, with the lines as they should be, and the file so mended."""
    from loi_tool.answers.yaml_repairs import best_repair

    told: list[YamlFault] = []
    lines: Sequence[str] = document.lines
    numbers: Sequence[int] = range(len(lines))
    is_mended = False
    size = sum(map(len, lines)) + len(lines) + 1
    for _ in range(max(1, min(_MOST_FAULTS, _MOST_READ // size))):
        repair = best_repair(lines, fault, stopped, document.no_break, _line_of_next_fault, numbers)
        if repair is None:
            break
        told += (
            advice._replace(message=advice.message or fault.message) for advice in repair.advice
        )
        lines, numbers = repair.lines, repair.numbers
        error = _next_error(lines)
        if is_mended := error is None:
            break
        fault, stopped = _fault(error, lines)
    told = sorted(told, key=lambda fault: fault.place) or [fault]
    first, *others = (_cannot_be_read(fault, document) for fault in told)
    return NotYaml(first, others, Mended(document, lines, numbers) if is_mended else None)


def _next_error(lines: Sequence[str]) -> yaml.MarkedYAMLError | None:
    """Why these lines cannot be read, or None."""
    text = "\n".join(lines)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.NodeEvent) and (event.anchor or getattr(event, "tag", None)):
                at: Any = event.start_mark  # its type differs with the loader
                return yaml.MarkedYAMLError(context_mark=at, problem_mark=at)
        yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        return error
    return None


def _line_of_next_fault(lines: Sequence[str]) -> int | None:
    """The line, from 0, where reading stops, or None."""
    error = _next_error(lines)
    mark = (error.problem_mark or error.context_mark) if error else None
    return None if error is None else _at(mark)[0]


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
    style = getattr(node, "style", None)
    if not style:
        _note_swallowed(end, key, document)
    value = _scalar(node)
    if type(value) in (int, float) and may_be_number(key):
        value = node.value  # as it is written, so nothing of it is lost
    if isinstance(value, str):
        if not style and end.line > start.line and is_markdown(key):
            on = document.lines[start.line : end.line + 1]
            value = unfolded(on, start.column, end.column)
        before = document.changes.total()
        value = _text(value, key, place, document)
        value = cleaned(value, key, document.changes, quoted=bool(style))
        known = document.changed_at
        if document.changes.total() > before and (known is None or _is_before(place, known)):
            document.changed_at = place
        last = max(end.line, start.line + 1)
        if end.column:
            last = max(last, end.line + 1)
        lines = tuple(document.lines[start.line : last])
        document.texts[key] = written = Written(value, place, lines)
        document.remarks += raw_mark_problems(written, key)
    return value


def _is_before(one: Place, other: Place) -> bool:
    return (one.line or 0) < (other.line or 0)


def _place(mark: yaml.Mark, document: YamlDocument) -> Place:
    return Place(file=document.file, line=mark.line + 1, column=mark.column + 1)


def _note_swallowed(end: yaml.Mark, key: str, document: YamlDocument) -> None:
    """Report a # that cuts off a text: `name: Lincoln School #2` is read as Lincoln School.

    With a space behind the #, it may be a note that is meant.
    """
    place = _place(end, document)
    line = document.line(place) or ""
    note = _SWALLOWED.match(line, end.column)
    meant = note is not None and note[1].startswith("# ")
    if note is None or (meant and not is_text(key)):
        return
    place = place.model_copy(update={"column": note.start(1) + 1})
    start = document.value_places[key]
    fix = _whole(line, start, place)
    message = "The text after a # is read as a note, and would be missing from the letter."
    problem = Problem(ProblemKind.WRONG_TYPE, key, message, fix, place, line)
    if not meant:
        fix += " If it is a note, write a space after the #."
        document.problems.append(replace(problem, fix=fix))
        return
    message = f"“{shortened(note[1])}” is read as a note, and is not in the letter."
    begun = f"If it belongs to the text, {fix[0].lower()}{fix[1:]}"
    fix = f"{begun} If not, put it on a line of its own."
    document.remarks.append(replace(problem, kind=ProblemKind.NOTE, message=message, fix=fix))


def _whole(line: str, start: Place, at: Place) -> str:
    """How to write a text with a # so that all of it is read; it begins and ends at these places.

    On several lines it cannot be put in quotes without reading it.
    """
    if start.line != at.line:
        return f"Write only the key and a | in line {start.line}, and the text in lines below."
    begin = (start.column or 1) - 1
    return f"Write `{line[:begin].lstrip()}{in_quotes(line[begin:])}`."


def _text(value: str, key: str, place: Place, document: YamlDocument) -> str:
    """The text without characters that are not allowed; empty if nothing in it can be seen."""
    match = _NOT_TEXT.search(value)
    if match:
        document.problems.append(
            Problem(
                ProblemKind.BAD_VALUE,
                key,
                f"The text has an invisible character in it (code {_code(match[0])}).",
                "Write it without the backslash, or in single quotes.",
                place,
                document.line(place),
            )
        )
        value = _NOT_TEXT.sub("\ufffd", value)
    return value if plain_characters(value, Counter()).strip() else ""


def _mapping(node: yaml.MappingNode, key: str, document: YamlDocument) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = _place(key_node.start_mark, document)
        if not isinstance(key_node, yaml.ScalarNode):
            fault = YamlFault(
                "there are brackets where a key should be",
                "Begin the line with a key and a colon, or put the text in quotes.",
                _at(key_node.start_mark),
            )
            raise _cannot_be_read(fault, document)
        name = _NOT_TEXT.sub("\ufffd", str(key_node.value))
        below = dotted(key, name)
        if name in result:
            first = document.key_places[below]
            document.problems.append(
                Problem(
                    ProblemKind.DUPLICATE_KEY,
                    below,
                    f"`{document.names.get(below, name)}` is here for the second time. The first "
                    f"is in line {first.line}.",
                    "Keep one of the two, and delete the other.",
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
        pass  # it looks like a number but is not one: keep it as text
    return node.value
