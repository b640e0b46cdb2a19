"""The commented file to begin a call with, which is also an example of every key.

Keys that a call may do without are in it behind a `#` with no space after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

Shape = tuple[str, ...]
"""The way to a key, without the numbers of entries: items, parts, title."""

_FILE = Path(__file__).parent / "template" / "call.yaml"
_MAY_BE_LEFT_OUT = re.compile(r"^( *)#(?=\S|  )", re.MULTILINE)
_BLANK = re.compile(r"\[[^\[\]]+\]")
_MOST_LINES = 6


def starter(call_id: str) -> str:
    """The file to begin with; what is to be filled in is in brackets."""
    return _FILE.read_text("utf-8").replace("id: my-call ", f"id: {call_id} ", 1)


@lru_cache(maxsize=1)
def _with_every_key() -> tuple[yaml.Node, tuple[str, ...]]:
    text = _MAY_BE_LEFT_OUT.sub(r"\1", _FILE.read_text("utf-8"))
    root: yaml.Node = yaml.compose(text, Loader=yaml.SafeLoader)  # type: ignore[assignment]
    return root, tuple(text.splitlines())


@lru_cache(maxsize=1)
def examples() -> dict[Shape, str]:
    """For each key of a call, by its shape, the lines in which the starter has it."""
    root, lines = _with_every_key()
    found: dict[Shape, str] = {}
    for shape, key, value in _keys(root, ()):
        last = value.end_mark.line + (value.end_mark.column > 0)
        shown = [_without_note(line) for line in lines[key.start_mark.line : last]]
        shown = [line[key.start_mark.column :] for line in shown if line.strip()][:_MOST_LINES]
        found.setdefault(shape, "\n".join(shown))
    return found


def example_of(shape: Shape) -> str:
    """The lines in which the starter has a key, there or elsewhere; empty if it has none."""
    known = examples()
    elsewhere = (lines for other, lines in known.items() if other[-1:] == shape[-1:])
    return known.get(shape) or next(elsewhere, "")


def _without_note(line: str) -> str:
    return re.sub(r"\s{1,60}# .*$", "", line).rstrip()


def _keys(node: yaml.Node, shape: Shape) -> Iterator[tuple[Shape, yaml.Node, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*shape, key.value)
            yield below, key, value
            yield from _keys(value, below)
    elif isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from _keys(entry, shape)


@lru_cache(maxsize=1)
def blanks() -> frozenset[str]:
    """What is to be filled in."""
    _, lines = _with_every_key()
    quoted = (text for line in lines for text in re.findall(r'"([^"]*)"', line))
    return frozenset(blank for text in quoted for blank in _BLANK.findall(text))
