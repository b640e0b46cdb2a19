"""The checklist: one printable page that says what was checked and what a person must do."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from html import escape
from pathlib import Path

from loi_tool.calls.model import FILE_KINDS, Call, Deadline
from loi_tool.facts import DeliveryFacts
from loi_tool.findings import RequirementResult, Submission, Verdict, verdict_line
from loi_tool.package.manifest import fingerprint, sha256
from loi_tool.package.message import DRAFT, TO_PASTE, UNSIGNED_MARK, is_unsigned
from loi_tool.text import listed, plural, printable_line, quote_at_end, shortened

_BLANK = "_____________________"
_LINE, _SHORT = 66, 100
"""Characters of an excerpt on its own line, and of one in a row with others."""
_WITH_A_BOX = ("signature", "deadline", "recipients")
"""Requirements that have a box of their own."""
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
    as_of: datetime,
    draft: bool,
    checked: Mapping[str, bytes] | None = None,
    signed: str = "",
    picture: bytes = b"",
) -> str:
    """Write the checklist of a package as one self-contained HTML page.

    Args:
        call: what was asked for.
        submission: what was found.
        delivery: email addresses that the district gave.
        tool: name and version of the tool.
        as_of: the moment that the check was made for.
        draft: whether the package is a draft that must not be sent.
        checked: what was checked, by the name of the file.
        signed: how the letter was signed; whole sentences, empty if it was not since it was built.
        picture: a PNG of the place of the signature on a scan.
    """
    template = (Path(__file__).parent / "template" / "checklist.html").read_text("utf-8")
    rows = "\n".join(_row(requirement) for requirement in submission.requirements)
    boxes = "\n".join(
        f'<li><label><input type="checkbox"> <span>{_html(todo)}</span></label></li>'
        for todo in todos(call, submission, delivery, as_of)
    )
    answers = submission.files.answers
    banner = '<p class="draft">Draft: this package must not be sent.</p>' if draft else ""
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
        "signed": _signed(signed, picture),
        "fingerprints": _fingerprints(checked or {}),
        "tool": escape(tool),
        "as_of": as_of.isoformat(" "),
        "source": escape(call.source),
        "lines": f"Lines are those of {escape(printable_line(Path(answers).name))}. "
        if answers
        else "",
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)


def _signed(signed: str, picture: bytes) -> str:
    """How the letter was signed, and what is at the place of the signature."""
    if not signed:
        return ""
    source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    shown = f'<img src="{source}" alt="The place of the signature on the scan">' if picture else ""
    return f'<p class="signed">{escape(printable_line(signed))}{shown}</p>'


def _fingerprints(files: Mapping[str, bytes]) -> str:
    """What files were checked, so that people can tell on the phone whether they have the same."""
    codes = [
        f"{escape(printable_line(name))}: <b>{fingerprint(sha256(data))}</b>"
        for name, data in files.items()
    ]
    return f"Checked: {'; '.join(codes)} (<code>loi verify</code> shows these). " if codes else ""


def _file_name(path: str) -> str:
    return escape(printable_line(Path(path).name))


def todos(
    call: Call, submission: Submission, delivery: DeliveryFacts, as_of: datetime
) -> list[str]:
    """What only a person can do or confirm, in the order of doing it."""
    verdicts = {r.id: r.verdict for r in submission.requirements}
    steps = [
        f"{finding.message} {finding.fix}"
        for finding in submission.findings
        if finding.verdict is Verdict.CONFIRM and finding.requirement not in _WITH_A_BOX
    ]
    told = {f.requirement for f in submission.findings if f.verdict is Verdict.CONFIRM}
    steps += [f"“{r.title}”: {r.why}" for r in submission.to_judge if r.id not in told]
    steps.append("Read the letter once from beginning to end, in Word and as a PDF.")
    word_name = submission.files.word
    if word_name and call.pages:
        limit = plural(call.pages.max, "page")
        outside = " and ".join(f"“{item.title}”" for item in call.items if item.outside_page_limit)
        less = f", without {outside}" if outside else ""
        steps.append(f"Open {word_name} in Word: the letter has no more than {limit} there{less}.")
    if call.signers:
        steps += _signing(call, submission, verdicts.get("signature"))
    deadlines = sorted(call.deadlines, key=lambda deadline: deadline.instant)
    if len({deadline.instant for deadline in deadlines}) > 1:
        *quotes, last = (deadline.quotes[0] for deadline in deadlines)
        dates = " and ".join([*(f"“{quote}”" for quote in quotes), quote_at_end(last)])
        steps.append(f"Ask the funder which date holds: the call says {dates} Keep the reply.")
    first = next(iter(call.deadlines_ahead(as_of)), call.deadline)
    unsigned = is_unsigned(submission)
    steps += _delivery(call, delivery, first, submission.name, unsigned=unsigned)
    if call.team:
        steps.append(
            f"The team is complete by {call.team.needed_by}: "
            + ", ".join(role.title for role in call.team.roles)
            + "."
        )
    return steps


def _signing(call: Call, submission: Submission, verdict: Verdict | None) -> list[str]:
    """What to do about the signature."""
    signer = submission.signature.signer if submission.signature else None
    role = call.signer.role
    in_pdf = "pdf" in call.formats.sent
    file = "PDF; the Word file may have only the name" if in_pdf else "Word file"
    if verdict is Verdict.MET:
        step = f"The signature in the letter is that of {signer}, {role}, who agrees to it."
    elif not is_unsigned(submission):
        step = f"Look at the PDF: the signature by the name is that of {signer}, {role}."
    else:
        who = signer or f"The {role}"
        step = (
            f"{who} signs the letter; the signature is in the {file}. `loi sign` takes the signed "
            "file into the package."
        )
    each = [signatory.role for signatory in call.signers if signatory.each]
    return [step, *(f"If several apply together, the {role} of each signs." for role in each)]


def _delivery(
    call: Call, given: DeliveryFacts, deadline: Deadline, name: str, *, unsigned: bool
) -> list[str]:
    delivery = call.delivery
    files = " and ".join(FILE_KINDS[kind] for kind in call.formats.sent)
    who = delivery.to.called
    when = f"before the deadline: “{deadline.quotes[0]}”"
    if delivery.method == "email":
        to, *copies = [
            f"{person.called}: {address or _BLANK}"
            for person, address in delivery.addressed(*given.given)
        ]
        copied = f"; cc {', '.join(copies)}" if copies else ""
        steps = [f"Addresses. To {to}{copied}."]
        if delivery.subject:
            steps.append(f"Subject, word for word: “{delivery.subject.filled(name)}”.")
        if given.office:
            steps.append(f"For your office, also cc {listed(given.office)}.")
        steps.append(
            f"After `loi sign`, open {DRAFT}, which then has the {files} as signed, or copy "
            f"{TO_PASTE} into a new email and attach them. Until then it says “{UNSIGNED_MARK}”. "
            f"Send it at least a day {when}"
            if unsigned
            else f"Open {DRAFT}, which has the {files} attached, or copy {TO_PASTE} into a new "
            f"email and attach them. Send it at least a day {when}"
        )
        return [*steps, "An acknowledgement of receipt is asked for, and kept."]
    if delivery.method == "portal":
        return [
            f"Upload the {files} at {delivery.portal}, at least a day {when}",
            "The confirmation of the portal is kept.",
        ]
    address = ", ".join((who, *delivery.to.address))
    return [
        f"Mail the letter to {address}, {when}",
        "The proof of posting, with its date, is kept.",
    ]


def _row(requirement: RequirementResult) -> str:
    verdict = requirement.verdict
    return (
        f'<tr class="{verdict.value}"><th scope="row">{escape(requirement.title)}'
        f"<q>{escape(requirement.quote)}</q></th>"
        f"<td>{_WORDS[verdict]}</td>"
        f"<td>{_html(requirement.why)}{_evidence(requirement)}</td></tr>"
    )


def _evidence(requirement: RequirementResult) -> str:
    """The letter's words: short ones in a row, long ones each on a line of its own."""
    pieces = requirement.evidence
    apart = len(pieces) > 1 and sum(len(piece.text) for piece in pieces) > _LINE
    shown = []
    for piece in pieces:
        text = escape(shortened(piece.text, _LINE if apart else _SHORT))
        where = str(piece.place.model_copy(update=dict.fromkeys(("file", "paragraph", "column"))))
        place = (
            f" <small>{escape(where)}</small>" if where and (apart or piece is pieces[-1]) else ""
        )
        shown.append(f"<q>{text}</q>{place}")
    return ("<br>" + "<br>".join(shown)) if apart else " " + ", ".join(shown)


def _html(text: str) -> str:
    """A message as HTML; what is between backticks is a name of a key or a command."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
