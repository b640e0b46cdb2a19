"""A PDF whose words read otherwise than they look, read as they look, by its Word file.

Fonts draw “fi” or “tt” as one sign. Some programs give another letter for it, or none (9.10).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, pairwise

from loi_tool.files import Paragraph, PdfFacts, WordFacts
from loi_tool.pair.ligatures import DRAWN_AS_ONE, Readings, exchanged, left_out, lost
from loi_tool.text import Regex

_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_TOKEN = Regex(rf"[\w'’{_UNREADABLE}-]+")
_ONE_SIGN = f"(?:{'|'.join(DRAWN_AS_ONE)})"
_ANY_LETTERS = r"\D{1,4}"
_MOST_LOOKED_UP = 200
"""Words of a PDF that the Word file does not have; a letter has some dozens of them."""
_EXAMPLES = 5


def as_seen(word: WordFacts, pdf: PdfFacts) -> tuple[PdfFacts, tuple[str, ...]]:
    """A PDF with the words that its reader sees.

    Args:
        word: the Word file that it is compared with.
        pdf: what was read in the PDF.

    Returns:
        The same PDF where a word that cannot be read as it is, and is a word of the Word file but
        for a ligature, is that one; and some of the words as they were.
    """
    tokens = list(_tokens(word.paragraphs))
    known, pairs = set(tokens), set(pairwise(tokens))
    lines = [list(_tokens([paragraph])) for paragraph in pdf.paragraphs]
    present = Counter(chain.from_iterable(lines))
    letters = set("".join(known))
    odd = {c for c in set("".join(present)) - letters if c == _UNREADABLE or _is_foreign(c)}
    gone = lost(Counter(tokens), present)
    readings: Readings = {}
    if gone and not known.issuperset(present):
        readings = exchanged(known, gone, lines, is_misread=bool(pdf.misread))
        for run, wholes in left_out(known, gone).items():
            readings.setdefault(run, []).extend(wholes)
    if not odd and not readings:
        return pdf, ()
    seen: dict[str, list[str]] = {}
    changed: dict[str, None] = {}
    before = ""

    def wholes_of(run: tuple[str, ...]) -> list[str]:
        if len(run) > 1 or run in readings or run[0] in known:
            return [] if known.issuperset(run) else readings.get(run, [])
        if run[0] not in seen:
            is_looked_up = len(seen) < _MOST_LOOKED_UP
            seen[run[0]] = _wholes(run[0], odd, known) if is_looked_up else []
        return seen[run[0]]

    def as_read(text: str) -> str:
        nonlocal before
        matches = list(_TOKEN.finditer(text))
        parts: list[str] = []
        at = end = 0
        while at < len(matches):
            parts.append(text[end : matches[at].start()])
            for many in (3, 2, 1):
                here = matches[at : at + many]
                whole_text = text[here[0].start() : here[-1].end()]
                run = tuple(match[0] for match in here)
                wholes = wholes_of(run) if " ".join(run) == " ".join(whole_text.split()) else []
                if wholes or many == 1:
                    break
            if wholes:
                before = next((whole for whole in wholes if (before, whole) in pairs), wholes[0])
                changed[whole_text] = None
            else:
                before = whole_text
            parts.append(before)
            at, end = at + len(here), here[-1].end()
        return "".join((*parts, text[end:]))

    paragraphs = tuple(
        replace(paragraph, text=as_read(paragraph.text)) for paragraph in pdf.paragraphs
    )
    return replace(pdf, paragraphs=paragraphs), tuple(changed)[:_EXAMPLES]


def misread(word: WordFacts, pdf: PdfFacts) -> tuple[str, ...]:
    """Some words of a PDF that look otherwise than they read: they cannot be searched for."""
    return tuple(dict.fromkeys((*pdf.misread, *as_seen(word, pdf)[1])))[:_EXAMPLES]


def _tokens(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from _TOKEN.findall(f"{paragraph.label} {paragraph.text}")


def _is_foreign(character: str) -> bool:
    return character.isalpha() and not character.isascii()


def _wholes(token: str, odd: set[str], known: set[str]) -> list[str]:
    """The known words that a token with odd letters may be."""
    if not odd.intersection(token) or not any(c.isalpha() and c not in odd for c in token):
        return []
    first, *_, last = re.split(f"[{''.join(odd)}]", token)
    words = sorted(word for word in known if word.startswith(first) and word.endswith(last))
    for sign in (_ONE_SIGN, _ANY_LETTERS) if _UNREADABLE in token else (_ONE_SIGN,):
        pattern = re.compile("".join(sign if c in odd else re.escape(c) for c in token))
        if wholes := [word for word in words if pattern.fullmatch(word)]:
            return wholes
    return []
