"""What is pasted into answers is made plain: characters, lists, and marks of Markdown."""

from collections import Counter

import pytest

from loi_tool.answers.compose import compose, markdown
from loi_tool.answers.load import load_answers
from loi_tool.answers.pasted import plain_characters, plain_line
from loi_tool.answers.pasted_lists import as_markdown
from loi_tool.answers.read import read_yaml
from loi_tool.calls.load import load_call
from tests.answers.filled import FILLED, changed, checked

CALL = load_call("cei-plln-cohort-3").call


def blocks(text):
    made = markdown(text, "key")
    return [(block.kind, block.level, block.number_format, block.text) for block in made]


def items(*texts, kind="bullet", level=0, number_format=""):
    return [(kind, level, number_format, text) for text in texts]


@pytest.mark.parametrize(
    ("pasted", "plain", "kind"),
    [
        ("co\u00adoperate", "cooperate", "invisible"),
        ("zero\u200bwidth", "zerowidth", "invisible"),
        ("\u200e(559) 555\u202c", "(559) 555", "invisible"),
        ("\u2066word\u2069\u2060\ufeff", "word", "invisible"),
        ("✔\ufe0f", "✔", "invisible"),
        ("a\u200db", "ab", "invisible"),
        ("well\u2010known, non\u2011profit", "well-known, non-profit", "hyphen"),
        ("oﬃce, ﬁrst, ﬂoor, eﬀort", "office, first, floor, effort", "ligature"),
        ("Pen\u0303a, Jose\u0301", "Peña, José", "accent"),
        ("thin\u2009space\u3000wide", "thin space wide", "space"),
        ("7\u202f%", "7\u00a0%", "space"),
        ("line\x0bbreak", "line break", "space"),
    ],
)
def test_characters_are_those_that_people_type(pasted, plain, kind):
    changes = Counter()
    assert plain_characters(pasted, changes) == plain
    assert changes[kind] > 0


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "क्\u200dष",
        "ʻŌlelo Hawaiʻi – naïve “café” at 7\u00a0a.m.…",
        "Ñuu Savi, x\u0331wm, ½, ™",
    ],
)
def test_what_makes_a_difference_is_kept(text):
    changes = Counter()
    assert plain_characters(text, changes) == text
    assert changes.total() == 0


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        ("“Piedra Azul Middle School”", "Piedra Azul Middle School"),
        ("‘Dev Okafor’", "Dev Okafor"),
        ("„Dev Okafor“", "Dev Okafor"),
        ("«Dev Okafor»", "Dev Okafor"),
        ("“Piedra Azul” and “Rio Seco”", "“Piedra Azul” and “Rio Seco”"),
        ("The “Met”", "The “Met”"),
        ("Dev\tOkafor", "Dev Okafor"),
    ],
)
def test_quotation_marks_around_a_whole_line_are_taken_off(pasted, plain):
    assert plain_line(pasted, Counter()) == plain


@pytest.mark.parametrize(
    "pasted",
    ["mailto:a@b.org", "<a@b.org>", "mailto:<a@b.org>", "<mailto:a@b.org>", "a@b.org",
     "Ana Ruiz <a@b.org>", '"Ruiz, Ana" <a@b.org>', "[a@b.org](mailto:a@b.org)"],
)  # fmt: skip
def test_an_address_is_taken_out_of_its_link(pasted):
    assert plain_line(pasted, Counter(), address=True) == "a@b.org"


@pytest.mark.parametrize("pasted", ["write to a@b.org", "a@b.org; c@d.org", "Ana Ruiz a@b.org"])
def test_what_is_more_than_an_address_stays(pasted):
    assert plain_line(pasted, Counter(), address=True) == pasted


SIGNS = "•●∙·⁃⦁◦○▪▫■□‣➢►❖→✓\uf0b7\uf0a7\uf0d8\uf0fc"


@pytest.mark.parametrize("gap", ["\t", "   ", "\u00a0\u00a0"])
@pytest.mark.parametrize("sign", [*SIGNS, "o", "§", "–", "—"])
def test_every_usual_bullet_makes_a_list(sign, gap):
    text = f"We will:\n{sign}{gap}listen\n{sign}{gap}answer\nThen we go on."
    assert blocks(text) == [
        *items("We will:", kind="paragraph"),
        *items("listen", "answer"),
        *items("Then we go on.", kind="paragraph"),
    ]


@pytest.mark.parametrize(
    ("labels", "number_format"),
    [
        (("a.", "b."), "lowerLetter"),
        (("A)", "B)"), "upperLetter"),
        (("(a)", "(b)"), "lowerLetter"),
        (("(i)", "(ii)"), "lowerRoman"),
        (("I.", "II."), "upperRoman"),
        (("(1)", "(2)"), "decimal"),
    ],
)
def test_every_usual_label_makes_a_list(labels, number_format):
    first, second = labels
    made = items("listen", "answer", kind="number", number_format=number_format)
    assert blocks(f"We will\n{first} listen\n{second}\tanswer")[1:] == made


