"""The page docs/rules.md, from the rules' own docstrings: `python -m loi_tool.rules.docs`."""

from __future__ import annotations

import inspect
import sys

from loi_tool.findings import Verdict
from loi_tool.rules.base import Rule
from loi_tool.rules.catalog import RULES

_TOP = """\
# The rules

<!-- Generated: python -m loi_tool.rules.docs > docs/rules.md -->

An **error** costs a district its place: `loi check` ends with exit code 1, and `loi build` writes
nothing but a draft. A **warning** may cost it, and an **info** is worth knowing; with
`--fail-on warning` a warning counts as much as an error. `--select` and `--ignore` take ids, the
beginnings of ids (`LOI5`) and names. `loi rule LOI203` shows a rule at the terminal.
"""

_MAKES = {
    Verdict.NOT_MET: "then not met",
    Verdict.CONFIRM: "then for a person to confirm",
}


def markdown() -> str:
    """The page on all rules, group by group."""
    pages, group = [_TOP], ""
    for rule in RULES:
        module = inspect.getmodule(rule.check)
        title = (inspect.getdoc(module) or "").splitlines()[0].rstrip(".")
        if title != group:
            group = title
            pages.append(f"## {title}\n")
        pages.append(_one(rule))
    return "\n".join(pages)


def _one(rule: Rule) -> str:
    facts = [rule.severity.value]
    if rule.requirement:
        makes = f", {_MAKES[rule.verdict]}" if rule.verdict in _MAKES else ""
        facts.append(f"serves `{rule.requirement}`{makes}")
    text = rule.explanation.replace("Bad:", "**Bad:**").replace("Good:", "**Good:**")
    return f"### {rule.id} {rule.name}\n\n*{'; '.join(facts)}*\n\n{text}\n"


if __name__ == "__main__":
    sys.stdout.write(markdown())
