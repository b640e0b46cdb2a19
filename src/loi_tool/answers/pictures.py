"""A logo or a signature as it may be sent: the picture, and nothing of what else is in its file.

Cameras, telephones and drawing programs write into a picture where and when it was made, by whom
and with what; some write the picture as it was before it was cropped.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from loi_tool.blank import is_blank
from loi_tool.letter import Picture

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

_MAX_PIXELS = 16_000_000
_LOOKED_AT = 300
"""Pixels of the shorter side that are enough to see whether there is anything."""
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD pHYs".split())
"""What a PNG is shown by (https://www.w3.org/TR/png-3/, 11); the rest is text, time and EXIF."""
_JPEG_SEGMENTS = (b"JFIF\0", b"Adobe", b"ICC_PROFILE\0")
"""How the application segments begin that a JPEG is shown by (ITU-T T.871, T.872; ICC.1)."""
_END_OF_JPEG = b"\xff\xd9"
_ORIENTATION = 0x0112
"""The tag of EXIF that says how a picture is to be turned."""


class PictureTooLargeError(ValueError):
    """There are more pixels in it than a letter needs."""


class BlankPictureError(ValueError):
    """It is of one color, so that nothing is seen on paper."""


def read_picture(data: bytes, alt: str) -> Picture:
    """Read a PNG or a JPEG, and leave out all that is not the picture.

    The pixels stay as they are, and as they are packed. A picture that is to be turned is turned.

    Raises:
        PictureTooLargeError: it has more than 16 million pixels.
        BlankPictureError: it shows nothing.
        Exception: it cannot be read; Pillow raises many kinds for broken files.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _opened(data) as image:
            width, height = image.size
            if width * height > _MAX_PIXELS:
                raise PictureTooLargeError
            with _opened(data) as looked_at:  # after its pixels are read, a JPEG's parts are gone
                if _shows_nothing(looked_at):
                    raise BlankPictureError
            if image.getexif().get(_ORIENTATION, 1) != 1:
                return _packed_again(image, alt)
            if image.format == "PNG":
                image.load()
                return Picture(_png(data), alt, width, height)
            stripped = _jpeg(data, image.fp.tell(), image.applist)
            if _pixels(stripped) == _pixels(data):
                return Picture(stripped, alt, width, height)
        with _opened(data) as image:
            return _packed_again(image, alt)


def _shows_nothing(image: Image) -> bool:
    """Whether a picture, on white paper, is of one color."""
    if image.mode in ("1", "P"):  # a mark, or a number of a color: there is no average of those
        image = image.convert("RGBA")
    elif image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    return is_blank(image.reduce(max(1, min(image.size) // _LOOKED_AT)))  # averages keep each line


def _opened(data: bytes) -> PngImageFile | JpegImageFile:
    """The image, by the one reader that it needs: loading all of Pillow's readers takes a while."""
    if data.startswith(_PNG_SIGNATURE):
        from PIL.PngImagePlugin import PngImageFile

        return PngImageFile(io.BytesIO(data))
    from PIL.JpegImagePlugin import JpegImageFile

    return JpegImageFile(io.BytesIO(data))


def _png(data: bytes) -> bytes:
    """A PNG with the chunks that it is shown by, and nothing behind its end."""
    from PIL.PngImagePlugin import ChunkStream, putchunk

    kept, file = io.BytesIO(), io.BytesIO(data)
    kept.write(file.read(len(_PNG_SIGNATURE)))
    chunks, name = ChunkStream(file), b""
    while name != b"IEND":
        name, _, length = chunks.read()
        content = file.read(length)
        chunks.crc(name, content)
        if name in _PNG_CHUNKS:
            putchunk(kept, name, content)
    return kept.getvalue()


def _jpeg(data: bytes, scan: int, segments: Sequence[tuple[str, bytes]]) -> bytes:
    """A JPEG without the segments that it is not shown by, and with nothing behind its end.

    What else ends like a JPEG, inside one, is not told apart; so its pixels are to be compared.

    Args:
        data: the file.
        scan: where its first scan begins.
        segments: names and contents of its application segments and comments.
    """
    end = data.find(_END_OF_JPEG, scan)
    data = data[: end + len(_END_OF_JPEG)] if end >= 0 else data
    for name, content in segments:
        if not content.startswith(_JPEG_SEGMENTS):
            marker = 0xFE if name == "COM" else 0xE0 + int(name.removeprefix("APP"))
            length = (len(content) + 2).to_bytes(2, "big")
            data = data.replace(bytes((0xFF, marker)) + length + content, b"", 1)
    return data


def _pixels(data: bytes) -> bytes:
    """The pixels of a JPEG at an eighth of its size, for which all of it is read."""
    with _opened(data) as image:
        image.draft(None, (1, 1))
        return bytes(image.tobytes())


def _packed_again(image: Image, alt: str) -> Picture:
    """A picture as people see it, in a new file."""
    from PIL.ImageOps import exif_transpose

    kind = image.format
    turned = exif_transpose(image)
    turned.info = {
        key: turned.info[key] for key in ("icc_profile", "transparency") if key in turned.info
    }
    file = io.BytesIO()
    turned.save(file, kind, **({"quality": 95} if kind == "JPEG" else {}))
    return Picture(file.getvalue(), alt, *turned.size)
