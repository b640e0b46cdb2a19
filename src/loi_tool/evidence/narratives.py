"""What a letter says of the call's narrative items: verdicts, with the passages that serve them.

Four reasons are weighed for each item and each part of one: words that the call's author named
(`evidence` in the call), headings with a body under them, what was learnt from labelled letters
(where the call has weights), and how all this compares with what else the passage could be about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from loi_tool.calls.items import Item
from loi_tool.calls.model import Call
from loi_tool.calls.weights import Weights
from loi_tool.evidence.concept_match import Hit, best_hit, pattern
from loi_tool.evidence.narrative_headings import Matched, is_title, match_headings
from loi_tool.evidence.narrative_passages import (
    NarrativePassage,
    NarrativeSection,
    Sentence,
    sections,
)
from loi_tool.evidence.narrative_targets import Target, targets
from loi_tool.evidence.narrative_words import meaning, terms
from loi_tool.evidence.outline import MAX_EVIDENCE
from loi_tool.evidence.questions import Near, Questions, is_hollow
from loi_tool.facts import ItemReading, PartReading
from loi_tool.files import Paragraph
from loi_tool.findings import Evidence, Verdict
from loi_tool.placeholders import is_unwritten, placeholders
from loi_tool.text import listed, plural, window

_WINDOWS = (2, 4)
_FEW_WORDS = 5
_BODY_WORDS = 8
_MOST_EVIDENCE = 3
_SOME_WORDS = 2.5
"""Words of a question that a passage under another heading has, which then may answer it."""
_NEAR = 3.0
"""How far behind the best a passage may be, and still be shown."""
_MOST_HEADINGS = 0.75
_UNNAMED = 1.5
"""How much sooner it is `not_met` where all other items have headings and this has none."""
_TERSE = 230
"""Words of a letter below which only an empty section is `not_met`."""
_NOTE_WORDS = 40
"""Words below which a passage may be only a note that something is still to be written."""
_GENERAL = "Much of it is general: beliefs, hopes and plans, and few facts."
_HEADING = 60
"""Characters of a heading in a reason."""
_FLOOR, _CEILING = -8.0, 8.0
_WORDS_ENOUGH, _HEADING_ENOUGH = 0.56, 0.5
"""For a call without weights: of the words so many are enough, or any under such a heading."""


@dataclass(frozen=True)
class Scored:
    """How one passage serves one target."""

    passage: NarrativePassage
    learnt: float
    """Of its best sentences, as a logit against everything else that they could be about."""
    whole: float
    """Of the whole passage."""
    words: float
    """Of the call's concepts, from 0 to 1."""
    heading: float
    """How well a heading above it names the target, from 0 to 1."""
    first: int
    last: int
    """The sentences that serve best."""

    @property
    def learnt_mean(self) -> float:
        """Of its best sentences and of the whole passage."""
        return (self.learnt + self.whole) / 2

    @property
    def rank(self) -> float:
        """For putting passages in order."""
        return self.learnt_mean + 2 * self.words + 2 * self.heading


@dataclass(frozen=True)
class Reasons:
    """Everything that speaks for or against one target in one letter."""

    target: Target
    scored: tuple[Scored, ...]
    values: Mapping[str, float]
    """The reasons by name, as they are weighed."""
    empty: NarrativeSection | None = None
    """A section under its heading with nothing in it, or only what keeps a place."""
    other_headings: float = 0
    """The share of the call's other items that have headings of their own."""
    named: bool = False
    """Whether any heading with a body names it."""
    terse: bool = False
    """Whether the letter has so few words that half a sentence may be the answer."""
    titled: tuple[Evidence, ...] = ()
    """What is under a heading that is the call's own title of the item, lesser headings too."""
    other_titles: float = 0
    """The share of the call's other items that have such a heading."""
    near: tuple[Near, ...] = ()
    """What comes near the question itself, where nothing was learnt about the call."""
    has_headings: bool = True
    wants_headings: bool = False
    """Whether the call says what stands above some of its items."""
    may_be_elsewhere: bool = False
    """Whether a section has a heading of the writer's own, which names nothing in the call."""


