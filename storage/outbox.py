"""The outbox: what goes out to people and places, written in the same transaction as its cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, case, delete, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.prepared import prepared
from storage.tables import Lane, Outbox, OutboxState, Posted
from storage.unit_of_work import Unit

AGAIN, LONGEST = timedelta(hours=1), timedelta(days=30)
PAUSED = "paused"
CHANGED = "changed"
"""It was sent a moment ago, and says something else by now."""
OPEN = (OutboxState.PENDING.value, OutboxState.LEASED.value)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One message to be sent: to a person or a place.

    `key` names it once and for all: the same key queued twice is sent once. `slot` names a message
    that later ones replace in place, whatever their keys.
    """

    message: str
    key: str
    due_at: datetime
    person_id: str | None = None
    place_id: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    slot: str = ""
    lane: Lane = Lane.NUDGE
    give_up_at: datetime | None = None


def queue(unit: Unit, mail: Mail) -> None:
    """In the transaction of its cause.

    What has a slot is merged: there is one row for it, which says once what holds when it is sent.
    The row is changed also while it is being sent, by `version`, and is then sent again; and it is
    changed after it was looked for, so that it stays locked until its cause is on disk.
    """
    row = _row(mail)
    unit.insert_new(row, conflict=(Outbox.dedupe_key,))
    if mail.slot:
        unit.update(_merged(row), expect=None)


def _row(mail: Mail) -> Outbox:
    whom = mail.person_id or mail.place_id or ""
    return Outbox(
        person_id=mail.person_id,
        place_id=mail.place_id,
        whom=whom,
        message=mail.message,
        params=dict(mail.params),
        about=mail.about,
        slot=mail.slot,
        dedupe_key=f"slot:{whom}:{mail.slot}" if mail.slot else mail.key,
        lane=int(mail.lane),
        due_at=mail.due_at,
        give_up_at=mail.give_up_at,
    )


def _merged(new: Outbox) -> Update:
    """What is being sent stays claimed; what waits already is not put off, nor hurried on."""
    is_leased = col(Outbox.state) == OutboxState.LEASED.value
    waits = col(Outbox.state) == OutboxState.PENDING.value
    # Whoever has tried does not know whether it is there: whoever tries next looks for it.
    tried = waits & (col(Outbox.attempts) > 0)
    keeps = waits & or_(col(Outbox.due_at) < new.due_at, col(Outbox.reason) == CHANGED)
    return (
        update(Outbox)
        .where(col(Outbox.dedupe_key) == new.dedupe_key)
        .values(
            message=new.message,
            params=new.params,
            about=new.about,
            give_up_at=new.give_up_at,
            lane=new.lane,
            version=Outbox.version + 1,
            state=case((is_leased, Outbox.state), else_=OutboxState.PENDING.value),
            attempts=case((is_leased, Outbox.attempts), (tried, 1), else_=0),
            due_at=case((keeps, Outbox.due_at), else_=new.due_at),
            reason=case((keeps, Outbox.reason), else_=""),
        )
    )


def wake(unit: Unit, now: datetime, *, place_id: str = "") -> None:
    """What was paused is due at once: everything, or what is for one place."""
    paused = [col(Outbox.state) == OutboxState.PENDING.value, col(Outbox.reason) == PAUSED]
    if place_id:
        paused.append(col(Outbox.place_id) == place_id)
    unit.update(update(Outbox).where(*paused).values(due_at=now, reason=""), expect=None)


def queue_again(unit: Unit, mail: Mail) -> None:
    """As `queue`, but what was given up is no reason not to try once more."""
    given_up = (OutboxState.FAILED.value, OutboxState.SKIPPED.value)
    unit.delete(
        delete(Outbox).where(col(Outbox.dedupe_key) == mail.key, col(Outbox.state).in_(given_up))
    )
    queue(unit, mail)


def forget_about(unit: Unit, about: str) -> None:
    """Delete every trace of one subject, sent or not."""
    unit.delete(delete(Outbox).where(col(Outbox.about) == about))


def withdraw(unit: Unit, *, message: str, about: str) -> None:
    """Take back what has not been sent yet."""
    unit.delete(
        delete(Outbox).where(
            col(Outbox.message) == message,
            col(Outbox.about) == about,
            col(Outbox.state) == OutboxState.PENDING.value,
        )
    )


async def waiting(reads: Snapshot, person_id: str) -> Sequence[Outbox]:
    return await reads.all(
        select(Outbox).where(Outbox.person_id == person_id, col(Outbox.state).in_(OPEN))
    )


async def next_due(reads: Snapshot) -> datetime | None:
    """When the next message that waits is due."""
    return await reads.first(_NEXT_DUE())


async def posted(reads: Snapshot, *, target: str, slot: str) -> Posted | None:
    return await reads.first(select(Posted).where(Posted.target == target, Posted.slot == slot))


def keep_posted(unit: Unit, *, target: str, slot: str, reference: Mapping[str, Any]) -> None:
    unit.delete(delete(Posted).where(col(Posted.target) == target, col(Posted.slot) == slot))
    unit.insert(Posted(target=target, slot=slot, reference=dict(reference)))


_NEXT_DUE = prepared(
    lambda: (
        select(Outbox.due_at)
        .where(col(Outbox.state).in_(OPEN))
        .order_by(col(Outbox.due_at))
        .limit(1)
    )
)
