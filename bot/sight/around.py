"""What surrounds a process while it runs: the watch, and the port of its own if it has one."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from aiohttp import web

from bot import values
from bot.pressure import Pressure
from bot.settings import Settings
from bot.sight.endpoint import SightEndpoint
from bot.sight.figures import Door
from bot.sight.ready import Readiness
from bot.sight.watch import Watch, watching
from storage.migrate import known, newest
from storage.unit_of_work import Store

log = logging.getLogger("kombot.sight")


@asynccontextmanager
async def in_sight(
    settings: Settings,
    *,
    store: Store,
    now: Callable[[], datetime],
    pressure: Pressure,
    ways: Sequence[object],
    watch: Watch,
) -> AsyncIterator[SightEndpoint]:
    """What the web is to serve; on a port apart it is served here. OSError where that is taken."""
    seen = SightEndpoint(
        store=store,
        readiness=Readiness(
            store=store,
            now=now,
            newest=newest(),
            known=known(),
            platforms=tuple(name for name, is_there in _platforms(settings).items() if is_there),
            ways=ways,
        ),
        now=now,
        token=values.revealed(settings.metrics_token),
        door=lambda: door_of(pressure),
    )
    is_here = settings.metrics_host.lower() in values.LOOPBACK
    if settings.metrics_port is not None and not (is_here or seen.token):
        log.warning("no /metrics on KOMBOT_METRICS_PORT: others reach it, set KOMBOT_METRICS_TOKEN")
    async with watching(watch), _apart(settings, replace(seen, is_ours=is_here)):
        yield seen


def _platforms(settings: Settings) -> Mapping[str, bool]:
    return {"slack": settings.slack is not None, "teams": settings.teams is not None}


def door_of(pressure: Pressure) -> Door:
    return Door(
        under_way=pressure.under_way, in_line=pressure.waiting, refused=dict(pressure.refused)
    )


@asynccontextmanager
async def _apart(settings: Settings, seen: SightEndpoint) -> AsyncIterator[None]:
    if settings.metrics_port is None:
        yield
        return
    site = web.Application()
    site.add_routes([*seen.routes(), web.get("/health", _alive)])
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.metrics_host, settings.metrics_port).start()
        yield
    finally:
        await runner.cleanup()


async def _alive(_request: web.Request) -> web.Response:
    """The process answers; whether it can do its work says /ready."""
    return web.json_response({"process": "ok"})
