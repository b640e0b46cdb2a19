"""Digital signatures of Word files: what was signed, whether it is unchanged, and who signed.

Never whether a signature is authentic: the certificates of districts are mostly their own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from loi_tool.files import SignatureMark, certificate_name
from loi_tool.findings import Place
from loi_tool.word.signatures_xml import Broken, Node, Unknown, canonical, parse

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

Foreign: TypeAlias = Any
"""An object of a library that has no types."""

MAX_SIGNATURES = 20

# Word: ISO/IEC 29500-2:2021, 10 (2012: 13), and W3C XML Signature

_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/digital-signature}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_OFFICE = "{http://schemas.microsoft.com/office/2006/digsig}"
_RELATIONSHIP_TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
_INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_DIGESTS = {
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_SIGNATURES = {
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1": ("rsa", "sha1"),
    **{
        f"http://www.w3.org/2001/04/xmldsig-more#{kind}-{digest}": (kind, digest)
        for kind in ("rsa", "ecdsa")
        for digest in ("sha1", "sha256", "sha384", "sha512")
    },
}
MAX_XML = 4_000_000

_Read = Callable[[str], "bytes | None"]


def package_signatures(
    names: Iterable[str], read: _Read, main: str, file: str
) -> tuple[SignatureMark, ...]:
    """The digital signatures of a Word file, in the order of their parts.

    `names` are the names of all parts, with or without a leading slash; `read` gives a part's bytes
    by such a name, and `main` is the name of the part that holds the letter. A signature covers the
    file if it signs the letter, what the letter shows, and the links between them. A signature that
    cannot be read gives a mark that is not whole, never an exception.
    """
    known = {name.strip("/").lower(): name for name in names}

    def part(name: str) -> bytes | None:
        stored = known.get(name.strip("/").lower())
        return None if stored is None else read(stored)

    marks = []
    for name in _signature_parts(part, known)[:MAX_SIGNATURES]:
        who: list[str | None] = [None]
        whole: bool | None = True
        covers: bool | None = None
        problem = ""
        try:
            missing = _check_package(name, part, main, who)
            covers = not missing
            if missing:
                problem = (
                    "The digital signature does not cover the whole Word file; left out: "
                    f"{', '.join(missing)}."
                )
        except Broken as error:
            whole, problem = False, str(error)
        except Unknown as error:
            whole, problem = None, str(error)
        except Exception:
            whole, problem = False, "The digital signature is damaged and cannot be read."
        marks.append(
            SignatureMark(
                kind="package",
                place=Place(file=file),
                signed=True,
                signer=who[0],
                whole=whole,
                covers_file=covers,
                problem=problem,
            )
        )
    return tuple(marks)


def _xml(data: bytes | None) -> Foreign:
    """The root of a small piece of XML."""
    if data is None or len(data) > MAX_XML:
        raise Broken("The digital signature is damaged: a part of it is missing or too large.")
    return parse(data)


def _relations(part: _Read, source: str) -> list[tuple[str, str, str]]:
    """Id, last word of the type, and name of the part, of a part's links inside the package."""
    folder, base = posixpath.split(source)
    data = part(posixpath.join(folder, "_rels", base + ".rels"))
    if data is None:
        return []
    found = []
    for link in _xml(data).iter(_RELATIONS + "Relationship"):
        if link.get("TargetMode") == "External":
            continue
        target = unquote(link.get("Target", "").partition("#")[0])
        path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        found.append((link.get("Id", ""), link.get("Type", "").rpartition("/")[2], path))
    return found


def _signature_parts(part: _Read, known: Mapping[str, str]) -> list[str]:
    """The parts that hold signatures, found by links, or by name where the links are broken."""
    try:
        found = [
            target
            for _, kind, origin in _relations(part, "")
            if kind == "origin"
            for _, sort, target in _relations(part, origin)
            if sort == "signature"
        ]
    except Exception:
        found = []
    by_name = [name for name in known if re.fullmatch(r"_xmlsignatures/[^/]+\.xml", name)]
    return sorted({name.lower(): name for name in (*by_name, *found)}.values())


