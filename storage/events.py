"""Inbound events, each with its effect once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Seen
from storage.unit_of_work import Unit

KEPT = timedelta(days=3)


async def first_time(unit: Unit, *, channel: str, event_id: str, now: datetime) -> bool:
    """False for a repeat.

    Two at the same time race on the primary key, and the second starts again.
    """
    if await _seen(unit, channel, event_id):
        return False
    unit.insert(Seen(channel=channel, event_id=event_id, at=now))
    return True


async def _seen(reads: Snapshot, channel: str, event_id: str) -> bool:
    found = select(Seen).where(Seen.channel == channel, Seen.event_id == event_id)
    return await reads.first(found) is not None


def forget_all(unit: Unit) -> None:
    """What was done meanwhile is guarded by its own turn: a repeat of it changes nothing either."""
    unit.delete(delete(Seen))


def forget_old(unit: Unit, now: datetime) -> None:
    unit.delete(delete(Seen).where(col(Seen.at) < now - KEPT))
