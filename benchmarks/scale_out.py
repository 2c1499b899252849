"""What a click costs when several `kombot web` share one PostgreSQL, against one of them alone.

Each process has the same load as the one alone, so that what is compared is what they cost each
other: locks that are waited for, races that are lost and read again, smaller groups. What counts is
the processor time of the web processes; they share a core, so that their speed would tell nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from benchmarks.click import SECRET, kombot
from benchmarks.load import Heard, closed_loop
from benchmarks.measure import MS, SLICE_S, Result, Slice, ours_alone, over, pairs, result
from benchmarks.pages import Click, Pages, asked_of, order
from benchmarks.platform import platform
from benchmarks.servers import Server
from benchmarks.stores import postgres
from benchmarks.town import found
from schedules.core.clock import SystemClock
from storage.keys import new_key

AT_MOST = 1.15
PROCESSES = (2, 4)
AT_ONCE = 16
"""For each process."""
ROUNDS, QUICK_ROUNDS = 4, 1
PEOPLE = 8_000
READY = 2_000
"""How many requests are prepared for each process and slice."""


async def run(quick: bool) -> list[Result]:
    rounds = QUICK_ROUNDS if quick else ROUNDS
    with postgres() as url:
        async with several(url, max(PROCESSES)) as crowd:
            return [line for each in PROCESSES for line in await _measured(crowd, each, rounds)]


async def _measured(crowd: Several, processes: int, rounds: int) -> list[Result]:
    found = await pairs(lambda: crowd.clicks(processes), lambda: crowd.clicks(1), rounds=rounds)
    name = f"scale-out/{processes}"
    return [
        result(name, "cpu-ratio", over(found, lambda each: each.cpu_ms), at_most=AT_MOST),
        result(name, "cpu", ours_alone(found, lambda each: each.cpu_ms * MS), unit="us"),
    ]


@dataclass(kw_only=True)
class Several:
    """A town that votes through several processes at once; a person keeps to one of them."""

    servers: Sequence[Server]
    pages: Pages
    coming: list[Click]
    number: int = 0

    async def clicks(self, processes: int, seconds: float = SLICE_S) -> Slice:
        shares = [self._share(each, processes) for each in range(processes)]
        loads = [
            closed_loop(server, self._sent(share), at_once=AT_ONCE, seconds=seconds)
            for server, share in zip(self.servers, shares, strict=False)
        ]
        heard = await asyncio.gather(*loads)
        for share, each in zip(shares, heard, strict=True):
            _check(share, each)
        answered = {
            click
            for share, each in zip(shares, heard, strict=True)
            for click in share[: each.slice.done]
        }
        self.coming = [click for click in self.coming if click not in answered]
        return _together([each.slice for each in heard])

    def _share(self, which: int, processes: int) -> list[Click]:
        mine = (each for each in self.coming if each.voter.number % processes == which)
        share = [click for click, _ in zip(mine, range(READY), strict=False)]
        if not share:
            raise RuntimeError("everybody has voted: found a larger town")
        return share

    def _sent(self, share: Sequence[Click]) -> list[bytes]:
        self.number += len(share)
        return self.pages.sent(share, first=self.number)


def _check(share: Sequence[Click], heard: Heard) -> None:
    for each in heard.answers:
        if not share[each.number].is_answered_by(each.status, each.body):
            raise RuntimeError(f"{share[each.number]}: {each.status} {each.body[:300]!r}")


def _together(slices: Sequence[Slice]) -> Slice:
    return Slice(
        done=sum(each.done for each in slices),
        seconds=max(each.seconds for each in slices),
        cpu_s=sum(each.cpu_s for each in slices),
    )


@asynccontextmanager
async def several(url: str, processes: int) -> AsyncIterator[Several]:
    keys = new_key()
    voters = await found(url, keys=keys, people=PEOPLE, now=SystemClock().now())
    async with AsyncExitStack() as ending:
        slack = await ending.enter_async_context(platform())
        servers = [
            await ending.enter_async_context(kombot(url, keys=keys, slack=slack.base_url))
            for _ in range(processes)
        ]
        pages = await asked_of(servers[0], voters[0], secret=SECRET)
        yield Several(servers=servers, pages=pages, coming=order(voters[1:], len(pages.bodies)))
