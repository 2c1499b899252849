"""Somebody looks at the whole now and then: does a worker live, and does what is due go out?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sight import measures
from storage import sight
from storage.ids import new_id
from storage.sight import Beat, Seen
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.sight")

EVERY_S = 20.0
LATE = timedelta(minutes=10)
"""Longer than a claim that a killed worker has left behind."""
AGAIN = timedelta(hours=1)
"""How often the same warning is repeated."""

Rest = Callable[[float], Awaitable[object]]


def overdue(seen: Seen, now: datetime) -> timedelta | None:
    """How long something has been due while nothing was sent; None while all is as it should be.

    What waits for its hour or for a platform is not due. A long queue that is worked off is late
    as well, but something of it is sent all the time.
    """
    due = min((each for each in (seen.oldest, seen.planned) if each is not None), default=None)
    if due is None or now - due <= LATE:
        return None
    if seen.sent is not None and now - seen.sent <= LATE:
        return None
    return now - due


@dataclass(kw_only=True)
class Watch:
    """`beats`: this process is a worker, and says so in the store."""

    store: Store
    now: Callable[[], datetime]
    beats: bool
    name: str = field(default_factory=new_id)
    tick: datetime | None = None
    _warned: datetime | None = None

    def ticked(self) -> None:
        self.tick = self.now()

    async def once(self) -> None:
        """Trouble with the store is told of by /ready, and must not end the watch."""
        with suppress(StoreBusy, StoreUnavailable, LostRace):
            await self._beat()
            async with self.store.snapshot() as reads:
                seen = await sight.look(reads, self.now())
            self._warn(seen)

    async def end(self) -> None:
        async def work(unit: Unit) -> None:
            sight.ends(unit, self.name)

        if self.beats:
            with suppress(StoreBusy, StoreUnavailable, LostRace):
                await self.store.run(work)

    async def _beat(self) -> None:
        told = Beat(at=self.now(), tick=self.tick, sent=measures.last_sent())

        async def work(unit: Unit) -> None:
            await sight.beat(unit, self.name, told)

        if self.beats:
            await self.store.run(work)

    def _warn(self, seen: Seen) -> None:
        now = self.now()
        late = overdue(seen, now)
        if late is None:
            if self._warned is not None:
                log.warning("what was due goes out again")
            self._warned = None
        elif self._warned is None or now - self._warned >= AGAIN:
            self._warned = now
            log.warning(
                "something was due %(minutes)s minutes ago and nothing was sent (waiting: "
                "%(waiting)s, workers: %(workers)s): see kombot status",
                {
                    "minutes": int(late.total_seconds() // 60),
                    "waiting": seen.waiting,
                    "workers": len(alive(seen, now)),
                },
            )


def alive(seen: Seen, now: datetime) -> list[Beat]:
    """A worker that has not been heard of for three beats is gone, or cannot write."""
    return [each for each in seen.beats if now - each.at <= timedelta(seconds=3 * EVERY_S)]


@asynccontextmanager
async def watching(watch: Watch, *, rest: Rest = asyncio.sleep) -> AsyncIterator[None]:
    task = asyncio.create_task(_watch(watch, rest))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await watch.end()


async def _watch(watch: Watch, rest: Rest) -> None:
    while True:
        try:
            await watch.once()
        except Exception as error:
            log.exception("the watch stumbled", exc_info=error)
        await rest(EVERY_S)
