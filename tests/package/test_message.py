"""The draft of the email: parsed by strict rules, with the very files of the package."""

import email
import shutil
import smtplib
import socket
from email.policy import SMTP

import pypdfium2
import pytest
from aiosmtpd.controller import Controller
from typer.testing import CliRunner

from examples.refresh import AS_OF, EXAMPLES
from loi_tool.calls.delivery import SubjectLine
from loi_tool.calls.load import load_call
from loi_tool.cli import app
from loi_tool.facts import DeliveryFacts, Written
from loi_tool.findings import Place, SignatureReport, Submission, SubmissionFiles, Verdict
from loi_tool.journeys import Options, build_package, sign_package
from loi_tool.package.message import is_unsigned, message_files
from loi_tool.text import megabytes

STRICT = SMTP.clone(raise_on_defect=True)
ADDRESSES = 'submission: {to: smitchell@ccee.example, cc: "n@ccee.example"}\n'


def build(tmp_path, name="valle-verde", add=""):
    shutil.copytree(EXAMPLES / name, tmp_path / name, ignore=shutil.ignore_patterns("package"))
    answers = tmp_path / name / "answers.yaml"
    answers.write_text(answers.read_text("utf-8") + add, "utf-8")
    return build_package(answers, None, Options(as_of=AS_OF[name])).folder


@pytest.fixture(scope="module")
def valle_verde(tmp_path_factory):
    """The package of an example, which is only read."""
    return build(tmp_path_factory.mktemp("valle-verde"))


def message_in(folder):
    return email.message_from_bytes((folder / "message.eml").read_bytes(), policy=STRICT)


def test_the_draft_has_both_files_byte_for_byte(valle_verde):
    folder = valle_verde
    message = message_in(folder)
    assert message["X-Unsent"] == "1" and "From" not in message and "Date" not in message
    attached = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert sorted(attached) == sorted(p.name for p in folder.glob("*_Letter-of-Interest.*"))
    for name, data in attached.items():
        assert name.isascii() and data == (folder / name).read_bytes()


def test_the_body_names_who_sends_what_and_whom_to_ask(valle_verde):
    folder = valle_verde
    lines = message_in(folder).get_body().get_content().splitlines()
    assert len(lines) == 5
    body = "\n".join(lines)
    for words in ("Valle Verde Unified", "School: Sequoia Grove", "Contact: Rosa Alvarez, (559)"):
        assert words in body
    assert (folder / "message.txt").read_text("utf-8").endswith("\n\n" + body + "\n")


def test_no_address_is_invented(valle_verde):
    message = message_in(valle_verde)
    assert message["To"].addresses == () and "Steven Sterling Mitchell" in str(message["To"])
    assert "@" not in str(message["Cc"])


def test_given_addresses_are_used(tmp_path):
    message = message_in(build(tmp_path, add=ADDRESSES))
    assert [a.addr_spec for a in message["To"].addresses] == ["smitchell@ccee.example"]
    assert [a.addr_spec for a in message["Cc"].addresses] == ["n@ccee.example"]


def test_the_subject_says_that_a_letter_is_not_signed(valle_verde, tmp_path):
    assert message_in(valle_verde)["Subject"].startswith("Letter of Interest: Valle Verde")
    minimal = message_in(build(tmp_path, "minimal"))
    assert minimal["Subject"].startswith("NOT SIGNED YET: Letter of Interest: ")


def test_the_subject_that_the_call_asks_for_is_exact_and_on_one_line():
    call = load_call("cei-plln-cohort-3").call
    subject = SubjectLine(words=f"First Pages {'2027 ' * 30}- {{applicant}}", quote="exactly")
    delivery = call.delivery.model_copy(update={"subject": subject})
    mark = SignatureReport(verdict=Verdict.MET, kind="image", signer="Ana")
    letter = Submission(
        name="Rio Seco ESD", files=SubmissionFiles(), status="ready", signature=mark
    )
    call = call.model_copy(update={"delivery": delivery})
    files = message_files(call, letter, DeliveryFacts(), {"a.pdf": ("pdf", b"%PDF")}, draft=False)
    line = f"Subject: First Pages {'2027 ' * 30}- Rio Seco ESD"
    assert line.encode() + b"\r\n" in files["message.eml"]
    assert line in files["message.txt"].decode()


def test_the_text_to_paste_has_a_blank_where_an_address_is_not_known(valle_verde):
    lines = (valle_verde / "message.txt").read_text("utf-8").splitlines()
    assert lines[:2] == [
        "To: Steven Sterling Mitchell <address?>",
        "Cc: Nicole LoBese <address?>",
    ]


def test_the_same_letter_gives_the_same_message(valle_verde, tmp_path):
    one, two = (folder / "message.eml" for folder in (valle_verde, build(tmp_path)))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("name", ["lone-star-family-literacy", "sagebrush-evidence-in-practice"])
