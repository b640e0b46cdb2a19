"""Certificates for the signatures that tests make."""

from datetime import datetime, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

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
