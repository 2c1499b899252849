"""The town in a Teams of its own: all of kombot behind its endpoint, over HTTP, on a clock."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import update

from bot.app import App, build
from bot.channels.teams.endpoint import TeamsEndpoint
from bot.http import application
from bot.serve import connect
from bot.settings import Settings
from schedules.core.clock import FixedClock
from storage.keys import new_key
from storage.tables import Address, Place
from storage.unit_of_work import Store
from tests import town as plot
from tests.fakes.connector import APP_ID, TENANT, ConnectorFake, bearer, running
from tests.scenario.drivers import a_store
from tests.served import served
from tests.spots import GROUP
from tests.talk import MONDAY
from tests.teams_office import PAYLOADS

Json = dict[str, Any]
PLACES = ("planning", "everyone")


@dataclass(frozen=True, kw_only=True)
class TeamsTown:
    app: App
    clock: FixedClock
    fake: ConnectorFake
    endpoint: TeamsEndpoint
    http: aiohttp.ClientSession
    url: str
    _ids: count[int] = field(default_factory=count)

    @property
    def store(self) -> Store:
        return self.app.store

    async def send(self, name: str, /, **other: Any) -> tuple[int, Any]:
        """A captured activity, with parts of it replaced; each is another one."""
        payload = {**captured(name), "id": f"f:{next(self._ids)}", "serviceUrl": self.fake.url}
        return await self.post(merged(payload, other))

    async def post(self, payload: Mapping[str, Any]) -> tuple[int, Any]:
        """Once it returns, all that follows from it has happened."""
        async with self.http.post(self.url, json=payload, headers=self._headers()) as answer:
            text = await answer.text()
        await self.endpoint.answers.close()
        await self.endpoint.events.close()
        return answer.status, json.loads(text) if text.startswith("{") else text

    def _headers(self) -> dict[str, str]:
        now = self.clock.now()
        ends, begins = now + timedelta(hours=1), now - timedelta(minutes=1)
        exp, nbf = int(ends.timestamp()), int(begins.timestamp())
        return {"Authorization": bearer(self.fake.url, exp=exp, nbf=nbf)}

    async def passes(self, **time: float) -> None:
        """Time passes, and everything that falls due on the way happens at its own time."""
        until = self.clock.now() + timedelta(**time)
        await self.app.tick()
        while (due := await self.app.next_event()) is not None and due <= until:
            self.clock.move(max(due - self.clock.now(), timedelta(seconds=1)))
            await self.app.tick()
        self.clock.move(max(until - self.clock.now(), timedelta()))
        await self.app.tick()


def captured(name: str) -> Json:
    found: Json = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def merged(payload: Json, other: Mapping[str, Any]) -> Json:
    """Objects are added to; all else, and what a button carries, takes the other's place."""
    for key, value in other.items():
        both = isinstance(value, Mapping) and isinstance(payload.get(key), dict) and key != "value"
        payload[key] = merged(dict(payload[key]), value) if both else value
    return payload


@asynccontextmanager
async def a_teams_town(folder: Path, **env: str) -> AsyncIterator[TeamsTown]:
    clock = FixedClock(MONDAY)
    async with (
        running(ConnectorFake()) as fake,
        aiohttp.ClientSession() as http,
        a_store(folder, plot.Plot(channel="teams", tenant=TENANT)) as store,
    ):
        await furnish(store, fake)
        settings = Settings.from_env({**environment(fake), **env})
        async with a_process(settings, store=store, clock=clock, fake=fake, http=http) as town:
            yield town


@asynccontextmanager
async def a_process(
    settings: Settings,
    *,
    store: Store,
    clock: FixedClock,
    fake: ConnectorFake,
    http: aiohttp.ClientSession,
) -> AsyncIterator[TeamsTown]:
    """kombot from its start to its end; what it knows before and after is what is stored."""

    async def rest(seconds: float) -> None:
        clock.move(timedelta(seconds=seconds))

    app = build(settings, store=store, clock=clock, channels={})
    app.courier.at_once = 1
    async with (
        connect(settings, app=app, http=http, rest=rest) as endpoints,
        served(application(store=store, endpoints=endpoints, pressure=app.pressure)) as url,
    ):
        (endpoint,) = endpoints
        assert isinstance(endpoint, TeamsEndpoint)
        yield TeamsTown(
            app=app,
            clock=clock,
            fake=fake,
            endpoint=endpoint,
            http=http,
            url=f"{url}/api/messages",
        )


@asynccontextmanager
async def restarted(town: TeamsTown) -> AsyncIterator[TeamsTown]:
    """The same store behind another process."""
    settings = Settings.from_env(environment(town.fake))
    async with a_process(
        settings, store=town.store, clock=town.clock, fake=town.fake, http=town.http
    ) as again:
        yield again


async def furnish(store: Store, fake: ConnectorFake) -> None:
    """Everybody is listed, and the two channels are there from the start."""
    for name in (plot.HR, *plot.EVERYONE):
        fake.members[plot.id_of(name)] = member(name)
    fake.rosters["planning"] = [plot.id_of(name) for name in GROUP]
    fake.rosters["everyone"] = [plot.id_of(name) for name in plot.EVERYONE]
    for place in PLACES:
        fake.open(place)
    async with store.unit() as unit:
        for table in (Place, Address):
            unit.update(update(table).values(reference={"service_url": fake.url}), expect=None)
        await unit.commit()


def member(name: str, **other: str) -> Json:
    """As the platform lists somebody."""
    return {
        "id": plot.id_of(name),
        "aadObjectId": plot.id_of(name),
        "name": name,
        "email": plot.email_of(name),
        "userPrincipalName": plot.email_of(name),
        "tenantId": TENANT,
        "userRole": "user",
        **other,
    }


def environment(fake: ConnectorFake) -> dict[str, str]:
    return {
        "KOMBOT_KEYS": new_key(),
        "TEAMS_APP_ID": APP_ID,
        "TEAMS_APP_PASSWORD": "a secret",
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_OPENID_URL": fake.openid_url,
        "TEAMS_LOGIN_URL": fake.url,
        "TEAMS_SERVICE_HOSTS": "127.0.0.1",
    }
