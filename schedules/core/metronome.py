"""The beat: runs a tick every so often. What is due lies in our tables, not in APScheduler."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from schedules.core.clock import Clock, SystemClock

log = logging.getLogger(__name__)


class Metronome:
    """`tick` runs at once and then every `seconds`, never twice at a time.

    A tick that is late is run late, and several that were missed are run as one. A tick must not
    call `beat` or `stop` itself: both wait for it to end. `clock` says when the first tick is
    due; never hand in one that is ahead, since APScheduler waits by the system's.
    """

    def __init__(
        self,
        tick: Callable[[], Awaitable[None]],
        *,
        seconds: float,
        clock: Clock | None = None,
    ) -> None:
        if seconds <= 0:
            raise ValueError("a metronome needs a positive number of seconds")
        self._tick = tick
        self._seconds = seconds
        self._clock = clock or SystemClock()
        self._one_at_a_time = asyncio.Lock()
        self._stopped = False
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Within a running event loop; RuntimeError if it runs already."""
        if self._scheduler is not None:
            raise RuntimeError("the metronome runs already")
        self._stopped = False
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self.beat_logged,
            "interval",
            seconds=self._seconds,
            next_run_time=self._clock.now(),
            coalesce=True,
            max_instances=1,
            # None, or a tick that is a second late would be dropped without a word.
            misfire_grace_time=None,
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """Returns when the running tick has ended; none begins after that."""
        self._stopped = True
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.pause()  # A tick that came up just before the shutdown would be cancelled.
        async with self._one_at_a_time:
            pass
        if scheduler is not None:
            # Only now: a shutdown cancels the tick that runs.
            scheduler.shutdown(wait=False)

    async def beat(self) -> None:
        """Run a tick now, after the one that runs; what it raises is the caller's."""
        async with self._one_at_a_time:
            if not self._stopped:
                await self._tick()

    async def beat_logged(self) -> None:
        """A beat that nobody waits for: what it raises is logged and ends here."""
        try:
            await self.beat()
        except Exception as error:  # noqa: BLE001  the next tick must still run
            _log_failure(error)


def _log_failure(error: Exception) -> None:
    """The type and the line alone: the message of an error may hold people's words."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    log.error("a tick failed: %s at %s:%s", type(error).__name__, where.filename, where.lineno)
