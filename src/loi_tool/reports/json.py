"""The report as JSON (schemas/report.json)."""

from __future__ import annotations

import json

from loi_tool.findings import Report


def render(report: Report) -> str:
    """The report as indented JSON text, ending in a newline."""
    content = report.model_dump(mode="json", by_alias=True)
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
