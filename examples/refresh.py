"""Builds the package of every example anew: python examples/refresh.py"""

from __future__ import annotations

import sys
from pathlib import Path

from loi_tool.journeys import Options, build_package

EXAMPLES = Path(__file__).resolve().parent
AS_OF = {
    "valle-verde": "2022-05-12T09:00:00-07:00",
    "minimal": "2022-05-12T09:00:00-07:00",
    "consortium": "2022-05-12T09:00:00-07:00",
}
OF_OTHER_CALLS = {
    "calls/tolliver-first-pages": "2027-01-12T09:00:00-05:00",
    "calls/mesa-quemada-community-schools": "2026-03-04T09:00:00-08:00",
    "calls/nebraska-resident-artists": "2026-03-17T09:00:00-05:00",
    "calls/heron-exchange-cohort-4": "2026-04-28T09:00:00-05:00",
}


def main() -> None:
    """Build each example; stop at the first that has errors."""
    for name, as_of in (AS_OF | OF_OTHER_CALLS).items():
        folder = EXAMPLES / name
        built = build_package(folder / "answers.yaml", folder / "package", Options(as_of=as_of))
        if built.folder is None:
            sys.exit(f"{name} has errors: loi check {folder / 'answers.yaml'} --as-of {as_of}")
        sys.stdout.write(f"{name}: {', '.join(built.files)}\n")


if __name__ == "__main__":
    main()
