"""A round's days: counted in working days, and what moves along with what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.core.calendar import WorkCalendar
from dialogs.rounds import timetable
from dialogs.rounds.moving.moves import OPENS, Days, move
from storage.tables import Frame

CALENDAR = WorkCalendar("Europe/Copenhagen")
TODAY, DIALOGUE = date(2026, 8, 10), date(2026, 10, 7)
DAYS = st.dates(date(2026, 9, 1), date(2027, 6, 30))


def proposed(dialogue: date = DIALOGUE, **more: date) -> dict[str, date]:
    return timetable.propose(dialogue, today=TODAY, calendar=CALENDAR, **more)


def days(**changed: object) -> Days:
    every = {key: day for key, day in proposed().items() if key != "dialogue"}
    made = Days(
        open=every,
        held={"one": DIALOGUE},
        fixed=frozenset({"plans_up"}),
        opens=None,
        today=TODAY,
        calendar=CALENDAR,
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # whatever a test wants


@given(dialogue=DAYS)
def test_every_proposed_day_but_the_dialogue_is_a_working_day_to_come(dialogue: date) -> None:
    for key, day in proposed(dialogue).items():  # TAL-22
        assert day >= TODAY
        assert key == "dialogue" or day == dialogue or CALENDAR.is_working_day(day)


@given(dialogue=DAYS, later=st.integers(0, 30))
def test_what_comes_after_counts_from_the_last_of_several_dialogues(
    dialogue: date, later: int
) -> None:
    last = dialogue + timedelta(days=later)
    found = proposed(dialogue, last=last)
    assert found["action_plan"] == CALENDAR.add_working_days(last, 10)
    assert found["practical"] <= dialogue


def test_a_proposal_clashes_with_nothing() -> None:
    """The plan's own day for sending it up may well come after its work has begun."""
    given = timetable.with_given(proposed(), {"plans_up": date(2026, 12, 1)})
    assert timetable.clashes(given, CALENDAR, "da") == ()


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2026, 9, 12), "closed_weekend"),
        (date(2026, 12, 25), "closed_named"),
        (date(2026, 12, 24), "closed_named"),
    ],
)
def test_a_closed_day_is_named(day: date, key: str) -> None:
    found = timetable.clashes({**proposed(), "under_way": day}, CALENDAR, "da")
    assert key in [each.key for each in found]


def test_a_plan_that_is_sent_before_it_is_made_clashes() -> None:
    found = timetable.clashes({**proposed(), "plans_up": DIALOGUE}, CALENDAR, "da")
    assert [each.key for each in found] == ["disorder"]


@pytest.mark.parametrize(
    ("invite", "keys"),
    [
        (date(2026, 9, 30), []),
        (date(2026, 10, 1), ["short_notice"]),
        (date(2026, 10, 7), ["short_notice"]),
    ],
)
def test_an_invitation_less_than_five_working_days_before_is_looked_at_again(
    invite: date, keys: list[str]
) -> None:
    found = timetable.clashes({"invite": invite, "dialogue": DIALOGUE}, CALENDAR, "da")
    assert [each.key for each in found] == keys


def test_the_half_year_is_compared_with_every_dialogue() -> None:  # TAL-19, TAL-20, X-18
    frame = Frame(
        organisation_id="o",
        name="n",
        first_day=date(2026, 9, 1),
        last_day=date(2026, 10, 31),
        plan_due=date(2026, 11, 30),
        trained_on=date(2026, 9, 8),
        set_by="p",
        set_at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    held = [date(2026, 8, 31), date(2026, 9, 7), date(2026, 9, 8)]
    found = timetable.outside(held, date(2026, 12, 1), frame)
    assert [each.key for each in found] == [
        "outside_frame",
        "before_training",
        "before_training",
        "plan_late",
    ]
    assert timetable.outside(held, date(2026, 12, 1), None) == ()


@given(to=DAYS)
def test_a_moved_dialogue_takes_everything_along_at_its_distance(to: date) -> None:
    before = days()
    moved = move(before, "one", to, along=True)
    for key, (old, new) in moved.items():
        if key == "one" or new in (to, CALENDAR.next_working_day(TODAY)):
            continue
        was = CALENDAR.working_days_between(DIALOGUE, old)
        assert CALENDAR.working_days_between(to, new) == was
    assert "plans_up" not in moved


@given(to=DAYS)
def test_nothing_is_moved_behind_us_or_past_the_dialogue(to: date) -> None:
    moved = move(days(), "one", to, along=True)
    for key, (_, new) in moved.items():
        assert new >= TODAY
        assert key == "one" or timetable.offset(key) > 0 or new <= to


def test_the_second_of_two_dialogues_moves_only_what_comes_after() -> None:
    both = days(held={"one": DIALOGUE, "two": DIALOGUE + timedelta(days=7)})
    moved = move(both, "two", DIALOGUE + timedelta(days=14), along=True)
    assert {key for key in moved if key != "two"} == {
        key for key in both.open if timetable.offset(key) > 0 and key != "plans_up"
    }


def test_one_day_alone_is_moved_alone() -> None:
    assert set(move(days(), "invite", date(2026, 9, 23), along=False)) == {"invite"}


def test_an_opening_moves_with_the_dialogue_and_with_what_comes_before_it() -> None:
    planned = days(opens=date(2026, 9, 1))
    later = date(2026, 10, 14)
    assert move(planned, "one", later, along=True)[OPENS] == (date(2026, 9, 1), date(2026, 9, 8))
    told = planned.open["inform"]
    assert OPENS in move(planned, "inform", told + timedelta(days=7), along=True)
    assert OPENS not in move(planned, "select", date(2026, 9, 25), along=True)
