"""Phone numbers and email addresses in a passage, and whether its words warn of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loi_tool.evidence.passages import CONTACT_CUE, Passage
from loi_tool.evidence.people import EMAIL, PHONE, names
from loi_tool.text import HYPHENS, Regex

OTHER_MATTERS = r"(?:emergenc(?:y|ies)|billing|invoices?|payroll|media|press(?! \d))"
"""What an office has other numbers for. “Press 2” is said of a telephone."""
# what speaks against the number or address that follows, and against the one before
_AVOID = Regex(
    r"\b(?:do not|don['’]t|never) (?:use|contact|send|copy|try|reply)\b|\b(?:rather|other) than\b|"
    r"\binstead of\b|\bnot (?:the|to|at|through|via|by|our|my)\b|\bskip\w*|\bavoid\b|"
    rf"\bfor [\w ,]{{1,30}} only\b|\bonly for\b|\bonly\)|\b{OTHER_MATTERS}\b",
    re.IGNORECASE,
)
_AVOID_KIND = {
    "phone": Regex(r"\b(?:do not|don['’]t|never) (?:call|phone|telephone|ring|dial)\b", re.I),
    "email": Regex(r"\b(?:do not|don['’]t|never) (?:write|e-?mail)\b", re.I),
}
# “not to counsel, at 555-0134”: the number is not counsel's
_RESUMED = Regex(
    r"[,;:)]\s*(?:at|by|on|via|with|to|tel\w*|phone|e-?mail|call|write|who\w*|is|but|and)\b",
    re.IGNORECASE,
)
_REFUSED = Regex(
    r"\bno ?(?:one|body)\b(?! else)|\bno longer\b|\bonly as to\b|\bno (?:\w+ )?questions\b|"
    r"\bnot (?:for|this|monitored|answered|used?|about|know)\b|"
    r"\bfor (?![\w ]{0,60}(?:application|this|purpose|letter|question|inquir))[\w ,]{1,30} only\b",
    re.IGNORECASE,
)
# no letter misses it; a fax number must not be met as the contact's phone
_FAX_BEFORE = Regex(r"\bfax\b[^,;|]{0,20}$", re.IGNORECASE)
_FAX_AFTER = Regex(r"\s{0,3}\(?fax\b", re.IGNORECASE)
# what comes right before a number that is dialed by no one
_OTHER_NUMBER = Regex(
    r"(?:\b(?:(?:suite|ste|room|rm|bldg|mail ?stop|mail ?code|m/s|box|policy|regulation|resolution|"
    r"fund|resource|object|account|acct|(?<!area )codes?|f?ein|tin|tax(?:payer)?(?: id)?|duns|uei|"
    r"cds|zip|license|permit|docket|parcel|apn|lot|id)"
    r"|(?:building|unit|apartment|apt|floor|vendor|grant|award|contract|agreement|invoice|case|"
    r"section|serial|item|project|order|student|district|employer|model|form|bill|file|member)"
    r"(?= ?(?:#|(?:id|no|num|number|code)\b)))\b|§)"
    rf"[\s.:#{HYPHENS}]{{0,4}}(?:(?:id|no|num|number|code|is)\b[\s.:#]{{0,3}}){{0,3}}$",
    re.IGNORECASE,
)
_LABEL = 60
"""Characters before a number in which its label is looked for."""
_WARNING = 90
"""Characters before a number in which a warning of it is looked for: about one clause."""
_WHOLE = 10
"""Digits of a phone number with its area code."""


@dataclass(frozen=True)
class Point:
    """A phone number or an email address, where it is, and whether the text warns of it."""

    kind: str
    """`phone` or `email`."""
    text: str
    unit: int
    """The sentence of the passage that it is in."""
    start: int
    warned: bool

    @property
    def is_whole(self) -> bool:
        """Whether a phone number has its area code; an address always is."""
        return self.kind == "email" or len(re.findall(r"\d", self.text)) >= _WHOLE


def points(passage: Passage) -> list[Point]:
    """The phone numbers and email addresses of a passage, less fax and other numbers.

    A number without an area code counts where no whole one is in the passage, the address behind
    a link where no address is written in it.
    """
    written = [point for number in range(len(passage.units)) for point in _written(passage, number)]
    if any(point.kind == "phone" and point.is_whole and not point.warned for point in written):
        written = [point for point in written if point.is_whole]
    if EMAIL.search(passage.text):
        return written
    linked: dict[str, Point] = {}
    for number, unit in enumerate(passage.units):
        for link in unit.links:
            if EMAIL.fullmatch(link):
                linked.setdefault(link, Point("email", link, number, len(unit.text), warned=False))
    return [*written, *linked.values()]


def _written(passage: Passage, number: int) -> Iterator[Point]:
    text = passage.units[number].text
    matches: list[tuple[str, re.Match[str]]] = []
    for kind, match in sorted(
        [("phone", match) for match in PHONE.finditer(text)]
        + [("email", match) for match in EMAIL.finditer(text)],
        key=lambda point: point[1].start(),
    ):
        if not matches or match.start() >= matches[-1][1].end():
            matches.append((kind, match))
    for rank, (kind, match) in enumerate(matches):
        before = text[matches[rank - 1][1].end() if rank else 0 : match.start()]
        if kind == "phone" and (_FAX_BEFORE.search(before) or _FAX_AFTER.match(text, match.end())):
            continue
        label = before if rank or not number else f"{passage.units[number - 1].text} {before}"
        if kind == "phone" and "(" not in match[0] and _OTHER_NUMBER.search(label[-_LABEL:]):
            continue
        warned = _warned_before(kind, before[-_WARNING:])
        if rank == len(matches) - 1 and _REFUSED.search(text, match.end()):
            # “Ask Ana at 555-0134; the number above is not monitored” warns of another one
            warned |= rank == 0 or not CONTACT_CUE.search(text, 0, match.start())
        yield Point(kind, match.group().strip(" .'’"), number, match.start(), warned)


def _warned_before(kind: str, before: str) -> bool:
    """Whether the words before a number or an address speak against it."""
    if _AVOID_KIND[kind].search(before):
        return True
    for match in _AVOID.finditer(before):
        rest = before[match.end() :]
        if not _RESUMED.search(rest) and not names(rest):
            return True
    return False
