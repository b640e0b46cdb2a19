"""A letter on the district's own letterhead, from answers to a package that is ready."""

import io
import json

import docx
import pytest
import yaml
from docx.shared import Inches

from loi_tool.errors import ExitCode
from loi_tool.findings import Severity
from loi_tool.journeys import Options, build_package, check_letters
from loi_tool.layout import convert
from loi_tool.layout.engines import pdf_by
from loi_tool.word.read import read_word
from tests.answers.filled import FILLED, ROOT
from tests.letters import picture
from tests.word.letterheads import letterhead, with_setting

AS_OF = "2022-05-12T09:00:00-07:00"
ON_LETTERHEAD = f"{FILLED}commitments: true\nlayout: {{letterhead: letterhead.docx}}\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "letterhead.docx").write_bytes(letterhead())
    (tmp_path / "answers.yaml").write_text(ON_LETTERHEAD, encoding="utf-8")
    return tmp_path


def built(folder, **options):
    return build_package(
        folder / "answers.yaml", folder / "package", Options(as_of=AS_OF, **options)
    )


def errors(outcome):
    (submission,) = outcome.report.submissions
    return [f for f in submission.findings if f.severity is Severity.ERROR]


def test_the_answers_are_ready_and_pages_are_counted(folder):
    outcome = check_letters([folder / "answers.yaml"], Options(as_of=AS_OF))
    (submission,) = outcome.report.submissions
    assert outcome.exit_code is ExitCode.OK
    assert submission.status == "ready"
    assert submission.pages.count == 2
    assert {source.source for source in submission.pages.sources} >= {"layout"}


def test_the_package_holds_the_letter_on_the_letterhead(folder):
    outcome = built(folder, engine="dxpdf")
    assert errors(outcome) == []
    (word,) = (folder / "package").glob("*.docx")
    facts = read_word(word.read_bytes(), word.name)
    texts = [(p.where, p.text) for p in facts.paragraphs]
    assert texts[0] == ("header", "Cedar Basin Joint Unified School District")
    assert ("footer", "Board of Trustees: A. Ruiz, B. Lee, C. Moua") in texts
    assert not any("4120 Orchard Avenue" in text for _, text in texts)  # no letterhead of ours
    assert [image.where for image in facts.images] == ["header"]
    manifest = json.loads((folder / "package" / "manifest.json").read_bytes())
    assert manifest["engine"] == "dxpdf"
    assert "letterhead" in json.dumps(manifest)


def test_the_package_is_ready_for_a_check(folder):
    text = ON_LETTERHEAD.replace(
        "  title: Superintendent\n", "  title: Superintendent\n  signature: signature.png\n"
    )
    (folder / "answers.yaml").write_text(text, encoding="utf-8")
    (folder / "signature.png").write_bytes(picture(size=(240, 60)).data)
    built(folder, engine="dxpdf")
    outcome = check_letters([folder / "package"], Options(as_of=AS_OF))
    (submission,) = outcome.report.submissions
    assert errors(outcome) == []
    assert submission.status == "ready"
    met = {r.id for r in submission.requirements if r.verdict.value == "met"}
    assert {"description", "interest", "school", "contact", "pages", "formats"} <= met


def test_the_same_answers_give_the_same_package(folder):
    built(folder, engine="dxpdf")
    first = {path.name: path.read_bytes() for path in (folder / "package").iterdir()}
    built(folder, engine="dxpdf")
    assert first == {path.name: path.read_bytes() for path in (folder / "package").iterdir()}


