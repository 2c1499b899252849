"""A pass of the planner: with 500 due among ever more people, and with a hundred thousand due.

The same process reads, decides and writes, on the core that is the server's; PostgreSQL has the
other. What counts is how a pass grows, so that the neighbours' noise is in both of its ends.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from time import perf_counter

from sqlalchemy import Engine, event

from benchmarks import crowds
from benchmarks.measure import MS, Result, Spread, result
from benchmarks.servers import pin
from benchmarks.stores import STORES
from dialogs.core.house import House
from schedules import JOBS, REMINDERS
from schedules.core.calendar import WorkCalendar
from schedules.core.planner import SLICE, Planned, Planner
from storage.database import Database
from storage.keys import Keyring, new_key
from storage.unit_of_work import Store

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000, 1_000_000), (1_000, 10_000)
PASSES = 7
"""At each size; the first warms up and is left out."""
AT_ONCE, QUICK_AT_ONCE = 100_000, 5_000
STATEMENTS, GROWTH, SECONDS = 5, 3.0, 5.0
AROUND = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


class NotPlanned(Exception):
    """What was due was not settled: there is no figure for that."""


async def run(quick: bool) -> list[Result]:
    found: list[Result] = []
    affinity = os.sched_getaffinity(0)
    for kind in STORES:
        found += await _on(kind, quick=quick)
        os.sched_setaffinity(0, affinity)
    return found


async def _on(kind: str, *, quick: bool) -> list[Result]:
    with STORES[kind]() as url:
        pin(0, load=False)
        async with _open(url) as (store, planner):
            sizes = QUICK_SIZES if quick else SIZES
            passes = {size: spread async for size, spread in _growing(store, planner, sizes)}
            statements = await _statements(store, planner, sizes[-1])
            took = await _all_due(store, planner, QUICK_AT_ONCE if quick else AT_ONCE, sizes[-1])
    return _told(kind, passes, statements, took, quick=quick)


def _told(
    kind: str, passes: dict[int, Spread], statements: int, took: float, *, quick: bool
) -> list[Result]:
    middles = [spread.value for spread in passes.values()]
    growth = Spread.of([max(middles) / min(middles)])
    everything = QUICK_AT_ONCE if quick else AT_ONCE
    return [
        *(result(f"plan/{kind}-{size}", "pass", each, unit="ms") for size, each in passes.items()),
        result(f"plan/{kind}", "growth", growth, at_most=GROWTH),
        result(f"plan/{kind}", "statements", Spread.of([statements]), at_most=STATEMENTS),
        result(
            f"plan/{kind}-{everything}-due",
            "seconds",
            Spread.of([took]),
            at_most=None if quick else SECONDS,
        ),
    ]


@asynccontextmanager
async def _open(url: str) -> AsyncIterator[tuple[Store, Planner]]:
    database = Database.open(url, keyring=Keyring.parse(new_key()))
    try:
        store = Store(database)
        await store.maintenance(crowds.founds)
        yield (
            store,
            Planner(
                store=store,
                reminders=REMINDERS,
                jobs=JOBS,
                calendar=WorkCalendar("Europe/Copenhagen"),
                house=House(),
            ),
        )
    finally:
        await database.close()


async def _growing(
    store: Store, planner: Planner, sizes: tuple[int, ...]
) -> AsyncIterator[tuple[int, Spread]]:
    was = 0
    for size in sizes:
        await store.maintenance(partial(crowds.grows, first=was, last=size))
        was = size
        passes = [await _pass(store, planner, size) for _ in range(PASSES)]
        yield size, Spread.of(passes[1:])


async def _pass(store: Store, planner: Planner, people: int) -> float:
    """In milliseconds, with 500 due."""
    await store.maintenance(lambda it: crowds.falls_due(it, SLICE, of=people))
    began = perf_counter()
    planned = await planner.plan_once(now=crowds.NOW)
    took = perf_counter() - began
    _check(planned, SLICE)
    await store.maintenance(lambda it: crowds.clears(it, SLICE, of=people))
    return took * MS


async def _statements(store: Store, planner: Planner, people: int) -> int:
    await store.maintenance(lambda it: crowds.falls_due(it, SLICE, of=people))
    with _heard() as asked:
        _check(await planner.plan_once(now=crowds.NOW), SLICE)
    await store.maintenance(lambda it: crowds.clears(it, SLICE, of=people))
    return len(asked)


async def _all_due(store: Store, planner: Planner, number: int, people: int) -> float:
    """Decided and written, slice by slice; in seconds."""
    await store.maintenance(lambda it: crowds.falls_due(it, number, of=people))
    settled, began = 0, perf_counter()
    while planned := await planner.plan_once(now=crowds.NOW):
        settled += planned.due - planned.lost
    took = perf_counter() - began
    if settled != number:
        raise NotPlanned(f"{settled} of {number}")
    return took


def _check(planned: Planned, due: int) -> None:
    if planned.due != due or planned.lost or planned.sent < due / 2:
        raise NotPlanned(str(planned))


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What any engine is asked meanwhile, apart from what frames it."""
    asked: list[str] = []

    def hear(*said: object) -> None:
        if not str(said[2]).lstrip().startswith(AROUND):
            asked.append(str(said[2]))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
