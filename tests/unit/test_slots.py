"""Times that are proposed: within the period, in working hours, and never two at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.core.calendar import WorkCalendar
from dialogs.rules.slots import Room, is_away, overlaps, propose

CALENDAR = WorkCalendar("Europe/Copenhagen")
ROOM = Room(
    first=date(2026, 9, 1),
    last=date(2026, 9, 30),
    per_day=2,
    starts=time(9),
    lasts=timedelta(minutes=60),
    calendar=CALENDAR,
    after=datetime(2026, 8, 1, tzinfo=UTC),
)


@settings(deadline=None)
@given(
    count=st.integers(0, 40),
    per_day=st.integers(1, 4),
    days=st.integers(0, 40),
    minutes=st.integers(15, 120),
    hour=st.integers(7, 15),
    away=st.dictionaries(
        st.integers(0, 39), st.integers(0, 20).map(lambda at: date(2026, 9, 1) + timedelta(at))
    ),
)
def test_a_proposal_keeps_to_the_frame(
    count: int, per_day: int, days: int, minutes: int, hour: int, away: dict[int, date]
) -> None:
    people = [f"p{number}" for number in range(count)]
    absences = {f"p{number}": [(day, day + timedelta(5))] for number, day in away.items()}
    room = replace(
        ROOM,
        last=ROOM.first + timedelta(days),
        per_day=per_day,
        starts=time(hour),
        lasts=timedelta(minutes=minutes),
    )
    found = propose(people, room, absences)
    times = sorted(found.values())
    for before, after in pairwise(times):
        assert before + room.lasts < after
    for person, at in found.items():
        day = CALENDAR.local_date(at)
        assert room.first <= day <= room.last
        assert CALENDAR.is_working_day(day)
        assert CALENDAR.at(day, room.starts) <= at
        assert at + room.lasts <= CALENDAR.at(day, CALENDAR.closes)
        assert not is_away(absences.get(person, ()), day)


def test_who_comes_first_gets_the_first_time_that_they_are_there() -> None:
    found = propose(["a", "b"], ROOM, {"a": [(date(2026, 9, 1), date(2026, 9, 1))]})
    assert [CALENDAR.local_date(found[each]).day for each in ("a", "b")] == [2, 1]


def test_whoever_is_away_without_an_end_gets_none() -> None:
    assert set(propose(["a", "b"], ROOM, {"a": [(date(2026, 8, 1), None)]})) == {"b"}


def test_what_ends_as_another_begins_is_not_in_its_way() -> None:
    nine = datetime(2026, 9, 1, 9, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert not overlaps(nine, hour, [(nine - hour, nine), (nine + hour, nine + 2 * hour)])
    assert overlaps(nine, hour, [(nine + hour / 2, nine + hour)])
