"""The promises of a unit of work again, where every batch is a call from the first one on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast

import asyncpg
import pytest
from sqlmodel import select

from storage.address import POSTGRESQL
from storage.database import Database
from storage.postgres_writer import PostgresWriter
from storage.storable import Unstorable
from storage.unit_of_work import Store, Unit
from storage.writer import StoreBusy, StoreUnavailable
from tests.contract.lines import Line, adds, opened, outcomes, turns, url_of, words
from tests.contract.test_store import *  # noqa: F403 - the same promises, held in another way

pytestmark = pytest.mark.postgres


@pytest.fixture
def kind() -> str:
    return POSTGRESQL


@pytest.fixture
async def database(path: Path, kind: str) -> AsyncIterator[Database]:
    async with opened(path, kind=kind) as database:
        usual = cast("PostgresWriter", database.writer)
        database.writer = PostgresWriter(usual._engine, alone=usual._alone, call_after=1)
        yield database
        await usual.close()


def calls(store: Store) -> int:
    return len(cast("PostgresWriter", store._database.writer)._calls._made)


async def test_what_is_written_again_is_a_call_by_then(path: Path) -> None:
    async with opened(path, kind=POSTGRESQL) as database:
        store = Store(database)
        await store.run(adds("a"))
        assert calls(store) == 0
        for number in range(10):
            await store.run(adds(str(number)))
        assert calls(store) == 1
        assert len(await words(store)) == 11


async def test_each_shape_is_made_once(store: Store) -> None:
    await asyncio.gather(*(store.run(adds(str(number))) for number in range(20)))
    await asyncio.gather(*(store.run(turns(str(number), seen=0)) for number in range(20)))
    assert calls(store) == 2
    async with store.snapshot() as view:
        assert await view.all(select(Line.turn)) == [1] * 20


async def test_what_people_write_never_becomes_part_of_a_statement(store: Store) -> None:
    hostile = ("'); DROP TABLE line; --", "$1", "$kombot$", "{1,2}", '"', "\\", "NULL", "")
    await store.run(adds(*hostile))
    await asyncio.gather(*(store.run(adds(f"{each} igen")) for each in hostile))
    assert await words(store) == [*hostile, *(f"{each} igen" for each in hostile)]


async def test_a_number_too_large_for_its_column_is_refused(store: Store) -> None:
    async def counts(unit: Unit) -> None:
        unit.insert(Line(word="for meget", turn=2**31))

    assert await outcomes(store.run(counts), store.run(adds("god"))) == [Unstorable, None]
    assert await words(store) == ["god"]


async def test_tables_may_change_under_those_who_read_and_write(store: Store) -> None:
    """Another process migrates while this one runs."""
    for number in range(10):
        await store.run(adds(str(number)))
    async with store.unit() as unit:
        await unit.all(select(Line))
    await store.maintenance(
        lambda it: it.exec_driver_sql("ALTER TABLE line ALTER COLUMN word TYPE text").close()
    )
    await store.run(adds("efter"))
    async with store.unit() as unit:
        assert len(await unit.all(select(Line))) == 11


async def test_a_tie_that_the_server_breaks_is_tried_again(store: Store, path: Path) -> None:
    """Fault 14: each holds what the other wants, and kombot, who waited longer, gives way."""
    async with _tied(store, path) as (other, writing):
        await other.execute("UPDATE line SET turn = turn WHERE word = 'a'; COMMIT")
        await writing
    async with store.snapshot() as view:
        assert await view.all(select(Line.turn)) == [1, 1]


async def test_who_finds_a_row_held_is_refused_and_the_rest_of_the_call_is_written(
    store: Store, path: Path
) -> None:
    await store.run(adds("holdt", "fri"))
    await store.run(turns("fri", seen=0))
    other = await asyncpg.connect(url_of(path, POSTGRESQL))
    try:
        await other.execute("BEGIN; SELECT * FROM line WHERE word = 'holdt' FOR UPDATE")
        both = [store.run(turns("holdt", seen=0)), store.run(turns("fri", seen=1))]
        assert await outcomes(*both) == [StoreBusy, None]
    finally:
        await other.close()
    await store.run(turns("holdt", seen=0))


async def test_a_click_is_one_way_to_the_server_where_it_was_heard_from_just_now(
    store: Store,
) -> None:
    await store.run(adds("a"))
    await store.run(turns("a", seen=0))
    line = cast("PostgresWriter", store._database.writer)._line
    assert line is not None
    said, seen = list[str](), 0
    line.driver.add_query_logger(lambda record: said.append(record.query))
    async with asyncio.timeout(20):
        while len(said) != 1:
            said.clear()
            seen += 1
            await store.run(turns("a", seen=seen), attempts=1)
    async with store.snapshot() as view:
        assert await view.all(select(Line.turn)) == [seen + 1]


async def test_what_a_premise_of_a_call_has_found_is_held_until_the_commit(
    store: Store, path: Path
) -> None:
    """A vote's round: whoever closes it meanwhile waits until the vote is counted."""
    await store.run(adds("åben", "b"))

    async def votes(unit: Unit) -> None:
        unit.expect(select(Line).where(Line.word == "åben"))
        await turns("b", seen=0)(unit)

    await store.run(votes)
    known = calls(store)
    other = await asyncpg.connect(url_of(path, POSTGRESQL))
    try:
        await other.execute("UPDATE line SET turn = 0")
        await other.execute("BEGIN; UPDATE line SET turn = turn WHERE word = 'b'")
        writing = asyncio.create_task(store.run(votes, attempts=1))
        await _waits_for_a_lock(store)
        asked = "SELECT FROM line WHERE word = 'åben' FOR UPDATE SKIP LOCKED"
        assert await other.fetch(asked) == []
        await other.execute("ROLLBACK")
        await writing
        assert len(await other.fetch(asked)) == 1
    finally:
        await other.close()
    assert calls(store) == known


