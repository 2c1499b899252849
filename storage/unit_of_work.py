"""Decide first, write once: reads come from a snapshot, writes leave together at commit.

Every premise of a decision travels in the batch. If one no longer holds when the writer applies
it, nothing is written, LostRace is raised, and the work starts again from the read.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Delete, Executable, Insert, Select, Update, insert
from sqlalchemy import inspect as mapping_of
from sqlmodel import SQLModel

from storage.database import Database, Snapshot
from storage.prepared import Asked, held, insertion
from storage.writer import LostRace, Steps, Write

T = TypeVar("T")
_Select: TypeAlias = Select[*tuple[Any, ...]]

ATTEMPTS = 5


class Batch:
    """Writes that are applied together, in this order, or not at all."""

    def __init__(self) -> None:
        self._first: list[Write] = []
        self._steps: list[Write] = []

    @property
    def steps(self) -> Steps:
        return (*self._first, *self._steps)

    def insert(self, row: SQLModel) -> None:
        """Insert a row of a table model; a primary key of None is left to the database."""
        values = _values(row)
        asked = insertion(type(row), tuple(values))(*values.values())
        self._add(Write(statement=_insert_into(type(row)), values=values, exactly=1, asked=asked))

    def insert_new(self, row: SQLModel, conflict: tuple[Any, ...]) -> None:
        """Insert unless a row with the same `conflict` columns (unique together) is there."""
        columns = _named(conflict)
        write = Write(statement=_insert_into(type(row)), values=_values(row), gives_way_on=columns)
        self._add(write)

    def insert_all(
        self,
        model: type[SQLModel],
        rows: Sequence[Mapping[str, Any]],
        conflict: tuple[Any, ...] = (),
    ) -> None:
        """As `insert`, or as `insert_new` with `conflict`, for many rows at once; see `rows_of`."""
        if rows:
            write = Write(statement=_insert_into(model), values=rows, gives_way_on=_named(conflict))
            self._add(write)

    def update(self, statement: Update | Asked[None], expect: int | None = 1) -> None:
        """Touch exactly `expect` rows, or any number when it is None."""
        self._add(_write(statement, exactly=expect))

    def delete(self, statement: Delete | Asked[None], expect: int | None = None) -> None:
        self._add(_write(statement, exactly=expect))

    def expect(self, statement: Select[*tuple[Any, ...]] | Asked[Any]) -> None:
        """State a premise: rows of tables (no aggregate), of which one at least is there.

        Where several may write at once the rows are locked until the commit, or the premise
        could fall between the look and the write. A premise on what the batch changes is stated
        after the change: two who have both looked would each wait for the other to let go.
        """
        self._add(_write(_held(statement), finds=True))

    def expect_alone(self, statement: _Select) -> None:
        """As `expect`, before all else: until the commit nobody changes the rows or adds to them.

        What points at one of them waits, and what was being added is there to be found.
        """
        self._first.append(_write(statement.with_for_update(), finds=True))

    def expect_none(self, found: _Select, *, within: _Select) -> None:
        """State that nothing is `found`, and that nobody adds to it before the commit.

        Two who look at once both find nothing, and no lock is on what is not there. So the rows of
        `within` are locked, and whoever comes second looks after the first.
        """
        self.expect_alone(within)
        self.expect(within.where(~found.exists()))

    def run(self, statement: Executable | Asked[Any], expect: int | None = None) -> None:
        self._add(_write(statement, exactly=expect))

    def _add(self, write: Write) -> None:
        self._steps.append(write)


class Unit(Snapshot):
    """One unit of work: a snapshot to read and a batch to write, which it never sees itself.

    `again`: the same work has lost a race before. `among`: it may read what others read with it.
    """

    def __init__(self, database: Database, *, again: bool = False, among: bool = False) -> None:
        super().__init__(database.readers.among() if among else database.readers.point())
        self.again = again
        self._writer = database.writer
        self.batch = Batch()

    @property
    def spent(self) -> bool:
        """It has been committed or left: neither reads nor commits any more."""
        return self._ended

    def insert(self, row: SQLModel) -> None:
        self.batch.insert(row)

    def insert_new(self, row: SQLModel, conflict: tuple[Any, ...]) -> None:
        self.batch.insert_new(row, conflict)

    def insert_all(
        self,
        model: type[SQLModel],
        rows: Sequence[Mapping[str, Any]],
        conflict: tuple[Any, ...] = (),
    ) -> None:
        self.batch.insert_all(model, rows, conflict)

    def update(self, statement: Update | Asked[None], expect: int | None = 1) -> None:
        self.batch.update(statement, expect)

    def delete(self, statement: Delete | Asked[None], expect: int | None = None) -> None:
        self.batch.delete(statement, expect)

    def expect(self, statement: Select[*tuple[Any, ...]] | Asked[Any]) -> None:
        self.batch.expect(statement)

    def expect_alone(self, statement: _Select) -> None:
        self.batch.expect_alone(statement)

    def expect_none(self, found: _Select, *, within: _Select) -> None:
        self.batch.expect_none(found, within=within)

    def run(self, statement: Executable | Asked[Any], expect: int | None = None) -> None:
        self.batch.run(statement, expect)

    async def commit(self) -> None:
        """Write the batch and return once it is on disk; an empty batch writes nothing.

        Raises LostRace, StoreBusy or StoreUnavailable; then nothing of it is written.
        """
        if self.spent:
            raise RuntimeError("this unit is spent: begin a new one")
        await self.end()
        if self.batch.steps:
            await self._writer.write(self.batch.steps)


class Store:
    """Where the work of the rest of the program begins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def snapshot(self) -> Snapshot:
        """Read any number of rows (home, report, export) with `async with`; no click waits."""
        return self._database.snapshot()

    def glance(self) -> Snapshot:
        """Read the few rows that an answer waits for."""
        return self._database.glance()

    async def maintenance(self, job: Callable[[Connection], T]) -> T:
        """Run `job` on the writer's connection, between commits and outside a transaction."""
        return await self._database.maintenance(job)

    def unit(self) -> Unit:
        """A unit, with `async with`, that writes nothing unless it is committed inside.

        It reads on the loop, which is the quickest for a click's rows or a slice of a few hundred.
        """
        return Unit(self._database)

    async def run(self, work: Callable[[Unit], Awaitable[T]], *, attempts: int = ATTEMPTS) -> T:
        """Do `work` and commit it, again from the read when a race is lost.

        `work` may run several times, so it must do nothing but read and write through its unit.
        Raises the last LostRace after `attempts`.
        """
        for attempt in range(attempts - 1):
            try:
                return await self._attempt(work, again=attempt > 0, among=attempt == 0)
            except LostRace:
                continue
        return await self._attempt(work, again=attempts > 1)

    async def _attempt(
        self, work: Callable[[Unit], Awaitable[T]], *, again: bool, among: bool = False
    ) -> T:
        async with Unit(self._database, again=again, among=among) as unit:
            result = await work(unit)
            if not unit.spent:
                await unit.commit()
            return result


