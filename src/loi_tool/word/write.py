"""The letter as a Word file, written with python-docx.

What letters look like is in `letter.docx`, a Word file: its styles, page, footer and lists. What
breaks lines alike in Word, LibreOffice and the embedded engine is set there: kerning from one point
up, no contextual spacing, lines at a distance a little larger than any built-in font asks for.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from itertools import count, zip_longest
from typing import TYPE_CHECKING

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Inches, Length, Pt, RGBColor
from docx.text.paragraph import Paragraph

from loi_tool.letter import LETTER_OF_INTEREST, Block, Letter, Picture, Section, Span, Table
from loi_tool.text import MONTHS
from loi_tool.word import elements, page_elements
from loi_tool.word.page import BODY_TEXT, DISTRICT, Page, house_page

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.run import Run

FontOf = Callable[[str], str | None]
"""For a character: None if the letter's own font draws it, else the family that does."""

DRAFT_WORDS = "DRAFT – not for submission"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TALL_SCRIPT_LINE = 1.45
_UNDIVIDED_LINES = 3
_CHARACTER = 0.46
"""Of the type size: about how wide a character is."""
_NARROW_CHARACTER, _WIDE_CHARACTER = 0.36, 0.55
_LINES_WITH_SIGNATURE = 2
_LONGEST_KEPT = 8
"""Lines of a paragraph, about; it leaves so many lines blank at the end of a page at the most."""
_LOGO_INCHES = (3.0, 0.75)
_SIGNATURE_INCHES = (2.4, 0.6)
_SIGNING_LINE = Inches(3.25)
_LONGEST_PROPERTY = 255
"""Characters; python-docx refuses more, as Word does."""
_PROMPT = re.compile(r"(\[[^\[\]]+\])")
_PROMPT_STYLE, _PROMPT_COLOR = "Placeholder Text", RGBColor(0x59, 0x59, 0x59)
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids (2.2), and carriage returns.

