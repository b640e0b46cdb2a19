"""LOI6xx: leftovers and dangers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.files import COMMENTS_BY_US, Leftover, LeftoverKind, Paragraph, PdfFacts, WordFacts
from loi_tool.findings import Place, Severity
from loi_tool.placeholders import (
    is_blank_to_sign,
    is_placeholder,
    is_to_fill_in,
    is_without_name,
    placeholders,
)
from loi_tool.rules.base import Fault, rule, serves
from loi_tool.rules.words import closing_index, files_of, leftovers_of, paragraphs_of, with_places
from loi_tool.text import Regex, around, plural, quoted

_WORDS_OF_PROMPT = 16
_ABOVE_NAME = 2
"""Paragraphs above the signer's name that may have the signature line."""
_NAMES = {
    "school.name": "a school",
    "superintendent.name": "a person",
    "contact.name": "a person",
    "consortium.lead": "a district",
}
"""Answers that are names, and of what."""
_FREE_OF_IT = ("call", "district.logo", "superintendent.signature", "layout")


@rule("LOI601", "placeholder-left", Severity.ERROR)
def placeholder_left(call: Call, facts: Facts) -> Iterator[Fault]:
    """A placeholder, or a note to a colleague, is still in the text.

    Examples: TBD, XX%, 20XX, [insert …], [mascot], lorem ipsum, a row of question marks, a blank
    that is not a signature line, “(Norma to add this.)”, a prompt from Word or from the file that
    `loi new` writes. So is a description where a name is asked for: the school “Our district”, the
    signer “The Superintendent”. Words in brackets inside a quotation, or right after one as its
    translation, and acronyms in brackets, are allowed.

    Bad: “We serve [insert number] students.” Good: “We serve 6,400 students.”
    """
    if facts.reading is not None:
        yield from _placeholders_in_letter(facts)
        return
    answers = facts.answers
    for key, written in answers.texts.items() if answers else ():
        if key.startswith(_FREE_OF_IT):
            continue
        text = written.text
        marks = [text[start:end] for start, end in placeholders(text)]
        if is_placeholder(text):
            marks = [text.strip()]
        name = key.replace(".", "`, `")
        if key in _NAMES and is_without_name(text) and not is_placeholder(text):
            yield Fault(
                f"“{text.strip()}” in `{name}` is not the name of {_NAMES[key]}.",
                f"Write the name of the {_NAMES[key].split()[-1]} there.",
                *written.find(text.strip()),
                *serves(call, key),
            )
        for mark in dict.fromkeys(marks):
            yield Fault(
                f"A placeholder is still there: “{' '.join(mark.split())}” in `{name}`.",
                "Replace it with your own words.",
                *written.find(mark),
                *serves(call, key),
            )


def _prompts_in_letter(
    prompts: Sequence[Leftover], paragraphs: Sequence[Paragraph]
) -> Iterator[Fault]:
    """The prompts of a Word file that are still to be replaced, each at its place."""
    headings: dict[Place, str] = {}
    heading = ""
    for paragraph in paragraphs[: closing_index(paragraphs)]:
        if paragraph.is_heading and paragraph.row is None:
            heading = paragraph.text
        headings[paragraph.place] = heading
    for prompt in prompts:
        heading = headings.get(prompt.place, "")
        under = f" under {quoted(heading)}" if heading else ""
        yield Fault(
            f"A prompt is not filled in yet{under}: {quoted(prompt.text, _WORDS_OF_PROMPT)}.",
            "In Word, click the prompt, and write your own words. If you have nothing to "
            "say there, delete it.",
            prompt.place,
        )


def _placeholders_in_letter(facts: Facts) -> Iterator[Fault]:
    """The prompts of a finished letter, and all other placeholders in one finding."""
    fields = leftovers_of(replace(facts, pdf=None), LeftoverKind.FORM_FIELD)
    prompts = [field for _, found in fields for field in found if is_to_fill_in(field.text)]
    paragraphs = paragraphs_of(facts)
    yield from _prompts_in_letter(prompts, paragraphs)
    asked = {(prompt.place, prompt.text) for prompt in prompts}
    closing = min(closing_index(paragraphs), _signer_index(facts, paragraphs) - _ABOVE_NAME)
    marks: list[tuple[str, Place]] = []
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text
        is_signed_here = index >= closing or is_blank_to_sign(text)
        for start, end in placeholders(text, blanks=not is_signed_here):
            if (paragraph.place, text[start:end]) not in asked:
                marks.append((around(text, start, end), paragraph.place))
    marks.sort(key=lambda mark: mark[1].paragraph is None)  # headers and footers have no place
    if marks:
        one = len(marks) == 1
        are, them = (
            ("A placeholder is", "it") if one else (f"{len(marks)} placeholders are", "them")
        )
        yield Fault(
            f"{are} still there: {with_places(marks)}",
            f"Replace {them} with your own words, or remove {them}.",
            marks[0][1],
        )


