"""The same letter, signed in one of three ways: what may take its place in a package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from loi_tool.errors import BadUsage, NotTaken, UnreadableFile
from loi_tool.facts import UNSIGNED, Difference, Facts, PageLikeness
from loi_tool.files import PageShape, Paragraph, WordFacts
from loi_tool.findings import Place
from loi_tool.journeys.build import LetterFiles, of_word, pages_of, with_office
from loi_tool.journeys.built_package import BuiltPackage
from loi_tool.journeys.gather import kind_of
from loi_tool.journeys.outcome import Options
from loi_tool.journeys.readers import Readers
from loi_tool.journeys.sources import SubmissionRead, bytes_of, with_letter_read, without_answers
from loi_tool.signing import PICTURE_IN_WORD, steps, taking
from loi_tool.text import plural, printable_line

_SHOWN = 3
"""Differences that a refusal quotes."""
_WORDS_BEFORE, _WORDS_AFTER = 4, 8
"""Words around the first that differs."""

Kept = Mapping[str, tuple[str, bytes]]
"""By role of the package's file, its name and bytes, for those whose place is taken."""
Taken = tuple[LetterFiles, str, Kept]


def data_of(signed: Path) -> bytes:
    """The bytes of a PDF or a Word file."""
    if signed.is_dir():
        raise BadUsage(f"{signed} is a folder.", "Name the signed PDF in it.")
    if not signed.is_file():
        raise BadUsage(f"There is no file {signed}.", "Name the signed PDF.")
    if kind_of(signed) == "answers":
        raise BadUsage(
            f"{signed.name} is neither a PDF nor a Word file.",
            "Name the signed PDF. Save a photo or another picture of the pages as a PDF first.",
        )
    data = bytes_of(signed)
    if not data:
        raise UnreadableFile(f"{signed.name} is empty: it has no bytes at all.", _SAVED_AGAIN)
    return data


_SAVED_AGAIN = (
    "Scan, save or download the signed letter again, and look whether it opens with all its pages. "
    "Of photos or other pictures of the pages make one PDF."
)


def _read(
    package: BuiltPackage,
    signed: Path,
    word: bytes,
    pdf: bytes,
    options: Options,
    readers: Readers,
    printed: bytes = b"",
) -> SubmissionRead:
    """A letter's files under the names of the package."""
    names = {role: package.folder / n for role in ("word", "pdf") if (n := package.name(role))}
    source = replace(package.source, word=names.get("word"), pdf=names.get("pdf") if pdf else None)
    read = with_office(without_answers(source, options), options)
    read = replace(read, facts=replace(read.facts, to_be_signed=False))
    try:
        return with_letter_read(read, source, word, pdf, options, readers, printed)
    except UnreadableFile as error:
        own = error.file or ""
        fix = _SAVED_AGAIN if pdf else error.fix
        raise UnreadableFile(error.message.replace(own, signed.name), fix) from error


def pdf_taken(
    package: BuiltPackage, signed: Path, data: bytes, options: Options, readers: Readers
) -> Taken:
    """A PDF that shows the letter and is signed.

    Raises:
        NotTaken: it does not, or is not.
    """
    if package.name("pdf") is None:
        raise NotTaken(
            "The call asks for no PDF, and the package has none.",
            _as_it_must_be(package),
        )
    built = package.as_built("pdf")
    read = _read(package, signed, package.as_listed("word"), data, options, readers, built)
    facts, name = read.facts, printable_line(signed.name)
    pdf, signature = facts.pdf, facts.signature
    assert pdf is not None and signature is not None
    if pdf.locked:
        raise NotTaken(f"{name} needs a password.", "Save it without one, and sign with that.")
    printed: tuple[Paragraph, ...] = ()
    if pdf.scanned or pdf.recognized:
        as_built = readers.pdf(pdf.file, built).facts
        _refuse_scan(name, read, as_built.pages)
        printed = as_built.paragraphs
    if not pdf.is_scan:
        _refuse(name, _differences(read, built, readers))
    kind, mark = signature.kinds.get(pdf.file, signature.kind), signature.mark
    if kind in UNSIGNED:
        raise NotTaken(
            f"{name} is this letter, but there is no signature in it.",
            "Name the file that was signed.",
        )
    if mark is not None and mark.signed and mark.problem:
        raise NotTaken(
            f"The digital signature in {name} is broken. {mark.problem}",
            "Have the PDF of the package signed again, as the last step.",
        )
    if kind == "digital":
        said = _said_of_digital(name, mark.signer if mark else None)
        only = readers.is_only_signed(built, data)
        said += (
            " It is the PDF that was built, and nothing was added but the signature."
            if only
            else " It is another PDF than the one that was built, with the same text."
        )
    elif kind == "scan":
        said = _said_of_scan(name, facts)
    else:
        said = f"Signed on the PDF: {name} has the text of the PDF that was built, and a signature."
    if pdf.certificate:
        count, by = plural(len(pdf.certificate), "page"), pdf.service or "a signing service"
        said += f" Behind it there is {count} of a certificate that {by} appended."
    manifest = package.manifest
    letter = LetterFiles(
        read,
        _author(package, read),
        pages_of(facts),
        manifest.engine,
        manifest.sources,
        printed,
    )
    return letter, said, {"pdf": (pdf.file, package.as_listed("pdf"))}


