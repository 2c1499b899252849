"""kombot's Teams endpoint beside a Teams on loopback; its inbox answers what it is told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.channels.base import Inbound, Reply
from bot.channels.standing import Change
from bot.channels.teams.endpoint import Ears, TeamsEndpoint, join
from bot.settings import TeamsSettings
from dialogs.core.cards import Card
from dialogs.core.house import House
from schedules.core.clock import FixedClock
from tests.adaptive_cards import shown
from tests.fakes.connector import (
    APP_ID,
    NOW,
    TENANT,
    ConnectorFake,
    bearer,
    running,
    serving,
)
from tests.zoo import form, text

PAYLOADS = Path(__file__).parent / "payloads" / "teams"
KIRSTEN = "8f0e4c1a-5b7d-4e0e-9a59-1f3c6b2d7e01"
USER = "29:1bQ7kfW0dL3n9tYcVhXo2RzEaJmUpSgTqKlBwNvHiDxPfC5eA8"
CHAT = "a:1dXk3vQm7RjTz0YwLhN5sEpGcUaBfVoKi2tJ8yCxWn4qMrZe6"
THREAD = "19:0a1b2c3d4e5f4a5b8c7d6e5f4a3b2c1d@thread.tacv2;messageid=1763801995500"
CLICKED = "1763801990001"
HOME = Reply(content=Card(title="Du er ajour."))
FORM = Reply(content=form(text()), replaces=True, session_id="s1")
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"


@dataclass
class Office:
    """kombot's endpoint beside its Teams. `reply` is what the inbox answers to everything."""

    teams: ConnectorFake
    endpoint: TeamsEndpoint
    url: str
    session: aiohttp.ClientSession
    inbox: InboxFake
    clock: FixedClock

    async def send(self, name: str, /, **other: Any) -> tuple[int, Any]:
        raw = json.dumps({**self.payload(name), **other}).encode()
        return await self.post(raw, authorization=bearer(self.teams.url))

    async def post(self, raw: bytes, *, authorization: str = "") -> tuple[int, Any]:
        headers = {"Authorization": authorization} if authorization else {}
        async with self.session.post(
            f"{self.url}/api/messages", data=raw, headers=headers
        ) as answer:
            body = await answer.text()
            return answer.status, json.loads(body) if answer.ok and body else body

    def payload(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
        return {**found, "serviceUrl": self.teams.url}

    def seen_in(self, conversation: str) -> list[str]:
        return [
            shown(each["attachments"][0]["content"])
            for each in self.teams.shown.get(conversation, {}).values()
            if "attachments" in each
        ]


@dataclass
class InboxFake:
    reply: Reply = HOME
    received: list[Inbound] = field(default_factory=list)
    noted: list[Change] = field(default_factory=list)
    known: bool = True
    looked_up: int = 0
    fault: Exception | None = None
    gate: asyncio.Event | None = None

    async def receive(self, inbound: Inbound) -> Reply:
        self.received.append(inbound)
        if self.gate is not None:
            await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        return self.reply

    async def note(self, change: Change) -> None:
        if self.fault is not None:
            raise self.fault
        self.noted.append(change)

    async def knows(self, _inbound: Inbound) -> bool:
        self.looked_up += 1
        return self.known


@asynccontextmanager
async def office(*, app_id: str = APP_ID, **given: Any) -> AsyncIterator[Office]:
    inbox, clock = InboxFake(**given), FixedClock(NOW)
    pauses = Pauses(clock)
    async with running(ConnectorFake()) as teams, aiohttp.ClientSession() as session:
        for conversation in (CHAT, THREAD):
            teams.open(conversation)
        teams.shown[CHAT][CLICKED] = {}
        joined = join(
            settings_of(teams, app_id=app_id),
            ears=Ears(receive=inbox.receive, note=inbox.note, knows=inbox.knows),
            house=House(),
            session=session,
            now=clock.now,
            host="127.0.0.1",
            service_url=teams.url,
            pause=pauses.wait,
        )
        quick = replace(joined.endpoint.answers, invoke_seconds=0.5)
        endpoint = replace(joined.endpoint, answers=quick)
        app = web.Application()
        app.add_routes(endpoint.routes())
        async with serving(app) as url:
            yield Office(teams, endpoint, url, session, inbox, clock)
            await endpoint.close()


@dataclass
class Pauses:
    clock: FixedClock
    asked: list[float] = field(default_factory=list)

    async def wait(self, seconds: float) -> None:
        self.asked.append(seconds)
        self.clock.move(timedelta(seconds=seconds))


def settings_of(teams: ConnectorFake, *, app_id: str) -> TeamsSettings:
    return TeamsSettings(
        app_id=app_id,
        app_password="a secret",
        tenant_id=TENANT,
        openid_url=teams.openid_url,
        login_url=teams.url,
        service_hosts=("127.0.0.1",),
    )
