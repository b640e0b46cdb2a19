"""From answers to the letter: Markdown, the order of what is said, and who applies."""

import re
import textwrap

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from loi_tool.answers.compose import compose, markdown
from loi_tool.answers.load import Pictures
from loi_tool.answers.model import Answers
from loi_tool.calls.load import load_call
from loi_tool.letter import Block, Span
from tests.answers.filled import FILLED, ROOT
from tests.letters import picture

CALL = load_call("cei-plln-cohort-3").call
REFERENCES = load_call(str(ROOT / "examples/calls/sagebrush-evidence-in-practice.yaml")).call


def blocks(text):
    """The blocks of a Markdown text, shortly: kind, level, start, text with its marks."""
    return [
        (block.kind, block.level, block.start, "".join(map(marked, block.spans)))
        for block in markdown(textwrap.dedent(text), "key")
    ]


def marked(span):
    mark = "b" * span.bold + "i" * span.italic
    return f"<{mark}>{span.text}</{mark}>" if mark else span.text


def paragraphs(*texts):
    return [("paragraph", 0, None, text) for text in texts]


def letter(call=CALL, pictures=Pictures(), **changes):  # noqa: B008 (it is frozen)
    data = yaml.load(FILLED, Loader=yaml.BaseLoader)
    for key, value in changes.items():
        data[key] = {**data[key], **value} if key in data and isinstance(value, dict) else value
    return compose(Answers.model_validate(data), call, pictures)


def section(made, section_id):
    (found,) = [section for section in made.sections if section.id == section_id]
    return found


def text_of(found):
    return [block.text for block in found.blocks]


# Markdown -----------------------------------------------------------------------------------------


def test_paragraphs_and_their_line_breaks():
    assert blocks("One\n  line\nand another.\n\n\n\nA second.\n") == paragraphs(
        "One line and another.", "A second."
    )
    assert blocks("Hard  \nbreak and\\\nanother.") == paragraphs("Hard\nbreak and\nanother.")


def test_bold_and_italic():
    assert blocks("a **b** *c* ***d*** __e__ _f_ **g *h* i**") == paragraphs(
        "a <b>b</b> <i>c</i> <bi>d</bi> <b>e</b> <i>f</i> <b>g </b><bi>h</bi><b> i</b>"
    )
    assert blocks("2 * 3 * 4, snake_case_name, 5*, \\*not\\*") == paragraphs(
        "2 * 3 * 4, snake_case_name, 5*, *not*"
    )


def test_one_span_for_what_looks_alike():
    (block,) = markdown("one\ntwo \\* three **four**", "key")
    assert block == Block((Span("one two * three "), Span("four", bold=True)), key="key")


@pytest.mark.parametrize(
    "text",
    [
        "# 14 is our number, and not a heading",
        "x < y, a <br and &nothing; & more",
        "[a link](https://example.org) and ![a picture](a.png)",
        "`code` and ~~struck~~ and https://example.org",
        "> not a quotation",
        "| a | b |\n|---|---|",
        "```\nfence\n```",
        "    four spaces before",
        "C:\\Users\\me",
        "[^1]: note",
        "$5 <= $6, 50% & more",
        "#1 in the county",
    ],
)
def test_everything_else_stays_as_it_is_written(text):
    assert blocks(text) == paragraphs(" ".join(text.split()))


def test_lists_with_lists_in_them():
    text = """\
        Three things:

        - first
        - second, which
          goes on
          - below it
            1. deeper
            2. and again
               - deepest
        - third

        After.
        """
    assert blocks(text) == [
        ("paragraph", 0, None, "Three things:"),
        ("bullet", 0, None, "first"),
        ("bullet", 0, None, "second, which goes on"),
        ("bullet", 1, None, "below it"),
        ("number", 2, 1, "deeper"),
        ("number", 2, None, "and again"),
        ("bullet", 2, None, "deepest"),
        ("bullet", 0, None, "third"),
        ("paragraph", 0, None, "After."),
    ]


