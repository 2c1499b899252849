"""What whoever runs kombot sees of the store: what waits, for how long, and who is at work.

Everything that is asked at each scrape is found by an index, whatever the store has come to hold.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, literal
from sqlmodel import col, select

from storage import due
from storage.database import Snapshot
from storage.outbox import OPEN
from storage.reach import CLOSED
from storage.tables import Address, Due, Outbox, OutboxState, Place, Setting
from storage.transactions import on_sqlite, writing
from storage.unit_of_work import Unit

FORGOTTEN = timedelta(days=1)
"""A process that has not been heard of for so long was killed, and is told of no more."""
BEAT, PROBE = "beat:", "probe:"
ROOM = 8192
"""Bytes that a probe wants: more than one page, so that a disk without room says so."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One lane of the outbox: how many messages are due, since when, and how many come later."""

    lane: int
    due: int = 0
    oldest: datetime | None = None
    later: int = 0


@dataclass(frozen=True, kw_only=True)
class Beat:
    """A worker's sign of life. `tick` is when it last went through what is due."""

    at: datetime
    tick: datetime | None = None
    sent: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """`planned` is when the planner's next row is due: in the past, it lags."""

    lanes: Sequence[Waiting]
    planned: datetime | None
    beats: Sequence[Beat]

    @property
    def waiting(self) -> int:
        return sum(each.due for each in self.lanes)

    @property
    def oldest(self) -> datetime | None:
        return min((each.oldest for each in self.lanes if each.oldest), default=None)

    @property
    def sent(self) -> datetime | None:
        """As far as the workers that live have told."""
        return max((each.sent for each in self.beats if each.sent), default=None)

    @property
    def tick(self) -> datetime | None:
        return max((each.tick for each in self.beats if each.tick), default=None)


async def look(reads: Snapshot, now: datetime) -> Seen:
    return Seen(
        lanes=await waiting(reads, now),
        planned=await due.next_due(reads),
        beats=await beats(reads),
    )


async def answers(reads: Snapshot) -> None:
    """Raise StoreBusy or StoreUnavailable where nothing can be read."""
    await reads.first(select(literal(1)))


async def waiting(reads: Snapshot, now: datetime) -> list[Waiting]:
    """By lane; only rows that are still to be sent are read, and of those the index alone."""
    is_due = (col(Outbox.due_at) <= now).label("is_due")
    rows = await reads.all(
        select(Outbox.lane, is_due, func.count(), func.min(Outbox.due_at))
        .where(col(Outbox.state).in_(OPEN))
        .group_by(col(Outbox.lane), is_due)
    )
    here = {lane: (count, oldest) for lane, now_due, count, oldest in rows if now_due}
    later = {lane: count for lane, now_due, count, _ in rows if not now_due}
    return [
        Waiting(
            lane=lane,
            due=here.get(lane, (0, None))[0],
            oldest=here.get(lane, (0, None))[1],
            later=later.get(lane, 0),
        )
        for lane in sorted({*here, *later})
    ]


async def next_due(reads: Snapshot, now: datetime) -> datetime | None:
    """When something comes next of what is not due yet: a message, or the planner's look."""
    message = (
        select(Outbox.due_at)
        .where(col(Outbox.state).in_(OPEN), col(Outbox.due_at) > now)
        .order_by(col(Outbox.due_at))
    )
    planned = select(Due.due_at).where(col(Due.due_at) > now).order_by(col(Due.due_at))
    moments = [await reads.first(message), await reads.first(planned)]
    return min((each for each in moments if each is not None), default=None)


async def last_sent(reads: Snapshot) -> datetime | None:
    """Of all messages that are kept; it reads them all, so it is for people and not for scrapes."""
    return await reads.one(
        select(func.max(Outbox.settled_at)).where(Outbox.state == OutboxState.SENT.value)
    )


async def shut(reads: Snapshot) -> list[tuple[str, str, str]]:
    """Channel, tenant and reason of every workspace that has shut kombot out."""
    found: set[tuple[str, str, str]] = set()
    for table in (Address, Place):
        found |= set(
            await reads.all(
                select(table.channel, table.tenant, table.unreachable)
                .where(col(table.unreachable).in_(CLOSED))
                .distinct()
            )
        )
    return sorted(found)


async def beats(reads: Snapshot) -> list[Beat]:
    rows = await reads.all(
        select(Setting.value).where(col(Setting.key).startswith(BEAT, autoescape=True))
    )
    return [_read(each) for each in rows]


async def beat(unit: Unit, worker: str, told: Beat) -> None:
    """Say that `worker` lives, and forget whoever has been killed long ago."""
    rows = select(Setting).where(col(Setting.key).startswith(BEAT, autoescape=True))
    for row in await unit.all(rows):
        if row.key != BEAT + worker and _read(row.value).at < told.at - FORGOTTEN:
            unit.delete(delete(Setting).where(col(Setting.key) == row.key))
    ends(unit, worker)
    unit.insert(Setting(key=BEAT + worker, value=_written(told)))


def ends(unit: Unit, worker: str) -> None:
    """It stopped by itself, so that nobody waits for it."""
    unit.delete(delete(Setting).where(col(Setting.key) == BEAT + worker))


def _written(told: Beat) -> str:
    moments = {"at": told.at, "tick": told.tick, "sent": told.sent}
    return json.dumps({name: each.isoformat() for name, each in moments.items() if each})


def _read(value: str) -> Beat:
    moments = {name: datetime.fromisoformat(each) for name, each in json.loads(value).items()}
    return Beat(at=moments["at"], tick=moments.get("tick"), sent=moments.get("sent"))


def probe(connection: Connection, name: str) -> str | None:
    """Write something and take it away again, on the disk; the revision that the store is at.

    Raise what the database raises where it cannot be written to.
    """
    table = Setting.__table__  # type: ignore[attr-defined]  # SQLModel tells no types of it
    here = table.c.key == PROBE + name
    room = "-" * ROOM if on_sqlite(connection) else ""
    with writing(connection):
        connection.execute(table.delete().where(here))
        connection.execute(table.insert().values(key=PROBE + name, value=room))
        connection.execute(table.delete().where(here))
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)
