"""Takes out of a PDF what is on layers that are switched off (ISO 32000-1, 8.11): it is not seen.

pdfium draws no such layer, and gives its text all the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ContentStream,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from loi_tool.pdf.limits import decoded, reachable
from loi_tool.pdf.values import dictionary, items, name, resolved

_DRAWS = (b"Tj", b"TJ", b"'", b'"', b"Do", b"sh", b"INLINE IMAGE")
_PAINTS = (b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
"""What ends a path; instead of it one must be ended in another way."""
_Operations = list[tuple[list[PdfObject], bytes]]


def without_hidden_layers(reader: PdfReader) -> bytes | None:
    """The file without what its layers hide, or None where they hide nothing.

    The pages in the reader are changed, too.

    Raises:
        PyPdfError: a page cannot be read.
    """
    layers = _Layers(dictionary(reader.root_object.get("/OCProperties")))
    if not layers.off:
        return None
    for page in reader.pages:
        contents = resolved(page.get("/Contents"))
        parts = [contents, *map(resolved, items(contents))]
        streams = [part for part in parts if isinstance(part, StreamObject)]
        whole = b"\n".join(map(decoded, streams))
        for stream in streams[1:]:
            _put(stream, b"")
        for stream in streams[:1]:
            _put(stream, layers.shown(whole, page, reader))
    for part in list(reachable(reader)):
        if isinstance(part, StreamObject) and name(part.get("/Subtype")) == "Form":
            _put(part, layers.shown(decoded(part), part, reader))
    copy = io.BytesIO()
    PdfWriter(clone_from=reader).write(copy)
    return copy.getvalue()


def _put(stream: StreamObject, data: bytes) -> None:
    for key in ("/Filter", "/DecodeParms"):
        stream.pop(key, None)
    StreamObject.set_data(stream, data)


class _Layers:
    """The layers of a file, and which of them are off."""

    def __init__(self, properties: DictionaryObject) -> None:
        usual = dictionary(properties.get("/D"))
        self.off = set(_numbers(usual.get("/OFF")))
        if name(usual.get("/BaseState")) == "OFF":
            self.off |= {*_numbers(properties.get("/OCGs"))} - {*_numbers(usual.get("/ON"))}
        for use in map(dictionary, items(usual.get("/AS"))):  # 8.11.4.5, where it is looked at
            for group in items(use.get("/OCGs")) if name(use.get("/Event")) == "View" else ():
                viewed = dictionary(dictionary(dictionary(group).get("/Usage")).get("/View"))
                state = name(viewed.get("/ViewState"))
                if state == "OFF":
                    self.off |= {*_numbers(group)}
                elif state == "ON":
                    self.off -= {*_numbers(group)}

    def shown(self, data: bytes, owner: DictionaryObject, reader: PdfReader) -> bytes:
        """The instructions of a page or form (7.8.2) less what draws on layers that are off."""
        stream = StreamObject()
        StreamObject.set_data(stream, data)
        content = ContentStream(stream, reader)
        resources = dictionary(owner.get("/Resources"))
        content.operations = list(self._shown(content.operations, resources))
        return bytes(content.get_data())

    def _shown(
        self, operations: _Operations, resources: DictionaryObject
    ) -> Iterator[tuple[list[PdfObject], bytes]]:
        marks: list[bool] = []
        named = dictionary(resources.get("/Properties"))
        drawn = dictionary(resources.get("/XObject"))
        for operands, operator in operations:
            if operator in (b"BDC", b"BMC"):
                last = operands[-1] if operands else None
                layer = named.get(last) if isinstance(last, NameObject) else last
                is_layer = operator == b"BDC" and name(operands[0]) == "OC"
                marks.append(is_layer and self._hides(layer))
            elif operator == b"EMC" and marks:
                marks.pop()
            hidden = any(marks)
            if operator == b"Do" and operands:
                part = dictionary(drawn.get(operands[0]))
                hidden = hidden or self._hides(part.get("/OC"))
            if hidden and operator in _PAINTS:
                yield [], b"n"
            elif not (hidden and operator in _DRAWS):
                yield operands, operator

    def _hides(self, layer: object) -> bool:
        """Whether a layer is off, or a combination of layers says so (8.11.2.2)."""
        if isinstance(layer, IndirectObject) and layer.idnum in self.off:
            return True
        combined = dictionary(layer)
        states = [number in self.off for number in _numbers(combined.get("/OCGs"))]
        policy = name(combined.get("/P")) or "AnyOn"
        if not states:
            return False
        return {"AllOn": any, "AnyOff": _none, "AllOff": _not_all}.get(policy, all)(states)


def _none(states: list[bool]) -> bool:
    return not any(states)


def _not_all(states: list[bool]) -> bool:
    return not all(states)


def _numbers(value: object) -> Iterator[int]:
    """The numbers of the objects that something refers to, be it one or an array of them."""
    if isinstance(value, IndirectObject) and not items(value):
        yield value.idnum
    for item in items(value):
        yield from (item.idnum,) if isinstance(item, IndirectObject) else ()
