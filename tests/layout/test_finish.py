"""What a PDF says of itself when an engine's work is finished."""

import io

import pypdf
import pytest
from pypdf.xmp import XmpInformation

from loi_tool.errors import EngineFailed
from loi_tool.layout.finish import finished, with_language
from tests.pdf.pdf_files import Pdf, at, letter

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{rdf}">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>
<rdf:li xml:lang="x-default">Untitled {moment}</rdf:li></rdf:Alt></dc:title></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreateDate>2026-01-{moment}T09:00:00Z</xmp:CreateDate></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:ModifyDate="2026-01-{moment}T09:00:00Z"
 xmpMM:InstanceID="uuid:{moment}"/>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def made_at(moment):
    """A PDF as an engine makes it, which tells in five places when that was."""
    file = letter("Dear Mr. Mitchell,")
    metadata = file.add("/Type/Metadata/Subtype/XML", XMP.format(rdf=RDF, moment=moment))
    info = file.add(f"<</Title(Untitled)/Creator(Writer)/CreationDate(D:202601{moment})>>")
    file.catalog["Metadata"] = f"{metadata} 0 R"
    file.trailer = f"/Info {info} 0 R/ID[<{moment}><{moment}>]/DocChecksum/{moment}"
    return file.bytes()


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def test_the_same_letter_gives_the_same_bytes_whenever_it_is_made():
    first, second = (finished(made_at(day), "en-US", "Our letter", b"word") for day in ("11", "12"))
    assert first == second
    assert finished(made_at("11"), "en-US", "Our letter", b"another") != first


def test_title_language_and_what_else_was_there():
    reader = read(finished(made_at("11"), "es-MX", "Nuestra “carta”", b"word"))
    assert (reader.metadata.title, reader.metadata.creator) == ("Nuestra “carta”", "Writer")
    assert reader.root_object["/Lang"] == "es-MX"
    assert reader.viewer_preferences.display_doctitle == True  # noqa: E712 (pypdf's own)
    xmp = reader.xmp_metadata
    assert xmp.dc_title == {"x-default": "Nuestra “carta”"}
    assert xmp.pdfaid_part == "2"
    assert (xmp.xmp_create_date, xmp.xmp_modify_date, xmp.xmpmm_instance_id) == (None, None, None)
    assert (reader.root_object["/Metadata"]["/Subtype"], len(reader.pages)) == ("/XML", 1)
    assert reader.pdf_header == "%PDF-1.7"


def test_a_pdf_with_no_properties_is_given_them():
    reader = read(finished(letter("Dear").bytes(), "en-US", "Our letter", b"word"))
    assert reader.metadata.title == "Our letter"
    assert isinstance(reader.xmp_metadata, XmpInformation)
    assert reader.xmp_metadata.dc_title == {"x-default": "Our letter"}


def test_a_stream_that_ends_in_a_carriage_return_is_written_in_digits():
    content = at(72, 720, "Dear").encode() + b"\r"
    file = Pdf()
    file.page(content)
    pdf = with_language(file.bytes(), "en-US")
    assert b"\r\nendstream" not in pdf
    (page,) = read(pdf).pages
    assert page["/Contents"].get_object().get_data() == content
    assert (read(pdf).root_object["/Lang"], read(pdf).pdf_header) == ("en-US", "%PDF-1.7")


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7", letter("Dear").bytes()[:300]])
def test_what_cannot_be_read_back_is_a_failed_engine(pdf):
    with pytest.raises(EngineFailed, match="cannot be read back"):
        with_language(pdf, "en-US")
    with pytest.raises(EngineFailed, match="cannot be read back"):
        finished(pdf, "en-US", "Our letter", b"word")
