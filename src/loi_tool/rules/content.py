"""LOI2xx: what the letter must say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loi_tool.calls.items import STATED, Item
from loi_tool.calls.model import Call
from loi_tool.facts import AnswersFacts, Facts, ItemReading, LetterReading, Written
from loi_tool.findings import Place, Severity, Verdict
from loi_tool.placeholders import is_placeholder
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.contact import WHOLE_EMAIL, half_email
from loi_tool.rules.words import is_asked_in, word_count
from loi_tool.text import dollars_of, in_dollars, listed, plural, quote_at_end, quoted

_ECHO = 0.8
"""An answer repeats a question if so great a share of its words are the question's."""
_ECHO_WORDS = 6
"""Words of the shortest answer that is compared with the questions in this way."""
_FEW_WORDS = 8


def _asked(call: Call, answers: AnswersFacts) -> Iterator[Item]:
    """The items that this applicant must answer."""
    for item in call.items:
        if item.required and item.asked_of(answers.applicant_type):
            yield item


def _read(call: Call, reading: LetterReading) -> Iterator[tuple[Item, ItemReading]]:
    """The items that a finished letter must answer, with what it says of them."""
    for item in call.items:
        if is_asked_in(item, reading) and item.id in reading.items:
            yield item, reading.items[item.id]


def _place(reading: LetterReading, item: ItemReading) -> Place:
    """Where a missing text belongs: at the evidence for the item, or else only the file."""
    return item.evidence[0].place if item.evidence else Place(file=reading.file)


def _answered(call: Call, facts: Facts) -> Iterator[tuple[Item, list[Written]]]:
    """The sections that are answered, each with all of its texts."""
    for item in call.sections:
        written = facts.answers.under(f"sections.{item.id}") if facts.answers else []
        if written:
            yield item, written


def _texts(call: Call, facts: Facts) -> Iterator[tuple[Item, str | None, Written]]:
    """Every text of the narratives that is not empty, with the part that it answers."""
    for item in call.narratives:
        for part in (None, *(part.id for part in item.parts)):
            key = f"sections.{item.id}.{part}" if part else f"sections.{item.id}"
            written = facts.answers.text(key) if facts.answers else None
            if written:
                yield item, part, written


def _known_problem(answers: AnswersFacts, key: str) -> bool:
    """Whether a problem of this key, or of one above or below it, is already reported."""
    return any(
        problem.key == key or problem.key.startswith(key + ".") or key.startswith(problem.key + ".")
        for problem in answers.problems
    )


@rule("LOI201", "item-missing", Severity.ERROR)
def item_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter does not answer an item that the call asks for.

    Without it the letter is incomplete. The message quotes the call's own words.

    Bad: `interest: ""`, or a heading with nothing under it. Good: a paragraph that says why the
    district is interested.
    """
    answers = facts.answers
    if facts.reading is not None:
        yield from _item_not_in_letter(call, facts.reading)
        return
    if answers is None:
        return
    for item in _asked(call, answers):
        key = f"sections.{item.id}" if item.in_sections else item.id
        if item.kind == "school" and answers.applicant_type == "consortium":
            continue  # the lead district counts; see LOI205
        if answers.under(key) or _known_problem(answers, key):
            continue
        where = f"under `sections`, `{item.id}`" if item.in_sections else f"under `{key}`"
        yield Fault(
            f"The letter does not answer what the call asks for: “{item.quote}”",
            f"Answer it {where}. {item.prompt}",
            answers.nearest(key),
            requirement=item.id,
        )


def _item_not_in_letter(call: Call, reading: LetterReading) -> Iterator[Fault]:
    for item, answer in _read(call, reading):
        if answer.verdict is Verdict.NOT_MET and not _some_parts(answer):
            reason = f" {answer.why}" if item.kind in STATED else ""
            yield Fault(
                f"The letter does not answer what the call asks for: “{item.quote}”{reason}",
                f"Add it to the letter. {item.prompt}",
                _place(reading, answer),
                requirement=item.id,
            )


def _some_parts(item: ItemReading) -> bool:
    """Whether some of an item's parts are missing, and not all of them."""
    missing = [part.verdict is Verdict.NOT_MET for part in item.parts.values()]
    return any(missing) and not all(missing)


