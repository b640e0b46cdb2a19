"""LOI2xx: the headings that a call asks for, and the length of what is under them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from loi_tool.calls.items import Item
from loi_tool.calls.model import Call
from loi_tool.facts import Facts, HeadedText, ListReading
from loi_tool.findings import Place, Severity, Verdict
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import is_asked_in
from loi_tool.text import listed, plural, quote_at_end, quoted


def _headed(facts: Facts) -> HeadedText | None:
    """The headings of a finished letter; None where there is none, or it is a template."""
    return facts.reading.headed if facts.reading and facts.template is None else None


def _asked(call: Call, facts: Facts) -> dict[str, Item]:
    """The headings that the call asks of this applicant, each with its first item."""
    asked: dict[str, Item] = {}
    for item in call.items if facts.reading else ():
        if item.heading and facts.reading and is_asked_in(item, facts.reading):
            asked.setdefault(item.heading, item)
    return asked


@rule("LOI214", "heading-missing", Severity.ERROR)
def heading_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter does not have a heading that the call asks for.

    Capitals and a number before it do not matter. Its words do.

    Bad: “What students will gain”, where the call says LEARNING. Good: “Learning”.
    """
    headed, words = _headed(facts), call.headings.quote if call.headings else ""
    for heading, item in _asked(call, facts).items() if headed else ():
        if headed and headed.under(heading) is None:
            yield Fault(
                f"The letter does not have the heading “{heading}”. The call says "
                f"{quote_at_end(words or item.quote)}",
                f"Put “{heading}” on a line of its own above what answers this item.",
                Place(file=facts.reading.file if facts.reading else None),
                requirement=item.id,
            )


@rule("LOI215", "headings-out-of-order", Severity.ERROR)
def headings_out_of_order(call: Call, facts: Facts) -> Iterator[Fault]:
    """The headings of the letter are not in the order that the call asks for.

    Bad: LEARNING before THE RESIDENCY. Good: as the call has them.
    """
    headed = _headed(facts)
    if headed is None or call.headings is None or not call.headings.in_order:
        return
    asked = _asked(call, facts)
    there = [section for section in headed.sections if section.place and section.heading in asked]
    right = [heading for heading in asked if headed.under(heading)]
    for section, heading in zip(there, right, strict=True):
        if section.heading != heading:
            yield Fault(
                f"“{section.heading}” stands where “{heading}” belongs. The call says "
                f"{quote_at_end(call.headings.quote)}",
                f"Put the headings, each with its text, in this order: {listed(right)}.",
                section.place or Place(),
            )
            return


