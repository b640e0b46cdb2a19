"""LOI2xx: what a shared template must have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loi_tool.calls.items import Item
from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.findings import Evidence, Finding, RequirementResult, Severity, Verdict
from loi_tool.placeholders import masked
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.template_items import PART_TITLES, items_of_template, where_lost
from loi_tool.rules.template_quotes import changed_quotes
from loi_tool.text import quote_at_end, shortened

SILENT: tuple[tuple[tuple[str, ...], str], ...] = (
    (("LOI107", "LOI504", "LOI506"), "Who fills it in writes the date."),
    (("LOI108",), "The logo and the signature are the district's own."),
    (("LOI201", "LOI202", "LOI205"), "What is asked of a template is LOI221 and LOI222."),
    (("LOI203", "LOI204", "LOI209", "LOI212"), "There is no prose yet, only questions."),
    (("LOI206", "LOI207", "LOI208", "LOI505"), "Numbers and addresses are examples."),
    (("LOI210", "LOI211"), "It serves all who may apply."),
    (("LOI301", "LOI302", "LOI303", "LOI304", "LOI309"), "The length is that of the letter."),
    (("LOI307", "LOI308", "LOI31"), "No PDF is made of it."),
    (("LOI402", "LOI403", "LOI404", "LOI405", "LOI407", "LOI408"), "It is not signed."),
    (("LOI501", "LOI502", "LOI503"), "It is not sent."),
    (("LOI601", "LOI605", "LOI617"), "Prompts, highlighted or in form fields, are what it is."),
    (("LOI606",), "It may say that it is a draft or a template."),
    (("LOI701",), "The title is that of the letter."),
)
"""The rules that say nothing of a template, and why."""
_SHAPES = ("LOI104", "LOI106")
"""Rules on values, which say nothing of one that is still to be filled in."""
NOT_ASKED = "Not asked of a template."


def is_silent(finding: Finding) -> bool:
    """Whether a finding is none where it is of a template."""
    if finding.rule in _SHAPES and finding.source_line:
        return masked(finding.source_line) != finding.source_line
    return any(finding.rule.startswith(ids) for ids, _ in SILENT)


@rule("LOI221", "template-item-lost", Severity.ERROR)
def template_item_lost(call: Call, facts: Facts) -> Iterator[Fault]:
    """A shared template has no place for something that the call asks for.

    Only with `--template`. An item is in place where its heading, its prompt, or the call's words
    for it are; in a file of answers where its key is. It is reported where it belongs: at the end
    of what comes before it.

    Bad: a template without `interest`. Good: `interest: "[Why is the district interested?]"`.
    """
    if facts.template is None:
        return
    found = items_of_template(call, facts)
    for item in call.items:
        here = found.get(item.id)
        if here is None:
            continue
        if here.place is None:
            if not item.required:
                continue
            yield Fault(
                f"The template has no place for “{item.title}”. The call asks: "
                f"{quote_at_end(item.quote)}",
                f"Put it back{_under(item, facts)}. {item.prompt}",
                *where_lost(call, facts, found, item),
                requirement=item.id,
            )
            continue
        for part in here.lost_parts:
            title = PART_TITLES.get(part) or next(p.title for p in item.parts if p.id == part)
            yield Fault(
                f"Under “{item.title}”, the template has no place for {title}. The call asks: "
                f"{quote_at_end(item.quote)}",
                f"Put it back{_under(item, facts, part)}.",
                here.place,
                here.source_line,
                requirement=item.id,
                part=part,
            )


def _under(item: Item, facts: Facts, part: str = "") -> str:
    """Where in a file of answers something belongs; of a Word file the place says it."""
    if facts.answers is None or facts.word is not None:
        return ""
    above = f", under `{item.id}`" if part else ", under `sections`" if item.in_sections else ""
    return f": `{part or item.id}`{above}"


@rule("LOI222", "template-prompt-lost", Severity.ERROR)
def template_prompt_lost(call: Call, facts: Facts) -> Iterator[Fault]:
    """A shared template has the place for an item, but does not say what to write there.

    Only with `--template`. It is a warning where there is text that asks for nothing, and most
    other items ask: who fills in the template may leave it as it is.

    Bad: a heading with nothing under it; the answer of another district. Good: the call's question,
    or words in brackets.
    """
    found = items_of_template(call, facts) if facts.template else {}
    asking = sum(here.state == "asks" and here.place is not None for here in found.values())
    for item in call.items:
        here = found.get(item.id)
        if here is None or here.place is None or here.state == "asks":
            continue
        empty = here.state == "empty"
        if not empty and 2 * asking < len(found):
            continue
        yield Fault(
            f"Under “{item.title}”, the template does not say what to write."
            if empty
            else f"What is under “{item.title}” is filled in already: "
            f"“{shortened(here.text, words=12)}”",
            f"Write the question there, in brackets. The call's is: {item.prompt}",
            here.place,
            here.source_line,
            requirement=item.id,
            severity=None if empty else Severity.WARNING,
        )


@rule("LOI223", "template-quote-changed", Severity.ERROR)
def template_quote_changed(call: Call, facts: Facts) -> Iterator[Fault]:
    """A shared template gives words as the call's own that are not the call's.

    Only with `--template`. Words in quotation marks are compared with all quotes of the call, as
    `loi calls` shows it. After “The call:” the end of a quote may be left off only with “…”. It is
    a warning where the marks are missing, and where the call has nothing like it.

    Bad: The call: “up to five pages in length”. Good: The call: “up to three pages in length”.
    """
    if facts.template is None:
        return
    for change in changed_quotes(call, facts):
        yield Fault(
            change.message,
            change.fix,
            change.place,
            change.source_line,
            severity=None if change.is_error else Severity.WARNING,
        )


def assess_template(
    call: Call, facts: Facts, findings: Iterable[Finding]
) -> list[RequirementResult]:
    """For each requirement whether the template has its place; the rest is not asked of it.

    Args:
        call: what is asked for.
        facts: what was measured in the template.
        findings: what the rules found that count for a template.
    """
    found = items_of_template(call, facts)
    of: dict[str, list[Finding]] = {}
    for finding in findings:
        of.setdefault(finding.requirement or "", []).append(finding)

    def result(
        id_: str, title: str, quote: str, usual: Verdict, why: str, *places: Evidence
    ) -> RequirementResult:
        wrong = [f for f in of.get(id_, ()) if f.severity is Severity.ERROR]
        return RequirementResult(
            id=id_,
            title=title,
            verdict=Verdict.NOT_MET if wrong else usual,
            quote=quote,
            evidence=places,
            why=wrong[0].message if wrong else why,
        )

    results = []
    for item in call.items:
        here = found.get(item.id)
        if here is None or (here.place is None and not item.required):
            continue
        places = [Evidence(text=here.text or item.title, place=here.place)] if here.place else []
        title, quote = item.title, item.quote
        results.append(result(item.id, title, quote, Verdict.MET, "In place.", *places))
    others = (
        *((("pages", "Length", call.pages.quote),) if call.pages else ()),
        ("formats", "Files", call.formats.quote),
        *((("signature", "Signature", call.signer.quote),) if call.signers else ()),
        ("deadline", "Deadline", call.deadline.quotes[0]),
        ("recipients", "Delivery", call.delivery.quotes[0]),
    )
    for id_, title, quote in others:
        results.append(result(id_, title, quote, Verdict.NOT_CHECKED, NOT_ASKED))
    return results


RULES = (template_item_lost, template_prompt_lost, template_quote_changed)
