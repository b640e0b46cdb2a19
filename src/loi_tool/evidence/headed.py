"""The headings that a call asks for, and what stands under each of them in a letter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from loi_tool.calls.model import Call
from loi_tool.facts import HeadedSection, HeadedText
from loi_tool.files import Paragraph
from loi_tool.findings import Evidence
from loi_tool.text import HEADING_NUMBER, fold, is_attachment, is_valediction

_ENDS = ":.–—-\n\t("
"""What may follow a heading on its line."""
_LONGEST = 90
"""Characters of a heading."""


def read_headed(call: Call, paragraphs: Sequence[Paragraph]) -> HeadedText:
    """What stands under the headings of a call, and further headings.

    A heading is one whatever it looks like: a paragraph of its own, the bold first words of one,
    or the label in a cell of a table. Capitals and numbers before it do not matter.

    Args:
        call: its items name the headings (`heading`), or limit what is under their titles.
        paragraphs: the letter, in reading order.
    """
    asked = {fold(item.title): item.title for item in call.items if item.has_limit}
    asked |= {fold(item.heading): item.heading for item in call.items if item.heading}
    if not asked:
        return HeadedText()
    ends = {fold(item.title): item.title for item in call.items if not item.heading}
    behind = call.attachments.headings if call.attachments else ()
    sections: dict[str, HeadedSection] = {}
    others: list[Evidence] = []
    current, next_number = "", ""
    for paragraph in paragraphs:
        if paragraph.where in ("header", "footer", "note"):
            continue
        text = paragraph.text.strip()
        if is_valediction(text.partition("\n")[0]) or is_attachment(text, behind):
            break
        heading, rest = _heading_of(text, asked)
        if heading and heading not in sections:
            current, next_number = heading, _next(text)
            sections[heading] = HeadedSection(heading, paragraph.place)
            text = rest
        elif paragraph.is_heading and paragraph.row is None and current:
            others.append(Evidence(text=text[:_LONGEST], place=paragraph.place))
            current = "" if call.headings is None else current
            continue
        elif (next_number and text.startswith(next_number)) or _heading_of(text, ends)[0]:
            current, next_number = "", ""
        if current and text:
            sections[current] = sections[current].and_under_it(text, paragraph.place)
    missing = [HeadedSection(heading) for heading in asked.values() if heading not in sections]
    return HeadedText((*sections.values(), *missing), tuple(others))


def _next(text: str) -> str:
    """The number that the next of several headings has: “4.” after “3.”; empty if there is none."""
    number = HEADING_NUMBER.match(text)
    name = number[0].strip() if number else ""
    last = name[-2:-1]
    return f"{name[:-2]}{chr(ord(last) + 1)}{name[-1]}" if last and last not in "9zZ" else ""


def _heading_of(text: str, asked: Mapping[str, str]) -> tuple[str, str]:
    """The heading that a paragraph begins with, and the rest of the paragraph; else nothing."""
    number = HEADING_NUMBER.match(text)
    for begun in (text, text[number.end() :]) if number else (text,):
        for folded, heading in asked.items():
            rest = begun[len(heading) :].strip(" ")
            if fold(begun[: len(heading)]) == folded and (not rest or rest[0] in _ENDS):
                return heading, re.sub(r"^\([^)]{1,60}\)", "", rest).lstrip(_ENDS + " ")
    return "", ""
