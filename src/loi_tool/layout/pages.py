"""How many pages a finished Word file has, who says so, and how near the limit it is.

Word is the judge and is not here. What is here are witnesses: the count that Word saved in the
file, two layout engines, LibreOffice where it is asked for, and the PDF that will be sent. How
often each is right, and where the margins below come from, stands in docs/page-count.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from loi_tool.errors import EngineFailed
from loi_tool.facts import PageFacts, SectionLength
from loi_tool.files import PdfFacts, WordFacts
from loi_tool.findings import PageSource, PageSourceName
from loi_tool.layout.drawn import read_drawn
from loi_tool.layout.engines import EngineName, Sheet, pdf_started, sheets_by, sheets_started
from loi_tool.layout.normalise import END_MARK, STAND_INS, Copy, normalised
from loi_tool.layout.saved import saved_count

_QUOTED_WORDS = 12
_DESCENT = 0.22
"""Of the distance between lines: what a line needs below its baseline."""
_USUAL_PITCH = 14.0
_WIDEST_PITCH = 32.0
_FURNITURE_DESCENT = 3.2
_FURNITURE_ASCENT = 10.5
"""Points that a line of a header or footer takes below and above its baseline, of usual type."""
_ENDED_EARLY = 4
"""Lines of room: more than are left because a paragraph or heading keeps together."""
NEAR_WITHIN = 12
"""Lines from the limit within which the second engine is asked."""
_UNKNOWN_A_PAGE = 10
"""The same for each page where a font is not known here."""
_IMPOSSIBLE_PAGES = 2
"""By how many pages a saved count and both engines may differ before it cannot be true."""
KNOWN_FONTS = frozenset(
    {
        *("arial", "liberation sans", "helvetica"),
        *("times new roman", "times", "liberation serif"),
        *("calibri", "calibri light", "carlito"),
        *("cambria", "caladea"),
        *("courier new", "courier", "liberation mono"),
        *("symbol", "wingdings"),  # bullets
    }
)
"""Fonts, in lower case, whose widths the engines have, be it under another name."""
NARROW_FONTS = frozenset({"aptos", "aptos display", "garamond", "eb garamond"})
"""Fonts, in lower case, that are no wider than those that the engines set them in."""
_FEW = 0.03
"""The share of the letter's characters that a font needs to count."""
_MEASURED_BEST: tuple[PageSourceName, ...] = ("libreoffice", "layout", "second_layout")
"""Whose pages are told, the best first."""


@dataclass(frozen=True)
class Measured:
    """A file as one engine set it: pages with their body lines, and how near the limit it is."""

    sheets: tuple[Sheet, ...]
    top: float
    bottom: float
    """Margins in points."""
    furniture: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
    """For each page where its header ends, from above, and its footer begins, from below."""

    def body(self, page: int) -> list[tuple[float, str]]:
        """The lines of a page (from 1) less those in the margins."""
        sheet = self.sheets[page - 1]
        floor = sheet.height - self.bottom + 2
        return [line for line in sheet.lines if self.top - 2 <= line[0] <= floor]

    @cached_property
    def pitch(self) -> float:
        """The usual distance between lines, in points."""
        steps = [
            below[0] - above[0]
            for page in range(1, len(self.sheets) + 1)
            for above, below in zip(self.body(page), self.body(page)[1:], strict=False)
            if 4 < below[0] - above[0] < _WIDEST_PITCH
        ]
        return median(steps) if steps else _USUAL_PITCH

    def room(self, page: int) -> float:
        """How many more lines the page has room for."""
        return (self._height(page) - self._used(page)) / self.pitch

    def fill(self, page: int) -> float:
        """How full the page is, from 0 to 1."""
        return round(min(max(self._used(page) / self._height(page), 0.0), 1.0), 2)

    def _height(self, page: int) -> float:
        return max(self.sheets[page - 1].height - self.top - self.bottom, 72.0)

    def _used(self, page: int) -> float:
        lowest = max((y for y, _ in self.body(page)), default=0.0)
        return lowest - self.top + _DESCENT * self.pitch if lowest else 0.0

    def over(self, limit: int) -> list[str]:
        """The body lines behind the last page that the call allows."""
        return [
            text for page in range(limit + 1, len(self.sheets) + 1) for _, text in self.body(page)
        ]

    def slack(self, limit: int) -> float:
        """Lines left before the limit is passed, or, below zero, lines beyond it.

        A page that has room left was ended on purpose, and that room counts to what is beyond.
        """
        count = len(self.sheets)
        if count > limit:
            room = self.room(limit)
            return -max(len(self.over(limit)), 1) - (room if room > _ENDED_EARLY else 0.0)
        whole = self._height(count) / self.pitch
        return max(self.room(count), 0.0) + (limit - count) * whole


