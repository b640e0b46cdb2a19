"""`loi check letter.docx --annotate reviewed.docx`: what was found, at its place in Word."""

import hashlib
import re
import shutil
from pathlib import Path

import docx
import pypdf
import pytest

from loi_tool.findings import Finding, Place, Report, Severity, Submission
from loi_tool.journeys.annotate import notes_of
from tests.letters import AS_OF

LETTERS = Path(__file__).parents[1] / "golden" / "letters"
EXAMPLES = Path(__file__).parents[2] / "examples"
WITH_NOTES = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}'


@pytest.fixture
def letter(tmp_path):
    return Path(shutil.copy(LETTERS / "faults.docx", tmp_path / "letter.docx"))


@pytest.fixture(scope="module")
def kept():
    """What came of the letter when it was annotated; it is done once."""
    return {}


@pytest.fixture
def reviewed(loi, letter, tmp_path, kept):
    """The copy with comments, and what was said."""
    copy = tmp_path / "reviewed.docx"
    if kept:
        copy.write_bytes(kept["copy"])
    else:
        before = hashlib.sha256(letter.read_bytes()).digest()
        kept["said"] = loi("check", letter, "--annotate", copy.name)
        kept["copy"] = copy.read_bytes()
        assert hashlib.sha256(letter.read_bytes()).digest() == before
    return copy, *kept["said"]


def comments(path):
    return [comment.text for comment in docx.Document(str(path)).comments]


def at_comments(path):
    """By comment the text of the paragraph that it is about."""
    document = docx.Document(str(path))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return {
        start.get(f"{w}id"): "".join(t.text or "" for t in start.getparent().iter(f"{w}t"))
        for start in document.element.iter(f"{w}commentRangeStart")
    }


def test_each_finding_is_a_comment_at_its_place(reviewed):
    copy, code, out, err = reviewed
    assert code == 1
    assert "LOI601" in out
    assert "Wrote a copy with comments to reviewed.docx." in err
    said = comments(copy)
    where = at_comments(copy)
    rules = [re.findall(r"\((LOI\d+) ", text) for text in said[1:]]
    assert rules == [["LOI607"], ["LOI601"], ["LOI602"], ["LOI202"], ["LOI404"]]
    found = [where[str(number)][:24] for number in range(1, 6)]
    assert found == [
        "Alder Creek Unified asks",
        "We run four schools for ",
        "We run four schools for ",
        "Please direct questions ",
        "Marta Lindqvist, Superin",
    ]


def test_the_first_comment_sums_up(reviewed):
    copy, *_ = reviewed
    first = comments(copy)[0].splitlines()
    assert first[0] == "NOT READY: 6 errors to correct."
    assert "MET – Specified school site: page 2, “Alder Creek Middle School will be" in first[7]
    assert "NOT MET – Point of contact: Part missing, page 2" in first
    rest = first[first.index("Findings that are not about one place in the text:") :]
    assert any("The PDF is missing" in line for line in rest)
    assert at_comments(copy)["0"].startswith("Alder Creek Unified School")


def test_findings_that_say_the_same_are_one_comment():
    def found(paragraph, message="Same", rule="LOI601"):
        return Finding(
            rule=rule,
            name="placeholder-left",
            severity=Severity.ERROR,
            message=message,
            fix="Mend it.",
            place=Place(file="a.docx", page=1, paragraph=paragraph),
            source_line=f"Words of {paragraph}",
        )

    findings = (found(9), found(4), found(6, "Other"), found(12))
    submission = Submission(
        name="a", files={"word": "a.docx"}, status="not_ready", findings=findings
    )
    summary = {"submissions": 1, "ready": 0, "errors": 4, "warnings": 0}
    report = Report(
        schema=1, tool="loi", call="x", as_of=AS_OF, submissions=[submission], summary=summary
    )
    _, same, other = notes_of(report, submission, "a.docx")
    assert (same.paragraph, other.paragraph) == (4, 6)
    assert same.lines[1] == (
        "The same in 2 other places: page 1, “Words of 9”; page 1, “Words of 12”."
    )


