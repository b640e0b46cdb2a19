"""The examples: their packages are fresh, and every judge is content with them."""

import json
import re
import shutil
import zipfile
from functools import cache

import page as pdf_judge
import pytest

from examples.refresh import AS_OF, EXAMPLES, OF_OTHER_CALLS
from loi_tool.calls.load import load_call
from loi_tool.errors import ExitCode
from loi_tool.findings import Severity, Verdict
from loi_tool.journeys import Options, build_package, check_letters
from loi_tool.layout.engine import KNOWN_FONTS
from tests.letters import same_line_ends

NAMES = sorted(AS_OF)


def package_of(name):
    return EXAMPLES / name / "package"


@cache
def checked(name):
    """What is said of an example, and of how many pages."""
    return check_letters(
        [EXAMPLES / name / "answers.yaml"], Options((AS_OF | OF_OTHER_CALLS)[name])
    )


def call_of(name):
    """The call of an example for another call."""
    return load_call(str(EXAMPLES / f"{name}.yaml")).call


def early(name):
    """A day before the deadline of such an example."""
    return call_of(name).deadline.date.replace(day=1).isoformat()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build an example, once: what came of it, and the folder."""

    @cache
    def build(name):
        folder = tmp_path_factory.mktemp("built") / "package"
        as_of = (AS_OF | OF_OTHER_CALLS).get(name) or early(name)
        return build_package(EXAMPLES / name / "answers.yaml", folder, Options(as_of)), folder

    return build


@pytest.mark.parametrize("name", [*NAMES, *OF_OTHER_CALLS])
def test_the_committed_package_is_what_a_build_gives(name, built):
    outcome, new = built(name)
    for file in outcome.files:
        fresh = (new / file).read_bytes()
        kept = package_of(name) / file
        assert kept.is_file() and kept.read_bytes() == fresh, (
            f"{kept} is stale; refresh it with: python examples/refresh.py"
        )
    assert sorted(outcome.files) == sorted(path.name for path in package_of(name).iterdir())


@pytest.mark.parametrize("name", [*NAMES, *OF_OTHER_CALLS])
def test_every_example_is_ready(name):
    outcome = checked(name)
    (submission,) = outcome.report.submissions
    assert outcome.exit_code is ExitCode.OK
    assert [f for f in submission.findings if f.severity is not Severity.INFO] == []
    assert submission.status == "ready"
    assert all(r.verdict is not Verdict.NOT_MET for r in submission.requirements)


def test_a_late_example_fails_on_the_deadline_alone():
    path = EXAMPLES / "valle-verde" / "answers.yaml"
    outcome = check_letters([path], Options(as_of="2022-06-17"))
    errors = [f for f in outcome.report.submissions[0].findings if f.severity is Severity.ERROR]
    assert outcome.exit_code is ExitCode.FINDINGS
    assert [(f.rule, f.requirement) for f in errors] == [("LOI501", "deadline")]


def test_the_full_example_fills_three_pages():
    manifest = json.loads((package_of("valle-verde") / "manifest.json").read_bytes())
    in_pdf, in_word = checked("valle-verde").report.submissions[0].pages.sources
    assert manifest["pages"] == in_pdf.pages == in_word.pages == 3
    assert (in_pdf.source, in_word.source) == ("pdf", "layout")
    assert 0.4 < in_word.fill < 0.95


@pytest.mark.parametrize("name", NAMES)
def test_the_pair_says_the_same(name):
    """Word by word, with readers that are not ours."""
    import pypdf

    (word,) = package_of(name).glob("*.docx")
    (pdf,) = package_of(name).glob("*.pdf")
    with zipfile.ZipFile(word) as archive:
        xml = archive.read("word/document.xml").decode()
    from html import unescape

    in_word = unescape(re.sub(r"</w:p>", " ", xml))
    in_word = sorted(re.sub(r"<[^>]+>", "", in_word).split())
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)
    in_pdf = "".join(text.split())
    for piece in in_word:
        assert piece in in_pdf


@pytest.mark.parametrize("profile", ["ua1", "2b"])
@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_passes_the_judge(name, profile):
    (pdf,) = package_of(name).glob("*.pdf")
    report = pdf_judge.validate_pdf(pdf, profile=profile)
    assert [failure.message for failure in report.failures] == []


@pytest.mark.judge
@pytest.mark.parametrize("name", NAMES)
def test_microsofts_own_validator_finds_nothing(name, open_xml_errors):
    (word,) = package_of(name).glob("*.docx")
    assert open_xml_errors(word) == []


@pytest.mark.judge
@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_sets_the_same_pages_and_lines(name, set_by_libreoffice, printed_lines):
    (word,) = package_of(name).glob("*.docx")
    (pdf,) = package_of(name).glob("*.pdf")
    ours, theirs = printed_lines(pdf), printed_lines(set_by_libreoffice(word))
    assert len(ours) == len(theirs)
    assert same_line_ends(ours, theirs) >= 0.98
    assert [page[0] for page in ours] == [page[0] for page in theirs]  # pages break alike


@pytest.mark.judge
@pytest.mark.parametrize("font", KNOWN_FONTS)
@pytest.mark.parametrize("size", [10, 11])
def test_a_known_font_breaks_lines_alike(font, size, tmp_path, set_by_libreoffice, printed_lines):
    """What makes a font one whose pages can be counted."""
    source = (EXAMPLES / "valle-verde" / "answers.yaml").read_text(encoding="utf-8")
    source = re.sub(r"^(layout|  (logo|signature)):.*\n", "", source, flags=re.MULTILINE)
    answers = tmp_path / "answers.yaml"
    answers.write_text(f"{source}\nlayout: {{font: {font}, size: {size}}}\n", encoding="utf-8")
    build_package(answers, tmp_path / "package", Options(as_of="2022-05-12"), draft=True)
    (word,) = (tmp_path / "package").glob("*.docx")
    ours = printed_lines(word.with_suffix(".pdf"))
    theirs = printed_lines(set_by_libreoffice(word))
    assert len(ours) == len(theirs)
    assert same_line_ends(ours, theirs) >= 0.98


# Other calls are data -----------------------------------------------------------------------------

OTHER_CALLS = sorted(f"calls/{path.parent.name}" for path in EXAMPLES.glob("calls/*/answers.yaml"))


@pytest.mark.parametrize("name", OTHER_CALLS)
def test_a_letter_for_another_call_builds_and_passes(name, built):
    call = call_of(name)
    outcome, folder = built(name)
    assert outcome.report.call == call.id
    assert outcome.exit_code is ExitCode.OK
    (submission,) = outcome.report.submissions
    assert [f for f in submission.findings if f.severity is Severity.ERROR] == []
    endings = {path.suffix for path in folder.iterdir()}
    sent = call.formats.sent
    assert (".docx" in endings, ".pdf" in endings) == ("word" in sent, "pdf" in sent)
    if call.pages:
        assert submission.pages.count <= call.pages.max
    if "pdf" in sent:
        (pdf,) = folder.glob("*.pdf")
        for profile in ("ua1", "2b"):
            assert pdf_judge.is_pdf_compliant(pdf, profile=profile)


@pytest.mark.parametrize("name", OTHER_CALLS)
def test_answers_that_have_hardly_begun_are_told_what_is_missing(name, tmp_path):
    path = tmp_path / "answers.yaml"
    path.write_text(f"call: {EXAMPLES / name}.yaml\nsections: {{}}\n", "utf-8")
    outcome = check_letters([path], Options(as_of="2020-01-01"))
    (submission,) = outcome.report.submissions
    assert outcome.exit_code is ExitCode.FINDINGS
    assert "LOI105" in {finding.rule for finding in submission.findings}


def test_there_are_seven_other_calls():
    assert len(OTHER_CALLS) == 7


@pytest.mark.parametrize("name", OF_OTHER_CALLS)
def test_a_package_for_another_call_is_checked_by_the_call_in_it(name, tmp_path):
    folder = tmp_path / "moved"
    shutil.copytree(package_of(name), folder)
    outcome = check_letters([folder], Options(as_of=OF_OTHER_CALLS[name]))
    assert outcome.exit_code is ExitCode.OK and outcome.report.call == name.partition("/")[2]


def test_a_letter_that_nobody_signs_has_no_line_to_sign_on_and_no_box():
    package = package_of("calls/nebraska-resident-artists")
    outcome = check_letters(
        [package], Options(as_of=OF_OTHER_CALLS["calls/nebraska-resident-artists"])
    )
    (submission,) = outcome.report.submissions
    assert "signature" not in {r.id for r in submission.requirements}
    assert submission.signature is None
    assert "sign" not in (package / "checklist.html").read_text("utf-8").partition("<body")[2]
