"""What else is in a PDF than what its pages show: forms, notes, actions, attachments, properties.

Read with pypdf from the plain copy that pdfium writes (see `read`).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from loi_tool.files import (
    MAX_TEXT,
    Leftover,
    LeftoverKind,
    Properties,
    SignatureMark,
    too_much_text,
)
from loi_tool.findings import Place
from loi_tool.pdf.limits import Hostile, decoded, reachable
from loi_tool.pdf.tables import Box
from loi_tool.pdf.values import dictionary, items, name, number, resolved, text
from loi_tool.text import Regex

_Value = TypeVar("_Value")

MAX_ANNOTATIONS = 2000
_SHOWN = 80
"""Characters that are quoted of a script or an address."""
_USUAL_SIZE = 11.0
_LARGEST_SIZE = 200.0
_READ_ONLY = 1
_HIDDEN = 2
_HIDDEN_ON_SCREEN = 0x22
"""Flags of annotations and fields (12.5.3, 12.7.3.1)."""
_NOTES = {
    "Text": "a note",
    "FreeText": "a text written over the page",
    "Highlight": "a highlighted passage",
    "Underline": "an underlined passage",
    "StrikeOut": "a passage struck out",
    "Squiggly": "a passage with a wavy line",
    "Caret": "a mark for an insertion",
    "Stamp": "a stamp",
    "Ink": "a drawing by hand",
    "Line": "a drawn line",
    "Square": "a drawn frame",
    "Circle": "a drawn circle",
    "Polygon": "a drawing",
    "PolyLine": "a drawing",
    "Redact": "a passage marked to be blacked out",
    "Sound": "a sound",
    "Movie": "a film",
}
"""The annotations that a person made, by subtype (12.5.6)."""


_BY_HAND = ("Stamp", "Ink", "PolyLine", "Polygon")
_RUBBER = Regex(
    r"approved|experimental|as\s?is|expired|confidential|final|sold|departmental|comment|secret"
    r"|draft|public\s?release|received|reviewed|revised|void|copy|sample|paid|urgent|completed"
    r"|emergency|initial\s?here|sign\s?here|witness",
    re.IGNORECASE,
)
"""What a stamp says that is no signature (12.5.6.12), by name, in words, or where it is drawn."""
_PUSHBUTTON = 1 << 16
"""A flag of a field (12.7.4.2)."""
_MOST_CORNERS = 2000
_WHITE = 0.96
"""Of 1: colors from here on are not seen on paper."""
_STRINGS = re.compile(rb"\(([^()\\]{2,60})\)")
"""Words that a stream draws (9.4.3)."""


@dataclass(frozen=True)
class PutMark:
    """What was put on a page and may be a signature, in the file's own places."""

    page: int
    place: Box
    what: str
    note: int
    """Its number among the notes; 0 if it is none."""
    words: str = ""
    """What is typed there, where it is no drawing."""
    strokes: int = 0
    """Strokes aslant that a viewer draws by the note's points, where it has no look of its own."""
    is_field: bool = False
    """Whether it is a field to sign in, which may have a frame and words of its own."""


@dataclass(frozen=True)
class FormField:
    """A field of the form that has no fields below it, with what it inherits (12.7.3)."""

    kind: str
    name: str
    entries: DictionaryObject


