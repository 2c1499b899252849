"""The clock that can be moved, and what came of moving it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from storage import simulator
from storage.unit_of_work import Store

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
NEXT = "next"
NOTICED = timedelta(minutes=1)


class Controls(Protocol):
    """The app's own clock: whoever moves it lives through all that falls due on the way."""

    def now(self) -> datetime:
        """The present instant of the demo: aware, in UTC."""
        ...

    async def move(self, by: timedelta) -> None: ...

    async def to_next_event(self) -> datetime | None:
        """Where the clock stands after it; None where nothing came, however far it looked."""
        ...


@dataclass(frozen=True, kw_only=True)
class Moved:
    """`happened`: how many messages came or changed, by conversation."""

    moved: bool
    happened: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """Turns the clock, one turn at a time."""

    store: Store
    controls: Controls
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def turn(self, step: str) -> Moved:
        """Raise KeyError for a step that is none of `STEPS` or `NEXT`."""
        by = None if step == NEXT else STEPS[step]
        return await self.turn_with(partial(self._turn, by))

    async def turn_with(self, act: Callable[[], Awaitable[bool]]) -> Moved:
        """What came of something that moves the clock by itself."""
        async with self._lock:
            before, start = await self._versions(), self.controls.now()
            found = await act()
            after, moved = await self._versions(), self.controls.now() - start >= NOTICED
        changed = [
            conversation
            for reference, (conversation, version) in after.items()
            if before.get(reference) != (conversation, version)
        ]
        return Moved(moved=found or moved, happened=Counter(changed))

    async def _turn(self, by: timedelta | None) -> bool:
        if by is None:
            return await self.controls.to_next_event() is not None
        await self.controls.move(by)
        return True

    async def _versions(self) -> dict[str, tuple[str, int]]:
        async with self.store.snapshot() as reads:
            return await simulator.versions(reads)
