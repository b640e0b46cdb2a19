"""The draft of the email that a letter is sent with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from email.errors import MessageError
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP

from loi_tool.calls.model import Call
from loi_tool.facts import UNSIGNED, DeliveryFacts
from loi_tool.findings import Submission
from loi_tool.text import listed, printable_line

DRAFT, TO_PASTE = "message.eml", "message.txt"
UNSIGNED_MARK = "NOT SIGNED YET"
_ON_ONE_LINE = SMTP.clone(max_line_length=998)
"""Headers are not folded: a subject that is to be exact stays so (RFC 5322, 2.1.1)."""
_TYPES = {
    "word": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("application", "pdf"),
}


def message_files(
    call: Call,
    submission: Submission,
    delivery: DeliveryFacts,
    files: Mapping[str, tuple[str, bytes]],
    *,
    draft: bool,
    unsigned: bool = False,
) -> dict[str, bytes]:
    """Write the email of a package: a draft that mail programs open, and a text to paste.

    No address is invented: a person whose address is not known is named without one (RFC 5322,
    3.4: a group without members). A letter that is not signed says so in the subject.

    Args:
        call: whom the letter goes to.
        submission: the letter; its name is that of who sends it.
        delivery: addresses that the district gave.
        files: the letter's files by name, each with its role and bytes.
        draft: whether the package must not be sent.
        unsigned: whether the letter is still to be signed.

    Returns:
        The content by file name; nothing where the call does not ask for an email.
    """
    if call.delivery.method != "email":
        return {}
    attached = {name: file for name, file in files.items() if file[0] in _TYPES}
    subject = subject_line(call, submission.name)
    if draft or unsigned:
        subject = f"{'DRAFT, NOT TO BE SENT' if draft else UNSIGNED_MARK}: {subject}"
    body = _body(call, submission, list(attached))
    people = call.delivery.addressed(*delivery.given)
    to, *copies = [_address(person.called, address) for person, address in people]
    copies += [_address("", email) for email in delivery.office]
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"  # mail programs open it to be sent
    message["To"] = to
    if copies:
        message["Cc"] = copies
    message["Subject"] = subject
    message.set_content(body, cte="quoted-printable")
    shown = ", ".join(map(_to_paste, copies))
    lines = [f"To: {_to_paste(to)}", *([f"Cc: {shown}"] if copies else [])]
    lines += [f"Subject: {subject}", f"Attach: {', '.join(attached)}", "", body]
    text = "\n".join(lines).encode()
    digest = hashlib.sha256(text)
    for name, (role, data) in attached.items():
        digest.update(data)
        maintype, subtype = _TYPES[role]
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    message.set_boundary(f"loi-{digest.hexdigest()[:32]}")  # the same in every build
    return {DRAFT: message.as_bytes(policy=_ON_ONE_LINE), TO_PASTE: text}


def attached_files(message: bytes) -> dict[str, bytes]:
    """The content of what is attached to a draft, by file name; nothing where it is damaged."""
    from email import message_from_bytes
    from email.policy import default

    try:
        parsed = message_from_bytes(message, policy=default)
        parts = {part.get_filename(): part.get_content() for part in parsed.iter_attachments()}
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    return {str(name): data for name, data in parts.items() if isinstance(data, bytes)}


def subject_line(call: Call, name: str) -> str:
    """The subject of the email of whoever sends the letter: the call's own words, if it has any."""
    exact = call.delivery.subject
    return printable_line(
        exact.filled(name) if exact else f"{call.letter.name}: {name}, {call.short_title}"
    )


def is_unsigned(submission: Submission, ink: bool | None = None) -> bool:
    """Whether a letter that must be signed has nothing that may be a signature.

    Args:
        submission: the letter.
        ink: whether a scan has ink at the place of the signature; None where that is not known.
    """
    signature = submission.signature
    if signature is None:
        return False
    return signature.kind in UNSIGNED or (signature.kind == "scan" and ink is False)


def _body(call: Call, submission: Submission, names: list[str]) -> str:
    values = {
        (requirement.id, part.id): printable_line(part.value)
        for requirement in submission.requirements
        for part in requirement.parts
        if part.value
    }
    contact = [values.get(("contact", part), "") for part in ("name", "phone", "email")]
    school = values.get(("school", "name"))
    lines = [
        f"Attached is the {call.letter.name.lower()} of {printable_line(submission.name)} for "
        f"{call.title}.",
        f"School: {school}" if school else "",
        f"Contact: {', '.join(filter(None, contact))}" if any(contact) else "",
        f"Attached: {listed(names)}",
        "Please tell us that you have received it. Thank you.",
    ]
    return "\n".join(filter(None, lines)) + "\n"


def _to_paste(address: Address | Group) -> str:
    """An address as people write it, or a name with a blank for its address."""
    if isinstance(address, Address):
        return str(address)
    return f"{address.display_name} <address?>"


def _address(name: str, address: str) -> Address | Group:
    name = printable_line(name)
    try:
        return Address(name, addr_spec=address) if address else Group(name, ())
    except (MessageError, ValueError, IndexError):  # no address by RFC 5322
        return Group(name or printable_line(address), ())
