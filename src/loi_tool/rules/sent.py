"""LOI3xx: the files that are sent, and the pair of Word file and PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loi_tool import signing
from loi_tool.calls.model import FILE_KINDS, Call
from loi_tool.facts import UNSIGNED, Difference, Facts
from loi_tool.files import Image
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import where
from loi_tool.text import plural, quote_at_end, quoted

_SHOWN_DIFFERENCES = 5

_FROM_LETTERHEAD = (
    "Build it with LibreOffice (--engine libreoffice), or put a plain picture, in line with the "
    "text, in the place of what is lost from the letterhead."
)
_FROM_WORD = "Save the PDF from Word beside the Word file (File > Save As > PDF), and build again."


@rule("LOI307", "pair-differs", Severity.ERROR, "formats")
def pair_differs(call: Call, facts: Facts) -> Iterator[Fault]:
    """The Word file and the PDF are not the same letter.

    Whoever opens one must read what the other says, in the same order and on the same number of
    pages. Spaces, line breaks, bullets, headers and footers, and the signature may differ.

    Bad: a phone number corrected in Word and not in the PDF. Good: the number corrected in Word,
    and the PDF saved again from it.
    """
    pair = facts.pair
    if pair is None:
        return
    fix = "Decide which is right, correct the Word file, and save the PDF again from Word."
    if pair.to_be_built:
        fix = "Write these words in another way: a sign in them is not printed as it is written."
    for difference in pair.differences[:_SHOWN_DIFFERENCES]:
        yield Fault(
            _told(difference),
            fix,
            difference.pdf_place if difference.pdf else difference.word_place,
        )
    more = len(pair.differences) - _SHOWN_DIFFERENCES
    if more > 0:
        yield Fault(
            f"The Word file and the PDF differ in {plural(more, 'more place')}.",
            fix,
            Place(file=pair.pdf_file),
        )
    if None not in (pair.word_pages, pair.pdf_pages) and pair.word_pages != pair.pdf_pages:
        yield Fault(
            f"The Word file has {pair.word_pages} pages and the PDF {pair.pdf_pages}.",
            fix,
            Place(file=pair.pdf_file),
        )


def _told(difference: Difference) -> str:
    """A difference, side by side."""
    in_word, in_pdf = where(difference.word_place), where(difference.pdf_place)
    word = f"the Word file ({in_word})" if in_word else "the Word file"
    pdf = f"the PDF ({in_pdf})" if in_pdf else "the PDF"
    if difference.moved:
        return (
            f"{word[0].upper()}{word[1:]} and {pdf} have their paragraphs in another order, from "
            f"this one on: {quote_at_end(difference.word)}"
        )
    if not difference.pdf:
        return f"In {word}, and not in the PDF: {quote_at_end(difference.word)}"
    if not difference.word:
        return f"In {pdf}, and not in the Word file: {quote_at_end(difference.pdf)}"
    return f"In {word}: {quote_at_end(difference.word)} In {pdf}: {quote_at_end(difference.pdf)}"


@rule("LOI308", "file-missing", Severity.ERROR, "formats")
def file_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """A file that the call asks for is not there.

    Two files are taken for one letter if they have the same name but for the ending, if they are
    the only ones in their folder, or the only ones that are named.

    Bad: a PDF alone where the call says “as both a word document and a PDF”. Good: both.
    """
    pair, formats = facts.pair, call.formats
    if pair is None or pair.to_be_built:
        return
    enough = not formats.required and any(pair.files[kind] for kind in formats.accepted)
    for kind in () if enough else formats.required or formats.accepted[-1:]:
        if pair.files[kind] is not None:
            continue
        name = FILE_KINDS[kind]
        other = next(filter(None, pair.files.values()), None)
        message = f"The {name} is missing; the call says {quote_at_end(formats.quote)}"
        fix = "Run `loi build`, which writes what the call asks for."
        if name == "PDF" and facts.word is not None:
            fix = "Save one from Word: File > Save As > PDF. Or run `loi build` on the Word file."
        elif name == "Word file" and facts.pdf is not None:
            fix = "Put the Word file that the PDF was made from beside it."
        if pair.candidates and other:
            names = " or ".join(f"“{candidate}”" for candidate in pair.candidates[:3])
            fix = f"If it is {names}, give it the same name as “{other}”, but for the ending."
        yield Fault(message, fix, Place(file=other))


@rule("LOI318", "file-not-taken", Severity.WARNING, "formats")
def file_not_taken(call: Call, facts: Facts) -> Iterator[Fault]:
    """A file of the letter is one that the call does not take, and must not be sent.

    It may stay on your computer: only what is sent counts.

    Bad: a Word file beside the PDF, for a portal that takes PDFs alone. Good: the PDF.
    """
    pair, formats = facts.pair, call.formats
    if pair is None:
        return
    for kind in formats.refused:
        if file := pair.files[kind]:
            name = FILE_KINDS[kind]
            yield Fault(
                f"The call does not take a {name}; it says {quote_at_end(formats.quote)}",
                f"Do not send the {name}.",
                Place(file=file),
            )


@rule("LOI319", "file-name-not-right", Severity.ERROR, "formats")
def file_name_not_right(call: Call, facts: Facts) -> Iterator[Fault]:
    """A file does not have the name that the call asks for.

    Bad: `letter final 2.pdf`. Good: `LOI_Rio-Seco.pdf`, where the call says “LOI_District”.
    """
    pair, asked = facts.pair, call.delivery.file_name
    if pair is None or pair.to_be_built or asked is None or facts.template is not None:
        return
    for kind, file in pair.files.items():
        if not file or kind in call.formats.refused:
            continue
        name = re.split(r"[/\\]", file)[-1]
        stem, dot, ending = name.rpartition(".")
        if not asked.pattern.fullmatch(stem):
            yield Fault(
                f"{quoted(name)} is not the name that the call asks for: "
                f"{quote_at_end(asked.quote)}",
                f"Call the file {quoted(asked.filled('[name]') + dot + ending)}, with the name of "
                "who applies.",
                Place(file=file),
            )


@rule("LOI310", "words-lost-in-pdf", Severity.ERROR, "formats")
def words_lost_in_pdf(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF that was made of a Word file lacks some of its words.

    The layout engine could not place them: a header, a text box, a drawing.

    Bad: a PDF without the letterhead. Good: one that Word itself saved.
    """
    pair = facts.pair
    fix = _FROM_LETTERHEAD if facts.on_letterhead else _FROM_WORD
    for loss in pair.losses if pair else ():
        yield Fault(loss, fix, Place(file=pair.pdf_file if pair else None))


