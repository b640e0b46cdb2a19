"""How a command ends when it is told to stop: at once, and with nothing left behind.

A signal is not raised as an exception inside whatever is at work: an import, or a library, may
swallow it, and then a lock stays taken. The handler undoes what is open, and ends the process.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_to_undo: list[Callable[[], None]] = []
_state = {"postponed": 0, "signal": 0, "written": 0, "silent": 0}


def end_on_signals(*, silent: bool = False) -> None:
    """Let Ctrl-C, and what else asks a process to stop, end this one; it says so, unless silent.

    The exit code is 130 for Ctrl-C, and otherwise 128 and the number of the signal, as shells count
    (POSIX.1-2017, XCU 2.8.2).
    """
    _state["silent"] = silent
    for name in _SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)


def as_before() -> None:
    """Take the handlers away, in a process that was forked from this one."""
    for name in _SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    _to_undo.clear()
    _state["postponed"] = 0


@contextmanager
def undone(undo: Callable[[], None]) -> Iterator[None]:
    """Have something undone if the process is told to stop within the `with` block.

    Args:
        undo: is called at most once; what it raises is not heard.
    """
    _to_undo.append(undo)
    try:
        yield
    finally:
        _to_undo.remove(undo)


@contextmanager
def postponed() -> Iterator[None]:
    """Let a signal wait until the `with` block is left: for steps that belong together."""
    _state["postponed"] += 1
    try:
        yield
    finally:
        _state["postponed"] -= 1
        if _state["signal"] and not _state["postponed"]:
            _end(_state["signal"])


def written() -> None:
    """Say, if a signal comes from now on, that the work was done before."""
    _state["written"] = 1


def _end(number: int, _frame: object = None) -> None:
    if _state["postponed"]:
        _state["signal"] = number
        return
    _state["postponed"] = 1  # a second signal changes nothing
    for undo in reversed(_to_undo):
        try:
            undo()
        except Exception:  # noqa: S112 (the others are to be undone all the same)
            continue
    done = b"everything was written before" if _state["written"] else b"nothing was changed"
    if not _state["silent"]:
        os.write(2, b"Interrupted; %s.\n" % done)
    os._exit(128 + number)
