"""The way out: claimed in batches, rendered as things are now, sent in turn, and settled.

Claim, commit, send, settle: no transaction is open while a platform is asked. A kill between send
and settle leaves a claim whose lease runs out; the channel is then asked whether the message is
there already before it is sent again. Any number of couriers work beside each other: what one has
claimed the others leave alone, and all of them together keep each platform's pace.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Channel
from bot.post.buckets import AHEAD, PATIENT, Buckets
from bot.post.claiming import Claiming
from bot.post.doors import Doors
from bot.post.letters import Desk
from bot.post.sending import SLOWEST_SECONDS, Sending
from bot.post.settling import LINGER_S, Settling
from bot.post.shift import Shift
from bot.post.tour import Tour
from bot.reopening import Reopening
from dialogs.core.calendar import WorkCalendar
from dialogs.core.house import House
from dialogs.core.registry import Registry
from dialogs.core.texts import Texts
from storage.tables import Lane
from storage.unit_of_work import Store

BATCH = 100
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
    at_once: int = 50
    """With 1 each message waits for the one before it, as where a clock is moved by waiting."""
    buckets: Buckets = field(init=False)
    doors: Doors = field(init=False, default_factory=Doors)
    at_work: bool = field(init=False, default=False)
    """Whether it delivers by itself, and nobody else has to."""
    _woken: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.buckets = Buckets(store=self.store)

    def wake(self) -> None:
        """There may be something to send: look at once."""
        self._woken.set()

    async def deliver_once(
        self, *, now: datetime, clock: Callable[[], datetime] | None = None
    ) -> bool:
        """Deliver a batch of each lane and wait for it; True when there may be more.

        `clock` tells the time while it takes, where that passes.
        """
        moment = clock or (lambda: now)
        shift = self._shift(moment, dict.fromkeys(Lane, PATIENT), Settling(store=self.store))
        claiming = Claiming(store=self.store)
        await claiming.give_back_lost(now)
        # To claim writes, and mostly there is nothing to send.
        lanes = await claiming.due(now)
        taken = [await claiming.claim(lane, BATCH, now) for lane in lanes]
        async with asyncio.TaskGroup() as delivering:
            for token, rows in taken:
                shift.begins(rows)
                delivering.create_task(shift.deliver(token, rows))
        return any(rows for _, rows in taken)

    async def run(self, *, now: Callable[[], datetime], stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; then finish what is on its way, and hand back the rest."""
        settling = Settling(store=self.store, linger_s=LINGER_S, tries=TRIES)
        tour = Tour(
            shift=self._shift(now, AHEAD, settling),
            claiming=Claiming(store=self.store),
            woken=self._woken,
        )
        self.at_work = True
        try:
            while not stop.is_set():
                await tour.rest(await tour.look(), stop)
        finally:
            self.at_work = False
            await tour.end()
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
            doors=self.doors,
            reopening=self.reopening,
            sent_to=self.sent_to,
            jitter=self.jitter,
            now=now,
            ahead=ahead,
            at_once=self.at_once,
        )
