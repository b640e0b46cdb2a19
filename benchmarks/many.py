"""Many letters at once: pairs a second, memory, and the cache, beside LibreOffice.

    python benchmarks/many.py [--pairs N] [--jobs N] [--folder FOLDER] [--profile N]

Makes N pairs of a Word file and a PDF (1,000) of the letters in benchmarks/letters/, each under a
name of its own. `loi check` reads a tenth of them, all of them, and all of them once more with the
cache, as a person starts it; `soffice` converts a twentieth of the same Word files, one process a
file, as many at a time as there are jobs. Memory is the sum over all
processes of what each has to itself and its share of what is common (PSS), looked at five times a
second; Linux only. --profile checks so many in one process, and says what took the time there;
reading goes on in other processes, which show as waiting.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import io
import json
import os
import pstats
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import docx
from letters import AS_OF, CALL, HERE, Labelled, read_labelled

from loi_tool.journeys import Options, check_letters
from loi_tool.layout.engines import pdf_by

LOOKS_A_SECOND = 5


def make_pair(folder: Path, number: int, letter: Labelled) -> None:
    """Write the Word file and the PDF of a letter, with a number that no other letter has."""
    document = docx.Document()
    for paragraph in letter.paragraphs:
        if paragraph.is_heading:
            document.add_heading(paragraph.text, 2)
        else:
            document.add_paragraph(paragraph.text)
    document.add_paragraph(f"File no. {number:05}")
    content = io.BytesIO()
    document.save(content)
    stem = folder / f"{number:05}-{letter.name}"
    stem.with_suffix(".docx").write_bytes(content.getvalue())
    stem.with_suffix(".pdf").write_bytes(pdf_by("dxpdf", content.getvalue()))


def make_pairs(folder: Path, count: int, jobs: int) -> None:
    """Write so many pairs, of all labelled letters in turn."""
    files = sorted((HERE / "letters").glob("*.txt"))
    letters = [letter for file in files for letter in read_labelled(file)]
    with ProcessPoolExecutor(jobs) as pool:
        turns = [letters[number % len(letters)] for number in range(count)]
        list(pool.map(make_pair, [folder] * count, range(count), turns, chunksize=10))


@dataclass
class Run:
    """What one run of `loi check` took."""

    pairs: int
    seconds: float
    processor: float
    memory: float
    """Megabytes at the most."""
    report: bytes

    def __str__(self) -> str:
        return (
            f"{self.pairs:6} pairs {self.seconds:8.1f} s {self.pairs / self.seconds:8.1f} a second"
            f" {self.processor / self.pairs * 1000:7.0f} ms of processor time each"
            f" {self.memory:6.0f} MB"
        )


def run_check(folder: Path, cache: Path, jobs: int) -> Run:
    """Check a folder of pairs in a process of its own."""
    command = [sys.executable, "-m", "loi_tool", "check", str(folder), "--jobs", str(jobs)]
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    before, start = os.times(), time.perf_counter()
    with tempfile.TemporaryFile() as report:
        process = subprocess.Popen(
            [*command, "--call", CALL, "--as-of", AS_OF, "--format", "json"],
            stdout=report,
            env=environment,
        )
        done = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            memory = pool.submit(_peak, process.pid, done)
            code = process.wait()
            seconds = time.perf_counter() - start
            done.set()
        report.seek(0)
        content = report.read()
    if not content:
        raise SystemExit(f"loi check ended with {code}")
    for letter in json.loads(content)["submissions"]:
        if letter["status"] == "unreadable":
            print(f"unreadable: {letter['name']}: {letter['findings'][0]['message']}")
    after = os.times()
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    pairs = len(json.loads(content)["submissions"])
    return Run(pairs, seconds, spent, memory.result(), content)


def _peak(pid: int, done: threading.Event) -> float:
    most = 0.0
    while not done.wait(1 / LOOKS_A_SECOND):
        most = max(most, _memory(pid))
    return most


def _memory(pid: int) -> float:
    """Megabytes of a process and of all that it started."""
    total = 0.0
    with contextlib.suppress(OSError):
        proc = Path("/proc", str(pid))
        found = re.search(r"^Pss:\s+(\d+)", (proc / "smaps_rollup").read_text(), re.MULTILINE)
        total = int(found[1]) / 1024 if found else 0
        for children in proc.glob("task/*/children"):
            total += sum(_memory(int(child)) for child in children.read_text().split())
    return total


def soffice_files_a_second(soffice: str, files: Sequence[Path], jobs: int) -> float:
    """How many Word files LibreOffice converts a second, one process a file."""
    with tempfile.TemporaryDirectory() as name:
        profiles = [Path(name, str(number)) for number in range(jobs)]

        def convert(profile: Path, its_files: Sequence[Path]) -> None:
            for file in its_files:
                command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
                command += ["--convert-to", "pdf", "--outdir", name, str(file)]
                subprocess.run(command, capture_output=True, check=True)

        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(convert, profiles, [files[:1]] * jobs))  # to make the profiles
            start = time.perf_counter()
            list(pool.map(convert, profiles, [files[number::jobs] for number in range(jobs)]))
            return len(files) / (time.perf_counter() - start)


def show_profile(folder: Path, count: int) -> None:
    """Check some pairs here, and print the functions in which the time goes."""
    profile = cProfile.Profile()
    paths = sorted(folder.iterdir())[: 2 * count]
    profile.enable()
    check_letters(paths, Options(as_of=AS_OF, call=CALL))
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    pstats.Stats(profile).sort_stats("cumtime").print_stats(45)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Many letters, beside LibreOffice.")
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="Where the pairs are, or will be, kept.")
    parser.add_argument("--profile", type=int, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        many = options.folder or Path(name, "many")
        if not many.is_dir():
            many.mkdir()
            make_pairs(many, options.pairs, options.jobs)
        if options.profile:
            show_profile(many, options.profile)
        else:
            measure(many, Path(name), options.jobs)


def measure(many: Path, scratch: Path, jobs: int) -> None:
    """Run everything, and print each figure as it is known."""
    files = sorted(many.glob("*.docx"))
    few = scratch / "few"
    few.mkdir()
    for file in files[: len(files) // 10]:
        shutil.copy(file, few)
        shutil.copy(file.with_suffix(".pdf"), few)
    print(f"{jobs} jobs on {os.cpu_count()} cores; load before: {os.getloadavg()[0]:.2f}")
    first = run_check(few, scratch / "cache of few", jobs)
    print(f"a tenth    {first}", flush=True)
    soffice, rate = shutil.which("soffice"), 0.0
    if soffice:
        some = files[: max(20, len(files) // 20)]
        rate = soffice_files_a_second(soffice, some, jobs)
        print(f"soffice    {len(some):6} Word files {rate:18.2f} a second", flush=True)
    cold = run_check(many, scratch / "cache", jobs)
    print(f"all        {cold}", flush=True)
    warm = run_check(many, scratch / "cache", jobs)
    print(f"with cache {warm}")
    print(f"load after: {os.getloadavg()[0]:.2f}")
    print(f"memory, all / a tenth: {cold.memory / first.memory:.2f}")
    print(f"the same report with the cache: {cold.report == warm.report}")
    for what, run in (("all", cold), ("with cache", warm)) if rate else ():
        print(f"{what} / soffice: {run.pairs / run.seconds / rate:.1f}")


if __name__ == "__main__":
    main()