def test_a_list_right_below_a_line():
    assert blocks("We will:\n- listen\n* answer\n+ decide") == [
        ("paragraph", 0, None, "We will:"),
        ("bullet", 0, None, "listen"),
        ("bullet", 0, None, "answer"),
        ("bullet", 0, None, "decide"),
    ]


def test_numbers_begin_where_they_say_and_go_on():
    assert blocks("3. three\n4. four\n9. five\n\nText\n\n1) one\n2) two") == [
        ("number", 0, 3, "three"),
        ("number", 0, None, "four"),
        ("number", 0, None, "five"),
        ("paragraph", 0, None, "Text"),
        ("number", 0, 1, "one"),
        ("number", 0, None, "two"),
    ]


def test_a_year_at_the_beginning_is_no_number_of_a_list():
    assert blocks("1985. That is when it began.") == paragraphs("1985. That is when it began.")
    assert blocks("- one\n\n2019. It rained.") == [
        ("bullet", 0, None, "one"),
        ("paragraph", 0, None, "2019. It rained."),
    ]
    assert blocks("It began in\n1985. Nobody knew.") == paragraphs("It began in 1985. Nobody knew.")


def test_a_second_paragraph_of_an_item_is_not_another_item():
    text = """\
        1. first

           more of the first, **bold**

           and more
        2. second

           - below

           after what is below
        """
    assert blocks(text) == [
        ("number", 0, 1, "first\nmore of the first, <b>bold</b>\nand more"),
        ("number", 0, None, "second"),
        ("bullet", 1, None, "below"),
        ("paragraph", 0, None, "after what is below"),
    ]


def test_an_empty_text_has_no_blocks():
    assert blocks("") == blocks(" \n\n") == blocks("-\n-") == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*"ab *_-+1.)\\\n#<&[`", "\n\n", "  ", "**", "- ", "1. "])))
def test_no_letter_is_lost_or_added(pieces):
    text = "".join(pieces)
    assume(not re.search(r"^\s*#+\s", text, re.MULTILINE))  # of a heading the mark goes
    said = "".join(block.text for block in markdown(text, "key"))
    assert [c for c in said if c in "ab#<&[`"] == [c for c in text if c in "ab#<&[`"]


# The letter ---------------------------------------------------------------------------------------


def test_the_letter_from_top_to_bottom():
    logo, signature = picture(), picture("Signature")
    made = letter(
        pictures=Pictures(logo, signature),
        district={"website": "https://valleverde.example"},
        commitments=True,
        team=[{"role": "student_family", "name": "Bo Li", "title": None}],
    )
    assert made.letterhead == (
        "Valle Verde Unified School District",
        "4120 Orchard Avenue, Visalia, CA 93277",
        "(559) 555-0134 · https://valleverde.example",
    )
    assert made.addressee[0] == "Steven Sterling Mitchell"
    assert made.salutation == "Dear Steven Sterling Mitchell:"
    (opening,), (closing,) = made.opening, made.closing
    assert opening.text.startswith("Valle Verde Unified School District submits")
    assert "{" not in opening.text + closing.text
    assert [found.id for found in made.sections] == [
        "description",
        "interest",
        "engagement",
        "capacity_and_trust",
        "historically_unengaged",
        "school",
        "contact",
        "team",
        "commitments",
    ]
    assert made.signer == (
        "Dr. Elena Marquez",
        "Superintendent",
        "Valle Verde Unified School District",
    )
    assert (made.logo, made.signature) == (logo, signature)
    assert not made.draft


def test_parts_stand_in_the_order_of_the_call():
    parts = {"student_body": "Three.", "district": "One.", "community": "Two.\n\n- a"}
    found = section(letter(sections={"description": parts}), "description")
    assert text_of(found) == ["One.", "Two.", "a", "Three."]
    assert [block.key for block in found.blocks] == [
        "sections.description.district",
        "sections.description.community",
        "sections.description.community",
        "sections.description.student_body",
    ]


def test_what_is_empty_is_left_out():
    made = letter(sections={"interest": "  \n", "engagement": None})
    assert not {"interest", "engagement"} & {found.id for found in made.sections}


