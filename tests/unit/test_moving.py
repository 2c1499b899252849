"""Moving the clock: everything on the way happens, at its own time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.moving import LivedClock
from schedules.core.clock import FixedClock

START = datetime(2026, 8, 10, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class _Life:
    """Events at set instants; some of them somebody sees."""

    clock: FixedClock
    events: list[tuple[datetime, bool]]
    happened: list[datetime] = field(default_factory=list)
    shown: int = 0

    async def tick(self) -> None:
        due = [event for event in self.events if event[0] <= self.clock.now()]
        for event in due:
            self.events.remove(event)
            self.happened.append(self.clock.now())
            self.shown += event[1]

    async def next_event(self) -> datetime | None:
        return min((at for at, _ in self.events), default=None)

    async def seen(self) -> object:
        return self.shown


def _life(*events: tuple[datetime, bool]) -> tuple[_Life, LivedClock]:
    clock = FixedClock(START)
    life = _Life(clock, list(events))
    return life, LivedClock(life=life, clock=clock, seen=life.seen)


async def test_what_falls_due_on_the_way_happens_at_its_own_time() -> None:
    life, controls = _life((START + HOUR, True), (START + 2 * HOUR, True), (START + 9 * HOUR, True))
    await controls.move(3 * HOUR)
    assert life.happened == [START + HOUR, START + 2 * HOUR]
    assert controls.now() == START + 3 * HOUR


async def test_the_next_event_is_the_next_that_somebody_sees() -> None:
    life, controls = _life((START + HOUR, False), (START + 5 * HOUR, True))
    assert await controls.to_next_event() == START + 5 * HOUR
    assert len(life.happened) == 2


async def test_where_nothing_will_come_the_answer_is_none() -> None:
    _, controls = _life()
    assert await controls.to_next_event() is None
    assert controls.now() == START


class _Stuck(_Life):
    async def next_event(self) -> datetime | None:
        return START + HOUR


async def test_something_that_stays_due_does_not_hold_the_clock() -> None:
    clock = FixedClock(START)
    life = _Stuck(clock, [])
    controls = LivedClock(life=life, clock=clock, seen=life.seen)
    await controls.move(2 * HOUR)
    assert controls.now() == START + 2 * HOUR
    assert await controls.to_next_event() is None