class Structure:
    """The structure of one document."""

    def __init__(self, reader: PdfReader, file: str) -> None:
        """Look up pages, annotations and fields.

        Raises:
            Hostile: there are too many.
            PyPdfError: the page tree cannot be read.
        """
        self._reader = reader
        self.file = file
        self._characters = 0
        self._catalog = reader.root_object
        self.pages = list(reader.pages)
        self._annotations = list(self._all_annotations())
        self._fields = list(self._all_fields())

    def _words(self, value: object) -> str:
        return self._counted(text(value))

    def _counted(self, words: str) -> str:
        """The words as they are, counted: the same may be referred to from a thousand places."""
        self._characters += len(words)
        if self._characters > MAX_TEXT:
            raise too_much_text(self.file)
        return words

    # Annotations (12.5)

    def _all_annotations(self) -> Iterator[tuple[int, DictionaryObject]]:
        """Every annotation with its page (from 1), once for each page."""
        left = MAX_ANNOTATIONS
        for page_number, page in enumerate(self.pages, 1):
            seen: set[int] = set()
            for value in items(page.get("/Annots")):
                left -= 1
                if left < 0:
                    raise Hostile("it has more links and notes than a thousand letters have")
                annotation = dictionary(value)
                if annotation and id(annotation) not in seen:
                    seen.add(id(annotation))
                    yield page_number, annotation

    def links(self) -> Iterator[tuple[int, Box, str]]:
        """Page, rectangle and address of every link to the outside (12.6.4.7)."""
        for page, annotation in self._annotations:
            if name(annotation.get("/Subtype")) != "Link":
                continue
            address = self._words(dictionary(annotation.get("/A")).get("/URI"))
            place = _rectangle(annotation)
            if address and place:
                yield page, place, re.sub(r"^(?:mailto|tel):", "", address, flags=re.IGNORECASE)

    def typed(self) -> Iterator[tuple[int, str, Box, float]]:
        """Page, words, rectangle and size of what was typed into fields and over the pages.

        People see it as text.
        """
        for page, annotation in self._annotations:
            subtype = name(annotation.get("/Subtype"))
            if subtype == "FreeText":
                words = self._words(annotation.get("/Contents"))
            elif subtype == "Widget" and _entry(annotation, "/FT", name) in ("Tx", "Ch"):
                words = _entry(annotation, "/V", self._words)
            else:
                continue
            place = _rectangle(annotation)
            if words and place and not int(number(annotation.get("/F"))) & _HIDDEN_ON_SCREEN:
                yield page, words, place, _size_of(_entry(annotation, "/DA", text))

    def marks(self) -> Iterator[PutMark]:
        """Stamps, drawings by hand, and what is in fields of the form."""
        for note, (page, annotation) in enumerate(self._annotations, 1):
            kind, place = name(annotation.get("/Subtype")), _rectangle(annotation)
            if place is None or int(number(annotation.get("/F"))) & _HIDDEN_ON_SCREEN:
                continue
            if kind in _BY_HAND and not _is_rubber_stamp(annotation):
                yield PutMark(page, place, _NOTES[kind], note, strokes=_strokes(annotation))
            elif kind == "FreeText" and (words := text(annotation.get("/Contents"))[:_SHOWN]):
                yield PutMark(page, place, "a name typed over the page", note, words)
            elif kind == "Widget" and (words := _typed_in(annotation)[:_SHOWN]):
                yield PutMark(page, place, "a name typed into a field of the form", 0, words)
            elif kind == "Widget" and _is_picture_field(annotation):
                yield PutMark(page, place, "a picture in a field of the form", 0)
            elif kind == "Widget" and _is_unsigned_field(annotation):
                yield PutMark(page, place, "a drawing in a field to sign in", 0, is_field=True)

    # Forms (12.7)

    def _all_fields(self) -> Iterator[FormField]:
        form = dictionary(self._catalog.get("/AcroForm"))
        waiting = deque((field, "", "", DictionaryObject()) for field in items(form.get("/Fields")))
        seen: set[int] = set()
        while waiting:
            value, above_name, kind, above = waiting.popleft()
            entries = dictionary(value)
            if id(entries) in seen:
                continue
            seen.add(id(entries))
            if len(seen) > MAX_ANNOTATIONS:
                raise Hostile("it has more fields than a thousand letters have")
            own = self._words(entries.get("/T"))
            full = ".".join(part for part in (above_name, own) if part)
            kind = name(entries.get("/FT")) or kind
            merged = DictionaryObject({k: above[k] for k in ("/V", "/Ff") if k in above} | entries)
            below = [kid for kid in items(entries.get("/Kids")) if "/T" in dictionary(kid)]
            waiting.extend((kid, full, kind, merged) for kid in below)
            if kind and not below:
                yield FormField(kind, full, merged)

    def signatures(self, data: bytes) -> tuple[SignatureMark, ...]:
        """The signature fields; `data` is the file itself."""
        fields = [field for field in self._fields if field.kind == "Sig"]
        if any(dictionary(field.entries.get("/V")) for field in fields):
            from loi_tool.pdf.signatures import pdf_signatures

            return pdf_signatures(data, self._field_place)
        return tuple(
            SignatureMark(kind="field", place=self._field_place(field.name), signed=False)
            for field in fields
        )

    def _field_place(self, full_name: str) -> Place:
        """The page on which a field of the form is."""
        own = full_name.rpartition(".")[2]
        for page, annotation in self._annotations:
            above = dictionary(annotation.get("/Parent"))
            names = (text(annotation.get("/T")), text(above.get("/T")))
            if name(annotation.get("/Subtype")) == "Widget" and own in names:
                return Place(file=self.file, page=page)
        return Place(file=self.file)

    # What must not be sent

    def leftovers(self) -> Iterator[Leftover]:
        """Scripts, starts of programs, attachments, empty fields, notes."""
        yield from self._actions()
        yield from self._attachments()
        for field in self._fields:
            writable = not int(number(field.entries.get("/Ff"))) & _READ_ONLY
            if (
                field.kind in ("Tx", "Ch")
                and writable
                and not self._is_filled(field.entries.get("/V"))
            ):
                label = self._words(field.entries.get("/TU")) or field.name
                yield Leftover(LeftoverKind.FORM_FIELD, label, Place(file=self.file))
        for note, (page, annotation) in enumerate(self._annotations, 1):
            kind = name(annotation.get("/Subtype"))
            if kind in _NOTES and not int(number(annotation.get("/F"))) & _HIDDEN:
                words = self._words(annotation.get("/Contents")) or _NOTES[kind]
                author = self._words(annotation.get("/T"))
                place = Place(file=self.file, page=page)
                yield Leftover(LeftoverKind.ANNOTATION, words, place, author, note)

    def _is_filled(self, value: object) -> bool:
        found = resolved(value)
        if isinstance(found, StreamObject):
            return bool(decoded(found))
        if isinstance(found, ArrayObject):
            return any(text(item) for item in found)
        return bool(text(found)) and name(found) != "Off"

    def _actions(self) -> Iterator[Leftover]:
        """Scripts and starts of programs, wherever they can be come to (12.6.4)."""
        found: dict[tuple[LeftoverKind, str], None] = {}
        for part in reachable(self._reader):
            kind = name(part.get("/S"))
            if kind == "JavaScript" or ("/JS" in part and kind != "Rendition"):
                script = resolved(part.get("/JS"))
                words = (
                    " ".join(decoded(script).decode("latin-1").split())
                    if isinstance(script, StreamObject)
                    else text(script)
                )
                found[LeftoverKind.SCRIPT, words[:_SHOWN]] = None
            elif kind == "Launch":
                target = resolved(part.get("/F")) or dictionary(part.get("/Win")).get("/F")
                found[LeftoverKind.LAUNCH, _file_name(target)[:_SHOWN]] = None
        for leftover, words in found:
            yield Leftover(leftover, words, Place(file=self.file))

    def _attachments(self) -> Iterator[Leftover]:
        """Files within the file: those of the document, and those pinned to a page (7.11.4).

        pypdf's own list has those of two levels of the name tree (7.9.6), which may have more.
        """
        waiting: list[object] = [dictionary(self._catalog.get("/Names")).get("/EmbeddedFiles")]
        seen: set[int] = set()
        while waiting:
            node = dictionary(waiting.pop())
            if id(node) in seen:
                continue
            seen.add(id(node))
            waiting.extend(items(node.get("/Kids")))
            for attached in items(node.get("/Names"))[1::2]:
                words = self._counted(_file_name(attached))
                yield Leftover(LeftoverKind.ATTACHMENT, words, Place(file=self.file))
        for page, annotation in self._annotations:
            if name(annotation.get("/Subtype")) == "FileAttachment":
                words = self._counted(_file_name(annotation.get("/FS")))
                yield Leftover(LeftoverKind.ATTACHMENT, words, Place(file=self.file, page=page))

    def properties(self) -> Properties:
        """What the file says of itself (14.3.3, 14.9.2)."""
        info = dictionary(self._reader.trailer.get("/Info"))
        return Properties(
            title=text(info.get("/Title")),
            author=text(info.get("/Author")),
            language=text(self._catalog.get("/Lang")),
            application=text(info.get("/Creator")) or text(info.get("/Producer")),
        )


