"""The example of a template repository, through pre-commit and the steps of the action, as CI does."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from loi_tool.errors import ExitCode
from loi_tool.findings import Severity
from loi_tool.journeys import Options, check_letters
from loi_tool.reports import github

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "template-repo"
WORD, ANSWERS = (Path("templates") / f"letter-of-interest.{end}" for end in ("docx", "yaml"))
HOOKS = ".pre-commit-hooks.yaml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def repo(tmp_path, monkeypatch):
    """A copy of the example, which is the current folder."""
    copy = tmp_path / "repo"
    shutil.copytree(EXAMPLE, copy)
    monkeypatch.chdir(copy)
    return copy


# Bad pull requests --------------------------------------------------------------------------------


def in_word(change):
    def make():
        document = Document(str(WORD))
        change(document, document.paragraphs)
        document.save(str(WORD))

    return make


def in_answers(old, new):
    def make():
        text = ANSWERS.read_text("utf-8")
        assert text.count(old) == 1
        ANSWERS.write_text(text.replace(old, new), "utf-8")

    return make


def lose_section(_, paragraphs):
    for paragraph in paragraphs[12:15]:  # “What we would do together”
        paragraph._p.getparent().remove(paragraph._p)


def lose_prompt(_, paragraphs):
    for paragraph in paragraphs[16:18]:
        paragraph._p.getparent().remove(paragraph._p)


def change_quote(_, paragraphs):
    run = paragraphs[16].runs[0]
    assert "two signs" in run.text
    run.text = run.text.replace("two signs", "three signs")


def track_change(_, paragraphs):
    inserted = f'<w:ins {W} w:id="9" w:author="Ana"><w:r><w:t>, please</w:t></w:r></w:ins>'
    paragraphs[11]._p.append(parse_xml(inserted))


def comment(document, paragraphs):
    document.add_comment(paragraphs[20].runs, text="Should we ask for two?", author="Ana")


def add_macro(document, _):
    part = Part(PackURI("/word/vbaProject.bin"), "application/vnd.ms-office.vbaProject", b"x")
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    document.part.relate_to(part, kind)


def to_another(number, text):
    def change(_, paragraphs):
        assert "Adeyemi" in paragraphs[number].text
        paragraphs[number].text = text

    return in_word(change)


SECTION = re.search(
    r"  # The call: “Describe what.*?(?=  # The call: “Name two)",
    (EXAMPLE / ANSWERS).read_text("utf-8"),
    re.DOTALL,
)
BAD = {
    "a section lost in Word": (in_word(lose_section), "LOI221", WORD, {"paragraph": 12}),
    "a section lost in answers": (in_answers(SECTION[0], ""), "LOI221", ANSWERS, {"line": 35}),
    "a quote changed in answers": (
        in_answers("families helped to plan it.”", "staff planned it.”"),
        "LOI223",
        ANSWERS,
        {"line": 43, "column": 5},
    ),
    "a quote changed in Word": (in_word(change_quote), "LOI223", WORD, {"paragraph": 17}),
    "a prompt lost in Word": (in_word(lose_prompt), "LOI222", WORD, {"paragraph": 16}),
    "a tracked change": (in_word(track_change), "LOI602", WORD, {"paragraph": 12}),
    "a comment": (in_word(comment), "LOI603", WORD, {"paragraph": 21}),
    "another addressee": (to_another(4, "Maria Lopez"), "LOI507", WORD, {"paragraph": 5}),
    "another greeting": (to_another(7, "Dear Ms. Lopez:"), "LOI507", WORD, {"paragraph": 8}),
    "a call that is not there": (
        in_answers("../call.yaml", "../calls.yaml"),
        "LOI106",
        ANSWERS,
        {"line": 17},
    ),
    "another call": (
        in_answers("../call.yaml", "cei-plln-cohort-3"),
        "LOI106",
        ANSWERS,
        {"line": 17},
    ),
    "a macro": (in_word(add_macro), "LOI611", WORD, {}),
}


def check():
    return check_letters(
        [Path("templates")], Options(as_of="2025-02-01", call="call.yaml", template=True)
    )


def test_a_good_pull_request_passes(repo):
    outcome = check()
    assert outcome.exit_code is ExitCode.OK
    assert [submission.status for submission in outcome.report.submissions] == ["ready", "ready"]
    grave = {Severity.ERROR, Severity.WARNING}
    assert [f for s in outcome.report.submissions for f in s.findings if f.severity in grave] == []


@pytest.mark.parametrize("what", BAD)
def test_a_bad_pull_request_fails_at_its_place(what, repo):
    change, rule, file, place = BAD[what]
    change()
    outcome = check()
    errors = [
        finding
        for submission in outcome.report.submissions
        for finding in submission.findings
        if finding.severity is Severity.ERROR
    ]
    assert outcome.exit_code is ExitCode.FINDINGS
    assert [(error.rule, error.place.file) for error in errors] == [(rule, file.name)]
    assert {name: getattr(errors[0].place, name) for name in place} == place
    assert "The letter" not in errors[0].message
    (command,) = (c for c in github.render(outcome.report).splitlines() if c.startswith("::error"))
    assert f"file={file.as_posix()}," in command
    if "line" in place:
        assert f"line={place['line']}," in command
    if "paragraph" in place:
        assert f"paragraph {place['paragraph']})" in command


@pytest.mark.parametrize("text", ["[Name of the recipient]", "Alder County Reading Trust", ""])
def test_an_addressee_that_is_left_open_is_no_fault(text, repo):
    to_another(4, text)()
    assert check().exit_code is ExitCode.OK


def test_a_call_that_is_to_be_filled_in_is_no_fault(repo):
    in_answers('"../call.yaml"', '"[the path of the call]"')()
    assert check().exit_code is ExitCode.OK


# The action ---------------------------------------------------------------------------------------


def run_action(inputs, tmp_path):
    """Run the steps of action.yml that are commands, but not the installation, as a CI job does."""
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    values = {name: given["default"] for name, given in action["inputs"].items()} | inputs
    assert set(values) == set(action["inputs"])
    files = {name: tmp_path / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    for file in files.values():
        file.write_text("")
    output, code = "", 0
    for step in action["runs"]["steps"]:
        if "run" not in step or "pip install" in step["run"]:
            continue
        assert "${{" not in step["run"], "an input in a command is a command"
        environment = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], value)
            for name, value in step["env"].items()
        }
        done = subprocess.run(
            [shutil.which("bash"), "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            capture_output=True,
            text=True,
            env={
                **with_loi_on_path(),
                **environment,
                **{name: str(path) for name, path in files.items()},
                "RUNNER_TEMP": str(tmp_path),
                "GITHUB_ACTIONS": "true",
            },
        )
        output, code = output + done.stdout + done.stderr, done.returncode
    return code, output, *(file.read_text("utf-8") for file in files.values())


def with_loi_on_path():
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    source = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PATH": path, "PYTHONPATH": source}


def html_report(outputs):
    """The text of the page that the action keeps as its artifact."""
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    kept = action["runs"]["steps"][-1]
    assert kept["uses"].startswith("actions/upload-artifact@")
    assert kept["with"]["path"] == "${{ steps.check.outputs.report }}"
    report = Path(outputs.strip().removeprefix("report="))
    assert report.suffix == ".html"
    page = report.read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and "http://" not in page
    return page


def workflow_inputs():
    """What the example's workflow gives to the action; docs/ci.md shows the same workflow."""
    text = (EXAMPLE / ".github" / "workflows" / "templates.yml").read_text("utf-8")
    assert len(text.splitlines()) <= 10
    assert text in (ROOT / "docs" / "ci.md").read_text("utf-8")
    return yaml.safe_load(text)["jobs"]["check"]["steps"][1]["with"]


