"""Where the words of a letter stand in the answers that it was made of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loi_tool.facts import AnswersFacts, Written
from loi_tool.findings import Evidence, Finding, Place, RequirementResult, Submission

if TYPE_CHECKING:
    from loi_tool.files import PdfFacts, WordFacts
    from loi_tool.journeys.sources import SubmissionRead

QUOTED = re.compile(r"“([^”]+)”")
"""Words that a message quotes."""
_TELLING = 40
"""Letters and digits by which a passage is known where not all of it is found."""
_LEAST = 3
_AHEAD = 6_000
"""Letters of the PDF in which the next paragraph is looked for: two pages."""
_KEY_OF_RULE = {
    "LOI303": "layout.font",
    "LOI305": "layout.size",
    "LOI306": "layout.margin",
    "LOI609": "layout.size",
    "LOI610": "layout.margin",
}
"""What in the answers a finding on the whole letter is about."""

_FIX_OF_RULE = {
    "LOI609": "Write `size: 11` under `layout`, and shorten the text if necessary.",
    "LOI610": "Write `margin: 1in` under `layout`. Then check the number of pages.",
}
"""What to do where such a key of the answers makes the letter so; else Word's way holds."""

Located = tuple[Place, str | None]


def in_answers(submission: Submission, read: SubmissionRead) -> Submission:
    """The same with places in the answers instead of those in the letter that was made of them.

    What is quoted is looked for in the answers, then the paragraph at the place, then the answer
    that the requirement asks for. Fixed words of the call keep their place in the letter, and
    pages become those of the answers' letter.

    Args:
        submission: what was found, with places in the letter.
        read: the answers, and what was read in the letter.
    """
    answers = read.answers_facts.answers if read.answers_facts else None
    if answers is None:
        return submission
    finder = _Finder(answers, paragraph_texts(read))
    return submission.model_copy(
        update={
            "findings": tuple(map(finder.finding, submission.findings)),
            "requirements": tuple(map(finder.requirement, submission.requirements)),
        }
    )


def paragraph_texts(read: SubmissionRead) -> dict[tuple[str | None, int | None], str]:
    """The paragraphs of the letter's files, by file and number."""
    files = (read.facts.word, read.facts.pdf)
    return {
        (paragraph.place.file, paragraph.place.paragraph): paragraph.text
        for file in files
        if file is not None
        for paragraph in file.paragraphs
    }


def pages_in_pdf(word: WordFacts, pdf: PdfFacts) -> dict[int, int]:
    """By the number of a paragraph of a Word file the page of the PDF on which it begins.

    Paragraphs that are not found in the PDF, or not in their order, have none.
    """
    letters, pages = "", []
    for paragraph in pdf.paragraphs:
        if paragraph.place.page is not None and paragraph.where not in ("header", "footer"):
            more = "".join(_letters(paragraph.text))
            letters += more
            pages += [paragraph.place.page] * len(more)
    found: dict[int, int] = {}
    start = 0
    for paragraph in word.paragraphs:
        wanted = "".join(_letters(paragraph.text))[:_TELLING]
        number = paragraph.place.paragraph
        at = letters.find(wanted, start) if number is not None and len(wanted) >= _LEAST else -1
        if number is not None and 0 <= at < start + _AHEAD:
            found[number] = pages[at]
            start = at + len(wanted)
    return found


