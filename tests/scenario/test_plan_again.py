"""A step that was done is open again once what made it so is true no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
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
    await a_dialogue(town, told=False)
    await is_planned(town, MEETINGS, HANDOVERS)
    await tells(town, "Sofie", MEETINGS, EffortState.RUNNING, progress="3")
    assert {"action_plan", "under_way"} <= await done(town)
    await tells(town, "Sofie", MEETINGS, EffortState.DROPPED)
    assert not {"action_plan", "under_way"} & await done(town)
    await tells(town, "Sofie", MEETINGS, EffortState.RUNNING, progress="3")
    assert {"action_plan", "under_way"} <= await done(town)


async def test_a_plan_is_open_again_when_nobody_drives_an_effort_any_more(town: Town) -> None:
    # TAL-58
    await a_dialogue(town, told=False)
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
    await a_dialogue(town, told=False)
    await is_planned(town, MEETINGS, HANDOVERS)
    await drops(town, MEETINGS)
    assert "action_plan" not in await done(town)


async def test_an_effort_more_than_needed_can_go_without_a_trace(town: Town) -> None:
    await a_dialogue(town, told=False)
    await is_planned(town, MEETINGS, HANDOVERS)
    await drops(town, QUIET)
    assert "action_plan" in await done(town)


async def drops(town: Town, effort: str) -> None:
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:reword:{effort}")
    await kirsten.answers(title="Bedre møder", why="Det haster.", stay="drop")


async def test_once_the_plan_is_told_of_no_step_is_late_by_an_effort_that_ends(town: Town) -> None:
    # TAL-60
    await a_dialogue(town)
    await is_planned(town, MEETINGS, HANDOVERS)
    await tells(town, "Sofie", MEETINGS, EffortState.RUNNING, progress="3")
    await town.until(datetime(2027, 2, 9, 9, tzinfo=UTC))
    await tells(town, "Sofie", MEETINGS, EffortState.DROPPED)
    await drops(town, HANDOVERS)
    assert {"action_plan", "under_way"} <= await done(town)
    await town["Kirsten"].writes("hjem")
    assert "Sortér gruppernes sedler" not in town["Kirsten"].text


@pytest.mark.parametrize("told", [True, False])
async def test_a_follow_up_that_stops_an_effort_does_as_whoever_drops_it(
    town: Town,
    told: bool,  # noqa: FBT001 - one of two lives
) -> None:
    # TAL-59, TAL-60
    await a_dialogue(town, told=told)
    await is_planned(town, MEETINGS, HANDOVERS)
    await town.until(datetime(2026, 12, 9, 9, tzinfo=UTC))
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:followup:{ROUND}")
    ends = {MEETINGS: "stop", HANDOVERS: "go_on", QUIET: "stop"}
    verdicts = {f"verdict__{id_}": verdict for id_, verdict in ends.items()}
    await kirsten.answers(**verdicts, **{f"reached__{id_}": "Lidt." for id_ in ends})
    await kirsten.answers(line="")
    await kirsten.clicks("Gem, og fortæl det")
    assert ("action_plan" in await done(town)) is told
