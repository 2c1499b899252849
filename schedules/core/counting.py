"""How far off a day is, counted when a nudge is planned: a message knows no working days."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from dialogs.core.calendar import WorkCalendar


@lru_cache(maxsize=1024)
def _between(today: date, day: date, calendar: WorkCalendar) -> int:
    return calendar.working_days_between(today, day)


def days_left(day: date, today: date, calendar: WorkCalendar) -> dict[str, Any]:
    """Working days from today to a day; None where it comes before the next working day."""
    count = _between(today, day, calendar)
    return {"left": count if count or day == today else None, "as_of": today.isoformat()}
