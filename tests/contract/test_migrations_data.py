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
    update,
)
from sqlalchemy.pool import NullPool
from sqlalchemy.types import JSON

from dialogs.concepts import load_talk
from dialogs.talks.owed.standing import Known, Stand, standing
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


A_YEAR = (date(2024, 2, 1), date(2024, 11, 30))
NEVER_YET = datetime(2099, 1, 1, 9, tzinfo=UTC)


def test_whoever_is_late_when_first_days_are_kept_stays_late(url: str) -> None:  # HER-10
    """Of whom nothing but what is to come says that they are here, the night says so."""
    migrate(url, "0022")
    does(url, fill)
    does(url, _a_year_a_goal_and_one_who_has_left)
    migrate(url)
    after: Kept = does(url, rows)
    came = {each["name"][-1]: each["came_on"] for each in after["person"]}
    assert came == {"1": A_YEAR[0], "2": None, "3": None, "4": date(2024, 5, 2)}
    known = Known(year_began=A_YEAR[0], year_ends=A_YEAR[1], came_on=came["1"])
    assert standing(known, load_talk("herlev"), date(2025, 1, 5)).stand is Stand.LATE


def _a_year_a_goal_and_one_who_has_left(connection: Connection) -> None:
    """The first works where there was a year, the third has left, and the fourth has a goal."""
    there = {each.name: each for each in tables(connection)}
    person, cycle, goal = there["person"], there["cycle"], there["goal"]
    talk = there["conversation"]
    found = connection.execute(select(person).order_by(person.c.id)).mappings().all()
    fourth = {**found[1], "id": "fourth", "name": "person 4", "email": "4@solsikken.example"}
    connection.execute(insert(person), [fourth])
    # All of it is to come, but for a year that is over and a goal that was agreed on.
    connection.execute(update(talk).values(at=NEVER_YET))
    connection.execute(update(cycle).values(first_day=NEVER_YET.date(), opened_at=NEVER_YET))
    connection.execute(update(goal).values(agreed_on=NEVER_YET.date()))
    first = cycle.c.workplace_id == found[0]["workplace_id"]
    connection.execute(update(cycle).where(first).values(first_day=A_YEAR[0]))
    second = goal.c.person_id == found[1]["id"]
    connection.execute(update(goal).where(second).values(person_id="fourth"))
    fourths = update(goal).where(goal.c.person_id == "fourth")
    connection.execute(fourths.values(agreed_on=date(2024, 5, 2)))
    connection.execute(update(person).values(left_on=None))
    third = update(person).where(person.c.id == found[2]["id"])
    connection.execute(third.values(left_on=date(2024, 8, 1)))
    thirds = update(cycle).where(cycle.c.workplace_id == found[2]["workplace_id"])
    connection.execute(thirds.values(first_day=A_YEAR[0]))
