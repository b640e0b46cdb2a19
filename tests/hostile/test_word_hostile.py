"""Word files that are made to hang, to fill the memory or to break whoever reads them.

Each is read or refused in words, within two seconds (more on a busy machine) and 200 MB.
"""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loi_tool.calls.load import load_call
from loi_tool.errors import UnreadableFile
from loi_tool.evidence.read import read_letter
from loi_tool.files import MAX_PARAGRAPH, MAX_PARAGRAPHS, MAX_TEXT
from loi_tool.journeys import Options, check_letters
from loi_tool.word.read import read_word
from tests.word.word_files import (
    NS,
    SECTION,
    docx,
    field,
    p,
    part,
    parts_of,
    r,
    rels,
    table,
    zipped,
)

SECONDS = 6


def outcome(data):
    """The text that was read, or the refusal; it comes in time."""
    began = time.process_time()
    try:
        return "\n".join(paragraph.text for paragraph in read_word(data, "letter.docx").paragraphs)
    except UnreadableFile as error:
        assert error.fix and "\n" not in error.message
        return error.message
    finally:
        assert time.process_time() - began < SECONDS


def with_styles(styles, body):
    return docx(
        body,
        relations=[("s", "styles", "styles.xml", False)],
        parts={"word/styles.xml": styles},
    )


def test_entities_in_entities():
    def ten(n):
        return f"&e{n};" * 10

    entities = "".join(f'<!ENTITY e{n} "{ten(n - 1)}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><w:document {NS}>&e11;</w:document>'
    assert "DOCTYPE" in outcome(zipped({**parts_of(""), "word/document.xml": laughs}))


def test_a_doctype_in_the_styles():
    assert "DOCTYPE" in outcome(with_styles("<!DOCTYPE x><x/>", p("x")))


@pytest.mark.parametrize(
    "opening, closing",
    [("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"), ("<w:ins>", "</w:ins>"),
     ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")],
)  # fmt: skip
def test_a_hundred_thousand_elements_one_in_the_other(opening, closing):
    many = 100_000 // opening.count("<")
    assert "nested" in outcome(docx(opening * many + p("x") + closing * many))


def test_the_deepest_nesting_that_is_let_through():
    fields = field("A", "<w:ins>" * 110 + r("deep") + "</w:ins>" * 110)
    assert outcome(docx(p(fields))) == "deep"


def test_styles_that_are_based_on_each_other():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 1200}"/></w:style>'
        for n in range(1200)
    )
    body = "".join(p("x", props=f'<w:pStyle w:val="s{n}"/>') for n in range(1200))
    assert outcome(with_styles(part("styles", styles), body)).startswith("x")


def test_relations_that_lead_back_to_where_they_come_from():
    body = p("x") + '<w:sectPr><w:headerReference r:id="h"/></w:sectPr>'
    data = docx(
        body,
        relations=[("h", "header", "document.xml", False), ("s", "styles", "document.xml", False)],
        parts={"word/_rels/styles.xml.rels": rels(("s", "styles", "styles.xml", False))},
    )
    assert outcome(data) == "x\nx"


@pytest.mark.parametrize(
    "number", ["99999999999999999999", "-5", "1e400", "NaN", "٣", "", "9" * 9000]
)
def test_absurd_numbers(number):
    size = f'<w:sz w:val="{number}"/>'
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{number}"/></w:tcPr>{p("in a cell")}</w:tc>'
    row = f'<w:tr><w:trPr><w:gridBefore w:val="{number}"/></w:trPr>{cell}</w:tr>'
    drawing = (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{number}" cy="{number}"/>'
        '<a:blip r:embed="i"/></wp:inline></w:drawing></w:r>'
    )
    symbol = f'<w:r><w:sym w:font="Symbol" w:char="{number}"/></w:r>'
    section = (
        f'<w:sectPr><w:pgSz w:w="{number}" w:h="{number}"/><w:pgMar w:top="{number}"/></w:sectPr>'
    )
    level = f'<w:outlineLvl w:val="{number}"/>'
    data = docx(
        p(r("a", size), symbol, drawing, props=level) + f"<w:tbl>{row}</w:tbl>" + section,
        parts={"docProps/app.xml": f"<Properties><Pages>{number}</Pages></Properties>"},
    )
    assert outcome(data).endswith("in a cell")


