"""Planners that meet, jobs, and what fails: each row is done once, and none holds the others up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schedules.core.calendar import DAY
from schedules.core.context import Context
from schedules.core.crowd import read_crowd
from schedules.core.decide import Reason
from schedules.core.planner import Planner
from schedules.core.reminder import Need
from storage import due
from storage.database import Snapshot
from storage.tables import Due
from storage.unit_of_work import Unit
from tests import town
from tests.nudging import CALENDAR, WEDNESDAY, Desk, Needed, a_desk, reminder, settles

JONAS = town.id_of("Jonas")
HOUR = timedelta(hours=1)
THURSDAY = datetime(2026, 8, 13, 6, 0, tzinfo=UTC)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as opened:
        yield opened


async def test_two_planners_at_once_send_once(desk: Desk) -> None:
    planners = [desk.planner(reminder(Needed())) for _ in range(2)]
    await desk.plans(*town.EMPLOYEES, at=WEDNESDAY)
    await asyncio.gather(*(each.plan_once(now=WEDNESDAY) for each in planners))
    assert len(await desk.queued()) == len(town.EMPLOYEES)
    assert len(await desk.decisions()) == len(town.EMPLOYEES)


@dataclass
class Overtaken(Needed):
    """While these needs are found out, another planner sends the same person another nudge."""

    others: list[Planner] = field(default_factory=list)
    desk: Desk | None = None

    async def __call__(
        self, reads: Snapshot, rows: Sequence[Due], context: Context
    ) -> Mapping[str, Need]:
        while self.others and self.desk:
            await self.desk.plans("Jonas", at=context.now - HOUR, rule="other")
            # A slice of one row: the other planner never comes to ours.
            await self.others.pop().plan_once(now=context.now - HOUR)
        return await super().__call__(reads, rows, context)


async def test_two_planners_with_a_nudge_each_send_one_that_day(desk: Desk) -> None:
    other = reminder(Needed(), name="other", share="leaders")
    needs = Overtaken(others=[desk.planner(other)], desk=desk)
    planner = desk.planner(reminder(needs, share="leaders"), other)
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(planner, WEDNESDAY)
    assert [row.message for row in await desk.queued()] == ["other"]
    assert [row.due_at for row in await desk.waiting()] == [THURSDAY]
    assert await desk.why("Jonas") == [("sent", ""), ("waits", Reason.ALREADY_SENT_TODAY)]


async def test_a_rule_that_nobody_handles_is_dropped(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.plans("Jonas", at=WEDNESDAY, rule="gone")
    await settles(desk.planner(reminder(Needed())), WEDNESDAY)
    assert await desk.waiting() == []
    assert "gone" in caplog.text


async def test_a_job_runs_once_with_the_end_of_its_row(desk: Desk) -> None:
    async def again(unit: Unit, row: Due, context: Context) -> None:
        due.plan(unit, rule="again", subject=row.subject, due_at=context.now + DAY)

    await desk.does(lambda unit: due.plan(unit, rule="again", subject="it", due_at=WEDNESDAY))
    await settles(desk.planner(again=again), WEDNESDAY)
    assert [(row.rule, row.due_at) for row in await desk.waiting()] == [("again", WEDNESDAY + DAY)]


async def test_a_job_that_fails_is_put_off_and_holds_nobody_up(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(_unit: Unit, _row: Due, _context: Context) -> None:
        raise ValueError("somebody's own words")

    await desk.does(lambda unit: due.plan(unit, rule="fails", due_at=WEDNESDAY - DAY))
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(reminder(Needed()), fails=fails), WEDNESDAY)
    assert [row.rule for row in await desk.waiting()] == ["fails"]
    assert len(await desk.queued()) == 1
    assert "ValueError" in caplog.text
    assert "own words" not in caplog.text


async def test_a_rule_that_fails_holds_no_other_up(desk: Desk) -> None:
    fails = reminder(Needed(fails=True), name="fails")
    await desk.plans("Jonas", at=WEDNESDAY, rule="fails")
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(fails, reminder(Needed())), WEDNESDAY)
    assert [row.message for row in await desk.queued()] == ["greet"]
    assert [row.rule for row in await desk.waiting()] == ["fails"]


async def test_a_rule_is_asked_once_a_slice_for_all_its_rows(desk: Desk) -> None:
    needs = Needed()
    await desk.plans(*town.EMPLOYEES, at=WEDNESDAY)
    await desk.planner(reminder(needs)).plan_once(now=WEDNESDAY)
    assert needs.asked == [len(town.EMPLOYEES)]


class Counting(Snapshot):
    """Counts the statements that a snapshot is asked."""

    asked = 0

    async def _read(self, statement, take):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        self.asked += 1
        return await super()._read(statement, take)


async def test_all_that_is_known_of_people_takes_five_statements(desk: Desk) -> None:
    reads = Counting(desk.store._database.readers.long())
    context = desk.planner()
    crowd = await read_crowd(
        reads,
        [town.id_of(name) for name in town.EVERYONE],
        {},
        Context(now=WEDNESDAY, calendar=CALENDAR, house=context.house, store=desk.store),
    )
    await reads.end()
    assert len(crowd.people) == len(town.EVERYONE)
    assert reads.asked <= 5


async def test_a_job_cannot_be_planned_by_putting_a_nudge_off(desk: Desk) -> None:
    async def forget(unit: Unit, row: Due, context: Context) -> None:
        due.plan(unit, rule="done", subject=row.subject, due_at=context.now + DAY)

    await desk.plans("Jonas", at=WEDNESDAY, rule="forget")
    await settles(desk.planner(forget=forget), WEDNESDAY)
    assert await desk.waiting() == []
