"""What there is of a signature, as a ladder, and never more than it is.

A digital signature, a picture or “/s/” by the superintendent's name, a scanned page, an empty line,
a typed name, nothing. Only what is in the closing counts: a logo is no signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loi_tool.calls.model import Call
from loi_tool.evidence.outline import (
    LetterLine,
    Outline,
    conformed_mark,
    evidence,
    is_rule,
    outline,
)
from loi_tool.evidence.people import name_and_title, same_person
from loi_tool.evidence.signers import Signer, closing_signers
from loi_tool.facts import LetterReading, SignatureFacts
from loi_tool.files import Image, PdfFacts, SignatureMark, WordFacts
from loi_tool.findings import Place, SignatureKind, Verdict
from loi_tool.text import Regex

_LADDER: tuple[SignatureKind, ...] = (
    "digital",
    "image",
    "scan",
    "conformed",
    "line",
    "typed",
    "none",
)
_SIGNATURE_WORDS = Regex(r"(?<![a-z])(?:sign(?:ed|ature|s)?|sig|firma)(?![a-z])", re.IGNORECASE)
_NO_SIGNATURE = Regex(
    r"logo|seal\b|letterhead|banner|icon|crest|mascot|badge|emblem|flag|chart|map\b|header|footer|"
    r"distinguished|ribbon|award|qr",
    re.IGNORECASE,
)
# inches; a square picture is rather a seal
_WIDTH, _MAX_HEIGHT = (0.5, 4.6), 2.0


def signature(
    call: Call, reading: LetterReading, word: WordFacts | None, pdf: PdfFacts | None
) -> SignatureFacts:
    """The best evidence of a signature in the Word file and the PDF together.

    Args:
        call: The call, for the titles of the person who signs.
        reading: What the letter says, for the superintendent's name.
        word: The Word file, if there is one.
        pdf: The PDF, if there is one.
    """
    in_files: list[SignatureFacts] = []
    if word is not None:
        in_files.append(_of_file(call, reading, word, ()))
    if pdf is not None and not pdf.locked:
        in_pdf = _of_file(call, reading, pdf, pdf.scanned)
        # in a PDF nothing says in which column a picture is
        if not (in_pdf.kind == "image" and word is not None and _signs_beside(call, reading, word)):
            in_files.append(in_pdf)
    if not in_files:
        return SignatureFacts("none", reading.signer.value, reading.signer_title.value)
    best = min(in_files, key=lambda facts: _LADDER.index(facts.kind))
    files = [facts.file for facts in (word, pdf) if facts is not None]
    kinds = {file: facts.kind for file, facts in zip(files, in_files, strict=False)}
    return replace(best, kinds=kinds)


def _of_file(
    call: Call,
    reading: LetterReading,
    facts: WordFacts | PdfFacts,
    scanned: Sequence[int],
) -> SignatureFacts:
    parts = outline(call, facts.paragraphs)
    signers = closing_signers(call, parts)
    signer = _signer(reading, signers)
    name = signer.name if signer else reading.signer.value
    title = (signer.title if signer else None) or reading.signer_title.value
    named = (signer.evidence,) if signer else ()
    zone = _zone(parts, signers, signer, by_another=reading.signer.verdict is Verdict.CONFIRM)

    def at_mark(kind: SignatureKind, mark: SignatureMark) -> SignatureFacts:
        return SignatureFacts(kind, name, title, mark.place, named, mark)

    def at_line(kind: SignatureKind, line: LetterLine) -> SignatureFacts:
        shown = evidence(line.text, line.place)
        more = named if signer and signer.evidence.text != line.text else ()
        return SignatureFacts(kind, name, title, line.place, (shown, *more))

    signed = [mark for mark in facts.signatures if mark.signed]
    if signed:
        return at_mark("digital", min(signed, key=lambda mark: _rank(mark, name)))
    picture = _picture(_in_column(facts, signers, signer), parts, zone, signer)
    if picture is not None:
        return SignatureFacts("image", name, title, picture.place, named)
    conformed = next((line for line in zone if conformed_mark(line.text)), None)
    if conformed:
        return at_line("conformed", conformed)
    if _is_scan(facts, parts, scanned):
        return SignatureFacts("scan", name, title, Place(file=facts.file, page=max(scanned)))
    empty = next((mark for mark in facts.signatures if not mark.signed), None)
    if empty:
        return at_mark("line", empty)
    drawn = next((line for line in zone if is_rule(line.text)), None)
    if drawn:
        return at_line("line", drawn)
    place = signer.evidence.place if signer else Place(file=facts.file)
    return SignatureFacts("typed" if signer else "none", name, title, place, named)


def _signer(reading: LetterReading, signers: Sequence[Signer]) -> Signer | None:
    """The superintendent in the closing, else whoever signs."""
    name = reading.signer.value
    own = (signer for signer in signers if name and same_person(signer.name, name))
    return next(own, signers[0] if signers else None)


def _signs_beside(call: Call, reading: LetterReading, word: WordFacts) -> bool:
    """Whether a picture in a Word file is over another name than the superintendent's."""
    signers = closing_signers(call, outline(call, word.paragraphs))
    return len(_in_column(word, signers, _signer(reading, signers))) < len(word.images)


