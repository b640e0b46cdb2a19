"""Letters of ours, read back as a stranger's: pages, lines left and over, and the pair."""

import pytest

from loi_tool.facts import PageLimit
from loi_tool.layout.engine import letter_pdf
from loi_tool.layout.pages import page_evidence
from loi_tool.layout.pdf_pages import with_pdf
from loi_tool.letter import Block, Layout, Section, Span
from loi_tool.pair import compare
from loi_tool.pdf.read import read_pdf
from loi_tool.rules.pages import page_verdict
from loi_tool.word.read import read_word
from loi_tool.word.write import word_bytes
from tests.letters import AS_OF, LANGUAGES, letter, prose


def pages_of(content, limit, outside=()):
    word = word_bytes(content, AS_OF)
    return page_evidence(word, read_word(word, "letter.docx"), PageLimit(limit, outside))


def with_lines(count):
    """A letter with so many one-line paragraphs set solid."""
    section = Section(
        "description", "Our district", (Block((Span("\n".join(["Line."] * count)),)),)
    )
    return letter(sections=(section,))


def test_a_letter_within_the_limit_has_nothing_over():
    pages = pages_of(letter(prose(100)), 3)
    assert (pages.counted, pages.lines_over, pages.words_over) == (1, 0, 0)
    assert pages.sources[0].source == "layout"
    assert 0.3 < pages.sources[0].fill < 0.9
    assert page_verdict(3, pages).verdict.value == "met"


def test_lines_left_are_lines_that_really_fit():
    """Adding that many lines keeps the page count; a few more break it."""
    left = pages_of(with_lines(15), 1).lines_left
    assert pages_of(with_lines(15 + left), 1).counted == 1
    assert pages_of(with_lines(15 + left + 2), 1).counted == 2


@pytest.mark.parametrize(
    ("lines", "verdict", "doubt"),
    [(-4, "met", ""), (-3, "met", ""), (-1, "confirm", "near"), (2, "not_met", "")],
)
def test_the_first_engine_is_believed_of_our_own_style(lines, verdict, doubt):
    """It breaks the lines of our letters as LibreOffice does: see tests/journeys."""
    left = pages_of(with_lines(15), 1).lines_left
    pages = pages_of(with_lines(15 + left + lines), 1)
    assert [source.source for source in pages.sources] == ["layout"]
    judged = page_verdict(1, pages)
    assert (judged.verdict.value, judged.doubt) == (verdict, doubt)


@pytest.mark.parametrize("more", [1, 4, 9])
def test_lines_over_grow_line_by_line(more):
    first, longer = pages_of(with_lines(70), 1), pages_of(with_lines(70 + more), 1)
    assert longer.lines_over == first.lines_over + more
    assert longer.words_over == first.words_over + more
    assert page_verdict(1, longer).verdict.value == "not_met"


def test_the_overflow_is_quoted_where_it_begins():
    content = letter(" ".join(f"word{number}" for number in range(900)))
    pages = pages_of(content, 1)
    pdf = read_pdf(letter_pdf(word_bytes(content, AS_OF)), "letter.pdf")
    on_page_two = [p.text for p in pdf.paragraphs if p.place.page == 2 and p.where == "body"]
    assert pages.overflow_quote.split()[0].startswith("word")
    assert pages.overflow_quote.split()[0] in " ".join(p.text for p in pdf.paragraphs).split()
    assert pages.words_over >= len(" ".join(on_page_two).split())


@pytest.mark.parametrize("heading", ["References", "REFERENCES"])
def test_what_stands_outside_the_limit_is_not_counted(heading):
    references = Section(
        "references", heading, (Block((Span(prose(900)),)),), outside_page_limit=True
    )
    content = letter(prose(300), sections=(*letter(prose(300)).sections, references))
    pages = pages_of(content, 2, outside=("References",))
    pdf = read_pdf(letter_pdf(word_bytes(content, AS_OF)), "letter.pdf")
    assert pdf.pages == 3
    assert (pages.counted, pages.words_over) == (1, 0)
    both = with_pdf(pages, pdf, PageLimit(2, ("References",)))
    assert [source.pages for source in both.sources] == [1, 1]
    assert with_pdf(None, pdf, PageLimit(2, ("References",))).counted == 1
    assert pages_of(content, 2).counted == 3


def test_sections_are_counted_in_words_as_they_stand():
    pages = pages_of(letter("one two three", "four"), 3)
    lengths = {section.heading: section.words for section in pages.sections}
    assert lengths["Our district"] == 4


def test_an_unknown_font_is_said_to_be_unknown():
    assert pages_of(letter("x"), 3).unknown_fonts == ()
    assert pages_of(letter("x", layout=Layout(font="Georgia")), 3).unknown_fonts == ("Georgia",)


# The pair -----------------------------------------------------------------------------------------


def pair(ours, theirs):
    """The differences between the Word file of one letter and the PDF of another."""
    word, pdf = word_bytes(ours, AS_OF), letter_pdf(word_bytes(theirs, AS_OF))
    return compare(read_word(word, "letter.docx"), read_pdf(pdf, "letter.pdf"))


def lists():
    blocks = [
        Block((Span("1990. was a year"),)),
        Block((Span("first"),), "bullet"),
        Block((Span("a. second"),), "bullet", 1),
        Block((Span("third"),), "number", 0, 4),
        Block((Span("¿fourth?"),), "number"),
    ]
    return letter(sections=(Section("description", "Our district", tuple(blocks)),))


@pytest.mark.parametrize(
    "content",
    [letter(prose(700)), letter("office affluent fluff"), lists(), letter(LANGUAGES["Arabic"])],
    ids=["prose", "fi", "lists", "right to left"],
)
def test_a_letter_agrees_with_its_own_pdf(content):
    assert pair(content, content) == ()


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
    assert pair(letter(ours), letter(theirs))
