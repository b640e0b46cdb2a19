"""LOI3xx: pages, characters, type and margins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from loi_tool.calls.model import Call
from loi_tool.facts import Facts, PageFacts
from loi_tool.findings import PageSourceName, Place, Severity, Verdict
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.looks import narrowest_margin, smallest_type
from loi_tool.rules.words import letter_of, words_by_section
from loi_tool.text import plural, quote_at_end


@dataclass(frozen=True)
class PageVerdict:
    """Whether a letter is within the limit; for `confirm` why a person must look."""

    verdict: Verdict
    pages: int = 0
    """For `not_met`, how many pages there are."""
    doubt: Literal["", "near", "font", "sources"] = ""
    why: str = ""


_WITHIN = PageVerdict(Verdict.MET)


@dataclass(frozen=True)
class Margins:
    """How far from the limit, in lines, engines must be to be believed: docs/page-count.md."""

    alone_within: float = 12
    alone_over: float = 10
    """The first engine, where the second was not asked."""
    both_within: float = 1
    both_over: float = 3
    house_within: float = 3
    """The first engine, of a letter in our own style, in fonts that are known."""


MARGINS = Margins()
_WITHIN_A_PAGE = 10
_OVER_A_PAGE = 7
"""The least for each page of the limit where a font is not known here."""
_NARROW_WITHIN = 5
"""The same where a font is not known here: its widths may be another's by a tenth and more."""
_FAR_A_PAGE = 20
"""Lines over, for each page of the limit, from which on one engine is believed alone; and so are
twice as many pages, some of which may be empty."""
_BEYOND_DOUBT = 16
"""Lines by which an engine may be wrong of a file whose pages Word itself has counted."""
_LOOK = (
    "Open it in Word and look at the page number at the lower left, or save it there once and "
    "check again."
)
_PRINTED = 0.06
"""Inches by which letters reach into the margin of a PDF, or a printer makes a page smaller."""
_COUNT_OF = {
    "pdf": "the PDF has",
    "word_saved": "Word, when it saved the file, counted",
    "layout": "laid out here, it has",
    "second_layout": "laid out a second way, it has",
    "libreoffice": "in LibreOffice it has",
}


def page_verdict(
    limit: int, pages: PageFacts, same_text: bool = False, margins: Margins = MARGINS
) -> PageVerdict:
    """Judge the page count as Word would.

    Args:
        limit: the most pages that the call allows.
        pages: what every witness counted.
        same_text: whether the PDF has been compared with the Word file and says the same.
        margins: how far from the limit the engines must be.
    """
    counts = {source.source: source.pages for source in pages.sources}
    in_pdf = counts.pop("pdf", None)
    if in_pdf is not None and in_pdf > limit:
        return PageVerdict(Verdict.NOT_MET, in_pdf)
    if not counts and not pages.failed and in_pdf is not None:
        return _WITHIN  # there is no Word file
    by_word = counts.get("word_saved")
    if in_pdf is not None and pages.pdf_by_word and same_text:
        by_word = in_pdf
    here = _by_engines(limit, pages, counts, margins, in_pdf is not None and same_text)
    if pages.undrawn and here.verdict is not Verdict.NOT_MET:
        why = f"It is not certain that the letter has at most {plural(limit, 'page')}: it has "
        why += f"{pages.undrawn[0]}, which could not be measured here."
        here = PageVerdict(Verdict.CONFIRM, doubt="sources", why=why)
    if by_word is None:
        return here
    nearest = min((abs(slack) for slack in pages.slacks.values()), default=0.0)
    if by_word <= limit:
        sure = here.verdict is not Verdict.NOT_MET or nearest < _BEYOND_DOUBT
        return _WITHIN if sure else _differ(limit, pages, counts)
    sure = here.verdict is not Verdict.MET or nearest < _BEYOND_DOUBT
    return PageVerdict(Verdict.NOT_MET, by_word) if sure else _differ(limit, pages, counts)


