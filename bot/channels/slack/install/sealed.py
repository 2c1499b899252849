"""What travels through a browser: an invitation to install, and the state of one way through Slack.

Both are sealed with kombot's own keys, so that nobody makes or changes one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.keys import KeyLost, Keyring, Tampered

INVITED = timedelta(days=7)
UNDER_WAY = timedelta(minutes=10)
INVITATION, STATE = "slack.invitation", "slack.state"
"""What each is sealed under: one never passes for the other."""
LONGEST = 2000
APART = timedelta(minutes=5)
"""How far the clocks of the machines may be from each other that make and read one."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """To bind one workspace to an organisation: `once` is what the store knows it by."""

    organisation_id: str
    once: str


@dataclass(frozen=True, kw_only=True)
class State:
    """One way through Slack and back, told from all others by `once`."""

    invitation: Invitation
    once: str
    browser: str


@dataclass(frozen=True, kw_only=True)
class Seals:
    keyring: Keyring = field(repr=False)

    def invite(self, invitation: Invitation, *, now: datetime) -> str:
        return self._seal(INVITATION, made_at=now.timestamp(), **vars(invitation))

    def invitation(self, text: str, *, now: datetime) -> Invitation | None:
        """None for what is forged, changed or too old."""
        found = self._open(INVITATION, text)
        return _invitation(found) if _holds(found, INVITED, now) else None

    def begin(self, invitation: Invitation, browser: str, *, now: datetime) -> str:
        """`browser` is the secret that only the browser which began has, in a cookie."""
        return self._seal(
            STATE,
            invitation=vars(invitation),
            made_at=now.timestamp(),
            once=secrets.token_urlsafe(16),
            browser=_digest(browser),
        )

    def state(self, text: str, *, now: datetime) -> State | None:
        found = self._open(STATE, text)
        if not _holds(found, UNDER_WAY, now):
            return None
        return State(
            invitation=_invitation(found["invitation"]),
            once=found["once"],
            browser=found["browser"],
        )

    def _seal(self, label: str, **content: object) -> str:
        sealed = self.keyring.seal(json.dumps(content), label)
        return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")

    def _open(self, label: str, text: str) -> dict[str, Any]:
        """Empty for what does not open."""
        if not text or len(text) > LONGEST or not text.isascii():
            return {}
        try:
            sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            found = json.loads(self.keyring.open(sealed, label))
        except (binascii.Error, KeyLost, Tampered):
            return {}
        return found if isinstance(found, dict) else {}


def is_of(state: State, browser: str) -> bool:
    return bool(browser) and hmac.compare_digest(state.browser, _digest(browser))


def _digest(browser: str) -> str:
    return hashlib.sha256(browser.encode("utf-8", "surrogateescape")).hexdigest()


def _invitation(found: Mapping[str, Any]) -> Invitation:
    return Invitation(organisation_id=found["organisation_id"], once=found["once"])


def _holds(found: Mapping[str, Any], lasts: timedelta, now: datetime) -> bool:
    if not found:
        return False
    made_at = datetime.fromtimestamp(found["made_at"], UTC)
    return made_at - APART <= now < made_at + lasts
