"""Reads a call from its YAML file, built-in or the user's own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from loi_tool.calls.model import Call
from loi_tool.errors import BadCall, BadUsage
from loi_tool.text import shortened

if TYPE_CHECKING:
    from loi_tool.calls.faults import CallFault

_BUILT_IN = Path(__file__).parent
_MAX_BYTES = 1_000_000
_MAX_DEPTH = 20
_COMPARE = "Compare it with one that works: `loi calls cei-plln-cohort-3`."
_READ_OTHERWISE = (":int", ":float", ":timestamp")


@dataclass(frozen=True)
class LoadedCall:
    """A call, the path it came from, and the content of its file with its SHA-256 (hex)."""

    call: Call
    path: Path
    sha256: str
    data: bytes

    @property
    def is_built_in(self) -> bool:
        """Whether it comes with the tool."""
        return self.path.parent == _BUILT_IN


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, without dates and without YAML 1.1's reading of 09:00 as the number 540."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(_READ_OTHERWISE)]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def built_in_ids() -> tuple[str, ...]:
    """The ids of the calls that come with the tool, sorted."""
    return tuple(sorted(path.stem for path in _BUILT_IN.glob("*.yaml")))


def load_call(name: str, beside: Path | None = None) -> LoadedCall:
    """Read a call by built-in id or by path; a relative path is looked for in `beside` first.

    Raises:
        BadUsage: there is no such call.
        BadCall: the file is not a call, or contradicts itself (weekday and date, for one).
    """
    if name in built_in_ids():
        return _read(_BUILT_IN / f"{name}.yaml")
    candidates = [Path(name)] if beside is None else [beside / name, Path(name)]
    for path in candidates:
        if _is_file(path):
            return _read(path)
    known = ", ".join(built_in_ids())
    raise BadUsage(
        f"There is no call “{shortened(name)}”: it is neither built in nor a file.",
        f"Built-in calls: {known}. For a call of your own, give the path of its YAML file.",
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or holds what no name can
        return False


def _read(path: Path) -> LoadedCall:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise BadUsage(f"The call {path} cannot be read: {error.strerror}.") from error
    if len(data) > _MAX_BYTES:
        raise BadCall(f"The call {path.name} is larger than 1 MB. A call never is.", _COMPARE)
    return LoadedCall(_parsed(data, path.name), path, hashlib.sha256(data).hexdigest(), data)


@lru_cache(maxsize=4)
def _parsed(data: bytes, name: str) -> Call:
    """What is in the file of a call; of many letters it is looked at once."""
    try:
        text = data.decode("utf-8-sig")
        _refuse_bombs(text, name)
        content, root = _composed(text)
    except UnicodeDecodeError as error:
        raise BadCall(
            f"The call {name} is not saved as UTF-8 text.", "Save it as UTF-8."
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}," if mark else ""
        raise BadCall(
            f"The call {name}{line} is not YAML that can be read.",
            "Check the quotation marks, colons, and spaces of that line and the line above it. "
            "A text that has a # or a colon in it must be in quotation marks.",
        ) from error
    if not isinstance(content, dict):
        raise BadCall(f"The call {name} has no `key: value` lines.", _COMPARE)
    from loi_tool.calls.faults import faults_of

    faults = faults_of(content, root, text.splitlines(), _right_one)
    if faults:
        raise _refusal(name, faults)
    return Call.model_validate(content)


def _composed(text: str) -> tuple[Any, Any]:
    """The content of a YAML file, and its nodes, which have places."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        return (None if root is None else loader.construct_document(root)), root
    finally:
        loader.dispose()


@lru_cache(maxsize=1)
def _right_one() -> dict[str, Any]:
    """The content of a call that has no faults."""
    text = (_BUILT_IN / f"{built_in_ids()[0]}.yaml").read_text("utf-8")
    content: dict[str, Any] = _composed(text)[0]
    return content


def _refusal(name: str, faults: list[CallFault]) -> BadCall:
    first = faults[0]
    if len(faults) == 1:
        message = f"The call {name} has a mistake. {first}"
        fix = f"Write, for example: {' '.join(first.example.split())}" if first.example else ""
        fix = shortened(fix, 300) or _COMPARE
    else:
        message = f"The call {name} has {len(faults)} mistakes. {first}"
        fix = f"`loi calls {name}` tells all of them, each with the right form."
    return BadCall(message, fix, [(str(fault), fault.example) for fault in faults])


def _refuse_bombs(text: str, name: str) -> None:
    """Refuse aliases (YAML 1.2.2, 7.1) and deep nesting, which can fill the memory."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise BadCall(
                f"The call {name}, line {line}: a text that begins with * must be in quotes.",
                "Put the text in quotes.",
            )
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise BadCall(
                f"The call {name}, line {line}, is nested deeper than a call ever is.", _COMPARE
            )
