"""What became of messages, written together: those that end at the same time share one commit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.channels.base import Sent, Target
from dialogs.core.messages import Shown
from storage import audit, claims, outbox, people
from storage.tables import Outbox
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable

FULL = 32
LINGER_S = 0.05
"""How long a message that was sent waits for others to be noted with: a kill doubles those."""
AGAIN_S = 0.5


@dataclass(frozen=True, kw_only=True)
class Gone:
    """It is there: where it stands is kept, and what the platform told of the target.

    What of others' it shows is in their trail from now on.
    """

    row: Outbox
    target: Target
    sent: Sent
    at: datetime
    shown: tuple[Shown, ...] = ()


Note: TypeAlias = Callable[[Unit], None]


@dataclass(kw_only=True)
class Settling:
    """`linger_s`: how long the first waits for more; `tries`: how often while the store is away."""

    store: Store
    linger_s: float = 0.0
    tries: int = 1
    _gone: list[Gone] = field(default_factory=list)
    _notes: list[Note] = field(default_factory=list)
    _next: asyncio.Task[None] | None = None
    _full: asyncio.Event = field(default_factory=asyncio.Event)

    async def gone(self, one: Gone, *, at_once: bool = False) -> None:
        """Returns when it is on disk."""
        self._gone.append(one)
        await self._written(at_once=at_once or len(self._gone) >= FULL)

    async def note(self, write: Note) -> None:
        self._notes.append(write)
        await self._written(at_once=False)

    async def _written(self, *, at_once: bool) -> None:
        if at_once:
            self._full.set()
        if self._next is None:
            self._next = asyncio.create_task(self._write())
        # Whoever gives up waiting must not take the others' notes along.
        await asyncio.shield(self._next)

    async def _write(self) -> None:
        try:
            async with asyncio.timeout(self.linger_s):
                await self._full.wait()
        except TimeoutError:
            pass
        self._next = None
        self._full.clear()
        gone, self._gone = self._gone, []
        notes, self._notes = self._notes, []

        async def write(unit: Unit) -> None:
            for note in notes:
                note(unit)
            _keep(unit, gone)

        await self._patiently(write)

    async def _patiently(self, write: Callable[[Unit], Awaitable[None]]) -> None:
        """What has been sent is not forgotten because the store is away for a while."""
        for _ in range(self.tries - 1):
            try:
                return await self.store.run(write)
            except (StoreBusy, StoreUnavailable, LostRace):
                await asyncio.sleep(AGAIN_S)
        return await self.store.run(write)


def _keep(unit: Unit, gone: Sequence[Gone]) -> None:
    if gone:
        claims.sent(unit, [one.row for one in gone], max(one.at for one in gone))
    for one in gone:
        if one.row.slot:
            outbox.keep_posted(
                unit, target=one.target.id, slot=one.row.slot, reference=one.sent.reference
            )
        if one.sent.target_reference is not None:
            people.keep_reference(unit, one.target.id, one.sent.target_reference)
        for each in one.shown:
            actor = one.row.person_id or audit.NOBODY
            audit.record(
                unit,
                at=one.at,
                actor_id=actor,
                about_id=each.about_id,
                what=each.what,
                subject=each.subject,
            )
