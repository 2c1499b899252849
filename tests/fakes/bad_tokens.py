"""What is no right token of Teams', by its kind: each is made for a service URL. fault 29"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import jwt

from tests.fakes.connector import (
    NOW,
    OTHER_KEY,
    PRIVATE_KEY,
    PUBLIC_PEM,
    bearer,
    right_claims,
)


def stamp(moment: datetime) -> int:
    return int(moment.timestamp())


def signed_by_another_key(url: str) -> str:
    token = jwt.encode(right_claims(url), OTHER_KEY, algorithm="RS256", headers={"kid": "k1"})
    return f"Bearer {token}"


def unsigned(url: str) -> str:
    return f"Bearer {jwt.encode(right_claims(url), '', algorithm='none', headers={'kid': 'k1'})}"


def signed_with_the_public_key(url: str) -> str:
    """By hand: the library itself does not take a public key for a secret."""
    parts = [{"alg": "HS256", "typ": "JWT", "kid": "k1"}, right_claims(url)]
    text = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
    return f"Bearer {text}.{_encoded(hmac.digest(PUBLIC_PEM, text.encode(), hashlib.sha256))}"


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def with_strange_key_id(url: str) -> str:
    token = bearer(url).removeprefix("Bearer ")
    head = _encoded(json.dumps({"alg": "RS256", "kid": ["k1"]}).encode())
    return f"Bearer {head}.{token.split('.', 1)[1]}"


def longer_key(url: str) -> str:
    token = jwt.encode(right_claims(url), PRIVATE_KEY, algorithm="RS512", headers={"kid": "k1"})
    return f"Bearer {token}"


BAD: dict[str, Callable[[str], str]] = {
    "missing": lambda _url: "",
    "only a scheme": lambda _url: "Bearer ",
    "another scheme": lambda url: bearer(url).replace("Bearer", "Basic"),
    "garbage": lambda _url: "Bearer x.y.z",
    "no dots": lambda _url: "Bearer æøå",
    "endless": lambda _url: "Bearer " + "x" * 100_000,
    "another audience": lambda url: bearer(url, aud="55555555-5555-5555-5555-555555555555"),
    "no audience": lambda url: bearer(url, aud=None),
    "expired": lambda url: bearer(url, exp=stamp(NOW - timedelta(minutes=6))),
    "never expires": lambda url: bearer(url, exp=None),
    "not yet valid": lambda url: bearer(url, nbf=stamp(NOW + timedelta(minutes=6))),
    "times in words": lambda url: bearer(url, nbf="soon"),
    "another issuer": lambda url: bearer(url, iss="https://evil.example"),
    "no issuer": lambda url: bearer(url, iss=None),
    "another service url": lambda _url: bearer("https://evil.example/"),
    "no service url": lambda url: bearer(url, serviceurl=None),
    "a service url that is none": lambda url: bearer(url, serviceurl=["x"]),
    "unknown key": lambda url: bearer(url, key_id="k2"),
    "no key id": lambda url: bearer(url, key_id=None),
    "a key id that is none": with_strange_key_id,
    "signed by another key": signed_by_another_key,
    "unsigned": unsigned,
    "signed with the public key": signed_with_the_public_key,
    "another algorithm": longer_key,
}