def _signer_index(facts: Facts, paragraphs: tuple[Paragraph, ...]) -> int:
    """The index of the paragraph with the name of the person who signs, or the number of all."""
    evidence = facts.reading.signer.evidence if facts.reading else ()
    places = {piece.place for piece in evidence}
    return next(
        (index for index, paragraph in enumerate(paragraphs) if paragraph.place in places),
        len(paragraphs) + _ABOVE_NAME,
    )


def _with_authors(leftovers: Sequence[Leftover]) -> str:
    """The first few of them, with their authors, at the end of a sentence."""
    authors = list(dict.fromkeys(leftover.author for leftover in leftovers if leftover.author))
    texts = _texts(leftovers)
    by = f" by {', '.join(authors[:3])}" if authors else ""
    return f"{by}: {with_places(texts)}" if texts else f"{by}."


def _texts(leftovers: Sequence[Leftover]) -> list[tuple[str, Place]]:
    return [(leftover.text, leftover.place) for leftover in leftovers if leftover.text.strip()]


_TRACKED = {
    LeftoverKind.INSERTION: "inserted",
    LeftoverKind.DELETION: "deleted",
    LeftoverKind.MOVE: "moved",
    LeftoverKind.FORMATTING: "reformatted",
}


@rule("LOI602", "tracked-changes-left", Severity.ERROR)
def tracked_changes_left(call: Call, facts: Facts) -> Iterator[Fault]:
    """Tracked changes have not been accepted or rejected.

    Every reader of the letter sees what was crossed out, and who did it.

    Bad: a letter with red text crossed out, or all changes accepted unread, with a note to a
    colleague among them. Good: each change read, and accepted or rejected.
    """
    for _, changes in leftovers_of(facts, *_TRACKED):
        kinds = [name for kind, name in _TRACKED.items() if any(c.kind is kind for c in changes)]
        are = plural(len(changes), "tracked change is", "tracked changes are")
        yield Fault(
            f"{are} left ({', '.join(kinds)}){_with_authors(changes)}",
            "In Word: turn off Review > Track Changes, and go through the changes one by one: "
            "Review > Accept for each one that belongs in the letter, Reject for the others, such "
            "as a note to a colleague.",
            changes[0].place,
        )


@rule("LOI603", "comments-left", Severity.ERROR)
def comments_left(call: Call, facts: Facts) -> Iterator[Fault]:
    """Comments or notes of reviewers are left in the file.

    They were meant for colleagues, but the funder can read them. A stamp or a drawing by the name
    of the person who signs is a signature and no note. A copy with the comments that `loi check
    --annotate` wrote is not the letter itself.

    Bad: a comment “do we really want to say this?” in the margin. Good: Review > Delete > Delete
    All Comments in Document.
    """
    signature = facts.signature.notes if facts.signature else frozenset()
    for _, left in leftovers_of(facts, LeftoverKind.COMMENT, LeftoverKind.ANNOTATION):
        notes = [note for note in left if note.number not in signature]
        ours = [note for note in notes if note.author == COMMENTS_BY_US]
        if ours:
            yield Fault(
                "This is not the letter itself, but a copy with the comments that `loi check "
                "--annotate` wrote.",
                "Make the changes in the letter, and check that. If you made them in this copy, "
                "choose Review > Delete > Delete All Comments in Document, and save it under the "
                "name of the letter.",
                ours[0].place,
            )
        notes = [note for note in notes if note not in ours]
        if not notes:
            continue
        in_pdf = notes[0].kind is LeftoverKind.ANNOTATION
        are = (
            plural(len(notes), "note on the PDF is", "notes on the PDF are")
            if in_pdf
            else plural(len(notes), "comment is", "comments are")
        )
        yield Fault(
            f"{are} left{_with_authors(notes)}",
            "Save the PDF again from Word, without comments."
            if in_pdf
            else "In Word: Review > Delete > Delete All Comments in Document.",
            notes[0].place,
        )


@rule("LOI604", "hidden-text-left", Severity.ERROR)
def hidden_text_left(call: Call, facts: Facts) -> Iterator[Fault]:
    """The Word file has text that cannot be seen: hidden text, white text, or tiny text.

    It does not show in print, but one click makes it visible to every recipient, and a search finds
    it.

    Bad: a hidden note about what the board has not decided. Good: File > Info > Check for Issues >
    Inspect Document, then Remove All next to Invisible Content and Hidden Text.
    """
    for kind, description, fix in _UNSEEN:
        for _, texts in leftovers_of(facts, kind):
            quotes = with_places([(text.text, text.place) for text in texts])
            yield Fault(f"The file has {description}: {quotes}", fix, texts[0].place)


_UNSEEN = (
    (
        LeftoverKind.HIDDEN,
        "hidden text",
        "In Word: File > Info > Check for Issues > Inspect Document > Hidden Text > Remove All. On "
        "a Mac: show the text with ¶ on the Home tab, and delete it.",
    ),
    (
        LeftoverKind.INVISIBLE,
        "white or tiny text that cannot be seen",
        "In Word: select the whole paragraph, choose Font Color > Automatic and the font size of "
        "the other paragraphs, and delete the text that should not be there.",
    ),
)


