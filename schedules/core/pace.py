"""How often what is undone is said to one person: twice by itself, then in the week's letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from dialogs.core.calendar import DAY, WorkCalendar
from schedules.core.decide import WEEK
from schedules.core.rides import monday
from schedules.core.times import mornings

MOST = 2
"""When it nears and once after; what guides ask for beside that is said to somebody else."""
WEEK_IS_OVER = time(23)
"""On Sundays: a row that is still there was in no letter that week, and looks at the next."""


def end_of_week(now: datetime, calendar: WorkCalendar) -> datetime:
    """The letter of this week takes it along; a row that is still there then was in none."""
    return calendar.at(monday(calendar.local_date(now)) + WEEK - DAY, WEEK_IS_OVER)


@dataclass(frozen=True)
class Pace:
    """`alone` are the days on which it comes by itself; then it is for letters until `last`."""

    alone: tuple[date, ...]
    last: date

    def __post_init__(self) -> None:
        if not 1 <= len(self.alone) <= MOST:
            raise ValueError(f"it comes by itself once or twice, not {len(self.alone)} times")

    def times(self, calendar: WorkCalendar) -> tuple[datetime, ...]:
        return _times(self, calendar)

    def rides_only(self, at: datetime, calendar: WorkCalendar) -> bool:
        """Whether a row that is due at that moment is one that a letter takes along, or nothing.

        What had to wait past its last day by itself has missed it: it waits for the letter too.
        """
        return calendar.local_date(at) > self.alone[-1]


@lru_cache(maxsize=1024)
def _times(pace: Pace, calendar: WorkCalendar) -> tuple[datetime, ...]:
    letters = (calendar.at(day, WEEK_IS_OVER) for day in _sundays(pace.alone[-1], pace.last))
    return (*mornings(pace.alone, calendar), *letters)


def _sundays(after: date, last: date) -> Iterator[date]:
    """Of the weeks that begin after one day and not after another."""
    begins = monday(after) + WEEK
    while begins <= last:
        yield begins + WEEK - DAY
        begins += WEEK
