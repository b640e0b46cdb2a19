"""Settings of a folder: found from the letter upwards, read with care, and told in the report."""

import json
import re
from pathlib import Path

import pytest

from loi_tool import settings
from loi_tool.errors import BadUsage, ExitCode
from loi_tool.findings import Severity
from loi_tool.journeys import Options, build_package, check_letters
from loi_tool.reports import github, html, is_report, markdown, text
from tests.answers.filled import AS_OF, FILLED, changed
from tests.word.letterheads import letterhead
from tests.word.word_files import SECTION, docx, p

LATE = changed("2022-05-12", "2022-06-20")
"""With one warning, LOI504."""
LAKELAND = (Path(__file__).parents[1] / "examples/calls/lakeland-student-wellbeing.yaml").resolve()


@pytest.fixture(autouse=True)
def _no_memory():
    settings._of_folder.cache_clear()


def check(folder, text, name="loi.toml", answers=FILLED, letters=("a",), **options):
    (folder / name).write_text(text, "utf-8")
    for letter in letters:
        (folder / letter).mkdir(exist_ok=True)
        (folder / letter / "answers.yaml").write_text(answers, "utf-8")
    return check_letters([folder], Options(as_of=AS_OF, **options))


def told(outcome, rule):
    return [
        (letter.name, finding)
        for letter in outcome.report.submissions
        for finding in letter.findings
        if finding.rule == rule
    ]


def test_a_rule_is_left_out_and_the_reason_is_reported(tmp_path):
    outcome = check(tmp_path, '[ignore]\nLOI504 = "We date letters later."', answers=LATE)
    assert not told(outcome, "LOI504") and not told(outcome, "LOI181")
    [(_, finding)] = told(outcome, "LOI180")
    assert finding.severity is Severity.INFO and finding.place.file == "loi.toml"
    assert finding.message == "LOI504 is left out: We date letters later."


def test_what_settings_leave_out_is_told_at_the_settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letters").mkdir()
    outcome = check(tmp_path / "letters", '[ignore]\nLOI601 = "Why not."')
    commands = [line for line in github.render(outcome.report).splitlines() if "LOI181" in line]
    assert commands and all("file=letters/loi.toml," in command for command in commands)


def test_a_rule_that_is_left_out_for_nothing_is_a_warning_once(tmp_path):
    outcome = check(tmp_path, '[ignore]\nLOI601 = "Why not."', letters=("a", "b"))
    [(name, finding)] = told(outcome, "LOI181")
    assert name == "a" and finding.severity is Severity.WARNING
    assert "LOI601" in finding.message and not told(outcome, "LOI180")


def test_one_letter_that_needs_it_is_enough(tmp_path):
    (tmp_path / "b").mkdir()
    text = '[ignore]\nLOI504 = "We date letters later."'
    check(tmp_path, text, answers=LATE, letters=("b",))
    outcome = check(tmp_path, text, letters=("a",))
    assert [name for name, _ in told(outcome, "LOI180")] == ["b"]
    assert not told(outcome, "LOI181")


def test_a_check_fails_on_warnings_if_the_settings_say_so(tmp_path):
    assert check(tmp_path, "", answers=LATE).exit_code is ExitCode.OK
    settings._of_folder.cache_clear()
    outcome = check(tmp_path, 'fail-on = "warning"', answers=LATE)
    assert outcome.exit_code is ExitCode.FINDINGS
    assert outcome.report.submissions[0].status == "not_ready"


def test_a_check_fails_on_what_a_person_must_judge_if_it_is_told_to(tmp_path):
    """An item that is left to a person is an error by settings or by option, and never by itself."""
    (tmp_path / "letters").mkdir()
    path = tmp_path / "letters" / "letter.docx"
    path.write_bytes(docx(p("Dear reviewers:") + SECTION))
    rules = {"as_of": AS_OF, "call": str(LAKELAND), "select": ("LOI602",)}

    def outcome(**options):
        settings._of_folder.cache_clear()
        return check_letters([path], Options(**rules, **options))

    plain = outcome()
    (submission,) = plain.report.submissions
    assert submission.to_judge and submission.status == "ready"
    assert plain.exit_code is ExitCode.OK and plain.report.summary.ready == 1
    failed = outcome(fail_on_confirm=True)
    assert failed.exit_code is ExitCode.FINDINGS
    assert failed.report.submissions[0].status == "not_ready"
    assert outcome(fail_on=Severity.WARNING).exit_code is ExitCode.OK
    (tmp_path / "loi.toml").write_text('fail-on = "confirm"')
    assert outcome().exit_code is ExitCode.FINDINGS
    assert outcome(fail_on=Severity.WARNING).exit_code is ExitCode.FINDINGS


