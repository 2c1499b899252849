"""A store with tables of its own, so that its promises are tested apart from the product."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, col, select, update

from storage.address import SQLITE
from storage.columns import Private, UtcDateTime
from storage.database import Database
from storage.keys import Keyring
from storage.postgres import ALONE, postgres_engine
from storage.postgres_writer import PostgresWriter
from storage.sqlite_writer import SqliteWriter
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace
from tests.postgres import server

KEYRING = Keyring((b"k" * 32,))
ROOT = Path(__file__).parents[2]


class Table(SQLModel, registry=registry()):
    """Keeps these tables apart from the product's own."""


class Line(Table, table=True):
    id: int | None = Field(default=None, primary_key=True)
    word: str = Field(default="", unique=True)
    turn: int = 0
    secret: str | None = Field(default=None, sa_type=Private("line.secret"))


class Reply(Table, table=True):
    id: int | None = Field(default=None, primary_key=True)
    line: int = Field(foreign_key="line.id")
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def url_of(path: Path, kind: str) -> str:
    """On PostgreSQL a path stands for a database of its own."""
    return f"sqlite:///{path}" if kind == SQLITE else server().store(path, Table.metadata)


@asynccontextmanager
async def opened(path: Path, *, kind: str = SQLITE, capacity: int = 64) -> AsyncIterator[Database]:
    database = Database.open(
        url_of(path, kind), keyring=KEYRING, busy_timeout_ms=50, capacity=capacity
    )
    try:
        await database.maintenance(Table.metadata.create_all)
        yield database
    finally:
        await database.close()


@dataclass
class Commits:
    """How often the writer has written since it was last asked to forget."""

    so_far: Callable[[], int]
    forgotten: int = 0

    @classmethod
    def of(cls, database: Database) -> Commits:
        writer = database.writer
        if isinstance(writer, PostgresWriter):
            return cls(lambda: writer.commits)
        seen = list[Connection]()
        event.listen(cast("SqliteWriter", writer)._engine, "commit", seen.append)
        return cls(lambda: len(seen))

    def __len__(self) -> int:
        return self.so_far() - self.forgotten

    def clear(self) -> None:
        self.forgotten = self.so_far()


def adds(*words: str) -> Callable[[Unit], Awaitable[None]]:
    async def work(unit: Unit) -> None:
        for word in words:
            unit.insert(Line(word=word))

    return work


def turns(word: str, *, seen: int) -> Callable[[Unit], Awaitable[None]]:
    """Turn a line on, on the premise that it stands where it was seen."""

    async def work(unit: Unit) -> None:
        here = update(Line).where(col(Line.word) == word, col(Line.turn) == seen)
        unit.update(here.values(turn=seen + 1))

    return work


async def words(store: Store) -> list[str]:
    async with store.snapshot() as snapshot:
        return await snapshot.all(select(Line.word).order_by(col(Line.id)))


async def outcomes(*works: Awaitable[Any]) -> list[Any]:
    """The class of what went wrong with each, or None."""
    results = await asyncio.gather(*works, return_exceptions=True)
    return [type(result) if isinstance(result, Exception) else None for result in results]


async def a_turn_of_the_loop() -> None:
    await asyncio.sleep(0)


@asynccontextmanager
async def a_busy_writer(database: Database) -> AsyncIterator[None]:
    """Whatever is handed to the writer inside waits until the end."""
    if isinstance(database.writer, PostgresWriter):
        async with _held_by_the_server(database, database.writer):
            yield
        return
    begun, free = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        begun.set()
        free.wait()

    holding = asyncio.create_task(database.maintenance(hold))
    try:
        await asyncio.to_thread(begun.wait)
        yield
    finally:
        free.set()
        await holding


@asynccontextmanager
async def _held_by_the_server(database: Database, writer: PostgresWriter) -> AsyncIterator[None]:
    """The writer asks for a lock that is taken, in a batch that loses in the end."""
    other = postgres_engine(writer._engine.url, keyring=None, settings=ALONE, autocommit=True)

    async def asks(unit: Unit) -> None:
        unit.run(text("SELECT pg_advisory_xact_lock(1)"), expect=2)

    async with other.connect() as connection:
        await connection.exec_driver_sql("SELECT pg_advisory_lock(1)")
        holding = asyncio.create_task(Store(database).run(asks, attempts=1))
        while writer._work is None or writer._queue:
            await a_turn_of_the_loop()
        yield
    with suppress(LostRace):
        await holding
