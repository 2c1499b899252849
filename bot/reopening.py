"""Whether a workspace lets kombot do again what it once refused: asked now and then, not guessed.

Somebody who writes proves that the app is there, and not what it may do.
"""

from __future__ import annotations

from asyncio import Lock
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.channels.base import Asking, Channel, Target
from storage import reach
from storage.tables import Address, Place
from storage.unit_of_work import Store, Unit

ONCE_IN = timedelta(hours=1)

Workspace: TypeAlias = tuple[str, str]
"""Channel and tenant."""


@dataclass(frozen=True, kw_only=True)
class Reopening:
    store: Store
    channels: Mapping[str, Channel]
    _asked: dict[Workspace, datetime] = field(default_factory=dict)
    _turns: defaultdict[Workspace, Lock] = field(default_factory=lambda: defaultdict(Lock))
    _open: set[Workspace] = field(default_factory=set)
    """Those that said yes when they were asked last."""

    def heard(self, target: Target, reason: str, now: datetime) -> None:
        """What has just been told is not asked again for a while."""
        if reason == reach.NO_SCOPE:
            self._asked[target.channel, target.tenant] = now
            self._open.discard((target.channel, target.tenant))

    async def is_open(self, found: Iterable[Place | Address], now: datetime) -> bool:
        """Whether any of the workspaces where they are is open again, by this or meanwhile."""
        found = list(found)
        if any(not each.unreachable for each in found):
            return True
        wanted = {(each.channel, each.tenant) for each in found if _waits(each)}
        return any([await self._asks(each, now) for each in sorted(wanted)])

    async def _asks(self, workspace: Workspace, now: datetime) -> bool:
        """Whoever comes while it is asked, or has read before, hears the same: see `_open`."""
        async with self._turns[workspace]:
            last = self._asked.get(workspace)
            if last is not None and now < last + ONCE_IN:
                return workspace in self._open
            self._asked[workspace] = now
            self._open.discard(workspace)
            if await self._opens(*workspace, now):
                self._open.add(workspace)
            return workspace in self._open

    async def _opens(self, channel: str, tenant: str, now: datetime) -> bool:
        asking = self.channels.get(channel)
        if not (isinstance(asking, Asking) and await asking.may_do_all(tenant)):
            return False

        async def opened(unit: Unit) -> None:
            reach.reopen(unit, channel=channel, tenant=tenant, now=now)

        await self.store.run(opened)
        return True


def _waits(where: Place | Address) -> bool:
    return where.unreachable == reach.NO_SCOPE
