"""A leader of twenty-five over a whole year: how often each hears of it, counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dialogs.core.calendar import WorkCalendar
from tests.a_leaders_year import MOST, Told, grows, ids, lives, sets_all
from tests.nudged import LEADER
from tests.talk import a_town

CALENDAR = WorkCalendar("Europe/Copenhagen")
A_YEAR_ON = date(2027, 8, 10)
FEWER_THAN = 60
"""As was promised: deadlines ride in the week's letter, and an empty one is not sent."""
OF_A_TALK = 4
"""That a day is set, two reminders to prepare, and what is asked or noted around it."""
TALKS_A_YEAR = 5
"""The year's own, and a short one every three months, the first of which may come early."""


@pytest.mark.timeout(600)
async def test_a_leader_of_twenty_five_hears_once_a_day_at_most_and_less_than_sixty_times_a_year(
    tmp_path: Path, record_property: Callable[[str, object], None], pytestconfig: pytest.Config
) -> None:  # NYB-KOM-23
    told = Told()
    async with a_town(tmp_path) as town:
        await grows(town)
        await sets_all(town)
        await lives(town, told, until=A_YEAR_ON)
    leader, most = told.of(LEADER), max(told.of(each) for each in ids())
    record_property(f"messages to a leader of {MOST} in a year", leader)
    record_property(f"how many fewer than {FEWER_THAN} that is", FEWER_THAN - leader)
    record_property("most messages to an employee in a year", most)
    if reporter := pytestconfig.pluginmanager.get_plugin("terminalreporter"):
        margin = f"{leader} messages ({FEWER_THAN - leader} below {FEWER_THAN})"
        reporter.write_line(f"a leader of {MOST}: {margin}, an employee: {most} at most")
    assert told.more_than_one(LEADER) == sorted(
        set(told.pressing) & set(told.more_than_one(LEADER))
    )
    assert told.pressing
    assert 0 < leader < FEWER_THAN
    assert most <= OF_A_TALK * TALKS_A_YEAR
    assert [day for _, day in told.days if not CALENDAR.is_working_day(day)] == []
