"""What `read_word` promises, each on a file that holds little else."""

import io

import pytest
from PIL import Image

from loi_tool.errors import UnreadableFile
from loi_tool.files import LeftoverKind, PageShape
from loi_tool.word.read import read_word
from tests.word.word_files import (
    NS,
    SECTION,
    docx,
    field,
    held,
    inline_picture,
    p,
    part,
    parts_of,
    picture_file,
    r,
    rels,
    table,
    zipped,
)

BODY = "We have worked for years with every family in the valley, and not all of it went well. " * 2


def read(body, **kwargs):
    return read_word(docx(body, **kwargs), "letter.docx")


def texts(facts):
    return [paragraph.text for paragraph in facts.paragraphs]


def leftovers(facts, kind):
    return [found.text for found in facts.leftovers if found.kind is kind]


def tracked(tag, inside, author="Ann Lee"):
    return f'<w:{tag} w:id="1" w:author="{author}">{inside}</w:{tag}>'


def deleted(text):
    return tracked("del", f"<w:r><w:delText>{text}</w:delText></w:r>")


def text_box(inside, fallback=None):
    old = inside if fallback is None else fallback
    return (
        "<w:r><mc:AlternateContent>"
        '<mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic>'
        '<a:graphicData uri="x"><wps:wsp><wps:txbx>'
        f"<w:txbxContent>{inside}</w:txbxContent>"
        "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{old}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def control(inside, props=""):
    return f"<w:sdt><w:sdtPr>{props}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


# Text that is seen


def test_words_that_are_split_over_runs_read_as_one():
    assert texts(read(p("Seq", r("uoia", "<w:b/>"), " Grove"))) == ["Sequoia Grove"]


def test_tabs_breaks_and_hyphens():
    run = (
        "<w:r><w:t>Phone</w:t><w:tab/><w:t>555</w:t><w:noBreakHyphen/><w:t>0134</w:t><w:br/>"
        "<w:t>co</w:t><w:softHyphen/><w:t>op</w:t><w:cr/><w:t>no\u00a0break\u2011now\u00ad!</w:t></w:r>"
    )
    assert texts(read(p(run))) == ["Phone\t555-0134\ncoop\nno break-now!"]


def test_space_at_the_edge_of_a_run_counts_only_where_it_is_kept():
    assert texts(read(p("<w:r><w:t> one </w:t></w:r>", " two"))) == ["one two"]


@pytest.mark.parametrize(
    "font, char, shown",
    [("Wingdings", "F0FE", "☑"), ("Symbol", "F0B7", "•"), ("Arial", "00E9", "é")],
)
def test_symbols(font, char, shown):
    run = f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'
    assert texts(read(p("a", run, "b"))) == [f"a{shown}b"]


def test_content_controls_around_anything():
    cell = control(f"<w:tc>{p('cell')}</w:tc>")
    row = f"<w:tr>{cell}</w:tr>"
    body = control(p("block")) + p("in", control(r("line"))) + f"<w:tbl>{control(row)}</w:tbl>"
    facts = read(body)
    assert texts(facts) == ["block", "inline", "cell"]
    assert facts.paragraphs[2].row == (1, 1)


def test_smart_tags_custom_xml_bidirectional_text_and_math():
    body = p(
        "<w:smartTag>" + r("Visalia") + "</w:smartTag>",
        "<w:customXml>" + r(", CA") + "</w:customXml>",
        "<w:bdo>" + r("!") + "</w:bdo>",
        "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>",
    )
    assert texts(read(f"<w:customXml>{body}</w:customXml>")) == ["Visalia, CA!x=2"]


def test_of_ruby_only_the_base_is_read():
    ruby = f"<w:r><w:ruby><w:rt>{r('kan')}</w:rt><w:rubyBase>{r('漢')}</w:rubyBase></w:ruby></w:r>"
    assert texts(read(p(ruby))) == ["漢"]


def test_a_text_box_is_read_once_and_stands_behind_its_paragraph():
    facts = read(p("before ", text_box(p("in the box") + p("second")), "after") + p("next"))
    assert texts(facts) == ["before after", "in the box", "second", "next"]
    assert [paragraph.where for paragraph in facts.paragraphs] == [
        "body",
        "text_box",
        "text_box",
        "body",
    ]
    assert [paragraph.place.paragraph for paragraph in facts.paragraphs] == [1, 2, 3, 4]


def test_of_alternate_content_the_branch_that_shows_something_is_read():
    assert texts(read(p("a", text_box("", fallback=p("old box"))))) == ["a", "old box"]


def test_alternate_content_within_a_run_as_word_writes_emoji():
    run = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w:symEx/></mc:Choice>'
        "<mc:Fallback><w:t>😀</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read(p("a", run))) == ["a😀"]


def test_a_branch_that_no_word_can_show_is_passed_over():
    inner = text_box(p("new box"), fallback=p("old box"))
    unknown = inner.replace(
        '<mc:Choice Requires="wps">', '<mc:Choice xmlns:z="urn:not-of-word" Requires="z">'
    )
    assert texts(read(p("a", unknown))) == ["a", "old box"]
    assert texts(read(p("a", inner))) == ["a", "new box"]


def test_what_is_said_of_spaces_above_a_text_holds_for_it():
    body = p("<w:r><w:t>one </w:t></w:r>", "<w:r><w:t>two</w:t></w:r>")
    kept = f'<w:document {NS} xml:space="preserve"><w:body>{body}</w:body></w:document>'
    inner = kept.replace("<w:p>", '<w:p xml:space="default">')
    assert texts(read(kept)) == ["one two"]
    assert texts(read(inner)) == ["onetwo"]


def test_letters_and_their_accents_are_one():
    assert texts(read(p("Jose", "\u0301 Pen\u0303a"))) == ["José Peña"]


def test_the_words_of_a_diagram_are_seen():
    drawing = (
        "<w:r><w:drawing><wp:inline><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram">'
        '<a:relIds r:dm="d"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    data = "".join(f"<a:p><a:r><a:t>{word}</a:t></a:r></a:p>" for word in ("Listen", "Act"))
    facts = read(
        p("a", drawing) + p("b"),
        relations=[("d", "diagramData", "diagrams/data1.xml", False)],
        parts={"word/diagrams/data1.xml": part("x", data)},
    )
    assert texts(facts) == ["a", "Listen", "Act", "b"]
    assert len(facts.images) == 1


def test_the_words_of_a_watermark_are_seen():
    pict = '<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>'
    assert texts(read(p(pict) + p("body"))) == ["DRAFT", "body"]


def test_of_fields_the_result_is_read_and_not_the_instruction():
    simple = f'<w:fldSimple w:instr=" DATE ">{r("May 2, 2022")}</w:fldSimple>'
    nested = field(
        "IF " + "</w:instrText></w:r>" + field("PAGE", r("1")) + "<w:r><w:instrText>", r("yes")
    )
    assert texts(read(p(simple, field(" PAGE ", r(", 3 ")), nested))) == ["May 2, 2022, 3 yes"]


def test_a_field_without_an_end_swallows_nothing():
    body = p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "seen") + p("also seen")
    assert texts(read(body)) == ["seen", "also seen"]


def test_links_give_the_address_behind_the_words():
    relations = [
        ("m", "hyperlink", "mailto:Jo%20B@x.example?subject=Hi", True),
        ("t", "hyperlink", "tel:559-555-0134", True),
    ]
    mail = f'<w:hyperlink r:id="m">{r("Jo")}</w:hyperlink>'
    phone = f'<w:hyperlink r:id="t">{r("call")}</w:hyperlink>'
    web = field(' HYPERLINK "https://x.example/a" \\o "tip" ', r("site"))
    inside = f'<w:hyperlink w:anchor="top">{r("up")}</w:hyperlink>'
    facts = read(p(mail, phone) + p(web, inside), relations=relations)
    assert texts(facts) == ["Jocall", "siteup"]
    assert facts.paragraphs[0].links == ("Jo B@x.example", "559-555-0134")
    assert facts.paragraphs[1].links == ("https://x.example/a",)
    assert not facts.leftovers


def test_the_words_of_a_link_are_kept_with_its_address():
    relations = [("m", "hyperlink", "mailto:old@x.example", True)]
    link = f'<w:hyperlink r:id="m">{r("new@")}{r("x.example")}</w:hyperlink>'
    [found] = read(p("Write to ", link), relations=relations).links
    assert (found.text, found.address) == ("new@x.example", "old@x.example")


def test_dates_that_change_by_themselves_are_noted_and_those_that_do_not_are_not():
    simple = f'<w:fldSimple w:instr=" TIME ">{r("9:00")}</w:fldSimple>'
    locked = simple.replace("<w:fldSimple", '<w:fldSimple w:fldLock="true"')
    changing = p(field(' DATE \\@ "MMMM d, yyyy" ', r("May 6, 2022"))) + p(simple)
    steady = p(field(" CREATEDATE ", r("May 6, 2022"))) + p(locked) + p(field(" PAGE ", r("1")))
    assert leftovers(read(changing), LeftoverKind.CHANGING) == ["DATE", "TIME"]
    assert leftovers(read(steady), LeftoverKind.CHANGING) == []


# Imported parts

PAGE = (
    "<html><head><title>No</title></head><body><h1>Trust</h1><p>We\n listen.</p>Yes</body></html>"
)
MAIL = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    f"Content-Type: text/html; charset=utf-8\n\n{PAGE}\n--b--\n"
)


