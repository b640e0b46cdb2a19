"""A letter read by the call's questions alone: one promise a test. Call and letters are invented."""

import pytest
import yaml

from loi_tool.calls.load import load_call
from loi_tool.calls.model import Call
from loi_tool.evidence.narrative_words import stem
from loi_tool.evidence.narratives import read_narratives
from loi_tool.evidence.near_words import base, groups_of
from loi_tool.files import Paragraph
from loi_tool.findings import Place, Verdict

MET, NOT_MET, CONFIRM = Verdict.MET, Verdict.NOT_MET, Verdict.CONFIRM
ITEMS = yaml.safe_load(
    """
    - id: workshop
      title: The bicycle workshop
      quote: Describe the workshop in which pupils repair bicycles, and its tools.
      prompt: What will pupils repair in the workshop, and with which tools?
    - id: helpers
      title: Partners
      quote: Say which organizations will help in the workshop, and what each will lend.
      prompt: Which organizations will help, and what will each lend?
    - id: lasting
      title: After the grant
      quote: Explain how the workshop will be kept open when the grant has ended.
      prompt: How will the workshop be kept open when the grant has ended?
    - id: pledge
      title: Pledge
      quote: Copy our pledge word for word.
      prompt: Copy the pledge.
    """
)
HELPERS = (
    "Rossi Cycles sends a mechanic on two afternoons a week and lends its truing stand. The Orchard "
    "Street library gives us a shelf of manuals, and the police bring in forty unclaimed bikes."
)
PRAISE = (
    "We believe in partnership, and we are proud of it. Everyone in our valley is a partner, and we "
    "look forward to the journey with all of them, for there is no limit to what can be achieved."
)


@pytest.fixture(scope="module")
def call():
    content = load_call("cei-plln-cohort-3").call.model_dump(mode="json", exclude={"items"})
    return Call.model_validate({**content, "items": ITEMS})


def letter(*lines):
    """Paragraphs of a letter; a line that begins with # is a heading."""
    texts = ["May 9, 2022", "Dear Friends:", *lines, "Sincerely,", "Rosa Aguilar"]
    return [
        Paragraph(
            text.removeprefix("# "),
            Place(file="letter.docx", paragraph=number),
            is_heading=text.startswith("# "),
        )
        for number, text in enumerate(texts, 1)
    ]


def read(call, item, *lines):
    return read_narratives(call, letter(*lines))[item]


@pytest.mark.parametrize(
    "heading", ["Partners", "2. Our partners", "Organizations that collaborate with us"]
)
def test_what_is_under_a_heading_that_names_the_question_answers(call, heading):
    reading = read(call, "helpers", f"# {heading}", HELPERS)
    assert reading.verdict is MET
    assert reading.evidence[0].text in HELPERS


@pytest.mark.parametrize(
    "label", ["(b) Partners.", "Partners.", "Question 2: Partners.", "Partners:"]
)
def test_the_first_words_of_a_paragraph_are_a_heading(call, label):
    assert read(call, "helpers", f"{label} {HELPERS}").verdict is MET


def test_the_heading_that_the_call_wants_names_its_item(call):
    items = [
        {**item, "heading": "Our hands"} if item["id"] == "helpers" else item for item in ITEMS
    ]
    wanting = Call.model_validate({**call.model_dump(mode="json"), "items": items})
    assert read(wanting, "helpers", "# OUR HANDS", HELPERS).verdict is MET
    assert read(call, "helpers", "# OUR HANDS", HELPERS).verdict is not MET


def test_the_rows_of_a_table_and_short_paragraphs_answer_together(call):
    rows = HELPERS.split(", and ") if ", and " in HELPERS else HELPERS.split(". ")
    assert read(call, "helpers", "# Partners", *rows).verdict is MET
    cells = [
        Paragraph(
            text,
            Place(file="letter.docx", paragraph=10 * number + column),
            where="table",
            row=(1, number),
            cell=column,
        )
        for number, row in enumerate(zip(("Rossi", "Library", "Police"), rows, strict=False), 1)
        for column, text in enumerate(row, 1)
    ]

    def with_table(heading):
        head, end = letter(heading)[:3], letter()[2:]
        return read_narratives(call, [*head, *cells, *end])["helpers"].verdict

    assert with_table("# Partners") is MET
    assert with_table("# Our town") is not MET


