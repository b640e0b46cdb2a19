"""What a letter says of the call's questions: one promise a test. All letters are invented."""

import time

import pytest
import yaml

from loi_tool.calls.load import load_call
from loi_tool.calls.model import Call
from loi_tool.calls.weights import SUFFIX, load_weights
from loi_tool.errors import BadCall
from loi_tool.evidence.narrative_passages import sections
from loi_tool.evidence.narratives import read_narratives
from loi_tool.files import Paragraph
from loi_tool.findings import Place, Verdict

LOADED = load_call("cei-plln-cohort-3")
CALL = LOADED.call
WEIGHTS = load_weights(LOADED.path)
MET, NOT_MET, CONFIRM = Verdict.MET, Verdict.NOT_MET, Verdict.CONFIRM

DISTRICT = (
    "Mesa Larga Unified School District serves 3,400 students in seven schools, from transitional "
    "kindergarten to grade 12, in the south of the county."
)
COMMUNITY = (
    "Our towns live from lettuce and from the packing sheds. Most families came from Jalisco, some "
    "a generation ago and some last year, and rents have doubled since 2015."
)
STUDENTS = (
    "Of our students 81 percent are Latino, 38 percent are English learners, 79 percent come from "
    "low-income families and 12 percent receive special education."
)
INTEREST = (
    "We are applying because we do not know how to hear from the families who stay at home. We "
    "want coaching, and we hope to learn from other districts that have found a way."
)
ENGAGEMENT = (
    "Our LCAP advisory committee of parents meets monthly and reads the draft budget before the "
    "board does. Last spring it moved money from software to counselors. At each school, families "
    "vote on one project a year."
)
TRUST = (
    "After the lockdown of 2019 parents were angry, and we had been silent. The principal met with "
    "them in a circle that a mediator led, said that we had been wrong and listened. Since then "
    "twelve administrators have been trained to hold difficult conversations with families."
)
UNENGAGED = (
    "Mixteco families and the crews on the night shift had never come to any meeting. A liaison "
    "who speaks their language visits them at home, and nineteen families have joined us for the "
    "first time."
)
ANSWERS = {
    "Our district, community and students": [DISTRICT, COMMUNITY, STUDENTS],
    "Why we are interested": [INTEREST],
    "How we engage our community": [ENGAGEMENT],
    "Difficult conversations and trust": [TRUST],
    "Communities not historically engaged": [UNENGAGED],
}
HEADINGS = dict(
    zip(
        ("description", "interest", "engagement", "capacity_and_trust", "historically_unengaged"),
        ANSWERS,
        strict=True,
    )
)


def letter(answers, headings=True):
    """Paragraphs of a letter with these answers under these headings."""
    found = [("Mesa Larga Unified School District", False), ("May 9, 2022", False)]
    found += [("Dear Mr. Mitchell:", False)]
    for heading, bodies in answers.items():
        found += [(heading, True)] if headings else []
        found += [(body, False) for body in bodies]
    found += [("Sincerely,", False), ("Rosa Aguilar", False), ("Superintendent", False)]
    return [
        Paragraph(text, Place(file="letter.docx", paragraph=number), is_heading=is_heading)
        for number, (text, is_heading) in enumerate(found, 1)
    ]


def read(answers, headings=True, call=CALL, weights=WEIGHTS):
    return read_narratives(call, letter(answers, headings), weights)


def but(item, *bodies):
    return {**ANSWERS, HEADINGS[item]: list(bodies)}


def without(item):
    return {heading: body for heading, body in ANSWERS.items() if heading != HEADINGS[item]}


@pytest.mark.parametrize("headings", [True, False])
@pytest.mark.parametrize("item", list(HEADINGS))
def test_what_is_answered_is_met_with_or_without_headings(item, headings):
    assert read(ANSWERS, headings)[item].verdict is MET


@pytest.mark.parametrize("item", list(HEADINGS))
def test_a_heading_alone_is_no_answer(item):
    reading = read(but(item))[item]
    assert reading.verdict is NOT_MET
    assert HEADINGS[item] in (reading.why + str([part.why for part in reading.parts.values()]))


