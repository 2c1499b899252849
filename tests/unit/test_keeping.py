"""When something of a conversation goes, by each of the rules that a concept may name (X-02)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.rules.keeping import (
    TOLD_BEFORE,
    WAITS,
    Going,
    Life,
    day_of,
    going,
    is_told,
    may_be_held,
    months_on,
)

HELD = date(2026, 9, 14)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))


def test_it_goes_on_the_day_on_which_the_next_conversation_was_held() -> None:  # HER-12
    life = Life(made_on=HELD, next_held_on=date(2027, 9, 20))
    assert going("next_held", 18, life) == Going(date(2027, 9, 20), settled=True)


def test_it_waits_for_the_event_also_when_that_is_two_years_later() -> None:  # HER-12
    planned = date(2028, 9, 20)
    life = Life(made_on=HELD, next_planned_on=planned)
    assert going("next_held", 18, life) == Going(planned, settled=False)
    held = Life(made_on=HELD, next_held_on=planned)
    assert going("next_held", 18, held) == Going(planned, settled=True)


def test_a_date_that_is_always_moved_does_not_keep_it_for_ever() -> None:
    last = date(2029, 9, 14)
    life = Life(made_on=HELD, next_planned_on=last)
    assert going("next_held", 18, life) == Going(last, settled=False)
    moved = Life(made_on=HELD, next_planned_on=last + timedelta(days=1))
    assert going("next_held", 18, moved) == Going(last, settled=True)
    assert going("next_held", None, moved) == Going(last + timedelta(days=1), settled=False)


def test_where_no_conversation_comes_it_goes_after_the_months() -> None:
    assert going("next_held", 18, Life(made_on=HELD)) == Going(date(2028, 3, 14), settled=True)
    assert going("next_held", None, Life(made_on=HELD)) is None


def test_a_number_of_months_is_counted_from_when_it_was_made() -> None:
    life = Life(made_on=HELD, next_held_on=date(2026, 10, 1))
    assert going("months", 24, life) == Going(date(2028, 9, 14), settled=True)


def test_a_plan_goes_so_long_after_it_was_filed_and_not_before_it_is() -> None:  # NOR-29
    life = Life(made_on=HELD, next_held_on=date(2027, 9, 20))
    assert going("filed", 12, life) is None
    filed = Life(made_on=HELD, filed_on=date(2026, 10, 1))
    assert going("filed", 12, filed) == Going(date(2027, 10, 1), settled=True)


def test_what_stays_while_somebody_is_here_has_no_day() -> None:
    assert going("leaves", None, Life(made_on=HELD, filed_on=HELD, next_held_on=HELD)) is None


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
    ],
)
def test_months_are_counted_as_people_count_them(day: date, months: int, later: date) -> None:
    assert months_on(day, months) == later


@given(on=DAYS, told_on=DAYS)
def test_nothing_goes_before_its_day_nor_before_it_was_told_in_time(
    on: date, told_on: date
) -> None:
    day = day_of(Going(on, settled=True), told_on)
    assert day >= on
    assert day - told_on >= TOLD_BEFORE


@given(on=DAYS)
def test_whoever_is_told_at_the_first_chance_has_time_enough(on: date) -> None:
    when = Going(on, settled=True)
    first = next(
        day
        for day in (on - timedelta(days=ahead) for ahead in range(60, -1, -1))
        if is_told(when, day)
    )
    assert day_of(when, first) == on


def test_a_conversation_that_was_never_called_held_is_not_waited_for_for_ever() -> None:
    assert may_be_held(HELD, HELD + WAITS)
    assert not may_be_held(HELD, HELD + WAITS + timedelta(days=1))
