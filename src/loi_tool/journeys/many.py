"""Several letters side by side: a process for each core, results in the order of the letters."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import connection
from multiprocessing.connection import Connection
from typing import Any

from loi_tool import ending
from loi_tool.guard import let_go, started
from loi_tool.journeys.gather import Source
from loi_tool.journeys.outcome import JudgedLetter

Check = Callable[[Source], JudgedLetter]
"""Checks one letter, whatever is wrong with it."""
CheckerOf = Callable[..., contextlib.AbstractContextManager[Check]]
_SECONDS_TO_END = 0.5


def usable_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def judged_side_by_side(
    sources: Sequence[Source], jobs: int, checker_of: CheckerOf, *arguments: object
) -> Iterator[tuple[int, JudgedLetter | None]]:
    """Check letters in several processes.

    Args:
        sources: the letters.
        jobs: how many processes.
        checker_of: is called in each process with the arguments; gives what checks a letter there.
        arguments: what can be pickled.

    Yields:
        The number of a letter and what was found, as each is done; None where its process ended.
    """
    waiting = list(enumerate(sources))[::-1]
    working: dict[Any, tuple[_Process, int]] = {}
    with contextlib.ExitStack() as ends:

        def give(process: _Process | None) -> None:
            if not waiting:
                return
            process = process or ends.enter_context(_Process(checker_of, arguments))
            number, source = waiting.pop()
            process.connection.send(source)
            working[process.connection] = (process, number)

        for _ in range(min(jobs, len(sources))):
            give(None)
        while working:
            for ready in connection.wait(list(working)):
                process, number = working.pop(ready)
                try:
                    letter = process.connection.recv()
                except (EOFError, OSError):
                    yield number, None
                    give(None)
                else:
                    yield number, letter
                    give(process)


class _Process(contextlib.ExitStack):
    """A process that checks one letter after the other, until it is left."""

    def __init__(self, checker_of: CheckerOf, arguments: tuple[object, ...]) -> None:
        super().__init__()
        with ending.postponed():
            process, self.connection = started(_serve, checker_of, arguments)

            def end() -> None:
                process.terminate()  # it ends what it started
                process.join(_SECONDS_TO_END)
                process.kill()
                process.join()

            self.enter_context(ending.undone(end))
            self.callback(end)
        self.callback(self.connection.close)


def _serve(letters: Connection, checker_of: CheckerOf, arguments: tuple[object, ...]) -> None:
    """Check letters until the other end is closed: the life of a process."""
    ending.end_on_signals(silent=True)  # it is told to end by the process that reports
    with contextlib.suppress(EOFError, OSError), checker_of(*arguments) as check:
        while True:
            letters.send(check(letters.recv()))
            let_go()
