"""Comments in a copy of a Word file: each at its paragraph, and all else as it was."""

import io
import zipfile

import pytest

from loi_tool.errors import UnreadableFile
from loi_tool.files import LeftoverKind
from loi_tool.word.comments import Note, with_comments
from loi_tool.word.read import read_word
from tests.letters import AS_OF
from tests.word.word_files import docx as word_file
from tests.word.word_files import held, inline_picture, p, part, picture_file, r, table

BOX = (
    "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
    f"{p('in a box')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
BOTH = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
    f"<wps:txbx><w:txbxContent>{p('chosen')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{p('chosen')}</w:txbxContent></v:textbox>"
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def commented(data, *notes):
    """By paragraph the words of the comments that are read back."""
    copy = with_comments(data, "letter.docx", notes, AS_OF)
    facts = read_word(copy, "letter.docx")
    before = read_word(data, "letter.docx")
    assert [x.text for x in facts.paragraphs] == [x.text for x in before.paragraphs]
    found = [left for left in facts.leftovers if left.kind is LeftoverKind.COMMENT]
    return [(left.place.paragraph, left.text, left.author) for left in found]


@pytest.mark.parametrize(
    "body",
    [
        p("one") + p("two") + p("three"),
        p("one") + p() + p("") + p("two") + p("three"),
        p("one") + table(["two", "three"]),
        p("one") + p("two", BOX),
        p("one") + p("two", BOTH) + p("four"),
        p("one") + p('<w:hyperlink w:anchor="x">' + r("two") + "</w:hyperlink>") + p("three"),
        p("one") + p('<w:ins w:id="1" w:author="A">' + r("two") + "</w:ins>") + p("three"),
        p("one")
        + "<w:sdt><w:sdtPr/><w:sdtContent>" + p("two") + "</w:sdtContent></w:sdt>" + p("three"),
        p("one") + p("<w:sdt><w:sdtContent>" + r("two") + "</w:sdtContent></w:sdt>") + p("three"),
        p("one") + p("<m:oMath><m:r><m:t>two</m:t></m:r></m:oMath>") + p("three"),
    ],
)  # fmt: skip
def test_each_comment_is_at_its_paragraph(body):
    found = commented(word_file(body), Note(("sum",)), Note(("a", "b"), 2), Note(("c",), 3))
    assert found == [(1, "sum", "loi"), (2, "a b", "loi"), (3, "c", "loi")]


def test_a_paragraph_that_is_not_there_gives_way_to_the_one_before():
    assert commented(word_file(p("one") + p("two")), Note(("x",), 9)) == [(2, "x", "loi")]


def test_the_comments_of_others_stay():
    other = (
        '<w:comment w:id="7" w:author="Rosa"><w:p><w:r><w:t>Which?</w:t></w:r></w:p></w:comment>'
    )
    body = p("one") + p("two", '<w:r><w:commentReference w:id="7"/></w:r>')
    data = word_file(
        body,
        relations=[("c", "comments", "comments.xml", False)],
        parts={"word/comments.xml": part("comments", other)},
        types=[
            (
                "word/comments.xml",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
            )
        ],
    )
    assert commented(data, Note(("x",), 1)) == [(2, "Which?", "Rosa"), (1, "x", "loi")]


def test_all_other_parts_are_as_they_were_and_the_bytes_are_the_same_each_time():
    data = word_file(p("one", inline_picture()), **held(picture_file("red")))
    copy = with_comments(data, "letter.docx", [Note(("x",), 1)], AS_OF)
    assert copy == with_comments(data, "letter.docx", [Note(("x",), 1)], AS_OF)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(copy)) as new:
        same = {name for name in old.namelist() if old.read(name) == new.read(name)}
        changed = {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
        assert set(old.namelist()) - same == changed
        assert set(new.namelist()) - set(old.namelist()) == {"word/comments1.xml"}
        assert b'w:date="2022-05-12T16:00:00Z"' in new.read("word/comments1.xml")


def test_signs_that_no_xml_may_have_are_left_out():
    (found,) = commented(word_file(p("one")), Note(("a\x00b\uffffc\nd",), 1))
    assert found[1] == "a\N{REPLACEMENT CHARACTER}bc\N{REPLACEMENT CHARACTER}d"


def test_a_letter_without_text_gets_its_comment():
    assert commented(word_file(""), Note(("empty",))) == [(1, "empty", "loi")]


@pytest.mark.parametrize(
    ("comments", "says"),
    [
        (part("comments", '<w:comment w:id="x" w:author="A"/>'), "that only Word itself can mend"),
        (part("footnotes", ""), "that only Word itself can mend"),
        (None, "Strict Open XML"),
    ],
)
def test_what_cannot_be_commented_is_told(comments, says):
    if comments is None:
        strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
        data = word_file(f'<w:document xmlns:w="{strict}"><w:body>{p("one")}</w:body></w:document>')
    else:
        data = word_file(
            p("one"),
            relations=[("c", "comments", "comments.xml", False)],
            parts={"word/comments.xml": comments},
        )
    with pytest.raises(UnreadableFile) as raised:
        with_comments(data, "letter.docx", [Note(("x",), 1)], AS_OF)
    assert says in raised.value.message
    assert raised.value.fix
