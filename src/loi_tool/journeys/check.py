"""`loi check`: answers, Word files and PDFs against the call."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from loi_tool.errors import LoiError, UnreadableFile
from loi_tool.facts import Facts
from loi_tool.findings import Submission
from loi_tool.journeys.folders import by_their_text
from loi_tool.journeys.gather import Source, find_sources
from loi_tool.journeys.judge import judged
from loi_tool.journeys.outcome import Asked, JudgedLetters, Options, Outcome, outcome_of
from loi_tool.journeys.readers import Readers
from loi_tool.journeys.sources import (
    SubmissionRead,
    asked_by,
    read_submission,
    unreadable_facts,
)


def check_letters(paths: Sequence[Path], options: Options) -> Outcome:
    """Check answers, Word files, PDFs, or the folders that hold them.

    Raises:
        NothingToCheck: nothing to check is among the paths.
        BadUsage: a path is of a kind that cannot be checked; `as_of` is no time.
        BadCall: the file of the call that the options name is wrong.
        LoiError: the only letter among the paths cannot be read.
    """
    sources = find_sources(paths)
    if len(sources) > 1:
        asked_by(options.call, options)  # what is wrong with the options is no letter's fault
    letters, asked = JudgedLetters(), None
    skipped: tuple[Path, ...] = ()
    with Readers() as readers:
        if len(sources) > 1:
            call = asked_by(options.call, options).call
            files = [path for path in paths if not path.is_dir()]
            sources, skipped = by_their_text(sources, files, call, readers)
        alone = len(sources) == 1
        for source in sources:
            asked_of_letter, submission = _checked(source, options, readers, alone=alone)
            asked = asked or asked_of_letter
            letters.append(submission)
            if not alone:
                gc.collect()  # a thousand letters take no more memory than a few
    assert asked is not None
    return replace(outcome_of(asked, letters, options), skipped=skipped)


def _checked(
    source: Source, options: Options, readers: Readers, *, alone: bool
) -> tuple[Asked, Submission]:
    """One of several submissions does not stop the others, whatever goes wrong with it."""
    readers.start_for(source)
    try:
        read = read_submission(source, options, readers)
        return read.asked, judged(source, read, options)
    except Exception as error:
        if alone:
            raise
        asked = asked_by(options.call, options)
        failed = SubmissionRead(asked, _facts_of_failure(source, asked, error))
        return asked, judged(source, failed, options)


def _facts_of_failure(source: Source, asked: Asked, error: Exception) -> Facts:
    file = next(path.name for path in (source.word, source.pdf, source.answers) if path)
    if isinstance(error, LoiError):
        return unreadable_facts(asked, UnreadableFile(error.message, error.fix), file)
    unexpected = UnreadableFile(
        f"{file} could not be read: something went wrong that should not have "
        f"({type(error).__name__}: {error}).",
        "Please report it; LOI_DEBUG=1 in front of a check of this letter alone shows more.",
    )
    return unreadable_facts(asked, unexpected, file)
