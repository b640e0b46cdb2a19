"""What leads out of a file, however it is spelled."""

import gzip

import pytest

from loi_tool.opc.numbers import measure, whole
from loi_tool.opc.references import addresses_in_picture, leads_out
from tests.word.word_files import picture_file

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">%s</svg>'


@pytest.mark.parametrize(
    "target",
    ["http://x.example", " HTTPS://x", "file:///etc/x.png", "file%3A///x", "\\\\server\\a", "//server/a",
     "C:\\logo.png", "c:/logo.png", "mailto:a@x.example", "ftp:x"],
)  # fmt: skip
def test_an_address_leads_out(target):
    assert leads_out(target)


@pytest.mark.parametrize(
    "target", ["media/a.png", "/word/a.png", "../a b.xml", "a/b:c", "#x", "NULL", ""]
)
def test_a_name_does_not(target):
    assert not leads_out(target)


@pytest.mark.parametrize(
    "inside",
    ['<image href="http://x.example/a.png"/>', '<image xlink:href="a.png"/>', "<style>@import 'x';</style>",
     '<rect style="fill:url(http://x.example)"/>', '<use href="data:image/svg+xml,x"/>',
     "<script>x</script>", "<g><foreignObject/></g>"],
)  # fmt: skip
def test_a_drawing_that_asks_for_something(inside):
    picture = (SVG % inside).encode()
    assert any(addresses_in_picture(picture))
    assert any(addresses_in_picture(gzip.compress(picture)))


@pytest.mark.parametrize(
    "inside",
    ['<use href="#a"/>', '<rect fill="url(#g)"/>', '<image href="data:image/png;base64,AAAA"/>',
     '<a href="https://x.example"><rect/></a>', "<text>http://x.example</text>"],
)  # fmt: skip
def test_a_drawing_that_asks_for_nothing(inside):
    assert addresses_in_picture((SVG % inside).encode()) == ()


def test_points_ask_for_nothing_and_what_is_no_picture_is_told():
    assert addresses_in_picture(picture_file("navy")) == ()
    for junk in (b"%!PS-Adobe", b"<html/>", b"", b"\x1f\x8bjunk", b"%PDF-1.7"):
        assert addresses_in_picture(junk) == ("",)


def test_a_metafile_may_name_a_file_and_may_show_an_address():
    start = b"\1\0\0\0" + bytes(80)
    profile = "file://server/a.icm".encode("utf-16-le")
    assert addresses_in_picture(start + profile) == ("file://server/a.icm",)
    shown = "https://valleverde.example".encode("utf-16-le")
    assert addresses_in_picture(start + shown) == ()


@pytest.mark.parametrize("text", ["²", "٣", "NaN", "1e5", "9" * 400, "", "0x1", "1_0", None, "inf"])
def test_what_is_no_number_is_none(text):
    assert measure(text, 20) is None
    assert whole(text, -7) == -7


def test_numbers():
    assert measure("240", 20) == 12 and measure("1in", 20) == 72
    assert whole(" -12 ") == -12 and whole("+3") == 3
