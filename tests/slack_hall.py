"""Two municipalities in one kombot, over HTTP: two workspaces of Slack's, and somebody's browser.

Both have people of the same names, addresses and ids: what tells them apart is the workspace alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer
from sqlmodel import SQLModel, select

from bot.app import App, build
from bot.channels.base import Inbound, Kind
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.client import Answer, Clients, Good
from bot.channels.slack.endpoint import clients_of
from bot.channels.slack.install.grant import from_secret
from bot.channels.slack.install.sealed import Invitation, Seals
from bot.channels.slack.install.tokens import StoredTokens
from bot.http import application
from bot.serve import connect
from bot.settings import Settings
from schedules.core.clock import FixedClock
from storage import invitations
from storage.keys import Keyring
from storage.tables import Organisation, Person, Place, Role, Tenant, Workplace
from storage.unit_of_work import Store, Unit
from tests.fakes.slack import TEAM
from tests.fakes.slack_installs import CLIENT_ID, CLIENT_SECRET, World, a_world
from tests.fakes.slack_user import SECRET, SlackDoor, SlackUser
from tests.slack_house import MONDAY
from tests.stores import open_store

KEY = "a" * 43 + "="
PUBLIC = "https://kombot.example.dk"
NYBORG, HERLEV = "T0NYBORG", "T0HERLEV"
TOWNS = {NYBORG: "nyborg", HERLEV: "herlev"}
NAMES = ("mette", "hanne", "jonas")
COOKIE = "__Host-kombot-install"
PATIENT = timedelta(minutes=1)
"""A machine that is busy with other tests renews a token no later than one that is not."""


@dataclass
class Page:
    status: int
    text: str
    headers: Mapping[str, str]
    cookie: Morsel[str] | None = None

    @property
    def leads(self) -> str:
        """Where its one button goes."""
        (found,) = re.findall(r'<a href="([^"]+)"', self.text)
        return unescape(found)


@dataclass
class Browser:
    """It goes to kombot's public address, and keeps the one cookie as browsers do."""

    http: aiohttp.ClientSession
    server: str
    cookie: str = ""
    language: str = ""

    async def opens(self, url: str) -> Page:
        assert url.startswith(PUBLIC)
        headers = {"Accept-Language": self.language} if self.language else {}
        if self.cookie:
            headers["Cookie"] = f"{COOKIE}={self.cookie}"
        there = f"{self.server}{url.removeprefix(PUBLIC)}"
        async with self.http.get(there, headers=headers, allow_redirects=False) as response:
            kept = SimpleCookie(response.headers.get("Set-Cookie", "")).get(COOKIE)
            if kept is not None:
                self.cookie = kept.value
            return Page(response.status, await response.text(), response.headers, kept)


@dataclass(kw_only=True)
class Hall:
    world: World
    app: App
    clock: FixedClock
    http: aiohttp.ClientSession
    server: str
    folder: Path
    _browsers: list[Browser] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return self.app.store

    @property
    def clients(self) -> Clients:
        channel = self.app.channels["slack"]
        assert isinstance(channel, SlackChannel)
        return channel.clients

    def browser(self, language: str = "") -> Browser:
        return Browser(http=self.http, server=self.server, language=language)

    async def link(self, organisation: str) -> str:
        """As `kombot slack invite` prints it."""
        whose = f"org-{organisation}"

        async def work(unit: Unit) -> str:
            return invitations.make(unit, channel="slack", organisation_id=whose)

        invitation = Invitation(organisation_id=whose, once=await self.store.run(work))
        sealed = Seals(keyring=Keyring.parse(KEY)).invite(invitation, now=self.clock.now())
        return f"{PUBLIC}/slack/install?for={sealed}"

    async def installs(self, team: str, *, organisation: str = "") -> Page:
        """From the link to the last page, all in one browser."""
        browser = self.browser()
        first = await browser.opens(await self.link(organisation or TOWNS[team]))
        assert first.status == 200, first.text
        return await browser.opens(self.world.approves(first.leads, team))

    async def reaches_slack(self, browser: Browser, team: str = NYBORG) -> str:
        """Where Slack sends the browser, once somebody has said yes."""
        return self.world.approves((await browser.opens(await self.link("nyborg"))).leads, team)

    async def sends(self, team: str, payload: Mapping[str, Any]) -> tuple[int, str]:
        """As Slack sends it from that workspace; everything else about it is the same."""
        door = SlackDoor(url=f"{self.server}/slack/events", http=self.http, now=self.clock.now)
        told: dict[str, Any] = json.loads(json.dumps(payload).replace(TEAM, team))
        return await door.send(told)

    def person(self, team: str, name: str) -> SlackUser:
        """Their id and their address are the same in every workspace."""
        fake = self.world.workspaces[team]
        user = fake.person(f"U0{name.upper()}", f"{name}@eksempel.dk")
        return SlackUser(id=user, fake=fake, send=lambda payload: self.sends(team, payload))

    @property
    def renewals(self) -> int:
        """How often a refresh token was used."""
        return len(self.world.asked("refresh_token"))

    async def settles(self) -> None:
        await self.app.tick()

    async def tenants(self) -> dict[str, Tenant]:
        async with self.store.snapshot() as reads:
            found = await reads.all(select(Tenant))
        return {each.external_id: each for each in found}


