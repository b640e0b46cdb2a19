"""Nothing is read from outside a Word file, and nothing asked of a network, by any engine."""

import contextlib
import io
import shutil
import threading
import urllib.request
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdfium2
import pytest

from loi_tool.files import LeftoverKind
from loi_tool.layout.convert import pdf_of
from loi_tool.layout.copied import Copy
from loi_tool.layout.engines import pdf_by
from loi_tool.layout.office_profile import write_profile
from loi_tool.word.read import read_word
from tests.layout.reaching_letters import EXTERNAL, Reach, letter, picture, reaches
from tests.word.word_files import picture_file

SECRET = (255, 0, 200)
OUTSIDE = {
    LeftoverKind.LINKED_IMAGE,
    LeftoverKind.LINKED_DATA,
    LeftoverKind.TEMPLATE,
    LeftoverKind.IMPORTED,
}


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """The address of a picture, the path of another, and what was asked of the server."""
    secret = picture_file("#ff00c8", size=(60, 60))
    path = tmp_path_factory.mktemp("beside") / "secret.png"
    path.write_bytes(secret)
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def handle_any(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(secret)

        def log_message(self, *_):
            pass

    for method in ("GET", "HEAD", "OPTIONS", "PROPFIND"):
        setattr(Answer, f"do_{method}", Answer.handle_any)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/logo.png", str(path), asked
    server.shutdown()
    thread.join()
    server.server_close()


def shows_secret(pdf):
    """Whether a picture of that color is anywhere in a PDF."""
    with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
        pages = [page.render(scale=0.5).to_pil().convert("RGB") for page in document]
    return any(
        sum(abs(have - want) for have, want in zip(color, SECRET, strict=True)) < 60
        for page in pages
        for _, color in page.getcolors(page.width * page.height)
    )


def pdf(word, engine):
    return pdf_of(word, read_word(word, "letter.docx"), engine, "Letter").pdf


def test_the_test_sees_what_it_looks_for(outside):
    http, path, asked = outside
    urllib.request.urlopen(http).read()
    assert asked.pop() == "/logo.png"
    parts = {"word/media/i.png": Path(path).read_bytes()}
    inside = Reach("inside", picture("i"), [("i", "image", "media/i.png", "")], parts)
    for engine in ("dxpdf", "rdocx"):
        assert shows_secret(pdf(letter([inside]), engine))


def test_each_way_out_is_told(outside):
    ways = reaches(*outside[:2])
    assert len(ways) >= 30
    untold = [
        way.name
        for way in ways
        if not OUTSIDE & {found.kind for found in read_word(letter([way]), "x.docx").leftovers}
    ]
    assert untold == []


@pytest.mark.parametrize("engine", ["dxpdf", "rdocx"])
def test_nothing_is_asked_and_nothing_is_shown(outside, engine):
    *_, asked = outside
    ways = reaches(*outside[:2])
    for first in range(0, len(ways), 4):
        some = ways[first : first + 4]
        names = [way.name for way in some]
        assert not shows_secret(pdf(letter(some), engine)), names
        assert asked == [], names


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.judge
def test_nothing_is_asked_and_nothing_is_shown_by_libreoffice(outside):
    *_, asked = outside
    ways = reaches(*outside[:2])
    for some in (ways[::2], ways[1::2]):
        assert not shows_secret(pdf(letter(some), "libreoffice"))
        assert asked == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.judge
def test_the_settings_of_libreoffice_block_what_a_copy_would_leave(outside):
    http, _, asked = outside
    linked = [way for way in reaches(http, "/nowhere.png") if way.name in ("plain", "no mode")]
    pdf_by("libreoffice", letter(linked))  # not the copy
    assert asked == []


def test_the_copy_has_no_address_and_keeps_links_to_click_on(outside):
    http, path, _ = outside
    ways = reaches(http, path)
    link = '<w:p><w:hyperlink r:id="clickId"><w:r><w:t>us</w:t></w:r></w:hyperlink></w:p>'
    click = Reach("click", link, [("clickId", "hyperlink", "https://valleverde.example", EXTERNAL)])
    with zipfile.ZipFile(io.BytesIO(Copy(letter([*ways, click])).to_bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name, data in parts.items() if path.encode() in data]
    links = [name for name, data in parts.items() if b"127.0.0.1" in data]
    assert links == ["word/_rels/document.xml.rels"]  # the one that says it is a hyperlink
    assert b"valleverde.example" in parts[links[0]]
    assert b'r:id="clickId"' in parts["word/document.xml"]


def test_a_linked_picture_keeps_its_room():
    linked = Reach("x", picture("x", "link"), [("x", "image", "https://x.example/a.png", EXTERNAL)])
    with zipfile.ZipFile(io.BytesIO(Copy(letter([linked])).to_bytes())) as archive:
        assert b'cx="1828800"' in archive.read("word/document.xml")
        assert "word/media/blank.png" in archive.namelist()


def test_the_settings_are_written_once(tmp_path):
    write_profile(tmp_path / "profile")
    written = (tmp_path / "profile/user/registrymodifications.xcu").read_text()
    assert (
        '<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value>' in written
    )
    with pytest.raises(FileExistsError):
        write_profile(tmp_path / "profile")
