"""The way in: `loi`, or `python -m loi_tool`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from loi_tool.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; nothing was changed.\n")
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
