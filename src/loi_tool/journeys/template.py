"""Shared templates: each file is one, and what is read in it besides a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from loi_tool.calls.model import Call
from loi_tool.facts import TemplateFacts, Written
from loi_tool.findings import Place
from loi_tool.journeys.gather import Source
from loi_tool.journeys.sources import SubmissionRead
from loi_tool.text import folded_words

_TELLING = 4
"""Letters of the shortest word of a title that tells it from others."""
_NOTE = re.compile(r"\s*#\s?(.*)")


def each_a_template(sources: Sequence[Source]) -> list[Source]:
    """The files of some submissions, each by itself, less PDFs that were made of a template."""
    templates = []
    for source in sources:
        files = [file for file in (source.answers, source.word) if file is not None]
        if source.closed is not None or len(files) < 2:
            templates.append(replace(source, pdf=None if files else source.pdf, beside=()))
            continue
        assert source.answers is not None and source.word is not None
        above = source.name.removesuffix(source.answers.stem).rstrip("/")
        above = above or source.answers.absolute().parent.name
        templates += [
            Source(f"{above}/{source.answers.name}", answers=source.answers),
            Source(f"{above}/{source.word.name}", word=source.word),
        ]
    return templates


def as_template(read: SubmissionRead) -> SubmissionRead:
    """The same, to be judged as a template: with the comments, or with what the headings name."""
    if read.facts.unreadable is not None:
        return read
    if read.answers is None:
        return replace(read, facts=replace(read.facts, template=_of_file(read)))
    texts = read.answers.facts.texts.values()
    notes = tuple(_notes(read.answers.document.file, read.answers.document.lines, texts))
    template = TemplateFacts(notes=notes)
    if read.answers_facts is None:
        return replace(read, facts=replace(read.facts, template=template))
    return replace(read, answers_facts=replace(read.answers_facts, template=template))


def _of_file(read: SubmissionRead) -> TemplateFacts:
    """Which item of the call each heading names best."""
    from loi_tool.evidence.narrative_headings import match_headings
    from loi_tool.evidence.narrative_passages import NarrativeSection

    file = read.facts.word or read.facts.pdf
    headings = [p for p in file.paragraphs if p.is_heading] if file is not None else []
    sections = [NarrativeSection(p.text, p.place) for p in headings]
    named = {}
    for heading, strengths in match_headings(read.asked.call, sections).by_heading.items():
        fits = {k: s for k, s in strengths.items() if _may_name(read.asked.call, k, heading)}
        if fits:
            named[heading] = max(fits, key=lambda key: fits[key]).partition(".")[0]
    return TemplateFacts(named=named)


def _may_name(call: Call, key: str, heading: str) -> bool:
    """Whether a heading may name an item: a school or a contact only with a word of its title."""
    item = call.item(key)
    if item is None or item.in_sections:
        return True
    long = {word for word in folded_words(item.title) if len(word) >= _TELLING}
    return bool(long & set(folded_words(heading)))


def _notes(file: str, lines: Sequence[str], texts: Iterable[Written]) -> Iterator[Written]:
    """The comments of a file of answers: lines that follow each other are one."""
    in_text = {
        (text.place.line or 0) + offset
        for text in texts
        for offset in range(len(text.lines) if len(text.lines) > 1 else 0)
    }
    note: list[tuple[int, str, str]] = []
    for number, line in enumerate([*lines, ""], 1):
        match = _NOTE.match(line) if number not in in_text else None
        if match is not None and match[1].strip():
            note.append((number, match[1], line))
            continue
        if note:
            place = Place(file=file, line=note[0][0], column=1)
            texts_of_lines, own = [n[1] for n in note], tuple(n[2] for n in note)
            yield Written("\n".join(texts_of_lines), place, own)
        note = []
