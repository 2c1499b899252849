"""A broadcast to tens of thousands against a platform's limit, and somebody who waits meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import perf_counter

from benchmarks.addressees import Town
from benchmarks.measure import MS, Result, Spread, result
from benchmarks.servers import ROOT, Server, pin
from benchmarks.stores import STORES
from benchmarks.strict import Strict, strict
from benchmarks.town import AT_WORK
from schedules.core.clock import SystemClock
from storage.database import Database
from storage.keys import Keyring, new_key
from storage.unit_of_work import Store

WORKERS = {"sqlite": (1,), "postgres": (1, 2, 4)}
NUDGES, QUICK_NUDGES = int(os.environ.get("NUDGES", "8000")), 1_000
PER_MINUTE = int(os.environ.get("PER_MINUTE", "12000"))
"""50,000 at this limit take four minutes for each number of workers: as many as fit are sent."""
BARE = 2_000
READY_S = 60.0
LONGEST_S = 240.0 + 120 * NUDGES / PER_MINUTE
MONDAY = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
TOKEN = "xoxb-bench"
EFFICIENCY, REFUSED, WAIT_MS, CPU = 0.97, 0.01, 1000.0, 2.5


async def run(quick: bool) -> list[Result]:
    found: list[Result] = []
    for kind, opens in STORES.items():
        with opens() as url:
            found += await _on(kind, url, QUICK_NUDGES if quick else NUDGES)
    return found


async def _on(kind: str, url: str, nudges: int) -> list[Result]:
    keys, found = new_key(), []
    database = Database.open(url, keyring=Keyring.parse(keys))
    try:
        async with strict(PER_MINUTE / 60) as slack:
            ahead = MONDAY - SystemClock().now()
            town = Town(Store(database), nudges, MONDAY)
            await town.found()
            env = _environment(url, keys, slack)
            runs = [await _sent(town, slack, env, ahead, number) for number in WORKERS[kind]]
            bare = await _bare(town, slack, url)
            for number, told in zip(WORKERS[kind], runs, strict=True):
                found += told.results(f"broadcast/{kind}-{number}", nudges, bare)
    finally:
        await database.close()
    return found


@dataclass(frozen=True, kw_only=True)
class Told:
    """Of one run; seconds."""

    took: float
    refused: int
    waits: list[float]
    cpu: float
    unsent: int
    doubled: int

    def results(self, name: str, nudges: int, bare: float) -> list[Result]:
        bound = nudges / (PER_MINUTE / 60)
        wait = sorted(self.waits)[min(int(0.99 * len(self.waits)), len(self.waits) - 1)] * MS
        return [
            result(name, "bound/time", _one(bound / self.took), at_least=EFFICIENCY),
            result(name, "429/message", _one(self.refused / nudges), at_most=REFUSED),
            result(name, "update-p99", _one(wait), at_most=WAIT_MS, unit="ms"),
            result(name, "cpu-ratio", _one(self.cpu / nudges / bare), at_most=CPU),
            result(name, "unsent+doubled", _one(self.unsent + self.doubled), at_most=0),
        ]


def _one(value: float) -> Spread:
    return Spread(value, value, value)


def _environment(url: str, keys: str, slack: Strict) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "KOMBOT_DATABASE_URL": url,
        "KOMBOT_KEYS": keys,
        "KOMBOT_LOG_LEVEL": "WARNING",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": "bench",
        "SLACK_BASE_URL": slack.base_url,
        "SLACK_MESSAGES_PER_MINUTE": str(PER_MINUTE),
    }


async def _sent(
    town: Town, slack: Strict, env: dict[str, str], ahead: timedelta, workers: int
) -> Told:
    """Workers first, and what they are to bring when they are all there."""
    slack.forgets()
    async with AsyncExitStack() as stack:
        running = [await stack.enter_async_context(_worker(env, ahead)) for _ in range(workers)]
        await asyncio.sleep(1.0)
        await town.queue()
        used = sum(each.cpu_s for each in running)
        updating = asyncio.create_task(_updates(town, slack))
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_S):
                await slack.all_of(town.people)
        updating.cancel()
        took = slack.posted[-1] - slack.posted[0]
        cpu = sum(each.cpu_s for each in running) - used
        await asyncio.sleep(1.0)
        waits = (await asyncio.gather(updating, return_exceptions=True))[0]
        return Told(
            took=took,
            refused=slack.refused,
            waits=waits if isinstance(waits, list) else [LONGEST_S],
            cpu=cpu,
            unsent=await town.left(),
            doubled=sum(slack.copies.values()) - len(slack.copies),
        )


async def _updates(town: Town, slack: Strict) -> list[float]:
    """One every second; how long each number took to be seen, once it was on disk."""
    queued: dict[int, float] = {}
    try:
        for number in range(1, AT_WORK):
            await town.votes(number - 1)
            queued[number] = perf_counter()
            await asyncio.sleep(1.0)
    except asyncio.CancelledError:
        queued.pop(max(queued), None)
    return [
        min(at for shown, at in slack.shown.items() if shown >= number) - began
        if any(shown >= number for shown in slack.shown)
        else LONGEST_S
        for number, began in queued.items()
    ]


@asynccontextmanager
async def _worker(env: dict[str, str], ahead: timedelta) -> AsyncIterator[Server]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.brings", str(ahead.total_seconds()),
        cwd=ROOT, env=env, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    pin(process.pid, load=False)
    said = process.stderr or asyncio.StreamReader()
    async with asyncio.timeout(READY_S):
        while b"kombot runs" not in (line := await said.readline()):
            if not line:
                raise RuntimeError("a worker ended by itself")
    reading = asyncio.create_task(said.read())
    try:
        yield Server(process=process, port=0)
    finally:
        process.terminate()
        await process.wait()
        if told := (await reading).decode():
            sys.stderr.write(told[:2000])


async def _bare(town: Town, slack: Strict, url: str) -> float:
    """Processor seconds for each message."""
    body = {name: value for name, value in slack.body.items() if name != "token"}
    slack.forgets()
    slack.per_second = float("inf")
    with NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(body, file)
        file.flush()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.bare",
            url, TOKEN, slack.base_url, str(Path(file.name)), str(min(BARE, town.people)),
            cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        pin(process.pid, load=False)
        told, _ = await process.communicate()
    slack.per_second = PER_MINUTE / 60
    return float(told) / min(BARE, town.people)
