"""LOI6xx: leftovers and dangers.

Here: type and margins that are too small, and what a file carries besides the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.files import Leftover, LeftoverKind, PdfFacts, TypeUse, WordFacts
from loi_tool.findings import Place, Severity
from loi_tool.placeholders import is_to_fill_in
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.looks import (
    ENOUGH_IN_SMALL_TYPE,
    furniture_characters,
    letterhead_characters,
)
from loi_tool.rules.words import files_of, leftovers_of, with_places
from loi_tool.text import Regex, plural, quoted

_SMALL = 10.0
_MOST = 0.5
"""The share of a letter that is most of it."""
_NARROW = 0.5
_SLACK = 0.01
"""Inches that are lost when a margin in centimeters is converted."""


@rule("LOI609", "type-under-ten-points", Severity.WARNING)
def type_under_ten_points(call: Call, facts: Facts) -> Iterator[Fault]:
    """Much of the letter is in type smaller than 10 points.

    It looks as if the letter was made to fit. Only running text counts: no header, footer or
    letterhead, no names of a board in the margin, no address, no figures in a table. It is an error
    if most of the letter is so small, or if the PDF was printed smaller than the Word file.

    Bad: three pages in 8 points. Good: 11 points, and fewer words.
    """
    for file in files_of(facts):
        small = _small_type(facts, file)
        if small is None:
            continue
        share, largest = small
        is_printed = _is_printed(facts, file)
        part = "most of the letter" if share >= _MOST else f"{share:.0%} of the letter"
        where = f"In the PDF, {part}" if is_printed else part.capitalize()
        yield Fault(
            f"{where} is in type smaller than 10 points: {quoted(largest.text)} in "
            f"{largest.points:g} points."
            + (" The type in the Word file is larger." if is_printed else ""),
            "The PDF was scaled down. Save it from Word with File > Save As > PDF, at full size."
            if is_printed
            else "Set it in 11 points (select it, then Home > Font Size), and shorten the text if "
            "necessary.",
            largest.place,
            severity=Severity.ERROR if share >= _MOST else None,
        )
        return


def _is_printed(facts: Facts, file: WordFacts | PdfFacts) -> bool:
    """Whether it is the PDF of a Word file that is there, too."""
    return file is facts.pdf and facts.word is not None


def _small_type(facts: Facts, file: WordFacts | PdfFacts) -> tuple[float, TypeUse] | None:
    """The share of a file that is in small type, and the longest part of it; None if too little.

    In a PDF every page repeats the footers, so what is enough counts for each page. Where a Word
    file is there, its small type is reported there, unless most of the PDF is smaller.
    """
    uses, enough, repeated = file.types, ENOUGH_IN_SMALL_TYPE, 0
    if isinstance(file, WordFacts):
        uses = tuple(use for use in uses if use.place.paragraph is not None)
    else:
        enough *= file.pages
        repeated = file.pages * furniture_characters(facts.word)
    small = [use for use in uses if 0 < use.points < _SMALL - 0.1]
    count = (
        sum(max(0, use.in_sentences - letterhead_characters(facts, use.place)) for use in small)
        - repeated
    )
    total = sum(use.in_sentences for use in uses)
    least = total * _MOST if _is_printed(facts, file) else min(enough, total * _MOST)
    if count <= 0 or count < least:
        return None
    return count / total, max(small, key=lambda use: use.in_sentences)


@rule("LOI610", "margins-under-half-an-inch", Severity.WARNING)
def margins_under_half_an_inch(call: Call, facts: Facts) -> Iterator[Fault]:
    """A page margin is narrower than half an inch.

    Many printers cut off the text, and it looks as if the letter was made to fit.

    Bad: 0.3 inches on all sides. Good: one inch.
    """
    for shape in facts.word.shapes if facts.word is not None else ():
        sides = {
            "top": shape.top,
            "bottom": shape.bottom,
            "left": shape.left,
            "right": shape.right,
        }
        narrow = {
            name: abs(inches)
            for name, inches in sides.items()
            if inches is not None and abs(inches) < _NARROW - _SLACK
        }
        if narrow and facts.word is not None:
            margins = ", ".join(f"{name} {inches:.2g} inches" for name, inches in narrow.items())
            yield Fault(
                f"The page has margins narrower than half an inch: {margins}.",
                "In Word: Layout > Margins > Normal. Then check the number of pages.",
                Place(file=facts.word.file),
            )
            return


def _all(leftovers: Sequence[Leftover]) -> str:
    """What they are, at the end of a sentence; only the full stop if they have no names."""
    texts = [(leftover.text, leftover.place) for leftover in leftovers if leftover.text.strip()]
    return f": {with_places(list(dict.fromkeys(texts)))}" if texts else "."


def _first_place(leftovers: Sequence[Leftover], file: str) -> Place:
    """The place of the first, or the file if it has none."""
    return leftovers[0].place if leftovers[0].place.file else Place(file=file)


@rule("LOI611", "macros-in-file", Severity.ERROR)
def macros_in_file(call: Call, facts: Facts) -> Iterator[Fault]:
    """The Word file contains macros, which are small programs.

    Mail servers may block the file, and Word shows a warning when it is opened.

    Bad: a letter made from an old form with macros. Good: the letter saved with File > Save As >
    Word Document, without macros.
    """
    for file, _ in leftovers_of(facts, LeftoverKind.MACROS):
        yield Fault(
            "The file contains macros. Mail servers may block it, and Word shows a warning when it "
            "is opened.",
            "In Word: choose File > Save As and the file type Word Document (.docx), give it a new "
            "name, and answer Yes to saving without macros. Or copy the text into a new document.",
            Place(file=file),
        )


@rule("LOI612", "object-embedded", Severity.WARNING)
def object_embedded(call: Call, facts: Facts) -> Iterator[Fault]:
    """Another file, such as a spreadsheet, is embedded in the Word file.

    A reader who double-clicks on it can see all of it, with every sheet.

    Bad: a chart with the whole budget behind it. Good: the chart as a picture: copy it, then Home >
    Paste > Paste Special > Picture.
    """
    for file, objects in leftovers_of(facts, LeftoverKind.OBJECT):
        yield Fault(
            f"The file contains {plural(len(objects), 'embedded object')}{_all(objects)}",
            "Copy each object, paste it as a picture (Home > Paste > Paste Special > Picture), and "
            "delete the object.",
            _first_place(objects, file),
        )


_HOMES = r"(?:Users|home|private|Volumes/Macintosh[\w %]{0,9})\b"
_LOCAL = Regex(
    rf"(?:file:(?://)?(?:localhost)?/?(?=[a-z][:|]|/?{_HOMES}))?(?:[a-z][:|][\\/]|/?{_HOMES})"
    r"|(?:[\w .%~()-]{1,80}[\\/]){0,9}[\w .%~()-]{1,120}\.dot[xm]?$",
    re.IGNORECASE,
)
"""A path on the same computer: `C:\\…`, `file:///C:/…`, `/Users/…`, or a mere name."""


@rule("LOI613", "template-elsewhere", Severity.ERROR)
def template_elsewhere(call: Call, facts: Facts) -> Iterator[Fault]:
    """The Word file loads its template from another place when it is opened.

    On the funder's computer this is slow and fails, or it is blocked as an attack. A template on
    the writer's own computer is only a warning: nothing is loaded over a network, but every
    recipient can read the path, with the user's name in it.

    Bad: a template on the district's file server. Good: the template “Normal”.
    """
    for file, templates in leftovers_of(facts, LeftoverKind.TEMPLATE):
        is_local = all(_LOCAL.match(template.text.strip()) for template in templates)
        where = "on the computer on which it was written" if is_local else "in another place"
        yield Fault(
            f"The template of the file is {where}{_all(templates)}",
            "In Word: File > Options > Add-ins > Manage: Templates > Go, and enter Normal as the "
            "document template. On a Mac: Tools > Templates and Add-ins.",
            Place(file=file),
            severity=Severity.WARNING if is_local else None,
        )


@rule("LOI614", "picture-or-data-linked", Severity.ERROR)
def picture_or_data_linked(call: Call, facts: Facts) -> Iterator[Fault]:
    """A picture or a piece of data is not in the file, but is loaded from another place.

    The funder sees an empty frame, and the owner of the other place sees who opens the letter. A
    part that Word takes from another file when it opens the letter is not checked.

    Bad: a logo that is linked from the district's website. Good: the logo in the file: File > Info
    > Edit Links to Files > Break Link.
    """
    for file, links in leftovers_of(facts, LeftoverKind.LINKED_IMAGE, LeftoverKind.LINKED_DATA):
        noun = (
            "picture" if all(link.kind is LeftoverKind.LINKED_IMAGE for link in links) else "part"
        )
        parts = plural(len(links), f"{noun} of the letter is", f"{noun}s of the letter are")
        yield Fault(
            f"{parts} not in the file, but loaded from another place{_all(links)}",
            "In Word: choose File > Info > Edit Links to Files, select “Save picture in document”, "
            "and choose Break Link. On a Mac: Edit > Links > Break Link. Or insert it again from a "
            "file.",
            _first_place(links, file),
        )
    for file, imported in leftovers_of(facts, LeftoverKind.IMPORTED):
        parts = plural(len(imported), "part of the letter is", "parts of the letter are")
        is_read = facts.word is not None and not facts.word.unread
        checked = "Only its words were" if is_read else "Nothing in it was"
        yield Fault(
            f"{parts} in another file, which Word reads when it opens the letter. {checked} "
            f"checked{_all(imported)}",
            "Open the letter in Word, and save it under a new name: then the text is in the letter "
            "itself.",
            _first_place(imported, file),
        )


@rule("LOI615", "pdf-runs-something", Severity.ERROR)
def pdf_runs_something(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF contains a script, or starts a program.

    A letter needs neither, and mail servers may block such a file.

    Bad: a PDF form with calculations. Good: the PDF saved again from Word.
    """
    for file, actions in leftovers_of(facts, LeftoverKind.SCRIPT, LeftoverKind.LAUNCH):
        launches = any(action.kind is LeftoverKind.LAUNCH for action in actions)
        yield Fault(
            f"The PDF {'starts a program' if launches else 'contains a script'}{_all(actions)}",
            "Save the PDF again from Word, or print it to a new PDF before it is signed.",
            Place(file=file),
        )


