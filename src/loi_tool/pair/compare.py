"""Whether the Word file and the PDF say the same: the words of one against those of the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loi_tool.facts import Difference
from loi_tool.files import PdfFacts, WordFacts
from loi_tool.findings import Place
from loi_tool.pair.matching import STAMP, matched
from loi_tool.pair.readable import as_seen
from loi_tool.pair.sides import (
    DASHES,
    MOST_WORDS,
    Side,
    comparable,
    has_words,
    key_of,
    less_recognized,
    side_of,
    word_count,
)
from loi_tool.pair.tables import rows_by_line, without_repeated_heads
from loi_tool.text import MONTH, Regex, around, shortened

_MARKS = Regex(r"(?<=[^\W\d_])-+(?=[^\W\d_])|(?<![^\W_])[^\w+-]+|[^\w]+(?![^\W_])|[^\w.,:/@+-]")
"""What is not compared: hyphens between letters, and all but the marks in numbers and addresses."""
_NOTE = Regex(r"(?:^|[.,]|(?<=[^\W\d_]))\d{1,2}$")
"""The number of a note, at the end of a word or alone."""
_SIGNED = Regex(
    r"(?:digitally|electronically|e-?)\s?signed|signed\s(?:digitally|electronically)|docusign"
    r"|envelope\sid|adobe\s(?:acrobat\s)?sign|verified\sby|/s/|transaction\sid|doc(?:ument)?\sid\b"
    r"|signature\s(?:not|valid|is|by|of|id)|^\W*signature\W*$",
    re.IGNORECASE,
)
_PAGE_NUMBER = Regex(
    r"\W{0,9}(?:page\s{0,9})?\d{1,3}(?:\s{0,9}(?:of|/)\s{0,9}\d{1,3})?\W*", re.IGNORECASE
)
_LABEL = Regex(r"\W{0,9}(?:(?:\d{1,2}|[a-z]|[ivx]{1,5})[.):]\s*|o\s+)(?=\W{0,4}\w)", re.IGNORECASE)
_DATE = Regex(
    rf"{MONTH}|\d{{1,4}}(?:[./-]\d{{1,4}})*|date|time|[ap]m|\d+(?::\d+)+"
    r"|(?:[ecmp]|ak|h)[sd]?t|utc|gmt",
    re.IGNORECASE,
)
_PASSAGE = 12
"""Words of a paragraph whose place among the others must be the same."""
_TAIL = 20
"""Characters before a word in which the end of the sentence before it is looked for."""
_SENTENCE_BEGINS = Regex(r"(?:^|[.?!:]['\"’”)]{0,9}\s)[\s'\"‘“(]{0,9}$")
_APART = 3
"""Changes with so few equal words between them are one difference."""
_CONTEXT = 5
_SHOWN = 30
"""Words of a difference that are quoted."""
_LONG = 400
_LABEL_WORDS = 3
"""Words that may be in the place of a number that Word makes."""
_SMALL_BLOCK = 12
"""Words that a signature block may have again in one of the files."""
_LETTERHEAD = 12
"""Letters that are enough to know a part of a header or footer by."""
_HARDLY = 0.3
"""The share of words in common under which these are two letters."""
_MANY = 400
"""So many differences, and these are two letters."""


def compare(word: WordFacts, pdf: PdfFacts) -> tuple[Difference, ...]:
    """What the text of a Word file and of a PDF do not have in common.

    Ligatures, hyphenation, quotes, white space, list labels, headers, footers, page numbers and the
    marks of a signature may differ, and so may the order of what is not plain text: text boxes,
    tables and columns are read differently from the two. That paragraphs of the body are in
    another order is one difference, of the first of them.

    Args:
        word: the Word file.
        pdf: the PDF. A locked or scanned one has no difference: see `not_compared`. Of one that has
            some pages that are pictures, what the Word file has and the PDF lacks is not told.

    Returns:
        The differences in the order of the Word file, then what the PDF alone has.
    """
    pdf = less_recognized(pdf)
    if pdf.locked or not has_words(pdf):
        return ()
    pdf, _ = as_seen(word, pdf)
    ours, theirs = side_of(word), side_of(without_repeated_heads(pdf, word))
    if not ours.words or not theirs.words:
        return ()
    pairs = matched(ours.words, theirs.words)
    pairs |= rows_by_line(ours, theirs, pairs)
    mine, other = _runs(ours, theirs, set(pairs)), _runs(theirs, ours, set(pairs.values()))
    if len(pairs) < _HARDLY * len(ours.words) or len(mine) + len(other) > _MANY:
        first = (_first_words(ours), _first_words(theirs))
        return (Difference(*first, ours.paragraphs[0].place, theirs.paragraphs[0].place),)
    notes = any(paragraph.where == "note" for paragraph in word.paragraphs)
    differences = [
        _difference(ours, theirs, here, there, pairs)
        for here, there in _regions(mine, other, pairs)
        if (there or not pdf.scanned) and not _same(ours, theirs, here, there, notes)
    ]
    return (*differences, *_another_order(ours, theirs, pairs))


def not_compared(word: WordFacts, pdf: PdfFacts) -> str:
    """What of the pair could not be compared, and why, in whole sentences; empty if nothing."""
    if pdf.locked:
        return "The PDF needs a password, so it could not be compared with the Word file."
    if pdf.unreadable:
        return (
            "The PDF does not say which letters its signs are, so its words could not be compared "
            "with the Word file."
        )
    if pdf.recognized and pdf.is_scan:
        return (
            "The PDF is a scan whose words a machine recognized, so it could not be compared with "
            "the Word file word by word."
        )
    pdf = less_recognized(pdf)
    if pdf.is_scan:
        return (
            "The PDF is a picture of a letter (a scan), so its words could not be compared with "
            "the Word file."
        )
    if not has_words(pdf):
        return "There are no words in the PDF, so it could not be compared with the Word file."
    if pdf.scanned:
        pages = ", ".join(map(str, pdf.scanned))
        many = "Pages" if len(pdf.scanned) > 1 else "Page"
        are = "are pictures" if len(pdf.scanned) > 1 else "is a picture"
        return f"{many} {pages} of the PDF {are}, and could not be compared with the Word file."
    if max(map(word_count, (word.paragraphs, pdf.paragraphs))) > MOST_WORDS:
        return f"Only the first {MOST_WORDS} words of the two files were compared."
    return ""


def _regions(
    mine: list[list[int]], other: list[list[int]], pairs: dict[int, int]
) -> list[tuple[list[int], list[int]]]:
    """Words that are missing near one another, each with what the other file has in their place."""
    regions: list[tuple[list[int], list[int]]] = []
    waiting = list(other)
    for run in mine:
        before, after = pairs.get(run[0] - 1), pairs.get(run[-1] + 1)
        if before is not None and after is not None and 0 < after - before <= len(run) + STAMP:
            best = [there for there in waiting if before < there[0] and there[-1] < after]
        else:
            best = [
                there
                for there in waiting
                if (before is not None and there[0] == before + 1)
                or (after is not None and there[-1] == after - 1)
            ][:1]
        waiting = [there for there in waiting if there not in best]
        regions.append((run, [index for there in best for index in there]))
    return regions + [([], run) for run in waiting]


def _runs(side: Side, other: Side, matched: set[int]) -> list[list[int]]:
    """Words that the other side does not have, near ones together, less what is its furniture."""
    runs: list[list[int]] = []
    for index, word in enumerate(side.words):
        if index in matched:
            continue
        if runs:
            last = runs[-1][-1]
            same = word.paragraph == side.words[last].paragraph
            if index - last <= (_APART + 1 if same else 1):
                runs[-1].append(index)
                continue
        runs.append([index])
    return [run for run in runs if not _is_furniture(side, run, other)]


def _same(ours: Side, theirs: Side, mine: list[int], other: list[int], has_notes: bool) -> bool:
    """Whether a region differs only in what may differ."""
    left = [ours.words[i].plain for i in _filled(mine)]
    right = [theirs.words[i].plain for i in _filled(other)]
    if has_notes and "".join(_NOTE.sub("", word) for word in right) == "".join(left):
        return True
    if mine and other and _bare(_between(ours, mine)) == _bare(_between(theirs, other)):
        return True
    if mine and all(ours.is_label(i) for i in mine) and len(other) <= _LABEL_WORDS:
        return True  # who makes a PDF of a Word file may count otherwise
    if mine and other:
        return False
    side, run = (ours, mine) if mine else (theirs, other)
    first, last = side.words[run[0]], side.words[run[-1]]
    text = side.texts[first.paragraph]
    if (label := _LABEL.match(text)) and first.start < last.end <= label.end():
        return True  # the label of a list, which Word makes up
    if len(run) > STAMP:
        return False
    end = last.end if last.paragraph == first.paragraph else len(text)
    if _SIGNED.search(text[max(0, first.start - 2) : end]):
        return True
    if first.paragraph < side.closing or len(run) > _SMALL_BLOCK:
        return False
    again = {
        word.plain
        for i, word in enumerate(side.words)
        if word.paragraph >= side.closing and i not in run
    }
    return all(side.words[i].plain in again or _DATE.fullmatch(side.words[i].plain) for i in run)


def _is_furniture(side: Side, run: list[int], other: Side) -> bool:
    """Whether words are a header or footer of the other file, or a page number at a page's edge."""

    def known(part: list[int]) -> bool:
        key = key_of(_between(side, part))
        return key in other.furniture or (len(key) >= _LETTERHEAD and key in other.letterhead)

    if known(run):
        return True
    for number in sorted({side.words[i].paragraph for i in run}):
        part = [i for i in run if side.words[i].paragraph == number]
        if known(part):
            continue
        if not (_PAGE_NUMBER.fullmatch(side.texts[number]) and _at_an_edge(side, number)):
            return False
    return True


