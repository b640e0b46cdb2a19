"""What every part of the project does with text: patterns, sentences, names, dates, quotations."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise


class Regex:
    """A regular expression that is compiled when it is first used.

    There are hundreds of them, and a command uses a part; compiling all of them at import would
    take a good part of its time. The methods are those of `re.Pattern`.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern, self.flags)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match anywhere in a text, or between two places of it."""
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The match that begins at `start`."""
        return self.compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches, in order."""
        return self.compiled.finditer(text)

    def findall(self, text: str) -> list[str]:
        """The texts of all matches; of a pattern with one group, those of the group."""
        return self.compiled.findall(text)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with every match replaced."""
        return self.compiled.sub(replacement, text)

    def split(self, text: str) -> list[str]:
        """The pieces between the matches."""
        return self.compiled.split(text)


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> Regex:
    patterns = (r"\s+".join(map(re.escape, word.split())) for word in words if word.strip())
    return Regex(rf"(?<!\w)(?:{'|'.join(patterns) or '(?!)'})s?(?!\w)", re.IGNORECASE)


def any_of(words: Iterable[str]) -> Regex:
    """A pattern for any of some words or names: in any case, singular or plural, on any lines."""
    return _any_of(tuple(words))


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as text."""
    return frozenset(text.split())


# Sentences ----------------------------------------------------------------------------------------

_END = Regex(  # counted, so that no row of dots or spaces costs more than its length
    r"[.!?…]{1,4}[\"”’')\]]{0,3}\s{1,9}(?=[\"“‘'(\[§•✉📞]{0,2}\s?[A-ZÀ-Þ0-9¿¡])"
    r"|\n(?=\W{0,4}[A-ZÀ-Þ0-9¿¡•▪–-])"
)
_CLAUSE_END = Regex(rf"{_END.pattern}|;[\"”’)]{{0,3}}\s{{1,9}}")
_ABBREVIATION = Regex(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Mx|Sra?|Jr|Ste?|No|Prof|Rev|Sgt|Lt|Capt|Gov|Sen|Supt|Asst|Dept|Mt|Ft|Ma"
    r"|Wm|vs|etc|approx|e\.g|i\.e|cf|ca|a\.m|p\.m|U\.S|Ed|Ph|Inc|Co|Ave|Blvd|Rd|[Aa]ttn|[Ee]xt|[Tt]el)"
    r"|\b[A-Z])\.$"
)
_NEAR = 12
"""Characters in which an abbreviation is looked for; looking through all would be slow."""


def sentence_spans(text: str, *, clauses: bool = False) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends, without the white space around it.

    A new line that begins anew ends a sentence; “Dr.”, initials and “ext.” end none.

    Args:
        text: what a person wrote.
        clauses: whether a semicolon ends one, too.
    """
    bounds = [0]
    for match in (_CLAUSE_END if clauses else _END).finditer(text):
        stop = match.start() + 1
        if not _ABBREVIATION.search(text, max(bounds[-1], stop - _NEAR), stop):
            bounds.append(match.end())
    bounds.append(len(text))
    return [
        (start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
        for start, end in pairwise(bounds)
        if (piece := text[start:end]).strip()
    ]


def sentences(text: str) -> list[str]:
    """The sentences of a text, as they are written there."""
    return [text[start:end] for start, end in sentence_spans(text)]


# Parts of a text, and lists of words --------------------------------------------------------------

_LONG = 120
_AROUND, _MOST_AROUND = 200, 400
"""Characters that are looked at on each side of a part, and that are shown at the most."""
_INNER_QUOTES = str.maketrans("“”", "‘’")


def shortened(text: str, most: int = _LONG, words: int | None = None) -> str:
    """A text on one line, cut between two words where it is long, with “ …” for the rest.

    Args:
        text: what a person wrote.
        most: how many characters it may have.
        words: how many words it may have.
    """
    line = " ".join(text.split())
    kept = " ".join(line.split(" ")[:words])
    if len(kept) > most:
        kept = kept[: most - 1].rpartition(" ")[0] or kept[: most - 2]
    return line if kept == line else f"{kept.rstrip(' .,;:…')} …"


def quoted(text: str, words: int = 12) -> str:
    """The beginning of a text in quotation marks, without the mark at its end."""
    return f"“{shortened(text.translate(_INNER_QUOTES), words=words).rstrip('.,;:')}”"


def quote_at_end(quote: str) -> str:
    """A whole quote at the end of a sentence: with one full stop, its own or the sentence's."""
    return f"“{quote}”" if quote.endswith((".", "?", "!")) else f"“{quote}”."


def around(text: str, start: int, end: int, words: int = 4, most: int = 30) -> str:
    """A part of a text with the words around it, on one line; “…” says that there is more.

    Args:
        text: the whole text.
        start: where the part begins.
        end: where the part ends.
        words: how many words before the part and after it are shown.
        most: how many words of the part itself are shown.
    """
    before = re.split(r"\s", text[max(0, start - _AROUND) : start])
    after = re.split(r"\s", text[end : end + _AROUND])
    lead, tail = " ".join(before[-words - 1 :]), " ".join(after[: words + 1])
    part = text[start:end]
    if len(part.split()) > most:
        part, tail = " ".join(part.split()[:most]), " …"
    elif text[end + len(tail) :].strip():
        tail = f"{tail.rstrip(' .,;:')} …"
    if text[: start - len(lead)].strip():
        lead = f"… {lead}"
    line = " ".join(f"{lead}{part}{tail}".translate(_INNER_QUOTES).split())
    return shortened(line, _MOST_AROUND)


def window(text: str, most: int, phrase: str = "") -> str:
    """At most so many characters of a text, word for word, with a phrase of it among them."""
    text = text.strip()
    if len(text) <= most:
        return text
    at = max(text.find(phrase), 0) if phrase else 0
    start = max(0, min(at - most // 2, len(text) - most))
    if start:
        start = text.find(" ", start) + 1 or start
    end = start + most
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    return text[start:end].strip()


def plural(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: 1 page, 3 pages."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def with_article(noun: str) -> str:
    """A noun with “a” or “an”: “an expression of interest”."""
    return f"{'an' if noun[:1].lower() in 'aeio' else 'a'} {noun}"


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Words in a sentence: “a”, “a and b”, “a, b, and c”."""
    if len(words) < 3:
        return f" {joint} ".join(words)
    return f"{', '.join(words[:-1])}, {joint} {words[-1]}"


# What may be printed ------------------------------------------------------------------------------

UNSAFE = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
"""Characters, as part of a class, with which a file or its name would write on the terminal.

Escapes (C0, C1), ends of lines, directions that are forced (UAX #9), and halves of characters.
"""
_UNSAFE = Regex(f"[{UNSAFE}]")


def printable(text: str) -> str:
    """A text in which no character can steer the terminal; lines end as they did."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text).replace("\t", " ")


def megabytes(size: int) -> str:
    """The size of a file or an email: 0.2 MB."""
    return f"{max(size / 1e6, 0.1):.1f} MB"


def printable_line(text: object) -> str:
    """The same on one line: a name of a file may have an end of a line in it."""
    return printable(str(text)).replace("\n", "\N{REPLACEMENT CHARACTER}")


def as_argument(name: str) -> str:
    """A name of a file as it is written in a command."""
    return name if re.fullmatch(r"[\w.,:@%+=/\\~-]+", name) else f'"{name}"'


_LINE_OF_PROSE = 45
_SMALL_WORDS = 0.4


def is_running(line: str) -> bool:
    """Whether a line is of running text: long, and with many words in small letters.

    Names of a board with their offices, addresses, and figures of a table are not.
    """
    words = re.findall(r"[^\W\d_]+", line)
    small = sum(word[0].islower() for word in words)
    return len(line) >= _LINE_OF_PROSE and small >= _SMALL_WORDS * len(words) > 0


def ordinal(number: int) -> str:
    """A number that counts places: 1st, 2nd, 3rd, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def first_of(names: Sequence[str], most: int) -> str:
    """The first of some names, and how many more there are: a, b and 3 more."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question with the nearest of some known names; empty if none is near."""
    from rapidfuzz import fuzz, process, utils

    best = process.extractOne(
        word, list(known), scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=70
    )
    return f"Did you mean `{best[0]}`?" if best else ""


# Names and words ----------------------------------------------------------------------------------

HYPHENS = "\\-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
"""What is used for a hyphen, as part of a character class."""


def composed(text: str) -> str:
    """A text with each accent in its letter (NFC): macOS writes the two apart."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """A text for comparing: small letters, without accents, curly apostrophes and fancy hyphens."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(f"[{HYPHENS}]", "-", plain.replace("’", "'")).casefold()


def folded_words(text: str) -> list[str]:
    """The words and numbers of a text, folded."""
    return re.findall(r"[^\W_]+", fold(text))


# Dates --------------------------------------------------------------------------------------------

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_IN_SPANISH = {"ene": 1, "abr": 4, "ago": 8, "dic": 12}
"""By their first letters, where those are not the same as in English."""
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|ene|abr|ago|dic)[a-z]{0,9}\.?"
"""A pattern, in small letters, for a month in English or Spanish, whole or cut short."""


def month_number(name: str) -> int:
    """The number of a month that `MONTH` matches."""
    start = name[:3].lower()
    english = {month[:3].lower(): number for number, month in enumerate(MONTHS, 1)}
    return {**english, **_MONTHS_IN_SPANISH}[start]


def written_date(day: date) -> str:
    """A day as letters have it: June 16, 2022."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def written_day(day: date) -> str:
    """The same with its weekday: Thursday, June 16, 2022."""
    return f"{WEEKDAYS[day.weekday()]}, {written_date(day)}"


# Greetings and closings ---------------------------------------------------------------------------

GREETING = (
    r"(?:dear|to whom|greetings|good (?:morning|afternoon|day|evening)|hello|estimad[oa]s?|"
    r"ladies and|gentlemen)\b"
)
"""A pattern, in small letters, for the words that begin a salutation."""
_GREETING = Regex(rf"\s{{0,9}}{GREETING}", re.IGNORECASE)
_BEFORE_FAREWELL = r"(?:with |in |most |very |yours? |and |our |kind |best |warm(?:est)? ){0,6}"
_FAREWELL = (
    r"(?:sincere(?:ly)?|sinceramente|respectfully|respetuosamente|atentamente|cordially|"
    r"cordialmente|regards|wishes|truly|faithfully|gratefully|gratitude|appreciation|thanks|"
    r"thank you|gracias|warmly|saludos|humbly)"
)
_PERHAPS_FAREWELL = (
    r"(?:respects?|warm(?:est)?|best|onward|partnership|solidarity|service|submitted|signed|hope|"
    r"hopefully|kind(?:ly|est)?|faith|esteem|agradecid[oa]s?|yours|for the consortium|"
    r"on behalf of|approved|community)"
)
"""Words that close a letter, and begin other lines, too: “Community Schools Director”."""
VALEDICTION = Regex(
    rf"{_BEFORE_FAREWELL}(?:{_FAREWELL}|{_PERHAPS_FAREWELL})\b",
    re.IGNORECASE,
)
"""What the line above a signature begins with: “Sincerely”, “In partnership”."""
_VALEDICTION_LINE = Regex(
    rf"\W{{0,9}}(?:{_BEFORE_FAREWELL}{_FAREWELL}\b[\w ]{{0,40}},?"
    rf"|{_BEFORE_FAREWELL}{_PERHAPS_FAREWELL}\b[\w ]{{0,40}},"
    r"|(?:with|in) [\w ]{2,40},)",
    re.IGNORECASE,
)


def is_greeting(line: str) -> bool:
    """Whether a line begins as a salutation does: “Dear”, “To whom it may concern”."""
    return _GREETING.match(line) is not None


HEADING_NUMBER = Regex(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s{1,9}", re.IGNORECASE)
"""Before a heading: “2. ”, “(c) ”."""


def unnumbered(heading: str) -> str:
    """A heading, folded, without its number and what is behind it: “3. Teachers:” is “teachers”."""
    number = HEADING_NUMBER.match(heading)
    return fold(heading[number.end() if number else 0 :]).strip(" :.")


def is_attachment(text: str, headings: Iterable[str]) -> bool:
    """Whether a text begins an attachment: “Attachment C: Resume”, where headings name A and B."""
    start = fold(text[:200])
    kinds = {re.sub(r"\s(?:\w|\d{1,2})$", "", fold(heading)) for heading in headings}
    return any(
        re.match(rf"{re.escape(kind)}(?:\s(?:[a-z]|\d{{1,2}}))?\s{{0,3}}(?:[:.–—\n-]|$)", start)
        for kind in kinds
    )


def is_valediction(line: str) -> bool:
    """Whether a line, by itself, closes a letter: “Sincerely,”, “With hope,”."""
    return _VALEDICTION_LINE.fullmatch(line.strip()) is not None


# Money --------------------------------------------------------------------------------------------


def in_dollars(amount: float) -> str:
    """A sum as letters write it: $45,000, or $45,000.50."""
    return f"${amount:,.0f}" if amount == int(amount) else f"${amount:,.2f}"


def dollars_of(written: str) -> float:
    """The sum that `in_dollars` wrote."""
    return float(written.lstrip("$").replace(",", ""))
