"""How often what is undone is said: twice by itself, then once a week until it is of no use."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.core.calendar import WorkCalendar
from schedules.core.pace import Pace
from schedules.steps import STEPS, StepReminder, pace

CALENDAR = WorkCalendar("Europe/Copenhagen")
MONDAY, WEDNESDAY = date(2026, 10, 5), date(2026, 10, 7)


def days(found: Pace) -> list[date]:
    return [CALENDAR.local_date(each) for each in found.times(CALENDAR)]


def test_a_row_waits_for_letters_in_the_weeks_after_the_second_time() -> None:
    found = Pace((MONDAY, WEDNESDAY), date(2026, 10, 26))
    # Each letter is Monday's and takes along what is due on the Sunday that ends its week.
    assert days(found)[2:] == [date(2026, 10, 18), date(2026, 10, 25), date(2026, 11, 1)]


def test_what_ends_before_the_next_week_is_in_no_letter() -> None:
    assert days(Pace((MONDAY, WEDNESDAY), date(2026, 10, 11))) == [MONDAY, WEDNESDAY]


@pytest.mark.parametrize("alone", [(), (MONDAY, WEDNESDAY, date(2026, 10, 9))])
def test_nothing_comes_by_itself_more_than_twice(alone: tuple[date, ...]) -> None:
    with pytest.raises(ValueError, match="once or twice"):
        Pace(alone, date(2026, 12, 1))


def test_what_waited_past_its_last_day_waits_for_the_letter() -> None:
    found = Pace((MONDAY, WEDNESDAY), date(2026, 12, 1))
    assert not found.rides_only(at(WEDNESDAY, 15), CALENDAR)
    assert found.rides_only(at(date(2026, 10, 8), 8), CALENDAR)


def at(day: date, hour: int) -> datetime:
    return CALENDAR.at(day, time(hour))


# The first of them reads the concept and the holidays.
@settings(deadline=None)
@given(
    st.sampled_from(STEPS),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(-60, 60),
)
def test_every_step_wherever_its_day_is_comes_twice_and_then_once_a_week(
    step: StepReminder, dialogue_on: date, away: int
) -> None:
    due_on = CALENDAR.add_working_days(dialogue_on, away)
    found = pace(step, due_on, dialogue_on, CALENDAR)
    times = days(found)
    assert times == sorted(set(times))
    assert all(CALENDAR.is_working_day(day) for day in found.alone)
    weeks = [day.isocalendar()[:2] for day in times[len(found.alone) :]]
    assert len(weeks) == len(set(weeks))
