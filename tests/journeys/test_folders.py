"""Folders in which names do not say what belongs together, and what is no letter."""

import io
import random
import shutil
import time
from collections import Counter
from pathlib import Path

import docx
import pytest

from loi_tool.cli import run
from loi_tool.journeys import Options, check_letters
from loi_tool.journeys.folders import _Alone, _pairs
from loi_tool.journeys.gather import Source
from tests.pdf.pdf_files import letter as pdf_letter

OPTIONS = Options(as_of="2022-05-10T09:00:00-07:00")
LETTER = (
    "May 9, 2022",
    "Dear Mr. Mitchell:",
    "Pico Blanco Unified applies for Cohort III of the Community Engagement Initiative.",
    "{}",
    "Sincerely,",
    "Elena Marquez",
    "Superintendent",
)
ABOUT = (
    "We run five schools for 3,144 students along the river, and want to learn from other districts.",
    "Our families work in the orchards and packing sheds of the valley, and few come to meetings.",
)


def word(*lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf_of(lines):
    return pdf_letter(*lines).bytes()


def letter(about):
    return [line.format(about) for line in LETTER]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "CEI letter FINAL.docx").write_bytes(word(*letter(ABOUT[0])))
    (tmp_path / "CEI signed copy.pdf").write_bytes(pdf_of(letter(ABOUT[0])))
    (tmp_path / "notes.docx").write_bytes(word("Notes from the call", "Ask Teo about enrollment."))
    (tmp_path / "Board agenda.pdf").write_bytes(
        pdf_of(["Agenda of the Governing Board", "1. Community Engagement Initiative", "2. Budget"])
    )
    return tmp_path


def files(outcome):
    return [(s.files.word, s.files.pdf) for s in outcome.report.submissions]


def names(paths):
    return [tuple(path and path.rpartition("/")[2] for path in pair) for pair in paths]


def test_a_letter_under_two_names_is_one_and_the_rest_is_skipped(folder):
    outcome = check_letters([folder], OPTIONS)
    assert names(files(outcome)) == [("CEI letter FINAL.docx", "CEI signed copy.pdf")]
    assert list(outcome.report.skipped) == ["Board agenda.pdf", "notes.docx"]


def test_two_letters_under_four_names_are_two(folder):
    (folder / "b.docx").write_bytes(word(*letter(ABOUT[1])))
    (folder / "scan of the other.pdf").write_bytes(pdf_of(letter(ABOUT[1])))
    pairs = names(files(check_letters([folder], OPTIONS)))
    assert ("b.docx", "scan of the other.pdf") in pairs
    assert ("CEI letter FINAL.docx", "CEI signed copy.pdf") in pairs and len(pairs) == 2


def test_a_file_that_is_named_is_checked_whatever_it_is(folder):
    outcome = check_letters(sorted(folder.iterdir()), OPTIONS)
    assert len(outcome.report.submissions) == 4 and not outcome.report.skipped


def test_where_there_is_no_letter_nothing_is_skipped(folder):
    for name in ("CEI letter FINAL.docx", "CEI signed copy.pdf"):
        (folder / name).unlink()
    (folder / "more notes.docx").write_bytes(word("More notes", "Budget is 12,000."))
    assert not check_letters([folder], OPTIONS).report.skipped


def test_what_is_no_letter_beside_folders_of_letters_is_skipped(tmp_path):
    (tmp_path / "flyer.pdf").write_bytes(
        pdf_of(["Open house", "Join us on Friday at 6 in the gym."])
    )
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "letter.docx").write_bytes(word(*letter(ABOUT[0])))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "only file of b.pdf").write_bytes(
        pdf_of(["Our plan", "We want to take part."])
    )
    outcome = check_letters([tmp_path], OPTIONS)
    assert list(outcome.report.skipped) == ["flyer.pdf"]
    assert [submission.name for submission in outcome.report.submissions] == ["a", "b"]


def test_instructions_and_a_call_above_folders_of_letters_are_no_letter(tmp_path):
    (tmp_path / "Instructions for districts.docx").write_bytes(
        word("How to send your letter", "Put the Word file and the PDF into your own folder.")
    )
    (tmp_path / "The call.pdf").write_bytes(
        pdf_of(["Community Engagement Initiative, Cohort III", "Letters are due on June 16, 2022."])
    )
    for name, about in zip("ab", ABOUT, strict=True):
        (tmp_path / name).mkdir()
        (tmp_path / name / "letter.docx").write_bytes(word(*letter(about)))
    outcome = check_letters([tmp_path], OPTIONS)
    assert [submission.name for submission in outcome.report.submissions] == ["a", "b"]
    assert list(outcome.report.skipped) == [
        "Instructions for districts.docx",
        "The call.pdf",
    ]


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_the_report_says_what_was_skipped(folder, capsys, form):
    run(["check", str(folder), "--as-of", "2022-05-10", "--format", form])
    shown, said = capsys.readouterr()
    words = "Skipped 2 files that are no letters: Board agenda.pdf and notes.docx."
    assert words in " ".join((said if form == "json" else shown).split())


def test_files_that_are_no_letters_by_their_names_are_counted(tmp_path):
    names = ("notes.txt", "list.html", "~$letter.docx", "budget.xlsx", "in/photo.jpg")
    others = (".hidden.txt", "loi.toml", "in/answers.schema.json", "a/package/checklist.html")
    (tmp_path / "in").mkdir()
    shutil.copytree("examples/minimal/package", tmp_path / "a" / "package")
    for name in (*names, *others):
        (tmp_path / name).write_bytes(b"")
    outcome = check_letters([tmp_path], OPTIONS)
    assert sorted(outcome.report.skipped) == sorted(Path(name).name for name in names)
    assert [submission.name for submission in outcome.report.submissions] == ["a/package"]


def test_pictures_beside_answers_are_theirs(tmp_path):
    shutil.copy("examples/minimal/answers.yaml", tmp_path)
    (tmp_path / "logo.png").write_bytes(b"")
    assert not check_letters([tmp_path], OPTIONS).report.skipped


def test_a_folder_of_hundreds_of_files_is_compared_in_seconds():
    chance = random.Random(1)
    common = [f"w{number}" for number in range(3_000)]
    drafts = [Counter(chance.choices(common, k=900)) for _ in range(250)]
    words = [_Alone(Source("a", word=Path(f"w{n}.docx")), (), w) for n, w in enumerate(drafts)]
    pdfs = [
        _Alone(Source("a", pdf=Path(f"p{n}.pdf")), (), drafts[n] + Counter(x=n % 2 * 400))
        for n in range(250)
    ]
    start = time.process_time()
    pairs = _pairs([*words, *pdfs])
    assert time.process_time() - start < 10
    assert {word.name: pdf.first.name for word, pdf in pairs.items()} == {
        f"w{n}.docx": f"p{n}.pdf" for n in range(0, 250, 2)
    }
