"""Files that people have put in Slack, and who may fetch them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(kw_only=True)
class Files:
    """`origin` is filled in by whoever serves it. `open`: the bot's token may read files."""

    origin: str = ""
    open: bool = True
    held: dict[str, bytes] = field(default_factory=dict)
    led: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    gate: asyncio.Event | None = None
    """Until it is set, whoever fetches one waits."""

    def takes(self, raw: bytes) -> dict[str, Any]:
        """Somebody has put one there: what Slack tells of it."""
        made = f"F0PHOTO{len(self.held):06d}"
        self.held[made] = raw
        url = f"{self.origin}/files/{made}"
        return {"id": made, "mimetype": "image/jpeg", "size": len(raw), "url_private": url}

    def leads_to(self, url: str) -> dict[str, Any]:
        """One whose address leads to another one."""
        told = self.takes(b"x")
        self.led[told["id"]] = url
        return told

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/files/{file}", self._give)]

    async def _give(self, request: web.Request) -> web.Response:
        """Who may not, is led to the page for signing in."""
        self.asked += 1
        if self.gate is not None:
            await self.gate.wait()
        name = request.match_info["file"]
        if name in self.led:
            return web.Response(status=302, headers={"Location": self.led[name]})
        if not self.open or not request.headers.get("Authorization", "").startswith("Bearer xoxb-"):
            return web.Response(status=302, headers={"Location": f"{self.origin}/signin"})
        return web.Response(body=self.held[name])
