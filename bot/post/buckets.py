"""Turns to speak, shared by all workers: nobody speaks faster than the platform lets them together.

A turn is taken ahead by moving the row of what the platform counts (`storage.pace`). A lane takes
turns only so far ahead: what comes first reaches past those behind it, and waits no longer than
they reach. A turn that is not used is lost, and lies no further ahead than that either.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Limit, Toll
from storage import pace
from storage.tables import Lane, Pace
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.courier")

AHEAD: Mapping[Lane, timedelta] = {
    Lane.UPDATE: timedelta(seconds=10),
    Lane.NUDGE: timedelta(milliseconds=1300),
    Lane.BROADCAST: timedelta(milliseconds=1000),
}
"""How far ahead each lane takes its turns. A batch begins where half of that is free: so workers
take turns in pieces that are worth their while, and not a few each."""
LATE = timedelta(milliseconds=200)
"""Whoever comes that long after its turn takes another: many at once are more than there is room
for, and then the platform has all wait."""
PATIENT = timedelta(minutes=1)
"""For whoever sends all that is due at once, and waits for it."""
LOST = timedelta(milliseconds=50)
"""Others were quicker to move the row: look again."""
MOST = timedelta(hours=1)
"""What lies further ahead comes from a clock that was set back."""


@dataclass(frozen=True)
class Departure:
    """When to send; or, where it is not `taken`, when to ask again, and for what it waits."""

    at: datetime
    taken: bool = True
    key: str = ""


@dataclass(frozen=True)
class Wish:
    """`ahead` is how far from now the turn may lie."""

    toll: Toll
    ahead: timedelta


@dataclass(kw_only=True)
class Buckets:
    store: Store
    _told: set[asyncio.Task[None]] = field(default_factory=set)

    async def turns(self, wishes: Sequence[Wish], now: datetime) -> list[Departure]:
        """One for each, in order."""
        keys = {key for wish in wishes for key in wish.toll.keys}
        if not keys:
            return [Departure(now)] * len(wishes)

        async def take(unit: Unit) -> list[Departure]:
            book = _Book(await pace.known(unit, keys), now)
            turns = [book.turn(wish) for wish in wishes]
            book.close(unit)
            return turns

        try:
            return await self.store.run(take)
        except LostRace:
            return [Departure(now + LOST, taken=False) for _ in wishes]

    async def free_at(self, keys: Collection[str], ahead: timedelta, now: datetime) -> datetime:
        """When a batch may begin that all of these count, as far as is known."""
        async with self.store.unit() as reads:
            book = _Book(await pace.known(reads, keys), now)
        return max((book.free_at(key, ahead) for key in keys), default=now)

    def rests(self, key: str, until: datetime) -> None:
        """The platform said to wait: the other workers are told, and nobody waits for that."""
        task = asyncio.create_task(self._tell(key, until))
        self._told.add(task)
        task.add_done_callback(self._told.discard)

    async def close(self) -> None:
        """All have been told."""
        await asyncio.gather(*self._told)

    async def _tell(self, key: str, until: datetime) -> None:
        async def tell(unit: Unit) -> None:
            pace.rest(unit, key, until=until)

        try:
            await self.store.run(tell)
        except (LostRace, StoreBusy, StoreUnavailable) as error:
            # They will be told by the platform itself.
            log.warning("could not tell the others to rest: %s", type(error).__name__)


class _Book:
    """The rows as they were read, and how far each has been moved."""

    def __init__(self, rows: Mapping[str, Pace], now: datetime) -> None:
        self._rows = rows
        self._now = now
        self._next = {
            key: row.next_at for key, row in rows.items() if row.next_at <= now + MOST + PATIENT
        }
        self._moved: set[str] = set()

    def turn(self, wish: Wish) -> Departure:
        until, key = max(((self._rested(key), key) for key in wish.toll.keys), default=(None, ""))
        if until is not None and until > self._now:
            return Departure(until, taken=False, key=key)
        starts = [(self._start(limit), limit.key) for limit in wish.toll.limits]
        at, key = max(starts, default=(self._now, ""))
        begun = any(limit.key in self._moved for limit in wish.toll.limits)
        if at > self._now + (wish.ahead if begun else wish.ahead / 2):
            return Departure(at - wish.ahead / 2, taken=False, key=key)
        for limit, (start, _) in zip(wish.toll.limits, starts, strict=True):
            self._next[limit.key] = start + limit.every
            self._moved.add(limit.key)
        return Departure(max(at, self._now))

    def free_at(self, key: str, ahead: timedelta) -> datetime:
        return max(self._now, self._rested(key), self._next.get(key, self._now) - ahead / 2)

    def close(self, unit: Unit) -> None:
        for key in sorted(self._moved):
            pace.advance(unit, key, self._rows.get(key), to=self._next[key])

    def _start(self, limit: Limit) -> datetime:
        """What was not used lately may be caught up on, a little."""
        earliest = self._now - limit.caught_up
        return max(self._next.get(limit.key, earliest), earliest)

    def _rested(self, key: str) -> datetime:
        row = self._rows.get(key)
        until = row.rests_until if row else None
        return until if until is not None and until <= self._now + MOST else self._now
