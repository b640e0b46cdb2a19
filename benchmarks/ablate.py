"""Which word lists and hand-set numbers of evidence/ are missed: prints what changes without each.

    python benchmarks/ablate.py [--words] [--held-out] [--folder FOLDER] [MODULE…]

Takes each pattern, word list and number of `loi_tool.evidence` out, one at a time, reads the
letters of benchmarks/letters/ again, and those of a FOLDER with labels.json, and counts the values
and verdicts that change: `worse` those that were right, `better` those that are right now. A number
is halved and doubled. With `--words`, the same for each alternative of a pattern and each word of a
list. With `--held-out`, each register is read with weights that were learnt without it, as in
letters.py, which takes some minutes more. What nothing misses can go; if it stays, the comment
beside it says why.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

from learn import all_letters, held_out
from letters import CALL, Labelled, plain, right_values

from loi_tool import evidence, placeholders
from loi_tool.calls.load import load_call
from loi_tool.calls.model import Call
from loi_tool.calls.weights import Weights, load_weights
from loi_tool.evidence.contact_people import ContactWeights, contact_weights
from loi_tool.evidence.narratives import read_narratives
from loi_tool.evidence.read import read_values
from loi_tool.evidence.signature import signature
from loi_tool.facts import LetterReading
from loi_tool.files import WordFacts
from loi_tool.findings import Verdict
from loi_tool.text import Regex
from loi_tool.word.read import read_word

NEVER = r"(?!)"
"""What is put for a pattern: it matches nothing."""
WORD = re.compile(r"[^\W\d_]{2,}")
_OF_NARRATIVES = ("loi_tool.evidence.narrative", "loi_tool.evidence.concept_match")
_OF_BOTH = tuple(
    f"loi_tool.{name}"
    for name in ("evidence.outline", "evidence.people", "evidence.places", "placeholders")
)
Readings = dict[str, tuple[str | None, str]]
"""By key (`school.name`, `interest`): the value, if it is one, and the verdict."""


@dataclass(frozen=True)
class Case:
    """A letter, what is known of it, and the weights that were learnt without it."""

    name: str
    facts: WordFacts
    values: Mapping[str, str | None]
    absent: frozenset[str]
    weights: Weights
    contact: ContactWeights
    text: str


@dataclass(frozen=True)
class Ablation:
    """One thing that is taken out: where it is, and what is put instead."""

    module: str
    name: str
    what: str
    """What is taken out of it: `all`, an alternative, a word, or what a number becomes."""
    instead: object
    only_with: str = ""
    """A pattern: letters without a match of it need not be read again."""


def modules() -> list[ModuleType]:
    """The modules of evidence/, and the placeholders that it looks for."""
    found = pkgutil.iter_modules(evidence.__path__, "loi_tool.evidence.")
    return [*(importlib.import_module(module.name) for module in found), placeholders]


def own_names(module: ModuleType) -> Iterator[tuple[str, object]]:
    """The patterns, word lists and numbers that a module itself has at its top."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    for name, value in vars(module).items():
        if re.search(rf"^{name}\b.*=", source, re.MULTILINE) or re.search(
            rf"^_?\w+, {name} =", source, re.MULTILINE
        ):
            yield name, value


def ablations(module: ModuleType, words: bool) -> Iterator[Ablation]:
    """Everything that can be taken out of a module."""
    for name, value in own_names(module):
        if isinstance(value, Regex):
            anchored = re.search(r"(?<![\[\\])\^|\$|\\W\*|\(\?<", value.pattern)
            yield Ablation(module.__name__, name, "all", NEVER, "" if anchored else value.pattern)
            for start, end, alternative in alternatives(value.pattern) if words else ():
                rest = value.pattern[:start] + value.pattern[end:]
                yield Ablation(module.__name__, name, alternative, rest, alternative)
        elif isinstance(value, frozenset) and all(isinstance(word, str) for word in value):
            yield Ablation(module.__name__, name, "all", frozenset())
            for word in sorted(value) if words else ():
                yield Ablation(module.__name__, name, word, value - {word}, re.escape(word))
        elif isinstance(value, dict) and all(isinstance(n, float) for n in value.values()):
            for key in value:
                yield Ablation(module.__name__, name, key, {**value, key: 0.0})
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            for other in (value / 2, value * 2):
                instead = type(value)(other)
                yield Ablation(module.__name__, name, f"{value} → {instead}", instead)


