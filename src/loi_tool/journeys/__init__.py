"""What the commands do, step by step. This is also the Python API.

    from loi_tool.journeys import Options, check_letters

    outcome = check_letters([Path("letter.docx")], Options(as_of="2022-05-12"))

Nothing here reads the clock or prints. What a name needs is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loi_tool.journeys.annotate import ensure_annotatable, write_annotated
    from loi_tool.journeys.build import Built, build_package
    from loi_tool.journeys.check import check_letters
    from loi_tool.journeys.doctor import installed_parts
    from loi_tool.journeys.many import usable_cores
    from loi_tool.journeys.new import (
        write_call_starter,
        write_starter,
        write_starter_letter,
    )
    from loi_tool.journeys.outcome import Options, Outcome, resolve_as_of
    from loi_tool.journeys.sign import Signed, Verified, sign_package, verify_package

__all__ = [
    "Built",
    "Options",
    "Outcome",
    "Signed",
    "Verified",
    "build_package",
    "check_letters",
    "ensure_annotatable",
    "installed_parts",
    "resolve_as_of",
    "sign_package",
    "usable_cores",
    "verify_package",
    "write_annotated",
    "write_call_starter",
    "write_starter",
    "write_starter_letter",
]

_MODULES = {
    "Built": "build",
    "build_package": "build",
    "check_letters": "check",
    "ensure_annotatable": "annotate",
    "write_annotated": "annotate",
    "installed_parts": "doctor",
    "usable_cores": "many",
    "write_call_starter": "new",
    "write_starter": "new",
    "write_starter_letter": "new",
    "Signed": "sign",
    "Verified": "sign",
    "sign_package": "sign",
    "verify_package": "sign",
    "Options": "outcome",
    "Outcome": "outcome",
    "resolve_as_of": "outcome",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 (whatever has that name)
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
