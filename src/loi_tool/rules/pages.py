"""LOI3xx: pages, formats, the pair of Word file and PDF."""

from __future__ import annotations

from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.findings import Place, Severity, Verdict
from loi_tool.rules.base import Fault, last_words, rule

_CLOSE_LINES = 2


def _file(facts: Facts) -> str | None:
    return facts.answers.file if facts.answers else None


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


@rule("LOI301", "too-many-pages", Severity.ERROR, "pages")
def too_many_pages(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter is longer than the call allows.

    A page too many can end the application. The message says by how many lines and about how many
    words, quotes what has run over, and lists the sections, longest first.

    Bad: a fourth page with two lines. Good: three pages with some room left.
    """
    pages = facts.pages
    if pages is None or call.pages is None or pages.counted <= call.pages.max:
        return
    count = _many(pages.counted, "page")
    message = f"The letter has {count}; the call says {last_words(call.pages.quote)}"
    if pages.lines_over:
        message += (
            f" It is too long by {_many(pages.lines_over, 'line')}, about "
            f"{_many(pages.words_over, 'word')}, from “{pages.overflow_quote} …” on."
        )
    ranked = sorted(pages.sections, key=lambda section: -section.words)
    lengths = ", ".join(f"{section.heading} ({section.words})" for section in ranked)
    yield Fault(
        message,
        f"Shorten the text. Words in each section, longest first: {lengths}.",
        Place(file=_file(facts), page=call.pages.max + 1),
    )


@rule("LOI302", "last-page-full", Severity.WARNING, "pages", verdict=Verdict.CONFIRM)
def last_page_full(call: Call, facts: Facts) -> Iterator[Fault]:
    """The last page that the call allows is full to within two lines.

    Another version of Word, or a font that stands in for another, can push a line over.

    Bad: one line left at the foot of page three. Good: three lines or more.
    """
    pages = facts.pages
    if pages is None or call.pages is None or pages.counted != call.pages.max:
        return
    if pages.lines_left <= _CLOSE_LINES:
        left = "no line" if pages.lines_left == 0 else _many(pages.lines_left, "line")
        yield Fault(
            f"Page {pages.counted}, the last that the call allows, is full: {left} left. In Word "
            "the letter may come out a little longer.",
            "Cut a few lines, or open the Word file in Word and look at its last page.",
            Place(file=_file(facts), page=pages.counted),
        )


@rule("LOI303", "font-not-measured", Severity.WARNING, "pages", verdict=Verdict.CONFIRM)
def font_not_measured(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter's font is one whose widths are not known here.

    The PDF is then set in another font than the Word file asks for, and the count of pages can
    differ from Word's.

    Bad: `font: Aptos`. Good: Calibri, Arial or Times New Roman.
    """
    pages = facts.pages
    if pages is not None and not pages.font_known:
        key = "layout.font"
        written = facts.answers.text(key) if facts.answers else None
        yield Fault(
            f"The widths of the font “{pages.font}” are not known here, so the letter's pages "
            "cannot be counted for certain.",
            "Choose Calibri, Arial or Times New Roman.",
            *(written.find(written.text) if written else (Place(file=_file(facts)), None)),
        )


@rule("LOI304", "character-not-drawn", Severity.ERROR, "formats")
def character_not_drawn(call: Call, facts: Facts) -> Iterator[Fault]:
    """No font at hand has a character of the letter, so it would be printed as a box.

    Copied out of the PDF the text would look right, which is why this is easy to miss.

    Bad: a Punjabi name on a machine without a font for Punjabi. Good: the same with
    `fonts: [NotoSansGurmukhi-Regular.ttf]` under `layout`.
    """
    for glyph in facts.pages.missing_glyphs if facts.pages else ():
        place, line = Place(file=_file(facts)), None
        if facts.answers:
            for written in facts.answers.under(glyph.key) if glyph.key else ():
                if glyph.character in written.text:
                    place, line = written.find(glyph.character)
                    break
        yield Fault(
            f"No font here can print “{glyph.character}” ({glyph.name}), in “{glyph.context}”.",
            "Name a font file that has it under `layout`, `fonts`, or write it another way.",
            place,
            line,
        )


@rule("LOI305", "type-too-small", Severity.ERROR, "pages")
def type_too_small(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter is set smaller than the call states.

    Bad: `size: 11` where the call says 12-point font. Good: `size: 12`.
    """
    pages, style = facts.pages, call.style
    if pages is None or style is None or style.min_font_points is None:
        return
    if pages.font_size < style.min_font_points:
        yield Fault(
            f"The letter is set in {pages.font_size:g} points; the call says "
            f"{last_words(style.quote)}",
            f"Write `size: {style.min_font_points:g}` under `layout`.",
            facts.answers.nearest("layout.size") if facts.answers else Place(),
        )


@rule("LOI306", "margins-too-narrow", Severity.ERROR, "pages")
def margins_too_narrow(call: Call, facts: Facts) -> Iterator[Fault]:
    """The margins are narrower than the call states.

    Bad: `margin: 0.75in` where the call says one-inch margins. Good: `margin: 1in`.
    """
    pages, style = facts.pages, call.style
    if pages is None or style is None or style.min_margin_inches is None:
        return
    if pages.margin < style.min_margin_inches - 0.001:
        yield Fault(
            f"The margins are {pages.margin:.3g} inches; the call says {last_words(style.quote)}",
            f"Write `margin: {style.min_margin_inches:g}in` under `layout`.",
            facts.answers.nearest("layout.margin") if facts.answers else Place(),
        )


@rule("LOI307", "pair-differs", Severity.ERROR, "formats")
def pair_differs(call: Call, facts: Facts) -> Iterator[Fault]:
    """The Word file and the PDF are not the same letter.

    Whoever opens one must read what the other says, on the same number of pages.

    Bad: a phone number corrected in Word and not in the PDF. Good: the number corrected in the
    answers, and both files built again.
    """
    pair = facts.pair
    if pair is None:
        return
    for difference in pair.differences:
        yield Fault(
            f"The Word file and the PDF differ: {difference}",
            "Build the package again from the answers.",
            Place(file=pair.pdf_file),
        )
    if None not in (pair.word_pages, pair.pdf_pages) and pair.word_pages != pair.pdf_pages:
        yield Fault(
            f"The Word file has {pair.word_pages} pages and the PDF {pair.pdf_pages}.",
            "Build the package again from the answers.",
            Place(file=pair.pdf_file),
        )


@rule("LOI308", "format-missing", Severity.ERROR, "formats")
def format_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """A file that the call asks for is not there.

    Bad: a PDF alone where the call says “as both a word document and a PDF”. Good: both.
    """
    pair = facts.pair
    if pair is None:
        return
    for wanted, file, name in (
        (call.formats.word, pair.word_file, "Word file"),
        (call.formats.pdf, pair.pdf_file, "PDF"),
    ):
        if wanted and file is None:
            yield Fault(
                f"The {name} is missing; the call says {last_words(call.formats.quote)}",
                "Run `loi build`, which writes what the call asks for.",
            )


RULES = (
    too_many_pages,
    last_page_full,
    font_not_measured,
    character_not_drawn,
    type_too_small,
    margins_too_narrow,
    pair_differs,
    format_missing,
)
