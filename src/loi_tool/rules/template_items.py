"""Where the items of a call are in a shared template, and whether it asks for them there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from loi_tool.calls.items import Item
from loi_tool.calls.model import Call
from loi_tool.facts import AnswersFacts, Facts, Written
from loi_tool.files import Paragraph
from loi_tool.findings import Place
from loi_tool.placeholders import masked, placeholders
from loi_tool.rules.words import closing_index, letter_of
from loi_tool.text import Regex, folded_words

PART_TITLES = {
    "name": "the name",
    "phone": "the phone number",
    "email": "the email address",
}
"""Of the parts that are not the call's but the item's kind's."""
_SIGNS = {
    "phone": Regex(r"\bphone|\btel\b|\(?\b\d{3}\)?[ .-]\d{3}\b"),
    "email": Regex(r"e-?mail|@"),
}
_OF_KIND = {
    "school": Regex(r"[\[<{«][^\])>}»\n]{0,80}\bschool\b(?! district)"),
    "contact": Regex(r"[\[<{«][^\])>}»\n]{0,80}(?:\bcontact|\bphone|e-?mail|@)"),
}
"""A prompt for it, wherever that is."""
_ASKS = Regex(
    r"\?|[\[<{«]|__|(?:^|[.:]\s{1,9}|\n)\W{0,3}(?:please )?(?:describe|explain|tell|give|name|list"
    r"|write|say|identify|include|introduce|insert|add|provide|state|summarize|attach|enter|tap|click)\b",
)
_SURE, _LIKE = 88, 72
"""Likeness, of 100, to a question of the call: such a one, or the likest of several."""
_SHORT = 3
"""Words of a question that are not enough to know it by."""
_HEADING = 14
"""Words of the longest heading, or of what stands before a prompt on its line."""

State = Literal["asks", "filled", "empty"]


@dataclass(frozen=True)
class ItemInTemplate:
    """What a template has of one item."""

    place: Place | None
    """None where it has nothing of it."""
    state: State = "asks"
    text: str = ""
    """The heading, or the text that is in the place of a prompt."""
    source_line: str | None = None
    lost_parts: tuple[str, ...] = ()
    last: Place | None = None
    """Where its section ends."""


def items_of_template(call: Call, facts: Facts) -> Mapping[str, ItemInTemplate]:
    """By the id of each item of the call what the template has of it.

    An item on which a mistake of the file is reported already is left out.
    """
    letter = letter_of(facts)
    if letter is not None:
        named = facts.template.named if facts.template else {}
        return _in_paragraphs(call, letter.paragraphs, named)
    if facts.answers is not None:
        notes = facts.template.notes if facts.template else ()
        return _in_answers(call, facts.answers, notes)
    return {}


def where_lost(
    call: Call, facts: Facts, found: Mapping[str, ItemInTemplate], item: Item
) -> tuple[Place, str | None]:
    """Where an item belongs that the template has not: in answers under the key that is above it,
    else where that ends which comes before it in the call."""
    answers = facts.answers
    if letter_of(facts) is None and answers is not None and item.in_sections:
        return answers.nearest(f"sections.{item.id}"), None
    ids = [other.id for other in call.items]
    before = ids[: ids.index(item.id)]
    for id_ in (*reversed(before), *ids[len(before) :]):
        here = found.get(id_)
        if here is not None and here.last is not None:
            return here.last if id_ in before else here.place or here.last, None
    return answers.nearest("") if answers else Place(), None


# Answers ------------------------------------------------------------------------------------------


def _in_answers(
    call: Call, answers: AnswersFacts, notes: Sequence[Written]
) -> dict[str, ItemInTemplate]:
    found: dict[str, ItemInTemplate] = {}
    for item in call.items:
        key = f"sections.{item.id}" if item.in_sections else item.id
        if item.kind == "school" and key not in answers.places and "consortium" in answers.places:
            key = "consortium"
        if any(problem.key == key for problem in answers.problems):
            continue
        place = answers.places.get(key)
        if place is None:
            found[item.id] = ItemInTemplate(None)
            continue
        texts = answers.under(key)
        if texts:
            filled = [text for text in texts if not _asks(text.text)]
            state: State = "filled" if filled and len(filled) == len(texts) else "asks"
        else:
            filled = []
            state = "asks" if _has_note(place, notes) else "empty"
        lines = [*(t.place.line or 0 for t in texts), place.line or 0]
        found[item.id] = ItemInTemplate(
            place=place,
            state=state,
            text=" ".join(filled[0].text.split()) if state == "filled" else item.title,
            lost_parts=_lost_parts(item, answers, key) if state != "empty" else (),
            last=Place(file=place.file, line=max(lines)),
        )
    return found


def _lost_parts(item: Item, answers: AnswersFacts, key: str) -> tuple[str, ...]:
    if answers.text(key) is not None:
        return ()  # one text for all parts: LOI104 reports it
    known = {problem.key for problem in answers.problems}
    return tuple(
        part.id
        for part in item.parts
        if f"{key}.{part.id}" not in answers.places and f"{key}.{part.id}" not in known
    )


def _has_note(place: Place, notes: Iterable[Written]) -> bool:
    """Whether a comment stands directly above a key, or below it."""
    line = place.line or 0
    return any(
        line in (begin - 1, begin + len(note.lines), begin + len(note.lines) + 1)
        for note in notes
        if (begin := note.place.line or 0)
    )