def read_narratives(
    call: Call, paragraphs: Sequence[Paragraph], weights: Weights | None = None
) -> dict[str, ItemReading]:
    """What a letter says of each narrative item of a call.

    Args:
        call: what is asked for, and what serves as evidence.
        paragraphs: the letter, in reading order.
        weights: what was learnt about this call, if anything.
    """
    judged = {one.target.key: _judge(one, weights) for one in weigh(call, paragraphs, weights)}
    # with weights many sentences are weighed together, and no single one answers
    if weights is None and any(placeholders(one.text, blanks=True) for one in paragraphs):
        for one in weigh(call, paragraphs, weights, finished=True):
            key, without = one.target.key, _judge(one, weights)
            if judged[key].verdict is Verdict.MET:
                judged[key] = (
                    without if without.verdict is Verdict.MET else _unfinished(one, judged[key])
                )
    readings: dict[str, ItemReading] = {}
    for item in call.narratives:
        if not item.parts:
            part = judged[item.id]
            readings[item.id] = ItemReading(part.verdict, part.why, part.evidence)
            continue
        parts = {part.id: judged[f"{item.id}.{part.id}"] for part in item.parts}
        readings[item.id] = _together(item, parts)
    return readings


def _unfinished(reasons: Reasons, reading: PartReading) -> PartReading:
    """Where what would answer is a sentence in which something is still to be filled in."""
    why = (
        f"Does the letter answer “{reasons.target.title}”? In what comes nearest, something is "
        "still to be filled in."
    )
    return replace(reading, verdict=Verdict.CONFIRM, why=why)


def weigh(
    call: Call, paragraphs: Sequence[Paragraph], weights: Weights | None, *, finished: bool = False
) -> list[Reasons]:
    """The reasons for and against every target, in the call's order.

    Args:
        call: what is asked for.
        paragraphs: the letter, in reading order.
        weights: what was learnt about this call, if anything.
        finished: whether sentences are left out in which something is still to be filled in.
    """
    looked_for = targets(call)
    parts = sections(call, paragraphs)
    matched = match_headings(call, parts)
    questions = [meaning(question) for question in call.questions]
    passages = [
        passage
        for section in parts
        for passage in section.passages
        if passage.words >= _FEW_WORDS and not _keeps_place(passage)
    ]
    opinions = [_opinion(_answering(passage, questions, finished), weights) for passage in passages]
    near: Mapping[str, Sequence[Near]] = {}
    if weights is None:
        near = Questions(call, looked_for).nearest(
            parts, passages, lambda sentence: _may_answer(sentence, questions, finished)
        )
    has_headings = any(section.heading for section in parts)
    elsewhere = any(
        section.heading and section.passages and not matched.by_heading.get(section.heading)
        for section in parts
    )
    return [
        replace(
            _reasons(target, looked_for, parts, matched, passages, opinions),
            near=tuple(near.get(target.key, ())),
            has_headings=has_headings,
            wants_headings=any(item.heading for item in call.items),
            may_be_elsewhere=elsewhere,
        )
        for target in looked_for
    ]


def _keeps_place(passage: NarrativePassage) -> bool:
    return passage.words < _NOTE_WORDS and all(
        is_unwritten(sentence.text) for sentence in passage.sentences
    )


def _answering(
    passage: NarrativePassage, questions: Sequence[frozenset[str]], finished: bool
) -> NarrativePassage:
    """A passage less the sentences that answer nothing."""
    kept = tuple(one for one in passage.sentences if _may_answer(one, questions, finished))
    return NarrativePassage(passage.headings, passage.section, kept)


def _may_answer(sentence: Sentence, questions: Sequence[frozenset[str]], finished: bool) -> bool:
    """Whether it does more than to repeat a question of the call, and, if asked, is finished."""
    if _is_echo(sentence, questions):
        return False
    return not finished or not any(
        start < sentence.end and end > sentence.start
        for start, end in placeholders(sentence.paragraph.text, blanks=True)
    )


def _is_echo(sentence: Sentence, questions: Sequence[frozenset[str]]) -> bool:
    words = meaning(sentence.text)
    return len(words) > 3 and any(len(words & asked) >= 0.85 * len(words) for asked in questions)


@dataclass(frozen=True)
class _Opinion:
    """What the weights say of a passage: for each label the best window, and the whole."""

    passage: NarrativePassage
    windows: Mapping[str, tuple[float, int, int]] = field(default_factory=dict)
    whole: Mapping[str, float] = field(default_factory=dict)


def _opinion(passage: NarrativePassage, weights: Weights | None) -> _Opinion:
    count = len(passage.sentences)
    if weights is None or not count:
        return _Opinion(passage)
    best: dict[str, tuple[float, int, int]] = {}
    whole: dict[str, float] = {}
    spans = {(0, count)}
    for size in _WINDOWS:
        spans |= {(first, first + size) for first in range(count - size + 1)}
    for first, last in sorted(spans):
        words = [word for sentence in passage.sentences[first:last] for word in sentence.stems]
        if len(words) < _FEW_WORDS and last - first < count:
            continue
        scores = logits(words, weights)
        for label, score in scores.items():
            if label not in best or score > best[label][0]:
                best[label] = (score, first, last)
        if last - first == count:
            whole = scores
    return _Opinion(passage, best, whole)