def alternatives(pattern: str) -> Iterator[tuple[int, int, str]]:
    """Each alternative of the groups of a pattern: from where to where it is cut, and its text."""
    stack: list[list[int]] = [[0]]
    groups: list[list[int]] = []
    place = 0
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            place += 1
        elif char == "[":
            place = pattern.index("]", place + 2)
        elif char == "(":
            opening = re.compile(r"\((?:\?(?:P<\w+>|[:=!]|<[=!]|-?[ims]+:|[ims]*-[ims]+:))?")
            match = opening.match(pattern, place)
            assert match
            place = match.end() - 1
            stack.append([match.end()])
        elif char == "|":
            stack[-1].append(place + 1)
        elif char == ")":
            groups.append([*stack.pop(), place + 1])
        place += 1
    groups.append([*stack.pop(), len(pattern) + 1])
    for *starts, end in groups:
        for number, start in enumerate(starts) if len(starts) > 1 else ():
            stop = (starts[number + 1] if number + 1 < len(starts) else end) - 1
            text = pattern[start:stop]
            if number + 1 < len(starts):
                yield start, stop + 1, text
            else:
                yield start - 1, stop, text


@contextmanager
def without(ablation: Ablation) -> Iterator[None]:
    """With one thing taken out, in every module that has it."""
    home = importlib.import_module(ablation.module)
    value = getattr(home, ablation.name)
    every = modules()
    if isinstance(value, Regex):
        compiled = value.compiled
        value.__dict__["compiled"] = re.compile(str(ablation.instead), value.flags)
        holders = []
    else:
        holders = [module for module in every if vars(module).get(ablation.name) is value]
        for module in holders:
            setattr(module, ablation.name, ablation.instead)
    _forget(every)
    try:
        yield
    finally:
        if isinstance(value, Regex):
            value.__dict__["compiled"] = compiled
        for module in holders:
            setattr(module, ablation.name, value)
        _forget(every)


def _forget(every: Sequence[ModuleType]) -> None:
    for module in every:
        for function in vars(module).values():
            if hasattr(function, "cache_clear"):
                function.cache_clear()


def read(call: Call, case: Case, module: str = "") -> Readings:
    """What is read of a letter; of a module that serves only values or only narratives, these."""
    readings: Readings = {}
    if case.values and not module.startswith(_OF_NARRATIVES):
        reading = read_values(call, case.facts, {}, case.contact)
        readings |= _values(reading)
        signed = signature(call, reading, case.facts, None)
        readings["signature"] = (str(signed.kind) if signed else None, "")
    if module and not module.startswith((*_OF_NARRATIVES, *_OF_BOTH)):
        return readings
    items = read_narratives(call, case.facts.paragraphs, case.weights)
    for item in call.narratives:
        parts = items[item.id].parts
        readings |= {f"{item.id}.{key}": (None, part.verdict.value) for key, part in parts.items()}
        if not parts:
            readings[item.id] = (None, items[item.id].verdict.value)
    return readings


def _values(reading: LetterReading) -> Readings:
    parts = {
        "school.name": reading.items["school"].parts["name"],
        **{
            f"contact.{key}": reading.items["contact"].parts[key]
            for key in ("name", "phone", "email")
        },
        "superintendent.name": reading.signer,
    }
    return {
        key: (part.value if part.verdict is not Verdict.NOT_MET else None, part.verdict.value)
        for key, part in parts.items()
    }


def is_right(case: Case, key: str, reading: tuple[str | None, str]) -> bool:
    """Whether a value is the labelled one, and a verdict not a wrong one or an open question."""
    value, verdict = reading
    if key in case.values:
        return plain(case.values[key]) == plain(value) and verdict != "confirm"
    return verdict == ("not_met" if key in case.absent else "met")


