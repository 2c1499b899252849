"""The demo's people live a whole round by themselves, so that a visitor can step in anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.channels.simulator.drawing import words
from bot.channels.simulator.life import Life, life_in
from bot.channels.simulator.lived import STAGES, live_to
from bot.channels.simulator.player import Player, lines_of
from dialogs.core.texts import LANGUAGES, Speaker
from storage import efforts, rounds, steps
from storage.tables import (
    Answer,
    Effort,
    EffortState,
    Evaluation,
    Example,
    Note,
    Phase,
    Report,
    Role,
    RoleName,
)
from tests import town as plot
from tests.nudged import does
from tests.talk import Town, a_town
from tests.voting import rows

ZONE = "Europe/Copenhagen"
ABOVE = {"Nadia": RoleName.COORDINATION, "Henrik": RoleName.COMMITTEE}


@dataclass(frozen=True)
class Clock:
    """The town's, as the page's controls turn it."""

    town: Town

    def now(self) -> datetime:
        return self.town.now

    async def move(self, by: timedelta) -> None:
        await self.town.passes(seconds=by.total_seconds())

    async def to_next_event(self) -> datetime | None:
        return await self.town.app.next_event()


async def a_life(town: Town, language: str = "da") -> Life:
    say = Speaker(texts=words(), language=language, zone=ZONE)

    def today() -> date:
        return town.now.astimezone(ZoneInfo(ZONE)).date()

    player = Player(receive=town.app.receive, today=today, lines=lines_of(say))
    return await life_in(plot.WORKPLACE, town.store, player, Clock(town), zone=ZONE)


async def done(town: Town) -> set[str]:
    async with town.store.snapshot() as reads:
        found = await rounds.latest(reads, plot.WORKPLACE)
        assert found is not None
        return {
            key for key, each in (await steps.of_round(reads, found.id)).items() if each.done_at
        }


async def test_a_workplace_of_fourteen_lives_the_whole_round(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await does(town, *(_sits(name, role) for name, role in ABOVE.items()))
        life = await a_life(town)
        await live_to(life, "followed")
        every = {"inform", "choose", "select", "invite", "practical", "groups", "examples",
                 "dialogue", "reflection", "first_meeting", "action_plan", "report_back",
                 "leader_feedback", "plans_up", "under_way"}  # fmt: skip
        assert await done(town) == every
        async with town.store.snapshot() as reads:
            found = await efforts.of_round(reads, (await life.round()).id)
            plans = await efforts.plans(reads, [each.id for each in found])
        assert len(found) == 2
        assert all(each.state == EffortState.RUNNING.value for each in found)
        assert all(plans[each.id].driver_id for each in found)
        await _the_plan_was_read_on_every_level(town)


def _sits(name: str, role: RoleName) -> Role:
    return Role(person_id=plot.id_of(name), workplace_id=plot.WORKPLACE, name=role.value)


async def _the_plan_was_read_on_every_level(town: Town) -> None:
    # TAL-67
    sent = {each.source.partition(":")[0]: each for each in await rows(town, Report)}
    assert {source: each.rung for source, each in sent.items()} == {
        "workplace": RoleName.COORDINATION,
        "coordination": RoleName.HR,
        "hr": RoleName.COMMITTEE,
    }
    answered = {each.report_id for each in await rows(town, Answer)}
    assert answered == {each.id for each in sent.values()}
    assert town["Mette"].has_seen("Vi tager ønsket om en fælles vikar op på næste møde.")
    assert "En fast vikar" in str(sent["hr"].body)


async def test_each_stage_is_a_place_to_step_in(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        life = await a_life(town)
        await live_to(life, "opened")
        assert (await life.round()).phase == Phase.VOTING.value
        await live_to(life, "chosen")
        assert (await life.round()).phase == Phase.ANNOUNCED.value
        assert await rows(town, Example) == []
        await live_to(life, "prepared")
        people = {each.person_id for each in await rows(town, Example)}
        assert 0 < len(people) < len(life.everyone)
        assert await rows(town, Note) == []
        await live_to(life, "held")
        evaluations = await rows(town, Evaluation)
        assert len(evaluations) >= 5
        assert len({each.good for each in evaluations}) >= 5
        assert await rows(town, Effort) == []


async def test_a_stage_that_was_lived_already_does_no_harm(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        life = await a_life(town)
        await live_to(life, "held")
        before = len(await rows(town, Note))
        await live_to(life, "held")
        assert len(await rows(town, Note)) == before


async def test_nobody_lives_to_a_stage_that_there_is_not(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        with pytest.raises(KeyError):
            await live_to(await a_life(town), "nowhere")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_has_a_name(language: str) -> None:
    known = words().phrases("simulator", language)
    assert {f"live_{stage}" for stage in STAGES} <= known
