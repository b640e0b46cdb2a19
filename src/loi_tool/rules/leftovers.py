"""LOI6xx: leftovers that must not be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.findings import Severity
from loi_tool.rules.base import Fault, rule, serves
from loi_tool.rules.content import is_placeholder

_PLACEHOLDER = re.compile(
    r"""\[\s*(?:insert|write|your|enter|add|fill|name|date|describe|district|school|number|amount
          |percent|title|xx|tb|\#|\.\.|…)[^\]\n]*\]
      | \bTB[DAC]\b | \b(?-i:TODO)\b | \bX{3,}\b | \blorem\s+ipsum\b
      | \[\s*\] | \?{3,} | _{4,} | <<[^<>\n]*>> | \{\{[^{}\n]*\}\}""",
    re.VERBOSE | re.IGNORECASE,
)  # TODO in capitals only: “todo” is a Spanish word
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
        whole = is_placeholder(text)
        found = [text.strip()] if whole else [match[0] for match in _PLACEHOLDER.finditer(text)]
        name = key.replace(".", "`, `")
        for shown in dict.fromkeys(found):
            yield Fault(
                f"A placeholder is still there: “{' '.join(shown.split())}” in `{name}`.",
                "Put the district's own words in its place.",
                *written.find(shown),
                *serves(call, key),
            )


RULES = (placeholder_left,)