class _Finder:
    """Finds words of a letter in its answers."""

    def __init__(
        self, answers: AnswersFacts, paragraphs: Mapping[tuple[str | None, int | None], str]
    ) -> None:
        self.answers = answers
        self.paragraphs = paragraphs
        self.letter_files = {file for file, _ in paragraphs}
        self.bare = {key: _BareText.of(written) for key, written in answers.texts.items()}

    def finding(self, finding: Finding) -> Finding:
        """A finding at its line of the answers."""
        place = finding.place
        if place.file not in self.letter_files:
            return finding
        quotes = QUOTED.findall(finding.message)
        key = _KEY_OF_RULE.get(finding.rule) or _key(finding.requirement, finding.part)
        if finding.rule in _FIX_OF_RULE and key in self.answers.places:
            fix = _FIX_OF_RULE[finding.rule]
            made = {"place": self.answers.nearest(key), "fix": fix, "source_line": None}
            return finding.model_copy(update=made)
        located = self._first_of(quotes, key) or self._paragraph(place, key) or self._at_key(key)
        if located is None and place.paragraph is None:
            located = Place(file=self.answers.file, page=place.page), None
        if located is None:
            return finding
        return finding.model_copy(update={"place": located[0], "source_line": located[1]})

    def requirement(self, result: RequirementResult) -> RequirementResult:
        """A verdict with its evidence at its lines of the answers."""
        placed: dict[Evidence, Evidence] = {}
        for part in result.parts:
            key = _key(result.id, part.id)
            for piece in part.evidence:
                placed.setdefault(piece, self._evidence(piece, key, part.value))
        for piece in result.evidence:
            placed.setdefault(piece, self._evidence(piece, _key(result.id, None), None))
        parts = tuple(
            part.model_copy(update={"evidence": tuple(placed[piece] for piece in part.evidence)})
            for part in result.parts
        )
        evidence = tuple(placed[piece] for piece in result.evidence)
        return result.model_copy(update={"parts": parts, "evidence": evidence})

    def _evidence(self, piece: Evidence, key: str, value: str | None) -> Evidence:
        """A passage, or the value that was read in it, at its line of the answers."""
        if piece.place.file not in self.letter_files:
            return piece
        located = self._first_of([piece.text, *([value] if value else [])], key)
        return piece.model_copy(update={"place": located[0]}) if located else piece

    def _first_of(self, quotes: list[str], key: str) -> Located | None:
        """Where the first of some quotations is that the answers have."""
        return next((at for quote in quotes if (at := self._find(quote, key))), None)

    def _paragraph(self, place: Place, key: str) -> Located | None:
        text = self.paragraphs.get((place.file, place.paragraph))
        return self._find(text, key) if text and place.paragraph is not None else None

    def _at_key(self, key: str) -> Located | None:
        """The answer that is asked for, however it reads in the letter."""
        names = key.split(".")
        top = ".".join(names[:2] if names[0] == "sections" else names[:1])
        places = self.answers.places
        if not key or not any(name == top or name.startswith(f"{top}.") for name in places):
            return None
        return self.answers.nearest(key), None

    def _find(self, quote: str, key: str) -> Located | None:
        wanted = "".join(_letters(quote))
        opening = quote[: next((n for n, c in enumerate(quote) if c.isalnum()), 0)]
        if len(wanted) < _LEAST:
            return None
        own = [name for name in self.answers.texts if name == key or name.startswith(f"{key}.")]
        for words in dict.fromkeys((wanted, wanted[:_TELLING])):
            for name in dict.fromkeys((*own, *self.answers.texts)):
                located = self.bare[name].locate(words, opening)
                if located:
                    return located
        return None


def _key(requirement: str | None, part: str | None) -> str:
    """The dotted key of the answers that serves a requirement, or a part of it."""
    if requirement is None:
        return ""
    top = {"school": "school", "contact": "contact", "signature": "superintendent"}.get(
        requirement, f"sections.{requirement}"
    )
    return f"{top}.{part}" if part and part != "mark" else top


@dataclass(frozen=True)
class _BareText:
    """The letters and digits of an answer, folded, and where in its lines each of them is."""

    written: Written
    letters: str
    marks: tuple[tuple[int, int], ...]

    @staticmethod
    def of(written: Written) -> _BareText:
        """Those of an answer."""
        letters: list[str] = []
        marks: list[tuple[int, int]] = []
        for offset, line in enumerate(written.lines):
            start = (written.place.column or 1) - 1 if offset == 0 else 0  # not in the key before
            for column, character in enumerate(line[start:], start):
                for letter in _letters(character):
                    letters.append(letter)
                    marks.append((offset, column))
        return _BareText(written, "".join(letters), tuple(marks))

    def locate(self, words: str, opening: str = "") -> Located | None:
        """Where letters and digits are, whatever is between them.

        Args:
            words: the letters and digits, folded.
            opening: what a quotation has before the first of them, a bracket for instance.
        """
        at = self.letters.find(words)
        place = self.written.place
        if at < 0 or place.line is None:
            return None
        offset, column = self.marks[at]
        line = self.written.lines[offset]
        if opening and line[:column].endswith(opening):
            column -= len(opening)
        found = Place(file=place.file, line=place.line + offset, column=column + 1)
        return found, line


def _letters(text: str) -> Iterator[str]:
    """The letters and digits of a text, folded."""
    for character in unicodedata.normalize("NFKC", text).casefold():
        if character.isalnum():
            yield character