@pytest.mark.parametrize(
    "body",
    ["[to come]", "TBD", "See Angela’s notes.", "[Insert our answer here]", "To be written."],
)
@pytest.mark.parametrize("item", ["interest", "engagement", "historically_unengaged"])
def test_what_keeps_a_place_is_no_answer(item, body):
    reading = read(but(item, body))[item]
    assert reading.verdict is NOT_MET
    assert body in reading.why and reading.evidence[0].text == body
    assert reading.evidence[0].place.paragraph is not None


TRAPS = [
    ("interest", "Please accept this letter of interest in the Community Engagement Initiative."),
    (
        "interest",
        "Mesa Larga Unified School District is pleased to submit this letter of interest and "
        "wishes to join Cohort III. The board voted for it in May.",
    ),
    (
        "interest",
        "Interest on the bond fund paid for the roof, which is in the best interest of all.",
    ),
    ("engagement", "Student engagement rose to 92 percent in grade seven after we bought tablets."),
    ("engagement", "The district engaged an architect for the gym and an auditor for the books."),
    ("engagement", "Our LCAP was adopted in June and approved by the county office."),
    (
        "engagement",
        "The Community Engagement Initiative and its Peer Leading and Learning Network are known "
        "across the state.",
    ),
    ("capacity_and_trust", "The county land trust holds the back field for us."),
    ("capacity_and_trust", "The trustees met, and the trust fund for the pool is invested well."),
    ("capacity_and_trust", "The gym has a capacity of 300, and the kitchen a capacity of 90."),
    ("capacity_and_trust", "It was a difficult winter, with eleven days of snow."),
    (
        "historically_unengaged",
        "The historic downtown was restored, and the band has marched there.",
    ),
    ("historically_unengaged", "Our valley is underserved by broadband, as the state has said."),
]


@pytest.mark.parametrize(("item", "trap"), TRAPS)
def test_words_that_only_look_like_an_answer_are_refused(item, trap):
    assert read(but(item, trap))[item].verdict is not MET
    assert read(but(item, trap), headings=False)[item].verdict is not MET


@pytest.mark.parametrize("item", ["interest", "engagement", "capacity_and_trust"])
def test_a_question_repeated_is_no_answer(item):
    quote = CALL.item(item).quote
    assert read(but(item, f"{quote.rstrip('.')}."))[item].verdict is not MET


@pytest.mark.parametrize("weights", [WEIGHTS, None])
def test_a_letter_of_headings_and_questions_answers_nothing(weights):
    questions = {HEADINGS[item]: [CALL.item(item).quote.rstrip(".") + "."] for item in HEADINGS}
    for reading in read(questions, weights=weights).values():
        assert reading.verdict is not MET


@pytest.mark.parametrize(
    "item", ["interest", "engagement", "capacity_and_trust", "historically_unengaged"]
)
@pytest.mark.parametrize("headings", [True, False])
def test_what_is_missing_is_never_met(item, headings):
    assert read(without(item), headings)[item].verdict is not MET


@pytest.mark.parametrize(
    ("part", "bodies"),
    [
        ("district", [COMMUNITY, STUDENTS]),
        ("community", [DISTRICT, STUDENTS]),
        ("student_body", [DISTRICT.replace("3,400 students in ", ""), COMMUNITY]),
    ],
)
def test_parts_of_the_description_are_named_one_by_one(part, bodies):
    reading = read(but("description", *bodies))["description"]
    verdicts = {name: one.verdict for name, one in reading.parts.items()}
    assert verdicts.pop(part) is not MET
    assert set(verdicts.values()) == {MET}
    title = next(one.title for one in CALL.item("description").parts if one.id == part)
    assert title in reading.why


def test_evidence_is_quoted_word_for_word_with_its_place():
    paragraphs = letter(ANSWERS)
    for reading in read_narratives(CALL, paragraphs, WEIGHTS).values():
        found = [*reading.evidence, *(e for p in reading.parts.values() for e in p.evidence)]
        assert found
        for evidence in found:
            assert evidence.place.file == "letter.docx"
            assert evidence.text in paragraphs[evidence.place.paragraph - 1].text
            assert len(evidence.text) <= 240
        assert len(reading.evidence) <= 3