def _rank(mark: SignatureMark, name: str | None) -> tuple[bool, ...]:
    """Of several that signed, the superintendent's comes first, then what is whole and covers."""
    own = bool(name and mark.signer and same_person(name, mark.signer))
    return (not own, bool(mark.problem), not mark.whole, not mark.covers_file)


def _in_column(
    facts: WordFacts | PdfFacts, signers: Sequence[Signer], signer: Signer | None
) -> list[Image]:
    """The pictures less those over another's name, where names are side by side."""
    if signer is None or signer.cell is None:
        return list(facts.images)
    others = {other.cell for other in signers} - {signer.cell, None}
    return [image for image in facts.images if image.cell not in others]


def _zone(
    parts: Outline, signers: Sequence[Signer], signer: Signer | None, by_another: bool
) -> list[LetterLine]:
    """The lines of the closing in which a signer's mark would be.

    With one signer, and where another seems to sign for the signer, that is all of it; of several
    each has the lines from the name before.
    """
    lines = list(parts.closing)
    if parts.valediction:
        lines.insert(0, parts.valediction)
    if signer is None or len(signers) < 2 or by_another:
        return lines
    numbers = [other.number for other in signers]
    begin = max((number for number in numbers if number < signer.number), default=-1) + 1
    end = signer.number + 1 if signer.number < max(numbers) else len(parts.closing)
    return list(parts.closing[begin:end])


def _picture(
    images: Sequence[Image], parts: Outline, zone: Sequence[LetterLine], signer: Signer | None
) -> Image | None:
    """A picture that is a signature by its place, size, name and description; else None."""
    if not zone:
        return next((image for image in images if _is_called_signature(image)), None)
    # with no valediction it may be in the paragraph before, or be counted to it in a PDF
    first = zone[0].index - (parts.valediction is None)
    last = zone[-1].index
    name = parts.closing[signer.number].index if signer and signer.number >= 0 else last
    above: list[Image] = []
    below: list[Image] = []
    """Under or beside the name: what is alone at the end has the index of what follows."""
    alone = len([line for line in zone if name_and_title(line.text)]) < 2
    for image in images:
        if image.where in ("header", "footer", "note"):
            continue
        if not first <= image.index <= (last + 1 if alone else name):
            continue
        if _is_called_signature(image):
            return image
        sized = _WIDTH[0] <= image.width <= _WIDTH[1] and image.height <= _MAX_HEIGHT
        shaped = (sized and image.height < image.width) or image.width == 0
        if shaped and not _NO_SIGNATURE.search(f"{image.alt} {image.name}"):
            (above if image.index <= name else below).append(image)
    return next(iter(above or below), None)


def _is_called_signature(image: Image) -> bool:
    words = f"{image.alt} {image.name}"
    furniture = image.where in ("header", "footer", "note")
    return bool(_SIGNATURE_WORDS.search(words)) and not (furniture or _NO_SIGNATURE.search(words))


def _is_scan(facts: WordFacts | PdfFacts, parts: Outline, scanned: Sequence[int]) -> bool:
    """Whether the page with the closing is a picture."""
    if not scanned or not isinstance(facts, PdfFacts):
        return False
    return len(scanned) >= facts.pages or not parts.closing