@pytest.mark.parametrize(
    ("name", "data", "read_as"),
    [
        ("a.html", PAGE, ["Trust", "We listen.", "Yes"]),
        ("a.mht", MAIL, ["Trust", "We listen.", "Yes"]),
        ("a.txt", "Trust\n\nWe  listen.", ["Trust", "We listen."]),
        ("a.docx", docx(p("Trust") + table(("We", "listen."))), ["Trust", "We", "listen."]),
        ("a.html", "", []),
        ("a.rtf", "{\\rtf1 Trust}", None),
        ("a.docx", "no Word file", None),
    ],
)
def test_the_words_of_an_imported_part_are_read_where_word_shows_them(name, data, read_as):
    body = p("before") + '<w:altChunk r:id="c"/>' + p("after")
    relations = [("c", "aFChunk", name, False)]
    facts = read(body, relations=relations, parts={f"word/{name}": data})
    assert texts(facts) == ["before", *(read_as or ()), "after"]
    assert facts.unread == ("" if read_as is not None else f"word/{name}")
    assert leftovers(facts, LeftoverKind.IMPORTED) == [f"word/{name}"]


def test_hidden_paragraphs_are_words_of_their_own():
    hide = "<w:rPr><w:vanish/></w:rPr>"
    notes = p(r("one", "<w:vanish/>"), props=hide) + p(r("two", "<w:vanish/>"), props=hide)
    facts = read(notes + p("We listen."))
    assert leftovers(facts, LeftoverKind.HIDDEN) == ["one two"]
    assert texts(facts) == ["We listen."]


