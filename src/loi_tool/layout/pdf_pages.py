"""The pages of the PDF that will be sent: exact, and counted without an engine."""

from __future__ import annotations

from dataclasses import replace

from loi_tool.facts import PageFacts, PageLimit, SectionLength
from loi_tool.files import PdfFacts, WordFacts
from loi_tool.findings import PageSource
from loi_tool.layout.measured import is_outside

QUOTED_WORDS = 12


def with_pdf(pages: PageFacts | None, pdf: PdfFacts, limit: PageLimit) -> PageFacts:
    """Page evidence with that of the PDF that will be sent: its pages, exactly.

    Args:
        pages: the evidence of the Word file, or None where there is none.
        pdf: what was read in the PDF; not one that is locked.
        limit: what the call says of length.
    """
    counted = _counted_in_pdf(pdf, limit)
    source = PageSource(source="pdf", pages=counted)
    by_word = "Microsoft" in pdf.properties.application and "Word" in pdf.properties.application
    if pages is not None:
        return replace(pages, sources=(source, *pages.sources), pdf_by_word=by_word)
    over = [
        paragraph.text
        for paragraph in pdf.paragraphs
        if limit.pages is not None
        and limit.pages < (paragraph.place.page or 1) <= counted
        and paragraph.where in ("body", "table")
    ]
    words = " ".join(over).split()
    return PageFacts(
        file=pdf.file,
        counted=counted,
        sources=(source,),
        words_over=len(words),
        overflow_quote=" ".join(words[:QUOTED_WORDS]),
        sections=section_lengths(pdf),
        pdf_by_word=by_word,
    )


def _counted_in_pdf(pdf: PdfFacts, limit: PageLimit) -> int:
    """The pages before the first that begins with a heading of what the call does not count."""
    begun = {1}
    for paragraph in pdf.paragraphs:
        page = paragraph.place.page or 1
        if paragraph.where in ("body", "table") and page not in begun:
            begun.add(page)
            if is_outside(paragraph.text.partition("\n")[0], limit):
                return page - 1
    return pdf.pages


def section_lengths(facts: WordFacts | PdfFacts) -> tuple[SectionLength, ...]:
    """How many words are under each heading of the body, in their order.

    The words of a table are under the heading above it, if there is one, and not under its labels.
    """
    counts: dict[str, int] = {}
    above = ""
    for paragraph in facts.paragraphs:
        if paragraph.where == "body":
            above = paragraph.text if paragraph.is_heading else paragraph.heading
        elif paragraph.where != "table":
            continue
        heading = above or paragraph.heading
        if heading:
            words = 0 if paragraph.is_heading else len(paragraph.text.split())
            counts[heading] = counts.get(heading, 0) + words
    return tuple(SectionLength(heading, words) for heading, words in counts.items())
