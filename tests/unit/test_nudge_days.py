from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.core.calendar import WorkCalendar
from schedules.core.decide import deadline_nudge_days, digest_day, months_after

UNHURRIED = settings(deadline=None)  # A busy machine is no failure.
CALENDAR = WorkCalendar("Europe/Copenhagen")

near_days = st.dates(min_value=date(2026, 11, 1), max_value=date(2027, 1, 31))


def test_a_deadline_is_nudged_fourteen_seven_two_and_no_working_days_before() -> None:
    # TAL-20: before 1 December, a Tuesday in 2026.
    assert deadline_nudge_days(date(2026, 12, 1), calendar=CALENDAR) == (
        (14, date(2026, 11, 11)),
        (7, date(2026, 11, 20)),
        (2, date(2026, 11, 27)),
        (0, date(2026, 12, 1)),
    )


def test_a_deadline_on_a_sunday_counts_from_the_friday_before() -> None:
    found = deadline_nudge_days(date(2026, 11, 29), calendar=CALENDAR, offsets=(2, 0))
    assert found == ((2, date(2026, 11, 25)), (0, date(2026, 11, 27)))


def test_a_deadline_after_christmas_counts_over_it() -> None:
    found = deadline_nudge_days(date(2026, 12, 27), calendar=CALENDAR, offsets=(2, 0))
    assert found == ((2, date(2026, 12, 21)), (0, date(2026, 12, 23)))


@UNHURRIED
@given(near_days)
def test_nudges_of_a_deadline_are_on_different_working_days_and_never_after_it(
    deadline: date,
) -> None:
    found = [day for _, day in deadline_nudge_days(deadline, calendar=CALENDAR)]
    assert found == sorted(set(found))
    assert all(map(CALENDAR.is_working_day, found))
    assert found[-1] <= deadline


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2026-11-23", 3, "2027-02-23"),
        ("2026-11-30", 3, "2027-03-01"),  # 28 February is a Sunday
        ("2027-11-30", 3, "2028-02-29"),  # clamped, in a leap year
        ("2026-10-31", 3, "2027-02-01"),  # a Sunday
        ("2026-01-02", 3, "2026-04-07"),  # Maundy Thursday
        ("2026-09-24", 3, "2026-12-28"),  # Christmas Eve
        ("2026-11-23", 13, "2027-12-23"),
        ("2026-12-15", 12, "2027-12-15"),
    ],
)
def test_months_later_is_a_working_day(day: str, months: int, result: str) -> None:
    found = months_after(date.fromisoformat(day), months, calendar=CALENDAR)
    assert found == date.fromisoformat(result)


@pytest.mark.parametrize(
    ("week_of", "day"),
    [
        ("2026-11-23", "2026-11-23"),
        ("2026-11-29", "2026-11-23"),  # the Sunday of that week
        ("2026-04-10", "2026-04-07"),  # Easter Monday
        ("2026-05-25", "2026-05-26"),
        ("2027-01-01", "2026-12-28"),  # an ISO week of two years
    ],
)
def test_the_digest_goes_on_the_first_working_day_of_the_week(week_of: str, day: str) -> None:
    assert digest_day(date.fromisoformat(week_of), CALENDAR) == date.fromisoformat(day)


def test_a_week_that_is_shut_has_no_digest() -> None:
    days = tuple(f"12-{day}" for day in range(28, 32))
    shut = WorkCalendar("Europe/Copenhagen", closing_days=days)
    assert digest_day(date(2026, 12, 30), shut) is None  # 1 January is the Friday.
    assert digest_day(date(2026, 12, 30), CALENDAR) == date(2026, 12, 28)


@UNHURRIED
@given(near_days)
def test_every_day_of_a_week_has_the_same_digest(day: date) -> None:
    monday = day - timedelta(day.weekday())
    assert digest_day(day, CALENDAR) == digest_day(monday, CALENDAR)
