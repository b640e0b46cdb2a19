"""The letter as a Word file (ISO/IEC 29500-1, WordprocessingML).

The parts in `template/` are the house style. What breaks lines alike in Word, LibreOffice and the
embedded engine is set there: kerning from one point up, no contextual spacing, the letterhead in
the body. The XML is written here and not by a library: that halves the time of a build, and the
order of elements, which the schema fixes, can be read off the page.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from loi_tool.letter import Block, Letter, Picture, Section, Span, Table

FontOf = Callable[[str], str | None]
"""For a character: None if the letter's own font draws it, else the family that does."""

_TEMPLATE = Path(__file__).parent / "template"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_EMU_PER_INCH = 914400
_TWIPS_PER_INCH = 1440
_PAGE_INCHES = 8.5
_LEADING = 1.28
"""Of the type size. A little more than any built-in font asks for, so that every program, whatever
its rounding, sets lines at the same distance; a minimum, so that larger type is not clipped.
"""
_TALL_SCRIPT_LINE = 1.45
_UNDIVIDED_LINES = 3
_CHARACTER = 0.46
"""Of the type size: about how wide a character is."""
_LOGO_INCHES = (3.0, 0.75)
_SIGNATURE_INCHES = (2.4, 0.6)
_SIGNING_LINE_INCHES = 3.25
_INDENTS = {"bullet": (540, 270), "number": (630, 360)}
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAFT_WORDS = "DRAFT – not for submission"


def word_bytes(
    letter: Letter,
    as_of: datetime,
    font_of: FontOf = lambda character: None,
    name_fonts: frozenset[str] = frozenset(),
) -> bytes:
    """Write a letter as a .docx file.

    Args:
        letter: what to write.
        as_of: becomes the file's creation and modification time.
        font_of: which family draws a character that the letter's font lacks; text is cut there,
            for the embedded engine sets a whole run in one font.
        name_fonts: those of the families that the runs must name; the others are left to Word.

    Returns:
        The file's bytes, the same for the same input on any machine: members are stored and not
        compressed, for zlib's output differs from version to version.
    """
    return _Writer(letter, font_of, name_fonts).file(as_of)


