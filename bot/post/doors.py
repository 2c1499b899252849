"""Workspaces that may be shut to kombot: it knocks once, and not with all that it has to bring.

Where nothing has gone through of late, the first message goes alone; whoever finds the door shut
tells those that wait behind it, and what was written since the store knows of it finds it there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import inf
from typing import TypeAlias

from bot.channels.base import Target

PROVEN_S = 60.0
"""For how long a message that has gone through says that others will."""
KNOCK_S = 0.5
"""Whoever waits for the first one waits no longer: it may be stuck, and the door open."""

Door: TypeAlias = tuple[str, str]


@dataclass
class Doors:
    """In one process. Letters are numbered by `number`, so that those from before are known."""

    _numbers: int = 0
    _open: dict[Door, float] = field(default_factory=dict)
    _shut: dict[Door, float] = field(default_factory=dict)
    _knocking: dict[Door, asyncio.Lock] = field(default_factory=dict)

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def is_shut(self, target: Target, number: int) -> bool:
        return number <= self._shut.get(_door(target), 0)

    @asynccontextmanager
    async def through(self, target: Target) -> AsyncIterator[None]:
        """By oneself, unless somebody has just gone through."""
        knocking = self._knocking.setdefault(_door(target), asyncio.Lock())
        alone = not self._is_open(target) and await _acquired(knocking)
        if alone and self._is_open(target):
            knocking.release()
            alone = False
        try:
            yield
        finally:
            if alone:
                knocking.release()

    def went_through(self, target: Target) -> None:
        self._open[_door(target)] = asyncio.get_running_loop().time() + PROVEN_S

    def shuts(self, target: Target) -> None:
        """For all, until the store knows."""
        self._open.pop(_door(target), None)
        self._shut[_door(target)] = inf

    def is_known(self, target: Target) -> None:
        """Whatever is written from now on finds it in the store."""
        self._shut[_door(target)] = self._numbers

    def _is_open(self, target: Target) -> bool:
        return self._open.get(_door(target), 0.0) > asyncio.get_running_loop().time()


async def _acquired(lock: asyncio.Lock) -> bool:
    try:
        async with asyncio.timeout(KNOCK_S):
            return await lock.acquire()
    except TimeoutError:
        return False


def _door(target: Target) -> Door:
    return target.channel, target.tenant
