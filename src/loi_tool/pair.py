"""Whether the Word file and the PDF say the same: the words of one against those of the other."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from loi_tool.facts import Difference
from loi_tool.files import PageShape, Paragraph, PdfFacts, WordFacts
from loi_tool.findings import Place
from loi_tool.text import MONTH, Regex, around, fold, is_valediction, shortened

_APOSTROPHES = str.maketrans("", "", "'’ʼ")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")
_WORD = Regex(r"(?:(?<![^\s(])[+-](?=\d))?[^\W_]+(?:[.,:/@'’_+-]+[^\W_]+)*")
_PIECE = Regex(
    r"(?:^[+-])?[^\W_]+(?:['’]+[^\W_]+|(?<=[^\W\d_])\.(?=[^\W\d_])[^\W_]+"
    r"|(?<=\d)[.,:/-](?=\d)[^\W_]+)*"
)
_MARKS = Regex(r"(?<=[^\W\d_])-+(?=[^\W\d_])|(?<![^\W_])[^\w+-]+|[^\w]+(?![^\W_])|[^\w.,:/@+-]")
"""What is not compared: hyphens between letters, and all but the marks in numbers and addresses."""
_NOTE = Regex(r"(?:^|[.,]|(?<=[^\W\d_]))\d{1,2}$")
"""The number of a note, at the end of a word or alone."""
_BREAK = Regex(r"(?<=[^\W\d_])[-\u2010\u2011][ \t]{0,4}\n[ \t]{0,4}(?=[^\W\d_])")
_SIGNED = Regex(
    r"(?:digitally|electronically|e-?)\s?signed|signed\s(?:digitally|electronically)|docusign"
    r"|envelope\sid|adobe\s(?:acrobat\s)?sign|verified\sby|/s/|transaction\sid"
    r"|signature\s(?:not|valid|is|by|of|id)|^\W*signature\W*$",
    re.IGNORECASE,
)
_PAGE_NUMBER = Regex(r"\W*(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*", re.IGNORECASE)
_LABEL = Regex(r"\W*(?:(?:\d{1,2}|[a-z]|[ivx]{1,5})[.):]\s*|o\s+)(?=\w)", re.IGNORECASE)
_DATE = Regex(rf"{MONTH}|\d{{1,4}}(?:[./-]\d{{1,4}})*|date|time|[ap]m|\d+(?::\d+)+", re.IGNORECASE)
_MOST_WORDS = 8_000
"""Of one file; three pages have 1,500. What comes after is not compared."""
_ROUNDS = 8
_MOVED = 4
"""Words in a row that may stand in another place; fewer only as a cell or line of their own."""
_PASSAGE = 12
"""Words of a paragraph whose place among the others must be the same."""
_APART = 3
"""Changes with so few equal words between them are one difference."""
_CONTEXT = 5
_SHOWN = 30
"""Words of a difference that are quoted."""
_LONG = 400
_SMALL_BLOCK = 8
"""Words that a signature block may have again in one of the files."""
_LETTERHEAD = 12
"""Letters that are enough to know a part of a header or footer by."""
_STAMP = 40
"""Words of the longest mark that a signing program leaves."""
_HARDLY = 0.3
"""The share of words in common under which these are two letters."""
_MANY = 400
"""So many differences, and these are two letters."""


@dataclass(frozen=True)
class _Word:
    """A word as it is compared, and where it stands: its paragraph, and its place in the text."""

    plain: str
    paragraph: int
    start: int
    end: int
    line: int
    """The number of its line or cell: a paragraph is cut at line breaks and tabs."""


@dataclass(frozen=True)
class _Side:
    """The words of one file."""

    file: str
    texts: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    """Those that the texts are of."""
    words: tuple[_Word, ...]
    closing: int
    """The paragraph with which the signature block begins."""
    furniture: frozenset[str]
    """What stands in headers and footers, one key a paragraph or line of them."""
    letterhead: str
    """One key of all of that."""


def compare(word: WordFacts, pdf: PdfFacts) -> tuple[Difference, ...]:
    """What the text of a Word file and of a PDF do not have in common.

    Ligatures, hyphenation, quotes, white space, list labels, headers, footers, page numbers and the
    marks of a signature may differ, and so may the order of what is not plain text: text boxes,
    tables and columns are read differently from the two. That paragraphs of the body stand in
    another order is one difference, of the first of them.

    Args:
        word: the Word file.
        pdf: the PDF. A locked or scanned one has no difference: see `not_compared`. Of one that has
            some pages that are pictures, what the Word file has and the PDF lacks is not told.

    Returns:
        The differences in the order of the Word file, then what the PDF alone has.
    """
    if pdf.locked or not _has_words(pdf) or _is_recognised(word, pdf):
        return ()
    ours, theirs = _side(word), _side(pdf)
    if not ours.words or not theirs.words:
        return ()
    pairs = _matched(ours.words, theirs.words)
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
    if pdf.scanned and len(pdf.scanned) >= pdf.pages:
        return (
            "The PDF is a picture of a letter (a scan), so its words could not be compared with "
            "the Word file."
        )
    if _is_recognised(word, pdf):
        return (
            "The PDF is a scan whose words a machine recognised, so it could not be compared with "
            "the Word file word by word."
        )
    if not _has_words(pdf):
        return "There are no words in the PDF, so it could not be compared with the Word file."
    if pdf.scanned:
        pages = ", ".join(map(str, pdf.scanned))
        many = "Pages" if len(pdf.scanned) > 1 else "Page"
        are = "are pictures" if len(pdf.scanned) > 1 else "is a picture"
        return f"{many} {pages} of the PDF {are}, and could not be compared with the Word file."
    if max(map(_count, (word.paragraphs, pdf.paragraphs))) > _MOST_WORDS:
        return f"Only the first {_MOST_WORDS} words of the two files were compared."
    return ""


# The words of each side ---------------------------------------------------------------------------


def _count(paragraphs: Iterable[Paragraph]) -> int:
    return sum(len(paragraph.text.split()) for paragraph in paragraphs)


def _has_words(pdf: PdfFacts) -> bool:
    return any(paragraph.text.strip() for paragraph in pdf.paragraphs)


def _is_recognised(word: WordFacts, pdf: PdfFacts) -> bool:
    """Whether every page of the PDF is a picture that text was laid over."""

    def as_large_as_a_page(facts: WordFacts | PdfFacts) -> set[int | None]:
        shape = facts.shapes[0] if facts.shapes else PageShape(8.5, 11)
        return {
            image.place.page
            for image in facts.images
            if image.width > 0.9 * shape.width and image.height > 0.9 * shape.height
        }

    large = as_large_as_a_page(pdf)
    return bool(large) and len(large) >= pdf.pages and not as_large_as_a_page(word)


def _key(text: str) -> str:
    """A line of furniture, less page numbers; of one without letters, all of it."""
    bare = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
    letters = re.sub(r"\d+", "", bare)
    return letters if len(letters) > 2 else bare


def _side(facts: WordFacts | PdfFacts) -> _Side:
    texts: list[str] = []
    kept: list[Paragraph] = []
    words: list[_Word] = []
    furniture: list[str] = []
    lines = 0
    for paragraph in facts.paragraphs:
        if paragraph.where in ("header", "footer"):
            furniture.append(paragraph.text)
            continue
        text, start = "", len(words)
        whole = _BREAK.sub("", unicodedata.normalize("NFKC", paragraph.text))
        for line in filter(None, (" ".join(part.split()) for part in re.split(r"[\n\t]", whole))):
            text += " " * bool(text)
            words += _words(line, len(kept), len(text), lines)
            text += line
            lines += 1
        if len(words) > start:
            texts.append(text)
            kept.append(paragraph)
        if len(words) > _MOST_WORDS:
            break
    closing = len(texts)
    for number in range(len(texts) - 1, max(-1, len(texts) - 40), -1):
        if is_valediction(texts[number].partition(",")[0][:60]):
            closing = number
            break
    some = tuple(words[:_MOST_WORDS])
    keys = frozenset(_key(line) for text in furniture for line in (text, *text.splitlines()))
    head = _key(" ".join(furniture))
    return _Side(facts.file, tuple(texts), tuple(kept), some, closing, keys, head)


def _words(text: str, paragraph: int, offset: int, line: int) -> Iterator[_Word]:
    """The words of a line. Addresses are one word, so are numbers with the marks in them."""
    for match in _WORD.finditer(text.translate(_DASHES)):
        pieces = [match] if "@" in match[0] else _PIECE.finditer(match[0])
        for piece in pieces:
            start = offset + piece.start() + (match.start() if piece is not match else 0)
            yield _Word(_comparable(piece[0]), paragraph, start, start + len(piece[0]), line)


def _comparable(word: str) -> str:
    """A word without case, accents and apostrophes."""
    return fold(word).translate(_APOSTROPHES)


# What is in one and not in the other --------------------------------------------------------------


def _matched(ours: Sequence[_Word], theirs: Sequence[_Word]) -> dict[int, int]:
    """Which word of one side is which of the other, by their indexes.

    What is left over is compared again, by itself, so that lines, cells and passages that stand in
    another place are found there.
    """
    from rapidfuzz.distance import Indel

    pairs = dict(_same_lines(ours, theirs))
    for _ in range(_ROUNDS):
        found = set(pairs.values())
        gone = [index for index in range(len(ours)) if index not in pairs]
        new = [index for index in range(len(theirs)) if index not in found]
        left, right = [ours[i].plain for i in gone], [theirs[i].plain for i in new]
        if not left or not right:
            break
        near = _near(pairs, len(ours), len(theirs))
        for step in Indel.opcodes(left, right):
            if step.tag == "equal":
                here = gone[step.src_start : step.src_end]
                there = new[step.dest_start : step.dest_end]
                for group in _in_a_row(here, there):
                    if near(*group[0]) or _may_move(ours, theirs, group):
                        pairs.update(group)
        _close_up(ours, theirs, pairs)
        if len(pairs) == len(found):
            break
    return pairs


def _same_lines(ours: Sequence[_Word], theirs: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """The words of lines that are long enough, and stand once in each of the files."""
    once: list[dict[tuple[str, ...], list[int]]] = [{}, {}]
    for words, found in zip((ours, theirs), once, strict=True):
        for _, line in groupby(range(len(words)), key=lambda index: words[index].line):
            indexes = list(line)
            key = tuple(words[index].plain for index in indexes)
            found[key] = [] if key in found else indexes
    for key, here in once[0].items():
        if len(key) >= _MOVED and here and (there := once[1].get(key)):
            yield from zip(here, there, strict=True)


def _near(pairs: dict[int, int], many: int, many_there: int) -> Callable[[int, int], bool]:
    """Whether two words stand between the same matched words, or as far from one of them."""
    known = sorted({-1: -1, **pairs, many: many_there}.items())

    def near(i: int, j: int) -> bool:
        after = bisect_left(known, (i, -1))
        (h, before), (k, behind) = known[after - 1], known[after]
        if before < behind:
            return before < j < behind
        return 0 < j - before <= i - h + _STAMP or 0 < behind - j <= k - i + _STAMP

    return near


def _in_a_row(here: Sequence[int], there: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    group: list[tuple[int, int]] = []
    for i, j in zip(here, there, strict=True):
        if group and (i, j) != (group[-1][0] + 1, group[-1][1] + 1):
            yield group
            group = []
        group.append((i, j))
    yield group


def _may_move(
    ours: Sequence[_Word], theirs: Sequence[_Word], group: Sequence[tuple[int, int]]
) -> bool:
    """Whether words are many, or a whole line or cell in one of the files."""

    def whole(words: Sequence[_Word], first: int, last: int) -> bool:
        begins = first == 0 or words[first - 1].line != words[first].line
        return begins and (last + 1 == len(words) or words[last + 1].line != words[last].line)

    return (
        len(group) >= _MOVED
        or whole(ours, group[0][0], group[-1][0])
        or whole(theirs, group[0][1], group[-1][1])
    )


def _close_up(ours: Sequence[_Word], theirs: Sequence[_Word], pairs: dict[int, int]) -> None:
    """Let matches grow over equal words beside them that are free, or matched far from theirs."""
    back = {there: here for here, there in pairs.items()}

    def settled(i: int, j: int) -> bool:
        return pairs.get(i - 1) == j - 1 or pairs.get(i + 1) == j + 1

    waiting = list(pairs)
    while waiting:
        here = waiting.pop()
        for step in (-1, 1):
            i, j = here + step, pairs.get(here, -2) + step
            if not (0 <= i < len(ours) and 0 <= j < len(theirs)) or pairs.get(i) == j:
                continue
            if ours[i].plain != theirs[j].plain:
                continue
            other_j, other_i = pairs.get(i), back.get(j)
            if other_j is not None and other_i is not None:
                continue
            if other_i is not None and not settled(other_i, j):
                del pairs[other_i]
                waiting += [near for near in (other_i - 1, other_i + 1) if near in pairs]
            elif other_j is not None and not settled(i, other_j):
                del back[other_j]
            elif other_i is not None or other_j is not None:
                continue
            pairs[i], back[j] = j, i
            waiting.append(i)


def _regions(
    mine: list[list[int]], other: list[list[int]], pairs: dict[int, int]
) -> list[tuple[list[int], list[int]]]:
    """Words that are missing near one another, each with what the other file has in their place."""
    regions: list[tuple[list[int], list[int]]] = []
    waiting = list(other)
    for run in mine:
        before, after = pairs.get(run[0] - 1), pairs.get(run[-1] + 1)
        if before is not None and after is not None and 0 < after - before <= len(run) + _STAMP:
            best = [each for each in waiting if before < each[0] and each[-1] < after]
        else:
            best = [
                each
                for each in waiting
                if (before is not None and each[0] == before + 1)
                or (after is not None and each[-1] == after - 1)
            ][:1]
        waiting = [each for each in waiting if each not in best]
        regions.append((run, [index for each in best for index in each]))
    return regions + [([], run) for run in waiting]


def _runs(side: _Side, other: _Side, matched: set[int]) -> list[list[int]]:
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


def _same(ours: _Side, theirs: _Side, mine: list[int], other: list[int], has_notes: bool) -> bool:
    """Whether a region differs only in what may differ."""
    left = [ours.words[i].plain for i in _filled(mine)]
    right = [theirs.words[i].plain for i in _filled(other)]
    if has_notes and "".join(_NOTE.sub("", word) for word in right) == "".join(left):
        return True
    if mine and other and _bare(_between(ours, mine)) == _bare(_between(theirs, other)):
        return True
    if mine and other:
        return False
    side, run = (ours, mine) if mine else (theirs, other)
    first, last = side.words[run[0]], side.words[run[-1]]
    text = side.texts[first.paragraph]
    if (label := _LABEL.match(text)) and first.start < last.end <= label.end():
        return True  # the label of a list, which Word makes up
    if len(run) > _STAMP:
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


def _is_furniture(side: _Side, run: list[int], other: _Side) -> bool:
    """Whether words are a header or footer of the other file, or a page number at a page's edge."""

    def known(part: list[int]) -> bool:
        key = _key(_between(side, part))
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


