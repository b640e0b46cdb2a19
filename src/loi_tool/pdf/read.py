"""A PDF as facts: text in paragraphs with pages, pictures, signature fields, what is hidden in it.

Two looks at one file. pdfium, the engine of a well-known browser, has met every odd PDF there is:
it opens the file, gives text and places, and writes a plain copy, with no encryption, no object
streams and one table. From that copy pypdf reads everything else (scripts, forms, notes), so that
both see the same objects.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from pypdf import apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from pypdfium2 import PdfDocument, PdfiumError

from loi_tool.errors import UnreadableFile
from loi_tool.files import Image, PageShape, Paragraph, PdfFacts, Where
from loi_tool.findings import Place
from loi_tool.pdf import pdfium
from loi_tool.pdf.limits import (
    LIMITS,
    MAX_BYTES,
    MAX_PAGES,
    Hostile,
    opened,
)
from loi_tool.pdf.lines import DrawnLine, DrawnText, PageText, clean
from loi_tool.pdf.page_text import PageReader
from loi_tool.pdf.paragraphs import blocks_of
from loi_tool.pdf.structure import Structure
from loi_tool.pdf.tables import Box

SCAN_COVERS = 0.6
SCAN_CHARACTERS = 50

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it forgives is no news


def read_pdf(data: bytes, file: str) -> PdfFacts:
    """The facts of a PDF; `file` is what it is called in places and messages.

    A file that needs a password gives facts that are `locked` and nothing else.

    Raises:
        UnreadableFile: it is no PDF, is cut off or damaged, or is made so that reading it would
            take all of the machine.
    """
    _look_at_the_bytes(data, file)
    try:
        with apply_configuration(LIMITS):
            return _read(data, file)
    except LimitReachedError as error:
        why = str(error) if isinstance(error, Hostile) else "it has more in it than any letter has"
        raise UnreadableFile(
            f"{file} is built in a way that no letter needs, and was not read ({why}).",
            "Open the letter in Word and save it as a PDF again.",
        ) from error
    except (PyPdfError, PdfiumError, RecursionError) as error:
        raise _damaged(file) from error


_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a Word file or another zipped file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file (.doc) or a Word file with a password"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "an RTF file"),
)
_AGAIN = "Open the letter in Word and save it as a PDF again: File > Save As > PDF."


def _look_at_the_bytes(data: bytes, file: str) -> None:
    """Refuse what is no whole PDF (ISO 32000-1, 7.5.2 and 7.5.5; readers allow 1024 bytes)."""
    if not data:
        raise UnreadableFile(f"{file} is empty: it has no bytes at all.", _AGAIN)
    if len(data) > MAX_BYTES:
        raise UnreadableFile(
            f"{file} has {len(data) // 1_000_000} MB; a letter of a few pages has one or two.",
            "Save it again with smaller pictures.",
        )
    start = data.find(b"%PDF-", 0, 1024)
    if start < 0:
        head = data[:512].lstrip().lower()
        kind = next((what for magic, what in _KINDS if data.startswith(magic)), "")
        if not kind and head.startswith((b"<!doctype html", b"<html", b"<?xml")):
            kind = "a web page or another file of text with tags"
        if not kind and b"\x00" not in data[:1024]:
            kind = "plain text"
        is_not = f"{file} is named like a PDF but is {kind}" if kind else f"{file} is not a PDF"
        raise UnreadableFile(f"{is_not}.", _AGAIN)
    tail = data.rstrip(b"\x00\t\n\f\r ")[-1024:]
    found = re.findall(rb"startxref\s+(\d{1,12})\s+%%EOF", tail)
    if not found:
        raise _cut_off(file)
    position = int(found[-1])
    for offset in {position, position + start}:
        window = data[max(offset - 2, 0) : offset + 40]  # some count a line end too many
        if re.search(rb"(?:^|\s)(?:xref\b|\d+\s+\d+\s+obj\b)", window):
            return
    raise _damaged(file)


def _cut_off(file: str) -> UnreadableFile:
    return UnreadableFile(
        f"{file} is cut off: the end of the file is missing, as after a broken download.",
        "Get or save the PDF again, and look whether it opens with all its pages.",
    )


def _damaged(file: str) -> UnreadableFile:
    return UnreadableFile(
        f"{file} is damaged: its parts are not where the file says that they are.", _AGAIN
    )


def _read(data: bytes, file: str) -> PdfFacts:
    locked = PdfFacts(file=file, locked=True, encrypted=True)
    with _as_damaged(file):
        try:
            encrypted = opened(data).is_encrypted
        except NotImplementedError:  # it is encrypted in another way than with passwords
            return locked
    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        if error.err_code in pdfium.NEEDS_PASSWORD:
            return locked
        raise
    with document:
        if len(document) > MAX_PAGES:
            raise UnreadableFile(
                f"{file} has {len(document):,} pages; more than {MAX_PAGES:,} are not read.",
                "Send the letter in a PDF of its own.",
            )
        copy = io.BytesIO()
        document.save(copy, flags=pdfium.PLAIN_COPY)
        with _as_damaged(file):
            reader = opened(copy.getvalue())
            structure = Structure(reader, file)
            if len(structure.pages) != len(document):
                raise _damaged(file)
        return _facts(data, document, structure, encrypted, file)


@contextmanager
def _as_damaged(file: str) -> Iterator[None]:
    """Call damaged what pypdf cannot read: a broken file can make any part of it raise."""
    try:
        yield
    except (LimitReachedError, UnreadableFile):
        raise
    except (PyPdfError, *_BROKEN) as error:
        raise _damaged(file) from error


_BROKEN = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def _facts(
    data: bytes, document: PdfDocument, structure: Structure, encrypted: bool, file: str
) -> PdfFacts:
    reader = PageReader(document, file)
    pages = [reader.page(number) for number in range(1, len(document) + 1)]
    for number, words, place, size in structure.typed():
        pages[number - 1].spans.append(_as_drawn(words, place, size, pages[number - 1]))
    links: dict[int, list[tuple[Box, str]]] = {}
    for number, place, address in structure.links():
        links.setdefault(number, []).append((pages[number - 1].upright.on_rect(*place), address))
    paragraphs, starts = _paragraphs(pages, links, file)
    return PdfFacts(
        file=file,
        pages=len(pages),
        paragraphs=paragraphs,
        images=tuple(_images(pages, starts, file)),
        scanned=tuple(page.number for page in pages if _is_scan(page)),
        encrypted=encrypted,
        leftovers=tuple(structure.leftovers()),
        types=reader.types,
        shapes=tuple(PageShape(round(p.width / 72, 2), round(p.height / 72, 2)) for p in pages),
        signatures=structure.signatures(data),
        properties=structure.properties(),
        tagged=document.is_tagged(),
        fonts_not_embedded=reader.fonts_not_embedded,
    )


def _as_drawn(words: str, place: Box, size: float, page: PageText) -> DrawnText:
    """What was typed, as if it were drawn: in the middle of its field, or at the top."""
    left, bottom, right, top = page.upright.on_rect(*place)
    base = max(top - size, (top + bottom) / 2 - size / 3)
    return DrawnText(clean(words), left + 2, right, round(base, 2), size, "")


def _paragraphs(
    pages: list[PageText], links: dict[int, list[tuple[Box, str]]], file: str
) -> tuple[tuple[Paragraph, ...], list[tuple[int, DrawnLine]]]:
    """Paragraphs in the order of `Paragraph`, and the body's indexes with their first lines."""
    furniture: dict[Where, dict[str, Paragraph]] = {"header": {}, "footer": {}}
    body: list[Paragraph] = []
    starts: list[DrawnLine] = []
    table_numbers: dict[int, int] = {}
    heading = ""
    for block in blocks_of(pages):
        if not block.text:
            continue
        where: Where = block.furniture or ("table" if block.cell else "body")
        place = Place(
            file=file, page=block.page, paragraph=None if block.furniture else len(body) + 1
        )
        row = cell = None
        if block.cell:
            table, table_row, cell = block.cell
            row = (table_numbers.setdefault(table, len(table_numbers) + 1), table_row)
        paragraph = Paragraph(
            text=block.text,
            place=place,
            where=where,
            is_heading=block.is_heading,
            is_list=block.is_list,
            heading="" if block.furniture else heading,
            links=tuple(
                address
                for number in block.pages
                for place_of_link, address in links.get(number, ())
                if block.is_under(number, place_of_link)
            ),
            row=row,
            cell=cell,
        )
        if block.furniture:
            furniture[where].setdefault(re.sub(r"\d+", "#", block.text), paragraph)
            continue
        starts.append(block.lines[0])
        body.append(paragraph)
        if block.is_heading:
            heading = block.text
    for page in pages:
        if page.aside:
            place = Place(file=file, page=page.number)
            body.append(Paragraph(" ".join(page.aside), place, where="text_box"))
    head = list(furniture["header"].values())
    return (*head, *body, *furniture["footer"].values()), list(enumerate(starts, len(head)))


def _images(
    pages: list[PageText], starts: list[tuple[int, DrawnLine]], file: str
) -> Iterator[Image]:
    """The pictures, each with the last paragraph that begins above its middle."""
    before = 0
    for page in pages:
        here = [(line.y, index) for index, line in starts if line.page == page.number]
        for left, bottom, right, top in page.pictures:
            above = [index for y, index in here if y > (top + bottom) / 2]
            yield Image(
                index=max(above, default=before),
                place=Place(file=file, page=page.number),
                width=round((right - left) / 72, 2),
                height=round((top - bottom) / 72, 2),
            )
        before = max((index for _, index in here), default=before)


def _is_scan(page: PageText) -> bool:
    """Whether a page is pictures with no text worth the name."""
    covered = 0.0
    for left, bottom, right, top in page.pictures:
        wide = max(min(right, page.width) - max(left, 0), 0)
        high = max(min(top, page.height) - max(bottom, 0), 0)
        covered += wide * high / max(page.width * page.height, 1)
    characters = sum(len(span.text.strip()) for span in page.spans)
    return covered >= SCAN_COVERS and characters < SCAN_CHARACTERS
