"""The ground floor: what every part of the project does with text."""

import re
import time
from datetime import date
from itertools import pairwise

import pytest

from loi_tool.text import (
    MONTH,
    MONTHS,
    VALEDICTION,
    Regex,
    any_of,
    around,
    fold,
    folded_words,
    is_greeting,
    is_valediction,
    listed,
    month_number,
    plural,
    quote_at_end,
    quoted,
    sentence_spans,
    sentences,
    shortened,
    window,
)


def test_a_pattern_is_compiled_when_it_is_first_used():
    pattern = Regex(r"(\w)\d", re.IGNORECASE)
    assert "compiled" not in vars(pattern)
    assert pattern.search("a1")[0] == "a1"
    assert "compiled" in vars(pattern)
    with pytest.raises(re.error):
        Regex("(").search("")


def test_a_pattern_does_what_one_of_re_does():
    ours, theirs = Regex(r"([a-z])\d", re.IGNORECASE), re.compile(r"([a-z])\d", re.IGNORECASE)
    text = "A1 b2; c"
    assert ours.pattern == theirs.pattern
    assert ours.search(text, 1).span() == theirs.search(text, 1).span() == (3, 5)
    assert ours.search(text, 1, 4) is None
    assert ours.match(text, 3)[1] == "b" and ours.match(text, 1) is None
    assert ours.fullmatch("A1") and not ours.fullmatch(text)
    assert [m.span() for m in ours.finditer(text)] == [m.span() for m in theirs.finditer(text)]
    assert ours.findall(text) == theirs.findall(text) == ["A", "b"]
    assert ours.sub("-", text) == theirs.sub("-", text) == "- -; c"
    assert ours.split(text) == theirs.split(text)


def test_any_of_some_names():
    pattern = any_of(["Peer  Network", "CEI", " "])
    assert pattern.search("the peer\nnetworks of")[0] == "peer\nnetworks"
    assert pattern.search("CEIs") and not pattern.search("ceiling") and not pattern.search("")
    assert not any_of([]).search("anything")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ask Dr. A. B. Cole, Ed.D., ext. 12. She is in. St. Mary’s is not.",
            ["Ask Dr. A. B. Cole, Ed.D., ext. 12.", "She is in.", "St. Mary’s is not."],
        ),
        ("“Why?” “Because.” It ends …  Or not", ["“Why?”", "“Because.”", "It ends …", "Or not"]),
        ("It rose to 3.5 percent. é. Él vino. ¿Y tú?", 3),
        ("A line that goes\non here.\nAnother begins", 2),
        ("We met at 9 a.m. Then we left for the U.S. Senate.", 1),
        ("one; two", 1),
        ("  \n ", 0),
        ("", 0),
    ],
)
def test_sentences(text, expected):
    found = sentences(text)
    assert (found if isinstance(expected, list) else len(found)) == expected
    spans = sentence_spans(text)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    kept = "".join("".join(text[start:end] for start, end in spans).split())
    assert kept == "".join(text.split())


def test_a_semicolon_ends_a_clause():
    text = "Call Ann at 555-0100; write to Bo. Not Dr. Cho; she left."
    assert [text[a:b] for a, b in sentence_spans(text, clauses=True)] == [
        "Call Ann at 555-0100;",
        "write to Bo.",
        "Not Dr. Cho;",
        "she left.",
    ]


