import base64
import hashlib
import io
from datetime import datetime, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko_certvalidator.registry import SimpleCertificateStore

from loi_tool.pdf.read import read_pdf
from loi_tool.word.read import read_word
from loi_tool.word.signatures import package_signatures
from loi_tool.word.signatures_xml import canonical, parse
from tests.pdf.pdf_files import at, letter
from tests.word.word_files import p, parts_of, r, zipped

NAME = "Elena Q. Marquez"


def person(name, key):
    """A certificate that somebody made for themselves, long out of date."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2015, 1, 1, tzinfo=timezone.utc))
        .not_valid_after(datetime(2016, 1, 1, tzinfo=timezone.utc))
        .sign(key, hashes.SHA256())
    )


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
    assert (found.signed, found.whole) == (True, False)
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


# Word files. The signature is written here by the letter of the standard, with its canonical forms
# written out, so that it owes nothing to the code that reads it.

SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def digest(data):
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def relations(*links):
    """A part of relationships as Word writes it."""
    body = "".join(
        f'<Relationship Id="{own}" Type="{kind}" Target="{target}"/>' for own, kind, target in links
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{PACKAGE}/relationships">{body}</Relationships>'
    ).encode()


PARTS = {
    "_rels/.rels": relations(
        ("rId3", f"{PACKAGE}/digital-signature/origin", "_xmlsignatures/origin.sigs"),
        ("rId1", f"{OFFICE}/officeDocument", "word/document.xml"),
    ),
    "word/_rels/document.xml.rels": relations(
        ("rId2", f"{OFFICE}/image", "media/image1.png"),
        ("rId1", f"{OFFICE}/styles", "styles.xml"),
        ("rId9", f"{OFFICE}/customXml", "../customXml/item1.xml"),
    ),
    "word/document.xml": b"<w:document/>",
    "word/styles.xml": b"<w:styles/>",
    "word/media/image1.png": b"\x89PNG",
    "customXml/item1.xml": b"<x/>",
    "_xmlsignatures/origin.sigs": b"",
    "_xmlsignatures/_rels/origin.sigs.rels": relations(
        ("rId1", f"{PACKAGE}/digital-signature/signature", "sig1.xml")
    ),
}
CANONICAL = {  # the relationships transform, by hand: sorted, with a mode, in canonical form
    "_rels/.rels": (
        ["rId1"],
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Target="word/document.xml" TargetMode="Internal" Type="{OFFICE}/officeDocument">'
        "</Relationship></Relationships>",
    ),
    "word/_rels/document.xml.rels": (
        ["rId1", "rId2"],
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Target="styles.xml" TargetMode="Internal" Type="{OFFICE}/styles"></Relationship>'
        '<Relationship Id="rId2" Target="media/image1.png" TargetMode="Internal" '
        f'Type="{OFFICE}/image"></Relationship></Relationships>',
    ),
}
SIGNED = [
    "_rels/.rels",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/styles.xml",
    "word/media/image1.png",
]


def sign_package(key, covered=SIGNED, method="rsa-sha256", tail=""):
    """The part that Word would write, and all others."""
    references = ""
    for name in covered:
        transforms, content = "", PARTS[name]
        if name in CANONICAL:
            ids, plain = CANONICAL[name]
            content = plain.encode()
            chosen = "".join(
                f'<mdssi:RelationshipReference xmlns:mdssi="{PACKAGE}/digital-signature" '
                f'SourceId="{own}"></mdssi:RelationshipReference>'
                for own in ids
            )
            transforms = (
                f'<Transforms><Transform Algorithm="{PACKAGE}/RelationshipTransform">{chosen}'
                f'</Transform><Transform Algorithm="{C14N}"></Transform></Transforms>'
            )
        references += (
            f'<Reference URI="/{name}?ContentType=application/xml">{transforms}'
            f'<DigestMethod Algorithm="{SHA256}"></DigestMethod>'
            f"<DigestValue>{digest(content)}</DigestValue></Reference>"
        )
    manifest = f'Id="idPackageObject"><Manifest>{references}</Manifest></Object>'
    in_canonical_form = f'<Object xmlns="{SIGNATURE}" {manifest}'
    signed_info = (
        f'<CanonicalizationMethod Algorithm="{C14N}"></CanonicalizationMethod>'
        '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#'
        f'{method}"></SignatureMethod><Reference Type="{SIGNATURE}Object" URI="#idPackageObject">'
        f'<DigestMethod Algorithm="{SHA256}"></DigestMethod>'
        f"<DigestValue>{digest(in_canonical_form.encode())}</DigestValue></Reference></SignedInfo>"
    )
    text = f'<SignedInfo xmlns="{SIGNATURE}">{signed_info}'.encode()
    if method.startswith("rsa"):
        value = key.sign(text, padding.PKCS1v15(), hashes.SHA256())
    else:
        r, s = utils.decode_dss_signature(key.sign(text, ec.ECDSA(hashes.SHA256())))
        value = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    certificate = person(NAME, key).public_bytes(serialization.Encoding.DER)
    part = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Signature xmlns="{SIGNATURE}" '
        f'Id="idPackageSignature"><SignedInfo>{signed_info}'
        f"<SignatureValue>{base64.b64encode(value).decode()}</SignatureValue>"
        f"<KeyInfo><X509Data><X509Certificate>{base64.encodebytes(certificate).decode()}"
        f"</X509Certificate></X509Data></KeyInfo><Object {manifest}{tail}</Signature>"
    )
    return {**PARTS, "_xmlsignatures/sig1.xml": part.encode()}


def package_mark(parts):
    (found,) = package_signatures(parts, parts.get, "word/document.xml", "letter.docx")
    return found


def test_a_whole_signature_of_a_word_file(rsa_key):
    found = package_mark(sign_package(rsa_key))
    assert (found.kind, found.signed, found.signer) == ("package", True, NAME)
    assert (found.whole, found.covers_file, found.problem) == (True, True, "")


def test_a_signature_by_an_elliptic_curve():
    key = ec.generate_private_key(ec.SECP256R1())
    assert package_mark(sign_package(key, method="ecdsa-sha256")).whole is True


def test_a_word_file_changed_after_signing_names_what_changed(rsa_key):
    parts = sign_package(rsa_key) | {"word/document.xml": b"<w:document>More</w:document>"}
    found = package_mark(parts)
    assert (found.whole, found.signer) == (False, NAME)
    assert found.problem == (
        "The Word file was changed after it was signed by Elena Q. Marquez; "
        "changed: the text of the letter."
    )


def test_a_link_pointed_elsewhere_after_signing_is_a_change(rsa_key):
    links = PARTS["word/_rels/document.xml.rels"].replace(b"image1", b"image2")
    found = package_mark(sign_package(rsa_key) | {"word/_rels/document.xml.rels": links})
    assert found.whole is False and "the links between its parts" in found.problem


def test_a_link_that_nobody_signed_may_be_added(rsa_key):
    links = PARTS["_rels/.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId7" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/>'
        "</Relationships>".encode(),
    )
    assert package_mark(sign_package(rsa_key) | {"_rels/.rels": links}).whole is True


@pytest.mark.parametrize(
    ("left_out", "words"),
    [("word/media/image1.png", "a picture"), ("word/document.xml", "the text of the letter")],
)
def test_a_signature_that_leaves_something_out_names_it(rsa_key, left_out, words):
    found = package_mark(sign_package(rsa_key, [name for name in SIGNED if name != left_out]))
    assert (found.whole, found.covers_file) == (True, False)
    assert found.problem == (
        f"The digital signature does not cover the whole Word file; left out: {words}."
    )


def test_a_signature_by_another_key_than_the_certificate_shows(rsa_key):
    parts = sign_package(rsa_key)
    other = sign_package(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    name = "_xmlsignatures/sig1.xml"
    value = parts[name].split(b"<SignatureValue>")[1].split(b"<")[0]
    wrong = other[name].split(b"<SignatureValue>")[1].split(b"<")[0]
    found = package_mark(parts | {name: parts[name].replace(value, wrong)})
    assert found.whole is False
    assert found.problem == (
        "The digital signature by Elena Q. Marquez does not fit its certificate."
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda part: b"",
        lambda part: part[:500],
        lambda part: part.replace(b"?>\n", b'?>\n<!DOCTYPE x [<!ENTITY e "e">]>', 1),
        lambda part: part.replace(b"<DigestValue>", b"<DigestValue>A", 1),
        lambda part: part.replace(b"SignedInfo>", b"SigningInfo>"),
    ],
)
def test_a_damaged_signature_of_a_word_file_is_not_whole(rsa_key, change):
    parts = sign_package(rsa_key)
    name = "_xmlsignatures/sig1.xml"
    found = package_mark(parts | {name: change(parts[name])})
    assert found.whole is False and found.problem


def test_what_is_signed_cannot_be_wrapped(rsa_key):
    """A second object of the same name, with a manifest that fits other bytes, is refused."""
    twin = '<Object Id="idPackageObject"><Manifest></Manifest></Object>'
    assert package_mark(sign_package(rsa_key, tail=twin)).whole is False


def test_the_canonical_form_is_that_of_libxml2():
    etree = pytest.importorskip("lxml.etree")
    text = (
        b'<?xml version="1.0"?><a:x  xmlns:a="urn:a" xmlns="urn:d" z="1" a:b=\'"\' b="&#9;&lt;">'
        b'<!-- no --><y xmlns=""/>&amp;&gt;\r\n<a:y xmlns:c="urn:c" c:q="&#13;"/><![CDATA[<]]></a:x>'
    )
    for exclusive in (False, True):
        expected = etree.tostring(
            etree.fromstring(text), method="c14n", exclusive=exclusive, with_comments=False
        )
        assert canonical(parse(text), exclusive) == expected


def test_a_part_in_canonical_form_keeps_the_namespaces_around_it():
    inner = parse(b'<x xmlns="urn:d" xmlns:p="urn:p"><y p:a="1"/></x>')[0]
    assert canonical(inner) == b'<y xmlns="urn:d" xmlns:p="urn:p" p:a="1"></y>'


def test_the_signature_of_a_word_file_is_read_with_the_file(rsa_key, monkeypatch):
    plain = parts_of(p(r("Dear Mr. Mitchell:")))
    styles = b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    monkeypatch.setitem(PARTS, "word/document.xml", plain["word/document.xml"].encode())
    monkeypatch.setitem(PARTS, "word/styles.xml", styles)
    types = {"[Content_Types].xml": plain["[Content_Types].xml"]}
    whole = read_word(zipped({**types, **sign_package(rsa_key)}), "letter.docx")
    (mark,) = whole.signatures
    assert (mark.signer, mark.whole, mark.problem) == (NAME, True, "")
    changed = {**sign_package(rsa_key), "word/media/image1.png": b"another"}
    (mark,) = read_word(zipped({**types, **changed}), "letter.docx").signatures
    assert mark.whole is False and mark.problem
