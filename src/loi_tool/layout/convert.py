"""The PDF of a finished Word file, by the best engine that is here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

from loi_tool.errors import BadUsage, EngineFailed
from loi_tool.files import PdfFacts, WordFacts
from loi_tool.layout.copied import Copy
from loi_tool.layout.engines import EngineName, Sheet, pdf_by, sheets_of, soffice
from loi_tool.layout.normalise import make_room, normalised
from loi_tool.layout.pages import furniture_of
from loi_tool.text import folded_words, shortened

ENGINES: tuple[EngineName, ...] = ("libreoffice", "dxpdf", "rdocx")
"""The best first."""
_LABEL = re.compile(r"\d{1,3}|[a-z]|[ivx]{1,5}")
_LATIN = 0xFF
"""The last of the letters that each font has."""
_SHOWN = 80
_TOP = 3
"""Paragraphs that come after a letterhead in the body."""


@dataclass(frozen=True)
class Converted:
    """A PDF, and the engine that made it."""

    pdf: bytes = field(repr=False)
    engine: EngineName
    losses: tuple[str, ...] = ()
    """What the Word file has and the PDF lacks: sentences that name the words."""

    @property
    def program(self) -> str:
        """The engine as people know it."""
        return {"libreoffice": "LibreOffice"}.get(self.engine, self.engine)


def pdf_of(word: bytes, facts: WordFacts, engine: str | None, title: str) -> Converted:
    """Make the PDF of a Word file, which stays as it is.

    LibreOffice sets other people's files best; without it dxpdf, which is lent fonts where the
    machine has none; else rdocx, which brings its own. Title and language are set, and nothing in
    the PDF tells when it was made, so that the same file gives the same bytes (ISO 32000-1, 14.3.3,
    14.4, 14.9.2).

    Args:
        word: the .docx file.
        facts: what was read in it.
        engine: `libreoffice`, `dxpdf` or `rdocx`, or None for the best that is here.
        title: the title of the PDF where the Word file has none.

    Raises:
        BadUsage: there is no engine of that name.
        EngineFailed: no engine could do it, or not the one that was asked for.
    """
    names = [name for name in ENGINES if name == engine or engine is None]
    if not names:
        raise BadUsage(f"There is no engine “{engine}”.", f"There are {', '.join(ENGINES)}.")
    if engine is None and soffice() is None:
        names.remove("libreoffice")
    from loi_tool.layout.finish import finished

    title = facts.properties.title.strip() or title
    language = facts.properties.language or "en-US"
    errors: list[EngineFailed] = []
    for name in names:
        try:
            made = pdf_by(name, _for(name, word))
            pdf = finished(made, language, title, word + title.encode())
            return Converted(pdf, name, losses(facts, sheets_of(pdf)))
        except EngineFailed as error:
            errors.append(error)
    raise EngineFailed(
        " ".join(error.message for error in errors),
        "Export the PDF from Word instead (File > Save As > PDF), and check both: `loi check`.",
    )


def _for(engine: EngineName, word: bytes) -> bytes:
    """The copy that an engine is given; for all but LibreOffice it is a repaired one."""
    if engine == "libreoffice":
        return Copy(word).to_bytes()
    copy = normalised(word, measured=False)
    if engine == "rdocx" and next(copy.stories("header", "footer"), None) is not None:
        make_room(copy, *furniture_of(normalised(word)))
    return copy.to_bytes()


def losses(facts: WordFacts, sheets: tuple[Sheet, ...]) -> tuple[str, ...]:
    """What of a Word file its PDF does not show, headers, footers and text boxes included.

    Words are compared less everything but letters and digits, so that breaks of lines and pages,
    hyphens and ligatures do not matter. A paragraph is lost when most pairs of its words are.

    Args:
        facts: what was read in the Word file.
        sheets: the pages of the PDF.
    """
    text = "".join(text for sheet in sheets for _, text in sheet.lines)
    shown, signs = _bare(text), set(unicodedata.normalize("NFKC", text))
    found = []
    for paragraph in facts.paragraphs:
        written = {word: text for text in paragraph.text.split() if (word := _bare(text))}
        words = [word for word in map(_bare, paragraph.text.split()) if word]
        if "".join(words) in shown:
            continue
        lost = [word for word in words if word not in shown]
        there = {word for word in lost if _is_scattered(written[word], shown, signs)}
        gone = [word for word in lost if word not in there and not _LABEL.fullmatch(word)]
        pairs = [one + other for one, other in pairwise(words) if there.isdisjoint((one, other))]
        if len(gone) == len(words) or sum(pair in shown for pair in pairs) < len(pairs) / 2:
            found.append(f"The PDF lacks “{shortened(paragraph.text, _SHOWN)}”.")
        elif gone:
            found.append(f"The PDF lacks the words “{shortened(' '.join(gone), _SHOWN)}”.")
    return tuple(found)


def _is_scattered(word: str, shown: str, signs: set[str]) -> bool:
    """Whether letters of a word are elsewhere in a line, as LibreOffice sets those of another font.

    It sets the line with a gap for each, and then what goes into the gaps.

    Args:
        word: as it is written.
        shown: the letters and digits of the PDF, folded.
        signs: all its signs.
    """
    word = unicodedata.normalize("NFC", word)
    rare = [letter for letter in word if ord(letter) > _LATIN]
    usual = "".join(letter for letter in word if letter not in rare)
    there = signs.issuperset(unicodedata.normalize("NFKC", "".join(rare)))
    return bool(rare) and there and _bare(usual) in shown


def lost_letterhead(word: WordFacts, pdf: PdfFacts) -> tuple[str, ...]:
    """What is wrong with the pictures at the top of a PDF: a sentence, or nothing.

    Of headers one picture is looked for: another may be for the pages after the first.

    Args:
        word: what was read in the Word file.
        pdf: what was read in the PDF that was made of it.
    """
    in_header = [image for image in word.images if image.where == "header"]
    above = [image for image in word.images if image.where == "body" and image.index < _TOP]
    wanted = len(above) + bool(in_header)
    first = [image for image in pdf.images if image.place.page == 1]
    if len(first) < wanted:
        which = "the picture" if wanted == 1 else f"{wanted - len(first)} of the {wanted} pictures"
        return (f"The first page of the PDF lacks {which} at the top of the Word file.",)
    lines = sum(len(p.text.splitlines()) for p in word.paragraphs if p.where == "header")
    if sum(image.index < lines + 2 * _TOP for image in first) < wanted:
        return ("The picture at the top of the Word file is lower in the PDF.",)
    return ()


def _bare(text: str) -> str:
    """The letters and digits of a text, folded."""
    return "".join(folded_words(text))
