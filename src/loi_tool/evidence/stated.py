"""Items that are there or not: a sum that is asked for, a code of a fixed form, a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from loi_tool.calls.items import APPLICANT, Item
from loi_tool.calls.model import CARDINALS, Call
from loi_tool.evidence.narrative_words import meaning
from loi_tool.evidence.values import item_of
from loi_tool.facts import ItemReading, PartReading
from loi_tool.files import Paragraph
from loi_tool.findings import Evidence, Verdict
from loi_tool.placeholders import placeholders
from loi_tool.text import Regex, folded_words, in_dollars, listed, sentences, shortened, word_set

_LONGEST = 1_000
"""Characters of a sentence; what comes after is not looked at."""
_MOST = 4
"""Values that a question names."""

# Sums of money

_IN_FIGURES = r"(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?:\.\d{1,2})?"
_SUM = Regex(
    rf"\$\s?(?P<signed>{_IN_FIGURES})(?:\s?(?P<unit>k|thousand|million)\b)?"
    rf"|(?<![\d.,$])(?P<named>{_IN_FIGURES})(?:\s(?P<large>thousand|million))?\s(?:US\s)?dollars\b",
    re.IGNORECASE,
)
_UNITS = {"k": 1_000, "thousand": 1_000, "million": 1_000_000}
_NUMBER = rf"\d{{1,2}}|both|{'|'.join(CARDINALS)}"
_A_YEAR = Regex(
    rf"[^.;$]{{0,30}}\b(?:(?:a|per|each|every)\s(?:school\s)?year\b[^.;$]{{0,20}}\b(?:for|over|in)"
    rf"\s(?:the\s|all\s)?(?P<years>{_NUMBER})\s(?:school\s)?years"
    rf"|(?:in|for)\s(?:each|every)\s(?:one\s)?of\s(?:the\s|our\s)?(?P<each>{_NUMBER})\s"
    rf"(?:school\s)?years)",
    re.IGNORECASE,
)
_ASKED = Regex(
    r"\b(?:request\w{0,3}|ask(?:s|ing|ed)?|seek(?:s|ing)?|appl(?:y|ies|ying)\sfor|hop(?:e|es|ing)\s"
    r"for|would\s(?:need|be\sneeded)|solicit)\b",
    re.IGNORECASE,
)
_LABEL_WORDS = word_set("amount request requested requesting sum award grant asked ask")
_ASKING = word_set("request requested requesting asked ask")
_BESIDE = word_set("our the we are is total for from of this")
"""Words that a label may have beside: “Our request”, “Total amount requested”."""
_FAR = 120
"""Characters between the word that asks and the sum."""
_LABEL = 60
"""Characters of a label."""


@dataclass(frozen=True)
class _Sum:
    """A sum that a letter names."""

    dollars: float
    start: int
    end: int


def read_stated(
    call: Call, paragraphs: Sequence[Paragraph], applicant: str | None
) -> dict[str, ItemReading]:
    """What a letter says of a call's amounts, identifiers and statements.

    Args:
        call: what is asked for.
        paragraphs: the letter, in reading order.
        applicant: the name of who applies, where it is known.
    """
    items: dict[str, ItemReading] = {}
    for item in call.items:
        if item.kind == "amount":
            part = _amount(item, paragraphs)
            items[item.id] = item_of({"amount": part}, f"The letter asks for {part.value}.")
        elif item.kind == "identifier":
            part = _identifier(item, paragraphs)
            items[item.id] = item_of({"code": part}, f"The letter gives {part.value}.")
        elif item.kind == "statement":
            items[item.id] = _statement(item, paragraphs, applicant)
    return items


def _sentences_of(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, str]]:
    for paragraph in paragraphs:
        for sentence in sentences(paragraph.text):
            text = " ".join(sentence.split())[:_LONGEST]
            if text and not placeholders(text):
                yield paragraph, text


def _amount(item: Item, paragraphs: Sequence[Paragraph]) -> PartReading:
    """The sum that is asked for: by a verb that asks or a label beside it, or else by a heading."""
    asked: dict[float, Evidence] = {}
    headed: dict[float, Evidence] = {}
    others: dict[float, Evidence] = {}
    labels = _Labels(item, paragraphs)
    for paragraph, sentence in _sentences_of(paragraphs):
        text = _with_figures(sentence)
        sums = list(_sums(text))
        if not sums:
            continue
        shown = Evidence(text=sentence, place=paragraph.place)
        chosen = _asked_for(text, sums)
        if chosen is None and labels.beside(paragraph, text[: sums[0].start]):
            chosen = sums[0]
        if chosen is not None:
            asked.setdefault(chosen.dollars, shown)
        elif labels.above(paragraph):
            headed.setdefault(sums[0].dollars, shown)
        for other in sums:
            others.setdefault(other.dollars, shown)
    asked = asked or headed
    if len(asked) == 1:
        [(dollars, evidence)] = asked.items()
        return PartReading(Verdict.MET, in_dollars(dollars), (evidence,))
    found = asked or others
    if not found:
        return PartReading(Verdict.NOT_MET, why="No sum of money is in the letter.")
    named = list(found)[:_MOST]
    question = f"Does the letter ask for {listed([in_dollars(d) for d in named], 'or')}?"
    shown_sums = tuple(dict.fromkeys(found[dollars] for dollars in named))
    return PartReading(Verdict.CONFIRM, None, shown_sums, question)


def _with_figures(sentence: str) -> str:
    """A sentence with its numbers in figures, where it has no sum in figures."""
    if not _IN_WORDS.search(sentence) or _SUM.search(sentence):
        return sentence
    from text_to_num import alpha2digit

    text: str = alpha2digit(sentence, "en")
    return text


_IN_WORDS = Regex(r"\b(?:hundred|thousand|million)\b", re.IGNORECASE)


def _sums(text: str) -> Iterator[_Sum]:
    for match in _SUM.finditer(text):
        figures = match["signed"] or match["named"]
        unit = _UNITS.get((match["unit"] or match["large"] or "").lower(), 1)
        dollars = float(figures.replace(",", "")) * unit
        a_year = _A_YEAR.match(text, match.end())
        if a_year is not None:
            dollars *= _number(a_year["years"] or a_year["each"])
        if dollars:
            yield _Sum(dollars, match.start(), match.end())


def _number(word: str) -> int:
    word = word.lower()
    if word == "both":
        return 2
    return int(word) if word.isdecimal() else CARDINALS.index(word) + 1


def _asked_for(text: str, sums: Sequence[_Sum]) -> _Sum | None:
    """The sum behind a verb that asks, or else the one before it."""
    verbs = list(_ASKED.finditer(text))
    for verb in verbs:
        for sum_ in sums:
            if 0 <= sum_.start - verb.end() <= _FAR:
                return sum_
    for verb in verbs:
        for sum_ in reversed(sums):
            if 0 <= verb.start() - sum_.end <= _FAR:
                return sum_
    return None


class _Labels:
    """The labels of sums: the headings above them, the cells beside them, the words before."""

    def __init__(self, item: Item, paragraphs: Sequence[Paragraph]) -> None:
        self._title = folded_words(item.title)
        self._asked = set(self._title) & _LABEL_WORDS
        self._rows: dict[tuple[int, int] | None, list[Paragraph]] = {}
        for paragraph in paragraphs:
            self._rows.setdefault(paragraph.row, []).append(paragraph)

    def beside(self, paragraph: Paragraph, before: str) -> bool:
        """Whether the words before a sum, or a cell beside it, say that it is asked for."""
        row = self._rows[paragraph.row] if paragraph.row else []
        cells = [cell.text for cell in row if cell is not paragraph]
        return any(map(self._says, (before, *cells)))

    def above(self, paragraph: Paragraph) -> bool:
        """Whether the heading above says that a sum under it is asked for."""
        return self._says(paragraph.heading)

    def _says(self, label: str) -> bool:
        """Whether a label has the title's words, or says by itself that a sum is asked for."""
        in_order = folded_words(label)
        words = set(in_order) if len(label) <= _LABEL else set()
        by_title = in_order == self._title or (bool(self._asked) and self._asked <= words)
        return by_title or (bool(words & _ASKING) and words <= _LABEL_WORDS | _BESIDE)


