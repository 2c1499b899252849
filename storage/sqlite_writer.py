"""The writer on SQLite: a thread, as a commit there blocks whoever waits for the disk."""

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Delete, Engine, Select, Update

from storage.crash import crash_at
from storage.phrasing import Phrasing
from storage.prepared import Compiler, Prepared
from storage.sqlite_rows import Rows, arguments, rows_of
from storage.storable import refuse_nul
from storage.writer import (
    CAPACITY,
    LARGEST_GROUP,
    Done,
    Outcome,
    PlainHand,
    Steps,
    StoreBusy,
    StoreUnavailable,
    Write,
    apply,
    is_locked,
    is_unavailable,
    unavailable,
)

T = TypeVar("T")


HURRY_MS = 500
"""Somebody holds the lock for long: those who came meanwhile do not wait as long once more."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Waiting:
    future: asyncio.Future[Any]
    steps: Steps = ()
    job: Callable[[Connection], Any] | None = None


class Hand(PlainHand):
    """Changes and premises go to SQLite as they are; the rest goes the way through SQLAlchemy."""

    def __init__(self, connection: Connection, compiled: Compiler, phrasing: Phrasing) -> None:
        super().__init__(connection)
        self._compiled = compiled
        self._phrasing = phrasing
        self._driver: Any = connection.connection.driver_connection

    def say(self, command: str) -> None:
        self._driver.execute(command)

    def do(self, step: Write) -> Done:
        if (many := rows_of(step)) is not None:
            return self._do_many(*many)
        sql, given = self._worded(step)
        if not sql:
            return super().do(step)
        refuse_nul(given)
        cursor = self._driver.execute(sql, given)
        return Done(cursor.rowcount, step.finds and cursor.fetchone() is not None)

    def _worded(self, step: Write) -> tuple[str, Sequence[Any]]:
        """No words for what SQLAlchemy adds something to."""
        if step.asked is not None:
            compiled = self._compiled(step.asked.prepared)
            return compiled.sql, compiled.arguments(step.asked.values)
        if isinstance(step.statement, Update | Delete | Select) and step.values is None:
            return self._phrasing.change(step.statement)
        return "", ()

    def _do_many(self, statement: Prepared[None], rows: Rows) -> Done:
        compiled = self._compiled(statement)
        given = arguments(compiled, statement.names, rows)
        return Done(self._driver.executemany(compiled.sql, given).rowcount, found=False)


class SqliteWriter:
    """A thread with the process's only writing connection (SQLite has one writer at a time)."""

    def __init__(self, engine: Engine, *, capacity: int = CAPACITY) -> None:
        self._engine = engine
        self._capacity = capacity
        self._connection: Connection | None = None
        self._compiled = Compiler(engine.dialect)
        self._phrasing = Phrasing(engine.dialect)
        self._queue: deque[_Waiting] = deque()
        self._wake = threading.Condition()
        self._ringer: asyncio.AbstractEventLoop | None = None
        self._closing = False
        self._shut_out = False
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
            hand = Hand(connection, self._compiled, self._phrasing)
            connection.begin()
            hand.say("BEGIN IMMEDIATE")
            outcomes = apply(hand, [waiting.steps for waiting in group])
            crash_at("before_commit")
            connection.commit()
            crash_at("after_commit_before_ack")
            self._let_in()
        except Exception as error:  # noqa: BLE001 - those who wait must always be told
            # A closed connection is the one rollback that also holds on a full or lost disk.
            self._disconnect()
            self._shut_out = is_locked(error)
            return [(waiting, unavailable(error)) for waiting in group]
        return list(zip(group, outcomes, strict=True))

    def _do_job(self, waiting: _Waiting, job: Callable[[Connection], Any]) -> None:
        try:
            connection = self._connected()
            result = job(connection)
            connection.commit()
        except Exception as error:  # noqa: BLE001 - the job's errors belong to its caller
            self._disconnect()
            self._shut_out = is_locked(error)
            why = unavailable(error) if is_unavailable(error) else error
            _settle([(waiting, None, why)])
        else:
            _settle([(waiting, result, None)])

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
            if self._shut_out:
                _hurry(self._connection)
        return self._connection

    def _let_in(self) -> None:
        """Whoever held the lock is gone: the next one is worth waiting for again."""
        if self._shut_out:
            self._shut_out = False
            self._disconnect()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.invalidate()
                connection.close()


def _hurry(connection: Connection) -> None:
    patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {min(patience, HURRY_MS)}")
    # To ask has begun what SQLAlchemy takes for a transaction.
    connection.rollback()


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
