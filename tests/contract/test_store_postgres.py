"""What is left when the server is stopped, restarted, locked or full; and several that write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import text
from sqlmodel import col, delete, select

from storage.address import POSTGRESQL
from storage.database import Database
from storage.postgres import ALONE, postgres_engine
from storage.postgres_readers import PostgresReaders
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable
from tests.contract.lines import (
    KEYRING,
    Line,
    Table,
    adds,
    opened,
    outcomes,
    turns,
    words,
)
from tests.postgres import Server, a_server


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server that may be stopped without anybody else noticing."""
    ends: list[Callable[[], None]] = []
    yield a_server(ends.append)
    for end in ends:
        end()


@pytest.fixture
async def there(own: Server, path: Path) -> AsyncIterator[Database]:
    database = Database.open(own.store(path, Table.metadata), keyring=KEYRING)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def two(path: Path) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes on one database, as far as the database can tell."""
    async with (
        opened(path, kind=POSTGRESQL) as one,
        opened(path, kind=POSTGRESQL) as other,
    ):
        yield Store(one), Store(other)


async def test_a_server_that_is_stopped_is_said_and_nothing_is_acknowledged(
    own: Server, there: Database
) -> None:
    """Fault 12."""
    store = Store(there)
    await store.run(adds("før"))
    own.stops()
    try:
        both = [store.run(adds("a")), store.run(adds("b")), words(store)]
        assert await outcomes(*both) == [StoreUnavailable] * 3
    finally:
        own.starts()
    await store.run(adds("efter"))
    assert await words(store) == ["før", "efter"]


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_a_restart_between_two_clicks_is_not_noticed(
    own: Server, there: Database, how: str
) -> None:
    """Fault 12."""
    store = Store(there)
    await store.run(adds("før"))
    assert await words(store) == ["før"]
    own.stops(how)
    own.starts()
    assert await outcomes(words(store), store.run(adds("efter"))) == [None, None]
    assert await words(store) == ["før", "efter"]


async def test_a_stop_in_the_middle_of_a_write_acknowledges_nothing_that_is_lost(
    own: Server, there: Database
) -> None:
    """Fault 12."""
    store, acknowledged = Store(there), list[str]()

    async def clicks(first: int) -> None:
        for number in range(first, first + 1000):
            await store.run(adds(str(number)))
            acknowledged.append(str(number))

    clicking = [asyncio.create_task(clicks(1000 * n)) for n in range(4)]
    while len(acknowledged) < 20:
        await asyncio.sleep(0)
    await asyncio.to_thread(own.stops, "immediate")
    ended = await asyncio.gather(*clicking, return_exceptions=True)
    own.starts()
    assert {type(each) for each in ended} == {StoreUnavailable}
    assert set(acknowledged) <= set(await words(store))


async def test_no_lock_outlives_a_restart(own: Server, there: Database) -> None:
    store = Store(there)
    await store.run(adds("a"))
    own.stops("immediate")
    own.starts()
    await store.run(turns("a", seen=0))
    left = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
    async with store.unit() as unit:
        assert await unit.one(cast("Any", select(text(f"({left})")))) == 0


async def test_a_premise_holds_until_what_rests_on_it_is_written(two: tuple[Store, Store]) -> None:
    """A vote and the close of its round, in two processes: the one that is later loses."""
    one, other = two
    await one.run(adds("åben"))

    async def votes(unit: Unit) -> None:
        unit.expect(select(Line).where(Line.word == "åben"))
        unit.insert(Line(word="stemme"))

    async def closes(unit: Unit) -> None:
        unit.delete(delete(Line).where(col(Line.word) == "åben"), expect=1)
        unit.delete(delete(Line).where(col(Line.word) == "stemme"), expect=0)

    lost = await outcomes(one.run(votes, attempts=1), other.run(closes, attempts=1))
    assert sorted(str(each) for each in lost) == sorted([str(None), str(LostRace)])


async def test_two_processes_that_take_rows_in_opposite_orders_both_get_through(
    two: tuple[Store, Store],
) -> None:
    await two[0].run(adds("a", "b"))

    async def turns_both(store: Store, *order: str) -> None:
        async def work(unit: Unit) -> None:
            for word in order:
                seen = (await unit.one(select(Line).where(Line.word == word))).turn
                await turns(word, seen=seen)(unit)

        await store.run(work, attempts=50)

    await asyncio.gather(
        *(turns_both(two[0], "a", "b") for _ in range(5)),
        *(turns_both(two[1], "b", "a") for _ in range(5)),
    )
    async with two[0].snapshot() as view:
        assert await view.all(select(Line.turn)) == [10, 10]


async def test_what_gives_way_is_taken_in_one_order_by_all(two: tuple[Store, Store]) -> None:
    def gives_way(name: str) -> Callable[[Unit], Awaitable[None]]:
        async def work(unit: Unit) -> None:
            unit.insert_new(Line(word=name), (Line.word,))

        return work

    names = [str(number) for number in range(40)]
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    before = await _asked(two[0], deadlocks)
    await asyncio.gather(
        *(two[0].run(gives_way(name)) for name in names),
        *(two[1].run(gives_way(name)) for name in names[::-1]),
    )
    assert sorted(await words(two[0])) == sorted(names)
    assert await _asked(two[0], deadlocks) == before


async def _asked(store: Store, query: str) -> Any:
    async with store.snapshot() as view:
        return await view.one(cast("Any", select(text(f"({query})"))))


async def test_who_finds_a_row_held_for_long_is_refused_and_the_rest_are_written(
    path: Path,
) -> None:
    async with opened(path, kind=POSTGRESQL) as database:
        store = Store(database)
        await store.run(adds("holdt", "fri"))
        engine = postgres_engine(
            cast("PostgresReaders", database.readers)._engine.url, keyring=None, settings=ALONE
        )
        async with engine.connect() as other:
            await other.exec_driver_sql("SELECT * FROM line WHERE word = 'holdt' FOR UPDATE")
            lost = await outcomes(
                store.run(turns("holdt", seen=0)), store.run(turns("fri", seen=0))
            )
        assert lost == [StoreBusy, None]
        await store.run(turns("holdt", seen=0))


async def test_a_view_beyond_the_last_reader_is_refused_kindly(path: Path) -> None:
    async with opened(path, kind=POSTGRESQL) as database:
        engine = cast("PostgresReaders", database.readers)._engine
        readers = PostgresReaders(engine, places=2, patience_s=0.3)
        views = [readers.point() for _ in range(2)]
        for view in views:
            await view.fetch(select(Line.id), lambda rows: rows.all())
        with pytest.raises(StoreBusy, match="readers are taken"):
            await readers.point().fetch(select(Line.id), lambda rows: rows.all())
        for view in views:
            await view.end()
            await view.end()
        last = readers.point()
        await last.fetch(select(Line.id), lambda rows: rows.all())
        await last.end()
        await readers.close()


async def test_a_view_shows_what_others_wrote_since_the_last_one(two: tuple[Store, Store]) -> None:
    """What ended the last view has begun this one, which has seen nothing yet."""
    one, other = two
    await one.run(adds("a"))
    assert await words(other) == ["a"]
    await one.run(adds("b"))
    assert await words(other) == ["a", "b"]


async def test_no_transaction_is_left_open_where_nobody_comes(path: Path) -> None:
    left = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE state LIKE 'idle in transaction%' AND datname = current_database()"
    )
    async with opened(path, kind=POSTGRESQL) as database, asyncio.timeout(20):
        store = Store(database)
        await store.run(adds("a"))
        assert await words(store) == ["a"]
        while await store.maintenance(lambda connection: connection.execute(left).scalar()):
            continue


async def test_a_reader_whose_caller_gave_up_comes_back(path: Path) -> None:
    async with opened(path, kind=POSTGRESQL) as database:
        store = Store(database)

        async def report() -> None:
            async with store.snapshot() as view:
                await view.one(cast("Any", select(text("pg_sleep(60)"))))

        for _ in range(20):
            reporting = asyncio.create_task(report())
            for _ in range(50):
                await asyncio.sleep(0)
            reporting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reporting
        assert await words(store) == []


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://kombot:hunter2@127.0.0.1:1/kombot", "Connect call failed"),
        ("postgresql://kombot:hunter2@127.0.0.1:{port}/findes_ikke", "does not exist"),
    ],
)
async def test_a_server_out_of_reach_is_said_at_the_start_without_its_password(
    own: Server, address: str, says: str
) -> None:
    with pytest.raises(StoreUnavailable, match=says) as told:
        Database.open(address.format(port=own.port), keyring=KEYRING)
    assert "hunter2" not in str(told.value)
