"""Digital signatures of PDFs: whole or not, of all of the file, and by whom."""

import io

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko_certvalidator.registry import SimpleCertificateStore

from loi_tool.pdf.read import read_pdf
from tests.certificates import NAME, person
from tests.pdf.pdf_files import at, letter


@pytest.fixture(scope="module")
def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def sign(rsa_key):
    """Sign a PDF with pyHanko in a field of that name."""
    from asn1crypto import keys
    from asn1crypto import x509 as asn1

    def signed(data, field="Signature", name=NAME):
        certificate = asn1.Certificate.load(
            person(name, rsa_key).public_bytes(serialization.Encoding.DER)
        )
        private = keys.PrivateKeyInfo.load(
            rsa_key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        signer = signers.SimpleSigner(certificate, private, SimpleCertificateStore())
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        metadata = signers.PdfSignatureMetadata(field_name=field)
        return signers.sign_pdf(writer, metadata, signer=signer).getvalue()

    return signed


@pytest.fixture(scope="module")
def unsigned():
    """A letter with an empty field for a signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(letter("We wish to take part.").bytes()))
    append_signature_field(writer, SigFieldSpec("Signature", box=(72, 300, 272, 340)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def signed(sign, unsigned):
    return sign(unsigned)


def mark(data):
    (found,) = read_pdf(data, "letter.pdf").signatures
    return found


def updated(data, change):
    """The PDF with an update appended to it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_empty_field_is_not_signed(unsigned):
    found = mark(unsigned)
    assert (found.kind, found.signed, found.whole, found.place.page) == ("field", False, None, 1)


def test_a_whole_signature_tells_who_signed_and_that_it_covers_the_file(signed):
    found = mark(signed)
    assert (found.signed, found.signer, found.whole) == (True, NAME, True)
    assert (found.covers_file, found.changed_since, found.problem) == (True, False, "")
    assert found.place.page == 1


def test_a_changed_word_breaks_the_signature(signed):
    found = mark(signed.replace(b"We wish to take part", b"We refuse to partake", 1))
    assert (found.signer, found.whole, found.covers_file) == (NAME, False, None)
    assert found.problem.startswith("The PDF is not the one that was signed by Elena Q. Marquez")


def test_text_added_after_signing_is_a_change(signed):
    from pyhanko.pdf_utils import generic

    def write_over(writer):
        content = generic.StreamObject(stream_data=at(72, 500, "And we ask for money.").encode())
        writer.add_stream_to_page(0, writer.add_object(content))

    found = mark(updated(signed, write_over))
    assert (found.whole, found.changed_since, found.covers_file) == (True, True, False)
    assert found.problem == (
        "Something was added or changed in the PDF after it was signed by Elena Q. Marquez."
    )


def test_a_note_added_after_signing_is_a_change(signed):
    from pyhanko.pdf_utils import generic

    def add_note(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
                generic.pdf_name("/Contents"): generic.pdf_string("Not valid"),
                generic.pdf_name("/Rect"): generic.ArrayObject(
                    map(generic.NumberObject, (72, 400, 300, 420))
                ),
            }
        )
        page["/Annots"].append(writer.add_object(note))
        writer.update_container(page)
        writer.update_container(page["/Annots"])

    assert mark(updated(signed, add_note)).changed_since is True


def test_a_second_signature_is_no_change(sign, signed):
    first, second = read_pdf(sign(signed, "Board", "Ruth Lindqvist"), "letter.pdf").signatures
    assert (first.signer, first.whole, first.covers_file, first.changed_since) == (
        (NAME, True, True, False)
    )
    assert (second.signer, second.whole, second.problem) == ("Ruth Lindqvist", True, "")


def test_a_signature_that_is_no_signature_is_a_mark_with_a_problem(signed):
    reader = PdfFileReader(io.BytesIO(signed))
    start, length, _, _ = reader.embedded_signatures[0].byte_range
    broken = bytearray(signed)
    broken[start + length + 1 : start + length + 401] = b"0" * 400
    found = mark(bytes(broken))
    assert (found.signed, found.whole) == (True, None)
    assert found.problem == "The digital signature is damaged and cannot be read."


def test_a_signature_over_a_part_of_the_file_says_so(signed):
    # What stands behind the signature is cut out of what it claims to cover, which it then is not
    # whole for either: nobody can sign again without the key.
    reader = PdfFileReader(io.BytesIO(signed))
    before = b" ".join(b"%d" % number for number in reader.embedded_signatures[0].byte_range)
    first = before.rpartition(b" ")[0] + b" 0"
    assert signed.count(before) == 1
    found = mark(signed.replace(before, first.ljust(len(before))))
    assert found.whole is False and found.problem
