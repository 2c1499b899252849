"""A step that was done is open again once what made it so is true no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from storage import steps
from storage.tables import EffortState, RoundStep
from tests.after_dialogue import HANDOVERS, MEETINGS, QUIET, a_dialogue, tells
from tests.nudged import ROUND, does
from tests.talk import Town, a_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_a_plan_is_open_again_when_an_effort_is_dropped(town: Town) -> None:
    # TAL-60
    await a_dialogue(town)
    await is_planned(town, MEETINGS, HANDOVERS)
    await tells(town, "Sofie", MEETINGS, EffortState.RUNNING, progress="3")
    assert {"action_plan", "under_way"} <= await done(town)
    await tells(town, "Sofie", MEETINGS, EffortState.DROPPED)
    assert not {"action_plan", "under_way"} & await done(town)
    await tells(town, "Sofie", MEETINGS, EffortState.RUNNING, progress="3")
    assert {"action_plan", "under_way"} <= await done(town)


async def test_a_plan_is_open_again_when_nobody_drives_an_effort_any_more(town: Town) -> None:
    # TAL-58
    await a_dialogue(town)
    await is_planned(town, MEETINGS, HANDOVERS)
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:action_plan:{MEETINGS}")
    await kirsten.clicks("Ret: Hvem holder i tovene?")
    await kirsten.answers(driver="", roles="")
    await kirsten.clicks("Gem handleplanen")
    assert "action_plan" not in await done(town)


async def is_planned(town: Town, *ids: str) -> None:
    """Each has an action and a driver, and the step is in the round."""
    step = RoundStep(round_id=ROUND, step="action_plan", due_on=date(2026, 9, 23))
    await does(town, step)
    for each in ids:
        kirsten = town["Kirsten"]
        await kirsten.presses(f"open:action_plan:{each}")
        await kirsten.clicks("Ret: Hvad vil I gøre?")
        await kirsten.answers(action="Vi øver os.")
        await kirsten.clicks("Gem handleplanen")


async def done(town: Town) -> set[str]:
    async with town.store.snapshot() as reads:
        found = await steps.of_round(reads, ROUND)
    return {key for key, each in found.items() if each.done_at}


async def test_dropping_an_effort_from_the_plan_opens_it_again(town: Town) -> None:
    # TAL-60
    await a_dialogue(town)
    await is_planned(town, MEETINGS, HANDOVERS)
    await drops(town, MEETINGS)
    assert "action_plan" not in await done(town)


async def test_an_effort_more_than_needed_can_go_without_a_trace(town: Town) -> None:
    await a_dialogue(town)
    await is_planned(town, MEETINGS, HANDOVERS)
    await drops(town, QUIET)
    assert "action_plan" in await done(town)


async def drops(town: Town, effort: str) -> None:
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:reword:{effort}")
    await kirsten.answers(title="Bedre møder", why="Det haster.", stay="drop")
