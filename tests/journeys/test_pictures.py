"""The pages of a letter are drawn where they are asked for, and nowhere else."""

import io
import time
from pathlib import Path

import pytest
from pypdf import PdfWriter

import loi_tool.pdf.pictures
from loi_tool.journeys import Options, build_package, check_letters
from loi_tool.journeys.readers import Readers
from loi_tool.reports import html

ROOT = Path(__file__).parents[2]
LETTERS = ROOT / "tests" / "golden" / "letters"
MINIMAL = ROOT / "examples" / "minimal" / "answers.yaml"
OPTIONS = Options(as_of="2022-05-12T09:00:00-07:00", pictures=True)


def checked(*paths, options=OPTIONS):
    outcome = check_letters([Path(path) for path in paths], options)
    return outcome.report.submissions[0]


def found_on(submission):
    """By page the names of the findings and the ids of the requirements that are marked there."""
    return {
        page.number: {
            submission.findings[mark.finding].name if mark.requirement is None else mark.requirement
            for mark in page.marks
            if mark.boxes
        }
        for page in submission.pictures.pages
    }


def test_a_letter_with_its_pdf():
    letter = checked(LETTERS / "faults.docx", LETTERS / "faults.pdf")
    assert letter.pictures.caption == "The pages are those of faults.pdf."
    first, second = found_on(letter).values()
    assert {"placeholder-left", "tracked-changes-left", "description", "interest"} <= first
    assert {"part-missing", "not-signed", "school", "contact", "signature"} <= second
    assert "address-not-known" not in first | second


def test_a_word_file_alone_is_set_by_an_engine():
    letter = checked(
        LETTERS / "faults.docx",
        options=Options(as_of=OPTIONS.as_of, pictures=True, engine="dxpdf"),
    )
    assert letter.pictures.caption.startswith("The pages are those of faults.docx, set by dxpdf.")
    assert {"placeholder-left", "description"} <= found_on(letter)[1]


def test_of_answers_it_is_the_letter_that_will_be_built(tmp_path):
    letter = checked(MINIMAL)
    assert "that `loi build` makes" in letter.pictures.caption
    assert "school" in set().union(*found_on(letter).values())
    incomplete = tmp_path / "answers.yaml"
    text = MINIMAL.read_text("utf-8").replace("  email: mibarra@willowflat.example\n", "")
    incomplete.write_text(text, "utf-8")
    assert checked(incomplete).pictures is None, "no letter can be made of them"


def test_a_build_shows_what_it_built(tmp_path):
    built = build_package(MINIMAL, tmp_path / "package", OPTIONS)
    [letter] = built.report.submissions
    assert len(letter.pictures.pages) == letter.pages.count


def test_nothing_is_drawn_unless_it_is_asked_for_or_of_several_letters():
    assert checked(MINIMAL, options=Options(as_of=OPTIONS.as_of)).pictures is None
    outcome = check_letters([MINIMAL, LETTERS / "clean.pdf"], OPTIONS)
    assert [letter.pictures for letter in outcome.report.submissions] == [None, None]
    assert "Check a letter alone to see its pages." in html.render(outcome.report)


def test_a_locked_pdf_says_why_there_are_none(tmp_path):
    writer = PdfWriter(clone_from=LETTERS / "clean.pdf")
    writer.encrypt("secret", algorithm="AES-256")
    path = tmp_path / "locked.pdf"
    writer.write(path)
    pictures = checked(path).pictures
    assert pictures.pages == ()
    assert pictures.caption == (
        "The pages could not be drawn. locked.pdf does not open without a password."
    )


def test_a_page_that_takes_too_long_costs_itself_and_those_after(monkeypatch):
    whole = loi_tool.pdf.pictures.marked_pages

    def endless(data, words):
        pages = whole(data, words)
        yield next(pages)
        while True:
            time.process_time()

    monkeypatch.setattr(loi_tool.pdf.pictures, "marked_pages", endless)
    letter = checked(LETTERS / "faults.docx", LETTERS / "faults.pdf")
    assert [page.number for page in letter.pictures.pages] == [1]
    assert letter.pictures.caption == "The pages are those of faults.pdf. 1 of 2 are shown."


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\0" * 1000])
def test_what_cannot_be_drawn_costs_nothing_else(data):
    with Readers() as readers:
        assert readers.pictures(data, ()) == ()
        pdf = io.BytesIO((LETTERS / "clean.pdf").read_bytes())
        assert len(readers.pictures(pdf.getvalue(), ())) == 2
