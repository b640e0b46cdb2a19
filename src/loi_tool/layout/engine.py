"""The embedded layout engine: a Word file as PDF/A-2b and PDF/UA-1, and what was drawn.

The engine is rdocx. Its deterministic PDF takes fonts from two places only: those built in, and
those embedded in the Word file that it is given; so fonts go into a copy made for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata

from loi_tool.errors import EngineFailed
from loi_tool.layout.drawn import Drawn, read_drawn

KNOWN_FONTS = ("Calibri", "Cambria", "Arial", "Times New Roman", "Courier New")
"""Fonts whose widths the engine has built in, so that its lines break as Word's do."""


@dataclass(frozen=True)
class LaidOut:
    """A laid-out letter: the PDF, and what it shows."""

    pdf: bytes = field(repr=False)
    drawn: Drawn = field(repr=False)


def engine_name() -> str:
    """Name and version of the engine, for the manifest."""
    return f"rdocx {metadata.version('rdocx')}"


def lay_out(word: bytes, fonts: Mapping[str, bytes] | None = None) -> LaidOut:
    """Lay out a Word file that this tool wrote.

    Args:
        word: the .docx file.
        fonts: by family name, TrueType or OpenType fonts for characters that the built-in
            ones lack.

    Raises:
        EngineFailed: the engine raised, or did not write a PDF.
    """
    import rdocx

    try:
        document = rdocx.Document.from_bytes(word)
        for family, data in (fonts or {}).items():
            licence = rdocx.FontEmbeddingLicense(authorized=True, identity=family)
            document.embed_font(family, data, license=licence)
        pdf = document.to_pdfa_deterministic()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic in the engine is not an Exception
        raise EngineFailed(
            f"The layout engine could not lay out the letter ({type(error).__name__}).",
            "Please report this, with the answers if you can share them.",
        ) from error
    pdf = _with_language(pdf)
    return LaidOut(pdf, read_drawn(pdf))


def _with_language(pdf: bytes) -> bytes:
    """The engine writes “und”; the letter is in US English (ISO 32000-1, 14.9.2).

    The indentation gives the two bytes, so that no offset in the file moves.
    """
    unknown, known = b"\n  /Lang (und)\n", b"\n/Lang (en-US)\n"
    if len(re.findall(re.escape(unknown), pdf)) != 1:
        raise EngineFailed("The layout engine wrote a PDF whose language cannot be set.")
    return pdf.replace(unknown, known)