def _at_an_edge(side: Side, number: int) -> bool:
    """Whether a paragraph of the body is the first or last of its page."""
    here = side.paragraphs[number]
    near = [side.paragraphs[n] for n in (number - 1, number + 1) if 0 <= n < len(side.paragraphs)]
    return here.where == "body" and (
        len(near) < 2 or any(paragraph.place.page != here.place.page for paragraph in near)
    )


def _between(side: Side, run: list[int]) -> str:
    """The text from the first word of a run to the last."""
    first, last = side.words[run[0]], side.words[run[-1]]
    if first.paragraph == last.paragraph:
        return side.texts[first.paragraph][first.start : last.end]
    middle = side.texts[first.paragraph + 1 : last.paragraph]
    start, end = side.texts[first.paragraph], side.texts[last.paragraph]
    return " ".join((start[first.start :], *middle, end[: last.end]))


def _bare(text: str) -> str:
    """A text less spaces and marks that may differ; those in numbers and addresses stay."""
    return _MARKS.sub("", comparable("".join(text.translate(DASHES).split())))


def _another_order(ours: Side, theirs: Side, pairs: dict[int, int]) -> Iterator[Difference]:
    """The first paragraph of the body, if there is any, that is elsewhere in the other file."""
    of: dict[int, list[int]] = {}
    for index, word in enumerate(ours.words):
        if index in pairs and ours.paragraphs[word.paragraph].where == "body":
            of.setdefault(word.paragraph, []).append(index)
    passages = []
    for indexes in of.values():
        there = sorted(pairs[index] for index in indexes)
        if len(there) >= _PASSAGE and there[-1] - there[0] < 1.5 * len(there):
            passages.append((there[0], indexes, there))
    staying = _in_order([(start, len(indexes)) for start, indexes, _ in passages])
    for number, (_, indexes, there) in enumerate(passages):
        if number not in staying:
            here = ours.words[indexes[0]], theirs.words[there[0]]
            yield Difference(
                _shown(ours, indexes),
                _shown(theirs, there),
                ours.paragraphs[here[0].paragraph].place,
                theirs.paragraphs[here[1].paragraph].place,
                moved=True,
            )
            return