def _transformed(reference: Foreign, content: Foreign) -> bytes:
    """Bytes, or an element, after the transforms that a reference asks for."""
    for transform in reference.iterfind(f"{_DS}Transforms/{_DS}Transform"):
        method = transform.get("Algorithm")
        if method == _RELATIONSHIP_TRANSFORM:
            content = _chosen_relations(_xml(content), transform)
        elif method in (_INCLUSIVE, _EXCLUSIVE) and not len(transform):  # no list of prefixes
            root = _xml(content) if isinstance(content, bytes) else content
            content = canonical(root, method == _EXCLUSIVE)
        else:
            raise Unknown("The digital signature was made in a way that cannot be checked here.")
    return content if isinstance(content, bytes) else canonical(content)


def _chosen_relations(root: Foreign, transform: Foreign) -> Foreign:
    """The relationships that were signed, in the order of their ids (relationships transform)."""
    ids = {one.get("SourceId") for one in transform.iter(_PACKAGE + "RelationshipReference")}
    types = {
        one.get("SourceType") for one in transform.iter(_PACKAGE + "RelationshipsGroupReference")
    }
    chosen = Node("Relationships", {"xmlns": _RELATIONS.strip("{}")}, {})
    links = [
        link
        for link in root.iter(_RELATIONS + "Relationship")
        if link.get("Id") in ids or link.get("Type") in types
    ]
    for link in sorted(links, key=lambda link: link.get("Id", "")):
        attributes = {"TargetMode": "Internal", **link.attrib}
        chosen.append(Node("Relationship", attributes, chosen.scope))
    return chosen


def _fits(reference: Foreign, content: Foreign) -> bool:
    """Whether what a reference points at has the digest that was signed."""
    method = reference.find(_DS + "DigestMethod").get("Algorithm")
    if method not in _DIGESTS:
        raise Unknown("The digital signature was made in a way that cannot be checked here.")
    digest = hashlib.new(_DIGESTS[method], _transformed(reference, content)).digest()
    return digest == _decoded(reference.findtext(_DS + "DigestValue"))


def _decoded(text: str | None) -> bytes:
    try:
        return base64.b64decode("".join((text or "").split()), validate=True)
    except binascii.Error as error:
        raise Broken("The digital signature is damaged and cannot be read.") from error


def _check_package(name: str, part: _Read, main: str, who: list[str | None]) -> list[str]:
    """Check one signature; what it leaves out, in words. The signer's name goes into `who`."""
    root = _xml(part(name))
    if root.tag != _DS + "Signature":
        raise Broken("The digital signature is damaged and cannot be read.")
    certificate = _certificate(root)
    who[0] = _certified(certificate)
    by = f" by {who[0]}" if who[0] else ""
    signed_info = root.find(_DS + "SignedInfo")
    by_id: dict[str, Any] = {}
    for element in root.iter():
        own = element.get("Id")
        if own is not None and by_id.setdefault(own, element) is not element:
            raise Broken("The digital signature is damaged: two parts of it have one name.")
    _verify(certificate, root, signed_info, by)
    manifests = []
    for reference in signed_info.iterfind(_DS + "Reference"):
        target = by_id.get(reference.get("URI", "").removeprefix("#"))
        if target is None or not _fits(reference, target):
            raise Broken(f"What the digital signature{by} says was changed after it was made.")
        manifests.extend(target.iter(_DS + "Manifest"))
    signed: dict[str, set[str | None] | None] = {}
    changed: dict[str, None] = {}
    for reference in (one for manifest in manifests for one in manifest.iter(_DS + "Reference")):
        path = unquote(reference.get("URI", "").partition("?")[0]).strip("/")
        content = part(path)
        if content is None or not _fits(reference, content):
            changed[_in_words(path, main)] = None
        signed[path.lower()] = None
        if reference.find(f".//{_PACKAGE}RelationshipReference") is not None:
            signed[path.lower()] = {
                one.get("SourceId") for one in reference.iter(_PACKAGE + "RelationshipReference")
            }
    if changed:
        raise Broken(
            f"The Word file was changed after it was signed{by}; changed: {', '.join(changed)}."
        )
    return _left_out(part, main, signed)


