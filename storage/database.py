"""The database as the rest of storage sees it: snapshots to read from, one writer to write."""

from collections.abc import Callable
from typing import Any, Self, TypeVar, TypeVarTuple, overload

from sqlalchemy import URL, Connection, func, make_url
from sqlmodel import select
from sqlmodel.sql.expression import Select, SelectOfScalar

from storage.address import is_sqlite, read_address
from storage.keys import Keyring
from storage.postgres import (
    ALONE,
    READING,
    WRITE_S,
    WRITING,
    postgres_engine,
    said_at_once,
)
from storage.postgres_readers import READ_S, PostgresReaders
from storage.postgres_writer import PostgresWriter
from storage.prepared import Asked
from storage.sqlite import BUSY_TIMEOUT_MS, SqliteReaders, reading_engine, sqlite_engine
from storage.sqlite_writer import SqliteWriter
from storage.together import Together
from storage.views import Readers, Take, View
from storage.writer import CAPACITY, Writer, plain_errors

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Snapshot:
    """One unchanging view of the database, from its first read until it ends; reads only.

    What it returns is detached: it can be kept and read after the end.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._ended = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.end()

    @overload
    async def all(self, statement: Asked[T]) -> list[T]: ...
    @overload
    async def all(self, statement: SelectOfScalar[T]) -> list[T]: ...
    @overload
    async def all(self, statement: Select[*Ts]) -> list[tuple[*Ts]]: ...
    async def all(self, statement: Any) -> list[Any]:
        if isinstance(statement, Asked):
            return await self._rows(statement)
        return await self._read(statement, lambda rows: list(rows.all()))

    @overload
    async def first(self, statement: Asked[T]) -> T | None: ...
    @overload
    async def first(self, statement: SelectOfScalar[T]) -> T | None: ...
    @overload
    async def first(self, statement: Select[*Ts]) -> tuple[*Ts] | None: ...
    async def first(self, statement: Any) -> Any:
        if isinstance(statement, Asked):
            return next(iter(await self._rows(statement)), None)
        return await self._read(statement.limit(1), lambda rows: rows.first())

    @overload
    async def one(self, statement: SelectOfScalar[T]) -> T: ...
    @overload
    async def one(self, statement: Select[*Ts]) -> tuple[*Ts]: ...
    async def one(self, statement: Any) -> Any:
        """Raise NoResultFound or MultipleResultsFound (sqlalchemy.exc) unless there is one."""
        return await self._read(statement, lambda rows: rows.one())

    async def count(self, statement: Select[*tuple[Any, ...]] | SelectOfScalar[Any]) -> int:
        return await self.one(select(func.count()).select_from(statement.subquery()))

    async def ahead(self, *asked: Asked[Any]) -> None:
        """Say what will be asked for: on a server it is fetched in one way there and back.

        Each is asked for once, by the same words and values; nothing else about reading changes.
        """
        await self._standing().ahead(asked)

    def shared(self) -> "Snapshot":
        """The same view for many tasks side by side, which leave what they read as it is."""
        return Snapshot(Together(self._standing()))

    async def end(self) -> None:
        """Let go of the view; another read is an error, as it would see another state."""
        self._ended = True
        await self._view.end()

    async def _read(
        self, statement: Select[*tuple[Any, ...]] | SelectOfScalar[Any], take: Take[T]
    ) -> T:
        return await self._standing().fetch(statement, take)

    async def _rows(self, asked: Asked[T]) -> list[T]:
        return await self._standing().rows(asked)

    def _standing(self) -> View:
        if self._ended:
            raise RuntimeError("this snapshot has ended: open a new one and read again")
        return self._view


class Database:
    """Readers and the writer of one database; open once per process."""

    def __init__(self, *, readers: Readers, writer: Writer) -> None:
        self.readers = readers
        self.writer = writer

    @classmethod
    def open(
        cls,
        url: str,
        *,
        keyring: Keyring,
        busy_timeout_ms: int = BUSY_TIMEOUT_MS,
        capacity: int = CAPACITY,
    ) -> Self:
        """Open what is at `url`; raise StoreUnavailable when it cannot be used, NoAddress for none.

        `busy_timeout_ms` is how long to wait for another process's lock on a file, `capacity` how
        many batches may wait for the writer.
        """
        address = make_url(read_address(url))
        # Tell at the start, not at the first click, that the store is out of reach.
        if not is_sqlite(address):
            said_at_once(address, "SELECT 1")
            return cls(**_postgres(address, keyring=keyring, capacity=capacity))
        engine = sqlite_engine(address, keyring=keyring, busy_timeout_ms=busy_timeout_ms)
        with plain_errors():
            engine.connect().close()
        readers = SqliteReaders(reading_engine(address, keyring=keyring))
        return cls(readers=readers, writer=SqliteWriter(engine, capacity=capacity))

    def snapshot(self) -> Snapshot:
        """For any number of rows; it holds no click up."""
        return Snapshot(self.readers.long())

    def glance(self) -> Snapshot:
        """For the few rows that an answer waits for: on the loop, as a unit of work reads."""
        return Snapshot(self.readers.point())

    async def maintenance(self, job: Callable[[Connection], T]) -> T:
        """Run `job` on the writer's connection, outside a transaction."""
        return await self.writer.maintenance(job)

    async def close(self) -> None:
        """Write what waits, then let go of every connection."""
        await self.readers.close()
        await self.writer.close()


def _postgres(address: URL, *, keyring: Keyring, capacity: int) -> dict[str, Any]:
    reading = postgres_engine(address, keyring=keyring, settings=READING, patience_s=READ_S)
    writing = postgres_engine(address, keyring=keyring, settings=WRITING, patience_s=WRITE_S)
    alone = postgres_engine(address, keyring=keyring, settings=ALONE, autocommit=True)
    return {
        "readers": PostgresReaders(reading),
        "writer": PostgresWriter(writing, alone=alone, capacity=capacity),
    }
