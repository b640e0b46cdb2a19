"""What pypdfium2's helper classes have no method for, asked of pdfium through their handles.

Nothing else in this room calls pdfium directly. Each function says what it does for a letter.
"""

from __future__ import annotations

import ctypes
from typing import Literal

import pypdfium2.raw as pdfium
from pypdfium2 import PdfFont, PdfMatrix, PdfObject, PdfTextObj, PdfTextPage

PICTURE: int = pdfium.FPDF_PAGEOBJ_IMAGE
PATH: int = pdfium.FPDF_PAGEOBJ_PATH
TEXT: int = pdfium.FPDF_PAGEOBJ_TEXT
NEEDS_PASSWORD = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
"""The errors of a document that does not open without a password."""
PLAIN_COPY: int = pdfium.FPDF_NO_INCREMENTAL | pdfium.FPDF_REMOVE_SECURITY
"""How a document is saved so that all its objects are in the clear."""
NO_OBJECT = bytes(ctypes.sizeof(ctypes.c_void_p))
_FORCE_BOLD = 1 << 18
"""A flag of a font descriptor (ISO 32000-1, 9.8.2)."""
_FILL_THEN_STROKE = 2
_INVISIBLE = 3
"""Text rendering modes (9.3.6)."""
_MOST_SEGMENTS = 400
"""Of a path."""
_CIRCLE = 4
"""Curves that a circle is made of, and the corners of a frame (8.5.2.2)."""
_WHITE = 245
"""Of 255: colors from here on are not seen on paper."""


def text_object(page: PdfTextPage, index: int) -> bytes:
    """The address of the text object that a character is of; `NO_OBJECT` for space between them.

    `get_textobj` has it too, in a new object of Python's for each character: six times as slow.
    """
    return bytes(pdfium.FPDFText_GetTextObject(page, index))


def is_put_in(page: PdfTextPage, index: int) -> bool:
    """Whether a character is none of the file's: white space by which pdfium shows a gap."""
    return bool(pdfium.FPDFText_IsGenerated(page, index) == 1)


def text_between(page: PdfTextPage, start: int, end: int) -> str:
    """The text of characters; empty of a thousand that have none, which the helper cannot take.

    It calls itself for each character with no text at either end.
    """
    try:
        return str(page.get_text_range(start, end - start, errors="replace"))
    except (RecursionError, ctypes.ArgumentError):
        return ""


def letters_between(page: PdfTextPage, start: int, end: int, unreadable: str) -> str:
    """The text of characters, with a sign for each that the file has no letter for (9.10.2).

    pdfium gives the number of its glyph for such a one.
    """
    lost = [
        index for index in range(start, end) if pdfium.FPDFText_HasUnicodeMapError(page, index) == 1
    ]
    if not lost:
        return text_between(page, start, end)
    letters = (chr(pdfium.FPDFText_GetUnicode(page, index)) for index in range(start, end))
    return "".join(
        unreadable if index in lost and not _is_plain(letter) else letter
        for index, letter in enumerate(letters, start)
    )


def _is_plain(letter: str) -> bool:
    """Whether a number can only be that of a space or a mark, not of a glyph."""
    return letter.isspace() or (letter.isprintable() and not letter.isalnum())


def character(page: PdfTextPage, index: int) -> str:
    """One character; pieces of text that the helper gives may be longer or shorter than asked."""
    return chr(min(pdfium.FPDFText_GetUnicode(page, index), 0x10FFFF))


def matrix_of(page: PdfTextPage, index: int) -> PdfMatrix:
    """How a character is placed on its page; that of a text object is of the form around it."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(page, index, matrix)
    return PdfMatrix.from_raw(matrix)


def is_forced_bold(font: PdfFont) -> bool:
    """Whether a font says of itself that it is bold, whatever its name says."""
    return bool(max(pdfium.FPDFFont_GetFlags(font), 0) & _FORCE_BOLD)


def is_outlined(thing: PdfTextObj) -> bool:
    """Whether a text is drawn with its outlines, which makes any font look bold."""
    return bool(pdfium.FPDFTextObj_GetTextRenderMode(thing) == _FILL_THEN_STROKE)


def is_invisible(thing: PdfObject) -> bool:
    """Whether a text is there to be found and copied, and is not drawn."""
    return bool(pdfium.FPDFTextObj_GetTextRenderMode(thing) == _INVISIBLE)


def strokes(path: PdfObject) -> int:
    """How many strokes a path has that a hand may have drawn: curves, and lines that are aslant.

    Circles, frames, rules and what is not seen have none.
    """
    if not _is_seen(path):
        return 0
    curves = slants = 0
    x = y = 0.0
    controls = 0
    for index in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        to_x, to_y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, to_x, to_y)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            controls += 1
            curves += controls % 3 == 0  # two points that bend it, and its end
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            slants += abs(to_x.value - x) > 0.5 and abs(to_y.value - y) > 0.5
        x, y = to_x.value, to_y.value
    return slants + (0 if curves == _CIRCLE else curves)


def _is_seen(path: PdfObject) -> bool:
    """Whether a path is drawn in a color that shows on paper."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke):
        return False
    asked = [pdfium.FPDFPageObj_GetFillColor] if fill.value else []
    asked += [pdfium.FPDFPageObj_GetStrokeColor] if stroke.value else []
    for color_of in asked:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if color_of(path, red, green, blue, alpha):
            darkest = min(red.value, green.value, blue.value)
            if alpha.value > 255 - _WHITE and darkest < _WHITE:
                return True
    return False


def replaced(thing: PdfTextObj) -> Literal["no", "here", "elsewhere"]:
    """Whether a text has a replacement (14.9.4), or an empty one, as another one has it all.

    Some engines hang the text of a whole line on its first word.
    """
    for index in range(pdfium.FPDFPageObj_CountMarks(thing)):
        mark = pdfium.FPDFPageObj_GetMark(thing, index)
        if pdfium.FPDFPageObjMark_GetParamValueType(mark, b"ActualText"):
            length = ctypes.c_ulong()
            pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, length)
            return "here" if length.value > 2 else "elsewhere"  # two are the zero at its end
    return "no"
