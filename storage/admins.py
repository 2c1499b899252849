"""Who runs kombot."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Organisation, Person, Role, RoleName, Workplace
from storage.unit_of_work import Unit


async def admins(reads: Snapshot) -> list[tuple[Person, Workplace]]:
    """Each once, with where they work, by name; those who have left are among them."""
    return await reads.all(
        select(Person, Workplace)
        .join(Workplace, col(Workplace.id) == Person.workplace_id)
        .where(col(Person.id).in_(select(Role.person_id).where(Role.name == RoleName.ADMIN.value)))
        .order_by(col(Person.name), col(Person.email))
    )


async def of_the_one(reads: Snapshot, today: date) -> list[Person]:
    """Who runs kombot now; nobody where several organisations share the store."""
    organisations = await reads.all(select(Organisation.id).limit(2))
    if len(organisations) != 1:
        return []
    found = await admins(reads)
    return [each for each, _ in found if each.left_on is None or each.left_on > today]


def dismiss(unit: Unit, person_id: str) -> None:
    """Take the role away wherever it is held; the person stays."""
    unit.delete(
        delete(Role).where(col(Role.person_id) == person_id, col(Role.name) == RoleName.ADMIN.value)
    )
