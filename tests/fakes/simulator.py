"""The simulator on a real store, with a bot that says what a test tells it to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer

from bot import demo
from bot.channels.base import Inbound, Reply, Target
from bot.channels.simulator import Newsroom, SimulatorChannel, SimulatorEndpoint
from bot.http import application
from dialogs.core.cards import Card
from schedules.core.clock import FixedClock
from storage import simulator
from storage.tables import SimulatedMessage
from storage.unit_of_work import Store
from tests.stores import open_store

NOW = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)


@dataclass
class BotFake:
    """Answers every act with `reply`, and remembers what was put to it."""

    reply: Reply = field(default_factory=lambda: Reply(content=Card(title="Hej")))
    heard: list[Inbound] = field(default_factory=list)
    shows: Callable[[Inbound], Reply | None] = lambda _inbound: None

    async def receive(self, inbound: Inbound) -> Reply:
        self.heard.append(inbound)
        return self.shows(inbound) or self.reply


@dataclass
class ControlsFake:
    """A clock; `happenings` happen whenever it moves, `waits` is how far the next one is."""

    clock: FixedClock
    waits: timedelta | None = None
    looks_ahead: timedelta = timedelta(0)
    happenings: list[Callable[[], object]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.clock.now()

    async def move(self, by: timedelta) -> None:
        self.clock.move(by)
        for happening in self.happenings:
            result = happening()
            if hasattr(result, "__await__"):
                await result

    async def to_next_event(self) -> datetime | None:
        if self.waits is None:
            self.clock.move(self.looks_ahead)
            return None
        await self.move(self.waits)
        return self.clock.now()


@dataclass
class Stage:
    store: Store
    bot: BotFake
    controls: ControlsFake
    news: Newsroom
    channel: SimulatorChannel
    endpoint: SimulatorEndpoint

    async def sends(self, person: str, title: str, *, outbox_id: str = "o1") -> None:
        await self.channel.send(target(person), Card(title=title), outbox_id=outbox_id)

    async def kept(self, conversation: str) -> list[SimulatedMessage]:
        async with self.store.snapshot() as reads:
            return await simulator.messages(reads, conversation)


def target(external_id: str, *, shared: bool = False, posted: str = "") -> Target:
    return Target(
        id=f"t-{external_id}",
        channel="simulator",
        tenant="",
        external_id=external_id,
        reference={},
        shared=shared,
        posted={"message": posted} if posted else None,
    )


@asynccontextmanager
async def a_stage(folder: Path) -> AsyncIterator[Stage]:
    async with open_store(folder) as store:
        bot, news, controls = BotFake(), Newsroom(), ControlsFake(FixedClock(NOW))
        await demo.seed(store, NOW)
        channel = SimulatorChannel(store=store, now=controls.now, news=news)
        endpoint = SimulatorEndpoint(
            store=store, receive=bot.receive, controls=controls, news=news, beat_seconds=0.05
        )
        yield Stage(store, bot, controls, news, channel, endpoint)


@asynccontextmanager
async def a_client(stage: Stage) -> AsyncIterator[TestClient]:  # type: ignore[type-arg]
    """A browser's client, which names its origin as browsers do."""
    app = application(store=stage.store, endpoints=[stage.endpoint], landing="/simulator")
    app.on_shutdown.append(stage.endpoint.shutdown)
    server = TestServer(app, host="127.0.0.1")
    async with TestClient(server) as client:
        client.session.headers["Origin"] = f"http://127.0.0.1:{server.port}"
        yield client
