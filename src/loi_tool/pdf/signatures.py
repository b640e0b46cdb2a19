"""Digital signatures: what was signed, whether it is unchanged, and the name that signed.

Never whether a signature is authentic: the certificates of districts are mostly their own, and who
may vouch for them is not known here. No network and no clock: an expired certificate is no fault.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from loi_tool.files import SignatureMark, certificate_name
from loi_tool.findings import Place

Foreign: TypeAlias = Any
"""An object of a library that has no types."""

MAX_SIGNATURES = 20
"""More are not looked into: each may take a second."""

# PDF: ISO 32000-1, 12.7.4.5 and 12.8


def pdf_signatures(data: bytes, place: Callable[[str], Place]) -> tuple[SignatureMark, ...]:
    """The signature fields of a whole PDF that opens without a password, in the form's order.

    `place` says where the field of a name is. Time stamps of a document are left out: no person
    makes them. A signature that cannot be read gives a mark of which nothing is known, never an
    exception.
    """
    import io

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    _silence()
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            reader.decrypt(b"")
        fields = list(enumerate_sig_fields(reader))
    except Exception:  # a hostile file can make any part of the library raise
        return (_unreadable(place("")),)
    marks = []
    for name, value, reference in fields[:MAX_SIGNATURES]:
        try:
            if value is None:
                marks.append(SignatureMark(kind="field", place=place(name), signed=False))
            elif value.get_object().get("/Type") != "/DocTimeStamp":
                marks.append(_pdf_mark(reader, reference, name, place(name)))
        except Exception:
            marks.append(_unreadable(place(name)))
    return tuple(marks)


def _silence() -> None:
    import logging

    logging.getLogger("pyhanko").addHandler(logging.NullHandler())


def _unreadable(place: Place) -> SignatureMark:
    return SignatureMark(
        kind="field",
        place=place,
        signed=True,
        problem="The digital signature is damaged and cannot be read.",
    )


def _pdf_mark(reader: Foreign, reference: Foreign, name: str, place: Place) -> SignatureMark:
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    field = reference.get_object()
    if field["/V"].get("/SubFilter") == "/adbe.x509.rsa_sha1":
        return SignatureMark(
            kind="field",
            place=place,
            signed=True,
            problem="The digital signature is of an old kind that cannot be checked here.",
        )
    signature: Foreign = EmbeddedPdfSignature(reader, field, name)
    who = certificate_name(signature.signer_cert.subject.native)
    by = f" by {who}" if who else ""
    signature.compute_integrity_info()
    intact, valid = validate_sig_integrity(
        signature.signer_info,
        signature.signer_cert,
        signature.signed_data["encap_content_info"]["content_type"].native,
        signature.compute_digest(),
    )
    problem = ""
    covers = signature.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    changed: bool | None = None
    if not (intact and valid):
        problem = (
            f"The PDF is not the one that was signed{by}: something in the signed part was changed."
        )
    elif not covers:
        problem = f"The digital signature{by} covers only a part of the PDF."
    else:
        difference = signature.diff_result
        changed = False
        if signature.coverage < SignatureCoverageLevel.ENTIRE_FILE:
            own = {one for one, _, _ in enumerate_sig_fields(reader)}
            changed = (
                not isinstance(difference, DiffResult)
                or difference.modification_level > ModificationLevel.FORM_FILLING
                or not set(difference.changed_form_fields) <= own
            )
        if changed:
            problem = f"Something was added or changed in the PDF after it was signed{by}."
    return SignatureMark(
        kind="field",
        place=place,
        signed=True,
        signer=who,
        whole=bool(intact and valid),
        covers_file=covers and not changed if intact and valid else None,
        changed_since=changed,
        problem=problem,
    )


def is_only_signed(built: bytes, signed: bytes) -> bool:
    """Whether a PDF is another one, byte for byte, with nothing put on top but a signature.

    That is what comes of the first revision by rules of what a signature may change, and later ones
    by those for forms (ISO 32000-1, 12.8.2.2.2).
    """
    import io

    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel

    _silence()
    if not signed.startswith(built):
        return False
    try:
        base = PdfFileReader(io.BytesIO(built), strict=False)
        reader = PdfFileReader(io.BytesIO(signed), strict=False)
        before: Foreign = reader.get_historical_resolver(base.xrefs.total_revisions - 1)
        if "/AcroForm" not in before.root:  # for the comparison, a form without fields is the same
            form: Foreign = DictionaryObject({NameObject("/Fields"): ArrayObject()})  # type: ignore[no-untyped-call]
            now: Foreign = reader.root["/AcroForm"]
            if "/SigFlags" in now:
                form[NameObject("/SigFlags")] = now["/SigFlags"]
            before.root[NameObject("/AcroForm")] = form
        found: Foreign = DEFAULT_DIFF_POLICY.review_file(reader, before)
    except Exception:  # a hostile file can make any part of the library raise
        return False
    is_known = isinstance(found, DiffResult)
    return is_known and found.modification_level <= ModificationLevel.FORM_FILLING
