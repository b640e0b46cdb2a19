"""`loi build ANSWERS --fit`: the most readable setting in which a letter stays within the limit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loi_tool.calls.model import Call
from loi_tool.errors import BadUsage
from loi_tool.findings import Verdict
from loi_tool.journeys.outcome import Options
from loi_tool.journeys.sources import SubmissionRead
from loi_tool.journeys.written import letter_of_answers, word_of_letter
from loi_tool.letter import Letter, Section, Span
from loi_tool.rules.pages import page_verdict
from loi_tool.text import listed, plural

if TYPE_CHECKING:
    from loi_tool.facts import PageFacts
    from loi_tool.journeys.readers import AskedWord, Readers
    from loi_tool.layout.fonts import Fonts

LADDER = ((12.0, 1.0), (11.5, 1.0), (11.0, 1.0), (11.0, 0.9), (11.0, 0.8), (10.5, 0.9), (10.5, 0.8))
"""Type in points and margins in inches, the most readable first. Lines are single spaced, as in the
house style. A step further is more words on a page."""
_UNSURE = 0.25
"""Pages by which an estimate of a letter's length may be wrong."""
_LITTLE = 0.35
"""The share of a page that a signature and what stays with it take at the most."""
_LETTERS_ABOVE = 150
"""The most above the closing on a page that holds little but the signature: a small table, or two
lines, which the house style keeps with the signature."""
_OWN_TEXTS = ("sections.", "school.about")
"""Keys of what the district wrote at some length."""
_NEAR_WORDS = 20
"""How near the number of words is that a letter may keep."""
_TELLING = 30
"""Letters by which the closing is found."""


@dataclass(frozen=True)
class Fitted:
    """The setting that was chosen, and what to say of it. Whole sentences."""

    size: float
    margin: float
    said: str


@dataclass(frozen=True)
class _Trial:
    """How a letter comes out in one setting."""

    size: float
    margin: float
    pages: PageFacts
    verdict: Verdict
    """Whether it is within the limit; `met` where there is none."""
    ends_in_signature: bool
    """Whether its last page holds little but the signature."""

    @property
    def setting(self) -> str:
        """In words."""
        return f"{self.size:g} points and margins of {_inches(self.margin)}"

    def pages_in(self, size: float, margin: float) -> float:
        """About how many pages the same letter fills in a smaller setting."""
        fill = next((source.fill for source in self.pages.sources), None)
        pages = self.pages.counted - 1 + (1.0 if fill is None else fill)
        return pages * _on_a_page(self.size, self.margin) / _on_a_page(size, margin)


def fitted(
    read: SubmissionRead, options: Options, readers: Readers
) -> tuple[SubmissionRead, Fitted | None]:
    """Answers whose layout is the most readable one that stays within the call's limit.

    From the settings of `LADDER`, or larger ones that the call asks for, it is the first that is
    within the limit for certain. A later one is taken if it leaves a page less, and that page would
    hold little but the signature.

    Args:
        read: the answers, as they were read.
        options: as for a build.
        readers: the processes in which the letter is set.

    Returns:
        The same answers with that layout, and what was chosen; the closest setting where none is
        within the limit. None where no letter can be made of the answers.

    Raises:
        BadUsage: the letter is on a letterhead, which has type and margins of its own.
    """
    loaded, call = read.answers, read.asked.call
    if loaded is None or loaded.answers is None:
        return read, None
    if loaded.paper is not None:
        raise BadUsage(
            f"The letter is written on {loaded.paper.file}, which sets its type and its margins.",
            "Leave --fit out, or leave `letterhead` out of `layout`.",
        )
    trials: list[_Trial] = []
    wanted = call.pages.max if call.pages else None
    *settings, closest = ladder(call)
    for size, margin in (*settings, closest):
        is_hopeless = trials and wanted and trials[0].pages_in(size, margin) > wanted + _UNSURE
        if is_hopeless and (size, margin) != closest:
            continue
        trials.append(_tried(read, options, readers, size, margin))
        if trials[-1].verdict is Verdict.MET:
            if not trials[-1].ends_in_signature:
                break
            wanted = trials[-1].pages.counted - 1
    chosen, why = _chosen(trials, call)
    if chosen.verdict is Verdict.NOT_MET:
        why = _too_long(chosen, read, options, readers)
    with_layout = _with_layout(read, chosen.size, chosen.margin)
    return with_layout, Fitted(chosen.size, chosen.margin, why)


def ladder(call: Call) -> list[tuple[float, float]]:
    """The settings to try, none of them smaller than the call states."""
    style = call.style
    size = (style and style.min_font_points) or 0.0
    margin = (style and style.min_margin_inches) or 0.0
    return list(dict.fromkeys((max(s, size), max(m, margin)) for s, m in LADDER))


def _chosen(trials: list[_Trial], call: Call) -> tuple[_Trial, str]:
    """The best of the settings that were tried, and what to say of it; nothing of one that is too
    large, as all are then."""
    met = [trial for trial in trials if trial.verdict is Verdict.MET]
    if not met:
        near = [trial for trial in trials if trial.verdict is Verdict.CONFIRM]
        if not near:
            return trials[-1], ""
        said = f"{_set_in(near[-1], call)} It is not certain that this is within the limit."
        return near[-1], said
    first = met[0]
    fewer = [trial for trial in met if trial.pages.counted < first.pages.counted]
    if first.ends_in_signature and fewer:
        return fewer[0], (
            f"{_set_in(fewer[0], call)} In {first.setting}, page {first.pages.counted} would hold "
            "little but the signature."
        )
    said = _set_in(first, call)
    if first is not trials[0]:
        before = trials[trials.index(first) - 1]
        said += f" In {before.setting} it is longer."
    if first.ends_in_signature:
        said += " The last page holds little but the signature, and no setting changes that."
    return first, said


