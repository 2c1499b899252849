"""kombot calls Slack, and is killed or stopped in the middle of what somebody does."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlmodel import select

from storage.keys import new_key
from storage.migrate import migrate
from storage.tables import Session
from tests import town
from tests.fakes.slack import TEAM, TOKEN, Fault, dm_of
from tests.fakes.slack_socket import APP_TOKEN, Sent, SocketFake, socket_fake, until
from tests.fakes.slack_user import Payload, captured
from tests.stores import open_store

ROOT = Path(__file__).parents[2]
JONAS = town.id_of("Jonas Friis")
PATIENCE = 30
"""Seconds until something that does not come is given up."""


@dataclass(frozen=True, kw_only=True)
class Home:
    """A store with people in it, and the Slack that they are in."""

    folder: Path
    line: SocketFake
    key: str
    started: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def starts(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "all"),
            cwd=self.folder,
            env={
                "PATH": os.defpath,
                "PYTHONPATH": str(ROOT),
                "KOMBOT_KEYS": self.key,
                "KOMBOT_DATABASE_URL": "sqlite:///kombot.db",
                "KOMBOT_PORT": "0",
                "SLACK_BASE_URL": self.line.slack.base_url,
                "SLACK_BOT_TOKEN": TOKEN,
                "SLACK_APP_TOKEN": APP_TOKEN,
            },
            stderr=asyncio.subprocess.DEVNULL,
        )
        self.started.append(process)
        async with asyncio.timeout(PATIENCE):
            await self.line.connected()
        return process

    async def begun(self) -> list[str]:
        async with open_store(self.folder, key=self.key) as store, store.snapshot() as reads:
            return [each.person_id for each in await reads.all(select(Session))]


@asynccontextmanager
async def a_home(folder: Path) -> AsyncIterator[Home]:
    migrate(f"sqlite:///{folder / 'kombot.db'}")
    home_key = new_key()
    async with open_store(folder, key=home_key) as store:
        plot = town.Plot(channel="slack", tenant=TEAM)
        await town.found(store, plot, on_leave_since=date(2026, 7, 1))
    async with socket_fake() as line:
        line.slack.person(JONAS, town.email_of("Jonas Friis"))
        home = Home(folder=folder, line=line, key=home_key)
        try:
            yield home
        finally:
            for process in home.started:
                if process.returncode is None:
                    process.kill()
                    await process.wait()


def check_in() -> Payload:
    payload = captured("message_im")
    payload["event"] |= {"user": JONAS, "text": "check-in", "channel": dm_of(JONAS)}
    return payload


async def held(home: Home, gate: asyncio.Event) -> Sent:
    """What was said is kept, and the answer to it is on its way until the gate is opened."""
    home.line.slack.fails("chat.postMessage", Fault(gate=gate, done=True))
    sent = await home.line.post(check_in())
    async with asyncio.timeout(PATIENCE):
        await until(lambda: bool(home.line.slack.called("chat.postMessage")))
    return sent


async def test_what_was_kept_before_a_kill_happens_once_when_slack_sends_it_again(
    tmp_path: Path,
) -> None:  # fault 2
    async with a_home(tmp_path) as home:
        gate, first = asyncio.Event(), await home.starts()
        sent = await held(home, gate)
        first.kill()
        await first.wait()
        gate.set()
        assert not sent.acknowledged.is_set()
        assert await home.begun() == [JONAS]
        await until(lambda: not home.line.lines)
        second = await home.starts()
        again = await home.line.post(check_in(), attempt=1)
        await again.acknowledged.wait()
        second.terminate()
        assert await second.wait() == 0
        assert await home.begun() == [JONAS]


async def test_a_stop_answers_what_is_under_way_and_says_goodbye(
    tmp_path: Path,
) -> None:  # fault 42
    async with a_home(tmp_path) as home:
        gate, process = asyncio.Event(), await home.starts()
        sent = await held(home, gate)
        process.terminate()
        gate.set()
        await sent.acknowledged.wait()
        assert await process.wait() == 0
        assert home.line.codes == [1000]
        assert [each["channel"] for each in home.line.slack.messages] == [dm_of(JONAS)]
