"""LOI5xx: deadline and delivery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from loi_tool.calls.model import WEEKDAYS, Call, Deadline
from loi_tool.facts import Facts
from loi_tool.findings import Severity, Verdict
from loi_tool.rules.base import Fault, last_words, rule

_BUFFER = timedelta(hours=24)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def day(when: date) -> str:
    """A day as people write it: Thursday, June 16, 2022."""
    return f"{WEEKDAYS[when.weekday()]}, {_MONTHS[when.month - 1]} {when.day}, {when.year}"


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
            return f"{count} {unit}{'' if count == 1 else 's'}"
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
            f"{last_words(call.deadline.quotes[0])}",
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
    answers = facts.answers
    if answers is None or answers.letter_date is None:
        return
    if answers.letter_date > call.deadline.date:
        written = answers.text("date")
        yield Fault(
            f"The letter is dated {day(answers.letter_date)}, after the deadline on "
            f"{day(call.deadline.date)}.",
            "Correct `date`: the day on which the letter is signed.",
            *(written.find(written.text) if written else (answers.nearest("date"), None)),
        )


@rule("LOI505", "address-not-known", Severity.INFO, "recipients", verdict=Verdict.CONFIRM)
def address_not_known(call: Call, facts: Facts) -> Iterator[Fault]:
    """The call names a recipient and shows no email address.

    Addresses are never guessed. Ask the funder, or look at the application form, and give what you
    find under `submission`.

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
            "Ask the funder, and give the address in the answers, under `submission`, as `to` or "
            "`cc`.",
        )


RULES = (deadline_passed, other_date_passed, deadline_near, letter_dated_late, address_not_known)
