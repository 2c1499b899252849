"""Workspaces and tenants: whose they are, and the tokens of kombot's installation there.

Trust hangs on one rule: whoever comes from a tenant is looked up in its organisation alone. A
tenant that nobody has bound belongs to the only organisation there is, and to none among several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Update, and_, delete, func, or_, update
from sqlmodel import col, select

from storage import reach
from storage.database import Snapshot
from storage.prepared import Asked, prepared
from storage.tables import Address, Organisation, Person, Place, Tenant, Workplace
from storage.unit_of_work import Unit

Where = TypeVar("Where", Address, Place)


_IS_BOUND = col(Tenant.id).is_not(None)
_HOMES = prepared(
    lambda channel, tenant: (
        select(Organisation.id, _IS_BOUND)
        .outerjoin(
            Tenant,
            and_(
                col(Tenant.organisation_id) == col(Organisation.id),
                col(Tenant.channel) == channel,
                col(Tenant.external_id) == tenant,
            ),
        )
        .order_by(_IS_BOUND.desc())
        .limit(2)
    )
)


def ask_homes(*, channel: str, tenant: str) -> Asked[tuple[str, bool]]:
    return _HOMES(channel, tenant)


async def organisation_of(reads: Snapshot, *, channel: str, tenant: str) -> str | None:
    """The id of the one organisation whose people may be met there."""
    rows = await reads.all(_HOMES(channel, tenant))
    if not rows:
        return None
    organisation_id, bound = rows[0]
    return organisation_id if bound or len(rows) == 1 else None


def at_home() -> ColumnElement[bool]:
    """The rule as a condition on addresses and people: the tenant is their organisation's."""
    here = select(Tenant.organisation_id).where(
        Tenant.channel == col(Address.channel), Tenant.external_id == col(Address.tenant)
    )
    only = select(func.count()).select_from(Organisation).scalar_subquery() == 1
    return or_(col(Person.organisation_id).in_(here), and_(~here.exists(), only))


async def as_theirs(reads: Snapshot, found: Sequence[Where]) -> list[Where]:
    """Addresses of a person, or places, as far as their owner's organisation may be met there.

    What lies in another organisation's tenant cannot be reached; what lies in nobody's waits.
    """
    return [await _as_theirs(reads, each) for each in found]


async def _as_theirs(reads: Snapshot, where: Where) -> Where:
    if where.unreachable:
        return where
    home = await organisation_of(reads, channel=where.channel, tenant=where.tenant)
    return as_seen(where, home=home, owner=await _owner(reads, where))


def as_seen(where: Where, *, home: str | None, owner: str | None) -> Where:
    """As it is to the organisation that owns it, where the tenant is `home`'s."""
    if where.unreachable or (home is not None and home == owner):
        return where
    why = reach.UNBOUND if home is None else reach.OTHER_ORGANISATION
    return type(where)(**{**where.model_dump(), "unreachable": why})


async def _owner(reads: Snapshot, where: Address | Place) -> str | None:
    if isinstance(where, Place):
        of_place = select(Workplace.organisation_id).where(Workplace.id == where.workplace_id)
        return await reads.first(of_place)
    return await reads.first(select(Person.organisation_id).where(Person.id == where.person_id))


async def find(reads: Snapshot, *, channel: str, tenant: str) -> Tenant | None:
    return await reads.first(
        select(Tenant).where(Tenant.channel == channel, Tenant.external_id == tenant)
    )


async def every(reads: Snapshot) -> list[tuple[Tenant, Organisation]]:
    """By organisation, channel and name."""
    return await reads.all(
        select(Tenant, Organisation)
        .join(Organisation, col(Organisation.id) == Tenant.organisation_id)
        .order_by(
            col(Organisation.name), col(Tenant.channel), col(Tenant.name), col(Tenant.external_id)
        )
    )


async def strays(reads: Snapshot) -> list[tuple[str, str]]:
    """Channel and tenant of everybody and everything that is reached in none that is bound."""
    bound = {(each.channel, each.external_id) for each in await reads.all(select(Tenant))}
    found: set[tuple[str, str]] = set()
    for table in (Address, Place):
        found |= set(await reads.all(select(table.channel, table.tenant).distinct()))
    return sorted(found - bound)


def bind(unit: Unit, *, channel: str, tenant: str, organisation_id: str, name: str = "") -> None:
    """It belongs to that organisation from now on. Loses the race where it is bound already."""
    _insert(
        unit,
        Tenant(channel=channel, external_id=tenant, organisation_id=organisation_id, name=name),
    )


def install(unit: Unit, known: Tenant | None, new: Tenant) -> None:
    """Keep an installation's tokens. `known` is the row as it was read, of that organisation."""
    if known is None:
        _insert(unit, new)
        return
    unit.update(
        _as_read(known).values(
            name=new.name,
            secret=new.secret,
            version=known.version + 1,
            installed_at=new.installed_at,
            leased_until=None,
        )
    )


def _insert(unit: Unit, new: Tenant) -> None:
    unit.insert(new)
    _turn_out(unit, new)


def _turn_out(unit: Unit, tenant: Tenant) -> None:
    """Whoever else was met there, while it was not bound or bound otherwise."""
    people = select(Person.id).where(Person.organisation_id == tenant.organisation_id)
    workplaces = select(Workplace.id).where(Workplace.organisation_id == tenant.organisation_id)
    for table, mine in (
        (Address, col(Address.person_id).in_(people)),
        (Place, col(Place.workplace_id).in_(workplaces)),
    ):
        unit.update(
            update(table)
            .where(
                col(table.channel) == tenant.channel,
                col(table.tenant) == tenant.external_id,
                ~mine,
            )
            .values(unreachable=reach.OTHER_ORGANISATION),
            expect=None,
        )


def unbind(unit: Unit, tenant: Tenant) -> None:
    """Its tokens go with it."""
    unit.delete(delete(Tenant).where(col(Tenant.id) == tenant.id), expect=1)


def lease(unit: Unit, tenant: Tenant, *, now: datetime, until: datetime) -> None:
    """Be the only one who may change the secret until then. Loses the race if somebody else is."""
    free = or_(col(Tenant.leased_until).is_(None), col(Tenant.leased_until) <= now)
    unit.update(_as_read(tenant).where(free).values(leased_until=until))


def keep_secret(unit: Unit, tenant: Tenant, secret: Mapping[str, Any] | None) -> None:
    """Only if nobody changed it meanwhile."""
    unit.update(
        _as_read(tenant).values(
            secret=None if secret is None else dict(secret),
            version=tenant.version + 1,
            leased_until=None,
        )
    )


def _as_read(tenant: Tenant) -> Update:
    return update(Tenant).where(
        col(Tenant.id) == tenant.id,
        col(Tenant.version) == tenant.version,
        col(Tenant.organisation_id) == tenant.organisation_id,
    )
