"""The email that Teams vouches for, asked for once and only for people who are not known yet."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import Failed, Inbound, Retry
from bot.channels.teams.connector import Answer, Connector
from bot.channels.teams.inbound import Envelope

Knows = Callable[[Inbound], Awaitable[bool]]
KEPT = 5_000


async def knows_nobody(_inbound: Inbound) -> bool:
    """For whoever cannot tell: each person is then asked about once while kombot runs."""
    return False


@dataclass(frozen=True, kw_only=True)
class Members:
    connector: Connector
    knows: Knows = knows_nobody
    _kept: OrderedDict[tuple[str, str], str] = field(default_factory=OrderedDict)

    async def email(self, envelope: Envelope, inbound: Inbound) -> str:
        """Empty where it is not needed or not known."""
        who = (inbound.tenant, inbound.external_id)
        if who in self._kept:
            return self._kept[who]
        if await self.knows(inbound):
            return ""
        answer = await self._asked(envelope)
        if isinstance(answer, Retry):
            answer = await self._asked(envelope)
        if isinstance(answer, Retry | Failed):
            return ""
        self._kept[who] = _email(answer, envelope)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[who]

    async def _asked(self, envelope: Envelope) -> Answer:
        return await self.connector.member(
            envelope.service_url, envelope.conversation, user=envelope.user
        )


def _email(member: Mapping[str, Any], envelope: Envelope) -> str:
    """Never a guest's: another organisation decides what stands there."""
    object_id = member.get("aadObjectId") or member.get("objectId")
    if envelope.user_object_id and object_id and object_id != envelope.user_object_id:
        return ""
    if str(member.get("userRole", "")).lower() in {"guest", "anonymous"}:
        return ""
    email = member.get("email") or member.get("userPrincipalName")
    is_address = isinstance(email, str) and "@" in email and "#EXT#" not in email.upper()
    return str(email).strip() if is_address else ""
