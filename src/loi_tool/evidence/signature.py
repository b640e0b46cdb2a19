"""What there is of a signature, as a ladder, and never more than it is.

A digital signature, a picture or “/s/” by the superintendent's name, something drawn there on a
PDF, a scanned page, an empty line, a typed name, nothing. Only what is in the closing counts: a
logo is no signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from loi_tool.files import DrawnMark, Image, PdfFacts, SignatureMark, WordFacts
from loi_tool.findings import Place, SignatureKind, Verdict
from loi_tool.text import Regex, folded_words

_LADDER: tuple[SignatureKind, ...] = (
    "digital",
    "image",
    "conformed",
    "scan",
    "line",
    "typed",
    "none",
)
_DRAWN = _LADDER.index("conformed") + 0.5
"""Where something drawn is on the ladder."""
_BY_SERVICE = Regex(
    r"docusigned by|(?:digitally|electronically) signed by|e-?signed by|signed (?:by|with|via)\b"
    r".{0,40}\b(?:docusign|adobe|dropbox|hellosign|pandadoc|signnow)|signature id\b|envelope id\b"
    r"|\([a-z]{3,9} \d{1,2}, \d{4},? \d{1,2}:\d{2}[^()]{0,20}\)",
    re.IGNORECASE,
)
"""What a signing service, or a viewer, writes where it puts a signature."""
_SIGNATURE_WORDS = Regex(r"(?<![a-z])(?:sign(?:ed|ature|s)?|sig|firma)(?![a-z])", re.IGNORECASE)
_TYPED_MARK = Regex(r"^\s*(?:/\s?s\s?/|signed:)\s*", re.IGNORECASE)
_NO_SIGNATURE = Regex(
    r"logo|seal\b|letterhead|banner|icon|crest|mascot|badge|emblem|flag|chart|map\b|header|footer|"
    r"distinguished|ribbon|award|qr",
    re.IGNORECASE,
)
# inches; a square picture is rather a seal
_WIDTH, _MAX_HEIGHT = (0.5, 4.6), 2.0
_UNDER = 1.0
"""Inches under the last line of a closing in which something is drawn by it."""
_ANCHORED_WITHIN = 14
"""Paragraphs above the last line of a closing in which a picture on its page may be anchored."""


def signature(
    call: Call, reading: LetterReading, word: WordFacts | None, pdf: PdfFacts | None
) -> SignatureFacts:
    """The best evidence of a signature in the Word file and the PDF together.

    Args:
        call: The call, for the titles of the person who signs, and for what must not be sent.
        reading: What the letter says, for the superintendent's name.
        word: The Word file, if there is one.
        pdf: The PDF, if there is one.
    """
    if pdf is not None and (pdf.locked or (word is not None and "pdf" in call.formats.refused)):
        pdf = None  # nothing of it can be read, or it is not sent
    sent = [(facts, _closing(call, reading, facts)) for facts in (word, pdf) if facts is not None]
    in_files = [_of_file(reading, facts, closing) for facts, closing in sent]
    if not in_files:
        return SignatureFacts("none", reading.signer.value, reading.signer_title.value)
    kinds = {facts.file: one.kind for (facts, _), one in zip(sent, in_files, strict=True)}
    notes = in_files[-1].notes if pdf is not None else frozenset[int]()
    if word is not None and pdf is not None:
        in_pdf = in_files[1]
        # in a PDF nothing says in which column a picture is
        if in_pdf.kind == "image" and not in_pdf.drawn and _signs_beside(word, sent[0][1]):
            del in_files[1], kinds[pdf.file]
    best = min(in_files, key=lambda facts: _DRAWN if facts.drawn else _LADDER.index(facts.kind))
    unsigned = [_others_unsigned(call, reading, facts, closing) for facts, closing in sent]
    everywhere = tuple(one for one in unsigned[0] if all(one in others for others in unsigned))
    return replace(best, kinds=kinds, notes=notes, unsigned=everywhere)


@dataclass(frozen=True)
class _Closing:
    """Who signs a letter, at its end."""

    parts: Outline
    signers: Sequence[Signer]
    signer: Signer | None
    """The one whose mark is looked for."""


def _closing(call: Call, reading: LetterReading, facts: WordFacts | PdfFacts) -> _Closing:
    """The end of a letter; the mark is that of the superintendent, or else of whoever signs."""
    parts = outline(call, facts.paragraphs)
    signers = closing_signers(call, parts)
    return _Closing(parts, signers, _signer(reading, signers, parts.closing))


def _others_unsigned(
    call: Call, reading: LetterReading, facts: WordFacts | PdfFacts, closing: _Closing
) -> tuple[tuple[str, str], ...]:
    """Who is to sign besides the one that is read, by name and title, and has no mark."""
    if len(call.signers) < 2:
        return ()
    return tuple(
        (other.name, other.title)
        for other in closing.signers
        if other != closing.signer
        and other.fits
        and _of_file(reading, facts, replace(closing, signer=other)).kind
        in ("line", "typed", "none")
    )


def _of_file(
    reading: LetterReading, facts: WordFacts | PdfFacts, closing: _Closing
) -> SignatureFacts:
    parts, signers, signer = closing.parts, closing.signers, closing.signer
    name = signer.name if signer else reading.signer.value
    title = (signer.title if signer else None) or reading.signer_title.value
    named = (signer.evidence,) if signer else ()
    zone = _zone(parts, signers, signer, by_another=reading.signer.verdict is Verdict.CONFIRM)
    drawn = [
        mark
        for mark in _drawn_in(facts, parts, zone)
        if not mark.words or (name and _is_name(mark.words, name))
    ]
    notes = frozenset(mark.note for mark in drawn if mark.note)

    def at(kind: SignatureKind, place: Place, what: str = "") -> SignatureFacts:
        return SignatureFacts(kind, name, title, place, named, drawn=what, notes=notes)

    def at_line(kind: SignatureKind, line: LetterLine, what: str = "") -> SignatureFacts:
        more = named if signer and signer.evidence.text != line.text else ()
        shown = (evidence(line.text, line.place), *more)
        return replace(at(kind, line.place, what), evidence=shown)

    if signed := [mark for mark in facts.signatures if mark.signed]:
        mark = min(signed, key=lambda mark: _rank(mark, name))
        return replace(at("digital", mark.place), mark=mark)
    if scanned := _scanned_page(facts, parts):  # what pictures it is made of says nothing
        # on a picture of a page nothing says where its lines are
        on_scan = [mark.note for mark in _marks_of(facts) if mark.place.page == scanned]
        scan = at("scan", Place(file=facts.file, page=scanned))
        return replace(scan, notes=frozenset(note for note in on_scan if note))
    if picture := _picture(_in_column(facts, signers, signer), parts, zone, signer):
        return at("image", picture.place)
    if conformed := next((line for line in zone if conformed_mark(line.text)), None):
        return at_line("conformed", conformed)
    if drawn:
        return at("image", drawn[-1].place, drawn[-1].what)
    if fixed := _fixed_picture(facts, zone):
        return at("image", fixed.place, "a picture that floats on the page")
    if served := next((line for line in zone if _BY_SERVICE.search(line.text)), None):
        return at_line("image", served, "the mark of a signing program")
    if empty := next((mark for mark in facts.signatures if not mark.signed), None):
        return replace(at("line", empty.place), mark=empty)
    if rule := next((line for line in zone if is_rule(line.text)), None):
        return at_line("line", rule)
    place = signer.evidence.place if signer else Place(file=facts.file)
    return at("typed" if signer else "none", place)


def _signer(
    reading: LetterReading, signers: Sequence[Signer], closing: Sequence[LetterLine]
) -> Signer | None:
    """The superintendent in the closing, else whoever signs."""
    name = reading.signer.value
    own = (signer for signer in signers if name and same_person(signer.name, name))
    return next(own, None) or _on_two_lines(reading, closing) or next(iter(signers), None)


def _on_two_lines(reading: LetterReading, closing: Sequence[LetterLine]) -> Signer | None:
    """The superintendent whose long name goes on in the next line, as a PDF has it."""
    words = folded_words(reading.signer.value or "")
    for number, line in enumerate(closing):
        begun = folded_words(line.text)
        if 1 < len(begun) < len(words) and begun == words[: len(begun)]:
            name, title = reading.signer.value or "", reading.signer_title.value or ""
            shown = evidence(line.text, line.place)
            return Signer(name, title, True, shown, number, cell=line.paragraph.cell)
    return None


def _signs_beside(word: WordFacts, closing: _Closing) -> bool:
    """Whether a picture in a Word file is over another name than the superintendent's."""
    return len(_in_column(word, closing.signers, closing.signer)) < len(word.images)


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
    each has the lines from the name before, or, side by side, those of its column.
    """
    above = [parts.valediction] if parts.valediction else []
    lines = [*above, *parts.closing]
    if signer is None or len(signers) < 2 or by_another:
        return lines
    if None not in (columns := {other.cell for other in signers}) and len(columns) > 1:
        return [line for line in lines if line.paragraph.cell in (None, signer.cell)]
    numbers = [other.number for other in signers]
    begin = max((number for number in numbers if number < signer.number), default=-1) + 1
    end = signer.number + 1 if signer.number < max(numbers) else len(parts.closing)
    # in a PDF what is above the first name counts to the farewell
    return [*(above if begin == 0 else ()), *parts.closing[begin:end]]


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
        if _may_be_signature(image):
            (above if image.index <= name else below).append(image)
    return next(iter(above or below), None)


def _fixed_picture(facts: WordFacts | PdfFacts, zone: Sequence[LetterLine]) -> Image | None:
    """A picture that has its place on the page, near the end, and so may be in a signer's lines."""
    if not zone:
        return None
    last = zone[-1].index
    return next(
        (
            image
            for image in reversed(facts.images)
            if image.is_fixed
            and image.where not in ("header", "footer", "note")
            and last - _ANCHORED_WITHIN <= image.index <= last + 1
            and (_is_called_signature(image) or _may_be_signature(image))
        ),
        None,
    )