# Codes

_SIGNS = {"#": r"\d", "A": "[A-Za-z]", "X": "[A-Za-z0-9]", "-": r"[\s‐‑–-]?", " ": r"[\s‐‑–-]?"}


@lru_cache(maxsize=16)
def _form(form: str) -> Regex:
    # letters may put a space or a hyphen between the letters and the digits, too
    split = re.sub(r"(?<=A)(?=#)|(?<=#)(?=A)", " ", form)
    signs = "".join(_SIGNS[sign] for sign in split)
    return Regex(rf"(?<![\w$.,-]){signs}(?![\w-]|[.,]\d)")


@dataclass(frozen=True)
class _Code:
    """What has the form of a code."""

    text: str
    shown: Evidence
    is_certain: bool
    """Whether it has digits, or a label before it."""

    @property
    def key(self) -> str:
        """The same for every way to write it."""
        return re.sub(r"\W", "", self.text).upper()


def _identifier(item: Item, paragraphs: Sequence[Paragraph]) -> PartReading:
    """The codes of a form, each once; one that has only letters needs its label before it."""
    found = list(_codes(item, paragraphs))
    certain = [code for code in found if code.is_certain]
    each: dict[str, _Code] = {}
    for code in certain or found:
        each.setdefault(code.key, code)
    codes = list(each.values())
    if not codes:
        why = (
            f"Nothing in the letter has the form {item.form} (# is a digit, A a letter, X either)."
        )
        return PartReading(Verdict.NOT_MET, why=why)
    names = [code.text for code in codes][:_MOST]
    if not certain:
        why = f"Is {listed(names, 'or')} what the call asks for?"
        return PartReading(Verdict.CONFIRM, None, tuple(c.shown for c in codes[:_MOST]), why)
    shown = tuple(dict.fromkeys(code.shown for code in codes))[:_MOST]
    return PartReading(Verdict.MET, listed(names), shown)


