"""A platform that takes its time: what one courier has claimed is sent by no other meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from bot.channels.base import Delivery, Target
from bot.courier import BATCH_SECONDS, SLOWEST_SECONDS
from dialogs.core.cards import Card
from storage.outbox import LEASE
from storage.tables import Outbox, OutboxState
from tests.fakes.chat import ChatFake
from tests.scenario.test_courier import MAIL, NOW, TO_THE_GROUP, _post_office, _queue, _row


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
    async with _post_office(tmp_path) as (store, _chat, courier):
        slow = _Slow()
        slow_courier = replace(courier, channels={slow.name: slow}, slowest=0.01)
        await _queue(store, TO_THE_GROUP)
        await slow_courier.deliver_once(now=NOW)
        row = await _row(store)
        assert (row.state, row.reason, row.attempts) == (OutboxState.PENDING, "slow", 1)
        slow.gate.set()
        await slow_courier.deliver_once(now=NOW + timedelta(minutes=1))
        assert [post.text for post in slow.posts] == ["Hej"]


async def test_a_second_courier_leaves_alone_what_is_slow(tmp_path: Path) -> None:  # fault 3
    async with _post_office(tmp_path) as (store, _chat, courier):
        slow = _Slow()
        slow_courier = replace(courier, channels={slow.name: slow})
        await _queue(store, TO_THE_GROUP)
        first = asyncio.create_task(slow_courier.deliver_once(now=NOW))
        await slow.begun.wait()
        slow.begun.clear()
        as_late = timedelta(seconds=BATCH_SECONDS + 2 * SLOWEST_SECONDS)
        second = asyncio.create_task(slow_courier.deliver_once(now=NOW + as_late))
        again = asyncio.create_task(slow.begun.wait())
        await asyncio.wait({second, again}, return_when=asyncio.FIRST_COMPLETED)
        again.cancel()
        slow.gate.set()
        await asyncio.gather(first, second)
        assert [post.text for post in slow.posts] == ["Hej"]


async def test_what_a_long_batch_does_not_come_to_is_claimed_at_its_own_time(
    tmp_path: Path,
) -> None:
    async with _post_office(tmp_path) as (store, chat, courier):
        hasty = replace(courier, batch_seconds=0.0)
        for key in ("a", "b"):
            await _queue(store, replace(MAIL, key=key))
        assert await hasty.deliver_once(now=NOW)
        async with store.snapshot() as reads:
            states = [row.state for row in await reads.all(select(Outbox))]
        assert sorted(states) == [OutboxState.PENDING, OutboxState.SENT]
        await hasty.deliver_once(now=NOW)
        assert len(chat.posts) == 2


def test_a_claim_outlasts_all_that_a_courier_does_with_it() -> None:
    """A batch's last claim, and two addresses that are both as slow as can be."""
    assert timedelta(seconds=BATCH_SECONDS + 2 * SLOWEST_SECONDS) < LEASE
