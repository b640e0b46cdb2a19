"""One report with every kind of content, in each format, as a reader of that format takes it."""

import csv as reader
import io
import json as json_reader
import re
from html import unescape

import pytest
from markdown_it import MarkdownIt

from loi_tool.findings import (
    Evidence,
    PageReport,
    PartResult,
    Place,
    Severity,
    SignatureReport,
    SubmissionFiles,
    Verdict,
)
from loi_tool.reports import csv, github, html, is_report, json, markdown, text
from tests.reports.test_text import finding, report, requirement, submission

HOSTILE = "=1+1, “a|b” <b>x</b> @octocat #12 `c` $x$ ::error::y %0A\x1b[31m"
PLACE = Place(file="the answers, old:1.yaml", line=7, column=3)
LETTER = submission(
    finding(message=HOSTILE, fix=HOSTILE, place=PLACE, source_line="text"),
    finding(Severity.WARNING, place=Place(file="b.docx", page=2, paragraph=9)),
    finding(Severity.INFO),
    name=HOSTILE,
    district="Valle Verde Unified",
    files=SubmissionFiles(answers="in/the answers, old:1.yaml", word="in/b.docx", pdf="in/b.pdf"),
    requirements=(
        requirement(evidence=(Evidence(text=HOSTILE, place=Place(paragraph=3)),)),
        requirement(
            id="school",
            title="School",
            parts=(PartResult(id="name", verdict=Verdict.MET, value="+Sequoia Grove"),),
        ),
        requirement(
            id="contact",
            title="Contact",
            parts=tuple(
                PartResult(id=id_, verdict=Verdict.MET, value=value)
                for id_, value in (("name", "Ana"), ("phone", "-555"), ("email", "@x"))
            ),
        ),
        requirement(
            Verdict.CONFIRM,
            id="signature",
            title="Signature",
            parts=(
                PartResult(id="name", verdict=Verdict.MET, value="Elena"),
                PartResult(id="mark", verdict=Verdict.CONFIRM, value="scan"),
            ),
        ),
    ),
    pages=PageReport(limit=3, count=2, verdict=Verdict.MET),
    signature=SignatureReport(verdict=Verdict.CONFIRM, kind="scan", signer="Elena"),
)
UNREADABLE = submission(finding(), status="unreadable", name="b")
REPORT = report(LETTER, UNREADABLE)


def rows():
    content = csv.render(REPORT)
    assert content.startswith("\ufeff")
    return list(reader.DictReader(io.StringIO(content[1:], newline="")))


def test_csv_has_a_row_for_each_letter():
    letter, unreadable = rows()
    expected = {
        "District": "Valle Verde Unified",
        "School": "'+Sequoia Grove",
        "Contact name": "Ana",
        "Phone": "'-555",
        "Email": "'@x",
        "Superintendent": "Elena",
        "Pages": "2 of 3",
        "Verdict: Why": "met",
        "Status": "not ready",
        "Reasons": "item missing (Why)",
        "Word file": "in/b.docx",
    }
    assert {name: letter[name] for name in expected} == expected
    assert unreadable["Letter"] == "b" and unreadable["Status"] == "could not be read"
    assert unreadable["District"] == unreadable["Verdict: Why"] == ""


