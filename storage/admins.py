"""Who runs kombot."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Person, Role, RoleName, Workplace
from storage.unit_of_work import Unit


async def admins(reads: Snapshot, organisation_id: str) -> list[tuple[Person, Workplace]]:
    """Each once, with where they work, by name; those who have left are among them."""
    return await reads.all(
        select(Person, Workplace)
        .join(Workplace, col(Workplace.id) == Person.workplace_id)
        .where(
            Person.organisation_id == organisation_id,
            col(Person.id).in_(select(Role.person_id).where(Role.name == RoleName.ADMIN.value)),
        )
        .order_by(col(Person.name), col(Person.email))
    )


async def here(reads: Snapshot, organisation_id: str | None, today: date) -> list[Person]:
    """Who runs kombot there now."""
    found = await admins(reads, organisation_id) if organisation_id else []
    return [each for each, _ in found if each.left_on is None or each.left_on > today]


def dismiss(unit: Unit, person_id: str) -> None:
    """Take the role away wherever it is held; the person stays."""
    unit.delete(
        delete(Role).where(col(Role.person_id) == person_id, col(Role.name) == RoleName.ADMIN.value)
    )
