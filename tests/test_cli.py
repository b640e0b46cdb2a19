"""The command line: exit codes, what goes where, and how it stops."""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loi_tool import __version__, cli
from loi_tool.calls.load import load_call
from tests.answers.filled import nothing_laid_out
from tests.letters import picture

GOLDEN = Path(__file__).parent / "golden"
BEFORE = ("--as-of", "2022-05-12T09:00:00-07:00")
AFTER = ("--as-of", "2022-06-17")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The current folder, with a clean letter, one with faults, and one that is no YAML."""
    for name in ("clean", "faults", "unreadable"):
        shutil.copy(GOLDEN / f"{name}.yaml", tmp_path)
    (tmp_path / "signature.png").write_bytes(picture().data)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


@pytest.fixture
def loi(capsys):
    """Run a command in this process: exit code, stdout, stderr."""

    def run(*arguments):
        code = cli.run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def start(*arguments, **options):
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "loi_tool", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, **{**pipes, **options})


# Exit codes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", "clean.yaml", *BEFORE), 0),
        (("check", "clean.yaml", *AFTER), 1),
        (("check", "faults.yaml", *BEFORE), 1),
        (("check", "unreadable.yaml", *BEFORE), 2),
        (("check", "clean.yaml", "faults.yaml", *BEFORE), 1),
        (("check", "clean.yaml", "unreadable.yaml", *BEFORE), 2),
        (("check", "nothing.yaml"), 2),
        (("check", "signature.png"), 2),
        (("check", "letter.docx"), 2),
        (("check", "letter.pdf"), 2),
        (("build", "letter.docx"), 2),
        (("build", "nothing.yaml"), 2),
        (("build", "faults.yaml", *BEFORE), 1),
        (("build", "unreadable.yaml", *BEFORE), 2),
        (("sign", "package", "signed.pdf"), 2),
        (("sign", "package"), 2),
        (("verify", "package"), 2),
        (("sign", "--help"), 0),
        (("verify", "--help"), 0),
        (("check", "clean.yaml", "--as-of", "tomorrow"), 2),
        (("check", "clean.yaml", "--call", "nothing"), 2),
        (("check", "clean.yaml", "--select", "LOI9"), 2),
        (("check", "clean.yaml", "--ignore", "no-such-rule"), 2),
        (("check", "clean.yaml", "--format", "xml"), 2),
        (("check", "clean.yaml", "--wat"), 2),
        (("check", "clean.yaml", "--output", "clean.yaml/report"), 2),
        (("wat",), 2),
        ((), 2),
        (("rule", "LOI999"), 2),
        (("calls", "nothing"), 2),
        (("schema", "wat"), 2),
        (("--version",), 0),
        (("--help",), 0),
        (("-h",), 0),
        (("-V",), 0),
        (("help",), 0),
        (("help", "check"), 0),
        (("help", "wat"), 2),
        (("check", "--help"), 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_exit_codes(loi, arguments, code):
    found, out, err = loi(*arguments)
    assert found == code, err
    assert "Traceback" not in err and "should not have" not in err
    assert out or err


def test_bad_usage_is_said_on_stderr_and_nothing_on_stdout(loi):
    for arguments in (("check", "nothing.yaml"), ("check", "nothing.docx"), ("rule", "LOI999")):
        _, out, err = loi(*arguments)
        assert out == ""
        assert err.startswith("loi: ") and err.count("\n") == 2


def test_a_finished_letter_is_checked_as_what_it_is(loi):
    for name in ("clean.docx", "clean.pdf"):
        shutil.copy(GOLDEN / "letters" / name, "finished" + Path(name).suffix)
    code, out, _ = loi("check", "finished.docx", "finished.pdf", *BEFORE)
    assert code == 0 and "READY" in out
    code, out, _ = loi("check", "finished.docx", *BEFORE)
    assert code == 1 and "The PDF is missing" in out


def test_a_finished_letter_that_cannot_be_read(loi):
    Path("letter.docx").write_bytes(b"PK")
    code, out, err = loi("check", "letter.docx", *BEFORE)
    assert (code, err) == (2, "") and "letter.docx" in out and "NOT CHECKED" in out


def test_an_empty_folder_is_nothing_to_check(loi, folder):
    (folder / "empty").mkdir()
    code, out, err = loi("check", "empty")
    assert (code, out) == (2, "") and "`loi new`" in err


def test_doctor_says_what_is_here(loi):
    code, out, _ = loi("doctor")
    assert code == 0
    for word in (f"loi {__version__}", "rdocx 0.16.3", "LibreOffice", "learnt terms"):
        assert word in out


def test_version(loi):
    assert loi("--version") == (0, f"loi {__version__}\n", "")


@pytest.mark.parametrize("command", ["new", "check", "build", "calls", "rule", "schema", "help"])
def test_help_has_no_words_of_programs(loi, command):
    code, out, err = loi(command, "-h")
    assert (code, err) == (0, "")
    assert "<" not in out and "list[" not in out
    assert loi("help", command) == (0, out, "")


def test_a_shell_can_complete_the_commands(monkeypatch, capsys):
    for name, value in (("", "complete_bash"), ("COMP_WORDS", "loi che"), ("COMP_CWORD", "1")):
        monkeypatch.setenv(name or "_LOI_COMPLETE", value)
    with pytest.raises(SystemExit):
        cli.run([])
    assert capsys.readouterr().out.split() == ["check"]


def test_a_report_in_the_folder_of_a_package_stays_there(loi, folder):
    build = ("build", "clean.yaml", "-o", "out", *BEFORE)
    assert loi(*build, "--output", "out/report.txt")[0] == 0
    report = (folder / "out" / "report.txt").read_bytes()
    assert loi(*build)[0] == 0
    assert (folder / "out" / "report.txt").read_bytes() == report
    (folder / "out" / "notes.txt").write_text("mine")
    code, _, err = loi(*build)
    assert code == 2 and "notes.txt" in err and "report.txt" not in err


def test_the_module_is_the_command():
    process = start("--version")
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out.decode(), err) == (0, f"loi {__version__}\n", b"")


def test_a_defect_of_ours_is_said_without_a_traceback(loi, monkeypatch):
    from loi_tool.journeys import check as journey

    def defect(*_, **__):
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(journey, "check_letters", defect)
    monkeypatch.delenv("LOI_DEBUG", raising=False)
    code, out, err = loi("check", "clean.yaml")
    assert (code, out) == (2, "") and "a defect" in err and "Traceback" not in err
    monkeypatch.setenv("LOI_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.run(["check", "clean.yaml"])


# Check --------------------------------------------------------------------------------------------


def test_results_go_to_stdout_alone(loi):
    for name in ("clean", "faults", "unreadable"):
        _, out, err = loi("check", f"{name}.yaml", *BEFORE)
        assert err == ""
        assert re.search(r"^(READY|NOT READY|NOT CHECKED): .+\.$", out, re.MULTILINE)


def test_a_folder_of_folders_is_walked(loi, folder):
    for name in ("a", "b/c"):
        (folder / "all" / name).mkdir(parents=True)
        shutil.copy("faults.yaml", folder / "all" / name / "answers.yaml")
    (folder / "all" / "notes.yaml").write_text("just: notes\n")
    code, out, _ = loi("check", "all", *BEFORE)
    assert code == 1
    assert out.splitlines()[-1] == "2 letters: 0 ready; 2 not ready (a, c)."


def test_without_a_path_the_current_folder_is_checked(loi):
    code, out, _ = loi("check", *BEFORE)
    assert code == 2 and "3 letters: 1 ready; 1 not ready (faults); 1 could not be read" in out


def test_a_file_named_twice_is_checked_once(loi):
    _, out, _ = loi("check", "clean.yaml", "clean.yaml", *BEFORE)
    assert out.count("READY") == 1


def test_json_is_pure_json(loi):
    for name in ("clean", "faults", "unreadable"):
        _, out, err = loi("check", f"{name}.yaml", "--format", "json", *BEFORE)
        assert json.loads(out)["submissions"][0]["name"] == name
        assert err == ""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_json_is_utf_8_whatever_the_console(encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    process = start("check", "faults.yaml", "--format", "json", *BEFORE, env=environment)
    out, _ = process.communicate(timeout=30)
    assert (
        "“Assistant Superintendent”"
        in json.loads(out.decode("utf-8"))["submissions"][0]["findings"][0]["message"]
    )


def test_text_for_a_console_without_curly_quotes():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    process = start("check", "faults.yaml", *BEFORE, env=environment)
    out, _ = process.communicate(timeout=30)
    text = out.decode("ascii")
    assert '"Assistant Superintendent"' in text and "?" not in text.replace("Initiative?", "")


@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize("name", ["clean.yaml", "signature.png", "call.yaml", "link", "same.yaml"])
def test_output_never_replaces_what_is_no_report(loi, folder, command, name):
    """Nothing is done before that is seen, so no package is built."""
    shutil.copy(load_call("cei-plln-cohort-3").path, folder / "call.yaml")
    (folder / "link").symlink_to("clean.yaml")
    os.link(folder / "clean.yaml", folder / "same.yaml")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, out, err = loi(command, "clean.yaml", "--call", "call.yaml", "--output", name, *BEFORE)
    assert (code, out) == (2, "")
    assert f"{name} is already there and holds something else" in err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_output_goes_to_a_file_and_replaces_it(loi, folder):
    loi("check", "clean.yaml", "--output", "report.json", *BEFORE)  # in the other form
    code, out, err = loi(
        "check", "faults.yaml", "--format", "json", "--output", "report.json", *BEFORE
    )
    assert (code, out, err) == (1, "", "Wrote the report to report.json.\n")
    assert json.loads((folder / "report.json").read_text("utf-8"))["summary"]["errors"] == 4
    loi("check", "clean.yaml", "--output", "report.txt", *BEFORE)
    text = (folder / "report.txt").read_text("utf-8")
    assert "READY" in text and "─" in text and "\x1b" not in text


ODD_NAMES = ["a\x1b[31mb\x9b31mc\u202ed\u2067e", "a\nloi: all is well", "a\udcffb"]
"""Escapes (C0, C1), forced directions, an end of a line, a byte that is no UTF-8."""


def unprintable(text):
    return [c for c in text if not c.isprintable() and c != "\n"]


@pytest.mark.parametrize(
    ("where", "name"),
    [("here", "ours.yaml"), ("deep/er/letters", "ours.yaml"), (".", "calls/ours.yaml")],
)
def test_new_answers_have_their_call_beside_them(loi, folder, where, name):
    """They find it from wherever the command is run, and no other of that name."""
    (folder / "calls").mkdir()
    shutil.copy(load_call("cei-plln-cohort-3").path, folder / "calls" / "ours.yaml")
    assert loi("new", where, "--call", "calls/ours.yaml")[0] == 0
    text = (folder / where / "answers.yaml").read_text("utf-8")
    [reference] = re.findall("^call: (.*)$", text, re.MULTILINE)
    assert reference.strip('"') == name and str(folder) not in text
    if where != ".":
        shutil.rmtree(folder / "calls")
        assert loi("new", where, "--call", f"{where}/ours.yaml")[0] == 2
    elsewhere = folder / "a" / "b" / "c" / "d"
    elsewhere.mkdir(parents=True)
    os.chdir(elsewhere)
    for place in (elsewhere, *elsewhere.parents[:3]):
        (place / "calls").mkdir()
        (place / "calls" / "ours.yaml").write_text("no: call")
    code, out, _ = loi("check", folder / where / "answers.yaml", *BEFORE)
    assert code == 1 and "LOI106" not in out


def test_html_is_written_to_stdout_or_in_place_of_an_older_one(loi, folder):
    code, out, _ = loi("check", "faults.yaml", "--format", "html", *BEFORE)
    assert code == 1 and out.startswith("<!DOCTYPE html>") and "data:image/webp" in out
    for name in ("clean", "faults"):
        arguments = ("--format", "html", "--output", "report.html")
        assert loi("check", f"{name}.yaml", *arguments, *BEFORE)[1] == ""
    assert (folder / "report.html").read_text("utf-8") == out
    (folder / "report.html").write_text("<!DOCTYPE html>\n<p>mine", "utf-8")
    assert loi("check", "clean.yaml", *arguments, *BEFORE)[0] == 2


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_of_files_and_folders_cannot_steer_the_terminal(loi, folder, name):
    """Neither where all is well, nor where nothing can be read or written."""
    shutil.copy("clean.yaml", f"{name}.yaml")
    Path(name).mkdir()
    said = [
        loi("check", f"{name}.yaml", *BEFORE),
        loi("check", f"{name}.yaml", "clean.yaml", *BEFORE),
        loi("build", f"{name}.yaml", "-o", f"{name}/{name}", *BEFORE),
        loi("build", f"{name}.yaml", "-o", f"{name}", *BEFORE),
        loi("new", f"{name}/new"),
        loi("new", f"{name}/new"),
        loi("check", f"{name}/nothing.yaml"),
        loi("check", "clean.yaml", "--call", name),
        loi("check", "clean.yaml", "--as-of", name),
        loi("check", "clean.yaml", "--output", f"{name}.yaml"),
        loi("check", "clean.yaml", "--select", name),
        loi("check", "clean.yaml", "--format", name),
        loi("rule", name),
    ]
    assert [code for code, _, _ in said] == [0, 0, 0, 2, 0, 2, 2, 2, 2, 2, 2, 2, 2]
    for _, out, err in said:
        assert not unprintable(out + err)
        assert not re.search("^loi: all is well", out + err, re.MULTILINE)


def test_a_call_is_shown_without_escapes(loi, folder):
    text = load_call("cei-plln-cohort-3").path.read_text("utf-8")
    (folder / "call.yaml").write_text(f"{text}# \u202e \u2066\n", "utf-8")
    code, out, _ = loi("calls", "call.yaml")
    assert code == 0 and not unprintable(out)


def test_quiet_leaves_findings_and_the_last_line(loi):
    said = "READY: no errors and no warnings; 1 requirement not checked.\n"
    assert loi("check", "clean.yaml", "-q", *BEFORE)[1] == said
    _, out, _ = loi("check", "faults.yaml", "--quiet", *BEFORE)
    assert out.startswith("error  LOI401") and "Requirement" not in out


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        (("--select", "LOI4"), {"LOI401", "LOI402"}),
        (("--select", "loi401,LOI201"), {"LOI401", "LOI201"}),
        (("--select", "LOI401", "--select", "item-missing"), {"LOI401", "LOI201"}),
        (("--select", "LOI4", "--ignore", "LOI402"), {"LOI401"}),
        (("--ignore", "LOI2,LOI4,LOI5"), {"LOI601"}),
        (("--ignore", "placeholder-left,LOI2,LOI4,LOI5"), set()),
    ],
)
def test_select_and_ignore(loi, arguments, rules):
    with nothing_laid_out():
        code, out, _ = loi("check", "faults.yaml", "--format", "json", *arguments, *BEFORE)
    findings = json.loads(out)["submissions"][0]["findings"]
    assert {finding["rule"] for finding in findings} == rules
    assert code == int(any(finding["severity"] == "error" for finding in findings))


def test_what_is_ignored_is_still_not_met(loi):
    _, out, _ = loi("check", "faults.yaml", "--ignore", "LOI2,LOI4,LOI5,LOI6", *BEFORE)
    last = " ".join(out.split()).rpartition("NO ERRORS, ")[2]
    assert last.startswith("but 1 required item is for you to judge;")
    assert last.endswith("4 other requirements not met, by rules that were left out.")


def test_a_warning_fails_where_that_is_asked_for(loi):
    only = ("--select", "LOI204", *BEFORE)
    with nothing_laid_out():
        assert loi("check", "faults.yaml", *only)[0] == 0
        code, out, _ = loi("check", "faults.yaml", "--fail-on", "warning", *only)
    assert code == 1 and "NOT READY: 1 warning to correct." in out


def test_a_template_may_have_gaps(loi, folder):
    text = (folder / "clean.yaml").read_text("utf-8")
    text = text.replace("  signature: signature.png\n", "").replace("Rosa Alvarez", '"[Name]"')
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    assert loi("check", "template.yaml", *AFTER)[0] == 1
    code, out, _ = loi("check", "template.yaml", "--template", "--format", "json", *AFTER)
    assert code == 0 and json.loads(out)["submissions"][0]["findings"] == []


def test_another_call_is_taken_by_its_path(loi):
    call = Path(__file__).parents[1] / "examples/calls/sagebrush-evidence-in-practice.yaml"
    _, out, _ = loi("check", "clean.yaml", "--call", call, "--format", "json", *BEFORE)
    assert json.loads(out)["call"] == "sagebrush-evidence-in-practice"


# Build --------------------------------------------------------------------------------------------


def test_a_package_is_built_and_named(loi, folder):
    code, out, err = loi("build", "clean.yaml", "-o", "Paquete de José", *BEFORE)
    assert (code, err) == (0, "")
    names = sorted(path.name for path in (folder / "Paquete de José").iterdir())
    stem = "Rio-Seco-Elementary-School-District_CEI-PLLN-Cohort-III_Letter-of-Interest"
    others = ["checklist.html", "manifest.json", "message.eml", "message.txt"]
    assert names == [f"{stem}.docx", f"{stem}.pdf", *others]
    assert out.startswith("READY: no errors and no warnings.\n")
    assert "Package in Paquete de José" in out and all(name in out for name in names)


def test_a_letter_with_errors_is_not_built(loi, folder):
    code, out, err = loi("build", "faults.yaml", "-o", "pk", *BEFORE)
    assert code == 1 and not (folder / "pk").exists()
    assert "NOT READY: 4 errors and 1 warning to correct." in out
    assert "Nothing was built" in err and "--draft" in err
    assert loi("check", "faults.yaml", *BEFORE)[1] == out


def test_a_draft_is_built_in_spite_of_errors(loi, folder):
    code, out, _ = loi("build", "faults.yaml", "-o", "pk", "--draft", *BEFORE)
    assert code == 1 and "Draft in pk; every page says so, and it must not be sent" in out
    assert any(path.name.startswith("DRAFT_") for path in (folder / "pk").iterdir())
    assert "must not be sent" in (folder / "pk" / "checklist.html").read_text("utf-8")


def test_a_build_can_be_told_to_programs(loi):
    code, out, _ = loi("build", "clean.yaml", "-o", "pk", "--format", "json", *BEFORE)
    [submission] = json.loads(out)["submissions"]
    assert code == 0 and submission["files"]["pdf"].endswith(".pdf")
    verdicts = {r["id"]: r["verdict"] for r in submission["requirements"]}
    assert verdicts["formats"] == verdicts["pages"] == "met"


def test_nothing_of_anybodys_is_overwritten(loi, folder):
    (folder / "pk").mkdir()
    (folder / "pk" / "thesis.docx").write_text("years of work")
    code, out, err = loi("build", "clean.yaml", "-o", "pk", *BEFORE)
    assert (code, out) == (2, "") and "pk holds other files" in err
    assert [path.name for path in (folder / "pk").iterdir()] == ["thesis.docx"]


def test_a_signed_pdf_in_an_earlier_package_is_kept(loi, folder):
    loi("build", "clean.yaml", "-o", "pk", *BEFORE)
    [pdf] = (folder / "pk").glob("*.pdf")
    pdf.write_bytes(pdf.read_bytes() + b"signed")
    code, _, err = loi("build", "clean.yaml", "-o", "pk", *BEFORE)
    assert code == 2 and pdf.name in err and pdf.read_bytes().endswith(b"signed")


def test_two_builds_at_once_leave_one_whole_package(folder):
    processes = [start("build", "clean.yaml", "-o", "pk", *BEFORE) for _ in range(3)]
    codes = [process.wait(timeout=60) for process in processes]
    messages = [process.communicate()[1].decode() for process in processes]
    assert 0 in codes and set(codes) <= {0, 2}, messages
    assert len(list((folder / "pk").iterdir())) == 6
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


# New, calls, rule, schema -------------------------------------------------------------------------


def test_a_starter_is_written_once(loi, folder):
    code, out, _ = loi("new", "my letter", *BEFORE)
    assert code == 0 and 'loi check "my letter' in out
    before = (folder / "my letter" / "answers.yaml").read_bytes()
    code, out, err = loi("new", "my letter", *BEFORE)
    assert (code, out) == (2, "") and "already there" in err
    assert (folder / "my letter" / "answers.yaml").read_bytes() == before


def test_every_rule_is_listed_and_explained(loi):
    code, out, _ = loi("rule")
    ids = [line.split()[0] for line in out.splitlines()]
    assert code == 0 and ids == sorted(ids) and len(ids) > 30
    code, out, _ = loi("rule", "LOI206")
    assert code == 0 and out.startswith("LOI206 phone-not-valid (error, serves `contact`)\n")
    assert "Bad: " in out and "Good: " in out
    assert loi("rule", "loi206")[1] == loi("rule", "phone-not-valid")[1] == out


def test_calls_are_listed_and_shown(loi):
    assert loi("calls")[1].startswith("cei-plln-cohort-3  Peer Leading and Learning Network")
    shown = loi("calls", "cei-plln-cohort-3")[1]
    assert "id: cei-plln-cohort-3\n" in shown and "governs: true" in shown


def test_a_call_of_ones_own_is_begun_and_checked(loi, folder):
    code, out, _ = loi("calls", "--new", "ours.yaml")
    assert code == 0 and out == "Wrote ours.yaml. Fill it in, then run: loi calls ours.yaml\n"
    begun = (folder / "ours.yaml").read_text("utf-8")
    code, _, err = loi("calls", "--new", "ours.yaml")
    assert code == 2 and "already there" in err
    code, out, err = loi("calls", "ours.yaml")
    assert (code, out) == (2, "") and "mistakes in ours.yaml" in err and "Line 10: `title`" in err
    assert (folder / "ours.yaml").read_text("utf-8") == begun
    assert loi("calls", "cei-plln-cohort-3", "--new", "more.yaml")[0] == 2
    assert not (folder / "more.yaml").exists()


def test_a_call_without_mistakes_is_shown_as_what_will_be_judged(loi, folder):
    shutil.copy(load_call("cei-plln-cohort-3").path, folder / "call.yaml")
    code, out, err = loi("calls", "call.yaml")
    assert (code, err) == (0, "") and "What is judged\n  description" in out
    (folder / "call.yaml").write_text("id: x\nmax: 3\n")
    code, out, err = loi("calls", "call.yaml")
    assert (code, out) == (2, "") and "`items` is missing" in err
    assert "Line 2: `max` is not a key that a call has." in err


@pytest.mark.parametrize("kind", ["answers", "call", "report"])
def test_schemas_are_printed(loi, kind):
    code, out, err = loi("schema", kind)
    assert (code, err) == (0, "") and "$schema" in json.loads(out)


# How it stops, and where it writes ----------------------------------------------------------------


def has_ended(number):
    """Whether a process is gone, or only waits for its parent to hear that it is."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", number], capture_output=True, text=True)
    return done.stdout.strip()[:1] in ("", "Z")


