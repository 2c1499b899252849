"""Life on Teams: activities with signed tokens over HTTP, botbuilder, and a Bot connector."""

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

from bot.app import build
from bot.channels.teams.endpoint import TeamsEndpoint
from bot.http import application
from bot.serve import connect
from bot.settings import Settings
from schedules.core.clock import FixedClock
from storage.keys import new_key
from storage.tables import Place
from storage.unit_of_work import Store
from tests import town as plot
from tests.adaptive_cards import NEWER, elements, fallen_back, problems, shown
from tests.fakes.connector import APP_ID, TENANT, ConnectorFake, bearer, running, serving
from tests.scenario.drivers import Life, a_store, at_once
from tests.talk import MONDAY
from tests.teams_office import PAYLOADS

Json = dict[str, Any]
FILLED = "Input."
EXECUTE, SUBMIT = "Action.Execute", "Action.Submit"


@asynccontextmanager
async def on_teams(folder: Path) -> AsyncIterator[Life]:
    clock = FixedClock(MONDAY)
    async with (
        running(ConnectorFake()) as fake,
        aiohttp.ClientSession() as http,
        a_store(folder, plot.Plot(channel="teams", tenant=TENANT)) as store,
    ):
        await _installed_for_everyone(store, fake)
        settings = _settings(fake)
        app = build(settings, store=store, clock=clock, channels={})
        async with (
            connect(settings, app=app, http=http, rest=at_once) as endpoints,
            serving(application(store=store, endpoints=endpoints)) as url,
        ):
            (endpoint,) = endpoints
            assert isinstance(endpoint, TeamsEndpoint)
            door = TeamsDoor(
                url=f"{url}/api/messages", http=http, clock=clock, fake=fake, endpoint=endpoint
            )
            life = Life(
                app=app,
                clock=clock,
                folder=folder,
                room=_Channels(fake),
                join=lambda who: TeamsDriver(who, door),
            )
            for name in (plot.HR, *plot.EVERYONE):
                await _installs(life, name)
            yield life


async def _installs(life: Life, name: str) -> None:
    driver = life[name.split(maxsplit=1)[0]]
    assert isinstance(driver, TeamsDriver)
    await driver.installs()


async def _installed_for_everyone(store: Store, fake: ConnectorFake) -> None:
    """The room for everyone is there from the start, in this Teams."""
    fake.open("everyone")
    fake.open("planning")
    async with store.unit() as unit:
        unit.update(update(Place).values(reference={"service_url": fake.url}), expect=None)
        await unit.commit()


def _settings(fake: ConnectorFake) -> Settings:
    return Settings.from_env(
        {
            "KOMBOT_KEYS": new_key(),
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_PASSWORD": "a secret",
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_OPENID_URL": fake.openid_url,
            "TEAMS_LOGIN_URL": fake.url,
            "TEAMS_SERVICE_HOSTS": "127.0.0.1",
        }
    )


def cards_in(fake: ConnectorFake, conversation: str) -> dict[str, Json]:
    """By activity id."""
    return {
        activity: body["attachments"][0]["content"]
        for activity, body in fake.shown.get(conversation, {}).items()
        if "attachments" in body
    }


@dataclass(frozen=True)
class _Channels:
    fake: ConnectorFake

    def place(self, name: str) -> list[str]:
        return [shown(card) for card in cards_in(self.fake, name).values()]

    def pictures(self, name: str) -> list[str]:
        """On a client that draws no charts."""
        cards = [fallen_back(card, NEWER) for card in cards_in(self.fake, name).values()]
        found = [each for card in cards for each in elements(card) if each["type"] == "Image"]
        return [each["altText"] for each in found if each["url"].startswith("data:image/png")]


@dataclass(frozen=True, kw_only=True)
class TeamsDoor:
    """The way from Teams to kombot."""

    url: str
    http: aiohttp.ClientSession
    clock: FixedClock
    fake: ConnectorFake
    endpoint: TeamsEndpoint
    _ids: count[int] = field(default_factory=count)

    async def send(self, name: str, who: str, **other: Any) -> Json:
        """People take a second for whatever they do, and kombot's pace is theirs."""
        self.clock.move(timedelta(seconds=1))
        payload = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
        sender = {**payload["from"], "id": who, "aadObjectId": who}
        payload |= {"serviceUrl": self.fake.url, "id": f"f:{next(self._ids)}", "from": sender}
        for key, value in other.items():
            merged = isinstance(value, Mapping) and key != "value"
            payload[key] = {**payload[key], **value} if merged else value
        async with self.http.post(self.url, json=payload, headers=self._headers()) as answer:
            assert answer.status in {200, 201}, f"{answer.status}: {await answer.text()}"
            text = await answer.text()
        await self.endpoint.answers.close()
        return json.loads(text) if text else {}

    def _headers(self) -> dict[str, str]:
        now = self.clock.now()
        ends, begins = now + timedelta(hours=1), now - timedelta(minutes=1)
        exp, nbf = int(ends.timestamp()), int(begins.timestamp())
        return {"Authorization": bearer(self.fake.url, exp=exp, nbf=nbf)}


