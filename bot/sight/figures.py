"""Figures that are read where they lie, when somebody asks: the store's, and those of the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import REGISTRY, Collector

from bot.sight.watch import alive, overdue
from storage.sight import Seen
from storage.tables import Lane

LANES = {int(each): each.name.lower() for each in Lane}


@dataclass(frozen=True, kw_only=True)
class Door:
    """How many are under way and in line at the door, and how many were refused, and why."""

    under_way: int = 0
    in_line: int = 0
    refused: Mapping[tuple[str, str], int]


@dataclass(frozen=True, kw_only=True, eq=False)
class Figures(Collector):
    """`seen` is None while the store cannot be read."""

    now: datetime
    seen: Seen | None
    ready: bool
    door: Door | None = None

    def collect(self) -> Iterable[Metric]:
        yield gauge("kombot_ready", "1 while /ready says so.", float(self.ready))
        yield gauge("kombot_store_up", "1 while the store can be read.", float(bool(self.seen)))
        if self.seen is not None:
            yield from self._outbox(self.seen)
            yield from self._work(self.seen)
        if self.door is not None:
            yield from _at_the_door(self.door)

    def _outbox(self, seen: Seen) -> Iterable[Metric]:
        depth = GaugeMetricFamily("kombot_outbox_due", "Messages that are due.", labels=["lane"])
        age = GaugeMetricFamily(
            "kombot_outbox_oldest_seconds",
            "How long the oldest message that is due has been due.",
            labels=["lane"],
        )
        later = GaugeMetricFamily(
            "kombot_outbox_later", "Messages that wait for their hour.", labels=["lane"]
        )
        for number, lane in LANES.items():
            found = next((each for each in seen.lanes if each.lane == number), None)
            depth.add_metric([lane], found.due if found else 0)
            age.add_metric([lane], _seconds(self.now, found.oldest if found else None))
            later.add_metric([lane], found.later if found else 0)
        return depth, age, later

    def _work(self, seen: Seen) -> Iterable[Metric]:
        late = overdue(seen, self.now)
        yield gauge(
            "kombot_planner_lag_seconds",
            "How long the planner's oldest row has been due.",
            _seconds(self.now, seen.planned),
        )
        yield gauge("kombot_workers", "Workers that live.", len(alive(seen, self.now)))
        yield gauge(
            "kombot_overdue_seconds",
            "How long something has been due while nothing was sent; 0 while all is well.",
            late.total_seconds() if late else 0,
        )


def _at_the_door(door: Door) -> Iterable[Metric]:
    refused = CounterMetricFamily(
        "kombot_refusals", "Calls that were refused at once.", labels=["surface", "reason"]
    )
    for (surface, reason), count in sorted(door.refused.items()):
        refused.add_metric([surface, reason], count)
    yield refused
    yield gauge("kombot_calls_under_way", "Calls that are being answered.", door.under_way)
    yield gauge("kombot_calls_in_line", "Calls that wait to be let in.", door.in_line)


def gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)


def _seconds(now: datetime, since: datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


def exposition(figures: Figures) -> bytes:
    """What is counted in this process, and what was read just now."""
    own = CollectorRegistry()
    own.register(figures)
    return generate_latest(REGISTRY) + generate_latest(own)
