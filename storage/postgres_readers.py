"""Views of PostgreSQL: connections that read, and what is read through each.

What is read goes to the driver itself: a session and a connection of SQLAlchemy's between the two
cost four times what the driver does. Both know the same words, types and models (`phrasing`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from asyncpg.exceptions import (
    InvalidCachedStatementError,
    OutdatedSchemaCacheError,
    PostgresError,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.phrasing import Filled, Found, Phrasing, Row
from storage.postgres import TROUBLE, Line, told
from storage.postgres_gathered import Gathering
from storage.prepared import Asked, Prepared
from storage.views import Places, Select, Take, View

T = TypeVar("T")

READERS = 8
PATIENCE_S = 5.0
# What has not answered by then is taken for lost: a click waits no longer than its platform does.
POINT_S = 5.0
READ_S = 30.0
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""Every view says it, as what stands between us and the server may keep no settings."""
ANEW, AT_REST = "ROLLBACK AND CHAIN", "ROLLBACK"
"""What ends a view has begun the next one, which sees nothing before it is asked; so that somebody
who comes soon is a way there and back ahead."""
SOON_S = 1.0
"""For so long; a transaction that stands open for longer is nothing to leave behind."""
# Said once of each statement that was prepared before somebody migrated.
OUTDATED = (InvalidCachedStatementError, OutdatedSchemaCacheError)


class PostgresReaders:
    """At most `places` connections; who finds none free waits, at most `patience_s` seconds."""

    def __init__(
        self, engine: AsyncEngine, *, places: int = READERS, patience_s: float = PATIENCE_S
    ) -> None:
        self._engine = engine
        self._free: list[Line] = []
        self._begun_at: dict[Line, float] = {}
        self._behind: set[asyncio.Task[None]] = set()
        self._resting: asyncio.TimerHandle | None = None
        self._places = Places(places, patience_s=patience_s)
        self._gathering = Gathering(lambda: _View(self, patience_s=POINT_S))
        self.kinds: dict[tuple[Prepared[Any], ...], tuple[str, ...]] = {}
        self.phrasing = Phrasing(engine.dialect)

    def point(self) -> View:
        return _View(self, patience_s=POINT_S)

    def among(self) -> View:
        return self._gathering.joins()

    def long(self) -> View:
        return _View(self, patience_s=READ_S)

    async def close(self) -> None:
        self._places.close()
        while self._behind:
            await asyncio.wait(self._behind)
        if self._resting is not None:
            self._resting.cancel()
        while self._free:
            await self._free.pop().close()

    async def take(self) -> Line:
        """A line with a transaction begun: the server's view starts with the first read."""
        await self._places.take()
        try:
            return await self._begun() or await _begin(await Line.open(self._engine))
        except BaseException:
            self._places.release()
            raise

    async def _begun(self) -> Line | None:
        """One of those that were used before; what a restart of the server has killed is let go."""
        while self._free:
            line = self._free.pop()
            begun = self._begun_at.pop(line, None) is not None
            try:
                if line.stands:
                    return line if begun else await _begin(line)
            except TROUBLE:
                if line.stands:
                    raise
            await line.cut()
        return None

    def give_back(self, line: Line, *, unhurt: bool) -> None:
        """Nobody waits for it."""
        self._beside(self._given_back(line, ANEW if unhurt else ""))

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def _given_back(self, line: Line, said: str) -> None:
        """Whose place is held until then; without a word to say it is not fit to be used again."""
        try:
            if said and line.stands and not self._places.closed:
                await line.driver.execute(said)
                self._keep(line, begun=said == ANEW)
                return
            await line.cut()
        except BaseException as error:
            await line.cut()
            if not isinstance(error, TROUBLE):
                raise
        finally:
            self._places.release()

    def _keep(self, line: Line, *, begun: bool) -> None:
        loop = asyncio.get_running_loop()
        if begun:
            self._free.append(line)
            self._begun_at[line] = loop.time()
            if self._resting is None:
                self._resting = loop.call_later(SOON_S, self._rest)
        else:
            self._free.insert(0, line)

    def _rest(self) -> None:
        """Those that nobody came for: whoever comes takes what was given back last."""
        self._resting = None
        self._beside(self._at_rest())

    async def _at_rest(self) -> None:
        loop = asyncio.get_running_loop()
        while (line := self._left_over(loop.time() - SOON_S)) and self._places.left:
            await self._places.take()
            self._free.remove(line)
            del self._begun_at[line]
            await self._given_back(line, AT_REST)
        if self._begun_at and self._resting is None:
            self._resting = loop.call_later(SOON_S, self._rest)

    def _left_over(self, since: float) -> Line | None:
        return next((line for line, at in self._begun_at.items() if at <= since), None)


