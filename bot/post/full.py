"""Tenants that take no more in a lane for now: what is for others is looked for behind theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from bot.post.buckets import Turn, Wish
from bot.post.letters import Letter
from storage.tables import Lane


@dataclass
class Full:
    _until: dict[tuple[Lane, str, str], datetime] = field(default_factory=dict)

    def note(self, letter: Letter, wish: Wish, turn: Turn) -> None:
        """What a platform counts first is what it counts in all of a tenant."""
        if wish.toll.limits and turn.key == wish.toll.limits[0].key:
            target = letter.targets[0]
            self._until[Lane(letter.row.lane), target.channel, target.tenant] = turn.at

    def in_lane(self, lane: Lane, now: datetime) -> tuple[tuple[str, str], ...]:
        """Their channels and tenants."""
        self._until = {key: until for key, until in self._until.items() if until > now}
        return tuple((channel, tenant) for of, channel, tenant in self._until if of == lane)

    def ends_in(self, lane: Lane, now: datetime) -> float:
        """Seconds until one of them takes more; for ever where there are none."""
        ends = [until for (of, _, _), until in self._until.items() if of == lane]
        return max(0.0, min(((until - now).total_seconds() for until in ends), default=inf))
