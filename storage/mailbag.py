"""All that a batch of messages needs to be written and sent, in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func
from sqlmodel import col, select

from storage import tenants
from storage.database import Snapshot
from storage.tables import Address, Outbox, Person, Place, Posted, Role, Workplace

Where = TypeVar("Where", Address, Place)


@dataclass(frozen=True, kw_only=True)
class Mailbag:
    """By id. `last_to`: when something was last sent to a person or place of late."""

    people: Mapping[str, Person]
    roles: Mapping[str, frozenset[tuple[str, str]]]
    addresses: Mapping[str, Sequence[Address]]
    places: Mapping[str, Place]
    posted: Mapping[tuple[str, str], Posted]
    last_to: Mapping[str, datetime]

    def places_of(self, row: Outbox) -> Sequence[Address | Place]:
        """Where it may go; reachable addresses first."""
        if row.place_id:
            place = self.places.get(row.place_id)
            return [place] if place else []
        return self.addresses.get(row.person_id or "", [])


async def gather(reads: Snapshot, rows: Sequence[Outbox], *, since: datetime) -> Mailbag:
    """What was sent before `since` is long ago."""
    ids = sorted({row.person_id for row in rows if row.person_id})
    people = {each.id: each for each in await _all_of(reads, ids)} if ids else {}
    addresses, places = await _addresses(reads, ids, people), await _places(reads, rows)
    return Mailbag(
        people=people,
        roles=await _roles(reads, ids) if ids else {},
        addresses=addresses,
        places=places,
        posted=await _posted(reads, rows, addresses, places),
        last_to=await _last(reads, rows, since),
    )


async def _all_of(reads: Snapshot, ids: Sequence[str]) -> list[Person]:
    return await reads.all(select(Person).where(col(Person.id).in_(ids)))


async def _roles(reads: Snapshot, ids: Sequence[str]) -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for role in await reads.all(select(Role).where(col(Role.person_id).in_(ids))):
        found[role.person_id].add((role.name, role.workplace_id))
    return {each: frozenset(roles) for each, roles in found.items()}


async def _addresses(
    reads: Snapshot, ids: Sequence[str], people: Mapping[str, Person]
) -> dict[str, list[Address]]:
    if not ids:
        return {}
    found = await reads.all(
        select(Address)
        .where(col(Address.person_id).in_(ids))
        .order_by(col(Address.unreachable) != "", col(Address.channel), col(Address.id))
    )
    owners = {each.id: people[each.person_id].organisation_id for each in found}
    by_person: dict[str, list[Address]] = defaultdict(list)
    for each in await _as_theirs(reads, found, owners):
        by_person[each.person_id].append(each)
    return by_person


async def _places(reads: Snapshot, rows: Iterable[Outbox]) -> dict[str, Place]:
    ids = sorted({row.place_id for row in rows if row.place_id})
    if not ids:
        return {}
    found = await reads.all(
        select(Place, Workplace.organisation_id)
        .join(Workplace, col(Workplace.id) == Place.workplace_id)
        .where(col(Place.id).in_(ids))
    )
    owners = {place.id: owner for place, owner in found}
    seen = await _as_theirs(reads, [place for place, _ in found], owners)
    return {each.id: each for each in seen}


async def _as_theirs(
    reads: Snapshot, found: Sequence[Where], owners: Mapping[str, str]
) -> list[Where]:
    """As `tenants.as_theirs`, where the owners are known."""
    there = sorted({(each.channel, each.tenant) for each in found if not each.unreachable})
    homes = {
        (channel, tenant): await tenants.organisation_of(reads, channel=channel, tenant=tenant)
        for channel, tenant in there
    }
    return [
        tenants.as_seen(each, home=homes.get((each.channel, each.tenant)), owner=owners[each.id])
        for each in found
    ]


async def _posted(
    reads: Snapshot,
    rows: Sequence[Outbox],
    addresses: Mapping[str, Sequence[Address]],
    places: Mapping[str, Place],
) -> dict[tuple[str, str], Posted]:
    slots = sorted({row.slot for row in rows if row.slot})
    if not slots:
        return {}
    here = [row for row in rows if row.slot]
    targets = {each.id for row in here for each in addresses.get(row.person_id or "", ())}
    targets |= {row.place_id or "" for row in here if row.place_id in places}
    found = await reads.all(
        select(Posted).where(col(Posted.target).in_(sorted(targets)), col(Posted.slot).in_(slots))
    )
    return {(each.target, each.slot): each for each in found}


async def _last(reads: Snapshot, rows: Iterable[Outbox], since: datetime) -> dict[str, datetime]:
    whom = sorted({row.whom for row in rows if row.whom})
    if not whom:
        return {}
    found = await reads.all(
        select(Outbox.whom, func.max(Outbox.settled_at))
        .where(col(Outbox.whom).in_(whom), col(Outbox.settled_at) > since)
        .group_by(Outbox.whom)
    )
    return {each: at for each, at in found if at is not None}