@asynccontextmanager
async def _tied(
    store: Store, path: Path
) -> AsyncIterator[tuple[asyncpg.Connection, asyncio.Task[None]]]:
    """Somebody else holds b and will want a; what is written here holds a and waits for b."""
    await store.run(adds("a", "b"))

    async def both(unit: Unit) -> None:
        await turns("a", seen=0)(unit)
        await turns("b", seen=0)(unit)

    other = await asyncpg.connect(url_of(path, POSTGRESQL))
    try:
        await other.execute("BEGIN; UPDATE line SET turn = turn WHERE word = 'b'")
        writing = asyncio.create_task(store.run(both, attempts=1))
        await _waits_for_a_lock(store)
        yield other, writing
    finally:
        await other.close()


async def _waits_for_a_lock(store: Store) -> None:
    def waiting(connection: Any) -> int:
        asked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return int(connection.exec_driver_sql(asked).scalar_one())

    while not await store.maintenance(waiting):
        await asyncio.sleep(0)


async def test_a_writer_that_is_cancelled_says_so_and_keeps_no_transaction(
    store: Store, path: Path
) -> None:
    await store.run(adds("a"))
    other = await asyncpg.connect(url_of(path, POSTGRESQL))
    try:
        await other.execute("BEGIN; UPDATE line SET turn = turn WHERE word = 'a'")
        writing = asyncio.create_task(store.run(turns("a", seen=0), attempts=1))
        await _waits_for_a_lock(store)
        work = cast("PostgresWriter", store._database.writer)._work
        assert work is not None
        work.cancel()
        with pytest.raises(StoreUnavailable):
            await writing
    finally:
        await other.close()
    await store.run(turns("a", seen=0), attempts=1)


async def test_a_writer_that_is_cancelled_between_tries_leaves_nobody_waiting(
    store: Store, path: Path
) -> None:
    """The server broke a tie; while it is tried again the process is told to stop."""
    async with _tied(store, path) as (other, writing):
        # It gives way, and tries again for a row that is still held.
        await other.execute("UPDATE line SET turn = turn WHERE word = 'a'")
        await _waits_for_a_lock(store)
        work = cast("PostgresWriter", store._database.writer)._work
        assert work is not None
        work.cancel()
        with pytest.raises(StoreUnavailable):
            await writing
    await store.run(turns("a", seen=0), attempts=1)


class _Broken(PostgresWriter):
    """One that has not noticed that a statement failed."""

    async def _applied(self, line: Any, group: Any, why: Any) -> Any:
        with suppress(asyncpg.PostgresError):
            await line.driver.execute("SELECT 1 / 0")
        return [None] * len(group)


async def test_a_commit_that_the_server_turned_into_a_rollback_acknowledges_nothing(
    path: Path,
) -> None:
    async with opened(path, kind=POSTGRESQL) as database:
        usual = cast("PostgresWriter", database.writer)
        database.writer = _Broken(usual._engine, alone=usual._alone)
        store = Store(database)
        assert await outcomes(store.run(adds("a"))) == [StoreUnavailable]
        assert await words(store) == []
        await usual.close()
