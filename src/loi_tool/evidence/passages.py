"""A letter as passages: sentences that belong together, with the label above them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from loi_tool.evidence.outline import Outline
from loi_tool.evidence.people import EMAIL, PHONE, name_and_title, names
from loi_tool.files import Paragraph
from loi_tool.findings import Place
from loi_tool.placeholders import masked
from loi_tool.text import Regex, sentence_spans


@dataclass(frozen=True)
class Unit:
    """A sentence, or a line of a block, and the passage that it stands in."""

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
    group: object = None
    is_short: bool = True
    near_contact: bool = False
    """Whether it, or the one next to it, holds a phone number or an email address."""

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(unit.text for unit in self.units)


def _units(paragraph: Paragraph, position: float) -> list[Unit]:
    found: list[Unit] = []
    for line in paragraph.text[:20_000].split("\n"):
        text = masked(line)
        for start, end in sentence_spans(text, clauses=True):
            unit = (text[start:end], line[start:end], paragraph.place, paragraph.links, position)
            found.append(Unit(*unit))
    return found


def passages(parts: Outline) -> list[Passage]:
    """The letter as passages, in reading order; headers and footers last."""
    found: list[Passage] = []
    zones = (
        ("head", [*parts.head, *([parts.salutation] if parts.salutation else [])]),
        ("body", parts.body),
        ("closing", parts.closing),
        ("after", parts.after),
        ("furniture", parts.furniture),
    )
    for zone, lines in zones:
        seen: list[Paragraph] = []
        for line in lines:
            if not seen or seen[-1] is not line.paragraph:
                seen.append(line.paragraph)
        found += _zone(zone, seen)
    holds = [bool(PHONE.search(each.text) or EMAIL.search(each.text)) for each in found]
    for number, passage in enumerate(found):
        passage.near_contact = any(holds[max(0, number - 1) : number + 2])
    return found


def _zone(zone: str, paragraphs: Sequence[Paragraph]) -> Iterator[Passage]:
    current: Passage | None = None
    labels = _row_labels(paragraphs)
    for number, paragraph in enumerate(paragraphs):
        if (
            paragraph.is_heading
            and paragraph.row is None
            and zone == "body"
            and not (PHONE.search(paragraph.text) or EMAIL.search(paragraph.text))
        ):
            if current:
                yield current
            current = None
            continue
        label = labels.get(id(paragraph)) or paragraph.heading
        units = _units(paragraph, number / max(1, len(paragraphs) - 1))
        if not units:
            continue
        text = paragraph.text.rstrip()
        short = len(text) < 130
        open_ended = short and not (text.endswith((".", "!", "?")) and len(text.split()) > 3)
        points = PHONE.search(paragraph.text) or EMAIL.search(paragraph.text)
        if paragraph.row is not None:
            group: object = (
                (label, paragraph.row[0]) if labels.get(id(paragraph)) else paragraph.row
            )
        else:
            group = (label, paragraph.where)
        joins = (
            current is not None
            and current.group == group
            and (
                paragraph.row is not None
                or paragraph.where in ("text_box", "header", "footer")
                or (short and current.is_short)
                or (short and points is not None and _belongs(text, current.text))
                or (points is not None and CONTACT_LABEL.search(label) is not None)
            )
        )
        if not joins or current is None:
            if current:
                yield current
            current = Passage(label, zone, [], group, open_ended)
        current.units += units
        current.is_short = open_ended
    if current:
        yield current


def _belongs(text: str, before: str) -> bool:
    """Whether a line with a number belongs to the words before it: it has no name of its own."""
    return CONTACT_CUE.search(before) is not None or (bool(names(before)) and not names(text))


def _row_labels(paragraphs: Sequence[Paragraph]) -> dict[int, str]:
    """For each paragraph in a table the label that it stands under: by `id`.

    The label is the first cell of its row, or the row above if that has one short cell. Rows of a
    form (“Name”, “Phone”) belong together, under what leads into the table.
    """
    found: dict[int, str] = {}
    rows: dict[tuple[int, int], list[Paragraph]] = {}
    leads: dict[int, str] = {}
    before = ""
    for paragraph in paragraphs:
        if paragraph.row is not None:
            rows.setdefault(paragraph.row, []).append(paragraph)
            leads.setdefault(paragraph.row[0], f"{paragraph.heading}\n{before}".strip())
        else:
            before = paragraph.text if paragraph.text.rstrip().endswith(":") else ""
    fields = Counter(number for (number, _), cells in rows.items() if _is_field(cells))
    label, table = "", 0
    for (number, _), cells in rows.items():
        if number != table:
            label, table = "", number
        if fields[number] > 1 and _is_field(cells):
            named = "\n".join(one for one in (leads[number], label) if one)
            if not CONTACT_LABEL.search(named):
                named = f"{named}\n{_FORM}"
            found.update((id(cell), named) for cell in cells)
            continue
        columns = {paragraph.cell for paragraph in cells}
        first = "\n".join(each.text for each in cells if each.cell == cells[0].cell)
        is_label = (
            len(first.split()) <= 25
            and cells[0].cell in (1, None)
            and not PHONE.search(first)
            and not EMAIL.search(first)
        )
        if is_label and len(columns) == 1 and len(cells) == 1:
            label = first  # a row that is nothing but a label
            found[id(cells[0])] = label
            continue
        if is_label and len(columns) > 1 and _LABEL.search(first) and not name_and_title(first):
            label = first
        for paragraph in cells:
            if label:
                found[id(paragraph)] = label
    return found


def _is_field(cells: Sequence[Paragraph]) -> bool:
    label = cells[0].text
    if len(cells) < 2 or len(label.split()) > 4:
        return False
    rest = " ".join(cell.text for cell in cells[1:])
    if EMAIL.fullmatch(rest) or PHONE.fullmatch(rest) or _FIELD.fullmatch(label):
        return True
    return re.search(r"\bcontact\b", label, re.IGNORECASE) is not None


_FORM = "contact"
"""What a form with somebody's number is, if nothing says it."""
_FIELD = Regex(
    r"\W*(?:(?:contact|full|work|office|direct|job|district) )?"
    r"(?:name|contact(?: person)?|title|position|role|job|department|office|phone|telephone|tel|"
    r"cell|mobile|line|extension|fax|e-?mail|address|nombre|teléfono|correo|puesto)"
    r"(?: (?:number|address|no\.?))?\W*",
    re.IGNORECASE,
)
CONTACT_LABEL = Regex(
    r"\b(contacts?|contacting|reach(ing)?|questions?|correspondence|"
    r"(whom?|person) to (ask|call|reach|write)|"
    r"get(ting)? in touch|inquir(y|ies)|point person|call us|ask (us|for)|talk to|communicat\w+|"
    r"contacto|"
    r"liaison|phone|who will answer|write to|poc|go[- ]to)\b",
    re.IGNORECASE,
)
SITE_LABEL = Regex(
    r"\b(sites?|campus|which school|(our|the|school) (school|site|campus)|school (information|"
    r"that|we|"
    r"represent\w*|select\w*|info)|specified|where we would|proposed|lead|schools? we|pilot|"
    r"plantel|escuela)\b|"
    r"^\W*(?:\d+[.)]|[A-Z][.)])?\W*(?:schools?|where)\W*$",
    re.IGNORECASE,
)
CONTACT_CUE = Regex(
    r"\b(contacts?(?:ed|ing)?|questions?|inquir(?:y|ies)|reach(?:ed)?|correspond\w*|"
    r"direct(?:ed)? to|"
    r"get in touch|call|write|ask|find|keeps|communicate|ring|picks? up|e-?mail|telephone|ask for|"
    r"speak (?:with|to)|talk (?:with|to)|designee|"
    r"poc|point (?:person|of contact)|answer\w*|handl(?:es|ing)|field(?:s|ing)?|liaison|"
    r"address(?:ed)? to|"
    r"follow[- ]up|information|try|direct line|available|attention of|preguntas|contacto)\b",
    re.IGNORECASE,
)
_LABEL = Regex(
    rf"{CONTACT_LABEL.pattern}|{SITE_LABEL.pattern}|\b(district|community|students?|interest|"
    r"engag\w+|trust|conversations?|capacity|name|e-?mail|telephone|why|how|who|efforts?)\b",
    re.IGNORECASE,
)


_NUMBERING = Regex(r"^\W*(?:(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[IVX]{1,4})(?![^\W_]))?\W*")


def label_of(passage: Passage) -> str:
    """The heading or row label, and a label that begins the text (“Site: …”, “9. Site.”)."""
    first = _NUMBERING.sub("", passage.units[0].text)
    if len(first) < 3 and len(passage.units) > 1:
        first = _NUMBERING.sub("", passage.units[1].text)
    inline = re.match(
        r"[\w’'/&-]+(?: [\w’'/&-]+){0,5}(?:\.|(?: [\w’'/&-]+){0,3}:)(?:\s|$)", first[:120]
    )
    return f"{passage.label}\n{inline.group().strip()}" if inline else passage.label
