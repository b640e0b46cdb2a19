"""The styles of a Word file by their ids, and on-off values (ISO 29500-1, 17.7.4, 17.17.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_LONGEST_CHAIN = 40
"""Of styles based on styles. Word stops at about ten; a loop stops here."""


def is_true(value: str | None) -> bool:
    """Whether an attribute is there and on."""
    return value in ("1", "true", "on")


def is_on(element: Element | None) -> bool:
    """Whether an on-off property is there and on."""
    return element is not None and element.get(_VAL, "1") not in ("0", "false", "off", "none")


class StyleSheet:
    """The styles of one file."""

    def __init__(self, root: Element | None) -> None:
        """Take the root of the part with the styles; None where a file has none."""
        self.root = root
        self._styles: dict[str, Element] = {}
        self._usual: dict[str, str] = {}
        for style in root.iterfind(f"{_W}style") if root is not None else ():
            name = style.get(f"{_W}styleId", "")
            self._styles.setdefault(name, style)
            if is_true(style.get(f"{_W}default")):
                self._usual[style.get(f"{_W}type", "")] = name  # 17.7.4.17: the last one holds

    @property
    def usual_paragraph(self) -> str:
        """The id of the style of a paragraph that names none; empty if there is none."""
        return self._usual.get("paragraph", "")

    def chain(self, name: str) -> Iterator[tuple[str, Element]]:
        """A style and those that it is based on (17.7.4.3), the nearest first, with their ids."""
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(name)
            if style is None:
                return
            yield name, style
            based_on = style.find(f"{_W}basedOn")
            if based_on is None:
                return
            name = based_on.get(_VAL, "")
