"""Clicks that come at once read together, and none of them can tell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from storage.address import POSTGRESQL
from storage.database import Database
from storage.postgres import READING, postgres_engine
from storage.postgres_gathered import MOST
from storage.postgres_readers import PostgresReaders
from storage.prepared import Asked, prepared
from storage.storable import Unstorable
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace
from tests.contract.lines import KEYRING, Line, adds, outcomes, turns, url_of, words

_BY_WORD = prepared(lambda word: select(Line).where(Line.word == word))
_TURN = prepared(lambda word: select(Line.turn).where(Line.word == word))
_ALL = prepared(lambda: select(Line.word))
_BROKEN = prepared(lambda by: select(Line.word).where(col(Line.id) / by == 1))
"""What no server can tell when it is asked for nothing."""
SEVERAL = [f"linje {number}" for number in range(2 * MOST + 3)]


def looks(word: str) -> Callable[[Unit], Awaitable[tuple[list[Line], list[int]]]]:
    """As a click does: what it asks for first, and what it asks for when it knows that."""

    async def work(unit: Unit) -> tuple[list[Line], list[int]]:
        await unit.ahead(_BY_WORD(word), _ALL())
        found = await unit.all(_BY_WORD(word))
        assert word in await unit.all(_ALL()) or not found
        await unit.ahead(_TURN(word))
        return found, await unit.all(_TURN(word))

    return work


async def test_each_is_told_what_it_asked_for(store: Store) -> None:
    await store.run(adds(*SEVERAL))
    asked = [*SEVERAL, "findes ikke"]
    found = await asyncio.gather(*(store.run(looks(each)) for each in asked))
    told = [([line.word for line in lines], turn) for lines, turn in found]
    assert told == [*(([each], [0]) for each in SEVERAL), ([], [])]


async def test_who_asks_for_something_else_is_told_that(store: Store) -> None:
    await store.run(adds("a", "b"))

    async def other(unit: Unit) -> list[str]:
        await unit.ahead(_ALL())
        return await unit.all(_ALL())

    async def third(unit: Unit) -> list[str]:
        return await unit.all(select(Line.word).order_by(col(Line.word)))

    found = await asyncio.gather(store.run(looks("a")), *map(store.run, (other, third, other)))
    assert found[1:] == [["a", "b"]] * 3
    assert found[0][1] == [0]


async def test_what_was_acknowledged_is_seen_by_whoever_comes_after(store: Store) -> None:
    await store.run(adds("a"))
    seen, go_on = asyncio.Event(), asyncio.Event()

    async def slow(unit: Unit) -> list[list[int]]:
        await unit.ahead(_TURN("a"))
        found = [await unit.all(_TURN("a"))]
        seen.set()
        await go_on.wait()
        await unit.ahead(_TURN("a"))
        return [*found, await unit.all(_TURN("a"))]

    async with asyncio.timeout(20):
        first = asyncio.create_task(store.run(slow))
        await seen.wait()
        await store.run(turns("a", seen=0))
        assert (await store.run(looks("a")))[1] == [1]
        go_on.set()
        assert await first == [[0], [0]]


@asynccontextmanager
async def one_place(path: Path) -> AsyncIterator[Store]:
    """A store on which one reads at a time, or several in common."""
    url = url_of(path, POSTGRESQL)
    database = Database.open(url, keyring=KEYRING)
    engine = postgres_engine(url, keyring=KEYRING, settings=READING)
    await database.readers.close()
    database.readers = PostgresReaders(engine, places=1)
    try:
        yield Store(database)
    finally:
        await database.close()


async def test_who_comes_at_once_has_one_place_in_common(path: Path) -> None:
    here = asyncio.Barrier(MOST)

    async def work(unit: Unit) -> None:
        await unit.ahead(_TURN("a"))
        await here.wait()

    async with one_place(path) as store, asyncio.timeout(4):
        assert await outcomes(*(store.run(work) for _ in range(MOST))) == [None] * MOST


def asks(*asked: Asked[Any], tries: list[str]) -> Callable[[Unit], Awaitable[list[Any]]]:
    async def work(unit: Unit) -> list[Any]:
        tries.append("again" if unit.again else "first")
        for each in asked:
            await unit.ahead(each)
        return await unit.all(asked[-1])

    return work


@pytest.mark.parametrize("kind", [POSTGRESQL])
async def test_what_the_server_refuses_is_refused_to_who_asked_for_it(store: Store) -> None:
    await store.run(adds("a"))
    tries: list[str] = []
    works = [asks(_BROKEN(by), tries=tries) for by in (1, 0, 1)]
    found = await asyncio.gather(*map(store.run, works), return_exceptions=True)
    assert [found[0], type(found[1]), found[2]] == [["a"], Unstorable, ["a"]]
    assert tries == ["first"] * 3


@pytest.mark.parametrize("kind", [POSTGRESQL])
async def test_who_had_read_already_begins_anew_when_another_is_refused(store: Store) -> None:
    await store.run(adds("a"))
    tries: list[str] = []
    works = [asks(_TURN("a"), _BROKEN(by), tries=tries) for by in (1, 0, 1)]
    found = await asyncio.gather(*map(store.run, works), return_exceptions=True)
    assert [found[0], type(found[1]), found[2]] == [["a"], Unstorable, ["a"]]
    assert sorted(tries) == ["again"] * 3 + ["first"] * 3


@pytest.mark.parametrize("kind", [POSTGRESQL])
async def test_a_question_of_its_own_that_is_refused_ends_no_other_work(store: Store) -> None:
    await store.run(adds("a"))

    async def alone(unit: Unit) -> list[Any]:
        await unit.ahead(_TURN("a"))
        return await unit.all(_BROKEN(0))

    tries: list[str] = []
    other = asks(_TURN("a"), _TURN("a"), tries=tries)
    found = await asyncio.gather(store.run(alone), store.run(other), return_exceptions=True)
    assert [type(found[0]), found[1]] == [Unstorable, [0]]


async def test_who_gives_up_takes_nothing_from_the_others(store: Store) -> None:
    await store.run(adds(*SEVERAL))
    for turns_of_the_loop in range(40):
        asked = [asyncio.create_task(store.run(looks(each))) for each in SEVERAL]
        for _ in range(turns_of_the_loop):
            await asyncio.sleep(0)
        for task in asked[::2]:
            task.cancel()
        found = await asyncio.gather(*asked[1::2])
        assert [turn for _, turn in found] == [[0]] * len(found)
        for task in asked[::2]:
            with suppress(asyncio.CancelledError):
                await task
    async with asyncio.timeout(4):
        assert await words(store) == SEVERAL


@pytest.mark.parametrize("kind", [POSTGRESQL])
async def test_nobody_notices_that_the_connections_were_cut(store: Store) -> None:
    await store.run(adds(*SEVERAL))
    await asyncio.gather(*(store.run(looks(each)) for each in SEVERAL))
    cut = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert await store.maintenance(lambda connection: connection.execute(cut).scalar())
    found = await asyncio.gather(*(store.run(looks(each)) for each in SEVERAL))
    assert [turn for _, turn in found] == [[0]] * len(SEVERAL)


async def test_a_race_that_is_lost_is_read_anew(store: Store) -> None:
    await store.run(adds("a"))

    async def counts(unit: Unit) -> None:
        await unit.ahead(_TURN("a"))
        (seen,) = await unit.all(_TURN("a"))
        await turns("a", seen=seen)(unit)

    async def until_won() -> None:
        while True:
            with suppress(LostRace):
                return await store.run(counts)

    await asyncio.gather(*(until_won() for _ in range(MOST)))
    assert (await store.run(looks("a")))[1] == [MOST]
