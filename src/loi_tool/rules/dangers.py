"""LOI6xx: leftovers and dangers."""

from __future__ import annotations

from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.files import Leftover, LeftoverKind, WordFacts
from loi_tool.findings import Place, Severity
from loi_tool.placeholders import placeholders
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import files_of, leftovers_of, paragraphs_of, with_places
from loi_tool.text import plural, quoted

_SMALL = 10.0
_ENOUGH = 300
"""Characters in small type; a letterhead, a caption or a footnote has fewer."""
_MOST = 0.5
_HEAD = 20
"""Paragraphs in which a letter's date stands at its head."""
_NARROW = 0.5
_SLACK = 0.01


@rule("LOI609", "type-under-ten-points", Severity.WARNING)
def type_under_ten_points(call: Call, facts: Facts) -> Iterator[Fault]:
    """A good part of the letter is set in type under 10 points.

    It looks like a letter that was made to fit. Headers, footers, the letterhead above the date and
    raised signs do not count. If most of the letter is that small, this is an error; so it is where
    the PDF was printed smaller than the Word file.

    Bad: three pages in 8 points. Good: 11 points, and fewer words.
    """
    for file in files_of(facts):
        printed = file is facts.pdf and facts.word is not None
        uses, enough, spared = file.types, _ENOUGH, 0
        if isinstance(file, WordFacts):
            uses = tuple(use for use in uses if use.place.paragraph is not None)
        else:
            enough *= file.pages  # it repeats its footers on each page
            spared = file.pages * _furniture(facts.word)
        small = [use for use in uses if 0 < use.points < _SMALL - 0.1]
        count = sum(max(0, use.characters - _letterhead(facts, use.place)) for use in small)
        count -= spared
        most = sum(use.characters for use in uses) * _MOST
        if count <= 0 or count < (most if printed else min(enough, most)):
            continue
        share = count * _MOST / most
        largest = max(small, key=lambda use: use.characters)
        part = "Most of the letter" if share >= _MOST else f"{share:.0%} of the letter"
        which = f"In the PDF, {part[0].lower()}{part[1:]}" if printed else part
        yield Fault(
            f"{which} is set in type under 10 points: {quoted(largest.text)} in "
            f"{largest.points:g} points."
            + (" The Word file is set in larger type." if printed else ""),
            "Save the PDF from Word with File > Save As > PDF, at its full size: it was scaled "
            "down."
            if printed
            else "Set it in 11 points (select it, then Home > Font Size), and shorten the text if "
            "need be.",
            largest.place,
            severity=Severity.ERROR if share >= _MOST else None,
        )
        return


def _furniture(word: WordFacts | None) -> int:
    """Characters in the headers and footers of a Word file, which its PDF has on every page."""
    paragraphs = word.paragraphs if word is not None else ()
    return sum(len(each.text) for each in paragraphs if each.where in ("header", "footer"))


def _letterhead(facts: Facts, first: Place) -> int:
    """Characters from a place that stands above the letter's date down to the date."""
    dated = facts.reading.date_place if facts.reading is not None else Place()
    if dated.file != first.file or dated.paragraph is None or first.paragraph is None:
        return 0
    between = range(first.paragraph, dated.paragraph)
    if not between or dated.paragraph > _HEAD:
        return 0
    return sum(len(each.text) for each in paragraphs_of(facts) if each.place.paragraph in between)


