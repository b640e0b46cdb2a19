"""The Word file against the PDF: what may differ, and what may not."""

import random
import time
from dataclasses import replace

import pytest

from loi_tool.files import Paragraph, PdfFacts, TableShape, WordFacts
from loi_tool.findings import Place
from loi_tool.pair import compare, misread, not_compared

HEAD = ("May 12, 2022", "Dear Mr. Mitchell:")
BODY = (
    "Rio Seco has three schools, a packing house and 812 students on the river.",
    "Most of our neighbors work in the orchards from May to October. Their children start late.",
    "Please call Rosa Alvarez at (559) 555-0167 or write to rosa@rioseco.example.",
)
END = ("Sincerely,", "Dr. Elena Marquez", "Superintendent")
LETTER = (*HEAD, *BODY, *END)


def paragraphs(file, texts, where="body", page=1):
    return tuple(
        Paragraph(text, Place(file=file, page=page, paragraph=n), where)
        for n, text in enumerate(texts, 1)
    )


def word(*texts, head=(), cells=(), **more):
    furniture = paragraphs("a.docx", head, "header")
    table = paragraphs("a.docx", cells, "table")
    return WordFacts("a.docx", furniture + paragraphs("a.docx", texts) + table, **more)


def pdf(*texts, head=(), **more):
    furniture = paragraphs("a.pdf", head, "footer")
    return PdfFacts("a.pdf", 1, furniture + paragraphs("a.pdf", texts), **more)


def changed(old, new):
    assert any(old in text for text in LETTER)
    return tuple(text.replace(old, new) for text in LETTER)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (LETTER, LETTER),
        (changed("orchards", "offices"),
         changed("orchards", "oﬃces")),
        (LETTER, changed("neighbors", "neigh-\nbors")),
        (changed("river", "river’s edge"), changed("river", "river's  edge")),
        (changed("Rosa", "“Rosa”"), changed("Rosa", '"Rosa"')),
        (changed("house", "house – old –"), changed("house", "house - old -")),
        (changed("Most", "first"), changed("Most", "• first")),
        (changed("Most", "first"), changed("Most", "2. first")),
        (changed("Most", "first"), changed("Most", "o first")),
        (LETTER, changed("neighbors", "neigh bors")),
        (LETTER, (*LETTER, "Page 1 of 3")),
        (LETTER, ("- 1 -", *LETTER)),
        (LETTER, (*HEAD, BODY[2], *BODY[:2], *END)),
        ((*LETTER[:-1], "/s/ Elena Marquez", "Superintendent"), LETTER),
        (LETTER, (*LETTER[:-2], "Digitally signed by MARQUEZ ELENA Date: 2022.05.12 10:11:12 -07'00'",
                  *LETTER[-2:])),
        (LETTER, ("DocuSign Envelope ID: 4F00-A1", *LETTER)),
        (LETTER, (*LETTER, "May 12, 2022")),
        (LETTER, (*LETTER[:-2], "Elena Marquez", *LETTER[-2:])),
        ((*LETTER[:-2], "______________", *LETTER[-2:]), LETTER),
        (LETTER, changed("rosa@rioseco.example", "rosa@ rioseco.\nexample")),
        (LETTER, changed("555-0167", "555‑\n0167")),
    ],
    ids=[
        "the same", "ligature", "hyphen", "apostrophe", "quotes", "dashes", "bullet", "number",
        "a bullet that is a letter", "a word in two", "page of", "page number", "order", "/s/",
        "digital", "service", "date of signing", "a read signature", "a line to sign on",
        "an address over two lines", "a number over two lines",
    ],
)  # fmt: skip
def test_what_may_differ_is_no_difference(ours, theirs):
    assert compare(word(*ours), pdf(*theirs)) == ()


@pytest.mark.parametrize(
    ("line", "may_differ"),
    [
        ("Elena Marquez (May 12, 2022 10:14 PDT)", True),
        ("Elena Marquez (May 12, 2022, 10:14:05 AM GMT-7)", True),
        ("Doc ID: 0bb1c2a7e4f2d5c8a9", True),
        ("Rosa Alvarez (May 12, 2022 10:14 PDT)", False),
        ("Elena Marquez has left the district.", False),
        ("We ask for $10,000 more by May 12, 2022.", False),
    ],
)
def test_the_line_of_a_signing_service_may_differ_and_an_added_sentence_may_not(line, may_differ):
    letter = changed("Elena", "Élena")
    signed = (*letter[:-2], line, *letter[-2:])
    assert bool(compare(word(*letter), pdf(*signed))) is not may_differ


