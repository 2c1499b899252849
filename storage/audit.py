"""Who did what about whom: ids and a word for it, never anybody's text."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Audit
from storage.unit_of_work import Unit

KEPT = timedelta(days=5 * 366)
"""As long as somebody can be held to account for it (databeskyttelsesloven, § 41)."""
NOBODY = ""
"""Who did it where kombot did it by itself."""


def record(
    unit: Unit, *, at: datetime, actor_id: str, what: str, about_id: str = "", subject: str = ""
) -> None:
    """It is written in the same transaction as what it tells of."""
    unit.insert(Audit(at=at, actor_id=actor_id, about_id=about_id, what=what, subject=subject))


async def about(reads: Snapshot, person_id: str) -> list[Audit]:
    """What others did about a person, in the order of time."""
    return await reads.all(
        select(Audit).where(Audit.about_id == person_id).order_by(col(Audit.at), col(Audit.id))
    )


def forget(unit: Unit, before: datetime) -> None:
    """What is so long ago that nobody is held to account for it any more.

    That somebody's own was erased is known for good: it has to be erased again after a restore.
    """
    old = delete(Audit).where(col(Audit.at) < before, col(Audit.what).not_in(("cleared", "erased")))
    unit.delete(old)
