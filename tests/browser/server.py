"""kombot's demo on a free port, in a thread of its own: the tests' thread is the browser's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot import demo
from bot.demo_site import demo_app
from bot.http import application
from bot.settings import Settings
from bot.working import beating
from schedules import ensure_jobs
from schedules.core.clock import FixedClock, MovableClock
from storage.keys import new_key
from tests.fakes.simulator import BotFake, a_stage
from tests.stores import open_store

MONDAY = datetime(2026, 8, 10, 7, 0, tzinfo=UTC)
"""A Monday in August at nine in Copenhagen, after the summer."""


@dataclass(frozen=True)
class Served:
    url: str
    bot: BotFake | None = None


Serving = Callable[[Path], AbstractAsyncContextManager[Served]]


@asynccontextmanager
async def the_demo(folder: Path) -> AsyncIterator[Served]:
    """The whole of kombot, with a clock that stands until somebody moves it."""
    clock = MovableClock(base=FixedClock(MONDAY))
    settings = Settings.from_env({"KOMBOT_KEYS": new_key()})
    async with open_store(folder) as store:
        await demo.seed(store, clock.now())
        await ensure_jobs(store, clock.now())
        app, endpoint = demo_app(settings, store, clock)
        site = application(store=store, endpoints=[endpoint], landing="/simulator")
        site.on_shutdown.append(endpoint.shutdown)
        async with beating(app, seconds=20), _listening(site) as url:
            yield Served(url)


@asynccontextmanager
async def a_puppet(folder: Path) -> AsyncIterator[Served]:
    """The page before a bot that says what the test tells it to."""
    async with a_stage(folder) as stage:
        site = application(store=stage.store, endpoints=[stage.endpoint], landing="/simulator")
        site.on_shutdown.append(stage.endpoint.shutdown)
        async with _listening(site) as url:
            yield Served(url, stage.bot)


@asynccontextmanager
async def _listening(site: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@contextmanager
def serving(what: Serving, folder: Path) -> Iterator[Served]:
    """Run it until the block ends; what goes wrong inside is raised here."""
    host = _Host(what, folder)
    thread = threading.Thread(target=host.run, name="simulator", daemon=True)
    thread.start()
    host.ready.wait(30)
    if host.trouble is not None:
        raise host.trouble
    try:
        yield host.found()
    finally:
        host.end()
        thread.join(30)


class _Host:
    def __init__(self, what: Serving, folder: Path) -> None:
        self._what, self._folder = what, folder
        self.ready = threading.Event()
        self.trouble: BaseException | None = None
        self._served: Served | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as trouble:  # noqa: BLE001 - told to the test's own thread
            self.trouble = trouble
        finally:
            self.ready.set()

    def found(self) -> Served:
        assert self._served is not None
        return self._served

    def end(self) -> None:
        if self._loop is not None and self._over is not None:
            self._loop.call_soon_threadsafe(self._over.set)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        async with self._what(self._folder) as self._served:
            self.ready.set()
            await self._over.wait()
