"""How fast all workers together may speak to a platform: one row for each thing that it counts.

Turns are taken ahead by compare-and-set: whoever moves `next_at` on owns what lies between.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.prepared import prepared
from storage.tables import Pace
from storage.unit_of_work import Unit

FEW = 4
"""So many are each asked for by words that are ready."""


async def known(reads: Snapshot, keys: Iterable[str]) -> dict[str, Pace]:
    asked = sorted(keys)
    if len(asked) > FEW:
        found = await reads.all(select(Pace).where(col(Pace.key).in_(asked)))
        return {each.key: each for each in found}
    each_asked = {key: _BY_KEY(key) for key in asked}
    if len(asked) > 1:
        await reads.ahead(*each_asked.values())
    return {each.key: each for one in each_asked.values() for each in await reads.all(one)}


def advance(unit: Unit, key: str, read: Pace | None, *, to: datetime) -> None:
    """Loses the race where another worker has moved it since it was read."""
    if read is None:
        unit.insert(Pace(key=key, next_at=to))
        return
    unit.update(_MOVED(key, read.next_at, to))


def rest(unit: Unit, key: str, *, until: datetime) -> None:
    """The platform said to wait; the longest wait that it has asked for stands."""
    unit.insert_new(Pace(key=key, next_at=until, rests_until=until), conflict=(Pace.key,))
    shorter = or_(col(Pace.rests_until).is_(None), col(Pace.rests_until) < until)
    unit.update(
        update(Pace).where(col(Pace.key) == key, shorter).values(rests_until=until), expect=None
    )


def forget(unit: Unit, *, before: datetime) -> None:
    """What nobody has spoken to since says nothing any more."""
    rested = or_(col(Pace.rests_until).is_(None), col(Pace.rests_until) < before)
    unit.delete(delete(Pace).where(col(Pace.next_at) < before, rested))


_BY_KEY = prepared(lambda key: select(Pace).where(Pace.key == key))
_MOVED = prepared(
    lambda key, read, to: (
        update(Pace).where(col(Pace.key) == key, col(Pace.next_at) == read).values(next_at=to)
    )
)