def test_rules_that_a_person_selects_come_first(tmp_path):
    text = 'select = ["LOI601"]'
    assert not told(check(tmp_path, text, answers=LATE), "LOI504")
    assert told(check(tmp_path, text, answers=LATE, select=("LOI504",)), "LOI504")


def test_a_word_letter_learns_its_call(tmp_path):
    (tmp_path / "call.yaml").write_bytes(LAKELAND.read_bytes())
    (tmp_path / "loi.toml").write_text('call = "call.yaml"')
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.docx").write_bytes(docx(p("Dear reviewers:") + SECTION))
    paths = [tmp_path / "letters" / "letter.docx"]
    assert check_letters(paths, Options(as_of=AS_OF)).report.call.startswith("lakeland")
    named = Options(as_of=AS_OF, call="cei-plln-cohort-3")
    assert check_letters(paths, named).report.call == "cei-plln-cohort-3"


def test_the_table_of_another_tools_file_serves_too(tmp_path):
    text = '[tool.other]\nx = 1\n[tool.loi.ignore]\nLOI504 = "We date letters later."'
    assert told(check(tmp_path, text, "pyproject.toml", answers=LATE), "LOI180")
    settings._of_folder.cache_clear()
    assert not told(check(tmp_path, "[tool.other]", "pyproject.toml", answers=LATE), "LOI180")


def test_a_build_heeds_them(tmp_path):
    (tmp_path / "answers.yaml").write_text(LATE, "utf-8")
    (tmp_path / "loi.toml").write_text('fail-on = "warning"')
    built = build_package(tmp_path / "answers.yaml", None, Options(as_of=AS_OF))
    assert built.exit_code is ExitCode.FINDINGS and built.folder is not None


@pytest.mark.parametrize("pattern", ["b", "b/*.yaml", "**/b/answers.yaml", "?/answers.yaml"])
def test_templates_are_no_letters(tmp_path, pattern):
    check(tmp_path, "", letters=("b",))
    settings._of_folder.cache_clear()
    outcome = check(tmp_path, f'templates = ["{pattern}"]')
    kinds = {letter.name: letter.template for letter in outcome.report.submissions}
    assert kinds == {"a": pattern.startswith("?"), "b": True}
    assert not told(outcome, "LOI182")


def test_a_report_on_letters_and_templates_never_says_that_a_template_is_ready(tmp_path):
    check(tmp_path, "", letters=("b",))
    settings._of_folder.cache_clear()
    report = check(tmp_path, 'templates = ["b"]').report
    shown = text.render(report, width=100, color=False, unicode=True)
    count = r"2 files: \d ready or complete"
    assert re.search(count, shown) and "template" in shown
    (tmp_path / "report.txt").write_text(shown, "utf-8")
    assert is_report(tmp_path / "report.txt")
    assert markdown.render(report).startswith("## 2 files, ")
    assert "2 files" in html.render(report)


def test_templates_that_are_not_there_are_a_warning_once(tmp_path):
    outcome = check(tmp_path, 'templates = ["shared", "a"]', letters=("a", "b"))
    [(name, finding)] = told(outcome, "LOI182")
    assert name == "a" and finding.severity is Severity.WARNING
    assert "“shared”" in finding.message and finding.place.file == "loi.toml"


def test_a_template_is_not_built(tmp_path):
    (tmp_path / "answers.yaml").write_text(FILLED, "utf-8")
    (tmp_path / "loi.toml").write_text('templates = ["*.yaml"]')
    with pytest.raises(BadUsage, match="is a template"):
        build_package(tmp_path / "answers.yaml", None, Options(as_of=AS_OF))


def test_the_checklist_names_the_recipients_of_an_office(tmp_path):
    def checklist(text):
        (tmp_path / "loi.toml").write_text(text)
        settings._of_folder.cache_clear()
        built = build_package(tmp_path / "answers.yaml", None, Options(as_of=AS_OF))
        return " ".join((built.folder / "checklist.html").read_text("utf-8").split())

    (tmp_path / "answers.yaml").write_text(FILLED, "utf-8")
    without = checklist("")
    with_office = checklist('recipients = ["office@county.example", "b@c.example"]')
    own = re.search(r"Addresses\. To [^<]*", without)[0]
    assert own in with_office and "For your office" not in without
    assert "For your office, also cc office@county.example and b@c.example." in with_office