@rule("LOI616", "pdf-carries-files", Severity.WARNING)
def pdf_carries_files(call: Call, facts: Facts) -> Iterator[Fault]:
    """Other files are attached to the PDF.

    Readers rarely notice them, mail servers may block them, and the funder may not be meant to see
    them.

    Bad: a PDF portfolio with the board's minutes in it. Good: only the letter.
    """
    for file, files in leftovers_of(facts, LeftoverKind.ATTACHMENT):
        yield Fault(
            f"{plural(len(files), 'file is', 'files are')} attached to the PDF{_all(files)}",
            "Save the PDF again from Word, or remove them in Acrobat (View > Attachments).",
            Place(file=file),
        )


@rule("LOI617", "form-not-filled", Severity.WARNING)
def form_not_filled(call: Call, facts: Facts) -> Iterator[Fault]:
    """A blank in a form is empty.

    Bad: an empty box “District” in the PDF. Good: the box filled in, or a letter without a form.
    """
    for file, fields in leftovers_of(facts, LeftoverKind.FORM_FIELD):
        # a field that is also a placeholder is reported by LOI601
        blanks = [field for field in fields if not is_to_fill_in(field.text)]
        if not blanks:
            continue
        yield Fault(
            f"{plural(len(blanks), 'blank in a form is', 'blanks in a form are')} empty"
            f"{_all(blanks)}",
            "Fill them in or remove them, and save the PDF again.",
            _first_place(blanks, file),
        )


