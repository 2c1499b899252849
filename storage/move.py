"""Everything that a SQLite file holds, carried over to an empty PostgreSQL database.

A table is carried over in one transaction, in which every row is read back and compared with the
file, column by column. So a move that is cut off leaves whole tables: the next one compares them
again, and goes on with the first that is not the same. Until all are there the database says that
it is half moved, and no kombot starts on it.

Rows are read in the order of their keys and arrive in one transaction, so that neither their places
nor their transaction numbers tell when they were written: ids are random. What is sealed is carried
over as it is, and no key is needed.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    create_engine,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

import storage.tables
from storage.address import file_of, is_sqlite, place_of
from storage.columns import Json, Sealed
from storage.crash import crash_at
from storage.migrate import MOVING, migrate, newest, require_newest
from storage.postgres import ALONE, TROUBLE, Line, postgres_engine
from storage.writer import plain_errors, state_of, unavailable

MODELS = storage.tables.__all__
OURS = 0x6B6F6D62_6D6F7665
"""The lock in PostgreSQL under which kombot moves."""
AT_ONCE = 1000
REFUSED = "22"
"""The class of what PostgreSQL says to a value that it does not take."""

Row = tuple[Any, ...]
Tell = Callable[[str], None]


class CannotMove(Exception):
    """The message says what to do; what has been carried over so far is kept."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    tables: int
    rows: int


def move(url: str, to: str, *, tell: Tell) -> Moved:
    """Carry the store at `url` over to the database at `to`.

    Raise CannotMove, NotMigrated for a store that is not up to date, and StoreUnavailable.
    """
    if not is_sqlite(url):
        raise CannotMove(f"{place_of(url)} is no SQLite file: only those are moved.")
    if is_sqlite(to):
        raise CannotMove("A store is moved to PostgreSQL: postgresql://USER:PASSWORD@HOST/DATABASE")
    require_newest(url)
    import asyncpg

    with _alone_with(file_of(url)) as source, plain_errors():
        try:
            return asyncio.run(_Move(source=source, to=to, tell=tell).run())
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise CannotMove(
                f"{place_of(to)} did not go along ({type(error).__name__}): see its own log, and "
                "move again; it goes on where it was."
            ) from None


@contextmanager
def _alone_with(file: Path) -> Iterator[Connection]:
    """To read, while nobody else has it open: what is written meanwhile would be lost."""
    address = f"{file.resolve().as_uri()}?mode=rw"
    opened = sqlite3.connect(address, uri=True, isolation_level=None, timeout=1)
    with closing(opened):
        try:
            # The lock is kept until the end, past this and every other transaction.
            opened.execute("PRAGMA locking_mode = EXCLUSIVE")
            opened.execute("BEGIN EXCLUSIVE")
            opened.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise CannotMove(
                f"{file} cannot be had alone ({error}): stop kombot and whatever else has it open, "
                "and move again."
            ) from None
        engine = create_engine(
            "sqlite+pysqlite://",
            creator=lambda: opened,
            poolclass=StaticPool,
            hide_parameters=True,
        )
        with engine.connect() as connection:
            yield connection


@dataclass(frozen=True, kw_only=True)
class _Move:
    source: Connection
    to: str
    tell: Tell

    async def run(self) -> Moved:
        engine = postgres_engine(self.to, keyring=None, settings=ALONE, autocommit=True)
        line = await self._line(engine)
        try:
            driver = line.driver
            if not await driver.fetchval(f"SELECT pg_try_advisory_lock({OURS})"):
                raise CannotMove(f"Another move to {place_of(self.to)} is at work: let it end.")
            await self._begin(driver)
            moved = await self._carry_over(driver)
            await self._end(driver)
            return moved
        finally:
            await line.connection.close()

    async def _line(self, engine: AsyncEngine) -> Line:
        try:
            return await Line.open(engine)
        except TROUBLE as error:
            raise CannotMove(
                f"{place_of(self.to)} cannot be used: {unavailable(error)}. Check KOMBOT_MOVE_TO "
                "(or --to), and whether the server runs and lets that user in."
            ) from None

    async def _begin(self, driver: Any) -> None:  # noqa: ANN401 - asyncpg has no types
        """Say that it is half moved, on a database that is empty or that says so already."""
        mark = f"{MOVING}{newest()}"
        tables = await _tables(driver)
        at = await _revision(driver) if "alembic_version" in tables else ""
        if at.startswith(MOVING) and at != mark:
            raise CannotMove(
                f"The move to {place_of(self.to)} was begun by another version of kombot: empty "
                "that database, and move again."
            )
        if at != mark and not await _is_free(driver, tables, at):
            raise CannotMove(
                f"{place_of(self.to)} is not empty, and nothing there is touched: make a database "
                "of its own for kombot, and name that."
            )
        if not tables:
            await asyncio.to_thread(migrate, self.to)
        crash_at("move_before_mark")
        await driver.execute("UPDATE alembic_version SET version_num = $1", mark)

    async def _carry_over(self, driver: Any) -> Moved:  # noqa: ANN401 - as above
        tables, rows, is_old = SQLModel.metadata.sorted_tables, 0, True
        for number, table in enumerate(tables):
            here = _Carried(table=table, source=self.source, driver=driver)
            count = await here.compared() if is_old else None
            if count is None:
                # What comes later refers to what comes before.
                emptied = tables[number:] if is_old else ()
                count, is_old = await here.carried(emptied), False
            if count:
                self.tell(f"  {table.name}: {count}")
            rows += count
        return Moved(tables=len(tables), rows=rows)

    async def _end(self, driver: Any) -> None:  # noqa: ANN401 - as above
        for table in SQLModel.metadata.sorted_tables:
            for column in _numbered(table):
                await driver.execute(
                    f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', '{column.name}'), "  # noqa: S608 - names of our own
                    f'coalesce(max("{column.name}"), 1), max("{column.name}") IS NOT NULL) '
                    f'FROM "{table.name}"'
                )
        await driver.execute("ANALYZE")
        crash_at("move_before_end")
        await driver.execute("UPDATE alembic_version SET version_num = $1", newest())


