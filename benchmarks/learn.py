"""Learns what passages and contacts look like, from the labelled letters of benchmarks/letters/.

    python benchmarks/learn.py

Writes src/loi_tool/calls/cei-plln-cohort-3.weights.json for the passages of each item, and
src/loi_tool/evidence/contact.weights.json for the person to be asked. Needs the `dev` extra
(scikit-learn). What is written is read by people and by plain Python.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path

import numpy as np
from letters import CALL, HERE, Labelled, contact_labels, plain, read_labelled
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from loi_tool.calls.load import load_call
from loi_tool.calls.model import Call
from loi_tool.calls.weights import SUFFIX, Weights, _weights
from loi_tool.evidence.contact import contact_of
from loi_tool.evidence.contact_people import WEIGHTS, Candidate, ContactWeights, candidates
from loi_tool.evidence.narrative_words import PROGRAM, stems, terms
from loi_tool.evidence.narratives import weigh
from loi_tool.evidence.outline import outline
from loi_tool.evidence.passages import Passage, passages
from loi_tool.evidence.people import EMAIL, PHONE
from loi_tool.evidence.read import read_values
from loi_tool.evidence.values import addressee_names
from loi_tool.facts import PartReading
from loi_tool.files import Paragraph, WordFacts
from loi_tool.text import any_of, sentences

PASSAGES = "passages"
"""The register of single passages, which are no whole letters."""
LEAST_LETTERS = 3
"""A term that fewer letters use is left out."""
LOOSE = 30.0
"""How loosely the model is held (scikit-learn's C)."""
SCALE = 10
WINDOW = 2
MET_ABOVE = 0.95
"""`met` begins above so great a share of the absent items."""
NOT_MET_BELOW = 0.002
"""`not_met` ends below all but so small a share of the present ones."""
CONTACT_MET_ABOVE = 0.98
"""A contact is `met` above so great a share of the best candidates that are not the contact."""
ROUNDS = 3
"""How often the contact is learnt anew, from where most spoke for it the last time."""
_LONGEST = 600  # characters of a paragraph that another is set behind
Example = tuple[list[str], str, float]


def examples(call: Call, letters: Sequence[Labelled]) -> list[Example]:
    """Words, label and weight of every labelled paragraph, and of every two sentences in one."""
    own = any_of(call.own_names)
    found: list[Example] = []
    for letter in letters:
        for paragraph, serves, is_body in zip(
            letter.paragraphs, letter.serves, letter.is_body, strict=True
        ):
            if not is_body:
                continue
            each = [stems(own.sub(PROGRAM, one)) for one in sentences(paragraph.text)]
            labels = sorted(serves) or ["none"]
            found += [(list(chain(*each)), label, 1 / len(labels)) for label in labels]
            count = len(each) - WINDOW + 1
            if len(labels) == 1 and count > 1:
                weight = len(each) / count / WINDOW
                for first in range(count):
                    two = each[first : first + WINDOW]
                    found.append((list(chain(*two)), labels[0], weight))
    return found


def learn_passages(call: Call, letters: Sequence[Labelled]) -> dict[str, object]:
    """The linear model of passages, as it is written down, without what reasons are worth."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    own = any_of(call.own_names)
    used: Counter[str] = Counter()
    for letter in letters:
        each = [
            terms(stems(own.sub(PROGRAM, paragraph.text)))
            for paragraph, is_body in zip(letter.paragraphs, letter.is_body, strict=True)
            if is_body
        ]
        # a single passage counts as a letter does
        if letter.register != PASSAGES:
            each = [frozenset().union(*each)]
        for one in each:
            used.update(one)
    known = sorted(term for term, count in used.items() if count >= LEAST_LETTERS)
    number = {term: index for index, term in enumerate(known)}
    data = examples(call, letters)
    rows, columns, values = [], [], []
    for row, (words, _, _) in enumerate(data):
        present = terms(words)
        for term in present & number.keys():
            rows.append(row)
            columns.append(number[term])
            values.append(len(present) ** -0.5)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(data), len(known)))
    model = LogisticRegression(C=LOOSE, max_iter=2000)
    model.fit(matrix, [label for _, label, _ in data], sample_weight=[w for _, _, w in data])
    written = np.rint(model.coef_.T * SCALE).astype(int)
    return {
        "labels": [str(label) for label in model.classes_],
        "bias": [round(float(one), 2) for one in model.intercept_],
        "scale": SCALE,
        "terms": {
            term: row.tolist() for term, row in zip(known, written, strict=True) if row.any()
        },
    }


def _passages_only(learnt: dict[str, object]) -> Weights:
    return _weights({**learnt, "reasons": {}, "met": 0, "not_met": 0})


Weighed = tuple[str, str, str, bool, dict[str, float]]


def weighed(call: Call, letters: Sequence[Labelled], weights: Weights) -> list[Weighed]:
    """Register, letter, key, whether it is there, and the reasons for it, for every target."""
    return [
        (
            letter.register,
            letter.name,
            one.target.key,
            one.target.key not in letter.absent,
            dict(one.values),
        )
        for letter in letters
        for one in weigh(call, letter.paragraphs, weights)
    ]


def learn_reasons(call: Call, found: Sequence[Weighed]) -> dict[str, object]:
    """What each reason is worth, and where `met` begins and `not_met` ends."""
    names = sorted(found[0][4])
    matrix = np.array([[values[name] for name in names] for *_, values in found])
    there = np.array([row[3] for row in found])
    model = LogisticRegression(C=1.0, max_iter=2000).fit(matrix, there)
    worth = dict(zip(names, (float(one) for one in model.coef_[0]), strict=True))
    scores = matrix @ model.coef_[0] + model.intercept_[0]
    gone, here = np.sort(scores[~there]), np.sort(scores[there])
    met = float(gone[int(len(gone) * MET_ABOVE)])
    not_met = float(here[int(len(here) * NOT_MET_BELOW)])
    return {
        "reasons": {"bias": round(float(model.intercept_[0]), 3)}
        | {name: round(value, 3) for name, value in worth.items()},
        "met": round(met, 2),
        "not_met": round(min(not_met, met), 2),
    }


def by_register(letters: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """Letters of one register each, less the single passages."""
    found: dict[str, list[Labelled]] = {}
    for letter in letters:
        if letter.register != PASSAGES:
            found.setdefault(letter.register, []).append(letter)
    return found


def all_letters() -> list[Labelled]:
    """Every labelled letter."""
    return [one for path in sorted((HERE / "letters").glob("*.txt")) for one in read_labelled(path)]


def cross_weighed(
    call: Call, letters: Sequence[Labelled]
) -> tuple[list[Weighed], dict[str, dict[str, object]]]:
    """The reasons in each letter with weights learnt without its register, and those weights."""
    registers = by_register(letters)
    found: list[Weighed] = []
    models: dict[str, dict[str, object]] = {}
    for register, own in registers.items():
        models[register] = learn_passages(
            call, [one for one in letters if one.register != register]
        )
        for variant in (own, *([merged(one, alike) for one in own] for alike in (True, False))):
            found += weighed(call, variant, _passages_only(models[register]))
    return found, models


def merged(letter: Labelled, alike: bool) -> Labelled:
    """The letter as another would set it: paragraphs on parts of one item, or all, run together."""
    out = Labelled(letter.name, letter.register, absent=letter.absent)
    for paragraph, serves, is_body in zip(
        letter.paragraphs, letter.serves, letter.is_body, strict=True
    ):
        items = {key.partition(".")[0] for key in serves}
        last = out.paragraphs[-1] if out.paragraphs else paragraph
        joins = (
            is_body
            and out.is_body[-1:] == [True]
            and not (paragraph.is_list or last.is_list)
            and len(last.text) < _LONGEST
            and (not alike or items == {key.partition(".")[0] for key in out.serves[-1]} != set())
        )
        if joins:
            out.paragraphs[-1] = replace(last, text=f"{last.text} {paragraph.text}")
            out.serves[-1] |= serves
        else:
            out.paragraphs.append(paragraph)
            out.serves.append(serves)
            out.is_body.append(is_body)
    return out


Choice = list[tuple[frozenset[str], bool]]
"""The reasons of each candidate of a letter for the contact, and whether it is the contact."""


def choices(call: Call, letter: Labelled) -> Iterator[Choice]:
    """The candidates of a letter as it is, and of the same letter with less of the contact.

    Most labelled letters have a contact with a phone and an email, so that nothing would be
    learnt of those that have less: phones, emails, both, or the paragraphs on the contact go.
    """
    for missing in ((), (PHONE,), (EMAIL,), (PHONE, EMAIL)):
        paragraphs = letter.paragraphs
        for pattern in missing:
            paragraphs = [replace(one, text=pattern.sub("", one.text)) for one in paragraphs]
        yield [
            (person.reasons, _is_right(contact_of(person, True, everything), letter))
            for person, everything in _candidates(call, letter.name, paragraphs)
        ]
    paragraphs = [
        one
        for one, serves in zip(letter.paragraphs, letter.serves, strict=True)
        if "contact" not in serves
    ]
    text = "\n".join(one.text for one in paragraphs)
    if not any(label and label in text for label in contact_labels(letter)):
        yield [(person.reasons, False) for person, _ in _candidates(call, letter.name, paragraphs)]


def _candidates(
    call: Call, name: str, paragraphs: Sequence[Paragraph]
) -> Iterator[tuple[Candidate, Sequence[Passage]]]:
    parts = outline(call, paragraphs)
    reading = read_values(call, WordFacts(name, tuple(paragraphs)), {})
    addressees = addressee_names(call, reading.addressee, parts.salutation)
    everything = passages(parts)
    for person in candidates(everything, reading.signer.value, addressees):
        yield person, everything


def _is_right(parts: dict[str, PartReading], letter: Labelled) -> bool:
    """Whether a contact has the name that the label says; the phone or email if it says none."""
    labels = dict(zip(("name", "phone", "email"), contact_labels(letter), strict=False))
    if labels["name"]:
        return plain(parts["name"].value) == plain(labels["name"])
    return parts["name"].value is None and any(
        labels[part] and plain(parts[part].value) == plain(labels[part])
        for part in ("phone", "email")
    )


def learn_contact(found: Sequence[Choice]) -> ContactWeights:
    """What each reason is worth. The contact is learnt from where most speaks for it."""
    names = sorted({reason for choice in found for reasons, _ in choice for reason in reasons})
    weights = ContactWeights(0.0, {"phone": 1.0, "email": 1.0}, 0.0, 0.0)
    for _ in range(ROUNDS):
        rows: list[list[bool]] = []
        labels: list[bool] = []
        for choice in found:
            right = [reasons for reasons, is_right in choice if is_right]
            wrong = [reasons for reasons, is_right in choice if not is_right]
            best = sorted(right, key=weights.score, reverse=True)[:1]
            rows += [[name in reasons for name in names] for reasons in [*best, *wrong]]
            labels += [True] * len(best) + [False] * len(wrong)
        model = LogisticRegression(C=1.0, max_iter=2000).fit(np.array(rows, float), labels)
        worth = {
            name: round(float(one), 2) for name, one in zip(names, model.coef_[0], strict=True)
        }
        weights = ContactWeights(round(float(model.intercept_[0]), 2), worth, 0.0, 0.0)
    return weights


Held = tuple[float, bool, bool]
"""Of a letter held out: the sum of its best candidate, whether that is the contact, whether the
letter has one."""


def cross_contact(
    letters: Mapping[str, Sequence[Choice]],
) -> tuple[dict[str, list[Held]], dict[str, ContactWeights]]:
    """The best candidate of each letter with weights learnt without its register, and those."""
    held: dict[str, list[Held]] = {}
    models: dict[str, ContactWeights] = {}
    for register, own in letters.items():
        others = [one for name, found in letters.items() if name != register for one in found]
        models[register] = learn_contact(others)
        held[register] = []
        for choice in own:
            sums = [(models[register].score(reasons), right) for reasons, right in choice]
            score, right = max(sums, default=(-np.inf, False))
            held[register].append((score, right, any(right for _, right in choice)))
    return held, models


def with_bounds(weights: ContactWeights, held: Sequence[Held]) -> ContactWeights:
    """The weights with the least sum of a contact, and the least of one that is `met`."""
    bounds = np.arange(-4, 2, 0.25)
    exact = [
        sum(right if score >= bound else not present for score, right, present in held)
        for bound in bounds
    ]
    wrong = sorted(score for score, right, _ in held if not right)
    met = wrong[int(len(wrong) * CONTACT_MET_ABOVE)]
    least = float(bounds[int(np.argmax(exact))])
    return replace(weights, least=least, met=round(max(met, least), 2))


def all_choices(call: Call) -> dict[str, list[Choice]]:
    """The candidates for the contact in every letter, by register."""
    return {
        register: [choice for letter in own for choice in choices(call, letter)]
        for register, own in by_register(all_letters()).items()
    }


def held_out(call: Call) -> Iterator[tuple[str, list[Labelled], Weights, ContactWeights]]:
    """Each register with its letters, and weights that were learnt without it."""
    letters = all_letters()
    found, models = cross_weighed(call, letters)
    held, contacts = cross_contact(all_choices(call))
    for register, own in by_register(letters).items():
        reasons = learn_reasons(call, [row for row in found if row[0] != register])
        others = [row for name, rows in held.items() if name != register for row in rows]
        contact = with_bounds(contacts[register], others)
        yield register, own, _weights({**models[register], **reasons}), contact


def learn(call: Call, letters: Sequence[Labelled]) -> dict[str, object]:
    """Everything that is written down."""
    found, _ = cross_weighed(call, letters)
    return {
        "about": "Written by benchmarks/learn.py from benchmarks/letters/. A term is one stem or "
        "two that follow one another; its numbers are its weight for each label, times scale.",
        **learn_reasons(call, found),
        **learn_passages(call, letters),
    }


def write_contact(call: Call) -> None:
    """Learn what speaks for a contact, and write it."""
    found = all_choices(call)
    held, _ = cross_contact(found)
    weights = with_bounds(
        learn_contact([one for own in found.values() for one in own]),
        [row for rows in held.values() for row in rows],
    )
    ranked = sorted(weights.reasons.items(), key=lambda reason: -reason[1])
    content = {
        "about": "Written by benchmarks/learn.py from benchmarks/letters/. What speaks for a "
        "candidate is added to `bias`; the candidate counts from `least` on, and is `met` from "
        "`met` on.",
        **asdict(replace(weights, reasons=dict(ranked))),
    }
    WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{WEIGHTS.name}: {len(ranked)} reasons")


def main() -> None:
    """Learn and write."""
    warnings.filterwarnings("ignore")
    loaded = load_call(CALL)
    write_contact(loaded.call)
    content = learn(loaded.call, all_letters())
    terms_of = content.pop("terms")
    assert isinstance(terms_of, dict)
    head = json.dumps(content, indent=1, ensure_ascii=False).removesuffix("\n}")
    lines = ",\n".join(
        f"  {json.dumps(term, ensure_ascii=False)}: {json.dumps(row, separators=(',', ':'))}"
        for term, row in terms_of.items()
    )
    path: Path = loaded.path.with_name(loaded.path.stem + SUFFIX)
    path.write_text(f'{head},\n "terms": {{\n{lines}\n }}\n}}\n', encoding="utf-8")
    print(f"{path.name}: {len(terms_of)} terms, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
