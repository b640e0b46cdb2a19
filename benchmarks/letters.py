"""How well letters are read, item by item: prints tables and fails nothing.

    python benchmarks/letters.py [--without-evidence] [--calls NAME] [FOLDER_OR_TXT…]

A folder holds Word files and PDFs with `labels.json`, which `loi check` reads; a .txt file holds
labelled letters as text (see letters/README.md). Without arguments, those of benchmarks/letters/
are read, each register with weights that were learnt without it.

Where a label names its `call`, the letter is read for that call: a YAML file in the folder, or in
the folder NAME of it (`calls`). With `--without-evidence` the words and weights of every call are
taken away before it is read.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from loi_tool.calls.load import load_call
from loi_tool.calls.model import Call
from loi_tool.calls.weights import Weights, load_weights
from loi_tool.evidence.contact_people import ContactWeights
from loi_tool.evidence.narratives import read_narratives
from loi_tool.evidence.read import read_values
from loi_tool.files import Paragraph, WordFacts
from loi_tool.findings import Place, Verdict

CALL = "cei-plln-cohort-3"
HERE = Path(__file__).parent
AS_OF = "2022-05-12T09:00:00-07:00"


@dataclass
class Labelled:
    """A letter and what is known of it."""

    name: str
    register: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    serves: list[frozenset[str]] = field(default_factory=list)
    """For each paragraph what it answers; empty for furniture."""
    is_body: list[bool] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    """Keys as `interest`, `description.community`."""
    values: dict[str, str] = field(default_factory=dict)


def read_labelled(path: Path) -> list[Labelled]:
    """The letters of a .txt file in the format of letters/README.md."""
    letters: list[Labelled] = []
    heading = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        tag, _, rest = line.partition(" ")
        if not line.strip():
            continue
        if tag == "===":
            name, register, _ = (word.strip() for word in rest.split("|"))
            letters.append(Labelled(name, register))
            heading = ""
            continue
        letter = letters[-1]
        value = re.match(r"(absent|school|contact|superintendent|signature):\s*(.*)", line)
        if value and value[1] == "absent":
            letter.absent = {word.strip() for word in value[2].split(",")} - {"-", ""}
        elif value:
            letter.values[value[1]] = value[2]
        else:
            labels = re.match(r"\[([^]]*)\]\s*", line)
            text = line[labels.end() :] if labels else rest
            if tag == "#":
                heading = text
            ids = labels[1].split() if labels else []
            letter.paragraphs.append(
                Paragraph(
                    text.replace(" / ", "\n"),
                    Place(file=letter.name, paragraph=len(letter.paragraphs) + 1),
                    is_heading=tag == "#",
                    is_list=text.startswith("•"),
                    heading=heading,
                )
            )
            letter.serves.append(frozenset(one for one in ids if one[0] not in "?-"))
            letter.is_body.append(labels is not None)
    return letters


@dataclass
class Row:
    """The counts of one item or part."""

    present: int = 0
    absent: int = 0
    false_met: int = 0
    false_not_met: int = 0
    decided: int = 0
    right_not_met: int = 0

    def add(self, other: Row) -> None:
        """Add the counts of another row."""
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def add_verdict(rows: dict[str, Row], key: str, verdict: str, gone: bool) -> None:
    """Count one verdict; `gone` where the letter does not say it."""
    rows[key].add(
        Row(
            present=not gone,
            absent=gone,
            false_met=gone and verdict == "met",
            false_not_met=not gone and verdict == "not_met",
            decided=verdict in ("met", "not_met"),
            right_not_met=gone and verdict == "not_met",
        )
    )


def count(call: Call, letters: list[Labelled], weights: Weights | None) -> dict[str, Row]:
    """The rows of the table for narrative items and parts, of letters as text."""
    rows: dict[str, Row] = defaultdict(Row)
    for letter in letters:
        for item, reading in read_narratives(call, letter.paragraphs, weights).items():
            for part, one in reading.parts.items():
                key = f"{item}.{part}"
                add_verdict(rows, key, one.verdict.value, key in letter.absent)
            if not reading.parts:
                add_verdict(rows, item, reading.verdict.value, item in letter.absent)
    return rows


def show(title: str, rows: Mapping[str, Row]) -> None:
    """Print the table."""
    every = Row()
    for row in rows.values():
        every.add(row)
    print(f"\n{title}")
    print(f"{'':28}present absent  false met  false not_met  decided  found absent")
    for key, row in [*rows.items(), ("all", every)]:
        share = row.decided / max(row.present + row.absent, 1)
        print(
            f"{key:28}{row.present:7}{row.absent:7}{row.false_met:11}{row.false_not_met:15}"
            f"{share:9.2f}{row.right_not_met:14}"
        )
    of_absent = every.false_met + every.right_not_met
    print(f"of the present, decided: {(every.decided - of_absent) / max(every.present, 1):.2f}")


ITEMS = {"district_description": "description", "school_site": "school"}
"""What labels.json calls items otherwise than the call does."""
SIGNATURES = {"typed_only": "typed", "signature_line_empty": "line", "absent": "none"}
FOUND_BY = {
    "comments": "LOI603",
    "docm_macro": "LOI611",
    "external_template_link": "LOI613",
    "hidden_text": "LOI604",
    "over_three_pages": "LOI301",
    "password_pdf": "LOI618",
    "pdf_mismatch": "LOI307",
    "placeholder_text": "LOI601",
    "stale_date": "LOI506",
    "tiny_font": "LOI609",
    "tracked_changes": "LOI602",
    "wrong_recipient": "LOI507",
    "wrong_program_name/cohort": "LOI607 LOI608",
}
"""The rules that tell a planted defect."""
QUIET = re.compile(r"LOI(?:308|505|62\d|7\d\d)")
"""No false alarms: a missing second file, addresses, metadata, accessibility."""


@dataclass
class Folder:
    """What `loi check` says of labelled files, against their labels."""

    rows: dict[str, Row] = field(default_factory=lambda: defaultdict(Row))
    exact: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    defects: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    alarms: list[str] = field(default_factory=list)
    clean: int = 0
    missed: list[str] = field(default_factory=list)

    def compare(self, letter: str, key: str, right: object, read: object) -> None:
        """Count one value."""
        same = plain(right) == plain(read)
        self.exact[key].append(same)
        if not same:
            self.missed.append(f"{letter} {key}: {right!r} read as {read!r}")


def without_evidence(call: Path, folder: Path) -> Path:
    """A copy of a call in a folder, less the words of its evidence; it has no weights beside it."""
    content = yaml.safe_load(call.read_text(encoding="utf-8"))
    for item in content["items"]:
        for one in (item, *item.get("parts", ())):
            one.pop("evidence", None)
    copy = folder / call.name
    copy.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return copy


def _check(folder: Path, entry: Mapping[str, Any], call: str, bare: Path | None) -> Any:  # noqa: ANN401
    """What `loi check` says of one labelled submission, as JSON."""
    from loi_tool.journeys import Options, check_letters

    if bare is not None:
        call = str(without_evidence(load_call(call).path, bare))
    paths = [folder / name for name in (entry["file"], entry.get("pdf")) if name]
    options = Options(as_of=entry.get("as_of", AS_OF), call=call)
    return check_letters(paths, options).report.model_dump(mode="json")["submissions"][0]


def check_folder(folder: Path, bare: Path | None = None) -> Folder:
    """Check every letter of a folder with labels.json.

    Args:
        folder: the letters and their labels.
        bare: where copies of the calls are put that have no words of evidence, if these are read.
    """
    out = Folder()
    for entry in json.loads((folder / "labels.json").read_text(encoding="utf-8")):
        submission = _check(folder, entry, CALL, bare)
        said = {one["id"]: one for one in submission["requirements"]}
        _compare(out, entry, said, submission.get("signature") or {})
        rules = {one["rule"] for one in submission["findings"] if one["severity"] != "info"}
        for defect in entry["defects"]:
            if defect in FOUND_BY:
                out.defects[defect].append(bool(rules & set(FOUND_BY[defect].split())))
        if entry["clean"] and not entry["defects"]:
            out.clean += 1
            out.alarms += [f"{rule} {entry['file']}" for rule in rules if not QUIET.match(rule)]
    return out


OF_FAULTS = {
    "pages": "LOI301",
    "signatory": "LOI401 LOI403 LOI407",
    "date": "LOI506",
    "placeholder": "LOI601",
    "round": "LOI607 LOI608",
    "max_words": "LOI209 LOI217",
    "max_amount": "LOI213",
    "min_entries": "LOI219 LOI220",
    "headings_order": "LOI215",
    "page_numbers": "LOI322",
    "attachments": "LOI320 LOI321",
    "subject": "LOI509",
}
"""The rules that tell a fault of a letter to any call."""


def check_calls(folder: Path, calls: str, bare: Path | None = None) -> Folder:
    """Check every letter of a folder whose labels name their calls.

    Args:
        folder: the letters and their labels.
        calls: the folder in it that holds the calls.
        bare: as for `check_folder`.
    """
    out = Folder()
    for entry in json.loads((folder / "labels.json").read_text(encoding="utf-8")):
        call = folder / calls / entry["call"]
        submission = _check(folder, entry, str(call), bare)
        verdicts = {}
        for one in submission["requirements"]:
            verdicts[one["id"]] = one
            verdicts |= {f"{one['id']}.{part['id']}": part for part in one["parts"]}
        for key, label in entry["items"].items():
            verdict, gone = verdicts[key]["verdict"], label == "absent"
            if verdict == "not_met" and any(one.endswith(f".{key}") for one in entry["faults"]):
                verdict = "met"  # it is there, and its planted fault was found
            add_verdict(out.rows, f"{entry['call'].partition('-')[0]}: {key}", verdict, gone)
            if verdict != ("not_met" if gone else "met"):
                shown = [one["text"][:100] for one in verdicts[key]["evidence"]]
                out.missed.append(f"{entry['file']} {key}: {label}, {verdict} {shown}")
        said_of = {one["rule"]: one for one in submission["findings"] if one["severity"] != "info"}
        errors = {r: f["message"] for r, f in said_of.items() if f["severity"] == "error"}
        for fault in entry["faults"]:
            rules = OF_FAULTS.get(fault.partition(".")[0], "")
            out.defects[fault].append(bool(set(said_of) & set(rules.split())))
        if not entry["faults"] and "absent" not in entry["items"].values():
            out.clean += 1
            out.alarms += [f"{rule} {entry['file']}: {errors[rule]}" for rule in errors]
    return out


def _compare(
    out: Folder, entry: Mapping[str, Any], said: Mapping[str, Any], signature: Mapping[str, Any]
) -> None:
    values: dict[str, tuple[object, object]] = {}
    for name, label in entry["items"].items():
        item = ITEMS.get(name, name)
        if item == "description":
            for part in said[item]["parts"]:
                key = f"{item}.{part['id']}"
                add_verdict(out.rows, key, part["verdict"], not label["aspects"][part["id"]])
        elif item in ("school", "contact", "superintendent"):
            parts = {
                one["id"]: one for one in said.get(_NAMES.get(item, item), {}).get("parts", ())
            }
            for part_id, right in _values(item, label).items():
                read = parts.get(part_id, {})
                value = read.get("value") if read.get("verdict") != "not_met" else None
                values[f"{item}.{part_id}"] = (right, value)
        elif item == "signature":
            label = entry["items"].get("signature_pdf", label)
            if "signature_pdf" in entry["items"] and entry.get("pdf_kind") == "scan":
                label = "scan"  # what is in it, nothing can tell
            values["signature"] = (SIGNATURES.get(label, label), signature.get("kind"))
        elif item in said:
            add_verdict(out.rows, item, said[item]["verdict"], label == "absent")
    for key, (right, read) in values.items():
        out.compare(entry["file"], key, right, read)


_NAMES = {"superintendent": "signature"}


def _values(item: str, label: Mapping[str, Any]) -> dict[str, object]:
    if item == "school":
        return {"name": label["value"] if label["status"] == "present" else None}
    if item == "superintendent":
        return {"name": label["name"]}
    return {part: label[part] for part in ("name", "phone", "email")}


def plain(value: object) -> str | None:
    """A value less case, punctuation, titles and degrees; None for what is no text."""
    if not isinstance(value, str):
        return None
    text = re.sub(r"\b(?:dr|mr|mrs|ms)\b\.?|,? (?:ed|ph)\. ?d\.?", "", value.lower())
    return re.sub(r"\W+", "", text)


def contact_labels(letter: Labelled) -> list[str | None]:
    """The contact's name, phone and email as labelled; None for what the letter does not give."""
    words = [word.strip() for word in letter.values["contact"].split("|")]
    return [None if word == "-" else word for word in words]


