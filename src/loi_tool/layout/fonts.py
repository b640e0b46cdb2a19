"""Which font draws which character, asked of the engine itself, and fonts for the rest.

The engine sets a whole run in the font of its rarest character, so text is cut where the font
changes; and a character that no font has is drawn as a box although its text can be copied.
"""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from loi_tool.errors import EngineFailed
from loi_tool.facts import MissingGlyphs
from loi_tool.findings import Evidence, Place
from loi_tool.layout.engines import letter_started

# In every built-in family and in Word's own fonts; a test draws each one in each family.
PLAIN = frozenset(
    [chr(code) for code in (*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))]
    + list("\u00a0\n–—‘’“”†‡•…‰‹›€™½¼¾")
)


_DESCENT = 4
"""Points above and below the base of a line within which its words are."""
_CONTEXT = 24
"""Characters before and behind one that is missing, for people to find it by."""


@dataclass(frozen=True)
class Fonts:
    """For the characters that are not plain: the family that draws each, and further fonts.

    `families` has None for characters that the letter's own font draws. `files` are subsets of
    fonts that the engine lacks, by family. `missing` has no font at all.
    """

    families: dict[str, str | None] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    missing: frozenset[str] = frozenset()

    def family_of(self, character: str) -> str | None:
        """The family that draws a character, or None for the letter's own font."""
        return self.families.get(character)


def fonts_for(text: str, base: str, named: Iterable[Path] = ()) -> Fonts:
    """Find a font for every character of a text.

    Args:
        text: all words of the letter.
        base: the letter's font.
        named: font files of the user's; they are asked before those of the system.

    Returns:
        What draws what. Without a rare character this costs nothing.
    """
    rare = sorted(
        character
        for character in set(text) - PLAIN
        if not character.isspace() and unicodedata.category(character) not in ("Cc", "Cf")
    )
    if not rare:
        return Fonts()
    drawn_by = _survey(["a", *rare], base)
    own = drawn_by["a"]
    families = {c: None if drawn_by[c] == own else drawn_by[c] for c in rare}
    wanted = {character for character in rare if drawn_by[character] is None}
    files: dict[str, bytes] = {}
    for path, number in _candidates(named) if wanted else ():
        font = _Font.open(path, number)
        found = wanted & font.characters if font else set()
        if font is None or not found or font.family in files:
            continue
        files[font.family] = font.subset(found)
        families.update(dict.fromkeys(found, font.family))
        wanted -= found
        if not wanted:
            break
    return Fonts(families, files, frozenset(wanted))


def _survey(characters: list[str], base: str) -> dict[str, str | None]:
    """Lay out each character alone; the family that drew it, or None for a box."""
    with letter_started(_one_a_paragraph(characters, base), {}) as pdf:
        rows = drawn_rows(pdf())
    if len(rows) != len(characters):
        raise EngineFailed("The layout engine could not be asked for its fonts.")
    own = rows[0][0].font
    return {
        character: None
        if any(run.boxes for run in row)
        else next((run.font for run in row if run.font != own), own).partition("-")[0]
        for character, row in zip(characters, rows, strict=True)
    }


class DrawnRun(NamedTuple):
    """What one operator of a PDF of the embedded engine draws."""

    font: str
    boxes: int
    """How many of its glyphs are boxes (.notdef, glyph 0), whatever their text is said to be."""


def drawn_rows(pdf: bytes) -> list[list[DrawnRun]]:
    """The lines of a PDF of the embedded engine, each with what is drawn on it."""
    return list(_rows(pdf).values())


