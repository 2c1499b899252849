"""A vote of more people than a statement takes values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogs.closing import close_round
from storage.bulk import row_of
from storage.tables import Ballot, Participation, Person, ThemeList
from tests import town
from tests.contract.test_tallies import ROUND, kept, opens
from tests.stores import SQLITE, chosen, open_store
from tests.voting import DEADLINE


@pytest.fixture(autouse=True)
def _in_a_file() -> Iterator[None]:
    """PostgreSQL takes as many values as SQLite, and longer for them."""
    with chosen(SQLITE):
        yield


async def test_a_vote_of_a_whole_municipality_closes(tmp_path: Path) -> None:
    voters = [f"p{number:05}" for number in range(16_500)]
    async with open_store(tmp_path) as store:
        await opens(store)
        async with store.unit() as unit:
            unit.insert_all(Person, [_person(each) for each in voters])
            unit.insert_all(Participation, [_has_voted(each) for each in voters])
            for which, theme in (("wellbeing", "balance"), ("leadership", "free")):
                unit.insert_all(Ballot, [_ballot(each, which, theme) for each in voters])
            await unit.commit()
        assert await store.run(lambda unit: close_round(unit, ROUND, DEADLINE))
        assert await kept(store) == {
            ThemeList.WELLBEING: {"balance": len(voters)},
            ThemeList.LEADERSHIP: {"free": len(voters)},
        }


def _person(person_id: str) -> dict[str, Any]:
    return row_of(
        Person,
        id=person_id,
        organisation_id=town.ORGANISATION,
        workplace_id=town.WORKPLACE,
        name=person_id,
        email=f"{person_id}@solsikken.example",
    )


def _has_voted(person_id: str) -> dict[str, Any]:
    return row_of(
        Participation,
        round_id=ROUND,
        person_id=person_id,
        answered=True,
        wellbeing_token=f"w{person_id}",
        leadership_token=f"l{person_id}",
    )


def _ballot(person_id: str, which: str, theme: str) -> dict[str, Any]:
    return row_of(Ballot, id=f"{which[0]}{person_id}", round_id=ROUND, list=which, theme=theme)