def test_settings_of_a_folder_beside_do_not_hold(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "answers.yaml").write_text(LATE, "utf-8")
    (tmp_path / "a" / "loi.toml").write_text('fail-on = "warning"')
    monkeypatch.chdir(tmp_path / "a")
    for file, code in (("answers.yaml", ExitCode.FINDINGS), ("../b/answers.yaml", ExitCode.OK)):
        assert check_letters([Path(file)], Options(as_of=AS_OF)).exit_code is code


@pytest.mark.parametrize(
    ("text", "says", "fix"),
    [
        ('cal = "x"', "has the key `cal`, which is not known", "Did you mean `call`?"),
        (
            "quite = 1",
            "has the key `quite`",
            "The keys are call, select, ignore, fail-on, templates, letterhead, recipients.",
        ),
        ("call = x", "cannot be read: Invalid value (at line 1", 'Each line is `key = "text"`'),
        ("call = 1", "`call` in ", "Write call ="),
        ('ignore = ["LOI505"]', "`ignore` in ", "Write the reason beside the rule"),
        ('[ignore]\nLOI505 = ""', "gives no reason for LOI505", "Write the reason beside the rule"),
        ('[ignore]\nx = "y"', "`x`, under `ignore` in ", "Write its number"),
        ('select = ["unsigned"]', "right form: “unsigned”.", "Write select ="),
        ('select = ["LOI2", "LOI9"]', "There is no rule “LOI9”", "`loi rule` lists"),
        ('[ignore]\nLOI999 = "Why not."', "There is no rule “LOI999”", "`loi rule` lists"),
        ('call = "calls/none.yaml"', "There is no call “calls/none.yaml”", "Built-in calls:"),
        ('[tool.loi]\ncall = "x"', "has the key `tool`", "Leave out the heading"),
        ('fail-on = "info"', "`fail-on` in ", 'Write fail-on = "error", "warning", or "confirm".'),
        ('templates = ["/etc"]', "`templates` in ", "Write templates ="),
        ('templates = ["../x"]', "`templates` in ", "Write templates ="),
        ('templates = ["**/a/**/b"]', "`templates` in ", "Write templates ="),
        ('templates = ["a**"]', "`templates` in ", "Write templates ="),
        ('recipients = ["office"]', "`recipients` in ", "Write recipients ="),
        ('template = "x"', "has the key `template`", "Did you mean `templates`?"),
        ("x = " + "[" * 9_000, "cannot be read", "Each line"),
        ("#" * 100_001, "is larger than 100 kB", ""),
    ],
)
def test_settings_that_cannot_be_read_stop_the_check(tmp_path, text, says, fix):
    with pytest.raises(BadUsage) as caught:
        check(tmp_path, text)
    assert says in caught.value.message and caught.value.fix.startswith(fix)
    assert str(tmp_path / "loi.toml") in caught.value.message


def test_settings_in_another_encoding_stop_the_check(tmp_path):
    (tmp_path / "answers.yaml").write_text(FILLED, "utf-8")
    (tmp_path / "loi.toml").write_bytes("# é".encode("latin-1"))
    with pytest.raises(BadUsage, match="not saved as UTF-8"):
        check_letters([tmp_path], Options(as_of=AS_OF))


def test_answers_without_a_layout_are_written_on_the_letterhead_of_the_office(tmp_path):
    (tmp_path / "office.docx").write_bytes(letterhead())
    settings_text = 'letterhead = "office.docx"'
    outcome = check(tmp_path, settings_text, letters=("a", "b"))
    assert [letter.name for letter in outcome.report.submissions] == ["a", "b"]
    built = build_package(tmp_path / "a", None, Options(as_of=AS_OF))
    manifest = json.loads((built.folder / "manifest.json").read_bytes())
    assert "letterhead" in [source["name"] for source in manifest["sources"]]

    check(tmp_path, settings_text, answers=f"{FILLED}layout: {{size: 11}}\n")
    built = build_package(tmp_path / "a", None, Options(as_of=AS_OF))
    manifest = json.loads((built.folder / "manifest.json").read_bytes())
    assert "letterhead" not in [source["name"] for source in manifest["sources"]]


@pytest.mark.parametrize("name", ["answers.yaml", "letter.docx"])
def test_a_letterhead_of_the_office_that_is_not_there_is_an_error(tmp_path, name):
    (tmp_path / "loi.toml").write_text('letterhead = "head/office.docx"', "utf-8")
    (tmp_path / name).write_bytes(docx(SECTION) if name.endswith("x") else FILLED.encode())
    with pytest.raises(BadUsage, match=r"There is no letterhead “head/office\.docx”, which"):
        check_letters([tmp_path / name], Options(as_of=AS_OF))
