"""What the writer keeps to when many wait and when the disk, the lock or the process fails."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert
from sqlmodel import delete, select

from storage.database import Database
from storage.unit_of_work import Batch, Store
from storage.writer import LostRace, StoreBusy, StoreUnavailable, apply
from tests.contract.lines import (
    KEYRING,
    ROOT,
    Line,
    a_busy_writer,
    a_turn_of_the_loop,
    adds,
    engine_of,
    opened,
    outcomes,
    words,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kombot.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    async with opened(path) as database:
        yield database


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


@pytest.fixture
def commits(database: Database) -> list[Connection]:
    seen: list[Connection] = []
    event.listen(engine_of(database), "commit", seen.append)
    return seen


async def test_clicks_of_one_turn_share_one_commit(store: Store, commits: list[Connection]) -> None:
    await asyncio.gather(*(store.run(adds(str(n))) for n in range(30)))
    assert len(commits) == 1
    assert len(await words(store)) == 30


async def test_what_arrives_while_the_writer_works_shares_the_next_commit(
    store: Store, database: Database, commits: list[Connection]
) -> None:
    async with a_busy_writer(database):
        clicks = []
        for n in range(10):
            clicks.append(asyncio.create_task(store.run(adds(str(n)))))
            await a_turn_of_the_loop()
            await a_turn_of_the_loop()
    await asyncio.gather(*clicks)
    assert len(commits) == 1


async def test_loops_in_several_threads_share_the_writer(store: Store) -> None:
    def elsewhere(word: str) -> None:
        asyncio.run(store.run(adds(word)))

    await asyncio.gather(*(asyncio.to_thread(elsewhere, str(n)) for n in range(4)))
    assert sorted(await words(store)) == ["0", "1", "2", "3"]


async def test_batches_are_applied_in_order_inside_the_callers_transaction(
    database: Database,
) -> None:
    first, second = Batch(), Batch()
    first.insert(Line(word="a"))
    second.expect(select(Line.id).where(Line.word == "a"))

    def job(connection: Connection) -> list[Any]:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        results = apply(connection, [second.steps, first.steps, second.steps])
        connection.rollback()
        return results

    before, between, after = await database.maintenance(job)
    assert isinstance(before, LostRace)
    assert between is None
    assert after is None
    assert await words(Store(database)) == []


async def test_past_capacity_it_refuses_at_once_and_writes_nothing(path: Path) -> None:
    async with opened(path, capacity=2) as database:
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


async def test_the_end_writes_what_waits_and_then_refuses(path: Path) -> None:
    async with opened(path) as database:
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
    async with opened(path) as database:
        assert await words(Store(database)) == ["0", "1", "2", "3", "4"]


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


@contextmanager
def locked_by_another_process(path: Path) -> Iterator[None]:
    script = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "print('locked', flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        yield
        other.stdin.close()


async def test_a_file_locked_by_another_process_is_said_plainly(store: Store, path: Path) -> None:
    with locked_by_another_process(path):
        both = [store.run(adds("a")), store.run(adds("b"))]
        assert await outcomes(*both) == [StoreUnavailable, StoreUnavailable]
        assert await words(store) == []
        with pytest.raises(StoreUnavailable, match="locked"):
            await store.run(adds("c"))
    await store.run(adds("d"))
    assert await words(store) == ["d"]


async def test_a_full_disk_writes_nothing_by_halves_and_heals(
    store: Store, database: Database
) -> None:
    await store.run(adds("før"))

    def fill(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}").close()

    await database.maintenance(fill)
    large = [store.run(adds("lille")), store.run(adds("stor" * 100_000))]
    assert await outcomes(*large) == [StoreUnavailable, StoreUnavailable]
    assert await words(store) == ["før"]
    # The next group gets a new connection, and with it a disk with room.
    await store.run(adds("efter", "stor" * 100_000))
    assert len(await words(store)) == 3


async def test_a_folder_that_is_not_there_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="unable to open"):
        Database.open(f"sqlite:///{tmp_path}/findes/ikke.db", keyring=KEYRING)


async def test_a_file_that_is_no_database_is_said_at_the_start(path: Path) -> None:
    path.write_bytes(b"kage" * 1000)
    with pytest.raises(StoreUnavailable, match="not a database"):
        Database.open(f"sqlite:///{path}", keyring=KEYRING)


def test_a_database_we_do_not_speak_to_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        Database.open("mysql://vært/navn", keyring=KEYRING)


CLICKING = """
import asyncio, itertools, sys
from pathlib import Path
from storage.unit_of_work import Store
from tests.contract.lines import adds, opened

async def main():
    numbers = itertools.count()
    async with opened(Path(sys.argv[1])) as database:
        async def click():
            for number in numbers:
                await Store(database).run(adds(str(number)))
                print(number, flush=True)
        await asyncio.gather(*(click() for _ in range(8)))

asyncio.run(main())
"""


async def test_a_kill_loses_nothing_that_was_acknowledged(path: Path) -> None:
    command = [sys.executable, "-c", CLICKING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as clicking:
        assert clicking.stdout is not None
        acknowledged = [clicking.stdout.readline().strip() for _ in range(100)]
        os.kill(clicking.pid, signal.SIGKILL)
        acknowledged += clicking.stdout.read().split()
    async with opened(path) as database:
        stored = set(await words(Store(database)))
    assert set(acknowledged) <= stored
    in_flight = 8
    assert len(stored - set(acknowledged)) <= in_flight
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
