"""That somebody has asked for everything about them, or for it to be erased (GDPR, article 12)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.ids import new_id
from storage.tables import Person, Wish
from storage.unit_of_work import Unit

EXPORT, ERASE = "export", "erase"
WITHIN = timedelta(days=30)
"""Never later than a month (GDPR, article 12 (3)); no month but February is shorter."""
KEPT = timedelta(days=365)
"""So long it is known that a wish was met."""


def deadline(wish: Wish) -> date:
    return (wish.asked_at + WITHIN).date()


def ask(unit: Unit, *, person_id: str, what: str, now: datetime) -> Wish:
    """Only while none of theirs waits."""
    wish = Wish(id=new_id(), person_id=person_id, what=what, asked_at=now)
    another = select(Wish.id).where(
        Wish.person_id == person_id, Wish.what == what, col(Wish.done_at).is_(None)
    )
    unit.expect_none(another, within=select(Person.id).where(Person.id == person_id))
    unit.insert(wish)
    return wish


async def find(reads: Snapshot, wish_id: str) -> Wish | None:
    return await reads.first(select(Wish).where(Wish.id == wish_id))


async def open_of(reads: Snapshot, person_id: str, what: str) -> Wish | None:
    return await reads.first(
        select(Wish)
        .where(Wish.person_id == person_id, Wish.what == what, col(Wish.done_at).is_(None))
        .order_by(col(Wish.asked_at), col(Wish.id))
    )


async def open_in(reads: Snapshot, organisation_id: str) -> list[tuple[Wish, Person]]:
    """Those that wait, the oldest first, each with whoever asked."""
    return await reads.all(
        select(Wish, Person)
        .join(Person, col(Person.id) == Wish.person_id)
        .where(Person.organisation_id == organisation_id, col(Wish.done_at).is_(None))
        .order_by(col(Wish.asked_at), col(Wish.id))
    )


def take_back(unit: Unit, wish: Wish) -> None:
    unit.delete(delete(Wish).where(col(Wish.id) == wish.id, col(Wish.done_at).is_(None)), expect=1)


def meet(unit: Unit, *, person_id: str, what: str, now: datetime, by: str) -> None:
    """Every wish of that kind that waits is met now."""
    waits = update(Wish).where(
        col(Wish.person_id) == person_id, col(Wish.what) == what, col(Wish.done_at).is_(None)
    )
    unit.update(waits.values(done_at=now, done_by=by), expect=None)


def forget_met(unit: Unit, before: datetime) -> None:
    unit.delete(delete(Wish).where(col(Wish.done_at) < before))
