"""Two Slacks that a test can ask the same things: our own fake, and npm `emulate`."""

from __future__ import annotations

import html
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.slack.answering import Note, Receive
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.client import Clients, OneToken
from bot.channels.slack.directory import Directory
from bot.channels.slack.endpoint import SlackEndpoint, clients_of
from bot.channels.slack.rooms import Rooms
from bot.platforms import SlackSettings
from dialogs.core.house import House
from schedules.core.clock import SystemClock
from tests.fakes import emulate
from tests.fakes.slack import BOT, TEAM, TOKEN, SlackFake, dm_of, slack_fake
from tests.fakes.slack_user import SECRET, SlackDoor, SlackUser, captured
from tests.fakes.slack_wire import Params
from tests.slack_house import LEISURE

NOW = SystemClock().now
"""emulate signs by the machine's clock."""
COLLEAGUES = ("anne", "jonas", "kirsten")
"""Who is in every channel; the first one makes it."""


class Server(Protocol):
    """`asked` and `views` are what kombot asked for, and the views there are by their ids."""

    name: str
    team: str

    @property
    def base_url(self) -> str: ...
    def calls(self, door: SlackDoor) -> None: ...
    async def person(self, name: str) -> str: ...
    async def place(self, name: str, *, public: bool = True, invited: bool = True) -> str: ...
    async def writes(self, name: str, text: str, *, channel: str = "") -> None: ...
    async def trigger(self, user: str) -> str: ...
    async def direct(self, user: str) -> str: ...
    async def messages(self, channel: str) -> list[Params]: ...
    async def whispers(self, channel: str) -> str: ...
    async def file_size(self, file_id: str) -> int: ...
    def asked(self, method: str) -> list[Params]: ...
    def views(self) -> dict[str, Params]: ...
    def without(self, scope: str) -> str: ...


@dataclass(kw_only=True)
class OurFake:
    fake: SlackFake
    name: str = "fake"
    team: str = TEAM
    doors: list[SlackDoor] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        return self.fake.base_url

    def calls(self, door: SlackDoor) -> None:
        self.doors.append(door)

    async def person(self, name: str) -> str:
        return self.fake.person(f"U0{name.upper()}", f"{name}@solsikken.example")

    async def place(self, name: str, *, public: bool = True, invited: bool = True) -> str:
        made = f"C0{name.upper()}"
        (self.fake.channels if invited else self.fake.outside).add(made)
        self.fake.public |= {made} if public else set()
        self.fake.members[made] = [await self.person(each) for each in COLLEAGUES]
        return made

    async def writes(self, name: str, text: str, *, channel: str = "") -> None:
        user = await self.person(name)
        await SlackUser(id=user, fake=self.fake, send=self.doors[-1].send).writes(
            text, channel=channel
        )

    async def trigger(self, user: str) -> str:
        return self.fake.trigger()

    async def direct(self, user: str) -> str:
        return dm_of(user)

    async def messages(self, channel: str) -> list[Params]:
        seen = [each for each in self.fake.messages if "ephemeral_to" not in each]
        return [each for each in seen if each["channel"] == channel]

    async def whispers(self, channel: str) -> str:
        seen = [each for each in self.fake.messages if "ephemeral_to" in each]
        return "\n".join(each["text"] for each in seen if each["channel"] == channel)

    async def file_size(self, file_id: str) -> int:
        return len(self.fake.files[file_id]["data"])

    def asked(self, method: str) -> list[Params]:
        return self.fake.called(method)

    def views(self) -> dict[str, Params]:
        return self.fake.views

    def without(self, scope: str) -> str:
        self.fake.scopes.discard(scope)
        return TOKEN


