"""`loi check`: answers, Word files and PDFs against the call."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from loi_tool import ending
from loi_tool.errors import LoiError, UnreadableFile
from loi_tool.facts import Facts
from loi_tool.guard import let_go
from loi_tool.journeys.configured import with_settings, with_templates_apart, with_unused
from loi_tool.journeys.folders import by_their_text
from loi_tool.journeys.gather import Source, find_sources
from loi_tool.journeys.judge import judged
from loi_tool.journeys.many import Check, judged_side_by_side
from loi_tool.journeys.outcome import Asked, JudgedLetter, Options, Outcome, outcome_of
from loi_tool.journeys.pictures import with_pictures
from loi_tool.journeys.readers import Readers
from loi_tool.journeys.sources import (
    SubmissionRead,
    asked_by,
    read_submission,
    unreadable_facts,
)

_ENDED = LoiError(
    "It could not be checked: the process that did so ended.", "Check it alone to see why."
)


def check_letters(
    paths: Sequence[Path],
    options: Options,
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
    cached: bool = False,
) -> Outcome:
    """Check answers, Word files, PDFs, or the folders that hold them.

    Args:
        paths: what to check.
        options: the call, the moment, and the rules.
        jobs: how many processes check several letters, side by side.
        progress: is told how many letters are done, and how many there are, after each.
        cached: whether what is read in several letters is kept in the user's cache folder, and
            taken from there.

    Raises:
        NothingToCheck: nothing to check is among the paths.
        BadUsage: a path is of a kind that cannot be checked; `as_of` is no time.
        BadCall: the file of the call that the options name is wrong.
        LoiError: the only letter among the paths cannot be read.
    """
    skipped: list[Path] = []
    sources = find_sources(paths, skipped=skipped)
    for source in sources:
        with_settings(source, options)  # settings that cannot be read are no letter's fault
    sources, templates = with_templates_apart(sources, options)
    if len(sources) > 1:  # what is wrong with the options is no letter's fault
        asked = asked_by(options.call, options)
        if cached:
            from loi_tool.journeys.cache import users_cache

            options = replace(options, cache=users_cache())
        if not options.template:
            files = [*templates, *(path for path in paths if not path.is_dir())]
            with Readers() as readers:
                sources, others = by_their_text(sources, files, asked.call, readers, options.cache)
            skipped += others
    if len(sources) == 1:
        with Readers() as readers:
            letters = [_checked(sources[0], options, readers)]
    else:
        letters = _checked_letters(sources, asked, options, jobs, progress)
        if options.cache is not None:
            options.cache.sweep()
    options_of = [with_settings(source, options) for source in sources]
    return outcome_of(with_unused(letters, options_of), skipped)


def _checked_letters(
    sources: Sequence[Source],
    asked: Asked,
    options: Options,
    jobs: int,
    progress: Callable[[int, int], None] | None,
) -> list[JudgedLetter]:
    """All letters, in their order."""
    options = replace(options, pictures=False)  # of sixty letters they would take 20 MB
    letters: dict[int, JudgedLetter] = {}
    with ending.undone(lambda: _say_how_many(len(letters), len(sources))):
        for number, letter in _judged_letters(sources, options, jobs):
            letters[number] = letter or _failed(sources[number], asked, options, _ENDED)
            if progress is not None:
                progress(len(letters), len(sources))
    return [letter for _, letter in sorted(letters.items())]


def _judged_letters(
    sources: Sequence[Source], options: Options, jobs: int
) -> Iterator[tuple[int, JudgedLetter | None]]:
    """Each letter with its number, as it is done."""
    if jobs > 1:
        yield from judged_side_by_side(sources, jobs, _checker, options)
        return
    with _checker(options) as check:
        for number, source in enumerate(sources):
            yield number, check(source)
            let_go()


@contextmanager
def _checker(options: Options) -> Iterator[Check]:
    """What checks one of several letters; whatever goes wrong with it, the others are checked."""

    def check(source: Source) -> JudgedLetter:
        try:
            return _checked(source, options, readers)
        except Exception as error:
            its_options = with_settings(source, options)
            return _failed(source, asked_by(options.call, options), its_options, error)

    with Readers() as readers:
        yield check


def _checked(source: Source, options: Options, readers: Readers) -> JudgedLetter:
    options = with_settings(source, options)
    if options.cache is None:
        readers.start_for(source)  # else there may be nothing to read
    read = read_submission(source, options, readers)
    submission = with_pictures(judged(source, read, options), read, options, readers)
    return JudgedLetter.of(read.asked, submission)


def _failed(source: Source, asked: Asked, options: Options, error: Exception) -> JudgedLetter:
    failed = SubmissionRead(asked, _facts_of_failure(source, asked, error))
    return JudgedLetter.of(asked, judged(source, failed, options))


def _say_how_many(done: int, all_: int) -> None:
    os.write(2, f"{done} of {all_} letters were checked.\n".encode())


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
