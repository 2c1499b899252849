"""What a home card reads: a fixed number of statements, however many people a leader has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_
from sqlmodel import col, select

from storage.database import Snapshot
from storage.kom import STANDS
from storage.tables import Checkin, Conversation, Due, Goal, Person, Preparation, Progress, Scope


async def latest_progress(reads: Snapshot, goal_ids: Iterable[str]) -> dict[str, int]:
    """The newest value of each goal that has one."""
    rows = await reads.all(
        select(Progress.goal_id, Progress.value)
        .join(Checkin, col(Checkin.id) == Progress.checkin_id)
        .where(col(Progress.goal_id).in_(list(goal_ids)))
        .order_by(col(Checkin.made_on), col(Checkin.id))
    )
    return dict(rows)


async def next_conversations(
    reads: Snapshot, leader_id: str, now: datetime
) -> dict[str, Conversation]:
    """A leader's next conversation with each person, by person id."""
    rows = await reads.all(
        select(Conversation)
        .where(Conversation.leader_id == leader_id, col(Conversation.at) >= now, STANDS)
        .order_by(col(Conversation.at).desc())
    )
    return {each.person_id: each for each in rows}


async def shared_preparations(
    reads: Snapshot, leader_id: str
) -> list[tuple[Preparation, Conversation]]:
    """What employees have chosen to show this leader."""
    return await reads.all(
        select(Preparation, Conversation)
        .join(Conversation, col(Conversation.id) == Preparation.conversation_id)
        .where(Conversation.leader_id == leader_id, Preparation.shared != "nothing")
        .order_by(col(Conversation.at))
    )


@dataclass(frozen=True, kw_only=True)
class Team:
    """A leader's people as (id, name), by name, and what is known of each by their id.

    `talks` is when the next conversation is; `prepared` have prepared for it, `agreed` have an open
    goal, and `follow_ups` is when the Mini-KOM is due. `shared` counts the preparations that the
    leader may read.
    """

    people: Sequence[tuple[str, str]]
    agreed: frozenset[str]
    follow_ups: Mapping[str, datetime]
    shared: int


async def team(reads: Snapshot, leader_id: str, today: date) -> Team | None:
    """By whose people they are and never by a list of ids; nothing that is sealed is opened."""
    theirs = Person.leader_id == leader_id
    people = await reads.all(
        select(Person.id, Person.name)
        .where(theirs, or_(col(Person.left_on).is_(None), col(Person.left_on) > today))
        .order_by(col(Person.name))
    )
    if not people:
        return None
    agreed = await reads.all(
        select(Goal.person_id)
        .join(Person, col(Person.id) == Goal.person_id)
        .where(theirs, col(Goal.open).is_(True))
    )
    return Team(
        people=people,
        agreed=frozenset(agreed),
        follow_ups=await _follow_ups(reads, leader_id),
        shared=await _shared(reads, leader_id),
    )


async def _follow_ups(reads: Snapshot, leader_id: str) -> dict[str, datetime]:
    """Whichever of the two is to call it; two statements, as an index leads to each of them.

    Anybody can put off what they say they were sent, and so plan a row of their own: it is no
    leader's unless it is the leader's or that person's about themselves.
    """
    planned = select(Due.subject, Due.due_at).where(Due.rule == "minikom")
    leaders = await reads.all(planned.where(Due.person_id == leader_id))
    theirs = await reads.all(
        planned.join(Person, col(Person.id) == Due.person_id).where(
            Person.leader_id == leader_id, col(Due.subject) == col(Due.person_id)
        )
    )
    return {**dict(leaders), **dict(theirs)}


async def _shared(reads: Snapshot, leader_id: str) -> int:
    return await reads.one(
        select(func.count())
        .select_from(Preparation)
        .join(Conversation, col(Conversation.id) == Preparation.conversation_id)
        .where(Conversation.leader_id == leader_id, Preparation.shared != Scope.NOTHING.value)
    )
