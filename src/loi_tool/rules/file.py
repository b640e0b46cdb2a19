"""LOI1xx: the file can be read and has the right shape."""

from __future__ import annotations

from collections.abc import Iterator

from loi_tool.calls.model import Call
from loi_tool.facts import Facts, ProblemKind
from loi_tool.files import PdfFacts
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule, serves


def _of_kind(facts: Facts, call: Call, *kinds: ProblemKind) -> Iterator[Fault]:
    for problem in facts.answers.problems if facts.answers else ():
        if problem.kind in kinds:
            yield Fault(
                problem.message,
                problem.fix,
                problem.place,
                problem.source_line,
                *serves(call, problem.key),
            )


@rule("LOI101", "unreadable-file", Severity.ERROR)
def unreadable(call: Call, facts: Facts) -> Iterator[Fault]:
    """The file cannot be read.

    It is missing, locked, damaged, not text, or not the kind of file that its name says. Nothing
    in it was checked, so `loi` ends with exit code 2. A file of answers must be YAML in UTF-8.
    Compare it with the file that `loi new` writes.

    Bad: a line that begins with a tab. Good: two spaces for each level.
    """
    first = [facts.unreadable] if facts.unreadable else []
    for problem in [*first, *facts.also_unreadable]:
        yield Fault(problem.message, problem.fix, problem.place, problem.source_line)


@rule("LOI102", "unknown-key", Severity.ERROR)
def unknown_key(call: Call, facts: Facts) -> Iterator[Fault]:
    """The answers have a key that is not known, or that this call does not ask for.

    The text under it would be missing from the letter, without a warning. Usually it is a typing
    mistake. The message suggests the nearest known key.

    Bad: `superintendant: …`. Good: `superintendent: …`.
    """
    yield from _of_kind(facts, call, ProblemKind.UNKNOWN_KEY)


@rule("LOI103", "duplicate-key", Severity.ERROR)
def duplicate_key(call: Call, facts: Facts) -> Iterator[Fault]:
    """The same key is used twice in the same place.

    Only one of the two can be used, and you would not see which one. Keep one of them.

    Bad: two lines `interest: …` under `sections`. Good: one.
    """
    yield from _of_kind(facts, call, ProblemKind.DUPLICATE_KEY)


@rule("LOI104", "wrong-type", Severity.ERROR)
def wrong_type(call: Call, facts: Facts) -> Iterator[Fault]:
    """A value has the wrong type.

    YAML reads 1984 as a number, and yes as true. Put such a text in quotes. In a list, begin each
    entry with “- ”. A phone number is read as it is written, with or without quotes.

    Bad: `name: 1984`. Good: `name: "1984"`.
    """
    yield from _of_kind(facts, call, ProblemKind.WRONG_TYPE)


@rule("LOI105", "missing-key", Severity.ERROR)
def missing_key(call: Call, facts: Facts) -> Iterator[Fault]:
    """A key that every letter needs is missing or empty.

    The letter cannot be written without the call's id, the date, the district's name and type, the
    person who signs, and the contact's name, phone, and email.

    Bad: `phone:`. Good: `phone: (559) 555-0134`.
    """
    yield from _of_kind(facts, call, ProblemKind.MISSING_KEY)


_BAD_VALUES = (ProblemKind.BAD_VALUE, ProblemKind.BAD_FONT, ProblemKind.BAD_LETTERHEAD)


@rule("LOI106", "impossible-value", Severity.ERROR)
def bad_value(call: Call, facts: Facts) -> Iterator[Fault]:
    """A value is not one of those that are allowed.

    This is checked for the type of applicant, a team member's role, the id of a call, a font size,
    a margin, a font file, and the length of a line or a list. The message lists what is allowed. A
    letterhead must be a Word file with room for a letter. It may not have text of its own in the
    body, macros, or protection.

    Bad: `type: school district`. Good: `type: district`.
    """
    yield from _of_kind(facts, call, *_BAD_VALUES)


@rule("LOI107", "unclear-date", Severity.ERROR)
def bad_date(call: Call, facts: Facts) -> Iterator[Fault]:
    """A date is not written as year, month, and day, or it does not exist.

    Some people read 5/12/2022 as May 12, others as December 5. `loi` does not guess.

    Bad: `date: 5/12/2022`. Good: `date: 2022-05-12`.
    """
    yield from _of_kind(facts, call, ProblemKind.BAD_DATE)


@rule("LOI108", "unusable-image", Severity.ERROR)
def bad_image(call: Call, facts: Facts) -> Iterator[Fault]:
    """A logo or a signature image is missing, or cannot be read.

    The path is relative to the folder of the answers. The image must be a PNG or JPEG file of up to
    10 MB and 16 million pixels.

    Bad: `logo: C:/Users/me/logo.webp`. Good: `logo: logo.png`, with the file beside the answers.
    """
    yield from _of_kind(facts, call, ProblemKind.BAD_IMAGE)


@rule("LOI109", "no-words", Severity.ERROR)
def no_words(call: Call, facts: Facts) -> Iterator[Fault]:
    """A Word file or a PDF has no words in it, so there is no letter to check.

    The text may be a picture, or it may be the wrong file. A scanned PDF is reported as a scan.

    Bad: an empty document. Good: the letter.
    """
    empty = [file for file in (facts.word, facts.pdf) if file is not None and not file.paragraphs]
    for file in empty:
        if isinstance(file, PdfFacts) and (file.locked or file.scanned):
            continue
        yield Fault(
            f"There are no words in “{file.file}”.",
            "Check that it is the right file, and that its text is not a picture.",
            Place(file=file.file),
        )


@rule("LOI110", "pasted-text-made-plain", Severity.INFO)
def pasted_text_made_plain(call: Call, facts: Facts) -> Iterator[Fault]:
    """Text that was pasted from Word, a mail, or a web page was made plain.

    Bullets, letters, and numbers at the beginning of lines become lists. Tabs become spaces.
    Characters that cannot be seen are taken out. So are a comma after a name, and marks of a web
    page. No word is lost.

    Bad: “•”, a tab, and the text. Good: “- ” and the text.
    """
    yield from _of_kind(facts, call, ProblemKind.PASTED)


@rule("LOI111", "text-after-number-sign", Severity.WARNING)
def text_after_number_sign(call: Call, facts: Facts) -> Iterator[Fault]:
    """YAML reads what comes after a space and a # as a note, so it is not in the letter.

    That is right for a note. A text with a # in it must be in quotes, or on lines of its own after
    a |.

    Bad: `title: Director # and Title I`. Good: `title: "Director # and Title I"`.
    """
    yield from _of_kind(facts, call, ProblemKind.NOTE)


@rule("LOI112", "mark-printed", Severity.WARNING)
def mark_printed(call: Call, facts: Facts) -> Iterator[Fault]:
    """A mark of Markdown or of a web page would be printed as it is.

    The answers may have paragraphs, lists, bold, and italic. Tables, links, pictures, and other
    marks are not known.

    Bad: `| Year | Count |`. Good: a sentence or a list with the same figures.
    """
    yield from _of_kind(facts, call, ProblemKind.RAW_MARK)


RULES = (
    unreadable,
    unknown_key,
    duplicate_key,
    wrong_type,
    missing_key,
    bad_value,
    bad_date,
    bad_image,
    no_words,
    pasted_text_made_plain,
    text_after_number_sign,
    mark_printed,
)