class _Writer:
    """Writes one letter; collects pictures and numbered lists on the way."""

    def __init__(self, letter: Letter, font_of: FontOf, name_fonts: frozenset[str]) -> None:
        self.letter = letter
        self.font_of = font_of
        self.name_fonts = name_fonts
        self.pictures: list[tuple[str, bytes]] = []
        self.lists: list[tuple[int, int]] = []
        # Three lines cannot be divided without a line left alone, which Word does not do. The
        # engine does, so the paragraphs that are so short are told to stay together.
        width = (_PAGE_INCHES - 2 * letter.layout.margin) * 72
        self._short = _UNDIVIDED_LINES * width / (_CHARACTER * letter.layout.size)

    def file(self, as_of: datetime) -> bytes:
        letter = self.letter
        half_points = round(letter.layout.size * 2)
        margin = round(letter.layout.margin * _TWIPS_PER_INCH)
        header_kinds = ("default", "first") if letter.draft else ()
        moment = as_of.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        font = _escape(letter.layout.font)
        body = self._body()
        members: dict[str, bytes] = {
            "[Content_Types].xml": _part(
                "content_types", headers="".join(_header_type(kind) for kind in header_kinds)
            ),
            "_rels/.rels": _part("package_rels"),
            "word/document.xml": _part(
                "document",
                body=body,
                headers="".join(
                    f'<w:headerReference w:type="{kind}" r:id="rId-{kind}"/>'
                    for kind in header_kinds
                ),
                margin=str(margin),
                half=str(margin // 2),
            ),
            "word/_rels/document.xml.rels": _part(
                "document_rels", relationships=self._relationships(header_kinds)
            ),
            "word/styles.xml": _part(
                "styles",
                font=font,
                size=str(half_points),
                heading=str(half_points + 2),
                name=str(half_points + 12),
                small=str(half_points - 3),
                line=_leading(half_points),
                heading_line=_leading(half_points + 2),
                name_line=_leading(half_points + 12),
                small_line=_leading(half_points - 3),
                table_line=_leading(half_points),
            ),
            "word/settings.xml": _part("settings"),
            "word/numbering.xml": _part("numbering", font=font, lists=self._numbering()),
            "word/footer1.xml": _part(
                "footer", text=self._run(f"{letter.author} · Letter of Interest · Page ")
            ),
            "docProps/core.xml": _part(
                "core", title=_escape(letter.title), author=_escape(letter.author), moment=moment
            ),
            "docProps/app.xml": _part("app"),
        }
        for kind in header_kinds:
            members[f"word/header-{kind}.xml"] = _part("header", text=_escape(DRAFT_WORDS))
        members.update({f"word/media/{name}": data for name, data in self.pictures})
        return _stored(members)

    def _relationships(self, header_kinds: tuple[str, ...]) -> str:
        rows = [
            f'<Relationship Id="rId-{kind}" Type="{_RELATIONSHIPS}/header" '
            f'Target="header-{kind}.xml"/>'
            for kind in header_kinds
        ]
        rows += [
            f'<Relationship Id="rIdImage{number}" Type="{_RELATIONSHIPS}/image" '
            f'Target="media/{name}"/>'
            for number, (name, _) in enumerate(self.pictures, 1)
        ]
        return "".join(rows)

    def _numbering(self) -> str:
        return "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/>'
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            "</w:num>"
            for number, (level, start) in enumerate(self.lists, 2)
        )

    # The letter, top to bottom ------------------------------------------------------------------

    def _body(self) -> str:
        letter = self.letter
        written = letter.written
        parts = []
        if letter.logo:
            parts.append(self._picture(letter.logo, "LetterheadLogo", _LOGO_INCHES))
        parts.append(self._line(letter.letterhead[0], "LetterheadName"))
        parts += [self._line(line, "LetterheadLine") for line in letter.letterhead[1:]]
        parts.append(
            self._line(f"{_MONTHS[written.month - 1]} {written.day}, {written.year}", "Date")
        )
        parts += [self._line(line, "InsideAddress") for line in letter.addressee]
        parts.append(self._line(f"Subject: {letter.subject}", "SubjectLine"))
        parts.append(self._line(letter.salutation, "Salutation"))
        parts.append(self._line(letter.opening))
        parts += [self._section(s) for s in letter.sections if not s.outside_page_limit]
        parts += self._closing()
        parts += [self._section(s) for s in letter.sections if s.outside_page_limit]
        return "".join(parts)

    def _section(self, section: Section) -> str:
        new_page = "<w:pageBreakBefore/>" if section.outside_page_limit else ""
        parts = [self._line(section.heading, "Heading1", {"pageBreakBefore": new_page})]
        numbers: dict[int, int] = {}
        parts += [self._block(block, numbers) for block in section.blocks]
        if section.table:
            parts.append(self._table(section.table))
        return "".join(parts)

    def _closing(self) -> list[str]:
        letter = self.letter
        keep = {"keepNext": "<w:keepNext/>", "spacing": '<w:spacing w:before="240"/>'}
        parts = [self._line(letter.closing, properties=keep)]
        parts.append(self._line(letter.valediction, "Closing"))
        if letter.signature:
            parts.append(self._picture(letter.signature, "SignaturePicture", _SIGNATURE_INCHES))
        *above, last = letter.signer
        for index, line in enumerate(above):
            if index == 0 and letter.signature is None:
                width = _PAGE_INCHES - 2 * letter.layout.margin - _SIGNING_LINE_INCHES
                indent = f'<w:ind w:right="{max(round(width * _TWIPS_PER_INCH), 0)}"/>'
                parts.append(self._line(line, "SignatureLine", {"ind": indent}))
            else:
                parts.append(self._line(line, "Signature"))
        parts.append(self._line(last, "Signature", {"keepNext": '<w:keepNext w:val="0"/>'}))
        return parts

    # Paragraphs ---------------------------------------------------------------------------------

    def _line(self, text: str, style: str = "", properties: dict[str, str] | None = None) -> str:
        return self._paragraph((Span(text),), style, properties)

    def _paragraph(
        self, spans: tuple[Span, ...], style: str = "", properties: dict[str, str] | None = None
    ) -> str:
        text = "".join(span.text for span in spans)
        wanted = dict(properties or {})
        if any(self._family(character) for character in text):
            # Another script's font has its own line height, and every program has another font.
            height = round(self.letter.layout.size * _TALL_SCRIPT_LINE * 20)
            wanted.setdefault("spacing", f'<w:spacing w:line="{height}" w:lineRule="exact"/>')
        if _reads_from_right(text):
            wanted["bidi"] = "<w:bidi/>"
        if not style and len(text) <= self._short:
            wanted.setdefault("keepLines", "<w:keepLines/>")
        runs = "".join(self._run(span.text, span) for span in spans)
        return f"<w:p>{_properties(style, wanted)}{runs}</w:p>"

    def _block(self, block: Block, numbers: dict[int, int]) -> str:
        if block.kind == "paragraph":
            return self._paragraph(block.spans)
        number = 1
        if block.kind == "number":
            if block.start is not None or block.level not in numbers:
                self.lists.append((block.level, block.start or 1))
                numbers[block.level] = len(self.lists) + 1
            number = numbers[block.level]
        first, hanging = _INDENTS[block.kind]
        level = f'<w:ilvl w:val="{block.level}"/>'
        properties = {
            "numPr": f'<w:numPr>{level}<w:numId w:val="{number}"/></w:numPr>',
            "ind": f'<w:ind w:left="{first + 360 * block.level}" w:hanging="{hanging}"/>',
        }
        return self._paragraph(block.spans, f"List{block.kind.capitalize()}", properties)

    def _family(self, character: str) -> str | None:
        return None if character.isspace() else self.font_of(character)

    def _run(self, text: str, span: Span | None = None) -> str:
        runs = []
        for piece, family in cut(text, self._family):
            properties = ""
            if family in self.name_fonts:
                name = _escape(str(family))
                properties += (
                    f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" '
                    f'w:cs="{name}"/>'
                )
            if span is not None and span.bold:
                properties += "<w:b/><w:bCs/>"
            if span is not None and span.italic:
                properties += "<w:i/><w:iCs/>"
            if family is not None and _reads_from_right(piece):
                properties += "<w:rtl/>"
            if properties:
                properties = f"<w:rPr>{properties}</w:rPr>"
            lines = "<w:br/>".join(
                f'<w:t xml:space="preserve">{_escape(line)}</w:t>' for line in piece.split("\n")
            )
            runs.append(f"<w:r>{properties}{lines}</w:r>")
        return "".join(runs)

    # Tables and pictures ------------------------------------------------------------------------

    def _table(self, table: Table) -> str:
        width = round((_PAGE_INCHES - 2 * self.letter.layout.margin) * _TWIPS_PER_INCH)
        widths = [round(width * share) for share in table.widths]
        columns = "".join(f'<w:gridCol w:w="{column}"/>' for column in widths)
        rows = []
        for index, texts in enumerate((table.header, *table.rows)):
            style = "TableText" if index else "TableHeading"
            cells = "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{column}" w:type="dxa"/></w:tcPr>'
                f"{self._line(text, style)}</w:tc>"
                for text, column in zip(texts, widths, strict=True)
            )
            header = "" if index else "<w:tblHeader/>"
            rows.append(f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{cells}</w:tr>")
        return (
            '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
            'w:lastColumn="0" w:noHBand="0" w:noVBand="0"/>'
            f'<w:tblCaption w:val="{_escape(table.title)}"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def _picture(self, picture: Picture, style: str, box: tuple[float, float]) -> str:
        number = len(self.pictures) + 1
        extension = "png" if picture.data.startswith(b"\x89PNG") else "jpeg"
        self.pictures.append((f"image{number}.{extension}", picture.data))
        scale = min(box[0] / picture.width, box[1] / picture.height)
        cx, cy = (
            max(round(pixels * scale * _EMU_PER_INCH), 1)
            for pixels in (picture.width, picture.height)
        )
        alt = _escape(picture.alt)
        drawing = (
            '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{cx}" cy="{cy}"/>'
            f'<wp:docPr id="{number}" name="Picture {number}" descr="{alt}"/>'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/>'
            "</wp:cNvGraphicFramePr><a:graphic>"
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}" '
            f'descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="rIdImage{number}"/>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        return f"<w:p>{_properties(style, {})}<w:r>{drawing}</w:r></w:p>"


# Characters ---------------------------------------------------------------------------------------


def cut(text: str, family_of: FontOf) -> list[tuple[str, str | None]]:
    """Cut a text where the font changes; a space between two pieces of one font joins them.

    Marks that combine with the character before them stay with it.
    """
    pieces: list[tuple[str, str | None]] = []
    space = ""
    for character in text:
        if character.isspace():
            space += character
            continue
        joins = unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
        family = pieces[-1][1] if joins and pieces and not space else family_of(character)
        if pieces and pieces[-1][1] == family:
            pieces[-1] = (pieces[-1][0] + space + character, family)
        elif family is None:
            pieces.append((space + character, None))
        else:
            _add_space(pieces, space)
            pieces.append((character, family))
        space = ""
    _add_space(pieces, space)
    return pieces


def _add_space(pieces: list[tuple[str, str | None]], space: str) -> None:
    if not space:
        return
    if pieces and pieces[-1][1] is None:
        pieces[-1] = (pieces[-1][0] + space, None)
    else:
        pieces.append((space, None))


def _reads_from_right(text: str) -> bool:
    """Whether the first letter with a direction is one of a right-to-left script (UAX 9, P2)."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


# Parts --------------------------------------------------------------------------------------------

_ORDER = ("keepNext", "keepLines", "pageBreakBefore", "numPr", "bidi", "spacing", "ind")
"""The order of paragraph properties in the schema (ISO 29500-1, 17.3.1.26), as far as used."""


def _properties(style: str, wanted: dict[str, str]) -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = named + "".join(wanted.get(name, "") for name in _ORDER)
    return f"<w:pPr>{inner}</w:pPr>" if inner else ""


def _escape(text: str) -> str:
    """XML 1.0 text or attribute value; characters that XML forbids are left out."""
    allowed = "".join(c for c in text if c >= " " or c in "\n\t" if c not in "\ufffe\uffff")
    return (
        allowed.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
    )


def _leading(half_points: int) -> str:
    """The distance of lines for a type size, in twentieths of a point."""
    return str(round(half_points * 10 * _LEADING))


def _part(part: str, /, **values: str) -> bytes:
    text = (_TEMPLATE / f"{part}.xml").read_text("utf-8")
    # One pass: what is filled in is a district's text and may have braces of its own.
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], text).encode()


def _header_type(kind: str) -> str:
    return (
        f'<Override PartName="/word/header-{kind}.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>'
    )


def _stored(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0  # the same bytes on every system
            entry.external_attr = 0
            archive.writestr(entry, data)
    return buffer.getvalue()
