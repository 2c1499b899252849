"""Addresses that open a paper: sealed with kombot's own keys, for one person and for a while."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.keys import KeyLost, Keyring, Tampered

OPENS = timedelta(hours=12)
"""For a working day: whoever comes later asks for it anew, and is looked at anew."""
LABEL = "paper.link"
LONGEST = 1000
PATH = "/papers/"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who may open which paper."""

    paper: str
    subject: str
    person_id: str


@dataclass(frozen=True, kw_only=True)
class SealedLinks:
    keyring: Keyring = field(repr=False)
    url: str

    def to(self, paper: str, subject: str, person_id: str, *, now: datetime) -> str:
        ends = int((now + OPENS).timestamp())
        sealed = self.keyring.seal(json.dumps([paper, subject, person_id, ends]), LABEL)
        token = base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")
        return f"{self.url}{PATH}{token}"

    def asked(self, token: str, *, now: datetime) -> Asked | None:
        """None for what is forged, changed, sealed with a key that is gone, or too old."""
        if len(token) > LONGEST:
            return None
        try:
            padded = token + "=" * (-len(token) % 4)
            sealed = base64.b64decode(padded, altchars=b"-_", validate=True)
            paper, subject, person_id, ends = json.loads(self.keyring.open(sealed, LABEL))
        except (binascii.Error, ValueError, KeyLost, Tampered):
            return None
        if now.timestamp() >= ends:
            return None
        return Asked(paper=paper, subject=subject, person_id=person_id)
