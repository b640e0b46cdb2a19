"""A PDF whose words read otherwise than they look, read as they look, by its Word file.

Fonts draw “fi” or “tt” as one sign. Some programs give another letter for it, or none (9.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from loi_tool.files import Paragraph, PdfFacts, WordFacts
from loi_tool.text import Regex

_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_TOKEN = Regex(rf"[\w'’{_UNREADABLE}-]+")
_DRAWN_AS_ONE = (
    "ffi", "ffl", "fft", "tti", "ttf", "ff", "fi", "fl", "ft", "fj", "ti", "tt", "tf", "Th", "ct",
    "st",
)  # fmt: skip
"""The longest come first."""
_ONE_SIGN = f"(?:{'|'.join(_DRAWN_AS_ONE)})"
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
    text = "\n".join(paragraph.text for paragraph in pdf.paragraphs)
    letters = set("".join(known))
    odd = {c for c in set(text) - letters if c == _UNREADABLE or (c.isalpha() and not c.isascii())}
    gone = [one for one in _DRAWN_AS_ONE if one not in text and any(one in w for w in known)]
    shorter: dict[str, list[str]] = {}
    for whole in sorted(known) if gone else ():
        for cut in _less(whole, gone):
            shorter.setdefault(cut, []).append(whole)
    if not odd and not shorter:
        return pdf, ()
    seen: dict[str, list[str]] = {}
    changed: dict[str, None] = {}
    before = ""

    def read(match: re.Match[str]) -> str:
        nonlocal before
        token = match[0]
        if token not in known and token not in seen:
            is_looked_up = len(seen) < _MOST_LOOKED_UP
            wholes = _wholes(token, odd, known) if is_looked_up else []
            seen[token] = wholes or shorter.get(token, [])
        wholes = seen.get(token) or [token]
        before = next((whole for whole in wholes if (before, whole) in pairs), wholes[0])
        if before != token:
            changed[token] = None
        return before

    paragraphs = tuple(
        replace(paragraph, text=_TOKEN.sub(read, paragraph.text)) for paragraph in pdf.paragraphs
    )
    return replace(pdf, paragraphs=paragraphs), tuple(changed)[:_EXAMPLES]


def misread(word: WordFacts, pdf: PdfFacts) -> tuple[str, ...]:
    """Some words of a PDF that look otherwise than they read: they cannot be searched for."""
    return tuple(dict.fromkeys((*pdf.misread, *as_seen(word, pdf)[1])))[:_EXAMPLES]


def _tokens(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from _TOKEN.findall(f"{paragraph.label} {paragraph.text}")


def _less(word: str, gone: Sequence[str]) -> set[str]:
    """A word without one of these signs, and without all of them."""
    cuts = {word.replace(one, "") for one in gone if one in word}
    if len(cuts) > 1:
        cuts.add(re.sub("|".join(gone), "", word))
    return cuts - {""}


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
