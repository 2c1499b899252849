"""The email that Teams vouches for, asked for once and only for people who are not known yet."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.base import Failed, Inbound, Retry
from bot.channels.teams.connector import Answer, Connector, Thread
from bot.channels.teams.inbound import Envelope
from bot.channels.teams.roster import member_of

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
        thread = Thread(
            service_url=envelope.service_url,
            tenant=envelope.tenant,
            conversation=envelope.conversation,
        )
        return await self.connector.member(thread, user=envelope.user)


def _email(raw: Mapping[str, Any], envelope: Envelope) -> str:
    """Of nobody but the one who was asked about."""
    found = member_of(raw, tenant=envelope.tenant)
    other = envelope.user_object_id
    if found is None or (other and found.object_id and found.object_id != other):
        return ""
    return found.email
