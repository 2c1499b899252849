"""How the store speaks to PostgreSQL: the settings of every connection, and the readers.

Connections are kept by us and not by a pool of SQLAlchemy's, which hands out what a restart of the
server has killed: a socket that is known to be closed is let go of before anybody reads from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from storage.columns import KEYRING_ATTRIBUTE
from storage.keys import Keyring
from storage.prepared import Asked
from storage.views import Select, Take, View
from storage.writer import StoreBusy, StoreUnavailable, plain_errors

T = TypeVar("T")

READERS = 8
PATIENCE_S = 5.0
CONNECT_S = 2.0
# What has not answered by then is taken for lost: a click waits no longer than its platform does.
READ_S = 30.0
WRITE_S = 10.0

_EVERY = {
    "application_name": "kombot",
    "timezone": "UTC",
    # Compiling costs more than any of our statements does.
    "jit": "off",
    # Whoever vanishes while holding locks gives them back.
    "idle_in_transaction_session_timeout": "60s",
}
READING = {
    **_EVERY,
    "default_transaction_isolation": "repeatable read",
    "default_transaction_read_only": "on",
}
WRITING = {
    **_EVERY,
    # Off would lose acknowledged commits when the server falls.
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "lock_timeout": "2s",
}
ALONE = {**_EVERY, "default_transaction_isolation": "read committed"}


def postgres_engine(
    url: str | URL,
    *,
    keyring: Keyring | None,
    settings: Mapping[str, str],
    patience_s: float | None = None,
    autocommit: bool = False,
) -> AsyncEngine:
    """`patience_s` is how long one statement may take; None is for ever."""
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        poolclass=NullPool,
        # What people wrote must not come out with an error's parameters.
        hide_parameters=True,
        isolation_level="AUTOCOMMIT" if autocommit else None,
        connect_args={
            "server_settings": dict(settings),
            "timeout": CONNECT_S,
            "command_timeout": patience_s,
        },
    )
    if keyring is not None:
        setattr(engine.dialect, KEYRING_ATTRIBUTE, keyring)
    return engine


def at_once(url: str | URL, job: Callable[[Connection], T], *, autocommit: bool = False) -> T:
    """Do `job` on a connection of its own and wait for it; also where a loop is running already.

    Raise StoreUnavailable where there is no way to the server.
    """

    async def run() -> T:
        engine = postgres_engine(url, keyring=None, settings=ALONE, autocommit=autocommit)
        async with engine.connect() as connection, connection.begin():
            return await connection.run_sync(job)

    with plain_errors(), ThreadPoolExecutor(1, thread_name_prefix="kombot-at-once") as thread:
        return thread.submit(asyncio.run, run()).result()


@dataclass(frozen=True, eq=False)
class Line:
    """A connection, and the driver's own underneath, which knows whether it still stands."""

    connection: AsyncConnection
    driver: Any

    @classmethod
    async def open(cls, engine: AsyncEngine) -> Line:
        connection = await engine.connect()
        raw = await connection.get_raw_connection()
        return cls(connection, raw.driver_connection)

    @property
    def stands(self) -> bool:
        return not (self.connection.invalidated or self.driver.is_closed())

    async def cut(self) -> None:
        """Whatever it was doing: the server rolls back what was begun on it."""
        self.driver.terminate()
        with suppress(Exception):
            await self.connection.invalidate()
            await self.connection.close()


class PostgresReaders:
    """At most `places` connections; who finds none free waits, at most `patience_s` seconds."""

    def __init__(
        self, engine: AsyncEngine, *, places: int = READERS, patience_s: float = PATIENCE_S
    ) -> None:
        self._engine = engine
        self._number = places
        self._patience_s = patience_s
        self._free: list[Line] = []
        self._places = asyncio.Semaphore(places)
        self._closed = False

    def point(self) -> View:
        return _View(self)

    def long(self) -> View:
        return _View(self)

    async def close(self) -> None:
        self._closed = True
        while self._free:
            await self._free.pop().connection.close()

    async def take(self) -> Line:
        await self._place()
        try:
            while self._free:
                line = self._free.pop()
                if line.stands:
                    return line
                await line.cut()
            return await Line.open(self._engine)
        except BaseException:
            self._places.release()
            raise

    async def give_back(self, line: Line, *, unhurt: bool) -> None:
        try:
            if unhurt and line.stands:
                await line.connection.rollback()
                if not self._closed:
                    self._free.append(line)
                    return
            await line.cut()
        except BaseException as error:
            await line.cut()
            if not isinstance(error, DBAPIError | OSError):
                raise
        finally:
            self._places.release()

    async def _place(self) -> None:
        if self._closed:
            raise StoreUnavailable("the store is closed")
        try:
            # A free place is taken without a pause, so only those who wait pay for the clock.
            async with (
                asyncio.timeout(self._patience_s) if self._places.locked() else nullcontext()
            ):
                await self._places.acquire()
        except TimeoutError:
            raise StoreBusy(f"all {self._number} readers are taken") from None


class _View:
    """PostgreSQL's view starts with the first read; the loop goes on while it is answered."""

    def __init__(self, readers: PostgresReaders) -> None:
        self._readers = readers
        self._begun: tuple[Line, Session] | None = None
        self._unhurt = True
        # Tasks may share a view, but not its connection.
        self._turn = asyncio.Lock()

    async def fetch(self, statement: Select, take: Take[T]) -> T:
        async with self._turn:
            with plain_errors():
                if self._begun is not None:
                    return await self._read(*self._begun, statement, take)
                return await self._first(statement, take)

    async def rows(self, asked: Asked[T]) -> list[T]:
        statement: Any = asked.prepared.statement
        return await self.fetch(statement.params(**asked.named), lambda rows: list(rows.all()))

    async def end(self) -> None:
        begun, self._begun = self._begun, None
        if begun is not None:
            line, session = begun
            # It has nothing to write and its connection is rolled back below.
            session.expunge_all()
            await self._readers.give_back(line, unhurt=self._unhurt)

    async def _first(self, statement: Select, take: Take[T]) -> T:
        """A server that was restarted is met here: what it left behind is no reason to fail."""
        for _ in range(READERS):
            line, session = await self._begin()
            try:
                return await self._read(line, session, statement, take)
            except DBAPIError:
                if line.stands:
                    raise
                await self.end()
                self._unhurt = True
        return await self._read(*await self._begin(), statement, take)

    async def _begin(self) -> tuple[Line, Session]:
        line = await self._readers.take()
        session = Session(line.connection.sync_connection, expire_on_commit=False, autoflush=False)
        self._begun = line, session
        return self._begun

    async def _read(self, line: Line, session: Session, statement: Select, take: Take[T]) -> T:
        try:
            return await line.connection.run_sync(lambda _: take(session.exec(statement)))
        except BaseException as error:
            # Given up, or cut off: nobody knows what the connection is at.
            self._unhurt = isinstance(error, Exception) and line.stands
            raise