def right_values(letter: Labelled) -> dict[str, str | None]:
    """The school, the contact and the superintendent as labelled; None for what is not there."""
    school = letter.values["school"]
    name = letter.values["superintendent"].split("|")[0].strip()
    parts = ("contact.name", "contact.phone", "contact.email")
    return {
        "school.name": None if school == "-" else school,
        **dict(zip(parts, contact_labels(letter), strict=True)),
        "superintendent.name": None if name == "-" else name,
    }


def read_all_values(
    call: Call,
    letters: Sequence[Labelled],
    contact: ContactWeights | None = None,
    out: Folder | None = None,
) -> Folder:
    """The school, the contact and the superintendent of letters as text, against their labels.

    Args:
        call: what the letters answer.
        letters: the letters.
        contact: weights for the contact, if not those of the package.
        out: what to count them into, if not a new one.
    """
    out = out or Folder()
    for letter in letters:
        if "school" not in letter.values:
            continue  # a single passage
        found = read_values(call, WordFacts(letter.name, tuple(letter.paragraphs)), {}, contact)
        for key, label in right_values(letter).items():
            item, _, part_id = key.partition(".")
            part = found.signer if item == "superintendent" else found.items[item].parts[part_id]
            value = part.value if part.verdict is not Verdict.NOT_MET else None
            out.compare(letter.name, key, label, value)
    return out