def logits(words: Sequence[str], weights: Weights) -> dict[str, float]:
    """For each label how much likelier it is than all others together, as a logit."""
    present = terms(words)
    sums = [0.0] * len(weights.labels)
    for term in sorted(present):  # sorted, so that rounding is the same everywhere
        row = weights.terms.get(term)
        if row is not None:
            for number, weight in enumerate(row):
                sums[number] += weight
    root = math.sqrt(max(len(present), 1))
    scores = [bias + total / root for bias, total in zip(weights.bias, sums, strict=True)]
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    whole = sum(shares)
    return {
        label: min(max(math.log((share + 1e-9) / (whole - share + 1e-9)), _FLOOR), _CEILING)
        for label, share in zip(weights.labels, shares, strict=True)
    }


def _reasons(
    target: Target,
    looked_for: Sequence[Target],
    parts: Sequence[NarrativeSection],
    matched: Matched,
    passages: Sequence[NarrativePassage],
    opinions: Sequence[_Opinion],
) -> Reasons:
    scores = [
        _scored(target, matched, passage, opinion)
        for passage, opinion in zip(passages, opinions, strict=True)
    ]
    scored = sorted((score for score in scores if score), key=lambda score: -score.rank)
    own_sections = [section for section in parts if matched.names(target.key, section)]
    strengths = [matched.strength(target.key, section.heading) for section in own_sections]
    best_sections = [
        section
        for section, strength in zip(own_sections, strengths, strict=True)
        if strength == max(strengths)
    ]
    items = {other.item.id for other in looked_for} - {target.item.id}
    others = [any(matched.names(key, section) for section in parts) for key in sorted(items)]
    titles = [any(is_title(other.item, section) for section in parts) for other in looked_for]
    by_titles = sum(titles) / len(titles)
    titled = _under_title(target.item, parts, matched, looked_for, by_titles >= _MOST_HEADINGS)
    words = max((score.words for score in scored), default=0.0)
    return Reasons(
        target,
        tuple(scored),
        {
            "learnt": max((score.learnt for score in scored), default=_FLOOR),
            "learnt_whole": max((score.learnt_mean for score in scored), default=_FLOOR),
            "words": words,
            "heading": max((score.heading for score in scored), default=0.0),
            # the words for a part of an item are plainer than those for an item: they count apart
            "part": float(target.part is not None),
            "words_of_part": words if target.part else 0.0,
        },
        empty=best_sections[0]
        if best_sections and all(map(_is_empty, best_sections)) and not titled
        else None,
        other_headings=sum(others) / len(others) if others else 0.0,
        named=not all(map(_is_empty, own_sections)),
        terse=sum(passage.words for passage in passages) < _TERSE,
        titled=titled,
        other_titles=by_titles,
    )


def _scored(
    target: Target, matched: Matched, passage: NarrativePassage, opinion: _Opinion
) -> Scored | None:
    """How a passage serves a target; None if nothing in it does."""
    answering = opinion.passage
    if not answering.sentences:  # it only repeats a question, or keeps a place
        return None
    hit = _hit(target, answering)
    heading = matched.above(target.key, passage)
    window = opinion.windows.get(target.key)
    if window is None and hit is None and not heading:
        return None
    first, last = (window[1], window[2]) if window else (0, len(answering.sentences))
    if hit and (window is None or window[0] < 0):
        first, last = hit.first, hit.last
    return Scored(
        answering,
        learnt=window[0] if window else _FLOOR,
        whole=opinion.whole.get(target.key, _FLOOR),
        words=hit.score if hit else 0.0,
        heading=heading if answering.words >= _BODY_WORDS else 0.0,
        first=first,
        last=last,
    )


def _hit(target: Target, passage: NarrativePassage) -> Hit | None:
    if target.evidence is None:
        return None
    return best_hit(target.evidence, [sentence.bare for sentence in passage.sentences])


def _under_title(
    item: Item,
    parts: Sequence[NarrativeSection],
    matched: Matched,
    looked_for: Sequence[Target],
    by_titles: bool,
) -> tuple[Evidence, ...]:
    """What is under the call's own title of an item, down to the next heading of an item.

    In a letter that has the call's titles as headings (`by_titles`) only these are of items.
    Nothing where it only keeps a place.
    """
    under: list[Evidence] = []
    within = False
    for section in parts:
        if section.heading:
            title = is_title(item, section)
            other = any(is_title(target.item, section) for target in looked_for)
            named = other or (not by_titles and matched.by_heading.get(section.heading))
            within = title or (within and not named)
            if within and not title and not is_unwritten(section.heading):
                under.append(Evidence(text=section.heading, place=section.place))
        if within and not _keeps_place_only(section.body):
            under += [
                Evidence(text=sentence.text, place=sentence.paragraph.place)
                for sentence in section.body
            ]
    return tuple(under)