def test_no_cell_of_csv_is_a_formula():
    cells = [cell for row in rows() for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert any(cell.startswith("'=1+1, “a|b”") for cell in cells)


def test_a_spreadsheet_has_the_same_columns(tmp_path, set_by_libreoffice):
    table = tmp_path / "letters.csv"
    table.write_bytes(csv.render(REPORT).encode())
    commas, tabs = "--infilter=CSV:44,34,76", "tsv:Text - txt - csv (StarCalc):9,34,76"  # in UTF-8
    calc = set_by_libreoffice(table, tabs, commas)
    cells = list(reader.reader(io.StringIO(calc.read_text("utf-8-sig")), delimiter="\t"))
    # Calc takes the apostrophe for its own sign that what follows is text, as Excel shows it.
    expected = [list(rows()[0]), *(list(row.values()) for row in rows())]
    assert [[cell.lstrip("'") for cell in row] for row in cells] == [
        [cell.lstrip("'") for cell in row] for row in expected
    ]


def test_github_has_a_command_for_each_finding():
    lines = github.render(REPORT).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice", "::error"]
    properties, message = re.fullmatch(r"::error (.*?)::(.*)", lines[0]).groups()
    assert properties == (
        "file=in/the answers%2C old%3A1.yaml,line=7,col=3,title=LOI201 item-missing"
    )
    assert "%250A" in message and "\x1b" not in message
    assert "file=in/b.docx,title=" in lines[1] and lines[1].endswith("(page 2, paragraph 9)")


def test_github_says_once_what_is_about_the_call():
    faults = (finding(Severity.INFO), finding(Severity.WARNING))
    letters = [
        submission(*faults, files=SubmissionFiles(word=name)) for name in ("a.docx", "b.docx")
    ]
    lines = github.render(report(*letters)).splitlines()
    assert [line.partition(",")[0] for line in lines] == [
        "::notice file=a.docx", "::warning file=a.docx", "::warning file=b.docx",
    ]  # fmt: skip


def test_no_line_of_the_text_beside_them_is_a_command():
    content = github.beside_text("::error::from the letter\n", REPORT)
    first, letter, last, *commands = content.splitlines()
    word = first.removeprefix("::stop-commands::")
    assert letter == "::error::from the letter" and last == f"::{word}::" and len(word) == 64
    assert "\n".join(commands) + "\n" == github.render(REPORT)


def test_markdown_shows_the_words_as_they_are():
    html = MarkdownIt("gfm-like", {"linkify": False}).render(markdown.render(REPORT))
    shown = unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", html))
    assert "=1+1, “a|b” <b>x</b> @octocat #12 `c` $x$ ::error::y" in shown
    assert "<b>x" not in html and "<code>" not in html and html.count("<table>") == 2
    assert "@octocat" not in html and "#12" not in html, "a mention, or a link to an issue"
    assert html.count("<details>") == 2 and "NOT READY: 1 error and 1 warning" in shown


def test_html_shows_the_words_as_they_are():
    page = html.render(REPORT)
    shown = unescape(re.sub(r"(?s)<(style|script)>.*?</\1>|<[^>]*>", "", page))
    assert shown.count("=1+1, “a|b” <b>x</b> @octocat #12 c $x$ ::error::y %0A\ufffd[31m") >= 3
    assert "<b>x" not in page and "\x1b" not in page and page.count("<code>c</code>") >= 2
    for word in ("Valle Verde Unified", "+Sequoia Grove", "2 of 3", "could not be read", "LOI201"):
        assert word in shown


def test_json_and_text_show_all():
    content = json_reader.loads(json.render(REPORT))
    assert content["submissions"][0]["district"] == "Valle Verde Unified"
    shown = text.render(REPORT, width=120, color=False, details=True)
    assert "\x1b" not in shown and shown.count("LOI201") == 4


@pytest.mark.parametrize("renderer", [json, csv, github, markdown, html])
def test_a_newer_report_may_take_the_place_of_each(renderer, tmp_path):
    path = tmp_path / "report"
    path.write_text(renderer.render(REPORT), "utf-8", newline="")
    assert is_report(path)
    path.write_text("District,School\nA,B\n::error::\n", "utf-8")
    assert not is_report(path)


# A required item that is left to a person -----------------------------------------------------------


OPEN_LETTER = submission(
    name="a, b",
    status="ready",
    requirements=(requirement(Verdict.CONFIRM, is_required_item=True),),
)
SAID = "NO ERRORS, but 1 required item is for you to judge."


def rendered(made):
    found = report(made)
    return {
        "text": text.render(found, width=100, color=False),
        "quiet": text.render(found, width=100, color=False, quiet=True),
        "markdown": markdown.render(found),
        "html": html.render(found),
        "github": github.render(found),
    }


def test_every_form_says_that_an_item_is_left_to_a_person():
    for form, content in rendered(OPEN_LETTER).items():
        assert SAID in content and not re.search(r"\bREADY", content), form
    judged = submission(status="ready", requirements=(requirement(),))
    for form, content in rendered(judged).items():
        assert "NO ERRORS" not in content, form
    assert rendered(judged)["github"] == ""


def test_github_makes_it_an_error_where_the_check_fails_on_it():
    assert github.render(report(OPEN_LETTER)) == f"::notice file=a.yaml,title=LOI a%2C b::{SAID}\n"
    failed = OPEN_LETTER.model_copy(update={"status": "not_ready"})
    assert github.render(report(failed)).startswith("::error file=a.yaml,title=LOI a%2C b::NOT ")


def test_of_many_letters_those_with_open_items_are_not_counted_as_ready():
    judged = submission(name="c", status="ready", requirements=(requirement(),))
    found = report(judged, OPEN_LETTER)
    shown = text.render(found, width=100, color=False)
    assert shown.endswith("2 letters: 1 ready; 1 for you to judge (a, b).\n")
    assert "2 letters, 1 ready" in markdown.render(found)
    page = html.render(found)
    assert "1 ready; 1 for you to judge." in page and 'data-status="to_judge"' in page
    rows = list(reader.reader(io.StringIO(csv.render(found).removeprefix("\ufeff"))))
    assert [row[rows[0].index("Status")] for row in rows[1:]] == ["ready", "for you to judge"]


@pytest.mark.parametrize("form", ["text", "quiet", "markdown", "html", "github"])
def test_a_report_that_leaves_an_item_to_a_person_is_known_for_a_report(tmp_path, form):
    path = tmp_path / "report"
    path.write_text(rendered(OPEN_LETTER)[form], encoding="utf-8")
    assert is_report(path)
