"""Run inside a process of its own: a Word file comes in, its PDF or its lines go out.

    engine_process.py ENGINE pdf|lines|letter SITE [FAMILY=BYTES…]

For a letter of ours the fonts that are named come in behind the Word file, which is their order.

See `engines`. It is started with neither site-packages nor this package on its path, which takes
0.03 s; so it imports nothing of ours.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # every import here is paid for at every engine's start
    from collections.abc import Callable, Iterator
    from typing import Any

    from pypdfium2 import PdfPage

_MEMORY = 160 * 2**20
_MEMORY_OF_OURS = 1024 * 2**20
"""A letter of ours may have a logo of 16 million pixels."""
_SAME_LINE_POINTS = 2.0
_MOST_PAGES = 40
"""That are read; the others are counted."""
_EMU_PER_POINT = 12700
_USUAL_SIZE = 11 * _EMU_PER_POINT
_LEAST_WITH_A_ROW = 1.8
"""Lines: a table of less height has no row below its header."""
_HYPHEN = "\x02"
"""What pdfium gives for a hyphen at the end of a line."""
_SECONDS, _SECONDS_OF_OURS, _SECONDS_IN_ANY_FONT = 1, 3, 4
"""Of processor time: an engine sets the longest letter in 0.2 s, and to read it back takes 0.4. For
a PDF dxpdf looks through all fonts of the machine first, which takes 0.7 s for 170 of them."""


def _limit(most: int, seconds: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return  # not on Windows


def _rdocx(word: bytes) -> bytes:
    import rdocx

    try:
        return rdocx.Document.from_bytes(word).to_pdfa_deterministic()
    except rdocx.LayoutError:  # PDF/A forbids some links; a plain PDF may have them
        return rdocx.Document.from_bytes(word).to_pdf()


def _letter(data: bytes, named: list[str]) -> bytes:
    """The archival PDF of a letter of ours, or a failure: no other will do."""
    import rdocx

    fonts = [(family, int(size)) for family, _, size in (name.rpartition("=") for name in named)]
    position = len(data) - sum(size for _, size in fonts)
    document = rdocx.Document.from_bytes(data[:position])
    for family, size in fonts:
        licence = rdocx.FontEmbeddingLicense(authorized=True, identity=family)
        document.embed_font(family, data[position : position + size], license=licence)
        position += size
    _keep_tables(document)
    return document.to_pdfa_deterministic()


def _keep_tables(document: Any) -> None:  # noqa: ANN401 (rdocx has no types)
    """Begin a page with the heading of a table where Word would do so, which the engine would not.

    The engine does not look at “keep with next” within tables (ISO 29500-1, 17.3.1.15): it leaves
    the header of a table alone at the end of a page, and a signature without the row above it.
    """
    tables = document.tables
    for _ in tables:
        places: dict[int, list[tuple[int, float]]] = {}
        for fragment in document.layout():
            place = (fragment.physical_page, fragment.bounds.height)
            places.setdefault(fragment.body_index, []).append(place)
        heading = next(_divided(document, tables, places), None)
        if heading is None or heading.paragraph_format.page_break_before:
            return
        heading.paragraph_format.page_break_before = True


def _divided(
    document: Any,  # noqa: ANN401
    tables: Any,  # noqa: ANN401
    places: dict[int, list[tuple[int, float]]],
) -> Iterator[Any]:
    """The headings of tables that are to begin a page.

    `places` has the page and the height, in points, of each piece of each block of the body.
    """
    line = 1.28 * (document.default_font_size or _USUAL_SIZE) / _EMU_PER_POINT
    for number, index in enumerate(_indexes_of_tables(document)):
        (page, height), *_ = places[index]
        last_page = places[index][-1][0]
        header_alone = last_page > page and height < _LEAST_WITH_A_ROW * line
        row = tables[number].rows[-1].cells[0].paragraphs[0]
        kept = bool(row.paragraph_format.keep_with_next) and index + 1 in places
        left_behind = kept and places[index + 1][0][0] > last_page
        above = index - number - 1  # tables are not counted among the paragraphs
        if (header_alone or left_behind) and above >= 0:
            yield document.paragraphs[above]


def _indexes_of_tables(document: Any) -> list[int]:  # noqa: ANN401
    from xml.etree.ElementTree import fromstring

    (body,) = fromstring(document.part_xml("word/document.xml"))  # noqa: S314 (we wrote it)
    return [index for index, block in enumerate(body) if block.tag.endswith("}tbl")]


def _dxpdf(word: bytes) -> bytes:
    import dxpdf

    return bytes(dxpdf.convert(word))


def _lines(pdf: bytes) -> bytes:
    """Pages with their height and, from top to bottom, each line: baseline, text, is it furniture.

    Furniture is what the engine marked as an artifact: headers and footers (ISO 32000-1, 14.8.2.2).
    """
    import json

    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(pdf)
    except PdfiumError:
        raise SystemExit(1) from None
    count = len(document)
    pages = [_page(document[index]) for index in range(min(count, _MOST_PAGES))]
    return json.dumps({"count": count, "pages": pages}).encode()


def _page(page: PdfPage) -> dict[str, Any]:
    import ctypes

    from pypdfium2 import raw

    height = page.get_height()
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    rows: list[tuple[float, bool, list[str]]] = []
    last, furniture, spoken_for = None, False, False
    for position in range(text.count_chars()):
        # The helper classes have no method for a character's baseline or its text object, nor for
        # one that is sure to give the character at a position.
        character = chr(raw.FPDFText_GetUnicode(text, position))
        if character in "\r\n" or not raw.FPDFText_GetCharOrigin(text, position, x, y):
            continue
        drawn = raw.FPDFText_GetTextObject(text, position)
        address = ctypes.cast(drawn, ctypes.c_void_p).value
        if address is not None and address != last:  # a space that is made up has none
            last = address
            furniture, spoken_for = _marks(raw, drawn)
        if spoken_for:
            continue
        down = height - y.value
        if not rows or abs(rows[-1][0] - down) > _SAME_LINE_POINTS:
            rows.append((down, furniture, []))
        rows[-1][2].append("-" if character == _HYPHEN else character)
    images = len(list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=1)))
    lines = [(round(down, 2), "".join(row).strip(), furniture) for down, furniture, row in rows]
    return {"height": height, "images": images, "lines": [line for line in lines if line[1]]}


def _marks(raw: Any, drawn: Any) -> tuple[bool, bool]:  # noqa: ANN401 (ctypes)
    """Whether a text object is an artifact, and whether the text of another replaces it, too.

    One engine gives the text of a line with its first word (ActualText; ISO 32000-1, 14.9.4), and
    an empty one with the others.
    """
    import ctypes

    name, size = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
    furniture = spoken_for = False
    for number in range(raw.FPDFPageObj_CountMarks(drawn)):
        mark = raw.FPDFPageObj_GetMark(drawn, number)
        if raw.FPDFPageObjMark_GetName(mark, name, 64, size):
            kind = bytes(name)[: size.value].decode("utf-16-le").rstrip("\0")
            furniture = furniture or kind == "Artifact"
        if raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, size):
            spoken_for = spoken_for or size.value <= 2  # no more than its end
    return furniture, spoken_for


_MAKERS: dict[str, Callable[[bytes], bytes]] = {"rdocx": _rdocx, "dxpdf": _dxpdf, "pdf": bytes}

if __name__ == "__main__":
    engine, wanted, site, *named = sys.argv[1:]
    sys.path.append(site)
    if wanted == "letter":
        _limit(_MEMORY_OF_OURS, _SECONDS_OF_OURS)
    else:
        in_any_font = engine == "dxpdf" and wanted == "pdf"
        _limit(_MEMORY, _SECONDS_IN_ANY_FONT if in_any_font else _SECONDS)
    data = sys.stdin.buffer.read()
    made = _letter(data, named) if wanted == "letter" else _MAKERS[engine](data)
    sys.stdout.buffer.write(_lines(made) if wanted == "lines" else made)
    sys.stdout.buffer.flush()
    os._exit(0)  # taking the engine apart takes as long as loading it