def show_values(found: Folder) -> None:
    """Print how many values were read exactly, and the others."""
    print("\nvalues, exact")
    for key, right in found.exact.items():
        print(f"{key:28}{sum(right):4} of {len(right)}")
    for line in found.missed:
        print(f"    {line}")


def show_folder(title: str, found: Folder) -> None:
    """Print the tables of a folder."""
    show(title, found.rows)
    show_values(found)
    print("\nplanted defects, found")
    for key, told in sorted(found.defects.items()):
        print(f"{key:28}{sum(told):4} of {len(told)}")
    print(f"\nfalse alarms on {found.clean} clean letters: {len(found.alarms)}")
    for line in sorted(found.alarms):
        print(f"    {line}")


def measure_folder(folder: Path, calls: str, bare: Path | None) -> None:
    """Measure the letters of a folder with labels.json, or of the folders in it that have one."""
    labels = folder / "labels.json"
    if not labels.is_file():
        for path in sorted(folder.glob("*/labels.json")):
            measure_folder(path.parent, calls, bare)
        return
    of_calls = "call" in json.loads(labels.read_text(encoding="utf-8"))[0]
    where = calls if (folder / calls).is_dir() else "."
    found = check_calls(folder, where, bare) if of_calls else check_folder(folder, bare)
    words = ", calls without words of evidence" if bare else ""
    show_folder(f"{folder.name}: what `loi check` says{words}", found)