def _as_it_must_be(package: BuiltPackage) -> str:
    """How the letter of a package is signed, and taken in."""
    files = [role for role in ("word", "pdf") if package.name(role)]
    return f"{steps(files)} {taking(files)}"


def _said_of_digital(name: str, signer: str | None) -> str:
    by = f" by {signer}" if signer else ""
    return f"Signed digitally{by}: {name}."


def _said_of_scan(name: str, facts: Facts) -> str:
    assert facts.pdf is not None and facts.pair is not None
    pages = len(facts.pair.scan)
    ink = {
        True: "There is ink at the place of the signature.",
        False: "Nothing is written at the place of the signature.",
        None: "The place of the signature was not found on it: look there.",
    }[facts.pair.ink]
    return (
        f"Signed on paper and scanned: {name}, {plural(pages, 'page')}, each compared as a picture "
        f"with the page that was built. {ink}"
    )


_WRONG_PAGE: Mapping[PageLikeness, str] = {
    "blank": "is blank",
    "noise": "shows no lines of text",
    "moved": "shows another page of the letter: pages are out of order, or there twice",
    "turned": "is upside down or on its side",
    "another": "shows another text",
    "unsure": "does not show all that is on the page that was built, or shows more",
}


def _refuse_scan(name: str, read: SubmissionRead, pages: int) -> None:
    """See that a scan has the pages of the letter, all and no more.

    Raises:
        NotTaken: it has not; each page that is wrong is named.
    """
    pdf, pair = read.facts.pdf, read.facts.pair
    assert pdf is not None and pair is not None
    wrong = [
        f"Page {page.number} {_WRONG_PAGE[page.likeness]}."
        for page in pair.scan
        if page.likeness != "same"
    ]
    if pdf.pages != pages:
        wrong.append(f"It has {plural(pdf.pages, 'page')}, and the letter has {pages}.")
    if not wrong and len(pair.scan) < len({*pdf.scanned, *pdf.recognized}):
        wrong.append("Its pages could not be compared with those of the letter.")
    if wrong:
        raise NotTaken(
            f"{name} is not a scan of this letter, page by page, so nothing was taken. "
            f"{' '.join(wrong)}",
            "Scan all pages of the signed letter again, each once, upright and in their order. "
            "With a phone use a scanning app, which cuts out the sheet and takes off the shadows. "
            "If the letter was changed after it was printed, have it signed as it is now.",
        )


_AS_IT_IS = (
    "Have the PDF of the package signed as it is. If the letter must change, build it again."
)


def _differences(read: SubmissionRead, built: bytes, readers: Readers) -> Sequence[Difference]:
    """What the words of a signed PDF and those of the letter do not have in common."""
    facts = read.facts
    assert facts.pdf is not None and facts.pair is not None
    if facts.word is not None:
        return facts.pair.differences
    from loi_tool.pair import compare

    letter = readers.pdf(facts.pdf.file, built).facts
    return compare(WordFacts(letter.file, letter.paragraphs), facts.pdf)


def _refuse(name: str, differences: Sequence[Difference], fix: str = _AS_IT_IS) -> None:
    """Say what is not the same.

    Raises:
        NotTaken: something is not.
    """
    if not differences:
        return
    told = []
    for difference in differences[:_SHOWN]:
        page = difference.pdf_place.page or difference.word_place.page
        number = difference.pdf_place.paragraph or difference.word_place.paragraph
        where = f"On page {page}, " if page else f"In paragraph {number}, " if number else ""
        letter = "the letter of the package" if where else "The letter of the package"
        ours = f"{letter} has “{difference.word}”" if difference.word else ""
        theirs = f"{name} has “{difference.pdf}”" if difference.pdf else ""
        if difference.moved:
            told.append(f"{where}“{difference.pdf}” is in another place.")
        elif ours and theirs:
            told.append(f"{where}{ours}, and {theirs}.")
        else:
            told.append(f"{where}{ours or theirs}, and the other does not have it.")
    more = len(differences) - len(told)
    rest = (
        f" There {'is' if more == 1 else 'are'} {plural(more, 'more difference')}." if more else ""
    )
    raise NotTaken(
        f"{name} is not the letter of this package, so nothing was taken. {' '.join(told)}{rest}",
        fix,
    )


