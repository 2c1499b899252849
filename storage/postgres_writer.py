"""The writer on PostgreSQL: a task on the loop, as the waiting is done by the server.

Other processes write at the same time. Every premise is checked by the rows that it finds or
touches under READ COMMITTED, where a statement waits for whoever holds its rows and then looks
again; what a premise has found is locked until the commit. Two groups may still wait for each
other: batches are put in one order, and where the server breaks a tie one by one is tried again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import Any, TypeVar

from sqlalchemy import Connection, Insert
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.crash import crash_at
from storage.postgres import Line
from storage.writer import (
    CAPACITY,
    LostRace,
    Outcome,
    PlainHand,
    Steps,
    StoreBusy,
    StoreUnavailable,
    execute,
    is_unavailable,
    plain_errors,
    state_of,
    unavailable,
)

T = TypeVar("T")

# A statement is a way to the server and back, so a group is smaller than on SQLite.
LARGEST_GROUP = 64
ATTEMPTS = 5
PAUSE_S = 0.02
CHANCE = SystemRandom()
_SERIALIZATION, _DEADLOCK, _LOCKED = "40001", "40P01", "55P03"


@dataclass(frozen=True, kw_only=True, eq=False)
class _Waiting:
    future: asyncio.Future[None]
    steps: Steps


class _Tie(Exception):
    """The server broke a tie between groups: nothing is written, and it may be tried again."""


class PostgresWriter:
    """One writing connection a process; `alone` makes those that maintenance has for itself."""

    def __init__(
        self, engine: AsyncEngine, *, alone: AsyncEngine, capacity: int = CAPACITY
    ) -> None:
        self._engine = engine
        self._alone = alone
        self._capacity = capacity
        self._line: Line | None = None
        self._queue: deque[_Waiting] = deque()
        self._work: asyncio.Task[None] | None = None
        self._closing = False

    async def write(self, steps: Steps) -> None:
        if self._closing:
            raise StoreUnavailable("the store is closed")
        if len(self._queue) >= self._capacity:
            raise StoreBusy(f"{self._capacity} batches wait already")
        waiting = _Waiting(future=asyncio.get_running_loop().create_future(), steps=steps)
        self._queue.append(waiting)
        if self._work is None:
            self._work = asyncio.create_task(self._write_what_waits())
        await waiting.future

    async def maintenance(self, job: Callable[[Connection], T]) -> T:
        """Beside the writer, as other processes write beside it as well."""
        if self._closing:
            raise StoreUnavailable("the store is closed")
        with plain_errors():
            async with self._alone.connect() as connection:
                return await connection.run_sync(job)

    async def close(self) -> None:
        self._closing = True
        if self._work is not None:
            await self._work
        if self._line is not None:
            await self._line.connection.close()
            self._line = None

    async def _write_what_waits(self) -> None:
        try:
            # Clicks that were read off the network together share a commit.
            await asyncio.sleep(0)
            while group := self._gather():
                await self._settle(group)
        finally:
            self._work = None

    def _gather(self) -> list[_Waiting]:
        """Who gave up while waiting gets nothing written."""
        group: list[_Waiting] = []
        while self._queue and len(group) < LARGEST_GROUP:
            waiting = self._queue.popleft()
            if not waiting.future.cancelled():
                group.append(waiting)
        return sorted(group, key=lambda waiting: _contended(waiting.steps))

    async def _settle(self, group: list[_Waiting]) -> None:
        outcomes = await self._outcomes([waiting.steps for waiting in group])
        for waiting, why in zip(group, outcomes, strict=True):
            if waiting.future.done():
                continue
            if why is None:
                waiting.future.set_result(None)
            else:
                waiting.future.set_exception(why)

    async def _outcomes(self, batches: Sequence[Steps]) -> list[Outcome]:
        try:
            return await self._written(batches)
        except _Tie:
            return [await self._again(steps) for steps in batches]
        except Exception as error:  # noqa: BLE001 - those who wait must always be told
            await self._disconnect()
            return [unavailable(error)] * len(batches)

    async def _again(self, steps: Steps) -> Outcome:
        """By itself it holds no locks but its own."""
        for attempt in range(ATTEMPTS):
            await asyncio.sleep(CHANCE.random() * PAUSE_S * 2**attempt)
            try:
                return (await self._written([steps]))[0]
            except _Tie:
                continue
            except Exception as error:  # noqa: BLE001 - as above
                await self._disconnect()
                return unavailable(error)
        return LostRace("the server broke a tie with others each time")

    async def _written(self, batches: Sequence[Steps]) -> list[Outcome]:
        """In one transaction; without savepoints first, as few batches lose."""
        line, is_old = await self._connected()
        try:
            outcomes = await line.connection.run_sync(_apply, batches)
        except Exception:
            if line.stands or not is_old:
                raise
            # The server was restarted meanwhile. Nothing was committed, so all may be done anew.
            await self._disconnect()
            line, _ = await self._connected()
            outcomes = await line.connection.run_sync(_apply, batches)
        crash_at("before_commit")
        await line.connection.commit()
        crash_at("after_commit_before_ack")
        return outcomes

    async def _connected(self) -> tuple[Line, bool]:
        if self._line is not None and self._line.stands:
            return self._line, True
        await self._disconnect()
        self._line = await Line.open(self._engine)
        return self._line, False

    async def _disconnect(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.cut()


def _apply(connection: Connection, batches: Sequence[Steps]) -> list[Outcome]:
    try:
        for steps in batches:
            execute(PlainHand(connection), steps)
    except Exception as error:  # noqa: BLE001 - what is not the group's is its caller's
        connection.rollback()
        _raise_what_concerns_all(error)
        if len(batches) == 1:
            return [_told(error)]
        if state_of(error) == _LOCKED:
            _hurry(connection)
        return _apply_apart(connection, batches)
    return [None] * len(batches)


def _apply_apart(connection: Connection, batches: Sequence[Steps]) -> list[Outcome]:
    try:
        return [_apply_one(connection, steps) for steps in batches]
    except BaseException:
        connection.rollback()
        raise


def _apply_one(connection: Connection, steps: Steps) -> Outcome:
    connection.exec_driver_sql("SAVEPOINT batch")
    try:
        execute(PlainHand(connection), steps)
    except Exception as error:  # noqa: BLE001 - as above
        _raise_what_concerns_all(error)
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT batch")
        if state_of(error) == _LOCKED:
            _hurry(connection)
        return _told(error)
    connection.exec_driver_sql("RELEASE SAVEPOINT batch")
    return None


def _hurry(connection: Connection) -> None:
    """Somebody holds a lock for long: nobody in the group waits as long once more."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")


def _raise_what_concerns_all(error: Exception) -> None:
    if state_of(error) in {_SERIALIZATION, _DEADLOCK}:
        raise _Tie from None
    if is_unavailable(error):
        raise error


def _told(error: Exception) -> Exception:
    if state_of(error) == _LOCKED:
        return StoreBusy("somebody else holds what is to be written")
    return error


def _contended(steps: Steps) -> tuple[tuple[str, ...], ...]:
    """What several processes may want to write at once, named so that all take it in one order."""
    return tuple(
        (step.statement.table.name, *(str(values.get(column)) for column in step.gives_way_on))
        for step in steps
        if step.gives_way_on and isinstance(step.statement, Insert)
        for values in _each(step.values)
    )


def _each(
    values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None,
) -> Sequence[Mapping[str, Any]]:
    return [values or {}] if values is None or isinstance(values, Mapping) else values