@pytest.mark.parametrize("filler", [". ", ".", " ", "; ", "A. ", "\n", "’)", "… "])
def test_no_text_makes_sentences_slow(filler):
    began = time.process_time()
    sentence_spans(filler * (200_000 // len(filler)), clauses=True)
    assert time.process_time() - began < 1.5


def test_a_window_shows_the_phrase_and_whole_words():
    text = " ".join(f"word{number}" for number in range(200))
    shown = window(f"  {text} ", 60, "word150")
    assert "word150" in shown and shown in text and len(shown) <= 60
    assert {*shown.split()} <= {*text.split()}
    assert window(" short ", 60) == "short"
    assert window("x" * 100, 60) == "x" * 60


def test_folding():
    assert fold("José’s Peña–Ruiz") == "jose's pena-ruiz"
    assert fold("ABC") == "abc"
    assert folded_words("Río Seco USD, 2022") == ["rio", "seco", "usd", "2022"]


def test_months():
    assert [month_number(month) for month in MONTHS] == list(range(1, 13))
    assert all(f"{date(2022, month_number(m), 1):%B}" == m for m in MONTHS)
    known = ("Sept.", "sep", "ENE", "abril", "agosto", "dic.")
    assert [month_number(name) for name in known] == [9, 9, 1, 4, 8, 12]
    assert all(re.fullmatch(MONTH, name, re.IGNORECASE) for name in (*MONTHS, *known))


@pytest.mark.parametrize(
    "line",
    ["Dear Ms. Cho:", " TO WHOM IT MAY CONCERN", "Estimada Sra. Ruiz:", "Good morning,", "Hello"],
)
def test_greetings(line):
    assert is_greeting(line)
    assert not is_greeting(f"We said {line}")


def test_words_that_only_begin_like_a_greeting():
    assert not any(map(is_greeting, ("Dearborn Unified", "Goodness", "Good schools", "Ladies")))


@pytest.mark.parametrize(
    "line",
    [
        "Sincerely,", "Respectfully submitted,", "With kind regards", "Very truly yours,",
        "Thank you for your time", "Best wishes,", "In partnership,", "With hope for our children,",
        "Yours in service,", "Atentamente,", "Warmly,", "Kindest regards,", "Best,",
    ],
)  # fmt: skip
def test_valedictions(line):
    assert is_valediction(line)
    assert VALEDICTION.match(line)


@pytest.mark.parametrize(
    "line",
    [
        "Community Schools Director", "Best practices", "In addition", "Service Center",
        "Sincerely, we ask you to read on, and to answer us soon", "Kind words matter", "",
        "Thank you for reading this letter. We look forward to your answer.",
    ],
)  # fmt: skip
def test_lines_that_close_no_letter(line):
    assert not is_valediction(line)


# Parts of a text ----------------------------------------------------------------------------------


def test_a_long_text_is_cut_between_words():
    text = "one two,\n three   four five"
    assert shortened(text, 100) == "one two, three four five"
    assert shortened(text, 12) == "one two …"
    assert shortened(text, words=2) == "one two …"
    assert shortened(text, words=5) == "one two, three four five"
    assert shortened("x" * 50, 20) == "x" * 18 + " …"
    assert shortened("") == ""
    for most in range(4, 30):
        assert len(shortened(text, most)) <= most


def test_a_quotation_in_a_sentence():
    assert quoted("He said “no”.") == "“He said ‘no’”"
    assert quoted("Why?") == "“Why?”"
    assert quoted("a b c d", 3) == "“a b c …”"
    assert quote_at_end("the end.") == "“the end.”"
    assert quote_at_end("the end") == "“the end”."


def test_a_part_with_what_is_around_it():
    text = "We want in to Cohort II of the “Initiative”, which is dear to us."
    at = text.index("Cohort II")
    assert around(text, at, at + 9, 2) == "… in to Cohort II of the …"
    assert around(text, at, at + 9, 3) == "… want in to Cohort II of the ‘Initiative’ …"
    assert around(text, 0, 2, 1) == "We want …"
    assert around("(a) b", 1, 2) == "(a) b"
    assert around(text, 0, len(text), most=2) == "We want …"
    assert around("a\nb c", 2, 3) == "a b c"
    assert len(around("x" * 9000, 100, 8000)) <= 400


def test_numbers_and_lists_of_words():
    assert [plural(n, "page") for n in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
    assert plural(2, "entry is", "entries are") == "2 entries are"
    assert [listed("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b, and c"]
    assert listed(["a", "b"], "or") == "a or b"
