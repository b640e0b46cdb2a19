"""Whether a picture shows anything: one look for those of answers and those of Word files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

_ONE_COLOR = 8
"""Of 255: what may be between the lightest and the darkest point."""


def is_blank(picture: Image) -> bool:
    """Whether a picture, on white paper, is of one color.

    Args:
        picture: of any mode; all of it is unpacked, with four bytes a point.

    Raises:
        OSError, SyntaxError, ValueError: it is damaged.
    """
    from PIL.Image import alpha_composite, new

    above = picture.convert("RGBA")
    bands: Any = alpha_composite(new("RGBA", above.size, "white"), above).getextrema()
    return all(high - low <= _ONE_COLOR for low, high in bands)
