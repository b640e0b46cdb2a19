"""What the cases of rules are tried on."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from loi_tool.journeys import Options
from loi_tool.journeys.readers import Readers
from loi_tool.journeys.sources import read_answers, with_facts_of_answers
from tests.letters import picture
from tests.rules.cases import Case

BASE = (Path(__file__).parent / "answers.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def facts_of(tmp_path_factory):
    """The facts that the real loader finds in the changed answers, and their lines.

    Nothing is laid out, and what several cases change alike is read once.
    """
    source = tmp_path_factory.mktemp("answers") / "answers.yaml"
    source.with_name("signature.png").write_bytes(picture().data)

    @cache
    def read(changes, as_of):
        text = BASE
        for old, new in changes:
            assert text.count(old) == 1, f"“{old}” must stand in answers.yaml once"
            text = text.replace(old, new)
        source.write_text(text, encoding="utf-8")
        with Readers() as readers:
            answers = read_answers(source, Options(as_of=as_of), readers)
        return with_facts_of_answers(answers).facts, text.splitlines()

    def of_case(case: Case):
        facts, lines = read(case.changes, case.as_of)
        return replace(facts, **case.facts), lines

    return of_case
