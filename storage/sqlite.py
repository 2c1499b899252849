"""How the store speaks to SQLite: the settings of every connection, and the readers.

The driver is told to leave transactions alone (`isolation_level=None`): pysqlite would begin
them late and end them by itself, so that two reads could see two states.

The readers are sync connections and not aiosqlite: its four thread hops a statement cost 0.5 ms
of processor time, where the statement costs 0.13 ms through the model.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from storage.columns import KEYRING_ATTRIBUTE
from storage.keys import Keyring
from storage.phrasing import Filled, Found, Phrasing
from storage.prepared import Asked
from storage.storable import REFUSED, refuse_nul, unstorable
from storage.views import Places, Select, Take, View
from storage.writer import is_unavailable, unavailable

T = TypeVar("T")

READERS = 16
# How often to yield to other processes that open the same new file.
OPENERS = 10
THREADS = 2
PATIENCE_S = 5.0
# Who waits for somebody else's lock has been told no before Slack gives up, after three seconds.
BUSY_TIMEOUT_MS = 2000
# A reader in WAL waits for nobody but a recovery after a crash, and a click's read holds the loop.
READER_BUSY_TIMEOUT_MS = 100


def sqlite_engine(
    url: str | URL, *, keyring: Keyring, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Engine:
    """A sync engine with the store's settings, which begins no transaction by itself."""
    pragmas = (
        f"busy_timeout = {busy_timeout_ms}",
        "journal_mode = WAL",
        # NORMAL may lose acknowledged commits when the power goes.
        "synchronous = FULL",
        "foreign_keys = ON",
        # Without it, deleted words and destroyed ballot tokens stay in the file's free pages.
        "secure_delete = ON",
    )
    return _engine(url, keyring=keyring, pragmas=pragmas)


def reading_engine(url: str | URL, *, keyring: Keyring) -> Engine:
    """As `sqlite_engine`, for connections that are refused every write."""
    pragmas = (
        f"busy_timeout = {READER_BUSY_TIMEOUT_MS}",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "query_only = ON",
    )
    return _engine(url, keyring=keyring, pragmas=pragmas)


def _engine(url: str | URL, *, keyring: Keyring, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(
        make_url(url).set(drivername="sqlite+pysqlite"),
        poolclass=NullPool,
        # What people wrote must not come out with an error's parameters.
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    setattr(engine.dialect, KEYRING_ATTRIBUTE, keyring)

    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            _set(cursor, pragma)
        cursor.close()

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "before_cursor_execute", _look_through)
    return engine


def _look_through(*given: Any) -> None:  # noqa: ANN401 - as SQLAlchemy gives it
    _connection, _cursor, _statement, values, _context, many = given
    for each in values if many else [values]:
        refuse_nul(each)


def _set(cursor: DBAPICursor, pragma: str) -> None:
    """Set `pragma`, also where several processes open a new file at the same moment.

    Each of them turns it to WAL, and SQLite refuses all but one at once, whatever the timeout.
    A write lock is waited for, so taking one is the way to wait for the other process.
    """
    for _ in range(OPENERS):
        with suppress(sqlite3.OperationalError):
            cursor.execute(f"PRAGMA {pragma}")
            return
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
    cursor.execute(f"PRAGMA {pragma}")


@dataclass(frozen=True, eq=False)
class Line:
    """A connection, and the driver's own underneath, which is what reads."""

    connection: Connection
    driver: sqlite3.Connection

    @classmethod
    def open(cls, engine: Engine) -> Self:
        connection = engine.connect()
        driver: Any = connection.connection.driver_connection
        # By place or by name, as PostgreSQL's driver gives them.
        driver.row_factory = sqlite3.Row
        return cls(connection, driver)

    def read(self, filled: Filled) -> list[Any]:
        make = filled.make
        return [make(row) for row in self.driver.execute(filled.sql, filled.values)]


class SqliteReaders:
    """At most READERS connections; who finds none free waits, at most `patience_s` seconds."""

    def __init__(self, engine: Engine, *, patience_s: float = PATIENCE_S) -> None:
        self._engine = engine
        self._free: list[Line] = []
        self._places = Places(READERS, patience_s=patience_s)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="kombot-reader")
        self.phrasing = Phrasing(engine.dialect)

    def point(self) -> View:
        return _View(self)

    def among(self) -> View:
        return self.point()

    def long(self) -> View:
        return _LongView(self, self._threads)

    async def close(self) -> None:
        self._places.close()
        await asyncio.to_thread(self._threads.shutdown)
        while self._free:
            self._free.pop().connection.close()

    async def take(self) -> Line:
        """A line with a transaction begun: SQLite's view starts with the first read."""
        await self._places.take()
        try:
            line = self._free.pop() if self._free else Line.open(self._engine)
            line.driver.execute("BEGIN")
        except BaseException:
            self._places.release()
            raise
        return line

    def give_back(self, line: Line) -> None:
        self._places.release()
        try:
            line.driver.rollback()
        except sqlite3.Error:
            line.connection.invalidate()
        if self._places.closed or line.connection.invalidated:
            line.connection.close()
        else:
            self._free.append(line)


class _View:
    """Reads at once, on the loop."""

    def __init__(self, readers: SqliteReaders) -> None:
        self._readers = readers
        self._line: Line | None = None
        # Tasks may share a view, but not its connection.
        self._turn = asyncio.Lock()

    async def fetch(self, statement: Select, take: Take[T]) -> T:
        return take(Found(await self._made(statement)))

    async def rows(self, asked: Asked[T]) -> list[T]:
        return await self._made(asked)

    async def ahead(self, asked: Sequence[Asked[Any]]) -> None:
        """There is no way that would be saved."""

    async def end(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            self._let_go(line)

    async def _made(self, statement: Select | Asked[Any]) -> list[Any]:
        filled = self._readers.phrasing.fill(statement)
        try:
            return await self._read(self._line or await self._begun(), filled)
        except (DBAPIError, sqlite3.Error) as error:
            raise (unavailable(error) if is_unavailable(error) else error) from None
        except REFUSED:
            raise unstorable() from None

    async def _begun(self) -> Line:
        async with self._turn:
            if self._line is None:
                self._line = await self._readers.take()
            return self._line

    async def _read(self, line: Line, filled: Filled) -> list[Any]:
        return line.read(filled)

    def _let_go(self, line: Line) -> None:
        self._readers.give_back(line)


class _LongView(_View):
    """Reads in a thread, which also outlives a caller who gives up."""

    def __init__(self, readers: SqliteReaders, threads: Executor) -> None:
        super().__init__(readers)
        self._threads = threads
        self._reading: asyncio.Future[list[Any]] | None = None

    async def _read(self, line: Line, filled: Filled) -> list[Any]:
        async with self._turn:
            if self._reading is not None:
                # Whoever began it may have given up.
                await asyncio.wait({self._reading})
            loop = asyncio.get_running_loop()
            self._reading = loop.run_in_executor(self._threads, line.read, filled)
            return await asyncio.shield(self._reading)

    def _let_go(self, line: Line) -> None:
        release = self._readers.give_back
        if self._reading is None or self._reading.done():
            release(line)
        else:
            self._reading.add_done_callback(lambda _: release(line))
