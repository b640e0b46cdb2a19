"""From a finished letter, as somebody made it, to the report."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loi_tool.cli import run
from loi_tool.errors import BadUsage, ExitCode
from loi_tool.journeys import Options, build_package, check_letters
from loi_tool.reports import json as as_json
from loi_tool.reports import text

LETTERS = Path(__file__).parents[1] / "golden" / "letters"
OPTIONS = Options(as_of="2022-05-12T09:00:00-07:00")


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Copy finished letters under other names; the current folder is theirs."""
    monkeypatch.chdir(tmp_path)

    def copy(**names):
        for new, old in names.items():
            path = tmp_path / new.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(LETTERS / old, path)
        return tmp_path

    return copy


def content(outcome):
    return json.loads(as_json.render(outcome.report))


def requirement(outcome, name, submission=0):
    found = content(outcome)["submissions"][submission]["requirements"]
    return next(one for one in found if one["id"] == name)


def rules(outcome):
    return {finding.rule for s in outcome.report.submissions for finding in s.findings}


def test_a_clean_pair_is_ready_and_every_verdict_shows_its_words(put):
    put(letter_docx="clean.docx", letter_pdf="clean.pdf")
    outcome = check_letters([Path("letter.docx"), Path("letter.pdf")], OPTIONS)
    assert outcome.exit_code is ExitCode.OK
    (submission,) = content(outcome)["submissions"]
    assert submission["files"] == {"answers": None, "word": "letter.docx", "pdf": "letter.pdf"}
    for one in submission["requirements"][:7]:
        assert one["verdict"] == "met" and one["evidence"], one["id"]
        for piece in one["evidence"]:
            assert piece["place"]["file"] == "letter.docx" and piece["place"]["paragraph"]
    values = {part["id"]: part["value"] for part in requirement(outcome, "contact")["parts"]}
    assert values == {
        "name": "Harpreet Gill",
        "phone": "(530) 555-0142",
        "email": "hgill@aldercreekusd.example",
    }
    assert requirement(outcome, "school")["parts"][0]["value"] == "Alder Creek Middle School"
    assert submission["signature"] == {
        "verdict": "met",
        "kind": "image",
        "signer": "Marta Lindqvist",
    }


def test_five_faults_are_five_errors_each_with_its_place(put):
    put(letter_docx="faults.docx", letter_pdf="faults.pdf")
    outcome = check_letters([Path()], OPTIONS)
    assert outcome.exit_code is ExitCode.FINDINGS
    errors = [f for f in outcome.report.submissions[0].findings if f.severity == "error"]
    assert sorted(f.rule for f in errors) == ["LOI202", "LOI404", "LOI601", "LOI602", "LOI607"]
    assert all(f.place.paragraph for f in errors)


def test_the_pdf_alone_lacks_its_word_file(put):
    put(letter_pdf="clean.pdf")
    outcome = check_letters([Path("letter.pdf")], OPTIONS)
    assert requirement(outcome, "formats")["verdict"] == "not_met"
    assert requirement(outcome, "pages")["verdict"] == "met"
    assert requirement(outcome, "interest")["evidence"][0]["place"]["page"] == 1


def test_of_a_scan_alone_nothing_is_called_met_that_could_not_be_read(put):
    put(letter_pdf="scan.pdf")
    outcome = check_letters([Path("letter.pdf")], OPTIONS)
    for name in ("description", "interest", "school", "contact"):
        assert requirement(outcome, name)["verdict"] == "not_checked"
    assert requirement(outcome, "signature")["verdict"] == "not_checked"
    assert not rules(outcome) & {"LOI201", "LOI202"}


def test_a_scan_is_compared_page_by_page_and_a_person_looks_for_the_signature(put):
    put(letter_docx="scan.docx", letter_pdf="scan.pdf")
    outcome = check_letters([Path()], OPTIONS)
    assert requirement(outcome, "formats")["verdict"] == "confirm"
    assert not rules(outcome) & {"LOI316", "LOI317", "LOI701", "LOI702", "LOI706", "LOI707"}
    assert requirement(outcome, "signature")["verdict"] == "confirm"
    assert outcome.report.submissions[0].signature.kind == "scan"


def test_a_digital_signature_in_the_pdf_signs_the_letter(put):
    put(letter_docx="signed.docx", letter_pdf="signed.pdf")
    outcome = check_letters([Path()], OPTIONS)
    assert outcome.report.submissions[0].signature.kind == "digital"
    assert requirement(outcome, "signature")["verdict"] == "met"


def test_a_word_and_a_pdf_that_differ_are_shown_side_by_side(put):
    put(letter_docx="clean.docx", letter_pdf="faults.pdf")
    outcome = check_letters([Path()], OPTIONS)
    said = [f.message for f in outcome.report.submissions[0].findings if f.rule == "LOI307"]
    assert any("1,940" in message and "[number]" in message for message in said)


def test_one_unreadable_file_of_two_makes_the_submission_unreadable(put):
    put(letter_docx="malformed.docx", letter_pdf="clean.pdf")
    outcome = check_letters([Path()], OPTIONS)
    assert outcome.exit_code is ExitCode.CANNOT_CHECK
    (finding,) = outcome.report.submissions[0].findings
    assert finding.rule == "LOI101" and finding.place.file == "letter.docx"


def test_answers_beside_a_finished_letter_are_one_submission_with_it(put):
    folder = put(letter_docx="clean.docx", letter_pdf="clean.pdf")
    shutil.copy(LETTERS.parent / "clean.yaml", folder / "answers.yaml")
    outcome = check_letters([folder], OPTIONS)
    (submission,) = outcome.report.submissions
    assert None not in (submission.files.answers, submission.files.word, submission.files.pdf)
    assert requirement(outcome, "school")["parts"][0]["value"] == "Alder Creek Middle School"


