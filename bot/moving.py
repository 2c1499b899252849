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


async def _forget() -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class LivedClock:
    """The simulator's controls over a clock. `keep` remembers how far it has been moved."""

    life: Living
    clock: Movable
    keep: Callable[[], Awaitable[None]] = _forget

    def now(self) -> datetime:
        return self.clock.now()

    async def move(self, by: timedelta) -> None:
        await live_until(self.life, self.clock, self.clock.now() + by)
        await self.keep()

    async def to_next_event(self) -> datetime | None:
        """Stand where the next thing has just happened; None where nothing waits."""
        await self.life.tick()
        due = await self.life.next_event()
        if due is None:
            return None
        await live_until(self.life, self.clock, max(due, self.clock.now()))
        await self.keep()
        return self.clock.now()