def test_type_and_margins_are_those_of_the_letterhead(folder):
    def narrow(document):
        document.sections[0].left_margin = Inches(0.75)

    call = ROOT / "examples" / "calls" / "sagebrush-evidence-in-practice.yaml"
    content = yaml.safe_load((call.with_suffix("") / "answers.yaml").read_text("utf-8"))
    layout = {"letterhead": "letterhead.docx"}
    answers = folder / "answers.yaml"
    answers.write_text(yaml.safe_dump({**content, "call": str(call), "layout": layout}), "utf-8")
    (folder / "letterhead.docx").write_bytes(letterhead(narrow))
    outcome = check_letters([answers], Options(as_of="2022-01-12", engine="dxpdf"))
    told = {f.rule: (f.message.partition(";")[0], f.fix) for f in errors(outcome)}
    assert told["LOI305"] == (
        "The letter is set in 10.5 points",
        "In Word, set the style Normal of the letterhead in 12 points.",
    )
    assert told["LOI306"] == (
        "The margins are 0.75 inches",
        "In Word, make the margins of the letterhead 1 in wide.",
    )
    assert {f.place.file for f in errors(outcome)} == {"answers.yaml"}


@pytest.mark.judge
def test_libreoffice_sets_it_with_its_letterhead(folder, printed_lines):
    outcome = built(folder, engine="libreoffice")
    assert errors(outcome) == []
    assert outcome.engine == "LibreOffice"
    (pdf,) = (folder / "package").glob("*.pdf")
    for page in printed_lines(pdf):
        assert page[0] == "Cedar Basin Joint Unified School District"
        assert page[-1] == "Board of Trustees: A. Ruiz, B. Lee, C. Moua"


def test_a_letterhead_that_is_lost_in_the_pdf_stops_the_build(folder, monkeypatch):
    def losing(engine, word):
        document = docx.Document(io.BytesIO(word))
        document.sections[0].header.is_linked_to_previous = True
        without = io.BytesIO()
        document.save(without)
        return pdf_by(engine, without.getvalue())

    monkeypatch.setattr(convert, "pdf_by", losing)
    outcome = built(folder, engine="dxpdf")
    assert outcome.folder is None
    messages = [f.message for f in errors(outcome) if f.rule == "LOI310"]
    assert messages == [
        "The PDF lacks “Cedar Basin Joint Unified School District”.",
        "The PDF lacks “1200 Cannery Road, Cedar Basin, CA 93999”.",
        "The first page of the PDF lacks the picture at the top of the Word file.",
    ]
    assert all("--engine libreoffice" in f.fix for f in errors(outcome) if f.rule == "LOI310")


def test_a_draft_is_marked_on_the_letterhead(folder):
    text = ON_LETTERHEAD.replace("  phone: (559) 555-0167\n", "")
    (folder / "answers.yaml").write_text(text, encoding="utf-8")
    outcome = build_package(
        folder / "answers.yaml", folder / "package", Options(as_of=AS_OF), draft=True
    )
    (word,) = outcome.folder.glob("*.docx")
    section = docx.Document(str(word)).sections[0]
    said = [paragraph.text for paragraph in section.header.paragraphs]
    assert "Cedar Basin Joint Unified School District" in said
    assert any("DRAFT" in text for text in said)


def test_one_that_cannot_serve_is_a_finding_with_its_place(folder):
    locked = with_setting(letterhead(), '<w:documentProtection w:enforcement="1"/>')
    (folder / "letterhead.docx").write_bytes(locked)
    outcome = check_letters([folder / "answers.yaml"], Options(as_of=AS_OF))
    (finding,) = [f for f in errors(outcome) if f.rule == "LOI106"]
    assert finding.message == (
        "The letterhead cannot be used: letterhead.docx is protected against changes."
    )
    assert "Stop Protection" in finding.fix
    lines = ON_LETTERHEAD.splitlines()
    assert lines[finding.place.line - 1][finding.place.column - 1 :].startswith("letterhead.docx")
    assert built(folder).folder is None


def test_the_example_builds(tmp_path):
    answers = ROOT / "examples" / "letterhead" / "answers.yaml"
    outcome = build_package(answers, tmp_path / "package", Options(as_of=AS_OF))
    assert errors(outcome) == []
    (submission,) = outcome.report.submissions
    assert submission.pages.count <= 3