@rule("LOI618", "pdf-locked", Severity.ERROR, "formats")
def pdf_locked(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF cannot be opened without a password.

    The funder does not have the password and cannot read the letter.

    Bad: a PDF saved with “Require a password to open”. Good: the PDF without a password.
    """
    if facts.pdf is not None and facts.pdf.locked:
        yield Fault(
            "The PDF needs a password, so nothing in it could be checked.",
            "Save it again from Word without a password: under Save As > PDF > Options, clear "
            "“Encrypt the document with a password”.",
            Place(file=facts.pdf.file),
        )


@rule("LOI619", "pdf-restricted", Severity.WARNING)
def pdf_restricted(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF is encrypted. It opens, but it may not be printed, copied, or changed.

    Funders file, print, and merge letters. Some portals reject encrypted files.

    Bad: a PDF with restrictions on printing. Good: a PDF without restrictions.
    """
    pdf = facts.pdf
    if pdf is not None and pdf.encrypted and not pdf.locked:
        yield Fault(
            "The PDF is protected with a password for changes. It opens, but the funder may not be "
            "able to print it or to merge it with other files.",
            "Save it again from Word without protection. In Acrobat: File > Properties > Security "
            "> No Security.",
            Place(file=pdf.file),
        )


@rule("LOI624", "picture-not-shown", Severity.WARNING)
def picture_not_shown(call: Call, facts: Facts) -> Iterator[Fault]:
    """A picture in the file cannot be shown.

    It is damaged, or it was never saved with the file. Word shows a red cross or an empty frame. If
    it is the signature, the letter is not signed.

    Bad: a frame with a red cross where the logo was. Good: the picture, inserted again.
    """
    for _, pictures in leftovers_of(facts, LeftoverKind.LOST_IMAGE):
        cannot = plural(len(pictures), "picture in the file cannot", "pictures in the file cannot")
        yield Fault(
            f"{cannot} be shown. Word shows a red cross or an empty frame{_all(pictures)}",
            "Delete the frame, and insert the picture again: Insert > Pictures.",
            pictures[0].place,
        )


@rule("LOI625", "photo-tells-more", Severity.WARNING)
def photo_tells_more(call: Call, facts: Facts) -> Iterator[Fault]:
    """A photo in the Word file says where it was taken, or by whom.

    Cameras and telephones write that into a photo. Each person who has the file can read it.

    Bad: a photo of the parent center from a telephone, with the place on the map. Good: the same
    photo, compressed in Word.
    """
    for file, photos in leftovers_of(facts, LeftoverKind.TELLING_IMAGE):
        says = plural(len(photos), "photo in the file says", "photos in the file say")
        yield Fault(
            f"{says} where it was taken, or by whom{_all(photos)}",
            "In Word: select the photo, cut it (Ctrl+X), and choose Home > Paste > Paste Special > "
            "Picture (PNG). On a Mac: Edit > Paste Special > Picture (PNG).",
            _first_place(photos, file),
        )


RULES = (
    type_under_ten_points,
    margins_under_half_an_inch,
    macros_in_file,
    object_embedded,
    template_elsewhere,
    picture_or_data_linked,
    pdf_runs_something,
    pdf_carries_files,
    form_not_filled,
    pdf_locked,
    pdf_restricted,
    picture_not_shown,
    photo_tells_more,
)