def test_of_many_the_summary_comes_first(put):
    folder = put(a__x_docx="clean.docx", a__x_pdf="clean.pdf", b__y_docx="faults.docx")
    report = check_letters([folder], OPTIONS).report
    lines = text.render(report, width=80, color=False).splitlines()
    assert lines[0].startswith("District and") and "Reasons" in lines[0] + lines[1]
    table = "\n".join(lines)
    assert "Alder Creek" in table and "LOI404" not in table
    assert lines[-1] == "2 letters: 1 ready; 1 not ready (b)."


def test_a_word_letter_is_built_into_a_package_byte_for_byte(put):
    put(letter_docx="clean.docx")
    built = build_package(Path("letter.docx"), None, OPTIONS)
    assert built.folder is not None, built.report.submissions[0].findings
    word = next(built.folder.glob("*.docx"))
    assert word.read_bytes() == (LETTERS / "clean.docx").read_bytes()
    assert word.name.startswith("Alder-Creek-Unified-School-District_")
    suffixes = {path.suffix for path in built.folder.iterdir()}
    assert suffixes == {".docx", ".pdf", ".eml", ".txt", ".html", ".json"}
    assert len(check_letters([Path()], OPTIONS).report.submissions) == 1
    assert build_package(Path(), None, OPTIONS).folder == built.folder
    again = check_letters([built.folder], OPTIONS)
    assert not [f for f in again.report.submissions[0].findings if f.severity == "error"]


@pytest.mark.parametrize("source", ["letter.docx", "."])
def test_the_pdf_that_stands_beside_the_word_file_is_taken_byte_for_byte(put, source):
    put(letter_docx="signed.docx", letter_pdf="signed.pdf")
    built = build_package(Path(source), Path("out"), OPTIONS)
    assert built.folder is not None and (built.pdf, built.engine) == ("letter.pdf", None)
    assert next(built.folder.glob("*.pdf")).read_bytes() == (LETTERS / "signed.pdf").read_bytes()
    manifest = json.loads((built.folder / "manifest.json").read_text("utf-8"))
    assert [source["name"] for source in manifest["sources"]] == ["letter.docx", "letter.pdf"]


def test_the_pdf_of_a_folder_is_taken_whatever_its_name_and_a_strangers_is_not(put):
    put(a__Letter_docx="clean.docx", a__scan_pdf="clean.pdf", b__x_docx="clean.docx")
    shutil.copy("b/x.docx", "b/y.docx.bak")
    shutil.copy("a/scan.pdf", "b/z.pdf")
    assert build_package(Path("a"), Path("out"), OPTIONS).pdf == "scan.pdf"
    assert build_package(Path("b/x.docx"), Path("other"), OPTIONS).pdf is None


def test_a_pdf_beside_that_differs_stops_the_build_and_says_how_to_have_a_new_one(put, capsys):
    put(letter_docx="clean.docx", letter_PDF="faults.pdf")
    assert run(["build", "letter.docx", "--as-of", "2022-05-12"]) == ExitCode.FINDINGS
    said = capsys.readouterr()
    assert "LOI307" in said.out and "move letter.PDF away, and build again" in said.err
    assert not Path("package").exists()
    assert "--draft" not in said.err
    Path("letter.PDF").unlink()
    assert run(["build", "letter.docx", "--as-of", "2022-05-12"]) == ExitCode.OK
    assert "made the PDF" in capsys.readouterr().out


def test_a_letter_that_is_not_signed_yet_is_built_and_one_with_errors_is_not(put):
    put(typed_docx="signed.docx", faults_docx="faults.docx")
    built = build_package(Path("typed.docx"), Path("one"), OPTIONS)
    assert built.folder is not None and "LOI402" in rules(built)
    stopped = build_package(Path("faults.docx"), Path("two"), OPTIONS)
    assert stopped.folder is None and stopped.exit_code is ExitCode.FINDINGS
    assert not Path("two").exists()


def test_a_draft_of_a_word_letter_is_not_made(put):
    put(letter_docx="faults.docx")
    with pytest.raises(BadUsage, match="never changed"):
        build_package(Path("letter.docx"), None, OPTIONS, draft=True)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_same_files_give_the_same_report_whatever_the_hash_seed(put, seed):
    folder = put(letter_docx="faults.docx", letter_pdf="clean.pdf")
    command = [sys.executable, "-m", "loi_tool", "check", "letter.docx", "letter.pdf"]
    command += ["--as-of", "2022-05-12", "--format", "json"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True)
    here = check_letters([Path("letter.docx"), Path("letter.pdf")], Options(as_of="2022-05-12"))
    assert done.stdout.decode() == as_json.render(here.report)


def test_a_letter_that_cannot_be_read_does_not_stop_the_others(put, monkeypatch):
    from loi_tool.word import read as word

    folder = put(a__letter_docx="clean.docx", b__letter_docx="clean.docx")
    (folder / "a" / "letter.docx").write_bytes(b"PK")
    first, second = check_letters([folder], OPTIONS).report.submissions
    assert (first.status, first.findings[0].rule) == ("unreadable", "LOI101")
    assert second.requirements

    read = word.read_word

    def fail(data, file):
        if data == b"PK":
            raise RuntimeError("a defect of ours")
        return read(data, file)

    monkeypatch.setattr(word, "read_word", fail)
    outcome = check_letters([folder], OPTIONS)
    first, second = outcome.report.submissions
    assert outcome.exit_code is ExitCode.CANNOT_CHECK and second.requirements
    assert first.status == "unreadable"
    assert "(RuntimeError: a defect of ours)" in first.findings[0].message
    with pytest.raises(RuntimeError):
        check_letters([folder / "a"], OPTIONS)
