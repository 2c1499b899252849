"""The demo: a town in the browser chat, with a store, a key and a clock of its own.

A module by itself, as the processes that answer and send would load the simulator for nothing.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path

from bot import demo
from bot.app import App, build, calendar_of, papers_of
from bot.channels.simulator import SimulatorChannel, SimulatorEndpoint
from bot.channels.simulator.news import Newsroom
from bot.entrance import listening
from bot.http import HOME, application
from bot.moving import LivedClock
from bot.opening import open_store
from bot.serve import until_stopped
from bot.settings import Settings
from bot.working import beating
from dialogs.core.calendar import WorkCalendar
from schedules import ensure_jobs
from schedules.core.clock import MovableClock, SystemClock
from storage import simulator
from storage.keys import new_key
from storage.migrate import migrate
from storage.unit_of_work import Store, Unit

log = logging.getLogger("kombot")

DEMO_FOLDER = Path("var/demo")
MORNING = time(9)


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


def forget_demo(settings: Settings, folder: Path = DEMO_FOLDER) -> None:
    """OSError where a demo still runs: it would go on in files that are gone."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    socket.create_server((settings.host, settings.port), family=family).close()
    shutil.rmtree(folder)


async def run_demo(settings: Settings, *, ready: asyncio.Event | None = None) -> None:
    """The browser chat on loopback, until the process is stopped."""
    migrate(settings.database_url)
    async with open_store(settings) as store:
        clock = await _demo_clock(store, calendar_of(settings))
        await demo.seed(store, clock.now())
        await ensure_jobs(store, clock.now())
        app, endpoint = demo_app(settings, store, clock)
        site = application(
            store=store,
            endpoints=[endpoint, papers_of(app, settings)],
            landing=HOME,
            pressure=app.pressure,
        )
        site.on_shutdown.append(endpoint.shutdown)
        async with (
            beating(app, seconds=settings.tick_seconds),
            listening(site, host=settings.host, port=settings.port),
        ):
            log.warning("kombot is at http://%s:%s", settings.host, settings.port)
            if ready is not None:
                ready.set()
            await until_stopped()


async def _demo_clock(store: Store, calendar: WorkCalendar) -> MovableClock:
    """The clock as it was left; a new demo begins on a working morning, when kombot may write."""
    async with store.snapshot() as reads:
        offset = await simulator.read_offset(reads)
    if not offset:
        offset = _beginning(calendar) - SystemClock().now()
    clock = MovableClock(offset)
    await _keep_offset(store, clock)
    return clock


def _beginning(calendar: WorkCalendar) -> datetime:
    """Nine in the morning on the next working day."""
    tomorrow = calendar.local_date(SystemClock().now()) + timedelta(days=1)
    return calendar.at(calendar.next_working_day(tomorrow), MORNING)


async def _keep_offset(store: Store, clock: MovableClock) -> None:
    async def work(unit: Unit) -> None:
        simulator.keep_offset(unit, clock.offset)

    await store.run(work)


def demo_app(
    settings: Settings, store: Store, clock: MovableClock
) -> tuple[App, SimulatorEndpoint]:
    news = Newsroom()
    channel = SimulatorChannel(store=store, now=clock.now, news=news)
    app = build(settings, store=store, clock=clock, channels={channel.name: channel})

    async def keep() -> None:
        await _keep_offset(store, clock)

    async def seen() -> object:
        async with store.snapshot() as reads:
            return await simulator.versions(reads)

    controls = LivedClock(life=app, clock=clock, keep=keep, seen=seen)
    endpoint = SimulatorEndpoint(
        store=store,
        receive=app.receive,
        controls=controls,
        news=news,
        zone=settings.zone,
        language=settings.language,
    )
    return app, endpoint
