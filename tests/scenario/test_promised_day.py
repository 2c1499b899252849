"""A day that a leader has promised moves: those who were told of the first hear of the new one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import town as plot
from tests.after_dialogue import a_dialogue, reports_back
from tests.nudged import ROUND
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
