"""What the texts of the files in a folder say: which two are one letter, and which is no letter."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from loi_tool.errors import LoiError
from loi_tool.files import Paragraph, read_bytes
from loi_tool.journeys.gather import Source
from loi_tool.text import Regex, folded_words

if TYPE_CHECKING:
    from loi_tool.calls.model import Call
    from loi_tool.journeys.cache import Cache
    from loi_tool.journeys.readers import Readers

_SAME = 0.8
"""The share of words that a Word file and a PDF of one letter have in common, at least."""
_OTHER_PAPER = Regex(
    r"\W{0,9}(?:\w{1,20}\W{1,3}){0,7}(?:agenda|minutes|notes|checklist|budget|invoice|resolution"
    r"|rubric|flyer|schedule|roster|sign-in)\b",
    re.IGNORECASE,
)
_MEMO = Regex(r"\s{0,9}(?:to|from|re|subj(?:ect)?)\s{0,3}:", re.IGNORECASE)
_HEAD = 8


@dataclass(frozen=True)
class _Text:
    """What is in a file, as it is kept."""

    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class _Alone:
    """A file that has no partner by its name, and what is in it."""

    source: Source
    paragraphs: tuple[Paragraph, ...]
    words: Counter[str]


def by_their_text(
    sources: Sequence[Source],
    named: Iterable[Path],
    call: Call,
    readers: Readers,
    cache: Cache | None = None,
) -> tuple[list[Source], tuple[Path, ...]]:
    """The submissions among several, after a look into the files that have no partner by name.

    A Word file and a PDF of one folder with the same text are one submission. What is no letter
    (notes, an agenda) is skipped, where its folder or a folder in that has letters. Files that a
    person named, that cannot be read, or that are pictures, stay as they are.

    Args:
        sources: the submissions by the names of their files.
        named: the paths that a person named.
        call: what the letters answer.
        readers: the processes in which they are read.
        cache: where texts of an earlier run are.

    Returns:
        the submissions, and the files that were skipped.
    """
    by_hand = {path.absolute() for path in named}
    folders: dict[Path, list[Source]] = defaultdict(list)
    for source in sources:
        folders[source.first.absolute().parent].append(source)
    within = Counter(
        above for folder in folders for above in (folder, *folder.parents) for _ in folders[folder]
    )
    partner: dict[Path, Source] = {}
    skipped: list[Path] = []
    for folder, inside in folders.items():
        alone = [s for s in inside if _is_alone(s) and s.first.absolute() not in by_hand]
        if within[folder] < 2 or not alone:
            continue
        read = [
            file for file in (_read(source, readers, cache) for source in alone) if file is not None
        ]
        partner |= _pairs(read)
        paired = {*partner, *(pdf.first for pdf in partner.values())}
        others = [f for f in read if f.source.first not in paired and not _is_letter(call, f)]
        if len(others) < within[folder]:
            skipped += [file.source.first for file in others]
    second = {source.first for source in partner.values()}
    kept = [s for s in sources if s.first not in second and s.first not in skipped]
    return [_joined(source, partner) for source in kept], tuple(skipped)


def _is_alone(source: Source) -> bool:
    one = (source.word is None) != (source.pdf is None)
    return one and source.answers is None and not source.packaged and source.closed is None


def _joined(source: Source, partner: dict[Path, Source]) -> Source:
    pdf = partner.get(source.first)
    return source if pdf is None else replace(source, pdf=pdf.pdf, maybe_pdf=())


def _read(source: Source, readers: Readers, cache: Cache | None) -> _Alone | None:
    """What is in a file; None where it cannot be read, or has no words."""
    path = source.first
    try:
        paragraphs = _paragraphs(source, path, readers, cache)
    except LoiError:
        return None  # the check of it will say what is wrong
    words = Counter(word for each in paragraphs for word in folded_words(each.text))
    return _Alone(source, paragraphs, words) if words else None


def _paragraphs(
    source: Source, path: Path, readers: Readers, cache: Cache | None
) -> tuple[Paragraph, ...]:
    data, in_word = read_bytes(path), source.word is not None
    name = cache.name_of("paragraphs", path.name, str(in_word), data) if cache else ""
    text = cache.kept(name, _Text) if cache else None
    if text is None:
        text = _Text(readers.paragraphs(path.name, data, in_word=in_word))
        if cache:
            cache.keep(name, text)
    return text.paragraphs


def _pairs(files: Sequence[_Alone]) -> dict[Path, Source]:
    """By the path of each Word file the PDF with the same words, the likest first."""
    numbers: dict[tuple[str, int], int] = {}
    sides: tuple[list[tuple[Source, set[int]]], ...] = ([], [])
    for file in files:
        words = {
            numbers.setdefault((word, time), len(numbers))
            for word, times in file.words.items()
            for time in range(times)
        }
        sides[file.source.word is None].append((file.source, words))
    likeness = (
        (_in_common(words, others), word, pdf)
        for word, words in sides[0]
        for pdf, others in sides[1]
    )
    pairs: dict[Path, Source] = {}
    taken: set[Path] = set()
    alike = [pair for pair in likeness if pair[0] >= _SAME]
    for _, word, pdf in sorted(alike, key=lambda pair: -pair[0]):
        if word.first not in pairs and pdf.first not in taken:
            pairs[word.first] = pdf
            taken.add(pdf.first)
    return pairs


def _in_common(first: set[int], second: set[int]) -> float:
    """The share of words in common, or the most that it can be where that is too little."""
    fewer, more = sorted((len(first), len(second)))
    return len(first & second) / more if fewer >= _SAME * more else fewer / more


def _is_letter(call: Call, file: _Alone) -> bool:
    """Whether a text greets, bids farewell, or is signed, or is a memo."""
    from loi_tool.evidence.outline import outline

    parts = outline(call, file.paragraphs)
    head = [paragraph.text for paragraph in file.paragraphs[:_HEAD]]
    if parts.salutation is not None:
        return True
    if any(map(_OTHER_PAPER.match, head[:2])):
        return False
    is_memo = sum(_MEMO.match(line) is not None for text in head for line in text.split("\n")) > 1
    return is_memo or bool(parts.closing)
