"""What in a Word file leads out of it, and would be read or asked for by a program that opens it.

A link that its reader has to click on is no such reference. Both who reports them and who makes the
copy without them ask here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

_LEADS_OUT = re.compile(r"(?:[a-z][a-z0-9+.-]{0,30}:|[\\/]{2}|\\)", re.IGNORECASE)
"""A scheme, a drive, or the name of a server."""
_BLANK = "".join(map(chr, range(0x21))) + "\x85\xa0\u2028\u2029\u3000"
_BEGINNING = 64
RASTERS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
"""How pictures begin that are made of points."""
_METAFILES = (b"\x01\0\0\0", b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0", b"\x02\0\x09\0")
_PACKED = b"\x1f\x8b"
_MOST_UNPACKED = 12_000_000
_IN_METAFILE = re.compile(
    rb"""(?:(?:https?|ftp|file):[\\/]{2}|\\\\[\w.$-]+\\|[a-z]:\\)[\x20-\x7e]{0,200}?"""
    rb"""\.(?:ic[cm]|png|jpe?g|gif|bmp|tiff?|[ew]mf|svg|eps|ps|pdf|dib)\b""",
    re.IGNORECASE,
)
_IN_STYLE = re.compile(r"""(?:url\(\s*["']?|@import\s+["']?)\s*([^"')\s]*)""", re.IGNORECASE)
_INSIDE = re.compile(r"#|data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
_FETCHES = ("href", "src", "data")
_RUNS = ("script", "foreignObject", "iframe", "object", "embed", "include")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def leads_out(target: str) -> bool:
    """Whether a target is an address or a path on a machine, whatever the file says that it is."""
    return any(_LEADS_OUT.match(text.lstrip(_BLANK)) for text in (target, unquote(target)))


def is_raster(start: bytes) -> bool:
    """Whether a picture is of a kind that is made of points, and so asks for nothing."""
    return start.startswith(RASTERS)


def addresses_in_picture(picture: bytes) -> tuple[str, ...]:
    """What a picture asks for beside itself.

    Args:
        picture: a part of a file that is shown as a picture.

    Returns:
        Addresses and paths, as in an SVG that shows another picture, or a metafile that names a
        profile. An empty text is one of them where the part is of no kind that Word shows.
    """
    if is_raster(picture):
        return ()
    if picture.startswith(_METAFILES):
        found = _IN_METAFILE.findall(picture) + _IN_METAFILE.findall(picture.replace(b"\0", b""))
        return tuple(dict.fromkeys(match.decode("latin-1") for match in found))
    if picture.startswith(_PACKED):
        try:
            unpacked = zlib.decompressobj(31).decompress(picture, _MOST_UNPACKED)
        except zlib.error:
            return ("",)
        return ("",) if unpacked.startswith(_PACKED) else addresses_in_picture(unpacked)
    try:
        root = etree.fromstring(picture, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return ("",)
    if etree.QName(root).localname != "svg":
        return ("",)
    return tuple(dict.fromkeys(_addresses_in_svg(root)))


def _addresses_in_svg(root: etree._Element) -> Iterator[str]:
    if root.getroottree().docinfo.internalDTD is not None:
        yield "DOCTYPE"
    before = root.getprevious()
    while before is not None:
        if isinstance(before, etree._ProcessingInstruction):
            yield before.text or ""
        before = before.getprevious()
    for element in root.iter():
        if not isinstance(element.tag, str):
            if isinstance(element, etree._ProcessingInstruction):
                yield element.text or ""
            continue
        name = etree.QName(element).localname
        if name in _RUNS:
            yield f"<{name}>"
        for key, value in element.attrib.items():
            is_target = key.rpartition("}")[2] in _FETCHES and name != "a"
            if is_target and value.strip() and not _INSIDE.match(value.strip()):
                yield value.strip()
            yield from _addresses_in_style(value)
        yield from _addresses_in_style(element.text or "")


def _addresses_in_style(text: str) -> Iterator[str]:
    if "(" in text or "@" in text:
        for address in _IN_STYLE.findall(text):
            if not _INSIDE.match(address):
                yield address