def _at_an_edge(side: _Side, number: int) -> bool:
    """Whether a paragraph of the body is the first or last of its page."""
    here = side.paragraphs[number]
    near = [side.paragraphs[n] for n in (number - 1, number + 1) if 0 <= n < len(side.paragraphs)]
    return here.where == "body" and (
        len(near) < 2 or any(each.place.page != here.place.page for each in near)
    )


def _between(side: _Side, run: list[int]) -> str:
    """The text from the first word of a run to the last."""
    first, last = side.words[run[0]], side.words[run[-1]]
    if first.paragraph == last.paragraph:
        return side.texts[first.paragraph][first.start : last.end]
    middle = side.texts[first.paragraph + 1 : last.paragraph]
    start, end = side.texts[first.paragraph], side.texts[last.paragraph]
    return " ".join((start[first.start :], *middle, end[: last.end]))


def _bare(text: str) -> str:
    """A text less spaces and marks that may differ; those in numbers and addresses stay."""
    return _MARKS.sub("", _comparable("".join(text.translate(_DASHES).split())))


def _another_order(ours: _Side, theirs: _Side, pairs: dict[int, int]) -> Iterator[Difference]:
    """The first paragraph of the body, if there is any, that stands elsewhere in the other file."""
    of: dict[int, list[int]] = {}
    for index, word in enumerate(ours.words):
        if index in pairs and ours.paragraphs[word.paragraph].where == "body":
            of.setdefault(word.paragraph, []).append(index)
    found = []
    for indexes in of.values():
        there = sorted(pairs[index] for index in indexes)
        if len(there) >= _PASSAGE and there[-1] - there[0] < 1.5 * len(there):
            found.append((there[0], indexes, there))
    staying = _in_order([(start, len(indexes)) for start, indexes, _ in found])
    for number, (_, indexes, there) in enumerate(found):
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
    ours: _Side, theirs: _Side, mine: list[int], other: list[int], pairs: dict[int, int]
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


