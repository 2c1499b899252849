"""What a plan consists of: goals, what leads to them, and when it is followed up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import ChoiceField
from storage.tables import (
    Activity,
    Audit,
    Conversation,
    Due,
    Goal,
    TalkOutcome,
    TalkPlan,
)
from tests import town as plot
from tests.kom import TALK, a_year, keep, kept
from tests.talk import Town, a_town
from tests.talk_plans import (
    FOLLOW,
    GOAL,
    HELP,
    JONAS,
    STEP,
    a_held_talk,
    writes_a_plan,
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_held_talk(tmp_path) as town:
        yield town


async def test_a_plan_says_why_how_who_and_when(town: Town) -> None:
    # NYB-KOM-28, NYB-KOM-29, NYB-KOM-32, NYB-KOM-55, KL-09
    await writes_a_plan(town["Mette"])
    (goal,) = await kept(town, Goal)
    assert (goal.title, goal.zone, goal.caller) == ("Lede forældremødet", "stretch", "person")
    assert goal.fields == {
        "why": "Trygge forældre",
        "change": "Øve mere",
        "others": "Teamet tager telefonen",
    }
    (step,) = await kept(town, Activity)
    assert (step.what, step.form) == ("Følge Sofie til to møder", "side_by_side")
    assert (step.starts_on, step.ends_on) == (date(2026, 9, 1), date(2026, 9, 30))
    (plan,) = await kept(town, TalkPlan)
    assert plan.follow_up_on == date(2026, 11, 24)
    mette = town["Mette"]
    await mette.clicks("Se planen")
    for words in ("Trygge forældre", "Sidemandsoplæring", "Teamet tager telefonen",
                  "Fra tirsdag den 1. september", "Hvad skal der ske?"):  # fmt: skip
        mette.sees(words)


async def test_goals_from_last_time_come_first(town: Town) -> None:  # HER-19, NYB-KOM-28
    goals = [
        Goal(id=f"old-{number}", person_id=JONAS, leader_id=plot.id_of(plot.LEADER),
             title=f"Gammelt mål {number}", agreed_on=date(2025, 9, 1))
        for number in range(4)
    ]  # fmt: skip
    await keep(town, *goals)
    mette = town["Mette"]
    await mette.presses(write(Open("plan", TALK)))
    assert mette.form.title == "Målene fra sidst"
    await mette.answers(
        **{"state__old-0": "kept", "state__old-1": "adjusted",
           "state__old-2": "reached", "state__old-3": "closed"}
    )  # fmt: skip
    await mette.answers(**{"wording__old-1": "Et skarpere mål"})
    await mette.clicks("Spring over")
    await mette.answers(**FOLLOW, ready="yes")
    await mette.clicks("Gem og giv besked")
    found = {goal.id: goal for goal in await kept(town, Goal)}
    assert {key: goal.open for key, goal in found.items()} == {
        "old-0": True, "old-1": True, "old-2": False, "old-3": False
    }  # fmt: skip
    assert found["old-1"].title == "Gammelt mål 1"
    outcomes = {each.goal_id: each.outcome for each in await kept(town, TalkOutcome)}
    assert outcomes == {
        "old-0": "kept", "old-1": "adjusted", "old-2": "reached", "old-3": "closed"
    }  # fmt: skip
    assert "goal-reached" in [each.what for each in await kept(town, Audit)]
    await mette.clicks("Se planen")
    mette.sees("Gammelt mål 2")
    mette.sees("Et skarpere mål")
    await town["Jonas"].presses(write(Do("talk_plan", TALK)))
    await town["Jonas"].clicks("Sig ja til planen")
    titles = {goal.id: goal.title for goal in await kept(town, Goal)}
    assert titles["old-1"] == "Et skarpere mål"  # HER-09


async def test_the_years_themes_stand_above_the_goal(town: Town) -> None:
    # NYB-KOM-31, NYB-KOM-33, KL-02, KL-03
    await a_year(town)
    mette = town["Mette"]
    await mette.presses(write(Open("plan", TALK)))
    mette.sees("Årets temaer hos jer: Trygge overgange, Fælles faglighed.")
    mette.sees("Hvad vil du gøre mindre af, så der bliver plads til det?")
    mette.sees("Hvad får borgeren eller kollegerne ud af det?")


async def test_courses_and_learning_at_work_stand_side_by_side(town: Town) -> None:
    # NYB-KOM-34, NYB-KOM-54, KL-10, KL-12, KL-13, KL-18, NOR-28
    mette = town["Mette"]
    await mette.presses(write(Open("plan", TALK)))
    await mette.answers(**GOAL)
    mette.sees("Man lærer lige så godt i det daglige arbejde som på et kursus.")
    learning = town.app.inbox.house.packs.learning()
    asked = next(each for each in mette.form.fields if each.name == "form.1-1")
    assert isinstance(asked, ChoiceField)
    assert [each.key for each in asked.choices] == [each.key for each in learning.forms]
    mette.sees("Lederweb: https://www.lederweb.dk")  # KL-31
    await mette.answers(**STEP)
    await mette.clicks("Spring over")
    for each in learning.form("side_by_side").needs:
        mette.sees(each.da)


async def test_what_is_too_much_at_once_gets_a_hint(town: Town) -> None:  # KL-16, KL-17
    mette = town["Mette"]
    await mette.presses(write(Open("plan", TALK)))
    await mette.answers(**GOAL)
    await mette.answers(**STEP)
    await mette.clicks("Spring over")
    await mette.answers(**HELP | {"zone__1": "alarm"})
    await mette.clicks("Spring over")
    mette.sees("“Lede forældremødet” ligger i alarmzonen. Gør det mindre, eller aftal mere hjælp.")


async def test_what_is_wrong_is_said_and_nothing_is_lost(town: Town) -> None:
    mette = town["Mette"]
    await mette.presses(write(Open("plan", TALK)))
    await mette.answers(**GOAL)
    await mette.answers(**STEP | {"ends__1-1": "2026-08-30"})
    mette.sees("Det slutter, før det begynder.")
    assert mette.form.fields[0].value == "Følge Sofie til to møder"
    await mette.answers(**STEP)
    await mette.clicks("Spring over")
    await mette.answers(**HELP | {"helps__1": ""})
    mette.sees("Skriv, hvad kollegaen skal hjælpe med.")
    await mette.answers(**HELP | {"helper__1": ""})
    mette.sees("Vælg den kollega, der skal spørges")


async def test_a_day_off_is_moved_to_a_working_day(town: Town) -> None:  # KL-27
    mette = town["Mette"]
    await mette.presses(write(Open("plan", TALK)))
    await mette.answers(**GOAL)
    await mette.answers(**STEP)
    await mette.clicks("Spring over")
    await mette.answers(**HELP)
    await mette.clicks("Spring over")
    (proposed,) = [each.value for each in mette.form.fields if each.name == "follow_up_on"]
    assert proposed == "2026-11-24"
    await mette.answers(**FOLLOW | {"follow_up_on": "2026-12-25"}, ready="yes")
    await mette.answers(instead="next")
    await mette.clicks("Gem og giv besked")
    (plan,) = await kept(town, TalkPlan)
    assert plan.follow_up_on == date(2026, 12, 28)


async def test_without_a_date_in_kombot_the_plan_hangs_on_the_talk_of_the_day(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await writes_a_plan(town["Mette"], subject=JONAS)
        (talk,) = await kept(town, Conversation)
        assert (talk.person_id, talk.held, talk.at) == (JONAS, True, town.now)
        assert ("goals.plan", JONAS) in {(row.rule, row.subject) for row in await kept(town, Due)}
        await town["Jonas"].writes("min plan")
        town["Jonas"].sees("Lede forældremødet")
