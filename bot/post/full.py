"""Tenants that take no more in a lane for now: what is for others is looked for behind theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import inf

from bot.channels.base import Limit
from bot.post.buckets import Departure, Wish
from bot.post.letters import Letter
from storage.tables import Lane

LATELY = timedelta(seconds=5)
"""Who was full a moment ago may be again, with what other workers send."""


@dataclass(frozen=True)
class Brim:
    """`limit` is what the platform counts there."""

    lane: Lane
    channel: str
    tenant: str
    limit: Limit
    until: datetime


@dataclass
class Full:
    _brims: dict[tuple[Lane, str, str], Brim] = field(default_factory=dict)

    def note(self, letter: Letter, wish: Wish, turn: Departure) -> None:
        """What a platform counts first is what it counts in all of a tenant."""
        if wish.toll.limits and turn.key == wish.toll.limits[0].key:
            lane, target = Lane(letter.row.lane), letter.targets[0]
            limit = wish.toll.limits[0]
            brim = Brim(lane, target.channel, target.tenant, limit, turn.at)
            self._brims[lane, target.channel, target.tenant] = brim

    def ended(self, lane: Lane, now: datetime) -> Brim | None:
        """The first that is to take more again, if nobody else has filled it."""
        self._brims = {
            each: brim for each, brim in self._brims.items() if brim.until + LATELY > now
        }
        over = [brim for brim in self._of(lane) if brim.until <= now]
        return min(over, key=lambda brim: brim.until, default=None)

    def goes_on(self, brim: Brim, until: datetime) -> Brim:
        found = replace(brim, until=until)
        self._brims[brim.lane, brim.channel, brim.tenant] = found
        return found

    def empties(self, brim: Brim) -> None:
        """Nothing waits for it any more."""
        self._brims.pop((brim.lane, brim.channel, brim.tenant), None)

    def in_lane(self, lane: Lane, but: Brim | None = None) -> tuple[tuple[str, str], ...]:
        """Their channels and tenants; `but` is the one whose turn it is."""
        return tuple((each.channel, each.tenant) for each in self._of(lane) if each is not but)

    def ends_in(self, lane: Lane, now: datetime) -> float:
        """Seconds until one of them takes more; for ever where there are none."""
        ends = [brim.until for brim in self._of(lane)]
        return min((max(0.0, (until - now).total_seconds()) for until in ends), default=inf)

    def _of(self, lane: Lane) -> Iterator[Brim]:
        return (brim for brim in self._brims.values() if brim.lane == lane)
