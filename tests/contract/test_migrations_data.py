"""Every schema that there has been, with rows in every table: all are there after migrating."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    create_engine,
    insert,
    select,
)
from sqlalchemy.pool import NullPool
from sqlalchemy.types import JSON

from storage.migrate import SCRIPTS, differences, migrate, require_newest
from storage.postgres import at_once
from tests import stores
from tests.postgres import server

REVISIONS = [each.stem[:4] for each in sorted((SCRIPTS / "versions").glob("*.py"))]
ROWS = range(1, 4)
Kept = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=[stores.SQLITE, stores.POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    on_sqlite = request.param == stores.SQLITE
    return f"sqlite:///{tmp_path / 'kombot.db'}" if on_sqlite else server().bare(tmp_path)


def does(url: str, job: Any) -> Any:
    if not url.startswith("sqlite"):
        return at_once(url, job)
    with create_engine(url, poolclass=NullPool).begin() as connection:
        return job(connection)


def tables(connection: Connection) -> list[Table]:
    """As they lie there, whatever the models say by now."""
    found = MetaData()
    found.reflect(connection)
    return [each for each in found.sorted_tables if each.name != "alembic_version"]


def fill(connection: Connection) -> Kept:
    """What lies in each table then."""
    found = tables(connection)
    for table in found:
        new = [{each.name: value(each, number) for each in table.columns} for number in ROWS]
        connection.execute(insert(table), new)
    return rows(connection, found)


def value(column: Column[Any], number: int) -> Any:
    """What refers to something refers to that of the same number."""
    for key in column.foreign_keys:
        itself = key.column.table is column.table
        return None if itself else value(key.column, number)
    kinds: tuple[tuple[type[Any], Any], ...] = (
        (Boolean, number % 2 == 0),
        (Integer, number),
        (DateTime, datetime(2026, 1, number, 9, tzinfo=UTC)),
        (Date, date(2026, 1, number)),
        (JSON, {"å": number}),
        (LargeBinary, bytes([number, 0, 255])),
    )
    for kind, found in kinds:
        if isinstance(column.type, kind):
            return found
    return f"{column.table.name} {column.name} æøå {number}"


def rows(connection: Connection, found: Sequence[Table] = ()) -> Kept:
    return {
        table.name: sorted(
            (dict(each) for each in connection.execute(select(table)).mappings()), key=repr
        )
        for table in found or tables(connection)
    }


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_row_of_every_schema_is_there_after_migrating(url: str, revision: str) -> None:
    migrate(url, revision)
    before: Kept = does(url, fill)
    migrate(url)
    after: Kept = does(url, rows)
    assert all(len(found) == len(ROWS) for found in before.values())
    for name, found in before.items():
        columns = found[0].keys() & after[name][0].keys()
        assert columns, name
        assert _of(columns, after[name]) == _of(columns, found), name
    require_newest(url)
    assert does(url, differences) == []


def _of(columns: Any, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(({name: each[name] for name in sorted(columns)} for each in found), key=repr)


def test_votes_that_were_cast_before_counts_were_kept_are_counted(url: str) -> None:
    migrate(url, "0006")
    does(url, fill)
    migrate(url)
    after: Kept = does(url, rows)
    assert [
        (each["round_id"], each["theme"], each["ballots"]) for each in after["tally_count"]
    ] == [(each["round_id"], each["theme"], 1) for each in after["ballot"]]
