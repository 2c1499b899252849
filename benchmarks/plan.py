"""A pass of the planner: with 500 due among ever more people, and with a hundred thousand due.

The same process reads, decides and writes, on the core that is the server's; PostgreSQL has the
other. What counts is how a pass grows, so that the neighbours' noise is in both of its ends.
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from benchmarks import crowds
from benchmarks.counting import Count, counted
from benchmarks.measure import MS, Result, Spread, result
from benchmarks.servers import pin
from benchmarks.stores import STORES
from bot.serve import RUBBISH
from dialogs.core.calendar import WorkCalendar
from dialogs.core.house import House
from schedules import JOBS, REMINDERS
from schedules.core.planner import SLICE, Planned, Planner
from storage.database import Database
from storage.keys import Keyring, new_key
from storage.unit_of_work import Store

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000, 1_000_000), (1_000, 10_000)
PASSES = 7
"""At each size; the first warms up and is left out."""
EVERYBODY, QUICK_EVERYBODY = 100_000, 10_000
"""Of a town of this size everybody is due at once."""
STATEMENTS, GROWTH, SECONDS = 5, 3.0, 5.0


class NotPlanned(Exception):
    """What was due was not settled: there is no figure for that."""


async def run(quick: bool) -> list[Result]:
    found: list[Result] = []
    affinity, rubbish = os.sched_getaffinity(0), gc.get_threshold()
    # As kombot itself runs.
    gc.freeze()
    gc.set_threshold(*RUBBISH)
    for kind in STORES:
        found += await _on(kind, quick=quick)
        os.sched_setaffinity(0, affinity)
    gc.set_threshold(*rubbish)
    gc.unfreeze()
    return found


async def _on(kind: str, *, quick: bool) -> list[Result]:
    sizes, everybody = (QUICK_SIZES, QUICK_EVERYBODY) if quick else (SIZES, EVERYBODY)
    passes: dict[int, Spread] = {}
    took = 0.0
    with STORES[kind]() as url:
        pin(0, load=False)
        async with _open(url) as town:
            for size in sizes:
                await town.grows(size)
                passes[size] = Spread.of([await town.pass_ms() for _ in range(PASSES)][1:])
                if size == everybody:
                    took = await town.all_due_s()
            statements = await town.statements()
    return _told(kind, passes, statements, {everybody: took})


def _told(
    kind: str, passes: dict[int, Spread], statements: int, everybody: dict[int, float]
) -> list[Result]:
    middles = [spread.value for spread in passes.values()]
    growth = Spread.of([max(middles) / min(middles)])
    return [
        *(result(f"plan/{kind}-{size}", "pass", each, unit="ms") for size, each in passes.items()),
        result(f"plan/{kind}", "growth", growth, at_most=GROWTH),
        result(f"plan/{kind}", "statements", Spread.of([statements]), at_most=STATEMENTS),
        *(
            result(
                f"plan/{kind}-{size}-due",
                "for a hundred thousand",
                Spread.of([took * EVERYBODY / size]),
                at_most=SECONDS,
                unit="s",
            )
            for size, took in everybody.items()
        ),
    ]


@dataclass(kw_only=True)
class _Town:
    store: Store
    planner: Planner
    count: Count
    people: int = 0

    async def grows(self, people: int) -> None:
        await self.store.maintenance(partial(crowds.grows, first=self.people, last=people))
        self.people = people

    async def pass_ms(self) -> float:
        """With 500 due."""
        async with self._due(SLICE):
            began = perf_counter()
            planned = await self.planner.plan_once(now=crowds.NOW)
            took = perf_counter() - began
            _check(planned, SLICE)
        return took * MS

    async def statements(self) -> int:
        async with self._due(SLICE):
            before = self.count.statements
            _check(await self.planner.plan_once(now=crowds.NOW), SLICE)
            return self.count.statements - before

    async def all_due_s(self) -> float:
        """Everybody at once: decided and written, slice by slice."""
        async with self._due(self.people):
            settled, began = 0, perf_counter()
            while planned := await self.planner.plan_once(now=crowds.NOW):
                settled += planned.due - planned.lost
            took = perf_counter() - began
        if settled != self.people:
            raise NotPlanned(f"{settled} of {self.people}")
        return took

    @asynccontextmanager
    async def _due(self, number: int) -> AsyncIterator[None]:
        """And as it was before, for the next time."""
        await self.store.maintenance(partial(crowds.falls_due, many=number, of=self.people))
        yield
        await self.store.maintenance(partial(crowds.clears, many=number, of=self.people))


@asynccontextmanager
async def _open(url: str) -> AsyncIterator[_Town]:
    database, count = counted(Database.open(url, keyring=Keyring.parse(new_key())))
    try:
        store = Store(database)
        await store.maintenance(crowds.founds)
        planner = Planner(
            store=store,
            reminders=REMINDERS,
            jobs=JOBS,
            calendar=WorkCalendar("Europe/Copenhagen"),
            house=House(),
        )
        yield _Town(store=store, planner=planner, count=count)
    finally:
        await database.close()


def _check(planned: Planned, due: int) -> None:
    if planned.due != due or planned.lost or planned.sent < due / 2:
        raise NotPlanned(str(planned))
