from datetime import UTC, datetime, timedelta

import pytest

from schedules.core.clock import Clock, FixedClock, MovableClock, SystemClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_system_clock_speaks_utc_and_does_not_run_backwards() -> None:
    clock: Clock = SystemClock()
    first, second = clock.now(), clock.now()
    assert first.tzinfo is UTC
    assert first <= second


def test_a_movable_clock_is_ahead_of_its_base_by_its_offset() -> None:
    base = FixedClock(NOON)
    clock = MovableClock(timedelta(days=7), base=base)
    base.move(HOUR)
    assert clock.now() == NOON + timedelta(days=7) + HOUR


def test_moves_add_up_in_the_offset() -> None:
    clock = MovableClock(HOUR, base=FixedClock(NOON))
    clock.move(HOUR)
    clock.move(timedelta(0))
    assert clock.offset == 2 * HOUR
    assert clock.now() == NOON + 2 * HOUR


def test_a_movable_clock_stands_on_the_system_clock_by_default() -> None:
    before = SystemClock().now()
    now = MovableClock(HOUR).now()
    assert before + HOUR <= now <= SystemClock().now() + HOUR


def test_a_movable_clock_never_goes_back() -> None:
    clock = MovableClock(HOUR, base=FixedClock(NOON))
    with pytest.raises(ValueError, match="backwards"):
        clock.move(-timedelta(microseconds=1))
    assert clock.offset == HOUR


def test_a_movable_clock_does_not_begin_in_the_past() -> None:
    with pytest.raises(ValueError, match="backwards"):
        MovableClock(-HOUR)


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    clock = FixedClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.move(HOUR)
    assert clock.now() == NOON + HOUR


def test_a_fixed_clock_never_goes_back() -> None:
    with pytest.raises(ValueError, match="backwards"):
        FixedClock(NOON).move(-HOUR)


def test_a_fixed_clock_turns_any_zone_into_utc() -> None:
    clock = FixedClock(datetime.fromisoformat("2026-07-01T10:00+02:00"))
    assert clock.now().isoformat() == "2026-07-01T08:00:00+00:00"


def test_a_fixed_clock_refuses_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        FixedClock(datetime(2026, 3, 2, 12))