def test_a_picture_of_an_imported_part_is_not_said_to_be_lost():
    part_of_it = docx(p("Trust") + p("", inline_picture("m")))
    body = p("before") + '<w:altChunk r:id="c"/>'
    relations = [("c", "aFChunk", "a.docx", False)]
    facts = read(body, relations=relations, parts={"word/a.docx": part_of_it})
    assert texts(facts) == ["before", "Trust"]
    assert leftovers(facts, LeftoverKind.LOST_IMAGE) == []
    assert leftovers(read(p("x", inline_picture("m"))), LeftoverKind.LOST_IMAGE) != []


def test_a_link_behind_deleted_words_is_gone():
    body = p("a", f'<w:hyperlink r:id="m">{deleted("Jo")}</w:hyperlink>')
    assert (
        read(body, relations=[("m", "hyperlink", "mailto:a@b.example", True)]).paragraphs[0].links
        == ()
    )


def test_tables_have_rows_and_cells_and_may_nest():
    inner = table(["in 1", "in 2"]) + p()
    facts = read(table(["a", "b"], ["c", inner]) + p("after"))
    assert [(q.text, q.where, q.row, q.cell) for q in facts.paragraphs] == [
        ("a", "table", (1, 1), 1),
        ("b", "table", (1, 1), 2),
        ("c", "table", (1, 2), 1),
        ("in 1", "table", (2, 1), 1),
        ("in 2", "table", (2, 1), 2),
        ("after", "body", None, None),
    ]


def test_merged_cells_are_read_once_and_count_their_columns():
    def cell(text, props):
        return f"<w:tc><w:tcPr>{props}</w:tcPr>{p(text) if text else '<w:p/>'}</w:tc>"

    wide, tall = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>'
    rows = (
        f"<w:tr>{cell('wide', wide)}{cell('third', '')}</w:tr>"
        f"<w:tr>{cell('tall', tall)}{cell('b', '')}</w:tr>"
        f"<w:tr>{cell('unseen', '<w:vMerge/>')}{cell('c', '')}</w:tr>"
    )
    facts = read(f"<w:tbl>{rows}</w:tbl>")
    assert [(q.text, q.cell) for q in facts.paragraphs] == [
        ("wide", 1), ("third", 3), ("tall", 1), ("b", 2), ("c", 2),
    ]  # fmt: skip


def test_headers_come_first_and_notes_and_footers_last_each_text_once():
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="h1"/>'
        '<w:headerReference w:type="first" r:id="h2"/><w:footerReference w:type="default" r:id="f"/>'
        '<w:headerReference w:type="even" r:id="h3"/><w:titlePg/></w:sectPr>'
    )
    relations = [
        ("h1", "header", "h1.xml", False),
        ("h2", "header", "h2.xml", False),
        ("h3", "header", "h3.xml", False),
        ("f", "footer", "f.xml", False),
        ("n", "footnotes", "footnotes.xml", False),
    ]
    notes = "".join(
        f'<w:footnote w:id="{at}">{p(text)}</w:footnote>'
        for at, text in enumerate(["unused", "a note"])
    )
    facts = read(
        p("body", '<w:r><w:footnoteReference w:id="1"/></w:r>') + section,
        relations=relations,
        parts={
            "word/h1.xml": part("hdr", p("District") + p("Road 1")),
            "word/h2.xml": part("hdr", p("District") + p("First page")),
            "word/h3.xml": part("hdr", p("never shown")),
            "word/f.xml": part("ftr", p("Page 1")),
            "word/footnotes.xml": part("footnotes", notes),
        },
    )
    assert [(q.where, q.text, q.place.paragraph) for q in facts.paragraphs] == [
        ("header", "District", None),
        ("header", "First page", None),
        ("header", "Road 1", None),
        ("body", "body", 1),
        ("note", "a note", None),
        ("footer", "Page 1", None),
    ]


def test_empty_paragraphs_are_left_out_and_not_counted():
    facts = read(p() + p("one") + p(" ") + p("two"))
    assert [(q.text, q.place.paragraph) for q in facts.paragraphs] == [("one", 1), ("two", 2)]


def test_pages_are_those_that_word_noted():
    seen_break = "<w:r><w:lastRenderedPageBreak/></w:r>"
    hard_break = '<w:r><w:br w:type="page"/></w:r>'
    body = p("one") + p(seen_break, "two") + p(hard_break) + p(seen_break, "three")
    assert [q.place.page for q in read(body).paragraphs] == [1, 2, 3]
    assert [q.place.page for q in read(p("one") + p(hard_break) + p("?")).paragraphs] == [
        None,
        None,
    ]


def test_the_strict_namespaces_are_read_too():
    parts = parts_of(p("strict", r(" gone", "<w:vanish/>")) + SECTION)
    for name, old, new in (
        ("word/document.xml", "schemas.openxmlformats.org/wordprocessingml/2006/main", "purl.oclc.org/ooxml/wordprocessingml/main"),
        ("_rels/.rels", "schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument"),
    ):  # fmt: skip
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)
    facts = read_word(zipped(parts), "letter.docx")
    assert texts(facts) == ["strict"]
    assert leftovers(facts, LeftoverKind.HIDDEN) == ["gone"]


