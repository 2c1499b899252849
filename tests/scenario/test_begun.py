"""What was begun is gone on with from home, and each says what it is about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.core.actions import Open, write
from storage.tables import Sitting
from tests import nudged
from tests import town as plot
from tests.after_dialogue import speaks_english
from tests.nudged import does
from tests.seated import announced
from tests.talk import Town, a_town
from tests.the_day import SITTING, a_day, begins
from tests.voting import the_round
from tests.working import ROUND, after_the_dialogue, effort, heading


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with after_the_dialogue(tmp_path) as town:
        yield town


def offered(town: Town, name: str) -> set[str]:
    """What they can go on with."""
    labels = [button.label for button in town[name].screen[-1].buttons]
    return {each for each in labels if each.startswith(("Fortsæt: ", "Continue: "))}


async def begun(town: Town, name: str, *opened: str) -> set[str]:
    for each in opened:
        await town[name].presses(each)
    await town[name].writes("hjem")
    return offered(town, name)


async def test_two_action_plans_that_were_begun_say_which_effort_they_are_of(town: Town) -> None:
    calm, cake = await effort(town, "Ro"), await effort(town, "Kage")
    plans = [f"open:action_plan:{each.id}" for each in (calm, cake)]
    assert await begun(town, "Ali", *plans) == {
        "Fortsæt: Handleplan (Ro)",
        "Fortsæt: Handleplan (Kage)",
    }
    await town["Ali"].clicks("Fortsæt: Handleplan (Kage)")
    town["Ali"].sees("Kage")


async def test_what_is_rated_and_sorted_is_named_as_well(town: Town) -> None:
    topic = await heading(town, "Mere ro")
    opened = (f"open:rating:{topic.id}", f"open:sorting:{ROUND}:leadership")
    assert await begun(town, "Ali", *opened) == {
        "Fortsæt: Vurdér overskrifterne (Mere ro)",
        "Fortsæt: Sortér sedlerne (Ledelsestema)",
    }


async def test_an_effort_that_was_left_is_named_in_the_readers_language(town: Town) -> None:
    calm = await effort(town, "Ro")
    await speaks_english(town, "Ali")
    await town["Ali"].presses(f"open:action_plan:{calm.id}")
    await town["Ali"].writes("home")
    assert offered(town, "Ali") == {"Continue: Action plan (Ro)"}


async def test_a_talk_that_a_leader_arranges_says_with_whom(town: Town) -> None:
    talks = [write(Open("conversation", plot.id_of(each))) for each in ("Jonas", "Sofie")]
    assert await begun(town, "Mette", *talks) == {
        "Fortsæt: Aftal en samtale (Jonas Friis)",
        "Fortsæt: Aftal en samtale (Sofie Krag)",
    }


async def test_two_examples_say_which_theme_they_are_for(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await announced(town)
        round_ = await the_round(town)
        both = [f"open:example:{round_.id}:{which}" for which in ("wellbeing", "leadership")]
        assert await begun(town, "Jonas", *both) == {
            "Fortsæt: Dit eksempel (Trivselstema)",
            "Fortsæt: Dit eksempel (Ledelsestema)",
        }


async def test_notes_that_were_begun_say_which_group_they_are_of(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_day(town, seated=False)
        await begins(town)
        both = [f"open:note:{SITTING}|{which}|2" for which in ("wellbeing", "leadership")]
        assert await begun(town, "Sofie", *both) == {
            "Fortsæt: En seddel (Trivselstema, gruppe 2)",
            "Fortsæt: En seddel (Ledelsestema, gruppe 2)",
        }


async def test_what_is_begun_for_two_teams_says_which_team_it_is_for(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_day(town)
        today = town.now.date()
        await does(town, Sitting(id="hold-b", round_id=nudged.ROUND, name="Hold B", held_on=today))
        both = [f"open:posters:{each}" for each in (SITTING, "hold-b")]
        assert await begun(town, "Ali", *both) == {
            "Fortsæt: Skriv en planche ind (Børnehuset Solsikken, 10. august)",
            "Fortsæt: Skriv en planche ind (Børnehuset Solsikken, Hold B, 10. august)",
        }
