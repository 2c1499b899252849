"""The short talks that follow up: when they are, what was checked in before, what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import or_, update
from sqlmodel import col, select

from storage import learning
from storage.database import Snapshot
from storage.kom import STANDS
from storage.tables import (
    Absence,
    Activity,
    Checkin,
    Conversation,
    Due,
    Goal,
    GoalHelper,
    Kind,
    Outcome,
    Person,
)
from storage.unit_of_work import Unit

TO_COME = (col(Conversation.held).is_(False), STANDS)


async def coming(reads: Snapshot, person_id: str, now: datetime) -> Conversation | None:
    """A person's next short talk."""
    return await reads.first(
        select(Conversation)
        .where(
            Conversation.person_id == person_id,
            Conversation.kind == Kind.MINI.value,
            col(Conversation.at) >= now,
            *TO_COME,
        )
        .order_by(col(Conversation.at))
    )


async def falls_due(reads: Snapshot, person: Person) -> datetime | None:
    """When whoever is to call the next one is reminded, for either of the two."""
    two = [each for each in (person.id, person.leader_id) if each]
    return await reads.first(
        select(Due.due_at)
        .where(Due.rule == "minikom", Due.subject == person.id, col(Due.person_id).in_(two))
        .order_by(col(Due.due_at))
    )


async def waiting_for_outcome(
    reads: Snapshot, person_id: str, *, since: datetime, now: datetime
) -> Conversation | None:
    """The latest short talk whose time has come and of which nothing is noted yet."""
    return await reads.first(
        select(Conversation)
        .where(
            Conversation.person_id == person_id,
            Conversation.kind == Kind.MINI.value,
            col(Conversation.at) >= since,
            col(Conversation.at) < now,
            *TO_COME,
        )
        .order_by(col(Conversation.at).desc())
    )


async def taken(
    reads: Snapshot, people: Iterable[str], *, first: datetime, last: datetime
) -> list[datetime]:
    """When any of these people has a conversation already."""
    ids = list(people)
    return await reads.all(
        select(Conversation.at).where(
            or_(col(Conversation.person_id).in_(ids), col(Conversation.leader_id).in_(ids)),
            col(Conversation.at).between(first, last),
            *TO_COME,
        )
    )


async def absences(reads: Snapshot, people: Iterable[str], since: date) -> list[Absence]:
    return await reads.all(
        select(Absence).where(
            col(Absence.person_id).in_(list(people)),
            or_(col(Absence.last_day).is_(None), col(Absence.last_day) >= since),
        )
    )


def call(unit: Unit, talk: Conversation, *, since: datetime) -> None:
    """Only while the two are each other's, and none is called from `since` on."""
    another = select(Conversation.id).where(
        Conversation.person_id == talk.person_id,
        Conversation.kind == Kind.MINI.value,
        col(Conversation.at) >= since,
        *TO_COME,
    )
    two = select(Person.id).where(Person.id == talk.person_id, Person.leader_id == talk.leader_id)
    unit.expect_none(another, within=two)
    unit.insert(talk)


def move(unit: Unit, talk: Conversation, at: datetime) -> None:
    """Only if it is as it was read."""
    unit.update(
        update(Conversation)
        .where(
            col(Conversation.id) == talk.id, col(Conversation.sequence) == talk.sequence, *TO_COME
        )
        .values(at=at, sequence=talk.sequence + 1)
    )


def hold(unit: Unit, talk: Conversation, now: datetime) -> None:
    """Once: of two who note it at the same time, or move it, the second is told."""
    unit.update(
        update(Conversation)
        .where(
            col(Conversation.id) == talk.id, col(Conversation.sequence) == talk.sequence, *TO_COME
        )
        .values(held=True, held_at=now)
    )


async def checkin_for(reads: Snapshot, talk: Conversation) -> Checkin | None:
    """What the employee checked in with before this talk, whoever may see it."""
    return await reads.first(
        select(Checkin)
        .where(Checkin.person_id == talk.person_id, Checkin.conversation_id == talk.id)
        .order_by(col(Checkin.made_on).desc(), col(Checkin.id))
    )


def expect_shown(unit: Unit, checkin: Checkin) -> None:
    """The premise that its owner has not taken it back meanwhile."""
    unit.expect(select(Checkin.id).where(Checkin.id == checkin.id, Checkin.visible_to == "leader"))


def follow_up(unit: Unit, goal: Goal, *, outcome: Outcome, today: date) -> None:
    """What became of a goal; only while it is open and nobody has followed it up meanwhile."""
    ends = outcome is Outcome.REACHED
    values: dict[str, object] = {"outcome": outcome.value}
    if ends:
        values |= {"open": False, "closed_on": today}
    before = col(Goal.outcome)
    unit.update(
        update(Goal)
        .where(
            col(Goal.id) == goal.id,
            col(Goal.person_id) == goal.person_id,
            col(Goal.open).is_(True),
            before.is_(None) if goal.outcome is None else before == goal.outcome,
        )
        .values(**values)
    )


async def helpers(reads: Snapshot, person_id: str) -> list[GoalHelper]:
    """Those who have said yes to helping with somebody's open goals."""
    return await reads.all(
        select(GoalHelper)
        .join(Goal, col(Goal.id) == GoalHelper.goal_id)
        .where(
            Goal.person_id == person_id,
            col(Goal.open).is_(True),
            col(GoalHelper.agreed_at).is_not(None),
        )
        .order_by(col(GoalHelper.person_id), col(GoalHelper.goal_id))
    )


async def learned(reads: Snapshot, person_id: str, since: date) -> list[Activity]:
    """Those of which somebody has shown their leader a part at least, the newest last."""
    return await reads.all(
        select(Activity)
        .where(
            Activity.person_id == person_id,
            or_(*(col(getattr(Activity, each)).is_(True) for each in learning.SHARED.values())),
            col(Activity.ends_on) >= since,
        )
        .order_by(col(Activity.ends_on), col(Activity.id))
    )
