"""Inbound events, each with its effect once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from storage.prepared import Asked, insertion, prepared
from storage.tables import Seen
from storage.unit_of_work import Unit

KEPT = timedelta(days=3)
INSTALL = "install"
"""In place of a channel: installations under way, which tell nothing of who did what in a vote."""


_SEE = insertion(Seen, ("channel", "event_id", "at"))
_SEEN = prepared(
    lambda channel, event_id: select(Seen.at).where(
        Seen.channel == channel, Seen.event_id == event_id
    )
)


def ask(*, channel: str, tenant: str, event_id: str) -> Asked[datetime]:
    return _SEEN(channel, f"{tenant}:{event_id}")


async def first_time(
    unit: Unit, *, channel: str, tenant: str, event_id: str, now: datetime
) -> bool:
    """False for a repeat; what another tenant calls by the same name is something else.

    Nearly everything comes once, so that nobody looks before a race for the primary key was lost:
    to the repeat itself, or to another one at the same time.
    """
    known = f"{tenant}:{event_id}"
    if unit.again and await unit.first(_SEEN(channel, known)) is not None:
        return False
    unit.run(_SEE(channel, known, now), expect=1)
    return True


def forget_people(unit: Unit) -> None:
    """What was done meanwhile is guarded by its own turn: a repeat of it changes nothing either."""
    unit.delete(delete(Seen).where(col(Seen.channel) != INSTALL))


def forget_old(unit: Unit, now: datetime) -> None:
    unit.delete(delete(Seen).where(col(Seen.at) < now - KEPT))
