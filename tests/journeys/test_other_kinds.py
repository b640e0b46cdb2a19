"""Files that are no letters are said for what they are, with what to do."""

import zipfile

import pytest

from loi_tool.errors import ExitCode, NothingToCheck
from loi_tool.journeys import Options, build_package, check_letters
from tests.answers.filled import FILLED, ROOT

OPTIONS = Options(as_of="2022-05-12")
KINDS = {
    "mail.eml": (b"From: a@b.example\r\n\r\nText", "a saved email", "attached Word file"),
    "mail.msg": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a saved email", "attached Word file"),
    "letter.gdoc": (b'{"url": "https://docs.example"}', "a link to a file in Google", "Download"),
    "letter.zip": (b"PK\x03\x04", "an archive", "Unpack"),
    "letter.pages": (b"PK\x03\x04", "a Pages file", "Export To"),
    "letter.odt": (b"PK\x03\x04", "an OpenDocument text", "Save As"),
    "letter.rtf": (b"{\\rtf1 Dear", "a rich text file (.rtf)", "Save As"),
    "letter.html": (b"<html><body>Dear", "a web page", "Word file"),
    "sheet.numbers": (b"PK\x03\x04", "a spreadsheet", "Word file"),
    "scan.jpg": (b"\xff\xd8\xff\xe0", "a picture", "PDF"),
    "scan.HEIC": (b"\0\0\0\x18ftypheic", "a picture", "PDF"),
    "letter.txt": (b"Dear Mr. Mitchell:\nWe write to you.", "plain text", "into a Word file"),
    "letter.md": (b"# Dear Mr. Mitchell", "plain text", "into a Word file"),
    "~$letter.docx": (b"\x05Ana\0", "what Word leaves beside letter.docx", "without “~$”"),
    "letter.url": (b"[InternetShortcut]", "a shortcut", "leads to"),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_file_is_said_for_what_it_is(tmp_path, name):
    data, what, fix = KINDS[name]
    (tmp_path / name).write_bytes(data)
    for outcome in (
        check_letters([tmp_path / name], OPTIONS),
        build_package(tmp_path / name, tmp_path / "package", OPTIONS),
    ):
        assert outcome.exit_code is ExitCode.CANNOT_CHECK
        (finding,) = outcome.report.submissions[0].findings
        assert finding.message.startswith(f"{name} is {what}") and fix in finding.fix
        assert "under the name" not in finding.message


@pytest.mark.parametrize("name", KINDS)
def test_a_folder_with_it_alone_names_it(tmp_path, name):
    data, what, fix = KINDS[name]
    (tmp_path / name).write_bytes(data)
    if name.endswith((".pages", ".odt", ".rtf", ".txt", ".md", ".docx")):
        return  # taken for the letter or for none, and said above
    with pytest.raises(NothingToCheck) as error:
        check_letters([tmp_path], OPTIONS)
    assert f"{name} is {what}" in error.value.fix and fix in error.value.fix


def test_answers_to_which_an_editor_added_txt_are_named(tmp_path):
    (tmp_path / "answers.yaml.txt").write_text(FILLED, "utf-8")
    with pytest.raises(NothingToCheck) as error:
        check_letters([tmp_path], OPTIONS)
    assert "Rename it to answers.yaml." in error.value.fix
    assert check_letters([tmp_path / "answers.yaml.txt"], OPTIONS).exit_code is ExitCode.OK


def test_answers_that_an_editor_saved_as_two_bytes_a_letter_are_read(tmp_path):
    (tmp_path / "answers.txt").write_text(FILLED, "utf-16")
    assert check_letters([tmp_path / "answers.txt"], OPTIONS).exit_code is ExitCode.OK


def test_a_word_file_under_another_name_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "letter.zip", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("[Content_Types].xml", "<x/>")
    (finding,) = check_letters([tmp_path / "letter.zip"], OPTIONS).report.submissions[0].findings
    assert "archive with files" not in finding.message


@pytest.mark.parametrize("call", sorted((ROOT / "examples" / "calls").glob("*.yaml")), ids=str)
def test_a_call_given_as_answers_is_said_to_be_one(call):
    outcome = check_letters([call], OPTIONS)
    assert outcome.exit_code is ExitCode.CANNOT_CHECK
    (finding,) = outcome.report.submissions[0].findings
    assert finding.message == f"{call.name} is a call, and not a file of answers."
    assert f"`loi calls {call.name}`" in finding.fix
