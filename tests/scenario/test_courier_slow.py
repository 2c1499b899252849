"""A platform that takes its time: what one courier has claimed is sent by no other meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.base import Delivery, Target
from bot.post.lease import RENEWED_IN_S
from dialogs.core.cards import Card
from storage import claims
from storage.claims import LEASE
from storage.tables import OutboxState
from storage.unit_of_work import Store, Unit
from tests.fakes.chat import ChatFake
from tests.post_office import NOW, TO_THE_GROUP, post_office, queue, row_of


@dataclass
class _Slow(ChatFake):
    """Nothing arrives before the gate is open; what is under way is told by `begun`."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        self.begun.set()
        await self.gate.wait()
        return await super().send(target, card, outbox_id=outbox_id)


async def test_a_send_that_takes_too_long_is_given_up_as_doubtful(
    tmp_path: Path,
) -> None:  # fault 3
    async with post_office(tmp_path) as (store, _chat, courier):
        slow = _Slow()
        slow_courier = replace(courier, channels={slow.name: slow}, slowest=0.01)
        await queue(store, TO_THE_GROUP)
        await slow_courier.deliver_once(now=NOW)
        row = await row_of(store)
        assert (row.state, row.reason, row.attempts) == (OutboxState.PENDING, "slow", 1)
        slow.gate.set()
        await slow_courier.deliver_once(now=NOW + timedelta(minutes=1))
        assert [post.text for post in slow.posts] == ["Hej"]


async def test_a_second_courier_leaves_alone_what_is_slow(tmp_path: Path) -> None:  # fault 3
    async with post_office(tmp_path) as (store, _chat, courier):
        slow = _Slow()
        slow_courier = replace(courier, channels={slow.name: slow})
        await queue(store, TO_THE_GROUP)
        first = asyncio.create_task(slow_courier.deliver_once(now=NOW))
        await slow.begun.wait()
        slow.begun.clear()
        await _renewed(store, NOW + LEASE / 2)
        second = asyncio.create_task(slow_courier.deliver_once(now=NOW + LEASE))
        again = asyncio.create_task(slow.begun.wait())
        await asyncio.wait({second, again}, return_when=asyncio.FIRST_COMPLETED)
        again.cancel()
        slow.gate.set()
        await asyncio.gather(first, second)
        assert [post.text for post in slow.posts] == ["Hej"]


async def _renewed(store: Store, now: datetime) -> None:
    """As the first courier does every so often."""
    token = (await row_of(store)).claim

    async def renew(unit: Unit) -> None:
        claims.renew(unit, token, now + LEASE)

    await store.run(renew)


def test_a_claim_is_renewed_several_times_before_it_ends() -> None:
    assert timedelta(seconds=3 * RENEWED_IN_S) < LEASE
