"""The sentences of a letter, for the rules that look for what it applies for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loi_tool.files import Paragraph
from loi_tool.findings import Place
from loi_tool.text import Regex, is_greeting, sentences

_LONGEST = 1_000
"""Characters of a sentence; what comes after is not looked at."""
_SUBJECT = Regex(
    r"\s{0,9}(?:re|subject|regarding|about)\s{0,9}:|.{0,40}\bletters?\s+of\s+(?:interest|intent|inquiry)\b"
    r"|(?:[\w'’]{1,30}\s){0,4}application\s+(?:for|to)\b",
    re.IGNORECASE,
)
_LONG_LINE = 24
"""Words of a line that may be a subject."""
_HEAD = 40
_NO_GREETING = 6
"""Paragraphs that are taken for the head of a letter without a greeting, if prose is not first."""
_PROSE = 14
"""Words of a sentence that is no line of an address."""
_LABEL = Regex(r"\s{0,9}(?:re|subject|subj|regarding|asunto)\s{0,9}[:.]?\s*", re.IGNORECASE)
_APPLIED_BEFORE = (
    r"applied|(?:not|never)\s+(?:selected|chosen|accepted|admitted|invited|funded)|ago"
    r"|last\s+(?:year|round|time)|unsuccessful\w*|declined|missed|turned\s+down"
)
LONG_PAST = Regex(rf"\b(?:{_APPLIED_BEFORE})\b", re.IGNORECASE)
"""Says that an application was made before this one."""
PAST = Regex(
    rf"\b(?:{_APPLIED_BEFORE}|previous\w*|earlier|former\w*|since|in\s+(?:19|20)\d\d|received"
    r"|awarded|was|were|had|did)\b",
    re.IGNORECASE,
)
"""The same, or any past: enough where the letter names its own program elsewhere."""


@dataclass(frozen=True)
class Said:
    """A sentence of the letter, on one line, and in which part of the letter it is."""

    text: str
    place: Place
    is_subject: bool
    in_head: bool
    """A line above the greeting."""
    in_heading: bool

    def before(self, place: int, most: int) -> str:
        """So many characters before a place of it."""
        return self.text[max(0, place - most) : place]


def sentences_of(paragraphs: Sequence[Paragraph]) -> Iterator[Said]:
    """The sentences of a letter, in order."""
    head = _head(paragraphs)
    before = ""
    for number, paragraph in enumerate(paragraphs):
        labelled = _LABEL.fullmatch(before) is not None
        before = paragraph.text
        for words in map(str.split, sentences(paragraph.text)):
            sentence = " ".join(words)[:_LONGEST]
            short = len(words) <= _LONG_LINE and not sentence.endswith((".", "!", "?"))
            yield Said(
                sentence,
                paragraph.place,
                is_subject=short and (labelled or _SUBJECT.match(sentence) is not None),
                in_head=short and number <= head,
                in_heading=paragraph.is_heading,
            )


def _head(paragraphs: Sequence[Paragraph]) -> int:
    """The index of the greeting, or of the last line above the first prose."""
    prose = _HEAD
    for number, paragraph in enumerate(paragraphs[:_HEAD]):
        if is_greeting(paragraph.text):
            return number
        if len(paragraph.text.split()) > _PROSE and paragraph.text.rstrip().endswith((".", "!")):
            prose = min(prose, number)
    return prose - 1 if prose < _HEAD else _NO_GREETING
