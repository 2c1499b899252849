"""What is prepared reads and writes what the same statement does, and refuses what it refuses."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, delete, func, select, update

from storage.prepared import prepared
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace
from tests.contract.lines import Line, Reply, adds, words

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

LINE = prepared(lambda word: select(Line).where(Line.word == word))
EVERY = prepared(lambda: select(Line).order_by(col(Line.word)))
WITH_REPLIES = prepared(
    lambda since: (
        select(Line, Reply)
        .outerjoin(Reply, (col(Reply.line) == Line.id) & (col(Reply.at) >= since))
        .order_by(col(Line.word))
    )
)
EITHER = prepared(
    lambda turn: select(Line.word).where(col(Line.word).in_(("a", "b")), Line.turn == turn)
)
TURN = prepared(
    lambda after, word, before, secret: (
        update(Line)
        .where(col(Line.turn) == before, col(Line.word) == word)
        .values(secret=secret, turn=after)
    )
)
REMOVE = prepared(lambda word: delete(Line).where(col(Line.word) == word))


async def test_what_is_read_is_the_same_model(store: Store) -> None:
    async def work(unit: Unit) -> None:
        unit.insert(Line(word="a", turn=3, secret="Hun var ked af det"))

    await store.run(work)
    async with store.snapshot() as reads:
        found, usual = await reads.first(LINE("a")), await reads.first(select(Line))
        assert await reads.first(LINE("b")) is None
    assert found is not None
    assert found == usual
    assert found.secret == "Hun var ked af det"


async def test_several_are_read_together_and_what_is_not_there_is_none(store: Store) -> None:
    await store.run(adds("a", "b"))

    async def work(unit: Unit) -> None:
        line = await unit.one(select(Line.id).where(Line.word == "a"))
        assert line is not None
        unit.insert(Reply(line=line, at=NOON.astimezone()))

    await store.run(work)
    async with store.snapshot() as reads:
        (first, reply), (second, nothing) = await reads.all(WITH_REPLIES(NOON))
        later = await reads.all(WITH_REPLIES(NOON + timedelta(seconds=1)))
    assert (first.word, reply.at) == ("a", NOON)
    assert (second.word, nothing) == ("b", None)  # type: ignore[comparison-overlap]  # an outer join
    assert [reply for _, reply in later] == [None, None]


async def test_what_always_stands_there_is_asked_for_too(store: Store) -> None:
    await store.run(adds("a", "b", "c"))
    async with store.snapshot() as reads:
        assert sorted(await reads.all(EITHER(0))) == ["a", "b"]
        assert await reads.all(EITHER(1)) == []


async def test_a_view_is_the_same_for_what_is_prepared_and_what_is_not(store: Store) -> None:
    await store.run(adds("a"))
    async with store.unit() as unit:
        assert len(await unit.all(EVERY())) == 1
        await store.run(adds("b"))
        assert len(await unit.all(EVERY())) == 1
        assert await unit.one(select(func.count()).select_from(Line)) == 1
    assert await words(store) == ["a", "b"]


async def test_a_write_says_what_it_expects(store: Store) -> None:
    await store.run(adds("a"))

    async def turns(unit: Unit) -> None:
        unit.update(TURN(1, "a", 0, "hemmeligt"))

    await store.run(turns, attempts=1)
    with pytest.raises(LostRace, match="update line: touched 0 rows, not 1"):
        await store.run(turns, attempts=1)
    async with store.snapshot() as reads:
        assert [(each.turn, each.secret) for each in await reads.all(EVERY())] == [(1, "hemmeligt")]


async def test_a_premise_that_has_fallen_keeps_everything_out(store: Store) -> None:
    await store.run(adds("a"))

    async def answers(unit: Unit) -> None:
        unit.expect(LINE("a"))
        unit.insert(Line(word=f"svar {len(await unit.all(EVERY()))}"))

    await store.run(answers)

    async def goes(unit: Unit) -> None:
        unit.delete(REMOVE("a"), expect=1)

    await store.run(goes)
    with pytest.raises(LostRace, match="premise on line: found nothing"):
        await store.run(answers, attempts=1)
    assert await words(store) == ["svar 1"]


async def test_one_that_loses_leaves_its_neighbours_alone(store: Store) -> None:
    results = await asyncio.gather(
        *(store.run(adds("a", f"{n}"), attempts=1) for n in range(3)), return_exceptions=True
    )
    assert sum(isinstance(each, LostRace) for each in results) == 2
    assert len(await words(store)) == 2


async def test_a_value_that_its_column_refuses_is_refused_by_its_own_words(store: Store) -> None:
    await store.run(adds("a"))

    async def naive(unit: Unit) -> None:
        unit.insert(Reply(line=1, at=datetime(2026, 11, 22, 12)))

    with pytest.raises(ValueError, match="needs a time zone"):
        await store.run(naive)


async def test_what_is_said_ahead_is_read_as_it_would_have_been(store: Store) -> None:
    await store.run(adds("a", "b"))
    asked = (LINE("a"), LINE("findes ikke"), WITH_REPLIES(NOON))
    async with store.snapshot() as reads:
        plain = [[str(each) for each in await reads.all(one)] for one in asked]
    async with store.snapshot() as reads:
        await reads.ahead(*asked)
        assert [[str(each) for each in await reads.all(one)] for one in asked] == plain
        # A second time it is asked for anew, so that nobody shares a row with somebody else.
        assert [str(each) for each in await reads.all(asked[0])] == plain[0]


async def test_what_is_said_ahead_is_one_view_with_what_is_read_later(store: Store) -> None:
    await store.run(adds("a"))
    async with store.unit() as unit:
        await unit.ahead(LINE("a"), LINE("b"))
        assert await unit.first(LINE("a")) is not None
        await store.run(adds("b"))
        assert await unit.first(LINE("b")) is None
        assert await unit.count(select(Line)) == 1
        await unit.commit()
        with pytest.raises(RuntimeError, match="ended"):
            await unit.ahead(LINE("a"))
