"""How many statements something takes, whichever way they go to the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from storage.database import Database
from storage.prepared import Asked
from storage.views import Readers, Select, Take, View
from storage.writer import Steps, Writer

T = TypeVar("T")


@dataclass
class Count:
    """`reads` and `writes` so far; a statement that is done for many rows at once is one."""

    reads: int = 0
    writes: int = 0

    @property
    def statements(self) -> int:
        return self.reads + self.writes


@dataclass
class _View:
    view: View
    count: Count

    async def fetch(self, statement: Select, take: Take[T]) -> T:
        self.count.reads += 1
        return await self.view.fetch(statement, take)

    async def rows(self, asked: Asked[T]) -> list[T]:
        self.count.reads += 1
        return await self.view.rows(asked)

    async def ahead(self, asked: Sequence[Asked[Any]]) -> None:
        """What is asked for ahead is asked for, and counted, where it is wanted."""

    async def end(self) -> None:
        await self.view.end()


@dataclass
class _Readers:
    readers: Readers
    count: Count

    def point(self) -> View:
        return _View(self.readers.point(), self.count)

    def among(self) -> View:
        return _View(self.readers.among(), self.count)

    def long(self) -> View:
        return _View(self.readers.long(), self.count)

    async def close(self) -> None:
        await self.readers.close()


@dataclass
class _Writer:
    writer: Writer
    count: Count

    async def write(self, steps: Steps) -> None:
        self.count.writes += len(steps)
        await self.writer.write(steps)

    async def maintenance(self, job: Callable[[Connection], T]) -> T:
        return await self.writer.maintenance(job)

    async def close(self) -> None:
        await self.writer.close()


def counted(database: Database) -> tuple[Database, Count]:
    """The same database, with everything that it is asked counted."""
    count = Count()
    readers, writer = _Readers(database.readers, count), _Writer(database.writer, count)
    return Database(readers=readers, writer=writer), count