def test_the_copy_is_refused_and_says_why(loi, reviewed, tmp_path):
    for command in ("check", "build"):
        code, out, _ = loi(command, "reviewed.docx")
        assert code == 1
        assert "This is not the letter itself, but a copy with the comments" in " ".join(
            out.split()
        )
    assert not (tmp_path / "package").exists()


def test_a_letter_that_is_ready_gets_a_copy_too_which_is_not(loi, tmp_path):
    for ending in ("docx", "pdf"):
        shutil.copy(LETTERS / f"signed.{ending}", tmp_path)
    assert loi("check", "signed.docx", "signed.pdf", "--annotate", "reviewed.docx")[0] == 0
    (first, *_) = comments(tmp_path / "reviewed.docx")
    assert first.startswith("READY: ")
    shutil.copy(tmp_path / "signed.pdf", tmp_path / "reviewed.pdf")
    code, out, _ = loi("check", "reviewed.docx", "reviewed.pdf", "-q")
    assert code == 1
    assert out.count("error  LOI603") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("letter.docx", "--annotate", "there.docx"), "there.docx is already there"),
        (("letter.docx", "--annotate", "letter.docx"), "letter.docx is already there"),
        (("letter.docx", "--annotate", "copy.pdf"), "is no name for one"),
        (("letter.docx", "b.docx", "--annotate", "copy.docx"), "here are 2 letters"),
        (("letter.pdf", "--annotate", "copy.docx"), "here is none"),
        (("none.docx", "--annotate", "copy.docx"), "There is no file none.docx"),
    ],
)
def test_what_is_not_done_is_told_before_anything_is_written(
    loi, letter, tmp_path, arguments, says
):
    shutil.copy(letter, tmp_path / "b.docx")
    shutil.copy(LETTERS / "faults.pdf", tmp_path / "letter.pdf")
    (tmp_path / "there.docx").write_bytes(b"mine")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    code, _, err = loi("check", *arguments)
    assert code == 2
    assert says in err
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_of_an_unreadable_letter_no_copy_is_written(loi, tmp_path):
    shutil.copy(LETTERS / "malformed.docx", tmp_path)
    assert loi("check", "malformed.docx", "--annotate", "copy.docx")[0] == 2
    assert not (tmp_path / "copy.docx").exists()


def letters():
    packed = EXAMPLES.glob("valle-verde/package/*.docx")
    return [LETTERS / "faults.docx", LETTERS / "signed.docx", *packed]


@pytest.mark.parametrize("path", letters(), ids=lambda path: path.stem)
def test_word_opens_the_copy(loi, open_xml_errors, tmp_path, path):
    shutil.copy(path, tmp_path / "letter.docx")
    loi("check", "letter.docx", "--annotate", "reviewed.docx")
    assert open_xml_errors(tmp_path / "reviewed.docx") == []


def test_libreoffice_shows_the_comments_at_their_places(reviewed, set_by_libreoffice):
    copy, *_ = reviewed
    shown = pypdf.PdfReader(set_by_libreoffice(copy, WITH_NOTES))
    notes = [
        (number, note.get_object())
        for number, page in enumerate(shown.pages, 1)
        for note in page.get("/Annots", ())
        if note.get_object()["/Subtype"] == "/Text"
    ]
    said = ["".join(text.split()) for text in comments(copy)]
    places = [
        (number, -float(note["/Rect"][1]), said.index("".join(note["/Contents"].split())))
        for number, note in notes
    ]
    down_the_pages = [(page, at) for page, _, at in sorted(places)]
    assert down_the_pages == [(1, 0), (1, 1), (1, 2), (1, 3), (2, 4), (2, 5)]
    assert {note["/T"].split(",")[0] for _, note in notes} == {"loi"}