def _codes(item: Item, paragraphs: Sequence[Paragraph]) -> Iterator[_Code]:
    """What has the form of an item's codes, and is no word of as many letters."""
    form, labels = item.form or "", meaning(item.title)
    rows: dict[tuple[int, int], str] = {}
    for paragraph in paragraphs:
        before, begin = rows.get(paragraph.row, "") if paragraph.row else "", 0
        if paragraph.row:
            rows[paragraph.row] = f"{before}{paragraph.text} "
        for match in _form(form).finditer(paragraph.text):
            code = " ".join(match[0].split())
            is_word = not any(sign.isdecimal() for sign in code)
            if is_word and ("A" not in form or not code.isupper() or meaning(code) & labels):
                continue
            line = shortened(" ".join(paragraph.text.split()), _LONGEST)
            label = meaning(before + paragraph.text[begin : match.start()]) & labels
            before, begin = "", match.end()
            shown = Evidence(text=line, place=paragraph.place)
            yield _Code(code, shown, bool(label) or not is_word)


# Statements

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_LONGEST_NAME = 150
_LIKE = 60
"""How much of the statement (0 to 100) a passage has that is shown as near to it."""


def _statement(item: Item, paragraphs: Sequence[Paragraph], applicant: str | None) -> ItemReading:
    """The statement word for word; else what comes nearest."""
    words = _plain(item.words or "")
    name = re.escape(_plain(applicant)) + "|" if applicant else ""
    pattern = rf"(?:{name}[^.!?;:]{{2,{_LONGEST_NAME}}}?)".join(
        re.escape(piece) for piece in words.split(_plain(APPLICANT))
    )
    sought = re.compile(pattern, re.IGNORECASE)
    texts = [(_plain(paragraph.text), paragraph) for paragraph in paragraphs]
    for text, paragraph in texts:
        match = sought.search(text)
        if match is not None and not placeholders(match[0]):
            shown = Evidence(text=shortened(match[0], _LONGEST), place=paragraph.place)
            return ItemReading(Verdict.MET, "The statement is there, word for word.", (shown,))
    text, nearest = max(texts, key=lambda pair: _likeness(words, pair[0]))
    if _likeness(words, text) < _LIKE:
        return ItemReading(Verdict.NOT_MET, "The statement is not in the letter.")
    shown = Evidence(text=" ".join(nearest.text.split())[:_LONGEST], place=nearest.place)
    theirs, ours = _first_difference(words, text)
    why = f"It must be there word for word: where the call has “{theirs}”, the letter has “{ours}”."
    return ItemReading(Verdict.NOT_MET, why, (shown,))


def _plain(text: str) -> str:
    return " ".join(text.translate(_QUOTES).split())


def _likeness(words: str, text: str) -> float:
    from rapidfuzz import fuzz

    if len(text) < len(words) / 2:
        return 0.0
    return fuzz.partial_ratio(words.lower(), text.lower())


_AROUND = 4
"""Words of a difference that are shown."""


def _first_difference(words: str, text: str) -> tuple[str, str]:
    """Where a passage first differs from the statement: its words there, and the passage's."""
    from difflib import SequenceMatcher

    asked, written = words.split(), text.split()
    matcher = SequenceMatcher(None, [w.lower() for w in asked], [w.lower() for w in written], False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal" and APPLICANT not in asked[a:b] and (a > 0 or APPLICANT not in asked[:1]):
            return (
                " ".join(asked[max(a - 1, 0) : b + 1][: 2 * _AROUND]),
                " ".join(written[max(c - 1, 0) : d + 1][: 2 * _AROUND]),
            )
    return words[:_FAR], text[:_FAR]
