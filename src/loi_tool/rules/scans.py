"""LOI3xx: a PDF that is a scan, against the Word file that it was printed from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from loi_tool.calls.model import Call
from loi_tool.facts import Facts, PageLikeness
from loi_tool.findings import Place, Severity, Verdict
from loi_tool.rules.base import Fault, rule
from loi_tool.text import plural

_HARDLY, _NEARLY = 0.12, 0.88
"""How full a last page may be where another printer has it on the page before, or one more."""
_SCAN_AGAIN = "Scan the signed letter again, each page once, and put the new scan in its place."
_ASTRAY: tuple[tuple[PageLikeness, str, str], ...] = (
    ("blank", "{pages} of the scan {is} blank.", _SCAN_AGAIN),
    ("noise", "{pages} of the scan {shows} no lines of text.", _SCAN_AGAIN),
    (
        "moved",
        "{pages} of the scan {shows} other pages of the letter: they are out of order.",
        "Scan the pages again in their order.",
    ),
)
_IS_IT = (
    "Look whether the scan is of this letter, as it now is. If the letter was changed after it was "
    "printed, print it again, have it signed, and scan it."
)


@rule("LOI316", "scan-differs", Severity.ERROR, "formats")
def scan_differs(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF is a scan, and it is not a scan of the Word file.

    A scan has no words to compare. Its pages are counted, and each is compared with those of the
    Word file as a picture: a blank page or one of another letter is found; a single word that
    differs is not.

    Bad: a scan of two pages, where the letter has three. Good: all pages, scanned after signing.
    """
    pdf = facts.pdf
    if pdf is None:
        return
    for likeness, message, fix in _ASTRAY:
        if numbers := _numbers(facts, likeness):
            yield _fault(facts, message, fix, numbers)
    if _page_count(facts) == "wrong":
        yield Fault(
            f"The PDF is a scan of {plural(pdf.pages, 'page')}, and the letter has "
            f"{_counts(facts)}.",
            _SCAN_AGAIN,
            Place(file=pdf.file),
        )
    if not _is_roughly_set(facts) and (numbers := _numbers(facts, "another")):
        yield _fault(facts, _ANOTHER, _IS_IT, numbers)


_ANOTHER = "{pages} of the scan {shows} another text than the Word file."
_TURNED = "{pages} of the scan {is} upside down or on {its} side."
_TURN = (
    "Turn what is wrong the right way up in the program of the scanner or in a PDF viewer, and "
    "save it. Or scan the letter again."
)
_NOT_ALL = "{pages} of the scan {does} not show all that is in the Word file, or {shows} more."


@rule("LOI317", "scan-uncertain", Severity.WARNING, "formats", verdict=Verdict.CONFIRM)
def scan_uncertain(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF is a scan, and some of it does not look like the Word file as it is laid out here.

    It may be another state of the letter: a draft that was signed before the last changes. Or the
    letter is in a font that is not here, and its lines end elsewhere. Or its lines cannot be made
    out, as in a photo of a page that is not flat. A page of the letter that is upside down or on
    its side is told too: it is the same letter, and hard to read.

    Bad: a paragraph rewritten in Word after the letter was signed. Good: the letter signed as it
    is sent.
    """
    pdf = facts.pdf
    if pdf is None:
        return
    numbers = _numbers(facts, "unsure")
    if _is_roughly_set(facts):
        numbers = sorted([*numbers, *_numbers(facts, "another")])
    if numbers:
        yield _fault(facts, _NOT_ALL, _IS_IT, numbers)
    if numbers := _numbers(facts, "turned"):
        yield _fault(facts, _TURNED, _TURN, numbers)
    if _page_count(facts) == "doubtful":
        yield Fault(
            f"The PDF is a scan of {plural(pdf.pages, 'page')}, and the letter seems to have "
            f"{_counts(facts)}.",
            "Look whether all pages were scanned.",
            Place(file=pdf.file),
        )


def _fault(facts: Facts, message: str, fix: str, numbers: Sequence[int]) -> Fault:
    many = len(numbers) > 1
    named = ", ".join(map(str, numbers[:-1])) + (" and " if many else "") + str(numbers[-1])
    words = {
        "pages": f"Pages {named}" if many else f"Page {named}",
        "is": "are" if many else "is",
        "its": "their" if many else "its",
        "shows": "show" if many else "shows",
        "does": "do" if many else "does",
    }
    file = facts.pdf.file if facts.pdf else None
    return Fault(message.format(**words), fix, Place(file=file, page=numbers[0]))


def _numbers(facts: Facts, likeness: PageLikeness) -> list[int]:
    pages = facts.pair.scan if facts.pair else ()
    return [page.number for page in pages if page.likeness == likeness]


def _is_roughly_set(facts: Facts) -> bool:
    """Whether the Word file is laid out here in another font, so that lines end elsewhere."""
    return facts.pages is None or bool(facts.pages.unknown_fonts)


def _letter_pages(facts: Facts) -> list[tuple[int, float | None]]:
    """The pages of the Word file by each witness, and how full the last one is."""
    sources = facts.pages.sources if facts.pages else ()
    return [(source.pages, source.fill) for source in sources if source.source != "pdf"]


def _counts(facts: Facts) -> str:
    return " or ".join(str(count) for count in sorted({pages for pages, _ in _letter_pages(facts)}))


def _page_count(facts: Facts) -> Literal["right", "doubtful", "wrong"]:
    """Whether a scan has as many pages as the letter."""
    pdf, counts = facts.pdf, _letter_pages(facts)
    if pdf is None or not pdf.is_scan or not counts or facts.word is None:
        return "right"
    if any(pdf.pages == pages for pages, _ in counts):
        return "right"
    for pages, fill in counts:
        near = fill is None or fill < _HARDLY if pdf.pages < pages else (fill or 1) > _NEARLY
        if abs(pages - pdf.pages) == 1 and (near or _is_roughly_set(facts)):
            return "doubtful"
    return "wrong"


RULES = (scan_differs, scan_uncertain)