async def _begin(line: Line) -> Line:
    try:
        await line.driver.execute(BEGIN)
    except BaseException as error:
        if not isinstance(error, TROUBLE) or not line.stands:
            await line.cut()
        raise
    return line


class _View:
    """The loop goes on while the server answers."""

    def __init__(self, readers: PostgresReaders, *, patience_s: float) -> None:
        self._readers = readers
        self._patience_s = patience_s
        self._line: Line | None = None
        self._unhurt, self._has_read = True, False
        self._known: dict[Asked[Any], list[Any]] = {}
        # Tasks may share a view, but not its connection.
        self._turn = asyncio.Lock()

    async def fetch(self, statement: Select, take: Take[T]) -> T:
        return take(Found(await self._made(statement)))

    async def rows(self, asked: Asked[T]) -> list[T]:
        known = self._known.pop(asked, None) if self._known else None
        return await self._made(asked) if known is None else known

    async def ahead(self, asked: Sequence[Asked[Any]]) -> None:
        (found,) = await self._filled(self._readers.phrasing.fill_all(asked))
        self._known.update(zip(asked, found, strict=True))

    async def begin(self) -> None:
        async with self._turn:
            try:
                await self._begin()
            except TROUBLE as error:
                raise told(error) from None

    async def each_ahead(self, many: Sequence[Sequence[Asked[Any]]]) -> list[list[list[Any]]]:
        if len(many) > 1 and (kinds := await self._kinds(many[0])):
            return await self._filled(self._readers.phrasing.fill_each(many, kinds))
        found = [await self._filled(self._readers.phrasing.fill_all(asked)) for asked in many]
        return [answers for (answers,) in found]

    async def _kinds(self, asked: Sequence[Asked[Any]]) -> tuple[str, ...]:
        """The types of its values, which the server is asked for once."""
        key = tuple(one.prepared for one in asked)
        known = self._readers.kinds.get(key)
        if known is None:
            sql = self._readers.phrasing.fill_all(asked).sql
            async with self._turn:
                try:
                    line = self._line or await self._begin()
                    found = await line.driver.prepare(sql, timeout=self._patience_s)
                except TROUBLE as error:
                    raise told(error) from None
            known = tuple(f'"{kind.schema}"."{kind.name}"' for kind in found.get_parameters())
            self._readers.kinds[key] = known
        return known

    async def _made(self, statement: Select | Asked[Any]) -> list[Any]:
        return await self._filled(self._readers.phrasing.fill(statement))

    async def _filled(self, filled: Filled) -> list[Any]:
        async with self._turn:
            try:
                rows = await self._rows(filled)
            except TROUBLE as error:
                raise told(error) from None
        return [filled.make(row) for row in rows]

    async def end(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            self._readers.give_back(line, unhurt=self._unhurt)

    async def _rows(self, filled: Filled) -> list[Row]:
        if self._has_read and self._line is not None:
            return await self._read(self._line, filled)
        for _ in range(READERS):
            try:
                return await self._read(self._line or await self._begin(), filled)
            except TROUBLE as error:
                if not self._may_begin_again(error):
                    raise
                await self.end()
                self._unhurt = True
        return await self._read(self._line or await self._begin(), filled)

    def _may_begin_again(self, error: Exception) -> bool:
        """A restarted server or changed tables are met here, where nothing has been read yet."""
        if self._line is None:
            return False
        return not self._line.stands or isinstance(error, OUTDATED)

    async def _begin(self) -> Line:
        self._line = await self._readers.take()
        return self._line

    async def _read(self, line: Line, filled: Filled) -> list[Row]:
        try:
            found: list[Row] = await line.driver.fetch(
                filled.sql, *filled.values, timeout=self._patience_s
            )
        except BaseException as error:
            # Given up, too slow or cut off: nobody knows what the connection is at.
            self._unhurt = isinstance(error, PostgresError) and line.stands
            raise
        self._has_read = True
        return found
