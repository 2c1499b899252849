"""kombot's processes between a Slack of ours and a store of ours, and what tells what became of it.

The processes are real, and so are the sockets. Slack stands in the process of the tests, outlives
every kill and notes all that it is told; the store is read from outside once a process is gone.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import aiohttp
from sqlmodel import SQLModel, select

from dialogs.core.calendar import WorkCalendar
from schedules.core.clock import MovableClock
from storage.keys import new_key
from storage.unit_of_work import Store
from tests import town
from tests.fakes.slack import TEAM, TOKEN, SlackFake, slack_fake
from tests.fakes.slack_user import SECRET, SlackDoor, SlackUser
from tests.faults.spawner import Order, Spawner
from tests.stores import chosen, open_store, stamp, url_of

T = TypeVar("T", bound=SQLModel)
PATIENCE = 30.0
"""Seconds until something that does not come is given up."""
ZONE = "Europe/Copenhagen"
FIRST_DAY = 30
"""So many days ahead lives everybody here: the clock of a process goes forwards only."""
STEPS_A_DAY, STEP = 40, timedelta(minutes=10)


@dataclass
class Life:
    """One process, which answers at `port`."""

    spawner: Spawner
    pid: int
    port: int
    ended: int | None = None

    async def ready(self) -> None:
        """It answers, or a crash point lies before its first answer."""
        async with asyncio.timeout(PATIENCE):
            while not (await self._answers() or _is_gone(self.pid)):
                await asyncio.sleep(0.01)

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    async def gone(self, within: float = PATIENCE) -> int:
        """How it ended."""
        if self.ended is None:
            fd, reached = os.pidfd_open(self.pid), asyncio.Event()
            loop = asyncio.get_running_loop()
            loop.add_reader(fd, reached.set)
            try:
                async with asyncio.timeout(within):
                    await reached.wait()
            finally:
                loop.remove_reader(fd)
                os.close(fd)
            self.ended = self.spawner.buries(self.pid)
        return self.ended

    async def killed(self) -> int:
        """As kill -9 does, unless it is gone already."""
        if self.ended is None:
            self.signal(signal.SIGKILL)
        return await self.gone()


def _is_gone(pid: int) -> bool:
    """A process that nobody has buried yet still has an id."""
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"


@dataclass(kw_only=True)
class World:
    folder: Path
    kind: str
    key: str
    slack: SlackFake
    spawner: Spawner
    http: aiohttp.ClientSession
    clock: MovableClock
    calendar: WorkCalendar
    more: dict[str, str] = field(default_factory=dict)
    lives: list[Life] = field(default_factory=list)
    steps: int = 0

    async def starts(self, command: str = "all", *, crash_at: str = "", **more: str) -> Life:
        """A web is ready when this returns; a process may also be gone by then."""
        port = free_port()
        env = {"KOMBOT_PORT": str(port), **self._env(), **self.more, **more}
        if crash_at:
            env["CRASH_AT"] = crash_at
        order = Order(
            command=command,
            folder=str(self.folder),
            env=env,
            ahead=self.clock.offset.total_seconds(),
        )
        life = Life(spawner=self.spawner, pid=self.spawner.bears(order), port=port)
        self.lives.append(life)
        if command in {"all", "web"}:
            await life.ready()
        return life

    def _env(self) -> dict[str, str]:
        return {
            "KOMBOT_KEYS": self.key,
            "KOMBOT_DATABASE_URL": self.url,
            "KOMBOT_TICK_SECONDS": "1",
            "SLACK_BASE_URL": self.slack.base_url,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
        }

    @property
    def url(self) -> str:
        return url_of(self.folder)

    def passes(self) -> None:
        """Longer than any lease, and always within working hours."""
        self.steps += 1
        moment, day = self.steps % STEPS_A_DAY, self.steps // STEPS_A_DAY
        local = self.calendar.local_date(self.clock.now())
        if moment == 0 or (day == 0 and self.steps == 1):
            local = self.calendar.next_working_day(local + timedelta(days=1))
        opens = self.calendar.at(local, time(8, 30))
        self.clock.move(max(timedelta(0), opens + moment * STEP - self.clock.now()))

    def door(self, port: int) -> SlackDoor:
        url = f"http://127.0.0.1:{port}/slack/events"
        return SlackDoor(url=url, http=self.http, now=self.clock.now)

    def user(self, name: str) -> SlackUser:
        """Without a way to kombot until `send` is set."""
        door = self.door(9)
        return SlackUser(id=town.id_of(name), fake=self.slack, send=door.send)

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        async with open_store(self.folder, key=self.key) as store:
            yield store

    async def rows(self, table: type[T]) -> list[T]:
        async with self.store() as store, store.snapshot() as reads:
            return await reads.all(select(table))

    async def keeps(self, *rows: SQLModel) -> None:
        async with self.store() as store, store.unit() as unit:
            for row in rows:
                unit.insert(row)
            await unit.commit()

    @property
    def log(self) -> str:
        """All that any process has said."""
        return (self.folder / "log").read_text("utf-8", "replace")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def until(true: Callable[[], bool], within: float = PATIENCE) -> None:
    async with asyncio.timeout(within):
        while not true():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def a_world(folder: Path, kind: str, spawner: Spawner) -> AsyncIterator[World]:
    """The town of `tests/town.py`, all of it in one workspace, on the database `kind`."""
    clock, calendar = MovableClock(timedelta(days=FIRST_DAY)), WorkCalendar(ZONE)
    async with AsyncExitStack() as stack:
        stack.enter_context(chosen(kind))
        slack = await stack.enter_async_context(slack_fake())
        http = await stack.enter_async_context(aiohttp.ClientSession())
        world = World(
            folder=folder, kind=kind, key=new_key(), slack=slack, spawner=spawner, http=http,
            clock=clock, calendar=calendar,
        )  # fmt: skip
        async with world.store() as store:
            plot = town.Plot(channel="slack", tenant=TEAM)
            await town.found(store, plot, on_leave_since=long_ago(clock.now()))
        stamp(folder)
        for name in (town.HR, *town.EVERYONE):
            slack.person(town.id_of(name), town.email_of(name))
        slack.channels |= {"planning", "everyone"}
        world.passes()
        try:
            yield world
        finally:
            for life in world.lives:
                await life.killed()


def long_ago(now: datetime) -> date:
    return (now - timedelta(days=40)).date()
