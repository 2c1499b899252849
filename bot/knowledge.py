"""What the store knows already, so that a platform need not be asked while somebody waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from bot import matching
from bot.channels.base import Inbound
from storage import places, tenants
from storage.storable import Unstorable
from storage.unit_of_work import Store
from storage.writer import StoreBusy, StoreUnavailable

Knows: TypeAlias = Callable[[Inbound], Awaitable[bool]]
Bound: TypeAlias = Callable[[str], Awaitable[bool]]
Ours: TypeAlias = Callable[[str, str], Awaitable[bool]]


def known_in(store: Store) -> Knows:
    """Whoever has an address need not be looked up on the platform.

    While the store cannot tell, nobody is known: the inbox says kindly that there is no time now.
    """

    async def knows(inbound: Inbound) -> bool:
        try:
            async with store.glance() as reads:
                return await matching.knows(reads, inbound)
        except (StoreBusy, StoreUnavailable, Unstorable):
            return False

    return knows


def ours_in(store: Store, channel: str) -> Ours:
    """By tenant and the platform's id: what happens in anybody else's channels is not ours."""

    async def ours(tenant: str, external_id: str) -> bool:
        async with store.glance() as reads:
            found = await places.at(reads, channel=channel, tenant=tenant, external_id=external_id)
        return bool(found)

    return ours


def bound_in(store: Store, channel: str) -> Bound:
    """Whether somebody has said whose the tenant is."""

    async def bound(tenant: str) -> bool:
        async with store.glance() as reads:
            return await tenants.find(reads, channel=channel, tenant=tenant) is not None

    return bound
