"""The home card of a leader with 10, 100 and 1,000 people: what it asks, and how long it takes."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from benchmarks import team
from benchmarks.counting import counted
from benchmarks.crowds import NOW
from benchmarks.measure import MS, Result, Spread, result
from benchmarks.servers import pin
from benchmarks.stores import STORES
from dialogs import WORDS_FOLDER
from dialogs.core.cards import Card
from dialogs.core.house import House
from dialogs.core.texts import Speaker, Texts
from dialogs.core.who import who_is
from dialogs.home import home_card
from storage import people
from storage.database import Database, Snapshot
from storage.keys import Keyring, new_key
from storage.unit_of_work import Store

SIZES = (10, 100, 1_000)
TIMES, QUICK_TIMES = 60, 10
WARM = 5
SECONDS_MS = 30.0
HOUSE = House()
SAY = Speaker(texts=Texts((WORDS_FOLDER,)), language="da", zone=HOUSE.zone)


async def run(quick: bool) -> list[Result]:
    found: list[Result] = []
    affinity = os.sched_getaffinity(0)
    for kind in STORES:
        found += await _on(kind, times=QUICK_TIMES if quick else TIMES)
        os.sched_setaffinity(0, affinity)
    return found


async def _on(kind: str, *, times: int) -> list[Result]:
    with STORES[kind]() as url:
        pin(0, load=False)
        async with _open(url) as database:
            await team.founds(Store(database), SIZES)
            asked = [await statements(database, size) for size in SIZES]
            took = {size: await _took(database, size, times) for size in SIZES}
    spread = Spread.of([most - min(asked) for most in (max(asked),)])
    return [
        *(_told(kind, size, each) for size, each in took.items()),
        result(f"home/{kind}", "more statements at 1000 than at 10", spread, at_most=0),
    ]


def _told(kind: str, size: int, took: Spread) -> Result:
    most = SECONDS_MS if size == max(SIZES) else None
    return result(f"home/{kind}-{size}", "card", took, at_most=most, unit="ms")


@asynccontextmanager
async def _open(url: str) -> AsyncIterator[Database]:
    database = Database.open(url, keyring=Keyring.parse(new_key()))
    try:
        yield database
    finally:
        await database.close()


async def statements(database: Database, size: int) -> int:
    same, count = counted(database)
    async with same.snapshot() as reads:
        await card(reads, size)
    return count.statements


async def _took(database: Database, size: int, times: int) -> Spread:
    """In milliseconds, from the opening of the snapshot to the card."""
    took: list[float] = []
    for _ in range(WARM + times):
        began = perf_counter()
        async with database.snapshot() as reads:
            await card(reads, size)
        took.append((perf_counter() - began) * MS)
    return Spread.of(took[WARM:])


async def card(reads: Snapshot, size: int) -> Card:
    person = await people.person(reads, team.leader_of(size))
    if person is None:
        raise LookupError(team.leader_of(size))
    who = await who_is(reads, person, HOUSE)
    return await home_card(reads, who, SAY, NOW, house=HOUSE)
