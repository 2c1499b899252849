"""A page of the vote, submitted: from Slack's signed request to the answer with the next page.

All of kombot takes part, as `kombot web` runs it, on a store whose every commit is on disk before
the answer leaves. Every answer is looked at; in the end what was acknowledged is what is stored.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from sqlmodel import select

from benchmarks.load import Answer, closed_loop
from benchmarks.measure import (
    MS,
    QUICK_ROUNDS,
    ROUNDS,
    SLICE_S,
    Result,
    Slice,
    Spread,
    beyond,
    ours_alone,
    over,
    pairs,
    result,
)
from benchmarks.pages import Click, Pages, asked_of, is_refused, order
from benchmarks.platform import platform
from benchmarks.servers import Server, free_port, running
from benchmarks.stores import STORES
from benchmarks.town import Voter, found
from schedules.core.clock import SystemClock
from storage.database import Database
from storage.keys import Keyring, new_key
from storage.tables import Session

RATIO, MORE_MS = 0.4, 2.0
AT_ONCE = 32
PEOPLE = 6_000
SECRET = "a-signing-secret"
FIRST, SPARE = 3_000, 1.5
"""How many requests are prepared for a slice: more than the last one needed."""


async def run(quick: bool) -> list[Result]:
    rounds = QUICK_ROUNDS if quick else ROUNDS
    results: list[Result] = []
    for name in STORES:
        with STORES[name]() as url:
            results += await measured(f"click/{name}", url, rounds=rounds)
    return results


async def measured(name: str, url: str, *, rounds: int) -> list[Result]:
    async with voting(url) as crowd, the_unit() as unit:
        many = await pairs(
            lambda: crowd.clicks(AT_ONCE), lambda: _same(crowd, unit, AT_ONCE), rounds=rounds
        )
        one = await pairs(lambda: crowd.clicks(1), lambda: _same(crowd, unit, 1), rounds=rounds)
        await crowd.is_stored(url)
    return [
        result(name, "ratio", over(many, lambda each: each.per_second), at_least=RATIO),
        result(
            name, "more", beyond(one, lambda each: each.percentile(0.5)), at_most=MORE_MS, unit="ms"
        ),
        result(name, "cpu-ratio", over(many, lambda each: 1 / each.cpu_ms)),
        result(name, "cpu", ours_alone(many, lambda each: each.cpu_ms * MS), unit="us"),
        result(
            name,
            "unit-cpu",
            ours_alone([(b, a) for a, b in many], lambda each: each.cpu_ms * MS),
            unit="us",
        ),
        result(name, "per-second", ours_alone(many, lambda each: each.per_second)),
        result(name, "refused", Spread.of([len(crowd.refused)])),
    ]


@dataclass(kw_only=True)
class Crowd:
    """Everybody who votes, and how far they have come. `server` is kombot."""

    server: Server
    pages: Pages
    keys: str
    coming: list[Click]
    done: list[Click] = field(default_factory=list)
    sent: int = 0
    refused: set[Voter] = field(default_factory=set)
    _prepare: int = FIRST

    async def clicks(self, at_once: int, seconds: float = SLICE_S) -> Slice:
        """A slice of clicks, none of which anybody has made before."""
        now = self.coming[: self._prepare]
        if not now:
            raise RuntimeError("everybody has voted: found a larger town")
        sent = self.pages.sent(now, first=self.sent)
        heard = await closed_loop(self.server, sent, at_once=at_once, seconds=seconds)
        taken = len(heard.answers)
        self.sent += taken
        kept = [each for each in heard.answers if self._is_kept(now[each.number], each)]
        self.done += [now[each.number] for each in kept]
        self.coming = [each for each in self.coming[taken:] if each.voter not in self.refused]
        self._prepare = max(FIRST, int(taken * SPARE))
        latencies = [each.took for each in kept]
        return replace(heard.slice, done=len(kept), latencies=latencies)

    def _is_kept(self, click: Click, answer: Answer) -> bool:
        """Whoever was refused, on a machine that others are busy on too, is not asked any more."""
        if click.is_answered_by(answer.status, answer.body):
            return True
        if not (is_refused(answer.status, answer.body) or click.voter in self.refused):
            raise RuntimeError(f"{click}: {answer.status} {answer.body[:300]!r}")
        self.refused.add(click.voter)
        return False

    async def is_stored(self, url: str) -> None:
        """Everybody's session is as far as what was acknowledged to them."""
        turns = {click.voter.session_id: click.page + 2 for click in self.done}
        database = Database.open(url, keyring=Keyring.parse(self.keys))
        try:
            async with database.snapshot() as reads:
                stored = {
                    each.id: each.turn for each in await reads.all(select(Session)) if each.answers
                }
        finally:
            await database.close()
        stored.pop(self.pages.pilot.session_id)
        if stored != turns:
            raise RuntimeError("what was acknowledged is not what is stored")


@asynccontextmanager
async def voting(url: str, *, people: int = PEOPLE) -> AsyncIterator[Crowd]:
    """A town at `url`, and a `kombot web` that everybody in it votes with."""
    keys = new_key()
    voters = await found(url, keys=keys, people=people, now=SystemClock().now())
    async with platform() as slack, kombot(url, keys=keys, slack=slack.base_url) as server:
        pages = await asked_of(server, voters[0], secret=SECRET)
        yield Crowd(
            server=server, pages=pages, keys=keys, coming=order(voters[1:], len(pages.bodies))
        )


@asynccontextmanager
async def kombot(url: str, *, keys: str, slack: str, **more: str) -> AsyncIterator[Server]:
    """`kombot web` in Slack, with `more` settings."""
    port = free_port()
    env = {
        "KOMBOT_DATABASE_URL": url,
        "KOMBOT_KEYS": keys,
        "KOMBOT_PORT": str(port),
        "SLACK_BASE_URL": slack,
        "SLACK_BOT_TOKEN": "xoxb-made-up",
        "SLACK_SIGNING_SECRET": SECRET,
        **more,
    }
    async with running(["bot", "web"], port=port, env=env) as server:
        yield server


@asynccontextmanager
async def the_unit() -> AsyncIterator[Server]:
    port = free_port()
    async with running(["benchmarks.unit", str(port), SECRET], port=port) as server:
        yield server


async def _same(crowd: Crowd, unit: Server, at_once: int, seconds: float = SLICE_S) -> Slice:
    """What kombot is to be sent next, over and over: the unit does not mind."""
    now = crowd.coming[:FIRST] or crowd.done[-FIRST:]
    sent = crowd.pages.sent(now, first=0) * 4
    heard = await closed_loop(unit, sent, at_once=at_once, seconds=seconds)
    if any(each.status != 200 for each in heard.answers):
        raise RuntimeError("the unit refused a request")
    return heard.slice
