"""LOI5xx: deadline and delivery."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from loi_tool.calls.model import Call, Deadline
from loi_tool.facts import Facts
from loi_tool.findings import Place, Severity, Verdict
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import paragraphs_of
from loi_tool.text import (
    GREETING,
    WEEKDAYS,
    Regex,
    any_of,
    plural,
    quote_at_end,
    quoted,
    written_date,
)

_BUFFER = timedelta(hours=24)
_FRESH = timedelta(days=30)
_STALE = timedelta(days=183)


def day(when: date) -> str:
    """A day as people write it: Thursday, June 16, 2022."""
    return f"{WEEKDAYS[when.weekday()]}, {written_date(when)}"


def moment(deadline: Deadline) -> str:
    """A deadline as people write it, with the zone as it is read."""
    if deadline.time is None:
        return f"{day(deadline.date)} ({deadline.event} that day, {deadline.zone_as_read})"
    hour, minute = map(int, deadline.time.split(":"))
    clock = f"{hour % 12 or 12}:{minute:02} {'a.m.' if hour < 12 else 'p.m.'}"
    return f"{clock}, {day(deadline.date)} ({deadline.zone_as_read})"


def span(time: timedelta) -> str:
    """A stretch of time in the unit that fits: 3 days, 5 hours, 20 minutes."""
    minutes = int(time.total_seconds() // 60)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        count = minutes // size
        if count > 0:
            return plural(count, unit)
    return "less than a minute"


def _passed(deadline: Deadline, as_of: datetime) -> bool:
    return as_of > deadline.instant


@rule("LOI501", "deadline-passed", Severity.ERROR, "deadline")
def deadline_passed(call: Call, facts: Facts) -> Iterator[Fault]:
    """The deadline has passed.

    Where a call states several, the one that governs counts. The call's words are quoted, with
    the time zone as it is read. `--as-of` checks for another moment than now.

    Bad: 9:10 a.m. for a deadline at 9 a.m. Good: the day before.
    """
    if _passed(call.deadline, facts.as_of):
        late = span(facts.as_of - call.deadline.instant)
        yield Fault(
            f"The deadline passed {late} ago: {moment(call.deadline)}. The call says "
            f"{quote_at_end(call.deadline.quotes[0])}",
            "Ask the funder whether late letters are taken. To check for another day, use --as-of.",
        )


@rule("LOI502", "other-date-passed", Severity.WARNING, "deadline", verdict=Verdict.CONFIRM)
def other_date_passed(call: Call, facts: Facts) -> Iterator[Fault]:
    """A date that the call also gives as its deadline has passed.

    The call contradicts itself. Why the other date is taken to govern is said; but only the funder
    can say so for certain.

    Bad: counting on the later date because it suits. Good: an email to the funder that asks which
    of the two dates holds, and the reply kept.
    """
    if _passed(call.deadline, facts.as_of):
        return
    for deadline in call.superseded_deadlines:
        if _passed(deadline, facts.as_of):
            yield Fault(
                f"The call also says “{deadline.quotes[0]}”, and that has passed. The deadline "
                f"used here is {moment(call.deadline)}. {call.deadline.why}",
                f"Ask the funder to confirm {day(call.deadline.date)}, and keep the reply.",
            )


@rule("LOI503", "deadline-near", Severity.WARNING, "deadline")
def deadline_near(call: Call, facts: Facts) -> Iterator[Fault]:
    """The deadline is 24 hours away or less.

    Receipt counts, not sending: large attachments are held back, portals are slow on the last day.

    Bad: sent at 8:58 for a deadline at 9. Good: sent a day ahead, with an acknowledgement asked for
    and kept.
    """
    left = call.deadline.instant - facts.as_of
    if timedelta(0) <= left <= _BUFFER:
        counts = (
            "the postmark counts"
            if call.deadline.event == "postmarked"
            else "receipt counts, not sending"
        )
        yield Fault(
            f"The deadline is in {span(left)}: {moment(call.deadline)}. Note that {counts}.",
            "Send it now, ask for an acknowledgement, and keep it.",
        )


@rule("LOI504", "letter-dated-late", Severity.WARNING, "deadline")
def letter_dated_late(call: Call, facts: Facts) -> Iterator[Fault]:
    """The date on the letter is after the deadline.

    Bad: a letter dated June 20 for a deadline on June 16. Good: the day on which it is signed.
    """
    found = _letter_date(facts)
    if found is not None and found[0] > call.deadline.date:
        dated, place, line = found
        yield Fault(
            f"The letter is dated {_as_dated(facts, dated)}, after the deadline on "
            f"{day(call.deadline.date)}.",
            "Correct the date: the day on which the letter is signed.",
            place,
            line,
        )


def _as_dated(facts: Facts, dated: date) -> str:
    month = facts.reading.month_only if facts.reading else ""
    return f"“{month}”" if month else day(dated)


def _letter_date(facts: Facts) -> tuple[date, Place, str | None] | None:
    """The date on a finished letter, or else that of the answers, and where it stands."""
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
    """The call names a recipient and shows no email address.

    Addresses are never guessed. Ask the funder, or look at the application form, and send the
    letter there; answers have a place for what you find, under `submission`.

    Bad: an address put together from a name and the funder's website. Good: `submission: {to:
    name@funder.org, cc: other@funder.org}`, as the funder gave them.
    """
    if call.delivery.method != "email":
        return
    to, cc = facts.delivery.to, facts.delivery.cc
    missing = [] if call.delivery.to.email or to else [call.delivery.to.name]
    unknown = [person.name for person in call.delivery.cc if not person.email]
    missing += unknown[len(cc) :]
    if missing:
        yield Fault(
            f"The call shows no email address for {' and '.join(missing)}.",
            "Ask the funder, and send the letter to the address that you are told; keep the reply."
            if facts.answers is None
            else "Ask the funder, and give the address in the answers, under `submission`, as `to` "
            "or `cc`.",
        )


@rule("LOI506", "letter-dated-long-ago", Severity.WARNING, "deadline")
def letter_dated_long_ago(call: Call, facts: Facts) -> Iterator[Fault]:
    """The date on a finished letter is more than half a year before the deadline.

    Most often the letter is one of an earlier round, and more in it than the date is out of date.

    Bad: a letter dated February 20, 2020 for a deadline in June 2022. Good: the day on which it is
    signed.
    """
    found = _letter_date(facts) if facts.reading is not None else None
    if found is None:
        return
    dated, place, line = found
    is_past = facts.as_of.date() - dated > _FRESH
    if is_past and call.deadline.date - dated > _STALE:
        yield Fault(
            f"The letter is dated {_as_dated(facts, dated)}, "
            f"{_long_before(call.deadline.date - dated)} before the deadline on "
            f"{day(call.deadline.date)}.",
            "Correct the date, and look through the whole letter for what else may be left of an "
            "earlier one.",
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
    r"^(?:(?i:attn|attention|to)\b\W*)?"
    r"(?:(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Hon|Rev)\.?\s+(?:[^\W\d_][\w.'’-]*(?:\s+|$|(?=,))){1,4}"
    r"|[A-Z][\w'’-]+(?:\s+[A-Z]\.)?(?:\s+[A-Z][\w'’-]+){1,2})\s*(?:,.*)?$",
)
_DEAR = Regex(
    rf"^\s*{GREETING}\s+(?P<who>[^:;,\n]{{2,100}})\s*[:;,\n]"
    r"|^\s*(?P<titled>(?:Mr|Mrs|Ms|Mx|Miss|Dr)\.?\s+[^:;,.\n]{2,60})\s*[:,]\s*$",
    re.IGNORECASE,
)
_ADDRESSED = Regex(
    r"\b(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Hon|Rev|Superintendent|Director|Commissioner|Secretary|President"
    r"|Senator|Governor|Supervisor|Chancellor)\.?\s+"
    r"(?!Selection|Review|Search|Committee|Team|Panel|Office)[^\W\d_a-z][\w'’-]+"
)
_SALUTATION_WITHIN = 40
_LINE = 120


@rule("LOI507", "other-addressee", Severity.ERROR, "recipients")
def other_addressee(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter is addressed to somebody whom the call does not name.

    A letter without an address, to a selection committee or to one of those who issue the call is
    right as it is.

    Bad: “Ms. Okonjo-Pell, Redwood Coast Community Foundation”, from the last letter. Good: the
    recipient whom the call names.
    """
    known = _known_to(call)
    should = f"Address it to {call.delivery.to.name}" + (
        f", {call.delivery.to.organization}." if call.delivery.to.organization else "."
    )
    lines = _address_lines(facts)
    if lines and not any(known(line) for line, _ in lines):
        organization = any(_ORGANIZATION.search(line) for line, _ in lines)
        person = any(_PERSON.match(line) and not _GENERIC.search(line) for line, _ in lines)
        if organization or person:
            shown = ", ".join(line for line, _ in lines[:3])
            yield Fault(
                f"The letter is addressed to {quoted(shown, 20)}, whom the call does not name.",
                should,
                lines[0][1],
                severity=None if organization else Severity.WARNING,
            )
            return
    for text, place, source_line in _first_texts(facts):
        found = _DEAR.match(text)
        if found is None:
            continue
        who = (found["who"] or found["titled"]).strip()
        if not known(who) and (_ADDRESSED.search(who) or _ORGANIZATION.search(who)):
            yield Fault(
                f"The letter greets {quoted(who)}, whom the call does not name.",
                should,
                place,
                source_line,
                severity=Severity.WARNING,
            )
        return


def _known_to(call: Call) -> Callable[[str], bool]:
    """Whether a text names one of those to whom the call has letters sent."""
    people = (call.delivery.to, *call.delivery.cc)
    words = {word for person in people for word in re.findall(r"[^\W\d_]{3,}", person.name)}
    own = any_of((*words, *(person.title or "" for person in people)))
    patterns = (own, any_of(call.organizations), any_of(call.program_names))
    return lambda text: any(pattern.search(text) for pattern in patterns)


def _address_lines(facts: Facts) -> list[tuple[str, Place]]:
    """The lines of the address of a finished letter; in answers the call gives it."""
    reading = facts.reading
    return [
        (line.strip()[:_LINE], piece.place)
        for piece in (reading.addressee if reading else ())
        for line in piece.text.splitlines()
        if line.strip() and not (reading and reading.district and reading.district in line)
    ]


def _first_texts(facts: Facts) -> Iterator[tuple[str, Place, str | None]]:
    """Where a greeting may be: the first paragraphs of a finished letter, or a key of answers."""
    if facts.reading is not None:
        for paragraph in paragraphs_of(facts)[:_SALUTATION_WITHIN]:
            yield paragraph.text, paragraph.place, None
    elif facts.answers and (written := facts.answers.text("letter.salutation")):
        yield " ".join(written.text.split()), *written.find(written.text)


RULES = (
    deadline_passed,
    other_date_passed,
    deadline_near,
    letter_dated_late,
    address_not_known,
    letter_dated_long_ago,
    other_addressee,
)
