"""Mutants of letters: each is judged or refused with a sentence, in time and in memory.

    python benchmarks/fuzz.py [--count 10000] [--seed 1] [--keep FOLDER]

The mutants are made of the finished letters in tests/golden/letters and of the example's answers:
bytes are turned, pieces are left out, doubled, swapped or exchanged for odd values, in the parts of
a Word file as they are unpacked and in the file itself. The same seed gives the same mutants.

Prints how many were judged and how many refused, the slowest and the largest, and each that failed:
over 2 seconds of processor time, over 250 MB, or an error that is none of ours.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from loi_tool.errors import LoiError
from loi_tool.findings import Submission
from loi_tool.journeys import Options, check_letters

ROOT = Path(__file__).resolve().parent.parent
LETTERS = ROOT / "tests/golden/letters"
ANSWERS = ROOT / "examples/valle-verde/answers.yaml"
OPTIONS = Options(as_of="2022-05-12T09:00:00-07:00", call="cei-plln-cohort-3")
MOST_SECONDS = 2.0
MOST_MEGABYTES = 250
ODD = [
    *(b"", b"0", b"-1", b"1e5", b"NaN", b"9" * 40, b"1" + b"0" * 22, b"\xff\xfe", b"\x00"),
    *(b"<", b">", b"&", b'"', b"'", b"&#0;", b"&x;", b"]]>", b"<!--", b"%", b"#", b"/", b"[", b"("),
    *(b"obj", b"endobj", b"stream", b"R", b"<<", b">>", b"xref", b"null", b"true"),
    *(b": ", b"- ", b"|", b">-", b"{", b"*a", b"&a", b"!!python/object:os.system", b"\t", b"\r\n"),
    *("²".encode(), "\u202e".encode(), "ﬁ".encode(), b"w" * 5000, b"Cohort II 6412 5310 4120 "),
]


def turned(data: bytes, chance: random.Random) -> bytes:
    """Some bytes turned into others."""
    mutant = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 40))):
        if mutant:
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
    return bytes(mutant)


def _piece(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 4, 20, 200, 5000)))


def without(data: bytes, chance: random.Random) -> bytes:
    """A piece left out."""
    start, end = _piece(data, chance)
    return data[:start] + data[end:]


def doubled(data: bytes, chance: random.Random) -> bytes:
    """A piece repeated, be it a thousand times."""
    start, end = _piece(data, chance)
    times = chance.choice((1, 2, 50, 1000)) if end - start <= 200 else 2
    return data[:end] + data[start:end] * times + data[end:]


def swapped(data: bytes, chance: random.Random) -> bytes:
    """Two pieces in each other's places."""
    (a, b), (c, d) = sorted((_piece(data, chance), _piece(data, chance)))
    return data if b > c else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def odd(data: bytes, chance: random.Random) -> bytes:
    """A piece exchanged for an odd value."""
    start, end = _piece(data, chance)
    return data[:start] + chance.choice(ODD) + data[min(end, start + 20) :]


CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    turned,
    without,
    doubled,
    swapped,
    odd,
)


def mutant_of_bytes(data: bytes, chance: random.Random) -> bytes:
    """A file with one to three changes."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = chance.choice(CHANGES)(data, chance)
    return data


def mutant_of_word(data: bytes, chance: random.Random) -> bytes:
    """A Word file with a part that was changed before it was packed, or changed as a file."""
    if chance.random() < 0.15 or not zipfile.is_zipfile(io.BytesIO(data)):
        return mutant_of_bytes(data, chance)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        names = archive.namelist()
        weights = [8 if name == "word/document.xml" else 1 for name in names]
        changed = set(chance.choices(names, weights, k=chance.choice((1, 1, 2))))
        for name in names:
            part = archive.read(name)
            copy.writestr(name, mutant_of_bytes(part, chance) if name in changed else part)
    return packed.getvalue()


def submission_of(file: Path) -> Submission | None:
    """What a check says of one file; None where it is refused."""
    try:
        return check_letters([file], OPTIONS).report.submissions[0]
    except LoiError:
        return None


def main() -> None:
    """Make the mutants, check each, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the mutants that failed")
    options = parser.parse_args()
    originals = [
        *sorted(LETTERS.glob("*.docx")) * 2,
        *sorted(LETTERS.glob("*.pdf")) * 2,
        ANSWERS,
        ANSWERS,
    ]
    count: Counter[str] = Counter()
    slowest, failed = (0.0, ""), []
    with tempfile.TemporaryDirectory() as name:
        for number in range(options.count):
            chance = random.Random(f"{options.seed} {number}")
            original = originals[number % len(originals)]
            change = mutant_of_word if original.suffix == ".docx" else mutant_of_bytes
            file = Path(name) / f"{number}{original.suffix}"
            file.write_bytes(change(original.read_bytes(), chance))
            begun = _processor_time()
            try:
                submission = submission_of(file)
                said = "" if submission is None else str([f.message for f in submission.findings])
                why = "something went wrong" if "something went wrong" in said else ""
                count["refused" if submission is None else submission.status] += 1
            except Exception as error:
                why = f"{type(error).__name__}: {error}"
            seconds = _processor_time() - begun
            slowest = max(slowest, (seconds, file.name))
            if seconds > MOST_SECONDS:
                why = f"{seconds:.1f} s"
            if why:
                failed.append(f"{file.name}: {why}")
                if options.keep:
                    options.keep.mkdir(exist_ok=True)
                    file.rename(options.keep / file.name)
            file.unlink(missing_ok=True)
    largest = max(
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{options.count} mutants: {', '.join(f'{n} {what}' for what, n in count.items())}")
    print(f"slowest {slowest[0]:.2f} s of processor time ({slowest[1]}), largest {largest} MB")
    print(f"{len(failed)} failed", *failed, sep="\n")
    if largest > MOST_MEGABYTES:
        print(f"over {MOST_MEGABYTES} MB")


def _processor_time() -> float:
    """Seconds, of this process and of those that it waited for."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    main()