def test_the_main_part_is_found_by_its_relation_and_utf_16_is_read():
    parts = parts_of(p("héllo"))
    xml = parts.pop("word/document.xml")
    parts["Text/Main.xml"] = ('<?xml version="1.0" encoding="UTF-16"?>' + xml).encode("utf-16")
    for name in ("_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace("word/document.xml", "Text/Main.xml")
    assert texts(read_word(zipped(parts), "letter.docx")) == ["héllo"]


# Leftovers


def test_insertions_are_read_deletions_are_not_and_both_are_noted():
    body = p(
        "We have ", tracked("ins", r("12") + r("00")), deleted("11"), deleted("00"), " students"
    )
    facts = read(p("first") + body)
    assert texts(facts) == ["first", "We have 1200 students"]
    assert [(f.kind, f.text, f.author, f.place.paragraph) for f in facts.leftovers] == [
        (LeftoverKind.INSERTION, "1200", "Ann Lee", 2),
        (LeftoverKind.DELETION, "1100", "Ann Lee", 2),
    ]


def test_moved_text_is_read_where_it_went_and_noted_once():
    body = p("a", tracked("moveFrom", r(" moved"))) + p("b", tracked("moveTo", r(" moved")))
    facts = read(body)
    assert texts(facts) == ["a", "b moved"]
    assert leftovers(facts, LeftoverKind.MOVE) == ["moved"]


def test_a_deleted_or_hidden_paragraph_mark_joins_two_paragraphs():
    body = p("one ", props=f"<w:rPr>{tracked('del', '')}</w:rPr>") + p("two")
    assert texts(read(body)) == ["one two"]
    assert texts(read(p("one ", props="<w:rPr><w:vanish/></w:rPr>") + p("two"))) == ["one two"]


def test_a_deleted_row_is_gone():
    row = f"<w:tr><w:trPr>{tracked('del', '')}</w:trPr><w:tc>{p('gone')}</w:tc></w:tr>"
    facts = read(f"<w:tbl>{row}</w:tbl>" + p("stays"))
    assert texts(facts) == ["stays"]
    assert leftovers(facts, LeftoverKind.DELETION) == ["gone"]


def test_hidden_text_is_a_leftover_whether_by_run_or_by_style():
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="S"><w:rPr><w:vanish/></w:rPr></w:style>',
    )
    body = (
        p("a", r(" b", "<w:vanish/>"), r(" c", '<w:rStyle w:val="S"/>'))
        + p("note to self", props='<w:pStyle w:val="Secret"/>')
        + p(r("both is neither", '<w:rStyle w:val="S"/>'), props='<w:pStyle w:val="Secret"/>')
        + p(r("shown", '<w:vanish w:val="0"/>'), props='<w:pStyle w:val="Secret"/>')
    )
    facts = read(
        body, relations=[("s", "styles", "styles.xml", False)], parts={"word/styles.xml": styles}
    )
    assert texts(facts) == ["a", "both is neither", "shown"]
    assert leftovers(facts, LeftoverKind.HIDDEN) == ["b c", "note to self"]


def test_tracked_formatting():
    run = f"<w:r><w:rPr>{tracked('rPrChange', '<w:rPr/>')}</w:rPr><w:t>bold now</w:t></w:r>"
    mark = p("moved", props=tracked("pPrChange", "<w:pPr/>", "Bo"))
    table_change = f"<w:tbl><w:tblPr>{tracked('tblPrChange', '<w:tblPr/>', 'Cy')}</w:tblPr></w:tbl>"
    facts = read(p(run) + mark + table_change)
    assert [(f.text, f.author) for f in facts.leftovers if f.kind is LeftoverKind.FORMATTING] == [
        ("bold now", "Ann Lee"), ("moved", "Bo"), ("", "Cy"),
    ]  # fmt: skip


def test_comments_have_an_author_words_and_a_place():
    comment = '<w:comment w:id="7" w:author="Bo">' + p("is this") + p("true?") + "</w:comment>"
    facts = read(
        p("first") + p("claim", '<w:r><w:commentReference w:id="7"/></w:r>'),
        relations=[("c", "comments", "comments.xml", False)],
        parts={"word/comments.xml": part("comments", comment)},
    )
    (found,) = facts.leftovers
    assert (found.kind, found.text, found.author, found.place.paragraph) == (
        LeftoverKind.COMMENT, "is this true?", "Bo", 2,
    )  # fmt: skip


def test_highlights_and_yellow_backgrounds_but_not_others():
    body = p(
        r("a", '<w:highlight w:val="yellow"/>'),
        r(" b", '<w:shd w:val="clear" w:fill="FFFF00"/>'),
        r(" c", '<w:highlight w:val="none"/>'),
        r(" d", '<w:shd w:val="clear" w:fill="1F3864"/>'),
    )
    assert leftovers(read(body), LeftoverKind.HIGHLIGHT) == ["a b"]


def test_a_paragraph_on_yellow_is_highlighted_and_one_on_another_ground_is_not():
    yellow, blue = (f'<w:shd w:val="clear" w:fill="{fill}"/>' for fill in ("FFFF00", "1F3864"))
    body = p("look at this", r(" again"), props=yellow) + p("a box", props=blue) + p("plain")
    assert leftovers(read(body), LeftoverKind.HIGHLIGHT) == ["look at this again"]