def main() -> None:
    """Measure what is named, or everything in benchmarks/letters/ by cross-validation."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--without-evidence", action="store_true")
    parser.add_argument("--calls", default="calls")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bare = Path(scratch) if arguments.without_evidence else None
        measure(arguments.paths, arguments.calls, bare)


def measure(paths: Sequence[Path], calls: str, bare: Path | None) -> None:
    """Measure folders and .txt files, or everything in benchmarks/letters/ if there are none."""
    loaded = load_call(CALL if bare is None else str(without_evidence(load_call(CALL).path, bare)))
    weights = load_weights(loaded.path)
    for path in paths:
        if path.is_dir():
            measure_folder(path, calls, bare)
            continue
        letters = read_labelled(path)
        begun = time.perf_counter()
        rows = count(loaded.call, letters, weights)
        spent = (time.perf_counter() - begun) / max(len(letters), 1)
        show(f"{path.name}: {len(letters)} letters, {1000 * spent:.0f} ms each", rows)
        show_values(read_all_values(loaded.call, letters))
    if not paths:
        from learn import held_out

        rows = defaultdict(Row)
        values = Folder()
        for register, own, learnt, contact in held_out(loaded.call):
            found = count(loaded.call, own, learnt)
            for key, row in found.items():
                rows[key].add(row)
            show(f"{register}, learnt without it", found)
            read_all_values(loaded.call, own, contact, values)
        show("all registers, each learnt without it", rows)
        show_values(values)


if __name__ == "__main__":
    main()
