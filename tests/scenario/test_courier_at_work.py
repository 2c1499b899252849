"""A courier that delivers by itself: who waits for whom, and how it stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.channels.base import Delivery, Failed, Target, Toll
from bot.courier import Courier
from bot.post import tour as tours
from dialogs.core.cards import Card, as_text
from storage import outbox
from storage.claims import MERGED
from storage.outbox import Mail
from storage.tables import Address, Lane, Outbox, OutboxState, Person
from storage.unit_of_work import Store
from tests import town as plot
from tests.fakes.chat import ChatFake
from tests.post_office import MAIL, NOW, TO_THE_GROUP, post_office, queue

BROADCAST = replace(MAIL, lane=Lane.BROADCAST)
SLOT = replace(TO_THE_GROUP, slot="running", lane=Lane.UPDATE)


@dataclass
class _Held(ChatFake):
    """Messages to people are on their way until they are let through; a channel takes its own."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    flying: set[str] = field(default_factory=set)
    heard: list[str] = field(default_factory=list)

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        self.flying.add(outbox_id)
        if not target.shared:
            await self.gate.wait()
        self.heard.append(as_text(card))
        return await super().send(target, card, outbox_id=outbox_id)


@asynccontextmanager
async def at_work(courier: Courier) -> AsyncIterator[asyncio.Event]:
    """Until it is told to stop, by the event or at the end."""
    stop = asyncio.Event()
    work = asyncio.create_task(courier.run(now=lambda: NOW, stop=stop))
    try:
        yield stop
    finally:
        stop.set()
        courier.wake()
        await work


async def until(store: Store, *, of: int, state: OutboxState = OutboxState.SENT) -> None:
    """So many messages have come that far."""
    while len([row for row in await rows(store) if row.state == state]) < of:
        await asyncio.sleep(0)


async def rows(store: Store) -> list[Outbox]:
    async with store.snapshot() as reads:
        return await reads.all(select(Outbox).order_by(col(Outbox.dedupe_key)))


async def to_everybody(store: Store, count: int) -> None:
    """One to each of so many; more people than the town has."""
    async with store.unit() as unit:
        for number in range(count):
            who = Person(
                id=f"q{number:04}",
                organisation_id=plot.ORGANISATION,
                workplace_id=plot.WORKPLACE,
                name=f"Borger {number}",
                email=f"q{number}@solsikken.example",
            )
            unit.insert(who)
            address = Address(person_id=who.id, channel="simulator", external_id=who.id)
            unit.insert(address)
            key = f"all:{number:04}"
            mail = replace(BROADCAST, key=key, person_id=who.id, params={"text": key})
            outbox.queue(unit, mail)
        await unit.commit()


async def test_an_update_is_not_held_up_by_a_broadcast_that_gets_stuck(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, _chat, courier):
        held = _Held()
        await to_everybody(store, 260)
        async with at_work(replace(courier, channels={held.name: held})):
            async with asyncio.timeout(20):
                while len(held.flying) < 1:
                    await asyncio.sleep(0)
                await queue(store, SLOT, text="3 af 12")
                await until(store, of=1)
            assert held.heard == ["3 af 12"]
            held.gate.set()
            async with asyncio.timeout(20):
                await until(store, of=261)
        assert len(held.posts) == 261


async def test_no_more_is_claimed_than_is_soon_sent(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, _chat, courier):
        held = _Held()
        await to_everybody(store, 260)
        async with at_work(replace(courier, channels={held.name: held})):
            await until(store, of=100, state=OutboxState.LEASED)
            found = [row for row in await rows(store) if row.state == OutboxState.LEASED]
            assert len(found) <= tours.ROOM[Lane.BROADCAST]
            held.gate.set()


