"""What a team wrote goes when that team talks again, and also when who opened it is forgotten."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, update

from storage.tables import (
    Cycle,
    Destruction,
    Minutes,
    Person,
    TalkEvaluation,
    TeamMember,
    TeamTalk,
)
from tests import town as plot
from tests.keeping import (
    JONAS,
    METTE,
    SECRET,
    a_kept_town,
    held_last_week,
    is_held,
    is_moved,
    talk,
)
from tests.kom import keep, kept
from tests.scenario.test_keeping import SOON, heard
from tests.talk import Town


def _cycle(workplace_id: str, year: int) -> Cycle:
    return Cycle(
        id=f"{workplace_id}-{year}",
        workplace_id=workplace_id,
        year=year,
        concept="herlev",
        set_by=METTE,
    )


async def _a_team_has_talked(town: Town) -> None:
    """Last week: its plan is written, and so is what Jonas wants to say."""
    at = town.now - timedelta(days=7)
    await keep(town, _cycle(plot.WORKPLACE, 2026))
    await _talks(town, "team-1", f"{plot.WORKPLACE}-2026", at, held=True)
    await keep(town, TeamMember(team_talk_id="team-1", person_id=JONAS, answers={"own": SECRET}))


async def _talks(
    town: Town, talk_id: str, cycle_id: str, at: datetime, *, held: bool = False, off: bool = False
) -> None:
    await keep(
        town,
        TeamTalk(
            id=talk_id,
            cycle_id=cycle_id,
            leader_id=METTE,
            concept="herlev",
            at=at,
            held_at=at if held else None,
            called_off_at=town.now if off else None,
            plan={"goal": SECRET} if held else None,
        ),
    )


async def _written(town: Town) -> tuple[bool, bool]:
    """Whether the plan of the first talk is there still, and what Jonas wrote for it."""
    plans = {each.id: each.plan for each in await kept(town, TeamTalk)}
    own = [each.answers for each in await kept(town, TeamMember)]
    return bool(plans["team-1"]), own == [{"own": SECRET}]


async def test_another_team_of_the_same_leader_talks_and_nothing_of_this_one_goes(
    tmp_path: Path,
) -> None:  # HER-12, X-02
    async with a_kept_town(tmp_path) as town:
        await _a_team_has_talked(town)
        await keep(town, _cycle(plot.TOWN_HALL, 2026))
        at = town.now - timedelta(days=1)
        await _talks(town, "other", f"{plot.TOWN_HALL}-2026", at, held=True)
        await town.passes(days=20)
        assert await _written(town) == (True, True)
        await keep(town, _cycle(plot.WORKPLACE, 2027))
        await _talks(town, "team-2", f"{plot.WORKPLACE}-2027", town.now, held=True)
        await town.passes(days=16)
        assert await _written(town) == (False, False)


async def test_a_team_talk_that_is_called_off_is_not_said_to_come(tmp_path: Path) -> None:
    async with a_kept_town(tmp_path) as town:
        await _a_team_has_talked(town)
        await keep(town, _cycle(plot.WORKPLACE, 2027))
        at = town.now + timedelta(days=10)
        await _talks(town, "team-2", f"{plot.WORKPLACE}-2027", at, off=True)
        await town.passes(days=3)
        assert not await kept(town, Destruction)


async def test_a_teams_plan_and_nameless_answers_go_although_who_opened_them_is_forgotten(
    tmp_path: Path,
) -> None:
    async with a_kept_town(tmp_path) as town:
        await _a_team_has_talked(town)
        cycle = f"{plot.WORKPLACE}-2026"
        await keep(town, TalkEvaluation(cycle_id=cycle, part="year", answers={"how": SECRET}))
        async with town.store.unit() as unit:
            here = update(Person).where(col(Person.id) == METTE)
            unit.update(here.values(left_on=town.now.date()))
            await unit.commit()
        await town.passes(days=35)
        town.clock.move(timedelta(days=830))
        await town.passes(days=20)
        assert await _written(town) == (False, False)
        assert not await kept(town, TalkEvaluation)


async def test_a_talk_that_is_moved_is_told_anew_and_nothing_goes_before_two_weeks_after(
    tmp_path: Path,
) -> None:  # HER-12, X-02
    async with a_kept_town(tmp_path) as town:
        at = await held_last_week(town)
        await keep(town, talk("talk-2", at + timedelta(days=30)))
        await town.passes(days=12)
        assert len(heard(town["Jonas"], SOON)) == 1
        await is_moved(town, "talk-2", town.now + timedelta(days=60))
        await town.passes(days=2)
        rows = await kept(town, Destruction)
        assert rows
        assert {each.told_on for each in rows} == {None}
        await town.passes(days=30)
        assert len(heard(town["Jonas"], SOON)) == 1
        await town.passes(days=12)
        assert len(heard(town["Jonas"], SOON)) == 2
        told = {each.told_on for each in await kept(town, Destruction)}
        await is_held(town, "talk-2")
        await town.passes(days=1)
        assert len(await kept(town, Minutes)) == 1
        await town.passes(days=22)
        assert not await kept(town, Minutes)
        for each in await kept(town, Destruction):
            assert each.told_on in told
            assert each.told_on is not None
            assert each.destroyed_at is not None
            assert each.destroyed_at.date() - each.told_on >= timedelta(days=14)
