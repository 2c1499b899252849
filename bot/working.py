"""What a worker does by itself: it looks what is due every so often, and delivers all the time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app import App
from schedules.core.metronome import Metronome


@asynccontextmanager
async def beating(app: App, *, seconds: int) -> AsyncIterator[Metronome]:
    """Tick while it lasts; a click that left something to send is followed by a tick at once."""
    metronome = Metronome(app.tick, seconds=seconds)
    app.after_click = _debounced(metronome)
    metronome.start()
    try:
        yield metronome
    finally:
        await metronome.stop()


@asynccontextmanager
async def delivering(app: App) -> AsyncIterator[None]:
    """Whatever is due goes out while it lasts; at the end what has begun is finished."""
    stop = asyncio.Event()
    work = asyncio.create_task(app.courier.run(now=app.clock.now, stop=stop))
    await asyncio.sleep(0)
    try:
        yield
    finally:
        stop.set()
        app.courier.wake()
        await work


@dataclass
class _debounced:  # noqa: N801 - called like a function
    """At most one tick waits at a time."""

    metronome: Metronome
    waiting: asyncio.Task[None] | None = None

    def __call__(self) -> None:
        if self.waiting is None or self.waiting.done():
            self.waiting = asyncio.create_task(self.metronome.beat_logged())
