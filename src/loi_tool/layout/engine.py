"""The embedded layout engine: a Word file of ours as PDF/A-2b and PDF/UA-1.

The engine is rdocx. Its deterministic PDF takes fonts from two places only: those built in, and
those embedded in the Word file that it is given; so fonts go into a copy made for it. It keeps room
for two digits where a page number is, so in that copy two digits are as narrow as one.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from importlib import metadata

from loi_tool.errors import EngineFailed
from loi_tool.layout.engines import letter_started

KNOWN_FONTS = ("Calibri", "Arial", "Times New Roman")
"""Fonts that the engine sets line for line as others do. Its Cambria is up to 5 percent wider than
the real one, and it sets one character less on a full line of Courier New.
"""

_LANGUAGE = "en-US"
_FOOTER, _PAGE_NUMBER = "footer", "page number"
"""Styles of a letter of ours."""
_HALF_A_DIGIT = 0.26
"""Of the type size, in the fonts that letters are set in."""
_MOST_PAGES_OF_ONE_DIGIT = 9


def engine_name() -> str:
    """Name and version of the engine, for the manifest."""
    return f"rdocx {metadata.version('rdocx')}"


def letter_pdf(word: bytes, fonts: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of a Word file that this tool wrote.

    Args:
        word: the .docx file.
        fonts: by family name, TrueType or OpenType fonts for characters that the built-in
            ones lack.

    Raises:
        EngineFailed: the engine failed, or did not write a PDF.
    """
    from loi_tool.layout.finish import page_count, with_language

    try:
        pdf = _set_by_engine(_with_narrow_page_numbers(word), fonts)
        if page_count(pdf) > _MOST_PAGES_OF_ONE_DIGIT:
            pdf = _set_by_engine(word, fonts)
        return with_language(pdf, _LANGUAGE)  # the engine writes “und”
    except EngineFailed as error:
        raise EngineFailed(
            f"The letter could not be laid out. {error.message}",
            "Please report this, with the answers if you can share them.",
        ) from error


def _set_by_engine(word: bytes, fonts: Mapping[str, bytes] | None) -> bytes:
    with letter_started(word, fonts or {}) as pdf:
        return pdf()


def _with_narrow_page_numbers(word: bytes) -> bytes:
    """A copy in which the digits of page numbers are drawn together by half their width."""
    import docx
    from docx.oxml.ns import qn

    try:
        document = docx.Document(io.BytesIO(word))
    except Exception:  # python-docx raises many kinds; the engine says what is wrong with it
        return word
    size = document.styles[_FOOTER].font.size
    properties = document.styles[_PAGE_NUMBER].element.get_or_add_rPr()
    spacing = properties.makeelement(qn("w:spacing"))
    spacing.set(qn("w:val"), str(-round(size.pt * 20 * _HALF_A_DIGIT)))
    properties.append(spacing)
    copy = io.BytesIO()
    document.save(copy)
    return copy.getvalue()