def test_words_inside_of_words_lists_are_on_their_level():
    text = "•\tone\no\tbelow\n▪\tdeeper\no\tbelow again\n•\ttwo"
    assert [(level, text) for _, level, _, text in blocks(text)] == [
        (0, "one"),
        (1, "below"),
        (2, "deeper"),
        (1, "below again"),
        (0, "two"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A. Smith leads the team.",
        "“It is ours.”\n— Maria Lopez, parent",
        "We came late\n– and we said so.",
        "§ 52060 of the Education Code",
        "2019. That year the lake came back.",
        "o fortunate town",
        "It takes 5*6 = 30 days, and 2*3 more",
        "i. e. nothing",
        "# 14 is our number",
    ],
)
def test_what_only_looks_like_a_list_is_text(text):
    assert blocks(text) == items(" ".join(text.split()), kind="paragraph")


def test_nothing_that_was_said_is_lost():
    text = "Two:\n✓\tSpanish\n✗\tHmong\n\n5*6\n“a”\n– b\n– c that\n  goes on\n(i) d\n(ii) e"
    said = " ".join(text for *_, text in blocks(text))
    for words in ("✓ Spanish", "✗ Hmong", "5*6", "“a”", "b", "c that goes on", "d", "e"):
        assert words in said


def test_headings_rules_and_marks_of_web_pages_are_understood():
    text = "## Our goals\n\nWe <b>do</b> it &amp; more.<br>Now.\n\n---\n\nEnd"
    made = markdown(text, "key")
    assert [block.text for block in made] == ["Our goals", "We do it & more.\nNow.", "End"]
    assert made[0].spans[0].bold
    assert as_markdown(text).changes == {"heading": 1, "html": 4, "rule": 1}


def told(tmp_path, content):
    path = tmp_path / "answers.yaml"
    path.write_text(content, "utf-8")
    problems = load_answers(read_yaml(path), CALL).facts.problems
    return [(problem.kind.value, problem.place.line) for problem in problems]


def test_one_info_a_file_says_what_was_changed(tmp_path):
    text = changed("    We want", "    •\u00a0one\n    •\ttwo\n    co\u00adop\n\n    We want")
    text = text.replace("Dr. Elena Marquez", "“Dr. Elena Marquez”")
    assert told(tmp_path, text) == [("pasted", 11)]
    outcome = checked(tmp_path, text)
    (finding,) = [f for f in outcome.report.submissions[0].findings if f.rule == "LOI110"]
    assert finding.severity.value == "info"
    for said in ("1 invisible character", "2 lines are items", "quotation marks around 1 text"):
        assert said in finding.message


def test_plain_answers_are_not_spoken_of(tmp_path):
    assert told(tmp_path, FILLED) == []


def test_no_break_spaces_in_front_of_keys_are_spaces(tmp_path):
    text = changed("  name: Rosa", "\u00a0\u00a0name:\u00a0Rosa")
    assert told(tmp_path, text) == [("pasted", 35)]
    assert read_yaml(tmp_path / "answers.yaml").data["contact"]["name"] == "Rosa Alvarez"


@pytest.mark.parametrize("closing", ["Sincerely,", "Sincerely", "With gratitude,", "Yours truly"])
def test_a_closing_that_is_a_farewell_stands_for_the_usual_one(tmp_path, closing):
    path = tmp_path / "answers.yaml"
    path.write_text(f'{FILLED}letter: {{closing: "{closing}"}}\n', "utf-8")
    loaded = load_answers(read_yaml(path), CALL)
    letter = compose(loaded.answers, CALL, loaded.pictures)
    assert letter.valediction == f"{closing.rstrip(',')},"
    assert closing not in [block.text for block in letter.closing]
    assert letter.closing


def test_a_text_without_a_bar_keeps_its_paragraphs_and_lists(tmp_path):
    text = changed("interest: |\n    We want", "interest: We\n\n    will\n    - one\n    - want")
    assert told(tmp_path, text) == []
    made = markdown(read_yaml(tmp_path / "answers.yaml").data["sections"]["interest"], "key")
    assert [block.kind for block in made] == ["paragraph", "paragraph", "bullet", "bullet"]
    assert [block.text for block in made][:3] == ["We", "will", "one"]


@pytest.mark.parametrize("number", ["5595550134", "+15595550134", "05595550134", "559.555", "1_0"])
def test_a_phone_number_without_quotes_is_read_as_it_is_written(tmp_path, number):
    told(tmp_path, changed("phone: (559) 555-0134", f"phone: {number}"))
    assert read_yaml(tmp_path / "answers.yaml").data["district"]["phone"] == number


def test_a_phone_number_as_a_number_is_no_fault(tmp_path):
    outcome = checked(tmp_path, changed("phone: (559) 555-0167", "phone: 5595550167"))
    assert outcome.report.submissions[0].status == "ready"
