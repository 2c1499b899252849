"""Who is who: people, their roles, their addresses, and the places the bot posts to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import Snapshot
from storage.merging import with_more
from storage.prepared import Asked, Prepared, prepared
from storage.reach import NO_SCOPE
from storage.tables import Absence, Address, Person, Place, Posted, Role, Round, Workplace
from storage.unit_of_work import Unit

_PERSON = prepared(lambda person_id: select(Person).where(Person.id == person_id))
_ROLES = prepared(
    lambda person_id: select(Role.name, Role.workplace_id).where(Role.person_id == person_id)
)
_AT_ADDRESS = prepared(
    lambda channel, tenant, external_id: (
        select(Address, Person)
        .join(Person, col(Person.id) == Address.person_id)
        .where(
            Address.channel == channel, Address.tenant == tenant, Address.external_id == external_id
        )
    )
)


_ROLES_AT: Prepared[tuple[str, str | None, str | None]] = prepared(
    lambda channel, tenant, external_id: (
        select(Address.person_id, Role.name, Role.workplace_id)
        .join(Role, col(Role.person_id) == Address.person_id, isouter=True)
        .where(
            Address.channel == channel, Address.tenant == tenant, Address.external_id == external_id
        )
    )
)


def _number_with_role(near: str, but: str, today: date) -> Any:  # noqa: ANN401 - a scalar subquery
    """At the workplace of the round around it; whoever has left counts no more."""
    one = aliased(Person)
    there = select(Role.person_id).where(Role.workplace_id == Round.workplace_id)
    left_on = col(one.left_on)
    return (
        select(func.count())
        .select_from(one)
        .where(
            col(one.id).in_(there.where(Role.name == near).correlate(Round)),
            col(one.id).not_in(there.where(Role.name == but).correlate(Round)),
            or_(left_on.is_(None), left_on > today),
        )
        .correlate(Round)
        .scalar_subquery()
    )


_BESIDE: Prepared[tuple[str | None, int]] = prepared(
    lambda round_id, near, but, today: (
        select(Person.name, _number_with_role(near, but, today))
        .select_from(Round)
        .outerjoin(Person, col(Round.contact_id) == Person.id)
        .where(Round.id == round_id)
    )
)


def ask_roles_at(
    *, channel: str, tenant: str, external_id: str
) -> Asked[tuple[str, str | None, str | None]]:
    """Of whoever the address belongs to."""
    return _ROLES_AT(channel, tenant, external_id)


def ask_beside(round_id: str, near: str, *, but: str, today: date) -> Asked[tuple[str | None, int]]:
    """The name of a round's contact person, and how many have a role where it is."""
    return _BESIDE(round_id, near, but, today)


def ask_address(*, channel: str, tenant: str, external_id: str) -> Asked[tuple[Address, Person]]:
    return _AT_ADDRESS(channel, tenant, external_id)


async def person(reads: Snapshot, person_id: str) -> Person | None:
    return await reads.first(_PERSON(person_id))


async def people(reads: Snapshot, ids: Iterable[str]) -> dict[str, Person]:
    found = await reads.all(select(Person).where(col(Person.id).in_(list(ids))))
    return {each.id: each for each in found}


async def workplace(reads: Snapshot, workplace_id: str) -> Workplace | None:
    return await reads.first(select(Workplace).where(Workplace.id == workplace_id))


async def of_workplace(reads: Snapshot, workplace_id: str, today: date) -> list[Person]:
    """Everyone who works there now, by name."""
    return await reads.all(
        select(Person)
        .where(Person.workplace_id == workplace_id, _here(today))
        .order_by(col(Person.name))
    )


async def of_leader(reads: Snapshot, leader_id: str, today: date) -> list[Person]:
    return await reads.all(
        select(Person).where(Person.leader_id == leader_id, _here(today)).order_by(col(Person.name))
    )


def note_who_came(unit: Unit, today: date) -> None:
    """Whoever is here and of whom nothing has said since when; nobody who has left."""
    unknown = update(Person).where(col(Person.came_on).is_(None), _here(today))
    unit.update(unknown.values(came_on=today), expect=None)


def _here(today: date) -> ColumnElement[bool]:
    return or_(col(Person.left_on).is_(None), col(Person.left_on) > today)


async def roles_of(reads: Snapshot, person_id: str) -> frozenset[tuple[str, str]]:
    return frozenset(await reads.all(_ROLES(person_id)))


async def roles_at(
    reads: Snapshot, person_id: str, *, channel: str, tenant: str, external_id: str
) -> frozenset[tuple[str, str]]:
    """As `roles_of`, by the address, so that it can be asked for before anybody is known by it."""
    found = await reads.all(_ROLES_AT(channel, tenant, external_id))
    if not any(owner == person_id for owner, _, _ in found):
        return await roles_of(reads, person_id)
    return frozenset((name, there) for _, name, there in found if name and there is not None)


async def with_role(reads: Snapshot, workplace_id: str, *names: str, but: str = "") -> list[Person]:
    """People with any of the roles at a workplace, and not with `but`, by name, each once."""
    return await reads.all(_with_any_of(names, but)(workplace_id))


