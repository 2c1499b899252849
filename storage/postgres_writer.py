"""The writer on PostgreSQL: a task on the loop, as the waiting is done by the server.

Other processes write at the same time. Every premise is checked by the rows that it finds or
touches under READ COMMITTED, where a statement waits for whoever holds its rows and then looks
again; what a premise has found is locked until the commit. Two groups may still wait for each
other: batches are put in one order, and where the server breaks a tie one by one is tried again.

Batches of a shape that is known are one call (`postgres_calls`); the others go statement by
statement. A group that is one call commits with it: a single way there and back. Where anything
but a lost race happens, all begin anew, each with a savepoint of its own (`postgres_apart`).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import SystemRandom
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.crash import crash_at
from storage.phrasing import Phrasing
from storage.postgres import TROUBLE, Line
from storage.postgres_apart import HURRY, LOCKED, Tie, apart, raise_what_concerns_all, together
from storage.postgres_calls import SEEN_AGAIN, Calls, Order, Shape, contended, order_of
from storage.writer import (
    CAPACITY,
    LostRace,
    Outcome,
    Steps,
    StoreBusy,
    StoreUnavailable,
    plain_errors,
    state_of,
    unavailable,
)

T = TypeVar("T")

LARGEST_GROUP = 64
"""More savepoints than the server keeps at hand would slow others down."""
ATTEMPTS = 5
PAUSE_S = 0.02
JUST_NOW_S = 1.0
"""Who was heard from longer ago may be gone, so that it is spoken to before anything is written."""
CHANCE = SystemRandom()


@dataclass(frozen=True, kw_only=True, eq=False, slots=True)
class _Waiting:
    future: asyncio.Future[None]
    steps: Steps
    order: Order | None

    @property
    def place(self) -> tuple[Any, ...]:
        """The same in every process."""
        return (self.order.name if self.order else "", contended(self.steps))


class PostgresWriter:
    """One writing connection a process; `alone` makes those that maintenance has for itself.

    A shape seen `call_after` times becomes a call. `commits` counts how often it has written.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        alone: AsyncEngine,
        capacity: int = CAPACITY,
        call_after: int = SEEN_AGAIN,
    ) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._alone = alone
        self._capacity = capacity
        self._phrasing = Phrasing(engine.dialect)
        self._line: Line | None = None
        self._call_after = call_after
        self._calls = Calls(None, after=call_after)
        self._queue: deque[_Waiting] = deque()
        self._work: asyncio.Task[None] | None = None
        self._closing = False
        self._heard_at = -JUST_NOW_S
        self.commits = 0

    async def write(self, steps: Steps) -> None:
        if self._closing:
            raise StoreUnavailable("the store is closed")
        if len(self._queue) >= self._capacity:
            raise StoreBusy(f"{self._capacity} batches wait already")
        order = order_of(self._phrasing, steps)
        future = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(future=future, steps=steps, order=order))
        if self._work is None:
            self._work = asyncio.create_task(self._write_what_waits())
        await future

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
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def _write_what_waits(self) -> None:
        try:
            # Clicks that were read off the network together share a commit.
            await asyncio.sleep(0)
            while group := self._gather():
                _settle(group, await self._outcomes(group))
        finally:
            self._work = None

    def _gather(self) -> list[_Waiting]:
        """Who gave up while waiting gets nothing written."""
        group: list[_Waiting] = []
        while self._queue and len(group) < LARGEST_GROUP:
            waiting = self._queue.popleft()
            if not waiting.future.cancelled():
                group.append(waiting)
        return sorted(group, key=lambda waiting: waiting.place)

    async def _outcomes(self, group: list[_Waiting]) -> list[Outcome]:
        try:
            return await self._together_or_again(group)
        except BaseException as error:
            await self._disconnect()
            if not isinstance(error, Exception):
                _settle(
                    group, [unavailable(InterruptedError("the store was stopped"))] * len(group)
                )
                raise
            return [unavailable(error)] * len(group)

    async def _together_or_again(self, group: list[_Waiting]) -> list[Outcome]:
        try:
            return await self._written(group)
        except Tie:
            for waiting in group:
                # Told at once: what is written is written, whatever becomes of the next one.
                _settle([waiting], [await self._again(waiting)])
            return [None] * len(group)

    async def _again(self, waiting: _Waiting) -> Outcome:
        """By itself it holds no locks but its own."""
        for attempt in range(ATTEMPTS):
            await asyncio.sleep(CHANCE.random() * PAUSE_S * 2**attempt)
            try:
                return (await self._written([waiting]))[0]
            except Tie:
                continue
            except Exception as error:  # noqa: BLE001 - who waits must always be told
                await self._disconnect()
                return unavailable(error)
        return LostRace("the server broke a tie with others each time")

    async def _written(self, group: list[_Waiting]) -> list[Outcome]:
        """In one transaction."""
        why = None
        if self._line is not None and (shape := self._only_shape(group)) is not None:
            outcomes, why = await self._in_one_way(shape, group)
            if why is None:
                return outcomes
        line = await self._begun(group)
        try:
            outcomes = await self._applied(line, group, why)
        except Tie:
            await line.driver.execute("ROLLBACK")
            raise
        if None not in outcomes:
            await line.driver.execute("ROLLBACK")
            return outcomes
        _about_to_commit()
        if (said := await line.driver.execute("COMMIT")) != "COMMIT":
            # Where a statement has failed the server rolls back, and calls it no error.
            raise ConnectionError(f"the server answered {said} to a COMMIT")
        return self._acknowledged(outcomes)

    def _only_shape(self, group: list[_Waiting]) -> Shape | None:
        """Of them all, where the server was there just now."""
        quiet = asyncio.get_running_loop().time() - self._heard_at
        if self._line is None or not self._line.stands or quiet > JUST_NOW_S:
            return None
        shapes = {self._calls.knows(waiting.order) for waiting in group}
        return shapes.pop() if len(shapes) == 1 else None

    async def _in_one_way(
        self, shape: Shape, group: list[_Waiting]
    ) -> tuple[list[Outcome], Exception | None]:
        """A call by itself is a transaction by itself: what it has answered is on disk."""
        _about_to_commit()
        try:
            outcomes = await self._calls.call(shape, _orders(group))
        except Exception as error:  # noqa: BLE001 - what is not the group's is its caller's
            raise_what_concerns_all(error)
            return [], error
        return self._acknowledged(outcomes), None

    def _acknowledged(self, outcomes: list[Outcome]) -> list[Outcome]:
        crash_at("after_commit_before_ack")
        self._heard_at = asyncio.get_running_loop().time()
        self.commits += None in outcomes
        return outcomes

    async def _applied(
        self, line: Line, group: list[_Waiting], why: Exception | None
    ) -> list[Outcome]:
        """`why` they could not be done all together, where that was tried already."""
        if why is None:
            try:
                return await self._at_first(line, group)
            except Exception as error:  # noqa: BLE001 - as above
                raise_what_concerns_all(error)
                await line.driver.execute("ROLLBACK; BEGIN")
                why = error
        if state_of(why) == LOCKED:
            await line.driver.execute(HURRY)
        return await line.connection.run_sync(apart, [waiting.steps for waiting in group])

    async def _at_first(self, line: Line, group: list[_Waiting]) -> list[Outcome]:
        outcomes = list[Outcome]()
        for known, run in groupby(group, key=lambda waiting: self._calls.knows(waiting.order)):
            those = list(run)
            if known is not None:
                outcomes += await self._calls.call(known, _orders(those))
            else:
                await line.connection.run_sync(together, [waiting.steps for waiting in those])
                outcomes += [None] * len(those)
        return outcomes

    async def _begun(self, group: list[_Waiting]) -> Line:
        """Nothing has been written yet, so a server that was restarted is no reason to fail."""
        orders = _orders(group)
        if self._line is not None:
            try:
                return await self._begins(self._line, orders)
            except TROUBLE:
                if self._line.stands:
                    raise
        await self._disconnect()
        self._line = await Line.open(self._engine)
        self._calls = Calls(self._line.driver, after=self._call_after)
        return await self._begins(self._line, orders)

    async def _begins(self, line: Line, orders: Sequence[Order]) -> Line:
        await self._calls.learn(orders)
        await line.driver.execute("BEGIN")
        return line

    async def _disconnect(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.cut()


def _about_to_commit() -> None:
    crash_at("before_commit")


def _orders(group: Sequence[_Waiting]) -> list[Order]:
    return [waiting.order for waiting in group if waiting.order]


def _settle(group: Sequence[_Waiting], outcomes: Sequence[Outcome]) -> None:
    for waiting, why in zip(group, outcomes, strict=True):
        if waiting.future.done():
            continue
        if why is None:
            waiting.future.set_result(None)
        else:
            waiting.future.set_exception(why)