def _beside(side: _Side, run: list[int], pairs: dict[int, int]) -> list[int]:
    """Of words that one file adds to a sentence: the words of the other that they stand between."""
    first, last = side.words[run[0]], side.words[run[-1]]
    before = side.texts[first.paragraph][: first.start]
    after = side.texts[last.paragraph][last.end :]
    begins = re.fullmatch(r"(?:.*[.?!:]['\"’”)]*\s)?[\s'\"‘“(]*", before)
    if begins and re.match(r"['\"’”)]*[.?!]", after):
        return []
    near = [
        pairs[index]
        for index, word in ((run[0] - 1, first), (run[-1] + 1, last))
        if index in pairs and side.words[index].paragraph == word.paragraph
    ]
    return near if not near or 0 <= near[-1] - near[0] <= _APART else near[:1]


def _shown(side: _Side, run: list[int]) -> str:
    """The words of a run, with some of those around it in its paragraphs."""
    if not run:
        return ""
    first, last = side.words[run[0]], side.words[run[-1]]
    texts = side.texts[first.paragraph : last.paragraph + 1]
    end = sum(len(text) + 1 for text in texts[:-1]) + last.end
    return around(" ".join(texts), first.start, end, _CONTEXT, _SHOWN)


def _first_words(side: _Side) -> str:
    return shortened(" ".join(side.texts[:3]), _LONG, _SHOWN)
