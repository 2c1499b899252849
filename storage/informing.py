"""Who is told about a round, and who of them cannot be reached: how it is, never who has read."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Address, Person, Role, RoundStep
from storage.unit_of_work import Unit

INFORM = "inform"


async def unreached(
    reads: Snapshot, workplace_id: str, today: date, *, among: tuple[str, ...]
) -> list[str]:
    """The names of those who work there, or have one of these roles, and have no way in."""
    reached = select(Address.person_id).where(col(Address.unreachable) == "")
    in_group = select(Role.person_id).where(
        Role.workplace_id == workplace_id, col(Role.name).in_(among)
    )
    return await reads.all(
        select(Person.name)
        .where(
            or_(col(Person.workplace_id) == workplace_id, col(Person.id).in_(in_group)),
            or_(col(Person.left_on).is_(None), col(Person.left_on) > today),
            col(Person.id).not_in(reached),
        )
        .order_by(col(Person.name))
    )


async def told_by(reads: Snapshot, step: RoundStep) -> str:
    """The name of whoever sent it."""
    found = await reads.first(select(Person.name).where(Person.id == step.done_by))
    return found or ""


def expect_untold(unit: Unit, round_id: str) -> None:
    """State that nobody has told everybody meanwhile."""
    unit.expect(
        select(RoundStep).where(
            RoundStep.round_id == round_id,
            RoundStep.step == INFORM,
            col(RoundStep.done_at).is_(None),
        )
    )