@rule("LOI216", "heading-not-asked-for", Severity.ERROR)
def heading_not_asked_for(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter has a heading that the call does not allow.

    Bad: “About us” between the headings, where the call says “and no others”. Good: the same text
    under one of the call's headings.
    """
    headed = _headed(facts)
    if headed is None or call.headings is None or not call.headings.no_others:
        return
    for other in headed.others[:1]:
        more = [quoted(further.text) for further in headed.others[1:4]]
        yield Fault(
            f"The letter has the heading {quoted(other.text)}"
            f"{f', and {listed(more)}' if more else ''}, which the call does not have. It says "
            f"{quote_at_end(call.headings.quote)}",
            "Take the heading away, and leave its text under one of the call’s headings.",
            other.place,
        )


@rule("LOI217", "section-too-long", Severity.ERROR, verdict=Verdict.CONFIRM)
def section_too_long(call: Call, facts: Facts) -> Iterator[Fault]:
    """What stands under a heading of a finished letter is longer than the call allows.

    Words are counted as Word counts them, down to the next heading, with those of tables.

    Bad: 288 words under THE RESIDENCY, where the call allows 250. Good: 250 or fewer.
    """
    headed = _headed(facts)
    for item in call.items if headed and not _has_text(facts) else ():
        section = headed.under(item.heading or item.title) if headed else None
        if section is None or section.place is None:
            continue
        if item.max_words is not None and section.words > item.max_words:
            over = plural(section.words - item.max_words, "word")
            yield Fault(
                f"“{section.heading}” has {section.words} words. The call allows {item.max_words}: "
                f"{quote_at_end(item.max_words_quote or '')}",
                f"Cut {over}.",
                section.place,
                requirement=item.id,
            )
        if item.max_pages is not None and (section.pages or 0) > item.max_pages:
            yield Fault(
                f"“{section.heading}” is on {section.pages} pages. The call allows "
                f"{item.max_pages}: {quote_at_end(item.max_pages_quote or '')}",
                "Shorten it.",
                section.place,
                requirement=item.id,
            )


def _has_text(facts: Facts) -> bool:
    """Whether the answers are there, whose words LOI209 counts."""
    return facts.answers is not None


@rule("LOI218", "section-not-measured", Severity.WARNING, verdict=Verdict.CONFIRM)
def section_not_measured(call: Call, facts: Facts) -> Iterator[Fault]:
    """The call limits the length of a section, and the letter does not have its heading.

    Bad: a limit of 150 words, and prose without headings. Good: the call's title above the section.
    """
    headed = _headed(facts)
    for item in call.items if headed and not _has_text(facts) else ():
        if not item.has_limit or item.heading or headed is None:
            continue
        answer = facts.reading.items.get(item.id) if facts.reading else None
        if headed.under(item.title) is None and answer and answer.verdict is not Verdict.NOT_MET:
            words = item.max_words
            most = plural(words, "word") if words else plural(item.max_pages or 0, "page")
            yield Fault(
                f"The call allows {most} for “{item.title}”. The letter does not have this "
                "heading, so it is not certain where it begins and ends.",
                "Count it yourself. In Word, select it and look at the foot of the window.",
                answer.evidence[0].place if answer.evidence else Place(),
                requirement=item.id,
            )


def _short_lists(call: Call, facts: Facts) -> Iterator[tuple[Item, ListReading, Fault]]:
    """The lists that name fewer than the call asks for, each with the fault."""
    reading = facts.reading
    if reading is None or facts.template is not None:
        return
    for item in call.items:
        entries, answer = reading.lists.get(item.id), reading.items.get(item.id)
        if entries is None or answer is None or answer.verdict is Verdict.NOT_MET:
            continue
        count = len(entries.entries)
        if count >= (item.min_entries or 0):
            continue
        unnamed = f" Not named: {quoted(entries.unnamed[0])}." if entries.unnamed else ""
        found = f"the letter names {count or 'none'}"
        if not entries.is_certain:
            found = f"in its sentences `loi` finds {plural(count, 'name') if count else 'none'}"
        fault = Fault(
            f"The call asks for at least {item.min_entries} under “{item.title}”; "
            f"{found}.{unnamed} The call says "
            f"{quote_at_end(item.min_entries_quote or '')}",
            "Name all of them, each on a line of its own or in a table.",
            answer.evidence[0].place if answer.evidence else Place(file=reading.file),
            requirement=item.id,
        )
        yield item, entries, fault


@rule("LOI219", "too-few-entries", Severity.ERROR, verdict=Verdict.CONFIRM)
def too_few_entries(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter names fewer people or organizations than the call asks for.

    Bullets and the rows of a table are counted. One without a name (“to be determined”) is not.

    Bad: two partners and “a third, to be determined”, where three are asked for. Good: three names.
    """
    for _, entries, fault in _short_lists(call, facts):
        if entries.is_certain:
            yield fault


@rule("LOI220", "entries-not-certain", Severity.WARNING, verdict=Verdict.CONFIRM)
def entries_not_certain(call: Call, facts: Facts) -> Iterator[Fault]:
    """It is not certain that the letter names all whom the call asks for.

    Names in prose are not always known as such, and what somebody is can be said in many ways.

    Bad: five members in one long sentence. Good: a list, with the role of each member.
    """
    short = {item.id: (entries, fault) for item, entries, fault in _short_lists(call, facts)}
    for entries, fault in short.values():
        if not entries.is_certain:
            yield replace(fault, fix="Count them yourself. A list or a table makes it clear.")
    reading = facts.reading
    for item in call.items if reading and facts.template is None else ():
        listed_entries = reading.lists.get(item.id) if reading else None
        if listed_entries is None or item.id in short or not listed_entries.is_certain:
            continue
        for kind, words in item.entries_include.items():
            known = _any_word(words)
            if not any(known.search(entry) for entry in listed_entries.entries):
                name = kind.replace("_", " ")
                yield Fault(
                    f"No entry under “{item.title}” is known to be “{name}”. The call says "
                    f"{quote_at_end(item.quote)}",
                    f"Look for “{name}” among them, or add one.",
                    Place(file=reading.file if reading else None),
                    requirement=item.id,
                )


def _any_word(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the words of a call; * is any ending."""
    forms = [re.escape(word).replace(r"\*", r"\w{0,20}") for word in words]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)


RULES = (
    heading_missing,
    headings_out_of_order,
    heading_not_asked_for,
    section_too_long,
    section_not_measured,
    too_few_entries,
    entries_not_certain,
)
