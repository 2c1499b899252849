"""The rule of who has not had, or been offered, the year's conversation."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dialogs.concepts import load_talk
from dialogs.talks.owed.standing import Known, Stand, Standing, standing

HERLEV, NORDDJURS = load_talk("herlev"), load_talk("norddjurs_mus")
HELD = date(2026, 8, 24)
DUE = date(2027, 8, 24)
DAYS = st.dates(min_value=date(2027, 1, 1), max_value=date(2029, 12, 31))


def test_it_is_to_be_held_once_a_year() -> None:  # HER-10
    known = Known(held_on=HELD, is_complete=True)
    assert standing(known, HERLEV, DUE) == Standing(Stand.COMPLETE, DUE)
    assert standing(known, HERLEV, date(2027, 8, 25)) == Standing(Stand.LATE, DUE)


def test_held_is_not_complete_before_both_have_said_yes_to_a_plan() -> None:  # NYB-KOM-27
    assert standing(Known(held_on=HELD), HERLEV, HELD).stand is Stand.HELD


def test_where_it_is_offered_a_day_that_came_to_nothing_is_enough() -> None:  # NOR-02
    known = Known(held_on=HELD, offered_on=date(2027, 8, 20))
    today = date(2027, 9, 1)
    assert standing(known, NORDDJURS, today).stand is Stand.OFFERED
    assert standing(known, HERLEV, today).stand is Stand.LATE


def test_an_absence_puts_the_day_off_by_its_length_and_does_not_drop_it() -> None:  # HER-10
    away = ((date(2027, 3, 1), date(2027, 3, 31)),)
    known = Known(held_on=HELD, away=away)
    later = date(2027, 9, 24)
    assert standing(known, HERLEV, later) == Standing(Stand.HELD, later)
    assert standing(known, HERLEV, date(2027, 9, 25)) == Standing(Stand.LATE, later)


def test_whoever_is_away_is_not_late() -> None:
    known = Known(held_on=HELD, away=((date(2027, 1, 1), None),))
    for today in (date(2027, 9, 1), date(2029, 9, 1)):
        assert standing(known, HERLEV, today).stand is not Stand.LATE


def test_whoever_is_new_has_until_the_last_day_of_the_workplaces_year() -> None:  # HER-28
    known = Known(year_began=date(2026, 9, 1), year_ends=date(2026, 11, 30))
    assert standing(known, HERLEV, date(2026, 11, 30)) == Standing(Stand.OPEN, date(2026, 11, 30))
    assert standing(known, HERLEV, date(2026, 12, 1)).stand is Stand.LATE


def test_where_no_year_is_opened_it_is_owed_so_long_after_somebody_came() -> None:  # HER-10, NOR-02
    known = Known(came_on=HELD)
    for pack in (HERLEV, NORDDJURS):
        assert standing(known, pack, DUE) == Standing(Stand.OPEN, DUE)
        assert standing(known, pack, date(2027, 8, 25)) == Standing(Stand.LATE, DUE)


def test_a_year_that_ended_before_somebody_came_makes_nobody_late() -> None:  # HER-28
    known = Known(
        year_began=date(2026, 2, 1), year_ends=date(2026, 3, 31), came_on=date(2026, 8, 24)
    )
    assert standing(known, HERLEV, date(2026, 9, 1)) == Standing(Stand.OPEN, DUE)


def test_where_nothing_says_when_nobody_is_late() -> None:
    assert standing(Known(), HERLEV, HELD) == Standing(Stand.OPEN, None)


def test_a_day_that_is_set_is_enough_for_now() -> None:
    known = Known(held_on=HELD, set_for=date(2027, 9, 3))
    assert standing(known, HERLEV, date(2027, 9, 1)) == Standing(Stand.SET, date(2027, 9, 3))


@given(today=DAYS, first=DAYS, last=DAYS)
def test_being_away_never_makes_anybody_late_sooner(today: date, first: date, last: date) -> None:
    present = standing(Known(held_on=HELD), HERLEV, today)
    away = standing(Known(held_on=HELD, away=((first, last),)), HERLEV, today)
    assert present.stand is Stand.LATE or away.stand is not Stand.LATE