def test_headers_and_footers_may_differ_and_may_stand_in_the_text_of_the_other():
    header = "Rio Seco School District, 4120 Orchard Avenue"
    assert compare(word(*LETTER, head=(header,)), pdf(*LETTER)) == ()
    assert compare(word(*LETTER, head=(header,)), pdf(header, *LETTER)) == ()
    assert compare(word(header, *LETTER), pdf(*LETTER, head=(f"{header} 2",))) == ()


def test_a_letterhead_may_run_into_the_first_line_of_the_text():
    board = "Board of Education: L. Whitmore, President · J. Ochoa, Clerk"
    merged = (f"{board} {LETTER[0]}", *LETTER[1:])
    assert compare(word(*LETTER, head=(board,)), pdf(*merged)) == ()
    (difference,) = compare(word(*LETTER), pdf(*merged))
    assert "J. Ochoa, Clerk" in difference.pdf
    head = ("Rio Seco School District", "4120 Orchard Avenue", "(559) 555-0134")
    merged = (f"{' '.join(head)} {LETTER[0]}", *LETTER[1:])
    assert compare(word(*LETTER, head=head), pdf(*merged)) == ()


def test_page_numbers_may_stand_at_the_edges_of_pages_only():
    pages = (
        paragraphs("a.pdf", (*HEAD, BODY[0], "1")),
        paragraphs("a.pdf", (*BODY[1:], *END), page=2),
    )
    assert compare(word(*LETTER), PdfFacts("a.pdf", 2, sum(pages, ()))) == ()
    (difference,) = compare(word(*LETTER), pdf(*HEAD, "2", *BODY, *END))
    assert (difference.word, difference.pdf) == ("", "2")


CELLS = ("Pine", "420", "18 %", "Oak", "310", "+4")


@pytest.mark.parametrize(
    ("cells", "in_word", "in_pdf"),
    [
        (("Pine 420 18 %", "Oak 310 +4"), "", ""),
        (("Pine 420", "81 %", "Oak 310 +4"), "18 %", "81 %"),
        (("Pine 420 18 %", "Oak 310 -4"), "+4", "-4"),
        (("Pine 420 18 %", "Oak 310 +14"), "+4", "+14"),
        (("Pine 420 18 %", "Oak 310"), "+4", ""),
    ],
)  # fmt: skip
def test_the_numbers_of_a_table_are_no_page_numbers(cells, in_word, in_pdf):
    found = compare(word(*LETTER, cells=CELLS), pdf(*LETTER, *cells))
    assert len(found) == bool(in_word)
    for difference in found:
        assert in_word in difference.word and in_pdf in difference.pdf
        assert bool(difference.pdf) == bool(in_pdf)


def test_a_table_that_is_read_by_columns_is_the_same():
    rows = ("Name", "Rosa Alvarez", "Phone", "(559) 555-0167", "Email", "rosa@rioseco.example")
    columns = ("Name", "Phone", "Email", "Rosa Alvarez", "(559) 555-0167", "rosa@rioseco.example")
    assert compare(word(*HEAD, *rows, *END), pdf(*HEAD, *columns, *END)) == ()


@pytest.mark.parametrize(
    ("ours", "theirs", "in_word", "in_pdf"),
    [
        (LETTER, changed("0167", "0176"), "Rosa Alvarez at (559) 555-0167 or write to",
         "Rosa Alvarez at (559) 555-0176 or write to"),
        (LETTER, changed(" Their children start late.", ""), "Their children start late.", ""),
        (changed(" Their children start late.", ""), LETTER, "", "Their children start late."),
        (LETTER, (*HEAD, *BODY[1:], *END), BODY[0], ""),
        (LETTER, changed("812", "821"), "812 students", "821 students"),
        (LETTER, changed("Dr. Elena Marquez", "Dr. Luis Mora"), "Elena Marquez", "Luis Mora"),
        (LETTER, changed("rosa@", "rosalia@"), "rosa@rioseco", "rosalia@rioseco"),
        (LETTER, changed("three", "four"), "three", "four"),
        (LETTER, changed("rosa@", "r.osa@"), "rosa@rioseco", "r.osa@rioseco"),
        (LETTER, changed("812", "8.12"), "812 students", "8.12 students"),
        (LETTER, changed("work in", "do not work in"), "neighbors work in the", "neighbors do not work"),
        (LETTER, changed("Superintendent", "Acting Superintendent"), "Superintendent", "Acting Super"),
        (LETTER, LETTER[:-1], "Superintendent", ""),
        (changed("Their", "12 children"), changed("Their", "children"), "12 children", "October. children"),
    ],
)  # fmt: skip
def test_what_differs_is_given_side_by_side(ours, theirs, in_word, in_pdf):
    (difference,) = compare(word(*ours), pdf(*theirs))
    assert in_word in difference.word and in_pdf in difference.pdf
    assert bool(difference.word) == bool(in_word) and bool(difference.pdf) == bool(in_pdf)
    for text, place, file in (
        (difference.word, difference.word_place, "a.docx"),
        (difference.pdf, difference.pdf_place, "a.pdf"),
    ):
        assert place.file == file and (place.paragraph is not None) == bool(text)


