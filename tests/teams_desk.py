"""kombot's Teams endpoint behind https at kombot.example.dk, beside an Entra and Teams' keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import aiohttp

from bot.channels.teams.check import Check
from bot.channels.teams.endpoint import Ears, join
from bot.channels.teams.needs import PATH
from bot.findings import Finding, State
from bot.settings import TeamsSettings
from dialogs.core.house import House
from schedules.core.clock import SystemClock
from tests.fakes.connector import APP_ID, TENANT, ConnectorFake, running
from tests.fakes.entra import SECRET, EntraFake, entra
from tests.slack_office import HOST, Issuer, Names, served
from tests.teams_office import InboxFake


@dataclass(kw_only=True)
class Desk:
    """From where `kombot teams check` looks. `now` is set where the clock is to be another."""

    entra: EntraFake
    teams: ConnectorFake
    settings: TeamsSettings
    session: aiohttp.ClientSession
    port: int
    now: datetime | None = None

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}"

    @property
    def door(self) -> str:
        return f"{self.url}{PATH}"

    async def finds(
        self,
        *,
        url: str | None = None,
        session: aiohttp.ClientSession | None = None,
        **settings: Any,
    ) -> list[Finding]:
        check = Check(
            teams=replace(self.settings, **settings),
            url=self.url if url is None else url,
            now=lambda: self.now or SystemClock().now(),
            session=session or self.session,
        )
        return await check.findings()

    async def mends(self, **given: Any) -> str:
        """The one thing to mend."""
        (only,) = [each.says for each in await self.finds(**given) if each.state is State.MEND]
        return only


@asynccontextmanager
async def a_desk(issuer: Issuer) -> AsyncIterator[Desk]:
    connector = aiohttp.TCPConnector(resolver=Names(), ssl=issuer.trusting)
    async with (
        entra(EntraFake()) as login,
        running(ConnectorFake()) as teams,
        aiohttp.ClientSession(connector=connector) as session,
    ):
        settings = TeamsSettings(
            app_id=APP_ID,
            tenant_id=TENANT,
            app_password=SECRET,
            openid_url=teams.openid_url,
            login_url=login.url,
            service_hosts=("127.0.0.1",),
        )
        inbox = InboxFake()
        joined = join(
            settings,
            ears=Ears(receive=inbox.receive, note=inbox.note),
            house=House(),
            session=session,
            now=SystemClock().now,
            host="127.0.0.1",
        )
        async with served(joined.endpoint.routes(), issuer) as port:
            yield Desk(entra=login, teams=teams, settings=settings, session=session, port=port)
        await joined.endpoint.close()
