"""What waits for a letter comes by itself to whoever has turned letters off, and to nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schedules.core.decide import Reason, Rule
from schedules.core.reminder import Reminder
from storage.tables import Mute
from tests import town
from tests.nudging import WEDNESDAY, Desk, Needed, a_desk, hello, reminder, settles

WEEK = timedelta(weeks=1)
NEXT_LETTER = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
"""Monday at eight."""
DIGEST = Reminder(
    rule=Rule(name="digest", kind="digest", digest=True), message=hello, needs=Needed()
)
RIDES = replace(reminder(Needed(rides_only=True, later=(WEDNESDAY + WEEK,))), rides=True)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as opened:
        yield opened


async def is_due(desk: Desk, rides: Reminder) -> list[tuple[str, str]]:
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(DIGEST, rides), WEDNESDAY)
    return await desk.why("Jonas")


async def no_letters(desk: Desk) -> None:
    await desk.keeps(Mute(person_id=town.id_of("Jonas"), kind="digest", until=None))


async def test_it_comes_by_itself_once_a_week_where_letters_are_off(desk: Desk) -> None:
    await no_letters(desk)
    assert await is_due(desk, RIDES) == [("sent", "")]
    assert [row.due_at for row in await desk.waiting()] == [WEDNESDAY + WEEK]


async def test_it_waits_for_the_letter_where_there_are_letters(desk: Desk) -> None:
    assert await is_due(desk, RIDES) == [("skipped", Reason.WAITS_FOR_DIGEST)]


async def test_what_is_due_together_is_one_message_and_three_days_of_a_week_are_enough(
    desk: Desk,
) -> None:
    """The letter takes the rest, except what would be of no use by then."""
    alone = replace(reminder(Needed(), share="leaders"), rides=True)
    soon = reminder(Needed(give_up_at=WEDNESDAY + timedelta(days=4)), name="soon", share="leaders")
    both = (replace(DIGEST, share="leaders"), alone, replace(soon, rides=True))
    monday = WEDNESDAY - timedelta(days=2)
    for day in range(4):
        at = monday + timedelta(days=day)
        for subject in ("one", "other"):
            await desk.plans("Jonas", at=at, subject=f"{subject} {day}")
        await settles(desk.planner(*both), at)
    assert [row.message for row in await desk.queued()] == ["digest"] * 3
    assert {row.subject for row in await desk.waiting()} == {"one 3", "other 3"}
    assert {row.due_at for row in await desk.waiting()} == {NEXT_LETTER}
    friday = monday + timedelta(days=4)
    await desk.plans("Jonas", at=friday, rule="soon")
    await settles(desk.planner(*both), friday)
    assert [row.message for row in await desk.queued()][3:] == ["soon"]


async def test_a_line_that_is_no_message_of_its_own_never_comes_by_itself(desk: Desk) -> None:
    await no_letters(desk)
    only_a_line = replace(RIDES, letter=True)
    assert await is_due(desk, only_a_line) == [("skipped", Reason.WAITS_FOR_DIGEST)]