def _set_in(trial: _Trial, call: Call) -> str:
    limit = f" of {call.pages.max}" if call.pages else ""
    pages = plural(trial.pages.counted, "page")
    layout = f"layout: {{size: {trial.size:g}, margin: {trial.margin:g}in}}"
    return (
        f"The letter is set in {trial.setting}: {pages}{limit}. To keep that, write in the "
        f"answers: {layout}."
    )


def _too_long(trial: _Trial, read: SubmissionRead, options: Options, readers: Readers) -> str:
    """How many words to cut, and from where, where no setting helps.

    The longest sections are cut to the same length, the greatest in which the letter fits.
    """
    limit = read.asked.call.pages
    assert limit is not None
    said = f"Even in {trial.setting} the letter is longer than {plural(limit.max, 'page')}."
    read = _with_layout(read, trial.size, trial.margin)
    letter = letter_of_answers(read)
    lengths = {section.heading: _words(section) for section in filter(_is_text, letter.sections)}
    fits, too_long = 0, max(lengths.values(), default=0)
    while too_long - fits > _NEAR_WORDS:
        middle = (fits + too_long) // 2
        word, _ = word_of_letter(read, _cut(letter, middle), options, readers)
        if page_verdict(limit.max, word.pages).verdict is Verdict.MET:
            fits = middle
        else:
            too_long = middle
    if not fits:
        return f"{said} Nearly all of the text would have to go."
    less = {heading: math.ceil((n - fits) / 10) * 10 for heading, n in lengths.items() if n > fits}
    ranked = sorted(less, key=lambda heading: -less[heading])
    # fewer may do in a section behind a table that is kept on one page
    if len(ranked) == 1:
        return f"{said} It fits without about {less[ranked[0]]} words of “{ranked[0]}”."
    where = listed([f"{less[heading]} of “{heading}”" for heading in ranked])
    return f"{said} It fits without about {sum(less.values())} words: {where}."


def _is_text(section: Section) -> bool:
    """Whether the district wrote the words of a section, and the call counts its pages."""
    own = all(block.key.startswith(_OWN_TEXTS) for block in section.blocks)
    return bool(section.blocks) and own and not section.outside_page_limit


def _words(section: Section) -> int:
    return sum(len(block.text.split()) for block in section.blocks)


def _cut(letter: Letter, most: int) -> Letter:
    """The same with no section longer than so many words."""
    sections = tuple(
        _cut_section(section, most) if _is_text(section) else section for section in letter.sections
    )
    return replace(letter, sections=sections)


def _cut_section(section: Section, most: int) -> Section:
    blocks = []
    for block in section.blocks:
        words = block.text.split()
        if len(words) > most:
            block = replace(block, spans=(Span(" ".join(words[:most])),))
        if most > 0:
            blocks.append(block)
        most -= len(words)
    return replace(section, blocks=tuple(blocks))


def _on_a_page(size: float, margin: float) -> float:
    """How much a US Letter page holds, in some unit."""
    return (8.5 - 2 * margin) * (11 - 2 * margin) / size**2


def _inches(margin: float) -> str:
    return f"{margin:g} inch{'' if margin == 1 else 'es'}"


def _with_layout(read: SubmissionRead, size: float, margin: float) -> SubmissionRead:
    """The same answers with another layout."""
    loaded = read.answers
    assert loaded is not None and loaded.answers is not None
    layout = loaded.answers.layout.model_copy(update={"size": size, "margin": f"{margin:g}in"})
    answers = loaded.answers.model_copy(update={"layout": layout})
    facts = replace(loaded.facts, type_size=size, margin=margin)
    loaded = replace(loaded, answers=answers, facts=facts)
    return replace(read, answers=loaded, facts=replace(read.facts, answers=facts))


def _tried(
    read: SubmissionRead, options: Options, readers: Readers, size: float, margin: float
) -> _Trial:
    """Set the letter, and count its pages; no PDF is made."""
    read = _with_layout(read, size, margin)
    letter = letter_of_answers(read)
    word, fonts = word_of_letter(read, letter, options, readers)
    limit = read.asked.call.pages
    verdict = page_verdict(limit.max, word.pages).verdict if limit else Verdict.MET
    last = _ends_in_signature(letter, word, fonts, readers)
    return _Trial(size, margin, word.pages, verdict, verdict is Verdict.MET and last)


def _ends_in_signature(letter: Letter, word: AskedWord, fonts: Fonts, readers: Readers) -> bool:
    """Whether the last page of a letter holds little but its signature; asks the PDF in doubt."""
    from loi_tool.layout.measured import bare

    last = word.pages.counted
    fill = next((source.fill for source in word.pages.sources), None)
    if last < 2 or fill is None or fill > _LITTLE or not letter.signer:
        return False
    pdf = readers.pdf_of_letter(word.file, word.data, fonts).facts
    body = [p for p in pdf.paragraphs if p.where not in ("header", "footer")]
    text = bare("".join(p.text for p in body if p.place.page == last))
    for words in (*(block.text for block in letter.closing[:1]), letter.valediction):
        above, found, _ = text.partition(bare(words)[:_TELLING])
        if found and words:
            return len(above) <= _LETTERS_ABOVE
    return bare(letter.signer[0]) in text
