"""The way out: claimed in batches, rendered as things are now, sent in turn, and settled.

Claim, commit, send, settle: no transaction is open while a platform is asked. A kill between send
and settle leaves a claim whose lease runs out; the channel is then asked whether the message is
there already before it is sent again. Any number of couriers work beside each other: what one has
claimed the others leave alone, and all of them together keep each platform's pace.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Channel
from bot.post.buckets import AHEAD, PATIENT, Buckets
from bot.post.letters import Desk
from bot.post.sending import SLOWEST_SECONDS, Sending
from bot.post.settling import LINGER_S, Settling
from bot.post.shift import Shift
from bot.reopening import Reopening
from dialogs.core.house import House
from dialogs.core.registry import Registry
from dialogs.core.texts import Texts
from schedules.core.calendar import WorkCalendar
from storage import claims, pace
from storage.claims import Claim
from storage.crash import crash_at
from storage.ids import new_id
from storage.tables import Lane, Outbox
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.courier")

BATCH = 100
ROOM: Mapping[Lane, int] = {Lane.UPDATE: 300, Lane.NUDGE: 250, Lane.BROADCAST: 200}
"""How many may be claimed and not settled: of this lane, and of those behind it."""
LEAST = 25
"""A broadcast is claimed in no smaller pieces, where there is more."""
IDLE_S, BUSY_S, AWAY_S = 0.25, 0.05, 1.0
"""How long between two looks at the outbox: while nothing waits, while something does, and while
the store cannot be reached."""
LOST_S, FORGET_S = 2.0, 3600.0
"""How often it looks for claims of couriers that are gone, and clears away old turns."""
OLD = timedelta(days=1)
FINISH_S = 10.0
"""How long what is on its way may take when the courier is to stop."""
TRIES = 60


def _nothing(_person_id: str) -> None:
    return None


@dataclass(kw_only=True)
class Courier:
    store: Store
    registry: Registry
    texts: Texts
    house: House
    channels: Mapping[str, Channel]
    calendar: WorkCalendar
    reopening: Reopening
    sent_to: Callable[[str], None] = _nothing
    """Called with the id of whoever has been written to."""
    slowest: float = SLOWEST_SECONDS
    jitter: Callable[[], float] = random.random
    buckets: Buckets = field(init=False)
    at_work: bool = field(init=False, default=False)
    """Whether it delivers by itself, and nobody else has to."""
    _woken: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.buckets = Buckets(store=self.store)

    def wake(self) -> None:
        """There may be something to send: look at once."""
        self._woken.set()

    async def deliver_once(self, *, now: datetime) -> bool:
        """Deliver a batch of each lane and wait for it; True when there may be more."""
        shift = self._shift(lambda: now, dict.fromkeys(Lane, PATIENT), Settling(store=self.store))
        await self._give_back_lost(now)
        taken = {}
        for lane in Lane:
            token, rows = await self._claim(shift, lane, BATCH)
            taken[token] = rows
        async with asyncio.TaskGroup() as delivering:
            for token, rows in taken.items():
                delivering.create_task(shift.deliver(token, rows))
        return any(taken.values())

    async def run(self, *, now: Callable[[], datetime], stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; then finish what is on its way, and hand back the rest."""
        settling = Settling(store=self.store, linger_s=LINGER_S, tries=TRIES)
        round_ = Round(courier=self, shift=self._shift(now, AHEAD, settling), woken=self._woken)
        self.at_work = True
        try:
            while not stop.is_set():
                await round_.pause(await round_.look(), stop)
        finally:
            self.at_work = False
            await round_.end()
            await self.buckets.close()

    def _shift(
        self, now: Callable[[], datetime], ahead: Mapping[Lane, timedelta], settling: Settling
    ) -> Shift:
        return Shift(
            store=self.store,
            desk=Desk(
                store=self.store,
                registry=self.registry,
                texts=self.texts,
                house=self.house,
                channels=self.channels,
                calendar=self.calendar,
            ),
            buckets=self.buckets,
            sending=Sending(store=self.store, channels=self.channels, slowest=self.slowest),
            settling=settling,
            reopening=self.reopening,
            sent_to=self.sent_to,
            jitter=self.jitter,
            now=now,
            ahead=ahead,
        )

    async def _give_back_lost(self, now: datetime) -> None:
        async with self.store.unit() as reads:
            lost = await claims.are_any_lost(reads, now)
        if lost:
            await self.store.run(lambda unit: _give_back(unit, now))