@dataclass(frozen=True, kw_only=True)
class _Carried:
    """One table, there and here."""

    table: Table
    source: Connection
    driver: Any

    async def compared(self) -> int | None:
        """How many rows there are, if they are the same on both sides."""
        async with self.driver.transaction():
            return await self._same()

    async def carried(self, emptied: Sequence[Table]) -> int:
        async with self.driver.transaction():
            if emptied:
                names = ", ".join(f'"{each.name}"' for each in emptied)
                await self.driver.execute(f"TRUNCATE {names}")
            try:
                await self.driver.copy_records_to_table(
                    self.table.name,
                    records=self._rows(),
                    columns=[each.name for each in self.table.columns],
                )
            except Exception as error:
                # What the server says of a row repeats the row.
                if state_of(error)[:2] != REFUSED:
                    raise
                raise CannotMove(
                    f"PostgreSQL did not take a row of {self.table.name} (SQLSTATE "
                    f"{state_of(error)}): nothing of that table was kept."
                ) from None
            crash_at("move_in_a_table")
            count = await self._same()
            if count is None:
                raise CannotMove(
                    f"{self.table.name} did not arrive as it is in the file: nothing of it was "
                    "kept. Move again; if it happens again, this is a fault of kombot's."
                )
        crash_at("move_between_tables")
        return count

    async def _same(self) -> int | None:
        """Row by row, in the order of keys, every column."""
        count, mine = 0, self._rows()
        async for there in self.driver.cursor(self._asked(), prefetch=AT_ONCE):
            if next(mine, None) != tuple(there):
                return None
            count += 1
        return count if next(mine, None) is None else None

    def _rows(self) -> Iterator[Row]:
        found = self.source.execution_options(yield_per=AT_ONCE).execute(_reading(self.table))
        return (tuple(row) for row in found)

    def _asked(self) -> str:
        names = ", ".join(_as_text(each) for each in self.table.columns)
        keys = ", ".join(_in_order(each) for each in self.table.primary_key.columns)
        return f'SELECT {names} FROM "{self.table.name}" ORDER BY {keys}'  # noqa: S608 - as above


def _reading(table: Table) -> Select[Any]:
    return select(*(_raw(each) for each in table.columns)).order_by(*table.primary_key.columns)


def _raw(column: Column[Any]) -> Any:  # noqa: ANN401 - SQLAlchemy's own expressions
    """As it lies there: sealed, or the text of its JSON."""
    if isinstance(column.type, Sealed):
        return type_coerce(column, LargeBinary)
    return type_coerce(column, Text) if isinstance(column.type, Json) else column


def _as_text(column: Column[Any]) -> str:
    """As `_raw`, there."""
    return f'"{column.name}"' + ("::text" if isinstance(column.type, Json) else "")


def _in_order(column: Column[Any]) -> str:
    """By bytes, as SQLite does it, whatever the database's language is."""
    return f'"{column.name}"' + ("" if isinstance(column.type, Integer) else ' COLLATE "C"')


def _numbered(table: Table) -> Iterator[Column[Any]]:
    """Keys that the database counts."""
    keys = list(table.primary_key.columns)
    return (each for each in keys if len(keys) == 1 and isinstance(each.type, Integer))


async def _tables(driver: Any) -> list[str]:  # noqa: ANN401 - as above
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return [each["tablename"] for each in await driver.fetch(asked)]


async def _revision(driver: Any) -> str:  # noqa: ANN401 - as above
    return str(await driver.fetchval("SELECT version_num FROM alembic_version"))


async def _is_free(driver: Any, tables: Sequence[str], at: str) -> bool:  # noqa: ANN401 - as above
    """Without tables, or just migrated."""
    if not tables:
        return True
    known = {*SQLModel.metadata.tables, "alembic_version"}
    if at != newest() or set(tables) != known:
        return False
    counts = [
        await driver.fetchval(f'SELECT count(*) FROM (SELECT FROM "{each}" LIMIT 1) AS one')  # noqa: S608 - as above
        for each in SQLModel.metadata.tables
    ]
    return not any(counts)