The class of all others would take 20 ms to compile, as long as a hundred patterns.
"""


def word_bytes(
    letter: Letter,
    as_of: datetime,
    font_of: FontOf = lambda character: None,
    name_fonts: frozenset[str] = frozenset(),
) -> bytes:
    """Write a letter as a .docx file.

    Args:
        letter: what to write.
        as_of: becomes the file's creation and modification time.
        font_of: which family draws a character that the letter's font lacks; text is cut there,
            for the embedded engine sets a whole run in one font.
        name_fonts: those of the families that the runs must name; the others are left to Word.

    Returns:
        The file's bytes, the same for the same input on any machine: members are stored and not
        compressed, for zlib's output differs from version to version.
    """
    if letter.paper is None:
        page = house_page(letter.layout)
    else:
        from loi_tool.word.letterhead import letterhead_page

        page = letterhead_page(letter.paper, _clean(letter.author))
    _set_properties(page.document, letter, as_of)
    _Writer(page, letter, font_of, name_fonts).write()
    if letter.draft:
        _mark_as_draft(page.document)
    buffer = io.BytesIO()
    page.document.save(buffer)
    return _stored(buffer)


def _set_properties(document: Document, letter: Letter, as_of: datetime) -> None:
    """What the file says of itself: nothing of what the file that it is written on said."""
    page_elements.drop_properties(document, "loi, on a letterhead" if letter.paper else "loi")
    properties = document.core_properties
    properties.title = _clean(letter.title)[:_LONGEST_PROPERTY]
    author = _clean(letter.author)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = author
    properties.language = "en-US"
    properties.created = properties.modified = as_of.astimezone(timezone.utc).replace(tzinfo=None)


def _mark_as_draft(document: Document) -> None:
    """Say it at the head of every page."""
    section = document.sections[0]
    headers = [section.header]
    if section.different_first_page_header_footer:
        headers.append(section.first_page_header)
    if document.settings.odd_and_even_pages_header_footer:
        headers.append(section.even_page_header)
    for header in headers:
        made = header.is_linked_to_previous  # then it is made now, with an empty paragraph
        paragraph = header.paragraphs[0] if made else header.add_paragraph()
        paragraph.style = document.styles["Draft Mark"]
        paragraph.add_run(DRAFT_WORDS)


# The letter, top to bottom ------------------------------------------------------------------------


class _Writer:
    """Writes one letter into a document."""

    def __init__(
        self, page: Page, letter: Letter, font_of: FontOf, name_fonts: frozenset[str]
    ) -> None:
        self.page = page
        self.document = document = page.document
        self.letter = letter
        self.font_of = font_of
        self.name_fonts = name_fonts
        self.width = page_elements.text_width(document.sections[0])
        self.space_after = document.styles[BODY_TEXT].paragraph_format.space_after
        self.prompts = count(1)
        if letter.to_fill_in:
            style = self.document.styles.add_style(_PROMPT_STYLE, WD_STYLE_TYPE.CHARACTER, True)
            style.font.color.rgb = _PROMPT_COLOR
        self.style_ids = page.style_ids
        # More characters than a line can hold, whatever they are.
        self.line = self.width.pt / (_NARROW_CHARACTER * letter.layout.size)
        # Three lines cannot be divided without a line left alone, which Word does not do. The
        # engine does, so the paragraphs that are so short are told to stay together.
        self.short = _UNDIVIDED_LINES * self.width.pt / (_CHARACTER * letter.layout.size)

    def write(self) -> None:
        """Write everything."""
        letter, written = self.letter, self.letter.written
        if letter.paper is None:
            self._letterhead()
            if letter.numbers_first_page:
                self.document.sections[0].different_first_page_header_footer = False
        date = self._line(f"{MONTHS[written.month - 1]} {written.day}, {written.year}", "Date")
        elements.put_in_front(date, self.page.floating)
        for line in letter.addressee:
            self._line(line, "Inside Address")
        self._line(f"Subject: {letter.subject}", "Subject Line")
        if letter.salutation:
            self._line(letter.salutation, "Salutation")
        self._blocks(letter.opening)
        for section in letter.sections:
            if not section.outside_page_limit:
                self._section(section)
        self._closing()
        for section in letter.sections:
            if section.outside_page_limit:
                self._section(section)

    def _letterhead(self) -> None:
        letter = self.letter
        if letter.logo:
            self._picture(letter.logo, "Letterhead Logo", _LOGO_INCHES)
        name, *lines = letter.letterhead
        self._line(name, "Letterhead Name")
        for line in lines:
            self._line(line, "Letterhead Line")
        for paragraph in self.document.sections[0].footer.paragraphs:
            self._fill_in_names(paragraph)

    def _fill_in_names(self, paragraph: Paragraph) -> None:
        """Put the names of the district and of the letter in their places."""
        for number, run in enumerate(paragraph.runs):
            if DISTRICT in run.text and not self.letter.author:  # to be filled in, but not here
                after = paragraph.runs[number + 1]
                after.text = after.text.lstrip(" ·")
            text = run.text.replace(DISTRICT, self.letter.author)
            text = text.replace(LETTER_OF_INTEREST, self.letter.name)
            if text == run.text:
                continue
            for piece, family in cut(text, self._family):
                self._set_script(elements.copy_run(run, _clean(piece)), family)
            elements.remove_run(run)

    def _section(self, section: Section) -> None:
        if section.heading:
            heading = self._line(section.heading, "Heading 1")
            heading.paragraph_format.page_break_before = section.outside_page_limit or None
        self._blocks(section.blocks)
        if section.table:
            self._table(section.table)

    def _closing(self) -> None:
        letter = self.letter
        first = next(iter(self._blocks(letter.closing)), None)
        if first is not None and letter.closing[0].kind == "paragraph":
            elements.set_style(first, self.style_ids["Closing Text"])
        if not letter.signer:
            return
        self._keep_with_signature()
        if letter.valediction:
            self._line(letter.valediction, "Closing")
        if letter.signature:
            self._picture(letter.signature, "Signature Picture", _SIGNATURE_INCHES)
        for number, line in enumerate(letter.signer):
            if number == 0 and letter.signature is None:
                self._signature_line(line)
            else:
                paragraph = self._line(line, "Signature")
        for name, title in letter.cosigners:
            self._signature_line(name)
            paragraph = self._line(title, "Signature")
        paragraph.paragraph_format.keep_with_next = False

    def _signature_line(self, name: str) -> None:
        """A line to sign on, above the name, and long enough for it."""
        paragraph = self._line(name, "Signature Line")
        long = Pt(len(name) * _WIDE_CHARACTER * self.letter.layout.size)
        room = max(self.width - max(_SIGNING_LINE, long), 0)
        paragraph.paragraph_format.right_indent = Length(room)

    def _keep_with_signature(self) -> None:
        """Keep the last two lines of text on the page of what follows, so that none signs alone.

        A long paragraph is not kept: the engine and LibreOffice would move all of it.
        """
        lines = 0
        for block in reversed(list(self.document.iter_inner_content())):
            rows = [[block]] if isinstance(block, Paragraph) else elements.rows_from_below(block)
            for paragraphs in rows:
                longest = max(len(paragraph.text) for paragraph in paragraphs)
                if lines >= _LINES_WITH_SIGNATURE or longest > _LONGEST_KEPT * self.line:
                    return
                for paragraph in paragraphs:
                    paragraph.paragraph_format.keep_with_next = True
                lines += 2 if longest > self.line else 1

    # Paragraphs ---------------------------------------------------------------------------------

    def _paragraph(self, style: str) -> Paragraph:
        paragraph = self.document.add_paragraph()
        elements.set_style(paragraph, self.style_ids[style])
        return paragraph

    def _line(self, text: str, style: str) -> Paragraph:
        return self._fill(self._paragraph(style), (Span(text),))

    def _text(self, spans: tuple[Span, ...], style: str = BODY_TEXT) -> Paragraph:
        if self.letter.to_fill_in and _PROMPT.fullmatch(text := spans[0].text):
            paragraph = self._paragraph(style)
            paragraph.add_run(_clean(text))
            elements.make_prompt(paragraph, self.style_ids[_PROMPT_STYLE], next(self.prompts))
            return paragraph
        paragraph = self._fill(self._paragraph(style), spans)
        if sum(len(span.text) for span in spans) <= self.short:
            paragraph.paragraph_format.keep_together = True
        return paragraph

    def _blocks(self, blocks: tuple[Block, ...]) -> list[Paragraph]:
        numbers: dict[int, int] = {}
        paragraphs = []
        for block, below in zip_longest(blocks, blocks[1:]):
            paragraph = self._block(block, numbers)
            if below and below.kind == "paragraph" != block.kind:  # the end of a list
                paragraph.paragraph_format.space_after = self.space_after
            paragraphs.append(paragraph)
        return paragraphs

    def _block(self, block: Block, numbers: dict[int, int]) -> Paragraph:
        """A paragraph, or an item of a list; `numbers` are the lists of its section, by level."""
        if block.kind == "paragraph":
            return self._text(block.spans)
        level = f" {block.level + 1}" if block.level else ""
        paragraph = self._text(block.spans, f"List {block.kind.capitalize()}{level}")
        numbering = self.page.lists[block.kind]
        if block.kind == "number":
            if block.start is not None or block.level not in numbers:
                numbers[block.level] = elements.number_anew(
                    self.document, numbering, block.level, block.start or 1, block.number_format
                )
            numbering = numbers[block.level]
        elements.set_numbering(paragraph, numbering, block.level)
        return paragraph

    def _fill(self, paragraph: Paragraph, spans: tuple[Span, ...]) -> Paragraph:
        text = "".join(span.text for span in spans)
        shape = paragraph.paragraph_format
        if any(map(self._family, set(text))):
            # Another script's font has its own line height, and every program has another font.
            shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            shape.line_spacing = Pt(round(self.letter.layout.size * _TALL_SCRIPT_LINE, 1))
        if _reads_from_right(text):
            elements.read_from_right(paragraph)
        for span in spans:
            pieces = _PROMPT.split(span.text) if self.letter.to_fill_in else [span.text]
            for at, piece in enumerate(pieces):
                if at % 2:
                    style = self.style_ids[_PROMPT_STYLE]
                    elements.add_prompt(paragraph, _clean(piece), style, next(self.prompts))
                else:
                    self._run(paragraph, replace(span, text=piece))
        return paragraph

    def _run(self, paragraph: Paragraph, span: Span) -> None:
        for piece, family in cut(span.text, self._family):
            run = paragraph.add_run(_clean(piece))
            if span.bold:
                run.bold = run.font.cs_bold = True
            if span.italic:
                run.italic = run.font.cs_italic = True
            self._set_script(run, family)

    def _set_script(self, run: Run, family: str | None) -> None:
        if family is not None and family in self.name_fonts:
            elements.set_font(run, family)
        if family is not None and _reads_from_right(run.text):
            run.font.rtl = True

    def _family(self, character: str) -> str | None:
        return None if character.isspace() else self.font_of(character)

    # Tables and pictures ------------------------------------------------------------------------

    def _table(self, table: Table) -> None:
        rows = (table.header, *table.rows)
        widths = [Length(round(self.width * share)) for share in table.widths]
        made = self.document.add_table(len(rows), len(widths), style="Letter Table")
        elements.shape_table(made, _clean(table.title), widths)
        for number, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                style = "Table Text" if number else "Table Heading"
                elements.set_style(paragraph, self.style_ids[style])
                self._fill(paragraph, (Span(text),))

    def _picture(self, picture: Picture, style: str, box: tuple[float, float]) -> None:
        scale = min(box[0] / picture.width, box[1] / picture.height)
        width, height = (
            Length(max(Inches(pixels * scale), 1)) for pixels in (picture.width, picture.height)
        )
        run = self._paragraph(style).add_run()
        elements.add_picture(run, picture.data, _clean(picture.alt), (width, height))


# Characters ---------------------------------------------------------------------------------------


def cut(text: str, family_of: FontOf) -> list[tuple[str, str | None]]:
    """Cut a text where the font changes; a space between two pieces of one font joins them.

    Marks that combine with the character before them stay with it. Both are in the mark's font, if
    it needs another: engines set all of a run in the font of its rarest character.
    """
    if not any(map(family_of, set(text))):
        return [(text, None)] if text else []
    pieces: list[tuple[str, str | None]] = []
    space = ""
    for character in text:
        if character.isspace():
            space += character
            continue
        joins = unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
        family = family_of(character)
        if joins and pieces and not space:
            family = family or pieces[-1][1]
            if family != pieces[-1][1]:
                _take_off_last_letter(pieces, family)
        if pieces and pieces[-1][1] == family:
            pieces[-1] = (pieces[-1][0] + space + character, family)
        elif family is None:
            pieces.append((space + character, None))
        else:
            _add_space(pieces, space)
            pieces.append((character, family))
        space = ""
    _add_space(pieces, space)
    return pieces


def _take_off_last_letter(pieces: list[tuple[str, str | None]], family: str | None) -> None:
    """Make the last letter, with its marks, a piece in another font."""
    text, before = pieces.pop()
    start = len(text) - 1
    while start and unicodedata.combining(text[start]):
        start -= 1
    if text[:start]:
        pieces.append((text[:start], before))
    pieces.append((text[start:], family))


def _add_space(pieces: list[tuple[str, str | None]], space: str) -> None:
    if not space:
        return
    if pieces and pieces[-1][1] is None:
        pieces[-1] = (pieces[-1][0] + space, None)
    else:
        pieces.append((space, None))


def _reads_from_right(text: str) -> bool:
    """Whether the first letter with a direction is one of a right-to-left script (UAX 9, P2)."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


# The file -----------------------------------------------------------------------------------------


def _stored(file: io.BytesIO) -> bytes:
    """The same parts, with no compression, no clock and no trace of the system."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(file) as made, zipfile.ZipFile(buffer, "w") as archive:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, made.read(name))
    return buffer.getvalue()
