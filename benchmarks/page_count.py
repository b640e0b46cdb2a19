"""How often each witness of the page count, and the verdict, is right.

    python benchmarks/page_count.py DIR [--limit 3] [--with libreoffice] [--list] [--folds N]

DIR holds Word files and a `truth.json`: a list of objects with `file` and `word_pages`, the pages
that Word counted. Printed are, for each source and for the verdict with and without the count
that Word saved in the file: exact counts, letters over the limit that were called within it
(wrong met), letters within it that were called too long (wrong not met), letters left to a person
(confirm), failures, and seconds a file. `--with libreoffice` takes some 1.5 seconds a file more.

`--folds N` cross-validates the margins of the verdict: in N parts, each is judged, for limits of
one to five pages, with the margins that cost least on the others, and without what Word saved.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from loi_tool.errors import LoiError
from loi_tool.facts import PageFacts, PageLimit
from loi_tool.findings import Verdict
from loi_tool.layout.engines import sheets_by
from loi_tool.layout.pages import page_evidence
from loi_tool.rules.pages import Margins, page_verdict
from loi_tool.word.read import read_word


@dataclass
class Row:
    """One line of the table."""

    name: str
    asked: int = 0
    exact: int = 0
    wrong_met: list[str] = field(default_factory=list)
    wrong_not_met: list[str] = field(default_factory=list)
    confirm: list[str] = field(default_factory=list)
    failed: int = 0
    seconds: list[float] = field(default_factory=list)

    def count(self, file: str, said: int, truth: int, limit: int) -> None:
        """One count."""
        self.asked += 1
        self.exact += said == truth
        self.verdict(file, Verdict.MET if said <= limit else Verdict.NOT_MET, truth > limit)

    def verdict(self, file: str, said: Verdict, over: bool) -> None:
        """One verdict."""
        if said is Verdict.CONFIRM:
            self.confirm.append(file)
        elif said is Verdict.MET and over:
            self.wrong_met.append(file)
        elif said is Verdict.NOT_MET and not over:
            self.wrong_not_met.append(file)

    def __str__(self) -> str:
        exact = str(self.exact) if self.exact else "-"
        times = f"{median(self.seconds):8.2f} {max(self.seconds):8.2f}" if self.seconds else ""
        return (
            f"{self.name:22} {self.asked:5} {exact:>5} {len(self.wrong_met):9} "
            f"{len(self.wrong_not_met):13} {len(self.confirm):7} {self.failed:6} {times}"
        )


HEAD = f"{'':22} {'files':>5} {'exact':>5} wrong met wrong not met confirm failed   median  slowest"


def without_saved(pages: PageFacts) -> PageFacts:
    """The evidence as if Word had not saved its count."""
    kept = tuple(s for s in pages.sources if s.source != "word_saved")
    return replace(pages, sources=kept, counted=kept[0].pages if kept else 0)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=3)
    parser.add_argument("--with", dest="also", choices=["libreoffice"])
    parser.add_argument("--list", action="store_true", help="name the files that are not right")
    parser.add_argument("--folds", type=int, help="cross-validate the margins instead")
    options = parser.parse_args()
    if options.folds:
        cross_validate(options.folder, options.folds)
        return
    cases = json.loads((options.folder / "truth.json").read_text(encoding="utf-8"))
    limit = options.limit
    names = ("word_saved", "layout", "second_layout", "libreoffice")
    rows = {name: Row(name) for name in names if name != "libreoffice" or options.also}
    alone, whole = Row("verdict, not saved"), Row("verdict")
    for case in cases:
        file, truth = case["file"], case["word_pages"]
        word = (options.folder / file).read_bytes()
        try:
            facts = read_word(word, file)
        except LoiError as error:
            print(f"{file}: {error.message}")
            whole.failed += 1
            continue
        read = time.perf_counter()
        pages = page_evidence(word, facts, PageLimit(limit))
        done = time.perf_counter()
        if options.also:
            begun = time.perf_counter()
            row = rows["libreoffice"]
            try:
                count = len(sheets_by("libreoffice", word))
                row.count(file, count, truth, limit)
            except LoiError:
                row.failed += 1
            row.seconds.append(time.perf_counter() - begun)
        for row in (alone, whole):
            row.asked += 1
            row.seconds.append(done - read)
        for source in pages.sources:
            rows[source.source].count(file, source.pages, truth, limit)
        rows["layout"].failed += not any(s.source == "layout" for s in pages.sources)
        alone.verdict(file, page_verdict(limit, without_saved(pages)).verdict, truth > limit)
        whole.verdict(file, page_verdict(limit, pages).verdict, truth > limit)
    over = sum(case["word_pages"] > limit for case in cases)
    print(f"{len(cases)} files, {over} of them over {limit} pages\n\n{HEAD}")
    for row in (*rows.values(), alone, whole):
        print(row)
        if options.list:
            _named(row)


LIMITS = (1, 2, 3, 4, 5)
GRID = [
    Margins(*chosen)
    for chosen in itertools.product((4, 6, 8, 10, 12), (2, 4, 6, 8, 10), (0, 1, 2, 3), (1, 2, 3, 5))
]
COSTS = {"wrong_met": 20, "wrong_not_met": 5, "confirm": 1}
Judged = tuple[str, int, int, PageFacts]


def cross_validate(folder: Path, folds: int) -> None:
    """Judge each part of the files with margins that were chosen on the others."""
    cases = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    evidence: list[list[Judged]] = []
    for case in cases:
        word = (folder / case["file"]).read_bytes()
        facts = read_word(word, case["file"])
        evidence.append(
            [
                (
                    case["file"],
                    limit,
                    case["word_pages"],
                    without_saved(page_evidence(word, facts, PageLimit(limit))),
                )
                for limit in LIMITS
            ]
        )
    parts = [list(itertools.chain(*evidence[number::folds])) for number in range(folds)]
    costs = {margins: [_cost(one, margins) for one in parts] for margins in GRID}
    rows = {limit: Row(f"limit {limit}, held out") for limit in LIMITS}
    for number, part in enumerate(parts):
        # of those that cost the same, the widest: it asks a person rather than be wrong
        best = min(
            GRID,
            key=lambda m: (sum(costs[m]) - costs[m][number], [-x for x in vars(m).values()]),
        )
        print(f"part {number + 1}: {best}")
        for file, limit, truth, pages in part:
            row = rows[limit]
            row.asked += 1
            row.verdict(file, page_verdict(limit, pages, margins=best).verdict, truth > limit)
    print(f"\n{HEAD}")
    for limit, row in rows.items():
        over = sum(case["word_pages"] > limit for case in cases)
        print(f"{row}  ({over} over)")


def _cost(part: Iterable[Judged], margins: Margins) -> int:
    row = Row("")
    for file, limit, truth, pages in part:
        row.verdict(file, page_verdict(limit, pages, margins=margins).verdict, truth > limit)
    return sum(price * len(getattr(row, what)) for what, price in COSTS.items())


def _named(row: Row) -> None:
    lists: Iterable[tuple[str, list[str]]] = (
        ("wrong met", row.wrong_met),
        ("wrong not met", row.wrong_not_met),
        ("confirm", row.confirm),
    )
    for what, files in lists:
        if files:
            print(f"    {what}: {', '.join(files)}")


if __name__ == "__main__":
    main()
