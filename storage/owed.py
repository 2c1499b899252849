"""Who has had the year's conversation, who has one to come, and who was away: no content of any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_
from sqlmodel import col, select

from storage.database import Snapshot
from storage.kom import STANDS
from storage.tables import (
    Absence,
    ConceptUse,
    Conversation,
    Cycle,
    Kind,
    Person,
    TalkPlan,
    Workplace,
)


@dataclass(frozen=True)
class Held:
    """A conversation that has a day; `complete`: both have said yes to its plan."""

    person_id: str
    at: datetime
    held: bool
    complete: bool


async def conversations(reads: Snapshot, leader_id: str) -> list[Held]:
    """The year's, of everybody whom one leads now, the earliest first."""
    rows = await reads.all(
        select(
            Conversation.person_id,
            Conversation.at,
            Conversation.held,
            and_(col(TalkPlan.person_ok_at).is_not(None), col(TalkPlan.leader_ok_at).is_not(None)),
        )
        .join(Person, col(Person.id) == Conversation.person_id)
        .join(TalkPlan, col(TalkPlan.conversation_id) == Conversation.id, isouter=True)
        .where(Person.leader_id == leader_id, Conversation.kind != Kind.MINI.value, STANDS)
        .order_by(col(Conversation.at))
    )
    return [Held(person_id, at, held, bool(ok)) for person_id, at, held, ok in rows]


async def absences(reads: Snapshot, leader_id: str) -> list[Absence]:
    return await reads.all(
        select(Absence)
        .join(Person, col(Person.id) == Absence.person_id)
        .where(Person.leader_id == leader_id)
        .order_by(col(Absence.first_day))
    )


async def years(reads: Snapshot, workplaces: Iterable[str]) -> Mapping[str, Sequence[Cycle]]:
    """Each workplace's years that have been opened, the newest last."""
    found = await reads.all(
        select(Cycle).where(col(Cycle.workplace_id).in_(list(workplaces))).order_by(col(Cycle.year))
    )
    by: dict[str, list[Cycle]] = {}
    for each in found:
        if each.first_day or each.opened_at:
            by.setdefault(each.workplace_id, []).append(each)
    return by


async def leaders(reads: Snapshot) -> Sequence[str]:
    """Of organisations where there are conversations at all: others have kombot for something else.

    Whoever has opened no year and held none leads people to whom one is owed as well.
    """
    talks = (
        select(Person.organisation_id)
        .join(Conversation, col(Conversation.person_id) == Person.id)
        .where(Conversation.kind != Kind.MINI.value)
    )
    years = select(Workplace.organisation_id).join(Cycle, col(Cycle.workplace_id) == Workplace.id)
    chosen = select(ConceptUse.organisation_id)
    here = or_(*(col(Person.organisation_id).in_(each) for each in (talks, years, chosen)))
    found = await reads.all(select(Person.leader_id).where(here).distinct())
    return sorted(each for each in found if each)


async def share(
    reads: Snapshot, workplace_id: str, *, since: datetime, today: date
) -> tuple[int, int]:
    """How many have had a conversation since a moment or have one to come, and of how many."""
    here = (
        Person.workplace_id == workplace_id,
        col(Person.leader_id).is_not(None),
        or_(col(Person.left_on).is_(None), col(Person.left_on) > today),
    )
    talked = (
        select(Conversation.id)
        .where(
            Conversation.person_id == Person.id,
            Conversation.kind != Kind.MINI.value,
            col(Conversation.at) >= since,
            STANDS,
        )
        .exists()
    )
    everybody = await reads.one(select(func.count()).select_from(Person).where(*here))
    with_one = await reads.one(select(func.count()).select_from(Person).where(*here, talked))
    return with_one, everybody


async def workplaces(reads: Snapshot, organisation_id: str) -> list[Workplace]:
    return await reads.all(
        select(Workplace)
        .where(Workplace.organisation_id == organisation_id)
        .order_by(col(Workplace.name), col(Workplace.id))
    )
