"""What a unit of work may rely on."""

import asyncio
from datetime import datetime
from typing import Any, cast

import pytest
from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, delete, select

from storage.unit_of_work import Batch, Store, Unit
from storage.writer import LostRace, _worded
from tests.contract.lines import (
    Commits,
    Line,
    Reply,
    adds,
    outcomes,
    turns,
    words,
)


async def test_what_is_committed_is_there_for_the_next_one(store: Store) -> None:
    async with store.unit() as unit:
        unit.insert(Line(word="æble", secret="hemmeligt"))
        await unit.commit()
    async with store.snapshot() as snapshot:
        line = await snapshot.one(select(Line))
    assert (line.word, line.turn, line.secret) == ("æble", 0, "hemmeligt")


async def test_leaving_without_a_commit_writes_nothing(store: Store) -> None:
    async with store.unit() as unit:
        unit.insert(Line(word="glemt"))
    assert await words(store) == []


async def test_an_error_inside_a_unit_writes_nothing(store: Store) -> None:
    async def work(unit: Unit) -> None:
        unit.insert(Line(word="fortrudt"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.run(work)
    assert await words(store) == []


async def test_a_unit_never_sees_its_own_writes(store: Store) -> None:
    async with store.unit() as unit:
        unit.insert(Line(word="ny"))
        assert await unit.count(select(Line)) == 0
        await unit.commit()
    assert await words(store) == ["ny"]


async def test_a_unit_commits_once_and_then_neither_reads_nor_commits(store: Store) -> None:
    async with store.unit() as unit:
        unit.insert(Line(word="én"))
        await unit.commit()
        with pytest.raises(RuntimeError, match="spent"):
            await unit.commit()
        with pytest.raises(RuntimeError, match="ended"):
            await unit.all(select(Line))
    with pytest.raises(RuntimeError, match="spent"):
        await unit.commit()
    assert await words(store) == ["én"]


async def test_an_empty_unit_does_not_trouble_the_disk(store: Store, commits: Commits) -> None:
    async with store.unit() as unit:
        await unit.commit()
    assert not commits


async def test_a_batch_is_written_whole_or_not_at_all(store: Store) -> None:
    await store.run(adds("taget"))
    with pytest.raises(LostRace, match=r"insert line: (UNIQUE .*: line\.word|line_word_key)"):
        await store.run(adds("fri", "taget"))
    assert await words(store) == ["taget"]


async def test_an_insert_gives_way_to_what_is_there(store: Store) -> None:
    async with store.unit() as unit:
        unit.insert_new(Line(word="første", turn=1), (Line.word,))
        unit.insert_new(Line(word="første", turn=2), ("word",))
        await unit.commit()
    async with store.snapshot() as snapshot:
        assert await snapshot.all(select(Line.word, Line.turn)) == [("første", 1)]


async def test_an_insert_gives_way_on_the_named_columns_only(store: Store) -> None:
    await store.run(adds("taget"))
    async with store.unit() as unit:
        unit.insert_new(Line(id=7, word="taget"), (Line.id,))
        with pytest.raises(LostRace):
            await unit.commit()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_giving_way_is_said_in_each_databases_own_words(database: str) -> None:
    batch = Batch()
    batch.insert_new(Line(word="første"), (Line.word,))
    worded = cast("Any", _worded(database, batch.steps[0]))
    dialect = cast("Any", {"sqlite": sqlite, "postgresql": postgresql}[database]).dialect()
    assert "ON CONFLICT (word) DO NOTHING" in str(worded.compile(dialect=dialect))


async def test_a_delete_takes_any_number_unless_told(store: Store) -> None:
    await store.run(adds("a", "b"))
    async with store.unit() as unit:
        unit.delete(delete(Line).where(col(Line.word) == "findes ikke"))
        await unit.commit()
    async with store.unit() as unit:
        unit.delete(delete(Line).where(col(Line.word) == "a"), expect=2)
        with pytest.raises(LostRace, match="delete line: touched 1 rows, not 2"):
            await unit.commit()
    assert await words(store) == ["a", "b"]


async def test_any_statement_can_travel_in_a_batch(store: Store) -> None:
    async with store.unit() as unit:
        many = insert(Line).values([{"word": "a"}, {"word": "b"}])
        unit.run(many, expect=2)
        await unit.commit()
    assert await words(store) == ["a", "b"]


async def test_a_premise_that_fell_loses_the_race(store: Store) -> None:
    await store.run(adds("åben"))
    is_open = select(Line.id).where(Line.word == "åben")
    async with store.unit() as vote:
        vote.expect(is_open)
        vote.insert(Line(word="stemme"))
        async with store.unit() as close:
            close.delete(delete(Line).where(col(Line.word) == "åben"), expect=1)
            await close.commit()
        with pytest.raises(LostRace, match="premise on line: found nothing"):
            await vote.commit()
    assert await words(store) == []


async def test_a_premise_that_holds_lets_the_batch_through(store: Store) -> None:
    await store.run(adds("åben"))
    async with store.unit() as vote:
        vote.expect(select(Line.id).where(Line.word == "åben"))
        vote.insert(Line(word="stemme"))
        await vote.commit()
    assert await words(store) == ["åben", "stemme"]


def test_a_premise_is_locked_where_several_write_at_once() -> None:
    batch = Batch()
    batch.expect(select(Line.id))
    (write,) = batch.steps
    statement, words = cast("Any", write.statement), cast("Any", postgresql)
    assert "FOR SHARE" in str(statement.compile(dialect=words.dialect()))


async def test_a_lost_race_touches_nobody_else_in_the_group(store: Store, commits: Commits) -> None:
    await store.run(adds("a", "b"))
    commits.clear()
    lost = await outcomes(
        store.run(turns("a", seen=0), attempts=1),
        store.run(turns("a", seen=0), attempts=1),
        store.run(adds("b"), attempts=1),
        store.run(turns("b", seen=0), attempts=1),
    )
    assert lost == [None, LostRace, LostRace, None]
    assert len(commits) == 1
    async with store.snapshot() as snapshot:
        assert await snapshot.all(select(Line.turn)) == [1, 1]


async def test_a_missing_neighbour_is_a_lost_race(store: Store) -> None:
    async with store.unit() as unit:
        unit.insert(Reply(line=99))
        with pytest.raises(LostRace, match=r"FOREIGN KEY|reply_line_fkey"):
            await unit.commit()


async def test_work_that_loses_starts_again_from_the_read(store: Store) -> None:
    await store.run(adds("tæller"))

    async def count_on(unit: Unit) -> int:
        line = await unit.one(select(Line).where(Line.word == "tæller"))
        await turns("tæller", seen=line.turn)(unit)
        return line.turn + 1

    reached = await asyncio.gather(*(store.run(count_on, attempts=10) for _ in range(10)))
    assert sorted(reached) == list(range(1, 11))


async def test_work_that_always_loses_says_so_after_its_attempts(store: Store) -> None:
    tries: list[Unit] = []

    async def hopeless(unit: Unit) -> None:
        tries.append(unit)
        await turns("findes ikke", seen=0)(unit)

    with pytest.raises(LostRace, match="update line: touched 0 rows, not 1"):
        await store.run(hopeless, attempts=3)
    assert len(tries) == 3


async def test_work_may_commit_by_itself(store: Store) -> None:
    async def work(unit: Unit) -> str:
        unit.insert(Line(word="selv"))
        await unit.commit()
        return "færdig"

    assert await store.run(work) == "færdig"
    assert await words(store) == ["selv"]


async def test_a_faulty_batch_is_told_why_and_harms_nobody_else(store: Store) -> None:
    async def naive(unit: Unit) -> None:
        unit.insert(Reply(line=1, at=datetime(2026, 1, 1)))

    async def misspelt(unit: Unit) -> None:
        unit.run(text("INSERT INTO lime (word) VALUES ('x')"))

    lost = await outcomes(store.run(naive), store.run(adds("god")), store.run(misspelt))
    assert lost[:2] == [ValueError, None]
    assert issubclass(lost[2], DBAPIError)
    assert await words(store) == ["god"]


async def test_an_error_does_not_repeat_what_people_wrote(store: Store) -> None:
    async with store.unit() as unit:
        unit.run(text("INSERT INTO lime (word) VALUES (:word)").bindparams(word="hemmeligt"))
        with pytest.raises(DBAPIError) as faulty:
            await unit.commit()
    assert "hemmeligt" not in str(faulty.value)