def _by_engines(
    limit: int,
    pages: PageFacts,
    counts: dict[PageSourceName, int],
    margins: Margins,
    twin_within: bool,
) -> PageVerdict:
    """The verdict without Word's own count.

    `twin_within` is whether a PDF with the same text, whoever made it, is within the limit.
    """
    slacks = list(pages.slacks.values())
    if not slacks:
        why = f"Its pages could not be counted here. {' '.join(pages.failed)}".strip()
        return PageVerdict(Verdict.CONFIRM, doubt="sources", why=why)
    within, over = margins.alone_within, margins.alone_over
    if pages.in_house_style:
        within, over = margins.house_within, 0
    elif pages.unknown_fonts:
        within, over = max(within, _WITHIN_A_PAGE * limit), max(over, _OVER_A_PAGE * limit)
    both = len(slacks) > 1
    alone = both or ("layout" in pages.slacks and not pages.hard)
    # Both engines set an unknown font in the same other one, so that they agree says little.
    if min(slacks) >= 0:
        if alone and min(slacks) >= within:
            return _WITHIN
        least = _NARROW_WITHIN if pages.unknown_fonts else margins.both_within
        if both and min(slacks) >= least and not pages.may_be_wider:
            return _WITHIN
    elif max(slacks) < 0:
        many = counts.get("libreoffice") or counts.get("layout") or max(counts.values())
        far = max(slacks) <= -_FAR_A_PAGE * limit
        far = far or min(n for who, n in counts.items() if who in pages.slacks) >= limit + max(
            limit, 3
        )
        if far or (alone and max(slacks) <= -over):
            return PageVerdict(Verdict.NOT_MET, many)
        together = both and not pages.blank and not pages.unknown_fonts
        if together and min(slacks) <= -margins.both_over:
            return PageVerdict(Verdict.NOT_MET, many)
    elif pages.hard and twin_within and pages.slacks.get("second_layout", 0) > margins.alone_within:
        return _WITHIN  # two against the engine that is known to place such things wrong
    else:
        return _differ(limit, pages, counts)
    left = min(max(int(min(slacks, key=abs)), 0), 99)
    if pages.unknown_fonts:
        near = f"it fills {plural(limit, 'page')} but for {plural(left, 'line')}"
        if min(slacks) < 0:
            near = f"it has {plural(max(counts.values()), 'page')}, too long by {_over(pages)}"
        return PageVerdict(Verdict.CONFIRM, doubt="font", why=near)
    if min(slacks) < 0:
        why = (
            f"The letter seems to run over the {plural(limit, 'page')} that the call allows by "
            f"{_over(pages)}: too few to be sure of here."
        )
        return PageVerdict(Verdict.CONFIRM, doubt="sources", why=why)
    if left >= margins.alone_within:
        said = " ".join(pages.failed) or f"It has {' and '.join(pages.hard)}."
        why = f"The letter seems to have room to spare, but only one count was possible. {said}"
        return PageVerdict(Verdict.CONFIRM, doubt="sources", why=why)
    why = (
        f"Page {limit}, the last that the call allows, is full: "
        f"{'no line' if left == 0 else plural(left, 'line')} left. In Word the letter may come out "
        "a little longer."
    )
    return PageVerdict(Verdict.CONFIRM, doubt="near", why=why)


def _over(pages: PageFacts) -> str:
    lines = plural(max(pages.lines_over, 1), "line")
    return f"{lines}, from “{pages.overflow_quote} …” on" if pages.overflow_quote else lines


def counted(call: Call, facts: Facts) -> int | None:
    """The pages of the letter as they are reported: by a witness who agrees with the verdict."""
    judged, pages = _judged(call, facts), facts.pages
    if judged is None or pages is None or call.pages is None:
        return pages.counted if pages else None
    within = [source.pages for source in pages.sources if source.pages <= call.pages.max]
    if judged.verdict is Verdict.MET and pages.counted > call.pages.max and within:
        return max(within)
    return pages.counted


def _differ(limit: int, pages: PageFacts, counts: dict[PageSourceName, int]) -> PageVerdict:
    said = "; ".join(
        f"{_COUNT_OF[source]} {plural(count, 'page')}" for source, count in counts.items()
    )
    hard = f" It has {pages.hard[0]}, which are hard to place." if pages.hard else ""
    why = f"It is not certain that the letter has at most {plural(limit, 'page')}: {said}.{hard}"
    return PageVerdict(Verdict.CONFIRM, doubt="sources", why=why)


def _judged(call: Call, facts: Facts) -> PageVerdict | None:
    if facts.pages is None or call.pages is None:
        return None
    pair = facts.pair
    same = pair is not None and not pair.differences and not pair.not_compared
    return page_verdict(call.pages.max, facts.pages, same)


