"""Planners that meet, jobs, and what fails: each row is done once, and none holds the others up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogs.core.calendar import DAY
from schedules.core.context import Context
from schedules.core.decide import Reason
from storage import due
from storage.tables import Due
from storage.unit_of_work import Unit
from tests import town
from tests.nudging import WEDNESDAY, Desk, Needed, a_desk, reminder, settles

JONAS = town.id_of("Jonas")
HOUR = timedelta(hours=1)
THURSDAY = datetime(2026, 8, 13, 7, 0, tzinfo=UTC)
"""At nine, when the nudges of a day come."""


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


async def test_two_planners_with_a_nudge_each_send_one_that_day(desk: Desk) -> None:
    other = reminder(Needed(), name="other", share="leaders")
    planner = desk.planner(reminder(Needed(), share="leaders"), other)
    await desk.plans("Jonas", at=WEDNESDAY)
    looked = await planner.look(now=WEDNESDAY)
    # While this one decides, another planner sends the same person another nudge.
    await desk.plans("Jonas", at=WEDNESDAY - HOUR, rule="other")
    await desk.planner(other).plan_once(now=WEDNESDAY - HOUR)
    assert (await planner.settle(looked)).lost == 1
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


async def test_a_job_cannot_be_planned_by_putting_a_nudge_off(desk: Desk) -> None:
    async def forget(unit: Unit, row: Due, context: Context) -> None:
        due.plan(unit, rule="done", subject=row.subject, due_at=context.now + DAY)

    await desk.plans("Jonas", at=WEDNESDAY, rule="forget")
    await settles(desk.planner(forget=forget), WEDNESDAY)
    assert await desk.waiting() == []
