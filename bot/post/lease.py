"""How long a batch is this courier's for certain, and how it stays so while the courier lives.

A process may be stopped for a while, or its machine: it goes on in the middle of what it was
doing, when another has long claimed what it holds, and when the hour is another one. So the claim
is looked at right before each message is sent, by both clocks: one stands still while the machine
sleeps, the other may be set back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage import claims
from storage.claims import LEASE
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable

RENEWED_IN_S = LEASE.total_seconds() / 4
SURE = timedelta(seconds=10)
"""So long before its end nothing is begun any more: clocks differ, and a message takes a moment."""


@dataclass(kw_only=True)
class Lease:
    """`until` is what stands in the store."""

    store: Store
    token: str
    now: Callable[[], datetime]
    until: datetime
    _began: datetime = field(init=False)
    _began_s: float = field(init=False)
    _until_s: float = field(init=False)

    def __post_init__(self) -> None:
        self._began, self._began_s = self.now(), asyncio.get_running_loop().time()
        self._until_s = self._began_s + (self.until - self._began).total_seconds()

    @property
    def is_over(self) -> bool:
        """Once it is, for good: nobody can tell whose the messages are by now."""
        left = self._until_s - asyncio.get_running_loop().time()
        return min(self.until - self.now(), timedelta(seconds=left)) <= SURE

    @asynccontextmanager
    async def renewed(self) -> AsyncIterator[None]:
        """As long as this courier lives, nobody else takes what it has claimed."""
        renewing = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            renewing.cancel()

    async def _keep(self) -> None:
        while not self.is_over:
            await asyncio.sleep(RENEWED_IN_S)
            with suppress(LostRace, StoreBusy, StoreUnavailable):
                await self.renew()

    async def renew(self) -> None:
        """Only what has not ended, not even while it was being written."""
        moment_s = asyncio.get_running_loop().time()
        passed = timedelta(seconds=moment_s - self._began_s)
        until = max(self.now(), self._began + passed) + LEASE

        async def keep(unit: Unit) -> None:
            claims.renew(unit, self.token, until)

        if self.is_over:
            return
        await self.store.run(keep)
        if not self.is_over:
            self.until, self._until_s = until, moment_s + LEASE.total_seconds()
