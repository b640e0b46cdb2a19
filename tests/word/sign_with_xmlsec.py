"""Makes `signed_by_xmlsec.docx`: a Word file whose signature was made by xmlsec (libxml2, OpenSSL).

It has the three signed objects that Word writes: the manifest of parts, what Office says, and the
signed properties of XAdES with a transform. The file is kept, because each run makes a new key:

    python -m tests.word.sign_with_xmlsec
"""

import subprocess
import tempfile
from pathlib import Path

from tests.certificates import NAME
from tests.word.test_signatures import (
    C14N,
    PARTS,
    SHA256,
    SIGNATURE,
    SIGNED,
    TYPES_OF_SIGNED,
    manifest_of,
)  # fmt: skip
from tests.word.word_files import p, parts_of, r, zipped

MADE = Path(__file__).with_name("signed_by_xmlsec.docx")
XADES = "http://uri.etsi.org/01903/v1.3.2#"
DIGEST = f'<DigestMethod Algorithm="{SHA256}"/><DigestValue/>'
TEMPLATE = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<Signature xmlns="{SIGNATURE}" '
    f'Id="idPackageSignature"><SignedInfo><CanonicalizationMethod Algorithm="{C14N}"/>'
    '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
    f'<Reference Type="{SIGNATURE}Object" URI="#idPackageObject">{DIGEST}</Reference>'
    f'<Reference Type="{SIGNATURE}Object" URI="#idOfficeObject">{DIGEST}</Reference>'
    '<Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#idSignedProperties">'
    f'<Transforms><Transform Algorithm="{C14N}"/></Transforms>{DIGEST}</Reference></SignedInfo>'
    "<SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo>"
    '<Object Id="idPackageObject">{manifest}</Object>'
    '<Object Id="idOfficeObject"><SignatureProperties><SignatureProperty Id="idOfficeV1Details" '
    'Target="#idPackageSignature"><SignatureInfoV1 xmlns="http://schemas.microsoft.com/office/'
    '2006/digsig"><SignatureComments>I &amp; the “board”</SignatureComments></SignatureInfoV1>'
    "</SignatureProperty></SignatureProperties></Object>"
    f'<Object><xd:QualifyingProperties xmlns:xd="{XADES}" Target="#idPackageSignature">'
    '<xd:SignedProperties Id="idSignedProperties"><xd:SignedSignatureProperties><xd:SigningTime>'
    "2022-05-12T09:00:00Z</xd:SigningTime></xd:SignedSignatureProperties></xd:SignedProperties>"
    "</xd:QualifyingProperties></Object></Signature>"
)


def main():
    plain = parts_of(p(r("Dear Mr. Mitchell:")))
    PARTS["word/document.xml"] = plain["word/document.xml"].encode()
    PARTS["word/styles.xml"] = (
        b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    )
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "template.xml").write_text(TEMPLATE.replace("{manifest}", manifest_of(SIGNED)))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650",
             "-keyout", at / "key.pem", "-out", at / "certificate.pem", "-subj", f"/CN={NAME}"],
            check=True, capture_output=True,
        )  # fmt: skip
        subprocess.run(
            ["xmlsec1", "--sign", "--ignore-manifests", "--privkey-pem", f"{at / 'key.pem'},{at / 'certificate.pem'}",
             "--id-attr:Id", "Object", "--id-attr:Id", f"{XADES}:SignedProperties",
             "--output", at / "signed.xml", at / "template.xml"],
            check=True,
        )  # fmt: skip
        signature = (at / "signed.xml").read_bytes()
    types = {
        "[Content_Types].xml": plain["[Content_Types].xml"].replace("</Types>", TYPES_OF_SIGNED)
    }
    MADE.write_bytes(zipped({**types, **PARTS, "_xmlsignatures/sig1.xml": signature}))


if __name__ == "__main__":
    main()