def test_one_line_stays_one_line():
    made = letter(
        district={"name": "Valle Verde\nUnified \n", "phone": " 1\n", "address": ["A\nB", " C "]},
        superintendent={"name": "Elena\n", "title": "Superintendent\n"},
        school={"name": "Sequoia\nGrove\n"},
        contact={"name": "Rosa\n", "title": "Head\n", "phone": "1\n", "email": "a@b\n"},
    )
    assert made.letterhead == ("Valle Verde Unified", "A B, C", "1")
    assert made.signer == ("Elena", "Superintendent", "Valle Verde Unified")
    assert section(made, "contact").table.rows == (("Rosa, Head", "1", "a@b"),)
    assert "Sequoia Grove" in text_of(section(made, "school"))[0]


def test_the_school_in_bold_and_what_is_said_of_it():
    found = section(letter(school={"about": "It is *small*.\n\n- and old\n\nMore."}), "school")
    first, *rest = found.blocks
    assert Span("Sequoia Grove Middle School", bold=True) in first.spans
    assert first.text.endswith("Sequoia Grove Middle School. It is small.")
    assert [(block.kind, block.text) for block in rest] == [
        ("bullet", "and old"),
        ("paragraph", "More."),
    ]
    listed = section(letter(school={"about": "- a list\n- first"}), "school")
    assert text_of(listed)[1:] == ["a list", "first"]


@pytest.mark.parametrize(
    ("consortium", "sentence"),
    [
        (None, ""),
        ({"lead": "Alta"}, " Alta leads the consortium."),
        ({"lead": "Alta", "members": ["Alta"]}, " Alta leads the consortium."),
        (
            {"lead": "Alta", "members": ["Alta\n", "Baja"]},
            " Alta leads the consortium, together with Baja.",
        ),
        (
            {"lead": "Alta", "members": ["Baja", "Cima"]},
            " Alta leads the consortium, together with Baja and Cima.",
        ),
        (
            {"lead": "Alta", "members": ["Baja", "Cima", "Dos"]},
            " Alta leads the consortium, together with Baja, Cima, and Dos.",
        ),
        ({"lead": "", "members": []}, " The consortium has no lead yet."),
    ],
)
def test_the_opening_of_a_consortium(consortium, sentence):
    (plain,) = letter().opening
    (opening,) = letter(district={"type": "consortium"}, consortium=consortium).opening
    assert opening.text == plain.text + sentence
    assert letter(consortium=consortium).opening == (plain,), "for the type consortium only"


# Words of the district's own ----------------------------------------------------------------------


def test_the_districts_own_words_stand_instead_of_the_usual_ones():
    made = letter(
        letter={
            "salutation": "Dear Mr. Mitchell\nand colleagues:\n",
            "opening": "We *ask*\nto join.\n\nFor {district}:\n\n- one\n- two\n",
            "closing": "Come and see us.\n\nThank you.",
        }
    )
    assert made.salutation == "Dear Mr. Mitchell and colleagues:"
    assert [(block.kind, block.text) for block in made.opening] == [
        ("paragraph", "We ask to join."),
        ("paragraph", "For {district}:"),  # braces are the call's, not the district's
        ("bullet", "one"),
        ("bullet", "two"),
    ]
    assert made.opening[0].spans[1] == Span("ask", italic=True)
    assert [block.text for block in made.closing] == ["Come and see us.", "Thank you."]
    assert {block.key for block in made.opening} == {"letter.opening"}
    assert {block.key for block in made.closing} == {"letter.closing"}


@pytest.mark.parametrize("empty", [None, {}, {"salutation": None}, {"opening": " ", "closing": ""}])
def test_what_is_left_empty_is_in_the_usual_words(empty):
    usual = letter()
    made = letter(letter=empty)
    assert (made.salutation, made.opening, made.closing) == (
        usual.salutation,
        usual.opening,
        usual.closing,
    )


