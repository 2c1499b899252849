"""Clocks that leap, jump and stand still: each occurrence is sent once, on its local date."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import col, select, update

from dialogs.core.calendar import DAY, WorkCalendar
from schedules.core.decide import Reason
from schedules.digest import REMINDER as DIGEST
from schedules.minikom import REMINDER as MINIKOM
from storage.tables import Decision, Due, Goal, Person
from tests import town
from tests.nudging import WEDNESDAY, Desk, Needed, a_desk, lives, reminder, settles

JONAS = town.id_of("Jonas")
LEADER = town.id_of(town.LEADER)
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as opened:
        yield opened


def at_half_past_two(zone: str, days: Iterable[date]) -> tuple[datetime, ...]:
    """02:30 by the clocks there, which one of the nights has twice or not at all."""
    calendar = WorkCalendar(zone)
    return tuple(calendar.at(day, time(2, 30)) for day in days)


@pytest.mark.parametrize(
    ("zone", "night"),
    [
        ("Europe/Copenhagen", date(2026, 3, 29)),
        ("Europe/Copenhagen", date(2026, 10, 25)),
        # Half an hour, and the other way round.
        ("Australia/Lord_Howe", date(2026, 4, 5)),
        ("Australia/Lord_Howe", date(2026, 10, 4)),
        # On a Saturday evening there, while it is Sunday in Copenhagen.
        ("America/Nuuk", date(2026, 3, 28)),
        ("America/Nuuk", date(2026, 10, 24)),
    ],
)
async def test_a_night_in_which_the_clocks_change_sends_once_for_its_date(
    desk: Desk, zone: str, night: date
) -> None:  # fault 17
    """Looked at every quarter of an hour, by a rule that knows no quiet hours."""
    days = [night + count * DAY for count in range(-1, 3)]
    moments = at_half_past_two(zone, days)
    lives_there = update(Person).where(col(Person.id) == JONAS).values(zone=zone)
    await desk.does(lambda unit: unit.update(lives_there))
    planner = desk.planner(reminder(Needed(later=moments), quiet=False))
    await desk.plans("Jonas", at=moments[0])
    await lives(planner, desk, moments[0] - HOUR, moments[-1] + 4 * HOUR, QUARTER)
    assert [each.local_date for each in await sent(desk)] == days


async def test_an_hour_that_comes_twice_is_no_second_cause(desk: Desk) -> None:  # fault 17
    """Even where somebody plans the second 02:30 as well."""
    planner = desk.planner(reminder(Needed(), quiet=False))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    for moment in (first, first + HOUR):
        await desk.plans("Jonas", at=moment, subject=moment.isoformat())
    await lives(planner, desk, first, first + 2 * HOUR, QUARTER)
    assert [each.local_date for each in await sent(desk)] == [date(2026, 10, 25)]


@pytest.mark.parametrize("seed", range(5))
async def test_a_clock_that_jumps_sends_no_date_twice_and_skips_none_after(
    desk: Desk, seed: int
) -> None:  # fault 16
    """By an hour or a day, to and fro; once it is right again nothing is amiss."""
    chance, days = Random(seed), [WEDNESDAY + count * DAY for count in range(12)]
    planner = desk.planner(reminder(Needed(later=tuple(days)), quiet=False))
    await desk.plans("Jonas", at=days[0])
    now, right = days[0], days[8]
    while now < right:
        jump = chance.choice((-DAY, -HOUR, timedelta(0), timedelta(0), HOUR, DAY))
        await settles(planner, min(now + jump, right))
        now += 2 * HOUR
    await lives(planner, desk, right, days[-1] + HOUR, HOUR)
    dates = Counter(each.local_date for each in await sent(desk))
    assert set(dates.values()) == {1}
    assert {each.date() for each in days[9:]} <= set(dates)


async def test_after_a_week_without_power_only_what_is_of_use_is_sent(desk: Desk) -> None:
    """Late ones are dropped with the reason, and each person gets one of the rest."""  # fault 18
    late = reminder(Needed(give_up_at=WEDNESDAY + DAY), name="late")
    daily = reminder(
        Needed(later=tuple(WEDNESDAY + count * DAY for count in range(14))), name="daily"
    )
    await desk.plans("Jonas", "Sofie", at=WEDNESDAY, rule="late")
    await desk.plans("Jonas", "Sofie", at=WEDNESDAY, rule="daily")
    back = WEDNESDAY + 7 * DAY
    await lives(desk.planner(late, daily), desk, back, back + 8 * HOUR, HOUR)
    assert sorted((row.message, row.person_id) for row in await desk.queued()) == [
        ("daily", JONAS),
        ("daily", town.id_of("Sofie")),
    ]
    assert ("skipped", Reason.TOO_LATE) in await desk.why("Jonas")
    assert {row.due_at for row in await desk.waiting()} == {back + DAY}


async def test_a_digest_that_was_missed_is_merged_with_the_one_of_this_week(desk: Desk) -> None:
    """Two Mini-KOMs fell due while nobody looked: one message tells of both."""  # fault 18
    monday = datetime(2026, 8, 10, 6, 15, tzinfo=UTC)
    names = ("Jonas", "Sofie")
    await desk.keeps(
        *(
            Goal(
                person_id=town.id_of(name), leader_id=LEADER, title="-", agreed_on=date(2026, 4, 1)
            )
            for name in names
        ),
        Due(rule="digest", person_id=LEADER, due_at=monday),
        *(
            Due(rule="minikom", person_id=LEADER, subject=town.id_of(name), due_at=monday + DAY)
            for name in names
        ),
    )
    planner = desk.planner(DIGEST, MINIKOM)
    await lives(planner, desk, monday + 8 * DAY, monday + 8 * DAY + 6 * HOUR, HOUR)
    (only,) = await desk.queued()
    assert only.message == "digest"
    assert sorted(only.params["items"]) == sorted(["minikom", town.id_of(name)] for name in names)
    assert len([row for row in await desk.waiting() if row.rule == "digest"]) == 1


async def sent(desk: Desk) -> list[Decision]:
    async with desk.store.snapshot() as reads:
        return await reads.all(
            select(Decision).where(Decision.verdict == "sent").order_by(col(Decision.local_date))
        )
