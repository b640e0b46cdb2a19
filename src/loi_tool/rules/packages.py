"""LOI8xx: a package against what it was built from."""

from __future__ import annotations

from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.text import listed


@rule("LOI801", "package-out-of-date", Severity.WARNING)
def package_out_of_date(call: Call, facts: Facts) -> Iterator[Fault]:
    """The answers, or the letter, were changed after the package was built from them.

    What is sent is the package. It does not have the change.

    Bad: to correct a phone number in `answers.yaml`, and to send the package of the day before.
    Good: `loi build` after each change.
    """
    file = facts.word or facts.pdf
    if file is None or not facts.changed_sources:
        return
    were = "were" if len(facts.changed_sources) > 1 else "was"
    yield Fault(
        f"{listed(list(facts.changed_sources))} {were} changed after this package was built. The "
        "letter in the package does not have the change.",
        "Build the package again."
        if facts.to_be_signed
        else "If the letter needs the change, move the package to another folder, build it again, "
        "and have the new letter signed.",
        Place(file=file.file),
    )


RULES = (package_out_of_date,)