WHITE = '<w:color w:val="FFFFFF"/>'


def shade(fill, more=""):
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"{more}/>'


@pytest.mark.parametrize(
    "look",
    [WHITE, '<w:color w:val="FEFEFE"/>', '<w:color w:val="FFFFFF" w:themeColor="background1"/>',
     '<w:color w:val="auto" w:themeColor="background1"/>', '<w:sz w:val="2"/>', '<w:sz w:val="7"/>',
     f"{WHITE}{shade('FFFFFF')}", f"{WHITE}{shade('auto')}",
     '<w:color w:val="FFFFFF"/><w:highlight w:val="white"/>'],
)  # fmt: skip
def test_text_that_nobody_sees_is_no_text(look):
    facts = read(p("seen", r(" not seen", look)) + p(r("nor this", look)))
    assert texts(facts) == ["seen"]
    assert leftovers(facts, LeftoverKind.INVISIBLE) == ["not seen", "nor this"]


@pytest.mark.parametrize(
    "look",
    ['<w:color w:val="F2F2F2"/>', '<w:color w:val="auto"/>', '<w:sz w:val="8"/>',
     '<w:color w:val="FFFFFF" w:themeColor="text1"/>', f"{WHITE}{shade('1F3864')}",
     f"{WHITE}{shade('FFFFFF', ' w:themeFill=' + chr(34) + 'accent1' + chr(34))}",
     f'{WHITE}<w:shd w:val="solid" w:color="000000" w:fill="auto"/>',
     f'{WHITE}<w:highlight w:val="black"/>'],
)  # fmt: skip
def test_text_that_is_faint_small_or_on_a_dark_ground_is_seen(look):
    facts = read(p("seen", r(" too", look)))
    assert texts(facts) == ["seen too"] and not leftovers(facts, LeftoverKind.INVISIBLE)


def white_in_table(props="", cell="", paragraph=""):
    inside = p(r("white", WHITE), props=paragraph)
    row = f"<w:tr><w:tc><w:tcPr>{cell}</w:tcPr>{inside}</w:tc></w:tr>"
    styles = part(
        "styles",
        '<w:style w:type="table" w:styleId="Banded"><w:basedOn w:val="Grid"/><w:tblStylePr '
        f'w:type="firstRow"><w:tcPr>{shade("4472C4")}</w:tcPr></w:tblStylePr></w:style>'
        '<w:style w:type="table" w:styleId="Grid"/>'
        f'<w:style w:type="paragraph" w:styleId="Bar"><w:pPr>{shade("000000")}</w:pPr></w:style>',
    )
    facts = read(
        f"<w:tbl><w:tblPr>{props}</w:tblPr>{row}</w:tbl>" + p("below", r(" white", WHITE)),
        relations=[("s", "styles", "styles.xml", False)],
        parts={"word/styles.xml": styles},
    )
    return [text for text in texts(facts) if text != "below"]


@pytest.mark.parametrize(
    "where",
    [{"cell": shade("1F3864")}, {"props": shade("1F3864")}, {"paragraph": shade("1F3864")},
     {"props": '<w:tblStyle w:val="Banded"/>'}, {"paragraph": '<w:pStyle w:val="Bar"/>'}],
)  # fmt: skip
def test_white_text_on_a_dark_cell_table_or_paragraph_is_seen(where):
    assert white_in_table(**where) == ["white"]


@pytest.mark.parametrize(
    "where",
    [{}, {"cell": shade("FFFFFF")}, {"props": '<w:tblStyle w:val="Grid"/>'},
     {"props": '<w:tblStyle w:val="Banded"/>', "cell": shade("FFFFFF")},
     {"cell": shade("1F3864"), "paragraph": shade("FFFFFF")}],
)  # fmt: skip
def test_white_text_in_a_white_cell_is_not(where):
    assert white_in_table(**where) == []


@pytest.mark.parametrize("inches, seen", [(7, True), (1, False)])
def test_white_text_over_a_banner_is_seen(inches, seen):
    banner = (
        f'<w:r><w:drawing><wp:anchor behindDoc="1"><wp:extent cx="{inches * 914400}" cy="9"/>'
        "</wp:anchor></w:drawing></w:r>"
    )
    assert texts(read(p(banner, r("Rio Seco Unified", WHITE)))) == ["Rio Seco Unified"] * seen


def test_white_text_in_a_text_box_is_seen():
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(r('in a box', WHITE))}" + (
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    assert texts(read(p("x", box) + p(r("white", WHITE)))) == ["x", "in a box"]


def test_a_deleted_field_without_text_is_a_deletion():
    code = "<w:r><w:delInstrText>PAGE</w:delInstrText></w:r>"
    facts = read(p("x", tracked("del", code)) + p("y", tracked("del", "")))
    (found,) = facts.leftovers
    assert (found.kind, found.author, found.text) == (LeftoverKind.DELETION, "Ann Lee", "")


