"""What whoever runs kombot sees of the store: by an index, and true on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert
from sqlmodel import select, update

from storage import outbox, sight
from storage.outbox import Mail
from storage.sight import Beat, Waiting
from storage.tables import Lane, Outbox, OutboxState, Setting
from storage.transactions import writing
from storage.unit_of_work import Store, Unit
from tests import stores
from tests.postgres import server
from tests.talk import MONDAY

NOON = MONDAY
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=[stores.SQLITE, stores.POSTGRES])
def _chosen(request: pytest.FixtureRequest) -> Iterator[None]:
    with stores.chosen(request.param):
        yield


@pytest.fixture
async def store(tmp_path: Path, _chosen: None) -> AsyncIterator[Store]:
    async with stores.open_store(tmp_path) as store:
        yield store


async def queued(store: Store, *, key: str, lane: Lane, due_at: datetime) -> None:
    async def work(unit: Unit) -> None:
        outbox.queue(unit, Mail(message="m", key=key, due_at=due_at, lane=lane))

    await store.run(work)


async def look(store: Store, now: datetime = NOON) -> sight.Seen:
    async with store.snapshot() as reads:
        return await sight.look(reads, now)


async def test_an_empty_store_has_nothing_to_show(store: Store) -> None:
    seen = await look(store)
    assert (seen.waiting, seen.oldest, seen.planned, seen.tick, seen.sent) == (
        0, None, None, None, None,
    )  # fmt: skip


async def test_what_waits_is_told_by_lane_with_the_oldest(store: Store) -> None:
    for number, (lane, ago) in enumerate(
        [(Lane.NUDGE, 3), (Lane.NUDGE, 9), (Lane.NUDGE, -60), (Lane.BROADCAST, 1)]
    ):
        await queued(store, key=str(number), lane=lane, due_at=NOON - ago * MINUTE)
    seen = await look(store)
    assert seen.lanes == [
        Waiting(lane=Lane.NUDGE, due=2, oldest=NOON - 9 * MINUTE, later=1),
        Waiting(lane=Lane.BROADCAST, due=1, oldest=NOON - MINUTE),
    ]
    assert (seen.waiting, seen.oldest) == (3, NOON - 9 * MINUTE)


async def test_what_was_sent_waits_no_more_and_tells_when(store: Store) -> None:
    await queued(store, key="a", lane=Lane.NUDGE, due_at=NOON - MINUTE)
    async with store.snapshot() as reads:
        assert await sight.last_sent(reads) is None

    async def sent(unit: Unit) -> None:
        unit.update(update(Outbox).values(state=OutboxState.SENT.value, settled_at=NOON))

    await store.run(sent)
    assert (await look(store)).lanes == []
    async with store.snapshot() as reads:
        assert await sight.last_sent(reads) == NOON


async def test_a_worker_is_heard_until_it_ends(store: Store) -> None:
    told = Beat(at=NOON, tick=NOON - MINUTE, sent=NOON - 5 * MINUTE)
    for beat in (Beat(at=NOON - MINUTE), told):
        await store.run(lambda unit, beat=beat: sight.beat(unit, "w1", beat))  # type: ignore[misc]
    seen = await look(store)
    assert list(seen.beats) == [told]
    assert (seen.tick, seen.sent) == (told.tick, told.sent)

    async def ends(unit: Unit) -> None:
        sight.ends(unit, "w1")

    await store.run(ends)
    assert (await look(store)).beats == []


async def test_a_worker_that_was_killed_is_forgotten_a_day_later(store: Store) -> None:
    await store.run(lambda unit: sight.beat(unit, "killed", Beat(at=NOON)))
    later = NOON + sight.FORGOTTEN + MINUTE
    await store.run(lambda unit: sight.beat(unit, "lives", Beat(at=later)))
    assert list((await look(store)).beats) == [Beat(at=later)]


@pytest.mark.postgres
async def test_a_worker_is_heard_where_text_is_sorted_as_in_a_dictionary(tmp_path: Path) -> None:
    """As on a server that was set up in Danish: there a ~ comes before every letter."""
    with stores.chosen(stores.POSTGRES):
        name = stores.url_of(tmp_path).rpartition("/")[2]
        sorts = "ALTER TABLE setting ALTER COLUMN key TYPE varchar COLLATE"
        server().does(name, f'{sorts} "da-x-icu"')
        try:
            async with stores.open_store(tmp_path) as store:
                await store.run(lambda unit: sight.beat(unit, "w1", Beat(at=NOON)))
                assert (await look(store)).beats == [Beat(at=NOON)]
        finally:
            server().does(name, f'{sorts} "default"')


async def test_a_probe_leaves_nothing_and_says_the_revision(store: Store, tmp_path: Path) -> None:
    stores.stamp(tmp_path)
    assert await store.maintenance(lambda it: sight.probe(it, "p")) is not None
    async with store.snapshot() as reads:
        assert await reads.all(select(Setting)) == []


SETTLED = 5_000


async def test_no_scrape_reads_what_was_settled(store: Store) -> None:
    """The plan of the database itself, with many rows that are of no interest."""

    def fill(connection: Connection) -> None:
        old = Outbox(message="m", dedupe_key="", due_at=NOON, state="sent").model_dump()
        rows = [{**old, "id": f"o{n}", "dedupe_key": f"k{n}"} for n in range(SETTLED)]
        with writing(connection):
            connection.execute(insert(Outbox), rows)
        connection.exec_driver_sql("ANALYZE")

    await store.maintenance(fill)
    plans = await store.maintenance(_plans)
    assert "ix_outbox" in plans
    assert "SCAN outbox" not in plans
    assert "Seq Scan on outbox" not in plans


def _plans(connection: Connection) -> str:
    explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[connection.dialect.name]
    asked = (
        "SELECT lane, due_at <= '2026-01-01' AS is_due, count(*), min(due_at) FROM outbox"
        " WHERE state IN ('pending', 'leased') GROUP BY lane, is_due"
    )
    rows = connection.exec_driver_sql(explain + asked).all()
    return "\n".join(str(each[-1]) for each in rows)
