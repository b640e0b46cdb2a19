"""Digital signatures of Word files: what was signed, whether it is unchanged, and who signed.

Never whether a signature is authentic: the certificates of districts are mostly their own.

signxml checks the signature itself (W3C XML Signature). What it has no word for is here: the
manifest of parts and the transform of their relations (ISO/IEC 29500-2:2021, 10), and what these
leave out.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from loi_tool.files import SignatureMark, certificate_name
from loi_tool.findings import Place

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, ObjectIdentifier
    from lxml.etree import _Element as Element

    from loi_tool.opc.package import Package

MAX_SIGNATURES = 20
MAX_XML = 4_000_000
"""Bytes of a part that is read as XML."""
MAX_READ = 300_000_000
"""Bytes of all parts that all signatures sign."""
_MOST_NAMESPACES = 300
"""Declared in a part; canonical XML takes time with the square of them."""
_COSTS = 10
"""What it costs to follow a reference inside a signature, in bytes of a part, for each byte."""

_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/digital-signature}"
_BY_NAME = re.compile(r"_xmlsignatures/[^/]+\.xml", re.IGNORECASE)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONSHIP_TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_CANONICAL = ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", _EXCLUSIVE)
_DIGESTS = {
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_METHODS = (
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
    *(
        f"http://www.w3.org/2001/04/xmldsig-more#{kind}-{digest}"
        for kind in ("rsa", "ecdsa")
        for digest in ("sha1", "sha256", "sha384", "sha512")
    ),
)
_NOT_SHOWN = {"customXml", "thumbnail", "printerSettings", "attachedToolbars", "origin"}
"""Kinds of parts that no reader of the letter sees; Word itself leaves them unsigned."""
_WORDS = (
    ("header", "a header"),
    ("footer", "a footer"),
    ("media/", "a picture"),
    ("styles", "the styles"),
    ("numbering", "the numbering of lists"),
    ("footnotes", "the footnotes"),
    ("endnotes", "the endnotes"),
    ("comments", "the comments"),
    ("settings", "the settings"),
    ("font", "the fonts"),
    ("theme", "the theme"),
    ("embeddings/", "an embedded file"),
    ("_rels/", "the links between its parts"),
)
_OTHER_WAY = "The digital signature was made in a way that cannot be checked here."
_DAMAGED = "The digital signature is damaged and cannot be read."
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


class Broken(Exception):
    """The signature is not whole; the message says why, for a grant writer."""


class Unknown(Exception):
    """The signature is of a kind that cannot be checked."""


def package_signatures(package: Package) -> tuple[SignatureMark, ...]:
    """The digital signatures of a Word file, in the order of their parts.

    A signature covers the file if it signs the letter, what the letter shows, and the links between
    them. One that cannot be read gives a mark that is not whole, never an exception.
    """
    found = {name.lower() for name in package.names if _BY_NAME.fullmatch(name)}
    for origin in package.relations(""):
        links = package.relations(origin.target) if origin.kind == "origin" else ()
        found |= {link.target.lower() for link in links if link.kind == "signature"}
    signed_file = _SignedFile(package)
    return tuple(_mark(name, signed_file) for name in sorted(found)[:MAX_SIGNATURES])


def _mark(name: str, file: _SignedFile) -> SignatureMark:
    signer, covers, problem = None, None, ""
    whole: bool | None = True
    try:
        root = file.xml(name)
        if root.tag != f"{_DS}Signature":
            raise Broken(_DAMAGED)
        certificate = _certificate(root)
        signer = _signer(certificate)
        by = f" by {signer}" if signer else ""
        references = root.findall(f"{_DS}SignedInfo/{_DS}Reference")
        file.spend(_COSTS * len(references) * len(etree.tostring(root)))
        missing = file.left_out(_check_parts(_verified(root, certificate, by), file, by))
        covers = not missing
        if missing:
            left_out = ", ".join(missing)
            problem = (
                f"The digital signature does not cover the whole Word file; left out: {left_out}."
            )
    except Broken as error:
        whole, problem = False, str(error)
    except Unknown as error:
        whole, problem = None, str(error)
    except Exception:
        whole, problem = False, _DAMAGED
    return SignatureMark(
        kind="package",
        place=Place(file=file.package.file),
        signed=True,
        signer=signer,
        whole=whole,
        covers_file=covers,
        problem=problem,
    )


class _SignedFile:
    """The file, and how much of it may still be looked at."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._left = MAX_READ

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, or None if there is no such part."""
        data = self.package.read(name)
        self.spend(len(data or b""))
        return data

    def spend(self, size: int) -> None:
        """Count bytes that are to be checked; refuse to check more than `MAX_READ`."""
        self._left -= size
        if self._left < 0:
            raise Unknown("The digital signature signs too much to be checked here.")

    def xml(self, name: str) -> Element:
        """The root of a small part, as it was written."""
        data = self.read(name)
        if data is None or len(data) > MAX_XML or data.count(b"xmlns") > _MOST_NAMESPACES:
            raise Broken("The digital signature is damaged: a part of it is missing or too large.")
        return etree.fromstring(data, _PARSER)

    def left_out(self, signed: dict[str, set[str] | None]) -> list[str]:
        """What of the letter a signature does not cover, in words; empty if it covers all.

        `signed` are the parts that are signed, in lower case; of relations, the ids.
        """
        main = self.package.main
        missing: dict[str, None] = {}
        top = signed.get("_rels/.rels", set())
        for link in self.package.relations(""):
            if link.kind == "officeDocument" and top is not None and link.id not in top:
                missing["which part is the letter"] = None
        waiting, known = [main], {main.lower()}
        for name in waiting:
            if name.lower() not in signed:
                missing[self.in_words(name)] = None
            folder, base = posixpath.split(name)
            covered = signed.get(posixpath.join(folder, "_rels", f"{base}.rels").lower(), set())
            for link in self.package.relations(name):
                stored = None if link.external else self.package.stored_name(link.target)
                if link.kind in _NOT_SHOWN or stored is None:
                    continue
                if covered is not None and link.id not in covered:
                    missing[self.in_words(stored)] = None
                if stored.lower() not in known:
                    known.add(stored.lower())
                    waiting.append(stored)
        return list(missing)

    def in_words(self, name: str) -> str:
        """What a part is, for a reader."""
        if name.lower() == self.package.main.lower():
            return "the text of the letter"
        return next((words for key, words in _WORDS if key in name.lower()), f"“{name}”")


def _certificate(root: Element) -> Certificate:
    from cryptography import x509

    found = root.findtext(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate")
    if not found:
        raise Unknown("The digital signature does not say who made it, and cannot be checked.")
    return x509.load_der_x509_certificate(base64.b64decode(found))


def _signer(certificate: Certificate) -> str | None:
    from cryptography.x509.oid import NameOID

    def name(kind: ObjectIdentifier) -> str:
        names = certificate.subject.get_attributes_for_oid(kind)
        return str(names[0].value) if names else ""

    return certificate_name(
        {
            "common_name": name(NameOID.COMMON_NAME),
            "given_name": name(NameOID.GIVEN_NAME),
            "surname": name(NameOID.SURNAME),
            "organization_name": name(NameOID.ORGANIZATION_NAME),
        }
    )


def _verified(root: Element, certificate: Certificate, by: str) -> list[Element]:
    """The manifests that were signed with the key of the certificate, as they were signed."""
    from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
    from signxml.exceptions import InvalidDigest, InvalidSignature
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    ids = [element.get("Id") for element in root.iter() if element.get("Id") is not None]
    if len(set(ids)) < len(ids):
        raise Broken("The digital signature is damaged: two parts of it have one name.")
    signed_info = root.find(f"{_DS}SignedInfo")
    used = {element.get("Algorithm") for element in signed_info.iter()} - {None}
    known = {*_CANONICAL, *_METHODS, *_DIGESTS}
    if not used <= known:
        raise Unknown(f"The digital signature{by} was made in a way that cannot be checked here.")

    class Verifier(XMLVerifier):
        """libxml2 gives the right canonical form of a whole document, and not of a part of one."""

        def _c14n(
            self,
            nodes: Element,
            algorithm: CanonicalizationMethod,
            inclusive_ns_prefixes: list[str] | None = None,
        ) -> bytes:
            whole = etree.fromstring(etree.tostring(nodes, with_tail=False), _PARSER)
            return bytes(super()._c14n(whole, algorithm, inclusive_ns_prefixes))

    config = SignatureConfiguration(
        expect_references=True,
        signature_methods=frozenset(SignatureMethod),
        digest_algorithms=frozenset(DigestAlgorithm),
        verification_time=certificate.not_valid_before_utc,  # it may have run out since
    )
    try:
        results = Verifier().verify(
            root, x509_cert=certificate, validate_schema=False, expect_config=config
        )
    except InvalidDigest as error:
        raise Broken(
            f"What the digital signature{by} says was changed after it was made."
        ) from error
    except InvalidSignature as error:
        raise Broken(f"The digital signature{by} does not fit its certificate.") from error
    results = results if isinstance(results, list) else [results]
    signed = [result.signed_xml for result in results if result.signed_xml is not None]
    return [manifest for element in signed for manifest in element.iter(f"{_DS}Manifest")]


def _check_parts(
    manifests: list[Element], file: _SignedFile, by: str
) -> dict[str, set[str] | None]:
    """Check the parts of the file against the manifests.

    Returns:
        The names of the parts that are signed, in lower case; of relations that are signed one by
        one, their ids, else None.
    """
    signed: dict[str, set[str] | None] = {}
    changed: dict[str, None] = {}
    for reference in (one for manifest in manifests for one in manifest.iter(f"{_DS}Reference")):
        path = unquote(reference.get("URI", "").partition("?")[0]).strip("/")
        digest = _DIGESTS.get(reference.find(f"{_DS}DigestMethod").get("Algorithm"))
        if digest is None:
            raise Unknown(_OTHER_WAY)
        content, signed[path.lower()] = _transformed(reference, path, file)
        value = base64.b64decode(reference.findtext(f"{_DS}DigestValue"))
        if content is None or hashlib.new(digest, content).digest() != value:
            changed[file.in_words(path)] = None
    if changed:
        raise Broken(
            f"The Word file was changed after it was signed{by}; changed: {', '.join(changed)}."
        )
    return signed


def _transformed(
    reference: Element, path: str, file: _SignedFile
) -> tuple[bytes | None, set[str] | None]:
    """What is signed of a part, None if there is no such part; of relations also their ids."""
    transforms = reference.findall(f"{_DS}Transforms/{_DS}Transform")
    methods = {transform.get("Algorithm") for transform in transforms}
    if not methods <= {*_CANONICAL, _RELATIONSHIP_TRANSFORM}:
        raise Unknown(_OTHER_WAY)
    content = file.read(path)
    if content is None or not transforms:
        return content, None
    root, ids = file.xml(path), None
    for transform in transforms:
        if transform.get("Algorithm") == _RELATIONSHIP_TRANSFORM:
            root = _chosen_relations(root, transform)
            ids = {link.get("Id") for link in root}
    exclusive = _EXCLUSIVE in methods
    return etree.tostring(root, method="c14n", exclusive=exclusive, with_comments=False), ids


def _chosen_relations(root: Element, transform: Element) -> Element:
    """The relations that were signed, in the order of their ids (10.5.10)."""
    ids = {one.get("SourceId") for one in transform.iter(f"{_PACKAGE}RelationshipReference")}
    types = {
        one.get("SourceType") for one in transform.iter(f"{_PACKAGE}RelationshipsGroupReference")
    }
    chosen = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
    links = [
        link
        for link in root.iter(f"{{{_RELATIONS}}}Relationship")
        if link.get("Id") in ids or link.get("Type") in types
    ]
    for link in sorted(links, key=lambda link: link.get("Id", "")):
        attributes = {"TargetMode": "Internal", **link.attrib}
        etree.SubElement(chosen, f"{{{_RELATIONS}}}Relationship", attributes)
    return chosen