def _rectangle(annotation: DictionaryObject) -> Box | None:
    """Where an annotation is on its page (7.9.5); None where it does not say."""
    corners = [number(value) for value in items(annotation.get("/Rect"))]
    if len(corners) != 4:
        return None
    x0, y0, x1, y1 = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _entry(annotation: DictionaryObject, key: str, read: Callable[[object], _Value]) -> _Value:
    """What a field on a page says under a key, by itself or by the field above it (12.7.3.1)."""
    return read(annotation.get(key)) or read(dictionary(annotation.get("/Parent")).get(key))


def _look(annotation: DictionaryObject) -> DictionaryObject:
    """How an annotation is drawn (12.5.5)."""
    return dictionary(dictionary(annotation.get("/AP")).get("/N"))


def _is_rubber_stamp(annotation: DictionaryObject) -> bool:
    """Whether a stamp says something, as “DRAFT”."""
    drawn = _look(annotation)
    shown = (
        b" ".join(_STRINGS.findall(decoded(drawn)[:MAX_TEXT]))
        if isinstance(drawn, StreamObject)
        else b""
    )
    said = (
        name(annotation.get("/Name")),
        text(annotation.get("/Contents")),
        shown.decode("latin-1"),
    )
    return any(_RUBBER.search(words) for words in said)


