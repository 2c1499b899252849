"""Conversations, preparations, goals and check-ins. What is private is asked for by its owner's id."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Checkin, Conversation, Cycle, Goal, Preparation, Progress, Scope
from storage.unit_of_work import Unit


async def cycle(reads: Snapshot, workplace_id: str, year: int) -> Cycle | None:
    return await reads.first(
        select(Cycle).where(Cycle.workplace_id == workplace_id, Cycle.year == year)
    )


async def conversation(reads: Snapshot, conversation_id: str) -> Conversation | None:
    return await reads.first(select(Conversation).where(Conversation.id == conversation_id))


async def next_conversation(
    reads: Snapshot, person_id: str, now: datetime
) -> Conversation | None:
    return await reads.first(
        select(Conversation)
        .where(Conversation.person_id == person_id, col(Conversation.at) >= now)
        .order_by(col(Conversation.at))
    )


async def conversations_of_leader(
    reads: Snapshot, leader_id: str, since: datetime
) -> list[Conversation]:
    return await reads.all(
        select(Conversation)
        .where(Conversation.leader_id == leader_id, col(Conversation.at) >= since)
        .order_by(col(Conversation.at))
    )


async def preparation(reads: Snapshot, conversation_id: str) -> Preparation | None:
    return await reads.first(
        select(Preparation).where(Preparation.conversation_id == conversation_id)
    )


async def preparations(reads: Snapshot, ids: Iterable[str]) -> dict[str, Preparation]:
    """By conversation id."""
    found = await reads.all(
        select(Preparation).where(col(Preparation.conversation_id).in_(list(ids)))
    )
    return {each.conversation_id: each for each in found}


async def open_goals(reads: Snapshot, person_id: str) -> list[Goal]:
    return await reads.all(
        select(Goal)
        .where(Goal.person_id == person_id, col(Goal.open).is_(True))
        .order_by(col(Goal.agreed_on), col(Goal.id))
    )


async def goals_of(reads: Snapshot, ids: Iterable[str]) -> list[Goal]:
    """The open goals of several people."""
    return await reads.all(
        select(Goal)
        .where(col(Goal.person_id).in_(list(ids)), col(Goal.open).is_(True))
        .order_by(col(Goal.agreed_on), col(Goal.id))
    )


async def checkins(reads: Snapshot, person_id: str, *, limit: int = 12) -> list[Checkin]:
    """A person's own check-ins, the newest last."""
    found = await reads.all(
        select(Checkin)
        .where(Checkin.person_id == person_id)
        .order_by(col(Checkin.made_on).desc(), col(Checkin.id))
        .limit(limit)
    )
    return found[::-1]


async def shared_checkin(reads: Snapshot, person_id: str) -> Checkin | None:
    """The newest one that its owner has shown to the leader; the others look like none (X-10)."""
    return await reads.first(
        select(Checkin)
        .where(Checkin.person_id == person_id, Checkin.visible_to == "leader")
        .order_by(col(Checkin.made_on).desc(), col(Checkin.id))
    )


async def progress(reads: Snapshot, checkin_ids: Iterable[str]) -> list[Progress]:
    return await reads.all(
        select(Progress).where(col(Progress.checkin_id).in_(list(checkin_ids)))
    )


def share(unit: Unit, preparation: Preparation, scope: Scope, now: datetime) -> None:
    """Let the leader read it, or no longer; only if it is shared as it was read."""
    unit.update(
        update(Preparation)
        .where(
            col(Preparation.conversation_id) == preparation.conversation_id,
            col(Preparation.shared) == preparation.shared,
        )
        .values(shared=scope.value, shared_at=None if scope is Scope.NOTHING else now)
    )
