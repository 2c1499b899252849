"""The planner sends what is due once, and keeps the reason for everything that it does not send."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel, col, select, update

from dialogs.core.calendar import DAY
from schedules.core.decide import Reason
from storage.tables import Absence, Address, Due, Mute, Person
from tests import town
from tests.nudging import WEDNESDAY, Desk, Needed, a_desk, lives, reminder, settles

JONAS = town.id_of("Jonas")
HOUR = timedelta(hours=1)
OCTOBER = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""02:30 in Copenhagen in the night in which the clocks go back; it comes again an hour later."""


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as opened:
        yield opened


async def test_what_is_due_is_sent_once_with_its_reason_kept(desk: Desk) -> None:
    planner = desk.planner(reminder(Needed()))
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(planner, WEDNESDAY)
    await settles(planner, WEDNESDAY + HOUR)
    assert [(row.message, row.person_id) for row in await desk.queued()] == [("greet", JONAS)]
    assert await desk.why("Jonas") == [("sent", "")]
    assert await desk.waiting() == []


async def test_what_is_not_due_yet_is_left_alone(desk: Desk) -> None:
    await desk.plans("Jonas", at=WEDNESDAY + HOUR)
    assert not await desk.planner(reminder(Needed())).plan_once(now=WEDNESDAY)
    assert await desk.why("Jonas") == []


async def test_a_rule_that_comes_back_is_moved_to_its_next_time(desk: Desk) -> None:
    later = (WEDNESDAY - DAY, WEDNESDAY, WEDNESDAY + 2 * DAY)
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(reminder(Needed(later=later))), WEDNESDAY)
    assert [row.due_at for row in await desk.waiting()] == [WEDNESDAY + 2 * DAY]


async def test_a_rule_that_was_late_does_not_come_again_on_the_same_day(desk: Desk) -> None:
    later = (WEDNESDAY + HOUR, WEDNESDAY + 2 * DAY)
    await desk.plans("Jonas", at=WEDNESDAY - DAY)
    await settles(desk.planner(reminder(Needed(later=later))), WEDNESDAY)
    assert [row.due_at for row in await desk.waiting()] == [WEDNESDAY + 2 * DAY]


def pause(kind: str, until: date | None) -> Mute:
    return Mute(person_id=JONAS, kind=kind, until=until)


AWAY = Absence(person_id=JONAS, first_day=date(2026, 8, 1), last_day=date(2026, 8, 14))
NEXT_MONDAY = datetime(2026, 8, 17, 6, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 8, 13, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reason", "row", "now", "until"),
    [
        (Reason.ON_LEAVE, AWAY, WEDNESDAY, NEXT_MONDAY),
        (Reason.PAUSED, pause("all", date(2026, 8, 14)), WEDNESDAY, NEXT_MONDAY),
        (Reason.PAUSED, pause("vote", date(2026, 8, 12)), WEDNESDAY, THURSDAY),
        (Reason.QUIET_HOURS, None, WEDNESDAY.replace(hour=16), THURSDAY),
        (Reason.QUIET_HOURS, None, THURSDAY - HOUR, THURSDAY),
        (Reason.WEEKEND, None, datetime(2026, 8, 15, 9, tzinfo=UTC), NEXT_MONDAY),
        (
            Reason.HOLIDAY,
            None,
            datetime(2026, 12, 25, 9, tzinfo=UTC),
            datetime(2026, 12, 28, 7, tzinfo=UTC),
        ),
        (
            Reason.CLOSING_DAY,
            None,
            datetime(2026, 6, 5, 9, tzinfo=UTC),
            datetime(2026, 6, 8, 6, tzinfo=UTC),
        ),
    ],
)
async def test_what_stands_in_the_way_is_kept_and_waited_for(
    desk: Desk, reason: Reason, row: SQLModel | None, now: datetime, until: datetime
) -> None:
    planner = desk.planner(reminder(Needed()))
    await desk.plans("Jonas", at=now)
    if row is not None:
        await desk.keeps(row.model_copy())
    await settles(planner, now)
    assert await desk.why("Jonas") == [("waits", reason)]
    assert [row.due_at for row in await desk.waiting()] == [until]
    await settles(planner, until)
    assert await desk.why("Jonas") == [("waits", reason), ("sent", "")]


async def test_a_nudge_that_is_not_needed_any_more_is_not_sent(desk: Desk) -> None:
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(reminder(Needed(done={JONAS}))), WEDNESDAY)
    assert await desk.why("Jonas") == [("skipped", Reason.ALREADY_ANSWERED)]
    assert await desk.queued() == []
    assert await desk.waiting() == []


async def test_one_who_has_left_gets_nothing_ever_again(desk: Desk) -> None:
    gone = update(Person).where(col(Person.id) == JONAS).values(left_on=WEDNESDAY.date())
    await desk.does(lambda unit: unit.update(gone))
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(reminder(Needed(later=(WEDNESDAY + DAY,)))), WEDNESDAY)
    assert await desk.why("Jonas") == [("skipped", Reason.LEFT)]
    assert await desk.waiting() == []


async def test_one_who_leaves_tomorrow_is_still_here_today(desk: Desk) -> None:
    leaves = WEDNESDAY.date() + DAY
    gone = update(Person).where(col(Person.id) == JONAS).values(left_on=leaves)
    await desk.does(lambda unit: unit.update(gone))
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(reminder(Needed())), WEDNESDAY)
    assert await desk.why("Jonas") == [("sent", "")]


@pytest.mark.parametrize("kind", ["vote", "all"])
async def test_a_kind_that_was_turned_off_is_not_sent(desk: Desk, kind: str) -> None:
    await desk.keeps(pause(kind, None))
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(reminder(Needed(later=(WEDNESDAY + DAY,)))), WEDNESDAY)
    assert await desk.why("Jonas") == [("skipped", Reason.OPTED_OUT)]
    # It comes back by itself, should the person turn it on again.
    assert [row.due_at for row in await desk.waiting()] == [WEDNESDAY + DAY]


