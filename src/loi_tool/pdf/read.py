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
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from pypdf import apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from pypdfium2 import PdfDocument, PdfiumError

from loi_tool.errors import UnreadableFile
from loi_tool.files import DrawnMark, Image, PageShape, Paragraph, PdfFacts, ShownLink, Where
from loi_tool.findings import Place
from loi_tool.pdf import pdfium
from loi_tool.pdf.certificates import less_certificate
from loi_tool.pdf.drawn import PageLook, look_at, seen_marks
from loi_tool.pdf.layers import without_hidden_layers
from loi_tool.pdf.limits import (
    LIMITS,
    MAX_BYTES,
    MAX_PAGES,
    Hostile,
    opened,
    refuse_holes,
)
from loi_tool.pdf.lines import DrawnLine, DrawnText, PageText, clean
from loi_tool.pdf.page_text import PageReader
from loi_tool.pdf.paragraphs import DrawnBlock, blocks_of
from loi_tool.pdf.structure import Structure
from loi_tool.pdf.tables import Box

_PROSE_LINES, _MARGIN_LINES, _OVER = 3, 8, 2
"""Lines of a paragraph of prose, and of all of it, at the least; lines that may go over."""
_EXAMPLES = 5

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it forgives is no news


def read_pdf(data: bytes, file: str) -> PdfFacts:
    """The facts of a PDF; `file` is what it is called in places and messages.

    A file that needs a password gives facts that are `locked` and nothing else.

    Raises:
        UnreadableFile: it is no PDF, is cut off or damaged, or is made so that reading it would
            take all of the machine.
    """
    disorder = _look_at_the_bytes(data, file)
    try:
        with apply_configuration(LIMITS):
            if disorder == _MISPLACED:
                with _as_damaged(file):
                    refuse_holes(opened(data))
            if disorder == _UNMARKED:
                data = data.rstrip(b"%EO" + _BLANK) + b"\n%%EOF\n"
            return replace(less_certificate(_read(data, file)), disorder=disorder)
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
_END = re.compile(rb"startxref\s{1,9}(\d{1,12})\s{0,9}(?:%%EOF|(?:%(?:%(?:EO?)?)?)?\s{0,9}\Z)")
_TABLE = re.compile(rb"[\S\s]{0,3}?(?<!\S)(?:xref\b|\d{1,9}\s{1,9}\d{1,5}\s{1,9}obj\b)")
"""Where a table begins, or a line end before it, which some count too many."""
_OBJECT = re.compile(rb"\b\d{1,9} \d{1,5} obj\b")
_MISPLACED = "it does not say rightly where its parts are"
_UNMARKED = "the mark of its end is missing"
_BLANK = b"\x00\t\n\f\r "
_AGAIN = "Open the letter in Word and save it as a PDF again: File > Save As > PDF."


def _look_at_the_bytes(data: bytes, file: str) -> str:
    """What is out of order in a PDF that can be read all the same; empty if nothing is.

    Raises:
        UnreadableFile: it is no whole PDF (ISO 32000-1, 7.5.2 and 7.5.5).
    """
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
    ends = [*_END.finditer(data)]
    if not ends or _OBJECT.search(data, ends[-1].end()):
        raise _cut_off(file)
    position = int(ends[-1][1])
    has_mark = ends[-1][0].endswith(b"%%EOF")
    if not any(_TABLE.match(data, max(at - 2, 0)) for at in {position, position + start}):
        if not has_mark:
            raise _cut_off(file)
        return _MISPLACED
    if not has_mark:
        return _UNMARKED
    if data[ends[-1].end() :].strip(_BLANK):
        return "there is something behind its end that does not belong to it"
    return "there is something before its beginning that does not belong to it" if start else ""


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
    with ExitStack() as open_documents:
        open_documents.enter_context(document)
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
            shown = without_hidden_layers(reader) if "/OCProperties" in reader.root_object else None
        if shown is not None:
            document = open_documents.enter_context(PdfDocument(shown))
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
    linked: dict[int, list[tuple[Box, str]]] = {}
    for number, place, address in structure.links():
        linked.setdefault(number, []).append((place, address))
    pages = [reader.page(n, linked.get(n, ())) for n in range(1, len(document) + 1)]
    for number, words, place, size in structure.typed():
        pages[number - 1].spans.append(_as_drawn(words, place, size, pages[number - 1]))
    links = {
        number: [(pages[number - 1].upright.on_rect(*place), address) for place, address in here]
        for number, here in linked.items()
    }
    looks = [look_at(document, page) for page in pages]
    blocks = blocks_of(pages)
    paragraphs, starts = _paragraphs(blocks, pages, links, file)
    looked_at = list(zip(pages, looks, strict=True))
    scanned = tuple(page.number for page, look in looked_at if look.is_scan or page.unreadable)
    recognized = tuple(page.number for page, look in looked_at if look.is_recognized)
    has_own_type = len(scanned) + len(recognized) < len(pages)
    misread = (word for page in pages if not page.unreadable for word in page.misread)
    return PdfFacts(
        file=file,
        pages=len(pages),
        paragraphs=paragraphs,
        images=tuple(_images(pages, looks, starts, file)),
        scanned=scanned,
        recognized=recognized,
        numbered=tuple(sorted({block.page for block in blocks if _has_page_number(block)})),
        text_margin=_text_margin(blocks, pages) if has_own_type else None,
        unreadable=tuple(page.number for page in pages if page.unreadable),
        turned=tuple(page.number for page in pages if page.turned),
        misread=tuple(dict.fromkeys(misread))[:_EXAMPLES],
        encrypted=encrypted,
        leftovers=tuple(structure.leftovers()),
        types=reader.types if has_own_type else (),
        shapes=tuple(PageShape(round(p.width / 72, 2), round(p.height / 72, 2)) for p in pages),
        signatures=structure.signatures(data),
        links=tuple(
            ShownLink(words, address, Place(file=file, page=page.number))
            for page in pages
            for words, address in page.links
        ),
        properties=structure.properties(),
        tagged=document.is_tagged(),
        fonts_not_embedded=reader.fonts_not_embedded if has_own_type else (),
        drawn=tuple(_drawn_marks(data, structure, pages, looks, starts)),
    )


