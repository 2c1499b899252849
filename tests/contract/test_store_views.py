"""What a reader may rely on."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection, event, insert
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlmodel import col, func, select

from storage.address import SQLITE
from storage.database import Database
from storage.sqlite import READERS, SqliteReaders, _LongView, reading_engine
from storage.unit_of_work import Store, Unit
from storage.writer import StoreBusy, StoreUnavailable
from tests.contract.lines import (
    KEYRING,
    Line,
    a_turn_of_the_loop,
    adds,
    words,
)


@pytest.mark.parametrize("view_of", ["snapshot", "unit"])
async def test_a_view_does_not_change_while_others_commit(store: Store, view_of: str) -> None:
    await store.run(adds("før"))
    async with store.snapshot() if view_of == "snapshot" else store.unit() as view:
        assert await view.count(select(Line)) == 1
        await store.run(adds("efter"))
        assert await view.all(select(Line.word)) == ["før"]
    assert await words(store) == ["før", "efter"]


@pytest.mark.parametrize("view_of", ["snapshot", "unit"])
async def test_a_write_through_a_view_is_refused(store: Store, view_of: str) -> None:
    sneaky = cast("Any", insert(Line).values(word="snyd").returning(col(Line.id)))
    async with store.snapshot() if view_of == "snapshot" else store.unit() as view:
        with pytest.raises(StoreUnavailable, match=r"read-?only"):
            await view.all(sneaky)
    assert await words(store) == []


async def test_rows_can_be_read_after_their_view_has_ended(store: Store) -> None:
    await store.run(adds("a"))
    async with store.snapshot() as snapshot:
        lines = await snapshot.all(select(Line))
    assert [(line.word, line.turn) for line in lines] == [("a", 0)]


async def test_each_way_to_read_gives_what_it_says(store: Store) -> None:
    await store.run(adds("a", "b"))
    ordered = select(Line).order_by(col(Line.word))
    async with store.snapshot() as view:
        first, last = await view.first(ordered), await view.one(ordered.offset(1).limit(1))
        assert first is not None
        assert (first.word, last.word) == ("a", "b")
        assert await view.first(ordered.where(Line.word == "c")) is None
        assert await view.first(select(Line.word, Line.turn)) == ("a", 0)
        assert await view.one(select(func.max(Line.word))) == "b"
        assert await view.count(ordered) == 2
        with pytest.raises(NoResultFound):
            await view.one(ordered.where(Line.word == "c"))
        with pytest.raises(MultipleResultsFound):
            await view.one(ordered)


async def test_tasks_may_share_a_view(store: Store) -> None:
    await store.run(adds("a"))
    async with store.snapshot() as view:
        counts = await asyncio.gather(*(view.count(select(Line)) for _ in range(10)))
    assert counts == [1] * 10


class Threads(Executor):
    """Does what it is handed when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, partial(fn, *args, **kwargs)))
        return future

    def do_one(self) -> None:
        future, call = self.waiting.pop(0)
        future.set_result(call())


async def turns_of_the_loop() -> None:
    for _ in range(10):
        await a_turn_of_the_loop()


@pytest.mark.parametrize("kind", [SQLITE])
async def test_tasks_that_share_a_view_read_one_at_a_time(database: Database) -> None:
    threads = Threads()
    view = _LongView(cast("SqliteReaders", database.readers), threads)
    reads = [
        asyncio.create_task(view.fetch(select(Line.id), lambda rows: rows.all())) for _ in "abc"
    ]
    for _ in reads:
        await turns_of_the_loop()
        assert len(threads.waiting) == 1
        threads.do_one()
    assert await asyncio.gather(*reads) == [[], [], []]
    await view.end()


@pytest.mark.parametrize("kind", [SQLITE])
async def test_a_read_that_was_given_up_ends_before_the_next_begins(database: Database) -> None:
    threads = Threads()
    view = _LongView(cast("SqliteReaders", database.readers), threads)
    given_up, next_one = (view.fetch(select(Line.id), lambda rows: rows.all()) for _ in "ab")
    reading = asyncio.create_task(given_up)
    await turns_of_the_loop()
    reading.cancel()
    following = asyncio.create_task(next_one)
    await turns_of_the_loop()
    assert len(threads.waiting) == 1
    threads.do_one()
    await turns_of_the_loop()
    threads.do_one()
    assert await following == []
    await view.end()


@pytest.mark.parametrize("kind", [SQLITE])
async def test_a_view_beyond_the_last_reader_is_refused_kindly(
    database: Database, path: Path
) -> None:
    readers = SqliteReaders(reading_engine(f"sqlite:///{path}", keyring=KEYRING), patience_s=0.01)
    views = [readers.point() for _ in range(READERS)]
    for view in views:
        await view.fetch(select(Line.id), lambda rows: rows.all())
    with pytest.raises(StoreBusy, match="readers are taken"):
        await readers.point().fetch(select(Line.id), lambda rows: rows.all())
    await views[0].end()
    await views[0].end()
    await readers.point().fetch(select(Line.id), lambda rows: rows.all())
    await readers.close()


@pytest.mark.parametrize("kind", [SQLITE])
async def test_a_reader_whose_caller_gave_up_comes_back(store: Store, database: Database) -> None:
    begun, free = threading.Event(), threading.Event()

    def hold() -> int:
        begun.set()
        return int(free.wait())

    slow = func.slow(type_=Line.__table__.c.turn.type)  # type: ignore[attr-defined]

    def teach(connection: Any, _entry: Any) -> None:
        connection.create_function("slow", 0, hold)

    event.listen(cast("SqliteReaders", database.readers)._engine, "connect", teach)

    async def report() -> None:
        async with store.snapshot() as snapshot:
            await snapshot.one(select(slow))

    reporting = asyncio.create_task(report())
    await asyncio.to_thread(begun.wait)
    reporting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reporting
    free.set()
    units = [Unit(database) for _ in range(READERS)]
    assert await asyncio.gather(*(unit.count(select(Line)) for unit in units)) == [0] * READERS
    for unit in units:
        await unit.end()


@pytest.mark.parametrize("kind", [SQLITE])
async def test_every_connection_keeps_the_promises(database: Database) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "query_only")

    def settings(connection: Connection) -> list[Any]:
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    full = 2
    assert await database.maintenance(settings) == ["wal", full, 1, 1, 0]
    with cast("SqliteReaders", database.readers)._engine.connect() as reader:
        assert settings(reader) == ["wal", full, 1, 1, 1]
