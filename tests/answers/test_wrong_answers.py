"""Two files full of faults: every message, and every place, is the one that stands beside it."""

import re
from functools import cache

import pytest
import yaml

from loi_tool.errors import ExitCode
from loi_tool.journeys import Options, check_letters
from tests.answers.filled import AS_OF, ROOT

DATA = ROOT / "tests" / "data"
FILES = ["wrong_answers", "wrong_consortium"]


@cache
def findings(name):
    outcome = check_letters([DATA / f"{name}.yaml"], Options(as_of=AS_OF))
    assert outcome.exit_code is ExitCode.FINDINGS
    return outcome.report.submissions[0].findings


def expected(name):
    return yaml.safe_load((DATA / f"{name}.expected.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_every_finding_is_as_expected(name):
    found = [
        {
            "rule": finding.rule,
            "line": finding.place.line,
            "column": finding.place.column,
            "message": finding.message,
            "fix": finding.fix,
        }
        for finding in findings(name)
    ]
    wanted = [{key: entry[key] for key in entry if key != "at"} for entry in expected(name)]
    assert found == wanted


@pytest.mark.parametrize("name", FILES)
def test_every_place_is_that_of_the_fault(name):
    lines = (DATA / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    for entry, finding in zip(expected(name), findings(name), strict=True):
        if entry["line"] is None:
            continue
        line = lines[entry["line"] - 1]
        assert line[entry["column"] - 1 :].startswith(entry["at"]), entry
        assert finding.source_line in (line, None)


def test_every_rule_that_answers_can_break_by_themselves_is_among_them():
    rules = {entry["rule"] for name in FILES for entry in expected(name)}
    assert rules >= {f"LOI10{number}" for number in range(2, 9)}
    assert rules >= {f"LOI20{number}" for number in range(1, 9)}
    assert rules >= {"LOI401", "LOI402", "LOI505", "LOI601"}


@pytest.mark.parametrize("name", FILES)
def test_messages_are_sentences_without_the_words_of_programmers(name):
    for entry in expected(name):
        for text in (entry["message"], entry["fix"]):
            assert text[0].isupper() or text[0] in "`“"
            assert re.search(r"[.?](”|\))?$|”$", text)
            assert not re.search(r"\b(null|None|string|boolean|integer|dict|input|valid)\b", text)