def test_a_letter_that_goes_to_a_portal_or_by_mail_has_no_message(name):
    call = load_call(str(EXAMPLES / "calls" / f"{name}.yaml")).call
    letter = Submission(name="Rio Seco ESD", files=SubmissionFiles(), status="ready")
    assert message_files(call, letter, DeliveryFacts(), {}, draft=False) == {}


def test_names_that_are_no_addresses_do_no_harm():
    call = load_call("cei-plln-cohort-3").call
    given = DeliveryFacts(Written("a@b\nBcc: x@y.example", Place()), ())
    letter = Submission(name="A\nBcc: x@y.example", files=SubmissionFiles(), status="ready")
    files = message_files(call, letter, given, {"a.pdf": ("pdf", b"%PDF")}, draft=False)
    message = email.message_from_bytes(files["message.eml"], policy=STRICT)
    assert message["Bcc"] is None and message["To"].addresses == ()


def test_an_address_that_no_email_takes_is_named_and_breaks_nothing():
    call = load_call("cei-plln-cohort-3").call
    given = DeliveryFacts(office=("office@county.example", "a(b@county.example"))
    letter = Submission(name="Rio Seco ESD", files=SubmissionFiles(), status="ready")
    files = message_files(call, letter, given, {"a.pdf": ("pdf", b"%PDF")}, draft=False)
    message = email.message_from_bytes(files["message.eml"], policy=STRICT)
    assert [a.addr_spec for a in message["Cc"].addresses] == ["office@county.example"]


# Sent ---------------------------------------------------------------------------------------------


class Inbox:
    """Keeps what a mail server takes in."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (the library's name)
        self.letters.append(envelope)
        return "250 OK"


def test_the_draft_arrives_whole_at_a_real_mail_server(tmp_path):
    folder = build(tmp_path, add=ADDRESSES)
    draft, inbox, sender = message_in(folder), Inbox(), "ralvarez@valleverde.example"
    to = [a.addr_spec for name in ("To", "Cc") for a in draft[name].addresses]
    # the mail program that sends it adds who does
    sent = f"From: {sender}\r\n".encode() + (folder / "message.eml").read_bytes()
    server = Controller(inbox, hostname="127.0.0.1", port=free_port(), ready_timeout=30)
    server.start()
    try:
        with smtplib.SMTP(server.hostname, server.port, timeout=30) as connection:
            assert connection.sendmail(sender, to, sent) == {}
    finally:
        server.stop()
    [envelope] = inbox.letters
    assert envelope.rcpt_tos == ["smitchell@ccee.example", "n@ccee.example"]
    arrived = email.message_from_bytes(envelope.content, policy=STRICT)
    assert arrived["Subject"] == draft["Subject"]
    assert arrived.get_body().get_content() == draft.get_body().get_content()
    attached = {part.get_filename(): part.get_content() for part in arrived.iter_attachments()}
    letters = {path.name: path.read_bytes() for path in folder.glob("*_Letter-of-Interest.*")}
    assert attached == letters and len(letters) == 2
    assert max(map(len, envelope.content.split(b"\r\n"))) <= 998


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def scan_of(pdf, path):
    """A scan of a PDF as it was printed."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=2).to_pil().convert("L") for page in document]
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=144)
    return path


def test_a_scan_on_which_nothing_is_written_is_not_signed_yet(tmp_path):
    folder = build(tmp_path, "minimal")
    [pdf] = folder.glob("*.pdf")
    scan = scan_of(pdf, tmp_path / "Scan.pdf")
    taken = sign_package(folder, scan, Options(as_of=AS_OF["minimal"], ignore=("LOI409",)))
    assert "Nothing is written" in taken.said
    assert message_in(folder)["Subject"].startswith("NOT SIGNED YET: ")
    assert taken.email_bytes == (folder / "message.eml").stat().st_size
    checklist = (folder / "checklist.html").read_text("utf-8")
    assert "signs the letter. The signature must be in the PDF" in checklist


@pytest.mark.parametrize(
    ("kind", "ink", "unsigned"),
    [("scan", False, True), ("scan", True, False), ("scan", None, False), ("line", None, True)],
)
def test_ink_decides_whether_a_scan_is_signed(kind, ink, unsigned):
    mark = SignatureReport(verdict=Verdict.CONFIRM, kind=kind)
    letter = Submission(name="A", files=SubmissionFiles(), status="ready", signature=mark)
    assert is_unsigned(letter, ink) is unsigned
    assert not is_unsigned(letter.model_copy(update={"signature": None}), ink)


def test_the_size_of_the_email_is_told(tmp_path):
    shutil.copy(EXAMPLES / "minimal" / "answers.yaml", tmp_path)
    made = CliRunner().invoke(app, ["build", str(tmp_path), "--as-of", AS_OF["minimal"]])
    size = megabytes((tmp_path / "package" / "message.eml").stat().st_size)
    assert f"The email with its attachments has {size}.\n" in made.stdout
    checklist = (tmp_path / "package" / "checklist.html").read_text("utf-8")
    assert f"open message.eml ({size})" in checklist
