"""A letter that was signed after it was built: as a scan, beside the package, or in Word alone."""

import io
import re
import shlex
import shutil
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from loi_tool import cli
from loi_tool.errors import CannotWrite
from loi_tool.findings import Severity
from loi_tool.journeys import Options, build_package, check_letters, verify_package
from tests.answers.filled import FILLED
from tests.journeys.test_finished import requirement, rules
from tests.journeys.test_sign import with_picture
from tests.pdf.test_signatures import rsa_key, sign  # noqa: F401 (fixtures)

EXAMPLES = Path(__file__).parents[2] / "examples"
LETTERS = Path(__file__).parents[1] / "golden" / "letters"
OPTIONS = Options(as_of="2022-05-12T09:00:00-07:00")
SCAN = "Scan_0931.pdf"


@pytest.fixture
def package(tmp_path):
    """A package with a line to sign on."""
    folder = tmp_path / "package"
    shutil.copytree(EXAMPLES / "minimal" / "package", folder)
    return folder


def file_in(folder, ending):
    (found,) = [path for path in folder.glob(f"*{ending}") if path.name != SCAN]
    return found


def scanned(pdf, change=lambda pages: pages):
    """The pages of a PDF as a scanner would save them."""
    pages = [page.render(scale=100 / 72).to_pil().convert("L") for page in PdfDocument(pdf)]
    first, *rest = change([page.rotate(0.7, fillcolor=250) for page in pages])
    file = io.BytesIO()
    first.save(file, "PDF", resolution=100, save_all=True, append_images=rest)
    return file.getvalue()


def findings(outcome, rule):
    return [f for s in outcome.report.submissions for f in s.findings if f.rule == rule]


def test_a_scan_in_a_package_is_seen_and_its_advice_is_true(package):
    pdf = file_in(package, ".pdf")
    (package / SCAN).write_bytes(scanned(pdf.read_bytes()))
    (told,) = findings(check_letters([package], OPTIONS), "LOI408")
    assert (told.severity, told.place.file) == (Severity.WARNING, pdf.name)
    assert f"`{SCAN}` looks like the signed letter: `loi sign " in told.message
    assert run_advice(told.message) == 0
    outcome = check_letters([package], OPTIONS)
    assert not rules(outcome) & {"LOI316", "LOI317", "LOI402", "LOI404", "LOI408"}
    assert requirement(outcome, "signature")["verdict"] == "confirm"
    assert requirement(outcome, "formats")["verdict"] == "confirm"
    assert outcome.report.submissions[0].status == "ready"


def run_advice(text):
    """Run the command that a message names."""
    command = shlex.split(re.search(r"`loi (.+?)`", text)[1])
    return cli.run([*command, "--as-of", OPTIONS.as_of, "--quiet"])


def test_a_digitally_signed_copy_in_a_package_is_seen(package, sign):  # noqa: F811
    (package / SCAN).write_bytes(sign(file_in(package, ".pdf").read_bytes()))
    for outcome in (check_letters([package], OPTIONS), verify_package(package, OPTIONS)):
        (told,) = findings(outcome, "LOI408")
        assert f"`{SCAN}` looks like the signed letter" in told.message
        assert "LOI804" not in rules(outcome)
    assert run_advice(told.message) == 0
    outcome = check_letters([package], OPTIONS)
    assert outcome.report.submissions[0].signature.kind == "digital"
    assert not rules(outcome) & {"LOI404", "LOI406", "LOI408"}


@pytest.fixture
def letter(tmp_path, built_once):
    """A folder with answers and the package that was built of them."""
    return Path(shutil.copytree(built_once.parent, tmp_path / "letter"))


def test_a_scan_beside_the_answers_is_seen_by_check_verify_and_build(letter, sign):  # noqa: F811
    package = letter / "package"
    (letter / "Scan_20220511.pdf").write_bytes(sign(file_in(package, ".pdf").read_bytes()))
    outcomes = {
        "check": check_letters([letter], OPTIONS),
        "verify": verify_package(package, OPTIONS),
        "build": build_package(letter / "answers.yaml", None, OPTIONS),
    }
    for name, outcome in outcomes.items():
        told = findings(outcome, "LOI408")
        assert len(told) == 1, name
        assert "`Scan_20220511.pdf` looks like the signed letter: `loi sign " in told[0].message
    assert outcomes["build"].folder == package
    assert not any(
        s.files.pdf and "Scan" in s.files.pdf for s in outcomes["check"].report.submissions
    )
    assert run_advice(told[0].message) == 0
    assert not findings(check_letters([letter], OPTIONS), "LOI408")


def test_a_signed_copy_in_the_package_is_not_built_over(letter, sign):  # noqa: F811
    package = letter / "package"
    (package / SCAN).write_bytes(sign(file_in(package, ".pdf").read_bytes()))
    with pytest.raises(CannotWrite, match="looks like the signed letter"):
        build_package(letter / "answers.yaml", None, OPTIONS)
    assert (package / SCAN).is_file()


