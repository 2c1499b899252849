"""What a pass of the planner costs, whatever the number of people, and that it sends once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlmodel import SQLModel

from benchmarks import crowds
from benchmarks.counting import counted
from dialogs.core.calendar import WorkCalendar
from dialogs.core.house import House
from schedules import JOBS, REMINDERS
from schedules.core.planner import Planner
from storage import slices
from storage.unit_of_work import Store
from tests.stores import POSTGRES, SQLITE, chosen, open_store

NOW = crowds.NOW
RULES = ("vote.reminder", "minikom", "prepare.reminder", "digest", "deadline.plan")
MOST = 5


@pytest.fixture(params=[SQLITE, POSTGRES])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    with chosen(str(request.param)):
        yield str(request.param)


@asynccontextmanager
async def a_town(folder: Path, *, people: int) -> AsyncIterator[Store]:
    folder.mkdir(exist_ok=True)
    async with open_store(folder) as store:
        await store.maintenance(crowds.founds)
        await store.maintenance(lambda connection: crowds.grows(connection, 0, people))
        yield store


def planner_of(store: Store) -> Planner:
    return Planner(
        store=store,
        reminders=REMINDERS,
        jobs=JOBS,
        calendar=WorkCalendar("Europe/Copenhagen"),
        house=House(),
    )


@pytest.mark.parametrize("people", [200, 1000])
async def test_a_pass_takes_five_statements_whatever_it_holds(
    tmp_path: Path, kind: str, people: int
) -> None:
    """Of all rules, with digests and what rides in them; some wait, some are sent."""
    async with a_town(tmp_path / kind, people=people) as store:
        due = people // 2
        await store.maintenance(lambda connection: crowds.falls_due(connection, due, of=people))
        same, count = counted(store._database)
        planned = await planner_of(Store(same)).plan_once(now=NOW)
        assert planned.due == due
        assert planned.sent > 0
        assert {rule for rule, _, _ in planned.verdicts} >= set(RULES)
        assert count.reads == 1
        assert count.statements <= MOST


async def test_what_is_due_is_found_by_an_index(tmp_path: Path, kind: str) -> None:
    async with a_town(tmp_path / kind, people=20_000) as store:
        plan = await store.maintenance(lambda connection: _plan_of(connection, planner_of(store)))
    walked = [line for line in plan for table in SQLModel.metadata.tables if _walks(line, table)]
    assert walked == [], "\n".join(plan)
    # A rule has a row for each of whom it is about: that is no better than to walk.
    assert not any("(rule=?)" in line and " due " in line for line in plan), "\n".join(plan)
    assert any("ix_due_due_at" in line for line in plan), "\n".join(plan)


def _walks(line: str, table: str) -> bool:
    """SQLite says SCAN, PostgreSQL Seq Scan."""
    return f"Seq Scan on {table} " in line or line.split(" USING ", maxsplit=1)[0] in (
        f"SCAN {table}",
        f"SCAN TABLE {table}",
    )


def _plan_of(connection: Connection, planner: Planner) -> list[str]:
    """Where PostgreSQL may walk no table it does so only for want of an index."""
    if connection.dialect.name == SQLITE:
        return _told(connection, planner, "EXPLAIN QUERY PLAN ")
    connection.exec_driver_sql("SET enable_seqscan = off")
    try:
        return _told(connection, planner, "EXPLAIN ")
    finally:
        connection.exec_driver_sql("RESET enable_seqscan")


def _told(connection: Connection, planner: Planner, explain: str) -> list[str]:
    # The plan comes in columns of its own.
    asked = slices.asked(planner.reach(NOW), before=explain).element
    return [str(row[-1]) for row in connection.execute(asked)]
