"""Tokens whose signature was checked already: Teams shows the same one for an hour.

Only what was found right is remembered, under a hash of the whole token, so that no secret is kept.
It holds for the very key that it was checked with: keys that are read anew are other ones, and the
token is checked again. What may change between two calls (the time, the key's channels, what the
activity says) is no part of it and is looked at every time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from bot.channels.teams.keys import Key

MOST = 1_000


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Who signed the token, and what it says."""

    key_id: str
    key: Key
    claims: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Verified:
    """The newest that were used: whoever comes back stays."""

    _proofs: OrderedDict[bytes, Proof] = field(default_factory=OrderedDict, repr=False)

    def of(self, token: str) -> Proof | None:
        digest = _digest(token)
        proof = self._proofs.get(digest)
        if proof is not None:
            self._proofs.move_to_end(digest)
        return proof

    def keep(self, token: str, proof: Proof) -> None:
        self._proofs[_digest(token)] = proof
        if len(self._proofs) > MOST:
            self._proofs.popitem(last=False)

    def forget(self, token: str) -> None:
        self._proofs.pop(_digest(token), None)


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
