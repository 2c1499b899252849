"""Malformed and hostile input for the browser chat, which takes a while: it moves its clock."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from tests.faults.figures import Tell
from tests.faults.hostile import to_anything, to_the_simulator
from tests.faults.long_hostile import MANY, Door, drawn
from tests.faults.spawner import Order, Spawner
from tests.faults.world import Life, free_port

PATHS = (
    *("/", "/health", "/simulator", "/simulator/state", "/simulator/conversation"),
    *("/simulator/static", "/simulator/act", "/simulator/clock", "/simulator/read"),
    *("/simulator/language", "/simulator/colleagues"),
)


async def test_nothing_sent_to_the_simulator_is_answered_5xx(
    tmp_path: Path, spawner: Spawner, tell: Tell
) -> None:  # fault 26
    port = free_port()
    order = Order(command="demo", folder=str(tmp_path), env={"KOMBOT_PORT": str(port)})
    life = Life(spawner=spawner, pid=spawner.bears(order), port=port)
    await life.ready()
    async with aiohttp.ClientSession() as http:
        page = Door(f"http://127.0.0.1:{port}", http, tmp_path / "log")
        await page.asks(drawn(to_the_simulator(page.url)))
        assert page.statuses[200] > MANY / 10
        tell(page.sums_up("as the simulator's page"))
        anything = Door(page.url, http, page.log)
        await anything.asks(drawn(to_anything(PATHS, page.url)))
        tell(anything.sums_up("every way into the simulator"))
    await life.killed()
