"""The database as the rest of storage sees it: snapshots to read from, one writer to write.

The driver is told to leave transactions alone (`isolation_level=None`): pysqlite would begin
them late and end them by itself, so that two reads could see two states.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Self, TypeVar, TypeVarTuple, overload

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url
from sqlalchemy.engine import ScalarResult, TupleResult
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select, SelectOfScalar

from storage.columns import KEYRING_ATTRIBUTE
from storage.keys import Keyring
from storage.writer import (
    CAPACITY,
    SqliteWriter,
    StoreBusy,
    Writer,
    is_unavailable,
    unavailable,
)

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

READERS = 4
BUSY_TIMEOUT_MS = 5000


class Snapshot:
    """One unchanging view of the database, from its first read until it ends; reads only.

    What it returns is detached: it can be kept and read after the end.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._ended = False

    @overload
    async def all(self, statement: SelectOfScalar[T]) -> list[T]: ...
    @overload
    async def all(self, statement: Select[*Ts]) -> list[tuple[*Ts]]: ...
    async def all(self, statement: Any) -> list[Any]:
        return list((await self._read(statement)).all())

    @overload
    async def first(self, statement: SelectOfScalar[T]) -> T | None: ...
    @overload
    async def first(self, statement: Select[*Ts]) -> tuple[*Ts] | None: ...
    async def first(self, statement: Any) -> Any:
        return (await self._read(statement.limit(1))).first()

    @overload
    async def one(self, statement: SelectOfScalar[T]) -> T: ...
    @overload
    async def one(self, statement: Select[*Ts]) -> tuple[*Ts]: ...
    async def one(self, statement: Any) -> Any:
        """Raise NoResultFound or MultipleResultsFound (sqlalchemy.exc) unless there is one."""
        return (await self._read(statement)).one()

    async def count(self, statement: Select[*tuple[Any, ...]] | SelectOfScalar[Any]) -> int:
        return await self.one(select(func.count()).select_from(statement.subquery()))

    async def end(self) -> None:
        """Let go of the view; another read is an error, as it would see another state."""
        self._ended = True
        await self._session.close()

    async def _read(
        self, statement: Select[*Ts] | SelectOfScalar[T]
    ) -> TupleResult[Any] | ScalarResult[Any]:
        if self._ended:
            raise RuntimeError("this snapshot has ended: open a new one and read again")
        with _plain_errors():
            return await self._session.exec(statement)


class Database:
    """Readers and the writer of one database; open once per process."""

    def __init__(self, *, readers: AsyncEngine, writer: Writer) -> None:
        self._readers = readers
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
        """Open `sqlite:///path`; raise StoreUnavailable when the file cannot be used.

        `busy_timeout_ms` is how long to wait for another process's lock, `capacity` how many
        batches may wait for the writer.
        """
        address = make_url(url)
        if address.get_backend_name() != "sqlite":
            raise ValueError(f"kombot keeps its data in sqlite, not {address.drivername}")
        engine = sqlite_engine(address, keyring=keyring, busy_timeout_ms=busy_timeout_ms)
        # Tell at the start, not at the first click, that the file is out of reach.
        with _plain_errors():
            engine.connect().close()
        readers = _sqlite_readers(address, keyring=keyring, busy_timeout_ms=busy_timeout_ms)
        return cls(readers=readers, writer=SqliteWriter(engine, capacity=capacity))

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        snapshot = Snapshot(self.session())
        try:
            yield snapshot
        finally:
            await snapshot.end()

    def session(self) -> AsyncSession:
        """A session that takes a reader's connection at its first read."""
        return AsyncSession(self._readers, expire_on_commit=False, autoflush=False)

    async def maintenance(self, job: Callable[[Connection], T]) -> T:
        """Run `job` on the writer's connection, outside a transaction."""
        return await self.writer.maintenance(job)

    async def close(self) -> None:
        """Write what waits, then let go of every connection."""
        await self.writer.close()
        await self._readers.dispose()


def sqlite_engine(
    url: str | URL, *, keyring: Keyring, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Engine:
    """A sync engine with the store's settings, which begins no transaction by itself."""
    address = make_url(url).set(drivername="sqlite+pysqlite")
    engine = create_engine(
        address,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None},
    )
    _prepare(engine, keyring=keyring, pragmas=_pragmas(busy_timeout_ms))
    return engine


def _sqlite_readers(address: URL, *, keyring: Keyring, busy_timeout_ms: int) -> AsyncEngine:
    engine = create_async_engine(
        address.set(drivername="sqlite+aiosqlite"),
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=busy_timeout_ms / 1000,
        hide_parameters=True,
        connect_args={"isolation_level": None},
    )
    pragmas = (*_pragmas(busy_timeout_ms), "query_only = ON")
    _prepare(engine.sync_engine, keyring=keyring, pragmas=pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _pragmas(busy_timeout_ms: int) -> tuple[str, ...]:
    return (
        f"busy_timeout = {busy_timeout_ms}",
        "journal_mode = WAL",
        # NORMAL may lose acknowledged commits when the power goes.
        "synchronous = FULL",
        "foreign_keys = ON",
        # Without it, deleted words and destroyed ballot tokens stay in the file's free pages.
        "secure_delete = ON",
    )


def _prepare(engine: Engine, *, keyring: Keyring, pragmas: tuple[str, ...]) -> None:
    setattr(engine.dialect, KEYRING_ATTRIBUTE, keyring)

    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", on_connect)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Those above storage know no SQL, so they get the store's own words."""
    try:
        yield
    except PoolTimeout:
        raise StoreBusy("every reader is taken") from None
    except DBAPIError as error:
        if is_unavailable(error):
            raise unavailable(error) from None
        raise
