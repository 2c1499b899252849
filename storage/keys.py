"""Keys that come from outside the database, and the envelope they seal people's words in.

AES-256-GCM and not Fernet: a Fernet token carries the second it was made, which would pair a
ballot with the person who answered in that second.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
KEY_ID_BYTES = 4
VERSION = b"\x01"
HEADER_BYTES = len(VERSION) + KEY_ID_BYTES


class KeyLost(Exception):
    """No key in the keyring fits; `key_id` is eight hex digits, never the key."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"text was sealed with key {key_id}, which is not in the keyring")
        self.key_id = key_id


class Tampered(Exception):
    """The bytes are not what was sealed under this label: changed, cut or moved."""

    def __init__(self, label: str) -> None:
        super().__init__(f"sealed text under {label!r} is not what was written there")
        self.label = label


def new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def key_id(key: bytes) -> str:
    """Eight hex digits that name a key in logs and envelopes without revealing it."""
    return hashlib.sha256(b"kombot key id\x00" + key).digest()[:KEY_ID_BYTES].hex()


@dataclass(frozen=True)
class Keyring:
    """Keys of 32 bytes, newest first: the first one seals, all of them open."""

    keys: tuple[bytes, ...] = field(repr=False)
    _ciphers: Mapping[str, AESGCM] = field(init=False, repr=False, compare=False)
    _newest: tuple[bytes, AESGCM] = field(init=False, repr=False, compare=False)
    """What each envelope begins with, and what seals it."""

    def __post_init__(self) -> None:
        if not self.keys:
            raise ValueError("a keyring needs at least one key")
        if any(len(key) != KEY_BYTES for key in self.keys):
            raise ValueError(f"a key is {KEY_BYTES} bytes")
        ciphers = {key_id(key): AESGCM(key) for key in self.keys}
        if len(ciphers) != len(self.keys):
            raise ValueError("the same key is in the keyring twice")
        newest, cipher = next(iter(ciphers.items()))
        object.__setattr__(self, "_ciphers", ciphers)
        object.__setattr__(self, "_newest", (VERSION + bytes.fromhex(newest), cipher))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Keys as `new_key` writes them, newest first, parted by commas or white space."""
        return cls(tuple(_decoded(word) for word in text.replace(",", " ").split()))

    @property
    def ids(self) -> tuple[str, ...]:
        """What the keys are called, newest first."""
        return tuple(self._ciphers)

    def seal(self, text: str, label: str) -> bytes:
        return self.seal_bytes(text.encode(), label)

    def seal_bytes(self, content: bytes, label: str) -> bytes:
        head, cipher = self._newest
        nonce = secrets.token_bytes(NONCE_BYTES)
        return head + nonce + cipher.encrypt(nonce, content, label.encode())

    def open(self, sealed: bytes, label: str) -> str:
        """Raise KeyLost when no key fits, Tampered when the bytes or the label do not."""
        return self.open_bytes(sealed, label).decode()

    def open_bytes(self, sealed: bytes, label: str) -> bytes:
        """As `open`, for what is no text."""
        if len(sealed) < HEADER_BYTES + NONCE_BYTES + TAG_BYTES or sealed[:1] != VERSION:
            raise Tampered(label)
        named = sealed[1:HEADER_BYTES].hex()
        cipher = self._ciphers.get(named)
        if cipher is None:
            raise KeyLost(named)
        nonce, body = sealed[HEADER_BYTES:][:NONCE_BYTES], sealed[HEADER_BYTES + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, body, label.encode())
        except InvalidTag:
            raise Tampered(label) from None


def _decoded(word: str) -> bytes:
    try:
        return base64.b64decode(word, altchars=b"-_", validate=True)
    except ValueError:
        # The word itself may be most of a real key, so the message must not repeat it.
        raise ValueError("a key is not url-safe base64") from None
