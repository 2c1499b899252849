"""Whatever happens around a leader: one message a day, and one more for each thing that presses."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.talks import news
from schedules import REMINDERS
from schedules.core.planner import Planner
from schedules.news import NEWS
from storage import due
from storage.outbox import Mail
from storage.unit_of_work import Unit
from tests import town
from tests.nudging import CALENDAR, Desk, a_desk, settles

LEADER = town.id_of(town.LEADER)
MONDAY = datetime(2026, 8, 10, 5, 0, tzinfo=UTC)
DAYS = 15
NAMES = [each.name for each in NEWS]


class Event(NamedTuple):
    """Something that an employee does: so many hours after that Monday began."""

    hours: int
    name: str
    presses: bool

    @property
    def at(self) -> datetime:
        return MONDAY + timedelta(hours=self.hours)


EVENTS = st.builds(
    Event,
    hours=st.integers(0, DAYS * 24),
    name=st.sampled_from(NAMES),
    presses=st.integers(0, 3).map(lambda drawn: drawn == 0),
)


@settings(max_examples=20, deadline=None)
@given(events=st.lists(EVENTS, min_size=1, max_size=20))
def test_a_leader_gets_one_message_a_day_and_one_for_each_thing_that_presses(
    events: list[Event],
) -> None:  # NYB-KOM-23
    told = asyncio.run(_lived(sorted(events)))
    presses = Counter(_day(each.at) for each in events if each.presses)
    assert {day: told[day] for day in told if told[day] > 1 + presses[day]} == {}
    assert all(told[day] >= presses[day] for day in presses)
    assert told


def _day(at: datetime) -> date:
    """On which it is read."""
    return CALENDAR.local_date(CALENDAR.next_open(at))


async def _lived(events: list[Event]) -> Counter[date]:
    with TemporaryDirectory() as folder:
        async with a_desk(Path(folder)) as desk:
            planner = desk.planner(*REMINDERS.values())
            await desk.plans(town.LEADER, at=MONDAY, rule="digest", subject="")
            for number, event in enumerate(events):
                await _until(planner, desk, event.at)
                await desk.does(partial(_happens, event=event, number=number))
            await _until(planner, desk, MONDAY + timedelta(days=DAYS + 14))
            queued = [each for each in await desk.queued() if each.person_id == LEADER]
            return Counter(_day(each.due_at) for each in queued)


def _happens(unit: Unit, event: Event, number: int) -> None:
    subject = f"subject-{number}"
    mail = Mail(message=event.name, key=subject, due_at=event.at, person_id=LEADER)
    if event.presses:
        news.tell_at_once(unit, mail, subject, CALENDAR)
    else:
        news.tell_today(unit, mail, subject)


async def _until(planner: Planner, desk: Desk, end: datetime) -> None:
    """As a metronome would that knows when something is due."""
    while True:
        async with desk.store.snapshot() as reads:
            soonest = await due.next_due(reads)
        if soonest is None or soonest > end:
            return
        await settles(planner, max(soonest, MONDAY))
