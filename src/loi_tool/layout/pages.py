"""How many pages a finished Word file has, who says so, and how near the limit it is.

Word is the judge and is not here. What is here are witnesses: the count that Word saved in the
file, two layout engines, LibreOffice where it is asked for, and the PDF that will be sent. How
often each is right, and where the margins below come from, is in docs/page-count.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from loi_tool.errors import EngineFailed
from loi_tool.facts import PageFacts, PageLimit
from loi_tool.files import WordFacts
from loi_tool.findings import PageSource, PageSourceName
from loi_tool.layout.copied import Copy
from loi_tool.layout.engines import EngineName, Sheet, sheets_by, sheets_started
from loi_tool.layout.measured import Measured, furniture_heights, pages_of
from loi_tool.layout.normalise import END_MARK, STAND_INS, make_room, margins_of, normalised
from loi_tool.layout.pdf_pages import QUOTED_WORDS, section_lengths
from loi_tool.layout.saved import saved_count

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
_HAIR = 0.1
"""Of a line: what measuring may be wrong by."""
_FEW = 0.03
"""The share of the letter's characters that a font needs to count."""
_ENGINES: tuple[PageSourceName, ...] = ("layout", "second_layout", "libreoffice")
_MEASURED_BEST: tuple[PageSourceName, ...] = ("libreoffice", "layout", "second_layout")
"""Whose pages are told, the best first."""
HOUSE_STYLE = "loi"
"""The program that a letter of ours says it was written by (docProps/app.xml)."""
_MOST_PLACED = 2_000
"""Paragraphs whose page is told."""


@contextmanager
def pages_counted(
    word: bytes, facts: WordFacts, limit: PageLimit, *, libreoffice: bool = False
) -> Iterator[PageCount]:
    """Start to count the pages of a finished Word file with every witness that is at hand.

    Args:
        word: the .docx file.
        facts: what was read in it.
        limit: what the call says of length.
        libreoffice: whether to ask LibreOffice as well.

    Yields:
        The count, whose `page_facts` are to be asked for once. A source that fails is left out and
        named there; nothing is raised. The engines end with the `with` block.
    """
    with ExitStack() as engines:
        yield PageCount(engines, word, facts, limit, libreoffice)


def page_evidence(
    word: bytes, facts: WordFacts, limit: PageLimit, *, libreoffice: bool = False
) -> PageFacts:
    """Count the pages of a finished Word file at once; see `pages_counted`."""
    with pages_counted(word, facts, limit, libreoffice=libreoffice) as count:
        return count.page_facts()