def _certificate(root: Foreign) -> Certificate:
    from cryptography import x509

    found = root.findtext(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate")
    if not found:
        raise Unknown("The digital signature does not say who made it, and cannot be checked.")
    return x509.load_der_x509_certificate(_decoded(found))


def _certified(certificate: Certificate) -> str | None:
    from cryptography.x509.oid import NameOID

    def one(oid: Foreign) -> str:
        return next((str(a.value) for a in certificate.subject.get_attributes_for_oid(oid)), "")

    return certificate_name(
        {
            "common_name": one(NameOID.COMMON_NAME),
            "given_name": one(NameOID.GIVEN_NAME),
            "surname": one(NameOID.SURNAME),
            "organization_name": one(NameOID.ORGANIZATION_NAME),
        }
    )


def _verify(certificate: Certificate, root: Foreign, signed_info: Foreign, by: str) -> None:
    """Check the signature's value over what it signs (XML Signature, 3.2.2)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

    method = signed_info.find(_DS + "SignatureMethod").get("Algorithm")
    form = signed_info.find(_DS + "CanonicalizationMethod").get("Algorithm")
    plain = form in (_INCLUSIVE, _EXCLUSIVE) and not len(
        signed_info.find(_DS + "CanonicalizationMethod")
    )
    if method not in _SIGNATURES or not plain:
        raise Unknown(f"The digital signature{by} was made in a way that cannot be checked here.")
    kind, digest = _SIGNATURES[method]
    algorithm: hashes.HashAlgorithm = getattr(hashes, digest.upper())()
    value = _decoded(root.findtext(_DS + "SignatureValue"))
    text = canonical(signed_info, form == _EXCLUSIVE)
    key = certificate.public_key()
    try:
        if kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(value, text, padding.PKCS1v15(), algorithm)
        elif kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            half = len(value) // 2
            pair = (int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
            key.verify(utils.encode_dss_signature(*pair), text, ec.ECDSA(algorithm))
        else:
            raise InvalidSignature
    except InvalidSignature as error:
        raise Broken(f"The digital signature{by} does not fit its certificate.") from error


_NOT_SHOWN = {"customXml", "thumbnail", "printerSettings", "attachedToolbars", "origin"}
"""Kinds of parts that nobody reads in the letter; Word itself leaves them unsigned."""


def _left_out(part: _Read, main: str, signed: Mapping[str, set[str | None] | None]) -> list[str]:
    """What of the letter a signature does not cover, in words; empty if it covers all."""
    main = main.strip("/")
    missing: dict[str, None] = {}
    top = signed.get("_rels/.rels", set())
    links = [one for one in _relations(part, "") if one[1] == "officeDocument"]
    if top is not None and not all(one[0] in top for one in links):
        missing["which part is the letter"] = None
    waiting, seen = [main], {main.lower()}
    while waiting:
        name = waiting.pop(0)
        if name.lower() not in signed:
            missing[_in_words(name, main)] = None
        folder, base = posixpath.split(name)
        covered = signed.get(posixpath.join(folder, "_rels", base + ".rels").lower(), set())
        for own, kind, target in _relations(part, name):
            if kind in _NOT_SHOWN or part(target) is None:
                continue
            if covered is not None and own not in covered:
                missing[_in_words(target, main)] = None
            if target.lower() not in seen:
                seen.add(target.lower())
                waiting.append(target)
    return list(missing)


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


def _in_words(name: str, main: str) -> str:
    if name.lower() == main.strip("/").lower():
        return "the text of the letter"
    return next((words for key, words in _WORDS if key in name.lower()), f"“{name}”")