@rule("LOI311", "pdf-not-signed", Severity.ERROR, "signature")
def pdf_not_signed(call: Call, facts: Facts) -> Iterator[Fault]:
    """The Word file is signed, and the PDF that is sent with it is not.

    Both are sent, and many readers open the PDF alone. The other way round is how most letters are
    signed: the PDF is, and the Word file has only the typed name.

    Bad: a PDF that was saved before the signature image was put into the Word file. Good: one that
    was saved after it.
    """
    word, pdf, signature = facts.word, facts.pdf, facts.signature
    if word is None or pdf is None or signature is None:
        return
    kind = signature.kinds.get(word.file, "none")
    mark = _MARKS.get(kind)
    if mark is None or signature.kinds.get(pdf.file) not in UNSIGNED:
        return
    pictures = [image for image in word.images if image.place == signature.place]
    if any(_as_large(drawn, other) for drawn in pictures for other in pdf.images):
        return  # it is in the PDF where a signature is not looked for
    sent = "the PDF is what is sent" if "word" in call.formats.refused else "both are sent"
    message = f"The Word file has {mark}, and the PDF has none; {sent}."
    fix = (
        "Open the signed Word file and save the PDF from it again, over the old one (File > Save "
        "As > PDF). Or delete the old PDF, and run `loi build` on the Word file: it makes a new "
        "one."
    )
    if kind == "digital":
        fix = f"A PDF does not keep it. {signing.ways(call.signer.role, ['pdf'])}"
    taking = [copy.command for copy in facts.signed_copies if copy.file == word.file]
    if taking:
        fix = f"Take it into the package, which makes the PDF again: `{taking[0]}`."
    if facts.pair and facts.pair.made_by:
        message = f"The Word file has {mark}, and {facts.pair.made_by} lost it in the PDF."
        fix = _FROM_WORD
    yield Fault(message, fix, Place(file=pdf.file), part="mark")


def _as_large(picture: Image, other: Image) -> bool:
    return all(
        0.9 < (a or 1) / (b or 1) < 1.1
        for a, b in ((picture.width, other.width), (picture.height, other.height))
    )


@rule("LOI312", "pdf-in-another-font", Severity.WARNING, "formats")
def pdf_in_another_font(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF made of a Word file is in another font, because this machine lacks its own.

    It says the same and looks otherwise, and its lines and pages may end elsewhere.

    Bad: a letter in Garamond, and its PDF in DejaVu Serif. Good: one that Word itself saved.
    """
    pages, pdf, pair = facts.pages, facts.pdf, facts.pair
    if pages is None or pdf is None or pair is None or not pair.made_by:
        return
    used = " ".join(_plain(use.font) for use in pdf.types)
    gone = [font for font in pages.unknown_fonts if _plain(font) not in used]
    if gone:
        named = " and ".join(f"“{font}”" for font in gone[:2])
        yield Fault(
            f"{pair.made_by} does not have {named} here, and set the PDF in another font.",
            _FROM_WORD,
            Place(file=pair.pdf_file),
        )


def _plain(font: str) -> str:
    return re.sub(r"[^a-z]", "", font.lower())


_MARKS = {
    "image": "a signature image by the name",
    "conformed": "“/s/” by the name",
    "digital": "a digital signature",
}

RULES = (
    pair_differs,
    file_missing,
    file_not_taken,
    file_name_not_right,
    words_lost_in_pdf,
    pdf_not_signed,
    pdf_in_another_font,
)