@dataclass(kw_only=True)
class Emulate:
    door: emulate.Door
    name: str = "emulate"
    team: str = emulate.TEAM

    @property
    def base_url(self) -> str:
        return self.door.base_url

    def calls(self, door: SlackDoor) -> None:
        self.door.emulator.tells(door.url)

    async def person(self, name: str) -> str:
        return str((await self._as(name, "auth.test"))["user_id"])

    async def place(self, name: str, *, public: bool = True, invited: bool = True) -> str:
        maker, *others = COLLEAGUES
        created = await self._as(maker, "conversations.create", name=name, is_private=not public)
        made = str(created["channel"]["id"])
        for each in others:
            await self._invite(made, await self.person(each))
        if invited:
            await self._invite(made, BOT)
        return made

    async def _invite(self, channel: str, user: str) -> None:
        await self._as(COLLEAGUES[0], "conversations.invite", channel=channel, users=user)

    async def writes(self, name: str, text: str, *, channel: str = "") -> None:
        where = channel or await self.direct(await self.person(name))
        await self._as(name, "chat.postMessage", channel=where, text=text)

    async def trigger(self, user: str) -> str:
        made = await self._ask(emulate.ALL, "views.generateTriggerId", user_id=user)
        return str(made["trigger_id"])

    async def direct(self, user: str) -> str:
        opened = await self._ask(emulate.ALL, "conversations.open", users=user)
        return str(opened["channel"]["id"])

    async def messages(self, channel: str) -> list[Params]:
        found = await self._ask(emulate.ALL, "conversations.history", channel=channel)
        newest_first: list[Params] = found["messages"]
        return [each for each in newest_first[::-1] if each["user"] == BOT]

    async def whispers(self, channel: str) -> str:
        page = await self.door.page(tab="messages", channel=channel)
        return html.unescape(page.partition("Ephemeral")[2].partition("Scheduled")[0])

    async def file_size(self, file_id: str) -> int:
        return int((await self._ask(emulate.ALL, "files.info", file=file_id))["file"]["size"])

    def asked(self, method: str) -> list[Params]:
        return [each.params for each in self.door.asked if each.method == method]

    def views(self) -> dict[str, Params]:
        answered = [each.answer["view"] for each in self.door.asked if "view" in each.answer]
        return {each["id"]: each for each in answered}

    def without(self, scope: str) -> str:
        return emulate.without(scope)

    async def _as(self, name: str, method: str, /, **params: object) -> Params:
        return await self._ask(emulate.of_person(name), method, **params)

    async def _ask(self, token: str, method: str, /, **params: object) -> Params:
        answer = await self.door.ask(token, method, **params)
        assert answer["ok"], (method, answer)
        return answer


@asynccontextmanager
async def our_fake() -> AsyncIterator[Server]:
    async with slack_fake() as fake:
        yield OurFake(fake=fake)


@asynccontextmanager
async def an_emulate(emulator: emulate.Emulator) -> AsyncIterator[Server]:
    emulator.starts_afresh()
    async with emulate.a_door(emulator) as door:
        yield Emulate(door=door)


@dataclass(kw_only=True)
class Kombot:
    """kombot as it stands before either: it is asked over HTTP, and asks over HTTP."""

    server: Server
    clients: Clients
    door: SlackDoor
    channel: SlackChannel

    @property
    def directory(self) -> Directory:
        return self.directory_holding(TOKEN)

    @property
    def rooms(self) -> Rooms:
        return Rooms(clients=self.clients, directory=self.directory)

    def directory_holding(self, token: str) -> Directory:
        return Directory(clients=self._clients(token), now=NOW, zone="Europe/Copenhagen")

    def holding(self, token: str) -> SlackChannel:
        return replace(self.channel, clients=self._clients(token))

    def _clients(self, token: str) -> Clients:
        return replace(self.clients, tokens=OneToken(token))

    async def happens(self, name: str, user: str, **more: object) -> str:
        """A captured payload from that person, with a fresh trigger; kombot's own answer."""
        payload = {**captured(name), "trigger_id": await self.server.trigger(user), **more}
        payload["team"] = {**payload["team"], "id": self.server.team}
        payload["user"] = {**payload["user"], "id": user, "team_id": self.server.team}
        status, text = await self.door.send(payload)
        assert status == web.HTTPOk.status_code
        return text


@asynccontextmanager
async def a_kombot(server: Server, receive: Receive, note: Note) -> AsyncIterator[Kombot]:
    """`server` tells it what happens, and it answers there."""
    async with aiohttp.ClientSession() as http:
        settings = SlackSettings(bot_token=TOKEN, signing_secret=SECRET, base_url=server.base_url)
        clients = clients_of(settings, http, now=NOW)
        endpoint = SlackEndpoint(
            settings=settings,
            clients=clients,
            house=House(),
            receive=receive,
            note=note,
            now=NOW,
            budget=LEISURE,
        )
        app = web.Application()
        app.add_routes(endpoint.routes())
        async with TestServer(app, host="127.0.0.1") as site:
            door = SlackDoor(url=str(site.make_url("/slack/events")), http=http, now=NOW)
            server.calls(door)
            channel = SlackChannel(clients=clients, rest=_no_rest)
            yield Kombot(server=server, clients=clients, door=door, channel=channel)


async def _no_rest(_seconds: float) -> None:
    """Neither of the two counts how often it is asked."""
