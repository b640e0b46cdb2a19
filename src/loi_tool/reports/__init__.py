"""A report in the forms that people and machines read."""

from __future__ import annotations

import re
from pathlib import Path

_REPORT = re.compile(
    rb'\A\{\s*"schema": 1,\s*"tool": "loi [^"]*",\s*"call": "'
    rb'|\A<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<meta charset="utf-8">\n'
    rb'<meta name="generator" content="loi [^"]* report">'
    rb"|\A\xef\xbb\xbfLetter,District,"
    rb"|\A::(?:error|warning|notice) [^\n]*title=LOI"
    rb"|^\d+ (?:letters: \d+ ready|templates: \d+ complete|files: \d+ ready or complete)[.;]"
    rb"|^(?:\*\*)?(?:(?:(?:NOT )?READY|TEMPLATE (?:NOT )?COMPLETE|NOT CHECKED): |NO ERRORS, but )",
    re.M,
)
"""How a report begins, or a line of it. A manifest begins like JSON, but its call is no name."""
_MOST_BYTES = 10_000_000


def is_report(path: Path) -> bool:
    """Whether a file is empty or a report, in any form, which a newer one may replace."""
    with path.open("rb") as file:
        start = file.read(_MOST_BYTES)
    return not start or _REPORT.search(start) is not None