@rule("LOI301", "too-many-pages", Severity.ERROR, "pages")
def too_many_pages(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter is longer than the call allows.

    A page too many can end the application. The message says by how many lines and about how many
    words, quotes what has run over, and lists the sections, longest first.

    Bad: a fourth page with two lines. Good: three pages with some room left.
    """
    judged, pages = _judged(call, facts), facts.pages
    if judged is None or pages is None or call.pages is None:
        return
    if judged.verdict is not Verdict.NOT_MET:
        return
    count = plural(judged.pages, "page")
    message = f"The letter has {count}; the call says {quote_at_end(call.pages.quote)}"
    from_on = f"from “{pages.overflow_quote} …” on."
    in_pdf = [source.pages for source in pages.sources if source.source == "pdf"]
    if facts.word and facts.pdf and in_pdf == [judged.pages] and in_pdf[0] > pages.counted:
        yield Fault(
            f"The PDF has {count}, and the Word file here {pages.counted}; the call says "
            f"{quote_at_end(call.pages.quote)}",
            "Look through the PDF for pages that are empty or come twice, and save it again from "
            "Word (File > Save As > PDF).",
            Place(file=facts.pdf.file, page=call.pages.max + 1),
        )
        return
    if pages.lines_over:
        message += (
            f" It is too long by {plural(pages.lines_over, 'line')}, about "
            f"{plural(pages.words_over, 'word')}, {from_on}"
        )
    elif pages.words_over:
        message += f" It is too long by about {plural(pages.words_over, 'word')}, {from_on}"
    fix = "Shorten the text."
    if pages.blank:
        message += " What runs over is only empty lines or a page break at its end."
        fix = "Show the hidden marks (Ctrl+*), and delete the empty lines and breaks at the end."
    sections = words_by_section(call, facts)
    ranked = sorted(sections, key=lambda heading: -sections[heading])
    lengths = ", ".join(f"{heading} ({sections[heading]})" for heading in ranked)
    if lengths and not pages.blank:
        fix += f" Words in each section, longest first: {lengths}."
    yield Fault(message, fix, Place(file=pages.file, page=call.pages.max + 1))


@rule("LOI302", "last-page-full", Severity.WARNING, "pages", verdict=Verdict.CONFIRM)
def last_page_full(call: Call, facts: Facts) -> Iterator[Fault]:
    """The last page that the call allows is so full that one more line may run over.

    Another version of Word, or a font that replaces another, can push a line over.

    Bad: one line left at the foot of page three. Good: three lines or more.
    """
    pages, judged = facts.pages, _judged(call, facts)
    if pages is None or call.pages is None or judged is None or judged.doubt != "near":
        return
    fix = f"{_LOOK} Or cut a few lines."
    yield Fault(judged.why, fix, Place(file=pages.file, page=call.pages.max))


@rule("LOI303", "font-not-measured", Severity.WARNING, "pages", verdict=Verdict.CONFIRM)
def font_not_measured(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter's font is one whose widths are not known here.

    The letter is then measured in another font than the Word file asks for, and the count of pages
    can differ from Word's. This is told where the count is near the limit.

    Bad: `font: Aptos`. Good: Calibri, Arial or Times New Roman.
    """
    pages, judged = facts.pages, _judged(call, facts)
    if pages is None or judged is None or judged.doubt != "font":
        return
    named = " and ".join(f"“{font}”" for font in pages.unknown_fonts[:2])
    yield Fault(
        f"The letter is set in {named}, whose widths are not known here, and measured in another "
        f"font {judged.why}.",
        f"{_LOOK} Or choose Calibri, Arial or Times New Roman.",
        Place(file=pages.file),
    )


@rule("LOI309", "pages-uncertain", Severity.WARNING, "pages", verdict=Verdict.CONFIRM)
def pages_uncertain(call: Call, facts: Facts) -> Iterator[Fault]:
    """The counts of the letter's pages do not agree, or no count was possible.

    The funder opens the letter in Word, which is not here. The message gives each count and where
    it comes from.

    Bad: three pages here, four in a second layout. Good: a letter that was saved by Word and is
    within the limit by some lines.
    """
    judged, pages = _judged(call, facts), facts.pages
    if judged is None or judged.doubt != "sources" or pages is None:
        return
    stale = f" {pages.stale}." if pages.stale else ""
    yield Fault(f"{judged.why}{stale}", _LOOK, Place(file=pages.file))


@rule("LOI304", "character-not-drawn", Severity.ERROR, "formats")
def character_not_drawn(call: Call, facts: Facts) -> Iterator[Fault]:
    """No font at hand has a character of the letter, so it would be printed as a box.

    Copied out of the PDF the text would look right, which is why this is easy to miss.

    Bad: a Punjabi name on a machine without a font for Punjabi. Good: the same with
    `fonts: [NotoSansGurmukhi-Regular.ttf]` under `layout`.
    """
    for glyphs in facts.missing_glyphs:
        place, line = Place(file=facts.answers.file if facts.answers else None), None
        first = glyphs.characters[0]
        for written in facts.answers.under(glyphs.key) if facts.answers and glyphs.key else ():
            if first in written.text:
                place, line = written.find(first)
                break
        what = f"“{first}” ({glyphs.name})"
        number = len(glyphs.characters)
        if number > 1:
            what = f"{number} signs like {what}"
        if number > 1 and glyphs.is_script:
            what = f"{glyphs.name} ({number} characters, like “{first}”)"
        yield Fault(
            f"No font here can print {what}, in “{glyphs.context}”.",
            "Name a font file that has it under `layout`, `fonts`, or write it another way.",
            place,
            line,
        )
    for box in facts.pdf.boxes if facts.pdf else ():
        yield Fault(
            f"A character would be printed as a box, in “{box.text}”.",
            _ODD_SIGN,
            box.place,
        )
    for line_of_other in facts.pdf.other_fonts if facts.pdf else ():
        yield Fault(
            f"A part of “{line_of_other.text}” would be printed in another font than the letter.",
            _ODD_SIGN,
            line_of_other.place,
        )


_ODD_SIGN = "Look in these words for a sign that is not on the keyboard, and write it another way."


@rule("LOI305", "type-too-small", Severity.ERROR, "pages")
def type_too_small(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter is set smaller than the call states.

    Headers, footers and the letterhead above the date may be smaller.

    Bad: 11 points where the call says 12-point font. Good: 12 points.
    """
    style, smallest = call.style, _type_size(facts)
    if style is None or style.min_font_points is None or smallest is None:
        return
    points, place = smallest
    if points < style.min_font_points:
        fix = f"Set it in {style.min_font_points:g} points: select all, then Home > Font Size."
        if facts.answers is not None:
            fix = f"Write `size: {style.min_font_points:g}` under `layout`."
        elif facts.on_letterhead:
            size = f"{style.min_font_points:g} points"
            fix = f"In Word, set the style Normal of the letterhead in {size}."
        yield Fault(
            f"The letter is set in {points:g} points; the call says {quote_at_end(style.quote)}",
            fix,
            place,
        )


def _type_size(facts: Facts) -> tuple[float, Place] | None:
    """The smallest type of the letter, or else that of the answers, and where it is."""
    if facts.reading is None:
        answers = facts.answers
        if answers is None or answers.type_size is None:
            return None
        return answers.type_size, answers.nearest("layout.size")
    small = smallest_type(facts)
    return (small.points, small.place) if small else None


@rule("LOI306", "margins-too-narrow", Severity.ERROR, "pages")
def margins_too_narrow(call: Call, facts: Facts) -> Iterator[Fault]:
    """The margins are narrower than the call states.

    A PDF without its Word file is measured: how far its prose is from the sides of the paper.

    Bad: margins of three quarters of an inch where the call says one-inch margins. Good: one inch.
    """
    style, narrowest = call.style, _margin(facts)
    if style is None or style.min_margin_inches is None or narrowest is None:
        return
    inches, place = narrowest
    in_pdf = facts.reading is not None and facts.word is None
    if inches < style.min_margin_inches - (_PRINTED if in_pdf else 0.001):
        fix = f"In Word: Layout > Margins, {style.min_margin_inches:g} inch on each side."
        if facts.answers is not None:
            fix = f"Write `margin: {style.min_margin_inches:g}in` under `layout`."
        elif facts.on_letterhead:
            wide = f"{style.min_margin_inches:g} in wide"
            fix = f"In Word, make the margins of the letterhead {wide}."
        yield Fault(
            f"The margins are {inches:.3g} inches; the call says {quote_at_end(style.quote)}",
            fix,
            place,
        )


def _margin(facts: Facts) -> tuple[float, Place] | None:
    """The narrowest margin of the letter, or else that of the answers."""
    if facts.reading is None:
        answers = facts.answers
        if answers is None or answers.margin is None:
            return None
        return answers.margin, answers.nearest("layout.margin")
    letter = letter_of(facts)
    inches = narrowest_margin(letter) if letter else None
    return (inches, Place(file=letter.file)) if letter and inches is not None else None


RULES = (
    too_many_pages,
    last_page_full,
    font_not_measured,
    character_not_drawn,
    type_too_small,
    margins_too_narrow,
    pages_uncertain,
)
