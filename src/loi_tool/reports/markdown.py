"""The report as Markdown, for a pull request or the summary of a job (GitHub Flavored Markdown)."""

from __future__ import annotations

import re

from loi_tool.findings import Finding, Report, Severity, Submission, Verdict, verdict_line
from loi_tool.reports.overview import number_ready, overview_of, skipped_words, words_of
from loi_tool.reports.text import place_words, search_words, what_there_is
from loi_tool.text import plural, printable_line

_VERDICTS = {
    Verdict.MET: "✅ met",
    Verdict.NOT_MET: "❌ **not met**",
    Verdict.CONFIRM: "👀 confirm",
    Verdict.NOT_CHECKED: "not checked",
}
_SEVERITIES = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "ℹ️"}
_TO_ESCAPE = re.compile(r"([\\`*_\[\]|~<>&$])")
_CALLS_SOMEONE = re.compile(r"(?<![\w.])([@#])(?=\w)")
"""GitHub makes a mention or a link to an issue of it."""


def render(report: Report) -> str:
    """The report as Markdown: for each letter a table of requirements, with its findings folded."""
    several = len(report.submissions) > 1
    pieces = [_overview(report)] if several else []
    pieces += [f"{_escaped(skipped_words(report))}\n"] if report.skipped else []
    pieces += [_letter(submission) for submission in report.submissions]
    return "\n".join(pieces)


def _overview(report: Report) -> str:
    words = words_of(report)
    lines = [
        f"## {plural(report.summary.submissions, words.noun)}, {number_ready(report)} {words.done}",
        "",
        "| Letter | District | School | Pages | Signature | Status | Reasons |",
        "|---|---|---|---|---|---|---|",
    ]
    for submission in report.submissions:
        row = overview_of(submission)
        cells = (row.name, row.district, row.school, row.pages, row.signature, row.status)
        lines.append(f"| {' | '.join(map(_escaped, (*cells, row.gravest)))} |")
    return "\n".join(lines) + "\n"


def _letter(submission: Submission) -> str:
    lines = [f"## {_escaped(submission.name)}", "", f"**{_escaped(verdict_line(submission))}**", ""]
    if submission.requirements:
        lines += ["| Requirement | Verdict | What there is |", "|---|---|---|"]
        for requirement in submission.requirements:
            what = _escaped(what_there_is(requirement, submission))
            lines.append(
                f"| {_escaped(requirement.title)} | {_VERDICTS[requirement.verdict]} | {what} |"
            )
        lines.append("")
    if submission.findings:
        count = plural(len(submission.findings), "finding")
        lines += [f"<details><summary>{count}</summary>", ""]
        lines += [_finding(finding) for finding in submission.findings]
        lines += ["", "</details>", ""]
    return "\n".join(lines)


def _finding(finding: Finding) -> str:
    where = place_words(finding.place)
    place = f" ({_escaped(where)})" if where else ""
    searched = search_words(finding)
    search = f"<br>{_escaped(searched)}" if searched else ""
    return (
        f"- {_SEVERITIES[finding.severity]} **{finding.rule}** {_escaped(finding.message)}{place}"
        f"{search}"
        f"<br>→ {_escaped(finding.fix)}"
    )


def _escaped(text: str) -> str:
    """A text that Markdown shows as it is."""
    line = " ".join(printable_line(text).split())
    escaped = _TO_ESCAPE.sub(r"\\\1", line)
    return _CALLS_SOMEONE.sub(r"\1<!-- -->", escaped)
