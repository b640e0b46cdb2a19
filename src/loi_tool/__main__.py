"""The way in: `loi`, or `python -m loi_tool`."""

from __future__ import annotations

from loi_tool import ending

if __name__ != "__mp_main__":  # a process that a guard started leaves signals to it
    ending.end_on_signals()

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    _open_what_is_closed()
    gc.set_threshold(100_000, 20, 20)  # a short life: collecting takes a fifth of it
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # looking for them takes a while
    from loi_tool.cli import run

    code = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # giving memory back piece by piece takes a tenth of the whole time


def _open_what_is_closed() -> None:
    """Give a process without standard streams some, or the next file opened would be one of them.

    What would go to a closed stdout cannot be written, and that is said.
    """
    for number, mode in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # takes the lowest number that is free
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    main()
