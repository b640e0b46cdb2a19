"""A letter read by the call's questions alone, where the call has no words of evidence.

The words of a title, a quote and a prompt are cues, and so are their forms and near words. A
passage answers if its heading names what is asked, or if it has most of the question's words in a
few sentences. What it says must have substance: a passage of mere belief is for a person to judge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from loi_tool.calls.model import Call
from loi_tool.evidence.narrative_passages import (
    NarrativePassage,
    NarrativeSection,
    Sentence,
    words_of,
)
from loi_tool.evidence.narrative_targets import Target
from loi_tool.evidence.narrative_words import NUMBER, SHARE, YEAR, is_small, stems
from loi_tool.evidence.near_words import base, groups_of, is_asking
from loi_tool.text import Regex, any_of

_NAMED = 0.5
"""From here on a heading names what is asked."""
_ITEM_NAMED, _SOME = 0.6, 0.3
"""So well must a heading name the item, and so much of its own words must a part of it have."""
_MOST, _FEW = 4.0, 0.35
"""So many words of a question, and so great a share of them, answer without a heading."""
_SEVERAL = 2.0
"""So many words of a part's question answer under the heading of the item alone."""
_ALL, _FEW_SENTENCES = 0.85, 2
"""A sentence or two with so much of a short question answer it."""
_RIVAL = 0.8
"""What a heading names less than so well as something else, it does not name."""
_NEARLY, _HALF = 0.7, 0.5
"""What a near word counts in a heading, and in a passage."""
_BODY_WORDS, _PROSE_WORDS = 30, 15
"""Words below which a passage is too short to answer, under a heading and without one."""
_HOLLOW = 0.025
"""Words of belief to a word of a passage, above which it says nothing of its own."""
_SPANS = (1, 2, 3, 4, 6)
_LONGER = 0.06
"""How much less a stretch counts for each sentence more."""
_LABEL_WORDS, _SHORT_LABEL = 9, 6
_FEWEST = 5
"""Words of a passage that is looked at."""
_BELIEF = Regex(
    r"\b(?:believ\w{1,4}|proud\w{0,2}|pride|excit\w{1,6}|thrilled|passion\w{0,6}|journey|always|"
    r"look(?:ing)? forward|commit(?:ted|ment) to|dedicat\w{1,4}|every (?:child|student|learner)|"
    r"all (?:children|students|learners) (?:can|deserve)|research (?:has|shows)|studies show|"
    r"lifelong|heritage|tradition of|stands? ready|our mission|strive|cherish|deeply|"
    r"truly|wholeheartedly|in the spirit|valued?|values|privilege\w?|honou?r\w{0,4}|grateful|"
    r"as we all know|limitless|boundless|"
    r"countless|numerous|a variety of|many ways|world-class|second to none|excellence|potential|"
    r"unwavering|vision|dream\w{0,2}|opportunit\w{1,3}|thrive|at the heart of|essential|vital|"
    r"crucial|cornerstone|robust|holistic|transformative|empower\w{0,4}|"
    r"in (?:conversation|discussions?|talks) with|to be (?:decided|announced|finali[sz]ed)|"
    r"in due course|at a later date|are exploring|under consideration)\b",
    re.IGNORECASE,
)
"""What letters say that do not answer: they are proud, look forward, and are in conversation."""
_HOW_MANY = Regex(
    r"\b(?:how many|how much|number of|in numbers|how (?:do )?(?:you|we) know|data|measured?|"
    r"percent\w{0,4}|evidence|statistics|figures)\b",
    re.IGNORECASE,
)
_WHO = Regex(
    r"\b(?:who (?:is|are|will|would)|whom|names?|which (?:teachers|people|staff))\b", re.IGNORECASE
)
_FULL_NAME = Regex(
    r"(?<=.)\b(?:(?:Mr|Ms|Mrs|Dr)\. [A-Z]\w{1,30}"
    r"|[A-Z][a-zí-ÿ]{1,30} (?:[A-Z]\. )?[A-Z][\w’-]{1,30})"
)
_DEFINITE = Regex(r"(?<=[a-z,;] )[A-Z][a-zà-ÿ]{2,30}\b|\d")
"""A name, not at the beginning of a sentence."""
_A_NUMBER, _A_NAME = "#", "@"
"""Stand among the words of a question that asks how many, or who."""
_VERBATIM = Regex(r"\b(?:word for word|verbatim|these exact words)\b", re.IGNORECASE)
_NUMBERED = Regex(r"\W{0,2}(?:question\s)?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.):]\s", re.IGNORECASE)
_BARE_NUMBER = Regex(r"\W{0,2}(?:question\s)?\w{1,2}\W{1,2}", re.IGNORECASE)
_OPENS_QUESTION = Regex(r"(?:what|who|whom|how|where|why|which|when)\b", re.IGNORECASE)
_HAS_VERB = Regex(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|may|we|i|it|they|he|she|this|that|do|does"
    r"|did)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AskedWords:
    """The words of a question that carry meaning, as stems."""

    title: frozenset[str]
    words: frozenset[str]
    is_verbatim: bool = False
    """Whether the call wants its own words, which no passage in others answers."""

    @cached_property
    def near(self) -> frozenset[int]:
        """The groups of near words that they belong to."""
        return groups_of(self.words | self.title)


def is_hollow(passage: NarrativePassage) -> bool:
    """Whether much of a passage is general: belief, pride and hope."""
    text = " ".join(sentence.text for sentence in passage.sentences)
    return len(_BELIEF.findall(text)) >= _HOLLOW * max(passage.words, 25)


@dataclass(frozen=True)
class Near:
    """How near a passage comes to what is asked, by its sentences `first` to `last`."""

    passage: NarrativePassage
    first: int
    last: int
    heading: float
    """How well its heading or label names what is asked, from 0 to 1."""
    item_heading: float
    """The same of the item that this is a part of."""
    share: float
    """Of the question's words, those that it has, from 0 to 1."""
    count: float
    """How many that are; a near word is half a word."""
    is_verbatim: bool

    @cached_property
    def is_hollow(self) -> bool:
        """Whether it is mostly about belief."""
        return is_hollow(self.passage)

    @property
    def is_short(self) -> bool:
        """Whether there are too few words to answer by its heading."""
        return self.passage.words < _BODY_WORDS

    @cached_property
    def is_definite(self) -> bool:
        """Whether it has a number, a name, or a day in it: something that can be looked up."""
        return any(map(_is_definite, self.passage.sentences))

    @property
    def is_more_than_a_word(self) -> bool:
        """Whether it has several of the question's words, or says something definite beside one."""
        return self.count >= _SEVERAL or any(map(_is_definite, self._said))

    @property
    def is_whole(self) -> bool:
        """Whether a sentence or two have all of a short question, and something definite."""
        whole = self.count >= _SEVERAL and self.share >= _ALL
        return whole and len(self._said) <= _FEW_SENTENCES and any(map(_is_definite, self._said))

    @property
    def _said(self) -> Sequence[Sentence]:
        """The sentences that come nearest."""
        return self.passage.sentences[self.first : self.last]

    @property
    def is_named(self) -> bool:
        """Whether a heading names what is asked, or, for a part, the item."""
        return self.heading >= _NAMED or self.item_heading >= _ITEM_NAMED

    @property
    def answers(self) -> bool:
        """Whether it answers, so far as words can tell."""
        if self.is_verbatim or self.is_hollow:
            return False
        by_item = (
            self.item_heading >= _ITEM_NAMED and self.share >= _SOME and self.is_more_than_a_word
        )
        by_words = (self.count >= _MOST and self.share >= _FEW) or self.is_whole
        by_heading = (self.heading >= _NAMED or by_item) and not self.is_short
        return (by_heading and self.is_definite) or (
            by_words and self.passage.words >= _PROSE_WORDS
        )

    @property
    def rank(self) -> float:
        """For putting passages in order; 0 if nothing in it comes near."""
        return self.share + 0.7 * max(self.heading, 0.8 * self.item_heading) + 0.04 * self.count


def _is_definite(sentence: Sentence) -> bool:
    counts = not {NUMBER, SHARE, YEAR}.isdisjoint(sentence.stems)
    return counts or _DEFINITE.search(sentence.text) is not None


class Questions:
    """The questions of a call, to look for in a letter."""

    def __init__(self, call: Call, looked_for: Sequence[Target]) -> None:
        self._own = any_of(call.own_names)
        self._asked = {target.key: self._of(target) for target in looked_for}
        self._items = {
            target.key: self._words(target.item.title, target.item.quote, target.item.prompt)
            for target in looked_for
            if target.part
        }
        self._wanted = {
            target.key: words_of(target.item.heading)
            for target in looked_for
            if target.item.heading
        }
        used: Counter[str] = Counter()
        for item in call.items:
            texts = [item.title, item.quote, item.prompt]
            texts += [text for part in item.parts for text in (part.title, part.prompt)]
            used.update(self._meaning(" ".join(texts)))
        self._items_with = used

    def _meaning(self, text: str) -> frozenset[str]:
        return frozenset(
            word
            for word in map(base, stems(self._own.sub(" ", text)))
            if len(word) > 1
            and word not in (SHARE, YEAR)
            and not is_small(word)
            and not is_asking(word)
        )

    def _words(self, title: str, *texts: str) -> AskedWords:
        text = " ".join((title, *texts))
        return AskedWords(self._meaning(title), self._meaning(text), bool(_VERBATIM.search(text)))

    def _of(self, target: Target) -> AskedWords:
        if target.part is None:
            asked = self._words(target.item.title, target.item.quote, target.item.prompt)
        else:
            asked = self._words(target.part.title, target.part.prompt)
        prompt = target.part.prompt if target.part else target.item.prompt
        marks = [_A_NUMBER] * bool(_HOW_MANY.search(prompt)) + [_A_NAME] * bool(_WHO.search(prompt))
        return AskedWords(asked.title, asked.words.union(marks), asked.is_verbatim)

    def nearest(
        self,
        parts: Sequence[NarrativeSection],
        passages: Sequence[NarrativePassage],
        may_answer: Callable[[Sentence], bool],
    ) -> dict[str, list[Near]]:
        """For each target the passages that come near, the nearest first.

        Args:
            parts: the letter.
            passages: those in it that do more than to keep a place.
            may_answer: whether a sentence is more than a question or what keeps a place.
        """
        stretches = [
            stretch
            for one in (*passages, *(one for one in _wholes(parts) if one.headings))
            for stretch in _labelled_stretches(one, may_answer)
        ]
        words = [[_words_of(one) for one in stretch.sentences] for stretch in stretches]
        common = Counter(word for each in words for word in frozenset().union(*each))
        headings = {heading for one in stretches for heading in one.headings}
        named = self._names(sorted(headings))
        found: dict[str, list[Near]] = {}
        for key, asked in self._asked.items():
            worth = {
                word: 1
                / max(self._items_with[word], 1)
                / (1 + common[word] / max(len(stretches), 1))
                for word in sorted(asked.words)
            }
            near = [
                self._near(key, asked, worth, named, stretch, each)
                for stretch, each in zip(stretches, words, strict=True)
            ]
            found[key] = sorted((one for one in near if one.rank), key=lambda one: -one.rank)
        return found

    def _near(
        self,
        key: str,
        asked: AskedWords,
        worth: Mapping[str, float],
        named: Mapping[str, Mapping[str, tuple[float, float]]],
        stretch: NarrativePassage,
        words: Sequence[frozenset[str]],
    ) -> Near:
        first, last, share, count = _best_span(asked, worth, words)
        names = [named[heading][key] for heading in stretch.headings if key in named[heading]]
        return Near(
            passage=stretch,
            first=first,
            last=last,
            heading=max((own for own, _ in names), default=0.0),
            item_heading=max((of_item for _, of_item in names), default=0.0),
            share=share,
            count=count,
            is_verbatim=asked.is_verbatim,
        )

    def _names(self, headings: Sequence[str]) -> dict[str, dict[str, tuple[float, float]]]:
        """How well each heading names each target, and its item; only those that it names best."""
        named: dict[str, dict[str, tuple[float, float]]] = {}
        for heading in headings:
            scores = {
                key: (
                    self._named(asked, heading),
                    self._named(self._items[key], heading) if key in self._items else 0.0,
                )
                for key, asked in self._asked.items()
            }
            for key, wanted in self._wanted.items():  # the heading that the call wants above it
                if words_of(heading) == wanted:
                    scores[key] = (scores[key][0], 1.0) if key in self._items else (1.0, 0.0)
            best = max(map(max, scores.values()), default=0.0)
            named[heading] = {
                key: both for key, both in scores.items() if max(both) >= _RIVAL * best > 0
            }
        return named

    def _named(self, asked: AskedWords, heading: str) -> float:
        """How well a heading names what is asked: its words are the question's, and the title's.

        Two and more words that are all the question's are enough.
        """
        words = self._meaning(heading)
        if not words:
            return 0.0
        every = asked.words | asked.title
        said = [
            1.0 if word in every else _NEARLY * bool(groups_of([word]) & asked.near)
            for word in sorted(words)
        ]
        near = groups_of(words)
        worth = {word: 1 / max(self._items_with[word], 1) for word in sorted(asked.title)}
        of_title = sum(
            one * (1.0 if word in words else _NEARLY * bool(groups_of([word]) & near))
            for word, one in worth.items()
        )
        named = min(sum(said) / len(said), of_title / (sum(worth.values()) or 1.0))
        return max(named, _ITEM_NAMED) if len(said) > 1 and all(said) else named


def _best_span(
    asked: AskedWords, worth: Mapping[str, float], words: Sequence[frozenset[str]]
) -> tuple[int, int, float, float]:
    """The few sentences that have most of a question's words: first, last, share and count."""
    whole = sum(worth.values()) or 1.0
    groups = {word: groups_of([word]) for word in worth}
    near = [groups_of(one) & asked.near for one in words]
    best, best_score = (0, len(words), 0.0, 0.0), 0.0
    for size in _SPANS:
        for start in range(max(len(words) - size + 1, 1)):
            end = min(start + size, len(words))
            said = frozenset[str]().union(*words[start:end])
            alike = frozenset[int]().union(*near[start:end])
            counts = {
                word: 1.0 if word in said else _HALF * bool(groups[word] & alike) for word in worth
            }
            share = sum(worth[word] * count for word, count in counts.items()) / whole
            score = share / (1 + _LONGER * (size - 1))
            if score > best_score:
                best, best_score = (start, end, score, sum(counts.values())), score
    return best


def _words_of(sentence: Sentence) -> frozenset[str]:
    words = {base(word) for word in sentence.stems if word not in (SHARE, YEAR)}
    if not words.isdisjoint((NUMBER,)) or SHARE in sentence.stems or YEAR in sentence.stems:
        words.add(_A_NUMBER)
    if _FULL_NAME.search(sentence.text):
        words.add(_A_NAME)
    return frozenset(words)


def _wholes(parts: Sequence[NarrativeSection]) -> Iterator[NarrativePassage]:
    """What is in several passages under one heading: sections, and the rows of tables."""
    tables: dict[tuple[str, int], list[NarrativePassage]] = {}
    above = ""
    for section in parts:
        first = section.passages[0].sentences[0].paragraph if section.passages else None
        if first is not None and first.row is not None:
            tables.setdefault((above, first.row[0]), []).extend(section.passages)
            continue
        above = section.heading
        if len(section.passages) > 1:
            yield _whole(section.heading, section.passages)
    for (heading, _), rows in tables.items():
        yield _whole(heading, rows)


def _whole(heading: str, passages: Sequence[NarrativePassage]) -> NarrativePassage:
    sentences = tuple(sentence for passage in passages for sentence in passage.sentences)
    return NarrativePassage((heading,) if heading else (), passages[0].section, sentences)


def _labelled_stretches(
    passage: NarrativePassage, may_answer: Callable[[Sentence], bool]
) -> Iterator[NarrativePassage]:
    """A passage, cut where a few words stand before its sentences as a heading does.

    “(b) What was asked for. In October …”, “Partners. Four organizations …”
    """
    label: Sentence | None = None
    body: list[Sentence] = []
    is_first = True
    count = len(passage.sentences)
    for number, sentence in enumerate(passage.sentences, 1):
        if _BARE_NUMBER.fullmatch(sentence.text.strip()):
            continue
        if number < count and _is_label(sentence, is_first):
            yield from _stretch(passage, label, body, may_answer)
            label, body = sentence, []
        else:
            body.append(sentence)
        is_first = False
    yield from _stretch(passage, label, body, may_answer)


def _stretch(
    passage: NarrativePassage,
    label: Sentence | None,
    body: Sequence[Sentence],
    may_answer: Callable[[Sentence], bool],
) -> Iterator[NarrativePassage]:
    headings = (*passage.headings, label.text) if label else passage.headings
    kept = tuple(sentence for sentence in body if may_answer(sentence))
    if sum(len(sentence.stems) for sentence in kept) >= _FEWEST:
        yield NarrativePassage(headings, passage.section, kept)


def _is_label(sentence: Sentence, is_first: bool) -> bool:
    """Whether a sentence stands before others as a heading does: short, and without a verb."""
    text, count = sentence.text.strip(), len(sentence.stems)
    if count > _LABEL_WORDS:
        return False
    if _NUMBERED.match(text):
        return True
    if _OPENS_QUESTION.match(text):
        return text.endswith(".") or (text.endswith("?") and is_first)
    short = is_first and count <= _SHORT_LABEL and text.endswith((".", ":"))
    return short and not _HAS_VERB.search(text)
