"""Characters of a Word file as plain ones: symbol fonts, kinds of spaces, what is not seen."""

from __future__ import annotations

import re

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2007\u2002\u2003\u2009", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff\u200e\u200f"),
        "\u2011": "-",
        "\u2028": "\n",
    }
)
_IN_SYMBOL_FONT = re.compile("[\uf020-\uf0ff]")
_WINGDINGS = {  # what it is used for in letters
    **dict.fromkeys((0xA8, 0x6F, 0x71, 0x72), "☐"),
    **dict.fromkeys((0xFE, 0x53), "☑"),
    **dict.fromkeys((0xFD, 0x54, 0x78), "☒"),
    0xFC: "✓",
    0x28: "☎",
    0x29: "☎",
    0x2A: "✉",
}
_SYMBOL = {0x2D: "−", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB0: "°", 0xD2: "®",
           0xE2: "®", 0xD3: "©", 0xE3: "©", 0xD4: "™", 0xE4: "™", 0xA7: "§"}  # fmt: skip


def plain_text(text: str) -> str:
    """Text with plain spaces and hyphens, and without what is not seen."""
    return text if text.isascii() else text.translate(_PLAIN)


def without_symbols(text: str, font: str) -> str:
    """Text in which what only a symbol font shows (17.3.3.30) is written in plain characters."""
    if text.isascii():
        return text
    return _IN_SYMBOL_FONT.sub(lambda match: symbol(ord(match[0]), font), text)


def symbol(code: int, font: str) -> str:
    """A character of a font as a plain one, or an empty text."""
    if 0xF000 <= code <= 0xF0FF:
        code -= 0xF000
    if font.startswith(("Wingdings", "Webdings")):
        return _WINGDINGS.get(code, "•")
    if font == "Symbol":
        return _SYMBOL.get(code, "•" if code > 0x7E else chr(code))
    return chr(code) if 0x20 <= code < 0xD800 else ""