@rule("LOI610", "margins-under-half-an-inch", Severity.WARNING)
def margins_under_half_an_inch(call: Call, facts: Facts) -> Iterator[Fault]:
    """A margin of the page is narrower than half an inch.

    Many printers cut it off, and it looks like a letter that was made to fit.

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
            told = ", ".join(f"{name} {inches:.2g} inches" for name, inches in narrow.items())
            yield Fault(
                f"The page has margins under half an inch: {told}.",
                "Layout > Margins > Normal; then look at the number of pages.",
                Place(file=facts.word.file),
            )
            return


def _all(found: list[Leftover]) -> str:
    texts = [(leftover.text, leftover.place) for leftover in found if leftover.text.strip()]
    return f": {with_places(list(dict.fromkeys(texts)))}" if texts else "."


@rule("LOI611", "macros-in-file", Severity.ERROR)
def macros_in_file(call: Call, facts: Facts) -> Iterator[Fault]:
    """The Word file carries macros, which are small programs.

    Mail servers hold such files back, and Word warns whoever opens them.

    Bad: a letter that was begun from an old form with macros. Good: File > Save As > Word Document,
    and Yes to the question whether to save without macros.
    """
    for file, _ in leftovers_of(facts, LeftoverKind.MACROS):
        yield Fault(
            "The file carries macros. Mail servers may hold it back, and Word warns whoever opens "
            "it.",
            "In Word: File > Save As, file type Word Document (.docx), under a new name, and Yes "
            "to saving without macros. Or copy all text into a new document.",
            Place(file=file),
        )


@rule("LOI612", "object-embedded", Severity.WARNING)
def object_embedded(call: Call, facts: Facts) -> Iterator[Fault]:
    """Another file, such as a spreadsheet, is embedded in the Word file.

    Whoever double-clicks on it has all of it, with every sheet.

    Bad: a chart with the whole budget behind it. Good: the same as a picture: copy it, then Home >
    Paste > Paste Special > Picture.
    """
    for file, found in leftovers_of(facts, LeftoverKind.OBJECT):
        yield Fault(
            f"The file carries {plural(len(found), 'embedded object')}{_all(found)}",
            "Copy each, paste it as a picture (Home > Paste > Paste Special > Picture), and delete "
            "the object.",
            found[0].place if found[0].place.file else Place(file=file),
        )


@rule("LOI613", "template-elsewhere", Severity.ERROR)
def template_elsewhere(call: Call, facts: Facts) -> Iterator[Fault]:
    """The Word file fetches its template from elsewhere when it is opened.

    On the funder's machine that fails, slowly, or is stopped as an attack: this is how harmful
    files are made.

    Bad: a template on the district's file server. Good: the template “Normal” in its place.
    """
    for file, found in leftovers_of(facts, LeftoverKind.TEMPLATE):
        yield Fault(
            f"When it is opened, the file fetches its template from elsewhere{_all(found)}",
            "In Word: File > Options > Add-ins > Manage: Templates > Go, and write Normal as the "
            "document template. On a Mac: Tools > Templates and Add-ins.",
            Place(file=file),
        )


@rule("LOI614", "picture-or-data-linked", Severity.ERROR)
def picture_or_data_linked(call: Call, facts: Facts) -> Iterator[Fault]:
    """A picture or data of the letter is not in the file but fetched from elsewhere.

    The funder sees an empty frame, and whoever keeps the picture sees who opens the letter.

    Bad: a logo that stands on the district's website. Good: the logo in the file: File > Info >
    Edit Links to Files > Break Link.
    """
    for file, found in leftovers_of(facts, LeftoverKind.LINKED_IMAGE, LeftoverKind.LINKED_DATA):
        images = all(leftover.kind is LeftoverKind.LINKED_IMAGE for leftover in found)
        thing = plural(len(found), "picture") if images else plural(len(found), "part")
        are = "is" if len(found) == 1 else "are"
        yield Fault(
            f"{thing} of the letter {are} not in the file but fetched from elsewhere{_all(found)}",
            "In Word: File > Info > Edit Links to Files, tick “Save picture in document” and Break "
            "Link. On a Mac: Edit > Links > Break Link. Or insert it again from a file.",
            found[0].place if found[0].place.file else Place(file=file),
        )


@rule("LOI615", "pdf-runs-something", Severity.ERROR)
def pdf_runs_something(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF carries a script, or starts a program.

    A letter needs neither, and mail servers hold such files back.

    Bad: a PDF form with calculations. Good: the PDF saved again from Word.
    """
    for file, found in leftovers_of(facts, LeftoverKind.SCRIPT, LeftoverKind.LAUNCH):
        starts = any(leftover.kind is LeftoverKind.LAUNCH for leftover in found)
        yield Fault(
            f"The PDF {'starts a program' if starts else 'carries a script'}{_all(found)}",
            "Save the PDF again from Word, or print it to a new PDF before it is signed.",
            Place(file=file),
        )


