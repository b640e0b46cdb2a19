"""Answers with more in them than a letter has: a sentence at the line, soon, and in little memory."""

import time

import pytest

from loi_tool.answers.compose import markdown
from loi_tool.answers.load import load_answers
from loi_tool.answers.read import read_yaml
from loi_tool.calls.load import load_call
from loi_tool.errors import UnreadableFile
from loi_tool.journeys import Options, check_letters
from loi_tool.reports import json, text
from tests.answers.filled import AS_OF, FILLED

CALL = load_call("cei-plln-cohort-3").call
LINES = FILLED.count("\n")


def refused(tmp_path, content):
    """Where and why answers are not read."""
    path = tmp_path / "answers.yaml"
    path.write_text(content, encoding="utf-8")
    start = time.process_time()
    with pytest.raises(UnreadableFile) as caught:
        read_yaml(path)
    assert time.process_time() - start < 1
    return caught.value.line, caught.value.message.partition(": ")[2]


FIVE_PAGES = "the text that begins here is longer than five pages."
TEN_PAGES = "there is more text in it than ten pages, and here they are full."
MANY = "there are more than 2,000 keys and texts in it."
DEEP = "more than 20 brackets or keys are nested inside one another."


@pytest.mark.parametrize(
    ("more", "line", "message"),
    [
        ("x: " + "t" * 800_000, 1, FIVE_PAGES),
        ("x: " + "one word " * 13_000, 1, FIVE_PAGES),
        ("x: " + "漢" * 7_000, 1, FIVE_PAGES),
        ("x: |\n" + "  a\n" * 100_000, 1, FIVE_PAGES),
        ("x: see " + "**a**" * 10_000, 1, FIVE_PAGES),
        ('? "' + "key " * 30_000 + '"\n: 1', 1, FIVE_PAGES),
        ("".join(f"x{n}: |\n  {'word ' * 3_000}\n" for n in range(4)), 5, TEN_PAGES),
        ("".join(f"key{n}: x\n" for n in range(50_000)), None, MANY),
        ("x:\n" + "  - \n" * 100_000, None, MANY),
        ("x: [" + "a," * 200_000 + "]", 1, MANY),
        ("x: " + "{a: " * 50_000, 1, DEEP),
    ],
)
def test_what_no_letter_has_is_not_read(tmp_path, more, line, message):
    found, said = refused(tmp_path, FILLED + more)
    assert said == message
    assert line is None or found == LINES + line


def test_a_letter_of_nine_pages_is_read(tmp_path):
    line = "We ask families what they need, and we write down what they say to us all of it."
    page = f"    {line}\n" * 37
    (tmp_path / "a.yaml").write_text("".join(f"x{n}: |\n{page}" for n in range(9)))
    words = sum(len(text.split()) for text in read_yaml(tmp_path / "a.yaml").data.values())
    assert words > 9 * 500


def problems(tmp_path, content):
    path = tmp_path / "answers.yaml"
    path.write_text(content, encoding="utf-8")
    return load_answers(read_yaml(path), CALL).facts.problems


@pytest.mark.parametrize(
    ("key", "old", "new", "message"),
    [
        ("superintendent.title", "title: Superintendent", f"title: {'t' * 501}", "501 characters"),
        ("consortium.members", "", f"consortium: {{members: [{'A,' * 201}]}}", "201 entries"),
        ("submission.cc", "", f"submission: {{cc: [{'a@b.co,' * 21}]}}", "21 entries"),
    ],
)
def test_a_line_or_a_list_that_is_too_long(tmp_path, key, old, new, message):
    content = FILLED.replace(old, new, 1) if old else FILLED + new
    [problem] = problems(tmp_path, content)
    assert (problem.kind.value, problem.key) == ("bad_value", key)
    assert f"has {message}. It can have" in problem.message


def test_of_many_mistakes_the_first_are_told_and_the_rest_counted(tmp_path):
    told = problems(tmp_path, FILLED + "".join(f"key{n}: x\n" for n in range(500)))
    assert [problem.key for problem in told] == [f"key{n}" for n in range(21)]
    assert told[-1].message == "Here and below there are 480 more mistakes of this kind."
    assert len(problems(tmp_path, FILLED + "".join(f"key{n}: x\n" for n in range(20)))) == 20


@pytest.mark.parametrize(
    "number", [".nan", ".inf", "-.inf", "1e400", "9" * 5_000, "0x" + "f" * 999]
)
@pytest.mark.parametrize("key", ["size", "margin"])
def test_numbers_that_are_no_sizes(tmp_path, key, number):
    [problem] = problems(tmp_path, f"{FILLED}layout: {{{key}: {number}}}\n")
    assert problem.key == f"layout.{key}"
    assert len(problem.message) < 200 and len(problem.fix) < 200


@pytest.mark.parametrize(
    "pattern",
    ["[", "![", "*a ", "a**b", "*a_ ", "`", "- ", "> ", "<a ", "\\", "1. a\n", "a  \n", "[a]: b\n"],
)
def test_markdown_that_was_made_to_be_slow(pattern):
    start = time.process_time()
    markdown(pattern * (20_000 // len(pattern)), "sections.interest")
    assert time.process_time() - start < 1


def test_a_report_quotes_no_megabyte(tmp_path):
    """One word as long as a text can be stands in a letter that is laid out and read."""
    path = tmp_path / "answers.yaml"
    path.write_text(FILLED.replace("interest: ", f"interest: {'x' * 15_000} ", 1), "utf-8")
    report = check_letters([path], Options(as_of=AS_OF)).report
    assert len(json.render(report)) < 50_000
    assert len(text.render(report, width=100, color=False)) < 10_000
