"""What a file is said to be that is not a Word file, and what its zip may not be."""

import io
import random
import struct
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loi_tool.errors import UnreadableFile
from loi_tool.opc.package import open_package
from loi_tool.word.read import read_word
from tests.word.word_files import (
    MAIN,
    TYPES,
    docx,
    field,
    held,
    inline_picture,
    p,
    part,
    parts_of,
    picture_file,
    r,
    table,
    zipped,
)


def refusal(data):
    with pytest.raises(UnreadableFile) as raised:
        read_word(data, "letter.docx")
    error = raised.value
    assert error.message.startswith("letter.docx ") and error.message.endswith(".") and error.fix
    assert "\n" not in error.message and len(error.message) < 200
    return error.message


def old_office(*streams):
    """A compound file with these names in its directory."""
    entries = b"".join(
        name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "empty"),
        (b"%PDF-1.7\n", "a PDF"),
        (rb"{\rtf1 hello}", "an RTF file"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"\n<!DOCTYPE html><html>", "a web page"),
        (b"<html><body>", "a web page"),
        (b'<?xml version="1.0"?><w:wordDocument/>', "an XML file"),
        ("Dear Mr. Ito, año".encode(), "plain text"),
        (b"\0\1\2\3", "not a Word file"),
        (old_office("EncryptionInfo", "EncryptedPackage"), "protected by a password"),
        (old_office("WordDocument", "1Table"), "an old Word file (.doc)"),
        (old_office("Workbook"), "old Office program"),
        (zipped({"mimetype": "x", "content.xml": "x"}), "OpenDocument"),
        (zipped({"Index/Document.iwa": b"x"}), "a Pages file"),
        (zipped({"a.txt": b"x"}), "a zip archive"),
        (docx(p("x"))[:-300], "cut short"),
        (b"PK\3\4", "cut short"),
    ],
)
def test_what_is_not_a_word_file_is_said_to_be_what_it_is(data, words):
    assert words in refusal(data)


@pytest.mark.parametrize(
    "main, words",
    [
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "macros"),
        ("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", "macros"),
        (f"{TYPES}.template.main+xml", "template"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "Excel"),
        (
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
            "PowerPoint",
        ),
        ("application/xml", "no text in it"),
    ],
)
def test_only_the_main_part_of_a_word_document_is_read(main, words):
    assert words in refusal(docx(p("x"), main=main))


@pytest.mark.parametrize("gone", ["word/document.xml", "_rels/.rels", "[Content_Types].xml"])
def test_a_part_that_must_be_there(gone):
    parts = parts_of(p("x"))
    del parts[gone]
    refusal(zipped(parts))


