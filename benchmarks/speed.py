"""How long the commands take, beside LibreOffice converting the same letter.

    python benchmarks/speed.py [ANSWERS] [--runs N]

Prints the median wall time of each command over N runs, one after the other in turn so that a busy
machine slows all of them alike, and what share of `loi check` is spent on imports.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FINISHED = ROOT / "tests/golden/letters"
AS_OF = "2022-05-12T09:00:00-07:00"


def wall(command: list[str]) -> float:
    """Seconds that a command takes; it must succeed."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr.decode()}")
    return time.perf_counter() - start


def import_share(command: list[str]) -> float:
    """The share of a Python command's time that goes into imports (as -X importtime counts it)."""
    traced = [sys.executable, "-X", "importtime", "-m", "loi_tool", *command]
    start = time.perf_counter()
    done = subprocess.run(traced, capture_output=True, text=True, check=True)
    total = time.perf_counter() - start
    spent = sum(int(us) for us in re.findall(r"^import time:\s+(\d+) \|", done.stderr, re.M))
    return spent / 1e6 / total


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Wall times of loi, beside LibreOffice.")
    parser.add_argument(
        "answers", nargs="?", default=str(ROOT / "examples/valle-verde/answers.yaml")
    )
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    loi = [sys.executable, "-m", "loi_tool"]
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "package"
        check = ["check", options.answers, "--as-of", AS_OF]
        build = ["build", options.answers, "-o", str(package), "--as-of", AS_OF]
        wall([*loi, *build])
        word = next(package.glob("*.docx"), None)
        pair = [str(FINISHED / name) for name in ("clean.docx", "clean.pdf")]
        commands = {
            "loi --version": [*loi, "--version"],
            "loi check, answers": [*loi, *check],
            "loi build, answers": [*loi, *build],
            "loi check, Word and PDF": [*loi, "check", *pair, "--as-of", AS_OF],
        }
        soffice = shutil.which("soffice")
        if soffice and word:
            convert = [soffice, "--headless", "--convert-to", "pdf", "--outdir", folder]
            commands["soffice, built letter"] = [*convert, str(word)]
            commands["soffice, Word letter"] = [*convert, pair[0]]
        for command in commands.values():
            wall(command)  # once to warm the disk cache
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                times[name].append(wall(command))
        medians = {name: statistics.median(values) for name, values in times.items()}
        for name, median in medians.items():
            print(f"{name:26}{median:6.2f} s   (fastest {min(times[name]):.2f})")
        print(f"imports, of check, answers{import_share(check):6.0%}")
        for ours, theirs in (
            ("loi build, answers", "soffice, built letter"),
            ("loi check, Word and PDF", "soffice, Word letter"),
        ):
            if theirs in medians:
                print(f"{ours + ' / soffice':34}{medians[ours] / medians[theirs]:6.2f}")


if __name__ == "__main__":
    main()
