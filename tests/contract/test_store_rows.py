"""Many rows by one statement, on every database: as if each had been written by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from storage.bulk import row_of
from storage.database import Database
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace
from tests.contract.lines import Line, Reply

WORDS = ("one", "two", "three")
NOON = datetime(2026, 8, 12, 12, tzinfo=UTC)


async def lines(store: Store) -> list[Line]:
    async with store.snapshot() as reads:
        return await reads.all(select(Line).order_by(col(Line.id)))


def rows(*words: str, secret: str | None = None) -> list[dict[str, object]]:
    return [
        row_of(Line, id=number, word=word, secret=secret)
        for number, word in enumerate(words, start=1)
    ]


async def writes(store: Store, *words: str, secret: str | None = None) -> None:
    async def work(unit: Unit) -> None:
        unit.insert_all(Line, rows(*words, secret=secret))

    await store.run(work)


async def test_all_rows_are_there_with_their_defaults(store: Store) -> None:
    await writes(store, *WORDS)
    assert [(each.id, each.word, each.turn) for each in await lines(store)] == [
        (1, "one", 0),
        (2, "two", 0),
        (3, "three", 0),
    ]


async def test_no_rows_are_no_statement(store: Store) -> None:
    await writes(store)
    assert await lines(store) == []


async def test_equal_secrets_look_different_in_every_row(store: Store, database: Database) -> None:
    await writes(store, *WORDS, secret="the same words")
    assert {each.secret for each in await lines(store)} == {"the same words"}
    sealed = await database.maintenance(
        lambda it: it.execute(text("SELECT secret FROM line")).scalars().all()
    )
    assert len({bytes(each) for each in sealed}) == len(WORDS)


async def test_one_row_too_many_loses_the_race_for_all(store: Store) -> None:
    await writes(store, "two")
    async with store.unit() as unit:
        unit.insert_all(Line, [row_of(Line, id=7, word="new"), row_of(Line, id=8, word="two")])
        with pytest.raises(LostRace):
            await unit.commit()
    assert [each.word for each in await lines(store)] == ["two"]


async def test_a_row_that_is_there_already_gives_way_and_the_others_are_written(
    store: Store,
) -> None:
    await writes(store, "two")
    async with store.unit() as unit:
        those = [row_of(Line, id=7, word="new"), row_of(Line, id=8, word="two")]
        unit.insert_all(Line, those, conflict=(Line.word,))
        await unit.commit()
    assert [each.word for each in await lines(store)] == ["two", "new"]


async def test_what_is_the_same_in_all_rows_stands_in_each_of_them(store: Store) -> None:
    await writes(store, *WORDS)
    async with store.unit() as unit:
        unit.insert_all(Reply, [{"line": number, "at": NOON} for number in (1, 2)])
        unit.insert_all(Reply, [{"line": 3, "at": at} for at in (None, NOON)])
        # Even where nothing tells them from one another.
        unit.insert_all(Reply, [{"line": 3, "at": None} for _ in WORDS])
        await unit.commit()
    async with store.snapshot() as reads:
        found = await reads.all(select(Reply.line, Reply.at).order_by(col(Reply.id)))
    alike = [(3, None)] * len(WORDS)
    assert found == [(1, NOON), (2, NOON), (3, None), (3, NOON), *alike]
