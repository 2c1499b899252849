"""Malformed and hostile input on every way in: no answer of 5xx, and nobody's words in a log."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from yarl import URL

from storage.tables import Session
from tests.fakes.slack_installs import CLIENT_ID, CLIENT_SECRET
from tests.faults.figures import IS_LONG, SEED, Tell
from tests.faults.hostile import WORD, Ask, to_anything, to_slack
from tests.faults.spawner import Spawner
from tests.faults.world import World, a_world
from tests.stores import SQLITE

T = TypeVar("T")
MANY = 10_000 if IS_LONG else 1000
"""So many requests a surface."""
SLACK = "/slack/events"
OPEN = (
    *("/", "/health", "/ready", "/metrics", "/slack", "/slack/install", "/slack/oauth_redirect"),
    *(SLACK, "/api/messages", "/simulator/act"),
)
READY, NOT_READY = "/ready", 503
"""Teams is not there, and that may be said."""
AZURE = {
    "TEAMS_APP_ID": "22222222-2222-2222-2222-222222222222",
    "TEAMS_APP_PASSWORD": "made-up",
    "TEAMS_TENANT_ID": "33333333-3333-3333-3333-333333333333",
}
INSTALLS = {
    "SLACK_BOT_TOKEN": "",
    "SLACK_CLIENT_ID": CLIENT_ID,
    "SLACK_CLIENT_SECRET": CLIENT_SECRET,
    "KOMBOT_PUBLIC_URL": "https://kombot.example.dk",
}


def drawn(strategy: SearchStrategy[T], number: int = MANY) -> list[T]:
    found: list[T] = []

    @seed(SEED)
    @settings(
        max_examples=number, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def draw(each: T) -> None:
        found.append(each)

    draw()
    return found


@dataclass
class Door:
    """A running kombot and what it has answered."""

    url: str
    http: aiohttp.ClientSession
    log: Path
    statuses: Counter[int] = field(default_factory=Counter)

    async def asks(self, asked: list[Ask]) -> None:
        for each in asked:
            status = await self._answered(each)
            assert status < 500 or (each.path.startswith(READY) and status == NOT_READY), each
            self.statuses[status] += 1

    async def _answered(self, each: Ask) -> int:
        where = URL(self.url + each.path, encoded=True)
        asking = self.http.request(
            each.method, where, data=each.body, headers=each.headers, allow_redirects=False
        )
        try:
            async with asking as answer:
                await answer.read()
                return answer.status
        except aiohttp.ClientResponseError as error:  # More than a HEAD may be answered with.
            return error.status

    def sums_up(self, what: str) -> str:
        """Nobody's words are in the log; the line for the end."""
        said = self.log.read_text("utf-8", "replace")
        assert WORD not in said
        assert "Traceback" not in said, said[-3000:]
        counted = ", ".join(f"{number} of {each}" for each, number in sorted(self.statuses.items()))
        total = self.statuses.total()
        return f"fault 26 {what}: {total} requests, 0 answers of 5xx, 0 traces ({counted})"


@pytest.fixture
async def world(tmp_path: Path, spawner: Spawner) -> AsyncIterator[World]:
    async with a_world(tmp_path, SQLITE, spawner) as world:
        yield world


async def a_door(world: World, more: Mapping[str, str] | None = None) -> Door:
    world.more = dict(more or {})
    life = await world.starts("web")
    return Door(f"http://127.0.0.1:{life.port}", world.http, world.folder / "log")


async def test_no_signed_payload_is_answered_5xx(world: World, tell: Tell) -> None:  # fault 26
    door = await a_door(world)
    await door.asks(drawn(to_slack(world.clock.now, SLACK, sign=True)))
    assert door.statuses[200] > MANY / 4
    tell(door.sums_up("signed as Slack"))


async def test_no_unsigned_payload_is_answered_5xx_or_read(
    world: World, tell: Tell
) -> None:  # fault 26
    door = await a_door(world)
    await door.asks(drawn(to_slack(world.clock.now, SLACK, sign=False)))
    assert door.statuses.keys() <= {400, 401, 413}
    assert await world.rows(Session) == []
    tell(door.sums_up("unsigned, to Slack's way in"))


async def test_nothing_sent_to_any_open_door_is_answered_5xx(
    world: World, tell: Tell
) -> None:  # fault 26
    door = await a_door(world, {**AZURE, **INSTALLS})
    await door.asks(drawn(to_anything(OPEN)))
    tell(door.sums_up("every way in, unsigned"))