def _is_empty(section: NarrativeSection) -> bool:
    return not section.body or _keeps_place_only(section.body)


def _keeps_place_only(body: Sequence[Sentence]) -> bool:
    few = sum(len(sentence.stems) for sentence in body) < _NOTE_WORDS
    return few and all(is_unwritten(sentence.text) for sentence in body)


def total(values: Mapping[str, float], weights: Weights | None) -> float:
    """The sum of what the reasons are worth: 0 and above speaks for, below against."""
    worth = weights.reasons if weights else {}
    return worth.get("bias", 0.0) + sum(
        worth.get(name, 0.0) * value for name, value in values.items()
    )


def _judge(reasons: Reasons, weights: Weights | None) -> PartReading:
    """The verdict on one target, with its passages and its reason."""
    target, title = reasons.target, f"“{reasons.target.title}”"
    known = target.evidence is not None or (weights is not None and target.key in weights.labels)
    nearest = [scored for scored in reasons.scored if scored.rank > reasons.scored[0].rank - _NEAR]
    evidence = tuple(_evidence(scored) for scored in nearest[:_MOST_EVIDENCE])
    met, not_met = (weights.met, weights.not_met) if weights else (0.0, -math.inf)
    score = total(reasons.values, weights)
    answers = known and bool(evidence) and score >= met
    if weights is None:
        worded = [scored for scored in reasons.scored if _answers_by_words(scored)]
        asked = [near for near in reasons.near if _answers_question(target, near)]
        quoted = dict.fromkeys((*map(_evidence, worded), *map(_quoted, asked)))
        answers, evidence = bool(quoted), tuple(quoted)[:_MOST_EVIDENCE] or evidence
    if reasons.empty is not None and not answers:
        return _nothing_under(reasons.empty)
    if answers and reasons.empty is None:
        return PartReading(
            Verdict.MET, evidence=evidence, why=f"A passage of the letter answers {title}."
        )
    if reasons.titled:
        return _by_title(reasons, evidence)
    unnamed = reasons.other_headings >= _MOST_HEADINGS and not reasons.named
    named = reasons.named or reasons.may_be_elsewhere or any(map(_comes_near, reasons.near))
    headed = target.item.heading or not reasons.wants_headings
    if not known and headed and reasons.other_titles >= _MOST_HEADINGS and not named:
        why = f"The letter has the call's headings for the other questions and none for {title}."
        return PartReading(Verdict.NOT_MET, why=why)
    if known and not reasons.terse and score < not_met + (_UNNAMED if unnamed else 0.0):
        why = (
            f"The letter has headings for the other questions and none for {title}, "
            "and no passage of it answers."
            if unnamed
            else f"No passage of the letter answers {title}."
        )
        return PartReading(Verdict.NOT_MET, why=why)
    if not evidence and reasons.near:
        evidence = (_quoted(reasons.near[0]),)
    why = f"Does the letter answer {title}? {_why_not_sure(reasons, evidence)}"
    return PartReading(Verdict.CONFIRM, evidence=evidence, why=why)


def _comes_near(near: Near) -> bool:
    """Whether a passage may answer, though its heading names something else."""
    return near.is_named or near.count >= _SOME_WORDS


def _answers_by_words(scored: Scored) -> bool:
    """Whether a passage answers by the call's own words of evidence, where it has no weights."""
    enough = scored.words >= _WORDS_ENOUGH or (scored.words and scored.heading >= _HEADING_ENOUGH)
    return bool(enough) and not is_hollow(scored.passage)


def _answers_question(target: Target, near: Near) -> bool:
    """Whether it answers the question, or has the call's words under a label that names it."""
    if near.answers:
        return _has_words(target, near)
    named = near.heading >= _HEADING_ENOUGH and not near.is_hollow
    return named and _hit(target, near.passage) is not None


def _has_words(target: Target, near: Near) -> bool:
    """Whether a passage has any of the call's words of evidence, if it has such words."""
    if target.evidence is None or not target.evidence.concepts:
        return True
    words = {word for concept in target.evidence.concepts.values() for word in concept}
    said = pattern(sorted(words))
    return any(said.search(sentence.bare) for sentence in near.passage.sentences)