@rule("LOI202", "part-missing", Severity.ERROR)
def part_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """One part of an item is missing, and other parts are there.

    If a call asks for a description of the district, its community, and its student body, the
    letter must describe all three.

    Bad: `description: {district: "…"}`. Good: all three parts, each with a sentence or more.
    """
    answers = facts.answers
    if facts.reading is not None:
        yield from _part_not_in_letter(call, facts, facts.reading)
        return
    if answers is None:
        return
    for item in _asked(call, answers):
        key = f"sections.{item.id}"
        if not item.parts or not answers.under(key):
            continue
        for part in item.parts:
            if answers.text(f"{key}.{part.id}") or _known_problem(answers, f"{key}.{part.id}"):
                continue
            if answers.text(key):
                continue  # one text for all parts: LOI104 reports it
            yield Fault(
                f"The call asks for “{item.quote.rstrip('.')}”. The letter says nothing about "
                f"{part.title}.",
                f"Write it under `sections`, `{item.id}`, `{part.id}`. {part.prompt}",
                answers.nearest(f"{key}.{part.id}"),
                requirement=item.id,
                part=part.id,
            )


_CONTACT = {
    "name": ("the name of the contact", "Name the person to contact about this application."),
    "phone": ("the contact's phone number", "Give the contact's direct number, area code first."),
    "email": ("the contact's email address", "Give the contact's email address."),
}


def _part_not_in_letter(call: Call, facts: Facts, reading: LetterReading) -> Iterator[Fault]:
    for item, answer in _read(call, reading):
        titles = {part.id: (part.title, part.prompt) for part in item.parts}
        for name, part in answer.parts.items() if _some_parts(answer) else ():
            if part.verdict is not Verdict.NOT_MET:
                continue
            half = half_email(facts) if (item.kind, name) == ("contact", "email") else None
            if half:
                yield Fault(
                    f"The contact's email address is not complete: “{half.text}”. The call asks: "
                    f"{quote_at_end(item.quote)}",
                    WHOLE_EMAIL,
                    half.place,
                    requirement=item.id,
                    part=name,
                )
                continue
            title, prompt = {**_CONTACT, **titles}.get(name, (name, item.prompt))
            yield Fault(
                f"The letter says nothing about {title}. The call asks: {quote_at_end(item.quote)}"
                if item.in_sections
                else f"The letter does not give {title}. The call asks: {quote_at_end(item.quote)}",
                prompt,
                part.evidence[0].place if part.evidence else _place(reading, answer),
                requirement=item.id,
                part=name,
            )


@rule("LOI203", "question-repeated", Severity.ERROR)
def question_repeated(call: Call, facts: Facts) -> Iterator[Fault]:
    """An answer only repeats the question.

    Bad: `interest: Why the district is interested in participating.` Good: the district's reasons.
    """
    for item, part, written in _texts(call, facts):
        if item.kind in STATED:
            continue
        if not is_placeholder(written.text) and _repeats(written.text, call):
            yield Fault(
                f"This answer only repeats the question: {quoted(written.text)}.",
                "Write the answer in your own words.",
                *written.find(written.text),
                requirement=item.id,
                part=part,
            )


def _repeats(answer: str, call: Call) -> bool:
    """Whether nearly all words of an answer are those of one question, in the same order."""
    from difflib import SequenceMatcher

    words = _bare(answer)
    for asked in map(_bare, call.questions):
        if words == asked:
            return True
        if len(words) < _ECHO_WORDS or 2 * len({*words} & {*asked}) < len({*words}):
            continue
        matcher = SequenceMatcher(None, words, asked, autojunk=False)
        if sum(block.size for block in matcher.get_matching_blocks()) >= _ECHO * len(words):
            return True
    return False


