"""Page evidence of finished Word files: every source, what it says, and what fails."""

import io
import signal
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from loi_tool.errors import EngineFailed
from loi_tool.facts import PageLimit
from loi_tool.files import PdfFacts, Properties
from loi_tool.findings import Verdict
from loi_tool.layout import engines, pages
from loi_tool.layout.engines import Sheet, pdf_by, sheets_by, sheets_started
from loi_tool.layout.measured import pages_of
from loi_tool.layout.normalise import normalised
from loi_tool.layout.pages import page_evidence
from loi_tool.layout.pdf_pages import with_pdf
from loi_tool.rules.pages import page_verdict
from loi_tool.word.read import read_word
from tests.layout.test_normalise import BREAK, word
from tests.word.word_files import docx, p, part, r, table

NOTED = "<w:r><w:lastRenderedPageBreak/></w:r>"
SENTENCE = "Our parents asked for meetings after work and we moved them there."


def app(pages, words, application="Microsoft Office Word"):
    """What Word saves beside the text (ISO 29500-1, 22.2)."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return {
        "docProps/app.xml": f'<Properties xmlns="{space}"><Application>{application}</Application>'
        f"<Pages>{pages}</Pages><Words>{words}</Words></Properties>"
    }


def evidence(file, limit=3):
    return page_evidence(file, read_word(file, "letter.docx"), PageLimit(limit))


def counts(found):
    return {source.source: source.pages for source in found.sources}


def lines(number, text=SENTENCE):
    return "".join(p(f"{n} {text}") for n in range(number))


def test_a_short_letter_is_counted_once():
    found = evidence(word(lines(10)))
    assert counts(found) == {"layout": 1}
    assert found.counted == 1
    assert found.file == "letter.docx"
    assert found.sources[0].fill == pytest.approx(0.21, abs=0.02)
    assert found.lines_left == pytest.approx(38 + 2 * 48, abs=2)
    assert page_verdict(3, found).verdict is Verdict.MET


def test_near_the_limit_a_second_engine_is_asked_and_both_agree():
    found = evidence(word(lines(46)), limit=1)
    assert counts(found) == {"layout": 1, "second_layout": 1}
    assert found.lines_left in (1, 2)
    assert page_verdict(1, found).verdict is Verdict.MET
    assert page_verdict(1, evidence(word(lines(48)), limit=1)).verdict is Verdict.CONFIRM


def test_over_the_limit_it_says_by_how_much_and_from_where():
    found = evidence(word(lines(60)), limit=1)
    assert found.lines_over == 12
    assert found.words_over == 12 * 13
    assert found.overflow_quote.startswith("48 Our parents asked")
    assert page_verdict(1, found).verdict is Verdict.NOT_MET


def test_an_empty_page_at_the_end_is_told_as_such():
    found = evidence(word(lines(5) + BREAK + p()), limit=1)
    assert found.counted == 2
    assert found.blank and found.lines_over == 0
    assert page_verdict(1, found).verdict is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("saved", "body", "stale"),
    [
        (app(1, 132), lines(10), ""),
        (app(2, 132), p("one") + BREAK + p(NOTED, "two") + lines(10), ""),
        (app(1, 400), lines(10), "that was when the letter had 400 words, and now it has 130"),
        (
            app(1, 130, "LibreOffice/7.4"),
            lines(10),
            "The file itself says 1 page, but that was counted by LibreOffice, not by Word",
        ),
        (app(3, 130), lines(10), "the page breaks noted in its text do not agree"),
        (app(5, 130), lines(9) + p(NOTED, "x", NOTED, "y", NOTED, "z", NOTED, SENTENCE), "has 1"),
    ],
    ids=["fresh", "fresh with a break", "edited", "another program", "marks", "impossible"],
)
def test_a_saved_count_is_used_only_where_it_can_still_be_true(saved, body, stale):
    found = evidence(word(body, more=saved))
    assert ("word_saved" in counts(found)) is not bool(stale)
    assert stale in found.stale
    assert bool(found.stale) is bool(stale)


def test_breaks_that_a_table_notes_twice_are_one():
    row = (p(NOTED, "a"), p(NOTED, "b"))
    document = pages.normalised(word(table(row, (p(NOTED, "c"), p("d"))) + p("end")))
    assert document.marked == (2, 4)


def test_a_font_that_is_not_known_is_named():
    aptos = r(SENTENCE, '<w:rFonts w:ascii="Aptos" w:hAnsi="Aptos"/>')
    found = evidence(word(p(aptos) * 40), limit=1)
    assert found.unknown_fonts == ("Aptos",)
    assert page_verdict(1, found).verdict is Verdict.MET  # Aptos is narrower
    georgia = r(SENTENCE, '<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia"/>')
    assert page_verdict(1, evidence(word(p(georgia) * 44), limit=1)).doubt == "font"
    assert page_verdict(1, evidence(word(p(georgia) * 10), limit=1)).verdict is Verdict.MET
    assert evidence(word(lines(3) + p(r("•", '<w:rFonts w:ascii="Zapf"/>')))).unknown_fonts == ()


def test_headings_tell_which_section_is_longest():
    level = '<w:outlineLvl w:val="0"/>'
    body = p("Interest", props=level) + lines(2) + p("Engagement", props=level) + lines(5)
    found = evidence(word(body))
    assert [(s.heading, s.words) for s in found.sections] == [("Interest", 26), ("Engagement", 65)]


def test_an_engine_that_fails_is_one_source_less(monkeypatch):
    failing = {"rdocx"}

    def fail(engine, data):
        if engine in failing:
            raise EngineFailed(f"The layout engine {engine} could not set the Word file.")
        return sheets_started(engine, data)

    monkeypatch.setattr(pages, "sheets_started", fail)
    found = evidence(word(lines(10)))
    assert counts(found) == {"second_layout": 1}
    assert found.failed == ("The layout engine rdocx could not set the Word file.",)
    judged = page_verdict(3, found)
    assert judged.verdict is Verdict.CONFIRM and "room to spare" in judged.why
    failing.add("dxpdf")
    found = evidence(word(lines(10)))
    assert counts(found) == {} and found.counted == 0
    judged = page_verdict(3, found)
    assert (judged.verdict, judged.doubt) == (Verdict.CONFIRM, "sources")


def test_an_engine_that_hangs_is_stopped(monkeypatch, tmp_path):
    script = tmp_path / "engine_process.py"
    script.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(engines, "__file__", str(tmp_path / "engines.py"))
    monkeypatch.setitem(engines._SECONDS, "rdocx", 0.3)
    with pytest.raises(EngineFailed, match="took over"):
        pdf_by("rdocx", b"")


@pytest.mark.skipif(not hasattr(signal, "SIGXCPU"), reason="no limit of processor time")
def test_an_engine_that_works_without_end_is_stopped(monkeypatch, tmp_path):
    script = Path(engines.__file__).with_name("engine_process.py").read_text()
    endless = script.replace("return bytes(dxpdf.convert(word))", "while True:\n        pass")
    assert endless != script
    (tmp_path / "engine_process.py").write_text(endless)
    monkeypatch.setattr(engines, "__file__", str(tmp_path / "engines.py"))
    with pytest.raises(EngineFailed, match="more time than any letter needs"):
        pdf_by("dxpdf", b"")


@pytest.mark.parametrize("engine", ["rdocx", "dxpdf"])
@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04", docx("<w:document/>")])
def test_what_is_no_letter_fails_the_engine_and_nothing_else(engine, junk):
    try:
        pdf_by(engine, junk)
    except EngineFailed as error:
        assert engine in error.message


def test_an_engine_that_is_not_here_says_so(monkeypatch):
    monkeypatch.setattr(engines, "soffice", lambda: None)
    with pytest.raises(EngineFailed, match="not installed"):
        pdf_by("libreoffice", b"")
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    with pytest.raises(EngineFailed, match="not installed"):
        sheets_by("dxpdf", b"")


def test_the_pdf_counts_exactly_and_settles_it_where_word_made_it():
    found = evidence(word(lines(48)), limit=1)
    by_word = Properties(application="Microsoft® Word for Microsoft 365")
    pdf = PdfFacts("letter.pdf", pages=1, properties=by_word)
    both = with_pdf(found, pdf, PageLimit(1))
    assert counts(both)["pdf"] == 1
    assert page_verdict(1, both).verdict is Verdict.CONFIRM
    assert page_verdict(1, both, same_text=True).verdict is Verdict.MET
    other = with_pdf(found, replace(pdf, properties=Properties()), PageLimit(1))
    assert page_verdict(1, other, same_text=True).verdict is Verdict.CONFIRM
    assert (
        page_verdict(1, with_pdf(found, replace(pdf, pages=2), PageLimit(1))).verdict
        is Verdict.NOT_MET
    )
    alone = with_pdf(None, pdf, PageLimit(1))
    assert alone.counted == 1
    assert page_verdict(1, alone).verdict is Verdict.MET


def test_paragraphs_are_found_on_their_pages():
    made = (
        Sheet(792, 0, ((80, "Dear Ms. Hart,"), (94, "we are one of the small"))),
        Sheet(792, 0, ((80, "districts. Our ﬁrst"), (94, "goal is trust."))),
    )
    texts = [
        "Dear Ms. Hart,",
        "we are one of the small districts.",
        "gone",
        "Our first goal is trust.",
        "",
    ]
    assert pages_of(texts, made) == [1, 1, None, 2, None]


def test_libreoffice_says_what_it_counts(set_by_libreoffice):
    file = word(lines(60))
    found = page_evidence(file, read_word(file, "letter.docx"), PageLimit(3), libreoffice=True)
    assert counts(found)["libreoffice"] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="memory is not limited there")
def test_an_engine_has_only_so_much_memory(monkeypatch, tmp_path):
    script = tmp_path / "engine_process.py"
    source = (engines.Path(engines.__file__).parent / "engine_process.py").read_text("utf-8")
    script.write_text(source.replace("import rdocx", "x = bytearray(2**30)", 1))
    monkeypatch.setattr(engines, "__file__", str(tmp_path / "engines.py"))
    with pytest.raises(EngineFailed, match="could not set"):
        pdf_by("rdocx", b"")


def test_one_engine_alone_is_believed_far_over_the_limit(monkeypatch):
    def fail(engine, data):
        if engine == "rdocx":
            raise EngineFailed(f"The layout engine {engine} could not set the Word file.")
        return sheets_started(engine, data)

    monkeypatch.setattr(pages, "sheets_started", fail)
    found = evidence(word(lines(300)), limit=1)
    assert set(counts(found)) == {"second_layout"}
    assert page_verdict(1, found).verdict is Verdict.NOT_MET
    assert page_verdict(1, evidence(word(lines(56)), limit=1)).verdict is Verdict.CONFIRM
    found = evidence(word(p("x") + p() * 400), limit=1)  # but for its first line it is empty
    assert page_verdict(1, found).verdict is Verdict.NOT_MET


def test_pages_that_are_too_many_to_read_are_counted():
    sheets = sheets_by("dxpdf", docx(p("x", '<w:r><w:br w:type="page"/></w:r>') * 230 + p("x")))
    assert len(sheets) == 231
    assert sheets[39].lines and not sheets[40].lines


@pytest.mark.parametrize("wrap, room", [("wrapNone", False), ("wrapTopAndBottom", True)])
def test_a_box_that_floats_over_the_page_takes_no_room_in_the_header(wrap, room):
    box = (
        f'<w:r><w:drawing><wp:anchor><wp:extent cx="900" cy="900"/><wp:{wrap}/><a:graphic>'
        f"<a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{p('DRAFT')}</w:txbxContent></wps:txbx>"
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )
    header = part("hdr", p("Rio Seco", box))
    reference = '<w:sectPr><w:headerReference w:type="default" r:id="h"/></w:sectPr>'
    file = docx(
        p("x") + reference,
        relations=[("h", "header", "header1.xml", False)],
        parts={"word/header1.xml": header},
    )
    copied = normalised(file).to_bytes()
    assert (b"DRAFT" in zipfile.ZipFile(io.BytesIO(copied)).read("word/header1.xml")) is room
    kept = zipfile.ZipFile(io.BytesIO(normalised(file, measured=False).to_bytes()))
    assert b"DRAFT" in kept.read("word/header1.xml")


def test_libreoffice_leaves_nothing_behind_when_it_is_stopped(monkeypatch, tmp_path):
    program = tmp_path / "soffice"
    program.write_text(
        '#!/bin/sh\necho > "$TMPDIR/lu0.tmp"\necho "$TMPDIR" > "$0.seen"\nsleep 60\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(engines, "soffice", lambda: str(program))
    monkeypatch.setitem(engines._SECONDS, "libreoffice", 1)
    with pytest.raises(EngineFailed, match="took over"):
        pdf_by("libreoffice", b"")
    seen = (tmp_path / "soffice.seen").read_text().strip()
    assert "loi-" in seen and not Path(seen).exists()
