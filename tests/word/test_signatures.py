"""Digital signatures of Word files: what was signed, whether it is unchanged, and who signed.

The signatures are written here by the letter of the standard, with canonical forms written out, so
that they owe nothing to the code that reads them; one was made by xmlsec (`sign_with_xmlsec.py`).
"""

import base64
import hashlib
import re
import time
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from loi_tool.errors import UnreadableFile
from loi_tool.opc.package import open_package
from loi_tool.word.read import read_word
from loi_tool.word.signatures import package_signatures
from tests.certificates import NAME, person
from tests.word.word_files import p, parts_of, r, zipped


@pytest.fixture(scope="module")
def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


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
        ("rId3", f"{PACKAGE}/relationships/digital-signature/origin", "_xmlsignatures/origin.sigs"),
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
        ("rId1", f"{PACKAGE}/relationships/digital-signature/signature", "sig1.xml")
    ),
}
ORIGIN = "application/vnd.openxmlformats-package.digital-signature-origin"
SIGNATURE_PART = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
TYPES_OF_SIGNED = (
    f'<Default Extension="sigs" ContentType="{ORIGIN}"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    f'<Override PartName="/_xmlsignatures/sig1.xml" ContentType="{SIGNATURE_PART}"/></Types>'
)
CHOSEN = (
    '<mdssi:RelationshipReference xmlns:mdssi="{package}/digital-signature" SourceId="{own}">'
    "</mdssi:RelationshipReference>"
)
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


def manifest_of(covered):
    """The parts that are signed, with their digests, in canonical form."""
    references = ""
    for name in covered:
        transforms, content = "", PARTS[name]
        if name in CANONICAL:
            ids, plain = CANONICAL[name]
            content = plain.encode()
            chosen = "".join(CHOSEN.format(package=PACKAGE, own=own) for own in ids)
            transforms = (
                f'<Transforms><Transform Algorithm="{PACKAGE}/RelationshipTransform">{chosen}'
                f'</Transform><Transform Algorithm="{C14N}"></Transform></Transforms>'
            )
        references += (
            f'<Reference URI="/{name}?ContentType=application/xml">{transforms}'
            f'<DigestMethod Algorithm="{SHA256}"></DigestMethod>'
            f"<DigestValue>{digest(content)}</DigestValue></Reference>"
        )
    return f"<Manifest>{references}</Manifest>"


def sign_package(key, covered=SIGNED, method="rsa-sha256", tail=""):
    """The part that Word would write, and all others."""
    manifest = f'Id="idPackageObject">{manifest_of(covered)}</Object>'
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


def marks(parts):
    types = parts_of("")["[Content_Types].xml"].replace("</Types>", TYPES_OF_SIGNED)
    package = open_package(zipped({"[Content_Types].xml": types, **parts}), "letter.docx")
    return package_signatures(package)


def package_mark(parts):
    (found,) = marks(parts)
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
        lambda part: part.replace(b"<DigestValue>", b"<DigestValue>A", 1),
        lambda part: part.replace(b"SignedInfo>", b"SigningInfo>"),
    ],
)
def test_a_damaged_signature_of_a_word_file_is_not_whole(rsa_key, change):
    parts = sign_package(rsa_key)
    name = "_xmlsignatures/sig1.xml"
    found = package_mark(parts | {name: change(parts[name])})
    assert found.whole is False and found.problem


def test_a_doctype_in_a_signature_is_a_reason_not_to_read_the_file(rsa_key):
    parts = sign_package(rsa_key)
    name = "_xmlsignatures/sig1.xml"
    parts[name] = parts[name].replace(b"?>\n", b'?>\n<!DOCTYPE x [<!ENTITY e "e">]>', 1)
    with pytest.raises(UnreadableFile, match="DOCTYPE"):
        marks(parts)


def test_what_is_signed_cannot_be_wrapped(rsa_key):
    """A second object of the same name, with a manifest that fits other bytes, is refused."""
    twin = '<Object Id="idPackageObject"><Manifest></Manifest></Object>'
    assert package_mark(sign_package(rsa_key, tail=twin)).whole is False


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


BY_XMLSEC = Path(__file__).with_name("signed_by_xmlsec.docx")