def _rows(pdf: bytes) -> dict[tuple[int, float], list[DrawnRun]]:
    """The same by page (from 0) and height.

    The engine shows text by arrays of two-byte codes, which are the numbers of glyphs (ISO 32000-1,
    9.4.3, 9.7.5.2: Identity-H).
    """
    from pypdf import PdfReader
    from pypdf.generic import ByteStringObject, TextStringObject

    rows: dict[tuple[int, float], list[DrawnRun]] = {}
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages):
        content = page.get_contents()
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        font, y = "", 0.0
        for operands, operator in content.operations if content is not None else ():
            if operator == b"Tf":
                font = str(fonts[operands[0]].get_object()["/BaseFont"]).lstrip("/")
            elif operator == b"Tm":
                y = float(operands[5])
            elif operator == b"TJ":
                strings = (ByteStringObject, TextStringObject)
                pieces = [piece for piece in operands[0] if isinstance(piece, strings)]
                codes = b"".join(piece.original_bytes for piece in pieces)
                boxes = sum(codes[at : at + 2] == b"\0\0" for at in range(0, len(codes), 2))
                rows.setdefault((number, y), []).append(DrawnRun(font, boxes))
    return rows


class OddLines(NamedTuple):
    """Lines that are not drawn as the rest of the letter, with their pages."""

    boxes: tuple[Evidence, ...]
    """With a character that is drawn as a box."""
    other_fonts: tuple[Evidence, ...]
    """In a font that is not the letter's, and that no character of the letter needs."""


def odd_lines(pdf: bytes, fonts: Fonts, file: str) -> OddLines:
    """Look at every glyph of a PDF of the embedded engine.

    Args:
        pdf: the PDF.
        fonts: what draws the characters that the letter's font lacks.
        file: its name, for the places.
    """
    if not _may_be_odd(pdf, fonts):
        return OddLines((), ())
    rows = _rows(pdf)
    families = Counter(_family(run) for runs in rows.values() for run in runs)
    known = {family for family, _ in families.most_common(1)} | set(fonts.families.values())
    return OddLines(
        _lines_at(pdf, [place for place, runs in rows.items() if any(r.boxes for r in runs)], file),
        _lines_at(
            pdf,
            [place for place, runs in rows.items() if any(_family(r) not in known for r in runs)],
            file,
        ),
    )


def _may_be_odd(pdf: bytes, fonts: Fonts) -> bool:
    """Whether the fonts of a PDF's pages alone say that a glyph may be odd.

    They are read in a tenth of the time that the pages take. A font that draws boxes maps glyph 0
    to the text that it is said to be (ISO 32000-1, 9.10.3: ToUnicode, behind its code space).
    """
    from pypdf import PdfReader

    families = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for reference in page["/Resources"].get("/Font", {}).values():  # type: ignore[attr-defined]
            font: Any = reference.get_object()
            families.add(str(font["/BaseFont"]).lstrip("/").partition("-")[0])
            if "/ToUnicode" not in font:
                return True
            codes = font["/ToUnicode"].get_data().partition(b"endcodespacerange")[2]
            if b"<0000>" in codes:
                return True
    return len(families - set(fonts.families.values())) > 1


def _family(run: DrawnRun) -> str:
    return run.font.partition("-")[0]


def _lines_at(pdf: bytes, rows: Sequence[tuple[int, float]], file: str) -> tuple[Evidence, ...]:
    """The lines of some pages (from 0) and heights."""
    if not rows:
        return ()
    from pypdfium2 import PdfDocument

    found: dict[Evidence, None] = {}
    document = PdfDocument(pdf)
    try:
        for number, y in rows:
            page = document[number]
            text = page.get_textpage()
            base = page.get_height() - y  # the engine counts from the top
            words = text.get_text_bounded(0, base - _DESCENT, page.get_width(), base + _DESCENT)
            line = " ".join(words.split())
            found[Evidence(text=line, place=Place(file=file, page=number + 1))] = None
            text.close()
            page.close()
    finally:
        document.close()
    return tuple(found)


