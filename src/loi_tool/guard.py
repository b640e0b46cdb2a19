"""A process beside this one, in which other people's files are read.

pdfium, the layout engines and lxml are native code, and a file can be made so that reading it takes
all of a machine. What runs here may take so much processor time and memory; more ends the process,
and that costs one letter and nothing else. The process stays for the next letter, with what it has
imported, and works while this one does something else.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import GeneratorType
from typing import Any

from loi_tool import ending
from loi_tool.errors import OverLimit

SECONDS = 1.6
"""Of processor time, for each part of an answer."""
MEMORY = 190 * 2**20
"""Bytes, beside what the process that reports has taken; that comes to 250 MB. Only Linux holds a
process to it."""
_WALL_SECONDS = 20
_WAIT_FOR_ENGINES = 150
_MOMENT = 0.1
_MOST_REQUESTS = 50
"""Then the process is started anew: no library lets go of all that it took."""


class Guard:
    """A process that answers one request after the other. It is started by the first, or early.

    Args:
        modules: what it imports while it waits for its first request.
        left_behind: is called with the scratch folder of a process that was ended, before the
            folder is taken away.
    """

    def __init__(
        self, modules: Iterable[str] = (), left_behind: Callable[[Path], None] | None = None
    ) -> None:
        self._modules = tuple(modules)
        self._left_behind = left_behind
        self._ends = contextlib.ExitStack()
        self._connection: Connection | None = None
        self._requests = 0
        self._is_busy = False

    def __enter__(self) -> Guard:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, if it is not there yet."""
        if self._connection is not None:
            return
        with ending.postponed():
            scratch = Path(tempfile.mkdtemp(prefix="loi-"))
            process, ours = started(_serve, self._modules, str(scratch))

            def end() -> None:
                _kill(process)
                if self._left_behind is not None:
                    self._left_behind(scratch)
                shutil.rmtree(scratch, ignore_errors=True)

            self._ends.enter_context(ending.undone(end))
            self._ends.callback(end)
        self._ends.callback(ours.close)
        self._connection, self._requests, self._is_busy = ours, 0, False

    def ask(
        self, work: Callable[..., Any], *arguments: object, with_engines: bool = False
    ) -> Iterator[Any]:
        """Have a function called in the process, and return at once.

        Args:
            work: a function of a module; one that yields gives several parts of an answer.
            arguments: what can be pickled.
            with_engines: whether it waits for layout engines, which have limits of their own.

        Returns:
            The parts of the answer. To take one waits for it, and raises what the function raised,
            or OverLimit where it took more than it may.
        """
        if self._requests >= _MOST_REQUESTS or not self._is_free():
            self.close()
        self.start()
        assert self._connection is not None
        self._requests += 1
        self._is_busy = True
        with contextlib.suppress(OSError):  # it has ended: taking the answer says so
            self._connection.send((work, arguments))
        return self._answer(_WAIT_FOR_ENGINES if with_engines else _WALL_SECONDS)

    def call(self, work: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401
        """Have a function called, and wait for what it returns; raises as `ask` does."""
        return next(self.ask(work, *arguments))

    def close(self) -> None:
        """End the process, and take away what it left."""
        with ending.postponed():
            self._ends.close()
        self._connection = None

    def _is_free(self) -> bool:
        """Whether the last answer was given; parts of it that no one took are let go."""
        connection = self._connection
        with contextlib.suppress(EOFError, OSError):
            while connection and self._is_busy and connection.poll(_MOMENT):
                kind, _ = connection.recv()
                self._is_busy = kind == "part"
        return not self._is_busy

    def _answer(self, wall_seconds: int) -> Iterator[Any]:
        connection = self._connection
        assert connection is not None
        while True:
            try:
                if not connection.poll(wall_seconds):
                    raise EOFError
                kind, value = connection.recv()
            except (EOFError, OSError):
                self.close()
                raise OverLimit from None
            if kind == "part":
                yield value
                continue
            self._is_busy = False
            if kind == "error":
                raise value
            return


def let_go() -> None:
    """Give back what a letter took: a thousand take no more memory than a few.

    What is there after the first letter is mostly programs and words, and stays: to look at it
    again after each takes 0.02 s.
    """
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()


def started(serve: Callable[..., None], *arguments: object) -> tuple[Any, Connection]:
    """Start a process in a group of its own: Ctrl-C is for the process that reports.

    Args:
        serve: what it does, a function of a module; its first argument is its end of a pipe.
        arguments: the others. They can be pickled.

    Returns:
        The process and our end of the pipe. When that is closed the other end is told.
    """
    fork = sys.platform == "linux"  # 0.005 s; not safe on other systems
    context: Any = get_context("fork" if fork else "spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_begin, args=(serve, theirs, ours if fork else None, *arguments)
    )
    process.start()
    theirs.close()
    return process, ours


def _begin(
    serve: Callable[..., None], end: Connection, others: Connection | None, *arguments: object
) -> None:
    ending.as_before()
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    if others is not None:
        others.close()
    serve(end, *arguments)


def _serve(requests: Connection, modules: tuple[str, ...], scratch: str) -> None:
    """Answer requests until the other end is closed: the life of the process."""
    _prepare(scratch)
    for module in modules:
        import_module(module)
    gc.unfreeze()  # what the process that started this one had put aside
    with contextlib.suppress(EOFError, OSError):  # no one asks any more
        while True:
            work, arguments = requests.recv()
            try:
                _answer_one(requests, work, arguments)
            except BaseException as error:
                _limit_time(0)
                requests.send(("error", _portable(error)))
            let_go()  # or fifty letters take all the memory that one may
    shutil.rmtree(scratch, ignore_errors=True)  # the other process may have been killed


def _answer_one(requests: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    _limit_time(SECONDS)
    answer = work(*arguments)
    for part in answer if isinstance(answer, GeneratorType) else (answer,):
        _limit_time(0)
        requests.send(("part", part))
        _limit_time(SECONDS)
    _limit_time(0)
    requests.send(("end", None))


def _portable(error: BaseException) -> Exception:
    """An error as it can be sent, with its traceback for whoever asks for that."""
    import pickle
    import traceback

    if isinstance(error, MemoryError | RecursionError):
        return OverLimit()
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 (made a moment ago)
    except Exception:
        error = RuntimeError(f"{type(error).__name__}: {error}")
    if not isinstance(error, Exception):
        error = RuntimeError(type(error).__name__)
    if os.environ.get("LOI_DEBUG"):
        error.__cause__ = RuntimeError(traceback.format_exc())
    return error


def _prepare(scratch: str) -> None:
    """Make the process silent and small."""
    tempfile.tempdir = scratch
    if not os.environ.get("LOI_DEBUG"):
        faulthandler.disable()
        for stream in (1, 2):  # native code that gives up says so
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        pages = int(Path("/proc/self/statm").read_text().split()[5])  # what a fork has already
        size = pages * resource.getpagesize() + MEMORY
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (size, most))  # engines set their own


def _limit_time(seconds: float) -> None:
    """End the process after so much more processor time of its own; 0 lifts the limit."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _kill(process: Any) -> None:  # noqa: ANN401 (what a context calls a process differs)
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()