def word_taken(
    package: BuiltPackage, signed: Path, data: bytes, options: Options, readers: Readers
) -> Taken:
    """A Word file that is the package's own but for a picture by the name, and a PDF made of it.

    Raises:
        NotTaken: something else is not as it was, or there is no such picture.
    """
    own, name = package.name("word"), printable_line(signed.name)
    if own is None:
        raise NotTaken(
            "The call asks for no Word file, and the package has none.",
            _as_it_must_be(package),
        )
    built = package.as_built("word")
    read = _read(package, signed, data, b"", options, readers)
    before = readers.word(own, built, read.asked.length, libreoffice=False).facts
    after = read.facts.word
    assert after is not None
    _refuse(name, _changes(before, after), _PICTURE_ONLY)
    if [_rounded(shape) for shape in before.shapes] != [_rounded(shape) for shape in after.shapes]:
        raise NotTaken(
            f"{name} has another size of paper or other margins than the letter of this package, "
            "so nothing was taken.",
            _PICTURE_ONLY,
        )
    _refuse_pictures(name, before, read)
    source = replace(package.source, word=package.folder / own, pdf=None)
    letter = LetterFiles(read, "", pages_of(read.facts), "none", {})
    if package.name("pdf"):
        letter = of_word(source, read, options, readers)
    letter = replace(letter, author=_author(package, read), sources=package.manifest.sources)
    taken = {
        role: (n, package.as_listed(role)) for role in ("word", "pdf") if (n := package.name(role))
    }
    program = letter.engine if package.name("pdf") else ""
    made = f" The PDF was made of it again, by {program}." if program else ""
    said = (
        f"Signed with a picture in Word: {name} has the text of the Word file that was built.{made}"
    )
    return letter, said, taken


_PICTURE_ONLY = (
    "Open the Word file of the package, and insert nothing but the picture of the signature above "
    "the name. If the letter must change, build it again."
)


def _changes(before: WordFacts, after: WordFacts) -> list[Difference]:
    """The paragraphs of a Word file that another does not have, lines to sign on left out."""
    from difflib import SequenceMatcher

    ours, theirs = _paragraphs(before), _paragraphs(after)
    texts = [[" ".join(paragraph.text.split()) for paragraph in side] for side in (ours, theirs)]
    found = []
    matcher = SequenceMatcher(a=texts[0], b=texts[1], autojunk=False)
    for what, i, i_end, j, j_end in matcher.get_opcodes():
        if what != "equal":
            old, new = " ".join(texts[0][i:i_end]), " ".join(texts[1][j:j_end])
            here = ours[i].place if i < len(ours) else Place()
            there = theirs[j].place if j < len(theirs) else Place()
            found.append(Difference(_around(old, new), _around(new, old), here, there))
    return found


def _paragraphs(word: WordFacts) -> list[Paragraph]:
    from loi_tool.evidence.outline import is_rule

    return [p for p in word.paragraphs if p.text.strip() and not is_rule(p.text)]


def _rounded(shape: PageShape) -> tuple[float | None, ...]:
    sides = (shape.width, shape.height, shape.top, shape.bottom, shape.left, shape.right)
    return tuple(None if side is None else round(side, 1) for side in sides)


def _around(text: str, other: str) -> str:
    """The words of a text where it begins to differ from another."""
    words, others = text.split(), other.split()
    same = next(
        (at for at, (one, two) in enumerate(zip(words, others, strict=False)) if one != two),
        min(len(words), len(others)),
    )
    begin = max(same - _WORDS_BEFORE, 0)
    cut = words[begin : same + _WORDS_AFTER]
    before, after = ("… " if begin else ""), ("" if len(words) <= same + _WORDS_AFTER else " …")
    return f"{before}{' '.join(cut)}{after}" if cut else ""


def _refuse_pictures(name: str, before: WordFacts, read: SubmissionRead) -> None:
    """See that one picture was added, and that it is a signature.

    Raises:
        NotTaken: it is not so.
    """
    from loi_tool.evidence.signature import signature

    word, reading, found = read.facts.word, read.facts.reading, read.facts.signature
    assert word is not None and reading is not None and found is not None
    if signature(read.asked.call, reading, before, None).kind == "image":
        raise NotTaken(
            "The letter of this package has a picture of a signature already.",
            "`loi verify` says whether the package is in order.",
        )
    more = len(word.images) - len(before.images)
    who = found.signer or f"the {read.asked.call.signer.role}"
    if found.kind != "image" or more < 1:
        raise NotTaken(
            f"{name} has no picture of a signature by the name of {who}.",
            PICTURE_IN_WORD,
        )
    if more > 1:
        raise NotTaken(
            f"{name} has {more} pictures more than the Word file of the package.", _PICTURE_ONLY
        )


def _author(package: BuiltPackage, read: SubmissionRead) -> str:
    """Who sends the letter."""
    reading = read.facts.reading
    return package.manifest.district or (reading.district if reading else "") or package.source.name
