"""The report as a table for a spreadsheet: one letter a row (RFC 4180)."""

from __future__ import annotations

import csv
import io

from loi_tool.findings import Report, Submission
from loi_tool.reports.overview import overview_of, requirements_of
from loi_tool.text import printable

_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the machine."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Excel takes a cell that begins so for a formula, and runs it."""
_HEAD = (
    "Letter", "District", "School", "Contact name", "Phone", "Email", "Superintendent",
    "Signature kind", "Pages",
)  # fmt: skip
_TAIL = ("Status", "Reasons", "Word file", "PDF", "Answers")


def render(report: Report) -> str:
    """The report as comma-separated values, with a byte order mark; lines end in CRLF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    asked = requirements_of(report.submissions)
    titles = [f"Verdict: {requirement.title or id_}" for id_, requirement in asked.items()]
    writer.writerow(map(_harmless, (*_HEAD, *titles, *_TAIL)))
    for submission in report.submissions:
        writer.writerow(map(_harmless, _row(submission, list(asked))))
    return _BOM + buffer.getvalue()


def _row(submission: Submission, asked: list[str]) -> list[str]:
    row, files = overview_of(submission), submission.files
    verdicts = {result.id: result.verdict.value for result in submission.requirements}
    return [
        row.name, row.district, row.school, row.contact, row.phone, row.email, row.signer,
        row.signature, row.pages,
        *(verdicts.get(id_, "").replace("_", " ") for id_ in asked),
        row.status, "; ".join(row.reasons),
        files.word or "", files.pdf or "", files.answers or "",
    ]  # fmt: skip


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, on one line."""
    text = " ".join(printable(cell).split())
    return f"'{text}" if text.startswith(_FORMULA) else text
