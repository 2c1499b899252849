"""Processes: the demo with its simulator, the web, the worker, and both in one."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web

from bot import demo
from bot.app import App, build
from bot.channels.simulator import SimulatorChannel, SimulatorEndpoint
from bot.channels.simulator.news import Newsroom
from bot.http import HOME, Endpoint, application
from bot.moving import LivedClock
from bot.opening import open_store
from bot.settings import Settings
from schedules import ensure_jobs
from schedules.core.clock import Clock, MovableClock, SystemClock
from schedules.core.metronome import Metronome
from storage import simulator
from storage.keys import new_key
from storage.migrate import migrate
from storage.unit_of_work import Store, Unit

log = logging.getLogger("kombot")

DEMO_FOLDER = Path("var/demo")


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


@dataclass
class _debounced:  # noqa: N801 - called like a function
    """At most one tick waits at a time."""

    metronome: Metronome
    waiting: asyncio.Task[None] | None = None

    def __call__(self) -> None:
        if self.waiting is None or self.waiting.done():
            self.waiting = asyncio.create_task(self.metronome.beat_logged())


@asynccontextmanager
async def serving(app: web.Application, *, host: str, port: int) -> AsyncIterator[web.TCPSite]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
        yield site
    finally:
        await runner.cleanup()


async def until_stopped() -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    await stop.wait()


def demo_settings(env: Mapping[str, str], folder: Path = DEMO_FOLDER) -> Settings:
    """The environment's settings with a store and a key of the demo's own, kept in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "key"
    if not key.exists():
        key.write_text(new_key(), "utf-8")
        key.chmod(0o600)
    own = {
        "KOMBOT_DATABASE_URL": f"sqlite:///{folder / 'kombot.db'}",
        "KOMBOT_KEYS": key.read_text("utf-8"),
    }
    return Settings.from_env({**env, **own})


async def run_demo(settings: Settings, *, ready: asyncio.Event | None = None) -> None:
    """The browser chat on loopback, until the process is stopped."""
    migrate(settings.database_url)
    async with open_store(settings) as store:
        clock = await _demo_clock(store)
        await demo.seed(store, clock.now())
        await ensure_jobs(store, clock.now())
        app, endpoint = _demo_app(settings, store, clock)
        site = application(store=store, endpoints=[endpoint], landing=HOME)
        site.on_shutdown.append(endpoint.shutdown)
        async with (
            beating(app, seconds=settings.tick_seconds),
            serving(site, host=settings.host, port=settings.port),
        ):
            log.warning("kombot is at http://%s:%s", settings.host, settings.port)
            if ready is not None:
                ready.set()
            await until_stopped()


async def _demo_clock(store: Store) -> MovableClock:
    async with store.snapshot() as reads:
        return MovableClock(await simulator.read_offset(reads))


def _demo_app(
    settings: Settings, store: Store, clock: MovableClock
) -> tuple[App, SimulatorEndpoint]:
    news = Newsroom()
    channel = SimulatorChannel(store=store, now=clock.now, news=news)
    app = build(settings, store=store, clock=clock, channels={channel.name: channel})

    async def keep() -> None:
        async def work(unit: Unit) -> None:
            simulator.keep_offset(unit, clock.offset)

        await store.run(work)

    controls = LivedClock(life=app, clock=clock, keep=keep)
    endpoint = SimulatorEndpoint(
        store=store,
        receive=app.receive,
        controls=controls,
        news=news,
        zone=settings.zone,
        language=settings.language,
    )
    return app, endpoint


async def run(settings: Settings, *, web_too: bool, worker_too: bool) -> None:
    """The real thing: the web, the worker, or both in one process."""
    clock: Clock = SystemClock()
    async with open_store(settings) as store, aiohttp.ClientSession() as http:
        await ensure_jobs(store, clock.now())
        app = build(settings, store=store, clock=clock, channels={})
        endpoints = connect(settings, app=app, http=http)
        async with contextlib.AsyncExitStack() as stack:
            if worker_too:
                await stack.enter_async_context(beating(app, seconds=settings.tick_seconds))
            if web_too:
                site = application(store=store, endpoints=endpoints)
                await stack.enter_async_context(
                    serving(site, host=settings.host, port=settings.port)
                )
            log.warning("kombot runs")
            await until_stopped()


def connect(settings: Settings, *, app: App, http: aiohttp.ClientSession) -> list[Endpoint]:
    """Join the platforms that are configured."""
    return []
