"""Shared templates: what every starter file is, and what Word templates of other writers are."""

import re
from dataclasses import replace

import pytest
import yaml
from docx import Document

from loi_tool.calls.load import load_call
from loi_tool.errors import ExitCode
from loi_tool.findings import Severity, Verdict
from loi_tool.journeys import Options, check_letters, write_starter, write_starter_letter
from loi_tool.journeys.gather import Source
from loi_tool.journeys.judge import judged
from loi_tool.journeys.outcome import resolve_as_of
from loi_tool.journeys.readers import Readers
from loi_tool.journeys.sources import read_answers
from loi_tool.journeys.template import as_template
from loi_tool.reports import is_report, markdown, text
from loi_tool.rules.catalog import RULES
from loi_tool.rules.template import SILENT
from tests.answers.filled import CALLS

CEI = load_call("cei-plln-cohort-3").call
TEMPLATE = Options(as_of="2022-04-01", template=True)


def checked(*paths):
    return check_letters(list(paths), TEMPLATE).report.submissions


def told(submission, *severities):
    wanted = severities or (Severity.ERROR, Severity.WARNING)
    return [(f.rule, f.requirement) for f in submission.findings if f.severity in wanted]


# Answers ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    """What `loi new` writes; changed by replacing what a pattern finds once."""
    folder = tmp_path_factory.mktemp("starter")
    path, _ = write_starter(folder, None, resolve_as_of("2022-04-01", CEI))
    whole = path.read_text("utf-8")

    def changed(pattern="", new=""):
        written, count = re.subn(pattern, new, whole, flags=re.DOTALL) if pattern else (whole, 1)
        assert count == 1, pattern
        path.write_text(written, "utf-8")
        with Readers() as readers:  # no letter is made of them: that takes ten times as long
            read = as_template(read_answers(path, TEMPLATE, readers))
        return written.split("\n"), judged(Source("a", answers=path), read, TEMPLATE)

    return changed


@pytest.mark.parametrize("call", [*CALLS, "cei-plln-cohort-3"])
def test_what_new_writes_is_a_complete_template(call, tmp_path):
    path, _ = write_starter(tmp_path, str(call), resolve_as_of("2022-04-01", CEI))
    outcome = check_letters([path], TEMPLATE)
    assert outcome.exit_code is ExitCode.OK
    (submission,) = outcome.report.submissions
    assert told(submission) == []
    assert {r.verdict for r in submission.requirements} == {Verdict.MET, Verdict.NOT_CHECKED}


SECTIONS = {
    item.id: rf"  # The call: “{re.escape(item.quote[:24])}.*?(?=\n\n)\n\n"
    for item in CEI.narratives
}


@pytest.mark.parametrize("id_", SECTIONS)
def test_a_section_that_is_lost_is_an_error_where_it_belongs(id_, starter):
    lines, submission = starter(SECTIONS[id_])
    (error,) = [f for f in submission.findings if f.severity is Severity.ERROR]
    assert (error.rule, error.requirement) == ("LOI221", id_)
    assert lines[error.place.line - 1] == "sections:"
    assert error.fix.startswith(f"Put it back: `{id_}`, under `sections`. ")
    verdicts = {r.id: r.verdict for r in submission.requirements}
    assert verdicts[id_] is Verdict.NOT_MET
    assert list(verdicts.values()).count(Verdict.NOT_MET) == 1


@pytest.mark.parametrize(
    ("pattern", "rule", "requirement", "line"),
    [
        (r"\nschool:\n  name: [^\n]+", "LOI221", "school", "  historically_unengaged: |"),
        (r"    community: \|\n[^\n]+\n", "LOI221", "description", "  description:"),
        (r"  phone: \"\[\(559\) 555-0100\]\"\n  email", "LOI105", "contact", "contact:"),
        (r"\nsuperintendent:\n  name: [^\n]+\n  title: [^\n]+", "LOI105", None, ""),
    ],
)
def test_what_else_is_lost_of_answers(pattern, rule, requirement, line, starter):
    new = "  email" if pattern.endswith("email") else ""
    lines, submission = starter(pattern, new)
    errors = [f for f in submission.findings if f.severity is Severity.ERROR]
    assert [(e.rule, e.requirement) for e in errors] == [
        (rule, requirement or errors[0].requirement)
    ]
    if line:
        at = lines[errors[0].place.line - 1]
        assert at == line or (requirement == "school" and at.startswith("    communities that"))


def test_a_key_without_text_needs_a_comment_that_asks(starter):
    prompt = r"  interest: \|\n.*?\n\n"
    assert told(starter(prompt, "  interest:\n\n")[1]) == []
    assert told(starter(prompt, '  interest: ""\n\n')[1]) == []
    asked = r"  # The call: “Why the district.*?\n\n"
    assert told(starter(asked, '  interest: ""\n\n')[1]) == [("LOI222", "interest")]


