"""Life on Slack: signed requests or Socket Mode, bolt, and a Web API that keeps Slack's rules."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp

from bot.app import App, build
from bot.channels.slack.endpoint import SlackEndpoint
from bot.http import application
from bot.serve import connect
from bot.settings import Settings
from schedules.core.clock import FixedClock
from storage.keys import new_key
from storage.unit_of_work import Store
from tests import town as plot
from tests.fakes.slack import TEAM, TOKEN, SlackFake, slack_fake
from tests.fakes.slack_socket import APP_TOKEN, socket_fake
from tests.fakes.slack_user import SECRET, SlackDoor, SlackUser, options_of
from tests.scenario.drivers import Driver, Life, a_store, at_once
from tests.served import served
from tests.talk import MONDAY

OPEN = "Åbn"
Send: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[tuple[int, str]]]


@asynccontextmanager
async def on_slack(folder: Path, **own: str) -> AsyncIterator[Life]:
    """Slack calls kombot."""
    async with (
        slack_fake() as fake,
        _a_house(folder, fake) as house,
        house.runs(SLACK_SIGNING_SECRET=SECRET, **own) as (url, http, app),
    ):
        door = SlackDoor(url=f"{url}/slack/events", http=http, now=house.clock.now)
        yield house.life(app, door.send)


@asynccontextmanager
async def on_socket(folder: Path, **own: str) -> AsyncIterator[Life]:
    """kombot calls Slack."""
    async with restarting(folder, **own) as run, run() as life:
        yield life


@asynccontextmanager
async def restarting(
    folder: Path,
    **own: str,
) -> AsyncIterator[Callable[[], AbstractAsyncContextManager[Life]]]:
    """A kombot that calls Slack, to be run more than once."""
    async with socket_fake() as line, _a_house(folder, line.slack) as house:

        @asynccontextmanager
        async def run() -> AsyncIterator[Life]:
            async with house.runs(SLACK_APP_TOKEN=APP_TOKEN, **own) as (_, _, app):
                yield house.life(app, line.send)

        yield run


@dataclass(frozen=True, kw_only=True)
class _House:
    """What stays when kombot is stopped and run again, the people at their clients included."""

    folder: Path
    fake: SlackFake
    store: Store
    clock: FixedClock = field(default_factory=lambda: FixedClock(MONDAY))
    people: dict[str, Driver] = field(default_factory=dict)
    running: list[SlackEndpoint] = field(default_factory=list)

    @asynccontextmanager
    async def runs(self, **env: str) -> AsyncIterator[tuple[str, aiohttp.ClientSession, App]]:
        ours = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_BASE_URL": self.fake.base_url}
        settings = Settings.from_env({"KOMBOT_KEYS": new_key(), **ours, **env})
        app = build(settings, store=self.store, clock=self.clock, channels={})
        async with (
            aiohttp.ClientSession() as http,
            connect(settings, app=app, http=http, rest=at_once) as endpoints,
            served(
                application(store=self.store, endpoints=endpoints, pressure=app.pressure)
            ) as url,
        ):
            self.running[:] = [each for each in endpoints if isinstance(each, SlackEndpoint)]
            yield url, http, app

    def life(self, app: App, send: Send) -> Life:
        async def patiently(payload: Mapping[str, Any]) -> tuple[int, str]:
            """On a busy machine something is shown after the acknowledgement only."""
            answer = await send(payload)
            for each in self.running:
                await each.close()
            return answer

        async def lists(name: str) -> None:
            """Slack vouches for the email, by which kombot knows whoever writes to it."""
            self.fake.person(plot.id_of(name), plot.email_of(name))
            await life[name.split(maxsplit=1)[0]].writes("hjem")

        life = Life(
            app=app,
            clock=self.clock,
            folder=self.folder,
            room=_Channels(self.fake),
            join=lambda who: SlackDriver(SlackUser(id=who, fake=self.fake, send=patiently)),
            lists=lists,
            people=self.people,
        )
        return life


@asynccontextmanager
async def _a_house(folder: Path, fake: SlackFake) -> AsyncIterator[_House]:
    async with a_store(folder, plot.Plot(channel="slack", tenant=TEAM)) as store:
        fake.channels |= {"planning", "everyone"}
        for name in (plot.HR, *plot.EVERYONE):
            fake.person(plot.id_of(name), plot.email_of(name))
        yield _House(folder=folder, fake=fake, store=store)


@dataclass(frozen=True)
class _Channels:
    fake: SlackFake

    def place(self, name: str) -> list[str]:
        return [readable(each["blocks"]) for each in self._messages(name)]

    def pictures(self, name: str) -> list[str]:
        """Only those that were uploaded whole."""
        images = [
            block
            for each in self._messages(name)
            for block in each["blocks"]
            if block["type"] == "image"
        ]
        complete = [each for each in images if self.fake.files[each["slack_file"]["id"]]["data"]]
        return [str(each["alt_text"]) for each in complete]

    def _messages(self, name: str) -> list[dict[str, Any]]:
        return [
            each
            for each in self.fake.messages
            if each["channel"] == name and "ephemeral_to" not in each
        ]


@dataclass
class SlackDriver:
    user: SlackUser
    history: list[str] = field(default_factory=list)
    """What stood in modals, which leave nothing behind."""
    _had: int = 0
    """How many messages there were when the modal was looked at: a newer one takes the eye."""

    @property
    def text(self) -> str:
        if self._looks_at_modal:
            return "\n".join([readable(self.user.view), *self.user.errors.values()])
        return "\n".join(self._messages[-1:])

    @property
    def _looks_at_modal(self) -> bool:
        return bool(self.user.modal) and len(self.user.messages) == self._had

    @property
    def seen(self) -> str:
        return "\n".join([*self._messages, *self.history])

    @property
    def kept(self) -> str:
        return "\n".join(self._messages)

    @property
    def fields(self) -> list[str]:
        blocks = [each for each in self.user.view["blocks"] if each["type"] == "input"]
        return [each["block_id"].split(":", 2)[2].replace(".", "__") for each in blocks]

    def options(self, name: str) -> dict[str, str]:
        (block,) = [
            each
            for each in self.user.view["blocks"]
            if each["type"] == "input" and each["block_id"].split(":", 2)[2] == name
        ]
        found = options_of(block["element"])
        return {each["text"]["text"]: each["value"] for each in found}

    async def writes(self, text: str, *, place: str = "") -> None:
        """A form is opened by the button that the answer has."""
        self.user.closes()
        await self.user.writes(f"<@U0KOMBOT01> {text}" if place else text, channel=place)
        if OPEN in self._messages[-1].splitlines():
            await self.clicks(OPEN)

    async def clicks(self, label: str) -> None:
        if self._looks_at_modal and self._submit == label:
            await self.answers()
            return
        if not self._looks_at_modal or label not in self.text.splitlines():
            self.user.closes()
        await self.user.clicks(label)
        self._note()

    async def answers(self, **fields: str) -> None:
        self.user.fills(**fields)
        await self.user.submits()
        self._note()

    def _note(self) -> None:
        self._had = len(self.user.messages)
        if self.user.modal:
            self.history.append(readable(self.user.view))

    @property
    def _submit(self) -> str:
        return str(self.user.view.get("submit", {}).get("text", ""))

    @property
    def _messages(self) -> list[str]:
        return [readable(each["blocks"]) for each in self.user.messages]


def readable(found: Any) -> str:
    """As it is read: a line of rich text in one piece."""
    if isinstance(found, list):
        return "\n".join(filter(None, map(readable, found)))
    if not isinstance(found, dict):
        return ""
    if found.get("type") in {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}:
        return "".join(each["text"] for each in found["elements"])
    own = [found["text"]] if isinstance(found.get("text"), str) else []
    return "\n".join([*own, *filter(None, map(readable, found.values()))])
