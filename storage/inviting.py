"""Who was invited to a dialogue, and with which words about values (TAL-39)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Setting, Sitting
from storage.unit_of_work import Unit


def invited(unit: Unit, sitting: Sitting, *, changes: int, now: datetime) -> None:
    """Keep that its invitation was sent; loses the race to whoever sent or moved it since.

    `sitting` is as it was read, `changes` what it is to be by now.
    """
    before = col(Sitting.invited_at)
    same = before.is_(None) if sitting.invited_at is None else before == sitting.invited_at
    unit.update(
        update(Sitting)
        .where(col(Sitting.id) == sitting.id, col(Sitting.changes) == changes, same)
        .values(invited_at=now, off_at=None)
    )


def call_off(unit: Unit, sitting: Sitting, now: datetime) -> None:
    """Nobody is invited to it any more; loses the race to whoever sent, moved or called it off.

    It counts two changes: that it is off, and whatever day comes in its place.
    """
    unit.update(
        update(Sitting)
        .where(
            col(Sitting.id) == sitting.id,
            col(Sitting.changes) == sitting.changes,
            col(Sitting.invited_at) == sitting.invited_at,
        )
        .values(invited_at=None, changes=sitting.changes + 2, off_at=now)
    )


async def values_of(reads: Snapshot, organisation_id: str) -> str:
    """The municipality's own statement of its values; empty where it has set none."""
    found = await reads.first(select(Setting).where(Setting.key == _key(organisation_id)))
    return found.value if found else ""


def set_values(unit: Unit, organisation_id: str, words: str, *, before: str) -> None:
    """No words: the product's own line stands again. Loses the race to whoever set it since."""
    key = _key(organisation_id)
    if before:
        same = delete(Setting).where(col(Setting.key) == key, col(Setting.value) == before)
        unit.delete(same, expect=1)
    if words:
        unit.insert(Setting(key=key, value=words))


def _key(organisation_id: str) -> str:
    return f"values:{organisation_id}"
