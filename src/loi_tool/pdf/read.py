"""A PDF as facts: text in paragraphs with pages, pictures, signature fields, what is hidden in it.

Two looks at one file. Text and geometry come from pdfium, the engine of a well-known browser,
which is fast and has met every odd PDF that there is. What it does not tell (scripts, actions,
forms, notes) is read from the plain copy that it writes (`pdf_objects`).
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from math import atan2, degrees, hypot
from typing import Any, Literal, TypeAlias

from loi_tool.errors import UnreadableFile
from loi_tool.files import (
    MAX_TEXT,
    Image,
    Leftover,
    LeftoverKind,
    PageShape,
    Paragraph,
    PdfFacts,
    Properties,
    SignatureMark,
    TypeUse,
    Where,
    too_much_text,
)
from loi_tool.findings import Place
from loi_tool.pdf import tables as pdf_tables
from loi_tool.pdf import text as pdf_text
from loi_tool.pdf.objects import (
    Hostile,
    Name,
    Objects,
    Ref,
    Stream,
    Value,
    weigh_before_opening,
)

MAX_BYTES = 60_000_000
MAX_PAGES = 1000
MAX_SIDE = 14_400
"""Of a page, in points (ISO 32000-1, C.2); pdfium takes memory for every point of it."""
MAX_CONTENT = 3_000_000
"""Bytes of drawing instructions that one page may have, forms counted as often as they are used."""
MAX_CONTENTS = 40_000_000
MAX_RUNS = 30_000
"""Pieces of text that one page may be set in; a page has some hundreds."""
MAX_ANNOTATIONS = 10_000
MAX_PICTURES = 20_000
_NOBODY = bytes(ctypes.sizeof(ctypes.c_void_p))
SCAN_COVERS = 0.6
SCAN_CHARACTERS = 50

Handle: TypeAlias = Any
"""What the library gives and takes: it has no types."""

Rectangle: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""

_lock = threading.Lock()  # pdfium is not made for threads
_library: Handle = None


def _pdfium() -> Handle:
    global _library
    if _library is None:
        import pypdfium2_raw

        pypdfium2_raw.FPDF_InitLibrary()
        _library = pypdfium2_raw
    return _library


def read_pdf(data: bytes, file: str) -> PdfFacts:
    """The facts of a PDF; `file` is what it is called in places and messages.

    A file that needs a password gives facts that are `locked` and nothing else.

    Raises:
        UnreadableFile: it is no PDF, is cut off or damaged, or is made so that reading it would
            take all of the machine.
    """
    _look_at_the_bytes(data, file)
    with _lock:
        try:
            weigh_before_opening(data)
            return _read(data, file)
        except Hostile as error:
            raise UnreadableFile(
                f"{file} is built in a way that no letter needs, and was not read ({error}).",
                "Open the letter in Word and save it as a PDF again.",
            ) from error


_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a Word file or another zipped file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file (.doc) or a Word file with a password"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "an RTF file"),
)
_AGAIN = "Open the letter in Word and save it as a PDF again: File > Save As > PDF."


def _look_at_the_bytes(data: bytes, file: str) -> None:
    """Refuse what is no whole PDF (ISO 32000-1, 7.5.2 and 7.5.5; readers allow 1024 bytes)."""
    if not data:
        raise UnreadableFile(f"{file} is empty: it has no bytes at all.", _AGAIN)
    if len(data) > MAX_BYTES:
        raise UnreadableFile(
            f"{file} has {len(data) // 1_000_000} MB; a letter of a few pages has one or two.",
            "Save it again with smaller pictures.",
        )
    start = data.find(b"%PDF-", 0, 1024)
    if start < 0:
        head = data[:512].lstrip().lower()
        kind = next((what for magic, what in _KINDS if data.startswith(magic)), "")
        if not kind and head.startswith((b"<!doctype html", b"<html", b"<?xml")):
            kind = "a web page or another file of text with tags"
        if not kind and b"\x00" not in data[:1024]:
            kind = "plain text"
        is_not = f"{file} is named like a PDF but is {kind}" if kind else f"{file} is not a PDF"
        raise UnreadableFile(f"{is_not}.", _AGAIN)
    tail = data.rstrip(b"\x00\t\n\f\r ")[-1024:]
    found = re.findall(rb"startxref\s+(\d{1,12})\s+%%EOF", tail)
    if not found:
        raise _cut_off(file)
    position = int(found[-1])
    for offset in {position, position + start}:
        window = data[max(offset - 2, 0) : offset + 40]  # some count a line end too many
        if re.search(rb"(?:^|\s)(?:xref\b|\d+\s+\d+\s+obj\b)", window):
            return
    raise _damaged(file)


def _cut_off(file: str) -> UnreadableFile:
    return UnreadableFile(
        f"{file} is cut off: the end of the file is missing, as after a broken download.",
        "Get or save the PDF again, and look whether it opens with all its pages.",
    )


def _damaged(file: str) -> UnreadableFile:
    return UnreadableFile(
        f"{file} is damaged: its parts are not where the file says that they are.", _AGAIN
    )


def _read(data: bytes, file: str) -> PdfFacts:
    pdfium = _pdfium()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            return PdfFacts(file=file, locked=True, encrypted=True)
        raise _damaged(file)
    with ExitStack() as stack:
        stack.callback(pdfium.FPDF_CloseDocument, document)
        count = pdfium.FPDF_GetPageCount(document)
        if count > MAX_PAGES:
            raise UnreadableFile(
                f"{file} has {count:,} pages; more than {MAX_PAGES:,} are not read.",
                "Send the letter in a PDF of its own.",
            )
        objects = Objects(_copy(pdfium, document))
        pages = _page_tree(objects)
        if not count or len(pages) != count:
            raise _damaged(file)
        _weigh(objects, pages)
        return _Reader(pdfium, document, objects, pages, file).facts(data)


def _copy(pdfium: Handle, document: Handle) -> bytes:
    """All objects, decrypted and out of their streams, one after the other."""
    parts: list[bytes] = []

    def write(_: Handle, chunk: Handle, size: int) -> int:
        parts.append(ctypes.string_at(chunk, size))
        return 1

    writer = pdfium.FPDF_FILEWRITE()
    writer.version = 1
    writer.WriteBlock = type(writer.WriteBlock)(write)
    flags = pdfium.FPDF_NO_INCREMENTAL | pdfium.FPDF_REMOVE_SECURITY
    if not pdfium.FPDF_SaveAsCopy(document, writer, flags):
        raise Hostile("a part of it cannot be understood")
    return b"".join(parts)


def _page_tree(objects: Objects) -> list[dict[str, Value]]:
    """The pages in order (7.7.3), with what they inherit."""
    root = objects.entries(objects.trailer.get("Root"))
    pages: list[dict[str, Value]] = []
    seen: set[int] = set()
    waiting: list[tuple[Value, Value]] = [(root.get("Pages"), None)]
    while waiting:
        node, resources = waiting.pop()
        if isinstance(node, Ref):
            if node.number in seen:
                continue
            seen.add(node.number)
        entries = objects.entries(node)
        resources = entries.get("Resources", resources)
        if "Kids" in entries:
            kids = objects.items(entries["Kids"])
            waiting.extend((kid, resources) for kid in reversed(kids))
        elif entries:
            pages.append({**entries, "Resources": resources})
        if len(pages) > MAX_PAGES:
            break
    return pages


def _weigh(objects: Objects, pages: list[dict[str, Value]]) -> None:
    """Refuse what would take too long or too much memory to draw."""
    content: set[int] = set()
    plain: dict[int, bytes] = {}
    for page in pages:
        for part in [page.get("Contents"), *objects.items(page.get("Contents"))]:
            if isinstance(part, Ref):
                content.add(part.number)
    for number, stream in objects.all_streams():
        is_image = stream.entries.get("Subtype") == "Image"
        if not is_image or number in content:
            text = objects.plain(stream)
            if number in content or stream.entries.get("Subtype") == "Form":
                plain[number] = text
    weights: dict[int, int] = {}

    def weight(text: bytes, resources: Value, above: frozenset[int]) -> int:
        total = len(text)
        forms = objects.entries(objects.entries(resources).get("XObject"))
        if not forms or len(above) > 30:
            return total
        for name, times in _uses(text).items():
            form = forms.get(name)
            if not isinstance(form, Ref) or form.number in above or form.number not in plain:
                continue
            if form.number not in weights:
                entries = objects.entries(form)
                weights[form.number] = weight(
                    plain[form.number],
                    entries.get("Resources", resources),
                    above | {form.number},
                )
            total += times * weights[form.number]
        return total

    whole = 0
    for page in pages:
        parts = [page.get("Contents"), *objects.items(page.get("Contents"))]
        text = b"\n".join(plain.get(part.number, b"") for part in parts if isinstance(part, Ref))
        one = weight(text, page.get("Resources"), frozenset())
        whole += one
        if one > MAX_CONTENT or whole > MAX_CONTENTS:
            raise Hostile("a page has more drawn on it than can be read")


_DO = re.compile(rb"/([^\s/<>\[\]()%]+)\s+Do\b")


def _uses(text: bytes) -> dict[str, int]:
    counts: dict[str, int] = {}
    for match in _DO.finditer(text):
        name = match[1].decode("utf-8", "replace")
        counts[name] = counts.get(name, 0) + 1
    return counts


class _Reader:
    """One pass over an open document."""

    def __init__(
        self,
        pdfium: Handle,
        document: Handle,
        objects: Objects,
        pages: list[dict[str, Value]],
        file: str,
    ) -> None:
        self.pdfium = pdfium
        self.document = document
        self.objects = objects
        self.pages = pages
        self.file = file
        self.types: dict[tuple[str, float], list[Any]] = {}
        self.not_embedded: dict[str, None] = {}
        self.fonts: dict[int, tuple[str, bool]] = {}
        self.characters = 0
        self.shown: dict[int, tuple[int, Rectangle]] = {}
        """By page: how often it is turned, and the corner that it is seen from."""

        self.by_page: dict[int, list[dict[str, Value]]] = {}
        """The annotations of each page: links, notes, fields (12.5)."""
        left = MAX_ANNOTATIONS
        for number, page in enumerate(pages, 1):
            annotations = objects.items(page.get("Annots"))
            left -= len(annotations)
            if left < 0:
                raise Hostile("it has more links and notes than a thousand letters have")
            self.by_page[number] = [found for found in map(objects.entries, annotations) if found]

    def facts(self, data: bytes) -> PdfFacts:
        """Everything."""
        texts: list[pdf_text.PageText] = []
        pictures: list[tuple[int, float, float, float, float]] = []
        shapes: list[PageShape] = []
        for number in range(1, len(self.pages) + 1):
            text, found, shape = self._page(number)
            texts.append(text)
            pictures.extend(found)
            shapes.append(shape)
        blocks = pdf_text.blocks_of(texts)
        paragraphs, order = self._paragraphs(blocks, texts)
        catalog = self.objects.entries(self.objects.trailer.get("Root"))
        fields = list(self._fields(catalog))
        return PdfFacts(
            file=self.file,
            pages=len(self.pages),
            paragraphs=paragraphs,
            images=self._images(pictures, order),
            scanned=self._scanned(texts, pictures),
            encrypted="Encrypt" in self._original_trailer(),
            leftovers=tuple(self._leftovers(catalog, fields)),
            types=tuple(
                TypeUse(font, points, count, " ".join(words.split()), place)
                for (font, points), (count, words, place) in self.types.items()
            ),
            shapes=tuple(shapes),
            signatures=self._signatures(data, fields),
            properties=self._properties(catalog),
            tagged=bool(self.pdfium.FPDFCatalog_IsTagged(self.document)),
            fonts_not_embedded=tuple(self.not_embedded),
        )

    def _original_trailer(self) -> dict[str, Value]:
        secured = self.pdfium.FPDF_GetSecurityHandlerRevision(self.document) >= 0
        return {"Encrypt": True} if secured else {}

    # Text and pictures

    def _page(
        self, number: int
    ) -> tuple[pdf_text.PageText, list[tuple[int, float, float, float, float]], PageShape]:
        pdfium = self.pdfium
        page = pdfium.FPDF_LoadPage(self.document, number - 1)
        if not page:
            raise _damaged(self.file)
        try:
            width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
            if max(width, height) > MAX_SIDE:
                raise Hostile("a page is larger than any paper")
            box = pdfium.FS_RECTF()
            pdfium.FPDF_GetPageBoundingBox(page, box)
            turns = pdfium.FPDFPage_GetRotation(page)
            corner = _turned((box.left, box.bottom, box.right, box.top), turns)
            self.shown[number] = (turns, corner)
            text = pdf_text.PageText(number, width, height)
            self._text(page, text)
            self._typed(text)
            pictures: list[tuple[int, float, float, float, float]] = []
            paths: list[pdf_tables.Box] = []
            for kind, place in self._drawn(page):
                upright = self._upright(place, number)
                if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                    pictures.append((number, *upright))
                    if len(pictures) > MAX_PICTURES:
                        raise Hostile("a page has more drawn on it than can be read")
                else:
                    paths.append(upright)
            texts = [(span.x0, span.y, span.x1, span.y + span.size) for span in text.spans]
            text.grids = pdf_tables.grids(paths, texts)
            shape = PageShape(width=round(width / 72, 2), height=round(height / 72, 2))
            return text, pictures, shape
        finally:
            pdfium.FPDF_ClosePage(page)

    def _upright(self, place: Rectangle, number: int) -> Rectangle:
        """A rectangle as it stands on the page that people see, from its lower left corner."""
        turns, corner = self.shown[number]
        place = _turned(place, turns)
        return (
            place[0] - corner[0],
            place[1] - corner[1],
            place[2] - corner[0],
            place[3] - corner[1],
        )

    def _text(self, page: Handle, into: pdf_text.PageText) -> None:
        pdfium = self.pdfium
        text_page = pdfium.FPDFText_LoadPage(page)
        if not text_page:
            return
        try:
            count = pdfium.FPDFText_CountChars(text_page)
            self.characters += max(count, 0)
            if self.characters > MAX_TEXT:
                raise too_much_text(self.file)
            start = runs = 0
            while start < count:
                runs += 1
                if runs > 2 * MAX_RUNS:
                    raise Hostile("a page has more drawn on it than can be read")
                owner, end = self._run(text_page, start, count)
                if owner:
                    buffer = (ctypes.c_ushort * (2 * (end - start) + 2))()
                    got = pdfium.FPDFText_GetText(text_page, start, end - start, buffer)
                    raw = bytes(buffer)[: 2 * max(got - 1, 0)].decode("utf-16-le", "replace")
                    self._span(text_page, raw, start, end - 1, into)
                start = end
        finally:
            pdfium.FPDFText_ClosePage(text_page)

    def _run(self, text_page: Handle, start: int, count: int) -> tuple[bool, int]:
        """Whether a run of text begins at a character, and where what begins there ends.

        The characters of one run stand together, so that its end can be searched for by halving.
        """

        def owner(index: int) -> bytes:
            return bytes(self.pdfium.FPDFText_GetTextObject(text_page, index))  # its address

        who = owner(start)
        if who == _NOBODY:  # white space that the library put between runs
            return False, start + 1
        inside, step = start, 8
        while inside + step < count and owner(inside + step) == who:
            inside += step
            step *= 2
        outside = min(inside + step, count)
        while outside - inside > 1:
            middle = (inside + outside) // 2
            probe = middle
            while probe < outside and owner(probe) == _NOBODY:
                probe += 1
            if probe < outside and owner(probe) == who:
                inside = probe
            else:
                outside = middle
        return True, outside

    def _span(
        self,
        text_page: Handle,
        raw: str,
        first: int,
        last: int,
        into: pdf_text.PageText,
    ) -> None:
        text = pdf_text.clean(raw)
        if not text.strip():
            return
        pdfium = self.pdfium
        matrix, start, end = pdfium.FS_MATRIX(), pdfium.FS_RECTF(), pdfium.FS_RECTF()
        pdfium.FPDFText_GetMatrix(text_page, first, matrix)
        pdfium.FPDFText_GetLooseCharBox(text_page, first, start)
        pdfium.FPDFText_GetLooseCharBox(text_page, max(first, last), end)
        word = pdfium.FS_RECTF()
        spaces = len(raw) - len(raw.lstrip())
        length = len(raw[spaces:].split(None, 1)[0])
        pdfium.FPDFText_GetLooseCharBox(text_page, first + spaces + length - 1, word)
        points = pdfium.FPDFText_GetFontSize(text_page, first) * hypot(matrix.c, matrix.d)
        handle = pdfium.FPDFText_GetTextObject(text_page, first)
        font, bold = self._font(pdfium.FPDFTextObj_GetFont(handle), text_page, first)
        bold = bold or pdfium.FPDFTextObj_GetTextRenderMode(handle) == 2
        place = (
            min(start.left, end.left),
            min(start.bottom, end.bottom),
            max(start.right, end.right),
            max(start.top, end.top),
        )
        left, bottom, right, top = self._upright(place, into.number)
        if right < 0 or top < 0 or left > into.width or bottom > into.height or points < 0.5:
            return  # off the paper
        turns, _ = self.shown[into.number]
        angle = (degrees(atan2(matrix.b, matrix.a)) - 90 * turns) % 360
        _, base, _, _ = self._upright((matrix.e, matrix.f, matrix.e, matrix.f), into.number)
        points = round(points, 1)
        before = into.spans[-1] if into.spans else None
        replaced = self._replaced(handle)
        if replaced == "elsewhere":
            if before and abs(before.y - base) < 1:
                before.x1 = max(before.x1, right)
            return
        use = self.types.setdefault(
            (font, points), [0, "", Place(file=self.file, page=into.number)]
        )
        use[0] += len(text.replace(" ", ""))
        if len(use[1]) < 40:
            use[1] += text if not use[1] else " " + text
        if 3 < angle < 357:
            into.aside.append(text.strip())
            return
        after = self._upright((word.left, word.bottom, word.right, word.top), into.number)
        into.spans.append(
            pdf_text.Span(
                text,
                left,
                right,
                round(base, 2),
                points,
                font,
                bold,
                0.0 if replaced == "here" else after[2] - left,
            )
        )

    def _replaced(self, handle: Handle) -> Literal["no", "here", "elsewhere"]:
        """Whether a run has a replacement text (14.9.4), or an empty one, as another has all.

        Some engines hang the text of a whole line on its first word.
        """
        pdfium = self.pdfium
        for index in range(pdfium.FPDFPageObj_CountMarks(handle)):
            mark = pdfium.FPDFPageObj_GetMark(handle, index)
            if pdfium.FPDFPageObjMark_GetParamValueType(mark, b"ActualText"):
                length = ctypes.c_ulong()
                pdfium.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, length)
                return "here" if length.value > 2 else "elsewhere"  # two are the zero at its end
        return "no"

    def _font(self, handle: Handle, text_page: Handle, index: int) -> tuple[str, bool]:
        """The name of a font, and whether it is bold; one not embedded is noted."""
        key = ctypes.cast(handle, ctypes.c_void_p).value or 0
        if key not in self.fonts:
            pdfium = self.pdfium
            flags = ctypes.c_int()
            buffer = ctypes.create_string_buffer(256)
            pdfium.FPDFText_GetFontInfo(text_page, index, buffer, 256, flags)
            name = re.sub(r"^[A-Z]{6}\+", "", buffer.value.decode("utf-8", "replace"))
            heavy = re.search(r"bold|black|heavy|demi", name, re.IGNORECASE)
            bold = bool(heavy) or bool(flags.value & (1 << 18))
            if key and not pdfium.FPDFFont_GetIsEmbedded(handle):
                self.not_embedded[name] = None
            self.fonts[key] = (name, bold)
        return self.fonts[key]

    def _drawn(self, page: Handle) -> Iterator[tuple[int, Rectangle]]:
        """Kind and rectangle of all pictures and paths, those within forms too."""
        pdfium = self.pdfium
        edges = [ctypes.c_float() for _ in range(4)]
        paths = 0
        waiting: list[tuple[Any, tuple[float, ...], int]] = [
            (pdfium.FPDFPage_GetObject(page, index), (1, 0, 0, 1, 0, 0), 0)
            for index in range(pdfium.FPDFPage_CountObjects(page))
        ]
        while waiting:
            thing, outer, depth = waiting.pop()
            kind = pdfium.FPDFPageObj_GetType(thing)
            paths += kind == pdfium.FPDF_PAGEOBJ_PATH
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE or (
                kind == pdfium.FPDF_PAGEOBJ_PATH and paths <= 2 * pdf_tables.MAX_RULES
            ):
                if pdfium.FPDFPageObj_GetBounds(thing, *edges):
                    yield kind, _moved([edge.value for edge in edges], outer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 8:
                matrix = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(thing, matrix)
                inner = _product(
                    (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), outer
                )
                waiting.extend(
                    (pdfium.FPDFFormObj_GetObject(thing, index), inner, depth + 1)
                    for index in range(pdfium.FPDFFormObj_CountObjects(thing))
                )

    def _paragraphs(
        self, blocks: list[pdf_text.Block], texts: list[pdf_text.PageText]
    ) -> tuple[tuple[Paragraph, ...], list[tuple[int, pdf_text.Block]]]:
        """Paragraphs in the order of `Paragraph`, and the body's blocks with their indexes."""
        links: dict[int, list[tuple[Rectangle, str]]] = {}
        for page, rectangle, address in self._links():
            links.setdefault(page, []).append((rectangle, address))
        furniture: dict[Where, dict[str, Paragraph]] = {"header": {}, "footer": {}}
        body: list[Paragraph] = []
        order: list[tuple[int, pdf_text.Block]] = []
        tables: dict[int, int] = {}
        heading = ""
        for block in blocks:
            if not block.text:
                continue
            where: Where = "table" if block.cell else "body"
            if block.furniture:
                where = "header" if block.furniture == "header" else "footer"
            addresses = tuple(
                address
                for page in sorted({line.page for line in block.lines})
                for rectangle, address in links.get(page, ())
                if block.near(page, *rectangle)
            )
            place = Place(
                file=self.file,
                page=block.page,
                paragraph=None if block.furniture else len(body) + 1,
            )
            paragraph = Paragraph(
                text=block.text,
                place=place,
                where=where,
                is_heading=block.is_heading,
                is_list=block.is_list,
                heading="" if block.furniture else heading,
                links=addresses,
                row=(tables.setdefault(block.cell[0], len(tables) + 1), block.cell[1])
                if block.cell
                else None,
                cell=block.cell[2] if block.cell else None,
            )
            if block.furniture:
                plain = re.sub(r"\d+", "#", block.text)
                furniture[where].setdefault(plain, paragraph)
                continue
            order.append((len(body), block))
            body.append(paragraph)
            if block.is_heading:
                heading = block.text
        for text in texts:
            if text.aside:
                place = Place(file=self.file, page=text.number)
                body.append(Paragraph(" ".join(text.aside), place, where="text_box"))
        head = list(furniture["header"].values())
        order = [(index + len(head), block) for index, block in order]
        return (*head, *body, *furniture["footer"].values()), order

    def _links(self) -> Iterator[tuple[int, Rectangle, str]]:
        """Page, rectangle and address of every link to the outside (12.6.4.7)."""
        for number, annotation in self._annotations():
            if annotation.get("Subtype") != "Link":
                continue
            action = self.objects.entries(annotation.get("A"))
            address = self.objects.text(action.get("URI"))
            place = self._rectangle(number, annotation)
            if address and place:
                yield (
                    number,
                    (place[0], place[1] + 1, place[2], place[3] - 1),
                    re.sub(r"^(?:mailto|tel):", "", address, flags=re.IGNORECASE),
                )

    def _rectangle(self, number: int, annotation: dict[str, Value]) -> Rectangle | None:
        """Where an annotation stands on its page."""
        corners = [self.objects.number(v) for v in self.objects.items(annotation.get("Rect"))]
        if len(corners) != 4:
            return None
        x0, y0, x1, y1 = corners
        return self._upright((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), number)

    def _typed(self, into: pdf_text.PageText) -> None:
        """Add what was typed into fields and over the page, which people see as text."""
        for annotation in self.by_page.get(into.number, ()):
            above = self.objects.entries(annotation.get("Parent"))
            kind = self.objects.text(annotation.get("FT") or above.get("FT"))
            words = ""
            if annotation.get("Subtype") == "FreeText":
                words = self.objects.text(annotation.get("Contents"))
            elif annotation.get("Subtype") == "Widget" and kind in ("Tx", "Ch"):
                words = self.objects.text(annotation.get("V") or above.get("V"))
            place = self._rectangle(into.number, annotation)
            if not words or not place or int(self.objects.number(annotation.get("F"))) & 0x22:
                continue
            look = self.objects.text(annotation.get("DA") or above.get("DA"))
            found = re.search(r"(\d+(?:\.\d+)?) Tf", look)
            size = float(found[1]) if found and float(found[1]) else 11.0
            left, bottom, right, top = place
            base = max(top - size, (top + bottom) / 2 - size / 3)
            words = pdf_text.clean(words)
            into.spans.append(pdf_text.Span(words, left + 2, right, round(base, 2), size, ""))

    def _images(
        self,
        pictures: list[tuple[int, float, float, float, float]],
        order: list[tuple[int, pdf_text.Block]],
    ) -> tuple[Image, ...]:
        found = []
        for page, left, bottom, right, top in pictures:
            before = [
                index
                for index, block in order
                if any(
                    line.page < page or (line.page == page and line.y > (top + bottom) / 2)
                    for line in block.lines[:1]
                )
            ]
            found.append(
                Image(
                    index=max(before, default=0),
                    place=Place(file=self.file, page=page),
                    width=round((right - left) / 72, 2),
                    height=round((top - bottom) / 72, 2),
                )
            )
        return tuple(found)

    def _scanned(
        self,
        texts: list[pdf_text.PageText],
        pictures: list[tuple[int, float, float, float, float]],
    ) -> tuple[int, ...]:
        covered: dict[int, float] = {}
        for page, left, bottom, right, top in pictures:
            text = texts[page - 1]
            wide = max(min(right, text.width) - max(left, 0), 0)
            high = max(min(top, text.height) - max(bottom, 0), 0)
            share = wide * high / max(text.width * text.height, 1)
            covered[page] = covered.get(page, 0) + share
        return tuple(
            text.number
            for text in texts
            if covered.get(text.number, 0) >= SCAN_COVERS
            and sum(len(span.text.strip()) for span in text.spans) < SCAN_CHARACTERS
        )

    # What else is in the file

    def _annotations(self) -> Iterator[tuple[int, dict[str, Value]]]:
        for number, some in self.by_page.items():
            for annotation in some:
                yield number, annotation

    def _fields(self, catalog: dict[str, Value]) -> Iterator[tuple[str, str, dict[str, Value]]]:
        """Type, full name and dictionary of the form's fields that have no fields below (12.7)."""
        form = self.objects.entries(catalog.get("AcroForm"))
        waiting: list[tuple[Value, str, str, dict[str, Value]]] = [
            (kid, "", "", {}) for kid in self.objects.items(form.get("Fields"))
        ]
        seen: set[int] = set()
        while waiting:
            value, name, kind, above = waiting.pop(0)
            if isinstance(value, Ref):
                if value.number in seen:
                    continue
                seen.add(value.number)
            entries = self.objects.entries(value)
            own = self.objects.text(entries.get("T"))
            name = ".".join(part for part in (name, own) if part)
            kind = self.objects.text(entries.get("FT")) or kind
            merged = {**{k: v for k, v in above.items() if k in ("V", "Ff")}, **entries}
            kids = self.objects.items(entries.get("Kids"))
            if len(seen) + len(waiting) + len(kids) > MAX_ANNOTATIONS:
                raise Hostile("it has more fields than a thousand letters have")
            below = [kid for kid in kids if "T" in self.objects.entries(kid)]
            if below:
                waiting.extend((kid, name, kind, merged) for kid in below)
            elif kind:
                yield kind, name, merged

    def _signatures(
        self, data: bytes, fields: list[tuple[str, str, dict[str, Value]]]
    ) -> tuple[SignatureMark, ...]:
        signed = [bool(self.objects.entries(e.get("V"))) for kind, _, e in fields if kind == "Sig"]
        if not signed:
            return ()
        if any(signed):
            from loi_tool.pdf.signatures import pdf_signatures

            return pdf_signatures(data, self._field_place)
        return tuple(
            SignatureMark(kind="field", place=self._field_place(name), signed=False)
            for kind, name, _ in fields
            if kind == "Sig"
        )

    def _field_place(self, name: str) -> Place:
        """The page on which a field of the form stands."""
        own = name.rpartition(".")[2]
        for number, entries in self._annotations():
            if entries.get("Subtype") == "Widget" and own in (
                self.objects.text(entries.get("T")),
                self.objects.text(self.objects.entries(entries.get("Parent")).get("T")),
            ):
                return Place(file=self.file, page=number)
        return Place(file=self.file)

    def _leftovers(
        self, catalog: dict[str, Value], fields: list[tuple[str, str, dict[str, Value]]]
    ) -> Iterator[Leftover]:
        yield from self._actions()
        yield from self._attachments(catalog)
        for kind, name, entries in fields:
            flags = int(self.objects.number(entries.get("Ff")))
            if kind in ("Tx", "Ch") and not flags & 1 and not self._filled(entries.get("V")):
                label = self.objects.text(entries.get("TU")) or name
                yield Leftover(LeftoverKind.FORM_FIELD, label, Place(file=self.file))
        for number, annotation in self._annotations():
            kind = self.objects.text(annotation.get("Subtype"))
            flags = int(self.objects.number(annotation.get("F")))
            if kind in _NOTES and not flags & 2:
                yield Leftover(
                    LeftoverKind.ANNOTATION,
                    self.objects.text(annotation.get("Contents")) or _NOTES[kind],
                    Place(file=self.file, page=number),
                    self.objects.text(annotation.get("T")),
                )

    def _filled(self, value: Value) -> bool:
        found = self.objects.get(value)
        if isinstance(found, Stream):
            return bool(found.raw)
        if isinstance(found, list):
            return any(self.objects.text(item) for item in found)
        return bool(self.objects.text(found)) and found != Name("Off")

    def _actions(self) -> Iterator[Leftover]:
        """Scripts and starts of programs, in whatever object they hide (12.6.4)."""
        found: dict[tuple[LeftoverKind, str], None] = {}
        for value in self.objects.holding(re.compile(rb"/(?:JavaScript|JS|Launch)\b")):
            waiting = [value]
            while waiting:
                one = waiting.pop()
                if isinstance(one, Stream):
                    one = one.entries
                if isinstance(one, list):
                    waiting.extend(reversed(one))
                elif isinstance(one, dict):
                    kind = self.objects.text(one.get("S"))
                    if kind == "JavaScript" or ("JS" in one and kind != "Rendition"):
                        script = self.objects.get(one.get("JS"))
                        words = (
                            self.objects.plain(script).decode("latin-1")
                            if isinstance(script, Stream)
                            else self.objects.text(script)
                        )
                        found[LeftoverKind.SCRIPT, " ".join(words.split())[:80]] = None
                    elif kind == "Launch":
                        windows = self.objects.entries(one.get("Win"))
                        target = self.objects.get(one.get("F")) or windows.get("F")
                        if isinstance(target, dict):
                            target = target.get("UF") or target.get("F")
                        found[LeftoverKind.LAUNCH, self.objects.text(target)[:80]] = None
                    waiting.extend(reversed(list(one.values())))
        for kind, words in found:
            yield Leftover(kind, words, Place(file=self.file))

    def _attachments(self, catalog: dict[str, Value]) -> Iterator[Leftover]:
        """Files within the file: those of the document, and those pinned to a page (7.11.4)."""
        names = self.objects.entries(catalog.get("Names"))
        waiting = [names.get("EmbeddedFiles")]
        seen: set[int] = set()
        files: list[tuple[Value, int | None]] = []
        while waiting:
            node = waiting.pop()
            if isinstance(node, Ref):
                if node.number in seen:
                    continue
                seen.add(node.number)
            entries = self.objects.entries(node)
            waiting.extend(self.objects.items(entries.get("Kids")))
            files.extend((one, None) for one in self.objects.items(entries.get("Names"))[1::2])
        files.extend(
            (annotation.get("FS"), number)
            for number, annotation in self._annotations()
            if annotation.get("Subtype") == "FileAttachment"
        )
        for one, page in files:
            entries = self.objects.entries(one)
            name = self.objects.text(entries.get("UF")) or self.objects.text(entries.get("F"))
            yield Leftover(LeftoverKind.ATTACHMENT, name, Place(file=self.file, page=page))

    def _properties(self, catalog: dict[str, Value]) -> Properties:
        info = self.objects.entries(self.objects.trailer.get("Info"))
        text = self.objects.text
        return Properties(
            title=text(info.get("Title")),
            author=text(info.get("Author")),
            language=text(catalog.get("Lang")),
            application=text(info.get("Creator")) or text(info.get("Producer")),
        )


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


def _turned(place: Rectangle, turns: int) -> Rectangle:
    for _ in range(turns):
        place = (place[1], -place[2], place[3], -place[0])
    return place


def _product(inner: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _moved(place: list[float], matrix: tuple[float, ...]) -> Rectangle:
    left, bottom, right, top = place
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)
