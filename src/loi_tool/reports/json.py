"""The report as JSON (schemas/report.json)."""

from __future__ import annotations

import json
from textwrap import indent
from typing import Any

from loi_tool.findings import Report
from loi_tool.text import UNSAFE, Regex

_TO_ESCAPE = Regex(f"[{UNSAFE}\u061c\u200e\u200f]")
"""JSON escapes C0 alone (RFC 8259, 7); the others would steer a terminal as well."""


def render(report: Report) -> str:
    """The report as indented JSON text, ending in a newline.

    Submissions are turned into text one by one: of a thousand each takes much memory until it is.
    """
    nothing = report.model_copy(update={"submissions": ()})
    head, empty, tail = _text(nothing.model_dump(mode="json", by_alias=True)).partition(_EMPTY)
    assert empty
    submissions = ",\n".join(
        indent(_text(submission.model_dump(mode="json", by_alias=True)), "    ")
        for submission in report.submissions
    )
    return f'{head}"submissions": [\n{submissions}\n  ]{tail}\n'


_EMPTY = '"submissions": []'


def _text(content: Any) -> str:  # noqa: ANN401 (what a model is dumped to)
    text = json.dumps(content, indent=2, ensure_ascii=False)
    return _TO_ESCAPE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
