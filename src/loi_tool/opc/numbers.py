"""The one reader of numbers in a Word file: what is no number there is none, and never an error."""

from __future__ import annotations

import re

_PER_POINT = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "pi": 12.0}
_NUMBER = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(mm|cm|in|pt|pc|pi)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)


def measure(text: str | None, per_point: float) -> float | None:
    """A length in points: a plain number counts in its own unit, else it names one (22.9.2.15)."""
    match = _NUMBER.fullmatch(text or "")
    if match is None:
        return None
    number, unit = match.groups()
    return float(number) * _PER_POINT[unit] if unit else float(number) / per_point


def whole(text: str | None, otherwise: int = 0) -> int:
    """A whole number of up to nine digits (22.9.2.2); `otherwise` where it is none."""
    match = _WHOLE.fullmatch((text or "").strip())
    return otherwise if match is None else int(match[0])
