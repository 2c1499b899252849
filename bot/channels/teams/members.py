"""What Teams vouches for about whoever did something, and about the channel that they did it in.

An email is asked for once an hour at most, and only for people who are not known yet. Whether they
are the store is asked once: afterwards each answer tells.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot.channels.base import Failed, Inbound, Kind, Reply, Retry
from bot.channels.language import language_of
from bot.channels.standing import Profile
from bot.channels.teams.connector import Answer, Connector, Thread, patiently
from bot.channels.teams.inbound import NAME, Envelope
from bot.channels.teams.rooms import Rooms, room_of
from bot.channels.teams.roster import member_of
from dialogs.core.actions import Do, read
from dialogs.core.spots import Spot

log = logging.getLogger("kombot.teams")

Knows = Callable[[Inbound], Awaitable[bool]]
Receive: TypeAlias = Callable[[Inbound], Awaitable[Reply]]
Whom: TypeAlias = tuple[str, str]
"""A tenant, and somebody's id there."""
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
    _kept: OrderedDict[Whom, tuple[Profile, datetime]] = field(default_factory=OrderedDict)
    _met: OrderedDict[Whom, None] = field(default_factory=OrderedDict)

    async def heard(self, envelope: Envelope, inbound: Inbound, receive: Receive) -> Reply:
        """Whoever was met before is not looked up first.

        Where they turn out to be nobody's any more nothing is done, and it comes again with all
        that Teams tells of them.
        """
        who = (inbound.tenant, inbound.external_id)
        met = who in self._met
        told = await self._told(envelope, inbound, Profile(unsure=True) if met else None)
        reply = await receive(told)
        if reply.person_id:
            self._meet(who)
        elif met:
            del self._met[who]
            if await self._is_nobody(inbound):
                return await receive(await self._told(envelope, inbound, None))
        return reply

    async def _is_nobody(self, inbound: Inbound) -> bool:
        try:
            return not await self.knows(inbound)
        except Exception as problem:  # noqa: BLE001 - what they were answered then stands
            log.warning("could not look somebody up: %s", type(problem).__name__)
            return False

    def _meet(self, who: Whom) -> None:
        self._met[who] = None
        self._met.move_to_end(who)
        if len(self._met) > MOST:
            self._met.popitem(last=False)

    async def _told(self, envelope: Envelope, inbound: Inbound, who: Profile | None) -> Inbound:
        """`who` is None where that is to be found out."""
        about, spots = envelope.about, None
        if inbound.place:
            found, spots = await asyncio.gather(
                self._who(envelope, inbound, who), self._spots(envelope, inbound)
            )
        else:
            found = await self._who(envelope, inbound, who)
        language = language_of(
            about.locale, about.zone, house_zone=self.zone, now=self.connector.now()
        )
        return replace(
            inbound,
            email=found.email,
            member=found.member,
            unsure=found.unsure,
            language=language,
            zone=about.zone,
            spots=spots,
        )

    async def _who(self, envelope: Envelope, inbound: Inbound, known: Profile | None) -> Profile:
        """Empty where it is not needed or not known. Raise Untold."""
        if known is not None:
            return known
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
        """None where it is not about the channel; in private Teams lets nobody choose one."""
        if not _is_about_the_place(inbound):
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
