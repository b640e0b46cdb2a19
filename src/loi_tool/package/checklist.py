"""The checklist: one printable page that says what was checked and what a person must do."""

from __future__ import annotations

import re
from html import escape
from importlib import resources

from loi_tool.calls.model import Call
from loi_tool.facts import DeliveryFacts
from loi_tool.findings import RequirementResult, Submission, Verdict

_BLANK = "_____________________"
_WORDS = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not met",
    Verdict.CONFIRM: "confirm",
    Verdict.NOT_CHECKED: "not checked",
}


def checklist_html(
    call: Call,
    submission: Submission,
    delivery: DeliveryFacts,
    *,
    tool: str,
    as_of: str,
    draft: bool,
) -> str:
    """Write the checklist of a package as one self-contained HTML page.

    Args:
        call: what was asked for.
        submission: what was found.
        delivery: email addresses that the district gave.
        tool: name and version of the tool.
        as_of: the moment that the check was made for, as text.
        draft: whether the package is a draft that must not be sent.
    """
    template = (resources.files(__package__) / "template" / "checklist.html").read_text("utf-8")
    rows = "\n".join(_row(requirement) for requirement in submission.requirements)
    boxes = "\n".join(
        f'<li><label><input type="checkbox"> <span>{escape(todo)}</span></label></li>'
        for todo in todos(call, submission, delivery)
    )
    banner = '<p class="draft">Draft: this package must not be sent.</p>' if draft else ""
    values = {
        "title": f"Submission checklist: {escape(call.short_title)}",
        "district": escape(submission.name),
        "call": escape(call.title),
        "banner": banner,
        "rows": rows,
        "boxes": boxes,
        "tool": escape(tool),
        "as_of": escape(as_of),
        "source": escape(call.source),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)


def todos(call: Call, submission: Submission, delivery: DeliveryFacts) -> list[str]:
    """What only a person can do or confirm, in the order of doing it."""
    verdicts = {r.id: r.verdict for r in submission.requirements}
    signer = submission.signature.signer if submission.signature else None
    role = call.signatory.role
    steps = [
        f"{finding.message} {finding.fix}"
        for finding in submission.findings
        if finding.verdict is Verdict.CONFIRM and finding.requirement not in ("signature",)
    ]
    steps.append("Read the letter once from beginning to end, in Word and as a PDF.")
    word_name = submission.files.word
    if word_name and call.pages:
        limit = f"{call.pages.max} page{'' if call.pages.max == 1 else 's'}"
        steps.append(f"Open {word_name} in Word: the letter has no more than {limit} there.")
    if verdicts.get("signature") is Verdict.MET:
        steps.append(f"The signature in the letter is that of {signer}, {role}, who agrees to it.")
    else:
        both = " and in the PDF" if call.formats.pdf and call.formats.word else ""
        steps.append(f"{signer or role} signs the letter; the signature is in the Word file{both}.")
    steps += _delivery(call, delivery)
    if call.team:
        steps.append(
            f"The team is complete by {call.team.needed_by}: "
            + ", ".join(role.title for role in call.team.roles)
            + "."
        )
    return steps


def _delivery(call: Call, given: DeliveryFacts) -> list[str]:
    delivery = call.delivery
    files = " and ".join(
        name for name, on in (("Word file", call.formats.word), ("PDF", call.formats.pdf)) if on
    )
    who = delivery.to.name
    when = f"before the deadline: “{call.deadline.quotes[0]}”"
    if delivery.method == "email":
        to = delivery.to.email or (given.to.text.strip() if given.to else _BLANK)
        supplied = iter([written.text.strip() for written in given.cc])
        copies = ", ".join(
            f"{person.name}: {person.email or next(supplied, _BLANK)}" for person in delivery.cc
        )
        steps = [f"Addresses. To {who}: {to}{f'; cc {copies}' if copies else ''}."]
        steps.append(f"Attach the {files} and send the email a day {when}")
        return [*steps, "An acknowledgement of receipt is asked for, and kept."]
    if delivery.method == "portal":
        return [
            f"Upload the {files} at {delivery.portal}, a day {when}",
            "The confirmation of the portal is kept.",
        ]
    address = ", ".join((who, *delivery.to.address))
    return [
        f"Mail the letter to {address}, {when}",
        "The proof of posting, with its date, is kept.",
    ]


def _row(requirement: RequirementResult) -> str:
    evidence = ""
    if requirement.evidence:
        first = requirement.evidence[0]
        place = f" <small>({escape(str(first.place))})</small>" if str(first.place) else ""
        more = len(requirement.evidence) - 1
        others = f" <small>and {more} more</small>" if more else ""
        evidence = f'<p class="evidence">“{escape(first.text)}”{place}{others}</p>'
    return (
        f'<tr class="{requirement.verdict.value}"><th scope="row">{escape(requirement.title)}'
        f"<small>“{escape(requirement.quote)}”</small></th>"
        f"<td><b>{_WORDS[requirement.verdict]}</b></td>"
        f"<td>{escape(requirement.why)}{evidence}</td></tr>"
    )
