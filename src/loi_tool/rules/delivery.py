"""LOI5xx: deadline and delivery."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from loi_tool.calls.model import Call, Deadline
from loi_tool.facts import Facts
from loi_tool.findings import Place, Severity, Verdict
from loi_tool.placeholders import masked
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import paragraphs_of
from loi_tool.text import (
    GREETING,
    Regex,
    any_of,
    listed,
    plural,
    quote_at_end,
    quoted,
    written_day,
)

_BUFFER = timedelta(hours=24)
_TIME_TO_ASK = timedelta(hours=72)
"""Before an earlier date in the call, so that the funder can be asked on a working day."""
_FRESH = timedelta(days=30)
_STALE = timedelta(days=183)


def span(time: timedelta) -> str:
    """A length of time in the largest unit that fits: 3 days, 5 hours, 20 minutes."""
    minutes = int(time.total_seconds() // 60)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        count = minutes // size
        if count > 0:
            return plural(count, unit)
    return "less than a minute"


def time_left(call: Call, as_of: datetime) -> str:
    """The time until the earliest deadline ahead, with any later one beside it."""
    first, *later = call.deadlines_ahead(as_of) or (call.deadline,)
    words = f"{span(first.instant - as_of)} left: {first.moment}."
    return " ".join([words, *map(_also_said, later)])


def _also_said(deadline: Deadline) -> str:
    return f"The call also says {quote_at_end(deadline.quotes[0])} Ask the funder which holds."


def _passed(deadline: Deadline, as_of: datetime) -> bool:
    return as_of > deadline.instant


@rule("LOI501", "deadline-passed", Severity.ERROR, "deadline")
def deadline_passed(call: Call, facts: Facts) -> Iterator[Fault]:
    """The deadline has passed.

    If a call states several deadlines, the one that governs counts. The message quotes the call's
    words and gives the time zone. Use `--as-of` to check for another time than now.

    Bad: 9:10 a.m. for a deadline at 9 a.m. Good: the day before.
    """
    if _passed(call.deadline, facts.as_of):
        late = span(facts.as_of - call.deadline.instant)
        yield Fault(
            f"The deadline passed {late} ago: {call.deadline.moment}. The call says "
            f"{quote_at_end(call.deadline.quotes[0])}",
            f"{_who_to_ask(call, facts.as_of)} To check for another day, use --as-of.",
        )


def _who_to_ask(call: Call, as_of: datetime) -> str:
    for deadline in call.deadlines_ahead(as_of):
        return _also_said(deadline)
    return "Ask the funder whether late letters are accepted."


@rule("LOI502", "two-deadlines", Severity.WARNING, "deadline", verdict=Verdict.CONFIRM)
def two_deadlines(call: Call, facts: Facts) -> Iterator[Fault]:
    """The call states two deadlines, and the earlier one is within 72 hours or has passed.

    The message says why the other date governs. To be certain, ask the funder.

    Bad: to rely on the later date. Good: to ask the funder by email which date is right, and to
    keep the reply.
    """
    if _passed(call.deadline, facts.as_of):
        return
    for deadline in call.superseded_deadlines:
        left = deadline.instant - facts.as_of
        if deadline.instant < call.deadline.instant and left <= _TIME_TO_ASK:
            is_past = left < timedelta(0)
            when = "that has passed" if is_past else f"that is in {span(left)}"
            yield Fault(
                f"The call also says “{deadline.quotes[0]}”, and {when}. The deadline is "
                f"taken to be {call.deadline.moment}. The reason: {call.deadline.why}",
                f"Ask the funder to confirm {written_day(call.deadline.date)}, and keep the reply."
                if is_past
                else "Send the letter before the earlier date, or ask the funder which date holds, "
                "and keep the reply.",
            )


@rule("LOI503", "deadline-near", Severity.WARNING, "deadline")
def deadline_near(call: Call, facts: Facts) -> Iterator[Fault]:
    """The deadline is no more than 24 hours away.

    The letter must be received by the deadline. Mail servers may delay large attachments, and
    portals are slow on the last day.

    Bad: to send it at 8:58 for a deadline at 9. Good: to send it a day early, to ask for an
    acknowledgment, and to keep it.
    """
    left = call.deadline.instant - facts.as_of
    if timedelta(0) <= left <= _BUFFER:
        event = "postmarked" if call.deadline.event == "postmarked" else "received, not only sent,"
        yield Fault(
            f"The deadline is in {span(left)}: {call.deadline.moment}. The letter must be {event} "
            "by then.",
            "Send it now, ask for an acknowledgment, and keep it.",
        )


@rule("LOI504", "letter-dated-late", Severity.WARNING, "deadline")
def letter_dated_late(call: Call, facts: Facts) -> Iterator[Fault]:
    """The date on the letter is after the deadline.

    Bad: a letter dated June 20 for a deadline on June 16. Good: the day on which it is signed.
    """
    letter_date = _letter_date(facts)
    if letter_date is not None and letter_date[0] > call.deadline.date:
        dated, place, line = letter_date
        yield Fault(
            f"The letter is dated {_as_dated(facts, dated)}. That is after the deadline on "
            f"{written_day(call.deadline.date)}.",
            "Change the date to the day on which the letter is signed.",
            place,
            line,
        )


def _as_dated(facts: Facts, dated: date) -> str:
    month = facts.reading.month_only if facts.reading else ""
    return f"“{month}”" if month else written_day(dated)


def _letter_date(facts: Facts) -> tuple[date, Place, str | None] | None:
    """The date on a finished letter, or else in the answers, with its place and its line."""
    if facts.reading is not None:
        dated = facts.reading.letter_date
        return (dated, facts.reading.date_place, None) if dated else None
    answers = facts.answers
    if answers is None or answers.letter_date is None:
        return None
    written = answers.text("date")
    place, line = written.find(written.text) if written else (answers.nearest("date"), None)
    return answers.letter_date, place, line


@rule("LOI505", "address-not-known", Severity.INFO, "recipients", verdict=Verdict.CONFIRM)
def address_not_known(call: Call, facts: Facts) -> Iterator[Fault]:
    """The call names a recipient, but gives no email address.

    `loi` never guesses an address. Ask the funder, or look at the application form. You can write
    the address into the answers, under `submission`.

    Bad: an address made up from a name and the funder's website. Good: `submission: {to:
    name@funder.org, cc: other@funder.org}`, as the funder gave them.
    """
    if call.delivery.method != "email":
        return
    people = call.delivery.addressed(*facts.delivery.given)
    missing = [person.called for person, address in people if not address]
    if missing:
        yield Fault(
            f"The call gives no email address for {listed(missing)}.",
            "Ask the funder for the address, send the letter there, and keep the reply."
            if facts.answers is None
            else "Ask the funder for the address, and write it into the answers, under "
            "`submission`, as `to` or `cc`.",
        )


@rule("LOI506", "letter-dated-long-ago", Severity.WARNING, "deadline")
def letter_dated_long_ago(call: Call, facts: Facts) -> Iterator[Fault]:
    """The date on a finished letter is more than six months before the deadline.

    Usually the letter was written for an earlier round, and other parts of it are old, too.

    Bad: a letter dated February 20, 2020 for a deadline in June 2022. Good: the day on which it is
    signed.
    """
    letter_date = _letter_date(facts) if facts.reading is not None else None
    if letter_date is None:
        return
    dated, place, line = letter_date
    is_past = facts.as_of.date() - dated > _FRESH
    if is_past and call.deadline.date - dated > _STALE:
        yield Fault(
            f"The letter is dated {_as_dated(facts, dated)}, "
            f"{_long_before(call.deadline.date - dated)} before the deadline on "
            f"{written_day(call.deadline.date)}.",
            "Correct the date, and read the whole letter for other words from an earlier one.",
            place,
            line,
        )


def _long_before(time: timedelta) -> str:
    months = time.days // 30
    return f"{months} months" if months < 24 else f"{time.days // 365} years"


_GENERIC = Regex(
    r"\b(?:whom\s+it\s+may|committee|team|panel|review(?:er|ers|ing)?|selection|partners?|colleagues?"
    r"|friends?|members?|staff|sir|madam|all|program\s+officers?|grants?|administrators?|readers?"
    r"|director|coordinators?|everyone|initiative|network|consortium)\b",
    re.IGNORECASE,
)
_ORGANIZATION = Regex(
    r"\b(?:Foundation|Fund|Trust|Endowment|Department|Commission|University|College|Association"
    r"|Institute|Agency|Council|Inc|LLC|Corporation|Company|Bank|Charities|Office\s+of|Bureau"
    r"|Ministry|Authority|Society|Alliance|Board\s+of)\b"
)
_PERSON = Regex(
    r"^(?:(?i:attn|attention|to)\b\W{0,9})?"
    r"(?:(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Hon|Rev)\.?\s{1,9}(?:[^\W\d_][\w.'’-]*(?:\s{1,9}|$|(?=,))){1,4}"
    r"|[A-Z][\w'’-]+(?:\s{1,9}[A-Z]\.)?(?:\s{1,9}[A-Z][\w'’-]+){1,2})\s{0,9}(?:,.*)?$",
)
_FULL_NAME = Regex(  # “Tony Thurmond”, and no “Cohort Leaders”
    r"(?!(?:\S{1,30}\s){0,2}(?:Leaders?|Evaluators?|Judges|Facilitators?|Office|Officers|Educators|"
    r"Community|Families|Neighbors?|Superintendents?|Districts?|Applicants?|Recipients?)\b)"
    r"[A-Z][\w'’-]{1,30}(?:\s[A-Z]\.?)?(?:\s[A-Z][\w'’-]{1,30}){1,2}"
)
_DEAR = Regex(
    rf"^\s{{0,9}}{GREETING}\s{{1,9}}(?P<who>[^:;,\n]{{2,100}})\s{{0,9}}[:;,\n]"
    r"|^\s{0,9}(?P<titled>(?:Mr|Mrs|Ms|Mx|Miss|Dr)\.?\s{1,9}[^:;,.\n]{2,60})\s{0,9}[:,]\s*$",
    re.IGNORECASE,
)
_ADDRESSED = Regex(
    r"\b(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Hon|Rev|Superintendent|Director|Commissioner|Secretary|President"
    r"|Senator|Governor|Supervisor|Chancellor)\.?\s+"
    r"(?!Selection|Review|Search|Committee|Team|Panel|Office)[^\W\d_a-z][\w'’-]+"
)
_DATED = Regex(r"\b[Dd]ate\b|^\W{0,3}[A-Z][a-z]{2,8}\.? \d{1,2}, 20\d\d\W{0,3}$")
_SALUTATION_WITHIN = 40
_LINE = 120


@rule("LOI507", "other-addressee", Severity.ERROR, "recipients")
def other_addressee(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter is addressed to a person or an organization that the call does not name.

    A letter may also have no address, or be addressed to a selection committee or to one of the
    issuers of the call.

    In a shared template it is an error in the greeting as well, and wherever another person stands
    between the date and the greeting.

    Bad: “Ms. Okonjo-Pell, Redwood Coast Community Foundation”, from the last letter. Good: the
    recipient that the call names.
    """
    to = call.delivery.to
    who = ", ".join(filter(None, (to.name, to.organization)))
    should = f"Address it to {who}{'' if to.name else ', and to no person'}."
    yield from (
        _other_address(call, facts, should)
        or _other_in_template(call, facts, should)
        or _other_greeting(call, facts, should)
    )


def _is_known(call: Call, text: str) -> bool:
    """Whether a text names a recipient, an issuer, or the program of the call."""
    people = (call.delivery.to, *call.delivery.cc)
    words = {word for person in people for word in re.findall(r"[^\W\d_]{3,}", person.name or "")}
    titles = [person.title for person in people if person.title]
    kinds = [
        f"the {match[0]}" for name in call.organizations for match in _ORGANIZATION.finditer(name)
    ]
    own = any_of(sorted(words) + titles + kinds)  # “everyone at the Trust”
    patterns = (own, any_of(call.organizations), any_of(call.program_names))
    return any(pattern.search(text) for pattern in patterns)


def _other_address(call: Call, facts: Facts, should: str) -> list[Fault]:
    """A fault if the address above a finished letter is that of another recipient."""
    reading = facts.reading
    lines = [
        (line.strip()[:_LINE], piece.place)
        for piece in (reading.addressee if reading else ())
        for line in piece.text.splitlines()
        if line.strip() and not (reading and reading.district and reading.district in line)
    ]
    if any(_is_known(call, line) for line, _ in lines):
        return []
    is_organization = any(_ORGANIZATION.search(line) for line, _ in lines)
    is_person = any(_PERSON.match(line) and not _GENERIC.search(line) for line, _ in lines)
    if not (is_organization or is_person):
        return []
    address = quoted(", ".join(line for line, _ in lines[:3]), 20)
    return [
        Fault(
            f"The letter is addressed to {address}. The call does not name this recipient.",
            should,
            lines[0][1],
            severity=None if is_organization or facts.template else Severity.WARNING,
        )
    ]


def _other_in_template(call: Call, facts: Facts, should: str) -> list[Fault]:
    """A fault if a template has another person, or organization, where the recipient belongs."""
    name, paragraphs = call.delivery.to.name, paragraphs_of(facts)[:_SALUTATION_WITHIN]
    greeting = next((i for i, p in enumerate(paragraphs) if _DEAR.match(p.text)), 0)
    lines = [(line.strip(), p.place) for p in paragraphs[:greeting] for line in p.text.splitlines()]
    dated = [index for index, (line, _) in enumerate(lines) if _DATED.search(line)]
    lines = lines[dated[-1] + 1 if dated else 0 :]
    is_there = name is None or any(name.split()[-1] in line for line, _ in lines)
    if facts.template is None or is_there or any(masked(line) != line for line, _ in lines):
        return []
    organizations = any_of(call.organizations)
    for line, place in lines:
        is_person = _PERSON.match(line) and not _GENERIC.search(line)
        if (is_person or _ORGANIZATION.search(line)) and not organizations.search(line):
            message = f"The letter is addressed to {quoted(line)}. The call does not name this "
            return [Fault(f"{message}recipient.", should, place)]
    return []


def _other_greeting(call: Call, facts: Facts, should: str) -> list[Fault]:
    """A fault if the first greeting in the letter is for another recipient."""
    for text, place, source_line in _first_texts(facts):
        greeting = _DEAR.match(text)
        if greeting is None:
            continue
        who = (greeting["who"] or greeting["titled"]).strip()
        is_person = _FULL_NAME.fullmatch(who) and not _GENERIC.search(who)
        if _is_known(call, who) or not (
            is_person or _ADDRESSED.search(who) or _ORGANIZATION.search(who)
        ):
            return []
        message = f"The letter greets {quoted(who)}. The call does not name this recipient."
        severity = None if facts.template else Severity.WARNING
        return [Fault(message, should, place, source_line, severity=severity)]
    return []


def _first_texts(facts: Facts) -> Iterator[tuple[str, Place, str | None]]:
    """Where a greeting may be: the first paragraphs of a finished letter, or a key of answers."""
    if facts.reading is not None:
        for paragraph in paragraphs_of(facts)[:_SALUTATION_WITHIN]:
            yield paragraph.text, paragraph.place, None
    elif facts.answers and (written := facts.answers.text("letter.salutation")):
        yield " ".join(written.text.split()), *written.find(written.text)


_SUBJECT = Regex(r"^\s{0,9}(?:re|subject|regarding)\s{0,3}[:.–—-]", re.IGNORECASE)
_DASHES = str.maketrans("–—‑", "---")
"""Word puts longer ones for a hyphen between spaces."""


@rule("LOI509", "subject-line-missing", Severity.ERROR, "recipients")
def subject_line_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter does not have the subject line that the call asks for.

    Only of calls that want the subject of the email in the letter as well. The words must be the
    call's own; the name of who applies is yours.

    Bad: “Re: Application for a First Pages grant”. Good: “First Pages 2027 - Letter of Interest -
    Porchlight Readers”, as the call has it.
    """
    subject, letter = call.delivery.subject, paragraphs_of(facts)
    if subject is None or not subject.in_letter or not letter or facts.template is not None:
        return
    lines = [" ".join(paragraph.text.translate(_DASHES).split()) for paragraph in letter]
    words = subject.model_copy(update={"words": subject.words.translate(_DASHES)})
    if any(words.pattern.search(line) for line in lines):
        return
    other = next((p for p in letter[:_SALUTATION_WITHIN] if _SUBJECT.match(p.text)), None)
    instead = f" It has {quoted(other.text)} instead." if other else ""
    yield Fault(
        f"The letter does not have the line “{subject.filled('[name]')}”.{instead} The call says "
        f"{quote_at_end(subject.quote)}",
        "Write this line above the greeting, word for word, with the name of who applies.",
        other.place if other else Place(file=letter[0].place.file),
    )


_MOST_BYTES = 10_000_000
"""Of an email that all usual mail systems take."""
_ENCODED = 78 / 57
"""How much larger a file is in an email: lines of 57 bytes become 78 characters (RFC 2045, 6.8)."""


@rule("LOI508", "email-too-large", Severity.WARNING, "recipients")
def email_too_large(call: Call, facts: Facts) -> Iterator[Fault]:
    """The files make an email that many mail systems refuse.

    Files grow by a third when they are attached. Beyond 10 MB an email may come back, or never
    arrive.

    Bad: a logo with the pixels of a poster. Good: pictures at the size at which they are shown.
    """
    size = facts.delivery.attached_bytes * _ENCODED
    if call.delivery.method == "email" and size > _MOST_BYTES:
        fix = (
            "Make the pictures smaller: in Word, select one, then Picture Format > Compress "
            "Pictures. Save the PDF again."
        )
        if facts.pdf is not None and facts.pdf.scanned:
            fix = "Scan the pages again, in gray and at 150 dots per inch."
        yield Fault(
            f"The email with the letter's files has {size / 1e6:.0f} MB. Many mail systems refuse "
            "more than 10 MB.",
            fix,
        )


RULES = (
    deadline_passed,
    two_deadlines,
    deadline_near,
    letter_dated_late,
    address_not_known,
    letter_dated_long_ago,
    other_addressee,
    email_too_large,
    subject_line_missing,
)