@rule("LOI616", "pdf-carries-files", Severity.WARNING)
def pdf_carries_files(call: Call, facts: Facts) -> Iterator[Fault]:
    """Other files are attached to the PDF.

    Readers rarely see them, mail servers hold them back, and they may not be meant for the funder.

    Bad: a PDF portfolio with the board's minutes in it. Good: the letter alone.
    """
    for file, found in leftovers_of(facts, LeftoverKind.ATTACHMENT):
        yield Fault(
            f"{plural(len(found), 'file')} {'is' if len(found) == 1 else 'are'} attached to the PDF"
            f"{_all(found)}",
            "Save the PDF again from Word, or remove them in Acrobat (View > Attachments).",
            Place(file=file),
        )


@rule("LOI617", "form-not-filled", Severity.WARNING)
def form_not_filled(call: Call, facts: Facts) -> Iterator[Fault]:
    """A blank of a form is still to be filled in.

    Bad: an empty box “District” in the PDF. Good: the box filled in, or a letter without a form.
    """
    for file, every in leftovers_of(facts, LeftoverKind.FORM_FIELD):
        found = [field for field in every if not placeholders(field.text)]  # told by LOI601
        if not found:
            continue
        yield Fault(
            f"{plural(len(found), 'blank')} of a form {'is' if len(found) == 1 else 'are'} empty"
            f"{_all(found)}",
            "Fill them in, or take them out, and save the PDF again.",
            found[0].place if found[0].place.file else Place(file=file),
        )


@rule("LOI618", "pdf-locked", Severity.ERROR, "formats")
def pdf_locked(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF cannot be opened without a password.

    The funder does not have the password, and a letter that cannot be opened was not sent.

    Bad: a PDF saved with “Require a password to open”. Good: the same without.
    """
    if facts.pdf is not None and facts.pdf.locked:
        yield Fault(
            "The PDF needs a password to open, so nothing in it could be checked.",
            "Save it again from Word without a password: in Save As > PDF > Options, clear "
            "“Encrypt the document with a password”.",
            Place(file=facts.pdf.file),
        )


@rule("LOI619", "pdf-restricted", Severity.WARNING)
def pdf_restricted(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF is encrypted, so that it opens but may not be printed, copied or changed.

    Funders file, print and merge letters; some portals turn encrypted files away.

    Bad: a PDF with restrictions on printing. Good: one without.
    """
    pdf = facts.pdf
    if pdf is not None and pdf.encrypted and not pdf.locked:
        yield Fault(
            "The PDF is protected with a password for changes: it opens, but printing or merging "
            "may be refused.",
            "Save it again from Word without protection. In Acrobat: File > Properties > Security "
            "> No Security.",
            Place(file=pdf.file),
        )


@rule("LOI624", "picture-not-shown", Severity.WARNING)
def picture_not_shown(call: Call, facts: Facts) -> Iterator[Fault]:
    """A picture in the file cannot be shown.

    It is damaged, or it was never saved with the file: Word shows a red cross or an empty frame.
    If it is the signature, the letter is not signed.

    Bad: a frame with a red cross where the logo was. Good: the picture put in again.
    """
    for _, found in leftovers_of(facts, LeftoverKind.LOST_IMAGE):
        texts = [(leftover.text, leftover.place) for leftover in found if leftover.text]
        are = "picture in the file cannot" if len(found) == 1 else "pictures in the file cannot"
        named = f": {with_places(texts)}" if texts else "."
        yield Fault(
            f"{len(found)} {are} be shown; Word shows a red cross or an empty frame{named}",
            "Delete the frame, and put the picture in again: Insert > Pictures.",
            found[0].place,
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
)
