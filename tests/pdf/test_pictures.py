"""Pages as pictures, and where on them the words are that a report marks."""

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfiumError

from loi_tool.findings import PageMark
from loi_tool.pdf.pictures import MAX_PICTURES, MarkedWords, marked_pages
from tests.pdf.pdf_files import Pdf

LETTERS = Path(__file__).parents[1] / "golden" / "letters"
FAULTS = (LETTERS / "faults.pdf").read_bytes()
MARK, OTHER = PageMark(finding=0), PageMark(requirement="school")


def pdf_of(*pages, rotate=0, size=(612, 792)):
    """A PDF with some lines on each of its pages."""
    pdf = Pdf()
    for lines in pages:
        shown = "".join(
            f"BT /F 11 Tf 72 {700 - 20 * number} Td ({line}) Tj ET\n"
            for number, line in enumerate(lines)
        )
        pdf.page(shown, f"/Rotate {rotate}", size=size)
    return pdf.bytes()


def marks(data, *passages):
    """By page the marks on it."""
    return {page.number: page.marks for page in marked_pages(data, passages)}


def test_pages_are_drawn_in_their_own_shape():
    pages = list(marked_pages(FAULTS, ()))
    assert [(page.number, page.width, page.height) for page in pages] == [
        (1, 612, 792),
        (2, 612, 792),
    ]
    picture = Image.open(io.BytesIO(pages[0].webp))
    assert picture.format == "WEBP" and picture.size == (1000, 1295)
    assert len({picture.getpixel((x, y)) for x in range(0, 1000, 5) for y in range(0, 1295, 5)}) > 2
    assert all(len(page.webp) < 150_000 for page in pages)


def test_the_same_in_gives_the_same_out():
    passage = MarkedWords(MARK, ("Alder Creek",))
    assert list(marked_pages(FAULTS, [passage])) == list(marked_pages(FAULTS, [passage]))


def test_words_have_a_box_for_each_line():
    words = "What draws us to the network is its coaching, and the chance to sit with districts that have handed"
    found = marks(FAULTS, MarkedWords(MARK, (words,), page=1))
    [mark] = found[1]
    (left, top, width, height), (next_left, next_top, _, _) = mark.boxes
    assert found[2] == () and next_left < left and next_top > top
    assert left > 0 and left + width < 612 and 5 < height < 20


def test_words_are_looked_for_in_their_paragraph_first():
    """The name is in the letterhead, too."""
    paragraph = "Alder Creek Unified asks to join Cohort II of the Community Engagement Initiative"
    free = marks(FAULTS, MarkedWords(MARK, ("Alder Creek Unified",)))[1]
    held = marks(FAULTS, MarkedWords(MARK, ("Alder Creek Unified",), paragraph))[1]
    assert held[0].boxes[0][1] > free[0].boxes[0][1] + 50
    [whole] = marks(FAULTS, MarkedWords(MARK, ("not there",), paragraph))[1]
    assert whole.boxes[0][2] > held[0].boxes[0][2], "of what is not found, the paragraph"


def test_a_short_word_is_found_only_where_it_is_whole():
    assert marks(FAULTS, MarkedWords(MARK, ("Sierra",)))[1] != ()
    assert marks(FAULTS, MarkedWords(MARK, ("Sierr",))) == {1: (), 2: ()}
    assert marks(FAULTS, MarkedWords(MARK, ("a",))) == {1: (), 2: ()}


def test_what_is_not_found_is_in_the_margin_of_its_page_or_nowhere():
    lost = MarkedWords(MARK, ("no such words in it",), page=2)
    assert marks(FAULTS, lost) == {1: (), 2: (MARK,)}
    assert marks(FAULTS, MarkedWords(MARK, ("no such words in it",), page=7)) == {1: (), 2: ()}
    assert marks(FAULTS, MarkedWords(MARK, ())) == {1: (), 2: ()}


def test_passages_of_one_requirement_are_one_mark_and_overlap_once():
    first = MarkedWords(OTHER, ("We run four schools for [number] students",))
    second = MarkedWords(OTHER, ("four schools for [number] students where the Sierra",))
    [mark] = marks(FAULTS, first, second)[1]
    assert mark.requirement == "school" and len(mark.boxes) == 1


def test_a_passage_goes_on_behind_the_next_header():
    data = pdf_of(
        ["A header of the letter", "This sentence begins at the end of one page and"],
        ["A header of the letter", "ends at the beginning of the next page of it."],
    )
    words = "This sentence begins at the end of one page and ends at the beginning of the next page"
    found = marks(data, MarkedWords(MARK, (words,)))
    assert [len(found[number][0].boxes) for number in (1, 2)] == [1, 1]


def test_a_turned_page_has_its_marks_where_people_see_the_words():
    pdf = Pdf()
    pdf.page("BT /F 11 Tf 0 1 -1 0 300 72 Tm (Hello there, district) Tj ET", "/Rotate 90")
    [page] = marked_pages(pdf.bytes(), [MarkedWords(MARK, ("Hello there",))])
    assert (page.width, page.height) == (792, 612)
    [(left, top, width, height)] = page.marks[0].boxes
    assert left == pytest.approx(72, abs=2) and top + height == pytest.approx(300, abs=4)
    assert width > 40 and height < 20


def test_only_the_first_pages_are_drawn_and_huge_ones_small():
    pages = list(marked_pages(pdf_of(*[["x"]] * (MAX_PICTURES + 2)), ()))
    assert len(pages) == MAX_PICTURES
    [page] = marked_pages(pdf_of(["x"], size=(14_400, 14_400)), ())
    assert Image.open(io.BytesIO(page.webp)).size == (1000, 1000)
    [page] = marked_pages(pdf_of(["x"], size=(10, 14_400)), ())
    assert Image.open(io.BytesIO(page.webp)).size == (2, 1700)


def test_what_is_no_pdf_is_said():
    with pytest.raises(PdfiumError):
        list(marked_pages(b"%PDF-1.7 and no more", ()))