def compared(ablation: Ablation, everything: Sequence[tuple[Case, Readings]]) -> str:
    """One line on what taking something out does."""
    call = load_call(CALL).call
    worse, better, other, keys = 0, 0, 0, []
    try:
        occurs = re.compile(ablation.only_with, re.IGNORECASE) if ablation.only_with else None
    except re.error:
        occurs = None
    touched = 0
    with without(ablation):
        for case, before in everything:
            if occurs and not occurs.search(case.text):
                continue
            touched += 1
            for key, reading in read(call, case, ablation.module).items():
                if before[key] != reading:
                    was, now = is_right(case, key, before[key]), is_right(case, key, reading)
                    worse, better = worse + (was and not now), better + (now and not was)
                    other += was == now
                    keys.append(f"{case.name} {key}")
    name = f"{ablation.module.removeprefix('loi_tool.').removeprefix('evidence.')}.{ablation.name}"
    counts = f"{worse:3} worse {better:3} better {other:3} other"
    return f"{counts}  in {touched:3} letters  {name:38} {ablation.what[:60]}  {' '.join(keys[:4])}"


def package_weights() -> tuple[Weights, ContactWeights]:
    """The weights that letters are read with."""
    weights = load_weights(load_call(CALL).path)
    assert weights is not None
    return weights, contact_weights()


def cases(call: Call, folder: Path | None, is_held_out: bool) -> list[Case]:
    """All letters of benchmarks/letters/, and those of a folder."""
    registers = held_out(call) if is_held_out else [("", all_letters(), *package_weights())]
    letters = [
        Case(
            letter.name,
            WordFacts(letter.name, tuple(letter.paragraphs)),
            right_values(letter) if "school" in letter.values else {},
            frozenset(letter.absent),
            weights,
            contact,
            _text(letter),
        )
        for _, own, weights, contact in registers
        for letter in own
    ]
    return letters + (list(_cases_of(folder)) if folder else [])


def _cases_of(folder: Path) -> Iterator[Case]:
    for entry in json.loads((folder / "labels.json").read_text(encoding="utf-8")):
        facts = read_word((folder / entry["file"]).read_bytes(), entry["file"])
        items = entry["items"]
        school = items["school_site"]
        values = {
            "school.name": school["value"] if school["status"] == "present" else None,
            **{f"contact.{part}": items["contact"][part] for part in ("name", "phone", "email")},
            "superintendent.name": items["superintendent"]["name"],
        }
        aspects = items["district_description"]["aspects"]
        absent = {f"description.{part}" for part, there in aspects.items() if not there}
        absent |= {item for item, label in items.items() if label == "absent"}
        text = "\n".join(paragraph.text for paragraph in facts.paragraphs)
        yield Case(entry["file"], facts, values, frozenset(absent), *package_weights(), text)


def _text(letter: Labelled) -> str:
    return "\n".join(paragraph.text for paragraph in letter.paragraphs)


_BASE: list[tuple[Case, Readings]] = []


def _line(ablation: Ablation) -> str:
    try:
        return compared(ablation, _BASE)
    except (re.error, IndexError, KeyError, ValueError, ZeroDivisionError, AttributeError) as error:
        return f"breaks ({type(error).__name__})  {ablation.module}.{ablation.name} {ablation.what}"


def main() -> None:
    """Take out one thing after another, on all cores."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("modules", nargs="*")
    options = parser.parse_args()
    call = load_call(CALL).call
    _BASE.extend((case, read(call, case)) for case in cases(call, options.folder, options.held_out))
    things = [
        ablation
        for module in modules()
        if not options.modules or module.__name__.rpartition(".")[2] in options.modules
        for ablation in ablations(module, options.words)
    ]
    print(f"{len(_BASE)} letters, {sum(len(r) for _, r in _BASE)} values and verdicts")
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        for line in pool.map(_line, things):
            print(line, flush=True)


if __name__ == "__main__":
    main()
