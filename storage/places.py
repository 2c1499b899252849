"""Places as they are on the platform: which are ours, who is in them, and what was agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.reach import UNVOUCHED
from storage.tables import Address, Person, Place
from storage.unit_of_work import Unit

GROUP = "group"
"""In a place's reference: the platform's id of the group of channels that it is in, if it tells."""


async def at(reads: Snapshot, *, channel: str, tenant: str, external_id: str) -> list[Place]:
    """One channel may serve several purposes, and several workplaces."""
    return await reads.all(
        select(Place)
        .where(Place.channel == channel, Place.tenant == tenant, Place.external_id == external_id)
        .order_by(col(Place.id))
    )


async def within(reads: Snapshot, *, channel: str, tenant: str, external_id: str) -> list[Place]:
    """The places in that channel, or in any channel of that group of channels."""
    found = await reads.all(
        select(Place)
        .where(Place.channel == channel, Place.tenant == tenant)
        .order_by(col(Place.id))
    )
    return [each for each in found if external_id in (each.external_id, each.reference.get(GROUP))]


async def in_use(reads: Snapshot, workplace_id: str) -> list[Place]:
    return await reads.all(select(Place).where(Place.workplace_id == workplace_id))


def stand(unit: Unit, place: Place, *, unreachable: str, reference: Mapping[str, Any]) -> None:
    """As it was read, it is so now; a second one who says so loses the race and looks again."""
    unit.update(
        update(Place)
        .where(
            col(Place.id) == place.id,
            col(Place.external_id) == place.external_id,
            col(Place.unreachable) == place.unreachable,
        )
        .values(unreachable=unreachable, reference=dict(reference))
    )


def rename(unit: Unit, place: Place, name: str) -> None:
    """It has another name on the platform, and is the same."""
    unit.update(update(Place).where(col(Place.id) == place.id).values(name=name), expect=None)


async def with_addresses(
    reads: Snapshot, ids: Iterable[str], *, channel: str, tenant: str
) -> dict[str, Person]:
    """People by the id that the platform has for them, as long as it is theirs."""
    found = await reads.all(
        select(Address.external_id, Person)
        .join(Person, col(Person.id) == Address.person_id)
        .where(
            Address.channel == channel,
            Address.tenant == tenant,
            col(Address.external_id).in_(list(ids)),
            col(Address.unreachable).not_in(UNVOUCHED),
        )
    )
    return {external_id: person for external_id, person in found}  # noqa: C416 - rows are no pairs


async def with_emails(
    reads: Snapshot, emails: Iterable[str], *, organisation_id: str
) -> dict[str, Person]:
    wanted = {each.strip().lower() for each in emails if each.strip()}
    found = await reads.all(
        select(Person).where(
            Person.organisation_id == organisation_id, col(Person.email).in_(list(wanted))
        )
    )
    return {each.email: each for each in found}
