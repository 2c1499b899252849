"""What a home card reads: a fixed number of statements, however many people a leader has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Checkin, Conversation, Due, Goal, Preparation, Progress


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
        .where(Conversation.leader_id == leader_id, col(Conversation.at) >= now)
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


async def prepared(reads: Snapshot, conversation_ids: Iterable[str]) -> set[str]:
    found = await reads.all(
        select(Preparation.conversation_id).where(
            col(Preparation.conversation_id).in_(list(conversation_ids))
        )
    )
    return set(found)


async def followups(reads: Snapshot, leader_id: str, people: Iterable[str]) -> dict[str, datetime]:
    """When each person's Mini-KOM is due, by person id, whichever of the two is to call it."""
    rows = await reads.all(
        select(Due.subject, Due.due_at).where(
            Due.rule == "minikom",
            col(Due.subject).in_(list(people)),
            # Anybody can put off what they say they were sent, and so plan a row of their own.
            or_(col(Due.person_id) == leader_id, col(Due.person_id) == col(Due.subject)),
        )
    )
    return dict(rows)


async def goals_agreed(reads: Snapshot, people: Iterable[str]) -> set[str]:
    """Those of the people who have an open goal."""
    found = await reads.all(
        select(Goal.person_id).where(
            col(Goal.person_id).in_(list(people)), col(Goal.open).is_(True)
        )
    )
    return set(found)
