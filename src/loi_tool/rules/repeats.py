"""LOI2xx: what the letter says more than once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from loi_tool.calls.model import Call
from loi_tool.facts import Facts
from loi_tool.findings import Place, Severity
from loi_tool.rules.base import Fault, rule
from loi_tool.rules.words import closing_index, paragraphs_of
from loi_tool.text import folded_words, listed, quoted, sentences

_LONG = 8
"""Words from which on a sentence is not in two places by chance."""
_LEAST = 3
"""Words of a whole section, from which on it is compared with the others."""
_NAMED = 3


class _PlacedSentence(NamedTuple):
    """A sentence, and where it is."""

    section: str
    paragraph: int
    text: str
    words: tuple[str, ...]
    place: Place
    line: str | None = None


@rule("LOI212", "text-repeated", Severity.WARNING)
def text_repeated(call: Call, facts: Facts) -> Iterator[Fault]:
    """The same sentence is in several places of the letter.

    The call asks for something else in each section. A short sentence counts where it is all that a
    section says.

    Bad: one paragraph, copied under every heading. Good: in each section an answer to its question.
    """
    said = list(_said(call, facts))
    copied = _copied(said)
    by_words: dict[tuple[str, ...], list[_PlacedSentence]] = {}
    for sentence in said:
        by_words.setdefault(sentence.words, []).append(sentence)
    together: dict[frozenset[int], list[list[_PlacedSentence]]] = {}
    for words, places in by_words.items():
        if len({place.paragraph for place in places}) < 2:
            continue
        whole = sum(place.section in copied for place in places) > 1
        if len(words) < _LONG and not whole:
            continue
        together.setdefault(frozenset(p.paragraph for p in places), []).append(places)
    for repeated in together.values():
        places = repeated[0]
        names = list(dict.fromkeys(f"“{place.section}”" for place in places if place.section))
        more = len(names) - _NAMED
        shown = [*names[:_NAMED], f"{more} more"] if more > 0 else names
        where = f"in {len({p.paragraph for p in places})} places"
        second = next(p for p in places if p.paragraph != places[0].paragraph)
        yield Fault(
            f"The same {f'{len(repeated)} sentences are' if len(repeated) > 1 else 'sentence is'} "
            f"{where}{': ' + listed(shown) if shown else ''}. "
            f"{'The first' if len(repeated) > 1 else 'It'} is {quoted(places[0].text)}.",
            "Keep it in one place. Write in the others what the call asks for there.",
            second.place,
            second.line,
        )


def _said(call: Call, facts: Facts) -> Iterator[_PlacedSentence]:
    """The sentences of the letter's sections, or of the answers where there is no letter yet."""
    if facts.reading is not None:
        paragraphs = paragraphs_of(facts)
        for number, paragraph in enumerate(paragraphs[: closing_index(paragraphs)]):
            if paragraph.where == "body" and paragraph.heading and not paragraph.is_heading:
                place = paragraph.place
                yield from _sentences(paragraph.heading, number, paragraph.text, place)
        return
    number = 0
    for item in call.narratives:
        for written in facts.answers.under(f"sections.{item.id}") if facts.answers else ():
            number += 1
            for sentence in _sentences(item.title, number, written.text, written.place):
                place, line = written.find(sentence.text)
                yield sentence._replace(place=place, line=line)


def _sentences(section: str, paragraph: int, text: str, place: Place) -> Iterator[_PlacedSentence]:
    for sentence in sentences(text):
        words = tuple(folded_words(sentence))
        if words:
            yield _PlacedSentence(section, paragraph, sentence, words, place)


def _copied(said: Sequence[_PlacedSentence]) -> set[str]:
    """The sections that say nothing but what another one says."""
    sections: dict[str, set[tuple[str, ...]]] = {}
    for sentence in said:
        sections.setdefault(sentence.section, set()).add(sentence.words)
    return {
        section
        for name, words in sections.items()
        for title, other in sections.items()
        if title != name and words <= other and sum(map(len, words)) >= _LEAST
        for section in (name, title)
    }


RULES = (text_repeated,)
