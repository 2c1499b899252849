"""Plans of those who have left that nobody has put into their personnel file yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from storage import audit, erase, erase_now, frames
from storage.database import Snapshot
from storage.tables import (
    Audit,
    Conversation,
    LeaderPreparation,
    Minutes,
    Person,
    RoleName,
    TalkPlan,
)
from storage.unit_of_work import Unit

TOLD = "plan-unfiled"
"""In the audit trail, with the plan's id: whoever is to file it is told once."""
HELD = timedelta(days=183)
"""So long after somebody has left a plan waits to be filed, six months; then it goes unfiled."""


async def of_leavers(
    reads: Snapshot, ids: Iterable[str], since: date, today: date
) -> list[tuple[TalkPlan, Person]]:
    """Each with whose it is, but for those that somebody was told of."""
    told = select(Audit.subject).where(Audit.what == TOLD)
    return await reads.all(
        select(TalkPlan, Person)
        .join(Person, col(Person.id) == TalkPlan.person_id)
        .where(
            col(Person.id).in_(list(ids)),
            col(Person.left_on).between(since, today),
            col(TalkPlan.filed_at).is_(None),
            col(TalkPlan.id).not_in(told),
        )
        .order_by(col(TalkPlan.id))
    )


async def filers(reads: Snapshot, person: Person, today: date) -> list[str]:
    """Who files it: their leader now, and where there is none (any more), HR."""
    leader = await reads.first(select(Person).where(Person.id == person.leader_id))
    if leader is not None and (leader.left_on is None or leader.left_on > today):
        return [leader.id]
    hr = await frames.with_roles(reads, person.organisation_id, [RoleName.HR.value], today)
    return [each.id for each in hr]


async def of_person(reads: Snapshot, person_id: str) -> tuple[Person, list[TalkPlan]]:
    person = await reads.one(select(Person).where(Person.id == person_id))
    plans = await reads.all(
        select(TalkPlan).where(TalkPlan.person_id == person_id, col(TalkPlan.filed_at).is_(None))
    )
    return person, plans


def expect_leader(unit: Unit, person: Person) -> None:
    """The premise that nobody else has come to be their leader meanwhile."""
    same = col(Person.leader_id).is_not_distinct_from(person.leader_id)
    unit.expect(select(Person.id).where(Person.id == person.id, same))


async def forget_rest(unit: Unit, person: Person, now: datetime) -> None:
    """Once, when the time is up: all that is theirs but for the plan and what it needs."""
    done = dict(await erase_now.cleared(unit)).get(person.id)
    if person.left_on is None or (
        done is not None and done > person.left_on + timedelta(days=erase.KEPT_DAYS)
    ):
        return
    talks = select(Conversation.id).where(Conversation.person_id == person.id)
    for table in (Minutes, LeaderPreparation):
        unit.delete(delete(table).where(col(table.conversation_id).in_(talks)))
    erase_now.clear(unit, person.id, now, actor_id=audit.NOBODY)
