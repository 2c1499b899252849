"""/ready and /metrics: on the web's own port, and on one apart that every process may have."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.sight.figures import Door, Figures, exposition
from bot.sight.ready import Readiness
from storage import sight
from storage.unit_of_work import Store


@dataclass(frozen=True, kw_only=True)
class SightEndpoint:
    """`is_ours`: on a port apart that this machine alone reaches, where a token is no must.

    On the web's port /metrics is there only with a token: a proxy in front makes everybody look as
    if they came from this machine.
    """

    store: Store
    readiness: Readiness
    now: Callable[[], datetime]
    token: str = ""
    is_ours: bool = False
    door: Callable[[], Door | None] = lambda: None

    def routes(self) -> list[web.RouteDef]:
        found = [web.get("/ready", self.ready)]
        if self.is_ours or self.token:
            found.append(web.get("/metrics", self.metrics))
        return found

    async def ready(self, _request: web.Request) -> web.Response:
        report = await self.readiness.look()
        return web.json_response(report.told(), status=200 if report.ready else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        if not self._may(request):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
        report = await self.readiness.look()
        figures = Figures(
            now=self.now(), seen=await self._seen(), ready=report.ready, door=self.door()
        )
        return web.Response(body=exposition(figures), headers={"Content-Type": CONTENT_TYPE_LATEST})

    def _may(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        return not self.token or hmac.compare_digest(given, f"Bearer {self.token}".encode())

    async def _seen(self) -> sight.Seen | None:
        """None also where a table is not there: /ready says which trouble it is."""
        with suppress(Exception):
            async with self.store.snapshot() as reads:
                return await sight.look(reads, self.now())
        return None
