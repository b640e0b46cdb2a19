"""What is in a finished Word file or PDF, as it was read, with no judgement."""

from __future__ import annotations

import errno
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Literal

from loi_tool.errors import NothingToCheck, UnreadableFile
from loi_tool.findings import Evidence, Place

MAX_BYTES = 100_000_000
"""Of a Word file or a PDF; mail servers stop at a quarter of it."""

_WHY_NOT = {
    errno.EACCES: ": you are not allowed to read it",
    errno.EPERM: ": you are not allowed to read it",
    errno.EISDIR: ": it is a folder",
    errno.ELOOP: ": it is a shortcut that leads back to itself",
    errno.EIO: ": the disk or the network drive that it is on does not answer",
}

MAX_TEXT = 75_000
"""Characters of a Word file or a PDF: 25 pages of five hundred words. More is not read."""

MAX_PARAGRAPHS = 1_250
"""Of a Word file or a PDF, cells and, in Word, empty ones counted: 25 pages of fifty lines."""

MAX_PARAGRAPH, MAX_WORD = 20_000, 4_000
"""Characters of a paragraph, and of what has no space in it. Patterns run over no more."""

COMMENTS_BY_US = "loi"
"""The author of the comments that `loi check --annotate` writes."""

_SHOWN = 60

Where = Literal["body", "table", "text_box", "header", "footer", "note"]


def too_much_text(file: str) -> UnreadableFile:
    """What to raise where a file has more than one of the bounds above."""
    return UnreadableFile(
        f"{file} holds more text than 25 pages; a letter has a few.",
        "Look whether it is the right file. If the letter is in it, save that in a file of its "
        "own.",
    )


def refuse_long_text(file: str, texts: Sequence[str]) -> None:
    """Look whether a file has more paragraphs, a longer one, or a longer word than any letter.

    Args:
        file: its name.
        texts: its paragraphs.

    Raises:
        UnreadableFile: it has; the message quotes where what is too long begins.
    """
    if len(texts) > MAX_PARAGRAPHS:
        raise too_much_text(file)
    for text in texts:
        if len(text) > MAX_PARAGRAPH:
            what = f"a paragraph of more than {MAX_PARAGRAPH:,} characters"
        elif len(text) > MAX_WORD and max(map(len, text.split()), default=0) > MAX_WORD:
            what = f"more than {MAX_WORD:,} characters without a space"
        else:
            continue
        raise UnreadableFile(
            f"{file} has {what}; a letter never has. It begins with "
            f"“{' '.join(text[:_SHOWN].split())}”.",
            "Look whether it is the right file. Break up the paragraph, or delete what is no text.",
        )


def read_bytes(path: Path, limit: int = MAX_BYTES, because: str = "letters never are") -> bytes:
    """The bytes of a file of the user's.

    Raises:
        NothingToCheck: there is no such file.
        UnreadableFile: it is a pipe or a device, cannot be opened, or is larger than `limit` bytes.
    """
    try:
        kind = path.stat().st_mode  # to open a pipe is to wait for a person to write into it
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            raise UnreadableFile(
                f"{path.name} is not a file but a device or a pipe of this computer.",
                "Name the file itself.",
            )
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except FileNotFoundError as error:
        raise NothingToCheck(
            f"There is no file {path}.",
            "Look at the name and the folder. `loi new` writes a file of answers to begin with.",
        ) from error
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} cannot be opened{_WHY_NOT.get(error.errno or 0, '')}.",
            "Look whether it is a file, whether another program has it open, and whether you may "
            "read it.",
        ) from error
    if len(raw) > limit:
        raise UnreadableFile(
            f"{path.name} is larger than {limit // 1_000_000} MB; {because}.",
            "Look whether it is the right file.",
        )
    return raw


@dataclass(frozen=True)
class Paragraph:
    """A paragraph that readers see, in reading order.

    `text` has soft line breaks as newlines, tabs as tabs, non-breaking spaces as spaces and no
    soft hyphens. Text boxes stand behind the paragraph that they are anchored in; headers come
    first, footers and notes last, each distinct text once.
    """

    text: str
    place: Place
    """File, page where known, and the number of the paragraph (from 1; None in furniture)."""
    where: Where = "body"
    is_heading: bool = False
    """By its style, or because it is a short line that is bold or large throughout."""
    is_list: bool = False
    heading: str = ""
    """The nearest heading above; empty before the first."""
    row: tuple[int, int] | None = None
    """Table and row (from 1) of a cell: the cells of a row belong together."""
    cell: int | None = None
    """The column (from 1) of a cell."""
    links: tuple[str, ...] = ()
    """The addresses behind its words, less `mailto:`."""
    label: str = ""
    """What the numbering of Word puts before the text; in a PDF that is a part of the text."""


