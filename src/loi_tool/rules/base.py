"""What a rule is, and what it reports."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.findings import Finding, Place, Severity, Verdict


@dataclass(frozen=True)
class Fault:
    """What a rule's function yields: one fault, to which the rule adds its own id and name."""

    message: str
    fix: str
    place: Place = field(default_factory=Place)
    source_line: str | None = None
    requirement: str | None = None
    part: str | None = None
    severity: Severity | None = None
    """Only for a fault that is more or less serious than the rule's other faults."""


Check = Callable[[Call, Facts], Iterator[Fault]]


def serves(call: Call, key: str) -> tuple[str | None, str | None]:
    """The requirement, and the part of it, that a dotted key of the answers serves."""
    first, _, rest = key.partition(".")
    name, _, part = rest.partition(".")
    if first == "sections":
        return (name, part or None) if call.item(name) else (None, None)
    if first == "consortium" and call.item("school"):
        return "school", "name" if name == "lead" else None
    if first in ("school", "contact") and call.item(first):
        return first, name if name in ("name", "phone", "email") else None
    if first == "superintendent":
        return "signature", {"name": "name", "title": "title", "signature": "mark"}.get(name)
    return ("recipients" if first == "submission" else None), None


@dataclass(frozen=True)
class Rule:
    """A rule: its id, its name (of the fault, not the remedy), and how serious it is.

    `requirement` is the requirement of the call that the rule serves. `verdict` is the verdict that
    a finding gives to this requirement; None leaves the verdict as it is.
    """

    id: str
    name: str
    severity: Severity
    check: Check
    requirement: str | None
    verdict: Verdict | None

    @property
    def explanation(self) -> str:
        """The docstring of the rule's function: what it finds, why, and what to do."""
        return inspect.getdoc(self.check) or ""

    def findings(self, call: Call, facts: Facts) -> Iterator[Finding]:
        """Run the rule."""
        for fault in self.check(call, facts):
            yield Finding(
                rule=self.id,
                name=self.name,
                severity=fault.severity or self.severity,
                requirement=fault.requirement or self.requirement,
                message=fault.message,
                fix=fault.fix,
                place=fault.place,
                source_line=fault.source_line,
                verdict=self.verdict,
                part=fault.part,
            )


def rule(
    rule_id: str,
    name: str,
    severity: Severity,
    requirement: str | None = None,
    *,
    verdict: Verdict | None = None,
) -> Callable[[Check], Rule]:
    """Make a rule of a function. An error makes its requirement `not_met` if `verdict` is None."""
    if verdict is None and severity is Severity.ERROR:
        verdict = Verdict.NOT_MET

    def make(check: Check) -> Rule:
        return Rule(rule_id, name, severity, check, requirement, verdict)

    return make
