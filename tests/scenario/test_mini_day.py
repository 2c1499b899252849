"""A short talk's day: one for both, and put off by whoever calls it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.minis import JONAS, calls, concept
from tests.nudged import a_goal, sent_to
from tests.talk import Town, a_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_both_see_one_day_for_the_next_one(town: Town) -> None:  # NOR-31, NYB-KOM-23
    await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    await town.settles()
    for day in ("omkring tirsdag den 10. november", "tirsdag den 18. august kl. 9"):
        await town["Jonas"].writes("mål")
        town["Jonas"].sees(f"Mini-KOM: {day}")
        await town["Mette"].presses(f"do:people:{JONAS}")
        town["Mette"].sees(f"Mini-KOM: {day}")
        await calls(town, "Jonas")
    await town["Mette"].writes("hjem")
    row = next(each for each in town["Mette"].text.split("\n") if each.startswith("Jonas Friis |"))
    assert row.endswith("| tirsdag den 18. august")


async def test_one_that_was_put_off_keeps_to_the_persons_own_concept(
    town: Town,
) -> None:  # NYB-KOM-23, X-08
    await concept(town, "herlev")
    await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    await town.until(datetime(2027, 2, 10, 9, tzinfo=UTC))
    await town["Mette"].clicks("Mind mig om det om en uge")
    await town.until(datetime(2027, 8, 20, tzinfo=UTC))
    assert await sent_to(town, "Mette") == [
        ("minikom", date(2027, 2, 10)),
        ("minikom", date(2027, 2, 17)),
        ("minikom", date(2027, 8, 17)),
    ]
