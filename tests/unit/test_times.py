"""When rules look: mornings before a day, digests, and months as people count them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.core.calendar import WorkCalendar
from schedules.core.counting import days_left
from schedules.core.times import before, months_between, next_digest

CALENDAR = WorkCalendar("Europe/Copenhagen")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 8, 10), date(2026, 11, 10), 3),
        (date(2026, 8, 10), date(2026, 11, 9), 2),
        (date(2026, 8, 10), date(2027, 2, 12), 6),
        (date(2025, 11, 30), date(2026, 2, 28), 3),
        (date(2026, 3, 31), date(2026, 6, 30), 3),
        (date(2026, 8, 10), date(2026, 8, 10), 0),
    ],
)
def test_months_are_counted_as_people_count(start: date, end: date, months: int) -> None:
    assert months_between(start, end) == months


def test_nudges_before_a_day_come_earliest_first_at_nine() -> None:
    assert before(date(2026, 8, 20), (3, 1), CALENDAR) == (
        datetime(2026, 8, 17, 7, tzinfo=UTC),
        datetime(2026, 8, 19, 7, tzinfo=UTC),
    )


def test_the_working_day_before_easter_counts() -> None:
    # Easter 2027: Thursday 25 March to Monday 29 March.
    assert before(date(2027, 3, 30), (1,), CALENDAR) == (datetime(2027, 3, 24, 8, tzinfo=UTC),)


@given(MOMENTS)
def test_the_next_digest_is_ahead_on_a_working_day_and_within_two_weeks(now: datetime) -> None:
    coming = next_digest(now, CALENDAR)
    assert now < coming < now + timedelta(days=15)
    assert CALENDAR.is_open(coming)


@given(MOMENTS)
def test_there_is_one_digest_a_week(now: datetime) -> None:
    first = next_digest(now, CALENDAR)
    second = next_digest(first, CALENDAR)
    weeks = [CALENDAR.local_date(each).isocalendar()[:2] for each in (first, second)]
    assert weeks[0] != weeks[1]


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2026, 8, 14), 0),
        (date(2026, 8, 15), None),
        (date(2026, 8, 17), 1),
        (date(2026, 8, 18), 2),
    ],
)
def test_working_days_are_counted_from_a_friday(day: date, left: int | None) -> None:
    assert days_left(day, date(2026, 8, 14), CALENDAR)["left"] == left
