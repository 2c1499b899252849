"""What many ask for side by side is what each would have been told alone, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from storage.address import POSTGRESQL
from storage.prepared import Asked, prepared
from storage.tables import Person
from storage.together import Together
from storage.unit_of_work import Store
from storage.views import Select, Take
from tests import stores, town
from tests.stores import chosen, open_store
from tests.talk import MONDAY as NOW

_NAME = prepared(lambda person_id: select(Person.name).where(Person.id == person_id))
_BY_NAME = prepared(lambda name: select(Person).where(Person.name == name))


@pytest.fixture
async def founded(tmp_path: Path, kind: str) -> AsyncIterator[Store]:
    with chosen(stores.POSTGRES if kind == POSTGRESQL else stores.SQLITE):
        async with open_store(tmp_path) as store:
            yield store


async def test_each_is_told_what_it_asked_for(founded: Store) -> None:
    await town.found(founded, on_leave_since=NOW.date())
    async with founded.snapshot() as reads:
        shared = reads.shared()

        async def ask(name: str) -> str | None:
            found = await shared.first(_BY_NAME(name))
            return (await shared.all(_NAME(found.id)))[0] if found else None

        names = [*town.EVERYONE, "Ingen", *town.EVERYONE]
        found = await asyncio.gather(*(ask(each) for each in names))
    assert found == [*town.EVERYONE, None, *town.EVERYONE]


class _Counting:
    """A view that knows nothing, and how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked[Any]] = []

    async def fetch(self, statement: Select, take: Take[Any]) -> Any:
        raise AssertionError

    async def ahead(self, asked: Sequence[Asked[Any]]) -> None:
        """Nobody is far away."""

    async def rows(self, asked: Asked[Any]) -> list[Any]:
        self.asked.append(asked)
        if asked.values == ("broken",):
            raise LookupError("broken")
        return []

    async def end(self) -> None:
        """There is nothing to let go of."""


async def test_the_same_is_asked_for_once() -> None:
    view = _Counting()
    together = Together(view)
    await asyncio.gather(*(together.rows(_NAME("mette")) for _ in range(5)))
    await together.rows(_NAME("mette"))
    assert view.asked == [_NAME("mette")]


async def test_who_asks_for_what_cannot_be_told_leaves_nobody_waiting() -> None:
    together = Together(_Counting())
    with pytest.raises(LookupError, match="broken"):
        await together.rows(_NAME("broken"))
    assert await together.rows(_NAME("mette")) == []
