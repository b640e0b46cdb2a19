"""A letter as passages: sentences that belong together, with the label above them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from loi_tool.evidence.outline import Outline
from loi_tool.evidence.people import EMAIL, PHONE, has_point, name_and_title, names
from loi_tool.files import Paragraph
from loi_tool.findings import Place
from loi_tool.placeholders import masked
from loi_tool.text import Regex, sentence_spans

_LONGEST = 20_000
"""Characters of a paragraph that are read: no letter has more, a hostile file may."""
_LONGEST_UNIT, _LONGEST_PASSAGE, _MOST_UNITS = 1_000, 6_000, 60
"""Characters of a unit and of a passage, and units of a passage; what is more begins another one.

Each unit is looked at with all of its passage, and each name with all of its unit.
"""
_SHORT = 130
"""Characters below which a paragraph is a line of a block."""
_LABEL_WORDS = 3
"""Words of a line that may end in a full stop and still be no sentence: “9. Site.”"""


@dataclass(frozen=True)
class Unit:
    """A sentence, or a line of a block, and where it is."""

    text: str
    """With what is still to be filled in blanked."""
    written: str
    place: Place
    links: tuple[str, ...] = ()
    position: float = 0
    """How far into the body, from 0 to 1."""


@dataclass
class Passage:
    """Units that belong together: a paragraph with the short lines under it, or a table row."""

    label: str
    """The heading above, or the label in the row."""
    zone: str
    """`head`, `body`, `closing`, `after` or `furniture`."""
    units: list[Unit] = field(default_factory=list)
    text: str = ""
    """All of it."""
    group: object = None
    is_short: bool = True
    near_contact: bool = False
    """Whether it, or the one next to it, holds a phone number or an email address."""

    @property
    def is_full(self) -> bool:
        """Whether no unit is to be added."""
        return len(self.units) >= _MOST_UNITS or len(self.text) >= _LONGEST_PASSAGE

    def add(self, unit: Unit) -> None:
        """Put a unit at its end."""
        self.text = f"{self.text}\n{unit.text}" if self.units else unit.text
        self.units.append(unit)


def _units(paragraph: Paragraph, position: float) -> list[Unit]:
    units: list[Unit] = []
    for line in paragraph.text[:_LONGEST].split("\n"):
        text = masked(line)
        for start, end in sentence_spans(text, clauses=True):
            for at in range(start, end, _LONGEST_UNIT):
                here = slice(at, min(end, at + _LONGEST_UNIT))
                place, links = paragraph.place, paragraph.links
                units.append(Unit(text[here], line[here], place, links, position))
    return units


def passages(parts: Outline) -> list[Passage]:
    """The letter as passages, in reading order; headers and footers last."""
    letter: list[Passage] = []
    zones = (
        ("head", [*parts.head, *([parts.salutation] if parts.salutation else [])]),
        ("body", parts.body),
        ("closing", parts.closing),
        ("after", parts.after),
        ("furniture", parts.furniture),
    )
    for zone, lines in zones:
        paragraphs: list[Paragraph] = []
        for line in lines:
            if not paragraphs or paragraphs[-1] is not line.paragraph:
                paragraphs.append(line.paragraph)
        letter += _passages_of(zone, paragraphs)
    points = [has_point(passage.text) for passage in letter]
    for number, passage in enumerate(letter):
        passage.near_contact = any(points[max(0, number - 1) : number + 2])
    return letter


def _passages_of(zone: str, paragraphs: Sequence[Paragraph]) -> Iterator[Passage]:
    """The passages of one zone; a heading of the body ends one and is its label, not its text."""
    current: Passage | None = None
    labels = _row_labels(paragraphs)
    for number, paragraph in enumerate(paragraphs):
        text = paragraph.text.rstrip()
        in_body = zone == "body" and paragraph.row is None
        if paragraph.is_heading and in_body and not has_point(text):
            if current:
                yield current
            current = None
            continue
        label = labels.get(id(paragraph)) or paragraph.heading
        units = _units(paragraph, number / max(1, len(paragraphs) - 1))
        if not units:
            continue
        group: object = (label, paragraph.where)
        if paragraph.row is not None:
            in_form = id(paragraph) in labels
            group = (label, paragraph.row[0]) if in_form else paragraph.row
        if current and (current.group != group or not _joins(paragraph, label, current)):
            yield current
            current = None
        for unit in units:
            if current and current.is_full:
                yield current
                current = None
            current = current or Passage(label, zone, group=group)
            current.add(unit)
        assert current is not None  # there are units
        ends = text.endswith((".", "!", "?")) and len(text.split()) > _LABEL_WORDS
        current.is_short = len(text) < _SHORT and not ends
    if current:
        yield current


def _joins(paragraph: Paragraph, label: str, current: Passage) -> bool:
    """Whether a paragraph of the same group belongs to the passage before it."""
    if paragraph.row is not None or paragraph.where in ("text_box", "header", "footer"):
        return True
    text = paragraph.text.rstrip()
    short = len(text) < _SHORT
    if short and current.is_short:
        return True
    return has_point(text) and (
        (short and _belongs(text, current.text)) or CONTACT_LABEL.search(label) is not None
    )


def _belongs(text: str, before: str) -> bool:
    """Whether a line with a number belongs to the words before it: it has no name of its own."""
    return CONTACT_CUE.search(before) is not None or (bool(names(before)) and not names(text))


def _row_labels(paragraphs: Sequence[Paragraph]) -> dict[int, str]:
    """For each paragraph in a table the label that it is under: by `id`.

    The label is the first cell of its row, or the row above if that has one short cell. Rows of a
    form (“Name”, “Phone”) belong together, under what leads into the table.
    """
    labels: dict[int, str] = {}
    rows: dict[tuple[int, int], list[Paragraph]] = {}
    leads: dict[int, str] = {}
    before = ""
    for paragraph in paragraphs:
        if paragraph.row is not None:
            rows.setdefault(paragraph.row, []).append(paragraph)
            leads.setdefault(paragraph.row[0], f"{paragraph.heading}\n{before}".strip())
        else:
            before = paragraph.text if paragraph.text.rstrip().endswith(":") else ""
    fields = _fields(rows)
    in_table = Counter(table for table, _ in fields)
    label, last_table = "", 0
    for (table, number), cells in rows.items():
        if table != last_table:
            label, last_table = "", table
        if in_table[table] > 1 and (table, number) in fields:
            lead = f"{leads[table]}\n{label}"
            named = lead if CONTACT_LABEL.search(lead) else f"{lead}\n{_FORM}"
            labels.update((id(cell), named.strip()) for cell in cells)
            continue
        label = _label_in(cells) or label
        if label:
            labels.update((id(cell), label) for cell in cells)
    return labels


def _label_in(cells: Sequence[Paragraph]) -> str:
    """The first cell of a row, if it is a label: the only cell, or one that names a topic."""
    first = "\n".join(cell.text for cell in cells if cell.cell == cells[0].cell)
    if len(first.split()) > 25 or cells[0].cell not in (1, None) or has_point(first):
        return ""
    columns = {cell.cell for cell in cells}
    is_label = len(cells) == 1 or (len(columns) > 1 and not name_and_title(first))
    return first if is_label else ""


def _fields(rows: Mapping[tuple[int, int], Sequence[Paragraph]]) -> set[tuple[int, int]]:
    """The rows of forms; where one address is in it, those with a person or a number are, too."""
    fields = {row for row, cells in rows.items() if _is_field(cells)}
    reached = Counter(
        table
        for (table, _), cells in rows.items()
        for _ in EMAIL.findall("\n".join(cell.text for cell in cells))
    )
    return fields | {
        row for row, cells in rows.items() if reached[row[0]] == 1 and _is_of_a_person(cells)
    }


def _is_of_a_person(cells: Sequence[Paragraph]) -> bool:
    """Whether a row is a short label, and beside it a person, a number or an address."""
    if len(cells) != _COLUMNS or len(cells[0].text.split()) > _FIELD_LABEL:
        return False
    label, value = (cell.text for cell in cells)
    if name_and_title(label) or has_point(label) or len(value.split()) > _FIELD_WORDS:
        return False
    return has_point(value) or name_and_title(value) is not None


def _is_field(cells: Sequence[Paragraph]) -> bool:
    """Whether a row is one of a form: a short label, and a name, number or address."""
    label = cells[0].text
    if len(cells) < _COLUMNS or len(label.split()) > _FIELD_LABEL:
        return False
    rest = " ".join(cell.text for cell in cells[1:])
    if EMAIL.fullmatch(rest) or PHONE.fullmatch(rest) or _FIELD.fullmatch(label):
        return True
    return re.search(r"\bcontact\b", label, re.IGNORECASE) is not None


_COLUMNS = 2
"""Cells of a row of a form: what is asked, and the answer."""
_FIELD_LABEL, _FIELD_WORDS = 4, 15
"""Words of the label of a form, and of what is beside it, at the most."""
_FORM = "contact"
"""The label of a form with a person's number, if it has no other."""
_FIELD = Regex(  # rows of a form in a table, which letters as text have none of
    r"\W{0,9}(?:\w{1,30} )?(?:name|contact(?: person)?|title|position|role|phone|telephone|tel|"
    r"cell|mobile|fax|e-?mail|address)(?: (?:number|address))?\W*",
    re.IGNORECASE,
)
CONTACT_LABEL = Regex(  # a heading, or the first words of a line, that asks for the contact
    r"\b(contact\w*|questions?|inquir\w+|reach\w*|communicat\w+|correspond\w+|liaison|phone|poc|"
    r"(?:whom?|person) to \w+|ask (?:us|for)|please call|write to|talk to|"
    r"get(?:ting)? in touch|go[- ]to)\b",
    re.IGNORECASE,
)
SITE_LABEL = Regex(  # the same for the school
    r"\b(sites?|campus|which school|(?:our|the|school) school|specified|proposed|lead|schools? we|"
    r"school (?:that|represent\w*|select\w*|info\w*))\b|"
    r"^\W{0,9}(?:\d{1,3}[.)]|[A-Z][.)])?\W{0,9}(?:schools?|where)\W*$",
    re.IGNORECASE,
)
CONTACT_CUE = Regex(  # words around a name that is the contact's, or a number
    r"\b(contact\w*|questions?|inquir(?:y|ies)|reach(?:ed)?|correspond\w*|communicat\w*|"
    r"direct(?:ed)? to|call|write|ask|find|picks? up|e-?mail|telephone|(?:speak|talk) (?:with|to)|"
    r"poc|liaison|point (?:person|of contact)|answer\w*|handl\w+|addressed to|"
    r"information|available|preguntas)\b",
    re.IGNORECASE,
)


_NUMBERING = Regex(  # no labelled letter misses it; for numbers as “5)” and “(12)” before a label
    r"^\W*(?:(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[IVX]{1,4})(?![^\W_]))?\W*"
)
_INLINE_LABEL = Regex(
    r"[\w’'/&-]{1,30}(?: [\w’'/&-]{1,30}){0,5}(?:\.|(?: [\w’'/&-]{1,30}){0,3}:)(?:\s|$)"
)


def label_of(passage: Passage) -> str:
    """The heading or row label, and a label that begins the text (“Site: …”, “9. Site.”)."""
    first = _NUMBERING.sub("", passage.units[0].text)
    if len(first) < 3 and len(passage.units) > 1:
        first = _NUMBERING.sub("", passage.units[1].text)
    inline = _INLINE_LABEL.match(first[:120])
    return f"{passage.label}\n{inline.group().strip()}" if inline else passage.label