@pytest.mark.parametrize("command", ["check", "build"])
def test_ctrl_c_ends_it_with_130_and_leaves_nothing(folder, command, monkeypatch):
    """It is interrupted while it waits for an engine, which is ended and leaves nothing either."""
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\necho > "$TMPDIR/lu0.tmp"\necho $$ "$TMPDIR" > "$0.new"\n'
        'mv "$0.new" "$0.seen"\nexec sleep 60\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    shutil.copy(GOLDEN / "letters" / "clean.docx", "letter.docx")
    process = start(command, "letter.docx", "--engine", "libreoffice")
    seen = program.with_name("soffice.seen")
    while not seen.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    time.sleep(1)  # until nothing is left to do but to wait
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert (out, err.decode()) == (b"", "Interrupted; nothing was changed.\n")
    assert not (folder / "package").exists()
    number, temporary = seen.read_text().split()
    assert not Path(temporary).exists()
    assert has_ended(number)


def test_a_reader_that_has_had_enough_is_no_drama():
    read, write = os.pipe()
    os.close(read)
    process = start("check", "faults.yaml", *BEFORE, stdout=write)
    os.close(write)
    assert process.communicate(timeout=30)[1] == b""
    assert process.returncode == 2


@pytest.mark.parametrize("arguments", [("check", "clean.yaml", *BEFORE), ("rule",)])
def test_a_full_disk_is_said(arguments):
    with Path("/dev/full").open("wb") as full:
        process = start(*arguments, stdout=full)
        err = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 2
    assert err == "loi: The output could not be written: No space left on device.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no such shell")
