"""Somebody has another leader: what the two before had between them, until the person says more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, update
from sqlmodel import col, select

from storage import consents
from storage.consents import MINUTES, PLAN, both, expect_agreed
from storage.database import Snapshot
from storage.ids import new_id
from storage.tables import Audit, Consent, Conversation, Goal, Minutes, Person, TalkPlan
from storage.unit_of_work import Unit

ASKED = "new-leader-asked"
"""In the audit trail, with the new leader's id: the person is asked once."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """What is from the time of a leader before: the newest minutes and plan, and open goals.

    All of it is what the two of them had both said yes to: a draft's goals are nobody else's.
    """

    minutes: Minutes | None
    plan: TalkPlan | None
    goals: list[Goal]

    def __bool__(self) -> bool:
        return bool(self.minutes or self.plan or self.goals)


async def before(reads: Snapshot, person_id: str, leader_id: str) -> Before:
    theirs = (Conversation.person_id == person_id, Conversation.leader_id != leader_id)
    newest = col(Conversation.at).desc()
    minutes = await reads.all(
        select(Minutes)
        .join(Conversation, col(Conversation.id) == Minutes.conversation_id)
        .where(*theirs, both(Minutes))
        .order_by(newest)
        .limit(1)
    )
    plans = await reads.all(
        select(TalkPlan)
        .join(Conversation, col(Conversation.id) == TalkPlan.conversation_id)
        .where(*theirs, both(TalkPlan))
        .order_by(newest)
        .limit(1)
    )
    return Before(
        minutes=next(iter(minutes), None),
        plan=next(iter(plans), None),
        goals=await reads.all(
            select(Goal).where(
                Goal.person_id == person_id,
                Goal.leader_id != leader_id,
                col(Goal.open).is_(True),
                _agreed(),
            )
        ),
    )


def _agreed() -> ColumnElement[bool]:
    """It is in a plan that holds, or the two agreed on it at a short talk, without a plan."""
    holds = col(Goal.plan_id).in_(select(TalkPlan.id).where(both(TalkPlan)))
    return or_(col(Goal.plan_id).is_(None), holds)


async def strayed(reads: Snapshot, ids: Iterable[str]) -> list[tuple[str, str]]:
    """People with their leader, who had a conversation or agreed on a goal with another one.

    Those whom the question has been put to are left out.
    """
    people, found = list(ids), set[tuple[str, str]]()
    for table in (Conversation, Goal):
        pairs = (
            select(Person.id, col(Person.leader_id))
            .join(table, col(table.person_id) == Person.id)
            .where(col(Person.id).in_(people), col(table.leader_id) != col(Person.leader_id))
        )
        rows = await reads.all(pairs)
        found.update((person, leader) for person, leader in rows if leader)
    asked = set(
        await reads.all(
            select(Audit.about_id, Audit.subject).where(
                Audit.what == ASKED, col(Audit.about_id).in_(people)
            )
        )
    )
    return sorted(found - asked)


def hand_over_goals(unit: Unit, *, person_id: str, leader_id: str) -> None:
    """From now on it is with this leader that they are followed up."""
    unit.update(
        update(Goal)
        .where(
            col(Goal.person_id) == person_id,
            col(Goal.leader_id) != leader_id,
            col(Goal.open).is_(True),
            _agreed(),
        )
        .values(
            agreed_with=func.coalesce(col(Goal.agreed_with), col(Goal.leader_id)),
            leader_id=leader_id,
        ),
        expect=None,
    )


def take_back_goals(unit: Unit, *, person_id: str) -> None:
    """Those from before are again between the person and the leader they were agreed with."""
    unit.update(
        update(Goal)
        .where(col(Goal.person_id) == person_id, col(Goal.agreed_with).is_not(None))
        .values(leader_id=col(Goal.agreed_with), agreed_with=None),
        expect=None,
    )


async def last_talk(reads: Snapshot, person_id: str, leader_id: str) -> str | None:
    """What a yes to goals alone is kept with: the newest with a leader before."""
    return await reads.first(
        select(Conversation.id)
        .where(Conversation.person_id == person_id, Conversation.leader_id != leader_id)
        .order_by(col(Conversation.at).desc())
    )


def let_follow_up(unit: Unit, talk_id: str, *, leader_id: str, now: datetime) -> None:
    """The person's own yes, which they can take back: there is no plan to read."""
    consents.ask(
        unit,
        Consent(
            id=new_id(),
            conversation_id=talk_id,
            what=PLAN,
            reader_id=leader_id,
            asked_by=leader_id,
            person_ok_at=now,
        ),
    )


def let_read(unit: Unit, row: Minutes | TalkPlan, *, leader_id: str, now: datetime) -> None:
    """The leader before gave their yes to what was agreed on; the person gives theirs now."""
    what = PLAN if isinstance(row, TalkPlan) else MINUTES
    expect_agreed(unit, row.conversation_id, what)
    consents.ask(
        unit,
        Consent(
            id=new_id(),
            conversation_id=row.conversation_id,
            what=what,
            reader_id=leader_id,
            asked_by=leader_id,
            person_ok_at=now,
            leader_ok_at=row.leader_ok_at,
        ),
    )