def parts_by_xmlsec():
    with zipfile.ZipFile(BY_XMLSEC) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_signature_that_another_program_made_is_whole():
    (found,) = read_word(BY_XMLSEC.read_bytes(), "letter.docx").signatures
    assert (found.signer, found.whole, found.covers_file, found.problem) == (NAME, True, True, "")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("word/document.xml", b"Mitchell", b"Michaels", "changed: the text of the letter."),
        ("word/styles.xml", b"/>", b"></w:styles>", "changed: the styles."),
        ("word/_rels/document.xml.rels", b"styles.xml", b"others.xml", "changed: the links"),
        ("_xmlsignatures/sig1.xml", b"board", b"bored", "says was changed after it was made."),
        ("_xmlsignatures/sig1.xml", b"2022-05-12", b"2022-05-11", "says was changed after"),
        ("_xmlsignatures/sig1.xml", b"<Manifest>", b'<Manifest xmlns="">', "damaged|changed"),
        ("_xmlsignatures/sig1.xml", b"#idOfficeObject", b"#idPackageObject", "fit its certificate"),
    ],
)
def test_what_was_changed_after_another_program_signed_it_is_told(name, old, new, words):
    parts = parts_by_xmlsec()
    assert parts[name].count(old)
    found = package_mark(parts | {name: parts[name].replace(old, new)})
    assert found.whole is False and re.search(words, found.problem), found.problem


def test_a_manifest_out_of_its_namespace_hides_no_change():
    parts = parts_by_xmlsec()
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"Mitchell", b"Michaels")
    name = "_xmlsignatures/sig1.xml"
    for old, new in (
        (b"<Manifest>", b'<Manifest xmlns="">'),
        (b"<Manifest>", b"<Manifest ><!-- -->"),
    ):
        assert package_mark(parts | {name: parts[name].replace(old, new)}).whole is False


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace(b"#rsa-sha256", b"#hmac-sha256"),
        lambda part: part.replace(b'"#idPackageObject"><', b'"#idPackageObject"><Transforms>'
                                  b'<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"'
                                  b"/></Transforms><", 1),
        lambda part: part.replace(b"X509Certificate>", b"X509Other>"),
    ],
)  # fmt: skip
def test_a_signature_of_another_kind_cannot_be_checked_and_is_not_called_whole(rsa_key, change):
    parts = sign_package(rsa_key)
    name = "_xmlsignatures/sig1.xml"
    found = package_mark(parts | {name: change(parts[name])})
    assert found.whole is None and found.covers_file is None
    assert "cannot be checked" in found.problem


def test_relations_that_are_signed_by_their_type_cover_no_others(rsa_key, monkeypatch):
    _, plain = CANONICAL["word/_rels/document.xml.rels"]
    only = plain.replace(plain[plain.index('<Relationship Id="rId2"') :], "</Relationships>")
    monkeypatch.setitem(CANONICAL, "word/_rels/document.xml.rels", (["rId1"], only))
    monkeypatch.setitem(
        globals(),
        "CHOSEN",
        '<mdssi:RelationshipsGroupReference xmlns:mdssi="{package}/digital-signature" '
        f'SourceType="{OFFICE}/styles"></mdssi:RelationshipsGroupReference>',
    )
    monkeypatch.delitem(CANONICAL, "_rels/.rels")
    found = package_mark(sign_package(rsa_key, [name for name in SIGNED if name != "_rels/.rels"]))
    assert (found.whole, found.covers_file) == (True, False) and "a picture" in found.problem


def test_a_signature_is_judged_in_time_whatever_is_in_it(rsa_key):
    name = "_xmlsignatures/sig1.xml"
    parts = sign_package(rsa_key)
    namespaces = "".join(f' xmlns:n{n}="u"' for n in range(50_000)).encode()
    inside = b"<x>" * 60_000 + b"</x>" * 60_000
    words = b"word " * 700_000
    for bad in (
        parts[name].replace(b"<SignedInfo>", b"<SignedInfo" + namespaces + b">"),
        parts[name].replace(b"<Manifest>", b"<Manifest>" + inside),
        parts[name].replace(b"<Manifest>", b"<Manifest>" + words),
        parts[name].replace(
            b"</SignedInfo>", b'<Reference URI="#idPackageObject"/>' * 50_000 + b"</SignedInfo>"
        ),
    ):
        most = min(28, 11_000_000 // len(bad))  # all that a file may hold
        many = {f"_xmlsignatures/sig{n}.xml": bad for n in range(2, 2 + most)}
        began = time.process_time()
        found = marks(parts | many)
        assert len(found) == min(20, 1 + most) and not any(mark.whole for mark in found[1:])
        assert time.process_time() - began < 6
