"""Processes of their own, looked at through their ports: a web, and a worker beside it."""

from __future__ import annotations

import asyncio
import re
import signal

import aiohttp
import pytest

from tests.faults.world import PATIENCE, World, free_port


async def text_at(world: World, port: int, path: str, token: str = "") -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with world.http.get(f"http://127.0.0.1:{port}{path}", headers=headers) as answer:
        return answer.status, await answer.text()


async def answers(world: World, port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await text_at(world, port, "/health")
                return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)


async def workers(world: World, port: int) -> float:
    _, text = await text_at(world, port, "/metrics")
    found = re.search(r"^kombot_workers (\S+)$", text, re.MULTILINE)
    assert found, text
    return float(found[1])


async def test_a_worker_is_seen_through_a_port_of_its_own_until_it_stops(world: World) -> None:
    apart, of_web = free_port(), free_port()
    worker = await world.starts("worker", KOMBOT_METRICS_PORT=str(apart))
    web = await world.starts("web", KOMBOT_METRICS_PORT=str(of_web))
    await answers(world, apart)
    status, told = await text_at(world, apart, "/ready")
    assert (status, '"ready": true' in told) == (200, True), told
    assert await workers(world, apart) == await workers(world, of_web) == 1
    worker.signal(signal.SIGTERM)
    assert await worker.gone() == 0, world.log
    assert await workers(world, of_web) == 0
    assert web.ended is None


async def test_papers_are_opened_at_the_web_alone(world: World) -> None:
    apart = free_port()
    worker = await world.starts("worker", KOMBOT_METRICS_PORT=str(apart))
    await answers(world, apart)
    assert (await text_at(world, apart, "/papers/x"))[0] == 404
    with pytest.raises(aiohttp.ClientConnectorError):
        await text_at(world, worker.port, "/papers/x")
    web = await world.starts("web")
    assert (await text_at(world, web.port, "/papers/x"))[0] == 410


async def test_the_webs_own_port_has_figures_for_those_alone_who_have_the_token(
    world: World,
) -> None:
    shut = await world.starts("web")
    assert (await text_at(world, shut.port, "/metrics"))[0] == 404
    assert (await text_at(world, shut.port, "/ready"))[0] == 200
    ajar = await world.starts("web", KOMBOT_METRICS_TOKEN="sesam")
    assert (await text_at(world, ajar.port, "/metrics"))[0] == 401
    status, text = await text_at(world, ajar.port, "/metrics", "sesam")
    assert (status, "kombot_outbox_due" in text) == (200, True)
