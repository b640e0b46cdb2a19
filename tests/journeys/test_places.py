"""What is found in a letter is told at the line of the answers that it comes from."""

import pytest

from loi_tool.answers.read import read_yaml
from loi_tool.facts import AnswersFacts, Facts
from loi_tool.files import Paragraph, PdfFacts, WordFacts
from loi_tool.findings import (
    Evidence,
    Finding,
    PartResult,
    Place,
    RequirementResult,
    Severity,
    Submission,
    SubmissionFiles,
    Verdict,
)
from loi_tool.journeys import Options, check_letters
from loi_tool.journeys.places import in_answers, pages_in_pdf
from loi_tool.journeys.sources import SubmissionRead
from tests.answers.filled import AS_OF, FILLED

YAML = """\
district:
  name: Rio Seco School District
superintendent:
  name: Dr. Elena Marquez
  title: Superintendent
contact:
  name: Rosa Alvarez
  phone: "559.555.0167"
sections:
  interest: |
    We want to learn, and “it is
    **new** to us” said one of us.
layout:
  font: Garamond
"""
LETTER = (
    "Thank you for considering our letter.",
    "We want to learn, and “it is new to us” said one of us.",
    "(559) 555-0167",
)


@pytest.fixture
def read(tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_text(YAML, "utf-8")
    document = read_yaml(path)
    places = {**document.value_places, **document.key_places}
    answers = AnswersFacts(document.file, document.texts, places)
    word = WordFacts("letter.docx", tuple(
        Paragraph(text, Place(file="letter.docx", paragraph=number))
        for number, text in enumerate(LETTER, 1)
    ))  # fmt: skip
    return SubmissionRead(None, Facts(None, word=word), answers_facts=Facts(None, answers=answers))


def submission(*findings, requirements=()):
    return Submission(
        name="x", files=SubmissionFiles(), status="ready", findings=findings,
        requirements=requirements,
    )  # fmt: skip


def placed(read, message="", requirement=None, part=None, rule="LOI601", **place):
    """Line and column of a finding; or its place in the letter."""
    place = Place(**{"file": "letter.docx", "paragraph": 1, **place})
    finding = Finding(
        rule=rule, name="n", severity=Severity.ERROR, message=message, fix="", place=place,
        requirement=requirement, part=part,
    )  # fmt: skip
    (moved,) = in_answers(submission(finding), read).findings
    at = moved.place
    return (at.line, at.column) if at.file == "answers.yaml" else at


def test_a_quotation_is_found_where_it_was_written(read):
    assert placed(read, "It says “said one of us”.", paragraph=2) == (12, 20)
    assert placed(read, "It names “Rio Seco School District”.") == (2, 9)


def test_whatever_is_between_its_words(read):
    assert placed(read, "It says “it is new to us”.", paragraph=2) == (11, 28)


def test_else_the_paragraph_is(read):
    assert placed(read, "It says “something else”.", paragraph=2) == (11, 5)


def test_else_the_answer_that_was_asked_for(read):
    assert placed(read, "“(559) 555-0167” is too short.", "contact", "phone", paragraph=3)[0] == 8
    assert placed(read, "Nothing.", "contact", "email")[0] == 6
    assert placed(read, "Nothing.", "engagement") == Place(file="letter.docx", paragraph=1)


def test_words_of_the_call_keep_their_place_in_the_letter(read):
    assert placed(read, "It says “Thank you”.") == Place(file="letter.docx", paragraph=1)


def test_a_page_of_the_letter_is_a_page_of_the_answers(read):
    finding = Finding(
        rule="LOI301", name="n", severity=Severity.ERROR, message="Four pages.", fix="",
        place=Place(file="letter.docx", page=4), requirement="pages",
    )  # fmt: skip
    (moved,) = in_answers(submission(finding), read).findings
    assert moved.place == Place(file="answers.yaml", page=4)


@pytest.mark.parametrize(("rule", "line"), [("LOI303", 14), ("LOI305", 13), ("LOI306", 13)])
def test_what_is_about_the_layout_is_told_there(read, rule, line):
    assert placed(read, "Set in “Gill Sans”.", "pages", rule=rule, paragraph=None)[0] == line


def test_what_is_about_another_file_stays_there(read):
    assert placed(read, "“Rosa Alvarez”", file="answers.yaml", line=1, paragraph=None) == (1, None)


def test_evidence_has_the_line_of_its_words_or_of_the_value_that_was_read_in_it(read):
    at = Place(file="letter.docx", paragraph=2)
    name, lost = Evidence(text="Rosa Alvarez", place=at), Evidence(text="Ms. R.", place=at)
    parts = (
        PartResult(id="name", verdict=Verdict.MET, value="Rosa Alvarez", evidence=(lost,)),
        PartResult(id="email", verdict=Verdict.MET, value="r@rio.example", evidence=(lost,)),
    )
    result = RequirementResult(
        id="contact", quote="", verdict=Verdict.MET, why="", evidence=(name,),
        parts=parts,
    )  # fmt: skip
    (moved,) = in_answers(submission(requirements=(result,)), read).requirements
    assert (moved.evidence[0].place.line, moved.evidence[0].place.column) == (7, 9)
    assert moved.parts[0].evidence[0].place.line == 7
    assert moved.parts[0].evidence[0].text == "Ms. R."


def paragraphs(*texts):
    return tuple(
        Paragraph(text, Place(file="letter", page=page, paragraph=number))
        for number, (text, page) in enumerate(texts, 1)
    )


def test_a_paragraph_of_a_word_file_is_on_the_page_of_the_pdf():
    ours = paragraphs(
        ("Dear all:", 1), ("We ask.", 1), ("We ask.", 1), ("Not there", 1), ("Yes, we do", 1)
    )
    theirs = paragraphs(("Dear", 1), ("all: We ask.", 1), ("We ask.", 2), ("Yes", 2), ("we do", 2))
    pages = pages_in_pdf(WordFacts("a.docx", ours), PdfFacts("a.pdf", paragraphs=theirs))
    assert pages == {1: 1, 2: 1, 3: 2, 5: 2}


@pytest.mark.parametrize(
    ("layout", "rule", "fix"),
    [("{size: 9}", "LOI609", "`size: 11` under `layout`"),
     ("{margin: 0.3in}", "LOI610", "`margin: 1in` under `layout`")],
)  # fmt: skip
def test_what_to_do_about_small_type_is_said_in_the_words_of_the_answers(
    tmp_path, layout, rule, fix
):
    path = tmp_path / "answers.yaml"
    path.write_text(f"{FILLED}layout: {layout}\n", "utf-8")
    findings = check_letters([path], Options(as_of=AS_OF)).report.submissions[0].findings
    (found,) = [finding for finding in findings if finding.rule == rule]
    assert found.source_line in (None, f"layout: {layout}")
    assert fix in found.fix and "In Word" not in found.fix and "Home >" not in found.fix
