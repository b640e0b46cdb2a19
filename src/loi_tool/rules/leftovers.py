"""LOI6xx: leftovers that must not be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.findings import Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.content import is_placeholder

_PLACEHOLDER = re.compile(
    r"""\[\s*(?:insert|write|your|enter|add|fill|name\ of|date|describe|district|school|xx|tb|\.\.|…)
          [^\]\n]*\]
      | \bTB[DAC]\b | \bTODO\b | \bX{3,}\b | \blorem\s+ipsum\b
      | \[\s*\] | \?{3,} | _{4,} | <<[^<>\n]*>> | \{\{[^{}\n]*\}\}""",
    re.VERBOSE | re.IGNORECASE,
)
_FREE_OF_IT = ("call", "district.logo", "superintendent.signature", "layout")


@rule("LOI601", "placeholder-left", Severity.ERROR)
def placeholder_left(call: Call, facts: Facts) -> Iterator[Fault]:
    """A placeholder was left in the text.

    TBD, XXX, [insert …], lorem ipsum, a row of question marks, or a prompt of the file that
    `loi new` writes.

    Bad: “We serve [insert number] students.” Good: “We serve 6,400 students.”
    """
    answers = facts.answers
    for key, written in answers.texts.items() if answers else ():
        if key.startswith(_FREE_OF_IT):
            continue
        text = written.text
        if is_placeholder(text):
            shown = text.strip()
        elif found := _PLACEHOLDER.search(text):
            shown = found[0]
        else:
            continue
        first, *rest = key.split(".")
        requirement = {"superintendent": "signature", "submission": "recipients"}.get(first)
        if first == "sections" and rest:
            requirement = rest[0]
        elif call.item(first):
            requirement = first
        name = key.replace(".", "`, `")
        place, line = written.find(shown)
        yield Fault(
            f"A placeholder is still there: “{shown}” in `{name}`.",
            "Put the district's own words in its place.",
            place,
            line,
            requirement,
            rest[-1] if rest and requirement is not None else None,
        )


RULES = (placeholder_left,)
