"""The pages that a signing service appends to what was signed with it: no part of the letter."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from loi_tool.files import PdfFacts
from loi_tool.text import Regex

_TITLE = Regex(
    r"certificate of completion|final audit report|audit trail|audit log|signature certificate"
    r"|signing certificate|certificate of signature|document history",
    re.IGNORECASE,
)
_DETAILS = Regex(
    r"envelope id|transaction id|document id|reference number|time ?stamp|ip address|signer events"
    r"|\be-?signed\b|viewed by|sent for signature|security level",
    re.IGNORECASE,
)
_SERVICE = Regex(
    r"docusign|acrobat sign|adobe sign|dropbox sign|hellosign|pandadoc|signnow|signwell|zoho sign"
    r"|rightsignature|signrequest",
    re.IGNORECASE,
)
_NAMES = {"docusign": "DocuSign", "pandadoc": "PandaDoc", "signnow": "SignNow"}
_FEWEST = 2
"""Different details of a signing that a first page of a certificate has."""


def less_certificate(facts: PdfFacts) -> PdfFacts:
    """What is in a PDF less the certificate of a signing service behind the letter.

    Args:
        facts: what was read; a page that is a picture is no such page.

    Returns:
        The same, if there is none. Else `pages` and all that has a place are those of the letter,
        and `certificate` has the numbers of the other pages.
    """
    texts: dict[int, str] = defaultdict(str)
    for paragraph in facts.paragraphs:
        texts[paragraph.place.page or 1] += f"\n{paragraph.text}"
    begin = next((n for n in range(2, facts.pages + 1) if _is_certificate(texts[n])), None)
    if begin is None:
        return facts
    service = _SERVICE.search("".join(texts[n] for n in range(begin, facts.pages + 1)))
    name = service[0] if service else ""
    pages = tuple(range(begin, facts.pages + 1))
    types = tuple(use for use in facts.types if (use.place.page or 1) < begin)
    fonts = {use.font for use in types}
    return replace(
        facts,
        pages=begin - 1,
        certificate=pages,
        service=_NAMES.get(name.lower(), name.title()),
        paragraphs=tuple(
            p for p in facts.paragraphs if (p.place.page or 1) < begin or p.where == "header"
        ),  # headers come first, and pictures know their paragraph by its number
        images=tuple(i for i in facts.images if (i.place.page or 1) < begin),
        links=tuple(link for link in facts.links if (link.place.page or 1) < begin),
        types=types,
        fonts_not_embedded=tuple(font for font in facts.fonts_not_embedded if font in fonts),
        drawn=tuple(mark for mark in facts.drawn if (mark.place.page or 1) < begin),
        scanned=tuple(n for n in facts.scanned if n < begin),
        recognized=tuple(n for n in facts.recognized if n < begin),
        unreadable=tuple(n for n in facts.unreadable if n < begin),
        turned=tuple(n for n in facts.turned if n < begin),
    )


def _is_certificate(text: str) -> bool:
    details = {found[0].lower() for found in _DETAILS.finditer(text)}
    return _TITLE.search(text) is not None and len(details) >= _FEWEST