def _bare(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@rule("LOI204", "answer-very-short", Severity.WARNING, verdict=Verdict.CONFIRM)
def answer_very_short(call: Call, facts: Facts) -> Iterator[Fault]:
    """An answer has fewer than eight words.

    That may be enough. More often it is a note for later.

    Bad: `engagement: Through the LCAP.` Good: who takes part in which decision, and how.
    """
    for item, part, written in _texts(call, facts):
        count = len(written.text.split())
        if (
            count < _FEW_WORDS
            and item.kind not in STATED
            and not is_placeholder(written.text)
            and not _repeats(written.text, call)
        ):
            yield Fault(
                f"This answer has only {plural(count, 'word')}: {quoted(written.text)}.",
                "Add to it, or make sure that this is enough.",
                *written.find(written.text),
                requirement=item.id,
                part=part,
            )


@rule("LOI205", "consortium-without-lead", Severity.ERROR, "school")
def consortium_without_lead(call: Call, facts: Facts) -> Iterator[Fault]:
    """A consortium does not name the district that leads it.

    Where a single district names a school, a consortium names its lead district.

    Bad: `type: consortium` and no `consortium`. Good: `consortium: {lead: …, members: […]}`.
    """
    answers = facts.answers
    if answers is None or answers.applicant_type != "consortium":
        return
    if call.item("school") is None or _known_problem(answers, "consortium.lead"):
        return
    if not answers.text("consortium.lead"):
        yield Fault(
            "The answers do not say which district leads the consortium.",
            "Add `consortium:`, and under it `lead:` with the name of the lead district.",
            answers.nearest("consortium.lead")
            if "consortium" in answers.places
            else answers.nearest("district.type"),
        )


@rule("LOI209", "over-word-limit", Severity.ERROR)
def over_word_limit(call: Call, facts: Facts) -> Iterator[Fault]:
    """A section has more words than the call allows.

    `loi` counts words as Word does: everything between two spaces is a word. The bullets and
    numbers of a list are not counted.

    Bad: 163 words where the call allows 150. Good: 150 or fewer.
    """
    for item, texts in _answered(call, facts):
        if item.max_words is None:
            continue
        count = sum(word_count(written.text) for written in texts)
        if count > item.max_words:
            over = count - item.max_words
            yield Fault(
                f"“{item.title}” has {count} words. The call allows {item.max_words}: "
                f"{quote_at_end(item.max_words_quote or '')}",
                f"Cut {plural(over, 'word')}.",
                texts[0].place,
                texts[0].source_line,
                item.id,
            )


@rule("LOI210", "applicant-not-invited", Severity.ERROR)
def applicant_not_invited(call: Call, facts: Facts) -> Iterator[Fault]:
    """The call does not invite applicants of this type.

    The call says who may apply. The message quotes its words.

    Bad: `type: consortium` where the call invites single districts only. Good: `type: district`,
    if that is what you are.
    """
    answers = facts.answers
    kind = answers.text("district.type") if answers else None
    if answers is None or kind is None or kind.text in call.applicants.types:
        return
    if _known_problem(answers, "district.type"):
        return
    yield Fault(
        f"The call does not invite applicants of the type “{kind.text.strip()}”. It says: "
        f"“{call.applicants.quotes[0]}”",
        f"It invites {listed([f'`{name}`' for name in call.applicants.types], 'or')}. Correct "
        f"`type` under `{answers.called('district')}`, or ask the funder.",
        *kind.find(kind.text),
    )


@rule("LOI211", "not-for-this-applicant", Severity.WARNING)
def not_for_this_applicant(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter answers a section that the call asks only of other applicants.

    The section takes up space. Or the type of applicant is wrong.

    Bad: a charter school's authorizer in the letter of a county office. Good: no such section.
    """
    answers = facts.answers
    applicant = answers.applicant_type if answers else None
    key = answers.called("district") if answers else "district"
    for item, texts in _answered(call, facts):
        if not item.asked_of(applicant):
            types = listed([f"`{name}`" for name in item.applicants], "or")
            yield Fault(
                f"The call asks for “{item.title}” only from applicants of the type {types}.",
                f"Leave it out, or correct `type` under `{key}`.",
                texts[0].place,
                texts[0].source_line,
                item.id,
            )


@rule("LOI213", "amount-over-limit", Severity.ERROR, verdict=Verdict.CONFIRM)
def over_amount(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter asks for more money than the call gives.

    What counts is the sum for the whole time: $22,500 a year for two years is $45,000.

    Bad: “We request $52,000” where the call gives $45,000 at most. Good: $45,000 or less.
    """
    for item in call.items:
        reading = facts.reading.items.get(item.id) if facts.reading else None
        part = reading.parts.get("amount") if reading else None
        if item.max_amount is None or part is None or not part.value:
            continue
        if dollars_of(part.value) > item.max_amount:
            yield Fault(
                f"The letter asks for {part.value}. The call gives {in_dollars(item.max_amount)} "
                f"at most: {quote_at_end(item.max_amount_quote or '')}",
                f"Ask for {in_dollars(item.max_amount)} or less, for the whole time together.",
                part.evidence[0].place,
                requirement=item.id,
                part="amount",
            )


RULES = (
    item_missing,
    part_missing,
    question_repeated,
    answer_very_short,
    consortium_without_lead,
    over_word_limit,
    over_amount,
    applicant_not_invited,
    not_for_this_applicant,
)
