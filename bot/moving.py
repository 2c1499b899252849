"""Moving the clock: everything that falls due on the way happens at its own time."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

log = logging.getLogger("kombot.moving")


class Movable(Protocol):
    def now(self) -> datetime: ...

    def move(self, by: timedelta) -> None: ...


class Living(Protocol):
    """What the clock moves: see `bot.app.App`."""

    async def tick(self) -> None: ...

    async def next_event(self) -> datetime | None: ...


async def live_until(life: Living, clock: Movable, moment: datetime) -> None:
    """Tick at every instant at which something is due, then stand at `moment`."""
    await life.tick()
    stuck: datetime | None = None
    while (due := await life.next_event()) is not None and due <= moment:
        if due == stuck:
            log.warning("something stays due at %s: moving past it", due.isoformat())
            break
        stuck = due
        if due > clock.now():
            clock.move(due - clock.now())
        await life.tick()
    if moment > clock.now():
        clock.move(moment - clock.now())
    await life.tick()


FURTHEST = timedelta(days=120)
"""How far ahead the next event may lie; past that nothing will come by itself."""


async def _forget() -> None:
    return None


async def _nothing() -> object:
    return None


@dataclass(frozen=True, kw_only=True)
class LivedClock:
    """The simulator's controls over a clock.

    `keep` remembers how far it has been moved. `seen` is what people have before them, in a form
    that changes when it does: an event that nobody sees (the nightly tidying) is none.
    """

    life: Living
    clock: Movable
    keep: Callable[[], Awaitable[None]] = _forget
    seen: Callable[[], Awaitable[object]] = _nothing

    def now(self) -> datetime:
        return self.clock.now()

    async def move(self, by: timedelta) -> None:
        await live_until(self.life, self.clock, self.clock.now() + by)
        await self.keep()

    async def to_next_event(self) -> datetime | None:
        """Stand where somebody has just been shown something; None where nothing will come."""
        await self.life.tick()
        before, horizon = await self.seen(), self.clock.now() + FURTHEST
        while (due := await self.life.next_event()) is not None and due <= horizon:
            start = self.clock.now()
            await live_until(self.life, self.clock, max(due, start))
            if await self.seen() != before:
                await self.keep()
                return self.clock.now()
            if self.clock.now() == start and await self.life.next_event() == due:
                break
        await self.keep()
        return None
