"""The report at a terminal: widths, carets, the last line, and files that play tricks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from loi_tool.findings import (
    Finding,
    PageReport,
    Place,
    Report,
    RequirementResult,
    Severity,
    Submission,
    SubmissionFiles,
    Summary,
    Verdict,
    verdict_line,
)
from loi_tool.reports.overview import overview_of
from loi_tool.reports.text import plain, render
from loi_tool.text import printable


def finding(severity=Severity.ERROR, **changes):
    values = {
        "rule": "LOI201",
        "name": "item-missing",
        "severity": severity,
        "requirement": "interest",
        "message": "The call asks for this.",
        "fix": "Answer it.",
        "verdict": Verdict.NOT_MET,
    }
    return Finding(**{**values, **changes})


def requirement(verdict=Verdict.MET, **changes):
    values = {"id": "interest", "title": "Why", "quote": "why", "why": "Answered.", **changes}
    return RequirementResult(verdict=verdict, **values)


def submission(*findings, status="not_ready", requirements=(), **changes):
    values = {"name": "a", "files": SubmissionFiles(answers="a.yaml"), **changes}
    return Submission(status=status, findings=findings, requirements=requirements, **values)


def report(*submissions):
    summary = Summary(submissions=len(submissions), ready=0, errors=0, warnings=0)
    return Report(
        tool="loi 0.0.0",
        call="c",
        as_of="2022-05-12T09:00:00-07:00",
        submissions=submissions,
        summary=summary,
    )


def shown(*findings, width=80, **changes):
    return render(report(submission(*findings, **changes)), width=width, color=False)


ERROR, WARNING, INFO = finding(), finding(Severity.WARNING), finding(Severity.INFO)
OPEN = requirement(Verdict.CONFIRM)
ITEM = requirement(Verdict.CONFIRM, is_required_item=True)
UNREAD = requirement(Verdict.NOT_CHECKED, is_required_item=True)


@pytest.mark.parametrize(
    ("findings", "status", "requirements", "line"),
    [
        ((), "ready", (), "READY: no errors and no warnings."),
        ((INFO,), "ready", (), "READY: no errors and no warnings."),
        ((WARNING,), "ready", (OPEN, OPEN), "READY: 1 warning; 2 requirements for you to confirm."),
        ((), "ready", (ITEM,), "NO ERRORS, but 1 required item is for you to judge."),
        (
            (WARNING,), "ready", (ITEM, UNREAD, OPEN, requirement()),
            "NO ERRORS, but 2 required items are for you to judge; 1 warning; "
            "1 other requirement for you to confirm.",
        ),
        ((), "not_ready", (ITEM, ITEM), "NOT READY: 2 required items are for you to judge."),
        ((ERROR,), "not_ready", (ITEM,), "NOT READY: 1 error to correct."),
        ((ERROR,), "not_ready", (OPEN,), "NOT READY: 1 error to correct."),
        ((ERROR, ERROR, WARNING), "not_ready", (), "NOT READY: 2 errors and 1 warning to correct."),
        ((WARNING, WARNING), "not_ready", (), "NOT READY: 2 warnings to correct."),
        ((ERROR,), "unreadable", (), "NOT CHECKED: the file could not be read."),
    ],
)  # fmt: skip
def test_the_last_line_says_ready_or_not(findings, status, requirements, line):
    made = submission(*findings, status=status, requirements=requirements)
    assert verdict_line(made) == line


def test_ready_is_not_said_of_what_was_left_out():
    """With --ignore a letter passes; what it lacks it lacks all the same."""
    made = submission(status="ready", requirements=(requirement(Verdict.NOT_MET),))
    assert "1 requirement not met, by rules that were left out" in verdict_line(made)


def test_what_a_warning_tells_is_not_said_to_be_left_out():
    unmet = requirement(Verdict.NOT_MET)
    warned = submission(WARNING, status="ready", requirements=(unmet,))
    assert warned.findings[0].requirement == unmet.id
    assert verdict_line(warned) == "READY: 1 warning."


def test_the_table_names_findings_instead_of_telling_them_twice():
    faults = [
        finding(place=Place(file="a.yaml", line=3, column=1)),
        finding(place=Place(file="a.yaml", line=9, column=1)),
        finding(requirement="school", message="Another requirement's."),
    ]
    unmet = requirement(Verdict.NOT_MET, why="The call asks for this.")
    text = shown(*faults, requirements=(unmet,))
    assert "Item missing, line 3; item missing, line 9" in text.replace("\n", " ")
    assert text.count("The call asks for this.") == 2


def test_a_finding_that_is_not_shown_is_told_in_the_table():
    text = shown(requirements=(requirement(Verdict.NOT_MET, why="The letter does not say it."),))
    assert "The letter does not say it." in text


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(width):
    long = "word " * 60 + "w" * 30
    place = Place(file="a.yaml", line=12, column=250)
    fault = finding(message=long, fix=long, place=place, source_line="x " * 200)
    rows = (requirement(title="A title of some length here", why=long), OPEN)
    text = shown(fault, requirements=rows, width=width)
    assert max(map(cell_len, text.splitlines())) <= width


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("interest: TBD", 11),
        ("TBD", 1),
        ("x" * 300 + " TBD", 302),
        ("TBD " + "x" * 300, 1),
        ("学校 と TBD", 6),
        ("x " * 200 + "TBD and more " * 50, 401),
        ("\tTBD", 2),
    ],
)
def test_the_caret_stands_under_the_fault(line, column):
    place = Place(file="a.yaml", line=7, column=column)
    lines = shown(finding(place=place, source_line=line)).splitlines()
    [at] = [number for number, text in enumerate(lines) if text.endswith("^")]
    under = cell_len(lines[at]) - 1
    above, cells = lines[at - 1], 0
    for index, character in enumerate(above):
        if cells == under:
            assert above[index:].startswith("TBD")
            break
        cells += cell_len(character)
    else:
        pytest.fail(f"{above}\n{lines[at]}")


def test_a_long_line_shows_that_it_goes_on():
    place = Place(file="a.yaml", line=7, column=150)
    lines = shown(finding(place=place, source_line="word " * 60)).splitlines()
    [line] = [text for text in lines if " 7 | " in text]
    assert line.startswith("    7 | …") and line.endswith("…")


def test_a_column_past_the_end_of_the_line_does_no_harm():
    place = Place(file="a.yaml", line=7, column=99)
    assert "^" in shown(finding(place=place, source_line="short"))


TRICKS = ["\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\x08\x08", "\u202e", "\u2066", "\r", "\x00"]


@pytest.mark.parametrize("trick", TRICKS)
def test_no_file_can_steer_the_terminal(trick):
    dirty = f"a{trick}b"
    fault = finding(
        message=dirty,
        fix=dirty,
        place=Place(file=dirty, line=1, column=1),
        source_line=dirty,
    )
    made = submission(
        fault,
        name=dirty,
        files=SubmissionFiles(answers=dirty),
        requirements=(requirement(title=dirty, why=dirty),),
    )
    for color in (True, False):
        text = render(report(made, made), width=80, color=color)
        text = re.sub(r"\x1b\[[\d;]*m", "", text)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@given(st.text())
def test_what_is_printable_stays(text):
    kept = printable(text)
    assert len(kept) == len(text)
    assert all(new == old or not old.isprintable() for new, old in zip(kept, text, strict=True))


def test_markup_in_a_letter_is_not_taken_for_style():
    assert "[bold]x[/bold] :smile:" in shown(finding(message="[bold]x[/bold] :smile:"))


def test_ascii_has_a_stand_in_for_every_mark_that_is_printed():
    assert plain("“a” – ‘b’ — c… → d ─") == "\"a\" - 'b' - c... -> d -"


def test_quiet_leaves_the_table_out_and_keeps_the_findings():
    made = report(submission(ERROR, requirements=(OPEN,)))
    quiet = render(made, width=80, color=False, quiet=True)
    assert "Requirement" not in quiet
    assert quiet.startswith("error  LOI201 item-missing") and quiet.endswith("to correct.\n")


def test_several_letters_end_with_the_names_of_those_that_are_not_ready():
    ready = submission(status="ready", name="one")
    unreadable = submission(status="unreadable", name="three")
    found = report(ready, submission(ERROR, name="two"), unreadable)
    found = found.model_copy(update={"summary": found.summary.model_copy(update={"ready": 1})})
    last = render(found, width=80, color=False).splitlines()[-1]
    assert last == "3 letters: 1 ready; 1 not ready (two); 1 could not be read (three)."


def test_a_paragraph_is_found_by_its_page_and_first_words_not_by_a_number():
    place = Place(file="letter.docx", page=2, paragraph=47)
    text = shown(finding(place=place, source_line="We hope to improve how we report …"))
    assert "letter.docx, page 2\n" in text and "paragraph 47" not in text
    assert "search for “We hope to improve how we report”." in text
    told = finding(place=place, source_line="TBD", message="A placeholder is there: “TBD”.")
    assert "search for" not in shown(told)


def of_many(*submissions, width=100):
    return render(report(*submissions), width=width, color=False)


def test_the_table_of_many_names_each_letter_under_its_district():
    rows = of_many(submission(ERROR, district="Alta Unified"), submission(name="b")).splitlines()
    [row] = [number for number, line in enumerate(rows) if line.startswith("Alta Unified")]
    assert rows[row + 1].split() == ["a"]
    assert sum(line.split()[:1] == ["b"] for line in rows) == 1


def test_the_table_of_many_has_no_empty_columns():
    pages = PageReport(limit=3, count=2, verdict=Verdict.MET)
    assert "School" not in of_many(submission(), submission())
    assert "Pages" not in of_many(submission(), submission())
    assert "Pages" in of_many(submission(), submission(pages=pages))


def test_the_gravest_reasons_are_of_what_the_call_asks_for():
    left = finding(requirement=None, name="comments-left")
    missing = requirement(Verdict.NOT_MET)
    made = submission(left, INFO, WARNING, ERROR, requirements=(missing,))
    reasons = overview_of(made).reasons
    assert reasons == ("item missing (Why)", "comments left")


def test_a_letter_that_could_not_be_read_has_its_reason_in_the_table():
    locked = finding(name="unreadable-file", message="a.docx is protected by a password.")
    other = submission(locked, status="unreadable")
    assert "a.docx is protected by a password" in " ".join(of_many(other, other).split())


def test_of_a_long_command_nothing_is_left_out():
    file = f"package/{'Long-Name-' * 20}.pdf"
    text = shown(finding(fix=f"Take it in: `loi sign package {file}`."))
    assert file in re.sub(r"\n +", "", text) and "…" not in text