async def beside(
    reads: Snapshot, round_id: str, near: str, *, but: str, today: date
) -> tuple[str, int]:
    """As `ask_beside`; nobody is called nothing."""
    found = await reads.first(ask_beside(round_id, near, but=but, today=today))
    name, number = found or (None, 0)
    return name or "", number


@cache
def _with_any_of(names: tuple[str, ...], but: str) -> Prepared[Person]:
    return prepared(lambda workplace_id: _found(workplace_id, names, but))


def _found(
    workplace_id: str | ColumnElement[str], names: tuple[str, ...], but: str
) -> SelectOfScalar[Person]:
    there = select(Role.person_id).where(col(Role.workplace_id) == workplace_id)
    has = col(Person.id).in_(there.where(col(Role.name).in_(names)))
    whole = select(Person).where(has).order_by(col(Person.name))
    return whole.where(col(Person.id).not_in(there.where(Role.name == but))) if but else whole


def expect_role(unit: Unit, person_id: str, workplace_id: str, *names: str) -> None:
    """State that the person has one of the roles there: it may be taken from them meanwhile."""
    unit.expect(
        select(Role).where(
            Role.person_id == person_id,
            Role.workplace_id == workplace_id,
            col(Role.name).in_(names),
        )
    )


def expect_belongs(unit: Unit, person_id: str, workplace_id: str, *names: str) -> None:
    """State that the person works there, or has one of the roles there."""
    there = select(Role.person_id).where(
        Role.workplace_id == workplace_id, col(Role.name).in_(names)
    )
    belongs = or_(col(Person.workplace_id) == workplace_id, col(Person.id).in_(there))
    unit.expect(select(Person).where(Person.id == person_id, belongs))


async def absences(reads: Snapshot, ids: Iterable[str]) -> list[Absence]:
    return await reads.all(select(Absence).where(col(Absence.person_id).in_(list(ids))))


async def at_address(
    reads: Snapshot, *, channel: str, tenant: str, external_id: str
) -> tuple[Address, Person] | None:
    return await reads.first(_AT_ADDRESS(channel, tenant, external_id))


async def by_email(reads: Snapshot, email: str, *, organisation_id: str) -> Person | None:
    """Another organisation may have somebody with the same one."""
    return await reads.first(
        select(Person).where(
            Person.organisation_id == organisation_id, Person.email == email.strip().lower()
        )
    )


async def addresses_of(reads: Snapshot, person_id: str) -> list[Address]:
    """Where a person can be written to: reachable ones first, in a steady order."""
    return await reads.all(
        select(Address)
        .where(Address.person_id == person_id)
        .order_by(col(Address.unreachable) != "", col(Address.channel), col(Address.id))
    )


async def place(reads: Snapshot, place_id: str) -> Place | None:
    return await reads.first(select(Place).where(Place.id == place_id))


async def place_for(reads: Snapshot, workplace_id: str, purpose: str) -> Place | None:
    return await reads.first(
        select(Place).where(Place.workplace_id == workplace_id, Place.purpose == purpose)
    )


async def keep_place(unit: Unit, found: Place) -> str:
    """Post there from now on: what was posted in another channel is not updated any more."""
    known = await place_for(unit, found.workplace_id, found.purpose)
    if known is None:
        unit.insert(found)
        return found.id
    where = {
        "channel": found.channel,
        "tenant": found.tenant,
        "external_id": found.external_id,
        "name": found.name,
        "reference": found.reference,
        "unreachable": "",
    }
    unit.update(update(Place).where(col(Place.id) == known.id).values(**where))
    unit.delete(delete(Posted).where(col(Posted.target) == known.id))
    return known.id


def set_language(unit: Unit, person_id: str, language: str) -> None:
    unit.update(update(Person).where(col(Person.id) == person_id).values(language=language))


def refresh_address(unit: Unit, address: Address, reference: Mapping[str, Any]) -> None:
    """The person spoke: they can be reached, and what the newest reference names counts.

    What kombot may do there is another matter than whether somebody is there. Where the platform
    has told meanwhile that it is somebody else's, the race is lost: see `reach.UNVOUCHED`.
    """
    known, why = {**address.reference, **reference}, address.unreachable
    still = NO_SCOPE if why == NO_SCOPE else ""
    if why != still or known != address.reference:
        unit.update(
            update(Address)
            .where(
                col(Address.id) == address.id,
                col(Address.person_id) == address.person_id,
                # Another step of the same batch may open what was shut: `reach.reopen`.
                col(Address.unreachable).in_((why, still)),
            )
            .values(unreachable=still, reference=with_more(Address.reference, reference))
        )


def set_unreachable(unit: Unit, address_id: str, reason: str) -> None:
    """Of an address or a place: their ids never meet."""
    for table in (Address, Place):
        unit.update(
            update(table).where(col(table.id) == address_id).values(unreachable=reason),
            expect=None,
        )


def keep_reference(unit: Unit, target_id: str, reference: Mapping[str, Any]) -> None:
    for table in (Address, Place):
        unit.update(
            update(table).where(col(table.id) == target_id).values(reference=dict(reference)),
            expect=None,
        )
