"""Reads a call from its YAML file, built-in or the user's own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from loi_tool.calls.model import Call
from loi_tool.errors import BadCall, BadUsage
from loi_tool.text import shortened

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
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except UnicodeDecodeError as error:
        raise BadCall(
            f"The call {name} is not saved as UTF-8 text.", "Save it as UTF-8."
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}," if mark else ""
        raise BadCall(
            f"The call {name}{line} is not YAML that can be read.",
            "Check the quotation marks, colons, and spaces of that line and the line above it.",
        ) from error
    if not isinstance(content, dict):
        raise BadCall(f"The call {name} has no `key: value` lines.", _COMPARE)
    try:
        return Call.model_validate(content)
    except ValidationError as error:
        mistake = shortened(_first(error), 300)
        raise BadCall(f"The call {name} has a mistake: {mistake}.", _COMPARE) from error


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


def _first(error: ValidationError) -> str:
    """The first mistake, in words."""
    problem = error.errors(include_url=False)[0]
    where = ".".join(str(step) for step in problem["loc"])
    messages = {
        "extra_forbidden": "is not a key that a call has",
        "missing": "is missing",
        "string_type": "must be text",
        "string_too_short": "is empty",
        "tuple_type": "must be a list",
        "too_short": "must have at least one entry",
        "model_type": "must have keys under it",
        "bool_type": "must be true or false",
        "bool_parsing": "must be true or false",
        "int_parsing": "must be a whole number",
        "int_type": "must be a whole number",
        "float_parsing": "must be a number",
        "date_from_datetime_parsing": "must be a date, as 2022-06-16",
        "date_parsing": "must be a date, as 2022-06-16",
    }
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    if problem["type"] == "literal_error":
        return f"`{where}` must be one of {problem['ctx']['expected']}"
    if problem["type"] == "string_pattern_mismatch":
        return f"`{where}` is “{problem['input']}”, which is not in the right form"
    return f"`{where}` {messages.get(problem['type'], 'is not allowed there')}"
