"""The report for programs: the contract, and nothing but JSON."""

import json as reader

import pytest

from loi_tool.findings import Place, Severity
from loi_tool.reports import json
from tests.reports.test_text import OPEN, finding, report, submission


def test_its_keys_are_the_contracts():
    content = reader.loads(json.render(report(submission(finding(), requirements=(OPEN,)))))
    assert list(content) == ["schema", "tool", "call", "as_of", "submissions", "summary"]
    [one] = content["submissions"]
    assert list(one) == [
        "name",
        "district",
        "files",
        "status",
        "requirements",
        "pages",
        "signature",
        "findings",
    ]
    assert list(one["files"]) == ["answers", "word", "pdf"]
    assert list(one["requirements"][0]) == ["id", "verdict", "quote", "evidence", "why", "parts"]
    assert list(one["findings"][0]) == [
        "rule",
        "name",
        "severity",
        "requirement",
        "message",
        "fix",
        "place",
    ]
    assert content["schema"] == 1
    assert list(content["summary"]) == ["submissions", "ready", "errors", "warnings"]


def test_a_place_is_whole_or_empty():
    def place(**fields):
        found = finding(place=Place(**fields))
        content = reader.loads(json.render(report(submission(found))))
        return content["submissions"][0]["findings"][0]["place"]

    assert place() == {}
    assert place(file="a.yaml", line=3, column=1) == {
        "file": "a.yaml",
        "page": None,
        "paragraph": None,
        "line": 3,
        "column": 1,
    }


def test_text_stays_as_people_wrote_it():
    found = finding(Severity.INFO, message="“Ñuu Savi” \x1b <&>")
    text = json.render(report(submission(found)))
    assert "“Ñuu Savi” \\u001b <&>" in text and text.endswith("}\n")
    assert reader.loads(text)["submissions"][0]["findings"][0]["message"] == found.message


@pytest.mark.parametrize(
    "name", ["a\x1bb", "a\x9bb", "a\u202eb", "a\u2066b\u200f", "a\nb", "a\udcffb"]
)
def test_names_cannot_steer_a_terminal_and_stay_the_same(name):
    found = finding(message=f"“{name}”", place=Place(file=name))
    rendered = json.render(report(submission(found, name=name)))
    assert all(character.isprintable() or character == "\n" for character in rendered)
    [one] = reader.loads(rendered)["submissions"]
    assert one["name"] == one["findings"][0]["place"]["file"] == name
