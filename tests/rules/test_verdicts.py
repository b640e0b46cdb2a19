"""From facts to verdicts: no evidence is never `met`, and nothing is more than it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from loi_tool.calls.load import load_call
from loi_tool.calls.model import Style
from loi_tool.facts import (
    Difference,
    Facts,
    ItemReading,
    LetterReading,
    MissingGlyphs,
    PageFacts,
    PairFacts,
    SectionLength,
    SignatureFacts,
)
from loi_tool.files import PdfFacts
from loi_tool.findings import Evidence, PageSource, Place, Verdict
from loi_tool.letter import TEAM
from loi_tool.rules import catalog
from loi_tool.rules.verdicts import assess, excerpt, page_report, signature_report
from loi_tool.rules.words import words_by_section
from tests.letters import AS_OF
from tests.rules.cases import COMMUNITY, INTEREST, Case, pages, pair
from tests.rules.cases_files import RIGHT, item, text
from tests.rules.test_rules import CALL, altered_call

MET, NOT_MET = Verdict.MET, Verdict.NOT_MET
CONFIRM, NOT_CHECKED = Verdict.CONFIRM, Verdict.NOT_CHECKED
PART = f"    community: {COMMUNITY}\n"


@pytest.fixture
def judged(facts_of):
    """The results for changed answers, by requirement."""

    def judge(*changes, call=CALL, **facts):
        measured, _ = facts_of(Case("", "", False, changes, facts=facts))
        results = assess(call, measured, catalog.run(call, measured))
        return {result.id: result for result in results}

    return judge


def parts(result):
    return {part.id: part.verdict for part in result.parts}


def test_every_requirement_of_the_call_is_there_in_its_order(judged):
    assert list(judged()) == [
        "description",
        "interest",
        "engagement",
        "capacity_and_trust",
        "historically_unengaged",
        "school",
        "contact",
        "pages",
        "formats",
        "signature",
        "deadline",
        "recipients",
    ]


def test_complete_answers_meet_everything_that_was_measured(judged):
    results = judged(**pages(), **pair())
    assert {result.verdict for result in results.values()} == {MET}


def test_every_quote_stands_in_the_call_word_for_word(judged):
    page = (Path(__file__).parents[1] / "data" / "cei-plln-cohort-3.txt").read_text("utf-8")
    for result in judged().values():
        assert result.quote in " ".join(page.split())
        assert result.title and result.why.endswith((".", "”", ".)"))


def test_what_is_met_shows_the_letters_own_words(judged):
    results = judged()
    for name in ("description", "interest", "school", "contact", "signature", "recipients"):
        assert results[name].verdict is MET
        assert all(piece.text and piece.place.line for piece in results[name].evidence)
        assert results[name].evidence
    assert results["interest"].evidence[0].text.startswith("We have learned to ask families")


def test_without_evidence_nothing_of_the_letter_is_met():
    """No answers, no layout, no files: nothing is met but the date on the calendar."""
    facts = Facts(CALL.deadline.instant.replace(month=4))
    results = assess(CALL, facts, catalog.run(CALL, facts))
    met = [result.id for result in results if result.verdict is MET]
    assert met == ["deadline"]
    assert {r.verdict for r in results if not r.evidence and r.id in ("interest", "school")} == {
        NOT_CHECKED
    }


@pytest.mark.parametrize(
    ("old", "new", "requirement"),
    [
        ("  interest: We have", '  interest: ""\n  zzz: We have', "interest"),
        ("{name: Sequoia Grove School}", '{name: " "}', "school"),
        ("school: {name: Sequoia Grove School}\n", "", "school"),
        ("  phone: (559) 555-0167\n", "", "contact"),
        ("  name: Rosa Alvarez\n", "", "contact"),
        ("  title: Superintendent\n", "", "signature"),
        ("  name: Dr. Elena Marquez\n", '  name: ""\n', "signature"),
    ],
)
def test_an_empty_answer_is_not_met(judged, old, new, requirement):
    assert judged((old, new))[requirement].verdict is NOT_MET


# Parts --------------------------------------------------------------------------------------------


def test_the_parts_of_the_description_are_judged_one_by_one(judged):
    assert parts(judged()["description"]) == {
        "district": MET,
        "community": MET,
        "student_body": MET,
    }


def test_a_missing_part_is_named_and_the_others_stay_met(judged):
    result = judged((PART, ""))["description"]
    assert result.verdict is NOT_MET
    assert parts(result) == {"district": MET, "community": NOT_MET, "student_body": MET}
    assert "its community" in result.why
    [missing] = [part for part in result.parts if part.id == "community"]
    assert missing.value is None and missing.evidence == ()


@pytest.mark.parametrize(
    ("community", "expected"),
    [("Its community", NOT_MET), ("TBD", NOT_MET), ("Farmers.", CONFIRM), ("5", NOT_MET)],
)
def test_a_bad_part_does_not_spoil_the_others(judged, community, expected):
    result = judged((PART, f"    community: {community}\n"))["description"]
    assert result.verdict is expected
    assert parts(result) == {"district": MET, "community": expected, "student_body": MET}


def test_several_faults_are_counted(judged):
    why = judged((PART, ""), ("Of our 812 students", "TBD"))["description"].why
    assert why.endswith("(And 1 more.)")


def test_a_part_holds_what_was_read(judged):
    results = judged()
    values = {part.id: part.value for part in results["contact"].parts}
    assert values == {
        "name": "Rosa Alvarez",
        "phone": "(559) 555-0167",
        "email": "ralvarez@rioseco.example",
    }
    assert results["school"].parts[0].value == "Sequoia Grove School"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (("(559) 555-0167", "555-0167"), "phone"),
        (("ralvarez@rioseco.example", "ralvarez"), "email"),
        (("  email: ralvarez@rioseco.example\n", ""), "email"),
        (("Rosa Alvarez", "TBD"), "name"),
    ],
)
def test_the_part_of_the_contact_that_is_wrong_is_named(judged, change, part):
    result = judged(change)["contact"]
    assert [name for name, verdict in parts(result).items() if verdict is NOT_MET] == [part]
    assert result.verdict is NOT_MET


def test_a_consortium_is_judged_by_its_lead(judged):
    kind = ("type: district", "type: consortium")
    school = "school: {name: Sequoia Grove School}"
    assert judged(kind)["school"].verdict is NOT_MET
    result = judged(kind, (school, "consortium: {lead: Tres Pinos Union}"))["school"]
    assert (result.verdict, result.parts[0].value) == (MET, "Tres Pinos Union")
    result = judged(kind, (school, "consortium: {lead: TBD}"))["school"]
    assert (result.verdict, parts(result)) == (NOT_MET, {"name": NOT_MET})


# Pages and files ----------------------------------------------------------------------------------


def test_a_letter_that_cannot_be_laid_out_is_not_checked_for_pages(judged):
    result = judged(("date: 2022-05-12", "date: 5/12/2022"))["pages"]
    assert result.verdict is NOT_CHECKED and "errors" in result.why


@pytest.mark.parametrize(
    ("counted", "slack", "verdict", "why"),
    [
        (1, 120, MET, "1 page of 3."),
        (3, 20, MET, "3 pages of 3; 20 lines left."),
        (3, 3, MET, "3 lines left"),
        (3, 1, CONFIRM, "1 line left"),
        (4, -40, NOT_MET, "4 pages"),
        (4, -1, NOT_MET, "4 pages"),
    ],
)
def test_pages_against_the_limit(judged, counted, slack, verdict, why):
    result = judged(**pages(counted=counted, slack=slack))["pages"]
    assert result.verdict is verdict and why in result.why


def test_a_font_that_cannot_be_measured_is_never_met(judged):
    unknown = {"unknown_fonts": ("Georgia",), "may_be_wider": True, "in_house_style": False}
    assert judged(**pages(3, 20, **unknown))["pages"].verdict is CONFIRM


def test_a_call_without_a_limit_has_no_requirement_for_pages(judged):
    call = CALL.model_copy(update={"pages": None})
    assert "pages" not in judged(call=call)
    style = Style(min_font_points=12, quote="12-point font")
    result = judged(call=call.model_copy(update={"style": style}), **pages())["pages"]
    assert result.verdict is NOT_MET


@pytest.mark.parametrize("facts", [{}, pair(to_be_built=True)], ids=["answers", "in memory"])
def test_files_are_not_checked_before_they_are_built(judged, facts):
    result = judged(**facts)["formats"]
    assert result.verdict is NOT_CHECKED
    assert "`loi build` writes a Word file and a PDF" in result.why


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, MET),
        ({"word_file": None}, NOT_MET),
        ({"pdf_file": None}, NOT_MET),
        ({"differences": (Difference("a word", ""),)}, NOT_MET),
    ],
)
def test_files_once_they_are_built(judged, changes, verdict):
    assert judged(**pair(**changes))["formats"].verdict is verdict


def test_a_letter_that_would_print_boxes_is_not_met_even_before_it_is_built(judged):
    glyph = MissingGlyphs("ਪ", "gurmukhi letter pa", "", "ਪੰਜਾਬੀ")
    assert judged(missing_glyphs=(glyph,))["formats"].verdict is NOT_MET


def test_the_report_on_pages_holds_what_was_counted():
    source = PageSource(source="layout", pages=3, fill=0.5)
    facts = Facts(CALL.deadline.instant, pages=PageFacts("letter.docx", 3, (source,)))
    report = page_report(CALL, facts, assess(CALL, facts, []))
    assert (report.limit, report.count, report.verdict) == (3, 3, MET)
    assert report.sources == (source,)
    nothing = Facts(CALL.deadline.instant)
    assert page_report(CALL, nothing, assess(CALL, nothing, [])).verdict is NOT_CHECKED


# Signature, delivery, deadline --------------------------------------------------------------------


def test_a_line_to_sign_on_is_never_met(judged):
    result = judged(("  signature: signature.png\n", ""))["signature"]
    assert result.verdict is CONFIRM
    assert parts(result) == {"name": MET, "title": MET, "mark": CONFIRM}


def test_an_image_is_taken_for_an_image_and_not_for_more(judged):
    result = judged()["signature"]
    assert result.verdict is MET and "cannot tell who signed" in result.why


@pytest.mark.parametrize("kind", ["line", "typed", "none", "scan"])
def test_whatever_is_no_image_is_not_met(facts_of, kind):
    """Not even if no rule says anything about it."""
    facts, _ = facts_of(Case("", "", False))
    facts = replace(facts, signature=replace(facts.signature, kind=kind))
    results = assess(CALL, facts, [])
    [result] = [r for r in results if r.id == "signature"]
    assert result.verdict is CONFIRM
    assert signature_report(facts, results).kind == kind


@pytest.mark.parametrize(
    ("unreadable", "says"), [((), "The PDF is a scan."), ((1,), "The PDF cannot be read as text.")]
)
def test_a_pdf_without_letters_is_looked_at_like_a_scan_and_not_called_one(unreadable, says):
    pdf = PdfFacts("letter.pdf", pages=1, scanned=(1,), unreadable=unreadable)
    signed = SignatureFacts("scan", "Elena Marquez", "Superintendent")
    facts = replace(RIGHT, pdf=pdf, signature=signed)
    [result] = [result for result in assess(CALL, facts, []) if result.id == "signature"]
    assert result.verdict is CONFIRM and result.why.startswith(says)


def test_a_wrong_title_is_not_met_whatever_the_image(judged):
    result = judged(("title: Superintendent", "title: Assistant Superintendent"))["signature"]
    assert result.verdict is NOT_MET and parts(result)["title"] is NOT_MET


def test_an_unusable_image_is_not_met(judged):
    assert parts(judged(("signature.png", "nothing.png"))["signature"])["mark"] is NOT_MET


def test_without_addresses_delivery_is_for_a_person(judged):
    line = "submission: {to: smitchell@funder.example, cc: nlobese@funder.example}\n"
    assert judged((line, ""))["recipients"].verdict is CONFIRM
    why = judged()["recipients"].why
    assert why == (
        "By email to Steven Sterling Mitchell <smitchell@funder.example>, "
        "cc Nicole LoBese <nlobese@funder.example>."
    )


def test_an_upload_and_a_letter_by_mail_are_for_a_person(judged):
    for method, more in (("portal", {"portal": "https://x.example"}), ("mail", {})):
        delivery = CALL.delivery.model_copy(update={"method": method, **more})
        call = CALL.model_copy(update={"delivery": delivery})
        assert judged(call=call)["recipients"].verdict is CONFIRM


# What the call asks of some applicants only, or of nobody -----------------------------------------


def test_an_item_asked_of_others_is_not_judged(judged):
    assert "interest" not in judged(call=altered_call({"interest_for": ("charter",)}))


def test_an_optional_item_without_an_answer_is_not_met_either(judged):
    items = tuple(
        item.model_copy(update={"required": False}) if item.id == "interest" else item
        for item in CALL.items
    )
    call = CALL.model_copy(update={"items": items})
    assert judged(call=call)["interest"].verdict is MET
    result = judged((f"  interest: {INTEREST}\n", ""), call=call)["interest"]
    assert (result.verdict, result.why) == (NOT_CHECKED, "Optional, and not answered.")


def test_calls_of_other_kinds_are_judged_by_the_same_code():
    call = load_call("cei-plln-cohort-3").call
    facts = Facts(call.deadline.instant, pair=PairFacts(None, None))
    assert {r.id for r in assess(call, facts, [])} >= {"pages", "formats"}


def test_an_excerpt_is_one_line_that_ends_between_words():
    assert excerpt("one\n two  three") == "one two three"
    long = excerpt("word " * 100)
    assert len(long) <= 160 and long.endswith("word …")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**District decisions.** We", "District decisions. We"),
        ("a *word\nor two* and ***three***", "a word or two and three"),
        ("- one\n- two\n1. three", "one two three"),
        ("2 * 3 * 4, 5 - 6, a_b_c@x.example", "2 * 3 * 4, 5 - 6, a_b_c@x.example"),
    ],
)
def test_an_excerpt_reads_as_the_letter_does(written, read):
    assert excerpt(written) == read


def test_lesser_headings_begin_no_section_in_a_letter_with_the_calls_own_titles():
    titles = [item.title for item in CALL.items]
    lengths = [SectionLength(title, 10) for title in titles]
    lesser = [lengths[0], SectionLength("Our schools", 5), *lengths[1:], SectionLength(TEAM, 7)]
    facts = Facts(CALL.deadline.instant, pages=PageFacts("a.docx", 3, (), sections=tuple(lesser)))
    assert words_by_section(CALL, facts) == {**dict.fromkeys(titles, 10), titles[0]: 15, TEAM: 7}
    few = (SectionLength("Head", 0), SectionLength("Our schools", 5), SectionLength(titles[1], 9))
    facts = Facts(CALL.deadline.instant, pages=PageFacts("a.docx", 3, (), sections=few))
    assert words_by_section(CALL, facts) == {"Our schools": 5, titles[1]: 9}


def test_nothing_in_a_letter_that_never_names_the_program_is_more_than_a_question():
    lines = ("Dear Mr. Mitchell:", "We write about the bus contract.", "Sincerely,", "Ana Ruiz")
    unnamed = replace(RIGHT, word=replace(RIGHT.word, paragraphs=text(*lines)))
    contact = {**RIGHT.reading.items, "contact": item(NOT_MET)}
    without = replace(unnamed, reading=replace(RIGHT.reading, items=contact))
    results = {r.id: r for r in assess(CALL, without, catalog.run(CALL, without))}
    for narrative in CALL.narratives:
        result = results[narrative.id]
        assert {result.verdict, *parts(result).values()} == {CONFIRM}
        assert "never names “Community Engagement Initiative”" in result.why
    right = {r.id: r.verdict for r in assess(CALL, RIGHT, catalog.run(CALL, RIGHT))}
    assert {right[narrative.id] for narrative in CALL.narratives} == {MET}


def test_an_application_to_the_recipient_with_a_contact_is_one_by_its_form():
    lines = ("Dear Mr. Mitchell:", "If we are chosen, we will bring our school.", "Ana Ruiz")
    unnamed = replace(RIGHT, word=replace(RIGHT.word, paragraphs=text(*lines)))
    findings = catalog.run(CALL, unnamed)
    assert "LOI626" in {finding.rule for finding in findings}
    results = {result.id: result.verdict for result in assess(CALL, unnamed, findings)}
    assert {results[narrative.id] for narrative in CALL.narratives} == {MET}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("We like pizza.", CONFIRM), (INTEREST, MET), ("Why? We do not know.", CONFIRM)],
)
def test_a_few_words_under_a_heading_are_not_met_by_themselves(text, verdict):
    evidence = (Evidence(text=text, place=Place(file="letter.docx", paragraph=3)),)
    item = ItemReading(MET, "Found under its heading.", evidence)
    facts = Facts(AS_OF, reading=LetterReading("letter.docx", {"interest": item}))
    results = {result.id: result for result in assess(CALL, facts, [])}
    assert results["interest"].verdict is verdict
    assert ("only" in results["interest"].why) is (verdict is CONFIRM)
