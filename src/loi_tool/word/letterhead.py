"""A district's own Word letterhead: can a letter be written on it, and the page that it gives.

Headers, footers, logo, margins and fonts stay as they are. What is above the letter in the body
stays if it is a picture; its text goes, for it can only be a prompt.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import docx

from loi_tool.errors import UnreadableFile
from loi_tool.files import LeftoverKind, WordFacts
from loi_tool.letter import Block, Layout, Letter, Paper, Section, Span, Table
from loi_tool.opc.package import Package, open_package
from loi_tool.placeholders import masked, placeholders
from loi_tool.text import MONTH, Regex, is_valediction, word_set
from loi_tool.word import page_elements
from loi_tool.word.page import Page, page_on_letterhead
from loi_tool.word.read import read_word

if TYPE_CHECKING:
    from docx.document import Document

_LEAST_WIDTH, _LEAST_HEIGHT = 3.0, 4.0
"""Inches that a letter needs on each page."""
_MOST_UNPACKED = 40_000_000
"""Bytes; python-docx holds all of them in memory."""
_SHOWN = 60
_CHANGES = (
    LeftoverKind.INSERTION,
    LeftoverKind.DELETION,
    LeftoverKind.MOVE,
    LeftoverKind.FORMATTING,
)
_ELSEWHERE = (LeftoverKind.LINKED_IMAGE, LeftoverKind.LOST_IMAGE, LeftoverKind.LINKED_DATA)
_LOREM = word_set(
    "lorem ipsum dolor sit amet consectetur adipiscing adipisicing elit sed eiusmod tempor "
    "incididunt ut labore et dolore magna aliqua enim ad minim veniam quis nostrud exercitation "
    "ullamco laboris nisi aliquip ex ea commodo consequat duis aute irure reprehenderit voluptate "
    "velit esse cillum eu fugiat nulla pariatur excepteur sint occaecat cupidatat non proident "
    "sunt culpa qui officia deserunt mollit anim id est laborum vestibulum vivamus pellentesque "
    "curabitur suspendisse maecenas nullam praesent phasellus aenean donec integer mauris morbi "
    "nunc quisque sagittis tincidunt ultrices varius viverra malesuada faucibus primis orci luctus "
    "perspiciatis unde omnis iste natus accusantium doloremque laudantium totam rem aperiam eaque "
    "ipsa quae ab illo inventore veritatis quasi architecto beatae vitae dicta explicabo nemo "
    "posuere cubilia curae ante lectus justo felis vitae vel nec nibh augue lacus libero turpis"
)
_MOSTLY = 0.5
_FRAME = word_set(
    "a address addressee and attention attn begin begins body city closing code company date day "
    "dear department email enclosure enclosures for from goes greeting here insert in the of name "
    "letter line lines message month name number of organization or phone position re recipient "
    "recipients regarding salutation sender signature st state street subject text this title to "
    "type typing xx yyyy year your zip write start starts mm dd"
)
"""Words of which a prompt is made: “Date”, “Recipient name”, “Body of the letter”."""
_ASKING = Regex(
    r"\W{0,9}(?:please\s+)?(?:click|tap|type|enter|insert|write|start|begin|put|place|add|paste|compose)\b"
    r".{0,200}\b(?:here|text|letter|body|typing|writing|message|content|date|name|address|recipient)\b",
    re.IGNORECASE,
)
_GOES_HERE = Regex(r"\b(?:goes|belongs|begins|starts|text)\s+here\b", re.IGNORECASE)
_LONGEST_PROMPT = 20
"""Words."""
_DATE = Regex(rf"\W{{0,9}}{MONTH}\s+\d{{1,2}},?\s+\d{{4}}\W*", re.IGNORECASE)


def read_letterhead(data: bytes, file: str) -> Paper:
    """Look whether a letter can be written on a Word file, and how its text would look.

    Args:
        data: the whole file.
        file: its name, for messages.

    Raises:
        UnreadableFile: it cannot serve as a letterhead. The message says why.
    """
    package = open_package(data, file)
    _refuse_large(data, file)
    facts = read_word(data, file)
    _refuse_locked(package, facts)
    try:
        document = docx.Document(io.BytesIO(data))
        _refuse_text(page_elements.body_texts(document), file)
        _refuse_shape(document, facts)
        return Paper(data, file, _layout_of_trial(Paper(data, file)))
    except UnreadableFile:
        raise
    except Exception as error:  # of what Word mends without a word; python-docx raises many kinds
        raise UnreadableFile(
            f"{file} is built in a way that only Word itself can mend.",
            "Open it in Word, and save it under a new name.",
        ) from error


def letterhead_page(paper: Paper, author: str) -> Page:
    """The page that a letterhead gives, ready to be written on.

    Args:
        paper: what `read_letterhead` gave.
        author: whose letterhead it is.
    """
    return page_on_letterhead(docx.Document(io.BytesIO(paper.data)), author)


# What cannot serve --------------------------------------------------------------------------------


def _refuse_large(data: bytes, file: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > _MOST_UNPACKED:
        raise UnreadableFile(
            f"{file} is far too large for a letterhead.",
            "Make its pictures smaller (Picture Format, Compress Pictures).",
        )


def _refuse_locked(package: Package, facts: WordFacts) -> None:
    """Macros, protection, signatures, and what is fetched from elsewhere or left over."""
    file = facts.file
    kinds = {leftover.kind for leftover in facts.leftovers}
    settings = next((r.target for r in package.relations(package.main) if r.kind == "settings"), "")
    root = package.xml(settings) if settings else None
    if LeftoverKind.MACROS in kinds:
        raise UnreadableFile(
            f"{file} has macros in it.",
            "Open it in Word, choose File, Save As, “Word Document (*.docx)”, and use that file.",
        )
    if root is not None and page_elements.is_protected(root):
        raise UnreadableFile(
            f"{file} is protected against changes.",
            "Open it in Word, choose Review, Restrict Editing, Stop Protection, and save a copy.",
        )
    if any(name.lower().startswith("_xmlsignatures/") for name in package.names):
        raise UnreadableFile(
            f"{file} is digitally signed, and a letter on it would break the signature.",
            "Use a copy without the signature.",
        )
    if kinds.intersection(_CHANGES):
        raise UnreadableFile(
            f"{file} has tracked changes in it.",
            "Open it in Word, go through the changes under Review one by one, accept or reject "
            "each, and save it.",
        )
    if kinds.intersection((LeftoverKind.OBJECT, LeftoverKind.IMPORTED)):
        raise UnreadableFile(
            f"{file} has an embedded file or control in it.",
            "Put a picture in its place, and save it.",
        )
    if kinds.intersection(_ELSEWHERE):
        raise UnreadableFile(
            f"{file} has a picture or other data that is not in the file itself.",
            "Insert the picture into the file (Insert, Pictures), and save it.",
        )


def _refuse_text(texts: list[str], file: str) -> None:
    own = [" ".join(text.split()) for text in texts if not is_prompt(text)]
    if own:
        shown = own[0] if len(own[0]) <= _SHOWN else f"{own[0][: _SHOWN - 2]} …"
        raise UnreadableFile(
            f"{file} has text of its own where the letter would be: “{shown}”.",
            "Move what belongs to the letterhead into the header or footer (Insert, Header), and "
            "delete the rest.",
        )


def _refuse_shape(document: Document, facts: WordFacts) -> None:
    file = facts.file
    if len(document.sections) > 1:
        raise UnreadableFile(
            f"{file} has {len(document.sections)} sections, and it is not clear which the letter "
            "belongs in.",
            "Delete the section breaks. For another header on further pages use “Different First "
            "Page”.",
        )
    section = document.sections[0]
    if page_elements.columns(section) > 1:
        raise UnreadableFile(
            f"{file} is set in columns.", "Choose Layout, Columns, One, and save it."
        )
    width, height = (
        page_elements.text_width(section).inches,
        page_elements.text_height(section).inches,
    )
    if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        raise UnreadableFile(
            f"{file} leaves only {max(width, 0):.1f} by {max(height, 0):.1f} inches of a page for "
            f"the text; a letter needs {_LEAST_WIDTH:g} by {_LEAST_HEIGHT:g}.",
            "Make its margins, header or footer smaller.",
        )
    shown = any(
        paragraph.where in ("header", "footer", "text_box") for paragraph in facts.paragraphs
    )
    if not shown and not facts.images and not page_elements.has_drawing(document):
        raise UnreadableFile(
            f"{file} is an empty page: there is nothing in its header or footer.",
            "Leave `letterhead` out, or name the file that has the letterhead.",
        )


def is_prompt(text: str) -> bool:
    """Whether a text on a letterhead only keeps the place of the letter's own.

    Nothing, a prompt (“[Date]”, “Click here to enter text.”, “Body of the letter”), lorem ipsum,
    today's date, or a closing by itself.
    """
    rest = masked(text)
    for start, end in placeholders(rest):
        rest = rest[:start] + " " * (end - start) + rest[end:]
    words = re.findall(r"[^\W\d_]+", rest.lower())
    if not words or is_valediction(rest) or _DATE.fullmatch(text):
        return not re.search(r"\d", rest) or bool(_DATE.fullmatch(text))
    if sum(word in _LOREM for word in words) >= _MOSTLY * len(words):
        return True
    if len(words) > _LONGEST_PROMPT:
        return False
    asks = _ASKING.match(text) is not None or _GOES_HERE.search(text) is not None
    return asks or all(word in _FRAME for word in words)


# How its text looks -------------------------------------------------------------------------------


def _layout_of_trial(paper: Paper) -> Layout:
    """Font, size, margin and width of a letter with all that letters have, as it is read back."""
    from loi_tool.word.write import word_bytes

    facts = read_word(word_bytes(replace(_TRIAL, paper=paper), _TRIAL_TIME), paper.file)
    text = max((use for use in facts.types if use.place.paragraph), key=lambda use: use.characters)
    shape = facts.shapes[0]
    left, right = (1.0 if side is None else side for side in (shape.left, shape.right))
    sides = (shape.left, shape.right, shape.top, shape.bottom)
    margin = min((abs(side) for side in sides if side is not None), default=1.0)
    return Layout(text.font, text.points, round(margin, 3), round(shape.width - left - right, 3))


_TRIAL_TIME = datetime(2000, 1, 1, tzinfo=timezone.utc)
_TRIAL_TEXT = (Block((Span("We try whether a letter can be written on this page. " * 9),)),)
_TRIAL = Letter(
    title="Letter",
    author="District",
    logo=None,
    letterhead=(),
    written=_TRIAL_TIME.date(),
    addressee=("Name",),
    subject="Letter",
    salutation="Dear Reader:",
    opening=_TRIAL_TEXT,
    sections=(
        Section(
            "section",
            "Heading",
            (Block((Span("Item"),), "bullet", 2), Block((Span("Item"),), "number")),
            Table("Table", ("One", "Two"), (("1", "2"),), (0.5, 0.5)),
        ),
    ),
    closing=_TRIAL_TEXT,
    valediction="Sincerely,",
    signature=None,
    signer=("Name", "Title"),
    draft=True,
)
