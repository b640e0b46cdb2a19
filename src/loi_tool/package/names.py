"""File names that travel: plain ASCII, short, with the district's name in them."""

from __future__ import annotations

import re
import unicodedata

from loi_tool.calls.model import Call

_LONGEST = 60
_NO_DECOMPOSITION = str.maketrans({"đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ø": "o", "ß": "ss"})


def slug(text: str) -> str:
    """ASCII letters and digits, joined by hyphens; cut between words at 60 characters."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_NO_DECOMPOSITION))
    without = re.sub(r"['’ʻ.]", "", decomposed)
    spaced = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in without)
    words = re.findall(r"[A-Za-z0-9]+", spaced.encode("ascii", "ignore").decode())
    name = ""
    for word in words:
        if len(name) + len(word) + 1 > _LONGEST:
            break
        name = f"{name}-{word}" if name else word
    return name or "".join(words)[:_LONGEST]


def file_stem(author: str, call: Call, draft: bool) -> str:
    """The name of the Word file and the PDF of a district's letter, less their endings."""
    mark = "DRAFT_" if draft else ""
    name = slug(author) or "District"
    if asked := call.delivery.file_name:
        return mark + re.sub(r"[^\w .,-]+", "-", asked.filled(name))
    return f"{mark}{name}_{slug(call.short_title)}_{slug(call.letter.name)}"
