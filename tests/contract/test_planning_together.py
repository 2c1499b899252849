"""Planners in four processes at once, and rows that are lost to somebody else: each is sent once.

The oracle stands outside of them: what is in the outbox, beside who was due.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import col, select

from storage import due
from storage.keys import new_key
from storage.tables import Decision, Due, Outbox
from storage.unit_of_work import Store, Unit
from tests import town
from tests.nudging import WEDNESDAY, Desk, Needed, a_desk, reminder, settles
from tests.planners import READY, crowd_due, people_of
from tests.stores import POSTGRES, SQLITE, chosen, open_store, url_of

T = TypeVar("T", Outbox, Decision, Due)

ROOT = Path(__file__).parents[2]
PROCESSES = 4
PEOPLE = 1200
HOUR = timedelta(hours=1)


@pytest.fixture(params=[SQLITE, POSTGRES])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    with chosen(str(request.param)):
        yield str(request.param)


@pytest.fixture
async def desk(tmp_path: Path, kind: str) -> AsyncIterator[Desk]:
    (tmp_path / kind).mkdir()
    async with a_desk(tmp_path / kind) as opened:
        yield opened


async def test_four_processes_that_plan_at_once_send_once(
    tmp_path: Path, kind: str
) -> None:  # faults 4, 19
    folder, key = tmp_path / kind, new_key()
    folder.mkdir()
    async with open_store(folder, key=key) as store:
        await crowd_due(store, PEOPLE)
        told = await _planned_by_processes(url_of(folder), key)
        people = people_of(PEOPLE)
        assert Counter(row.person_id for row in await _all(store, Outbox)) == Counter(people)
        decisions = await _all(store, Decision)
        assert Counter((each.person_id, each.verdict) for each in decisions) == Counter(
            (each, "sent") for each in people
        )
        assert Counter(row.person_id for row in await _all(store, Due)) == Counter(people)
    # None of them believes that it has sent what another one did.
    assert sum(each["sent"] for each in told) == PEOPLE
    assert sum(each["due"] for each in told) >= PEOPLE


async def _planned_by_processes(url: str, key: str) -> list[dict[str, int]]:
    """All are ready before the first one begins."""
    command = (sys.executable, "-m", "tests.planners", url)
    environment = {**os.environ, "KOMBOT_TEST_KEY": key}
    running = [
        await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdin=PIPE, stdout=PIPE
        )
        for _ in range(PROCESSES)
    ]
    for each in running:
        assert each.stdout is not None
        assert (await each.stdout.readline()).decode().strip() == READY
    said = await asyncio.gather(*(each.communicate(b"go\n") for each in running))
    assert [each.returncode for each in running] == [0] * PROCESSES
    return [json.loads(out) for out, _ in said]


async def _all(store: Store, table: type[T]) -> list[T]:
    async with store.snapshot() as reads:
        return await reads.all(select(table))


async def test_four_planners_in_one_process_send_once(desk: Desk) -> None:  # fault 19
    planners = [desk.planner(reminder(Needed())) for _ in range(PROCESSES)]
    await desk.plans(*town.EMPLOYEES, at=WEDNESDAY)
    planned = await asyncio.gather(*(each.plan_once(now=WEDNESDAY) for each in planners))
    assert sum(each.sent for each in planned) == len(town.EMPLOYEES)
    assert len(await desk.queued()) == len(town.EMPLOYEES)


async def test_a_row_that_is_lost_loses_none_of_the_others(desk: Desk) -> None:
    """One is cancelled while its slice is decided, one is moved, one person gets another nudge."""
    other = reminder(Needed(), name="other", share="leaders")
    planner = desk.planner(reminder(Needed(), share="leaders"), other)
    await desk.plans(*town.EMPLOYEES, at=WEDNESDAY)
    looked = await planner.look(now=WEDNESDAY)
    jonas, sofie, peter = (town.id_of(name) for name in town.EMPLOYEES[:3])
    (row,) = [row for row in looked.rows if row.person_id == sofie]

    def meanwhile(unit: Unit) -> None:
        due.cancel(unit, rule="greet", subject="it", person_id=jonas)
        due.move(unit, row, WEDNESDAY + HOUR)

    await desk.does(meanwhile)
    await desk.plans("Peter", at=WEDNESDAY - HOUR, rule="other")
    await desk.planner(other).plan_once(now=WEDNESDAY - HOUR)
    planned = await planner.settle(looked)
    assert (planned.sent, planned.lost) == (len(town.EMPLOYEES) - 3, 3)
    greeted = {row.person_id for row in await desk.queued() if row.message == "greet"}
    assert greeted == {town.id_of(name) for name in town.EMPLOYEES[3:]}
    assert {row.person_id for row in await desk.waiting()} == {sofie, peter}


async def test_a_slice_that_another_has_planned_whole_is_let_go_of_at_once(desk: Desk) -> None:
    planner = desk.planner(reminder(Needed()))
    await desk.plans(*town.EMPLOYEES, at=WEDNESDAY)
    looked = await planner.look(now=WEDNESDAY)
    await settles(desk.planner(reminder(Needed())), WEDNESDAY)
    planned = await planner.settle(looked)
    assert (planned.sent, planned.lost) == (0, len(town.EMPLOYEES))
    assert len(await desk.decisions()) == len(town.EMPLOYEES)


async def test_what_came_of_a_slice_is_told_in_figures(desk: Desk) -> None:
    """For whoever warns that something was due and nothing was sent."""
    planner = desk.planner(reminder(Needed(done={town.id_of("Sofie")})))
    await desk.plans("Jonas", "Sofie", at=WEDNESDAY - HOUR)
    await desk.plans("Anne", at=WEDNESDAY)
    planned = await planner.plan_once(now=WEDNESDAY)
    assert (planned.due, planned.sent, planned.lag) == (3, 1, HOUR)
    assert planned.held_back == {"already-answered": 1, "on-leave": 1}
    assert not await planner.plan_once(now=WEDNESDAY)


async def test_rows_of_one_person_are_settled_in_one_batch(desk: Desk) -> None:
    rules = [reminder(Needed(), name=name) for name in ("first", "second", "third")]
    for each in rules:
        await desk.plans("Jonas", at=WEDNESDAY, rule=each.rule.name)
    planned = await desk.planner(*rules).plan_once(now=WEDNESDAY)
    assert (planned.sent, planned.lost) == (3, 0)
    async with desk.store.snapshot() as reads:
        assert await reads.all(select(col(Due.id))) == []