def _may_be_signature(image: Image) -> bool:
    """Whether a picture has the shape of a signature, and is not said to be something else."""
    sized = _WIDTH[0] <= image.width <= _WIDTH[1] and image.height <= _MAX_HEIGHT
    shaped = (sized and image.height < image.width) or image.width == 0
    return shaped and not _NO_SIGNATURE.search(f"{image.alt} {image.name}")


def _is_called_signature(image: Image) -> bool:
    words = f"{image.alt} {image.name}"
    furniture = image.where in ("header", "footer", "note")
    return bool(_SIGNATURE_WORDS.search(words)) and not (furniture or _NO_SIGNATURE.search(words))


def _scanned_page(facts: WordFacts | PdfFacts, parts: Outline) -> int | None:
    """The number of the page with the closing, if that is a picture; else None."""
    if not isinstance(facts, PdfFacts):
        return None
    pictures = {*facts.scanned, *facts.recognized}
    closing = {line.place.page for line in parts.closing} & pictures
    if closing:
        return max(page for page in closing if page is not None)
    if pictures and (facts.is_scan or not parts.closing):
        return max(pictures)
    return None


def _marks_of(facts: WordFacts | PdfFacts) -> Sequence[DrawnMark]:
    return facts.drawn if isinstance(facts, PdfFacts) else ()


def _drawn_in(
    facts: WordFacts | PdfFacts, parts: Outline, zone: Sequence[LetterLine]
) -> list[DrawnMark]:
    """What is drawn on a PDF in a signer's lines, or right under the last of them."""
    if not zone:
        return []
    first, last = zone[0].index - (parts.valediction is None), zone[-1].index
    pages = {line.place.page for line in zone}
    return [
        mark
        for mark in _marks_of(facts)
        if first <= mark.index <= last
        and mark.place.page in pages
        and (mark.index < last or mark.under <= _UNDER)
    ]


def _is_name(words: str, name: str) -> bool:
    """Whether what is typed is the name of the person who signs, and nothing more."""
    typed = _TYPED_MARK.sub("", words).strip()
    as_name = len(typed.split()) > 1 and len(typed.split()) <= len(name.split()) + 2
    return as_name and same_person(typed, name)
