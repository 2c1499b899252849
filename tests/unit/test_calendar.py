from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.core.calendar import Closed, WorkCalendar

UNHURRIED = settings(deadline=None)  # A busy machine is no failure.
DK = WorkCalendar("Europe/Copenhagen")

days = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))


# Working days


def test_an_ordinary_monday_is_a_working_day() -> None:
    assert DK.is_working_day(date(2026, 11, 23))
    assert DK.why_closed(date(2026, 11, 23)) is None


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-21", "weekend"),
        ("2026-11-22", "weekend"),
        ("2026-04-02", "holiday"),  # Maundy Thursday
        ("2026-04-03", "holiday"),  # Good Friday
        ("2026-04-06", "holiday"),
        ("2026-05-14", "holiday"),
        ("2026-05-25", "holiday"),
        ("2026-01-01", "holiday"),
        ("2026-12-25", "holiday"),
        ("2026-06-05", "closing-day"),
        ("2026-12-24", "closing-day"),
        ("2026-12-31", "closing-day"),
        ("2026-12-26", "weekend"),  # also a holiday: a Saturday
        ("2027-06-05", "weekend"),  # also a closing day: a Saturday
    ],
)
def test_a_closed_day_says_why(day: str, why: str) -> None:
    assert DK.why_closed(date.fromisoformat(day)) == why
    assert not DK.is_working_day(date.fromisoformat(day))


def test_the_great_day_of_prayer_is_worked_since_2024() -> None:
    assert DK.why_closed(date(2023, 5, 5)) is Closed.HOLIDAY
    assert DK.why_closed(date(2024, 4, 26)) is None


def test_the_first_of_may_is_worked_unless_a_workplace_says_otherwise() -> None:
    day = date(2026, 5, 1)
    assert DK.is_working_day(day)
    assert WorkCalendar("Europe/Copenhagen", closing_days=("05-01",)).why_closed(day) == (
        "closing-day"
    )


def test_a_workplace_may_work_on_the_closing_days() -> None:
    assert WorkCalendar("Europe/Copenhagen", closing_days=()).is_working_day(date(2026, 6, 5))


def test_another_country_has_other_holidays() -> None:
    norway = WorkCalendar("Europe/Oslo", country="NO")
    assert norway.why_closed(date(2027, 5, 17)) is Closed.HOLIDAY
    assert DK.why_closed(date(2027, 5, 18)) is None


@pytest.mark.parametrize(
    ("day", "danish", "english"),
    [
        ("2026-12-25", "Juledag", "Christmas Day"),
        ("2026-04-05", "Påskedag", "Easter Sunday"),
        ("2026-06-05", "Grundlovsdag", "Constitution Day"),
        ("2026-12-24", "Juleaftensdag", "Christmas Eve"),
        ("2026-12-31", "Nytårsaften", "New Year's Eve"),
    ],
)
def test_a_day_off_has_a_name_in_both_languages(day: str, danish: str, english: str) -> None:
    assert DK.holiday_name(date.fromisoformat(day), "da") == danish
    assert DK.holiday_name(date.fromisoformat(day), "en") == english


def test_a_day_off_is_named_in_danish_where_the_language_is_unknown() -> None:
    assert DK.holiday_name(date(2026, 12, 25), "kl") == "Juledag"


@pytest.mark.parametrize("day", ["2026-05-01", "2026-11-22", "2026-11-23"])
def test_a_working_day_and_a_plain_sunday_have_no_name(day: str) -> None:
    assert DK.holiday_name(date.fromisoformat(day), "da") is None


def test_a_holiday_that_is_listed_as_a_closing_day_keeps_its_name() -> None:
    careful = WorkCalendar("Europe/Copenhagen", closing_days=("12-25",))
    assert careful.holiday_name(date(2026, 12, 25), "da") == "Juledag"


def test_a_closing_day_of_the_workplace_alone_has_no_name() -> None:
    shut = WorkCalendar("Europe/Copenhagen", closing_days=("11-23",))
    assert shut.why_closed(date(2026, 11, 23)) is Closed.CLOSING_DAY
    assert shut.holiday_name(date(2026, 11, 23), "da") is None


def test_easter_is_leapt_over_both_ways() -> None:
    assert DK.next_working_day(date(2026, 4, 2)) == date(2026, 4, 7)
    assert DK.previous_working_day(date(2026, 4, 6)) == date(2026, 4, 1)