def test_what_the_file_carries_and_fetches():
    facts = read(
        p('<w:r><w:object><o:OLEObject r:id="e"/></w:object></w:r>')
        + p("x", inline_picture("l", link="link"))
        + '<w:altChunk r:id="k"/>'
        + p(field(' INCLUDETEXT "https://x.example/t" ', r("text"))),
        relations=[
            ("e", "oleObject", "embeddings/o.bin", False),
            ("k", "aFChunk", "chunk.html", False),
            ("l", "image", "https://x.example/p.png", True),
            ("v", "vbaProject", "vbaProject.bin", False),
            ("s", "settings", "settings.xml", False),
            ("q", "subDocument", "file:///c:/part.docx", True),
        ],
        parts={
            "word/vbaProject.bin": b"x",
            "word/settings.xml": part("settings", '<w:attachedTemplate r:id="t"/>'),
            "word/_rels/settings.xml.rels": rels(
                ("t", "attachedTemplate", "https://x.example/t%20t.dotm", True)
            ),
        },
    )
    assert {(found.kind, found.text) for found in facts.leftovers} == {
        (LeftoverKind.OBJECT, "word/embeddings/o.bin"),
        (LeftoverKind.IMPORTED, "word/chunk.html"),
        (LeftoverKind.LINKED_IMAGE, "https://x.example/p.png"),
        (LeftoverKind.LINKED_DATA, "https://x.example/t"),
        (LeftoverKind.LINKED_DATA, "file:///c:/part.docx"),
        (LeftoverKind.MACROS, "word/vbaProject.bin"),
        (LeftoverKind.TEMPLATE, "https://x.example/t t.dotm"),
    }


def test_a_control_that_shows_its_placeholder_is_still_to_be_filled_in():
    facts = read(p("Name: ", control(r("Click here"), "<w:showingPlcHdr/>"), control(r("Ann"))))
    assert texts(facts) == ["Name: Click hereAnn"]
    assert leftovers(facts, LeftoverKind.FORM_FIELD) == ["Click here"]


def test_form_fields_of_the_old_kind():
    def form(result):
        data = '<w:ffData><w:name w:val="District"/><w:textInput/></w:ffData>'
        made = field(" FORMTEXT ", r(result))
        return made.replace('"begin"/>', f'"begin">{data}</w:fldChar>', 1)

    button = field("MACROBUTTON NoMacro [Type a date]")
    facts = read(p("a ", form("\u2002\u2002")) + p("b ", form("Oak")) + p("c ", button))
    assert texts(facts) == ["a", "b Oak", "c [Type a date]"]
    assert leftovers(facts, LeftoverKind.FORM_FIELD) == ["District", "[Type a date]"]


# How it looks


STYLES = part(
    "styles",
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi"/><w:sz w:val="22"/>'
    '<w:lang w:val="en-US"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/>'
    '<w:rPr><w:rFonts w:ascii="Georgia"/><w:sz w:val="28"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="H"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="O"><w:name w:val="Own"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="Bullets"/>'
    '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>',
)  # fmt: skip
THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements>'
    '<a:fontScheme><a:majorFont><a:latin typeface="Cambria"/></a:majorFont>'
    '<a:minorFont><a:latin typeface="Aptos"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
)
STYLED = {
    "relations": [("s", "styles", "styles.xml", False), ("t", "theme", "theme.xml", False)],
    "parts": {"word/styles.xml": STYLES, "word/theme.xml": THEME},
}


def style(name):
    return f'<w:pStyle w:val="{name}"/>'


def test_fonts_and_sizes_come_from_styles_defaults_and_theme():
    body = (
        p("Head", props=style("Mine"))
        + p("text ", r("small", '<w:sz w:val="15"/>'), r("2", '<w:vertAlign w:val="superscript"/>'))
        + p(r("own", '<w:rFonts w:ascii="Arial"/>'))
    )
    facts = read(body, **STYLED)
    assert [(t.font, t.points, t.characters, t.text, t.place.paragraph) for t in facts.types] == [
        ("Georgia", 14, 4, "Head", 1),
        ("Aptos", 11, 5, "text", 2),
        ("Aptos", 7.5, 5, "small", 2),
        ("Arial", 11, 3, "own", 3),
    ]
    assert facts.properties.language == "en-US"


def test_headings_by_style_outline_and_what_they_are_based_on():
    body = (
        p("before")
        + p("One", props=style("Mine")) + p("a")
        + p("Two", props=style("O")) + p("b")
        + p("Three", props='<w:outlineLvl w:val="0"/>') + p("c")
    )  # fmt: skip
    facts = read(body, **STYLED)
    assert [(q.text, q.is_heading, q.heading) for q in facts.paragraphs] == [
        ("before", False, ""), ("One", True, ""), ("a", False, "One"), ("Two", True, "One"),
        ("b", False, "Two"), ("Three", True, "Two"), ("c", False, "Three"),
    ]  # fmt: skip
    assert facts.heading_styles


@pytest.mark.parametrize(
    "props", ["<w:b/>", '<w:sz w:val="30"/>', "<w:caps/>", '<w:u w:val="single"/>']
)
def test_a_short_line_that_stands_out_above_text_is_a_heading(props):
    body = (
        p(BODY)
        + p(r("Our Neighbors", props))
        + p(BODY)
        + p(r("Ann Lee", props))
        + p("Superintendent")
    )
    facts = read(body)
    assert [q.is_heading for q in facts.paragraphs] == [False, True, False, False, False]
    assert facts.paragraphs[2].heading == "Our Neighbors"
    assert not facts.heading_styles


