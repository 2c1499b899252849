"""How the store speaks to PostgreSQL: the settings of every connection, and what may go wrong.

Connections are kept by us and not by a pool of SQLAlchemy's, which hands out what a restart of the
server has killed: a socket that is known to be closed is let go of before anybody reads from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg
from asyncpg.exceptions import (
    InterfaceError,
    InternalClientError,
    PostgresError,
)
from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.columns import KEYRING_ATTRIBUTE
from storage.keys import Keyring
from storage.storable import unstorable
from storage.writer import (
    is_unavailable,
    plain_errors,
    state_of,
    unavailable,
)

T = TypeVar("T")

STATEMENTS = 500
"""So many stay prepared on each connection, for good."""
CONNECT_S = 2.0
# What has not answered by then is taken for lost: a click waits no longer than its platform does.
WRITE_S = 10.0
NO_VALUE, TOO_LONG = "22", "54000"
"""The class of what is said of values, and what is said of one that no index takes:
https://www.postgresql.org/docs/current/errcodes-appendix.html"""
TROUBLE = (PostgresError, InterfaceError, InternalClientError, DBAPIError, OSError)
"""What a connection may come to: the driver's own, and SQLAlchemy's where it is between."""

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
            "statement_cache_size": STATEMENTS,
            "max_cached_statement_lifetime": 0,
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


def said_at_once(url: str | URL, *statements: str) -> None:
    """Have the server do `statements`, each for itself, over a connection with nothing around it.

    Raise StoreUnavailable where there is no way to the server.
    """
    words = postgres_engine(url, keyring=None, settings=ALONE).dialect
    _, given = words.create_connect_args(make_url(url))

    async def run() -> None:
        driver = await asyncpg.connect(timeout=CONNECT_S, server_settings=ALONE, **given)
        try:
            for statement in statements:
                await driver.execute(statement)
        finally:
            await driver.close()

    with ThreadPoolExecutor(1, thread_name_prefix="kombot-at-once") as thread:
        try:
            thread.submit(asyncio.run, run()).result()
        except TROUBLE as error:
            raise told(error) from None


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

    async def close(self) -> None:
        with suppress(*TROUBLE):
            await self.driver.close(timeout=CONNECT_S)
        await self.cut()

    async def cut(self) -> None:
        """Whatever it was doing: the server rolls back what was begun on it."""
        self.driver.terminate()
        with suppress(Exception):
            await self.connection.invalidate()
            await self.connection.close()


def told(error: Exception) -> Exception:
    """What the driver said in the store's words. It repeats values, so its own stay here."""
    if is_unavailable(error) or isinstance(error, InterfaceError | InternalClientError):
        return unavailable(error)
    if is_of_value(error):
        return unstorable()
    return DBAPIError(None, None, error, hide_parameters=True)


def is_of_value(error: Exception) -> bool:
    state = state_of(error)
    return state[:2] == NO_VALUE or state == TOO_LONG
