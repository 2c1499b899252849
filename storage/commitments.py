"""What each will do already now (TAL-52): its owner's, and the workplace's where it is shared."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, delete, not_, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Commitment, Person, Round
from storage.unit_of_work import Unit


async def of_person(reads: Snapshot, round_id: str, person_id: str) -> Commitment | None:
    return await reads.first(
        select(Commitment).where(Commitment.round_id == round_id, Commitment.person_id == person_id)
    )


async def made_by(reads: Snapshot, round_id: str) -> frozenset[str]:
    """Ids of those who have one, so that they are not asked; nobody is shown them."""
    found = await reads.all(select(Commitment.person_id).where(Commitment.round_id == round_id))
    return frozenset(found)


async def shared(reads: Snapshot, round_id: str, today: date) -> list[tuple[str, str]]:
    """(name, what they will do) of those who share it and work there, by name."""
    found = await reads.all(
        select(Person.name, Commitment.text)
        .join(Person, col(Person.id) == Commitment.person_id)
        .join(Round, col(Round.id) == Commitment.round_id)
        .where(Commitment.round_id == round_id, col(Commitment.shared).is_(True), _there(today))
        .order_by(col(Person.name), col(Commitment.id))
    )
    return [(name, text) for name, text in found]


def _there(today: date) -> ColumnElement[bool]:
    """Who works where the round is."""
    here = or_(col(Person.left_on).is_(None), col(Person.left_on) > today)
    return and_(here, col(Person.workplace_id) == Round.workplace_id)


async def strayed(reads: Snapshot, today: date) -> list[Commitment]:
    """Shared with a workplace whose writer has moved away or left."""
    return await reads.all(
        select(Commitment)
        .join(Person, col(Person.id) == Commitment.person_id)
        .join(Round, col(Round.id) == Commitment.round_id)
        .where(col(Commitment.shared).is_(True), not_(_there(today)))
        .order_by(col(Commitment.id))
    )


def unshare(unit: Unit, commitment: Commitment) -> None:
    """It is its writer's own again."""
    unit.update(
        update(Commitment)
        .where(col(Commitment.id) == commitment.id, col(Commitment.shared).is_(True))
        .values(shared=False)
    )


def keep(unit: Unit, commitment: Commitment, before: Commitment | None) -> None:
    """The first one, or in place of the one that was read."""
    if before is None:
        unit.insert(commitment)
        return
    unit.update(
        update(Commitment)
        .where(col(Commitment.id) == before.id)
        .values(text=commitment.text, shared=commitment.shared)
    )


def let_go(unit: Unit, commitment: Commitment) -> None:
    unit.delete(delete(Commitment).where(col(Commitment.id) == commitment.id), expect=1)
