"""In whatever order workspaces change hands, nobody is anybody of the others (fault 38)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from dialogs.core.actions import Do, write
from storage import invitations, outbox, people, tenants
from storage.outbox import Mail
from storage.tables import Address
from storage.unit_of_work import Unit
from tests.fakes.slack_user import captured
from tests.slack_hall import NAMES, TOWNS, Hall, a_hall, keeps, planning, pressed

STEPS = 30
SAID = ("hjem", "status", "medarbejdere", "check-in")


class Registry:
    """What may happen to the two workspaces, and whose each of them is after it."""

    def __init__(self, hall: Hall, random: Random) -> None:
        self.hall, self.random = hall, random
        self.owner: dict[str, str] = {}
        self.seen: dict[str, int] = dict.fromkeys(TOWNS, 0)
        self.number = 0

    async def happens(self) -> str:
        team, town = self.random.choice([*TOWNS]), self.random.choice([*TOWNS.values()])
        deeds = (self.bound, self.unbound, self.installed, self.uninstalled, self.heard, self.sent)
        deed = self.random.choice(deeds)
        self.hall.clock.move(timedelta(minutes=self.random.choice([1, 10])))
        await deed(team, town)
        return f"{deed.__name__} {team} {town}"

    async def bound(self, team: str, town: str) -> None:
        """`kombot organisations bind`."""

        async def work(unit: Unit) -> None:
            if await tenants.find(unit, channel="slack", tenant=team) is None:
                tenants.bind(unit, channel="slack", tenant=team, organisation_id=f"org-{town}")

        await self.hall.store.run(work)
        self.owner.setdefault(team, town)

    async def unbound(self, team: str, _town: str) -> None:
        """`kombot organisations unbind`."""

        async def work(unit: Unit) -> None:
            known = await tenants.find(unit, channel="slack", tenant=team)
            if known is not None:
                tenants.unbind(unit, known)
                whose = known.organisation_id
                invitations.withdraw(unit, channel="slack", organisation_id=whose)

        await self.hall.store.run(work)
        self.owner.pop(team, None)

    async def installed(self, team: str, town: str) -> None:
        page = await self.hall.installs(team, organisation=town)
        assert page.status == (200 if self.owner.get(team, town) == town else 409)
        self.owner.setdefault(team, town)

    async def uninstalled(self, team: str, _town: str) -> None:
        self.number += 1
        at = int(self.hall.clock.now().timestamp())
        ended = {"event_id": f"Ev0{self.number}", "event_time": at}
        await self.hall.sends(team, {**captured("app_uninstalled"), **ended})

    async def heard(self, team: str, _town: str) -> None:
        user = self.hall.person(team, self.random.choice(NAMES))
        await user.writes(self.random.choice(SAID))
        await user.opens_home()

    async def sent(self, _team: str, town: str) -> None:
        """To everybody in one of them."""
        self.number += 1
        now, params = self.hall.clock.now(), {"place": f"pl-{town}"}
        async with self.hall.store.unit() as unit:
            people.set_unreachable(unit, f"pl-{town}", "not_invited")
            for name in NAMES:
                key, whom = f"{town}-{name}-{self.number}", f"p-{name}-{town}"
                mail = Mail(
                    message="place_unreachable",
                    key=key,
                    due_at=now,
                    person_id=whom,
                    params=params,
                )
                outbox.queue(unit, mail)
            await unit.commit()
        await self.hall.settles()

    def shown(self, team: str) -> str:
        """What is new in a workspace since somebody looked last."""
        fake = self.hall.world.workspaces[team]
        new, self.seen[team] = fake.messages[self.seen[team] :], len(fake.messages)
        homes, fake.homes = fake.homes, {}
        return json.dumps([*new, *homes.values()], ensure_ascii=False)


@pytest.mark.parametrize("seed", range(6))
async def test_each_is_their_own_organisations_in_whatever_order_it_happens(
    tmp_path: Path, seed: int
) -> None:
    async with a_hall(tmp_path) as hall:
        registry, done = Registry(hall, Random(seed)), list[str]()
        for team, town in TOWNS.items():
            await keeps(hall, planning(town, team))
            await registry.installed(team, town)
        for _ in range(STEPS):
            done.append(await registry.happens())
            for team in TOWNS:
                await holds(registry, team, done)


async def holds(registry: Registry, team: str, done: list[str]) -> None:
    owner, shown = registry.owner.get(team, ""), registry.shown(team)
    for other in set(TOWNS.values()) - {owner}:
        assert f"fra {other.capitalize()}" not in shown, done
    for name in NAMES:
        reply = await registry.hall.app.receive(pressed(team, name, write(Do("home"))))
        assert reply.person_id == (f"p-{name}-{owner}" if owner else ""), done
    async with registry.hall.store.snapshot() as reads:
        found = await reads.all(select(Address).where(Address.tenant == team))
        mine = await tenants.as_theirs(reads, found)
    reached = {each.person_id for each in mine if not each.unreachable}
    assert all(owner and each.endswith(f"-{owner}") for each in reached), done