def test_another_order_of_paragraphs_is_one_difference_with_the_first_of_them():
    long = tuple(f"{text} And {text.lower()} Once more." for text in BODY)
    ours, theirs = (*HEAD, *long, *END), (*HEAD, long[1], long[2], long[0], *END)
    (difference,) = compare(word(*ours), pdf(*theirs))
    assert difference.moved and difference.word.startswith("Rio Seco has three schools")
    assert (difference.word_place.paragraph, difference.pdf_place.paragraph) == (3, 5)
    boxed = WordFacts(
        "a.docx",
        paragraphs("a.docx", HEAD)
        + paragraphs("a.docx", long[:1], "text_box")
        + paragraphs("a.docx", (*long[1:], *END)),
    )
    assert compare(boxed, pdf(*theirs)) == ()


def test_numbers_that_changed_places_in_a_sentence_are_a_difference():
    ours = changed("three schools", "three high schools of 40 teachers")
    theirs = tuple(t.replace("40", "812 ").replace("812 students", "40 students") for t in ours)
    assert compare(word(*ours), pdf(*theirs))


def test_two_changes_are_two_differences():
    theirs = tuple(text.replace("812", "821").replace("0167", "0176") for text in LETTER)
    assert len(compare(word(*LETTER), pdf(*theirs))) == 2


def test_two_other_letters_are_one_difference():
    (difference,) = compare(word(*LETTER), pdf("Nothing", "of this kind stands elsewhere."))
    assert difference.word.startswith("May 12, 2022 Dear Mr. Mitchell")
    assert difference.pdf.startswith("Nothing of this kind")


def test_what_cannot_be_read_is_not_compared_and_says_so():
    locked = PdfFacts("a.pdf", locked=True, encrypted=True)
    scan = PdfFacts("a.pdf", 2, scanned=(1, 2))
    over = pdf(*LETTER[:-4], recognized=(1,))
    for one, words in ((locked, "password"), (scan, "a scan"), (over, "recognized")):
        assert compare(word(*LETTER), one) == ()
        assert words in not_compared(word(*LETTER), one)
    assert not_compared(word(*LETTER), pdf(*LETTER)) == ""


def test_of_a_mixed_pdf_what_is_there_is_compared():
    mixed = PdfFacts("a.pdf", 2, paragraphs("a.pdf", changed("812", "821")[:-4]), scanned=(2,))
    (difference,) = compare(word(*LETTER), mixed)
    assert "821" in difference.pdf
    assert not_compared(word(*LETTER), mixed).startswith("Page 2 of the PDF is a picture")


