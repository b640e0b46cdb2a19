"""The JSON Schema of a call, in which every key says what it holds."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, get_args

from loi_tool.calls.base import StrictModel
from loi_tool.calls.model import Call

_OF_MANY = {
    "id": "A short name of your own: small letters, digits and _. Reports call it so.",
    "title": "What people call it; of an item, the heading in the letter.",
    "quote": "The call's own words for it, copied exactly.",
    "quotes": "The call's own words for it, each copied exactly.",
}
"""Keys that mean the same wherever they are."""


def call_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12); a key is described by the docstring below its field."""
    schema = Call.model_json_schema()
    for model in _models(Call, set()):
        here = schema if model is Call else schema["$defs"].get(model.__name__, {})
        for name, described in here.get("properties", {}).items():
            described.setdefault("description", description(model, name))
    return schema


def description(model: type[StrictModel], name: str) -> str:
    """What a key of a model holds; empty if nothing says it."""
    for base in model.__mro__:
        if base in (StrictModel, object):
            break
        said = _docstrings(base.__module__).get((base.__name__, name))
        if said:
            return said
    if name.endswith("_quote"):
        return f"The call's own words for `{name.removesuffix('_quote')}`, copied exactly."
    inner = next(models_in(model.model_fields[name].annotation), None)
    of_inner = (inner.__doc__ or "").partition("\n\n")[0] if inner else ""
    return _OF_MANY.get(name, " ".join(of_inner.split()))


@lru_cache(maxsize=8)
def _docstrings(module: str) -> dict[tuple[str, str], str]:
    """The docstrings below the fields of the classes of a module."""
    found = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.ClassDef):
            for field, below in zip(node.body, node.body[1:], strict=False):
                if (
                    isinstance(field, ast.AnnAssign)
                    and isinstance(field.target, ast.Name)
                    and isinstance(below, ast.Expr)
                    and isinstance(below.value, ast.Constant)
                ):
                    found[node.name, field.target.id] = " ".join(str(below.value.value).split())
    return found


def models_in(annotation: Any) -> Iterator[type[StrictModel]]:  # noqa: ANN401
    """The models that are named in the type of a field."""
    if isinstance(annotation, type) and issubclass(annotation, StrictModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def _models(model: type[StrictModel], seen: set[type[StrictModel]]) -> Iterator[type[StrictModel]]:
    """A model and those within it, each once."""
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            yield from _models(inner, seen)


def all_keys() -> frozenset[str]:
    """Every key that a call may have, wherever."""
    return frozenset(name for model in _models(Call, set()) for name in model.model_fields)
