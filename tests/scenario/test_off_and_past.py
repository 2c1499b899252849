"""A dialogue is called off and its day passes: it was not held, and the group goes on from it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from dialogs.core.actions import Open, write
from storage.tables import Round, Sitting
from storage.unit_of_work import Unit
from tests.inviting import PLACE, a_chosen_town, sends, the_sitting
from tests.nudged import ROUND, does, replan
from tests.preparing import Team, prepared
from tests.scenario.test_moved_days import begins_to_move
from tests.talk import Town, a_town
from tests.voting import rows, the_round

PASSED = datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
"""Three weeks after the ninth of September, when much that follows a dialogue was asked for."""
NOW, PLAN, OWN = "allerede nu?", "Lav en plan sammen", "Hvad tager du selv med fra dialogen?"
FOLLOWS = {NOW, PLAN, OWN, "Hvordan var dagen?"}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_chosen_town(tmp_path) as town:
        await sends(town)
        yield town


async def calls_off(town: Town) -> None:
    kirsten = town["Kirsten"]
    await kirsten.presses(write(Open("calling_off", (await the_round(town)).id)))
    await kirsten.answers(which=(await the_sitting(town)).id)
    kirsten.sees("Dialogen er aflyst.")
    await town.settles()


def asked(town: Town, *names: str) -> set[str]:
    """What follows a dialogue, of that which reached the group, the leader and an employee."""
    seen = [text for name in names or ("Mette", "Kirsten", "Jonas") for text in town[name].messages]
    return {each for each in FOLLOWS if any(each in text for text in seen)}


async def test_nothing_that_follows_a_dialogue_is_asked_for_after_one_that_is_off(
    town: Town,
) -> None:  # TAL-52
    await calls_off(town)
    await town.until(PASSED)
    assert asked(town) == set()
    assert (await the_sitting(town)).ended_at is None


async def test_after_one_that_was_held_all_of_it_is(town: Town) -> None:
    await town.until(PASSED)
    assert asked(town) == FOLLOWS


async def test_it_still_gets_a_new_day_and_is_held_on_that(town: Town) -> None:  # TAL-22
    await calls_off(town)
    await town.until(PASSED)
    ali = await begins_to_move(town, "Ali", "Selve Udviklingsdialogen")
    await ali.answers(day="2026-10-14", at="09:00", place=PLACE)
    await ali.clicks("Flyt dagene")
    assert (await the_round(town)).dialogue_on == date(2026, 10, 14)
    await sends(town)
    await town.until(datetime(2026, 10, 16, 12, 0, tzinfo=UTC))
    assert (await the_sitting(town)).ended_at is not None
    assert NOW in asked(town)


async def test_a_new_day_without_an_invitation_counts_as_well(town: Town) -> None:
    await calls_off(town)
    ali = await begins_to_move(town, "Ali", "Selve Udviklingsdialogen")
    await ali.answers(day="2026-09-16", at="09:00", place=PLACE)
    await ali.clicks("Flyt dagene")
    await town.until(PASSED)
    assert (await the_sitting(town)).ended_at is not None


async def test_the_whole_round_can_still_be_called_off(town: Town) -> None:
    await calls_off(town)
    await town.until(PASSED)
    await town["Ali"].presses(write(Open("round_off", (await the_round(town)).id)))
    await town["Ali"].answers(why="Vi når det ikke i år.")
    await town.settles()
    assert await rows(town, Round) == []


async def test_of_two_teams_the_one_that_is_off_holds_up_nobody(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        day = date(2026, 9, 9)
        await prepared(town, teams={"Nord": Team(day, ["Jonas"]), "Syd": Team(day, ["Sofie"])})
        off = next(each for each in await rows(town, Sitting) if each.name == "Syd")

        def calls_it_off(unit: Unit) -> None:
            unit.update(update(Sitting).where(col(Sitting.id) == off.id).values(off_at=town.now))
            replan(unit, town)

        await does(town, then=calls_it_off)
        await town.until(PASSED)
        assert NOW in asked(town, "Jonas")
        assert asked(town, "Sofie") == set()
        assert OWN in asked(town, "Mette")
        await begins_to_move(town, "Ali", "Selve Udviklingsdialogen – Syd")
        await town["Ali"].presses(write(Open("round_off", ROUND)))
        town["Ali"].sees("så runden kan ikke aflyses.")
