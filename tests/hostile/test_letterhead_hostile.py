"""Letterheads that are made to hang, to fill the memory or to break whoever writes on them.

Each serves, or is refused in words, within two seconds (more on a busy machine) and 200 MB.
"""

import io
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from loi_tool.errors import UnreadableFile
from loi_tool.word.letterhead import read_letterhead
from loi_tool.word.write import word_bytes
from tests.letters import AS_OF, letter
from tests.word.letterheads import letterhead, with_part

SECONDS = 8
GOOD = letterhead()


def outcome(data):
    """“written”, or why not; it comes in time."""
    began = time.process_time()
    try:
        paper = read_letterhead(data, "ours.docx")
        word_bytes(letter("x", paper=paper, layout=paper.layout), AS_OF)
        return "written"
    except UnreadableFile as error:
        assert error.fix and "\n" not in error.message
        return error.message
    finally:
        assert time.process_time() - began < SECONDS


def replaced(name, old, new):
    def change(text):
        assert old in text
        return text.replace(old, new)

    return with_part(GOOD, name, change)


@pytest.mark.parametrize(
    "number", ["99999999999999999999", "-5", "1e400", "NaN", "٣", "", "9" * 9000]
)
@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("word/document.xml", 'w:w="12240"', 'w:w="{}"'),
        ("word/document.xml", 'w:left="1800"', 'w:left="{}"'),
        ("word/document.xml", "<w:cols ", '<w:cols w:num="{}" '),
        ("word/styles.xml", '<w:sz w:val="21"/>', '<w:sz w:val="{}"/>'),
        ("word/numbering.xml", 'w:abstractNumId="0"', 'w:abstractNumId="{}"'),
        ("word/header1.xml", 'cy="731520"', 'cy="{}"'),
    ],
)
def test_absurd_numbers(part, old, new, number):
    message = outcome(replaced(part, old, new.format(number)))
    assert message == "written" or message.startswith("ours.docx ")


@pytest.mark.parametrize(
    "name", ["word/styles.xml", "word/settings.xml", "word/numbering.xml", "word/header1.xml"]
)
@pytest.mark.parametrize("content", ["", "<x/>", "<w:styles", "\0", "<!DOCTYPE x><x/>"])
def test_parts_that_are_something_else(name, content):
    message = outcome(with_part(GOOD, name, lambda text: content))
    assert message == "written" or message.startswith("ours.docx ")


@pytest.mark.parametrize("name", ["word/styles.xml", "word/numbering.xml", "word/settings.xml"])
def test_parts_that_are_not_there(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive, zipfile.ZipFile(buffer, "w") as copy:
        for member in archive.namelist():
            if member != name:
                copy.writestr(member, archive.read(member))
    message = outcome(buffer.getvalue())
    assert message == "written" or message.startswith("ours.docx ")


def test_styles_that_are_based_on_each_other():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:name w:val="s{n}"/>'
        f'<w:basedOn w:val="s{(n + 1) % 5000}"/></w:style>'
        for n in range(5000)
    )
    data = replaced("word/styles.xml", "</w:styles>", f"{styles}</w:styles>")
    assert outcome(data) == "written"


def test_a_truncated_file_at_every_length():
    for length in range(0, len(GOOD), 997):
        assert outcome(GOOD[:length]).startswith("ours.docx ")


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="needs Linux to measure")
def test_a_file_that_unpacks_to_far_more_than_it_has(tmp_path):
    path = tmp_path / "ours.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
            for name in good.namelist():
                archive.writestr(name, good.read(name))
        archive.writestr("word/media/image7.bin", bytes(range(256)) * 400_000)
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from loi_tool.errors import UnreadableFile\n"
        "from loi_tool.word.letterhead import read_letterhead\n"
        "try:\n"
        "    read_letterhead(Path(sys.argv[1]).read_bytes(), 'ours.docx')\n"
        "except UnreadableFile as error:\n"
        "    print(error.message)\n"
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    message, kilobytes = done.stdout.splitlines()
    assert message.startswith("ours.docx is far too large")
    assert int(kilobytes) < 200_000


def test_the_letterhead_that_all_of_these_are_made_of_serves():
    assert outcome(GOOD) == "written"