def test_the_action_passes_a_good_pull_request(repo, tmp_path):
    code, output, summary, outputs = run_action(workflow_inputs(), tmp_path)
    assert code == 0, output
    assert output.count("template") > 0 and "::error" not in output
    assert summary.startswith("## 2 templates, 2 complete\n")
    assert summary.count("**TEMPLATE COMPLETE: ") == 2 and "READY" not in output + summary
    assert html_report(outputs).count("template complete") >= 2


def test_the_action_fails_a_bad_pull_request_and_shows_where(repo, tmp_path):
    for what in ("a tracked change", "a comment", "a section lost in answers"):
        BAD[what][0]()
    code, output, summary, outputs = run_action(workflow_inputs(), tmp_path)
    assert code == 1, output
    commands = [line for line in output.splitlines() if line.startswith("::error ")]
    assert [re.search(r"title=(LOI\d+)", command)[1] for command in commands] == [
        "LOI221",
        "LOI602",
        "LOI603",
    ]
    assert f"file={ANSWERS.as_posix()},line=35," in commands[0]
    assert summary.startswith("## 2 templates, 0 complete\n")
    assert summary.count("**TEMPLATE NOT COMPLETE: ") == 2
    page = html_report(outputs)
    assert all(rule in page for rule in ("LOI221", "LOI602", "LOI603"))


