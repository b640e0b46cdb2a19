"""Fonts for an engine that brings none, on a machine that has none: those of the other engine.

rdocx has fonts with the widths of Word's usual ones built in (Carlito, Caladea, and others, under
licences that let them be embedded), and gives them away in the PDFs that it writes.
"""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import cast

from loi_tool.errors import EngineFailed
from loi_tool.layout.fonts import PLAIN, word_file

_FAMILIES = ("Calibri", "Cambria", "Arial", "Times New Roman", "Courier New")
_STYLES = ("", "<w:b/>", "<w:i/>", "<w:b/><w:i/>")
_FURTHER = (*range(0x100, 0x180), *range(0x1EA0, 0x1EFA))
"""Letters of other languages in Latin script."""
_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>")
_CONFIG = """<?xml version="1.0"?>
<fontconfig>
<dir>{folder}</dir>
<cachedir>{folder}</cachedir>
<match target="pattern">
<edit name="family" mode="append_last"><string>Liberation Sans</string></edit>
</match>
</fontconfig>
"""
"""dxpdf asks for a font of no name, and for it there must be a last resort."""


@contextlib.contextmanager
def with_spare_fonts() -> Iterator[dict[str, str]]:
    """What to add to the environment of a process so that fontconfig finds the spare fonts.

    Raises:
        EngineFailed: rdocx could not be asked for them.
    """
    fonts = _fonts()
    with tempfile.TemporaryDirectory(prefix="loi-fonts-", ignore_cleanup_errors=True) as name:
        for number, font in enumerate(fonts):
            Path(name, f"{number}.ttf").write_bytes(font)
        config = Path(name, "fonts.conf")
        config.write_text(_CONFIG.format(folder=escape(name)), "utf-8")
        yield {"FONTCONFIG_FILE": str(config)}


@cache
def _fonts() -> tuple[bytes, ...]:
    import rdocx
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject

    try:
        pdf = rdocx.Document.from_bytes(_specimen()).to_pdfa_deterministic()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic in the engine is not an Exception
        raise EngineFailed("The layout engine rdocx could not be asked for its fonts.") from error
    found: dict[str, bytes] = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        resources = cast(DictionaryObject, page["/Resources"])
        for reference in cast(DictionaryObject, resources["/Font"]).values():
            font = reference.get_object()
            file = font["/DescendantFonts"][0]["/FontDescriptor"].get("/FontFile2")
            if file is not None:
                usable = _usable(file.get_object().get_data(), font["/ToUnicode"].get_data())
                name = font["/BaseFont"]  # one that also replaces others comes twice
                found[name] = max(found.get(name, b""), usable, key=len)
    return tuple(found.values())


def _specimen() -> bytes:
    """A Word file with every character in every font and style, each in a run of its own."""
    characters = sorted(PLAIN - {"\n"}) + [chr(code) for code in _FURTHER]
    paragraphs = []
    for family in _FAMILIES:
        for style in _STYLES:
            fonts = f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}" w:cs="{family}"/>'
            run = f'<w:r><w:rPr>{fonts}{style}</w:rPr><w:t xml:space="preserve">'
            runs = "".join(f"{run}{escape(character)}</w:t></w:r>" for character in characters)
            paragraphs.append(f"<w:p>{runs}</w:p>")
    return word_file("".join(paragraphs))


def _usable(font: bytes, to_unicode: bytes) -> bytes:
    """A font from a PDF, which knows its glyphs by number only, as one for text."""
    import logging

    from fontTools.ttLib import TTFont, newTable
    from fontTools.ttLib.tables._c_m_a_p import cmap_format_4

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # an odd date is no news
    with TTFont(io.BytesIO(font)) as file:
        glyphs = file.getGlyphOrder()
        table = cmap_format_4(4)
        table.platformID, table.platEncID, table.language = 3, 1, 0
        table.cmap = {
            int(code, 16): glyphs[int(glyph, 16)]
            for glyph, code in _PAIR.findall(to_unicode)
            if 0 < int(glyph, 16) < len(glyphs)
        }
        file["cmap"] = newTable("cmap")
        file["cmap"].tableVersion, file["cmap"].tables = 0, [table]
        made = io.BytesIO()
        file.save(made)
    return made.getvalue()