def missing_glyphs(
    texts: Sequence[tuple[str, str]], characters: frozenset[str]
) -> tuple[MissingGlyphs, ...]:
    """The characters that no font has, script by script, each where it is met first.

    Args:
        texts: the letter's texts in order, each with the key in the answers that it came from.
        characters: `Fonts.missing`.
    """
    from fontTools.unicodedata import script, script_name

    glyphs: dict[str, MissingGlyphs] = {}
    for key, text in texts if characters else ():
        for at, character in enumerate(text):
            if character not in characters:
                continue
            code = script(character)
            known = code not in ("Zyyy", "Zinh", "Zzzz")
            name = script_name(code).replace("_", " ") if known else ""
            before = glyphs.get(code if known else "")
            if before is None:
                context = text[max(at - _CONTEXT, 0) : at + _CONTEXT].strip()
                if not known:
                    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
                before = MissingGlyphs("", name, key, context, is_script=known)
            if character not in before.characters:
                before = replace(before, characters=before.characters + character)
            glyphs[code if known else ""] = before
    return tuple(glyphs.values())


def _one_a_paragraph(characters: list[str], base: str) -> bytes:
    """A Word file with each character in a paragraph of its own."""
    from html import escape

    name = f'"{escape(base)}"'
    run = f"<w:r><w:rPr><w:rFonts w:ascii={name} w:hAnsi={name} w:cs={name}/></w:rPr><w:t>"
    # The letter a in front makes a line of what draws nothing.
    paragraphs = "".join(
        f"<w:p>{run}a</w:t></w:r>{run}{escape(_standing(character))}</w:t></w:r></w:p>"
        for character in characters
    )
    return word_file(paragraphs)


def word_file(paragraphs: str) -> bytes:
    """The smallest Word file (ISO 29500-1, 11.2) with these paragraphs, as XML."""
    import zipfile

    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
            'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml'
            f'"/><Override PartName="/word/document.xml" ContentType="{content}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{word}"><w:body>{paragraphs}</w:body></w:document>',
        )
    return buffer.getvalue()


def _standing(character: str) -> str:
    """A mark that combines needs something to stand on."""
    combines = unicodedata.category(character) in ("Mn", "Mc", "Me")
    return f"o{character}" if combines else character


def _candidates(named: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    files = list(named)
    for folder in system_folders():
        files += sorted(
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc") and path.is_file()
        )
    for path in files:
        faces = 8 if path.suffix.lower() in (".ttc", ".otc") else 1
        for number in range(faces):
            yield path, number if faces > 1 else -1


def system_folders() -> list[Path]:
    """Where this system keeps fonts."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        return [windows / "Fonts", home / "AppData/Local/Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts"]


@dataclass(frozen=True)
class _Font:
    path: Path
    number: int
    family: str
    characters: frozenset[str]

    @classmethod
    def open(cls, path: Path, number: int) -> _Font | None:
        """The font, or None if it is broken, may not be embedded, or is not upright regular."""
        from fontTools.ttLib import TTFont

        try:
            with path.open("rb") as file, TTFont(file, fontNumber=number, lazy=True) as font:
                restricted = font["OS/2"].fsType & 0x000E == 0x0002
                os2 = font["OS/2"]
                upright = os2.fsSelection & 0x21 == 0  # neither italic nor bold
                regular = upright and 350 <= os2.usWeightClass <= 500 and os2.usWidthClass == 5
                outlines = "glyf" in font or "CFF " in font
                named = font["name"].getDebugName(6) is not None  # the engine insists
                if restricted or not regular or not outlines or not named:
                    return None
                family = font["name"].getDebugName(16) or font["name"].getDebugName(1)
                codes = font.getBestCmap() or {}
        except Exception:  # fontTools raises many kinds for broken files
            return None
        return cls(path, number, str(family), frozenset(map(chr, codes))) if family else None

    def subset(self, characters: set[str]) -> bytes:
        """The font cut down to some characters and what shaping them needs."""
        import logging

        from fontTools import subset

        logging.getLogger("fontTools").setLevel(logging.ERROR)  # tables it drops are no news

        options = subset.Options(
            layout_features=["*"], notdef_outline=True, name_IDs=["*"], glyph_names=False
        )
        options.recalc_timestamp = False
        options.font_number = self.number
        with subset.load_font(str(self.path), options) as font:
            subsetter = subset.Subsetter(options)
            subsetter.populate(text="".join(sorted(characters)) + " ")
            subsetter.subset(font)
            buffer = io.BytesIO()
            subset.save_font(font, buffer, options)
        return buffer.getvalue()