def _text_margin(blocks: list[DrawnBlock], pages: list[PageText]) -> float | None:
    """Inches between the sides of the paper and the lines of prose, where most of them begin.

    To the right it is that of the longest lines, less a few that go over.
    """
    lines = [
        line
        for block in blocks
        if not block.furniture and not block.cell and len(block.lines) >= _PROSE_LINES
        for line in block.lines
    ]
    if len(lines) < _MARGIN_LINES:
        return None
    left = Counter(round(line.x0) for line in lines).most_common(1)[0][0]
    own = [line for line in lines if abs(line.x0 - left) <= 1]
    right = sorted(pages[line.page - 1].width - line.x1 for line in own)
    return float(round(min(left, right[min(_OVER, len(right) - 1)]) / 72, 2))


def _as_drawn(words: str, place: Box, size: float, page: PageText) -> DrawnText:
    """What was typed, as if it were drawn: in the middle of its field, or at the top."""
    left, bottom, right, top = page.upright.on_rect(*place)
    base = max(top - size, (top + bottom) / 2 - size / 3)
    return DrawnText(clean(words), left + 2, right, round(base, 2), size, "")


def _has_page_number(block: DrawnBlock) -> bool:
    """Whether this is a header or a footer with the number of its page."""
    number = rf"(?<![\d/.-]){block.page}(?![\d/-]|\.\d)"
    return bool(block.furniture) and re.search(number, block.text) is not None


def _paragraphs(
    blocks: list[DrawnBlock],
    pages: list[PageText],
    links: dict[int, list[tuple[Box, str]]],
    file: str,
) -> tuple[tuple[Paragraph, ...], list[tuple[int, DrawnLine]]]:
    """Paragraphs in the order of `Paragraph`, and the body's indexes with their first lines."""
    furniture: dict[Where, dict[str, Paragraph]] = {"header": {}, "footer": {}}
    body: list[Paragraph] = []
    starts: list[DrawnLine] = []
    table_numbers: dict[int, int] = {}
    heading = ""
    for block in blocks:
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
    pages: list[PageText],
    looks: list[PageLook],
    starts: list[tuple[int, DrawnLine]],
    file: str,
) -> Iterator[Image]:
    """The pictures that show anything."""
    for page, look in zip(pages, looks, strict=True):
        for box in page.pictures:
            if box not in look.blank:
                yield Image(
                    index=_index_of(box, page.number, starts),
                    place=Place(file=file, page=page.number),
                    width=round((box[2] - box[0]) / 72, 2),
                    height=round((box[3] - box[1]) / 72, 2),
                )


def _drawn_marks(
    data: bytes,
    structure: Structure,
    pages: list[PageText],
    looks: list[PageLook],
    starts: list[tuple[int, DrawnLine]],
) -> Iterator[DrawnMark]:
    """What is drawn by hand, or put, on the pages."""
    marks = [
        (page.number, place, "lines drawn by hand", 0, "")
        for page, look in zip(pages, looks, strict=True)
        for place in look.strokes
    ]
    put = seen_marks(data, list(structure.marks()), pages)
    marks += [(mark.page, place, mark.what, mark.note, mark.words) for mark, place in put]
    for number, place, what, note, words in marks:
        index = _index_of(place, number, starts)
        begins = next((line.y for at, line in starts if at == index and line.page == number), 0.0)
        yield DrawnMark(
            index=index,
            place=Place(file=structure.file, page=number),
            what=what,
            width=round((place[2] - place[0]) / 72, 2),
            height=round((place[3] - place[1]) / 72, 2),
            under=round((begins - place[3]) / 72, 2),
            note=note,
            words=words,
        )


def _index_of(place: Box, page: int, starts: list[tuple[int, DrawnLine]]) -> int:
    """The index of the last paragraph that begins above the middle of a place on a page."""
    middle = (place[1] + place[3]) / 2
    before = max((index for index, line in starts if line.page < page), default=0)
    return max(
        (index for index, line in starts if line.page == page and line.y > middle), default=before
    )
