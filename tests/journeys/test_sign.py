"""From answers to a signed package, in each way to sign, and what is refused on the way."""

import base64
import hashlib
import io
import json
import re
import shutil
from email import message_from_bytes
from email.policy import strict
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Inches
from PIL import Image, ImageDraw, ImageFilter
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdfium2 import PdfDocument

from loi_tool import cli
from loi_tool.errors import BadUsage, CannotWrite, ExitCode, NotTaken
from loi_tool.journeys import Options, build_package, check_letters, sign_package, verify_package
from loi_tool.package.manifest import fingerprint, read_manifest, sha256
from loi_tool.pdf.pictures import place_above
from loi_tool.pdf.signatures import is_only_signed
from tests.journeys.test_finished import requirement, rules
from tests.letters import picture
from tests.package.test_write import contents
from tests.pdf.pdf_files import Pdf, at
from tests.pdf.test_certificates import CERTIFICATE
from tests.pdf.test_signatures import rsa_key, sign  # noqa: F401 (fixtures)
from tests.test_scans import askew, grain, saved

OPTIONS = Options(as_of="2022-05-12T09:00:00-07:00")


@pytest.fixture
def package(tmp_path, built_once):
    """A folder with answers and the package that was built of them, not signed."""
    shutil.copytree(built_once.parent, tmp_path / "letter")
    return tmp_path / "letter" / "package"


def file_in(folder, ending):
    (found,) = [p for p in folder.glob(f"*{ending}") if not p.name.startswith(("NOT", "EARLIER"))]
    return found


def refusal(package, signed, error=NotTaken):
    """What is said when a file is not taken; and nothing at all has changed."""
    before = contents(package)
    with pytest.raises(error) as caught:
        sign_package(package, signed, OPTIONS)
    assert contents(package) == before
    assert not list(package.parent.glob(".loi-*"))
    return f"{caught.value.message} {caught.value.fix}"


def told(outcome, rule):
    return [f for s in outcome.report.submissions for f in s.findings if f.rule == rule]