def _is_picture_field(annotation: DictionaryObject) -> bool:
    """Whether a field is a button with a picture on it."""
    flags = int(_entry(annotation, "/Ff", number))
    return _entry(annotation, "/FT", name) == "Btn" and bool(flags & _PUSHBUTTON)


def _typed_in(annotation: DictionaryObject) -> str:
    """What is typed into a field for text; empty of another field."""
    return _entry(annotation, "/V", text) if _entry(annotation, "/FT", name) == "Tx" else ""


def _is_unsigned_field(annotation: DictionaryObject) -> bool:
    """Whether a field is for a digital signature, has none, and has a look of its own."""
    is_signed = bool(_entry(annotation, "/V", dictionary))
    is_for_signing = _entry(annotation, "/FT", name) == "Sig"
    return is_for_signing and not is_signed and bool(_look(annotation))


def _strokes(annotation: DictionaryObject) -> int:
    """How many lines aslant are drawn from corner to corner of a note without a look (12.5.6.9)."""
    color = annotation.get("/C")
    is_unseen = color is not None and all(number(part) > _WHITE for part in items(color))
    if _look(annotation) or is_unseen:
        return 0
    places = [number(value) for value in items(annotation.get("/Vertices"))[:_MOST_CORNERS]]
    corners = list(zip(places[::2], places[1::2], strict=False))
    return sum(
        abs(x - before_x) > 0.5 and abs(y - before_y) > 0.5
        for (before_x, before_y), (x, y) in pairwise(corners)
    )


def _size_of(look: str) -> float:
    """The size in a default appearance (12.7.3.3); 0 there means: as fits."""
    found = re.search(r"(\d{1,3}(?:\.\d{1,5})?) Tf", look)
    size = float(found[1]) if found else 0.0
    return size if 0 < size <= _LARGEST_SIZE else _USUAL_SIZE


def _file_name(value: object) -> str:
    """The name in a file specification (7.11.3)."""
    found = resolved(value)
    if isinstance(found, DictionaryObject):
        return text(found.get("/UF")) or text(found.get("/F"))
    return text(found)
