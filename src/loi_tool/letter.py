"""The letter as data: what is in it, in order, before it is a Word file or a PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Date  # noqa: N812 (a field is called `date`)
from typing import Literal

TEAM, COMMITMENTS = "Our team", "Our commitments"
"""Headings of what is no item of a call."""
LETTER_OF_INTEREST = "Letter of Interest"


@dataclass(frozen=True)
class Span:
    """A stretch of text in one style. A line break inside it is a newline."""

    text: str
    bold: bool = False
    italic: bool = False


NumberFormat = Literal["", "decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman"]
"""How the items of a list are numbered (ISO 29500-1, 17.18.59); empty is as the style has it."""


@dataclass(frozen=True)
class Block:
    """A paragraph, or one item of a list (`level` from 0; `start` numbers a new list)."""

    spans: tuple[Span, ...]
    kind: Literal["paragraph", "bullet", "number"] = "paragraph"
    level: int = 0
    start: int | None = None
    number_format: NumberFormat = ""
    """Of a new list."""
    key: str = ""
    """The key in the answers that it came from (`sections.interest`); empty for fixed words."""

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Table:
    """A small table with a header row."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Shares of the line width; they add up to 1."""
    key: str = ""


@dataclass(frozen=True)
class Section:
    """A heading and what is under it. Some calls allow no heading for it; then it is empty."""

    id: str
    heading: str
    blocks: tuple[Block, ...] = ()
    table: Table | None = None
    outside_page_limit: bool = False


@dataclass(frozen=True)
class Picture:
    """An image file's bytes, and its alternative text. `width` and `height` are in pixels."""

    data: bytes = field(repr=False)
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Layout:
    """Font name, size in points, margins in inches."""

    font: str = "Calibri"
    size: float = 11
    margin: float = 1.0
    """The narrowest."""
    width: float | None = None
    """Of the lines, in inches; None is what the margins leave of US Letter."""

    @property
    def line_width(self) -> float:
        """The width of the lines, in inches."""
        return 8.5 - 2 * self.margin if self.width is None else self.width


@dataclass(frozen=True)
class Paper:
    """A Word file with a district's own letterhead, on which a letter is written."""

    data: bytes = field(repr=False)
    file: str
    """Its name."""
    layout: Layout = Layout()
    """How the text of a letter looks on it."""


@dataclass(frozen=True)
class Letter:
    """A complete letter. `written` is the date on it; `draft` marks every page."""

    title: str
    author: str
    logo: Picture | None
    letterhead: tuple[str, ...]
    """The district's name first, then the lines under it."""
    written: Date
    addressee: tuple[str, ...]
    subject: str
    salutation: str
    """Empty where the call's letters have none; so are `opening`, `closing` and `valediction`."""
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    closing: tuple[Block, ...]
    """What is between the last section and the valediction."""
    valediction: str
    signature: Picture | None
    signer: tuple[str, ...]
    """Name, title and district of the person who signs; empty where nobody does."""
    layout: Layout = Layout()
    draft: bool = False
    paper: Paper | None = None
    """The district's own letterhead; it then takes the place of `logo` and `letterhead`."""
    cosigners: tuple[tuple[str, str], ...] = ()
    """Name and title of those who sign besides."""
    numbers_first_page: bool = False
    """Whether the first page, too, has its number at its foot."""
    name: str = LETTER_OF_INTEREST
    """What the call calls it, for the foot of each page."""
    to_fill_in: bool = False
    """Words in brackets are prompts that a person replaces in Word."""

    def blocks(self) -> list[Block]:
        """Every block of every section, in order."""
        return [block for section in self.sections for block in section.blocks]

    def texts(self) -> list[tuple[str, str]]:
        """Every text in order, each with the key in the answers that it came from, or nothing."""
        texts = [
            *(("district", line) for line in self.letterhead),
            *(("", line) for line in self.addressee),
            ("", f"Subject: {self.subject}"),
            ("letter.salutation", self.salutation),
            *((block.key, block.text) for block in self.opening),
        ]
        for section in self.sections:
            texts.append(("", section.heading))
            texts += [(block.key, block.text) for block in section.blocks]
            if section.table:
                rows = (section.table.header, *section.table.rows)
                texts += [(section.table.key, cell) for row in rows for cell in row]
        texts += [(block.key, block.text) for block in self.closing]
        texts.append(("", self.valediction))
        texts += [("superintendent", line) for line in self.signer]
        texts += [("cosigners", line) for person in self.cosigners for line in person]
        return [text for text in texts if text[1]]
