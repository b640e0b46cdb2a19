"""What takes room in Word takes it in the copy, and what Word does not show takes none."""

import pytest

from loi_tool.facts import PageLimit
from loi_tool.findings import Verdict
from loi_tool.layout.engines import sheets_by
from loi_tool.layout.normalise import normalised
from loi_tool.layout.pages import page_evidence
from loi_tool.rules.pages import page_verdict
from loi_tool.word.read import read_word
from tests.layout.test_normalise import INCH, word
from tests.word.word_files import TYPES, docx, p, part, r

ENGINES = pytest.mark.parametrize("engine", ["rdocx", "dxpdf"])
HIDDEN, GONE = "<w:vanish/>", '<w:del w:id="1" w:author="A"/>'
TALL = 'cx="5486400" cy="6858000"'
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
MICROSOFT = "http://schemas.microsoft.com/office"


def words(engine, data):
    copy = normalised(data).to_bytes()
    return [text for sheet in sheets_by(engine, copy) for _, text in sheet.lines]


def struck(text):
    return f'<w:del w:id="2" w:author="A"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def lines(data):
    """How many lines further down the last paragraph is than the first."""
    places = {text: y for sheet in sheets_by("rdocx", normalised(data).to_bytes())
              for y, text in sheet.lines}  # fmt: skip
    return round((places["last"] - places["first"]) / 13.4)


@pytest.mark.parametrize(
    ("between", "room"),
    [
        (p("seen"), 2),
        (p(r("hidden", HIDDEN), props=f"<w:rPr>{HIDDEN}</w:rPr>"), 1),
        (p(r("hidden", HIDDEN)), 2),  # its mark is seen: an empty line
        (p(struck("gone"), props=f"<w:rPr>{GONE}</w:rPr>"), 1),
        (p(props=f"<w:rPr>{GONE}</w:rPr>") * 20, 1),
        (p(r("by style"), props='<w:pStyle w:val="Ghost"/>'), 1),
        (p(r("by style", '<w:rStyle w:val="Mist"/>'), props=f"<w:rPr>{HIDDEN}</w:rPr>"), 1),
        (p(r("shown", '<w:vanish w:val="0"/>'), props='<w:pStyle w:val="Ghost"/>'), 1),
        (f"<w:tbl><w:tr><w:trPr>{GONE}</w:trPr><w:tc>{p('row')}</w:tc></w:tr></w:tbl>", 1),
    ],
)
def test_hidden_and_struck_out_paragraphs_take_no_room(between, room):
    styles = part(
        "styles",
        "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii='Calibri' w:hAnsi='Calibri'/>"
        "<w:sz w:val='22'/></w:rPr></w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"/>'
        f'<w:style w:type="paragraph" w:styleId="G"><w:rPr>{HIDDEN}</w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Ghost"><w:basedOn w:val="G"/></w:style>'
        f'<w:style w:type="character" w:styleId="Mist"><w:rPr>{HIDDEN}</w:rPr></w:style>',
    )
    body = p("first") + between + p("last") + f"<w:sectPr>{INCH}</w:sectPr>"
    data = docx(
        body,
        relations=[("s", "styles", "styles.xml", False)],
        parts={"word/styles.xml": styles},
        types=[("word/styles.xml", f"{TYPES}.styles+xml")],
    )
    if "shown" in between:  # what is left of it begins the next paragraph
        assert words("rdocx", data) == ["first", "shownlast"]
    else:
        assert lines(data) == room


def test_a_paragraph_whose_mark_is_struck_out_goes_on_in_the_next():
    assert words("rdocx", word(p("one ", props=f"<w:rPr>{GONE}</w:rPr>") + p("two"))) == ["one two"]


# Drawings


PLACE = (
    '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset>'
    '</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset>'
    "</wp:positionV>"
)