async def _found(store: Store, organisation: str) -> None:
    """Jonas, whose leader is Mette; Hanne looks after kombot. They are called so everywhere."""
    async with store.unit() as unit:
        unit.insert(Organisation(id=f"org-{organisation}", name=organisation.capitalize()))
        workplace, home = f"wp-{organisation}", f"org-{organisation}"
        unit.insert(Workplace(id=workplace, organisation_id=home, name="Solsikken"))
        for name in NAMES:
            leader = f"p-mette-{organisation}" if name == "jonas" else None
            shown = f"{name.capitalize()} fra {organisation.capitalize()}"
            unit.insert(
                Person(
                    id=f"p-{name}-{organisation}",
                    leader_id=leader,
                    name=shown,
                    email=f"{name}@eksempel.dk",
                    organisation_id=home,
                    workplace_id=workplace,
                )
            )
        for name, role in (("mette", "leader"), ("hanne", "admin"), ("jonas", "contact")):
            person = f"p-{name}-{organisation}"
            unit.insert(Role(person_id=person, workplace_id=workplace, name=role))
        await unit.commit()


def planning(organisation: str, team: str) -> Place:
    """The planning group's channel, with the same id everywhere."""
    return Place(
        id=f"pl-{organisation}",
        workplace_id=f"wp-{organisation}",
        purpose="planning",
        channel="slack",
        tenant=team,
        external_id="C0PLANNING",
    )


@asynccontextmanager
async def a_hall(folder: Path, **env: str) -> AsyncIterator[Hall]:
    clock = FixedClock(MONDAY)
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(a_world(clock.now))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        store = await stack.enter_async_context(open_store(folder, key=KEY))
        for team, name in TOWNS.items():
            fake = world.workspace(team, name.capitalize())
            fake.channels.add("C0PLANNING")
            await _found(store, name)
        app, server = await _served(stack, store, world, clock, http, env)
        yield Hall(world=world, app=app, clock=clock, http=http, server=server, folder=folder)


async def _served(
    stack: AsyncExitStack,
    store: Store,
    world: World,
    clock: FixedClock,
    http: aiohttp.ClientSession,
    env: Mapping[str, str],
) -> tuple[App, str]:
    settings = Settings.from_env({**settings_for(world), **env})
    app = build(settings, store=store, clock=clock, channels={})
    endpoints = await stack.enter_async_context(connect(settings, app=app, http=http, rest=_rest))
    channel = app.channels["slack"]
    assert isinstance(channel, SlackChannel)
    assert isinstance(channel.clients.tokens, StoredTokens)
    channel.clients.tokens.patience = PATIENT
    site = application(store=store, endpoints=endpoints)
    served = await stack.enter_async_context(TestServer(site, host="127.0.0.1"))
    return app, str(served.make_url("/")).rstrip("/")


async def _rest(_seconds: float) -> None:
    """Nobody waits."""


def settings_for(world: World) -> dict[str, str]:
    return {
        "KOMBOT_KEYS": KEY,
        "KOMBOT_PUBLIC_URL": PUBLIC,
        "SLACK_BASE_URL": world.base_url,
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_SIGNING_SECRET": SECRET,
    }


def another(hall: Hall) -> Clients:
    """A process of its own, over the same store."""
    settings = Settings.from_env(settings_for(hall.world)).slack
    assert settings is not None
    return clients_of(settings, hall.http, now=hall.clock.now, store=hall.store, renewal=PATIENT)


async def asks(clients: Clients, team: str = NYBORG) -> Answer:
    return await clients.ask(team, "auth_test")


def team_of(answer: Answer) -> object:
    assert isinstance(answer, Good), answer
    return answer.data["team_id"]


async def token_of(hall: Hall, team: str = NYBORG) -> str:
    grant = from_secret((await hall.tenants())[team].secret)
    return grant.token if grant else ""


def pressed(team: str, name: str, value: str, **fields: str) -> Inbound:
    """What somebody did, as the inbox is told of it."""
    return Inbound(
        channel="slack",
        tenant=team,
        external_id=f"U0{name.upper()}",
        kind=Kind.SUBMIT if fields else Kind.PRESS,
        email=f"{name}@eksempel.dk",
        value=value,
        fields=fields,
    )


async def keeps(hall: Hall, *rows: SQLModel) -> None:
    async with hall.store.unit() as unit:
        for row in rows:
            unit.insert(row)
        await unit.commit()
