"""What rules on finished letters share: the text that is read, and how it is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.files import Leftover, LeftoverKind, Paragraph, PdfFacts, WordFacts
from loi_tool.findings import Place

_SHOWN = 3
_LONGEST = 1_000
"""Characters of a sentence; what comes after is not looked at."""
_CLOSING = re.compile(
    r"(?:very |most |yours |with |kind |best |warm |thank|in |sincerely|respectfully|cordially|"
    r"gratefully|regards|warmly)[\w ]{0,40},?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])|\n+")


def letter_of(facts: Facts) -> WordFacts | PdfFacts | None:
    """The file whose words are judged: the Word file, or the PDF where there is no Word file."""
    if facts.word is not None:
        return facts.word
    return facts.pdf if facts.pdf is not None and facts.pdf.paragraphs else None


def files_of(facts: Facts) -> Iterator[WordFacts | PdfFacts]:
    """The finished files that could be opened."""
    if facts.word is not None:
        yield facts.word
    if facts.pdf is not None and not facts.pdf.locked:
        yield facts.pdf


def leftovers_of(facts: Facts, *kinds: LeftoverKind) -> Iterator[tuple[str, list[Leftover]]]:
    """The leftovers of some kinds, file by file."""
    for file in files_of(facts):
        found = [leftover for leftover in file.leftovers if leftover.kind in kinds]
        if found:
            yield file.file, found


def paragraphs_of(facts: Facts) -> tuple[Paragraph, ...]:
    """The paragraphs of the letter."""
    letter = letter_of(facts)
    return letter.paragraphs if letter is not None else ()


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, each on one line."""
    pieces = (" ".join(piece.split())[:_LONGEST] for piece in _SENTENCE.split(text))
    return [piece for piece in pieces if piece]


def closing_index(paragraphs: Sequence[Paragraph]) -> int:
    """The index of the line before the signature (“Sincerely,”), or the number of paragraphs."""
    for index in range(len(paragraphs) - 1, -1, -1):
        paragraph = paragraphs[index]
        first = paragraph.text.strip().partition("\n")[0]
        if paragraph.where not in ("header", "footer", "note") and _CLOSING.fullmatch(first):
            return index
    return len(paragraphs)


def clip(text: str, words: int = 12) -> str:
    """The first words of a text, on one line."""
    pieces = text.replace("“", "‘").replace("”", "’").split()
    shown = " ".join(pieces[:words])[:120].rstrip()
    cut = len(pieces) > words or len(shown) < len(" ".join(pieces[:words]))
    return shown.rstrip(".,;:") + " …" if cut else shown.rstrip(".,;:")


def around(text: str, start: int, end: int, words: int = 4) -> str:
    """A passage of a text with the words around it."""
    head, tail = text[max(0, start - 90) : start], text[end : end + 90]
    before, after = head.split(), tail.split()
    left = " ".join(before[-words:]) + (" " if head[-1:].isspace() else "")
    right = (" " if tail[:1].isspace() else "") + " ".join(after[:words])
    shown = f"{left if before else ''}{text[start:end]}{right if after else ''}"
    return " ".join(shown.replace("“", "‘").replace("”", "’").split())[:140]


def where(place: Place) -> str:
    """A place within a file: page 2, paragraph 14."""
    return str(place.model_copy(update={"file": None}))


def listed(found: Sequence[tuple[str, Place]], shown: int = _SHOWN) -> str:
    """The first few of many at the end of a sentence, with the full stop.

    Each has its place but the first, whose place the finding has.
    """
    pieces = []
    for number, (text, place) in enumerate(found[:shown]):
        at = where(place)
        same = number == 0 or at == where(found[number - 1][1])
        pieces.append(f"“{clip(text)}”" + (f" ({at})" if at and not same else ""))
    rest = len(found) - len(pieces)
    told = ", ".join(pieces) + (f" and {rest} more" if rest else "")
    return told if told.endswith(("?”", "!”")) else told + "."


def many(number: int, thing: str, things: str = "") -> str:
    """1 comment, 2 comments."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"


def any_of(names: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of these names, in any case, with any white space, singular or plural."""
    words = (r"\s+".join(map(re.escape, name.split())) for name in names if name.strip())
    return re.compile(rf"(?<!\w)(?:{'|'.join(words) or '(?!)'})s?(?!\w)", re.IGNORECASE)


def own_program(call: Call) -> re.Pattern[str]:
    """The names and acronyms of this call's program."""
    return any_of((call.program, *(call.names.program if call.names else ())))


def own_organizations(call: Call) -> re.Pattern[str]:
    """The names and acronyms of those who issue the call and take the letters."""
    names: list[str] = []
    for issuer in (*call.issuers, *(p.organization or "" for p in (call.delivery.to,))):
        name, _, acronym = issuer.partition("(")
        names += [name, acronym.rstrip(") ")]
    names += [person.organization or "" for person in call.delivery.cc]
    return any_of(name for name in names if name.strip())