def _in_order(items: Sequence[tuple[int, int]]) -> set[int]:
    """The heaviest ascending part of some (position, weight): its indexes."""
    best: list[tuple[int, int | None]] = []
    for number, (position, weight) in enumerate(items):
        before = max(
            (n for n in range(number) if items[n][0] < position),
            key=lambda n: best[n][0],
            default=None,
        )
        best.append((weight + (best[before][0] if before is not None else 0), before))
    at: int | None = max(range(len(best)), key=lambda n: best[n][0], default=None)
    kept = set()
    while at is not None:
        kept.add(at)
        at = best[at][1]
    return kept


def _filled(run: list[int]) -> range:
    """A run with the equal words between its ends."""
    return range(run[0], run[-1] + 1) if run else range(0)


def _difference(
    ours: Side, theirs: Side, mine: list[int], other: list[int], pairs: dict[int, int]
) -> Difference:
    if not other:
        other = _beside(ours, mine, pairs)
    elif not mine:
        mine = _beside(theirs, other, {there: here for here, there in pairs.items()})
    return Difference(
        _shown(ours, mine),
        _shown(theirs, other),
        ours.paragraphs[ours.words[mine[0]].paragraph].place if mine else Place(file=ours.file),
        theirs.paragraphs[theirs.words[other[0]].paragraph].place
        if other
        else Place(file=theirs.file),
    )


def _beside(side: Side, run: list[int], pairs: dict[int, int]) -> list[int]:
    """Of words that one file adds to a sentence: the words of the other that they are between."""
    first, last = side.words[run[0]], side.words[run[-1]]
    before = side.texts[first.paragraph][: first.start]
    after = side.texts[last.paragraph][last.end :]
    begins = _SENTENCE_BEGINS.search(before, max(0, len(before) - _TAIL))
    if begins and re.match(r"['\"’”)]{0,9}[.?!]", after):
        return []
    near = [
        pairs[index]
        for index, word in ((run[0] - 1, first), (run[-1] + 1, last))
        if index in pairs and side.words[index].paragraph == word.paragraph
    ]
    return near if not near or 0 <= near[-1] - near[0] <= _APART else near[:1]


def _shown(side: Side, run: list[int]) -> str:
    """The words of a run, with some of those around it in its paragraphs."""
    if not run:
        return ""
    first, last = side.words[run[0]], side.words[run[-1]]
    texts = side.texts[first.paragraph : last.paragraph + 1]
    end = sum(len(text) + 1 for text in texts[:-1]) + last.end
    return around(" ".join(texts), first.start, end, _CONTEXT, _SHOWN)


def _first_words(side: Side) -> str:
    return shortened(" ".join(side.texts[:3]), _LONG, _SHOWN)
