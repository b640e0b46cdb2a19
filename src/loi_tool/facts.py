"""What was measured, with no judgement: the input of the rules.

Each kind of source (answers, a laid-out letter, files) gives its own facts; those that are
missing are None, and what they would settle is `not_checked`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date  # noqa: N812 (a field is called `date`)
from datetime import datetime
from enum import Enum
from typing import Literal

from loi_tool.files import PdfFacts, SignatureMark, WordFacts
from loi_tool.findings import Evidence, PageSource, Place, SignatureKind, Verdict


class ProblemKind(str, Enum):
    """The ways in which a file cannot be read, or does not fit the model of answers.

    With the last three it fits.
    """

    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown_key"
    DUPLICATE_KEY = "duplicate_key"
    MISSING_KEY = "missing_key"
    WRONG_TYPE = "wrong_type"
    BAD_VALUE = "bad_value"
    BAD_DATE = "bad_date"
    BAD_IMAGE = "bad_image"
    BAD_FONT = "bad_font"
    BAD_LETTERHEAD = "bad_letterhead"
    PASTED = "pasted"
    """What came with pasted text was made plain."""
    NOTE = "note"
    """What may be text is read as a note."""
    RAW_MARK = "raw_mark"
    """A mark of Markdown or of a web page would be printed as it is."""


@dataclass(frozen=True)
class Problem:
    """One way in which the file does not fit; `message` and `fix` are for a grant writer."""

    kind: ProblemKind
    key: str
    message: str
    fix: str
    place: Place
    source_line: str | None = None


@dataclass(frozen=True)
class Written:
    """A text value as a person wrote it. `lines` are the file's own lines that it is on."""

    text: str
    place: Place
    lines: tuple[str, ...] = ()

    @property
    def source_line(self) -> str | None:
        """The first line, for people to look at."""
        return self.lines[0] if self.lines else None

    def find(self, phrase: str) -> tuple[Place, str | None]:
        """Where a phrase of the text is, and that line; else the text's own place."""
        first = phrase.strip().splitlines()[0] if phrase.strip() else ""
        for offset, line in enumerate(self.lines):
            start = (self.place.column or 1) - 1 if offset == 0 else 0  # not in the key before it
            column = line.find(first, start) if first else -1
            if column >= 0 and self.place.line is not None:
                place = Place(
                    file=self.place.file, line=self.place.line + offset, column=column + 1
                )
                return place, line
        return self.place, self.source_line


@dataclass(frozen=True)
class AnswersFacts:
    """What is in a file of answers. Keys are dotted (`sections.description.community`)."""

    file: str
    texts: Mapping[str, Written]
    places: Mapping[str, Place]
    problems: tuple[Problem, ...] = ()
    applicant_type: str | None = None
    letter_date: Date | None = None
    type_size: float | None = None
    """Points of the letter's type; None where a letterhead sets it, or the file does not fit the
    model."""
    margin: float | None = None
    """Inches; None as for the type size."""
    complete: bool = True
    """Whether the file fits the model, so that a letter can be made of it."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the file calls keys that have another name here: superintendent, signer."""

    def called(self, key: str) -> str:
        """What the file calls a key at the left margin."""
        return self.names.get(key, key)

    def text(self, key: str) -> Written | None:
        """The value of a key if it holds any words."""
        found = self.texts.get(key)
        return found if found is not None and found.text.strip() else None

    def under(self, key: str) -> list[Written]:
        """The values of a key and of all keys below it, in order, where they hold words."""
        return [
            written
            for name, written in self.texts.items()
            if (name == key or name.startswith(key + ".")) and written.text.strip()
        ]

    def nearest(self, key: str) -> Place:
        """The place of a key, or of the nearest one above it that is there."""
        while key:
            if key in self.places:
                return self.places[key]
            key = key.rpartition(".")[0]
        return Place(file=self.file, line=1, column=1)


@dataclass(frozen=True)
class SectionLength:
    """How many words are under one heading."""

    heading: str
    words: int


@dataclass(frozen=True)
class MissingGlyphs:
    """Characters of one script that no font at hand can draw, and the text that they are in."""

    characters: str
    """Each once; the first is that of the place."""
    name: str
    """Of the script, or of the character, where it belongs to no script."""
    key: str
    context: str
    is_script: bool = False