def test_a_heading_of_something_else_is_no_answer(call):
    assert read(call, "helpers", "# Our town", HELPERS).verdict is not MET


def test_most_of_the_questions_words_answer_without_a_heading(call):
    text = (
        "On Mondays the pupils repair bicycles in a workshop behind the gym, with tools that hang on "
        "the wall above eleven benches."
    )
    assert read(call, "workshop", text).verdict is MET
    other = (
        "On Mondays the choir sings in a hall behind the gym, and the band plays on eleven drums."
    )
    assert read(call, "workshop", other).verdict is CONFIRM


def test_belief_is_no_answer_and_the_reason_says_so(call):
    reading = read(call, "helpers", "# Our partners", PRAISE)
    assert reading.verdict is CONFIRM
    assert "general" in reading.why and reading.evidence[0].text in PRAISE


def test_a_line_is_no_answer_and_the_reason_counts_its_words(call):
    reading = read(call, "helpers", "# Our partners", "Rossi Cycles helps us on Mondays.")
    assert reading.verdict is CONFIRM
    assert "only 6 words" in reading.why


def test_what_is_to_be_filled_in_is_no_answer(call):
    unfinished = HELPERS.replace("Rossi Cycles", "[name of partner]").replace(". The", ", and the")
    reading = read(call, "helpers", "# Partners", unfinished)
    assert reading.verdict is CONFIRM
    assert read(call, "helpers", "# Partners", HELPERS, unfinished).verdict is MET


def test_words_that_must_be_copied_are_answered_by_no_others(call):
    assert read(call, "pledge", "# Pledge", HELPERS).verdict is CONFIRM


def test_no_heading_is_missed_in_a_letter_that_has_none(call):
    text = "The orchestra of the valley played in June, and it rained on the band."
    assert "heading" not in read(call, "lasting", text).why
    assert "No heading" in read(call, "lasting", "# News", text).why


def test_the_passage_that_comes_nearest_is_shown(call):
    text = "The shop will stay open: the town pays for its rent when your money has ended."
    reading = read(call, "lasting", "The band played all of June in the rain.", text)
    assert reading.verdict in (MET, CONFIRM)
    assert reading.evidence[0].text in text


def test_an_answer_under_a_heading_of_the_writers_own_is_not_refused(call):
    answer = "Nobody will lock the door. The town has put the rent in its budget for 2029."
    lines = []
    for title in ("The bicycle workshop", "Partners", "Pledge"):
        lines += [f"# {title}", HELPERS]
    assert read(call, "lasting", *lines).verdict is NOT_MET
    assert read(call, "lasting", *lines, "# The door stays unlocked", answer).verdict is not NOT_MET


def test_forms_and_near_words_are_known():
    assert base(stem("told")) == base(stem("telling"))
    assert groups_of([base(stem("budget"))]) & groups_of([base(stem("costs"))])
    assert not groups_of([base(stem("budget"))]) & groups_of([base(stem("students"))])


GENERAL = (
    "A caring grown-up stands beside each of them all day long. Their door is never closed, and they "
    "have time for whoever comes in. Nobody has to do it alone, and there is always somebody to ask."
)


def test_a_heading_is_no_answer_where_nothing_under_it_is_definite(call):
    assert read(call, "helpers", "# Partners", GENERAL).verdict is CONFIRM
    assert read(call, "helpers", "# Partners", f"{GENERAL} It is open until six.").verdict is MET


def test_a_heading_is_no_answer_where_none_of_the_words_of_evidence_is_under_it(call):
    worded = {
        "concepts": {"lend": "truing stand, manuals, bikes"},
        "answers": [{"concepts": ["lend"]}],
    }
    items = [{**item, "evidence": worded} if item["id"] == "helpers" else item for item in ITEMS]
    wanting = Call.model_validate({**call.model_dump(mode="json"), "items": items})
    other = GENERAL.replace("Their door", "The door of Rossi Cycles")
    assert read(call, "helpers", "# Partners", other).verdict is MET
    assert read(wanting, "helpers", "# Partners", other).verdict is CONFIRM
    assert read(wanting, "helpers", "# Partners", HELPERS).verdict is MET


