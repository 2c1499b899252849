"""When a short talk could be: the first working day and time at which both are there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from dialogs.core.calendar import DAY, WorkCalendar
from storage.tables import Absence

AHEAD = 3
"""Working days from now, so that there is time to be asked two days before."""
CLOCKS = tuple(time(hour, minute) for hour in (9, 10, 11, 13, 14) for minute in (0, 30))
"""In the middle of the day, the break apart: hours at which a calendar is open are few."""
A_TALK = timedelta(minutes=60)
"""So far from another one, of which some are long."""
LOOKED_AT = 60
"""Working days; who is away for longer gets the first day and moves it."""


def first_free(
    first: date,
    *,
    taken: Collection[datetime],
    away: Sequence[Absence],
    calendar: WorkCalendar,
) -> datetime:
    for day in _working_days(first, calendar):
        if any(each.first_day <= day <= (each.last_day or date.max) for each in away):
            continue
        for clock in CLOCKS:
            at = calendar.at(day, clock)
            if all(abs(at - each) >= A_TALK for each in taken):
                return at
    return calendar.at(calendar.next_working_day(first), CLOCKS[0])


def _working_days(first: date, calendar: WorkCalendar) -> Iterator[date]:
    day = calendar.next_working_day(first)
    for _ in range(LOOKED_AT):
        yield day
        day = calendar.add_working_days(day, 1)


def after_the_letter(today: date, calendar: WorkCalendar) -> date:
    """The first working day after next week's letter: the leader reads of it there in good time."""
    monday = today + (7 - today.weekday()) * DAY
    return calendar.add_working_days(calendar.next_working_day(monday), 1)
