"""A process as whoever runs kombot sees it: through the port apart."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.pressure import Pressure
from bot.settings import Settings
from bot.sight.around import in_sight
from bot.sight.watch import Watch
from schedules.core.clock import FixedClock
from storage.keys import new_key
from storage.unit_of_work import Store
from tests import stores
from tests.talk import MONDAY

MINUTE = timedelta(minutes=1)
SLACK = {"SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_SIGNING_SECRET": "made-up"}


@dataclass
class House:
    """A process, with a port apart that it is looked at through."""

    store: Store
    clock: FixedClock
    watch: Watch
    url: str
    pressure: Pressure = field(default_factory=Pressure)

    async def asks(self, path: str, **headers: str) -> tuple[int, Any]:
        async with (
            aiohttp.ClientSession() as http,
            http.get(self.url + path, headers=headers) as it,
        ):
            return it.status, await (it.json() if "json" in it.content_type else it.text())

    async def ready(self) -> tuple[int, Any]:
        self.clock.move(MINUTE)
        return await self.asks("/ready")

    async def metric(self, line: str) -> float:
        _, text = await self.asks("/metrics")
        found = re.search(rf"^{re.escape(line)} (\S+)$", text, re.MULTILINE)
        assert found, text
        return float(found[1])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def a_house(folder: Path, *, at: datetime = MONDAY, **env: str) -> AsyncIterator[House]:
    port = str(free_port())
    settings = Settings.from_env(
        {"KOMBOT_KEYS": new_key(), **SLACK, "KOMBOT_METRICS_PORT": port, **env}
    )
    clock, pressure = FixedClock(at), Pressure()
    async with stores.open_store(folder) as store:
        stores.stamp(folder)
        watch = Watch(store=store, now=clock.now, beats=False)
        async with in_sight(
            settings, store=store, now=clock.now, pressure=pressure, ways=(), watch=watch
        ):
            yield House(store, clock, watch, f"http://127.0.0.1:{port}", pressure)
