"""What Word's numbering puts before paragraphs (ISO 29500-1, 17.9)."""

import pytest

from loi_tool.word.read import read_word
from tests.word.word_files import TYPES, docx, p, part


def level(text, at=0, form="decimal", start=1, more=""):
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def abstract(*levels, name=0):
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def number(name=1, of=0, more=""):
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def item(text="Text", name=1, at=0, more=""):
    numbered = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{name}"/></w:numPr>'
    return p(text, props=f"{numbered}{more}")


def labels(body, numbering, styles=""):
    parts = {"word/numbering.xml": part("numbering", numbering)}
    relations = [("n", "numbering", "numbering.xml", False)]
    if styles:
        parts["word/styles.xml"] = part("styles", styles)
        relations.append(("s", "styles", "styles.xml", False))
    types = [(f"word/{name}.xml", f"{TYPES}.{name}+xml") for name in ("numbering", "styles")]
    facts = read_word(docx(body, relations=relations, parts=parts, types=types), "a.docx")
    return [paragraph.label for paragraph in facts.paragraphs]


@pytest.mark.parametrize(
    ("text", "form", "start", "shown"),
    [
        ("Question %1:", "decimal", 1, ["Question 1:", "Question 2:"]),
        ("Part %1", "upperLetter", 1, ["Part A", "Part B"]),
        ("%1)", "lowerLetter", 26, ["z)", "aa)"]),
        ("Section %1.", "upperRoman", 3, ["Section III.", "Section IV."]),
        ("(%1)", "lowerRoman", 48, ["(xlviii)", "(xlix)"]),
        ("%1", "decimalZero", 9, ["09", "10"]),
        ("§ %1", "decimal", 1, ["§ 1", "§ 2"]),
        ("%1 point", "ordinal", 11, ["11th point", "12th point"]),
        ("%1 place", "ordinal", 22, ["22nd place", "23rd place"]),
        ("Goal %1", "cardinalText", 20, ["Goal Twenty", "Goal Twenty-one"]),
        ("%1 goal", "ordinalText", 20, ["Twentieth goal", "Twenty-first goal"]),
        ("%1", "numberInDash", 1, ["- 1 -", "- 2 -"]),
        ("Note:", "none", 1, ["Note:", "Note:"]),
        ("•", "bullet", 1, ["", ""]),
        ("o", "bullet", 1, ["", ""]),
        ("NEW", "bullet", 1, ["NEW", "NEW"]),
        ("%1.", "no such form", 1, ["1.", "2."]),
    ],
)
def test_every_form_of_numbers(text, form, start, shown):
    numbering = abstract(level(text, form=form, start=start)) + number()
    assert labels(p("Dear") + item() + item(), numbering) == ["", *shown]


def test_levels_count_within_those_above_them_and_begin_anew():
    levels = level("%1."), level("%1.%2", 1), level("%1.%2.%3", 2, "upperRoman")
    body = item() + item(at=1) + item(at=1) + item(at=2) + item() + item(at=1)
    shown = ["1.", "1.1", "1.2", "1.2.I", "2.", "2.1"]
    assert labels(body, abstract(*levels) + number()) == shown


def test_a_level_may_go_on_and_all_its_numbers_may_be_digits():
    levels = (
        level("Part %1", form="upperRoman"),
        level("%1.%2", 1, more='<w:isLgl/><w:lvlRestart w:val="0"/>'),
    )
    body = item() + item(at=1) + item() + item(at=1)
    assert labels(body, abstract(*levels) + number()) == ["Part I", "1.1", "Part II", "2.2"]


def test_two_numberings_of_one_list_go_on_and_an_override_begins_anew():
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    other = f'<w:lvlOverride w:ilvl="0">{level("Goal %1")}</w:lvlOverride>'
    numbering = abstract(level("%1.")) + number() + number(2) + number(3, more=override)
    body = item() + item(name=2) + item(name=3) + item(name=3) + item(name=4)
    shown = ["1.", "2.", "5.", "6.", "Goal 7"]
    assert labels(body, numbering + number(4, more=other)) == shown


def test_a_style_may_number_its_paragraphs_and_a_paragraph_may_leave_it():
    styles = (
        '<w:style w:type="paragraph" w:styleId="H"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="I"><w:basedOn w:val="H"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    levels = level("Question %1:", more='<w:pStyle w:val="H"/>'), level("%1%2", 1, "lowerLetter")
    style = '<w:pStyle w:val="{}"/>'.format
    body = (
        p("a", props=style("H"))
        + p("b", props=style("I"))
        + item("c", name=0, more=style("H"))
        + p("d", props=style("H"))
    )
    shown = ["Question 1:", "1a", "", "Question 2:"]
    assert labels(body, abstract(*levels) + number(), styles) == shown


def test_a_list_may_be_that_of_a_style():
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    linked = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
    numbering = abstract(level("Step %1")) + linked + number() + number(2, of=1)
    assert labels(item(name=2), numbering, styles) == ["Step 1"]


def test_a_struck_out_paragraph_is_not_counted():
    gone = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    body = item("a") + item("b", more=gone) + item("c") + item("d")
    numbering = abstract(level("%1.")) + number()
    assert labels(body, numbering) == ["1.", "2.", "3."]


def test_a_numbering_that_leads_in_a_circle_or_nowhere_is_none():
    circle = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    assert labels(item() + item(name=9), circle + number(), styles) == ["", ""]
