"""When a rule next looks at a person about a subject, and what was decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.ids import new_id
from storage.tables import Decision, Due, Mute
from storage.unit_of_work import Unit


def plan(
    unit: Unit,
    *,
    rule: str,
    due_at: datetime,
    person_id: str = "",
    subject: str = "",
    give_up_at: datetime | None = None,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Set when `rule` looks at a person about a subject; what was planned before is replaced."""
    cancel(unit, rule=rule, subject=subject, person_id=person_id)
    unit.insert(
        Due(
            rule=rule,
            person_id=person_id,
            subject=subject,
            due_at=due_at,
            give_up_at=give_up_at,
            params=dict(params or {}),
        )
    )


def cancel(unit: Unit, *, rule: str, subject: str, person_id: str | None = None) -> None:
    doomed = delete(Due).where(col(Due.rule) == rule, col(Due.subject) == subject)
    if person_id is not None:
        doomed = doomed.where(col(Due.person_id) == person_id)
    unit.delete(doomed)


def cancel_all(unit: Unit, subject: str) -> None:
    """Everything that was planned about a subject."""
    unit.delete(delete(Due).where(col(Due.subject) == subject))


EMPTY_DIGEST = "empty-digest"
"""The reason that is stored each week in which a leader has nothing due."""


async def find(reads: Snapshot, due_id: str) -> Due | None:
    return await reads.first(select(Due).where(Due.id == due_id))


async def due(reads: Snapshot, now: datetime, *, limit: int) -> list[Due]:
    return await reads.all(
        select(Due)
        .where(col(Due.due_at) <= now)
        .order_by(col(Due.due_at), col(Due.id))
        .limit(limit)
    )


async def of_person(reads: Snapshot, person_id: str, *, rules: Iterable[str] = ()) -> list[Due]:
    """What is planned for one person, soonest first; of `rules` only, where any are named."""
    found = select(Due).where(Due.person_id == person_id).order_by(col(Due.due_at))
    if names := list(rules):
        found = found.where(col(Due.rule).in_(names))
    return await reads.all(found)


async def concerns(reads: Snapshot, *, person_id: str, rule: str, subject: str) -> bool:
    """Whether this nudge was ever planned for or decided about this person."""
    for table in (Due, Decision):
        found = select(table.id).where(
            table.person_id == person_id, table.rule == rule, table.subject == subject
        )
        if await reads.first(found) is not None:
            return True
    return False


async def next_due(reads: Snapshot) -> datetime | None:
    return await reads.first(select(Due.due_at).order_by(col(Due.due_at)))


def move(unit: Unit, row: Due, due_at: datetime) -> None:
    """Look again then; only if nobody moved it meanwhile."""
    unit.update(
        update(Due)
        .where(col(Due.id) == row.id, col(Due.due_at) == row.due_at)
        .values(due_at=due_at)
    )


def drop(unit: Unit, row: Due) -> None:
    """It has had its say; only if nobody moved it meanwhile."""
    unit.delete(delete(Due).where(col(Due.id) == row.id, col(Due.due_at) == row.due_at), expect=1)


def record(
    unit: Unit,
    row: Due,
    *,
    local_date: date,
    verdict: str,
    at: datetime,
    reason: str = "",
    key: str = "",
) -> None:
    """Keep what was decided; of two with the same `key` the second loses the race."""
    unit.insert(
        Decision(
            id=key or new_id(),
            rule=row.rule,
            person_id=row.person_id,
            subject=row.subject,
            local_date=local_date,
            verdict=verdict,
            reason=reason,
            at=at,
        )
    )


async def decisions(
    reads: Snapshot, *, people: Iterable[str], since: date, verdict: str = "sent"
) -> list[Decision]:
    return await reads.all(
        select(Decision).where(
            col(Decision.person_id).in_(list(people)),
            col(Decision.local_date) >= since,
            Decision.verdict == verdict,
        )
    )


async def why(reads: Snapshot, person_id: str, *, limit: int = 50) -> list[Decision]:
    """What was decided about one person's nudges, newest first, without a week's empty overview."""
    return await reads.all(
        select(Decision)
        .where(Decision.person_id == person_id, Decision.reason != EMPTY_DIGEST)
        .order_by(col(Decision.at).desc(), col(Decision.id))
        .limit(limit)
    )


async def mutes(reads: Snapshot, people: Iterable[str]) -> list[Mute]:
    return await reads.all(select(Mute).where(col(Mute.person_id).in_(list(people))))


def mute(unit: Unit, *, person_id: str, kind: str, until: date | None) -> None:
    unmute(unit, person_id=person_id, kind=kind)
    unit.insert(Mute(person_id=person_id, kind=kind, until=until))


def unmute(unit: Unit, *, person_id: str, kind: str) -> None:
    unit.delete(delete(Mute).where(col(Mute.person_id) == person_id, col(Mute.kind) == kind))
