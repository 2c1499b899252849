"""What goes out: sent once, tried again, given up, looked up after a kill."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.channels.base import Delivery, Failed, Retry, Sent, Target
from bot.post.shift import ATTEMPTS
from dialogs.core.cards import Card
from dialogs.core.messages import Hearing
from storage import claims
from storage.claims import LEASE, Claim
from storage.database import Snapshot
from storage.tables import Address, Lane, Outbox, OutboxState, Place
from tests import town as plot
from tests.fakes.chat import ChatFake
from tests.post_office import CALENDAR, MAIL, NOW, TO_THE_GROUP, post_office, queue, row_of


async def test_the_same_key_is_sent_once(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        await queue(store)
        await queue(store)
        await courier.deliver_once(now=NOW)
        await courier.deliver_once(now=NOW)
        assert [post.text for post in chat.posts] == ["Hej"]
        row = await row_of(store)
        assert (row.state, row.params) == (OutboxState.SENT, {})


async def test_nothing_goes_out_before_it_is_due(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        await queue(store)
        await courier.deliver_once(now=NOW - timedelta(seconds=1))
        assert not chat.posts


async def test_a_platform_that_is_busy_is_tried_again_and_not_before(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        chat.failing = [Retry(timedelta(seconds=30), "429")]
        await queue(store)
        await courier.deliver_once(now=NOW)
        await courier.deliver_once(now=NOW + timedelta(seconds=29))
        assert not chat.posts
        await courier.deliver_once(now=NOW + timedelta(seconds=30))
        assert len(chat.posts) == 1


async def test_tries_come_to_an_end(tmp_path: Path) -> None:  # fault 10
    async with post_office(tmp_path) as (store, chat, courier):
        chat.failing = [Retry(timedelta(0), "500")] * 20
        await queue(store)
        for week in range(20):
            await courier.deliver_once(now=NOW + timedelta(weeks=week))
        row = await row_of(store)
        assert (row.state, row.reason, row.attempts) == (OutboxState.FAILED, "500", 8)


async def test_what_waits_its_turn_is_never_given_up_for_it(tmp_path: Path) -> None:  # fault 9
    async with post_office(tmp_path) as (store, chat, courier):
        await queue(store)
        wait = timedelta(seconds=3)
        chat.failing = [Retry(wait, "ratelimited", tried=False)] * (ATTEMPTS + 2)
        for turn in range(ATTEMPTS + 3):
            assert not chat.posts
            await courier.deliver_once(now=NOW + turn * wait)
        assert [post.text for post in chat.posts] == ["Hej"]


async def test_a_person_who_blocked_the_bot_is_reached_elsewhere_or_not_at_all(
    tmp_path: Path,
) -> None:  # fault 24
    async with post_office(tmp_path) as (store, chat, courier):
        chat.failing = [Failed("blocked")]
        await queue(store)
        await courier.deliver_once(now=NOW)
        row = await row_of(store)
        assert (row.state, row.reason) == (OutboxState.FAILED, "cannot-be-reached")
        async with store.snapshot() as reads:
            where = select(Address).where(Address.person_id == plot.id_of("Jonas"))
            assert (await reads.one(where)).unreachable == "blocked"
        await queue(store, replace(MAIL, key="k2"))
        await courier.deliver_once(now=NOW)
        assert not chat.posts


async def test_a_message_that_came_too_late_is_not_sent(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        await queue(store, replace(MAIL, give_up_at=NOW + timedelta(hours=1)))
        await courier.deliver_once(now=NOW + timedelta(hours=1))
        assert not chat.posts
        assert (await row_of(store)).reason == "too-late"


async def test_nobody_is_written_to_on_a_sunday_but_a_channel_is_kept_up_to_date(
    tmp_path: Path,
) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        sunday = NOW - timedelta(days=1)
        await queue(store, replace(MAIL, due_at=sunday))
        await queue(store, replace(TO_THE_GROUP, key="k2", due_at=sunday), text="3 af 12")
        await courier.deliver_once(now=sunday)
        assert [post.text for post in chat.posts] == ["3 af 12"]
        opening = CALENDAR.next_open(sunday)
        await courier.deliver_once(now=opening - timedelta(seconds=1))
        assert len(chat.posts) == 1
        await courier.deliver_once(now=opening)
        assert [post.text for post in chat.posts] == ["3 af 12", "Hej"]


async def test_a_message_with_nothing_left_to_say_is_not_sent(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        await queue(store, text="")
        await courier.deliver_once(now=NOW)
        assert not chat.posts
        assert (await row_of(store)).reason == "not-needed"


async def test_a_message_in_a_slot_is_updated_in_place(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        slot = replace(TO_THE_GROUP, slot="running", lane=Lane.UPDATE)
        for number in ("3 af 12", "4 af 12"):
            await queue(store, replace(slot, key=number), text=number)
            await courier.deliver_once(now=NOW)
        assert [(post.text, post.updates) for post in chat.posts] == [("4 af 12", 1)]


async def test_two_couriers_at_once_send_once(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        for key in range(5):
            await queue(store, replace(MAIL, key=f"k{key}"))
        another = replace(courier)
        for _ in range(5):
            await asyncio.gather(courier.deliver_once(now=NOW), another.deliver_once(now=NOW))
        assert [post.text for post in chat.posts] == ["Hej"] * 5


async def test_what_another_one_has_claimed_is_left_alone(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        await queue(store)
        async with store.unit() as unit:
            claims.claim(unit, Claim(token="other", lane=Lane.NUDGE, most=5, now=NOW))
            await unit.commit()
        assert not await courier.deliver_once(now=NOW)
        assert not chat.posts


@dataclass
class _KilledAfterSending(ChatFake):
    """The message arrives, and the process dies before it hears so."""

    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        await super().send(target, card, outbox_id=outbox_id)
        self.arrived.set()
        await asyncio.Event().wait()
        raise AssertionError


async def test_after_a_kill_the_courier_looks_before_it_sends_again(
    tmp_path: Path,
) -> None:  # fault 3
    async with post_office(tmp_path) as (store, chat, courier):
        dying = _KilledAfterSending(posts=chat.posts)
        await queue(store)
        life = asyncio.create_task(
            replace(courier, channels={dying.name: dying}).deliver_once(now=NOW)
        )
        await dying.arrived.wait()
        life.cancel()
        await asyncio.wait({life})
        assert (await row_of(store)).state == OutboxState.LEASED
        await courier.deliver_once(now=NOW + LEASE - timedelta(seconds=1))
        assert (await row_of(store)).state == OutboxState.LEASED
        await courier.deliver_once(now=NOW + LEASE)
        assert len(chat.posts) == 1
        assert (await row_of(store)).state == OutboxState.SENT


class _BusyWhenAsked(ChatFake):
    """The message arrives, nobody hears so, and the platform is too busy to tell for a while."""

    busy: bool = True

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        await super().send(target, card, outbox_id=outbox_id)
        return Retry(timedelta(seconds=5), "timeout")

    async def find(self, target: Target, *, outbox_id: str) -> Sent | Retry | None:
        if self.busy:
            return Retry(timedelta(seconds=5), "timeout")
        return await super().find(target, outbox_id=outbox_id)


async def test_a_doubtful_message_is_not_repeated_before_the_platform_has_told(
    tmp_path: Path,
) -> None:  # fault 3
    async with post_office(tmp_path) as (store, chat, courier):
        busy = _BusyWhenAsked(posts=chat.posts)
        asking = replace(courier, channels={busy.name: busy})
        await queue(store)
        for minutes in range(0, 20, 10):
            await asking.deliver_once(now=NOW + timedelta(minutes=minutes))
        busy.busy = False
        await asking.deliver_once(now=NOW + timedelta(minutes=20))
        assert len(chat.posts) == 1
        assert (await row_of(store)).state == OutboxState.SENT


async def test_a_place_that_is_gone_is_marked(tmp_path: Path) -> None:  # fault 25
    async with post_office(tmp_path) as (store, chat, courier):
        chat.failing = [Failed("archived")]
        await queue(store, TO_THE_GROUP)
        await courier.deliver_once(now=NOW)
        async with store.snapshot() as reads:
            place = await reads.one(select(Place).where(Place.id == "pl-planning"))
        assert place.unreachable == "archived"


async def _broken(_reads: Snapshot, _hearing: Hearing) -> Card | None:
    raise KeyError("Ring til 120180-1234")


async def test_a_message_that_cannot_be_written_holds_up_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        messages = {**courier.registry.messages, "broken": _broken}
        broken = replace(courier, registry=replace(courier.registry, messages=messages))
        await queue(store, replace(MAIL, message="broken", key="a", lane=Lane.UPDATE))
        await queue(store)
        now = NOW
        for _ in range(6 * ATTEMPTS):
            await broken.deliver_once(now=now)
            now += timedelta(minutes=20)
        assert [post.text for post in chat.posts] == ["Hej"]
        async with store.snapshot() as reads:
            rows = await reads.all(select(Outbox).order_by(col(Outbox.dedupe_key)))
        assert [(row.state, row.reason) for row in rows] == [("failed", "failed"), ("sent", "")]
        assert "120180" not in caplog.text
