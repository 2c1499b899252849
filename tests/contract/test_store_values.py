"""Values that no database can keep: both refuse them alike, and nobody else is harmed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import select

from storage.storable import Unstorable
from storage.unit_of_work import Store, Unit
from tests.contract.lines import Line, adds, outcomes, words


@pytest.mark.parametrize("value", ["a\x00b", "\ud800"])
async def test_what_no_database_can_keep_is_refused_and_harms_nobody_else(
    store: Store, value: str
) -> None:
    """Fault 26: in a column, in one that is sealed, in many rows at once, and on any other way."""

    async def sealed(unit: Unit) -> None:
        unit.insert(Line(word="lukket", secret=value))

    async def many(unit: Unit) -> None:
        unit.insert_all(Line, [{"word": each, "turn": 0} for each in ("en", value)])

    async def plain(unit: Unit) -> None:
        unit.run(text("UPDATE line SET word = :word").bindparams(word=value))

    halves = await outcomes(
        *(store.run(each) for each in (adds(value), many, plain, adds("god"), sealed))
    )
    assert halves[:4] == [Unstorable, Unstorable, Unstorable, None]
    # What is sealed is bytes: of those only half a character is none.
    assert halves[4] == (None if "\0" in value else Unstorable)
    assert set(await words(store)) - {"lukket"} == {"god"}


async def test_a_question_that_no_database_can_take_is_refused(store: Store) -> None:
    async with store.unit() as unit:
        with pytest.raises(Unstorable) as told:
            await unit.first(select(Line).where(Line.word == "hemmeligt \ud800"))
    assert "hemmeligt" not in str(told.value)


async def test_a_number_beyond_any_column_is_refused(store: Store) -> None:
    async def counts(unit: Unit) -> None:
        unit.insert(Line(word="for meget", turn=2**63))

    assert await outcomes(store.run(counts), store.run(adds("god"))) == [Unstorable, None]
    assert await words(store) == ["god"]