@dataclass(frozen=True)
class Image:
    """A picture that readers see. `index` is that of its paragraph in `paragraphs`. Inches.

    One that cannot be shown is a leftover; a blank one at the end of a letter is left out.
    In Word, a picture that is alone has the index of the paragraph after it (of the last one
    at the end), and the number and page of the one before. A floating one has the index of the
    paragraph that it is drawn beside, if that can be told.
    """

    index: int
    place: Place
    where: Where = "body"
    alt: str = ""
    name: str = ""
    width: float = 0
    height: float = 0
    decorative: bool = False
    cell: int | None = None
    """The column (from 1) of the table that it is in."""
    is_fixed: bool = False
    """In Word: whether it has its place on the page, and not by the paragraph of its index."""


class LeftoverKind(str, Enum):
    """What can be left in a file that must not be sent, or that is a danger to its reader."""

    INSERTION = "insertion"
    DELETION = "deletion"
    MOVE = "move"
    FORMATTING = "formatting"
    """A tracked change of formatting."""
    COMMENT = "comment"
    HIDDEN = "hidden"
    INVISIBLE = "invisible"
    """Text in white on white, or too small to be seen."""
    HIGHLIGHT = "highlight"
    MACROS = "macros"
    OBJECT = "object"
    """An embedded object: a spreadsheet, a package, an ActiveX control."""
    TEMPLATE = "template"
    """A template that is fetched from elsewhere."""
    LINKED_IMAGE = "linked_image"
    LOST_IMAGE = "lost_image"
    """A picture that is not in the file, or that is none: Word shows a red cross for it."""
    TELLING_IMAGE = "telling_image"
    """A photo that says where it was taken, or by whom."""
    LINKED_DATA = "linked_data"
    """Any other part that is fetched from elsewhere when the file is opened."""
    CHANGING = "changing"
    """A field with a date or time that changes by itself; the name of the field."""
    IMPORTED = "imported"
    """Another file that Word makes part of the letter when it opens it."""
    SCRIPT = "script"
    LAUNCH = "launch"
    ATTACHMENT = "attachment"
    FORM_FIELD = "form_field"
    """A field of a form that is still to be filled in (signature fields are not counted)."""
    ANNOTATION = "annotation"
    """A note or mark that a person put on a PDF."""


@dataclass(frozen=True)
class Leftover:
    """One leftover. `text` is its words, or the name or address of what is fetched or carried."""

    kind: LeftoverKind
    text: str
    place: Place
    author: str = ""
    number: int = 0
    """Of a note on a PDF, by which a `DrawnMark` names it."""


@dataclass(frozen=True)
class TypeUse:
    """One font at one size in points: how many characters are set in it, and where it begins."""

    font: str
    points: float
    characters: int
    text: str
    """The first words that are set in it."""
    place: Place
    running: int | None = None
    """How many of the characters are in running text, and not in lists of names, addresses or
    tables; None where that was not looked at."""

    @property
    def in_sentences(self) -> int:
        """The characters in running text; all, where that was not looked at."""
        return self.characters if self.running is None else self.running


@dataclass(frozen=True)
class PageShape:
    """Paper and margins of a part of the letter, in inches; margins are None in a PDF."""

    width: float
    height: float
    top: float | None = None
    bottom: float | None = None
    left: float | None = None
    right: float | None = None


@dataclass(frozen=True)
class TableShape:
    """A table, and whether its first row is marked as a header."""

    place: Place
    rows: int
    columns: int
    has_header: bool
    text: str
    """The first words in it."""


@dataclass(frozen=True)
class SignatureMark:
    """A place for a digital signature, or such a signature, in a PDF or a Word file.

    `line` is a Word signature line, `package` a digital signature of a Word file (ISO 29500-2, 13),
    `field` a signature field of a PDF (ISO 32000-1, 12.7.4.5 and 12.8).
    """

    kind: Literal["line", "package", "field"]
    place: Place
    signed: bool
    signer: str | None = None
    """Who signed, as the certificate has it; for a line, whose it is."""
    title: str | None = None
    """What a signature line says of the signer's title."""
    whole: bool | None = None
    """Whether what was signed is unchanged; None where nothing is signed or it is unknown."""
    covers_file: bool | None = None
    """Whether the signature covers the whole file, or all of the document's own parts."""
    changed_since: bool | None = None
    """Whether something was added to the file after it was signed that changes what is read."""
    problem: str = ""
    """What is wrong with it, in words for a grant writer; empty if nothing is."""


