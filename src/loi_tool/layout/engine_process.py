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
    from collections.abc import Callable
    from typing import Any

    from pypdfium2 import PdfPage

_MEMORY = 160 * 2**20
_MEMORY_OF_OURS = 1024 * 2**20
"""A letter of ours may have a logo of 40 million pixels."""
_SAME_LINE_POINTS = 2.0
_MOST_PAGES = 200


def _limit_memory(most: int) -> None:
    try:
        import resource

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
    return document.to_pdfa_deterministic()


def _dxpdf(word: bytes) -> bytes:
    import dxpdf

    return bytes(dxpdf.convert(word))


def _lines(pdf: bytes) -> bytes:
    """Pages with their height and, from top to bottom, the baseline and text of each line."""
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
    rows: list[tuple[float, list[str]]] = []
    for position in range(text.count_chars()):
        # The helper classes have no method for a character's baseline, nor for one that is sure
        # to give the character at a position.
        character = chr(raw.FPDFText_GetUnicode(text, position))
        if character in "\r\n" or not raw.FPDFText_GetCharOrigin(text, position, x, y):
            continue
        down = height - y.value
        if not rows or abs(rows[-1][0] - down) > _SAME_LINE_POINTS:
            rows.append((down, []))
        rows[-1][1].append(character)
    images = len(list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=1)))
    lines = [(round(down, 2), "".join(row).strip()) for down, row in rows]
    return {"height": height, "images": images, "lines": [line for line in lines if line[1]]}


_MAKERS: dict[str, Callable[[bytes], bytes]] = {"rdocx": _rdocx, "dxpdf": _dxpdf, "pdf": bytes}

if __name__ == "__main__":
    engine, wanted, site, *named = sys.argv[1:]
    sys.path.append(site)
    _limit_memory(_MEMORY_OF_OURS if wanted == "letter" else _MEMORY)
    data = sys.stdin.buffer.read()
    made = _letter(data, named) if wanted == "letter" else _MAKERS[engine](data)
    sys.stdout.buffer.write(_lines(made) if wanted == "lines" else made)
    sys.stdout.buffer.flush()
    os._exit(0)  # taking the engine apart takes as long as loading it