@dataclass(frozen=True)
class PageFacts:
    """How many pages a letter has, and who says so. Lines are printed lines of the body.

    `counted` is the number of pages that the limit counts (less those set outside it).
    """

    file: str
    """The file that was measured: the Word file, or the PDF where there is no Word file."""
    counted: int
    sources: tuple[PageSource, ...]
    lines_left: int | None = None
    """How many more lines the limit has room for; None of a PDF, whose pages are as they are."""
    lines_over: int = 0
    words_over: int = 0
    overflow_quote: str = ""
    sections: tuple[SectionLength, ...] = ()
    slacks: Mapping[str, float] = field(default_factory=dict)
    """By source: how many more lines the limit has room for, or, below zero, how many there are
    beyond it."""
    stale: str = ""
    """Why the count that Word saved is not used; empty if it is, or if there is none. A sentence
    without its full stop."""
    unknown_fonts: tuple[str, ...] = ()
    """Fonts of the file, the most used first, that are set in another one here."""
    may_be_wider: bool = False
    """Whether one of them may be wider than the one that it is set in."""
    hard: tuple[str, ...] = ()
    """What the file has that engines are known to place otherwise than Word."""
    undrawn: tuple[str, ...] = ()
    """What takes room in Word and was not measured."""
    failed: tuple[str, ...] = ()
    """Sources that could not count: what failed, as a sentence."""
    blank: bool = False
    """What runs over is nothing but empty lines."""
    page_of: Mapping[int, int] = field(default_factory=dict)
    """By the number of a paragraph of a Word file the page that it begins on here."""
    in_house_style: bool = False
    """The file was written by this tool in fonts that are known here: the first engine is known to
    break its lines as Word does."""
    pdf_by_word: bool = False
    """The PDF was exported from Word, so its pages are those that Word counts."""


@dataclass(frozen=True)
class PartReading:
    """What a finished letter says of one part of a requirement: the value, and where it is."""

    verdict: Verdict
    value: str | None = None
    evidence: tuple[Evidence, ...] = ()
    why: str = ""
    """For `confirm` the question for a person; for `not_met` the reason. A whole sentence."""


@dataclass(frozen=True)
class ItemReading:
    """What a finished letter says of one item of the call, with the passages that serve it."""

    verdict: Verdict
    why: str
    """For `confirm` the question for a person. A whole sentence."""
    evidence: tuple[Evidence, ...] = ()
    parts: Mapping[str, PartReading] = field(default_factory=dict)


@dataclass(frozen=True)
class HeadedSection:
    """What stands under a heading that the call asks for, or under an item's title."""

    heading: str
    """As the call has it."""
    place: Place | None = None
    """None where the letter does not have the heading."""
    words: int = 0
    """Under it, those of tables too, split at spaces."""
    last_page: int | None = None
    """The page of the last paragraph under it, where pages are known."""

    def and_under_it(self, text: str, place: Place) -> HeadedSection:
        """The same with one more paragraph."""
        return replace(self, words=self.words + len(text.split()), last_page=place.page)

    @property
    def pages(self) -> int | None:
        """How many pages it is on, where that is known."""
        first = self.place.page if self.place else None
        return self.last_page - first + 1 if first and self.last_page else None


@dataclass(frozen=True)
class HeadedText:
    """The headings of a call as a letter has them, and further ones between them."""

    sections: tuple[HeadedSection, ...] = ()
    """In the order of the letter; those that are missing come last."""
    others: tuple[Evidence, ...] = ()

    def under(self, heading: str) -> HeadedSection | None:
        """What is under a heading, if the letter has it."""
        return next((s for s in self.sections if s.heading == heading and s.place), None)


@dataclass(frozen=True)
class ListReading:
    """The entries of a list that a letter gives: names of people or organizations."""

    entries: tuple[str, ...]
    """Bullets, rows or names, as written; those that are still to be named are left out."""
    unnamed: tuple[str, ...]
    """Entries without a name: “a third partner, to be determined”."""
    is_certain: bool
    """Whether they stand in bullets or in a table, so that they can be counted."""
    is_introduced: bool = False
    """Whether a heading, or the line before, says that these are the entries."""


