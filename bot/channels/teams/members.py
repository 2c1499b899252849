"""What Teams vouches for about whoever did something, and about the channel that they did it in.

An email is asked for once an hour at most, and only for people who are not known yet.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import Failed, Inbound, Kind, Retry
from bot.channels.language import language_of
from bot.channels.standing import Profile
from bot.channels.teams.connector import Answer, Connector, Thread, patiently
from bot.channels.teams.inbound import NAME, Envelope
from bot.channels.teams.rooms import Rooms, room_of
from bot.channels.teams.roster import member_of
from dialogs.core.actions import Do, read
from dialogs.core.spots import Spot

Knows = Callable[[Inbound], Awaitable[bool]]
MOST = 5_000
KEPT = timedelta(hours=1)
OF_THE_PLACE = ("here", "in_place")
"""The commands that are about the channel in which they are pressed."""


async def knows_nobody(_inbound: Inbound) -> bool:
    """For whoever cannot tell: each person is then asked about once while kombot runs."""
    return False


class Untold(Exception):
    """Teams did not say who it is in time: that makes nobody a stranger."""


@dataclass(frozen=True, kw_only=True)
class Members:
    """`zone` is the house's."""

    connector: Connector
    zone: str
    knows: Knows = knows_nobody
    _kept: OrderedDict[tuple[str, str], tuple[Profile, datetime]] = field(
        default_factory=OrderedDict
    )

    async def told(self, envelope: Envelope, inbound: Inbound) -> Inbound:
        about = envelope.about
        who, spots = await asyncio.gather(
            self._who(envelope, inbound), self._spots(envelope, inbound)
        )
        language = language_of(
            about.locale, about.zone, house_zone=self.zone, now=self.connector.now()
        )
        told = replace(inbound, email=who.email, member=who.member)
        return replace(told, language=language, zone=about.zone, spots=spots)

    async def _who(self, envelope: Envelope, inbound: Inbound) -> Profile:
        """Empty where it is not needed or not known. Raise Untold."""
        who, now = (inbound.tenant, inbound.external_id), self.connector.now()
        kept = self._kept.get(who)
        if kept and kept[1] > now:
            return kept[0]
        if await self.knows(inbound):
            return Profile()
        answer = await patiently(lambda: self._asked(envelope), rest=self.connector.rest)
        if isinstance(answer, Retry):
            raise Untold(answer.reason)
        if isinstance(answer, Failed):
            return Profile()
        profile = _profile(answer, envelope)
        self._kept[who] = (profile, now + KEPT)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return profile

    async def _spots(self, envelope: Envelope, inbound: Inbound) -> dict[str, Spot] | None:
        """None in private, where Teams lets nobody choose a channel."""
        if not (inbound.place and _is_about_the_place(inbound)):
            return None
        found = await Rooms(connector=self.connector).look(room_of(envelope))
        if isinstance(found, Retry | Failed):
            found = Spot(
                channel=NAME, tenant=inbound.tenant, external_id=inbound.place, known=False
            )
        return {inbound.place: found}

    async def _asked(self, envelope: Envelope) -> Answer:
        thread = Thread(
            service_url=envelope.service_url,
            tenant=envelope.tenant,
            conversation=envelope.conversation,
        )
        return await self.connector.member(thread, user=envelope.user)


def _is_about_the_place(inbound: Inbound) -> bool:
    action = read(inbound.value)
    is_pressed = isinstance(action, Do) and action.name in OF_THE_PLACE
    return inbound.kind is Kind.WORDS or is_pressed


def _profile(raw: Mapping[str, Any], envelope: Envelope) -> Profile:
    """Of nobody but the one who was asked about."""
    found = member_of(raw, tenant=envelope.tenant, personal=envelope.personal)
    other = envelope.user_object_id
    if found is None or (other and found.object_id and found.object_id != other):
        return Profile()
    return Profile(email=found.email, member=not (found.guest or found.elsewhere))
