"""Pages, lines left and lines over, against what can be counted by hand."""

import pytest

from loi_tool.layout.engine import lay_out
from loi_tool.layout.measure import measure
from loi_tool.letter import Block, Section, Span
from loi_tool.word.write import word_bytes
from tests.letters import AS_OF, letter, prose


def facts(content, limit):
    return measure(content, lay_out(word_bytes(content, AS_OF)).drawn, limit)


def with_lines(count):
    """A letter with so many one-line paragraphs set solid."""
    section = Section(
        "description", "Our district", (Block((Span("\n".join(["Line."] * count)),)),)
    )
    return letter(sections=(section,))


def test_a_letter_within_the_limit_has_nothing_over():
    found = facts(letter(prose(100)), 3)
    assert (found.counted, found.lines_over, found.words_over) == (1, 0, 0)
    assert found.sources[0].source == "layout"
    assert 0.3 < found.sources[0].fill < 0.9


def test_lines_left_are_lines_that_really_fit():
    """Adding that many lines keeps the page count; a few more break it."""
    found = facts(with_lines(5), 1)
    assert found.counted == 1
    assert facts(with_lines(5 + found.lines_left), 1).counted == 1
    assert facts(with_lines(5 + found.lines_left + 2), 1).counted == 2


@pytest.mark.parametrize("more", [1, 4, 9])
def test_lines_over_grow_line_by_line(more):
    first = facts(with_lines(70), 1)
    longer = facts(with_lines(70 + more), 1)
    assert longer.lines_over == first.lines_over + more
    assert longer.words_over == first.words_over + more


def test_the_overflow_is_quoted_where_it_begins():
    words = [f"word{number}" for number in range(900)]
    content = letter(" ".join(words))
    drawn = lay_out(word_bytes(content, AS_OF)).drawn
    found = measure(content, drawn, 1)
    first = next(w for w in drawn.body if w.page == 2).text.strip()
    assert found.overflow_quote.split()[0] == first
    after = [w.text.strip() for w in drawn.body if w.page > 1]
    assert found.words_over == len([w for w in after if w])


def test_what_stands_outside_the_limit_is_not_counted():
    references = Section(
        "references", "References", (Block((Span(prose(900)),)),), outside_page_limit=True
    )
    content = letter(prose(300), sections=(*letter(prose(300)).sections, references))
    drawn = lay_out(word_bytes(content, AS_OF)).drawn
    found = measure(content, drawn, 2)
    assert drawn.pages == 3
    assert found.counted == 1
    assert found.words_over == 0


def test_sections_are_counted_in_words_as_they_stand():
    found = facts(letter("one two three", "four"), 3)
    assert [(s.heading, s.words) for s in found.sections] == [
        ("Our district", 4),
        ("Point of contact", 5),
    ]


def test_an_unknown_font_is_said_to_be_unknown():
    from loi_tool.letter import Layout

    assert facts(letter("x"), 3).font_known
    assert not facts(letter("x", layout=Layout(font="Aptos")), 3).font_known
