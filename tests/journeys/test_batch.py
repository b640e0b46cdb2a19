"""Several letters: what is wrong with one is said of it, and the others are checked all the same."""

import json
import os
from pathlib import Path

import pytest

from loi_tool.errors import BadCall, BadUsage, ExitCode, NothingToCheck
from loi_tool.journeys import Options, build_package, check, check_letters
from loi_tool.journeys.sources import read_submission
from tests.answers.filled import AS_OF, FILLED, changed

OPTIONS = Options(as_of=AS_OF)
BROKEN = changed("call: cei-plln-cohort-3", "call: broken.yaml")


@pytest.fixture
def letters(tmp_path):
    """Three folders with answers: the second names a call that is not YAML."""
    for name, text in (("a", FILLED), ("b", BROKEN), ("c", FILLED)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "answers.yaml").write_text(text, "utf-8")
    (tmp_path / "b" / "broken.yaml").write_text("id: [")
    return tmp_path


def lock(monkeypatch, *folders):
    """Folders that may not be entered, for a test that may enter all."""
    enter = Path.iterdir

    def iterdir(path):
        if path in folders:
            raise PermissionError(13, "Permission denied", str(path))
        return enter(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)


def statuses(outcome):
    return {letter.name: letter.status for letter in outcome.report.submissions}


def unreadable(outcome):
    """What is said of the only letter that could not be read."""
    [letter] = [one for one in outcome.report.submissions if one.status == "unreadable"]
    [finding] = letter.findings
    assert outcome.exit_code is ExitCode.CANNOT_CHECK
    return finding.rule, finding.place.file, finding.message


def test_a_broken_call_is_the_fault_of_the_answers_that_name_it(letters):
    outcome = check_letters([letters], OPTIONS)
    assert statuses(outcome) == {"a": "ready", "b": "unreadable", "c": "ready"}
    rule, file, message = unreadable(outcome)
    assert (rule, file) == ("LOI101", "answers.yaml")
    assert message.startswith("The call broken.yaml, line 2, is not YAML")
    with pytest.raises(BadCall):
        check_letters([letters / "b"], OPTIONS)


def test_a_folder_that_may_not_be_entered_is_named(letters, monkeypatch):
    lock(monkeypatch, letters / "b")
    outcome = check_letters([letters], OPTIONS)
    assert statuses(outcome) == {"a": "ready", "b": "unreadable", "c": "ready"}
    _, file, message = unreadable(outcome)
    assert file == "b"
    assert message == f"The folder {letters / 'b'} cannot be opened: Permission denied."
    with pytest.raises(NothingToCheck, match="cannot be opened"):
        check_letters([letters / "b"], OPTIONS)
    with pytest.raises(NothingToCheck, match="cannot be opened"):
        build_package(letters, None, OPTIONS)
    lock(monkeypatch, letters, letters / "b")
    with pytest.raises(NothingToCheck, match="cannot be opened"):
        check_letters([letters], OPTIONS)


def test_a_file_that_is_not_there_is_named(letters):
    paths = [letters / "a" / "answers.yaml", letters / "nothing.docx"]
    _, file, message = unreadable(check_letters(paths, OPTIONS))
    assert file == "nothing.docx"
    assert message == f"There is no file {letters / 'nothing.docx'}."


def test_a_package_whose_call_is_not_known_is_named(letters):
    (letters / "b" / "answers.yaml").unlink()
    build_package(letters / "a", letters / "b" / "package", OPTIONS)
    manifest = letters / "b" / "package" / "manifest.json"
    content = json.loads(manifest.read_text("utf-8"))
    content["call"]["id"] = "of-another-machine"
    manifest.write_text(json.dumps(content), "utf-8")
    outcome = check_letters([letters / "a", letters / "b"], OPTIONS)
    assert "of-another-machine" in unreadable(outcome)[2]


@pytest.mark.parametrize(
    "options", [Options(as_of="yesterday"), Options(as_of=AS_OF, call="no-such-call")]
)
def test_what_is_wrong_with_the_options_is_said_once(letters, options):
    with pytest.raises(BadUsage):
        check_letters([letters], options)


# Side by side -------------------------------------------------------------------------------------


def test_several_processes_say_what_one_says(letters):
    alone, told = check_letters([letters], OPTIONS), []
    outcome = check_letters([letters], OPTIONS, jobs=2, progress=lambda *now: told.append(now))
    assert outcome.report.model_dump_json() == alone.report.model_dump_json()
    assert outcome.exit_code == alone.exit_code
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_process_that_ends_costs_one_letter(letters, monkeypatch):
    def read(source, options, readers):
        if source.name == "b":
            os._exit(9)
        return read_submission(source, options, readers)

    monkeypatch.setattr(check, "read_submission", read)
    outcome = check_letters([letters], OPTIONS, jobs=2)
    assert statuses(outcome) == {"a": "ready", "b": "unreadable", "c": "ready"}
    assert unreadable(outcome)[2].startswith("It could not be checked: the process")