def drawn(uri, inner="", wrap=""):
    """A drawing in the line, or one that floats and is wrapped so."""
    kind, place = ("anchor", PLACE) if wrap else ("inline", "")
    return (
        f"<w:drawing><wp:{kind}>{place}<wp:extent {TALL}/>{wrap}"
        '<wp:docPr id="1" name="x"/><a:graphic>'
        f'<a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic></wp:{kind}></w:drawing>'
    )


CHART = f'<cx:chart xmlns:cx="{MICROSOFT}/drawing/2014/chartex" r:id="c"/>'
NEWER = drawn(f"{MICROSOFT}/drawing/2014/chartex", CHART)
BRANCHES = (
    f'<mc:AlternateContent><mc:Choice xmlns:cx1="{MICROSOFT}/drawing/2015/9/8/chartex" '
    f'Requires="cx1">{NEWER}</mc:Choice><mc:Fallback><w:t>no chart here</w:t></mc:Fallback>'
    "</mc:AlternateContent>"
)
OLD = '<w:pict><v:rect style="width:432pt;height:540pt"/></w:pict>'


@ENGINES
@pytest.mark.parametrize(
    "drawing",
    [
        NEWER,
        BRANCHES,
        drawn(f"{DRAWING}/chart"),
        drawn(f"{DRAWING}/diagram"),
        drawn(f"{MICROSOFT}/word/2010/wordprocessingGroup"),
        drawn(f"{MICROSOFT}/drawing/2014/chartex", CHART, "<wp:wrapTopAndBottom/>"),
        OLD,
        OLD.replace("432pt;height:540pt", "576px;height:720"),
        OLD.replace("w:pict", "w:object"),
    ],
)
def test_what_engines_do_not_draw_takes_the_room_that_it_has_in_word(engine, drawing):
    file = word((p("text") + p(f"<w:r>{drawing}</w:r>")) * 3)
    assert len(sheets_by(engine, normalised(file).to_bytes())) == 3


@ENGINES
@pytest.mark.parametrize(
    "drawing",
    [
        drawn(f"{MICROSOFT}/drawing/2014/chartex", CHART, "<wp:wrapNone/>"),
        OLD.replace("width", "position:absolute;width"),
        OLD.replace("v:rect", 'v:rect o:hr="t"').replace('</v:rect o:hr="t">', "</v:rect>"),
        OLD.replace("540pt", ".05pt"),
    ],
)
def test_what_floats_or_is_a_line_takes_none(engine, drawing):
    file = word((p("text") + p(f"<w:r>{drawing}</w:r>")) * 3)
    assert len(sheets_by(engine, normalised(file).to_bytes())) == 1


@pytest.mark.parametrize(
    ("body", "verdict", "why"),
    [
        (p("text"), Verdict.MET, ""),
        ('<w:altChunk r:id="c"/>', Verdict.CONFIRM, "text in another file"),
        (p('<w:r><w:pict><v:shape type="#x"/></w:pict></w:r>'), Verdict.CONFIRM, "a drawing"),
        (p(f"<w:r>{NEWER}</w:r>") * 6, Verdict.NOT_MET, ""),
    ],
)
def test_what_cannot_be_measured_is_for_a_person(body, verdict, why):
    data = word(p("first") + body)
    pages = page_evidence(data, read_word(data, "a.docx"), PageLimit(3))
    judged = page_verdict(3, pages)
    assert judged.verdict is verdict and why in judged.why


# Sizes


def test_sizes_with_a_unit_are_read_as_strict_files_have_them():
    inches = INCH.replace('"12240"', '"8.5in"').replace('"15840"', '"792pt"')
    inches = inches.replace('"1440"', '"72pt"')
    size = '<w:sz w:val="11pt"/>'
    plain, strict = (
        docx(p(r("text " * 400, look)) + f"<w:sectPr>{section}</w:sectPr>")
        for look, section in (('<w:sz w:val="22"/>', INCH), (size, inches))
    )
    copies = (normalised(data).to_bytes() for data in (plain, strict))
    plainly, strictly = ([sheet.lines for sheet in sheets_by("rdocx", copy)] for copy in copies)
    assert strictly == plainly