def test_nothing_but_spaces():
    assert "more text than" in outcome(docx(p(" " * 300_000 + "x")))
    assert outcome(docx(p(" " * 70_000 + "x"))) == "x"


def test_more_paragraphs_than_a_letter_has():
    assert "more text than" in outcome(docx("<w:p/>" * (MAX_PARAGRAPHS + 1)))


def test_fields_in_fields_deeper_than_word_writes():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert "nested" in outcome(docx(p(begin * 101 + r("x") + end * 101)))
    assert outcome(docx(p(begin * 99 + end * 99, "x"))) == "x"


def test_styles_that_are_pointed_to_and_not_there():
    data = docx(
        p("x"), relations=[("s", "styles", "styles.xml", False), ("n", "footnotes", "x.xml", False)]
    )
    assert outcome(data) == "x"


def test_fields_in_fields_in_one_another_without_end():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>IF </w:instrText></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    outcome(docx(p(begin * 20_000 + r("x"))))
    outcome(docx(p(begin * 20_000 + r("x") + end * 20_000)))
    outcome(docx(p(end * 20_000 + r("x"))))
    quotes = "<w:r><w:instrText>HYPERLINK " + "&quot;\\" * 100_000 + "</w:instrText></w:r>"
    outcome(docx(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + quotes + end, "x")))


def test_alternate_content_in_alternate_content():
    opening, closing = "<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"
    inside = "<w:r/>" * 140_000 + r("x")
    assert outcome(docx(p(opening * 55 + inside + closing * 55))) == "x"


def test_text_boxes_in_text_boxes():
    opening = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p>"
    closing = "</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    assert outcome(docx(p(opening * 17 + r("x") + closing * 17))) == "x"


def test_as_many_attributes_as_fit():
    many = "".join(f' a{n}=""' for n in range(700_000))
    assert "too large" in outcome(docx(f"<w:p{many}/>"))


def test_five_hundred_pages():
    page = "".join(p("Word " * 60, r("bold", "<w:b/>")) for _ in range(8))
    text = outcome(docx(page * 500 + SECTION))
    assert "more text than 25 pages" in text


def test_a_hundred_thousand_paragraphs():
    assert "too large" in outcome(docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 100_000))


def test_one_paragraph_of_many_tracked_runs():
    body = p(*(f'<w:ins w:author="{n}">{r("x")}</w:ins>' for n in range(24_000)))
    assert outcome(docx(body)).startswith("xxx")


def test_thousands_of_rows_and_thousands_of_tables():
    assert outcome(docx(table(*[["a", "b"]] * 600))).startswith("a\nb")
    assert outcome(docx((table(["a", "b"]) + p()) * 400)).startswith("a\nb")


def test_as_many_links_as_fit():
    links = "".join(f'<w:hyperlink r:id="r{n}">{r("x")}</w:hyperlink>' for n in range(10_000))
    relations = [(f"r{n}", "hyperlink", f"https://{n}", True) for n in range(10_000)]
    assert outcome(docx(p(links), relations=relations)).startswith("xxx")


def test_thousands_of_changes_of_formatting_by_thousands_of_authors():
    change = '<w:r><w:rPr><w:rPrChange w:author="{}"/></w:rPr><w:t>x</w:t></w:r>'
    assert outcome(docx(p("".join(map(change.format, range(25_000)))))).startswith("xxx")


