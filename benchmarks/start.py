"""From nothing to the first answer, and what memory kombot takes: at rest and after many clicks.

The vote is gone through by everybody as far as it goes, and then pages are sent again that were
sent before, which change nothing: both are clicks, and neither may leave anything behind.
"""

from __future__ import annotations

import asyncio
import compileall
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from time import perf_counter

from benchmarks.click import AT_ONCE, SECRET, Crowd, voting
from benchmarks.flood import Flood
from benchmarks.measure import Result, Spread, result
from benchmarks.servers import HOST, LOOK_AGAIN_S, ROOT, free_port, pin
from benchmarks.stores import STORES
from storage.keys import new_key

ROUNDS, QUICK_ROUNDS = 6, 2
MORE_S = 0.6
CLICKS, QUICK_CLICKS = 100_000, 4_000
WARM = 2_000
PEOPLE = 500
GROWN_MB = 5.0
STARTS_WITHIN_S = 30.0
ENDS_WITHIN_S = 240.0
PRODUCT = ("bot", "dialogs", "schedules", "storage")
SHOWN = b'"view"'
"""In every answer that shows a page, and in no refusal."""
ASKED = f"GET /health HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()


async def run(quick: bool) -> list[Result]:
    found = await _started(rounds=QUICK_ROUNDS if quick else ROUNDS)
    return found + await _grown(clicks=QUICK_CLICKS if quick else CLICKS)


def _installed() -> None:
    """As an installed kombot starts: with the bytecode that the libraries have too."""
    for package in PRODUCT:
        compileall.compile_dir(ROOT / package, quiet=2)


async def _started(*, rounds: int) -> list[Result]:
    _installed()
    names, more, ours = await _libraries(), list[float](), list[float]()
    with STORES["sqlite"]() as url:
        for _ in range(rounds + 1):
            bare = await _first_answer("benchmarks.libraries", given=names)
            ours.append(await _first_answer("bot", "web", env=_settings(url)))
            more.append(ours[-1] - bare)
    return [
        result("start", "more", Spread.of(more[1:]), at_most=MORE_S, unit="s"),
        result("start", "first-answer", Spread.of(ours[1:]), unit="s"),
    ]


def _settings(url: str) -> dict[str, str]:
    return {
        "KOMBOT_DATABASE_URL": url,
        "KOMBOT_KEYS": new_key(),
        "SLACK_BOT_TOKEN": "xoxb-made-up",
        "SLACK_SIGNING_SECRET": SECRET,
    }


async def _libraries() -> bytes:
    async with _process("benchmarks.libraries") as process:
        told, _ = await process.communicate()
    return told


async def _first_answer(
    *module: str, given: bytes = b"", env: Mapping[str, str] | None = None
) -> float:
    """Seconds from the command to the answer."""
    port, began = free_port(), perf_counter()
    ported = [*module, str(port)] if given else module
    async with _process(*ported, env={**(env or {}), "KOMBOT_PORT": str(port)}) as process:
        if process.stdin is not None:
            process.stdin.write(given)
            process.stdin.close()
        async with asyncio.timeout(STARTS_WITHIN_S):
            return await _answered(port) - began


async def _answered(port: int) -> float:
    """When it was."""
    while True:
        if await _answers(port):
            return perf_counter()
        await asyncio.sleep(LOOK_AGAIN_S)


async def _answers(port: int) -> bool:
    with suppress(OSError):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(ASKED)
        answer = await reader.read()
        writer.close()
        return b" 200 " in answer.partition(b"\r\n")[0]
    return False


@asynccontextmanager
async def _process(
    *module: str, env: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *module),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        stdin=pipe,
        stdout=pipe,
        stderr=asyncio.subprocess.DEVNULL,
    )
    pin(process.pid, load=False)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _grown(*, clicks: int) -> list[Result]:
    with STORES["sqlite"]() as url:
        async with voting(url, people=PEOPLE) as crowd:
            rest = crowd.server.rss_mb
            again = _Again(crowd)
            await again.click(WARM)
            warm = crowd.server.rss_mb
            await again.click(clicks)
            after = crowd.server.rss_mb
    return [
        result("start/memory", "rest", Spread.of([rest]), unit="MB"),
        result("start/memory", "warm", Spread.of([warm]), unit="MB"),
        result("start/memory", "grown", Spread.of([after - warm]), at_most=GROWN_MB, unit="MB"),
    ]


class _Again:
    """One page after another, each signed anew: the first time it counts."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._numbers = count()
        self._wrong = 0

    async def click(self, clicks: int) -> None:
        flood = Flood(
            port=self._crowd.server.port, lines=AT_ONCE, coming=self._next, heard=self._heard
        )
        # As fast as so many at once are answered.
        await flood.lasts(per_second=1e6, seconds=ENDS_WITHIN_S, most=clicks)
        if self._wrong or len(flood.outcomes) != clicks:
            raise RuntimeError(f"{len(flood.outcomes)} of {clicks}, {self._wrong} of them wrong")

    def _next(self) -> bytes:
        number = next(self._numbers)
        click = self._crowd.coming[number % len(self._crowd.coming)]
        (whole,) = self._crowd.pages.sent([click], first=number)
        return whole

    def _heard(self, _whole: bytes, status: int, body: bytes) -> None:
        self._wrong += status != 200 or SHOWN not in body