def test_parts_that_are_called_by_titles_are_in_quotation_marks(call):
    parts = [
        {"id": name, "title": title, "prompt": "Who?"}
        for name, title in (("one", "How many, and how chosen"), ("two", "Who is left out"))
    ]
    items = [{**item, "parts": parts} if item["id"] == "helpers" else item for item in ITEMS]
    wanting = Call.model_validate({**call.model_dump(mode="json"), "items": items})
    why = read(wanting, "helpers", "Nothing is here.").why
    assert why == "Does the letter answer “How many, and how chosen” and “Who is left out”?"


def changed(call, id_, **keys):
    """The call with other keys of an item."""
    items = [{**item, **keys} if item["id"] == id_ else item for item in ITEMS]
    return Call.model_validate({**call.model_dump(mode="json"), "items": items})


def test_one_word_of_a_part_is_no_answer_under_the_heading_of_the_item(call):
    parts = [
        {"id": "lend", "title": "Lending", "prompt": "What will each lend?"},
        {"id": "rest", "title": "The rest", "prompt": "Which paint will be left?"},
    ]
    wanting = changed(call, "helpers", parts=parts)
    shop = "The shop on Orchard Street has eleven benches. It is open until six, in winter too."
    beside = "The mayor, who likes to lend an ear, rode by, and the band played for the crowd."

    def lent(text):
        return read(wanting, "helpers", "# Partners", f"{shop} {text}")

    assert lent(beside).parts["lend"].verdict is CONFIRM
    bikes = "They lend us forty bikes until June, and take them back when the fair is over."
    assert lent(bikes).parts["lend"].verdict is MET


def test_all_of_a_short_question_answers_in_a_sentence_with_something_definite(call):
    said = {"title": "Local match", "quote": "and the local match", "prompt": "What is it?"}
    wanting = changed(call, "lasting", **said)

    def verdict(text):
        return read(
            wanting, "lasting", "# Money", f"We thank the town for its trust. {text}"
        ).verdict

    assert verdict("The local match of $41,000 comes out of the reserve of the town.") is MET
    assert verdict("The local match will come out of what the town can spare for us.") is CONFIRM
    assert verdict("It is a perfect match, and the town will put in $41,000 of its own.") is CONFIRM


def test_words_of_evidence_answer_under_the_first_words_of_a_paragraph(call):
    worded = {
        "concepts": {"lend": "truing stand, manuals", "who": "Rossi, library"},
        "answers": [{"concepts": ["lend", "who"]}],
    }
    wanting = changed(call, "helpers", evidence=worded)
    text = "Rossi lends us a truing stand, and is glad to."
    assert read(wanting, "helpers", f"Partners. {text}").verdict is MET
    assert read(wanting, "helpers", f"The weather. {text}").verdict is CONFIRM
    assert read(wanting, "helpers", "Partners. Rossi is glad to, and so are we.").verdict is CONFIRM


def test_an_item_without_a_heading_is_missed_only_where_the_call_names_none(call):
    lines = []
    for title in ("The bicycle workshop", "Partners", "After the grant"):
        lines += [f"# {title}", HELPERS]
    code = {"title": "Symbol", "quote": "Give your symbol.", "prompt": "Which is it?"}
    assert read(changed(call, "pledge", **code), "pledge", *lines).verdict is NOT_MET
    headed = [{**item, "heading": item["title"]} for item in ITEMS[:3]]
    for own, verdict in (({}, CONFIRM), ({"heading": "SYMBOL"}, NOT_MET)):
        items = [*headed, {**ITEMS[3], **code, **own}]
        wanting = Call.model_validate({**call.model_dump(mode="json"), "items": items})
        assert read(wanting, "pledge", *lines).verdict is verdict
