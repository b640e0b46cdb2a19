"""All that is wrong in the file of a call: each fault by line and item, with the right form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

from loi_tool.calls.base import StrictModel
from loi_tool.calls.model import Call
from loi_tool.calls.schema import models_in
from loi_tool.calls.starter import Shape, blanks, example_of
from loi_tool.text import did_you_mean, listed, ordinal, shortened, with_article

Step = str | int
Path = tuple[Step, ...]

_SIGNS = {
    "form": "3 to 40 signs, # for a digit, A for a letter, X for either, and - or spaces",
}
"""What a key may hold, where an example does not say it."""
_MESSAGES = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_too_short": "is empty",
    "tuple_type": "must be a list",
    "dict_type": "must have keys under it",
    "model_type": "must have keys under it",
    "too_short": "must have at least one entry",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "date_type": "must be a date, as 2022-06-16",
    "date_parsing": "must be a date, as 2022-06-16",
    "date_from_datetime_parsing": "must be a date, as 2022-06-16",
    "date_from_datetime_inexact": "must be a date, as 2022-06-16",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
}
_LONG = 60
_PASSES = 4
_MEANT_AS_TEXT = re.compile(r"#{1,40}[^\s#]")
_NO_WORDS = re.compile(r"[\d.:/-]*|null|true|false|~")


@dataclass(frozen=True)
class CallFault:
    """One fault in the file of a call."""

    line: int
    """0 where it is of no line: a key of the call is missing."""
    where: str
    """What it is in: item `amount`; empty for the call itself."""
    message: str
    example: str = ""
    """Lines in the right form."""

    def __str__(self) -> str:
        place = ", ".join(filter(None, [f"line {self.line}" if self.line else "", self.where]))
        text = f"{place}: {self.message}" if place else self.message
        text = text[0].upper() + text[1:]
        return text if text.endswith((".", "?")) else f"{text}."


def faults_of(
    content: Mapping[str, Any],
    root: yaml.MappingNode,
    lines: Sequence[str],
    whole: Callable[[], Mapping[str, Any]],
) -> list[CallFault]:
    """All faults of a call, in the order of the file.

    Args:
        content: what is in the file.
        root: the same as nodes, which know their places.
        lines: the lines of the file.
        whole: gives the content of a call that is right. Its parts stand in for parts that are
            wrong, so that the rest can be looked at.
    """
    written = dict(_written(root, lines))
    misfits: dict[Path, CallFault] = {}
    for loc, detail in _details(content, whole):
        if detail["type"] == "too_short" and detail["input"]:
            continue  # there are entries, and what is wrong with them is told
        path, fault = _misfit(root, loc, detail, lines)
        is_choice = detail["type"] == "literal_error"
        if path not in written and (path not in misfits or is_choice):
            misfits[path] = fault
    return sorted((*written.values(), *misfits.values()), key=lambda fault: fault.line)


# What YAML takes, and nobody means ----------------------------------------------------------------


def _written(root: yaml.MappingNode, lines: Sequence[str]) -> Iterator[tuple[Path, CallFault]]:
    """Keys that are there twice, texts that are cut off by a #, blanks of the starter."""
    for path, key, value in values_in(root, ()):
        where, name = named(root, path)
        line = key.start_mark.line + 1
        if isinstance(key, yaml.ScalarNode) and isinstance(path[-1], str):
            other = _lookup(root, path)[1]
            if other is not key:
                message = f"{name} is there twice, here and in line {other.start_mark.line + 1}"
                yield (*path, line), CallFault(line, where, message)
        if not isinstance(value, yaml.ScalarNode):
            continue
        note = _lost(path, key, value, lines)
        if note:
            line = (value if value.value else key).end_mark.line + 1
            message = f"{name} loses “{shortened(note, _LONG)}”: after a space, a # begins a note"
            text = f"{value.value} {note}".strip()
            example = f"{path[-1]}: " if isinstance(path[-1], str) else "- "
            yield (
                path,
                CallFault(line, where, message, example + json.dumps(text, ensure_ascii=False)),
            )
        elif "[" in value.value and any(blank in value.value for blank in blanks()):
            message = f"{name} is still to be filled in: “{shortened(value.value, _LONG)}”"
            yield path, CallFault(line, where, message)


