"""A SQLite store with rows in every table and a value in every column, as they lie on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, Integer, Table, TypeDecorator
from sqlmodel import SQLModel

import storage.tables
from storage.columns import Json, Sealed, UtcDateTime
from storage.migrate import migrate

MODELS = storage.tables.__all__
AWKWARD = ("æøå ‘ ’ \" ' \\ %s {} \t\n\r", "", "🙂 \u200f\u0301", "Å" * 3000)
LONG_AGO = datetime(1999, 12, 31, 23, 59, 59, 999999, UTC)


def fill(file: Path, *, seed: int = 1) -> None:
    """Ids are random, as kombot's are."""
    file.write_bytes(_filled(seed))


@cache
def _filled(seed: int) -> bytes:
    with TemporaryDirectory() as folder:
        _make(Path(folder) / "filled.db", rows=25, seed=seed)
        return (Path(folder) / "filled.db").read_bytes()


def _make(file: Path, *, rows: int, seed: int) -> None:
    migrate(f"sqlite:///{file}")
    chance = Random(seed)
    with closing(sqlite3.connect(file)) as opened, opened:
        ids: dict[str, list[str]] = {}
        for table in SQLModel.metadata.sorted_tables:
            made = [_row(table, number, ids, chance) for number in range(rows)]
            names = ", ".join(f'"{each.name}"' for each in table.columns)
            marks = ", ".join("?" for _ in table.columns)
            opened.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', made)
            at = [each.name for each in table.columns].index(next(iter(table.primary_key)).name)
            ids[table.name] = [row[at] for row in made]


def _row(table: Table, number: int, ids: dict[str, list[str]], chance: Random) -> list[Any]:
    return [_value(table, column, number, ids, chance) for column in table.columns]


def _value(
    table: Table, column: Column[Any], number: int, ids: dict[str, list[str]], chance: Random
) -> Any:
    for key in column.foreign_keys:
        there = ids.get(key.column.table.name)
        if there is None:  # A row of the table itself, which may come later.
            return None
        return there[number]
    if column.nullable and number % 5 == 0:
        return None
    plain = _plain(column.type, number, chance)
    if plain is not None:
        return plain
    if column.primary_key or column.name in _unique(table):
        return f"{chance.randbytes(6).hex()}-{number}"
    return AWKWARD[number % len(AWKWARD)]


def _plain(kind: Any, number: int, chance: Random) -> Any:
    if isinstance(kind, Sealed):
        return chance.randbytes(30 + number)
    if isinstance(kind, Json):
        return '{"b": [1, "å"],  "a": null}'
    if isinstance(kind, UtcDateTime):
        moment = LONG_AGO + timedelta(days=number * 300)
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(kind, Date):
        return date(2026, 1, 1 + number % 28).isoformat()
    if isinstance(kind, Boolean):
        return number % 2
    if isinstance(kind, Integer) and not isinstance(kind, TypeDecorator):
        return number + 1
    return None


def _unique(table: Table) -> set[str]:
    found = {column.name for column in table.columns if column.unique}
    for each in (*table.indexes, *table.constraints):
        if getattr(each, "unique", True):
            found |= {column.name for column in getattr(each, "columns", ())}
    return found


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Of any database, in the order of keys, and as Python has it."""
    return {name: rows for name, rows in _each(connection) if rows}


def _each(connection: Connection) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    for table in SQLModel.metadata.sorted_tables:
        names = ", ".join(_text(column, connection) for column in table.columns)
        rows = connection.exec_driver_sql(f'SELECT {names} FROM "{table.name}"').all()
        yield table.name, sorted((tuple(row) for row in rows), key=repr)


def _text(column: Column[Any], connection: Connection) -> str:
    """The same words for the same value on both databases."""
    name, on_sqlite = f'"{column.name}"', connection.dialect.name == "sqlite"
    if isinstance(column.type, UtcDateTime):
        form = "YYYY-MM-DD HH24:MI:SS.US"
        return name if on_sqlite else f"to_char({name} AT TIME ZONE 'UTC', '{form}')"
    if isinstance(column.type, Sealed):
        digits = f"iif({name} IS NULL, NULL, lower(hex({name})))"
        return digits if on_sqlite else f"encode({name}, 'hex')"
    if isinstance(column.type, Boolean):
        return name if on_sqlite else f"{name}::int"
    return name if on_sqlite else f"{name}::text" if not isinstance(column.type, Integer) else name
