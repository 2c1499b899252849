"""What a platform tells by itself: somebody came, changed or went, or kombot was shut out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.channels.standing import Change, Gathered, Shut, Standing
from bot.gathering import gathered
from bot.matching import Somebody, address_of, meet, relearn, vouched
from storage import events, people, reach
from storage.tables import Address, Person
from storage.unit_of_work import Store, Unit

log = logging.getLogger("kombot.inbox")

MENDED = (reach.PERSON_GONE, *reach.UNVOUCHED)
"""What is over once somebody is there with their own email."""


@dataclass(frozen=True, kw_only=True)
class Standings:
    store: Store

    async def note(self, change: Change, *, now: datetime) -> None:
        """Once this returns, it is on disk; trouble is raised, so that it comes again."""

        async def work(unit: Unit) -> None:
            match change:
                case Shut():
                    await _shut(unit, change, now)
                case Standing():
                    await _stands(unit, change, now)
                case Gathered(spot):
                    await gathered(unit, spot, now)
                case _ as never:
                    assert_never(never)

        await self.store.run(work)


async def _shut(unit: Unit, shut: Shut, now: datetime) -> None:
    """A repeat must not shut again what has been opened since."""
    if await events.first_time(unit, channel=shut.channel, event_id=shut.event_id, now=now):
        log.warning("%s %s has shut kombot out: %s", shut.channel, shut.tenant, shut.reason)
        reach.close(unit, channel=shut.channel, tenant=shut.tenant, reason=shut.reason)


async def _stands(unit: Unit, standing: Standing, now: datetime) -> None:
    somebody = Somebody(
        channel=standing.channel,
        tenant=standing.tenant,
        external_id=standing.external_id,
        profile=standing.profile,
    )
    known = await address_of(unit, somebody)
    if standing.unreachable:
        if known and known[0].unreachable != standing.unreachable:
            people.set_unreachable(unit, known[0].id, standing.unreachable)
    elif known:
        await _checked(unit, somebody, *known)
    elif await _works_here(unit, standing.profile.email, now):
        await meet(unit, somebody, None)


async def _checked(unit: Unit, somebody: Somebody, address: Address, person: Person) -> None:
    """Whose email it is decides whose address it is; without an email nothing is known of that."""
    email = somebody.profile.email.strip().lower()
    if email and email != person.email:
        other = await vouched(unit, email)
        if other is None:
            people.set_unreachable(unit, address.id, reach.OTHER_EMAIL)
        else:
            await meet(unit, somebody, address)
        return
    if email and address.unreachable in MENDED:
        people.set_unreachable(unit, address.id, "")
    relearn(unit, person, somebody.profile, address)


async def _works_here(unit: Unit, email: str, now: datetime) -> bool:
    person = await vouched(unit, email)
    return person is not None and (person.left_on is None or person.left_on > now.date())
