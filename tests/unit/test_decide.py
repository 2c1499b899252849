from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedules.core.decide import (
    Due,
    Reason,
    Recipient,
    Send,
    Skip,
    Wait,
)
from tests.deciding import (
    DIGEST,
    DUE,
    KIRSTEN,
    LOUD,
    MONDAY,
    NINE,
    RULE,
    ZONE,
    at,
    decided,
)

# Sending


def test_a_nudge_that_is_due_in_working_hours_is_sent() -> None:
    assert decided() == Send(MONDAY)


def test_the_date_of_a_nudge_is_the_persons_own() -> None:
    howe = replace(KIRSTEN, zone="Australia/Lord_Howe")
    evening_before_in_denmark = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
    assert decided(evening_before_in_denmark, person=howe) == Send(MONDAY)


def test_a_nudge_is_not_decided_before_it_is_due() -> None:
    assert decided(due=Due(at=NINE)) == Send(MONDAY)
    with pytest.raises(ValueError, match="not due"):
        decided(due=Due(at=NINE + timedelta(microseconds=1)))


# Hours and days


@pytest.mark.parametrize(
    ("now", "until", "reason"),
    [
        ("2026-11-23T07:59", "2026-11-23T08:00", "quiet-hours"),
        ("2026-11-23T16:00", "2026-11-24T08:00", "quiet-hours"),
        ("2026-11-20T17:00", "2026-11-23T08:00", "quiet-hours"),
        ("2026-11-22T10:00", "2026-11-23T08:00", "weekend"),
        ("2026-04-02T10:00", "2026-04-07T08:00", "holiday"),
        ("2026-12-24T10:00", "2026-12-28T08:00", "closing-day"),
        ("2026-03-29T03:30", "2026-03-30T08:00", "weekend"),
        ("2026-10-25T02:30", "2026-10-26T08:00", "weekend"),
    ],
)
def test_quiet_time_postpones_and_says_why(now: str, until: str, reason: str) -> None:
    assert decided(at(now)) == Wait(at(until), Reason(reason))


@pytest.mark.parametrize("now", ["2026-11-23T23:00", "2026-11-22T10:00", "2026-12-25T03:00"])
def test_a_rule_that_is_not_quiet_keeps_no_hours(now: str) -> None:
    assert decided(at(now), rule=LOUD) == Send(at(now).astimezone(ZoneInfo(ZONE)).date())


def test_hours_are_those_of_the_persons_zone() -> None:
    nuuk = replace(KIRSTEN, zone="America/Nuuk")
    expected = Wait(at("2026-11-23T08:00", "America/Nuuk"), Reason.QUIET_HOURS)
    assert decided(person=nuuk) == expected


# What no waiting can mend


@pytest.mark.parametrize(
    ("person", "due", "reason"),
    [
        (KIRSTEN, replace(DUE, still_needed=False), "already-answered"),
        (replace(KIRSTEN, left=True), DUE, "left"),
        (replace(KIRSTEN, muted_kinds=frozenset({"minikom"})), DUE, "opted-out"),
        (KIRSTEN, replace(DUE, in_digest=True), "in-digest"),
        (replace(KIRSTEN, reachable=False), DUE, "cannot-be-reached"),
        (KIRSTEN, replace(DUE, give_up_at=NINE), "too-late"),
    ],
)
def test_a_nudge_is_skipped_for_good(person: Recipient, due: Due, reason: str) -> None:
    assert decided(person=person, due=due) == Skip(Reason(reason))


def test_what_is_told_once_waits_from_day_to_day_while_a_workspace_is_shut() -> None:
    once, shut = replace(RULE, told_once=True), replace(KIRSTEN, reachable=False, shut=True)
    gone, lost = replace(shut, shut=False), Reason.CANNOT_BE_REACHED
    assert decided(rule=once, person=shut) == Wait(at("2026-11-24T08:00"), lost)
    friday = at("2026-11-27T12:00")
    assert decided(friday, rule=once, person=shut) == Wait(at("2026-11-30T08:00"), lost)
    assert decided(person=shut) == decided(rule=once, person=gone) == Skip(lost)


def test_skipping_for_good_does_not_wait_for_monday() -> None:
    answered = replace(DUE, still_needed=False)
    assert decided(at("2026-11-22T10:00"), due=answered) == Skip(Reason.ALREADY_ANSWERED)


def test_other_kinds_that_are_off_change_nothing() -> None:
    person = replace(KIRSTEN, muted_kinds=frozenset({"deadlines"}))
    assert decided(person=person) == Send(MONDAY)


def test_an_empty_digest_is_not_sent() -> None:
    assert decided(rule=DIGEST, due=replace(DUE, items=0)) == Skip(Reason.EMPTY_DIGEST)
    assert decided(rule=DIGEST, due=replace(DUE, items=1)) == Send(MONDAY)


def test_only_a_digest_can_be_empty() -> None:
    assert decided(due=replace(DUE, items=0)) == Send(MONDAY)


def test_an_answer_is_told_before_everything_else() -> None:
    person = replace(KIRSTEN, left=True, reachable=False, muted_kinds=frozenset({"minikom"}))
    due = replace(DUE, still_needed=False, give_up_at=NINE)
    assert decided(person=person, due=due) == Skip(Reason.ALREADY_ANSWERED)
