"""Slack is full, fails, or cannot be reached: nothing is lost, and nobody is hurried."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from itertools import count, pairwise
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import pytest

from storage.tables import Outbox, OutboxState
from tests import town
from tests.fakes.slack import Fault
from tests.faults.figures import IS_LONG, Tell, chances
from tests.faults.proxy import a_proxy
from tests.faults.spawner import Spawner
from tests.faults.test_click_kills import Desk, hands
from tests.faults.test_send_kills import Post
from tests.faults.world import Life, World, a_world, until
from tests.stores import POSTGRES, SQLITE

POST = "chat.postMessage"
FULL, RETRY_AFTER = (20, 3) if IS_LONG else (3, 2)
"""So often Slack says that it is full, and for how many seconds."""
DARK = 60 if IS_LONG else 6
"""So many seconds Slack cannot be reached."""
IN_TIME, MEGABYTES = 3.0, 20
TRIES, QUIET, MOST = 12, 3.0, 20.0
LINES = 5


@pytest.fixture(params=[SQLITE, POSTGRES] if IS_LONG else [SQLITE])
async def world(
    request: pytest.FixtureRequest, tmp_path: Path, spawner: Spawner
) -> AsyncIterator[World]:
    """Slack's trouble is the same on both; where time is short, one will do."""
    async with a_world(tmp_path, request.param, spawner) as world:
        yield world


async def queued(world: World, times: int) -> Post:
    post = Post(world)
    await post.announces()
    for _ in range(times):
        await post.queues(people_too=True)
    return post


async def a_worker_does_what_it_can(world: World) -> None:
    """Until it asks Slack for nothing any more, and time passes."""
    before, worker, began = len(world.slack.calls), await world.starts("worker"), monotonic()
    while monotonic() - began < MOST:
        await asyncio.sleep(QUIET)
        if len(world.slack.calls) == before != 0:
            break
        before = len(world.slack.calls)
    await worker.killed()
    world.passes()


async def states(world: World, post: Post) -> Counter[str]:
    return Counter(each.state for each in await world.rows(Outbox) if each.id in post.of)


async def test_when_slack_is_full_nothing_is_sent_before_it_said_so(
    world: World, tell: Tell
) -> None:  # fault 9
    post = await queued(world, 4)
    world.slack.fails(POST, *[Fault(status=429, retry_after=str(RETRY_AFTER))] * FULL)
    worker = await world.starts("worker")
    await until(lambda: not post.lost(), within=60 + FULL * (RETRY_AFTER + 2))
    await worker.killed()
    asked = [call.at for call in world.slack.calls if call.method == POST]
    waits = [after - before for before, after in pairwise(asked[: FULL + 1])]
    assert min(waits) >= RETRY_AFTER
    assert (post.lost(), post.doubled("dm"), post.doubled("channel")) == (0, 0, 0)
    tell(
        f"fault 9 Slack is full on {world.kind}: {FULL} answers of 429 with {RETRY_AFTER} s, "
        f"{len(post.of)} messages, shortest wait {min(waits):.1f} s, 0 lost, 0 doubled"
    )


async def test_when_slack_fails_or_says_so_though_it_did_it_everything_arrives(
    world: World, tell: Tell
) -> None:  # fault 10
    post, failed, done = Post(world), 0, 0
    await post.announces()
    for chance in chances(20):
        await post.queues(people_too=True)
        faults = [
            Fault(status=chance.choice((500, 502, 503, 504)), body="", done=chance.random() < 0.5)
            for _ in range(LINES)
        ]
        failed, done = failed + LINES, done + sum(each.done for each in faults)
        world.slack.fails(POST, *faults)
        await a_worker_does_what_it_can(world)
    for _ in range(TRIES):
        if await states(world, post) != {OutboxState.SENT.value: len(post.of)}:
            await a_worker_does_what_it_can(world)
    assert await states(world, post) == {OutboxState.SENT.value: len(post.of)}
    assert (post.lost(), post.doubled("dm")) == (0, 0)
    assert post.doubled("channel") <= done
    tell(
        f"fault 10 Slack fails on {world.kind}: {failed} answers of 5xx, {done} of them though it "
        f"was posted, {len(post.of)} messages, 0 lost, 0 doubled (dm), "
        f"{post.doubled('channel')} doubled (channel)"
    )


def megabytes(life: Life) -> float:
    said = Path(f"/proc/{life.pid}/status").read_text("ascii")
    return int(said.partition("VmRSS:")[2].split()[0]) / 1024


async def test_while_slack_cannot_be_reached_clicks_are_answered_and_messages_wait(
    world: World, tell: Tell
) -> None:  # fault 11
    post, slack = await queued(world, 2), urlsplit(world.slack.base_url)
    desks = [Desk(world.user(name), count()) for name in town.EVERYONE[:4]]
    async with a_proxy(slack.port or 0) as way:
        world.more = {"SLACK_BASE_URL": f"http://127.0.0.1:{way.port}/api/"}
        web = await world.starts("web")
        hands(world, web, desks)
        for desk in desks:
            await desk.goes_on()
        before = megabytes(web)
        way.dark()
        worker, began, slowest = await world.starts("worker"), monotonic(), 0.0
        while monotonic() - began < DARK:
            for desk in desks:
                asked = monotonic()
                await desk.user.writes("check-in")
                slowest = max(slowest, monotonic() - asked)
        grew, waiting = megabytes(web) - before, post.lost()
        assert slowest < IN_TIME
        assert grew < MEGABYTES
        assert waiting == len(post.of)
        way.bright()
        await worker.killed()
        world.passes()
        await world.starts("worker")
        await until(lambda: not post.lost(), within=60)
    assert post.doubled("dm") == 0
    tell(
        f"fault 11 Slack cannot be reached for {DARK} s on {world.kind}: slowest click "
        f"{slowest:.1f} s, {waiting} messages waited, memory +{max(0.0, grew):.0f} MB, "
        f"0 lost, 0 doubled (dm), {post.doubled('channel')} doubled (channel)"
    )


async def test_a_worker_that_is_told_to_stop_finishes_what_it_sends(
    world: World, tell: Tell
) -> None:  # fault 42
    post, stops, slowest = Post(world), 0, 0.0
    await post.announces()
    for chance in chances(50):
        await post.queues(people_too=True)
        gate = asyncio.Event()
        world.slack.fails(POST, *[Fault(gate=gate, done=True, late=True)] * 3)
        before = len(world.slack.called(POST))
        worker = await world.starts("worker")
        await until(lambda before=before: len(world.slack.called(POST)) > before)  # type: ignore[misc]
        worker.signal(signal.SIGTERM)
        asyncio.get_running_loop().call_later(chance.uniform(0, 0.3), gate.set)
        began = monotonic()
        assert await worker.gone() == 0, world.log
        slowest = max(slowest, monotonic() - began)
        world.slack.faults.clear()
        world.passes()
        stops += 1
    last = await world.starts("worker")
    await until(lambda: not post.lost(), within=60)
    last.signal(signal.SIGTERM)
    assert await last.gone() == 0
    assert (post.lost(), post.doubled("dm"), post.doubled("channel")) == (0, 0, 0)
    tell(
        f"fault 42 told to stop while it sends on {world.kind}: {stops} stops, "
        f"{len(post.of)} messages, 0 lost, 0 doubled, slowest {slowest:.1f} s"
    )
