"""What is opened, and what is not: pipes and devices would be waited for without end."""

import os
import socket

import pytest

from loi_tool.errors import BadUsage, ExitCode, UnreadableFile
from loi_tool.files import MAX_PARAGRAPH, MAX_PARAGRAPHS, MAX_WORD, read_bytes, refuse_long_text
from loi_tool.journeys import Options, build_package, check_letters

OPTIONS = Options(as_of="2022-05-12T09:00:00-07:00")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")


def test_a_file_and_a_link_to_it_are_read(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "b").symlink_to("a")
    assert read_bytes(tmp_path / "a") == read_bytes(tmp_path / "b") == b"x"


@needs_pipes
@pytest.mark.parametrize("name", ["letter.docx", "letter.pdf", "answers.yaml", "letter"])
def test_a_pipe_is_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    outcome = check_letters([tmp_path / name], OPTIONS)
    assert outcome.exit_code is ExitCode.CANNOT_CHECK
    (finding,) = outcome.report.submissions[0].findings
    assert finding.rule == "LOI101" and finding.message == (
        f"{name} is not a file but a device or a pipe of this computer."
    )


@needs_pipes
def test_nor_is_one_that_is_named_as_the_call_or_the_manifest(tmp_path):
    os.mkfifo(tmp_path / "manifest.json")
    (tmp_path / "letter.docx").write_bytes(b"")
    os.mkfifo(tmp_path / "call.yaml")
    with pytest.raises(BadUsage):
        check_letters([tmp_path], Options(as_of="2022-05-12", call=str(tmp_path / "call.yaml")))
    assert build_package(tmp_path, None, OPTIONS).exit_code is ExitCode.CANNOT_CHECK


def test_a_socket_and_a_device(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("a.docx")
        with pytest.raises(UnreadableFile, match="a device or a pipe"):
            read_bytes(tmp_path / "a.docx")
    (tmp_path / "b.docx").symlink_to(os.devnull)
    with pytest.raises(UnreadableFile, match="a device or a pipe"):
        read_bytes(tmp_path / "b.docx")


def test_a_link_that_leads_to_itself(tmp_path):
    (tmp_path / "a.docx").symlink_to("a.docx")
    with pytest.raises(UnreadableFile, match="a shortcut that leads back to itself"):
        read_bytes(tmp_path / "a.docx")


@pytest.mark.parametrize(
    "text, what",
    [
        ("word " * 4_001, "a paragraph of more than 20,000 characters"),
        ("See " + "-" * 4_001, "more than 4,000 characters without a space"),
    ],
)
def test_no_pattern_runs_over_a_paragraph_or_a_word_without_end(text, what):
    with pytest.raises(UnreadableFile) as raised:
        refuse_long_text("letter.pdf", ["Dear reviewers:", text])
    assert str(raised.value).startswith(f"letter.pdf has {what}; a letter never has. It begins")
    assert len(str(raised.value)) < 200


def test_the_longest_paragraphs_and_words_are_read():
    refuse_long_text("letter.docx", ["x" * MAX_WORD, ("x" * 99 + " ") * (MAX_PARAGRAPH // 100)])


def test_more_paragraphs_than_the_longest_letter_has_are_not_read():
    refuse_long_text("letter.pdf", ["x"] * MAX_PARAGRAPHS)
    with pytest.raises(UnreadableFile, match=r"letter\.pdf holds more text than 25 pages"):
        refuse_long_text("letter.pdf", ["x"] * (MAX_PARAGRAPHS + 1))