@dataclass(frozen=True)
class LetterReading:
    """What a finished letter says, read from one file. Values are as they are written there."""

    file: str
    items: Mapping[str, ItemReading]
    """By the id of the call's item; contact has the parts name, phone, email; school has name."""
    district: str | None = None
    applicant_type: str | None = None
    """`consortium` or `charter` where the letter says so, else None."""
    applicant: str | None = None
    """The same, and `district` where the letterhead names one; None where nothing tells."""
    signer: PartReading = field(default_factory=lambda: PartReading(Verdict.NOT_MET))
    """The name of the person who signs, at the end of the letter."""
    signer_title: PartReading = field(default_factory=lambda: PartReading(Verdict.NOT_MET))
    letter_date: Date | None = None
    date_place: Place = field(default_factory=Place)
    month_only: str = ""
    """The month as it is written, where no day is; `letter_date` is then its first day."""
    addressee: tuple[Evidence, ...] = ()
    """The lines of the address block, less the letter's own letterhead."""
    other_districts: tuple[Evidence, ...] = ()
    """Other districts where the applicant's own name would stand, and what is said there."""
    headed: HeadedText = HeadedText()
    lists: Mapping[str, ListReading] = field(default_factory=dict)
    """By the id of the call's item."""


UNSIGNED: tuple[SignatureKind, ...] = ("line", "typed", "none")
"""What is no signature, nor may be one."""


@dataclass(frozen=True)
class SignatureFacts:
    """What there is of a signature, never more than it is."""

    kind: SignatureKind
    signer: str | None
    title: str | None
    place: Place = field(default_factory=Place)
    evidence: tuple[Evidence, ...] = ()
    mark: SignatureMark | None = None
    """The digital signature, or the empty place for one, that the kind speaks of."""
    kinds: Mapping[str, SignatureKind] = field(default_factory=dict)
    """What each file bears, by its name."""
    drawn: str = ""
    """What the image is, where that is something drawn on a PDF: “a stamp”."""
    notes: frozenset[int] = frozenset()
    """The numbers of the notes on the PDF that are in the signature block, and no notes."""
    unsigned: tuple[tuple[str, str], ...] = ()
    """Name and title of each other who is to sign, and by whose name is no mark."""


@dataclass(frozen=True)
class Difference:
    """What the Word file and the PDF do not have in common: the words of each, side by side."""

    word: str
    """Empty where the Word file has nothing of it."""
    pdf: str
    """Empty where the PDF has nothing of it."""
    word_place: Place = field(default_factory=Place)
    pdf_place: Place = field(default_factory=Place)
    moved: bool = False
    """Both have it, in another order of their paragraphs."""


@dataclass(frozen=True)
class PageLimit:
    """What the call says of length."""

    pages: int | None = None
    """The most pages that it allows, or None."""
    outside: tuple[str, ...] = ()
    """The headings of what it does not count, on pages of their own behind the letter."""
    attachments: tuple[str, ...] = ()
    """The same of attachments, which may go on: “Attachment A: Resume”."""


PageLikeness = Literal["same", "unsure", "moved", "turned", "another", "blank", "noise"]
"""What a scanned page is against the letter: `moved` has its lines in another place, `turned` has
them on its head or side, `unsure` has some of them, or lines that cannot be made out."""


@dataclass(frozen=True)
class ScannedPage:
    """A page of a PDF that is a picture, and whether it shows what the Word file says."""

    number: int
    likeness: PageLikeness


