"""All faults of a call at once: each at its line, in its item, with the right form."""

import re
from pathlib import Path

import pytest

from loi_tool.calls.load import load_call
from loi_tool.errors import BadCall

SOURCE = Path(__file__).parents[2] / "src/loi_tool/calls/cei-plln-cohort-3.yaml"
TEXT = SOURCE.read_text(encoding="utf-8")


def line_of(text, words):
    return text[: text.index(words)].count("\n") + 1


def told(tmp_path, *changes):
    """What is said of the built-in call with some changes, and its text."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "call.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCall) as caught:
        load_call(str(path))
    return caught.value, text


MANY = (
    ("program: Community Engagement Initiative\n", ""),
    ("    title: How we engage our community", "    titel: How we engage our community"),
    ("  max: 3", "  max: three"),
    ("weekday: Thursday", "weekday: Friday"),
    ("  method: email", "  method: e-mail"),
    ("  - id: historically_unengaged", "  - id: interest"),
)


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path):
    error, text = told(tmp_path, *MANY)
    said = [message for message, _ in error.faults]
    places = [re.match(r"Line (\d+)", message) for message in said]
    numbers = [int(place[1]) if place else 0 for place in places]
    assert numbers == sorted(numbers)
    for words, number, where in (
        ("`program` is missing", 0, ""),
        ("two of them have the same id", line_of(text, "items:\n"), ""),
        ("`title` is missing", line_of(text, "- id: engagement"), "item `engagement`"),
        ("Did you mean `title`?", line_of(text, "    titel:"), "item `engagement`"),
        ("must be a whole number, and is “three”", line_of(text, "  max: three"), ""),
        ("2022-06-16 is a Thursday, not a Friday", line_of(text, "- id: page\n"), "`page`"),
        ("must be one of 'email', 'portal' or 'mail'", line_of(text, "  method: e-mail"), ""),
    ):
        [message] = [message for message in said if words in message]
        assert where in message
        assert message.startswith(f"Line {number}") if number else message.startswith("`program`")
    assert f"{len(said)} mistakes" in error.message and "loi calls call.yaml" in error.fix


def test_each_fault_has_the_right_form(tmp_path):
    error, _ = told(tmp_path, *MANY)
    examples = dict(error.faults)
    [titel] = [example for message, example in examples.items() if "titel" in message]
    assert titel == 'title: "[the heading of this section]"'
    [method] = [example for message, example in examples.items() if "e-mail" in message]
    assert method == "method: email"


def test_a_person_without_a_name_needs_an_organization(tmp_path):
    error, _ = told(
        tmp_path,
        ("    name: Steven Sterling Mitchell", "    name: null"),
        ("    organization:", "    # "),
    )
    (message, _), *_ = error.faults
    assert "needs an `organization`" in message and "organization: Marigold Fund" in message


def test_one_fault_is_told_whole(tmp_path):
    error, text = told(tmp_path, ("  max: 3", "  max: three"))
    line = line_of(text, "  max: three")
    assert error.message == (
        f"The call call.yaml has a mistake. Line {line}: `pages.max` must be a whole number, "
        "and is “three”."
    )
    assert error.fix == "Write, for example: max: 2"


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("        why, interest,", "        why,, interest,", "why,,", "no word"),
        ("what we hope to learn\n", "what we hope,\n", "what we hope,", "no word between two"),
        ("        why, interest,", "        why?, interest,", "why?,", "has the sign ? in it"),
        ("      headings: >-\n        why,", "      headings: #3\n      x: >-\n        why,", ": #3", "loses “#3”"),
        ("      headings: >-\n        why,", "      headings: a, # of\n      x: >-\n        why,", "a, # of", "a # begins a note"),
        ("        want: >-\n", "        want: #, #%\n        other: >-\n", "want: #,", "loses"),
        ("ADA #, enrollment of #", "ADA #, enrollment of #s", "of #s", "“#s” is not known"),
        ("ADA #, enrollment of #", "ADA $, enrollment of #", "ADA $", "“$” is not known ("),
        ("ADA #,", "{name} #,", "{name}", "in braces there is only {program}"),
        ("ADA #,", "*ing #,", "*ing", "the * is not at the end"),
        ("    prompt: Why", "    prompt: Form #3? Why", "Form #3", "`prompt` loses “#3? Why"),
    ],
)  # fmt: skip
def test_evidence_that_would_do_nothing_is_refused_with_its_line(tmp_path, old, new, at, says):
    error, text = told(tmp_path, (old, new))
    lines = {int(n) for message, _ in error.faults for n in re.findall(r"^Line (\d+)", message)}
    assert says in " ".join(message for message, _ in error.faults)
    assert line_of(text, at) in lines


def test_a_text_that_is_cut_off_is_shown_in_quotation_marks(tmp_path):
    error, _ = told(tmp_path, ("        want: >-\n", "        want: one, #, #%\n        o: >-\n"))
    assert ('want: "one, #, #%"') in [example for _, example in error.faults]


def test_concepts_without_answers_are_refused(tmp_path):
    start = TEXT.index("      answers:", TEXT.index("- id: interest"))
    answers = TEXT[start : TEXT.index("      against:", start)]
    error, _ = told(tmp_path, (answers, ""))
    [(message, example)] = error.faults
    assert "`evidence`: `concepts` do nothing without `answers`" in message
    assert "item `interest`" in message and example.startswith("concepts:")
    assert "answers:\n  - concepts: [lack, figure]" in example


def test_notes_are_left_alone(tmp_path):
    """Behind a value, a key, a number, a text in quotation marks, and on lines of their own."""
    text = TEXT
    for old, new in (
        ("  max: 3", "  max: 3 #three"),
        ("items:\n", "items: #these\n"),
        ("      answers:\n", "      answers: # any of these\n"),
        ("within: 3}", "within: 3} # sentences"),
        ("program: Community Engagement Initiative\n", "program: Community Engagement Initiative # x\n"),
        ('utc_offset: "-07:00"', 'utc_offset: "-07:00" #summer'),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "call.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_call(str(path)).call.program == "Community Engagement Initiative"


def test_a_key_that_is_there_twice_is_told_with_both_lines(tmp_path):
    error, text = told(tmp_path, ("pages:\n", "pages:\n  max: 2\n"))
    [(message, _)] = error.faults
    first = line_of(text, "  max: 2")
    assert message == f"Line {first + 1}: `pages.max` is there twice, here and in line {first}."


def test_a_time_is_taken_as_people_write_it(tmp_path):
    path = tmp_path / "call.yaml"
    path.write_text(TEXT.replace('time: "09:00"', "time: 9 a.m.", 1), encoding="utf-8")
    assert load_call(str(path)).call.deadline.time == "09:00"
    error, _ = told(tmp_path, ('time: "09:00"', "time: 9:00"))
    [(message, example)] = error.faults
    assert "deadline `page`: `time`: “9:00” may be in the morning" in message
    assert example == "time: 5 p.m."


@pytest.mark.parametrize(("form", "says"), [("KA#####", "A for a letter"), ("AA", "3 to 40")])
def test_a_form_that_is_refused_is_told_its_signs(tmp_path, form, says):
    code = ("    kind: contact\n", f'    kind: contact\n    form: "{form}"\n')
    error, _ = told(tmp_path, code)
    [message] = [message for message, _ in error.faults if "`form`" in message]
    assert form in message and says in message
