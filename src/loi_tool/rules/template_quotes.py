"""Whether what a template gives as the call's words is what the call says."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from loi_tool.calls.model import Call
from loi_tool.facts import Facts, Written
from loi_tool.findings import Place
from loi_tool.rules.words import paragraphs_of
from loi_tool.text import Regex, fold, quote_at_end, quoted

_MARKED = Regex(r'“([^“”]{8,2000})”|(?<!\w)"([^"\n]{8,2000})"(?!\w)|«([^«»]{8,2000})»')
_LABEL = Regex(r"\bcall(?:'s words)?(?: (?:also )?(?:says|asks|reads|wants))?(?: for)?\W{0,4}$")
_WORD = Regex(r"[^\W_]+")
_LEFT_OUT = Regex(r"…|\.\.\.|\[[^\]]{0,40}\]")
_NEAR, _NEAR_IF_LABELLED, _NEAR_IF_BARE = 80, 55, 90
"""Likeness, of 100, from which on words are taken for those of a quote."""
_LEAST, _LEAST_UNLABELLED, _LEAST_BARE = 3, 5, 8
"""Words of the shortest quotation that is compared: after “The call:”, elsewhere, and without
marks."""
_MOST_OF_IT = 0.6
"""The share of a quote from which on it is missed what is left off its end."""


@dataclass(frozen=True)
class ChangedQuote:
    """Words that the call does not have, and where they are."""

    message: str
    fix: str
    place: Place
    source_line: str | None
    is_error: bool


@dataclass(frozen=True)
class _Words:
    """A text as folded words, and where each of them begins and ends in it."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> _Words:
        matches = list(_WORD.finditer(text))
        return cls(tuple(fold(m[0]) for m in matches), tuple(m.span() for m in matches))

    @property
    def line(self) -> str:
        return f" {' '.join(self.words)} "


def changed_quotes(call: Call, facts: Facts) -> Iterator[ChangedQuote]:
    """What a template quotes otherwise than the call says it, in the order of the file."""
    known = [_Words.of(words).line for words in (*call.questions, *_statements(call))]
    for written in _texts(facts):
        marked = list(_MARKED.finditer(written.text))
        for match in marked:
            group = next(number for number in (1, 2, 3) if match[number])
            before = fold(written.text[max(0, match.start() - 40) : match.start()])
            is_labelled = _LABEL.search(before) is not None
            said = _Words.of(match[group])
            own = len(said.words) < _LEAST_UNLABELLED or any(said.line in line for line in known)
            if is_labelled or not own:
                yield from _of_quotation(call, written, match.span(group), is_labelled)
        if not marked and facts.answers is None:
            yield from _of_bare(call, written, known)


def _texts(facts: Facts) -> list[Written]:
    """The comments and texts of a file of answers; the paragraphs of a Word file."""
    if facts.answers is not None and facts.word is None and facts.template is not None:
        texts = [*facts.template.notes, *facts.answers.texts.values()]
        return sorted(texts, key=lambda written: written.place.line or 0)
    return [Written(p.text, p.place) for p in paragraphs_of(facts)]


def _of_quotation(
    call: Call, written: Written, span: tuple[int, int], is_labelled: bool
) -> Iterator[ChangedQuote]:
    text = written.text[span[0] : span[1]]
    pieces = [piece for piece in _LEFT_OUT.split(text) if len(_Words.of(piece).words) >= _LEAST]
    for piece in pieces:
        said = _Words.of(piece)
        start = written.text.index(piece, span[0])
        if any(said.line in quote for quote in _lines(call)):
            end = _left_off(call, said) if is_labelled and pieces == [text] else ""
            if end:
                yield ChangedQuote(
                    f"The template leaves off the end of what the call says: “… {end}”.",
                    "Quote all of it, or end it with “…”.",
                    *_place(written, start + len(piece) - 1),
                    is_error=True,
                )
            continue
        likeness, quote = _nearest(call, said.line)
        shared = sum(word in _Words.of(quote).words for word in said.words)
        is_labelled_and_like = is_labelled and 2 * shared >= len(said.words)
        if likeness >= (_NEAR_IF_LABELLED if is_labelled_and_like else _NEAR):
            yield _changed(written, start, piece, quote, is_error=True)
        elif is_labelled:
            yield ChangedQuote(
                f"The template gives as the call's words: {quoted(piece)}. The call, as `loi` "
                "knows it, does not say so.",
                "Compare it with the call itself. `loi calls` shows the quotes that `loi` has.",
                *_place(written, start),
                is_error=False,
            )


