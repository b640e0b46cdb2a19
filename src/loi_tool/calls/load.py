"""Reads a call from its YAML file, built-in or the user's own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from loi_tool.calls.model import Call
from loi_tool.errors import BadCall, BadUsage

_BUILT_IN = Path(__file__).parent
_MAX_BYTES = 1_000_000


@dataclass(frozen=True)
class LoadedCall:
    """A call, the path it came from, and the SHA-256 of its file (hex)."""

    call: Call
    path: Path
    sha256: str


class _Loader(yaml.SafeLoader):
    """The safe loader, less YAML 1.1's reading of 09:00 as the number 540 and of dates."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":int", ":float"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def built_in_ids() -> tuple[str, ...]:
    """The ids of the calls that come with the tool, sorted."""
    return tuple(sorted(path.stem for path in _BUILT_IN.glob("*.yaml")))


def load_call(name: str, beside: Path | None = None) -> LoadedCall:
    """Read a call by built-in id or by path; a relative path is also looked for in `beside`.

    Raises:
        BadUsage: there is no such call.
        BadCall: the file is not a call, or contradicts itself (weekday and date, for one).
    """
    if name in built_in_ids():
        return _read(_BUILT_IN / f"{name}.yaml")
    candidates = [Path(name)] if beside is None else [Path(name), beside / name]
    for path in candidates:
        if path.is_file():
            return _read(path)
    known = ", ".join(built_in_ids())
    raise BadUsage(
        f"There is no call “{name}”: it is neither built in nor a file.",
        f"Built-in calls: {known}. For a call of your own, give the path of its YAML file.",
    )


def _read(path: Path) -> LoadedCall:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadUsage(f"The call {path} cannot be read: {error.strerror}.") from error
    if len(data) > _MAX_BYTES:
        raise BadCall(f"The call {path.name} is larger than 1 MB; that is not a call.")
    try:
        content = yaml.load(data.decode("utf-8-sig"), Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except UnicodeDecodeError as error:
        raise BadCall(f"The call {path.name} is not UTF-8 text.", "Save it as UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise BadCall(f"The call {path.name}{line} is not YAML that can be read.") from error
    except (RecursionError, ValueError) as error:
        raise BadCall(f"The call {path.name} is not YAML that can be read.") from error
    if not isinstance(content, dict):
        raise BadCall(f"The call {path.name} is not a list of keys and values.")
    try:
        call = Call.model_validate(content)
    except ValidationError as error:
        raise BadCall(f"The call {path.name} is not right: {_first(error)}.") from error
    return LoadedCall(call, path, hashlib.sha256(data).hexdigest())


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    where = ".".join(str(step) for step in problem["loc"])
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    if problem["type"] == "extra_forbidden":
        return f"`{where}` is not a key that a call has"
    if problem["type"] == "missing":
        return f"`{where}` is missing"
    return f"`{where}`: {problem['msg'][0].lower()}{problem['msg'][1:]}"
