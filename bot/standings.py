"""What a platform tells by itself: somebody came, changed or went, or kombot was shut out."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.channels.standing import Change, Gathered, Reported, Shut, Standing
from bot.gathering import gathered
from bot.matching import Somebody, address_of, home_of, meet, relearn, vouched
from bot.order import is_overtaken, stamp
from bot.premises import reported
from storage import events, people, reach, tenants
from storage.tables import Address, Person, Tenant
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
                case Gathered():
                    await _gathered(unit, change, now)
                case Reported():
                    await _reported(unit, change, now)
                case _ as never:
                    assert_never(never)

        await self.store.run(work)


async def _is_first(unit: Unit, *, channel: str, tenant: str, event_id: str, now: datetime) -> bool:
    """True also where there is nothing to tell a repeat by."""
    return not event_id or await events.first_time(
        unit, channel=channel, tenant=tenant, event_id=event_id, now=now
    )


async def _gathered(unit: Unit, told: Gathered, now: datetime) -> None:
    spot, event_id = told.spot, told.event_id
    if await _is_first(unit, channel=spot.channel, tenant=spot.tenant, event_id=event_id, now=now):
        await gathered(unit, spot, now, at=told.at)


async def _reported(unit: Unit, told: Reported, now: datetime) -> None:
    channel, tenant, event_id = told.channel, told.tenant, told.event_id
    if await _is_first(unit, channel=channel, tenant=tenant, event_id=event_id, now=now):
        await reported(unit, told, now)


async def _shut(unit: Unit, shut: Shut, now: datetime) -> None:
    """A repeat must not shut again what has been opened since, nor must what tells of before.

    The tokens of an installation that has ended are deleted (fault 22).
    """
    channel, tenant = shut.channel, shut.tenant
    if not await events.first_time(
        unit, channel=channel, tenant=tenant, event_id=shut.event_id, now=now
    ):
        return
    installed = await tenants.find(unit, channel=channel, tenant=tenant)
    if _was_before(shut, installed):
        log.info("%s %s told late of an end before the last installation", channel, tenant)
        return
    log.warning("%s %s has shut kombot out: %s", channel, tenant, shut.reason)
    reach.close(unit, channel=channel, tenant=tenant, reason=shut.reason)
    if installed is not None and installed.secret is not None:
        tenants.keep_secret(unit, installed, None)


def _was_before(shut: Shut, installed: Tenant | None) -> bool:
    at = installed.installed_at if installed is not None else None
    return shut.at is not None and at is not None and shut.at < at


async def _stands(unit: Unit, standing: Standing, now: datetime) -> None:
    """A repeat does nothing, and neither does what something newer has overtaken."""
    channel, tenant, event_id = standing.channel, standing.tenant, standing.event_id
    if not await _is_first(unit, channel=channel, tenant=tenant, event_id=event_id, now=now):
        return
    somebody = Somebody(
        channel=standing.channel,
        tenant=standing.tenant,
        external_id=standing.external_id,
        profile=standing.profile,
        reference={**standing.reference, **stamp(standing.at)},
    )
    known, organisation_id = await address_of(unit, somebody), await home_of(unit, somebody)
    if known and is_overtaken(standing.at, known[0].reference):
        log.info("%s %s told late of somebody", channel, tenant)
    elif standing.unreachable:
        if known:
            _cannot_be_reached(unit, standing, known[0])
    elif known and known[1].organisation_id == organisation_id:
        await _checked(unit, somebody, standing, *known)
    else:
        person = await vouched(unit, standing.profile.email, organisation_id)
        if person is not None and _works_here(person, now):
            meet(unit, somebody, person, known[0] if known else None)


def _cannot_be_reached(unit: Unit, standing: Standing, address: Address) -> None:
    if _is_news(address.unreachable, standing.unreachable):
        people.set_unreachable(unit, address.id, standing.unreachable)
    _keep_stamp(unit, standing, address)


def _keep_stamp(unit: Unit, standing: Standing, address: Address) -> None:
    reference = {**address.reference, **stamp(standing.at)}
    if reference != address.reference:
        people.keep_reference(unit, address.id, reference)


async def _checked(
    unit: Unit, somebody: Somebody, standing: Standing, address: Address, person: Person
) -> None:
    """Whose email it is decides whose address it is; without an email nothing is known of that."""
    email = somebody.profile.email.strip().lower()
    if email and email != person.email and not standing.lasting:
        other = await vouched(unit, email, person.organisation_id)
        if other is None:
            people.set_unreachable(unit, address.id, reach.OTHER_EMAIL)
            _keep_stamp(unit, standing, address)
        else:
            meet(unit, somebody, other, address)
        return
    if email and address.unreachable in (*MENDED, *standing.mends):
        people.set_unreachable(unit, address.id, "")
    relearn(unit, person, somebody, address)


def _is_news(before: str, now: str) -> bool:
    """Of whoever is not vouched for, it is that which has to be remembered."""
    return now != before and (before not in reach.UNVOUCHED or now in reach.UNVOUCHED)


def _works_here(person: Person, now: datetime) -> bool:
    return person.left_on is None or person.left_on > now.date()
