"""The one writer: many clicks that wait become one durable commit.

A commit waits for the disk. Gathering what waits pays for that once, and a savepoint around
each batch keeps a lost race from touching its neighbours.
"""

import asyncio
import sqlite3
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Delete, Engine, Executable, Insert, Select, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

T = TypeVar("T")

CAPACITY = 1024
# Bounds how long one transaction holds the lock that other processes wait for.
LARGEST_GROUP = 256


class LostRace(Exception):
    """A premise no longer holds: nothing of the batch is written, start again from the read."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class StoreUnavailable(Exception):
    """The database cannot be read or written now; nothing is half written."""


class StoreBusy(Exception):
    """Too much waits already: refused before anything was written."""


@dataclass(frozen=True, kw_only=True)
class Write:
    """One statement and what it promises.

    `exactly`: how many rows it touches. `finds`: it is a premise and returns at least one row.
    `gives_way_on`: the unique columns upon which an insert gives way in silence.
    """

    statement: Executable
    values: Mapping[str, Any] | None = None
    exactly: int | None = None
    finds: bool = False
    gives_way_on: tuple[str, ...] = ()

    def describe(self) -> str:
        """The verb and the table for logs, never a value."""
        statement = self.statement
        if isinstance(statement, Insert | Update | Delete):
            return f"{type(statement).__name__.lower()} {statement.table}"
        if isinstance(statement, Select):
            return f"premise on {', '.join(str(table) for table in statement.get_final_froms())}"
        return type(statement).__name__.lower()


Steps = tuple[Write, ...]
Outcome = Exception | None


class Writer(Protocol):
    """Applies batches whole or not at all."""

    async def write(self, steps: Steps) -> None:
        """Return once it is on disk; raise LostRace, StoreBusy or StoreUnavailable."""

    async def maintenance(self, job: Callable[[Connection], T]) -> T:
        """Run `job` on the writer's connection, between groups and outside a transaction."""

    async def close(self) -> None:
        """Write what waits, then end."""


def apply(connection: Connection, batches: Sequence[Steps]) -> list[Outcome]:
    """Apply each batch whole or not at all inside the caller's transaction.

    One outcome a batch, in order: None, or why it wrote nothing. Raises only what concerns the
    whole group, after which the caller rolls back. Sync, so that an async driver can run it
    through `run_sync`.
    """
    return [_apply_one(connection, steps) for steps in batches]


def _apply_one(connection: Connection, steps: Steps) -> Outcome:
    connection.exec_driver_sql("SAVEPOINT batch")
    try:
        for step in steps:
            _execute(connection, step)
    except Exception as error:
        if is_unavailable(error):
            raise
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT batch")
        connection.exec_driver_sql("RELEASE SAVEPOINT batch")
        return error
    connection.exec_driver_sql("RELEASE SAVEPOINT batch")
    return None


def _execute(connection: Connection, step: Write) -> None:
    try:
        result = connection.execute(_worded(connection.dialect.name, step), step.values)
    except IntegrityError as error:
        raise LostRace(f"{step.describe()}: {_constraint(error)}") from None
    except StatementError as error:
        # A value that a column type refuses comes wrapped; the caller is to see the refusal.
        raise error if isinstance(error, DBAPIError) else (error.orig or error) from None
    if step.finds and result.first() is None:
        raise LostRace(f"{step.describe()}: found nothing")
    if step.exactly is not None and result.rowcount != step.exactly:
        touched = f"touched {result.rowcount} rows, not {step.exactly}"
        raise LostRace(f"{step.describe()}: {touched}")


def _worded(database: str, step: Write) -> Executable:
    if not step.gives_way_on or not isinstance(step.statement, Insert):
        return step.statement
    table, columns = step.statement.table, step.gives_way_on
    if database == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=columns)
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=columns)


def _constraint(error: IntegrityError) -> str:
    # SQLite names tables and columns only; PostgreSQL's message repeats the value, people's words.
    if isinstance(error.orig, sqlite3.Error):
        return str(error.orig)
    return str(getattr(error.orig, "constraint_name", None) or "constraint")


# The database's state and not the statement's fault: https://www.sqlite.org/rescode.html
_UNAVAILABLE = {
    getattr(sqlite3, f"SQLITE_{state}")
    for state in (
        *("PERM", "BUSY", "LOCKED", "NOMEM", "READONLY", "INTERRUPT"),
        *("IOERR", "CORRUPT", "FULL", "CANTOPEN", "PROTOCOL", "NOTADB"),
    )
}


def is_unavailable(error: Exception) -> bool:
    code = getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", None)
    # The low byte is the primary code; the rest tells e.g. which kind of input failed.
    return code is not None and code & 0xFF in _UNAVAILABLE


