"""One message to one target: looked for where it may be there already, and then sent in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.channels.base import Channel, Delivery, Failed, Paced, Retry, Sent, Target, Toll, Watching
from bot.gathering import gathered
from bot.post.letters import Letter
from dialogs.readers import FOR_ALL
from storage.tables import Lane
from storage.unit_of_work import Store

SLOWEST_SECONDS = 100.0
"""How long a message may take to one target: a long one is many, some time apart."""
DOUBTFUL = timedelta(seconds=5)
FLYING: Mapping[Lane, int] = {Lane.UPDATE: 50, Lane.NUDGE: 45, Lane.BROADCAST: 40}
"""How many may be on their way at once: of this lane, and of those behind it."""


@dataclass(kw_only=True)
class Flights:
    """Whoever waits for an update never waits for a broadcast: some places are never its own."""

    _gates: Mapping[Lane, asyncio.Semaphore] = field(
        default_factory=lambda: {lane: asyncio.Semaphore(most) for lane, most in FLYING.items()}
    )

    @asynccontextmanager
    async def place(self, lane: Lane) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for each in sorted(self._gates, reverse=True):
                if each <= lane:
                    await stack.enter_async_context(self._gates[each])
            yield


@dataclass(frozen=True, kw_only=True)
class Sending:
    store: Store
    channels: Mapping[str, Channel]
    slowest: float = SLOWEST_SECONDS

    def toll(self, target: Target) -> Toll:
        channel = self.channels[target.channel]
        return channel.toll(target) if isinstance(channel, Paced) else Toll()

    async def waits(self, target: Target, until: datetime, now: datetime) -> None:
        channel = self.channels[target.channel]
        if until > now and isinstance(channel, Paced):
            await channel.rests((until - now).total_seconds())

    async def send(self, letter: Letter, target: Target, now: Callable[[], datetime]) -> Delivery:
        """Where it takes too long nobody knows whether it is there."""
        try:
            async with asyncio.timeout(self.slowest):
                return await self._send(letter, target, now())
        except TimeoutError:
            return Retry(DOUBTFUL, "slow")

    async def _send(self, letter: Letter, target: Target, now: datetime) -> Delivery:
        """What is replaced in place is never there twice, and is not looked for."""
        channel, row = self.channels[target.channel], letter.row
        if row.attempts > 1 and target.posted is None:
            found = await channel.find(target, outbox_id=row.id)
            if found is not None and not (row.slot and isinstance(found, Sent)):
                return found
            if found is not None:
                # What is there may say what held then: it is replaced, as every later one is.
                target = replace(target, posted=found.reference)
        new = target.posted is None and row.message not in FOR_ALL
        if target.shared and new and isinstance(channel, Watching):
            withheld = await self._look(channel, target, now)
            if withheld is not None:
                return withheld
        return await channel.send(target, letter.card, outbox_id=row.id)

    async def _look(
        self, channel: Watching, target: Target, now: datetime
    ) -> Failed | Retry | None:
        """Before anything stands in a place that is not for all: who is there now (X-14)?"""
        spot = await channel.look(target)
        if spot is None or isinstance(spot, Retry | Failed):
            return spot
        found = await self.store.run(lambda unit: gathered(unit, spot, now))
        if target.id not in found:  # Another one has been chosen meanwhile.
            return Retry(timedelta(), "another-place", tried=False)
        why = found[target.id]
        return Failed(why) if why else None
