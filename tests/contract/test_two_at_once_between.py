"""What two people change together at the very same time: one is first, and the other is told.

Each is served by a process of its own, and has decided before either writes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, update

from dialogs.core.actions import Do, write
from storage import destroying, erase, kom, talk_evaluations, talk_plans, years
from storage.address import POSTGRESQL
from storage.ids import new_id
from storage.tables import (
    Audit,
    Conversation,
    Cycle,
    Goal,
    GoalHelper,
    Person,
    TalkEvaluation,
    TalkEvaluator,
    TalkPlan,
    TeamTalk,
)
from storage.talk_evaluations import Part
from storage.unit_of_work import Unit
from storage.writer import LostRace
from tests import stores
from tests import town as plot
from tests.at_once import Two, two_processes
from tests.keeping import JONAS, METTE, SECRET, agreed_plan, held_last_week, plan, talk
from tests.kom import keep, kept
from tests.nudged import does
from tests.stores import chosen


@pytest.fixture
async def two(tmp_path: Path, kind: str) -> AsyncIterator[Two]:
    with chosen(stores.POSTGRES if kind == POSTGRESQL else stores.SQLITE):
        async with two_processes(tmp_path) as both:
            yield both


CYCLE, HOUR = "cycle-2026", timedelta(hours=1)
SOFIE = plot.id_of("Sofie Krag")
CHANGES_A_PLAN = ("update talk_plan", "delete talk_plan")


async def _tries(work: Awaitable[object]) -> None:
    with suppress(LostRace):
        await work


async def _trail(two: Two, what: str) -> int:
    return len([each for each in await kept(two.one, Audit) if each.what == what])


async def test_a_talk_that_both_say_is_held_is_held_once(two: Two) -> None:
    await keep(two.one, talk("talk-2", two.one.now - timedelta(hours=1)))
    held = write(Do("held", "talk-2|yes"))
    await two.at_once(
        two.one["Jonas"].presses(held),
        two.other["Mette"].presses(held),
        about=("update conversation",),
    )
    (found,) = await kept(two.one, Conversation)
    assert found.held
    assert await _trail(two, "held") == 1


async def test_a_plan_that_is_filed_on_two_devices_has_one_receipt(two: Two) -> None:  # NOR-29
    at = two.one.now - timedelta(days=7)
    await keep(two.one, talk("talk-1", at, held=True, concept="norddjurs_mus"))
    made = agreed_plan("talk-1")
    made.concept = "norddjurs_mus"
    await keep(two.one, made)
    filed = write(Do("plan_file", "talk-1:1"))
    await two.at_once(
        two.one["Mette"].presses(filed),
        two.other["Mette"].presses(filed),
        about=("update talk_plan",),
    )
    assert await _trail(two, "plan-filed") == 1


async def test_a_plan_that_is_changed_as_it_is_to_go_stays_for_another_night(two: Two) -> None:
    """It goes once it is filed; a change takes that back, or finds that it has gone."""
    await held_last_week(two.one)
    made = agreed_plan("talk-1")
    made.filed_at = two.one.now
    await keep(two.one, made)
    changed = made.model_copy(update={"fields": {"goal": "Noget helt andet"}, "filed_at": None})

    async def goes(unit: Unit) -> None:
        stands = await talk_plans.of_talk(unit, "talk-1")
        if stands is not None and stands.filed_at is not None:
            await destroying.destroy(unit, "plan", "talk-1", [JONAS, METTE])

    async def changes(unit: Unit) -> str:
        stands = await talk_plans.of_talk(unit, "talk-1")
        if stands is None:
            return "gone"
        talk_plans.keep(unit, changed, stands)
        return "kept"

    told: list[str] = []
    await two.at_once(
        two.one.store.run(goes), _tells(told, two.other.store.run(changes)), about=CHANGES_A_PLAN
    )
    there = await kept(two.one, TalkPlan)
    assert ([each.fields for each in there], told) in (
        ([], ["gone"]),
        ([changed.fields], ["kept"]),
    )


async def _tells(told: list[str], work: Awaitable[str]) -> None:
    told.append(await work)


@pytest.mark.parametrize("part", [Part.TALK, Part.YEAR])
async def test_an_answer_in_the_last_moment_leaves_no_way_to_whoever_gave_it(
    two: Two, part: Part
) -> None:  # NYB-KOM-52
    """It is taken in and mixed with the others, or it comes too late."""
    await keep(two.one, a_cycle(two), TalkEvaluator(cycle_id=CYCLE, part=part, person_id=JONAS))
    before = [TalkEvaluation(cycle_id=CYCLE, part=part, answers={"how": "godt"}) for _ in range(5)]
    ids = {each.id for each in before}
    await keep(two.one, *before)

    async def closes(unit: Unit) -> None:
        cycle = await kom.cycle_by_id(unit, CYCLE)
        assert cycle is not None
        await talk_evaluations.close(unit, cycle, two.one.now, least=5)

    async def says(unit: Unit) -> None:
        talk_evaluations.give(unit, CYCLE, part, person_id=JONAS, answers={"how": "skidt"})

    await two.at_once(
        two.one.store.run(closes),
        _tries(two.other.store.run(says)),
        about=("delete talk_evaluator",),
    )
    said = await kept(two.one, TalkEvaluation)
    assert len(said) in (5, 6)
    assert not ids & {each.id for each in said}
    assert await kept(two.one, TalkEvaluator) == []


async def test_nobody_is_asked_how_it_was_as_the_last_answer_is_taken(two: Two) -> None:
    """That somebody was asked is forgotten with the rest."""
    await keep(two.one, a_cycle(two))

    async def closes(unit: Unit) -> None:
        cycle = await kom.cycle_by_id(unit, CYCLE)
        assert cycle is not None
        await talk_evaluations.close(unit, cycle, two.one.now, least=5)

    async def asks(unit: Unit) -> None:
        talk_evaluations.ask(unit, CYCLE, Part.TALK, [JONAS])

    await two.at_once(
        two.one.store.run(closes),
        _tries(two.other.store.run(asks)),
        about=("update cycle", "insert talk_evaluator"),
    )
    assert await kept(two.one, TalkEvaluator) == []


def a_cycle(two: Two) -> Cycle:
    return Cycle(
        id=CYCLE, workplace_id=plot.WORKPLACE, year=2026, concept="nyborg_kom", set_by=METTE
    )


async def test_a_team_says_once_that_it_has_talked(two: Two) -> None:  # NYB-KOM-37
    team = TeamTalk(
        id="team-1", cycle_id=CYCLE, leader_id=METTE, concept="nyborg_kom", at=two.one.now - HOUR
    )
    await keep(two.one, a_cycle(two))
    await keep(two.one, team)
    held = write(Do("team_talk", "team-1|held"))
    await two.at_once(
        two.one["Mette"].presses(held),
        two.other["Mette"].presses(held),
        about=("update team_talk",),
    )
    (found,) = await kept(two.one, TeamTalk)
    assert found.held_at is not None


async def test_a_year_is_opened_once(two: Two) -> None:
    async def opens(unit: Unit) -> None:
        if await kom.cycle(unit, plot.WORKPLACE, 2026) is None:
            years.set_year(unit, a_cycle(two).model_copy(update={"id": new_id()}), None)

    await two.at_once(two.one.store.run(opens), two.other.store.run(opens), about=("insert cycle",))
    assert len(await kept(two.one, Cycle)) == 1


async def test_who_helps_says_yes_to_what_they_have_read(two: Two) -> None:
    """The wish is worded anew in the moment that Sofie says yes to it."""
    await held_last_week(two.one)
    await keep(two.one, plan("talk-1"))
    goal = Goal(
        id="goal-1", person_id=JONAS, leader_id=METTE, title="Lede", agreed_on=two.one.now.date(),
        plan_id="plan-talk-1",
    )  # fmt: skip
    asked = GoalHelper(goal_id="goal-1", person_id=SOFIE, what="Følge mig en dag")
    await keep(two.one, goal)
    await keep(two.one, asked)

    async def says_yes(unit: Unit) -> None:
        stands = await talk_plans.of_goal(unit, "goal-1")
        found = await talk_plans.helper(unit, "goal-1", SOFIE)
        assert stands is not None
        if found is not None and found.what == asked.what:
            talk_plans.helps(unit, stands, found, two.one.now)

    async def asks_anew(unit: Unit) -> None:
        stands = await talk_plans.of_talk(unit, "talk-1")
        found = await talk_plans.helper(unit, "goal-1", SOFIE)
        assert stands is not None
        talk_plans.keep(unit, stands, stands)
        anew = GoalHelper(goal_id="goal-1", person_id=SOFIE, what="Tage alle mine vagter")
        talk_plans.ask_for_help(unit, "goal-1", found, anew)

    await two.at_once(
        two.one.store.run(says_yes),
        two.other.store.run(asks_anew),
        about=("update goal_helper", "insert goal_helper"),
    )
    (helper,) = await kept(two.one, GoalHelper)
    assert (helper.what, helper.agreed_at) == ("Tage alle mine vagter", None)


async def test_what_is_written_about_somebody_as_they_are_erased_goes_too(two: Two) -> None:
    goal = Goal(person_id=JONAS, leader_id=METTE, title=SECRET, agreed_on=two.one.now.date())
    left = update(Person).where(col(Person.id) == JONAS).values(left_on=date(2026, 1, 1))
    await does(two.one, then=lambda unit: unit.update(left))

    async def writes(unit: Unit) -> None:
        kom.expect_leads(unit, leader_id=METTE, person_id=JONAS)
        unit.insert(goal)

    async def erases(unit: Unit) -> None:
        await erase.erase_own(unit, JONAS, two.one.now.date())

    await two.at_once(
        _tries(two.one.store.run(writes)),
        two.other.store.run(erases),
        about=("insert goal", "delete checkin"),
    )
    assert await kept(two.one, Goal) == []
