"""kombot's Slack channel over Socket Mode, between a fake Slack and people at their clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.slack.answering import Receive
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.endpoint import SlackEndpoint, clients_of
from bot.http import application
from bot.platforms import SlackSettings
from dialogs.core.house import House
from schedules.core.clock import FixedClock
from storage.unit_of_work import Store
from tests.fakes.slack import TOKEN
from tests.fakes.slack_socket import APP_TOKEN, SocketFake
from tests.fakes.slack_user import SlackUser
from tests.slack_house import KIRSTEN, MONDAY, unheard


@dataclass
class Rests:
    """Nobody waits, until it has happened `most` times; then kombot rests for good."""

    most: int = 100
    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if len(self.taken) >= self.most:
            await asyncio.Event().wait()


@dataclass(kw_only=True)
class LineHouse:
    """`stops` ends kombot as a signal does; it can be started again with the same fake Slack."""

    fake: SocketFake
    clock: FixedClock
    rests: Rests
    channel: SlackChannel
    url: str
    http: aiohttp.ClientSession
    stops: Callable[[], Awaitable[None]]

    async def health(self) -> tuple[int, dict[str, str]]:
        """What a monitor sees."""
        async with self.http.get(f"{self.url}health") as response:
            return response.status, await response.json()

    def person(self, user: str = KIRSTEN, email: str = "kirsten@nyborg.example") -> SlackUser:
        slack = self.fake.slack
        return SlackUser(id=slack.person(user, email), fake=slack, send=self.fake.send)


@asynccontextmanager
async def a_line_house(
    fake: SocketFake,
    receive: Receive,
    store: Store,
    *,
    token: str = APP_TOKEN,
    rests: Rests | None = None,
) -> AsyncIterator[LineHouse]:
    clock, resting = FixedClock(MONDAY), rests or Rests()
    async with aiohttp.ClientSession() as http, AsyncExitStack() as stack:
        settings = SlackSettings(bot_token=TOKEN, app_token=token, base_url=fake.slack.base_url)
        clients = clients_of(settings, http, now=clock.now)
        endpoint = SlackEndpoint(
            settings=settings,
            clients=clients,
            house=House(),
            receive=receive,
            note=unheard,
            now=clock.now,
            rest=resting,
        )
        stack.push_async_callback(endpoint.close)
        served: web.Application = application(store=store, endpoints=[endpoint])
        server = await stack.enter_async_context(TestServer(served, host="127.0.0.1"))
        yield LineHouse(
            fake=fake,
            clock=clock,
            rests=resting,
            channel=SlackChannel(clients=clients, rest=resting),
            url=str(server.make_url("/")),
            http=http,
            stops=stack.aclose,
        )
