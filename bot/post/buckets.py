"""Turns to speak, shared by all workers: nobody speaks faster than the platform lets them together.

A turn is taken ahead by moving the row of what the platform counts (`storage.pace`). A lane takes
turns only so far ahead: what comes first reaches past those behind it, and waits no longer than
they reach. A turn that is not used is lost, and lies no further ahead than that either.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias

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


@dataclass(frozen=True)
class Reached:
    """So many turns, and when there may be more."""

    turns: int
    again_at: datetime


Kept: TypeAlias = Mapping[str, tuple[datetime, ...]]


@dataclass(kw_only=True)
class Buckets:
    """`_kept` by key: turns that were taken for many at once, and are handed out without asking."""

    store: Store
    _kept: dict[str, tuple[datetime, ...]] = field(default_factory=dict)
    _told: set[asyncio.Task[None]] = field(default_factory=set)

    async def turns(self, wishes: Sequence[Wish], now: datetime) -> list[Departure]:
        """One for each, in order."""
        keys = {key for wish in wishes for key in wish.toll.keys}
        if not keys:
            return [Departure(now)] * len(wishes)
        if (at_hand := self._at_hand(wishes, now)) is not None:
            return at_hand
        # Nobody else hands out meanwhile what is looked at here.
        kept = self._out_of_hand(wishes, now)

        async def take(unit: Unit) -> tuple[list[Departure], Kept]:
            book = _Book(await pace.known(unit, keys), now, kept)
            turns = [book.turn(wish) for wish in wishes]
            book.close(unit)
            return turns, book.kept

        try:
            turns, kept = await self.store.run(take)
        except LostRace:
            return [Departure(now + LOST, taken=False) for _ in wishes]
        finally:
            for key, left in kept.items():
                self._keep(key, left)
        return turns

    async def reach(self, limit: Limit, most: int, ahead: timedelta, now: datetime) -> Reached:
        """Take turns for up to so many, before they are claimed.

        Of couriers that come at the same moment one gets them all, and the others have claimed and
        written nothing in vain.
        """

        async def take(unit: Unit) -> tuple[Reached, list[datetime]]:
            book = _Book(await pace.known(unit, [limit.key]), now)
            turns = book.stretch(limit, most, ahead)
            book.close(unit)
            return Reached(len(turns), book.free_at(limit.key, ahead)), turns

        try:
            reached, turns = await self.store.run(take, attempts=1)
        except LostRace:
            return Reached(0, now + LOST)
        self._kept[limit.key] = _still(self._kept.get(limit.key, ()), limit, now)
        self._keep(limit.key, turns)
        return reached

    def _out_of_hand(self, wishes: Sequence[Wish], now: datetime) -> Kept:
        """As many of what is kept as these may need."""
        found: dict[str, tuple[datetime, ...]] = {}
        for limit, wanted in Counter(each for wish in wishes for each in wish.toll.limits).items():
            turns = _still(self._kept.pop(limit.key, ()), limit, now)
            found[limit.key] = turns[:wanted]
            self._keep(limit.key, turns[wanted:])
        return found

    def _keep(self, key: str, turns: Sequence[datetime]) -> None:
        if found := sorted((*self._kept.pop(key, ()), *turns)):
            self._kept[key] = tuple(found)

    def _at_hand(self, wishes: Sequence[Wish], now: datetime) -> list[Departure] | None:
        """Where there are turns for all of them that nothing else has to be asked for."""
        limits = {limit for wish in wishes for limit in wish.toll.limits}
        if len(limits) != 1 or any(len(wish.toll.keys) != 1 for wish in wishes):
            return None
        limit = limits.pop()
        turns = _still(self._kept.get(limit.key, ()), limit, now)
        if len(turns) < len(wishes):
            return None
        self._kept[limit.key] = turns[len(wishes) :]
        return [Departure(max(at, now)) for at in turns[: len(wishes)]]

    def rests(self, key: str, until: datetime) -> None:
        """The platform said to wait: the other workers are told, and nobody waits for that."""
        self._kept.pop(key, None)
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

    def __init__(
        self, rows: Mapping[str, Pace], now: datetime, kept: Kept = MappingProxyType({})
    ) -> None:
        self._rows = rows
        self._now = now
        self.kept = dict(kept)
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
            self._take(limit, start)
        return Departure(max(at, self._now))

    def stretch(self, limit: Limit, most: int, ahead: timedelta) -> list[datetime]:
        """Turns from where it is free on, no further than the lane reaches."""
        if self.free_at(limit.key, ahead) > self._now:
            return []
        start = self._start(limit)
        turns = max(1, min(most, (self._now + ahead - start) // limit.every))
        self._move(limit, start + turns * limit.every)
        return [start + each * limit.every for each in range(turns)]

    def _take(self, limit: Limit, start: datetime) -> None:
        """What is kept is this process's by now, and moves nothing."""
        if turns := self._turns(limit):
            self.kept[limit.key] = turns[1:]
        else:
            self._move(limit, start + limit.every)

    def _move(self, limit: Limit, to: datetime) -> None:
        self._next[limit.key] = to
        self._moved.add(limit.key)

    def _turns(self, limit: Limit) -> tuple[datetime, ...]:
        return _still(self.kept.get(limit.key, ()), limit, self._now)

    def free_at(self, key: str, ahead: timedelta) -> datetime:
        return max(self._now, self._rested(key), self._next.get(key, self._now) - ahead / 2)

    def close(self, unit: Unit) -> None:
        for key in sorted(self._moved):
            pace.advance(unit, key, self._rows.get(key), to=self._next[key])

    def _start(self, limit: Limit) -> datetime:
        """What was not used lately may be caught up on, a little."""
        if turns := self._turns(limit):
            return turns[0]
        earliest = self._now - limit.caught_up
        return max(self._next.get(limit.key, earliest), earliest)

    def _rested(self, key: str) -> datetime:
        row = self._rows.get(key)
        until = row.rests_until if row else None
        return until if until is not None and until <= self._now + MOST else self._now


def _still(turns: tuple[datetime, ...], limit: Limit, now: datetime) -> tuple[datetime, ...]:
    """Those that have not passed for too long."""
    earliest = now - limit.caught_up
    return tuple(at for at in turns if at >= earliest)
