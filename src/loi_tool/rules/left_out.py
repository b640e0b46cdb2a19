"""LOI18x: what the settings of a folder leave out, and what they name in vain."""

from __future__ import annotations

from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule


@rule("LOI180", "rule-left-out", Severity.INFO)
def rule_left_out(call: Call, facts: Facts) -> Iterator[Fault]:
    """A finding is not shown, because the settings of the folder leave its rule out.

    Bad: a rule that is left out, and everyone has forgotten why. Good: `LOI505 = "The county office
    sends the letters."` under `[ignore]` in `loi.toml`.
    """
    for left_out in facts.left_out:
        if left_out.used:
            yield Fault(
                f"{left_out.rule} is left out: {left_out.reason}",
                f"To see what it finds, take it out of {left_out.file}.",
                Place(file=left_out.file),
            )


@rule("LOI181", "left-out-for-nothing", Severity.WARNING)
def left_out_for_nothing(call: Call, facts: Facts) -> Iterator[Fault]:
    """The settings leave out a rule that finds nothing in any of the letters.

    Bad: a rule left out for a letter that was corrected long ago. Good: only what is still needed.
    """
    for left_out in facts.left_out:
        if not left_out.used:
            yield Fault(
                f"{left_out.rule} is left out by {left_out.file}, and finds nothing here.",
                f"Take {left_out.rule} out of {left_out.file}.",
                Place(file=left_out.file),
            )


@rule("LOI182", "no-such-template", Severity.WARNING)
def no_such_template(call: Call, facts: Facts) -> Iterator[Fault]:
    """The settings name templates that are not there.

    Bad: a folder of templates that was renamed, so that they are checked as letters. Good:
    `templates = ["templates/*.docx"]` in `loi.toml`, with Word files in that folder.
    """
    for template in facts.unmatched_templates:
        yield Fault(
            f"There is nothing at “{template.pattern}”, which {template.file} names as templates.",
            f"Correct the path in {template.file}, from its own folder on, or take it out.",
            Place(file=template.file),
        )


RULES = (rule_left_out, left_out_for_nothing, no_such_template)
