"""LOI4xx: who signs, and what there is of a signature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts, Written
from loi_tool.findings import Severity, Verdict
from loi_tool.rules.base import Fault, last_words, rule
from loi_tool.rules.content import is_placeholder


def _holds(title: str, words: str) -> bool:
    return re.search(rf"\b{re.escape(words)}\b", title, re.IGNORECASE) is not None


def _misfit(call: Call, facts: Facts) -> tuple[Written, bool] | None:
    """A title that is not the signatory's, and whether it is a deputy's; else None."""
    answers = facts.answers
    title = answers.text("superintendent.title") if answers else None
    if title is None or is_placeholder(title.text):
        return None
    deputy = any(_holds(title.text, words) for words in call.signatory.not_titles)
    if not deputy and any(_holds(title.text, words) for words in call.signatory.titles):
        return None
    return title, deputy


def _without_superintendent(facts: Facts) -> bool:
    return facts.answers is not None and facts.answers.applicant_type == "charter"


@rule("LOI401", "signatory-not-right", Severity.ERROR, "signature")
def signatory_not_right(call: Call, facts: Facts) -> Iterator[Fault]:
    """The title of the person who signs is not the one that the call asks for.

    An assistant superintendent's signature is not the superintendent's.

    Bad: `title: Assistant Superintendent`. Good: `title: Superintendent`, or Interim
    Superintendent.
    """
    misfit = _misfit(call, facts)
    if misfit is None or (_without_superintendent(facts) and not misfit[1]):
        return
    title, _ = misfit
    yield Fault(
        f"The letter would be signed by “{title.text.strip()}”; the call says "
        f"{last_words(call.signatory.quote)}",
        f"Have it signed by the {call.signatory.role}. Titles that will do: "
        f"{', '.join(call.signatory.titles)}.",
        *title.find(title.text),
        part="title",
    )


@rule("LOI403", "signatory-of-charter", Severity.WARNING, "signature", verdict=Verdict.CONFIRM)
def signatory_of_charter(call: Call, facts: Facts) -> Iterator[Fault]:
    """A charter school's letter is signed by somebody whose title the call does not name.

    Many charter schools have no superintendent. Whether the head of the school will do, the funder
    has to say.

    Bad: `title: Executive Director`, and nobody was asked. Good: the same, and the funder's word
    that this is right.
    """
    misfit = _misfit(call, facts)
    if misfit is None or misfit[1] or not _without_superintendent(facts):
        return
    title, _ = misfit
    yield Fault(
        f"The letter would be signed by “{title.text.strip()}”; the call says "
        f"{last_words(call.signatory.quote)}",
        "Ask the funder whether the head of a charter school may sign, and keep the reply.",
        *title.find(title.text),
        part="title",
    )


@rule("LOI402", "not-signed-yet", Severity.INFO, "signature", verdict=Verdict.CONFIRM)
def not_signed_yet(call: Call, facts: Facts) -> Iterator[Fault]:
    """There is no signature yet, only a line to sign on.

    That is how most letters begin. It becomes a signed letter by hand or with a signature image;
    until then nobody can say that it is signed.

    Bad: a letter that is sent with an empty line. Good: one that was printed, signed and scanned,
    or `signature: signature.png` under `superintendent`.
    """
    signature = facts.signature
    if signature is not None and signature.kind == "line":
        who = signature.signer or f"the {call.signatory.role}"
        yield Fault(
            f"The letter is not signed yet: it has a line for {who} to sign on.",
            "Have it signed before you send it, or name an image of the signature under "
            "`superintendent`, as `signature`.",
            signature.place,
            part="mark",
        )


RULES = (signatory_not_right, not_signed_yet, signatory_of_charter)
