"""When a rule looks: the mornings of certain days, and the first of them that is still to come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache

from dialogs.core.calendar import WorkCalendar
from schedules.core.decide import WEEK, deadline_nudge_days, digest_day

NUDGE_AT = time(9)
DIGEST_AT = time(8)
"""Before the nudges of the day, which it may take along, and with those that waited for it."""


def mornings(days: Iterable[date], calendar: WorkCalendar) -> tuple[datetime, ...]:
    return tuple(calendar.at(day, NUDGE_AT) for day in days)


@lru_cache(maxsize=1024)
def before(day: date, offsets: tuple[int, ...], calendar: WorkCalendar) -> tuple[datetime, ...]:
    """The mornings so many working days before a day, the earliest first."""
    days = deadline_nudge_days(day, calendar=calendar, offsets=offsets)
    return mornings((each for _, each in days), calendar)


def first_after(moment: datetime, times: Iterable[datetime]) -> datetime | None:
    return next((each for each in times if each > moment), None)


def next_digest(now: datetime, calendar: WorkCalendar) -> datetime:
    """The first working day of this week or, once that has passed, of the next that has one."""
    week_of = calendar.local_date(now)
    while True:
        day = digest_day(week_of, calendar)
        if day is not None and (at := calendar.at(day, DIGEST_AT)) > now:
            return at
        week_of += WEEK


def months_between(start: date, end: date) -> int:
    """Whole calendar months, as people count: from 31 March to 30 June are three."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if end.day >= start.day or _is_last(end) else months - 1


def _is_last(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1
