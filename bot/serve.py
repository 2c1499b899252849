"""Processes: the demo with its simulator, the web, the worker, and both in one."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import aiohttp

from bot import demo
from bot.app import App, build, calendar_of, house_of, papers_of
from bot.channels.simulator import SimulatorChannel, SimulatorEndpoint
from bot.channels.simulator.news import Newsroom
from bot.entrance import listening
from bot.homes import refreshing
from bot.http import HOME, Endpoint, application
from bot.knowledge import bound_in, known_in, ours_in
from bot.moving import LivedClock
from bot.opening import open_store
from bot.settings import Settings, SlackSettings, TeamsSettings
from bot.sight.around import in_sight
from bot.sight.watch import Watch
from bot.working import beating, delivering
from dialogs.core.calendar import WorkCalendar
from schedules import ensure_jobs
from schedules.core.clock import Clock, MovableClock, SystemClock
from storage import simulator
from storage.keys import Keyring, new_key
from storage.migrate import migrate
from storage.unit_of_work import Store, Unit

if TYPE_CHECKING:
    from bot.channels.slack.endpoint import SlackEndpoint
    from bot.channels.teams.endpoint import TeamsEndpoint

log = logging.getLogger("kombot")

Rest: TypeAlias = Callable[[float], Awaitable[object]]

RUBBISH = 10_000, 20, 20
"""How much there may be before it is looked for: Python's own 700 are two clicks."""
DEMO_FOLDER = Path("var/demo")
MORNING = time(9)


async def until_stopped() -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    # Windows' loop knows no signals: there they end the process at once.
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT):
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
        app, endpoint = _demo_app(settings, store, clock)
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


def _demo_app(
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


async def run(
    settings: Settings, *, web_too: bool, worker_too: bool, clock: Clock | None = None
) -> None:
    """The real thing: the web, the worker, or both in one process."""
    clock = clock or SystemClock()
    async with open_store(settings) as store, aiohttp.ClientSession() as http:
        await ensure_jobs(store, clock.now())
        app = build(settings, store=store, clock=clock, channels={})
        async with contextlib.AsyncExitStack() as stack:
            endpoints = await stack.enter_async_context(connect(settings, app=app, http=http))
            await stack.enter_async_context(refreshing(app.homes, now=clock.now))
            watch = Watch(store=store, now=clock.now, beats=worker_too)
            app.after_tick = watch.ticked
            sight = in_sight(
                settings,
                store=store,
                now=clock.now,
                pressure=app.pressure,
                ways=endpoints,
                watch=watch,
            )
            endpoints.append(await stack.enter_async_context(sight))
            if worker_too:
                await stack.enter_async_context(delivering(app))
                await stack.enter_async_context(beating(app, seconds=settings.tick_seconds))
            if web_too:
                endpoints.append(papers_of(app, settings))
                site = application(store=store, endpoints=endpoints, pressure=app.pressure)
                await stack.enter_async_context(
                    listening(site, host=settings.host, port=settings.port)
                )
            _settle_memory()
            log.warning("kombot runs")
            await until_stopped()


def _settle_memory() -> None:
    """What is there by now stays, and is not looked through for rubbish, now or later."""
    gc.freeze()
    gc.set_threshold(*RUBBISH)


@asynccontextmanager
async def connect(
    settings: Settings, *, app: App, http: aiohttp.ClientSession, rest: Rest = asyncio.sleep
) -> AsyncIterator[list[Endpoint]]:
    """Join the platforms that are configured: the way out at once, the way in as endpoints.

    At the end what was promised to somebody is finished; `http` is to outlive that. `rest` waits
    for so many seconds where a platform wants messages some time apart.
    """
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(app.courier.buckets.close)
        endpoints: list[Endpoint] = []
        if settings.slack is not None:
            slack, more = _join_slack(settings.slack, settings, app=app, http=http, rest=rest)
            stack.push_async_callback(slack.close)
            endpoints += [slack, *more]
        if settings.teams is not None:
            teams = _join_teams(settings.teams, settings, app=app, http=http, rest=rest)
            stack.push_async_callback(teams.close)
            endpoints.append(teams)
        if not endpoints:
            log.warning("Neither Slack nor Teams is configured: kombot doctor says what to set.")
        yield endpoints


# Each platform's SDK is loaded where it is joined: the demo begins without them.
def _join_slack(
    slack: SlackSettings, settings: Settings, *, app: App, http: aiohttp.ClientSession, rest: Rest
) -> tuple[SlackEndpoint, list[Endpoint]]:
    from bot.channels.slack.channel import SlackChannel
    from bot.channels.slack.endpoint import SlackEndpoint, clients_of
    from bot.channels.slack.install.endpoint import install_endpoint

    tell, now = app.courier.buckets.rests, app.clock.now
    clients = clients_of(slack, http, now=now, store=app.store, tell=tell)
    events = SlackEndpoint(
        settings=slack,
        clients=clients,
        house=house_of(settings),
        receive=app.receive,
        note=app.note,
        now=app.clock.now,
        rest=rest,
        knows=known_in(app.store),
        ours=ours_in(app.store, SlackChannel.name),
    )
    app.connect(SlackChannel(clients=clients, directory=events.directory, rest=rest))
    if not slack.installs:
        return events, []
    installing = install_endpoint(
        slack,
        clients=clients,
        store=app.store,
        keyring=Keyring(settings.keys),
        url=settings.public_url,
        house=house_of(settings),
        now=app.clock.now,
    )
    return events, [installing]


def _join_teams(
    teams: TeamsSettings, settings: Settings, *, app: App, http: aiohttp.ClientSession, rest: Rest
) -> TeamsEndpoint:
    from bot.channels.teams.channel import TeamsChannel
    from bot.channels.teams.endpoint import Ears, join

    joined = join(
        teams,
        ears=Ears(
            receive=app.receive,
            note=app.note,
            knows=known_in(app.store),
            bound=bound_in(app.store, TeamsChannel.name),
        ),
        house=house_of(settings),
        session=http,
        now=app.clock.now,
        host=settings.host,
        pause=rest,
        tell=app.courier.buckets.rests,
    )
    app.connect(joined.channel)
    return joined.endpoint