class PageCount:
    """A count that is under way: the engines that were asked, and what they found so far."""

    def __init__(
        self, engines: ExitStack, word: bytes, facts: WordFacts, limit: PageLimit, libreoffice: bool
    ) -> None:
        self._engines = engines
        self._facts = facts
        self._limit = limit
        self._margins = _margins(facts)
        self._unknown = _unknown_fonts(facts)
        self._failed: list[str] = []
        self._measured: dict[PageSourceName, Measured] = {}
        self._asked: dict[PageSourceName, Callable[[], tuple[Sheet, ...]]] = {}
        self._in_house_style = facts.properties.application == HOUSE_STYLE and not self._unknown
        self._copy: Copy | None = None
        self._copied = b""
        try:
            self._copy = normalised(word)
            self._copied = self._copy.to_bytes()
        except EngineFailed as error:
            self._failed.append(error.message)
        else:
            self._ask("layout", "rdocx", self._copied)
            if libreoffice:
                self._ask("libreoffice", "libreoffice", Copy(word).to_bytes())

    def page_facts(self) -> PageFacts:
        """Wait for every engine; the evidence of all of them, and of what Word saved in the file.

        `counted` is 0 where no source could count.
        """
        self._ask_second_engine()
        for source in tuple(self._asked):
            self._take(source)
        facts, limit, all_measured = self._facts, self._limit.pages, self._measured
        measured = {
            name: all_measured[name].without(self._limit)
            for name in _ENGINES
            if name in all_measured
        }
        sources, stale = self._sources(measured)
        first = next((name for name in _MEASURED_BEST if name in measured), None)
        page_facts = PageFacts(
            file=facts.file,
            counted=sources[0].pages if sources else 0,
            sources=sources,
            stale=stale,
            unknown_fonts=self._unknown,
            may_be_wider=any(font.lower() not in NARROW_FONTS for font in self._unknown),
            hard=tuple(self._copy.hard) if self._copy else (),
            undrawn=tuple(dict.fromkeys(self._copy.undrawn)) if self._copy else (),
            in_house_style=self._in_house_style,
            failed=tuple(self._failed),
            sections=section_lengths(facts),
            page_of=_page_of(facts, all_measured[first].sheets) if first else {},
        )
        if first is None or limit is None:
            return page_facts
        over = [text for text in measured[first].over(limit) if text != END_MARK]
        words = "".join(line if line.endswith("-") else f"{line} " for line in over).split()
        return replace(
            page_facts,
            slacks={source: round(m.slack(limit), 1) for source, m in measured.items()},
            lines_left=max(int(min(m.slack(limit) for m in measured.values()) - _HAIR), 0),
            lines_over=len(over),
            words_over=len(words),
            overflow_quote=" ".join(words[:QUOTED_WORDS]),
            blank=len(measured[first].sheets) > limit and not over,
        )

    def _ask_second_engine(self) -> None:
        """Take what the first engine found, and start the second where that leaves a doubt."""
        if self._copy is None:
            return
        self._take("layout")
        layout = self._measured.get("layout")
        if layout is not None and make_room(self._copy, *furniture_heights(layout.sheets)):
            self._margins = margins_of(self._copy, self._margins)
            self._ask("layout", "rdocx", self._copy.to_bytes())
            self._take("layout")
        if self._is_near_limit(self._measured.get("layout"), self._copy):
            self._ask("second_layout", "dxpdf", self._copied)

    def _ask(self, source: PageSourceName, engine: EngineName, data: bytes) -> None:
        try:
            sheets = self._engines.enter_context(sheets_started(engine, data))
        except EngineFailed as error:
            self._failed.append(error.message)
        else:
            self._asked[source] = sheets

    def _take(self, source: PageSourceName) -> None:
        if source not in self._asked:
            return
        try:
            sheets = self._asked.pop(source)()
        except EngineFailed as error:
            self._failed.append(error.message)
        else:
            self._measured[source] = Measured(sheets, *self._margins)

    def _is_near_limit(self, layout: Measured | None, copy: Copy) -> bool:
        """Whether the second engine is worth its time."""
        limit = self._limit.pages
        if layout is not None and self._in_house_style:
            return False
        if limit is None or layout is None or copy.hard:
            return limit is not None
        near = max(NEAR_WITHIN, _UNKNOWN_A_PAGE * limit) if self._unknown else NEAR_WITHIN
        return -near < layout.without(self._limit).slack(limit) < near

    def _sources(
        self, measured: dict[PageSourceName, Measured]
    ) -> tuple[tuple[PageSource, ...], str]:
        """Every source with its count; and why the count that Word saved is not one of them."""
        sources = [
            PageSource(source=source, pages=len(m.sheets), fill=m.fill(len(m.sheets)))
            for source, m in measured.items()
        ]
        app = self._copy.statistics if self._copy else b""
        marks = self._copy.marked if self._copy else (1, 1)
        saved = saved_count(app, self._facts, marks)
        if saved.pages is None or any(
            measured[name] is not m for name, m in self._measured.items()
        ):
            return tuple(sources), ""  # Word counted what the call does not count as well
        stale = saved.stale
        if not stale and sources:
            nearest = min(abs(saved.pages - source.pages) for source in sources)
            if nearest >= _IMPOSSIBLE_PAGES:
                stale = f"laid out here, the letter has {sources[0].pages}"
        if stale:
            pages_said = f"{saved.pages} page{'' if saved.pages == 1 else 's'}"
            return tuple(sources), f"The file itself says {pages_said}, but {stale}"
        return (PageSource(source="word_saved", pages=saved.pages), *sources), ""


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


def _page_of(facts: WordFacts, sheets: tuple[Sheet, ...]) -> dict[int, int]:
    numbered = [p for p in facts.paragraphs[:_MOST_PLACED] if p.place.paragraph is not None]
    pages = pages_of([p.text for p in numbered], sheets)
    return {
        p.place.paragraph: page
        for p, page in zip(numbered, pages, strict=True)
        if p.place.paragraph and page
    }


def furniture_of(copy: Copy) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Where headers end and footers begin on each page, for `make_room`.

    Raises:
        EngineFailed: the engine could not set the copy.
    """
    return furniture_heights(sheets_by("rdocx", copy.to_bytes()))
