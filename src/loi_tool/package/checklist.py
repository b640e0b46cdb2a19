"""The checklist: one printable page that says what was checked and what a person must do."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path

from loi_tool.calls.model import FILE_KINDS, Call
from loi_tool.facts import DeliveryFacts
from loi_tool.findings import Place, RequirementResult, Submission, Verdict, verdict_line
from loi_tool.package.manifest import fingerprint, sha256
from loi_tool.package.message import DRAFT, TO_PASTE, UNSIGNED_MARK, subject_line
from loi_tool.signing import bearer
from loi_tool.text import (
    listed,
    megabytes,
    plural,
    printable_line,
    quote_at_end,
    shortened,
)

_BLANK = "_____________________"
_ROOM, _EVIDENCE, _APART = 84, 92, 46
"""Characters of a title with the call's words, and of evidence: two lines of the table each; and of
one of several pieces of evidence."""
_WITH_A_BOX = ("signature", "deadline", "recipients")
"""Requirements that have a box of their own, or that are met by what is done last."""
_SAID = ("LOI402", "LOI502", "LOI505")
"""Rules whose findings have a box in other words: to sign, to ask for the date, addresses."""
_TOO_LARGE = "LOI508"
BEFORE_SIGNING, BEFORE_SENDING, AFTER_SENDING = (
    "Before signing",
    "Before sending",
    "After sending",
)
_OPEN = (Verdict.CONFIRM, Verdict.NOT_CHECKED)
_WORDS = {
    Verdict.MET: "met",
    Verdict.NOT_MET: "not met",
    Verdict.CONFIRM: "confirm",
    Verdict.NOT_CHECKED: "not checked",
}


@dataclass(frozen=True)
class PackageState:
    """What is in a package beside what was found in the letter."""

    checked: Mapping[str, bytes] = field(default_factory=dict)
    """The files of the letter, by name."""
    email_bytes: int = 0
    """Of the draft of the email with its attachments; 0 where there is none."""
    unsigned: bool = False
    """Whether the letter is still to be signed."""
    draft: bool = False
    """Whether the package must not be sent."""
    signed: str = ""
    """How the letter was signed; whole sentences, empty if it was not since it was built."""
    picture: bytes = field(default=b"", repr=False)
    """A PNG of the place of the signature on a scan."""


def checklist_html(
    call: Call,
    submission: Submission,
    delivery: DeliveryFacts,
    package: PackageState,
    *,
    tool: str,
    as_of: datetime,
) -> str:
    """Write the checklist of a package as one self-contained HTML page.

    Args:
        call: what was asked for.
        submission: what was found. Evidence is given with its page, or else its line.
        delivery: email addresses that the district gave.
        package: what else is in the package.
        tool: name and version of the tool.
        as_of: the moment that the check was made for.
    """
    template = (Path(__file__).parent / "template" / "checklist.html").read_text("utf-8")
    rows = "\n".join(_row(requirement) for requirement in submission.requirements)
    groups = todos(call, submission, delivery, package, as_of)
    boxes = "\n".join(
        f"<h3>{when}</h3>\n<ul>\n" + "\n".join(map(_box, steps)) + "\n</ul>"
        for when, steps in groups.items()
    )
    answers = submission.files.answers
    has_lines = any(e.place.line for r in submission.requirements for e in r.evidence)
    banner = '<p class="draft">Draft: this package must not be sent.</p>' if package.draft else ""
    values = {
        "title": f"Submission checklist: {escape(call.short_title)}",
        "district": escape(submission.name),
        "call": escape(call.title),
        "banner": banner,
        "left": f'<p class="left">{escape(verdict_line(submission))}</p>\n'
        if submission.to_judge
        else "",
        "rows": rows,
        "boxes": boxes,
        "signed": _signed(package.signed, package.picture),
        "tool": escape(tool),
        "as_of": as_of.isoformat(" "),
        "source": escape(call.source),
        "lines": f"Lines are those of {escape(printable_line(Path(answers).name))}. "
        if answers and has_lines
        else "",
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)


def _box(step: str) -> str:
    return f'<li><label><input type="checkbox"> <span>{_html(step)}</span></label></li>'


def _signed(signed: str, picture: bytes) -> str:
    """How the letter was signed, and what is at the place of the signature."""
    if not signed:
        return ""
    source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    shown = f'<img src="{source}" alt="The place of the signature on the scan">' if picture else ""
    return f'<p class="signed"><span>{escape(printable_line(signed))}</span>{shown}</p>'


def todos(
    call: Call,
    submission: Submission,
    delivery: DeliveryFacts,
    package: PackageState,
    as_of: datetime,
) -> dict[str, list[str]]:
    """What only a person can do or confirm, by when it is to be done, in the order of doing it."""
    groups = {
        BEFORE_SIGNING: [*_of_content(call, submission), *_dates(call)],
        BEFORE_SENDING: [
            *_findings(submission, is_of_content=False),
            *_signing(call, submission, package),
            *_sending(call, submission, delivery, package, as_of),
        ],
        AFTER_SENDING: [_proof(call), *_team(call)],
    }
    if not call.signers or package.signed:
        first = groups.pop(BEFORE_SIGNING)
        groups[BEFORE_SENDING] = first + groups[BEFORE_SENDING]
        groups = {when: groups[when] for when in (BEFORE_SENDING, AFTER_SENDING)}
    return groups


def _findings(submission: Submission, *, is_of_content: bool) -> list[str]:
    """What rules leave to a person, of the letter itself or of how it is signed and sent."""
    return [
        f"{finding.message} {finding.fix}"
        for finding in submission.findings
        if finding.verdict is Verdict.CONFIRM
        and finding.rule not in _SAID
        and (finding.requirement not in _WITH_A_BOX) is is_of_content
    ]


def _of_content(call: Call, submission: Submission) -> list[str]:
    """What is to be looked at in the letter itself."""
    steps = _findings(submission, is_of_content=True)
    told = {f.requirement for f in submission.findings if f.verdict is Verdict.CONFIRM}
    steps += [
        f"“{r.title}”: {r.why}"
        for r in submission.requirements
        if r.verdict in _OPEN and r.id not in told and r.id not in _WITH_A_BOX
    ]
    both = submission.files.word and submission.files.pdf
    as_ = ", in Word and as a PDF" if both else ""
    steps.append(f"Read the letter once from beginning to end{as_}.")
    if submission.files.word and call.pages:
        limit = plural(call.pages.max, "page")
        outside = " and ".join(f"“{item.title}”" for item in call.items if item.outside_page_limit)
        less = f", without {outside}" if outside else ""
        steps.append(f"Open the Word file in Word: it has no more than {limit} there{less}.")
    return steps


def _dates(call: Call) -> list[str]:
    deadlines = sorted(call.deadlines, key=lambda deadline: deadline.instant)
    if len({deadline.instant for deadline in deadlines}) < 2:
        return []
    *quotes, last = (deadline.quotes[0] for deadline in deadlines)
    dates = " and ".join([*(f"“{quote}”" for quote in quotes), quote_at_end(last)])
    return [f"Ask the funder which date holds: the call says {dates} Keep the reply."]


def _signing(call: Call, submission: Submission, package: PackageState) -> list[str]:
    """What to do about the signature."""
    if not call.signers:
        return []
    signer = submission.signature.signer if submission.signature else None
    role = call.signer.role
    verdict = next((r.verdict for r in submission.requirements if r.id == "signature"), None)
    if package.unsigned:
        step = (
            f"{signer or f'The {role}'} signs the letter. {bearer(call.formats.sent)} `loi sign` "
            "takes the signed file into the package."
        )
    elif verdict is Verdict.MET:
        step = f"The signature in the letter is that of {signer}, {role}, who agrees to it."
    else:
        file = FILE_KINDS["pdf" if submission.files.pdf else "word"]
        step = f"Look at the {file}: the signature by the name is that of {signer}, {role}."
    each = [signatory.role for signatory in call.signers if signatory.each]
    return [step, *(f"If several apply together, the {role} of each signs." for role in each)]


def _sending(
    call: Call,
    submission: Submission,
    given: DeliveryFacts,
    package: PackageState,
    as_of: datetime,
) -> list[str]:
    """How and by when the letter is sent."""
    delivery, files = call.delivery, _files(call, package)
    first = next(iter(call.deadlines_ahead(as_of)), call.deadline)
    by = f"at least a day before the deadline: {first.moment}."
    if delivery.method == "portal":
        return [f"Upload {files} at {delivery.portal}, {by}"]
    if delivery.method == "mail":
        address = ", ".join((delivery.to.called, *delivery.to.address))
        return [f"Mail the letter, {files}, to {address}, {by}"]
    to, *copies = [
        f"{person.called}: {address or _BLANK}"
        for person, address in delivery.addressed(*given.given)
    ]
    copied = f"; cc {', '.join(copies)}" if copies else ""
    steps = [f"Addresses. To {to}{copied}."]
    exact = ", word for word" if delivery.subject else ""
    steps.append(f"Subject{exact}: “{subject_line(call, submission.name)}”.")
    if given.office:
        steps.append(f"For your office, also cc {listed(given.office)}.")
    steps.append(f"Attached: {files}.")
    size = f" ({megabytes(package.email_bytes)})" if package.email_bytes else ""
    too_large = next((f.message for f in submission.findings if f.rule == _TOO_LARGE), "")
    steps.append(
        f"After `loi sign`, open {DRAFT}{size}, or paste {TO_PASTE} into a new email and attach "
        f"them; until then it says “{UNSIGNED_MARK}”. Send it {by}"
        if package.unsigned
        else f"Open {DRAFT}{size}, which has them, or paste {TO_PASTE} into a new email and attach "
        f"them. Send it {by}"
    )
    return [*steps, too_large] if too_large else steps


def _files(call: Call, package: PackageState) -> str:
    """The files that are sent, each with its code, so that people can tell on the phone whether
    they have the same."""
    codes = [
        f"{printable_line(name)} (code {fingerprint(sha256(data))})"
        for name, data in package.checked.items()
    ]
    return listed(codes or [f"the {FILE_KINDS[kind]}" for kind in call.formats.sent])


def _proof(call: Call) -> str:
    if call.delivery.method == "email":
        return "An acknowledgement of receipt is asked for, and kept."
    if call.delivery.method == "portal":
        return "The confirmation of the portal is kept."
    return "The proof of posting, with its date, is kept."


def _team(call: Call) -> list[str]:
    if not call.team:
        return []
    roles = ", ".join(role.title for role in call.team.roles)
    return [f"The team is complete by {call.team.needed_by}: {roles}."]


def _row(requirement: RequirementResult) -> str:
    verdict, title = requirement.verdict, requirement.title
    quote = shortened(requirement.quote, max(_ROOM - len(title), _ROOM // 2))
    return (
        f'<tr class="{verdict.value}"><th scope="row">{escape(title)} <q>{escape(quote)}</q></th>'
        f"<td>{_WORDS[verdict]}</td><td>{_found(requirement)}</td></tr>"
    )


def _found(requirement: RequirementResult) -> str:
    """Why a verdict is what it is, and the letter's words: as many as two lines hold."""
    pieces, why = requirement.evidence, requirement.why
    # its box says what is open
    is_plain = requirement.is_required_item and requirement.verdict is not Verdict.NOT_MET
    said = "" if is_plain and pieces else f"{_html(why)} "
    parts = [part.id for part in requirement.parts if part.evidence]
    together = sum(len(piece.text) for piece in pieces)
    shown = pieces if len(parts) > 1 or together <= _EVIDENCE else pieces[:1]
    room = _EVIDENCE if len(shown) == 1 else _APART
    room = room // 2 if said else room
    quotes, pages = [], [_where(piece.place) for piece in shown]
    for number, piece in enumerate(shown):
        text = escape(shortened(piece.text, _EVIDENCE if together <= _EVIDENCE else room))
        is_last = number + 1 == len(shown) or pages[number + 1] != pages[number]
        place = f" <small>{escape(pages[number])}</small>" if pages[number] and is_last else ""
        quotes.append(f"<q>{text}</q>{place}")
    return f"{said}{', '.join(quotes)}".rstrip()


def _where(place: Place) -> str:
    return str(place.model_copy(update=dict.fromkeys(("file", "paragraph", "column"))))


def _html(text: str) -> str:
    """A message as HTML; what is between backticks is a name of a key or a command."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
