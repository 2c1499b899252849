"""A certificate with its key, as a program shows it in place of a password.

ValueError says in words that follow the variable's name what is wrong and what to do.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

TOGETHER = "put both into one PEM file, the key and then the certificate"


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """`thumbprint` is the SHA-256 of the certificate, base64url without padding: `x5t#S256`."""

    key: RSAPrivateKey = field(repr=False)
    thumbprint: str
    begins: datetime
    ends: datetime


def read_certificate(pem: str) -> Certificate:
    """The key, and of the certificates the one that is its own; a chain's others are left out."""
    text = pem.encode()
    key = _key(text)
    try:
        found = x509.load_pem_x509_certificates(text)
    except ValueError:
        raise ValueError(f"holds no certificate that can be read: {TOGETHER}") from None
    for each in found:
        if each.public_key() == key.public_key():
            return _of(key, each)
    raise ValueError("holds a key and a certificate that do not belong together: find the pair")


def _key(text: bytes) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(text, password=None)
    except TypeError:
        raise ValueError(
            "holds a key with a password, which nobody is there to type: take the password off "
            "(openssl pkey -in FILE -out FILE2) and guard the file"
        ) from None
    except ValueError:
        raise ValueError(f"holds no key that can be read: {TOGETHER}") from None
    if isinstance(key, RSAPrivateKey):
        return key
    raise ValueError("holds a key that is not RSA, and Entra takes RSA alone: make another")


def _of(key: RSAPrivateKey, certificate: x509.Certificate) -> Certificate:
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    return Certificate(
        key=key,
        thumbprint=urlsafe_b64encode(digest).rstrip(b"=").decode(),
        begins=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
    )
