"""What of a call will be judged, what is left to a person, and what of its quotes no key holds."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import BaseModel

from loi_tool.calls.faults import named, values_in
from loi_tool.calls.items import Item
from loi_tool.calls.model import CARDINALS, Call
from loi_tool.calls.schema import all_keys
from loi_tool.text import listed, plural, sentences, shortened

Row = tuple[str, str]
"""The id or key of a requirement, and what is said of it."""

_KINDS = {
    "list": "people or organizations, each by name",
    "amount": "a sum of money",
    "identifier": "a code of a fixed form",
    "statement": "a sentence, word for word",
    "school": "the name of the school, or of the lead district",
    "contact": "a name, a phone number, and an email address",
}
_SAID_OTHERWISE = {"id", "kind", "title", "prompt", "parts", "evidence", "required"}
_NOT_OF_LETTERS = {"id", "title", "short_title", "program", "issuers", "source", "items", "letter"}
_WITH_OWN_ROWS = {"deadlines", "delivery", "names", "team", "commitments", "applicants"}
_NUMBER = rf"(?:\d{{1,4}}|{'|'.join(CARDINALS)})"
_DEMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (rf"{_NUMBER}[- ](?:single[- ]spaced |double[- ]spaced )?pages?", ("pages", "max_pages")),
    (rf"{_NUMBER}[- ]words?", ("max_words",)),
    (
        r"(?:more than|exceed|up to|at most|maximum of|over) \$ ?\d{1,3}(?:,?\d{3}){0,3}",
        ("max_amount",),
    ),
    (
        rf"at least {_NUMBER}(?! (?:points?|inch|day|hour|week|month|year|percent|of (?:us|the)))",
        ("min_entries", "entries_include"),
    ),
    (
        r"(?:EIN|UEI|CDS code|identification number|entity identifier|tax ID(?: number)?)",
        ("form",),
    ),
    (r"(?:word for word|verbatim|this exact|read exactly)", ("words", "subject")),
    (r"(?:these|following|\w+) headings", ("heading", "headings")),
    (r"\d{1,2}[- ]points?|font", ("min_font_points",)),
    (r"margins?", ("min_margin_inches",)),
    (r"page numbers?|number(?:ed)? (?:the |each |all |every )?pages?", ("page_numbers",)),
    (r"subject line", ("subject",)),
    (r"file names?|name (?:the|your) (?:file|document|PDF)s?", ("file_name",)),
    (r"attachments?|enclosures?|append(?:ix|ices)|letters? of support", ("attachments",)),
    (r"letterhead", ()),
    (r"(?:single|double)[- ]spac(?:ed|ing)", ()),
    (r"original signatures?|hard cop(?:y|ies)|\w+ copies|in ink|notari[sz]ed", ()),
)
"""What quotes ask for in so many words, and the keys that hold it; none, if no key can."""


@dataclass(frozen=True)
class Uncovered:
    """Something that a quote asks for, and no key of the call holds."""

    line: int
    where: str
    words: str
    sentence: str
    keys: tuple[str, ...]
    """Keys that would hold it; empty if there is none."""


@dataclass(frozen=True)
class Coverage:
    """What becomes of each part of a call."""

    call: Call
    judged: tuple[Row, ...]
    left: tuple[Row, ...]
    uncovered: tuple[Uncovered, ...]


def coverage_of(call: Call, data: bytes) -> Coverage:
    """What will be judged of a call, and what will not.

    Args:
        call: the call, which has no faults.
        data: its file, for the lines of the quotes.
    """
    judged = [(item.id, _how_item(item)) for item in call.items]
    others = (name for name in Call.model_fields if name not in _NOT_OF_LETTERS | _WITH_OWN_ROWS)
    judged += [(name, keys) for name in others if (keys := _keys_of(getattr(call, name)))]
    judged.append(("deadline", "whether it has passed, at the time of the check"))
    if of_delivery := _keys_of(call.delivery):
        judged.append(("delivery", of_delivery))
    if call.names:
        judged.append(("names", "whether the letter is for another round or program"))
    return Coverage(call, tuple(judged), tuple(_left(call)), tuple(_uncovered(call, data)))


def _how_item(item: Item) -> str:
    how = _KINDS.get(item.kind, f"an item of the kind {item.kind}")
    if item.kind == "narrative":
        how = f"{len(item.parts)} parts, each" if item.parts else "a passage"
        how += " known by your words under `evidence`" if _has_words(item) else " by its heading"
    optional = "" if item.required else "; may be left out"
    keys = _keys_of(item, _SAID_OTHERWISE)
    return f"{how}{'; ' if keys else ''}{keys}{optional}"


def _has_words(item: Item) -> bool:
    looked_for = item.parts or (item,)
    return all(part.evidence is not None and part.evidence.answers for part in looked_for)


def _keys_of(model: Any, but: set[str] = frozenset()) -> str:  # type: ignore[assignment]  # noqa: ANN401
    """The keys that are set, with their values; quotes and people are left out."""
    if isinstance(model, tuple):
        return "; ".join(filter(None, (_keys_of(entry, but) for entry in model)))
    if not isinstance(model, BaseModel):
        return ""
    said = []
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name in but or "quote" in name or name in ("to", "cc") or value == field.default:
            continue
        if value == 0 and value is not False:
            said.append(f"{name} 0")
        elif isinstance(value, BaseModel):
            said.append(f"{name} ({_keys_of(value)})")
        elif value not in (None, (), False, {}):
            many = isinstance(value, (tuple, dict))
            shown = ", ".join(map(str, value)) if many else f"{value}"
            shown = shown.removesuffix(".0")
            said.append(name if value is True else f"{name} {shortened(shown, 60)}")
    return ", ".join(said)


def _left(call: Call) -> Iterator[Row]:
    unclear = [item.id for item in call.narratives if not _has_words(item)]
    if unclear:
        without = "in a finished letter, often whether it is answered, for want of `evidence`: "
        yield "narrative items", without + listed([f"`{name}`" for name in unclear])
    if len(unclear) < len(call.narratives):
        yield "unclear passages", "where your words do not decide: `loi` shows the nearest passages"
    if call.signers:
        yield "signature", "whether a mark is that person's, and whether the person agrees"
    yield "delivery", "whether the letter is sent, to these people, and arrives"
    if call.team:
        yield "team", "whether the roles are filled: the checklist names them"
    yield "applicants", "who may apply, beyond the type of applicant in the answers"


def _uncovered(call: Call, data: bytes) -> Iterator[Uncovered]:
    root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)  # it is a call
    dumped = call.model_dump()
    known = all_keys()
    told = set()
    for path, _, value in values_in(root, ()):
        is_quote = any(str(step).endswith(("quote", "quotes")) for step in path[-2:])
        if not is_quote or not isinstance(value, yaml.ScalarNode):
            continue
        for sentence in sentences(" ".join(value.value.split())):
            for pattern, keys in _DEMANDS:
                match = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", sentence, re.IGNORECASE)
                if match is None or (match[0], sentence) in told:
                    continue
                if any(_holds(dumped, key, match[0]) for key in keys):
                    continue
                told.add((match[0], sentence))
                where, _name = named(root, path)
                of_use = tuple(key for key in keys if key in known)
                yield Uncovered(value.start_mark.line + 1, where, match[0], sentence, of_use)


def _holds(data: Any, key: str, words: str, in_items: bool = False) -> bool:  # noqa: ANN401
    """Whether a key is set that holds what some words ask for.

    A key of an item holds what the quotes of that item say, any other key all that is said of it.
    """
    if isinstance(data, list | tuple):
        return any(_holds(entry, key, words, in_items) for entry in data)
    if not isinstance(data, dict):
        return False
    if data.get(key) not in (None, (), False, [], {}):
        quotes = " ".join(str(data[name]) for name in data if "quote" in name)
        if not in_items or words.lower() in " ".join(quotes.split()).lower():
            return True
    return any(
        _holds(value, key, words, in_items or name == "items") for name, value in data.items()
    )


def as_text(coverage: Coverage, width: int = 96) -> str:
    """The table for a person, in lines of at most `width` characters."""
    call = coverage.call
    lines = [f"{call.title}: there is no mistake in the call.", f"Due: “{call.deadline.quotes[0]}”"]
    for title, rows in (
        ("What is judged", coverage.judged),
        ("What is left to a person", coverage.left),
    ):
        lines += ["", title, *(line for row in rows for line in _row(*row, width))]
    lines += ["", "What the call says, and none of your keys holds"]
    for missing in coverage.uncovered:
        place = ", ".join(filter(None, [f"line {missing.line}", missing.where]))
        keys = listed([f"`{key}`" for key in missing.keys], "or")
        advice = f"{keys} would hold it." if keys else "There is no key for it: a person must look."
        said = f"{place}: “{missing.words}” in “{shortened(missing.sentence, 160)}” {advice}"
        lines += textwrap.wrap(said, width, initial_indent="  ", subsequent_indent="    ")
    if not coverage.uncovered:
        lines.append("  nothing that `loi` knows of; read the call once more yourself")
    count = plural(len(coverage.uncovered), "thing")
    if coverage.uncovered:
        lines += ["", f"{count} that the call says will not be looked at."]
    return "\n".join(lines) + "\n"


def _row(name: str, said: str, width: int) -> list[str]:
    return textwrap.wrap(
        f"{name:24} {said}", width, initial_indent="  ", subsequent_indent=" " * 27
    )