def test_a_letter_signed_in_its_place_is_taken_in_before_it_is_sent(package, sign):  # noqa: F811
    pdf = file_in(package, ".pdf")
    built = pdf.read_bytes()
    assert "LOI408" not in rules(check_letters([package], OPTIONS))
    pdf.write_bytes(sign(built, name="Ruth Lindqvist"))
    (told,) = findings(check_letters([package], OPTIONS), "LOI408")
    assert told.place.file == pdf.name and "the email has the letter that is not" in told.fix
    verified = verify_package(package, OPTIONS)
    assert "LOI408" not in rules(verified)
    (changed,) = findings(verified, "LOI802")
    assert changed.fix.startswith("Take the signed letter in: `loi sign ")
    assert run_advice(told.message) == 0
    assert not rules(check_letters([package], OPTIONS)) & {"LOI408", "LOI802"}


def test_a_word_file_signed_in_its_place_is_taken_in_with_a_new_pdf(package):
    word = file_in(package, ".docx")
    word.write_bytes(with_picture(word.read_bytes(), above="Ruth Lindqvist"))
    outcome = check_letters([package], OPTIONS)
    (told,) = findings(outcome, "LOI311")
    assert "`loi sign " in told.fix and "loi build" not in told.fix
    assert "LOI408" not in rules(outcome)
    assert run_advice(told.fix) == 0
    assert not rules(check_letters([package], OPTIONS)) & {"LOI311", "LOI408"}


@pytest.mark.parametrize("other", ["another letter", "a copy", "no PDF"])
def test_what_else_lies_in_a_package_is_no_signed_copy(package, other):
    data = {
        "another letter": lambda: scanned((LETTERS / "clean.pdf").read_bytes()),
        "a copy": lambda: file_in(package, ".pdf").read_bytes(),
        "no PDF": lambda: b"%PDF-1.7 broken",
    }[other]()
    (package / SCAN).write_bytes(data)
    outcome = check_letters([package], OPTIONS)
    assert "LOI408" not in rules(outcome)
    assert outcome.report.submissions[0].status == "ready"


def blank(page):
    return Image.new("L", page.size, 250)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda pages: pages[:-1], "a scan of"),
        (lambda pages: [*pages, blank(pages[0])], "a scan of"),
        (lambda pages: [*pages[:-1], blank(pages[-1])], "blank"),
    ],
)
def test_a_scan_that_is_not_of_all_pages_is_no_pair(package, change, says):
    pdf = file_in(package, ".pdf")
    pdf.write_bytes(scanned(pdf.read_bytes(), change))
    outcome = check_letters([package], OPTIONS)
    assert any(says in told.message for told in findings(outcome, "LOI316"))
    assert requirement(outcome, "formats")["verdict"] == "not_met"
    assert outcome.report.submissions[0].status == "not_ready"


def test_a_scan_upside_down_is_the_letter_all_the_same(package):
    pdf = file_in(package, ".pdf")
    turned = scanned(pdf.read_bytes(), lambda pages: [page.rotate(180) for page in pages])
    pdf.write_bytes(turned)
    outcome = check_letters([package], OPTIONS)
    (told,) = findings(outcome, "LOI317")
    assert "upside down" in told.message and "Turn what is wrong" in told.fix
    assert told.severity is Severity.WARNING and "LOI316" not in rules(outcome)
    assert requirement(outcome, "formats")["verdict"] == "confirm"


def test_a_scan_of_another_letter_is_no_pair(package):
    file_in(package, ".pdf").write_bytes(scanned((LETTERS / "clean.pdf").read_bytes()))
    outcome = check_letters([package], OPTIONS)
    assert any("another text" in told.message for told in findings(outcome, "LOI316"))


def test_a_word_file_signed_after_its_pdf_stops_check_and_build_alike(tmp_path):
    word = tmp_path / "letter.docx"
    signed = EXAMPLES / "valle-verde" / "package"
    shutil.copy(file_in(signed, ".docx"), word)
    unsigned = tmp_path / "letter.pdf"
    from loi_tool.word.read import read_word
    from tests.pdf.pdf_files import letter

    texts = [p.text for p in read_word(word.read_bytes(), "letter.docx").paragraphs]
    unsigned.write_bytes(letter(*texts).bytes())
    checked = findings(check_letters([tmp_path], OPTIONS), "LOI311")
    built = build_package(word, tmp_path / "new", OPTIONS)
    assert built.folder is None
    (in_check,), (in_build,) = checked, findings(built, "LOI311")
    assert in_check.severity is in_build.severity is Severity.ERROR
    assert in_check.fix == in_build.fix and "delete the old PDF" in in_check.fix
    unsigned.unlink()
    rebuilt = build_package(word, tmp_path / "new", OPTIONS)
    assert "LOI311" not in rules(rebuilt) and rebuilt.folder is not None


def test_a_package_of_older_answers_says_so_until_it_is_built_again(letter):
    answers = letter / "answers.yaml"
    assert not findings(check_letters([letter], OPTIONS), "LOI801")
    answers.write_text(FILLED.replace("(559) 555-0134", "(559) 555-0135"), "utf-8")
    (told,) = findings(check_letters([letter], OPTIONS), "LOI801")
    assert "answers.yaml was changed" in told.message and told.fix == "Build the package again."
    build_package(answers, None, OPTIONS)
    assert not findings(check_letters([letter], OPTIONS), "LOI801")