async def test_a_stop_finishes_what_has_begun_and_hands_back_the_rest(
    tmp_path: Path,
) -> None:  # fault 42
    async with post_office(tmp_path) as (store, _chat, courier):
        held = _Held()
        await to_everybody(store, 150)
        async with at_work(replace(courier, channels={held.name: held})) as stop:
            await until(store, of=100, state=OutboxState.LEASED)
            while not held.flying:
                await asyncio.sleep(0)
            begun = set(held.flying)
            stop.set()
            courier.wake()
            await until(store, of=150 - len(begun), state=OutboxState.PENDING)
            held.gate.set()
        found = await rows(store)
        assert {row.id for row in found if row.state == OutboxState.SENT} == begun
        assert {(row.state, row.attempts) for row in found if row.id not in begun} == {
            (OutboxState.PENDING, 0)
        }
        assert len(held.posts) == len(begun)


async def test_a_number_that_changes_while_it_is_sent_ends_as_it_is(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, chat, courier):
        async with at_work(courier):
            for number in range(20):
                await queue(store, replace(SLOT, key=str(number)), text=f"{number} af 30")
            async with asyncio.timeout(20):
                while chat.posts == [] or [row.state for row in await rows(store)] == ["leased"]:
                    await asyncio.sleep(0)
        again = NOW + MERGED
        await courier.deliver_once(now=again)
        assert [post.text for post in chat.posts] == ["19 af 30"]


@dataclass
class _Shut(ChatFake):
    """Whoever knocks is told that kombot may not come in any more."""

    knocks: int = 0

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        self.knocks += 1
        await asyncio.sleep(0)
        return Failed("no_access")


async def test_a_workspace_that_is_shut_is_knocked_at_once(tmp_path: Path) -> None:  # fault 22
    async with post_office(tmp_path) as (store, _chat, courier):
        shut = _Shut()
        await to_everybody(store, 150)
        async with at_work(replace(courier, channels={shut.name: shut})):
            while {row.reason for row in await rows(store)} != {outbox.PAUSED}:
                await asyncio.sleep(0)
        assert shut.knocks == 1


@dataclass
class _Two(ChatFake):
    """Two messages to the same person are never on their way together."""

    with_whom: set[str] = field(default_factory=set)
    doubled: list[str] = field(default_factory=list)

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        if target.external_id in self.with_whom:
            self.doubled.append(target.external_id)
        self.with_whom.add(target.external_id)
        await asyncio.sleep(0.001)
        self.with_whom.discard(target.external_id)
        return await super().send(target, card, outbox_id=outbox_id)


async def test_each_person_gets_their_messages_one_by_one_and_in_order(tmp_path: Path) -> None:
    async with post_office(tmp_path) as (store, _chat, courier):
        chat = _Two()
        names = plot.EMPLOYEES
        for number in range(5):
            for name in names:
                who = plot.id_of(name)
                mail: Mail = replace(MAIL, key=f"{who}:{number}", person_id=who)
                due = NOW - (5 - number) * MERGED
                await queue(store, replace(mail, due_at=due), text=str(number))
        async with at_work(replace(courier, channels={chat.name: chat})):
            async with asyncio.timeout(30):
                await until(store, of=5 * len(names))
        assert chat.doubled == []
        for name in names:
            assert [post.text for post in chat.seen_by(plot.id_of(name))] == list("01234")


@dataclass
class _Paced(ChatFake):
    """A platform that wants a second between two messages in a conversation."""

    waits: list[float] = field(default_factory=list)

    def toll(self, _target: Target) -> Toll:
        return Toll(apart=timedelta(seconds=1))

    async def rests(self, seconds: float) -> None:
        self.waits.append(seconds)


async def test_two_messages_in_a_channel_are_a_second_apart_whoever_sends_them(
    tmp_path: Path,
) -> None:
    async with post_office(tmp_path) as (store, _chat, courier):
        paced = _Paced()
        first, second = (replace(courier, channels={paced.name: paced}) for _ in range(2))
        await queue(store, SLOT, text="3 af 12")
        await first.deliver_once(now=NOW)
        await queue(store, replace(SLOT, key="again"), text="4 af 12")
        await second.deliver_once(now=NOW + timedelta(milliseconds=300))
        assert paced.waits == [pytest.approx(0.7)]
        assert [post.text for post in paced.posts] == ["4 af 12"]
