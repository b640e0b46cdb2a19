"""The build stops at errors, in the answers and in what it wrote itself."""

import pytest

from examples.refresh import EXAMPLES
from loi_tool import pair
from loi_tool.errors import BadUsage, EngineFailed, ExitCode
from loi_tool.facts import Difference
from loi_tool.findings import Severity
from loi_tool.journeys import Options, build_package, check_letters
from loi_tool.journeys.readers import Readers
from loi_tool.layout import engine
from tests.word.word_files import SECTION, docx, p

SOURCE = EXAMPLES / "minimal" / "answers.yaml"
OPTIONS = Options(as_of="2022-05-12")


def rules(built):
    return [finding.rule for finding in built.report.submissions[0].findings]


def test_a_pair_that_differs_is_not_written(tmp_path, monkeypatch):
    found = (Difference("555-0167", "555-0176"),)
    monkeypatch.setattr(pair, "compare", lambda word, pdf: found)
    built = build_package(SOURCE, tmp_path / "package", OPTIONS)
    assert (built.folder, built.exit_code) == (None, ExitCode.FINDINGS)
    assert "LOI307" in rules(built)
    assert list(tmp_path.iterdir()) == []


def test_the_letters_of_a_folder_are_named_by_their_paths(tmp_path):
    for number in range(10):
        (tmp_path / f"d{number}").mkdir()
        (tmp_path / f"d{number}" / "answers.yaml").write_text("call: x\n")
    with pytest.raises(BadUsage, match=r"letters in .*: d0.answers.yaml, d1.*, d7\S* and 2 more\."):
        build_package(tmp_path, None, OPTIONS)


def test_errors_in_the_letter_stop_the_build_but_for_a_draft(tmp_path):
    answers = tmp_path / "answers.yaml"
    answers.write_text(SOURCE.read_text("utf-8").replace("555-0118", "[insert number]"), "utf-8")
    built = build_package(answers, tmp_path / "package", OPTIONS)
    assert (built.folder, built.exit_code) == (None, ExitCode.FINDINGS)
    assert not (tmp_path / "package").exists()
    draft = build_package(answers, tmp_path / "package", OPTIONS, draft=True)
    assert draft.folder is not None and draft.draft
    assert draft.exit_code is ExitCode.FINDINGS
    assert all(name.startswith("DRAFT_") for name in draft.files if name.endswith(("docx", "pdf")))
    marks = [f for f in draft.report.submissions[0].findings if f.rule == "LOI606"]
    assert [(mark.place.file, mark.message) for mark in marks] == [
        (None, "This is a draft: each page and the names of the files say so.")
    ]


def test_a_passed_deadline_does_not_stop_the_build(tmp_path):
    built = build_package(SOURCE, tmp_path / "package", Options(as_of="2022-06-17"))
    assert built.folder is not None and not built.draft
    checked = check_letters([built.folder], Options(as_of="2022-06-17"))
    for outcome in (built, checked):
        assert outcome.exit_code is ExitCode.FINDINGS
        [submission] = outcome.report.submissions
        errors = [f.rule for f in submission.findings if f.severity is Severity.ERROR]
        assert (submission.status, errors) == ("not_ready", ["LOI501"])


def test_a_failed_engine_leaves_the_earlier_package(tmp_path, monkeypatch):
    build_package(SOURCE, tmp_path / "package", OPTIONS)
    before = {path.name: path.read_bytes() for path in (tmp_path / "package").iterdir()}

    def failing(word, fonts):
        raise EngineFailed("The layout engine could not lay out the letter.")

    monkeypatch.setattr(engine, "letter_started", failing)
    with pytest.raises(EngineFailed):
        build_package(SOURCE, tmp_path / "package", OPTIONS)
    assert {p.name: p.read_bytes() for p in (tmp_path / "package").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_no_pdf_is_made_of_a_letter_with_errors(tmp_path, monkeypatch):
    monkeypatch.setattr(Readers, "pdf_of_word", None)
    (tmp_path / "letter.docx").write_bytes(docx(p("Dear reviewers:") + SECTION))
    built = build_package(tmp_path / "letter.docx", None, OPTIONS)
    assert (built.folder, built.exit_code) == (None, ExitCode.FINDINGS)
    assert "LOI201" in rules(built) and "LOI308" not in rules(built)


def test_no_pdf_is_made_of_answers_that_are_far_too_long(tmp_path, monkeypatch):
    """But for a draft, and where the length is of no matter to the office."""
    story = "      Forty families came to the spring meeting, and each had a question.\n" * 200
    text = SOURCE.read_text("utf-8")
    long = text.replace("    district: |\n", f"    district: |\n{story}")
    assert len(long) > len(text)
    (tmp_path / "answers.yaml").write_text(long, "utf-8")
    asked = []
    pdf_of_letter = Readers.pdf_of_letter

    def noted(readers, *arguments):
        asked.append(arguments)
        return pdf_of_letter(readers, *arguments)

    monkeypatch.setattr(Readers, "pdf_of_letter", noted)
    checked = check_letters([tmp_path], OPTIONS)
    built = build_package(tmp_path, None, OPTIONS)
    for outcome in (checked, built):
        assert "LOI301" in rules(outcome) and "LOI308" not in rules(outcome)
    assert built.folder is None and not asked
    anyhow = Options(as_of=OPTIONS.as_of, ignore=("LOI301",))
    assert "LOI308" not in rules(build_package(tmp_path, tmp_path / "p", anyhow)) and asked
    draft = build_package(tmp_path, tmp_path / "d", OPTIONS, draft=True)
    assert any(name.endswith(".pdf") for name in draft.files)
