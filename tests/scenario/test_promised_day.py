"""A day that a leader has promised moves: those who were told of the first hear of the new one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests import town as plot
from tests.after_dialogue import a_dialogue, reflects, reports_back
from tests.nudged import ROUND, sent_to
from tests.talk import Town, a_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_those_who_were_told_of_a_day_are_told_when_it_moves(town: Town) -> None:
    # TAL-74
    await a_dialogue(town)
    await reports_back(town)
    mette = town["Mette"]
    for day in ("2026-11-25", "2026-11-30"):
        await mette.presses(f"open:leader_again:{ROUND}")
        await mette.answers(what="later")
        await mette.answers(again_on=day, why="Vi havde sygdom i huset.")
    await town.passes(hours=1)
    for name in plot.EVERYONE:
        told = [
            text for text in town[name.split()[0]].messages if "En ny dag for opsamlingen" in text
        ]
        assert len(told) == (0 if name == plot.LEADER else 1), name
        assert all("Mette samler nu op mandag den 30. november." in text for text in told)
        assert all("Vi havde sygdom i huset." in text for text in told)


async def test_why_a_day_moves_is_not_told_by_somebodys_name(town: Town) -> None:
    #
    await a_dialogue(town)
    await reports_back(town)
    mette = town["Mette"]
    await mette.presses(f"open:leader_again:{ROUND}")
    await mette.answers(what="later")
    await mette.answers(again_on="2026-11-25", why="Vi venter på Jonas.")
    mette.sees("du nævner Jonas Friis")
    await town.passes(hours=1)
    assert not town["Sofie"].has_seen("Vi venter på Jonas")


async def test_nobody_is_told_of_a_day_on_which_the_leader_has_summed_up_by_then(
    town: Town,
) -> None:
    await a_dialogue(town)
    await reports_back(town)
    await town.passes(hours=1)
    mette = town["Mette"]
    await mette.presses(f"open:leader_again:{ROUND}")
    await mette.answers(what="later")
    await mette.answers(again_on="2026-11-25", why="Vi havde sygdom i huset.")
    await mette.presses(f"open:leader_again:{ROUND}")
    await mette.answers(what="kept")
    await town.passes(hours=1)
    assert not any("En ny dag" in text for text in town["Jonas"].messages)


async def test_a_leader_hears_of_a_promise_each_week_until_it_is_kept(town: Town) -> None:
    # TAL-74
    await a_dialogue(town)
    await reports_back(town)
    await reflects(town)
    await town.until(datetime(2026, 12, 2, tzinfo=UTC))
    found = [each for each in await sent_to(town, "Mette") if each[1] >= date(2026, 11, 2)]
    assert found == [
        ("leader.again", date(2026, 11, 2)),
        ("leader.again", date(2026, 11, 9)),
        *(("digest", date(2026, 11, monday)) for monday in (16, 23, 30)),
    ]
    mette = town["Mette"]
    mette.sees("mandag den 9. november: Du har lovet at samle op")
    await mette.clicks("Fortæl, hvordan det gik")
    await mette.answers(what="kept")
    await town.until(datetime(2026, 12, 8, tzinfo=UTC))
    assert max(day for _, day in await sent_to(town, "Mette")) == date(2026, 11, 30)