@contextmanager
def pages_counted(
    word: bytes, facts: WordFacts, limit: int | None, *, libreoffice: bool = False
) -> Iterator[Callable[[], PageFacts]]:
    """Start to count the pages of a finished Word file with every witness that is at hand.

    Args:
        word: the .docx file.
        facts: what was read in it.
        limit: the call's limit in pages, or None.
        libreoffice: whether to ask LibreOffice as well.

    Yields:
        A function that waits for the page evidence: every source with its count; `counted` is 0
        where no source could count. A source that fails is left out and named in `failed`; nothing
        is raised. The engines end with the `with` block.
    """
    margins = _margins(facts)
    failed: list[str] = []
    copy, data = None, b""
    try:
        copy = normalised(word)
        data = copy.to_bytes()
    except EngineFailed as error:
        failed.append(error.message)
    with ExitStack() as at_work:
        first = _started(at_work, "rdocx", data) if copy else None
        other = _started(at_work, "libreoffice", word) if libreoffice else None

        def counted() -> PageFacts:
            counts = _Counts(facts, limit, margins, failed)
            if copy is not None and first is not None:
                counts.ask_embedded(copy, data, first)
            if other is not None:
                counts.ask("libreoffice", other)
            return counts.page_facts(copy)

        yield counted


def page_evidence(
    word: bytes, facts: WordFacts, limit: int | None, *, libreoffice: bool = False
) -> PageFacts:
    """Count the pages of a finished Word file at once; see `pages_counted`."""
    with pages_counted(word, facts, limit, libreoffice=libreoffice) as counted:
        return counted()


def with_pdf(pages: PageFacts | None, pdf: PdfFacts, limit: int | None) -> PageFacts:
    """Page evidence with that of the PDF that will be sent: its pages, exactly.

    Args:
        pages: the evidence of the Word file, or None where there is none.
        pdf: what was read in the PDF; not one that is locked.
        limit: the call's limit in pages, or None.
    """
    source = PageSource(source="pdf", pages=pdf.pages)
    by_word = "Microsoft" in pdf.properties.application and "Word" in pdf.properties.application
    if pages is not None:
        return replace(pages, sources=(source, *pages.sources), pdf_by_word=by_word)
    over = [
        p.text
        for p in pdf.paragraphs
        if limit is not None and (p.place.page or 1) > limit and p.where in ("body", "table")
    ]
    words = " ".join(over).split()
    return PageFacts(
        counted=pdf.pages,
        sources=(source,),
        lines_left=0,
        words_over=len(words),
        overflow_quote=" ".join(words[:_QUOTED_WORDS]),
        sections=_sections(pdf),
        font_size=min((t.points for t in pdf.types if t.characters), default=11),
        file=pdf.file,
        pdf_by_word=by_word,
    )


