"""Is the PDF the Word file's letter: the words of one against the words of the other."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections import Counter
from html import unescape

from loi_tool.facts import Difference
from loi_tool.layout.drawn import Drawn

_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_LABEL = re.compile(r"[•–]|\d{1,4}\.|[a-z]\.|[ivx]{1,5}\.")
_SHOWN = 60


def differences(word: bytes, drawn: Drawn) -> tuple[Difference, ...]:
    """What the body of a Word file and the body of its PDF do not have in common.

    Args:
        word: a .docx file that this tool wrote.
        drawn: what its PDF shows. List labels, which Word makes up, are passed over.

    Returns:
        Nothing, or the first difference.
    """
    wanted = _bare(_word_text(word))
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in wanted):
        return _as_counts(wanted, drawn)
    position = 0
    for drawn_word in drawn.body:
        text = _bare(drawn_word.text)
        if wanted.startswith(text, position):
            position += len(text)
        elif not _LABEL.fullmatch(text):
            expected = wanted[position : position + _SHOWN]
            return (Difference(word=expected, pdf=text),)
    if position < len(wanted):
        return (Difference(word=wanted[position : position + _SHOWN], pdf=""),)
    return ()


def _as_counts(wanted: str, drawn: Drawn) -> tuple[Difference, ...]:
    """Right-to-left text is drawn from the other end and in joined forms, whose text the engine
    gives only in part. So all other characters are counted; that nothing is drawn as a box is
    looked at elsewhere.
    """
    lost = _countable(wanted) - _countable("".join(_bare(word.text) for word in drawn.body))
    return (Difference(word="".join(sorted(lost))[:_SHOWN], pdf=""),) if lost else ()


def _countable(text: str) -> Counter[str]:
    return Counter(c for c in text if unicodedata.bidirectional(c) not in ("R", "AL", "NSM"))


def _word_text(word: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        body = archive.read("word/document.xml").decode()
    return unescape("".join(_TEXT.findall(body)))


def _bare(text: str) -> str:
    """Compatibility forms (ligatures) resolved; spaces and invisible characters left out."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if not character.isspace() and unicodedata.category(character) != "Cf"
    )
