"""Claims on the outbox, by any number of couriers at once, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from storage import claims, outbox
from storage.address import POSTGRESQL
from storage.claims import LEASE, MERGED, Claim
from storage.keys import new_key
from storage.outbox import Mail
from storage.tables import Address, Lane, Outbox, OutboxState
from storage.unit_of_work import Store, Unit
from tests import stores, town
from tests.stores import chosen, open_store
from tests.talk import MONDAY as NOW

SECOND = timedelta(seconds=1)
JONAS, SOFIE = town.id_of("Jonas"), town.id_of("Sofie")
MAIL = Mail(message="note", key="k", due_at=NOW, person_id=JONAS)


@pytest.fixture
async def couriers(tmp_path: Path, kind: str) -> AsyncIterator[list[Store]]:
    """Four processes, as far as the database can tell."""
    key = new_key()
    with chosen(stores.POSTGRES if kind == POSTGRESQL else stores.SQLITE):
        async with AsyncExitStack() as stack:
            found = [
                await stack.enter_async_context(open_store(tmp_path, key=key)) for _ in range(4)
            ]
            await town.found(found[0], on_leave_since=NOW.date())
            yield found


@pytest.fixture
def store(couriers: list[Store]) -> Store:
    return couriers[0]


async def _queue(store: Store, *mails: Mail) -> None:
    async with store.unit() as unit:
        for mail in mails:
            outbox.queue(unit, mail)
        await unit.commit()


async def _claim(
    store: Store, token: str = "t", *, now: datetime = NOW, lane: Lane = Lane.NUDGE, most: int = 50
) -> list[Outbox]:
    return await _take(store, Claim(token=token, lane=lane, most=most, now=now))


async def _take(store: Store, wanted: Claim) -> list[Outbox]:
    async with store.unit() as unit:
        claims.claim(unit, wanted)
        await unit.commit()
    async with store.unit() as reads:
        return await claims.claimed(reads, wanted.token)


async def _all(store: Store) -> list[Outbox]:
    async with store.snapshot() as reads:
        return await reads.all(select(Outbox).order_by(col(Outbox.dedupe_key)))


def _to(name: str, key: str = "k", **changes: object) -> Mail:
    who = town.id_of(name)
    return replace(MAIL, key=f"{who}:{key}", person_id=who, **changes)  # type: ignore[arg-type]


async def test_four_couriers_at_once_claim_everything_once(couriers: list[Store]) -> None:
    await _queue(couriers[0], *(_to(each) for each in town.EVERYONE))
    found = await asyncio.gather(
        *(_claim(each, str(number), most=5) for number, each in enumerate(couriers))
    )
    rest = await _claim(couriers[0], "rest")
    ids = [row.id for rows in (*found, rest) for row in rows]
    assert sorted(ids) == sorted(row.id for row in await _all(couriers[0]))
    assert all(len(rows) <= 5 for rows in found)


async def test_of_one_conversation_the_first_alone_is_claimed(couriers: list[Store]) -> None:
    mails = [_to("Jonas", str(n), due_at=NOW - n * SECOND) for n in range(3)]
    await _queue(couriers[0], *mails)
    sent: list[str] = []
    for _ in mails:
        found = await asyncio.gather(
            *(_claim(each, f"{len(sent)}-{n}") for n, each in enumerate(couriers))
        )
        (row,) = [row for rows in found for row in rows]
        await couriers[0].run(_sending([row]))
        sent.append(row.dedupe_key)
    assert sent == [mail.key for mail in reversed(mails)]


def _sending(rows: list[Outbox]) -> Callable[[Unit], Awaitable[None]]:
    async def work(unit: Unit) -> None:
        claims.sent(unit, rows, NOW)

    return work


async def test_what_comes_first_by_its_lane_goes_first_to_the_same_person(store: Store) -> None:
    await _queue(
        store,
        _to("Jonas", "late", due_at=NOW - SECOND, lane=Lane.BROADCAST),
        _to("Jonas", "now", lane=Lane.UPDATE),
    )
    assert await _claim(store, "a", lane=Lane.BROADCAST) == []
    assert [row.lane for row in await _claim(store, "b", lane=Lane.UPDATE)] == [Lane.UPDATE]


async def test_what_is_tried_again_in_a_while_is_not_overtaken(store: Store) -> None:
    await _queue(store, _to("Jonas", "a"), _to("Jonas", "b", due_at=NOW + SECOND))
    (row,) = await _claim(store)

    async def later(unit: Unit) -> None:
        claims.postpone(unit, row, until=NOW + 10 * SECOND, reason="500")

    await store.run(later)
    assert await _claim(store, now=NOW + 5 * SECOND) == []
    again = await _claim(store, now=NOW + 10 * SECOND)
    assert [each.id for each in again] == [row.id]


async def test_a_claim_ends_with_its_lease_unless_it_is_renewed(store: Store) -> None:
    await _queue(store, MAIL)
    await _claim(store, "dead")

    async def give_back(unit: Unit, now: datetime) -> None:
        claims.give_back_lost(unit, now)

    async def renew(unit: Unit) -> None:
        claims.renew(unit, "dead", NOW + 2 * LEASE)

    await store.run(lambda unit: give_back(unit, NOW + LEASE - SECOND))
    assert await _claim(store, "a", now=NOW + LEASE - SECOND) == []
    await store.run(renew)
    await store.run(lambda unit: give_back(unit, NOW + LEASE))
    assert await _claim(store, "b", now=NOW + LEASE) == []
    await store.run(lambda unit: give_back(unit, NOW + 2 * LEASE))
    (row,) = await _claim(store, "c", now=NOW + 2 * LEASE)
    assert row.attempts == 2


async def test_what_is_handed_back_is_as_if_it_had_never_been_taken(store: Store) -> None:
    await _queue(store, *(_to(each) for each in town.EVERYONE))
    rows = await _claim(store)

    async def hand_back(unit: Unit) -> None:
        claims.hand_back(unit, rows)

    await store.run(hand_back)
    assert {(row.state, row.attempts, row.claim) for row in await _all(store)} == {
        (OutboxState.PENDING, 0, "")
    }


async def test_who_has_lost_a_claim_changes_nothing_in_it(store: Store) -> None:
    await _queue(store, MAIL)
    (mine,) = await _claim(store, "slow")

    async def give_back(unit: Unit) -> None:
        claims.give_back_lost(unit, NOW + LEASE)

    async def hold(unit: Unit) -> None:
        claims.hold(unit, [mine], until=NOW + timedelta(days=1), reason="pace")

    await store.run(give_back)
    await _claim(store, "quick", now=NOW + LEASE)
    await store.run(hold)
    (row,) = await _all(store)
    assert (row.state, row.claim) == (OutboxState.LEASED, "quick")


SLOT = replace(MAIL, person_id=None, place_id="pl-planning", slot="running", lane=Lane.UPDATE)


async def test_five_hundred_changes_of_a_message_are_one(couriers: list[Store]) -> None:
    changes = [replace(SLOT, key=str(n), params={"n": n}) for n in range(100)]
    await asyncio.gather(*(_queue(each, *changes) for each in couriers), _queue(couriers[0], SLOT))
    (row,) = await _all(couriers[0])
    assert (row.state, row.due_at) == (OutboxState.PENDING, NOW)


async def test_a_change_while_it_is_being_sent_is_sent_a_second_later(store: Store) -> None:
    await _queue(store, SLOT)
    rows = await _claim(store, lane=Lane.UPDATE)
    await _queue(store, replace(SLOT, params={"n": 4}))
    await store.run(_sending(rows))
    (row,) = await _all(store)
    assert (row.state, row.params, row.due_at) == (OutboxState.PENDING, {"n": 4}, NOW + MERGED)
    await _queue(store, replace(SLOT, params={"n": 5}))
    assert await _claim(store, "soon", lane=Lane.UPDATE) == []
    again = await _claim(store, "again", lane=Lane.UPDATE, now=NOW + MERGED)
    await store.run(_sending(again))
    assert [row.state for row in await _all(store)] == [OutboxState.SENT]


async def test_a_change_that_is_to_be_shown_later_is_not_shown_at_once(store: Store) -> None:
    await _queue(store, SLOT)
    rows = await _claim(store, lane=Lane.UPDATE)
    hour = NOW + timedelta(hours=1)
    await _queue(store, replace(SLOT, due_at=hour))
    await store.run(_sending(rows))
    assert [row.due_at for row in await _all(store)] == [hour]


async def test_a_tenant_that_is_full_holds_up_no_other(store: Store) -> None:  # fault 9
    await _queue(store, *(_to(each) for each in town.EVERYONE))

    async def move(unit: Unit) -> None:
        unit.update(update(Address).where(col(Address.person_id) == SOFIE).values(tenant="T2"))

    await store.run(move)
    wanted = Claim(token="t", lane=Lane.NUDGE, most=50, now=NOW, full=(("simulator", ""),))
    assert [row.person_id for row in await _take(store, wanted)] == [SOFIE]


async def test_what_is_put_off_for_its_turn_is_not_overtaken(store: Store) -> None:
    await _queue(store, _to("Jonas", "a"), _to("Jonas", "b", due_at=NOW + SECOND))
    (row,) = await _claim(store)

    async def later(unit: Unit) -> None:
        claims.hold(unit, [row], until=NOW + 10 * SECOND, reason="pace")

    await store.run(later)
    await _queue(store, _to("Jonas", "now", lane=Lane.UPDATE))
    assert await _claim(store, "b", now=NOW + 5 * SECOND) == []
    (update_,) = await _claim(store, "u", now=NOW + 5 * SECOND, lane=Lane.UPDATE)
    await store.run(_sending([update_]))
    (again,) = await _claim(store, "a", now=NOW + 10 * SECOND)
    await store.run(_sending([again]))
    (last,) = await _claim(store, "c", now=NOW + 10 * SECOND)
    assert [again.dedupe_key, last.dedupe_key] == [f"{JONAS}:a", f"{JONAS}:b"]


async def test_who_has_lost_a_claim_gives_nothing_up_in_it(store: Store) -> None:
    await _queue(store, MAIL)
    (mine,) = await _claim(store, "slow")

    async def give_back(unit: Unit) -> None:
        claims.give_back_lost(unit, NOW + LEASE)

    async def give_up(unit: Unit) -> None:
        claims.settle(unit, [mine], state=OutboxState.FAILED, now=NOW + LEASE, reason="500")

    await store.run(give_back)
    (theirs,) = await _claim(store, "quick", now=NOW + LEASE)
    await store.run(give_up)
    assert [(row.state, row.claim) for row in await _all(store)] == [(OutboxState.LEASED, "quick")]
    await store.run(_sending([theirs]))
    await store.run(give_up)
    assert [row.state for row in await _all(store)] == [OutboxState.SENT]