@rule("LOI605", "text-highlighted", Severity.WARNING)
def text_highlighted(call: Call, facts: Facts) -> Iterator[Fault]:
    """Some text is highlighted.

    People often highlight text that they still want to check.

    Bad: a number highlighted in yellow. Good: the number checked, then Home > Text Highlight Color
    > No Color.
    """
    for _, texts in leftovers_of(facts, LeftoverKind.HIGHLIGHT):
        quotes = with_places([(text.text, text.place) for text in texts])
        yield Fault(
            f"Text is highlighted: {quotes}",
            "Check it. Then select it, and choose Home > Text Highlight Color > No Color.",
            texts[0].place,
        )


_DRAFT = Regex(r"(?<![\w-])draft(?![\w-])(?!\s+(?:lcap|budget|plan|policy|agenda))", re.IGNORECASE)
_DRAFT_ONLY = Regex(
    r"\W{0,9}(?:(?:confidential|rough|first|second|final|working|internal|preliminary)?\W{0,9}draft"
    r"(?:\W{0,9}(?:v|version|no|#)?\W{0,9}[\d./-]{1,20}|\W{1,9}(?:only|copy))?|not\s+(?:yet\s+)?final|working\s+copy"
    r"|d\s+r\s+a\s+f\s+t|(?:rough\s+|working\s+)?draft\s+for\s+[\w\s]{2,40}"
    r"|do\s+not\s+(?:send|distribute|circulate|copy|cite)|(?:for\s+)?internal\s+(?:use|review)"
    r"(?:\s+only)?|for\s+(?:review|discussion)\s+only|sample|specimen)\W*",
    re.IGNORECASE,
)
_DRAFT_MARK = Regex(
    r"[(\[]\W{0,9}draft\W{0,9}[)\]]|\b(?-i:DRAFT)\b(?!\s+(?:LCAP|BUDGET|PLAN))"
    r"|\bdraft\W{0,9}(?:v|version|no|#)?\W{0,9}\d[\d./-]{0,20}\W{0,9}$",
    re.IGNORECASE,
)
"""In a line of any length in the head of the letter, or at the top or foot of a page."""
_DRAFT_NAME = Regex(r"(?<![a-z])draft(?![a-z])", re.IGNORECASE)
_DRAFT_WORDS = 9
_FIRST_LINES = 6
_HEAD = 16
_LINE = 80
_LONG_LINE = 300


@rule("LOI606", "draft-mark-left", Severity.ERROR)
def draft_mark_left(call: Call, facts: Facts) -> Iterator[Fault]:
    """The letter or its file name still says “draft”.

    Bad: DRAFT across every page, or a file named LOI-draft-3.docx. Good: Design > Watermark >
    Remove Watermark, and a name without the word.
    """
    for file in files_of(facts):
        if marks := list(dict.fromkeys([*_draft_lines(file), *_draft_pictures(file)])):
            yield Fault(
                f"The letter still says that it is a draft: {with_places(marks)}",
                "Remove it. If it is across the page: Design > Watermark > Remove Watermark. If it "
                "is at the top or bottom of the page: double-click there, and delete it.",
                marks[0][1],
            )
        if _DRAFT_NAME.search(file.file.rpartition(".")[0]):
            yield Fault(
                f"The file name says “draft”: {quoted(file.file)}.",
                "Rename the file. Leave out “draft”, and use your organization's name.",
                Place(file=file.file),
            )


def _draft_lines(file: WordFacts | PdfFacts) -> Iterator[tuple[str, Place]]:
    """Lines that say “draft”: anywhere if they say no more, else only where a title would be."""
    count = 0
    for paragraph in file.paragraphs:
        is_furniture = paragraph.where in ("header", "footer", "text_box")
        count += not is_furniture
        for line in paragraph.text.splitlines():
            is_title = not line.rstrip().endswith(".")
            is_short = is_title and len(line.split()) <= _DRAFT_WORDS
            at_top = is_furniture or count <= _FIRST_LINES
            in_head = is_furniture or (is_title and count <= _HEAD)
            if (
                _DRAFT_ONLY.fullmatch(line[:_LINE])
                or (at_top and is_short and _DRAFT.search(line))
                or (in_head and _DRAFT_MARK.search(line[:_LONG_LINE]))
            ):
                yield line.strip(), paragraph.place


def _draft_pictures(file: WordFacts | PdfFacts) -> Iterator[tuple[str, Place]]:
    """Pictures in a header, as watermarks are, whose description or name says “draft”."""
    for image in file.images:
        for words in (image.alt, image.name) if image.where == "header" else ():
            if _DRAFT_ONLY.fullmatch(words[:_LINE]):
                yield words, image.place


RULES = (
    placeholder_left,
    tracked_changes_left,
    comments_left,
    hidden_text_left,
    text_highlighted,
    draft_mark_left,
)
