"""What a courier takes upon itself: a batch of one lane at a time, and what others have lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from storage import claims, pace
from storage.claims import Claim
from storage.crash import crash_at
from storage.ids import new_id
from storage.tables import Lane, Outbox
from storage.unit_of_work import Store, Unit

Full = tuple[tuple[str, str], ...]


@dataclass(kw_only=True)
class Claiming:
    """`_after` is how far a lane has been looked through past tenants that are full."""

    store: Store
    _after: dict[Lane, tuple[datetime, str]] = field(default_factory=dict)

    async def due(self, now: datetime) -> list[Lane]:
        async with self.store.unit() as reads:
            return await claims.lanes_due(reads, now)

    async def claim(
        self, lane: Lane, most: int, now: datetime, full: Full = ()
    ) -> tuple[str, list[Outbox]]:
        """The batch's token, and what is in it."""
        wanted = Claim(
            token=new_id(),
            lane=lane,
            most=most,
            now=now,
            full=full,
            after=self._after.get(lane) if full else None,
        )
        async with self.store.unit() as unit:
            claims.claim(unit, wanted)
            await unit.commit()
        async with self.store.unit() as reads:
            rows = await claims.claimed(reads, wanted.token)
            if full and len(rows) < most:
                self._look_further(wanted, await claims.end_of_window(reads, wanted))
        if rows:
            crash_at("after_claim_before_send")
        return wanted.token, rows

    async def give_back_lost(self, now: datetime) -> None:
        """What couriers had claimed that are gone."""
        async with self.store.unit() as reads:
            are_any = await claims.are_any_lost(reads, now)

        async def give_back(unit: Unit) -> None:
            claims.give_back_lost(unit, now)

        if are_any:
            await self.store.run(give_back)

    async def forget_turns(self, before: datetime) -> None:
        async def forget(unit: Unit) -> None:
            pace.forget(unit, before=before)

        await self.store.run(forget)

    def _look_further(self, wanted: Claim, end: tuple[datetime, str] | None) -> None:
        """At the end of the queue begin anew."""
        if end is None:
            self._after.pop(wanted.lane, None)
        else:
            self._after[wanted.lane] = end