def test_a_usual_letter_is_compared_in_no_time_and_a_huge_one_in_a_second():
    draw = random.Random(3)
    words = [f"w{n}" for n in range(400)]
    for size, limit in ((1_500, 0.5), (200_000, 5.0)):
        ours = [" ".join(draw.choices(words, k=50)) for _ in range(size // 50)]
        theirs = [" ".join(draw.choices(words, k=50)) for _ in range(size // 50)]
        began = time.process_time()
        compare(word(*ours), pdf(*theirs))
        compare(word(*ours), pdf(*ours))
        assert time.process_time() - began < limit


def table_cells(*rows, file="a.docx", number=1):
    """The cells of a table as a Word file has them, numbered from 50."""
    return tuple(
        Paragraph(text, Place(file=file, page=1, paragraph=50 + 10 * row + column), "table",
                  row=(number, row), cell=column)
        for row, texts in enumerate(rows, 1)
        for column, text in enumerate(texts, 1)
    )  # fmt: skip


CONTACT = (
    ("Name", "Phone", "Email"),
    ("Rosa Alvarez, Director of Family and Community Programs", "(559) 555-0167", "r@rio.example"),
)
BY_LINE = (
    "Name\tPhone\tEmail",
    "Rosa Alvarez, Director of\t(559) 555-0167\tr@rio.example",
    "Family and Community Programs",
)


def test_a_table_with_no_rules_is_read_line_by_line_from_a_pdf():
    ours = WordFacts("a.docx", (*paragraphs("a.docx", LETTER), *table_cells(*CONTACT)))
    assert compare(ours, pdf(*LETTER, *BY_LINE)) == ()
    for old, new in (("0167", "0168"), ("Family", "Student")):
        lines = [line.replace(old, new) for line in BY_LINE]
        (difference,) = compare(ours, pdf(*LETTER, *lines))
        assert old in difference.word and new in difference.pdf


def test_a_head_that_comes_again_on_the_next_page_is_the_same_head():
    head = ("What this member of the team does", "Name and title of the member")
    rows = (head, *((f"Member {n}", f"Ana {n}") for n in range(1, 5)))
    cells = table_cells(*rows)
    shape = TableShape(cells[0].place, len(rows), 2, True, head[0])
    ours = WordFacts("a.docx", (*paragraphs("a.docx", LETTER), *cells), tables=(shape,))
    lines = [" ".join(row) for row in rows]
    first = paragraphs("a.pdf", (*LETTER, *lines[:3]))
    assert (
        compare(ours, PdfFacts("a.pdf", 2, (*first, *paragraphs("a.pdf", lines[3:], page=2)))) == ()
    )
    again = paragraphs("a.pdf", (lines[0], *lines[3:]), page=2)
    assert compare(ours, PdfFacts("a.pdf", 2, (*first, *again))) == ()
    (difference,) = compare(replace(ours, tables=()), PdfFacts("a.pdf", 2, (*first, *again)))
    assert head[0] in difference.pdf


@pytest.mark.parametrize(
    ("script", "in_pdf"), [("نحن نستمع", "عمتسن نحن"), ("אנחנו מקשיבים", "םיבישקמ ונחנא")]
)
def test_scripts_from_right_to_left_are_not_compared_for_pdfs_give_them_in_any_order(
    script, in_pdf
):
    assert compare(word(*LETTER, script), pdf(*LETTER, in_pdf)) == ()


# What Word numbers, and what a PDF gives otherwise than it looks


def labelled(*labels):
    """The letter with numbers of Word before its paragraphs of the body."""
    facts = word(*LETTER)
    numbered = dict(zip(range(len(HEAD), len(LETTER)), labels, strict=False))
    return replace(
        facts,
        paragraphs=tuple(
            replace(paragraph, label=numbered.get(at, ""))
            for at, paragraph in enumerate(facts.paragraphs)
        ),
    )


def with_numbers(*labels):
    return (*HEAD, *(f"{a} {b}" for a, b in zip(labels, BODY, strict=True)), *END)


@pytest.mark.parametrize(
    "labels",
    [
        ("Question 1:", "Question 2:", "Question 3:"),
        ("Part A", "Part B", "Part C"),
        ("Section I.", "Section II.", "Section III."),
        ("01", "02", "03"),
        ("§ 1", "§ 2", "§ 3"),
        ("1.1", "1.2", "2.1"),
    ],
)
def test_numbers_of_word_are_a_part_of_the_text(labels):
    assert compare(labelled(*labels), pdf(*with_numbers(*labels))) == ()
    assert compare(labelled(*labels), pdf(*LETTER)) == ()  # its maker may leave them out
    assert compare(word(*LETTER), pdf(*with_numbers("Goal One:", "Goal Two:", "Goal Six:"))) != ()


def test_who_makes_a_pdf_may_count_otherwise():
    ours = labelled("Question 1:", "Question 2:", "Question 3:")
    assert compare(ours, pdf(*with_numbers("Question 1:", "Question 3:", "Question 4:"))) == ()


def test_what_is_changed_behind_a_number_is_told():
    ours = labelled("Question 1:", "Question 2:", "Question 3:")
    theirs = with_numbers("Question 1:", "Question 2:", "Question 3:")
    [found] = compare(ours, pdf(*(text.replace("812", "821") for text in theirs)))
    assert "812" in found.word and "821" in found.pdf


WORDS = "The office of our Unified district offers staff time to find and fill five little gaps."


@pytest.mark.parametrize(
    "signs",
    [
        {"ff": "\ufffd", "fi": "\ufffd", "fl": "\ufffd"},
        {"fi": "Ǝ", "ff": "Ƣ", "tt": "Ʃ"},
        {"ffi": "", "ff": "", "fi": ""},
        {"tt": "Ʃ"},
        {"Th": "Ʋ", "ti": "Ɵ"},
    ],
)
def test_signs_for_two_letters_are_no_difference_and_the_words_are_told(signs):
    read = WORDS
    for letters, sign in signs.items():
        read = read.replace(letters, sign)
    ours, theirs = word(*HEAD, WORDS, *BODY, *END), pdf(*HEAD, read, *BODY, *END)
    assert compare(ours, theirs) == ()
    assert set(misread(ours, theirs)) <= set(read.split()) and misread(ours, theirs)


LIGATURES = (
    "The staff of our district fills five offices; software and letters came after a mitten."
)


@pytest.mark.parametrize(
    "signs",
    [
        {"ffi": "f", "ff": "f", "fi": "f", "tt": "t", "ft": "f"},
        {"ffi": " ", "ff": " ", "fi": " ", "tt": " ", "ft": " "},
        {"ffi": "-", "ff": "-", "fi": "-", "tt": "-"},
        {"ffi": "f", "ff": "f", "fi": "f"},
        {"Th": " ", "ffi": " ", "ff": " ", "fi": " "},
        {"ff": "tt", "ffi": "tt", "fi": "tt"},
        {"tt": "ti", "ft": "ti"},
    ],
    ids=str,
)
def test_signs_that_read_as_something_else_all_over_a_letter_are_no_difference(signs):
    read = LIGATURES
    for letters, sign in signs.items():
        read = read.replace(letters, sign)
    ours, theirs = word(*HEAD, LIGATURES, *END), pdf(*HEAD, read, *END)
    assert compare(ours, theirs) == ()
    assert misread(ours, theirs)
    [difference] = compare(ours, pdf(*HEAD, read.replace("our", "a"), *END))
    assert "our" in difference.word


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("letters", "leters"),
        ("letters", "le ers"),
        ("software", "sotfware"),
        ("five offices", "fve ofces"),
        ("staff", "staf"),
    ],
)
def test_one_or_two_words_that_are_written_otherwise_are_a_difference(old, new):
    ours, theirs = word(*HEAD, LIGATURES, *END), pdf(*HEAD, LIGATURES.replace(old, new), *END)
    assert compare(ours, theirs) != ()


def test_a_sign_that_most_words_have_as_it_is_has_no_other_reading():
    whole = "We committed to letters about cotton, mittens and little kittens."
    read = whole.replace("letters", "leters").replace("cotton", "coton").replace("little", "litle")
    assert len(compare(word(*HEAD, whole, *END), pdf(*HEAD, read, *END))) > 0


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("José Ortiz", "Josef Ortiz"),
        ("call 555-0142", "call 555-01\ufffd\ufffd"),
        ("in five schools", "in �ght schools"),
        ("our office", "our oce of ffice"),
    ],
)
def test_other_words_are_a_difference_whatever_signs_are_in_them(ours, theirs):
    assert compare(word(*LETTER, ours), pdf(*LETTER, theirs)) != ()


def test_a_pdf_whose_letters_are_as_they_look_has_no_such_words():
    assert misread(word(*LETTER), pdf(*LETTER)) == ()
    assert misread(word(*LETTER), pdf(*LETTER, misread=("LeƩer",))) == ("LeƩer",)


def test_a_pdf_without_letters_is_not_compared():
    blind = PdfFacts("a.pdf", 1, scanned=(1,), unreadable=(1,))
    assert compare(word(*LETTER), blind) == ()
    assert "does not say which letters" in not_compared(word(*LETTER), blind)


def test_thousands_of_words_with_odd_signs_take_a_second():
    ours = word(*(" ".join(f"a{n}b" for n in range(k, k + 500)) for k in range(0, 7_500, 500)))
    theirs = pdf(
        *(" ".join(f"\ufffda{n}x" for n in range(k, k + 500)) for k in range(0, 7_500, 500))
    )
    start = time.process_time()
    assert misread(ours, theirs) == ()
    assert time.process_time() - start < 4