def values_in(node: yaml.Node, path: Path) -> Iterator[tuple[Path, yaml.Node, yaml.Node]]:
    """Each value below a node, with its path and its key; an entry of a list is its own key."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            yield below, key, value
            yield from values_in(value, below)
    elif isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            yield (*path, number), entry, entry
            yield from values_in(entry, (*path, number))


def _lost(path: Path, key: yaml.Node, value: yaml.ScalarNode, lines: Sequence[str]) -> str:
    """The note behind a text without quotation marks, if it was meant as text; or nothing."""
    end = (value if value.value else key).end_mark
    if value.style not in (None, "") or end.line >= len(lines):
        return ""
    note = _note_behind(lines[end.line][end.column :])
    if not note or (value.value and _NO_WORDS.fullmatch(value.value)):
        return ""
    words = "evidence" in path and "answers" not in path
    return note if words or _MEANT_AS_TEXT.match(note) else ""


def _note_behind(rest: str) -> str:
    """A note behind a value, or behind a key that has none (YAML 1.2.2, 6.6); or nothing."""
    rest = rest.lstrip().removeprefix(":") if rest.lstrip().startswith(":") else rest
    note = rest.lstrip()
    return note if note.startswith("#") and note != rest else ""


# What does not fit the model ----------------------------------------------------------------------


def _details(
    content: Mapping[str, Any], whole: Callable[[], Mapping[str, Any]]
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """What the model says. What is wrong is then left out, to see whether the rest contradicts."""
    data = dict(content)
    items = data.get("items")
    numbers = list(range(len(items))) if isinstance(items, list) else []
    for attempt in range(_PASSES):
        try:
            Call.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False)
        else:
            return
        wrong: set[Step] = set()
        for detail in details:
            loc: Path = detail["loc"]
            if attempt == 0 or detail["type"] == "value_error":
                of_item = loc[:1] == ("items",) and len(loc) > 1 and numbers
                yield (("items", numbers[int(loc[1])], *loc[2:]) if of_item else loc), detail
            wrong.update(loc[:1])
        if not wrong:
            return
        bad = {detail["loc"][1] for detail in details if detail["loc"][:1] == ("items",)
               and len(detail["loc"]) > 1}  # fmt: skip
        for top in map(str, wrong):
            if top == "items" and bad and len(bad) < len(numbers):
                kept = [n for n in range(len(numbers)) if n not in bad]
                data["items"] = [data["items"][n] for n in kept]
                numbers = [numbers[n] for n in kept]
            elif top in whole():
                data[top] = whole()[top]
                numbers = [] if top == "items" else numbers
            elif top not in Call.model_fields:
                del data[top]
            else:
                return


def _misfit(
    root: yaml.MappingNode, loc: Path, detail: Mapping[str, Any], lines: Sequence[str]
) -> tuple[Path, CallFault]:
    path, key = _lookup(root, loc)
    line = key.start_mark.line + 1 if path else 0
    kind, value = detail["type"], detail["input"]
    if kind == "missing":
        path = (*path, loc[-1])
    shape = tuple(step for step in path if isinstance(step, str))
    where, name = named(root, path)
    example = example_of(shape)
    if kind == "value_error":
        error = str(detail["ctx"]["error"])
        message = _less_place(error, path)
        if path and isinstance(path[-1], str):
            message = f"{name}: {message}"
            line = _line_of_word(root, path, lines, error) or line
        elif not path:
            line = _lookup(root, (error.partition(":")[0],))[1].start_mark.line + 1
        example = _example_named_in(message, shape) or example
    elif kind == "extra_forbidden":
        known = _known_keys(shape[:-1])
        near = did_you_mean(str(path[-1]), known)
        message = f"{name} is not a key that {_owner(path[:-1])} has."
        message += f" {near or 'There it has ' + listed(known) + '.'}" if known else ""
        meant = near.split("`")[1] if near else ""
        example = example_of((*shape[:-1], meant)) if meant else ""
    elif kind == "literal_error":
        message = f"{name} must be one of {detail['ctx']['expected']}, and is {_shown(value)}"
    elif kind == "string_pattern_mismatch":
        message = f"{name} is {_shown(value)}, which is not in the right form"
        message += f": {_SIGNS[path[-1]]}" if path and path[-1] in _SIGNS else ""
    else:
        said = _MESSAGES.get(kind, "is not allowed there").format(**detail.get("ctx", {}))
        message = f"{name} {said}"
        if isinstance(value, str) and value.strip() and "must" in said:
            message += f", and is {_shown(value)}"
    return path, CallFault(line, where, message, example)


def _shown(value: object) -> str:
    return f"“{shortened(str(value), _LONG)}”"


def _less_place(message: str, path: Path) -> str:
    """What a check of the model says, without the name of the place, which is said before."""
    if path and isinstance(path[-1], str):
        return message.removeprefix(f"{path[-1]}: ")
    return re.sub(r"^(?:item|deadline) \S{1,60}: ", "", message) if path else message


def _line_of_word(root: yaml.MappingNode, path: Path, lines: Sequence[str], error: str) -> int:
    """The line of a list of words, or of another text, that has what is wrong in it; or 0."""
    _, key = _lookup(root, path)
    value = next((value for _, other, value in values_in(root, ()) if other is key), key)
    first = value.start_mark.line
    is_block = isinstance(value, yaml.ScalarNode) and value.style in ("|", ">")
    text = "\n".join(lines[first : value.end_mark.line + (not is_block)])
    word = re.search(r"“([^”]+)”", error)
    wrong = re.escape(word[1]) if word else r",\s{0,99}(?:,|[\"']?\s{0,99}\Z)"
    found = re.search(wrong, text)
    return first + text.count("\n", 0, found.start()) + 1 if found else 0


def _example_named_in(message: str, shape: Shape) -> str:
    """Examples of the keys that a message names, of those that are there."""
    named = re.findall(r"(?<=`)[a-z_]{2,40}|[a-z]{2,20}_[a-z_]{2,20}", message)
    known = _known_keys(shape)
    shown = [example_of((*shape, word)) for word in dict.fromkeys(named) if word in known]
    return "\n".join(filter(None, shown))


def _lookup(root: yaml.MappingNode, loc: Path) -> tuple[Path, yaml.Node]:
    """How far a path leads in the file, and the key (or the entry of a list) where it ends.

    Steps that are not in the file are passed over: the model names its choices in the path, too.
    """
    path: Path = ()
    node: yaml.Node = root
    last: yaml.Node = root
    for step in loc:
        if isinstance(node, yaml.MappingNode) and isinstance(step, str):
            pairs = [pair for pair in node.value if pair[0].value == step]
            if pairs:
                last, node = pairs[0]
                path = (*path, step)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                break
            last = node = node.value[step]
            path = (*path, step)
    return path, last


def named(root: yaml.MappingNode, path: Path) -> tuple[str, str]:
    """What a path leads through (item `x`, part `y`), and the name of what is at its end."""
    places: list[str] = []
    keys: list[str] = []
    node: yaml.Node | None = root
    for step in path:
        if isinstance(step, str):
            keys.append(step)
            pairs = node.value if isinstance(node, yaml.MappingNode) else ()
            node = next((value for key, value in pairs if key.value == step), None)
            continue
        node = node.value[step] if isinstance(node, yaml.SequenceNode) else None
        id_ = next(
            (
                value.value
                for key, value in (node.value if isinstance(node, yaml.MappingNode) else ())
                if key.value == "id" and isinstance(value, yaml.ScalarNode)
            ),
            None,
        )
        listed_under = keys[-1] if keys else ""
        places.append(
            f"{_singular(listed_under)} `{shortened(id_, _LONG)}`"
            if id_
            else f"{ordinal(step + 1)} entry of `{'.'.join(keys)}`"
        )
        keys = []
    name = f"`{shortened('.'.join(keys), _LONG)}`" if keys else "it"
    return ", ".join(places), name


def _singular(name: str) -> str:
    return name.removesuffix("s")


def _owner(path: Path) -> str:
    if not path:
        return "a call"
    names = [step for step in path if isinstance(step, str)]
    if isinstance(path[-1], str):
        return f"`{path[-1]}`"
    name = _singular(names[-1])
    return with_article(name)


def _known_keys(shape: Shape) -> list[str]:
    """The keys that the model has at a place."""
    models: list[type[StrictModel]] = [Call]
    for step in shape:
        fields = [model.model_fields[step] for model in models if step in model.model_fields]
        models = [inner for field in fields for inner in models_in(field.annotation)]
    return list(dict.fromkeys(name for model in models for name in model.model_fields))
