"""LOI2xx: what the letter must say.

Here: the phone number and the email addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts, Written
from loi_tool.findings import Evidence, Place, Severity, Verdict
from loi_tool.placeholders import is_placeholder
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import paragraphs_of
from loi_tool.text import Regex, folded_words, quoted, word_set

_PLAIN_PHONE = Regex(r"(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}")
_DOTS = dict.fromkeys(map(ord, "·•∙‧"), ".")
"""Raised dots between the parts of a number."""
_EXTENSION = Regex(
    r"\s{0,9}[,;(]?\s{0,9}(?:ext(?:ension|n)?|x|local|option|#)\W{0,3}\d{1,6}\)?$", re.IGNORECASE
)
_PLAIN_EMAIL = Regex(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_HALF_EMAIL = Regex(r"[\w.+'-]{1,64}\s?(?:@|[(\[]at[)\]])\s?[\w-][\w.-]{0,100}", re.IGNORECASE)
WHOLE_EMAIL = "Write the whole address, with @ and a domain: name@district.org."


def half_email(facts: Facts) -> Evidence | None:
    """The first text in the letter that looks like an email address and is not a whole one."""
    for paragraph in paragraphs_of(facts):
        for match in _HALF_EMAIL.finditer(paragraph.text):
            text = match[0].rstrip(".")
            if not _PLAIN_EMAIL.fullmatch(text):
                return Evidence(text=text, place=paragraph.place)
    return None


def _contact_value(facts: Facts, part: str) -> Written | None:
    """The contact's phone or email, from a finished letter or else from the answers."""
    if facts.reading is None:
        return facts.answers.text(f"contact.{part}") if facts.answers else None
    contact = facts.reading.items.get("contact")
    reading = contact.parts.get(part) if contact else None
    if reading is None or not reading.value or reading.verdict is Verdict.NOT_MET:
        return None
    place = reading.evidence[0].place if reading.evidence else Place(file=facts.reading.file)
    return Written(reading.value, place)


@rule("LOI206", "phone-not-valid", Severity.ERROR, "contact")
def phone_not_valid(call: Call, facts: Facts) -> Iterator[Fault]:
    """The contact's phone number is not a US phone number.

    It needs ten digits, with the area code first. An extension may follow.

    Bad: `phone: 555-0167`. Good: `phone: (559) 555-0167 ext. 12`.
    """
    written = _contact_value(facts, "phone")
    if written is None or is_placeholder(written.text):
        return
    if _PLAIN_PHONE.fullmatch(written.text.strip()):
        return  # the common form needs no library, which takes a while to load
    import phonenumbers

    try:
        plain = _EXTENSION.sub("", written.text.strip()).translate(_DOTS)
        number = phonenumbers.parse(plain, "US")
        is_possible = number.country_code == 1 and phonenumbers.is_possible_number(number)
    except phonenumbers.NumberParseException:
        is_possible = False
    digits = re.sub(r"\D", "", written.text)
    if not is_possible or len(digits) < 10:
        yield Fault(
            f"{quoted(written.text)} is not a complete US phone number.",
            "Give all ten digits, with the area code first: (559) 555-0167.",
            *written.find(written.text),
            part="phone",
        )


@rule("LOI207", "email-not-valid", Severity.ERROR)
def email_not_valid(call: Call, facts: Facts) -> Iterator[Fault]:
    """An email address is not complete.

    It needs a name, an @, and a domain with a dot. `loi` does not try whether mail arrives there.

    Bad: `email: ralvarez@valleverde`. Good: `email: ralvarez@valleverde.example`.
    """
    answers = facts.answers
    values = {"contact.email": _contact_value(facts, "email")}
    for key in answers.texts if answers else ():
        if answers and key.startswith(("submission.to", "submission.cc")):
            values[key] = answers.text(key)
    for key, written in values.items():
        if written is None or is_placeholder(written.text) or _is_email(written.text.strip()):
            continue
        several = written.text.count("@") > 1
        yield Fault(
            f"{quoted(written.text)} is {'more than one' if several else 'not a complete'} email "
            "address.",
            "Write one address." if several else WHOLE_EMAIL,
            *written.find(written.text),
            requirement="contact" if key.startswith("contact") else "recipients",
            part="email" if key.startswith("contact") else None,
        )


def _is_email(text: str) -> bool:
    if _PLAIN_EMAIL.fullmatch(text) and ".." not in text and ".@" not in text and text[0] != ".":
        return True  # the common form needs no library, which takes a while to load
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


@rule("LOI208", "contact-is-letterhead", Severity.WARNING, "contact", verdict=Verdict.CONFIRM)
def contact_is_letterhead(call: Call, facts: Facts) -> Iterator[Fault]:
    """The contact is the superintendent, with the phone number of the letterhead.

    The call asks for the employee to contact about the application. In a small district that may be
    the superintendent. Then nothing needs to change.

    Bad: the superintendent's name and the district's main number, out of habit. Good: the person
    who knows the application, with a direct number.
    """
    answers = facts.answers
    if answers is None or facts.reading is not None:
        return
    contact, signer = answers.text("contact.name"), answers.text("superintendent.name")
    phone, office = answers.text("contact.phone"), answers.text("district.phone")
    if not (contact and signer and phone and office):
        return
    if is_placeholder(contact.text) or is_placeholder(phone.text):
        return
    same_person = _person(contact.text) == _person(signer.text)
    if same_person and re.sub(r"\D", "", phone.text) == re.sub(r"\D", "", office.text):
        yield Fault(
            f"The contact is {contact.text.strip()}, who also signs the letter, with the phone "
            "number of the letterhead.",
            "If another person can answer questions about the application, name that person, with "
            "a direct number. Otherwise leave it as it is.",
            *contact.find(contact.text),
        )


_HONORIFICS = word_set("dr mr mrs ms ed d ph")


def _person(name: str) -> list[str]:
    return [word for word in folded_words(name) if word not in _HONORIFICS]


RULES = (phone_not_valid, email_not_valid, contact_is_letterhead)