def test_an_answer_in_place_of_a_prompt_is_a_warning(starter):
    prose = "  interest: |\n    We wish to learn from other districts.\n\n"
    _, submission = starter(r"  interest: \|\n.*?\n\n", prose)
    assert told(submission) == [("LOI222", "interest")]
    assert submission.status == "ready"


@pytest.mark.parametrize(
    ("pattern", "new", "at"),
    [
        ("up to three pages", "up to five pages", "five pages"),
        ("signed by the District Superintendent", "signed by the Principal", "Principal"),
        (r"\(phone and email\)", "(phone)", "for the"),
        ("  # Initiative”", "  # Project”", "Project”"),
        (
            "“engage communities that have not historically",
            "“engage communities that have not",
            "been",
        ),
        (", and its student body”", "”", "y”"),
    ],
)
def test_a_quote_of_the_call_that_is_changed_is_an_error_at_its_word(pattern, new, at, starter):
    lines, submission = starter(pattern, new)
    (error,) = [f for f in submission.findings if f.severity is Severity.ERROR]
    assert error.rule == "LOI223"
    rest = f"{lines[error.place.line - 1]}\n"[error.place.column - 1 :]
    assert rest.startswith(at)


@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        ("“up to three pages in length”", "“Up to three pages”"),
        (", its community, and its student body”", " …”"),
        ("“signed by the District Superintendent”", '"signed by the district superintendent."'),
        ("How to fill this in:", "Write to “the office of our county” with questions:"),
    ],
)
def test_an_excerpt_is_no_change(pattern, new, starter):
    assert told(starter(pattern, new)[1]) == []


def test_other_words_after_the_call_are_a_warning(starter):
    _, submission = starter("“up to three pages in length”", "as the call says: “send us a cake”")
    assert told(submission) == [("LOI223", None)]
    assert submission.status == "ready"


def test_values_in_brackets_are_to_be_filled_in(starter):
    assert told(starter(r"date: [^\n]+", 'date: "[Date]"')[1]) == []
    assert told(starter(r"  type: district [^\n]+", '  type: "[district or charter]"')[1]) == []
    assert told(starter(r"  type: district [^\n]+", "  type: castle")[1]) == [("LOI106", None)]


# Word ---------------------------------------------------------------------------------------------

OWN = {
    "description": ("District Profile", "Describe your district, your community, your students."),
    "interest": ("Interest in the Initiative", "Explain why you want to take part."),
    "engagement": ("Past and Planned Family Engagement", "Describe how families take part."),
    "capacity_and_trust": ("Building Trust", "Give examples of difficult conversations."),
    "historically_unengaged": ("Reaching Communities Not Heard", "Give examples of outreach."),
    "school": ("School Site", "[school site]"),
    "contact": ("Contact Person", "[Name]\n[Phone]\n[Email]"),
}
PEOPLE = "[name]\n[phone]\n[email]"


def titles(document, item):
    document.add_heading(item.title, 1)
    document.add_paragraph(PEOPLE if item.id == "contact" else "[Write here]")


def quotes(document, item):
    document.add_heading(item.quote, 2)
    document.add_paragraph(PEOPLE if item.id == "contact" else "")


def own_words(document, item):
    document.add_heading(OWN[item.id][0], 1)
    document.add_paragraph(OWN[item.id][1])


def form(document, item):
    document.add_paragraph().add_run(item.title).bold = True
    contact = "Name: ____  Phone: ____  Email: ____"
    click = "Click or tap here to enter text."
    document.add_paragraph(contact if item.id == "contact" else click)


def questions(document, item):
    document.add_paragraph(item.prompt)
    document.add_paragraph("")


def with_quotes(document, item):
    document.add_heading(item.title, 1)
    document.add_paragraph(f"“{item.quote}”")
    for part in item.parts:
        document.add_paragraph(part.prompt)
    if item.id == "contact":
        document.add_paragraph(PEOPLE)


def cells(document, item):
    table = document.tables[0] if document.tables else document.add_table(0, 2)
    row = table.add_row().cells
    row[0].text, row[1].text = item.title, PEOPLE if item.id == "contact" else "[…]"


FORMS = (titles, quotes, own_words, form, questions, with_quotes, cells)


def written(path, form_, items=CEI.items, change=None):
    document = Document()
    for line in ("[District]", "[Date]", "Steven Sterling Mitchell"):
        document.add_paragraph(line)
    document.add_paragraph("Dear Steven Sterling Mitchell:")
    document.add_paragraph("[District] applies to the Community Engagement Initiative, Cohort III.")
    for item in items:
        form_(document, item)
    for line in (
        "Thank you for your time.",
        "Sincerely,",
        "____________",
        "[Name]",
        "Superintendent",
    ):
        document.add_paragraph(line)
    if change:
        change(document)
    document.save(str(path))
    return path