@pytest.mark.parametrize(
    "opening, inside",
    [("<w:hyperlink>", r("x")), ('<w:fldSimple w:instr="HYPERLINK x">', r("x")), ("<w:ins>", r("x")),
     ("<w:r><w:drawing><wp:inline>", "<a:blip/>"), ("<w:sdt><w:sdtContent>", "<w:sdt/>"),
     ("<w:r><w:pict><v:shape>", "<v:imagedata/>")],
)  # fmt: skip
def test_wide_and_deep_at_once(opening, inside):
    deep = 120 // opening.count("<")
    tags = opening.replace(">", "> ").split("> ")[:-1]
    closing = "".join(f"</{tag.split()[0].lstrip('<')}>" for tag in reversed(tags))
    wide = inside * (140_000 // (inside.count("<") - inside.count("</") + inside.count("=")))
    outcome(docx(p("<w:r/>" + opening * deep + wide + closing * deep)))


def test_a_diagram_shown_thousands_of_times():
    shown = (
        '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri="x/diagram">'
        '<a:relIds r:dm="d"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    for line in ("<a:p/>", "<a:p><a:t>w</a:t></a:p>"):
        outcome(
            docx(
                p(shown * 8_000),
                relations=[("d", "diagramData", "d.xml", False)],
                parts={"word/d.xml": part("x", line * 20_000)},
            )
        )


def test_many_tables_in_a_style_with_many_shadings():
    styles = '<w:style w:type="table" w:styleId="t">' + "<w:shd/>" * 20_000 + "</w:style>"
    rows = "<w:tr><w:tc><w:p/></w:tc></w:tr>"
    body = f'<w:tbl><w:tblPr><w:tblStyle w:val="t"/></w:tblPr>{rows}</w:tbl>' * 1_200
    assert outcome(with_styles(part("styles", styles), body + p("x"))) == "x"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory used")
def test_memory_stays_under_200_mb(tmp_path):
    heavy = {
        "paragraphs": docx("<w:p><w:r><w:t>word</w:t></w:r></w:p>" * 49_000),
        "attributes": docx("".join(f'<w:p w:a{n}="{n}"/>' for n in range(70_000))),
        "bomb": docx(p("x"), parts={"word/media/i.png": bytes(100_000_000)}),
        "text": docx(p(random.Random(1).randbytes(4_000_000).hex() + "😀")),
    }
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from loi_tool.word.read import read_word\n"
        "from loi_tool.errors import UnreadableFile\n"
        "try:\n"
        "    read_word(Path(sys.argv[1]).read_bytes(), 'letter.docx')\n"
        "except UnreadableFile:\n"
        "    pass\n"
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])\n"
    )
    for name, data in heavy.items():
        path = tmp_path / f"{name}.docx"
        path.write_bytes(data)
        run = [sys.executable, "-c", script, str(path)]
        used = int(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
        assert used < 200_000, (name, used)


def one_paragraph(words, characters=MAX_TEXT - 1_000):
    return docx(p((words * (characters // len(words) + 1))[:characters]) + SECTION)


def test_more_text_than_the_longest_letter():
    assert "more text than 25 pages" in outcome(one_paragraph("word ", MAX_TEXT + 1))
    assert "more text than 25 pages" in outcome(docx(p(r("a" * (MAX_TEXT + 1), "<w:vanish/>"))))
    assert outcome(one_paragraph("word ", MAX_TEXT - 1)).startswith("word word")


@pytest.mark.parametrize(
    "words", ["(555) 555-0100 ", "a@b.c ", "A. B. C. Mr. Dr. ", "Cedar Flat Middle School, ", "x "]
)
def test_the_longest_letter_in_the_longest_paragraphs_is_judged_in_time(words, tmp_path):
    text = (words * (MAX_PARAGRAPH // len(words) + 1))[:MAX_PARAGRAPH]
    (tmp_path / "letter.docx").write_bytes(docx(p(text) * (MAX_TEXT // MAX_PARAGRAPH) + SECTION))
    began = time.process_time()
    check_letters([tmp_path / "letter.docx"], Options(as_of="2022-05-12"))
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "line",
    [
        "Cedar Flat Middle School",
        "See Cedar Flat",
        "Ask Dr. Ana Lopez, (559) 555-0100 or a.lopez@cde.org",
    ],
)
def test_four_times_the_lines_take_four_times_as_long(line):
    call = load_call("cei-plln-cohort-3").call

    def seconds(lines):
        facts = read_word(docx(p(line) * lines + SECTION), "letter.docx")
        began = time.process_time()
        read_letter(call, facts)
        return time.process_time() - began

    seconds(10)  # compiles the patterns
    assert seconds(MAX_PARAGRAPHS - 100) < 10 * seconds((MAX_PARAGRAPHS - 100) // 4)


def test_what_is_at_the_end_of_many_lines_is_read():
    call = load_call("cei-plln-cohort-3").call
    site = p("The specified site is Delta Vista Middle School.")
    facts = read_word(docx(p("A line of many.") * 200 + site + SECTION), "letter.docx")
    reading = read_letter(call, facts).items["school"]
    assert reading.parts["name"].value == "Delta Vista Middle School"