def test_a_heading_with_nothing_under_it_is_known_by_the_others():
    def heading(text):
        return p(r(text, "<w:b/>"))

    body = (
        p("Dear Mr. Ito:")
        + heading("One") + p(BODY) + heading("Empty") + heading("Two") + p(BODY)
        + heading("Site") + p("Oak School") + p("Sincerely,") + heading("Ann Lee") + p("Superintendent")
    )  # fmt: skip
    headings = [q.text for q in read(body).paragraphs if q.is_heading]
    assert headings == ["One", "Empty", "Two", "Site"]


def test_a_letterhead_before_the_salutation_is_no_heading():
    body = p(r("Oak Unified", "<w:b/>")) + p(BODY) + p("Dear Mr. Ito:") + p(BODY)
    assert not any(q.is_heading for q in read(body).paragraphs)


def test_bold_words_that_begin_a_paragraph_head_it():
    body = (
        p(r("Interest.", "<w:b/>"), " " + BODY)
        + p("goes on")
        + p(r("Contact", "<w:b/>"), "<w:r><w:br/></w:r>", "Bo")
    )
    facts = read(body)
    assert [q.heading for q in facts.paragraphs] == ["Interest", "", "Contact"]


def test_the_label_of_a_row_heads_its_cells():
    facts = read(p("x") + table(["Interest", BODY], ["Contact", "Ann Lee, Director"]) + p("after"))
    assert [q.heading for q in facts.paragraphs] == ["", "", "Interest", "", "Contact", ""]


def test_lists():
    listed = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("a", props=listed) + p("b", props=style("B")) + p("c", props=style("B") + off) + p("d")
    assert [q.is_list for q in read(body, **STYLED).paragraphs] == [True, True, False, False]


def test_the_shape_of_pages_section_by_section():
    former = tracked("sectPrChange", '<w:sectPr><w:pgSz w:w="9999" w:h="9999"/></w:sectPr>')
    wide = f'<w:sectPr><w:pgSz w:w="11in" w:h="8.5in"/>{former}</w:sectPr>'
    facts = read(p("a", props=wide) + p("b") + SECTION)
    assert facts.shapes == (PageShape(11, 8.5), PageShape(8.5, 11, 1, 0.5, 0.75, 0.75))


def test_tables_have_a_shape_and_maybe_a_header():
    header = f"<w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc>{p('Role')}</w:tc><w:tc>{p('Name')}</w:tc></w:tr>"
    facts = read(p("x") + f"<w:tbl>{header}</w:tbl>" + table(["one"], ["two"]))
    assert [(t.place.paragraph, t.rows, t.columns, t.has_header, t.text) for t in facts.tables] == [
        (2, 1, 2, True, "Role Name"), (4, 2, 1, False, "one two"),
    ]  # fmt: skip


# Pictures, signature lines, properties


def test_pictures_have_a_place_a_size_and_alt_text():
    facts = read(
        p("a", inline_picture(descr="Our logo"))
        + p(inline_picture())
        + p("b")
        + p(inline_picture()),
        **held(picture_file("red", "white")),
    )
    assert [(i.index, i.alt, i.name, i.width, i.height) for i in facts.images] == [
        (0, "Our logo", "Picture 1", 1.0, 0.5),
        (1, "", "Picture 1", 1.0, 0.5),
        (1, "", "Picture 1", 1.0, 0.5),
    ]


def test_pictures_of_the_old_kind_and_decorative_ones():
    old = (
        '<w:r><w:pict><v:shape style="width:72pt;height:0.5in" alt="Seal">'
        '<v:imagedata r:id="x" o:title="seal"/></v:shape></w:pict></w:r>'
    )
    space = "http://schemas.microsoft.com/office/drawing/2017/decorative"
    mark = f'<a:ext><d:decorative xmlns:d="{space}" val="1"/></a:ext></wp:docPr>'
    new = inline_picture().replace('descr=""/>', f'descr="">{mark}')
    shown = held(picture_file("red", "white"))
    shown["relations"].append(("x", "image", "media/image1.png", False))
    facts = read(p("a", old, new), **shown)
    assert [(i.alt, i.name, i.width, i.height, i.decorative) for i in facts.images] == [
        ("Seal", "seal", 1.0, 0.5, False), ("", "Picture 1", 1.0, 0.5, True),
    ]  # fmt: skip


def test_deleted_and_hidden_pictures_are_not_seen():
    hidden = inline_picture().replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    assert read(p("a", tracked("del", inline_picture()), hidden)).images == ()


def test_a_signature_line_is_no_picture():
    line = (
        '<w:r><w:pict><v:shape><v:imagedata r:id="x"/><o:signatureline issignatureline="t" '
        'o:suggestedsigner="Ann Lee" o:suggestedsigner2="Superintendent"/></v:shape></w:pict></w:r>'
    )
    facts = read(p("Sincerely,") + p(line))
    assert facts.images == ()
    (found,) = facts.signatures
    assert (found.kind, found.signed, found.signer, found.title) == (
        "line",
        False,
        "Ann Lee",
        "Superintendent",
    )


def test_what_the_file_says_of_itself():
    core = (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:d="http://purl.org/dc/elements/1.1/"><d:title>Letter</d:title><d:creator>Ann</d:creator>'
        "<c:lastModifiedBy>Bo</c:lastModifiedBy></c:coreProperties>"
    )
    app = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Pages>3</Pages><Words>x</Words><Company>Oak USD</Company><Application>Microsoft Word</Application>"
        "</Properties>"
    )
    parts = {"docProps/core.xml": core, "docProps/app.xml": app}
    said = read(p(r("Hola", '<w:lang w:val="es-MX"/>')), parts=parts).properties
    assert (said.title, said.author, said.last_editor) == ("Letter", "Ann", "Bo")
    assert (said.company, said.application, said.pages, said.words) == (
        "Oak USD",
        "Microsoft Word",
        3,
        None,
    )
    assert said.language == "es-MX"


