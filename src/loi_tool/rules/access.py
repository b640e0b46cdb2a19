"""LOI7xx: accessibility."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.files import TableShape, WordFacts
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import files_of, with_places
from loi_tool.text import Regex, plural

_DATA_ROWS = 2


def _without(facts: Facts, name: str) -> list[str]:
    """The files whose properties lack a title or a language."""
    return [
        file.file
        for file in files_of(facts)
        if not getattr(file.properties, name).strip()
        and not (file is facts.pdf and _is_signed_scan(facts))
    ]


def _is_signed_scan(facts: Facts) -> bool:
    """Whether the PDF is, or has, a scan, and the Word file that a screen reader reads is there."""
    pdf = facts.pdf
    return facts.word is not None and pdf is not None and bool(pdf.scanned or pdf.recognized)


def _is_lone_scan(facts: Facts) -> bool:
    """Whether all that there is of the letter is a scan."""
    return facts.word is None and facts.pdf is not None and facts.pdf.is_scan


@rule("LOI701", "title-missing", Severity.INFO)
def title_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """The file has no title in its properties.

    A screen reader says the title first. If there is none, it says the file's name.

    Bad: no title. Good: “Letter of Interest, Rio Seco School District”.
    """
    files = _without(facts, "title")
    if files:
        again = ", and save the PDF again" if facts.pdf and facts.pdf.file in files else ""
        yield Fault(
            f"No title in the properties of {' and '.join(files)}.",
            _OF_SCAN.format("Description > Title")
            if _is_lone_scan(facts)
            else f"In Word: File > Info > Title (on a Mac: File > Properties){again}.",
            Place(file=files[0]),
        )


_OF_SCAN = "In Acrobat: File > Properties > {}, and save."
_TAGS_OF_SCAN = (
    "In Acrobat: All Tools > Scan & OCR > Recognize Text, and then All Tools > Prepare for "
    "Accessibility > Automatically Tag PDF."
)


@rule("LOI702", "language-missing", Severity.WARNING)
def language_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """The file does not say which language it is in.

    A screen reader then guesses how to pronounce the words.

    Bad: no language. Good: English (United States).
    """
    files = _without(facts, "language")
    if files:
        yield Fault(
            f"No language is set in {' and '.join(files)}.",
            _OF_SCAN.format("Advanced > Language")
            if _is_lone_scan(facts)
            else "In Word: select all, then Review > Language > Set Proofing Language"
            + (", and save the PDF again." if facts.pdf and facts.pdf.file in files else "."),
            Place(file=files[0]),
        )


@rule("LOI703", "headings-not-styled", Severity.WARNING)
def headings_not_styled(call: Call, facts: Facts) -> Iterator[Fault]:
    """The headings are only bold or large. They do not use heading styles.

    A screen reader jumps from heading to heading, and knows a heading by its style.

    Bad: a bold line. Good: the same line in the style Heading 1 or Heading 2.
    """
    if facts.word is not None and not facts.word.heading_styles:
        yield Fault(
            "The headings do not use heading styles.",
            "In Word: select one of the headings, right-click Heading 1 under Home > Styles, and "
            "choose Update Heading 1 to Match Selection, so that it keeps its looks. Then put the "
            "cursor in each heading, and choose Heading 1.",
            Place(file=facts.word.file),
        )


@rule("LOI704", "alt-text-missing", Severity.WARNING)
def alt_text_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """A picture has no description.

    A reader who cannot see the picture hears only that there is one.

    Bad: a signature without a description. Good: “Signature of Elena Marquez”.
    """
    images = facts.word.images if facts.word is not None else ()
    bare = [image for image in images if not image.alt.strip() and not image.decorative]
    if bare:
        yield Fault(
            f"{plural(len(bare), 'picture has', 'pictures have')} no description (alt text).",
            "In Word: right-click the picture, choose View Alt Text, and describe it in a few "
            "words.",
            bare[0].place,
        )


_CONTACT_LABEL = Regex(r"(?:tele)?phone|tel|cell|e-?mail|fax|address|to|from|re|date", re.I)
_HEAD_WORDS = 8


def _has_heads(word: WordFacts, table: TableShape) -> bool:
    """Whether the first row of a table says what each column holds, and two rows follow it."""
    if table.rows <= _DATA_ROWS or table.columns < _DATA_ROWS:
        return False
    number = next((p.row[0] for p in word.paragraphs if p.row and p.place == table.place), None)
    cells: dict[tuple[int, int], str] = {}
    for paragraph in word.paragraphs:
        if paragraph.row and paragraph.cell and paragraph.row[0] == number:
            at = (paragraph.row[1], paragraph.cell)
            cells[at] = f"{cells.get(at, '')} {paragraph.text}".strip()
    heads = [cells.get((1, column), "") for column in range(1, table.columns + 1)]
    labels = [text.strip(" :.") for (_, column), text in cells.items() if column == 1]
    return not any(_CONTACT_LABEL.fullmatch(label) for label in labels) and all(
        head
        and len(head.split()) <= _HEAD_WORDS
        and not re.search(r":$|@|^\W*\d[\d,.%]*\W*$", head)
        for head in heads[1:]
    )


@rule("LOI705", "table-header-missing", Severity.WARNING)
def table_header_missing(call: Call, facts: Facts) -> Iterator[Fault]:
    """A table's first row is not marked as its header.

    A screen reader then does not say what a column is about. This applies only to a table that has
    headings above its columns and at least two rows below them.

    Bad: a table of figures with a bold first row. Good: the same table with Repeat Header Rows.
    """
    word = facts.word
    tables = word.tables if word is not None else ()
    bare = [
        table
        for table in tables
        if word is not None and not table.has_header and _has_heads(word, table)
    ]
    if bare:
        yield Fault(
            f"{plural(len(bare), 'table has', 'tables have')} no header row: "
            f"{with_places([(table.text, table.place) for table in bare], 1)}",
            "In Word: put the cursor in the first row, and choose Layout > Repeat Header Rows.",
            bare[0].place,
        )


@rule("LOI706", "pdf-not-tagged", Severity.WARNING)
def pdf_not_tagged(call: Call, facts: Facts) -> Iterator[Fault]:
    """The PDF has no tags. Tags tell a screen reader what is a heading, and what comes next.

    A scan of the signed letter needs none where the Word file is beside it.

    Bad: a PDF that was printed. Good: a PDF saved from Word with Save As > PDF.
    """
    pdf = facts.pdf
    if pdf is not None and not pdf.locked and not pdf.tagged and not _is_signed_scan(facts):
        yield Fault(
            "The PDF has no tags for screen readers.",
            _tagging(call)
            if pdf.is_scan
            else "Save it from Word with File > Save As > PDF. A PDF that was printed has none.",
            Place(file=pdf.file),
        )


def _tagging(call: Call) -> str:
    """What makes a scan readable: the Word file where it may be sent, or else tags."""
    if "word" in call.formats.refused:
        return _TAGS_OF_SCAN
    return "Put the Word file that it was printed from beside it: a screen reader can read that."


@rule("LOI707", "fonts-not-embedded", Severity.WARNING)
def fonts_not_embedded(call: Call, facts: Facts) -> Iterator[Fault]:
    """Not all fonts are embedded in the PDF.

    Another computer then uses other fonts instead, and lines may move.

    Bad: a PDF that only names Calibri. Good: a PDF with Calibri embedded.
    """
    pdf = facts.pdf
    if pdf is not None and pdf.fonts_not_embedded and not _is_signed_scan(facts):
        yield Fault(
            f"The PDF does not embed its fonts: {', '.join(pdf.fonts_not_embedded[:3])}.",
            "In Word: Save As > PDF > Options > PDF/A compliant. That embeds the fonts.",
            Place(file=pdf.file),
        )


RULES = (
    title_missing,
    language_missing,
    headings_not_styled,
    alt_text_missing,
    table_header_missing,
    pdf_not_tagged,
    fonts_not_embedded,
)
