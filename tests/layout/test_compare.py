"""The words of the Word file against those of the PDF."""

from dataclasses import replace

import pytest

from loi_tool.layout.compare import differences
from loi_tool.layout.engine import lay_out
from loi_tool.letter import Block, Section, Span
from loi_tool.word.write import word_bytes
from tests.letters import AS_OF, LANGUAGES, letter, prose


def drawn(content):
    return lay_out(word_bytes(content, AS_OF)).drawn


def lists():
    blocks = [
        Block((Span("1990. was a year"),)),
        Block((Span("first"),), "bullet"),
        Block((Span("a. second"),), "bullet", 1),
        Block((Span("third"),), "number", 0, 4),
        Block((Span("fourth"),), "number"),
    ]
    return letter(sections=(Section("description", "Our district", tuple(blocks)),))


@pytest.mark.parametrize(
    "content",
    [letter(prose(700)), letter("office affluent fluff"), lists()],
    ids=["prose", "fi", "lists"],
)
def test_a_letter_agrees_with_its_own_pdf(content):
    assert differences(word_bytes(content, AS_OF), drawn(content)) == ()


def test_right_to_left_text_agrees_too():
    content = letter(LANGUAGES["Arabic"])
    assert differences(word_bytes(content, AS_OF), drawn(content)) == ()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("call (559) 555-0111 today", "call (559) 555-0112 today"),
        ("one sentence. and another.", "one sentence."),
        ("one sentence.", "one sentence. and another."),
        (LANGUAGES["Arabic"] + " 12", LANGUAGES["Arabic"]),
    ],
)
def test_any_other_letter_differs(ours, theirs):
    assert differences(word_bytes(letter(ours), AS_OF), drawn(letter(theirs)))


def test_an_end_that_is_lost_is_a_difference():
    content = letter(prose(100))
    whole = drawn(content)
    cut = replace(whole, words=whole.words[:-9])
    (difference,) = differences(word_bytes(content, AS_OF), cut)
    assert difference.word and not difference.pdf
