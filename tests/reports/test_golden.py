"""Whole reports, as they were when somebody last looked at them with their own eyes.

After a change that is meant: LOI_REFRESH_GOLDEN=1 pytest tests/reports, then read `git diff`.
"""

import os
import re
import shutil
from pathlib import Path

import jsonschema
import pytest

from loi_tool.findings import Report
from loi_tool.journeys import Options, check_letters
from loi_tool.reports import csv, github, html, is_report, json, markdown, text
from tests.letters import picture

GOLDEN = Path(__file__).parents[1] / "golden"
LETTERS = {
    "clean": ["clean.yaml"],
    "faults": ["faults.yaml"],
    "unreadable": ["unreadable.yaml"],
    "several": ["clean.yaml", "faults.yaml", "unreadable.yaml"],
    "letter_clean": ["letters/clean.docx", "letters/clean.pdf"],
    "letter_faults": ["letters/faults.docx", "letters/faults.pdf"],
    "letter_scan": ["letters/scan.docx", "letters/scan.pdf"],
    "letter_signed": ["letters/signed.docx", "letters/signed.pdf"],
    "letter_malformed": ["letters/malformed.docx"],
}
IN_OTHER_FORMATS = ("several", "letter_faults", "letter_scan")
IN_HTML = ("several", "letter_faults")


@pytest.fixture(scope="module", params=LETTERS)
def report(request, tmp_path_factory):
    """A report on files that are in the current folder, with a name for it.

    `tests/make_letters.py` made the finished letters.
    """
    folder = tmp_path_factory.mktemp("letters")
    for name in LETTERS[request.param]:
        shutil.copy(GOLDEN / name, folder)
    (folder / "signature.png").write_bytes(picture().data)
    pictures = request.param in IN_HTML
    options = Options(as_of="2022-05-12T09:00:00-07:00", pictures=pictures)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        paths = [Path(Path(name).name) for name in LETTERS[request.param]]
        found = check_letters(paths, options).report
    return request.param, found.model_copy(update={"tool": "loi 0.0.0"})


def is_golden(name, content):
    path = GOLDEN / name
    if os.environ.get("LOI_REFRESH_GOLDEN"):
        path.write_text(content, encoding="utf-8")
    assert content == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [80, 120])
def test_text(report, width):
    name, found = report
    is_golden(f"{name}.{width}.txt", text.render(found, width=width, color=False))


def test_quiet_text(report):
    name, found = report
    is_golden(f"{name}.quiet.txt", text.render(found, width=80, color=False, quiet=True))


def test_text_for_a_terminal_that_has_nothing_but_ascii(report):
    name, found = report
    content = text.render(found, width=80, color=False, unicode=False)
    assert content.isascii()
    is_golden(f"{name}.ascii.txt", content)


@pytest.mark.parametrize(
    ("renderer", "ending"), [(github, "github"), (markdown, "md"), (csv, "csv")]
)
def test_other_formats(report, renderer, ending):
    name, found = report
    if name in IN_OTHER_FORMATS:
        is_golden(f"{name}.{ending}", renderer.render(found).replace("\r\n", "\n"))


def test_html(report):
    """Less what pages look like, and the style and the script that are the same in each."""
    name, found = report
    if name in IN_HTML:
        content = re.sub(r"base64,[^\"]*|sha256-[^']*", "…", html.render(found))
        content = re.sub(r"(?s)(<(style|script)>).*?(</\2>)", r"\1…\3", content)
        is_golden(f"{name}.html", content)


def test_color_changes_no_word(report):
    _, found = report
    colored = text.render(found, width=80, color=True)
    assert "\x1b[" in colored
    words = re.sub(r"\x1b\[[\d;]*m", "", colored)
    assert re.sub(r" +$", "", words, flags=re.M) == text.render(found, width=80, color=False)


def test_json(report):
    name, found = report
    is_golden(f"{name}.json", json.render(found))


def test_json_is_as_the_schema_has_it(report):
    import json as reader

    _, found = report
    content = reader.loads(json.render(found))
    jsonschema.validate(content, Report.model_json_schema(mode="serialization"))


def test_no_golden_file_is_left_over():
    kinds = ("80.txt", "120.txt", "quiet.txt", "ascii.txt", "json")
    made = {f"{name}.{kind}" for name in LETTERS for kind in kinds}
    made |= {f"{name}.{kind}" for name in IN_OTHER_FORMATS for kind in ("github", "md", "csv")}
    made |= {f"{name}.html" for name in IN_HTML}
    letters = {name for names in LETTERS.values() for name in names}
    there = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file()}
    assert there == made | letters


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.*")), ids=lambda path: path.name)
def test_a_report_of_any_form_is_known_as_one(path):
    """It may be replaced by a newer one; answers may not."""
    assert is_report(path) == (path.suffix != ".yaml")


def test_no_file_of_a_letter_is_taken_for_a_report(tmp_path):
    package = Path(__file__).parents[2] / "examples" / "minimal" / "package"
    for path in (*(GOLDEN / "letters").iterdir(), *package.iterdir()):
        assert not is_report(path), path
    empty = tmp_path / "empty"
    empty.touch()
    assert is_report(empty)
