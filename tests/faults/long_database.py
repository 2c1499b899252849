"""The database goes away, and one version of kombot makes way for the next, under load."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from time import monotonic

import aiohttp
import pytest

from storage.tables import Checkin
from tests import postgres, town
from tests.faults.figures import IS_LONG, Tell, chances
from tests.faults.proxy import a_proxy
from tests.faults.spawner import Spawner
from tests.faults.test_click_kills import Desk, Oracle
from tests.faults.world import Life, World, a_world
from tests.stores import POSTGRES

AWAY = 60 if IS_LONG else 10
"""So many seconds PostgreSQL is stopped."""
IN_TIME, SOON = 3.0, 5.0
PAUSE = 0.05


@dataclass
class Queue:
    """People who go on all the time, each as soon as the last answer is there."""

    desks: list[Desk]
    http: aiohttp.ClientSession
    slowest: float = 0.0
    failed: list[str] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(len(each.done) for each in self.desks)

    async def goes_on(self, desk: Desk) -> None:
        while True:
            asked = monotonic()
            try:
                await desk.goes_on()
            except (OSError, AssertionError) as trouble:
                self.failed.append(f"{type(trouble).__name__}: {trouble}")
            self.slowest = max(self.slowest, monotonic() - asked)
            await asyncio.sleep(PAUSE)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self.goes_on(desk)) for desk in self.desks]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.http.close()


def a_queue(world: World, port: int, heads: int = 6) -> Queue:
    """Each request over a line of its own, as it comes from whoever shares them out."""
    numbers, http = count(), aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
    desks = [Desk(world.user(name), numbers) for name in town.EVERYONE[:heads]]
    for desk in desks:
        desk.user.send = replace(world.door(port), http=http).send
    return Queue(desks, http)


async def more_is_done(queue: Queue) -> float:
    """How long it takes."""
    began, before = monotonic(), queue.done
    async with asyncio.timeout(60):
        while queue.done == before:
            await asyncio.sleep(0.01)
    return monotonic() - began


async def nothing_is_lost(world: World, queue: Queue) -> None:
    """Of what was begun nothing is there twice, and of what was acknowledged nothing is missing."""
    await Oracle(world, queue.desks).looks()
    kept = Counter(each.note for each in await world.rows(Checkin))
    assert set(kept) <= {words for desk in queue.desks for words in desk.begun}


async def test_while_postgres_is_away_nothing_is_promised_and_soon_afterwards_all_goes_on(
    tmp_path: Path, spawner: Spawner, tell: Tell
) -> None:  # fault 12
    async with a_world(tmp_path, POSTGRES, spawner) as world:
        web, server = await world.starts("web"), postgres.server()
        queue = a_queue(world, web.port)
        async with queue.working():
            await more_is_done(queue)
            await asyncio.to_thread(server.stops, "immediate")
            queue.slowest, before = 0.0, queue.done
            await asyncio.sleep(AWAY)
            away, slowest = queue.done - before, queue.slowest
            await asyncio.to_thread(server.starts)
            recovered = await more_is_done(queue)
        assert (away, queue.failed) == (0, []), world.log[-4000:]
        assert slowest < IN_TIME
        assert recovered < SOON
        await web.killed()
        await nothing_is_lost(world, queue)
        tell(
            f"fault 12 PostgreSQL away for {AWAY} s: 0 promised meanwhile, slowest refusal "
            f"{slowest:.2f} s, went on after {recovered:.2f} s, {queue.done} check-ins, 0 lost"
        )


async def is_told_to_stop(world: World, life: Life) -> None:
    life.signal(signal.SIGTERM)
    assert await life.gone() == 0, world.log


@pytest.mark.parametrize("command", ["web", "all"])
async def test_one_process_after_another_makes_way_and_nobody_notices(
    world: World, command: str, tell: Tell
) -> None:  # fault 41
    """Each is taken off the way before it is told to stop, as a load balancer does."""
    lives = [await world.starts(command) for _ in range(2)]
    restarts = 0
    async with a_proxy(*(each.port for each in lives)) as way:
        queue = a_queue(world, way.port)
        async with queue.working():
            for _ in chances(20):
                old = lives.pop(0)
                await way.leaves(old.port)
                await is_told_to_stop(world, old)
                lives.append(await world.starts(command))
                way.ports.append(lives[-1].port)
                await more_is_done(queue)
                restarts += 1
        assert queue.failed == []
    for life in lives:
        await life.killed()
    await nothing_is_lost(world, queue)
    tell(
        f"fault 41 rolling restart of two {command} on {world.kind}: {restarts} restarts, "
        f"{queue.done} check-ins acknowledged, 0 lost, 0 doubled, 0 answers of 5xx, "
        f"slowest answer {queue.slowest:.2f} s"
    )