def _named(columns: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(getattr(column, "name", column)) for column in columns)


def _write(
    statement: Executable | Asked[Any], *, exactly: int | None = None, finds: bool = False
) -> Write:
    if not isinstance(statement, Asked):
        return Write(statement=statement, exactly=exactly, finds=finds)
    return Write(
        statement=statement.prepared.statement,
        exactly=exactly,
        finds=finds,
        asked=statement,
    )


def _held(
    premise: Select[*tuple[Any, ...]] | Asked[Any],
) -> Select[*tuple[Any, ...]] | Asked[Any]:
    if isinstance(premise, Asked):
        return Asked(held(premise.prepared), premise.values)
    return premise.with_for_update(read=True)


@lru_cache(maxsize=256)
def _insert_into(model: type[SQLModel]) -> Insert:
    return insert(mapping_of(model).local_table)


@lru_cache(maxsize=256)
def _columns(model: type[SQLModel]) -> tuple[tuple[str, str, bool], ...]:
    """(attribute, column key, is in the primary key)."""
    properties = mapping_of(model).column_attrs
    return tuple((p.key, p.columns[0].key, p.columns[0].primary_key) for p in properties)


def _values(row: SQLModel) -> dict[str, Any]:
    found = ((key, getattr(row, name), primary) for name, key, primary in _columns(type(row)))
    return {key: value for key, value, primary in found if value is not None or not primary}
