"""How an application is served: behind `front`, which asks for those who want to come in.

What `front` could not tell the length of asks here, once aiohttp has read its head.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from aiohttp import web

from bot.channels.full import Rule, Rules
from bot.front import CONNECTIONS, SLOW_S, Front, Hall
from bot.pressure import FULL, Pressure

PRESSURE = web.AppKey("pressure", Pressure)
RULES: web.AppKey[Rules] = web.AppKey("rules")
BACKLOG = 256
SPARE_FILES = 200

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@runtime_checkable
class Refusing(Protocol):
    """A way in that knows what to say, by path, when there is too much to do."""

    def refusals(self) -> Rules: ...


def set_up(app: web.Application, ways: Iterable[object], pressure: Pressure) -> None:
    app[PRESSURE] = pressure
    known: dict[str, Rule] = {}
    for way in ways:
        if isinstance(way, Refusing):
            known |= way.refusals()
    app[RULES] = known


@asynccontextmanager
async def listening(app: web.Application, *, host: str, port: int) -> AsyncIterator[asyncio.Server]:
    """At the end nobody new comes in, and who is in gets an answer."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    if runner.server is None:
        raise RuntimeError("aiohttp has set nothing up")
    hall = Hall(behind=runner.server, pressure=app[PRESSURE], rules=app[RULES], most=_connections())
    try:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(hall.front, host, port, backlog=BACKLOG)
        try:
            yield server
        finally:
            server.close()
            hall.close()
    finally:
        await runner.cleanup()


def _connections() -> int:
    """As many as there may be open files, and some for the store; a shell allows few at first."""
    try:
        import resource
    except ImportError:
        return CONNECTIONS
    few, many = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + SPARE_FILES
    files = wanted if many == resource.RLIM_INFINITY else min(wanted, many)
    if 0 <= few < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, many))
    return max(1, files - SPARE_FILES)


@web.middleware
async def asking(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever has not asked at the front asks here, and the front learns what is answered."""
    front = _front_of(request)
    try:
        if front is not None and front.asked:
            return await handler(request)
        rule = request.app[RULES].get(request.path) if request.method == "POST" else None
        return await (handler(request) if rule is None else _asked(request, handler, rule))
    finally:
        if front is not None:
            front.answered()


def _front_of(request: web.Request) -> Front | None:
    found = None if request.transport is None else request.transport.get_protocol()
    return found if isinstance(found, Front) else None


async def _asked(request: web.Request, handler: Handler, rule: Rule) -> web.StreamResponse:
    await _has_come(request)
    pressure, guest = request.app[PRESSURE], _Guest(request.app[PRESSURE])
    reason = await guest.told if pressure.ask(guest) else FULL
    if not reason:
        try:
            return await handler(request)
        finally:
            pressure.done()
    pressure.refuse(rule.surface, reason)
    full = rule.refuse(await request.read())
    return web.Response(
        status=full.status, body=full.body or None, content_type="application/json", charset="utf-8"
    )


def _future() -> asyncio.Future[str]:
    return asyncio.get_running_loop().create_future()


async def _has_come(request: web.Request) -> None:
    """A body that comes drop by drop is to take nobody's place.

    What is too large for aiohttp to keep until it is read has to have its length in plain sight.
    """
    try:
        async with asyncio.timeout(SLOW_S):
            await request.content.wait_eof()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


@dataclass(frozen=True)
class _Guest:
    """`told` is why not, or nothing."""

    pressure: Pressure
    told: asyncio.Future[str] = field(default_factory=_future)

    def come_in(self) -> None:
        if self.told.done():
            # Nobody waits for it any more.
            self.pressure.done()
        else:
            self.told.set_result("")

    def turn_away(self, reason: str) -> None:
        if not self.told.done():
            self.told.set_result(reason)
