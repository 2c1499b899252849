"""Whether a workspace lets kombot do again what it once refused: asked now and then, not guessed.

Somebody who writes proves that the app is there, and not what it may do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Asking, Channel, Target
from storage import reach
from storage.tables import Address, Place
from storage.unit_of_work import Store, Unit

ONCE_IN = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Reopening:
    store: Store
    channels: Mapping[str, Channel]
    _asked: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def heard(self, target: Target, reason: str, now: datetime) -> None:
        """What has just been told is not asked again for a while."""
        if reason == reach.NO_SCOPE:
            self._asked[target.channel, target.tenant] = now

    async def is_open(self, found: Iterable[Place | Address], now: datetime) -> bool:
        """Whether any of the workspaces where they are is open again by this."""
        wanted = {(each.channel, each.tenant) for each in found if _waits(each)}
        return any([await self._asks(*each, now) for each in sorted(wanted)])

    async def _asks(self, channel: str, tenant: str, now: datetime) -> bool:
        last, asking = self._asked.get((channel, tenant)), self.channels.get(channel)
        if not isinstance(asking, Asking) or (last is not None and now < last + ONCE_IN):
            return False
        self._asked[channel, tenant] = now
        if not await asking.may_do_all(tenant):
            return False

        async def opened(unit: Unit) -> None:
            reach.reopen(unit, channel=channel, tenant=tenant, now=now)

        await self.store.run(opened)
        return True


def _waits(where: Place | Address) -> bool:
    return where.unreachable == reach.NO_SCOPE
