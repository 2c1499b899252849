"""What a voter reads before anything is asked: who sees what (TAL-25, X-01, X-14)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from storage.tables import Person
from tests import town as people
from tests.talk import Town
from tests.voting import opens, voting_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


@pytest.mark.parametrize(
    ("days", "told"),
    [(1, "Kun medarbejderrepræsentanterne"), (0, "sammen med TR, AMR eller HR")],
)
async def test_who_reads_the_reasons_is_who_still_works_there(
    town: Town, days: int, told: str
) -> None:
    """X-14."""
    last = town.now.date() + timedelta(days=days)
    leaving = [people.id_of(name) for name in people.REPRESENTATIVES[1:]]
    await opens(town)
    async with town.store.unit() as unit:
        gone = update(Person).where(col(Person.id).in_(leaving)).values(left_on=last)
        unit.update(gone, expect=len(leaving))
        await unit.commit()
    await town["Jonas"].writes("tema")
    assert town["Jonas"].has_seen(told)


async def test_the_voter_is_told_who_sees_what_before_anything_is_asked(town: Town) -> None:
    """X-01, X-14, TAL-25."""
    await opens(town)
    jonas = town["Jonas"]
    await jonas.writes("tema")
    assert jonas.form.fields == ()
    for told in (
        "Din stemme er hemmelig",
        "Er der under 5 stemmer, viser vi ingen tal.",
        "Kun medarbejderrepræsentanterne, uden navn og i blandet orden.",
        "som lederen også ser",
        "indtil mandag den 17. august kl. 12",
        "sletter jeg for altid, hvilken stemme der er din. Efter 30 dage",
    ):
        jonas.sees(told)
    await jonas.clicks("Vælg temaer")
    jonas.sees("Har I aftalt fælles værdier hos jer?")
    await jonas.answers(wellbeing="balance")
    await jonas.clicks("Spring over")
    jonas.sees("Læs gerne ledelsesgrundlaget")
