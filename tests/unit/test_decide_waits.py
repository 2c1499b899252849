from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from schedules.core.decide import (
    Absence,
    Due,
    Pause,
    Reason,
    Recipient,
    Send,
    Skip,
    Wait,
)
from tests.deciding import (
    DAY,
    DIGEST,
    DUE,
    KIRSTEN,
    LOUD,
    MONDAY,
    NINE,
    ZONE,
    at,
    decided,
)

# Leave


def away(first: str, last: str | None) -> Absence:
    return Absence(date.fromisoformat(first), date.fromisoformat(last) if last else None)


def on_leave(*absences: Absence) -> Recipient:
    return replace(KIRSTEN, absences=absences)


def test_a_leave_that_ends_waits_for_the_first_working_morning_after() -> None:
    back_after_easter = on_leave(away("2026-03-23", "2026-04-01"))
    found = decided(at("2026-03-25T10:00"), person=back_after_easter)
    assert found == Wait(at("2026-04-07T08:00"), Reason.ON_LEAVE)


def test_both_ends_of_a_leave_are_leave() -> None:
    person = on_leave(away("2026-11-23", "2026-11-24"))
    until = Wait(at("2026-11-25T08:00"), Reason.ON_LEAVE)
    assert decided(at("2026-11-20T15:59"), person=person) == Send(date(2026, 11, 20))
    assert decided(at("2026-11-23T00:00"), person=person, rule=LOUD) == until
    assert decided(at("2026-11-24T23:59"), person=person, rule=LOUD) == until
    assert decided(at("2026-11-25T08:00"), person=person) == Send(date(2026, 11, 25))


def test_leave_upon_leave_is_one_wait() -> None:
    person = on_leave(away("2026-11-26", "2026-11-30"), away("2026-11-23", "2026-11-25"))
    assert decided(person=person) == Wait(at("2026-12-01T08:00"), Reason.ON_LEAVE)


@pytest.mark.parametrize("last", [None, "9999-12-31"])
def test_a_leave_without_an_end_is_looked_at_again_each_week_and_never_nudged(
    last: str | None,
) -> None:
    person = on_leave(away("2026-11-01", last))
    now, weeks = NINE, []
    for _ in range(4):
        found = decided(now, person=person)
        assert isinstance(found, Wait)
        assert found.reason is Reason.ON_LEAVE
        weeks.append(found.until)
        now = found.until
    mornings = ("2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21")
    assert weeks == [at(f"{day}T08:00") for day in mornings]


def test_a_wait_that_ends_within_an_open_leave_ends_there() -> None:
    person = on_leave(away("2026-11-23", None))
    found = decided(at("2026-11-21T10:00"), person=person)
    assert found == Wait(at("2026-11-23T08:00"), Reason.WEEKEND)


def test_leave_holds_for_rules_that_are_not_quiet_too() -> None:
    person = on_leave(away("2026-11-23", "2026-11-27"))
    assert decided(person=person, rule=LOUD) == Wait(at("2026-11-30T08:00"), Reason.ON_LEAVE)


# Pause, snooze, once a day, busy


def test_a_pause_ends_on_the_morning_of_its_day() -> None:
    person = replace(KIRSTEN, pauses=(Pause(date(2026, 11, 28)),))
    assert decided(person=person) == Wait(at("2026-11-30T08:00"), Reason.PAUSED)
    assert decided(at("2026-11-30T08:00"), person=person) == Send(date(2026, 11, 30))


def test_a_pause_of_one_kind_leaves_the_others() -> None:
    pause = Pause(date(2026, 12, 1), frozenset({"minikom"}))
    person = replace(KIRSTEN, pauses=(pause,))
    assert decided(person=person) == Wait(at("2026-12-01T08:00"), Reason.PAUSED)
    assert decided(person=person, rule=DIGEST) == Send(MONDAY)


def test_the_longest_pause_counts() -> None:
    pauses = (Pause(date(2026, 12, 2)), Pause(date(2026, 12, 1), frozenset({"minikom"})))
    found = decided(person=replace(KIRSTEN, pauses=pauses))
    assert found == Wait(at("2026-12-02T08:00"), Reason.PAUSED)


def test_a_snoozed_nudge_waits_for_its_time() -> None:
    due = replace(DUE, snoozed_until=at("2026-11-24T09:30"))
    assert decided(due=due) == Wait(at("2026-11-24T09:30"), Reason.SNOOZED)
    assert decided(at("2026-11-24T09:30"), due=due) == Send(date(2026, 11, 24))


def test_snoozing_into_a_weekend_comes_out_on_monday() -> None:
    due = replace(DUE, snoozed_until=at("2026-11-28T09:00"))
    assert decided(due=due) == Wait(at("2026-11-30T08:00"), Reason.SNOOZED)