@dataclass
class TeamsDriver:
    """A client keeps a card for each message; the answer to a click takes the place of its card."""

    who: str
    door: TeamsDoor
    told: list[str] = field(default_factory=list)
    _cards: dict[tuple[str, str], Json] = field(default_factory=dict)
    _stored: dict[tuple[str, str], Json] = field(default_factory=dict)
    _thread: str = ""

    @property
    def chat(self) -> str:
        return f"a:private-{self.who}"

    @property
    def text(self) -> str:
        self._look()
        return self.told[-1] if self.told else ""

    @property
    def seen(self) -> str:
        self._look()
        return "\n".join(self.told)

    @property
    def kept(self) -> str:
        """On the server, where every device of the person looks."""
        return "\n".join(map(shown, self.stored.values()))

    @property
    def stored(self) -> dict[str, Json]:
        return cards_in(self.door.fake, self.chat)

    @property
    def fields(self) -> list[str]:
        self._look()
        (*_, newest) = self._cards.values()
        return [each["id"].replace(".", "__") for each in _inputs(newest)]

    async def installs(self) -> None:
        self.door.fake.open(self.chat)
        where = {"id": self.chat}
        await self.door.send("installation_update_personal", self.who, conversation=where)

    async def writes(self, text: str, *, place: str = "") -> None:
        if place:
            self._thread = f"{place};messageid=1763801995500"
            self.door.fake.open(self._thread)
        name = "message_mention_channel" if place else "message_personal"
        words = f"<at>kombot</at>&nbsp;{text}\n" if place else text
        where = {"id": self._thread if place else self.chat}
        await self.door.send(name, self.who, text=words, conversation=where)

    async def clicks(self, label: str) -> None:
        self._look()
        for (conversation, activity), card in reversed(self._cards.items()):
            if action := _action(card, label):
                await self._execute(conversation, activity, action, _as_shown(card))
                return
        raise AssertionError(f"no button {label!r}; newest:\n{self.text}")

    async def answers(self, **fields: str) -> None:
        """The first button of a page sends it."""
        self._look()
        (conversation, activity), card = list(self._cards.items())[-1]
        typed = {name.replace("__", "."): raw for name, raw in fields.items()}
        assert typed.keys() <= _as_shown(card).keys(), f"{typed} in:\n{shown(card)}"
        first = next(each for each in _actions(card) if "msteams" not in each["data"])
        await self._execute(conversation, activity, first, {**_as_shown(card), **typed})

    async def _execute(
        self, conversation: str, activity: str, action: Json, inputs: Mapping[str, str | None]
    ) -> None:
        data = pressed(action, inputs)
        name = "invoke_execute" if conversation == self.chat else "invoke_execute_channel"
        answer = await self.door.send(
            name,
            self.who,
            conversation={"id": conversation},
            replyToId=activity,
            value={"action": {**_told(action), "data": data}, "trigger": "manual"},
        )
        if answer.get("type", "").startswith("application/vnd.microsoft.card"):
            self._show((conversation, activity), answer["value"])
            self._stored[conversation, activity] = cards_in(self.door.fake, conversation)[activity]
        self._look()

    def _look(self) -> None:
        for conversation in (self._thread, self.chat):
            for activity, card in cards_in(self.door.fake, conversation).items():
                key = (conversation, activity)
                if self._stored.get(key) != card:
                    self._stored[key] = card
                    self._show(key, card)

    def _show(self, key: tuple[str, str], card: Json) -> None:
        """Each is held against the platform's own schema."""
        assert problems(card) == []
        self._cards.pop(key, None)
        self._cards[key] = card
        self.told.append(shown(card))


def _inputs(card: Json) -> list[Json]:
    return [each for each in elements(card) if each["type"].startswith(FILLED)]


def _as_shown(card: Json) -> dict[str, str | None]:
    return {each["id"]: each.get("value", _empty(each)) for each in _inputs(card)}


def _empty(element: Json) -> str | None:
    return "" if element["type"] == "Input.Text" else None


def _action(card: Json, label: str) -> Json | None:
    return next((each for each in _actions(card) if each["title"] == label), None)


def _actions(card: Json) -> list[Json]:
    return [each for each in elements(card) if each["type"] in {EXECUTE, SUBMIT}]


def _told(action: Json) -> Json:
    return {key: action[key] for key in ("type", "title", "verb")}


def pressed(action: Json, inputs: Mapping[str, str | None]) -> Json:
    """A client sends no key for a choice that was not made."""
    return {**action["data"], **{key: raw for key, raw in inputs.items() if raw is not None}}
