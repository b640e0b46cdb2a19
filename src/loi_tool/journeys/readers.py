"""The two processes in which a letter is made and read: its Word file in one, its PDF in the other.

Here is also what they do there, step by step. See `guard` for the limits that hold for them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from loi_tool.errors import EngineFailed, OverLimit, UnreadableFile
from loi_tool.files import refuse_long_text
from loi_tool.guard import Guard
from loi_tool.layout.engines import end_left_behind

if TYPE_CHECKING:
    from datetime import datetime

    from loi_tool.facts import PageFacts, PageLimit, ScannedPage
    from loi_tool.files import Paragraph, PdfFacts, WordFacts
    from loi_tool.findings import PagePicture
    from loi_tool.journeys.gather import Source
    from loi_tool.layout.convert import Converted
    from loi_tool.layout.fonts import Fonts
    from loi_tool.letter import Letter, Paper
    from loi_tool.pair.scans import PageInk, SignatureInk
    from loi_tool.pdf.pictures import MarkedWords
    from loi_tool.word.comments import Note

_WORD_MODULES = ("loi_tool.word.read", "loi_tool.word.write", "loi_tool.layout.pages")
_PDF_MODULES = ("loi_tool.pdf.read", "loi_tool.layout.finish")


@dataclass(frozen=True)
class _AskedFile:
    """A file that is being made, or read, and the parts of the answer that are still to come."""

    file: str
    _data: bytes | None = field(repr=False)
    """The file, if it was there before."""
    _parts: Iterator[Any] = field(repr=False)


class AskedWord(_AskedFile):
    """A Word file that is being written, or read."""

    @cached_property
    def data(self) -> bytes:
        """The file; waits for it."""
        if self._data is not None:
            return self._data
        data: bytes = _next_part(self._parts, self.file)
        return data

    @cached_property
    def facts(self) -> WordFacts:
        """What is in it; waits for that, and raises UnreadableFile."""
        assert self.data is not None  # it comes first
        facts: WordFacts = _next_part(self._parts, self.file)
        return facts

    @cached_property
    def pages(self) -> PageFacts:
        """Its pages; waits for them, and raises UnreadableFile."""
        assert self.facts is not None  # they come first
        pages: PageFacts = _next_part(self._parts, self.file)
        return pages


class AskedPdf(_AskedFile):
    """A PDF that is being made, or read."""

    @cached_property
    def converted(self) -> Converted | None:
        """What an engine made of a Word file on other paper than ours; else None.

        Waits for it, and raises EngineFailed.
        """
        return None if isinstance(self._made, bytes) else self._made

    @property
    def data(self) -> bytes:
        """The file; waits for it, and raises EngineFailed."""
        return self._made if isinstance(self._made, bytes) else self._made.pdf

    @cached_property
    def facts(self) -> PdfFacts:
        """What is in it; waits for that, and raises UnreadableFile."""
        assert self._made is not None  # it comes first
        facts: PdfFacts = _next_part(self._parts, self.file)
        return facts

    @cached_property
    def _made(self) -> Converted | bytes:
        if self._data is not None:
            return self._data
        try:
            made: Converted | bytes = next(self._parts)
        except OverLimit:
            raise EngineFailed(
                "The PDF could not be made: the letter takes more time or memory than any letter "
                "does."
            ) from None
        return made


@dataclass(frozen=True)
class ScanAsked:
    """A scan, and the letter that it may show."""

    file: str
    scan: bytes = field(repr=False)
    printed: bytes = field(repr=False)
    """The PDF that was printed; empty where it is not known, and the Word file is set for it."""
    word: bytes = field(repr=False)
    facts: WordFacts | None
    engine: str | None
    """What sets the Word file."""
    name: str
    """Of the person who signs."""
    valediction: str


@dataclass(frozen=True)
class ScanCompared:
    """What its pages show, and what is at the place of the signature, where that was found."""

    pages: tuple[ScannedPage, ...]
    ink: SignatureInk | None = None


class Readers:
    """The processes; they serve one letter after the other, and end with the `with` block."""

    def __init__(self) -> None:
        self._word = Guard(_WORD_MODULES, end_left_behind)
        self._pdf = Guard(_PDF_MODULES, end_left_behind)

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self._word.close()
        self._pdf.close()

    def start_for(self, source: Source) -> None:
        """Start what a submission needs, so that it imports while this process does."""
        if source.pdf or not source.finished:
            self._pdf.start()
        if source.word or not source.finished:
            self._word.start()

    def letterhead(self, data: bytes, file: str) -> Paper:
        """See `word.letterhead.read_letterhead`."""
        paper: Paper = _next_part(self._word.ask(_letterhead_read, data, file), file)
        return paper

    def word(self, file: str, data: bytes, limit: PageLimit, *, libreoffice: bool) -> AskedWord:
        """Read a Word file, and count its pages; see `word.read` and `layout.pages`."""
        parts = self._word.ask(_word_read, data, file, limit, libreoffice, with_engines=True)
        return AskedWord(file, data, parts)

    def word_of_letter(
        self,
        file: str,
        letter: Letter,
        as_of: datetime,
        fonts: Fonts,
        limit: PageLimit,
        *,
        libreoffice: bool,
    ) -> AskedWord:
        """Write the Word file of a letter, and read it as any other."""
        arguments = (letter, as_of, fonts, file, limit, libreoffice)
        parts = self._word.ask(_word_written, *arguments, with_engines=True)
        return AskedWord(file, None, parts)

    def annotated(self, file: str, data: bytes, notes: Sequence[Note], as_of: datetime) -> bytes:
        """A copy of a Word file with comments; see `word.comments`."""
        parts = self._word.ask(_word_annotated, data, file, tuple(notes), as_of)
        copy: bytes = _next_part(parts, file)
        return copy

    def pdf(self, file: str, data: bytes) -> AskedPdf:
        """Read a PDF; see `pdf.read`."""
        return AskedPdf(file, data, self._pdf.ask(_pdf_read, data, file))

    def scan(self, asked: ScanAsked) -> ScanCompared:
        """How the pages of a scan compare with those of a letter; see `pair.scans`.

        Raises:
            EngineFailed: no engine could set the Word file.
            UnreadableFile: the scan takes too much time or memory.
        """
        parts = self._pdf.ask(_scan_compared, asked, with_engines=True)
        compared: ScanCompared | None = None
        while compared is None:
            compared = _next_part(parts, asked.file)
        return compared

    def is_only_signed(self, built: bytes, signed: bytes) -> bool:
        """See `pdf.signatures.is_only_signed`; False where that takes too much."""
        try:
            return bool(self._pdf.call(_only_signed, built, signed))
        except OverLimit:
            return False

    def paragraphs(self, file: str, data: bytes, *, in_word: bool) -> tuple[Paragraph, ...]:
        """The paragraphs of a Word file or a PDF, and nothing else of it."""
        guard = self._word if in_word else self._pdf
        paragraphs: tuple[Paragraph, ...] = _next_part(
            guard.ask(_paragraphs_read, data, file, in_word), file
        )
        return paragraphs

    def pdf_of_letter(self, file: str, word: bytes, fonts: Fonts) -> AskedPdf:
        """Make the PDF of a Word file that `word_of_letter` wrote, and read it."""
        return AskedPdf(file, None, self._pdf.ask(_pdf_set, word, fonts, file, with_engines=True))

    def pdf_of_word(
        self, file: str, word: bytes, facts: WordFacts, engine: str | None, title: str
    ) -> AskedPdf:
        """Make the PDF of a Word file on other paper than ours, and read it."""
        arguments = (word, facts, engine, title, file)
        return AskedPdf(file, None, self._pdf.ask(_pdf_converted, *arguments, with_engines=True))

    def pictures(self, pdf: bytes, passages: tuple[MarkedWords, ...]) -> tuple[PagePicture, ...]:
        """Draw the pages of a PDF as far as that goes; see `pdf.pictures`."""
        pages: list[PagePicture] = []
        with contextlib.suppress(OverLimit):
            pages.extend(self._pdf.ask(_pages_drawn, pdf, passages))
        return tuple(pages)


def _next_part(parts: Iterator[Any], file: str) -> Any:  # noqa: ANN401 (what the function gives)
    try:
        return next(parts)
    except OverLimit:
        error = UnreadableFile(
            f"{file} is built in a way that no letter needs, and was not read: it takes more time "
            "or memory than any letter does.",
            "Open the letter in Word and save it under a new name; a PDF, save from Word again.",
        )
    except UnreadableFile as unreadable:
        error = unreadable
    error.file = file
    raise error


# In the processes ---------------------------------------------------------------------------------


def _letterhead_read(data: bytes, file: str) -> Paper:
    from loi_tool.word.letterhead import read_letterhead

    return read_letterhead(data, file)


def _word_read(data: bytes, file: str, limit: PageLimit, libreoffice: bool) -> Iterator[Any]:
    """Give what is in a Word file, and then its pages."""
    from loi_tool.layout.pages import pages_counted

    facts = _word_facts(data, file)
    with pages_counted(data, facts, limit, libreoffice=libreoffice) as count:
        yield facts
        yield count.page_facts()


def _paragraphs_read(data: bytes, file: str, in_word: bool) -> tuple[Paragraph, ...]:
    return (_word_facts if in_word else _pdf_read)(data, file).paragraphs


def _word_facts(data: bytes, file: str) -> WordFacts:
    from loi_tool.word.read import read_word

    facts = read_word(data, file)
    refuse_long_text(file, [paragraph.text for paragraph in facts.paragraphs])
    return facts


def _word_annotated(data: bytes, file: str, notes: tuple[Note, ...], as_of: datetime) -> bytes:
    from loi_tool.word.comments import with_comments

    return with_comments(data, file, notes, as_of)


def _word_written(
    letter: Letter, as_of: datetime, fonts: Fonts, file: str, limit: PageLimit, libreoffice: bool
) -> Iterator[Any]:
    """Give the Word file of a letter, what is in it, and its pages."""
    from loi_tool.word.write import word_bytes

    embedded = frozenset() if letter.paper else frozenset(fonts.files)
    word = word_bytes(letter, as_of, fonts.family_of, embedded)
    yield word
    yield from _word_read(word, file, limit, libreoffice)


def _pdf_read(data: bytes, file: str) -> PdfFacts:
    from loi_tool.pdf.read import read_pdf

    facts = read_pdf(data, file)
    refuse_long_text(file, [paragraph.text for paragraph in facts.paragraphs])
    return facts


def _only_signed(built: bytes, signed: bytes) -> bool:
    from loi_tool.pdf.signatures import is_only_signed

    return is_only_signed(built, signed)


def _pdf_set(word: bytes, fonts: Fonts, file: str) -> Iterator[Any]:
    """Give the PDF of a letter of ours, and what is in it."""
    from dataclasses import replace

    from loi_tool.layout.engine import letter_pdf
    from loi_tool.layout.fonts import odd_lines

    pdf = letter_pdf(word, fonts.files)
    yield pdf
    odd = odd_lines(pdf, fonts, file)
    yield replace(_pdf_read(pdf, file), boxes=odd.boxes, other_fonts=odd.other_fonts)


def _pdf_converted(
    word: bytes, facts: WordFacts, engine: str | None, title: str, file: str
) -> Iterator[Any]:
    """Give the PDF of another Word file with what it lost, and what is in it."""
    from dataclasses import replace

    from loi_tool.layout.convert import lost_letterhead, pdf_of

    converted = pdf_of(word, facts, engine, title)
    pdf = _pdf_read(converted.pdf, file)
    yield replace(converted, losses=converted.losses + lost_letterhead(facts, pdf))
    yield pdf


def _scan_compared(asked: ScanAsked) -> Iterator[ScanCompared | None]:
    """Give how the pages of a scan compare with those of a letter; before that None, page by page,
    as each may take as long as a part of an answer may."""
    from loi_tool.pair.scans import MAX_PAGES, WIDTH, PageInk, scanned_pages
    from loi_tool.pdf.drawn import page_pictures

    pages = []
    for picture in page_pictures(asked.scan, WIDTH, MAX_PAGES):
        pages.append(PageInk(picture))
        yield None
    best = ScanCompared(())
    failed: EngineFailed | None = None
    for make in _printed(asked):
        try:
            pdf = make()
        except EngineFailed as error:
            failed = error
            continue
        yield None
        letter = []
        for picture in page_pictures(pdf, WIDTH, MAX_PAGES):
            letter.append(PageInk(picture, scanned=False))
            yield None
        lines = [line for page in letter for line in page.lines]
        for ink in pages:
            ink.look_for(lines)
            yield None
        found = []
        for page in scanned_pages(letter, pages, exact=bool(asked.printed)):
            found.append(page)
            yield None
        if not best.pages or _sameness(found) > _sameness(best.pages):
            best = ScanCompared(tuple(found), _ink_on(asked, pdf, letter, pages))
        if all(page.likeness == "same" for page in best.pages):
            break
    if not best.pages and failed is not None:
        raise failed
    yield best


def _printed(asked: ScanAsked) -> Iterator[Callable[[], bytes]]:
    """What may have been printed, the likeliest first: each makes a PDF."""
    from loi_tool.layout.convert import pdf_of
    from loi_tool.layout.pages import HOUSE_STYLE

    facts = asked.facts
    if asked.printed or facts is None:
        yield lambda: asked.printed
        return
    is_ours = facts.properties.application == HOUSE_STYLE
    engines = ["rdocx", "dxpdf"] if is_ours else ["dxpdf", "rdocx"]
    for engine in [asked.engine] if asked.engine else engines:
        yield lambda engine=engine: pdf_of(asked.word, facts, engine, "").pdf  # type: ignore[misc]


def _ink_on(
    asked: ScanAsked, pdf: bytes, letter: Sequence[PageInk], scan: Sequence[PageInk]
) -> SignatureInk | None:
    """What a scan has at the place where the printed letter is to be signed."""
    from loi_tool.pair.scans import SignaturePlace, signature_ink
    from loi_tool.pdf.pictures import place_above

    found = place_above(pdf, asked.name, asked.valediction)
    return signature_ink(letter, scan, SignaturePlace(*found)) if found else None


def _sameness(pages: Sequence[ScannedPage]) -> tuple[int, int]:
    """By how many pages a scan shows the letter, for certain or perhaps."""
    kinds = [page.likeness for page in pages]
    return kinds.count("same"), kinds.count("unsure")


def _pages_drawn(pdf: bytes, passages: tuple[MarkedWords, ...]) -> Iterator[PagePicture]:
    from pypdfium2 import PdfiumError

    from loi_tool.pdf.pictures import marked_pages

    with contextlib.suppress(PdfiumError):
        yield from marked_pages(pdf, passages)
