"""From a laid-out letter to page facts: pages, lines left or over, lengths of the sections."""

from __future__ import annotations

from statistics import median

from loi_tool.facts import MissingGlyph, PageFacts, SectionLength
from loi_tool.findings import PageSource
from loi_tool.layout.drawn import Drawn
from loi_tool.layout.engine import KNOWN_FONTS
from loi_tool.letter import Letter, Section

_PAGE_POINTS = 792.0
_DESCENT = 0.3
"""Of the type size: what a line needs below its baseline."""
_QUOTED_WORDS = 12
_CONTEXT = 24


def measure(
    letter: Letter, drawn: Drawn, limit: int | None, missing: frozenset[str] = frozenset()
) -> PageFacts:
    """Measure a laid-out letter.

    Args:
        letter: what was laid out.
        drawn: what the engine drew.
        limit: the call's limit in pages, or None.
        missing: characters that no font has.
    """
    counted = _counted_pages(letter, drawn)
    lines = [line for line in drawn.lines if line.page <= counted]
    margin = letter.layout.margin * 72
    pitch = _pitch(drawn, letter.layout.size)
    bottom = _PAGE_POINTS - margin
    last = max((line.y for line in lines if line.page == counted), default=margin)
    over = [line for line in lines if limit is not None and line.page > limit]
    words_over = [
        word
        for word in drawn.body
        if limit is not None and limit < word.page <= counted and word.text.strip()
    ]
    return PageFacts(
        counted=counted,
        sources=(
            PageSource(
                source="layout",
                pages=counted,
                fill=round(min(max((last - margin) / (bottom - margin), 0.0), 1.0), 2),
            ),
        ),
        lines_left=max(int((bottom - last - _DESCENT * letter.layout.size) / pitch), 0),
        lines_over=len(over),
        words_over=len(words_over),
        overflow_quote=" ".join(word.text.strip() for word in words_over[:_QUOTED_WORDS]),
        sections=tuple(
            SectionLength(section.id, section.heading, words_in(section))
            for section in letter.sections
        ),
        font=letter.layout.font,
        font_known=letter.layout.font in KNOWN_FONTS,
        font_size=letter.layout.size,
        margin=letter.layout.margin,
        missing_glyphs=missing_glyphs(letter, missing),
    )


def words_in(section: Section) -> int:
    """The words under a heading, as Word counts them: what stands between spaces."""
    count = sum(len(block.text.split()) for block in section.blocks)
    if section.table:
        count += sum(len(cell.split()) for row in section.table.rows for cell in row)
    return count


def letter_texts(letter: Letter) -> list[tuple[str, str]]:
    """Every text of a letter in order, each with the key in the answers that it came from."""
    texts = [
        *(("district", line) for line in letter.letterhead),
        *(("", line) for line in letter.addressee),
        ("", f"Subject: {letter.subject}"),
        ("letter.salutation", letter.salutation),
        *((block.key, block.text) for block in letter.opening),
    ]
    for section in letter.sections:
        texts.append(("", section.heading))
        texts += [(block.key, block.text) for block in section.blocks]
        if section.table:
            rows = (section.table.header, *section.table.rows)
            texts += [(section.table.key, cell) for row in rows for cell in row]
    texts += [(block.key, block.text) for block in letter.closing]
    texts.append(("", letter.valediction))
    texts += [("superintendent", line) for line in letter.signer]
    return texts


def _counted_pages(letter: Letter, drawn: Drawn) -> int:
    """The pages before the first section that the limit does not count."""
    outside = next((s for s in letter.sections if s.outside_page_limit), None)
    if outside is not None:
        first_lines = {line.page: line.text for line in reversed(drawn.lines)}
        for page in range(drawn.pages, 1, -1):
            if first_lines.get(page) == outside.heading:
                return page - 1
    return drawn.pages


def _pitch(drawn: Drawn, size: float) -> float:
    steps = [
        below.y - above.y
        for above, below in zip(drawn.lines, drawn.lines[1:], strict=False)
        if above.page == below.page
    ]
    lines = [step for step in steps if step < 1.7 * size]
    return median(lines) if lines else 1.28 * size


def missing_glyphs(letter: Letter, characters: frozenset[str]) -> tuple[MissingGlyph, ...]:
    """Where in a letter some characters stand first that no font has."""
    import unicodedata

    found = []
    for character in sorted(characters):
        for key, text in letter_texts(letter):
            at = text.find(character)
            if at >= 0:
                context = text[max(at - _CONTEXT, 0) : at + _CONTEXT].strip()
                name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
                found.append(MissingGlyph(character, name, key, context))
                break
    return tuple(found)
