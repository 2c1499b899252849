"""What the writer keeps to: one commit for many, a limit, and an orderly end."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from sqlmodel import delete, select

from storage.address import SQLITE
from storage.database import Database
from storage.unit_of_work import Batch, Store
from storage.writer import LostRace, PlainHand, StoreBusy, StoreUnavailable, apply
from tests.contract.lines import (
    Commits,
    Line,
    a_busy_writer,
    a_turn_of_the_loop,
    adds,
    opened,
    words,
)


async def test_clicks_of_one_turn_share_one_commit(store: Store, commits: Commits) -> None:
    await asyncio.gather(*(store.run(adds(str(n))) for n in range(30)))
    assert len(commits) == 1
    assert len(await words(store)) == 30


async def test_the_writer_waits_for_the_turn_of_the_loop_to_end(
    store: Store, commits: Commits
) -> None:
    async def slow_neighbour() -> None:
        # Holds the turn long enough for the writer's thread to run, had it been woken.
        threading.Event().wait(0.05)
        assert not commits

    await asyncio.gather(store.run(adds("a")), slow_neighbour(), store.run(adds("b")))
    assert len(commits) == 1


async def test_what_arrives_while_the_writer_works_shares_the_next_commit(
    store: Store, database: Database, commits: Commits
) -> None:  # fault 15
    async with a_busy_writer(database):
        clicks = []
        for n in range(10):
            clicks.append(asyncio.create_task(store.run(adds(str(n)))))
            await a_turn_of_the_loop()
            await a_turn_of_the_loop()
    await asyncio.gather(*clicks)
    assert len(commits) == 1


@pytest.mark.parametrize("kind", [SQLITE])
async def test_loops_in_several_threads_share_the_writer(store: Store) -> None:
    def elsewhere(word: str) -> None:
        asyncio.run(store.run(adds(word)))

    await asyncio.gather(*(asyncio.to_thread(elsewhere, str(n)) for n in range(4)))
    assert sorted(await words(store)) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("kind", [SQLITE])
async def test_batches_are_applied_in_order_inside_the_callers_transaction(
    database: Database,
) -> None:
    first, second = Batch(), Batch()
    first.insert(Line(word="a"))
    second.expect(select(Line.id).where(Line.word == "a"))

    def job(connection: Connection) -> list[Any]:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        results = apply(PlainHand(connection), [second.steps, first.steps, second.steps])
        connection.rollback()
        return results

    before, between, after = await database.maintenance(job)
    assert isinstance(before, LostRace)
    assert between is None
    assert after is None
    assert await words(Store(database)) == []


async def test_past_capacity_it_refuses_at_once_and_writes_nothing(path: Path, kind: str) -> None:
    async with opened(path, kind=kind, capacity=2) as database:
        store = Store(database)
        async with a_busy_writer(database):
            clicks = [asyncio.create_task(store.run(adds(str(n)))) for n in range(2)]
            await a_turn_of_the_loop()
            with pytest.raises(StoreBusy, match="2 batches wait"):
                await store.run(adds("for meget"))
        await asyncio.gather(*clicks)
        assert await words(store) == ["0", "1"]
        await store.run(adds("2"))


async def test_who_gives_up_while_waiting_gets_nothing_written(
    store: Store, database: Database
) -> None:
    async with a_busy_writer(database):
        click = asyncio.create_task(store.run(adds("fortrudt")))
        await a_turn_of_the_loop()
        click.cancel()
        with pytest.raises(asyncio.CancelledError):
            await click
    await store.run(adds("næste"))
    assert await words(store) == ["næste"]


async def test_the_end_writes_what_waits_and_then_refuses(path: Path, kind: str) -> None:
    async with opened(path, kind=kind) as database:
        store = Store(database)
        async with a_busy_writer(database):
            clicks = [asyncio.create_task(store.run(adds(str(n)))) for n in range(5)]
            await a_turn_of_the_loop()
            closing = asyncio.create_task(database.close())
            await a_turn_of_the_loop()
        await closing
        await asyncio.gather(*clicks)
        with pytest.raises(StoreUnavailable, match="closed"):
            await store.run(adds("for sent"))
        with pytest.raises(StoreUnavailable, match="closed"):
            await words(store)
    async with opened(path, kind=kind) as database:
        assert await words(Store(database)) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("kind", [SQLITE])
async def test_maintenance_runs_outside_a_transaction(
    store: Store, database: Database, path: Path
) -> None:
    await store.run(adds("a"))
    journal = path.with_name(path.name + "-wal")
    assert journal.stat().st_size > 0

    def checkpoint(connection: Connection) -> tuple[Any, ...]:
        return tuple(connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one())

    assert await database.maintenance(checkpoint) == (0, 0, 0)
    assert journal.stat().st_size == 0
    await database.maintenance(lambda connection: connection.exec_driver_sql("VACUUM").close())


@pytest.mark.parametrize("kind", [SQLITE])
async def test_a_job_that_fails_tells_its_caller_and_leaves_nothing(
    store: Store, database: Database
) -> None:
    def faulty(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.execute(insert(Line).values(word="halv"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.maintenance(faulty)
    await store.run(adds("hel"))
    assert await words(store) == ["hel"]


@pytest.mark.parametrize("kind", [SQLITE])
async def test_what_is_deleted_is_gone_from_the_files(
    store: Store, database: Database, path: Path
) -> None:
    await store.run(adds("slettet-for-evigt"))
    async with store.unit() as unit:
        unit.delete(delete(Line))
        await unit.commit()
    await database.maintenance(
        lambda connection: connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
    )
    assert not any(b"slettet" in file.read_bytes() for file in path.parent.iterdir())
