"""kombot's Slack channel on loopback between a fake Slack and people at their clients."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.base import Inbound, Reply, Target
from bot.channels.slack.answering import PATIENCE, Note, Receive, every_channel
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.client import Clients
from bot.channels.slack.directory import knows_nobody
from bot.channels.slack.endpoint import SlackEndpoint, clients_of
from bot.channels.standing import Change
from bot.knowledge import known_in, ours_in
from bot.platforms import SlackSettings
from dialogs.core.actions import Turn, read
from dialogs.core.house import House
from schedules.core.clock import FixedClock
from storage.unit_of_work import Store
from tests.fakes.slack import TEAM, TOKEN, SlackFake, dm_of, slack_fake
from tests.fakes.slack_user import SECRET, SlackDoor, SlackUser

MONDAY = datetime(2026, 8, 10, 7, 0, tzinfo=UTC)
KIRSTEN = "U0KIRSTEN1"


@dataclass
class Receiver:
    """An inbox that keeps the rules: a repeat is nothing, and an old turn changes nothing."""

    replies: list[Reply] = field(default_factory=list)
    seen: list[Inbound] = field(default_factory=list)
    effects: list[Inbound] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)

    async def __call__(self, inbound: Inbound) -> Reply:
        repeated = any(each.event_id == inbound.event_id for each in self.seen)
        self.seen.append(inbound)
        if inbound.event_id and repeated:
            return Reply(content=None)
        if self._is_present(inbound):
            self.effects.append(inbound)
        return self.replies.pop(0) if self.replies else Reply(content=None)

    def _is_present(self, inbound: Inbound) -> bool:
        action = read(inbound.value)
        if not isinstance(action, Turn):
            return True
        present = self.turns.setdefault(action.session_id, action.turn)
        self.turns[action.session_id] = present + 1
        return action.turn == present


LEISURE = timedelta(minutes=1)
"""Everything is shown before the acknowledgement, however busy the machine is."""


@dataclass(kw_only=True)
class SlackHouse:
    fake: SlackFake
    door: SlackDoor
    clock: FixedClock
    clients: Clients
    endpoint: SlackEndpoint
    rests: list[float] = field(default_factory=list)
    channel: SlackChannel = field(init=False)

    def __post_init__(self) -> None:
        directory = self.endpoint.directory
        self.channel = SlackChannel(clients=self.clients, directory=directory, rest=self.rest)

    async def settles(self) -> None:
        """What is asked of Slack behind an answer is answered, and noted."""
        await self.endpoint.close()

    async def rest(self, seconds: float) -> None:
        """Nobody waits, and what was waited for is told."""
        self.rests.append(seconds)

    async def send(self, payload: Mapping[str, Any]) -> tuple[int, str]:
        return await self.door.send(payload)

    def person(
        self, user: str = KIRSTEN, email: str = "kirsten@nyborg.example", **traits: Any
    ) -> SlackUser:
        return SlackUser(id=self.fake.person(user, email, **traits), fake=self.fake, send=self.send)


@asynccontextmanager
async def a_slack_house(
    receive: Receive,
    *,
    note: Note | None = None,
    clock: FixedClock | None = None,
    patience: timedelta = PATIENCE,
    budget: timedelta = LEISURE,
    fetching: timedelta = LEISURE,
    store: Store | None = None,
) -> AsyncIterator[SlackHouse]:
    moment = clock or FixedClock(MONDAY)
    async with slack_fake() as fake, aiohttp.ClientSession() as http:
        settings = SlackSettings(bot_token=TOKEN, signing_secret=SECRET, base_url=fake.base_url)
        clients = clients_of(settings, http, now=moment.now)
        endpoint = SlackEndpoint(
            settings=settings,
            clients=clients,
            house=House(),
            receive=receive,
            note=note or unheard,
            now=moment.now,
            patience=patience,
            budget=budget,
            fetching=fetching,
            knows=known_in(store) if store else knows_nobody,
            ours=ours_in(store, "slack") if store else every_channel,
        )
        app = web.Application()
        app.add_routes(endpoint.routes())
        async with TestServer(app, host="127.0.0.1") as server:
            url = str(server.make_url("/slack/events"))
            door = SlackDoor(url=url, http=http, now=moment.now)
            try:
                yield SlackHouse(
                    fake=fake, door=door, clock=moment, clients=clients, endpoint=endpoint
                )
            finally:
                await endpoint.close()


async def unheard(_change: Change) -> None:
    """For a house in which nobody's standing changes."""


def direct(user: str = KIRSTEN, **more: Any) -> Target:
    """A person's address; with `shared` and `external_id` a place."""
    given: dict[str, Any] = {"reference": {}, "shared": False, "external_id": user, **more}
    return Target(id="address1", channel="slack", tenant=TEAM, **given)


def opened(user: str = KIRSTEN) -> dict[str, str]:
    return {"channel": dm_of(user)}
