"""What the planner reads and writes: for many rows at once, so that a slice costs little."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select

from storage.bulk import row_of, rows_of
from storage.database import Snapshot
from storage.ids import neighbours
from storage.tables import Decision, Due, Goal, Outbox, Person
from storage.unit_of_work import Unit

SETTLED = ("sent", "skipped", "failed")
LEADERS = "leaders"
"""Of which whoever leads gets one message a day."""


def replan(
    unit: Unit,
    *,
    rule: str,
    subject: str,
    when: Mapping[str, datetime],
    params: Mapping[str, Any] | None = None,
) -> None:
    """Let a rule look at these people, by id, about a subject, and at nobody else."""
    unit.delete(delete(Due).where(col(Due.rule) == rule, col(Due.subject) == subject))
    rows = [
        row_of(
            Due,
            rule=rule,
            subject=subject,
            person_id=person_id,
            due_at=due_at,
            params=dict(params or {}),
        )
        for person_id, due_at in when.items()
    ]
    unit.insert_all(Due, rows)


def ensure(
    unit: Unit, *, rule: str, due_at: datetime, person_id: str = "", subject: str = ""
) -> None:
    """Plan a rule that comes back by itself, or is for many causes once, unless it is planned."""
    unit.insert_new(
        Due(rule=rule, person_id=person_id, subject=subject, due_at=due_at),
        conflict=(Due.rule, Due.person_id, Due.subject),
    )


def day_key(share: str, person_id: str, day: date) -> str:
    """One a day for all planners together: two that meet on it cannot both write it."""
    return f"{share}:{person_id}:{day.isoformat()}"


def spoke(unit: Unit, *, rule: str, person_id: str, subject: str, day: date, at: datetime) -> None:
    """A leader is written to at once: what can wait is not written on that day as well."""
    decided = Decision(
        id=day_key(LEADERS, person_id, day),
        rule=rule,
        person_id=person_id,
        subject=subject,
        local_date=day,
        verdict="sent",
        at=at,
    )
    unit.insert_new(decided, conflict=(Decision.id,))


async def strayed(reads: Snapshot, rule: str) -> list[str]:
    """Subjects of a rule whose row is for a leader that the person no longer has."""
    return await reads.all(
        select(Due.subject)
        .join(Person, col(Person.id) == Due.subject)
        .where(
            Due.rule == rule,
            col(Due.person_id) != Person.id,
            col(Due.person_id).is_distinct_from(Person.leader_id),
        )
    )


async def goals_among(reads: Snapshot, people: Iterable[str]) -> dict[str, Goal]:
    """Each person's newest open goal."""
    found = await reads.all(
        select(Goal)
        .where(col(Goal.person_id).in_(list(people)), col(Goal.open).is_(True))
        .order_by(col(Goal.agreed_on), col(Goal.id))
    )
    return {each.person_id: each for each in found}


def nudge(
    *,
    message: str,
    key: str,
    person_id: str,
    params: Mapping[str, Any],
    about: str,
    due_at: datetime,
    give_up_at: datetime | None,
) -> dict[str, Any]:
    """What `outbox.queue` would write of it; no nudge has a slot."""
    return {
        "person_id": person_id,
        "whom": person_id,
        "message": message,
        "params": params,
        "about": about,
        "dedupe_key": key,
        "due_at": due_at,
        "give_up_at": give_up_at,
    }


def queue_nudges(unit: Unit, nudges: Iterable[dict[str, Any]]) -> None:
    """In one statement, and in one order for all who write."""
    given = sorted(nudges, key=itemgetter("dedupe_key"))
    for each, id_ in zip(given, neighbours(len(given)), strict=True):
        each["id"] = id_
    unit.insert_all(Outbox, rows_of(Outbox, given), conflict=(Outbox.dedupe_key,))


def forget_decisions(unit: Unit, before: datetime) -> None:
    unit.delete(delete(Decision).where(col(Decision.at) < before))


def forget_settled(unit: Unit, before: datetime) -> None:
    """Messages that were sent or given up."""
    unit.delete(
        delete(Outbox).where(col(Outbox.state).in_(SETTLED), col(Outbox.settled_at) < before)
    )