def furniture_of(copy: Copy) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Where headers end and footers begin on each page, for `Copy.make_room`.

    Raises:
        EngineFailed: the engine could not set the copy.
    """
    return _set_at_once("rdocx", copy.to_bytes()).furniture


@dataclass(frozen=True)
class _Set:
    """A file as an engine set it: its pages, and where headers end and footers begin on each."""

    sheets: tuple[Sheet, ...]
    furniture: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())


def _started(at_work: ExitStack, engine: EngineName, data: bytes) -> Callable[[], _Set]:
    """Start an engine; the function waits for what it set. It ends with `at_work`."""
    try:
        if engine == "rdocx":
            pdf = at_work.enter_context(pdf_started(engine, data))
            return lambda: _set_by_rdocx(pdf(), data)
        sheets = at_work.enter_context(sheets_started(engine, data))
    except EngineFailed as error:
        failure = error

        def fail() -> _Set:
            raise failure

        return fail
    return lambda: _Set(sheets())


def _set_at_once(engine: EngineName, data: bytes) -> _Set:
    with ExitStack() as at_work:
        return _started(at_work, engine, data)()


def _set_by_rdocx(pdf: bytes, data: bytes) -> _Set:
    try:
        drawn = read_drawn(pdf)
    except EngineFailed:
        return _Set(sheets_by("rdocx", data))
    lines: list[list[tuple[float, str]]] = [[] for _ in range(drawn.pages)]
    heads, feet = [0.0] * drawn.pages, [0.0] * drawn.pages
    for line in drawn.lines:
        if line.text.strip():
            lines[line.page - 1].append((line.y, line.text))
    heights = [float(found) for found in re.findall(rb"/MediaBox \[0 0 [\d.]+ ([\d.]+)\]", pdf)]
    if len(heights) != drawn.pages:
        heights = [792.0] * drawn.pages
    for word in drawn.words:
        if word.furniture and word.text.strip():
            page, height = word.page - 1, heights[word.page - 1]
            if word.y < height / 2:
                heads[page] = max(heads[page], word.y + _FURNITURE_DESCENT)
            else:
                feet[page] = max(feet[page], height - word.y + _FURNITURE_ASCENT)
    return _Set(
        tuple(Sheet(h, 0, tuple(page)) for h, page in zip(heights, lines, strict=True)),
        (tuple(heads), tuple(feet)),
    )


class _Counts:
    """What the engines that were asked have counted, and what of them failed."""

    def __init__(
        self, facts: WordFacts, limit: int | None, margins: tuple[float, float], failed: list[str]
    ) -> None:
        self.facts = facts
        self.limit = limit
        self.margins = margins
        self.failed = failed
        self.unknown = _unknown_fonts(facts)
        self.measured: dict[PageSourceName, Measured] = {}

    def ask(self, source: PageSourceName, finished: Callable[[], _Set]) -> None:
        """Wait for an engine."""
        try:
            made = finished()
        except EngineFailed as error:
            self.failed.append(error.message)
        else:
            self.measured[source] = Measured(made.sheets, *self.margins, made.furniture)

    def ask_embedded(self, copy: Copy, data: bytes, first: Callable[[], _Set]) -> None:
        """Wait for the first engine, have headers given room, and ask the second where in doubt."""
        self.ask("layout", first)
        layout = self.measured.get("layout")
        if layout is not None and copy.make_room(*layout.furniture):
            self.margins = copy.margins(self.margins)
            self.ask("layout", lambda: _set_at_once("rdocx", copy.to_bytes()))
        layout = self.measured.get("layout")
        if self.limit is not None and _in_doubt(layout, self.limit, self.unknown, tuple(copy.hard)):
            self.ask("second_layout", lambda: _set_at_once("dxpdf", data))

    def page_facts(self, copy: Copy | None) -> PageFacts:
        """The evidence of all of them, and of what Word saved in the file."""
        facts, limit, measured = self.facts, self.limit, self.measured
        saved, stale = self._saved(copy)
        sources = [PageSource(source="word_saved", pages=saved)] if saved and not stale else []
        sources += [
            PageSource(source=source, pages=len(m.sheets), fill=m.fill(len(m.sheets)))
            for source, m in measured.items()
        ]
        if stale:
            pages_said = f"{saved} page{'' if saved == 1 else 's'}"
            stale = f"The file itself says {pages_said}, but {stale}"
        first = next((measured[name] for name in _MEASURED_BEST if name in measured), None)
        types = Counter({t.font: t.characters for t in reversed(facts.types)})
        result = PageFacts(
            counted=sources[0].pages if sources else 0,
            sources=tuple(sources),
            lines_left=0,
            file=facts.file,
            stale=stale,
            unknown_fonts=self.unknown,
            may_be_wider=any(font.lower() not in NARROW_FONTS for font in self.unknown),
            hard=tuple(copy.hard) if copy else (),
            failed=tuple(self.failed),
            font=types.most_common(1)[0][0] if types else "",
            font_size=min((t.points for t in facts.types if t.characters), default=11),
            margin=_narrowest_margin(facts),
            sections=_sections(facts),
            page_of=_page_of(facts, first.sheets) if first else {},
        )
        if first is None or limit is None:
            return result
        over = [text for text in first.over(limit) if text != END_MARK]
        words = "".join(line if line.endswith("-") else f"{line} " for line in over).split()
        return replace(
            result,
            slacks={source: round(m.slack(limit), 1) for source, m in measured.items()},
            lines_left=max(int(min(m.slack(limit) for m in measured.values())), 0),
            lines_over=len(over),
            words_over=len(words),
            overflow_quote=" ".join(words[:_QUOTED_WORDS]),
            blank=len(first.sheets) > limit and not over,
        )

    def _saved(self, copy: Copy | None) -> tuple[int | None, str]:
        """The pages that Word saved in the file, and why that count cannot be used, if so."""
        app = copy.parts.get("docProps/app.xml", b"") if copy else b""
        saved = saved_count(app, self.facts, copy.marked if copy else (1, 1))
        if saved.pages and not saved.stale and self.measured:
            counts = [len(m.sheets) for m in self.measured.values()]
            if min(abs(saved.pages - count) for count in counts) >= _IMPOSSIBLE_PAGES:
                return saved.pages, f"laid out here, the letter has {counts[0]}"
        return saved.pages, saved.stale


def _narrowest_margin(facts: WordFacts) -> float:
    """Of the first part, in inches."""
    shape = facts.shapes[0] if facts.shapes else None
    sides = (shape.top, shape.bottom, shape.left, shape.right) if shape else ()
    return min((side for side in sides if side is not None), default=1.0)


def _in_doubt(
    first: Measured | None, limit: int, unknown: tuple[str, ...], hard: tuple[str, ...]
) -> bool:
    """Whether the second engine is worth its time."""
    if first is None or hard:
        return True
    near = max(NEAR_WITHIN, _UNKNOWN_A_PAGE * limit) if unknown else NEAR_WITHIN
    return -near < first.slack(limit) < near


def _margins(facts: WordFacts) -> tuple[float, float]:
    """Top and bottom of the last part, in points."""
    shape = facts.shapes[-1] if facts.shapes else None
    top = shape.top if shape and shape.top is not None else 1.0
    bottom = shape.bottom if shape and shape.bottom is not None else 1.0
    return abs(top) * 72, abs(bottom) * 72


def _unknown_fonts(facts: WordFacts) -> tuple[str, ...]:
    uses: Counter[str] = Counter()
    for use in facts.types:
        if use.font and use.font.lower() not in KNOWN_FONTS | set(STAND_INS):
            uses[use.font] += use.characters
    whole = sum(use.characters for use in facts.types)
    return tuple(font for font, count in uses.most_common() if count > _FEW * whole)


def _sections(facts: WordFacts | PdfFacts) -> tuple[SectionLength, ...]:
    """How many words stand under each heading of the body."""
    counts: dict[str, int] = {}
    for paragraph in facts.paragraphs:
        if paragraph.where in ("body", "table") and paragraph.heading and not paragraph.is_heading:
            words = len(paragraph.text.split())
            counts[paragraph.heading] = counts.get(paragraph.heading, 0) + words
    return tuple(SectionLength("", heading, words) for heading, words in counts.items())


def _page_of(facts: WordFacts, sheets: Sequence[Sheet]) -> dict[int, int]:
    numbered = [p for p in facts.paragraphs[:_MOST_PLACED] if p.place.paragraph is not None]
    pages = pages_of([p.text for p in numbered], sheets)
    return {
        p.place.paragraph: page
        for p, page in zip(numbered, pages, strict=True)
        if p.place.paragraph and page
    }


def pages_of(paragraphs: Sequence[str], sheets: Sequence[Sheet]) -> list[int | None]:
    """The page on which each paragraph of a letter begins, as an engine set it.

    Args:
        paragraphs: their texts, in order.
        sheets: the pages that the engine made.

    Returns:
        A page (from 1) for each, or None where its first words are not found in their order.
    """
    text = ""
    starts: list[int] = []
    for sheet in sheets:
        starts.append(len(text))
        text += _bare("".join(line for _, line in sheet.lines))
    found: list[int | None] = []
    position = 0
    for paragraph in paragraphs:
        wanted = _bare(paragraph)[:_TELLING]
        at = text.find(wanted, position) if wanted else -1
        if at < 0:
            found.append(None)
            continue
        position = at + len(wanted)
        found.append(sum(1 for start in starts if start <= at))
    return found


_TELLING = 40
_MOST_PLACED = 2_000


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
