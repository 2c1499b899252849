"""The practical things to have ready before a dialogue: who has which, until when, what is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Chore
from storage.unit_of_work import Unit


async def of_round(reads: Snapshot, round_id: str) -> list[Chore]:
    """In the order in which they are due."""
    found = await reads.all(select(Chore).where(Chore.round_id == round_id))
    return in_order(found)


def in_order(found: list[Chore]) -> list[Chore]:
    return sorted(found, key=lambda each: (each.due_on, each.id))


async def of_owner(reads: Snapshot, round_id: str, person_id: str) -> list[Chore]:
    """Those that somebody has not finished yet."""
    found = await reads.all(
        select(Chore).where(
            Chore.round_id == round_id, Chore.owner_id == person_id, col(Chore.done_at).is_(None)
        )
    )
    return in_order(found)


async def find(reads: Snapshot, chore_id: str) -> Chore | None:
    return await reads.first(select(Chore).where(Chore.id == chore_id))


def propose(unit: Unit, round_id: str, days: Mapping[str, date], *, dialogue_on: date) -> None:
    """The pack's, by their keys, each once."""
    for key, due_on in sorted(days.items()):
        chore = Chore(
            id=f"{round_id}.{key}", round_id=round_id, key=key, due_on=due_on, set_for=dialogue_on
        )
        unit.insert_new(chore, conflict=(Chore.id,))


def add(unit: Unit, chore: Chore) -> None:
    unit.insert(chore)


def change(unit: Unit, chore: Chore, turn: int) -> None:
    """Keep it as it is now; loses the race to whoever changed it since that turn."""
    unit.update(
        update(Chore)
        .where(col(Chore.id) == chore.id, col(Chore.turn) == turn)
        .values(
            title=chore.title,
            owner_id=chore.owner_id,
            due_on=chore.due_on,
            set_for=chore.set_for,
            done_at=chore.done_at,
            done_by=chore.done_by,
            changed_by=chore.changed_by,
            changed_at=chore.changed_at,
            turn=turn + 1,
        )
    )


def move(unit: Unit, chore: Chore, *, due_on: date, dialogue_on: date) -> None:
    """The dialogue has another day, and so has what hangs on it. That is no change of anybody's."""
    unit.update(
        update(Chore)
        .where(col(Chore.id) == chore.id, col(Chore.turn) == chore.turn)
        .values(due_on=due_on, set_for=dialogue_on)
    )


def last_done(found: list[Chore]) -> tuple[datetime, str | None] | None:
    """When and by whom the last of them was finished; None while one is open."""
    done = [(each.done_at, each.done_by) for each in found if each.done_at is not None]
    return max(done, key=lambda each: each[0]) if done and len(done) == len(found) else None
