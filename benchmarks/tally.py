"""The tally and its gate: a round of a thousand among ten million ballots, and one of a million.

Everything is read as the channel's post reads it: the round, how many have answered, the counts,
and what the gate lets through. The big round is voted in, one vote after another, and read after
each; in the end what is kept is compared with a full count.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from time import perf_counter

from sqlalchemy import Connection, bindparam, func, text
from sqlmodel import col, select

from benchmarks import crowds
from benchmarks.measure import MS, Result, Spread, result
from benchmarks.servers import pin
from benchmarks.stores import STORES
from dialogs.closing import order_of
from dialogs.rules.ballots import Ranked, gate
from storage import ballots, rounds
from storage.ballots import Vote
from storage.columns import UtcDateTime
from storage.database import Database
from storage.keys import Keyring, new_key
from storage.tables import Ballot, ThemeList
from storage.transactions import writing
from storage.unit_of_work import Store, Unit

AMONG, QUICK_AMONG = 10_000_000, 200_000
"""Ballots of both lists, all rounds together."""
BIG, QUICK_BIG = 1_000_000, 20_000
SMALL = 1_000
READS, VOTES = 300, 100
WARM = 20
SMALL_MS, BIG_MS = 1.0, 2.0
ROUND, BIGGEST = "small", "biggest"


FILLED = (
    "UPDATE round SET phase = 'closed'",
    """
    INSERT INTO round (id, workplace_id, opened_by, contact_id, mode, phase, minimum, deadline,
      dialogue_on, opened_at, agreed)
    WITH RECURSIVE n(i) AS (SELECT -2 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :among / 2000)
    SELECT CASE i WHEN -2 THEN 'small' WHEN -1 THEN 'biggest' ELSE 'x' || i END, 'w1', 'p0', 'p0',
      'secret', CASE i WHEN -1 THEN 'voting' ELSE 'closed' END, 5, :moment, DATE('2026-12-01'),
      :moment, '' FROM n
    """,
    """
    INSERT INTO participation (round_id, person_id, answered)
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :voters)
    SELECT 'biggest', 'p' || i, FALSE FROM n
    """,
    """
    INSERT INTO ballot (id, round_id, list, theme)
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :among)
    SELECT 'b' || (10000000 + i),
      CASE WHEN i < :small THEN 'small' WHEN i < :big THEN 'biggest' ELSE 'x' || (i / 2000) END,
      CASE i % 2 WHEN 0 THEN 'wellbeing' ELSE 'leadership' END,
      CASE i % 8 WHEN 0 THEN :w0 WHEN 1 THEN :l0 WHEN 2 THEN :w1 WHEN 3 THEN :l1
        WHEN 4 THEN :w2 WHEN 5 THEN :l2 WHEN 6 THEN :w3 ELSE :l3 END
    FROM n
    """,
    """
    INSERT INTO tally_count (round_id, list, theme, slot, ballots)
    SELECT round_id, list, theme, 0, count(*) FROM ballot GROUP BY round_id, list, theme
    """,
)


class Miscounted(Exception):
    """What is kept is not what a full count says: there is no figure for that."""


async def run(quick: bool) -> list[Result]:
    found: list[Result] = []
    affinity = os.sched_getaffinity(0)
    for kind in STORES:
        found += await _on(kind, quick=quick)
        os.sched_setaffinity(0, affinity)
    return found


async def _on(kind: str, *, quick: bool) -> list[Result]:
    big, among = (QUICK_BIG, QUICK_AMONG) if quick else (BIG, AMONG)
    with STORES[kind]() as url:
        pin(0, load=False)
        async with _open(url) as store:
            await store.maintenance(lambda it: _fills(it, big=big, among=among))
            small = [each async for each in _reading(store, ROUND, READS)]
            after_votes = [each async for each in _voting(store, VOTES)]
            await _check(store)
    return [
        result(
            f"tally/{kind}-{SMALL}-of-{among}", "read", _middle(small), at_most=SMALL_MS, unit="ms"
        ),
        result(f"tally/{kind}-{big}", "read", _middle(after_votes), at_most=BIG_MS, unit="ms"),
    ]


def _middle(took: list[float]) -> Spread:
    """Without those that were interrupted: every tenth at either end."""
    ordered, tenth = sorted(took), len(took) // 10
    return Spread.of(ordered[tenth : len(took) - tenth])


@asynccontextmanager
async def _open(url: str) -> AsyncIterator[Store]:
    database = Database.open(url, keyring=Keyring.parse(new_key()))
    try:
        yield Store(database)
    finally:
        await database.close()


async def _reading(store: Store, round_id: str, times: int) -> AsyncIterator[float]:
    for number in range(WARM + times):
        took = await _read(store, round_id)
        if number >= WARM:
            yield took


async def _read(store: Store, round_id: str) -> float:
    """In milliseconds: the counts, and what may be seen of them."""
    began = perf_counter()
    async with store.unit() as unit:
        counted = await ballots.tally(unit, round_id)
    shown = [gate(counted[each], order=order_of(each)) for each in ThemeList]
    took = perf_counter() - began
    if not all(isinstance(each, Ranked) for each in shown):
        raise Miscounted(round_id)
    return took * MS


async def _voting(store: Store, times: int) -> AsyncIterator[float]:
    themes = {each: order_of(each) for each in ThemeList}
    for number in range(times):
        votes = {each: Vote(theme=names[number % len(names)]) for each, names in themes.items()}
        await store.run(partial(_casts, number=number, votes=votes))
        yield await _read(store, BIGGEST)


async def _casts(unit: Unit, number: int, votes: dict[ThemeList, Vote]) -> None:
    """Every second vote is a change of the one before."""
    mine = await rounds.participation(unit, BIGGEST, f"p{number // 2}")
    if mine is None:
        raise Miscounted(BIGGEST)
    rounds.expect_voting(unit, BIGGEST, crowds.NOW)
    ballots.cast(unit, mine, votes)


async def _check(store: Store) -> None:
    async with store.snapshot() as reads:
        full = await reads.all(
            select(Ballot.list, Ballot.theme, func.count())
            .where(Ballot.round_id == BIGGEST)
            .group_by(col(Ballot.list), col(Ballot.theme))
        )
        kept = await ballots.tally(reads, BIGGEST)
    counted = {(each.value, theme): n for each in ThemeList for theme, n in kept[each].items()}
    if counted != {(which, theme): n for which, theme, n in full}:
        raise Miscounted(f"{counted} is not {full}")


def _fills(connection: Connection, *, big: int, among: int) -> None:
    """The two rounds, and as many of a thousand as it takes."""
    crowds.founds(connection)
    crowds.grows(connection, 0, VOTES)
    given = {
        "small": 2 * SMALL,
        "big": 2 * (SMALL + big),
        "among": among,
        "voters": VOTES // 2,
        **{f"w{n}": theme for n, theme in enumerate(order_of(ThemeList.WELLBEING)[:4])},
        **{f"l{n}": theme for n, theme in enumerate(order_of(ThemeList.LEADERSHIP)[:4])},
    }
    with crowds.unchecked(connection), writing(connection):
        for each in FILLED:
            named = {name: value for name, value in given.items() if f":{name}" in each}
            asked = text(each).bindparams(**named)
            if ":moment" in each:
                asked = asked.bindparams(bindparam("moment", crowds.LATER, type_=UtcDateTime))
            connection.execute(asked).close()
    crowds.rests(connection)
