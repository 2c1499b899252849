"""The file is locked, the disk is full, the file may not be written to: refused, and nothing lost.

A process of its own with its own file, and a Slack that waits three seconds for each answer.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storage.tables import Checkin
from tests import town
from tests.fakes.slack_user import SlackUser, signed
from tests.faults.figures import Tell
from tests.faults.world import Life, World, free_port
from tests.stores import SQLITE

on_sqlite = pytest.mark.parametrize("world", [SQLITE], indirect=True)

KIRSTEN, JONAS = town.EVERYONE[:2]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BUSY = "så jeg nåede ikke at gemme"
SLACK_WAITS_S = 3.0
HELD_S = 1.0
CLICKS = 6
HOLDS = (
    "import sqlite3, sys\n"
    "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    "connection.execute('BEGIN IMMEDIATE')\n"
    "print('locked', flush=True)\n"
    "sys.stdin.read()\n"
)


@dataclass
class Place:
    """A kombot that runs, and what is seen of it from outside."""

    world: World
    life: Life
    url: str

    async def ready(self) -> tuple[int, dict[str, Any]]:
        """As old as a second at most, which it has to be for what is new."""
        await asyncio.sleep(1.1)
        async with self.world.http.get(f"{self.url}/ready") as answer:
            return answer.status, await answer.json()

    def user(self, name: str) -> SlackUser:
        user = self.world.user(name)
        user.send = self.world.door(self.life.port).send
        return user

    async def wellbeing(self) -> list[Checkin]:
        return await self.world.rows(Checkin)


@asynccontextmanager
async def a_place(world: World) -> AsyncIterator[Place]:
    port = free_port()
    life = await world.starts("web", KOMBOT_METRICS_PORT=str(port))
    yield Place(world, life, f"http://127.0.0.1:{port}")


@asynccontextmanager
async def locked(world: World) -> AsyncIterator[None]:
    """By another process, until the end."""
    command = [sys.executable, "-c", HOLDS, str(file_of(world))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert await asyncio.to_thread(other.stdout.readline) == "locked\n"
        try:
            yield
        finally:
            other.stdin.close()


def file_of(world: World) -> Path:
    return world.folder / "kombot.db"


async def half_way(user: SlackUser, words: str) -> None:
    """A check-in whose first page is filled in and not sent."""
    await user.commands("check-in")
    user.fills(trivsel="7", why=words)


async def to_the_end(user: SlackUser) -> None:
    await user.submits()
    for _ in range(3):
        if not user.modal or "Kun du kan se det" in user.reads:
            return
        user.fills(visible_to="me")
        await user.submits()


@on_sqlite
async def test_a_lock_of_a_second_is_waited_for(world: World, tell: Tell) -> None:  # fault 13
    async with a_place(world) as place:
        kirsten = place.user(KIRSTEN)
        await half_way(kirsten, "ro på")
        async with locked(world):
            sent = asyncio.create_task(kirsten.submits())
            done, _ = await asyncio.wait({sent}, timeout=HELD_S)
            assert not done, "nobody wrote while another process held the file"
        async with asyncio.timeout(SLACK_WAITS_S):
            await sent
        assert BUSY not in kirsten.reads
    tell("fault 13 locked for 1 s: served")


@on_sqlite
async def test_a_lock_that_lasts_is_refused_before_slack_gives_up(
    world: World, tell: Tell
) -> None:  # fault 13
    async with a_place(world) as place:
        everybody = [place.user(name) for name in town.EVERYONE[:CLICKS]]
        for user in everybody:
            await half_way(user, "det her skal ikke væk")
        async with locked(world):
            late = [asyncio.create_task(_after(number * 0.2, user.submits()))
                    for number, user in enumerate(everybody)]  # fmt: skip
            await asyncio.gather(*late)
            assert (await place.ready())[0] == 503
        for user in everybody:
            assert BUSY in user.reads
            assert "det her skal ikke væk" in str(user.view)
        assert await place.wellbeing() == []
        kirsten = place.user(KIRSTEN)
        await half_way(kirsten, "igen")
        await to_the_end(kirsten)
        assert (await place.ready())[0] == 200
    assert [each.note for each in await place.wellbeing()] == ["igen"]
    assert "skal ikke væk" not in world.log
    tell(f"fault 13 locked for longer: {CLICKS} refused within 3 s, 0 half written")


async def _after(seconds: float, click: Any) -> None:
    await asyncio.sleep(seconds)
    async with asyncio.timeout(SLACK_WAITS_S):
        await click


@on_sqlite
async def test_a_full_disk_is_refused_told_and_survived(world: World, tell: Tell) -> None:
    """As a full disk does, the system takes no more bytes from the process: fault 14."""
    async with a_place(world) as place:
        kirsten, jonas = place.user(KIRSTEN), place.user(JONAS)
        await half_way(kirsten, "før")
        await half_way(jonas, "mens der var fuldt")
        await to_the_end(kirsten)
        _takes(place.life, 0)
        async with asyncio.timeout(SLACK_WAITS_S):
            await jonas.submits()
        assert BUSY in jonas.reads
        status, told = await place.ready()
        assert (status, told["ready"]) == (503, False)
        async with world.http.get(f"{place.url}/health") as answer:
            assert answer.status == 200
        _takes(place.life, resource.RLIM_INFINITY)
        assert (await place.ready())[0] == 200
        jonas.closes()
        await half_way(jonas, "efter")
        await to_the_end(jonas)
        assert place.life.ended is None
    assert sorted(each.note or "" for each in await place.wellbeing()) == ["efter", "før"]
    await place.life.killed()
    with closing(sqlite3.connect(file_of(world))) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    tell("fault 14 full disk: refused, /ready red, green again, 0 lost, integrity ok")


HOSTILE = 'jeg sover dårligt\n{"level": "x"} %s {{7*7}} </script> \' OR 1=1 --'


async def test_what_people_write_is_in_no_log_whatever_goes_wrong(world: World) -> None:
    """With everything said that can be said, by the libraries too."""
    life = await world.starts("all", KOMBOT_LOG_LEVEL="DEBUG", KOMBOT_LOG_FORMAT="json")
    place = Place(world, life, "")
    kirsten, door = place.user(KIRSTEN), world.door(life.port)
    await half_way(kirsten, HOSTILE)
    await to_the_end(kirsten)
    await kirsten.writes(HOSTILE)
    broken = f"payload=%7B%22user%22%3A+{HOSTILE}".encode()
    status, _ = await door.post(broken, {**signed(broken, at=world.clock.now()), **FORM})
    assert status < 500
    _takes(life, 0)
    await half_way(kirsten, HOSTILE)
    _takes(life, resource.RLIM_INFINITY)
    await life.killed()
    lines = [json.loads(line) for line in world.log.splitlines()]
    assert {"kombot"} <= {line["logger"].partition(".")[0] for line in lines}
    assert "sover" not in json.dumps(lines, ensure_ascii=False)


def _takes(life: Life, most: int) -> None:
    """How large a file the process may write from now on."""
    resource.prlimit(life.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
