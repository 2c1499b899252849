"""Processes: the demo with its simulator, the web, the worker, and both in one."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

import aiohttp

from bot.app import App, build, house_of, papers_of
from bot.entrance import listening
from bot.homes import refreshing
from bot.http import Endpoint, application
from bot.knowledge import bound_in, known_in, ours_in
from bot.opening import open_store
from bot.settings import Settings, SlackSettings, TeamsSettings
from bot.sight.around import in_sight
from bot.sight.watch import Watch
from bot.working import beating, delivering
from schedules import ensure_jobs
from schedules.core.clock import Clock, SystemClock
from storage.keys import Keyring

if TYPE_CHECKING:
    from bot.channels.slack.endpoint import SlackEndpoint
    from bot.channels.teams.endpoint import TeamsEndpoint

log = logging.getLogger("kombot")

Rest: TypeAlias = Callable[[float], Awaitable[object]]

RUBBISH = 10_000, 20, 20
"""How much there may be before it is looked for: Python's own 700 are two clicks."""


async def until_stopped() -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    # Windows' loop knows no signals: there they end the process at once.
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
    await stop.wait()


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