def _why_not_sure(reasons: Reasons, evidence: Sequence[Evidence]) -> str:
    """Which passage comes nearest, and why it is not sure to answer."""
    if not evidence:
        heading = "No heading in it says so, and no" if reasons.has_headings else "No"
        return f"{heading} passage has words of the question."
    if len(evidence) > 1 or not reasons.near:
        return "The passages quoted come nearest."
    nearest = reasons.near[0]
    if nearest.is_verbatim:
        return "The passage quoted comes nearest. The call wants its own words, letter for letter."
    if nearest.is_named:
        under = f"The passage quoted is under “{window(nearest.passage.headings[-1], _HEADING)}”"
        if nearest.is_short:
            return f"{under}, but has only {plural(nearest.passage.words, 'word')}."
        if nearest.is_hollow:
            return f"{under}. {_GENERAL}"
        return f"{under}, but has few of the question's words."
    heading = " No heading says that it answers." if reasons.has_headings else ""
    return f"The passage quoted comes nearest, but has few of the question's words.{heading}"


def _quoted(near: Near) -> Evidence:
    """The sentences that come nearest, as they are there."""
    return _stretch(near.passage.sentences[near.first : near.last] or near.passage.sentences)


def _by_title(reasons: Reasons, evidence: tuple[Evidence, ...]) -> PartReading:
    """Where the letter has a section by the call's own title, and what is in it is not plainly
    what the call says serves as evidence, or the call says nothing of that: a person must look.
    """
    title, words = (
        reasons.target.title,
        sum(len(passage.text.split()) for passage in reasons.titled),
    )
    if reasons.target.evidence is None or words < _BODY_WORDS or not evidence:
        first = reasons.titled[0]
        evidence = (Evidence(text=window(first.text, MAX_EVIDENCE), place=first.place),)
    few = f" It has only {plural(words, 'word')}." if words < _BODY_WORDS else ""
    if not few and reasons.near and reasons.near[0].is_named and reasons.near[0].is_hollow:
        few = f" {_GENERAL}"
    why = f"Does the section “{reasons.target.item.title}” answer “{title}”?{few}"
    if reasons.target.part is None:
        why = f"Does the section “{title}” answer the call?{few}"
    return PartReading(Verdict.CONFIRM, evidence=evidence, why=why)


def _nothing_under(section: NarrativeSection) -> PartReading:
    heading = window(section.heading, MAX_EVIDENCE)
    text = window(" ".join(sentence.text for sentence in section.body), MAX_EVIDENCE)
    says = f"there is only “{text}”, which keeps a place" if text else "there is nothing"
    place = section.body[0].paragraph.place if text else section.place
    return PartReading(
        Verdict.NOT_MET,
        evidence=(Evidence(text=text or heading, place=place),),
        why=f"Under “{heading}” {says}.",
    )


def _evidence(scored: Scored) -> Evidence:
    """The best sentences of a passage, whole, out of one paragraph, as they are there."""
    return _stretch(
        scored.passage.sentences[scored.first : scored.last] or scored.passage.sentences
    )


def _stretch(sentences: Sequence[Sentence]) -> Evidence:
    first = sentences[0]
    end = first.end
    for sentence in sentences[1:]:
        if sentence.paragraph is not first.paragraph or sentence.end - first.start > MAX_EVIDENCE:
            break
        end = sentence.end
    text = " ".join(first.paragraph.text[first.start : end].split())
    return Evidence(text=window(text, MAX_EVIDENCE), place=first.paragraph.place)


def _together(item: Item, parts: Mapping[str, PartReading]) -> ItemReading:
    """The verdict on an item, from those on its parts."""
    verdicts = [part.verdict for part in parts.values()]
    evidence = tuple(part.evidence[0] for part in parts.values() if part.evidence)
    shown_once = tuple(dict.fromkeys(evidence))
    titles = {part.id: part.title for part in item.parts}
    in_words = all(title[0].islower() for title in titles.values())  # “its community”
    for verdict, says in (
        (Verdict.NOT_MET, "The letter does not {} {}."),
        (Verdict.CONFIRM, "Does the letter {} {}?"),
    ):
        names = [titles[key] for key, part in parts.items() if part.verdict is verdict]
        if names:
            shown = names if in_words else [f"“{name}”" for name in names]
            why = says.format("describe" if in_words else "answer", listed(shown))
            return ItemReading(verdict, why, shown_once, parts)
    assert all(verdict is Verdict.MET for verdict in verdicts)
    return ItemReading(
        Verdict.MET, f"The letter answers “{item.title}”, part by part.", shown_once, parts
    )
