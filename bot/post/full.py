"""Tenants that take no more in a lane for now: what is for others is looked for behind theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import inf

from bot.post.buckets import Departure, Wish
from bot.post.letters import Letter
from storage.tables import Lane

LATELY = timedelta(seconds=5)
"""Who was full a moment ago may be again, with what other workers send."""


@dataclass(frozen=True)
class Brim:
    """`key` is what the platform counts there."""

    lane: Lane
    channel: str
    tenant: str
    key: str
    until: datetime


@dataclass
class Full:
    _brims: dict[tuple[Lane, str, str], Brim] = field(default_factory=dict)

    def note(self, letter: Letter, wish: Wish, turn: Departure) -> None:
        """What a platform counts first is what it counts in all of a tenant."""
        if wish.toll.limits and turn.key == wish.toll.limits[0].key:
            lane, target = Lane(letter.row.lane), letter.targets[0]
            brim = Brim(lane, target.channel, target.tenant, turn.key, turn.at)
            self._brims[lane, target.channel, target.tenant] = brim

    def ended(self, lane: Lane, now: datetime) -> list[Brim]:
        """Those that are to take more again, if nobody else has filled them."""
        self._brims = {
            each: brim for each, brim in self._brims.items() if brim.until + LATELY > now
        }
        return [brim for brim in self._of(lane) if brim.until <= now]

    def goes_on(self, brim: Brim, until: datetime) -> None:
        self._brims[brim.lane, brim.channel, brim.tenant] = replace(brim, until=until)

    def in_lane(self, lane: Lane, now: datetime) -> tuple[tuple[str, str], ...]:
        """Their channels and tenants."""
        return tuple((brim.channel, brim.tenant) for brim in self._of(lane) if brim.until > now)

    def ends_in(self, lane: Lane, now: datetime) -> float:
        """Seconds until one of them takes more; for ever where there are none."""
        ends = [brim.until for brim in self._of(lane) if brim.until > now]
        return min(((until - now).total_seconds() for until in ends), default=inf)

    def _of(self, lane: Lane) -> Iterator[Brim]:
        return (brim for brim in self._brims.values() if brim.lane == lane)
