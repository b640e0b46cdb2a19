"""Whatever is in the file: a finding or a plain refusal, and never a traceback."""

import functools
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loi_tool.answers.compose import compose
from loi_tool.answers.draft import draft_answers
from loi_tool.answers.load import load_answers
from loi_tool.answers.read import read_yaml
from loi_tool.calls.load import load_call
from loi_tool.errors import LoiError
from loi_tool.journeys import resolve_as_of, sources
from tests.answers.filled import AS_OF, FILLED, checked

CALL = load_call("cei-plln-cohort-3").call
QUICK = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SNIPPETS = st.sampled_from(
    [
        ": ", "- ", "  ", "\t", "\n", "\r", "'", '"', "[", "]", "{", "}", "#", " #x", "|", ">",
        "&a", "*a", "!t ", "? ", "%", "@", "`", "---\n", "...\n", "<<: ", "null", "yes", "12",
        ".nan", "2022-02-30", "\0", "\ufeff", "\u2028", "\u200b", "\ud800", "\U0001f600", "é", "e\u0301",
        "\\", '"\\ud800"', '"\\0"', "interest: ", "contact: ", "type: consortium", "- a\n", ",",
    ]
)  # fmt: skip


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The call is read once."""
    monkeypatch.setattr(sources, "load_call", functools.cache(load_call))


def survives(content: str | bytes) -> None:
    """A check of this content ends in an outcome or in an error that speaks to people."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        try:
            outcome = checked(Path(folder), content)
        except LoiError as error:
            assert error.message
            return
        for finding in outcome.report.submissions[0].findings:
            assert finding.message and finding.fix
            if finding.source_line is not None and finding.rule != "LOI101":
                assert 1 <= finding.place.column <= len(finding.source_line) + 1
        outcome.report.model_dump_json().encode()


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes(content):
    survives(content)


@QUICK
@given(st.lists(SNIPPETS | st.text(max_size=5), max_size=30).map("".join))
def test_any_text_that_looks_like_yaml(content):
    survives(content)


@st.composite
def mutated(draw):
    """The complete answers with some passages replaced, moved or taken out."""
    text = FILLED
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        text = text[:start] + draw(SNIPPETS | st.just("")) + text[end:]
    return text


@QUICK
@given(mutated())
def test_complete_answers_with_something_changed(content):
    survives(content)


@st.composite
def lines_changed(draw):
    """The complete answers with lines repeated, left out, moved to the side, or given a value."""
    lines = []
    for line in FILLED.splitlines():
        change = draw(
            st.sampled_from(["keep"] * 20 + ["drop", "twice", "indent", "outdent", "set"])
        )
        key = line.partition(":")[0]
        lines += {
            "keep": [line],
            "drop": [],
            "twice": [line, line],
            "indent": [f"  {line}"],
            "outdent": [line.removeprefix("  ")],
            "set": [f"{key}: {draw(SNIPPETS)}"],
        }[change]
    return "\n".join(lines)


@QUICK
@given(lines_changed())
def test_complete_answers_with_lines_changed(content):
    survives(content)


@QUICK
@given(lines_changed() | mutated())
def test_a_draft_can_be_made_of_whatever_can_be_read(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.yaml"
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        try:
            document = read_yaml(path)
        except LoiError:
            return
        loaded = load_answers(document, CALL)
        answers = draft_answers(document.data, CALL, loaded.facts.letter_date or AS_OF_DATE)
    assert answers is not None
    letter = compose(answers, CALL, loaded.pictures, draft=True)
    headings = {section.id for section in letter.sections}
    assert headings >= {item.id for item in CALL.items if item.kind != "school"}


AS_OF_DATE = resolve_as_of(AS_OF, CALL).date()