# Phone numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("(559) 555-0134", "(559) 555-0134"),
        ("559-555-0134", "(559) 555-0134"),
        ("559.555.0134", "(559) 555-0134"),
        ("5595550134", "(559) 555-0134"),
        ("+1 559 555 0134", "(559) 555-0134"),
        ("1-559-555-0134", "(559) 555-0134"),
        (" (559)  555–0134\n", "(559) 555-0134"),
        ("559/555-0134", "(559) 555-0134"),
        ("559-555-0134 x12", "(559) 555-0134 ext. 12"),
        ("(559) 555-0134, extension 7", "(559) 555-0134 ext. 7"),
        ("5595550134#3", "(559) 555-0134 ext. 3"),
        # What is more or less than a number of ten digits is left to its writer.
        ("555-0134", "555-0134"),
        ("559-555-0134 or 559-555-0135", "559-555-0134 or 559-555-0135"),
        ("(559) 555-0134 (mornings)", "(559) 555-0134 (mornings)"),
        ("800-GO-FEDEX", "800-GO-FEDEX"),
        ("+52 55 1234 5678", "+52 55 1234 5678"),
        ("[phone: still to be written]", "[phone: still to be written]"),
    ],
)
def test_phone_numbers_are_printed_in_one_form(written, printed):
    made = letter(district={"phone": written, "website": "x.example"}, contact={"phone": written})
    assert made.letterhead[-1] == f"{printed} · x.example"
    assert section(made, "contact").table.rows[0][1] == printed


def test_the_lead_of_a_consortium_stands_in_place_of_the_school():
    made = letter(district={"type": "consortium"}, consortium={"lead": "Alta"}, school=None)
    (block,) = section(made, "school").blocks
    assert Span("Alta", bold=True) in block.spans
    assert block.key == "consortium.lead"
    both = letter(district={"type": "consortium"}, consortium={"lead": "Alta"})
    assert [block.key for block in section(both, "school").blocks] == [
        "consortium.lead",
        "school.name",
    ]
    neither = letter(district={"type": "consortium"}, school=None)
    assert "school" not in {found.id for found in neither.sections}


def test_the_contact_and_the_team_are_tables():
    made = letter(
        team=[
            {"role": "student_family", "name": "Bo Li", "title": None},
            {"role": "district", "name": "Ana", "title": "Head"},
        ]
    )
    contact, team = section(made, "contact").table, section(made, "team").table
    assert contact.rows == (("Rosa Alvarez", "(559) 555-0167", "ralvarez@valleverde.example"),)
    assert team.rows == (("Student/Family", "Bo Li", ""), ("District", "Ana", "Head"))
    for table in (contact, team):
        assert round(sum(table.widths), 6) == 1
        assert len(table.header) == len(table.widths) == len(table.rows[0])


def test_commitments_are_stated_only_where_they_are_asked_for():
    for value in (None, False):
        assert "commitments" not in {s.id for s in letter(commitments=value).sections}
    intro, *bullets = section(letter(commitments=True), "commitments").blocks
    assert intro.text.startswith("If selected, Valle Verde Unified School District will")
    assert [block.text for block in bullets] == [c.statement for c in CALL.commitments]
    assert "commitments" not in {s.id for s in letter(REFERENCES, commitments=True).sections}


def test_what_does_not_count_comes_last():
    sections = {item.id: f"About {item.id}." for item in reversed(REFERENCES.narratives)}
    made = letter(
        REFERENCES, sections=sections, team=[{"role": "district", "name": "Ana", "title": None}]
    )
    assert made.sections[-1].id == "references"
    assert [found.id for found in made.sections if found.outside_page_limit] == ["references"]
    inside = [item.id for item in REFERENCES.narratives if not item.outside_page_limit]
    assert [found.id for found in made.sections][: len(inside)] == inside


@pytest.mark.parametrize(
    ("margin", "inches"), [("1in", 1), ("2.54 cm", 1), ("12.7mm", 0.5), ("36pt", 0.5)]
)
def test_margins_in_any_unit(margin, inches):
    made = letter(layout={"font": "Arial", "size": 10.5, "margin": margin})
    assert made.layout.margin == pytest.approx(inches)
    assert (made.layout.font, made.layout.size) == ("Arial", 10.5)
