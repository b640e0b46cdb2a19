"""From what was read to what the report says of one submission."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from loi_tool.facts import Facts
from loi_tool.findings import Finding, Place, Severity, Submission, SubmissionFiles
from loi_tool.journeys.configured import left_out_by, told_of
from loi_tool.journeys.gather import Source
from loi_tool.journeys.outcome import Asked, Options, with_status
from loi_tool.text import shortened

if TYPE_CHECKING:
    from loi_tool.journeys.sources import SubmissionRead

_Part = TypeVar("_Part")
_OF_READING = ("LOI101", "LOI102", "LOI104", "LOI106", "LOI107", "LOI111", "LOI112")
"""Rules on how answers are written: these are asked of a file that cannot be read as it is."""


def judged(source: Source, read: SubmissionRead, options: Options) -> Submission:
    """What the rules say of a submission.

    A letter that was made of answers is judged as one that a stranger sends. What is wrong in the
    answers themselves is told first, at its line; then what else is wrong in the letter, at the
    line that it comes from.

    Args:
        source: the submission's name and files.
        read: what was measured in them.
        options: which rules are asked, and what makes a letter fail.
    """
    from loi_tool.rules.catalog import in_order, run
    from loi_tool.rules.verdicts import assess, page_report, signature_report

    call, facts = read.asked.call, read.facts
    files = SubmissionFiles(
        answers=source.answers.as_posix() if source.answers else None,
        word=source.word.as_posix() if source.word else None,
        pdf=source.pdf.as_posix() if source.pdf else None,
    )
    findings = run(call, facts)
    if facts.unreadable is not None:
        # Nothing was read, so nothing but the reading can be spoken of.
        reading = tuple(finding for finding in findings if finding.rule in _OF_READING)
        return Submission(
            name=source.name,
            files=files,
            status="unreadable",
            findings=reading,
            template=options.template,
        )
    told = run(call, read.answers_facts) if read.answers_facts else []
    both = in_order([*told, *(f for f in findings if not _is_told(f, told))])
    if options.template:
        return _selected(_placed(_template(source, files, read, both), read), read.asked, options)
    # What is only doubtful in the answers does not count: in the package it cannot be seen.
    serving = both if any(f.severity is Severity.ERROR for f in told) else findings
    results = assess(call, facts, serving)
    submission = Submission(
        name=source.name,
        district=_district(facts),
        files=files,
        status="ready",
        requirements=tuple(results),
        pages=page_report(call, facts, results),
        signature=signature_report(facts, results),
        findings=tuple(both),
    )
    return _selected(_placed(submission, read), read.asked, options)


def _template(
    source: Source, files: SubmissionFiles, read: SubmissionRead, findings: Iterable[Finding]
) -> Submission:
    """What is said of a template: no district, no pages, no signature."""
    from loi_tool.rules.template import assess_template, is_silent

    told = tuple(_of_template(finding) for finding in findings if not is_silent(finding))
    facts = read.answers_facts or read.facts
    return Submission(
        name=source.name,
        files=files,
        status="ready",
        requirements=tuple(assess_template(read.asked.call, facts, told)),
        findings=told,
        template=True,
    )


def _of_template(finding: Finding) -> Finding:
    message = re.sub(r"^The letter\b", "The template", finding.message)
    return finding.model_copy(update={"message": message})


def _district(facts: Facts) -> str | None:
    """Who sends a letter: as it says itself, or else as its answers do."""
    if facts.reading is not None and facts.reading.district is not None:
        return facts.reading.district
    written = facts.answers.text("district.name") if facts.answers else None
    return " ".join(written.text.split()) if written else None


def _is_told(finding: Finding, told: Iterable[Finding]) -> bool:
    """Whether a fault of the letter was told of its answers, or comes of one that was."""
    return any(
        finding.rule == other.rule
        or (
            other.severity is Severity.ERROR
            and finding.requirement is not None
            and finding.requirement == other.requirement
            and (finding.part == other.part or None in (finding.part, other.part))
        )
        for other in told
    )


def _placed(submission: Submission, read: SubmissionRead) -> Submission:
    """The same with pages, and with the lines of the answers that the letter was made of."""
    from loi_tool.rules.catalog import in_order

    submission = _with_first_words(submission, read)
    word, pdf = read.facts.word, read.facts.pdf
    if word is not None and read.facts.pages is not None:
        from loi_tool.journeys.places import pages_in_pdf

        page_of = {**read.facts.pages.page_of, **(pages_in_pdf(word, pdf) if pdf else {})}
        submission = _with_pages(submission, word.file, page_of)
    if read.answers_facts is None:
        return submission
    from loi_tool.journeys.places import in_answers

    submission = in_answers(submission, read)
    return submission.model_copy(update={"findings": tuple(in_order(submission.findings))})


_FIRST_WORDS = 7


def _with_first_words(submission: Submission, read: SubmissionRead) -> Submission:
    """The same with the first words of the paragraphs, by which a person finds them in a letter."""
    from loi_tool.journeys.places import paragraph_texts

    texts = paragraph_texts(read)
    findings = []
    for finding in submission.findings:
        text = texts.get((finding.place.file, finding.place.paragraph), "")
        if text and finding.place.paragraph is not None and finding.source_line is None:
            words = shortened(text.split("\n")[0], words=_FIRST_WORDS)
            finding = finding.model_copy(update={"source_line": words})
        findings.append(finding)
    return submission.model_copy(update={"findings": tuple(findings)})


def _selected(submission: Submission, asked: Asked, options: Options) -> Submission:
    """The same with the findings that are wanted, and what they mean."""
    from loi_tool.rules.catalog import selected

    wanted = tuple(f for f in submission.findings if selected(f, options.select, options.ignore))
    left_out = [rule for rule in left_out_by(options, wanted) if rule.used]
    rules = tuple(rule.rule for rule in left_out)
    shown = tuple(f for f in wanted if selected(f, (), rules))
    shown += told_of(left_out, asked.call, asked.as_of) if left_out else ()
    shown_only = submission.model_copy(update={"findings": shown, "left_out": rules})
    return with_status(shown_only, options)


def _with_pages(part: _Part, file: str, page_of: Mapping[int, int]) -> _Part:
    """A part of a report in which places of a Word file have their page."""
    from pydantic import BaseModel

    if isinstance(part, Place):
        page = page_of.get(part.paragraph or 0)
        known = part.file != file or part.page is not None or page is None
        return part if known else part.model_copy(update={"page": page})
    if isinstance(part, tuple):
        return type(part)(_with_pages(inner, file, page_of) for inner in part)
    if isinstance(part, BaseModel):
        fields = {name: getattr(part, name) for name in type(part).model_fields}
        placed = {name: _with_pages(value, file, page_of) for name, value in fields.items()}
        changed = {name: value for name, value in placed.items() if value is not fields[name]}
        return part.model_copy(update=changed) if changed else part
    return part
