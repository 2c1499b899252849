"""The way in over HTTP: every channel's routes, and whether the house is well."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Protocol, runtime_checkable

from aiohttp import web

from bot.entrance import asking, set_up
from bot.pressure import Pressure
from bot.sight.ready import Telling
from storage.sight import answers
from storage.unit_of_work import Store
from storage.writer import StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.http")

BODY_LIMIT = 1024 * 1024
HOME = "/simulator"


class Endpoint(Protocol):
    def routes(self) -> list[web.RouteDef]: ...


@runtime_checkable
class Lasting(Protocol):
    """A way in that does something of its own for as long as the web is served."""

    def alongside(self, app: web.Application, /) -> AsyncIterator[None]: ...


def application(
    *,
    store: Store,
    endpoints: Iterable[Endpoint],
    landing: str = "",
    pressure: Pressure | None = None,
) -> web.Application:
    """`landing` is where `/` leads, if anywhere."""
    found = web.Application(middlewares=[asking, _calm], client_max_size=BODY_LIMIT)
    ways = list(endpoints)
    set_up(found, ways, pressure or Pressure())
    for endpoint in ways:
        found.add_routes(endpoint.routes())
        if isinstance(endpoint, Lasting):
            found.cleanup_ctx.append(endpoint.alongside)
    found.add_routes([web.get("/health", _health(store, ways))])
    if landing:
        found.add_routes([web.get("/", _to(landing))])
    return found


@web.middleware
async def _calm(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """No stack trace leaves the house, and none with people's words enters the log."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - the last stand before the client
        kind = type(error).__name__
        # Without the trace: it may hold what people wrote.
        log.error("%s %s failed: %s", request.method, _where(request), kind)  # noqa: TRY400
        return web.json_response({"error": "internal"}, status=500)


def _where(request: web.Request) -> str:
    """The route, not the address: that of a paper opens it for whoever reads the log."""
    found = request.match_info.route.resource
    return found.canonical if found is not None else "(no route)"


def _health(
    store: Store, endpoints: Iterable[Endpoint]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The status tells of the store alone: to start kombot again brings no platform back."""

    async def health(_request: web.Request) -> web.Response:
        told = {
            name: how
            for each in endpoints
            if isinstance(each, Telling)
            for name, how in each.health().items()
        }
        try:
            await store.run(answers)
        except (StoreBusy, StoreUnavailable):
            return web.json_response({"store": "unavailable", **told}, status=503)
        return web.json_response({"store": "ok", **told})

    return health


def _to(landing: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def go(_request: web.Request) -> web.Response:
        raise web.HTTPFound(landing)

    return go
