"""LOI6xx: leftovers and dangers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.files import Leftover, LeftoverKind, Paragraph
from loi_tool.findings import Place, Severity
from loi_tool.placeholders import is_blank_to_sign, is_placeholder, placeholders
from loi_tool.rules.base import Fault, rule, serves
from loi_tool.rules.words import closing_index, files_of, leftovers_of, paragraphs_of, with_places
from loi_tool.text import Regex, around, plural, quoted

_ABOVE_NAME = 2
"""Paragraphs above the signer's name that may hold the line to sign on."""
_FREE_OF_IT = ("call", "district.logo", "superintendent.signature", "layout")


@rule("LOI601", "placeholder-left", Severity.ERROR)
def placeholder_left(call: Call, facts: Facts) -> Iterator[Fault]:
    """A placeholder, or a note to oneself, was left in the text.

    TBD, XX%, 20XX, [insert …], [mascot], lorem ipsum, a row of question marks, a blank that is not
    there to sign on, “(Norma to add this.)”, a prompt of Word's, or of the file that `loi new`
    writes. Words in brackets in a quotation, and acronyms in brackets, are left alone.

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
        whole = is_placeholder(text)
        found = [text.strip()] if whole else [text[a:b] for a, b in placeholders(text)]
        name = key.replace(".", "`, `")
        for shown in dict.fromkeys(found):
            yield Fault(
                f"A placeholder is still there: “{' '.join(shown.split())}” in `{name}`.",
                "Put the district's own words in its place.",
                *written.find(shown),
                *serves(call, key),
            )


def _placeholders_in_letter(facts: Facts) -> Iterator[Fault]:
    """All placeholders of a finished letter, in one finding."""
    paragraphs = paragraphs_of(facts)
    closing = min(closing_index(paragraphs), _signer_index(facts, paragraphs) - _ABOVE_NAME)
    found: list[tuple[str, Place]] = []
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text
        signing = index >= closing or is_blank_to_sign(text)
        for start, end in placeholders(text, blanks=not signing):
            found.append((around(text, start, end), paragraph.place))
    if found:
        what = "A placeholder is" if len(found) == 1 else f"{len(found)} placeholders are"
        yield Fault(
            f"{what} still there: {with_places(found)}",
            "Put the district's own words in their place, or take them out.",
            found[0][1],
        )


def _signer_index(facts: Facts, paragraphs: tuple[Paragraph, ...]) -> int:
    """The index of the paragraph with the name of the person who signs, or their number."""
    evidence = facts.reading.signer.evidence if facts.reading else ()
    places = {piece.place for piece in evidence}
    return next(
        (index for index, paragraph in enumerate(paragraphs) if paragraph.place in places),
        len(paragraphs) + _ABOVE_NAME,
    )


def _quoted(found: list[Leftover]) -> str:
    """The first few of them, with who made them."""
    authors = list(dict.fromkeys(leftover.author for leftover in found if leftover.author))
    texts = [(leftover.text, leftover.place) for leftover in found if leftover.text.strip()]
    by = f" by {', '.join(authors[:3])}" if authors else ""
    return f"{by}: {with_places(texts)}" if texts else f"{by}."


_TRACKED = {
    LeftoverKind.INSERTION: "inserted",
    LeftoverKind.DELETION: "deleted",
    LeftoverKind.MOVE: "moved",
    LeftoverKind.FORMATTING: "formatted anew",
}


@rule("LOI602", "tracked-changes-left", Severity.ERROR)
def tracked_changes_left(call: Call, facts: Facts) -> Iterator[Fault]:
    """Tracked changes have not been accepted or rejected.

    Whoever opens the letter sees what was crossed out, and by whom.

    Bad: a letter with red text struck through. Good: Review > Accept > Accept All Changes and Stop
    Tracking, after a last look at each.
    """
    for _, found in leftovers_of(facts, *_TRACKED):
        kinds = [name for kind, name in _TRACKED.items() if any(f.kind is kind for f in found)]
        changes = plural(len(found), "tracked change is", "tracked changes are")
        yield Fault(
            f"{changes} left ({', '.join(kinds)}){_quoted(found)}",
            "Look at each, then in Word: Review > Accept > Accept All Changes and Stop Tracking.",
            found[0].place,
        )


@rule("LOI603", "comments-left", Severity.ERROR)
def comments_left(call: Call, facts: Facts) -> Iterator[Fault]:
    """Comments or notes of reviewers are left in the file.

    They were meant for colleagues, and the funder reads them.

    Bad: a comment “do we really want to say this?” in the margin. Good: Review > Delete > Delete
    All Comments in Document.
    """
    for _, found in leftovers_of(facts, LeftoverKind.COMMENT, LeftoverKind.ANNOTATION):
        in_pdf = found[0].kind is LeftoverKind.ANNOTATION
        are = "is" if len(found) == 1 else "are"
        what = (
            plural(len(found), "note") + " on the PDF" if in_pdf else plural(len(found), "comment")
        )
        yield Fault(
            f"{what} {are} left{_quoted(found)}",
            "Save the PDF again from Word, without comments."
            if in_pdf
            else "In Word: Review > Delete > Delete All Comments in Document.",
            found[0].place,
        )


@rule("LOI604", "hidden-text-left", Severity.ERROR)
def hidden_text_left(call: Call, facts: Facts) -> Iterator[Fault]:
    """There is text in the Word file that nobody sees: hidden, white on white, or tiny.

    It is not printed or not seen, but one click shows it to everybody who has the file, and whoever
    searches or copies the text finds it.

    Bad: a hidden note on what the board has not decided. Good: File > Info > Check for Issues >
    Inspect Document, and Remove All by Invisible Content and Hidden Text.
    """
    for kind, there_is, fix in _UNSEEN:
        for _, found in leftovers_of(facts, kind):
            texts = [(leftover.text, leftover.place) for leftover in found]
            yield Fault(f"There is {there_is}: {with_places(texts)}", fix, found[0].place)


_UNSEEN = (
    (
        LeftoverKind.HIDDEN,
        "hidden text in the file",
        "In Word: File > Info > Check for Issues > Inspect Document > Hidden Text > Remove All. On "
        "a Mac: show it with ¶ on the Home tab, and delete it.",
    ),
    (
        LeftoverKind.INVISIBLE,
        "white or tiny text in the file that nobody sees",
        "In Word, select the whole paragraph at each place, choose Font Color > Automatic and the "
        "size of its neighbours, and delete what should not be there.",
    ),
)


@rule("LOI605", "text-highlighted", Severity.WARNING)
def text_highlighted(call: Call, facts: Facts) -> Iterator[Fault]:
    """Some text is highlighted as with a marker.

    That is how people mark what they still have to look at.

    Bad: a number marked in yellow. Good: the number looked up, and Home > Text Highlight Color > No
    Color.
    """
    for _, found in leftovers_of(facts, LeftoverKind.HIGHLIGHT):
        texts = [(leftover.text, leftover.place) for leftover in found]
        yield Fault(
            f"Text is highlighted: {with_places(texts)}",
            "Settle what was marked; then select it, and Home > Text Highlight Color > No Color.",
            found[0].place,
        )


_DRAFT = Regex(r"(?<![\w-])draft(?![\w-])(?!\s+(?:lcap|budget|plan|policy|agenda))", re.IGNORECASE)
_DRAFT_ONLY = Regex(
    r"\W*(?:(?:confidential|rough|first|second|final|working|internal|preliminary)?\W*draft"
    r"(?:\W*(?:v|version|no|#)?\W*[\d./-]+|\W+(?:only|copy))?|not\s+(?:yet\s+)?final|working\s+copy"
    r"|d\s+r\s+a\s+f\s+t|(?:rough\s+|working\s+)?draft\s+for\s+[\w\s]{2,40}"
    r"|do\s+not\s+(?:send|distribute|circulate|copy|cite)|(?:for\s+)?internal\s+(?:use|review)"
    r"(?:\s+only)?|for\s+(?:review|discussion)\s+only|sample|specimen)\W*",
    re.IGNORECASE,
)
_DRAFT_MARK = Regex(
    r"[(\[]\W*draft\W*[)\]]|\b(?-i:DRAFT)\b(?!\s+(?:LCAP|BUDGET|PLAN))"
    r"|\bdraft\W*(?:v|version|no|#)?\W*\d[\d./-]*\W*$",
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
    """The letter, or its file name, still says that it is a draft.

    Bad: DRAFT across every page, or a file named LOI-draft-3.docx. Good: Design > Watermark >
    Remove Watermark, and a name without the word.
    """
    for file in files_of(facts):
        shown, others = [], 0
        for paragraph in file.paragraphs:
            furniture = paragraph.where in ("header", "footer", "text_box")
            others += not furniture
            for line in paragraph.text.splitlines():
                title = not line.rstrip().endswith(".")
                short = title and len(line.split()) <= _DRAFT_WORDS
                if (
                    _DRAFT_ONLY.fullmatch(line[:_LINE])
                    or ((furniture or others <= _FIRST_LINES) and short and _DRAFT.search(line))
                    or (
                        (furniture or (title and others <= _HEAD))
                        and _DRAFT_MARK.search(line[:_LONG_LINE])
                    )
                ):
                    shown.append((line.strip(), paragraph.place))
        shown += [
            (words, image.place)
            for image in file.images
            if image.where == "header"
            for words in (image.alt, image.name)
            if _DRAFT_ONLY.fullmatch(words[:_LINE])
        ]
        if shown:
            marks = with_places(list(dict.fromkeys(shown)))
            yield Fault(
                f"The letter still says that it is a draft: {marks}",
                "Take it out. Across the page: Design > Watermark > Remove Watermark. At the top "
                "or foot of the page: double-click there, and delete it.",
                shown[0][1],
            )
        if _DRAFT_NAME.search(file.file.rpartition(".")[0]):
            yield Fault(
                f"The file is named {quoted(file.file)}.",
                "Give it a name without “draft”, in plain letters, with the district's name in it.",
                Place(file=file.file),
            )


RULES = (
    placeholder_left,
    tracked_changes_left,
    comments_left,
    hidden_text_left,
    text_highlighted,
    draft_mark_left,
)
