"""Turns to speak, taken by several workers at once from the same store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.base import Limit, Toll
from bot.post.buckets import AHEAD, Buckets, Departure, Wish
from storage import pace
from storage.address import POSTGRESQL
from storage.keys import new_key
from storage.tables import Lane
from storage.unit_of_work import Unit
from tests import stores
from tests.stores import chosen, open_store
from tests.talk import MONDAY as NOW

EVERY, NO, SECOND = timedelta(milliseconds=10), timedelta(), timedelta(seconds=1)
TOLL = Toll(limits=(Limit(key="slack:T1:chat_postMessage", every=EVERY, caught_up=NO),))
OTHER = Toll(limits=(Limit(key="slack:T2:chat_postMessage", every=EVERY, caught_up=NO),))


@pytest.fixture
async def workers(tmp_path: Path, kind: str) -> AsyncIterator[list[Buckets]]:
    key = new_key()
    with chosen(stores.POSTGRES if kind == POSTGRESQL else stores.SQLITE):
        async with AsyncExitStack() as stack:
            found = [
                await stack.enter_async_context(open_store(tmp_path, key=key)) for _ in range(2)
            ]
            yield [Buckets(store=each) for each in found]


def broadcasts(count: int, toll: Toll = TOLL) -> list[Wish]:
    return [Wish(toll, AHEAD[Lane.BROADCAST])] * count


async def test_two_workers_take_each_turn_once_and_leave_none_out(workers: list[Buckets]) -> None:
    taken: list[Departure] = []
    for _ in range(4):
        turns = await asyncio.gather(*(each.turns(broadcasts(5), NOW) for each in workers))
        taken += [turn for some in turns for turn in some if turn.taken]
    assert sorted(turn.at for turn in taken) == [NOW + number * EVERY for number in range(40)]


async def test_a_broadcast_leaves_what_is_further_ahead_to_those_before_it(
    workers: list[Buckets],
) -> None:
    reach = AHEAD[Lane.BROADCAST]
    most = reach // EVERY + 1
    turns = await workers[0].turns(broadcasts(most + 9), NOW)
    assert [turn.taken for turn in turns] == [True] * most + [False] * 9
    (again,) = {turn.at for turn in turns if not turn.taken}
    assert NOW < again < NOW + reach
    (update,) = await workers[1].turns([Wish(TOLL, AHEAD[Lane.UPDATE])], NOW)
    assert update == Departure(NOW + most * EVERY)


async def test_turns_are_taken_in_pieces_and_not_a_few_by_each(workers: list[Buckets]) -> None:
    ahead = AHEAD[Lane.BROADCAST]
    half, keys = ahead / 2, (TOLL.limits[0].key,)
    await workers[0].turns(broadcasts(ahead // EVERY + 1), NOW)
    again = (await workers[0].reach(TOLL.limits[0], 5, ahead, NOW)).again_at
    soon = await workers[1].turns(broadcasts(5), again - EVERY)
    assert soon == [Departure(again, taken=False, key=keys[0])] * 5
    later = await workers[1].turns(broadcasts(ahead // EVERY), again)
    assert len([turn for turn in later if turn.taken]) == half // EVERY + 1


async def test_of_workers_that_come_at_once_one_has_all_the_turns_that_are_free(
    workers: list[Buckets],
) -> None:
    ahead, limit = AHEAD[Lane.BROADCAST], TOLL.limits[0]
    await workers[0].turns(broadcasts(1), NOW - SECOND)
    reached = await asyncio.gather(*(each.reach(limit, 60, ahead, NOW) for each in workers))
    turns = [turn for each in workers for turn in await each.turns(broadcasts(60), NOW)]
    assert sorted(found.turns for found in reached) == [0, 60]
    assert [turn.at for turn in turns if turn.taken] == [NOW + n * EVERY for n in range(60)]


async def test_turns_taken_ahead_are_each_handed_out_once_and_not_where_they_have_passed(
    workers: list[Buckets],
) -> None:
    ahead, limit, worker = AHEAD[Lane.BROADCAST], TOLL.limits[0], workers[0]
    both = Toll(limits=(limit, *OTHER.limits))
    assert (await worker.reach(limit, 40, ahead, NOW)).turns == 40
    mixed = [*broadcasts(1), *broadcasts(1, both), *broadcasts(1)]
    first = await worker.turns(mixed, NOW)
    one, two = await asyncio.gather(*(worker.turns(each, NOW) for each in (mixed, broadcasts(5))))
    three = await worker.turns(broadcasts(2), NOW)
    assert sorted(turn.at for turn in (*first, *one, *two, *three)) == [
        NOW + number * EVERY for number in range(13)
    ]
    (late,) = await worker.turns(broadcasts(1), NOW + 20 * EVERY)
    assert late.at == NOW + 20 * EVERY


async def test_whoever_was_told_to_wait_speaks_in_no_turn_that_was_taken_before(
    workers: list[Buckets],
) -> None:  # fault 9
    limit, worker = TOLL.limits[0], workers[0]
    await worker.reach(limit, 40, AHEAD[Lane.BROADCAST], NOW)
    worker.rests(limit.key, NOW + 30 * SECOND)
    await worker.close()
    (turn,) = await worker.turns(broadcasts(1), NOW)
    assert turn == Departure(NOW + 30 * SECOND, taken=False, key=limit.key)


async def test_one_tenant_that_is_full_leaves_the_others_alone(workers: list[Buckets]) -> None:
    # fault 9
    await workers[0].turns(broadcasts(50), NOW)
    assert await workers[1].turns(broadcasts(1, OTHER), NOW) == [Departure(NOW)]


async def test_what_one_worker_was_told_holds_the_others_for_as_long(
    workers: list[Buckets],
) -> None:  # fault 9
    first, second = workers
    key = TOLL.limits[0].key
    first.rests(key, NOW + 30 * SECOND)
    first.rests(key, NOW + 10 * SECOND)
    await first.close()
    assert await second.turns(broadcasts(1), NOW) == [
        Departure(NOW + 30 * SECOND, taken=False, key=key)
    ]
    (turn,) = await second.turns(broadcasts(1), NOW + 30 * SECOND)
    assert turn.taken


async def test_turns_that_nobody_took_are_lost_but_for_a_moments_worth(
    workers: list[Buckets],
) -> None:
    toll = Toll(limits=(Limit(key="k", every=EVERY, caught_up=5 * EVERY),))
    await workers[0].turns(broadcasts(1, toll), NOW)
    later = NOW + SECOND
    turns = await workers[0].turns(broadcasts(8, toll), later)
    assert [turn.at for turn in turns] == [later] * 6 + [later + EVERY, later + 2 * EVERY]


async def test_a_clock_that_was_set_back_holds_nobody_up(workers: list[Buckets]) -> None:
    # fault 16
    await workers[0].turns(broadcasts(1), NOW + timedelta(days=1))
    assert await workers[0].turns(broadcasts(1), NOW) == [Departure(NOW)]


async def test_what_nobody_speaks_to_any_more_is_forgotten(workers: list[Buckets]) -> None:
    await workers[0].turns(broadcasts(1), NOW)

    async def forget(unit: Unit) -> None:
        pace.forget(unit, before=NOW + SECOND)

    await workers[0].store.run(forget)
    async with workers[0].store.snapshot() as reads:
        assert not await pace.known(reads, [TOLL.limits[0].key])
