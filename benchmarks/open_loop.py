"""Clicks that come when they come: steadily, and at twice and ten times what there is room for.

Who is refused tries again, as people do, until it is accepted; in the end what was accepted is what
is stored.
"""

from __future__ import annotations

import asyncio
import resource
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.click import AT_ONCE, Crowd, the_unit, voting
from benchmarks.flood import Flood, Outcome
from benchmarks.measure import MS, Result, Slice, Spread, ours_alone, over, pairs, result
from benchmarks.pages import Click, is_refused
from benchmarks.servers import LOOK_AGAIN_S, Server
from benchmarks.stores import STORES

STEADY, STEADY_SLICE_S, STEADY_ROUNDS = 300.0, 10.0, 6
TIMES_UNIT = 3.0
OVER = (2, 10)
OVER_S, QUICK_S = 20.0, 3.0
ACCEPTED_MS, REFUSED_MS = 3000.0, 100.0
FLAT_MB = 5.0
RECOVERED_S = 5.0
LINES, STEADY_LINES = 1600, 200
FILES = 8192
PEOPLE = 10_000


async def run(quick: bool) -> list[Result]:
    few, many = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= few < FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, many), many))
    people = PEOPLE // 2 if quick else PEOPLE
    with STORES["sqlite"]() as url:
        async with voting(url, people=people) as crowd, the_unit() as unit:
            walk = Walk(crowd)
            found = await _steady(walk, unit, rounds=2 if quick else STEADY_ROUNDS)
            capacity = median([(await walk.at_once()).per_second for _ in range(3)])
            found.append(_one("open-loop", "capacity", capacity))
            for times in OVER:
                found += await _past(walk, capacity, times, seconds=QUICK_S if quick else OVER_S)
            await crowd.is_stored(url)
    return found


