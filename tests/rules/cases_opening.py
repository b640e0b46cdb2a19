"""The cases of what a letter shows when it is opened, and what else it says."""

from __future__ import annotations

from loi_tool.files import Leftover, LeftoverKind, ShownLink
from tests.rules.cases_files import FILE_CASES, PDF, at, fires, pair, pdf, silent, word

__all__ = ["FILE_CASES"]

MAIL, SITE = "rosa@rioseco.example", "https://www.rioseco.example/parents/"


def dates(*places):
    return word(leftovers=tuple(Leftover(LeftoverKind.CHANGING, "DATE", one) for one in places))


def link(text, address):
    return word(links=(ShownLink(text, address, at(4)),))


fires(
    "LOI313",
    "a PDF without letters",
    pdf(paragraphs=(), scanned=(1,), unreadable=(1,)),
    says="The PDF cannot be read as text",
    severity="warning",
)
fires("LOI313", "a page without letters", pdf(pages=2, unreadable=(2,)), says="1 page of the PDF")
fires("LOI313", "ligatures", pdf(misread=("LeƩer", "soŌware")), says="“LeƩer” and “soŌware”")
fires("LOI313", "ligatures, by the Word file", pair(misread=("Ofce",)), says="“Ofce”")
silent("LOI313", "letters as they look")

fires("LOI314", "a page", pdf(turned=(2,)), says="Page 2 of the PDF lies on its side")
fires("LOI314", "two pages", pdf(turned=(1, 2)), says="Pages 1 and 2 of the PDF lie on their side")
silent("LOI314", "upright pages")

fires(
    "LOI315",
    "text behind its end",
    pdf(disorder="there is something behind its end that does not belong to it"),
    says="The PDF opens, but there is something behind its end",
    severity="warning",
)
silent("LOI315", "a PDF in order")

fires("LOI631", "in the letter", dates(at(1)), paragraph=1, severity="error")
fires("LOI631", "in the footer", dates(at()), severity="warning")
fires("LOI631", "in both", dates(at(), at(1)), paragraph=1, severity="error")
silent("LOI631", "a date that is typed")

for shown, address in (
    (MAIL, "old@rioseco.example"),
    (f"Write to {MAIL}.", "rosa@otherdistrict.example"),
    (MAIL, "https://forms.example/contact"),
    ("www.rioseco.example", "https://otherdistrict.example/"),
    ("rioseco.example/parents", "https://rioseco.example/staff"),
    ("https://rioseco.example", "rosa@rioseco.example"),
    ("(559) 555-0134", "+1 559-555-0199"),
    ("rioseco.example", "https://safe.example/?url=https://rioseco.example"),
):
    fires("LOI632", f"{shown} to {address}", link(shown, address), says="and leads to", paragraph=4)
for shown, address in (
    (MAIL, MAIL),
    ("Rosa@RioSeco.example", MAIL),
    (f"Email: {MAIL},", MAIL),
    (MAIL, f"{MAIL}?subject=Letter%20of%20Interest"),
    (MAIL, f"{MAIL},office@rioseco.example"),
    ("Rosa Alvarez, Ed.D.", MAIL),
    ("our website", SITE),
    ("(559) 555-0134", "559-555-0134"),
    ("Call (559) 555-0134 or (559) 555-0135", "+15595550135"),
    ("our office", "559-555-0134"),
    ("rioseco.example", SITE),
    ("www.rioseco.example/parents", SITE),
    ("http://rioseco.example/Parents/", SITE),
    ("rioseco.example", "https://sites.rioseco.example/home"),
    ("https://www.rioseco.example/par…", SITE),
):
    silent("LOI632", f"{shown} to {address}", link(shown, address))
fires(
    "LOI632",
    "in the PDF",
    pdf(links=(ShownLink(MAIL, "old@rioseco.example", at(page=1, file=PDF)),)),
    says=f"A link shows “{MAIL}”, and leads to “old@rioseco.example”.",
)
