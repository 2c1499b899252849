"""Who and what cannot be reached, why, and whole workspaces that have shut kombot out.

A reason is a channel's word, kept as it is: `dialogs/words/unreachable` says it to people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import col, select

from storage import outbox
from storage.database import Snapshot
from storage.tables import Address, Person, Place, Workplace
from storage.unit_of_work import Unit

UNBOUND = "unbound"
"""Nobody has said whose the tenant is, while several organisations share the store."""
NO_ACCESS = "no_access"
NO_SCOPE = "no_scope"
"""The app may not do there all that it has to: it waits until it may."""
HEARING_OPENS = (NO_ACCESS, "uninstalled", UNBOUND)
"""What is over once anybody there is heard."""
CLOSED = (*HEARING_OPENS, NO_SCOPE)
"""A whole tenant's: nobody there can be written to, and nothing there is anybody's own fault."""
PERSON_GONE, OTHER_EMAIL, GUEST = "person_gone", "other_email", "guest"
OTHER_ORGANISATION = "other_organisation"
"""Met in a tenant that belongs to another organisation now."""
UNVOUCHED = (OTHER_EMAIL, GUEST, OTHER_ORGANISATION)
"""Whoever writes from such an address may be somebody else than the person it was."""


def close(unit: Unit, *, channel: str, tenant: str, reason: str) -> None:
    """Everybody and everything in the tenant at once; who had a reason of their own keeps it."""
    for table in (Address, Place):
        unit.update(
            update(table)
            .where(
                col(table.channel) == channel,
                col(table.tenant) == tenant,
                col(table.unreachable) == "",
            )
            .values(unreachable=reason),
            expect=None,
        )


async def is_closed(
    reads: Snapshot, *, channel: str, tenant: str, reasons: Sequence[str] = CLOSED
) -> bool:
    for table in (Address, Place):
        found = select(table.id).where(
            table.channel == channel,
            table.tenant == tenant,
            col(table.unreachable).in_(reasons),
        )
        if await reads.first(found) is not None:
            return True
    return False


def reopen(
    unit: Unit,
    *,
    channel: str,
    tenant: str,
    now: datetime,
    reasons: Sequence[str] = CLOSED,
) -> None:
    """These reasons are over: what waited for that is due at once."""
    for table in (Address, Place):
        unit.update(
            update(table)
            .where(
                col(table.channel) == channel,
                col(table.tenant) == tenant,
                col(table.unreachable).in_(reasons),
            )
            .values(unreachable=""),
            expect=None,
        )
    outbox.wake(unit, now)


def give_address(
    unit: Unit, address: Address, person_id: str, *, reference: Mapping[str, Any]
) -> None:
    """It is another person's now, or the same one's again: what was known there is forgotten."""
    unit.update(
        update(Address)
        .where(col(Address.id) == address.id, col(Address.person_id) == address.person_id)
        .values(person_id=person_id, unreachable="", reference=dict(reference))
    )


def learn(unit: Unit, person_id: str, told: Mapping[str, str]) -> None:
    """`told` holds a language, a time zone, or both."""
    unit.update(update(Person).where(col(Person.id) == person_id).values(**told))


async def unreached(reads: Snapshot, ids: Iterable[str]) -> dict[str, Address]:
    """Those of them who cannot be reached anywhere, each with one address that tells why."""
    found = await reads.all(
        select(Address).where(col(Address.person_id).in_(list(ids))).order_by(col(Address.id))
    )
    reached = {each.person_id for each in found if not each.unreachable}
    return {each.person_id: each for each in found if each.person_id not in reached}


async def unreached_of(reads: Snapshot, leader_id: str) -> dict[str, Address]:
    """As `unreached`, of a leader's people: those alone are read who have an address that fails."""
    failing = (
        select(Address.person_id)
        .join(Person, col(Person.id) == Address.person_id)
        .where(Person.leader_id == leader_id, col(Address.unreachable) != "")
    )
    found = await reads.all(
        select(Address).where(col(Address.person_id).in_(failing)).order_by(col(Address.id))
    )
    reached = {each.person_id for each in found if not each.unreachable}
    return {each.person_id: each for each in found if each.person_id not in reached}


async def workplaces_of(reads: Snapshot, organisation_id: str) -> list[str]:
    return await reads.all(select(Workplace.id).where(Workplace.organisation_id == organisation_id))


async def unreached_people(
    reads: Snapshot, today: date, *, workplaces: Iterable[str] | None = None
) -> list[tuple[Person, Address]]:
    """By name; at all workplaces, or at those given."""
    here = or_(col(Person.left_on).is_(None), col(Person.left_on) > today)
    asked = (
        select(Person)
        .join(Address, col(Address.person_id) == Person.id)
        .where(here, col(Address.unreachable) != "")
        .order_by(col(Person.name), col(Person.id))
    )
    if workplaces is not None:
        asked = asked.where(col(Person.workplace_id).in_(list(workplaces)))
    people = {each.id: each for each in await reads.all(asked)}
    addresses = await unreached(reads, people)
    return [(each, addresses[each.id]) for each in people.values() if each.id in addresses]


async def unreached_places(
    reads: Snapshot, *, workplaces: Iterable[str] | None = None
) -> list[tuple[str, Place]]:
    """With the name of the workplace."""
    asked = (
        select(Workplace.name, Place)
        .join(Place, col(Place.workplace_id) == Workplace.id)
        .where(col(Place.unreachable) != "")
        .order_by(col(Workplace.name), col(Place.purpose))
    )
    if workplaces is not None:
        asked = asked.where(col(Workplace.id).in_(list(workplaces)))
    return await reads.all(asked)
