"""A call that is not built in goes with the answers and with the package that are made for it."""

import shutil
from pathlib import Path

import pytest

from loi_tool.calls.load import load_call
from loi_tool.errors import CannotWrite
from loi_tool.journeys import Options, build_package, check_letters, write_starter
from loi_tool.journeys.outcome import resolve_as_of

EXAMPLES = Path(__file__).parents[2] / "examples/calls"
NAME = "lakeland-student-wellbeing"
OPTIONS = Options(as_of="2024-03-27")


@pytest.fixture
def package(tmp_path):
    letters = tmp_path / "letters"
    shutil.copytree(EXAMPLES / NAME, letters / NAME)
    shutil.copy(EXAMPLES / f"{NAME}.yaml", letters)
    built = build_package(letters / NAME / "answers.yaml", tmp_path / "built", OPTIONS)
    shutil.rmtree(letters)
    return built.folder


def checked(path):
    outcome = check_letters([path], OPTIONS)
    (submission,) = outcome.report.submissions
    return outcome.report.call, submission, {finding.rule for finding in submission.findings}


def test_a_package_is_checked_against_the_call_in_it(package):
    assert (package / "call.yaml").is_file()
    call, submission, rules = checked(package)
    assert call == NAME and submission.status == "ready" and "LOI801" not in rules


def test_a_call_in_a_package_that_was_changed_is_told(package):
    with (package / "call.yaml").open("a") as file:
        file.write("# A remark.\n")
    _, submission, rules = checked(package)
    assert "LOI801" in rules
    (message,) = [f.message for f in submission.findings if f.rule == "LOI801"]
    assert "call.yaml" in message


def test_a_package_of_a_built_in_call_has_no_copy(tmp_path):
    answers = EXAMPLES.parent / "minimal/answers.yaml"
    built = build_package(answers, tmp_path / "p", Options(as_of="2022-05-12T09:00:00-07:00"))
    assert not any(name.startswith("call") for name in built.files)


def test_a_starter_leaves_another_file_of_the_calls_name_alone(tmp_path):
    call = EXAMPLES / f"{NAME}.yaml"
    moment = resolve_as_of("2024-03-01", load_call(str(call)).call)
    (tmp_path / call.name).write_text("of ours")
    with pytest.raises(CannotWrite):
        write_starter(tmp_path, str(call), moment)
    assert [path.name for path in tmp_path.iterdir()] == [call.name]
    assert (tmp_path / call.name).read_text() == "of ours"