def test_a_rule_goes_to_a_person_once_a_day() -> None:
    due = replace(DUE, already_sent_on=frozenset({MONDAY}))
    assert decided(due=due) == Wait(at("2026-11-24T08:00"), Reason.ALREADY_SENT_TODAY)
    assert decided(at("2026-11-24T08:00"), due=due) == Send(date(2026, 11, 24))


def test_once_a_day_holds_on_the_day_that_has_two_half_past_two() -> None:
    sunday = date(2026, 10, 25)
    due = replace(DUE, already_sent_on=frozenset({sunday}))
    for utc in (0, 1):
        half_past_two = datetime(2026, 10, 25, utc, 30, tzinfo=UTC)
        found = decided(half_past_two, rule=LOUD, due=due)
        assert found == Wait(at("2026-10-26T08:00"), Reason.ALREADY_SENT_TODAY)


def test_a_rule_that_is_not_quiet_waits_for_the_next_morning_even_on_a_sunday() -> None:
    due = replace(DUE, already_sent_on=frozenset({date(2026, 11, 21)}))
    found = decided(at("2026-11-21T10:00"), rule=LOUD, due=due)
    assert found == Wait(at("2026-11-22T08:00"), Reason.ALREADY_SENT_TODAY)


def test_who_is_in_a_dialog_is_left_in_peace_for_half_an_hour() -> None:
    busy = replace(KIRSTEN, in_dialog=True)
    assert decided(person=busy) == Wait(at("2026-11-23T09:30"), Reason.IN_DIALOG)


def test_half_an_hour_that_ends_after_closing_ends_in_the_morning() -> None:
    busy = replace(KIRSTEN, in_dialog=True)
    found = decided(at("2026-11-23T15:45"), person=busy)
    assert found == Wait(at("2026-11-24T08:00"), Reason.IN_DIALOG)


def test_the_most_telling_reason_is_given() -> None:
    sunday = at("2026-11-22T10:00")
    everything = Recipient(
        zone=ZONE,
        absences=(away("2026-11-20", "2026-11-24"),),
        pauses=(Pause(date(2026, 11, 26)),),
        in_dialog=True,
    )
    due = replace(
        DUE,
        snoozed_until=at("2026-11-27T09:00"),
        already_sent_on=frozenset({date(2026, 11, 22)}),
    )
    without_leave = replace(everything, absences=())
    without_pause = replace(without_leave, pauses=())
    unsnoozed = replace(due, snoozed_until=None)
    until = at("2026-11-27T09:00")
    assert decided(sunday, person=everything, due=due) == Wait(until, Reason.ON_LEAVE)
    assert decided(sunday, person=without_leave, due=due) == Wait(until, Reason.PAUSED)
    assert decided(sunday, person=without_pause, due=due) == Wait(until, Reason.SNOOZED)
    found = decided(sunday, person=without_pause, due=unsnoozed)
    assert found == Wait(at("2026-11-23T08:00"), Reason.WEEKEND)
    found = decided(sunday, person=without_pause, due=unsnoozed, rule=LOUD)
    assert found == Wait(at("2026-11-23T08:00"), Reason.ALREADY_SENT_TODAY)


# Giving up


@pytest.mark.parametrize(
    ("person", "due", "because"),
    [
        (on_leave(Absence(MONDAY, MONDAY)), DUE, "on-leave"),
        (replace(KIRSTEN, pauses=(Pause(MONDAY + DAY),)), DUE, "paused"),
        (KIRSTEN, replace(DUE, snoozed_until=at("2026-11-24T08:00")), "snoozed"),
        (KIRSTEN, replace(DUE, already_sent_on=frozenset({MONDAY})), "already-sent-today"),
    ],
)
def test_waiting_past_the_last_use_of_a_nudge_skips_it_and_says_why(
    person: Recipient, due: Due, because: str
) -> None:
    useless = replace(due, give_up_at=at("2026-11-24T08:00"))
    useful = replace(due, give_up_at=at("2026-11-24T08:00:01"))
    assert decided(person=person, due=useless) == Skip(Reason.TOO_LATE, Reason(because))
    assert decided(person=person, due=useful) == Wait(at("2026-11-24T08:00"), Reason(because))


def test_a_dialog_that_lasts_until_closing_can_make_it_too_late() -> None:
    busy = replace(KIRSTEN, in_dialog=True)
    due = replace(DUE, give_up_at=at("2026-11-23T16:00"))
    found = decided(at("2026-11-23T15:45"), person=busy, due=due)
    assert found == Skip(Reason.TOO_LATE, Reason.IN_DIALOG)


def test_the_last_moment_of_use_still_sends() -> None:
    due = replace(DUE, give_up_at=NINE + timedelta(microseconds=1))
    assert decided(due=due) == Send(MONDAY)
