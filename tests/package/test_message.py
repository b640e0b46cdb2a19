"""The draft of the email: parsed by strict rules, with the very files of the package."""

import email
import shutil
from email.policy import SMTP

import pytest

from examples.refresh import AS_OF, EXAMPLES
from loi_tool.calls.load import load_call
from loi_tool.calls.model import SubjectLine
from loi_tool.facts import DeliveryFacts, Written
from loi_tool.findings import Place, SignatureReport, Submission, SubmissionFiles, Verdict
from loi_tool.journeys import Options, build_package
from loi_tool.package.message import message_files

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
