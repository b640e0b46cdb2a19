"""The certificate that a signing service puts behind a letter."""

import pytest

from loi_tool.pdf.read import read_pdf
from tests.pdf.pdf_files import Pdf, at

CERTIFICATE = (
    "Certificate Of Completion",
    "Envelope Id: 7F2A11C09B8E4D51A6",
    "Signer Events   Signature   Timestamp",
    "Elena Marquez   IP Address: 203.0.113.7",
    "Powered by DocuSign",
)
REPORT = (
    "Letter of Interest - Final Audit Report",
    "Transaction ID: CBJCHBCAABAA",
    "Document e-signed by Elena Marquez, time source: server",
    "Adobe Acrobat Sign",
)


def with_pages(*pages):
    file = Pdf()
    for lines in pages:
        content = "".join(at(72, 720 - 24 * n, line) for n, line in enumerate(lines))
        file.page(content)
    return read_pdf(file.bytes(), "letter.pdf")


LETTER = ("Dear Mr. Mitchell:", "We wish to take part in the network.", "Elena Marquez")


@pytest.mark.parametrize(
    ("certificate", "service"), [(CERTIFICATE, "DocuSign"), (REPORT, "Acrobat Sign")]
)
def test_the_pages_of_a_certificate_are_no_pages_of_the_letter(certificate, service):
    facts = with_pages(LETTER, certificate, ("Electronic Record and Signature Disclosure",))
    assert (facts.pages, facts.certificate, facts.service) == (1, (2, 3), service)
    assert "Envelope" not in "".join(p.text for p in facts.paragraphs)
    assert facts.paragraphs == with_pages(LETTER).paragraphs


def test_the_fonts_of_a_certificate_are_not_those_of_the_letter():
    letter = with_pages(LETTER)
    assert letter.fonts_not_embedded == ("Helvetica",)
    file = Pdf()
    file.page("".join(at(72, 720 - 24 * n, line) for n, line in enumerate(LETTER)))
    file.page("".join(at(72, 720 - 24 * n, line, 7, "B") for n, line in enumerate(CERTIFICATE)))
    facts = read_pdf(file.bytes(), "letter.pdf")
    assert facts.certificate == (2,)
    assert (facts.types, facts.fonts_not_embedded) == (letter.types, letter.fonts_not_embedded)


@pytest.mark.parametrize(
    "page", [LETTER, ("We keep an audit trail of each decision.",), ("Sent for signature",)]
)
def test_a_page_of_a_letter_is_no_certificate(page):
    facts = with_pages(LETTER, page)
    assert (facts.pages, facts.certificate) == (2, ())


def test_a_letter_begins_with_no_certificate():
    assert with_pages(CERTIFICATE).pages == 1