@pytest.mark.parametrize(
    ("closed", "code", "out", "err"),
    [
        ("0<&-", 0, b"READY", b""),
        ("1>&-", 2, b"", b"loi: The output could not be written: Bad file descriptor.\n"),
        ("2>&-", 0, b"READY", b""),
        ("0<&- 1>&- 2>&-", 2, b"", b""),
    ],
)
def test_closed_streams_are_no_drama(closed, code, out, err):
    command = f'exec "$@" {closed}'
    arguments = (sys.executable, "-m", "loi_tool", "check", "clean.yaml", *BEFORE)
    done = subprocess.run(["sh", "-c", command, "sh", *arguments], capture_output=True)
    assert (done.returncode, done.stderr) == (code, err)
    assert out in done.stdout and (out or not done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be deleted there")
def test_a_folder_that_is_gone_is_said(loi, folder, monkeypatch):
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    code, out, err = loi("check", folder / "clean.yaml", *BEFORE)
    assert (code, out) == (2, "") and "is not there any more" in err
    monkeypatch.chdir(folder)


@pytest.mark.parametrize(
    ("flags", "no_color", "colored"),
    [((), None, True), (("--no-color",), None, False), ((), "yes please", False), ((), "", True)],
)
def test_colors_are_for_terminals_that_want_them(flags, no_color, colored):
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    if no_color is not None:
        environment["NO_COLOR"] = no_color
    terminal, end = pty.openpty()
    process = start("check", "unreadable.yaml", *flags, *BEFORE, stdout=end, env=environment)
    os.close(end)
    out = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        out += piece
    os.close(terminal)
    process.communicate(timeout=30)
    assert (b"\x1b[" in out) is colored
    assert b"NOT CHECKED" in out


def test_no_colors_in_a_pipe():
    out, _ = start("check", "unreadable.yaml", *BEFORE).communicate(timeout=30)
    assert b"\x1b" not in out and b"NOT CHECKED" in out