@dataclass
class Walk:
    """Everybody sends their next page when the last one is accepted, and the same when it is not.

    `walking` is who may send now; `at` is what each request was.
    """

    crowd: Crowd
    walking: deque[Click] = field(default_factory=deque)
    at: dict[bytes, Click] = field(default_factory=dict)
    ready: deque[bytes] = field(default_factory=deque)
    wrong: list[bytes] = field(default_factory=list)
    flowing: Callable[[], bool] = lambda: False
    """Whether anybody has been answered yet since the flood was called for."""
    _number: int = 0

    def __post_init__(self) -> None:
        self.walking.extend(each for each in self.crowd.coming if each.page == 0)
        self.crowd.coming.clear()

    def next(self) -> bytes | None:
        if self.ready:
            return self.ready.popleft()
        if not self.walking:
            return None
        click = self.walking.popleft()
        (whole,) = self.crowd.pages.sent([click], first=self._number)
        self._number += 1
        self.at[whole] = click
        return whole

    def heard(self, whole: bytes, status: int, body: bytes) -> None:
        click = self.at[whole]
        if click.is_answered_by(status, body):
            del self.at[whole]
            self.crowd.done.append(click)
            if click.page + 1 < len(self.crowd.pages.bodies):
                self.walking.append(Click(click.voter, click.page + 1))
        elif is_refused(status, body):
            self.ready.append(whole)
        else:
            self.wrong.append(b"%d %s" % (status, body[:300]))

    async def flood(
        self, server: Server, *, per_second: float, seconds: float, lines: int = LINES
    ) -> Flood:
        flood = Flood(port=server.port, lines=lines, coming=self.next, heard=self.heard)
        heard = len(self.crowd.done)
        self.flowing = lambda: len(self.crowd.done) > heard
        await flood.lasts(per_second=per_second, seconds=seconds)
        if self.wrong or flood.broken:
            raise RuntimeError(f"{flood.broken} broken, {len(self.wrong)}: {self.wrong[:1]}")
        return flood

    def example(self) -> bytes:
        """What the next one sends; the unit does not mind from whom it comes."""
        (whole,) = self.crowd.pages.sent([self.walking[0]], first=0)
        return whole

    def refill(self) -> None:
        """Who waits to try again is forgotten: their page is signed anew when they come."""
        self.walking.extend(self.at.pop(each) for each in self.ready)
        self.ready.clear()

    async def is_flooding(self, seconds: float) -> None:
        """For so long, all its connections being open."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            if self.flowing():
                break
        await asyncio.sleep(seconds)

    async def at_once(self, seconds: float = 2.0) -> Slice:
        """What there is room for: 32 at once, each the next when the last is answered."""
        flood = Flood(
            port=self.crowd.server.port, lines=AT_ONCE, coming=self.next, heard=self.heard
        )
        cpu = self.crowd.server.cpu_s
        await flood.lasts(per_second=100_000.0, seconds=seconds)
        return _slice(flood, self.crowd.server.cpu_s - cpu)


async def _steady(walk: Walk, unit: Server, *, rounds: int) -> list[Result]:
    """At the same rate against kombot and the unit, in turns; latencies from the planned moment."""

    async def ours() -> Slice:
        flood = await walk.flood(
            walk.crowd.server, per_second=STEADY, seconds=STEADY_SLICE_S, lines=STEADY_LINES
        )
        return _slice(flood)

    async def theirs() -> Slice:
        again = walk.example()
        flood = Flood(
            port=unit.port, lines=STEADY_LINES, coming=lambda: again, heard=_is_acknowledged
        )
        await flood.lasts(per_second=STEADY, seconds=STEADY_SLICE_S)
        return _slice(flood)

    found = await pairs(ours, theirs, rounds=rounds)
    name = "open-loop/300"
    return [
        result(name, "p99-ratio", over(found, _p99), at_most=TIMES_UNIT),
        result(name, "p50", ours_alone(found, lambda each: each.percentile(0.5)), unit="ms"),
        result(name, "p99", ours_alone(found, _p99), unit="ms"),
        result(name, "unit-p99", ours_alone([(b, a) for a, b in found], _p99), unit="ms"),
    ]


def _p99(each: Slice) -> float:
    return each.percentile(0.99)


def _is_acknowledged(_whole: bytes, status: int, _body: bytes) -> None:
    if status != 200:
        raise RuntimeError(f"the unit answered {status}")


async def _past(walk: Walk, capacity: float, times: int, *, seconds: float) -> list[Result]:
    """Past capacity for so long, and then one click after another until all is as it was."""
    server = walk.crowd.server
    before = server.rss_mb
    flooding = asyncio.create_task(walk.flood(server, per_second=capacity * times, seconds=seconds))
    await walk.is_flooding(seconds / 4)
    early = server.rss_mb
    flood = await flooding
    late = server.rss_mb
    walk.refill()
    recovered = await _recovered(walk)
    accepted = [each for each in flood.outcomes if not is_refused(each.status, each.body)]
    refused = [each for each in flood.outcomes if is_refused(each.status, each.body)]
    took = [(each.heard - each.planned) * MS for each in accepted]
    told = [(each.heard - each.sent) * MS for each in refused]
    name = f"open-loop/{times}x"
    spans = _spread(took), _spread(told)
    return [
        result(name, "accepted-worst", spans[0], at_most=ACCEPTED_MS, unit="ms"),
        result(name, "refused-worst", spans[1], at_most=REFUSED_MS, unit="ms"),
        _one(name, "refused-p99", _at(told, 0.99), unit="ms"),
        _one(name, "client-stood", flood.stood * MS, unit="ms"),
        _one(name, "connections", early - before, unit="MB"),
        _one(name, "grown", late - early, at_most=FLAT_MB, unit="MB"),
        _one(name, "recovered", recovered, at_most=RECOVERED_S, unit="s"),
        _one(name, "sent-per-second", len(flood.outcomes) / seconds),
        _one(name, "accepted-per-second", len(accepted) / seconds),
    ]


async def _recovered(walk: Walk) -> float:
    """Seconds until a second of 100 clicks goes by without a refusal or a slow answer."""
    for second in range(10):
        flood = await walk.flood(
            walk.crowd.server, per_second=100.0, seconds=1.0, lines=STEADY_LINES
        )
        slowest = max(each.heard - each.planned for each in flood.outcomes)
        calm = not any(is_refused(each.status, each.body) for each in flood.outcomes)
        walk.refill()
        if calm and slowest * MS < REFUSED_MS:
            return float(second)
    return 10.0


def _at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values) or [0.0]
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _spread(values: Sequence[float]) -> Spread:
    """The worst, from the middle on."""
    return Spread(_at(values, 1.0), _at(values, 0.5), _at(values, 1.0))


def _one(
    name: str, figure: str, value: float, *, at_most: float | None = None, unit: str = ""
) -> Result:
    return result(name, figure, Spread(value, value, value), at_most=at_most, unit=unit)


def _slice(flood: Flood, cpu_s: float = 0.0) -> Slice:
    outcomes: list[Outcome] = flood.outcomes
    return Slice(
        done=len(outcomes),
        seconds=max(each.heard for each in outcomes),
        cpu_s=cpu_s,
        latencies=[each.heard - each.planned for each in outcomes],
    )