def _asks(text: str) -> bool:
    """Whether a text is, or has, a prompt."""
    return bool(masked(text) != text or placeholders(text) or _ASKS.search(text.strip().casefold()))


# Word ---------------------------------------------------------------------------------------------


def _in_paragraphs(
    call: Call, paragraphs: Sequence[Paragraph], named: Mapping[str, str]
) -> dict[str, ItemInTemplate]:
    body = [p for p in paragraphs if p.where not in ("header", "footer") and p.text.strip()]
    heads, quoted = _heads(call, body, named)
    starts = sorted(heads.values())
    found: dict[str, ItemInTemplate] = {}
    for item in call.items:
        start = heads.get(item.id)
        if start is None:
            found[item.id] = ItemInTemplate(None)
            continue
        end = _end(body, start, starts)
        own = " ".join(folded_words(item.title))
        head = body[start].text
        is_question = item.id in quoted.get(start, ()) or " ".join(folded_words(head)) != own
        is_question |= any(item.id in quoted.get(index, ()) for index in range(start, end))
        rest = body[start + 1 : end]
        state = _state(head if is_question else "", rest)
        found[item.id] = ItemInTemplate(
            place=body[start].place,
            state=state,
            text=rest[0].text if state == "filled" else head,
            lost_parts=_lost_in_section(item, body[start:end], quoted, start),
            last=body[end - 1].place,
        )
    return found


def _heads(
    call: Call, body: Sequence[Paragraph], named: Mapping[str, str]
) -> tuple[dict[str, int], dict[int, set[str]]]:
    """For each item the index of its heading, or else of its first question; and by the index of
    each question of the call the items that it is one of."""
    heads: dict[str, int] = {}
    quoted: dict[int, set[str]] = {}
    titles = {tuple(folded_words(item.title)): item.id for item in call.items}
    for index, paragraph in enumerate(body):
        words = tuple(folded_words(paragraph.text))
        titled = [id_ for title, id_ in titles.items() if words[: len(title)] == title]
        if titled and (paragraph.is_heading or len(words) <= _HEADING):
            heads.setdefault(titled[0], index)
            continue
        quoted[index] = _asked_in(call, " ".join(words))
    for index, ids in quoted.items():
        for id_ in ids:
            heads.setdefault(id_, index)
    for index, paragraph in enumerate(body):
        id_ = named.get(paragraph.text, "") if paragraph.is_heading else ""
        if id_ and index not in heads.values():
            heads.setdefault(id_, index)
    closing = closing_index(body)
    for item in call.items:
        sign = _OF_KIND.get(item.kind)
        for index, paragraph in enumerate(body[:closing]):
            if sign and item.id not in heads and sign.search(paragraph.text.casefold()):
                heads[item.id] = index
    return heads, quoted


def _asked_in(call: Call, line: str) -> set[str]:
    """The items of which a paragraph has the question, or the call's words for them."""
    likeness = {item.id: max(_likeness(q, line) for q in _questions(item)) for item in call.items}
    best = max(likeness.values())
    return {id_ for id_, like in likeness.items() if like >= _SURE or _LIKE <= like == best}


def _questions(item: Item) -> tuple[str, ...]:
    own = (item.words,) if item.words else ()  # of a statement
    return (item.quote, item.prompt, *own, *(part.prompt for part in item.parts))


def _likeness(question: str, line: str) -> float:
    """How much a paragraph has of a question (0 to 100)."""
    words = folded_words(question)
    asked = " ".join(words)
    if len(words) <= _SHORT or len(line) < 0.8 * len(asked):
        return 0.0
    if f" {asked} " in f" {line} ":
        return 100.0
    from rapidfuzz import fuzz

    return min(fuzz.partial_ratio(asked, line), 99.0)


def _end(body: Sequence[Paragraph], start: int, starts: Sequence[int]) -> int:
    """The index behind the last paragraph of the section that begins at `start`."""
    following = [other for other in starts if other > start]
    end = following[0] if following else closing_index(body)
    heading = next(
        (
            index
            for index in range(start + 1, end)
            if body[start].is_heading and body[index].is_heading and body[index].row is None
        ),
        end,
    )
    return max(heading, start + 1)


def _state(head: str, rest: Sequence[Paragraph]) -> State:
    """Whether a section asks for something; a question that is its own heading does."""
    if head or any(_asks(paragraph.text) for paragraph in rest):
        return "asks"
    return "filled" if rest else "empty"


def _lost_in_section(
    item: Item, section: Sequence[Paragraph], quoted: Mapping[int, set[str]], start: int
) -> tuple[str, ...]:
    """The parts that are not asked for, where others of the item are."""
    if item.kind == "contact":
        own = [p.text for i, p in enumerate(section, start) if item.id not in quoted.get(i, ())]
        text = "\n".join(own).casefold()
        there = {part for part, sign in _SIGNS.items() if sign.search(text)}
        return tuple(part for part in _SIGNS if there and part not in there)
    lines = [" ".join(folded_words(paragraph.text)) for paragraph in section]
    asked = {
        part.id
        for part in item.parts
        for line in lines
        if _likeness(part.prompt, line) >= _SURE
        or line.startswith(" ".join(folded_words(part.title)))
    }
    return tuple(part.id for part in item.parts if asked and part.id not in asked)