@dataclass(frozen=True)
class PairFacts:
    """The Word file against the PDF."""

    word_file: str | None
    pdf_file: str | None
    word_pages: int | None = None
    pdf_pages: int | None = None
    differences: tuple[Difference, ...] = ()
    losses: tuple[str, ...] = ()
    """What of the Word file its PDF lacks: sentences that name the words."""
    made_by: str = ""
    """The engine that made the PDF of the Word file in this build; else nothing."""
    not_compared: str = ""
    """What could not be compared, and why. Whole sentences; empty where all was compared."""
    scan: tuple[ScannedPage, ...] = ()
    """The pages of the PDF that are pictures, against those of the Word file; empty where there are
    none, or where they could not be compared."""
    ink: bool | None = None
    """Whether a scan has ink at the place of the signature that the printed page lacks; None
    where that was not found out."""
    misread: tuple[str, ...] = ()
    """Some words that the PDF gives otherwise than its reader sees them, and the Word file has."""
    candidates: tuple[str, ...] = ()
    """Names of files that may be the one that is missing."""
    to_be_built: bool = False
    """The letter was made in memory of its answers, and no file of it is there yet."""

    @property
    def files(self) -> dict[str, str | None]:
        """The names by the kind of file: `word` and `pdf`."""
        return {"word": self.word_file, "pdf": self.pdf_file}


@dataclass(frozen=True)
class SignedCopy:
    """A PDF in a package's folder, or beside it, that is not of the package, and shows the same
    letter, signed or scanned; or a file of the package that was signed after it was built."""

    file: str
    command: str
    """What takes it into the package: `loi sign package Scan_0931.pdf`."""


@dataclass(frozen=True)
class PackageFacts:
    """The files of a package, by name, against its manifest."""

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    signed: bool = False
    """Whether `loi sign` took its letter in, which no build makes again."""


@dataclass(frozen=True)
class DeliveryFacts:
    """Addresses that the district supplied for the people whom the call names."""

    to: Written | None = None
    cc: tuple[Written, ...] = ()
    office: tuple[str, ...] = ()
    """Further addresses for a copy, by the settings of the folder."""
    attached_bytes: int = 0
    """Of the files that are sent."""

    @property
    def given(self) -> tuple[str, list[str]]:
        """The addresses of the recipient (empty without one) and of those who get a copy."""
        to = self.to.text.strip() if self.to else ""
        return to, [written.text.strip() for written in self.cc]


@dataclass(frozen=True)
class TemplateFacts:
    """A shared template, which others fill in."""

    notes: tuple[Written, ...] = ()
    """The comments of a file of answers, each with its lines; none of a Word file."""
    named: Mapping[str, str] = field(default_factory=dict)
    """By the text of a heading of a Word file the id of the item that it names."""


@dataclass(frozen=True)
class LeftOut:
    """A rule, or a group of rules, that the settings of a folder leave out."""

    rule: str
    reason: str
    file: str
    """The name of the file with the settings."""
    used: bool
    """Whether it finds anything."""


@dataclass(frozen=True)
class UnmatchedTemplate:
    """A path of templates in the settings of a folder at which there is nothing."""

    pattern: str
    file: str
    """The name of the file with the settings."""


@dataclass(frozen=True)
class Facts:
    """Everything that was measured about one submission."""

    as_of: datetime
    unreadable: Problem | None = None
    also_unreadable: tuple[Problem, ...] = ()
    """Further faults for which the file cannot be read. What is known of the answers is then that
    of the file as it will be without them all."""
    answers: AnswersFacts | None = None
    word: WordFacts | None = None
    pdf: PdfFacts | None = None
    reading: LetterReading | None = None
    """What the finished letter says: the Word file, or the PDF where there is no Word file."""
    pages: PageFacts | None = None
    signature: SignatureFacts | None = None
    pair: PairFacts | None = None
    signed_copies: tuple[SignedCopy, ...] = ()
    package: PackageFacts | None = None
    """Where it was looked at whether a package is as its manifest has it."""
    template: TemplateFacts | None = None
    """Where it is judged as a template, and not as a letter."""
    delivery: DeliveryFacts = field(default_factory=DeliveryFacts)
    missing_glyphs: tuple[MissingGlyphs, ...] = ()
    """Characters of the answers that no font at hand has."""
    to_be_signed: bool = False
    """Whether it is as `loi build` makes it, or made it, so that it may be signed afterwards."""
    changed_sources: tuple[str, ...] = ()
    """Names of files that a package was built from, and that were changed since."""
    on_letterhead: bool = False
    """Whether it was made of answers, on a letterhead of the district's own."""
    left_out: tuple[LeftOut, ...] = ()
    unmatched_templates: tuple[UnmatchedTemplate, ...] = ()
