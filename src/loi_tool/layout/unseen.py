"""Takes out of the copy of a Word file what Word does not show: it takes no room (ISO 29500-1).

Tracked deletions (17.13.5) and hidden text (17.3.2.41). A paragraph whose mark is deleted or hidden
goes on in the next one.
"""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from loi_tool.layout.copied import Element
from loi_tool.opc.styles import StyleSheet, is_on

_P, _R, _PPR, _RPR, _VANISH = map(qn, ("w:p", "w:r", "w:pPr", "w:rPr", "w:vanish"))
_GONE = tuple(map(qn, ("w:del", "w:moveFrom")))
_BETWEEN = tuple(
    map(qn, ("w:bookmarkStart", "w:bookmarkEnd", "w:proofErr", "w:permStart", "w:permEnd"))
)


class Unseen:
    """What of a file's text is not seen, by its styles (17.7)."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles

    def leave_out(self, root: Element) -> None:
        """Take it out of the body, a header, a footer or notes."""
        for row in list(root.iter(qn("w:tr"))):
            props = row.find(qn("w:trPr"))
            if props is not None and (
                any(props.find(tag) is not None for tag in _GONE)
                or is_on(props.find(qn("w:hidden")))
            ):
                table = row.getparent()
                table.remove(row)
                if table.tag == qn("w:tbl") and table.find(f".//{qn('w:tr')}") is None:
                    table.getparent().remove(table)
        for paragraph in list(root.iter(_P)):
            style = self._value(paragraph.find(_PPR), "w:pStyle") or self._styles.usual_paragraph
            for run in list(paragraph.iter(_R)):
                if self._is_hidden(run.find(_RPR), style):
                    run.getparent().remove(run)
            if self._goes_on(paragraph, style):
                _join_to_next(paragraph)

    def _goes_on(self, paragraph: Element, style: str) -> bool:
        props = paragraph.find(_PPR)
        mark = props.find(_RPR) if props is not None else None
        deleted = mark is not None and any(mark.find(tag) is not None for tag in _GONE)
        return deleted or self._is_hidden(mark, style)

    def _is_hidden(self, look: Element | None, style: str) -> bool:
        own = look.find(_VANISH) if look is not None else None
        if own is not None:
            return is_on(own)
        return self._hides(self._value(look, "w:rStyle")) or self._hides(style)

    def _hides(self, name: str) -> bool:
        for _, style in self._styles.chain(name):
            look = style.find(_RPR)
            vanish = look.find(_VANISH) if look is not None else None
            if vanish is not None:
                return is_on(vanish)
        return False

    @staticmethod
    def _value(owner: Element | None, tag: str) -> str:
        found = owner.find(qn(tag)) if owner is not None else None
        return "" if found is None else str(found.get(qn("w:val"), ""))


def _join_to_next(paragraph: Any) -> None:  # noqa: ANN401
    """Let what is left of a paragraph begin the next one of the same cell or body."""
    below = paragraph.getnext()
    while below is not None and below.tag in _BETWEEN:
        below = below.getnext()
    props = paragraph.find(_PPR)
    if (
        below is None
        or below.tag != _P
        or (props is not None and props.find(qn("w:sectPr")) is not None)
    ):
        return
    at = 1 if below.find(_PPR) is not None else 0
    rest = [part for part in paragraph if part.tag not in (_PPR, *_GONE)]
    for part in reversed(rest):
        below.insert(at, part)
    paragraph.getparent().remove(paragraph)
