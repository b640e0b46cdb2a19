"""What comes with text that is pasted from Word, a mail or a web page, made plain on reading.

Nothing that was said is lost: what is taken out cannot be seen, and what is replaced looks the
same, or was meant by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from loi_tool.text import Regex, listed

_SPACES = Regex("[\u1680\u2000-\u200a\u202f\u205f\u3000]")
_NO_BREAK = "\u2007\u202f"
_HYPHENS = Regex("[\u2010\u2011\ufe63\uff0d]")
_LIGATURES = Regex("[\ufb00-\ufb06]")
_INVISIBLE = Regex(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINERS = "\u200c\u200d"
_JOINED = Regex("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
"""Letters of scripts in which a joiner makes another word: Arabic to Mongolian."""
_WORD_BREAKS = {"\x0b": " ", "\x0c": " ", "\x1e": "-", "\x1f": "\u00ad"}
"""Word's line and page breaks, and its hyphens: how they come through the clipboard."""
_QUOTES = {"“": "”„“", "„": "“”", "‘": "’", "«": "»", "‹": "›", "″": "″"}
_ADDRESS = Regex(
    r"(?:\[[^\[\]]{1,99}\]\(|[^<>@]{1,99}(?=<)|mailto:\s{0,9})?<?\s{0,9}(?:mailto:)?"
    r"([^\s<>@()]{1,99}@[^\s<>@?()]{1,99})[>)]?",
    re.IGNORECASE,
)

_TOLD = {
    "invisible": ("1 invisible character is taken out", "invisible characters are taken out"),
    "hyphen": ("1 special hyphen is a plain one", "special hyphens are plain ones"),
    "ligature": ("1 joined letter (ﬁ) is two letters", "joined letters (ﬁ) are single letters"),
    "space": ("1 special space is a plain one", "special spaces are plain ones"),
    "no_break": (
        "1 line begins with plain spaces instead of no-break spaces",
        "lines begin with plain spaces instead of no-break spaces",
    ),
    "accent": (
        "1 separate accent is joined to its letter",
        "separate accents are joined to letters",
    ),
    "tab": ("1 tab is a space", "tabs are spaces"),
    "quotes": (
        "the curly quotation marks around 1 text are taken off",
        "texts have lost the curly quotation marks around them",
    ),
    "comma": (
        "the comma at the end of 1 text is taken off",
        "texts have lost the comma at their end",
    ),
    "address": (
        "1 email address is taken out of what was around it",
        "email addresses are taken out of what was around them",
    ),
    "item": ("1 line is an item of a list", "lines are items of lists"),
    "heading": ("1 line with # is a heading in bold", "lines with # are headings in bold"),
    "rule": ("1 line of dashes is left out", "lines of dashes are left out"),
    "html": ("1 mark of a web page is understood", "marks of a web page are understood"),
}
"""What one change of a kind is, and more of them after their number."""


def plain_characters(text: str, changes: Counter[str]) -> str:
    """A text in the characters that people type.

    Args:
        text: what a person wrote, or pasted.
        changes: what was changed is counted here.
    """
    if text.isascii() and not any(sign in text for sign in _WORD_BREAKS):
        return text
    composed = unicodedata.normalize("NFC", text)
    changes["accent"] += len(text) - len(composed)
    text = composed
    for sign, plain in _WORD_BREAKS.items():
        changes["space"] += text.count(sign)
        text = text.replace(sign, plain)
    for name, pattern, replacement in _PATTERNS:
        replaced = sum(replacement(found) != found[0] for found in pattern.finditer(text))
        changes[name] += replaced
        text = pattern.sub(replacement, text) if replaced else text
    return text


def _joins(found: re.Match[str]) -> bool:
    """Whether a joiner is between letters of a script that needs it."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    joined = all(letter and _JOINED.match(letter) for letter in (before, after))
    return found[0] in _JOINERS and joined


_PATTERNS: tuple[tuple[str, Regex, Callable[[re.Match[str]], str]], ...] = (
    ("space", _SPACES, lambda found: "\u00a0" if found[0] in _NO_BREAK else " "),
    ("hyphen", _HYPHENS, lambda found: "-"),
    ("ligature", _LIGATURES, lambda found: unicodedata.normalize("NFKC", found[0])),
    ("invisible", _INVISIBLE, lambda found: found[0] if _joins(found) else ""),
)


def plain_line(text: str, changes: Counter[str], *, address: bool = False) -> str:
    """A text on one line, as a name is: less tabs, and quotation marks around all of it."""
    changes["tab"] += text.count("\t")
    text = without_quotes(text.replace("\t", " "), changes)
    link = _ADDRESS.fullmatch(text.strip()) if address else None
    if link and link[1] != text.strip():
        changes["address"] += 1
        return link[1]
    return text


def without_quotes(text: str, changes: Counter[str]) -> str:
    """A text less the curly quotation marks around all of it."""
    inner = text.strip()
    closing = _QUOTES.get(inner[:1], "")
    if len(inner) < 3 or not closing or inner[-1] not in f'{closing}"':
        return text
    if any(sign in inner[1:-1] for sign in (inner[0], inner[-1])) or not inner[1:-1].strip():
        return text  # a quotation at the beginning, and another at the end
    changes["quotes"] += 1
    return inner[1:-1].strip()


def told(changes: Counter[str]) -> str:
    """What was changed, as the end of a sentence."""
    return listed(
        [
            (one if number == 1 else f"{number} {many}")
            for name, (one, many) in _TOLD.items()
            if (number := changes[name])
        ]
    )