def _of_bare(call: Call, written: Written, known: list[str]) -> Iterator[ChangedQuote]:
    """A whole paragraph that is nearly a quote, without quotation marks."""
    said = _Words.of(written.text)
    if len(said.words) < _LEAST_BARE or any(said.line in line for line in (*_lines(call), *known)):
        return
    from rapidfuzz import fuzz

    likeness, quote = max(
        ((fuzz.ratio(said.line, _Words.of(q).line), q) for q in call.quotes), default=(0.0, "")
    )
    if likeness >= _NEAR_IF_BARE and likeness > max(fuzz.ratio(said.line, k) for k in known):
        yield _changed(written, 0, written.text, quote, is_error=False)


def _changed(
    written: Written, start: int, piece: str, quote: str, *, is_error: bool
) -> ChangedQuote:
    """What is said of a quote that is not as the call has it, at the first word that is not."""
    from difflib import SequenceMatcher

    said, right = _Words.of(piece), _Words.of(quote)
    blocks = SequenceMatcher(None, said.words, right.words, autojunk=False).get_opcodes()
    at = next((i for tag, i, *_ in blocks if tag in ("replace", "delete")), None)
    if at is None:
        inner = [i for tag, i, *_ in blocks if tag == "insert" and 0 < i < len(said.words)]
        at = inner[0] if inner else 0
    return ChangedQuote(
        f"The template says “{' '.join(piece.split())}”. The call says {quote_at_end(quote)}",
        "Put back the call's own words.",
        *_place(written, start + said.spans[min(at, len(said.spans) - 1)][0]),
        is_error=is_error,
    )


def _place(written: Written, offset: int) -> tuple[Place, str | None]:
    """The place of a character of a text, and its line."""
    place = written.place
    if place.line is None or not written.lines:
        return place, None
    starts = [0]
    for line in written.text.split("\n")[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    number = min(bisect_right(starts, offset) - 1, len(written.lines) - 1)
    line = written.lines[number]
    inside = line.find(written.text[starts[number] :].split("\n")[0])
    column = max(inside, 0) + offset - starts[number] + 1
    return Place(file=place.file, line=place.line + number, column=column), line


@lru_cache(maxsize=4)
def _lines_of(quotes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_Words.of(quote).line for quote in quotes)


def _lines(call: Call) -> tuple[str, ...]:
    """The call's quotes as folded words."""
    return _lines_of(call.quotes)


def _statements(call: Call) -> Iterator[str]:
    """What a built letter says in the call's name without quoting it."""
    for commitment in call.commitments:
        yield commitment.statement
    letter = call.letter
    fixed = (letter.salutation, letter.opening, letter.closing, letter.subject, call.title)
    yield from filter(None, fixed)


def _nearest(call: Call, said: str) -> tuple[float, str]:
    """The quote that some words are nearest to, or to a part of, and how near (0 to 100)."""
    from rapidfuzz import fuzz

    def likeness(quote: str) -> float:
        line = _Words.of(quote).line
        if len(said) <= len(line):
            return fuzz.partial_ratio(said, line)
        return fuzz.ratio(said, line)

    return max(((likeness(quote), quote) for quote in call.quotes), default=(0.0, ""))


def _left_off(call: Call, said: _Words) -> str:
    """The end of a quote of which the template has the greater part, up to it; else nothing."""
    if said.line in _lines(call):
        return ""
    for quote, line in zip(call.quotes, _lines(call), strict=True):
        whole = _Words.of(quote)
        if line.startswith(said.line) and len(said.words) >= _MOST_OF_IT * len(whole.words):
            return quote[whole.spans[len(said.words)][0] :].rstrip(".")
    return ""
