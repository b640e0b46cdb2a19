"""LOI3xx, LOI6xx: what a letter shows when it is opened, and what else it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.files import LeftoverKind, ShownLink
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import files_of, leftovers_of
from loi_tool.text import Regex, listed, plural, shortened

_AGAIN = "Save the PDF again from Word: File > Save As > PDF."
_TURN = "Turn the pages in Acrobat (Organize Pages > Rotate), and save."
_MOST = 80
"""Characters of an address that are shown."""
_MAIL = Regex(r"[\w.+'-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,80}){1,6}")
_PHONE = Regex(r"\+?(?:1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}")
_SITE = Regex(
    r"(?:https?://|www\.)[^\s<>\"“”]{3,400}"
    r"|(?<![\w.@-])(?:[a-z0-9-]{1,60}\.){1,5}(?:org|com|net|edu|gov|us|info|example)\b"
    r"(?:/[^\s<>\"“”]{0,400})?",
    re.IGNORECASE,
)


@rule("LOI313", "pdf-not-searchable", Severity.WARNING, "formats")
def pdf_not_searchable(call: Call, facts: Facts) -> Iterator[Fault]:
    """Words of the PDF cannot be read, searched for, or copied, though they look right.

    Some programs that make PDFs do not say which letters a sign stands for, as in “fi” or “tt”,
    which many fonts draw as one. A screen reader then says other words, and nothing can be checked
    in what cannot be read.

    Bad: a PDF in which “Letter” is copied as “LeƩer”. Good: one that Word itself saved.
    """
    pdf, pair = facts.pdf, facts.pair
    if pdf is None:
        return
    if pdf.unreadable:
        all_of_it = len(pdf.unreadable) == pdf.pages
        pages = f"{plural(len(pdf.unreadable), 'page')} of the PDF"
        yield Fault(
            f"{'The PDF' if all_of_it else pages} cannot be read as text: it does not "
            "say which letters its signs are. It looks right, but it cannot be searched, and what "
            "it says was not checked.",
            _AGAIN,
            Place(file=pdf.file, page=pdf.unreadable[0]),
        )
    words = (pair.misread if pair else ()) or pdf.misread
    if words:
        quotes = listed([f"“{word}”" for word in words[:3]])
        yield Fault(
            f"Words of the PDF cannot be searched for or copied. They look right, but read "
            f"otherwise: {quotes}.",
            _AGAIN,
            Place(file=pdf.file),
        )


@rule("LOI314", "pdf-page-turned", Severity.WARNING, "formats")
def pdf_page_turned(call: Call, facts: Facts) -> Iterator[Fault]:
    """A page of the PDF lies on its side, or is upside down.

    It was read here as if it were upright.

    Bad: a page that was scanned or printed sideways. Good: all pages upright.
    """
    pdf = facts.pdf
    if pdf is not None and pdf.turned:
        pages = listed([str(page) for page in pdf.turned])
        which = f"Page {pages} of the PDF lies on its"
        if len(pdf.turned) > 1:
            which = f"Pages {pages} of the PDF lie on their"
        yield Fault(
            f"{which} side, or upside down.",
            _TURN if pdf.scanned or pdf.recognized else f"{_AGAIN} Or t{_TURN[1:]}",
            Place(file=pdf.file, page=pdf.turned[0]),
        )


@rule("LOI315", "pdf-not-in-order", Severity.WARNING, "formats")
def pdf_not_in_order(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF opens, but it is not put together as a PDF should be.

    Programs that show PDFs mend this when they open it. Some portals refuse such a file.

    Bad: a PDF that a mail program added lines to. Good: the PDF saved again from Word.
    """
    pdf = facts.pdf
    if pdf is not None and pdf.disorder:
        yield Fault(
            f"The PDF opens, but {pdf.disorder}. Some portals refuse such a file.",
            f"{_AGAIN} Or open it in a PDF program, and save it under a new name.",
            Place(file=pdf.file),
        )


@rule("LOI631", "date-changes-by-itself", Severity.ERROR)
def date_changes_by_itself(call: Call, facts: Facts) -> Iterator[Fault]:
    """The Word file has a date field: a date that changes by itself.

    Word puts in the day on which the letter is opened, saved, or printed, so the funder reads
    another date than you wrote. In a header or footer this is a warning.

    Bad: Insert > Date & Time with “Update automatically”. Good: a date that is typed.
    """
    for _, dates in leftovers_of(facts, LeftoverKind.CHANGING):
        in_text = [date for date in dates if date.place.paragraph is not None]
        first = (in_text or dates)[0]
        yield Fault(
            "The letter has a date field: Word changes this date by itself when the file is "
            "opened, saved, or printed. The funder will read another date.",
            "Click on the date, press Ctrl+Shift+F9 (on a Mac: Command+Shift+F9) to make it plain "
            "text, and check that it is right. Or delete it, and use Insert > Date & Time without "
            "“Update automatically”.",
            first.place,
            severity=None if in_text else Severity.WARNING,
        )


@rule("LOI632", "link-leads-elsewhere", Severity.ERROR)
def link_leads_elsewhere(call: Call, facts: Facts) -> Iterator[Fault]:
    """A link leads to another address than the one that is shown.

    Who clicks on it writes to another person, or sees another page, than who types what is shown.
    This happens when an address is typed over an old one.

    Bad: “rosa@rioseco.example”, which opens a mail to “old@rioseco.example”. Good: both the same.
    """
    told: set[tuple[str, str]] = set()
    for file in files_of(facts):
        for link in file.links:
            shown = _shown_elsewhere(link)
            if shown and (shown, link.address) not in told:
                told.add((shown, link.address))
                yield Fault(
                    f"A link shows “{shortened(shown, _MOST)}”, and leads to "
                    f"“{shortened(link.address, _MOST)}”.",
                    "In Word: right-click on it, choose Edit Hyperlink, and write the address that "
                    "is right; or choose Remove Hyperlink. Then save the PDF again.",
                    link.place,
                )


def _shown_elsewhere(link: ShownLink) -> str:
    """The address that a link shows if it leads to another one; else an empty text."""
    address = unquote(link.address).strip()
    to = set() if "://" in address else set(re.split(r"[,;]", address.partition("?")[0].lower()))
    mails = [mail.rstrip(".'-") for mail in _MAIL.findall(link.text)]
    if mails:
        return "" if to.intersection(map(str.lower, mails)) else mails[0]
    phone = _PHONE.fullmatch(address)
    if phone and (numbers := _PHONE.findall(link.text)):
        return "" if _digits(phone[0]) in map(_digits, numbers) else numbers[0].strip()
    site = _SITE.search(link.text)
    if site is None:
        return ""
    shown = site[0].rstrip(".,;:!?)]’”'…")
    if any(map(_MAIL.fullmatch, to)):
        return shown
    host, path = _parts(shown)
    other, other_path = _parts(address)
    same = host == other or other.endswith(f".{host}") or host.endswith(f".{other}")
    return "" if same and other_path.startswith(path) else shown


def _digits(number: str) -> str:
    """The digits of a phone number without its country."""
    return re.sub(r"\D", "", number)[-10:]


def _parts(address: str) -> tuple[str, str]:
    """The host and the path of a web address, as they are compared."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
    except ValueError:
        return address.lower(), ""
    host = parts.netloc.rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")
    return host, unquote(parts.path).strip("/").lower()


RULES = (
    pdf_not_searchable,
    pdf_page_turned,
    pdf_not_in_order,
    date_changes_by_itself,
    link_leads_elsewhere,
)
