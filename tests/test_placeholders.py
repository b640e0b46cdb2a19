"""Where a text is not finished."""

import time

import pytest

from loi_tool.placeholders import (
    is_placeholder,
    is_unwritten,
    is_without_name,
    masked,
    placeholders,
)


def found(text):
    return [text[start:end] for start, end in placeholders(text)]


@pytest.mark.parametrize(
    "text",
    [
        "TBD", "tbc.", "[Write here. Why?]", "<name>", "{district}", "N/A", "???", "---", "XX",
        "to do", "Pending.", "none", "see above", "“TBD”",
    ],
)  # fmt: skip
def test_nothing_but_a_stand_in(text):
    assert is_placeholder(text)
    assert is_unwritten(text)


@pytest.mark.parametrize(
    "text",
    ["Sequoia Grove School", "[sic] we wrote", "559-555-0134", "Nonesuch", "$1", "a@b.org", "TK-8"],
)
def test_what_is_no_stand_in(text):
    assert not is_placeholder(text)
    assert not is_unwritten(text)


@pytest.mark.parametrize(
    "text",
    [
        "", " \n", "Enrollment: XX", "[to be written]", "To be written by Norma.", "More to come",
        "See Angela’s notes", "We serve [insert number] students.", "Norma, please add data here.",
        "Draft", "I will finish this before Friday.",
    ],
)  # fmt: skip
def test_what_only_keeps_a_place(text):
    assert is_unwritten(text)


def test_a_stand_in_for_a_figure_leaves_a_sentence_that_says_more():
    full = (
        "Cedar Flat is a district of five schools in the hills, with {} students and 260 employees."
    )
    assert not any(is_unwritten(full.format(each)) for each in ("XX", "TBD", "????"))
    assert not is_unwritten("A draft of the plan went to every family, in three languages.")


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("All is well. Insert the figures here.", ["Insert the figures here"]),
        ("We ask.\nplease add a chart here", ["please add a chart here"]),
        ("Is it so?  Norma, please add the numbers.", ["Norma, please add the numbers"]),
        ("We insert the figures here as an example.", []),
        ("The form says so. Insert the figures here if you can, it says.", []),
        ("They add joy here", []),
    ],
)
def test_a_sentence_that_is_a_note(text, notes):
    assert found(text) == notes


def test_what_is_to_be_filled_in_is_blanked():
    for blank in (
        "[Sequoia Grove School]",
        "<<school>>",
        "{{ site }}",
        "Click here to enter text.",
    ):
        text = f"The site is {blank}, we hope."
        assert masked(text) == f"The site is {' ' * len(blank)}, we hope."
    assert masked("Nothing here.") == "Nothing here."


@pytest.mark.parametrize("filler", ["[", "{{", "? ", "Insert a ", "Add. ", "(add ", "X ", "__ "])
def test_no_text_makes_the_search_slow(filler):
    text = filler * (20_000 // len(filler))
    began = time.process_time()
    placeholders(text)
    is_unwritten(text)
    masked(text)
    assert time.process_time() - began < 1.5


@pytest.mark.parametrize(
    "text",
    [
        "The board agreed [see board minutes].", "We said so [1] and [2, 3].", "[Appendix A]",
        "[sic]", "[Exhibit B]", "[board minutes]", "[School Site Council minutes]",
        "[District policy 5020]", "[school board minutes, May 3]", "[addendum A]", "[dated May 3]",
        "[number 4]", "He said “we […] go”.", "[annual report]", "[school dashboard]",
        "[updated 2021]", "the [district’s] plan", "[their]", "[photo above]", "[map attached]",
        "[phone interview]", "[Title I]", "[cf. LCAP 2021–24, Goal 2]", "[English translation]",
    ],
)  # fmt: skip
def test_brackets_that_send_the_reader_elsewhere(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[mascot]", "[district name]", "[school site]", "[title]", "[number]", "[board date]",
        "[insert survey results]", "[date of board report]", "[number of pages]", "[add minutes]",
        "[check policy 5020]", "[See Teo's notes]", "[...]", "[describe results]", "[cite report]",
    ],
)  # fmt: skip
def test_brackets_that_are_still_to_be_filled(text):
    assert found(text) == [text]


@pytest.mark.parametrize(
    "note",
    [
        "Teo, should we add a third?", "@Teo please check the number", "Marisela: please confirm",
        "Rosa, what is our enrollment?", "Dev, is this number right?",
    ],
)  # fmt: skip
def test_a_note_to_a_colleague(note):
    assert found(f"They trust us more than they did. {note}") == [note]


@pytest.mark.parametrize(
    "text",
    [
        "“Maria, can you help us?” a mother asked.", "Parents, can you hear us?", "Yes, can we?",
        "Today, should we wait?", "Dear Mr. Mitchell, will you take us?", "In May, can we ask?",
        "So, what do we ask of you?",
    ],
)  # fmt: skip
def test_a_question_to_others_is_no_note(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "nine evenings (‘escuchen primero’ [listen first]), before",
        "our word is “juntos podemos” [together we can].",
        "they say «ensemble» [together] here",
        'we say "kuv hlub" [with love] to them',
    ],
)
def test_a_translation_behind_a_quotation_is_no_placeholder(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("we call it ‘Juntos’ [insert name].", "[insert name]"),
        ("our team, the “Osos” [mascot], won", "[mascot]"),
        ("the parents’ council [listen first] met", "[listen first]"),
        ("nine evenings [listen first] before", "[listen first]"),
    ],
)
def test_and_what_is_to_be_filled_in_is_found_behind_one(text, mark):
    assert found(text) == [mark]


@pytest.mark.parametrize(
    "text", ["Our district", "The Superintendent", "District Superintendent", "one of our schools"]
)
def test_a_description_is_no_name(text):
    assert is_without_name(text)


@pytest.mark.parametrize(
    "text", ["", "The Nueva", "School No. 12", "Dr. Ana Dean", "Nonesuch School", "The City School"]
)
def test_and_a_name_is_one(text):
    assert not is_without_name(text)