def test_word_templates_of_other_writers_are_complete_with_every_item_and_only_then(tmp_path):
    whole = [written(tmp_path / f"{form_.__name__}.docx", form_) for form_ in FORMS]
    lost = dict(zip(FORMS, CEI.items, strict=True))
    less = [
        written(tmp_path / f"less_{f.__name__}.docx", f, [i for i in CEI.items if i is not item])
        for f, item in lost.items()
    ]
    submissions = {s.name: s for s in checked(*whole, *less)}
    for form_, item in lost.items():
        assert told(submissions[form_.__name__], Severity.ERROR) == [], form_.__name__
        errors = told(submissions[f"less_{form_.__name__}"], Severity.ERROR)
        assert errors == [("LOI221", item.id)], form_.__name__


@pytest.mark.parametrize(
    ("old", "new", "rule", "requirement"),
    [
        ("[phone]\n", "", "LOI221", "contact"),
        ("[Write here]", "", "LOI222", "interest"),
    ],
)
def test_what_is_lost_within_a_section(old, new, rule, requirement, tmp_path):
    def change(document):
        paragraph = [p for p in document.paragraphs if old in p.text][-1 if "phone" in old else 1]
        paragraph.text = paragraph.text.replace(old, new)

    (submission,) = checked(written(tmp_path / "a.docx", titles, change=change))
    assert told(submission, Severity.ERROR) == [(rule, requirement)]
    title = CEI.item(requirement).title
    (error,) = [f for f in submission.findings if f.severity is Severity.ERROR]
    assert title in error.message and error.source_line == title


def test_a_part_that_is_not_asked_for_any_more(tmp_path):
    def change(document):
        (prompt,) = [p for p in document.paragraphs if p.text.startswith("Its community:")]
        prompt._p.getparent().remove(prompt._p)

    (submission,) = checked(written(tmp_path / "a.docx", with_quotes, change=change))
    assert told(submission, Severity.ERROR) == [("LOI221", "description")]


# Reports, and files -------------------------------------------------------------------------------


def test_a_word_file_and_answers_of_one_name_are_two_templates(tmp_path):
    word = written(tmp_path / "letter.docx", titles)
    answers, _ = write_starter(tmp_path, None, resolve_as_of("2022-04-01", CEI))
    answers.rename(tmp_path / "letter.yaml")
    (tmp_path / "letter.pdf").write_bytes(b"not read")
    assert [s.name for s in checked(tmp_path)] == [
        f"{tmp_path.name}/letter.yaml",
        f"{tmp_path.name}/letter.docx",
    ]
    assert [s.name for s in checked(word)] == ["letter"]
    named = checked(word, tmp_path / "letter.yaml")
    assert [s.name for s in named] == [
        f"{tmp_path.name}/letter.yaml",
        f"{tmp_path.name}/letter.docx",
    ]


def test_ready_is_never_said_of_a_template(tmp_path):
    whole = written(tmp_path / "whole.docx", titles)
    less = written(tmp_path / "less.docx", titles, CEI.items[1:])
    for paths in ([whole], [less], [whole, less]):
        report = check_letters(paths, TEMPLATE).report
        for shown in (text.render(report, width=100, color=False), markdown.render(report)):
            assert not re.search(r"\bready\b", shown, re.IGNORECASE)
            saved = tmp_path / "report.txt"
            saved.write_text(shown, "utf-8")
            assert is_report(saved)
    whole_line = text.render(check_letters([whole], TEMPLATE).report, width=100, color=False)
    assert whole_line.splitlines()[-1].startswith("TEMPLATE COMPLETE: ")
    less_line = text.render(check_letters([less], TEMPLATE).report, width=100, color=False)
    assert less_line.splitlines()[-1] == "TEMPLATE NOT COMPLETE: 1 error to correct."


def test_each_silent_rule_is_there_once():
    ids = [rule for rules, _ in SILENT for rule in rules]
    known = [rule.id for rule in RULES]
    assert all(any(rule.startswith(id_) for rule in known) for id_ in ids)
    assert all(sum(rule.startswith(id_) for id_ in ids) <= 1 for rule in known)


def test_a_table_and_a_sentence_of_the_call_are_places_of_a_word_template(tmp_path):
    """The contact in a table under a heading of several words; a statement with its title before."""
    call = yaml.safe_load(load_call(CEI.id).path.read_text("utf-8"))
    words = (
        "{applicant} agrees to send its whole team, and to share its data with the Collaborative."
    )
    said = {"title": "Pledge", "quote": "This must be there", "prompt": "It must be there."}
    contact = next(item for item in call["items"] if item["id"] == "contact")
    contact["title"] = "Whom to call"
    call["items"].append({"id": "pledge", "kind": "statement", "words": words, **said})
    path = tmp_path / "call.yaml"
    path.write_text(yaml.safe_dump(call), "utf-8")
    options = replace(TEMPLATE, call=str(path))
    written = write_starter_letter(tmp_path, str(path), resolve_as_of("2022-04-01", CEI))
    for lost, expected in (("", []), ("Pledge", []), ("agrees to send", [("LOI221", "pledge")])):
        document = Document(str(written))
        for paragraph in document.paragraphs:
            if lost and lost in paragraph.text:
                paragraph.clear()
        document.save(str(written))
        (submission,) = check_letters([written], options).report.submissions
        assert told(submission) == expected, lost