def test_the_best_passage_comes_first():
    readings = read(ANSWERS)
    for item, body in {
        "interest": INTEREST,
        "engagement": ENGAGEMENT,
        "capacity_and_trust": TRUST,
        "historically_unengaged": UNENGAGED,
    }.items():
        assert readings[item].evidence[0].text in body


def test_every_doubt_is_a_question_and_every_verdict_has_a_reason():
    for answers in (ANSWERS, *(without(item) for item in HEADINGS)):
        for reading in read(answers).values():
            for one in (reading, *reading.parts.values()):
                assert one.why[-1] in ".?"
                assert ("?" in one.why) == (one.verdict is CONFIRM)


def test_the_label_of_a_row_is_a_heading():
    rows = []
    for number, (heading, bodies) in enumerate(ANSWERS.items(), 1):
        for cell, text in enumerate((heading, " ".join(bodies)), 1):
            rows.append((text, (1, number), cell))
    paragraphs = [
        Paragraph(text, Place(file="a.docx", paragraph=n), "table", row=row, cell=cell)
        for n, (text, row, cell) in enumerate(rows, 2)
    ]
    readings = read_narratives(
        CALL, [Paragraph("Dear Mr. Mitchell:", Place(paragraph=1)), *paragraphs], WEIGHTS
    )
    assert {reading.verdict for reading in readings.values()} == {MET}


def test_the_call_alone_is_enough_to_read_by():
    readings = read(ANSWERS, weights=None)
    assert {reading.verdict for reading in readings.values()} <= {MET, CONFIRM}
    assert [reading.verdict for reading in readings.values()].count(MET) >= 3
    for item, trap in TRAPS:
        assert read(but(item, trap), weights=None)[item].verdict is not MET


def another_call(**evidence):
    """An invented call about gardens, as its author would write it."""
    content = CALL.model_dump(mode="json", exclude={"items"})
    items = yaml.safe_load(
        """
        - id: garden
          title: The garden
          quote: Say where the garden will be and who will tend it.
          prompt: Where will the garden be, and who will tend it?
          evidence:
            headings: plot, beds
            concepts:
              where: "plot*, lot, yard, # acres, behind the gym"
              who: volunteer*, parents, club, pupils
              tend: water*, weed*, dig*, tend*, prune*
            answers:
              - concepts: [where, who, tend]
                within: 2
            against: parking lot
        - id: money
          title: The money
          quote: Say what it costs.
          prompt: What does it cost?
        """
    )
    items[0]["evidence"].update(evidence)
    return Call.model_validate({**content, "items": items})


def test_another_call_is_read_by_its_own_words():
    call = another_call()
    plot = "The plot lies in the yard behind the gym. A club of parents and pupils will water and weed it."
    assert read({"Our garden": [plot]}, call=call, weights=None)["garden"].verdict is MET
    other = "The parking lot was paved. A club of parents and pupils will water and weed it."
    assert read({"News": [other]}, call=call, weights=None)["garden"].verdict is not MET


def test_an_item_without_evidence_is_asked_back_with_the_passage_under_its_heading():
    cost = "We ask for 4,000 dollars, most of it for soil, and the club gives the rest."
    reading = read({"The money": [cost]}, call=another_call(), weights=None)["money"]
    assert reading.verdict is CONFIRM
    assert reading.evidence[0].text == cost
    reading = read({"News": ["It rained all week."]}, call=another_call(), weights=None)["money"]
    assert reading.verdict is CONFIRM and not reading.evidence


