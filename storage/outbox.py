"""The outbox: what goes out to people and places, written in the same transaction as its cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, delete, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Lane, Outbox, OutboxState, Posted
from storage.unit_of_work import Unit

LEASE = timedelta(minutes=5)
"""Longer than a courier takes for what it has claimed: after a kill it waits for as long."""
AGAIN, LONGEST = timedelta(hours=1), timedelta(days=30)
PAUSED = "paused"
OPEN = (OutboxState.PENDING.value, OutboxState.LEASED.value)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One message to be sent: to a person or a place.

    `key` names it once and for all: the same key queued twice is sent once. `slot` names a message
    that later ones replace in place.
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
    unit.insert_new(
        Outbox(
            person_id=mail.person_id,
            place_id=mail.place_id,
            whom=mail.person_id or mail.place_id or "",
            message=mail.message,
            params=dict(mail.params),
            about=mail.about,
            slot=mail.slot,
            dedupe_key=mail.key,
            lane=int(mail.lane),
            due_at=mail.due_at,
            give_up_at=mail.give_up_at,
        ),
        conflict=(Outbox.dedupe_key,),
    )


async def claimable(reads: Snapshot, now: datetime, *, limit: int) -> list[Outbox]:
    """What is due and nobody has: pending, or claimed by someone whose lease has run out."""
    free = or_(
        col(Outbox.state) == OutboxState.PENDING.value,
        (col(Outbox.state) == OutboxState.LEASED.value) & (col(Outbox.leased_until) <= now),
    )
    return await reads.all(
        select(Outbox)
        .where(free, col(Outbox.due_at) <= now)
        .order_by(col(Outbox.lane), col(Outbox.due_at), col(Outbox.id))
        .limit(limit)
    )


def claim(unit: Unit, row: Outbox, now: datetime) -> None:
    """Only if it is as it was read; a second courier loses the race."""
    unit.update(
        _as_read(row).values(
            state=OutboxState.LEASED.value,
            leased_until=now + LEASE,
            attempts=row.attempts + 1,
        )
    )


def settle(unit: Unit, row: Outbox, *, state: OutboxState, now: datetime, reason: str = "") -> None:
    """Done with this version of the row; a version merged into it meanwhile stays due."""
    unit.update(
        update(Outbox)
        .where(col(Outbox.id) == row.id, col(Outbox.version) == row.version)
        .values(state=state.value, reason=reason, settled_at=now, leased_until=None, params={}),
        expect=None,
    )


def postpone(unit: Unit, row: Outbox, *, until: datetime, reason: str) -> None:
    unit.update(
        update(Outbox)
        .where(col(Outbox.id) == row.id, col(Outbox.version) == row.version)
        .values(state=OutboxState.PENDING.value, due_at=until, reason=reason, leased_until=None),
        expect=None,
    )


def hold(unit: Unit, row: Outbox, *, until: datetime, reason: str) -> None:
    """Not now: it has not been tried, and so it counts as no attempt."""
    unit.update(
        update(Outbox)
        .where(col(Outbox.id) == row.id, col(Outbox.version) == row.version)
        .values(
            state=OutboxState.PENDING.value,
            due_at=until,
            reason=reason,
            leased_until=None,
            attempts=row.attempts,
        ),
        expect=None,
    )


def pause(unit: Unit, row: Outbox, *, now: datetime) -> None:
    """It cannot go out as things are: look again in an hour, and for a month at the longest."""
    unit.update(
        update(Outbox)
        .where(col(Outbox.id) == row.id, col(Outbox.version) == row.version)
        .values(
            state=OutboxState.PENDING.value,
            due_at=now + AGAIN,
            give_up_at=row.give_up_at or now + LONGEST,
            reason=PAUSED,
            leased_until=None,
            attempts=row.attempts,
        ),
        expect=None,
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


def _as_read(row: Outbox) -> Update:
    return update(Outbox).where(
        col(Outbox.id) == row.id,
        col(Outbox.state) == row.state,
        col(Outbox.attempts) == row.attempts,
        col(Outbox.version) == row.version,
    )


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
    return await reads.first(
        select(Outbox.due_at).where(col(Outbox.state).in_(OPEN)).order_by(col(Outbox.due_at))
    )


async def posted(reads: Snapshot, *, target: str, slot: str) -> Posted | None:
    return await reads.first(select(Posted).where(Posted.target == target, Posted.slot == slot))


def keep_posted(unit: Unit, *, target: str, slot: str, reference: Mapping[str, Any]) -> None:
    unit.delete(delete(Posted).where(col(Posted.target) == target, col(Posted.slot) == slot))
    unit.insert(Posted(target=target, slot=slot, reference=dict(reference)))