@dataclass(frozen=True)
class DrawnMark:
    """What is drawn by hand, or put, on a page of a PDF, and may be a signature. Inches.

    A stamp, a drawing with a pen, lines with curves in them, a picture in a field of a form. No
    picture of the page itself, and nothing that cannot be seen. What is typed over the page is one
    if its words are the name of the person who signs.
    """

    index: int
    """As that of an `Image`."""
    place: Place
    what: str
    """In words: “a stamp”."""
    width: float
    height: float
    under: float = 0
    """From the first line of that paragraph down to its top."""
    note: int = 0
    """The number of the note that it is; 0 if it is none."""
    words: str = ""
    """What is typed there, where it is no drawing."""


@dataclass(frozen=True)
class ShownLink:
    """A link: the words that are shown, and where it leads, less `mailto:` and `tel:`."""

    text: str
    address: str
    place: Place


@dataclass(frozen=True)
class Properties:
    """What a file says of itself. Empty texts where it says nothing."""

    title: str = ""
    author: str = ""
    company: str = ""
    manager: str = ""
    last_editor: str = ""
    language: str = ""
    """Language tag (BCP 47) of the body."""
    application: str = ""
    """The program that saved it last."""
    pages: int | None = None
    """The pages that Word counted when it saved the file."""
    words: int | None = None


@dataclass(frozen=True)
class WordFacts:
    """A Word file."""

    file: str
    paragraphs: tuple[Paragraph, ...]
    images: tuple[Image, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    types: tuple[TypeUse, ...] = ()
    shapes: tuple[PageShape, ...] = ()
    tables: tuple[TableShape, ...] = ()
    signatures: tuple[SignatureMark, ...] = ()
    links: tuple[ShownLink, ...] = ()
    properties: Properties = Properties()
    unread: str = ""
    """The name of a part that Word shows as text of the letter, and that could not be read."""
    heading_styles: bool = True
    """Whether headings, if there are any, are made with heading styles."""
    numbers_pages: bool = False
    """Whether every page has a header or a footer with its number (a PAGE field)."""


@dataclass(frozen=True)
class PdfFacts:
    """A PDF. Of one that is `locked` by a password nothing else is known."""

    file: str
    pages: int = 0
    paragraphs: tuple[Paragraph, ...] = ()
    images: tuple[Image, ...] = ()
    scanned: tuple[int, ...] = ()
    """Pages (from 1) that are pictures with no text, or have none that can be read."""
    recognized: tuple[int, ...] = ()
    """Pages that are pictures, whose text a machine recognized."""
    unreadable: tuple[int, ...] = ()
    """Pages among the scanned that show text, and for whose signs the file has no letters."""
    certificate: tuple[int, ...] = ()
    """Pages behind the letter that a signing service appended; `pages` are those of the letter."""
    service: str = ""
    """Its name, where it says so."""
    turned: tuple[int, ...] = ()
    """Pages whose text lies on its side, or on its head, for who opens the file."""
    misread: tuple[str, ...] = ()
    """Some words, as the file gives them, that look otherwise: they cannot be searched for."""
    locked: bool = False
    """It cannot be opened without a password."""
    encrypted: bool = False
    leftovers: tuple[Leftover, ...] = ()
    types: tuple[TypeUse, ...] = ()
    shapes: tuple[PageShape, ...] = ()
    signatures: tuple[SignatureMark, ...] = ()
    links: tuple[ShownLink, ...] = ()
    properties: Properties = Properties()
    disorder: str = ""
    """What of its order had to be mended to read it, to go on “but”; empty if nothing had."""
    tagged: bool = False
    fonts_not_embedded: tuple[str, ...] = ()
    drawn: tuple[DrawnMark, ...] = ()
    boxes: tuple[Evidence, ...] = ()
    """Lines on which a character is drawn as a box; only of a PDF that was just made."""
    numbered: tuple[int, ...] = ()
    """Pages whose header or footer has their number."""
    text_margin: float | None = None
    """Inches between prose and the nearer side of the paper; None where there is too little."""
    other_fonts: tuple[Evidence, ...] = ()
    """Lines in another font than the letter's, without need; only of a PDF that was just made."""

    @property
    def is_scan(self) -> bool:
        """Whether all of its pages are pictures."""
        return self.pages > 0 and len(self.scanned) + len(self.recognized) >= self.pages


def certificate_name(names: Mapping[str, Any]) -> str | None:
    """Who a certificate is for: the common name, else given name and surname, else the office."""

    def one(key: str) -> str:
        value = names.get(key) or ""
        return " ".join(str(value[0] if isinstance(value, list) else value).split())

    person = " ".join(part for part in (one("given_name"), one("surname")) if part)
    return one("common_name") or person or one("organization_name") or None