@pytest.mark.parametrize(
    "name",
    ["../../etc/x", "/etc/x", "C:/x", "word\\x.xml", "word//x", "a/./b", "x\x01y", "n" * 300],
)
def test_unsafe_names(name):
    assert "unsafe name" in refusal(zipped({**parts_of(p("x")), name: b"x"}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice():
    twice = [*parts_of(p("x")).items(), ("WORD/document.xml", "<x/>")]
    assert "the same part twice" in refusal(zipped(twice))


def test_a_picture_that_unpacks_to_fifty_megabytes_is_never_unpacked():
    assert "too large" in refusal(docx(p("x"), parts={"word/media/i.png": bytes(50_000_000)}))


def test_too_many_parts():
    many = {f"word/{at}.xml": b"" for at in range(2_100)}
    assert "too large" in refusal(docx(p("x"), parts=many))


def test_a_part_that_is_locked():
    data = bytearray(docx(p("x")))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "protected by a password" in refusal(bytes(data))


def test_packed_in_another_way():
    assert "packed in a way" in refusal(zipped(parts_of(p("x")), zipfile.ZIP_LZMA))


@pytest.mark.parametrize("lie", [10, 40_000])
def test_a_part_that_is_not_as_large_as_it_says(lie):
    data = bytearray(docx(p("x" * 20_000)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        real = archive.getinfo("word/document.xml").file_size
    at = data.index(struct.pack("<L", real), data.index(b"PK\x01\x02"))
    data[at : at + 4] = struct.pack("<L", lie)
    assert "damaged" in refusal(bytes(data))


@pytest.mark.parametrize(
    "part",
    ["word/document.xml", "_rels/.rels", "docProps/core.xml", "word/fontTable.xml",
     "word/numbering.xml", "customXml/item1.xml", "word/drawing.vml"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_anywhere_is_refused(part, encoding):
    parts = parts_of(p("x"))
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
    parts[part] = evil.encode(encoding)
    assert "DOCTYPE" in refusal(zipped(parts))


def test_a_doctype_is_no_harm_in_a_picture_or_a_web_page():
    parts = parts_of(p("x"))
    parts["word/media/image1.svg"] = parts["word/chunk.htm"] = "<!DOCTYPE html><html></html>"
    assert read_word(zipped(parts), "letter.docx").paragraphs[0].text == "x"


@pytest.mark.parametrize("encoding", ["utf-7", "gb2312", "x-no-such", "windows-1252"])
def test_an_encoding_that_no_word_file_has(encoding):
    parts = parts_of(p("x"))
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    parts["word/document.xml"] = declared + parts["word/document.xml"]
    assert refusal(zipped(parts)) == "letter.docx is damaged: its text cannot be read."
    parts = parts_of(p("x"))
    parts["word/numbering.xml"] = f"{declared}<x/>"
    assert refusal(zipped(parts)) == "letter.docx is damaged: its formatting cannot be read."


@pytest.mark.parametrize("encoding", ["UTF-8", "utf-16", "us-ascii"])
def test_an_encoding_that_they_have(encoding):
    parts = parts_of(p("x"))
    text = f"<?xml version='1.0' encoding='{encoding}'?>{parts['word/document.xml']}"
    parts["word/document.xml"] = text.encode(encoding)
    assert read_word(zipped(parts), "letter.docx").paragraphs[0].text == "x"


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_first_bytes_of_a_word_file_alone(size):
    assert "cut short" in refusal(b"PK\x03\x04"[:size])


def test_parts_are_found_in_any_case_and_relations_from_their_folder():
    package = open_package(
        docx(p("x"), relations=[("i", "image", "../Media/i%20i.png", False)]), "a"
    )
    assert package.read("WORD/Document.xml") is not None
    assert package.read("word/none.xml") is None
    (relation,) = package.relations("word/document.xml")
    assert (relation.kind, relation.target) == ("image", "Media/i i.png")
    assert package.content_type("word/document.xml") == MAIN


GOOD = docx(
    p("Dear Mr. Ito:")
    + table(["Interest", "x" * 100], ["Contact", "Ann"])
    + p("y", inline_picture()),
    relations=[("pic", "image", "media/i.png", False)],
    parts={"word/media/i.png": b"\x89PNG" + random.Random(1).randbytes(200)},
)
STORED = zipped(
    parts_of(p("Dear Mr. Ito:") + table(["a", "b"]) + p("y", inline_picture())), zipfile.ZIP_STORED
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([GOOD, STORED]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=6),
    st.floats(0, 1),
    st.booleans(),
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_damaged_file_is_read_or_refused_and_nothing_else(good, flips, end, cut):
    data = bytearray(good)
    for place, change in flips:
        data[int(place * len(data))] ^= change
    try:
        read_word(bytes(data[: int(end * len(data))] if cut else data), "letter.docx")
    except UnreadableFile as error:
        assert error.message and error.fix


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["word/document.xml", "word/styles.xml", "[Content_Types].xml", "_rels/.rels"]),
    st.lists(
        st.tuples(
            st.floats(0, 1, exclude_max=True),
            st.integers(0, 30),
            st.sampled_from(
                ["", "<", ">", "/", '"', "\0", "\ud7ff", "<w:p>", "</w:p>", "<w:ins>", "-1"]
            ),
        ),
        max_size=3,
    ),
)
def test_parts_that_are_not_what_they_should_be(name, edits):
    parts = parts_of(
        p("Dear", props='<w:pStyle w:val="a"/>')
        + table(["Interest", "b"])
        + p("y", field("PAGE", r("1"))),
        relations=[("s", "styles", "styles.xml", False)],
        parts={
            "word/styles.xml": part(
                "styles", '<w:style w:styleId="a"><w:basedOn w:val="a"/></w:style>'
            )
        },
    )
    for place, length, instead in edits:
        text = parts[name]
        at = int(place * len(text))
        parts[name] = text[:at] + instead + text[at + length :]
    try:
        read_word(zipped(parts), "letter.docx")
    except UnreadableFile as error:
        assert error.message and error.fix


def test_a_part_whose_name_begins_with_no_character_is_refused():
    """Python's zipfile cuts the name there, and nothing of it is left."""
    damaged = GOOD.replace(b"word/document.xml", b"\0ord/document.xml")
    with pytest.raises(UnreadableFile, match="a part with an unsafe name"):
        read_word(damaged, "letter.docx")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("whole", [True, False])
def test_a_picture_that_cannot_be_unpacked_or_has_a_wrong_checksum(method, whole):
    content = picture_file("navy", "white", "red", size=(90, 90))
    parts = parts_of(p("x"), **held(content))
    data = bytearray(zipped(parts, method))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo("word/media/image1.png")
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    data[at : at + 4] = b"\xff\xff\xff\xff"
    if whole:
        assert refusal(bytes(data)) == "letter.docx is damaged: a picture cannot be read."
    else:
        open_package(bytes(data), "letter.docx", whole=False)  # until somebody reads it
