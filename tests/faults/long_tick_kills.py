"""Kill -9 of a worker while it plans, beside another one: every nudge is planned and sent once."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from schedules import votes
from storage.tables import Address, Due, Outbox, Participation, Person, Round, Workplace
from tests import town
from tests.fakes.slack import TEAM, dm_of
from tests.faults.figures import Tell, chances
from tests.faults.world import World, until

HEADS = 30
MOST = {"during_tick": 2, "before_commit": 6, "after_commit_before_ack": 6}
"""By so many passes a worker is dead, most of the time: it commits in groups."""
IDLE = 3.0
FAR = timedelta(days=90)


@dataclass
class Wards:
    """Workplaces that vote, each with people who are to be reminded of it right now."""

    world: World
    people: list[str] = field(default_factory=list)
    count: int = 0

    async def another(self) -> list[str]:
        """The ids of its people; they are the same on Slack."""
        self.count += 1
        found, now = [f"w{self.count}-{number}" for number in range(HEADS)], self.world.clock.now()
        ward, round_id = f"ward-{self.count}", f"round-{self.count}"
        round_ = Round(
            id=round_id, workplace_id=ward, opened_by=town.id_of(town.HR),
            contact_id=town.id_of(town.HR), deadline=now + FAR,
            dialogue_on=(now + 2 * FAR).date(), opened_at=now - timedelta(days=9),
        )  # fmt: skip
        await self.world.keeps(
            Workplace(id=ward, organisation_id=town.ORGANISATION, name=ward),
            *(self._person(each, ward) for each in found),
            *(Address(person_id=each, channel="slack", tenant=TEAM, external_id=each)
              for each in found),
            round_,
            *(Participation(round_id=round_id, person_id=each) for each in found),
            *(self._due(each, round_id) for each in found),
        )  # fmt: skip
        self.people += found
        return found

    def _person(self, each: str, ward: str) -> Person:
        email = f"{each}@solsikken.example"
        self.world.slack.person(each, email)
        return Person(
            id=each, organisation_id=town.ORGANISATION, workplace_id=ward, name=each, email=email
        )

    def _due(self, each: str, round_id: str) -> Due:
        now = self.world.clock.now()
        return Due(
            rule=votes.RULE.name, person_id=each, subject=round_id,
            due_at=now - timedelta(minutes=1), give_up_at=now + FAR,
        )  # fmt: skip

    async def planned(self) -> Counter[str | None]:
        found = await self.world.rows(Outbox)
        return Counter(each.person_id for each in found if each.message == votes.RULE.name)

    def told(self) -> Counter[str]:
        """How many messages stand in each person's direct messages."""
        where = {dm_of(each): each for each in self.people}
        return Counter(
            where[each["channel"]] for each in self.world.slack.messages if each["channel"] in where
        )


async def are_planned(wards: Wards, people: list[str]) -> None:
    async with asyncio.timeout(30):
        while not set(people) <= (await wards.planned()).keys():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("point", MOST)
async def test_of_two_workers_one_dies_while_it_plans_and_the_other_goes_on(
    world: World, point: str, tell: Tell
) -> None:  # faults 4, 19
    wards, kills, there = Wards(world), 0, 0
    for chance in chances():
        people = await wards.another()
        crash = f"{point}:{chance.randint(1, MOST[point])}"
        dying, other = await world.starts("worker", crash_at=crash), await world.starts("worker")
        with suppress(TimeoutError):
            await dying.gone(IDLE)
            there += 1
        await are_planned(wards, people)
        assert {await dying.killed(), await other.killed()} == {-signal.SIGKILL}, world.log
        world.passes()
        kills += 1
    last = await world.starts("worker")
    await until(lambda: wards.told().keys() >= set(wards.people))
    await last.killed()
    once = Counter(wards.people)
    assert there
    assert await wards.planned() == once
    assert wards.told() == once
    tell(
        f"fault 4 kill {point.replace('_', ' ')} of one of two workers on {world.kind}: {kills} "
        f"kills, {there} of them just there, {len(once)} nudges, 0 lost, 0 doubled"
    )