def test_a_working_day_is_its_own_next_and_previous_one() -> None:
    day = date(2026, 11, 23)
    assert DK.next_working_day(day) == DK.previous_working_day(day) == day


@pytest.mark.parametrize(
    ("start", "count", "result"),
    [
        ("2026-11-20", 1, "2026-11-23"),  # Friday to Monday
        ("2026-11-21", 1, "2026-11-23"),  # from a Saturday
        ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-22", -1, "2026-11-20"),  # from a Sunday
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-22", 0, "2026-11-22"),
        ("2026-12-01", -14, "2026-11-11"),
        ("2026-12-23", 2, "2026-12-29"),  # over Christmas
    ],
)
def test_working_days_are_counted_from_a_day(start: str, count: int, result: str) -> None:
    assert DK.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(result)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-11-23", "2026-11-25", 2),
        ("2026-11-25", "2026-11-23", -2),
        ("2026-11-20", "2026-11-22", 0),
        ("2026-11-21", "2026-11-23", 1),
        ("2026-11-23", "2026-11-23", 0),
        ("2026-03-27", "2026-04-10", 7),
    ],
)
def test_working_days_between_leave_out_the_first(start: str, end: str, count: int) -> None:
    found = DK.working_days_between(date.fromisoformat(start), date.fromisoformat(end))
    assert found == count


@UNHURRIED
@given(days)
def test_the_next_and_the_previous_working_day_have_nothing_worked_on_the_way(day: date) -> None:
    after, before = DK.next_working_day(day), DK.previous_working_day(day)
    assert before <= day <= after
    assert DK.is_working_day(after)
    assert DK.is_working_day(before)
    between = [before + timedelta(n) for n in range(1, (after - before).days)]
    assert not any(map(DK.is_working_day, between))


@UNHURRIED
@given(days, st.integers(-60, 60))
def test_counting_the_added_working_days_gives_them_back(day: date, count: int) -> None:
    there = DK.add_working_days(day, count)
    assert DK.working_days_between(day, there) == count
    assert count == 0 or DK.is_working_day(there)


@UNHURRIED
@given(days, st.integers(0, 30), st.integers(0, 30), st.sampled_from([1, -1]))
def test_working_days_add_up(day: date, some: int, more: int, way: int) -> None:
    at_once = DK.add_working_days(day, way * (some + more))
    assert DK.add_working_days(DK.add_working_days(day, way * some), way * more) == at_once


@UNHURRIED
@given(days, st.integers(1, 60))
def test_from_a_working_day_there_and_back_is_home(day: date, count: int) -> None:
    home = DK.next_working_day(day)
    assert DK.add_working_days(DK.add_working_days(home, count), -count) == home


# Bad input


@pytest.mark.parametrize("zone", ["", "Europe", "Europe/Kobenhavn", "../etc/passwd", "Mars\0"])
def test_an_unknown_zone_is_refused_by_name(zone: str) -> None:
    with pytest.raises(ValueError, match="zone"):
        WorkCalendar(zone)
    with pytest.raises(ValueError, match="zone"):
        DK.for_zone(zone)


@pytest.mark.parametrize("closing_day", ["24-12", "12-32", "1-1", "", "24. december", "W01-1"])
def test_a_closing_day_that_is_no_date_is_refused(closing_day: str) -> None:
    with pytest.raises(ValueError, match="MM-DD"):
        WorkCalendar("Europe/Copenhagen", closing_days=(closing_day,))


def test_the_leap_day_may_be_a_closing_day() -> None:
    calendar = WorkCalendar("Europe/Copenhagen", closing_days=("02-29",))
    assert calendar.why_closed(date(2028, 2, 29)) is Closed.CLOSING_DAY


def test_a_country_without_known_holidays_is_refused() -> None:
    with pytest.raises(ValueError, match="XX"):
        WorkCalendar("Europe/Copenhagen", country="XX")


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(time(16), time(8)), (time(8), time(8)), (time(8, tzinfo=UTC), time(16, tzinfo=UTC))],
)
def test_opening_hours_that_make_no_sense_are_refused(opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match="opening hours"):
        WorkCalendar("Europe/Copenhagen", opens=opens, closes=closes)


def test_a_time_without_a_zone_is_refused_as_an_instant() -> None:
    naive = datetime(2026, 11, 23, 9)
    for asked in (DK.local_date, DK.next_open, DK.is_open):
        with pytest.raises(ValueError, match="zone"):
            asked(naive)


def test_a_local_time_with_a_zone_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        DK.at(date(2026, 11, 23), time(8, tzinfo=UTC))
