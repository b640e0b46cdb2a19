"""LOI3xx: what is behind the letter in the same file, and page numbers."""

from __future__ import annotations

from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.files import Paragraph
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.text import is_attachment, plural, quote_at_end, quoted


def _attachments(call: Call, facts: Facts) -> list[Paragraph]:
    """The first paragraph of each attachment, in the PDF if there is one, else in the Word file."""
    file = facts.pdf or facts.word
    headings = call.attachments.headings if call.attachments else ()
    return [
        paragraph
        for paragraph in (file.paragraphs if file else ())
        if paragraph.where == "body" and is_attachment(paragraph.text, headings)
    ]


@rule("LOI320", "too-many-attachments", Severity.ERROR, "pages")
def too_many_attachments(call: Call, facts: Facts) -> Iterator[Fault]:
    """More attachments are behind the letter than the call allows.

    They are known by the headings that the call gives them.

    Bad: Attachments A, B, and C, where the call allows two. Good: A and B.
    """
    allowed, attachments = call.attachments, _attachments(call, facts)
    if allowed is not None and len(attachments) > allowed.max:
        first = attachments[allowed.max]
        yield Fault(
            f"There are {plural(len(attachments), 'attachment')}; the call allows "
            f"{allowed.max or 'none'}: {quote_at_end(allowed.quote)}",
            f"Take {quoted(first.text.partition(chr(10))[0], 12)} out of the file.",
            first.place,
        )


@rule("LOI321", "attachment-too-long", Severity.ERROR, "pages")
def attachment_too_long(call: Call, facts: Facts) -> Iterator[Fault]:
    """An attachment has more pages than the call allows for each.

    Bad: a resume of three pages, where the call allows one. Good: a resume of one page.
    """
    allowed, pdf = call.attachments, facts.pdf
    if allowed is None or allowed.max_pages_each is None or pdf is None:
        return
    attachments = _attachments(call, facts)
    starts = [paragraph.place.page or 1 for paragraph in attachments]
    ends = [*starts[1:], pdf.pages + 1][: len(starts)]
    for paragraph, start, end in zip(attachments, starts, ends, strict=True):
        if end - start > allowed.max_pages_each:
            yield Fault(
                f"{quoted(paragraph.text.partition(chr(10))[0], 12)} has {end - start} pages. The "
                f"call allows {allowed.max_pages_each} for each: {quote_at_end(allowed.quote)}",
                "Shorten it.",
                paragraph.place,
            )


@rule("LOI322", "page-numbers-missing", Severity.ERROR, "pages")
def page_numbers_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """A page of the letter does not have its number, and the call asks for it.

    Bad: a footer without a page number. Good: “Page 1 of 2” on every page, the first one too.
    """
    style = call.style
    if style is None or not style.page_numbers or facts.template is not None:
        return
    fix = "In Word: Insert > Page Number. Take the check from Different First Page, if it is there."
    pdf, word = facts.pdf, facts.word
    if pdf is not None and not (pdf.scanned or pdf.recognized or pdf.locked):
        first_attached = next((p.place.page for p in _attachments(call, facts)), None)
        pages = range(1, first_attached or pdf.pages + 1)
        missing = [page for page in pages if page not in pdf.numbered]
        if missing:
            named = "No page" if len(missing) == len(pages) else f"Page {missing[0]}"
            does = "has its number" if named == "No page" else "does not have its number"
            yield Fault(
                f"{named} of the PDF {does}. The call says {quote_at_end(style.quote)}",
                fix + " Save the PDF again.",
                Place(file=pdf.file, page=missing[0]),
            )
    elif word is not None and not word.numbers_pages:
        yield Fault(
            f"Not every page of the Word file has its number. The call says "
            f"{quote_at_end(style.quote)}",
            fix,
            Place(file=word.file),
        )


RULES = (too_many_attachments, attachment_too_long, page_numbers_missing)
