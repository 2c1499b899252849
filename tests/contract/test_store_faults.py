"""What is left when the lock, the disk, the file or the process fails."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection
from sqlmodel import func, select

from storage.database import Database
from storage.sqlite import _set
from storage.unit_of_work import Store
from storage.writer import StoreUnavailable
from tests.contract.lines import (
    KEYRING,
    ROOT,
    Line,
    adds,
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


async def test_nobody_writes_between_a_premise_and_what_rests_on_it(
    store: Store, database: Database, path: Path
) -> None:
    refused: list[str] = []

    def intrude() -> int:
        other = sqlite3.connect(path, timeout=0)
        try:
            other.execute("INSERT INTO line (word, turn) VALUES ('imellem', 0)")
            other.commit()
        except sqlite3.OperationalError as error:
            refused.append(str(error))
        other.close()
        return 1

    def teach(connection: Connection) -> None:
        cast("Any", connection.connection).create_function("intrude", 0, intrude)

    await database.maintenance(teach)
    async with store.unit() as unit:
        unit.expect(select(func.intrude()))
        unit.insert(Line(word="efter"))
        await unit.commit()
    assert refused == ["database is locked"]
    assert await words(store) == ["efter"]


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


class Contested:
    """A connection to a new file that other processes turn to WAL at the same moment."""

    def __init__(self, *, others: int) -> None:
        self.others = others
        self.said: list[str] = []

    def execute(self, statement: str) -> None:
        if statement.startswith("PRAGMA") and self.others > 0:
            self.others -= 1
            raise sqlite3.OperationalError("database is locked")
        self.said.append(statement)


def test_who_opens_a_new_file_with_others_waits_for_them() -> None:
    cursor = Contested(others=2)
    _set(cast("Any", cursor), "journal_mode = WAL")
    waited = ["BEGIN IMMEDIATE", "ROLLBACK"]
    assert cursor.said == [*waited, *waited, "PRAGMA journal_mode = WAL"]


def test_who_can_never_open_a_file_says_so() -> None:
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        _set(cast("Any", Contested(others=1000)), "journal_mode = WAL")


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