def ensure_in_order(package):
    """Everything in the package agrees: files, manifest, message, and what `verify` says."""
    manifest = json.loads((package / "manifest.json").read_bytes())
    assert {entry["name"] for entry in manifest["files"]} | {"manifest.json"} == set(
        contents(package)
    )
    for entry in manifest["files"]:
        data = (package / entry["name"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
    message = message_from_bytes((package / "message.eml").read_bytes(), policy=strict)
    attached = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert attached == {
        f.name: f.read_bytes() for f in (file_in(package, ".docx"), file_in(package, ".pdf"))
    }
    verified = verify_package(package, OPTIONS)
    assert verified.exit_code is ExitCode.OK
    assert not rules(verified) & {"LOI802", "LOI803", "LOI804"}
    page = (package / "checklist.html").read_text("utf-8")
    for name, code in verified.codes.items():
        assert f"{name} (code {code})" in page
        assert re.fullmatch(r"[0-9a-f]{4} [0-9a-f]{4}", code)
        assert sha256((package / name).read_bytes()).startswith(code.replace(" ", ""))
    return message, verified


# Digital ------------------------------------------------------------------------------------------


def test_a_digital_signature_from_answers_to_verify(package, tmp_path, sign):  # noqa: F811
    pdf = file_in(package, ".pdf")
    unsigned, signed = pdf.read_bytes(), tmp_path / "Letter (signed).pdf"
    signed.write_bytes(sign(unsigned))
    subject = message_from_bytes((package / "message.eml").read_bytes(), policy=strict)["Subject"]
    assert subject.startswith("NOT SIGNED YET")
    taken = sign_package(package, signed, OPTIONS)
    assert taken.exit_code is ExitCode.OK and taken.folder == package
    assert "Signed digitally by Elena Q. Marquez" in taken.said
    assert "nothing was added but the signature" in taken.said
    assert pdf.read_bytes() == signed.read_bytes(), "under the package's name, byte for byte"
    assert (package / f"NOT-SIGNED_{pdf.name}").read_bytes() == unsigned
    message, verified = ensure_in_order(package)
    assert message["Subject"] == subject.removeprefix("NOT SIGNED YET: ")
    assert requirement(verified, "signature")["verdict"] == "met"
    assert taken.said in (package / "checklist.html").read_text("utf-8")
    (entry,) = read_manifest((package / "manifest.json").read_bytes()).history
    assert (entry["kind"], entry["signer"]) == ("digital", "Elena Q. Marquez")
    assert entry["given"] == {"name": signed.name, "sha256": sha256(signed.read_bytes())}
    assert entry["replaced"][0]["sha256"] == sha256(unsigned)


def test_a_signed_file_in_the_package_has_its_place_under_the_right_name(package, sign):  # noqa: F811
    signed = package / "signed copy.pdf"
    signed.write_bytes(sign(file_in(package, ".pdf").read_bytes()))
    (package / "notes.txt").write_text("call Elena")
    data = signed.read_bytes()
    sign_package(package, signed, OPTIONS)
    (package / "notes.txt").unlink()  # what else is there stays
    assert not signed.exists() and file_in(package, ".pdf").read_bytes() == data
    ensure_in_order(package)


def test_a_signed_file_in_the_place_of_the_pdf_is_taken(package, sign):  # noqa: F811
    pdf = file_in(package, ".pdf")
    unsigned = pdf.read_bytes()
    pdf.write_bytes(sign(unsigned))
    assert [f.place.file for f in told(verify_package(package, OPTIONS), "LOI802")] == [pdf.name]
    sign_package(package, pdf, OPTIONS)
    assert (package / f"NOT-SIGNED_{pdf.name}").read_bytes() == unsigned
    ensure_in_order(package)


def test_a_second_signature_keeps_the_first(package, tmp_path, sign):  # noqa: F811
    pdf, signed = file_in(package, ".pdf"), tmp_path / "signed.pdf"
    unsigned = pdf.read_bytes()
    first, second = sign(unsigned, "One"), sign(unsigned, "Two")
    for data in (first, second):
        signed.write_bytes(data)
        sign_package(package, signed, OPTIONS)
    assert pdf.read_bytes() == second
    assert (package / f"EARLIER-1_{pdf.name}").read_bytes() == first
    assert (package / f"NOT-SIGNED_{pdf.name}").read_bytes() == unsigned
    assert len(read_manifest((package / "manifest.json").read_bytes()).history) == 2
    ensure_in_order(package)


def test_a_signed_package_is_not_built_over(package, tmp_path, sign):  # noqa: F811
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(sign(file_in(package, ".pdf").read_bytes()))
    sign_package(package, signed, OPTIONS)
    before = contents(package)
    with pytest.raises(CannotWrite, match="holds the signed letter"):
        build_package(package.parent / "answers.yaml", None, OPTIONS)
    assert contents(package) == before
    ready = check_letters([package.parent], OPTIONS)
    assert {s.status for s in ready.report.submissions} == {"ready"}


def with_note(data):
    """The PDF with words put over a page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    note = generic.DictionaryObject()
    for key, value in {
        "/Type": generic.NameObject("/Annot"),
        "/Subtype": generic.NameObject("/FreeText"),
        "/Rect": generic.ArrayObject(map(generic.NumberObject, (72, 300, 200, 340))),
        "/Contents": generic.pdf_string("Five schools, not two"),
    }.items():
        note[generic.NameObject(key)] = value
    page = writer.find_page_for_modification(0)[0].get_object()
    page[generic.NameObject("/Annots")] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_was_put_on_a_pdf_besides_a_signature_is_no_part_of_it(built_once, sign):  # noqa: F811
    unsigned = file_in(built_once, ".pdf").read_bytes()
    assert is_only_signed(unsigned, sign(unsigned))
    assert is_only_signed(unsigned, sign(sign(unsigned, "One"), "Two"))
    for other in (unsigned, with_note(unsigned), sign(with_note(unsigned)), sign(unsigned)[:-9]):
        assert not is_only_signed(unsigned, other)


def test_another_pdf_with_the_same_text_is_taken_and_named_so(package, tmp_path, sign):  # noqa: F811
    from pypdf import PdfReader, PdfWriter

    again, signed = PdfWriter(PdfReader(file_in(package, ".pdf"))), tmp_path / "signed.pdf"
    data = io.BytesIO()
    again.write(data)
    signed.write_bytes(sign(data.getvalue()))
    assert (
        "another PDF than the one that was built, with the same text"
        in sign_package(package, signed, OPTIONS).said
    )
    ensure_in_order(package)


# What is refused ----------------------------------------------------------------------------------


def test_another_letter_is_refused_with_the_words_that_differ(package, another, tmp_path, sign):  # noqa: F811
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(sign(file_in(another, ".pdf").read_bytes()))
    said = refusal(package, signed)
    assert "On page " in said and "(559) 555-0134" in said and "(559) 555-0135" in said


def test_a_pdf_that_is_not_signed_is_refused(package, tmp_path):
    from pypdf import PdfReader, PdfWriter

    copy, data = tmp_path / "copy.pdf", io.BytesIO()
    PdfWriter(PdfReader(file_in(package, ".pdf"))).write(data)
    copy.write_bytes(data.getvalue())
    assert "there is no signature in it" in refusal(package, copy)
    shutil.copy(file_in(package, ".pdf"), copy)
    assert "is in the package already" in refusal(package, copy)


def test_a_broken_signature_is_refused(package, tmp_path, sign):  # noqa: F811
    signed = tmp_path / "signed.pdf"
    data = bytearray(sign(file_in(package, ".pdf").read_bytes()))
    comment = data.index(b"%", 5)
    data[comment + 1] ^= 1  # in a comment, which no one reads
    signed.write_bytes(data)
    assert "The digital signature in signed.pdf is broken" in refusal(package, signed)


def test_a_package_with_a_change_is_left_alone(package, tmp_path, sign):  # noqa: F811
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(sign(file_in(package, ".pdf").read_bytes()))
    with (package / "message.txt").open("a") as file:
        file.write("PS")
    assert "message.txt was changed" in refusal(package, signed)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("signed.pdf", b"%PDF-1.7 broken", "signed.pdf"),
        ("signed.jpg", b"\xff\xd8\xff", "Save a photo"),
        ("nothing.pdf", None, "There is no file"),
        ("empty.pdf", b"", "empty.pdf is empty"),
        ("empty.docx", b"", "empty.docx is empty"),
        ("photo.pdf", b"\xff\xd8\xff\xe0 JFIF", "of the pages make one PDF"),
        (".", None, "is a folder"),
        ("signed.txt", b"signed", "neither a PDF nor a Word file"),
    ],
)
def test_what_is_no_letter_at_all_is_refused(package, tmp_path, name, data, says, capsys):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    before = contents(package)
    assert cli.run(["sign", str(package), str(tmp_path / name)]) == 2
    assert says in capsys.readouterr().err and contents(package) == before


def test_a_folder_that_is_no_package_is_refused(package, tmp_path):
    with pytest.raises(BadUsage, match="is no package"):
        sign_package(tmp_path, file_in(package, ".pdf"), OPTIONS)
    with pytest.raises(BadUsage, match="is no package"):
        verify_package(tmp_path, OPTIONS)


def test_a_path_that_is_no_package_is_told_where_one_is(package, tmp_path):
    archive = tmp_path / "package.zip"
    archive.write_bytes(b"PK")
    for path, says in (
        (package.parent, f"Name the package in it: {package}."),
        (archive, "If it is in an archive, unpack that first. The signed file is named last."),
        (tmp_path / "none", "Name the folder that `loi build` wrote"),
    ):
        with pytest.raises(BadUsage) as caught:
            verify_package(path, OPTIONS)
        assert says in caught.value.fix
    assert caught.value.message == f"There is no folder {tmp_path / 'none'}."


# verify -------------------------------------------------------------------------------------------


def test_verify_names_each_file_that_is_not_as_it_was(package):
    (package / "notes.txt").write_text("call Elena")
    (package / "checklist.html").unlink()
    with (package / "message.txt").open("a") as file:
        file.write("PS")
    before = contents(package)
    verified = verify_package(package, OPTIONS)
    assert verified.exit_code is ExitCode.FINDINGS and contents(package) == before
    for rule, name in (
        ("LOI802", "message.txt"),
        ("LOI803", "checklist.html"),
        ("LOI804", "notes.txt"),
    ):
        (one,) = told(verified, rule)
        assert name in one.message
    assert not rules(check_letters([package], OPTIONS)) & {"LOI802", "LOI803", "LOI804"}


def test_verify_checks_as_of_now(package, capsys):
    assert cli.run(["verify", str(package), "--as-of", "2022-05-12T09:00:00-07:00"]) == 0
    out = capsys.readouterr().out
    assert fingerprint(sha256(file_in(package, ".pdf").read_bytes())) in out
    assert cli.run(["verify", str(package), "--as-of", "2022-06-17"]) == 1
    assert "LOI501" in capsys.readouterr().out


def test_verify_of_a_package_without_its_letter(package):
    file_in(package, ".pdf").unlink()
    (one,) = told(verify_package(package, OPTIONS), "LOI803")
    assert one.message.startswith("The file Valle-Verde") and ".pdf is missing" in one.message
    file_in(package, ".docx").unlink()
    with pytest.raises(NotTaken, match="The letter is not in the package"):
        verify_package(package, OPTIONS)


# Scans --------------------------------------------------------------------------------------------


def drawn(pdf, dots=100):
    return [page.render(scale=dots / 72).to_pil().convert("L") for page in PdfDocument(pdf)]


def with_pen(page, pdf, name="Dr. Elena Marquez"):
    """The last page with ink above the name."""
    _, left, top, _, bottom = place_above(pdf, name, "Sincerely,")
    page = page.copy()
    wide, high = page.size
    middle, most = high * (top + bottom) / 2, high * (bottom - top) / 3
    points = [(wide * (left + 0.05 + 0.01 * n), middle + most * (n % 3 - 1)) for n in range(25)]
    ImageDraw.Draw(page).line(points, fill=50, width=2)
    return page


def scanned(pages, path, dots=100):
    first, *rest = pages
    first.save(path, "PDF", resolution=dots, save_all=True, append_images=rest)


def test_a_signed_scan_from_answers_to_verify(package, tmp_path):
    pdf, scan = file_in(package, ".pdf"), tmp_path / "Scan_20220511.pdf"
    unsigned = pdf.read_bytes()
    *pages, last = drawn(unsigned)
    pages = [*pages, with_pen(last, unsigned)]
    scanned([askew(page, 0.8).filter(ImageFilter.GaussianBlur(0.5)) for page in pages], scan)
    taken = sign_package(package, scan, OPTIONS)
    assert taken.exit_code is ExitCode.OK
    assert "Signed on paper and scanned: Scan_20220511.pdf" in taken.said
    assert "There is ink at the place of the signature." in taken.said
    assert pdf.read_bytes() == scan.read_bytes()
    message, verified = ensure_in_order(package)
    assert "NOT SIGNED" not in message["Subject"]
    signature = requirement(verified, "signature")
    assert signature["verdict"] == "confirm" and "ink is there" in signature["why"]
    assert "LOI409" not in rules(verified)
    page = (package / "checklist.html").read_text("utf-8")
    (picture,) = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    shown = Image.open(io.BytesIO(base64.b64decode(picture)))
    assert shown.getextrema()[0] < 120, "the ink can be seen"


def test_a_scan_on_which_nothing_is_written_is_taken_with_a_warning(package, tmp_path):
    scan = tmp_path / "scan.pdf"
    scanned([saved(grain(page, 14)) for page in drawn(file_in(package, ".pdf").read_bytes())], scan)
    taken = sign_package(package, scan, OPTIONS)
    (one,) = told(taken, "LOI409")
    assert one.severity.value == "warning" and "Nothing is written above the name" in one.message
    _, verified = ensure_in_order(package)
    assert told(verified, "LOI409")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda pages, others: [*pages[:-1], pages[-1].rotate(180)], "is upside down"),
        (lambda pages, others: others, "Page 1 shows another text."),
        (lambda pages, others: [*pages, Image.new("L", pages[0].size, 250)], "It has "),
        (lambda pages, others: [pages[0], *pages], "Page 2 shows another page of the letter"),
        (
            lambda pages, others: [Image.new("L", pages[0].size, 250), *pages[1:]],
            "Page 1 is blank.",
        ),
    ],
    ids=["upside down", "another letter", "a page too many", "a page twice", "a blank page"],
)
def test_a_wrong_scan_is_refused_with_its_page(package, tmp_path, change, says):
    scan, letter = tmp_path / "scan.pdf", Path(__file__).parents[1] / "golden/letters/clean.pdf"
    pages = drawn(file_in(package, ".pdf").read_bytes())
    scanned(change(pages, drawn(letter)[: len(pages)]), scan)
    said = refusal(package, scan)
    assert "is not a scan of this letter" in said and says in said


# A picture in Word --------------------------------------------------------------------------------


def with_picture(word, change=lambda document: None, *, above="Dr. Elena Marquez"):
    """The Word file as a person saves it who inserted a picture of the signature."""
    document = Document(io.BytesIO(word))
    (name,) = [p for p in document.paragraphs if p.text.strip().startswith(above)]
    name.insert_paragraph_before().add_run().add_picture(
        io.BytesIO(picture(size=(460, 120)).data), width=Inches(1.8)
    )
    change(document)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def in_paragraph(document, words, other):
    (found,) = [p for p in document.paragraphs if words in p.text]
    found.text = found.text.replace(words, other)


@pytest.mark.parametrize("in_place", [False, True])
def test_a_picture_in_word_from_answers_to_verify(package, tmp_path, in_place):
    word, pdf = file_in(package, ".docx"), file_in(package, ".pdf")
    before = {file.name: file.read_bytes() for file in (word, pdf)}
    signed = word if in_place else tmp_path / "letter signed.docx"
    signed.write_bytes(with_picture(word.read_bytes()))
    data = signed.read_bytes()
    taken = sign_package(package, signed, OPTIONS)
    assert taken.exit_code is ExitCode.OK and "Signed with a picture in Word" in taken.said
    assert word.read_bytes() == data and pdf.read_bytes() != before[pdf.name]
    for name, old in before.items():
        assert (package / f"NOT-SIGNED_{name}").read_bytes() == old
    _, verified = ensure_in_order(package)
    assert requirement(verified, "signature")["verdict"] == "met"
    assert requirement(verified, "formats")["verdict"] == "met"
    assert len(PdfDocument(pdf)) == len(PdfDocument(before[pdf.name]))
    assert verified.report.submissions[0].signature.kind == "image"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (
            lambda word: with_picture(
                word, lambda document: in_paragraph(document, "nine schools", "ten schools")
            ),
            ("nine schools", "ten schools"),
        ),
        (
            lambda word: with_picture(
                word,
                lambda document: document.paragraphs[0].insert_paragraph_before().add_run()
                .add_picture(io.BytesIO(picture(size=(300, 200)).data)),
            ),
            ("2 pictures more",),
        ),
        (lambda word: with_picture(word, above="Dear"), ("no picture of a signature by the name",)),
        (
            lambda word: with_picture(
                word, lambda document: setattr(document.sections[0], "left_margin", Inches(0.5))
            ),
            ("signed.docx has another size of paper or other margins than the letter",),
        ),
    ],
    ids=["another word", "two pictures", "a picture elsewhere", "other margins"],
)  # fmt: skip
def test_a_word_file_with_another_change_is_refused(package, tmp_path, make, says):
    signed = tmp_path / "signed.docx"
    signed.write_bytes(make(file_in(package, ".docx").read_bytes()))
    said = refusal(package, signed)
    assert all(words in said for words in says), said


def test_a_certificate_that_a_service_appended_is_named_and_counted(package, tmp_path, sign):  # noqa: F811
    from pypdf import PdfReader, PdfWriter

    unsigned, more = file_in(package, ".pdf"), Pdf()
    more.page("".join(at(72, 720 - 24 * n, line) for n, line in enumerate(CERTIFICATE)))
    both, data, signed = PdfWriter(PdfReader(unsigned)), io.BytesIO(), tmp_path / "signed.pdf"
    pages = len(both.pages)
    both.append(PdfReader(io.BytesIO(more.bytes())))
    both.write(data)
    signed.write_bytes(sign(data.getvalue()))
    taken = sign_package(package, signed, OPTIONS)
    assert "1 page of a certificate that DocuSign appended" in taken.said
    (one,) = told(taken, "LOI410")
    assert f"The PDF has {pages + 1} pages: {pages} of the letter" in one.message
    ensure_in_order(package)