def test_a_main_part_without_a_body_is_refused():
    with pytest.raises(UnreadableFile, match="has no text in it"):
        read(f"<w:document {NS}/>")


def test_a_line_in_the_letters_usual_size_is_no_heading_where_other_parts_are_smaller():
    def sized(text, points):
        return p(r(text, f'<w:sz w:val="{2 * points}"/>'))

    small, usual = "Parents have asked us to. " * 20, "We meet in the evening. " * 12
    body = sized("Our district", 13) + sized(small, 8) + sized("Mead High is our school.", 11)
    facts = read(body + sized(usual, 11))
    assert [f.text for f in facts.paragraphs if f.is_heading] == ["Our district"]
    facts = read(sized("Our district", 11) + sized(small, 8) + sized("x", 11))
    assert [f.text for f in facts.paragraphs if f.is_heading] == ["Our district"]


def signed(picture, name="media/image1.png", **kwargs):
    """Pictures and lost pictures of a letter that ends in a picture."""
    body = "".join(p(f"Line {n}") for n in range(9)) + p(inline_picture(descr="Her name"))
    facts = read(body, **(kwargs or held(picture, name)))
    return len(facts.images), leftovers(facts, LeftoverKind.LOST_IMAGE)


@pytest.mark.parametrize(
    "picture, name",
    [(picture_file("white", "black"), "media/a.png"), (picture_file("#fff", "#eee"), "a.png"),
     (picture_file("white", "navy", kind="JPEG"), "a.jpeg"), (b"%PDF-1.4", "media/a.pdf"),
     (picture_file("#fff", "#000"), "misnamed.jpg"), (b"\x01\0\0\0 an EMF", "media/a.emf")],
)  # fmt: skip
def test_a_picture_at_the_end_is_a_picture(picture, name):
    assert signed(picture, name) == (1, [])


@pytest.mark.parametrize(
    "picture",
    [picture_file("white"), picture_file("#00000000"), picture_file("#fff", kind="JPEG"),
     picture_file("black", size=(1, 1)), picture_file("#ffffff", "#fcfcfc")],
)  # fmt: skip
def test_a_blank_picture_at_the_end_is_none(picture):
    assert signed(picture) == (0, [])


def photo(**entries):
    """A JPEG whose EXIF has these entries, by their numbers."""
    image, stream = Image.new("RGB", (40, 20), "navy"), io.BytesIO()
    exif = Image.Exif()
    for tag, value in entries.items():
        exif[int(tag.removeprefix("tag"))] = value
    image.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("picture", "told"),
    [(photo(tag315="R. Alvarez"), ["Garden"]), (photo(tag34853={1: "N", 2: (36, 19, 0)}), ["Garden"]),
     (photo(tag274=1), []), (photo(), []), (photo(tag315="R")[:40], []), (picture_file("navy"), [])],
)  # fmt: skip
def test_a_photo_that_says_where_or_by_whom_is_told(picture, told):
    facts = read(p("x", inline_picture(descr="Garden")), **held(picture, "media/a.jpeg"))
    assert leftovers(facts, LeftoverKind.TELLING_IMAGE) == told


def test_a_picture_of_one_colour_elsewhere_is_one():
    body = p(inline_picture()) + "".join(p(f"Line {n}") for n in range(9))
    assert len(read(body, **held(picture_file("navy"))).images) == 1


@pytest.mark.parametrize(
    "kwargs",
    [held(b"no picture"), held(b""), held(picture_file("white", "black")[:60]),
     {"relations": [("pic", "image", "../../etc/passwd.png", False)]}, {"parts": {}}],
)  # fmt: skip
def test_a_picture_that_cannot_be_shown_is_told_and_is_none(kwargs):
    assert signed(None, **kwargs) == (0, ["Her name"])


def test_a_picture_that_is_linked_is_told_as_such():
    body = p("x", inline_picture(link="link"))
    facts = read(body, relations=[("pic", "image", "file:///Z:/logo.png", True)])
    assert len(facts.images) == 1
    assert [found.kind for found in facts.leftovers] == [LeftoverKind.LINKED_IMAGE]


def test_a_prompt_that_libreoffice_has_saved_is_known_by_the_name_of_its_control():
    named = '<w:alias w:val="Write here. The district"/>'
    prompt, written = r("[Write here. The district: where it is]"), r("We write here.")
    facts = read(p(control(prompt, named)) + p(control(written, named)) + p(control(prompt)))
    assert [found.kind for found in facts.leftovers] == [LeftoverKind.FORM_FIELD]
    assert facts.leftovers[0].place.paragraph == 1


def test_a_signature_line_in_a_control_that_is_still_to_be_filled_in_is_one():
    line = '<w:r><w:pict><v:shape><o:signatureline o:suggestedsigner="Ann Lee"/></v:shape></w:pict></w:r>'
    facts = read(p("x", control(line + inline_picture(), "<w:showingPlcHdr/>")))
    assert [mark.signer for mark in facts.signatures] == ["Ann Lee"] and facts.images == ()
