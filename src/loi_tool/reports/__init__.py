"""A report in the forms that people and machines read."""

from __future__ import annotations

import re
from pathlib import Path

_REPORT = re.compile(
    rb'\A\{\s*"schema": 1,\s*"tool": "loi [^"]*",\s*"call": "|^(?:(?:NOT )?READY|NOT CHECKED): ',
    re.M,
)
"""A manifest begins like a report in JSON, but its call is more than a name."""
_MOST_BYTES = 10_000_000


def is_report(path: Path) -> bool:
    """Whether a file is empty or a report, in any form, which a newer one may replace."""
    with path.open("rb") as file:
        start = file.read(_MOST_BYTES)
    return not start or _REPORT.search(start) is not None
