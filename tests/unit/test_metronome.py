import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from schedules.core.clock import FixedClock, SystemClock
from schedules.core.metronome import Metronome

NEVER = 3600.0
OFTEN = 0.01
Tick = Callable[[], Awaitable[None]]


class Work:
    """A tick that says when it has begun and ends when it may; it counts what overlaps."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.ended = 0
        self.running = 0
        self.most_at_once = 0

    async def __call__(self) -> None:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        self.begun.set()
        await self.may_end.wait()
        self.running -= 1
        self.ended += 1


class Countdown:
    """Reports when it has been called so many times; raises on the first of them if told to."""

    def __init__(self, calls: int, *, error: Exception | None = None) -> None:
        self.left = calls
        self.error = error
        self.done = asyncio.Event()

    async def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.done.set()
        error, self.error = self.error, None
        if error is not None:
            raise error


class Watch(logging.Handler):
    """Tells when a line with `text` is logged."""

    def __init__(self, text: str, *, seen: asyncio.Event) -> None:
        super().__init__()
        self.text = text
        self.seen = seen

    def emit(self, record: logging.LogRecord) -> None:
        if self.text in record.getMessage():
            self.seen.set()


@asynccontextmanager
async def running(tick: Tick, *, seconds: float) -> AsyncIterator[Metronome]:
    metronome = Metronome(tick, seconds=seconds)
    metronome.start()
    try:
        yield metronome
    finally:
        await metronome.stop()


async def let_others_run() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_the_first_tick_comes_at_once() -> None:
    tick = Countdown(1)
    async with running(tick, seconds=NEVER):
        await tick.done.wait()


async def test_ticks_go_on_coming() -> None:
    tick = Countdown(5)
    async with running(tick, seconds=OFTEN):
        await tick.done.wait()


async def test_ticks_that_were_missed_for_a_day_are_run_late_and_as_one() -> None:
    tick = Countdown(1)
    yesterday = FixedClock(SystemClock().now() - timedelta(hours=24.5))
    metronome = Metronome(tick, seconds=NEVER, clock=yesterday)
    metronome.start()
    await tick.done.wait()
    await let_others_run()
    await metronome.stop()
    assert tick.left == 0


async def test_a_tick_that_fails_does_not_end_the_ticking(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tick = Countdown(3, error=ValueError("Kirsten trives ikke"))
    async with running(tick, seconds=OFTEN):
        await tick.done.wait()
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.name for record in errors] == ["schedules.core.metronome"]


async def test_the_log_tells_type_and_line_of_a_failure_and_nobodys_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    tick = Countdown(2, error=ValueError("Kirsten trives ikke"))
    async with running(tick, seconds=OFTEN):
        await tick.done.wait()
    assert "ValueError at " in caplog.text
    assert "test_metronome.py" in caplog.text
    assert "Kirsten" not in caplog.text


async def test_a_beat_runs_a_tick_without_the_scheduler() -> None:
    tick = Countdown(2)
    metronome = Metronome(tick, seconds=NEVER)
    await metronome.beat()
    await metronome.beat()
    assert tick.done.is_set()


async def test_who_asks_for_a_beat_hears_of_its_failure() -> None:
    metronome = Metronome(Countdown(2, error=ValueError("no")), seconds=NEVER)
    with pytest.raises(ValueError, match="no"):
        await metronome.beat()
    await metronome.beat()


async def test_a_beat_that_nobody_waits_for_logs_its_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await Metronome(Countdown(1, error=ValueError("Kirsten")), seconds=NEVER).beat_logged()
    assert "ValueError at " in caplog.text
    assert "Kirsten" not in caplog.text


async def test_a_beat_waits_for_the_scheduled_tick_and_then_runs_its_own() -> None:
    work = Work()
    async with running(work, seconds=NEVER) as metronome:
        await work.begun.wait()
        beat = asyncio.create_task(metronome.beat())
        await let_others_run()
        assert (work.running, beat.done()) == (1, False)
        work.may_end.set()
        await beat
    assert (work.ended, work.most_at_once) == (2, 1)


async def test_a_tick_longer_than_the_interval_is_not_queued_behind_itself() -> None:
    work, skipped = Work(), asyncio.Event()
    handler = Watch("maximum number of running instances reached (1)", seen=skipped)
    scheduler_log = logging.getLogger("apscheduler.scheduler")
    scheduler_log.addHandler(handler)
    async with running(work, seconds=OFTEN):
        await skipped.wait()
        work.may_end.set()
    scheduler_log.removeHandler(handler)
    assert work.most_at_once == 1


async def test_stop_waits_for_the_running_tick_and_lets_it_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="apscheduler")
    work = Work()
    metronome = Metronome(work, seconds=NEVER)
    metronome.start()
    await work.begun.wait()
    stop = asyncio.create_task(metronome.stop())
    await let_others_run()
    assert (stop.done(), work.ended) == (False, 0)
    assert "Paused scheduler" in caplog.text
    work.may_end.set()
    await stop
    await let_others_run()
    assert (work.ended, work.running) == (1, 0)
    assert "Scheduler has been shut down" in caplog.text


async def test_what_waits_while_it_stops_does_not_run_and_is_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = Work()
    metronome = Metronome(work, seconds=NEVER)
    first = asyncio.create_task(metronome.beat())
    await work.begun.wait()
    metronome.start()
    await let_others_run()  # The scheduled tick waits behind the beat now.
    stop = asyncio.create_task(metronome.stop())
    await let_others_run()
    work.may_end.set()
    await asyncio.gather(first, stop)
    await let_others_run()
    assert work.ended == 1
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_tick_that_is_due_when_it_stops_does_not_run() -> None:
    tick = Countdown(1)
    metronome = Metronome(tick, seconds=NEVER)
    metronome.start()
    await metronome.stop()
    await let_others_run()
    assert tick.left == 1


async def test_a_stopped_metronome_beats_no_more() -> None:
    tick = Countdown(1)
    metronome = Metronome(tick, seconds=NEVER)
    await metronome.stop()
    await metronome.beat()
    assert tick.left == 1


async def test_a_stopped_metronome_can_be_started_again() -> None:
    tick = Countdown(2)
    async with running(tick, seconds=NEVER) as metronome:
        await metronome.beat()
        await metronome.stop()
        metronome.start()
        await tick.done.wait()


async def test_stopping_twice_is_no_error() -> None:
    async with running(Countdown(1), seconds=NEVER) as metronome:
        await metronome.stop()


async def test_starting_twice_is_refused() -> None:
    async with running(Countdown(1), seconds=NEVER) as metronome:
        with pytest.raises(RuntimeError, match="already"):
            metronome.start()


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_metronome_without_an_interval_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        Metronome(Countdown(1), seconds=seconds)