def test_an_item_without_evidence_is_missing_from_a_letter_by_titles():
    call = another_call()
    money = {"id": "money", "title": "The money", "quote": "Say what it costs.", "prompt": "What?"}
    names = ("Who helps", "What we grow", "When we begin")
    items = [{**money, "id": f"item{n}", "title": name} for n, name in enumerate(names)]
    content = call.model_dump(mode="json", exclude={"items"})
    call = Call.model_validate({**content, "items": [*items, money]})
    text = "A club of parents and pupils gives its time, and the town gives the water."
    by_titles = {name: [text] for name in names}
    assert read(by_titles, call=call, weights=None)["money"].verdict is NOT_MET
    readings = read({**by_titles, "The money": [text]}, call=call, weights=None)
    assert {reading.verdict for reading in readings.values()} == {CONFIRM}
    assert read({"News": [text]}, call=call, weights=None)["money"].verdict is CONFIRM


@pytest.mark.parametrize("title", ["Why we are interested", "Communities not historically engaged"])
def test_what_is_under_the_calls_own_title_is_never_refused_unread(title):
    item = next(item.id for item in CALL.narratives if item.title == title)
    odd = "Kaj ni ankoraŭ ne scias, kiel tion fari; tamen la afero gravas al ĉiu el ni."
    assert read({**ANSWERS, title: [odd]})[item].verdict is CONFIRM
    assert read({**ANSWERS, title: ["TBD"]})[item].verdict is NOT_MET


def test_a_concept_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no concept `why`"):
        another_call(answers=[{"concepts": ["where", "why"]}])


@pytest.mark.parametrize(
    "text", ["", "a" * 200_000, ". " * 50_000, "?" * 100_000, "a b. " * 20_000, "A:" * 50_000]
)
def test_hostile_text_costs_little(text):
    begun = time.process_time()
    read({"Interest": [text] * 3})
    assert time.process_time() - begun < 4


def test_the_same_letter_reads_the_same_and_fast():
    read(ANSWERS)
    begun = time.process_time()
    assert read(ANSWERS) == read(ANSWERS)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"labels": ["a"], "bias": []}', "{" * 5000])
def test_weights_that_are_not_weights_are_refused(tmp_path, text):
    (tmp_path / f"my{SUFFIX}").write_text(text)
    with pytest.raises(BadCall, match=r"my\.weights\.json"):
        load_weights(tmp_path / "my.yaml")
    assert load_weights(tmp_path / "other.yaml") is None


def test_a_table_of_figures_describes_the_students():
    answers = but("description", DISTRICT, COMMUNITY)
    table = [("Our kids", 1), ("Latino", 1), ("77%", 2), ("Learning English", 1), ("43%", 2)]
    table += [("Low-income", 1), ("79%", 2)]
    figures = [
        Paragraph(
            text, Place(file="a.docx", paragraph=60 + n), "table", row=(1, (n + 1) // 2), cell=c
        )
        for n, (text, c) in enumerate(table)
    ]
    without_, with_ = (
        read_narratives(CALL, [*letter(answers)[:-3], *more, *letter(answers)[-3:]], WEIGHTS)
        for more in ([], figures)
    )
    assert without_["description"].parts["student_body"].verdict is not Verdict.MET
    found = with_["description"].parts["student_body"]
    assert found.verdict is Verdict.MET
    assert found.evidence[0].text.startswith("Latino 77%; Learning English 43%")


def test_a_letter_that_is_a_table_begins_in_its_first_row():
    cells = [("LEA", "FUSD, high desert. 11 sites TK-12. Fall 1: 8,412. ADA 88.6."), ("Out here",
        "Two towns, far apart, on the rail line, and warehouse jobs came here in the last years.")]  # fmt: skip
    found = [Paragraph("May 9, 2022", Place()), Paragraph("RE: LOI, Cohort III", Place())]
    found += [
        Paragraph(text, Place(file="a.docx", paragraph=10 * n + c), "table", row=(1, n), cell=c)
        for n, row in enumerate(cells, 1)
        for c, text in enumerate(row, 1)
    ]
    assert any("8,412" in one.text for section in sections(CALL, found) for one in section.body)


def test_in_a_few_lines_half_a_sentence_may_be_the_answer():
    short = {"": ["We are 14 pupils by a lake.", "We would like to sit with others and learn."]}
    found = read(short)
    assert all(found[item].verdict is not NOT_MET for item in HEADINGS)
