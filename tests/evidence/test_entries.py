"""Lists of people and organizations: bullets, tables, prose."""

from loi_tool.calls.load import load_call
from loi_tool.evidence.entries import read_lists
from loi_tool.evidence.read import read_values
from loi_tool.facts import ItemReading
from loi_tool.files import Paragraph, WordFacts
from loi_tool.findings import Evidence, Place, Verdict

CALL = load_call("cei-plln-cohort-3").call
PARTNERS = CALL.items[0].model_copy(
    update={
        "id": "partners",
        "kind": "list",
        "min_entries": 3,
        "title": "Partners",
        "quote": "Name at least three organizations that will work at the site.",
        "parts": (),
    }
)
LISTING = CALL.model_copy(update={"items": (PARTNERS,)})


def at(number):
    return Place(file="letter.docx", paragraph=number)


def read(*lines, seen=1):
    """The list that is read near paragraph `seen`; None where no passage is known."""
    paragraphs = [
        Paragraph(
            text.lstrip("-|"),
            at(number),
            is_list=text.startswith("-"),
            row=(1, number // 2) if text.startswith("|") else None,
        )
        for number, text in enumerate(lines, 1)
    ]
    passages = (Evidence(text="x", place=at(seen)),) if seen else ()
    reading = ItemReading(Verdict.MET, "", passages)
    return read_lists(LISTING, paragraphs, {"partners": reading}).get("partners")


def test_bullets_are_counted_and_the_unnamed_are_not():
    found = read(
        "Our partners:",
        "-Clínica Monte Claro will park its van here.",
        "-The Food Bank of Rio Seco brings food.",
        "-A third partner will be named soon.",
        "-Two clubs, chosen each fall.",
    )
    assert len(found.entries) == 2 and len(found.unnamed) == 2 and found.is_certain


def test_rows_of_a_table_are_counted_without_its_head():
    found = read(
        "Partners:", "|Partner", "|Brings", "|Elks Lodge", "|money", "|City Library", "|books"
    )
    assert found.entries == ("Elks Lodge · money", "City Library · books") and found.is_certain


def test_the_head_of_a_table_may_have_labels_of_several_words():
    head = ("|Employer", "|What we have spoken about")
    found = read("Partners:", *head, "|Elks Lodge", "|money", "|City Library", "|books")
    assert len(found.entries) == 2
    headless = read("Partners:", "|Rossi Cycles Company Ltd", "|lends its truing stand", *head)
    assert headless.entries[0].startswith("Rossi Cycles")


def test_names_in_prose_are_counted_and_not_certain():
    found = read("Saint Dymphna Hospital, the Valle Hondo Grange and Ana Ruiz will help us.")
    assert {"Saint Dymphna Hospital", "Valle Hondo Grange"} <= set(found.entries)
    assert not found.is_certain


def test_a_list_is_found_by_the_line_before_it():
    lines = ("Two organizations will work with us:", "-Elks Lodge", "-City Library")
    assert len(read(*lines, seen=None).entries) == 2
    assert read("We thank you:", "-Elks Lodge", "-City Library", seen=None) is None


def test_enough_names_under_the_heading_that_the_call_wants_are_an_answer():
    item = PARTNERS.model_copy(update={"min_entries": 2, "heading": "PARTNERS"})
    call = CALL.model_copy(update={"items": (item,)})
    unsure = ItemReading(Verdict.CONFIRM, "", (Evidence(text="x", place=at(1)),))

    def verdict(heading, *bullets):
        lines = [Paragraph(heading, at(1), is_heading=True)]
        lines += [Paragraph(text, at(n), is_list=True) for n, text in enumerate(bullets, 2)]
        facts = WordFacts("letter.docx", tuple(lines))
        return read_values(call, facts, {"partners": unsure}).items["partners"].verdict

    assert verdict("Partners", "Elks Lodge", "City Library") is Verdict.MET
    assert verdict("Partners", "Elks Lodge") is Verdict.CONFIRM
    assert verdict("Partners", "Elks Lodge", "City Library", "One more, TBD") is Verdict.CONFIRM
    assert verdict("Our friends", "Elks Lodge", "City Library") is Verdict.CONFIRM


def test_so_are_enough_names_that_the_line_before_introduces():
    item = PARTNERS.model_copy(update={"min_entries": 2})
    call = CALL.model_copy(update={"items": (item,)})
    unsure = ItemReading(Verdict.CONFIRM, "", (Evidence(text="x", place=at(1)),))

    def verdict(before, *bullets):
        lines = [Paragraph(before, at(1))]
        lines += [Paragraph(text, at(n), is_list=True) for n, text in enumerate(bullets, 2)]
        facts = WordFacts("letter.docx", tuple(lines))
        return read_values(call, facts, {"partners": unsure}).items["partners"].verdict

    said = "Two organizations will work with us:"
    assert verdict(said, "Elks Lodge", "City Library") is Verdict.MET
    assert verdict(said, "Elks Lodge") is Verdict.CONFIRM
    assert verdict(said, "Elks Lodge", "City Library", "One more, TBD") is Verdict.CONFIRM
    assert verdict("We thank you:", "Elks Lodge", "City Library") is Verdict.CONFIRM
