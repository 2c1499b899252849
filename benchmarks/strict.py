"""A Slack that enforces its limits: so many messages a minute, and one a second in a channel.

Each method has a bucket in the workspace, as Slack says; what comes too early is answered with 429
and with how long to wait.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import inf
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from benchmarks.servers import HOST, free_port

BURST_S = 0.5
"""What the bucket holds at most: half a second's worth."""
APART_S = 0.9
"""A message on its way for longer than the next comes less than the second after it."""
NUMBERS = re.compile(r"\b(\d+) (?:af|of) (\d+)\b")


@dataclass
class Bucket:
    """Full at first, and filled again as time passes."""

    per_second: float
    left: float = 0.0
    at: float = 0.0

    def takes(self, now: float) -> bool:
        most = max(1.0, self.per_second * BURST_S)
        self.left = min(most, self.left + (now - self.at) * self.per_second) if self.at else most
        self.at = now
        if self.left < 1.0:
            return False
        self.left -= 1.0
        return True


@dataclass(kw_only=True)
class Strict:
    """`posted` is when each message came, `shown` when a number was first seen in a channel."""

    base_url: str
    per_second: float
    posted: list[float] = field(default_factory=list)
    copies: Counter[str] = field(default_factory=Counter)
    shown: dict[int, float] = field(default_factory=dict)
    refused: int = 0
    awaited: float = inf
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    body: dict[str, Any] = field(default_factory=dict)
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.Response:
        raw = await request.read()
        now, method = perf_counter(), request.match_info["method"]
        told = _read(raw)
        channel = str(told.get("channel", ""))
        if not self._bucket(method).takes(now) or self._is_early(channel, now):
            self.refused += 1
            return web.Response(status=429, headers={"Retry-After": "1"})
        self._last[channel] = now
        if method == "chat.postMessage":
            self.posted.append(now)
            self.copies[channel] += 1
            if len(self.copies) >= self.awaited:
                self.complete.set()
            self.body = self.body or told
        elif found := NUMBERS.search(raw.decode()):
            self.shown.setdefault(int(found[1]), now)
        return web.json_response({"ok": True, "channel": channel, "ts": f"{now:.6f}"})

    async def all_of(self, count: int) -> None:
        """Each of so many channels has been written in."""
        self.awaited = count
        if len(self.copies) < count:
            await self.complete.wait()

    def forgets(self) -> None:
        """Another run begins."""
        for each in (self.posted, self.copies, self.shown, self._buckets, self._last):
            each.clear()
        self.refused, self.awaited = 0, inf
        self.complete.clear()

    def _bucket(self, method: str) -> Bucket:
        return self._buckets.setdefault(method, Bucket(self.per_second))

    def _is_early(self, channel: str, now: float) -> bool:
        last = self._last.get(channel)
        return last is not None and now < last + APART_S


def _read(raw: bytes) -> dict[str, Any]:
    """The SDK sends JSON where there are blocks, and a form else."""
    if raw.startswith(b"{"):
        found: dict[str, Any] = json.loads(raw)
        return found
    return {name: values[0] for name, values in parse_qs(raw.decode()).items()}


@asynccontextmanager
async def strict(per_second: float) -> AsyncIterator[Strict]:
    port = free_port()
    found = Strict(base_url=f"http://{HOST}:{port}/api/", per_second=per_second)
    app = web.Application()
    app.add_routes([web.post("/api/{method}", found.answer)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    try:
        yield found
    finally:
        await runner.cleanup()