async def test_another_kind_that_was_turned_off_changes_nothing(desk: Desk) -> None:
    await desk.keeps(pause("minikom", None))
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(reminder(Needed())), WEDNESDAY)
    assert await desk.why("Jonas") == [("sent", "")]


async def test_one_who_cannot_be_reached_gets_nothing(desk: Desk) -> None:
    lost = update(Address).where(col(Address.person_id) == JONAS).values(unreachable="blocked")
    await desk.does(lambda unit: unit.update(lost))
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(reminder(Needed())), WEDNESDAY)
    assert await desk.why("Jonas") == [("skipped", Reason.CANNOT_BE_REACHED)]


async def test_a_nudge_that_comes_too_late_is_not_sent(desk: Desk) -> None:
    await desk.plans("Jonas", at=WEDNESDAY)
    needs = Needed(give_up_at=WEDNESDAY + HOUR)
    await settles(desk.planner(reminder(needs)), WEDNESDAY + HOUR)
    assert await desk.why("Jonas") == [("skipped", Reason.TOO_LATE)]


async def test_a_person_gets_one_a_day_of_what_shares_a_day(desk: Desk) -> None:
    first = reminder(Needed(give_up_at=WEDNESDAY + 7 * DAY), name="first", share="leaders")
    urgent = reminder(Needed(give_up_at=WEDNESDAY + HOUR), name="urgent", share="leaders")
    await desk.plans("Jonas", at=WEDNESDAY - HOUR, rule="first")
    await desk.plans("Jonas", at=WEDNESDAY, rule="urgent")
    await settles(desk.planner(first, urgent), WEDNESDAY)
    assert [row.message for row in await desk.queued()] == ["urgent"]
    assert ("waits", Reason.ALREADY_SENT_TODAY) in await desk.why("Jonas")
    await settles(desk.planner(first, urgent), THURSDAY + HOUR)
    assert [row.message for row in await desk.queued()] == ["urgent", "first"]


async def test_rules_that_do_not_share_a_day_do_not_wait_for_each_other(desk: Desk) -> None:
    rules = [reminder(Needed(), name=name) for name in ("first", "second")]
    for name in ("first", "second"):
        await desk.plans("Jonas", at=WEDNESDAY, rule=name)
    await settles(desk.planner(*rules), WEDNESDAY)
    assert len(await desk.queued()) == 2


async def test_the_night_in_which_an_hour_comes_twice_sends_once(desk: Desk) -> None:
    planner = desk.planner(reminder(Needed(), quiet=False))
    for half_past_two in (OCTOBER, OCTOBER + HOUR):
        await desk.plans("Jonas", at=half_past_two)
        await settles(planner, half_past_two)
    assert len(await desk.queued()) == 1
    assert await desk.why("Jonas") == [("sent", ""), ("waits", Reason.ALREADY_SENT_TODAY)]


async def test_the_night_that_lacks_an_hour_sends_as_well(desk: Desk) -> None:
    march = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    planner = desk.planner(reminder(Needed(), quiet=False))
    await desk.plans("Jonas", at=march)
    await lives(planner, desk, march - HOUR, march + HOUR, HOUR / 2)
    assert len(await desk.queued()) == 1


async def test_after_a_week_of_silence_each_gets_one(desk: Desk) -> None:
    days = tuple(WEDNESDAY + DAY * count for count in range(1, 14))
    planner = desk.planner(reminder(Needed(later=days)))
    await desk.plans("Jonas", "Sofie", at=WEDNESDAY)
    await settles(planner, WEDNESDAY + 7 * DAY)
    assert len(await desk.queued()) == 2
    assert {row.due_at for row in await desk.waiting()} == {WEDNESDAY + 8 * DAY}


async def test_one_on_leave_gets_nothing_until_the_leave_has_ended(desk: Desk) -> None:
    anne = town.id_of(town.ON_LEAVE)
    planner = desk.planner(reminder(Needed()))
    await desk.plans("Anne", at=WEDNESDAY)
    await lives(planner, desk, WEDNESDAY, WEDNESDAY + 21 * DAY, HOUR * 6)
    assert await desk.queued() == []
    assert set(await desk.why("Anne")) == {("waits", Reason.ON_LEAVE)}
    back = WEDNESDAY + 22 * DAY
    ends = update(Absence).where(col(Absence.person_id) == anne).values(last_day=back.date() - DAY)
    await desk.does(lambda unit: unit.update(ends))
    await lives(planner, desk, back, back + 7 * DAY, HOUR * 6)
    assert [row.person_id for row in await desk.queued()] == [anne]


async def test_a_person_in_another_zone_is_written_to_in_their_own_hours(desk: Desk) -> None:
    moved = update(Person).where(col(Person.id) == JONAS).values(zone="America/New_York")
    await desk.does(lambda unit: unit.update(moved))
    await desk.plans("Jonas", at=WEDNESDAY)
    await settles(desk.planner(reminder(Needed())), WEDNESDAY)
    # Eight in the morning in New York.
    assert [row.due_at.hour for row in await desk.waiting()] == [12]


async def test_a_person_who_is_gone_from_the_store_is_skipped(desk: Desk) -> None:
    row = Due(rule="greet", person_id="nobody", due_at=WEDNESDAY)
    await desk.keeps(row)
    await settles(desk.planner(reminder(Needed())), WEDNESDAY)
    async with desk.store.snapshot() as reads:
        assert await reads.all(select(Due)) == []
    assert [each.reason for each in await desk.decisions()] == [Reason.LEFT]
