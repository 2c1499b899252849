"""Who somebody is, as Slack vouches for it, asked for once an hour at most.

Whoever has an address is not asked about while they wait: Slack tells by itself what changes, and
once an hour it is asked all the same, behind the answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot.channels.base import Inbound
from bot.channels.slack.client import (
    REPLY_SECONDS,
    SEND_SECONDS,
    Answer,
    Clients,
    Good,
    Refused,
    Unsure,
)
from bot.channels.slack.standing import profile_of, read_change, standing_of
from bot.channels.standing import Change, Profile, Standing

log = logging.getLogger("kombot.slack")

Note: TypeAlias = Callable[[Change], Awaitable[None]]
Knows: TypeAlias = Callable[[Inbound], Awaitable[bool]]

KEPT = timedelta(hours=1)
MET = timedelta(seconds=30)
"""For how long whoever was known is not looked up in the store again before they are let in, where
they are looked up in any case: who goes from page to page sends one every few seconds."""
FRESH = timedelta(minutes=1)
"""As old may be what decides whose an address is."""
AGAIN = timedelta(minutes=1)
"""When to ask again, at the earliest, what Slack did not answer though nobody waited for it."""
BEHIND = 50
"""How many people are asked about in a minute though nobody waits for it: Slack allows a hundred,
and whoever is waited for goes first. A whole town that votes at once is asked about bit by bit."""
A_MINUTE = timedelta(minutes=1)
MOST = 20_000
"""How many people are remembered at a time; past that everybody is asked for again."""
NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
"""Slack's word for somebody whom it does not know: any other no says nothing about the person."""

Who: TypeAlias = tuple[str, str]


async def knows_nobody(_inbound: Inbound) -> bool:
    """For whoever cannot tell: each person is then waited for."""
    return False


async def unheard(_change: Change) -> None:
    """For whoever only asks."""


@dataclass(kw_only=True)
class Directory:
    """`zone` is the house's. `note` hears what was found out behind an answer."""

    clients: Clients
    now: Callable[[], datetime]
    zone: str
    knows: Knows = knows_nobody
    note: Note = unheard
    _known: dict[Who, tuple[Profile, datetime]] = field(default_factory=dict)
    _met: dict[Who, datetime] = field(default_factory=dict)
    """Until when somebody who was known is taken for known."""
    _next: dict[Who, datetime] = field(default_factory=dict)
    """When somebody is asked about again behind an answer."""
    _asking: dict[Who, asyncio.Task[None]] = field(default_factory=dict)
    _minute: tuple[datetime, int] | None = None
    """When the last minute began, and how many were asked about in it behind an answer."""

    async def about(self, inbound: Inbound) -> Profile:
        """Of whoever did something: empty where kombot knows them and has not asked yet."""
        who = (inbound.tenant, inbound.external_id)
        if self._met.get(who, self.now()) > self.now():
            self._ask_behind(who)
            # Whoever is no longer known is not let in by what was true a while ago.
            return self._vouched(who) or Profile(unsure=True)
        if not await self.knows(inbound):
            return await self.profile(*who, within=FRESH)
        if len(self._met) >= MOST:
            self._met.clear()
        self._met[who] = self.now() + MET
        self._ask_behind(who)
        return self._vouched(who) or Profile()

    async def profile(self, team: str, user: str, *, within: timedelta = KEPT) -> Profile:
        """Empty for bots, guests, strangers and who is gone; unsure while Slack does not answer."""
        found = await self.look_up(team, user, within=within)
        return Profile(unsure=True) if isinstance(found, Unsure) else found

    async def look_up(
        self, team: str, user: str, *, within: timedelta = KEPT, seconds: float = REPLY_SECONDS
    ) -> Profile | Unsure:
        """`within` is how old the answer may be."""
        kept = self._kept((team, user), within)
        return kept or self._read((team, user), await self._ask((team, user), seconds))

    def change(self, payload: Mapping[str, Any]) -> Change | None:
        """What a payload tells of anybody's standing: what was known of them is forgotten."""
        change = read_change(payload, house_zone=self.zone, now=self.now())
        if isinstance(change, Standing):
            self._forget((change.tenant, change.external_id))
        return change

    def _forget(self, who: Who) -> None:
        self._known.pop(who, None)
        self._met.pop(who, None)

    async def close(self) -> None:
        """Wait for what is being asked: each call to Slack has its own end."""
        while self._asking:
            await asyncio.wait(list(self._asking.values()))

    async def _ask(self, who: Who, seconds: float) -> Answer:
        team, user = who
        return await self.clients.ask(
            team, "users_info", seconds=seconds, user=user, include_locale=True
        )

    def _read(self, who: Who, answer: Answer) -> Profile | Unsure:
        match answer:
            case Good({"user": dict(user)}):
                told = profile_of(user, who[0], house_zone=self.zone, now=self.now())
                return self._keep(who, told)
            case Good():
                return Unsure("unreadable")
            case Refused(error) if error in NOBODY:
                return self._keep(who, Profile())
            case Refused(error):
                log.warning("no profile of %s in %s: %s", who[1], who[0], error)
                return Unsure(error)
        log.warning("no profile of %s in %s: %s", who[1], who[0], answer.reason)
        return answer

    def _ask_behind(self, who: Who) -> None:
        """At most once an hour, and somewhat later where Slack did not answer."""
        if who in self._asking or self._next.get(who, self.now()) > self.now():
            return
        if not self._has_turn():
            return
        if len(self._next) >= MOST:
            self._next.clear()
        self._next[who] = self.now() + KEPT
        task = self._asking[who] = asyncio.create_task(self._renew(who))
        task.add_done_callback(lambda done: self._ended(who, done))

    def _has_turn(self) -> bool:
        began, asked = self._minute or (self.now(), 0)
        if self.now() >= began + A_MINUTE:
            began, asked = self.now(), 0
        self._minute = began, asked + 1
        return asked < BEHIND

    async def _renew(self, who: Who) -> None:
        """What has changed is noted as if Slack had told of it."""
        answer = await self._ask(who, SEND_SECONDS)
        if isinstance(self._read(who, answer), Unsure):
            self._next[who] = self.now() + AGAIN
        if not isinstance(answer, Good):
            return
        user = answer.data.get("user")
        standing = standing_of(user, who[0], house_zone=self.zone, now=self.now())
        if standing is not None:
            self._met.pop(who, None)
            await self.note(standing)

    def _ended(self, who: Who, done: asyncio.Task[None]) -> None:
        self._asking.pop(who, None)
        if not done.cancelled() and (trouble := done.exception()) is not None:
            log.warning("what Slack told of %s is not kept: %s", who[1], type(trouble).__name__)

    def _vouched(self, who: Who) -> Profile | None:
        """Of whoever is known, without what may be learnt of them: that is told by `note` alone.

        Another process may have heard something newer since.
        """
        kept = self._kept(who, FRESH)
        return replace(kept, language="", zone="") if kept else None

    def _kept(self, who: Who, within: timedelta) -> Profile | None:
        found = self._known.get(who)
        return found[0] if found and self.now() < found[1] + within else None

    def _keep(self, who: Who, profile: Profile) -> Profile:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[who] = (profile, self.now())
        return profile
