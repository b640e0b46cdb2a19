"""A complete file of answers for tests, and what `loi check` says of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from loi_tool.calls.load import built_in_ids, load_call
from loi_tool.journeys import Options, Outcome, check_letters, written
from loi_tool.journeys.readers import Readers

AS_OF = "2022-05-12"
ROOT = Path(__file__).parents[2]
CALLS = [*built_in_ids(), *map(str, sorted((ROOT / "examples" / "calls").glob("*.yaml")))]
"""Every call there is to test with, by id or path."""

FILLED = """\
call: cei-plln-cohort-3
date: 2022-05-12

district:
  name: Valle Verde Unified School District
  type: district
  address: [4120 Orchard Avenue, "Visalia, CA 93277"]
  phone: (559) 555-0134

superintendent:
  name: Dr. Elena Marquez
  title: Superintendent

sections:
  description:
    district: |
      We serve 6,412 students in nine schools where the town gives way to orange groves.
    community: |
      Most families live from citrus, dairies and packing houses; many came from Michoacán.
    student_body: |
      Of our students 37 percent are English learners, and 71 are in foster care.
  interest: |
    We want to learn from districts that decide together with families and do not only inform them.
  engagement: |
    Since 2019 our advisory committee has met six times a year, three of them outside our offices.
  capacity_and_trust: |
    Forty teachers were trained in restorative talk, and two boundary changes still divide the town.
  historically_unengaged: |
    Mixteco families rarely came to meetings; visits at home and at work have begun to change that.

school:
  name: Sequoia Grove Middle School

contact:
  name: Rosa Alvarez
  phone: (559) 555-0167
  email: ralvarez@valleverde.example
"""


def changed(old: str, new: str) -> str:
    """The complete answers with one passage changed."""
    assert FILLED.count(old) == 1, f"{old!r} stands {FILLED.count(old)} times in the answers"
    return FILLED.replace(old, new)


def without(key: str) -> str:
    """The complete answers without one of the keys at the left margin."""
    text, count = re.subn(rf"^{key}:.*\n(?: .*\n|\n)*", "", FILLED, flags=re.MULTILINE)
    assert count == 1
    return text


@contextmanager
def nothing_laid_out() -> Iterator[None]:
    """Answers are read, and no letter is made of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Readers, "start_for", lambda *_: None)
        patch.setattr(written, "with_letter", lambda read, *_: written.with_facts_of_answers(read))
        yield


def checked(folder: Path, content: str | bytes, name: str = "answers.yaml") -> Outcome:
    """Check a file with this content; no letter is made of it, which takes ten times as long."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with nothing_laid_out():
        return check_letters([path], Options(as_of=AS_OF))


def problems(outcome: Outcome) -> list[tuple[str, int | None, int | None, str, str]]:
    """Rule, line, column, message and fix of each finding that is more than a remark."""
    return [
        (f.rule, f.place.line, f.place.column, f.message, f.fix)
        for submission in outcome.report.submissions
        for f in submission.findings
        if f.severity.value != "info"
    ]


def requirements(call: str) -> list[str]:
    """The ids of a call's items."""
    return [item.id for item in load_call(call).call.items]
