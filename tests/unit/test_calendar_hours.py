from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.core.calendar import WorkCalendar

UNHURRIED = settings(deadline=None)  # A busy machine is no failure.
ZONES = ("Europe/Copenhagen", "America/Nuuk", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
DK = WorkCalendar("Europe/Copenhagen")
QUARTER = timedelta(minutes=15)

days = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))
calendars = st.sampled_from([WorkCalendar(zone) for zone in ZONES])
instants = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2035, 12, 31), timezones=st.just(UTC)
)


def local(zone: str, text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def quarters(first: str, last: str) -> list[time]:
    """Every 15 minutes, both ends included; the last one is on the same day."""
    start, end = (datetime.fromisoformat(f"2000-01-01T{text}") for text in (first, last))
    return [(start + QUARTER * n).time() for n in range((end - start) // QUARTER + 1)]


# Both changes of the clock


@pytest.mark.parametrize("moment", quarters("01:00", "04:00"))
def test_in_march_copenhagen_moves_a_missing_time_on_by_the_hour(moment: time) -> None:
    day = date(2026, 3, 29)
    shown = DK.at(day, moment).astimezone(ZoneInfo("Europe/Copenhagen"))
    expected = moment.replace(hour=3) if moment.hour == 2 else moment
    assert (shown.date(), shown.time()) == (day, expected)
    assert shown.utcoffset() == timedelta(hours=1 if moment.hour < 2 else 2)


@pytest.mark.parametrize("moment", quarters("01:00", "04:00"))
def test_in_october_copenhagen_takes_the_first_of_two_equal_times(moment: time) -> None:
    day = date(2026, 10, 25)
    shown = DK.at(day, moment).astimezone(ZoneInfo("Europe/Copenhagen"))
    assert (shown.date(), shown.time(), shown.fold) == (day, moment, 0)
    assert shown.utcoffset() == timedelta(hours=2 if moment.hour < 3 else 1)


@pytest.mark.parametrize(
    ("zone", "day", "moment", "utc"),
    [
        ("Europe/Copenhagen", "2026-03-29", "02:30", "2026-03-29T01:30"),
        ("Europe/Copenhagen", "2026-10-25", "02:30", "2026-10-25T00:30"),
        # Lord Howe moves by half an hour: 02:15 becomes 02:45, and 01:45 comes twice.
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45"),
        ("Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45"),
        ("Australia/Lord_Howe", "2026-04-05", "02:00", "2026-04-04T15:30"),
        # Nuuk leaps over the last hour of Saturday, and lives it twice in autumn.
        ("America/Nuuk", "2026-03-28", "23:30", "2026-03-29T01:30"),
        ("America/Nuuk", "2026-03-29", "00:00", "2026-03-29T01:00"),
        ("America/Nuuk", "2026-10-24", "23:30", "2026-10-25T00:30"),
        ("America/Nuuk", "2026-10-25", "00:00", "2026-10-25T02:00"),
    ],
)
def test_a_local_time_is_one_instant_on_the_days_of_change(
    zone: str, day: str, moment: str, utc: str
) -> None:
    found = WorkCalendar(zone).at(date.fromisoformat(day), time.fromisoformat(moment))
    assert found == datetime.fromisoformat(f"{utc}+00:00")
    assert found.tzinfo is UTC


def test_the_second_of_two_equal_times_cannot_be_asked_for() -> None:
    day = date(2026, 10, 25)
    assert DK.at(day, time(2, 30, fold=1)) == DK.at(day, time(2, 30))


@pytest.mark.parametrize(
    ("before", "after", "hours"),
    [("2026-03-28", "2026-03-29", 23), ("2026-10-24", "2026-10-25", 25)],
)
def test_eight_in_the_morning_stays_eight_across_the_change(
    before: str, after: str, hours: int
) -> None:
    first, second = (DK.at(date.fromisoformat(day), time(8)) for day in (before, after))
    assert second - first == timedelta(hours=hours)


def test_every_quarter_of_the_two_nights_belongs_to_its_sunday() -> None:
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        midnight = DK.at(day, time(0))
        found = [DK.local_date(midnight + QUARTER * n) for n in range(hours * 4 + 1)]
        assert found == [day] * (hours * 4) + [day + timedelta(1)]


@UNHURRIED
@given(calendars, days, st.times(), st.times())
def test_a_later_local_time_is_never_an_earlier_instant_by_more_than_a_leap(
    calendar: WorkCalendar, day: date, one: time, other: time
) -> None:
    early, late = sorted((one, other))
    assert calendar.at(day, late) - calendar.at(day, early) > -timedelta(hours=1)


@UNHURRIED
@given(calendars, instants)
def test_an_instant_lies_within_its_local_date(calendar: WorkCalendar, instant: datetime) -> None:
    day = calendar.local_date(instant)
    assert calendar.at(day, time(0)) <= instant < calendar.at(day + timedelta(1), time(0))


# Opening hours


@pytest.mark.parametrize(
    ("instant", "opening"),
    [
        ("2026-11-23T07:59:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T15:59:59", "2026-11-23T15:59:59"),
        ("2026-11-23T16:00", "2026-11-24T08:00"),
        ("2026-11-20T16:00", "2026-11-23T08:00"),
        ("2026-11-22T12:00", "2026-11-23T08:00"),
        ("2026-12-23T20:00", "2026-12-28T08:00"),
        ("2026-06-05T10:00", "2026-06-08T08:00"),
        ("2026-03-27T17:00", "2026-03-30T08:00"),  # summer time begins on the way
        ("2026-10-23T17:00", "2026-10-26T08:00"),  # and ends
    ],
)
def test_the_next_opening_is_at_eight_on_a_working_day(instant: str, opening: str) -> None:
    zone = "Europe/Copenhagen"
    found = DK.next_open(local(zone, instant))
    assert found == local(zone, opening)
    assert found.tzinfo is UTC


def test_it_is_open_from_eight_and_no_longer_at_sixteen() -> None:
    zone = "Europe/Copenhagen"
    shown = ("07:59", "08:00", "15:59", "16:00")
    found = [DK.is_open(local(zone, f"2026-11-23T{moment}")) for moment in shown]
    assert found == [False, True, True, False]


@pytest.mark.parametrize("day", ["2026-11-21", "2026-04-03", "2026-12-24"])
def test_it_is_never_open_on_a_closed_day(day: str) -> None:
    hours = [local("Europe/Copenhagen", f"{day}T{moment}") for moment in quarters("00:00", "23:45")]
    assert not any(map(DK.is_open, hours))


def test_a_person_elsewhere_has_the_hours_of_that_place() -> None:
    nuuk = DK.for_zone("America/Nuuk")
    nine_in_copenhagen = local("Europe/Copenhagen", "2026-11-23T09:00")
    assert DK.is_open(nine_in_copenhagen)
    assert nuuk.next_open(nine_in_copenhagen) == local("America/Nuuk", "2026-11-23T08:00")


def test_only_the_zone_changes_for_a_person_elsewhere() -> None:
    strict = WorkCalendar("Europe/Copenhagen", closing_days=("05-01",), opens=time(9))
    assert strict.for_zone("America/Nuuk") == WorkCalendar(
        "America/Nuuk", closing_days=("05-01",), opens=time(9)
    )


def test_sunday_evening_in_utc_is_monday_morning_on_lord_howe() -> None:
    howe = WorkCalendar("Australia/Lord_Howe")
    instant = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
    assert howe.local_date(instant) == date(2026, 11, 23)
    assert howe.is_open(instant)
    assert not DK.is_open(instant)


def test_hours_that_the_clock_leaps_over_wait_for_the_next_day() -> None:
    # Cairo's clocks leap from Thursday 24:00 to Friday 01:00, a working day to this calendar.
    night = WorkCalendar("Africa/Cairo", opens=time(0), closes=time(1))
    thursday_evening = local("Africa/Cairo", "2026-04-23T22:00")
    assert night.next_open(thursday_evening) == local("Africa/Cairo", "2026-04-27T00:00")


def test_the_first_opening_of_a_day_passes_over_closed_days() -> None:
    zone = "Europe/Copenhagen"
    assert DK.first_opening(date(2026, 11, 23)) == local(zone, "2026-11-23T08:00")
    assert DK.first_opening(date(2026, 4, 2)) == local(zone, "2026-04-07T08:00")


@UNHURRIED
@given(calendars, instants)
def test_the_next_opening_is_open_and_never_earlier(
    calendar: WorkCalendar, instant: datetime
) -> None:
    opening = calendar.next_open(instant)
    shown = opening.astimezone(ZoneInfo(calendar.zone))
    assert opening >= instant
    assert calendar.next_open(opening) == opening
    assert time(8) <= shown.time() < time(16)
    assert calendar.is_working_day(shown.date())


@UNHURRIED
@given(calendars, instants)
def test_nothing_is_open_between_an_instant_and_its_next_opening(
    calendar: WorkCalendar, instant: datetime
) -> None:
    opening = calendar.next_open(instant)
    steps = (instant + timedelta(hours=1) * n for n in range((opening - instant).days * 24 + 24))
    assert not any(calendar.is_open(step) for step in steps if step < opening)


@UNHURRIED
@given(calendars, st.lists(instants, min_size=2, max_size=5).map(sorted))
def test_openings_keep_the_order_of_the_instants(
    calendar: WorkCalendar, ordered: list[datetime]
) -> None:
    openings = [calendar.next_open(instant) for instant in ordered]
    assert all(one <= other for one, other in pairwise(openings))