def test_the_action_says_what_it_cannot_check(repo, tmp_path):
    inputs = {"path": "-x; touch here\n$(touch there)", "call": "call.yaml"}
    code, output, summary, outputs = run_action(inputs, tmp_path)
    assert code == 2 and "There is no file" in output
    assert summary.startswith("## 2 letters, 0 ready\n") and outputs.startswith("report=")
    code, output, summary, _ = run_action({"path": "nothing.docx"}, tmp_path)
    assert code == 2 and not summary
    assert output.count("There is no file nothing.docx") == 1
    assert output.startswith("::error title=loi::There is no file nothing.docx")
    assert not Path("here").exists() and not Path("there").exists()


def test_the_action_checks_for_the_moment_that_is_given(repo, tmp_path):
    inputs = {"path": ANSWERS.as_posix(), "call": "call.yaml", "as-of": "2025-02-03T04:05:06Z"}
    *_, outputs = run_action(inputs, tmp_path)
    assert "as of 2025-02-03 04:05:06+00:00" in html_report(outputs)


# pre-commit ---------------------------------------------------------------------------------------


@pytest.fixture
def pre_commit(repo, tmp_path, judge):
    """Run pre-commit on all files of the example: exit code and output. Nothing is installed: the
    hooks run the `loi` that is under test."""
    home, hooks = tmp_path / "home", tmp_path / "hooks"
    home.mkdir()
    hooks.mkdir()
    shutil.copy(ROOT / HOOKS, hooks)
    environment = {
        **with_loi_on_path(),
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{
            f"GIT_{who}_{what}": "a@b.example"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
    }

    def run(*command, folder=repo):
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)

    git = judge("git")
    for folder in (hooks, repo):
        run(git, "init", "-q", folder=folder)
        run(git, "add", "-A", folder=folder)
    run(git, "commit", "-qm", "hooks", folder=hooks)
    config_path = repo / ".pre-commit-config.yaml"
    config = yaml.safe_load(config_path.read_text("utf-8"))
    (source,) = config["repos"]
    source["repo"] = str(hooks)
    source["rev"] = run(git, "rev-parse", "HEAD", folder=hooks).stdout.strip()
    for hook in source["hooks"]:
        hook["language"] = "system"
    config_path.write_text(yaml.safe_dump(config), "utf-8")

    def pre_commit_on_all():
        run(git, "add", "-A")
        done = run(sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never")
        return done.returncode, done.stdout + done.stderr

    return pre_commit_on_all


def test_pre_commit_passes_a_good_pull_request_and_fails_bad_ones(pre_commit):
    code, output = pre_commit()
    assert code == 0, output
    assert re.findall(r"\.+(\w+)$", output, re.MULTILINE) == ["Passed", "Passed"]
    for what in ("a quote changed in answers", "a section lost in Word"):
        BAD[what][0]()
    call = Path("call.yaml")
    call.write_text(call.read_text("utf-8").replace("weekday: Friday", "weekday: Monday"), "utf-8")
    code, output = pre_commit()
    assert code == 1
    assert re.findall(r"\.{3,}(\w+)$", output, re.MULTILINE) == ["Failed", "Failed"]
    assert "2025-03-07 is a Friday, not a Monday" in output
    call.write_text(call.read_text("utf-8").replace("weekday: Monday", "weekday: Friday"), "utf-8")
    code, output = pre_commit()
    assert code == 1
    assert re.findall(r"^error  (LOI\d+)", output, re.MULTILINE) == ["LOI223", "LOI221"]
    assert "letter-of-interest.yaml, line 43, column 5" in output
    assert "To find the paragraph, search for “[Who are your students" in " ".join(output.split())


@pytest.mark.parametrize(
    ("hook", "fits", "does_not"),
    [
        ("loi-template", ["templates/a.docx", "x/template/b/a.yml"], ["a.docx", "templates/a.pdf"]),
        ("loi-call", ["call.yaml", "calls/a.yml"], ["templates/a.yaml", "x/recall.yaml"]),
        ("loi-check", ["answers.yaml", "x/a.pdf", "a.docx"], ["README.md"]),
    ],
)
def test_each_hook_is_asked_of_its_own_files(hook, fits, does_not):
    hooks = {h["id"]: h for h in yaml.safe_load((ROOT / HOOKS).read_text("utf-8"))}
    pattern = hooks[hook]["files"]
    assert all(re.search(pattern, name) for name in fits)
    assert not any(re.search(pattern, name) for name in does_not)
