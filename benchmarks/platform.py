"""A Slack for what kombot asks of its own accord: it knows everybody, and agrees to everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from benchmarks.servers import HOST, free_port


@dataclass(kw_only=True)
class Platform:
    base_url: str
    asked: Counter[str] = field(default_factory=Counter)

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.asked[method] += 1
        told = await request.post()
        user: dict[str, object] = {
            "id": told.get("user", ""),
            "team_id": "",
            "profile": {},
            "locale": "da-DK",
        }
        return web.json_response({"ok": True, **({"user": user} if method == "users.info" else {})})


@asynccontextmanager
async def platform() -> AsyncIterator[Platform]:
    port = free_port()
    found = Platform(base_url=f"http://{HOST}:{port}/api/")
    app = web.Application()
    app.add_routes(
        [web.post("/api/{method}", found.answer), web.get("/api/{method}", found.answer)]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    try:
        yield found
    finally:
        await runner.cleanup()