def unavailable(error: Exception) -> StoreUnavailable:
    return StoreUnavailable(str(getattr(error, "orig", None) or error))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Waiting:
    future: asyncio.Future[Any]
    steps: Steps = ()
    job: Callable[[Connection], Any] | None = None


class SqliteWriter:
    """A thread with the process's only writing connection (SQLite has one writer at a time)."""

    def __init__(self, engine: Engine, *, capacity: int = CAPACITY) -> None:
        self._engine = engine
        self._capacity = capacity
        self._connection: Connection | None = None
        self._queue: deque[_Waiting] = deque()
        self._wake = threading.Condition()
        self._ringer: asyncio.AbstractEventLoop | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="kombot-writer", daemon=True)
        self._thread.start()

    async def write(self, steps: Steps) -> None:
        await self._enqueue(_Waiting(future=_future(), steps=steps))

    async def maintenance(self, job: Callable[[Connection], T]) -> T:
        result: T = await self._enqueue(_Waiting(future=_future(), job=job))
        return result

    async def close(self) -> None:
        with self._wake:
            self._closing = True
            self._wake.notify()
        await asyncio.to_thread(self._thread.join)
        self._engine.dispose()

    def _enqueue(self, waiting: _Waiting) -> asyncio.Future[Any]:
        with self._wake:
            if self._closing:
                raise StoreUnavailable("the store is closed")
            if len(self._queue) >= self._capacity:
                raise StoreBusy(f"{self._capacity} batches wait already")
            self._queue.append(waiting)
            # Ring when the loop's turn ends, not at once: clicks that were read off the network
            # together then share a commit even where the disk is fast (2-3 times the throughput).
            loop = waiting.future.get_loop()
            if self._ringer is not loop:
                self._ringer = loop
                loop.call_soon(self._ring)
        return waiting.future

    def _ring(self) -> None:
        with self._wake:
            self._ringer = None
            self._wake.notify()

    def _work(self) -> None:
        while group := self._gather():
            # Who gave up while waiting gets nothing written.
            wanted = [waiting for waiting in group if not waiting.future.cancelled()]
            if wanted and wanted[0].job is not None:
                self._do_job(wanted[0], wanted[0].job)
            elif wanted:
                _settle([(waiting, None, why) for waiting, why in self._write_group(wanted)])
        self._disconnect()

    def _gather(self) -> list[_Waiting]:
        """Everything that waits, up to the next job; nothing when it is time to end."""
        with self._wake:
            self._wake.wait_for(lambda: (self._queue and self._ringer is None) or self._closing)
            group = [self._queue.popleft()] if self._queue else []
            while group and group[0].job is None and len(group) < LARGEST_GROUP:
                if not self._queue or self._queue[0].job is not None:
                    break
                group.append(self._queue.popleft())
            return group

    def _write_group(self, group: list[_Waiting]) -> list[tuple[_Waiting, Outcome]]:
        try:
            connection = self._connected()
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            outcomes = apply(connection, [waiting.steps for waiting in group])
            connection.commit()
        except Exception as error:  # noqa: BLE001 - those who wait must always be told
            # A closed connection is the one rollback that also holds on a full or lost disk.
            self._disconnect()
            return [(waiting, unavailable(error)) for waiting in group]
        return list(zip(group, outcomes, strict=True))

    def _do_job(self, waiting: _Waiting, job: Callable[[Connection], Any]) -> None:
        try:
            connection = self._connected()
            result = job(connection)
            connection.commit()
        except Exception as error:  # noqa: BLE001 - the job's errors belong to its caller
            self._disconnect()
            why = unavailable(error) if is_unavailable(error) else error
            _settle([(waiting, None, why)])
        else:
            _settle([(waiting, result, None)])

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.invalidate()
                connection.close()


def _future() -> asyncio.Future[Any]:
    return asyncio.get_running_loop().create_future()


_Settled = tuple[_Waiting, Any, Outcome]


def _settle(settled: list[_Settled]) -> None:
    """Wake each loop once for the whole group: every wake-up costs a system call."""
    loops: dict[asyncio.AbstractEventLoop, list[_Settled]] = defaultdict(list)
    for one in settled:
        loops[one[0].future.get_loop()].append(one)
    for loop, its in loops.items():
        # A loop that has ended has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell, its)


def _tell(settled: list[_Settled]) -> None:
    for waiting, result, why in settled:
        if waiting.future.done():
            continue
        if why is None:
            waiting.future.set_result(result)
        else:
            waiting.future.set_exception(why)
